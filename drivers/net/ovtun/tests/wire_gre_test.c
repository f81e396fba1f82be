// SPDX-License-Identifier: GPL-2.0
/* KUnit: wire_gre.h, GRE and NVGRE. */

#include <kunit/test.h>

#include "../wire_gre.h"
#include "wire_test.h"

/* The fields in the order of RFC 2890 section 2, present or not. */
static const struct ovtun_gre_vector {
	const char *desc;
	__u8 bytes[OVTUN_GRE_HLEN_MAX];
	struct ovtun_gre_header hdr;
} ovtun_gre_vectors[] = {
	{ "plain", { 0x00, 0, 0x08, 0x00 },
	  { .proto = 0x0800, .len = 4 } },
	{ "checksum", { 0x80, 0, 0x65, 0x58, 0, 0, 0, 0 },
	  { .flags = OVTUN_GRE_F_CSUM, .proto = 0x6558, .len = 8 } },
	{ "key", { 0x20, 0, 0x65, 0x58, 0, 0, 0, 42 },
	  { .flags = OVTUN_GRE_F_KEY, .proto = 0x6558, .key = 42, .len = 8 } },
	{ "sequence", { 0x10, 0, 0x86, 0xdd, 0xff, 0xff, 0xff, 0xff },
	  { .flags = OVTUN_GRE_F_SEQ, .proto = 0x86dd, .seq = 0xffffffff,
	    .len = 8 } },
	{ "checksum, key",
	  { 0xa0, 0, 0x08, 0x00, 0, 0, 0, 0, 0xc0, 0, 2, 1 },
	  { .flags = OVTUN_GRE_F_CSUM | OVTUN_GRE_F_KEY, .proto = 0x0800,
	    .key = 0xc0000201, .len = 12 } },
	{ "checksum, sequence",
	  { 0x90, 0, 0x08, 0x00, 0, 0, 0, 0, 1, 2, 3, 4 },
	  { .flags = OVTUN_GRE_F_CSUM | OVTUN_GRE_F_SEQ, .proto = 0x0800,
	    .seq = 0x01020304, .len = 12 } },
	{ "key, sequence", { 0x30, 0, 0x08, 0x00, 1, 2, 3, 4, 5, 6, 7, 8 },
	  { .flags = OVTUN_GRE_F_KEY | OVTUN_GRE_F_SEQ, .proto = 0x0800,
	    .key = 0x01020304, .seq = 0x05060708, .len = 12 } },
	{ "checksum, key, sequence",
	  { 0xb0, 0, 0x88, 0x47, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8 },
	  { .flags = OVTUN_GRE_F_KNOWN, .proto = 0x8847, .key = 0x01020304,
	    .seq = 0x05060708, .len = 16 } },
};

KUNIT_ARRAY_PARAM_DESC(ovtun_gre_vector, ovtun_gre_vectors, desc);

static void ovtun_gre_expect(struct kunit *test,
			     const struct ovtun_gre_header *got,
			     const struct ovtun_gre_header *want)
{
	KUNIT_EXPECT_EQ(test, got->flags, want->flags);
	KUNIT_EXPECT_EQ(test, got->proto, want->proto);
	KUNIT_EXPECT_EQ(test, got->key, want->key);
	KUNIT_EXPECT_EQ(test, got->seq, want->seq);
	KUNIT_EXPECT_EQ(test, got->len, want->len);
}

static void ovtun_gre_test_decode(struct kunit *test)
{
	const struct ovtun_gre_vector *v = test->param_value;
	struct ovtun_gre_header got;
	const __u8 *bytes;

	memset(&got, 0xa5, sizeof(got));
	bytes = ovtun_test_copy(test, v->bytes, v->hdr.len);
	KUNIT_ASSERT_EQ(test, ovtun_gre_decode(bytes, v->hdr.len, &got),
			OVTUN_WIRE_OK);
	ovtun_gre_expect(test, &got, &v->hdr);
	KUNIT_EXPECT_EQ(test, ovtun_gre_hlen(got.flags), got.len);
}

static void ovtun_gre_test_truncated(struct kunit *test)
{
	const struct ovtun_gre_vector *v = test->param_value;
	struct ovtun_gre_header got;
	const __u8 *bytes;
	unsigned int len;

	for (len = 0; len < v->hdr.len; len++) {
		bytes = ovtun_test_copy(test, v->bytes, len);
		KUNIT_EXPECT_EQ(test, ovtun_gre_decode(bytes, len, &got),
				OVTUN_WIRE_TRUNCATED);
	}
}

/* Also: the checksum field, which the caller fills, is zero and not dirt. */
static void ovtun_gre_test_encode(struct kunit *test)
{
	const struct ovtun_gre_vector *v = test->param_value;
	__u8 *bytes = ovtun_test_exact(test, v->hdr.len);

	ovtun_gre_encode(bytes, &v->hdr);
	KUNIT_EXPECT_MEMEQ(test, bytes, v->bytes, v->hdr.len);
}

/* What RFC 2784 section 2 and RFC 2890 section 2 say, bit by bit. */
static enum ovtun_wire ovtun_gre_by_the_book(unsigned int word,
					     unsigned int len,
					     unsigned int *hlen)
{
	bool checksum = word & 1U << 15, key = word & 1U << 13;
	bool routing = word & 1U << 14, sequence = word & 1U << 12;
	bool bits_4_5 = word & 3U << 10;

	*hlen = 4 + 4 * checksum + 4 * key + 4 * sequence;
	if (len < 4)
		return OVTUN_WIRE_TRUNCATED;
	if (word & 7)
		return OVTUN_WIRE_BAD_VERSION;
	if (routing || bits_4_5)
		return OVTUN_WIRE_BAD_FLAGS;
	return len < *hlen ? OVTUN_WIRE_TRUNCATED : OVTUN_WIRE_OK;
}

/* All flags, reserved bits and versions, with every length. */
static void ovtun_gre_test_every_word(struct kunit *test)
{
	__u8 word_bytes[OVTUN_GRE_HLEN_MAX + 1] = { 0 };
	struct ovtun_gre_header got;
	unsigned int word, len, hlen;
	enum ovtun_wire want;
	__u8 *bytes;

	for (len = 0; len <= sizeof(word_bytes); len++) {
		bytes = ovtun_test_copy(test, word_bytes, len);
		for (word = 0; word <= 0xffff; word++) {
			if (len > 0)
				bytes[0] = word >> 8;
			if (len > 1)
				bytes[1] = word & 0xff;
			want = ovtun_gre_by_the_book(word, len, &hlen);
			KUNIT_ASSERT_EQ(test,
					ovtun_gre_decode(bytes, len, &got),
					want);
			if (want == OVTUN_WIRE_OK)
				KUNIT_ASSERT_EQ(test, got.len, hlen);
		}
	}
}

/* RFC 2784 section 2.3: bits 6 to 12 are ignored on receipt. */
static void ovtun_gre_test_ignored_bits(struct kunit *test)
{
	const struct ovtun_gre_vector *v = &ovtun_gre_vectors[7];
	__u8 *bytes = ovtun_test_copy(test, v->bytes, sizeof(v->bytes));
	struct ovtun_gre_header got;

	bytes[0] |= 0x03;
	bytes[1] |= 0xf8;
	KUNIT_ASSERT_EQ(test, ovtun_gre_decode(bytes, sizeof(v->bytes), &got),
			OVTUN_WIRE_OK);
	ovtun_gre_expect(test, &got, &v->hdr);
}

/* Checksum and reserved1 are bytes of their own: no other field moves. */
static void ovtun_gre_test_checksum_field(struct kunit *test)
{
	const struct ovtun_gre_vector *v = &ovtun_gre_vectors[7];
	__u8 *bytes = ovtun_test_copy(test, v->bytes, sizeof(v->bytes));
	struct ovtun_gre_header got;

	memset(bytes + 4, 0xff, 4);
	KUNIT_ASSERT_EQ(test, ovtun_gre_decode(bytes, sizeof(v->bytes), &got),
			OVTUN_WIRE_OK);
	ovtun_gre_expect(test, &got, &v->hdr);
}

static void ovtun_gre_test_round_trip(struct kunit *test)
{
	__u8 *bytes = ovtun_test_exact(test, OVTUN_GRE_HLEN_MAX);
	struct ovtun_gre_header hdr, got;
	__u32 state = 2784;
	unsigned int i;

	for (i = 0; i < 20000; i++) {
		memset(&hdr, 0, sizeof(hdr));
		hdr.flags = ovtun_test_random(&state) & OVTUN_GRE_F_KNOWN;
		hdr.proto = ovtun_test_random(&state);
		if (hdr.flags & OVTUN_GRE_F_KEY)
			hdr.key = ovtun_test_random(&state);
		if (hdr.flags & OVTUN_GRE_F_SEQ)
			hdr.seq = ovtun_test_random(&state);
		hdr.len = ovtun_gre_hlen(hdr.flags);
		ovtun_gre_encode(bytes, &hdr);
		KUNIT_ASSERT_EQ(test, ovtun_gre_decode(bytes, hdr.len, &got),
				OVTUN_WIRE_OK);
		ovtun_gre_expect(test, &got, &hdr);
	}
}

/* RFC 7637 section 3.2: C and S are 0, K is 1, the payload is a frame. */
static const struct ovtun_nvgre_vector {
	const char *desc;
	__u8 bytes[OVTUN_GRE_HLEN_MAX];
	bool nvgre;
	__u32 vsid;
	__u8 flow;
} ovtun_nvgre_vectors[] = {
	{ "lowest", { 0x20, 0, 0x65, 0x58, 0x00, 0x10, 0x00, 0x00 }, true,
	  0x1000, 0 },
	{ "with FlowID", { 0x20, 0, 0x65, 0x58, 0x12, 0x34, 0x56, 0x78 }, true,
	  0x123456, 0x78 },
	{ "highest", { 0x20, 0, 0x65, 0x58, 0xff, 0xff, 0xfe, 0xff }, true,
	  0xfffffe, 0xff },
	{ "no key", { 0x00, 0, 0x65, 0x58, 0x12, 0x34, 0x56, 0x78 }, false },
	{ "checksum",
	  { 0xa0, 0, 0x65, 0x58, 0, 0, 0, 0, 0x12, 0x34, 0x56, 0x78 }, false },
	{ "sequence", { 0x30, 0, 0x65, 0x58, 0x12, 0x34, 0x56, 0x78 }, false },
	{ "IPv4", { 0x20, 0, 0x08, 0x00, 0x12, 0x34, 0x56, 0x78 }, false },
	{ "ARP", { 0x20, 0, 0x08, 0x06, 0x12, 0x34, 0x56, 0x78 }, false },
};

KUNIT_ARRAY_PARAM_DESC(ovtun_nvgre_vector, ovtun_nvgre_vectors, desc);

static void ovtun_nvgre_test_vector(struct kunit *test)
{
	const struct ovtun_nvgre_vector *v = test->param_value;
	struct ovtun_gre_header hdr;
	__u32 vsid = 0;
	__u8 *bytes;

	bytes = ovtun_test_copy(test, v->bytes, sizeof(v->bytes));
	KUNIT_ASSERT_EQ(test, ovtun_gre_decode(bytes, sizeof(v->bytes), &hdr),
			OVTUN_WIRE_OK);
	KUNIT_EXPECT_EQ(test, ovtun_nvgre_decode(&hdr, &vsid), v->nvgre);
	KUNIT_EXPECT_EQ(test, vsid, v->vsid);
	if (!v->nvgre)
		return;
	hdr.key = ovtun_nvgre_key(v->vsid, v->flow);
	bytes = ovtun_test_exact(test, hdr.len);
	ovtun_gre_encode(bytes, &hdr);
	KUNIT_EXPECT_MEMEQ(test, bytes, v->bytes, hdr.len);
}

/* All FlowIDs of a VSID are that VSID, and no other's. */
static void ovtun_nvgre_test_flows(struct kunit *test)
{
	struct ovtun_gre_header hdr = {
		.flags = OVTUN_GRE_F_KEY,
		.proto = OVTUN_GRE_PROTO_TEB,
	};
	__u32 state = 7637, vsid, got;
	unsigned int flow;

	for (flow = 0; flow < 256; flow++) {
		vsid = ovtun_test_random(&state) & 0xffffff;
		hdr.key = ovtun_nvgre_key(vsid, flow);
		got = ~vsid;
		KUNIT_EXPECT_TRUE(test, ovtun_nvgre_decode(&hdr, &got));
		KUNIT_EXPECT_EQ(test, got, vsid);
	}
}

static struct kunit_case ovtun_gre_test_cases[] = {
	KUNIT_CASE_PARAM(ovtun_gre_test_decode, ovtun_gre_vector_gen_params),
	KUNIT_CASE_PARAM(ovtun_gre_test_truncated, ovtun_gre_vector_gen_params),
	KUNIT_CASE_PARAM(ovtun_gre_test_encode, ovtun_gre_vector_gen_params),
	KUNIT_CASE(ovtun_gre_test_every_word),
	KUNIT_CASE(ovtun_gre_test_ignored_bits),
	KUNIT_CASE(ovtun_gre_test_checksum_field),
	KUNIT_CASE(ovtun_gre_test_round_trip),
	KUNIT_CASE_PARAM(ovtun_nvgre_test_vector,
			 ovtun_nvgre_vector_gen_params),
	KUNIT_CASE(ovtun_nvgre_test_flows),
	{}
};

static struct kunit_suite ovtun_gre_suite = {
	.name = "ovtun-wire-gre",
	.test_cases = ovtun_gre_test_cases,
};

kunit_test_suite(ovtun_gre_suite);
