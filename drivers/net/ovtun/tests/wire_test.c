// SPDX-License-Identifier: GPL-2.0
/*
 * Unit tests of wire.h in user space, KTAP on standard output.
 *
 * To be compiled with -fsanitize=address,undefined: every buffer that a codec
 * sees is an allocation of exactly the bytes it may touch, so that one byte
 * too many is an error and not luck.
 */
#include <stdlib.h>
#include <string.h>
#include "../wire.h"
#include "unit.h"

static enum ovtun_wire decode_vxlan(const void *bytes, unsigned int len,
				    __u32 *vni)
{
	struct exact e = exact_new(bytes, len);
	enum ovtun_wire result = ovtun_vxlan_decode(e.bytes, len, vni);

	free(e.base);
	return result;
}

static enum ovtun_wire decode_gre(const void *bytes, unsigned int len,
				  struct ovtun_gre_header *hdr)
{
	struct exact e = exact_new(bytes, len);
	enum ovtun_wire result = ovtun_gre_decode(e.bytes, len, hdr);

	free(e.base);
	return result;
}

/* The same numbers in every run. */
static __u32 next_random(void)
{
	static __u32 state = 2784;

	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state;
}

/* RFC 7348 section 5: I flag, 24 reserved bits, VNI, 8 reserved bits. */
static const struct {
	__u8 bytes[OVTUN_VXLAN_HLEN];
	enum ovtun_wire result;
	__u32 vni;
} vxlan_vectors[] = {
	{ { 0x08, 0, 0, 0, 0x00, 0x00, 0x00, 0 }, OVTUN_WIRE_OK, 0 },
	{ { 0x08, 0, 0, 0, 0x00, 0x00, 0x01, 0 }, OVTUN_WIRE_OK, 1 },
	{ { 0x08, 0, 0, 0, 0x00, 0x30, 0x39, 0 }, OVTUN_WIRE_OK, 12345 },
	{ { 0x08, 0, 0, 0, 0x12, 0x34, 0x56, 0 }, OVTUN_WIRE_OK, 0x123456 },
	{ { 0x08, 0, 0, 0, 0xff, 0xff, 0xff, 0 }, OVTUN_WIRE_OK, 0xffffff },
	/* no VNI, group policy, generic protocol extension, all at once */
	{ { 0x00, 0, 0, 0, 0x00, 0x00, 0x2a, 0 }, OVTUN_WIRE_BAD_FLAGS, 0 },
	{ { 0x88, 0, 0, 1, 0x00, 0x00, 0x2a, 0 }, OVTUN_WIRE_BAD_FLAGS, 0 },
	{ { 0x0c, 0, 0, 1, 0x00, 0x00, 0x2a, 0 }, OVTUN_WIRE_BAD_FLAGS, 0 },
	{ { 0xff, 0, 0, 0, 0x00, 0x00, 0x2a, 0 }, OVTUN_WIRE_BAD_FLAGS, 0 },
};

static void test_vxlan_vectors(void)
{
	unsigned int i;
	__u32 vni;

	for (i = 0; i < ARRAY_SIZE(vxlan_vectors); i++) {
		vni = 0;
		EXPECT(decode_vxlan(vxlan_vectors[i].bytes, OVTUN_VXLAN_HLEN,
				    &vni) == vxlan_vectors[i].result);
		EXPECT(vxlan_vectors[i].result != OVTUN_WIRE_OK ||
		       vni == vxlan_vectors[i].vni);
	}
}

static void test_vxlan_truncated(void)
{
	const __u8 *bytes = vxlan_vectors[3].bytes;
	unsigned int len;
	__u32 vni;

	for (len = 0; len < OVTUN_VXLAN_HLEN; len++)
		EXPECT(decode_vxlan(bytes, len, &vni) == OVTUN_WIRE_TRUNCATED);
}

/* One reserved bit is enough, and the I flag alone is not reserved. */
static void test_vxlan_every_bit(void)
{
	static const __u8 may_change[] = { 4, 5, 6 };
	__u8 bytes[OVTUN_VXLAN_HLEN];
	enum ovtun_wire expected;
	unsigned int bit;
	__u32 vni;

	for (bit = 0; bit < 8 * OVTUN_VXLAN_HLEN; bit++) {
		memcpy(bytes, vxlan_vectors[3].bytes, sizeof(bytes));
		bytes[bit / 8] ^= 1 << bit % 8;
		expected = memchr(may_change, bit / 8, sizeof(may_change)) ?
			   OVTUN_WIRE_OK : OVTUN_WIRE_BAD_FLAGS;
		EXPECT(decode_vxlan(bytes, sizeof(bytes), &vni) == expected);
	}
}

static void test_vxlan_long_buffer(void)
{
	__u8 bytes[OVTUN_VXLAN_HLEN + 64];
	__u32 vni = 0;

	memset(bytes, 0xff, sizeof(bytes));
	memcpy(bytes, vxlan_vectors[2].bytes, OVTUN_VXLAN_HLEN);
	EXPECT(decode_vxlan(bytes, sizeof(bytes), &vni) == OVTUN_WIRE_OK);
	EXPECT(vni == 12345);
}

static void test_vxlan_encode(void)
{
	struct exact e;
	unsigned int i;
	bool same;

	for (i = 0; i < ARRAY_SIZE(vxlan_vectors); i++) {
		if (vxlan_vectors[i].result != OVTUN_WIRE_OK)
			continue;
		e = exact_new(NULL, OVTUN_VXLAN_HLEN);
		ovtun_vxlan_encode(e.bytes, vxlan_vectors[i].vni);
		same = !memcmp(e.bytes, vxlan_vectors[i].bytes,
			       OVTUN_VXLAN_HLEN);
		free(e.base);
		EXPECT(same);
	}
}

static void test_vxlan_round_trip(void)
{
	__u8 bytes[OVTUN_VXLAN_HLEN];
	__u32 vni, got, i;

	for (i = 0; i < 100000; i++) {
		vni = next_random() & OVTUN_VXLAN_VNI_MAX;
		got = ~vni;
		ovtun_vxlan_encode(bytes, vni);
		EXPECT(decode_vxlan(bytes, sizeof(bytes), &got) ==
		       OVTUN_WIRE_OK);
		EXPECT(got == vni);
	}
}

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

/* Most are refused; none may read past its end, which the sanitizer sees. */
static void test_random_bytes(void)
{
	struct ovtun_gre_header hdr;
	unsigned int i, j, len;
	enum ovtun_wire result;
	__u8 bytes[24];
	__u32 vni;

	for (i = 0; i < 200000; i++) {
		len = next_random() % (sizeof(bytes) + 1);
		for (j = 0; j < len; j++)
			bytes[j] = next_random() >> 24;
		result = decode_gre(bytes, len, &hdr);
		EXPECT(result != OVTUN_WIRE_OK || hdr.len <= len);
		result = decode_vxlan(bytes, len, &vni);
		EXPECT(result != OVTUN_WIRE_OK || vni <= OVTUN_VXLAN_VNI_MAX);
	}
}

static const struct ktap_test tests[] = {
	{ "vxlan: vectors", test_vxlan_vectors },
	{ "vxlan: truncated at every byte", test_vxlan_truncated },
	{ "vxlan: every bit flipped", test_vxlan_every_bit },
	{ "vxlan: bytes after the header", test_vxlan_long_buffer },
	{ "vxlan: encode", test_vxlan_encode },
	{ "vxlan: decode what was encoded", test_vxlan_round_trip },
	{ "gre: vectors", test_gre_vectors },
	{ "gre: truncated at every byte", test_gre_truncated },
	{ "gre: every flag and version, every length", test_gre_every_word },
	{ "gre: reserved bits 6 to 12 ignored", test_gre_ignored_bits },
	{ "gre: checksum field", test_gre_checksum_field },
	{ "gre: encode", test_gre_encode },
	{ "gre: decode what was encoded", test_gre_round_trip },
	{ "random bytes", test_random_bytes },
};

int main(void)
{
	return ktap_run(tests, ARRAY_SIZE(tests));
}
