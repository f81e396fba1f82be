#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# VXLAN with group policy (draft-smith-vxlan-group-policy) against the in-tree
# vxlan on the other end: the mark of a packet crosses the tunnel. And which
# bits of a VXLAN header a device takes: reserved_bits.
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

inner="eth s=$MAC1 d=$MAC2"
back="eth s=$MAC2 d=$MAC1"
ip4="$WIRE_ETH ip4 s=192.0.2.2 d=192.0.2.1 udp d=4789"

# devices HOST OTHER KIND...
devices()
{
	cat <<-EOF
		link add v4 address 02:00:00:00:01:0$1 type ${*:3} gbp id 101 local 192.0.2.$1 remote 192.0.2.$2 dev u0 dstport 4789
		$(pair_addresses v4 1 "$1")
		link add v6 address 02:00:00:00:01:0$1 type ${*:3} gbp id 102 local 2001:db8::$1 remote 2001:db8::$2 dev u0 dstport 4789
		$(pair_addresses v6 2 "$1")
	EOF
}

# Devices of which only the received header matters: NAME VNI [OPTIONS]
receivers=(
	"plain 111"
	"learn 112 gbp"
	"lax   113 reserved_bits 0"
	"some  114 reserved_bits 0xf0ffffff000000ff"
	"glax  115 gbp reserved_bits 0"
)

make_receivers()
{
	local row name vni options

	for row in "${receivers[@]}"; do
		read -r name vni options <<<"$row"
		echo "link add $name address $MAC1 type ovtun encap vxlan $options id $vni local 192.0.2.1 remote 192.0.2.2"
		echo "link set $name up"
	done
}

# across DEV N: marks cross both ways, with IPv4 or IPv6 inside
across()
{
	local mark want tag=$2

	for mark in 1 0x1234 0xffff 0x080001 0x400001 0x48ffff; do
		tag=$((tag + 1))
		want=$(printf '%#x' "$mark")
		cat <<-EOF
			case $1: mark $mark is sent as a policy
			mark $1 $mark
			send $1 $inner ip4 s=10.1.1.1 d=10.1.1.2 tag $tag
			expect wire tag=$tag vflags=0x88 vres=$want
			expect far-$1 tag=$tag mark=$want
			case $1: mark $mark is received
			mark far-$1 $mark
			send far-$1 $back ip4 s=10.1.1.2 d=10.1.1.1 tag $((tag + 50))
			expect $1 tag=$((tag + 50)) mark=$want
		EOF
	done
	cat <<-EOF
		mark $1 0
		mark far-$1 0
		case $1: no mark, no policy
		send $1 $inner ip4 s=10.1.1.1 d=10.1.1.2 tag $((tag + 1))
		expect wire tag=$((tag + 1)) vflags=0x8 vres=0
		expect far-$1 tag=$((tag + 1)) mark=0
		case $1: a mark outside of the policy's bits is none
		mark $1 0x10000000
		send $1 $inner ip4 s=10.1.1.1 d=10.1.1.2 tag $((tag + 2))
		expect wire tag=$((tag + 2)) vflags=0x8 vres=0
		mark $1 0x10000042
		send $1 $inner ip4 s=10.1.1.1 d=10.1.1.2 tag $((tag + 3))
		expect wire tag=$((tag + 3)) vflags=0x88 vres=0x42
		mark $1 0
	EOF
}

# takes DEV VNI MARK FLAGS R1 [R2]: the packet is received, with this mark
takes()
{
	tags=$((tags + 1))
	cat <<-EOF
		send inject $ip4 vxlan vni=$2 flags=$4 r1=$5 r2=${6:-0} $back tag $tags
		expect $1 tag=$tags mark=$3
	EOF
}

# drops DEV VNI FLAGS R1 [R2]: the packet is not
drops()
{
	cat <<-EOF
		send inject $ip4 vxlan vni=$2 flags=$3 r1=$4 r2=${5:-0} $back tag 300
		send inject $ip4 vxlan vni=$2 $back tag 301
		expect $1 tag=301
		count $1 0 tag=300
		drop $1 rx_bad_flags 1
	EOF
}

# Case labels are counters' borders, so each drop has its own.
received_cases()
{
	local bit
	local -i tags=200

	for bit in "0x88 0" "0x0c 0" "0x09 0" "0x08 0x800000" "0x08 1"; do
		echo "case a plain device refuses flags and reserved bits $bit"
		# shellcheck disable=SC2086 # two words
		drops plain 111 $bit
	done
	echo "case a plain device refuses reserved bits behind the VNI"
	drops plain 111 0x08 0 1
	echo "case gbp: policy 0, reserved bits beside the policy"
	takes learn 112 0 0x88 0
	takes learn 112 0x12 0x88 0xb70012
	takes learn 112 0 0x08 0x000012
	for bit in "0x8c 0" "0x89 0" "0xc8 0"; do
		echo "case gbp refuses other flags, $bit"
		# shellcheck disable=SC2086 # two words
		drops learn 112 $bit
	done
	echo "case gbp refuses reserved bits behind the VNI"
	drops learn 112 0x88 1 1
	cat <<-EOF
		case gbp: the address of a packet with D is not learned
		send inject $ip4 vxlan vni=112 flags=0x88 r1=0x400007 eth s=02:00:00:00:0d:01 d=$MAC1 tag 310
		send inject $ip4 vxlan vni=112 flags=0x88 r1=0x000007 eth s=02:00:00:00:0d:02 d=$MAC1 tag 311
		expect learn tag=310 mark=0x400007
		expect learn tag=311 mark=0x7
		shell bridge -n $ns1 fdb show dev learn | grep -q 02:00:00:00:0d:02
		shell ! bridge -n $ns1 fdb show dev learn | grep -q 02:00:00:00:0d:01
		case reserved_bits 0: every bit is taken and means nothing
	EOF
	takes lax 113 0 0xff 0xffffff 255
	takes lax 113 0 0x88 0x400001
	takes lax 113 0 0x0c 0x000001
	echo "case reserved_bits 0 with gbp: the policy still counts"
	takes glax 115 0x1 0xff 0xb70001 255
	echo "case reserved_bits: those that are not named are taken"
	takes some 114 0 0x0f 0
	echo "case reserved_bits: those that are named are not"
	drops some 114 0x18 0
	cat <<-EOF
		case no VNI: refused whatever reserved_bits says
		send inject $ip4 vxlan vni=113 flags=0xf7 $back tag 320
		send inject $ip4 vxlan vni=113 $back tag 321
		expect lax tag=321
		count lax 0 tag=320
		drop lax net_rx_bad_flags 1
	EOF
}

# no_link LABEL PATTERN OPTION...: there will be no such device
no_link()
{
	refused "$1" "$2" ip -n "$ns1" link add bad0 type ovtun "${@:3}"
}

errors()
{
	local v="encap vxlan id 900 local 192.0.2.1" n

	# shellcheck disable=SC2086 # options are words
	{
		no_link "gbp and gpe" "gbp|gpe" encap vxlan gbp gpe id 900
		no_link "gbp with gretap" "gbp" encap gretap gbp key 900
		no_link "gbp with nvgre" "gbp" encap nvgre gbp id 5000
		no_link "reserved_bits that names the I flag" "reserved_bits" \
			$v reserved_bits 0x0800000000000000
		no_link "reserved_bits that names the VNI" "reserved_bits" \
			$v reserved_bits 0x0000000000000100
		no_link "reserved_bits that names the policy" "reserved_bits" \
			encap vxlan gbp id 900 reserved_bits 0x0000000100000000
		no_link "reserved_bits with gretap" "reserved_bits" \
			encap gretap key 900 reserved_bits 0
		refused "reserved_bits is fixed" "reserved_bits" \
			ip -n "$ns1" link set plain type ovtun reserved_bits 0
	}
	check "reserved_bits repeated" ip -n "$ns1" link set lax type ovtun \
		reserved_bits 0
	n=$(ip -n "$ns1" -d link show some)
	check "reserved_bits is reported" grep -q \
		"reserved_bits 0xf0ffffff000000ff" <<<"$n"
	lab <<-EOF
		case kernel: gbp of the wrong size, without vxlan
		link $ns1 new OVTUN_GBP ext.encap=u8:1 id=u32:900 gbp=hex:00000000
		link $ns1 new OVTUN_GBP ext.encap=u8:2 gbp=flag
		link $ns1 new OVTUN_GBP ext.encap=u8:4 id=u32:5000 gbp=flag
		case kernel: gbp is fixed, its own value is no error
		link $ns1 change:plain OVTUN_GBP gbp=flag
		link $ns1 change:v4 made gbp=flag
		case kernel: reserved bits of the wrong size, or used ones
		link $ns1 new RESERVED_BITS ext.encap=u8:1 id=u32:900 reserved_bits=hex:00000000
		link $ns1 new RESERVED_BITS ext.encap=u8:1 id=u32:900 reserved_bits=hex:000000000000000000
		link $ns1 new RESERVED_BITS ext.encap=u8:1 id=u32:900 reserved_bits=hex:0800000000000000
		link $ns1 new RESERVED_BITS ext.encap=u8:2 reserved_bits=hex:0000000000000000
		case kernel: reserved bits are fixed, their own value is no error
		link $ns1 change:plain RESERVED_BITS reserved_bits=hex:0000000000000000
		link $ns1 change:lax made reserved_bits=hex:0000000000000000
	EOF
}

have_module vxlan || skip_all "needs vxlan"
setup_pair
devices 1 2 ovtun encap vxlan | ip -n "$ns1" -batch - ||
	bail "no ovtun devices"
make_receivers | ip -n "$ns1" -batch - || bail "no ovtun devices"
devices 2 1 vxlan | ip -n "$ns2" -batch - || bail "no vxlan devices"

lab <<EOF
$(offload_cases v4 1 v6 2)
quiet $ns1 u0
quiet $ns2 u0
port wire $ns2 u0
port back $ns1 u0
$(unicast_cases v4 1 1450 vni=101)
$(broadcast_case v4 1)
$(unicast_cases v6 2 1430 vni=102)
$(broadcast_case v6 2)
port v4 $ns1 v4
port v6 $ns1 v6
port far-v4 $ns2 v4
port far-v6 $ns2 v6
port inject $ns2 u0
$(for row in "${receivers[@]}"; do
	echo "port ${row%% *} $ns1 ${row%% *}"
	echo "stats ${row%% *} $ns1 ${row%% *}"
done)
$(across v4 0)
$(across v6 100)
$(received_cases)
EOF

lab <<EOF
port wire $ns2 u0
capture wire $SCRATCH/pcap
port v4 $ns1 v4
port v6 $ns1 v6
case frames for tshark
mark v4 0x481234
$(good_frames v4 100 "$inner")
mark v6 0x1234
$(good_frames v6 120 "$inner")
EOF
tshark_agrees "tshark decodes VXLAN with group policy" "$SCRATCH/pcap" \
	vxlan.gbp "4660"
errors
finish
