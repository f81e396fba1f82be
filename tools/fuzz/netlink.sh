#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# netlink.sh [OPTION...]: runs the program netlink, with its options, between
# two hosts. In a virtual machine, as root.

. "$(dirname "$(readlink -f "$0")")/../../selftests/lib.sh"

FUZZ=$TOP/tools/fuzz

unload()
{
	rmmod ovtun
}

setup_pair
ip -n "$ns1" link add br0 type bridge mcast_snooping 0 forward_delay 0
ip -n "$ns1" link set br0 up
# The kernel asks modprobe for each device that does not exist.
modprobe -q dummy
echo >/proc/sys/kernel/modprobe
cases_of "$TOP/build/fuzz/netlink" "$ns1" "$ns2" "$FUZZ/corpus/packets" "$@"

ip -n "$ns1" -batch - <<EOT
link add ok0 type ovtun encap vxlan id 42 local 192.0.2.1 remote 192.0.2.2
link set ok0 up
addr add 10.0.0.1/24 dev ok0
EOT
ip -n "$ns2" -batch - <<EOT
link add ok0 type ovtun encap vxlan id 42 local 192.0.2.2 remote 192.0.2.1
link set ok0 up
addr add 10.0.0.2/24 dev ok0
EOT
check "a tunnel works afterwards" ip netns exec "$ns1" \
	ping -c 3 -i 0.2 -W 10 10.0.0.2

for ns in "$ns1" "$ns2"; do
	ip netns del "$ns"
done
NAMESPACES=()
check "the module can be removed" wait_for unload
finish
