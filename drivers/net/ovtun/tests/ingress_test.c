// SPDX-License-Identifier: GPL-2.0
/* KUnit: what is noted of senders, and who has a slot that several share. */

#include <linux/delay.h>
#include <linux/jhash.h>
#include <net/lwtunnel.h>
#include <net/route.h>

#include "device.h"

#define OVTUN_INGRESS_TEST_SENDERS	300	/* two of 80 share one */
#define OVTUN_INGRESS_TEST_TRIES	50

/* @rx, @dev: what differs by sender; @noted: jiffies before the last take */
struct ovtun_ingress_test {
	struct ovtun_net *on;
	struct ovtun_rx rx;
	struct sk_buff *skb;
	struct net_device *dev;
	struct dst_entry *dst;
	struct lwtunnel_state *lwt;
	unsigned long noted;
};

KUNIT_DEFINE_ACTION_WRAPPER(ovtun_ingress_test_free, kfree_skb,
			    struct sk_buff *);

static int ovtun_ingress_test_init(struct kunit *test)
{
	static const struct ovtun_test_link link = {
		.encap = OVTUN_ENCAP_GRETAP,
	};
	struct ovtun_dev *ovt = ovtun_test_device(test, &link);
	struct ovtun_ingress_test *t;
	struct rtable *rt;
	int err;

	t = kunit_kzalloc(test, sizeof(*t), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, t);
	t->dev = kunit_kzalloc(test, sizeof(*t->dev), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, t->dev);
	t->lwt = kunit_kzalloc(test, sizeof(*t->lwt), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, t->lwt);
	t->skb = alloc_skb(sizeof(struct iphdr), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, t->skb);
	err = kunit_add_action_or_reset(test, ovtun_ingress_test_free, t->skb);
	KUNIT_ASSERT_EQ(test, err, 0);
	rt = rt_dst_alloc(init_net.loopback_dev, 0, RTN_LOCAL, true);
	KUNIT_ASSERT_NOT_NULL(test, rt);
	t->dst = &rt->dst;
	skb_dst_set(t->skb, t->dst);
	skb_put_zero(t->skb, sizeof(struct iphdr));
	skb_reset_network_header(t->skb);
	t->skb->dev = t->dev;
	t->dev->ifindex = 1;
	t->on = ovtun_net(&init_net);
	t->rx.on = t->on;
	t->rx.saddr = ovtun_test_addr(1);
	t->rx.daddr = ovtun_test_addr(2);
	rtnl_lock();
	t->rx.cfg = rtnl_dereference(ovt->cfg);
	err = ovtun_ingress_init(t->on);
	if (!err)
		ovtun_ingress_flush(t->on);
	rtnl_unlock();
	KUNIT_ASSERT_EQ(test, err, 0);
	test->priv = t;
	return 0;
}

static void ovtun_ingress_test_exit(struct kunit *test)
{
	struct ovtun_ingress_test *t = test->priv;

	if (t)
		ovtun_ingress_flush(t->on);
}

static void ovtun_ingress_test_note(struct ovtun_ingress_test *t)
{
	rcu_read_lock();
	local_bh_disable();
	ovtun_ingress_note(&t->rx, t->skb);
	local_bh_enable();
	rcu_read_unlock();
}

static bool ovtun_ingress_test_known(struct ovtun_ingress_test *t)
{
	bool known;

	rcu_read_lock();
	known = ovtun_ingress_known(&t->rx, t->skb);
	rcu_read_unlock();
	return known;
}

static void ovtun_ingress_test_usual(struct ovtun_ingress_test *t)
{
}

static void ovtun_ingress_test_mark(struct ovtun_ingress_test *t)
{
	t->skb->mark = 1;
}

static void ovtun_ingress_test_cast(struct ovtun_ingress_test *t)
{
	t->skb->pkt_type = PACKET_BROADCAST;
}

static void ovtun_ingress_test_group(struct ovtun_ingress_test *t)
{
	ipv6_addr_set_v4mapped(htonl(0xe0000001), &t->rx.daddr);
}

static void ovtun_ingress_test_lwt(struct ovtun_ingress_test *t)
{
	t->dst->lwtstate = t->lwt;
}

static void ovtun_ingress_test_no_route(struct ovtun_ingress_test *t)
{
	skb_dst_drop(t->skb);
}

static void ovtun_ingress_test_policy(struct ovtun_ingress_test *t)
{
	init_net.xfrm.policy_count[XFRM_POLICY_IN]++;
}

/* @noted: is a sender of such packets known afterwards? */
static const struct ovtun_ingress_test_packet {
	const char *desc;
	void (*apply)(struct ovtun_ingress_test *t);
	bool noted;
} ovtun_ingress_test_packets[] = {
	{ "one as usual", ovtun_ingress_test_usual, true },
	{ "with a mark", ovtun_ingress_test_mark, false },
	{ "a broadcast frame", ovtun_ingress_test_cast, false },
	{ "to a group", ovtun_ingress_test_group, false },
	{ "by a route with a tunnel", ovtun_ingress_test_lwt, false },
	{ "without a route", ovtun_ingress_test_no_route, false },
	{ "where there is an IPsec policy", ovtun_ingress_test_policy, false },
};

KUNIT_ARRAY_PARAM_DESC(ovtun_ingress_test_packet, ovtun_ingress_test_packets,
		       desc);

static void ovtun_ingress_test_noted(struct kunit *test)
{
	const struct ovtun_ingress_test_packet *packet = test->param_value;
	int policies = init_net.xfrm.policy_count[XFRM_POLICY_IN];
	struct ovtun_ingress_test *t = test->priv;

	KUNIT_EXPECT_FALSE(test, ovtun_ingress_test_known(t));
	packet->apply(t);
	ovtun_ingress_test_note(t);
	init_net.xfrm.policy_count[XFRM_POLICY_IN] = policies;
	t->dst->lwtstate = NULL;
	KUNIT_EXPECT_EQ(test, ovtun_ingress_test_known(t), packet->noted);
}

static void ovtun_ingress_test_rerouted(struct kunit *test)
{
	struct ovtun_ingress_test *t = test->priv;

	ovtun_ingress_test_note(t);
	KUNIT_EXPECT_TRUE(test, ovtun_ingress_test_known(t));
	rt_genid_bump_ipv4(&init_net);
	KUNIT_EXPECT_FALSE(test, ovtun_ingress_test_known(t));
}

/* Numbers in a row are spread evenly, and would share no slot; no group. */
static void ovtun_ingress_test_saddr(struct ovtun_ingress_test *t, u32 n)
{
	t->rx.saddr.s6_addr32[3] = htonl(jhash_1word(n, 0) & S32_MAX);
}

static void ovtun_ingress_test_daddr(struct ovtun_ingress_test *t, u32 n)
{
	t->rx.daddr.s6_addr32[3] = htonl(jhash_1word(n, 0) & S32_MAX);
}

static void ovtun_ingress_test_port(struct ovtun_ingress_test *t, u32 n)
{
	t->rx.key.port = (__force __be16)jhash_1word(n, 0);
}

static void ovtun_ingress_test_ifindex(struct ovtun_ingress_test *t, u32 n)
{
	t->dev->ifindex = jhash_1word(n, 0) & S32_MAX;
}

/* By what do the senders differ that share a slot? TOS alone gives another. */
static const struct ovtun_ingress_test_field {
	const char *desc;
	void (*set)(struct ovtun_ingress_test *t, u32 n);
} ovtun_ingress_test_fields[] = {
	{ "source", ovtun_ingress_test_saddr },
	{ "destination", ovtun_ingress_test_daddr },
	{ "port", ovtun_ingress_test_port },
	{ "device", ovtun_ingress_test_ifindex },
};

KUNIT_ARRAY_PARAM_DESC(ovtun_ingress_test_field, ovtun_ingress_test_fields,
		       desc);

static bool ovtun_ingress_test_holds(struct ovtun_ingress_test *t, u32 n,
				     const struct ovtun_ingress_test_field *f)
{
	f->set(t, n);
	return ovtun_ingress_test_known(t);
}

/* A slot is its holder's for the rest of a tick. */
static bool ovtun_ingress_test_take(struct ovtun_ingress_test *t, u32 n,
				    const struct ovtun_ingress_test_field *f)
{
	msleep(2 * MSEC_PER_SEC / HZ);
	f->set(t, n);
	t->noted = jiffies;
	ovtun_ingress_test_note(t);
	return ovtun_ingress_test_known(t);
}

/*
 * Look for two that share a slot: whoever comes later is not noted, or the
 * other one is forgotten.
 */
static bool ovtun_ingress_test_pair(struct ovtun_ingress_test *t, u32 *a,
				    u32 *b,
				    const struct ovtun_ingress_test_field *f)
{
	ovtun_ingress_flush(t->on);
	for (*b = 1; *b < OVTUN_INGRESS_TEST_SENDERS; ++*b) {
		f->set(t, *b);
		ovtun_ingress_test_note(t);
		if (!ovtun_ingress_test_known(t) &&
		    !ovtun_ingress_test_take(t, *b, f))
			return false;
		for (*a = 1; *a < *b; ++*a)
			if (!ovtun_ingress_test_holds(t, *a, f))
				return true;
	}
	return false;
}

/* Two senders have it by turns, each is told from the other. */
static void ovtun_ingress_test_shared(struct kunit *test)
{
	const struct ovtun_ingress_test_field *f = test->param_value;
	struct ovtun_ingress_test *t = test->priv;
	bool found;
	u32 a, b;
	int i;

	found = ovtun_ingress_test_pair(t, &a, &b, f);
	KUNIT_ASSERT_TRUE(test, found);
	KUNIT_EXPECT_TRUE(test, ovtun_ingress_test_take(t, a, f));
	KUNIT_EXPECT_FALSE(test, ovtun_ingress_test_holds(t, b, f));
	for (i = 0; i < OVTUN_INGRESS_TEST_TRIES; i++) {
		KUNIT_EXPECT_TRUE(test, ovtun_ingress_test_take(t, b, f));
		KUNIT_EXPECT_FALSE(test, ovtun_ingress_test_holds(t, a, f));
		KUNIT_EXPECT_TRUE(test, ovtun_ingress_test_take(t, a, f));
		f->set(t, b);
		ovtun_ingress_test_note(t);
		found = ovtun_ingress_test_known(t);
		if (!time_after(jiffies, t->noted))
			break;
	}
	KUNIT_EXPECT_LT(test, i, OVTUN_INGRESS_TEST_TRIES);
	KUNIT_EXPECT_FALSE(test, found);
}

static struct kunit_case ovtun_ingress_test_cases[] = {
	KUNIT_CASE_PARAM(ovtun_ingress_test_noted,
			 ovtun_ingress_test_packet_gen_params),
	KUNIT_CASE(ovtun_ingress_test_rerouted),
	KUNIT_CASE_PARAM(ovtun_ingress_test_shared,
			 ovtun_ingress_test_field_gen_params),
	{}
};

static struct kunit_suite ovtun_ingress_suite = {
	.name = "ovtun-ingress",
	.init = ovtun_ingress_test_init,
	.exit = ovtun_ingress_test_exit,
	.test_cases = ovtun_ingress_test_cases,
};

kunit_test_suite(ovtun_ingress_suite);
