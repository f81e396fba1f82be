/* SPDX-License-Identifier: GPL-2.0 */
#ifndef OVTUNCTL_H
#define OVTUNCTL_H

#include <net/if.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <libmnl/libmnl.h>
#include <linux/genetlink.h>
#include <linux/ovtun.h>

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))
#define PRINTF(f, a)	__attribute__((format(printf, f, a)))

/* Exit statuses; functions that return int return one of them. */
enum { DONE, FAILED, USAGE };

/* main.c */
struct options {
	bool json;
	bool stats;
	bool force;
};

extern struct options options;

/* args.c */
struct args {
	char **word;
	unsigned int left;
};

struct address {
	int family;		/* 0: none */
	uint8_t bytes[16];
	unsigned int len;	/* of bytes */
	int prefixlen;		/* -1: not given */
};

enum key {
	KEY_DEV, KEY_ID, KEY_VLAN, KEY_NO_VLAN, KEY_GROUP, KEY_LEARNING,
	KEY_LIMIT, KEY_ADDRESS, KEY_PORT, KEY_OIF, KEY_MAC,
	KEY_SEGMENT, KEY_PEER, KEY_FDB,
	KEYS
};

enum arg_type {
	ARG_DEV,	/* name */
	ARG_ID,		/* number, also as a.b.c.d, as GRE keys are written */
	ARG_IDS,	/* the same, or FIRST-LAST */
	ARG_VLANS,	/* VLAN identifier, or FIRST-LAST */
	ARG_NUMBER,
	ARG_PORT,
	ARG_SWITCH,	/* on or off */
	ARG_ADDRESS,
	ARG_PREFIX,	/* address or ADDRESS/LENGTH */
	ARG_MAC,	/* address.bytes */
	/* The word itself is the value. */
	ARG_OFF,	/* number 0 */
	ARG_ON,		/* number 1 */
};

/* A word that may follow. Words with the same key exclude each other. */
struct keyword {
	const char *word;	/* "": a value that needs no word before it */
	enum key key;
	enum arg_type type;
};

struct value {
	bool given;
	uint32_t number;
	uint32_t last;		/* of a range; otherwise the same as number */
	char name[IFNAMSIZ];
	struct address address;
};

void complain(const char *fmt, ...) PRINTF(1, 2);
extern char where[64];		/* what complaints begin with */
const char *args_next(struct args *args);
int match(const char *word, const void *table, size_t size, size_t count);
bool args_parse(struct args *args, const struct keyword *keywords,
		size_t count, struct value value[KEYS]);
bool args_need(const struct value value[KEYS], const struct keyword *keywords,
	       size_t count, enum key key);

/* nl.c */
typedef void (*nl_answer_t)(const struct nlmsghdr *nlh);

struct nlmsghdr *nl_start(uint8_t cmd, uint16_t flags);
int nl_run(struct nlmsghdr *nlh, nl_answer_t answer);
int nl_monitor(nl_answer_t answer);

/* attr.c: "lengths" has what each attribute must have, 0: it is not known */
#define ATTR_STRING	0xff	/* not a length, but text */
#define ATTR_NEST	0xfe	/* attributes, which are checked in turn */

void attr_parse(const struct nlmsghdr *nlh, const uint8_t *lengths,
		unsigned int max, const struct nlattr **tb);
void attr_parse_nested(const struct nlattr *nest, const uint8_t *lengths,
		       unsigned int max, const struct nlattr **tb);
unsigned long long attr_number(const struct nlattr *attr);
unsigned int attr_port(const struct nlattr *attr);
const char *attr_string(const struct nlattr *attr);
const char *attr_address(const struct nlattr *four, const struct nlattr *six);
void attr_put_address(struct nlmsghdr *nlh, uint16_t type4, uint16_t type6,
		      const struct address *address);

/* json.c */
void json_open(const char *key, char bracket);
void json_close(char bracket);
void json_string(const char *key, const char *value);
void json_number(const char *key, unsigned long long value);
void json_bool(const char *key, bool value);
void json_end(void);

/* print.c: a list of objects, as a table or as JSON. In both, what is absent
 * (NULL) is left out; a title of NULL is for JSON only.
 */
void list_begin(void);
void list_end(void);
void row_begin(const char *event);
void row_end(void);
void row_string(const char *key, const char *title, const char *value);
void row_text(const char *title, const char *value, bool right);
void row_number(const char *key, const char *title, const struct nlattr *attr);
void row_port(const char *key, const char *title, const struct nlattr *attr);
void row_switch(const char *key, const char *title, const struct nlattr *attr);
void row_time(const char *key, const char *title, const struct nlattr *attr);
void row_flags(const char *key, const char *title, const struct nlattr *attr,
	       const char *const *names, unsigned int count);
void row_note(const char *fmt, ...) PRINTF(1, 2);

/* counters.c */
void counters_row(const struct nlattr *nest);
void counters_block(const struct nlattr *nest, bool all);

/* segment.c, peer.c, fdb.c, stats.c, monitor.c */
int segment_add(struct args *args);
int segment_replace(struct args *args);
int segment_set(struct args *args);
int segment_del(struct args *args);
int segment_show(struct args *args);
void segment_print(const struct nlmsghdr *nlh, const char *event);
int peer_add(struct args *args);
int peer_del(struct args *args);
int peer_show(struct args *args);
void peer_print(const struct nlmsghdr *nlh, const char *event);
int fdb_show(struct args *args);
void fdb_print(const struct nlmsghdr *nlh, const char *event);
int stats_show(struct args *args);
int monitor(struct args *args);

#endif /* OVTUNCTL_H */
