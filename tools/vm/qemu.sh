# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# shellcheck disable=SC2154	# the variables are those of run
#
# For tools/vm/run: one of Debian's kernels in QEMU, by virtme-ng.

check_machine()
{
	[ -x "$(command -v virtme-run)" ] ||
		die "no virtme-ng; run tools/vm/setup"
}

# Some machines have a /dev/kvm that no stock kernel gets far with, so it is
# tried with a real one, once after each boot of the machine.
kvm_works()
{
	local answer=${XDG_CACHE_HOME:-$HOME/.cache}/ovtun/kvm boot known=()

	[ -r /dev/kvm ] && [ -w /dev/kvm ] || return
	boot=$(cat /proc/sys/kernel/random/boot_id)
	[ ! -e "$answer" ] || read -ra known <"$answer"
	if [ "${known[0]-}" != "$boot" ]; then
		known=("$boot" no)
		if "$tools/run" -k "$version" --accel kvm --timeout 20 -- true \
			>/dev/null 2>&1; then
			known=("$boot" yes)
		fi
		echo "${known[*]}" >"$answer"
	fi
	[ "${known[1]}" = yes ]
}


prepare_machine()
{
	local share=security_model=none,multidevs=remap image

	args=(--mods auto --force-9p --memory "$memory")
	qemu_args=(
		-fsdev "local,id=root,path=/,readonly=on,$share"
		-device "virtio-9p-pci,fsdev=root,mount_tag=ovtun.root"
		-fsdev "local,id=build,path=$project/build,$share"
		-device "virtio-9p-pci,fsdev=build,mount_tag=ovtun.build"
	)
	[ -z "$icount" ] || accel=tcg
	if [ "$accel" = auto ]; then
		accel=tcg
		if kvm_works; then
			accel=kvm
		fi
	fi
	case $accel in
	kvm)
		image=$("$tools/kernel" image "$version")
		args+=(--cpus "${cpus:-$(($(nproc) < 4 ? $(nproc) : 4))}")
		;;
	tcg)
		# The plainest processor is the fastest to emulate, and a guest
		# that waits for a busy host must not be taken for one that hangs.
		image=$("$tools/kernel" vmlinux "$version")
		args+=(--disable-kvm --cpus "${cpus:-1}")
		qemu_args+=(-cpu qemu64)
		kernel_args+=(
			mitigations=off no5lvl nokaslr tsc=reliable
			cryptomgr.notests nowatchdog
			rcupdate.rcu_cpu_stall_timeout=300
		)
		[ -z "$icount" ] || qemu_args+=(-icount 'shift=0,sleep=off')
		;;
	*) die "--accel is kvm, tcg or auto, not '$accel'" ;;
	esac
	args+=(--kimg "$image")
}

add_kernel_args()
{
	local arg

	# virtme-ng adds its own init= behind these; its initramfs takes the
	# first.
	for arg in "${kernel_args[@]}"; do
		args+=(--kopt "$arg")
	done
}

show_machine()
{
	kernel_args+=(ovtun_tty=ttyS0)
	add_kernel_args
	virtme-run "${args[@]}" --qemu-opts "${qemu_args[@]}" 2>"$log"
}

# virtme-ng opens what it is given as stdout again, which only pipes bear.
start_machine()
{
	add_kernel_args
	args+=(--script-sh : --show-boot-console)
	qemu_args+=(
		-chardev "file,id=stderr2,path=$dir/stderr"
		-device virtio-serial-pci
		-device "virtserialport,name=ovtun.stderr,chardev=stderr2"
	)
	exec timeout --kill-after=10 "$timeout" \
		virtme-run "${args[@]}" --qemu-opts "${qemu_args[@]}" \
		>"$dir/stdout" 2>"$log"
}
