#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What the network and the host around a tunnel do: connection tracking, rules,
# IPsec policies, VRFs, path MTU, tunnels in tunnels, VLAN tags in tunnels.
#
#     ns3                  ns1                                 ns2
#   +---------+          +-----------------+                 +------------+
#   | c0  c1  +----------+ (ovtun)         |                 | (ovtun)    |
#   +---------+ routed,  |      u0 (u1)    |                 |  u0 (u1)   |
#               bridged  +------+----------+                 +---+--------+
#                               | 192.0.2.1, 2001:db8::1         | .2, ::2
#                               +--------------------------------+

. "$(dirname "$0")/lib.sh"

OWN=02:00:00:00:01:01
OTHER=02:00:00:00:02:02
ETH="eth s=02:00:00:00:00:02 d=02:00:00:00:00:01"
IN4="ip4 s=192.0.2.2 d=192.0.2.1"
IN6="ip6 s=2001:db8::2 d=2001:db8::1"
ENDS4="src 192.0.2.2 dst 192.0.2.1"
ENDS6="src 2001:db8::2 dst 2001:db8::1"

for tool in nft tc ethtool; do
	command -v $tool >/dev/null || skip_all "needs $tool"
done

# device HOST NAME FAMILY OPTIONS...: ip commands. The digits of the name are
# the N of the addresses inside, 10.N.0.HOST and fd00:N::HOST.
device()
{
	local host=$1 other=$((3 - $1)) name=$2 family=$3 n=${2//[^0-9]/}
	local prefix=192.0.2.
	shift 3

	[[ $family == 4 ]] || prefix=2001:db8::
	echo "link add $name type ovtun $* local $prefix$host remote $prefix$other"
	echo "link set $name up"
	echo "addr add 10.$n.0.$host/24 dev $name"
	echo "addr add fd00:$n::$host/64 dev $name nodad"
}

# on HOST: the ip commands on standard input
on()
{
	ip -n "$1" -batch - || fail "setup in ${1%-*}"
}

# delete DEV...: in both hosts
delete()
{
	printf 'link del %s\n' "$@" | ip -n "$ns1" -force -batch -
	printf 'link del %s\n' "$@" | ip -n "$ns2" -force -batch -
} 2>/dev/null

# talk FROM TO DEV...: lab commands, four datagrams there and back each
talk()
{
	local from=$1 to=$2 a=1 b=2 dev n _

	[[ $from == "$ns1" ]] || a=2 b=1
	for dev in "${@:3}"; do
		n=${dev//[^0-9]/}
		for _ in 1 2 3 4; do
			echo "udp $from 10.$n.0.$a $to 10.$n.0.$b 200"
		done
	done
}

# ---- connection tracking and rules -----------------------------------------

# track NS: rules that need conntrack, which registers its hooks
track()
{
	ip netns exec "$1" nft -f - <<-EOF
		add table inet t
		add chain inet t in { type filter hook input priority 0; }
		add chain inet t out { type filter hook output priority 0; }
		add rule inet t in ct state invalid counter
		add rule inet t out ct state invalid counter
	EOF
}

tracked_devices()
{
	device "$1" gre11 4 encap gre key 11
	device "$1" gre12 6 encap gre key 12
	device "$1" tap13 4 encap gretap key 13
	device "$1" vx14 4 encap vxlan id 14
}

# confirmed NS SOURCE4 SOURCE6: lab commands, the table has these connections
confirmed()
{
	[[ $TABLE ]] || return
	echo "shell ip netns exec $1 grep -q \" 47 .*src=$2 \" /proc/net/nf_conntrack"
	echo "shell ip netns exec $1 grep -q \" 47 .*src=$3 \" /proc/net/nf_conntrack"
}

conntrack_cases()
{
	local devs="gre11 gre12 tap13 vx14"
	local rules="shell ip netns exec $ns1 nft"

	if ! have_module nf_conntrack || ! track "$ns2"; then
		skip "conntrack" "needs nf_conntrack and tables of nft"
		return
	fi
	TABLE=
	[[ ! -e /proc/net/nf_conntrack ]] || TABLE=yes
	on "$ns1" <<<"$(tracked_devices 1)"
	on "$ns2" <<<"$(tracked_devices 2)"
	lab <<-EOF
		$(for dev in $devs; do
			echo "case conntrack before the device: $dev"
			talk "$ns1" "$ns2" "$dev"
			echo "stats $dev $ns2 $dev"
			echo "drop $dev rx_policy 0"
		done)
	EOF
	track "$ns1" || fail "conntrack in ns1"
	lab <<-EOF
		$(for dev in $devs; do
			echo "case conntrack after the device: $dev"
			talk "$ns2" "$ns1" "$dev"
		done)
		case a rule against GRE holds from the next packet on
		port gre11 $ns1 gre11
		port gre12 $ns1 gre12
		port inject $ns2 u0
		$rules add rule inet t in meta l4proto gre drop
		send inject x3 $ETH $IN4 gre key=11 ip4 s=10.11.0.2 d=10.11.0.1 tag 1
		send inject x3 $ETH $IN6 gre key=12 ip4 s=10.12.0.2 d=10.12.0.1 tag 1
		$rules flush chain inet t in
		send inject $ETH $IN4 gre key=11 ip4 s=10.11.0.2 d=10.11.0.1 tag 2
		send inject $ETH $IN6 gre key=12 ip4 s=10.12.0.2 d=10.12.0.1 tag 2
		expect gre11 tag=2
		expect gre12 tag=2
		count gre11 0 tag=1
		count gre12 0 tag=1
		$(talk "$ns1" "$ns2" gre11 gre12)
		case a connection inside is not the one that carries it
		$rules add rule inet t out udp dport 4789 ct original ip daddr != 192.0.2.2 drop
		$rules add rule inet t out udp dport 4789 ct state != { new, established } drop
		$(talk "$ns1" "$ns2" vx14)
		$rules flush chain inet t out
	EOF
	if [[ $TABLE ]]; then
		lab <<-EOF
			case conntrack before the device: connections are confirmed
			$(confirmed "$ns2" 192.0.2.1 2001:0db8:0000:0000:0000:0000:0000:0001)
			case conntrack after the device: connections are confirmed
			$(confirmed "$ns1" 192.0.2.2 2001:0db8:0000:0000:0000:0000:0000:0002)
		EOF
	else
		skip "conntrack: connections are confirmed" "no /proc/net/nf_conntrack"
	fi
	ip netns exec "$ns1" nft delete table inet t
	ip netns exec "$ns2" nft delete table inet t
	# shellcheck disable=SC2086 # words
	delete $devs
}

# ---- tunnels in tunnels ----------------------------------------------------

# Device n1 is over u0, each other over the one before. na and nb are over
# each other. A queue keeps the core from counting how deep it is. With an MTU
# below 1280 the devices are without IPv6, which would send by itself.
nest()
{
	local n lower=192.0.2

	for n in 1 2 3 4 5 6 7 8; do
		echo "link add n$n mtu 1200 type ovtun encap gre key $n local $lower.1 remote $lower.2"
		lower=10.2$n.0
		echo "addr add $lower.1/24 dev n$n"
		echo "link set n$n up"
	done
	echo "link add na mtu 1200 type ovtun encap gre key 9 remote 10.30.0.2"
	echo "link add nb mtu 1200 type ovtun encap gre key 10 remote 10.31.0.2"
	echo "link set na up"
	echo "link set nb up"
	echo "addr add 10.30.0.1/24 dev nb"
	echo "addr add 10.31.0.1/24 dev na"
}

# loops COUNT DEV...: a lab command, so often they have counted tx_loop, or the
# counters that REASON describes
loops()
{
	echo "until test \$(for dev in ${*:2}; do ip netns exec $ns1 ethtool -S \$dev; done | awk '/ ${REASON:-tx_loop}:/ { n += \$2 } END { print n + 0 }') = $1"
}

nest_cases()
{
	on "$ns1" <<<"$(nest)"
	printf 'qdisc add dev %s root pfifo\n' n{1..8} na nb |
		tc -n "$ns1" -batch - || fail "queues"
	lab <<-EOF
		port inject $ns2 u0
		port n3 $ns1 n3
		port n8 $ns1 n8
		port na $ns1 na
		case three tunnels in each other, with queues: packets pass
		send n3 x3 ip4 s=10.23.0.1 d=10.23.0.2 tag 1
		expect inject key=1 i.proto=47 i.src=10.21.0.1
		count inject 3 key=1 i.proto=47
		case eight tunnels in each other, with queues: too deep, counted
		send n8 x3 ip4 s=10.28.0.1 d=10.28.0.2 tag 1
		$(loops 3 n{1..8})
		count inject 0 key=1
		case two tunnels over each other, with queues: dropped in the end
		send na x3 ip4 s=10.31.0.1 d=10.31.0.2 tag 1
		$(REASON='tx_(loop|no_mem|too_big)' loops 3 na nb)
	EOF
	delete n{1..8} na nb
	on "$ns1" <<<"$(nest)"
	lab <<-EOF
		port n8 $ns1 n8
		port na $ns1 na
		case tunnels in each other, without queues: too deep
		send n8 x3 ip4 s=10.28.0.1 d=10.28.0.2 tag 1
		send na x3 ip4 s=10.31.0.1 d=10.31.0.2 tag 1
		$(loops 3 n{1..8})
		$(loops 3 na nb)
	EOF
	delete n{1..8} na nb
}

# ---- VLAN tags inside -------------------------------------------------------

# packet DEV TOS: its layers down to the frame inside
packet()
{
	case $1 in
	vx*) echo "$ETH $IN4 tos=$2 udp d=4789 vxlan vni=${1#vx}" ;;
	tap*) echo "$ETH $IN4 tos=$2 gre key=${1#tap}" ;;
	six*) echo "$ETH $IN6 tos=$2 gre key=${1#six}" ;;
	esac
}

vlan_cases()
{
	local inner="eth s=$OTHER d=$OWN" dev id
	local ip4="ip4 s=10.0.0.2 d=10.0.0.1" ip6="ip6 s=fd00::2 d=fd00::1"

	cat <<-EOF
		port inject $ns2 u0
		$(for dev; do
			echo "port $dev $ns1 $dev"
			echo "stats $dev $ns1 $dev"
		done)
	EOF
	for dev; do
		cat <<-EOF
			case $dev: congestion outside is noted behind the VLAN tag
			$(for id in 0 16 100 101 102 4094; do
				echo "send inject $(packet "$dev" 3) $inner vlan id=$id $ip4 tos=2 tag $id"
				echo "expect $dev vlan=$id v=4 tos=0x3 tag=$id tagdata=good"
			done)
			send inject $(packet "$dev" 3) $inner vlan id=100 $ip6 tos=1 tag 1
			expect $dev vlan=100 v=6 tos=0x3 tag=1
			drop $dev rx_ecn 0
			case $dev: no congestion outside, nothing changes
			send inject $(packet "$dev" 2) $inner vlan id=101 $ip4 tos=0 tag 1
			send inject $(packet "$dev" 2) $inner vlan id=101 $ip4 tos=2 tag 2
			send inject $(packet "$dev" 0) $inner vlan id=101 $ip4 tos=3 tag 3
			expect $dev vlan=101 tos=0 tag=1
			expect $dev vlan=101 tos=0x2 tag=2
			expect $dev vlan=101 tos=0x3 tag=3
			case $dev: congestion that the packet in the VLAN cannot note: dropped
			send inject x2 $(packet "$dev" 3) $inner vlan id=100 $ip4 tos=0 tag 1
			send inject $(packet "$dev" 3) $inner vlan id=100 $ip6 tos=0 tag 1
			drop $dev rx_ecn 3
			count $dev 0 tag=1
			case $dev: what only looks like IP is no reason to change a VLAN tag
			send inject $(packet "$dev" 3) $inner vlan id=101 t=0x88b5 tag 1
			expect $dev vlan=101 tag=1 tagdata=good
		EOF
	done
}

vlan_devices()
{
	cat <<-EOF
		link add vx31 address $OWN type ovtun encap vxlan id 31 local 192.0.2.1 remote 192.0.2.2
		link add tap32 address $OWN type ovtun encap gretap key 32 local 192.0.2.1 remote 192.0.2.2
		link add six33 address $OWN type ovtun encap gretap key 33 local 2001:db8::1 remote 2001:db8::2
		link set vx31 up
		link set tap32 up
		link set six33 up
	EOF
}

# ---- path MTU ---------------------------------------------------------------

# path4 OPTIONS..., path6: the route from ns1 to ns2
path4()
{
	ip -n "$ns1" route replace 192.0.2.2/32 dev u0 "$@"
}

path6()
{
	ip -n "$ns1" route replace 2001:db8::2/128 dev u0 "$@"
}

pmtu_devices()
{
	device "$1" vx41 4 encap vxlan id 41
	device "$1" tap42 4 encap gretap key 42
	device "$1" six43 6 encap gretap key 43
	device "$1" gre44 4 encap gre key 44
	device "$1" bvx45 4 encap vxlan id 45
	device "$1" btap46 4 encap gretap key 46
	device "$1" vx47 6 encap vxlan id 47
}

# ns3 is routed by ns1 through c0, and bridged into two tunnels
pmtu_setup()
{
	on "$ns1" <<<"$(pmtu_devices 1)"
	on "$ns2" <<<"$(pmtu_devices 2)"
	on "$ns1" <<-EOF
		link add p0 type veth peer name c0 netns $ns3
		link add p45 type veth peer name c45 netns $ns3
		link add p46 type veth peer name c46 netns $ns3
		addr add 10.40.0.1/24 dev p0
		link set p0 up
		link add b45 type bridge forward_delay 0
		link add b46 type bridge forward_delay 0
		link set p45 master b45 up
		link set p46 master b46 up
		addr flush dev bvx45
		addr flush dev btap46
		link set bvx45 master b45
		link set btap46 master b46
		link set b45 up
		link set b46 up
	EOF
	on "$ns3" <<-EOF
		link set lo up
		addr add 10.40.0.3/24 dev c0
		addr add 10.45.0.1/24 dev c45
		addr add 10.46.0.1/24 dev c46
		link set c0 up
		link set c45 mtu 1400 up
		link set c46 mtu 1400 up
		route add default via 10.40.0.1
	EOF
	on "$ns2" <<-EOF
		$(for n in 41 42 43 44; do
			echo "route add 10.40.0.3/32 via 10.$n.0.1 table $n"
			echo "rule add from 10.$n.0.2 table $n"
		done)
	EOF
}

pmtu_cases()
{
	local dev n

	pmtu_setup
	path4 mtu 1200
	path6 mtu 1300
	lab <<-EOF
		port inject $ns2 u0
		sysctl $ns1 net/ipv4/ip_forward 1
		$(for dev in vx41 tap42 six43 gre44; do
			n=${dev//[^0-9]/}
			echo "case $dev: a routed sender learns of the smaller path MTU"
			echo "stats $dev $ns1 $dev"
			echo "toobig $ns3 10.40.0.3 10.$n.0.2 1300 later"
			echo "udp $ns3 10.40.0.3 $ns2 10.$n.0.2 1100 df"
			echo "stat $dev tx_too_big 1"
			echo "count inject 0 frag=1"
		done)
		$(for n in 45 46; do
			echo "case bridge port $n: the sender learns of the smaller path MTU"
			echo "toobig $ns3 10.$n.0.1 10.$n.0.2 1300 later"
			echo "udp $ns3 10.$n.0.1 $ns2 10.$n.0.2 1100 df"
			echo "count inject 0 frag=1"
		done)
	EOF
	path4 mtu 1280
	path6 mtu 1280
	lab <<-EOF
		port inject $ns2 u0
		$(for dev in vx41 tap42 six43 gre44 vx47; do
			n=${dev//[^0-9]/}
			echo "case $dev: IPv6 of 1280 bytes passes where the path MTU is 1280"
			echo "udp $ns1 fd00:$n::1 $ns2 fd00:$n::2 1232 df"
			echo "expect inject frag=1"
		done)
	EOF
	path4 mtu lock 700
	lab <<-EOF
		port inject $ns2 u0
		$(for dev in vx41 tap42 gre44; do
			n=${dev//[^0-9]/}
			echo "case $dev: a locked MTU of 700, packets are fragmented"
			echo "udp $ns1 10.$n.0.1 $ns2 10.$n.0.2 1300"
			echo "expect inject frag=1 df=0"
			echo "udp $ns1 10.$n.0.1 $ns2 10.$n.0.2 100"
		done)
	EOF
	ip -n "$ns1" route del 192.0.2.2/32
	ip -n "$ns1" route del 2001:db8::2/128
	delete vx41 tap42 six43 gre44 bvx45 btap46 vx47 b45 b46 p0 p45 p46
}

# ---- policies and source ports ----------------------------------------------

# xfrm add|del POLICY...: a lab command
xfrm()
{
	local action=

	[[ $1 != add ]] || action="action block"
	echo "run ip -n $ns1 xfrm policy $* $action"
}

# refusal DEV POLICY...: of packets to the device, and what follows
refusal()
{
	local frame="eth s=$OTHER d=$OWN tag"

	cat <<-EOF
		case $1: an incoming policy of IPsec refuses packets
		$(xfrm add dir in "${@:2}")
		send inject x3 $(packet "$1" 0) $frame 1
		$([[ $1 == vx* ]] || echo "drop $1 rx_policy 3")
		$(xfrm del dir in "${@:2}")
		send inject $(packet "$1" 0) $frame 2
		expect $1 tag=2
		count $1 0 tag=1
	EOF
}

policy_devices()
{
	vlan_devices
	cat <<-EOF
		link add fix51 address $OWN type ovtun encap vxlan id 51 local 192.0.2.1 remote 192.0.2.2 srcport 5000 5000
		link add fix52 address $OWN type ovtun encap vxlan id 52 local 192.0.2.1 remote 192.0.2.2 srcport 5001 5001
		link add fix53 address $OWN type ovtun encap vxlan id 53 local 2001:db8::1 remote 2001:db8::2 srcport 5000 5000
		link set fix51 up
		link set fix52 up
		link set fix53 up
	EOF
}

flows()
{
	local n

	for n in 1 2 3 4 5 6 7 8; do
		echo "send $1 eth s=$OWN d=$OTHER ip4 s=10.0.0.1 d=10.0.0.2 udp s=$((6000 + n)) d=7000 tag $n"
	done
}

# The same flow, in frames of different lengths
one_flow()
{
	local n

	for n in 50 100 200 300 900 1300; do
		echo "send $1 eth s=$OWN d=$OTHER vlan id=7 ip4 s=10.0.0.1 d=10.0.0.2 udp s=6000 d=7000 tag 1 $n"
	done
}

port_and_policy_cases()
{
	local ends="src 192.0.2.1 dst 192.0.2.2"
	local ends6="src 2001:db8::1 dst 2001:db8::2"
	local sel="proto udp sport 5000" dev

	cat <<-EOF
		port inject $ns2 u0
		$(for dev in vx31 tap32 six33 fix51 fix52 fix53; do
			echo "port $dev $ns1 $dev"
			echo "stats $dev $ns1 $dev"
		done)
		case srcport with one port: exactly that one
		$(flows fix51)
		expect inject sport=5000 tag=8
		count inject 8 sport=5000 vni=51 i.dport=7000
		unique inject sport vni=51
		case flows have their source ports
		$(flows vx31)
		expect inject vni=31 tag=8
		distinct inject sport 4 vni=31
		case a flow with VLAN tags keeps its source port
		$(one_flow vx31)
		expect inject taglen=1300
		count inject 6 vni=31 i.vlan=7
		unique inject sport vni=31 i.vlan=7
		case an outgoing policy that selects the source port blocks it, IPv4
		$(xfrm add dir out "$ends" "$sel")
		send fix51 x3 eth s=$OWN d=$OTHER tag 1
		send fix52 eth s=$OWN d=$OTHER tag 2
		expect inject tag=2 sport=5001
		count inject 0 tag=1
		drop fix51 tx_no_route 3
		$(xfrm del dir out "$ends" "$sel")
		send fix51 eth s=$OWN d=$OTHER tag 3
		expect inject tag=3 sport=5000
		case an outgoing policy that selects the source port blocks it, IPv6
		$(xfrm add dir out "$ends6" "$sel")
		send fix53 x3 eth s=$OWN d=$OTHER tag 1
		send fix52 eth s=$OWN d=$OTHER tag 2
		expect inject tag=2
		count inject 0 tag=1
		drop fix53 tx_no_route 3
		$(xfrm del dir out "$ends6" "$sel")
		send fix53 eth s=$OWN d=$OTHER tag 3
		expect inject tag=3 sport=5000
		$(refusal vx31 "$ENDS4" proto udp dport 4789)
		$(refusal tap32 "$ENDS4" proto gre)
		$(refusal six33 "$ENDS6" proto gre)
	EOF
}

# ---- VRFs --------------------------------------------------------------------

# u0 is in the VRF red, u1 with the same addresses in blue
vrf_setup()
{
	on "$ns1" <<-EOF
		link add red type vrf table 10
		link add blue type vrf table 20
		link set red up
		link set blue up
		link add u1 address 02:00:00:00:00:01 type veth peer name u1 netns $ns2
		link set u0 master red
		link set u1 master blue
		link set u1 up
		addr add 192.0.2.1/24 dev u1
		addr add 2001:db8::1/64 dev u1 nodad
		addr replace 2001:db8::1/64 dev u0 nodad
	EOF
	ip -n "$ns2" link set u1 up
	on "$ns1" <<<"$(vrf_devices 1 dev u0)"
	on "$ns2" <<<"$(vrf_devices 2)"
	on "$ns1" <<-EOF
		link add vx65 address $OWN type ovtun encap vxlan id 65 local 192.0.2.1 remote 192.0.2.2 dev u1
		link add tap66 address $OWN type ovtun encap gretap key 66 local 192.0.2.1 remote 192.0.2.2 dev u1
		link add six67 address $OWN type ovtun encap gretap key 67 local 2001:db8::1 remote 2001:db8::2 dev u1
		link set vx65 up
		link set tap66 up
		link set six67 up
	EOF
	# The packets that are sent by hand are for this address.
	on "$ns1" <<-EOF
		link set vx61 address $OWN
		link set tap62 address $OWN
		link set six63 address $OWN
	EOF
}

vrf_devices()
{
	device "$1" vx61 4 encap vxlan id 61 "${@:2}"
	device "$1" tap62 4 encap gretap key 62 "${@:2}"
	device "$1" six63 6 encap gretap key 63 "${@:2}"
	device "$1" vx64 6 encap vxlan id 64 "${@:2}"
}

vrf_cases()
{
	local frame="eth s=$OTHER d=$OWN tag" dev

	if ! have_module vrf; then
		skip "VRF" "needs vrf"
		return
	fi
	vrf_setup
	lab <<-EOF
		port red $ns2 u0
		port blue $ns2 u1
		$(for dev in vx61 tap62 six63 vx64; do
			echo "case $dev: the underlay is in a VRF"
			talk "$ns1" "$ns2" "$dev"
		done)
		$(for dev in vx61 tap62 six63; do
			echo "port $dev $ns1 $dev"
			echo "case $dev: a packet by another VRF is not received"
			echo "send blue x3 $(packet "$dev" 0) $frame 1"
			echo "send red $(packet "$dev" 0) $frame 2"
			echo "expect $dev tag=2"
			echo "count $dev 0 tag=1"
		done)
		$(for dev in vx65 tap66 six67; do
			echo "port $dev $ns1 $dev"
			echo "case $dev: the other VRF has devices of its own"
			echo "send red x3 $(packet "$dev" 0) $frame 1"
			echo "send blue $(packet "$dev" 0) $frame 2"
			echo "expect $dev tag=2"
			echo "count $dev 0 tag=1"
		done)
		port tap $ns1 red both
		$(for dev in vx61 tap62 six63; do
			echo "case $dev: who listens at the VRF sees what is sent"
			echo "send $dev x3 eth s=$OWN d=$OTHER tag 3"
			echo "expect tap tag=3"
			echo "count tap 3 tag=3"
		done)
	EOF
	vrf_move "has left the VRF" nomaster
	vrf_move "is in the VRF again" master red
}

# The kernel takes IPv6 addresses away from what gets into a VRF or out of it.
vrf_move()
{
	on "$ns1" <<-EOF
		link set u0 ${*:2}
		addr replace 2001:db8::1/64 dev u0 nodad
	EOF
	lab <<-EOF
		$(address_settles "$ns1" u0 2001:db8::1)
		$(for dev in vx61 tap62 six63 vx64; do
			echo "case $dev: the underlay device $1"
			talk "$ns1" "$ns2" "$dev"
		done)
	EOF
}

setup_pair
setup_ns ns3
conntrack_cases
nest_cases
on "$ns1" <<<"$(vlan_devices)"
lab <<<"$(vlan_cases vx31 tap32 six33)"
delete vx31 tap32 six33
pmtu_cases
on "$ns1" <<<"$(policy_devices)"
lab <<<"$(port_and_policy_cases)"
delete vx31 tap32 six33 fix51 fix52 fix53
vrf_cases
finish
