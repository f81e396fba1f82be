#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The MTU of a device follows that of its underlay. Fragments, or none, as df
# says. Senders behind a bridge learn the path MTU, in VLANs as well.
#
#     ns3                  ns1                        ns2
#   +---------+          +------------------+       +----------------+
#   | cN cN.7 +----------+ bridge--(ovtun)  +-------+ (ovtun) dN.7   |
#   +---------+          +------------------+  u0   +----------------+

. "$(dirname "$0")/lib.sh"

OWN=02:00:00:00:01:01
OTHER=02:00:00:00:02:02
V4="local 192.0.2.1 remote 192.0.2.2"
V6="local 2001:db8::1 remote 2001:db8::2"

# ---- the MTU follows ---------------------------------------------------------

follow_setup()
{
	ip -n "$ns1" -batch - <<-EOF || bail "no devices"
		link add f1 type ovtun encap vxlan id 1 $V4
		link add f2 type ovtun encap gretap key 2 local 192.0.2.1 dev u0
		link add f3 type ovtun encap vxlan id 3 local 192.0.2.1
		link add f4 type ovtun encap gre key 4 $V6
		link add f5 mtu 1300 type ovtun encap vxlan id 5 $V4
		link add f6 type ovtun encap gretap key 6 $V4
		addr add 10.6.0.1/24 dev f6
		link set f6 up
		link add f7 type ovtun encap gre key 7 local 10.6.0.1 remote 10.6.0.2
		link add f8 netns $ns3 type ovtun encap vxlan id 8 $V4
	EOF
}

# mtus DEV...: in ns1, of f8 in ns3
mtus()
{
	local dev ns got=()

	for dev; do
		ns=$ns1
		[[ $dev != f8 ]] || ns=$ns3
		got+=("$(ip -n "$ns" -j link show dev "$dev" | jq '.[].mtu')")
	done
	echo "${got[*]}"
}

follow_cases()
{
	local all="f1 f2 f3 f4 f5 f6 f7 f8"

	follow_setup
	# shellcheck disable=SC2086 # words
	{
	same "MTU at first" "1450 1458 1450 1452 1300 1458 1430 1450" \
		"$(mtus $all)"
	ip -n "$ns1" link set u0 mtu 1400
	same "MTU follows down" "1350 1358 1350 1352 1300 1358 1330 1350" \
		"$(mtus $all)"
	ip -n "$ns1" link set u0 mtu 4000
	same "MTU follows up" "3950 3958 3950 3952 1300 3958 3930 3950" \
		"$(mtus $all)"
	}
	ip -n "$ns1" -batch - <<-EOF
		link set f1 mtu 1400
		link set f5 mtu 3950
		link set f2 mtu 3958
		link set u0 mtu 1500
	EOF
	same "MTU by hand stays, the one that fits follows" "1400 1458 1450" \
		"$(mtus f1 f2 f5)"
	ip -n "$ns1" -batch - <<-EOF
		link set f5 type ovtun remote 2001:db8::2 local 2001:db8::1
		link set f1 type ovtun remote 2001:db8::2 local 2001:db8::1
		link set f2 type ovtun key 2 csum
	EOF
	same "MTU after a change of the headers" "1400 1454 1430" \
		"$(mtus f1 f2 f5)"
	ip -n "$ns1" -batch - <<-EOF
		link add f9 type ovtun encap vxlan id 9 local 192.0.2.1 remote 198.51.100.9
		route add 198.51.100.0/24 via 192.0.2.2 mtu 1300
		link set f9 up
	EOF
	same "MTU of a route that came later, when the device is set up" 1250 \
		"$(mtus f9)"
	ip -n "$ns1" -batch - <<-EOF
		link add l1 type ovtun encap gre key 21 remote 10.31.0.2
		link add l2 type ovtun encap gre key 22 remote 10.32.0.2
		link set l1 up
		link set l2 up
		route add 10.31.0.2/32 dev l2
		route add 10.32.0.2/32 dev l1
		link set u0 mtu 1600
		link set u0 mtu 1500
	EOF
	ip -n "$ns1" -batch - <<-EOF
		link add w1 type ovtun encap gretap trunk local 192.0.2.1
		link add w2 type ovtun encap gretap external local 2001:db8::1
		link add w3 type ovtun encap gre external nolocal
		link add w4 type ovtun encap nvgre trunk local 192.0.2.1
	EOF
	same "MTU with many segments: there is always a key" \
		"1458 1438 1452 1458" "$(mtus w1 w2 w3 w4)"
	check "tunnels over each other do not follow for ever" \
		test "$(mtus l1)" -ge 68 -a "$(mtus l2)" -ge 68
	printf 'link del %s\n' f1 f2 f3 f4 f5 f7 f6 f9 l1 l2 w1 w2 w3 w4 |
		ip -n "$ns1" -batch -
	ip -n "$ns3" link del f8
}

# ---- fragments ---------------------------------------------------------------

fragment_setup()
{
	ip -n "$ns1" -batch - <<-EOF || bail "no devices"
		link add d1 mtu 1440 address $OWN type ovtun encap vxlan id 1 $V4
		link add d2 mtu 1440 address $OWN type ovtun encap gretap key 2 $V4
		link add d3 mtu 1440 address $OWN type ovtun encap vxlan id 3 $V6
		link add d4 mtu 1440 address $OWN type ovtun encap gretap key 4 $V6
		$(for dev in d1 d2 d3 d4; do
			echo "link set $dev up"
		done)
		route replace 192.0.2.2/32 dev u0 mtu 1300
		route replace 2001:db8::2/128 dev u0 mtu 1300
	EOF
}

# fragment_cases DEV: does it have a DF bit? IPv6 routers never fragment.
fragment_cases()
{
	local dev=$1 frame="eth s=$OWN d=$OTHER ip4 s=10.0.0.1 d=10.0.0.2"
	local frame6="eth s=$OWN d=$OTHER ip6 s=fd00::1 d=fd00::2"
	local df0="df=0" df1="df=1" df

	case $dev in d3 | d4) df0="frag=0" df1="frag=0" ;; esac
	for df in unset inherit; do
		cat <<-EOF
			case $dev: df $df, a packet without DF goes in fragments
			run ip -n $ns1 link set $dev type ovtun df $df
			send $dev $frame tag 1 1380
			expect u0 frag=1
			drop $dev tx_too_big 0
			send $dev $frame tag 2
			expect u0 tag=2 frag=0 $df0
		EOF
	done
	cat <<-EOF
		case $dev: df inherit, a packet with DF is dropped
		send $dev $frame df tag 1 1380
		drop $dev tx_too_big 1
		send $dev $frame df tag 2
		expect u0 tag=2 frag=0 $df1
		count u0 0 frag=1
		case $dev: df set, no packet is in fragments
		run ip -n $ns1 link set $dev type ovtun df set
		send $dev $frame tag 1 1380
		send $dev $frame df tag 1 1380
		drop $dev tx_too_big 2
		send $dev $frame tag 2
		expect u0 tag=2 frag=0 $df1
		count u0 0 frag=1
		case $dev: df unset, a packet with DF goes in fragments
		run ip -n $ns1 link set $dev type ovtun df unset
		send $dev $frame df tag 1 1380
		expect u0 frag=1
		drop $dev tx_too_big 0
		case $dev: df inherit, IPv6 is as a packet with DF
		run ip -n $ns1 link set $dev type ovtun df inherit
		run ip -n $ns1 route replace 192.0.2.2/32 dev u0 mtu 1400
		run ip -n $ns1 route replace 2001:db8::2/128 dev u0 mtu 1400
		send $dev $frame6 tag 1 1370
		drop $dev tx_too_big 1
		send $dev $frame6 tag 2
		expect u0 tag=2 frag=0 $df1
		count u0 0 frag=1
		run ip -n $ns1 route replace 192.0.2.2/32 dev u0 mtu 1300
		run ip -n $ns1 route replace 2001:db8::2/128 dev u0 mtu 1300
	EOF
}

# ---- path MTU in VLANs ---------------------------------------------------------

# vlans DEV N HOST: VLAN 7, and 8 in 7, with addresses
vlans()
{
	cat <<-EOF
		link add $1.7 link $1 type vlan id 7
		link add $1.8 link $1.7 type vlan id 8
		addr add 10.$2.7.$3/24 dev $1.7
		addr add fd00:$2:7::$3/64 dev $1.7 nodad
		addr add 10.$2.8.$3/24 dev $1.8
		addr add fd00:$2:8::$3/64 dev $1.8 nodad
		link set $1 up
		link set $1.7 up
		link set $1.8 up
	EOF
}

# overlay N OPTIONS...: a device in ns2, one in ns1 behind a bridge
overlay()
{
	local n=$1
	shift

	ip -n "$ns1" -batch - <<-EOF || fail "setup $n"
		link add d$n type ovtun $* $V4
		link add p$n type veth peer name c$n netns $ns3
		link add b$n type bridge forward_delay 0 mcast_snooping 0
		link set p$n master b$n up
		link set d$n master b$n up
		link set b$n up
	EOF
	ip -n "$ns2" link add "d$n" type ovtun "$@" local 192.0.2.2 remote 192.0.2.1
	if have_ovtunctl && [[ $* == *trunk* ]]; then
		ovtunctl -n "$ns1" segment add dev "d$n" id 5007 vlan 7 ||
			fail "segment in ns1"
		ovtunctl -n "$ns2" segment add dev "d$n" id 5007 vlan 7 ||
			fail "segment in ns2"
	fi
	ip -n "$ns2" -batch - <<<"$(vlans "d$n" "$n" 2)" || fail "VLANs $n"
	ip -n "$ns3" -batch - <<<"link set c$n mtu 1400
$(vlans "c$n" "$n" 1)" || fail "VLANs $n"
}

# learned N WHAT: cases. The answer has the tags of what it is about.
learned()
{
	local n=$1 vlan tags

	for vlan in 7 8; do
		tags="vlan=7 vlan2=none"
		[[ $vlan == 7 ]] || tags="vlan=7 vlan2=8"
		cat <<-EOF
			case $2, VLAN $vlan: an IPv4 sender learns the path MTU
			udp $ns3 10.$n.$vlan.1 $ns2 10.$n.$vlan.2 100 df
			toobig $ns3 10.$n.$vlan.1 10.$n.$vlan.2 1300 later
			expect c$n $tags proto=1
			udp $ns3 10.$n.$vlan.1 $ns2 10.$n.$vlan.2 1200 df
			case $2, VLAN $vlan: an IPv6 sender learns the path MTU
			udp $ns3 fd00:$n:$vlan::1 $ns2 fd00:$n:$vlan::2 100 df
			toobig $ns3 fd00:$n:$vlan::1 fd00:$n:$vlan::2 1300 later
			expect c$n $tags proto=58 icmp=2
			udp $ns3 fd00:$n:$vlan::1 $ns2 fd00:$n:$vlan::2 1200 df
		EOF
	done
}

setup_pair
setup_ns ns3
ip -n "$ns3" link set lo up
follow_cases
fragment_setup
lab <<-EOF
	port u0 $ns2 u0
	$(for dev in d1 d2 d3 d4; do
		echo "port $dev $ns1 $dev"
		echo "stats $dev $ns1 $dev"
	done)
	$(for dev in d1 d2 d3 d4; do fragment_cases $dev; done)
EOF
ip -n "$ns1" -batch - <<-EOF
	link del d1
	link del d2
	link del d3
	link del d4
	route del 192.0.2.2/32
	route del 2001:db8::2/128
EOF
overlay 41 encap vxlan id 41
overlay 42 encap gretap key 42
kinds="41 42"
if have_ovtunctl; then
	overlay 43 encap vxlan dstport 4790 trunk
	overlay 44 encap gretap trunk
	kinds+=" 43 44"
else
	skip "path MTU through a trunk" "needs ovtunctl"
fi
ip -n "$ns1" route replace 192.0.2.2/32 dev u0 mtu 1350
lab <<-EOF
	$(for n in $kinds; do
		echo "port c$n $ns3 c$n"
		case $n in
		41) learned 41 vxlan ;;
		42) learned 42 gretap ;;
		43) learned 43 "vxlan trunk" ;;
		44) learned 44 "gretap trunk" ;;
		esac
	done)
EOF
finish
