# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# The fifth case: on each host a bridge of Open vSwitch with the machines on
# tagged ports, and one trunk for both tenants as a port like any other.

# shellcheck source=overlay.sh
. "${BASH_SOURCE[0]%/*}/overlay.sh"
# shellcheck source=../../selftests/openvswitch.sh
. "${BASH_SOURCE[0]%/*}/../../selftests/openvswitch.sh"

# For the scripts that read this one.
# shellcheck disable=SC2034
readonly trunk_encaps='gretap vxlan'
readonly -A vlan=([A]=10 [B]=20) trunk_segment=([A]=5010 [B]=5020)
OVS_HOME=/run/ovs

trunk_picture()
{
	cat <<- 'END'
	    H1-A  H1-B           H2-A  H2-B           H3-A  H3-B
	     |     |              |     |              |     |
	    vmA   vmB            vmA   vmB            vmA   vmB   VLAN 10, VLAN 20
	     +-br0-+              +-br0-+              +-br0-+    Open vSwitch
	       ov0                  ov0                  ov0      one trunk
	        |                    |                    |       VLAN 10: 5010
	        +----------------- R, as before ----------+       VLAN 20: 5020

	END
}

# ovs_vsctl HOST: ovs-vsctl with its database
ovs_vsctl()
{
	echo "ovs-vsctl --db=unix:$OVS_HOME/H$1/db.sock"
}

# One transaction: the bridge, the machines' ports and the trunk's.
trunk_bridge()
{
	local t ports=''

	for t in $tenants; do
		ports+=" -- add-port br0 vm$t tag=${vlan[$t]}"
	done
	echo "$(ovs_vsctl "$1") add-br br0$ports -- add-port br0 ov0"
}

# The device of host $1 with encapsulation $2, its segments, and everybody else
# as the head-end replication list of all of them.
trunk_device()
{
	local h t

	echo "ip -n H$1 link add ov0 type ovtun encap $2 trunk local ${underlay4[$1]}"
	echo "ip -n H$1 link set ov0 up"
	for t in $tenants; do
		echo "ovtunctl -n H$1 segment add dev ov0 id ${trunk_segment[$t]} vlan ${vlan[$t]}"
	done
	for h in $hosts; do
		((h == $1)) || echo "bridge -n H$1 fdb append 00:00:00:00:00:00 dev ov0 dst ${underlay4[$h]}"
	done
}

# trunk_up ENCAP: the bridges find a device of the same name again by themselves
trunk_up()
{
	local h

	for h in $hosts; do
		trunk_device "$h" "$1"
	done | run
}

trunk_down()
{
	local h

	for h in $hosts; do
		echo "ip -n H$h link del ov0"
	done | run
}

# The machines' ports leave the bridges of the other cases.
bridges_up()
{
	local h t

	for h in $hosts; do
		for t in $tenants; do
			echo "ip -n H$h link set vm$t nomaster"
		done
		trunk_bridge "$h"
	done | run
}
