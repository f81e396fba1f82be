#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What the underlay spreads packets by: the source port of UDP and the FlowID of
# NVGRE differ by inner flow, and all packets of a flow have the same, as have
# all fragments.
#
#     ns1                          ns2
#   +-----------------+          +--------+
#   | vx nv gu l3     |          |        |
#   |      u0         +----------+   u0   |
#   | vq   w0         +----------+   w0   |    w0 has four queues
#   +-----------------+          +--------+

. "$(dirname "$0")/lib.sh"

OWN=02:00:00:00:01:01
OTHER=02:00:00:00:02:02
DEVS="vx nv gu"

# ether DEV: what it begins with
ether()
{
	[[ $1 == l3 ]] || echo "eth s=$OWN d=$OTHER"
}

# what DEV: the field that is the number of the flow
what()
{
	[[ $1 == nv ]] && echo flowid || echo sport
}

# flows DEV LABEL N LAYERS...: @ in LAYERS is a number that differs by flow. Of
# 16 flows most are told apart, and N packets of each have the same number.
flows()
{
	local dev=$1 n=$3 i at layers="${*:4}"

	echo "case $dev: $2"
	for ((i = 1; i <= 16; i++)); do
		for ((at = 0; at < n; at++)); do
			echo "send $dev $(ether "$dev") ${layers//@/$i} tag $i $((60 + 20 * at * at))"
		done
	done
	echo "expect u0 tag=16 taglen=$((60 + 20 * (n - 1) * (n - 1)))"
	echo "distinct u0 $(what "$dev") 10"
	for i in 1 2 7 16; do
		echo "unique u0 $(what "$dev") tag=$i"
	done
}

# same_flow DEV LABEL N FRAME...: one a line on standard input, after the Ethernet
# header; N are to come and have the same number
same_flow()
{
	local dev=$1 line

	echo "case $dev: $2"
	while read -r line; do
		echo "send $dev $(ether "$dev") $line"
	done
	echo "expect u0 $4"
	echo "count u0 $3 dst=192.0.2.2"
	echo "unique u0 $(what "$dev") dst=192.0.2.2"
}

cases()
{
	local dev=$1 ip4="ip4 s=10.0.0.1 d=10.0.0.2" ip6="ip6 s=fd00::1 d=fd00::2"
	local part tags=("" "vlan id=7 ") tag

	[[ $dev == l3 ]] && tags=("")
	for tag in "${tags[@]}"; do
		flows "$dev" "${tag}UDP ports, IPv4" 3 "$tag$ip4 udp s=500@ d=7000"
		flows "$dev" "${tag}UDP ports, IPv6" 3 "$tag$ip6 udp s=7000 d=500@"
		flows "$dev" "${tag}addresses, IPv4" 3 \
			"${tag}ip4 s=10.0.0.@ d=10.0.0.2"
		flows "$dev" "${tag}addresses, IPv6" 3 \
			"${tag}ip6 s=fd00::1 d=fd00::@"
		for part in "$ip4" "ip6 s=fd00::1 d=fd00::2"; do
			same_flow "$dev" "${tag}fragments, ${part%% *}" 3 \
				"i.frag=1 i.v=${part:2:1}" <<-LINES
				$tag$part$(fragment "$part" mf) proto=17 part 0 64 udp s=6000 d=7000 tag 1 160
				$tag$part$(fragment "$part" mf off=64) proto=17 part 64 64 udp s=6000 d=7000 tag 1 160
				$tag$part$(fragment "$part" off=128) proto=17 part 128 999 udp s=6000 d=7000 tag 1 160
			LINES
		done
	done
}

# fragment PART OPTION...: as IPv4 or IPv6 has it
fragment()
{
	[[ $1 == ip6* ]] && echo " frag6 ${*:2}" || echo " ${*:2}"
}

# Frames without IP, and what looks like IP and ends too early
other_cases()
{
	local dev=$1 n

	cat <<-EOF
		case $dev: no IP
		$(for n in 60 100 1400; do
			echo "send $dev $(ether "$dev") tag 1 $n"
		done)
		expect u0 tag=1 taglen=1400
		count u0 3 tag=1
		unique u0 $(what "$dev") tag=1
		case $dev: no IP header where one should be
		send $dev $(ether "$dev") ip4 s=10.0.0.1 d=10.0.0.2 cut 0
		send $dev eth s=$OWN d=$OTHER t=0x0800 hex 45000014
		send $dev eth s=$OWN d=$OTHER t=0x86dd hex 60000000
		send $dev eth s=$OWN d=$OTHER t=0x0800 hex 4f0000140000000040110000
		send $dev eth s=$OWN d=$OTHER tag 99
		expect u0 tag=99
	EOF
}

range_cases()
{
	local n port

	cat <<-EOF
		run ip -n $ns1 link set vx type ovtun srcport 6000 6003
		case a small range of source ports is used to its ends
		$(for ((n = 1; n <= 64; n++)); do
			echo "send vx $(ether vx) ip4 s=10.0.0.1 d=10.0.0.2 udp s=$n d=7000 tag $n"
		done)
		expect u0 tag=64
		distinct u0 sport 4
		$(for port in 6000 6001 6002 6003; do
			echo "expect u0 sport=$port"
		done)
		count u0 0 sport=6004
		count u0 0 sport=5999
	EOF
}

setup_pair
ip -n "$ns1" -batch - <<EOF || bail "no ovtun devices"
link add vx address $OWN type ovtun encap vxlan id 11 local 192.0.2.1 remote 192.0.2.2
link add nv address $OWN type ovtun encap nvgre id 5001 local 192.0.2.1 remote 192.0.2.2
link add gu address $OWN type ovtun encap gretap udp key 13 local 192.0.2.1 remote 192.0.2.2
link add l3 type ovtun encap gre udp key 14 local 192.0.2.1 remote 192.0.2.2 dstport 4755
$(for dev in $DEVS l3; do
	echo "link set $dev up"
done)
EOF
lab < <(
	echo "port u0 $ns2 u0"
	for dev in $DEVS l3; do
		echo "port $dev $ns1 $dev"
		cases "$dev"
	done
	for dev in $DEVS; do
		other_cases "$dev"
	done
	range_cases
)

# ---- queues of the underlay device -----------------------------------------

# Packets that each of them has sent
queue_counts()
{
	tc -n "$ns1" -s -j qdisc show dev w0 |
		jq -c '[.[] | select(.parent)] | sort_by(.parent) | map(.packets)'
}

# queues_of FLOW...: a packet of each, and how many each queue got of them
queues_of()
{
	local before flow

	before=$(queue_counts)
	lab < <(
		echo "port w0 $ns2 w0"
		echo "port vq $ns1 vq"
		echo "case vq: $# packets of the flows $1 to ${*: -1}"
		for flow; do
			echo "send vq $(ether vq) ip4 s=10.0.0.1 d=10.0.0.2 udp s=$flow d=7000 tag $flow"
		done
		echo "expect w0 tag=${*: -1}"
	)
	queued=$(jq -c -n --argjson a "$before" --argjson b "$(queue_counts)" \
		'[range($a | length) | $b[.] - $a[.]]')
}

queue_setup()
{
	ip link add w0 netns "$ns1" numtxqueues 4 numrxqueues 4 \
		type veth peer name w0 netns "$ns2" \
		address 02:00:00:00:00:02 numtxqueues 4 numrxqueues 4 &&
		ip -n "$ns2" -batch - <<-EOF &&
		addr add 198.51.100.2/24 dev w0
		link set w0 up
	EOF
		ip -n "$ns1" -batch - <<-EOF &&
		addr add 198.51.100.1/24 dev w0
		link set w0 up
		neigh add 198.51.100.2 lladdr 02:00:00:00:00:02 dev w0 nud permanent
		link add vq address $OWN type ovtun encap vxlan id 15 local 198.51.100.1 remote 198.51.100.2
		link set vq up
	EOF
		tc -n "$ns1" qdisc add dev w0 root mq
}

queue_setup || bail "no device with queues"
queues_of 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16
check "flows use the queues of the underlay device" \
	jq -e 'add >= 16 and (map(select(. > 0)) | length) > 1' <<<"$queued"
queues_of 7 7 7 7 7 7 7 7
same "a flow stays in one queue" "[0,8]" "$(jq -c unique <<<"$queued")"
# Whichever processor sends
printf -v all %x $(((1 << $(nproc --all)) - 1))
if ip netns exec "$ns1" bash -c \
	"echo $all >/sys/class/net/w0/queues/tx-2/xps_cpus" 2>/dev/null; then
	queues_of 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16
	same "XPS chooses the queue" "[0,0,16,0]" "$queued"
else
	skip "XPS" "the kernel has none"
fi
finish
