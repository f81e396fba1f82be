// SPDX-License-Identifier: GPL-2.0
/* KUnit: the gateways of a group of nexthops. */

#include <linux/ovtun.h>
#include <linux/rtnetlink.h>

#include "fdb.h"

/* More than there is percpu memory for those who cannot wait */
#define OVTUN_NEXTHOP_TEST_GATEWAYS	1000

static int ovtun_nexthop_test_init(struct kunit *test)
{
	static const struct ovtun_test_link link = {
		.encap = OVTUN_ENCAP_VXLAN,
		.trunk = true,
	};

	test->priv = ovtun_test_device(test, &link);
	return 0;
}

/* There are counters for each gateway of a group, however large that is. */
static void ovtun_nexthop_test_gateways(struct kunit *test)
{
	struct ovtun_dev *ovt = test->priv;
	struct ovtun_nexthop nexthop = {};
	struct in6_addr addr;
	unsigned int i;
	int err = 0;

	rtnl_lock();
	for (i = 0; i < OVTUN_NEXTHOP_TEST_GATEWAYS && !err; i++) {
		ipv6_addr_set_v4mapped(htonl(0xc6120001 + i), &addr);
		err = ovtun_nexthop_admit(ovt, &nexthop, &addr);
	}
	if (rtnl_dereference(nexthop.members)) {
		spin_lock_bh(&ovt->lock);
		ovtun_remotes_put(ovt, rtnl_dereference(nexthop.members));
		spin_unlock_bh(&ovt->lock);
	}
	rtnl_unlock();
	KUNIT_EXPECT_EQ(test, err, 0);
	KUNIT_EXPECT_EQ(test, i, OVTUN_NEXTHOP_TEST_GATEWAYS);
	ovtun_fdb_test_expect(test, 0, 0);
}

static struct kunit_case ovtun_nexthop_test_cases[] = {
	KUNIT_CASE(ovtun_nexthop_test_gateways),
	{}
};

static struct kunit_suite ovtun_nexthop_suite = {
	.name = "ovtun-nexthop",
	.init = ovtun_nexthop_test_init,
	.test_cases = ovtun_nexthop_test_cases,
};

kunit_test_suite(ovtun_nexthop_suite);
