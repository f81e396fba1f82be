/* SPDX-License-Identifier: GPL-2.0 */
/* Cuts a packet into fragments, which the kernel makes one of again. */
#ifndef OVTUN_FUZZ_FRAGMENT_H
#define OVTUN_FUZZ_FRAGMENT_H

#include "chance.h"
#include "frame.h"

#define FRAGMENTS_MAX 8

struct fragments {
	int count;
	struct frame part[FRAGMENTS_MAX];
};

bool fragment_cut(struct chance *c, const struct frame *f,
		  struct fragments *parts);

#endif
