#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Where the underlay is: local addresses that are not there yet, several on a
# port, link-local ones, a VRF that the tunnel is in itself, another namespace.

. "$(dirname "$0")/lib.sh"

OWN=02:00:00:00:01:01
OTHER=02:00:00:00:02:02
FE1=fe80::ff:fe00:1
FE2=fe80::ff:fe00:2

# on HOST: the ip commands on standard input
on()
{
	ip -n "$1" -batch - || fail "setup in ${1%-*}"
}

# talk N COUNT: lab commands, datagrams both ways inside of the tunnel N
talk()
{
	echo "udp ${3:-$ns1} 10.$1.0.1 $ns2 10.$1.0.2 200"
	echo "udp ${3:-$ns1} 10.$1.0.1 $ns2 10.$1.0.2 1200"
}

# device N HOST OPTIONS...: with an address inside
device()
{
	echo "link add d$1 type ovtun ${*:3}"
	echo "link set d$1 up"
	echo "addr add 10.$1.0.$2/24 dev d$1"
}

setup_pair
setup_ns ns3

# ---- an address that comes later ------------------------------------------------

on "$ns1" <<-EOF
	$(device 11 1 encap vxlan id 11 local 192.0.2.31 remote 192.0.2.2)
	$(device 12 1 encap vxlan id 12 local 2001:db8::31 remote 2001:db8::2)
	$(device 13 1 encap gretap key 13 local 192.0.2.31 remote 192.0.2.2)
	$(device 14 1 encap gretap key 14 local 2001:db8::31 remote 2001:db8::2)
EOF
on "$ns2" <<-EOF
	$(device 11 2 encap vxlan id 11 local 192.0.2.2 remote 192.0.2.31)
	$(device 12 2 encap vxlan id 12 local 2001:db8::2 remote 2001:db8::31)
	$(device 13 2 encap gretap key 13 local 192.0.2.2 remote 192.0.2.31)
	$(device 14 2 encap gretap key 14 local 2001:db8::2 remote 2001:db8::31)
EOF
lab <<-EOF
	port u0 $ns2 u0
	$(for n in 11 12 13 14; do
		echo "port d$n $ns1 d$n"
		echo "stats d$n $ns1 d$n"
	done)
	$(for n in 11 12 13 14; do
		echo "case d$n: nothing is sent from an address that is not there"
		echo "send d$n x3 eth s=$OWN d=$OTHER tag $n"
		echo "drop d$n tx_no_route 3"
		echo "count u0 0 tag=$n"
	done)
	run ip -n $ns1 addr add 192.0.2.31/24 dev u0
	run ip -n $ns1 addr add 2001:db8::31/64 dev u0 nodad
	$(address_settles "$ns1" u0 2001:db8::31)
	$(for n in 11 12 13 14; do
		echo "case d$n: the address has come"
		talk $n
	done)
	run ip -n $ns1 addr del 192.0.2.31/24 dev u0
	run ip -n $ns1 addr del 2001:db8::31/64 dev u0
	$(for n in 11 12 13 14; do
		echo "case d$n: the address has gone"
		echo "send d$n x3 eth s=$OWN d=$OTHER tag 1$n"
		echo "drop d$n tx_no_route 3"
		echo "count u0 0 tag=1$n"
	done)
EOF
check "a change while the address is not there" \
	ip -n "$ns1" link set d11 type ovtun remote 192.0.2.3 dev u0
check "the port of an address that is not there" \
	ip -n "$ns1" link set d12 type ovtun dstport 4790
for ns in "$ns1" "$ns2"; do
	printf 'link del d%s\n' 11 12 13 14 | ip -n "$ns" -batch -
done

# ---- several addresses on a port -----------------------------------------------

on "$ns1" <<-EOF
	addr add 192.0.2.41/24 dev u0
	addr add 192.0.2.42/24 dev u0
	$(device 21 1 encap vxlan id 21 local 192.0.2.41 remote 192.0.2.2)
	$(device 22 1 encap vxlan id 22 local 192.0.2.42 remote 192.0.2.2)
	$(device 23 1 encap vxlan id 23 remote 192.0.2.2)
	$(device 24 1 encap vxlan id 24 local 2001:db8::1 remote 2001:db8::2)
EOF
on "$ns2" <<-EOF
	$(device 21 2 encap vxlan id 21 remote 192.0.2.41)
	$(device 22 2 encap vxlan id 22 remote 192.0.2.42)
	$(device 23 2 encap vxlan id 23 remote 192.0.2.1)
	$(device 24 2 encap vxlan id 24 remote 2001:db8::1)
EOF
lab <<-EOF
	port u0 $ns2 u0
	port d21 $ns1 d21
	port d22 $ns1 d22
	$(for n in 21 22 23 24; do
		echo "case d$n: one of several addresses on one port"
		talk $n
	done)
	case a packet to the other address is not for the device
	send u0 eth s=02:00:00:00:00:02 d=02:00:00:00:00:01 ip4 s=192.0.2.2 d=192.0.2.42 udp d=4789 vxlan vni=21 eth s=$OTHER d=ff:ff:ff:ff:ff:ff tag 1
	send u0 eth s=02:00:00:00:00:02 d=02:00:00:00:00:01 ip4 s=192.0.2.2 d=192.0.2.41 udp d=4789 vxlan vni=21 eth s=$OTHER d=ff:ff:ff:ff:ff:ff tag 2
	expect d21 tag=2
	count d21 0 tag=1
EOF
for ns in "$ns1" "$ns2"; do
	printf 'link del d%s\n' 21 22 23 24 | ip -n "$ns" -batch -
done

# ---- link-local addresses -------------------------------------------------------

# far: the device is in another namespace than its underlay
on "$ns1" <<-EOF
	addr add $FE1/64 dev u0 nodad
	$(device 31 1 encap vxlan id 31 local $FE1 remote $FE2 dev u0)
	$(device 32 1 encap gretap key 32 local $FE1 remote $FE2 dev u0)
	$(device 33 1 encap gre key 33 local $FE1 remote $FE2 dev u0)
	link add d34 netns $ns3 type ovtun encap vxlan id 34 local $FE1 remote $FE2 dev u0
	link add d35 netns $ns3 type ovtun encap gretap key 35 local 192.0.2.1 remote 192.0.2.2
EOF
on "$ns3" <<-EOF
	link set lo up
	link set d34 up
	link set d35 up
	addr add 10.34.0.1/24 dev d34
	addr add 10.35.0.1/24 dev d35
EOF
on "$ns2" <<-EOF
	addr add $FE2/64 dev u0 nodad
	$(device 31 2 encap vxlan id 31 local $FE2 remote $FE1 dev u0)
	$(device 32 2 encap gretap key 32 local $FE2 remote $FE1 dev u0)
	$(device 33 2 encap gre key 33 local $FE2 remote $FE1 dev u0)
	$(device 34 2 encap vxlan id 34 local $FE2 remote $FE1 dev u0)
	$(device 35 2 encap gretap key 35 local 192.0.2.2 remote 192.0.2.1)
EOF
lab <<-EOF
	case vxlan over link-local addresses
	$(talk 31)
	case gretap over link-local addresses
	$(talk 32)
	case gre over link-local addresses
	$(talk 33)
	case vxlan over link-local addresses of another namespace
	$(talk 34 _ "$ns3")
	case gretap over addresses of another namespace
	$(talk 35 _ "$ns3")
EOF
refused "link-local without a device" "ovtun_link" \
	ip -n "$ns1" link add x1 type ovtun encap vxlan id 39 local $FE1
for ns in "$ns1" "$ns2"; do
	printf 'link del d%s\n' 31 32 33 34 35 | ip -n "$ns" -force -batch - 2>/dev/null
done

# in_vrf LABEL: the tunnels of vrf_moves work, whatever has become of u0
in_vrf()
{
	local n

	ip -n "$ns1" addr replace 2001:db8::1/64 dev u0 nodad
	lab <<-EOF
		$(for n in 44 45 46 47; do
			echo "case d$n: $1"
			talk $n
		done)
	EOF
}

# The underlay device is there first, and a VRF takes it and lets it go.
vrf_moves()
{
	on "$ns1" <<-EOF
		$(device 44 1 encap vxlan id 44 local 192.0.2.1 remote 192.0.2.2 dev u0)
		$(device 45 1 encap vxlan id 45 local 2001:db8::1 remote 2001:db8::2 dev u0)
		$(device 46 1 encap gretap udp key 46 local 192.0.2.1 remote 192.0.2.2 dev u0)
		$(device 47 1 encap vxlan id 47 local 192.0.2.1 remote 192.0.2.2 dev u0)
	EOF
	on "$ns2" <<-EOF
		$(device 44 2 encap vxlan id 44 local 192.0.2.2 remote 192.0.2.1)
		$(device 45 2 encap vxlan id 45 local 2001:db8::2 remote 2001:db8::1)
		$(device 46 2 encap gretap udp key 46 local 192.0.2.2 remote 192.0.2.1)
		$(device 47 2 encap vxlan id 47 local 192.0.2.2 remote 192.0.2.1)
	EOF
	on "$ns1" <<-EOF
		link add red type vrf table 10
		link add blue type vrf table 20
		link set red up
		link set blue up
		link set u0 master red
	EOF
	in_vrf "the underlay device enters a VRF"
	ip -n "$ns1" link set u0 master blue
	in_vrf "it goes to another VRF"
	ip -n "$ns1" link del blue
	in_vrf "its VRF is deleted"
	ip -n "$ns1" link set u0 master red
	ip -n "$ns1" link set u0 nomaster
	in_vrf "it leaves the VRF"
	printf 'link del %s\n' d44 d45 d46 d47 red | on "$ns1"
	printf 'link del %s\n' d44 d45 d46 d47 | on "$ns2"
}

# The port of a VRF that somebody else has. dm says which VRF it is.
vrf_held()
{
	local d61="local 192.0.2.1 remote 192.0.2.2 dstport 4799 dev u0"

	on "$ns1" <<-EOF
		link add red type vrf table 10
		link add blue type vrf table 20
		link set red up
		link set blue up
		link set u0 master blue
		link add dm type dummy
		link set dm master red
		link set dm up
		$(device 61 1 encap vxlan id 61 "$d61")
		link add theirs type vxlan id 60 dev dm dstport 4799
		link set theirs addrgenmode none up
	EOF
	on "$ns2" <<-EOF
		$(device 61 2 encap vxlan id 61 local 192.0.2.2 remote 192.0.2.1 dstport 4799)
	EOF
	refused "a new device in a VRF whose port is held" "ovtun_port is held" \
		ip -n "$ns1" link add x1 type ovtun encap vxlan id 62 dev dm dstport 4799
	refused "a device that is to go there" "ovtun_port is held" \
		ip -n "$ns1" link set d61 type ovtun dev dm
	lab <<-EOF
		port u0 $ns2 u0
		port d61 $ns1 d61
		case the same port in another VRF
		$(talk 61)
		run ip -n $ns1 link set u0 master red
		case the underlay device goes there: nothing is received
		send u0 eth s=02:00:00:00:00:02 d=02:00:00:00:00:01 ip4 s=192.0.2.2 d=192.0.2.1 udp d=4799 vxlan vni=61 eth s=$OTHER d=ff:ff:ff:ff:ff:ff tag 1
		run ip -n $ns1 link set u0 master blue
		send u0 eth s=02:00:00:00:00:02 d=02:00:00:00:00:01 ip4 s=192.0.2.2 d=192.0.2.1 udp d=4799 vxlan vni=61 eth s=$OTHER d=ff:ff:ff:ff:ff:ff tag 2
		expect d61 tag=2
		count d61 0 tag=1
		case it has come back
		$(talk 61)
		run ip -n $ns1 link set u0 master red
		run ip -n $ns1 link del theirs
		run ip -n $ns1 link set d61 type ovtun dev u0
		case the port is free, and the device set again
		$(talk 61)
	EOF
	check "the log says who cannot listen" \
		grep -q "d61: cannot listen in the VRF" <(dmesg)
	printf 'link del %s\n' d61 dm red blue | on "$ns1"
	ip -n "$ns2" link del d61
	ip -n "$ns1" addr replace 2001:db8::1/64 dev u0 nodad
}

# ---- a VRF ----------------------------------------------------------------------

if have_module vrf; then
	on "$ns1" <<-EOF
		link add red type vrf table 10
		link set red up
		link set u0 master red
		addr replace 2001:db8::1/64 dev u0 nodad
		$(device 41 1 encap gre key 41 local 192.0.2.1 remote 192.0.2.2 dev red)
		$(device 42 1 encap vxlan id 42 local 192.0.2.1 remote 192.0.2.2 dev red)
		$(device 43 1 encap gretap key 43 local 2001:db8::1 remote 2001:db8::2 dev red)
	EOF
	on "$ns2" <<-EOF
		$(device 41 2 encap gre key 41 local 192.0.2.2 remote 192.0.2.1)
		$(device 42 2 encap vxlan id 42 local 192.0.2.2 remote 192.0.2.1)
		$(device 43 2 encap gretap key 43 local 2001:db8::2 remote 2001:db8::1)
	EOF
	lab <<-EOF
		$(for n in 41 42 43; do
			echo "case d$n: the underlay device is a VRF"
			talk $n
		done)
	EOF
	for n in 41 42 43; do
		check "d$n: it may be in that very VRF" \
			ip -n "$ns1" link set d$n master red
	done
	lab <<-EOF
		port u0 $ns2 u0
		port d41 $ns1 d41
		case gre in the VRF of its underlay
		send d41 ip4 s=10.41.0.1 d=10.41.0.2 tag 1
		expect u0 tag=1
	EOF

	# The dummy only says which VRF it is: the route is u0's.
	on "$ns1" <<-EOF
		link add dm type dummy
		link set dm master red
		addr add 192.0.2.41/32 dev dm
		addr add 2001:db8::41/128 dev dm nodad
		link set dm up
		$(device 51 1 encap gre key 51 local 192.0.2.41 remote 192.0.2.2 dev dm)
		$(device 52 1 encap gretap key 52 local 192.0.2.41 remote 192.0.2.2 dev dm)
		$(device 53 1 encap gretap key 53 local 2001:db8::41 remote 2001:db8::2 dev dm)
	EOF
	on "$ns2" <<-EOF
		route add 2001:db8::41 via 2001:db8::1
		$(device 51 2 encap gre key 51 local 192.0.2.2 remote 192.0.2.41)
		$(device 52 2 encap gretap key 52 local 192.0.2.2 remote 192.0.2.41)
		$(device 53 2 encap gretap key 53 local 2001:db8::2 remote 2001:db8::41)
	EOF
	lab <<-EOF
		$(for n in 51 52 53; do
			echo "case d$n: the underlay device is a dummy in a VRF"
			talk $n
		done)
	EOF
	ip -n "$ns1" link del dm
	check "the VRF is deleted" ip -n "$ns1" link del red
	same "its tunnels are deleted with it" "" \
		"$(ip -n "$ns1" -br link show type ovtun)"
	vrf_moves
	if have_module vxlan; then
		vrf_held
	else
		skip "a VRF whose port is held" "needs vxlan"
	fi
else
	skip "VRF" "needs vrf"
fi

# ---- from one lower device to another ---------------------------------------------

on "$ns1" <<-EOF
	link add l1 type ovtun encap vxlan id 51 dev u0
	link add l2 type ovtun encap vxlan id 52 dev l1
EOF
check "from a device to the one below it" ip -n "$ns1" link set l2 type ovtun dev u0
check "and back" ip -n "$ns1" link set l2 type ovtun dev l1
refused "a device on top" "ovtun_link" ip -n "$ns1" link set l1 type ovtun dev l2
refused "a bridge that the device is a port of" "" \
	ip -n "$ns1" -batch - <<-EOF
		link add b1 type bridge
		link add l3 type ovtun encap vxlan id 53 dev b1
		link set l3 master b1
	EOF
finish
