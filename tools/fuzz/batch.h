/* SPDX-License-Identifier: GPL-2.0 */
/* A number of bad packets that go the same way. */
#ifndef OVTUN_FUZZ_BATCH_H
#define OVTUN_FUZZ_BATCH_H

#include "check.h"
#include "options.h"

enum way {
	WAY_WIRE,		/* received: as they are */
	WAY_OFFLOAD,		/* with checksum and segmentation left */
	WAY_GRO,		/* by a device that aggregates */
	WAY_TRAIN,		/* several at once, so that it can */
	WAY_PAGES,		/* in pages */
	WAY_LINEAR,		/* by a tun device */
	WAY_IP,			/* without Ethernet header */
	WAY_SEND,		/* sent: as they are */
	WAY_SEND_OFFLOAD,	/* with checksum and segmentation left */
	WAY_SEND_PAGES,		/* in pages, by a bridge and by metadata */
	WAY_COUNT_RECEIVED,	/* each must be counted */
	WAY_COUNT_SENT,
	WAYS,
};

struct fuzz {
	struct options options;
	unsigned long long sent;
	unsigned long long by_way[WAYS], refused[WAYS];
};

const char *way_name(enum way how);
enum way batch_way(const struct fuzz *z, unsigned long long batch);
bool batch_send(struct fuzz *z, const struct check *k, unsigned long long batch,
		enum way how);

#endif
