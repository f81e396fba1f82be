// SPDX-License-Identifier: GPL-2.0
/* KUnit: the forwarding table, as netlink and the data path use it. */

#include "fdb.h"

static int ovtun_fdb_test_init(struct kunit *test)
{
	static const struct ovtun_test_link link = {
		.encap = OVTUN_ENCAP_GRETAP,
	};

	test->priv = ovtun_test_device(test, &link);
	return 0;
}

static int ovtun_fdb_test_del(struct kunit *test, const u8 *mac)
{
	struct ovtun_fdb_key key = ovtun_fdb_test_key(mac, 0);
	struct ovtun_dev *ovt = test->priv;
	int err;

	spin_lock_bh(&ovt->lock);
	err = ovtun_fdb_del(ovt, &key, NULL);
	spin_unlock_bh(&ovt->lock);
	return err;
}

static void ovtun_fdb_test_create(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, ovtun_fdb_test_add(test, MAC_A, 1, 0), -ENOENT);
	KUNIT_EXPECT_EQ(test, ovtun_fdb_test_at(test, MAC_A), 0);
	KUNIT_EXPECT_EQ(test, ovtun_fdb_test_add(test, MAC_A, 1,
						 NLM_F_CREATE | NLM_F_EXCL), 0);
	KUNIT_EXPECT_EQ(test, ovtun_fdb_test_at(test, MAC_A), 1);
	KUNIT_EXPECT_EQ(test, ovtun_fdb_test_at(test, MAC_B), 0);
	KUNIT_EXPECT_EQ(test, ovtun_fdb_test_add(test, MAC_A, 1,
						 NLM_F_CREATE | NLM_F_EXCL),
			-EEXIST);
	ovtun_fdb_test_expect(test, 1, 1);
}

/* Another destination takes NLM_F_REPLACE. */
static void ovtun_fdb_test_replace(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, ovtun_fdb_test_add(test, MAC_A, 1, NLM_F_CREATE),
			0);
	KUNIT_EXPECT_EQ(test, ovtun_fdb_test_add(test, MAC_A, 2, NLM_F_CREATE),
			-EEXIST);
	KUNIT_EXPECT_EQ(test, ovtun_fdb_test_at(test, MAC_A), 1);
	KUNIT_EXPECT_EQ(test, ovtun_fdb_test_add(test, MAC_A, 2,
						 NLM_F_REPLACE), 0);
	KUNIT_EXPECT_EQ(test, ovtun_fdb_test_at(test, MAC_A), 2);
	ovtun_fdb_test_expect(test, 1, 1);
}

/* What a list has is appended and deleted, never replaced. */
static void ovtun_fdb_test_replace_list(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, ovtun_fdb_test_add(test, MAC_FLOOD, 1,
						 NLM_F_CREATE | NLM_F_REPLACE),
			-EOPNOTSUPP);
	ovtun_fdb_test_expect(test, 0, 0);
}

/* The state of an entry that goes there already may change. */
static void ovtun_fdb_test_restate(struct kunit *test)
{
	const struct ovtun_fdb_change change = {
		.state = NUD_REACHABLE,
		.flags = NTF_SELF,
	};

	KUNIT_ASSERT_EQ(test, ovtun_fdb_test_add(test, MAC_A, 1, NLM_F_CREATE),
			0);
	KUNIT_EXPECT_EQ(test, ovtun_fdb_test_change(test, MAC_A, 1, &change),
			0);
	KUNIT_EXPECT_EQ(test, ovtun_fdb_test_state(test, MAC_A), NUD_REACHABLE);
	ovtun_fdb_test_expect(test, 1, 1);
}

/*
 * What the administrator has made, a daemon may only send elsewhere. Its own it
 * may change.
 */
static void ovtun_fdb_test_daemon(struct kunit *test)
{
	const struct ovtun_fdb_change change = {
		.state = NUD_REACHABLE,
		.flags = NTF_SELF | NTF_EXT_LEARNED,
		.nlflags = NLM_F_CREATE | NLM_F_REPLACE,
	};
	struct ovtun_fdb_change own = change;

	KUNIT_ASSERT_EQ(test, ovtun_fdb_test_add(test, MAC_A, 1, NLM_F_CREATE),
			0);
	KUNIT_EXPECT_EQ(test, ovtun_fdb_test_change(test, MAC_A, 2, &change),
			0);
	KUNIT_EXPECT_EQ(test, ovtun_fdb_test_at(test, MAC_A), 2);
	KUNIT_EXPECT_EQ(test, ovtun_fdb_test_state(test, MAC_A), NUD_PERMANENT);

	own.state = NUD_PERMANENT;
	KUNIT_ASSERT_EQ(test, ovtun_fdb_test_change(test, MAC_B, 1, &own), 0);
	KUNIT_EXPECT_EQ(test, ovtun_fdb_test_change(test, MAC_B, 2, &change),
			0);
	KUNIT_EXPECT_EQ(test, ovtun_fdb_test_state(test, MAC_B), NUD_REACHABLE);
}

static void ovtun_fdb_test_delete(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, ovtun_fdb_test_del(test, MAC_A), -ENOENT);
	KUNIT_ASSERT_EQ(test, ovtun_fdb_test_add(test, MAC_A, 1, NLM_F_CREATE),
			0);
	KUNIT_ASSERT_EQ(test, ovtun_fdb_test_add(test, MAC_B, 1, NLM_F_CREATE),
			0);
	ovtun_fdb_test_expect(test, 2, 1);
	KUNIT_EXPECT_EQ(test, ovtun_fdb_test_del(test, MAC_A), 0);
	KUNIT_EXPECT_EQ(test, ovtun_fdb_test_at(test, MAC_A), 0);
	KUNIT_EXPECT_EQ(test, ovtun_fdb_test_at(test, MAC_B), 1);
	KUNIT_EXPECT_EQ(test, ovtun_fdb_test_del(test, MAC_B), 0);
	ovtun_fdb_test_expect(test, 0, 0);
}

/* At a limit nothing is added, and what is there may change. */
static void ovtun_fdb_test_limit(struct kunit *test)
{
	const struct ovtun_fdb_change change = {
		.state = NUD_PERMANENT,
		.flags = NTF_SELF,
		.nlflags = NLM_F_CREATE | NLM_F_REPLACE,
		.limit = 2,
	};

	KUNIT_EXPECT_EQ(test, ovtun_fdb_test_change(test, MAC_A, 1, &change),
			0);
	KUNIT_EXPECT_EQ(test, ovtun_fdb_test_change(test, MAC_B, 1, &change),
			0);
	KUNIT_EXPECT_EQ(test, ovtun_fdb_test_change(test, MAC_C, 3, &change),
			-ENOSPC);
	ovtun_fdb_test_expect(test, 2, 1);
	KUNIT_EXPECT_EQ(test, ovtun_fdb_test_change(test, MAC_A, 2, &change),
			0);
	KUNIT_EXPECT_EQ(test, ovtun_fdb_test_del(test, MAC_B), 0);
	KUNIT_EXPECT_EQ(test, ovtun_fdb_test_change(test, MAC_C, 2, &change),
			0);
	ovtun_fdb_test_expect(test, 2, 1);
}

static void ovtun_fdb_test_segment_limit(struct kunit *test)
{
	struct ovtun_dev *ovt = test->priv;

	ovt->self->limit = 1;
	KUNIT_EXPECT_EQ(test, ovtun_fdb_test_add(test, MAC_A, 1, NLM_F_CREATE),
			0);
	KUNIT_EXPECT_EQ(test, ovtun_fdb_test_add(test, MAC_B, 1, NLM_F_CREATE),
			-ENOSPC);
	ovtun_fdb_test_expect(test, 1, 1);
}

/* A segment that is being deleted gets no entry that nobody would delete. */
static void ovtun_fdb_test_dead_segment(struct kunit *test)
{
	struct ovtun_dev *ovt = test->priv;

	ovt->self->dead = true;
	KUNIT_EXPECT_EQ(test, ovtun_fdb_test_add(test, MAC_A, 1, NLM_F_CREATE),
			-ENOENT);
	ovtun_fdb_test_expect(test, 0, 0);
}

static void ovtun_fdb_test_flush(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(ovtun_fdb_test_macs); i++)
		KUNIT_ASSERT_EQ(test,
				ovtun_fdb_test_add(test, ovtun_fdb_test_macs[i],
						   i + 1, NLM_F_CREATE), 0);
	ovtun_fdb_test_expect(test, i, i);
	ovtun_fdb_flush(test->priv);
	ovtun_fdb_test_expect(test, 0, 0);
	while (i--)
		KUNIT_EXPECT_EQ(test,
				ovtun_fdb_test_at(test, ovtun_fdb_test_macs[i]),
				0);
}

static bool ovtun_fdb_test_is(const struct ovtun_fdb *fdb, const void *arg)
{
	return ether_addr_equal(fdb->key.mac, arg);
}

static void ovtun_fdb_test_destroy_if(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(ovtun_fdb_test_macs); i++)
		KUNIT_ASSERT_EQ(test,
				ovtun_fdb_test_add(test, ovtun_fdb_test_macs[i],
						   i + 1, NLM_F_CREATE), 0);
	ovtun_fdb_destroy_if(test->priv, ovtun_fdb_test_is, MAC_B);
	KUNIT_EXPECT_EQ(test, ovtun_fdb_test_at(test, MAC_B), 0);
	KUNIT_EXPECT_EQ(test, ovtun_fdb_test_at(test, MAC_A), 1);
	ovtun_fdb_destroy_if(test->priv, ovtun_fdb_test_is, MAC_FLOOD);
	KUNIT_EXPECT_EQ(test, ovtun_fdb_test_at(test, MAC_FLOOD), 0);
	ovtun_fdb_test_expect(test, 2, 2);
}

static struct kunit_case ovtun_fdb_test_cases[] = {
	KUNIT_CASE(ovtun_fdb_test_create),
	KUNIT_CASE(ovtun_fdb_test_replace),
	KUNIT_CASE(ovtun_fdb_test_replace_list),
	KUNIT_CASE(ovtun_fdb_test_restate),
	KUNIT_CASE(ovtun_fdb_test_daemon),
	KUNIT_CASE(ovtun_fdb_test_delete),
	KUNIT_CASE(ovtun_fdb_test_limit),
	KUNIT_CASE(ovtun_fdb_test_segment_limit),
	KUNIT_CASE(ovtun_fdb_test_dead_segment),
	KUNIT_CASE(ovtun_fdb_test_flush),
	KUNIT_CASE(ovtun_fdb_test_destroy_if),
	{}
};

static struct kunit_suite ovtun_fdb_suite = {
	.name = "ovtun-fdb",
	.init = ovtun_fdb_test_init,
	.test_cases = ovtun_fdb_test_cases,
};

kunit_test_suite(ovtun_fdb_suite);
