// SPDX-License-Identifier: GPL-2.0
/* Unit tests of wire_vxlan.h; wire_test.c runs them. */
#include "wire_test.h"

/* RFC 7348 section 5: I flag, 24 reserved bits, VNI, 8 reserved bits. */
static const struct {
	__u8 bytes[OVTUN_VXLAN_HLEN];
	enum ovtun_wire result;
	__u32 vni;
	__u64 extra;
} vxlan_vectors[] = {
	{ { 0x08, 0, 0, 0, 0x00, 0x00, 0x00, 0 }, OVTUN_WIRE_OK, 0, 0 },
	{ { 0x08, 0, 0, 0, 0x00, 0x00, 0x01, 0 }, OVTUN_WIRE_OK, 1, 0 },
	{ { 0x08, 0, 0, 0, 0x00, 0x30, 0x39, 0 }, OVTUN_WIRE_OK, 12345, 0 },
	{ { 0x08, 0, 0, 0, 0x12, 0x34, 0x56, 0 }, OVTUN_WIRE_OK, 0x123456, 0 },
	{ { 0x08, 0, 0, 0, 0xff, 0xff, 0xff, 0 }, OVTUN_WIRE_OK, 0xffffff, 0 },
	/* group policy, generic protocol extension, all that is reserved */
	{ { 0x88, 0x48, 0x12, 0x34, 0x00, 0x00, 0x2a, 0 }, OVTUN_WIRE_OK, 42,
	  0x8048123400000000ULL },
	{ { 0x0c, 0, 0, 1, 0x00, 0x00, 0x2a, 0 }, OVTUN_WIRE_OK, 42,
	  0x0400000100000000ULL },
	{ { 0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x2a, 0xff }, OVTUN_WIRE_OK, 42,
	  0xf7ffffff000000ffULL },
	/* no VNI */
	{ { 0x00, 0, 0, 0, 0x00, 0x00, 0x2a, 0 }, OVTUN_WIRE_BAD_FLAGS, 0, 0 },
	{ { 0xf7, 0xff, 0xff, 0xff, 0x00, 0x00, 0x2a, 0xff },
	  OVTUN_WIRE_BAD_FLAGS, 0, 0 },
};

static void test_vxlan_vectors(void)
{
	struct ovtun_vxlan_header got;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(vxlan_vectors); i++) {
		memset(&got, 0xa5, sizeof(got));
		EXPECT(decode_vxlan(vxlan_vectors[i].bytes, OVTUN_VXLAN_HLEN,
				    &got) == vxlan_vectors[i].result);
		if (vxlan_vectors[i].result != OVTUN_WIRE_OK)
			continue;
		EXPECT(got.vni == vxlan_vectors[i].vni);
		EXPECT(got.extra == vxlan_vectors[i].extra);
	}
}

static void test_vxlan_truncated(void)
{
	const __u8 *bytes = vxlan_vectors[3].bytes;
	struct ovtun_vxlan_header got;
	unsigned int len;

	for (len = 0; len < OVTUN_VXLAN_HLEN; len++)
		EXPECT(decode_vxlan(bytes, len, &got) == OVTUN_WIRE_TRUNCATED);
}

/* Bit 0 is the first on the wire. The I flag alone is required. */
static void test_vxlan_every_bit(void)
{
	struct ovtun_vxlan_header got;
	__u8 bytes[OVTUN_VXLAN_HLEN];
	unsigned int bit;
	bool in_vni;

	for (bit = 0; bit < 64; bit++) {
		memcpy(bytes, vxlan_vectors[0].bytes, sizeof(bytes));
		bytes[bit / 8] ^= 0x80 >> bit % 8;
		if (bit == 4) {
			EXPECT(decode_vxlan(bytes, sizeof(bytes), &got) ==
			       OVTUN_WIRE_BAD_FLAGS);
			continue;
		}
		in_vni = bit >= 32 && bit < 56;
		EXPECT(decode_vxlan(bytes, sizeof(bytes), &got) ==
		       OVTUN_WIRE_OK);
		EXPECT(got.vni == (in_vni ? 1U << (55 - bit) : 0));
		EXPECT(got.extra == (in_vni ? 0 : 1ULL << (63 - bit)));
	}
}

static void test_vxlan_long_buffer(void)
{
	__u8 bytes[OVTUN_VXLAN_HLEN + 64];
	struct ovtun_vxlan_header got;

	memset(bytes, 0xff, sizeof(bytes));
	memcpy(bytes, vxlan_vectors[2].bytes, OVTUN_VXLAN_HLEN);
	EXPECT(decode_vxlan(bytes, sizeof(bytes), &got) == OVTUN_WIRE_OK);
	EXPECT(got.vni == 12345 && !got.extra);
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
		ovtun_vxlan_encode(e.bytes, vxlan_vectors[i].vni,
				   vxlan_vectors[i].extra);
		same = !memcmp(e.bytes, vxlan_vectors[i].bytes,
			       OVTUN_VXLAN_HLEN);
		free(e.base);
		EXPECT(same);
	}
}

static void test_vxlan_round_trip(void)
{
	struct ovtun_vxlan_header got;
	__u8 bytes[OVTUN_VXLAN_HLEN];
	__u64 extra;
	__u32 vni, i;

	for (i = 0; i < 100000; i++) {
		vni = next_random() & OVTUN_VXLAN_VNI_MAX;
		extra = (__u64)next_random() << 32 | next_random();
		extra &= OVTUN_VXLAN_EXTRA;
		ovtun_vxlan_encode(bytes, vni, extra);
		EXPECT(decode_vxlan(bytes, sizeof(bytes), &got) ==
		       OVTUN_WIRE_OK);
		EXPECT(got.vni == vni);
		EXPECT(got.extra == extra);
	}
}

/* draft-smith-vxlan-group-policy section 2.1, and the mark that means it. */
static const struct {
	__u8 bytes[OVTUN_VXLAN_HLEN];
	bool policy;
	__u32 mark;
} gbp_vectors[] = {
	{ { 0x88, 0x00, 0x00, 0x01, 0, 0, 0, 0 }, true, 0x000001 },
	{ { 0x88, 0x00, 0x12, 0x34, 0, 0, 0, 0 }, true, 0x001234 },
	{ { 0x88, 0x00, 0xff, 0xff, 0, 0, 0, 0 }, true, 0x00ffff },
	{ { 0x88, 0x08, 0x12, 0x34, 0, 0, 0, 0 }, true, 0x081234 },
	{ { 0x88, 0x40, 0x12, 0x34, 0, 0, 0, 0 }, true, 0x401234 },
	{ { 0x88, 0x48, 0xff, 0xff, 0, 0, 0, 0 }, true, 0x48ffff },
	{ { 0x88, 0x40, 0x00, 0x00, 0, 0, 0, 0 }, true, 0x400000 },
	{ { 0x08, 0x00, 0x00, 0x00, 0, 0, 0, 0 }, false, 0 },
};

static void test_gbp_vectors(void)
{
	struct ovtun_vxlan_header hdr;
	__u8 bytes[OVTUN_VXLAN_HLEN];
	unsigned int i;
	__u32 mark;

	for (i = 0; i < ARRAY_SIZE(gbp_vectors); i++) {
		mark = 0;
		EXPECT(decode_vxlan(gbp_vectors[i].bytes, OVTUN_VXLAN_HLEN,
				    &hdr) == OVTUN_WIRE_OK);
		EXPECT(ovtun_gbp_decode(hdr.extra, &mark) ==
		       gbp_vectors[i].policy);
		EXPECT(mark == gbp_vectors[i].mark);
		ovtun_vxlan_encode(bytes, 0, ovtun_gbp_encode(mark));
		EXPECT(!memcmp(bytes, gbp_vectors[i].bytes, sizeof(bytes)));
	}
}

/* Without G there is no policy, and reserved bits are no part of the mark. */
static void test_gbp_every_bit(void)
{
	__u32 mark, mask = 0x48ffff;
	unsigned int bit;

	EXPECT(ovtun_gbp_decode(1ULL << 63, &mark) && mark == 0);
	for (bit = 0; bit < 63; bit++) {
		EXPECT(!ovtun_gbp_decode(1ULL << bit, &mark));
		EXPECT(ovtun_gbp_decode(1ULL << 63 | 1ULL << bit, &mark));
		EXPECT(mark == ((1ULL << bit >> 32) & mask));
	}
	for (bit = 0; bit < 32; bit++)
		EXPECT(ovtun_gbp_encode(1U << bit) ==
		       (1U << bit & mask ? 1ULL << 63 | 1ULL << (32 + bit) :
					   0));
}

/* draft-ietf-nvo3-vxlan-gpe section 3.1 */
static const struct {
	__u8 bytes[OVTUN_VXLAN_HLEN];
	enum ovtun_wire result;
	__u16 ethertype;
} gpe_vectors[] = {
	{ { 0x0c, 0, 0, 1, 0, 0, 42, 0 }, OVTUN_WIRE_OK, 0x0800 },
	{ { 0x0c, 0, 0, 2, 0, 0, 42, 0 }, OVTUN_WIRE_OK, 0x86dd },
	/* a copy of a flooded packet */
	{ { 0x0e, 0, 0, 1, 0, 0, 42, 0 }, OVTUN_WIRE_OK, 0x0800 },
	/* an Ethernet frame, nothing, NSH, unassigned */
	{ { 0x0c, 0, 0, 3, 0, 0, 42, 0 }, OVTUN_WIRE_BAD_PROTO, 0 },
	{ { 0x0c, 0, 0, 0, 0, 0, 42, 0 }, OVTUN_WIRE_BAD_PROTO, 0 },
	{ { 0x0c, 0, 0, 4, 0, 0, 42, 0 }, OVTUN_WIRE_BAD_PROTO, 0 },
	{ { 0x0c, 0, 0, 0xff, 0, 0, 42, 0 }, OVTUN_WIRE_BAD_PROTO, 0 },
	/* plain VXLAN; OAM; versions 1 to 3 */
	{ { 0x08, 0, 0, 0, 0, 0, 42, 0 }, OVTUN_WIRE_BAD_FLAGS, 0 },
	{ { 0x0d, 0, 0, 1, 0, 0, 42, 0 }, OVTUN_WIRE_BAD_FLAGS, 0 },
	{ { 0x1c, 0, 0, 1, 0, 0, 42, 0 }, OVTUN_WIRE_BAD_VERSION, 0 },
	{ { 0x2c, 0, 0, 1, 0, 0, 42, 0 }, OVTUN_WIRE_BAD_VERSION, 0 },
	{ { 0x3c, 0, 0, 1, 0, 0, 42, 0 }, OVTUN_WIRE_BAD_VERSION, 0 },
};

static void test_gpe_vectors(void)
{
	struct ovtun_vxlan_header hdr;
	__u16 ethertype;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(gpe_vectors); i++) {
		ethertype = 0;
		EXPECT(decode_vxlan(gpe_vectors[i].bytes, OVTUN_VXLAN_HLEN,
				    &hdr) == OVTUN_WIRE_OK);
		EXPECT(ovtun_gpe_decode(hdr.extra, &ethertype) ==
		       gpe_vectors[i].result);
		EXPECT(ethertype == gpe_vectors[i].ethertype);
	}
}

static void test_gpe_encode(void)
{
	__u8 bytes[OVTUN_VXLAN_HLEN];

	ovtun_vxlan_encode(bytes, 42, ovtun_gpe_encode(0x0800));
	EXPECT(!memcmp(bytes, gpe_vectors[0].bytes, sizeof(bytes)));
	ovtun_vxlan_encode(bytes, 42, ovtun_gpe_encode(0x86dd));
	EXPECT(!memcmp(bytes, gpe_vectors[1].bytes, sizeof(bytes)));
}

/* The flags and next protocols in every combination. */
static void test_gpe_every_flag(void)
{
	unsigned int flags, next;
	enum ovtun_wire expected;
	__u16 ethertype;

	for (flags = 0; flags < 256; flags++) {
		for (next = 0; next < 256; next++) {
			if (flags & 0x30)
				expected = OVTUN_WIRE_BAD_VERSION;
			else if (!(flags & 0x04) || flags & 0x01)
				expected = OVTUN_WIRE_BAD_FLAGS;
			else if (next != 1 && next != 2)
				expected = OVTUN_WIRE_BAD_PROTO;
			else
				expected = OVTUN_WIRE_OK;
			EXPECT(ovtun_gpe_decode((__u64)flags << 56 |
						(__u64)next << 32,
						&ethertype) == expected);
		}
	}
}

const struct ktap_test vxlan_tests[] = {
	{ "vxlan: vectors", test_vxlan_vectors },
	{ "vxlan: truncated at every byte", test_vxlan_truncated },
	{ "vxlan: every bit flipped", test_vxlan_every_bit },
	{ "vxlan: bytes after the header", test_vxlan_long_buffer },
	{ "vxlan: encode", test_vxlan_encode },
	{ "vxlan: decode what was encoded", test_vxlan_round_trip },
	{ "gbp: vectors, both ways", test_gbp_vectors },
	{ "gbp: every bit of header and mark", test_gbp_every_bit },
	{ "gpe: vectors", test_gpe_vectors },
	{ "gpe: encode", test_gpe_encode },
	{ "gpe: every flag and next protocol", test_gpe_every_flag },
};

const unsigned int vxlan_tests_count = ARRAY_SIZE(vxlan_tests);
