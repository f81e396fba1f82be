#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Who may send: only a peer that is known as the configured remote, as the
# destination of a forwarding entry or as a member of the flood list. nostrict
# opens the device to everybody.
#
#     ns1                                   ns2
#   +-----------------+                   +---------------------+
#   | v4 v6 g4 g6 n4  |                   |                     |
#   |      u0         |                   |      u0             |
#   +------+----------+                   +------+--------------+
#          | 192.0.2.1, 2001:db8::1              | packets from any address
#          +-------------------------------------+

. "$(dirname "$0")/lib.sh"

ETH="eth s=02:00:00:00:00:02 d=02:00:00:00:00:01"
INNER="eth s=02:00:00:00:02:02 d=ff:ff:ff:ff:ff:ff"
ZERO=00:00:00:00:00:00

# Packet to device DEV from host N of the underlay, with tag N
packet()
{
	case $1 in
	v4 | n4) echo "$ETH ip4 s=192.0.2.$2 d=192.0.2.1 udp d=4789 vxlan vni=$3 $INNER tag $2" ;;
	v6) echo "$ETH ip6 s=2001:db8::$2 d=2001:db8::1 udp d=4789 vxlan vni=$3 $INNER tag $2" ;;
	g4) echo "$ETH ip4 s=192.0.2.$2 d=192.0.2.1 gre key=$3 $INNER tag $2" ;;
	g6) echo "$ETH ip6 s=2001:db8::$2 d=2001:db8::1 gre key=$3 $INNER tag $2" ;;
	esac
}

# peer_cases DEV ID PREFIX: its remote is host 2
peer_cases()
{
	cat <<-EOF
		case $1: the configured remote is accepted
		send inject $(packet "$1" 2 "$2")
		expect $1 tag=2
		case $1: an unknown source is dropped and counted
		send inject $(packet "$1" 3 "$2")
		send inject $(packet "$1" 2 "$2")
		expect $1 tag=2
		count $1 0 tag=3
		drop $1 rx_unknown_peer 1
		case $1: what an unknown source sends is not learned
		shell ! bridge -n $ns1 fdb show dev $1 | grep ${3}3
		case $1: a member of the flood list is accepted
		run bridge -n $ns1 fdb append $ZERO dev $1 dst ${3}3
		send inject $(packet "$1" 3 "$2")
		expect $1 tag=3
		case $1: and no longer when it is removed
		run bridge -n $ns1 fdb del $ZERO dev $1 dst ${3}3
		run bridge -n $ns1 fdb del 02:00:00:00:02:02 dev $1
		send inject $(packet "$1" 3 "$2")
		send inject $(packet "$1" 2 "$2")
		expect $1 tag=2
		count $1 0 tag=3
		drop $1 rx_unknown_peer 1
		case $1: the destination of a static entry is accepted
		run bridge -n $ns1 fdb add 02:00:00:00:09:09 dev $1 dst ${3}4
		send inject $(packet "$1" 4 "$2")
		expect $1 tag=4
		case $1: and no longer when the entry is replaced
		run bridge -n $ns1 fdb del 02:00:00:00:02:02 dev $1
		run bridge -n $ns1 fdb replace 02:00:00:00:09:09 dev $1 dst ${3}2
		send inject $(packet "$1" 4 "$2")
		send inject $(packet "$1" 2 "$2")
		expect $1 tag=2
		count $1 0 tag=4
		drop $1 rx_unknown_peer 1
		case $1: a new remote is accepted, the old one no longer
		run bridge -n $ns1 fdb del 02:00:00:00:02:02 dev $1
		run bridge -n $ns1 fdb del 02:00:00:00:09:09 dev $1
		run ip -n $ns1 link set $1 type ovtun remote ${3}5
		send inject $(packet "$1" 2 "$2")
		send inject $(packet "$1" 5 "$2")
		expect $1 tag=5
		count $1 0 tag=2
		drop $1 rx_unknown_peer 1
		case $1: nostrict accepts everybody, on the live device
		run ip -n $ns1 link set $1 type ovtun nostrict
		send inject $(packet "$1" 7 "$2")
		expect $1 tag=7
		case $1: strict again
		run ip -n $ns1 link set $1 type ovtun strict
		run bridge -n $ns1 fdb del 02:00:00:00:02:02 dev $1
		send inject $(packet "$1" 7 "$2")
		send inject $(packet "$1" 5 "$2")
		expect $1 tag=5
		count $1 0 tag=7
		drop $1 rx_unknown_peer 1
	EOF
}

setup_pair
ip -n "$ns1" -batch - <<EOF || bail "no ovtun devices"
link add v4 type ovtun encap vxlan id 11 local 192.0.2.1 remote 192.0.2.2
link add v6 type ovtun encap vxlan id 12 local 2001:db8::1 remote 2001:db8::2
link add g4 type ovtun encap gretap key 13 local 192.0.2.1
link add g6 type ovtun encap gretap key 14 local 2001:db8::1
link add n4 type ovtun encap vxlan id 15 local 192.0.2.1 nostrict
link set v4 up
link set v6 up
link set g4 up
link set g6 up
link set n4 up
EOF

lab <<EOF
port inject $ns2 u0
$(for dev in v4 v6 g4 g6 n4; do
	echo "port $dev $ns1 $dev"
	echo "stats $dev $ns1 $dev"
done)
$(peer_cases v4 11 192.0.2.)
$(peer_cases v6 12 2001:db8::)
case g4: without a remote nobody is known
send inject $(packet g4 2 13)
drop g4 rx_unknown_peer 1
count g4 0 tag=2
case g4: a member of the flood list is accepted
run bridge -n $ns1 fdb append $ZERO dev g4 dst 192.0.2.3
send inject $(packet g4 2 13)
send inject $(packet g4 3 13)
expect g4 tag=3
count g4 0 tag=2
drop g4 rx_unknown_peer 1
case g6: without a remote nobody is known
send inject $(packet g6 2 14)
drop g6 rx_unknown_peer 1
count g6 0 tag=2
case g6: a member of the flood list is accepted
run bridge -n $ns1 fdb append $ZERO dev g6 dst 2001:db8::3
send inject $(packet g6 2 14)
send inject $(packet g6 3 14)
expect g6 tag=3
count g6 0 tag=2
drop g6 rx_unknown_peer 1
case n4: nostrict from the start accepts everybody
send inject $(packet n4 9 15)
expect n4 tag=9
drop n4 rx_unknown_peer 0
case n4: and learns from everybody
shell bridge -n $ns1 fdb show dev n4 | grep -q 192.0.2.9
EOF
finish
