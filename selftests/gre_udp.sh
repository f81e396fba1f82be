#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# GRE in UDP (RFC 8086) against the in-tree gretap, gre, ip6gretap and ip6gre
# with FOU on the other end: traffic both ways, each option as seen on the
# wire, packets that are wrong, and configuration that cannot be.
#
#     ns1                                   ns2
#   +-----------------+                   +-----------------+
#   | t4 10.1.1.1     |  UDP 4754,        | t4 10.1.1.2     |
#   | (ovtun)  ...    |  key 101          | (gretap, FOU)   |
#   |      u0         |                   |      u0         |
#   +------+----------+                   +------+----------+
#          | 192.0.2.1, 2001:db8::1              | 192.0.2.2, 2001:db8::2
#          +-------------------------------------+

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/interop.sh"

# NAME N FAMILY KIND KEYS OTHER-KEYS [options of both ends]; mp and m4: no
# remote here
pairs=(
	"t4    1 4 gretap key,101 key,101"
	"tn4   2 4 gretap - -"
	"tcs4  3 4 gretap key,103 key,103 csum seq"
	"tnc4  4 4 gretap key,104 key,104"
	"mp    5 4 gretap key,105 key,105"
	"g4    6 4 gre key,106 key,106"
	"gio4  7 4 gre ikey,1,okey,2 ikey,2,okey,1 csum"
	"m4    8 4 gre key,108 key,108"
	"t6    9 6 gretap key,109 key,109"
	"tcs6 10 6 gretap key,110 key,110 csum seq"
	"tz6  11 6 gretap key,111 key,111"
	"g6   12 6 gre key,112 key,112"
	"opt4 13 4 gretap key,113 key,113"
	"opt6 14 6 gretap key,114 key,114"
)

# kind HOST FAMILY KIND NAME
kind()
{
	case $1,$2,$4 in
	1,*,tnc4) echo "ovtun encap $3 udp noudpcsum" ;;
	1,*,tz6) echo "ovtun encap $3 udp udp6zerocsumtx udp6zerocsumrx" ;;
	1,*) echo "ovtun encap $3 udp" ;;
	2,4,tnc4) echo "$3 encap fou encap-sport auto encap-dport 4754 noencap-csum" ;;
	2,4,*) echo "$3 encap fou encap-sport auto encap-dport 4754 encap-csum" ;;
	2,6,tz6) echo "ip6$3 encaplimit none encap fou encap-sport auto encap-dport 4754 noencap-udp6-csum" ;;
	2,6,*) echo "ip6$3 encaplimit none encap fou encap-sport auto encap-dport 4754 encap-udp6-csum" ;;
	esac
}

# devices NAMESPACE HOST OTHER
devices()
{
	local pair name n family kind keys other options prefix remote mac

	for pair in "${pairs[@]}"; do
		read -r name n family kind keys other options <<<"$pair"
		[[ $2 == 1 ]] || keys=$other
		keys=${keys/#-/}
		prefix=192.0.2.
		[[ $family == 4 ]] || prefix=2001:db8::
		remote="remote $prefix$3"
		[[ $2,$name != 1,m? ]] || remote=
		mac="address 02:00:00:00:01:0$2"
		[[ $kind == gretap ]] || mac=
		echo "link add $name $mac type $(kind "$2" "$family" "$kind" "$name") local $prefix$2 $remote dev u0 ${keys//,/ } $options"
		pair_addresses "$name" "$n" "$2"
	done | ip -n "$1" -batch -
}

inner="eth s=$MAC1 d=$MAC2"
inner4="$inner ip4 s=10.1.13.1 d=10.1.13.2"
inner6="$inner ip6 s=fd00:14::1 d=fd00:14::2"
back="eth s=$MAC2 d=$MAC1"
ip4="$WIRE_ETH ip4 s=192.0.2.2 d=192.0.2.1"
ip6="$WIRE_ETH ip6 s=2001:db8::2 d=2001:db8::1"

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
		case wire: frame with key over IPv4
		send t4 $inner ip4 s=10.1.1.1 d=10.1.1.2 tag 1
		expect wire tag=1 src=192.0.2.1 dst=192.0.2.2 dport=4754 ucsum=good gflags=0x2000 gproto=0x6558 gcsum=none key=101 seq=none len=116 i.smac=$MAC1 tagdata=good
		case wire: no key
		send tn4 $inner ip4 s=10.1.2.1 d=10.1.2.2 tag 2
		expect wire tag=2 dport=4754 gflags=0 key=none
		case wire: key, checksum and sequence number, both checksums good
		send tcs4 $inner ip4 s=10.1.3.1 d=10.1.3.2 tag 3
		send tcs4 $inner ip4 s=10.1.3.1 d=10.1.3.2 tag 4
		expect wire tag=4 ucsum=good gflags=0xb000 gcsum=good key=103
		ordered wire seq 2 tag=3-4
		case wire: noudpcsum sends no IPv4 checksum
		send tnc4 $inner ip4 s=10.1.4.1 d=10.1.4.2 tag 5
		expect wire tag=5 ucsum=none key=104
		case wire: IPv4 and IPv6 packets without a frame
		send g4 ip4 s=10.1.6.1 d=10.1.6.2 tag 6
		send g4 ip6 s=fd00:6::1 d=fd00:6::2 tag 7
		expect wire tag=6 dport=4754 gproto=0x800 key=106
		expect wire tag=7 dport=4754 gproto=0x86dd key=106
		case wire: okey is sent, ikey is not
		send gio4 ip4 s=10.1.7.1 d=10.1.7.2 tag 8
		expect wire tag=8 key=2 gcsum=good
		case wire: over IPv6, with checksums
		send tcs6 $inner ip4 s=10.1.10.1 d=10.1.10.2 tag 9
		expect wire tag=9 src=2001:db8::1 dst=2001:db8::2 dport=4754 ucsum=good gcsum=good key=110
		send g6 ip4 s=10.1.12.1 d=10.1.12.2 tag 10
		expect wire tag=10 gproto=0x800 ucsum=good key=112
		case wire: udp6zerocsumtx sends no IPv6 checksum
		send tz6 $inner ip4 s=10.1.11.1 d=10.1.11.2 tag 11
		expect wire tag=11 ucsum=none
		case wire: source ports differ by flow, a flow keeps its own
		$(flows 21)
		expect wire tag=28
		count wire 16 tag=21-28 sport=1024-65535
		distinct wire sport 3 tag=21-28
		case wire: packets without a frame have entropy, too
		send g4 ip4 s=10.1.6.1 d=10.1.6.2 udp s=1 d=7 tag 31
		send g4 ip4 s=10.1.6.1 d=10.1.6.2 udp s=2 d=7 tag 32
		send g4 ip4 s=10.1.6.1 d=10.1.6.2 udp s=3 d=7 tag 33
		send g4 ip4 s=10.1.6.1 d=10.1.6.2 udp s=4 d=7 tag 34
		send g4 ip4 s=10.1.6.1 d=10.1.6.2 udp s=5 d=7 tag 35
		expect wire tag=35
		distinct wire sport 2 tag=31-35
		case wire: source ports stay in srcport
		$(set_options opt4 srcport 30000 30003)
		$(flows 41)
		expect wire tag=48
		count wire 16 tag=41-48 sport=30000-30003
		distinct wire sport 2 tag=41-48
		case wire: dstport changed on the live device
		$(set_options opt4 dstport 4755)
		send opt4 $inner4 tag 50
		expect wire tag=50 dport=4755
		$(set_options opt4 dstport 4754)
	EOF
}

# good DEV LAYERS: a good packet passes; what was sent before it has been judged
good()
{
	echo "send inject ${*:2} tag 99"
	echo "expect $1 tag=99 tagdata=good"
}

bad_cases()
{
	local t4="$ip4 udp d=4754 gre key=101 $back"
	local cs4="$ip4 udp d=4754 gre key=103 csum seq=SEQ $back"
	local t6="$ip6 udp d=4754 gre key=109 $back"
	local g4="$ip4 udp d=4754 gre key=106 ip4 s=10.1.6.2 d=10.1.6.1"

	cat <<-EOF
		case bad: truncated at every byte
		cuts inject $ip4 udp d=4754 cut * gre key=101 $back tag 1
		$(good t4 "$t4")
		drop t4 net_rx_truncated+rx_short_frame 22
		stat t4 rx_short_frame 14
		case bad: GRE version 1
		send inject ${t4/gre/gre or=1} tag 2
		$(good t4 "$t4")
		count t4 0 tag=2
		drop t4 net_rx_bad_version 1
		case bad: flags that RFC 2784 2.3 wants discarded
		send inject ${t4/gre/gre or=0x4000} tag 3
		send inject ${t4/gre/gre or=0x0800} tag 3
		send inject ${t4/gre/gre or=0x0400} tag 3
		$(good t4 "$t4")
		count t4 0 tag=3
		drop t4 net_rx_bad_flags 3
		case bad: a key that nobody has, none at all is tn4's
		send inject ${t4/key=101/key=9999} tag 4
		$(good t4 "$t4")
		count t4 0 tag=4
		drop t4 net_rx_unknown_vni 1
		case bad: a payload that is not carried
		send inject ${t4/key=101/key=101 proto=0x88b5} tag 5
		send inject ${g4/key=106/key=106 proto=0x0806} tag 5
		$(good t4 "$t4")
		count t4 0 tag=5
		drop t4 net_rx_unknown_vni 2
		case bad: the GRE checksum, under a good UDP checksum
		$(good tcs4 "${cs4/SEQ/0x10000100}")
		send inject $(sed 's/csum/csum=bad/; s/SEQ/0x10000101/' <<<"$cs4") tag 6
		$(good tcs4 "${cs4/SEQ/0x10000102}")
		count tcs4 0 tag=6
		drop tcs4 rx_bad_csum 1
		case bad: no GRE checksum, no sequence number where they are required
		send inject $(sed 's/csum//; s/SEQ/0x10000103/' <<<"$cs4") tag 7
		send inject ${cs4/seq=SEQ/} tag 7
		$(good tcs4 "${cs4/SEQ/0x10000104}")
		count tcs4 0 tag=7
		drop tcs4 rx_bad_csum+rx_seq 2
		case bad: the UDP checksum
		send inject ${t4/udp/udp csum=bad} tag 8
		send inject ${t6/udp/udp csum=bad} tag 8
		$(good t4 "$t4")
		$(good t6 "$t6")
		count t4 0 tag=8
		count t6 0 tag=8
		case no UDP checksum: accepted over IPv4, over IPv6 if asked
		send inject ${t4/udp/udp csum=none} tag 9
		expect t4 tag=9
		send inject ${t6/udp/udp csum=none} tag 10
		$(good t6 "$t6")
		count t6 0 tag=10
		drop t6 rx_bad_csum 1
		send inject $(sed 's/udp/udp csum=none/; s/key=109/key=111/' <<<"$t6") tag 11
		expect tz6 tag=11
		case bad: unknown peer, of a multipoint device
		send inject $(sed 's/s=192.0.2.2/s=192.0.2.3/; s/key=101/key=105/' <<<"$t4") tag 12
		$(good mp "${t4/key=101/key=105}")
		count mp 0 tag=12
		drop mp rx_unknown_peer 1
		case bad: not from the remote, of a point-to-point device
		send inject ${t4/s=192.0.2.2/s=192.0.2.3} tag 13
		$(good t4 "$t4")
		count t4 0 tag=13
		drop t4 net_rx_unknown_vni 1
		case GRE without UDP is not for a device with UDP
		send inject ${t4/udp d=4754/} tag 14
		$(good t4 "$t4")
		count t4 0 tag=14
	EOF
}

# no_link LABEL PATTERN OPTION...: there will be no such device
no_link()
{
	refused "$1" "$2" ip -n "$ns1" link add bad0 type ovtun "${@:3}"
}

errors()
{
	local u="encap gretap udp key 900 local 192.0.2.1"

	# shellcheck disable=SC2086 # options are words
	{
		no_link "vxlan on a port of GRE in UDP" "port" \
			encap vxlan id 900 local 192.0.2.1 dstport 4754
		no_link "GRE in UDP on a port of vxlan" "port" \
			$u dstport 4789
		no_link "same key and remote" "exist|already|same" \
			encap gretap udp key 101 local 192.0.2.1 remote 192.0.2.2
		no_link "udp with vxlan" "udp" encap vxlan udp id 900
		no_link "dstport without udp" "dstport" \
			encap gretap key 900 dstport 4754
		refused "udp cannot be set later" "udp|port" ip -n "$ns1" \
			link set plain type ovtun dstport 4754
	}
	check "same key and remote without udp" \
		ip -n "$ns1" link add ok1 type ovtun encap gretap key 101 \
		local 192.0.2.1 remote 192.0.2.2
	check "same key and remote on another port" \
		ip -n "$ns1" link add ok2 type ovtun encap gretap udp key 101 \
		local 192.0.2.1 remote 192.0.2.2 dstport 4757
	lab <<-EOF
		case kernel: udp with vxlan and nvgre
		link $ns1 new OVTUN_EXT_(UDP|ENCAP) ext.encap=u8:1 id=u32:900 ext.udp=u8:1
		link $ns1 new OVTUN_EXT_(UDP|ENCAP) ext.encap=u8:4 id=u32:9000 ext.udp=u8:1
		case kernel: udp neither 0 nor 1, too short, too long
		link $ns1 new OVTUN_EXT_UDP ext.encap=u8:2 ext.udp=u8:2
		link $ns1 new OVTUN_EXT_UDP ext.encap=u8:2 ext.udp=hex:-
		link $ns1 new OVTUN_EXT_UDP ext.encap=u8:2 ext.udp=hex:0100
		case kernel: udp is fixed, its own value is no error
		link $ns1 change:plain OVTUN_EXT_UDP ext.udp=u8:1
		link $ns1 change:t4 OVTUN_EXT_UDP ext.udp=u8:0
		link $ns1 change:t4 made ext.udp=u8:1
		link $ns1 change:plain made ext.udp=u8:0
		case kernel: port of a device without udp
		link $ns1 change:plain OVTUN_PORT port=be16:4754
	EOF
}

have_module fou || skip_all "needs fou"
have_module fou6 || skip_all "needs fou6"
setup_pair
devices "$ns1" 1 2 || bail "no ovtun devices"
ip -n "$ns2" fou add port 4754 ipproto 47 || bail "no FOU"
ip -6 -n "$ns2" fou add port 4754 ipproto 47 || bail "no FOU"
devices "$ns2" 2 1 || bail "no gre devices"
# FOU takes the UDP header out of packets without asking who else has them, as
# the port wire does. Whoever changes a packet first gets a copy of his own.
tc -n "$ns2" -batch - <<EOF || bail "no copies for FOU"
qdisc add dev u0 clsact
filter add dev u0 ingress protocol ip prio 1 matchall action pedit ex munge eth dst set 02:00:00:00:00:02
filter add dev u0 ingress protocol ipv6 prio 2 matchall action pedit ex munge eth dst set 02:00:00:00:00:02
EOF
ip -n "$ns1" -batch - <<EOF || fail "neighbours"
neigh replace 10.1.8.2 lladdr 192.0.2.2 dev m4 nud permanent
neigh replace fd00:8::2 lladdr 192.0.2.2 dev m4 nud permanent
link add plain type ovtun encap gretap key 901 local 192.0.2.1
link add vx type ovtun encap vxlan id 902 local 192.0.2.1
EOF
bridge -n "$ns1" fdb append 00:00:00:00:00:00 dev mp dst 192.0.2.2 ||
	fail "flood list"

lab <<EOF
$(offload_cases t4 1 tcs4 3 tnc4 4 g4 6 gio4 7 t6 9 tcs6 10 tz6 11 g6 12)
quiet $ns1 u0
quiet $ns2 u0
port wire $ns2 u0
port back $ns1 u0
$(unicast_cases t4 1 1450 key=101)
$(broadcast_case t4 1)
$(unicast_cases tn4 2 1454 key=none)
$(unicast_cases tcs4 3 1442 key=103)
$(unicast_cases tnc4 4 1450 key=104)
$(unicast_cases mp 5 1450 key=105)
$(broadcast_case mp 5)
$(unicast_cases g4 6 1464 key=106)
$(unicast_cases gio4 7 1460)
$(unicast_cases m4 8 1464 key=108)
$(unicast_cases t6 9 1430 key=109)
$(broadcast_case t6 9)
$(unicast_cases tcs6 10 1422 key=110)
$(unicast_cases tz6 11 1430 key=111)
$(unicast_cases g6 12 1444 key=112)
port inject $ns2 u0
$(for dev in t4 tn4 tcs4 tnc4 mp g4 gio4 t6 tcs6 tz6 g6 opt4 opt6; do
	echo "port $dev $ns1 $dev"
done)
$(for dev in t4 tcs4 mp t6; do
	echo "stats $dev $ns1 $dev"
done)
$(header_cases opt4 opt6 "$inner4" "$inner6")
$(set_options opt4 df set tos 0 ttl auto)
$(wire_cases)
$(ecn_case "IPv4 in IPv4" t4 "$ip4 TOS udp d=4754 gre key=101 $back" "ip4 s=10.1.1.2 d=10.1.1.1")
$(ecn_case "IPv6 in IPv6" t6 "$ip6 TOS udp d=4754 gre key=109 $back" "ip6 s=fd00:9::2 d=fd00:9::1")
$(fragment_case t4 "ip4 s=192.0.2.2 d=192.0.2.1" "udp d=4754 csum=none gre key=101 $back")
$(bad_cases)
EOF

lab <<EOF
port wire $ns2 u0
capture wire $SCRATCH/pcap
port t4 $ns1 t4
port tcs4 $ns1 tcs4
port tcs6 $ns1 tcs6
port g4 $ns1 g4
case frames for tshark
$(good_frames t4 100 "$inner")
$(good_frames tcs4 120 "$inner")
$(good_frames tcs6 140 "$inner")
$(good_frames g4 160)
EOF
tshark_agrees "tshark decodes GRE in UDP, right keys" "$SCRATCH/pcap" \
	gre.key "0x00000065 0x00000067 0x0000006a 0x0000006e"
errors

lab <<EOF
quiet $ns1 u0
quiet $ns2 u0
port wire $ns2 u0
stats t4 $ns1 t4
stats t6 $ns1 t6
port t4 $ns1 t4
port t6 $ns1 t6
port far $ns2 t4
$(too_big_cases t4 t6 1 9 "$inner")
EOF
finish
