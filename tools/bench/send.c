// SPDX-License-Identifier: GPL-2.0
/*
 * pktgen for devices without Ethernet:
 *
 *   meter send DEV COUNT BYTES [DSTMAC]
 *
 * UDP in IPv4, of that length; behind an Ethernet header if DSTMAC is given.
 */
#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netinet/ip.h>
#include <netinet/udp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "meter.h"

#define FLOWS 16
#define BATCH 64
#define FRAME_MAX 2048

struct sender {
	int fd;
	struct sockaddr_ll to;
	size_t len;
	uint8_t frames[FLOWS][FRAME_MAX];
};

static uint16_t ip_checksum(const void *header, size_t len)
{
	const uint16_t *word = header;
	uint32_t sum = 0;

	for (; len; len -= 2)
		sum += *word++;
	sum = (sum >> 16) + (sum & 0xffff);
	return ~(sum + (sum >> 16));
}

static size_t make_frame(uint8_t *frame, size_t bytes, const uint8_t *mac,
			 unsigned int flow)
{
	struct ether_header *eth = (void *)frame;
	struct udphdr *udp;
	struct iphdr *ip;
	size_t len = bytes;

	if (mac) {
		memcpy(eth->ether_dhost, mac, ETH_ALEN);
		memcpy(eth->ether_shost, "\x02\x00\x01\x00\x00\x00", ETH_ALEN);
		eth->ether_type = htons(ETHERTYPE_IP);
		frame += sizeof(*eth);
		len += sizeof(*eth);
	}
	ip = (void *)frame;
	ip->version = 4;
	ip->ihl = 5;
	ip->ttl = 64;
	ip->protocol = IPPROTO_UDP;
	ip->tot_len = htons(bytes);
	ip->saddr = inet_addr("198.18.0.1");
	ip->daddr = inet_addr("198.18.0.2");
	ip->check = ip_checksum(ip, sizeof(*ip));
	udp = (void *)(ip + 1);
	udp->source = htons(1024 + flow);
	udp->dest = htons(9);
	udp->len = htons(bytes - sizeof(*ip));
	return len;
}

static void open_sender(struct sender *s, const char *dev)
{
	int one = 1;

	s->fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
	if (s->fd < 0)
		fatal("packet socket");
	s->to.sll_family = AF_PACKET;
	s->to.sll_protocol = htons(ETH_P_IP);
	s->to.sll_ifindex = if_nametoindex(dev);
	if (!s->to.sll_ifindex)
		fatal(dev);
	if (setsockopt(s->fd, SOL_PACKET, PACKET_QDISC_BYPASS, &one,
		       sizeof(one)))
		fatal("PACKET_QDISC_BYPASS");
}

static void send_all(struct sender *s, unsigned int count)
{
	struct mmsghdr message[BATCH] = {};
	struct iovec part[BATCH];
	unsigned int i, done;
	int n;

	for (i = 0; i < BATCH; i++) {
		part[i].iov_base = s->frames[i % FLOWS];
		part[i].iov_len = s->len;
		message[i].msg_hdr.msg_name = &s->to;
		message[i].msg_hdr.msg_namelen = sizeof(s->to);
		message[i].msg_hdr.msg_iov = &part[i];
		message[i].msg_hdr.msg_iovlen = 1;
	}
	for (done = 0; done < count; done += n) {
		n = count - done < BATCH ? count - done : BATCH;
		n = sendmmsg(s->fd, message, n, 0);
		if (n <= 0)
			fatal("sendmmsg");
	}
}

int send_main(int argc, char **argv)
{
	static struct sender sender;
	uint8_t mac[ETH_ALEN];
	unsigned int i, count;
	size_t bytes;
	uint64_t begin;

	if (argc < 3 || argc > 4)
		return 2;
	count = strtoul(argv[1], NULL, 0);
	bytes = strtoul(argv[2], NULL, 0);
	if (bytes < sizeof(struct iphdr) + sizeof(struct udphdr) ||
	    bytes > FRAME_MAX - sizeof(struct ether_header))
		return 2;
	if (argc == 4 &&
	    sscanf(argv[3], "%hhx:%hhx:%hhx:%hhx:%hhx:%hhx", &mac[0], &mac[1],
		   &mac[2], &mac[3], &mac[4], &mac[5]) != ETH_ALEN)
		return 2;

	open_sender(&sender, argv[0]);
	for (i = 0; i < FLOWS; i++)
		sender.len = make_frame(sender.frames[i], bytes,
					argc == 4 ? mac : NULL, i);
	begin = now();
	send_all(&sender, count);
	printf("%llu\n", (unsigned long long)(now() - begin));
	return 0;
}
