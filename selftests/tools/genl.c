// SPDX-License-Identifier: GPL-2.0
/*
 * Messages of the generic netlink family that ovtunctl would not send:
 *
 *   genl NS COMMAND[+FLAG...] PATTERN [ATTRIBUTE=TYPE:VALUE...]
 *
 * The kernel must refuse the request with a sentence that the pattern matches;
 * "made" as the pattern wants success instead. Flags: create, excl, replace,
 * dump. An attribute is a name, or nN for the number N; types are in link.c.
 *
 *   shake NS COMMAND[+FLAG...] DEV
 *
 * Sends each attribute of the device's request, and two that do not exist, in
 * every length from 0 to 24 bytes, alone and twice. Each message must be
 * answered, whatever the answer is.
 */
#include <errno.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <linux/ovtun.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lab.h"

struct request {
	struct nlmsghdr head;
	struct genlmsghdr genl;
	char attrs[1024];
};

struct answer {
	bool come;
	int error;
	char text[512];
	uint16_t family;
};

static const struct operation {
	const char *name;
	int cmd;
	const char *set;
	int last;	/* attribute of its policy */
} operations[] = {
	{ "segment-new", OVTUN_CMD_SEGMENT_NEW, "sD", OVTUN_A_SEGMENT_LIMIT },
	{ "segment-set", OVTUN_CMD_SEGMENT_SET, "sD", OVTUN_A_SEGMENT_LIMIT },
	{ "segment-del", OVTUN_CMD_SEGMENT_DEL, "sD", OVTUN_A_SEGMENT_ID },
	{ "segment-get", OVTUN_CMD_SEGMENT_GET, "sD", OVTUN_A_SEGMENT_ID },
	{ "peer-new", OVTUN_CMD_PEER_NEW, "pD", OVTUN_A_PEER_PREFIXLEN },
	{ "peer-del", OVTUN_CMD_PEER_DEL, "pD", OVTUN_A_PEER_PREFIXLEN },
	{ "peer-get", OVTUN_CMD_PEER_GET, "pD", OVTUN_A_PEER_OIF },
	{ "fdb-get", OVTUN_CMD_FDB_GET, "fD", OVTUN_A_FDB_SEGMENT },
	{ "stats-get", OVTUN_CMD_STATS_GET, "D", OVTUN_A_STATS_IFNAME },
	{ "nothing", OVTUN_CMD_MAX + 1, "D", 2 },
};

/* A letter for the set of attributes that a name belongs to */
static const struct {
	char set;
	const char *name;
	int number;
} attributes[] = {
	{ 'D', "ifindex", OVTUN_A_SEGMENT_IFINDEX },
	{ 'D', "ifname", OVTUN_A_SEGMENT_IFNAME },
	{ 's', "id", OVTUN_A_SEGMENT_ID },
	{ 's', "vlan", OVTUN_A_SEGMENT_VLAN },
	{ 's', "no-vlan", OVTUN_A_SEGMENT_NO_VLAN },
	{ 's', "group4", OVTUN_A_SEGMENT_GROUP4 },
	{ 's', "group6", OVTUN_A_SEGMENT_GROUP6 },
	{ 's', "learning", OVTUN_A_SEGMENT_LEARNING },
	{ 's', "limit", OVTUN_A_SEGMENT_LIMIT },
	{ 's', "fdb-count", OVTUN_A_SEGMENT_FDB_COUNT },
	{ 'p', "address4", OVTUN_A_PEER_ADDRESS4 },
	{ 'p', "address6", OVTUN_A_PEER_ADDRESS6 },
	{ 'p', "prefixlen", OVTUN_A_PEER_PREFIXLEN },
	{ 'p', "port", OVTUN_A_PEER_PORT },
	{ 'f', "lladdr", OVTUN_A_FDB_LLADDR },
	{ 'f', "segment", OVTUN_A_FDB_SEGMENT },
};

static const struct {
	const char *name;
	int bits;
} flags[] = {
	{ "create", NLM_F_CREATE },
	{ "excl", NLM_F_EXCL },
	{ "replace", NLM_F_REPLACE },
	{ "dump", NLM_F_DUMP },
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void add(struct request *r, int type, const void *data, size_t len)
{
	struct nlattr *a = (void *)((char *)r + NLMSG_ALIGN(r->head.nlmsg_len));

	a->nla_type = type;
	a->nla_len = NLA_HDRLEN + len;
	memcpy(a + 1, data, len);
	r->head.nlmsg_len = NLMSG_ALIGN(r->head.nlmsg_len) +
			    NLA_ALIGN(a->nla_len);
}

static void start(struct request *r, int type, int cmd, int flags)
{
	memset(r, 0, sizeof(*r));
	r->head.nlmsg_len = NLMSG_LENGTH(sizeof(r->genl));
	r->head.nlmsg_type = type;
	r->head.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | flags;
	r->genl.cmd = cmd;
	r->genl.version = OVTUN_FAMILY_VERSION;
}

static const struct nlattr *find(const void *from, const void *end, int type)
{
	const struct nlattr *a = from;

	while ((char *)a + NLA_HDRLEN <= (char *)end &&
	       a->nla_len >= NLA_HDRLEN &&
	       (char *)a + a->nla_len <= (char *)end) {
		if ((a->nla_type & NLA_TYPE_MASK) == type)
			return a;
		a = (void *)((char *)a + NLA_ALIGN(a->nla_len));
	}
	return NULL;
}

/* Return: it is the last message of an answer */
static bool read_message(const struct nlmsghdr *head, struct answer *answer)
{
	const char *end = (char *)head + head->nlmsg_len;
	const int *error = NLMSG_DATA(head);
	const struct nlattr *a;
	size_t skip = sizeof(int);

	if (head->nlmsg_type == NLMSG_ERROR)
		skip = sizeof(struct nlmsgerr);
	else if (head->nlmsg_type == GENL_ID_CTRL)
		skip = sizeof(struct genlmsghdr);
	else if (head->nlmsg_type != NLMSG_DONE)
		return false;
	if (head->nlmsg_type == GENL_ID_CTRL) {
		a = find((char *)error + skip, end, CTRL_ATTR_FAMILY_ID);
		if (a)
			memcpy(&answer->family, a + 1, sizeof(answer->family));
		return false;
	}
	answer->come = true;
	answer->error = -*error;
	a = find((char *)error + NLA_ALIGN(skip), end, NLMSGERR_ATTR_MSG);
	if (a && head->nlmsg_flags & NLM_F_ACK_TLVS)
		snprintf(answer->text, sizeof(answer->text), "%s",
			 (const char *)(a + 1));
	return true;
}

static void transact(int fd, struct request *r, struct answer *answer)
{
	static char buffer[1 << 16];
	struct nlmsghdr *head;
	ssize_t left;

	memset(answer, 0, sizeof(*answer));
	if (send(fd, r, r->head.nlmsg_len, 0) < 0)
		return;
	for (;;) {
		left = recv(fd, buffer, sizeof(buffer), 0);
		if (left <= 0)
			return;
		head = (void *)buffer;
		for (; NLMSG_OK(head, left); head = NLMSG_NEXT(head, left))
			if (read_message(head, answer))
				return;
	}
}

/**
 * genl_enter - a socket in a namespace
 * @ns: its name
 * @name: of a family
 * @family: its number, 0 after a message
 * Return: the socket
 */
int genl_enter(const char *ns, const char *name, int *family)
{
	struct timeval patience = { .tv_sec = 20 };
	struct request r;
	struct answer answer;
	int one = 1, fd;

	lab_enter(ns);
	fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_GENERIC);
	setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, &one, sizeof(one));
	setsockopt(fd, SOL_NETLINK, NETLINK_CAP_ACK, &one, sizeof(one));
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	start(&r, GENL_ID_CTRL, CTRL_CMD_GETFAMILY, 0);
	add(&r, CTRL_ATTR_FAMILY_NAME, name, strlen(name) + 1);
	transact(fd, &r, &answer);
	*family = answer.family;
	if (!*family)
		lab_fail("no family %s", name);
	return fd;
}

/* COMMAND+FLAG... */
static const struct operation *find_operation(char *text, int *bits)
{
	char *word = strtok(text, "+");
	const struct operation *found = NULL;
	size_t i;

	*bits = 0;
	for (i = 0; i < COUNT(operations); i++)
		if (!strcmp(operations[i].name, word))
			found = &operations[i];
	while ((word = strtok(NULL, "+")))
		for (i = 0; i < COUNT(flags); i++)
			if (!strcmp(flags[i].name, word))
				*bits |= flags[i].bits;
	if (!found)
		lab_fail("no such command");
	return found;
}

static bool add_attribute(struct request *r, const struct operation *op,
			  const char *word)
{
	const char *eq = strchr(word, '=');
	int number = -1, len;
	uint8_t value[256];
	size_t i;

	for (i = 0; eq && i < COUNT(attributes); i++)
		if (strchr(op->set, attributes[i].set) &&
		    strlen(attributes[i].name) == (size_t)(eq - word) &&
		    !strncmp(attributes[i].name, word, eq - word))
			number = attributes[i].number;
	if (*word == 'n' && number < 0)
		number = atoi(word + 1);
	len = eq ? link_value(eq + 1, value, sizeof(value)) : -1;
	if (number < 0 || len < 0) {
		lab_fail("bad attribute %s", word);
		return false;
	}
	add(r, number, value, len);
	return true;
}

void genl_command(char **w, int n)
{
	const struct operation *op;
	struct answer answer;
	struct request r;
	int family, bits, fd, i;

	fd = genl_enter(w[0], OVTUN_FAMILY_NAME, &family);
	op = find_operation(w[1], &bits);
	if (!op || !family)
		return;
	start(&r, family, op->cmd, bits);
	for (i = 3; i < n; i++)
		if (!add_attribute(&r, op, w[i]))
			return;
	transact(fd, &r, &answer);
	close(fd);
	if (!answer.come)
		lab_fail("no answer");
	else if (!strcmp(w[2], "made") && answer.error)
		lab_fail("refused: %s: %s", strerror(answer.error),
			 answer.text);
	else if (strcmp(w[2], "made") && !answer.error)
		lab_fail("not refused");
	else if (answer.error && !link_matches(w[2], answer.text))
		lab_fail("\"%s\" (%s) does not name %s", answer.text,
			 strerror(answer.error), w[2]);
}

void genl_shake(char **w, int n)
{
	const struct operation *op;
	struct answer answer;
	struct request r;
	uint8_t value[24];
	int family, bits, fd, attr, len, times;

	(void)n;
	fd = genl_enter(w[0], OVTUN_FAMILY_NAME, &family);
	op = find_operation(w[1], &bits);
	if (!op || !family)
		return;
	for (attr = 0; attr <= op->last + 2; attr++) {
		for (len = 0; len <= (int)sizeof(value); len++) {
			memset(value, len % 2 ? 0xff : 0, sizeof(value));
			start(&r, family, op->cmd, bits);
			add(&r, OVTUN_A_SEGMENT_IFNAME, w[2],
			    strlen(w[2]) + 1);
			for (times = 0; times <= len % 2; times++)
				add(&r, attr, value, len);
			transact(fd, &r, &answer);
			if (!answer.come)
				lab_fail("%s: no answer to attribute %d of %d bytes",
					 op->name, attr, len);
		}
	}
	close(fd);
}
