/* SPDX-License-Identifier: GPL-2.0 */
/* What the tests of the codecs share. */
#ifndef _OVTUN_WIRE_TEST_H
#define _OVTUN_WIRE_TEST_H

#include "unit.h"
#include "../wire_gre.h"
#include "../wire_vxlan.h"

/* wire_gre_test.c, wire_vxlan_test.c */
extern const struct ktap_test gre_tests[], vxlan_tests[];
extern const unsigned int gre_tests_count, vxlan_tests_count;

/* The same numbers in every run. */
static inline __u32 next_random(void)
{
	static __u32 state = 2784;

	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state;
}

static inline enum ovtun_wire decode_gre(const void *bytes, unsigned int len,
					 struct ovtun_gre_header *hdr)
{
	struct exact e = exact_new(bytes, len);
	enum ovtun_wire result = ovtun_gre_decode(e.bytes, len, hdr);

	free(e.base);
	return result;
}

static inline enum ovtun_wire decode_vxlan(const void *bytes, unsigned int len,
					   struct ovtun_vxlan_header *hdr)
{
	struct exact e = exact_new(bytes, len);
	enum ovtun_wire result = ovtun_vxlan_decode(e.bytes, len, hdr);

	free(e.base);
	return result;
}

#endif /* _OVTUN_WIRE_TEST_H */
