#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# packets.sh [OPTION...]: runs the program packets, with its options, against
# devices of every encapsulation. In a virtual machine, as root.
#
#     ns1                                      ns2
#   +------------------------------------+   +------------+
#   | v4 g4 l4 ...      br0: tap2 m6 mg6 |   |            |
#   |     u0, u1 (GRO)                   |   |   u0, u1   |
#   |     tap0 tap1 tun0                 |   |            |
#   +------+-----------------------------+   +------+-----+
#          | 192.0.2.1, 2001:db8::1                 |
#          +----------------------------------------+

. "$(dirname "$(readlink -f "$0")")/../../selftests/lib.sh"

FUZZ=$TOP/tools/fuzz
OWN=02:00:00:00:01:01
P4="local 192.0.2.1 remote 192.0.2.2"
P6="local 2001:db8::1 remote 2001:db8::2"
M4="local 192.0.2.1"
M6="local 2001:db8::1"

# lines FORMAT NAME...: with each name in turn
lines()
{
	local name

	for name in "${@:2}"; do
		echo "${1//%/$name}"
	done
}

FRAMES="v4 v6 gb4 g4 g6 cs4 cs6 gn4 n4 n6 gu4 gu6 cu4 m4 m6 mc mg4 mg6 t4 tg ev eu"
OTHERS="gp4 gp6 l4 l6 lc4 lu4 ml4 el"

underlay()
{
	cat <<-EOT
		link add u0 mtu 9000 address 02:00:00:00:00:01 type veth peer name u0 netns $ns2 mtu 9000 address 02:00:00:00:00:02
		link add u1 mtu 9000 address 02:00:00:00:00:01 type veth peer name u1 netns $ns2 mtu 9000 address 02:00:00:00:00:02
		tuntap add dev tap0 mode tap
		tuntap add dev tap1 mode tap
		tuntap add dev tap2 mode tap
		tuntap add dev tun0 mode tun
		link set tap0 address 02:00:00:00:00:01 mtu 9000 up
		link set tap1 address 02:00:00:00:00:01 mtu 9000 up
		link set tap2 mtu 9000 up
		link set tun0 mtu 9000 up
		link set lo up
		link set u0 up
		link set u1 up
		addr add 192.0.2.1/24 dev u0
		addr add 2001:db8::1/64 dev u0 nodad
		neigh add 192.0.2.2 lladdr 02:00:00:00:00:02 dev u0 nud permanent
		neigh add 192.0.2.3 lladdr 02:00:00:00:00:02 dev u0 nud permanent
		neigh add 2001:db8::2 lladdr 02:00:00:00:00:02 dev u0 nud permanent
		neigh add 2001:db8::3 lladdr 02:00:00:00:00:02 dev u0 nud permanent
	EOT
}

devices()
{
	local a="address $OWN type ovtun encap"

	cat <<-EOT
		link add v4 $a vxlan id 11 $P4
		link add v6 $a vxlan id 12 $P6 udp6zerocsumrx
		link add gb4 $a vxlan gbp id 13 $P4 dstport 4789
		link add gp4 type ovtun encap vxlan gpe id 14 $P4
		link add gp6 type ovtun encap vxlan gpe id 15 $P6
		link add g4 $a gretap key 21 $P4
		link add g6 $a gretap key 22 $P6 df unset
		link add cs4 $a gretap key 23 csum seq $P4
		link add cs6 $a gretap key 24 csum seq $P6 ttl inherit tos inherit
		link add l4 type ovtun encap gre key 25 $P4
		link add l6 type ovtun encap gre key 26 $P6 df inherit
		link add lc4 type ovtun encap gre key 27 csum seq $P4
		link add gn4 $a gretap $P4 notrack
		link add n4 $a nvgre id 20480 $P4
		link add n6 $a nvgre id 20481 $P6 nofastpath
		link add gu4 $a gretap udp key 31 $P4
		link add gu6 $a gretap udp key 32 $P6
		link add lu4 type ovtun encap gre udp key 33 $P4 noudpcsum
		link add cu4 $a gretap udp key 34 csum seq $P4
		link add m4 $a vxlan id 41 $M4 nostrict proxy l2miss l3miss
		link add m6 $a vxlan id 42 $M6
		link add mc $a vxlan id 43 $M4 group 239.1.1.1 dev u0
		link add mg4 $a gretap key 44 $M4 maxaddress 100
		link add mg6 $a gretap key 45 $M6 nolearning
		link add ml4 type ovtun encap gre key 46 $M4
		link add t4 $a vxlan trunk $M4
		link add tg $a gretap trunk external
		link add ev $a vxlan external gbp dstport 4791
		link add el type ovtun encap gre external
		link add eu $a gretap udp external dstport 4755
		link add br0 type bridge mcast_snooping 0 forward_delay 0
		link set tap2 master br0
		link set m6 master br0
		link set mg6 master br0
		link set br0 up
	EOT
	# shellcheck disable=SC2086 # words
	lines "link set % up" $FRAMES $OTHERS
	cat <<-EOT
		addr add 10.1.1.1/24 dev v4
		addr add fd00::1/64 dev v4 nodad
		addr add 10.1.2.1/24 dev l4
		addr add fd00:2::1/64 dev l4 nodad
		neigh add 10.9.9.4 lladdr 192.0.2.2 dev ml4 nud permanent
		neigh add fd09::4 lladdr 192.0.2.3 dev ml4 nud permanent
		neigh add 10.1.1.7 lladdr 02:00:00:00:02:07 dev m4 nud permanent
		neigh add fd00::7 lladdr 02:00:00:00:02:07 dev m4 nud permanent
		route add 10.9.9.4/32 dev ml4
		route add fd09::4/128 dev ml4
		route add 10.9.9.5/32 encap ip id 65 dst 192.0.2.2 dev el
		route add fd09::5/128 encap ip6 id 65 dst 2001:db8::2 dev el
		route add 10.9.9.6/32 dev l4
	EOT
}

peers()
{
	lines "fdb append 00:00:00:00:00:00 dev % dst 192.0.2.2" m4 mg4 t4 tg
	lines "fdb append 00:00:00:00:00:00 dev % dst 192.0.2.3" m4 mg4 t4 tg
	lines "fdb append 00:00:00:00:00:00 dev % dst 2001:db8::2" m6 mg6
	lines "fdb append 00:00:00:00:00:00 dev % dst 2001:db8::3" m6 mg6
	lines "fdb add 02:00:00:00:02:02 dev % dst 192.0.2.2 static" m4 mg4
}

segments()
{
	local n

	for n in 1 2 3; do
		lines "ovtunctl segment add dev % id $((50 + n)) vlan $((4 + n))" t4 tg
	done
	lines "ovtunctl segment add dev % id 54 vlan 8" t4 tg
	lines "ovtunctl segment add dev % id 55 vlan 0" t4 tg
}

# metadata ADDRESS DEV KEY: what goes to ADDRESS leaves by DEV
metadata()
{
	echo "filter add dev tap2 ingress protocol all flower dst_mac $1 action tunnel_key set id ${*:3} action mirred egress redirect dev $2"
}

setup()
{
	local key=net/ipv4

	setup_ns ns1 ns2
	underlay | ip -n "$ns1" -batch - || bail "no underlay"
	printf 'link set u%d up\n' 0 1 | ip -n "$ns2" -batch -
	"$LAB" <<-EOT || bail "no settings"
		sysctl $ns1 $key/conf/all/rp_filter 0
		sysctl $ns1 $key/conf/default/rp_filter 0
		sysctl $ns1 $key/conf/u0/rp_filter 0
		sysctl $ns1 $key/conf/all/accept_redirects 0
		sysctl $ns1 $key/ip_forward 1
		# Routers join groups, and say so when the devices are up: at once
		# rather than within seconds, or those would be counted as well.
		sysctl $ns1 net/ipv6/conf/default/mldv2_unsolicited_report_interval 1
		sysctl $ns1 net/ipv6/conf/all/forwarding 1
		sysctl $ns1 $key/ipfrag_time 1
		sysctl $ns1 net/ipv6/ip6frag_time 1
		sysctl $ns1 net/netfilter/nf_conntrack_frag6_timeout 1
		sysctl $ns1 net/ipv6/conf/all/accept_ra 0
	EOT
	# Offered one by one to the other end, which waits for more to aggregate.
	ip netns exec "$ns2" ethtool -K u1 gso off tso off tx-udp-segmentation off
	ip netns exec "$ns1" ethtool -K u1 gro on
	lines "echo 200000 >/sys/class/net/%/gro_flush_timeout" u1 tap0 tap1 |
		ip netns exec "$ns1" sh
	devices | ip -n "$ns1" -batch - || bail "no devices"
	peers | bridge -n "$ns1" -batch - || bail "no peers"
	segments | ip netns exec "$ns1" sh -e || bail "no segments"
	{
		echo "qdisc add dev tap2 clsact"
		metadata 02:00:00:00:04:04 ev 61 src_ip 192.0.2.1 dst_ip 192.0.2.2 dst_port 4791
		metadata 02:00:00:00:04:06 ev 62 src_ip 2001:db8::1 dst_ip 2001:db8::2 dst_port 4791
		metadata 02:00:00:00:04:14 tg 64 src_ip 192.0.2.1 dst_ip 192.0.2.2
		metadata 02:00:00:00:04:24 el 65 src_ip 192.0.2.1 dst_ip 192.0.2.2
		metadata 02:00:00:00:04:34 eu 67 src_ip 2001:db8::1 dst_ip 2001:db8::2 dst_port 4755
	} | tc -n "$ns1" -batch - || bail "no metadata"
}

# /dev/net/tun appears with the module.
have_module tun || skip_all "no tun devices"
setup
cases_of "$TOP/build/fuzz/packets" "$ns1" "$ns2" "$FUZZ/corpus/packets" "$@"
finish
