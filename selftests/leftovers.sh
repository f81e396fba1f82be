# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# What is left over when all is gone: sockets, buffers, memory, references. A
# script calls remember before and leftovers after.

# What the kernel may keep for something else: buffers for each processor, the
# last namespace until the next one goes, what it has read of files, a page here
# and there.
declare -A LEFTOVERS_SLACK=(
	[objects]=0 [sockets]=0 [namespaces]=1 [routes]=2 [buffers]=300
	[kmalloc_kb]=1024 [percpu_kb]=512
)
OBJECTS=/sys/kernel/debug/slab
declare -A REMEMBERED=() NOW=()

# slabs PATTERN: sets SLABS to the objects in use of these caches and SLABS_KB
# to their size. First they give back what they keep at hand.
slabs()
{
	local name count size file

	SLABS=0 SLABS_KB=0
	for file in /sys/kernel/slab/*; do
		# shellcheck disable=SC2254 # a pattern
		case ${file##*/} in
		$1) echo 1 >"$file/shrink" ;;
		esac
	done
	while read -r name count _ size _; do
		# shellcheck disable=SC2254 # a pattern
		case $name in
		$1)
			SLABS=$((SLABS + count))
			SLABS_KB=$((SLABS_KB + count * size / 1024))
			;;
		esac
	done </proc/slabinfo
}

# sockets NS...: how many there are, and those of UDP that nobody can find
sockets()
{
	local ns

	slabs 'UDP*'
	for ns; do
		ip netns exec "$ns" sh -c 'cat /proc/net/sockstat*'
	done | awk -v sum="$SLABS" '/^sockets:|^UDP6?:/ { sum += $3 }
		END { print sum }'
}

# objects: how many objects ovtun has allocated and not freed. The kernel knows
# when it was booted with slub_debug=U. Functions of a module that has gone have
# no name, and there is no other module that goes.
objects()
{
	cat "$OBJECTS"/kmalloc-*/alloc_traces |
		awk '/^ *[0-9]+ (0x|.*\[ovtun\])/ { sum += $1 }
			END { print sum + 0 }'
}

knows_objects()
{
	grep -qs '^ *[0-9]' "$OBJECTS"/kmalloc-64/alloc_traces
}

# count_now NS...: sets NOW
count_now()
{
	slabs net_namespace && NOW[namespaces]=$SLABS
	slabs 'ip*_dst_cache' && NOW[routes]=$SLABS
	slabs 'skbuff_*head*' && NOW[buffers]=$SLABS
	slabs 'kmalloc-*' && NOW[kmalloc_kb]=$SLABS_KB
	NOW[percpu_kb]=$(awk '/^Percpu:/ { print $2 }' /proc/meminfo)
	NOW[sockets]=$(sockets "$@")
	if knows_objects; then
		NOW[objects]=$(objects)
	fi
}

# remember NS...: what there is in the beginning; sockets are those of NS
remember()
{
	local name

	count_now "$@"
	for name in "${!NOW[@]}"; do
		REMEMBERED[$name]=${NOW[$name]}
	done
}

# shellcheck disable=SC2317 # called through wait_for
all_back()
{
	local name

	count_now "$@"
	for name in "${!NOW[@]}"; do
		((NOW[$name] <= REMEMBERED[$name] + LEFTOVERS_SLACK[$name])) ||
			return
	done
}

# leftovers NS...: one case for each thing that there may be too many of
leftovers()
{
	local name

	wait_for all_back "$@"
	for name in "${!NOW[@]}"; do
		echo "# $name: ${REMEMBERED[$name]} before, ${NOW[$name]} after"
		check "nothing is left over: $name" test "${NOW[$name]}" -le \
			$((REMEMBERED[$name] + LEFTOVERS_SLACK[$name]))
	done
	same "nothing is left over: references to the module" 0 \
		"$(</sys/module/ovtun/refcnt)"
}
