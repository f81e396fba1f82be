// SPDX-License-Identifier: GPL-2.0
/*
 * Packet sockets and tun devices, both with a header that says which checksum
 * and which segmentation is left to the kernel.
 */
#include <fcntl.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "inject.h"
#include "layout.h"

#define PIECES_MAX 16
#define PIECE_MAX 4000	/* less than a page */

/**
 * inject_enter - go to a network namespace
 * @name: its name
 * Return: whether it worked
 */
bool inject_enter(const char *name)
{
	char path[128];
	bool good;
	int fd;

	snprintf(path, sizeof(path), "/run/netns/%s", name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	good = fd >= 0 && !setns(fd, CLONE_NEWNET);
	if (fd >= 0)
		close(fd);
	return good;
}

/**
 * wire_open - a packet socket in the present namespace, for sending only
 * @w: receives it
 * @dev: to send to
 * Return: whether it worked
 */
bool wire_open(struct wire *w, const char *dev)
{
	int one = 1, room = 8 << 20;
	struct ifreq ifr;

	w->ifindex = if_nametoindex(dev);
	w->fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
	snprintf(ifr.ifr_name, sizeof(ifr.ifr_name), "%s", dev);
	if (ioctl(w->fd, SIOCGIFHWADDR, &ifr))
		return false;
	w->skip = ifr.ifr_hwaddr.sa_family == ARPHRD_ETHER ? 0 : 14;
	setsockopt(w->fd, SOL_SOCKET, SO_SNDBUFFORCE, &room, sizeof(room));
	return w->ifindex && w->fd >= 0 &&
	       !setsockopt(w->fd, SOL_PACKET, PACKET_VNET_HDR, &one,
			   sizeof(one));
}

/* What the packet says that it is, in network byte order */
static uint16_t protocol(const struct frame *f)
{
	uint16_t value;

	memcpy(&value, f->data + 12, sizeof(value));
	return value;
}

/**
 * wire_send - send a packet
 * @w: the socket
 * @f: the packet
 * @offload: what is left to the kernel
 * Return: whether the kernel took it
 */
bool wire_send(const struct wire *w, const struct frame *f,
	       const struct virtio_net_hdr *offload)
{
	struct virtio_net_hdr head = *offload;
	struct iovec iov[] = {
		{ &head, sizeof(head) },
		{ (void *)(f->data + w->skip), f->len - w->skip },
	};
	/* The kernel wants room for the longest address, even if unused. */
	union {
		struct sockaddr_ll ll;
		char room[sizeof(struct sockaddr_ll) + 32];
	} to = {
		.ll.sll_family = AF_PACKET,
		.ll.sll_ifindex = w->ifindex,
		.ll.sll_protocol = protocol(f),
	};
	struct msghdr msg = {
		.msg_name = &to,
		.msg_namelen = sizeof(to),
		.msg_iov = iov,
		.msg_iovlen = COUNT(iov),
	};

	if (head.csum_start >= w->skip)
		head.csum_start -= w->skip;
	return f->len > 14 && sendmsg(w->fd, &msg, 0) >= 0;
}

/**
 * tap_open - make a tun device in the present namespace
 * @name: of the device
 * @kind: of the device
 * Return: a descriptor, or -1
 */
int tap_open(const char *name, enum tap_kind kind)
{
	static const short flags[] = {
		[TAP_PAGES] = IFF_TAP | IFF_NAPI | IFF_NAPI_FRAGS,
		[TAP_LINEAR] = IFF_TAP | IFF_NAPI,
		[TAP_IP] = IFF_TUN,
	};
	struct ifreq ifr = {
		.ifr_flags = flags[kind] | IFF_NO_PI | IFF_VNET_HDR,
	};
	int fd = open("/dev/net/tun", O_RDWR | O_CLOEXEC | O_NONBLOCK);
	int room = 8 << 20;

	snprintf(ifr.ifr_name, sizeof(ifr.ifr_name), "%s", name);
	if (fd >= 0 && ioctl(fd, TUNSETIFF, &ifr)) {
		close(fd);
		return -1;
	}
	ioctl(fd, TUNSETSNDBUF, &room);
	return fd;
}

/**
 * tap_send - a packet comes in by a tun device
 * @c: decides where the pages begin
 * @fd: the device
 * @kind: of the device
 * @f: the packet, with an Ethernet header
 * @offload: what is left to the kernel
 * Return: whether the kernel took it
 */
bool tap_send(struct chance *c, int fd, enum tap_kind kind,
	      const struct frame *f, const struct virtio_net_hdr *offload)
{
	size_t at = kind == TAP_IP ? 14 : 0, piece;
	struct virtio_net_hdr head = *offload;
	struct iovec iov[PIECES_MAX + 1] = { { &head, sizeof(head) } };
	int n = 1;

	if (f->len <= at)
		return false;
	if (kind == TAP_IP && head.csum_start >= at)
		head.csum_start -= at;
	/* Of pages, the first piece is what is not in one. */
	while (at < f->len && n <= PIECES_MAX) {
		piece = f->len - at;
		if (kind == TAP_PAGES && n < PIECES_MAX)
			piece = n == 1 ? 14 + chance_below(c, 80) :
					 1 + chance_below(c, 200);
		if (kind == TAP_PAGES && piece > PIECE_MAX)
			piece = PIECE_MAX;
		if (piece > f->len - at)
			piece = f->len - at;
		iov[n++] = (struct iovec){ (void *)(f->data + at), piece };
		at += piece;
	}
	return writev(fd, iov, n) >= 0;
}

void offload_none(struct virtio_net_hdr *h)
{
	memset(h, 0, sizeof(*h));
}

/* Segments of what the packet is, or of something else. */
static void segments(struct chance *c, const struct layout *l,
		     struct virtio_net_hdr *h)
{
	static const uint8_t types[] = { VIRTIO_NET_HDR_GSO_TCPV4,
					 VIRTIO_NET_HDR_GSO_TCPV6,
					 VIRTIO_NET_HDR_GSO_UDP,
					 GSO_UDP_L4,
					 0x7f };

	if (l->proto == PROTO_TCP)
		h->gso_type = l->version == 4 ? VIRTIO_NET_HDR_GSO_TCPV4 :
						VIRTIO_NET_HDR_GSO_TCPV6;
	else
		h->gso_type = GSO_UDP_L4;
	if (chance_one_in(c, 6))
		h->gso_type = types[chance_below(c, COUNT(types))];
	if (chance_one_in(c, 6))
		h->gso_type |= VIRTIO_NET_HDR_GSO_ECN;
	h->gso_size = 40 + chance_below(c, 1400);
	if (chance_one_in(c, 8))
		h->gso_size = chance_next(c);
	h->hdr_len = l->l4 + (l->proto == PROTO_TCP ? 20 : 8);
	if (chance_one_in(c, 8))
		h->hdr_len = chance_below(c, 256);
}

/**
 * offload_any - leave a checksum, or segmentation as well, to the kernel
 * @c: decides
 * @f: the packet
 * @h: receives what the kernel has to do
 */
void offload_any(struct chance *c, const struct frame *f,
		 struct virtio_net_hdr *h)
{
	struct layout l;

	offload_none(h);
	if (!layout_find(f, 14, &l))
		return;
	h->flags = VIRTIO_NET_HDR_F_NEEDS_CSUM;
	if (chance_one_in(c, 8))
		h->flags = chance_below(c, 4);
	h->csum_start = l.l4;
	h->csum_offset = l.proto == PROTO_TCP ? 16 : 6;
	if (chance_one_in(c, 8))
		h->csum_start = chance_below(c, f->len + 8);
	if (chance_one_in(c, 8))
		h->csum_offset = chance_below(c, 64);
	if (!chance_one_in(c, 3))
		segments(c, &l, h);
}
