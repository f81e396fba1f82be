// SPDX-License-Identifier: GPL-2.0
/* Entries of a forwarding table, as the tests want them. */

#include "fdb.h"

const u8 ovtun_fdb_test_macs[OVTUN_FDB_TEST_MACS][ETH_ALEN] __aligned(2) = {
	{ 0x02, 0, 0, 0, 0, 0x0a },
	{ 0x02, 0, 0, 0, 0, 0x0b },
	{ 0x02, 0, 0, 0, 0, 0x0c },
	{ 0, 0, 0, 0, 0, 0 },
};

struct ovtun_fdb_key ovtun_fdb_test_key(const u8 *mac, u32 id)
{
	struct ovtun_fdb_key key = { .id = id };

	ether_addr_copy(key.mac, mac);
	return key;
}

int ovtun_fdb_test_change(struct kunit *test, const u8 *mac, u8 host,
			  const struct ovtun_fdb_change *wanted)
{
	struct ovtun_fdb_key key = ovtun_fdb_test_key(mac, 0);
	struct ovtun_fdb_change change = *wanted;
	struct in6_addr addr = ovtun_test_addr(host);
	struct ovtun_dev *ovt = test->priv;
	struct ovtun_peer *peer;
	int err;

	change.seg = ovt->self;
	spin_lock_bh(&ovt->lock);
	peer = ovtun_peer_get(ovt, &addr, 0, 0);
	err = PTR_ERR_OR_ZERO(peer);
	if (!err) {
		change.remote.peer = peer;
		err = ovtun_fdb_add(ovt, &key, &change);
		ovtun_peer_put(ovt, peer);
	}
	spin_unlock_bh(&ovt->lock);
	return err;
}

int ovtun_fdb_test_add(struct kunit *test, const u8 *mac, u8 host, u16 nlflags)
{
	const struct ovtun_fdb_change change = {
		.state = NUD_PERMANENT,
		.flags = NTF_SELF,
		.nlflags = nlflags,
	};

	return ovtun_fdb_test_change(test, mac, host, &change);
}

u8 ovtun_fdb_test_at(struct kunit *test, const u8 *mac)
{
	struct ovtun_fdb_key key = ovtun_fdb_test_key(mac, 0);
	const struct ovtun_remotes *remotes;
	struct ovtun_fdb *fdb;
	u8 host = 0;

	rcu_read_lock();
	fdb = ovtun_fdb_find(test->priv, &key);
	if (fdb) {
		remotes = rcu_dereference(fdb->remotes);
		host = remotes->remote[0].peer->addr.s6_addr[15];
	}
	rcu_read_unlock();
	return host;
}

u16 ovtun_fdb_test_state(struct kunit *test, const u8 *mac)
{
	struct ovtun_fdb_key key = ovtun_fdb_test_key(mac, 0);
	struct ovtun_fdb *fdb;
	u16 state;

	rcu_read_lock();
	fdb = ovtun_fdb_find(test->priv, &key);
	state = fdb ? fdb->state : 0;
	rcu_read_unlock();
	return state;
}

void ovtun_fdb_test_expect(struct kunit *test, unsigned int entries,
			   unsigned int peers)
{
	struct ovtun_dev *ovt = test->priv;

	KUNIT_EXPECT_EQ(test, ovt->fdb_count, entries);
	KUNIT_EXPECT_EQ(test, ovt->self->count, entries);
	KUNIT_EXPECT_EQ(test, ovt->peer_count, peers);
}
