/* SPDX-License-Identifier: GPL-2.0 */
/* Builds frames from words and takes frames apart into named fields. */
#ifndef OVTUN_SELFTEST_FRAME_H
#define OVTUN_SELFTEST_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FRAME_MAX 262144
#define CUT_NONE (-1)

struct frame {
	size_t len;
	uint8_t data[FRAME_MAX];
};

/* Where the dissector starts. */
enum frame_start {
	FRAME_ETHERNET,
	FRAME_NETWORK,
};

int frame_build(struct frame *f, char **word, int words, int cut,
		size_t *cut_max);
void frame_describe(const uint8_t *data, size_t len, enum frame_start start,
		    uint16_t proto, char *out, size_t size);
bool describe_match(const char *description, const char *condition);

#endif
