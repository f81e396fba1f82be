#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# IP packets in VXLAN-GPE (draft-ietf-nvo3-vxlan-gpe) against the in-tree vxlan
# on the other end, which has it in external mode only: a route says where a
# packet goes.
#
#     ns1                                   ns2
#   +-----------------+                   +-----------------+
#   | v4 10.1.1.1     |  VNI 101          | gpe 10.1.1.2    |
#   | (ovtun)  ...    |                   | (vxlan external)|
#   |      u0         |                   |      u0         |
#   +------+----------+                   +------+----------+
#          | 192.0.2.1, 2001:db8::1              | 192.0.2.2, 2001:db8::2
#          +-------------------------------------+

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/interop.sh"

ip4="$WIRE_ETH ip4 s=192.0.2.2 d=192.0.2.1"
ip6="$WIRE_ETH ip6 s=2001:db8::2 d=2001:db8::1"
in4="ip4 s=10.1.1.2 d=10.1.1.1"
in6="ip6 s=fd00:2::2 d=fd00:2::1"
inner4="ip4 s=10.1.5.1 d=10.1.5.2"
inner6="ip6 s=fd00:6::1 d=fd00:6::2"

# NAME N OUTER REMOTE [OPTIONS]; m4 and m6 have no remote
pairs=(
	"v4    1 192.0.2.   remote"
	"v6    2 2001:db8:: remote"
	"m4    3 192.0.2.   -"
	"m6    4 2001:db8:: -"
	"opt4  5 192.0.2.   remote"
	"opt6  6 2001:db8:: remote"
)

devices()
{
	local pair name n outer remote options

	for pair in "${pairs[@]}"; do
		read -r name n outer remote options <<<"$pair"
		remote=${remote/remote/remote ${outer}2}
		echo "link add $name type ovtun encap vxlan gpe id $((100 + n)) local ${outer}1 ${remote/#-/} dev u0 $options"
		pair_addresses "$name" "$n" 1
	done
	cat <<-EOF
		neigh replace 10.1.3.2 lladdr 192.0.2.2 dev m4 nud permanent
		neigh replace fd00:3::2 lladdr 192.0.2.2 dev m4 nud permanent
		neigh replace 10.1.4.2 lladdr 20:01:0d:b8:00:00:00:00:00:00:00:00:00:00:00:02 dev m6 nud permanent
		neigh replace fd00:4::2 lladdr 20:01:0d:b8:00:00:00:00:00:00:00:00:00:00:00:02 dev m6 nud permanent
	EOF
}

# The in-tree device has every address and a route to each of ours.
in_tree()
{
	local pair name n outer rest encap mtu

	echo "link add gpe type vxlan external gpe dstport 4790"
	echo "link set gpe up"
	for pair in "${pairs[@]}"; do
		read -r name n outer rest <<<"$pair"
		encap="encap ip id $((100 + n)) dst ${outer}1 csum"
		mtu=1464
		if [[ $outer == 2001* ]]; then
			encap="encap ip6 id $((100 + n)) dst ${outer}1 csum"
			mtu=1444
		fi
		echo "addr add 10.1.$n.2/32 dev gpe"
		echo "addr add fd00:$n::2/128 dev gpe nodad"
		echo "route add 10.1.$n.1/32 $encap dev gpe src 10.1.$n.2 mtu $mtu"
		echo "route add fd00:$n::1/128 $encap dev gpe src fd00:$n::2 mtu $mtu"
	done
}

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
		case wire: IPv4 over IPv4
		send v4 ip4 s=10.1.1.1 d=10.1.1.2 tag 1
		expect wire tag=1 src=192.0.2.1 dst=192.0.2.2 dport=4790 ucsum=good vflags=0xc vres=0x1 vni=101 len=102 i.src=10.1.1.1 tagdata=good
		case wire: IPv6 over IPv4
		send v4 ip6 s=fd00:1::1 d=fd00:1::2 tag 2
		expect wire tag=2 dport=4790 vflags=0xc vres=0x2 vni=101 len=122 i.src=fd00:1::1 tagdata=good
		case wire: IPv4 and IPv6 over IPv6
		send v6 ip4 s=10.1.2.1 d=10.1.2.2 tag 3
		send v6 ip6 s=fd00:2::1 d=fd00:2::2 tag 4
		expect wire tag=3 src=2001:db8::1 dst=2001:db8::2 ucsum=good vflags=0xc vres=0x1 vni=102
		expect wire tag=4 vflags=0xc vres=0x2 vni=102
		case wire: source ports differ by flow
		$(flows 21)
		expect wire tag=28
		count wire 16 tag=21-28 sport=1024-65535
		distinct wire sport 3 tag=21-28
		case received: a copy of a flooded packet, B
		send inject $ip4 udp d=4790 vxlan flags=0x0e r1=1 vni=101 $in4 tag 30
		expect v4 tag=30 tagdata=good
	EOF
}

# good DEV LAYERS
good()
{
	echo "send inject ${*:2} tag 99"
	echo "expect $1 tag=99 tagdata=good"
}

# bad LABEL COUNTER OPTIONS: of the VXLAN header
bad()
{
	cat <<-EOF
		case bad: $1
		send inject $ip4 udp d=4790 vxlan vni=101 ${*:3} $in4 tag 40
		$(good v4 "$good4")
		count v4 0 tag=40
		drop v4 $2 1
	EOF
}

bad_cases()
{
	local good4="$ip4 udp d=4790 vxlan flags=0x0c r1=1 vni=101 $in4" flag

	cat <<-EOF
		case bad: truncated at every byte, IPv4
		cuts inject $ip4 udp d=4790 cut * vxlan flags=0x0c r1=1 vni=101 $in4 tag 39
		$(good v4 "$good4")
		drop v4 net_rx_truncated+rx_inner_header 28
		stat v4 rx_inner_header 20
		case bad: truncated at every byte, IPv6
		cuts inject $ip6 udp d=4790 cut * vxlan flags=0x0c r1=2 vni=102 $in6 tag 39
		$(good v6 "$ip6 udp d=4790 vxlan flags=0x0c r1=2 vni=102 $in6")
		drop v6 net_rx_truncated+rx_inner_header 48
	EOF
	bad "no next protocol, plain VXLAN" rx_bad_flags flags=0x08
	bad "OAM" rx_bad_flags flags=0x0d r1=1
	bad "version 1" rx_bad_flags flags=0x1c r1=1
	bad "version 3" rx_bad_flags flags=0x3c r1=1
	bad "next protocol 0" rx_bad_proto flags=0x0c r1=0
	bad "next protocol Ethernet" rx_bad_proto flags=0x0c r1=3
	bad "next protocol NSH" rx_bad_proto flags=0x0c r1=4
	bad "next protocol unassigned" rx_bad_proto flags=0x0c r1=255
	for flag in 0x4c 0x8c; do
		bad "reserved flag, $flag" rx_bad_flags flags=$flag r1=1
	done
	bad "reserved bits before the next protocol" rx_bad_flags \
		flags=0x0c r1=0x000101
	bad "reserved bits behind the VNI" rx_bad_flags flags=0x0c r1=1 r2=1
	bad "no VNI" net_rx_bad_flags flags=0x04 r1=1
	cat <<-EOF
		case bad: what is said to be IPv6 is IPv4
		send inject $ip4 udp d=4790 vxlan flags=0x0c r1=2 vni=101 $in4 hex 00
		$(good v4 "$good4")
		drop v4 rx_inner_header 1
		case bad: unknown VNI
		send inject $ip4 udp d=4790 vxlan flags=0x0c r1=1 vni=999 $in4 tag 42
		$(good v4 "$good4")
		count v4 0 tag=42
		drop v4 net_rx_unknown_vni 1
		case bad: unknown peer
		send inject ${good4/s=192.0.2.2/s=192.0.2.3} tag 43
		$(good v4 "$good4")
		count v4 0 tag=43
		drop v4 rx_unknown_peer 1
	EOF
}

# no_link LABEL PATTERN OPTION...: there will be no such device
no_link()
{
	refused "$1" "$2" ip -n "$ns1" link add bad0 type ovtun "${@:3}"
}

errors()
{
	no_link "no id" '"?id' encap vxlan gpe local 192.0.2.1
	no_link "gpe and gbp" "gpe|gbp" encap vxlan gpe gbp id 900
	no_link "gpe with gretap" "gpe" encap gretap gpe key 900
	no_link "learning" "learning" encap vxlan gpe id 900 learning
	no_link "a trunk" "trunk" encap vxlan gpe trunk local 192.0.2.1
	no_link "the VNI of another device" "exist|already|same" \
		encap vxlan gpe id 101 local 192.0.2.1
	no_link "the VNI of a plain device on its port" "exist|already|same" \
		encap vxlan gpe id 900 local 192.0.2.1 dstport 4789
	check "a plain device on the port of gpe" ip -n "$ns1" link add ok1 \
		type ovtun encap vxlan id 901 local 192.0.2.1 dstport 4790
	lab <<-EOF
		case kernel: gpe of the wrong size, with gbp, without vxlan
		link $ns1 new OVTUN_GPE ext.encap=u8:1 id=u32:910 gpe=hex:00000000
		link $ns1 new OVTUN_G[BP][PE] ext.encap=u8:1 id=u32:910 gpe=flag gbp=flag
		link $ns1 new OVTUN_GPE ext.encap=u8:2 gpe=flag
		case kernel: gpe is fixed, its own value is no error
		link $ns1 change:plain OVTUN_GPE gpe=flag
		link $ns1 change:v4 made gpe=flag
		case kernel: what is Ethernet's own
		link $ns1 new LEARNING ext.encap=u8:1 id=u32:910 gpe=flag learning=u8:1
		link $ns1 new AGEING ext.encap=u8:1 id=u32:910 gpe=flag ageing=u32:1
	EOF
}

have_module vxlan || skip_all "needs vxlan"
setup_pair
ip -n "$ns1" link add plain type ovtun encap vxlan id 900 local 192.0.2.1
devices | ip -n "$ns1" -batch - || bail "no ovtun devices"
in_tree | ip -n "$ns2" -batch - || bail "no vxlan device"

lab <<EOF
$(offload_cases v4 1 v6 2)
quiet $ns1 u0
quiet $ns2 u0
port wire $ns2 u0
port back $ns1 u0
$(unicast_cases v4 1 1464 vni=101)
$(unicast_cases v6 2 1444 vni=102)
$(unicast_cases m4 3 1464 vni=103)
$(unicast_cases m6 4 1444 vni=104)
port inject $ns2 u0
$(for dev in v4 v6 opt4 opt6; do
	echo "port $dev $ns1 $dev"
done)
stats v4 $ns1 v4
stats v6 $ns1 v6
$(header_cases opt4 opt6 "$inner4" "$inner6")
$(set_options opt4 df set tos 0 ttl auto)
$(wire_cases)
$(ecn_case "IPv4 in IPv4" v4 "$ip4 TOS udp d=4790 vxlan flags=0x0c r1=1 vni=101" "ip4 s=10.1.1.2 d=10.1.1.1")
$(ecn_case "IPv6 in IPv6" v6 "$ip6 TOS udp d=4790 vxlan flags=0x0c r1=2 vni=102" "ip6 s=fd00:2::2 d=fd00:2::1")
$(fragment_case v4 "ip4 s=192.0.2.2 d=192.0.2.1" "udp d=4790 csum=none vxlan flags=0x0c r1=1 vni=101 $in4")
$(bad_cases)
EOF

lab <<EOF
port wire $ns2 u0
capture wire $SCRATCH/pcap
port v4 $ns1 v4
port v6 $ns1 v6
case frames for tshark
$(good_frames v4 100)
$(good_frames v6 120)
EOF
tshark_agrees "tshark decodes VXLAN-GPE, right VNIs" "$SCRATCH/pcap" \
	vxlan.vni "101 102"
errors

lab <<EOF
quiet $ns1 u0
quiet $ns2 u0
port wire $ns2 u0
stats v4 $ns1 v4
stats v6 $ns1 v6
port v4 $ns1 v4
port v6 $ns1 v6
port far $ns2 gpe
$(too_big_cases v4 v6 1 2 "ip4 s=10.1.1.1 d=10.1.1.2")
EOF
finish
