#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Devices of each kind: create, show, change, delete; the MTU that follows from
# the route; what ip prints, as text and JSON, makes the same device again.
#
#     ns1                                   ns2
#   +-----------------+                   +-----------------+
#   | the devices     |                   | (in-tree vxlan) |
#   |      u0         |                   |      u0         |
#   +------+----------+                   +------+----------+
#          | 192.0.2.1, 2001:db8::1              | 192.0.2.2, 2001:db8::2
#          +-------------------------------------+

. "$(dirname "$0")/lib.sh"

# NAME MTU OPTIONS. Outer header, UDP and VXLAN, inner Ethernet: 20 + 8 + 8 + 14
# of 1500 over IPv4; 40 instead of 20 over IPv6. GRE: 4, and 4 for each of key,
# checksum, sequence number.
devices=(
	"v4p   1450 encap vxlan id 1 local 192.0.2.1 remote 192.0.2.2"
	"v4m   1450 encap vxlan id 2 local 192.0.2.1 dev u0"
	"v6p   1430 encap vxlan id 3 local 2001:db8::1 remote 2001:db8::2"
	"v6m   1430 encap vxlan id 4 local 2001:db8::1 dev u0"
	"v4g   1450 encap vxlan id 5 local 192.0.2.1 group 239.1.1.1 dev u0"
	"v6g   1430 encap vxlan id 6 local 2001:db8::1 group ff05::101 dev u0"
	"t4p   1462 encap gretap local 192.0.2.1 remote 192.0.2.2"
	"t4k   1458 encap gretap key 2 local 192.0.2.1 remote 192.0.2.2"
	"t4ks  1454 encap gretap key 3 seq local 192.0.2.1 remote 192.0.2.2"
	"t4kcs 1450 encap gretap key 4 csum seq local 192.0.2.1 remote 192.0.2.2"
	"t4m   1458 encap gretap key 5 local 192.0.2.1 dev u0"
	"t6p   1442 encap gretap local 2001:db8::1 remote 2001:db8::2"
	"t6k   1438 encap gretap key 7 local 2001:db8::1 remote 2001:db8::2"
	"t6m   1438 encap gretap key 8 local 2001:db8::1 dev u0"
	"g4p   1476 encap gre local 192.0.2.1 remote 192.0.2.2"
	"g4k   1472 encap gre key 10 local 192.0.2.1 remote 192.0.2.2"
	"g4m   1472 encap gre key 11 local 192.0.2.1 dev u0"
	"g6p   1456 encap gre local 2001:db8::1 remote 2001:db8::2"
	"g6k   1452 encap gre key 12 local 2001:db8::1 remote 2001:db8::2"
	"r4    1350 encap vxlan id 20 local 192.0.2.1 remote 198.51.100.2"
	"r6    1350 encap vxlan id 21 local 2001:db8::1 remote 2001:db8:1::2"
	"opt   1450 encap vxlan id 30 local 192.0.2.1 remote 192.0.2.2 dev u0 dstport 4790 srcport 30000 30100 ttl 7 tos 0x10 df unset noudpcsum nolearning ageing 60 maxaddress 99 nostrict"
	"opt6  1430 encap vxlan id 31 local 2001:db8::1 remote 2001:db8::2 dstport 4791 ttl inherit tos inherit flowlabel 0x12345 udp6zerocsumtx udp6zerocsumrx"
	"io    1450 encap gretap ikey 1 okey 2 icsum ocsum oseq df inherit local 192.0.2.1 remote 192.0.2.2"
)

# shellcheck disable=SC2317 # called through check
add_devices()
{
	local device name mtu options

	for device in "${devices[@]}"; do
		read -r name mtu options <<<"$device"
		echo "link add $name type ovtun $options"
	done | ip -n "$ns1" -batch -
}

delete_devices()
{
	local device

	for device in "${devices[@]}"; do
		echo "link del ${device%% *}"
	done | ip -n "$ns1" -batch -
}

show_json()
{
	ip -n "$ns1" -d -j link show type ovtun
}

setup_pair
ip -n "$ns1" -batch - <<EOF
route add 198.51.100.0/24 via 192.0.2.2 mtu 1400
route add 2001:db8:1::/64 via 2001:db8::2 mtu 1420
EOF

check "create each kind" add_devices
show_json >"$SCRATCH/first"
while read -r name mtu; do
	for device in "${devices[@]}"; do
		read -r want_name want_mtu options <<<"$device"
		[[ $want_name != "$name" ]] ||
			same "MTU of: $options" "$want_mtu" "$mtu"
	done
done < <(jq -r '.[] | .ifname + " " + (.mtu | tostring)' "$SCRATCH/first")

# info DEV FILTER: from linkinfo.info_data
info()
{
	jq -c ".[] | select(.ifname == \"$1\") | .linkinfo.info_data | $2" \
		"$SCRATCH/first"
}

same "JSON: vxlan" '["vxlan",1,"192.0.2.2","192.0.2.1",4789]' \
	"$(info v4p '[.encap, .id, .remote, .local, .port]')"
same "JSON: defaults" '["set",true,300,65536,true]' \
	"$(info v4p '[.df, .learning, .ageing, .limit, .strict]')"
same "JSON: options" '["u0",4790,30000,30100,7,"0x10","unset",false,false,60,99,false]' \
	"$(info opt '[.link, .port, .port_range.low, .port_range.high, .ttl, .tos, .df, .udp_csum, .learning, .ageing, .limit, .strict]')"
same "JSON: IPv6 options" '["2001:db8::2","2001:db8::1",true,"0x12345",true,true]' \
	"$(info opt6 '[.remote6, .local6, .ttl_inherit, .label, .udp_zero_csum6_tx, .udp_zero_csum6_rx]')"
same "JSON: groups" '"239.1.1.1" "ff05::101"' \
	"$(info v4g .group) $(info v6g .group6)"
same "JSON: keys" '["0.0.0.1","0.0.0.2",true,true,true]' \
	"$(info io '[.ikey, .okey, .icsum, .ocsum, .oseq]')"
same "JSON: a group accepts everybody" false "$(info v4g .strict)"

# What is printed behind "ovtun", up to what ip prints of any device, are words
# that ip takes.
ip -n "$ns1" -d -o link show type ovtun |
	sed -n 's/^[0-9]*: \([^@:]*\).* ovtun \(encap .*\)/link add \1 type ovtun \2/p' |
	sed 's/ addrgenmode .*//; s/ numtxqueues .*//' >"$SCRATCH/again"
same "text: a line a device" "${#devices[@]}" "$(wc -l <"$SCRATCH/again")"
check "delete each kind" delete_devices
same "nothing is left" "" "$(ip -n "$ns1" -o link show type ovtun)"
check "text: what was printed makes devices again" \
	ip -n "$ns1" -batch "$SCRATCH/again"
show_json >"$SCRATCH/second"
if diff <(jq -S 'map({ifname, mtu, linkinfo})' "$SCRATCH/first") \
	<(jq -S 'map({ifname, mtu, linkinfo})' "$SCRATCH/second") \
	>"$SCRATCH/diff"; then
	pass "text: they are the same devices"
else
	fail "text: they are the same devices" "$(cat "$SCRATCH/diff")"
fi
delete_devices

ip -n "$ns1" -batch - <<EOF
link add m1 mtu 1300 type ovtun encap vxlan id 1 local 192.0.2.1 remote 192.0.2.2
link add m2 type ovtun encap vxlan id 2 local 192.0.2.1 remote 192.0.2.2
link set u0 mtu 1400
link add m3 type ovtun encap vxlan id 3 local 192.0.2.1 dev u0
link add m4 type ovtun encap gretap key 3 local 192.0.2.1 remote 192.0.2.2
link set u0 mtu 1500
EOF
same "MTU: given, followed, of the interface, of the route" \
	"1300 1450 1450 1458" \
	"$(ip -n "$ns1" -j link show type ovtun | jq -r 'map(.mtu) | join(" ")')"

ip -n "$ns1" -batch - <<EOF
link add s1 type ovtun encap gretap key 21 local 192.0.2.1 remote 192.0.2.2 oseq
link add s2 type ovtun encap gretap key 22 local 192.0.2.1 remote 192.0.2.2
link add s3 type ovtun encap gretap local 192.0.2.1 remote 192.0.2.2
link set s2 type ovtun csum
link set s3 type ovtun key 23 csum seq
EOF
same "MTU: less when the header becomes longer on the live device" "1454 1450" \
	"$(ip -n "$ns1" -j link show type ovtun |
		jq -r 'map(select(.ifname == "s2" or .ifname == "s3").mtu) | join(" ")')"
# Segments of one packet would all have the same sequence number.
same "segmentation is left to the stack where packets are numbered" "off on" \
	"$(for dev in s1 s2; do
		ip netns exec "$ns1" ethtool -k $dev
	done | sed -n 's/^tcp-segmentation-offload: \(on\|off\).*/\1/p' | xargs)"

out=$(ip link help ovtun 2>&1)
if [[ $out == *"ovtun encap"* && $out == *maxaddress* ]]; then
	pass "ip link help ovtun"
else
	fail "ip link help ovtun" "$out"
fi

ip -n "$ns1" -batch - <<EOF
link add c1 address 02:00:00:00:01:01 type ovtun encap vxlan id 40 local 192.0.2.1 remote 192.0.2.2
EOF
ip -n "$ns2" -batch - <<EOF
link add c1 address 02:00:00:00:01:02 type vxlan id 40 local 192.0.2.2 remote 192.0.2.1 dstport 4789
EOF
lab <<EOF
sysctl $ns1 net/ipv6/conf/c1/disable_ipv6 1
sysctl $ns2 net/ipv6/conf/c1/disable_ipv6 1
run ip -n $ns1 link set c1 up
run ip -n $ns2 link set c1 up
port near $ns1 c1
port far $ns2 c1
stats near $ns1 c1
case device counters: traffic
send near x10 eth s=02:00:00:00:01:01 d=02:00:00:00:01:02 tag 1 100
send far x7 eth s=02:00:00:00:01:02 d=02:00:00:00:01:01 tag 2 200
send near eth s=02:00:00:00:01:01 d=02:00:00:00:01:02 tag 3 100
send far eth s=02:00:00:00:01:02 d=02:00:00:00:01:01 tag 4 200
expect far tag=3
expect near tag=4
EOF
same "device counters: packets and bytes of inner frames" \
	'[11,1254,8,1712,0,0]' \
	"$(ip -n "$ns1" -s -j link show c1 |
		jq -c '.[].stats64 | [.tx.packets, .tx.bytes, .rx.packets, .rx.bytes, .tx.errors, .rx.errors]')"

# Change what can be changed again and again while packets pass.
changes()
{
	local i

	for i in 1 2 3 4 5 6 7 8 9 10; do
		echo "link set c1 type ovtun ttl $i df unset"
		echo "link set c1 type ovtun ttl inherit df set"
		echo "link set c1 type ovtun ageing $i maxaddress 100 nolearning"
		echo "link set c1 type ovtun tos inherit learning srcport 1000 $((2000 + i))"
	done
}
changes >"$SCRATCH/changes"
lab <<EOF
port near $ns1 c1
port far $ns2 c1
case changes of a live device lose no packet
shell ip -n $ns1 -batch $SCRATCH/changes & echo \$! >$SCRATCH/pid
send near x2000 eth s=02:00:00:00:01:01 d=02:00:00:00:01:02 tag 1 100
send far x1500 eth s=02:00:00:00:01:02 d=02:00:00:00:01:01 tag 2 100
until ! kill -0 \$(cat $SCRATCH/pid) 2>/dev/null
send near eth s=02:00:00:00:01:01 d=02:00:00:00:01:02 tag 3 100
send far eth s=02:00:00:00:01:02 d=02:00:00:00:01:01 tag 4 100
expect far tag=3
expect near tag=4
count far 2000 tag=1
count near 1500 tag=2
EOF
finish
