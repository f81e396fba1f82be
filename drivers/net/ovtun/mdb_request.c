// SPDX-License-Identifier: GPL-2.0
/* Requests of bridge(8) mdb: add, replace, del, flush, get. */

#include <linux/if_bridge.h>
#include <linux/rtnetlink.h>
#include <net/netlink.h>
#include <net/rtnetlink.h>

#include "ovtun.h"

static void ovtun_mdb_nl_explain(int err, struct netlink_ext_ack *extack)
{
	switch (err) {
	case -EEXIST:
		NL_SET_ERR_MSG(extack, "MDBE_ATTR_DST is a destination of the group, or of a source in MDBE_ATTR_SRC_LIST, already; replace it");
		break;
	case -ENOENT:
		NL_SET_ERR_MSG(extack, "MDBE_ATTR_DST is not a destination of the group");
		break;
	case -ENOSPC:
		NL_SET_ERR_MSG(extack, "The multicast database has 65536 entries already, which is the most");
		break;
	case -E2BIG:
		NL_SET_ERR_MSG(extack, "The group has 4096 destinations already, which is the most");
		break;
	}
}

/* As for the forwarding table: to delete, too. */
static int ovtun_mdb_nl_permit(struct ovtun_dev *ovt,
			       struct netlink_ext_ack *extack)
{
	if (rtnl_dev_link_net_capable(ovt->dev, ovt->net))
		return 0;
	NL_SET_ERR_MSG(extack, "Changing the multicast database needs CAP_NET_ADMIN in the namespace of the device's underlay");
	return -EPERM;
}

static int ovtun_mdb_nl_allowed(struct ovtun_dev *ovt,
				struct netlink_ext_ack *extack)
{
	int err = ovtun_mdb_nl_permit(ovt, extack);

	if (err)
		return err;
	if (ovtun_config_p2p(rtnl_dereference(ovt->cfg))) {
		NL_SET_ERR_MSG(extack, "MDBE_ATTR_DST needs a multipoint device, and this one has IFLA_OVTUN_GROUP as its only peer");
		return -EOPNOTSUPP;
	}
	return 0;
}

/* ndo_mdb_add */
int ovtun_mdb_nl_add(struct net_device *dev, struct nlattr *tb[], u16 nlflags,
		     struct netlink_ext_ack *extack)
{
	struct ovtun_dev *ovt = netdev_priv(dev);
	struct ovtun_mdb_change *change;
	int err;

	err = ovtun_mdb_nl_allowed(ovt, extack);
	if (err)
		return err;
	change = kzalloc(sizeof(*change), GFP_KERNEL);
	if (!change)
		return -ENOMEM;
	change->nlflags = nlflags & (NLM_F_CREATE | NLM_F_REPLACE);
	err = ovtun_mdb_nl_parse(change, ovt, tb, extack);
	if (!err) {
		err = ovtun_mdb_add(ovt, change);
		ovtun_mdb_nl_explain(err, extack);
	}
	kfree(change);
	return err;
}

/* ndo_mdb_del */
int ovtun_mdb_nl_del(struct net_device *dev, struct nlattr *tb[],
		     struct netlink_ext_ack *extack)
{
	struct ovtun_dev *ovt = netdev_priv(dev);
	struct ovtun_mdb_change *change;
	int err;

	err = ovtun_mdb_nl_permit(ovt, extack);
	if (err)
		return err;
	change = kzalloc(sizeof(*change), GFP_KERNEL);
	if (!change)
		return -ENOMEM;
	err = ovtun_mdb_nl_parse(change, ovt, tb, extack);
	if (!err) {
		err = ovtun_mdb_del(ovt, change);
		ovtun_mdb_nl_explain(err, extack);
	}
	kfree(change);
	return err;
}

static const struct nla_policy ovtun_mdb_bulk_policy[MDBE_ATTR_MAX + 1] = {
	[MDBE_ATTR_RTPROT] = NLA_POLICY_MIN(NLA_U8, RTPROT_STATIC),
	[MDBE_ATTR_DST] = NLA_POLICY_RANGE(NLA_BINARY, sizeof(struct in_addr),
					   sizeof(struct in6_addr)),
	[MDBE_ATTR_DST_PORT] = { .type = NLA_U16 },
	[MDBE_ATTR_VNI] = { .type = NLA_U32 },
	[MDBE_ATTR_SRC_VNI] = { .type = NLA_U32 },
	[MDBE_ATTR_STATE_MASK] = NLA_POLICY_MASK(NLA_U8, MDB_PERMANENT),
};

static int ovtun_mdb_nl_filter(struct ovtun_mdb_filter *filter,
			       struct ovtun_dev *ovt, struct nlattr *attrs[],
			       struct netlink_ext_ack *extack)
{
	const struct ovtun_config *cfg = rtnl_dereference(ovt->cfg);

	if (attrs[MDBE_ATTR_RTPROT])
		filter->protocol = nla_get_u8(attrs[MDBE_ATTR_RTPROT]);
	if (attrs[MDBE_ATTR_DST_PORT])
		filter->port = htons(nla_get_u16(attrs[MDBE_ATTR_DST_PORT]));
	if (attrs[MDBE_ATTR_VNI]) {
		filter->id = nla_get_u32(attrs[MDBE_ATTR_VNI]);
		filter->has_id = true;
	}
	if (attrs[MDBE_ATTR_SRC_VNI]) {
		filter->segment = nla_get_u32(attrs[MDBE_ATTR_SRC_VNI]);
		filter->has_segment = true;
		/* The one segment of a device is 0 in its tables. */
		if (!ovtun_config_wide(cfg))
			filter->segment = filter->segment != cfg->id;
	}
	if (!attrs[MDBE_ATTR_DST])
		return 0;
	return ovtun_mdb_nl_parse_dst(&filter->addr, ovt, attrs[MDBE_ATTR_DST],
				      extack);
}

/* ndo_mdb_del_bulk */
int ovtun_mdb_nl_del_bulk(struct net_device *dev, struct nlattr *tb[],
			  struct netlink_ext_ack *extack)
{
	const struct br_mdb_entry *entry = nla_data(tb[MDBA_SET_ENTRY]);
	struct nlattr *attrs[MDBE_ATTR_MAX + 1] = {};
	struct ovtun_dev *ovt = netdev_priv(dev);
	struct ovtun_mdb_filter filter = {};
	int err = ovtun_mdb_nl_permit(ovt, extack);

	if (err)
		return err;
	if ((entry->ifindex && entry->ifindex != dev->ifindex) || entry->vid) {
		NL_SET_ERR_MSG(extack, "The entry must name the device itself or none, and no VLAN; MDBE_ATTR_SRC_VNI names a segment");
		return -EINVAL;
	}
	if (tb[MDBA_SET_ENTRY_ATTRS])
		err = nla_parse_nested(attrs, MDBE_ATTR_MAX,
				       tb[MDBA_SET_ENTRY_ATTRS],
				       ovtun_mdb_bulk_policy, extack);
	if (!err && attrs[MDBE_ATTR_STATE_MASK] &&
	    nla_get_u8(attrs[MDBE_ATTR_STATE_MASK]) & MDB_PERMANENT &&
	    !(entry->state & MDB_PERMANENT)) {
		NL_SET_ERR_MSG_ATTR(extack, attrs[MDBE_ATTR_STATE_MASK], "MDBE_ATTR_STATE_MASK asks for temporary entries, and all are permanent");
		err = -EINVAL;
	}
	if (!err)
		err = ovtun_mdb_nl_filter(&filter, ovt, attrs, extack);
	if (!err)
		ovtun_mdb_flush(ovt, &filter);
	return err;
}

static const struct nla_policy ovtun_mdb_get_policy[MDBE_ATTR_MAX + 1] = {
	[MDBE_ATTR_SOURCE] = NLA_POLICY_RANGE(NLA_BINARY,
					      sizeof(struct in_addr),
					      sizeof(struct in6_addr)),
	[MDBE_ATTR_SRC_VNI] = { .type = NLA_U32 },
};

/* ndo_mdb_get */
int ovtun_mdb_nl_get(struct net_device *dev, struct nlattr *tb[], u32 portid,
		     u32 seq, struct netlink_ext_ack *extack)
{
	const struct br_mdb_entry *entry = nla_data(tb[MDBA_GET_ENTRY]);
	struct nlattr *attrs[MDBE_ATTR_MAX + 1] = {};
	struct ovtun_dev *ovt = netdev_priv(dev);
	const struct ovtun_mdb *mdb;
	struct ovtun_mdb_key key;
	int err = 0;

	if (tb[MDBA_GET_ENTRY_ATTRS])
		err = nla_parse_nested(attrs, MDBE_ATTR_MAX,
				       tb[MDBA_GET_ENTRY_ATTRS],
				       ovtun_mdb_get_policy, extack);
	if (!err)
		err = ovtun_mdb_nl_parse_key(&key, ovt, entry, attrs, extack);
	if (err)
		return err;
	mdb = ovtun_mdb_find(ovt, &key);
	if (!mdb) {
		NL_SET_ERR_MSG(extack, "MDBA_GET_ENTRY matches no entry");
		return -ENOENT;
	}
	return ovtun_mdb_nl_reply(ovt, mdb, portid, seq, extack);
}
