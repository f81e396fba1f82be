#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Devices are changed while they are in use: what is said again changes
# nothing, a change loses no packet, a refused change is none.
#
# Not without loss, because both ends have to agree: id, keys, ports.

. "$(dirname "$0")/lib.sh"

OWN=02:00:00:00:01:01
OTHER=02:00:00:00:02:02
V4="local 192.0.2.1 remote 192.0.2.2"
V6="local 2001:db8::1 remote 2001:db8::2"

# ---- the same again -----------------------------------------------------------

kinds()
{
	cat <<-EOF
		link add k1 type ovtun encap vxlan id 1 $V4 dev u0 ttl 9 tos 0x20 df inherit srcport 5000 6000 ageing 77 maxaddress 99 nolearning noudpcsum outermark 7 fwmark 8 notrack nofastpath
		link add k2 type ovtun encap vxlan id 2 dstport 4790 $V6 flowlabel 0x123 udp6zerocsumtx udp6zerocsumrx nostrict outermark clear ttl inherit tos inherit
		link add k3 type ovtun encap vxlan id 3 $V6 flowlabel inherit
		link add k4 type ovtun encap vxlan id 4 group 239.1.1.1 dev u0
		link add k5 type ovtun encap vxlan trunk dstport 4791
		link add k6 type ovtun encap vxlan external dstport 4792
		link add k7 type ovtun encap vxlan gbp id 7 dstport 4793
		link add k8 type ovtun encap vxlan gpe id 8
		link add k9 type ovtun encap gretap ikey 1 okey 2 $V4 csum seq
		link add k10 type ovtun encap gretap
		link add k11 type ovtun encap gretap udp key 5 $V4
		link add k12 type ovtun encap gre key 5 $V6 df unset
		link add k13 type ovtun encap gre udp key 6 $V4 dstport 4755
		link add k14 type ovtun encap nvgre id 5014 $V4
	EOF
}

# ---- no packet is lost ----------------------------------------------------------

# A row each: the end that changes, and what it changes, one after the other
CHANGES_ANY=(
	"1 ttl 9" "1 ttl inherit" "1 ttl auto" "1 tos 0x20" "1 tos inherit"
	"1 tos 0" "1 df unset" "1 df inherit" "1 df set"
	"1 outermark clear" "1 outermark 7" "1 outermark keep"
	"1 fwmark 5" "1 fwmark 0" "1 notrack" "2 notrack" "1 track" "2 track"
	"1 nofastpath" "2 nofastpath" "1 fastpath" "2 fastpath"
	"1 dev u0" "1 nodev" "2 dev u0" "2 nodev"
	"2 nostrict" "2 strict"
)
CHANGES_FDB=(
	"1 nolearning" "2 nolearning" "1 learning" "2 learning"
	"1 ageing 5" "2 ageing 0" "2 ageing 300" "2 maxaddress 10"
	"2 maxaddress 0"
)
CHANGES_UDP=(
	"1 srcport 5000 5000" "1 srcport 0 0" "1 noudpcsum" "1 udpcsum"
)
CHANGES_GRE=(
	"1 ocsum" "1 nocsum" "1 oseq" "1 noseq"
)
CHANGES_V4=(
	"1 remote 192.0.2.22" "1 remote 192.0.2.2"
	"2 local 192.0.2.2" "2 nolocal" "2 local 192.0.2.2" "2 nolocal"
	"2 nostrict" "1 local 192.0.2.11" "1 local 192.0.2.1" "2 strict"
)
CHANGES_V6=(
	"1 flowlabel 7" "1 flowlabel inherit" "1 flowlabel 0"
	"1 remote 2001:db8::22" "1 remote 2001:db8::2"
	"2 local 2001:db8::2" "2 nolocal" "2 local 2001:db8::2" "2 nolocal"
)
CHANGES_UDP6=(
	"2 udp6zerocsumrx" "1 udp6zerocsumtx" "1 noudp6zerocsumtx"
	"2 noudp6zerocsumrx"
)

# The devices of ns2 have no local address, those of ns1 may change theirs.
stream_setup()
{
	local to4="local 192.0.2.1 remote 192.0.2.2"
	local to6="local 2001:db8::1 remote 2001:db8::2"

	ip -n "$ns2" -batch - <<-EOF || bail "no addresses"
		addr add 192.0.2.22/24 dev u0
		addr add 2001:db8::22/64 dev u0 nodad
		link add s1 address $OTHER type ovtun encap vxlan id 101 remote 192.0.2.1
		link add s2 address $OTHER type ovtun encap vxlan id 102 remote 2001:db8::1
		link add s3 address $OTHER type ovtun encap gretap key 103 remote 192.0.2.1
		link add s4 address $OTHER type ovtun encap gretap key 104 remote 2001:db8::1
		$(for n in 1 2 3 4; do
			echo "link set s$n up"
		done)
	EOF
	ip -n "$ns1" -batch - <<-EOF || bail "no devices"
		addr add 192.0.2.11/24 dev u0
		link add s1 address $OWN type ovtun encap vxlan id 101 $to4
		link add s2 address $OWN type ovtun encap vxlan id 102 $to6
		link add s3 address $OWN type ovtun encap gretap key 103 $to4
		link add s4 address $OWN type ovtun encap gretap key 104 $to6
		$(for n in 1 2 3 4; do
			echo "link set s$n up"
		done)
	EOF
}

# The stack tells the group members of a device that changes who it is.
silence()
{
	local ns n

	for ns in "$ns1" "$ns2"; do
		for n in 1 2 3 4; do
			echo "sysctl $ns net/ipv6/conf/s$n/disable_ipv6 1"
		done
	done
}

# stream DEV WHAT CHANGE...: a case
stream()
{
	local dev=$1 label="$1: $2" change
	local -a batch=()
	shift 2

	echo "case $label"
	echo "stream $ns1 $dev $ns2 $dev eth s=$OWN d=$OTHER ip4 s=10.0.0.1 d=10.0.0.2 tag 1"
	for change; do
		# From outside of the namespaces, in the order of the rows.
		echo "run ip -n $([[ $change == 1* ]] && echo "$ns1" || echo "$ns2") link set $dev type ovtun ${change#* }"
	done
	echo "endstream"
}

streams()
{
	local dev

	for dev in s1 s2 s3 s4; do
		stream $dev "changes lose no packet" "${CHANGES_ANY[@]}"
		stream $dev "changes of the table lose no packet" \
			"${CHANGES_FDB[@]}"
	done
	for dev in s1 s2; do
		stream $dev "changes of UDP lose no packet" "${CHANGES_UDP[@]}"
	done
	stream s2 "changes of the checksum over IPv6 lose no packet" \
		"${CHANGES_UDP6[@]}"
	for dev in s3 s4; do
		stream $dev "changes of GRE lose no packet" "${CHANGES_GRE[@]}"
	done
	stream s1 "changes of addresses lose no packet" "${CHANGES_V4[@]}"
	stream s2 "changes of addresses and labels lose no packet" \
		"${CHANGES_V6[@]}"
	stream s4 "changes of addresses and labels lose no packet" \
		"${CHANGES_V6[@]}"
}

# ---- refused is not changed ------------------------------------------------------

# state: all that a change could touch
state()
{
	ip -n "$ns1" -d -j link show | jq -S 'map(select(.ifname | test("^[krs][0-9]")) |
		{ifname, mtu, link, linkinfo, address, broadcast})'
	bridge -n "$ns1" fdb show
	ip -n "$ns1" maddress show dev u0
	awk '{ print $2 }' "/proc/net/udp" | sort
	ip netns exec "$ns1" cat /proc/net/udp /proc/net/udp6 |
		awk '{ print $2 }' | sort
}

# unchanged LABEL DEV PATTERN OPTIONS...: refused by the kernel, no trace
unchanged()
{
	local label=$1 dev=$2 pattern=$3 out
	shift 3

	if out=$(ip -n "$ns1" link set "$dev" type ovtun "$@" 2>&1); then
		fail "refused: $label" "not refused: $*"
	elif ! [[ $out =~ $pattern ]]; then
		fail "refused: $label" "no \"$pattern\" in: $out"
	elif ! diff "$SCRATCH/before" <(state) >"$SCRATCH/diff"; then
		fail "refused: $label" "$(cat "$SCRATCH/diff")"
	else
		pass "refused: $label, and nothing has changed"
	fi
}

refused_cases()
{
	ip -n "$ns1" -batch - <<-EOF || bail "no devices"
		link add r1 type ovtun encap vxlan id 201 $V4 dev u0
		link add r2 type ovtun encap vxlan id 202 $V4 dev u0
		link add r3 type ovtun encap gretap key 203 $V4 dev u0
		link add r4 type ovtun encap gre key 204 $V6
		link add r1.7 link r1 type vlan id 7
		link set r1 up
		link set r2 up
		link set r3 up
		link add name hold type vxlan id 5 dstport 4999
		link set hold up
	EOF
	state >"$SCRATCH/before"
	unchanged "a port that is in use" r1 "OVTUN_PORT" \
		ttl 9 nolearning remote 192.0.2.3 outermark 4 notrack dstport 4999
	unchanged "an id that is in use" r1 "OVTUN_ID" ttl 9 notrack id 202
	unchanged "a device on top" r1 "OVTUN_LINK" ttl 9 id 299 dev r1.7
	unchanged "the device itself" r1 "OVTUN_LINK" ttl 9 dstport 4998 dev r1
	unchanged "a group without device" r1 "OVTUN_LINK" \
		ttl 9 group 239.1.1.1 nodev
	unchanged "two families" r1 "address families" ttl 9 remote 2001:db8::9
	unchanged "a broadcast address" r1 "unicast" \
		ttl 9 remote 255.255.255.255
	unchanged "a flow label over IPv4" r1 "OVTUN_LABEL" ttl 9 flowlabel inherit
	unchanged "the encapsulation" r1 "OVTUN_EXT_ENCAP" ttl 9 encap gretap
	unchanged "external" r1 "METADATA" ttl 9 external
	unchanged "trunk" r3 "TRUNK" ttl 9 trunk
	unchanged "a port for gretap" r3 "OVTUN_PORT" ttl 9 dstport 4000
	unchanged "the address family of gre" r4 "address family" \
		ttl 9 local 192.0.2.1 remote 192.0.2.2
	printf 'link del %s\n' hold r1.7 r1 r2 r3 r4 | ip -n "$ns1" -batch -
}

setup_pair
kinds | ip -n "$ns1" -batch - || bail "no devices"
lab <<-EOF
	$(for dev in $(ip -n "$ns1" -br link show type ovtun | awk '{ print $1 }'); do
		echo "case ${dev%@*}: every attribute may be repeated"
		echo "repeat $ns1 ${dev%@*}"
	done)
EOF
ip -n "$ns1" -br link show type ovtun | awk '{ sub("@.*", "", $1); print "link del " $1 }' |
	ip -n "$ns1" -batch -
stream_setup
lab <<<"$(silence; streams)"
refused_cases
finish
