// SPDX-License-Identifier: GPL-2.0
/* KUnit: which segment is it? By id, and by VLAN. */

#include <kunit/skbuff.h>
#include <linux/if_vlan.h>

#include "device.h"

static int ovtun_segment_test_init(struct kunit *test)
{
	static const struct ovtun_test_link link = {
		.encap = OVTUN_ENCAP_VXLAN,
		.trunk = true,
	};

	test->priv = ovtun_test_device(test, &link);
	return 0;
}

static int ovtun_segment_test_add(struct kunit *test, u32 id, u16 vlan)
{
	const struct ovtun_segment_change change = {
		.id = id,
		.vlan = vlan,
		.learn = true,
	};
	int err;

	rtnl_lock();
	err = ovtun_segment_add(test->priv, &change, NULL);
	rtnl_unlock();
	return err;
}

static int ovtun_segment_test_set(struct kunit *test, u32 id, u16 vlan)
{
	const struct ovtun_segment_change change = {
		.id = id,
		.vlan = vlan,
	};
	struct ovtun_segment *seg;
	int err = -ENOENT;

	rtnl_lock();
	seg = ovtun_segment_find(test->priv, id);
	if (seg)
		err = ovtun_segment_set(test->priv, seg, &change, NULL);
	rtnl_unlock();
	return err;
}

static void ovtun_segment_test_del(struct kunit *test, u32 id)
{
	struct ovtun_segment *seg;

	rtnl_lock();
	seg = ovtun_segment_find(test->priv, id);
	if (seg)
		ovtun_segment_del(test->priv, seg);
	rtnl_unlock();
	KUNIT_EXPECT_NOT_NULL(test, seg);
}

static bool ovtun_segment_test_has(struct kunit *test, u32 id)
{
	struct ovtun_segment *seg;
	bool has;

	rcu_read_lock();
	seg = ovtun_segment_find(test->priv, id);
	has = seg && seg->id == id;
	rcu_read_unlock();
	return has;
}

/* A frame with this tag in front of the payload; 0: without one */
static struct sk_buff *ovtun_segment_test_frame(struct kunit *test,
						__be16 proto, u16 tci)
{
	struct sk_buff *skb = kunit_zalloc_skb(test, 128, GFP_KERNEL);
	struct vlan_ethhdr *hdr;

	KUNIT_ASSERT_NOT_NULL(test, skb);
	hdr = skb_put(skb, 64);
	hdr->h_vlan_proto = htons(ETH_P_IP);
	if (proto) {
		hdr->h_vlan_proto = proto;
		hdr->h_vlan_TCI = htons(tci);
		hdr->h_vlan_encapsulated_proto = htons(ETH_P_IP);
	}
	skb_reset_mac_header(skb);
	return skb;
}

/* The id of the segment that a frame belongs to; 0: of none */
static u32 ovtun_segment_test_untag(struct kunit *test, struct sk_buff *skb)
{
	struct ovtun_tx tx = { .ovt = test->priv };
	enum ovtun_drop drop;

	rcu_read_lock();
	drop = ovtun_segment_untag(skb, &tx);
	rcu_read_unlock();
	if (drop) {
		KUNIT_EXPECT_EQ(test, drop, OVTUN_TX_UNKNOWN_SEGMENT);
		return 0;
	}
	KUNIT_EXPECT_EQ(test, tx.id, tx.seg->id);
	KUNIT_EXPECT_EQ(test, tx.fdb_id, tx.seg->id);
	return tx.id;
}

/* The same by a tag beside the frame, as a network card leaves it */
static u32 ovtun_segment_test_of_vlan(struct kunit *test, u16 tci)
{
	struct sk_buff *skb = ovtun_segment_test_frame(test, 0, 0);

	__vlan_hwaccel_put_tag(skb, htons(ETH_P_8021Q), tci);
	return ovtun_segment_test_untag(test, skb);
}

static void ovtun_segment_test_ids(struct kunit *test)
{
	struct ovtun_dev *ovt = test->priv;

	KUNIT_EXPECT_EQ(test, ovtun_segment_test_add(test, 1, OVTUN_VLAN_NONE),
			0);
	KUNIT_EXPECT_EQ(test,
			ovtun_segment_test_add(test, 0xffffff, OVTUN_VLAN_NONE),
			0);
	KUNIT_EXPECT_EQ(test, ovtun_segment_test_add(test, 1, OVTUN_VLAN_NONE),
			-EEXIST);
	KUNIT_EXPECT_EQ(test, ovt->segment_count, 2);
	KUNIT_EXPECT_TRUE(test, ovtun_segment_test_has(test, 1));
	KUNIT_EXPECT_TRUE(test, ovtun_segment_test_has(test, 0xffffff));
	KUNIT_EXPECT_FALSE(test, ovtun_segment_test_has(test, 0));
	KUNIT_EXPECT_FALSE(test, ovtun_segment_test_has(test, 2));
	ovtun_segment_test_del(test, 1);
	KUNIT_EXPECT_FALSE(test, ovtun_segment_test_has(test, 1));
	KUNIT_EXPECT_TRUE(test, ovtun_segment_test_has(test, 0xffffff));
	KUNIT_EXPECT_EQ(test, ovt->segment_count, 1);
}

static const struct ovtun_segment_test_refusal {
	const char *desc;
	u32 id;
	u16 vlan;
	int err;
} ovtun_segment_test_refusals[] = {
	{ "id 0", 0, OVTUN_VLAN_NONE, -EINVAL },
	{ "id of 25 bits", 0x1000000, OVTUN_VLAN_NONE, -ERANGE },
	{ "VLAN 4095", 2, 4095, -ERANGE },
	{ "VLAN of 13 bits", 2, OVTUN_VLAN_NONE + 1, -ERANGE },
	{ "VLAN of another segment", 2, 10, -EEXIST },
};

KUNIT_ARRAY_PARAM_DESC(ovtun_segment_test_refusal, ovtun_segment_test_refusals,
		       desc);

static void ovtun_segment_test_refused(struct kunit *test)
{
	const struct ovtun_segment_test_refusal *r = test->param_value;
	struct ovtun_dev *ovt = test->priv;

	KUNIT_ASSERT_EQ(test, ovtun_segment_test_add(test, 1, 10), 0);
	KUNIT_EXPECT_EQ(test, ovtun_segment_test_add(test, r->id, r->vlan),
			r->err);
	KUNIT_EXPECT_EQ(test, ovt->segment_count, 1);
	KUNIT_EXPECT_EQ(test, ovtun_segment_test_of_vlan(test, 10), 1);
}

static void ovtun_segment_test_most(struct kunit *test)
{
	struct ovtun_dev *ovt = test->priv;

	ovt->segment_count = OVTUN_SEGMENTS_MAX;
	KUNIT_EXPECT_EQ(test, ovtun_segment_test_add(test, 1, OVTUN_VLAN_NONE),
			-ENOSPC);
	ovt->segment_count = 0;
	KUNIT_EXPECT_FALSE(test, ovtun_segment_test_has(test, 1));
}

/* A device with one segment gets no others. */
static void ovtun_segment_test_narrow(struct kunit *test)
{
	static const struct ovtun_test_link link = {
		.encap = OVTUN_ENCAP_GRETAP,
	};

	test->priv = ovtun_test_device(test, &link);
	KUNIT_EXPECT_EQ(test, ovtun_segment_test_add(test, 1, OVTUN_VLAN_NONE),
			-EOPNOTSUPP);
}

static void ovtun_segment_test_vlans(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, ovtun_segment_test_add(test, 1, 10), 0);
	KUNIT_ASSERT_EQ(test, ovtun_segment_test_add(test, 2, 4094), 0);
	KUNIT_ASSERT_EQ(test, ovtun_segment_test_add(test, 3, OVTUN_VLAN_NONE),
			0);
	KUNIT_EXPECT_EQ(test, ovtun_segment_test_of_vlan(test, 10), 1);
	KUNIT_EXPECT_EQ(test, ovtun_segment_test_of_vlan(test, 4094), 2);
	KUNIT_EXPECT_EQ(test, ovtun_segment_test_of_vlan(test, 11), 0);
	KUNIT_EXPECT_EQ(test, ovtun_segment_test_of_vlan(test, 0), 0);
	/* The priority is no part of it. */
	KUNIT_EXPECT_EQ(test, ovtun_segment_test_of_vlan(test, 0xe00a), 1);
	ovtun_segment_test_del(test, 1);
	KUNIT_EXPECT_EQ(test, ovtun_segment_test_of_vlan(test, 10), 0);
	KUNIT_EXPECT_EQ(test, ovtun_segment_test_of_vlan(test, 4094), 2);
}

/* A tag in the frame is one, and goes; a service tag is the customer's. */
static void ovtun_segment_test_tags(struct kunit *test)
{
	struct sk_buff *skb;

	KUNIT_ASSERT_EQ(test, ovtun_segment_test_add(test, 1, 10), 0);
	KUNIT_ASSERT_EQ(test, ovtun_segment_test_add(test, 2, 0), 0);
	/* With a priority, which is no part of it, either */
	skb = ovtun_segment_test_frame(test, htons(ETH_P_8021Q), 0xe00a);
	KUNIT_EXPECT_EQ(test, ovtun_segment_test_untag(test, skb), 1);
	KUNIT_EXPECT_EQ(test, skb->len, 64 - VLAN_HLEN);
	KUNIT_EXPECT_EQ(test, ntohs(eth_hdr(skb)->h_proto), ETH_P_IP);

	skb = ovtun_segment_test_frame(test, htons(ETH_P_8021AD), 10);
	KUNIT_EXPECT_EQ(test, ovtun_segment_test_untag(test, skb), 2);
	KUNIT_EXPECT_EQ(test, skb->len, 64);

	skb = ovtun_segment_test_frame(test, 0, 0);
	KUNIT_EXPECT_EQ(test, ovtun_segment_test_untag(test, skb), 2);
	KUNIT_EXPECT_EQ(test, skb->len, 64);

	skb = ovtun_segment_test_frame(test, 0, 0);
	__vlan_hwaccel_put_tag(skb, htons(ETH_P_8021Q), 10);
	KUNIT_EXPECT_EQ(test, ovtun_segment_test_untag(test, skb), 1);
	KUNIT_EXPECT_FALSE(test, skb_vlan_tag_present(skb));
}

/* A VLAN changes hands, and one that is refused does not. */
static void ovtun_segment_test_move(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, ovtun_segment_test_add(test, 1, 10), 0);
	KUNIT_ASSERT_EQ(test, ovtun_segment_test_add(test, 2, 20), 0);
	KUNIT_EXPECT_EQ(test, ovtun_segment_test_set(test, 2, 10), -EEXIST);
	KUNIT_EXPECT_EQ(test, ovtun_segment_test_of_vlan(test, 10), 1);
	KUNIT_EXPECT_EQ(test, ovtun_segment_test_of_vlan(test, 20), 2);
	KUNIT_EXPECT_EQ(test, ovtun_segment_test_set(test, 1, 30), 0);
	KUNIT_EXPECT_EQ(test, ovtun_segment_test_of_vlan(test, 10), 0);
	KUNIT_EXPECT_EQ(test, ovtun_segment_test_of_vlan(test, 30), 1);
	KUNIT_EXPECT_EQ(test, ovtun_segment_test_set(test, 2, 10), 0);
	KUNIT_EXPECT_EQ(test, ovtun_segment_test_of_vlan(test, 10), 2);
	KUNIT_EXPECT_EQ(test,
			ovtun_segment_test_set(test, 2, OVTUN_VLAN_NONE), 0);
	KUNIT_EXPECT_EQ(test, ovtun_segment_test_of_vlan(test, 10), 0);
}

/* A trunk receives for the segments that it has. */
static void ovtun_segment_test_received(struct kunit *test)
{
	struct ovtun_rx rx = { .key.flags = OVTUN_DEMUX_KEYED };
	struct ovtun_dev *ovt = test->priv;
	const struct ovtun_config *cfg;
	bool mine, others;
	u32 id;

	KUNIT_ASSERT_EQ(test, ovtun_segment_test_add(test, 5, 10), 0);
	rcu_read_lock();
	cfg = rcu_dereference(ovt->cfg);
	rx.key.id = 6;
	others = ovtun_segment_of(&rx, cfg);
	rx.key.id = 5;
	mine = ovtun_segment_of(&rx, cfg);
	id = rx.seg->id;
	rcu_read_unlock();
	KUNIT_EXPECT_FALSE(test, others);
	KUNIT_EXPECT_TRUE(test, mine);
	KUNIT_EXPECT_EQ(test, id, 5);
	KUNIT_EXPECT_EQ(test, rx.fdb_id, 5);
}

static struct kunit_case ovtun_segment_test_cases[] = {
	KUNIT_CASE(ovtun_segment_test_ids),
	KUNIT_CASE_PARAM(ovtun_segment_test_refused,
			 ovtun_segment_test_refusal_gen_params),
	KUNIT_CASE(ovtun_segment_test_most),
	KUNIT_CASE(ovtun_segment_test_narrow),
	KUNIT_CASE(ovtun_segment_test_vlans),
	KUNIT_CASE(ovtun_segment_test_tags),
	KUNIT_CASE(ovtun_segment_test_move),
	KUNIT_CASE(ovtun_segment_test_received),
	{}
};

static struct kunit_suite ovtun_segment_suite = {
	.name = "ovtun-segment",
	.init = ovtun_segment_test_init,
	.test_cases = ovtun_segment_test_cases,
};

kunit_test_suite(ovtun_segment_suite);
