# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# Print commands as one would type them, and run exactly those.

# run: commands on standard input, one a line
#
# A process costs a tenth of a second in an emulated machine, so neighbouring
# lines that begin alike ("ip -n H1", "ovtunctl -n H1") go through one -batch.
run()
{
	local line start last='' words batch=()

	while IFS= read -r line; do
		[[ $line ]] || continue
		printf '    %s\n' "$line"
		if [[ $line == 'ip netns exec '* ]]; then
			start=
		elif [[ $line =~ ^(ip|bridge|ovtunctl)(\ -n\ [^ ]+)?\  ]]; then
			start=${BASH_REMATCH[0]}
		else
			start=
		fi
		if [[ $start != "$last" ]]; then
			run_batch
			last=$start
		fi
		if [[ $start ]]; then
			batch+=("${line#"$start"}")
		else
			read -ra words <<< "$line"
			"${words[@]}" || return
		fi
	done
	run_batch
}

# Run what run() has collected so far.
run_batch()
{
	local words

	((${#batch[@]})) || return 0
	read -ra words <<< "$last"
	printf '%s\n' "${batch[@]}" | "${words[@]}" -batch -
	batch=()
}
