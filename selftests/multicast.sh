#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Underlay multicast groups: who joins when, and traffic between ends that know
# nothing of each other but the group.
#
#     ns1                ns2                ns3
#   +------------+     +------------+     +------------+
#   | v4 v6 g4   |     | v4 v6      |     | v4 v6 g4   |
#   | (ovtun)    |     | (vxlan)    |     | (ovtun)    |
#   |    u0      |     |    u0      |     |    u0      |
#   +-----+------+     +-----+------+     +-----+------+
#         | 192.0.2.1        | .2               | .3
#   ------+------------------+------------------+------  br0 in ns0, floods

. "$(dirname "$0")/lib.sh"

# As /proc/net/igmp and igmp6 have them: 239.1.1.N, ff05::10N
group4() { echo "0${1}0101EF"; }
group6() { echo "ff05000000000000000000000000010$1"; }

# joined4 N, left4 N ...: lab commands about ns1
joined4() { echo "grep $ns1 /proc/net/igmp $(group4 "$1")"; }
left4() { echo "nogrep $ns1 /proc/net/igmp $(group4 "$1")"; }
joined6() { echo "grep $ns1 /proc/net/igmp6 $(group6 "$1")"; }
left6() { echo "nogrep $ns1 /proc/net/igmp6 $(group6 "$1")"; }

# addresses N DEV SUBNET
addresses()
{
	echo "addr add 10.1.$3.$1/24 brd + dev $2"
	echo "addr add fd00:$3::$1/64 dev $2 nodad"
}

# ovtun_devices NAMESPACE HOST
ovtun_devices()
{
	ip -n "$1" -batch - <<-EOF
		link add v4 address 02:00:00:00:01:0$2 type ovtun encap vxlan id 11 local 192.0.2.$2 group 239.1.1.1 dev u0
		link add v6 address 02:00:00:00:02:0$2 type ovtun encap vxlan id 12 local 2001:db8::$2 group ff05::102 dev u0
		link add g4 address 02:00:00:00:03:0$2 type ovtun encap gretap key 13 local 192.0.2.$2 group 239.1.1.3 dev u0
		$(addresses "$2" v4 1)
		$(addresses "$2" v6 2)
		$(addresses "$2" g4 3)
	EOF
}

# both_ways A B SUBNET
both_ways()
{
	local -n a=ns$1 b=ns$2

	cat <<-EOF
		udp $a 10.1.$3.$1 $b 10.1.$3.$2 100
		udp $b fd00:$3::$2 $a fd00:$3::$1 100
		udp $a 10.1.$3.$1 $b 10.1.$3.$2 4000
		broadcast $a 10.1.$3.$1 $b 10.1.$3.255 100
		broadcast $b 10.1.$3.$2 $a 10.1.$3.255 100
	EOF
}

# set_v4 OPTION...
set_v4()
{
	echo "run ip -n $ns1 link set v4 type ovtun $*"
}

setup_switch 3
ovtun_devices "$ns1" 1 || bail "no ovtun devices"
ovtun_devices "$ns3" 3 || bail "no ovtun devices"
ip -n "$ns2" -batch - <<EOF || bail "no vxlan devices"
link add v4 address 02:00:00:00:01:02 type vxlan id 11 local 192.0.2.2 group 239.1.1.1 dev u0 dstport 4789
link add v6 address 02:00:00:00:02:02 type vxlan id 12 local 2001:db8::2 group ff05::102 dev u0 dstport 4789
$(addresses 2 v4 1)
$(addresses 2 v6 2)
link set v4 up
link set v6 up
EOF

lab <<EOF
case a device that is down has joined nothing
$(left4 1)
$(left6 2)
$(left4 3)
case a device joins when it comes up, IGMP
run ip -n $ns1 link set v4 up
run ip -n $ns1 link set g4 up
$(joined4 1)
$(joined4 3)
case a device joins when it comes up, MLD
run ip -n $ns1 link set v6 up
$(joined6 2)
run ip -n $ns3 link set v4 up
run ip -n $ns3 link set v6 up
run ip -n $ns3 link set g4 up
case vxlan over IPv4: with the in-tree driver
$(both_ways 1 2 1)
case vxlan over IPv4: ovtun at both ends
$(both_ways 1 3 1)
case vxlan over IPv6: with the in-tree driver
$(both_ways 1 2 2)
case vxlan over IPv6: ovtun at both ends
$(both_ways 1 3 2)
case gretap over IPv4: ovtun at both ends
$(both_ways 1 3 3)
port u2 $ns2 u0
port v4 $ns1 v4
stats v4 $ns1 v4
case wire: a broadcast is one packet to the group, known unicast is none
send v4 eth s=02:00:00:00:01:01 d=ff:ff:ff:ff:ff:ff tag 1
send v4 eth s=02:00:00:00:01:01 d=02:00:00:00:01:02 tag 2
expect u2 tag=2 dst=192.0.2.2
count u2 1 tag=1
count u2 1 tag=1 dst=239.1.1.1 src=192.0.2.1 dmac=01:00:5e:01:01:01 dport=4789 vni=11
case what a device sends does not come back to it
send v4 eth s=02:00:00:00:01:01 d=ff:ff:ff:ff:ff:ff tag 3
expect u2 tag=3
broadcast $ns2 10.1.1.2 $ns1 10.1.1.255 100
count v4 0 tag=3
case the group is left when the device goes down, IGMP
run ip -n $ns1 link set v4 down
$(left4 1)
case the group is left when the device goes down, MLD
run ip -n $ns1 link set v6 down
$(left6 2)
case joined again, and traffic passes
run ip -n $ns1 link set v4 up
run ip -n $ns1 link set v6 up
$(joined4 1)
$(joined6 2)
run ip -n $ns1 addr add fd00:1::1/64 dev v4 nodad
$(address_settles "$ns1" v4 fd00:1::1)
$(both_ways 1 2 1)
case another group on the live device
$(set_v4 group 239.1.1.4)
$(joined4 4)
$(left4 1)
case the old group again
$(set_v4 group 239.1.1.1)
$(joined4 1)
$(left4 4)
udp $ns1 10.1.1.1 $ns2 10.1.1.2 100
case a group that is changed while the device is down
run ip -n $ns1 link set v4 down
$(set_v4 group 239.1.1.5)
$(left4 5)
run ip -n $ns1 link set v4 up
$(joined4 5)
$(left4 1)
case a unicast remote leaves the group
$(set_v4 remote 192.0.2.2)
$(left4 5)
udp $ns1 10.1.1.1 $ns2 10.1.1.2 100
case the group once more
$(set_v4 group 239.1.1.1)
$(joined4 1)
udp $ns1 10.1.1.1 $ns2 10.1.1.2 100
case two devices in one group: one goes, the other stays joined
run ip -n $ns1 link add w4 type ovtun encap vxlan id 21 local 192.0.2.1 group 239.1.1.1 dev u0
run ip -n $ns1 link set w4 up
run ip -n $ns1 link del w4
$(joined4 1)
broadcast $ns2 10.1.1.2 $ns1 10.1.1.255 100
case the underlay interface goes down and comes back
run ip -n $ns1 link set u0 down
run ip -n $ns1 link set u0 up
run ip -n $ns1 addr replace 2001:db8::1/64 dev u0 nodad
$(joined4 1)
$(joined6 2)
udp $ns1 10.1.1.1 $ns2 10.1.1.2 100
broadcast $ns2 10.1.1.2 $ns1 10.1.1.255 100
broadcast $ns2 10.1.2.2 $ns1 10.1.2.255 100
case a deleted device leaves its group
run ip -n $ns1 link del v4
run ip -n $ns1 link del v6
run ip -n $ns1 link del g4
$(left4 1)
$(left6 2)
$(left4 3)
EOF
finish
