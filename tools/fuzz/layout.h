/* SPDX-License-Identifier: GPL-2.0 */
/* Where the headers of a packet are, and what makes them agree. */
#ifndef OVTUN_FUZZ_LAYOUT_H
#define OVTUN_FUZZ_LAYOUT_H

#include <stdbool.h>

#include "frame.h"

enum {
	PROTO_ICMP = 1,
	PROTO_TCP = 6,
	PROTO_UDP = 17,
	PROTO_FRAGMENT = 44,
	PROTO_GRE = 47,
	PROTO_ICMPV6 = 58,
};

struct layout {
	int version;	/* of IP, 0 if it is not IP */
	size_t ip, l4, end;
	uint8_t proto;
	size_t next;	/* of the byte that says proto */
	bool fragment;
};

bool layout_find(const struct frame *f, size_t ip, struct layout *l);
void layout_lengths(struct frame *f, const struct layout *l);
void layout_checksums(struct frame *f, const struct layout *l);
size_t layout_payload(const struct layout *l);

#endif
