// SPDX-License-Identifier: GPL-2.0
/* Frames as they are on a wire. */

#include <arpa/inet.h>
#include <err.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/socket.h>
#include <time.h>

#include "capture.h"
#include "netns.h"

#define PCAP_MAGIC_USEC		0xa1b2c3d4
#define PCAP_SNAPLEN		65535
#define PCAP_ETHERNET		1

int capture_open(const char *netns, const char *dev, int protocol)
{
	struct packet_mreq all = { .mr_type = PACKET_MR_PROMISC };
	struct sockaddr_ll addr = { .sll_family = AF_PACKET };
	int fd;

	netns_enter(netns);
	addr.sll_protocol = htons(protocol);
	addr.sll_ifindex = if_nametoindex(dev);
	if (!addr.sll_ifindex)
		err(1, "%s in %s", dev, netns);
	all.mr_ifindex = addr.sll_ifindex;

	fd = socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0 ||
	    setsockopt(fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &all,
		       sizeof(all)) ||
	    bind(fd, (struct sockaddr *)&addr, sizeof(addr)))
		err(1, "packet socket on %s in %s", dev, netns);
	return fd;
}

void capture_save(const char *file, const void *frame, size_t len)
{
	const struct {
		uint32_t magic;
		uint16_t major, minor;
		uint32_t zone, sigfigs, snaplen, linktype;
	} head = {
		.magic = PCAP_MAGIC_USEC,
		.major = 2,
		.minor = 4,
		.snaplen = PCAP_SNAPLEN,
		.linktype = PCAP_ETHERNET,
	};
	const struct {
		uint32_t sec, usec, caplen, len;
	} record = { .sec = time(NULL), .caplen = len, .len = len };
	FILE *out = fopen(file, "w");

	if (!out ||
	    fwrite(&head, sizeof(head), 1, out) != 1 ||
	    fwrite(&record, sizeof(record), 1, out) != 1 ||
	    fwrite(frame, len, 1, out) != 1 ||
	    fclose(out))
		err(1, "%s", file);
}
