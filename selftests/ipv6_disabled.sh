#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# For a kernel that was booted with ipv6.disable=1: IPv4 works, and whoever
# asks for IPv6 gets a clear error.
#
#     ns1                                   ns2
#   +-----------------+                   +-----------------+
#   | v4 g4 l4        |                   | vxlan, gre ...  |
#   |      u0         |                   |      u0         |
#   +------+----------+                   +------+----------+
#          | 192.0.2.1                           | 192.0.2.2
#          +-------------------------------------+

. "$(dirname "$0")/lib.sh"

[[ ! -d /proc/sys/net/ipv6 ]] || skip_all "needs a boot with ipv6.disable=1"

# devices NAMESPACE HOST OTHER VXLAN GRETAP GRE
devices()
{
	ip -n "$1" -batch - <<-EOF
		link add v4 type $4 id 1 local 192.0.2.$2 remote 192.0.2.$3 dstport 4789
		link add g4 type $5 key 2 local 192.0.2.$2 remote 192.0.2.$3
		link add l4 type $6 key 3 local 192.0.2.$2 remote 192.0.2.$3
		addr add 10.1.1.$2/24 brd + dev v4
		addr add 10.1.2.$2/24 brd + dev g4
		addr add 10.1.3.$2/24 dev l4
		link set v4 up
		link set g4 up
		link set l4 up
	EOF
}

setup_pair
check "IPv4 devices" \
	devices "$ns1" 1 2 "ovtun encap vxlan" "ovtun encap gretap" "ovtun encap gre"
devices "$ns2" 2 1 vxlan gretap gre || bail "no in-tree devices"
lab <<EOF
case vxlan over IPv4
udp $ns1 10.1.1.1 $ns2 10.1.1.2 1000
broadcast $ns1 10.1.1.1 $ns2 10.1.1.255 1000
tcp $ns1 10.1.1.1 $ns2 10.1.1.2 100000
case proxy answers ARP, and sends neighbour solicitations on
run ip -n $ns1 link set v4 type ovtun proxy
run ip -n $ns1 neigh replace 10.1.1.9 lladdr 02:00:00:00:0f:02 dev v4 nud permanent
port v4 $ns1 v4
port v2 $ns2 v4
send v4 eth s=02:00:00:00:0c:01 d=ff:ff:ff:ff:ff:ff arp s=02:00:00:00:0c:01 sip=10.1.1.8 dip=10.1.1.9
expect v4 op=2 sha=02:00:00:00:0f:02
send v4 eth s=02:00:00:00:0c:01 d=33:33:ff:00:00:02 ip6 s=fd09::1 d=ff02::1:ff00:2 ttl=255 nd t=fd09::2 lla=02:00:00:00:0c:01
expect v2 target=fd09::2
count v2 0 op=1
case gretap over IPv4
udp $ns1 10.1.2.1 $ns2 10.1.2.2 1000
broadcast $ns1 10.1.2.1 $ns2 10.1.2.255 1000
tcp $ns1 10.1.2.1 $ns2 10.1.2.2 100000
case gre over IPv4
udp $ns1 10.1.3.1 $ns2 10.1.3.2 1000
tcp $ns1 10.1.3.1 $ns2 10.1.3.2 100000
EOF
for encap in "vxlan id 9" "gretap key 9" "gre key 9"; do
	# shellcheck disable=SC2086 # options are words
	refused "IPv6 local with encap ${encap%% *}" "ipv6" \
		ip -n "$ns1" link add bad0 type ovtun encap $encap local 2001:db8::1
	# shellcheck disable=SC2086
	refused "IPv6 remote with encap ${encap%% *}" "ipv6" \
		ip -n "$ns1" link add bad0 type ovtun encap $encap remote 2001:db8::2
done
refused "IPv6 group" "ipv6" \
	ip -n "$ns1" link add bad0 type ovtun encap vxlan id 9 group ff05::1 dev u0
refused "IPv6 remote on a live device" "ipv6" \
	ip -n "$ns1" link set g4 type ovtun local 2001:db8::1 remote 2001:db8::2
refused "IPv6 destination of an entry" "ipv6|family|dst" \
	bridge -n "$ns1" fdb add 02:00:00:00:00:99 dev v4 dst 2001:db8::2
same "no device was left behind" 3 \
	"$(ip -n "$ns1" -o link show type ovtun | wc -l)"
finish
