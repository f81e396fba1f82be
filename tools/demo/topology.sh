# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# Three hosts on one routed underlay, each with one virtual machine a tenant.
# All are network namespaces: H1, H2, H3, the router R, and H1-A ... H3-B.
#
# The tenants' machines have the same MAC and IP addresses on purpose.

# shellcheck source=commands.sh
. "${BASH_SOURCE[0]%/*}/commands.sh"

readonly hosts='1 2 3' tenants='A B'
readonly underlay4=('' 10.0.1.1 10.0.2.1 10.0.3.1)
readonly underlay6=('' 2001:db8:1::1 2001:db8:2::1 2001:db8:3::1)
readonly vm_mac=('' 02:00:00:00:00:01 02:00:00:00:00:02 02:00:00:00:00:03)
readonly vm_ip=('' 192.168.0.1 192.168.0.2 192.168.0.3)

topology_picture()
{
	cat <<- 'END'
	    H1-A  H1-B           H2-A  H2-B           H3-A  H3-B
	    192.168.0.1          192.168.0.2          192.168.0.3
	     |     |              |     |              |     |
	    brA   brB            brA   brB            brA   brB
	    ovA   ovB            ovA   ovB            ovA   ovB   (the tunnels)
	     |     |              |     |              |     |
	        H1                   H2                   H3
	     10.0.1.1             10.0.2.1             10.0.3.1
	     2001:db8:1::1        2001:db8:2::1        2001:db8:3::1
	         |                    |                    |
	         +--------------- R, a router -------------+

	END
}

# A machine of a tenant and its port on host $1.
#
# addrgenmode none: no IPv6 of their own accord, so that the forwarding tables
# show what the demonstration sends and nothing else.
topology_vm()
{
	echo "ip -n H$1-$2 link add eth0 address ${vm_mac[$1]} type veth peer name vm$2 netns H$1"
	echo "ip -n H$1-$2 link set eth0 addrgenmode none"
	echo "ip -n H$1-$2 address add ${vm_ip[$1]}/24 dev eth0"
	echo "ip -n H$1-$2 link set eth0 up"
}

# The underlay has room for the outer headers around the tenants' 1500 bytes.
topology_host()
{
	local t

	echo "ip -n H$1 link add eth0 mtu 1600 type veth peer name h$1 mtu 1600 netns R"
	echo "ip -n H$1 address add ${underlay4[$1]}/24 dev eth0"
	echo "ip -n H$1 address add ${underlay6[$1]}/64 dev eth0 nodad"
	echo "ip -n H$1 link set eth0 up"
	echo "ip -n H$1 route add default via 10.0.$1.254"
	echo "ip -n H$1 route add default via 2001:db8:$1::254"
	for t in $tenants; do
		echo "ip -n H$1 link add br$t type bridge mcast_snooping 0"
		echo "ip -n H$1 link set br$t up"
		echo "ip -n H$1 link set vm$t master br$t up"
	done
}

topology_router()
{
	local h

	for h in $hosts; do
		echo "ip -n R address add 10.0.$h.254/24 dev h$h"
		echo "ip -n R address add 2001:db8:$h::254/64 dev h$h nodad"
		echo "ip -n R link set h$h up"
	done
}

topology_commands()
{
	local h t

	echo 'ip netns add R'
	for h in $hosts; do
		echo "ip netns add H$h"
		for t in $tenants; do
			echo "ip netns add H$h-$t"
		done
	done
	echo 'ip netns exec R sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1'
	for h in $hosts; do
		echo "ip netns exec H$h sysctl -qw net.ipv6.conf.default.addr_gen_mode=1"
	done
	for h in $hosts; do
		for t in $tenants; do
			topology_vm "$h" "$t"
		done
		topology_host "$h"
	done
	topology_router
}

topology_up()
{
	topology_commands | run
}
