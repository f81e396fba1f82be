#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The rules that a user sets up for the underlay hold for tunnel packets, from
# the next packet on.
#
#     ns1                                   ns2
#   +-----------------+                   +-----------------+
#   | v4 v6 g4 g6     |                   |                 |
#   |      u0         |  nftables here    |      u0         |
#   +------+----------+                   +------+----------+
#          | 192.0.2.1, 2001:db8::1              | 192.0.2.2, 2001:db8::2
#          +-------------------------------------+

. "$(dirname "$0")/lib.sh"

OWN=02:00:00:00:01:01
ETH="eth s=02:00:00:00:00:02 d=02:00:00:00:00:01"
INNER="eth s=02:00:00:00:02:02 d=$OWN"

command -v nft >/dev/null || skip_all "needs nft"
have_module nf_tables || skip_all "needs nf_tables"

# packet DEV
packet()
{
	case $1 in
	v4) echo "$ETH ip4 s=192.0.2.2 d=192.0.2.1 udp d=4789 vxlan vni=11 $INNER" ;;
	v6) echo "$ETH ip6 s=2001:db8::2 d=2001:db8::1 udp d=4789 vxlan vni=12 $INNER" ;;
	g4) echo "$ETH ip4 s=192.0.2.2 d=192.0.2.1 gre key=13 $INNER" ;;
	g6) echo "$ETH ip6 s=2001:db8::2 d=2001:db8::1 gre key=14 $INNER" ;;
	esac
}

# match DEV: what a rule says to mean its packets
match()
{
	case $1 in
	v*) echo "udp dport 4789" ;;
	g*) echo "meta l4proto gre" ;;
	esac
}

# rule CHAIN RULE...: the only rule of the namespace from now on
rule()
{
	echo "shell ip netns exec $ns1 nft -f - <<<\"flush chain inet t in; flush chain inet t pre; flush chain inet t out; add rule inet t ${*}\""
}

firewall_cases()
{
	cat <<-EOF
		case $1: a rule at input drops, and no longer when it is gone
		$(rule in "$(match "$1")" counter)
		send inject $(packet "$1") tag 1
		expect $1 tag=1
		$(rule in "$(match "$1")" drop)
		send inject x3 $(packet "$1") tag 2
		$(rule in "$(match "$1")" counter)
		send inject $(packet "$1") tag 3
		expect $1 tag=3
		count $1 0 tag=2
		case $1: a rule at prerouting drops
		$(rule pre "$(match "$1")" drop)
		send inject x3 $(packet "$1") tag 4
		$(rule pre "$(match "$1")" counter)
		send inject $(packet "$1") tag 5
		expect $1 tag=5
		count $1 0 tag=4
		case $1: a packet that user space accepts passes
		$(rule in "$(match "$1")" queue num 1)
		send inject x3 $(packet "$1") tag 6
		count $1 0 tag=6
		accept 1 3
		$(rule in "$(match "$1")" counter)
		send inject $(packet "$1") tag 7
		expect $1 tag=7
		count $1 3 tag=6
		case $1: a rule at output drops, and no longer when it is gone
		$(rule out "$(match "$1")" drop)
		send $1 x3 eth s=$OWN d=02:00:00:00:02:02 tag 8
		$(rule out "$(match "$1")" counter)
		send $1 eth s=$OWN d=02:00:00:00:02:02 tag 9
		expect inject tag=9
		count inject 0 tag=8
	EOF
}

setup_pair
ip -n "$ns1" -batch - <<EOF || bail "no ovtun devices"
link add v4 address $OWN type ovtun encap vxlan id 11 local 192.0.2.1 remote 192.0.2.2
link add v6 address $OWN type ovtun encap vxlan id 12 local 2001:db8::1 remote 2001:db8::2
link add g4 address $OWN type ovtun encap gretap key 13 local 192.0.2.1 remote 192.0.2.2
link add g6 address $OWN type ovtun encap gretap key 14 local 2001:db8::1 remote 2001:db8::2
link set v4 up
link set v6 up
link set g4 up
link set g6 up
EOF
ip netns exec "$ns1" nft -f - <<EOF || skip_all "needs tables of nft"
add table inet t
add chain inet t in { type filter hook input priority 0; }
add chain inet t pre { type filter hook prerouting priority 0; }
add chain inet t out { type filter hook output priority 0; }
EOF
have_module nfnetlink_queue || skip_all "needs nfnetlink_queue"

lab <<EOF
port inject $ns2 u0
$(for dev in v4 v6 g4 g6; do
	echo "port $dev $ns1 $dev"
done)
queue $ns1 1
$(for dev in v4 v6 g4 g6; do
	firewall_cases $dev
done)
EOF
finish
