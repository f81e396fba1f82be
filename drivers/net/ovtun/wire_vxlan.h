/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The VXLAN header on the wire, RFC 7348, and two extensions that give meaning
 * to bits which it reserves.
 *
 * A header is taken as a number of 64 bits, the first on the wire being the
 * highest.
 */
#ifndef _OVTUN_WIRE_VXLAN_H
#define _OVTUN_WIRE_VXLAN_H

#include "wire.h"

#define OVTUN_VXLAN_HLEN	8	/* RFC 7348 section 5 */
#define OVTUN_VXLAN_VNI_MAX	0xffffffU
#define OVTUN_VXLAN_I		(0x08ULL << 56)	/* the VNI is valid */
#define OVTUN_VXLAN_VNI		(0xffffffULL << 8)
#define OVTUN_VXLAN_USED	(OVTUN_VXLAN_I | OVTUN_VXLAN_VNI)
#define OVTUN_VXLAN_EXTRA	(~OVTUN_VXLAN_USED)

/* Group policy, draft-smith-vxlan-group-policy-05 section 2.1 */
#define OVTUN_GBP_G		(0x80ULL << 56)	/* the policy ID is valid */
#define OVTUN_GBP_D		(0x40ULL << 48)	/* do not learn */
#define OVTUN_GBP_A		(0x08ULL << 48)	/* policy has been applied */
#define OVTUN_GBP_ID		(0xffffULL << 32)
#define OVTUN_GBP_VALUE		(OVTUN_GBP_D | OVTUN_GBP_A | OVTUN_GBP_ID)
/* The rest of these bytes has no meaning yet and is ignored on receipt. */
#define OVTUN_GBP_USED		(OVTUN_GBP_G | 0xffffffULL << 32)

/* Generic protocol extension, draft-ietf-nvo3-vxlan-gpe-13 section 3 */
#define OVTUN_GPE_VERSION	(0x30ULL << 56)
#define OVTUN_GPE_P		(0x04ULL << 56)	/* next protocol is valid */
#define OVTUN_GPE_B		(0x02ULL << 56)	/* a copy of a flooded packet */
#define OVTUN_GPE_O		(0x01ULL << 56)	/* operation and maintenance */
#define OVTUN_GPE_NEXT		(0xffULL << 32)
#define OVTUN_GPE_USED		(OVTUN_GPE_VERSION | OVTUN_GPE_P | \
				 OVTUN_GPE_B | OVTUN_GPE_O | OVTUN_GPE_NEXT)
#define OVTUN_GPE_NEXT_IPV4	(0x01ULL << 32)
#define OVTUN_GPE_NEXT_IPV6	(0x02ULL << 32)
#define OVTUN_GPE_ETHERTYPE_IPV4	0x0800
#define OVTUN_GPE_ETHERTYPE_IPV6	0x86dd

/**
 * struct ovtun_vxlan_header - a decoded VXLAN header
 * @extra: every other bit that is set, of OVTUN_VXLAN_EXTRA
 * @vni: host byte order
 */
struct ovtun_vxlan_header {
	__u64 extra;
	__u32 vni;
};

/**
 * ovtun_vxlan_decode - read a VXLAN header
 * @buf: first byte of the header
 * @len: bytes that may be read
 * @hdr: where it goes
 *
 * What the bits in @hdr->extra mean, and whether they are allowed, is for the
 * device to say that has the VNI.
 *
 * Return: OVTUN_WIRE_OK, _TRUNCATED or, without a VNI, _BAD_FLAGS
 */
static inline enum ovtun_wire ovtun_vxlan_decode(const __u8 *buf,
						 unsigned int len,
						 struct ovtun_vxlan_header *hdr)
{
	__u64 word;

	if (len < OVTUN_VXLAN_HLEN)
		return OVTUN_WIRE_TRUNCATED;
	word = (__u64)ovtun_wire_get32(buf) << 32 | ovtun_wire_get32(buf + 4);
	if (!(word & OVTUN_VXLAN_I))
		return OVTUN_WIRE_BAD_FLAGS;
	hdr->extra = word & OVTUN_VXLAN_EXTRA;
	hdr->vni = (word & OVTUN_VXLAN_VNI) >> 8;
	return OVTUN_WIRE_OK;
}

/* Writes OVTUN_VXLAN_HLEN bytes. @extra: bits of OVTUN_VXLAN_EXTRA */
static inline void ovtun_vxlan_encode(__u8 *buf, __u32 vni, __u64 extra)
{
	__u64 word = OVTUN_VXLAN_I | (__u64)vni << 8 | extra;

	ovtun_wire_put32(buf, word >> 32);
	ovtun_wire_put32(buf + 4, word & 0xffffffff);
}

/**
 * ovtun_gbp_decode - read the group policy
 * @extra: from ovtun_vxlan_decode()
 * @mark: where it goes, as the packet mark that means it: the policy ID in the
 *	lower 16 bits, A is bit 19, D is bit 22
 *
 * Return: false when the header has none
 */
static inline bool ovtun_gbp_decode(__u64 extra, __u32 *mark)
{
	if (!(extra & OVTUN_GBP_G))
		return false;
	*mark = (extra & OVTUN_GBP_VALUE) >> 32;
	return true;
}

/* The bits for a packet mark. One that means nothing has none. */
static inline __u64 ovtun_gbp_encode(__u32 mark)
{
	__u64 value = (__u64)mark << 32 & OVTUN_GBP_VALUE;

	return value ? OVTUN_GBP_G | value : 0;
}

/**
 * ovtun_gpe_decode - what is inside?
 * @extra: from ovtun_vxlan_decode()
 * @ethertype: where the EtherType of the payload goes, host byte order
 *
 * Packets for operation and maintenance (O) carry no payload of a user.
 *
 * Return: OVTUN_WIRE_OK, _BAD_VERSION, _BAD_FLAGS or _BAD_PROTO
 */
static inline enum ovtun_wire ovtun_gpe_decode(__u64 extra, __u16 *ethertype)
{
	if (extra & OVTUN_GPE_VERSION)
		return OVTUN_WIRE_BAD_VERSION;
	if (!(extra & OVTUN_GPE_P) || extra & OVTUN_GPE_O)
		return OVTUN_WIRE_BAD_FLAGS;
	switch (extra & OVTUN_GPE_NEXT) {
	case OVTUN_GPE_NEXT_IPV4:
		*ethertype = OVTUN_GPE_ETHERTYPE_IPV4;
		return OVTUN_WIRE_OK;
	case OVTUN_GPE_NEXT_IPV6:
		*ethertype = OVTUN_GPE_ETHERTYPE_IPV6;
		return OVTUN_WIRE_OK;
	default:
		return OVTUN_WIRE_BAD_PROTO;
	}
}

/* The bits for a payload. @ethertype: OVTUN_GPE_ETHERTYPE_IPV4 or _IPV6 */
static inline __u64 ovtun_gpe_encode(__u16 ethertype)
{
	return OVTUN_GPE_P | (ethertype == OVTUN_GPE_ETHERTYPE_IPV4 ?
			      OVTUN_GPE_NEXT_IPV4 : OVTUN_GPE_NEXT_IPV6);
}

#endif /* _OVTUN_WIRE_VXLAN_H */
