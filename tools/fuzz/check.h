/* SPDX-License-Identifier: GPL-2.0 */
/* The devices under test, and whether good packets still cross them. */
#ifndef OVTUN_FUZZ_CHECK_H
#define OVTUN_FUZZ_CHECK_H

#include <net/if.h>

#include "counts.h"
#include "inject.h"
#include "options.h"
#include "seeds.h"

#define DEVICES_MAX 96

struct device {
	char name[IFNAMSIZ];
	struct wire wire;
	bool more;	/* it may send more than it is given */
};

struct check {
	const struct options *options;
	struct seeds received, sent;
	int devices;
	struct device device[DEVICES_MAX];
	struct wire underlay, gro;	/* the far ends of u0 and u1 */
	int pages, linear, ip;		/* tun devices of the underlay */
	int bridge;			/* one whose packets are sent on */
	int sock;
	unsigned int tag;
};

bool check_open(struct check *k, const struct options *o);
bool check_crossing(struct check *k);
const struct device *check_device(const struct check *k, const char *name);
bool check_send(const struct check *k, struct chance *c,
		const struct seed *seed, const struct frame *f,
		const struct virtio_net_hdr *h);
void check_drain(const struct check *k);
bool check_counts(const struct check *k, struct counts *counts);

#endif
