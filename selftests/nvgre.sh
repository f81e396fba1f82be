#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# NVGRE (RFC 7637): between ovtun devices, and against the in-tree gretap and
# ip6gretap, to which the VSID and a FlowID are a key. Where both match, the
# device with the very key gets the packet.
#
#     ns1                                   ns2
#   +-----------------+                   +-----------------+
#   | v4 10.1.1.1     |  VSID 5001        | v4 10.1.1.2     |
#   | (ovtun)  ...    |                   | (ovtun)         |
#   | k4              |  VSID 5003        | k4 (gretap)     |
#   |      u0         |                   |      u0         |
#   +------+----------+                   +------+----------+
#          | 192.0.2.1, 2001:db8::1              | 192.0.2.2, 2001:db8::2
#          +-------------------------------------+

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/interop.sh"

inner="eth s=$MAC1 d=$MAC2"
back="eth s=$MAC2 d=$MAC1"
ip4="$WIRE_ETH ip4 s=192.0.2.2 d=192.0.2.1"
ip6="$WIRE_ETH ip6 s=2001:db8::2 d=2001:db8::1"

# key VSID FLOWID
key()
{
	echo $(($1 << 8 | $2))
}

# devices HOST OTHER
devices()
{
	cat <<-EOF
		link add v4 address 02:00:00:00:01:0$1 type ovtun encap nvgre id 5001 local 192.0.2.$1 remote 192.0.2.$2 dev u0
		$(pair_addresses v4 1 "$1")
		link add v6 address 02:00:00:00:01:0$1 type ovtun encap nvgre id 5002 local 2001:db8::$1 remote 2001:db8::$2 dev u0
		$(pair_addresses v6 2 "$1")
		link add opt4 address 02:00:00:00:01:0$1 type ovtun encap nvgre id 5005 local 192.0.2.$1 remote 192.0.2.$2 dev u0
		link add opt6 address 02:00:00:00:01:0$1 type ovtun encap nvgre id 5006 local 2001:db8::$1 remote 2001:db8::$2 dev u0
		link set opt4 up
		link set opt6 up
	EOF
}

# flows DEV FIRST-TAG: sixteen packets of different flows, each twice
flows()
{
	local p

	for ((p = 0; p < 16; p++)); do
		echo "send $1 x2 $inner ip4 s=10.1.5.1 d=10.1.5.2 udp s=$p d=7 tag $(($2 + p))"
	done
}

wire_cases()
{
	cat <<-EOF
		case wire: a key and nothing else, IPv4
		send v4 $inner ip4 s=10.1.1.1 d=10.1.1.2 tag 1
		expect wire tag=1 src=192.0.2.1 dst=192.0.2.2 proto=47 gflags=0x2000 gproto=0x6558 vsid=5001 len=108 i.smac=$MAC1 i.dmac=$MAC2 tagdata=good
		case wire: over IPv6
		send v6 $inner ip4 s=10.1.2.1 d=10.1.2.2 tag 2
		expect wire tag=2 src=2001:db8::1 dst=2001:db8::2 proto=47 gflags=0x2000 vsid=5002
		case wire: FlowIDs differ by flow, the VSID does not
		$(flows opt4 21)
		expect wire tag=36
		count wire 32 tag=21-36 vsid=5005
		distinct wire flowid 5 tag=21-36
		case wire: one flow, one FlowID
		send opt4 x5 $inner ip4 s=10.1.5.1 d=10.1.5.2 udp s=7 d=7 tag 40
		send opt4 $inner ip4 s=10.1.5.1 d=10.1.5.2 udp s=7 d=7 tag 41
		expect wire tag=41
		unique wire flowid tag=40-41
		case wire: frames that are not IP have a FlowID by their addresses
		send opt4 $inner tag 42
		send opt4 $inner tag 43
		expect wire tag=43
		unique wire flowid tag=42-43
		case wire: id changed on the live device
		$(set_options opt4 id 16777214)
		send opt4 $inner tag 44
		expect wire tag=44 vsid=16777214
		$(set_options opt4 id 5005)
	EOF
}

# The in-tree gretap takes one FlowID, or all with external. The devices with a
# FlowID go before the others are sent to: they would take a flow that has it.
gretap_cases()
{
	cat <<-EOF
		case in-tree gretap, IPv4: any FlowID is of the VSID
		send k4 $back ip4 s=10.1.3.2 d=10.1.3.1 tag 50
		expect n4 tag=50 tagdata=good
		send k4b $back ip4 s=10.1.3.2 d=10.1.3.1 tag 51
		expect n4 tag=51 tagdata=good
		case in-tree ip6gretap: any FlowID is of the VSID
		send k6 $back ip4 s=10.1.4.2 d=10.1.4.1 tag 52
		expect n6 tag=52 tagdata=good
		$(for dev in k4 k4b k6; do
			echo "run ip -n $ns2 link del $dev"
		done)
		case in-tree gretap, external: takes what is sent to it
		send n4 $inner ip4 s=10.1.3.1 d=10.1.3.2 udp s=1 d=7 tag 53
		send n4 $inner ip4 s=10.1.3.1 d=10.1.3.2 udp s=2 d=7 tag 54
		expect md4 tag=53 tagdata=good
		expect md4 tag=54 tagdata=good
		case in-tree ip6gretap, external: takes what is sent to it
		send n6 $inner ip4 s=10.1.4.1 d=10.1.4.2 udp s=1 d=7 tag 55
		expect md6 tag=55 tagdata=good
	EOF
}

# good DEV LAYERS
good()
{
	echo "send inject ${*:2} tag 99"
	echo "expect $1 tag=99 tagdata=good"
}

demux_cases()
{
	local exact

	exact="$ip4 gre key=$(key 5003 9) $back"
	cat <<-EOF
		case a gretap device with the very key comes first, IPv4
		send inject $exact tag 60
		expect x4 tag=60
		count n4 0 tag=60
		case another FlowID is not its own
		send inject $ip4 gre key=$(key 5003 10) $back tag 61
		expect n4 tag=61
		count x4 0 tag=61
		case a key with a checksum or sequence number is no NVGRE
		send inject $ip4 gre key=$(key 5003 11) csum $back tag 62
		send inject $ip4 gre key=$(key 5003 11) seq=1 $back tag 62
		send inject $ip4 gre $back tag 62
		$(good n4 "$ip4 gre key=$(key 5003 12) $back")
		count n4 0 tag=62
		drop n4 rx_bad_csum 0
		case IP packets with a key are no NVGRE
		send inject $ip4 gre key=$(key 5003 11) ip4 s=10.1.3.2 d=10.1.3.1 tag 63
		$(good n4 "$ip4 gre key=$(key 5003 12) $back")
		count n4 0 tag=63
		case another VSID is not its own
		send inject $ip4 gre key=$(key 5004 0) $back tag 64
		$(good n4 "$ip4 gre key=$(key 5003 12) $back")
		count n4 0 tag=64
		case unknown peer
		send inject ${ip4/s=192.0.2.2/s=192.0.2.3} gre key=$(key 5003 1) $back tag 65
		$(good n4 "$ip4 gre key=$(key 5003 12) $back")
		count n4 0 tag=65
		drop n4 rx_unknown_peer 1
		case truncated at every byte, IPv4
		cuts inject $ip4 cut * gre key=$(key 5003 1) $back tag 66
		$(good n4 "$ip4 gre key=$(key 5003 12) $back")
		drop n4 net_rx_truncated+rx_short_frame 22
		case truncated at every byte, IPv6
		cuts inject $ip6 cut * gre key=$(key 5004 1) $back tag 67
		$(good n6 "$ip6 gre key=$(key 5004 12) $back")
		drop n6 net_rx_truncated+rx_short_frame 22
		case the gretap device goes, the packets are of the VSID
		run ip -n $ns1 link del x4
		send inject $exact tag 68
		expect n4 tag=68
	EOF
}

trunk_cases()
{
	cat <<-EOF
		case a trunk: a VLAN is a VSID on the wire, with FlowIDs
		send trunk eth s=$MAC1 d=$MAC2 vlan id=10 ip4 s=10.1.7.1 d=10.1.7.2 tag 80
		send trunk eth s=$MAC1 d=$MAC2 vlan id=20 ip4 s=10.1.7.1 d=10.1.7.2 tag 81
		expect wire tag=80 vsid=6001 i.type=0x800
		expect wire tag=81 vsid=6002 i.type=0x800
		case a trunk: any FlowID is of the VSID, and the VLAN comes back
		send inject $ip4 gre key=$(key 6001 77) $back tag 82
		send inject $ip4 gre key=$(key 6002 200) $back tag 83
		send inject $ip4 gre key=$(key 6003 1) $back tag 84
		expect trunk tag=82 vlan=10
		expect trunk tag=83 vlan=20
		count trunk 0 tag=84
	EOF
}

# no_link LABEL PATTERN OPTION...: there will be no such device
no_link()
{
	refused "$1" "$2" ip -n "$ns1" link add bad0 type ovtun encap nvgre \
		"${@:3}"
}

errors()
{
	no_link "no id" "id" local 192.0.2.1
	no_link "reserved VSID 0" "id" id 0 local 192.0.2.1
	no_link "reserved VSID 4095" "id" id 4095 local 192.0.2.1
	no_link "reserved VSID 16777215" "id" id 16777215 local 192.0.2.1
	no_link "VSID above 24 bits" "id" id 16777216 local 192.0.2.1
	no_link "a key" "key" id 5100 key 7 local 192.0.2.1
	no_link "a checksum" "csum" id 5100 csum local 192.0.2.1
	no_link "sequence numbers" "seq" id 5100 seq local 192.0.2.1
	no_link "a port" "dstport" id 5100 dstport 4754 local 192.0.2.1
	no_link "the VSID of another device" "exist|already|same" \
		id 5001 local 192.0.2.1
	check "the lowest VSID" ip -n "$ns1" link add low type ovtun \
		encap nvgre id 4096 local 192.0.2.1
	check "the highest VSID" ip -n "$ns1" link add high type ovtun \
		encap nvgre id 16777214 local 192.0.2.1
	refused "a destination with a reserved VSID" "nda_vni" \
		bridge -n "$ns1" fdb append 00:00:00:00:00:00 dev v4 \
		dst 192.0.2.3 vni 4095
	refused "a segment with a reserved VSID" "segment_id" \
		ovtunctl -n "$ns1" segment add dev trunk id 4095 vlan 30
	refused "changed to a reserved VSID" "id" \
		ip -n "$ns1" link set low type ovtun id 1
	check "a gretap device with a key of the VSID" ip -n "$ns1" link add \
		beside type ovtun encap gretap key "$(key 4096 1)" local 192.0.2.1
	lab <<-EOF
		case kernel: reserved VSIDs
		link $ns1 new OVTUN_ID ext.encap=u8:4 id=u32:4095
		link $ns1 new OVTUN_ID ext.encap=u8:4 id=u32:16777215
		link $ns1 new OVTUN_ID ext.encap=u8:4
		case kernel: what is GRE's or UDP's own
		link $ns1 new EXT_IKEY ext.encap=u8:4 id=u32:5100 ext.ikey=u32:1
		link $ns1 new EXT_OCSUM ext.encap=u8:4 id=u32:5100 ext.ocsum=u8:1
		link $ns1 new EXT_OSEQ ext.encap=u8:4 id=u32:5100 ext.oseq=u8:1
		link $ns1 new OVTUN_PORT ext.encap=u8:4 id=u32:5100 port=be16:4754
		link $ns1 new UDP_CSUM ext.encap=u8:4 id=u32:5100 udp_csum=u8:1
	EOF
}

have_ovtunctl || skip_all "needs ovtunctl"
have_module ip_gre || skip_all "needs ip_gre"
have_module ip6_gre || skip_all "needs ip6_gre"
setup_pair
devices 1 2 | ip -n "$ns1" -batch - || bail "no ovtun devices"
devices 2 1 | ip -n "$ns2" -batch - || bail "no ovtun devices"
ip -n "$ns1" -batch - <<EOF || bail "no ovtun devices"
link add n4 address $MAC1 type ovtun encap nvgre id 5003 local 192.0.2.1 remote 192.0.2.2
link add n6 address $MAC1 type ovtun encap nvgre id 5004 local 2001:db8::1 remote 2001:db8::2
link add x4 address $MAC1 type ovtun encap gretap key $(key 5003 9) local 192.0.2.1
link set n4 up
link set n6 up
link set x4 up
link add trunk address $MAC1 type ovtun encap nvgre trunk local 192.0.2.1 remote 192.0.2.2
link set trunk up
EOF
ovtunctl -n "$ns1" -batch - <<EOF || fail "segments"
segment add dev trunk id 6001 vlan 10
segment add dev trunk id 6002 vlan 20
EOF
bridge -n "$ns1" fdb append 00:00:00:00:00:00 dev x4 dst 192.0.2.2
ip -n "$ns2" -batch - <<EOF || bail "no gretap devices"
link add k4 address $MAC2 type gretap key $(key 5003 7) local 192.0.2.2 remote 192.0.2.1
link add k4b address $MAC2 type gretap key $(key 5003 255) local 192.0.2.2 remote 192.0.2.1
link add k6 address $MAC2 type ip6gretap key $(key 5004 7) local 2001:db8::2 remote 2001:db8::1 encaplimit none
link add md4 address $MAC2 type gretap external
link add md6 address $MAC2 type ip6gretap external
link set k4 up
link set k4b up
link set k6 up
link set md4 up
link set md6 up
EOF

lab <<EOF
$(offload_cases v4 1 v6 2)
quiet $ns1 u0
quiet $ns2 u0
port wire $ns2 u0
port back $ns1 u0
$(unicast_cases v4 1 1458 vsid=5001)
$(broadcast_case v4 1)
$(unicast_cases v6 2 1438 vsid=5002)
$(broadcast_case v6 2)
port inject $ns2 u0
$(for dev in v4 v6 opt4 opt6 n4 n6 x4 trunk; do
	echo "port $dev $ns1 $dev"
done)
$(for dev in k4 k4b k6 md4 md6; do
	echo "port $dev $ns2 $dev"
done)
$(for dev in v4 v6 n4 n6; do
	echo "stats $dev $ns1 $dev"
done)
$(header_cases opt4 opt6 "$inner ip4 s=10.1.5.1 d=10.1.5.2" "$inner ip6 s=fd00:6::1 d=fd00:6::2")
$(set_options opt4 df set tos 0 ttl auto)
$(wire_cases)
$(gretap_cases)
$(demux_cases)
$(trunk_cases)
$(ecn_case "IPv4 in IPv4" v4 "$ip4 TOS gre key=$(key 5001 3) $back" "ip4 s=10.1.1.2 d=10.1.1.1")
$(ecn_case "IPv6 in IPv6" v6 "$ip6 TOS gre key=$(key 5002 3) $back" "ip6 s=fd00:2::2 d=fd00:2::1")
$(fragment_case v4 "ip4 s=192.0.2.2 d=192.0.2.1" "gre key=$(key 5001 3) $back")
EOF

lab <<EOF
port wire $ns2 u0
capture wire $SCRATCH/pcap
port v4 $ns1 v4
port v6 $ns1 v6
case frames for tshark
$(good_frames v4 100 "$inner")
$(good_frames v6 120 "$inner")
EOF
tshark_agrees "tshark decodes NVGRE, right VSIDs" "$SCRATCH/pcap" \
	gre.key "0x00138[9a]??*"
errors

lab <<EOF
quiet $ns1 u0
quiet $ns2 u0
port wire $ns2 u0
stats v4 $ns1 v4
stats v6 $ns1 v6
port v4 $ns1 v4
port v6 $ns1 v6
port far $ns2 v4
$(too_big_cases v4 v6 1 2 "$inner")
EOF
finish
