#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What outer packets are marked with and routed by, and their flow label.
#
# A rule in ns1 shows the mark on the wire: the DSCP is the mark times eight.
# Packets with mark 5 have another route, by u1, where neighbours are asked for
# from the link-local address, as 2001:db8::1 is not u1's.
#
#     ns3              ns1                              ns2
#   +-------+        +--------------+  192.0.2.0/24    +------+
#   | (far) | far is | (ovtun)   u0 +------------------+ u0   |
#   +-------+ made   |           u1 +------------------+ u1   |
#             here   +--------------+  198.51.100.0/24 +------+

. "$(dirname "$0")/lib.sh"

command -v nft >/dev/null || skip_all "needs nft"

OWN=02:00:00:00:01:01
OTHER=02:00:00:00:02:02
DEVS="vx11 tap12 gre13 vx14 tap15 gre16"

devices()
{
	local v4="local 192.0.2.1 remote 192.0.2.2"
	local v6="local 2001:db8::1 remote 2001:db8::2"

	cat <<-EOF
		link add vx11 address $OWN type ovtun encap vxlan id 11 $v4
		link add tap12 address $OWN type ovtun encap gretap key 12 $v4
		link add gre13 type ovtun encap gre key 13 $v4
		link add vx14 address $OWN type ovtun encap vxlan id 14 $v6
		link add tap15 address $OWN type ovtun encap gretap key 15 $v6
		link add gre16 type ovtun encap gre key 16 $v6
	EOF
	for dev in $DEVS; do
		echo "link set $dev up"
	done
}

setup()
{
	setup_pair
	setup_ns ns3
	ip -n "$ns1" -batch - <<-EOF || bail "no second wire"
		link add u1 type veth peer name u1 netns $ns2
		link set u1 up
		addr add 198.51.100.1/24 dev u1
		addr add 2001:db8:1::1/64 dev u1 nodad
		addr add fe80::1/64 dev u1 nodad
		route add 192.0.2.2/32 via 198.51.100.2 table 100
		route add 2001:db8::2/128 via 2001:db8:1::2 table 100
		route add blackhole 192.0.2.2/32 table 101
		route add blackhole 2001:db8::2/128 table 101
		rule add fwmark 5 table 100
		rule add fwmark 6 table 101
	EOF
	ip -n "$ns1" -6 -batch - <<-EOF || bail "no rules"
		rule add fwmark 5 table 100
		rule add fwmark 6 table 101
	EOF
	ip -n "$ns2" -batch - <<-EOF || bail "no second wire"
		link set u1 up
		addr add 198.51.100.2/24 dev u1
		addr add 2001:db8:1::2/64 dev u1 nodad
		addr add fe80::2/64 dev u1 nodad
	EOF
	ip netns exec "$ns1" nft -f - <<-EOF || bail "no rules"
		table inet t {
			chain out {
				type filter hook postrouting priority 0;
				meta mark vmap { 5 : jump m5, 6 : jump m6,
						 7 : jump m7, 8 : jump m8 }
			}
			chain m5 { ip dscp set 5; ip6 dscp set 5; }
			chain m6 { ip dscp set 6; ip6 dscp set 6; }
			chain m7 { ip dscp set 7; ip6 dscp set 7; }
			chain m8 { ip dscp set 8; ip6 dscp set 8; }
		}
	EOF
	ip -n "$ns1" -batch - <<<"$(devices)" || bail "no ovtun devices"
}

# change DEV OPTIONS...: a lab command
change()
{
	echo "run ip -n $ns1 link set $1 type ovtun ${*:2}"
}

# out DEV TAG: a lab command, a packet with this tag
out()
{
	case $1 in
	gre*) echo "send $1 ip4 s=10.0.0.1 d=10.0.0.2 tag $2" ;;
	*) echo "send $1 eth s=$OWN d=$OTHER tag $2" ;;
	esac
}

mark_cases()
{
	local dev=$1

	cat <<-EOF
		case $dev: the mark is kept
		mark $dev 7
		$(out "$dev" 1)
		expect u0 tag=1 tos=0x1c
		mark $dev 0
		$(out "$dev" 2)
		expect u0 tag=2 tos=0
		case $dev: a mark that is kept chooses the route
		mark $dev 5
		$(out "$dev" 1)
		expect u1 tag=1 tos=0x14
		count u0 0 tag=1
		case $dev: the mark is cleared
		$(change "$dev" outermark clear)
		$(out "$dev" 1)
		expect u0 tag=1 tos=0
		count u1 0 tag=1
		case $dev: a mark is set, whatever the packet has
		$(change "$dev" outermark 8)
		$(out "$dev" 1)
		expect u0 tag=1 tos=0x20
		mark $dev 0
		$(out "$dev" 2)
		expect u0 tag=2 tos=0x20
		case $dev: a mark that is set chooses the route
		$(change "$dev" outermark 5)
		$(out "$dev" 1)
		expect u1 tag=1 tos=0x14
		count u0 0 tag=1
		case $dev: fwmark chooses the route, and the mark is kept
		$(change "$dev" outermark keep fwmark 5)
		mark $dev 6
		$(out "$dev" 1)
		expect u1 tag=1 tos=0x18
		mark $dev 0
		$(out "$dev" 2)
		$(out "$dev" 3)
		expect u1 tag=3 tos=0
		expect u1 tag=2 tos=0
		count u0 0 tag=1
		count u0 0 tag=2
		count u0 0 tag=3
		case $dev: without fwmark, the packet's mark chooses again
		$(change "$dev" fwmark 0)
		stats $dev $ns1 $dev
		mark $dev 6
		$(out "$dev" 1)
		drop $dev tx_no_route 1
		mark $dev 0
		$(out "$dev" 2)
		expect u0 tag=2 tos=0
		count u1 0 tag=2
	EOF
}

# The device is in ns3, its underlay in ns1.
far_cases()
{
	cat <<-EOF
		case a mark is not kept into another namespace
		run ip -n $ns1 link add far address $OWN netns $ns3 type ovtun encap vxlan id 21 local 192.0.2.1 remote 192.0.2.2
		run ip -n $ns3 link set far up
		port far $ns3 far
		mark far 5
		$(out far 1)
		expect u0 tag=1 tos=0
		count u1 0 tag=1
	EOF
}

far_change()
{
	ip -n "$ns3" link del far
	ip -n "$ns1" link add far address $OWN netns "$ns3" type ovtun \
		encap vxlan id 21 local 192.0.2.1 remote 192.0.2.2 "$@"
	ip -n "$ns3" link set far up
}

# meta_cases ADDRESS REMOTE: a rule says where to, and the same for all marks
meta_cases()
{
	local filter="run tc -n $ns1 filter"

	cat <<-EOF
		case metadata, $2: a mark that is kept chooses the route
		$filter add dev ext egress pref 1 matchall action tunnel_key set id 31 src_ip $1 dst_ip $2 dst_port 4789
		$(out ext 1)
		$(out ext 2)
		expect u0 tag=2 vni=31
		mark ext 5
		$(out ext 3)
		expect u1 tag=3 vni=31
		count u0 0 tag=3
		mark ext 0
		$(out ext 4)
		expect u0 tag=4 vni=31
		count u1 0 tag=4
		$filter del dev ext egress pref 1
	EOF
}

label_cases()
{
	local dev=$1 ip4="ip4 s=10.0.0.1 d=10.0.0.2" ip6="ip6 s=fd00::1 d=fd00::2"
	local eth="eth s=$OWN d=$OTHER"

	[[ $dev != gre* ]] || eth=
	cat <<-EOF
		case $dev: a flow label as configured
		$(change "$dev" flowlabel 0x12345)
		send $dev $eth $ip6 label=0x54321 tag 1
		expect u0 label=0x12345 i.label=0x54321 tag=1
		case $dev: a flow label from the packet inside
		$(change "$dev" flowlabel inherit)
		send $dev $eth $ip6 label=0x54321 tag 1
		expect u0 label=0x54321 i.label=0x54321 tag=1
		send $dev $eth $ip6 label=0x1 tag 2
		expect u0 label=0x1 i.label=0x1 tag=2
		case $dev: IPv4 inside has none
		send $dev $eth $ip4 tag 1
		expect u0 label=0 tag=1
		$([[ ! $eth ]] || cat <<-END
			case $dev: a flow label behind a VLAN tag
			send $dev $eth vlan id=7 $ip6 label=0x54321 tag 1
			expect u0 label=0x54321 tag=1
		END
		)
		case $dev: a number ends that
		$(change "$dev" flowlabel 0)
		send $dev $eth $ip6 label=0x54321 tag 1
		expect u0 label=0 i.label=0x54321 tag=1
	EOF
}

# raw LABEL PATTERN ATTRIBUTE...: lab commands, what ip would not send
raw()
{
	echo "case kernel: $1"
	echo "link $ns1 new $2 ext.encap=u8:1 id=u32:42 ${*:3}"
}

setup
lab <<-EOF
	port u0 $ns2 u0
	port u1 $ns2 u1
	$(for dev in $DEVS; do echo "port $dev $ns1 $dev"; done)
	$(for dev in $DEVS; do mark_cases "$dev"; done)
	$(for dev in vx14 tap15 gre16; do label_cases "$dev"; done)
	$(far_cases)
EOF
if have_module act_tunnel_key; then
	ip -n "$ns1" -batch - <<-EOF || bail "no external device"
		link add ext address $OWN type ovtun encap vxlan external dstport 4799
		link set ext up
	EOF
	tc -n "$ns1" qdisc add dev ext clsact || bail "no clsact"
	lab <<-EOF
		port u0 $ns2 u0
		port u1 $ns2 u1
		port ext $ns1 ext
		$(meta_cases 192.0.2.1 192.0.2.2)
		$(meta_cases 2001:db8::1 2001:db8::2)
	EOF
else
	skip "a mark beside metadata" "needs act_tunnel_key"
fi
far_change outermark 8
lab <<-EOF
	port u0 $ns2 u0
	port far $ns3 far
	case a mark is set into another namespace
	mark far 5
	$(out far 1)
	expect u0 tag=1 tos=0x20
EOF
far_change fwmark 5
lab <<-EOF
	port u1 $ns2 u1
	port far $ns3 far
	case fwmark chooses the route in another namespace
	mark far 6
	$(out far 1)
	expect u1 tag=1 tos=0
	$(raw "a policy for marks that there is not" MARK_POLICY ext.mark_policy=u8:3)
	$(raw "a policy of the wrong size" MARK_POLICY ext.mark_policy=u32:1)
	$(raw "a mark without its policy" EXT_MARK_POLICY ext.mark=u32:7)
	$(raw "a mark with another policy" EXT_MARK_POLICY ext.mark_policy=u8:1 ext.mark=u32:7)
	$(raw "a mark of the wrong size" EXT_MARK ext.mark_policy=u8:2 ext.mark=u8:7)
	$(raw "a short fwmark" EXT_FWMARK ext.fwmark=u16:7)
	$(raw "notrack that is no bool" EXT_NOTRACK ext.notrack=u8:2)
	$(raw "a flow label policy over IPv4" LABEL_POLICY label_policy=u32:1 local=ip4:192.0.2.1)
	$(raw "a flow label policy that there is not" LABEL_POLICY label_policy=u32:2 local6=ip6:2001:db8::1)
EOF
finish
