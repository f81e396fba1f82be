// SPDX-License-Identifier: GPL-2.0
/*
 * What the kernel reports of a device, given back to it:
 *
 *   repeat NS DEV
 *
 * Every attribute alone, then all at once. TTL and flow label are not given
 * alone, because a number ends inheritance. Nothing may be refused, and the
 * report must be the same after each.
 */
#include <linux/if_link.h>
#include <linux/if_ovtun.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lab.h"

#define ROOM 4096

struct message {
	struct nlmsghdr head;
	struct ifinfomsg info;
	char attrs[ROOM];
};

struct report {
	size_t len;
	char data[ROOM];	/* what is in IFLA_INFO_DATA */
};

static struct rtattr *put(struct message *m, int type, const void *data,
			  size_t len)
{
	struct rtattr *a = (void *)((char *)m + NLMSG_ALIGN(m->head.nlmsg_len));

	a->rta_type = type;
	a->rta_len = RTA_LENGTH(len);
	if (len)
		memcpy(RTA_DATA(a), data, len);
	m->head.nlmsg_len = NLMSG_ALIGN(m->head.nlmsg_len) +
			    RTA_ALIGN(a->rta_len);
	return a;
}

static void close_nest(struct message *m, struct rtattr *nest)
{
	nest->rta_len = (char *)m + m->head.nlmsg_len - (char *)nest;
}

static void begin(struct message *m, int type, const char *dev)
{
	memset(m, 0, sizeof(*m));
	m->head.nlmsg_len = NLMSG_LENGTH(sizeof(m->info));
	m->head.nlmsg_type = type;
	m->head.nlmsg_flags = NLM_F_REQUEST;
	m->info.ifi_index = if_nametoindex(dev);
}

static ssize_t ask(struct message *m, void *answer, size_t room)
{
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	ssize_t got;

	got = send(fd, m, m->head.nlmsg_len, 0);
	if (got > 0)
		got = recv(fd, answer, room, 0);
	close(fd);
	return got;
}

static struct rtattr *find(struct rtattr *a, int left, int type)
{
	for (; RTA_OK(a, left); a = RTA_NEXT(a, left))
		if ((a->rta_type & NLA_TYPE_MASK) == type)
			return a;
	return NULL;
}

static bool get(const char *dev, struct report *r)
{
	static char answer[32768];
	struct nlmsghdr *head = (void *)answer;
	struct message m;
	struct rtattr *a;

	begin(&m, RTM_GETLINK, dev);
	if (ask(&m, answer, sizeof(answer)) < 0 ||
	    head->nlmsg_type != RTM_NEWLINK)
		return false;
	a = find(IFLA_RTA(NLMSG_DATA(head)), IFLA_PAYLOAD(head),
		 IFLA_LINKINFO);
	if (a)
		a = find(RTA_DATA(a), RTA_PAYLOAD(a), IFLA_INFO_DATA);
	if (!a || RTA_PAYLOAD(a) > sizeof(r->data))
		return false;
	r->len = RTA_PAYLOAD(a);
	memcpy(r->data, RTA_DATA(a), r->len);
	return true;
}

/* Attributes from data, in IFLA_OVTUN_EXT when so; the report stays. */
static bool give(const char *dev, const struct report *want, const char *what,
		 const void *data, size_t len, bool ext)
{
	struct rtattr *info, *body, *nest = NULL;
	char answer[8192] = {};
	struct nlmsghdr *head = (void *)answer;
	struct nlmsgerr *err = NLMSG_DATA(head);
	struct report now;
	struct message m;

	begin(&m, RTM_NEWLINK, dev);
	m.head.nlmsg_flags |= NLM_F_ACK;
	info = put(&m, IFLA_LINKINFO, NULL, 0);
	put(&m, IFLA_INFO_KIND, "ovtun", 5);
	body = put(&m, IFLA_INFO_DATA, NULL, 0);
	if (ext)
		nest = put(&m, IFLA_OVTUN_EXT | NLA_F_NESTED, NULL, 0);
	memcpy((char *)&m + m.head.nlmsg_len, data, len);
	m.head.nlmsg_len += NLMSG_ALIGN(len);
	if (nest)
		close_nest(&m, nest);
	close_nest(&m, body);
	close_nest(&m, info);
	if (ask(&m, answer, sizeof(answer)) < 0 ||
	    head->nlmsg_type != NLMSG_ERROR || err->error) {
		lab_fail("%s: refused: %s", what, strerror(-err->error));
		return false;
	}
	if (!get(dev, &now) || now.len != want->len ||
	    memcmp(now.data, want->data, want->len)) {
		lab_fail("%s: the report is another", what);
		return false;
	}
	return true;
}

/* Return: how many attributes there were, each was given alone */
static int give_each(const char *dev, const struct report *want,
		     struct rtattr *a, int left, bool ext)
{
	char what[64];
	int n = 0;

	for (; RTA_OK(a, left); a = RTA_NEXT(a, left)) {
		int type = a->rta_type & NLA_TYPE_MASK;

		if (!ext && type == IFLA_OVTUN_EXT) {
			n += give_each(dev, want, RTA_DATA(a), RTA_PAYLOAD(a),
				       true);
			continue;
		}
		if (!ext && (type == IFLA_OVTUN_TTL ||
			     type == IFLA_OVTUN_LABEL))
			continue;
		snprintf(what, sizeof(what), "attribute %s%d",
			 ext ? "ext." : "", type);
		give(dev, want, what, a, a->rta_len, ext);
		n++;
	}
	return n;
}

void repeat_command(char **w, int n)
{
	static struct report want;
	int attributes;

	lab_enter(w[0]);
	if (!get(w[1], &want))
		return lab_fail("no report of %s", w[1]);
	attributes = give_each(w[1], &want, (void *)want.data, want.len, false);
	give(w[1], &want, "all attributes", want.data, want.len, false);
	printf("# %s: %d attributes\n", w[1], attributes);
}
