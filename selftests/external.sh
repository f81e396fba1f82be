#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# External devices with what the kernel has to give and to take tunnel metadata:
# routes with lightweight tunnels, tc's tunnel_key and flower, eBPF programs,
# VLANs of a bridge with tunnel_info. (Open vSwitch is in ovs.sh.)
#
#     ns3                ns1                                     ns2
#   +--------+         +----------------------------+          +---------+
#   |  c0    +---------+ p0 - tc - xv, xg, xn       |          |         |
#   |  c1    +---------+ p1 - br0 - xb, xn    xl xu |          |         |
#   |  c2    +---------+ p2 - eBPF - xv, xg, xk  xp |          |         |
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

for module in act_mirred act_skbedit act_tunnel_key cls_bpf cls_flower \
	sch_ingress; do
	have_module $module || skip_all "needs $module"
done

# packet ADDRESS: the kernel sends a datagram inside
packet()
{
	echo "shell ip netns exec $ns1 bash -c 'echo >/dev/udp/$1/9'"
}

setup_pair
setup_ns ns3
for n in 0 1 2; do
	ip link add p$n netns "$ns1" type veth peer name c$n netns "$ns3" ||
		bail "no veth"
done
ip -n "$ns3" -batch - <<EOF || bail "no host"
link set c0 up
link set c1 up
link set c2 up
EOF
ip -n "$ns1" -batch - <<EOF || bail "no ovtun devices"
link set p0 up
link set p1 up
link set p2 up
addr add 192.0.2.11/24 dev u0
link add xv type ovtun encap vxlan external
link add xb type ovtun encap vxlan external dstport 4791
link add xn type ovtun encap nvgre external
link add xl type ovtun encap gre external
link add xu type ovtun encap gre udp external local 192.0.2.1
link add xg type ovtun encap vxlan gbp noudpcsum external dstport 4792
link add xp type ovtun encap vxlan gpe external dstport 4794
link add xk type ovtun encap gretap external local 192.0.2.11
link set xv up
link set xb up
link set xn up
link set xl up
link set xu up
link set xg up
link set xp up
link set xk up
addr add 10.1.0.1/32 dev xl
addr add fd00:1::1/128 dev xl nodad
addr add 10.2.0.1/32 dev xu
addr add 10.3.0.1/32 dev xp
addr add fd00:3::1/128 dev xp nodad
EOF

# ---- routes ----------------------------------------------------------------

ip -n "$ns1" -batch - <<EOF || bail "no routes"
route add 10.1.1.0/24 encap ip id 71 dst 192.0.2.2 ttl 9 tos 10 key dev xl
route add 10.1.2.0/24 encap ip6 id 72 dst 2001:db8::2 hoplimit 8 key dev xl
route add fd00:1:1::/64 encap ip id 73 dst 192.0.2.2 key dev xl
route add 10.1.3.0/24 encap ip id 74 dst 192.0.2.2 dev xl
route add 10.1.4.0/24 dev xl
route add 10.2.1.0/24 encap ip id 75 dst 192.0.2.2 key dev xu
route add 10.3.1.0/24 encap ip id 76 dst 192.0.2.2 ttl 9 key dev xp
route add fd00:3:1::/64 encap ip6 id 77 dst 2001:db8::2 key dev xp
EOF
tc -n "$ns1" -batch - <<EOF || bail "no filters"
qdisc add dev xp clsact
filter add dev xp ingress pref 1 protocol all flower enc_key_id 96 enc_src_ip 192.0.2.2 action pass
EOF
lab <<-EOF
	port inject $ns2 u0
	port xl $ns1 xl
	port xp $ns1 xp
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
	rose xl tx_metadata 1
	count inject 0 i.dst=10.1.4.5
	case route: GRE in UDP
	$(packet 10.2.1.5)
	expect inject key=75 dport=4754 dst=192.0.2.2 i.dst=10.2.1.5
	case route: VXLAN-GPE, IPv4 in IPv4 and IPv6 in IPv6
	$(packet 10.3.1.5)
	expect inject vni=76 vflags=0xc dport=4794 dst=192.0.2.2 ttl=9 i.v=4 i.dst=10.3.1.5
	$(packet fd00:3:1::5)
	expect inject vni=77 vflags=0xc v=6 dst=2001:db8::2 i.v=6 i.dst=fd00:3:1::5
	case received: VXLAN-GPE, any VNI, and flower knows which
	send inject $ETH $IN4 udp d=4794 vxlan flags=0xc r1=1 vni=95 ip4 s=10.9.0.1 d=10.3.0.1 tag 21
	send inject $ETH $IN6 udp d=4794 vxlan flags=0xc r1=2 vni=96 ip6 s=fd09::1 d=fd00:3::1 tag 22
	send inject $ETH $IN4 udp d=4794 vxlan flags=0xc r1=2 vni=96 ip6 s=fd09::1 d=fd00:3::1 tag 23
	expect xp tag=21 v=4
	expect xp tag=22 v=6
	expect xp tag=23 v=6
	until tc -n $ns1 -s filter show dev xp ingress | grep -q ' 1 pkt'
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
filter add dev p0 ingress pref 3 protocol 0x88b5 flower src_mac 02:00:00:00:03:03 action tunnel_key set id 79 src_ip 192.0.2.1 dst_ip 192.0.2.2 dst_port 4792 vxlan_opts 4719105 pipe action mirred egress redirect dev xg
filter add dev p0 ingress pref 4 protocol 0x88b5 flower src_mac 02:00:00:00:03:04 action skbedit mark 7 pipe action tunnel_key set id 80 src_ip 2001:db8::1 dst_ip 2001:db8::2 dst_port 4792 pipe action mirred egress redirect dev xg
filter add dev p0 ingress pref 5 protocol ip flower src_mac 02:00:00:00:03:05 action tunnel_key set id 5031 src_ip 192.0.2.1 dst_ip 192.0.2.2 ttl 7 pipe action mirred egress redirect dev xn
filter add dev p0 ingress pref 6 protocol 0x88b5 flower src_mac 02:00:00:00:03:06 action tunnel_key set id 100 src_ip 192.0.2.1 dst_ip 192.0.2.2 pipe action mirred egress redirect dev xn
qdisc add dev xg clsact
qdisc add dev xn clsact
filter add dev xg ingress pref 1 protocol all flower enc_key_id 89 vxlan_opts 514 action tunnel_key unset pipe action mirred egress redirect dev p0
filter add dev xn ingress pref 1 protocol all flower enc_key_id 5032 enc_dst_ip 192.0.2.1 action tunnel_key unset pipe action mirred egress redirect dev p0
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

lab <<-EOF
	port inject $ns2 u0
	port c0 $ns3 c0
	stats xn $ns1 xn
	case tc: tunnel_key says the group policy, with its two flags
	send c0 eth s=02:00:00:00:03:03 d=ff:ff:ff:ff:ff:ff tag 1
	expect inject tag=1 vni=79 vflags=0x88 vres=0x480201 dport=4792
	case tc: no policy, not even the mark, when none is said
	send c0 eth s=02:00:00:00:03:04 d=ff:ff:ff:ff:ff:ff tag 2
	expect inject tag=2 vni=80 vflags=0x8 vres=0 dst=2001:db8::2
	case tc: flower knows the group policy
	send inject $ETH $IN4 udp d=4792 vxlan flags=0x88 r1=513 vni=89 $FRAME tag 3
	send inject $ETH $IN4 udp d=4792 vxlan vni=89 $FRAME tag 4
	send inject $ETH $IN4 udp d=4792 vxlan flags=0x88 r1=514 vni=89 $FRAME tag 5
	expect c0 tag=5
	count c0 0 tag=3-4
	case tc: a VSID, and the FlowID differs by flow
	$(for n in 0 1 2 3 4 5 6 7; do
		echo "send c0 eth s=02:00:00:00:03:05 d=ff:ff:ff:ff:ff:ff ip4 s=10.0.0.1 d=10.0.0.2 udp s=300$n d=9 tag 6"
	done)
	expect inject tag=6 vsid=5031 dst=192.0.2.2 ttl=7 gflags=0x2000
	distinct inject flowid 4 vsid=5031
	case tc: what is no VSID is dropped and counted
	send c0 eth s=02:00:00:00:03:06 d=ff:ff:ff:ff:ff:ff tag 7
	stat xn tx_metadata 1
	count inject 0 tag=7
	case tc: flower knows the VSID, whatever the FlowID
	send inject $ETH $IN4 gre key=$((5033 << 8)) $FRAME tag 8
	send inject $ETH $IN4 gre key=$((5032 << 8 | 1)) $FRAME tag 9
	send inject $ETH $IN4 gre key=$((5032 << 8 | 254)) $FRAME tag 10
	expect c0 tag=9
	expect c0 tag=10
	count c0 0 tag=8
EOF

# ---- eBPF -------------------------------------------------------------------

# Programs are pinned only until the filters have them.
programs()
{
	cat <<-EOF
		case eBPF: the kernel takes the programs
		bpf $1/set1 set id=91 remote=192.0.2.2 tos=0x28 ttl=9
		bpf $1/set2 set id=92 remote=2001:db8::2 local=2001:db8::1 ttl=8 label=0x12345
		bpf $1/set3 set id=93 remote=192.0.2.2 policy=0x80203 flags=2
		bpf $1/set4 set id=94 remote=192.0.2.2 flags=12
		bpf $1/get1 get id=97 remote=192.0.2.2 local=192.0.2.1 tos=0x40 ttl=33
		bpf $1/get2 get id=98 remote=2001:db8::2 local=2001:db8::1 ttl=34 label=0x54321
		bpf $1/get3 get id=99 remote=192.0.2.2 policy=0x205
		bpf $1/get4 get id=4294967295 remote=192.0.2.2
	EOF
}

program_filters()
{
	local bpf="bpf object-pinned $1" to="action mirred egress redirect dev"

	cat <<-EOF
		qdisc add dev p2 clsact
		qdisc add dev xk clsact
		filter add dev p2 ingress pref 1 protocol 0x88b5 $bpf/set1 $to xv
		filter add dev p2 ingress pref 2 protocol 0x88b6 $bpf/set2 $to xv
		filter add dev p2 ingress pref 3 protocol 0x88b7 $bpf/set3 $to xg
		filter add dev p2 ingress pref 4 protocol 0x88b8 $bpf/set4 $to xk
		filter add dev xv ingress pref 11 protocol all $bpf/get1 $to p2
		filter add dev xv ingress pref 12 protocol all $bpf/get2 $to p2
		filter add dev xg ingress pref 13 protocol all $bpf/get3 $to p2
		filter add dev xk ingress pref 14 protocol all $bpf/get4 $to p2
	EOF
}

# vxlan TOS TTL SOURCE VNI TAG: a packet for the first program that reads
vxlan()
{
	echo "send inject $ETH ip4 s=$3 d=192.0.2.1 tos=$1 ttl=$2 udp vxlan vni=$4 $FRAME tag $5"
}

program_cases()
{
	local to="eth s=02:00:00:00:03:02 d=ff:ff:ff:ff:ff:ff"

	cat <<-EOF
		quiet $ns1 u0
		port inject $ns2 u0
		port c2 $ns3 c2
		case eBPF: a tunnel key says where to, IPv4
		send c2 $to tag 1
		expect inject tag=1 vni=91 src=192.0.2.1 dst=192.0.2.2 dport=4789 tos=0x28 ttl=9 df=0 ucsum=good
		case eBPF: a tunnel key says where to, IPv6, with flow label
		send c2 $to t=0x88b6 tag 2
		expect inject tag=2 vni=92 src=2001:db8::1 dst=2001:db8::2 ttl=8 label=0x12345
		case eBPF: a tunnel key with group policy, without checksum
		send c2 $to t=0x88b7 tag 3
		expect inject tag=3 vni=93 vflags=0x88 vres=0x80203 dport=4792 ucsum=none
		case eBPF: a GRE key, DF, checksum and sequence number
		send c2 $to t=0x88b8 tag 4
		expect inject tag=4 key=94 src=192.0.2.11 dst=192.0.2.2 df=1 gflags=0xb000 gcsum=good
		case eBPF: a program reads the tunnel key, IPv4
		$(vxlan 0x40 32 192.0.2.2 97 5)
		$(vxlan 0x20 33 192.0.2.2 97 6)
		$(vxlan 0x40 33 192.0.2.3 97 7)
		$(vxlan 0x40 33 192.0.2.2 96 8)
		$(vxlan 0x40 33 192.0.2.2 97 9)
		expect c2 tag=9
		count c2 0 tag=5-8
		case eBPF: a program reads the tunnel key, IPv6
		send inject $ETH ip6 s=2001:db8::2 d=2001:db8::1 ttl=34 label=0x54320 udp vxlan vni=98 $FRAME tag 10
		send inject $ETH ip6 s=2001:db8::3 d=2001:db8::1 ttl=34 label=0x54321 udp vxlan vni=98 $FRAME tag 11
		send inject $ETH ip6 s=2001:db8::2 d=2001:db8::1 ttl=34 label=0x54321 udp vxlan vni=98 $FRAME tag 12
		expect c2 tag=12
		count c2 0 tag=10-11
		case eBPF: a program reads the group policy
		send inject $ETH $IN4 udp d=4792 vxlan vni=99 $FRAME tag 13
		send inject $ETH $IN4 udp d=4792 vxlan flags=0x88 r1=0x206 vni=99 $FRAME tag 14
		send inject $ETH $IN4 udp d=4792 vxlan flags=0x88 r1=0x205 vni=99 $FRAME tag 15
		expect c2 tag=15
		count c2 0 tag=13-14
		case eBPF: a program reads a GRE key, all 32 bits
		send inject $ETH ip4 s=192.0.2.2 d=192.0.2.11 gre key=0x7fffffff $FRAME tag 16
		send inject $ETH ip4 s=192.0.2.2 d=192.0.2.11 gre key=0xffffffff $FRAME tag 17
		expect c2 tag=17
		count c2 0 tag=16
	EOF
}

mkdir "$SCRATCH/bpf"
if mount -t bpf bpf "$SCRATCH/bpf" 2>/dev/null; then
	lab <<<"$(programs "$SCRATCH/bpf")"
	check "eBPF: tc takes the programs" tc -n "$ns1" -batch \
		<(program_filters "$SCRATCH/bpf")
	umount "$SCRATCH/bpf"
	lab <<<"$(program_cases)"
else
	skip "eBPF" "needs a BPF file system"
fi

# ---- VLANs of a bridge -----------------------------------------------------

ip -n "$ns1" -batch - <<EOF || bail "no bridge"
link add br0 type bridge forward_delay 0 mcast_snooping 0 vlan_filtering 1 vlan_default_pvid 0
link set p1 master br0
link set xb master br0
link set xn master br0
link set br0 up
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
	case bridge: proxy answers in the VLAN of the question
	run ip -n $ns1 link set xb type ovtun proxy
	run ip -n $ns1 neigh add 10.5.0.2 lladdr 02:00:00:00:09:09 dev xb nud permanent
	run ip -n $ns1 neigh add fd05::2 lladdr 02:00:00:00:09:09 dev xb nud permanent
	send c1 eth s=02:00:00:00:03:01 d=ff:ff:ff:ff:ff:ff vlan id=10 arp s=02:00:00:00:03:01 sip=10.5.0.1 dip=10.5.0.2
	expect c1 vlan=10 op=2 sha=02:00:00:00:09:09 spa=10.5.0.2 tpa=10.5.0.1
	send c1 eth s=02:00:00:00:03:01 d=33:33:ff:00:00:02 vlan id=10 ip6 s=fd05::1 d=ff02::1:ff00:2 ttl=255 nd t=fd05::2 lla=02:00:00:00:03:01
	expect c1 vlan=10 icmp=136 target=fd05::2 icsum=good
	count inject 0 i.op=1
	count inject 0 i.icmp=135 i.target=fd05::2
	case bridge: a VSID is a VLAN
	send inject $ETH $IN4 gre key=$((5020 << 8 | 3)) $FRAME tag 6
	expect c1 tag=6 vlan=20
EOF

# ---- packets that wait -----------------------------------------------------

# A queue on the wire lets two packets in at once, and TCP waits in the device
# for more of its flow: what the second one says of itself is not the first's.
waiting_filter()
{
	echo "filter add dev xq ingress pref $1 protocol all flower" \
		"enc_key_id $1 src_mac 02:00:00:00:02:$1" \
		"action mirred egress redirect dev p0"
}

# waiting ID TAG
waiting()
{
	echo "send inject $ETH $IN4 udp d=4796 vxlan vni=$1" \
		"eth s=02:00:00:00:02:$1 d=02:00:00:00:02:02" \
		"ip4 s=10.6.0.$1 d=10.6.0.1 tcp tag $2"
}

waiting_setup()
{
	ip -n "$ns1" link add xq up type ovtun encap vxlan external \
		dstport 4796 && tc -n "$ns1" -batch - <<-EOF
		qdisc add dev xq clsact
		$(waiting_filter 81)
		$(waiting_filter 82)
		$(waiting_filter 83)
	EOF
}

if have_module sch_plug && waiting_setup; then
	lab <<-EOF
		port inject $ns2 u0
		port c0 $ns3 c0
		case tc: metadata stays that of its packet while the packet waits
		run tc -n $ns2 qdisc add dev u0 root plug limit 65536
		$(waiting 81 1)
		$(waiting 82 2)
		$(waiting 83 3)
		run tc -n $ns2 qdisc change dev u0 root plug release_indefinite
		expect c0 tag=1
		expect c0 tag=2
		expect c0 tag=3
		run tc -n $ns2 qdisc del dev u0 root
	EOF
else
	skip "tc: metadata of packets that wait" "needs sch_plug"
fi

# s1 has no carrier: its backup, and the group of nexthops that says where to,
# whatever the forwarding table of the backup has.
backup_setup()
{
	find_bridge || return
	ip -n "$ns1" -batch - <<-EOF || return
		link add s1 type dummy
		link set s1 master br0 up
		nexthop add id 31 via 192.0.2.2 fdb
		nexthop add id 32 via 2001:db8::2 fdb
		nexthop add id 41 group 31 fdb
		nexthop add id 42 group 32 fdb
	EOF
	"$BRIDGE" -n "$ns1" -batch - 2>/dev/null <<-EOF || return
		vlan add dev s1 vid 10
		fdb add 02:00:00:00:09:0a dev s1 master static vlan 10
		fdb add 02:00:00:00:09:0a dev xb dst 192.0.2.9 src_vni 5010
		link set dev s1 backup_port xb
		link set dev s1 backup_nhid 41
	EOF
	# Linux before 6.6 says nothing about what it does not know.
	"$BRIDGE" -n "$ns1" -d link show dev s1 | grep -q "backup_nhid 41"
}

backup_cases()
{
	local frame="eth s=02:00:00:00:03:01 d=02:00:00:00:09:0a vlan id=10"

	lab <<-EOF
		port inject $ns2 u0
		port c1 $ns3 c1
		stats xb $ns1 xb
		run ip -n $ns1 link set s1 carrier off
		case backup: a group of nexthops in place of the forwarding table
		send c1 $frame tag 11
		expect inject tag=11 vni=5010 dst=192.0.2.2 dport=4791
		count inject 0 i.vlan=10
		case backup: a group over IPv6
		run $BRIDGE -n $ns1 link set dev s1 backup_nhid 42
		send c1 $frame tag 12
		expect inject tag=12 vni=5010 dst=2001:db8::2
		case backup: a nexthop that is no group, and one that is not there
		run $BRIDGE -n $ns1 link set dev s1 backup_nhid 31
		send c1 $frame tag 13
		run $BRIDGE -n $ns1 link set dev s1 backup_nhid 43
		send c1 $frame tag 13
		drop xb tx_no_remote 2
		count inject 0 tag=13
		case backup: a member that is a peer is counted
		run bridge -n $ns1 fdb add 02:00:00:00:09:0b dev xb dst 192.0.2.2 src_vni 5010
		run $BRIDGE -n $ns1 link set dev s1 backup_nhid 41
		send c1 $frame tag 14
		expect inject tag=14 vni=5010 dst=192.0.2.2 dport=4791
	EOF
}

if backup_setup; then
	backup_cases
else
	skip "a bridge's backup nexthop" "needs Linux 6.6 and its bridge(8)"
fi

finish
