#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The ip(8) plugin and the module: what "ip link add" says is what
# "ip -d -j link show" shows, the text that ip prints creates the same device,
# and "ip link set" changes what it names and nothing else. With the installed
# ip and with those that tools/iproute2/other-ip left in the cache.

. "$(dirname "$0")/lib.sh"

command -v jq >/dev/null || skip_all "jq is not installed"

# NAME|WORDS|JSON that has to be in info_data
devices=(
	'vx4|encap vxlan id 42 remote 192.0.2.2 local 192.0.2.1 dev u0 dstport 4789 srcport 1000 2000 ttl 7 tos 10 df unset nolearning ageing 20 maxaddress 30 noudpcsum nostrict|"encap":"vxlan","id":42,"remote":"192.0.2.2","local":"192.0.2.1","link":"u0","port":4789,"port_range":{"low":1000,"high":2000},"ttl":7,"tos":"0x10","df":"unset","learning":false,"ageing":20,"limit":30,"udp_csum":false,"strict":false'
	'vx6|encap vxlan id 43 remote 2001:db8::2 local 2001:db8::1 dstport 4790 ttl inherit tos inherit df inherit flowlabel 0x12345 udp6zerocsumtx udp6zerocsumrx ageing none maxaddress unlimited|"encap":"vxlan","id":43,"remote6":"2001:db8::2","local6":"2001:db8::1","port":4790,"ttl_inherit":true,"tos":"0x1","df":"inherit","label":"0x12345","udp_zero_csum6_tx":true,"udp_zero_csum6_rx":true,"ageing":0,"limit":0'
	'vxg|encap vxlan id 44 group 239.1.1.1 dev u0 dstport 4791|"encap":"vxlan","id":44,"group":"239.1.1.1","link":"u0","port":4791'
	'vxg6|encap vxlan id 45 group ff05::1 local 2001:db8::1 dev u0 dstport 4792|"encap":"vxlan","id":45,"group6":"ff05::1","local6":"2001:db8::1","link":"u0","port":4792'
	'vxd|encap vxlan id 16777215|"encap":"vxlan","id":16777215,"port":4789,"port_range":{"low":0,"high":0},"ttl":0,"df":"set","learning":true,"ageing":300,"limit":65536,"udp_csum":true,"udp_zero_csum6_tx":false,"udp_zero_csum6_rx":false,"strict":true,"fastpath":true'
	'tap4|encap gretap key 42 local 192.0.2.1|"encap":"gretap","ikey":"0.0.0.42","okey":"0.0.0.42","local":"192.0.2.1","ttl":0,"df":"set","learning":true,"ageing":300,"limit":65536,"icsum":false,"ocsum":false,"iseq":false,"oseq":false,"strict":true'
	'tap6|encap gretap ikey 1.2.3.4 okey 4294967295 remote 2001:db8::2 local 2001:db8::1 csum seq|"encap":"gretap","ikey":"1.2.3.4","okey":"255.255.255.255","remote6":"2001:db8::2","local6":"2001:db8::1","icsum":true,"ocsum":true,"iseq":true,"oseq":true'
	'tapg|encap gretap key 44 group 239.1.1.2 dev u0|"encap":"gretap","ikey":"0.0.0.44","okey":"0.0.0.44","group":"239.1.1.2","link":"u0"'
	'gre4|encap gre remote 192.0.2.2 local 192.0.2.1 icsum oseq pmtudisc|"encap":"gre","remote":"192.0.2.2","local":"192.0.2.1","icsum":true,"ocsum":false,"iseq":false,"oseq":true,"df":"set"'
	'gre6|encap gre key 7 local 2001:db8::1 remote 2001:db8::2 hoplimit 9 tclass 8|"encap":"gre","ikey":"0.0.0.7","okey":"0.0.0.7","remote6":"2001:db8::2","local6":"2001:db8::1","ttl":9,"tos":"0x8"'
	'nv4|encap nvgre id 4097 local 192.0.2.1 proxy l2miss l3miss|"encap":"nvgre","id":4097,"local":"192.0.2.1","proxy":true,"l2miss":true,"l3miss":true'
	'trunk|encap vxlan trunk dstport 4795 outermark clear fwmark 5 notrack nofastpath|"encap":"vxlan","trunk":true,"port":4795,"outermark":"clear","fwmark":"0x5","notrack":true,"fastpath":false'
	'ext|encap vxlan external dstport 4796|"encap":"vxlan","external":true,"port":4796,"trunk":false,"strict":false'
	'gpe|encap vxlan gpe id 50 dstport 4797|"encap":"vxlan","gpe":true,"id":50,"port":4797'
	'gbp|encap vxlan gbp id 51 dstport 4798 reserved_bits 0xff|"encap":"vxlan","gbp":true,"id":51,"port":4798,"reserved_bits":"0xff"'
	'tapu|encap gretap udp key 9 local 192.0.2.1 srcport 5000 6000 nolocalbypass|"encap":"gretap","udp":true,"ikey":"0.0.0.9","okey":"0.0.0.9","port":4754,"port_range":{"low":5000,"high":6000},"localbypass":false,"udp_csum":true'
	'greu|encap gre udp key 10 remote 2001:db8::2 local 2001:db8::1 dstport 4755 flowlabel inherit outermark 16|"encap":"gre","udp":true,"ikey":"0.0.0.10","okey":"0.0.0.10","remote6":"2001:db8::2","local6":"2001:db8::1","port":4755,"label":"inherit","outermark":"0x10"'
	'grem|encap gre key 0 local 192.0.2.1|"encap":"gre","ikey":"0.0.0.0","okey":"0.0.0.0","local":"192.0.2.1"'
)

# NAME|WORDS|JSON of what they change
changes=(
	'vx4|remote 192.0.2.3 ttl auto tos 0 learning|"remote":"192.0.2.3","ttl":0,"tos":null,"learning":true'
	'vx4|id 46 dstport 4793 srcport 0 0|"id":46,"port":4793,"port_range":{"low":0,"high":0}'
	'vx4|df set udpcsum strict ageing 21 maxaddress 31|"df":"set","udp_csum":true,"strict":true,"ageing":21,"limit":31'
	'vx4|ttl inherit|"ttl_inherit":true,"ttl":null'
	'vx4|ttl 8|"ttl_inherit":null,"ttl":8'
	'vx6|flowlabel 0 noudp6zerocsumtx noudp6zerocsumrx|"label":null,"udp_zero_csum6_tx":false,"udp_zero_csum6_rx":false'
	'tap4|key 47|"ikey":"0.0.0.47","okey":"0.0.0.47"'
	'tap4|okey 48 ocsum|"okey":"0.0.0.48","ocsum":true'
	'gre4|noicsum nooseq local 192.0.2.9|"icsum":false,"oseq":false,"local":"192.0.2.9"'
	'tap4|nookey|"okey":null'
	'vx4|nodev noremote|"link":null,"remote":null'
	'nv4|noproxy nol2miss nol3miss outermark 7|"proxy":false,"l2miss":false,"l3miss":false,"outermark":"0x7"'
	'trunk|outermark keep fwmark 0 track fastpath|"outermark":"keep","fwmark":null,"notrack":false,"fastpath":true'
	'greu|flowlabel 5 dstport 0|"label":"0x5","port":4754'
	'tapu|dstport 4756 noudpcsum|"port":4756,"udp_csum":false'
)

# What ip shows of every device, as one JSON object {NAME: info_data}
show()
{
	"$ip" -n "$ns1" -d -j link show type ovtun |
		jq -c 'map({(.ifname): .linkinfo.info_data}) | add // {}'
}

# wanted ROW...: the third fields, as one JSON object
wanted()
{
	local row name json all=()

	for row; do
		name=${row%%|*}
		json=${row##*|}
		all+=("\"$name\":{$json}")
	done
	(IFS=,; echo "{${all[*]}}")
}

# differences WANTED SHOWN: one line for each value that is another
differences()
{
	jq -r -n --argjson want "$1" --argjson have "$2" '
		$want | to_entries[] | .key as $dev | .value | to_entries[] |
		select(.value != $have[$dev][.key]) |
		"\($dev) \(.key): wanted \(.value), shown \($have[$dev][.key])"' 2>&1
}

# result LABEL DIFFERENCES
result()
{
	if [[ $2 ]]; then
		fail "$1" "$2"
	else
		pass "$1"
	fi
}

create()
{
	local row name words

	for row in "${devices[@]}"; do
		IFS='|' read -r name words _ <<<"$row"
		echo "link add $name type ovtun $words"
	done | "$ip" -n "$ns1" -batch -
}

remove()
{
	local row

	for row in "${devices[@]}"; do
		echo "link del ${row%%|*}"
	done | "$ip" -n "$ns1" -batch -
}

# Turns what ip prints of the devices into the commands that create them. Words
# of the core follow those of ovtun.
printed_commands()
{
	"$ip" -n "$ns1" -d link show type ovtun | awk '
		/^[0-9]+: / {
			sub(/[:@].*/, "", $2)
			name = $2
		}
		/^ *ovtun / && sub(/ addrgenmode .*/, "") {
			print "link add " name " type " $0
		}'
}

test_create()
{
	local first

	result "$version: creates devices" "$(create 2>&1)"
	first=$(show)
	result "$version: shows what was asked for" \
		"$(differences "$(wanted "${devices[@]}")" "$first")"

	printed_commands >"$SCRATCH/printed"
	same "$version: prints every device" "${#devices[@]}" \
		"$(wc -l <"$SCRATCH/printed")"
	result "$version: removes devices" "$(remove 2>&1)"
	result "$version: takes its own text" \
		"$("$ip" -n "$ns1" -batch "$SCRATCH/printed" 2>&1)"
	result "$version: its own text means the same" \
		"$(differences "$first" "$(show)")"
}

test_changes()
{
	local row name words json before after

	before=$(show)
	for row in "${changes[@]}"; do
		IFS='|' read -r name words json <<<"$row"
		result "$version: set $name $words" \
			"$("$ip" -n "$ns1" -batch - 2>&1 \
				<<<"link set dev $name type ovtun $words")"
		after=$(show)
		before=$(jq -c ".$name += {$json}" <<<"$before")
		result "$version: set $name $words changed that and no more" \
			"$(differences "$before" "$after")"
	done
}

setup_pair
for ip in ip "${XDG_CACHE_HOME:-$HOME/.cache}"/ovtun/iproute2/*/ip; do
	if [[ ! -x $(command -v "$ip") ]]; then
		skip "another ip" "tools/iproute2/other-ip has not been run"
		continue
	fi
	version=$("$ip" -V)
	version=ip-${version##*iproute2-}
	version=${version%%,*}
	test_create
	# The kernel's part is the same for each.
	if [[ $ip == ip ]]; then
		test_changes
	fi
	result "$version: removes devices again" "$(remove 2>&1)"
done
finish
