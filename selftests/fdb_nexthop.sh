#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Forwarding entries that refer to a group of nexthops.
#
#     ns1                     ns2              ns3
#   +----------------+      +-----------+    +-----------+
#   | v4 v6 g4       |      |    u0     |    |    u0     |
#   +----------------+      +-----------+    +-----------+
#     192.0.2.1, ...::1       .2, ...::2       .3, ...::3
#
# Nexthops 2 and 3 are ns2 and ns3, 62 and 63 the same over IPv6.

. "$(dirname "$0")/lib.sh"

OWN=02:00:00:00:01:01
MAC=02:00:00:00:0a:00
FLOWS=24

# flows DEV TAG: lab commands, frames of many flows to $MAC
flows()
{
	local i

	for ((i = 0; i < FLOWS; i++)); do
		echo "send $1 eth s=$OWN d=$MAC ip4 s=10.0.0.1 d=10.0.0.2 udp s=$((2000 + 7 * i)) d=9 tag $(($2 + i))"
	done
}

tags()
{
	echo "tag=$1-$(($1 + FLOWS - 1))"
}

# only PORT OTHER TAG: all of the flows came to PORT
only()
{
	cat <<-EOF
		expect $1 tag=$(($3 + FLOWS - 1))
		count $1 $FLOWS $(tags "$3") src!=02:00:00:00:00:00
		count $2 0 $(tags "$3")
	EOF
}

# group_cases DEV NEXTHOP NEXTHOP GROUP
group_cases()
{
	local fdb="bridge -n $ns1 fdb" nh="ip -n $ns1 nexthop"

	cat <<-EOF
		case $1: the flows are shared among the members
		run $nh add id $4 group $2/$3 fdb
		run $fdb add $MAC dev $1 nhid $4 self
		shell $fdb show dev $1 | grep -q "$MAC.* nhid $4 "
		shell $fdb get $MAC dev $1 self | grep -q "nhid $4 "
		$(flows "$1" 100)
		expect u2 $(tags 100)
		expect u3 $(tags 100)
		case $1: a replaced group counts for the next packet
		run $nh replace id $4 group $3 fdb
		$(flows "$1" 200)
		$(only u3 u2 200)
		case $1: and the other way round, nothing is lost
		run $nh replace id $4 group $2 fdb
		$(flows "$1" 300)
		$(only u2 u3 300)
		case $1: a member that joins
		run $nh replace id $4 group $2/$3 fdb
		$(flows "$1" 400)
		expect u2 $(tags 400)
		expect u3 $(tags 400)
		case $1: a member that is deleted
		run $nh del id $3
		$(flows "$1" 500)
		$(only u2 u3 500)
	EOF
}

from()
{
	echo "send u$1 eth s=02:00:00:00:00:0$1 d=02:00:00:00:00:01 ip4 s=192.0.2.$1 d=192.0.2.1 udp d=4789 vxlan vni=11 eth s=$2 d=$OWN tag $3"
}

peer_cases()
{
	local fdb="bridge -n $ns1 fdb" nh="ip -n $ns1 nexthop"

	cat <<-EOF
		case a member is a known peer, with the entry's address as a source
		$(from 2 $MAC 600)
		expect v4 tag=600
		case who has left the group is unknown
		until test \$($fdb show dev v4 | grep -c nhid) = 1
		$(from 3 02:00:00:00:0b:00 601)
		stat v4 rx_unknown_peer 1
		count v4 0 tag=601
		case a new gateway of a member
		run $nh replace id 2 via 192.0.2.3 fdb
		$(flows v4 610)
		$(only u3 u2 610)
		$(from 3 $MAC 640)
		expect v4 tag=640
		run $nh replace id 2 via 192.0.2.2 fdb
		case the entry's address from elsewhere is a forged frame
		run $fdb append 00:00:00:00:00:00 dev v4 dst 192.0.2.3
		$(from 3 $MAC 641)
		stat v4 rx_static_move 1
		count v4 0 tag=641
		shell $fdb show dev v4 | grep -q "$MAC.* nhid 10 "
		run $fdb del 00:00:00:00:00:00 dev v4
		case replace by a destination, and by the group again
		run $fdb replace $MAC dev v4 dst 192.0.2.3
		$(flows v4 650)
		$(only u3 u2 650)
		run $fdb replace $MAC dev v4 nhid 10 self
		$(flows v4 680)
		$(only u2 u3 680)
		case entries go with the group
		run $fdb add 02:00:00:00:0c:00 dev v4 nhid 10 self
		run $fdb add 02:00:00:00:0d:00 dev v4 dst 192.0.2.2
		run $nh del id 10
		shell test "\$($fdb show dev v4)" = "\$($fdb show dev v4 | grep 0d:00)"
		case a packet to a deleted group has nobody to go to
		send v4 eth s=$OWN d=$MAC tag 700
		stat v4 tx_no_remote 1
	EOF
}

refusal_cases()
{
	local mac=lladdr=hex:0200000000e0 fdb="bridge -n $ns1 fdb"

	cat <<-EOF
		case a nexthop that does not exist
		neigh $ns1 v4 new NDA_NH_ID $mac nhid=u32:999
		case a nexthop that is no group
		neigh $ns1 v4 new NDA_NH_ID.*group $mac nhid=u32:2
		case a group that is not for forwarding entries
		neigh $ns1 v4 new NDA_NH_ID.*fdb $mac nhid=u32:30
		case a group of the other address family
		neigh $ns1 v4 new NDA_NH_ID.*family $mac nhid=u32:60
		neigh $ns1 v6 new NDA_NH_ID.*family $mac nhid=u32:20
		case a dynamic entry
		neigh $ns1 v4 new NDA_NH_ID.*static $mac nhid=u32:20 state=2
		case a number of a wrong size, and 0
		neigh $ns1 v4 new NDA_NH_ID $mac nhid=u16:20
		neigh $ns1 v4 new NDA_NH_ID $mac nhid=hex:-
		neigh $ns1 v4 new NDA_NH_ID $mac nhid=hex:1400000000000000
		neigh $ns1 v4 new NDA_NH_ID $mac nhid=u32:0
		case a group and a destination
		neigh $ns1 v4 new NDA_NH_ID.excludes $mac nhid=u32:20 dst=ip4:192.0.2.2
		neigh $ns1 v4 new NDA_NH_ID.excludes $mac nhid=u32:20 vni=u32:7
		neigh $ns1 v4 new NDA_NH_ID.excludes $mac nhid=u32:20 port=be16:7
		neigh $ns1 v4 new NDA_NH_ID.excludes $mac nhid=u32:20 ifindex=u32:1
		case a group and other destinations in a list
		neigh $ns1 v4 append made lladdr=hex:000000000000 dst=ip4:192.0.2.2
		neigh $ns1 v4 append nexthop.group lladdr=hex:000000000000 nhid=u32:20
		neigh $ns1 v4 del made lladdr=hex:000000000000
		neigh $ns1 v4 append made lladdr=hex:000000000000 nhid=u32:20
		neigh $ns1 v4 append nexthop.group lladdr=hex:000000000000 dst=ip4:192.0.2.2
		neigh $ns1 v4 get nhid=20.state=80 lladdr=hex:000000000000
		case only the entry of the group that is named is deleted
		neigh $ns1 v4 del no.entry lladdr=hex:000000000000 nhid=u32:21
		neigh $ns1 v4 del made lladdr=hex:000000000000 nhid=u32:20
		case nothing is left of what was refused
		shell test -z "\$($fdb show dev v4 | grep -v 0d:00)"
	EOF
}

setup_switch 3
ip -n "$ns1" -batch - <<EOF || bail "no ovtun devices"
link add v4 address $OWN type ovtun encap vxlan id 11 local 192.0.2.1
link add v6 address $OWN type ovtun encap vxlan id 12 local 2001:db8::1
link add g4 address $OWN type ovtun encap gretap key 13 local 192.0.2.1
link set v4 up
link set v6 up
link set g4 up
nexthop add id 2 via 192.0.2.2 fdb
nexthop add id 3 via 192.0.2.3 fdb
nexthop add id 4 via 192.0.2.2 fdb
nexthop add id 5 via 192.0.2.3 fdb
nexthop add id 62 via 2001:db8::2 fdb
nexthop add id 63 via 2001:db8::3 fdb
nexthop add id 64 via 2001:db8::3 fdb
nexthop add id 31 via 192.0.2.2 dev u0
nexthop add id 30 group 31
nexthop add id 20 group 2 fdb
nexthop add id 60 group 64 fdb
EOF
lab <<EOF
port u2 $ns2 u0
port u3 $ns3 u0
$(for dev in v4 v6 g4; do
	echo "port $dev $ns1 $dev"
	echo "stats $dev $ns1 $dev"
done)
$(group_cases v4 2 3 10)
$(peer_cases)
$(group_cases v6 62 63 70)
$(group_cases g4 4 5 40)
$(refusal_cases)
EOF

# A resilient group, and vxlan.ko beside ovtun with entries of the same group
lab <<EOF
port u2 $ns2 u0
port u3 $ns3 u0
port v4 $ns1 v4
case a resilient group
run ip -n $ns1 nexthop add id 5 via 192.0.2.3 fdb
run ip -n $ns1 nexthop add id 50 group 2 fdb type resilient buckets 8
run bridge -n $ns1 fdb add $MAC dev v4 nhid 50 self
$(flows v4 100)
$(only u2 u3 100)
run ip -n $ns1 nexthop replace id 2 via 192.0.2.3 fdb
$(flows v4 200)
$(only u3 u2 200)
run ip -n $ns1 nexthop replace id 2 via 192.0.2.2 fdb
$(flows v4 300)
$(only u2 u3 300)
run ip -n $ns1 nexthop del id 50
shell ! bridge -n $ns1 fdb show dev v4 | grep -q nhid
EOF
if have_module vxlan; then
	ip -n "$ns1" link add x0 type vxlan id 99 dstport 4799 local 192.0.2.1
	lab <<-EOF
		case vxlan.ko and ovtun with entries of the same group
		run bridge -n $ns1 fdb add $MAC dev x0 nhid 20 self
		run bridge -n $ns1 fdb add $MAC dev v4 nhid 20 self
		run bridge -n $ns1 fdb add 02:00:00:00:0f:00 dev x0 nhid 20 self
		run bridge -n $ns1 fdb add 02:00:00:00:0f:00 dev v4 nhid 20 self
		run bridge -n $ns1 fdb del 02:00:00:00:0f:00 dev v4 self
		run ip -n $ns1 nexthop del id 20
		shell ! bridge -n $ns1 fdb show | grep -q "nhid 20 "
	EOF
else
	skip "vxlan.ko and ovtun with entries of the same group" "no vxlan.ko"
fi

# The new gateways are those of the group, or of its member, at once.
setup_stream()
{
	ip -n "$ns2" -batch - <<-EOF || bail "no other end"
		addr add 192.0.2.22/24 dev u0
		link add s4 address $MAC type ovtun encap vxlan id 31 remote 192.0.2.1
		link set s4 up
	EOF
	ip -n "$ns1" -batch - <<-EOF || bail "no groups"
		link add s4 address $OWN type ovtun encap vxlan id 31 local 192.0.2.1
		link set s4 up
		nexthop add id 81 via 192.0.2.2 fdb
		nexthop add id 82 via 192.0.2.22 fdb
		nexthop add id 80 group 81 fdb
	EOF
	bridge -n "$ns1" fdb add $MAC dev s4 nhid 80 self || bail "no entry"
}

replaces()
{
	local n

	for n in {1..100}; do
		echo "nexthop replace id 80 group 82 fdb"
		echo "nexthop replace id 80 group 81 fdb"
	done
	for n in {1..100}; do
		echo "nexthop replace id 81 via 192.0.2.22 fdb"
		echo "nexthop replace id 81 via 192.0.2.2 fdb"
	done
}

setup_stream
replaces >"$SCRATCH/replaces"
lab <<EOF
case replaced groups and gateways lose no packet
stream $ns1 s4 $ns2 s4 eth s=$OWN d=$MAC ip4 s=10.0.0.1 d=10.0.0.2 tag 1
run ip -n $ns1 -batch $SCRATCH/replaces
endstream
EOF
ip -n "$ns1" link del s4

# What the entries point to, or the device, goes
ip -n "$ns1" -batch - <<EOF
nexthop add id 20 group 2 fdb
link add d0 type ovtun encap vxlan id 21 local 192.0.2.1
link set d0 up
EOF
bridge -n "$ns1" fdb add $MAC dev d0 nhid 20 self
check "a device with such an entry is deleted" ip -n "$ns1" link del d0
check "and then the group" ip -n "$ns1" nexthop del id 20
setup_ns ns4
ip -n "$ns1" -batch - <<EOF
nexthop add id 20 group 2 fdb
link add d1 type ovtun encap vxlan id 21 local 192.0.2.1
link set d1 netns $ns4
EOF
check "the group is one of the namespace of the underlay" \
	bridge -n "$ns4" fdb add $MAC dev d1 nhid 20 self
check "the namespace of the underlay goes" ip netns del "$ns1"
check "and the device with it" \
	wait_for bash -c "! ip -n $ns4 link show d1 2>/dev/null | grep -q d1"
finish
