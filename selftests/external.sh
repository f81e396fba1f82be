#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# External devices with what the kernel has to give and to take tunnel metadata:
# routes with lightweight tunnels, tc's tunnel_key and flower, VLANs of a bridge
# with tunnel_info. (Open vSwitch is in ovs.sh.)
#
#     ns3                ns1                                     ns2
#   +--------+         +----------------------------+          +---------+
#   |  c0    +---------+ p0 - tc - xv               |          |         |
#   |  c1    +---------+ p1 - br0 - xb, xn   xl xu  |          |         |
#   +--------+         |                     u0     |          |  u0     |
#                      +----------------------+-----+          +---+-----+
#                                             | 192.0.2.1,         | .2, ::2
#                                             | 2001:db8::1        | packets
#                                             +--------------------+

. "$(dirname "$0")/lib.sh"

ETH="eth s=02:00:00:00:00:02 d=02:00:00:00:00:01"
IN4="ip4 s=192.0.2.2 d=192.0.2.1"
IN6="ip6 s=2001:db8::2 d=2001:db8::1"
FRAME="eth s=02:00:00:00:02:02 d=ff:ff:ff:ff:ff:ff"
HOST="eth s=02:00:00:00:03:01 d=ff:ff:ff:ff:ff:ff"
ZERO=00:00:00:00:00:00

for module in act_tunnel_key act_mirred cls_flower sch_ingress; do
	have_module $module || skip_all "needs $module"
done

# packet ADDRESS: the kernel sends a datagram inside
packet()
{
	echo "shell ip netns exec $ns1 bash -c 'echo >/dev/udp/$1/9'"
}

setup_pair
setup_ns ns3
for n in 0 1; do
	ip link add p$n netns "$ns1" type veth peer name c$n netns "$ns3" ||
		bail "no veth"
done
ip -n "$ns3" -batch - <<EOF || bail "no host"
link set c0 addrgenmode none up
link set c1 addrgenmode none up
EOF
ip -n "$ns1" -batch - <<EOF || bail "no ovtun devices"
link set p0 addrgenmode none up
link set p1 addrgenmode none up
link add xv type ovtun encap vxlan external
link add xb type ovtun encap vxlan external dstport 4791
link add xn type ovtun encap nvgre external
link add xl type ovtun encap gre external
link add xu type ovtun encap gre udp external local 192.0.2.1
link set xv addrgenmode none up
link set xb addrgenmode none up
link set xn addrgenmode none up
link set xl addrgenmode none up
link set xu addrgenmode none up
addr add 10.1.0.1/32 dev xl
addr add fd00:1::1/128 dev xl nodad
addr add 10.2.0.1/32 dev xu
EOF

# ---- routes ----------------------------------------------------------------

ip -n "$ns1" -batch - <<EOF || bail "no routes"
route add 10.1.1.0/24 encap ip id 71 dst 192.0.2.2 ttl 9 tos 10 key dev xl
route add 10.1.2.0/24 encap ip6 id 72 dst 2001:db8::2 hoplimit 8 key dev xl
route add fd00:1:1::/64 encap ip id 73 dst 192.0.2.2 key dev xl
route add 10.1.3.0/24 encap ip id 74 dst 192.0.2.2 dev xl
route add 10.1.4.0/24 dev xl
route add 10.2.1.0/24 encap ip id 75 dst 192.0.2.2 key dev xu
EOF
lab <<-EOF
	port inject $ns2 u0
	port xl $ns1 xl
	stats xl $ns1 xl
	case route: key and peer, IPv4, with TTL and TOS
	$(packet 10.1.1.5)
	expect inject key=71 dst=192.0.2.2 ttl=9 tos=0x10 i.dst=10.1.1.5
	case route: key and peer, IPv6, with hop limit
	$(packet 10.1.2.5)
	expect inject key=72 v=6 dst=2001:db8::2 ttl=8 i.dst=10.1.2.5
	case route: IPv6 packets
	$(packet fd00:1:1::5)
	expect inject key=73 dst=192.0.2.2 i.v=6 i.dst=fd00:1:1::5
	case route: no key, if none is asked for
	$(packet 10.1.3.5)
	expect inject key=none dst=192.0.2.2 i.dst=10.1.3.5
	case route: none says where to, dropped and counted
	$(packet 10.1.4.5)
	stat xl tx_metadata 1
	count inject 0 i.dst=10.1.4.5
	case route: GRE in UDP
	$(packet 10.2.1.5)
	expect inject key=75 dport=4754 dst=192.0.2.2 i.dst=10.2.1.5
	case received: any key, both families, no peer is known
	send inject $ETH $IN4 gre key=99 ip4 s=10.9.0.1 d=10.1.0.1 tag 1
	send inject $ETH $IN6 gre key=98 ip4 s=10.9.0.1 d=10.1.0.1 tag 2
	send inject $ETH $IN4 gre ip4 s=10.9.0.1 d=10.1.0.1 tag 3
	expect xl tag=1
	expect xl tag=2
	expect xl tag=3
EOF

# ---- tc --------------------------------------------------------------------

tc -n "$ns1" -batch - <<EOF || bail "no filters"
qdisc add dev p0 clsact
qdisc add dev xv clsact
filter add dev p0 ingress pref 1 protocol 0x88b5 flower src_mac 02:00:00:00:03:01 action tunnel_key set id 77 src_ip 192.0.2.1 dst_ip 192.0.2.2 dst_port 4789 tos 32 ttl 7 pipe action mirred egress redirect dev xv
filter add dev p0 ingress pref 2 protocol 0x88b5 flower src_mac 02:00:00:00:03:02 action tunnel_key set id 78 src_ip 2001:db8::1 dst_ip 2001:db8::2 dst_port 4790 pipe action mirred egress redirect dev xv
filter add dev xv ingress pref 1 protocol all flower enc_key_id 87 enc_src_ip 192.0.2.2 enc_dst_ip 192.0.2.1 enc_dst_port 4789 action tunnel_key unset pipe action mirred egress redirect dev p0
filter add dev xv ingress pref 2 protocol all flower enc_key_id 88 enc_src_ip 2001:db8::2 enc_dst_ip 2001:db8::1 enc_ttl 66 action tunnel_key unset pipe action mirred egress redirect dev p0
EOF
lab <<-EOF
	port inject $ns2 u0
	port c0 $ns3 c0
	case tc: tunnel_key says where to, IPv4
	send c0 $HOST tag 1
	expect inject tag=1 vni=77 src=192.0.2.1 dst=192.0.2.2 dport=4789 tos=0x20 ttl=7
	case tc: tunnel_key says where to, IPv6, another port
	send c0 eth s=02:00:00:00:03:02 d=ff:ff:ff:ff:ff:ff tag 2
	expect inject tag=2 vni=78 src=2001:db8::1 dst=2001:db8::2 dport=4790
	case tc: flower knows the tunnel that it came from, IPv4
	send inject $ETH $IN4 udp d=4789 vxlan vni=86 $FRAME tag 3
	send inject $ETH ip4 s=192.0.2.3 d=192.0.2.1 udp d=4789 vxlan vni=87 $FRAME tag 4
	send inject $ETH $IN4 udp d=4789 vxlan vni=87 $FRAME tag 5
	expect c0 tag=5
	count c0 0 tag=3
	count c0 0 tag=4
	case tc: flower knows the tunnel that it came from, IPv6
	send inject $ETH $IN6 udp d=4789 vxlan vni=88 $FRAME tag 6
	send inject $ETH ip6 s=2001:db8::2 d=2001:db8::1 ttl=66 udp d=4789 vxlan vni=88 $FRAME tag 7
	expect c0 tag=7
	count c0 0 tag=6
EOF

# ---- VLANs of a bridge -----------------------------------------------------

ip -n "$ns1" -batch - <<EOF || bail "no bridge"
link add br0 type bridge forward_delay 0 mcast_snooping 0 vlan_filtering 1 vlan_default_pvid 0
link set p1 master br0
link set xb master br0
link set xn master br0
link set br0 addrgenmode none up
EOF
bridge -n "$ns1" -batch - <<EOF || bail "no VLANs"
link set dev xb vlan_tunnel on
link set dev xn vlan_tunnel on
vlan add dev p1 vid 10
vlan add dev p1 vid 20
vlan add dev xb vid 10
vlan add dev xb vid 10 tunnel_info id 5010
vlan add dev xn vid 20
vlan add dev xn vid 20 tunnel_info id 5020
fdb append $ZERO dev xb dst 192.0.2.2 src_vni 5010
fdb append $ZERO dev xn dst 2001:db8::2 src_vni 5020
fdb add 02:00:00:00:09:09 dev xb dst 2001:db8::2 src_vni 5010
EOF
lab <<-EOF
	port inject $ns2 u0
	port c1 $ns3 c1
	case bridge: a VLAN is a VNI, the table says the peers
	send c1 eth s=02:00:00:00:03:01 d=ff:ff:ff:ff:ff:ff vlan id=10 tag 1
	expect inject tag=1 vni=5010 dst=192.0.2.2 dport=4791
	send c1 eth s=02:00:00:00:03:01 d=02:00:00:00:09:09 vlan id=10 tag 2
	expect inject tag=2 vni=5010 dst=2001:db8::2
	count inject 0 i.vlan=10
	case bridge: a VLAN is a VSID
	send c1 eth s=02:00:00:00:03:01 d=ff:ff:ff:ff:ff:ff vlan id=20 tag 3
	expect inject tag=3 vsid=5020 dst=2001:db8::2
	case bridge: a VNI is a VLAN, others go nowhere
	send inject $ETH $IN4 udp d=4791 vxlan vni=5011 $FRAME tag 4
	send inject $ETH $IN4 udp d=4791 vxlan vni=5010 $FRAME tag 5
	expect c1 tag=5 vlan=10
	count c1 0 tag=4
	case bridge: a VSID is a VLAN
	send inject $ETH $IN4 gre key=$((5020 << 8 | 3)) $FRAME tag 6
	expect c1 tag=6 vlan=20
EOF

finish
