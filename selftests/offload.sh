#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Offloads: large segments cross the tunnel as they are where the underlay
# device takes them, and are well cut in software where it does not; what is
# received is made large again; a tunnel in a tunnel; the features that ethtool
# shows; network cards are told of UDP ports.
#
#     ns1                     ns2
#   +-----------+           +-----------+
#   | NAME  u0  +-----------+  u0  NAME |
#   +-----------+ .1     .2 +-----------+
#
# Device number N has 10.1.N.1 and 10.1.N.2, fd00:N::1 and fd00:N::2.

. "$(dirname "$0")/lib.sh"

V4=192.0.2. V6=2001:db8::
ETH="eth s=02:00:00:00:00:01 d=02:00:00:00:00:02"
IN4="ip4 s=192.0.2.1 d=192.0.2.2 df"
INNER="eth s=02:00:00:00:01:01 d=02:00:00:00:01:02 ip4 s=10.9.0.1 d=10.9.0.2 df id=1"
RAW="ip4 s=10.9.0.1 d=10.9.0.2 df id=1"

# name, outer address, what it is, conditions for what is on the wire
tunnels=(
	"v4 $V4 vxlan id 1|ucsum=good vni=1 ipid=0"
	"v4n $V4 vxlan id 2 noudpcsum|ucsum=none vni=2"
	"v4d $V4 vxlan id 3 df unset|ucsum=good vni=3 df=0"
	"v6 $V6 vxlan id 4|ucsum=good vni=4"
	"v6n $V6 vxlan id 5 udp6zerocsumtx udp6zerocsumrx|ucsum=none vni=5"
	"gpe $V4 vxlan gpe id 6|ucsum=good vni=6"
	"gt4 $V4 gretap key 7|proto=47 gcsum=none key=7"
	"gt4c $V4 gretap key 8 csum|proto=47 gcsum=good key=8"
	"gt6c $V6 gretap key 9 csum|proto=47 gcsum=good key=9"
	"gr4 $V4 gre key 10|proto=47 gproto=0x800 key=10"
	"gr6c $V6 gre key 11 csum|proto=47 gproto=0x800 gcsum=good key=11"
	"nv4 $V4 nvgre id 4112|proto=47 vsid=4112"
	"gtu4 $V4 gretap udp key 13|ucsum=good gproto=0x6558 key=13"
	"gru6 $V6 gre udp key 14|ucsum=good gproto=0x800 key=14"
)

TUNNELS_OFF="tx-gre-segmentation off tx-gre-csum-segmentation off tx-udp_tnl-segmentation off tx-udp_tnl-csum-segmentation off"

# both LINE...: ip commands in both namespaces, H is the host, P the other one
both()
{
	local h ns

	for h in 1 2; do
		ns=ns$h
		printf '%s\n' "${@}" | sed "s/\<H\>/$h/g; s/\<P\>/$((3 - h))/g" |
			ip -n "${!ns}" -batch - || bail "no devices"
	done
}

# features NS DEV WORDS...
features()
{
	echo "shell ip netns exec $1 ethtool -K ${*:2} >/dev/null"
}

# shown DEV: all features
shown()
{
	ip netns exec "$ns1" ethtool -k "$1" | tail -n +2
}

# Those that are not on by themselves, and not in all kernels for vxlan
without_partial()
{
	grep -vE '^tx-(gre|gre-csum|ipxip4|ipxip6|udp_tnl|udp_tnl-csum)-segmentation|^tx-gso-partial'
}

# below DEV LINK NS KIND...: how large may packets of a device above LINK be?
# In NS, where the ifindex of LINK is none or that of another device.
below()
{
	ip -n "$ns1" link add "$1" netns "$3" type "${@:4}" dev "$2" &&
		ip -n "$3" -d -j link show "$1" | jq '.[0].tso_max_size'
}

# segmented NS DEV: is it left to the stack below? "on", "off", or both
segmented()
{
	ip netns exec "$1" ethtool -k "$2" | sed -nE \
		's/^\ttx-(tcp|tcp-ecn|tcp6)-segmentation: (on|off).*/\2/p
		s/^tx-(udp|sctp)-segmentation: (on|off).*/\2/p' | sort -u | xargs
}

setup_pair
# shellcheck disable=SC2154 # ns1 and ns2 come from lib.sh
{
batch=()
for ((i = 1; i <= ${#tunnels[@]}; i++)); do
	read -r name outer words <<<"${tunnels[i - 1]%|*}"
	batch+=("link add $name type ovtun encap $words local ${outer}H remote ${outer}P dev u0")
	batch+=("link set $name addrgenmode none up" "addr add 10.1.$i.H/24 dev $name")
	batch+=("addr add fd00:$i::H/64 dev $name nodad")
done
both "${batch[@]}"
}

# ---- features --------------------------------------------------------------

ip -n "$ns1" -batch - <<EOF || bail "no devices to compare"
link add x0 type vxlan id 900 local 192.0.2.1 remote 192.0.2.2 dstport 4890
link add x1 type ovtun encap vxlan id 901 local 192.0.2.1 remote 192.0.2.2 dstport 4891
link add x2 type ovtun encap gretap key 902 local 192.0.2.1 remote 192.0.2.2
link add x3 type ovtun encap gre udp key 903 local 192.0.2.1 remote 192.0.2.2
EOF
want=$(shown x0 | without_partial)
for dev in x1 x2 x3; do
	same "ethtool -k $dev: like vxlan" "$want" \
		"$(shown $dev | without_partial)"
done
for dev in x1 x2 x3; do
	same "ethtool -k $dev: what a tunnel in it needs is off at first" "off off off" \
		"$(shown $dev | sed -nE 's/^tx-(gso-partial|gre-segmentation|udp_tnl-segmentation): //p' | xargs)"
done
for change in "tso off" "gso off" "gso on tso on" "tx off" "tx on" "sg off" \
	"rx off gro off"; do
	for dev in x0 x1 x2; do
		# shellcheck disable=SC2086 # words
		ip netns exec "$ns1" ethtool -K $dev $change >/dev/null 2>&1
	done
	want=$(shown x0 | without_partial)
	same "ethtool -K $change: like vxlan" "$want"$'\n'"$want" \
		"$(shown x1 | without_partial)"$'\n'"$(shown x2 | without_partial)"
done
limit=$(ip -n "$ns1" -d -j link show x0 | jq '.[0].tso_max_size')
same "no segments larger than with vxlan" "$limit $limit" \
	"$(ip -n "$ns1" -d -j link | jq -r '[.[] | select(.ifname == "x1", .ifname == "x2").tso_max_size] | join(" ")')"
refused "larger ones cannot be asked for" "" ip -n "$ns1" link set x1 \
	gso_max_size $((limit + 1))

# A bridge without ports takes no more than 64 KiB.
ip -n "$ns1" link add low type bridge || bail "no bridge"
below=$(below x4 low "$ns1" vxlan id 904 local 192.0.2.1 remote 192.0.2.2 dstport 4892)
same "no segments larger than those of the device below, like vxlan" \
	"$below $below" \
	"$(below x5 low "$ns1" ovtun encap vxlan id 905 local 192.0.2.1 remote 192.0.2.2 dstport 4893) $(below x6 low "$ns2" ovtun encap gretap key 906 local 192.0.2.1 remote 192.0.2.2)"

ip -n "$ns1" -batch - <<EOF || bail "no devices that number"
link add y0 type ovtun encap gretap key 910 oseq local 192.0.2.1 remote 192.0.2.2
link add y1 type ovtun encap gre key 911 oseq local 192.0.2.1 remote 192.0.2.2
link add y2 type ovtun encap gretap key 912 csum local 192.0.2.1 remote 192.0.2.2
link add y3 type ovtun encap gretap udp key 913 csum local 192.0.2.1 remote 192.0.2.2
link add y4 type ovtun encap gre udp key 914 csum local 192.0.2.1 remote 192.0.2.2
EOF
while read -r dev want label; do
	same "$label" "$want" "$(segmented "$ns1" "$dev")"
done <<EOF
y0 off numbered frames are not segmented below
y1 off numbered packets are not segmented below
y2 on GRE with checksums is segmented below
y3 off GRE in UDP with checksums is not, frames
y4 off GRE in UDP with checksums is not, packets
EOF
ip -n "$ns1" -batch - <<EOF || bail "no changes"
link set y0 type ovtun noseq
link set y3 type ovtun nocsum
link set y2 type ovtun oseq
EOF
same "segmentation follows what is changed" "on on off" \
	"$(for dev in y0 y3 y2; do segmented "$ns1" $dev; done | xargs)"

# ---- sent ------------------------------------------------------------------

# On a slow machine TCP would send few segments at once.
ip netns exec "$ns1" sysctl -qw net.ipv4.tcp_min_tso_segs=10 ||
	bail "TCP cannot be told how much to send at once"

{
	echo "port wire $ns2 u0"
	for ((i = 1; i <= ${#tunnels[@]}; i++)); do
		read -r name _ <<<"${tunnels[i - 1]}"
		cat <<-END
			case $name: large segments cross as they are
			tcp $ns1 10.1.$i.1 $ns2 10.1.$i.2 100000
			expect wire size=10000-66000 i.proto=6
		END
	done
	cat <<-END
		case v4d: segments that the path does not take are fragmented
		run ip -n $ns1 route add 192.0.2.2/32 dev u0 mtu lock 1000
		tcp $ns1 10.1.3.1 $ns2 10.1.3.2 60000
		expect wire size=1010
		count wire 0 size=1015-70000
		run ip -n $ns1 route del 192.0.2.2/32
	END
	# shellcheck disable=SC2086 # words
	features "$ns1" u0 $TUNNELS_OFF
	for ((i = 1; i <= ${#tunnels[@]}; i++)); do
		read -r name _ <<<"${tunnels[i - 1]}"
		cat <<-END
			case $name: cut for a device that knows TCP and no tunnels
			tcp $ns1 10.1.$i.1 $ns2 10.1.$i.2 60000
			expect wire size=1514 i.proto=6
			count wire 0 size=1515-70000
		END
	done
	# shellcheck disable=SC2086 # words
	features "$ns1" u0 ${TUNNELS_OFF//off/on}
	features "$ns1" u0 tso off gso off tx off
	for ((i = 1; i <= ${#tunnels[@]}; i++)); do
		read -r name _ <<<"${tunnels[i - 1]}"
		conditions="size=1514 i.v=4 ${tunnels[i - 1]#*|}"
		cat <<-END
			case $name: cut in software
			tcp $ns1 10.1.$i.1 $ns2 10.1.$i.2 60000
			expect wire $conditions i.tsum=good i.hsum=good
			count wire 0 size=1515-70000
			count wire 0 ucsum=bad
			count wire 0 ulen=bad
			count wire 0 gcsum=bad
			count wire 0 hsum=bad
			count wire 0 i.hsum=bad
			count wire 0 i.tsum=bad
			differ wire i.ipid i.tlen=1200-1500
		END
		# What is written into the key is sent once more, and is right then.
		[[ $name != g[rt]* && $name != nv4 ]] ||
			echo "unique wire vsid i.proto=6"
		[[ $name != v4d ]] || echo "differ wire ipid size=1514"
	done
	for i in 1 8; do
		read -r name _ <<<"${tunnels[i - 1]}"
		cat <<-END
			case $name: IPv6, cut in software
			tcp $ns1 fd00:$i::1 $ns2 fd00:$i::2 60000
			expect wire size=1514 i.v=6 i.tsum=good ${tunnels[i - 1]#*|}
			count wire 0 size=1515-70000
			count wire 0 ucsum=bad
			count wire 0 gcsum=bad
			count wire 0 i.tsum=bad
		END
	done
} >"$SCRATCH/sent"
lab <"$SCRATCH/sent"

# ---- received --------------------------------------------------------------

# Before Linux 6.6 UDP is aggregated after decapsulation only.
old=
[[ ! $(uname -r) =~ ^([1-5]|6\.[0-5])\. ]] || old=yes

# burst FRAME...: they reach the other host at once
burst()
{
	echo "shell tc -n $ns1 qdisc add dev u0 root plug limit 1000000"
	printf 'send inject %s\n' "${@}"
	echo "shell tc -n $ns1 qdisc change dev u0 root plug release_indefinite"
	echo "shell tc -n $ns1 qdisc del dev u0 root"
}

# two OUTER PAYLOAD [OUTER2]: segments of 1000 bytes that follow each other, by
# their identification too, which Linux 6.1 goes by even with DF
two()
{
	burst "$ETH $IN4 $1 $2 tcp seq=1000 tag 1 1000" \
		"$ETH $IN4 ${3-$1} ${2/id=1/id=2} tcp seq=2000 tag 2 1000"
}

# joined LABEL, apart LABEL: the two arguments of two follow
joined()
{
	if [[ $old ]]; then
		apart "$@"
		return
	fi
	echo "case received: $1"
	two "${@:2}"
	echo "expect wire i.tlen=2000"
	echo "count wire 0 i.tlen=1000"
}

apart()
{
	echo "case received: $1"
	two "${@:2}"
	echo "count wire 2 size=1000-1200"
}

both "link add pol type ovtun encap vxlan gbp id 21 local ${V4}H remote ${V4}P dev u0" \
	"link set pol addrgenmode none up"
if have_module sch_plug; then
	{
		echo "port wire $ns2 u0"
		echo "port inject $ns1 u0"
		features "$ns1" u0 tso off
		features "$ns2" u0 gro on
		vxlan="udp s=50000 d=4789 vxlan vni=1"
		gpe="udp s=50000 d=4790 vxlan flags=0xc"
		gre="udp s=50000 d=4754 gre"
		joined "two segments become one" "$vxlan" "$INNER"
		joined "without UDP checksum" "${vxlan/ d/ csum=none d}" "$INNER"
		apart "a wrong UDP checksum" "${vxlan/ d/ csum=bad d}" "$INNER"
		apart "two VNIs" "$vxlan" "$INNER" "${vxlan/vni=1/vni=2}"
		apart "two source ports" "$vxlan" "$INNER" "${vxlan/50000/50001}"
		apart "no VNI" "${vxlan/vni=1/vni=1 flags=0}" "$INNER"
		apart "GPE at a port without it" \
			"${vxlan/vni=1/vni=1 flags=0xc r1=1}" "$RAW"
		apart "frames with GPE's flag at a port without it" \
			"${vxlan/vni=1/vni=1 flags=0xc r1=0}" "$INNER"
		policy="${vxlan/vni=1/vni=21 flags=0x88 r1=100}"
		joined "a policy" "$policy" "$INNER"
		apart "two policies" "$policy" "$INNER" "${policy/r1=100/r1=101}"
		joined "GPE" "$gpe vni=6 r1=1" "$RAW"
		joined "GPE, IPv6" "$gpe vni=6 r1=2" "ip6 s=fd00:9::1 d=fd00:9::2"
		apart "GPE with an unknown next protocol" "$gpe vni=6 r1=9" "$RAW"
		apart "GPE without VNI" "${gpe/0xc/0x4} vni=6 r1=1" "$RAW"
		joined "GRE in UDP, frames" "$gre key=13" "$INNER"
		joined "GRE in UDP, IP" "$gre key=14" "$RAW"
		joined "GRE in UDP without a key" "$gre" "$INNER"
		apart "GRE in UDP, two keys" "$gre key=13" "$INNER" "$gre key=99"
		apart "GRE in UDP with checksums" "$gre key=13 csum" "$INNER"
		apart "GRE in UDP, numbered" "$gre key=13 seq=1" "$INNER" \
			"$gre key=13 seq=2"
		apart "GRE in UDP with checksums that are alike" "$gre csum" "$INNER"
		apart "GRE in UDP, numbered alike" "$gre seq=1" "$INNER"
		apart "GRE in UDP, another version" "$gre or=1" "$INNER"
		echo "case a device with frames at the port of GPE"
		echo "shell ip -n $ns2 link add plain type ovtun encap vxlan id 30 local ${V4}2 remote ${V4}1 dstport 4790"
		joined "frames at a port of both kinds" \
			"udp s=50000 d=4790 vxlan vni=30" "$INNER"
		apart "packets at a port of both kinds" "$gpe vni=6 r1=1" "$RAW"
		echo "case the device with frames has another address family"
		echo "shell ip -n $ns2 link del plain"
		echo "shell ip -n $ns2 link add plain type ovtun encap vxlan id 30 local ${V6}2 remote ${V6}1 dstport 4790"
		joined "a port of one kind by IPv4, another by IPv6" \
			"$gpe vni=6 r1=1" "$RAW"
		echo "case the device with frames goes"
		echo "shell ip -n $ns2 link del plain"
		joined "GPE is alone again" "$gpe vni=6 r1=1" "$RAW"
		echo "case received: shorter than any header"
		burst "$ETH $IN4 udp s=50000 d=4789 hex 080000" \
			"$ETH $IN4 udp s=50000 d=4754 hex 2000"
		echo "count wire 2 size=44-60"
	} >"$SCRATCH/bursts"
	lab <"$SCRATCH/bursts"
else
	skip "received: two segments become one" "needs sch_plug"
fi

# passed_on LABEL and the first two arguments of two: who is not the receiver
# sends on what he got, as it was
passed_on()
{
	local ETH="eth s=02:00:00:00:00:01 d=02:00:00:00:00:77"

	echo "case passed on: $1"
	two "${@:2}"
	echo "expect wire i.tlen=2000"
	echo "count on 2 i.tlen=1000 ucsum=good ulen=good hsum=good i.hsum=good i.tsum=good"
	echo "count on 0 i.tlen=2000"
}

if [[ ! $old ]] && have_module sch_plug; then
	# The bridge takes what is received by u0 before IP does.
	ip -n "$ns2" -batch - <<-EOF || bail "no bridge"
		link add w0 type veth peer name w1
		link add br9 type bridge mcast_snooping 0 forward_delay 0
		link set br9 up
		link set w0 master br9 up
		link set w1 up
		link set u0 master br9
	EOF
	{
		features "$ns1" u0 tso off
		features "$ns2" u0 gro on
		features "$ns2" w0 tso off gso off tx off
		echo "port wire $ns2 u0"
		echo "port on $ns2 w1"
		echo "port inject $ns1 u0"
		echo "until bridge -n $ns2 link show dev w0 | grep -q 'state forwarding'"
		passed_on "frames" "udp s=50000 d=4789 vxlan vni=1" "$INNER"
		passed_on "GPE" "udp s=50000 d=4790 vxlan flags=0xc vni=6 r1=1" "$RAW"
		passed_on "GRE in UDP, frames" "udp s=50000 d=4754 gre key=13" "$INNER"
		passed_on "GRE in UDP, IP" "udp s=50000 d=4754 gre key=14" "$RAW"
	} >"$SCRATCH/bursts"
	lab <"$SCRATCH/bursts"
	ip -n "$ns2" link set u0 nomaster
else
	skip "passed on: frames" "needs sch_plug, and a kernel that aggregates UDP"
fi

# each LABEL CONDITION...: TCP through some of the tunnels
each()
{
	local i name

	for ((i = 1; i <= ${#tunnels[@]}; i++)); do
		read -r name _ <<<"${tunnels[i - 1]}"
		[[ " v4 v6 gpe gt4c gr4 gtu4 gru6 " == *" $name "* ]] || continue
		[[ ! $old || $2 != wire || $name == g[tr]4* ]] || continue
		echo "case $name: $1"
		[[ $2 == wire ]] || echo "port $2 $ns2 $name"
		echo "tcp $ns1 10.1.$i.1 $ns2 10.1.$i.2 60000"
		echo "expect ${*:2}"
	done
}

# A packet that somebody else looks at is not changed once more, so nobody
# looks at the wire while the tunnel does it.
{
	echo "port wire $ns2 u0"
	features "$ns1" u0 tx on tso off gso on
	features "$ns2" u0 gro on
	each "what was cut is one again when received" \
		wire size=2500-66000 i.len=2400-66000 i.proto=6
	features "$ns1" u0 tx off tso off gso on
	each "and with checksums to verify" wire size=2500-66000 i.len=2400-66000 i.proto=6
} >"$SCRATCH/received"
lab <"$SCRATCH/received"
{
	features "$ns2" u0 gro off
	each "and when it has left the tunnel" inner size=2500-66000 proto=6
} >"$SCRATCH/received"
lab <"$SCRATCH/received"

# ---- a tunnel in a tunnel --------------------------------------------------

PARTIAL="tx-gso-partial on tx-udp_tnl-segmentation on tx-udp_tnl-csum-segmentation on tx-gre-segmentation on tx-gre-csum-segmentation on"
nested=(
	"v4 vxlan id 41"
	"v4n gretap key 42"
	"gt4 vxlan id 43"
	"gt4c gretap key 44"
	"v6 vxlan id 45 noudpcsum"
)
batch=()
for ((i = 0; i < ${#nested[@]}; i++)); do
	read -r below words <<<"${nested[i]}"
	for ((n = 0; n < ${#tunnels[@]}; n++)); do
		[[ ${tunnels[n]} != "$below "* ]] || break
	done
	batch+=("link add n$i type ovtun encap $words local 10.1.$((n + 1)).H remote 10.1.$((n + 1)).P dev $below")
	batch+=("link set n$i addrgenmode none up" "addr add 10.2.$i.H/24 dev n$i")
done
both "${batch[@]}"
{
	echo "port wire $ns2 u0"
	features "$ns1" u0 tx on tso on gso on
	for ((i = 0; i < ${#nested[@]}; i++)); do
		cat <<-END
			case ${nested[i]}: in another tunnel, cut in between
			tcp $ns1 10.2.$i.1 $ns2 10.2.$i.2 60000
			count wire 0 size=1515-70000
		END
		# shellcheck disable=SC2086 # words
		features "$ns1" "${nested[i]%% *}" $PARTIAL
		cat <<-END
			case ${nested[i]}: in another tunnel, prepared and not cut
			tcp $ns1 10.2.$i.1 $ns2 10.2.$i.2 100000
			expect wire size=3000-66000
		END
	done
	if [[ ! $(uname -r) =~ ^[1-6]\. ]]; then
		# Who may be fragmented needs an identification of his own. Not all
		# kernels before Linux 7 care.
		cat <<-END
			sysctl $ns1 net/ipv4/ip_no_pmtu_disc 1
			sysctl $ns2 net/ipv4/ip_no_pmtu_disc 1
			case ${nested[0]}: in another tunnel, without DF, cut in between
			tcp $ns1 10.2.0.1 $ns2 10.2.0.2 60000
			count wire 0 size=1515-70000
			sysctl $ns1 net/ipv4/ip_no_pmtu_disc 0
			sysctl $ns2 net/ipv4/ip_no_pmtu_disc 0
		END
	fi
	features "$ns1" u0 tso off gso off tx off
	# What is still in the queue of the other port had no checksums.
	echo "port cut $ns2 u0"
	echo "capture cut $SCRATCH/nested.pcap"
	for ((i = 0; i < ${#nested[@]}; i++)); do
		cat <<-END
			case ${nested[i]}: in another tunnel, prepared, then cut
			tcp $ns1 10.2.$i.1 $ns2 10.2.$i.2 60000
			count cut 0 size=1515-70000
		END
	done
} >"$SCRATCH/nested"
lab <"$SCRATCH/nested"

# shown_by_tshark FILTER: packets, as the lengths and checksums of all layers
shown_by_tshark()
{
	tshark -r "$SCRATCH/nested.pcap" -o ip.check_checksum:TRUE \
		-o udp.check_checksum:TRUE -o tcp.check_checksum:TRUE \
		-Y "$1" -T fields -e ip.len -e udp.length -e ip.checksum.status \
		-e udp.checksum.status -e tcp.checksum.status \
		2>"$SCRATCH/tshark" | sort | uniq -c | sort -rn
}

if command -v tshark >/dev/null; then
	same "tshark: nothing is wrong in a tunnel in a tunnel" "" \
		"$(shown_by_tshark '_ws.malformed or ip.checksum.status == 0 or udp.checksum.status == 0 or tcp.checksum.status == 0')"
	same "tshark: no header says more than the one around it" "" \
		"$(shown_by_tshark tcp | awk '{
			n = split($2, len, ",")
			for (i = 2; i <= n; i++)
				if (len[i] >= len[i - 1])
					print }')"
	found=$(shown_by_tshark 'tcp.len > 1000')
	if [[ $found == *1500,1450,1400*1480,1430*1,1,1*1,1* ]]; then
		pass "tshark: lengths and checksums of both tunnels"
	else
		fail "tshark: lengths and checksums of both tunnels" "$found"
	fi
else
	skip "tshark: nothing is wrong in a tunnel in a tunnel" "needs tshark"
fi

# ---- BIG TCP ---------------------------------------------------------------

# What is too long for a length field. Over IPv4 the underlay device has a limit
# of its own, so it is cut there.
big_tcp()
{
	local i name

	features "$ns1" u0 tx on gso on tso on
	for i in 4 9 14; do
		read -r name _ <<<"${tunnels[i - 1]}"
		cat <<-END
			run ip -n $ns1 link set $name gso_max_size 150000
			case $name: more than 64 KiB at once cross as they are
			tcp $ns1 fd00:$i::1 $ns2 fd00:$i::2 3000000
			expect wire size=66000-160000 i.v=6 i.proto=6 i.len=66000-160000
		END
	done
	features "$ns1" u0 tso off gso off tx off
	for i in 1 4 8 9; do
		read -r name _ <<<"${tunnels[i - 1]}"
		cat <<-END
			run ip -n $ns1 link set $name gso_max_size 150000
			case $name: more than 64 KiB at once, cut in software
			tcp $ns1 fd00:$i::1 $ns2 fd00:$i::2 3000000
			expect wire size=1514 i.v=6 i.tsum=good ${tunnels[i - 1]#*|}
			count wire 0 size=1515-200000
			count wire 0 ucsum=bad
			count wire 0 gcsum=bad
			count wire 0 i.tsum=bad
		END
	done
}

if ((limit > 65536)); then
	# Windows for several of them
	for ns in "$ns1" "$ns2"; do
		ip netns exec "$ns" sysctl -qw net.ipv4.tcp_min_tso_segs=100 \
			net.ipv4.tcp_rmem="4096 4000000 8000000" \
			net.ipv4.tcp_wmem="4096 4000000 8000000"
	done
	lab < <(
		echo "run ip -n $ns1 link set u0 gso_max_size 200000"
		echo "port wire $ns2 u0"
		big_tcp
	)
else
	skip "more than 64 KiB at once" "this kernel's UDP tunnels know none"
fi

# ---- network cards ---------------------------------------------------------

PORTS=/sys/kernel/debug/netdevsim/netdevsim77/ports/0/udp_ports/table0

# told PORT...: the card knows these ports, and no other one
told()
{
	local value
	local -a ports=()

	for value in $(<"$PORTS"); do
		((!value)) || ports+=($((value >> 16)))
	done
	[[ $(printf '%s\n' "${ports[@]}" | sort) == "$(printf '%s\n' "$@" | sort)" ]]
}

# knows LABEL PORT...
knows()
{
	wait_for told "${@:2}"
	check "network card: $1" told "${@:2}"
}

if have_module netdevsim; then
	setup_ns ns3
	ip netns exec "$ns3" sh -c 'echo "77 1" >/sys/bus/netdevsim/new_device'
	knows "no tunnel, no port"
	ip -n "$ns3" link add p1 type ovtun encap vxlan id 1 local 192.0.2.1
	knows "VXLAN" 4789
	ip -n "$ns3" -batch - <<-EOF
		link add p2 type ovtun encap vxlan id 2 local 192.0.2.2
		link add p3 type ovtun encap vxlan id 3 local 2001:db8::1
		link add p4 type ovtun encap vxlan id 4 dstport 4895 local 192.0.2.1
		link add p5 type ovtun encap gretap udp key 5 local 192.0.2.1
		link add p6 type ovtun encap gretap key 6 local 192.0.2.1
	EOF
	knows "another port, GRE is none" 4789 4895
	ip -n "$ns3" link del p1
	knows "a port that is still in use" 4789 4895
	ip -n "$ns3" -batch - <<-EOF
		link del p2
		link del p3
	EOF
	knows "a port that is not" 4895
	ip -n "$ns3" link set p4 type ovtun dstport 4896
	knows "a port that is changed" 4896
	echo 1 >"${PORTS%table0}reset"
	knows "who has forgotten is told again" 4896
	echo 77 >/sys/bus/netdevsim/del_device
	ip netns exec "$ns3" sh -c 'echo "77 1" >/sys/bus/netdevsim/new_device'
	knows "who comes later is told" 4896
	echo 77 >/sys/bus/netdevsim/del_device
else
	skip "network card: VXLAN" "needs netdevsim"
fi

finish
