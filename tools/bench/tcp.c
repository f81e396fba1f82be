// SPDX-License-Identifier: GPL-2.0
/*
 * A TCP connection from this network namespace to another:
 *
 *   meter tcp NETNS ADDRESS BYTES    as many bytes there
 *   meter rr NETNS ADDRESS COUNT     as often a byte there and one back
 *
 * Prints what both ends and the kernel took for it. Some go before that, so
 * that windows are open and ways are known.
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "meter.h"

#define CHUNK 131072
#define PORT 5201

static char chunk[CHUNK];

static int open_namespace(const char *name)
{
	char path[256];
	int fd;

	snprintf(path, sizeof(path), "%s%s", *name == '/' ? "" : "/run/netns/",
		 name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		fatal(path);
	return fd;
}

static int tcp_socket(int ns)
{
	int fd, one = 1;

	if (setns(ns, CLONE_NEWNET))
		fatal("setns");
	fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 ||
	    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)) ||
	    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one)))
		fatal("socket");
	return fd;
}

static void receive(int fd, uint64_t bytes)
{
	ssize_t n;

	for (; bytes; bytes -= n) {
		n = read(fd, chunk, bytes < CHUNK ? bytes : CHUNK);
		if (n <= 0)
			fatal("read");
	}
}

static void transmit(int fd, uint64_t bytes)
{
	ssize_t n;

	for (; bytes; bytes -= n) {
		n = write(fd, chunk, bytes < CHUNK ? bytes : CHUNK);
		if (n <= 0)
			fatal("write");
	}
}

static void ask(int fd, uint64_t times, uint64_t bytes)
{
	while (times--) {
		transmit(fd, bytes);
		receive(fd, 1);
	}
}

static void answer(int fd, uint64_t times, uint64_t bytes)
{
	while (times--) {
		receive(fd, bytes);
		transmit(fd, 1);
	}
}

/* A request has so many bytes, an answer one. */
static int connection(char **argv, uint64_t times, uint64_t bytes)
{
	struct sockaddr_in to = {
		.sin_family = AF_INET,
		.sin_port = htons(PORT),
	};
	int here = open_namespace("/proc/self/ns/net");
	int there = open_namespace(argv[0]);
	struct busy b;
	int server, fd;

	if (inet_pton(AF_INET, argv[1], &to.sin_addr) != 1)
		return 2;
	server = tcp_socket(there);
	if (bind(server, (struct sockaddr *)&to, sizeof(to)) ||
	    listen(server, 1))
		fatal("listen");
	fd = tcp_socket(here);
	if (connect(fd, (struct sockaddr *)&to, sizeof(to)))
		fatal(argv[1]);
	if (!fork()) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		fd = accept(server, NULL, NULL);
		if (fd < 0)
			fatal("accept");
		answer(fd, times / 10 + 1 + times, bytes);
		_exit(0);
	}
	ask(fd, times / 10 + 1, bytes);
	busy_begin(&b);
	ask(fd, times, bytes);
	printf("%llu\n", (unsigned long long)busy_end(&b));
	return 0;
}

int tcp_main(int argc, char **argv)
{
	return argc == 3 ? connection(argv, 1, strtoull(argv[2], NULL, 0)) : 2;
}

int rr_main(int argc, char **argv)
{
	return argc == 3 ? connection(argv, strtoull(argv[2], NULL, 0), 1) : 2;
}
