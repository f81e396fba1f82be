#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# No memory: each allocation of each operation fails in turn. It is refused,
# then, and nothing has changed, or it succeeds all the same; packets go on
# through the tunnels, listeners are told if they miss something, and nothing
# is left over.
#
#     ns1                     ns2
#   +----------------+      +-----------+
#   | h0 c0 g0 ...   |      | h0 c0 g0  |
#   |     u0         |      |    u0     |
#   +-----+----------+      +-----+-----+
#         | 192.0.2.1             | .2
#
# ns3 has a device without packets, u1, and no tunnel yet. It takes a kernel
# that injects faults (tools/check/faults boots it).

. "$(dirname "$0")/lib.sh"

OWN=02:00:00:00:01:01
OTHER=02:00:00:00:01:02
MAC=02:00:00:00:0a:01
ZERO=00:00:00:00:00:00
LEAST=3000
ONLY=${1-}		# a regular expression for the labels of those cases

[[ -e /proc/self/fail-nth && -d /sys/kernel/debug/failslab ]] ||
	skip_all "this kernel does not inject faults"
[[ $(cat /sys/kernel/slab/kmalloc-64/store_user) == 1 ]] ||
	skip_all "this kernel does not know whose objects are in use; boot it with slub_debug=U"
# Its own allocations would fail as well, in the place of others.
if (echo stack=on >/sys/kernel/debug/kmemleak) 2>/dev/null; then
	skip_all "kmemleak is at work; boot with kmemleak=off"
fi

# op LABEL NS DO UNDO: both are commands
op()
{
	[[ $1 =~ $ONLY ]] || return 0
	cat <<-END
		case $1
		request do $2 $3
		request undo $2 $4
		sweep do undo
	END
}

# lazy LABEL LINE NS DO UNDO: as op, and LINE may complete what DO has begun
lazy()
{
	[[ $1 =~ $ONLY ]] || return 0
	cat <<-END
		case $1
		request do $3 $4
		request undo $3 $5
		result $2
		sweep do undo
	END
}

# names LABEL TEXT NS DO UNDO: as op, and some faults are refused with TEXT. A
# refusal that is swallowed need not show: a work may repair it later.
names()
{
	[[ $1 =~ $ONLY ]] || return 0
	cat <<-END
		case $1
		request do $3 $4
		request undo $3 $5
		refusal $2
		sweep do undo
	END
}

# get LABEL NS COMMAND: what only reports
get()
{
	[[ $1 =~ $ONLY ]] || return 0
	cat <<-END
		case $1
		request get $2 $3
		sweep get
	END
}

# state NS: all that a request may change there
state()
{
	local command path

	for command in "ip link show" "ovtunctl fdb show" "ovtunctl peer show" \
		"ovtunctl segment show" "$BRIDGE mdb show"; do
		echo "state $1 $command"
	done
	for path in udp udp6; do
		echo "state $1 /proc/net/$path"
	done
	echo "state $1 /proc/net/igmp 0101EF"
	echo "state $1 /proc/net/igmp6 ff0e0000"
}

# create LABEL OPTION...: a device, the first of its kind in the namespace
create()
{
	local address="address $OWN"

	[[ $2 != "encap gre "* ]] || address=
	op "create: $1" "$ns3" "ip link add x0 index 901 $address type ovtun ${*:2}" \
		"ip link del x0"
}

creations()
{
	local v4="local 192.0.2.1 remote 192.0.2.2"
	local v6="local 2001:db8::1 remote 2001:db8::2"

	create "vxlan, one peer" "encap vxlan id 1 $v4"
	create "vxlan over IPv6" "encap vxlan id 1 dstport 4790 $v6"
	create "vxlan with a group" "encap vxlan id 1 group 239.1.1.1 dev u1"
	create "vxlan with a group of IPv6" "encap vxlan id 1 group ff0e::1 dev u1"
	create "vxlan over IPv4 and IPv6" "encap vxlan id 1 notrack"
	create "vxlan trunk" "encap vxlan trunk dstport 4791"
	create "vxlan external" "encap vxlan external dstport 4792"
	create "vxlan gbp" "encap vxlan gbp id 7 dstport 4793"
	create "vxlan gpe" "encap vxlan gpe id 8 $v4"
	create "gretap" "encap gretap key 5 $v4"
	create "gretap, many peers" "encap gretap"
	create "gretap in UDP" "encap gretap udp key 5 $v4"
	create "gretap with a group" "encap gretap key 5 group 239.1.1.1 dev u1"
	create "gre" "encap gre key 5 $v4"
	create "gre over IPv6" "encap gre key 5 $v6 notrack"
	create "gre in UDP" "encap gre udp key 6 $v4"
	create "nvgre" "encap nvgre id 5014 $v4"
	echo "run ip -n $ns3 link add x0 index 901 address $OWN type ovtun encap vxlan id 1 $v4"
	op "delete" "$ns3" "ip link del x0" \
		"ip link add x0 index 901 address $OWN type ovtun encap vxlan id 1 $v4"
	echo "run ip -n $ns3 link del x0"
}

# up LABEL OPTION...: a device goes up, and joins its group
up()
{
	[[ "up: $1" =~ $ONLY ]] || return 0
	cat <<-END
		case up: $1
		run ip -n $ns3 link add x0 index 901 type ovtun ${*:2}
		request do $ns3 ip link set x0 up
		request undo $ns3 ip link set x0 down
		sweep do undo
		run ip -n $ns3 link del x0
	END
}

# segment_groups LABEL OPTION GROUP...: the same, with those of segments. With
# four groups of IPv4 the core has a table for them, which it keeps.
segment_groups()
{
	local i

	[[ "up: $1" =~ $ONLY ]] || return 0
	echo "case up: $1"
	echo "run ip -n $ns3 link add x0 index 901 type ovtun encap vxlan trunk $2 dev u1"
	for ((i = 3; i <= $#; i++)); do
		echo "run ovtunctl -n $ns3 segment add dev x0 id $i vlan $i group ${!i}"
	done
	cat <<-END
		request do $ns3 ip link set x0 up
		request undo $ns3 ip link set x0 down
		sweep do undo
		run ip -n $ns3 link del x0
	END
}

ups()
{
	up "a group" "encap vxlan id 1 group 239.1.1.1 dev u1"
	up "a group of IPv6" "encap vxlan id 1 group ff0e::1 dev u1"
	up "gretap" "encap gretap"
	up "gre" "encap gre local 192.0.2.1"
	segment_groups "groups of segments" "" 239.1.1.1 239.1.1.2 ff0e::1
	segment_groups "a group and that of a segment" "group 239.1.1.4" \
		239.1.1.1
}

# change DEV NEW : OLD: options, in use
change()
{
	local dev=$1 options="${*:2}"

	op "change: $dev ${options% :*}" "$ns1" \
		"ip link set $dev type ovtun ${options% :*}" \
		"ip link set $dev type ovtun ${options#*: }"
}

changes()
{
	change c0 remote 192.0.2.3 : remote 192.0.2.2
	change c0 local 192.0.2.11 : local 192.0.2.1
	change c0 nolocal : local 192.0.2.1
	change c0 id 43 : id 42
	change c0 dstport 5000 : dstport 4789
	change c0 dev u0 : nodev
	change c0 notrack : track
	change c0 nofastpath : fastpath
	change c0 remote 2001:db8::2 local 2001:db8::1 : remote 192.0.2.2 local 192.0.2.1
	change g0 key 44 : key 13
	change g0 notrack : track
	change m0 group 239.1.1.2 : group 239.1.1.1
	change m0 group ff0e::1 : group 239.1.1.1
	change l0 okey 9 : okey 14
	change t0 dstport 5001 : dstport 4791
}

forwarding()
{
	local dev

	for dev in g0 v0; do
		op "fdb: add to $dev" "$ns1" \
			"bridge fdb add $MAC dev $dev dst 192.0.2.9" \
			"bridge fdb del $MAC dev $dev"
		op "fdb: a second peer for $dev" "$ns1" \
			"bridge fdb append $ZERO dev $dev dst 192.0.2.9" \
			"bridge fdb del $ZERO dev $dev dst 192.0.2.9"
		op "fdb: one peer less for $dev" "$ns1" \
			"bridge fdb del $ZERO dev $dev dst 192.0.2.2" \
			"bridge fdb append $ZERO dev $dev dst 192.0.2.2"
	done
	op "fdb: add with port, id and device" "$ns1" \
		"bridge fdb add $MAC dev v0 dst 192.0.2.9 port 5000 vni 77 via u0" \
		"bridge fdb del $MAC dev v0"
	op "fdb: replace" "$ns1" \
		"bridge fdb replace 02:00:00:00:0b:01 dev v0 dst 192.0.2.9 vni 7" \
		"bridge fdb replace 02:00:00:00:0b:01 dev v0 dst 192.0.2.8"
	op "fdb: delete" "$ns1" \
		"bridge fdb del 02:00:00:00:0b:01 dev v0" \
		"bridge fdb add 02:00:00:00:0b:01 dev v0 dst 192.0.2.8"
	names "nexthops: another gateway" "No memory for a gateway" "$ns1" \
		"ip nexthop replace id 4 via 192.0.2.14 fdb" \
		"ip nexthop replace id 4 via 192.0.2.4 fdb"
	op "fdb: add with a group of nexthops" "$ns1" \
		"bridge fdb add $MAC dev v0 nhid 20" \
		"bridge fdb del $MAC dev v0"
	op "fdb: a segment of a trunk" "$ns1" \
		"bridge fdb add $MAC dev t0 dst 192.0.2.9 src_vni 5010" \
		"bridge fdb del $MAC dev t0 dst 192.0.2.9 src_vni 5010"
}

databases()
{
	local mdb="grp 239.9.9.9 permanent"

	op "segment: add" "$ns1" "ovtunctl segment add dev t0 id 5020 vlan 20" \
		"ovtunctl segment delete dev t0 id 5020"
	op "segment: add with a group" "$ns1" \
		"ovtunctl segment add dev t0 id 5020 vlan 20 group 239.1.1.9" \
		"ovtunctl segment delete dev t0 id 5020"
	op "segment: change" "$ns1" \
		"ovtunctl segment set dev t0 id 5010 vlan 11 group 239.1.1.8 maxaddress 5" \
		"ovtunctl segment set dev t0 id 5010 vlan 10 nogroup maxaddress 0"
	op "segment: delete" "$ns1" "ovtunctl segment delete dev t0 id 5030" \
		"ovtunctl segment add dev t0 id 5030 vlan 30 group 239.1.1.7"
	op "peer: add" "$ns1" "ovtunctl peer add dev v0 192.0.2.99" \
		"ovtunctl peer delete dev v0 192.0.2.99"
	op "peer: add a prefix" "$ns1" \
		"ovtunctl peer add dev v0 198.51.100.0/24" \
		"ovtunctl peer delete dev v0 198.51.100.0/24"
	op "peer: delete" "$ns1" "ovtunctl peer delete dev v0 192.0.2.98" \
		"ovtunctl peer add dev v0 192.0.2.98"
	# The core asks nobody before it takes a neighbour.
	lazy "neighbour" "segments $ns1 10.1.0.1 10.1.0.2 9 1 tag 6" "$ns1" \
		"ip neigh add 10.1.0.2 lladdr 192.0.2.9 dev l0 nud permanent" \
		"ip neigh del 10.1.0.2 dev l0"
	[[ $knows_mdb ]] || return
	# The bridge of Debian 12 flushes without asking for the destination.
	op "fdb: flush" "$ns1" "$BRIDGE fdb flush dev v0 dst 192.0.2.8" \
		"bridge fdb add 02:00:00:00:0b:01 dev v0 dst 192.0.2.8"
	op "fdb: flush one of a list" "$ns1" \
		"$BRIDGE fdb flush dev v0 dst 192.0.2.7" \
		"bridge fdb append $ZERO dev v0 dst 192.0.2.7"
	op "mdb: add" "$ns1" \
		"$BRIDGE mdb add dev v0 port v0 $mdb dst 192.0.2.9" \
		"$BRIDGE mdb del dev v0 port v0 $mdb dst 192.0.2.9"
	op "mdb: add with sources" "$ns1" \
		"$BRIDGE mdb add dev v0 port v0 $mdb filter_mode include source_list 10.0.0.1,10.0.0.2 dst 192.0.2.9 src_vni 12" \
		"$BRIDGE mdb del dev v0 port v0 $mdb dst 192.0.2.9 src_vni 12"
	op "mdb: replace" "$ns1" \
		"$BRIDGE mdb replace dev v0 port v0 grp 239.8.8.8 permanent filter_mode include source_list 10.0.0.1 dst 192.0.2.8" \
		"$BRIDGE mdb replace dev v0 port v0 grp 239.8.8.8 permanent filter_mode exclude dst 192.0.2.8"
	op "mdb: replace, with sources that are there" "$ns1" \
		"$BRIDGE mdb replace dev v0 port v0 grp 239.7.7.7 permanent filter_mode include source_list 10.0.0.1,10.0.0.2 dst 192.0.2.8 vni 9" \
		"$BRIDGE mdb replace dev v0 port v0 grp 239.7.7.7 permanent filter_mode include source_list 10.0.0.1,10.0.0.2 dst 192.0.2.8"
	op "mdb: delete" "$ns1" \
		"$BRIDGE mdb del dev v0 port v0 grp 239.8.8.8 permanent dst 192.0.2.8" \
		"$BRIDGE mdb add dev v0 port v0 grp 239.8.8.8 permanent dst 192.0.2.8"
}

reports()
{
	get "report: devices" "$ns1" "ip link show"
	get "report: forwarding entries" "$ns1" "bridge fdb show"
	get "report: a forwarding entry" "$ns1" \
		"bridge fdb get 02:00:00:00:0b:40 dev v0 self"
	get "report: multicast database" "$ns1" "$BRIDGE mdb show"
	get "report: segments" "$ns1" "ovtunctl segment show"
	get "report: peers" "$ns1" "ovtunctl peer show"
	get "report: a peer" "$ns1" "ovtunctl peer show dev v0 192.0.2.98"
	get "report: entries in detail" "$ns1" "ovtunctl fdb show dev v0"
	get "report: counters" "$ns1" "ovtunctl stats show"
}

# packet LABEL WATCH N LINE: LINE sends, and what WATCH says arrives N times; with a
# fault, it does or a counter rises
packet()
{
	[[ "packet: $1" =~ $ONLY ]] || return 0
	cat <<-END
		case packet: $1
		$4
		expect $2
		result either ${2%% *} ${2%% *} $3 ${2#* }
		pass - $4
	END
}

# What has come in or leaves in the context of lab needs memory in places where
# nobody can be told.
packet_devices()
{
	cat <<-END
		tap in $ns3 w0
		tap out $ns1 w1
		run ip -n $ns3 link set w0 address 02:00:00:00:00:08 up
		run ip -n $ns3 addr add 198.51.100.1/24 dev w0
		run ip -n $ns3 link add p0 address $OWN type ovtun encap vxlan id 31 local 198.51.100.1
		run ip -n $ns3 link set p0 up
		run bridge -n $ns3 fdb append $ZERO dev p0 dst 198.51.100.2
		run ip -n $ns1 link add b0 address $OWN type ovtun encap vxlan id 98 local 2001:db8::1 nolearning
		run bridge -n $ns1 fdb append $ZERO dev b0 dst 2001:db8::2
		run bridge -n $ns1 fdb append $ZERO dev b0 dst 2001:db8::12
		run ip -n $ns1 link set w1 up
		run ip -n $ns1 link set b0 up
		run tc -n $ns1 qdisc add dev w1 clsact
		run tc -n $ns1 filter add dev w1 ingress matchall action mirred egress redirect dev b0
		run ip -n $ns1 link add s0 address $OWN type ovtun encap vxlan id 97 remote 192.0.2.2 proxy nolearning
		run ip -n $ns1 link set s0 up
		run ip -n $ns1 neigh add 10.9.0.2 lladdr $OTHER dev s0 nud permanent
		port p0 $ns3 p0
		stats p0 $ns3 p0
		port b0 $ns2 b0
		stats b0 $ns1 b0
		port s0 $ns1 s0
		stats s0 $ns1 s0
		port far $ns2 s0
	END
}

packets()
{
	local outer="eth s=02:00:00:00:00:09 d=02:00:00:00:00:08 ip4 s=198.51.100.2 d=198.51.100.1"
	local inner="eth s=$MAC d=$OWN"
	local request="eth s=$OWN d=ff:ff:ff:ff:ff:ff arp s=$OWN sip=10.9.0.1 dip=10.9.0.2"

	if [[ "packet: a source is learned" =~ $ONLY ]]; then
		cat <<-END
			case packet: a source is learned
			inject in $outer udp d=4789 vxlan vni=31 $inner tag 31
			expect p0 tag=31
			request undo $ns3 bridge fdb del $MAC dev p0
			result either p0 p0 1 tag=31
			pass undo inject in $outer udp d=4789 vxlan vni=31 $inner tag 31
			run ip -n $ns3 link set p0 type ovtun nolearning
		END
	fi
	packet "copies with room for headers" "b0 tag=33" 2 \
		"inject out eth s=$MAC d=$OTHER tag 33"
	if [[ "packet: an answer to an ARP request" =~ $ONLY ]]; then
		# Who cannot answer lets the request pass.
		cat <<-END
			case packet: an answer to an ARP request
			send s0 $request
			expect s0 op=2
			result either far s0 1 op=1
			pass - send s0 $request
		END
	fi
	[[ "a namespace" =~ $ONLY ]] || return 0
	cat <<-END
		case a namespace
		pass - newns
	END
}

setup_pair
setup_ns ns3
# shellcheck disable=SC2154 # ns1, ns2 and ns3 come from lib.sh
{
ip -n "$ns3" -batch - <<END || bail "no underlay"
link add u1 type dummy
addr add 192.0.2.1/24 dev u1
addr add 2001:db8::1/64 dev u1 nodad
link set u1 up
END
ip -n "$ns1" -batch - <<END || bail "no ovtun devices"
nexthop add id 2 via 192.0.2.2 fdb
nexthop add id 3 via 192.0.2.3 fdb
nexthop add id 4 via 192.0.2.4 fdb
nexthop add id 20 group 2/3 fdb
nexthop add id 40 group 4 fdb
link add h0 address $OWN type ovtun encap vxlan id 99 local 192.0.2.1 remote 192.0.2.2 nolearning
link add c0 address $OWN type ovtun encap vxlan id 42 local 192.0.2.1 remote 192.0.2.2 nolearning
link add g0 address $OWN type ovtun encap gretap key 13 local 192.0.2.1 nolearning
link add v0 address $OWN type ovtun encap vxlan id 12 local 192.0.2.1 nolearning
link add m0 address $OWN type ovtun encap vxlan id 14 group 239.1.1.1 dev u0 nolearning
link add t0 address $OWN type ovtun encap vxlan trunk dstport 4791 dev u0 nolearning
link add l0 type ovtun encap gre key 14 local 192.0.2.1
addr add 10.1.0.1/24 dev l0
link set h0 up
link set c0 up
link set g0 up
link set v0 up
link set m0 up
link set t0 up
link set l0 up
END
ip -n "$ns2" -batch - <<END || bail "no ovtun devices"
addr add 2001:db8::12/64 dev u0 nodad
link add b0 address $OTHER type ovtun encap vxlan id 98 remote 2001:db8::1 nolearning
link add s0 address $OTHER type ovtun encap vxlan id 97 remote 192.0.2.1 nolearning
link set b0 up
link set s0 up
link add h0 address $OTHER type ovtun encap vxlan id 99 local 192.0.2.2 remote 192.0.2.1 nolearning
link add c0 address $OTHER type ovtun encap vxlan id 42 local 192.0.2.2 remote 192.0.2.1 nolearning
link add g0 address $OTHER type ovtun encap gretap key 13 local 192.0.2.2 nolearning
link set h0 up
link set c0 up
link set g0 up
END
bridge -n "$ns1" -batch - <<END || bail "no entries"
fdb append $ZERO dev g0 dst 192.0.2.2
fdb append $ZERO dev g0 dst 192.0.2.7
fdb append $ZERO dev v0 dst 192.0.2.2
fdb append $ZERO dev v0 dst 192.0.2.7
fdb add 02:00:00:00:0b:01 dev v0 dst 192.0.2.8
fdb add 02:00:00:00:0b:40 dev v0 nhid 40
END
bridge -n "$ns2" fdb append $ZERO dev g0 dst 192.0.2.1
ovtunctl -n "$ns1" -batch - <<END || bail "no segments"
segment add dev t0 id 5010 vlan 10
segment add dev t0 id 5030 vlan 30 group 239.1.1.7
peer add dev v0 192.0.2.98
END
}
knows_mdb=
if find_bridge; then
	knows_mdb=yes
	"$BRIDGE" -n "$ns1" -batch - <<-END || bail "no multicast database"
		mdb add dev v0 port v0 grp 239.8.8.8 permanent dst 192.0.2.8
		mdb add dev v0 port v0 grp 239.7.7.7 permanent filter_mode include source_list 10.0.0.1,10.0.0.2 dst 192.0.2.8
	END
else
	skip "flushes and the multicast database" "needs a newer bridge(8)"
fi

lab <<END
$(for dev in h0 c0 g0; do
	cat <<-EOF
		port 1$dev $ns1 $dev
		port 2$dev $ns2 $dev
		always send 1$dev eth s=$OWN d=$OTHER tag 1
		always expect 2$dev tag=1
		always send 2$dev eth s=$OTHER d=$OWN tag 2
		always expect 1$dev tag=2
	EOF
done)
$(state "$ns1")
state $ns1 ip neigh show dev l0
$(state "$ns3")
listen $ns1
$(packet_devices)
$(creations)
$(ups)
$(changes)
$(forwarding)
$(databases)
$(reports)
$(packets)
$([[ $ONLY ]] || printf '%s\n' "case many faults" "faults $LEAST")
END
if [[ "the module" =~ $ONLY && ${LOAD[0]} == insmod ]]; then
	for ns in "$ns1" "$ns2" "$ns3"; do
		ip netns del "$ns"
	done
	wait_for rmmod ovtun
	# A namespace with a nexthop, of which the module asks to be told
	setup_ns ns4
	ip -n "$ns4" nexthop add id 1 via 192.0.2.2 fdb || bail "no nexthop"
	lab <<-END
		case the module
		pass - insmod ${LOAD[1]}
	END
fi
finish
