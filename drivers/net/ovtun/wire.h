/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the headers on the wire have in common.
 *
 * wire_gre.h and wire_vxlan.h are pure functions over bytes, without skb and
 * without kernel types, so that the unit tests and the fuzzer compile them in
 * user space. Every decoder takes the number of bytes it may read and reads no
 * further.
 */
#ifndef _OVTUN_WIRE_H
#define _OVTUN_WIRE_H

#include <linux/types.h>

/**
 * enum ovtun_wire - what a decoder says about the bytes
 * @OVTUN_WIRE_OK: the header is complete and understood
 * @OVTUN_WIRE_TRUNCATED: the bytes end before the header does
 * @OVTUN_WIRE_BAD_FLAGS: a flag or reserved bit that has to be zero is set,
 *	or one that has to be set is not
 * @OVTUN_WIRE_BAD_VERSION: a version other than 0
 * @OVTUN_WIRE_BAD_PROTO: a payload that is not carried
 */
enum ovtun_wire {
	OVTUN_WIRE_OK,
	OVTUN_WIRE_TRUNCATED,
	OVTUN_WIRE_BAD_FLAGS,
	OVTUN_WIRE_BAD_VERSION,
	OVTUN_WIRE_BAD_PROTO,
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

#endif /* _OVTUN_WIRE_H */
