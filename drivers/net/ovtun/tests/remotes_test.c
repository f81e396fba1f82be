// SPDX-License-Identifier: GPL-2.0
/* KUnit: lists of destinations, and who gets what no entry takes. */

#include <linux/ovtun.h>
#include <linux/rtnetlink.h>

#include "fdb.h"

static int ovtun_remotes_test_init(struct kunit *test)
{
	static const struct ovtun_test_link link = {
		.encap = OVTUN_ENCAP_VXLAN,
		.trunk = true,
	};

	test->priv = ovtun_test_device(test, &link);
	return 0;
}

/* 192.0.2.@host gets what no entry of @seg takes, or does not any more. */
static int ovtun_remotes_test_flood(struct kunit *test,
				    struct ovtun_segment *seg, u8 host,
				    bool add)
{
	struct in6_addr addr = ovtun_test_addr(host);
	struct ovtun_dev *ovt = test->priv;
	struct ovtun_peer *peer;
	int err;

	spin_lock_bh(&ovt->lock);
	peer = ovtun_peer_get(ovt, &addr, 0, 0);
	err = PTR_ERR_OR_ZERO(peer);
	if (!err) {
		if (add)
			err = ovtun_flood_add(ovt, seg, peer);
		else
			ovtun_flood_del(ovt, seg, peer);
		ovtun_peer_put(ovt, peer);
	}
	spin_unlock_bh(&ovt->lock);
	return err;
}

static int ovtun_remotes_test_add(struct kunit *test, u8 host)
{
	struct ovtun_dev *ovt = test->priv;

	return ovtun_remotes_test_flood(test, ovt->self, host, true);
}

static void ovtun_remotes_test_del(struct kunit *test, u8 host)
{
	struct ovtun_dev *ovt = test->priv;

	ovtun_remotes_test_flood(test, ovt->self, host, false);
}

/* The hosts of the list with this id, as the digits of a number */
static unsigned int ovtun_remotes_test_list(struct kunit *test, u32 id)
{
	struct ovtun_fdb_key key = ovtun_fdb_test_key(MAC_FLOOD, id);
	const struct ovtun_remotes *remotes;
	struct ovtun_fdb *fdb;
	unsigned int i, list = 0;

	rcu_read_lock();
	fdb = ovtun_fdb_find(test->priv, &key);
	remotes = fdb ? rcu_dereference(fdb->remotes) : NULL;
	for (i = 0; remotes && i < remotes->count; i++)
		list = 10 * list + remotes->remote[i].peer->addr.s6_addr[15];
	rcu_read_unlock();
	return list;
}

static void ovtun_remotes_test_append(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, ovtun_remotes_test_add(test, 1), 1);
	KUNIT_EXPECT_EQ(test, ovtun_remotes_test_add(test, 2), 1);
	KUNIT_EXPECT_EQ(test, ovtun_remotes_test_add(test, 1), 0);
	KUNIT_EXPECT_EQ(test, ovtun_remotes_test_add(test, 3), 1);
	KUNIT_EXPECT_EQ(test, ovtun_remotes_test_list(test, 0), 123);
	ovtun_fdb_test_expect(test, 1, 3);
}

/* The last destination takes the entry with it. */
static void ovtun_remotes_test_delete(struct kunit *test)
{
	ovtun_remotes_test_add(test, 1);
	ovtun_remotes_test_add(test, 2);
	ovtun_remotes_test_add(test, 3);
	ovtun_remotes_test_del(test, 4);
	KUNIT_EXPECT_EQ(test, ovtun_remotes_test_list(test, 0), 123);
	ovtun_remotes_test_del(test, 2);
	KUNIT_EXPECT_EQ(test, ovtun_remotes_test_list(test, 0), 13);
	ovtun_fdb_test_expect(test, 1, 2);
	ovtun_remotes_test_del(test, 1);
	ovtun_remotes_test_del(test, 3);
	KUNIT_EXPECT_EQ(test, ovtun_remotes_test_list(test, 0), 0);
	ovtun_fdb_test_expect(test, 0, 0);
}

/* A list that somebody reads stays as it is. */
static void ovtun_remotes_test_immutable(struct kunit *test)
{
	struct ovtun_fdb_key key = ovtun_fdb_test_key(MAC_FLOOD, 0);
	const struct ovtun_remotes *remotes;
	unsigned int before, after;
	u8 second;

	ovtun_remotes_test_add(test, 1);
	ovtun_remotes_test_add(test, 2);
	rcu_read_lock();
	remotes = rcu_dereference(ovtun_fdb_find(test->priv, &key)->remotes);
	before = remotes->count;
	ovtun_remotes_test_add(test, 3);
	ovtun_remotes_test_del(test, 2);
	after = remotes->count;
	second = remotes->remote[1].peer->addr.s6_addr[15];
	rcu_read_unlock();
	KUNIT_EXPECT_EQ(test, before, 2);
	KUNIT_EXPECT_EQ(test, second, 2);
	KUNIT_EXPECT_EQ(test, after, 2);
	KUNIT_EXPECT_EQ(test, ovtun_remotes_test_list(test, 0), 13);
}

/* @peer is in it as often as a list allows but for one, by different ids. */
static struct ovtun_remotes *ovtun_remotes_test_long(struct ovtun_dev *ovt,
						     struct ovtun_peer *peer)
{
	struct ovtun_remotes *remotes;
	unsigned int i;

	remotes = kmalloc(struct_size(remotes, remote, OVTUN_REMOTES_MAX),
			  GFP_ATOMIC);
	if (!remotes)
		return NULL;
	remotes->nexthop = NULL;
	remotes->count = OVTUN_REMOTES_MAX - 1;
	for (i = 0; i < remotes->count; i++) {
		remotes->remote[i] = (struct ovtun_remote) {
			.peer = peer, .id = i, .has_id = true,
		};
		ovtun_peer_hold(ovt, peer);
	}
	ovtun_remotes_count(remotes, OVTUN_USE_FLOOD, 1);
	return remotes;
}

/* Where a list of one destination was there is a long one afterwards. */
static int ovtun_remotes_test_lengthen(struct kunit *test)
{
	struct ovtun_fdb_key key = ovtun_fdb_test_key(MAC_FLOOD, 0);
	struct ovtun_remotes *remotes = NULL, *old;
	struct ovtun_dev *ovt = test->priv;
	struct ovtun_fdb *fdb;

	spin_lock_bh(&ovt->lock);
	fdb = ovtun_fdb_find_locked(ovt, &key);
	old = fdb ? ovtun_fdb_remotes(ovt, fdb) : NULL;
	if (old)
		remotes = ovtun_remotes_test_long(ovt, old->remote[0].peer);
	if (remotes) {
		rcu_assign_pointer(fdb->remotes, remotes);
		ovtun_remotes_count(old, OVTUN_USE_FLOOD, -1);
		ovtun_remotes_put(ovt, old);
	}
	spin_unlock_bh(&ovt->lock);
	return remotes ? 0 : -ENOMEM;
}

/* Nobody is added to a list that is as long as it may be. */
static void ovtun_remotes_test_most(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, ovtun_remotes_test_add(test, 1), 1);
	KUNIT_ASSERT_EQ(test, ovtun_remotes_test_lengthen(test), 0);
	KUNIT_EXPECT_EQ(test, ovtun_remotes_test_add(test, 2), 1);
	KUNIT_EXPECT_EQ(test, ovtun_remotes_test_add(test, 3), -E2BIG);
	ovtun_fdb_test_expect(test, 1, 2);
	ovtun_remotes_test_del(test, 2);
	KUNIT_EXPECT_EQ(test, ovtun_remotes_test_add(test, 3), 1);
	ovtun_fdb_test_expect(test, 1, 2);
}

/* A list lets its members send, and says so when asked who did. */
static void ovtun_remotes_test_origin(struct kunit *test)
{
	struct in6_addr addr = ovtun_test_addr(1);
	struct ovtun_dev *ovt = test->priv;
	struct ovtun_peer *peer;
	bool known = false;
	u32 origin = 0;

	ovtun_remotes_test_add(test, 1);
	ovtun_remotes_test_add(test, 2);
	spin_lock_bh(&ovt->lock);
	peer = ovtun_peer_find_exact(ovt, &addr, 0, 0);
	if (peer) {
		known = peer->known;
		origin = ovtun_peer_origin(ovt, peer);
	}
	spin_unlock_bh(&ovt->lock);
	KUNIT_EXPECT_TRUE(test, known);
	KUNIT_EXPECT_EQ(test, origin, OVTUN_PEER_ORIGIN_FLOOD);
}

/* Where frames to an address go, as the digits of a number */
static unsigned int ovtun_remotes_test_route(struct kunit *test, u32 id,
					     const u8 *mac,
					     enum ovtun_cast *cast)
{
	struct ovtun_dev *ovt = test->priv;
	struct ovtun_tx tx = { .ovt = ovt, .seg = ovt->self, .fdb_id = id };
	const struct ovtun_remotes *remotes;
	unsigned int i, list = 0;

	rcu_read_lock();
	local_bh_disable();
	tx.cfg = rcu_dereference(ovt->cfg);
	tx.cast = ovtun_cast(mac);
	remotes = ovtun_fdb_route(&tx, mac);
	for (i = 0; remotes && i < remotes->count; i++)
		list = 10 * list + remotes->remote[i].peer->addr.s6_addr[15];
	local_bh_enable();
	rcu_read_unlock();
	*cast = tx.cast;
	return list;
}

/* A known address has its place; others go to all, if there is a list. */
static void ovtun_remotes_test_unknown(struct kunit *test)
{
	enum ovtun_cast cast;

	KUNIT_EXPECT_EQ(test, ovtun_remotes_test_route(test, 0, MAC_A, &cast),
			0);
	ovtun_remotes_test_add(test, 1);
	ovtun_remotes_test_add(test, 2);
	KUNIT_EXPECT_EQ(test, ovtun_remotes_test_route(test, 0, MAC_A, &cast),
			12);
	KUNIT_EXPECT_EQ(test, cast, OVTUN_UNKNOWN);
	KUNIT_ASSERT_EQ(test, ovtun_fdb_test_add(test, MAC_A, 3, NLM_F_CREATE),
			0);
	KUNIT_EXPECT_EQ(test, ovtun_remotes_test_route(test, 0, MAC_A, &cast),
			3);
	KUNIT_EXPECT_EQ(test, cast, OVTUN_UNICAST);
	KUNIT_EXPECT_EQ(test, ovtun_remotes_test_route(test, 0, MAC_B, &cast),
			12);
	KUNIT_EXPECT_EQ(test, cast, OVTUN_UNKNOWN);
}

static struct ovtun_segment *ovtun_remotes_test_segment(struct kunit *test,
							u32 id)
{
	const struct ovtun_segment_change change = {
		.id = id,
		.vlan = OVTUN_VLAN_NONE,
	};
	struct ovtun_segment *seg = NULL;

	rtnl_lock();
	if (!ovtun_segment_add(test->priv, &change, NULL))
		seg = ovtun_segment_find(test->priv, id);
	rtnl_unlock();
	KUNIT_ASSERT_NOT_NULL(test, seg);
	return seg;
}

/* A segment of a trunk has its own list, or else that of all segments. */
static void ovtun_remotes_test_segments(struct kunit *test)
{
	struct ovtun_dev *ovt = test->priv;
	struct ovtun_segment *seg;
	enum ovtun_cast cast;

	seg = ovtun_remotes_test_segment(test, 5);
	ovtun_remotes_test_add(test, 1);
	KUNIT_EXPECT_EQ(test, ovtun_remotes_test_route(test, 5, MAC_A, &cast),
			1);
	KUNIT_EXPECT_EQ(test, ovtun_remotes_test_flood(test, seg, 2, true), 1);
	KUNIT_EXPECT_EQ(test, ovtun_remotes_test_route(test, 5, MAC_A, &cast),
			2);
	KUNIT_EXPECT_EQ(test, ovtun_remotes_test_route(test, 6, MAC_A, &cast),
			1);
	KUNIT_EXPECT_EQ(test, ovtun_remotes_test_list(test, 5), 2);
	KUNIT_EXPECT_EQ(test, seg->count, 1);

	rtnl_lock();
	ovtun_segment_del(ovt, seg);
	rtnl_unlock();
	KUNIT_EXPECT_EQ(test, ovtun_remotes_test_list(test, 5), 0);
	ovtun_fdb_test_expect(test, 1, 1);
}

/* Two with the same address differ by what is sent there. */
static void ovtun_remotes_test_equal(struct kunit *test)
{
	struct ovtun_peer *p = kunit_kzalloc(test, sizeof(*p), GFP_KERNEL);
	struct ovtun_peer *q = kunit_kzalloc(test, sizeof(*q), GFP_KERNEL);
	const struct ovtun_remote plain = { .peer = p };
	const struct ovtun_remote other = { .peer = q };
	const struct ovtun_remote stale = { .peer = p, .id = 7 };
	const struct ovtun_remote port = { .peer = p, .port = htons(1) };
	const struct ovtun_remote seven = {
		.peer = p, .id = 7, .has_id = true
	};
	const struct ovtun_remote eight = {
		.peer = p, .id = 8, .has_id = true
	};
	const struct ovtun_remote zero = { .peer = p, .has_id = true };

	KUNIT_EXPECT_TRUE(test, ovtun_remote_equal(&plain, &stale));
	KUNIT_EXPECT_TRUE(test, ovtun_remote_equal(&seven, &seven));
	KUNIT_EXPECT_FALSE(test, ovtun_remote_equal(&plain, &other));
	KUNIT_EXPECT_FALSE(test, ovtun_remote_equal(&plain, &port));
	KUNIT_EXPECT_FALSE(test, ovtun_remote_equal(&plain, &seven));
	KUNIT_EXPECT_FALSE(test, ovtun_remote_equal(&plain, &zero));
	KUNIT_EXPECT_FALSE(test, ovtun_remote_equal(&seven, &eight));
}

static struct kunit_case ovtun_remotes_test_cases[] = {
	KUNIT_CASE(ovtun_remotes_test_append),
	KUNIT_CASE(ovtun_remotes_test_delete),
	KUNIT_CASE(ovtun_remotes_test_immutable),
	KUNIT_CASE(ovtun_remotes_test_most),
	KUNIT_CASE(ovtun_remotes_test_origin),
	KUNIT_CASE(ovtun_remotes_test_unknown),
	KUNIT_CASE(ovtun_remotes_test_segments),
	KUNIT_CASE(ovtun_remotes_test_equal),
	{}
};

static struct kunit_suite ovtun_remotes_suite = {
	.name = "ovtun-remotes",
	.init = ovtun_remotes_test_init,
	.test_cases = ovtun_remotes_test_cases,
};

kunit_test_suite(ovtun_remotes_suite);
