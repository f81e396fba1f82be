// SPDX-License-Identifier: GPL-2.0
/*
 * The generic netlink family, Documentation/netlink/specs/ovtun.yaml: what its
 * operations have in common.
 */

#include <linux/rtnetlink.h>
#include <net/sock.h>

#include "netlink.h"

/* The device is given alike for every object. */
#define OVTUN_A_SAME(a, b)	static_assert((int)(a) == (int)(b))

OVTUN_A_SAME(OVTUN_A_PEER_IFINDEX, OVTUN_A_SEGMENT_IFINDEX);
OVTUN_A_SAME(OVTUN_A_PEER_IFNAME, OVTUN_A_SEGMENT_IFNAME);
OVTUN_A_SAME(OVTUN_A_FDB_IFINDEX, OVTUN_A_SEGMENT_IFINDEX);
OVTUN_A_SAME(OVTUN_A_FDB_IFNAME, OVTUN_A_SEGMENT_IFNAME);
OVTUN_A_SAME(OVTUN_A_STATS_IFINDEX, OVTUN_A_SEGMENT_IFINDEX);
OVTUN_A_SAME(OVTUN_A_STATS_IFNAME, OVTUN_A_SEGMENT_IFNAME);

/* As much as a part of a dump has at most */
#define OVTUN_NL_REPLY_SIZE	(32 * 1024 - 512)

#define OVTUN_A_IFINDEX	OVTUN_A_SEGMENT_IFINDEX
#define OVTUN_A_IFNAME	OVTUN_A_SEGMENT_IFNAME

static const struct genl_multicast_group ovtun_nl_groups[] = {
	[OVTUN_NLGRP_MONITOR] = { .name = OVTUN_MCGRP_MONITOR },
};

struct genl_family ovtun_nl_family __ro_after_init = {
	.name		= OVTUN_FAMILY_NAME,
	.version	= OVTUN_FAMILY_VERSION,
	.netnsok	= true,
	.parallel_ops	= true,
	.module		= THIS_MODULE,
	.ops		= ovtun_nl_ops,
	.n_ops		= ARRAY_SIZE(ovtun_nl_ops),
	.mcgrps		= ovtun_nl_groups,
	.n_mcgrps	= ARRAY_SIZE(ovtun_nl_groups),
};

static struct net_device *ovtun_nl_find(struct net *net, struct nlattr **attrs,
					struct netlink_ext_ack *extack)
{
	const struct nlattr *index = attrs[OVTUN_A_IFINDEX];
	const struct nlattr *name = attrs[OVTUN_A_IFNAME];
	struct net_device *dev;

	if (!index && !name) {
		NL_SET_ERR_MSG(extack, "The device is missing: its IFINDEX or IFNAME");
		NL_SET_ERR_ATTR_MISS(extack, NULL, OVTUN_A_IFINDEX);
		return ERR_PTR(-EINVAL);
	}
	if (index)
		dev = __dev_get_by_index(net, nla_get_u32(index));
	else
		dev = __dev_get_by_name(net, nla_data(name));
	if (!dev) {
		NL_SET_ERR_MSG_ATTR(extack, index ?: name, "No device has this IFINDEX or IFNAME");
		return ERR_PTR(-ENODEV);
	}
	if (name && nla_strcmp(name, dev->name)) {
		NL_SET_ERR_MSG_ATTR(extack, name, "IFINDEX and IFNAME are those of different devices");
		return ERR_PTR(-EINVAL);
	}
	if (dev->rtnl_link_ops != &ovtun_link_ops) {
		NL_SET_ERR_MSG_ATTR(extack, index ?: name, "IFINDEX or IFNAME is of a device that is not of the kind ovtun");
		return ERR_PTR(-EOPNOTSUPP);
	}
	return dev;
}

/* The device of a request, or an ERR_PTR() and the sentence is set. */
static struct ovtun_dev *ovtun_nl_dev(struct genl_info *info)
{
	struct net_device *dev;

	ASSERT_RTNL();
	dev = ovtun_nl_find(genl_info_net(info), info->attrs, info->extack);
	return IS_ERR(dev) ? ERR_CAST(dev) : netdev_priv(dev);
}

/* Likewise, for a change: the underlay may be in somebody else's namespace. */
static struct ovtun_dev *ovtun_nl_dev_admin(struct sk_buff *skb,
					    struct genl_info *info)
{
	struct ovtun_dev *ovt = ovtun_nl_dev(info);

	if (!IS_ERR(ovt) && !net_eq(ovt->net, genl_info_net(info)) &&
	    !netlink_ns_capable(skb, ovt->net->user_ns, CAP_NET_ADMIN)) {
		NL_SET_ERR_MSG(info->extack, "IFINDEX or IFNAME is of a device with its underlay in a network namespace that needs CAP_NET_ADMIN, too");
		return ERR_PTR(-EPERM);
	}
	return ovt;
}

/* A request that changes something of a device */
int ovtun_nl_change(struct sk_buff *skb, struct genl_info *info,
		    ovtun_nl_change_t change)
{
	struct ovtun_dev *ovt;
	int err;

	rtnl_lock();
	ovt = ovtun_nl_dev_admin(skb, info);
	err = IS_ERR(ovt) ? PTR_ERR(ovt) : change(ovt, info);
	rtnl_unlock();
	return err;
}

/* A request for one object of a device */
int ovtun_nl_reply(struct genl_info *info, ovtun_nl_get_t get)
{
	struct ovtun_nl_msg msg = {
		.portid = info->snd_portid,
		.seq = info->snd_seq,
		.cmd = info->genlhdr->cmd,
	};
	struct ovtun_dev *ovt;
	int err;

	msg.skb = genlmsg_new(OVTUN_NL_REPLY_SIZE, GFP_KERNEL);
	if (!msg.skb)
		return -ENOMEM;
	rtnl_lock();
	ovt = ovtun_nl_dev(info);
	err = IS_ERR(ovt) ? PTR_ERR(ovt) : get(&msg, ovt, info);
	rtnl_unlock();
	if (!err)
		return genlmsg_reply(msg.skb, info);
	nlmsg_free(msg.skb);
	return err;
}

/* Start a message. NULL: no room */
void *ovtun_nl_begin(const struct ovtun_nl_msg *msg,
		     const struct ovtun_dev *ovt)
{
	void *head = genlmsg_put(msg->skb, msg->portid, msg->seq,
				 &ovtun_nl_family, msg->flags, msg->cmd);

	if (!head)
		return NULL;
	if (nla_put_u32(msg->skb, OVTUN_A_IFINDEX, ovt->dev->ifindex) ||
	    nla_put_string(msg->skb, OVTUN_A_IFNAME, ovt->dev->name)) {
		genlmsg_cancel(msg->skb, head);
		return NULL;
	}
	return head;
}

/* A notification, to be filled in. False: nobody listens, or no memory */
bool ovtun_nl_new_event(struct ovtun_nl_msg *msg, const struct ovtun_dev *ovt,
			u8 cmd)
{
	struct net *net = dev_net(ovt->dev);

	if (!genl_has_listeners(&ovtun_nl_family, net, OVTUN_NLGRP_MONITOR))
		return false;
	memset(msg, 0, sizeof(*msg));
	msg->cmd = cmd;
	msg->skb = genlmsg_new(GENLMSG_DEFAULT_SIZE, GFP_ATOMIC);
	if (!msg->skb)
		genl_set_err(&ovtun_nl_family, net, 0, OVTUN_NLGRP_MONITOR,
			     -ENOBUFS);
	return msg->skb;
}

/* @err: what filling it in has come to */
void ovtun_nl_send_event(const struct ovtun_nl_msg *msg,
			 const struct ovtun_dev *ovt, int err)
{
	if (WARN_ON_ONCE(err))
		nlmsg_free(msg->skb);
	else
		genlmsg_multicast_netns(&ovtun_nl_family, dev_net(ovt->dev),
					msg->skb, 0, OVTUN_NLGRP_MONITOR,
					GFP_ATOMIC);
}

/* The ovtun device of the namespace with the lowest index from @ifindex on */
static struct ovtun_dev *ovtun_nl_next(struct net *net, int ifindex)
{
	struct net_device *dev, *found = NULL;

	for_each_netdev(net, dev)
		if (dev->rtnl_link_ops == &ovtun_link_ops &&
		    dev->ifindex >= ifindex &&
		    (!found || dev->ifindex < found->ifindex))
			found = dev;
	return found ? netdev_priv(found) : NULL;
}

static int ovtun_nl_dump_begin(struct netlink_callback *cb,
			       struct ovtun_nl_dump *dump,
			       ovtun_nl_filter_t filter)
{
	struct nlattr **attrs = genl_info_dump(cb)->attrs;
	struct ovtun_dev *ovt = NULL;
	struct net_device *dev;

	dump->begun = true;
	dump->any_segment = true;
	if (attrs[OVTUN_A_IFINDEX] || attrs[OVTUN_A_IFNAME]) {
		dev = ovtun_nl_find(sock_net(cb->skb->sk), attrs, cb->extack);
		if (IS_ERR(dev))
			return PTR_ERR(dev);
		ovt = netdev_priv(dev);
		dump->only = true;
		dump->ifindex = dev->ifindex;
	}
	return filter ? filter(ovt, attrs, dump, cb->extack) : 0;
}

static void ovtun_nl_dump_from(struct ovtun_nl_dump *dump, int ifindex)
{
	dump->ifindex = ifindex;
	dump->part = 0;
	dump->sub = 0;
	dump->pos = 0;
}

static int ovtun_nl_dump_some(struct sk_buff *skb, struct netlink_callback *cb,
			      struct ovtun_nl_dump *dump, ovtun_nl_fill_t fill)
{
	const struct genlmsghdr *request = nlmsg_data(cb->nlh);
	struct ovtun_nl_msg msg = {
		.skb = skb,
		.portid = NETLINK_CB(cb->skb).portid,
		.seq = cb->nlh->nlmsg_seq,
		.flags = NLM_F_MULTI,
		.cmd = request->cmd,
	};
	struct net *net = sock_net(cb->skb->sk);
	struct ovtun_dev *ovt;
	int err;

	while (!dump->done) {
		ovt = ovtun_nl_next(net, dump->ifindex);
		if (!ovt || (dump->only && ovt->dev->ifindex != dump->ifindex))
			break;
		if (ovt->dev->ifindex != dump->ifindex)
			ovtun_nl_dump_from(dump, ovt->dev->ifindex);
		err = fill(&msg, ovt, dump);
		if (err)
			return err;
		dump->done = dump->only;
		ovtun_nl_dump_from(dump, dump->ifindex + 1);
	}
	dump->done = true;
	return 0;
}

/**
 * ovtun_nl_dump_devs - a part of a dump of the objects of one or all devices
 * @skb: where to
 * @cb: the dump
 * @filter: reads what the request says beside the device, or NULL
 * @fill: puts the objects of a device, -EMSGSIZE when there is no more room
 *
 * Return: what a dumpit operation has to return
 */
int ovtun_nl_dump_devs(struct sk_buff *skb, struct netlink_callback *cb,
		       ovtun_nl_filter_t filter, ovtun_nl_fill_t fill)
{
	struct ovtun_nl_dump *dump = ovtun_nl_dump(cb);
	int err = 0;

	BUILD_BUG_ON(sizeof(*dump) > sizeof(cb->ctx));
	rtnl_lock();
	if (!dump->begun)
		err = ovtun_nl_dump_begin(cb, dump, filter);
	if (!err)
		err = ovtun_nl_dump_some(skb, cb, dump, fill);
	rtnl_unlock();
	if (err && (err != -EMSGSIZE || !skb->len))
		return err;
	return skb->len;
}

/* One of the two attributes, by the family of @addr */
int ovtun_nl_put_addr(struct sk_buff *skb, int type4, int type6,
		      const struct in6_addr *addr)
{
	if (ipv6_addr_v4mapped(addr))
		return nla_put_in_addr(skb, type4, addr->s6_addr32[3]);
	return nla_put_in6_addr(skb, type6, addr);
}
