# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034
#
# Commands for lab that the tests against the in-tree drivers share. $ns1 has
# the ovtun devices, $ns2 the others; pair N has the addresses 10.1.N.1 and
# 10.1.N.2, fd00:N::1 and fd00:N::2. The ports wire and back see what arrives
# at the underlay interfaces of $ns2 and $ns1, the port inject sends from $ns2.

MAC1=02:00:00:00:01:01
MAC2=02:00:00:00:01:02
# From the underlay interface of ns2 to that of ns1
WIRE_ETH="eth s=02:00:00:00:00:02 d=02:00:00:00:00:01"

# pair_addresses NAME N HOST: ip commands
pair_addresses()
{
	echo "link set $1 up"
	echo "addr add 10.1.$2.$3/24 brd + dev $1"
	echo "addr add fd00:$2::$3/64 dev $1 nodad"
}

# unicast_cases NAME N MTU CONDITION...: the inner packet of full size is MTU
# bytes long, the outer one fills the 1500 of the underlay
# shellcheck disable=SC2154 # the namespaces come from lib.sh
unicast_cases()
{
	cat <<-EOF
		case $1: unicast both ways
		udp $ns1 10.1.$2.1 $ns2 10.1.$2.2 64
		udp $ns2 10.1.$2.2 $ns1 10.1.$2.1 64
		udp $ns1 fd00:$2::1 $ns2 fd00:$2::2 64
		case $1: inner fragments
		udp $ns1 10.1.$2.1 $ns2 10.1.$2.2 4000
		udp $ns1 fd00:$2::1 $ns2 fd00:$2::2 4000
		case $1: full MTU without fragments, outer packet of 1500 bytes
		udp $ns1 10.1.$2.1 $ns2 10.1.$2.2 $(($3 - 28)) df
		toobig $ns1 10.1.$2.1 10.1.$2.2 $(($3 - 27))
		expect wire len=1500 i.len=$3 ${*:4}
		expect back len=1500 i.len=$3 ${*:4}
		case $1: TCP, a megabyte each way
		tcp $ns1 10.1.$2.1 $ns2 10.1.$2.2 1000000
	EOF
}

# offload_cases NAME N...: packets of 64 kB through the tunnel, before quiet
offload_cases()
{
	while (($#)); do
		cat <<-EOF
			case $1: TCP with all offloads, a megabyte each way
			tcp $ns1 10.1.$2.1 $ns2 10.1.$2.2 1000000
		EOF
		shift 2
	done
}

# broadcast_case NAME N
broadcast_case()
{
	cat <<-EOF
		case $1: broadcast both ways
		broadcast $ns1 10.1.$2.1 $ns2 10.1.$2.255 100
		broadcast $ns2 10.1.$2.2 $ns1 10.1.$2.255 100
	EOF
}

# RFC 6040, figure 4: ECN field inside, outside, result, "-" is a drop
ecn_table=(
	"0 0 0" "0 2 0" "0 1 0" "0 3 -"
	"2 0 2" "2 2 2" "2 1 1" "2 3 3"
	"1 0 1" "1 2 1" "1 1 1" "1 3 3"
	"3 0 3" "3 2 3" "3 1 3" "3 3 3"
)

# ecn_case LABEL DEVICE OUTER INNER: the port and the counters of the device
# have its name; OUTER has the word TOS for the outer field, INNER ends with
# an IP header
ecn_case()
{
	local row inner outer result tag=100

	echo "case ECN: $1 as in RFC 6040 figure 4, CE over not-ECT is dropped"
	for row in "${ecn_table[@]}"; do
		read -r inner outer result <<<"$row"
		tag=$((tag + 1))
		echo "send inject ${3/TOS/tos=$outer} $4 tos=$inner tag $tag"
	done
	echo "expect $2 tag=$tag"
	tag=100
	for row in "${ecn_table[@]}"; do
		read -r inner outer result <<<"$row"
		tag=$((tag + 1))
		if [[ $result == - ]]; then
			echo "count $2 0 tag=$tag"
		else
			echo "count $2 1 tag=$tag tos=$result"
		fi
	done
	echo "drop $2 rx_ecn 1"
}

# set_options NAME OPTION...: change the ovtun device
set_options()
{
	echo "run ip -n $ns1 link set $1 type ovtun ${*:2}"
}

# header_cases DEV4 DEV6 INNER4 INNER6: the options of the outer IP header, as
# they are and changed while the device is up; INNER4 and INNER6 end with an IP
# header
header_cases()
{
	cat <<-EOF
		case wire: ttl and tos by default
		send $1 $3 tos=0xb8 ttl=33 tag 1
		send $2 $4 tos=0xb8 ttl=33 tag 2
		expect wire tag=1 ttl=64 tos=0 df=1 frag=0
		expect wire tag=2 ttl=64 tos=0 label=0
		case wire: fixed ttl and tos, IPv4
		$(set_options "$1" ttl 7 tos 0x10)
		send $1 $3 tos=0xb8 ttl=33 tag 5
		expect wire tag=5 ttl=7 tos=0x10
		case wire: fixed ttl, tos and flow label, IPv6
		$(set_options "$2" ttl 7 tos 0x10 flowlabel 0x12345)
		send $2 $4 tos=0xb8 ttl=33 tag 6
		expect wire tag=6 ttl=7 tos=0x10 label=0x12345
		case wire: ECN is copied under a fixed tos, RFC 6040 4.1
		send $1 $3 tos=0x02 tag 7
		expect wire tag=7 tos=0x12
		send $2 $4 tos=0x01 tag 8
		expect wire tag=8 tos=0x11
		case wire: ttl and tos inherited, IPv4 in IPv4
		$(set_options "$1" ttl inherit tos inherit)
		send $1 $3 tos=0xb8 ttl=33 tag 9
		expect wire tag=9 ttl=33 tos=0xb8
		case wire: ttl and tos inherited, IPv6 in IPv4
		send $1 $4 tos=0xb8 ttl=33 tag 10
		expect wire tag=10 ttl=33 tos=0xb8
		case wire: ttl and tos inherited, IPv6 in IPv6
		$(set_options "$2" ttl inherit tos inherit)
		send $2 $4 tos=0x28 ttl=3 tag 11
		expect wire tag=11 ttl=3 tos=0x28
		case wire: ECN is copied with tos inherited, RFC 6040 4.1
		send $1 $3 tos=0 tag 12
		send $1 $3 tos=1 tag 13
		send $1 $3 tos=2 tag 14
		expect wire tag=12 tos=0
		expect wire tag=13 tos=1
		expect wire tag=14 tos=2
		case wire: congestion experienced is copied outside, RFC 6040 4.1
		send $1 $3 tos=3 tag 15
		send $2 $4 tos=3 tag 16
		expect wire tag=15 tos=3
		expect wire tag=16 tos=3
		case wire: df unset
		$(set_options "$1" df unset)
		send $1 $3 df tag 17
		expect wire tag=17 df=0
		case wire: df inherit
		$(set_options "$1" df inherit)
		send $1 $3 df tag 18
		send $1 $3 tag 19
		send $1 $4 tag 20
		expect wire tag=18 df=1
		expect wire tag=19 df=0
		expect wire tag=20 df=1
	EOF
}

# fragment_case DEV IP [LAYERS]: a packet of GRE or UDP to DEV comes in two
# fragments, the last one first. LAYERS are what is in it.
fragment_case()
{
	local proto=47 first last

	[[ $3 != udp* ]] || proto=17
	first="$2 mf proto=$proto part 0 64"
	last="$2 off=64 proto=$proto part 64 9999"
	if [[ $2 == ip6* ]]; then
		first="$2 frag6 mf proto=$proto part 0 64"
		last="$2 frag6 off=64 proto=$proto part 64 9999"
	fi
	cat <<-EOF
		case $1: fragments of the outer packet are put together
		send inject $WIRE_ETH $last $3 tag 71 200
		send inject $WIRE_ETH $first $3 tag 71 200
		expect $1 tag=71 taglen=200 tagdata=good
	EOF
}

# too_big_cases DEV4 DEV6 N4 N6 INNER: the underlay is narrower than the
# devices believe: theirs would follow, had it not been set by hand. INNER is
# what a frame begins with. Comes last.
too_big_cases()
{
	cat <<-EOF
		run ip -n $ns1 link set u0 mtu 1400
		run ip -n $ns2 link set u0 mtu 1400
		run ip -n $ns1 link set $1 mtu 1440
		run ip -n $ns1 link set $2 mtu 1440
		case wire: what is too big for the path is dropped and counted
		$(set_options "$1" df set)
		send $1 $5 tag 72 1400
		send $2 $5 tag 73 1400
		stat $1 tx_too_big 1
		stat $2 tx_too_big 1
		send $1 $5 tag 74 100
		expect wire tag=74
		count wire 0 frag=1
		case wire: df unset sends fragments
		$(set_options "$1" df unset)
		send $1 $5 tag 75 1400
		send $1 $5 tag 76 100
		expect wire tag=76
		count wire 2 v=4 frag=1
		expect far tag=75 tagdata=good
		case the sender inside learns the path MTU over IPv4
		$(set_options "$1" df set)
		toobig $ns1 10.1.$3.1 10.1.$3.2 1400 later
		udp $ns1 10.1.$3.1 $ns2 10.1.$3.2 1300 df
		case the sender inside learns the path MTU over IPv6
		toobig $ns1 10.1.$4.1 10.1.$4.2 1400 later
		udp $ns1 10.1.$4.1 $ns2 10.1.$4.2 1300 df
	EOF
}

# tshark_agrees LABEL FILE FIELD WANT: what tshark makes of a capture. It finds
# nothing wrong in any packet, checksums included, and FIELD has the values
# WANT and no other, in any order; or all begin with WANT, if that ends with *
tshark_agrees()
{
	local complaints got value other=
	local -a options=(-n -r "$2" -o udp.check_checksum:TRUE
		-o ip.check_checksum:TRUE)

	if ! command -v tshark >/dev/null; then
		skip "$1" "needs tshark"
		return
	fi
	got=$(tshark "${options[@]}" -T fields -E separator='|' \
		-e frame.number -e _ws.expert.severity -e _ws.expert.message \
		-e _ws.malformed -e frame.protocols -e "$3" 2>/dev/null)
	# Comments, chats and notes (0x4...) are no complaints.
	complaints=$(awk -F'|' '$2 ~ /0x00[68]|6291456|8388608/ || $4' \
		<<<"$got")
	# What the kernel itself sends through the tunnel is only not to be wrong.
	got=$(grep -v -e :icmpv6 -e :arp <<<"$got")
	for value in $(cut -d'|' -f6 <<<"$got" | tr ',' '\n' | sort -u); do
		# shellcheck disable=SC2053 # one pattern, or a list of words
		[[ $4 == *'*' && $value == $4 || " $4 " == *" $value "* ]] ||
			other+=" $value"
	done
	for value in $4; do
		[[ $value == *'*' ]] || grep -q "[|,]$value\\(,\\|$\\)" <<<"$got" ||
			other+=" (no $value)"
	done
	if [[ ! $complaints && ! $other && $got ]]; then
		pass "$1"
	else
		fail "$1" "complaints: $complaints" "$3 has$other" "${got:-nothing}"
	fi
}

# good_frames PORT FIRST-TAG FRAME...: for a capture: eight flows of IPv4 and
# of IPv6; FRAME is what comes before the inner IP header
good_frames()
{
	local p

	for p in 0 1 2 3 4 5 6 7; do
		echo "send $1 ${*:3} ip4 s=10.1.99.1 d=10.1.99.2 udp s=$((3000 + p)) d=40000 tag $(($2 + p))"
		echo "send $1 ${*:3} ip6 s=fd00:99::1 d=fd00:99::2 udp s=$((3000 + p)) d=40000 tag $(($2 + 8 + p))"
	done
	echo "expect wire tag=$(($2 + 15))"
}
