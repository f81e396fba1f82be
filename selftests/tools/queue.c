// SPDX-License-Identifier: GPL-2.0
/*
 * The user-space end of a netfilter queue:
 *
 *   queue NS NUMBER      bind the queue
 *   accept NUMBER N      take N packets from it and let them pass
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_queue.h>
#include <linux/netlink.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lab.h"

#define QUEUES 4

struct message {
	struct nlmsghdr head;
	struct nfgenmsg gen;
	char attrs[64];
};

static int queue_fd[QUEUES];

static void begin(struct message *m, int type, int number)
{
	memset(m, 0, sizeof(*m));
	m->head.nlmsg_len = NLMSG_LENGTH(sizeof(m->gen));
	m->head.nlmsg_type = NFNL_SUBSYS_QUEUE << 8 | type;
	m->head.nlmsg_flags = NLM_F_REQUEST;
	m->gen.version = NFNETLINK_V0;
	m->gen.res_id = htons(number);
}

static void put(struct message *m, int type, const void *data, size_t len)
{
	struct nlattr *a = (void *)((char *)m + m->head.nlmsg_len);

	a->nla_type = type;
	a->nla_len = NLA_HDRLEN + len;
	memcpy(a + 1, data, len);
	m->head.nlmsg_len += NLA_ALIGN(a->nla_len);
}

/* Sends a request with an acknowledgment. */
static bool request(int fd, struct message *m)
{
	char answer[512];
	struct nlmsghdr *head = (void *)answer;
	struct nlmsgerr *err = NLMSG_DATA(head);

	m->head.nlmsg_flags |= NLM_F_ACK;
	if (send(fd, m, m->head.nlmsg_len, 0) < 0 ||
	    recv(fd, answer, sizeof(answer), 0) < 0)
		return false;
	errno = head->nlmsg_type == NLMSG_ERROR ? -err->error : EPROTO;
	return !errno;
}

void queue_open(char **w, int n)
{
	struct nfqnl_msg_config_cmd bind = { .command = NFQNL_CFG_CMD_BIND };
	struct nfqnl_msg_config_params meta = { .copy_mode = NFQNL_COPY_META };
	int number = atoi(w[1]), fd;
	struct message m;

	(void)n;
	if (number < 0 || number >= QUEUES)
		return lab_fail("queue 0 to %d", QUEUES - 1);
	lab_enter(w[0]);
	fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_NETFILTER);
	begin(&m, NFQNL_MSG_CONFIG, number);
	put(&m, NFQA_CFG_CMD, &bind, sizeof(bind));
	if (fd < 0 || !request(fd, &m))
		return lab_fail("queue %d: %s", number, strerror(errno));
	begin(&m, NFQNL_MSG_CONFIG, number);
	put(&m, NFQA_CFG_PARAMS, &meta, sizeof(meta));
	if (!request(fd, &m))
		return lab_fail("queue %d: %s", number, strerror(errno));
	queue_fd[number] = fd;
}

/* The packet header is the first attribute of every queued packet. */
static bool accept_one(int fd, int number)
{
	struct nfqnl_msg_verdict_hdr verdict = { .verdict = htonl(NF_ACCEPT) };
	struct nfqnl_msg_packet_hdr packet;
	char data[8192];
	struct nlmsghdr *head = (void *)data;
	struct nlattr *a = (void *)((char *)NLMSG_DATA(head) +
				    NLMSG_ALIGN(sizeof(struct nfgenmsg)));
	struct pollfd pfd = { fd, POLLIN, 0 };
	long left = lab_deadline() - lab_now_ms();
	struct message m;

	if (poll(&pfd, 1, left) <= 0 || recv(fd, data, sizeof(data), 0) < 0 ||
	    a->nla_type != NFQA_PACKET_HDR)
		return false;
	memcpy(&packet, a + 1, sizeof(packet));
	verdict.id = packet.packet_id;
	begin(&m, NFQNL_MSG_VERDICT, number);
	put(&m, NFQA_VERDICT_HDR, &verdict, sizeof(verdict));
	return send(fd, &m, m.head.nlmsg_len, 0) >= 0;
}

void queue_accept(char **w, int n)
{
	int number = atoi(w[0]), count = atoi(w[1]), i;

	(void)n;
	for (i = 0; i < count; i++)
		if (!accept_one(queue_fd[number % QUEUES], number))
			return lab_fail("%d of %d packets queued", i, count);
}
