#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# A flood, as fast as it can be sent: the host answers, the tables stay within
# their limits, the others' packets arrive, and a counter names the abuse.
#
#     ns3                      ns1                         ns2
#   +----------+     +--------------------------+     +-------------+
#   |          |     | v4.7 g4.7                |     | v4.7 g4.7   |
#   |          |     |  v4   g4   b4            |     |  v4   g4    |
#   |    u0    |     |     u0     u1            |     |    u1       |
#   +----+-----+     +-----+------+-------------+     +-----+-------+
#        | 192.0.2.3       | .1   | 198.51.100.1            | .2
#        +-----------------+      +-------------------------+
#
# Whoever floods has a wire of its own, which drops what is too much for it; so
# what the others lose was lost by the host or by the tunnel. Each wire has its
# NAPI, as wires have. The others' frames have a VLAN of their own, where they
# are counted apart from the flood. PACKETS of each flood have to arrive.

. "$(dirname "$0")/lib.sh"

PACKETS=${PACKETS:-1000}
OWN=02:00:00:00:01:01
OTHER=02:00:00:00:01:02
ZERO=00:00:00:00:00:00
LIMIT=64
PINGS=20
# What arrives of the others' packets at least, in percent, when there is more
# than can be done
ARRIVE=90

# outer DEV ADDRESS [ID]: what is in front of a frame
outer()
{
	local head="eth s=02:00:00:00:00:03 d=02:00:00:00:00:01 ip4 s=$2 d=198.51.100.1"

	case $1 in
	v4) echo "$head udp d=4789 csum=none vxlan vni=${3-11}" ;;
	g4) echo "$head gre key=13" ;;
	esac
}

# answers ADDRESS: each ping from the other end is answered, however late
answers()
{
	echo "ping $ns2 $1 $PINGS"
}

# others DEV NET COMMANDS...: all is well while the commands flood
others()
{
	local dev=$1 net=10.$2.1

	cat <<-EOF
		stream $ns2 $dev $ns1 $dev.7 eth s=$OTHER d=$OWN vlan id=7 ip4 s=$net.2 d=$net.1 udp d=9 tag 1 200
		$(printf '%s\n' "${@:3}")
		$(answers 198.51.100.1)
		$(answers "$net.1")
	EOF
}

# abuse LABEL DEV NET FRAME...
abuse()
{
	echo "case $2: $1"
	others "$2" "$3" "flood $ns3 u0 ${*:4}"
	cat <<-EOF
		flows $ns1 u0 $PACKETS
		endflood
		endstream $ARRIVE
	EOF
}

# table_holds DEV OP: OP (-eq, -le) as many entries as are allowed beside the
# list, and still the other end's
table_holds()
{
	local fdb="bridge -n $ns1 fdb show dev $1"

	cat <<-EOF
		shell test \$($fdb | grep -vc ^$ZERO) $2 $((LIMIT - 1))
		shell $fdb | grep -q "^$OTHER.* dst 198.51.100.2 "
	EOF
}

# counter NAME: of the IP stack, in ns1
counter()
{
	echo "ip netns exec $ns1 nstat -asz $1 | awk '/^$1/ { print \$2 }'"
}

cases()
{
	local dev=$1 known bad=02:66:00:00:#2:#1

	known=$(outer "$dev" 192.0.2.3)
	abuse "sources without end" "$@" "$known eth s=$bad d=$OWN tag 2"
	echo "rose $dev fdb_limit $((PACKETS / 2))"
	table_holds "$dev" -eq
	abuse "broadcast" "$@" "$known eth s=02:66:00:00:00:01 d=ff:ff:ff:ff:ff:ff tag 2"
	echo "run bridge -n $ns1 fdb flush dev $dev self dst 192.0.2.3 nopermanent"
	abuse "addresses that are at another peer each time" "$@" \
		"$(outer "$dev" 192.0.2.#1) eth s=02:69:00:00:00:#2 d=$OWN tag 2"
	table_holds "$dev" -le
	echo "shell ovtunctl -n $ns1 -j fdb show dev $dev | jq -e '[.[].moves] | add > $((PACKETS / 2))' >/dev/null"
	abuse "strangers" "$@" \
		"$(outer "$dev" "198.18.#2.#1") eth s=02:67:00:00:#2:#1 d=$OWN tag 2"
	echo "rose $dev rx_unknown_peer $PACKETS"
	echo "shell ! bridge -n $ns1 fdb show dev $dev | grep -q ^02:67:"
	echo "shell $(counter TcpExtIPReversePathFilter) >$SCRATCH/before"
	abuse "a peer's address from elsewhere" "$@" \
		"$(outer "$dev" 198.51.100.2) eth s=02:68:00:00:#2:#1 d=$OWN tag 2"
	echo "shell test \$($(counter TcpExtIPReversePathFilter)) -ge \$((\$(cat $SCRATCH/before) + $PACKETS))"
	echo "shell ! bridge -n $ns1 fdb show dev $dev | grep -q ^02:68:"
	abuse "our own address" "$@" "$known eth s=$OWN d=$OWN tag 2"
	echo "rose $dev rx_loop $PACKETS"
}

vni_case()
{
	abuse "segments that nobody has" v4 4 \
		"$(outer v4 192.0.2.3 '1000#') eth s=02:66:00:00:#2:#1 d=$OWN tag 2"
	echo "rose v4 net_rx_unknown_vni $PACKETS"
}

# Of what is sent here, a copy goes to each of the flood list.
copies_case()
{
	echo "case b4: broadcast from here"
	others v4 4 \
		"flood $ns1 b4 eth s=02:00:00:00:01:03 d=ff:ff:ff:ff:ff:ff tag 2"
	cat <<-EOF
		flows $ns3 u0 $PACKETS
		endflood
		endstream $ARRIVE
		shell ovtunctl -n $ns1 -j peer show dev b4 | jq -e 'length == 3 and ([.[].counters.tx_broadcast] | min > $((PACKETS / 10)))' >/dev/null
	EOF
}

# wire_end NS DEV ADDRESS
wire_end()
{
	ip -n "$1" -batch - <<-EOF || bail "no wire"
		addr add $3/24 dev $2
		link set $2 up
		link set lo up
	EOF
	ip netns exec "$1" ethtool -K "$2" gro on || bail "no GRO"
}

# devices NS HOST MAC WORDS...
devices()
{
	local dev n=3
	local -A words=([v4]="vxlan id 11" [g4]="gretap key 13")

	for dev in v4 g4; do
		n=$((n + 1))
		cat <<-EOF
			link add $dev address $3 type ovtun encap ${words[$dev]} local 198.51.100.$2 ${*:4}
			link add link $dev name $dev.7 type vlan id 7
			addr add 10.$n.1.$2/24 dev $dev
			link set $dev up
			link set $dev.7 up
		EOF
	done | ip -n "$1" -batch - || bail "no devices"
}

# Neighbours are permanent: it is not ARP that is tested.
setup()
{
	local dev

	setup_ns ns1 ns2 ns3
	ip -n "$ns1" -batch - <<-EOF || bail "no wires"
		link add u0 address 02:00:00:00:00:01 type veth peer name u0 netns $ns3 address 02:00:00:00:00:03
		link add u1 address 02:00:00:00:00:11 type veth peer name u1 netns $ns2 address 02:00:00:00:00:02
	EOF
	wire_end "$ns1" u0 192.0.2.1
	wire_end "$ns1" u1 198.51.100.1
	wire_end "$ns2" u1 198.51.100.2
	wire_end "$ns3" u0 192.0.2.3
	"$LAB" <<<"sysctl $ns1 net/ipv4/conf/all/rp_filter 1" ||
		bail "no settings"
	devices "$ns1" 1 "$OWN" "maxaddress $LIMIT"
	devices "$ns2" 2 "$OTHER" "remote 198.51.100.1"
	ip -n "$ns1" -batch - <<-EOF || bail "no devices"
		route add default via 192.0.2.3
		neigh add 192.0.2.3 lladdr 02:00:00:00:00:03 dev u0 nud permanent
		neigh add 192.0.2.4 lladdr 02:00:00:00:00:03 dev u0 nud permanent
		neigh add 192.0.2.5 lladdr 02:00:00:00:00:03 dev u0 nud permanent
		neigh add 198.51.100.2 lladdr 02:00:00:00:00:02 dev u1 nud permanent
		neigh add 10.4.1.2 lladdr $OTHER dev v4 nud permanent
		neigh add 10.5.1.2 lladdr $OTHER dev g4 nud permanent
		link add b4 type ovtun encap vxlan id 12 local 192.0.2.1
		link set b4 up
	EOF
	ip -n "$ns2" -batch - <<-EOF || bail "no neighbours"
		neigh add 198.51.100.1 lladdr 02:00:00:00:00:11 dev u1 nud permanent
		neigh add 10.4.1.1 lladdr $OWN dev v4 nud permanent
		neigh add 10.5.1.1 lladdr $OWN dev g4 nud permanent
	EOF
	for dev in v4 g4; do
		echo "fdb append $ZERO dev $dev dst 198.51.100.2"
		echo "fdb append $ZERO dev $dev dst 192.0.2.3"
		ip netns exec "$ns1" ovtunctl peer add dev "$dev" 192.0.2.0/24 ||
			bail "no peers"
	done | bridge -n "$ns1" -batch - || bail "no peers"
	printf "fdb append $ZERO dev b4 dst 192.0.2.%d\n" 3 4 5 |
		bridge -n "$ns1" -batch - || bail "no peers"
}

have_ovtunctl || skip_all "needs ovtunctl"
have_module 8021q || skip_all "needs VLANs"
setup
lab <<EOF
stats v4 $ns1 v4
stats g4 $ns1 g4
case the host answers without a flood
$(answers 198.51.100.1)
$(answers 10.4.1.1)
$(answers 10.5.1.1)
$(cases v4 4)
$(cases g4 5)
$(vni_case)
$(copies_case)
EOF
finish
