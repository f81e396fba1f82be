/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the tests of the codecs share. They run in the kernel and in user
 * space, see tools/check/wire.
 */
#ifndef _OVTUN_WIRE_TEST_H
#define _OVTUN_WIRE_TEST_H

#include <kunit/test.h>

/* The same numbers in every run. @state: not zero */
static inline __u32 ovtun_test_random(__u32 *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state;
}

/*
 * Bytes that end where their allocation ends, so that reading one too many is
 * an error and not luck; at an odd address, which is what a header in a packet
 * may have. They are dirt.
 */
static inline __u8 *ovtun_test_exact(struct kunit *test, unsigned int len)
{
	__u8 *bytes = kunit_kmalloc(test, 1 + len, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, bytes);
	memset(bytes, 0xa5, 1 + len);
	return bytes + 1;
}

/* A copy of bytes, ending likewise. */
static inline __u8 *ovtun_test_copy(struct kunit *test, const __u8 *from,
				    unsigned int len)
{
	return memcpy(ovtun_test_exact(test, len), from, len);
}

#endif /* _OVTUN_WIRE_TEST_H */
