#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# test-link-ovtun.sh PLUGIN: tests the ip(8) plugin without a kernel.
#
# Errors come from the plugin inside each ip(8) at hand: the installed one and
# those of other Debian suites. What a command sends and how the answer is
# shown come from the harness, and the text again from each ip(8), which reads
# the answer from a file. KTAP on standard output.
set -u -o pipefail

plugin=$(readlink -e "${1:?usage: test-link-ovtun.sh PLUGIN}") || exit
cd "$(dirname "$(readlink -f "$0")")" || exit
harness=${plugin%/*}/plugin-harness
make -s O="${plugin%/*}" harness >&2 || exit

SUITES=(trixie forky sid)
INSTALLED=$(command -v ip || command -v /sbin/ip) || exit
MANUAL=../../Documentation/man/ip-link-ovtun.8
COUNTERS=../../drivers/net/ovtun/stats.c

tmp=$(mktemp -d) || exit
trap 'rm -rf "$tmp"' EXIT
export IP_LIB_DIR=$tmp/lib
mkdir "$IP_LIB_DIR"
ln -s "$plugin" "$IP_LIB_DIR/link_ovtun.so"

ips=("$INSTALLED")
refused=()
results=()
failures=0

pass()
{
	results+=("ok $((${#results[@]} + 1)) $*")
}

# fail NAME [DETAIL]
fail()
{
	results+=("not ok $((${#results[@]} + 1)) $1${2:+
# ${2//$'\n'/$'\n'# }}")
	failures=$((failures + 1))
}

skip()
{
	results+=("ok $((${#results[@]} + 1)) $1 # SKIP $2")
}

# result NAME [DETAIL]: a detail is a failure
result()
{
	if [[ -n ${2-} ]]; then
		fail "$1" "$2"
	else
		pass "$1"
	fi
}

# same WHAT GOT WANTED: prints what differs
same()
{
	[[ $2 == "$3" ]] || printf '%s: got    %s\n%s: wanted %s\n' \
		"$1" "$2" "$1" "$3"
}

# refuses WORDS REASON: what "ip link add" says
refuses()
{
	refused+=("$1")
	echo "link add ov0 type ovtun $1" >>"$tmp/batch"
	echo "Error: argument $2." >>"$tmp/wanted"
}

# refuses_change WORDS REASON: what "ip link set" says
refuses_change()
{
	refused+=("change $1")
	echo "link set dev lo type ovtun $1" >>"$tmp/batch"
	echo "Error: argument $2." >>"$tmp/wanted"
}

# Each ip(8) gets all that is to be refused in one go. So a message that ends
# ip, or is missing, shows in the commands after it.
test_refused()
{
	local ip i got=() wanted=() detail=()

	mapfile -t wanted <"$tmp/wanted"
	for ip in "${ips[@]}"; do
		mapfile -t got < <("$ip" -force -batch "$tmp/batch" 2>&1 |
			grep -v "^Command failed $tmp/batch:")
		for i in "${!wanted[@]}"; do
			[[ ${got[i]-} == "${wanted[i]}" ]] ||
				detail[i]+=$(same "$ip" "${got[i]-}" \
					"${wanted[i]}")$'\n'
		done
		result "a refusal is an error to $ip" "$(same status "$("$ip" \
			link add ov0 type ovtun encap gue 2>/dev/null
			echo $?)" 1)"
	done
	for i in "${!refused[@]}"; do
		result "refuses '${refused[i]}'" "${detail[i]-}"
	done
}

# The detail lines of an ip that reads the answer from a file.
from_file()
{
	local ip

	for ip in "${ips[@]}"; do
		same "$ip" "$("$ip" -d monitor link file "$tmp/answer" |
			sed -n 's/^ *ovtun //p')" "$1"
	done
}

# accepts [-c] WORDS ATTRIBUTES TEXT JSON; with -c, as a change
accepts()
{
	local change=() words line=() detail name
	if [[ $1 == -c ]]; then
		change=(-c)
		shift
	fi
	name="accepts ${change[0]+change }'$1'"
	read -ra words <<<"$1"

	if ! "$harness" "${change[@]}" -w "$tmp/answer" "${words[@]}" \
		>"$tmp/output" 2>&1; then
		fail "$name" "$(<"$tmp/output")"
		return
	fi
	mapfile -t line <"$tmp/output"
	detail=$(same attributes "${line[0]}" "${2:+$2 }"
		same text "${line[1]}" "${3:+$3 }"
		same JSON "${line[2]}" "{$4}"
		jq -e . <<<"${line[2]}" 2>&1 >"$tmp/jq"
		from_file "${3:+$3 }")
	result "$name" "$detail"

	# The printer takes an answer of any shape.
	"$harness" "${change[@]}" -r "${words[@]}" >"$tmp/output" 2>&1 ||
		fail "$name, answers cut short" "$(<"$tmp/output")"

	# What is printed can be given back, and means the same.
	[[ -n $3 ]] || return
	read -ra words <<<"$3"
	result "$name, printed text is a command" "$(same text \
		"$("$harness" "${change[@]}" "${words[@]}" 2>&1 |
			sed -n 2p)" "$3 ")"
}

find_ips()
{
	local suite ip

	for suite in "${SUITES[@]}"; do
		if ip=$(./other-ip "$suite" 2>"$tmp/output"); then
			ips+=("$ip")
			pass "ip(8) of Debian $suite: $("$ip" -V)"
		else
			skip "ip(8) of Debian $suite" "$(tail -n 1 "$tmp/output")"
		fi
	done
	pass "ip(8) installed: $("$INSTALLED" -V)"
}

# Every symbol that is not the C library's is exported by every ip(8).
test_symbols()
{
	local needed ip binary

	# The C library's symbols have versions, ip's own have none.
	needed=$(nm -D --undefined-only "$plugin" |
		awk '$1 == "U" && $2 !~ /@/ { print $2 }')
	result "needs symbols of ip(8)" \
		"$([[ -n $needed ]] || echo "nm lists none")"
	result "needs only symbols that ip-exported-symbols.txt lists" \
		"$(grep -vxFf <(grep -v '^#' ip-exported-symbols.txt) \
			<<<"$needed")"
	result "exports ovtun_link_util only" "$(same symbols \
		"$(nm -D --defined-only "$plugin" | awk '{ print $3 }')" \
		ovtun_link_util)"

	for ip in "${ips[@]}"; do
		binary=$ip
		[[ $ip == "$INSTALLED" ]] ||
			binary=$(find "${ip%/*}" -path '*bin/ip' -type f)
		result "all needed symbols are exported by $ip" \
			"$(grep -vxFf <(nm -D --defined-only "$binary" |
				awk '{ sub(/@.*/, "", $3); print $3 }') \
				<<<"$needed")"
	done
}

# Words that take a value: the word; an encapsulation that has it; a good
# value; bad values, separated by blanks; what the message says it wants.
value_words()
{
	cat <<-'WORDS'
	encap||vxlan|gue VXLAN 1|vxlan, gretap, gre or nvgre
	id|vxlan|42|16777216 -1 x 1x 4294967296 18446744073709551616 0x|a number from 0 to 16777215
	vni|nvgre|42|16777216 remote|a number from 0 to 16777215
	key|gre|7|4294967296 1.2.3 1.2.3.256 -1 x|a number from 0 to 4294967295 or a dotted quad
	ikey|gretap|7|4294967296 x|a number from 0 to 4294967295 or a dotted quad
	okey|gretap|7|4294967296 x|a number from 0 to 4294967295 or a dotted quad
	remote|gre|192.0.2.1|1.2.3 example.org 192.0.2.1/24 fe80::1%lo 1::2::3|an IPv4 or IPv6 address
	remote|gre|192.0.2.1|255.255.255.255|a unicast address
	remote|gre|192.0.2.1|224.0.0.1 239.255.255.255 ff02::1|a unicast address; a multicast address is a "group"
	group|gre|239.1.1.1|x 239.1.1|an IPv4 or IPv6 multicast address
	group|gre|239.1.1.1|192.0.2.1 2001:db8::1 any 223.255.255.255 240.0.0.0|a multicast address; a unicast address is a "remote"
	local|gre|192.0.2.1|1.2.3 host|an IPv4 or IPv6 address
	local|gre|192.0.2.1|239.1.1.1 ff05::1 255.255.255.255|a unicast address of this host
	dev|gre|lo|no-such-dev|the name of a device that exists
	dstport|vxlan|4789|65536 -1 x|a port from 0 to 65535
	ttl|gre|64|256 -1 x|a number from 1 to 255, auto or inherit
	hoplimit|gre|64|256|a number from 1 to 255, auto or inherit
	hlim|gre|64|256|a number from 1 to 255, auto or inherit
	tos|gre|10|100 x|a hexadecimal number from 0 to ff, a name or inherit
	dsfield|gre|10|100|a hexadecimal number from 0 to ff, a name or inherit
	tclass|gre|10|100|a hexadecimal number from 0 to ff, a name or inherit
	flowlabel|gre|0xfffff|0x100000 -1 x keep|a number from 0 to 1048575 or inherit
	df|gre|set|1 maybe|set, unset or inherit
	ageing|gretap|300|31536001 -1 x|seconds up to 31536000, 0 or none for never
	maxaddress|gretap|10|2147483648 -1 x|entries up to 2147483647, 0 or unlimited for no limit
	outermark|gre|keep|4294967296 -1 set inherit|keep, clear or a number from 0 to 0xffffffff
	fwmark|gre|1|4294967296 -1 keep|a number from 0 to 0xffffffff
	reserved_bits|vxlan|0xf7ffffff000000ff|0x10000000000000000 18446744073709551616 -1 f7|a number from 0 to 0xffffffffffffffff
	WORDS
}

# Words that "no" can precede, each with an encapsulation that has it.
flag_words()
{
	cat <<-'WORDS'
	pmtudisc|gre
	udpcsum|vxlan
	udp6zerocsumtx|vxlan
	udp6zerocsumrx|vxlan
	csum|gre
	icsum|gre
	ocsum|gre
	seq|gre
	iseq|gre
	oseq|gre
	learning|gretap
	strict|gre
	udp|gre
	trunk|nvgre
	external|gre
	proxy|gretap
	l2miss|nvgre
	l3miss|vxlan
	track|gre
	fastpath|gre
	localbypass|vxlan
	WORDS
}

# Words that neither take a value nor "no".
lone_words()
{
	printf '%s\n' gbp gpe
}

# Words of a value that can be taken away, and a value.
removable_words()
{
	cat <<-'WORDS'
	key|5
	ikey|5
	okey|5
	remote|192.0.2.1
	local|192.0.2.1
	dev|lo
	WORDS
}

# Every word that the help and the manual have to have.
all_words()
{
	{ value_words; flag_words; lone_words; removable_words |
		sed 's/^/no/'; printf '%s\n' srcport notrack nolocalbypass; } |
		cut -d'|' -f1
}

test_value_words()
{
	local word encap good bad wants value name first

	while IFS='|' read -r word encap good bad wants; do
		first=${encap:+encap $encap }
		name=$(value_name "$word")
		refuses "$first$word" "\"$word\" needs a value: $name"
		for value in $bad; do
			refuses "$first$word $value" \
				"\"$value\" is wrong: \"$word\" wants $wants"
		done
		refuses "$first$word $good $word $good" \
			"\"$word\" is wrong: \"$word\" has set it already"
		refuses_change "$word" "\"$word\" needs a value: $name"
	done < <(value_words)
}

# What the help calls the value of a word.
value_name()
{
	case $1 in
	encap) echo ENCAP ;;
	id | vni) echo VNI ;;
	*key) echo KEY ;;
	remote | local) echo ADDR ;;
	group) echo MCAST_ADDR ;;
	dev) echo PHYS_DEV ;;
	dstport) echo PORT ;;
	ttl | hoplimit | hlim) echo TTL ;;
	tos | dsfield | tclass) echo TOS ;;
	flowlabel) echo LABEL ;;
	df) echo DF ;;
	ageing) echo SECONDS ;;
	maxaddress) echo NUMBER ;;
	outermark | fwmark) echo MARK ;;
	reserved_bits) echo BITS ;;
	esac
}

test_flag_words()
{
	local word encap value

	while IFS='|' read -r word encap; do
		refuses "encap $encap $word no$word" \
			"\"no$word\" is wrong: \"$word\" has set it already"
		refuses "encap $encap $word on" \
			'"on" is unknown, see "ip link help ovtun"'
	done < <(flag_words)

	for word in $(lone_words); do
		refuses "encap vxlan id 5 no$word" \
			"\"no$word\" is unknown, see \"ip link help ovtun\""
		refuses "encap vxlan id 5 $word $word" \
			"\"$word\" is wrong: \"$word\" has set it already"
	done
	while IFS='|' read -r word value; do
		refuses "encap gre no$word $value" \
			"\"$value\" is unknown, see \"ip link help ovtun\""
		refuses "encap gre no$word $word $value" \
			"\"$word\" is wrong: \"no$word\" has set it already"
	done < <(removable_words)
}

# What the words of a command exclude.
test_contradictions()
{
	local word encap value

	refuses 'encap vxlan id 5 color blue' \
		'"color" is unknown, see "ip link help ovtun"'
	refuses 'encap gretap nottl' '"nottl" is unknown, see "ip link help ovtun"'
	refuses 'encap gretap nogroup' '"nogroup" is unknown, see "ip link help ovtun"'
	refuses 'encap gre 5' '"5" is unknown, see "ip link help ovtun"'
	refuses 'encap gre no' '"no" is unknown, see "ip link help ovtun"'
	refuses_change 'remot 192.0.2.1' \
		'"remot" is unknown, see "ip link help ovtun"'

	refuses 'id 42' '"encap" is missing: vxlan, gretap, gre or nvgre'
	for encap in vxlan nvgre; do
		for word in '' ' notrunk' ' noexternal'; do
			refuses "encap $encap$word" \
				"\"id\" is missing: encap $encap needs it without \"trunk\" and \"external\""
		done
	done
	for encap in 'vxlan id 42' gretap gre; do
		refuses "encap $encap group 239.1.1.1" \
			'"dev" is missing: "group" needs the device to join it on'
	done

	while IFS='|' read -r word encap value; do
		refuses "encap $encap $word $value" \
			"\"$word\" is wrong: encap $encap does not have it"
		refuses "$word $value encap $encap" \
			"\"$word\" is wrong: encap $encap does not have it"
	done <<-'WORDS'
	learning|gre|
	nolearning|gre|
	ageing|gre|300
	maxaddress|gre|300
	id|gre|5
	id|gretap|5
	vni|gre|5
	dstport|nvgre|4789
	srcport|nvgre|1 2
	port|nvgre|1 2
	udpcsum|nvgre|
	noudpcsum|nvgre|
	udp6zerocsumtx|nvgre|
	noudp6zerocsumrx|nvgre|
	udp|vxlan|
	noudp|nvgre|
	gbp|gretap|
	gpe|gre|
	reserved_bits|gre|0
	trunk|gre|
	proxy|gre|
	nol2miss|gre|
	l3miss|gre|
	key|nvgre|5
	nokey|vxlan|
	csum|nvgre|
	seq|nvgre|
	key|vxlan|5
	ikey|vxlan|5
	okey|vxlan|5
	csum|vxlan|
	nocsum|vxlan|
	icsum|vxlan|
	ocsum|vxlan|
	seq|vxlan|
	noiseq|vxlan|
	oseq|vxlan|
	WORDS

	# Of UDP, and the encapsulation has it only if asked for.
	while IFS='|' read -r word value; do
		for encap in gre 'gretap noudp'; do
			refuses "encap $encap $word $value" \
				"\"$word\" is wrong: encap ${encap%% *} has it with \"udp\" only"
		done
	done <<-'WORDS'
	dstport|4754
	srcport|1 2
	port|1 2
	udpcsum|
	noudpcsum|
	udp6zerocsumtx|
	noudp6zerocsumrx|
	WORDS

	refuses 'encap vxlan id 5 gbp gpe' '"gpe" is wrong: "gbp" has set it already'
	refuses 'encap vxlan id 5 gpe gbp' '"gbp" is wrong: "gpe" has set it already'
	refuses 'encap gre track notrack' \
		'"notrack" is wrong: "track" has set it already'
	refuses 'encap gre key 5 nookey' \
		'"nookey" is wrong: "key" has set it already'
	refuses 'encap gre group 239.1.1.1 noremote dev lo' \
		'"noremote" is wrong: "group" has set it already'
	refuses 'encap vxlan id 5 vni 5' '"vni" is wrong: "id" has set it already'
	refuses 'encap gre key 5 ikey 5' '"ikey" is wrong: "key" has set it already'
	refuses 'encap gre okey 5 key 5' '"key" is wrong: "okey" has set it already'
	refuses 'encap gre csum noicsum' \
		'"noicsum" is wrong: "csum" has set it already'
	refuses 'encap gre nooseq seq' '"seq" is wrong: "nooseq" has set it already'
	refuses 'encap gre remote 192.0.2.1 group 239.1.1.1 dev lo' \
		'"group" is wrong: "remote" has set it already'
	refuses 'encap gre group 239.1.1.1 remote 192.0.2.1 dev lo' \
		'"remote" is wrong: "group" has set it already'
	refuses 'encap gre df set nopmtudisc' \
		'"nopmtudisc" is wrong: "df" has set it already'
	refuses 'encap gre ttl 5 hoplimit 5' \
		'"hoplimit" is wrong: "ttl" has set it already'
	refuses 'encap vxlan srcport 1 2 port 1 2' \
		'"port" is wrong: "srcport" has set it already'

	refuses 'encap vxlan id 5 local 192.0.2.1 remote 2001:db8::1' \
		'"192.0.2.1" is wrong: "local" and "remote" 2001:db8::1 are not of one IP version'
	refuses 'encap gre remote 192.0.2.1 local 2001:db8::1' \
		'"2001:db8::1" is wrong: "local" and "remote" 192.0.2.1 are not of one IP version'
	refuses 'encap gre group ff05::1 dev lo local 192.0.2.1' \
		'"192.0.2.1" is wrong: "local" and "group" ff05::1 are not of one IP version'
	refuses_change 'remote 192.0.2.1 local ::' \
		'"::" is wrong: "local" and "remote" 192.0.2.1 are not of one IP version'

	for word in srcport port; do
		refuses "encap vxlan id 5 $word" \
			"\"$word\" needs two values: MIN MAX"
		refuses "encap vxlan id 5 $word 100" \
			"\"$word\" needs two values: MIN MAX"
		for value in '100 99' '0 5' '1 0' '1 65536' '1 x'; do
			refuses "encap vxlan id 5 $word $value" \
				"\"${value#* }\" is wrong: \"$word\" wants two ports from 1 to 65535, the lower one first, or 0 0"
		done
		refuses "encap vxlan id 5 $word 65536 1" \
			"\"65536\" is wrong: \"$word\" wants two ports from 1 to 65535, the lower one first, or 0 0"
	done
}

# Integers of host byte order are as little-endian machines have them.
test_accepted()
{
	accepts 'encap vxlan id 42 local 192.0.2.1 remote 192.0.2.2 dev lo dstport 4789' \
		'1=2a000000 2=c0000202 4=c0000201 3=01000000 15=12b5 50.1=01' \
		'encap vxlan id 42 remote 192.0.2.2 local 192.0.2.1 dev lo dstport 4789' \
		'"encap":"vxlan","id":42,"remote":"192.0.2.2","local":"192.0.2.1","link":"lo","port":4789'
	accepts 'encap gretap key 42 local 192.0.2.1' \
		'4=c0000201 50.1=02 50.2=2a000000 50.3=2a000000' \
		'encap gretap ikey 0.0.0.42 okey 0.0.0.42 local 192.0.2.1' \
		'"encap":"gretap","ikey":"0.0.0.42","okey":"0.0.0.42","local":"192.0.2.1"'
	accepts 'encap gre key 7 local 2001:db8::1 remote 2001:db8::2' \
		'16=20010db8000000000000000000000002 17=20010db8000000000000000000000001 50.1=03 50.2=07000000 50.3=07000000' \
		'encap gre ikey 0.0.0.7 okey 0.0.0.7 remote 2001:db8::2 local 2001:db8::1' \
		'"encap":"gre","ikey":"0.0.0.7","okey":"0.0.0.7","remote6":"2001:db8::2","local6":"2001:db8::1"'

	# The ends of each range, and the words instead of numbers.
	accepts 'vni 0 encap vxlan srcport 0 0 dstport 0 ttl auto tos 0 flowlabel 0 ageing 0 maxaddress 0' \
		'1=00000000 15=0000 10=00000000 26=00000000 5=00 6=00 8=00000000 9=00000000 50.1=01' \
		'encap vxlan id 0 srcport 0 0 dstport 0 ttl auto ageing none maxaddress unlimited' \
		'"encap":"vxlan","id":0,"port_range":{"low":0,"high":0},"port":0,"ttl":0,"ageing":0,"limit":0'
	accepts 'encap vxlan id 16777215 srcport 1000 65535 dstport 65535 ttl 255 tos ff flowlabel 0xfffff ageing 31536000 maxaddress 2147483647' \
		'1=ffffff00 15=ffff 10=03e8ffff 26=000fffff 5=ff 6=ff 8=8033e101 9=ffffff7f 50.1=01' \
		'encap vxlan id 16777215 srcport 1000 65535 dstport 65535 ttl 255 tos 0xff flowlabel 0xfffff ageing 31536000 maxaddress 2147483647' \
		'"encap":"vxlan","id":16777215,"port_range":{"low":1000,"high":65535},"port":65535,"ttl":255,"tos":"0xff","label":"0xfffff","ageing":31536000,"limit":2147483647'
	accepts 'encap gre ikey 0 okey 4294967295' \
		'50.1=03 50.2=00000000 50.3=ffffffff' \
		'encap gre ikey 0.0.0.0 okey 255.255.255.255' \
		'"encap":"gre","ikey":"0.0.0.0","okey":"255.255.255.255"'
	accepts 'encap gretap ikey 1.2.3.4 okey 0x01020304' \
		'50.1=02 50.2=04030201 50.3=04030201' \
		'encap gretap ikey 1.2.3.4 okey 1.2.3.4' \
		'"encap":"gretap","ikey":"1.2.3.4","okey":"1.2.3.4"'
	accepts 'encap gretap ttl inherit tos inherit df inherit ageing none maxaddress unlimited' \
		'5=00 28= 6=01 29=02 8=00000000 9=00000000 50.1=02' \
		'encap gretap ttl inherit tos inherit df inherit ageing none maxaddress unlimited' \
		'"encap":"gretap","ttl_inherit":true,"tos":"0x1","df":"inherit","ageing":0,"limit":0'
	accepts 'encap gre hoplimit 7 dsfield 0x10 pmtudisc' \
		'5=07 6=10 29=01 50.1=03' \
		'encap gre ttl 7 tos 0x10 df set' \
		'"encap":"gre","ttl":7,"tos":"0x10","df":"set"'
	accepts 'encap gre hlim 8 tclass 4 nopmtudisc' \
		'5=08 6=04 29=00 50.1=03' \
		'encap gre ttl 8 tos 0x4 df unset' \
		'"encap":"gre","ttl":8,"tos":"0x4","df":"unset"'

	# Both ways of every flag.
	accepts 'encap vxlan id 1 learning udpcsum udp6zerocsumtx udp6zerocsumrx strict' \
		'1=01000000 18=01 19=01 20=01 7=01 50.1=01 50.8=01' \
		'encap vxlan id 1 learning udpcsum udp6zerocsumtx udp6zerocsumrx strict' \
		'"encap":"vxlan","id":1,"learning":true,"udp_csum":true,"udp_zero_csum6_tx":true,"udp_zero_csum6_rx":true,"strict":true'
	accepts 'encap vxlan id 1 nolearning noudpcsum noudp6zerocsumtx noudp6zerocsumrx nostrict' \
		'1=01000000 18=00 19=00 20=00 7=00 50.1=01 50.8=00' \
		'encap vxlan id 1 nolearning noudpcsum noudp6zerocsumtx noudp6zerocsumrx nostrict' \
		'"encap":"vxlan","id":1,"learning":false,"udp_csum":false,"udp_zero_csum6_tx":false,"udp_zero_csum6_rx":false,"strict":false'
	accepts 'encap gre csum seq' \
		'50.1=03 50.4=01 50.5=01 50.6=01 50.7=01' \
		'encap gre icsum ocsum iseq oseq' \
		'"encap":"gre","icsum":true,"ocsum":true,"iseq":true,"oseq":true'
	accepts 'encap gretap nocsum noseq' \
		'50.1=02 50.4=00 50.5=00 50.6=00 50.7=00' \
		'encap gretap' \
		'"encap":"gretap","icsum":false,"ocsum":false,"iseq":false,"oseq":false'
	accepts 'encap gretap icsum noocsum noiseq oseq' \
		'50.1=02 50.4=01 50.5=00 50.6=00 50.7=01' \
		'encap gretap icsum oseq' \
		'"encap":"gretap","icsum":true,"ocsum":false,"iseq":false,"oseq":true'

	accepts 'encap vxlan id 1 group 239.1.1.1 dev lo' \
		'1=01000000 2=ef010101 3=01000000 50.1=01' \
		'encap vxlan id 1 group 239.1.1.1 dev lo' \
		'"encap":"vxlan","id":1,"group":"239.1.1.1","link":"lo"'
	accepts 'encap gretap group ff05::1 dev lo local 2001:db8::1' \
		'16=ff050000000000000000000000000001 17=20010db8000000000000000000000001 3=01000000 50.1=02' \
		'encap gretap group ff05::1 local 2001:db8::1 dev lo' \
		'"encap":"gretap","group6":"ff05::1","local6":"2001:db8::1","link":"lo"'

	# The segments of a device, and what else chooses them.
	accepts 'encap nvgre id 16777215 remote 192.0.2.2' \
		'1=ffffff00 2=c0000202 50.1=04' \
		'encap nvgre id 16777215 remote 192.0.2.2' \
		'"encap":"nvgre","id":16777215,"remote":"192.0.2.2"'
	accepts 'encap vxlan trunk external' '25=01 50.1=01 50.10=01' \
		'encap vxlan trunk external' \
		'"encap":"vxlan","trunk":true,"external":true'
	accepts 'encap gretap notrunk noexternal' '25=00 50.1=02 50.10=00' \
		'encap gretap' \
		'"encap":"gretap","trunk":false,"external":false'
	accepts 'encap nvgre trunk' '50.1=04 50.10=01' 'encap nvgre trunk' \
		'"encap":"nvgre","trunk":true'

	# The formats of a packet.
	accepts 'gbp encap vxlan id 1' '23= 1=01000000 50.1=01' \
		'encap vxlan gbp id 1' '"encap":"vxlan","gbp":true,"id":1'
	accepts 'encap vxlan gpe id 1 reserved_bits 0xf7ffffff000000ff' \
		'27= 1=01000000 33=f7ffffff000000ff 50.1=01' \
		'encap vxlan gpe id 1 reserved_bits 0xf7ffffff000000ff' \
		'"encap":"vxlan","gpe":true,"id":1,"reserved_bits":"0xf7ffffff000000ff"'
	accepts 'encap gre udp dstport 4754 srcport 5000 6000 noudpcsum udp6zerocsumtx noudp6zerocsumrx' \
		'15=1292 10=13881770 18=00 19=01 20=00 50.1=03 50.9=01' \
		'encap gre udp srcport 5000 6000 dstport 4754 noudpcsum udp6zerocsumtx noudp6zerocsumrx' \
		'"encap":"gre","udp":true,"port_range":{"low":5000,"high":6000},"port":4754,"udp_csum":false,"udp_zero_csum6_tx":true,"udp_zero_csum6_rx":false'
	accepts 'encap gretap noudp' '50.1=02 50.9=00' 'encap gretap' \
		'"encap":"gretap","udp":false'
	accepts 'encap gre flowlabel inherit' '32=01000000 50.1=03' \
		'encap gre flowlabel inherit' \
		'"encap":"gre","label":"inherit"'

	# Neighbours, and misses of the table.
	accepts 'encap nvgre id 1 proxy l2miss l3miss' \
		'1=01000000 11=01 13=01 14=01 50.1=04' \
		'encap nvgre id 1 proxy l2miss l3miss' \
		'"encap":"nvgre","id":1,"proxy":true,"l2miss":true,"l3miss":true'
	accepts 'encap gretap noproxy nol2miss nol3miss' \
		'11=00 13=00 14=00 50.1=02' 'encap gretap' \
		'"encap":"gretap","proxy":false,"l2miss":false,"l3miss":false'

	# Marks, tracking, the host itself.
	accepts 'encap gre outermark keep fwmark 0 track' \
		'50.1=03 50.11=00 50.13=00000000 50.14=00' \
		'encap gre outermark keep' \
		'"encap":"gre","outermark":"keep","notrack":false'
	accepts 'encap gre outermark clear fwmark 0xffffffff notrack' \
		'50.1=03 50.11=01 50.13=ffffffff 50.14=01' \
		'encap gre outermark clear fwmark 0xffffffff notrack' \
		'"encap":"gre","outermark":"clear","fwmark":"0xffffffff","notrack":true'
	accepts 'encap gre outermark 4294967295 fwmark 16' \
		'50.1=03 50.11=02 50.12=ffffffff 50.13=10000000' \
		'encap gre outermark 0xffffffff fwmark 0x10' \
		'"encap":"gre","outermark":"0xffffffff","fwmark":"0x10"'
	accepts 'encap gre nofastpath' '50.1=03 50.15=00' \
		'encap gre nofastpath' '"encap":"gre","fastpath":false'
	accepts 'encap gre fastpath' '50.1=03 50.15=01' \
		'encap gre' '"encap":"gre","fastpath":true'
	accepts 'encap gre nolocalbypass' '31=00 50.1=03' \
		'encap gre nolocalbypass' '"encap":"gre","localbypass":false'
	accepts 'encap gre localbypass' '31=01 50.1=03' \
		'encap gre' '"encap":"gre","localbypass":true'

	# "any" has the IP version of the other address.
	accepts 'encap gre local any remote 192.0.2.2' \
		'2=c0000202 4=00000000 50.1=03' \
		'encap gre remote 192.0.2.2' \
		'"encap":"gre","remote":"192.0.2.2"'
	accepts 'encap gre remote any local 2001:db8::1' \
		'16=00000000000000000000000000000000 17=20010db8000000000000000000000001 50.1=03' \
		'encap gre local 2001:db8::1' \
		'"encap":"gre","local6":"2001:db8::1"'

	# A change has only what is named, and needs neither encap nor id.
	accepts -c 'ttl 5' '5=05' 'ttl 5' '"ttl":5'
	accepts -c 'nostrict' '50.8=00' 'nostrict' '"strict":false'
	accepts -c 'key 5' '50.2=05000000 50.3=05000000' \
		'ikey 0.0.0.5 okey 0.0.0.5' '"ikey":"0.0.0.5","okey":"0.0.0.5"'
	accepts -c 'group 239.1.1.1' '2=ef010101' 'group 239.1.1.1' \
		'"group":"239.1.1.1"'
	accepts -c 'dstport 4754' '15=1292' 'dstport 4754' '"port":4754'
	accepts -c 'local any' '4=00000000' '' ''
	accepts -c 'nolocal noremote' '2=00000000 4=00000000' '' ''
	accepts -c 'nolocal remote 2001:db8::1' \
		'16=20010db8000000000000000000000001 17=00000000000000000000000000000000' \
		'remote 2001:db8::1' '"remote6":"2001:db8::1"'
	accepts -c 'nodev' '3=00000000' '' ''
	accepts -c 'nokey' '50.2= 50.3=' '' ''
	accepts -c 'noikey okey 6' '50.2= 50.3=06000000' 'okey 0.0.0.6' \
		'"okey":"0.0.0.6"'
	accepts -c '' '' '' ''
}

# help_names TEXT: every word is in it
help_names()
{
	local word

	for word in $(all_words); do
		case $word in
		vni | hoplimit | hlim | dsfield | tclass | pmtudisc | \
			localbypass) continue ;;
		icsum | ocsum | csum) word='[i|o]csum' ;;
		iseq | oseq | seq) word='[i|o]seq' ;;
		esac
		[[ $1 =~ (^|[[:space:][]|no\])"$word"($|[[:space:]]) ]] ||
			echo "no $word"
	done
}

test_help()
{
	local ip help

	for ip in "${ips[@]}"; do
		help=$("$ip" link help ovtun)
		result "help by $ip" "$(help_names "$help")"
		result "help as a word, by $ip" "$(same help \
			"$("$ip" link add type ovtun encap gre help 2>&1 \
				>"$tmp/output"; echo "status $?")" \
			"$help"$'\nstatus 1')"
		result "type alone needs nothing, by $ip" "$(same stderr \
			"$("$ip" link add type ovtun encap 2>&1)" \
			'Error: argument "encap" needs a value: ENCAP.')"
	done
}

# The manual has every word, and every counter of the module.
test_manual()
{
	local word text

	[[ -r $COUNTERS ]] || echo "cannot read $COUNTERS"
	text=$(mandoc -Tutf8 "$MANUAL" 2>"$tmp/output" | col -b) ||
		cat "$tmp/output"
	for word in port $(all_words) $(grep -oE '"(rx|tx|fdb|net)_[a-z_]+"' \
			"$COUNTERS" | tr -d '"'); do
		grep -qE "(^|[ (])(\[no\])?(\[i\|o\])?$word\b" <<<"$text" ||
			echo "no $word"
	done
}

find_ips
test_symbols
test_value_words
test_flag_words
test_contradictions
test_refused
test_accepted
test_help
result "the manual has every word and counter" "$(test_manual)"

echo "KTAP version 1"
echo "1..${#results[@]}"
printf '%s\n' "${results[@]}"
((!failures))
