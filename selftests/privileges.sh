#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Who may change a device: somebody with CAP_NET_ADMIN both in the user namespace
# that owns the network namespace of the device and in the one that owns the
# network namespace of its underlay, because a destination is a place in the
# underlay. To remove the device the first is enough. Everybody may look.
#
# - nobody: a user without privileges
# - stranger: root of a user namespace, in a network namespace of the host
# - tenant: root of a user namespace, and the device is in its network
#   namespace; the underlay is the host's
# - owner: likewise, and the underlay is there, too

. "$(dirname "$0")/lib.sh"

tenant_pid='' owner_pid='' groups=''

ZERO=00:00:00:00:00:00
MAC=02:00:00:00:09:09
DEVICES="v1 g2 t4 l3"
DENIED="not permitted|permission denied|cap_net_admin"

for tool in setpriv unshare nsenter; do
	command -v $tool >/dev/null || skip_all "needs $tool"
done

# Nobody may be unable to read the directory that the project is in.
if [[ -e ${IP_LIB_DIR-}/link_ovtun.so ]]; then
	chmod 711 "$SCRATCH"
	install -m 755 "$IP_LIB_DIR/link_ovtun.so" "$SCRATCH"
	IP_LIB_DIR=$SCRATCH
fi

# ---- who -------------------------------------------------------------------

nobody()
{
	ip netns exec "$ns1" setpriv --reuid=65534 --regid=65534 \
		--clear-groups "$@"
}

stranger()
{
	ip netns exec "$ns1" unshare -Ur "$@"
}

# guest NAME: a user namespace with a network namespace of its own, NAME_pid
guest()
{
	unshare -Urn sleep 1000 &
	printf -v "$1_pid" '%s' $!
	wait_for in_own_namespace $! || bail "no user namespace"
}

in_own_namespace()
{
	[[ $(readlink "/proc/$1/ns/net") != "$(readlink /proc/self/ns/net)" &&
		$(<"/proc/$1/uid_map") == *" 1" ]]
}

tenant()
{
	nsenter -t "$tenant_pid" -U -n "$@"
}

owner()
{
	nsenter -t "$owner_pid" -U -n "$@"
}

# ---- what ------------------------------------------------------------------

# The tool serves the generic netlink family, if both are there.
can_segment()
{
	have_ovtunctl && ovtunctl segment show >/dev/null 2>&1
}

# Has the kernel a multicast database for devices that are no bridge?
can_group()
{
	[[ $groups ]] || groups=$(find_bridge &&
		"$BRIDGE" -n "$ns1" mdb flush dev g2 >/dev/null 2>&1 &&
		echo "$BRIDGE" || echo no)
	[[ $groups != no ]]
}

# Lists of what can be done, a line each: LABEL|COMMAND
changes()
{
	cat <<-EOF
		link set|ip link set v1 type ovtun ttl 5
		link set, a value that it has|ip link set v1 type ovtun dstport 4789
		link set, peer|ip link set v1 type ovtun remote 192.0.2.5
	EOF
	can_segment || return
	cat <<-EOF
		segment add|ovtunctl segment add dev t4 id 6
		segment set|ovtunctl segment set dev t4 id 5 vlan 6
		segment delete|ovtunctl segment delete dev t4 id 5
		peer add|ovtunctl peer add dev v1 address 192.0.2.9
		peer delete|ovtunctl peer delete dev v1 address 192.0.2.8
	EOF
}

entries()
{
	cat <<-EOF
		fdb add|bridge fdb add $MAC dev v1 dst 192.0.2.3
		fdb add, another VNI|bridge fdb add 02:00:00:00:07:07 dev v1 dst 192.0.2.3 vni 77
		fdb append|bridge fdb append $ZERO dev g2 dst 192.0.2.3
		fdb replace|bridge fdb replace 02:00:00:00:08:08 dev v1 dst 192.0.2.4
		fdb delete|bridge fdb del 02:00:00:00:08:08 dev v1
		fdb flush|bridge fdb flush dev v1 self
	EOF
}

# Not for nobody, who may not even read that bridge(8).
group_entries()
{
	can_group || return
	cat <<-EOF
		mdb add|$groups mdb add dev g2 port g2 permanent grp 239.1.1.1 dst 192.0.2.3
		mdb replace|$groups mdb replace dev g2 port g2 permanent grp 239.1.1.2 dst 192.0.2.3 filter_mode exclude source_list 10.0.0.1
		mdb delete|$groups mdb del dev g2 port g2 grp 239.1.1.2 dst 192.0.2.3
		mdb flush|$groups mdb flush dev g2
	EOF
}

removal()
{
	echo "link delete|ip link del l3"
}

views()
{
	cat <<-EOF
		look at links|ip -d link show
		look at an entry|bridge fdb get 02:00:00:00:08:08 dev v1 self
		look at entries|bridge fdb show dev v1
	EOF
	can_segment || return
	cat <<-EOF
		look at segments|ovtunctl segment show
		look at peers|ovtunctl peer show dev v1
		look at counters|ovtunctl stats show
	EOF
}

# devices ADDRESS: the devices, with something in them to delete
devices()
{
	cat <<-EOF
		link add v1 type ovtun encap vxlan id 1 local $1 remote 192.0.2.2
		link add g2 type ovtun encap gretap key 2 local $1
		link add l3 type ovtun encap gre key 3 local $1
		link add t4 type ovtun encap vxlan trunk dstport 4790 local $1
	EOF
}

fill()
{
	"$@" bridge fdb add 02:00:00:00:08:08 dev v1 dst 192.0.2.2 &&
		{ ! can_group || "$@" "$groups" mdb add dev g2 port g2 \
			permanent grp 239.1.1.2 dst 192.0.2.3; } &&
		{ ! can_segment ||
			{ "$@" ovtunctl segment add dev t4 id 5 &&
				"$@" ovtunctl peer add dev v1 address 192.0.2.8; }; }
}

# All that the owner of the devices' namespace, $where, can see of them
everything()
{
	local dev

	for dev in $DEVICES; do
		"$where" ip -d -o link show "$dev"
		"$where" bridge fdb show dev "$dev"
	done
	! can_group || "$where" "$groups" mdb show dev g2
	can_segment || return 0
	"$where" ovtunctl segment show
	"$where" ovtunctl peer show | sed 's/ seen .*//'
}

# denied WHO LIST...: none of it is done, and nothing changes
denied()
{
	local who=$1 label command before list

	before=$(everything)
	for list in "${@:2}"; do
		while IFS='|' read -r label command; do
			# shellcheck disable=SC2086 # words
			refused "$who: $label" "$DENIED" "$who" $command
		done < <("$list")
	done
	same "$who: nothing has changed" "$before" "$(everything)"
}

# allowed WHO LIST...
allowed()
{
	local who=$1 label command list

	for list in "${@:2}"; do
		while IFS='|' read -r label command; do
			# shellcheck disable=SC2086 # words
			check "$who: $label" "$who" $command
		done < <("$list")
	done
}

# The host's commands in the namespace of the devices
host()
{
	ip netns exec "$ns1" "$@"
}

# ---- cases -----------------------------------------------------------------

setup_pair
devices 192.0.2.1 | ip -n "$ns1" -batch - || bail "no ovtun devices"
fill host || bail "no entries"

where=host
for who in nobody stranger; do
	refused "$who: link add" "$DENIED" \
		$who ip link add x type ovtun encap vxlan id 9 local 192.0.2.1
	refused "$who: neighbour of an IP device" "$DENIED" \
		$who ip neigh add 10.3.0.2 lladdr 192.0.2.2 dev l3 nud permanent
	denied $who changes entries removal
	allowed $who views
done
denied stranger group_entries

guest tenant
for dev in $DEVICES; do
	ip -n "$ns1" link set "$dev" netns "$tenant_pid" || bail "$dev stays"
done
nsid=$(tenant ip -d -j link show v1 | jq '.[0].link_netnsid')
where=tenant
denied tenant changes entries group_entries
refused "tenant: another device with this underlay" "$DENIED" tenant ip link add x \
	link-netnsid "${nsid:-0}" type ovtun encap vxlan id 9 local 192.0.2.1
allowed tenant views
check "tenant: up" tenant ip link set v1 up
allowed tenant removal

guest owner
owner ip -batch - <<EOF || bail "no underlay for the owner"
link set lo up
link add u0 type dummy
addr add 192.0.2.1/24 dev u0
link set u0 up
EOF
check "owner: link add" owner ip -batch <(devices 192.0.2.1)
check "owner: entries" fill owner
allowed owner views changes entries group_entries removal

finish
