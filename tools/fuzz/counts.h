/* SPDX-License-Identifier: GPL-2.0 */
/* What the devices of a namespace have counted. */
#ifndef OVTUN_FUZZ_COUNTS_H
#define OVTUN_FUZZ_COUNTS_H

#include <stdbool.h>
#include <stdint.h>

struct counts {
	uint64_t rx;	/* received or dropped on receipt */
	uint64_t tx;	/* sent, answered, or dropped */
	uint64_t net;	/* of the namespace, not of the device */
};

bool counts_read(int fd, const char *dev, struct counts *counts);
long counts_slab(const char *name);

#endif
