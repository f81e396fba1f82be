// SPDX-License-Identifier: GPL-2.0
/*
 * bridge(8) fdb flush: deleting the entries that fulfil all conditions.
 *
 * Conditions about a destination take that destination from an entry, and the
 * entry with its last one.
 */

#include <net/netlink.h>

#include "ovtun.h"

/**
 * struct ovtun_fdb_filter - which entries, or destinations of them, go
 * @cfg: configuration of the device; RTNL
 * @attrs: BIT(NDA_*) of the conditions below that count
 * @state: value of the NUD_* bits in @state_mask
 * @state_mask: bits that count
 * @flags: value of the NTF_* bits in @flags_mask
 * @flags_mask: bits that count
 * @src_id: NDA_SRC_VNI, the segment
 * @nh_id: NDA_NH_ID, the nexthop group
 * @addr: NDA_DST, outer address, v4mapped for IPv4
 * @port: NDA_PORT, network byte order
 * @id: NDA_VNI, what is sent
 * @ifindex: NDA_IFINDEX, the underlay device
 * @err: receives -ENOMEM when an entry stays as it is
 */
struct ovtun_fdb_filter {
	const struct ovtun_config *cfg;
	u32 attrs;
	u16 state;
	u16 state_mask;
	u8 flags;
	u8 flags_mask;
	u32 src_id;
	u32 nh_id;
	struct in6_addr addr;
	__be16 port;
	u32 id;
	u32 ifindex;
	int *err;
};

#define OVTUN_FDB_OF_REMOTE	(BIT(NDA_DST) | BIT(NDA_PORT) | BIT(NDA_VNI) | \
				 BIT(NDA_IFINDEX))

/* The conditions that are about destinations, for those of one entry. */
struct ovtun_fdb_filter_remote {
	const struct ovtun_fdb_filter *filter;
	u32 id;
};

static u32 ovtun_fdb_src_id(const struct ovtun_fdb_filter *filter,
			    const struct ovtun_fdb *fdb)
{
	return ovtun_config_wide(filter->cfg) ? fdb->key.id : filter->cfg->id;
}

/* RCU or ovtun_dev.lock. The group lives as long as the entry refers to it. */
static bool ovtun_fdb_filter_match(const struct ovtun_fdb *fdb,
				   const void *arg)
{
	const struct ovtun_fdb_filter *filter = arg;
	const struct ovtun_nexthop *nexthop;
	bool match;

	if ((READ_ONCE(fdb->state) ^ filter->state) & filter->state_mask ||
	    (READ_ONCE(fdb->flags) ^ filter->flags) & filter->flags_mask)
		return false;
	if (filter->attrs & BIT(NDA_SRC_VNI) &&
	    ovtun_fdb_src_id(filter, fdb) != filter->src_id)
		return false;
	if (!(filter->attrs & BIT(NDA_NH_ID)))
		return true;
	rcu_read_lock();
	nexthop = rcu_dereference(fdb->remotes)->nexthop;
	match = nexthop && nexthop->id == filter->nh_id;
	rcu_read_unlock();
	return match;
}

static bool ovtun_fdb_filter_match_remote(const struct ovtun_remote *remote,
					  const void *arg)
{
	const struct ovtun_fdb_filter_remote *of = arg;
	const struct ovtun_fdb_filter *filter = of->filter;
	const struct ovtun_config *cfg = filter->cfg;
	const struct ovtun_peer *peer = remote->peer;

	if (filter->attrs & BIT(NDA_DST) &&
	    !ipv6_addr_equal(&peer->addr, &filter->addr))
		return false;
	if (filter->attrs & BIT(NDA_PORT) &&
	    (peer->port ?: cfg->port) != filter->port)
		return false;
	if (filter->attrs & BIT(NDA_VNI) &&
	    (remote->has_id ? remote->id : of->id) != filter->id)
		return false;
	return !(filter->attrs & BIT(NDA_IFINDEX)) ||
	       (peer->ifindex ?: cfg->link) == filter->ifindex;
}

static void ovtun_fdb_filter_apply(struct ovtun_dev *ovt, struct ovtun_fdb *fdb,
				   const void *arg)
{
	const struct ovtun_fdb_filter *filter = arg;
	struct ovtun_fdb_filter_remote of = {
		.filter = filter,
		.id = ovtun_fdb_src_id(filter, fdb),
	};

	if (!(filter->attrs & OVTUN_FDB_OF_REMOTE))
		ovtun_fdb_destroy(ovt, fdb);
	else if (ovtun_fdb_del_remotes(ovt, fdb, ovtun_fdb_filter_match_remote,
				       &of) == -ENOMEM)
		*filter->err = -ENOMEM;
}

static int ovtun_fdb_filter_set_addr(struct ovtun_fdb_filter *filter,
				     const struct nlattr *attr,
				     struct netlink_ext_ack *extack)
{
	switch (nla_len(attr)) {
	case sizeof(struct in_addr):
		ipv6_addr_set_v4mapped(nla_get_in_addr(attr), &filter->addr);
		return 0;
	case sizeof(struct in6_addr):
		filter->addr = nla_get_in6_addr(attr);
		if (!ipv6_addr_v4mapped(&filter->addr))
			return 0;
		break;
	}
	NL_SET_ERR_MSG_ATTR(extack, attr, "NDA_DST must be an IPv4 address, or an IPv6 address that is not v4mapped");
	return -EINVAL;
}

/* 0 stands for no condition. */
static u32 ovtun_fdb_filter_u32(struct ovtun_fdb_filter *filter,
				struct nlattr *tb[], int type)
{
	u32 value = tb[type] ? nla_get_u32(tb[type]) : 0;

	if (value)
		filter->attrs |= BIT(type);
	return value;
}

/* Lengths have been checked by the policy. */
static int ovtun_fdb_filter_set(struct ovtun_fdb_filter *filter,
				struct nlattr *tb[],
				struct netlink_ext_ack *extack)
{
	if (tb[NDA_NDM_STATE_MASK])
		filter->state_mask = nla_get_u16(tb[NDA_NDM_STATE_MASK]);
	if (tb[NDA_NDM_FLAGS_MASK])
		filter->flags_mask = nla_get_u8(tb[NDA_NDM_FLAGS_MASK]);
	filter->src_id = ovtun_fdb_filter_u32(filter, tb, NDA_SRC_VNI);
	filter->nh_id = ovtun_fdb_filter_u32(filter, tb, NDA_NH_ID);
	filter->id = ovtun_fdb_filter_u32(filter, tb, NDA_VNI);
	filter->ifindex = ovtun_fdb_filter_u32(filter, tb, NDA_IFINDEX);
	if (tb[NDA_PORT])
		filter->port = nla_get_be16(tb[NDA_PORT]);
	if (filter->port)
		filter->attrs |= BIT(NDA_PORT);
	if (!tb[NDA_DST])
		return 0;
	filter->attrs |= BIT(NDA_DST);
	return ovtun_fdb_filter_set_addr(filter, tb[NDA_DST], extack);
}

/* Bits that the entries of an ovtun device can have. */
#define OVTUN_FDB_FILTER_STATE	(NUD_PERMANENT | NUD_NOARP | NUD_REACHABLE)
#define OVTUN_FDB_FILTER_FLAGS	(NTF_SELF | NTF_MASTER | NTF_ROUTER | \
				 NTF_STICKY | NTF_EXT_LEARNED | NTF_OFFLOADED)

/**
 * ovtun_fdb_nl_flush - delete the entries that a message describes
 * @ovt: the device
 * @ndm: values of state and flags
 * @tb: the conditions, checked by a policy; without them every entry goes
 * @extack: for the sentence
 *
 * RTNL.
 *
 * Return: 0, or -EOPNOTSUPP for a condition that ovtun does not have, -EINVAL,
 * -ENOMEM when there was none for the rest of a list that matches in part
 */
int ovtun_fdb_nl_flush(struct ovtun_dev *ovt, const struct ndmsg *ndm,
		       struct nlattr *tb[], struct netlink_ext_ack *extack)
{
	struct ovtun_fdb_filter filter = {
		.cfg = rtnl_dereference(ovt->cfg),
		.state = ndm->ndm_state,
		.flags = ndm->ndm_flags,
	};
	int err, incomplete = 0;

	if (tb[NDA_VLAN]) {
		NL_SET_ERR_MSG_ATTR(extack, tb[NDA_VLAN], "NDA_VLAN does not filter the entries of an ovtun device, NDA_SRC_VNI does");
		return -EOPNOTSUPP;
	}
	if (ndm->ndm_state & ~OVTUN_FDB_FILTER_STATE ||
	    ndm->ndm_flags & ~OVTUN_FDB_FILTER_FLAGS) {
		NL_SET_ERR_MSG(extack, "ndm_state or ndm_flags has a bit that no entry of an ovtun device has");
		return -EINVAL;
	}
	err = ovtun_fdb_nl_permit(ovt, extack);
	if (!err)
		err = ovtun_fdb_filter_set(&filter, tb, extack);
	if (err)
		return err;
	/* They say whom the message is for. */
	filter.flags_mask &= ~(NTF_SELF | NTF_MASTER);
	filter.err = &incomplete;
	ovtun_fdb_apply_if(ovt, ovtun_fdb_filter_match, ovtun_fdb_filter_apply,
			   &filter);
	return incomplete;
}

static const struct nla_policy ovtun_fdb_flush_policy[NDA_MAX + 1] = {
	[NDA_DST]		= NLA_POLICY_RANGE(NLA_BINARY,
						   sizeof(struct in_addr),
						   sizeof(struct in6_addr)),
	[NDA_VLAN]		= { .type = NLA_U16 },
	[NDA_PORT]		= { .type = NLA_BE16 },
	[NDA_VNI]		= { .type = NLA_U32 },
	[NDA_IFINDEX]		= NLA_POLICY_MIN(NLA_S32, 1),
	[NDA_SRC_VNI]		= { .type = NLA_U32 },
	[NDA_NH_ID]		= { .type = NLA_U32 },
	[NDA_NDM_STATE_MASK]	= { .type = NLA_U16 },
	[NDA_NDM_FLAGS_MASK]	= { .type = NLA_U8 },
};

/* The same for a message that the core has not parsed. */
int ovtun_fdb_nl_flush_msg(struct ovtun_dev *ovt, const struct nlmsghdr *nlh,
			   struct netlink_ext_ack *extack)
{
	struct nlattr *tb[NDA_MAX + 1];
	int err;

	err = nlmsg_parse(nlh, sizeof(struct ndmsg), tb, NDA_MAX,
			  ovtun_fdb_flush_policy, extack);
	if (err)
		return err;
	return ovtun_fdb_nl_flush(ovt, nlmsg_data(nlh), tb, extack);
}
