// SPDX-License-Identifier: GPL-2.0
/*
 * BPF programs that say no to everything, until they are taken away:
 *
 *   attach xdp NS DEV    the device receives nothing
 *   attach lookup NS     no socket of the namespace is found
 *   detach               the last one goes
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/if_link.h>
#include <net/if.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lab.h"

static int link_fd = -1;

static int bpf(int command, union bpf_attr *attr)
{
	return syscall(SYS_bpf, command, attr, sizeof(*attr));
}

/* A program that says @verdict to everything. */
static int load(int type, int attach_type, int verdict)
{
	const struct bpf_insn code[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .imm = verdict },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	union bpf_attr attr = {
		.prog_type = type,
		.expected_attach_type = attach_type,
		.insns = (uintptr_t)code,
		.insn_cnt = sizeof(code) / sizeof(code[0]),
		.license = (uintptr_t)"GPL",
	};

	return bpf(BPF_PROG_LOAD, &attr);
}

/* The link ends when its descriptor is closed. */
static void link_program(int prog, int target, int attach_type, int flags)
{
	union bpf_attr attr = {
		.link_create.prog_fd = prog,
		.link_create.target_fd = target,
		.link_create.attach_type = attach_type,
		.link_create.flags = flags,
	};

	if (prog >= 0)
		link_fd = bpf(BPF_LINK_CREATE, &attr);
	if (link_fd < 0)
		lab_fail("no BPF program: %s", strerror(errno));
	close(prog);
}

/**
 * attach_program - words: xdp NS DEV, or lookup NS
 */
void attach_program(char **word, int words)
{
	bool xdp = !strcmp(word[0], "xdp") && words == 3;
	int target;

	if (!xdp && (strcmp(word[0], "lookup") || words != 2))
		return lab_fail("attach xdp NS DEV, attach lookup NS");
	lab_enter(word[1]);
	if (xdp) {
		target = if_nametoindex(word[2]);
		link_program(load(BPF_PROG_TYPE_XDP, BPF_XDP, XDP_DROP),
			     target, BPF_XDP, XDP_FLAGS_SKB_MODE);
		return;
	}
	target = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	link_program(load(BPF_PROG_TYPE_SK_LOOKUP, BPF_SK_LOOKUP, SK_DROP),
		     target, BPF_SK_LOOKUP, 0);
	close(target);
}

void attach_end(char **word, int words)
{
	(void)word;
	(void)words;
	if (link_fd >= 0)
		close(link_fd);
	link_fd = -1;
}
