// SPDX-License-Identifier: GPL-2.0
/*
 * The forwarding table as netlink sees it: the messages of bridge(8) fdb.
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

/**
 * struct ovtun_fdb_dst - destination as a message names it
 * @addr: outer address, v4mapped for IPv4; :: when the message has none
 * @port: UDP port, network byte order, 0: the configured one
 * @ifindex: underlay device, 0: the configured one
 * @id: VNI or GRE key, host byte order, when @has_id
 * @has_id: false: the device's own
 */
struct ovtun_fdb_dst {
	struct in6_addr addr;
	__be16 port;
	u32 ifindex;
	u32 id;
	bool has_id;
};

static int ovtun_fdb_nl_parse_addr(struct ovtun_fdb_dst *dst,
				   const struct ovtun_config *cfg,
				   const struct nlattr *attr,
				   struct netlink_ext_ack *extack)
{
	if (nla_len(attr) == sizeof(struct in_addr) && cfg->family == AF_INET) {
		ipv6_addr_set_v4mapped(nla_get_in_addr(attr), &dst->addr);
	} else if (nla_len(attr) == sizeof(struct in6_addr) &&
		   cfg->family == AF_INET6) {
		dst->addr = nla_get_in6_addr(attr);
	} else {
		NL_SET_ERR_MSG_ATTR(extack, attr, "NDA_DST is not an address of the device's underlay family");
		return -EAFNOSUPPORT;
	}
	if (ipv6_addr_any(&dst->addr) ||
	    (cfg->family == AF_INET && !dst->addr.s6_addr32[3])) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "NDA_DST must not be the unspecified address");
		return -EINVAL;
	}
	return 0;
}

static int ovtun_fdb_nl_parse_id(struct ovtun_fdb_dst *dst,
				 const struct ovtun_config *cfg,
				 const struct nlattr *attr,
				 struct netlink_ext_ack *extack)
{
	bool udp = cfg->ops->ipproto == IPPROTO_UDP;

	if (nla_len(attr) != sizeof(u32) ||
	    (udp && nla_get_u32(attr) > OVTUN_VXLAN_VNI_MAX)) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "NDA_VNI must be 4 bytes, and at most 16777215 for VXLAN");
		return -EINVAL;
	}
	if (!udp && !(cfg->flags & OVTUN_F_OKEY)) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "NDA_VNI needs a device with a GRE key");
		return -EINVAL;
	}
	dst->id = nla_get_u32(attr);
	dst->has_id = dst->id != cfg->id;
	return 0;
}

static int ovtun_fdb_nl_parse(struct ovtun_fdb_dst *dst,
			      const struct ovtun_dev *ovt,
			      const struct ovtun_config *cfg,
			      struct nlattr *tb[],
			      struct netlink_ext_ack *extack)
{
	int err;

	memset(dst, 0, sizeof(*dst));
	if (tb[NDA_NH_ID]) {
		NL_SET_ERR_MSG_ATTR(extack, tb[NDA_NH_ID], "NDA_NH_ID is not supported");
		return -EOPNOTSUPP;
	}
	if (tb[NDA_DST]) {
		err = ovtun_fdb_nl_parse_addr(dst, cfg, tb[NDA_DST], extack);
		if (err)
			return err;
	}
	if (tb[NDA_VNI]) {
		err = ovtun_fdb_nl_parse_id(dst, cfg, tb[NDA_VNI], extack);
		if (err)
			return err;
	}
	if (tb[NDA_PORT]) {
		if (nla_len(tb[NDA_PORT]) != sizeof(__be16) ||
		    cfg->ops->ipproto != IPPROTO_UDP) {
			NL_SET_ERR_MSG_ATTR(extack, tb[NDA_PORT], "NDA_PORT must be 2 bytes, and the device must use UDP");
			return -EINVAL;
		}
		dst->port = nla_get_be16(tb[NDA_PORT]);
		if (dst->port == cfg->port)
			dst->port = 0;
	}
	if (tb[NDA_IFINDEX]) {
		if (nla_len(tb[NDA_IFINDEX]) != sizeof(u32) ||
		    !__dev_get_by_index(ovt->net,
					nla_get_u32(tb[NDA_IFINDEX]))) {
			NL_SET_ERR_MSG_ATTR(extack, tb[NDA_IFINDEX], "NDA_IFINDEX is not a device of the underlay namespace");
			return -ENODEV;
		}
		dst->ifindex = nla_get_u32(tb[NDA_IFINDEX]);
		if (dst->ifindex == cfg->link)
			dst->ifindex = 0;
	}
	return 0;
}

static int ovtun_fdb_nl_add_locked(struct ovtun_dev *ovt, const u8 *mac,
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
	err = ovtun_fdb_add(ovt, mac, change);
	ovtun_peer_put(ovt, peer);
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
		NL_SET_ERR_MSG(extack, "The forwarding table is full; IFLA_OVTUN_LIMIT is its size");
		break;
	case -EOPNOTSUPP:
		NL_SET_ERR_MSG(extack, "NDA_LLADDR is a multicast or the zero address: append or delete its destinations one by one");
		break;
	}
}

/* @ndm, @tb, @nlflags: the RTM_NEWNEIGH message. Return: 0 or an errno */
int ovtun_fdb_nl_add(struct ovtun_dev *ovt, const struct ndmsg *ndm,
		     struct nlattr *tb[], const u8 *mac, u16 nlflags,
		     struct netlink_ext_ack *extack)
{
	const struct ovtun_config *cfg = rtnl_dereference(ovt->cfg);
	struct ovtun_fdb_change change = {
		.state = ndm->ndm_state,
		.flags = ndm->ndm_flags,
		.nlflags = nlflags,
		.limit = cfg->limit,
	};
	struct ovtun_fdb_dst dst;
	int err;

	if (!(ndm->ndm_state & (NUD_PERMANENT | NUD_REACHABLE | NUD_NOARP))) {
		NL_SET_ERR_MSG(extack, "ndm_state must be NUD_PERMANENT, NUD_NOARP or NUD_REACHABLE");
		return -EINVAL;
	}
	if (ovtun_config_p2p(cfg)) {
		NL_SET_ERR_MSG(extack, "NDA_DST needs a multipoint device, and this one has IFLA_OVTUN_GROUP as its only peer");
		return -EOPNOTSUPP;
	}
	if (!tb[NDA_DST] && !tb[NDA_NH_ID]) {
		NL_SET_ERR_MSG(extack, "NDA_DST is missing: an entry needs a destination");
		return -EINVAL;
	}
	err = ovtun_fdb_nl_parse(&dst, ovt, cfg, tb, extack);
	if (err)
		return err;
	spin_lock_bh(&ovt->lock);
	err = ovtun_fdb_nl_add_locked(ovt, mac, &dst, &change);
	spin_unlock_bh(&ovt->lock);
	ovtun_fdb_nl_explain(err, extack);
	return err;
}

static int ovtun_fdb_nl_del_locked(struct ovtun_dev *ovt, const u8 *mac,
				   const struct ovtun_fdb_dst *dst)
{
	struct ovtun_remote remote = {
		.id = dst->id,
		.has_id = dst->has_id,
	};

	if (ipv6_addr_any(&dst->addr))
		return ovtun_fdb_del(ovt, mac, NULL);
	remote.peer = ovtun_peer_find_exact(ovt, &dst->addr, dst->port,
					    dst->ifindex);
	return remote.peer ? ovtun_fdb_del(ovt, mac, &remote) : -ENOENT;
}

/* @tb: the RTM_DELNEIGH message; without NDA_DST all destinations go. */
int ovtun_fdb_nl_del(struct ovtun_dev *ovt, struct nlattr *tb[], const u8 *mac,
		     struct netlink_ext_ack *extack)
{
	const struct ovtun_config *cfg = rtnl_dereference(ovt->cfg);
	struct ovtun_fdb_dst dst;
	int err;

	err = ovtun_fdb_nl_parse(&dst, ovt, cfg, tb, extack);
	if (err)
		return err;
	spin_lock_bh(&ovt->lock);
	err = ovtun_fdb_nl_del_locked(ovt, mac, &dst);
	spin_unlock_bh(&ovt->lock);
	ovtun_fdb_nl_explain(err, extack);
	return err;
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
