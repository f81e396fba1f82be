// SPDX-License-Identifier: GPL-2.0
/*
 * A packet socket on all devices of a namespace. As long as it is open, the
 * kernel's packets are clones.
 */
#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if_arp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "frame.h"
#include "watch.h"

/**
 * watch_open - begin to watch the present namespace
 * @w: where it is remembered
 * @base: the lowest number of a packet
 * Return: whether it worked
 */
bool watch_open(struct watch *w, unsigned int base)
{
	int one = 1, room = 16 << 20;

	memset(w, 0, sizeof(*w));
	w->base = base;
	w->fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, htons(ETH_P_ALL));
	setsockopt(w->fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof(room));
	return w->fd >= 0 && !setsockopt(w->fd, SOL_PACKET,
					 PACKET_IGNORE_OUTGOING, &one,
					 sizeof(one));
}

void watch_close(struct watch *w)
{
	close(w->fd);
}

static void note(struct watch *w, const uint8_t *data, size_t len,
		 const struct sockaddr_ll *from)
{
	bool ethernet = from->sll_hatype == ARPHRD_ETHER;
	char text[1024];
	unsigned int tag;
	const char *at;

	frame_describe(data, len, ethernet ? FRAME_ETHERNET : FRAME_NETWORK,
		       ntohs(from->sll_protocol), text, sizeof(text));
	at = strstr(text, " tag=");
	if (!at || !describe_match(text, "tagdata=good"))
		return;
	tag = strtoul(at + 5, NULL, 0) - w->base;
	if (tag < SEEDS_MAX &&
	    (!w->ifindex[tag] || w->ifindex[tag] == from->sll_ifindex))
		w->found[tag] = true;
}

/**
 * watch_read - note what has come
 * @w: what watch_open() has made
 * @ms: to wait at most until something comes
 */
void watch_read(struct watch *w, int ms)
{
	struct pollfd pfd = { w->fd, POLLIN, 0 };
	static uint8_t data[FRAME_MAX];
	struct sockaddr_ll from = {};
	socklen_t size;
	ssize_t got;

	poll(&pfd, 1, ms);
	for (;;) {
		size = sizeof(from);
		got = recvfrom(w->fd, data, sizeof(data), MSG_DONTWAIT,
			       (struct sockaddr *)&from, &size);
		if (got < 0)
			return;
		note(w, data, got, &from);
	}
}
