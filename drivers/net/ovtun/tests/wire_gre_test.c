// SPDX-License-Identifier: GPL-2.0
/* Unit tests of wire_gre.h; wire_test.c runs them. */
#include "wire_test.h"

/* The fields in the order of RFC 2890 section 2, present or not. */
static const struct {
	__u8 bytes[OVTUN_GRE_HLEN_MAX];
	struct ovtun_gre_header hdr;
} gre_vectors[] = {
	{ { 0x00, 0, 0x08, 0x00 },
	  { .proto = 0x0800, .len = 4 } },
	{ { 0x80, 0, 0x65, 0x58, 0, 0, 0, 0 },
	  { .flags = OVTUN_GRE_F_CSUM, .proto = 0x6558, .len = 8 } },
	{ { 0x20, 0, 0x65, 0x58, 0, 0, 0, 42 },
	  { .flags = OVTUN_GRE_F_KEY, .proto = 0x6558, .key = 42, .len = 8 } },
	{ { 0x10, 0, 0x86, 0xdd, 0xff, 0xff, 0xff, 0xff },
	  { .flags = OVTUN_GRE_F_SEQ, .proto = 0x86dd, .seq = 0xffffffff,
	    .len = 8 } },
	{ { 0xa0, 0, 0x08, 0x00, 0, 0, 0, 0, 0xc0, 0, 2, 1 },
	  { .flags = OVTUN_GRE_F_CSUM | OVTUN_GRE_F_KEY, .proto = 0x0800,
	    .key = 0xc0000201, .len = 12 } },
	{ { 0x90, 0, 0x08, 0x00, 0, 0, 0, 0, 1, 2, 3, 4 },
	  { .flags = OVTUN_GRE_F_CSUM | OVTUN_GRE_F_SEQ, .proto = 0x0800,
	    .seq = 0x01020304, .len = 12 } },
	{ { 0x30, 0, 0x08, 0x00, 1, 2, 3, 4, 5, 6, 7, 8 },
	  { .flags = OVTUN_GRE_F_KEY | OVTUN_GRE_F_SEQ, .proto = 0x0800,
	    .key = 0x01020304, .seq = 0x05060708, .len = 12 } },
	{ { 0xb0, 0, 0x88, 0x47, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8 },
	  { .flags = OVTUN_GRE_F_KNOWN, .proto = 0x8847, .key = 0x01020304,
	    .seq = 0x05060708, .len = 16 } },
};

static bool gre_equal(const struct ovtun_gre_header *a,
		      const struct ovtun_gre_header *b)
{
	return a->flags == b->flags && a->proto == b->proto &&
	       a->key == b->key && a->seq == b->seq && a->len == b->len;
}

static void test_gre_vectors(void)
{
	struct ovtun_gre_header got;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(gre_vectors); i++) {
		memset(&got, 0xa5, sizeof(got));
		EXPECT(decode_gre(gre_vectors[i].bytes, gre_vectors[i].hdr.len,
				  &got) == OVTUN_WIRE_OK);
		EXPECT(gre_equal(&got, &gre_vectors[i].hdr));
		EXPECT(ovtun_gre_hlen(got.flags) == got.len);
	}
}

static void test_gre_truncated(void)
{
	struct ovtun_gre_header got;
	unsigned int i, len;

	for (i = 0; i < ARRAY_SIZE(gre_vectors); i++)
		for (len = 0; len < gre_vectors[i].hdr.len; len++)
			EXPECT(decode_gre(gre_vectors[i].bytes, len, &got) ==
			       OVTUN_WIRE_TRUNCATED);
}

/* What RFC 2784 section 2 and RFC 2890 section 2 say, bit by bit. */
static enum ovtun_wire gre_expected(unsigned int word, unsigned int len,
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
static void test_gre_every_word(void)
{
	__u8 bytes[OVTUN_GRE_HLEN_MAX + 1] = { 0 };
	struct ovtun_gre_header got;
	unsigned int word, len, hlen;
	enum ovtun_wire expected;

	for (word = 0; word <= 0xffff; word++) {
		bytes[0] = word >> 8;
		bytes[1] = word & 0xff;
		for (len = 0; len <= sizeof(bytes); len++) {
			expected = gre_expected(word, len, &hlen);
			EXPECT(decode_gre(bytes, len, &got) == expected);
			EXPECT(expected != OVTUN_WIRE_OK || got.len == hlen);
		}
	}
}

/* RFC 2784 section 2.3: bits 6 to 12 are ignored on receipt. */
static void test_gre_ignored_bits(void)
{
	struct ovtun_gre_header got;
	__u8 bytes[OVTUN_GRE_HLEN_MAX];

	memcpy(bytes, gre_vectors[7].bytes, sizeof(bytes));
	bytes[0] |= 0x03;
	bytes[1] |= 0xf8;
	EXPECT(decode_gre(bytes, sizeof(bytes), &got) == OVTUN_WIRE_OK);
	EXPECT(gre_equal(&got, &gre_vectors[7].hdr));
}

/* Checksum and reserved1 are bytes of their own: no other field moves. */
static void test_gre_checksum_field(void)
{
	struct ovtun_gre_header got;
	__u8 bytes[OVTUN_GRE_HLEN_MAX];

	memcpy(bytes, gre_vectors[7].bytes, sizeof(bytes));
	memset(bytes + 4, 0xff, 4);
	EXPECT(decode_gre(bytes, sizeof(bytes), &got) == OVTUN_WIRE_OK);
	EXPECT(gre_equal(&got, &gre_vectors[7].hdr));
}

/* Also: the checksum field, which the caller fills, is zero and not dirt. */
static void test_gre_encode(void)
{
	const struct ovtun_gre_header *hdr;
	struct exact e;
	unsigned int i;
	bool same;

	for (i = 0; i < ARRAY_SIZE(gre_vectors); i++) {
		hdr = &gre_vectors[i].hdr;
		e = exact_new(NULL, hdr->len);
		ovtun_gre_encode(e.bytes, hdr);
		same = !memcmp(e.bytes, gre_vectors[i].bytes, hdr->len);
		free(e.base);
		EXPECT(same);
	}
}

static void test_gre_round_trip(void)
{
	struct ovtun_gre_header hdr, got;
	__u8 bytes[OVTUN_GRE_HLEN_MAX];
	unsigned int i;

	for (i = 0; i < 100000; i++) {
		memset(&hdr, 0, sizeof(hdr));
		hdr.flags = next_random() & OVTUN_GRE_F_KNOWN;
		hdr.proto = next_random();
		if (hdr.flags & OVTUN_GRE_F_KEY)
			hdr.key = next_random();
		if (hdr.flags & OVTUN_GRE_F_SEQ)
			hdr.seq = next_random();
		hdr.len = ovtun_gre_hlen(hdr.flags);
		ovtun_gre_encode(bytes, &hdr);
		EXPECT(decode_gre(bytes, hdr.len, &got) == OVTUN_WIRE_OK);
		EXPECT(gre_equal(&got, &hdr));
	}
}

/* RFC 7637 section 3.2: C and S are 0, K is 1, the payload is a frame. */
static const struct {
	__u8 bytes[OVTUN_GRE_HLEN_MAX];
	bool nvgre;
	__u32 vsid;
	__u8 flow;
} nvgre_vectors[] = {
	{ { 0x20, 0, 0x65, 0x58, 0x00, 0x10, 0x00, 0x00 }, true, 0x1000, 0 },
	{ { 0x20, 0, 0x65, 0x58, 0x12, 0x34, 0x56, 0x78 }, true, 0x123456,
	  0x78 },
	{ { 0x20, 0, 0x65, 0x58, 0xff, 0xff, 0xfe, 0xff }, true, 0xfffffe,
	  0xff },
	/* no key, a checksum, a sequence number, IPv4, ARP */
	{ { 0x00, 0, 0x65, 0x58, 0x12, 0x34, 0x56, 0x78 }, false, 0, 0 },
	{ { 0xa0, 0, 0x65, 0x58, 0, 0, 0, 0, 0x12, 0x34, 0x56, 0x78 }, false,
	  0, 0 },
	{ { 0x30, 0, 0x65, 0x58, 0x12, 0x34, 0x56, 0x78 }, false, 0, 0 },
	{ { 0x20, 0, 0x08, 0x00, 0x12, 0x34, 0x56, 0x78 }, false, 0, 0 },
	{ { 0x20, 0, 0x08, 0x06, 0x12, 0x34, 0x56, 0x78 }, false, 0, 0 },
};

static void test_nvgre_vectors(void)
{
	struct ovtun_gre_header hdr;
	unsigned int i;
	__u32 vsid;

	for (i = 0; i < ARRAY_SIZE(nvgre_vectors); i++) {
		vsid = 0;
		EXPECT(decode_gre(nvgre_vectors[i].bytes, OVTUN_GRE_HLEN_MAX,
				  &hdr) == OVTUN_WIRE_OK);
		EXPECT(ovtun_nvgre_decode(&hdr, &vsid) ==
		       nvgre_vectors[i].nvgre);
		EXPECT(vsid == nvgre_vectors[i].vsid);
	}
}

static void test_nvgre_encode(void)
{
	struct ovtun_gre_header hdr = {
		.flags = OVTUN_GRE_F_KEY,
		.proto = OVTUN_GRE_PROTO_TEB,
	};
	struct exact e;
	unsigned int i;
	bool same;

	for (i = 0; i < ARRAY_SIZE(nvgre_vectors); i++) {
		if (!nvgre_vectors[i].nvgre)
			continue;
		hdr.key = ovtun_nvgre_key(nvgre_vectors[i].vsid,
					  nvgre_vectors[i].flow);
		e = exact_new(NULL, 8);
		ovtun_gre_encode(e.bytes, &hdr);
		same = !memcmp(e.bytes, nvgre_vectors[i].bytes, 8);
		free(e.base);
		EXPECT(same);
	}
}

/* All FlowIDs of a VSID are that VSID, and no other's. */
static void test_nvgre_flows(void)
{
	struct ovtun_gre_header hdr = {
		.flags = OVTUN_GRE_F_KEY,
		.proto = OVTUN_GRE_PROTO_TEB,
	};
	__u32 vsid, got;
	unsigned int i;

	for (i = 0; i < 100000; i++) {
		vsid = next_random() & 0xffffff;
		hdr.key = ovtun_nvgre_key(vsid, next_random() >> 24);
		got = ~vsid;
		EXPECT(ovtun_nvgre_decode(&hdr, &got));
		EXPECT(got == vsid);
	}
}

const struct ktap_test gre_tests[] = {
	{ "gre: vectors", test_gre_vectors },
	{ "gre: truncated at every byte", test_gre_truncated },
	{ "gre: every flag and version, every length", test_gre_every_word },
	{ "gre: reserved bits 6 to 12 ignored", test_gre_ignored_bits },
	{ "gre: checksum field", test_gre_checksum_field },
	{ "gre: encode", test_gre_encode },
	{ "gre: decode what was encoded", test_gre_round_trip },
	{ "nvgre: vectors", test_nvgre_vectors },
	{ "nvgre: encode", test_nvgre_encode },
	{ "nvgre: every FlowID is of its VSID", test_nvgre_flows },
};

const unsigned int gre_tests_count = ARRAY_SIZE(gre_tests);
