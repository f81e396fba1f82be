// SPDX-License-Identifier: GPL-2.0
/* KUnit: who is a peer, and who may send. */

#include <linux/inet.h>

#include "device.h"

static int ovtun_peer_test_init(struct kunit *test)
{
	static const struct ovtun_test_link link = {
		.encap = OVTUN_ENCAP_GRETAP,
	};

	test->priv = ovtun_test_device(test, &link);
	return 0;
}

/* One more reference to 192.0.2.HOST, or -ENOMEM. */
static struct ovtun_peer *ovtun_peer_test_get(struct ovtun_dev *ovt, u8 host,
					      u16 port)
{
	struct in6_addr addr = ovtun_test_addr(host);
	struct ovtun_peer *peer;

	spin_lock_bh(&ovt->lock);
	peer = ovtun_peer_get(ovt, &addr, htons(port), 0);
	spin_unlock_bh(&ovt->lock);
	return peer;
}

static void ovtun_peer_test_put(struct ovtun_dev *ovt, struct ovtun_peer *peer)
{
	spin_lock_bh(&ovt->lock);
	ovtun_peer_put(ovt, peer);
	spin_unlock_bh(&ovt->lock);
}

static struct in6_addr ovtun_peer_test_parse(struct kunit *test,
					     const char *text)
{
	struct in6_addr addr;
	__be32 ipv4;

	if (in4_pton(text, -1, (u8 *)&ipv4, -1, NULL))
		ipv6_addr_set_v4mapped(ipv4, &addr);
	else
		KUNIT_ASSERT_TRUE(test, in6_pton(text, -1, addr.s6_addr, -1,
						 NULL));
	return addr;
}

/* Length of the prefix that @text is taken for, or -1 */
static int ovtun_peer_test_plen(struct kunit *test, const char *text)
{
	struct in6_addr addr = ovtun_peer_test_parse(test, text);
	struct ovtun_peer *peer;
	int plen;

	rcu_read_lock();
	peer = ovtun_peer_sender(test->priv, &addr);
	plen = peer ? peer->plen : -1;
	rcu_read_unlock();
	return plen;
}

static bool ovtun_peer_test_known(struct kunit *test, u8 host)
{
	struct in6_addr addr = ovtun_test_addr(host);
	bool known;

	rcu_read_lock();
	known = ovtun_peer_is_known(test->priv, &addr);
	rcu_read_unlock();
	return known;
}

/* Who names a peer twice has one with two references. */
static void ovtun_peer_test_shared(struct kunit *test)
{
	struct ovtun_dev *ovt = test->priv;
	struct ovtun_peer *peer, *again;

	peer = ovtun_peer_test_get(ovt, 1, 0);
	KUNIT_ASSERT_FALSE(test, IS_ERR(peer));
	again = ovtun_peer_test_get(ovt, 1, 0);
	KUNIT_EXPECT_PTR_EQ(test, again, peer);
	KUNIT_EXPECT_EQ(test, peer->refs, 2);
	KUNIT_EXPECT_EQ(test, ovt->peer_count, 1);
	ovtun_peer_test_put(ovt, peer);
	KUNIT_EXPECT_TRUE(test, ovtun_peer_test_known(test, 1));
	ovtun_peer_test_put(ovt, peer);
	KUNIT_EXPECT_FALSE(test, ovtun_peer_test_known(test, 1));
	KUNIT_EXPECT_EQ(test, ovt->peer_count, 0);
}

/* Two ports are two peers to send to, and one sender. */
static void ovtun_peer_test_ports(struct kunit *test)
{
	struct in6_addr addr = ovtun_test_addr(1);
	struct ovtun_dev *ovt = test->priv;
	struct ovtun_peer *a, *b, *found;

	a = ovtun_peer_test_get(ovt, 1, 4789);
	b = ovtun_peer_test_get(ovt, 1, 4790);
	KUNIT_ASSERT_FALSE(test, IS_ERR(a) || IS_ERR(b));
	KUNIT_EXPECT_PTR_NE(test, a, b);
	KUNIT_EXPECT_EQ(test, ovt->peer_count, 2);

	spin_lock_bh(&ovt->lock);
	found = ovtun_peer_find_exact(ovt, &addr, htons(4790), 0);
	spin_unlock_bh(&ovt->lock);
	KUNIT_EXPECT_PTR_EQ(test, found, b);
	spin_lock_bh(&ovt->lock);
	found = ovtun_peer_find_exact(ovt, &addr, 0, 0);
	spin_unlock_bh(&ovt->lock);
	KUNIT_EXPECT_NULL(test, found);
	spin_lock_bh(&ovt->lock);
	found = ovtun_peer_find_exact(ovt, &addr, htons(4790), 1);
	spin_unlock_bh(&ovt->lock);
	KUNIT_EXPECT_NULL(test, found);

	ovtun_peer_test_put(ovt, a);
	KUNIT_EXPECT_TRUE(test, ovtun_peer_test_known(test, 1));
	ovtun_peer_test_put(ovt, b);
	KUNIT_EXPECT_FALSE(test, ovtun_peer_test_known(test, 1));
}

/* A packet makes a peer, but does not let it send to what is strict. */
static void ovtun_peer_test_learned(struct kunit *test)
{
	struct in6_addr addr = ovtun_test_addr(1);
	struct ovtun_dev *ovt = test->priv;
	struct ovtun_peer *peer, *named;

	spin_lock_bh(&ovt->lock);
	peer = ovtun_peer_make(ovt, &addr, OVTUN_PLEN_MAX, 0, 0);
	if (!IS_ERR(peer))
		peer->uses[OVTUN_USE_LEARNED]++;
	spin_unlock_bh(&ovt->lock);
	KUNIT_ASSERT_FALSE(test, IS_ERR(peer));
	KUNIT_EXPECT_EQ(test, ovtun_peer_test_plen(test, "192.0.2.1"),
			OVTUN_PLEN_MAX);
	KUNIT_EXPECT_FALSE(test, ovtun_peer_test_known(test, 1));

	named = ovtun_peer_test_get(ovt, 1, 0);
	KUNIT_EXPECT_PTR_EQ(test, named, peer);
	KUNIT_EXPECT_TRUE(test, ovtun_peer_test_known(test, 1));
	ovtun_peer_test_put(ovt, named);
	KUNIT_EXPECT_FALSE(test, ovtun_peer_test_known(test, 1));

	spin_lock_bh(&ovt->lock);
	peer->uses[OVTUN_USE_LEARNED]--;
	ovtun_peer_put(ovt, peer);
	spin_unlock_bh(&ovt->lock);
	KUNIT_EXPECT_EQ(test, ovt->peer_count, 0);
}

static void ovtun_peer_test_allow(struct kunit *test)
{
	struct in6_addr addr = ovtun_test_addr(1);
	struct ovtun_dev *ovt = test->priv;

	KUNIT_EXPECT_EQ(test, ovtun_peer_forbid(ovt, &addr, OVTUN_PLEN_MAX),
			-ENOENT);
	KUNIT_EXPECT_EQ(test, ovtun_peer_allow(ovt, &addr, OVTUN_PLEN_MAX), 0);
	KUNIT_EXPECT_EQ(test, ovtun_peer_allow(ovt, &addr, OVTUN_PLEN_MAX),
			-EEXIST);
	KUNIT_EXPECT_TRUE(test, ovtun_peer_test_known(test, 1));
	KUNIT_EXPECT_FALSE(test, ovtun_peer_test_known(test, 2));
	KUNIT_EXPECT_EQ(test, ovtun_peer_forbid(ovt, &addr, OVTUN_PLEN_MAX), 0);
	KUNIT_EXPECT_FALSE(test, ovtun_peer_test_known(test, 1));
	KUNIT_EXPECT_EQ(test, ovt->allowed, 0);
	KUNIT_EXPECT_EQ(test, ovt->peer_count, 0);
}

static void ovtun_peer_test_allow_limit(struct kunit *test)
{
	struct in6_addr addr = ovtun_test_addr(1);
	struct ovtun_dev *ovt = test->priv;

	ovt->allowed = OVTUN_ALLOWED_MAX;
	KUNIT_EXPECT_EQ(test, ovtun_peer_allow(ovt, &addr, OVTUN_PLEN_MAX),
			-ENOSPC);
	ovt->allowed = 0;
	KUNIT_EXPECT_EQ(test, ovt->peer_count, 0);
}

static const struct ovtun_peer_prefix {
	const char *addr;
	u8 plen;
} ovtun_peer_prefixes[] = {
	{ "0.0.0.0", OVTUN_PLEN_IPV4 },
	{ "203.0.0.0", OVTUN_PLEN_IPV4 + 8 },
	{ "203.0.0.0", OVTUN_PLEN_IPV4 + 16 },
	{ "198.51.100.0", OVTUN_PLEN_IPV4 + 24 },
	{ "198.51.100.128", OVTUN_PLEN_IPV4 + 25 },
	{ "198.51.100.129", OVTUN_PLEN_MAX },
	{ "2001:db8::", 32 },
	{ "2001:db8:1::", 48 },
};

static const struct ovtun_peer_sender {
	const char *addr;
	int plen;
} ovtun_peer_senders[] = {
	{ "192.0.2.1", OVTUN_PLEN_IPV4 },
	{ "198.51.100.1", OVTUN_PLEN_IPV4 + 24 },
	{ "198.51.100.127", OVTUN_PLEN_IPV4 + 24 },
	{ "198.51.100.128", OVTUN_PLEN_IPV4 + 25 },
	{ "198.51.100.129", OVTUN_PLEN_MAX },
	{ "198.51.100.255", OVTUN_PLEN_IPV4 + 25 },
	{ "198.51.101.0", OVTUN_PLEN_IPV4 },
	{ "203.0.1.1", OVTUN_PLEN_IPV4 + 16 },
	{ "203.1.1.1", OVTUN_PLEN_IPV4 + 8 },
	{ "2001:db8::1", 32 },
	{ "2001:db8:0:ffff::1", 32 },
	{ "2001:db8:1::1", 48 },
	{ "2001:db9::1", -1 },
	{ "::1", -1 },
};

KUNIT_ARRAY_PARAM_DESC(ovtun_peer_sender, ovtun_peer_senders, addr);

/* The longest prefix counts, and none of IPv4 is for IPv6. */
static void ovtun_peer_test_longest(struct kunit *test)
{
	const struct ovtun_peer_sender *sender = test->param_value;
	const struct ovtun_peer_prefix *prefix;
	struct ovtun_dev *ovt = test->priv;
	struct in6_addr addr;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(ovtun_peer_prefixes); i++) {
		prefix = &ovtun_peer_prefixes[i];
		addr = ovtun_peer_test_parse(test, prefix->addr);
		KUNIT_ASSERT_EQ(test, ovtun_peer_allow(ovt, &addr,
						       prefix->plen), 0);
	}
	KUNIT_EXPECT_EQ(test, ovtun_peer_test_plen(test, sender->addr),
			sender->plen);
	ovtun_peer_forbid_all(ovt);
	KUNIT_EXPECT_EQ(test, ovtun_peer_test_plen(test, sender->addr), -1);
}

/* The prefix of all IPv6 addresses has none of IPv4 in it, either. */
static void ovtun_peer_test_all_ipv6(struct kunit *test)
{
	struct ovtun_dev *ovt = test->priv;

	KUNIT_ASSERT_EQ(test, ovtun_peer_allow(ovt, &in6addr_any, 0), 0);
	KUNIT_EXPECT_EQ(test, ovtun_peer_test_plen(test, "2001:db8::1"), 0);
	KUNIT_EXPECT_EQ(test, ovtun_peer_test_plen(test, "192.0.2.1"), -1);
}

static struct kunit_case ovtun_peer_test_cases[] = {
	KUNIT_CASE(ovtun_peer_test_shared),
	KUNIT_CASE(ovtun_peer_test_ports),
	KUNIT_CASE(ovtun_peer_test_learned),
	KUNIT_CASE(ovtun_peer_test_allow),
	KUNIT_CASE(ovtun_peer_test_allow_limit),
	KUNIT_CASE_PARAM(ovtun_peer_test_longest, ovtun_peer_sender_gen_params),
	KUNIT_CASE(ovtun_peer_test_all_ipv6),
	{}
};

static struct kunit_suite ovtun_peer_suite = {
	.name = "ovtun-peer",
	.init = ovtun_peer_test_init,
	.test_cases = ovtun_peer_test_cases,
};

kunit_test_suite(ovtun_peer_suite);
