// SPDX-License-Identifier: GPL-2.0
/*
 * Link messages with attributes that ip would not send:
 *
 *   link NS new|change:DEV PATTERN [ATTRIBUTE=TYPE:VALUE...]
 *
 * The kernel must refuse the request with a sentence in the extended
 * acknowledgment that the pattern (extended, any case) matches, and no
 * interface may be left behind. "made" as the pattern wants success instead.
 * Types: u8, u16, u32, be16, be32, ip4, ip6, flag, hex ("-" is nothing).
 * "ext." before the name of an attribute puts it into IFLA_OVTUN_EXT.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_link.h>
#include <linux/if_ovtun.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <regex.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lab.h"

#define NEW_NAME "raw0"

struct request {
	struct nlmsghdr head;
	struct ifinfomsg info;
	char attrs[4096];
};

static const struct attribute {
	const char *name;
	int number;
} attributes[] = {
	{ "id", IFLA_OVTUN_ID },
	{ "group", IFLA_OVTUN_GROUP },
	{ "link", IFLA_OVTUN_LINK },
	{ "local", IFLA_OVTUN_LOCAL },
	{ "ttl", IFLA_OVTUN_TTL },
	{ "tos", IFLA_OVTUN_TOS },
	{ "learning", IFLA_OVTUN_LEARNING },
	{ "ageing", IFLA_OVTUN_AGEING },
	{ "limit", IFLA_OVTUN_LIMIT },
	{ "port_range", IFLA_OVTUN_PORT_RANGE },
	{ "port", IFLA_OVTUN_PORT },
	{ "group6", IFLA_OVTUN_GROUP6 },
	{ "local6", IFLA_OVTUN_LOCAL6 },
	{ "udp_csum", IFLA_OVTUN_UDP_CSUM },
	{ "zero6tx", IFLA_OVTUN_UDP_ZERO_CSUM6_TX },
	{ "zero6rx", IFLA_OVTUN_UDP_ZERO_CSUM6_RX },
	{ "label", IFLA_OVTUN_LABEL },
	{ "ttl_inherit", IFLA_OVTUN_TTL_INHERIT },
	{ "df", IFLA_OVTUN_DF },
	{ "gbp", IFLA_OVTUN_GBP },
	{ "gpe", IFLA_OVTUN_GPE },
	{ "reserved_bits", IFLA_OVTUN_RESERVED_BITS },
	{ "label_policy", IFLA_OVTUN_LABEL_POLICY },
	{ "ext.encap", IFLA_OVTUN_EXT_ENCAP },
	{ "ext.ikey", IFLA_OVTUN_EXT_IKEY },
	{ "ext.okey", IFLA_OVTUN_EXT_OKEY },
	{ "ext.icsum", IFLA_OVTUN_EXT_ICSUM },
	{ "ext.ocsum", IFLA_OVTUN_EXT_OCSUM },
	{ "ext.iseq", IFLA_OVTUN_EXT_ISEQ },
	{ "ext.oseq", IFLA_OVTUN_EXT_OSEQ },
	{ "ext.strict", IFLA_OVTUN_EXT_STRICT },
	{ "ext.udp", IFLA_OVTUN_EXT_UDP },
	{ "ext.mark_policy", IFLA_OVTUN_EXT_MARK_POLICY },
	{ "ext.mark", IFLA_OVTUN_EXT_MARK },
	{ "ext.fwmark", IFLA_OVTUN_EXT_FWMARK },
	{ "ext.notrack", IFLA_OVTUN_EXT_NOTRACK },
	{ "ext.fastpath", IFLA_OVTUN_EXT_FASTPATH },
};

static struct rtattr *add(struct request *r, int type, const void *data,
			  size_t len)
{
	struct rtattr *a = (void *)((char *)r + NLMSG_ALIGN(r->head.nlmsg_len));

	a->rta_type = type;
	a->rta_len = RTA_LENGTH(len);
	if (len)
		memcpy(RTA_DATA(a), data, len);
	r->head.nlmsg_len = NLMSG_ALIGN(r->head.nlmsg_len) +
			    RTA_ALIGN(a->rta_len);
	return a;
}

static void nest_end(struct request *r, struct rtattr *nest)
{
	nest->rta_len = (char *)r + r->head.nlmsg_len - (char *)nest;
}

/* Return: size of the value, or -1 when it cannot be read. */
int link_value(const char *text, uint8_t *out, size_t room)
{
	const char *colon = strchr(text, ':'), *value = colon + 1;
	size_t n = colon ? (size_t)(colon - text) : 0;
	uint32_t number, host;

	if (!colon)
		return !strcmp(text, "flag") ? 0 : -1;
	number = strtoul(value, NULL, 0);
	if (!strncmp(text, "u8", n)) {
		out[0] = number;
		return 1;
	}
	if (!strncmp(text, "u16", n) || !strncmp(text, "be16", n)) {
		uint16_t half = text[0] == 'b' ? htons(number) : number;

		memcpy(out, &half, sizeof(half));
		return sizeof(half);
	}
	if (!strncmp(text, "u32", n) || !strncmp(text, "be32", n)) {
		host = text[0] == 'b' ? htonl(number) : number;
		memcpy(out, &host, sizeof(host));
		return sizeof(host);
	}
	if (!strncmp(text, "ip4", n))
		return inet_pton(AF_INET, value, out) == 1 ? 4 : -1;
	if (!strncmp(text, "ip6", n))
		return inet_pton(AF_INET6, value, out) == 1 ? 16 : -1;
	if (strncmp(text, "hex", n))
		return -1;
	if (!strcmp(value, "-"))
		return 0;
	for (n = 0; value[2 * n] && n < room; n++)
		if (sscanf(value + 2 * n, "%2hhx", out + n) != 1)
			return -1;
	return n;
}

static bool add_attribute(struct request *r, const char *word, bool ext)
{
	const char *eq = strchr(word, '=');
	uint8_t value[256];
	size_t i;
	int len;

	if (!eq)
		return false;
	for (i = 0; i < sizeof(attributes) / sizeof(attributes[0]); i++) {
		const char *name = attributes[i].name;

		if (strlen(name) != (size_t)(eq - word) ||
		    strncmp(name, word, eq - word))
			continue;
		if (!strncmp(name, "ext.", 4) != ext)
			return true;
		len = link_value(eq + 1, value, sizeof(value));
		if (len < 0)
			return false;
		add(r, attributes[i].number, value, len);
		return true;
	}
	return false;
}

static bool build_request(struct request *r, const char *op, char **w, int n)
{
	struct rtattr *info, *data, *ext;
	int i;

	memset(r, 0, sizeof(*r));
	r->head.nlmsg_len = NLMSG_LENGTH(sizeof(r->info));
	r->head.nlmsg_type = RTM_NEWLINK;
	r->head.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
	if (!strncmp(op, "change:", 7)) {
		r->info.ifi_index = if_nametoindex(op + 7);
	} else {
		r->head.nlmsg_flags |= NLM_F_CREATE | NLM_F_EXCL;
		add(r, IFLA_IFNAME, NEW_NAME, sizeof(NEW_NAME));
	}
	info = add(r, IFLA_LINKINFO, NULL, 0);
	add(r, IFLA_INFO_KIND, "ovtun", 5);
	data = add(r, IFLA_INFO_DATA, NULL, 0);
	ext = add(r, IFLA_OVTUN_EXT | NLA_F_NESTED, NULL, 0);
	for (i = 0; i < n; i++)
		if (!add_attribute(r, w[i], true)) {
			lab_fail("bad attribute %s", w[i]);
			return false;
		}
	nest_end(r, ext);
	for (i = 0; i < n; i++)
		add_attribute(r, w[i], false);
	nest_end(r, data);
	nest_end(r, info);
	return true;
}

/* Return: the error number that the kernel answers, its sentence in text. */
int link_transact(struct nlmsghdr *request, char *text, size_t room)
{
	int one = 1, fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC,
				 NETLINK_ROUTE);
	char answer[8192];
	struct nlmsghdr *head = (void *)answer;
	struct nlmsgerr *err = NLMSG_DATA(head);
	struct rtattr *a;
	ssize_t got;
	int left;

	*text = 0;
	setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, &one, sizeof(one));
	setsockopt(fd, SOL_NETLINK, NETLINK_CAP_ACK, &one, sizeof(one));
	got = send(fd, request, request->nlmsg_len, 0);
	if (got > 0)
		got = recv(fd, answer, sizeof(answer), 0);
	close(fd);
	if (got < (ssize_t)NLMSG_LENGTH(sizeof(*err)) ||
	    head->nlmsg_type != NLMSG_ERROR)
		return -EPROTO;
	if (!(head->nlmsg_flags & NLM_F_ACK_TLVS))
		return err->error;
	a = (void *)(err + 1);
	left = got - NLMSG_LENGTH(sizeof(*err));
	for (; RTA_OK(a, left); a = RTA_NEXT(a, left))
		if ((a->rta_type & NLA_TYPE_MASK) == NLMSGERR_ATTR_MSG)
			snprintf(text, room, "%s", (char *)RTA_DATA(a));
	return err->error;
}

static int count_interfaces(void)
{
	struct if_nameindex *all = if_nameindex();
	int n = 0;

	while (all && all[n].if_index)
		n++;
	if_freenameindex(all);
	return n;
}

bool link_matches(const char *pattern, const char *text)
{
	regex_t re;
	bool found;

	if (regcomp(&re, pattern, REG_EXTENDED | REG_ICASE | REG_NOSUB))
		return false;
	found = !regexec(&re, text, 0, NULL, 0);
	regfree(&re);
	return found;
}

void link_command(char **w, int n)
{
	static struct request request;
	char text[512];
	int before, error;

	lab_enter(w[0]);
	before = count_interfaces();
	if (!build_request(&request, w[1], w + 3, n - 3))
		return;
	error = link_transact(&request.head, text, sizeof(text));
	if (!strcmp(w[2], "made")) {
		if (error)
			lab_fail("refused: %s: %s", strerror(-error), text);
		return;
	}
	if (!error)
		lab_fail("not refused");
	else if (!link_matches(w[2], text))
		lab_fail("\"%s\" (%s) does not name %s", text,
			 strerror(-error), w[2]);
	if (count_interfaces() != before)
		lab_fail("the number of interfaces changed");
}
