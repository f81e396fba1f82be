// SPDX-License-Identifier: GPL-2.0
/*
 * The user-space end of Open vSwitch's kernel datapath:
 *
 *   upcall NS DP NUMBER    listen for actions userspace(pid=NUMBER,...)
 *   told NUMBER COND...    the next one tells of a tunnel with all conditions
 *
 * The conditions are those of frame.c, about id, src, dst, ttl, sport and dport
 * of the outer headers.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <linux/openvswitch.h>
#include <net/if.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "frame.h"
#include "lab.h"

#define LISTENERS 4

static struct listener {
	int fd, number;
} listeners[LISTENERS];

/* Else the datapath has a listener for each CPU, whatever the action says. */
static bool no_features(const char *ns, const char *name)
{
	struct {
		struct nlmsghdr head;
		struct genlmsghdr genl;
		struct ovs_header ovs;
		struct nlattr name;
		char dp[IFNAMSIZ];
		struct nlattr features;
		uint32_t bits;
	} m = {
		.head.nlmsg_len = sizeof(m),
		.head.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK,
		.genl.cmd = OVS_DP_CMD_SET,
		.genl.version = OVS_DATAPATH_VERSION,
		.name.nla_len = NLA_HDRLEN + IFNAMSIZ,
		.name.nla_type = OVS_DP_ATTR_NAME,
		.features.nla_len = NLA_HDRLEN + sizeof(m.bits),
		.features.nla_type = OVS_DP_ATTR_USER_FEATURES,
	};
	struct {
		struct nlmsghdr head;
		struct nlmsgerr err;
		char rest[1024];
	} answer;
	int family, fd;
	bool done;

	fd = genl_enter(ns, OVS_DATAPATH_FAMILY, &family);
	m.head.nlmsg_type = family;
	snprintf(m.dp, sizeof(m.dp), "%s", name);
	done = send(fd, &m, sizeof(m), 0) == sizeof(m) &&
	       recv(fd, &answer, sizeof(answer), 0) > 0 &&
	       (answer.head.nlmsg_type != NLMSG_ERROR || !answer.err.error);
	close(fd);
	return done;
}

void upcall_open(char **w, int n)
{
	struct sockaddr_nl addr = { .nl_family = AF_NETLINK };
	struct listener *l = listeners;

	(void)n;
	while (l->number && l < listeners + LISTENERS - 1)
		l++;
	l->number = atoi(w[2]);
	addr.nl_pid = l->number;
	if (!no_features(w[0], w[1]))
		return lab_fail("datapath %s", w[1]);
	l->fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_GENERIC);
	if (l->fd < 0 || bind(l->fd, (struct sockaddr *)&addr, sizeof(addr)))
		lab_fail("upcall %s: %s", w[2], strerror(errno));
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

static size_t add_address(char *out, size_t size, const char *name,
			  const struct nlattr *a)
{
	char text[INET6_ADDRSTRLEN];
	int family = a->nla_len == NLA_HDRLEN + 4 ? AF_INET : AF_INET6;

	inet_ntop(family, a + 1, text, sizeof(text));
	return snprintf(out, size, "%s=%s ", name, text);
}

static size_t add_number(char *out, size_t size, const char *name,
			 const struct nlattr *a)
{
	const uint8_t *byte = (void *)(a + 1);
	unsigned long long number = 0;
	int i;

	for (i = 0; i < a->nla_len - NLA_HDRLEN; i++)
		number = number << 8 | byte[i];
	return snprintf(out, size, "%s=%llu ", name, number);
}

static void describe(const void *from, const void *end, char *out, size_t size)
{
	static const struct {
		int type;
		const char *name;
		size_t (*add)(char *out, size_t size, const char *name,
			      const struct nlattr *a);
	} fields[] = {
		{ OVS_TUNNEL_KEY_ATTR_ID, "id", add_number },
		{ OVS_TUNNEL_KEY_ATTR_IPV4_SRC, "src", add_address },
		{ OVS_TUNNEL_KEY_ATTR_IPV6_SRC, "src", add_address },
		{ OVS_TUNNEL_KEY_ATTR_IPV4_DST, "dst", add_address },
		{ OVS_TUNNEL_KEY_ATTR_IPV6_DST, "dst", add_address },
		{ OVS_TUNNEL_KEY_ATTR_TTL, "ttl", add_number },
		{ OVS_TUNNEL_KEY_ATTR_TP_SRC, "sport", add_number },
		{ OVS_TUNNEL_KEY_ATTR_TP_DST, "dport", add_number },
	};
	const struct nlattr *a;
	size_t i, used = 0;

	*out = 0;
	for (i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		a = find(from, end, fields[i].type);
		if (a)
			used += fields[i].add(out + used, size - used,
					      fields[i].name, a);
	}
}

static bool next_message(int number, char *text, size_t size)
{
	static char data[1 << 16];
	const struct nlmsghdr *head = (void *)data;
	struct pollfd pfd = { -1, POLLIN, 0 };
	const struct nlattr *a;
	int i;

	for (i = 0; i < LISTENERS; i++)
		if (listeners[i].number == number)
			pfd.fd = listeners[i].fd;
	if (poll(&pfd, 1, lab_deadline() - lab_now_ms()) <= 0 ||
	    recv(pfd.fd, data, sizeof(data), 0) < 0) {
		lab_fail("nothing was told");
		return false;
	}
	a = find((char *)NLMSG_DATA(head) + GENL_HDRLEN +
		 sizeof(struct ovs_header), data + head->nlmsg_len,
		 OVS_PACKET_ATTR_EGRESS_TUN_KEY);
	if (!a) {
		lab_fail("no tunnel was told of");
		return false;
	}
	describe(a + 1, (char *)a + a->nla_len, text, size);
	return true;
}

void upcall_told(char **w, int n)
{
	char text[512];
	int i;

	if (!next_message(atoi(w[0]), text, sizeof(text)))
		return;
	for (i = 1; i < n; i++)
		if (!describe_match(text, w[i]))
			lab_fail("not %s: %s", w[i], text);
}
