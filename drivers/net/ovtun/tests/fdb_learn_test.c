// SPDX-License-Identifier: GPL-2.0
/* KUnit: what frames teach the forwarding table, and what it forgets. */

#include "fdb.h"

#define OVTUN_LEARN_TEST_LIMIT	2

static int ovtun_learn_test_init(struct kunit *test)
{
	static const struct ovtun_test_link link = {
		.encap = OVTUN_ENCAP_GRETAP,
		.limit = OVTUN_LEARN_TEST_LIMIT,
	};

	test->priv = ovtun_test_device(test, &link);
	return 0;
}

/* A frame from @mac comes from 192.0.2.@host. */
static enum ovtun_drop ovtun_learn_test_frame(struct kunit *test,
					      const u8 *mac, u8 host)
{
	struct ovtun_dev *ovt = test->priv;
	struct ovtun_rx rx = {
		.seg = ovt->self,
		.saddr = ovtun_test_addr(host),
	};
	enum ovtun_drop drop;

	rcu_read_lock();
	local_bh_disable();
	rx.cfg = rcu_dereference(ovt->cfg);
	rx.peer = ovtun_peer_sender(ovt, &rx.saddr);
	drop = ovtun_fdb_learn(&rx, mac);
	local_bh_enable();
	rcu_read_unlock();
	return drop;
}

/* For a look; the table is nobody else's. */
static struct ovtun_fdb *ovtun_learn_test_find(struct kunit *test,
					       const u8 *mac)
{
	struct ovtun_fdb_key key = ovtun_fdb_test_key(mac, 0);
	struct ovtun_dev *ovt = test->priv;
	struct ovtun_fdb *fdb;

	spin_lock_bh(&ovt->lock);
	fdb = ovtun_fdb_find_locked(ovt, &key);
	spin_unlock_bh(&ovt->lock);
	return fdb;
}

static void ovtun_learn_test_new(struct kunit *test)
{
	struct in6_addr addr = ovtun_test_addr(1);
	struct ovtun_dev *ovt = test->priv;
	const struct ovtun_fdb *fdb;
	bool known;

	KUNIT_EXPECT_EQ(test, ovtun_learn_test_frame(test, MAC_A, 1), OVTUN_OK);
	fdb = ovtun_learn_test_find(test, MAC_A);
	KUNIT_ASSERT_NOT_NULL(test, fdb);
	KUNIT_EXPECT_EQ(test, ovtun_fdb_test_at(test, MAC_A), 1);
	KUNIT_EXPECT_EQ(test, fdb->state, NUD_REACHABLE);
	KUNIT_EXPECT_TRUE(test, ovtun_fdb_is_learned(fdb));
	KUNIT_EXPECT_EQ(test, fdb->moves, 0);
	KUNIT_EXPECT_PTR_EQ(test, fdb->seg, ovt->self);
	ovtun_fdb_test_expect(test, 1, 1);
	/* Who has sent is no one that somebody has named. */
	rcu_read_lock();
	known = ovtun_peer_is_known(ovt, &addr);
	rcu_read_unlock();
	KUNIT_EXPECT_FALSE(test, known);
}

static void ovtun_learn_test_confirm(struct kunit *test)
{
	struct ovtun_fdb *fdb;

	KUNIT_ASSERT_EQ(test, ovtun_learn_test_frame(test, MAC_A, 1), OVTUN_OK);
	fdb = ovtun_learn_test_find(test, MAC_A);
	KUNIT_ASSERT_NOT_NULL(test, fdb);
	fdb->updated = jiffies - 10 * HZ;
	KUNIT_EXPECT_EQ(test, ovtun_learn_test_frame(test, MAC_A, 1), OVTUN_OK);
	KUNIT_EXPECT_PTR_EQ(test, ovtun_learn_test_find(test, MAC_A), fdb);
	KUNIT_EXPECT_TRUE(test, time_after(fdb->updated, jiffies - 9 * HZ));
	KUNIT_EXPECT_EQ(test, fdb->moves, 0);
	ovtun_fdb_test_expect(test, 1, 1);
}

/* The old peer goes, as nobody has named it. There is a limit for moves. */
static void ovtun_learn_test_move(struct kunit *test)
{
	struct ovtun_fdb *fdb;

	KUNIT_ASSERT_EQ(test, ovtun_learn_test_frame(test, MAC_A, 1), OVTUN_OK);
	KUNIT_EXPECT_EQ(test, ovtun_learn_test_frame(test, MAC_A, 2), OVTUN_OK);
	KUNIT_EXPECT_EQ(test, ovtun_fdb_test_at(test, MAC_A), 2);
	KUNIT_EXPECT_EQ(test, ovtun_learn_test_frame(test, MAC_A, 3), OVTUN_OK);
	KUNIT_EXPECT_EQ(test, ovtun_fdb_test_at(test, MAC_A), 3);
	fdb = ovtun_learn_test_find(test, MAC_A);
	KUNIT_ASSERT_NOT_NULL(test, fdb);
	KUNIT_EXPECT_EQ(test, fdb->moves, 2);
	fdb->moves = U16_MAX;
	KUNIT_EXPECT_EQ(test, ovtun_learn_test_frame(test, MAC_A, 1), OVTUN_OK);
	KUNIT_EXPECT_EQ(test, fdb->moves, U16_MAX);
	ovtun_fdb_test_expect(test, 1, 1);
}

/* What does not move, and who may send from there all the same */
static const struct ovtun_learn_test_fixed {
	const char *desc;
	u16 state;
	u8 flags;
} ovtun_learn_test_fixed[] = {
	{ "permanent", NUD_PERMANENT, NTF_SELF },
	{ "noarp", NUD_NOARP, NTF_SELF },
	{ "sticky", NUD_REACHABLE, NTF_SELF | NTF_STICKY },
	{ "permanent, of a daemon", NUD_NOARP, NTF_SELF | NTF_EXT_LEARNED },
};

KUNIT_ARRAY_PARAM_DESC(ovtun_learn_test_fixed, ovtun_learn_test_fixed, desc);

static void ovtun_learn_test_stays(struct kunit *test)
{
	const struct ovtun_learn_test_fixed *fixed = test->param_value;
	const struct ovtun_fdb_change change = {
		.state = fixed->state,
		.flags = fixed->flags,
		.nlflags = NLM_F_CREATE,
	};

	KUNIT_ASSERT_EQ(test, ovtun_fdb_test_change(test, MAC_A, 1, &change),
			0);
	KUNIT_EXPECT_EQ(test, ovtun_learn_test_frame(test, MAC_A, 1), OVTUN_OK);
	KUNIT_EXPECT_EQ(test, ovtun_learn_test_frame(test, MAC_A, 2),
			OVTUN_RX_STATIC_MOVE);
	KUNIT_EXPECT_EQ(test, ovtun_fdb_test_at(test, MAC_A), 1);
	KUNIT_EXPECT_EQ(test, ovtun_fdb_test_state(test, MAC_A), fixed->state);
	ovtun_fdb_test_expect(test, 1, 1);
}

/* What a daemon has entered moves, and remains the daemon's. */
static void ovtun_learn_test_daemon(struct kunit *test)
{
	const struct ovtun_fdb_change change = {
		.state = NUD_REACHABLE,
		.flags = NTF_SELF | NTF_EXT_LEARNED,
		.nlflags = NLM_F_CREATE,
	};
	const struct ovtun_fdb *fdb;

	KUNIT_ASSERT_EQ(test, ovtun_fdb_test_change(test, MAC_A, 1, &change),
			0);
	KUNIT_EXPECT_EQ(test, ovtun_learn_test_frame(test, MAC_A, 2), OVTUN_OK);
	KUNIT_EXPECT_EQ(test, ovtun_fdb_test_at(test, MAC_A), 2);
	fdb = ovtun_learn_test_find(test, MAC_A);
	KUNIT_ASSERT_NOT_NULL(test, fdb);
	KUNIT_EXPECT_FALSE(test, ovtun_fdb_is_learned(fdb));
}

/* Frames are delivered at the limit, and what is known may move. */
static void ovtun_learn_test_limit(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, ovtun_learn_test_frame(test, MAC_A, 1), OVTUN_OK);
	KUNIT_EXPECT_EQ(test, ovtun_learn_test_frame(test, MAC_B, 1), OVTUN_OK);
	KUNIT_EXPECT_EQ(test, ovtun_learn_test_frame(test, MAC_C, 2), OVTUN_OK);
	KUNIT_EXPECT_EQ(test, ovtun_fdb_test_at(test, MAC_C), 0);
	ovtun_fdb_test_expect(test, OVTUN_LEARN_TEST_LIMIT, 1);
	KUNIT_EXPECT_EQ(test, ovtun_learn_test_frame(test, MAC_A, 2), OVTUN_OK);
	KUNIT_EXPECT_EQ(test, ovtun_fdb_test_at(test, MAC_A), 2);
	ovtun_fdb_test_expect(test, OVTUN_LEARN_TEST_LIMIT, 2);
}

/* Let the work run as if its time had come. */
static void ovtun_learn_test_age(struct kunit *test, const u8 *mac,
				 unsigned long silent)
{
	struct ovtun_fdb *fdb = ovtun_learn_test_find(test, mac);
	struct ovtun_dev *ovt = test->priv;

	KUNIT_ASSERT_NOT_NULL(test, fdb);
	fdb->updated = jiffies - silent;
	ovtun_ageing_start(ovt);
	flush_delayed_work(&ovt->ageing);
	ovtun_ageing_stop(ovt);
}

static void ovtun_learn_test_ages(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, ovtun_learn_test_frame(test, MAC_A, 1), OVTUN_OK);
	KUNIT_ASSERT_EQ(test, ovtun_learn_test_frame(test, MAC_B, 1), OVTUN_OK);
	ovtun_learn_test_age(test, MAC_A, (OVTUN_AGEING_DEFAULT - 60) * HZ);
	KUNIT_EXPECT_EQ(test, ovtun_fdb_test_at(test, MAC_A), 1);
	ovtun_learn_test_age(test, MAC_A, OVTUN_AGEING_DEFAULT * HZ);
	KUNIT_EXPECT_EQ(test, ovtun_fdb_test_at(test, MAC_A), 0);
	KUNIT_EXPECT_EQ(test, ovtun_fdb_test_at(test, MAC_B), 1);
	ovtun_fdb_test_expect(test, 1, 1);
}

static void ovtun_learn_test_never(struct kunit *test)
{
	struct ovtun_dev *ovt = test->priv;

	rtnl_lock();
	rtnl_dereference(ovt->cfg)->ageing = 0;
	rtnl_unlock();
	KUNIT_ASSERT_EQ(test, ovtun_learn_test_frame(test, MAC_A, 1), OVTUN_OK);
	ovtun_learn_test_age(test, MAC_A, 2 * OVTUN_AGEING_DEFAULT * HZ);
	KUNIT_EXPECT_EQ(test, ovtun_fdb_test_at(test, MAC_A), 1);
}

/* What was not learned does not age, and stays when the device goes down. */
static const struct ovtun_learn_test_kept {
	const char *desc;
	u16 state;
	u8 flags;
	bool kept;
} ovtun_learn_test_kept[] = {
	{ "permanent", NUD_PERMANENT, NTF_SELF, true },
	{ "noarp", NUD_NOARP, NTF_SELF, true },
	{ "of a daemon", NUD_REACHABLE, NTF_SELF | NTF_EXT_LEARNED, true },
	{ "dynamic", NUD_REACHABLE, NTF_SELF, false },
	{ "sticky", NUD_REACHABLE, NTF_SELF | NTF_STICKY, false },
};

KUNIT_ARRAY_PARAM_DESC(ovtun_learn_test_kept, ovtun_learn_test_kept, desc);

static void ovtun_learn_test_keeps(struct kunit *test)
{
	const struct ovtun_learn_test_kept *kept = test->param_value;
	const struct ovtun_fdb_change change = {
		.state = kept->state,
		.flags = kept->flags,
		.nlflags = NLM_F_CREATE,
	};

	KUNIT_ASSERT_EQ(test, ovtun_fdb_test_change(test, MAC_A, 1, &change),
			0);
	ovtun_learn_test_age(test, MAC_A, 2 * OVTUN_AGEING_DEFAULT * HZ);
	KUNIT_EXPECT_EQ(test, ovtun_fdb_test_at(test, MAC_A), kept->kept);

	KUNIT_ASSERT_EQ(test, ovtun_fdb_test_change(test, MAC_B, 1, &change),
			0);
	ovtun_ageing_flush(test->priv);
	KUNIT_EXPECT_EQ(test, ovtun_fdb_test_at(test, MAC_B), kept->kept);
}

static struct kunit_case ovtun_learn_test_cases[] = {
	KUNIT_CASE(ovtun_learn_test_new),
	KUNIT_CASE(ovtun_learn_test_confirm),
	KUNIT_CASE(ovtun_learn_test_move),
	KUNIT_CASE_PARAM(ovtun_learn_test_stays,
			 ovtun_learn_test_fixed_gen_params),
	KUNIT_CASE(ovtun_learn_test_daemon),
	KUNIT_CASE(ovtun_learn_test_limit),
	KUNIT_CASE(ovtun_learn_test_ages),
	KUNIT_CASE(ovtun_learn_test_never),
	KUNIT_CASE_PARAM(ovtun_learn_test_keeps,
			 ovtun_learn_test_kept_gen_params),
	{}
};

static struct kunit_suite ovtun_learn_suite = {
	.name = "ovtun-fdb-learn",
	.init = ovtun_learn_test_init,
	.test_cases = ovtun_learn_test_cases,
};

kunit_test_suite(ovtun_learn_suite);
