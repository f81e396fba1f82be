/* SPDX-License-Identifier: GPL-2.0 */
/* What the files of the ip(8) plugin share. */
#ifndef _OVTUN_LINK_OVTUN_H
#define _OVTUN_LINK_OVTUN_H

#include <linux/if_link.h>
#include <linux/if_ovtun.h>
#include <netinet/in.h>
#include "ip_plugin_abi.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define BIT(n) (1ULL << (n))

/* Say what is wrong with a word of the command; is -1. */
#define wrong(arg, fmt, ...) \
	(fprintf(stderr, "Error: argument \"%s\" " fmt ".\n", \
		 arg, ##__VA_ARGS__), -1)

enum ovtun_option {
	OPT_ENCAP,
	OPT_EXTENSION,
	OPT_UDP,
	OPT_ID,
	OPT_IKEY,
	OPT_OKEY,
	OPT_TRUNK,
	OPT_EXTERNAL,
	OPT_REMOTE,
	OPT_LOCAL,
	OPT_DEV,
	OPT_DSTPORT,
	OPT_SRCPORT,
	OPT_TTL,
	OPT_TOS,
	OPT_LABEL,
	OPT_DF,
	OPT_UDP_CSUM,
	OPT_ZERO_CSUM6_TX,
	OPT_ZERO_CSUM6_RX,
	OPT_ICSUM,
	OPT_OCSUM,
	OPT_ISEQ,
	OPT_OSEQ,
	OPT_LEARNING,
	OPT_AGEING,
	OPT_LIMIT,
	OPT_STRICT,
	OPT_PROXY,
	OPT_L2MISS,
	OPT_L3MISS,
	OPT_OUTERMARK,
	OPT_FWMARK,
	OPT_TRACK,
	OPT_FASTPATH,
	OPT_RESERVED_BITS,
	OPT_LOCALBYPASS,
	OPT_COUNT,
};

/* Values of OPT_EXTENSION: VXLAN has one or the other. */
enum ovtun_extension {
	EXTENSION_GBP = 1,
	EXTENSION_GPE,
};

struct ovtun_addr {
	const char *text;
	int family;		/* AF_UNSPEC: "any" */
	union {
		struct in_addr in;
		struct in6_addr in6;
	};
};

/* What the words said. */
struct ovtun_args {
	const char *word[OPT_COUNT];	/* the word that set it, or NULL */
	uint32_t value[OPT_COUNT];
	uint64_t removed;		/* BIT() of those set by "no" */
	struct ovtun_addr remote, local;
	uint16_t port_low, port_high;
	uint32_t mark;
	uint64_t reserved_bits;
	bool group, ttl_inherit, label_inherit;
};

struct ovtun_word {
	const char *word;
	uint64_t options;	/* which it sets */
	uint32_t encaps;	/* that know it, BIT(enum ovtun_encap) */
	bool no;		/* "no" may precede it, without a value */
	bool udp;		/* with GRE, "udp" is needed for it */
	uint32_t value;		/* that it sets, if it takes none */
	const char *values;	/* names of those that it takes, or NULL */
	const char *(*parse)(struct ovtun_args *a,
			     const struct ovtun_word *w,
			     const char *value, int n);
};

/* names.c */
extern const char * const ovtun_encap_names[OVTUN_ENCAP_MAX + 1];
extern const char * const ovtun_df_names[OVTUN_DF_MAX + 1];
extern const char * const ovtun_mark_names[OVTUN_MARK_MAX + 1];
int ovtun_find_name(const char * const *names, int count, const char *word);
void ovtun_print_help(FILE *fp);

/* values.c: each returns NULL, or what the n-th value has to be. */
#define OVTUN_PARSER(_name) \
	const char *ovtun_parse_##_name(struct ovtun_args *a, \
					const struct ovtun_word *w, \
					const char *value, int n)
OVTUN_PARSER(encap);
OVTUN_PARSER(id);
OVTUN_PARSER(key);
OVTUN_PARSER(remote);
OVTUN_PARSER(group);
OVTUN_PARSER(local);
OVTUN_PARSER(dev);
OVTUN_PARSER(dstport);
OVTUN_PARSER(srcport);
OVTUN_PARSER(ttl);
OVTUN_PARSER(tos);
OVTUN_PARSER(label);
OVTUN_PARSER(df);
OVTUN_PARSER(ageing);
OVTUN_PARSER(limit);
OVTUN_PARSER(outermark);
OVTUN_PARSER(fwmark);
OVTUN_PARSER(reserved_bits);

/* words.c */
const struct ovtun_word *ovtun_find_word(const char *arg, bool *no);
int ovtun_parse_word(struct ovtun_args *a, int argc, char **argv);
void ovtun_set_all(struct ovtun_args *a, const struct ovtun_word *w,
		   uint32_t value);

/* request.c */
int ovtun_check_args(struct ovtun_args *a, bool create);
void ovtun_put_args(struct nlmsghdr *n, const struct ovtun_args *a);

/* answer.c */
void ovtun_print_answer(struct rtattr *tb[]);

#endif /* _OVTUN_LINK_OVTUN_H */
