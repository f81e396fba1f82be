// SPDX-License-Identifier: GPL-2.0
/*
 * eBPF programs for tc that give a packet tunnel metadata, or look at it:
 *
 *   bpf FILE set FIELD=VALUE...   gives a packet this tunnel key
 *   bpf FILE get FIELD=VALUE...   matches packets that have it
 *
 * The program is pinned to FILE, in a BPF file system. It is a classifier: the
 * actions of its filter follow when the kernel took the key, or all fields are
 * equal. Fields: id, remote, local, tos, ttl, label; policy, of VXLAN; flags, a
 * number with BPF_F_*, of set.
 *
 * There is no compiler for such programs on every machine, so they are put
 * together here.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/bpf.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lab.h"

#define INSNS 96
#define KEY_AT (-48)		/* on the stack of a program */
#define POLICY_AT (-56)
#define WORDS (sizeof(struct bpf_tunnel_key) / sizeof(uint32_t))

/* What a program sets or wants; all bits of a field that was given are 1. */
struct key {
	struct bpf_tunnel_key value, given;
	uint64_t flags;
	uint32_t policy;
	bool has_policy;
};

struct program {
	struct bpf_insn insn[INSNS];
	int insns;
	int to_end[WORDS + 4];	/* jumps for which nothing follows */
	int jumps;
};

static bool set_address(const char *text, uint32_t *ip, uint32_t *given,
			uint64_t *flags)
{
	memset(given, 0xff, 4 * sizeof(*given));
	if (inet_pton(AF_INET, text, ip) == 1) {
		*ip = ntohl(*ip);
		return true;
	}
	*flags |= BPF_F_TUNINFO_IPV6;
	return inet_pton(AF_INET6, text, ip) == 1;
}

static bool set_field(struct key *k, const char *word)
{
	const char *eq = strchr(word, '=');
	size_t n = eq ? (size_t)(eq - word) : 0;
	uint32_t number;

	if (!n)
		return false;
	number = strtoul(eq + 1, NULL, 0);
	if (!strncmp(word, "remote", n))
		return set_address(eq + 1, k->value.remote_ipv6,
				   k->given.remote_ipv6, &k->flags);
	if (!strncmp(word, "local", n))
		return set_address(eq + 1, k->value.local_ipv6,
				   k->given.local_ipv6, &k->flags);
	if (!strncmp(word, "id", n)) {
		k->value.tunnel_id = number;
		k->given.tunnel_id = ~0;
	} else if (!strncmp(word, "tos", n)) {
		k->value.tunnel_tos = number;
		k->given.tunnel_tos = ~0;
	} else if (!strncmp(word, "ttl", n)) {
		k->value.tunnel_ttl = number;
		k->given.tunnel_ttl = ~0;
	} else if (!strncmp(word, "label", n)) {
		k->value.tunnel_label = number;
		k->given.tunnel_label = ~0;
	} else if (!strncmp(word, "flags", n)) {
		k->flags |= number;
	} else if (!strncmp(word, "policy", n)) {
		k->policy = number;
		k->has_policy = true;
	} else {
		return false;
	}
	return true;
}

static void emit(struct program *p, uint8_t code, uint8_t dst, uint8_t src,
		 int16_t off, int32_t imm)
{
	p->insn[p->insns++] = (struct bpf_insn){
		.code = code,
		.dst_reg = dst,
		.src_reg = src,
		.off = off,
		.imm = imm,
	};
}

/* To the end, where 0 is returned, unless the register is this. */
static void emit_want(struct program *p, uint8_t reg, uint32_t value)
{
	p->to_end[p->jumps++] = p->insns;
	emit(p, BPF_JMP32 | BPF_JNE | BPF_K, reg, 0, 0, value);
}

/* helper(packet, stack + at, size, flags) is to return want. */
static void emit_call(struct program *p, int helper, int at, size_t size,
		      uint64_t flags, uint32_t want)
{
	emit(p, BPF_ALU64 | BPF_MOV | BPF_X, BPF_REG_1, BPF_REG_6, 0, 0);
	emit(p, BPF_ALU64 | BPF_MOV | BPF_X, BPF_REG_2, BPF_REG_10, 0, 0);
	emit(p, BPF_ALU64 | BPF_ADD | BPF_K, BPF_REG_2, 0, 0, at);
	emit(p, BPF_ALU64 | BPF_MOV | BPF_K, BPF_REG_3, 0, 0, size);
	emit(p, BPF_ALU64 | BPF_MOV | BPF_K, BPF_REG_4, 0, 0, flags);
	emit(p, BPF_JMP | BPF_CALL, 0, 0, 0, helper);
	emit_want(p, BPF_REG_0, want);
}

static void emit_store(struct program *p, int at, uint32_t value)
{
	emit(p, BPF_ST | BPF_MEM | BPF_W, BPF_REG_10, 0, at, value);
}

static void emit_compare(struct program *p, int at, uint32_t value,
			 uint32_t mask)
{
	if (!mask)
		return;
	emit(p, BPF_LDX | BPF_MEM | BPF_W, BPF_REG_1, BPF_REG_10, at, 0);
	emit(p, BPF_ALU | BPF_AND | BPF_K, BPF_REG_1, 0, 0, mask);
	emit_want(p, BPF_REG_1, value & mask);
}

static void emit_set(struct program *p, const struct key *k)
{
	uint32_t word[WORDS];
	size_t i;

	memcpy(word, &k->value, sizeof(word));
	for (i = 0; i < WORDS; i++)
		emit_store(p, KEY_AT + i * sizeof(*word), word[i]);
	emit_call(p, BPF_FUNC_skb_set_tunnel_key, KEY_AT, sizeof(k->value),
		  k->flags, 0);
	if (!k->has_policy)
		return;
	emit_store(p, POLICY_AT, k->policy);
	emit_call(p, BPF_FUNC_skb_set_tunnel_opt, POLICY_AT,
		  sizeof(k->policy), 0, 0);
}

static void emit_get(struct program *p, const struct key *k)
{
	uint32_t word[WORDS], mask[WORDS];
	size_t i;

	memcpy(word, &k->value, sizeof(word));
	memcpy(mask, &k->given, sizeof(mask));
	emit_call(p, BPF_FUNC_skb_get_tunnel_key, KEY_AT, sizeof(k->value),
		  k->flags & BPF_F_TUNINFO_IPV6, 0);
	for (i = 0; i < WORDS; i++)
		emit_compare(p, KEY_AT + i * sizeof(*word), word[i], mask[i]);
	if (!k->has_policy)
		return;
	emit_call(p, BPF_FUNC_skb_get_tunnel_opt, POLICY_AT,
		  sizeof(k->policy), 0, sizeof(k->policy));
	emit_compare(p, POLICY_AT, k->policy, ~0);
}

static int load(struct program *p)
{
	union bpf_attr attr = {
		.prog_type = BPF_PROG_TYPE_SCHED_CLS,
		.insns = (uintptr_t)p->insn,
		.insn_cnt = p->insns,
		.license = (uintptr_t)"GPL",
	};

	return syscall(SYS_bpf, BPF_PROG_LOAD, &attr, sizeof(attr));
}

static int pin(int fd, const char *file)
{
	union bpf_attr attr = {
		.pathname = (uintptr_t)file,
		.bpf_fd = fd,
	};

	return syscall(SYS_bpf, BPF_OBJ_PIN, &attr, sizeof(attr));
}

void bpf_command(char **w, int n)
{
	struct program p = { .insns = 0 };
	struct key k = { .flags = 0 };
	int i, fd;

	for (i = 2; i < n; i++)
		if (!set_field(&k, w[i]))
			return lab_fail("bad field %s", w[i]);
	emit(&p, BPF_ALU64 | BPF_MOV | BPF_X, BPF_REG_6, BPF_REG_1, 0, 0);
	if (!strcmp(w[1], "set"))
		emit_set(&p, &k);
	else
		emit_get(&p, &k);
	emit(&p, BPF_ALU64 | BPF_MOV | BPF_K, BPF_REG_0, 0, 0, -1);
	emit(&p, BPF_JMP | BPF_EXIT, 0, 0, 0, 0);
	for (i = 0; i < p.jumps; i++)
		p.insn[p.to_end[i]].off = p.insns - p.to_end[i] - 1;
	emit(&p, BPF_ALU64 | BPF_MOV | BPF_K, BPF_REG_0, 0, 0, 0);
	emit(&p, BPF_JMP | BPF_EXIT, 0, 0, 0, 0);
	fd = load(&p);
	if (fd < 0 || pin(fd, w[0]))
		lab_fail("%s: %s", fd < 0 ? "bpf" : w[0], strerror(errno));
	close(fd);
}
