#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What a hostile peer, or a stranger, can send in bulk: the table stays within
# its limit, others lose no packet meanwhile, and a counter names the abuse.
#
#     ns1                     ns2              ns3
#   +----------------+      +-----------+    +-----------+
#   | v4 g4 h0       |      | h0        |    |           |
#   |     u0         |      |    u0     |    |    u0     |   the bad one
#   +-----+----------+      +-----+-----+    +-----+-----+
#         | 192.0.2.1             | .2             | .3
#   ------+-----------------------+----------------+------  br0 in ns0
#
# h0 is a tunnel between the two others.

. "$(dirname "$0")/lib.sh"

OWN=02:00:00:00:01:01
OTHER=02:00:00:00:01:02
ALL=ff:ff:ff:ff:ff:ff
ZERO=00:00:00:00:00:00
MANY=5000
LIMIT=64
MOVES=100

# outer HOST DEV ADDRESS [ID]: what is in front of a frame for a device
outer()
{
	local head="eth s=02:00:00:00:00:0$1 d=02:00:00:00:00:01 ip4 s=$3 d=192.0.2.1"

	case $2 in
	v4) echo "$head udp d=4789 csum=none vxlan vni=${4-11}" ;;
	g4) echo "$head gre key=${4-13}" ;;
	esac
}

# abuse LABEL FRAME...: in bulk, while the others go on
abuse()
{
	echo "case $1"
	echo "stream $ns2 h0 $ns1 h0 eth s=$OTHER d=$OWN ip4 s=10.9.0.2 d=10.9.0.1 tag 1"
	printf "send u3 x$MANY %s\n" "${@:2}"
	echo "endstream"
}

# moves DEV: an address that is said to be at two peers in turn
moves()
{
	local n

	for ((n = 0; n < MOVES; n++)); do
		echo "send u2 $(outer 2 "$1" 192.0.2.2) eth s=02:00:00:00:0a:00 d=$ALL tag 3"
		echo "send u3 $(outer 3 "$1" 192.0.2.3) eth s=02:00:00:00:0a:00 d=$ALL tag 3"
	done
}

cases()
{
	local dev=$1 fdb="bridge -n $ns1 fdb show dev $1"

	# Of the limit, the zero address and the peer that behaves have one each.
	abuse "$dev: sources without end: the table has its limit" \
		"$(outer 3 "$dev" 192.0.2.3) eth s=02:66:00:#3:#2:#1 d=$OWN tag 2"
	cat <<-EOF
		stat $dev fdb_limit $((MANY - LIMIT + 2))
		shell test \$($fdb | grep -vc ^$ZERO) = $((LIMIT - 1))
		case $dev: sources without end: who was there stays there
		send $dev eth s=$OWN d=$OTHER tag 4
		expect u2 tag=4 dst=192.0.2.2
		count u3 0 tag=4 dst=192.0.2.3
		run bridge -n $ns1 fdb flush dev $dev self nopermanent
		case $dev: an address moves to and fro: it is one entry, and moves are counted
		$(moves "$dev")
		until ovtunctl -n $ns1 -j fdb show dev $dev | jq -e >/dev/null '.[] | select(.mac == "02:00:00:00:0a:00").moves == $((2 * MOVES - 1))'
		shell test \$($fdb | grep -c ^02:00:00:00:0a:00) = 1
	EOF
	abuse "$dev: strangers are not heard" \
		"$(outer 3 "$dev" "198.51.#2.#1") eth s=02:66:00:#3:#2:#1 d=$OWN tag 5"
	cat <<-EOF
		stat $dev rx_unknown_peer $MANY
		count $dev 0 tag=5
		shell ! $fdb | grep -q ^02:66:
	EOF
	abuse "$dev: our own address as the source" \
		"$(outer 3 "$dev" 192.0.2.3) eth s=$OWN d=$ALL tag 6"
	echo "stat $dev rx_loop $MANY"
	abuse "$dev: broadcast does not go on to another peer" \
		"$(outer 3 "$dev" 192.0.2.3) eth s=02:66:00:00:00:01 d=$ALL tag 7"
	cat <<-EOF
		count u2 0 tag=7 src=192.0.2.1
		count u3 0 tag=7 src=192.0.2.1
	EOF
}

vni_cases()
{
	abuse "v4: segments that nobody has" \
		"$(outer 3 v4 192.0.2.3 '1000#') eth s=02:66:00:#3:#2:#1 d=$OWN tag 8"
	echo "stat v4 net_rx_unknown_vni $MANY"
}

setup_switch 3
# shellcheck disable=SC2154 # ns1 and ns2 come from lib.sh
{
ip -n "$ns1" -batch - <<EOF || bail "no ovtun devices"
link add v4 address $OWN type ovtun encap vxlan id 11 local 192.0.2.1 maxaddress $LIMIT
link add g4 address $OWN type ovtun encap gretap key 13 local 192.0.2.1 maxaddress $LIMIT
link add h0 address $OWN type ovtun encap vxlan id 99 local 192.0.2.1 remote 192.0.2.2
link set v4 up
link set g4 up
link set h0 up
EOF
ip -n "$ns2" -batch - <<EOF || bail "no ovtun devices"
link add h0 address $OTHER type ovtun encap vxlan id 99 local 192.0.2.2 remote 192.0.2.1
link set h0 up
EOF
}
for dev in v4 g4; do
	bridge -n "$ns1" -batch - <<-EOF || bail "no peers"
		fdb append $ZERO dev $dev dst 192.0.2.2
		fdb append $ZERO dev $dev dst 192.0.2.3
	EOF
done

lab <<EOF
port u2 $ns2 u0
port u3 $ns3 u0
$(for dev in v4 g4; do
	cat <<-END
		port $dev $ns1 $dev
		stats $dev $ns1 $dev
		case $dev: a peer that behaves is learned
		send u2 $(outer 2 $dev 192.0.2.2) eth s=$OTHER d=$OWN tag 9
		expect $dev tag=9
		until bridge -n $ns1 fdb show dev $dev | grep -q "^$OTHER.* dst 192.0.2.2 "
		$(cases $dev)
	END
done)
$(vni_cases)
EOF
finish
