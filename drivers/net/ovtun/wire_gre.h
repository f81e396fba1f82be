/* SPDX-License-Identifier: GPL-2.0 */
/* The GRE header on the wire, RFC 2784 and 2890, and what NVGRE makes of it. */
#ifndef _OVTUN_WIRE_GRE_H
#define _OVTUN_WIRE_GRE_H

#include "wire.h"

#define OVTUN_GRE_HLEN_MIN	4	/* RFC 2784 section 2 */
#define OVTUN_GRE_HLEN_MAX	16	/* with checksum, key and sequence */
#define OVTUN_GRE_F_CSUM	0x8000	/* RFC 2784 section 2.1 */
#define OVTUN_GRE_F_KEY		0x2000	/* RFC 2890 section 2 */
#define OVTUN_GRE_F_SEQ		0x1000	/* RFC 2890 section 2 */
#define OVTUN_GRE_F_KNOWN	(OVTUN_GRE_F_CSUM | OVTUN_GRE_F_KEY | \
				 OVTUN_GRE_F_SEQ)
#define OVTUN_GRE_F_REJECT	0x4c00	/* bits 1, 4, 5: RFC 2784 section 2.3 */
#define OVTUN_GRE_VERSION	0x0007
#define OVTUN_GRE_PROTO_TEB	0x6558	/* Ethernet, RFC 1701 section 9 */

#define OVTUN_NVGRE_VSID_MIN	0x001000U /* RFC 7637 section 3.2 */
#define OVTUN_NVGRE_VSID_MAX	0xfffffeU

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

/**
 * ovtun_nvgre_decode - is it NVGRE, RFC 7637 section 3.2?
 * @hdr: a decoded GRE header
 * @vsid: where the virtual subnet ID goes, host byte order
 *
 * The FlowID, the last 8 bits of the key, is the sender's own business.
 *
 * Return: false when it cannot be: no key, a checksum or sequence number, or a
 * payload that is no frame
 */
static inline bool ovtun_nvgre_decode(const struct ovtun_gre_header *hdr,
				      __u32 *vsid)
{
	if (hdr->flags != OVTUN_GRE_F_KEY || hdr->proto != OVTUN_GRE_PROTO_TEB)
		return false;
	*vsid = hdr->key >> 8;
	return true;
}

/* The GRE key of an NVGRE packet. */
static inline __u32 ovtun_nvgre_key(__u32 vsid, __u8 flow)
{
	return vsid << 8 | flow;
}

#endif /* _OVTUN_WIRE_GRE_H */
