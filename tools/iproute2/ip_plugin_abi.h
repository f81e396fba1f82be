/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What ip(8) of iproute2 and a link kind in a shared object agree on. No
 * distribution ships a header for it, so these are our own declarations of
 * the part that is used here. It is the same in iproute2 6.1 to 7.3.
 */
#ifndef _OVTUN_IP_PLUGIN_ABI_H
#define _OVTUN_IP_PLUGIN_ABI_H

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* The room ip(8) has for a request: the built-in kinds use this limit too. */
#define IP_REQUEST_MAX 1024

/**
 * struct link_util - one link kind, found as the symbol <kind>_link_util
 * @next: owned by ip(8)
 * @id: the kind
 * @maxattr: the highest attribute number in IFLA_INFO_DATA
 * @parse_opt: turn all words after the kind into attributes; 0 or -1
 * @print_opt: print IFLA_INFO_DATA; the table is NULL when there was none
 * @print_xstats: print IFLA_INFO_XSTATS
 * @print_help: print the help of ``ip link help KIND``
 * @parse_ifla_xstats: parse the words of ``ip link xstats``
 * @print_ifla_xstats: print what ``ip link xstats`` got
 */
struct link_util {
	struct link_util *next;
	const char *id;
	int maxattr;
	int (*parse_opt)(struct link_util *lu, int argc, char **argv,
			 struct nlmsghdr *n);
	void (*print_opt)(struct link_util *lu, FILE *fp, struct rtattr *tb[]);
	void (*print_xstats)(struct link_util *lu, FILE *fp,
			     struct rtattr *xstats);
	void (*print_help)(struct link_util *lu, int argc, char **argv,
			   FILE *fp);
	int (*parse_ifla_xstats)(struct link_util *lu, int argc, char **argv);
	int (*print_ifla_xstats)(struct nlmsghdr *n, void *arg);
};

extern struct link_util ovtun_link_util;

enum output_type {
	PRINT_FP = 1,		/* text only */
	PRINT_JSON = 2,		/* JSON only */
	PRINT_ANY = 4,		/* whichever the user asked for */
};

enum color_attr {
	COLOR_NONE = 6,
};

int addattr8(struct nlmsghdr *n, int maxlen, int type, uint8_t data);
int addattr32(struct nlmsghdr *n, int maxlen, int type, uint32_t data);
int addattr_l(struct nlmsghdr *n, int maxlen, int type, const void *data,
	      int alen);
struct rtattr *addattr_nest(struct nlmsghdr *n, int maxlen, int type);
int addattr_nest_end(struct nlmsghdr *n, struct rtattr *nest);
int parse_rtattr_flags(struct rtattr *tb[], int max, struct rtattr *rta,
		       int len, unsigned short flags);

unsigned int ll_name_to_index(const char *name);
const char *ll_index_to_name(unsigned int idx);
int rtnl_dsfield_a2n(uint32_t *id, const char *arg);

void open_json_object(const char *key);
void close_json_object(void);
int print_color_string(enum output_type t, enum color_attr color,
		       const char *key, const char *fmt, const char *value);
int print_color_uint(enum output_type t, enum color_attr color,
		     const char *key, const char *fmt, unsigned int value);
int print_color_bool(enum output_type t, enum color_attr color,
		     const char *key, const char *fmt, bool value);
int print_color_0xhex(enum output_type t, enum color_attr color,
		      const char *key, const char *fmt,
		      unsigned long long value);

#endif /* _OVTUN_IP_PLUGIN_ABI_H */
