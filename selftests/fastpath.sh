#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The fast path passes by nothing that somebody set up: whatever it is, first
# packets take the fast path, then the very next one obeys, and when it is gone
# they take it again. Counters of the IP stack are the same with and without.
#
#     ns1                                   ns2
#   +-----------------+                   +-----------------+
#   | v4 v6 g4 g6     |                   |                 |
#   |    u0 u1        |  everything here  |   u0 u1         |
#   +----+--+---------+                   +----+--+---------+
#        |  | 192.0.2.1, 2001:db8::1           |  | 192.0.2.2, 2001:db8::2
#        +--|----------------------------------+  |
#           +-------------------------------------+

. "$(dirname "$0")/lib.sh"

OWN=02:00:00:00:01:01
OTHER=02:00:00:00:02:02
ETH="eth s=02:00:00:00:00:02 d=02:00:00:00:00:01"
ALL="v4 v6 g4 g6"
FOUR="v4 g4"
SIX="v6 g6"
UDP="v4 v6"

for tool in nft tc; do
	command -v $tool >/dev/null || skip_all "needs $tool"
done
have_module nf_tables || skip_all "needs nf_tables"

# ---- packets -----------------------------------------------------------------

# packet DEV: what ns2 sends to it, down to the frame inside
packet()
{
	local in4="ip4 s=192.0.2.2 d=192.0.2.1 tos=$TOS"
	local in6="ip6 s=2001:db8::2 d=2001:db8::1 tos=$TOS"
	local inner="eth s=$OTHER d=$OWN"

	case $1 in
	v4) echo "$ETH $in4 udp d=4789 vxlan vni=11 $inner" ;;
	v6) echo "$ETH $in6 udp d=4789 vxlan vni=12 $inner" ;;
	g4) echo "$ETH $in4 gre key=13 $inner" ;;
	g6) echo "$ETH $in6 gre key=14 $inner" ;;
	esac
}

# receive DEV TAG [TIMES], transmit DEV TAG [TIMES [BYTES]]
receive()
{
	echo "send inject x${3-1} $(packet "$1") tag $2"
}

transmit()
{
	echo "send $1 x${3-1} eth s=$OWN d=$OTHER tag $2 ${4-}"
}

# The first packet after a change may go all the way, and those that follow
# have to be fast: of N + 1 packets N or more.

# warm rx|tx TAG N FAST DEV...: N + 1 packets come through, and FAST or more
# have been fast in this case
warm()
{
	local way=$1 tag=$2 n=$3 fast=$4 dev

	for dev in "${@:5}"; do
		if [[ $way == rx ]]; then
			receive "$dev" "$tag"
			receive "$dev" "$tag" "$n"
			echo "expect $dev tag=$tag"
		else
			transmit "$dev" "$tag" 1 "$BYTES"
			transmit "$dev" "$tag" "$n" "$BYTES"
			echo "expect inject tag=$tag $(is "$dev")"
		fi
		echo "rose $dev ${way}_fast $fast"
	done
}

# each rx|tx TAG N FAST "DEV..."
each()
{
	# shellcheck disable=SC2086 # words
	warm "${@:1:4}" $5
}

# is DEV: a packet that is of this device
is()
{
	case $1 in
	v4) echo "vni=11" ;;
	v6) echo "vni=12" ;;
	g4) echo "key=13" ;;
	g6) echo "key=14" ;;
	esac
}

# obeys rx|tx LABEL "DEV..." ON OFF: lab commands that make packets be dropped,
# and let them pass again
obeys()
{
	local way=$1 devs=$3 dev

	echo "case $2"
	each "$way" 1 3 3 "$devs"
	echo "$4"
	for dev in $devs; do
		if [[ $way == rx ]]; then
			receive "$dev" 2 3
		else
			transmit "$dev" 2 3 "$BYTES"
		fi
	done
	echo "settle $ns2"
	echo "$5"
	each "$way" 3 4 7 "$devs"
	for dev in $devs; do
		if [[ $way == rx ]]; then
			echo "count $dev 0 tag=2"
			echo "count $dev 5 tag=3"
		else
			echo "count inject 0 tag=2 $(is "$dev")"
			echo "count inject 5 tag=3 $(is "$dev")"
		fi
	done
}

# shuns LABEL "DEV..." ON OFF: packets pass, but none is fast
shuns()
{
	local devs=$2 dev

	echo "case $1"
	each rx 1 3 3 "$devs"
	each tx 1 3 3 "$devs"
	echo "$3"
	for dev in $devs; do
		echo "stats $dev $ns1 $dev"
		receive "$dev" 2 3
		transmit "$dev" 2 3
		echo "expect $dev tag=2"
		echo "expect inject tag=2 $(is "$dev")"
		echo "count $dev 3 tag=2"
		echo "count inject 3 tag=2 $(is "$dev")"
		for n in $SHUNNED; do
			echo "stat $dev ${n}_fast 0"
		done
	done
	echo "$4"
	each rx 3 4 4 "$devs"
	each tx 3 4 4 "$devs"
}

TOS=0
BYTES=
SHUNNED="rx tx"

# ---- rules of netfilter -------------------------------------------------------

NFT="run ip netns exec"
HIT="meta l4proto { udp , gre }"

# chain FAMILY TYPE HOOK PRIORITY RULE...: a table with one rule
chain()
{
	local family=$1 type=$2 hook=$3 priority=$4

	echo "$NFT $ns1 nft add table $family t ; add chain $family t c { type $type hook $hook priority $priority ; } ; add rule $family t c ${*:5}"
}

unchain()
{
	echo "$NFT $ns1 nft delete table $1 t"
}

# ruled rx|tx "DEV..." FAMILY HOOK PRIORITY [RULE...]
ruled()
{
	local rule="${*:6}"

	obeys "$1" "$3 rule at ${4% device*}, priority $5${rule:+: $rule}" \
		"$2" "$(chain "$3" filter "$4" "$5" "${rule:-$HIT}" drop)" \
		"$(unchain "$3")"
}

rule_cases()
{
	ruled rx "$ALL" inet prerouting -400
	ruled rx "$ALL" inet prerouting 2147483647
	ruled rx "$ALL" inet input 0
	ruled rx "$FOUR" ip prerouting 0
	ruled rx "$FOUR" ip input -225
	ruled rx "$SIX" ip6 prerouting 0
	ruled rx "$SIX" ip6 input 2147483647
	ruled rx "$ALL" netdev "ingress device u0" 0
	ruled rx "$ALL" inet "ingress device u0" 0
	ruled tx "$ALL" inet output 0
	ruled tx "$ALL" inet output -225
	ruled tx "$ALL" inet postrouting 0
	ruled tx "$ALL" inet postrouting 225
	ruled tx "$FOUR" ip output 2147483647
	ruled tx "$FOUR" ip postrouting -400
	ruled tx "$SIX" ip6 output -400
	ruled tx "$SIX" ip6 postrouting 2147483647
	ruled tx "$ALL" netdev "egress device u0" 0
	ruled rx "$ALL" inet input 0 "$HIT ct state new,established,related,invalid"
	ruled tx "$ALL" inet output 0 "$HIT ct state new,established,related,invalid"
	obeys rx "a mark of a rule, and a routing rule for it" "$ALL" \
		"$(chain inet filter prerouting 0 "$HIT" meta mark set 5)" \
		"$(unchain inet)"
	BYTES=1000
	on "link set v4 type ovtun df unset"
	obeys tx "a rule that sends packets another way, priority -225" "v4" \
		"$(chain ip "route" output -225 "$HIT" meta mark set 6)" \
		"$(unchain ip)"
	on "link set v4 type ovtun df set"
	BYTES=
	SHUNNED="rx"
	shuns "a rule at input that only counts" "$ALL" \
		"$(chain inet filter input 0 "$HIT" counter)" "$(unchain inet)"
	SHUNNED="tx"
	shuns "a rule at output that only counts" "$ALL" \
		"$(chain inet filter output 0 "$HIT" counter)" "$(unchain inet)"
	shuns "a rule at postrouting that only counts" "$ALL" \
		"$(chain inet filter postrouting 0 "$HIT" counter)" \
		"$(unchain inet)"
	SHUNNED="rx tx"
}

CHOSEN="a rule that gives packets to another socket"

# A transparent proxy: packets are as before, with a socket that awaits them.
chosen_cases()
{
	obeys rx "$CHOSEN" "$UDP" \
		"$(chain inet filter prerouting -150 "meta l4proto udp" tproxy to :5000)" \
		"$(unchain inet)"
}

proxies_wait()
{
	[[ $(ip netns exec "$ns1" ss -Hlun sport = :5000 | wc -l) == 2 ]]
}

# xtables PROGRAM "DEV...": rules by iptables, whose chain is there until it is
# deleted
xtables()
{
	local tool="run ip netns exec $ns1 $1 -w" proto chain way hook table

	for chain in "rx INPUT filter" "rx PREROUTING raw" "tx OUTPUT filter" \
			"tx POSTROUTING mangle"; do
		read -r way hook table <<<"$chain"
		obeys "$way" "$1: a rule in $hook" "$2" \
			"$(for proto in udp gre; do
				echo "$tool -t $table -A $hook -p $proto -j DROP"
			done)" \
			"$(for proto in udp gre; do
				echo "$tool -t $table -D $hook -p $proto -j DROP"
			done
			echo "$tool -t $table -X $hook")"
	done
}

# ---- the underlay device --------------------------------------------------------

device_cases()
{
	local tc="run tc -n $ns1 filter"

	obeys rx "a tc filter at ingress" "$ALL" \
		"$tc add dev u0 ingress matchall action drop" \
		"$tc del dev u0 ingress"
	obeys tx "a tc filter at egress" "$ALL" \
		"$tc add dev u0 egress matchall action drop" \
		"$tc del dev u0 egress"
	obeys rx "an XDP program" "$ALL" "attach xdp $ns1 u0" detach
	obeys rx "a BPF program that looks sockets up" "$UDP" \
		"attach lookup $ns1" detach
	cat <<-EOF
		case a packet socket at the underlay device sees both ways
		$(each rx 1 3 3 "$ALL")
		$(each tx 1 3 3 "$ALL")
		port tap $ns1 u0 both
		$(for dev in $ALL; do
			echo "stats $dev $ns1 $dev"
			receive "$dev" 2 3
			transmit "$dev" 3 3
			echo "expect tap tag=3 $(is "$dev")"
			echo "count tap 3 tag=2 $(is "$dev")"
			echo "count tap 3 tag=3 $(is "$dev")"
			echo "stat $dev rx_fast 3"
			echo "stat $dev tx_fast 3"
		done)
	EOF
}

BRIDGED="frames on a bridge that netfilter looks into"

# What a bridge forwards passes the hooks for IP, too.
bridge_cases()
{
	local to_bridge="eth s=02:00:00:00:00:04 d=02:00:00:00:00:05"
	local to_other="eth s=02:00:00:00:00:04 d=02:00:00:00:00:66"
	local packet="ip4 s=192.0.4.2 d=192.0.4.1 udp d=4789 vxlan vni=16 eth s=$OTHER d=$OWN tag"

	cat <<-EOF
		case $BRIDGED
		$(on "link add br0 address 02:00:00:00:00:05 type bridge;link set u1 master br0;link set br0 up;addr add 192.0.4.1/24 dev br0;link add b4 address $OWN type ovtun encap vxlan id 16 local 192.0.4.1 remote 192.0.4.2;link set b4 up")
		port bridged $ns2 u1
		port b4 $ns1 b4
		stats b4 $ns1 b4
		send bridged $to_bridge $packet 1
		send bridged x3 $to_bridge $packet 1
		expect b4 tag=1
		rose b4 rx_fast 3
		sysctl $ns1 net/bridge/bridge-nf-call-iptables 1
		stats b4 $ns1 b4
		send bridged x3 $to_other $packet 2
		send bridged x3 $to_bridge $packet 3
		expect b4 tag=3
		count b4 3 tag=3
		count b4 0 tag=2
		stat b4 rx_fast 0
		sysctl $ns1 net/bridge/bridge-nf-call-iptables 0
		send bridged $to_bridge $packet 4
		send bridged x3 $to_bridge $packet 4
		expect b4 tag=4
		rose b4 rx_fast 3
		$(on "link del b4;link del br0")
	EOF
}

# ---- IPsec, routes, neighbours ----------------------------------------------------

# on COMMAND: of ip in ns1, lines with ; between
on()
{
	local part
	local -a parts

	IFS=';' read -ra parts <<<"$*"
	for part in "${parts[@]}"; do
		echo "run ip -n $ns1 $part"
	done
}

policy_cases()
{
	local in4="src 192.0.2.2 dst 192.0.2.1"
	local in6="src 2001:db8::2 dst 2001:db8::1"
	local out4="src 192.0.2.1 dst 192.0.2.2"
	local out6="src 2001:db8::1 dst 2001:db8::2"
	local add="xfrm policy add dir" del="xfrm policy del dir"

	obeys rx "an IPsec policy for IPv4, in" "$FOUR" \
		"$(on "$add in $in4 action block")" "$(on "$del in $in4")"
	obeys rx "an IPsec policy for IPv6, in" "$SIX" \
		"$(on "$add in $in6 action block")" "$(on "$del in $in6")"
	obeys tx "an IPsec policy for IPv4, out" "$FOUR" \
		"$(on "$add out $out4 action block")" "$(on "$del out $out4")"
	obeys tx "an IPsec policy for IPv6, out" "$SIX" \
		"$(on "$add out $out6 action block")" "$(on "$del out $out6")"
	obeys rx "an IPsec policy in want of a transformation, in" "$FOUR" \
		"$(on "$add in $in4 tmpl proto esp mode transport")" \
		"$(on "$del in $in4")"
	obeys tx "an IPsec policy in want of a transformation, out" "$ALL" \
		"$(on "$add out $out4 tmpl proto esp mode transport;$add out $out6 tmpl proto esp mode transport")" \
		"$(on "$del out $out4;$del out $out6")"
	if ip -n "$ns1" xfrm policy setdefault in accept 2>/dev/null; then
		obeys rx "the IPsec policy of what has none, in" "$ALL" \
			"$(on "xfrm policy setdefault in block")" \
			"$(on "xfrm policy setdefault in accept")"
		obeys tx "the IPsec policy of what has none, out" "$ALL" \
			"$(on "xfrm policy setdefault out block")" \
			"$(on "xfrm policy setdefault out accept")"
	fi
}

ENCRYPTED="what IPsec has decrypted, and no policy asked for"

# In a tunnel of IPsec come packets of any sender: the stack wants a policy.
secret_cases()
{
	local in4="src 192.0.2.2 dst 192.0.2.1"
	local key=0x000102030405060708090a0b0c0d0e0f10111213
	local state="xfrm state add $in4 proto esp spi 0x100 mode tunnel reqid 1 aead rfc4106(gcm(aes)) $key 128"
	local policy="$in4 tmpl $in4 proto esp mode tunnel reqid 1"

	cat <<-EOF
		case $ENCRYPTED
		run ip -n $ns2 link add s4 address $OTHER type ovtun encap vxlan id 11 local 192.0.2.2 remote 192.0.2.1
		run ip -n $ns2 link set s4 up
		port s4 $ns2 s4
		$(on "$state;xfrm policy add dir in $policy")
		run ip -n $ns2 $state
		run ip -n $ns2 xfrm policy add dir out $policy
		send s4 eth s=$OTHER d=$OWN tag 1
		expect v4 tag=1
		$(on "xfrm policy del dir in $in4")
		$(warm rx 2 3 3 v4)
		send s4 x3 eth s=$OTHER d=$OWN tag 3
		settle $ns2
		$(warm rx 4 3 7 v4)
		count v4 0 tag=3
		run ip -n $ns2 xfrm policy del dir out $in4
		run ip -n $ns2 xfrm state flush
		$(on "xfrm state flush")
		run ip -n $ns2 link del s4
	EOF
}

# ICMP, fragmentation needed, MTU 900: to an echo reply to 192.0.2.2
MTU_900=0304b03300000384
MTU_900+=4500003c0000400040010000c0000201c0000202
MTU_900+=0000000000010001

route_cases()
{
	local conf="sysctl $ns1 net/ipv4/conf" away="route add 192.0.2.2/32 dev u1"

	obeys tx "a route to nowhere, IPv4" "$FOUR" \
		"$(on "route add blackhole 192.0.2.2/32")" \
		"$(on "route del blackhole 192.0.2.2/32")"
	obeys tx "a route to nowhere, IPv6" "$SIX" \
		"$(on "route add blackhole 2001:db8::2/128")" \
		"$(on "route del blackhole 2001:db8::2/128")"
	obeys tx "a route by another device" "$ALL" \
		"$(on "$away;route add 2001:db8::2/128 dev u1")" \
		"$(on "route del 192.0.2.2/32;route del 2001:db8::2/128")"
	obeys tx "a rule for the source address" "$FOUR" \
		"$(on "rule add pref 6 from 192.0.2.1 blackhole")" \
		"$(on "rule del pref 6")"
	BYTES=1000
	obeys tx "a route with an MTU" "$ALL" \
		"$(on "route add 192.0.2.2/32 dev u0 mtu 900;route add 2001:db8::2/128 dev u0 mtu 900")" \
		"$(on "route del 192.0.2.2/32;route del 2001:db8::2/128")"
	obeys tx "a path MTU that somebody else learns" "$FOUR" \
		"$(on "route add 192.0.2.2/32 dev u0"
			each tx 9 1 4 "$FOUR"
			echo "send inject $ETH ip4 s=192.0.2.2 d=192.0.2.1 proto=1 hex $MTU_900")" \
		"$(on "route del 192.0.2.2/32")"
	BYTES=
	obeys rx "a rule for what comes by the device" "$ALL" \
		"$(on "rule add pref 6 iif u0 blackhole;-6 rule add pref 6 iif u0 blackhole")" \
		"$(on "rule del pref 6;-6 rule del pref 6")"
	obeys rx "a rule for UDP ports" "$UDP" \
		"$(on "rule add pref 6 ipproto udp dport 4789 iif u0 blackhole;-6 rule add pref 6 ipproto udp dport 4789 iif u0 blackhole")" \
		"$(on "rule del pref 6;-6 rule del pref 6")"
	obeys rx "a route in a table that a rule looks at first" "$ALL" \
		"$(on "route add blackhole 192.0.2.1 table 100;-6 route add blackhole 2001:db8::1 table 100")" \
		"$(on "route del blackhole 192.0.2.1 table 100;-6 route del blackhole 2001:db8::1 table 100")"
	obeys rx "a reverse path filter, where the way back is another" "$FOUR" \
		"$(on "$away")
		$conf/u0/rp_filter 1" \
		"$conf/u0/rp_filter 0
		$(on "route del 192.0.2.2/32")"
	echo "$conf/u0/rp_filter 1"
	obeys rx "another way back, where there is a reverse path filter" \
		"$FOUR" "$(on "$away")" "$(on "route del 192.0.2.2/32")"
	echo "$conf/u0/rp_filter 0"
	echo "run ip -n $ns1 $away"
	obeys rx "the reverse path filter of all devices" "$FOUR" \
		"$conf/all/rp_filter 1" "$conf/all/rp_filter 0"
	echo "run ip -n $ns1 route del 192.0.2.2/32"
	obeys rx "the source becomes an address of this host" "$FOUR" \
		"$(on "addr add 192.0.2.2/32 dev u1")" \
		"$(on "addr del 192.0.2.2/32 dev u1")"
}

# other_mac ADDR: the neighbour has another MAC address, no longer
neighbour_cases()
{
	local to mac=02:00:00:00:00:02 dev

	for dev in $ALL; do
		to=192.0.2.2
		[[ $dev == ?4 ]] || to=2001:db8::2
		cat <<-EOF
			case $dev: a neighbour's new address holds from the next packet on
			$(warm tx 1 3 3 "$dev")
			count inject 4 tag=1 dmac=$mac
			$(on "neigh replace $to dev u0 lladdr 02:00:00:00:00:77 nud permanent")
			$(transmit "$dev" 2 3)
			rose $dev tx_fast 6
			expect inject tag=2
			count inject 3 tag=2 dmac=02:00:00:00:00:77
			$(on "neigh del $to dev u0;neigh replace $to dev u0 lladdr $mac nud permanent")
			$(transmit "$dev" 3 3)
			expect inject tag=3
			count inject 3 tag=3 dmac=$mac
			case $dev: another gateway holds from the next packet on
			$(warm tx 1 3 3 "$dev")
			$(on "route add $to dev u0 via ${to%2}3")
			$(transmit "$dev" 2 3)
			rose $dev tx_fast 6
			expect inject tag=2
			count inject 3 tag=2 dmac=02:00:00:00:00:33
			$(on "route del $to dev u0 via ${to%2}3")
			$(transmit "$dev" 3 3)
			expect inject tag=3
			count inject 3 tag=3 dmac=$mac
		EOF
	done
	for dev in $FOUR; do
		cat <<-EOF
			case $dev: a gateway with an IPv6 address
			$(warm tx 1 3 3 "$dev")
			$(on "route add 192.0.2.2 via inet6 2001:db8::3 dev u0")
			$(transmit "$dev" 2 3)
			rose $dev tx_fast 6
			expect inject tag=2
			count inject 3 tag=2 dmac=02:00:00:00:00:33 dst=192.0.2.2
			$(on "route del 192.0.2.2 via inet6 2001:db8::3 dev u0")
		EOF
	done
	cat <<-EOF
		case a neighbour that is not there any more gets nothing, until it is
		$(warm tx 1 3 3 v4 g4)
		sysctl $ns2 net/ipv4/conf/u0/arp_ignore 8
		$(on "neigh del 192.0.2.2 dev u0")
		$(transmit v4 2 3)
		$(transmit g4 2 3)
		expect inject op=1 tpa=192.0.2.2
		count inject 0 tag=2
		sysctl $ns2 net/ipv4/conf/u0/arp_ignore 0
		$(on "neigh replace 192.0.2.2 dev u0 lladdr $mac nud permanent")
		$(warm tx 3 4 7 v4 g4)
		count inject 5 tag=3 vni=11
		count inject 5 tag=3 key=13
	EOF
}

# six_again add|replace: the IPv6 address, and the neighbours
six_again()
{
	on "addr $1 2001:db8::1/64 dev u0 nodad;$KNOW"
	address_settles "$ns1" u0 2001:db8::1
}

address_cases()
{
	local way

	for way in rx tx; do
		obeys "$way" "the underlay address is taken away, $way" "$ALL" \
			"$(on "addr del 192.0.2.1/24 dev u0;addr del 2001:db8::1/64 dev u0")" \
			"$(on "addr add 192.0.2.1/24 dev u0")
			$(six_again add)"
	done
	obeys tx "the underlay device is down" "$ALL" \
		"$(on "link set u0 down")" \
		"$(on "link set u0 up")
		$(six_again replace)"
	obeys tx "IPv6 is switched off" "$SIX" \
		"sysctl $ns1 net/ipv6/conf/u0/disable_ipv6 1" \
		"sysctl $ns1 net/ipv6/conf/u0/disable_ipv6 0
		$(six_again replace)"
}

# ---- headers and counters ---------------------------------------------------------

# sport "DEV..." TAG N: what ns2 sends to them, from this UDP port
sport()
{
	local dev

	for dev in $1; do
		receive "$dev" "$2" 3 | sed "s/d=4789/s=$3 &/"
	done
}

# selects LABEL "DEV..." ON OFF: lab commands against source port 5555 alone,
# and to take that back
selects()
{
	local dev

	echo "case $1, in"
	each rx 1 3 3 "$2"
	echo "$3"
	sport "$2" 2 5554
	sport "$2" 3 5555
	sport "$2" 2 5554
	echo "$4"
	each rx 4 4 7 "$2"
	for dev in $2; do
		echo "count $dev 6 tag=2"
		echo "count $dev 0 tag=3"
	done
}

# flows_out DEV: packets of both source ports, of which one must not leave
flows_out()
{
	local n

	for n in {1..16}; do
		echo "send $1 eth s=$OWN d=$OTHER ip4 s=10.0.0.1 d=10.0.0.2 udp s=$n d=7000 tag 2"
	done
	echo "expect inject tag=2 sport=5554"
	echo "count inject 0 tag=2 sport=5555"
}

family()
{
	[[ $1 == v4 ]] && echo -4 || echo -6
}

# What changes nothing for most packets of a sender
select_cases()
{
	local in4="src 192.0.2.2 dst 192.0.2.1 proto udp sport 5555"
	local in6="src 2001:db8::2 dst 2001:db8::1 proto udp sport 5555"
	local add="xfrm policy add dir in" del="xfrm policy del dir in"
	local rule="rule add pref 6 ipproto udp sport 5555 iif u0 blackhole"
	local out="dir out src 192.0.2.1 dst 192.0.2.2 proto udp sport 5555"
	local rule_out="pref 6 ipproto udp sport 5555 blackhole" dev

	selects "an IPsec policy for a source port" "$UDP" \
		"$(on "$add $in4 action block;$add $in6 action block")" \
		"$(on "$del $in4;$del $in6")"
	selects "a rule for a source port" "$UDP" \
		"$(on "$rule;-6 $rule")" \
		"$(on "rule del pref 6;-6 rule del pref 6")"
	cat <<-EOF
		case an IPsec policy for a source port, out
		$(on "link set v4 type ovtun srcport 5554 5555")
		$(warm tx 1 3 3 v4)
		$(on "xfrm policy add $out action block")
		$(flows_out v4)
		$(on "xfrm policy del $out;link set v4 type ovtun srcport 0 0")
		$(warm tx 3 4 7 v4)
	EOF
	for dev in $UDP; do
		cat <<-EOF
			case $dev: a rule for a source port, out
			$(on "link set $dev type ovtun srcport 5554 5555")
			$(warm tx 1 3 3 "$dev")
			$(on "$(family "$dev") rule add $rule_out")
			$(flows_out "$dev")
			$(on "$(family "$dev") rule del pref 6")
			$(on "link set $dev type ovtun srcport 0 0")
			$(warm tx 3 4 7 "$dev")
		EOF
	done
}

# header LABEL "DEV..." SED: packets that this makes out of good ones are not
# received, though their sender is known
header()
{
	local dev

	echo "case $1"
	each rx 1 3 3 "$2"
	for dev in $2; do
		receive "$dev" 2 3 | sed "$3"
	done
	each rx 3 4 7 "$2"
	for dev in $2; do
		echo "count $dev 0 tag=2"
		echo "count $dev 5 tag=3"
	done
}

# slowly LABEL "DEV..." SED: they are received, but not by the fast path
slowly()
{
	local dev

	echo "case $1"
	each rx 1 3 3 "$2"
	for dev in $2; do
		echo "stats $dev $ns1 $dev"
		receive "$dev" 2 3 | sed "$3"
		echo "expect $dev tag=2"
		echo "count $dev 3 tag=2"
		echo "stat $dev rx_fast 0"
	done
}

# Of a sender that is known
odd_cases()
{
	local dev ip
	local drop=conf/u0/drop_unicast_in_l2_multicast

	header "a packet with a source route" "$FOUR" \
		"s/ip4 /&route=192.0.2.3 /"
	header "another protocol" "g4 g6" "s/ip[46] /&proto=99 /"
	header "a UDP header that says more than there is" v4 \
		"s/d=4789/& len=200 csum=none/"
	slowly "a packet with a flow label" "$SIX" "s/ip6 /&label=5 /"
	slowly "a packet in a broadcast frame" "$ALL" \
		"s/d=02:00:00:00:00:01/d=ff:ff:ff:ff:ff:ff/"
	for ip in 4 6; do
		echo "sysctl $ns1 net/ipv$ip/$drop 1"
	done
	header "a packet in a broadcast frame, where that is not wanted" "$ALL" \
		"s/d=02:00:00:00:00:01/d=ff:ff:ff:ff:ff:ff/"
	for ip in 4 6; do
		echo "sysctl $ns1 net/ipv$ip/$drop 0"
	done
	have_module nfnetlink_queue && cat <<-EOF
		case a packet that user space accepts is not fast
		$(each rx 1 3 3 "$ALL")
		queue $ns1 1
		$(chain inet filter prerouting 0 "$HIT" queue num 1)
		$(for dev in $ALL; do
			echo "stats $dev $ns1 $dev"
			receive "$dev" 2 3
		done)
		accept 1 12
		$(for dev in $ALL; do
			echo "expect $dev tag=2"
			echo "count $dev 3 tag=2"
			echo "stat $dev rx_fast 0"
		done)
		$(unchain inet)
	EOF
	cat <<-EOF
		case a packet without a UDP checksum is as fast
		$(warm rx 1 3 3 v4)
		$(receive v4 2 3 | sed "s/d=4789/& csum=none/")
		expect v4 tag=2
		rose v4 rx_fast 6
	EOF
	for dev in $UDP; do
		cat <<-EOF
			case $dev: a wrong checksum is the stack's business
			$(warm rx 1 3 3 "$dev")
			snmp $ns1
			$(receive "$dev" 2 3 | sed "s/d=4789/& csum=bad/")
			counted $ns1 Udp${dev#v}InCsumErrors 3
		EOF
	done | sed 's/Udp4/Udp/'
	cat <<-EOF
		case a device without the fast path, of a sender that another one knows
		$(on "link add slow address $OWN type ovtun encap vxlan id 15 local 192.0.2.1 remote 192.0.2.2 nofastpath;link set slow up")
		port slow $ns1 slow
		stats slow $ns1 slow
		$(warm rx 1 3 3 v4)
		$(receive v4 2 3 | sed "s/vni=11/vni=15/")
		expect slow tag=2
		count slow 3 tag=2
		stat slow rx_fast 0
		$(on "link del slow")
	EOF
}

# head INNER...: a frame to send with this packet inside
header_cases()
{
	local dev

	for dev in $ALL; do
		cat <<-EOF
			case $dev: TTL, TOS and ECN
			$(warm rx 1 3 3 "$dev")
			$(warm tx 1 3 3 "$dev")
			$(on "link set $dev type ovtun ttl inherit tos inherit")
			send $dev x3 eth s=$OWN d=$OTHER ip4 s=10.0.0.1 d=10.0.0.2 ttl=33 tos=0x2b tag 2
			expect inject tag=2 ttl=33 tos=0x2b i.ttl=33
			count inject 3 tag=2 ttl=33 tos=0x2b
			$(on "link set $dev type ovtun ttl auto tos 0")
			$(warm tx 3 1 5 "$dev")
			$(TOS=3; warm rx 3 1 4 "$dev")
			$(TOS=3; echo "send inject x3 $(packet "$dev") ip4 s=10.0.0.2 d=10.0.0.1 tos=2 tag 4")
			expect $dev tag=4
			count $dev 3 tag=4 tos=0x3
			rose $dev rx_fast 7
			$(TOS=3; echo "send inject x3 $(packet "$dev") ip4 s=10.0.0.2 d=10.0.0.1 tag 5")
			stat $dev rx_ecn 3
			count $dev 0 tag=5
			case $dev: a wrong sender, a wrong checksum
			$(warm rx 1 3 3 "$dev")
			$(receive "$dev" 2 3 | sed 's/s=192.0.2.2/s=192.0.2.9/; s/s=2001:db8::2/s=2001:db8::9/')
			$(if [[ $dev == v* ]]; then
				receive "$dev" 2 3 | sed 's/d=4789/& csum=bad/'
			fi)
			$([[ $dev == v* ]] && echo "stat $dev rx_unknown_peer 3")
			$(receive "$dev" 3)
			expect $dev tag=3
			count $dev 0 tag=2
		EOF
	done
	for dev in $UDP; do
		cat <<-EOF
			case $dev: a raw socket gets its copy
			$(warm rx 1 3 3 "$dev")
			raw $ns1 17 $([[ $dev == v4 ]] || echo 6)
			$(receive "$dev" 2 3)
			expect $dev tag=2
			rawcount 3
			$(warm rx 3 4 7 "$dev")
		EOF
	done
	cat <<-EOF
		case a datagram of many is cut
		$(warm rx 1 3 3 v4)
		segments $ns2 192.0.2.2 192.0.2.1 4789 5 vxlan vni=11 eth s=$OTHER d=$OWN tag 2 100
		expect v4 tag=2
		count v4 5 tag=2 taglen=100 tagdata=good
	EOF
}

# counter_cases LABEL
counter_cases()
{
	local dev v

	for dev in $ALL; do
		v=
		[[ $dev == ?4 ]] || v=6
		cat <<-EOF
			case $dev: counters of the IP stack, $1, in
			$(receive "$dev" 1 2)
			expect $dev tag=1
			snmp $ns1
			$(receive "$dev" 2 5)
			expect $dev tag=2
			counted $ns1 Ip${v}InReceives 5
			counted $ns1 Ip${v}InDelivers 5
			counted $ns1 Udp${v}InDatagrams $([[ $dev == v? ]] && echo 5 || echo 0)
			counted $ns1 Ip${v}InDiscards+Ip${v}InHdrErrors+Udp${v}InErrors+Udp${v}NoPorts 0
			case $dev: counters of the IP stack, $1, out
			$(transmit "$dev" 1 2)
			expect inject tag=1
			snmp $ns1
			$(transmit "$dev" 2 5)
			expect inject tag=2
			counted $ns1 Ip${v}OutRequests 5
			$(grep -q OutTransmits /proc/net/snmp6 &&
				echo "counted $ns1 Ip${v}OutTransmits 5")
			counted $ns1 Ip${v}OutDiscards+Ip${v}OutNoRoutes 0
		EOF
	done
}

# ---- setup --------------------------------------------------------------------

# Rules at first, so that the table of addresses is not the first to be asked.
# Neighbours that are known need not be asked for, which would be counted: ns2
# asks, too, as it answers with ICMP errors.
KNOW="neigh replace 192.0.2.2 dev u0 lladdr 02:00:00:00:00:02 nud permanent;neigh replace 2001:db8::2 dev u0 lladdr 02:00:00:00:00:02 nud permanent"

setup()
{
	setup_ns ns1 ns2
	ip -n "$ns1" -batch - <<-EOF || bail "no veth"
		link add u0 address 02:00:00:00:00:01 type veth peer name u0 netns $ns2 address 02:00:00:00:00:02
		link add u1 address 02:00:00:00:00:03 type veth peer name u1 netns $ns2 address 02:00:00:00:00:04
		link set u1 up
	EOF
	ip -n "$ns2" -batch - <<-EOF || bail "no veth"
		link set u1 up
	EOF
	host_addresses "$ns1" 1
	host_addresses "$ns2" 2
	ip -n "$ns2" -batch - <<-EOF || bail "no neighbours"
		neigh add 192.0.2.1 dev u0 lladdr 02:00:00:00:00:01 nud permanent
		neigh add 2001:db8::1 dev u0 lladdr 02:00:00:00:00:01 nud permanent
	EOF
	ip -n "$ns1" -batch - <<-EOF || bail "no rules"
		rule add pref 10 lookup local
		rule del pref 0
		rule add pref 4 lookup 100
		rule add pref 3 fwmark 5 blackhole
		rule add pref 3 fwmark 6 lookup 106
		route add 192.0.2.2/32 dev u0 mtu lock 900 table 106
		neigh add 192.0.2.3 dev u0 lladdr 02:00:00:00:00:33 nud permanent
		neigh add 2001:db8::3 dev u0 lladdr 02:00:00:00:00:33 nud permanent
		${KNOW//;/$'\n'}
	EOF
	ip -6 -n "$ns1" -batch - <<-EOF || bail "no rules"
		rule add pref 10 lookup local
		rule del pref 0
		rule add pref 4 lookup 100
		rule add pref 3 fwmark 5 blackhole
	EOF
	# Behind this one there is no other, unless it was there before.
	ip netns exec "$ns1" nft -f - <<-EOF || skip_all "needs tables of nft"
		table inet early {
			chain c {
				type filter hook prerouting priority 2147483647;
			}
		}
	EOF
	ip -n "$ns1" -batch - <<-EOF || bail "no ovtun devices"
		link add v4 address $OWN type ovtun encap vxlan id 11 local 192.0.2.1 remote 192.0.2.2
		link add v6 address $OWN type ovtun encap vxlan id 12 local 2001:db8::1 remote 2001:db8::2
		link add g4 address $OWN type ovtun encap gretap key 13 local 192.0.2.1 remote 192.0.2.2
		link add g6 address $OWN type ovtun encap gretap key 14 local 2001:db8::1 remote 2001:db8::2
		$(for dev in $ALL; do
			echo "link set $dev up"
		done)
	EOF
	tc -n "$ns1" qdisc add dev u0 clsact || bail "no clsact"
}

# Rules that were there before the first device
old_cases()
{
	local nft="$NFT $ns1 nft"

	cat <<-EOF
		case a chain behind ours
		$(for dev in $ALL; do
			echo "stats $dev $ns1 $dev"
			receive "$dev" 1 3
			echo "expect $dev tag=1"
		done)
		$nft add rule inet early c $HIT drop
		$(for dev in $ALL; do receive "$dev" 2 3; done)
		$nft delete table inet early
		$(each rx 3 4 4 "$ALL")
		$(for dev in $ALL; do
			echo "count $dev 0 tag=2"
			echo "count $dev 5 tag=3"
		done)
	EOF
}

ports()
{
	local dev

	echo "port inject $ns2 u0"
	for dev in $ALL; do
		echo "port $dev $ns1 $dev"
		echo "stats $dev $ns1 $dev"
	done
}

# part FUNCTION...: its lab commands
part()
{
	lab < <(ports; "$@")
}

setup
part old_cases
part counter_cases "fast path"
part rule_cases
proxies=
if have_module nft_tproxy && command -v socat >/dev/null; then
	for from in UDP4-RECV:5000 UDP6-RECV:5000,ipv6only; do
		ip netns exec "$ns1" socat -u "$from,ip-transparent" \
			OPEN:/dev/null &
		proxies+=" $!"
	done
	wait_for proxies_wait || fail "$CHOSEN"
	part chosen_cases
	# shellcheck disable=SC2086 # words
	kill $proxies
else
	skip "$CHOSEN" "needs nft_tproxy and socat"
fi
for tool in iptables ip6tables; do
	if ! command -v "$tool" >/dev/null; then
		skip "rules of $tool" "not installed"
	elif [[ $("$tool" --version) != *nf_tables* ]]; then
		skip "rules of $tool" "chains of this kind stay forever"
	elif [[ $tool == iptables ]]; then
		part xtables $tool "$FOUR"
	else
		part xtables $tool "$SIX"
	fi
done
part device_cases
METADATA="a tc rule that gives received packets metadata"
if have_module act_tunnel_key; then
	SHUNNED=rx part shuns "$METADATA" "$ALL" \
		"run tc -n $ns1 filter add dev u0 ingress matchall action tunnel_key set src_ip 10.0.0.1 dst_ip 10.0.0.2 id 5" \
		"run tc -n $ns1 filter del dev u0 ingress"
else
	skip "$METADATA" "needs act_tunnel_key"
fi
here=
[[ ! -d /sys/module/br_netfilter ]] || here=yes
if have_module br_netfilter; then
	ip netns exec "$ns1" sysctl -qw net.bridge.bridge-nf-call-iptables=0 ||
		bail "no switch for bridges"
	part bridge_cases
	[[ $here ]] || modprobe -r br_netfilter || fail "br_netfilter remains"
else
	skip "$BRIDGED" "needs br_netfilter"
fi
part policy_cases
if have_module esp4; then
	part secret_cases
else
	skip "$ENCRYPTED" "needs esp4"
fi
part route_cases
LABELED="a route that puts a label of MPLS in front"
if have_module mpls_iptunnel; then
	part obeys tx "$LABELED" "$ALL" \
		"$(on "route add 192.0.2.2/32 encap mpls 100 dev u0;route add 2001:db8::2/128 encap mpls 100 dev u0")" \
		"$(on "route del 192.0.2.2/32;route del 2001:db8::2/128")"
else
	skip "$LABELED" "needs mpls_iptunnel"
fi
part neighbour_cases
part header_cases
part select_cases
part odd_cases
part shuns "nofastpath" "$ALL" \
	"$(for dev in $ALL; do on "link set $dev type ovtun nofastpath"; done)" \
	"$(for dev in $ALL; do on "link set $dev type ovtun fastpath"; done)"
part address_cases
for dev in $ALL; do
	echo "link set $dev type ovtun nofastpath"
done | ip -n "$ns1" -batch - || fail "nofastpath"
part counter_cases "nofastpath"

# Where there is no hook for GRE, one hook is somebody else's.
for dev in v4 v6 g6; do
	echo "link set $dev type ovtun fastpath"
done | ip -n "$ns1" -batch - || fail "fastpath"
ip -n "$ns1" link del g4
ALL="v4 v6 g6"
part ruled rx v4 ip input 0 "meta l4proto udp"
ip -n "$ns1" link del g6
ALL=$UDP
part ruled rx "$UDP" inet input 0 "meta l4proto udp"
finish
