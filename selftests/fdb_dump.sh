#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What is asked for and reported of forwarding entries: dumps of a table that
# changes, flags, and messages with wrong attributes.

. "$(dirname "$0")/lib.sh"

A=lladdr=hex:0200000000a0
B=lladdr=hex:0200000000b0
Z=lladdr=hex:000000000000

flag_cases()
{
	local d2=dst=ip4:192.0.2.2 d3=dst=ip4:192.0.2.3

	cat <<-EOF
		case an entry is reported with all that it has
		neigh $ns1 v4 new made $A $d2 port=be16:4788 vni=u32:777 ifindex=u32:$U0 flags=0x82
		neigh $ns1 v4 get ^dst=192.0.2.2.port=4788.vni=777.src_vni=0.ifindex=$U0.nhid=0.state=80.flags=82.cacheinfo=yes $A
		neigh $ns1 v4 del made $A
		case what is the device's own is not named again, but the VNI is
		neigh $ns1 v4 new made $A $d2 port=be16:4789 vni=u32:11
		neigh $ns1 v4 get ^dst=192.0.2.2.port=0.vni=11.src_vni=0.ifindex=0 $A
		case attributes of a bridge's own entries are ignored
		neigh $ns1 v4 replace made $A $d3 protocol=u8:186 master=u32:1 ext=hex:0800010001000000
		neigh $ns1 v4 replace made $A $d3 vlan=u16:7
		neigh $ns1 v4 get ^dst=192.0.2.3 $A
		case state and flags of an entry that is there
		neigh $ns1 v4 set made $A $d3 state=2 flags=0x82
		neigh $ns1 v4 get state=2.flags=82 $A
		case not its destination
		neigh $ns1 v4 set replace.it $A $d2
		neigh $ns1 v4 append replace.it $A $d2
		neigh $ns1 v4 get ^dst=192.0.2.3 $A
		case bits that mean nothing here are not kept
		neigh $ns1 v4 replace made $A $d3 state=0xffff flags=0xff
		neigh $ns1 v4 get state=c2.flags=d2 $A
		case a daemon does not take over what the administrator has made
		neigh $ns1 v4 replace made $A $d3
		neigh $ns1 v4 replace made $A $d2 state=0x40 flags=0x12
		neigh $ns1 v4 get ^dst=192.0.2.2..*state=80.flags=2 $A
		neigh $ns1 v4 del made $A
		case an entry of a daemon
		neigh $ns1 v4 replace made $A $d2 state=0x40 flags=0x12
		neigh $ns1 v4 replace made $A $d3 state=2 flags=0x12
		neigh $ns1 v4 get ^dst=192.0.2.3..*state=2.flags=12 $A
		neigh $ns1 v4 del made $A
		case set wants an entry
		neigh $ns1 v4 set no.entry $A $d2
	EOF
}

error_cases()
{
	local d2=dst=ip4:192.0.2.2

	cat <<-EOF
		case no destination
		neigh $ns1 v4 new NDA_DST.and.NDA_NH_ID $A
		case a destination of a wrong size
		neigh $ns1 v4 new NDA_DST $A dst=hex:-
		neigh $ns1 v4 new NDA_DST $A dst=hex:c00002
		neigh $ns1 v4 new NDA_DST $A dst=hex:c000020201
		neigh $ns1 v4 new NDA_DST $A dst=hex:20010db8000000000000000000000002ff
		case a destination that is none
		neigh $ns1 v4 new NDA_DST $A dst=ip4:0.0.0.0
		neigh $ns1 v6 new NDA_DST $A dst=ip6:::
		case a destination of the other family
		neigh $ns1 v4 new NDA_DST $A dst=ip6:2001:db8::2
		neigh $ns1 v6 new NDA_DST $A dst=ip4:192.0.2.2
		neigh $ns1 v6 new NDA_DST $A dst=ip6:::ffff:192.0.2.2
		case a port of a wrong size
		neigh $ns1 v4 new NDA_PORT $A $d2 port=u8:1
		neigh $ns1 v4 new NDA_PORT $A $d2 port=u32:1
		neigh $ns1 v4 new NDA_PORT $A $d2 port=hex:-
		case a port without UDP
		neigh $ns1 g4 new NDA_PORT $A $d2 port=be16:4788
		case a VNI of a wrong size, or too large
		neigh $ns1 v4 new NDA_VNI $A $d2 vni=u16:1
		neigh $ns1 v4 new NDA_VNI $A $d2 vni=hex:0100000000000000
		neigh $ns1 v4 new NDA_VNI $A $d2 vni=u32:16777216
		case a segment of a wrong size, or of a device that has one
		neigh $ns1 v4 new NDA_SRC_VNI $A $d2 src_vni=u32:12
		neigh $ns1 v4 new NDA_SRC_VNI $A $d2 src_vni=u8:1
		case an interface that is not there, of a wrong size
		neigh $ns1 v4 new NDA_IFINDEX $A $d2 ifindex=u32:4711
		neigh $ns1 v4 new NDA_IFINDEX $A $d2 ifindex=u16:1
		neigh $ns1 v4 new NDA_IFINDEX $A $d2 ifindex=u32:0
		case a state that is none
		neigh $ns1 v4 new ndm_state $A $d2 state=0
		neigh $ns1 v4 new ndm_state $A $d2 state=0x20
		case the last one of two counts
		neigh $ns1 v4 new made $B $d2 dst=ip4:192.0.2.3 vni=u32:1 vni=u32:2
		neigh $ns1 v4 get ^dst=192.0.2.3.port=0.vni=2 $B
		neigh $ns1 v4 del made $B
		case deleting checks what it is given
		neigh $ns1 v4 append made $Z $d2
		neigh $ns1 v4 del NDA_DST $Z dst=hex:c00002
		neigh $ns1 v4 del NDA_VNI $Z $d2 vni=u8:1
		neigh $ns1 v4 del no.entry $Z $d2 vni=u32:777
		neigh $ns1 v4 del no.entry $Z $d2 port=be16:1
		neigh $ns1 v4 del NDA_NH_ID $Z nhid=u8:1
		neigh $ns1 v4 del made $Z $d2
		case a device with one peer has no entries
		neigh $ns1 p4 new multipoint $A $d2
		case replacing a list
		neigh $ns1 v4 replace one.by.one $Z $d2
		case nothing is left of what was refused
		shell test -z "\$(bridge -n $ns1 fdb show dev v4)\$(bridge -n $ns1 fdb show dev v6)\$(bridge -n $ns1 fdb show dev g4)"
	EOF
}

# from HOST SOURCE TAG [VNI]
from()
{
	echo "send u2 eth s=02:00:00:00:00:02 d=02:00:00:00:00:01 ip4 s=192.0.2.$1 d=192.0.2.1 udp d=4789 vxlan vni=${4:-13} eth s=$2 d=ff:ff:ff:ff:ff:ff tag $3"
}

learn_cases()
{
	local x=02:00:00:00:00:a0 d2=dst=ip4:192.0.2.2

	cat <<-EOF
		case a sticky entry does not move
		neigh $ns1 n4 new made $A $d2 state=2 flags=0x42
		$(from 3 $x 1)
		stat n4 rx_static_move 1
		neigh $ns1 n4 get ^dst=192.0.2.2..*state=2.flags=42 $A
		$(from 2 $x 2)
		expect n4 tag=2
		case an entry of a daemon moves and stays one
		neigh $ns1 n4 replace made $A $d2 state=2 flags=0x12
		$(from 3 $x 3)
		expect n4 tag=3
		neigh $ns1 n4 get ^dst=192.0.2.3..*state=2.flags=12 $A
		case it does not age
		neigh $ns1 a4 new made $A $d2 state=2 flags=0x12
		$(from 3 02:00:00:00:00:b0 4 16)
		expect a4 tag=4
		until ! bridge -n $ns1 fdb show dev a4 | grep -q 00:b0
		neigh $ns1 a4 get ^dst=192.0.2.2..*state=2.flags=12 $A
	EOF
}

setup_pair
ip -n "$ns1" -batch - <<EOF || bail "no ovtun devices"
link add v4 type ovtun encap vxlan id 11 local 192.0.2.1
link add v6 type ovtun encap vxlan id 12 local 2001:db8::1
link add g4 type ovtun encap gretap key 13 local 192.0.2.1
link add p4 type ovtun encap gretap key 14 local 192.0.2.1 remote 192.0.2.2
link add n4 type ovtun encap vxlan id 13 local 192.0.2.1 nostrict
link add c4 type ovtun encap vxlan id 15 local 192.0.2.1 maxaddress 0
link add a4 type ovtun encap vxlan id 16 local 192.0.2.1 nostrict ageing 1
link set v4 up
link set a4 up
link set n4 up
EOF
U0=$(ip -n "$ns1" -j link show u0 | jq '.[0].ifindex')
lab <<EOF
port u2 $ns2 u0
port n4 $ns1 n4
port a4 $ns1 a4
stats n4 $ns1 n4
$(flag_cases)
$(error_cases)
$(learn_cases)
case a dump of a table that changes
churn $ns1 c4 4000
EOF

refused "a user who is root in a user namespace only" "not permitted" \
	ip netns exec "$ns1" unshare -r \
	bridge fdb add 02:00:00:00:00:a0 dev v4 dst 192.0.2.2
refused "and may not flush" "not permitted" \
	ip netns exec "$ns1" unshare -r bridge fdb flush dev v4 self
finish
