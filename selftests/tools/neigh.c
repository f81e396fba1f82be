// SPDX-License-Identifier: GPL-2.0
/*
 * Messages about forwarding entries that bridge would not send:
 *
 *   neigh NS DEV OP PATTERN [NAME=VALUE...]
 *
 * OP is new, append, replace, set, del, flush or get. With "made" as the
 * pattern the kernel must do it, else it must refuse with a sentence that the
 * pattern (extended, any case) matches. For "get" the pattern has to match what
 * is found, like "dst=192.0.2.2 port=1234 vni=7 state=80 flags=2".
 * state=N and flags=N are ndm_state and ndm_flags; other names are attributes,
 * with TYPE:VALUE as for link. An attribute may be given twice.
 *
 *   churn NS DEV COUNT
 *
 * Dumps a table of COUNT entries and as many destinations of the zero address,
 * and between the parts of the dump deletes entries and adds others. What has
 * been there all the time must come, entries once.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/neighbour.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lab.h"

#define CHURN_MAX 65536

struct request {
	struct nlmsghdr head;
	struct ndmsg ndm;
	char attrs[1024];
};

static const struct {
	const char *name;
	int number;
} attributes[] = {
	{ "dst", NDA_DST },
	{ "lladdr", NDA_LLADDR },
	{ "vlan", NDA_VLAN },
	{ "port", NDA_PORT },
	{ "vni", NDA_VNI },
	{ "ifindex", NDA_IFINDEX },
	{ "master", NDA_MASTER },
	{ "src_vni", NDA_SRC_VNI },
	{ "protocol", NDA_PROTOCOL },
	{ "nhid", NDA_NH_ID },
	{ "ext", NDA_FDB_EXT_ATTRS },
	{ "state_mask", NDA_NDM_STATE_MASK },
	{ "flags_mask", NDA_NDM_FLAGS_MASK },
};

static const struct {
	const char *name;
	int type, flags;
} operations[] = {
	{ "new", RTM_NEWNEIGH, NLM_F_CREATE | NLM_F_EXCL },
	{ "append", RTM_NEWNEIGH, NLM_F_CREATE | NLM_F_APPEND },
	{ "replace", RTM_NEWNEIGH, NLM_F_CREATE | NLM_F_REPLACE },
	{ "set", RTM_NEWNEIGH, 0 },
	{ "del", RTM_DELNEIGH, 0 },
	{ "flush", RTM_DELNEIGH, NLM_F_BULK },
	{ "get", RTM_GETNEIGH, 0 },
};

static void add(struct request *r, int type, const void *data, size_t len)
{
	struct rtattr *a = (void *)((char *)r + NLMSG_ALIGN(r->head.nlmsg_len));

	a->rta_type = type;
	a->rta_len = RTA_LENGTH(len);
	if (len)
		memcpy(RTA_DATA(a), data, len);
	r->head.nlmsg_len = NLMSG_ALIGN(r->head.nlmsg_len) +
			    RTA_ALIGN(a->rta_len);
}

static void begin(struct request *r, int type, int flags, int ifindex)
{
	memset(r, 0, sizeof(*r));
	r->head.nlmsg_len = NLMSG_LENGTH(sizeof(r->ndm));
	r->head.nlmsg_type = type;
	r->head.nlmsg_flags = NLM_F_REQUEST | flags;
	r->ndm.ndm_family = AF_BRIDGE;
	r->ndm.ndm_ifindex = ifindex;
	r->ndm.ndm_flags = NTF_SELF;
	if (type == RTM_NEWNEIGH)
		r->ndm.ndm_state = NUD_PERMANENT;
}

static bool add_word(struct request *r, const char *word)
{
	const char *eq = strchr(word, '=');
	uint8_t value[256];
	size_t i;
	int len;

	if (!eq)
		return false;
	if (!strncmp(word, "state=", 6)) {
		r->ndm.ndm_state = strtoul(eq + 1, NULL, 0);
		return true;
	}
	if (!strncmp(word, "flags=", 6)) {
		r->ndm.ndm_flags = strtoul(eq + 1, NULL, 0);
		return true;
	}
	for (i = 0; i < sizeof(attributes) / sizeof(attributes[0]); i++) {
		const char *name = attributes[i].name;

		if (strlen(name) != (size_t)(eq - word) ||
		    strncmp(name, word, eq - word))
			continue;
		len = link_value(eq + 1, value, sizeof(value));
		if (len < 0)
			return false;
		add(r, attributes[i].number, value, len);
		return true;
	}
	return false;
}

static void parse(const struct nlmsghdr *head, struct rtattr **tb)
{
	const struct ndmsg *ndm = NLMSG_DATA(head);
	struct rtattr *a = (void *)((char *)ndm + NLMSG_ALIGN(sizeof(*ndm)));
	int left = head->nlmsg_len - NLMSG_SPACE(sizeof(*ndm));

	memset(tb, 0, (NDA_MAX + 1) * sizeof(*tb));
	for (; RTA_OK(a, left); a = RTA_NEXT(a, left))
		if (a->rta_type <= NDA_MAX)
			tb[a->rta_type] = a;
}

static uint32_t u32_of(const struct rtattr *a)
{
	uint32_t value = 0;

	if (a)
		memcpy(&value, RTA_DATA(a), sizeof(value));
	return value;
}

/* What the kernel says of an entry, in a fixed order, for a pattern. */
static void describe(const struct nlmsghdr *head, char *text, size_t room)
{
	const struct ndmsg *ndm = NLMSG_DATA(head);
	struct rtattr *tb[NDA_MAX + 1];
	char dst[INET6_ADDRSTRLEN] = "-";
	uint16_t port = 0;

	parse(head, tb);
	if (tb[NDA_DST])
		inet_ntop(RTA_PAYLOAD(tb[NDA_DST]) == 4 ? AF_INET : AF_INET6,
			  RTA_DATA(tb[NDA_DST]), dst, sizeof(dst));
	if (tb[NDA_PORT])
		memcpy(&port, RTA_DATA(tb[NDA_PORT]), sizeof(port));
	snprintf(text, room,
		 "dst=%s port=%u vni=%u src_vni=%u ifindex=%u nhid=%u state=%x flags=%x cacheinfo=%s",
		 dst, ntohs(port), u32_of(tb[NDA_VNI]),
		 u32_of(tb[NDA_SRC_VNI]), u32_of(tb[NDA_IFINDEX]),
		 u32_of(tb[NDA_NH_ID]), ndm->ndm_state, ndm->ndm_flags,
		 tb[NDA_CACHEINFO] ? "yes" : "no");
}

/* Return: 0 and what was found, or a negative error and the sentence. */
static int get(struct request *r, char *text, size_t room)
{
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	char answer[8192];
	struct nlmsghdr *head = (void *)answer;
	struct nlmsgerr *err = NLMSG_DATA(head);
	ssize_t got;

	got = send(fd, r, r->head.nlmsg_len, 0);
	if (got > 0)
		got = recv(fd, answer, sizeof(answer), 0);
	close(fd);
	*text = 0;
	if (got < (ssize_t)NLMSG_LENGTH(sizeof(struct ndmsg)))
		return -EPROTO;
	if (head->nlmsg_type == NLMSG_ERROR)
		return err->error;
	describe(head, text, room);
	return 0;
}

void neigh_command(char **w, int n)
{
	struct request r;
	char text[512];
	size_t op;
	int i, error;

	lab_enter(w[0]);
	for (op = 0; op < sizeof(operations) / sizeof(operations[0]); op++)
		if (!strcmp(w[2], operations[op].name))
			break;
	if (op == sizeof(operations) / sizeof(operations[0])) {
		lab_fail("bad operation %s", w[2]);
		return;
	}
	begin(&r, operations[op].type, operations[op].flags,
	      if_nametoindex(w[1]));
	for (i = 4; i < n; i++)
		if (!add_word(&r, w[i])) {
			lab_fail("bad attribute %s", w[i]);
			return;
		}
	if (r.head.nlmsg_type == RTM_GETNEIGH) {
		error = get(&r, text, sizeof(text));
		if (error)
			lab_fail("get: %s", strerror(-error));
		else if (!link_matches(w[3], text))
			lab_fail("\"%s\" does not match %s", text, w[3]);
		return;
	}
	r.head.nlmsg_flags |= NLM_F_ACK;
	error = link_transact(&r.head, text, sizeof(text));
	if (!strcmp(w[3], "made")) {
		if (error)
			lab_fail("refused: %s: %s", strerror(-error), text);
	} else if (!error) {
		lab_fail("not refused");
	} else if (!link_matches(w[3], text)) {
		lab_fail("\"%s\" (%s) does not name %s", text,
			 strerror(-error), w[3]);
	}
}

/* ---- a table that changes while it is dumped ----------------------------- */

static int churn_fd, churn_ifindex;

/* Entry @i, or destination @i of the zero address; without an answer. */
static void churn_send(int type, int flags, uint32_t i, bool list)
{
	uint32_t dst = htonl(0xc6120000 + (list ? i : i % 250 + 1));
	uint8_t mac[6] = { 2, 0xaa, i >> 24, i >> 16, i >> 8, i };
	struct request r;

	if (list)
		memset(mac, 0, sizeof(mac));
	begin(&r, type, flags, churn_ifindex);
	add(&r, NDA_LLADDR, mac, sizeof(mac));
	if (list || type == RTM_NEWNEIGH)
		add(&r, NDA_DST, &dst, sizeof(dst));
	send(churn_fd, &r, r.head.nlmsg_len, 0);
}

static void churn_new(uint32_t i, bool list)
{
	churn_send(RTM_NEWNEIGH, NLM_F_CREATE | NLM_F_APPEND, i, list);
}

/* Return: messages in this part, or -1 at the end. */
static int churn_part(int fd, uint8_t *entries, uint8_t *members)
{
	static char part[65536];
	struct nlmsghdr *head = (void *)part;
	struct rtattr *tb[NDA_MAX + 1];
	int left, messages = 0;
	uint32_t i;

	/* A small buffer makes small parts. */
	left = recv(fd, part, sizeof(part), 0);
	for (; NLMSG_OK(head, left); head = NLMSG_NEXT(head, left)) {
		const struct ndmsg *ndm = NLMSG_DATA(head);
		const uint8_t *mac;

		if (head->nlmsg_type != RTM_NEWNEIGH)
			return -1;
		messages++;
		parse(head, tb);
		if (ndm->ndm_ifindex != churn_ifindex || !tb[NDA_LLADDR])
			continue;
		mac = RTA_DATA(tb[NDA_LLADDR]);
		i = mac[2] << 24 | mac[3] << 16 | mac[4] << 8 | mac[5];
		if (mac[0] == 2 && i < CHURN_MAX)
			entries[i]++;
		i = ntohl(u32_of(tb[NDA_DST])) - 0xc6120000;
		if (!mac[0] && i < CHURN_MAX)
			members[i]++;
	}
	return messages;
}

/* Even ones stay. Odd ones go, and others come, a few at a time. */
static void churn_change(uint32_t count, uint32_t *next)
{
	uint32_t i;

	for (i = 0; i < 20; i++, *next += 2) {
		churn_send(RTM_DELNEIGH, 0, *next % count | 1, false);
		churn_send(RTM_DELNEIGH, 0, *next % count | 1, true);
		churn_new(count + *next, false);
	}
}

void neigh_churn(char **w, int n)
{
	uint32_t i, next = 0, count = strtoul(w[2], NULL, 0) & ~1U, missing = 0;
	static uint8_t entries[CHURN_MAX], members[CHURN_MAX];
	int fd, parts = 0, one = 1;
	struct request r;

	(void)n;
	if (!count)
		return lab_fail("bad count");
	memset(entries, 0, sizeof(entries));
	memset(members, 0, sizeof(members));
	lab_enter(w[0]);
	churn_ifindex = if_nametoindex(w[1]);
	churn_fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	setsockopt(fd, SOL_NETLINK, NETLINK_GET_STRICT_CHK, &one, sizeof(one));
	for (i = 0; i < count; i++) {
		churn_new(i, false);
		churn_new(i, true);
	}
	begin(&r, RTM_GETNEIGH, NLM_F_DUMP, churn_ifindex);
	r.ndm.ndm_flags = 0;
	send(fd, &r, r.head.nlmsg_len, 0);
	while (churn_part(fd, entries, members) >= 0) {
		churn_change(count, &next);
		parts++;
	}
	for (i = 0; i < count; i += 2)
		missing += entries[i] != 1 || !members[i];
	if (missing)
		lab_fail("%u of %u that stayed were not dumped once", missing,
			 count);
	if (parts < 10 || next < 200)
		lab_fail("only %d parts, %u changes: no test", parts, next);
	printf("# churn %s: %u entries, %d parts, %u changes\n", w[1], count,
	       parts, next * 3 / 2);
	close(churn_fd);
	close(fd);
}
