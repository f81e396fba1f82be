/* SPDX-License-Identifier: GPL-2.0 */
/* Numbers that look random and are the same for the same seed. */
#ifndef OVTUN_FUZZ_CHANCE_H
#define OVTUN_FUZZ_CHANCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

struct chance {
	uint64_t state;
};

static inline uint64_t chance_next(struct chance *c)
{
	uint64_t z = c->state += 0x9e3779b97f4a7c15ULL;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ z >> 27) * 0x94d049bb133111ebULL;
	return z ^ z >> 31;
}

/* The numbers of one part of a run depend on no other part. */
static inline struct chance chance_of(uint64_t seed, uint64_t part)
{
	struct chance c = { seed * 0xd1342543de82ef95ULL + part };

	chance_next(&c);
	return c;
}

/* 0 to n - 1 */
static inline size_t chance_below(struct chance *c, size_t n)
{
	return chance_next(c) % n;
}

/* Once in n times */
static inline bool chance_one_in(struct chance *c, size_t n)
{
	return !chance_below(c, n);
}

#endif
