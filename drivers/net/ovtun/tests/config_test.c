// SPDX-License-Identifier: GPL-2.0
/* KUnit: do the settings of a device make sense together? */

#include "device.h"

#define IPV4(a, b, c, d) \
	{ .s6_addr = { [10] = 0xff, [11] = 0xff, a, b, c, d } }
#define IPV6(first, second, last) \
	{ .s6_addr = { first, second, [15] = last } }

#define LOCAL4	IPV4(192, 0, 2, 1)
#define REMOTE4	IPV4(192, 0, 2, 2)
#define GROUP4	IPV4(239, 1, 1, 1)
#define ALL4	IPV4(255, 255, 255, 255)
#define LOCAL6	IPV6(0x20, 0x01, 1)
#define REMOTE6	IPV6(0x20, 0x01, 2)
#define GROUP6	IPV6(0xff, 0x05, 1)
#define LINK6	IPV6(0xfe, 0x80, 1)

/* What a configuration has that a new one has not. */
struct ovtun_config_test_settings {
	const char *desc;
	u8 encap;
	u8 variant;
	struct in6_addr local;
	struct in6_addr remote;
	u32 link;
	u32 id;
	u32 flags;
	__be32 label;
	u8 mark_policy;
	u32 mark;
	u64 reserved;
	int err;
	sa_family_t family;
};

KUNIT_DEFINE_ACTION_WRAPPER(ovtun_config_test_free, kfree,
			    struct ovtun_config *);

static struct ovtun_config *
ovtun_config_test_make(struct kunit *test,
		       const struct ovtun_config_test_settings *s)
{
	struct ovtun_config *cfg = ovtun_config_alloc();
	int err;

	KUNIT_ASSERT_NOT_NULL(test, cfg);
	err = kunit_add_action_or_reset(test, ovtun_config_test_free, cfg);
	KUNIT_ASSERT_EQ(test, err, 0);
	cfg->ops = ovtun_encap_ops(s->encap, s->variant);
	KUNIT_ASSERT_NOT_NULL(test, cfg->ops);
	cfg->local = s->local;
	cfg->remote = s->remote;
	cfg->link = s->link;
	cfg->id = s->id;
	cfg->flags |= s->flags;
	cfg->label = s->label;
	cfg->mark_policy = s->mark_policy;
	cfg->mark = s->mark;
	cfg->reserved = cpu_to_be64(s->reserved ?: ~cfg->ops->used);
	return cfg;
}

static int ovtun_config_test_check(struct ovtun_config *cfg,
				   struct netlink_ext_ack *extack)
{
	int err;

	rtnl_lock();
	err = ovtun_config_check(cfg, &init_net, extack);
	rtnl_unlock();
	return err;
}

#define VXLAN	.encap = OVTUN_ENCAP_VXLAN
#define GRETAP	.encap = OVTUN_ENCAP_GRETAP
#define GRE	.encap = OVTUN_ENCAP_GRE
#define NVGRE	.encap = OVTUN_ENCAP_NVGRE
#define TRUNK	.flags = OVTUN_F_TRUNK
#define EXTERN	.flags = OVTUN_F_EXTERNAL

static const struct ovtun_config_test_settings ovtun_config_test_bad[] = {
	{ "IPv4 to IPv6", GRETAP, .local = LOCAL4, .remote = REMOTE6,
	  .err = -EINVAL },
	{ "IPv6 to IPv4", VXLAN, .local = LOCAL6, .remote = REMOTE4,
	  .err = -EINVAL },
	{ "from a group, IPv4", GRETAP, .local = GROUP4, .link = 1,
	  .err = -EINVAL },
	{ "from a group, IPv6", GRETAP, .local = GROUP6, .link = 1,
	  .err = -EINVAL },
	{ "to oneself, IPv4", GRETAP, .local = LOCAL4, .remote = LOCAL4,
	  .err = -EINVAL },
	{ "to oneself, IPv6", GRETAP, .local = LOCAL6, .remote = LOCAL6,
	  .err = -EINVAL },
	{ "to all of IPv4", GRETAP, .remote = ALL4, .err = -EINVAL },
	{ "from all of IPv4", GRETAP, .local = ALL4, .err = -EINVAL },
	{ "flow label with IPv4", GRETAP, .local = LOCAL4,
	  .label = cpu_to_be32(1), .err = -EINVAL },
	{ "inherited flow label with IPv4", GRETAP, .local = LOCAL4,
	  .flags = OVTUN_F_LABEL_INHERIT, .err = -EINVAL },
	{ "no such link", GRETAP, .link = INT_MAX, .err = -ENODEV },
	{ "a group without a link, IPv4", VXLAN, .remote = GROUP4,
	  .err = -EINVAL },
	{ "a group without a link, IPv6", VXLAN, .remote = GROUP6,
	  .err = -EINVAL },
	{ "link-local without a link", VXLAN, .remote = LINK6,
	  .err = -EINVAL },
	{ "from link-local without a link", VXLAN, .local = LINK6,
	  .err = -EINVAL },
	{ "a trunk of IP packets", GRE, TRUNK, .err = -EINVAL },
	{ "a trunk with an id", VXLAN, TRUNK, .id = 1, .err = -EINVAL },
	{ "a trunk with a key", GRETAP,
	  .flags = OVTUN_F_TRUNK | OVTUN_F_IKEY, .err = -EINVAL },
	{ "external with an id", VXLAN, EXTERN, .id = 1, .err = -EINVAL },
	{ "external with a key", GRETAP,
	  .flags = OVTUN_F_EXTERNAL | OVTUN_F_OKEY, .err = -EINVAL },
	{ "VNI of 25 bits", VXLAN, .id = 0x1000000, .err = -ERANGE },
	{ "VSID too low", NVGRE, .id = 0xfff, .err = -ERANGE },
	{ "VSID too high", NVGRE, .id = 0xffffff, .err = -ERANGE },
	{ "the I flag reserved", VXLAN, .id = 1, .reserved = OVTUN_VXLAN_I,
	  .err = -EINVAL },
	{ "the VNI reserved", VXLAN, .id = 1, .reserved = 1ULL << 8,
	  .err = -EINVAL },
	{ "the policy reserved, with it", VXLAN,
	  .variant = OVTUN_VARIANT_GBP, .id = 1, .reserved = OVTUN_GBP_G,
	  .err = -EINVAL },
	{ "a mark that is not set", GRETAP, .mark = 1,
	  .mark_policy = OVTUN_MARK_CLEAR, .err = -EINVAL },
	{ "a mark that is the packet's", GRETAP, .mark = 1,
	  .mark_policy = OVTUN_MARK_KEEP, .err = -EINVAL },
};

KUNIT_ARRAY_PARAM_DESC(ovtun_config_test_bad, ovtun_config_test_bad, desc);

/* Each refusal is a sentence. */
static void ovtun_config_test_refused(struct kunit *test)
{
	const struct ovtun_config_test_settings *s = test->param_value;
	struct ovtun_config *cfg = ovtun_config_test_make(test, s);
	struct netlink_ext_ack extack = {};

	KUNIT_EXPECT_EQ(test, ovtun_config_test_check(cfg, &extack), s->err);
	KUNIT_EXPECT_NOT_NULL(test, extack._msg);
}

static const struct ovtun_config_test_settings ovtun_config_test_good[] = {
	{ "nothing said", GRETAP, .family = AF_INET },
	{ "local, IPv4", GRETAP, .local = LOCAL4, .family = AF_INET },
	{ "local, IPv6", GRETAP, .local = LOCAL6, .family = AF_INET6 },
	{ "remote, IPv4", GRE, .remote = REMOTE4, .family = AF_INET },
	{ "remote, IPv6", GRE, .remote = REMOTE6, .family = AF_INET6 },
	{ "both, IPv6", VXLAN, .id = 1, .local = LOCAL6, .remote = REMOTE6,
	  .family = AF_INET6 },
	{ "flow label", GRETAP, .remote = REMOTE6, .label = cpu_to_be32(1),
	  .family = AF_INET6 },
	{ "a group and a link", VXLAN, .id = 1, .remote = GROUP4, .link = 1,
	  .family = AF_INET },
	{ "link-local and a link", VXLAN, .id = 1, .remote = LINK6, .link = 1,
	  .family = AF_INET6 },
	{ "lowest VNI", VXLAN, .id = 0, .family = AF_INET },
	{ "highest VNI", VXLAN, .id = 0xffffff, .family = AF_INET },
	{ "lowest VSID", NVGRE, .id = 0x1000, .family = AF_INET },
	{ "highest VSID", NVGRE, .id = 0xfffffe, .family = AF_INET },
	{ "trunk of both families", VXLAN, TRUNK, .family = AF_UNSPEC },
	{ "trunk of one", VXLAN, TRUNK, .local = LOCAL4, .family = AF_INET },
	{ "external of both", GRE, EXTERN, .family = AF_UNSPEC },
	{ "the policy reserved, without it", VXLAN, .id = 1,
	  .reserved = OVTUN_GBP_G, .family = AF_INET },
	{ "a mark", GRETAP, .mark = 1, .mark_policy = OVTUN_MARK_SET,
	  .family = AF_INET },
};

KUNIT_ARRAY_PARAM_DESC(ovtun_config_test_good, ovtun_config_test_good, desc);

static void ovtun_config_test_accepted(struct kunit *test)
{
	const struct ovtun_config_test_settings *s = test->param_value;
	struct ovtun_config *cfg = ovtun_config_test_make(test, s);
	struct netlink_ext_ack extack = {};

	KUNIT_EXPECT_EQ(test, ovtun_config_test_check(cfg, &extack), 0);
	KUNIT_EXPECT_NULL(test, extack._msg);
	KUNIT_EXPECT_EQ(test, cfg->family, s->family);
	KUNIT_EXPECT_PTR_EQ(test, cfg->demux[0].cfg, cfg);
	KUNIT_EXPECT_EQ(test, cfg->demux[0].key.flags & OVTUN_DEMUX_IPV6, 0);
	KUNIT_EXPECT_EQ(test, cfg->demux[1].key.flags & OVTUN_DEMUX_IPV6,
			OVTUN_DEMUX_IPV6);
}

/* How the packets of a configuration are told apart from others. */
static const struct ovtun_config_test_key {
	struct ovtun_config_test_settings s;
	u16 given;
	u16 port;
	u8 flags;
	u32 id;
	bool p2p;
} ovtun_config_test_keys[] = {
	{ { "VXLAN", VXLAN, .id = 5, .remote = REMOTE4 },
	  .port = 4789, .flags = OVTUN_DEMUX_KEYED, .id = 5 },
	{ { "VXLAN with a port", VXLAN, .id = 5 }, .given = 1,
	  .port = 1, .flags = OVTUN_DEMUX_KEYED, .id = 5 },
	{ { "VXLAN-GPE", VXLAN, .variant = OVTUN_VARIANT_GPE, .id = 5 },
	  .port = 4790, .flags = OVTUN_DEMUX_KEYED, .id = 5 },
	{ { "GRE in UDP", GRETAP, .variant = OVTUN_VARIANT_UDP },
	  .port = 4754 },
	{ { "GRE with a port", GRETAP }, .given = 1 },
	{ { "GRE with a key", GRETAP, .flags = OVTUN_F_IKEY },
	  .flags = OVTUN_DEMUX_KEYED, .id = 7 },
	{ { "GRE with a key to send", GRETAP, .flags = OVTUN_F_OKEY } },
	{ { "GRE with a remote", GRETAP, .remote = REMOTE4 }, .p2p = true },
	{ { "GRE with a group", GRETAP, .remote = GROUP4, .link = 1 } },
	{ { "trunk", VXLAN, TRUNK, .remote = REMOTE4 },
	  .port = 4789, .flags = OVTUN_DEMUX_WIDE },
	{ { "external", GRETAP, EXTERN, .remote = REMOTE4 },
	  .flags = OVTUN_DEMUX_WIDE },
};

KUNIT_ARRAY_PARAM_DESC(ovtun_config_test_key, ovtun_config_test_keys, s.desc);

static void ovtun_config_test_received(struct kunit *test)
{
	const struct ovtun_config_test_key *k = test->param_value;
	struct ovtun_config *cfg = ovtun_config_test_make(test, &k->s);
	const struct ovtun_demux_key *key = &cfg->demux[0].key;

	cfg->port = htons(k->given);
	cfg->ikey = 7;
	KUNIT_ASSERT_EQ(test, ovtun_config_test_check(cfg, NULL), 0);
	KUNIT_EXPECT_EQ(test, key->format, cfg->ops->format);
	KUNIT_EXPECT_EQ(test, ntohs(key->port), k->port);
	KUNIT_EXPECT_EQ(test, key->flags, k->flags);
	KUNIT_EXPECT_EQ(test, key->id, k->id);
	KUNIT_EXPECT_EQ(test, !ipv6_addr_any(&key->remote), k->p2p);
	KUNIT_EXPECT_EQ(test, ntohs(cfg->port), k->port);
}

/* A copy is another configuration, and has nothing of what is counted. */
static void ovtun_config_test_dup(struct kunit *test)
{
	static const struct ovtun_config_test_settings s = {
		VXLAN, .id = 5, .remote = REMOTE4,
	};
	struct ovtun_config *cfg = ovtun_config_test_make(test, &s);
	struct ovtun_config *copy;

	cfg->gen = 3;
	cfg->peer = (void *)1;
	cfg->sock[0] = (void *)1;
	cfg->hooked[1] = true;
	cfg->untracked[0] = true;
	cfg->early[1] = true;
	cfg->lower = (void *)1;
	copy = ovtun_config_dup(cfg);
	KUNIT_ASSERT_NOT_NULL(test, copy);
	KUNIT_EXPECT_EQ(test, copy->gen, 4);
	KUNIT_EXPECT_EQ(test, copy->id, 5);
	KUNIT_EXPECT_TRUE(test, ipv6_addr_equal(&copy->remote, &cfg->remote));
	KUNIT_EXPECT_NULL(test, copy->peer);
	KUNIT_EXPECT_NULL(test, copy->sock[0]);
	KUNIT_EXPECT_FALSE(test, copy->hooked[1]);
	KUNIT_EXPECT_FALSE(test, copy->untracked[0]);
	KUNIT_EXPECT_FALSE(test, copy->early[1]);
	KUNIT_EXPECT_NULL(test, copy->lower);
	kfree(copy);
}

static struct kunit_case ovtun_config_test_cases[] = {
	KUNIT_CASE_PARAM(ovtun_config_test_refused,
			 ovtun_config_test_bad_gen_params),
	KUNIT_CASE_PARAM(ovtun_config_test_accepted,
			 ovtun_config_test_good_gen_params),
	KUNIT_CASE_PARAM(ovtun_config_test_received,
			 ovtun_config_test_key_gen_params),
	KUNIT_CASE(ovtun_config_test_dup),
	{}
};

static struct kunit_suite ovtun_config_suite = {
	.name = "ovtun-config",
	.test_cases = ovtun_config_test_cases,
};

kunit_test_suite(ovtun_config_suite);
