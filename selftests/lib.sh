# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# What the ovtun tests share. A script sources it, sets up namespaces, reports
# cases with pass, fail, skip, check, refused and lab, and calls finish.
#
# A process costs a tenth of a second on an emulated processor. Hence the
# batches, and one C program, lab (tools/lab.c), for all that is about packets.

HERE=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
TOP=$(dirname "$HERE")
SCRIPT=$(basename "$0" .sh)

KSFT_SKIP=4

CASES=0
FAILED=0
SKIPPED=0
NAMESPACES=()
FINISHED=

# ---- results ---------------------------------------------------------------

pass()
{
	CASES=$((CASES + 1))
	echo "ok $CASES $1"
}

# fail LABEL [LINE...]
fail()
{
	CASES=$((CASES + 1))
	FAILED=$((FAILED + 1))
	if [[ $# -gt 1 ]]; then
		printf '%s\n' "${@:2}" | sed 's/^/# /'
	fi
	echo "not ok $CASES $1"
}

# skip LABEL WHY
skip()
{
	CASES=$((CASES + 1))
	SKIPPED=$((SKIPPED + 1))
	echo "ok $CASES $1 # SKIP $2"
}

skip_all()
{
	FINISHED=yes
	echo "1..0 # SKIP $*"
	exit "$KSFT_SKIP"
}

bail()
{
	FINISHED=yes
	echo "Bail out! $*"
	exit 1
}

# check LABEL COMMAND...: the command succeeds
check()
{
	local label=$1 out
	shift

	if out=$("$@" 2>&1); then
		pass "$label"
	else
		fail "$label" "$*" "$out"
	fi
}

# same LABEL WANT GOT
same()
{
	if [[ $2 == "$3" ]]; then
		pass "$1"
	else
		fail "$1" "wanted: $2"$'\n'"got:    $3"
	fi
}

# refused LABEL PATTERN COMMAND...: it fails, with a message that names PATTERN
refused()
{
	local label=$1 pattern=$2 out
	shift 2

	if out=$("$@" 2>&1); then
		fail "$label" "not refused: $*"
	elif [[ ${out,,} =~ $pattern ]]; then
		pass "$label"
	else
		fail "$label" "no \"$pattern\" in: $out"
	fi
}

# cases_of COMMAND...: runs it, takes over the cases that it reports
cases_of()
{
	local line status

	"$@" >"$SCRATCH/lab"
	status=$?
	while IFS= read -r line; do
		case $line in
		"ok - "*) pass "${line#ok - }" ;;
		"not ok - "*) fail "${line#not ok - }" ;;
		*) echo "$line" ;;
		esac
	done <"$SCRATCH/lab"
	if ((status > 1)); then
		fail "${1##*/} ran to its end" "it ended with $status"
	fi
}

# lab <<COMMANDS: runs tools/lab.c
lab()
{
	cases_of "$LAB"
}

# wait_for COMMAND...: until the command succeeds, for at most 30 seconds
wait_for()
{
	local deadline=$((SECONDS + 30))

	until "$@" >/dev/null 2>&1; do
		((SECONDS < deadline)) || return 1
		sleep 0.1
	done
}

# ---- the kernel ------------------------------------------------------------

# The command that loads the module when its dependencies are there
LOAD=(insmod "${OVTUN_KO:-$TOP/build/$(uname -r)/ovtun.ko}")
if [[ ! -e ${LOAD[1]} ]]; then
	LOAD=(modprobe ovtun)
fi

load_module()
{
	[[ ! -d /sys/module/ovtun ]] || return 0
	if [[ ${LOAD[0]} == insmod ]]; then
		modprobe -a udp_tunnel ip6_udp_tunnel nf_defrag_ipv6 || return
	fi
	"${LOAD[@]}"
}

# Is there, or can there be, such a module? (It may be compiled in.)
have_module()
{
	modprobe -q "$1" || [[ -d /sys/module/$1 ]]
}

# find_bridge: BRIDGE becomes a bridge(8) that knows "mdb ... dst", which that
# of Debian 12 does not
find_bridge()
{
	local dir loader bridge

	BRIDGE=bridge
	bridge mdb help 2>&1 | grep -q dst_port && return
	for dir in "${XDG_CACHE_HOME:-$HOME/.cache}"/ovtun/iproute2/*/; do
		[[ -d $dir ]] || continue
		bridge=$(find "$dir" -name bridge -type f -path '*bin/*' -print -quit)
		loader=$(find "$dir" -name 'ld-linux*.so.*' -type f -print -quit)
		[[ $bridge && $loader ]] || continue
		BRIDGE=$SCRATCH/bridge
		cat >"$BRIDGE" <<-EOF
			#!/bin/sh
			exec $loader --library-path ${loader%/*} $bridge "\$@"
		EOF
		chmod +x "$BRIDGE"
		"$BRIDGE" mdb help 2>&1 | grep -q dst_port && return
	done
	return 1
}

# What the kernel reported since this script began. The VM's runner looks at
# the log, too, but cannot tell which script it was.
kernel_trouble()
{
	dmesg | sed "1,/ovtun selftest $SCRIPT $$ begins/d" |
		grep -E 'BUG[: ]|WARNING:|Oops|Call Trace|general protection|refcount_t|unregister_netdevice: waiting|leaked|UBSAN|KASAN|KFENCE'
}

# ---- namespaces ------------------------------------------------------------

# shellcheck disable=SC2034 # used by who sources this
ns0='' ns1='' ns2='' ns3='' ns4=''

# setup_ns NAME...: a namespace each, the variable NAME becomes its real name
setup_ns()
{
	local name
	local -a batch=()

	for name; do
		printf -v "$name" '%s' "$name-$$"
		NAMESPACES+=("$name-$$")
		batch+=("netns add $name-$$")
	done
	printf '%s\n' "${batch[@]}" | ip -batch - || bail "no namespaces"
	make_silent "$@"
}

# make_silent NAME...: the kernel sends nothing of its own accord from devices
# that are new there, which a test could count, and addresses work at once. What
# MLD has to say it says at once, and not some time in the next second. A
# link-local address is added by the test that needs it: "addrgenmode none up"
# takes effect after the device is up and has one.
make_silent()
{
	local name default=net/ipv6/conf/default

	[[ -d /proc/sys/net/ipv6 ]] || return 0
	for name; do
		echo "sysctl ${!name} $default/addr_gen_mode 1"
		echo "sysctl ${!name} $default/accept_dad 0"
		echo "sysctl ${!name} $default/router_solicitations 0"
		echo "sysctl ${!name} $default/mldv2_unsolicited_report_interval 1"
	done | "$LAB" || bail "namespaces are not silent"
}

# Two hosts on one wire: u0 in $ns1 and $ns2, with 192.0.2.N/24, 2001:db8::N/64
# and the MAC address 02:00:00:00:00:0N.
setup_pair()
{
	setup_ns ns1 ns2
	ip link add u0 netns "$ns1" address 02:00:00:00:00:01 type veth \
		peer name u0 netns "$ns2" address 02:00:00:00:00:02 ||
		bail "no veth"
	host_addresses "$ns1" 1
	host_addresses "$ns2" 2
}

# As many hosts on one switch, br0 in $ns0, which floods multicast.
setup_switch()
{
	local n
	local -a names=(ns0) batch=()

	for ((n = 1; n <= $1; n++)); do
		names+=("ns$n")
	done
	setup_ns "${names[@]}"
	batch+=("link add br0 type bridge mcast_snooping 0 forward_delay 0")
	batch+=("link set br0 up")
	for ((n = 1; n <= $1; n++)); do
		batch+=("link add p$n type veth peer name u0 netns ns$n-$$ address 02:00:00:00:00:0$n")
		batch+=("link set p$n master br0 up")
	done
	printf '%s\n' "${batch[@]}" | ip -n "$ns0" -batch - ||
		bail "no switch"
	for ((n = 1; n <= $1; n++)); do
		host_addresses "ns$n-$$" "$n"
	done
}

host_addresses()
{
	local addr6="addr add 2001:db8::$2/64 dev u0 nodad"

	[[ -d /proc/sys/net/ipv6 ]] || addr6=
	ip -n "$1" -batch - <<-EOF || bail "no addresses"
		link set lo up
		addr add 192.0.2.$2/24 dev u0
		$addr6
		link set u0 up
	EOF
}

# address_settles NAMESPACE DEV ADDRESS: a lab command. The kernel has answered
# before a worker makes the route by which a new IPv6 address receives.
address_settles()
{
	echo "until ip -n $1 -6 route show table all dev $2 | grep -q '^local $3 '"
}

clean_up()
{
	local status=$? pid ns
	local -a batch=()

	for pid in $(jobs -p); do
		kill "$pid" 2>/dev/null
		wait "$pid" 2>/dev/null
	done
	for ns in "${NAMESPACES[@]}"; do
		[[ -e /run/netns/$ns ]] && batch+=("netns del $ns")
	done
	if [[ ${#batch[@]} -gt 0 ]]; then
		printf '%s\n' "${batch[@]}" | ip -force -batch -
	fi
	rm -rf "$SCRATCH"
	if [[ ! $FINISHED ]]; then
		echo "Bail out! $SCRIPT ended too early"
		[[ $status -ne 0 ]] || status=1
	fi
	exit "$status"
}

finish()
{
	local trouble

	if trouble=$(kernel_trouble); then
		fail "no trouble in the kernel log" "$trouble"
	else
		pass "no trouble in the kernel log"
	fi
	FINISHED=yes
	echo "1..$CASES"
	echo "# Totals: pass:$((CASES - FAILED - SKIPPED)) fail:$FAILED xfail:0 xpass:0 skip:$SKIPPED error:0"
	exit "$((FAILED > 0))"
}

# ---- begin -----------------------------------------------------------------

echo "TAP version 13"
SCRATCH=$(mktemp -d) || exit 1
trap clean_up EXIT
trap 'exit 1' INT TERM HUP

[[ $(id -u) == 0 ]] || skip_all "needs root"

LAB=${OVTUN_LAB:-$HERE/lab}
if [[ ! -x $LAB ]]; then
	LAB=$TOP/build/selftests/lab
fi
if [[ ! -x $LAB ]]; then
	make -s -C "$HERE" all || bail "cannot build lab"
fi

# The plugin from the build directory, if there is one, before an installed.
if [[ -e $TOP/build/link_ovtun.so ]]; then
	export IP_LIB_DIR=$TOP/build
fi

# Likewise ovtunctl. A script that needs it says: have_ovtunctl || skip_all ...
if [[ -x $TOP/build/ovtunctl ]]; then
	export PATH=$TOP/build:$PATH
fi

have_ovtunctl()
{
	command -v ovtunctl >/dev/null
}

echo "ovtun selftest $SCRIPT $$ begins" >/dev/kmsg
load_module || bail "cannot load ovtun.ko"
