#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# test-ovtunctl.sh DIRECTORY: tests ovtunctl without a kernel. Words, requests
# and views come from ovtunctl-fake (see fake.c), which the sanitizers watch.
# KTAP on standard output.
set -u -o pipefail

real=$(readlink -e "${1:?usage: test-ovtunctl.sh DIRECTORY}")/ovtunctl || exit
fake=$real-fake
cd "$(dirname "$(readlink -f "$0")")" || exit

MANUAL=../../Documentation/man/ovtunctl.8

tmp=$(mktemp -d) || exit
trap 'rm -rf "$tmp"' EXIT
results=()
failures=0

# result NAME [DETAIL]: a detail is a failure
result()
{
	if [[ -n ${2-} ]]; then
		results+=("not ok $((${#results[@]} + 1)) $1
# ${2//$'\n'/$'\n'# }")
		failures=$((failures + 1))
	else
		results+=("ok $((${#results[@]} + 1)) $1")
	fi
}

# same NAME WANT GOT
same()
{
	result "$1" "$([[ $2 == "$3" ]] || printf 'wanted: %s\ngot:    %s' "$2" "$3")"
}

# sends WANT WORD...: the one request that the words become
sends()
{
	local want=$1
	shift

	same "request: $*" "$want" "$("$fake" "$@" 2>&1 >"$tmp/out")"
}

# refuses PATTERN WORD...: exit status 2, a sentence and nothing else
refuses()
{
	local pattern=$1 out status
	shift

	out=$("$fake" "$@" 2>&1)
	status=$?
	result "refused: $*" "$([[ $status -eq 2 && $out =~ $pattern &&
		$out != *$'\n'* && $out == "ovtunctl: "* ]] ||
		echo "status $status, no '$pattern' in: $out")"
}

# shows NAME WANT FILTER WORD...: what jq finds in the JSON
shows()
{
	local name=$1 want=$2 filter=$3
	shift 3

	same "json: $name" "$want" "$("$fake" --json "$@" 2>/dev/null |
		jq -c "$filter" 2>&1)"
}

# prints NAME WORD... <TEXT
prints()
{
	local name=$1
	shift

	same "text: $name" "$(cat)" "$("$fake" "$@" 2>/dev/null)"
}

hex()
{
	printf '%s' "$1" | od -An -v -tx1 | tr -d ' \n'
	echo 00
}

requests()
{
	local dev
	dev=$(hex ov0)

	sends "1 0 2=$dev 3=92130000 4=0a00" segment add dev ov0 id 5010 vlan 10
	sends "1 0 2=$dev 3=92130000 4=0a00" seg a vl 10 i 5010 de ov0
	sends "1 0 2=$dev 3=04030201 6=ef010203" \
		segment add dev ov0 id 1.2.3.4 group 239.1.2.3
	sends "1 0 2=$dev 3=10000000 7=ff050000000000000000000000000001 8=00 9=07000000 12=" \
		segment replace dev ov0 id 0x10 group ff05::1 learning off maxaddress 7
	sends "2 0 2=$dev 3=01000000 5= 6=00000000 8=01" \
		segment set dev ov0 id 1 novlan nogroup learning on
	sends "2 0 2=$dev 3=01000000 8=00" segment change dev ov0 id 1 nolearning
	sends "3 0 2=$dev 3=ffffffff" segment del dev ov0 id 4294967295
	sends "4 300" segment show
	sends "4 300" segment
	sends "4 300 2=$dev" segment list dev ov0
	sends "4 0 2=$dev 3=01000000" segment show dev ov0 id 1
	sends "7 0 2=$dev 3=c0000201" peer add dev ov0 192.0.2.1
	sends "7 0 2=$dev 3=0a000000 5=08" peer add 10.0.0.0/8 dev ov0
	sends "8 0 2=$dev 4=20010db8000000000000000000000000 5=20" \
		peer delete dev ov0 address 2001:db8::/32
	sends "9 300 2=$dev" peer show dev ov0
	sends "9 0 2=$dev 3=c0000201 6=12b5 7=03000000" \
		peer show dev ov0 192.0.2.1 port 4789 oif 3
	sends "12 300" fdb
	sends "12 300 2=$dev 4=92130000" fdb show dev ov0 segment 5010
	sends "12 0 2=$dev 3=0200000000ab 4=92130000" \
		fdb show 2:0:0:0:0:aB dev ov0 segment 5010
	sends "14 300" stats
	sends "14 0 2=$dev" stats show dev ov0
	same "request: a range of segments" \
		"1 0 2=$dev 3=88130000 4=0100:1 0 2=$dev 3=89130000 4=0200:" \
		"$("$fake" segment add dev ov0 id 5000-5001 vlan 1-2 2>&1 | tr '\n' :)"
	same "request: a range of as many segments as there are VLANs" 4094 \
		"$("$fake" segment add dev ov0 id 10001-14094 vlan 1-4094 2>&1 | wc -l)"
	same "request: the highest numbers" 2 \
		"$("$fake" segment del dev ov0 id 4294967294-4294967295 2>&1 | wc -l)"
}

refusals()
{
	refuses "an object is missing"
	refuses "'tunnel' is not an object" tunnel
	refuses "'s' may be 'segment' or 'stats'" s
	refuses "'move' is not a command for 'segment'" segment move
	refuses "'-x' is not an option" -x
	refuses "'-n' wants a namespace" -n
	refuses "'dev' is missing" segment add id 1
	refuses "'id' is missing" segment add dev ov0
	refuses "'id' is missing" segment del dev ov0
	refuses "'id' wants a number.*FIRST-LAST" segment add dev ov0 id
	refuses "not 'x'" segment add dev ov0 id x
	refuses "not '-1'" segment add dev ov0 id -1
	refuses "not '4294967296'" segment add dev ov0 id 4294967296
	refuses "not '2-1'" segment add dev ov0 id 2-1
	refuses "not '1-2-3'" segment add dev ov0 id 1-2-3
	refuses "not '4095'" segment add dev ov0 id 1 vlan 4095
	refuses "same length" segment add dev ov0 id 1-3 vlan 1-2
	refuses "exclude each other" segment set dev ov0 id 1 vlan 1 novlan
	refuses "'id' is given twice" segment add dev ov0 id 1 id 2
	refuses "'nogroup' is given twice, or contradicts" \
		segment set dev ov0 id 1 group 239.1.1.1 nogroup
	refuses "'learning' wants 'on' or 'off', not 'yes'" \
		segment add dev ov0 id 1 learning yes
	refuses "'group' wants an IPv4 or IPv6 address" \
		segment add dev ov0 id 1 group 239.1.1
	refuses "'no' may be 'novlan' or 'nogroup'" segment add dev ov0 id 1 no
	refuses "'colour' has no meaning here" segment add dev ov0 id 1 colour
	refuses "'vlan' has no meaning here" segment del dev ov0 id 1 vlan 2
	refuses "'dev' wants the name of a device" segment show dev abcdefghijklmnop
	refuses "'dev' wants the name of a device" segment show dev a/b
	refuses "'dev' is missing" segment show id 1
	refuses "'address' is missing" peer add dev ov0
	refuses "neither a word known here nor an IPv4" peer add dev ov0 1.2.3.4/33
	refuses "neither a word known here nor" peer add dev ov0 ::1/129
	refuses "neither a word known here nor" peer add dev ov0 1.2.3.4/
	refuses "'10.0.0.2' has no meaning here" peer add dev ov0 10.0.0.1 10.0.0.2
	refuses "'address' is missing" peer show dev ov0 port 1
	refuses "'port' wants a number from 1" peer show dev ov0 1.1.1.1 port 0
	refuses "neither a word known here nor a MAC" fdb show dev ov0 1:2:3:4:5
	refuses "neither a word known here nor a MAC" fdb show dev ov0 1:2:3:4:5:0x6
	refuses "'mac' wants a MAC address" fdb show dev ov0 mac 1:2:3:4:5:678
	refuses "'dev' is missing" fdb show 1:2:3:4:5:6
	refuses "exclude each other" -batch "$tmp/batch" segment show
}

json_views()
{
	shows "segments" '[5000,5001,null,5003]' 'map(.id)' segment
	shows "an absent VLAN is left out" '[true,false,true,true]' \
		'map(has("vlan"))' segment
	shows "addresses of both families" '["233.1.2.3","2001:db8::9"]' \
		'map(.group // empty)' segment
	shows "learning is a boolean" '[false,true,false,true]' \
		'map(.learning)' segment
	shows "any byte in the name of a device" '"q\"\\\u001b�ä"' \
		'.[1].dev' segment
	shows "counters" '[1000000007,9000000063,7]' \
		'.[1].counters | [.rx_packets, .tx_unknown, .drops.tx_no_route]' segment
	shows "one segment is a list, too" 1 length segment show dev ov0 id 1
	shows "peers" '["192.0.2.0",24,["admin","0x100"],null]' \
		'.[0] | [.address, .prefixlen, .origin, .last_seen_ms]' peer
	shows "a peer's port and interface" '[4790,3,125000]' \
		'.[1] | [.port, .oif, .last_seen_ms]' peer
	shows "forwarding entries" \
		'["02:00:00:00:00:02","static",["self","sticky"],59990,0,2]' \
		'.[2] | [.mac, .state, .flags, .age_ms, .used_ms, .moves]' fdb
	shows "destinations" \
		'[{"address":"192.0.2.2"},{"address":"2001:db8::9","port":4790,"id":77,"oif":3}]' \
		'.[2].destinations' fdb
	shows "stats" '["ov0",0,12345,3,10]' \
		'.[0] | [.dev, .segments, .peers, .entries, .counters.rx_packets]' stats
	shows "events, one a line" \
		$'"segment"\n"segment-del"\n"peer"\n"peer-del"\n"fdb-move"' \
		.event monitor
	same "json: events of one sort and device" '"peer-del"' \
		"$("$fake" -j monitor dev ov0 peer segment | jq -c .event | tail -n 1)"
	same "json: a refused request, an empty list" '[]' \
		"$(FAKE_COUNT=0 FAKE_ERROR=no "$fake" -j segment 2>/dev/null)"
	same "json: a list that ends in an error is complete" 2 \
		"$(FAKE_COUNT=2 FAKE_ERROR=no "$fake" -j segment 2>/dev/null | jq length)"
	same "json: a long list" 100000 \
		"$(FAKE_COUNT=100000 "$fake" -j fdb 2>/dev/null | jq length)"
}

text_views()
{
	prints "segments" segment <<-EOT
		DEV        ID  VLAN  GROUP        LEARNING  MAXADDRESS  ENTRIES  RX-PACKETS  TX-PACKETS
		ov0      5000     0  233.1.2.3    off              100        0           0           0
		q"\\?$(printf '\377')ä  5001     -  2001:db8::9  on               100        1  1000000007  3000000021
		ov0         -     2  -            off              100        2  2000000014  6000000042
		ov0      5003     3  -            on               100        3  3000000021  9000000063
	EOT
	prints "peers" peer <<-EOT
		DEV  ADDRESS       PORT  OIF  ORIGIN        SEEN  RX-PACKETS  TX-PACKETS
		ov0  192.0.2.0/24     -    -  admin,0x100      -           0           0
		ov0  2001:db8::9   4790    3  fdb,flood    2m05s           1           3
		ov0  192.0.2.2        -    -  fdb,flood    2h01m           2           6
		ov0  2001:db8::9      -    -  fdb,flood    3d03h           3           9
	EOT
	prints "forwarding entries" fdb <<-EOT
		DEV  MAC                SEGMENT  STATE      FLAGS          AGE  USED  MOVES  NHID  DESTINATION
		ov0  02:00:00:00:00:00     5010  reachable  self,sticky  59.9s  0.0s      0    42  -
		ov0  02:00:00:00:00:01     5010  permanent  self,sticky  59.9s  0.0s      1     -  192.0.2.2
		ov0  02:00:00:00:00:02        -  static     self,sticky  59.9s  0.0s      2     -  192.0.2.2, 2001:db8::9 port 4790 id 77 oif 3
		ov0  02:00:00:00:00:03     5010  stale      self,sticky  59.9s  0.0s      3     -  -
	EOT
	prints "stats" stats show dev ov0 <<-EOT
		DEV  SEGMENTS  PEERS  ENTRIES
		ov0         0  12345        3
		                   PACKETS             BYTES     BROADCAST     MULTICAST       UNKNOWN
		    received            10                20            50            60             -
		    sent                30                40            70            80            90
		    dropped              7  tx_no_route
	EOT
	same "text: reasons that have not occurred, when asked for" 1 \
		"$("$fake" -s stats show dev ov0 2>&1 | grep -c '     0  rx_unknown_peer')"
	same "text: counters below a segment, when asked for" 1 \
		"$("$fake" -stats segment show dev ov0 id 1 2>&1 | grep -c ' received ')"
	prints "events" monitor fdb <<-EOT
		fdb-move dev ov0 mac 02:00:00:00:00:04 segment 5010 state reachable flags self,sticky age 59.9s used 0.0s moves 4 from 2001:db8::9 port 4790 id 77 oif 3 destination 192.0.2.2
	EOT
	same "text: nothing, no titles" "" "$(FAKE_COUNT=0 "$fake" peer 2>/dev/null)"
	same "text: a long list has its titles once" 1001 \
		"$(FAKE_COUNT=1000 "$fake" fdb 2>/dev/null | wc -l)"
}

# Cut off at each length, under the sanitizers
damage()
{
	local noun

	for noun in segment peer fdb stats; do
		result "damaged answers: $noun" \
			"$(FAKE_CUT=1 "$fake" -s "$noun" 2>&1 >"$tmp/out" | grep -v '^[0-9]')"
		result "damaged answers, json: $noun" \
			"$(FAKE_CUT=1 "$fake" -j "$noun" 2>"$tmp/err" | jq . 2>&1 >"$tmp/out";
				grep -v '^[0-9]' "$tmp/err")"
	done
	result "damaged events" "$(FAKE_CUT=1 "$fake" -j monitor 2>&1 >"$tmp/out";
		jq . "$tmp/out" 2>&1 >"$tmp/jq")"
}

batches()
{
	local out status

	cat >"$tmp/batch" <<-'EOT'
		# one segment, one peer

		segment add dev ov0 id 1  vlan 2   # a comment
		    peer add dev ov0 192.0.2.1
	EOT
	same "batch: comments, empty lines" "1:7:" \
		"$("$fake" -batch "$tmp/batch" 2>&1 | sed 's/ .*//' | tr '\n' :)"
	same "batch: standard input, no newline at the end" "14 300" \
		"$(printf 'stats show' | "$fake" --batch - 2>&1 >"$tmp/out")"
	same "batch: one list a command" '3 3 ' \
		"$(printf 'peer\npeer\n' | FAKE_COUNT=3 "$fake" -j -b - 2>/dev/null | jq length | tr '\n' ' ')"
	out=$(printf 'stats\n\nsegment add dev\nstats\n' | "$fake" -b - 2>&1 >"$tmp/out")
	status=$?
	same "batch: stops at an error, says where" \
		"2 14 300:-:3: 'dev' wants the name of a device:" \
		"$status $(tr '\n' : <<<"$out")"
	out=$(printf 'stats\npeer frob\nstats\n' | "$fake" -force -b - 2>&1 >"$tmp/out" | wc -l)
	same "batch: --force goes on" 3 "$out"
	out=$("$fake" -b "$tmp/nothing" 2>&1)
	same "batch: a file that is not there" \
		"1 ovtunctl: cannot open '$tmp/nothing': No such file or directory" "$? $out"
	out=$(FAKE_ERROR="It is so." "$fake" segment add dev ov0 id 1-9 2>&1 | grep -v '^1')
	same "a range stops at the first refusal and says where" \
		$'ovtunctl: It is so.\novtunctl: stopped at id 1' "$out"
}

# What the kernel has no family for, what cannot be written
ends()
{
	local out status

	out=$(unshare -rn "$real" -j stats 2>"$tmp/err")
	status=$?
	if [[ ! -d /sys/module/ovtun ]]; then
		same "without the module: status 1, an empty list" "1 []" "$status $out"
		result "without the module: a sentence" \
			"$(grep -v "^ovtunctl: the kernel has no netlink family 'ovtun'" "$tmp/err")"
	fi
	out=$("$fake" fdb 2>&1 >/dev/full)
	status=$?
	same "a full disk is an error" "1 ovtunctl: cannot write: No space left on device" \
		"$status $(tail -n 1 <<<"$out")"
	"$fake" --version | grep -qE '^ovtunctl [0-9.]+$'
	same "--version" 0 $?
	same "--help names each object" 5 \
		"$("$fake" --help | grep -oE 'ovtunctl (segment|peer|fdb|stats|monitor)' | sort -u | wc -l)"
	same "help of one object" 3 "$("$fake" segment help | grep -c 'ovtunctl segment')"
}

# completes WANT WORD...: what the last word may become
completes()
{
	local want=$1
	shift
	COMP_WORDS=(ovtunctl "$@")
	COMP_CWORD=$#
	COMPREPLY=()
	_ovtunctl
	same "completion: $*" "$want" "${COMPREPLY[*]-}"
}

completion()
{
	local COMP_WORDS COMP_CWORD COMPREPLY word
	local manual

	# shellcheck source=ovtunctl.bash-completion
	. ./ovtunctl.bash-completion || return
	_ovtunctl_devices()
	{
		echo ov0 ov1
	}
	completes "segment peer fdb stats monitor help" ""
	completes "segment stats" s
	completes "segment" -j se
	completes "show add replace set delete" segment ""
	completes "dev" segment add d
	completes "ov0 ov1" segment add dev ""
	completes "on off" segment add dev ov0 learning ""
	completes "dev id vlan novlan group nogroup learning maxaddress" \
		segment add dev ov0 ""
	completes "--json" --j
	completes "" segment add id ""

	# Each word that completion knows is one that ovtunctl knows.
	for word in $(_ovtunctl_words segment add) $(_ovtunctl_words peer add) \
		$(_ovtunctl_words fdb show); do
		"$fake" segment add "$word" 2>&1 | grep -q 'no meaning' &&
			"$fake" peer add "$word" 2>&1 | grep -qE 'no meaning|neither' &&
			"$fake" fdb show "$word" 2>&1 | grep -qE 'no meaning|neither' &&
			result "completion: ovtunctl does not know '$word'" no
	done
	manual=$(mandoc -Tascii "$MANUAL" | col -b)
	for word in segment peer fdb stats monitor add replace set delete show \
		vlan novlan group nogroup learning maxaddress port oif mac \
		--json --statistics --netns --batch --force; do
		grep -q -e "$word" <<<"$manual" || result "manual: $word" "is missing"
	done
	result "manual and completion know the same words"
}

requests
refusals
json_views
text_views
damage
batches
ends
completion

echo "KTAP version 1"
echo "1..${#results[@]}"
printf '%s\n' "${results[@]}"
((!failures))
