#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Outer packets without connection tracking. The devices are in namespaces of
# their own, so that in those of the underlay there is nothing but the tunnels.
#
#     in1          ns1                      ns2          in2
#   +-----+      +--------------+  u0     +------+     +-----+
#   | dev |......| conntrack    +---------+ same |.....| dev |
#   +-----+      +--------------+         +------+     +-----+

. "$(dirname "$0")/lib.sh"

command -v nft >/dev/null || skip_all "needs nft"
have_module nf_conntrack || skip_all "needs nf_conntrack"

DEVS="vx11 tap12 gre13 vx14 tap15 gre16"
in1='' in2=''

# device HOST NAME ENCAP PREFIX OPTIONS...
device()
{
	local n=${2//[^0-9]/} other=$((3 - $1)) inside=$in1

	[[ $1 == 1 ]] || inside=$in2
	echo "link add $2 netns $inside type ovtun encap $3 local $4$1 remote $4$other ${*:5}"
}

devices()
{
	device "$1" vx11 "vxlan id 11" 192.0.2. "${@:2}"
	device "$1" tap12 "gretap key 12" 192.0.2. "${@:2}"
	device "$1" gre13 "gre key 13" 192.0.2. "${@:2}"
	device "$1" vx14 "vxlan id 14" 2001:db8:: "${@:2}"
	device "$1" tap15 "gretap key 15" 2001:db8:: "${@:2}"
	device "$1" gre16 "gre key 16" 2001:db8:: "${@:2}"
}

# inside HOST: addresses of the devices
inside()
{
	local dev

	echo "link set lo up"
	for dev in $DEVS; do
		echo "link set $dev up"
		echo "addr add 10.${dev//[^0-9]/}.0.$1/24 dev $dev"
	done
}

# track NS: rules that need conntrack, which registers its hooks
track()
{
	ip netns exec "$1" nft -f - <<-EOF
		table inet t {
			chain in {
				type filter hook input priority 0;
				ct state invalid counter
				ct state untracked counter name untracked
			}
			chain out {
				type filter hook output priority 0;
				ct state invalid counter
			}
			counter untracked { }
		}
	EOF
}

# tracked NS: the size of the table
tracked()
{
	ip netns exec "$1" cat /proc/sys/net/netfilter/nf_conntrack_count
}

# talk [SIZE]: lab commands, datagrams both ways by all devices
talk()
{
	local dev n _

	for dev in $DEVS; do
		n=${dev//[^0-9]/}
		for _ in 1 2 3; do
			echo "udp $in1 10.$n.0.1 $in2 10.$n.0.2 ${1:-200}"
		done
	done
}

# change WORD: all devices at both ends
change()
{
	local dev ns

	for ns in "$in1" "$in2"; do
		for dev in $DEVS; do
			echo "link set $dev type ovtun $*"
		done | ip -n "$ns" -batch - || fail "change to $*"
	done
}

empty()
{
	same "$1" "0 0" "$(tracked "$ns1") $(tracked "$ns2")"
}

setup_pair
setup_ns in1 in2
ip -n "$ns1" -batch - <<<"$(devices 1 notrack)" || bail "no devices"
ip -n "$ns2" -batch - <<<"$(devices 2 notrack)" || bail "no devices"
ip -n "$in1" -batch - <<<"$(inside 1)" || bail "no addresses"
ip -n "$in2" -batch - <<<"$(inside 2)" || bail "no addresses"
if ! track "$ns1" || ! track "$ns2"; then
	skip_all "needs tables of nft with ct"
fi

lab <<-EOF
	case packets pass, untracked
	$(talk)
EOF
empty "the table stays empty"
same "what comes in is untracked" yes "$(ip netns exec "$ns1" \
	nft -j list counter inet t untracked |
	jq -r '.nftables[] | select(.counter).counter.packets |
		if . >= 18 then "yes" else . end')"

change df unset
for ns in "$in1" "$in2"; do
	for dev in $DEVS; do
		echo "link set $dev mtu 3000"
	done | ip -n "$ns" -batch - || fail "a larger MTU"
done
lab <<-EOF
	case packets in fragments pass, untracked
	$(talk 2500)
EOF
empty "the table stays empty with fragments"

change nolocal
lab <<-EOF
	case devices without local address: packets pass, untracked
	$(talk)
EOF
empty "the table stays empty without local addresses"

# The same packets for somebody else are not the tunnel's.
ip -n "$ns1" route add 198.51.100.0/24 via 192.0.2.2
ip -n "$ns1" -6 route add 2001:db8:1::/64 via 2001:db8::2
lab <<-EOF
	port inject $ns2 u0
	sysctl $ns1 net/ipv4/ip_forward 1
	sysctl $ns1 net/ipv6/conf/all/forwarding 1
	case packets of a tunnel between others are tracked
	send inject eth s=02:00:00:00:00:02 d=02:00:00:00:00:01 ip4 s=192.0.2.2 d=198.51.100.7 udp d=4789 vxlan vni=11 eth s=02:00:00:00:02:02 d=02:00:00:00:01:01 tag 1
	send inject eth s=02:00:00:00:00:02 d=02:00:00:00:00:01 ip6 s=2001:db8::2 d=2001:db8:1::7 gre key=15 eth s=02:00:00:00:02:02 d=02:00:00:00:01:01 tag 1
	until test \$(ip netns exec $ns1 cat /proc/sys/net/netfilter/nf_conntrack_count) = 2
EOF

change track
lab <<-EOF
	case packets pass, tracked
	$(talk)
EOF
if [[ $(tracked "$ns1") -ge 8 && $(tracked "$ns2") -ge 6 ]]; then
	pass "the table has the tunnels"
else
	fail "the table has the tunnels" "$(tracked "$ns1") $(tracked "$ns2")"
fi
same "the answer of ip link, off" "false" \
	"$(ip -n "$in1" -d -j link show vx11 | jq -r '.[].linkinfo.info_data.notrack')"
change notrack
same "the answer of ip link, on" "true" \
	"$(ip -n "$in1" -d -j link show vx11 | jq -r '.[].linkinfo.info_data.notrack')"
finish
