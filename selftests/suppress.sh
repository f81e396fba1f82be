#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# proxy, l2miss and l3miss: ARP requests and neighbour solicitations that enter
# a device are answered from its neighbour table or sent on, never lost.
#
#     ns3 (a virtual machine)   ns1                     ns2
#   +-------------+           +--------------------+  +-----------+
#   | c0 10.9.0.1 +-----------+ p0  br0  v4 v6     |  |           |
#   +-------------+           |          g4 g6     |  |    u0     |
#                             |      u0  tv tg     |  |           |
#                             +------+-------------+  +-----+-----+
#                                    | 192.0.2.1, ...::1    | .2, ...::2
#                                    +----------------------+

. "$(dirname "$0")/lib.sh"

VM=02:00:00:00:0c:01
FAR=02:00:00:00:0f:02
FAR_OTHER=02:00:00:00:0f:03
ALL=ff:ff:ff:ff:ff:ff
GROUP=33:33:ff:00:00:02

# arp SENDER TARGET [option...]: the request of the virtual machine
arp()
{
	echo "eth s=$VM d=$ALL arp s=$VM sip=$1 dip=$2 ${*:3}"
}

# ns SOURCE TARGET [option...]: its solicitation, with a source address option
ns()
{
	echo "eth s=$VM d=$GROUP ip6 s=$1 d=ff02::1:ff00:2 ttl=255 nd t=$2 lla=$VM ${*:3}"
}

arp_cases()
{
	local dev=$1

	cat <<-EOF
		case $dev: ARP request for a known neighbour is answered
		send $dev $(arp 10.9.0.1 10.9.0.2)
		expect $dev type=0x806 smac=$FAR dmac=$VM op=2 sha=$FAR spa=10.9.0.2 tha=$VM tpa=10.9.0.1
		count u2 0 i.type=0x806
		stat $dev tx_answered 1
		case $dev: ARP request for an unknown neighbour is sent on
		send $dev $(arp 10.9.0.1 10.9.0.3)
		expect u2 i.type=0x806 i.op=1 i.sha=$VM i.spa=10.9.0.1 i.tpa=10.9.0.3
		count $dev 0 op=2
		stat $dev tx_answered 0
		case $dev: ARP request for a neighbour that may have gone is sent on
		send $dev $(arp 10.9.0.1 10.9.0.4)
		expect u2 i.op=1 i.tpa=10.9.0.4
		count $dev 0 op=2
		case $dev: ARP probe and announcement are sent on
		send $dev $(arp 0.0.0.0 10.9.0.2)
		expect u2 i.op=1 i.spa=0.0.0.0
		send $dev $(arp 10.9.0.2 10.9.0.2)
		expect u2 i.op=1 i.spa=10.9.0.2
		count $dev 0 op=2
		case $dev: ARP request of who has moved here is sent on
		send $dev eth s=$FAR d=$ALL arp s=$FAR sip=10.9.0.9 dip=10.9.0.2
		expect u2 i.sha=$FAR
		count $dev 0 op=2
		case $dev: ARP request to one neighbour is sent to it
		send $dev eth s=$VM d=$FAR arp s=$VM sip=10.9.0.1 dip=10.9.0.2
		expect u2 i.dmac=$FAR i.tpa=10.9.0.2
		count $dev 0 op=2
		case $dev: ARP reply, other hardware and a bad sender are sent on
		send $dev $(arp 10.9.0.1 10.9.0.2 op=2)
		expect u2 i.op=2
		send $dev $(arp 10.9.0.1 10.9.0.2 hlen=8) tag 1
		expect u2 i.type=0x806 i.op!=
		send $dev eth s=$VM d=$ALL arp s=$ALL sip=10.9.0.1 dip=10.9.0.2
		expect u2 i.sha=$ALL
		count $dev 0 op=2 smac=$FAR
		case $dev: ARP request in a VLAN is sent on
		send $dev eth s=$VM d=$ALL vlan id=7 arp s=$VM sip=10.9.0.1 dip=10.9.0.2
		expect u2 i.vlan=7
		count $dev 0 op=2
		case $dev: shortened ARP requests are sent on
		cuts $dev eth s=$VM d=$ALL t=0x806 cut * arp s=$VM sip=10.9.0.1 dip=10.9.0.2
		send $dev $(arp 10.9.0.1 10.9.0.2)
		expect $dev op=2
		count $dev 1 op=2
	EOF
}

nd_cases()
{
	local dev=$1 na="type=0x86dd icmp=136 icsum=good ttl=255"

	cat <<-EOF
		case $dev: solicitation of a known neighbour is answered
		send $dev $(ns fd09::1 fd09::2)
		expect $dev $na smac=$FAR dmac=$VM src=fd09::2 dst=fd09::1 nflags=3 target=fd09::2 tlla=$FAR len=72
		count u2 0 i.icmp=135 i.src=fd09::1
		stat $dev tx_answered 1
		case $dev: a router says so
		send $dev $(ns fd09::1 fd09::5)
		expect $dev $na target=fd09::5 nflags=7
		case $dev: without source address option the answer goes to the sender
		send $dev eth s=$VM d=$GROUP ip6 s=fd09::1 d=ff02::1:ff00:2 ttl=255 nd t=fd09::2
		expect $dev $na dmac=$VM
		case $dev: with one it goes there
		send $dev eth s=02:00:00:00:0c:09 d=$GROUP ip6 s=fd09::1 d=ff02::1:ff00:2 ttl=255 nd t=fd09::2 hex 0e01010203040506 hex 01010200000000aa
		expect $dev $na dmac=02:00:00:00:00:aa
		case $dev: solicitation of an unknown neighbour is sent on
		send $dev $(ns fd09::1 fd09::3)
		expect u2 i.icmp=135 i.target=fd09::3 i.slla=$VM i.icsum=good
		count $dev 0 icmp=136
		case $dev: solicitation of a neighbour that may have gone is sent on
		send $dev $(ns fd09::1 fd09::4)
		expect u2 i.icmp=135 i.target=fd09::4
		count $dev 0 icmp=136
		case $dev: duplicate address detection is sent on
		send $dev eth s=$VM d=$GROUP ip6 s=:: d=ff02::1:ff00:2 ttl=255 nd t=fd09::2
		expect u2 i.src=:: i.target=fd09::2
		count $dev 0 icmp=136
		case $dev: solicitation of who has moved here is sent on
		send $dev eth s=$FAR d=$GROUP ip6 s=fd09::9 d=ff02::1:ff00:2 ttl=255 nd t=fd09::2 lla=$FAR
		expect u2 i.slla=$FAR
		count $dev 0 icmp=136
		case $dev: solicitation to one neighbour is sent to it
		send $dev eth s=$VM d=$FAR ip6 s=fd09::1 d=fd09::2 ttl=255 nd t=fd09::2 lla=$VM
		expect u2 i.dmac=$FAR i.target=fd09::2
		count $dev 0 icmp=136
		case $dev: what has passed a router is sent on
		send $dev eth s=$VM d=$GROUP ip6 s=fd09::1 d=ff02::1:ff00:2 ttl=254 nd t=fd09::2
		expect u2 i.ttl=254
		count $dev 0 icmp=136
		case $dev: a multicast or IPv4-mapped target is sent on
		send $dev $(ns fd09::1 ff02::1)
		send $dev $(ns fd09::1 ::ffff:10.9.0.2)
		expect u2 i.target=::ffff:10.9.0.2
		count u2 1 i.target=ff02::1
		count $dev 0 icmp=136
		case $dev: malformed options are sent on
		send $dev eth s=$VM d=$GROUP ip6 s=fd09::1 d=ff02::1:ff00:2 ttl=255 nd t=fd09::2 hex 0100020000000000
		send $dev eth s=$VM d=$GROUP ip6 s=fd09::1 d=ff02::1:ff00:2 ttl=255 nd t=fd09::2 hex 0102020000000000
		send $dev eth s=$VM d=$GROUP ip6 s=fd09::1 d=ff02::1:ff00:2 ttl=255 nd t=fd09::2 hex 01
		send $dev eth s=$VM d=$GROUP ip6 s=fd09::1 d=ff02::1:ff00:2 ttl=255 nd t=fd09::2 hex 0101ff0000000001
		send $dev eth s=$VM d=$GROUP ip6 s=fd09::1 d=ff02::1:ff00:2 ttl=255 len=400 nd t=fd09::2 lla=$VM
		send $dev $(ns fd09::1 fd09::3)
		expect u2 i.target=fd09::3
		count u2 4 i.icmp=135 i.target=fd09::2
		count $dev 0 icmp=136
		case $dev: shortened solicitations are sent on
		cuts $dev eth s=$VM d=$GROUP ip6 s=fd09::1 d=ff02::1:ff00:2 ttl=255 proto=58 cut * nd t=fd09::2 lla=$VM
		send $dev $(ns fd09::1 fd09::5)
		expect $dev target=fd09::5
		count $dev 1 icmp=136 target=fd09::2
		case $dev: noproxy on the live device
		run ip -n $ns1 link set $dev type ovtun noproxy
		send $dev $(arp 10.9.0.1 10.9.0.2)
		expect u2 i.tpa=10.9.0.2
		send $dev $(ns fd09::1 fd09::2)
		expect u2 i.target=fd09::2
		count $dev 0 op=2
		count $dev 0 icmp=136
		run ip -n $ns1 link set $dev type ovtun proxy
	EOF
}

# tagged VLAN FRAME: the frame in a VLAN
tagged()
{
	local eth source dest rest

	read -r eth source dest rest <<<"$2"
	echo "$eth $source $dest vlan id=$1 $rest"
}

# On a trunk the neighbours of a VLAN are those of the VLAN device above it;
# where there is none, those of the trunk.
trunk_setup()
{
	local dev

	ip -n "$ns1" -batch - <<-EOF || bail "no trunks"
		link add tv type ovtun encap vxlan trunk local 192.0.2.1 dstport 4790 proxy
		link add tg type ovtun encap gretap trunk local 2001:db8::1 proxy
	EOF
	for dev in tv tg; do
		ip -n "$ns1" -batch - <<-EOF || bail "no neighbours of a trunk"
			link set $dev up
			link add link $dev name $dev.10 type vlan id 10
			link add link $dev name $dev.20 type vlan id 20
			link set $dev.10 up
			link set $dev.20 up
			neigh add 10.9.0.2 lladdr $FAR dev $dev.10 nud permanent
			neigh add 10.9.0.3 lladdr $FAR dev $dev.10 nud permanent
			neigh add 10.9.0.2 lladdr $FAR_OTHER dev $dev.20 nud permanent
			neigh add 10.9.0.6 lladdr $FAR dev $dev nud permanent
			neigh add fd09::2 lladdr $FAR dev $dev.10 nud permanent
			neigh add fd09::3 lladdr $FAR dev $dev.10 nud permanent
			neigh add fd09::2 lladdr $FAR_OTHER dev $dev.20 nud permanent
			neigh add fd09::6 lladdr $FAR dev $dev nud permanent
		EOF
		ovtunctl -n "$ns1" -batch - <<-EOF || bail "no segments"
			segment add dev $dev id 5010 vlan 10
			segment add dev $dev id 5020 vlan 20
			segment add dev $dev id 5030 vlan 30
			segment add dev $dev id 5040 vlan 0
		EOF
	done
	bridge -n "$ns1" -batch - <<-EOF || bail "no lists"
		fdb append 00:00:00:00:00:00 dev tv dst 192.0.2.2
		fdb append 00:00:00:00:00:00 dev tg dst 2001:db8::2
	EOF
}

# trunk_cases DEV FIELD: the field that has the segment on the wire
trunk_cases()
{
	local dev=$1 id=$2 na="icmp=136 icsum=good nflags=3"

	cat <<-EOF
		case $dev: ARP: each VLAN has neighbours of its own
		send $dev $(tagged 10 "$(arp 10.9.0.1 10.9.0.2)")
		send $dev $(tagged 20 "$(arp 10.9.0.1 10.9.0.2)")
		expect $dev vlan=10 type=0x806 smac=$FAR dmac=$VM op=2 sha=$FAR spa=10.9.0.2 tha=$VM tpa=10.9.0.1
		expect $dev vlan=20 type=0x806 smac=$FAR_OTHER op=2 sha=$FAR_OTHER spa=10.9.0.2
		count $dev 2 op=2
		count u2 0 i.type=0x806
		stat $dev tx_answered 2
		case $dev: ND: each VLAN has neighbours of its own
		send $dev $(tagged 10 "$(ns fd09::1 fd09::2)")
		send $dev $(tagged 20 "$(ns fd09::1 fd09::2)")
		expect $dev vlan=10 $na smac=$FAR dmac=$VM src=fd09::2 dst=fd09::1 target=fd09::2 tlla=$FAR
		expect $dev vlan=20 $na smac=$FAR_OTHER target=fd09::2 tlla=$FAR_OTHER
		count $dev 2 icmp=136
		count u2 0 i.icmp=135 i.src=fd09::1
		stat $dev tx_answered 2
		case $dev: what is known in another VLAN is sent on, in its segment
		send $dev $(tagged 20 "$(arp 10.9.0.1 10.9.0.3)")
		send $dev $(tagged 20 "$(ns fd09::1 fd09::3)")
		send $dev $(tagged 10 "$(arp 10.9.0.1 10.9.0.6)")
		expect u2 $id=5020 i.vlan=none i.op=1 i.tpa=10.9.0.3
		expect u2 $id=5020 i.vlan=none i.icmp=135 i.target=fd09::3
		expect u2 $id=5010 i.vlan=none i.op=1 i.tpa=10.9.0.6
		count $dev 0 op=2
		count $dev 0 icmp=136
		case $dev: a VLAN without device, and no VLAN, have those of the trunk
		send $dev $(tagged 30 "$(arp 10.9.0.1 10.9.0.6)")
		send $dev $(tagged 30 "$(ns fd09::1 fd09::6)")
		expect $dev vlan=30 op=2 sha=$FAR spa=10.9.0.6
		expect $dev vlan=30 $na target=fd09::6 tlla=$FAR
		send $dev $(arp 10.9.0.1 10.9.0.6)
		send $dev $(ns fd09::1 fd09::6)
		expect $dev vlan=none op=2 sha=$FAR spa=10.9.0.6
		expect $dev vlan=none $na target=fd09::6 tlla=$FAR
		send $dev $(tagged 30 "$(arp 10.9.0.1 10.9.0.2)")
		expect u2 $id=5030 i.op=1 i.tpa=10.9.0.2
		count $dev 2 op=2
		count $dev 2 icmp=136
		case $dev: a question in a VLAN in the VLAN is sent on
		send $dev $(tagged 10 "$(tagged 7 "$(arp 10.9.0.1 10.9.0.2)")")
		expect u2 $id=5010 i.vlan=7 i.op=1 i.tpa=10.9.0.2
		count $dev 0 op=2
	EOF
}

# missed LABEL WANT: lines of the monitor that say so
missed()
{
	if wait_for grep -qE "$2" "$SCRATCH/monitor"; then
		pass "$1"
	else
		fail "$1" "$(head -20 "$SCRATCH/monitor")"
	fi
}

# limited LABEL LINES SECONDS: of 1000, those that were told in this time are no
# more than 100 a second
limited()
{
	local most=$((($3 + 2) * 100))

	if ((most >= 1000)); then
		skip "$1" "it took $3 seconds"
	else
		check "$1" test "$2" -le "$most"
	fi
}

miss_cases()
{
	local lines begun

	ip -n "$ns1" link set v4 type ovtun l3miss
	stdbuf -oL ip -n "$ns1" monitor neigh >"$SCRATCH/monitor" 2>&1 &
	wait_for bash -c "ip -n $ns1 neigh replace 10.9.0.77 lladdr $FAR dev g4 nud permanent
		ip -n $ns1 neigh del 10.9.0.77 dev g4; grep -q 10.9.0.77 $SCRATCH/monitor" ||
		fail "ip monitor neigh"
	lab <<-EOF
		port v4 $ns1 v4
		port g4 $ns1 g4
		case misses to tell
		send g4 $(arp 10.9.0.1 10.9.0.66)
		send v4 $(arp 10.9.0.1 10.9.0.2)
		send v4 $(arp 10.9.0.1 10.9.0.55)
		send v4 $(ns fd09::1 fd09::55)
	EOF
	missed "l3miss: an unknown IPv4 neighbour is told" "miss 10.9.0.55 dev v4"
	missed "l3miss: an unknown IPv6 neighbour is told" "miss fd09::55 dev v4"
	check "l3miss: a known neighbour, and a device without, are not told" \
		bash -c "! grep -E 'miss (10.9.0.2|10.9.0.66) ' $SCRATCH/monitor"
	begun=$SECONDS
	lab <<-EOF
		port v4 $ns1 v4
		port u2 $ns2 u0
		case l3miss: all of many are sent on
		send v4 x1000 $(arp 10.9.0.1 10.9.0.44)
		send v4 $(arp 10.9.0.1 10.9.0.45)
		expect u2 i.tpa=10.9.0.45
		count u2 1000 i.tpa=10.9.0.44
	EOF
	missed "l3miss: some of many are told" "miss 10.9.0.44 dev v4"
	ip -n "$ns1" neigh replace 10.9.0.78 lladdr $FAR dev g4 nud permanent
	wait_for grep -q 10.9.0.78 "$SCRATCH/monitor"
	lines=$(grep -c "miss 10.9.0.44" "$SCRATCH/monitor")
	limited "l3miss: the rate is limited" "$lines" $((SECONDS - begun))
	l2miss_cases
}

# n4 knows one address and has no list; the monitor runs.
l2miss_cases()
{
	local mac=02:00:00:00:0e lines begun

	ip -n "$ns1" -batch - <<-EOF || fail "l2miss on a new device"
		link add n4 type ovtun encap vxlan id 15 local 192.0.2.1 l2miss
		link set n4 up
	EOF
	bridge -n "$ns1" fdb add $mac:01 dev n4 dst 192.0.2.2
	begun=$SECONDS
	lab <<-EOF
		port n4 $ns1 n4
		port g4 $ns1 g4
		port u2 $ns2 u0
		stats n4 $ns1 n4
		case l2miss: frames that go nowhere are not counted as sent
		send n4 eth s=$VM d=$mac:02
		send n4 eth s=$VM d=$mac:01
		send n4 eth s=$VM d=$ALL
		send n4 eth s=$VM d=33:33:00:00:00:01
		rose n4 tx_no_remote 3
		run bridge -n $ns1 fdb append 00:00:00:00:00:00 dev n4 dst 192.0.2.2
		send n4 eth s=$VM d=$mac:03 tag 1
		expect u2 tag=1
		run bridge -n $ns1 fdb del 00:00:00:00:00:00 dev n4 dst 192.0.2.2
		run ip -n $ns1 link set n4 type ovtun nol2miss
		send n4 eth s=$VM d=$mac:04
		run ip -n $ns1 link set n4 type ovtun l2miss
		send n4 x1000 eth s=$VM d=$mac:05
	EOF
	missed "l2miss: an unknown address is told" "miss dev n4 lladdr $mac:02"
	missed "l2miss: some of many are told" "miss dev n4 lladdr $mac:05"
	check "l2miss: a known address, a group, what a list takes, and nol2miss are not told" \
		bash -c "! grep -E 'miss .*($mac:0[134]|$ALL|33:33:00)' $SCRATCH/monitor"
	ip -n "$ns1" neigh replace 10.9.0.79 lladdr $FAR dev g4 nud permanent
	wait_for grep -q 10.9.0.79 "$SCRATCH/monitor"
	lines=$(grep -c "miss dev n4 lladdr $mac:05" "$SCRATCH/monitor")
	limited "l2miss: the rate is limited" "$lines" $((SECONDS - begun))
}

# Both ends are stacks that know nothing of this.
bridge_cases()
{
	ip -n "$ns1" -batch - <<-EOF || bail "no bridge"
		link add br0 type bridge forward_delay 0 mcast_snooping 0
		link add p0 type veth peer name c0 netns $ns3 address $VM
		link set p0 master br0 up
		link set g4 master br0
		link set br0 up
	EOF
	ip -n "$ns3" -batch - <<-EOF || bail "no virtual machine"
		addr add 10.9.0.1/24 dev c0
		addr add fd09::1/64 dev c0 nodad
		link set c0 up
	EOF
	lab <<-EOF
		port u2 $ns2 u0
		case bridge: a virtual machine finds the neighbour, nobody is asked
		shell ip netns exec $ns3 bash -c 'echo >/dev/udp/10.9.0.2/9; echo >/dev/udp/fd09::2/9'
		until ip -n $ns3 neigh show 10.9.0.2 | grep -q $FAR
		until ip -n $ns3 neigh show fd09::2 | grep -q $FAR
		expect u2 i.dst=10.9.0.2 i.dmac=$FAR
		expect u2 i.dst=fd09::2 i.dmac=$FAR i.proto=17
		count u2 0 i.op=1
		count u2 0 i.icmp=135 i.src=fd09::1
		shell bridge -n $ns1 fdb show br br0 | grep -q "$FAR dev g4 master"
	EOF
}

setup_pair
setup_ns ns3
ip -n "$ns1" -batch - <<EOF || bail "no ovtun devices"
link add v4 type ovtun encap vxlan id 11 local 192.0.2.1 remote 192.0.2.2 proxy
link add v6 type ovtun encap vxlan id 12 local 2001:db8::1 remote 2001:db8::2 proxy
link add g4 type ovtun encap gretap key 13 local 192.0.2.1 remote 192.0.2.2 proxy
link add g6 type ovtun encap gretap key 14 local 2001:db8::1 proxy
EOF
for dev in v4 v6 g4 g6; do
	cat <<-EOF
		link set $dev up
		neigh add 10.9.0.2 lladdr $FAR dev $dev nud permanent
		neigh add 10.9.0.4 lladdr $FAR dev $dev nud stale
		neigh add fd09::2 lladdr $FAR dev $dev nud permanent
		neigh add fd09::4 lladdr $FAR dev $dev nud stale
		neigh add fd09::5 lladdr $FAR dev $dev nud permanent router
	EOF
done | ip -n "$ns1" -batch - || bail "no neighbours"
bridge -n "$ns1" fdb append 00:00:00:00:00:00 dev g6 dst 2001:db8::2

lab <<EOF
port u2 $ns2 u0
$(for dev in v4 v6 g4 g6; do
	echo "port $dev $ns1 $dev"
	echo "stats $dev $ns1 $dev"
	arp_cases "$dev"
	nd_cases "$dev"
done)
EOF
if have_ovtunctl; then
	trunk_setup
	lab <<-EOF
		port u2 $ns2 u0
		port tv $ns1 tv
		port tg $ns1 tg
		stats tv $ns1 tv
		stats tg $ns1 tg
		$(trunk_cases tv vni)
		$(trunk_cases tg key)
	EOF
else
	skip "neighbours of a trunk" "needs ovtunctl"
fi
miss_cases
bridge_cases
same "shown as JSON" '[true,false,true]' "$(ip -n "$ns1" -d -j link show v4 |
	jq -c '.[0].linkinfo.info_data | [.proxy, .l2miss, .l3miss]')"
for word in proxy l2miss l3miss; do
	refused "gre has no $word" "does not apply|not for|gre" \
		ip -n "$ns1" link add bad0 type ovtun encap gre $word
done
finish
