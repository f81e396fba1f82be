// SPDX-License-Identifier: GPL-2.0
/*
 * Is somebody there?
 *
 *   ping NS ADDR N           N echo requests are answered, however late
 *
 * For IPv4. Without a process, which may take long while others flood.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/ip.h>
#include <netinet/ip_icmp.h>
#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lab.h"

#define PACE_MS 5

static uint16_t checksum(const void *data, size_t len)
{
	const char *at = data;
	uint32_t sum = 0;
	uint16_t word;

	for (; len > 1; len -= 2, at += 2) {
		memcpy(&word, at, sizeof(word));
		sum += word;
	}
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return ~sum;
}

static bool request(int fd, const struct sockaddr_in *to, int number)
{
	struct icmphdr icmp = {
		.type = ICMP_ECHO,
		.un.echo = { htons(getpid()), htons(number) },
	};

	icmp.checksum = checksum(&icmp, sizeof(icmp));
	return sendto(fd, &icmp, sizeof(icmp), 0, (const void *)to,
		      sizeof(*to)) == sizeof(icmp);
}

/* Return: how many answers there are by now */
static int answers(int fd)
{
	uint8_t packet[256];
	struct icmphdr icmp;
	int found = 0;
	ssize_t got;

	while ((got = recv(fd, packet, sizeof(packet), MSG_DONTWAIT)) >= 0) {
		if (got < (ssize_t)(sizeof(struct iphdr) + sizeof(icmp)))
			continue;
		memcpy(&icmp, packet + 4 * (packet[0] & 15), sizeof(icmp));
		found += icmp.type == ICMP_ECHOREPLY &&
			 icmp.un.echo.id == htons(getpid());
	}
	return found;
}

void ping_command(char **w, int n)
{
	struct sockaddr_in to = { .sin_family = AF_INET };
	int fd, sent = 0, got = 0, want = atoi(w[2]);
	long deadline = lab_deadline();

	(void)n;
	if (inet_pton(AF_INET, w[1], &to.sin_addr) != 1)
		return lab_fail("bad address %s", w[1]);
	lab_enter(w[0]);
	fd = socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_ICMP);
	if (fd < 0)
		return lab_fail("no ping: %s", strerror(errno));
	while (got < want && lab_now_ms() < deadline) {
		if (request(fd, &to, sent))
			sent++;
		poll(NULL, 0, PACE_MS);
		got += answers(fd);
	}
	close(fd);
	if (got < want)
		lab_fail("%d of %d pings to %s are answered, not %d", got, sent,
			 w[1], want);
}
