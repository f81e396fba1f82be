// SPDX-License-Identifier: GPL-2.0
/* A device for a test, made of attributes like any other. */

#include <net/netlink.h>
#include <net/rtnetlink.h>

#include "device.h"

static int ovtun_test_put_ext(struct sk_buff *msg,
			      const struct ovtun_test_link *link)
{
	struct nlattr *ext = nla_nest_start(msg, IFLA_OVTUN_EXT);

	if (!ext || nla_put_u8(msg, IFLA_OVTUN_EXT_ENCAP, link->encap) ||
	    (link->trunk && nla_put_u8(msg, IFLA_OVTUN_EXT_TRUNK, 1)))
		return -EMSGSIZE;
	nla_nest_end(msg, ext);
	return 0;
}

static int ovtun_test_put(struct sk_buff *msg,
			  const struct ovtun_test_link *link)
{
	if ((link->id && nla_put_u32(msg, IFLA_OVTUN_ID, link->id)) ||
	    (link->remote &&
	     nla_put_in_addr(msg, IFLA_OVTUN_GROUP, link->remote)) ||
	    (link->limit && nla_put_u32(msg, IFLA_OVTUN_LIMIT, link->limit)))
		return -EMSGSIZE;
	return ovtun_test_put_ext(msg, link);
}

static struct net_device *ovtun_test_newlink(struct nlattr *data[],
					     struct netlink_ext_ack *extack)
{
	struct nlattr *tb[IFLA_MAX + 1] = {};
	struct rtnl_newlink_params params = {
		.src_net = &init_net,
		.tb = tb,
		.data = data,
	};
	struct net_device *dev;
	int err;

	ASSERT_RTNL();
	dev = rtnl_create_link(&init_net, "ovtest%d", NET_NAME_ENUM,
			       &ovtun_link_ops, tb, extack);
	if (IS_ERR(dev))
		return dev;
	err = ovtun_link_ops.newlink(dev, &params, extack);
	if (!err)
		return dev;
	if (dev->reg_state == NETREG_UNINITIALIZED)
		free_netdev(dev);
	return ERR_PTR(err);
}

static void ovtun_test_dellink(void *dev)
{
	rtnl_lock();
	ovtun_link_ops.dellink(dev, NULL);
	rtnl_unlock();
}

KUNIT_DEFINE_ACTION_WRAPPER(ovtun_test_free_msg, nlmsg_free, struct sk_buff *);

struct ovtun_dev *ovtun_test_device(struct kunit *test,
				    const struct ovtun_test_link *link)
{
	struct nlattr *data[IFLA_OVTUN_MAX + 1];
	struct netlink_ext_ack extack = {};
	struct net_device *dev;
	struct sk_buff *msg;
	int err;

	msg = nlmsg_new(NLMSG_DEFAULT_SIZE, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, msg);
	err = kunit_add_action_or_reset(test, ovtun_test_free_msg, msg);
	KUNIT_ASSERT_EQ(test, err, 0);
	KUNIT_ASSERT_EQ(test, ovtun_test_put(msg, link), 0);
	err = nla_parse(data, IFLA_OVTUN_MAX, (void *)msg->data, msg->len, NULL,
			NULL);
	KUNIT_ASSERT_EQ(test, err, 0);

	rtnl_lock();
	dev = ovtun_test_newlink(data, &extack);
	rtnl_unlock();
	KUNIT_ASSERT_FALSE_MSG(test, IS_ERR(dev), "%pe: %s", dev,
			       extack._msg ?: "");
	err = kunit_add_action_or_reset(test, ovtun_test_dellink, dev);
	KUNIT_ASSERT_EQ(test, err, 0);
	return netdev_priv(dev);
}
