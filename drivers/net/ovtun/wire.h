/* SPDX-License-Identifier: GPL-2.0 */
/*
 * GRE and VXLAN headers on the wire: encode and decode.
 *
 * Pure functions over bytes, without skb and without kernel types, so that the
 * unit tests and the fuzzer compile this file in user space. Every decoder
 * takes the number of bytes it may read and reads no further.
 */
#ifndef _OVTUN_WIRE_H
#define _OVTUN_WIRE_H

#include <linux/types.h>

#define OVTUN_VXLAN_HLEN	8	/* RFC 7348 section 5 */
#define OVTUN_VXLAN_VNI_MAX	0xffffffU
#define OVTUN_VXLAN_F_I		0x08	/* the VNI is valid */

#define OVTUN_GRE_HLEN_MIN	4	/* RFC 2784 section 2 */
#define OVTUN_GRE_HLEN_MAX	16	/* with checksum, key and sequence */
#define OVTUN_GRE_F_CSUM	0x8000	/* RFC 2784 section 2.1 */
#define OVTUN_GRE_F_KEY		0x2000	/* RFC 2890 section 2 */
#define OVTUN_GRE_F_SEQ		0x1000	/* RFC 2890 section 2 */
#define OVTUN_GRE_F_KNOWN	(OVTUN_GRE_F_CSUM | OVTUN_GRE_F_KEY | \
				 OVTUN_GRE_F_SEQ)
#define OVTUN_GRE_F_REJECT	0x4c00	/* bits 1, 4, 5: RFC 2784 section 2.3 */
#define OVTUN_GRE_VERSION	0x0007

/**
 * enum ovtun_wire - what a decoder says about the bytes
 * @OVTUN_WIRE_OK: the header is complete and understood
 * @OVTUN_WIRE_TRUNCATED: the bytes end before the header does
 * @OVTUN_WIRE_BAD_FLAGS: a flag or reserved bit that has to be zero is set,
 *	or one that has to be set is not
 * @OVTUN_WIRE_BAD_VERSION: a GRE version other than 0
 */
enum ovtun_wire {
	OVTUN_WIRE_OK,
	OVTUN_WIRE_TRUNCATED,
	OVTUN_WIRE_BAD_FLAGS,
	OVTUN_WIRE_BAD_VERSION,
};

/**
 * struct ovtun_gre_header - a decoded GRE header
 * @flags: the OVTUN_GRE_F_KNOWN bits that are set
 * @proto: EtherType of the payload, host byte order
 * @key: valid with OVTUN_GRE_F_KEY, host byte order
 * @seq: valid with OVTUN_GRE_F_SEQ, host byte order
 * @len: length of the header, bytes
 */
struct ovtun_gre_header {
	__u16 flags;
	__u16 proto;
	__u32 key;
	__u32 seq;
	unsigned int len;
};

static inline __u16 ovtun_wire_get16(const __u8 *p)
{
	return (__u16)(p[0] << 8 | p[1]);
}

static inline __u32 ovtun_wire_get32(const __u8 *p)
{
	return (__u32)p[0] << 24 | (__u32)p[1] << 16 | (__u32)p[2] << 8 | p[3];
}

static inline void ovtun_wire_put16(__u8 *p, __u16 v)
{
	p[0] = v >> 8;
	p[1] = v & 0xff;
}

static inline void ovtun_wire_put32(__u8 *p, __u32 v)
{
	ovtun_wire_put16(p, v >> 16);
	ovtun_wire_put16(p + 2, v & 0xffff);
}

/**
 * ovtun_vxlan_decode - read a VXLAN header
 * @buf: first byte of the header
 * @len: bytes that may be read
 * @vni: where the VNI goes, host byte order
 *
 * RFC 7348 section 5 has reserved bits ignored on receipt. They are refused
 * here, as the in-tree driver does: an extension that is not configured would
 * change the meaning of the payload.
 *
 * Return: OVTUN_WIRE_OK, _TRUNCATED or _BAD_FLAGS
 */
static inline enum ovtun_wire ovtun_vxlan_decode(const __u8 *buf,
						 unsigned int len, __u32 *vni)
{
	if (len < OVTUN_VXLAN_HLEN)
		return OVTUN_WIRE_TRUNCATED;
	if (buf[0] != OVTUN_VXLAN_F_I || buf[1] || buf[2] || buf[3] || buf[7])
		return OVTUN_WIRE_BAD_FLAGS;
	*vni = ovtun_wire_get32(buf + 4) >> 8;
	return OVTUN_WIRE_OK;
}

/* Writes OVTUN_VXLAN_HLEN bytes. */
static inline void ovtun_vxlan_encode(__u8 *buf, __u32 vni)
{
	ovtun_wire_put32(buf, (__u32)OVTUN_VXLAN_F_I << 24);
	ovtun_wire_put32(buf + 4, vni << 8);
}

/* Length of a GRE header with these OVTUN_GRE_F_KNOWN bits. */
static inline unsigned int ovtun_gre_hlen(__u16 flags)
{
	return OVTUN_GRE_HLEN_MIN + (flags & OVTUN_GRE_F_CSUM ? 4 : 0) +
	       (flags & OVTUN_GRE_F_KEY ? 4 : 0) +
	       (flags & OVTUN_GRE_F_SEQ ? 4 : 0);
}

/**
 * ovtun_gre_decode - read a GRE header, version 0
 * @buf: first byte of the header
 * @len: bytes that may be read
 * @hdr: where it goes
 *
 * The checksum is the caller's to verify: it covers the payload.
 *
 * Return: OVTUN_WIRE_OK and @hdr is filled, or what is wrong
 */
static inline enum ovtun_wire ovtun_gre_decode(const __u8 *buf,
					       unsigned int len,
					       struct ovtun_gre_header *hdr)
{
	const __u8 *p = buf + OVTUN_GRE_HLEN_MIN;
	__u16 word;

	if (len < OVTUN_GRE_HLEN_MIN)
		return OVTUN_WIRE_TRUNCATED;
	word = ovtun_wire_get16(buf);
	if (word & OVTUN_GRE_VERSION)
		return OVTUN_WIRE_BAD_VERSION;
	if (word & OVTUN_GRE_F_REJECT)
		return OVTUN_WIRE_BAD_FLAGS;
	hdr->flags = word & OVTUN_GRE_F_KNOWN;
	hdr->proto = ovtun_wire_get16(buf + 2);
	hdr->len = ovtun_gre_hlen(hdr->flags);
	hdr->key = 0;
	hdr->seq = 0;
	if (len < hdr->len)
		return OVTUN_WIRE_TRUNCATED;
	if (hdr->flags & OVTUN_GRE_F_CSUM)
		p += 4;
	if (hdr->flags & OVTUN_GRE_F_KEY) {
		hdr->key = ovtun_wire_get32(p);
		p += 4;
	}
	if (hdr->flags & OVTUN_GRE_F_SEQ)
		hdr->seq = ovtun_wire_get32(p);
	return OVTUN_WIRE_OK;
}

/*
 * Writes ovtun_gre_hlen(hdr->flags) bytes. The checksum field, bytes 4 and 5
 * with OVTUN_GRE_F_CSUM, is left zero for the caller to fill.
 */
static inline void ovtun_gre_encode(__u8 *buf,
				    const struct ovtun_gre_header *hdr)
{
	__u8 *p = buf + OVTUN_GRE_HLEN_MIN;

	ovtun_wire_put16(buf, hdr->flags);
	ovtun_wire_put16(buf + 2, hdr->proto);
	if (hdr->flags & OVTUN_GRE_F_CSUM) {
		ovtun_wire_put32(p, 0);
		p += 4;
	}
	if (hdr->flags & OVTUN_GRE_F_KEY) {
		ovtun_wire_put32(p, hdr->key);
		p += 4;
	}
	if (hdr->flags & OVTUN_GRE_F_SEQ)
		ovtun_wire_put32(p, hdr->seq);
}

#endif /* _OVTUN_WIRE_H */
