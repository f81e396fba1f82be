// SPDX-License-Identifier: GPL-2.0
/*
 * What netlink reports of a forwarding entry. The messages are those of the
 * kind "vxlan", and NDA_VNI is always there, because routing daemons compare
 * it with what they have asked for.
 */

#include <linux/etherdevice.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <net/netlink.h>
#include <net/rtnetlink.h>

#include "ovtun.h"

static size_t ovtun_fdb_nl_size(void)
{
	return NLMSG_ALIGN(sizeof(struct ndmsg)) +
	       nla_total_size(ETH_ALEN) +		/* NDA_LLADDR */
	       nla_total_size(sizeof(struct in6_addr)) + /* NDA_DST */
	       nla_total_size(sizeof(__be16)) +		/* NDA_PORT */
	       nla_total_size(sizeof(u32)) +		/* NDA_VNI */
	       nla_total_size(sizeof(u32)) +		/* NDA_SRC_VNI */
	       nla_total_size(sizeof(u32)) +		/* NDA_IFINDEX */
	       nla_total_size(sizeof(u32)) +		/* NDA_NH_ID */
	       nla_total_size(sizeof(s32)) +		/* NDA_LINK_NETNSID */
	       nla_total_size(sizeof(struct nda_cacheinfo));
}

/* Of the segment, and of what is sent to this destination. */
static int ovtun_fdb_nl_put_ids(struct sk_buff *skb,
				const struct ovtun_config *cfg,
				const struct ovtun_fdb *fdb,
				const struct ovtun_remote *remote)
{
	bool wide = ovtun_config_wide(cfg);
	u32 id = wide ? fdb->key.id : cfg->id;

	if (wide && fdb->key.id &&
	    nla_put_u32(skb, NDA_SRC_VNI, fdb->key.id))
		return -EMSGSIZE;
	if (!wide && !(cfg->ops->caps & OVTUN_CAP_VNI) &&
	    !(cfg->flags & OVTUN_F_OKEY))
		return 0;
	return nla_put_u32(skb, NDA_VNI, remote->has_id ? remote->id : id);
}

static int ovtun_fdb_nl_put_remote(struct sk_buff *skb,
				   const struct ovtun_dev *ovt,
				   const struct ovtun_config *cfg,
				   const struct ovtun_fdb *fdb,
				   const struct ovtun_remote *remote)
{
	const struct ovtun_peer *peer = remote->peer;
	int err;

	if (ovtun_fdb_nl_put_ids(skb, cfg, fdb, remote))
		return -EMSGSIZE;
	if (!net_eq(dev_net(ovt->dev), ovt->net) &&
	    nla_put_s32(skb, NDA_LINK_NETNSID,
			peernet2id(dev_net(ovt->dev), ovt->net)))
		return -EMSGSIZE;
	if (!peer)
		return nla_put_u32(skb, NDA_NH_ID, remote->id);
	if (ipv6_addr_v4mapped(&peer->addr))
		err = nla_put_in_addr(skb, NDA_DST, peer->addr.s6_addr32[3]);
	else
		err = nla_put_in6_addr(skb, NDA_DST, &peer->addr);
	if (err)
		return err;
	if (peer->port && nla_put_be16(skb, NDA_PORT, peer->port))
		return -EMSGSIZE;
	if (peer->ifindex && nla_put_u32(skb, NDA_IFINDEX, peer->ifindex))
		return -EMSGSIZE;
	return 0;
}

/**
 * ovtun_fdb_nl_put - one message about one destination of an entry
 * @skb: where to
 * @ovt: the device
 * @cfg: its configuration
 * @fdb: the entry
 * @remote: the destination
 * @portid: of the receiver, 0: everybody
 * @seq: of the request, or 0
 * @type: RTM_NEWNEIGH or RTM_DELNEIGH
 * @flags: NLM_F_*
 *
 * Return: 0, or -EMSGSIZE and @skb is as it was
 */
int ovtun_fdb_nl_put(struct sk_buff *skb, const struct ovtun_dev *ovt,
		     const struct ovtun_config *cfg,
		     const struct ovtun_fdb *fdb,
		     const struct ovtun_remote *remote, u32 portid, u32 seq,
		     int type, unsigned int flags)
{
	struct nda_cacheinfo ci = {
		.ndm_used = jiffies_to_clock_t(jiffies - READ_ONCE(fdb->used)),
		.ndm_updated = jiffies_to_clock_t(jiffies -
						  READ_ONCE(fdb->updated)),
	};
	struct nlmsghdr *nlh;
	struct ndmsg *ndm;

	nlh = nlmsg_put(skb, portid, seq, type, sizeof(*ndm), flags);
	if (!nlh)
		return -EMSGSIZE;
	ndm = nlmsg_data(nlh);
	memset(ndm, 0, sizeof(*ndm));
	ndm->ndm_family = AF_BRIDGE;
	ndm->ndm_state = READ_ONCE(fdb->state);
	ndm->ndm_ifindex = ovt->dev->ifindex;
	ndm->ndm_flags = READ_ONCE(fdb->flags);
	ndm->ndm_type = RTN_UNICAST;
	if (nla_put(skb, NDA_LLADDR, ETH_ALEN, fdb->key.mac) ||
	    ovtun_fdb_nl_put_remote(skb, ovt, cfg, fdb, remote) ||
	    nla_put(skb, NDA_CACHEINFO, sizeof(ci), &ci)) {
		nlmsg_cancel(skb, nlh);
		return -EMSGSIZE;
	}
	nlmsg_end(skb, nlh);
	return 0;
}

/* @type: RTM_NEWNEIGH or RTM_DELNEIGH. Listeners learn of a lost message. */
void ovtun_fdb_notify(struct ovtun_dev *ovt, const struct ovtun_fdb *fdb,
		      const struct ovtun_remote *remote, int type)
{
	struct net *net = dev_net(ovt->dev);
	const struct ovtun_config *cfg;
	struct sk_buff *skb;
	int err = -ENOBUFS;

	lockdep_assert_held(&ovt->lock);
	rcu_read_lock();
	cfg = rcu_dereference(ovt->cfg);
	if (!cfg)
		goto unlock;
	skb = nlmsg_new(ovtun_fdb_nl_size(), GFP_ATOMIC);
	if (!skb)
		goto err;
	err = ovtun_fdb_nl_put(skb, ovt, cfg, fdb, remote, 0, 0, type, 0);
	if (WARN_ON_ONCE(err)) {
		kfree_skb(skb);
		goto err;
	}
	rtnl_notify(skb, net, 0, RTNLGRP_NEIGH, NULL, GFP_ATOMIC);
	goto unlock;

err:
	rtnl_set_sk_err(net, RTNLGRP_NEIGH, err);
unlock:
	rcu_read_unlock();
}

/* One message for each destination. */
void ovtun_fdb_notify_all(struct ovtun_dev *ovt, const struct ovtun_fdb *fdb,
			  int type)
{
	const struct ovtun_remotes *remotes = ovtun_fdb_remotes(ovt, fdb);
	unsigned int i;

	if (remotes->nexthop)
		ovtun_fdb_notify(ovt, fdb, &remotes->remote[0], type);
	for (i = 0; i < remotes->count; i++)
		ovtun_fdb_notify(ovt, fdb, &remotes->remote[i], type);
}

/* The first entries, which were made before anything could be said of them. */
void ovtun_fdb_announce(struct ovtun_dev *ovt)
{
	struct ovtun_fdb *fdb;
	unsigned long slot;

	spin_lock_bh(&ovt->lock);
	xa_for_each(&ovt->fdb_lists, slot, fdb)
		ovtun_fdb_notify_all(ovt, fdb, RTM_NEWNEIGH);
	spin_unlock_bh(&ovt->lock);
}
