// SPDX-License-Identifier: GPL-2.0
/* What netlink asks of the forwarding table: bridge(8) fdb add and del. */

#include <linux/etherdevice.h>
#include <net/netlink.h>

#include "ovtun.h"

/* What is kept of a message: bits that an entry can have. */
#define OVTUN_FDB_STATE	(NUD_PERMANENT | NUD_NOARP | NUD_REACHABLE)
#define OVTUN_FDB_FLAGS	(NTF_SELF | NTF_ROUTER | NTF_EXT_LEARNED | NTF_STICKY)

static int ovtun_fdb_nl_add_remote(struct ovtun_dev *ovt,
				   const struct ovtun_fdb_dst *dst,
				   struct ovtun_fdb_change *change)
{
	struct ovtun_peer *peer;
	int err;

	peer = ovtun_peer_get(ovt, &dst->addr, dst->port, dst->ifindex);
	if (IS_ERR(peer))
		return PTR_ERR(peer);
	change->remote.peer = peer;
	change->remote.id = dst->id;
	change->remote.has_id = dst->has_id;
	err = ovtun_fdb_add(ovt, &dst->key, change);
	ovtun_peer_put(ovt, peer);
	return err;
}

static int ovtun_fdb_nl_add_nexthop(struct ovtun_dev *ovt,
				    const struct ovtun_fdb_dst *dst,
				    struct ovtun_fdb_change *change,
				    struct ovtun_nexthop *nexthop)
{
	int err;

	change->nexthop = nexthop;
	err = ovtun_fdb_add(ovt, &dst->key, change);
	ovtun_nexthop_put(ovt, nexthop);
	return err;
}

static void ovtun_fdb_nl_explain(int err, struct netlink_ext_ack *extack)
{
	switch (err) {
	case -EEXIST:
		NL_SET_ERR_MSG(extack, "NDA_LLADDR has an entry already; replace it, or append to a multicast or the zero address");
		break;
	case -ENOENT:
		NL_SET_ERR_MSG(extack, "NDA_LLADDR and NDA_DST match no entry");
		break;
	case -ENOSPC:
		NL_SET_ERR_MSG(extack, "The forwarding table is full; its size is IFLA_OVTUN_LIMIT, and OVTUN_A_SEGMENT_LIMIT for a segment");
		break;
	case -E2BIG:
		NL_SET_ERR_MSG(extack, "NDA_LLADDR has 4096 destinations already, which is the most");
		break;
	case -EINVAL:
		NL_SET_ERR_MSG(extack, "NDA_LLADDR has a nexthop group, or is to get one, and then has no other destination");
		break;
	case -EOPNOTSUPP:
		NL_SET_ERR_MSG(extack, "NDA_LLADDR is a multicast or the zero address: append or delete its destinations one by one");
		break;
	}
}

/* What can be said of a new entry without its attributes. */
static int ovtun_fdb_nl_check(struct ovtun_dev *ovt, const struct ndmsg *ndm,
			      struct nlattr *tb[],
			      struct netlink_ext_ack *extack)
{
	if (!(ndm->ndm_state & OVTUN_FDB_STATE)) {
		NL_SET_ERR_MSG(extack, "ndm_state must be NUD_PERMANENT, NUD_NOARP or NUD_REACHABLE");
		return -EINVAL;
	}
	if (ovtun_config_p2p(rtnl_dereference(ovt->cfg))) {
		NL_SET_ERR_MSG(extack, "NDA_DST needs a multipoint device, and this one has IFLA_OVTUN_GROUP as its only peer");
		return -EOPNOTSUPP;
	}
	if (!tb[NDA_DST] && !tb[NDA_NH_ID]) {
		NL_SET_ERR_MSG(extack, "NDA_DST and NDA_NH_ID are missing: an entry needs a destination");
		return -EINVAL;
	}
	if (tb[NDA_NH_ID] && !(ndm->ndm_state & (NUD_PERMANENT | NUD_NOARP))) {
		NL_SET_ERR_MSG_ATTR(extack, tb[NDA_NH_ID], "NDA_NH_ID needs a static entry, NUD_PERMANENT or NUD_NOARP");
		return -EINVAL;
	}
	return 0;
}

/* @ndm, @tb, @nlflags: the RTM_NEWNEIGH message. Return: 0 or an errno */
int ovtun_fdb_nl_add(struct ovtun_dev *ovt, const struct ndmsg *ndm,
		     struct nlattr *tb[], const u8 *mac, u16 nlflags,
		     struct netlink_ext_ack *extack)
{
	const struct ovtun_config *cfg = rtnl_dereference(ovt->cfg);
	struct ovtun_fdb_change change = {
		.state = ndm->ndm_state & OVTUN_FDB_STATE,
		.flags = ndm->ndm_flags & OVTUN_FDB_FLAGS,
		.nlflags = nlflags,
		.confirm = ndm->ndm_flags & NTF_USE,
		.limit = cfg->limit,
	};
	struct ovtun_nexthop *nexthop = NULL;
	struct nexthop *nh;
	struct ovtun_fdb_dst dst;
	int err;

	err = ovtun_fdb_nl_permit(ovt, extack);
	if (!err)
		err = ovtun_fdb_nl_check(ovt, ndm, tb, extack);
	if (!err)
		err = ovtun_fdb_nl_parse(&dst, ovt, cfg, tb, mac, extack);
	if (!err && dst.nh_id) {
		nh = ovtun_nexthop_lookup(ovt, dst.nh_id, extack);
		if (IS_ERR(nh))
			return PTR_ERR(nh);
		nexthop = ovtun_nexthop_get(ovt, nh);
		err = PTR_ERR_OR_ZERO(nexthop);
	}
	if (err)
		return err;
	change.seg = dst.seg;
	ovtun_peer_reserve(ovt);
	spin_lock_bh(&ovt->lock);
	if (nexthop)
		err = ovtun_fdb_nl_add_nexthop(ovt, &dst, &change, nexthop);
	else
		err = ovtun_fdb_nl_add_remote(ovt, &dst, &change);
	spin_unlock_bh(&ovt->lock);
	/* To append what is there already is not an error. */
	if (err == -EEXIST && nlflags & NLM_F_APPEND &&
	    !is_valid_ether_addr(mac))
		return 0;
	ovtun_fdb_nl_explain(err, extack);
	return err;
}

static bool ovtun_fdb_nl_has_nexthop(struct ovtun_dev *ovt,
				     const struct ovtun_fdb_dst *dst)
{
	const struct ovtun_fdb *fdb = ovtun_fdb_find_locked(ovt, &dst->key);
	const struct ovtun_nexthop *nexthop;

	nexthop = fdb ? ovtun_fdb_remotes(ovt, fdb)->nexthop : NULL;
	return nexthop && nexthop->id == dst->nh_id;
}

static int ovtun_fdb_nl_del_locked(struct ovtun_dev *ovt,
				   const struct ovtun_fdb_dst *dst)
{
	struct ovtun_remote remote = {
		.id = dst->id,
		.has_id = dst->has_id,
	};

	if (dst->nh_id && !ovtun_fdb_nl_has_nexthop(ovt, dst))
		return -ENOENT;
	if (ipv6_addr_any(&dst->addr))
		return ovtun_fdb_del(ovt, &dst->key, NULL);
	remote.peer = ovtun_peer_find_exact(ovt, &dst->addr, dst->port,
					    dst->ifindex);
	return remote.peer ? ovtun_fdb_del(ovt, &dst->key, &remote) : -ENOENT;
}

/* @tb: the RTM_DELNEIGH message; without NDA_DST all destinations go. */
int ovtun_fdb_nl_del(struct ovtun_dev *ovt, struct nlattr *tb[], const u8 *mac,
		     struct netlink_ext_ack *extack)
{
	const struct ovtun_config *cfg = rtnl_dereference(ovt->cfg);
	struct ovtun_fdb_dst dst;
	int err;

	err = ovtun_fdb_nl_permit(ovt, extack);
	if (!err)
		err = ovtun_fdb_nl_parse(&dst, ovt, cfg, tb, mac, extack);
	if (err)
		return err;
	spin_lock_bh(&ovt->lock);
	err = ovtun_fdb_nl_del_locked(ovt, &dst);
	spin_unlock_bh(&ovt->lock);
	ovtun_fdb_nl_explain(err, extack);
	return err;
}
