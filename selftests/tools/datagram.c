// SPDX-License-Identifier: GPL-2.0
/*
 * Datagrams by sockets that see more, or send more, than others:
 *
 *   segments NS SRC DST PORT N FRAME   N datagrams in one, to be cut by who
 *                                      can; FRAME begins behind UDP
 *   raw NS PROTO [6]                   open a raw socket, of IPv6
 *   rawcount N                         it has got N packets since, not more
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "frame.h"
#include "lab.h"

#ifndef UDP_SEGMENT
#define UDP_SEGMENT 103
#endif

static int raw_fd = -1;

static bool ip4(const char *text, int port, struct sockaddr_in *to)
{
	memset(to, 0, sizeof(*to));
	to->sin_family = AF_INET;
	to->sin_port = htons(port);
	if (inet_pton(AF_INET, text, &to->sin_addr) == 1)
		return true;
	lab_fail("bad address %s", text);
	return false;
}

/**
 * datagram_segments - words: NS SRC DST PORT N FRAME
 */
void datagram_segments(char **word, int words)
{
	static struct frame frame, all;
	struct sockaddr_in from, to;
	int fd, n = atoi(word[4]), size;

	if (!ip4(word[1], 0, &from) || !ip4(word[2], atoi(word[3]), &to))
		return;
	if (frame_build(&frame, word + 5, words - 5, CUT_NONE, NULL) ||
	    n * frame.len > FRAME_MAX)
		return lab_fail("bad frame");
	for (all.len = 0; n--; all.len += frame.len)
		memcpy(all.data + all.len, frame.data, frame.len);
	size = frame.len;
	lab_enter(word[0]);
	fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (bind(fd, (struct sockaddr *)&from, sizeof(from)) ||
	    setsockopt(fd, IPPROTO_UDP, UDP_SEGMENT, &size, sizeof(size)) ||
	    sendto(fd, all.data, all.len, 0, (struct sockaddr *)&to,
		   sizeof(to)) < 0)
		lab_fail("segments: %s", strerror(errno));
	close(fd);
}

/**
 * datagram_raw - words: NS PROTO [6]
 */
void datagram_raw(char **word, int words)
{
	int family = words > 2 ? AF_INET6 : AF_INET;

	if (raw_fd >= 0)
		close(raw_fd);
	lab_enter(word[0]);
	raw_fd = socket(family, SOCK_RAW | SOCK_CLOEXEC, atoi(word[1]));
	if (raw_fd < 0)
		lab_fail("raw: %s", strerror(errno));
}

/**
 * datagram_rawcount - words: N
 */
void datagram_rawcount(char **word, int words)
{
	static uint8_t buf[FRAME_MAX];
	int want = atoi(word[0]), got = 0;
	struct pollfd pfd = { raw_fd, POLLIN, 0 };

	(void)words;
	while (got < want && poll(&pfd, 1, 1000) > 0 &&
	       recv(raw_fd, buf, sizeof(buf), MSG_DONTWAIT) >= 0)
		got++;
	while (recv(raw_fd, buf, sizeof(buf), MSG_DONTWAIT) >= 0)
		got++;
	close(raw_fd);
	raw_fd = -1;
	if (got != want)
		lab_fail("the raw socket got %d packets, not %d", got, want);
}
