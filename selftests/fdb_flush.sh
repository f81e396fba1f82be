#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Deleting many forwarding entries at once, with each condition, and what else
# bridge(8) cannot send in every version: messages are made by the lab.

. "$(dirname "$0")/lib.sh"

ZERO=000000000000
A=0200000000a0
B=0200000000b0
C=0200000000c0

# Does a core of this kernel hand on more than state and flags?
FILTERS=
[[ $(uname -r) =~ ^([0-9]+)\.([0-9]+) ]] &&
	((BASH_REMATCH[1] * 100 + BASH_REMATCH[2] >= 607)) && FILTERS=yes

# n DEV OP PATTERN [ATTRIBUTE...]: a lab command
n()
{
	echo "neigh $ns1 $*"
}

mac()
{
	echo "lladdr=hex:$1"
}

# left DEV REGEX...: these are the entries, in any order, that are left
left()
{
	local dev=$1 count
	shift

	count=$#
	echo "shell test \$(bridge -n $ns1 fdb show dev $dev | wc -l) = $count"
	for regex; do
		echo "shell bridge -n $ns1 fdb show dev $dev | grep -q '$regex'"
	done
}

entries()
{
	cat <<-EOF
		case $1: entries to flush
		$(n "$1" new made "$(mac $A)" dst=ip4:192.0.2.2)
		$(n "$1" new made "$(mac $B)" dst=ip4:192.0.2.3 port=be16:4788 vni=u32:777 state=0x40)
		$(n "$1" new made "$(mac $C)" dst=ip4:192.0.2.4 ifindex=u32:"$U0" state=2 flags=0x12)
		$(n "$1" append made "$(mac $ZERO)" dst=ip4:192.0.2.2)
		$(n "$1" append made "$(mac $ZERO)" dst=ip4:192.0.2.3)
		$(n "$1" append made "$(mac $ZERO)" dst=ip4:192.0.2.3 vni=u32:777)
		$(n "$1" append made "$(mac $ZERO)" dst=ip4:192.0.2.4)
	EOF
}

# flushed LABEL CONDITIONS -- REGEX...: what is left of the entries
flushed()
{
	local label=$1
	local -a conditions=()
	shift

	while [[ $1 != -- ]]; do
		conditions+=("$1")
		shift
	done
	shift
	entries v4
	echo "case flush by $label"
	n v4 flush made "${conditions[@]}"
	left v4 "$@"
	n v4 flush made
}

filter_cases()
{
	local a='00:a0 .*192.0.2.2' b='00:b0 .*192.0.2.3' c='00:c0 .*192.0.2.4'
	local z='^00:00:00:00:00:00 ' c2='00:c0 .*192.0.2.2'

	flushed "destination: an entry, and one of a list" dst=ip4:192.0.2.2 -- \
		"$b" "$c" "$z.*2.3 .*vni 11" "$z.*2.3 .*vni 777" "$z.*2.4 "
	flushed "port" port=be16:4788 -- \
		"$a" "$c" "$z.*2.2" "$z.*2.3 .*vni 11" "$z.*vni 777" "$z.*2.4 "
	flushed "port, the device's own" port=be16:4789 -- "$b"
	flushed "VNI" vni=u32:777 -- \
		"$a" "$c" "$z.*2.2" "$z.*2.3" "$z.*2.4 "
	flushed "VNI, the device's own" vni=u32:11 -- "$b" "$z.*vni 777"
	flushed "interface" ifindex=u32:"$U0" -- \
		"$a" "$b" "$z.*2.2" "$z.*2.3 .*vni 11" "$z.*vni 777" "$z.*2.4 "
	flushed "destination and VNI" dst=ip4:192.0.2.3 vni=u32:777 -- \
		"$a" "$c" "$z.*2.2" "$z.*2.3 .*vni 11" "$z.*2.4 "
	flushed "destination of the other family: none" dst=ip6:2001:db8::2 -- \
		"$a" "$b" "$c" "$z.*2.2" "$z.*2.3 .*vni 11" "$z.*vni 777" "$z.*2.4 "
	flushed "destination and state" dst=ip4:192.0.2.3 state=0x40 \
		state_mask=u16:0x40 -- \
		"$a" "$c" "$z.*2.2" "$z.*2.3 .*vni 11" "$z.*vni 777" "$z.*2.4 "
	flushed "segment, of a device that has one" src_vni=u32:11 --
	flushed "another segment: none" src_vni=u32:12 -- \
		"$a" "$b" "$c" "$z.*2.2" "$z.*2.3 .*vni 11" "$z.*vni 777" "$z.*2.4 "
	cat <<-EOF
		case flush by segment, external device
		$(n x4 new made "$(mac $A)" dst=ip4:192.0.2.2 src_vni=u32:3000 vni=u32:4000)
		$(n x4 new made "$(mac $A)" dst=ip4:192.0.2.2 src_vni=u32:4000 vni=u32:3000)
		$(n x4 flush made src_vni=u32:3000)
		$(left x4 "vni 3000 src_vni 4000")
		case flush by group of nexthops
		run ip -n $ns1 nexthop add id 2 via 192.0.2.2 fdb
		run ip -n $ns1 nexthop add id 20 group 2 fdb
		run ip -n $ns1 nexthop add id 30 group 2 fdb
		$(n v4 new made "$(mac $A)" nhid=u32:20)
		$(n v4 new made "$(mac $B)" nhid=u32:30)
		$(n v4 new made "$(mac $C)" dst=ip4:192.0.2.2)
		$(n v4 flush made nhid=u32:20)
		$(left v4 "00:b0 .*nhid 30" "$c2")
		$(n v4 flush made)
		case flush with conditions of a wrong size
		$(n v4 flush . dst=hex:c00002)
		$(n v4 flush . dst=hex:c000020201)
		$(n v4 flush NDA_DST dst=ip6:::ffff:192.0.2.2)
		$(n v4 flush . port=u8:1)
		$(n v4 flush . port=u32:1)
		$(n v4 flush . vni=u16:1)
		$(n v4 flush . src_vni=hex:-)
		$(n v4 flush . nhid=u8:1)
		$(n v4 flush . ifindex=u16:1)
	EOF
}

state_cases()
{
	local a='00:a0 .*192.0.2.2' b='00:b0 .*192.0.2.3' c='00:c0 .*192.0.2.4'
	local z='^00:00:00:00:00:00 '

	flushed "permanent" state=0x80 state_mask=u16:0x80 -- "$b" "$c"
	flushed "nopermanent" state=0 state_mask=u16:0x80 -- \
		"$a" "$z.*2.2" "$z.*2.3 .*vni 11" "$z.*vni 777" "$z.*2.4 "
	flushed "static" state=0x40 state_mask=u16:0xc0 -- \
		"$a" "$c" "$z.*2.2" "$z.*2.3 .*vni 11" "$z.*vni 777" "$z.*2.4 "
	flushed "dynamic" state=0 state_mask=u16:0xc0 -- \
		"$a" "$b" "$z.*2.2" "$z.*2.3 .*vni 11" "$z.*vni 777" "$z.*2.4 "
	flushed "extern_learn" flags=0x12 flags_mask=u8:0x10 -- \
		"$a" "$b" "$z.*2.2" "$z.*2.3 .*vni 11" "$z.*vni 777" "$z.*2.4 "
	flushed "noextern_learn" flags_mask=u8:0x10 -- "$c"
	cat <<-EOF
		case flush with bits that no entry has
		$(n v4 flush ndm_state.or.ndm_flags flags=0x0a)
		$(n v4 flush ndm_state.or.ndm_flags state=0x20)
		case flush with a mask of a wrong size
		$(n v4 flush . state_mask=u8:1)
		$(n v4 flush . flags_mask=u32:1)
		case flush by VLAN is refused
		$(n v4 flush NDA_VLAN vlan=u16:7)
	EOF
}

setup_pair
ip -n "$ns1" -batch - <<EOF || bail "no ovtun devices"
link add v4 type ovtun encap vxlan id 11 local 192.0.2.1
link add x4 type ovtun encap vxlan external dstport 4790
EOF
U0=$(ip -n "$ns1" -j link show u0 | jq '.[0].ifindex')
lab < <(state_cases)
if [[ $FILTERS ]]; then
	lab < <(filter_cases)
else
	skip "flush by destination, VNI, port, interface" \
		"the core of this kernel takes state and flags only"
fi
finish
