// SPDX-License-Identifier: GPL-2.0
/*
 * Entries of a forwarding table, by netlink:
 *
 *   meter fdb DEV MAC COUNT ADDRESS    COUNT addresses from MAC on are behind
 *                                      ADDRESS
 *
 * As `bridge fdb add` does it, many in one message to the kernel.
 */
#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <linux/neighbour.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "meter.h"

#define BATCH 128
#define MAC_LEN 6

struct entry {
	struct nlmsghdr head;
	struct ndmsg ndm;
	struct nlattr mac_attr;
	uint8_t mac[NLA_ALIGN(MAC_LEN)];
	struct nlattr dst_attr;
	uint8_t dst[4];
};

static_assert(sizeof(struct entry) % NLMSG_ALIGNTO == 0, "no gaps");

static void init_entry(struct entry *e, unsigned int ifindex, const char *dst)
{
	*e = (struct entry){
		.head = {
			.nlmsg_len = sizeof(*e),
			.nlmsg_type = RTM_NEWNEIGH,
			.nlmsg_flags = NLM_F_REQUEST | NLM_F_CREATE |
				       NLM_F_EXCL,
		},
		.ndm = {
			.ndm_family = AF_BRIDGE,
			.ndm_ifindex = ifindex,
			.ndm_state = NUD_PERMANENT,
			.ndm_flags = NTF_SELF,
		},
		.mac_attr = { NLA_HDRLEN + MAC_LEN, NDA_LLADDR },
		.dst_attr = { NLA_HDRLEN + sizeof(e->dst), NDA_DST },
	};
	if (inet_pton(AF_INET, dst, e->dst) != 1)
		fatal(dst);
}

static void set_mac(struct entry *e, uint64_t mac)
{
	int i;

	for (i = MAC_LEN - 1; i >= 0; i--, mac >>= 8)
		e->mac[i] = mac;
}

/* The last message of a batch asks for an answer; an earlier one that fails
 * gives one, too.
 */
static void send_batch(int fd, struct entry *batch, unsigned int n)
{
	char buf[8192];
	struct nlmsghdr *answer = (void *)buf;
	struct nlmsgerr *error = NLMSG_DATA(answer);

	batch[n - 1].head.nlmsg_flags |= NLM_F_ACK;
	if (send(fd, batch, n * sizeof(*batch), 0) < 0)
		fatal("send");
	if (recv(fd, buf, sizeof(buf), 0) < (ssize_t)sizeof(*answer))
		fatal("recv");
	errno = -error->error;
	if (answer->nlmsg_type != NLMSG_ERROR || errno)
		fatal("entry refused");
	batch[n - 1].head.nlmsg_flags &= ~NLM_F_ACK;
}

int fdb_main(int argc, char **argv)
{
	static struct entry batch[BATCH];
	unsigned int count, i, n, ifindex;
	uint8_t m[MAC_LEN];
	uint64_t mac = 0, begin;
	int fd;

	if (argc != 4 ||
	    sscanf(argv[1], "%hhx:%hhx:%hhx:%hhx:%hhx:%hhx", &m[0], &m[1],
		   &m[2], &m[3], &m[4], &m[5]) != MAC_LEN)
		return 2;
	for (i = 0; i < MAC_LEN; i++)
		mac = mac << 8 | m[i];
	count = strtoul(argv[2], NULL, 0);
	ifindex = if_nametoindex(argv[0]);
	if (!ifindex)
		fatal(argv[0]);
	fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	if (fd < 0)
		fatal("netlink");
	for (i = 0; i < BATCH; i++)
		init_entry(&batch[i], ifindex, argv[3]);

	begin = now();
	while (count) {
		n = count < BATCH ? count : BATCH;
		for (i = 0; i < n; i++)
			set_mac(&batch[i], mac++);
		send_batch(fd, batch, n);
		count -= n;
	}
	printf("%llu\n", (unsigned long long)(now() - begin));
	return 0;
}
