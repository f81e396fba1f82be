#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Many devices and many forwarding entries, made and deleted again: nothing is
# left over, and at the end of it devices work as at the beginning.
#
# DEVICES and ENTRIES say how many.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/leftovers.sh"

DEVICES=${DEVICES:-100}
ENTRIES=${ENTRIES:-3000}
# Of the number of devices, to see it without listing them
GROUP=77

# devices: ip commands, VXLAN and GRE in turn, each with a peer of its own
devices()
{
	awk -v n="$DEVICES" -v group=$GROUP 'BEGIN {
		for (i = 0; i < n; i++) {
			kind = i % 2 ? "vxlan id" : "gretap key"
			printf "link add d%d group %d up type ovtun encap %s %d local 192.0.2.1 remote 198.18.%d.%d\n",
				i, group, kind, 1000 + i, i / 250, i % 250 + 1
		}
	}'
}

# entries ADD|DEL: bridge commands, some addresses behind each of the peers
entries()
{
	awk -v n="$ENTRIES" -v verb="$1" 'BEGIN {
		for (i = 0; i < n; i++)
			printf "fdb %s 02:66:%02x:%02x:%02x:%02x dev m4 dst 198.19.%d.%d\n",
				verb, i / 16777216, i / 65536 % 256,
				i / 256 % 256, i % 256, i / 250 % 250, i % 250 + 1
	}'
}

# entry_batch FILE: its requests, in parts, as bridge(8) takes 4 KiB for each and
# keeps them
entry_batch()
{
	split -l 20000 --filter="bridge -n $ns1 -batch -" "$1"
}

# shellcheck disable=SC2317 # called through check
made_and_deleted()
{
	ip -n "$ns1" -batch "$SCRATCH/devices" &&
		ip -n "$ns1" link del group "$GROUP" &&
		make_table &&
		entry_batch "$SCRATCH/add" &&
		ip -n "$ns1" link del m4
}

make_table()
{
	ip -n "$ns1" link add m4 up type ovtun encap vxlan id 2 \
		local 192.0.2.1 maxaddress 0
}

count_devices()
{
	ip -n "$ns1" -o link show group $GROUP | wc -l
}

count_entries()
{
	bridge -n "$ns1" fdb show dev m4 | grep -c '^02:66:'
}

# works LABEL: the devices that are there all the time
works()
{
	lab <<-EOF
		case $1
		udp $ns1 10.1.1.1 $ns2 10.1.1.2 100
		udp $ns2 10.1.1.2 $ns1 10.1.1.1 100
	EOF
}

# end HOST OTHER: the two devices of an end
end()
{
	cat <<-EOF
		link add v4 type ovtun encap vxlan id 1 local 192.0.2.$1 remote 192.0.2.$2
		addr add 10.1.1.$1/24 dev v4
		link set v4 up
	EOF
}

setup_pair
end 1 2 | ip -n "$ns1" -batch - || bail "no device"
end 2 1 | ip -n "$ns2" -batch - || bail "no device"
works "packets arrive before"
devices >"$SCRATCH/devices"
entries add >"$SCRATCH/add"
entries del >"$SCRATCH/del"
remember "$ns1" "$ns2"
# The kernel keeps a part of the memory that it has once got for per-CPU data,
# of which each peer of an entry has some.
check "all of it is made and deleted" made_and_deleted
count_now "$ns1" "$ns2"
REMEMBERED[percpu_kb]=${NOW[percpu_kb]}

check "$DEVICES devices are made" ip -n "$ns1" -batch "$SCRATCH/devices"
same "they are there" "$DEVICES" "$(count_devices)"
works "packets arrive beside them"
check "they are deleted at one go" ip -n "$ns1" link del group "$GROUP"
same "they are gone" 0 "$(count_devices)"

make_table || bail "no device"
check "$ENTRIES entries are added" entry_batch "$SCRATCH/add"
same "they are there" "$ENTRIES" "$(count_entries)"
check "they are deleted one by one" entry_batch "$SCRATCH/del"
same "they are gone" 0 "$(count_entries)"
check "they are added again" entry_batch "$SCRATCH/add"
check "they are flushed" bridge -n "$ns1" fdb flush dev m4 self permanent
same "they are gone after that" 0 "$(count_entries)"
check "they are added once more" entry_batch "$SCRATCH/add"
check "they are deleted with their device" ip -n "$ns1" link del m4
works "packets arrive afterwards"
leftovers "$ns1" "$ns2"
finish
