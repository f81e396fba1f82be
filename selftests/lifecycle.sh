#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Everything may go away at any time: the module, the namespace of the device
# or of its underlay, the underlay interface. Nothing may be left behind and
# the kernel may not complain.
#
#     ns1                                   ns2
#   +-----------------+                   +-----------------+
#   | v4 v6 g4 g6 l4  |                   | v4 v6 g4 g6 l4  |
#   |      u0         |                   |      u0         |
#   +------+----------+                   +------+----------+
#          | 192.0.2.1, 2001:db8::1              | 192.0.2.2, 2001:db8::2
#          +-------------------------------------+
#     ns3: devices that are moved there

. "$(dirname "$0")/lib.sh"

# devices HOST OTHER [dev u0]: ip commands
devices()
{
	cat <<-EOF
		link add v4 address 02:00:00:00:01:0$1 type ovtun encap vxlan id 1 local 192.0.2.$1 remote 192.0.2.$2 ${*:3}
		link add v6 address 02:00:00:00:01:0$1 type ovtun encap vxlan id 2 local 2001:db8::$1 remote 2001:db8::$2 ${*:3}
		link add g4 address 02:00:00:00:01:0$1 type ovtun encap gretap key 3 local 192.0.2.$1 remote 192.0.2.$2 ${*:3}
		link add g6 address 02:00:00:00:01:0$1 type ovtun encap gretap key 4 local 2001:db8::$1 remote 2001:db8::$2 ${*:3}
		link add l4 type ovtun encap gre key 5 local 192.0.2.$1 remote 192.0.2.$2 ${*:3}
		addr add 10.1.1.$1/24 dev v4
		addr add 10.1.2.$1/24 dev v6
		addr add 10.1.3.$1/24 dev g4
		addr add 10.1.4.$1/24 dev g6
		addr add 10.1.5.$1/24 dev l4
		link set v4 up
		link set v6 up
		link set g4 up
		link set g6 up
		link set l4 up
	EOF
}

# What may be left over: a group joined, entries of the table, a bridge port
extras()
{
	cat <<-EOF
		link add m4 type ovtun encap vxlan id 6 local 192.0.2.1 group 239.1.1.1 dev u0
		link add m6 type ovtun encap vxlan id 7 local 2001:db8::1 group ff05::101 dev u0
		link add br1 type bridge
		link set m4 master br1 up
		link set m6 up
		link set br1 up
		link add top type ovtun encap vxlan id 8 local 10.1.1.1 remote 10.1.1.2 dev v4
		link set top up
	EOF
}

entries()
{
	local i

	for i in 1 2 3 4 5 6 7 8 9; do
		echo "fdb add 02:00:00:00:0a:0$i dev v4 dst 192.0.2.2$i"
		echo "fdb append 00:00:00:00:00:00 dev v4 dst 192.0.2.2$i"
		echo "fdb append 00:00:00:00:00:00 dev m6 dst 2001:db8::2$i"
	done
}

# make_devices: all of them in ns1 and ns2
make_devices()
{
	{
		devices 1 2 "$@"
		extras
	} | ip -n "$ns1" -batch - &&
		devices 2 1 | ip -n "$ns2" -batch - &&
		entries | bridge -n "$ns1" -batch -
}

delete_devices()
{
	local -a all=(v4 v6 g4 g6 l4)

	printf 'link del %s\n' "${all[@]}" top br1 m4 m6 | ip -n "$ns1" -force -batch -
	printf 'link del %s\n' "${all[@]}" | ip -n "$ns2" -force -batch -
} 2>/dev/null

traffic()
{
	local n

	echo "case $1"
	for n in 1 2 3 4 5; do
		echo "udp $ns1 10.1.$n.1 $ns2 10.1.$n.2 100"
		echo "udp $ns2 10.1.$n.2 $ns1 10.1.$n.1 100"
	done
}

# Packets both ways, in the background, until the devices are gone
start_traffic()
{
	"$LAB" >"$SCRATCH/traffic" 2>&1 <<-EOF &
		port a $ns1 v4
		port b $ns2 g4
		port c $ns2 u0
		case sent
		$(for _ in {1..200}; do
			echo "send a x50 eth s=02:00:00:00:01:01 d=02:00:00:00:01:02 tag 1 1000"
			echo "send b x50 eth s=02:00:00:00:01:02 d=02:00:00:00:01:01 tag 1 1000"
			echo "send c x50 eth s=02:00:00:00:00:02 d=02:00:00:00:00:01 ip4 s=192.0.2.2 d=192.0.2.1 gre key=3 eth s=02:00:00:00:01:02 d=02:00:00:00:01:01 tag 1 1000"
		done)
	EOF
	TRAFFIC=$!
	wait_for traffic_flows || fail "background traffic"
}

# shellcheck disable=SC2317 # called through wait_for
traffic_flows()
{
	local packets

	packets=$(ip netns exec "$ns2" cat /sys/class/net/v4/statistics/rx_packets)
	((packets > 100))
}

end_traffic()
{
	kill "$TRAFFIC" 2>/dev/null
	wait "$TRAFFIC" 2>/dev/null
}

# The namespace at the other end of the wire is destroyed, not only nameless:
# its end of the wire is gone, and with it this one.
# shellcheck disable=SC2317 # called through wait_for
wire_is_gone()
{
	! ip -n "$1" link show u0
}

reload()
{
	if ! rmmod ovtun || ! load_module; then
		fail "module unloads and loads"
	fi
}

setup_pair
setup_ns ns3

check "module: devices of all kinds" make_devices dev u0
lab <<<"$(traffic "module: they carry traffic")"
start_traffic
check "module: unloaded under traffic, with its devices" rmmod ovtun
end_traffic
same "module: no device is left" "" \
	"$(ip -n "$ns1" -o link show | grep -E ': [vgl][46]')"
check "module: loads again" load_module
delete_devices

make_devices || fail "devices"
lab <<<"$(traffic "namespace of the device: traffic before")"
start_traffic
ip netns del "$ns2"
lab <<-EOF
	case namespace of the device: the other end goes on
	port v4 $ns1 v4
	send v4 eth s=02:00:00:00:01:01 d=02:00:00:00:01:02 tag 1
EOF
end_traffic
check "namespace of the device: it is destroyed" wait_for wire_is_gone "$ns1"
ip netns del "$ns1"
reload

setup_pair
make_devices dev u0 || fail "devices"
ip -n "$ns1" -batch - <<EOF || fail "move"
link set v4 netns $ns3
link set g4 netns $ns3
link set v6 netns $ns3
EOF
ip -n "$ns3" -batch - <<EOF || fail "move"
addr add 10.1.1.1/24 dev v4
link set v4 up
addr add 10.1.3.1/24 dev g4
link set g4 up
link set v6 up
EOF
lab <<EOF
case moved to another namespace: the underlay stays behind
udp $ns3 10.1.1.1 $ns2 10.1.1.2 100
udp $ns2 10.1.1.2 $ns3 10.1.1.1 100
udp $ns3 10.1.3.1 $ns2 10.1.3.2 4000
EOF
setup_ns ns4
ip -n "$ns1" link set g6 netns "$ns4"
ip -n "$ns4" link set g6 up
ip netns del "$ns4"
lab <<EOF
case namespace of a moved device is removed: the underlay goes on
udp $ns1 10.1.5.1 $ns2 10.1.5.2 100
udp $ns3 10.1.1.1 $ns2 10.1.1.2 100
EOF
ip netns del "$ns1"
check "namespace of the underlay: it is destroyed" wait_for wire_is_gone "$ns2"
# Whether a device without underlay stays or goes is its own choice.
ip -n "$ns3" -o link show | grep -o ': [vg][46]' | sed 's/: //' |
	while read -r dev; do
		echo "port $dev $ns3 $dev"
		echo "case namespace of the underlay: $dev sends into the void"
		echo "send $dev x3 eth s=02:00:00:00:01:01 d=02:00:00:00:01:02 tag 1"
		echo "run ip -n $ns3 link set $dev down"
		echo "run ip -n $ns3 link del $dev"
	done >"$SCRATCH/void"
lab <"$SCRATCH/void"
ip netns del "$ns2"
reload

setup_pair
make_devices dev u0 || fail "devices"
ip -n "$ns1" -batch - <<EOF || fail "rename"
link set u0 down
link set u0 name under0
link set under0 up
addr replace 2001:db8::1/64 dev under0 nodad
EOF
lab <<<"$(traffic "underlay interface renamed: traffic")"
same "underlay interface renamed: shown" under0 \
	"$(ip -n "$ns1" -d -j link show v4 | jq -r '.[].linkinfo.info_data.link')"
ip -n "$ns1" link set under0 down
lab <<EOF
port v4 $ns1 v4
port g6 $ns1 g6
stats v4 $ns1 v4
stats g6 $ns1 g6
case underlay interface down: dropped and counted
send v4 eth s=02:00:00:00:01:01 d=02:00:00:00:01:02 tag 1
send g6 eth s=02:00:00:00:01:01 d=02:00:00:00:01:02 tag 1
rose v4 tx_no_route 1
rose g6 tx_no_route 1
run ip -n $ns1 link set under0 up
run ip -n $ns1 addr replace 2001:db8::1/64 dev under0 nodad
$(traffic "underlay interface up again: traffic")
EOF
start_traffic
check "underlay interface removed under traffic" \
	timeout 30 ip -n "$ns1" link del under0
end_traffic
delete_devices
ip -n "$ns1" -batch - <<EOF
link add u0 type dummy
link set u0 up
addr add 192.0.2.1/24 dev u0
addr add 2001:db8::1/64 dev u0 nodad
EOF
check "underlay interface removed: a new one carries new devices" \
	ip -n "$ns1" link add v4 type ovtun encap vxlan id 1 local 192.0.2.1 remote 192.0.2.2 dev u0

ip -n "$ns1" -batch - <<EOF
link add d0 group 7 type dummy
link add o0 group 7 type ovtun encap vxlan id 9 dev d0
link add o1 group 7 type ovtun encap gretap key 9 dev o0
link set d0 up
link set o0 up
link set o1 up
EOF
check "underlay interface and devices are deleted in one go" \
	timeout 30 ip -n "$ns1" link del group 7

# A hundred devices share the sockets of their port.
for n in {1..100}; do
	echo "link add x$n type ovtun encap vxlan id $((n + 100)) local 192.0.2.1 remote 192.0.2.2"
	echo "link set x$n up"
done >"$SCRATCH/add"
for n in {1..100}; do
	echo "link del x$n"
done >"$SCRATCH/del"
ip -n "$ns1" link del v4
check "a hundred devices" ip -n "$ns1" -batch "$SCRATCH/add"
lab <<EOF
case they share the socket of port 4789
shell test \$(ip netns exec $ns1 grep -c ":12B5 " /proc/net/udp) = 1
EOF
check "they are deleted" ip -n "$ns1" -batch "$SCRATCH/del"
lab <<EOF
case the socket of port 4789 is closed with the last
nogrep $ns1 /proc/net/udp :12B5
EOF
delete_devices
ip netns del "$ns1"
ip netns del "$ns2"
ip netns del "$ns3"
again_and_again()
{
	local _

	for _ in {1..10}; do
		rmmod ovtun && load_module || return
	done
}
again_and_again >"$SCRATCH/reload" 2>&1
same "the module unloads and loads again and again" "0 " \
	"$? $(<"$SCRATCH/reload")"
finish
