#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# run.sh SCRIPT...: what the kernel's selftest runner does with the scripts,
# without a kernel tree, and with an exit status that says if one failed.

cd "$(dirname "$(readlink -f "$0")")" || exit 1
timeout=${kselftest_override_timeout:-$(sed -n 's/^timeout=//p' settings)}
failed=0
n=0

echo "TAP version 13"
echo "1..$#"
for script; do
	name="selftests: ovtun: $script"
	echo "# $name"
	timeout --foreground "$timeout" "./$script" 2>&1 | sed -u 's/^/# /'
	rc=${PIPESTATUS[0]}
	n=$((n + 1))
	case $rc in
	0) echo "ok $n $name" ;;
	4) echo "ok $n $name # SKIP" ;;
	124) echo "not ok $n $name # TIMEOUT $timeout seconds" ;;
	*) echo "not ok $n $name # exit=$rc" ;;
	esac
	[[ $rc == 0 || $rc == 4 ]] || failed=1
done
exit "$failed"
