// SPDX-License-Identifier: GPL-2.0
/* Segments over generic netlink. */

#include <linux/rtnetlink.h>

#include "netlink.h"

static int ovtun_nl_segment_put_words(struct sk_buff *skb,
				      const struct ovtun_dev *ovt,
				      const struct ovtun_segment *seg)
{
	const struct ovtun_config *cfg = rtnl_dereference(ovt->cfg);
	bool own = seg == ovt->self, has_id = true;
	const struct in6_addr *group = own ? &cfg->remote : &seg->group;
	bool learn = own ? cfg->flags & OVTUN_F_LEARN : seg->learn;
	u32 id = seg->id;

	if (own)
		has_id = ovtun_nl_own_id(cfg, &id);
	if ((has_id && nla_put_u32(skb, OVTUN_A_SEGMENT_ID, id)) ||
	    (seg->vlan != OVTUN_VLAN_NONE &&
	     nla_put_u16(skb, OVTUN_A_SEGMENT_VLAN, seg->vlan)) ||
	    (ovtun_addr_is_multicast(group) &&
	     ovtun_nl_put_addr(skb, OVTUN_A_SEGMENT_GROUP4,
			       OVTUN_A_SEGMENT_GROUP6, group)) ||
	    nla_put_u8(skb, OVTUN_A_SEGMENT_LEARNING, learn) ||
	    nla_put_u32(skb, OVTUN_A_SEGMENT_LIMIT, seg->limit) ||
	    nla_put_u32(skb, OVTUN_A_SEGMENT_FDB_COUNT, READ_ONCE(seg->count)))
		return -EMSGSIZE;
	return 0;
}

static int ovtun_nl_segment_put(const struct ovtun_nl_msg *msg,
				const struct ovtun_dev *ovt,
				const struct ovtun_segment *seg)
{
	void *head = ovtun_nl_begin(msg, ovt);

	if (!head)
		return -EMSGSIZE;
	if (ovtun_nl_segment_put_words(msg->skb, ovt, seg) ||
	    (msg->cmd != OVTUN_CMD_SEGMENT_NTF &&
	     ovtun_nl_put_traffic(msg->skb, OVTUN_A_SEGMENT_COUNTERS,
				  &seg->counters))) {
		genlmsg_cancel(msg->skb, head);
		return -EMSGSIZE;
	}
	genlmsg_end(msg->skb, head);
	return 0;
}

/* @cmd: OVTUN_CMD_SEGMENT_NTF or OVTUN_CMD_SEGMENT_DEL_NTF. RTNL */
void ovtun_nl_segment_notify(const struct ovtun_dev *ovt,
			     const struct ovtun_segment *seg, u8 cmd)
{
	struct ovtun_nl_msg msg;

	if (ovtun_nl_new_event(&msg, ovt, cmd))
		ovtun_nl_send_event(&msg, ovt,
				    ovtun_nl_segment_put(&msg, ovt, seg));
}

static int ovtun_nl_segment_group(struct nlattr **attrs,
				  struct in6_addr *group,
				  struct netlink_ext_ack *extack)
{
	const struct nlattr *four = attrs[OVTUN_A_SEGMENT_GROUP4];
	const struct nlattr *six = attrs[OVTUN_A_SEGMENT_GROUP6];

	if (four && six) {
		NL_SET_ERR_MSG_ATTR(extack, six, "OVTUN_A_SEGMENT_GROUP4 and _GROUP6 exclude each other");
		return -EINVAL;
	}
	if (four) {
		*group = in6addr_any;
		if (nla_get_in_addr(four))
			ipv6_addr_set_v4mapped(nla_get_in_addr(four), group);
	}
	if (six) {
		*group = nla_get_in6_addr(six);
		if (ipv6_addr_v4mapped(group)) {
			NL_SET_ERR_MSG_ATTR(extack, six, "OVTUN_A_SEGMENT_GROUP6 is an IPv4 address; use OVTUN_A_SEGMENT_GROUP4");
			return -EINVAL;
		}
	}
	return 0;
}

/* What the attributes say; the rest of @change stays. */
static int ovtun_nl_segment_parse(struct nlattr **attrs,
				  struct ovtun_segment_change *change,
				  struct netlink_ext_ack *extack)
{
	const struct nlattr *vlan = attrs[OVTUN_A_SEGMENT_VLAN];
	const struct nlattr *none = attrs[OVTUN_A_SEGMENT_NO_VLAN];

	if (vlan && none) {
		NL_SET_ERR_MSG_ATTR(extack, none, "OVTUN_A_SEGMENT_VLAN and _NO_VLAN exclude each other");
		return -EINVAL;
	}
	if (vlan)
		change->vlan = nla_get_u16(vlan);
	if (none)
		change->vlan = OVTUN_VLAN_NONE;
	if (attrs[OVTUN_A_SEGMENT_LEARNING])
		change->learn = nla_get_u8(attrs[OVTUN_A_SEGMENT_LEARNING]);
	if (attrs[OVTUN_A_SEGMENT_LIMIT])
		change->limit = nla_get_u32(attrs[OVTUN_A_SEGMENT_LIMIT]);
	return ovtun_nl_segment_group(attrs, &change->group, extack);
}

/* The segment that a request names, or an ERR_PTR() and a sentence */
static struct ovtun_segment *ovtun_nl_segment_find(struct ovtun_dev *ovt,
						   struct genl_info *info)
{
	const struct nlattr *id = info->attrs[OVTUN_A_SEGMENT_ID];
	const struct ovtun_config *cfg = rtnl_dereference(ovt->cfg);
	struct ovtun_segment *seg;
	u32 own;

	if (ovtun_config_wide(cfg) && !id) {
		NL_SET_ERR_MSG(info->extack, "OVTUN_A_SEGMENT_ID is missing");
		NL_SET_ERR_ATTR_MISS(info->extack, NULL, OVTUN_A_SEGMENT_ID);
		return ERR_PTR(-EINVAL);
	}
	seg = ovt->self;
	if (ovtun_config_wide(cfg))
		seg = ovtun_segment_find(ovt, nla_get_u32(id));
	else if (id && (!ovtun_nl_own_id(cfg, &own) || nla_get_u32(id) != own))
		seg = NULL;
	if (!seg) {
		NL_SET_ERR_MSG_ATTR(info->extack, id, "OVTUN_A_SEGMENT_ID is no segment of the device");
		return ERR_PTR(-ENOENT);
	}
	return seg;
}

static int ovtun_nl_segment_new(struct ovtun_dev *ovt, struct genl_info *info)
{
	struct ovtun_segment_change change = {
		.vlan = OVTUN_VLAN_NONE,
		.learn = true,
	};
	const struct nlattr *id = info->attrs[OVTUN_A_SEGMENT_ID];
	struct ovtun_segment *seg = NULL;
	int err;

	if (!id) {
		NL_SET_ERR_MSG(info->extack, "OVTUN_A_SEGMENT_ID is missing");
		NL_SET_ERR_ATTR_MISS(info->extack, NULL, OVTUN_A_SEGMENT_ID);
		return -EINVAL;
	}
	change.id = nla_get_u32(id);
	err = ovtun_nl_segment_parse(info->attrs, &change, info->extack);
	if (err)
		return err;
	if (info->attrs[OVTUN_A_SEGMENT_REPLACE])
		seg = ovtun_segment_find(ovt, change.id);
	if (seg)
		err = ovtun_segment_set(ovt, seg, &change, info->extack);
	else
		err = ovtun_segment_add(ovt, &change, info->extack);
	if (err)
		return err;
	ovtun_nl_segment_notify(ovt, ovtun_segment_find(ovt, change.id),
				OVTUN_CMD_SEGMENT_NTF);
	return 0;
}

int ovtun_nl_segment_new_doit(struct sk_buff *skb, struct genl_info *info)
{
	return ovtun_nl_change(skb, info, ovtun_nl_segment_new);
}

static int ovtun_nl_segment_check_wide(const struct ovtun_dev *ovt,
				       struct genl_info *info)
{
	if (ovtun_config_wide(rtnl_dereference(ovt->cfg)))
		return 0;
	NL_SET_ERR_MSG(info->extack, "IFINDEX or IFNAME is of a device that is neither a trunk nor external: it has one segment, which is set with the device");
	return -EOPNOTSUPP;
}

static int ovtun_nl_segment_set(struct ovtun_dev *ovt, struct genl_info *info)
{
	struct ovtun_segment_change change;
	struct ovtun_segment *seg;
	int err;

	err = ovtun_nl_segment_check_wide(ovt, info);
	if (err)
		return err;
	seg = ovtun_nl_segment_find(ovt, info);
	if (IS_ERR(seg))
		return PTR_ERR(seg);
	change.id = seg->id;
	change.vlan = seg->vlan;
	change.learn = seg->learn;
	change.limit = seg->limit;
	change.group = seg->group;
	err = ovtun_nl_segment_parse(info->attrs, &change, info->extack);
	if (!err)
		err = ovtun_segment_set(ovt, seg, &change, info->extack);
	if (!err)
		ovtun_nl_segment_notify(ovt, seg, OVTUN_CMD_SEGMENT_NTF);
	return err;
}

int ovtun_nl_segment_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	return ovtun_nl_change(skb, info, ovtun_nl_segment_set);
}

static int ovtun_nl_segment_del(struct ovtun_dev *ovt, struct genl_info *info)
{
	struct ovtun_segment *seg;
	int err;

	err = ovtun_nl_segment_check_wide(ovt, info);
	if (err)
		return err;
	seg = ovtun_nl_segment_find(ovt, info);
	if (IS_ERR(seg))
		return PTR_ERR(seg);
	ovtun_segment_del(ovt, seg);
	return 0;
}

int ovtun_nl_segment_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	return ovtun_nl_change(skb, info, ovtun_nl_segment_del);
}

static int ovtun_nl_segment_get(const struct ovtun_nl_msg *msg,
				struct ovtun_dev *ovt, struct genl_info *info)
{
	struct ovtun_segment *seg = ovtun_nl_segment_find(ovt, info);

	return IS_ERR(seg) ? PTR_ERR(seg) : ovtun_nl_segment_put(msg, ovt, seg);
}

int ovtun_nl_segment_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	return ovtun_nl_reply(info, ovtun_nl_segment_get);
}

static int ovtun_nl_segment_fill(const struct ovtun_nl_msg *msg,
				 struct ovtun_dev *ovt,
				 struct ovtun_nl_dump *dump)
{
	struct ovtun_segment *seg;
	int err;

	if (!ovtun_config_wide(rtnl_dereference(ovt->cfg)))
		return ovtun_nl_segment_put(msg, ovt, ovt->self);
	xa_for_each_start(&ovt->segments, dump->pos, seg, dump->pos) {
		err = ovtun_nl_segment_put(msg, ovt, seg);
		if (err)
			return err;
	}
	return 0;
}

static int ovtun_nl_segment_filter(struct ovtun_dev *ovt, struct nlattr **attrs,
				   struct ovtun_nl_dump *dump,
				   struct netlink_ext_ack *extack)
{
	if (!attrs[OVTUN_A_SEGMENT_ID])
		return 0;
	NL_SET_ERR_MSG_ATTR(extack, attrs[OVTUN_A_SEGMENT_ID], "OVTUN_A_SEGMENT_ID is for one segment, not for a dump");
	return -EINVAL;
}

int ovtun_nl_segment_get_dumpit(struct sk_buff *skb,
				struct netlink_callback *cb)
{
	return ovtun_nl_dump_devs(skb, cb, ovtun_nl_segment_filter,
				  ovtun_nl_segment_fill);
}
