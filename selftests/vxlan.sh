#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# VXLAN (RFC 7348) against the in-tree driver on the other end: traffic both
# ways, and each option as seen on the wire.
#
#     ns1                                   ns2
#   +-----------------+                   +-----------------+
#   | v4 10.1.1.1     |  VNI 101          | v4 10.1.1.2     |
#   | (ovtun)  ...    |                   | (vxlan)  ...    |
#   |      u0         |                   |      u0         |
#   +------+----------+                   +------+----------+
#          | 192.0.2.1, 2001:db8::1              | 192.0.2.2, 2001:db8::2
#          +-------------------------------------+

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/interop.sh"

# NAME N OUTER [options of both ends]; the VNI is N + 100
pairs=(
	"v4    1 192.0.2.     dstport 4789"
	"v4nc  2 192.0.2.     dstport 4789 noudpcsum"
	"v6    3 2001:db8::   dstport 4789"
	"v6zc  4 2001:db8::   dstport 4790 udp6zerocsumtx udp6zerocsumrx"
	"opt4  5 192.0.2.     dstport 4791"
	"opt6  6 2001:db8::   dstport 4791"
)

# devices NAMESPACE HOST OTHER KIND...
devices()
{
	local name n outer options

	for pair in "${pairs[@]}"; do
		read -r name n outer options <<<"$pair"
		echo "link add $name address 02:00:00:00:01:0$2 type ${*:4} id $((n + 100)) local $outer$2 remote $outer$3 dev u0 $options"
		pair_addresses "$name" "$n" "$2"
	done | ip -n "$1" -batch -
}

inner4="eth s=$MAC1 d=$MAC2 ip4 s=10.1.5.1 d=10.1.5.2"
inner6="eth s=$MAC1 d=$MAC2 ip6 s=fd00:6::1 d=fd00:6::2"

# flows FIRST-TAG: eight packets of different flows, each twice
flows()
{
	local p

	for p in 0 1 2 3 4 5 6 7; do
		echo "send opt4 x2 $inner4 udp s=$p d=7 tag $(($1 + p))"
	done
}

wire_cases()
{
	cat <<-EOF
		case wire: header over IPv4
		send v4 eth s=$MAC1 d=$MAC2 ip4 s=10.1.1.1 d=10.1.1.2 tag 1
		expect wire tag=1 src=192.0.2.1 dst=192.0.2.2 dport=4789 ucsum=good vflags=0x8 vni=101 vres=0 len=116 i.smac=$MAC1 i.dmac=$MAC2 tagdata=good
		case wire: noudpcsum sends no IPv4 checksum
		send v4nc eth s=$MAC1 d=$MAC2 ip4 s=10.1.2.1 d=10.1.2.2 tag 2
		expect wire tag=2 ucsum=none
		case wire: header over IPv6
		send v6 eth s=$MAC1 d=$MAC2 ip4 s=10.1.3.1 d=10.1.3.2 tag 3
		expect wire tag=3 src=2001:db8::1 dst=2001:db8::2 dport=4789 ucsum=good vflags=0x8 vni=103 vres=0
		case wire: udp6zerocsumtx sends no IPv6 checksum
		send v6zc eth s=$MAC1 d=$MAC2 ip4 s=10.1.4.1 d=10.1.4.2 tag 4
		expect wire tag=4 dport=4790 ucsum=none
		case wire: source ports differ by flow, a flow keeps its own
		$(flows 21)
		expect wire tag=28
		count wire 16 tag=21-28 sport=1024-65535
		distinct wire sport 3 tag=21-28
		case wire: one flow, one source port
		send opt4 x5 $inner4 udp s=7 d=7 tag 30
		send opt4 $inner4 udp s=7 d=7 tag 31
		expect wire tag=31
		unique wire sport tag=30-31
		case wire: source ports stay in srcport
		$(set_options opt4 srcport 30000 30003)
		$(flows 41)
		expect wire tag=48
		count wire 16 tag=41-48 sport=30000-30003
		distinct wire sport 2 tag=41-48
		case wire: dstport changed on the live device
		$(set_options opt4 dstport 4799)
		send opt4 $inner4 tag 50
		expect wire tag=50 dport=4799
		case wire: id changed on the live device
		$(set_options opt4 id 1105)
		send opt4 $inner4 tag 51
		expect wire tag=51 vni=1105
	EOF
}

setup_pair
devices "$ns1" 1 2 ovtun encap vxlan || bail "no ovtun devices"
devices "$ns2" 2 1 vxlan || bail "no vxlan devices"

out4="$WIRE_ETH ip4 s=192.0.2.2 d=192.0.2.1 TOS udp d=4789 vxlan vni=101 eth s=$MAC2 d=$MAC1"
out6="$WIRE_ETH ip6 s=2001:db8::2 d=2001:db8::1 TOS udp d=4789 vxlan vni=103 eth s=$MAC2 d=$MAC1"

lab <<EOF
quiet $ns1 u0
quiet $ns2 u0
port wire $ns2 u0
port back $ns1 u0
$(unicast_cases v4 1 1450 vni=101)
$(broadcast_case v4 1)
$(unicast_cases v4nc 2 1450 vni=102)
$(broadcast_case v4nc 2)
$(unicast_cases v6 3 1430 vni=103)
$(broadcast_case v6 3)
$(unicast_cases v6zc 4 1430 vni=104)
$(broadcast_case v6zc 4)
port inject $ns2 u0
port v4 $ns1 v4
port v4nc $ns1 v4nc
port v6 $ns1 v6
port v6zc $ns1 v6zc
port opt4 $ns1 opt4
port opt6 $ns1 opt6
stats v4 $ns1 v4
stats v6 $ns1 v6
$(header_cases opt4 opt6 "$inner4" "$inner6")
$(wire_cases)
$(ecn_case "IPv4 in IPv4" v4 "$out4" "ip4 s=10.1.1.2 d=10.1.1.1")
$(ecn_case "IPv6 in IPv4" v4 "$out4" "ip6 s=fd00:1::2 d=fd00:1::1")
$(ecn_case "IPv4 in IPv6" v6 "$out6" "ip4 s=10.1.3.2 d=10.1.3.1")
$(ecn_case "IPv6 in IPv6" v6 "$out6" "ip6 s=fd00:3::2 d=fd00:3::1")
$(fragment_case v4 "ip4 s=192.0.2.2 d=192.0.2.1" "udp d=4789 csum=none vxlan vni=101 eth s=$MAC2 d=$MAC1")
$(fragment_case v6zc "ip6 s=2001:db8::2 d=2001:db8::1" "udp d=4790 csum=none vxlan vni=104 eth s=$MAC2 d=$MAC1")
port far $ns2 v4
$(too_big_cases v4 v6 1 3 "eth s=$MAC1 d=$MAC2")
EOF
finish
