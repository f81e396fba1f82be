#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# One device for many tenants: segments of a trunk, told apart by VLAN on this
# side and by id on the other.
#
#     ns1                     ns2              ns3
#   +----------------+      +-----------+    +-----------+
#   | tv tg tp       |      | x10 x20   |    |           |   packets are sent
#   |     u0         |      |    u0     |    |    u0     |   and watched on u0
#   +-----+----------+      +-----+-----+    +-----+-----+
#         | 192.0.2.1, ...::1     | .2, ...::2     | .3, ...::3
#   ------+-----------------------+----------------+------  br0 in ns0
#
# tv: VXLAN, dual stack. tg: GRE with frames. tp: GRE to one peer. x10 and x20
# are in-tree devices with one segment each.

. "$(dirname "$0")/lib.sh"

have_ovtunctl || skip_all "no ovtunctl"

OWN=02:00:00:00:01:01
ALL=ff:ff:ff:ff:ff:ff
ZERO=00:00:00:00:00:00
MAC_A=02:00:00:00:0a:00
MAC_B=02:00:00:00:0b:00

seg()
{
	ovtunctl -n "$ns1" segment "$@"
}

# from HOST DEV ID SOURCE DEST TAG: a lab command, a frame from a peer
from()
{
	local head="eth s=02:00:00:00:00:0$1 d=02:00:00:00:00:01"
	local ip="ip4 s=192.0.2.$1 d=192.0.2.1"
	local inner="eth s=$4 d=$5 tag $6"

	case $2 in
	tv) echo "send u$1 $head $ip udp d=4789 vxlan vni=$3 $inner" ;;
	tv6) echo "send u$1 $head ip6 s=2001:db8::$1 d=2001:db8::1 udp d=4789 vxlan vni=$3 $inner" ;;
	tg) echo "send u$1 $head $ip gre key=$3 $inner" ;;
	esac
}

# id DEV N: how what is seen on the wire names the id
id()
{
	case $1 in
	tv) echo "vni=$2" ;;
	tg) echo "key=$2" ;;
	esac
}

setup()
{
	local dev

	setup_switch 3
	ip -n "$ns1" -batch - <<-EOF || bail "no trunks"
		link add tv address $OWN type ovtun encap vxlan trunk
		link add tg address $OWN type ovtun encap gretap trunk local 192.0.2.1
		link set tv up
		link set tg up
	EOF
	for dev in tv tg; do
		ovtunctl -n "$ns1" -batch - <<-EOF || bail "no segments"
			segment add dev $dev id 5010 vlan 10
			segment add dev $dev id 5020 vlan 20
			segment add dev $dev id 5030 vlan 0
			segment add dev $dev id 5040
		EOF
		bridge -n "$ns1" -batch - <<-EOF || bail "no lists"
			fdb append $ZERO dev $dev dst 192.0.2.2 src_vni 5010
			fdb append $ZERO dev $dev dst 192.0.2.3 src_vni 5020
			fdb append $ZERO dev $dev dst 192.0.2.2 src_vni 5030
		EOF
	done
}

# segment_cases DEV: what each encapsulation has to do alike
segment_cases()
{
	local dev=$1 fdb="bridge -n $ns1 fdb"
	local vlan="eth s=$OWN d=$ALL"

	cat <<-EOF
		case $dev: a tag chooses the segment and is not sent
		send $dev $vlan vlan id=10 tag 1
		send $dev $vlan vlan id=20 tag 2
		expect u2 tag=1 $(id "$dev" 5010) i.vlan=none tagdata=good
		expect u3 tag=2 $(id "$dev" 5020) i.vlan=none tagdata=good
		count u3 0 tag=1 $(id "$dev" 5010)
		count u2 0 tag=2 $(id "$dev" 5020)
		case $dev: no tag is a segment, too
		send $dev $vlan tag 3
		expect u2 tag=3 $(id "$dev" 5030)
		case $dev: a priority tag counts as none
		send $dev $vlan vlan id=0 tag 4
		expect u2 tag=4 $(id "$dev" 5030) i.vlan=none
		case $dev: a service tag stays in the frame
		send $dev eth s=$OWN d=$ALL t=0x88a8 vlan id=10 tag 5
		expect u2 tag=5 $(id "$dev" 5030) i.svlan=10
		case $dev: a tag that no segment has
		send $dev $vlan vlan id=30 tag 6
		stat $dev tx_unknown_segment 1
		count u2 0 tag=6
		count u3 0 tag=6
		case $dev: received frames get the tag of their segment
		$(from 2 "$dev" 5010 $MAC_A $OWN 7)
		expect $dev tag=7 vlan=10
		$(from 3 "$dev" 5020 $MAC_A $OWN 8)
		expect $dev tag=8 vlan=20
		$(from 2 "$dev" 5030 $MAC_A $OWN 9)
		expect $dev tag=9 vlan=none
		case $dev: the same address is learned in each segment
		until $fdb show dev $dev | grep -q "$MAC_A.* dst 192.0.2.2 .*src_vni 5010 "
		shell $fdb show dev $dev | grep -q '$MAC_A.* dst 192.0.2.3 .*src_vni 5020 '
		send $dev eth s=$OWN d=$MAC_A vlan id=10 tag 10
		send $dev eth s=$OWN d=$MAC_A vlan id=20 tag 11
		expect u2 tag=10 $(id "$dev" 5010)
		expect u3 tag=11 $(id "$dev" 5020)
		count u3 0 tag=10 $(id "$dev" 5010)
		count u2 0 tag=11 $(id "$dev" 5020)
		case $dev: an id that is no segment
		$(from 2 "$dev" 5099 $MAC_A $OWN 12)
		$(from 2 "$dev" 5010 $MAC_A $OWN 13)
		expect $dev tag=13
		count $dev 0 tag=12
		case $dev: a segment without list has the one of all segments
		send $dev $vlan vlan id=20 tag 14
		expect u3 tag=14 $(id "$dev" 5020)
		run $fdb append $ZERO dev $dev dst 192.0.2.2
		run ovtunctl -n $ns1 segment add dev $dev id 5050 vlan 50
		send $dev $vlan vlan id=50 tag 15
		expect u2 tag=15 $(id "$dev" 5050)
		send $dev $vlan vlan id=20 tag 16
		expect u3 tag=16 $(id "$dev" 5020)
		count u2 0 tag=16 $(id "$dev" 5020)
		run $fdb del $ZERO dev $dev dst 192.0.2.2
		case $dev: another VLAN while it is up
		run ovtunctl -n $ns1 segment set dev $dev id 5010 vlan 11
		send $dev $vlan vlan id=11 tag 17
		expect u2 tag=17 $(id "$dev" 5010)
		$(from 2 "$dev" 5010 $MAC_A $OWN 18)
		expect $dev tag=18 vlan=11
		send $dev $vlan vlan id=10 tag 19
		stat $dev tx_unknown_segment 1
		run ovtunctl -n $ns1 segment set dev $dev id 5010 vlan 10
		case $dev: an entry may send with another id
		run $fdb add $MAC_B dev $dev dst 192.0.2.3 src_vni 5010 vni 6010
		send $dev eth s=$OWN d=$MAC_B vlan id=10 tag 20
		expect u3 tag=20 $(id "$dev" 6010)
		run $fdb del $MAC_B dev $dev dst 192.0.2.3 src_vni 5010 vni 6010
		case $dev: a segment does not learn
		run ovtunctl -n $ns1 segment set dev $dev id 5010 learning off
		$(from 2 "$dev" 5010 $MAC_B $OWN 21)
		expect $dev tag=21
		shell ! $fdb show dev $dev | grep $MAC_B
		run ovtunctl -n $ns1 segment set dev $dev id 5010 learning on
		case $dev: a segment has a limit of its own
		run ovtunctl -n $ns1 segment set dev $dev id 5030 maxaddress 2
		$(from 2 "$dev" 5030 02:00:00:00:0c:01 $OWN 22)
		$(from 2 "$dev" 5010 02:00:00:00:0c:01 $OWN 23)
		expect $dev tag=23
		stat $dev fdb_limit 1
		shell $fdb show dev $dev | grep -q '02:00:00:00:0c:01.*src_vni 5010 '
		shell ! $fdb show dev $dev | grep -q '02:00:00:00:0c:01.*src_vni 5030 '
		run ovtunctl -n $ns1 segment set dev $dev id 5030 maxaddress 0
		case $dev: deleting a segment takes its entries along
		run ovtunctl -n $ns1 segment delete dev $dev id 5020
		shell ! $fdb show dev $dev | grep -q 'src_vni 5020 '
		shell $fdb show dev $dev | grep -q 'src_vni 5010 '
		send $dev $vlan vlan id=20 tag 24
		stat $dev tx_unknown_segment 1
		$(from 3 "$dev" 5020 $MAC_A $OWN 25)
		$(from 2 "$dev" 5010 $MAC_A $OWN 26)
		expect $dev tag=26
		count $dev 0 tag=25
		run ovtunctl -n $ns1 segment add dev $dev id 5020 vlan 20
		case $dev: strict as any other device
		$(from 3 "$dev" 5010 $MAC_A $OWN 27)
		stat $dev rx_unknown_peer 1
		count $dev 0 tag=27
	EOF
}

# What one device has for both address families
family_cases()
{
	cat <<-EOF
		case tv: peers of both address families on one device
		run bridge -n $ns1 fdb append $ZERO dev tv dst 2001:db8::2 src_vni 5010
		send tv eth s=$OWN d=$ALL vlan id=10 tag 40
		expect u2 tag=40 vni=5010 dst=192.0.2.2
		expect u2 tag=40 vni=5010 dst=2001:db8::2
		$(from 2 tv6 5010 $MAC_B $OWN 41)
		expect tv tag=41 vlan=10
		until bridge -n $ns1 fdb show dev tv | grep -q "$MAC_B.* dst 2001:db8::2 .*src_vni 5010 "
		case tv: net_rx_unknown_vni for what is no segment
		$(from 2 tv 5099 $MAC_B $OWN 42)
		stat tv net_rx_unknown_vni 1
	EOF
}

# strict_from HOST TAG: a frame for the segment of tm that is strict
strict_from()
{
	echo "send u$1 eth s=02:00:00:00:00:0$1 d=02:00:00:00:00:01 ip4 s=192.0.2.$1 d=192.0.2.1 udp d=4790 vxlan vni=5020 eth s=$MAC_B d=$ALL tag $2"
}

# The groups of segments, with a third device that is bound to u0
group_cases()
{
	local fdb="bridge -n $ns1 fdb"

	cat <<-EOF
		case group: a segment joins it while the device is up
		grep $ns1 /proc/net/igmp 0A0901EF
		case group: unknown destinations go there
		send tm eth s=$OWN d=$ALL vlan id=10 tag 50
		expect u2 tag=50 dst=239.1.9.10 vni=5010
		case group: nobody can know its members
		send u3 eth s=02:00:00:00:00:03 d=01:00:5e:01:09:0a ip4 s=192.0.2.3 d=239.1.9.10 udp d=4790 vxlan vni=5010 eth s=$MAC_A d=$ALL tag 51
		expect tm tag=51 vlan=10
		case group: those of one segment are not those of another
		send u3 eth s=02:00:00:00:00:03 d=01:00:5e:01:09:0a ip4 s=192.0.2.3 d=239.1.9.10 udp d=4790 vxlan vni=5020 eth s=$MAC_A d=$ALL tag 52
		send u3 eth s=02:00:00:00:00:03 d=02:00:00:00:00:01 ip4 s=192.0.2.9 d=192.0.2.1 udp d=4790 vxlan vni=5020 eth s=$MAC_A d=$ALL tag 53
		stat tm rx_unknown_peer 1
		stat tm net_rx_unknown_vni 1
		count tm 0 tag=52
		count tm 0 tag=53
		case group: who is only learned there may not send elsewhere
		$(strict_from 3 60)
		drop tm rx_unknown_peer 1
		shell ovtunctl -n $ns1 -json peer show dev tm 192.0.2.3 | jq -e '.[0].origin == ["learned"]'
		case group: an entry that names the sender lets it
		run $fdb add $MAC_B dev tm dst 192.0.2.3 src_vni 5020
		$(strict_from 3 61)
		expect tm tag=61 vlan=20
		run $fdb del $MAC_B dev tm dst 192.0.2.3 src_vni 5020
		$(strict_from 3 62)
		drop tm rx_unknown_peer 1
		case group: so does adding it, or a prefix
		run ovtunctl -n $ns1 peer add dev tm 192.0.2.3
		$(strict_from 3 63)
		expect tm tag=63 vlan=20
		run ovtunctl -n $ns1 peer del dev tm 192.0.2.3
		$(strict_from 3 64)
		stat tm rx_unknown_peer 1
		run ovtunctl -n $ns1 peer add dev tm 192.0.2.0/30
		$(strict_from 3 65)
		expect tm tag=65 vlan=20
		run ovtunctl -n $ns1 peer del dev tm 192.0.2.0/30
		$(strict_from 3 66)
		drop tm rx_unknown_peer 2
		case group: and confirming what was learned, until it moves
		run $fdb replace $MAC_A dev tm dst 192.0.2.3 src_vni 5010 dynamic
		$(strict_from 3 67)
		expect tm tag=67 vlan=20
		send u2 eth s=02:00:00:00:00:02 d=02:00:00:00:00:01 ip4 s=192.0.2.2 d=192.0.2.1 udp d=4790 vxlan vni=5010 eth s=$MAC_A d=$ALL tag 68
		expect tm tag=68 vlan=10
		$(strict_from 3 69)
		$(strict_from 2 70)
		drop tm rx_unknown_peer 2
		case group: down leaves it, up joins again
		run ip -n $ns1 link set tm down
		nogrep $ns1 /proc/net/igmp 0A0901EF
		run ip -n $ns1 link set tm up
		grep $ns1 /proc/net/igmp 0A0901EF
		case group: another one while it is up
		run ovtunctl -n $ns1 segment set dev tm id 5010 group 239.1.9.11
		grep $ns1 /proc/net/igmp 0B0901EF
		nogrep $ns1 /proc/net/igmp 0A0901EF
		send tm eth s=$OWN d=$ALL vlan id=10 tag 54
		expect u2 tag=54 dst=239.1.9.11 vni=5010
		case group: deleting the segment leaves it
		run ovtunctl -n $ns1 segment delete dev tm id 5010
		nogrep $ns1 /proc/net/igmp 0B0901EF
	EOF
}

errors()
{
	refused "trunk with an id" "ifla_ovtun_id" ip -n "$ns1" link add bad type ovtun encap vxlan trunk id 5
	refused "trunk with a key" "key" ip -n "$ns1" link add bad type ovtun encap gretap trunk key 5
	refused "trunk of IP packets" "trunk" ip -n "$ns1" link add bad type ovtun encap gre trunk
	refused "trunk for life" "trunk cannot be changed" \
		ip -n "$ns1" link set tv type ovtun notrunk
	refused "a segment twice" "already" seg add dev tv id 5010 vlan 12
	refused "a VLAN twice" "another segment" seg add dev tv id 5011 vlan 10
	refused "VLAN of another when changed" "another segment" \
		seg set dev tv id 5040 vlan 10
	refused "segment 0" "segment_id" seg add dev tv id 0 vlan 12
	refused "VNI too large" "16777215" seg add dev tv id 16777216
	check "a GRE key has 32 bits" seg add dev tg id 4294967295
	refused "group that is none" "multicast" \
		seg add dev tv id 5012 group 192.0.2.9
	refused "group without underlay device" "ifla_ovtun_link" \
		seg add dev tv id 5012 group 239.1.1.1
	ip -n "$ns1" link add below type ovtun encap vxlan trunk dstport 4797 dev u0
	seg add dev below id 5 group 239.1.1.1
	refused "no underlay device for the group of a segment" "ifla_ovtun_link" \
		ip -n "$ns1" link set below type ovtun nodev
	ip -n "$ns1" link del below
	refused "group of the other family" "family" \
		seg add dev tg id 5012 group ff02::99
	ip -n "$ns1" link add one type ovtun encap vxlan id 77
	refused "segment of a plain device" "one segment" seg add dev one id 5
	refused "entry of no segment" "nda_src_vni" bridge -n "$ns1" fdb add \
		$MAC_A dev tv dst 192.0.2.2 src_vni 4711
	refused "segment of an entry of a plain device" "nda_src_vni" \
		bridge -n "$ns1" fdb add $MAC_A dev one dst 192.0.2.2 src_vni 5
	refused "deleting what is not there" "segment|such" \
		seg delete dev tv id 4711
	refused "two trunks on one port" "same packets" \
		ip -n "$ns1" link add bad type ovtun encap vxlan trunk
	check "two trunks on two ports" ip -n "$ns1" link add tm \
		address $OWN type ovtun encap vxlan trunk dstport 4790 dev u0 \
		local 192.0.2.1
	check "a plain device beside a trunk on its port" ip -n "$ns1" \
		link add plain up type ovtun encap vxlan id 88
}

# As many as there can be: all VLANs, then the limit of segments
scale()
{
	local out

	seg delete dev tm id 5020
	check "a segment for each VLAN" seg add dev tm \
		id 1-4094 vlan 1-4094
	same "all are there" 4094 \
		"$(ovtunctl -n "$ns1" -json segment show dev tm | jq length)"
	refused "70,000 segments" "at most 65536" seg add \
		dev tm id 4095-70000
	same "65,536 are there" 65536 \
		"$(ovtunctl -n "$ns1" -json segment show dev tm | jq length)"
	refused "another 30,000 are refused" "at most 65536" \
		ovtunctl -n "$ns1" -force -batch - \
		< <(seq -f "segment add dev tm id %.0f" 70000 100000)
	same "and nothing was added" 65536 \
		"$(ovtunctl -n "$ns1" -json segment show dev tm | jq length)"
	check "the device with all its segments goes" \
		ip -n "$ns1" link del tm
	out=$(ovtunctl -n "$ns1" -json segment show | jq 'map(select(.ifname == "tm")) | length')
	same "no segment is left" 0 "$out"
}

load_module || bail "no module"
setup
errors

ip -n "$ns1" link set tm up
ovtunctl -n "$ns1" -batch - <<-EOF
	segment add dev tm id 5010 vlan 10 group 239.1.9.10
	segment add dev tm id 5020 vlan 20
EOF

lab < <(
	cat <<-EOF
		quiet $ns1 u0
		port u2 $ns2 u0
		port u3 $ns3 u0
		port tv $ns1 tv
		port tg $ns1 tg
		port tm $ns1 tm
		stats tv $ns1 tv
		stats tg $ns1 tg
		stats tm $ns1 tm
	EOF
	segment_cases tv
	segment_cases tg
	family_cases
	group_cases
)

scale

finish
