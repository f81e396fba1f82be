/* SPDX-License-Identifier: GPL-2.0 */
/* Sees which numbered packets have come to which device of a namespace. */
#ifndef OVTUN_FUZZ_WATCH_H
#define OVTUN_FUZZ_WATCH_H

#include <stdbool.h>

#include "seeds.h"

struct watch {
	int fd;
	unsigned int base;
	bool want[SEEDS_MAX];	/* number base + i has to come */
	int ifindex[SEEDS_MAX];	/* to this device, 0: to any */
	bool found[SEEDS_MAX];
};

bool watch_open(struct watch *w, unsigned int base);
void watch_close(struct watch *w);
void watch_read(struct watch *w, int ms);

#endif
