#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The multicast database: replication per source and group.
#
#     ns1                     ns2              ns3
#   +----------------+      +-----------+    +-----------+
#   | v4 v6 g4 g6    |      |           |    |           |   packets are sent
#   | tv tg  u0      |      |    u0     |    |    u0     |   and watched on u0
#   +-----+----------+      +-----+-----+    +-----+-----+
#         | 192.0.2.1, ...::1     | .2, ...::2     | .3, ...::3
#   ------+-----------------------+----------------+------  br0 in ns0

. "$(dirname "$0")/lib.sh"

OWN=02:00:00:00:01:01
ALL=ff:ff:ff:ff:ff:ff
ZERO=00:00:00:00:00:00
IP4="eth s=$OWN d=01:00:5e:01:01:01 ip4"
IP6="eth s=$OWN d=33:33:00:00:00:01 ip6"

# cases DEV PREFIX: what each encapsulation has to do alike
cases()
{
	local dev=$1 dst2=$2""2 dst3=$2""3
	local mdb="$BRIDGE -n $ns1 mdb"
	local port="dev $dev port $dev permanent"

	cat <<-EOF
		case $dev: without an entry multicast goes to the flood list
		send $dev $IP4 s=10.0.0.1 d=239.1.1.1 tag 1
		expect u2 tag=1 dst=$dst2
		expect u3 tag=1 dst=$dst3
		case $dev: (*, G): to its destination alone
		run $mdb add $port grp 239.1.1.1 dst $dst2
		send $dev $IP4 s=10.0.0.1 d=239.1.1.1 tag 2
		send $dev $IP4 s=10.0.0.1 d=239.1.1.2 tag 3
		expect u2 tag=2 dst=$dst2
		expect u3 tag=3 dst=$dst3
		expect u2 tag=3 dst=$dst2
		count u3 0 tag=2 dst=$dst3
		case $dev: a second destination gets a copy, too
		run $mdb add $port grp 239.1.1.1 dst $dst3
		send $dev $IP4 s=10.0.0.1 d=239.1.1.1 tag 4
		expect u2 tag=4 dst=$dst2
		expect u3 tag=4 dst=$dst3
		count u2 1 tag=4 dst=$dst2
		count u3 1 tag=4 dst=$dst3
		case $dev: and so does a socket's packet, whole
		run ip -n $ns1 addr add 10.9.0.1/24 dev $dev
		run ip -n $ns1 route add 239.1.1.1 dev $dev
		shell ip netns exec $ns1 bash -c 'printf %32s . >/dev/udp/239.1.1.1/9'
		expect u2 dst=$dst2 i.smac=$OWN i.src=10.9.0.1 i.len=60 i.ucsum=good
		expect u3 dst=$dst3 i.smac=$OWN i.src=10.9.0.1 i.len=60 i.ucsum=good
		run ip -n $ns1 addr del 10.9.0.1/24 dev $dev
		case $dev: no more when it is deleted
		run $mdb del $port grp 239.1.1.1 dst $dst3
		send $dev $IP4 s=10.0.0.1 d=239.1.1.1 tag 5
		send $dev $IP4 s=10.0.0.1 d=239.1.1.2 tag 6
		expect u2 tag=5 dst=$dst2
		expect u3 tag=6 dst=$dst3
		count u3 0 tag=5 dst=$dst3
		case $dev: (S, G) comes before (*, G)
		run $mdb add $port grp 239.1.1.1 src 10.0.0.7 dst $dst3
		send $dev $IP4 s=10.0.0.7 d=239.1.1.1 tag 7
		send $dev $IP4 s=10.0.0.1 d=239.1.1.1 tag 8
		expect u3 tag=7 dst=$dst3
		expect u2 tag=8 dst=$dst2
		count u2 0 tag=7 dst=$dst2
		count u3 0 tag=8 dst=$dst3
		case $dev: exclude: not what comes from a source in the list
		run $mdb replace $port grp 239.1.1.1 dst $dst2 filter_mode exclude source_list 10.0.0.8,10.0.0.9
		send $dev $IP4 s=10.0.0.8 d=239.1.1.1 tag 9
		stat $dev tx_no_remote 1
		send $dev $IP4 s=10.0.0.1 d=239.1.1.1 tag 10
		expect u2 tag=10 dst=$dst2
		count u2 0 tag=9
		count u3 0 tag=9
		case $dev: replaced, a source that is left out comes again
		run $mdb replace $port grp 239.1.1.1 dst $dst2 filter_mode exclude source_list 10.0.0.9
		send $dev $IP4 s=10.0.0.8 d=239.1.1.1 tag 11
		expect u2 tag=11 dst=$dst2
		send $dev $IP4 s=10.0.0.9 d=239.1.1.1 tag 12
		stat $dev tx_no_remote 1
		case $dev: include: only what comes from a source in the list
		run $mdb add $port grp 239.1.1.3 dst $dst3 filter_mode include source_list 10.0.0.5
		send $dev $IP4 s=10.0.0.5 d=239.1.1.3 tag 13
		expect u3 tag=13 dst=$dst3
		send $dev $IP4 s=10.0.0.6 d=239.1.1.3 tag 14
		stat $dev tx_no_remote 1
		count u2 0 tag=13 dst=$dst2
		count u3 0 tag=14
		case $dev: with the group its sources go
		run $mdb del $port grp 239.1.1.3 dst $dst3
		shell ! $mdb show dev $dev | grep -q 239.1.1.3
		case $dev: all zeros takes the other groups
		run $mdb add $port grp 0.0.0.0 dst $dst3
		send $dev $IP4 s=10.0.0.1 d=239.9.9.9 tag 15
		expect u3 tag=15 dst=$dst3
		count u2 0 tag=15
		case $dev: but not what is for the link, queries, reports, broadcast and IPv6
		send $dev $IP4 s=10.0.0.1 d=224.0.0.5 tag 16
		send $dev $IP4 s=10.0.0.1 d=239.1.1.1 proto=2 tag 17
		send $dev eth s=$OWN d=$ALL ip4 s=10.0.0.1 d=255.255.255.255 tag 18
		send $dev $IP6 s=fd00::1 d=ff0e::1 tag 19
		expect u2 tag=19 dst=$dst2
		expect u3 tag=19 dst=$dst3
		count u2 4 tag=16-19
		count u3 4 tag=16-19
		case $dev: IPv6: (S, G), (*, G), all others, and what is for the link
		run $mdb add $port grp ff0e::1 dst $dst2
		run $mdb add $port grp ff0e::1 src fd00::7 dst $dst3
		run $mdb add $port grp :: dst $dst2
		send $dev $IP6 s=fd00::1 d=ff0e::1 tag 20
		send $dev $IP6 s=fd00::7 d=ff0e::1 tag 21
		send $dev $IP6 s=fd00::7 d=ff0e::9 tag 22
		send $dev $IP6 s=fd00::7 d=ff02::5 tag 23
		send $dev $IP6 s=fd00::7 d=ff0e::9 proto=0 hex 3a00050200000000 tag 24
		expect u3 tag=23
		expect u2 dst=$dst2 i.dst=ff02::5
		count u2 1 tag=20
		count u3 0 tag=20
		count u2 0 tag=21
		count u3 1 tag=21
		count u2 1 tag=22
		count u3 0 tag=22
		case $dev: get finds the destinations of a group
		shell $mdb get dev $dev grp 239.1.1.1 | grep -q "dst $dst2"
		shell ! $mdb get dev $dev grp 239.7.7.7
		case $dev: flush of one destination leaves the others
		run $mdb flush dev $dev dst $dst3
		shell ! $mdb show dev $dev | grep -q "dst $dst3"
		shell $mdb show dev $dev | grep -q "dst $dst2"
		case $dev: flush of all leaves nothing, and the flood list is back
		run $mdb flush dev $dev
		shell ! $mdb show dev $dev | grep -q grp
		send $dev $IP4 s=10.0.0.1 d=239.1.1.1 tag 25
		expect u2 tag=25 dst=$dst2
		expect u3 tag=25 dst=$dst3
	EOF
}

vxlan_cases()
{
	local mdb="$BRIDGE -n $ns1 mdb"

	cat <<-EOF
		case v4: a destination with a port and a VNI of its own
		run $mdb add dev v4 port v4 permanent grp 239.2.2.2 dst 192.0.2.3 dst_port 4788 vni 777 proto zebra
		send v4 $IP4 s=10.0.0.1 d=239.2.2.2 tag 30
		expect u3 tag=30 dport=4788 vni=777
		shell $BRIDGE -d -n $ns1 mdb show dev v4 | grep -q "239.2.2.2 .*proto zebra .*dst 192.0.2.3 .*dst_port 4788 .*vni 777"
		case v4: a destination is a known peer
		shell $mdb add dev v4 port v4 permanent grp 239.2.2.3 dst 192.0.2.9
		send u2 eth s=02:00:00:00:00:02 d=02:00:00:00:00:01 ip4 s=192.0.2.9 d=192.0.2.1 udp d=4789 vxlan vni=11 eth s=02:00:00:00:0a:00 d=$ALL tag 31
		expect v4 tag=31
		run $mdb flush dev v4
		run bridge -n $ns1 fdb flush dev v4 self nopermanent
		send u2 eth s=02:00:00:00:00:02 d=02:00:00:00:00:01 ip4 s=192.0.2.9 d=192.0.2.1 udp d=4789 vxlan vni=11 eth s=02:00:00:00:0a:00 d=$ALL tag 32
		stat v4 rx_unknown_peer 1
	EOF
}

# Devices of many segments: tv and tg have the VLANs 10 and 20
trunk_setup()
{
	local dev

	ip -n "$ns1" -batch - <<-EOF || bail "no trunks"
		link add tv address $OWN type ovtun encap vxlan trunk local 192.0.2.1 dstport 4790
		link add tg address $OWN type ovtun encap gretap trunk local 192.0.2.1
		link set tv up
		link set tg up
	EOF
	for dev in tv tg; do
		ovtunctl -n "$ns1" -batch - <<-EOF || bail "no segments"
			segment add dev $dev id 5010 vlan 10
			segment add dev $dev id 5020 vlan 20
		EOF
		bridge -n "$ns1" -batch - <<-EOF || bail "no lists"
			fdb append $ZERO dev $dev dst 192.0.2.2
			fdb append $ZERO dev $dev dst 192.0.2.3
		EOF
	done
}

# trunk_cases DEV FIELD: the field that has the segment on the wire
trunk_cases()
{
	local dev=$1 id=$2 mdb="$BRIDGE -n $ns1 mdb"
	local port="dev $dev port $dev permanent"
	local vlan10="eth s=$OWN d=01:00:5e:01:01:01 vlan id=10 ip4"
	local vlan20="eth s=$OWN d=01:00:5e:01:01:01 vlan id=20 ip4"

	cat <<-EOF
		case $dev: an entry is of one segment
		run $mdb add $port grp 239.1.1.1 dst 192.0.2.2 src_vni 5010
		send $dev $vlan10 s=10.0.0.1 d=239.1.1.1 tag 1
		send $dev $vlan20 s=10.0.0.1 d=239.1.1.1 tag 2
		expect u2 tag=1 $id=5010 i.vlan=none
		expect u2 tag=2 $id=5020 i.vlan=none
		expect u3 tag=2 $id=5020
		count u3 0 tag=1 $id=5010
		case $dev: the same group in another segment has other destinations
		run $mdb add $port grp 239.1.1.1 dst 192.0.2.3 src_vni 5020
		send $dev $vlan10 s=10.0.0.1 d=239.1.1.1 tag 3
		send $dev $vlan20 s=10.0.0.1 d=239.1.1.1 tag 4
		expect u2 tag=3 $id=5010
		expect u3 tag=4 $id=5020
		count u3 0 tag=3 $id=5010
		count u2 0 tag=4 $id=5020
		case $dev: so has a source of the group
		run $mdb add $port grp 239.1.1.1 src 10.0.0.7 dst 192.0.2.3 src_vni 5010
		send $dev $vlan10 s=10.0.0.7 d=239.1.1.1 tag 5
		send $dev $vlan10 s=10.0.0.1 d=239.1.1.1 tag 6
		expect u3 tag=5 $id=5010
		expect u2 tag=6 $id=5010
		count u2 0 tag=5 $id=5010
		count u3 0 tag=6 $id=5010
		case $dev: all other groups of a segment
		run $mdb add $port grp 0.0.0.0 dst 192.0.2.3 src_vni 5020
		send $dev $vlan20 s=10.0.0.1 d=239.9.9.9 tag 7
		send $dev $vlan10 s=10.0.0.1 d=239.9.9.9 tag 8
		expect u3 tag=7 $id=5020
		expect u2 tag=8 $id=5010
		expect u3 tag=8 $id=5010
		count u2 0 tag=7 $id=5020
		case $dev: a destination in a segment with another id
		run $mdb add $port grp 239.1.1.2 dst 192.0.2.2 src_vni 5010 vni 6010
		send $dev $vlan10 s=10.0.0.1 d=239.1.1.2 tag 9
		expect u2 tag=9 $id=6010
		case $dev: entries say their segment
		shell $BRIDGE -d -n $ns1 mdb show dev $dev | grep -q "239.1.1.1 .*dst 192.0.2.2 .*src_vni 5010"
		shell $BRIDGE -d -n $ns1 mdb show dev $dev | grep -q "239.1.1.1 .*dst 192.0.2.3 .*src_vni 5020"
		shell $mdb get dev $dev grp 239.1.1.1 src_vni 5020 | grep -q "dst 192.0.2.3"
		shell ! $mdb get dev $dev grp 239.1.1.2 src_vni 5020
		case $dev: flush of one segment leaves the others
		run $mdb flush dev $dev src_vni 5020
		shell ! $BRIDGE -d -n $ns1 mdb show dev $dev | grep -q "src_vni 5020"
		shell $BRIDGE -d -n $ns1 mdb show dev $dev | grep -q "src_vni 5010"
		send $dev $vlan20 s=10.0.0.1 d=239.1.1.1 tag 10
		expect u2 tag=10 $id=5020
		expect u3 tag=10 $id=5020
		case $dev: with a segment its entries go
		run ovtunctl -n $ns1 segment delete dev $dev id 5010
		shell ! $mdb show dev $dev | grep -q grp
		run ovtunctl -n $ns1 segment add dev $dev id 5010 vlan 10
		send $dev $vlan10 s=10.0.0.1 d=239.1.1.1 tag 11
		expect u2 tag=11 $id=5010
		expect u3 tag=11 $id=5010
	EOF
}

trunk_refusals()
{
	local -a add=("$BRIDGE" -n "$ns1" mdb add dev tv port tv permanent
		grp 239.3.3.3 dst 192.0.2.2)

	refused "an entry of a trunk without a segment" "src_vni is missing" \
		"${add[@]}"
	refused "a segment that is not there" "not a segment" \
		"${add[@]}" src_vni 4711
	refused "a VNI of more than 24 bits" "16777215" \
		"${add[@]}" src_vni 16777216
	same "what was refused on a trunk has left nothing" "" \
		"$("$BRIDGE" -n "$ns1" mdb show dev tv | grep grp)"
}

refusals()
{
	local -a add=("$BRIDGE" -n "$ns1" mdb add dev v4 port v4 permanent)

	check "add" "${add[@]}" grp 239.3.3.3 dst 192.0.2.2
	refused "adding what is there" "already" \
		"${add[@]}" grp 239.3.3.3 dst 192.0.2.2
	refused "deleting what is not there" "not a destination" \
		"$BRIDGE" -n "$ns1" mdb del dev v4 port v4 grp 239.3.3.3 dst 192.0.2.3
	refused "no destination" "needs a destination" "${add[@]}" grp 239.3.3.4
	refused "a destination of the other family" "underlay family" \
		"${add[@]}" grp 239.3.3.4 dst 2001:db8::2
	refused "an unspecified destination" "unspecified" \
		"${add[@]}" grp 239.3.3.4 dst 0.0.0.0
	refused "a source of all groups" "needs a group" \
		"${add[@]}" grp 0.0.0.0 src 10.0.0.1 dst 192.0.2.2
	refused "a multicast source" "unicast" \
		"${add[@]}" grp 239.3.3.4 src 239.1.1.1 dst 192.0.2.2
	refused "a source twice" "twice" "${add[@]}" grp 239.3.3.4 \
		dst 192.0.2.2 filter_mode include source_list 10.0.0.1,10.0.0.1
	refused "more than 64 sources" "64" "${add[@]}" grp 239.3.3.4 \
		dst 192.0.2.2 filter_mode include \
		source_list "$(printf '10.1.0.%d,' {1..64})10.1.1.1"
	refused "include without a source" "no source|empty|source" \
		"${add[@]}" grp 239.3.3.4 dst 192.0.2.2 filter_mode include
	refused "another segment than the device's" "identifier" \
		"${add[@]}" grp 239.3.3.4 dst 192.0.2.2 src_vni 12
	refused "a VLAN" "vlan" "${add[@]}" grp 239.3.3.4 dst 192.0.2.2 vid 7
	refused "a temporary entry" "permanent" "$BRIDGE" -n "$ns1" mdb add \
		dev v4 port v4 grp 239.3.3.4 dst 192.0.2.2 temp
	refused "a port with gretap" "udp" "$BRIDGE" -n "$ns1" mdb add dev g4 \
		port g4 permanent grp 239.3.3.4 dst 192.0.2.2 dst_port 4789
	refused "a device with one peer" "multipoint" "$BRIDGE" -n "$ns1" mdb \
		add dev p4 port p4 permanent grp 239.3.3.4 dst 192.0.2.2
	same "what was refused has left nothing" "239.3.3.3" \
		"$("$BRIDGE" -n "$ns1" mdb show dev v4 |
			grep -o 'grp [^ ]*' | cut -d' ' -f2)"
	"$BRIDGE" -n "$ns1" mdb flush dev v4
}

# left_after LABEL REGEX CONDITION...: which destinations a flush leaves
left_after()
{
	local label=$1 left=$2
	shift 2

	"$BRIDGE" -n "$ns1" -batch - <<-EOF || fail "entries to flush"
		mdb replace dev v4 port v4 permanent grp 239.7.7.7 dst 192.0.2.2 proto bgp
		mdb replace dev v4 port v4 permanent grp 239.7.7.7 dst 192.0.2.3 dst_port 4790
		mdb replace dev v4 port v4 permanent grp 239.7.7.7 dst 192.0.2.4 vni 77
	EOF
	check "flush by $label" "$BRIDGE" -n "$ns1" mdb flush dev v4 "$@"
	same "flush by $label: what is left" "$left" \
		"$("$BRIDGE" -n "$ns1" mdb show dev v4 |
			grep -o 'dst 192.0.2.[0-9]*' | sort | paste -sd' ')"
}

flush_cases()
{
	local two="dst 192.0.2.2" three="dst 192.0.2.3" four="dst 192.0.2.4"
	local -a flush=("$BRIDGE" -n "$ns1" mdb flush dev v4)

	left_after "port" "$two $four" dst_port 4790
	left_after "port, the device's own" "$three" dst_port 4789
	left_after "VNI" "$two $three" vni 77
	left_after "VNI, the device's own" "$four" vni 11
	left_after "who made it" "$three $four" proto bgp
	left_after "who made others" "$two $three $four" proto zebra
	left_after "segment, of a device that has one" "" src_vni 11
	left_after "another segment" "$two $three $four" src_vni 12
	left_after "state" "" permanent
	left_after "destination and VNI" "$two $three $four" dst 192.0.2.2 vni 77
	refused "a flush of temporary entries" "permanent" \
		"${flush[@]}" nopermanent
	refused "a flush by VLAN" "vlan" "${flush[@]}" vid 7
	refused "a flush of another device's" "device itself" \
		"${flush[@]}" port u0
	same "a flush that was refused has left all" "$two $three $four" \
		"$("$BRIDGE" -n "$ns1" mdb show dev v4 |
			grep -o 'dst 192.0.2.[0-9]*' | sort | paste -sd' ')"
	"${flush[@]}"
}

# More than one message holds, and each of them once.
dump_cases()
{
	local n

	for n in {1..200}; do
		echo "mdb add dev v4 port v4 permanent grp 239.4.4.$n dst 192.0.2.2"
		echo "mdb add dev v4 port v4 permanent grp 239.4.4.$n dst 192.0.2.3"
	done | "$BRIDGE" -n "$ns1" -batch - || fail "200 groups"
	for n in {1..150}; do
		echo "mdb add dev v4 port v4 permanent grp 239.5.5.5 dst 192.0.3.$n filter_mode exclude source_list 10.0.1.1,10.0.1.2,10.0.1.3,10.0.1.4"
	done | "$BRIDGE" -n "$ns1" -batch - || fail "150 destinations"
	same "a dump in many parts has everything once" "1150 1150" \
		"$("$BRIDGE" -n "$ns1" mdb show dev v4 | grep -o 'grp .*' |
			sort | tee "$SCRATCH/dump" | wc -l) $(sort -u "$SCRATCH/dump" | wc -l)"
	same "get has all destinations of a group" 150 \
		"$("$BRIDGE" -n "$ns1" mdb get dev v4 grp 239.5.5.5 | grep -c dst)"
	check "flush of all of it" "$BRIDGE" -n "$ns1" mdb flush dev v4
	same "nothing is left" "" "$("$BRIDGE" -n "$ns1" mdb show dev v4 | grep grp)"
}

monitor_cases()
{
	local -a mdb=("$BRIDGE" -n "$ns1" mdb)

	stdbuf -oL "$BRIDGE" -n "$ns1" monitor mdb >"$SCRATCH/monitor" 2>&1 &
	wait_for bash -c "${mdb[*]} add dev g4 port g4 permanent grp 239.6.6.1 dst 192.0.2.2
		${mdb[*]} del dev g4 port g4 grp 239.6.6.1 dst 192.0.2.2
		grep -q 'Deleted.*239.6.6.1' $SCRATCH/monitor"
	"${mdb[@]}" add dev v4 port v4 permanent grp 239.6.6.6 dst 192.0.2.2 \
		filter_mode exclude source_list 10.0.0.1
	"${mdb[@]}" replace dev v4 port v4 permanent grp 239.6.6.6 dst 192.0.2.2
	"${mdb[@]}" del dev v4 port v4 grp 239.6.6.6 dst 192.0.2.2
	wait_for grep -q "Deleted.* grp 239.6.6.6 permanent" "$SCRATCH/monitor"
	same "monitor: one line for each change, and for its sources" \
		"add (S, G)|add|add|del (S, G)|del" \
		"$(grep "dev v4.*239.6.6.6" "$SCRATCH/monitor" | sed -E '
			s/^(Deleted )?.* src 10.0.0.1 .*/\1add (S, G)/
			s/^Deleted add/del/
			s/^Deleted .*/del/
			s/^dev .*/add/' | paste -sd'|')"
}

find_bridge || skip_all "needs the bridge of iproute2 6.4: run tools/iproute2/other-ip trixie"
setup_switch 3
ip -n "$ns1" -batch - <<EOF || bail "no ovtun devices"
link add v4 address $OWN type ovtun encap vxlan id 11 local 192.0.2.1
link add v6 address $OWN type ovtun encap vxlan id 12 local 2001:db8::1
link add g4 address $OWN type ovtun encap gretap key 13 local 192.0.2.1
link add g6 address $OWN type ovtun encap gretap key 14 local 2001:db8::1
link add p4 address $OWN type ovtun encap gretap key 15 remote 192.0.2.2
link set v4 up
link set v6 up
link set g4 up
link set g6 up
EOF
if "$BRIDGE" -n "$ns1" mdb add dev v4 port v4 permanent grp 239.1.1.9 \
	dst 192.0.2.2 2>&1 | grep -qi "not supported\|not a bridge"; then
	skip_all "the kernel knows no multicast database but that of a bridge"
fi
"$BRIDGE" -n "$ns1" mdb flush dev v4
for dev in v4 g4 v6 g6; do
	prefix=192.0.2.
	[[ $dev == ?4 ]] || prefix=2001:db8::
	echo "fdb append $ZERO dev $dev dst ${prefix}2"
	echo "fdb append $ZERO dev $dev dst ${prefix}3"
done | bridge -n "$ns1" -batch - || bail "no flood lists"

lab <<EOF
quiet $ns1 u0
port u2 $ns2 u0
port u3 $ns3 u0
$(for dev in v4 v6 g4 g6; do
	echo "port $dev $ns1 $dev"
	echo "stats $dev $ns1 $dev"
done)
$(cases v4 192.0.2.)
$(cases v6 2001:db8::)
$(cases g4 192.0.2.)
$(cases g6 2001:db8::)
$(vxlan_cases)
EOF
if have_ovtunctl; then
	trunk_setup
	lab <<-EOF
		port u2 $ns2 u0
		port u3 $ns3 u0
		port tv $ns1 tv
		port tg $ns1 tg
		$(trunk_cases tv vni)
		$(trunk_cases tg key)
	EOF
	trunk_refusals
else
	skip "entries of a trunk's segments" "needs ovtunctl"
fi
refusals
flush_cases
dump_cases
monitor_cases
"$BRIDGE" -n "$ns1" mdb add dev v4 port v4 permanent grp 239.1.1.1 dst 192.0.2.2
"$BRIDGE" -n "$ns1" mdb add dev v4 port v4 permanent grp 239.1.1.1 dst 192.0.2.3
check "a device with entries is deleted" ip -n "$ns1" link del v4
finish
