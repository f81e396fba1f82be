#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Open vSwitch's kernel datapath with external devices of ovtun: one for VXLAN,
# one for GRE, one for VXLAN with group policy. The flows are set by hand, there
# is no ovs-vswitchd. They give what comes from a port pN to a tunnel with
# set(tunnel(...)), and what comes out of a tunnel to a port that they choose by
# the tunnel's fields. The in-tree drivers are the other end.
#
#     ns1                                   ns2
#   +-----------------+                   +-----------------+
#   | m1 10.1.1.1 ... |                   | v4 10.1.1.2 ... |
#   |  |              |                   |  |              |
#   | p1     datapath |                   |  |              |
#   | vx gr gb (ovtun)|                   |  |              |
#   |      u0         |                   |  |   u0         |
#   +------+----------+                   +------+----------+
#          | 192.0.2.1, 2001:db8::1              | 192.0.2.2, 2001:db8::2
#          +-------------------------------------+

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/interop.sh"

command -v ovs-dpctl >/dev/null || skip_all "no Open vSwitch"
have_module openvswitch || skip_all "no datapath of Open vSwitch"
for module in vxlan ip_gre ip6_gre; do
	have_module "$module" || skip_all "no $module"
done

# The ports of the tunnels
VX=100
GR=101
GB=102

# NAME N FAMILY MTU PORT NUMBER
pairs=(
	"v4 1 4 1450 $VX 101"
	"v6 2 6 1430 $VX 102"
	"k4 3 4 1458 $GR 103"
	"k6 4 6 1438 $GR 104"
	"n4 5 4 1462 $GR -"
)

near_devices()
{
	local pair n mtu

	echo "link add vx mtu 65000 type ovtun encap vxlan noudpcsum udp6zerocsumtx external"
	echo "link add gr mtu 65000 type ovtun encap gretap external"
	echo "link add gb type ovtun encap vxlan gbp external dstport 4799"
	for pair in "${pairs[@]}"; do
		read -r _ n _ mtu _ <<<"$pair"
		echo "link add m$n mtu $mtu type veth peer name p$n mtu $mtu"
		pair_addresses "m$n" "$n" 1
	done
	# Frames that are made by hand go in at m7 and come out at m8 or m9.
	for n in 7 8 9; do
		echo "link add m$n type veth peer name p$n"
		echo "link set m$n up"
	done
	for n in vx gr gb p1 p2 p3 p4 p5 p7 p8 p9; do
		echo "link set $n up"
	done
}

far_devices()
{
	local pair name n family port number kind net near

	for pair in "${pairs[@]}"; do
		read -r name n family _ port number <<<"$pair"
		net=192.0.2.
		[[ $family == 4 ]] || net=2001:db8::
		near=${net}1
		[[ $number != - ]] || near=${net}11
		case $port,$family,$number in
		"$VX",*) kind="vxlan id $number dstport 4789 udpcsum" ;;
		"$GR",4,-) kind=gretap ;;
		"$GR",4,*) kind="gretap key $number" ;;
		"$GR",6,*) kind="ip6gretap encaplimit none key $number" ;;
		esac
		echo "link add $name type ${kind%% *} local ${net}2 remote $near dev u0 ${kind#"${kind%% *}"}"
		pair_addresses "$name" "$n" 2
	done
}

# The machines m1 to m5 talk to the devices of the same number. That there is
# no GRE key cannot be asked for, so that tunnel has an address of its own.
machine_flows()
{
	local pair n family port number from to id flags

	for pair in "${pairs[@]}"; do
		read -r _ n family _ port number <<<"$pair"
		from=src=192.0.2.1,dst=192.0.2.2
		to=src=192.0.2.2,dst=192.0.2.1
		if [[ $family == 6 ]]; then
			from=ipv6_src=2001:db8::1,ipv6_dst=2001:db8::2
			to=ipv6_src=2001:db8::2,ipv6_dst=2001:db8::1
		fi
		id=tun_id=$number, flags="df|key"
		if [[ $number == - ]]; then
			from=src=192.0.2.11,dst=192.0.2.2
			to=src=192.0.2.2,dst=192.0.2.11
			id='' flags=df
		fi
		[[ $port == "$GR" ]] || flags+="|csum"
		echo "in_port($n),eth() set(tunnel($id$from,ttl=64,flags($flags))),$port"
		echo "in_port($port),tunnel($id$to,ttl=0/0),eth() $n"
	done
}

# from_m7 N ACTIONS: for frames whose destination ends with N
from_m7()
{
	echo "in_port(7),eth(dst=02:00:00:00:07:0$1) $2"
}

# to_m8_m9 PORT FIELDS: for packets from a tunnel, FIELDS have "8|9" where
# those for m8 and those for m9 differ
to_m8_m9()
{
	local left right

	left=$(sed -E 's/([^,(=]+)\|([^,)]+)/\1/g' <<<"$2")
	right=$(sed -E 's/([^,(=]+)\|([^,)]+)/\2/g' <<<"$2")
	echo "in_port($1),tunnel($left),eth() 8"
	echo "in_port($1),tunnel($right),eth() 9"
}

flows()
{
	local v4=src=192.0.2.2,dst=192.0.2.1,ttl=0/0
	local v6=ipv6_src=2001:db8::2,ipv6_dst=2001:db8::1,ttl=0/0

	machine_flows
	from_m7 1 "set(tunnel(tun_id=0xffffff,dst=192.0.2.2,tos=0x10,ttl=7,flags(key))),$VX"
	from_m7 2 "set(tunnel(tun_id=0,src=192.0.2.11,dst=192.0.2.2,ttl=64,tp_dst=4800,flags(df|csum|key))),$VX"
	from_m7 3 "set(tunnel(tun_id=203,ipv6_dst=2001:db8::2,tos=0x20,ttl=9,flags(key))),$VX"
	from_m7 4 "set(tunnel(tun_id=204,ipv6_src=2001:db8::11,ipv6_dst=2001:db8::2,ttl=64,flags(csum|key))),$VX"
	from_m7 5 "set(tunnel(tun_id=0xffffffff,dst=192.0.2.2,tos=0x28,ttl=5,flags(csum|key))),$GR"
	from_m7 6 "set(tunnel(tun_id=206,ipv6_dst=2001:db8::2,ttl=6,flags(key))),$GR"
	from_m7 7 "set(tunnel(tun_id=207,dst=192.0.2.2,ttl=64,flags(key))),$VX,set(tunnel(tun_id=208,dst=192.0.2.3,ttl=64,flags(key))),$VX,set(tunnel(tun_id=209,dst=192.0.2.2,ttl=64,flags(key))),$GR"
	from_m7 8 "set(tunnel(tun_id=211,dst=192.0.2.2,ttl=63,flags(key))),userspace(pid=7001,tunnel_out_port=$VX),$VX"
	from_m7 9 "set(tunnel(tun_id=212,ipv6_dst=2001:db8::2,ttl=62,tp_dst=4800,flags(key))),userspace(pid=7001,tunnel_out_port=$VX),$VX"
	from_m7 a "set(tunnel(tun_id=213,dst=192.0.2.2,ttl=61,flags(key))),userspace(pid=7001,tunnel_out_port=$GR),$GR"
	to_m8_m9 $VX "tun_id=301,$v4,tos=0x20|0x40"
	to_m8_m9 $VX "tun_id=302,src=192.0.2.2,dst=192.0.2.1,ttl=33|34"
	to_m8_m9 $VX "tun_id=303,$v4,tp_src=50001|50002,tp_dst=4789"
	to_m8_m9 $VX "tun_id=304,$v4,flags(+csum|-csum)"
	to_m8_m9 $VX "tun_id=305,src=192.0.2.3|192.0.2.4,dst=192.0.2.1,ttl=0/0"
	to_m8_m9 $VX "tun_id=306,$v6,tos=0x20|0x40"
	to_m8_m9 $VX "tun_id=307|308,$v4"
	to_m8_m9 $GR "tun_id=0xfffffff1|0xfffffff2,$v4"
	to_m8_m9 $GR "tun_id=312,$v4,flags(+csum|-csum)"
	to_m8_m9 $GR "tun_id=313,ipv6_src=2001:db8::2,ipv6_dst=2001:db8::1,ttl=33|34"
	to_m8_m9 $GB "tun_id=314,$v4,vxlan(gbp(id=513|514,flags=0/0))"
}

sending_cases()
{
	local eth="eth s=$MAC1 d=02:00:00:00:07:0"

	cat <<-EOF
		case set(tunnel): VXLAN, VNI, tos and ttl, no source, no DF, no checksum
		send m7 ${eth}1 tag 1
		expect wire tag=1 vni=16777215 src=192.0.2.1 dst=192.0.2.2 dport=4789 tos=0x10 ttl=7 df=0 ucsum=none tagdata=good
		case set(tunnel): VXLAN, source, destination port, DF and checksum
		send m7 ${eth}2 tag 2
		expect wire tag=2 vni=0 src=192.0.2.11 dst=192.0.2.2 dport=4800 tos=0 ttl=64 df=1 ucsum=good
		case set(tunnel): VXLAN over IPv6, no source, no checksum
		send m7 ${eth}3 tag 3
		expect wire tag=3 vni=203 dst=2001:db8::2 tos=0x20 ttl=9 ucsum=none
		case set(tunnel): VXLAN over IPv6, source and checksum
		send m7 ${eth}4 tag 4
		expect wire tag=4 vni=204 src=2001:db8::11 dst=2001:db8::2 ucsum=good
		case set(tunnel): GRE, the largest key, tos, ttl and checksum
		send m7 ${eth}5 tag 5
		expect wire tag=5 key=4294967295 src=192.0.2.1 gflags=0xa000 gcsum=good tos=0x28 ttl=5 df=0
		case set(tunnel): GRE over IPv6
		send m7 ${eth}6 tag 6
		expect wire tag=6 key=206 dst=2001:db8::2 gflags=0x2000 ttl=6
		case set(tunnel): a frame to several segments, peers and encapsulations
		send m7 ${eth}7 tag 7
		expect wire tag=7 vni=207 dst=192.0.2.2
		expect wire tag=7 vni=208 dst=192.0.2.3
		expect wire tag=7 key=209 dst=192.0.2.2
		count wire 3 tag=7
	EOF
}

# What a sampling flow is told of the tunnel, the packet then has.
telling_cases()
{
	local eth="eth s=$MAC1 d=02:00:00:00:07:0"

	cat <<-EOF
		run ip -n $ns1 link set vx type ovtun srcport 7000 7000
		run ip -n $ns1 addr del 2001:db8::11/64 dev u0
		upcall $ns1 dp 7001
		case userspace(tunnel_out_port): source and ports that nobody has set
		send m7 ${eth}8 tag 21
		told 7001 id=211 src=192.0.2.1 dst=192.0.2.2 ttl=63 sport=7000 dport=4789
		expect wire tag=21 vni=211 src=192.0.2.1 sport=7000 dport=4789 ttl=63
		case userspace(tunnel_out_port): over IPv6, with another port
		send m7 ${eth}9 tag 22
		told 7001 id=212 src=2001:db8::1 dst=2001:db8::2 ttl=62 sport=7000 dport=4800
		expect wire tag=22 vni=212 src=2001:db8::1 sport=7000 dport=4800
		case userspace(tunnel_out_port): GRE has no ports
		send m7 ${eth}a tag 23
		told 7001 id=213 src=192.0.2.1 dst=192.0.2.2 ttl=61
		expect wire tag=23 key=213 src=192.0.2.1
	EOF
}

# choice TAG LABEL OUTER-8 OUTER-9 INNER: each of the two comes out where it
# should, and only there
choice()
{
	local inner="eth s=$MAC2 d=$MAC1 tag"

	cat <<-EOF
		case tunnel(): $2
		send inject $WIRE_ETH $3 $inner $1
		send inject $WIRE_ETH $4 $inner $(($1 + 1))
		expect m8 tag=$1 tagdata=good
		expect m9 tag=$(($1 + 1)) tagdata=good
		count m8 1 tag=$1-$(($1 + 1))
		count m9 1 tag=$1-$(($1 + 1))
	EOF
}

receiving_cases()
{
	local v4="ip4 s=192.0.2.2 d=192.0.2.1" v6="ip6 s=2001:db8::2 d=2001:db8::1"

	choice 101 "tos" "$v4 tos=0x20 udp vxlan vni=301" \
		"$v4 tos=0x40 udp vxlan vni=301"
	choice 103 "ttl" "$v4 ttl=33 udp vxlan vni=302" \
		"$v4 ttl=34 udp vxlan vni=302"
	choice 105 "UDP ports" "$v4 udp s=50001 vxlan vni=303" \
		"$v4 udp s=50002 vxlan vni=303"
	choice 107 "UDP checksum" "$v4 udp vxlan vni=304" \
		"$v4 udp csum=none vxlan vni=304"
	choice 109 "peers that nobody named" \
		"ip4 s=192.0.2.3 d=192.0.2.1 udp vxlan vni=305" \
		"ip4 s=192.0.2.4 d=192.0.2.1 udp vxlan vni=305"
	choice 111 "tos over IPv6" "$v6 tos=0x20 udp vxlan vni=306" \
		"$v6 tos=0x40 udp vxlan vni=306"
	choice 113 "VNI" "$v4 udp vxlan vni=307" "$v4 udp vxlan vni=308"
	choice 115 "GRE key" "$v4 gre key=0xfffffff1" "$v4 gre key=0xfffffff2"
	choice 117 "GRE checksum" "$v4 gre key=312 csum" "$v4 gre key=312"
	choice 119 "GRE over IPv6, ttl" "$v6 ttl=33 gre key=313" \
		"$v6 ttl=34 gre key=313"
	choice 121 "group policy" \
		"$v4 udp d=4799 vxlan flags=0x88 r1=513 vni=314" \
		"$v4 udp d=4799 vxlan flags=0x88 r1=514 vni=314"
}

cases()
{
	local pair name n mtu port number condition

	for pair in "${pairs[@]}"; do
		read -r name n _ mtu port number <<<"$pair"
		condition=key=${number/#-/none}
		[[ $port != "$VX" ]] || condition=vni=$number
		unicast_cases "$name" "$n" "$mtu" "$condition"
		broadcast_case "$name" "$n"
	done
}

setup_pair
ip -n "$ns1" -batch - <<EOF || bail "no more addresses"
addr add 192.0.2.11/24 dev u0
addr add 2001:db8::11/64 dev u0 nodad
neigh add 192.0.2.3 lladdr 02:00:00:00:00:02 dev u0
EOF
near_devices | ip -n "$ns1" -batch - || bail "no devices in ns1"
far_devices | ip -n "$ns2" -batch - || bail "no devices in ns2"
ports=("vx,port_no=$VX" "gr,port_no=$GR" "gb,port_no=$GB")
for n in 1 2 3 4 5 7 8 9; do
	ports+=("p$n,port_no=$n")
done
check "ovs-dpctl takes the devices as ports" \
	ip netns exec "$ns1" ovs-dpctl add-dp dp "${ports[@]}"
flows >"$SCRATCH/flows"
check "ovs-dpctl takes the flows" \
	ip netns exec "$ns1" ovs-dpctl add-flows dp "$SCRATCH/flows"

lab <<EOF
quiet $ns1 u0
quiet $ns2 u0
port wire $ns2 u0
port back $ns1 u0
$(cases)
port m7 $ns1 m7
port m8 $ns1 m8
port m9 $ns1 m9
port inject $ns2 u0
$(sending_cases)
$(receiving_cases)
$(telling_cases)
EOF

check "a device that a flow sends to goes away" ip -n "$ns1" link del vx
same "and is no port any more" 0 \
	"$(ip netns exec "$ns1" ovs-dpctl show dp | grep -c ': vx$')"
# The namespace goes away with the datapath and the other devices in it.
finish
