/* SPDX-License-Identifier: GPL-2.0 */
/* Good packets to begin with, from a file of the corpus. */
#ifndef OVTUN_FUZZ_SEEDS_H
#define OVTUN_FUZZ_SEEDS_H

#include <stdbool.h>

#include "frame.h"

#define SEEDS_MAX 256
#define SEED_WORDS 128
#define SEED_TURNS 3

struct seed {
	char *dev;
	bool first;	/* of its device: this one must cross the tunnel */
	unsigned int turns;
	int words;
	char *word[SEED_WORDS];
	size_t len;
	uint8_t *data;
};

struct seeds {
	int count;
	struct seed seed[SEEDS_MAX];
};

bool seeds_read(struct seeds *seeds, const char *path);
bool seed_build(const struct seed *seed, unsigned int tag, unsigned int turn,
		struct frame *f);
void seed_frame(const struct seed *seed, struct frame *f);

#endif
