# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# shellcheck disable=SC2154	# the variables are those of run
#
# For tools/vm/run: a kernel of tools/debug, which is a program of the host
# (user-mode Linux). Its processes are processes of the host, too, and what
# they compute is not emulated.

check_machine()
{
	[[ ! $icount && $accel == auto ]] ||
		die "--accel and --icount are not for this kernel"
	[[ ${cpus:-1} == 1 || ($cpus == 2 && $version != *-memory) ]] ||
		die "no more than two processors, and one for 7.3-memory"
}

# With slab_debug there are no lists of free objects for each processor, in which
# kmemleak finds old pointers to objects that are leaked.
prepare_machine()
{
	image=$("$tools/kernel" image "$version")
	[[ ! $cpus ]] || kernel_args+=(ncpus="$cpus")
	kernel_args+=(
		mem="$memory" rootfstype=hostfs ro ovtun_uml=1
		uml_dir="$dir" umid=uml seccomp=on slab_debug=F
	)
}

show_machine()
{
	"$image" "${kernel_args[@]}" console=ttyS0 con0=fd:0,fd:1 \
		ssl0=null,fd:3 ovtun_tty=tty0 3>"$log"
}

# end_machine PID: of timeout(1). A machine has been seen to stay when it had
# switched itself off.
end_machine()
{
	grep -q 'reboot: Power down' < <(tail --pid="$1" -F "$log") || return
	timeout 10 tail --pid="$1" -f /dev/null || pkill -KILL -P "$1" -x linux
}

# When it panics it kills its process group, which must not be ours.
start_machine()
{
	local machine=$BASHPID

	end_machine "$machine" >/dev/null 2>&1 &
	exec timeout --foreground --kill-after=10 "$timeout" \
		setsid "$image" "${kernel_args[@]}" console=tty0 \
		con0=null,fd:1 ssl0=null,fd:3 ssl1=null,fd:4 \
		>"$log" 2>&1 3>"$dir/stdout" 4>"$dir/stderr"
}
