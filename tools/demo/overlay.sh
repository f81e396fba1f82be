# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# The tunnels of the four cases: a device a tenant and host, its bridge's port.

# shellcheck source=topology.sh
. "${BASH_SOURCE[0]%/*}/topology.sh"

# shellcheck disable=SC2034 # for the scripts that read this one
readonly cases='1 2 3 4'
readonly group=239.1.1.1

case_title()
{
	case $1 in
	1) echo 'GRE: one multipoint gretap device a tenant and host, head-end replication' ;;
	2) echo 'VXLAN: head-end replication' ;;
	3) echo 'VXLAN: underlay multicast group' ;;
	4) echo 'VXLAN over an IPv6 underlay: head-end replication' ;;
	esac
}

# The number that keeps a tenant apart on the wire: GRE key or VXLAN VNI.
segment()
{
	case $1 in
	A) echo 10 ;;
	B) echo 20 ;;
	esac
}

# Tunnel address of host $2 in case $1.
endpoint()
{
	if (($1 == 4)); then
		underlay6 "$2"
	else
		underlay4 "$2"
	fi
}

# What follows "type ovtun" in case $1 on host $2 for tenant $3.
overlay_options()
{
	local address

	address=$(endpoint "$1" "$2")
	case $1 in
	1) echo "encap gretap key $(segment "$3") local $address" ;;
	2 | 4) echo "encap vxlan id $(segment "$3") local $address" ;;
	3) echo "encap vxlan id $(segment "$3") local $address group $group dev eth0 ttl 8" ;;
	esac
}

# The head-end replication list: everybody else.
overlay_flood()
{
	local h

	for h in $hosts; do
		((h == $2)) || cat <<- END
		bridge -n H$2 fdb append 00:00:00:00:00:00 dev ov$3 dst $(endpoint "$1" "$h")
		END
	done
}

overlay_commands()
{
	local h t

	for h in $hosts; do
		for t in $tenants; do
			cat <<- END
			ip -n H$h link add ov$t type ovtun $(overlay_options "$1" "$h" "$t")
			ip -n H$h link set ov$t master br$t up
			END
		done
		(($1 == 3)) && continue
		for t in $tenants; do
			overlay_flood "$1" "$h" "$t"
		done
	done
}

overlay_up()
{
	overlay_commands "$1" | run
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

# The same way from H1-A to H2-A through the driver that Linux has for it.
intree_options()
{
	local address remote segment

	address=$(endpoint "$1" "$2")
	remote=$(endpoint "$1" $((3 - $2)))
	segment=$(segment A)
	case $1 in
	1) echo "gretap key $segment local $address remote $remote" ;;
	2 | 4) echo "vxlan id $segment local $address remote $remote dstport 4789" ;;
	3) echo "vxlan id $segment local $address group $group dev eth0 ttl 8 dstport 4789" ;;
	esac
}

intree_up()
{
	local h

	for h in 1 2; do
		cat <<- END
		ip -n H$h link add intree type $(intree_options "$1" "$h")
		ip -n H$h link set intree master brA up
		END
	done | run
}

intree_down()
{
	run <<- 'END'
	ip -n H1 link del intree
	ip -n H2 link del intree
	END
}
