/* SPDX-License-Identifier: GPL-2.0 */
/* Makes bad packets out of good ones. */
#ifndef OVTUN_FUZZ_MUTATE_H
#define OVTUN_FUZZ_MUTATE_H

#include "chance.h"
#include "seeds.h"

/* Where the faults are. */
enum mutate_where {
	MUTATE_ANYWHERE,
	MUTATE_TUNNEL,	/* outer headers stay good */
};

void mutate(struct chance *c, struct frame *f, const struct seeds *seeds,
	    enum mutate_where where);

#endif
