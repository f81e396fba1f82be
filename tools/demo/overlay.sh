# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# The tunnels of the first four cases: a device a tenant and host, its bridge's
# port.  Those of the fifth are in trunk.sh.

# shellcheck source=topology.sh
. "${BASH_SOURCE[0]%/*}/topology.sh"

# For the scripts that read this one.
# shellcheck disable=SC2034
readonly cases='1 2 3 4 5'
# shellcheck disable=SC2034
readonly titles=(''
	'GRE: one multipoint gretap device a tenant and host, head-end replication'
	'VXLAN: head-end replication'
	'VXLAN: underlay multicast group'
	'VXLAN over an IPv6 underlay: head-end replication'
	'Open vSwitch: one trunk a host for both tenants, over GRE and over VXLAN'
)
readonly group=239.1.1.1
# The number that keeps a tenant apart on the wire: GRE key or VXLAN VNI.
readonly -A segment=([A]=10 [B]=20)
# The hosts' tunnel addresses in this case.
endpoint=()

# Choose the case that the functions below are about.
overlay_choose()
{
	overlay=$1
	endpoint=("${underlay4[@]}")
	if ((overlay == 4)); then
		endpoint=("${underlay6[@]}")
	fi
}

# The device of tenant $2 on host $1.
overlay_device()
{
	local add="ip -n H$1 link add ov$2 type ovtun"

	case $overlay in
	1) echo "$add encap gretap key ${segment[$2]} local ${endpoint[$1]}" ;;
	2 | 4) echo "$add encap vxlan id ${segment[$2]} local ${endpoint[$1]}" ;;
	3) echo "$add encap vxlan id ${segment[$2]} local ${endpoint[$1]} group $group dev eth0 ttl 8" ;;
	esac
	echo "ip -n H$1 link set ov$2 master br$2 up"
}

# The head-end replication list: everybody else.
overlay_flood()
{
	local h

	for h in $hosts; do
		((h == $1)) || echo "bridge -n H$1 fdb append 00:00:00:00:00:00 dev ov$2 dst ${endpoint[$h]}"
	done
}

overlay_commands()
{
	local h t

	for h in $hosts; do
		for t in $tenants; do
			overlay_device "$h" "$t"
		done
		for t in $tenants; do
			((overlay == 3)) || overlay_flood "$h" "$t"
		done
	done
}

overlay_up()
{
	overlay_commands | run
}

overlay_down()
{
	local h t

	for h in $hosts; do
		for t in $tenants; do
			echo "ip -n H$h link del ov$t"
		done
	done | run
}

# In place of tenant A's device on host $1, with host $2 at the other end, the
# driver that Linux has for it.
intree_device()
{
	local add="ip -n H$1 link add intree type" port='dstport 4789'

	case $overlay in
	1) echo "$add gretap key ${segment[A]} local ${endpoint[$1]} remote ${endpoint[$2]}" ;;
	2 | 4) echo "$add vxlan id ${segment[A]} local ${endpoint[$1]} remote ${endpoint[$2]} $port" ;;
	3) echo "$add vxlan id ${segment[A]} local ${endpoint[$1]} group $group dev eth0 ttl 8 $port" ;;
	esac
	echo "ip -n H$1 link set intree master brA up"
}

intree_up()
{
	{
		intree_device 1 2
		intree_device 2 1
	} | run
}

intree_down()
{
	run <<- 'END'
	ip -n H1 link del intree
	ip -n H2 link del intree
	END
}
