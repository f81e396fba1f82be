#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What a device is to the rest of the host: its lower device, its queue, its
# address, protocol down, the offloads of a VLAN device above it, a bridge that
# answers ARP in its place, and the reasons that the core is told for drops.
#
#     ns3            ns1                              ns2
#   +------+       +---------------------+          +------------+
#   |  c0  +-------+ p0 - br0 - br5      |          | v1 g2      |
#   +------+       |  v1 g2 l3    u0     |          |     u0     |
#                  +--------------+------+          +-----+------+
#                                 | 192.0.2.1             | .2
#                                 +-----------------------+

. "$(dirname "$0")/lib.sh"

OTHER=02:00:00:00:02:02
HOST=02:00:00:00:03:01
ETH="eth s=02:00:00:00:00:02 d=02:00:00:00:00:01"
IN4="ip4 s=192.0.2.2 d=192.0.2.1"
TRACING=/sys/kernel/tracing

# link DEV FILTER: what jq finds in the link
link()
{
	ip -n "$ns1" -d -j link show "$1" | jq -r ".[0] | $2"
}

# states DEV: cases of protocol down
states()
{
	cat <<-EOF
		case $1: protocol down is no carrier, and no traffic
		run ip -n $ns1 link set $1 protodown on
		until ip -n $ns1 link show $1 | grep -q NO-CARRIER
		send $1 eth s=02:00:00:00:01:01 d=$OTHER tag 1
		count inject 0 tag=1
		case $1: protocol up again
		run ip -n $ns1 link set $1 protodown off
		until ip -n $ns1 link show $1 | grep -q ',LOWER_UP'
		send $1 eth s=02:00:00:00:01:01 d=$OTHER tag 2
		expect inject tag=2
	EOF
}

# traced LABEL REASON...: ovtun drops packets with one of the reasons, of which
# a kernel has one. 6.1 does not name the function: it has the address, or a
# hash of it unless the kernel was booted with slub_debug.
traced()
{
	local reasons=${*:2}

	echo "case drop reason: $1"
	echo "until grep -qE 'location=(ovtun_.*|[0-9a-f]{16}) reason: (${reasons// /|})\$' $TRACING/trace"
}

setup_pair
setup_ns ns3
ip link add p0 netns "$ns1" type veth peer name c0 netns "$ns3" address $HOST ||
	bail "no veth"
for n in 1 2; do
	eval "ns=\$ns$n"
	# shellcheck disable=SC2154 # set by eval
	ip -n "$ns" -batch - <<-EOF || bail "no ovtun devices"
		link add v1 address 02:00:00:00:0$n:01 type ovtun encap vxlan id 1 local 192.0.2.$n remote 192.0.2.$((3 - n)) dev u0
		link add g2 address 02:00:00:00:0$n:02 type ovtun encap gretap key 2 local 192.0.2.$n remote 192.0.2.$((3 - n)) dev u0
		link add l3 type ovtun encap gre key 3 local 192.0.2.$n remote 192.0.2.$((3 - n)) dev u0
		link set v1 up
		link set g2 up
		link set l3 up
		link add v1.7 link v1 type vlan id 7
		link add g2.7 link g2 type vlan id 7
		link set v1.7 mtu 1400 up
		link set g2.7 mtu 1400 up
		addr add 10.1.7.$n/24 dev v1.7
		addr add 10.2.7.$n/24 dev g2.7
	EOF
done

for dev in v1 g2 l3; do
	same "$dev: the device below is shown, and there is no queue" \
		"u0 noqueue" "$(link $dev '.link + " " + .qdisc')"
done
for dev in v1 g2; do
	check "$dev: another address while it is up" \
		ip -n "$ns1" link set $dev address 02:00:00:00:01:0a
	same "$dev: a VLAN device above keeps the offloads" "on on on on" \
		"$(ip netns exec "$ns1" ethtool -k $dev.7 | awk '
			/^(tx-checksumming|scatter-gather|tcp-segmentation-offload|generic-segmentation-offload):/ {
				printf "%s%s", sep, $2; sep = " " }')"
done

lab <<-EOF
	case v1: TCP of a VLAN device above
	tcp $ns1 10.1.7.1 $ns2 10.1.7.2 300000
	case g2: TCP of a VLAN device above
	tcp $ns1 10.2.7.1 $ns2 10.2.7.2 300000
EOF

lab <<-EOF
	quiet $ns1 u0
	port inject $ns2 u0
	port v1 $ns1 v1
	port g2 $ns1 g2
	$(states v1)
	$(states g2)
EOF

# A bridge knows the neighbour, and answers; another one it does not know.
ip -n "$ns1" -batch - <<EOF || bail "no bridge"
link add br0 type bridge forward_delay 0 mcast_snooping 0
link set p0 master br0 up
link set v1 master br0
link set v1 type bridge_slave neigh_suppress on
link set br0 up
neigh add 10.9.0.2 lladdr $OTHER dev br0 nud permanent
EOF
ip -n "$ns3" -batch - <<EOF || bail "no host behind the bridge"
addr add 10.9.0.1/24 dev c0
link set c0 up
EOF
bridge -n "$ns1" fdb add $OTHER dev v1 master static ||
	bail "no entry in the bridge"
lab <<-EOF
	port inject $ns2 u0
	case neighbour suppression of a bridge: answered
	shell ip netns exec $ns3 bash -c 'echo >/dev/udp/10.9.0.2/9'
	until ip -n $ns3 neigh show 10.9.0.2 | grep -q $OTHER
	expect inject i.dst=10.9.0.2
	count inject 0 i.type=0x806 i.smac=$HOST
	case neighbour suppression of a bridge: what it does not know is flooded
	shell ip netns exec $ns3 bash -c 'echo >/dev/udp/10.9.0.3/9'
	expect inject i.type=0x806 i.smac=$HOST
EOF
ip -n "$ns1" link set v1 nomaster

if [[ -w $TRACING/events/skb/kfree_skb/enable ]]; then
	echo >$TRACING/trace
	echo 1 >$TRACING/events/skb/kfree_skb/enable
	lab <<-EOF
		port inject $ns2 u0
		port v1 $ns1 v1
		case packets to drop
		send inject $ETH ip4 s=192.0.2.3 d=192.0.2.1 udp d=4789 vxlan vni=1 eth s=$OTHER d=ff:ff:ff:ff:ff:ff tag 1
		send inject $ETH $IN4 udp d=4789 vxlan vni=99 eth s=$OTHER d=ff:ff:ff:ff:ff:ff tag 1
		send inject $ETH $IN4 udp d=4789 vxlan vni=1 flags=0xff eth s=$OTHER d=ff:ff:ff:ff:ff:ff tag 1
		send inject $ETH $IN4 gre key=2 csum=bad eth s=$OTHER d=ff:ff:ff:ff:ff:ff tag 1
		send inject $ETH $IN4 udp d=4789 vxlan vni=1 eth s=$OTHER d=ff:ff:ff:ff:ff:ff tag 2
		expect v1 tag=2
		$(traced "unknown peer" IP_INVALID_SOURCE IP_RPFILTER)
		$(traced "unknown VNI" VXLAN_VNI_NOT_FOUND UNHANDLED_PROTO)
		$(traced "reserved flags" VXLAN_INVALID_HDR PKT_TOO_SMALL)
		$(traced "checksum of GRE" UDP_CSUM)
	EOF
	echo 0 >$TRACING/events/skb/kfree_skb/enable
else
	skip "drop reasons" "needs tracepoints"
fi

finish
