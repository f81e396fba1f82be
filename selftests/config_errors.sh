#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Configuration that cannot be: every attribute out of range, of the wrong size
# or against another is refused with a sentence that names it, and nothing is
# created. First through ip, whose plugin refuses most by itself, then with
# messages that ip would not send, so that the kernel has to.
#
#     ns1
#   +------------------------------------+
#   |   v4 g4 l4 top   (there before)    |
#   |      u0                            |
#   +------+-----------------------------+
#          | 192.0.2.1, 192.0.2.11, 2001:db8::1

. "$(dirname "$0")/lib.sh"

# no_link LABEL PATTERN OPTION...: there will be no such device
no_link()
{
	refused "$1" "$2" ip -n "$ns1" link add bad0 type ovtun "${@:3}"
}

# no_change LABEL PATTERN DEV OPTION...: the device will not change so
no_change()
{
	refused "$1" "$2" ip -n "$ns1" link set "$3" type ovtun "${@:4}"
}

count_links()
{
	ip -n "$ns1" -o link show | wc -l
}

state_of_all()
{
	ip -n "$ns1" -d -j link show type ovtun | jq -cS 'map(.linkinfo)'
}

words()
{
	local v="encap vxlan id 42" g="encap gretap key 42"

	# shellcheck disable=SC2086 # options are words
	{
		no_link "no encapsulation" encap id 42
		no_link "unknown encapsulation" encap encap foo
		no_link "vxlan without id" '"id"' encap vxlan
		no_link "id above 24 bits" '"id"' encap vxlan id 16777216
		no_link "id below zero" '"id"' encap vxlan id -1
		no_link "id that is no number" '"id"' encap vxlan id abc
		no_link "key on vxlan" '"key"' $v key 1
		no_link "id on gretap" '"id"' $g id 42
		no_link "dstport on gretap" '"dstport"' $g dstport 4789
		no_link "udpcsum on gre" '"udpcsum"' encap gre udpcsum
		no_link "csum on vxlan" '"csum"' $v csum
		no_link "seq on vxlan" '"seq"' $v seq
		no_link "key above 32 bits" '"key"' encap gre key 4294967296
		no_link "group and remote" '"(group|remote)"' $v dev u0 \
			remote 192.0.2.2 group 239.1.1.1
		no_link "multicast remote" '"remote"' $v remote 239.1.1.1
		no_link "unicast group" '"group"' $v dev u0 group 192.0.2.2
		no_link "group without dev" '"dev"' $v group 239.1.1.1
		no_link "broadcast remote" '"remote"' $v remote 255.255.255.255
		no_link "multicast local" '"local"' $v local 239.1.1.1
		no_link "IPv6 multicast local" '"local"' $v local ff02::1
		no_link "local that is no address" '"local"' $v local 192.0.2
		no_link "IPv4 local, IPv6 remote" '"local"' $v \
			local 192.0.2.1 remote 2001:db8::2
		no_link "dev that does not exist" '"dev"' $v dev nothing0
		no_link "dstport above 16 bits" '"dstport"' $v dstport 65536
		no_link "srcport upside down" '"srcport"' $v srcport 5 4
		no_link "ttl above 255" '"ttl"' $v ttl 256
		no_link "tos above 255" '"tos"' $v tos 1ff
		no_link "flowlabel above 20 bits" '"flowlabel"' $v flowlabel 1048576
		no_link "unknown df" '"df"' $v df maybe
		no_link "ageing below zero" '"ageing"' $v ageing -1
		no_link "maxaddress below zero" '"maxaddress"' $v maxaddress -1
		no_link "unknown word" '"frobnicate"' $v frobnicate
		no_link "word without value" '"remote"' $v remote
		no_link "a word twice" '"id"' $v id 43
		refused "an address of a group" "unicast" ip -n "$ns1" \
			link add bad0 address 01:00:5e:00:00:01 type ovtun $v
		refused "an MTU for which there is no length" "ifla_mtu" \
			ip -n "$ns1" link add bad0 mtu 65500 type ovtun $v
		no_change "encap cannot change" "encap" v4 encap gretap
		no_change "dev is the device itself" "dev|link" v4 dev v4
		no_change "remote of the other address family" "family|ipv6" \
			l4 local 2001:db8::1 remote 2001:db8::2
		no_change "dev is a tunnel over the device" "dev|link" v4 dev top
	}
}

# A device whose packets another device gets already
doubles()
{
	no_link "same VNI, port and local" "exist|already|same" \
		encap vxlan id 11 local 192.0.2.1
	no_link "same VNI and port, any local" "exist|already|same" \
		encap vxlan id 11
	no_link "same VNI and port, other remote" "exist|already|same" \
		encap vxlan id 11 local 192.0.2.1 remote 192.0.2.3
	no_link "same key and local, gretap" "exist|already|same" \
		encap gretap key 12 local 192.0.2.1
	no_link "same key, any local, gretap" "exist|already|same" \
		encap gretap key 12
	no_link "same key, local and remote, gre" "exist|already|same" \
		encap gre key 13 local 192.0.2.1 remote 192.0.2.2
	no_change "VNI changed to that of another device" "exist|already|same" \
		top id 11

	check "same VNI on another local" \
		ip -n "$ns1" link add ok1 type ovtun encap vxlan id 11 local 192.0.2.11
	check "same VNI on another port" \
		ip -n "$ns1" link add ok2 type ovtun encap vxlan id 11 local 192.0.2.1 dstport 4790
	check "same VNI on the other address family" \
		ip -n "$ns1" link add ok3 type ovtun encap vxlan id 11 local 2001:db8::1
	check "same key on another local" \
		ip -n "$ns1" link add ok4 type ovtun encap gretap key 12 local 192.0.2.11
	check "same key and local, other remote, gre" \
		ip -n "$ns1" link add ok5 type ovtun encap gre key 13 local 192.0.2.1 remote 192.0.2.3
	check "same key with another encapsulation" \
		ip -n "$ns1" link add ok6 type ovtun encap gretap key 13 local 192.0.2.1 remote 192.0.2.2
	no_change "local changed to that of another device" "exist|already|same" \
		ok1 local 192.0.2.1
	printf 'link del ok%s\n' 1 2 3 4 5 6 | ip -n "$ns1" -batch -
}

# raw LABEL PATTERN ATTRIBUTE...: a case that makes no device
raw()
{
	echo "case kernel: $1"
	echo "link $ns1 new $2 ${*:3}"
}

raw_cases()
{
	local v="ext.encap=u8:1 id=u32:42" g="ext.encap=u8:2 ext.ikey=u32:42 ext.okey=u32:42"
	local any attr

	raw "no encapsulation" ENCAP id=u32:42
	raw "encapsulation 0" ENCAP ext.encap=u8:0 id=u32:42
	raw "encapsulation unknown" ENCAP ext.encap=u8:9 id=u32:42
	raw "encapsulation of the wrong size" ENCAP ext.encap=u16:1 id=u32:42
	raw "vxlan without id" OVTUN_ID ext.encap=u8:1
	raw "id above 24 bits" OVTUN_ID ext.encap=u8:1 id=u32:16777216
	raw "id on gretap" OVTUN_ID "$g" id=u32:42
	raw "keys on vxlan" KEY "$v" ext.ikey=u32:1
	raw "sequence numbers on vxlan" SEQ "$v" ext.oseq=u8:1
	raw "checksum of GRE on vxlan" CSUM "$v" ext.icsum=u8:1
	raw "port on gretap" OVTUN_PORT "$g" port=be16:4789
	raw "UDP checksum on gretap" UDP_CSUM "$g" udp_csum=u8:1
	raw "broadcast remote" OVTUN_GROUP "$v" group=ip4:255.255.255.255
	raw "group without link" "OVTUN_LINK" "$v" group=ip4:239.1.1.1
	raw "IPv6 group without link" "OVTUN_LINK" "$v" group6=ip6:ff05::1
	raw "two remotes" "OVTUN_GROUP" "$v" group=ip4:192.0.2.2 group6=ip6:2001:db8::2
	raw "two locals" "OVTUN_LOCAL" "$v" local=ip4:192.0.2.1 local6=ip6:2001:db8::1
	raw "IPv4 local, IPv6 remote" "OVTUN_(LOCAL|GROUP)" "$v" local=ip4:192.0.2.1 group6=ip6:2001:db8::2
	raw "IPv6 local, IPv4 remote" "OVTUN_(LOCAL|GROUP)" "$v" local6=ip6:2001:db8::1 group=ip4:192.0.2.2
	raw "multicast local" OVTUN_LOCAL "$v" local=ip4:239.1.1.1
	raw "broadcast local" OVTUN_LOCAL "$v" local=ip4:255.255.255.255
	raw "IPv6 multicast local" OVTUN_LOCAL6 "$v" local6=ip6:ff02::1
	raw "link that does not exist" OVTUN_LINK "$v" link=u32:99999
	raw "port range upside down" PORT_RANGE "$v" port_range=hex:75307500
	raw "flow label above 20 bits" LABEL "$v" label=be32:0x100000
	raw "df unknown" OVTUN_DF "$v" df=u8:3
	raw "ageing beyond the timer" AGEING "$v" ageing=u32:4294967295
	for attr in learning udp_csum zero6tx zero6rx; do
		raw "$attr neither 0 nor 1" "$(name_of $attr)" "$v" $attr=u8:2
	done
	for attr in icsum ocsum iseq oseq strict fastpath; do
		raw "$attr neither 0 nor 1" "EXT_${attr^^}" "$g" ext.$attr=u8:2
	done
	# Too short and too long
	for any in id:hex:2a0000 group:hex:c00002 link:hex:01 local:hex:c00002 \
		ttl:hex:- tos:hex:- learning:hex:- ageing:hex:010000 \
		limit:hex:010000 port_range:hex:753075 port:hex:12 \
		group6:hex:20010db8 local6:hex:20010db8 udp_csum:hex:- \
		zero6tx:hex:- zero6rx:hex:- label:hex:010000 df:hex:-; do
		attr=${any%%:*}
		raw "$attr too short" "$(name_of "$attr")" \
			ext.encap=u8:1 "$([[ $attr == id ]] || echo id=u32:42)" \
			"$attr=${any#*:}"
		raw "$attr too long" "$(name_of "$attr")" \
			ext.encap=u8:1 "$([[ $attr == id ]] || echo id=u32:42)" \
			"$attr=hex:0000000000000000000000000000000000000000"
	done
	for attr in ikey okey; do
		raw "$attr too short" "EXT_${attr^^}" ext.encap=u8:2 ext.$attr=hex:00
		raw "$attr too long" "EXT_${attr^^}" ext.encap=u8:2 ext.$attr=hex:0000000000
	done
	for attr in icsum ocsum iseq oseq strict fastpath; do
		raw "$attr too short" "EXT_${attr^^}" ext.encap=u8:2 ext.$attr=hex:-
		raw "$attr too long" "EXT_${attr^^}" ext.encap=u8:2 ext.$attr=hex:0000000000
	done
}

# The name that a sentence of the kernel has for an attribute
name_of()
{
	case $1 in
	zero6tx) echo ZERO_CSUM6_TX ;;
	zero6rx) echo ZERO_CSUM6_RX ;;
	*) echo "OVTUN_${1^^}" ;;
	esac
}

setup_ns ns1
ip -n "$ns1" -batch - <<EOF || bail "no devices"
link add u0 type veth peer name u1
addr add 192.0.2.1/24 dev u0
addr add 192.0.2.11/24 dev u0
addr add 2001:db8::1/64 dev u0 nodad
link set u0 up
link set u1 up
link add v4 type ovtun encap vxlan id 11 local 192.0.2.1
link add g4 type ovtun encap gretap key 12 local 192.0.2.1
link add l4 type ovtun encap gre key 13 local 192.0.2.1 remote 192.0.2.2
link add top type ovtun encap vxlan id 14 local 192.0.2.1 dev v4
EOF

links=$(count_links)
state=$(state_of_all)
words
doubles
lab <<EOF
case kernel: a good message makes a device
link $ns1 new made ext.encap=u8:1 id=u32:42
run ip -n $ns1 link del raw0
$(raw_cases)
EOF
same "no device was left behind" "$links" "$(count_links)"
same "no device was changed" "$state" "$(state_of_all)"
finish
