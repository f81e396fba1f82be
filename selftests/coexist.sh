#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# ovtun beside vxlan.ko, ip_gre.ko and ip6_gre.ko in one namespace: each takes
# only what is its own, whoever was loaded first.
#
#     ns1                                   ns2
#   +-----------------+                   +-----------------+
#   | o* (ovtun)      |                   | o* i* (in-tree) |
#   | i* (in-tree)    |                   |                 |
#   |      u0         |                   |      u0         |
#   +------+----------+                   +------+----------+
#          | 192.0.2.1, 2001:db8::1              | 192.0.2.2, 2001:db8::2
#          +-------------------------------------+

. "$(dirname "$0")/lib.sh"

# NAME N OVTUN-KIND IN-TREE-KIND OPTIONS; "," is a space. o* are pairs of ovtun
# and in-tree, i* of in-tree and in-tree.
pairs=(
	"ov  1 4 encap,vxlan vxlan id 11 dstport 4789"
	"ot  2 4 encap,gretap gretap key 12"
	"og  3 4 encap,gre gre key 13"
	"ot6 4 6 encap,gretap ip6gretap key 14"
	"og6 5 6 encap,gre ip6gre key 15"
	"iv  6 4 - vxlan id 11 dstport 8472"
	"it  7 4 - gretap key 22"
	"in  8 4 - gretap"
	"ig  9 4 - gre key 23"
	"it6 10 6 - ip6gretap key 24"
	"ig6 11 6 - ip6gre key 25"
)

# devices HOST OTHER WHICH: ip commands, for the pairs whose name starts so
devices()
{
	local pair name n family own kind options prefix

	for pair in "${pairs[@]}"; do
		read -r name n family own kind options <<<"$pair"
		[[ $name == "$3"* ]] || continue
		[[ $1,$name != 1,o* ]] || kind="ovtun ${own/,/ }"
		prefix=192.0.2.
		[[ $family == 4 ]] || prefix=2001:db8::
		echo "link add $name type $kind local $prefix$1 remote $prefix$2 $options"
		echo "addr add 10.1.$n.$1/24 dev $name"
		echo "link set $name up"
	done
}

# traffic LABEL WHICH: a case in which all of these pairs talk
traffic()
{
	local pair name n rest

	echo "case $1"
	for pair in "${pairs[@]}"; do
		read -r name n rest <<<"$pair"
		[[ $name != $2* ]] || {
			echo "udp $ns1 10.1.$n.1 $ns2 10.1.$n.2 1000"
			echo "udp $ns2 10.1.$n.2 $ns1 10.1.$n.1 1000"
		}
	done
}

unload()
{
	modprobe -qr "$1" || rmmod "$1"
} 2>/dev/null

delete()
{
	local pair name rest

	for pair in "${pairs[@]}"; do
		read -r name rest <<<"$pair"
		[[ $name != $2* ]] || echo "link del $name"
	done | ip -n "$1" -batch -
}

for module in vxlan ip_gre ip6_gre; do
	have_module $module || skip_all "needs $module"
done

setup_pair
devices 2 1 "" | ip -n "$ns2" -batch - || bail "no in-tree devices"

# In-tree first: the devices of ns2 have loaded them.
unload ovtun
check "ovtun loads beside vxlan, ip_gre and ip6_gre" load_module
devices 1 2 i | ip -n "$ns1" -batch - || fail "in-tree devices"
devices 1 2 o | ip -n "$ns1" -batch - || fail "ovtun devices"
lab <<EOF
$(traffic "in-tree modules first: ovtun devices" o)
$(traffic "in-tree modules first: in-tree devices in the same namespace" i)
EOF

refused "a port that vxlan.ko holds" "port.*(vxlan|in use)|(vxlan|in use).*port" \
	bash -c "ip -n $ns1 link add bad0 type ovtun encap vxlan id 99 dstport 8472 &&
		ip -n $ns1 link set bad0 up"
ip -n "$ns1" link del bad0 2>/dev/null
refused "a port that ovtun holds, for vxlan.ko" "in use" \
	bash -c "ip -n $ns1 link add bad1 type vxlan id 99 dstport 4789 &&
		ip -n $ns1 link set bad1 up"
ip -n "$ns1" link del bad1 2>/dev/null

check "ovtun unloads with its devices, others in use" rmmod ovtun
same "its devices are gone" "0" "$(ip -n "$ns1" -o link show | grep -c ': o[vtg]')"
lab <<EOF
$(traffic "the in-tree devices go on" i)
EOF
check "ovtun loads again" load_module
devices 1 2 o | ip -n "$ns1" -batch - || fail "ovtun devices"
lab <<EOF
$(traffic "ovtun devices, after loading again" o)
$(traffic "in-tree devices, after loading again" i)
EOF

delete "$ns1" ""
delete "$ns2" ""
unload ovtun
for module in ip6_gre ip_gre vxlan; do
	unload $module
done
if [[ -d /sys/module/ip_gre || -d /sys/module/vxlan ]]; then
	skip "ovtun loads first" "the in-tree modules are in use or compiled in"
else
	check "ovtun loads first" load_module
	devices 1 2 o | ip -n "$ns1" -batch - || fail "ovtun devices"
	lab <<-EOF
		port inject $ns2 u0
		case GRE that matches no device gets its ICMP answer without ip_gre
		send inject eth s=02:00:00:00:00:02 d=02:00:00:00:00:01 ip4 s=192.0.2.2 d=192.0.2.1 gre key=999 tag 1 100
		expect inject proto=1 src=192.0.2.1 dst=192.0.2.2
		case GRE of IPv6 that matches no device gets its ICMP answer without ip6_gre
		send inject eth s=02:00:00:00:00:02 d=02:00:00:00:00:01 ip6 s=2001:db8::2 d=2001:db8::1 gre key=999 tag 1 100
		expect inject proto=58 src=2001:db8::1 dst=2001:db8::2 len=100-1280
	EOF
	check "vxlan loads after ovtun" modprobe vxlan
	check "ip_gre loads after ovtun" modprobe ip_gre
	check "ip6_gre loads after ovtun" modprobe ip6_gre
	devices 2 1 "" | ip -n "$ns2" -batch - || fail "in-tree devices"
	devices 1 2 i | ip -n "$ns1" -batch - || fail "in-tree devices"
	lab <<-EOF
		$(traffic "ovtun first: ovtun devices" o)
		$(traffic "ovtun first: in-tree devices in the same namespace" i)
	EOF
fi
finish
