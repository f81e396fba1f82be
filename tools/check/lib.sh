# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# shellcheck disable=SC2034	# the checks read what is set here
#
# For the checks: they run in the project's directory, say what is wrong on
# standard output, and end with a status that is not 0 if anything was.
set -u -o pipefail

bad=0
files=()

# Report one defect, go on.
defect()
{
	echo "$*"
	bad=1
}

# Cannot check at all, which is not a pass.
die()
{
	echo "$*"
	exit 1
}

need()
{
	local tool

	for tool; do
		command -v "$tool" >/dev/null || die "$tool is not installed"
	done
}

# find_files FIND-EXPRESSION: sets files to the project's files that match.
# From the tree rather than from git: what is not committed yet counts too.
find_files()
{
	mapfile -t files < <(find . \( -path ./build -o -path ./.git \) -prune \
		-o -type f \( "$@" \) -print | sort)
	((${#files[@]})) || die "no file to check: $*"
}
