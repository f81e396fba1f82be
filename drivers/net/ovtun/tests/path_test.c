// SPDX-License-Identifier: GPL-2.0
/* KUnit: the way to a peer, and when it may be used once more. */

#include <net/ip6_fib.h>
#include <net/rtnetlink.h>

#include "../path.h"
#include "device.h"

#define OVTUN_PATH_TEST_REMOTE	0x7f000002	/* 127.0.0.2: lo leads there */

/* @cfg: a copy of the device's, to be changed without ceremony */
struct ovtun_path_test {
	struct ovtun_config *cfg;
	struct sk_buff *skb;
	struct ovtun_tx tx;
	struct ovtun_path path;
};

KUNIT_DEFINE_ACTION_WRAPPER(ovtun_path_test_free, kfree_skb, struct sk_buff *);

static bool ovtun_path_test_opened;

static int ovtun_path_test_suite_init(struct kunit_suite *suite)
{
	struct net_device *lo = init_net.loopback_dev;
	int err;

	rtnl_lock();
	ovtun_path_test_opened = !netif_running(lo);
	err = dev_open(lo, NULL);
	rtnl_unlock();
	return err;
}

static void ovtun_path_test_suite_exit(struct kunit_suite *suite)
{
	rtnl_lock();
	if (ovtun_path_test_opened)
		dev_close(init_net.loopback_dev);
	rtnl_unlock();
}

static int ovtun_path_test_init(struct kunit *test)
{
	static const struct ovtun_test_link link = {
		.encap = OVTUN_ENCAP_GRETAP,
		.remote = cpu_to_be32(OVTUN_PATH_TEST_REMOTE),
	};
	struct ovtun_dev *ovt = ovtun_test_device(test, &link);
	struct ovtun_path_test *t;
	int err;

	t = kunit_kzalloc(test, sizeof(*t), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, t);
	t->skb = alloc_skb(0, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, t->skb);
	err = kunit_add_action_or_reset(test, ovtun_path_test_free, t->skb);
	KUNIT_ASSERT_EQ(test, err, 0);
	t->cfg = kunit_kzalloc(test, sizeof(*t->cfg), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, t->cfg);
	rtnl_lock();
	*t->cfg = *rtnl_dereference(ovt->cfg);
	rtnl_unlock();
	t->tx.ovt = ovt;
	t->tx.cfg = t->cfg;
	t->tx.seg = ovt->self;
	t->tx.peer = t->cfg->peer;
	t->path.family = AF_INET;
	t->path.daddr = t->cfg->remote;
	test->priv = t;
	return 0;
}

static int ovtun_path_test_find(struct ovtun_path_test *t)
{
	int err;

	rcu_read_lock();
	local_bh_disable();
	err = ovtun_path_find(&t->tx, t->skb, &t->path);
	if (!err)
		dst_release(t->path.dst);
	local_bh_enable();
	rcu_read_unlock();
	return err;
}

static bool ovtun_path_test_known(struct ovtun_path_test *t)
{
	bool known;

	rcu_read_lock();
	known = ovtun_path_known(&t->tx);
	rcu_read_unlock();
	return known;
}

static void ovtun_path_test_kept(struct kunit *test)
{
	struct ovtun_path_test *t = test->priv;

	KUNIT_EXPECT_FALSE(test, ovtun_path_test_known(t));
	KUNIT_ASSERT_EQ(test, ovtun_path_test_find(t), 0);
	KUNIT_EXPECT_TRUE(test, ovtun_path_test_known(t));
	KUNIT_EXPECT_EQ(test, t->path.gen, t->cfg->gen);
	KUNIT_EXPECT_TRUE(test, t->path.plain4);
	KUNIT_EXPECT_EQ(test, t->path.hlen,
			sizeof(struct iphdr) + OVTUN_GRE_HLEN_MIN);
	KUNIT_EXPECT_NE(test, t->path.mtu, 0);
	KUNIT_EXPECT_FALSE(test, ipv6_addr_any(&t->path.saddr));
}

static void ovtun_path_test_no_change(struct ovtun_path_test *t)
{
}

static void ovtun_path_test_reconfigure(struct ovtun_path_test *t)
{
	t->cfg->gen++;
}

static void ovtun_path_test_reroute(struct ovtun_path_test *t)
{
	rt_genid_bump_ipv4(&init_net);
}

static void ovtun_path_test_mark(struct ovtun_path_test *t)
{
	t->tx.mark = 1;
}

static void ovtun_path_test_set_mark(struct ovtun_path_test *t)
{
	t->tx.mark = 1;
	t->cfg->mark_policy = OVTUN_MARK_SET;
}

static void ovtun_path_test_fwmark(struct ovtun_path_test *t)
{
	t->tx.mark = 1;
	t->cfg->fwmark = 1;
}

static void ovtun_path_test_dscp(struct ovtun_path_test *t)
{
	t->tx.inner = 0x20;
}

static void ovtun_path_test_inherit_dscp(struct ovtun_path_test *t)
{
	t->cfg->tos = 1;
	t->tx.inner = 0x20;
}

static void ovtun_path_test_inherit_ecn(struct ovtun_path_test *t)
{
	t->cfg->tos = 1;
	t->tx.inner = INET_ECN_ECT_0;
}

/* @known: may the way be used afterwards? @again: and when it was looked up? */
static const struct ovtun_path_test_change {
	const char *desc;
	void (*apply)(struct ovtun_path_test *t);
	bool known;
	bool again;
} ovtun_path_test_changes[] = {
	{ "none", ovtun_path_test_no_change, true, true },
	{ "another configuration", ovtun_path_test_reconfigure, false, true },
	{ "other routes", ovtun_path_test_reroute, false, true },
	{ "a mark of the packet", ovtun_path_test_mark, false, false },
	{ "a mark of the device", ovtun_path_test_set_mark, true, true },
	{ "a mark to route by", ovtun_path_test_fwmark, true, true },
	{ "DSCP", ovtun_path_test_dscp, true, true },
	{ "DSCP that is inherited", ovtun_path_test_inherit_dscp, false,
	  false },
	{ "ECN with DSCP inherited", ovtun_path_test_inherit_ecn, true, true },
};

KUNIT_ARRAY_PARAM_DESC(ovtun_path_test_change, ovtun_path_test_changes, desc);

static void ovtun_path_test_valid(struct kunit *test)
{
	const struct ovtun_path_test_change *change = test->param_value;
	struct ovtun_path_test *t = test->priv;

	KUNIT_ASSERT_EQ(test, ovtun_path_test_find(t), 0);
	change->apply(t);
	KUNIT_EXPECT_EQ(test, ovtun_path_test_known(t), change->known);
	t->path.saddr = in6addr_any;
	KUNIT_ASSERT_EQ(test, ovtun_path_test_find(t), 0);
	KUNIT_EXPECT_EQ(test, ovtun_path_test_known(t), change->again);
}

/* A policy may select by what differs from packet to packet. */
static void ovtun_path_test_policy(struct kunit *test)
{
	int *policies = &init_net.xfrm.policy_count[XFRM_POLICY_OUT];
	struct ovtun_path_test *t = test->priv;

	KUNIT_ASSERT_EQ(test, ovtun_path_test_find(t), 0);
	rtnl_lock();
	WRITE_ONCE(*policies, *policies + 1);
	KUNIT_EXPECT_FALSE(test, ovtun_path_test_known(t));
	WRITE_ONCE(*policies, *policies - 1);
	rtnl_unlock();
	KUNIT_EXPECT_TRUE(test, ovtun_path_test_known(t));
}

/* IPv6 routes are asked by themselves, not by their generation. */
static void ovtun_path_test_ipv6(struct kunit *test)
{
	struct ovtun_path_test *t = test->priv;
	struct ovtun_dev *ovt = t->tx.ovt;
	struct ovtun_peer *peer;
	int err, again;
	bool known, stale;

	if (!ipv6_mod_enabled())
		kunit_skip(test, "IPv6 is disabled");
	spin_lock_bh(&ovt->lock);
	peer = ovtun_peer_get(ovt, &in6addr_loopback, 0, 0);
	spin_unlock_bh(&ovt->lock);
	KUNIT_ASSERT_FALSE(test, IS_ERR(peer));
	t->tx.peer = peer;
	t->path.family = AF_INET6;
	t->path.daddr = in6addr_loopback;
	err = ovtun_path_test_find(t);
	known = ovtun_path_test_known(t);
	rt_genid_bump_ipv6(&init_net);
	stale = !ovtun_path_test_known(t);
	t->path.saddr = in6addr_any;
	again = ovtun_path_test_find(t);
	spin_lock_bh(&ovt->lock);
	ovtun_peer_put(ovt, peer);
	spin_unlock_bh(&ovt->lock);
	KUNIT_EXPECT_EQ(test, err, 0);
	KUNIT_EXPECT_FALSE(test, t->path.plain4);
	KUNIT_EXPECT_TRUE(test, known);
	KUNIT_EXPECT_TRUE(test, stale);
	KUNIT_EXPECT_EQ(test, again, 0);
}

static void ovtun_path_test_no_route(struct kunit *test)
{
	struct ovtun_path_test *t = test->priv;

	t->path.daddr = ovtun_test_addr(1);
	KUNIT_EXPECT_EQ(test, ovtun_path_test_find(t), -ENETUNREACH);
	KUNIT_EXPECT_FALSE(test, ovtun_path_test_known(t));
}

/* A route that leads into the tunnel is none for its packets. */
static void ovtun_path_test_loop(struct kunit *test)
{
	struct ovtun_path_test *t = test->priv;
	struct net_device *dev = t->tx.ovt->dev;
	int err;

	rtnl_lock();
	err = dev_open(dev, NULL);
	rtnl_unlock();
	KUNIT_ASSERT_EQ(test, err, 0);
	t->path.daddr = ovtun_test_addr(1);
	t->path.oif = dev->ifindex;
	KUNIT_EXPECT_EQ(test, ovtun_path_test_find(t), -ELOOP);
	KUNIT_EXPECT_FALSE(test, ovtun_path_test_known(t));
}

static struct kunit_case ovtun_path_test_cases[] = {
	KUNIT_CASE(ovtun_path_test_kept),
	KUNIT_CASE_PARAM(ovtun_path_test_valid,
			 ovtun_path_test_change_gen_params),
	KUNIT_CASE(ovtun_path_test_policy),
	KUNIT_CASE(ovtun_path_test_ipv6),
	KUNIT_CASE(ovtun_path_test_no_route),
	KUNIT_CASE(ovtun_path_test_loop),
	{}
};

static struct kunit_suite ovtun_path_suite = {
	.name = "ovtun-path",
	.suite_init = ovtun_path_test_suite_init,
	.suite_exit = ovtun_path_test_suite_exit,
	.init = ovtun_path_test_init,
	.test_cases = ovtun_path_test_cases,
};

kunit_test_suite(ovtun_path_suite);
