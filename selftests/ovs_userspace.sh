#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The other end is Open vSwitch's user-space datapath, which has VXLAN and GRE
# code of its own: its bridge "vteps" has a tunnel port and a tap device for
# each device of ovtun, both in a VLAN, and what it sends leaves through its
# bridge "wire". Its bridge "layer3" does the same for tunnels of IP alone, with
# a flow for each way, as such packets have no address to bridge by.
#
#     ns1                                   ns2
#   +-----------------+                   +-----------------+
#   | v4 10.1.1.1     |  VNI 101          | t1 10.1.1.2     |
#   | (ovtun)  ...    |                   |  |       ...    |
#   |      |          |                   | vteps--v4       |
#   |      |          |                   | wire            |
#   |      u0         |                   |  u0             |
#   +------+----------+                   +--+--------------+
#          | 192.0.2.1, 2001:db8::1          | 192.0.2.2, 2001:db8::2
#          +---------------------------------+

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/interop.sh"
. "$(dirname "$0")/openvswitch.sh"

ovs_installed || skip_all "no Open vSwitch"
have_module tun || skip_all "no tap devices"
have_ovtunctl || skip_all "no ovtunctl"

# NAME N FAMILY MTU ENCAP NUMBER, then an option of ovtun and that of the other.
# Checksum and sequence number are apart: Open vSwitch 3.1 sends a wrong
# checksum with every sequence number but the first.
pairs=(
	"v4   1 4 1450 vxlan 101"
	"v6   2 6 1430 vxlan 102"
	"vn4  3 4 1450 vxlan 103 noudpcsum options:csum=false"
	"vp4  4 4 1450 vxlan 16777215 dstport,4799 options:dst_port=4799"
	"k4   5 4 1458 gretap 105"
	"k6   6 6 1438 gretap 4294967295"
	"n4   7 4 1462 gretap -"
	"n6   8 6 1442 gretap -"
	"c4   9 4 1454 gretap 109 csum options:csum=true"
	"s4  10 4 1454 gretap 110 seq options:seq=true"
	"l4  11 4 1472 gre 111"
	"l6  12 6 1456 gre -"
	"tv.13 13 4 1450 vxlan 5013"
	"tv.14 14 4 1450 vxlan 5014"
	"tw.15 15 6 1430 vxlan 5015"
	"tg.16 16 4 1458 gretap 5016"
	"tg.17 17 4 1458 gretap 4294967294"
)

# Those with a dot are VLANs of a trunk, which has no remote but a flood list.
# The other end has a tunnel port for each.
trunks=(
	"tv vxlan 192.0.2."
	"tw vxlan 2001:db8::"
	"tg gretap 192.0.2."
)

# What the other end calls it
declare -A types=(
	[vxlan]=vxlan
	[gretap]=gre
	[gre]="gre options:packet_type=legacy_l3"
)

trunk_devices()
{
	local trunk name encap net

	for trunk in "${trunks[@]}"; do
		read -r name encap net <<<"$trunk"
		echo "link add $name type ovtun encap $encap trunk local ${net}1 dev u0"
		echo "link set $name up"
	done | ip -n "$ns1" -batch - || return
	for trunk in "${trunks[@]}"; do
		read -r name encap net <<<"$trunk"
		echo "fdb append 00:00:00:00:00:00 dev $name dst ${net}2"
	done | bridge -n "$ns1" -batch -
}

trunk_segments()
{
	local pair name n number

	for pair in "${pairs[@]}"; do
		read -r name n _ _ _ number _ <<<"$pair"
		[[ $name != *.* ]] ||
			echo "segment add dev ${name%.*} id $number vlan $n"
	done | ovtunctl -n "$ns1" -batch -
}

ovtun_devices()
{
	local pair name n family encap number option net

	for pair in "${pairs[@]}"; do
		read -r name n family _ encap number option _ <<<"$pair"
		if [[ $name == *.* ]]; then
			echo "link add link ${name%.*} name $name type vlan id $n"
			pair_addresses "$name" "$n" 1
			continue
		fi
		net=192.0.2.
		[[ $family == 4 ]] || net=2001:db8::
		case $encap,$number in
		vxlan,*) option+=" id $number" ;;
		gre*,[0-9]*) option+=" key $number" ;;
		esac
		echo "link add $name type ovtun encap $encap local ${net}1 remote ${net}2 dev u0 ${option//,/ }"
		pair_addresses "$name" "$n" 1
	done | ip -n "$ns1" -batch -
}

# The bridges, the tunnel ports, and a tap device for each.
ovs_devices()
{
	local pair name n family mtu encap number option remote bridge tag
	local -a args=(
		add-br wire -- set bridge wire datapath_type=netdev
		other_config:hwaddr=02:00:00:00:00:02
		-- add-port wire u0
		-- add-br vteps -- set bridge vteps datapath_type=netdev
		-- add-br layer3 -- set bridge layer3 datapath_type=netdev
	)

	for pair in "${pairs[@]}"; do
		read -r name n family mtu encap number _ option <<<"$pair"
		remote=192.0.2.1
		[[ $family == 4 ]] || remote=2001:db8::1
		[[ $number == - ]] || option+=" options:key=$number"
		bridge=vteps tag=tag=$n
		[[ ! ${types[$encap]} =~ _l3 ]] || bridge=layer3 tag=
		# shellcheck disable=SC2206 # several words, or none
		args+=(
			-- add-port $bridge "$name" $tag
			-- set interface "$name" "ofport_request=$n"
			"options:remote_ip=\"$remote\"" $option
			type=${types[$encap]}
			-- add-port $bridge "t$n" $tag
			-- set interface "t$n" "ofport_request=$((100 + n))"
			type=internal "mtu_request=$mtu"
			"mac=\"$MAC2\""
		)
	done
	ovs "$ns2" ovs-vsctl "${args[@]}"
}

# Packets from a tunnel get the Ethernet header of a frame to the tap device.
ovs_layer3()
{
	local pair n encap

	for pair in "${pairs[@]}"; do
		read -r _ n _ _ encap _ <<<"$pair"
		[[ ${types[$encap]} =~ _l3 ]] || continue
		echo "in_port=$n,actions=mod_dl_dst:$MAC2,output:$((100 + n))"
		echo "in_port=$((100 + n)),actions=output:$n"
	done | ovs "$ns2" ovs-ofctl add-flows \
		"unix:$OVS_HOME/$ns2/layer3.mgmt" -
}

# The addresses of the underlay are those of the bridge. That it knows its
# neighbour saves the first packet, which it would drop.
ovs_underlay()
{
	local pair n encap

	{
		echo "address flush dev u0"
		echo "address add 192.0.2.2/24 dev wire"
		echo "address add 2001:db8::2/64 dev wire nodad"
		echo "link set wire up"
		for pair in "${pairs[@]}"; do
			read -r _ n _ _ encap _ <<<"$pair"
			pair_addresses "t$n" "$n" 2
			[[ ${types[$encap]} =~ _l3 ]] || continue
			echo "neigh add 10.1.$n.1 lladdr $MAC1 dev t$n"
			echo "neigh add fd00:$n::1 lladdr $MAC1 dev t$n"
		done
	} | ip -n "$ns2" -batch - || return
	ovs "$ns2" ovs-appctl tnl/neigh/set wire \
		192.0.2.1 02:00:00:00:00:01 >/dev/null &&
		ovs "$ns2" ovs-appctl tnl/neigh/set wire \
			2001:db8::1 02:00:00:00:00:01 >/dev/null
}

cases()
{
	local pair name n mtu encap number option
	local -a condition

	for pair in "${pairs[@]}"; do
		read -r name n _ mtu encap number option _ <<<"$pair"
		condition=("key=${number/#-/none}")
		[[ $encap != vxlan ]] || condition=("vni=$number" vflags=0x8)
		case $option in
		noudpcsum) condition+=(ucsum=none) ;;
		csum) condition+=(gcsum=good) ;;
		seq) condition+=(gflags=0x3000) ;;
		esac
		unicast_cases "$name" "$n" "$mtu" "${condition[@]}"
		[[ ${types[$encap]} =~ _l3 ]] || broadcast_case "$name" "$n"
	done
}

setup_pair
OVS_HOME=$SCRATCH/ovs
mkdir "$OVS_HOME"
ovs_start "$ns2" || bail "Open vSwitch does not start"
trunk_devices || bail "no trunks"
trunk_segments || bail "no segments"
ovtun_devices || bail "no ovtun devices"
ovs_devices || bail "no bridges"
ovs_layer3 || bail "no flows"
ovs_underlay || bail "no underlay at the other end"

lab <<EOF
quiet $ns1 u0
quiet $ns2 u0
port wire $ns2 u0
port back $ns1 u0
$(cases)
EOF
finish
