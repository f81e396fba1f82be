#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Segments, peers, counters and events over generic netlink, by ovtunctl, and
# messages that ovtunctl would not send.
#
#     ns1                                   ns2
#   +-----------------+                   +---------------------+
#   | t4 t6 tg p1 k1  |                   |                     |
#   |      u0         |                   |      u0             |
#   +------+----------+                   +------+--------------+
#          | 192.0.2.1, 2001:db8::1              | packets from any address
#          +-------------------------------------+
#
# t4, t6, tg: trunks over VXLAN, VXLAN over IPv6, GRE; p1: VXLAN with a remote;
# k1: GRE without key

. "$(dirname "$0")/lib.sh"

have_ovtunctl || skip_all "ovtunctl is not installed"
command -v jq >/dev/null || skip_all "jq is not installed"

ZERO=00:00:00:00:00:00
ALL=ff:ff:ff:ff:ff:ff
MAC=02:00:00:00:0a:00
ETH="eth s=02:00:00:00:00:02 d=02:00:00:00:00:01"

ctl()
{
	ovtunctl -n "$ns1" "$@"
}

# says LABEL WANT FILTER WORD...: what jq finds in the JSON of a view
says()
{
	local label=$1 want=$2 filter=$3 got
	shift 3

	got=$(ctl -j "$@" 2>&1 | jq -c "$filter" 2>&1)
	same "$label" "$want" "$got"
}

# prints LABEL PATTERN WORD...: a line of the text of a view
prints()
{
	local label=$1 pattern=$2 got
	shift 2

	got=$(ctl "$@" 2>&1)
	if grep -qE -e "$pattern" <<<"$got"; then
		pass "$label"
	else
		fail "$label" "no '$pattern' in:" "$got"
	fi
}

# A frame to segment VNI from host N of the underlay, with a source address
from()
{
	echo "$ETH ip4 s=192.0.2.$2 d=192.0.2.1 udp d=4789 vxlan vni=$1 eth s=$3 d=$4 tag $2 50"
}

make_devices()
{
	ip -n "$ns1" -batch - <<-EOF || bail "no ovtun devices"
		link add t4 type ovtun encap vxlan trunk local 192.0.2.1 dev u0
		link add t6 type ovtun encap vxlan trunk local 2001:db8::1 dev u0 dstport 4791
		link add tg type ovtun encap gretap trunk local 192.0.2.1
		link add p1 type ovtun encap vxlan id 42 local 192.0.2.1 remote 192.0.2.2 dstport 4790
		link add k1 type ovtun encap gretap local 192.0.2.1
		link set t4 up
		link set p1 up
		link set k1 up
	EOF
}

segments()
{
	local before

	check "segment: added" ctl segment add dev t4 id 5010 vlan 10
	says "segment: shown as it was added" \
		'[["t4",5010,10,true,0,null,0]]' \
		'map([.dev, .id, .vlan, .learning, .maxaddress, .group, .entries])' \
		segment show dev t4
	prints "segment: text" '^t4 +5010 +10 +- +on +0 +0 +0 +0$' segment
	check "segment: with a group, without a VLAN" \
		ctl segment add dev t4 id 5011 group 239.1.2.3 learning off maxaddress 9
	says "segment: one of them" '[[5011,null,"239.1.2.3",false,9]]' \
		'map([.id, .vlan, .group, .learning, .maxaddress])' \
		segment show dev t4 id 5011
	check "segment: the group is joined" grep_group 239.1.2.3
	check "segment: IPv6 group" ctl segment add dev t6 id 5012 vlan 12 group ff05::123
	says "segment: IPv6 group is shown" '"ff05::123"' '.[0].group' \
		segment show dev t6
	check "segment: untagged" ctl segment add dev t4 id 5013 vlan 0
	check "segment: GRE key above 24 bits" \
		ctl segment add dev tg id 4294967295 vlan 1
	says "segment: of all devices, in the order of their numbers" \
		'{"p1":[42],"t4":[5010,5011,5013],"t6":[5012],"tg":[4294967295]}' \
		'map(select(.id)) | group_by(.dev) | map({(.[0].dev): map(.id)}) | add' \
		segment
	says "segment: the only one of a device" '[42,null]' \
		'[.[0].id, .[0].vlan]' segment show dev p1
	says "segment: GRE without key has no number" '[1,false]' \
		'[length, (.[0] | has("id"))]' segment show dev k1

	before=$(ctl -j segment show dev t4 | jq -c 'map(del(.counters))')
	refused "segment: exists" "already|exists" ctl segment add dev t4 id 5010 vlan 99
	refused "segment: VLAN is taken" "vlan" ctl segment add dev t4 id 6000 vlan 10
	refused "segment: VLAN is taken, set" "vlan" ctl segment set dev t4 id 5011 vlan 10 learning on
	refused "segment: VNI above 24 bits" "16777215" ctl segment add dev t4 id 16777216
	refused "segment: number 0" "id" ctl segment add dev t4 id 0
	refused "segment: group that is none" "multicast" \
		ctl segment add dev t4 id 6000 group 192.0.2.9
	refused "segment: group of another family" "family|group" \
		ctl segment add dev t4 id 6000 group ff05::1
	refused "segment: set, not there" "segment" ctl segment set dev t4 id 6000 vlan 60
	refused "segment: deleted, not there" "segment" ctl segment del dev t4 id 6000
	refused "segment: shown, not there" "segment" ctl segment show dev t4 id 6000
	refused "segment: on a device that has one" "trunk|external" \
		ctl segment add dev p1 id 43
	refused "segment: the only one stays" "trunk|external|only" \
		ctl segment del dev p1 id 42
	refused "segment: no such device" "device" ctl segment add dev nodev id 1
	refused "segment: a device of another kind" "ovtun" ctl segment add dev u0 id 1
	refused "segment: a view of a device of another kind" "ovtun" \
		ctl segment show dev u0
	same "segment: what was refused has changed nothing" "$before" \
		"$(ctl -j segment show dev t4 | jq -c 'map(del(.counters))')"

	check "segment: set one thing" ctl segment set dev t4 id 5011 vlan 11
	says "segment: the others stay" '[11,"239.1.2.3",false,9]' \
		'.[0] | [.vlan, .group, .learning, .maxaddress]' segment show dev t4 id 5011
	check "segment: the same again" ctl segment set dev t4 id 5011 vlan 11 group 239.1.2.3
	check "segment: take VLAN and group away" \
		ctl segment set dev t4 id 5011 novlan nogroup maxaddress 0
	says "segment: without VLAN and group" '[null,null,0]' \
		'.[0] | [.vlan, .group, .maxaddress]' segment show dev t4 id 5011
	check "segment: the group is left" bash -c "! ip netns exec $ns1 grep -q EF010203 /proc/net/igmp"
	check "segment: replaced" ctl segment replace dev t4 id 5011 vlan 14
	says "segment: what replace does not name has its default" '[14,true,0]' \
		'.[0] | [.vlan, .learning, .maxaddress]' segment show dev t4 id 5011
	check "segment: replace makes a new one" ctl segment replace dev t4 id 5014
	check "segment: deleted" ctl segment del dev t4 id 5011-5011
	refused "segment: and gone" "segment" ctl segment show dev t4 id 5011
	check "segment: its VLAN is free again" ctl segment set dev t4 id 5014 vlan 14
}

# /proc/net/igmp has the address as a number in host byte order.
grep_group()
{
	local a b c d

	IFS=. read -r a b c d <<<"$1"
	ip netns exec "$ns1" grep -qi "$(printf '%02x%02x%02x%02x' "$d" "$c" "$b" "$a")" \
		/proc/net/igmp
}

many_segments()
{
	check "many: a segment for each VLAN" \
		ctl segment add dev tg id 10001-14093 vlan 2-4094
	says "many: a dump of all, none twice" '[4094,4094,true]' \
		'[length, (map(.id) | unique | length), (map(.id) == (map(.id) | sort))]' \
		segment show dev tg
	same "many: as text, one line a segment" 4095 \
		"$(ctl segment show dev tg | wc -l)"
	prints "many: a range stops where one exists" "stopped at id 10001" \
		segment add dev tg id 9999-10002
	check "many: changed" ctl segment set dev tg id 10001-14093 maxaddress 5
	check "many: deleted" ctl segment del dev tg id 9999-14093
	says "many: the others stay" '[4294967295]' 'map(.id)' segment show dev tg
	refused "many: more than a device can have" "65536" \
		ctl segment add dev t6 id 10001-16777215
	says "many: so many are there" 65536 '.[0].segments' stats show dev t6
	check "many: deleted with their device" ip -n "$ns1" link del t6
}

batch()
{
	local out

	for ((n = 1; n <= 200; n++)); do
		echo "segment add dev t4 id $((20000 + n)) vlan $((100 + n)) # $n"
	done >"$SCRATCH/batch"
	check "batch: from a file" ctl -batch "$SCRATCH/batch"
	out=$(ctl -batch - 2>&1 <<-EOF
		segment del dev t4 id 20001-20200
		segment del dev t4 id 20001
		segment add dev t4 id 20001
	EOF
	)
	if [[ $out == "-:2: "*segment* ]]; then
		pass "batch: stops at the refused line and names it"
	else
		fail "batch: stops at the refused line and names it" "$out"
	fi
	ctl -force -batch - >/dev/null 2>&1 <<-EOF
		segment del dev t4 id 20001
		segment add dev t4 id 20002
	EOF
	same "batch: --force goes on, the status tells" 1 $?
	check "batch: and has gone on" ctl segment del dev t4 id 20002
}

peers()
{
	check "peer: added" ctl peer add dev t4 192.0.2.5
	check "peer: prefix" ctl peer add dev t4 192.0.2.64/26
	says "peer: shown" '[["192.0.2.5",["admin"],null,0]]' \
		'map([.address, .origin, .last_seen_ms, .counters.rx_packets])' \
		peer show dev t4 192.0.2.5
	prints "peer: text" '^t4 +192\.0\.2\.64/26 +- +- +admin +- ' peer
	refused "peer: added twice" "already|exists" ctl peer add dev t4 192.0.2.5
	refused "peer: bits after the prefix" "prefix" ctl peer add dev t4 192.0.2.1/24
	refused "peer: of another family" "family|address" ctl peer add dev t4 2001:db8::5
	refused "peer: deleted, not there" "peer" ctl peer del dev t4 192.0.2.6
	refused "peer: shown, not there" "peer" ctl peer show dev t4 192.0.2.6
	refused "peer: no such device" "device" ctl peer add dev nodev 192.0.2.5
	says "peer: the remote of a device" '[["192.0.2.2",true]]' \
		'map([.address, (.origin | contains(["remote"]))])' peer show dev p1
	bridge -n "$ns1" -batch - <<-EOF
		fdb add 02:00:00:00:01:01 dev t4 dst 192.0.2.7 src_vni 5010
		fdb append $ZERO dev t4 dst 192.0.2.5 src_vni 5010
	EOF
	says "peer: who refers to it" '[["fdb"],["admin","flood"]]' \
		'[(.[] | select(.address == "192.0.2.7").origin), (.[] | select(.address == "192.0.2.5").origin | sort)]' \
		peer show dev t4
	lab <<-EOF
		port inject $ns2 u0
		port t4 $ns1 t4
		stats t4 $ns1 t4
		case peer: an address that was added may send
		send inject $(from 5010 5 $MAC $ALL)
		expect t4 tag=5
		case peer: an address of a prefix may send
		send inject $(from 5010 70 02:00:00:00:0a:01 $ALL)
		expect t4 tag=70
		case peer: others may not
		send inject $(from 5010 8 02:00:00:00:0a:02 $ALL)
		send inject $(from 5010 128 02:00:00:00:0a:02 $ALL)
		send inject $(from 5010 5 $MAC $ALL)
		expect t4 tag=5
		drop t4 rx_unknown_peer 2
	EOF
	says "peer: counted, seen" '[2,128,2,true]' \
		'.[0] | [.counters.rx_packets, .counters.rx_bytes, .counters.rx_broadcast, (.last_seen_ms < 60000)]' \
		peer show dev t4 192.0.2.5
	check "peer: a prefix in the prefix" ctl peer add dev t4 192.0.2.64/28
	lab <<-EOF
		port inject $ns2 u0
		port t4 $ns1 t4
		case peer: both prefixes may send
		send inject $(from 5010 66 02:00:00:00:0a:03 $ALL)
		send inject $(from 5010 90 02:00:00:00:0a:04 $ALL)
		send inject $(from 5010 91 02:00:00:00:0a:05 $ALL)
		expect t4 tag=66
		expect t4 tag=90
		expect t4 tag=91
	EOF
	says "peer: counted by the longest prefix" '[[26,3],[28,1]]' \
		'map(select(.address == "192.0.2.64") | [.prefixlen, .counters.rx_packets]) | sort' \
		peer show dev t4
	check "peer: the inner prefix deleted" ctl peer del dev t4 192.0.2.64/28
	check "peer: deleted" ctl peer del dev t4 192.0.2.64/26
	check "peer: deleted, but still a destination" ctl peer del dev t4 192.0.2.5
	says "peer: still in the list, and learned" '["flood","learned"]' \
		'.[0].origin' peer show dev t4 192.0.2.5
	lab <<-EOF
		port inject $ns2 u0
		stats t4 $ns1 t4
		case peer: a prefix that was deleted may not send
		send inject $(from 5010 71 02:00:00:00:0a:01 $ALL)
		drop t4 rx_unknown_peer 1
	EOF
	for ((n = 0; n < 3000; n++)); do
		echo "peer add dev t4 10.$((n >> 8)).$((n & 255)).1"
	done >"$SCRATCH/batch"
	check "peer: many" ctl -batch "$SCRATCH/batch"
	says "peer: a dump of many, none twice" '[3000,3000]' \
		'map(select(.address | startswith("10."))) | [length, (map(.address) | unique | length)]' \
		peer show dev t4
	sed 's/ add / del /' "$SCRATCH/batch" >"$SCRATCH/batch2"
	check "peer: many deleted" ctl -batch "$SCRATCH/batch2"
}

fdb()
{
	says "fdb: a learned entry with what bridge does not tell" \
		'["t4",5010,"192.0.2.5",true,true,0]' \
		'.[0] | [.dev, .segment, .destinations[0].address, (.age_ms < 60000), has("used_ms"), .moves]' \
		fdb show dev t4 $MAC segment 5010
	bridge -n "$ns1" fdb append $ZERO dev t4 dst 192.0.2.6 src_vni 5010 port 4799
	lab <<-EOF
		port inject $ns2 u0
		port t4 $ns1 t4
		case fdb: an address moves
		send inject $(from 5010 6 $MAC $ALL)
		expect t4 tag=6
		send inject $(from 5010 5 $MAC $ALL)
		expect t4 tag=5
		send inject $(from 5010 6 $MAC $ALL)
		expect t4 tag=6
	EOF
	says "fdb: it moved three times" '["192.0.2.6",3]' \
		'.[0] | [.destinations[0].address, .moves]' fdb show dev t4 $MAC segment 5010
	says "fdb: a list of destinations" \
		'[{"address":"192.0.2.5"},{"address":"192.0.2.6","port":4799}]' \
		'.[0].destinations | sort_by(.address)' fdb show dev t4 $ZERO segment 5010
	prints "fdb: text" "^t4 +02:00:00:00:01:01 +5010 +permanent .* 192\.0\.2\.7$" \
		fdb show dev t4
	refused "fdb: no such entry" "entry|address" \
		ctl fdb show dev t4 02:00:00:00:0f:0f segment 5010
	refused "fdb: no such segment" "segment" ctl fdb show dev t4 segment 6000
	for ((n = 0; n < 5000; n++)); do
		printf 'fdb add 02:00:00:01:%02x:%02x dev t4 dst 192.0.2.9 src_vni %u\n' \
			$((n >> 8)) $((n & 255)) $((5013 + n % 2))
	done | bridge -n "$ns1" -batch - || fail "fdb: 5000 entries"
	says "fdb: a dump of many, none twice" '[5000,5000]' \
		'map(select(.mac | startswith("02:00:00:01"))) | [length, (map(.mac) | unique | length)]' \
		fdb show dev t4
	says "fdb: those of one segment" '[2500,[5013]]' \
		'[length, (map(.segment) | unique)]' fdb show dev t4 segment 5013
	says "fdb: a segment counts its entries" 2500 '.[0].entries' \
		segment show dev t4 id 5014
	check "fdb: a segment goes with its entries" ctl segment del dev t4 id 5014
	says "fdb: the others stay" 2500 \
		'map(select(.mac | startswith("02:00:00:01"))) | length' fdb show dev t4
}

# Whatever changes meanwhile, a view is complete JSON.
race()
{
	local i bad=0

	for ((i = 0; i < 300; i++)); do
		echo "segment replace dev tg id $((30000 + i % 7)) vlan $((200 + i % 7))"
		echo "segment del dev tg id $((30000 + i % 7))"
		echo "peer add dev tg 198.51.100.$((i % 200))"
	done >"$SCRATCH/batch"
	ctl -force -batch "$SCRATCH/batch" >/dev/null 2>&1 &
	while [[ $(jobs -r) ]]; do
		printf '%s\n' segment "peer show dev tg" fdb stats |
			ctl -force -j -batch - 2>>"$SCRATCH/race" | jq . >/dev/null || bad=1
	done
	wait
	same "views while everything changes are complete" "0 " \
		"$bad $(grep -v 'something has changed' "$SCRATCH/race")"
}

stats()
{
	local names

	# What takes the fast path is not dropped.
	names=$(ip netns exec "$ns1" ethtool -S t4 | grep -v _fast: |
		sed -n 's/^ *\([a-z0-9_]*\): .*/"\1"/p' | jq -cs sort)
	says "stats: every reason that ethtool knows" "$names" \
		'.[0].counters.drops | keys' stats show dev t4
	says "stats: dropped packets by name" 3 \
		'.[0].counters.drops.rx_unknown_peer' stats show dev t4
	says "stats: of all devices" '["k1","p1","t4","tg"]' 'map(.dev) | sort' stats
	says "stats: objects of a device" '[1,1]' '.[0] | [.segments, .peers]' \
		stats show dev p1
	prints "stats: text" '^    dropped +3  rx_unknown_peer$' stats show dev t4
	refused "stats: a device of another kind" "ovtun" ctl stats show dev u0

	ctl segment add dev t4 id 7000 vlan 70
	bridge -n "$ns1" -batch - <<-EOF
		fdb append $ZERO dev t4 dst 192.0.2.2 src_vni 7000
		fdb append $ZERO dev t4 dst 192.0.2.3 src_vni 7000
		fdb add 02:00:00:00:07:07 dev t4 dst 192.0.2.2 src_vni 7000
	EOF
	ip -n "$ns1" neigh replace 192.0.2.3 lladdr 02:00:00:00:00:02 dev u0
	lab <<-EOF
		port t4 $ns1 t4
		port u2 $ns2 u0
		case stats: one frame of each sort on a segment
		send t4 eth s=$MAC d=$ALL vlan id=70 tag 1 46
		send t4 eth s=$MAC d=01:00:5e:01:01:01 vlan id=70 tag 2 46
		send t4 eth s=$MAC d=02:00:00:00:0e:0e vlan id=70 tag 3 46
		send t4 eth s=$MAC d=02:00:00:00:07:07 vlan id=70 tag 4 46
		expect u2 tag=4
	EOF
	says "stats: a segment counts each copy, by sort" '[7,2,2,2]' \
		'.[0].counters | [.tx_packets, .tx_broadcast, .tx_multicast, .tx_unknown]' \
		segment show dev t4 id 7000
	says "stats: and each of its peers" '[4,1,1,1]' \
		'.[0].counters | [.tx_packets, .tx_broadcast, .tx_multicast, .tx_unknown]' \
		peer show dev t4 192.0.2.2
	says "stats: bytes of inner frames" 420 '.[0].counters.tx_bytes' \
		segment show dev t4 id 7000
}

# start_monitor FILE WORD...: until it has told of something
start_monitor()
{
	local file=$1
	shift

	: >"$file"
	ovtunctl -n "$ns1" -j monitor "$@" >"$file" 2>&1 &
	wait_for monitored "$file" || fail "monitor: starts"
}

monitored()
{
	ctl segment set dev t4 id 5010 learning off
	ctl segment set dev t4 id 5010 learning on
	[[ -s $1 ]]
}

# event LABEL FILE FILTER: a line for which it is true comes
event()
{
	if wait_for jq -e -n "[inputs | select($3)] | length > 0" "$2"; then
		pass "$1"
	else
		fail "$1" "$(tail -n 20 "$2")"
	fi
}

monitor()
{
	local all=$SCRATCH/all some=$SCRATCH/some

	start_monitor "$all"
	ovtunctl -n "$ns1" -j monitor dev p1 peer >"$some" 2>&1 &
	ctl -batch - <<-EOF || fail "monitor: changes"
		segment add dev t4 id 8000 vlan 80
		segment set dev t4 id 8000 learning off
		segment del dev t4 id 8000
		peer add dev t4 192.0.2.200
		peer del dev t4 192.0.2.200
	EOF
	event "monitor: a new segment" "$all" \
		'.event == "segment" and .id == 8000 and .vlan == 80 and .learning'
	event "monitor: a changed segment" "$all" \
		'.event == "segment" and .id == 8000 and (.learning | not)'
	event "monitor: a deleted segment" "$all" \
		'.event == "segment-del" and .id == 8000'
	event "monitor: a new peer" "$all" \
		'.event == "peer" and .address == "192.0.2.200" and .dev == "t4"'
	event "monitor: a deleted peer" "$all" \
		'.event == "peer-del" and .address == "192.0.2.200"'
	lab <<-EOF
		port inject $ns2 u0
		port t4 $ns1 t4
		case monitor: an address moves
		send inject $(from 5010 5 $MAC $ALL)
		expect t4 tag=5
	EOF
	event "monitor: a moved address, from and to" "$all" \
		".event == \"fdb-move\" and .mac == \"$MAC\" and .segment == 5010 and .from.address == \"192.0.2.6\" and .destinations[0].address == \"192.0.2.5\""
	check "monitor: a device with peers" ip -n "$ns1" link del p1
	event "monitor: of one device and sort only" "$some" \
		'.event == "peer-del" and .dev == "p1"'
	same "monitor: nothing of other devices" "" \
		"$(jq -c 'select(.dev != "p1" or (.event | startswith("peer") | not))' "$some")"
	kill "$(jobs -p | tail -n 1)"
}

privileges()
{
	local as_nobody=(ip netns exec "$ns1" setpriv --reuid=65534 --regid=65534
		--clear-groups --inh-caps=-all --bounding-set=-all ovtunctl)

	refused "privilege: a segment needs one" "permi" \
		"${as_nobody[@]}" segment add dev t4 id 9000
	refused "privilege: a peer needs one" "permi" \
		"${as_nobody[@]}" peer add dev t4 192.0.2.99
	check "privilege: a view needs none" "${as_nobody[@]}" -j stats
	refused "privilege: not that of another user namespace" "permi" \
		ip netns exec "$ns1" unshare -Ur ovtunctl segment add dev t4 id 9000
	check "privilege: that of the owner of the network namespace" \
		unshare -Urn bash -c 'ip link add o1 type ovtun encap vxlan trunk local 192.0.2.1 dev lo &&
			ovtunctl segment add dev o1 id 9000 vlan 9'
}

bad_messages()
{
	local index op

	index=$(<"/sys/class/net/lo/ifindex")
	lab <<-EOF
		case message: no device
		genl $ns1 segment-new device|ifindex|ifname id=u32:9000
		case message: a device by its index
		genl $ns1 segment-get+dump made ifindex=u32:$t4_index
		case message: index and name of different devices
		genl $ns1 segment-new ifindex|ifname|device ifindex=u32:$index ifname=hex:743400 id=u32:9000
		case message: index 0
		genl $ns1 segment-get . ifindex=u32:0 id=u32:5010
		case message: no number
		genl $ns1 segment-new id ifname=hex:743400
		genl $ns1 segment-set id ifname=hex:743400 vlan=u16:1
		case message: number of two bytes
		genl $ns1 segment-new . ifname=hex:743400 id=u16:9000
		case message: VLAN above 4094
		genl $ns1 segment-new . ifname=hex:743400 id=u32:9000 vlan=u16:4095
		case message: VLAN and no VLAN
		genl $ns1 segment-set vlan ifname=hex:743400 id=u32:5010 vlan=u16:5 no-vlan=flag
		case message: groups of both families
		genl $ns1 segment-new group ifname=hex:743400 id=u32:9000 group4=ip4:239.1.1.1 group6=ip6:ff05::1
		case message: a group of three bytes
		genl $ns1 segment-new . ifname=hex:743400 id=u32:9000 group6=hex:ff0501
		case message: learning that is neither on nor off
		genl $ns1 segment-new . ifname=hex:743400 id=u32:9000 learning=u8:2
		case message: an attribute of answers
		genl $ns1 segment-new . ifname=hex:743400 id=u32:9000 fdb-count=u32:1
		case message: an attribute that does not exist
		genl $ns1 segment-new . ifname=hex:743400 id=u32:9000 n99=u32:1
		case message: flags that the family does not have
		genl $ns1 segment-new+create flags ifname=hex:743400 id=u32:9000
		case message: a name without end, a name too long
		genl $ns1 segment-get+dump . ifname=hex:74347434743474347434743474347434743474347434
		case message: a peer without address
		genl $ns1 peer-new address ifname=hex:743400
		genl $ns1 peer-del address ifname=hex:743400
		case message: a peer with addresses of both families
		genl $ns1 peer-new address ifname=hex:743400 address4=ip4:192.0.2.3 address6=ip6:2001:db8::3
		case message: a prefix longer than the address
		genl $ns1 peer-new prefix ifname=hex:743400 address4=ip4:192.0.2.3 prefixlen=u8:33
		case message: a prefix of nothing but everybody
		genl $ns1 peer-new made ifname=hex:743400 address4=ip4:0.0.0.0 prefixlen=u8:0
		genl $ns1 peer-del made ifname=hex:743400 address4=ip4:0.0.0.0 prefixlen=u8:0
		case message: a multicast address, an unspecified one
		genl $ns1 peer-new address ifname=hex:743400 address4=ip4:239.1.1.1
		genl $ns1 peer-new address ifname=hex:743400 address4=ip4:0.0.0.0
		case message: a port is no part of a peer that is added
		genl $ns1 peer-new . ifname=hex:743400 address4=ip4:192.0.2.3 port=be16:1
		case message: an entry without address
		genl $ns1 fdb-get address|lladdr ifname=hex:743400 segment=u32:5010
		case message: an address of five bytes
		genl $ns1 fdb-get . ifname=hex:743400 lladdr=hex:0200000001
		$(for op in segment-new segment-set segment-del segment-get \
			segment-get+dump peer-new peer-del peer-get \
			peer-get+dump fdb-get fdb-get+dump stats-get stats-get+dump; do
			echo "case message: $op, every attribute, every length"
			echo "shake $ns1 $op t4"
		done)
	EOF
}

# counted NAME: a drop at the device p1, at its segment and at its peer
counted()
{
	{
		ctl -j stats show dev p1
		ctl -j segment show dev p1
		ctl -j peer show dev p1 192.0.2.2
	} | jq -cs "map(.[0].counters.drops.$1)"
}

# What is lost where the device has no more hand in it
losses()
{
	local backlog

	if command -v nft >/dev/null &&
		ip netns exec "$ns1" nft -f - <<-EOF
			add table inet t
			add chain inet t out { type filter hook output priority 0; }
			add rule inet t out udp dport 4790 drop
		EOF
	then
		lab <<-EOF
			port p1 $ns1 p1
			stats p1 $ns1 p1
			case losses: a packet that the underlay drops
			send p1 x3 eth s=$MAC d=$ALL tag 90
			drop p1 tx_output 3
		EOF
		ip netns exec "$ns1" nft delete table inet t
		same "losses: segment and peer count it, too" "[3,3,3]" \
			"$(counted tx_output)"
	else
		skip "losses: a packet that the underlay drops" "needs nft"
	fi

	# A burst, and little room between the underlay and the device
	if ! have_module sch_plug ||
		! ip netns exec "$ns1" ethtool -K u0 gro on ||
		! ip netns exec "$ns2" ethtool -K u0 tso off ||
		! tc -n "$ns2" qdisc add dev u0 root plug limit 1000000; then
		skip "losses: the receive queue is full" "needs sch_plug"
		return
	fi
	backlog=$(sysctl -n net.core.netdev_max_backlog)
	sysctl -qw net.core.netdev_max_backlog=10
	lab <<-EOF
		port inject $ns2 u0
		stats p1 $ns1 p1
		case losses: the receive queue is full
		send inject x60 $ETH ip4 s=192.0.2.2 d=192.0.2.1 udp d=4790 vxlan vni=42 eth s=$MAC d=$ALL tag 91
		run tc -n $ns2 qdisc change dev u0 root plug release_indefinite
		rose p1 rx_backlog 1
	EOF
	sysctl -qw net.core.netdev_max_backlog="$backlog"
	tc -n "$ns2" qdisc del dev u0 root
	check "losses: segment and peer count that, too" wait_for agree
}

# While packets are still lost, what is asked later knows of more.
agree()
{
	jq -ne "$(counted rx_backlog) | .[0] > 0 and .[0] == .[1] and .[0] == .[2]"
}

completion()
{
	local devices

	devices=$(ip netns exec "$ns1" bash -c \
		". $TOP/tools/ovtunctl/ovtunctl.bash-completion; _ovtunctl_devices" |
		sort | tr '\n' ' ')
	same "completion: devices" "k1 p1 t4 tg " "$devices"
}

setup_pair
make_devices
t4_index=$(ip -n "$ns1" -j link show t4 | jq '.[0].ifindex')
segments
many_segments
batch
peers
fdb
race
stats
losses
completion
privileges
bad_messages
monitor
finish
