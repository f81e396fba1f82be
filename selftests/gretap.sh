#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Ethernet in GRE (RFC 2784, 2890) against the in-tree gretap and ip6gretap on
# the other end: traffic both ways, and each option as seen on the wire.
#
#     ns1                                   ns2
#   +-----------------+                   +-----------------+
#   | k4 10.1.1.1     |  key 101          | k4 10.1.1.2     |
#   | (ovtun)  ...    |                   | (gretap)  ...   |
#   |      u0         |                   |      u0         |
#   +------+----------+                   +------+----------+
#          | 192.0.2.1, 2001:db8::1              | 192.0.2.2, 2001:db8::2
#          +-------------------------------------+

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/interop.sh"

# NAME N FAMILY KEYS OTHER-KEYS [options of both ends]; mp has no remote
pairs=(
	"k4    1 4 key,101 key,101"
	"n4    2 4 - -"
	"c4    3 4 key,103 key,103 csum"
	"s4    4 4 key,104 key,104 seq"
	"io4   5 4 ikey,1,okey,2 ikey,2,okey,1 csum seq"
	"mp4   6 4 key,106 key,106"
	"k6    7 6 key,107 key,107"
	"n6    8 6 - -"
	"cs6   9 6 key,109 key,109 csum seq"
	"mp6  10 6 key,110 key,110"
	"opt4 11 4 key,111 key,111"
	"opt6 12 6 key,112 key,112"
	"lim6 13 6 key,113 key,113"
)

# kind HOST FAMILY NAME
kind()
{
	case $1,$2,$3 in
	1,*) echo "ovtun encap gretap" ;;
	2,4,*) echo gretap ;;
	2,6,lim6) echo "ip6gretap encaplimit 4" ;;
	2,6,*) echo "ip6gretap encaplimit none" ;;
	esac
}

# devices NAMESPACE HOST OTHER
devices()
{
	local pair name n family keys other options prefix remote

	for pair in "${pairs[@]}"; do
		read -r name n family keys other options <<<"$pair"
		[[ $2 == 1 ]] || keys=$other
		keys=${keys/#-/}
		prefix=192.0.2.
		[[ $family == 4 ]] || prefix=2001:db8::
		remote="remote $prefix$3"
		[[ $2,$name != 1,mp* ]] || remote=
		echo "link add $name address 02:00:00:00:01:0$2 type $(kind "$2" "$family" "$name") local $prefix$2 $remote dev u0 ${keys//,/ } $options"
		pair_addresses "$name" "$n" "$2"
	done | ip -n "$1" -batch -
}

inner4="eth s=$MAC1 d=$MAC2 ip4 s=10.1.11.1 d=10.1.11.2"
inner6="eth s=$MAC1 d=$MAC2 ip6 s=fd00:12::1 d=fd00:12::2"
out4="$WIRE_ETH ip4 s=192.0.2.2 d=192.0.2.1 TOS gre key=101 eth s=$MAC2 d=$MAC1"
out6="$WIRE_ETH ip6 s=2001:db8::2 d=2001:db8::1 TOS gre key=107 eth s=$MAC2 d=$MAC1"

wire_cases()
{
	cat <<-EOF
		case wire: header with key over IPv4
		send k4 $inner4 tag 1
		expect wire tag=1 src=192.0.2.1 dst=192.0.2.2 proto=47 gflags=0x2000 gproto=0x6558 key=101 len=108 i.smac=$MAC1 i.dmac=$MAC2 tagdata=good
		case wire: header without key over IPv4
		send n4 $inner4 tag 2
		expect wire tag=2 gflags=0 gproto=0x6558 key=none gcsum=none seq=none len=104
		case wire: header with key and checksum over IPv4
		send c4 $inner4 tag 3
		expect wire tag=3 gflags=0xa000 key=103 gcsum=good len=112
		case wire: checksum over an odd number of bytes
		send c4 $inner4 tag 4 49
		expect wire tag=4 gflags=0xa000 gcsum=good
		case wire: sequence numbers count up
		send s4 x5 $inner4 tag 5
		send s4 $inner4 tag 6
		expect wire tag=6 gflags=0x3000 key=104
		ordered wire seq 6 tag=5-6
		case wire: okey is sent, ikey is not
		send io4 $inner4 tag 7
		expect wire tag=7 gflags=0xb000 key=2 gcsum=good
		case wire: header with key over IPv6, no destination option
		send k6 $inner6 tag 8
		expect wire tag=8 src=2001:db8::1 dst=2001:db8::2 proto=47 dstopt!=yes gflags=0x2000 gproto=0x6558 key=107
		case wire: header with checksum and sequence number over IPv6
		send cs6 $inner6 tag 9
		expect wire tag=9 gflags=0xb000 key=109 gcsum=good
		case wire: key changed on the live device
		$(set_options opt4 key 1111)
		send opt4 $inner4 tag 10
		expect wire tag=10 key=1111
		case wire: checksum switched on on the live device
		$(set_options opt4 csum)
		send opt4 $inner4 tag 11
		expect wire tag=11 key=1111 gcsum=good
		case received: destination option before GRE over IPv6
		send inject ${WIRE_ETH} ip6 s=2001:db8::2 d=2001:db8::1 dstopt gre key=107 eth s=$MAC2 d=$MAC1 tag 12
		expect k6 tag=12 tagdata=good
		case received: checksum although none is asked for, RFC 2784
		send inject ${out4/TOS/} tag 13
		send inject ${WIRE_ETH} ip4 s=192.0.2.2 d=192.0.2.1 gre csum key=101 eth s=$MAC2 d=$MAC1 tag 14
		expect k4 tag=14 tagdata=good
	EOF
}

setup_pair
devices "$ns1" 1 2 || bail "no ovtun devices"
devices "$ns2" 2 1 || bail "no gretap devices"
bridge -n "$ns1" -batch - <<EOF || fail "flood lists"
fdb append 00:00:00:00:00:00 dev mp4 dst 192.0.2.2
fdb append 00:00:00:00:00:00 dev mp6 dst 2001:db8::2
EOF

lab <<EOF
quiet $ns1 u0
quiet $ns2 u0
port wire $ns2 u0
port back $ns1 u0
$(unicast_cases k4 1 1458 key=101)
$(broadcast_case k4 1)
$(unicast_cases n4 2 1462 key=none)
$(broadcast_case n4 2)
$(unicast_cases c4 3 1454 key=103)
$(unicast_cases s4 4 1454 key=104)
$(unicast_cases io4 5 1450)
$(broadcast_case io4 5)
$(unicast_cases mp4 6 1458 key=106)
$(broadcast_case mp4 6)
$(unicast_cases k6 7 1438 key=107)
$(broadcast_case k6 7)
$(unicast_cases n6 8 1442 key=none)
$(unicast_cases cs6 9 1430 key=109)
$(unicast_cases mp6 10 1438 key=110)
$(broadcast_case mp6 10)
case lim6: the in-tree end sends its encapsulation limit option
udp $ns1 10.1.13.1 $ns2 10.1.13.2 64
expect back dstopt=yes key=113
port inject $ns2 u0
$(for dev in k4 n4 c4 s4 io4 k6 cs6 opt4 opt6; do
	echo "port $dev $ns1 $dev"
done)
stats k4 $ns1 k4
stats k6 $ns1 k6
$(header_cases opt4 opt6 "$inner4" "$inner6")
$(wire_cases)
$(ecn_case "IPv4 in IPv4" k4 "$out4" "ip4 s=10.1.1.2 d=10.1.1.1")
$(ecn_case "IPv6 in IPv6" k6 "$out6" "ip6 s=fd00:7::2 d=fd00:7::1")
$(fragment_case k4 "ip4 s=192.0.2.2 d=192.0.2.1" "gre key=101 eth s=$MAC2 d=$MAC1")
$(fragment_case k6 "ip6 s=2001:db8::2 d=2001:db8::1" "gre key=107 eth s=$MAC2 d=$MAC1")
port far $ns2 k4
$(too_big_cases k4 k6 1 7 "eth s=$MAC1 d=$MAC2")
EOF
finish
