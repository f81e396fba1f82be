// SPDX-License-Identifier: GPL-2.0
/*
 * Traffic through the network stacks of two namespaces:
 *
 *   udp NS SRC NS2 DST BYTES [df]    a datagram goes there and one comes back
 *   broadcast NS SRC NS2 DST BYTES   a datagram to a broadcast address
 *   toobig NS SRC DST BYTES [later]  such a datagram is refused: EMSGSIZE,
 *                                    at once or after the path MTU is learned
 *   tcp NS SRC NS2 DST BYTES         as many bytes there and as many back
 *
 * Content is compared. Nothing is sent twice, so a lost datagram fails.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lab.h"

#define CHUNK 262144

struct address {
	socklen_t len;
	union {
		struct sockaddr any;
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
	};
};

static uint8_t sent[CHUNK], got[CHUNK];

static bool parse_address(const char *text, struct address *a)
{
	memset(a, 0, sizeof(*a));
	if (inet_pton(AF_INET, text, &a->v4.sin_addr) == 1) {
		a->v4.sin_family = AF_INET;
		a->len = sizeof(a->v4);
		return true;
	}
	if (inet_pton(AF_INET6, text, &a->v6.sin6_addr) == 1) {
		a->v6.sin6_family = AF_INET6;
		a->len = sizeof(a->v6);
		return true;
	}
	lab_fail("bad address %s", text);
	return false;
}

/* Binds in a namespace; fills in the port that the socket got. */
static int bound_socket(const char *ns, int type, struct address *a)
{
	int fd, one = 1;

	lab_enter(ns);
	fd = socket(a->any.sa_family, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_BROADCAST, &one, sizeof(one));
	if (bind(fd, &a->any, a->len) ||
	    getsockname(fd, &a->any, &a->len)) {
		lab_fail("bind: %s", strerror(errno));
		close(fd);
		return -1;
	}
	return fd;
}

static uint16_t port_of(const struct address *a)
{
	return a->any.sa_family == AF_INET ? a->v4.sin_port : a->v6.sin6_port;
}

static void never_fragment(int fd, int family)
{
	int always = IP_PMTUDISC_DO;

	if (family == AF_INET)
		setsockopt(fd, IPPROTO_IP, IP_MTU_DISCOVER, &always,
			   sizeof(always));
	else
		setsockopt(fd, IPPROTO_IPV6, IPV6_MTU_DISCOVER, &always,
			   sizeof(always));
}

static void fill(uint8_t *p, size_t len, uint32_t seed)
{
	while (len--) {
		seed = seed * 1664525 + 1013904223;
		*p++ = seed >> 24;
	}
}

static bool transfer(int from, int to, const struct address *dst, size_t size)
{
	struct pollfd pfd = { to, POLLIN, 0 };
	long left, deadline = lab_deadline();
	ssize_t n;

	fill(sent, size, size);
	n = sendto(from, sent, size, 0, &dst->any, dst->len);
	if (n < 0) {
		lab_fail("datagram of %zu: %s", size, strerror(errno));
		return false;
	}
	do {
		left = deadline - lab_now_ms();
		if (left <= 0 || poll(&pfd, 1, left) <= 0) {
			lab_fail("datagram of %zu was lost", size);
			return false;
		}
		n = recv(to, got, sizeof(got), 0);
	} while (n < 0 && errno == EAGAIN);
	if (n == (ssize_t)size && !memcmp(sent, got, size))
		return true;
	lab_fail("datagram of %zu came changed", size);
	return false;
}

void flow_udp(char **w, int n)
{
	size_t size = strtoul(w[4], NULL, 0);
	struct address a, b;
	int fa, fb;

	if (!parse_address(w[1], &a) || !parse_address(w[3], &b))
		return;
	fa = bound_socket(w[0], SOCK_DGRAM, &a);
	fb = bound_socket(w[2], SOCK_DGRAM, &b);
	if (fa >= 0 && fb >= 0) {
		if (n > 5) {
			never_fragment(fa, a.any.sa_family);
			never_fragment(fb, b.any.sa_family);
		}
		if (!transfer(fa, fb, &b, size))
			lab_fail("on the way from %s to %s", w[1], w[3]);
		else if (!transfer(fb, fa, &a, size))
			lab_fail("on the way back from %s to %s", w[3], w[1]);
	}
	close(fa);
	close(fb);
}

void flow_broadcast(char **w, int n)
{
	struct address a, b, any;
	int fa, fb;

	(void)n;
	if (!parse_address(w[1], &a) || !parse_address(w[3], &b) ||
	    !parse_address("0.0.0.0", &any))
		return;
	fa = bound_socket(w[0], SOCK_DGRAM, &a);
	fb = bound_socket(w[2], SOCK_DGRAM, &any);
	if (fa >= 0 && fb >= 0) {
		b.v4.sin_port = port_of(&any);
		transfer(fa, fb, &b, strtoul(w[4], NULL, 0));
	}
	close(fa);
	close(fb);
}

void flow_toobig(char **w, int n)
{
	size_t size = strtoul(w[3], NULL, 0);
	long deadline = lab_deadline();
	struct address a, b;
	ssize_t sent_now;
	int fd;

	if (!parse_address(w[1], &a) || !parse_address(w[2], &b))
		return;
	fd = bound_socket(w[0], SOCK_DGRAM, &a);
	if (fd < 0)
		return;
	never_fragment(fd, a.any.sa_family);
	if (a.any.sa_family == AF_INET)
		b.v4.sin_port = htons(9);
	else
		b.v6.sin6_port = htons(9);
	do {
		sent_now = sendto(fd, sent, size, 0, &b.any, b.len);
	} while (sent_now >= 0 && n > 4 && lab_now_ms() < deadline &&
		 !poll(NULL, 0, 50));
	if (sent_now >= 0)
		lab_fail("a datagram of %zu was not too big", size);
	else if (errno != EMSGSIZE)
		lab_fail("a datagram of %zu: %s", size, strerror(errno));
	close(fd);
}

struct stream {
	size_t left_to_send, left_to_get;
	uint32_t send_state, get_state;
};

static uint8_t next_byte(uint32_t *state)
{
	*state = *state * 1664525 + 1013904223;
	return *state >> 24;
}

/* A chunk that could be sent in part only starts again where it stopped. */
static bool send_some(int fd, struct stream *s)
{
	size_t i, size = s->left_to_send < CHUNK ? s->left_to_send : CHUNK;
	uint32_t state = s->send_state;
	ssize_t n;

	for (i = 0; i < size; i++)
		sent[i] = next_byte(&state);
	n = send(fd, sent, size, MSG_NOSIGNAL);
	if (n < 0)
		return errno == EAGAIN;
	for (i = 0; i < (size_t)n; i++)
		next_byte(&s->send_state);
	s->left_to_send -= n;
	return true;
}

static bool get_some(int fd, struct stream *s)
{
	ssize_t i, n = recv(fd, got, sizeof(got), 0);

	if (n < 0)
		return errno == EAGAIN;
	if (!n || (size_t)n > s->left_to_get)
		return false;
	for (i = 0; i < n; i++)
		if (got[i] != next_byte(&s->get_state))
			return false;
	s->left_to_get -= n;
	return true;
}

static bool stream(int from, int to, size_t bytes)
{
	struct stream s = { bytes, bytes, bytes, bytes };
	struct pollfd pfd[2] = { { from, POLLOUT, 0 }, { to, POLLIN, 0 } };
	long deadline = lab_deadline();

	while (s.left_to_get) {
		pfd[0].events = s.left_to_send ? POLLOUT : 0;
		if (poll(pfd, 2, 1000) < 0)
			return false;
		if (pfd[0].revents & POLLOUT && !send_some(from, &s))
			break;
		if (pfd[1].revents && !get_some(to, &s))
			break;
		if (pfd[1].revents & POLLIN)
			deadline = lab_deadline();
		if (lab_now_ms() > deadline)
			break;
	}
	if (!s.left_to_get)
		return true;
	lab_fail("of %zu bytes %zu came", bytes, bytes - s.left_to_get);
	return false;
}

static int accept_within(int fd, long deadline)
{
	struct pollfd pfd = { fd, POLLIN, 0 };
	long left = deadline - lab_now_ms();

	if (left <= 0 || poll(&pfd, 1, left) <= 0)
		return -1;
	return accept4(fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

void flow_tcp(char **w, int n)
{
	size_t bytes = strtoul(w[4], NULL, 0);
	struct address a, b;
	int fa, fl, fb;

	(void)n;
	if (!parse_address(w[1], &a) || !parse_address(w[3], &b))
		return;
	fa = bound_socket(w[0], SOCK_STREAM, &a);
	fl = bound_socket(w[2], SOCK_STREAM, &b);
	if (fa < 0 || fl < 0 || listen(fl, 1))
		goto out;
	if (connect(fa, &b.any, b.len) && errno != EINPROGRESS) {
		lab_fail("connect: %s", strerror(errno));
		goto out;
	}
	fb = accept_within(fl, lab_deadline());
	if (fb < 0) {
		lab_fail("no TCP connection from %s to %s", w[1], w[3]);
		goto out;
	}
	if (!stream(fa, fb, bytes))
		lab_fail("TCP from %s to %s", w[1], w[3]);
	else if (!stream(fb, fa, bytes))
		lab_fail("TCP from %s back to %s", w[3], w[1]);
	close(fb);
out:
	close(fa);
	close(fl);
}
