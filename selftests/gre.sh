#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# IPv4 and IPv6 in GRE (RFC 2784, 2890, 7676) against the in-tree gre and
# ip6gre on the other end: traffic both ways, and each option as seen on the
# wire. The multipoint devices m4 and m6 know their peer from a permanent
# neighbour.
#
#     ns1                                   ns2
#   +-----------------+                   +-----------------+
#   | k4 10.1.1.1     |  key 101          | k4 10.1.1.2     |
#   | (ovtun)  ...    |                   | (gre)    ...    |
#   |      u0         |                   |      u0         |
#   +------+----------+                   +------+----------+
#          | 192.0.2.1, 2001:db8::1              | 192.0.2.2, 2001:db8::2
#          +-------------------------------------+

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/interop.sh"

# NAME N FAMILY KEYS OTHER-KEYS [options of both ends]; m4 and m6: no remote
pairs=(
	"k4    1 4 key,101 key,101"
	"n4    2 4 - -"
	"cs4   3 4 key,103 key,103 csum seq"
	"io4   4 4 ikey,1,okey,2 ikey,2,okey,1"
	"m4    5 4 key,105 key,105"
	"k6    6 6 key,106 key,106"
	"n6    7 6 - -"
	"cs6   8 6 key,108 key,108 csum seq"
	"m6    9 6 key,109 key,109"
	"opt4 10 4 key,110 key,110"
	"opt6 11 6 key,111 key,111"
	"lim6 12 6 key,112 key,112"
)

# kind HOST FAMILY NAME
kind()
{
	case $1,$2,$3 in
	1,*) echo "ovtun encap gre" ;;
	2,4,*) echo gre ;;
	2,6,lim6) echo "ip6gre encaplimit 4" ;;
	2,6,*) echo "ip6gre encaplimit none" ;;
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
		[[ $2,$name != 1,m? ]] || remote=
		echo "link add $name type $(kind "$2" "$family" "$name") local $prefix$2 $remote dev u0 ${keys//,/ } $options"
		pair_addresses "$name" "$n" "$2"
	done | ip -n "$1" -batch -
}

inner4="ip4 s=10.1.10.1 d=10.1.10.2"
inner6="ip6 s=fd00:11::1 d=fd00:11::2"
out4="$WIRE_ETH ip4 s=192.0.2.2 d=192.0.2.1 TOS gre key=101"
out6="$WIRE_ETH ip6 s=2001:db8::2 d=2001:db8::1 TOS gre key=106"

wire_cases()
{
	cat <<-EOF
		case wire: IPv4 with key over IPv4
		send k4 $inner4 tag 1
		expect wire tag=1 src=192.0.2.1 dst=192.0.2.2 proto=47 gflags=0x2000 gproto=0x800 key=101 len=94 tagdata=good
		case wire: IPv6 with key over IPv4
		send k4 $inner6 tag 2
		expect wire tag=2 gflags=0x2000 gproto=0x86dd key=101 len=114 tagdata=good
		case wire: no key
		send n4 $inner4 tag 3
		expect wire tag=3 gflags=0 gproto=0x800 key=none len=90
		case wire: key, checksum and sequence number over IPv4
		send cs4 $inner4 tag 4
		send cs4 $inner4 tag 5
		expect wire tag=5 gflags=0xb000 key=103 gcsum=good
		ordered wire seq 2 tag=4-5
		case wire: okey is sent, ikey is not
		send io4 $inner4 tag 6
		expect wire tag=6 key=2
		case wire: IPv4 with key over IPv6, no destination option
		send k6 $inner4 tag 7
		expect wire tag=7 src=2001:db8::1 dst=2001:db8::2 proto=47 dstopt!=yes gflags=0x2000 gproto=0x800 key=106
		case wire: IPv6 with checksum and sequence number over IPv6
		send cs6 $inner6 tag 8
		expect wire tag=8 gflags=0xb000 gproto=0x86dd key=108 gcsum=good
		case received: destination option before GRE over IPv6
		send inject $WIRE_ETH ip6 s=2001:db8::2 d=2001:db8::1 dstopt gre key=106 ip4 s=10.1.6.2 d=10.1.6.1 tag 9
		expect k6 tag=9 tagdata=good
	EOF
}

setup_pair
devices "$ns1" 1 2 || bail "no ovtun devices"
devices "$ns2" 2 1 || bail "no gre devices"
ip -n "$ns1" -batch - <<EOF || fail "neighbours"
neigh replace 10.1.5.2 lladdr 192.0.2.2 dev m4 nud permanent
neigh replace fd00:5::2 lladdr 192.0.2.2 dev m4 nud permanent
neigh replace 10.1.9.2 lladdr 20:01:0d:b8:00:00:00:00:00:00:00:00:00:00:00:02 dev m6 nud permanent
neigh replace fd00:9::2 lladdr 20:01:0d:b8:00:00:00:00:00:00:00:00:00:00:00:02 dev m6 nud permanent
neigh replace 10.1.9.3 lladdr 00:00:00:00:00:00:00:00:00:00:ff:ff:c0:00:02:02 dev m6 nud permanent
EOF

lab <<EOF
quiet $ns1 u0
quiet $ns2 u0
port wire $ns2 u0
port back $ns1 u0
$(unicast_cases k4 1 1472 key=101)
$(unicast_cases n4 2 1476 key=none)
$(unicast_cases cs4 3 1464 key=103)
$(unicast_cases io4 4 1472)
$(unicast_cases k6 6 1452 key=106)
$(unicast_cases n6 7 1456 key=none)
$(unicast_cases cs6 8 1444 key=108)
$(unicast_cases m4 5 1472 key=105)
$(unicast_cases m6 9 1452 key=109)
stats m6 $ns1 m6
case m6: an IPv4 address in the place of an IPv6 one is no peer
shell ip netns exec $ns1 bash -c 'echo >/dev/udp/10.1.9.3/9'
rose m6 tx_no_remote 1
count wire 0 i.dst=10.1.9.3
case lim6: the in-tree end sends its encapsulation limit option
udp $ns1 10.1.12.1 $ns2 10.1.12.2 64
expect back dstopt=yes key=112
port inject $ns2 u0
$(for dev in k4 n4 cs4 io4 k6 cs6 opt4 opt6; do
	echo "port $dev $ns1 $dev"
done)
stats k4 $ns1 k4
stats k6 $ns1 k6
$(header_cases opt4 opt6 "$inner4" "$inner6")
$(wire_cases)
$(ecn_case "IPv4 in IPv4" k4 "$out4" "ip4 s=10.1.1.2 d=10.1.1.1")
$(ecn_case "IPv6 in IPv6" k6 "$out6" "ip6 s=fd00:6::2 d=fd00:6::1")
$(fragment_case k4 "ip4 s=192.0.2.2 d=192.0.2.1" "gre key=101 ip4 s=10.1.1.2 d=10.1.1.1")
$(fragment_case k6 "ip6 s=2001:db8::2 d=2001:db8::1" "gre key=106 ip4 s=10.1.6.2 d=10.1.6.1")
port far $ns2 k4
$(too_big_cases k4 k6 1 6 "ip4 s=10.1.1.1 d=10.1.1.2")
EOF
finish
