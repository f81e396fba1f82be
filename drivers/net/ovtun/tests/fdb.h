/* SPDX-License-Identifier: GPL-2.0 */
/* What the tests of the forwarding table share; test->priv is the device. */
#ifndef _OVTUN_TEST_FDB_H
#define _OVTUN_TEST_FDB_H

#include <linux/neighbour.h>

#include "device.h"

#define OVTUN_FDB_TEST_MACS	4
#define MAC_A			ovtun_fdb_test_macs[0]
#define MAC_B			ovtun_fdb_test_macs[1]
#define MAC_C			ovtun_fdb_test_macs[2]
#define MAC_FLOOD		ovtun_fdb_test_macs[3]

/* fdb.c */
extern const u8 ovtun_fdb_test_macs[OVTUN_FDB_TEST_MACS][ETH_ALEN];
struct ovtun_fdb_key ovtun_fdb_test_key(const u8 *mac, u32 id);
/* @mac is to be at 192.0.2.@host; @wanted: the rest of the change */
int ovtun_fdb_test_change(struct kunit *test, const u8 *mac, u8 host,
			  const struct ovtun_fdb_change *wanted);
/* A permanent entry, with NLM_F_* @nlflags */
int ovtun_fdb_test_add(struct kunit *test, const u8 *mac, u8 host, u16 nlflags);
/* Which host is @mac at? 0: there is no entry */
u8 ovtun_fdb_test_at(struct kunit *test, const u8 *mac);
/* NUD_* of an entry, 0: there is none */
u16 ovtun_fdb_test_state(struct kunit *test, const u8 *mac);
/* Every count of what the table has, which nothing may be left of */
void ovtun_fdb_test_expect(struct kunit *test, unsigned int entries,
			   unsigned int peers);

#endif /* _OVTUN_TEST_FDB_H */
