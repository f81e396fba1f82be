# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# What boots a machine to measure in begins with this, in the project's
# directory.

BENCH=tools/bench
WORK=build/bench

unset MAKEFLAGS MAKEOVERRIDES KDIR KVER

die()
{
	echo "bench: $*" >&2
	exit 1
}

# with_bare CASE...: these and those that they are compared with
with_bare()
{
	awk -v wanted="$*" '
		BEGIN { n = split(wanted, name); for (i in name) want[name[i]] }
		/^(#|$)/ { next }
		$1 in want { want[$2] }
		{ all[++count] = $1 }
		END { for (i = 1; i <= count; i++) if (all[i] in want) print all[i] }
	' $BENCH/list
}

compile()
{
	make module ${1:+KVER="$1"} && make plugin && make ovtunctl &&
		${CC:-cc} -O2 -Wall -D_GNU_SOURCE= -o $WORK/meter $BENCH/*.c
}

# build [KERNEL]: what the guest needs, for this or for the running one
build()
{
	mkdir -p $WORK
	compile "${1-}" >$WORK/build.log 2>&1 ||
		{ tail -n 30 $WORK/build.log; die "it does not compile"; }
}

# figures FILE LOG COMMAND...: the guest's lines; a file has all or is not there
figures()
{
	"${@:3}" >"$1.new" 2>"$2" </dev/null ||
		{ tail -n 30 "$2"; die "no figures for $1"; }
	mv "$1.new" "$1"
}
