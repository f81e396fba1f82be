/* SPDX-License-Identifier: GPL-2.0 */
/* Ways for a packet into the kernel, which differ in the skb that they make. */
#ifndef OVTUN_FUZZ_INJECT_H
#define OVTUN_FUZZ_INJECT_H

#include <linux/virtio_net.h>

#include "chance.h"
#include "frame.h"

/* VIRTIO_NET_HDR_GSO_UDP_L4, which the headers of Linux 6.1 lack */
#define GSO_UDP_L4 5

/* A packet socket on a device. Packets may be larger than a page, or GSO. */
struct wire {
	int fd, ifindex;
	size_t skip;	/* bytes of a packet that the device has no use for */
};

bool inject_enter(const char *name);
bool wire_open(struct wire *w, const char *dev);
bool wire_send(const struct wire *w, const struct frame *f,
	       const struct virtio_net_hdr *offload);

enum tap_kind {
	TAP_PAGES,	/* Ethernet, most of a packet in pages, GRO */
	TAP_LINEAR,	/* Ethernet */
	TAP_IP,		/* IP alone */
};

int tap_open(const char *name, enum tap_kind kind);
bool tap_send(struct chance *c, int fd, enum tap_kind kind,
	      const struct frame *f, const struct virtio_net_hdr *offload);

void offload_none(struct virtio_net_hdr *h);
void offload_any(struct chance *c, const struct frame *f,
		 struct virtio_net_hdr *h);

#endif
