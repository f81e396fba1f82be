#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What a device is built on goes away under traffic: its underlay device, its
# underlay's namespace, its own namespace, the module. Nothing is left behind,
# and what remains works.
#
#     ns1                    ns2                    ns3
#   +-------------+        +-------------+        +--------------+
#   | v4 v6 g4 l6 |        | v4 v6 g4 l6 |        | (empty, for  |
#   |      u0     |--------|      u0     |        |  moving to)  |
#   +-------------+        +-------------+        +--------------+

. "$(dirname "$0")/lib.sh"

DEVS=(v4 v6 g4 l6)

# host_devices HOST PEER: ip commands for a device of each kind
host_devices()
{
	cat <<-EOF
		link add v4 type ovtun encap vxlan id 1 local 192.0.2.$1 remote 192.0.2.$2 dev u0
		link add v6 type ovtun encap vxlan id 2 local 2001:db8::$1 remote 2001:db8::$2
		link add g4 type ovtun encap gretap key 3 local 192.0.2.$1 remote 192.0.2.$2 dev u0
		link add l6 type ovtun encap gre key 4 local 2001:db8::$1 remote 2001:db8::$2
		addr add 10.1.1.$1/24 dev v4
		addr add 10.1.2.$1/24 dev v6
		addr add 10.1.3.$1/24 dev g4
		addr add 10.1.4.$1/24 dev l6
		link set v4 up
		link set v6 up
		link set g4 up
		link set l6 up
	EOF
}

add_devices()
{
	host_devices 1 2 | ip -n "$ns1" -batch - &&
		host_devices 2 1 | ip -n "$ns2" -batch -
}

# flood N...: ping without end over device N of $ns1, until stop_flood
flood()
{
	local n

	for n; do
		ip netns exec "$ns1" ping -q -f -w 120 "10.1.$n.2" \
			>/dev/null 2>&1 &
	done
}

stop_flood()
{
	local pid

	for pid in $(jobs -p); do
		kill "$pid" 2>/dev/null
		wait "$pid" 2>/dev/null
	done
}

reaches()
{
	ip netns exec "$ns1" ping -q -c 1 -W 2 "10.1.$1.2" >/dev/null
}

# all_reach LABEL: over every device, within ten seconds each
all_reach()
{
	local n missing=

	for n in 1 2 3 4; do
		wait_for reaches "$n" || missing+=" ${DEVS[n - 1]}"
	done
	same "$1" "" "$missing"
}

# Traffic flows when the receiver has counted more since the last look
flows()
{
	local before=$RECEIVED

	RECEIVED=$(cat /sys/class/net/lo/ifindex &&
		ip netns exec "$ns2" cat "/sys/class/net/$1/statistics/rx_packets")
	[[ $RECEIVED != "$before" ]]
}

traffic_flows()
{
	RECEIVED=
	flows "$1"
	wait_for flows "$1"
}

exists()
{
	[[ -e /run/netns/$1 ]] && ip -n "$1" link show "$2" >/dev/null 2>&1
}

gone()
{
	! exists "$1" "$2"
}

sockets()
{
	ip netns exec "$1" grep -c ':12B5 ' /proc/net/udp /proc/net/udp6
}

setup_pair
setup_ns ns3
check "devices of every kind" add_devices
all_reach "all carry traffic"

# ---- the underlay device

flood 1 2
traffic_flows v4
check "underlay device down" ip -n "$ns1" link set u0 down
check "underlay device up" ip -n "$ns1" -batch - <<EOF
link set u0 up
addr replace 2001:db8::1/64 dev u0 nodad
