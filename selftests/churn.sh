#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Everything comes, changes and goes while packets arrive and leave: devices,
# the interface below, namespaces, nexthops, VRFs, the module. In the end all
# that the kernel has lent is given back.
#
#     ns1                                   ns2
#   +-----------------------------+       +-----------------------------+
#   | v4 v6 g4 g6 l4 gu n4 m4  x4 |       | v4 v6 g4 g6 l4 gu n4 m4  x4 |
#   |        u0                u1 |       |        u0                u1 |
#   +--------+-----------------+--+       +--------+-----------------+--+
#            | 192.0.2.1       |                   | 192.0.2.2       |
#            | 2001:db8::1     |                   | 2001:db8::2     |
#            +-----------------|-------------------+                 |
#                              | 198.51.100.1           198.51.100.2 |
#                              +-------------------------------------+
#     ns3: devices are moved there and back
#     ns4: comes and goes
#
# Each case is done ROUNDS times, and the module reloaded RELOADS times.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/leftovers.sh"

ROUNDS=${ROUNDS:-1}
RELOADS=${RELOADS:-2}
DEVICES=(v4 g4 l4 gu n4 v6 g6)
# Those that go with the interface below
BOUND=(v6 g6)
OWN=02:00:00:00:01:01
OTHER=02:00:00:00:01:02
# Packets that must come each time
LEAST=20

# ---- batches for ip --------------------------------------------------------

free_devices()
{
	local a="address 02:00:00:00:01:0$1 type ovtun encap"
	local p4="local 192.0.2.$1 remote 192.0.2.$2"

	cat <<-EOT
		link add v4 $a vxlan id 1 $p4
		link add g4 $a gretap key 3 $p4
		link add l4 type ovtun encap gre key 5 $p4
		link add gu $a gretap udp key 6 $p4
		link add n4 $a nvgre id 4107 $p4
		link add m4 $a vxlan id 8 local 192.0.2.$1
	EOT
	printf 'link set %s up\n' v4 g4 l4 gu n4 m4
}

# bound_devices HOST OTHER [dev u0]
bound_devices()
{
	local a="address 02:00:00:00:01:0$1 type ovtun encap"
	local p6="local 2001:db8::$1 remote 2001:db8::$2 ${*:3}"

	cat <<-EOT
		link add v6 $a vxlan id 2 $p6
		link add g6 $a gretap key 4 $p6
	EOT
	printf 'link set %s up\n' "${BOUND[@]}"
}

# What both ends must agree on, and what not
changes()
{
	cat <<-EOT
		link set v4 type ovtun id 91 dstport 4790
		link set v4 type ovtun remote 192.0.2.9
		link set v4 type ovtun dev u0 ttl 9 tos 4 noudpcsum nolearning
		link set v4 mtu 1300
		link set v4 down
		link set v4 address 02:00:00:00:01:09
		link set v4 up
		link set v4 address $OWN
		link set v4 mtu 1450
		link set v4 type ovtun nodev ttl inherit tos inherit udpcsum learning
		link set v4 type ovtun remote 192.0.2.2
		link set v4 type ovtun id 1 dstport 4789
		link set g4 type ovtun key 93 ocsum oseq
		link set g4 type ovtun nolocal noremote
		link set g4 type ovtun local 192.0.2.1 remote 192.0.2.2
		link set g4 type ovtun key 3 nocsum noseq nofastpath
		link set g4 type ovtun fastpath
		link set v6 type ovtun nolocal
		link set v6 type ovtun local 2001:db8::1
	EOT
}

# wire_end DEV ADDRESS [ADDRESS6]
wire_end()
{
	echo "addr replace $2/24 dev $1"
	[[ $# -lt 3 ]] || echo "addr replace $3/64 dev $1 nodad"
	echo "link set $1 up"
}

# A wire to a namespace that goes, and devices at both ends of it; some are
# moved away from the interface below.
visitor()
{
	cat <<-EOT
		link add u4 type veth peer name u4 netns $ns4
		link add y4 address $OWN type ovtun encap vxlan id 21 local 203.0.113.1 remote 203.0.113.2
		link add z4 address $OWN type ovtun encap gretap key 22 local 192.0.2.1 remote 192.0.2.2
		link set y4 up
		link set z4 netns $ns4
	EOT
	wire_end u4 203.0.113.1
}

visited()
{
	cat <<-EOT
		link add y4 address $OTHER type ovtun encap vxlan id 21 local 203.0.113.2 remote 203.0.113.1
		link add w4 address $OTHER type ovtun encap gretap key 23 local 203.0.113.2 remote 203.0.113.1
		link set y4 up
		link set z4 up
		link set w4 netns $ns3
	EOT
	wire_end u4 203.0.113.2
}

# batch NAME: standard input becomes a file for ip -batch
batch()
{
	cat >"$SCRATCH/$1"
}

batches()
{
	{
		free_devices 1 2
		bound_devices 1 2 dev u0
	} | batch make
	{
		free_devices 2 1
		bound_devices 2 1
	} | batch make_far
	bound_devices 1 2 dev u0 | batch make_bound
	printf 'link del %s\n' "${DEVICES[@]}" m4 | batch none
	printf "link set %s netns $ns3\n" "${DEVICES[@]}" | batch move
	{
		printf 'link set %s up\n' "${DEVICES[@]}"
		printf "link set %s netns $ns1\n" "${DEVICES[@]}"
	} | batch move_back
	printf 'link set %s up\n' "${DEVICES[@]}" | batch up
	changes | batch change
	{
		echo "link set u0 down"
		wire_end u0 192.0.2.1 2001:db8::1
	} | batch down_up
	# Before Linux 6.2, what is up keeps its name.
	{
		echo "link set u0 down"
		echo "link set u0 name under0"
		echo "link set under0 name u0"
		wire_end u0 192.0.2.1 2001:db8::1
	} | batch rename
	{
		echo "link del u0"
		echo "link add u0 address 02:00:00:00:00:01 type veth peer name u0 netns $ns2 address 02:00:00:00:00:02"
		wire_end u0 192.0.2.1 2001:db8::1
	} | batch wire
	wire_end u0 192.0.2.2 2001:db8::2 | batch wire_far
	{
		echo "link add vrf0 type vrf table 10"
		echo "link set vrf0 up"
		echo "link set u1 master vrf0"
		echo "link add x4 address $OWN type ovtun encap vxlan id 9 dev vrf0 local 198.51.100.1 remote 198.51.100.2"
		echo "link set x4 up"
	} | batch vrf
	{
		echo "nexthop add id 2 via 192.0.2.2 fdb"
		echo "nexthop add id 3 via 192.0.2.2 fdb"
		echo "nexthop add id 10 group 2/3 fdb"
	} | batch nexthops
	visitor | batch visitor
	visited | batch visited
}

# ---- cases -----------------------------------------------------------------

# on NS NAME: lab commands that run a batch
on()
{
	echo "run ip -n $1 -batch $SCRATCH/$2"
}

traffic()
{
	local near="eth s=$OTHER d=$OWN ip4 s=10.1.1.2 d=10.1.1.1 udp d=9 tag 1 200"
	local far="eth s=$OWN d=$OTHER ip4 s=10.1.1.1 d=10.1.1.2 udp d=9 tag 1 200"

	cat <<-EOT
		trickle $ns2 v4 $near
		trickle $ns2 g4 $near
		trickle $ns2 g6 $near
		trickle $ns2 u0 eth s=02:00:00:00:00:02 d=02:00:00:00:00:01 ip4 s=192.0.2.2 d=192.0.2.1 udp d=4789 csum=none vxlan vni=#1 eth s=02:66:00:00:#2:#1 d=$OWN tag 1
		trickle $ns1 v4 $far
		trickle $ns1 v6 $far
		trickle $ns1 l4 ip4 s=10.1.1.1 d=10.1.1.2 udp d=9 tag 1 200
	EOT
}

# rounds LABEL TIMES SENDERS COMMANDS...: lab commands, several times while
# the senders send
rounds()
{
	local n

	echo "case $1"
	echo "$3"
	for ((n = 0; n < $2; n++)); do
		printf '%s\n' "${@:4}"
	done
	echo endflood
}

# Both ways, by what is there now.
arrives()
{
	cat <<-EOT
		flows $ns1 v4 $LEAST
		flows $ns1 g4 $LEAST
		flows $ns1 g6 $LEAST
		flows $ns2 v6 $LEAST
		flows $ns2 l4 $LEAST
	EOT
}

device_cases()
{
	rounds "devices are made and deleted" "$ROUNDS" "$(traffic)" \
		"$(on "$ns1" make)" "$(arrives)" "$(on "$ns1" none)"
	on "$ns1" make
	rounds "devices are changed" "$ROUNDS" "$(traffic)" \
		"$(on "$ns1" change)" "$(arrives)"
	rounds "devices are moved to another namespace and back" "$ROUNDS" \
		"$(traffic)" "$(on "$ns1" move)" "$(on "$ns3" move_back)" \
		"$(on "$ns1" up)" "$(arrives)"
}

underlay_cases()
{
	rounds "the interface below goes down and up" "$ROUNDS" "$(traffic)" \
		"$(on "$ns1" down_up)" "$(arrives)"
	rounds "the interface below is renamed" "$ROUNDS" "$(traffic)" \
		"$(on "$ns1" rename)" "$(arrives)"
	rounds "the interface below is deleted and made again" "$ROUNDS" \
		"$(traffic)" "$(on "$ns1" wire)" "$(on "$ns2" wire_far)" \
		"$(on "$ns1" make_bound)" "$(arrives)"
}

routing_cases()
{
	local to="eth s=$OWN d=$OTHER tag 1 200"
	local from="eth s=$OTHER d=$OWN tag 1 200"

	rounds "a VRF is made around the interface below and deleted" "$ROUNDS" \
		"$(printf '%s\n' "trickle $ns1 x4 $to" "trickle $ns2 x4 $from")" \
		"$(on "$ns1" vrf)" "flows $ns1 x4 $LEAST" \
		"flows $ns2 x4 $LEAST" "run ip -n $ns1 link del vrf0"
	rounds "nexthops are made and deleted" "$ROUNDS" \
		"trickle $ns1 m4 $to" "$(on "$ns1" nexthops)" \
		"run bridge -n $ns1 fdb add $OTHER dev m4 nhid 10 self" \
		"flows $ns2 m4 $LEAST" "run ip -n $ns1 nexthop del id 2" \
		"run ip -n $ns1 nexthop flush"
}

# The senders are in namespaces that stay, because a process keeps its own.
namespace_case()
{
	local to="eth s=$OWN d=$OTHER tag 1 200"
	local from="eth s=$OTHER d=$OWN tag 1 200"

	# One may not have been freed yet: two that are left over are seen.
	rounds "a namespace with either end is deleted" $((ROUNDS * 2)) \
		"$(printf '%s\n' "trickle $ns1 y4 $to" "trickle $ns3 w4 $to" \
			"trickle $ns2 z4 $from")" \
		"run ip netns add $ns4" "$(on "$ns1" visitor)" \
		"$(on "$ns4" visited)" "flows $ns4 y4 $LEAST" \
		"flows $ns4 z4 $LEAST" "run ip -n $ns3 link set w4 up" \
		"flows $ns1 u4 $LEAST" "run ip netns del $ns4" \
		"nogrep $ns1 /proc/net/dev u4:" "run ip -n $ns1 link del y4"
}

module_case()
{
	rounds "the module is removed and loaded" "$RELOADS" "$(traffic)" \
		"run rmmod ovtun" "run ${LOAD[*]}" "$(on "$ns1" make)" \
		"$(on "$ns2" make_far)" "$(arrives)"
}

setup()
{
	setup_pair
	setup_ns ns3
	ns4=ns4-$$
	NAMESPACES+=("$ns4")
	batches
	ip -n "$ns1" link add u1 type veth peer name u1 netns "$ns2"
	wire_end u1 198.51.100.1 | ip -n "$ns1" -batch -
	wire_end u1 198.51.100.2 | ip -n "$ns2" -batch -
	remember "$ns1" "$ns2" "$ns3"
	ip -n "$ns2" -batch "$SCRATCH/make_far" || bail "no devices"
	ip -n "$ns2" -batch - <<-EOT || bail "no devices"
		link add x4 address $OTHER type ovtun encap vxlan id 9 local 198.51.100.2 remote 198.51.100.1
		link set x4 up
		link add z4 address $OTHER type ovtun encap gretap key 22 local 192.0.2.2 remote 192.0.2.1
		link set z4 up
	EOT
	bridge -n "$ns2" fdb append 00:00:00:00:00:00 dev m4 dst 192.0.2.1
}

setup
lab <<EOF
$(device_cases)
$(underlay_cases)
$(routing_cases)
$(namespace_case)
$(module_case)
EOF
ip -n "$ns1" -batch "$SCRATCH/none"
ip -n "$ns2" -batch "$SCRATCH/none"
# Routes are kept for the next packet, as long as there is where it would go.
printf 'link del %s\n' u0 u1 | ip -n "$ns1" -batch -
leftovers "$ns1" "$ns2" "$ns3"
finish
