// SPDX-License-Identifier: GPL-2.0
/*
 * A fuzzer of the codecs in user space, for libFuzzer with the sanitizers for
 * addresses and undefined behaviour.
 *
 * An input is taken for bytes from the wire, and for values to be encoded.
 * Every buffer is an allocation of exactly the bytes that may be touched.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../drivers/net/ovtun/wire_gre.h"
#include "../../drivers/net/ovtun/wire_vxlan.h"

#define GRE_IGNORED	0x03f8	/* bits 6 to 12, RFC 2784 section 2.3 */
#define GBP_MARK	0x48ffffU

/* libFuzzer keeps the input that got here. */
#define MUST(condition) \
	do { \
		if (!(condition)) { \
			printf("%s:%d: %s\n", __FILE__, __LINE__, \
			       #condition); \
			abort(); \
		} \
	} while (0)

/*
 * Bytes that end where their allocation ends, at an odd address, which is
 * what a header in a packet may have.
 */
struct exact {
	unsigned char *base;
	unsigned char *bytes;
};

/* @bytes may be NULL: then they are dirt. */
static struct exact exact_new(const void *bytes, unsigned int len)
{
	struct exact e = { .base = malloc(1 + len) };

	if (!e.base)
		abort();
	e.bytes = e.base + 1;
	if (bytes)
		memcpy(e.bytes, bytes, len);
	else
		memset(e.bytes, 0xa5, len);
	return e;
}

/*
 * Return: what the decoder says of these bytes. Whatever it leaves unset of a
 * header it calls complete differs between the two calls.
 */
static enum ovtun_wire decode_gre(const __u8 *bytes, unsigned int len,
				  struct ovtun_gre_header *hdr)
{
	struct exact e = exact_new(bytes, len);
	struct ovtun_gre_header other;
	enum ovtun_wire result;

	memset(hdr, 0xa5, sizeof(*hdr));
	memset(&other, 0x5a, sizeof(other));
	result = ovtun_gre_decode(e.bytes, len, hdr);
	MUST(ovtun_gre_decode(e.bytes, len, &other) == result);
	MUST(!memcmp(e.bytes, bytes, len));
	free(e.base);
	MUST(result != OVTUN_WIRE_OK || !memcmp(hdr, &other, sizeof(other)));
	return result;
}

static enum ovtun_wire decode_vxlan(const __u8 *bytes, unsigned int len,
				    struct ovtun_vxlan_header *hdr)
{
	struct exact e = exact_new(bytes, len);
	struct ovtun_vxlan_header other;
	enum ovtun_wire result;

	memset(hdr, 0xa5, sizeof(*hdr));
	memset(&other, 0x5a, sizeof(other));
	result = ovtun_vxlan_decode(e.bytes, len, hdr);
	MUST(ovtun_vxlan_decode(e.bytes, len, &other) == result);
	MUST(!memcmp(e.bytes, bytes, len));
	free(e.base);
	MUST(result != OVTUN_WIRE_OK ||
	     (hdr->extra == other.extra && hdr->vni == other.vni));
	return result;
}

/* What was sent with this header comes out of the decoder again. */
static void gre_there_and_back(const struct ovtun_gre_header *hdr)
{
	unsigned int len = ovtun_gre_hlen(hdr->flags);
	struct exact e = exact_new(NULL, len);
	struct ovtun_gre_header got;

	ovtun_gre_encode(e.bytes, hdr);
	MUST(decode_gre(e.bytes, len, &got) == OVTUN_WIRE_OK);
	free(e.base);
	MUST(got.flags == hdr->flags && got.proto == hdr->proto);
	MUST(got.key == hdr->key && got.seq == hdr->seq && got.len == len);
}

/*
 * The encoder gives the bytes that were decoded, but for the bits that are
 * ignored on receipt and for the checksum field.
 */
static void gre_same_bytes(const __u8 *bytes,
			   const struct ovtun_gre_header *hdr)
{
	unsigned int at = OVTUN_GRE_HLEN_MIN;
	struct exact e = exact_new(NULL, hdr->len);

	ovtun_gre_encode(e.bytes, hdr);
	MUST(ovtun_wire_get16(e.bytes) ==
	     (ovtun_wire_get16(bytes) & ~GRE_IGNORED));
	MUST(!memcmp(e.bytes + 2, bytes + 2, 2));
	if (hdr->flags & OVTUN_GRE_F_CSUM) {
		MUST(!ovtun_wire_get32(e.bytes + at));
		at += 4;
	}
	MUST(!memcmp(e.bytes + at, bytes + at, hdr->len - at));
	free(e.base);
}

static void check_nvgre(const struct ovtun_gre_header *hdr)
{
	__u32 vsid;

	if (!ovtun_nvgre_decode(hdr, &vsid))
		return;
	MUST(hdr->flags == OVTUN_GRE_F_KEY && vsid <= 0xffffff);
	MUST(ovtun_nvgre_key(vsid, hdr->key & 0xff) == hdr->key);
}

static void check_gre(const __u8 *bytes, unsigned int len)
{
	struct ovtun_gre_header hdr, part;
	enum ovtun_wire result = decode_gre(bytes, len, &hdr);
	unsigned int i;

	/* A header that is whole is so without the bytes behind it. */
	for (i = 0; i < len; i++) {
		bool whole = result == OVTUN_WIRE_OK && i >= hdr.len;
		enum ovtun_wire now = decode_gre(bytes, i, &part);

		MUST(now == result || now == OVTUN_WIRE_TRUNCATED);
		MUST((now == OVTUN_WIRE_OK) == whole);
		MUST(!whole || !memcmp(&part, &hdr, sizeof(hdr)));
	}
	if (result != OVTUN_WIRE_OK)
		return;
	MUST(!(hdr.flags & ~OVTUN_GRE_F_KNOWN));
	MUST(hdr.len == ovtun_gre_hlen(hdr.flags) && hdr.len <= len);
	MUST(hdr.len <= OVTUN_GRE_HLEN_MAX);
	MUST(hdr.flags & OVTUN_GRE_F_KEY || !hdr.key);
	MUST(hdr.flags & OVTUN_GRE_F_SEQ || !hdr.seq);
	gre_there_and_back(&hdr);
	gre_same_bytes(bytes, &hdr);
	check_nvgre(&hdr);
}

static void check_gbp(__u64 extra)
{
	__u32 mark, again;

	if (!ovtun_gbp_decode(extra, &mark))
		return;
	MUST(extra & OVTUN_GBP_G && !(mark & ~GBP_MARK));
	extra = ovtun_gbp_encode(mark);
	MUST(!(extra & ~OVTUN_GBP_USED));
	MUST(!!mark == ovtun_gbp_decode(extra, &again));
	MUST(!mark || mark == again);
}

static void check_gpe(__u64 extra)
{
	__u64 fixed = OVTUN_GPE_USED & ~OVTUN_GPE_B;
	__u16 type;

	if (ovtun_gpe_decode(extra, &type) != OVTUN_WIRE_OK)
		return;
	MUST(type == OVTUN_GPE_ETHERTYPE_IPV4 ||
	     type == OVTUN_GPE_ETHERTYPE_IPV6);
	MUST(ovtun_gpe_encode(type) == (extra & fixed));
}

static void check_vxlan(const __u8 *bytes, unsigned int len)
{
	struct ovtun_vxlan_header hdr, part;
	enum ovtun_wire result = decode_vxlan(bytes, len, &hdr);
	struct exact e;
	unsigned int i;

	for (i = 0; i < len; i++)
		MUST(decode_vxlan(bytes, i, &part) ==
		     (i < OVTUN_VXLAN_HLEN ? OVTUN_WIRE_TRUNCATED : result));
	if (result != OVTUN_WIRE_OK)
		return;
	MUST(hdr.vni <= OVTUN_VXLAN_VNI_MAX);
	MUST(!(hdr.extra & OVTUN_VXLAN_USED));
	e = exact_new(NULL, OVTUN_VXLAN_HLEN);
	ovtun_vxlan_encode(e.bytes, hdr.vni, hdr.extra);
	MUST(!memcmp(e.bytes, bytes, OVTUN_VXLAN_HLEN));
	free(e.base);
	check_gbp(hdr.extra);
	check_gpe(hdr.extra);
}

/* The input as the values that a sender would have. */
static void check_values(const __u8 *bytes, unsigned int len)
{
	struct ovtun_vxlan_header vxlan;
	struct ovtun_gre_header gre = {};
	__u8 sent[OVTUN_VXLAN_HLEN];
	__u8 value[16] = {};
	__u64 extra;
	__u32 mark;

	memcpy(value, bytes, len < sizeof(value) ? len : sizeof(value));
	gre.flags = ovtun_wire_get16(value) & OVTUN_GRE_F_KNOWN;
	gre.proto = ovtun_wire_get16(value + 2);
	if (gre.flags & OVTUN_GRE_F_KEY)
		gre.key = ovtun_wire_get32(value + 4);
	if (gre.flags & OVTUN_GRE_F_SEQ)
		gre.seq = ovtun_wire_get32(value + 8);
	gre_there_and_back(&gre);

	mark = ovtun_wire_get32(value + 12);
	extra = ovtun_gbp_encode(mark);
	MUST(!(extra & ~OVTUN_VXLAN_EXTRA));
	ovtun_vxlan_encode(sent, mark & OVTUN_VXLAN_VNI_MAX, extra);
	MUST(decode_vxlan(sent, sizeof(sent), &vxlan) == OVTUN_WIRE_OK);
	MUST(vxlan.vni == (mark & OVTUN_VXLAN_VNI_MAX));
	MUST(vxlan.extra == extra);
	if (extra)
		MUST(ovtun_gbp_decode(extra, &mark));
}

/* libFuzzer calls its target by a name that is not the kernel's style. */
int wire_fuzz(const __u8 *bytes, size_t len) __asm__("LLVMFuzzerTestOneInput");

int wire_fuzz(const __u8 *bytes, size_t len)
{
	check_gre(bytes, len);
	check_vxlan(bytes, len);
	check_values(bytes, len);
	return 0;
}
