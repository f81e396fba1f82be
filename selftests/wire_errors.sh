#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Bad packets from the wire: each is dropped and counted under a name that says
# why, and the next good packet passes.
#
#     ns1                                   ns2
#   +-----------------+                   +---------------------+
#   | v4 v6 g4 g6 ... |                   |                     |
#   |      u0         |                   |      u0             |
#   +------+----------+                   +------+--------------+
#          | 192.0.2.1, 2001:db8::1              | packets written by hand
#          +-------------------------------------+

. "$(dirname "$0")/lib.sh"

OWN=02:00:00:00:01:01
ETH="eth s=02:00:00:00:00:02 d=02:00:00:00:00:01"
IP4="$ETH ip4 s=192.0.2.2 d=192.0.2.1"
IP6="$ETH ip6 s=2001:db8::2 d=2001:db8::1"
INNER="eth s=02:00:00:00:02:02 d=$OWN"

# outer DEV [OPTIONS of the tunnel header]: up to the tunnel header
outer()
{
	case $1 in
	v4) echo "$IP4 udp d=4789 vxlan vni=11 ${*:2} $INNER" ;;
	v6) echo "$IP6 udp d=4789 vxlan vni=12 ${*:2} $INNER" ;;
	g4) echo "$IP4 gre key=13 ${*:2} $INNER" ;;
	g6) echo "$IP6 gre key=14 ${*:2} $INNER" ;;
	cs4) echo "$IP4 gre key=15 ${*:2} $INNER" ;;
	cs6) echo "$IP6 gre key=16 ${*:2} $INNER" ;;
	l4) echo "$IP4 gre key=17 ${*:2} ip4 s=10.1.7.2 d=10.1.7.1" ;;
	l6) echo "$IP6 gre key=18 ${*:2} ip4 s=10.1.8.2 d=10.1.8.1" ;;
	esac
}

# good DEV [OPTIONS]: a good packet passes. As packets keep their order, what
# was sent before it has been judged when it comes.
good()
{
	echo "send inject $(outer "$@") tag 99"
	echo "expect $1 tag=99 tagdata=good"
}

# cuts OUTER-FRAME: send it with "cut *" before its tunnel header
cuts()
{
	local frame=${1/ vxlan/ cut \* vxlan}

	frame=${frame/ gre/ cut \* gre}
	echo "cuts inject $frame"
}

vxlan_cases()
{
	local dev=$1 flags

	cat <<-EOF
		case $dev: truncated at every byte, inner frame not IP
		$(cuts "$(outer "$dev") tag 1")
		$(good "$dev")
		drop $dev net_rx_truncated+rx_short_frame 22
		stat $dev rx_short_frame 14
		case $dev: truncated at every byte, inner IPv4
		$(cuts "$(outer "$dev") ip4 s=10.1.1.2 d=10.1.1.1 tag 1")
		$(good "$dev")
		drop $dev net_rx_truncated+rx_short_frame+rx_inner_header 42
		stat $dev rx_short_frame 14
		case $dev: truncated at every byte, inner IPv6
		$(cuts "$(outer "$dev") ip6 s=fd00::2 d=fd00::1 tag 1")
		$(good "$dev")
		drop $dev net_rx_truncated+rx_short_frame+rx_inner_header 62
		case $dev: each reserved flag
		$(for flags in 0x09 0x0a 0x0c 0x18 0x28 0x48 0x88; do
			echo "send inject $(outer "$dev" flags=$flags) tag 2"
		done)
		$(good "$dev")
		count $dev 0 tag=2
		drop $dev rx_bad_flags 7
		case $dev: no VNI flag
		send inject $(outer "$dev" flags=0) tag 2
		$(good "$dev")
		count $dev 0 tag=2
		drop $dev net_rx_bad_flags 1
		case $dev: unknown VNI
		send inject $(outer "$dev" vni=999 | sed 's/vni=1[0-9] //') tag 3
		send inject $(outer "$dev" vni=16777215 | sed 's/vni=1[0-9] //') tag 3
		$(good "$dev")
		count $dev 0 tag=3
		drop $dev net_rx_unknown_vni 2
		case $dev: bad UDP checksum
		send inject $(outer "$dev" | sed 's/udp/udp csum=bad/') tag 4
		$(good "$dev")
		count $dev 0 tag=4
	EOF
}

# GRE from elsewhere is not for a device with a remote: nobody's, not dropped.
common_cases()
{
	local dev=$1 options=${*:2} from3

	from3=$(outer "$dev" "$options" |
		sed 's/s=192.0.2.2/s=192.0.2.3/; s/s=2001:db8::2/s=2001:db8::3/')
	cat <<-EOF
		case $dev: unknown peer
		send inject $from3 tag 5
		$(good "$dev" "$options")
		count $dev 0 tag=5
		$([[ $dev != v? ]] || echo "drop $dev rx_unknown_peer 1")
	EOF
	[[ $dev != l? ]] || return 0
	cat <<-EOF
		case $dev: a frame with the device's own address as source
		send inject $(outer "$dev" "$options" |
			sed "s/s=02:00:00:00:02:02/s=$OWN/") tag 6
		$(good "$dev" "$options")
		count $dev 0 tag=6
		drop $dev rx_loop 1
	EOF
}

gre_cases()
{
	local dev=$1 bits short=14

	[[ $dev != l? ]] || short=0
	cat <<-EOF
		case $dev: truncated at every byte
		$(cuts "$(outer "$dev") tag 10")
		$(good "$dev")
		drop $dev net_rx_truncated+rx_short_frame+rx_inner_header $((8 + (short ? short : 20)))
		stat $dev rx_short_frame $short
		case $dev: version 1
		send inject $(outer "$dev" or=1) tag 11
		$(good "$dev")
		count $dev 0 tag=11
		drop $dev net_rx_bad_version 1
		case $dev: flags that RFC 2784 2.3 wants discarded
		$(for bits in 0x4000 0x0800 0x0400; do
			echo "send inject $(outer "$dev" or=$bits) tag 12"
		done)
		$(good "$dev")
		count $dev 0 tag=12
		drop $dev net_rx_bad_flags 3
		case $dev: bad checksum, though none is required
		send inject $(outer "$dev" csum=bad) tag 13
		$(good "$dev")
		count $dev 0 tag=13
		drop $dev rx_bad_csum 1
		case $dev: a protocol that the device does not carry is not its own
		send inject $(outer "$dev" proto=0x88b5) tag 14
		send inject $(outer "$dev" proto=0x0806) tag 14
		$(good "$dev")
		count $dev 0 tag=14
		drop $dev net_rx_bad_flags 0
	EOF
}

# checked_cases DEV: it requires checksums and sequence numbers
checked_cases()
{
	local dev=$1

	cat <<-EOF
		case $dev: bad checksum
		$(good "$dev" csum seq=100)
		send inject $(outer "$dev" csum=bad seq=101) tag 20
		$(good "$dev" csum seq=102)
		count $dev 0 tag=20
		drop $dev rx_bad_csum 1
		case $dev: no checksum where one is required
		send inject $(outer "$dev" seq=103) tag 21
		$(good "$dev" csum seq=104)
		count $dev 0 tag=21
		drop $dev rx_bad_csum 1
		case $dev: old and repeated sequence numbers
		send inject $(outer "$dev" csum seq=104) tag 22
		send inject $(outer "$dev" csum seq=50) tag 22
		$(good "$dev" csum seq=105)
		count $dev 0 tag=22
		drop $dev rx_seq 2
		case $dev: no sequence number where one is required
		send inject $(outer "$dev" csum) tag 23
		$(good "$dev" csum seq=106)
		count $dev 0 tag=23
		drop $dev rx_seq 1
		case $dev: sequence numbers wrap around
		$(good "$dev" csum seq=0x70000000)
		$(good "$dev" csum seq=0xe0000000)
		$(good "$dev" csum seq=0xffffffff)
		$(good "$dev" csum seq=0)
		drop $dev rx_seq 0
	EOF
}

own_address_cases()
{
	cat <<-EOF
		sysctl $ns1 net/ipv4/conf/all/rp_filter 0
		sysctl $ns1 net/ipv4/conf/u0/rp_filter 0
		sysctl $ns1 net/ipv4/conf/u0/accept_local 1
		case o4: own address as source, IPv4
		send inject $ETH ip4 s=192.0.2.1 d=192.0.2.1 udp d=4789 vxlan vni=21 $INNER tag 30
		send inject $IP4 udp d=4789 vxlan vni=21 $INNER tag 31
		expect o4 tag=31
		count o4 0 tag=30
		drop o4 rx_own_address 1
		case o6: own address as source, IPv6
		send inject $ETH ip6 s=2001:db8::1 d=2001:db8::1 udp d=4789 vxlan vni=22 $INNER tag 32
		send inject $IP6 udp d=4789 vxlan vni=22 $INNER tag 33
		expect o6 tag=33
		count o6 0 tag=32
		drop o6 rx_own_address 1
		case og4: own address as source, GRE over IPv4
		send inject $ETH ip4 s=192.0.2.1 d=192.0.2.1 gre key=23 $INNER tag 34
		send inject $IP4 gre key=23 $INNER tag 35
		expect og4 tag=35
		count og4 0 tag=34
		drop og4 rx_own_address 1
	EOF
}

loop_cases()
{
	cat <<-EOF
		case a tunnel over itself
		send self eth s=$OWN d=ff:ff:ff:ff:ff:ff tag 40
		drop self tx_loop 1
		case two tunnels over each other
		send loop1 eth s=$OWN d=ff:ff:ff:ff:ff:ff tag 41
		shell for d in loop1 loop2; do ip netns exec $ns1 ethtool -S \$d; done | awk '/ tx_loop:/ { n += \$2 } END { exit n < 1 }'
		$(good v4)
	EOF
}

# Each kind of bad packet often enough that a leak shows in the slab
flood()
{
	cat <<-EOF
		send inject x1000 $(outer v4 flags=0) tag 50
		send inject x1000 $(outer v4 vni=999 | sed 's/vni=11 //') tag 50
		send inject x1000 $IP4 udp d=4789 cut 5 vxlan vni=11 $INNER tag 50
		send inject x1000 $IP4 udp d=4789 cut 15 vxlan vni=11 $INNER tag 50
		send inject x1000 $(outer v4 | sed 's/s=192.0.2.2/s=192.0.2.3/') tag 50
		send inject x1000 $(outer v4 | sed "s/s=02:00:00:00:02:02/s=$OWN/") tag 50
		send inject x1000 $IP4 gre key=13 cut 5 $INNER tag 50
		send inject x1000 $IP4 cut 6 gre key=13 $INNER tag 50
		send inject x1000 $(outer g4 csum=bad) tag 50
		send inject x1000 $(outer g4 proto=0x88b5) tag 50
		send inject x1000 $(outer g4 or=0x4000) tag 50
		send inject x1000 $(outer cs4 csum) tag 50
		send self x1000 eth s=$OWN d=ff:ff:ff:ff:ff:ff tag 50
		send loop1 x1000 eth s=$OWN d=ff:ff:ff:ff:ff:ff tag 50
		$(good v4)
	EOF
}

# Packet buffers in use. KASAN keeps what has been freed until it is told not to.
buffers()
{
	local name active rest
	local shrink=/sys/kernel/slab/skbuff_head_cache/shrink

	[[ ! -e $shrink ]] || echo 1 >"$shrink"
	while read -r name active rest; do
		[[ $name != skbuff_head_cache ]] || echo "$active"
	done </proc/slabinfo
}

ports()
{
	local dev

	echo "port inject $ns2 u0"
	for dev in v4 v6 g4 g6 cs4 cs6 l4 l6 o4 o6 og4 self loop1; do
		echo "port $dev $ns1 $dev"
		echo "stats $dev $ns1 $dev"
	done
}

setup_pair
ip -n "$ns1" -batch - <<EOF || bail "no ovtun devices"
link add v4 address $OWN type ovtun encap vxlan id 11 local 192.0.2.1 remote 192.0.2.2
link add v6 address $OWN type ovtun encap vxlan id 12 local 2001:db8::1 remote 2001:db8::2
link add g4 address $OWN type ovtun encap gretap key 13 local 192.0.2.1 remote 192.0.2.2
link add g6 address $OWN type ovtun encap gretap key 14 local 2001:db8::1 remote 2001:db8::2
link add cs4 address $OWN type ovtun encap gretap key 15 csum seq local 192.0.2.1 remote 192.0.2.2
link add cs6 address $OWN type ovtun encap gretap key 16 csum seq local 2001:db8::1 remote 2001:db8::2
link add l4 type ovtun encap gre key 17 local 192.0.2.1 remote 192.0.2.2
link add l6 type ovtun encap gre key 18 local 2001:db8::1 remote 2001:db8::2
link add o4 address $OWN type ovtun encap vxlan id 21 local 192.0.2.1 nostrict
link add o6 address $OWN type ovtun encap vxlan id 22 local 2001:db8::1 nostrict
link add og4 address $OWN type ovtun encap gretap key 23 local 192.0.2.1 nostrict
link add self address $OWN type ovtun encap vxlan id 31 local 192.0.2.1 remote 198.51.100.2
link add loop1 address $OWN type ovtun encap vxlan id 32 local 192.0.2.1 remote 198.51.100.3
link add loop2 address $OWN type ovtun encap gretap key 33 local 192.0.2.1 remote 198.51.100.4
$(for dev in v4 v6 g4 g6 cs4 cs6 l4 l6 o4 o6 og4 self loop1 loop2; do
	echo "link set $dev up"
done)
route add 198.51.100.2 dev self
route add 198.51.100.3 dev loop2
route add 198.51.100.4 dev loop1
neigh replace 198.51.100.2 lladdr 02:00:00:00:03:02 dev self nud permanent
neigh replace 198.51.100.3 lladdr 02:00:00:00:03:03 dev loop2 nud permanent
neigh replace 198.51.100.4 lladdr 02:00:00:00:03:04 dev loop1 nud permanent
EOF

lab <<EOF
$(ports)
$(for dev in v4 v6; do
	vxlan_cases $dev
	common_cases $dev
done)
case v6: no UDP checksum where none is allowed
send inject $(outer v6 | sed 's/udp/udp csum=none/') tag 4
$(good v6)
count v6 0 tag=4
drop v6 rx_bad_csum 1
case bad UDP checksums are counted by UDP
shell ip netns exec $ns1 awk '/^Udp: [0-9]/ { exit \$8 != 1 }' /proc/net/snmp
shell ip netns exec $ns1 awk '/^Udp6InCsumErrors/ { exit \$2 != 1 }' /proc/net/snmp6
$(for dev in g4 g6 l4 l6; do
	gre_cases $dev
	common_cases $dev
done)
$(checked_cases cs4)
$(checked_cases cs6)
$(own_address_cases)
$(loop_cases)
case warm up
$(flood)
EOF

before=$(buffers)
lab <<EOF
$(ports)
case good packets pass after a flood of bad ones
$(flood)
$(good v6)
$(good g4)
$(good g6)
$(good l4)
EOF
after=$(buffers)
if [[ ! $before ]]; then
	skip "no packet buffer is leaked" "no /proc/slabinfo"
elif ((after - before < 800)); then
	pass "no packet buffer is leaked"
else
	fail "no packet buffer is leaked" "in use: $before before, $after after"
fi
finish
