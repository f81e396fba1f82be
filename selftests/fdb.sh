#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The forwarding table and head-end replication.
#
#     ns1                     ns2              ns3
#   +----------------+      +-----------+    +-----------+
#   | v4 v6 g4  l4   |      |           |    |           |   packets are sent
#   |     u0         |      |    u0     |    |    u0     |   and watched on u0
#   +-----+----------+      +-----+-----+    +-----+-----+
#         | 192.0.2.1, ...::1     | .2, ...::2     | .3, ...::3
#   ------+-----------------------+----------------+------  br0 in ns0

. "$(dirname "$0")/lib.sh"

OWN=02:00:00:00:01:01
ALL=ff:ff:ff:ff:ff:ff
ZERO=00:00:00:00:00:00
MAC_A=02:00:00:00:0a:00
MAC_B=02:00:00:00:0b:00

# from HOST DEV INNER-SOURCE TAG: a lab command, a broadcast from a peer
from()
{
	local head="eth s=02:00:00:00:00:0$1 d=02:00:00:00:00:01"
	local inner="eth s=$3 d=$ALL tag $4"

	case $2 in
	v4) echo "send u$1 $head ip4 s=192.0.2.$1 d=192.0.2.1 udp d=4789 vxlan vni=11 $inner" ;;
	v6) echo "send u$1 $head ip6 s=2001:db8::$1 d=2001:db8::1 udp d=4789 vxlan vni=12 $inner" ;;
	g4) echo "send u$1 $head ip4 s=192.0.2.$1 d=192.0.2.1 gre key=13 $inner" ;;
	l4) echo "send u$1 $head ip4 s=192.0.2.$1 d=192.0.2.1 udp d=4789 vxlan vni=14 $inner" ;;
	esac
}

# table_cases DEV PREFIX: what each encapsulation has to do alike
table_cases()
{
	local dev=$1 dst2=$2""2 dst3=$2""3
	local fdb="bridge -n $ns1 fdb"

	cat <<-EOF
		case $dev: without flood list a broadcast goes to nobody
		send $dev eth s=$OWN d=$ALL tag 1
		rose $dev tx_no_remote 1
		count u2 0 tag=1
		count u3 0 tag=1
		case $dev: broadcast is replicated, one copy a member
		run $fdb append $ZERO dev $dev dst $dst2
		run $fdb append $ZERO dev $dev dst $dst3
		send $dev eth s=$OWN d=$ALL tag 2
		expect u2 tag=2 dst=$dst2 tagdata=good
		expect u3 tag=2 dst=$dst3 tagdata=good
		count u2 1 tag=2 dst=$dst2
		count u3 1 tag=2 dst=$dst3
		case $dev: multicast and unknown unicast are replicated, too
		send $dev eth s=$OWN d=01:00:5e:01:02:03 tag 3
		send $dev eth s=$OWN d=$MAC_A tag 4
		expect u2 tag=4 dst=$dst2
		expect u3 tag=4 dst=$dst3
		count u2 1 tag=3 dst=$dst2
		count u3 1 tag=3 dst=$dst3
		case $dev: the same member twice gets one copy
		shell $fdb append $ZERO dev $dev dst $dst2 2>&1 || :
		send $dev eth s=$OWN d=$ALL tag 5
		expect u2 tag=5 dst=$dst2
		expect u3 tag=5 dst=$dst3
		count u2 1 tag=5 dst=$dst2
		case $dev: a static entry gets its frames alone
		run $fdb add $MAC_B dev $dev dst $dst3
		send $dev eth s=$OWN d=$MAC_B tag 6
		send $dev eth s=$OWN d=$ALL tag 7
		expect u2 tag=7 dst=$dst2
		expect u3 tag=7 dst=$dst3
		count u3 1 tag=6 dst=$dst3
		count u2 0 tag=6 dst=$dst2
		case $dev: a source is learned
		$(from 2 "$dev" $MAC_A 8)
		expect $dev tag=8 smac=$MAC_A
		until $fdb show dev $dev | grep -q "$MAC_A.* dst $dst2 "
		send $dev eth s=$OWN d=$MAC_A tag 9
		send $dev eth s=$OWN d=$ALL tag 10
		expect u2 tag=10 dst=$dst2
		expect u3 tag=10 dst=$dst3
		count u2 1 tag=9 dst=$dst2
		count u3 0 tag=9 dst=$dst3
		case $dev: split horizon, a peer's frame does not go to another peer
		$(from 2 "$dev" $MAC_A 11)
		expect $dev tag=11
		send $dev eth s=$OWN d=$ALL tag 12
		expect u2 tag=12 dst=$dst2
		expect u3 tag=12 dst=$dst3
		count u2 0 tag=11 src!=$dst2
		count u3 0 tag=11 src!=$dst2
		case $dev: a source that moved is learned anew
		$(from 3 "$dev" $MAC_A 13)
		expect $dev tag=13
		until $fdb show dev $dev | grep -q "$MAC_A.* dst $dst3 "
		send $dev eth s=$OWN d=$MAC_A tag 14
		expect u3 tag=14 dst=$dst3
		count u2 0 tag=14 dst=$dst2
		case $dev: a static entry does not move
		$(from 2 "$dev" $MAC_B 15)
		$(from 2 "$dev" 02:00:00:00:0c:00 16)
		expect $dev tag=16
		shell $fdb show dev $dev | grep -q "$MAC_B.* dst $dst3 "
		case $dev: a multicast or zero source is not learned
		$(from 2 "$dev" 03:00:00:00:0d:00 17)
		$(from 2 "$dev" $ZERO 18)
		$(from 2 "$dev" $MAC_A 19)
		expect $dev tag=19
		shell ! $fdb show dev $dev | grep -q "03:00:00:00:0d:00"
		shell ! $fdb show dev $dev | grep "^$ZERO" | grep -qv permanent
		case $dev: replace sends an entry elsewhere
		run $fdb replace $MAC_B dev $dev dst $dst2
		send $dev eth s=$OWN d=$MAC_B tag 20
		expect u2 tag=20 dst=$dst2
		count u3 0 tag=20 dst=$dst3
		case $dev: get finds an entry
		shell $fdb get $MAC_B dev $dev self | grep -q "dst $dst2 "
		case $dev: what is removed from the flood list gets nothing
		run $fdb del $ZERO dev $dev dst $dst3
		send $dev eth s=$OWN d=$ALL tag 21
		expect u2 tag=21 dst=$dst2
		count u3 0 tag=21 dst=$dst3
		case $dev: a removed entry is flooded again
		run $fdb del $MAC_B dev $dev
		run $fdb append $ZERO dev $dev dst $dst3
		send $dev eth s=$OWN d=$MAC_B tag 22
		expect u2 tag=22 dst=$dst2
		expect u3 tag=22 dst=$dst3
		case $dev: nolearning on the live device
		run ip -n $ns1 link set $dev type ovtun nolearning
		$(from 2 "$dev" 02:00:00:00:0e:00 23)
		expect $dev tag=23
		shell ! $fdb show dev $dev | grep -q 02:00:00:00:0e:00
		case $dev: a learned entry ages
		run ip -n $ns1 link set $dev type ovtun learning ageing 1
		$(from 2 "$dev" 02:00:00:00:0f:00 24)
		expect $dev tag=24
		until ! $fdb show dev $dev | grep -q 02:00:00:00:0f:00
		shell $fdb show dev $dev | grep -q "^$ZERO.* dst $dst3 "
		run ip -n $ns1 link set $dev type ovtun ageing 300
		case $dev: flush removes learned entries and leaves the others
		$(from 2 "$dev" $MAC_A 25)
		expect $dev tag=25
		run $fdb add $MAC_B dev $dev dst $dst3
		run $fdb flush dev $dev self nopermanent
		shell ! $fdb show dev $dev | grep -q $MAC_A
		shell $fdb show dev $dev | grep -q "$MAC_B.* dst $dst3 "
		shell $fdb show dev $dev | grep -q "^$ZERO.* dst $dst2 "
		case $dev: flush without a filter leaves nothing
		run $fdb flush dev $dev self
		shell ! $fdb show dev $dev | grep -q .
	EOF
}

# stack_cases DEV PREFIX: frames that the host's own stack made. They have another
# headroom than those of a packet socket, and their checksum is still to be made.
stack_cases()
{
	cat <<-EOF
		case $1: what the host itself sends is replicated, whole
		quiet $ns1 u0
		run bridge -n $ns1 fdb append $ZERO dev $1 dst ${2}2
		run bridge -n $ns1 fdb append $ZERO dev $1 dst ${2}3
		run ip -n $ns1 addr add 10.9.0.1/24 dev $1
		run ip -n $ns1 route add 239.9.0.1 dev $1
		shell ip netns exec $ns1 bash -c 'printf %32s . >/dev/udp/239.9.0.1/9'
		expect u2 dst=${2}2 i.smac=$OWN i.src=10.9.0.1 i.dst=239.9.0.1 i.len=60 i.ucsum=good
		expect u3 dst=${2}3 i.smac=$OWN i.src=10.9.0.1 i.dst=239.9.0.1 i.len=60 i.ucsum=good
		run ip -n $ns1 addr del 10.9.0.1/24 dev $1
		run bridge -n $ns1 fdb flush dev $1 self
	EOF
}

# What only the messages of vxlan have: port and VNI of an entry
vxlan_cases()
{
	cat <<-EOF
		case v4: an entry with a VNI and a port of its own
		run bridge -n $ns1 fdb add 02:00:00:00:0a:01 dev v4 dst 192.0.2.2 vni 777 port 4788
		send v4 eth s=$OWN d=02:00:00:00:0a:01 tag 30
		expect u2 tag=30 vni=777 dport=4788
		shell bridge -n $ns1 fdb show dev v4 | grep -q "02:00:00:00:0a:01 .*port 4788.*vni 777"
	EOF
}

limit_cases()
{
	local n

	cat <<-EOF
		case l4: maxaddress limits what is learned, and counts the rest
		run bridge -n $ns1 fdb add $MAC_B dev l4 dst 192.0.2.2
		$(for n in 0 1 2 3 4 5 6 7 8 9; do
			from 2 l4 "02:00:00:00:1$n:00" "4$n"
		done)
		expect l4 tag=49
		count l4 10 tag=40-49
		stat l4 fdb_limit 7
		shell test \$(bridge -n $ns1 fdb show dev l4 | wc -l) = 4
		case l4: maxaddress limits what is added
		shell bridge -n $ns1 fdb add 02:00:00:00:20:00 dev l4 dst 192.0.2.2 2>&1 | grep -q "table is full"
		case l4: a higher maxaddress on the live device
		run ip -n $ns1 link set l4 type ovtun maxaddress 5
		run bridge -n $ns1 fdb add 02:00:00:00:20:00 dev l4 dst 192.0.2.2
	EOF
}

# refusals DEV: the errors of the commands, with the sentence of the kernel
refusals()
{
	local -a fdb=(bridge -n "$ns1" fdb)
	local mac=02:00:00:00:30:00

	check "$1: add" "${fdb[@]}" add $mac dev "$1" dst 192.0.2.2
	refused "$1: adding an entry that is there" "exists|already" \
		"${fdb[@]}" add $mac dev "$1" dst 192.0.2.3
	refused "$1: append to a unicast entry" "append|unicast|multicast" \
		"${fdb[@]}" append $mac dev "$1" dst 192.0.2.3
	refused "$1: replace of the flood list" "replace|unicast|multicast|flood" \
		"${fdb[@]}" replace $ZERO dev "$1" dst 192.0.2.3
	refused "$1: removing an entry that is not there" "no such|no entry|not" \
		"${fdb[@]}" del 02:00:00:00:31:00 dev "$1" dst 192.0.2.2
	refused "$1: removing a member that is not there" "no such|no entry|not" \
		"${fdb[@]}" del $ZERO dev "$1" dst 192.0.2.99
	refused "$1: a destination of the other family" "family|ipv4|ipv6|dst|address" \
		"${fdb[@]}" add 02:00:00:00:32:00 dev "$1" dst 2001:db8::2
	refused "$1: an entry without destination" "dst|destination|remote" \
		"${fdb[@]}" add 02:00:00:00:33:00 dev "$1"
	check "$1: delete" "${fdb[@]}" del $mac dev "$1"
}

# notified LABEL WANT: what the monitor printed since the last time. Lines
# without a destination are not the driver's: in older kernels the core itself
# adds one to what a command changed.
SEEN=0
notified()
{
	local got marker=02:00:00:00:40:$((SEEN % 90 + 10))

	# The marker comes last, so all before it is there when it is.
	bridge -n "$ns1" fdb add $marker dev v4 dst 192.0.2.3
	if ! wait_for grep -q "^$marker" "$SCRATCH/monitor"; then
		fail "$1" "the monitor is silent"
		return
	fi
	got=$(tail -n +$((SEEN + 1)) "$SCRATCH/monitor" | grep -v "$marker" |
		grep -o ".* dev g4 dst [^ ]*" | paste -sd'|')
	SEEN=$(wc -l <"$SCRATCH/monitor")
	same "$1" "$2" "$got"
}

monitor_cases()
{
	local -a fdb=(bridge -n "$ns1" fdb)
	local mac=02:00:00:00:50:00

	stdbuf -oL bridge -n "$ns1" monitor fdb >"$SCRATCH/monitor" 2>&1 &
	wait_for bash -c "${fdb[*]} replace $MAC_B dev v4 dst 192.0.2.3;
		${fdb[*]} del $MAC_B dev v4; grep -q $MAC_B $SCRATCH/monitor" ||
		fail "bridge monitor fdb"
	SEEN=$(wc -l <"$SCRATCH/monitor")
	"${fdb[@]}" add $mac dev g4 dst 192.0.2.2
	notified "monitor: one line for an added entry" "$mac dev g4 dst 192.0.2.2"
	"${fdb[@]}" replace $mac dev g4 dst 192.0.2.3
	notified "monitor: one line for a replaced entry" "$mac dev g4 dst 192.0.2.3"
	"${fdb[@]}" replace $mac dev g4 dst 192.0.2.3
	notified "monitor: no line for a replace that changes nothing" ""
	"${fdb[@]}" del $mac dev g4
	notified "monitor: one line for a deleted entry" "Deleted $mac dev g4 dst 192.0.2.3"
	lab <<-EOF
		port u2 $ns2 u0
		port u3 $ns3 u0
		port g4 $ns1 g4
		case monitor: traffic to learn from
		$(from 2 g4 $mac 60)
		expect g4 tag=60
	EOF
	notified "monitor: one line for a learned entry" "$mac dev g4 dst 192.0.2.2"
	lab <<-EOF
		port u2 $ns2 u0
		port g4 $ns1 g4
		case monitor: the same traffic again
		$(from 2 g4 $mac 61)
		$(from 2 g4 $mac 62)
		expect g4 tag=62
	EOF
	notified "monitor: no line for a refreshed entry" ""
	lab <<-EOF
		port u3 $ns3 u0
		port g4 $ns1 g4
		case monitor: traffic from elsewhere
		$(from 3 g4 $mac 63)
		expect g4 tag=63
	EOF
	notified "monitor: one line for a move" "$mac dev g4 dst 192.0.2.3"
	"${fdb[@]}" append $ZERO dev g4 dst 192.0.2.77
	notified "monitor: one line for a new flood list member" "$ZERO dev g4 dst 192.0.2.77"
	"${fdb[@]}" del $ZERO dev g4 dst 192.0.2.77
	notified "monitor: one line for a removed flood list member" "Deleted $ZERO dev g4 dst 192.0.2.77"
}

setup_switch 3
ip -n "$ns1" -batch - <<EOF || bail "no ovtun devices"
link add v4 address $OWN type ovtun encap vxlan id 11 local 192.0.2.1
link add v6 address $OWN type ovtun encap vxlan id 12 local 2001:db8::1
link add g4 address $OWN type ovtun encap gretap key 13 local 192.0.2.1
link add l4 address $OWN type ovtun encap vxlan id 14 local 192.0.2.1 maxaddress 4
link set v4 up
link set v6 up
link set g4 up
link set l4 up
EOF

lab <<EOF
port u2 $ns2 u0
port u3 $ns3 u0
$(for dev in v4 v6 g4 l4; do
	echo "port $dev $ns1 $dev"
	echo "stats $dev $ns1 $dev"
done)
$(table_cases v4 192.0.2.)
$(table_cases v6 2001:db8::)
$(table_cases g4 192.0.2.)
$(stack_cases v4 192.0.2.)
$(stack_cases v6 2001:db8::)
$(stack_cases g4 192.0.2.)
$(vxlan_cases)
$(limit_cases)
EOF
refusals v4
refusals g4

bridge -n "$ns1" fdb append $ZERO dev g4 dst 192.0.2.2 2>/dev/null
bridge -n "$ns1" fdb append $ZERO dev g4 dst 192.0.2.3 2>/dev/null
monitor_cases

bridge -n "$ns1" fdb replace $MAC_B dev v4 dst 192.0.2.3
same "show: JSON of a static entry" \
	'["192.0.2.3","permanent",["self"]]' \
	"$(bridge -n "$ns1" -j fdb show dev v4 |
		jq -c ".[] | select(.mac == \"$MAC_B\") | [.dst, .state, .flags]")"

# With g4 and a local port in a bridge
ip -n "$ns1" -batch - <<EOF
link add br1 type bridge mcast_snooping 0 forward_delay 0
link add vm type veth peer name vm1
link set vm1 master br1 up
link set g4 master br1
link set br1 up
link set vm up
EOF
lab <<EOF
port u2 $ns2 u0
port u3 $ns3 u0
port g4 $ns1 g4
port vm $ns1 vm
case split horizon with a bridge: a peer's frame goes to the local port only
$(from 2 g4 $MAC_A 70)
expect vm tag=70
send vm eth s=$OWN d=$ALL tag 71
expect u2 tag=71 dst=192.0.2.2
expect u3 tag=71 dst=192.0.2.3
count u2 0 tag=70 src=192.0.2.1
count u3 0 tag=70 src=192.0.2.1
EOF
finish
