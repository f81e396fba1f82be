// SPDX-License-Identifier: GPL-2.0
/*
 * What netlink reports of the forwarding table: notifications and dumps.
 *
 * They are those of the kind "vxlan". NDA_VNI is always reported, because
 * routing daemons compare it with what they have asked for.
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
	       nla_total_size(sizeof(u32)) +		/* NDA_IFINDEX */
	       nla_total_size(sizeof(s32)) +		/* NDA_LINK_NETNSID */
	       nla_total_size(sizeof(struct nda_cacheinfo));
}

static int ovtun_fdb_nl_put_remote(struct sk_buff *skb,
				   const struct ovtun_dev *ovt,
				   const struct ovtun_config *cfg,
				   const struct ovtun_remote *remote)
{
	const struct ovtun_peer *peer = remote->peer;
	int err;

	if (ipv6_addr_v4mapped(&peer->addr))
		err = nla_put_in_addr(skb, NDA_DST, peer->addr.s6_addr32[3]);
	else
		err = nla_put_in6_addr(skb, NDA_DST, &peer->addr);
	if (err)
		return err;
	if (peer->port && nla_put_be16(skb, NDA_PORT, peer->port))
		return -EMSGSIZE;
	if ((cfg->ops->ipproto == IPPROTO_UDP || cfg->flags & OVTUN_F_OKEY) &&
	    nla_put_u32(skb, NDA_VNI, remote->has_id ? remote->id : cfg->id))
		return -EMSGSIZE;
	if (peer->ifindex && nla_put_u32(skb, NDA_IFINDEX, peer->ifindex))
		return -EMSGSIZE;
	if (!net_eq(dev_net(ovt->dev), ovt->net) &&
	    nla_put_s32(skb, NDA_LINK_NETNSID,
			peernet2id(dev_net(ovt->dev), ovt->net)))
		return -EMSGSIZE;
	return 0;
}

static int ovtun_fdb_nl_put(struct sk_buff *skb, const struct ovtun_dev *ovt,
			    const struct ovtun_config *cfg,
			    const struct ovtun_fdb *fdb,
			    const struct ovtun_remote *remote,
			    u32 portid, u32 seq, int type, unsigned int flags)
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
	if (nla_put(skb, NDA_LLADDR, ETH_ALEN, fdb->mac) ||
	    ovtun_fdb_nl_put_remote(skb, ovt, cfg, remote) ||
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

/* The part of one entry that the reader has not seen yet. */
static int ovtun_fdb_nl_dump_one(struct sk_buff *skb,
				 struct netlink_callback *cb,
				 const struct ovtun_dev *ovt,
				 const struct ovtun_config *cfg,
				 const struct ovtun_fdb *fdb, int *idx)
{
	const struct ovtun_remotes *remotes = rcu_dereference(fdb->remotes);
	struct ndo_fdb_dump_context *ctx = (void *)cb->ctx;
	unsigned int i;
	int err;

	for (i = 0; i < remotes->count; i++, (*idx)++) {
		if (*idx < ctx->fdb_idx)
			continue;
		err = ovtun_fdb_nl_put(skb, ovt, cfg, fdb, &remotes->remote[i],
				       NETLINK_CB(cb->skb).portid,
				       cb->nlh->nlmsg_seq, RTM_NEWNEIGH,
				       NLM_F_MULTI);
		if (err)
			return err;
	}
	return 0;
}

/* ndo_fdb_dump. @idx counts messages over all calls. */
int ovtun_fdb_nl_dump(struct sk_buff *skb, struct netlink_callback *cb,
		      struct net_device *dev, struct net_device *filter_dev,
		      int *idx)
{
	struct ovtun_dev *ovt = netdev_priv(dev);
	const struct ovtun_config *cfg;
	struct ovtun_fdb *fdb;
	int err = 0;

	rcu_read_lock();
	cfg = rcu_dereference(ovt->cfg);
	list_for_each_entry_rcu(fdb, &ovt->fdb_list, list) {
		err = ovtun_fdb_nl_dump_one(skb, cb, ovt, cfg, fdb, idx);
		if (err)
			break;
	}
	rcu_read_unlock();
	return err;
}

/* ndo_fdb_get: the first destination, which is the only one for unicast. */
int ovtun_fdb_nl_get(struct sk_buff *skb, struct nlattr *tb[],
		     struct net_device *dev, const unsigned char *mac, u16 vid,
		     u32 portid, u32 seq, struct netlink_ext_ack *extack)
{
	struct ovtun_dev *ovt = netdev_priv(dev);
	const struct ovtun_remotes *remotes;
	struct ovtun_fdb *fdb;
	int err = -ENOENT;

	rcu_read_lock();
	fdb = ovtun_fdb_find(ovt, mac);
	if (fdb) {
		remotes = rcu_dereference(fdb->remotes);
		err = ovtun_fdb_nl_put(skb, ovt, rcu_dereference(ovt->cfg), fdb,
				       &remotes->remote[0], portid, seq,
				       RTM_NEWNEIGH, 0);
	} else {
		NL_SET_ERR_MSG(extack, "NDA_LLADDR matches no entry");
	}
	rcu_read_unlock();
	return err;
}
