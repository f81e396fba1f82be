// SPDX-License-Identifier: GPL-2.0
/*
 * Who listens to what the module announces:
 *
 *   listen NS    to forwarding entries, the multicast database, segments, peers
 *
 * Neighbours of the IP stacks come in the same group. They change by themselves
 * when time passes, and are left out.
 *
 * Where a message is lost the listener must be told that one is (ENOBUFS).
 */
#include <errno.h>
#include <linux/genetlink.h>
#include <linux/neighbour.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lab.h"
#include "listen.h"

#define SOCKETS 4
#define GENERIC_GROUPS 64	/* more than there are */

static struct {
	int fd, protocol;
} sockets[SOCKETS];

static int count;

static void subscribe(int protocol, const int *groups, int n)
{
	struct sockaddr_nl any = { .nl_family = AF_NETLINK };
	int i, fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol);

	/* Without a port it counts as the kernel, which tells others only. */
	if (bind(fd, (struct sockaddr *)&any, sizeof(any)))
		lab_fail("no listener: %s", strerror(errno));
	for (i = 0; i < n; i++)
		setsockopt(fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &groups[i],
			   sizeof(groups[i]));
	sockets[count].fd = fd;
	sockets[count++].protocol = protocol;
}

void listen_begin(char **w, int n)
{
	static const int route[] = { RTNLGRP_NEIGH, RTNLGRP_MDB };
	int all[GENERIC_GROUPS], i;

	(void)n;
	if (count + 2 > SOCKETS)
		return lab_fail("too many listeners");
	for (i = 0; i < GENERIC_GROUPS; i++)
		all[i] = i + 1;
	lab_enter(w[0]);
	subscribe(NETLINK_ROUTE, route, 2);
	subscribe(NETLINK_GENERIC, all, GENERIC_GROUPS);
}

static bool matters(int protocol, const struct nlmsghdr *h)
{
	const struct ndmsg *ndm = NLMSG_DATA(h);

	if (protocol == NETLINK_GENERIC)
		return h->nlmsg_type != GENL_ID_CTRL;
	return ndm->ndm_family == AF_BRIDGE;
}

static int read_some(int fd, int protocol, bool *lost)
{
	static uint8_t buffer[1 << 16];
	struct nlmsghdr *h;
	int messages = 0;
	ssize_t left;

	for (;;) {
		left = recv(fd, buffer, sizeof(buffer), MSG_DONTWAIT);
		if (left < 0 && errno != ENOBUFS && errno != ENOMEM)
			return messages;
		*lost |= left < 0;
		h = (void *)buffer;
		for (; NLMSG_OK(h, left); h = NLMSG_NEXT(h, left))
			messages += matters(protocol, h);
	}
}

/**
 * listen_read - what has been announced since the last time?
 * @lost: set if something has been lost
 * Return: the number of messages
 */
int listen_read(bool *lost)
{
	int i, messages = 0;

	*lost = false;
	for (i = 0; i < count; i++)
		messages += read_some(sockets[i].fd, sockets[i].protocol,
				      lost);
	return messages;
}
