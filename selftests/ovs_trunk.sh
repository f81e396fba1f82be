#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Three hosts, each with two bridges of Open vSwitch (ovs-vswitchd, the kernel's
# datapath): one has a trunk with GRE as a port, the other one with VXLAN. The
# machines of tenants A and B are on ports with a VLAN, which is a segment of
# the trunk; for the VLAN of tenant C there is none. The bridges have no flow
# but their default.
#
#     ns1                       ns2                      ns3
#   +-----------------------+
#   | A10  B20  C30   A10...|
#   |  |    |    |     |    |
#   | brg---+----+    brx...|   the same                  the same
#   |  |               |    |
#   | gre trunk     vxlan   |
#   |       u0              |
#   +-------+---------------+
#           | 192.0.2.1                | 192.0.2.2              | 192.0.2.3
#           +--------------------------+------------------------+

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/openvswitch.sh"

ovs_installed || skip_all "no Open vSwitch"
have_module openvswitch || skip_all "no datapath of Open vSwitch"
have_ovtunctl || skip_all "no ovtunctl"

HOSTS="1 2 3"
# Name, encapsulation, what lab calls the segment
bridges=("g gretap key" "x vxlan vni")
declare -A vlan=([a]=10 [b]=20 [c]=30) segment=([a]=5010 [b]=5020)

ALL=ff:ff:ff:ff:ff:ff
# Machines of the two tenants have the same addresses.
MAC1=02:00:00:00:0a:01
MAC2=02:00:00:00:0a:02

devices()
{
	local bridge name encap tenant

	for bridge in "${bridges[@]}"; do
		read -r name encap _ <<<"$bridge"
		echo "link add ov$name type ovtun encap $encap trunk local 192.0.2.$1"
		echo "link set ov$name up"
		for tenant in a b c; do
			echo "link add $name$tenant type veth peer name p$name$tenant"
			echo "link set $name$tenant up"
			echo "link set p$name$tenant up"
		done
	done
}

segments()
{
	local bridge name tenant

	for bridge in "${bridges[@]}"; do
		read -r name _ <<<"$bridge"
		for tenant in a b; do
			echo "segment add dev ov$name id ${segment[$tenant]} vlan ${vlan[$tenant]}"
		done
	done
}

flood_lists()
{
	local bridge name host

	for bridge in "${bridges[@]}"; do
		read -r name _ <<<"$bridge"
		for host in $HOSTS; do
			[[ $host == "$1" ]] ||
				echo "fdb append 00:00:00:00:00:00 dev ov$name dst 192.0.2.$host"
		done
	done
}

# make_host NAMESPACE HOST
make_host()
{
	local bridge name tenant
	local -a args=()

	devices "$2" | ip -n "$1" -batch - || return
	segments | ovtunctl -n "$1" -batch - || return
	flood_lists "$2" | bridge -n "$1" -batch - || return
	for bridge in "${bridges[@]}"; do
		read -r name _ <<<"$bridge"
		args+=(-- add-br "br$name" -- add-port "br$name" "ov$name")
		for tenant in a b c; do
			args+=(-- add-port "br$name" "p$name$tenant"
				"tag=${vlan[$tenant]}")
		done
	done
	ovs "$1" ovs-vsctl "${args[@]:1}"
}

ports()
{
	local bridge name tenant host

	for host in $HOSTS; do
		echo "port wire$host ns$host-$$ u0"
		for bridge in "${bridges[@]}"; do
			read -r name _ <<<"$bridge"
			for tenant in a b c; do
				echo "port $name$tenant$host ns$host-$$ $name$tenant"
			done
		done
	done
}

# everybody TAG: a broadcast of each tenant comes to an end after all the rest
everybody()
{
	cat <<-EOF
		send $1a1 eth s=$MAC1 d=$ALL tag $2
		send $1b1 eth s=$MAC1 d=$ALL tag $2
		expect $1a2 tag=$2
		expect $1a3 tag=$2
		expect $1b2 tag=$2
		expect $1b3 tag=$2
	EOF
}

# cases NAME ENCAP SEGMENT
cases()
{
	cat <<-EOF
		case $2: a broadcast reaches the tenant on the other hosts, once
		send $1a1 eth s=$MAC1 d=$ALL tag 1
		expect $1a2 tag=1 tagdata=good
		expect $1a3 tag=1 tagdata=good
		$(everybody "$1" 2)
		count $1a2 1 tag=1
		count $1a3 1 tag=1
		case $2: and nobody else
		send $1a1 eth s=$MAC1 d=$ALL tag 3
		expect $1a3 tag=3
		$(everybody "$1" 4)
		count $1b1 0 tag=3
		count $1b2 0 tag=3
		count $1b3 0 tag=3
		count $1c2 0 tag=3
		case $2: on the wire without its VLAN, and no host passes it on
		send $1a1 eth s=$MAC1 d=$ALL tag 5
		expect wire2 tag=5 $3=5010 i.type=0x88b5 i.vlan!=10
		expect wire3 tag=5 $3=5010 src=192.0.2.1
		$(everybody "$1" 6)
		count wire1 0 tag=5
		count wire2 1 tag=5
		count wire3 1 tag=5
		case $2: a learned address is behind one host
		send $1a2 eth s=$MAC2 d=$MAC1 tag 7
		expect $1a1 tag=7
		send $1a1 eth s=$MAC1 d=$MAC2 tag 8
		expect $1a2 tag=8
		$(everybody "$1" 9)
		count wire3 0 tag=7
		count wire3 0 tag=8
		case $2: the other tenant has the same address behind another host
		send $1b3 eth s=$MAC2 d=$MAC1 tag 10
		expect $1b1 tag=10
		send $1b1 eth s=$MAC1 d=$MAC2 tag 11
		expect $1b3 tag=11
		send $1a1 eth s=$MAC1 d=$MAC2 tag 12
		expect $1a2 tag=12
		$(everybody "$1" 13)
		count wire2 0 tag=11
		count wire3 0 tag=12
		case $2: a VLAN that is no segment
		send $1c1 eth s=$MAC1 d=$ALL tag 14
		stat ov$1 tx_unknown_segment 1
		$(everybody "$1" 15)
		count wire2 0 tag=14
	EOF
}

setup_switch 3
OVS_HOME=$SCRATCH/ovs
mkdir "$OVS_HOME"
ovs_start "$ns1" "$ns2" "$ns3" || bail "Open vSwitch does not start"
for host in $HOSTS; do
	make_host "ns$host-$$" "$host" || bail "host $host is not there"
done

lab <<EOF
$(ports)
stats ovg $ns1 ovg
stats ovx $ns1 ovx
$(for bridge in "${bridges[@]}"; do
	# shellcheck disable=SC2086 # three words
	cases $bridge
done)
EOF
finish
