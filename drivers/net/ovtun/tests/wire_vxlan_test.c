// SPDX-License-Identifier: GPL-2.0
/* KUnit: wire_vxlan.h, VXLAN and its extensions. */

#include <kunit/test.h>

#include "../wire_vxlan.h"
#include "wire_test.h"

/* RFC 7348 section 5: I flag, 24 reserved bits, VNI, 8 reserved bits. */
static const struct ovtun_vxlan_vector {
	const char *desc;
	__u8 bytes[OVTUN_VXLAN_HLEN];
	enum ovtun_wire result;
	__u32 vni;
	__u64 extra;
} ovtun_vxlan_vectors[] = {
	{ "lowest", { 0x08, 0, 0, 0, 0x00, 0x00, 0x00, 0 }, OVTUN_WIRE_OK, 0 },
	{ "1", { 0x08, 0, 0, 0, 0x00, 0x00, 0x01, 0 }, OVTUN_WIRE_OK, 1 },
	{ "12345", { 0x08, 0, 0, 0, 0x00, 0x30, 0x39, 0 }, OVTUN_WIRE_OK,
	  12345 },
	{ "all three bytes", { 0x08, 0, 0, 0, 0x12, 0x34, 0x56, 0 },
	  OVTUN_WIRE_OK, 0x123456 },
	{ "highest", { 0x08, 0, 0, 0, 0xff, 0xff, 0xff, 0 }, OVTUN_WIRE_OK,
	  0xffffff },
	{ "group policy", { 0x88, 0x48, 0x12, 0x34, 0x00, 0x00, 0x2a, 0 },
	  OVTUN_WIRE_OK, 42, 0x8048123400000000ULL },
	{ "generic protocol extension",
	  { 0x0c, 0, 0, 1, 0x00, 0x00, 0x2a, 0 }, OVTUN_WIRE_OK, 42,
	  0x0400000100000000ULL },
	{ "all that is reserved",
	  { 0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x2a, 0xff }, OVTUN_WIRE_OK, 42,
	  0xf7ffffff000000ffULL },
	{ "no VNI", { 0x00, 0, 0, 0, 0x00, 0x00, 0x2a, 0 },
	  OVTUN_WIRE_BAD_FLAGS },
	{ "no VNI, all that is reserved",
	  { 0xf7, 0xff, 0xff, 0xff, 0x00, 0x00, 0x2a, 0xff },
	  OVTUN_WIRE_BAD_FLAGS },
};

KUNIT_ARRAY_PARAM_DESC(ovtun_vxlan_vector, ovtun_vxlan_vectors, desc);

static void ovtun_vxlan_test_vector(struct kunit *test)
{
	const struct ovtun_vxlan_vector *v = test->param_value;
	struct ovtun_vxlan_header got;
	__u8 *bytes;

	memset(&got, 0xa5, sizeof(got));
	bytes = ovtun_test_copy(test, v->bytes, sizeof(v->bytes));
	KUNIT_ASSERT_EQ(test, ovtun_vxlan_decode(bytes, sizeof(v->bytes), &got),
			v->result);
	if (v->result != OVTUN_WIRE_OK)
		return;
	KUNIT_EXPECT_EQ(test, got.vni, v->vni);
	KUNIT_EXPECT_EQ(test, got.extra, v->extra);
	bytes = ovtun_test_exact(test, sizeof(v->bytes));
	ovtun_vxlan_encode(bytes, v->vni, v->extra);
	KUNIT_EXPECT_MEMEQ(test, bytes, v->bytes, sizeof(v->bytes));
}

static void ovtun_vxlan_test_truncated(struct kunit *test)
{
	struct ovtun_vxlan_header got;
	const __u8 *bytes;
	unsigned int len;

	for (len = 0; len < OVTUN_VXLAN_HLEN; len++) {
		bytes = ovtun_test_copy(test, ovtun_vxlan_vectors[3].bytes,
					len);
		KUNIT_EXPECT_EQ(test, ovtun_vxlan_decode(bytes, len, &got),
				OVTUN_WIRE_TRUNCATED);
	}
}

/* Bit 0 is the first on the wire. The I flag alone is required. */
static void ovtun_vxlan_test_every_bit(struct kunit *test)
{
	const __u8 *start = ovtun_vxlan_vectors[0].bytes;
	__u8 *bytes = ovtun_test_exact(test, OVTUN_VXLAN_HLEN);
	struct ovtun_vxlan_header got;
	enum ovtun_wire want;
	unsigned int bit;
	bool in_vni;

	for (bit = 0; bit < 64; bit++) {
		memcpy(bytes, start, OVTUN_VXLAN_HLEN);
		bytes[bit / 8] ^= 0x80 >> bit % 8;
		want = bit == 4 ? OVTUN_WIRE_BAD_FLAGS : OVTUN_WIRE_OK;
		KUNIT_ASSERT_EQ(test,
				ovtun_vxlan_decode(bytes, OVTUN_VXLAN_HLEN,
						   &got),
				want);
		if (want != OVTUN_WIRE_OK)
			continue;
		in_vni = bit >= 32 && bit < 56;
		KUNIT_EXPECT_EQ(test, got.vni, in_vni ? 1U << (55 - bit) : 0);
		KUNIT_EXPECT_EQ(test, got.extra,
				in_vni ? 0 : 1ULL << (63 - bit));
	}
}

static void ovtun_vxlan_test_long_buffer(struct kunit *test)
{
	unsigned int len = OVTUN_VXLAN_HLEN + 64;
	__u8 *bytes = ovtun_test_exact(test, len);
	struct ovtun_vxlan_header got;

	memcpy(bytes, ovtun_vxlan_vectors[2].bytes, OVTUN_VXLAN_HLEN);
	KUNIT_ASSERT_EQ(test, ovtun_vxlan_decode(bytes, len, &got),
			OVTUN_WIRE_OK);
	KUNIT_EXPECT_EQ(test, got.vni, 12345);
	KUNIT_EXPECT_EQ(test, got.extra, 0);
}

static void ovtun_vxlan_test_round_trip(struct kunit *test)
{
	__u8 *bytes = ovtun_test_exact(test, OVTUN_VXLAN_HLEN);
	struct ovtun_vxlan_header got;
	__u32 state = 7348, vni, i;
	__u64 extra;

	for (i = 0; i < 20000; i++) {
		vni = ovtun_test_random(&state) & OVTUN_VXLAN_VNI_MAX;
		extra = (__u64)ovtun_test_random(&state) << 32;
		extra |= ovtun_test_random(&state);
		extra &= OVTUN_VXLAN_EXTRA;
		ovtun_vxlan_encode(bytes, vni, extra);
		KUNIT_ASSERT_EQ(test,
				ovtun_vxlan_decode(bytes, OVTUN_VXLAN_HLEN,
						   &got),
				OVTUN_WIRE_OK);
		KUNIT_ASSERT_EQ(test, got.vni, vni);
		KUNIT_ASSERT_EQ(test, got.extra, extra);
	}
}

/* draft-smith-vxlan-group-policy section 2.1, and the mark that means it. */
static const struct ovtun_gbp_vector {
	const char *desc;
	__u8 bytes[OVTUN_VXLAN_HLEN];
	bool policy;
	__u32 mark;
} ovtun_gbp_vectors[] = {
	{ "1", { 0x88, 0x00, 0x00, 0x01 }, true, 0x000001 },
	{ "both bytes", { 0x88, 0x00, 0x12, 0x34 }, true, 0x001234 },
	{ "highest", { 0x88, 0x00, 0xff, 0xff }, true, 0x00ffff },
	{ "applied", { 0x88, 0x08, 0x12, 0x34 }, true, 0x081234 },
	{ "do not learn", { 0x88, 0x40, 0x12, 0x34 }, true, 0x401234 },
	{ "all", { 0x88, 0x48, 0xff, 0xff }, true, 0x48ffff },
	{ "do not learn, no group", { 0x88, 0x40, 0x00, 0x00 }, true,
	  0x400000 },
	{ "none", { 0x08, 0x00, 0x00, 0x00 }, false, 0 },
};

KUNIT_ARRAY_PARAM_DESC(ovtun_gbp_vector, ovtun_gbp_vectors, desc);

static void ovtun_gbp_test_vector(struct kunit *test)
{
	const struct ovtun_gbp_vector *v = test->param_value;
	struct ovtun_vxlan_header hdr;
	__u32 mark = 0;
	__u8 *bytes;

	bytes = ovtun_test_copy(test, v->bytes, sizeof(v->bytes));
	KUNIT_ASSERT_EQ(test, ovtun_vxlan_decode(bytes, sizeof(v->bytes), &hdr),
			OVTUN_WIRE_OK);
	KUNIT_EXPECT_EQ(test, ovtun_gbp_decode(hdr.extra, &mark), v->policy);
	KUNIT_EXPECT_EQ(test, mark, v->mark);
	bytes = ovtun_test_exact(test, sizeof(v->bytes));
	ovtun_vxlan_encode(bytes, 0, ovtun_gbp_encode(v->mark));
	KUNIT_EXPECT_MEMEQ(test, bytes, v->bytes, sizeof(v->bytes));
}

/* Without G there is no policy, and reserved bits are no part of the mark. */
static void ovtun_gbp_test_every_bit(struct kunit *test)
{
	__u32 mark, mask = 0x48ffff;
	unsigned int bit;

	KUNIT_EXPECT_TRUE(test, ovtun_gbp_decode(1ULL << 63, &mark));
	KUNIT_EXPECT_EQ(test, mark, 0);
	for (bit = 0; bit < 63; bit++) {
		KUNIT_EXPECT_FALSE(test, ovtun_gbp_decode(1ULL << bit, &mark));
		KUNIT_EXPECT_TRUE(test,
				  ovtun_gbp_decode(1ULL << 63 | 1ULL << bit,
						   &mark));
		KUNIT_EXPECT_EQ(test, mark, (1ULL << bit >> 32) & mask);
	}
	for (bit = 0; bit < 32; bit++)
		KUNIT_EXPECT_EQ(test, ovtun_gbp_encode(1U << bit),
				1U << bit & mask ?
				1ULL << 63 | 1ULL << (32 + bit) : 0);
}

/* draft-ietf-nvo3-vxlan-gpe section 3.1 */
static const struct ovtun_gpe_vector {
	const char *desc;
	__u8 bytes[OVTUN_VXLAN_HLEN];
	enum ovtun_wire result;
	__u16 ethertype;
} ovtun_gpe_vectors[] = {
	{ "IPv4", { 0x0c, 0, 0, 1, 0, 0, 42, 0 }, OVTUN_WIRE_OK, 0x0800 },
	{ "IPv6", { 0x0c, 0, 0, 2, 0, 0, 42, 0 }, OVTUN_WIRE_OK, 0x86dd },
	{ "a copy of a flooded packet", { 0x0e, 0, 0, 1, 0, 0, 42, 0 },
	  OVTUN_WIRE_OK, 0x0800 },
	{ "an Ethernet frame", { 0x0c, 0, 0, 3, 0, 0, 42, 0 },
	  OVTUN_WIRE_BAD_PROTO },
	{ "nothing", { 0x0c, 0, 0, 0, 0, 0, 42, 0 }, OVTUN_WIRE_BAD_PROTO },
	{ "NSH", { 0x0c, 0, 0, 4, 0, 0, 42, 0 }, OVTUN_WIRE_BAD_PROTO },
	{ "unassigned", { 0x0c, 0, 0, 0xff, 0, 0, 42, 0 },
	  OVTUN_WIRE_BAD_PROTO },
	{ "plain VXLAN", { 0x08, 0, 0, 0, 0, 0, 42, 0 }, OVTUN_WIRE_BAD_FLAGS },
	{ "OAM", { 0x0d, 0, 0, 1, 0, 0, 42, 0 }, OVTUN_WIRE_BAD_FLAGS },
	{ "version 1", { 0x1c, 0, 0, 1, 0, 0, 42, 0 }, OVTUN_WIRE_BAD_VERSION },
	{ "version 2", { 0x2c, 0, 0, 1, 0, 0, 42, 0 }, OVTUN_WIRE_BAD_VERSION },
	{ "version 3", { 0x3c, 0, 0, 1, 0, 0, 42, 0 }, OVTUN_WIRE_BAD_VERSION },
};

KUNIT_ARRAY_PARAM_DESC(ovtun_gpe_vector, ovtun_gpe_vectors, desc);

static void ovtun_gpe_test_vector(struct kunit *test)
{
	const struct ovtun_gpe_vector *v = test->param_value;
	struct ovtun_vxlan_header hdr;
	__u16 ethertype = 0;
	__u8 *bytes;

	bytes = ovtun_test_copy(test, v->bytes, sizeof(v->bytes));
	KUNIT_ASSERT_EQ(test, ovtun_vxlan_decode(bytes, sizeof(v->bytes), &hdr),
			OVTUN_WIRE_OK);
	KUNIT_EXPECT_EQ(test, ovtun_gpe_decode(hdr.extra, &ethertype),
			v->result);
	KUNIT_EXPECT_EQ(test, ethertype, v->ethertype);
}

static void ovtun_gpe_test_encode(struct kunit *test)
{
	__u8 *bytes = ovtun_test_exact(test, OVTUN_VXLAN_HLEN);

	ovtun_vxlan_encode(bytes, 42, ovtun_gpe_encode(0x0800));
	KUNIT_EXPECT_MEMEQ(test, bytes, ovtun_gpe_vectors[0].bytes,
			   OVTUN_VXLAN_HLEN);
	ovtun_vxlan_encode(bytes, 42, ovtun_gpe_encode(0x86dd));
	KUNIT_EXPECT_MEMEQ(test, bytes, ovtun_gpe_vectors[1].bytes,
			   OVTUN_VXLAN_HLEN);
}

/* The flags and next protocols in every combination. */
static void ovtun_gpe_test_every_flag(struct kunit *test)
{
	unsigned int flags, next;
	enum ovtun_wire want;
	__u16 ethertype;
	__u64 extra;

	for (flags = 0; flags < 256; flags++) {
		for (next = 0; next < 256; next++) {
			if (flags & 0x30)
				want = OVTUN_WIRE_BAD_VERSION;
			else if (!(flags & 0x04) || flags & 0x01)
				want = OVTUN_WIRE_BAD_FLAGS;
			else if (next != 1 && next != 2)
				want = OVTUN_WIRE_BAD_PROTO;
			else
				want = OVTUN_WIRE_OK;
			extra = (__u64)flags << 56 | (__u64)next << 32;
			KUNIT_ASSERT_EQ(test,
					ovtun_gpe_decode(extra, &ethertype),
					want);
		}
	}
}

/* The bits of an extension, with those that it reserves and ignores. */
static void ovtun_vxlan_test_used(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, OVTUN_GBP_USED, 0x80ffffff00000000ULL);
	KUNIT_EXPECT_EQ(test, OVTUN_GPE_USED, 0x370000ff00000000ULL);
}

static struct kunit_case ovtun_vxlan_test_cases[] = {
	KUNIT_CASE_PARAM(ovtun_vxlan_test_vector,
			 ovtun_vxlan_vector_gen_params),
	KUNIT_CASE(ovtun_vxlan_test_truncated),
	KUNIT_CASE(ovtun_vxlan_test_every_bit),
	KUNIT_CASE(ovtun_vxlan_test_long_buffer),
	KUNIT_CASE(ovtun_vxlan_test_round_trip),
	KUNIT_CASE_PARAM(ovtun_gbp_test_vector, ovtun_gbp_vector_gen_params),
	KUNIT_CASE(ovtun_gbp_test_every_bit),
	KUNIT_CASE_PARAM(ovtun_gpe_test_vector, ovtun_gpe_vector_gen_params),
	KUNIT_CASE(ovtun_gpe_test_encode),
	KUNIT_CASE(ovtun_gpe_test_every_flag),
	KUNIT_CASE(ovtun_vxlan_test_used),
	{}
};

static struct kunit_suite ovtun_vxlan_suite = {
	.name = "ovtun-wire-vxlan",
	.test_cases = ovtun_vxlan_test_cases,
};

kunit_test_suite(ovtun_vxlan_suite);
