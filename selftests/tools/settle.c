// SPDX-License-Identifier: GPL-2.0
/*
 * What was sent has arrived.
 *
 *   settle NS                what lab sent over veth so far has been received
 *
 * A packet over veth or loopback waits in the backlog of the CPU that sent it,
 * as a rule until send() returns, but before Linux 6.4 for as long as ksoftirqd
 * is to run and did not get to it. lab has one CPU, so its frame over loopback
 * is behind all that it sent. NS needs a loopback device that is up.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lab.h"

/* IEEE 802 local experimental ethertype 2: no protocol takes the frame. */
#define MARKER 0x88b6

static bool arrives(int fd)
{
	const struct ether_header frame = { .ether_type = htons(MARKER) };
	struct pollfd incoming = { .fd = fd, .events = POLLIN };
	long left = lab_deadline() - lab_now_ms();

	return send(fd, &frame, sizeof(frame), 0) == sizeof(frame) &&
	       poll(&incoming, 1, left) == 1;
}

void settle_command(char **word, int words)
{
	struct sockaddr_ll addr = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(MARKER),
	};
	int fd;

	if (words != 1)
		return lab_fail("settle NS");
	lab_enter(word[0]);
	fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
	addr.sll_ifindex = if_nametoindex("lo");
	if (fd < 0 || bind(fd, (struct sockaddr *)&addr, sizeof(addr)) ||
	    !arrives(fd))
		lab_fail("settle %s: %s", word[0], strerror(errno));
	close(fd);
}
