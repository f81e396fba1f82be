/* SPDX-License-Identifier: GPL-2.0 */
/* What the tests share that need a device. */
#ifndef _OVTUN_TEST_DEVICE_H
#define _OVTUN_TEST_DEVICE_H

#include <kunit/test.h>

#include "../ovtun.h"

/**
 * struct ovtun_test_link - what a device is to be
 * @encap: enum ovtun_encap
 * @id: VNI or VSID, 0: none
 * @remote: IPv4 address, network byte order, 0: none
 * @limit: of forwarding entries, 0: the default
 * @trunk: it has many segments
 */
struct ovtun_test_link {
	u8 encap;
	u32 id;
	__be32 remote;
	u32 limit;
	bool trunk;
};

/* device.c: a device in the initial namespace, until the end of the case */
struct ovtun_dev *ovtun_test_device(struct kunit *test,
				    const struct ovtun_test_link *link);

/* 192.0.2.HOST, RFC 5737 */
static inline struct in6_addr ovtun_test_addr(u8 host)
{
	struct in6_addr addr;

	ipv6_addr_set_v4mapped(htonl(0xc0000200 + host), &addr);
	return addr;
}

#endif /* _OVTUN_TEST_DEVICE_H */
