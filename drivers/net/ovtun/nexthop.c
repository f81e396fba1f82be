// SPDX-License-Identifier: GPL-2.0
/*
 * Forwarding entries that refer to a group of the kernel's nexthops (NDA_NH_ID,
 * multihoming of EVPN).
 *
 * The kernel chooses the member for each packet, so a changed group counts for
 * the next one. The gateways are peers of the device like others: counted,
 * known, with a path. New ones are admitted when the change is announced, which
 * may be before it is true; those that have left are let go afterwards, by a
 * work that looks at the group as it has become (nexthop_event.c).
 */

#include <linux/rtnetlink.h>
#include <net/dst_metadata.h>
#include <net/ip_fib.h>
#include <net/ip_tunnels.h>
#include <net/nexthop.h>

#include "ovtun.h"

/* The outer address of a gateway, v4mapped for IPv4; false when it has none. */
bool ovtun_nexthop_gateway(struct in6_addr *addr, u8 family, __be32 ipv4,
			   const struct in6_addr *ipv6)
{
	switch (family) {
	case AF_INET:
		ipv6_addr_set_v4mapped(ipv4, addr);
		return ipv4;
	case AF_INET6:
		*addr = *ipv6;
		return !ipv6_addr_any(addr) && !ipv6_addr_v4mapped(addr);
	default:
		return false;
	}
}

static bool ovtun_nexthop_common(struct in6_addr *addr,
				 const struct fib_nh_common *nhc)
{
	return ovtun_nexthop_gateway(addr, nhc->nhc_gw_family,
				     nhc->nhc_gw.ipv4, &nhc->nhc_gw.ipv6);
}

/* RCU. The peer of a gateway, or NULL. */
static struct ovtun_peer *
ovtun_nexthop_peer(const struct ovtun_nexthop *nexthop,
		   const struct fib_nh_common *nhc)
{
	const struct ovtun_remotes *members;
	struct in6_addr addr;
	unsigned int i;

	members = rcu_dereference(nexthop->members);
	if (!members || !ovtun_nexthop_common(&addr, nhc))
		return NULL;
	for (i = 0; i < members->count; i++)
		if (ipv6_addr_equal(&members->remote[i].peer->addr, &addr))
			return members->remote[i].peer;
	return NULL;
}

/**
 * ovtun_nexthop_xmit - send a packet to one member of a group
 * @skb: the packet; consumed
 * @tx: device, configuration, segment, payload protocol
 * @nexthop: the group
 */
void ovtun_nexthop_xmit(struct sk_buff *skb, struct ovtun_tx *tx,
			const struct ovtun_nexthop *nexthop)
{
	struct ovtun_remote remote = {};
	struct fib_nh_common *nhc;

	/* The core compares with 31 bits. */
	nhc = nexthop_path_fdb_result(nexthop->nh, skb_get_hash(skb) >> 1,
				      &remote.port);
	if (nhc)
		remote.peer = ovtun_nexthop_peer(nexthop, nhc);
	if (remote.peer)
		ovtun_tx_remote(skb, tx, &remote);
	else
		ovtun_tx_drop(tx, skb, OVTUN_TX_NO_REMOTE);
}

/**
 * ovtun_nexthop_backup - send a packet to a group that a bridge has chosen
 * @skb: the packet; consumed if its metadata name a group, even a wrong one
 * @tx: device, configuration, segment, payload protocol
 *
 * The bridge does so for a port that has no carrier (backup_nhid). No entry
 * refers to the group, so a member need not be a peer. RCU.
 *
 * Return: false when the forwarding table is to choose
 */
bool ovtun_nexthop_backup(struct sk_buff *skb, struct ovtun_tx *tx)
{
	const struct ip_tunnel_info *info = skb_tunnel_info(skb);
	struct fib_nh_common *nhc = NULL;
	struct in6_addr addr;
	struct nexthop *nh;
	__be16 port = 0;
	u32 id = 0;

	if (info && info->mode & IP_TUNNEL_INFO_BRIDGE)
		id = info->key.nhid;
	if (!id)
		return false;
	tx->cast = ovtun_cast(eth_hdr(skb)->h_dest);
	nh = nexthop_find_by_id(tx->ovt->net, id);
	if (nh && nexthop_is_fdb(nh) && nexthop_is_multipath(nh))
		nhc = nexthop_path_fdb_result(nh, skb_get_hash(skb) >> 1,
					      &port);
	if (nhc && ovtun_nexthop_common(&addr, nhc) &&
	    ovtun_config_has(tx->cfg, ovtun_addr_family(&addr)))
		ovtun_tx_address(skb, tx, &addr, port);
	else
		ovtun_tx_drop(tx, skb, OVTUN_TX_NO_REMOTE);
	return true;
}

static struct ovtun_remotes *
ovtun_nexthop_members(struct ovtun_dev *ovt,
		      const struct ovtun_nexthop *nexthop)
{
	return rcu_dereference_protected(nexthop->members,
					 lockdep_is_held(&ovt->lock));
}

static void ovtun_nexthop_set_members(struct ovtun_dev *ovt,
				      struct ovtun_nexthop *nexthop,
				      struct ovtun_remotes *members)
{
	struct ovtun_remotes *old = ovtun_nexthop_members(ovt, nexthop);

	rcu_assign_pointer(nexthop->members, members);
	if (old)
		ovtun_remotes_put(ovt, old);
}

static int ovtun_nexthop_admit_locked(struct ovtun_dev *ovt,
				      struct ovtun_nexthop *nexthop,
				      const struct in6_addr *addr)
{
	const struct ovtun_config *cfg = rtnl_dereference(ovt->cfg);
	struct ovtun_remotes *members, *old;
	struct ovtun_remote remote = {};

	old = ovtun_nexthop_members(ovt, nexthop);
	if (!ovtun_config_has(cfg, ovtun_addr_family(addr)))
		return 0;
	remote.peer = ovtun_peer_get(ovt, addr, 0, 0);
	if (IS_ERR(remote.peer))
		return PTR_ERR(remote.peer);
	if (!old)
		members = ovtun_remotes_one(ovt, &remote);
	else if (!ovtun_remotes_has(old, &remote))
		members = ovtun_remotes_with(ovt, old, &remote);
	else
		members = old;
	ovtun_peer_put(ovt, remote.peer);
	if (!members)
		return -ENOMEM;
	if (members != old)
		ovtun_nexthop_set_members(ovt, nexthop, members);
	return 0;
}

/* Return: 0 or -ENOMEM. Of the other address family nobody is admitted. */
int ovtun_nexthop_admit(struct ovtun_dev *ovt, struct ovtun_nexthop *nexthop,
			const struct in6_addr *addr)
{
	int err;

	ASSERT_RTNL();
	ovtun_peer_reserve(ovt);
	spin_lock_bh(&ovt->lock);
	err = ovtun_nexthop_admit_locked(ovt, nexthop, addr);
	spin_unlock_bh(&ovt->lock);
	return err;
}

/* RTNL. The gateway of a member of a group. */
static bool ovtun_nexthop_member(struct in6_addr *addr,
				 const struct nexthop *nh, unsigned int i)
{
	const struct nh_group *group = rtnl_dereference(nh->nh_grp);
	const struct nh_info *info;

	info = rtnl_dereference(group->nh_entries[i].nh->nh_info);
	return ovtun_nexthop_common(addr, &info->fib_nhc);
}

/* RTNL. @arg: struct nexthop. Has the peer left the group? */
static bool ovtun_nexthop_has_left(const struct ovtun_remote *remote,
				   const void *arg)
{
	const struct nexthop *nh = arg;
	unsigned int i, count = rtnl_dereference(nh->nh_grp)->num_nh;
	struct in6_addr addr;

	for (i = 0; i < count; i++)
		if (ovtun_nexthop_member(&addr, nh, i) &&
		    ipv6_addr_equal(&addr, &remote->peer->addr))
			return false;
	return true;
}

static int ovtun_nexthop_admit_group(struct ovtun_dev *ovt,
				     struct ovtun_nexthop *nexthop)
{
	const struct nexthop *nh = nexthop->nh;
	unsigned int i, count = rtnl_dereference(nh->nh_grp)->num_nh;
	struct in6_addr addr;
	int err = 0;

	for (i = 0; i < count && !err; i++)
		if (ovtun_nexthop_member(&addr, nh, i))
			err = ovtun_nexthop_admit(ovt, nexthop, &addr);
	return err;
}

static void ovtun_nexthop_dismiss_locked(struct ovtun_dev *ovt,
					 struct ovtun_nexthop *nexthop)
{
	struct ovtun_remotes *members = ovtun_nexthop_members(ovt, nexthop);
	unsigned int left;

	left = ovtun_remotes_matching(members, ovtun_nexthop_has_left,
				      nexthop->nh);
	if (!left)
		return;
	if (left == members->count) {
		ovtun_nexthop_set_members(ovt, nexthop, NULL);
		return;
	}
	members = ovtun_remotes_without(ovt, members, ovtun_nexthop_has_left,
					nexthop->nh);
	if (members)
		ovtun_nexthop_set_members(ovt, nexthop, members);
}

/*
 * The members are those of the group again. Whoever is new was mostly admitted
 * before the group changed, when that could be refused.
 */
void ovtun_nexthop_sync(struct ovtun_dev *ovt, struct ovtun_nexthop *nexthop)
{
	struct ovtun_remotes *members, *room;

	ASSERT_RTNL();
	ovtun_nexthop_admit_group(ovt, nexthop);
	members = rtnl_dereference(nexthop->members);
	if (!members)
		return;
	room = ovtun_remotes_room(members->count);
	spin_lock_bh(&ovt->lock);
	swap(ovt->spare, room);
	ovtun_nexthop_dismiss_locked(ovt, nexthop);
	swap(ovt->spare, room);
	spin_unlock_bh(&ovt->lock);
	kvfree(room);
}

struct ovtun_nexthop *ovtun_nexthop_find(struct ovtun_dev *ovt, u32 id)
{
	struct ovtun_nexthop *nexthop;

	lockdep_assert_held(&ovt->lock);
	list_for_each_entry(nexthop, &ovt->nexthops, node)
		if (nexthop->id == id)
			return nexthop;
	return NULL;
}

/**
 * ovtun_nexthop_get - what a device keeps about a group
 * @ovt: the device
 * @nh: from ovtun_nexthop_lookup()
 *
 * Context: RTNL, may sleep
 *
 * Return: the object with one more reference, or an ERR_PTR()
 */
struct ovtun_nexthop *ovtun_nexthop_get(struct ovtun_dev *ovt,
					struct nexthop *nh)
{
	struct ovtun_nexthop *nexthop;

	ASSERT_RTNL();
	spin_lock_bh(&ovt->lock);
	nexthop = ovtun_nexthop_find(ovt, nh->id);
	if (nexthop)
		nexthop->refs++;
	spin_unlock_bh(&ovt->lock);
	if (nexthop)
		return nexthop;
	nexthop = kzalloc(struct_size(nexthop, self.remote, 1), GFP_KERNEL);
	if (!nexthop)
		return ERR_PTR(-ENOMEM);
	if (!nexthop_get(nh)) {
		kfree(nexthop);
		return ERR_PTR(-EINVAL);
	}
	nexthop->nh = nh;
	nexthop->id = nh->id;
	nexthop->refs = 1;
	nexthop->self.nexthop = nexthop;
	nexthop->self.remote[0].id = nh->id;
	spin_lock_bh(&ovt->lock);
	list_add(&nexthop->node, &ovt->nexthops);
	spin_unlock_bh(&ovt->lock);
	if (!ovtun_nexthop_admit_group(ovt, nexthop))
		return nexthop;
	spin_lock_bh(&ovt->lock);
	ovtun_nexthop_put(ovt, nexthop);
	spin_unlock_bh(&ovt->lock);
	return ERR_PTR(-ENOMEM);
}

/* The list that an entry is to refer to; it has a reference. */
struct ovtun_remotes *ovtun_nexthop_hold(struct ovtun_dev *ovt,
					 struct ovtun_nexthop *nexthop)
{
	lockdep_assert_held(&ovt->lock);
	nexthop->refs++;
	return &nexthop->self;
}

/* Senders may go on with it until the end of their RCU section. */
void ovtun_nexthop_put(struct ovtun_dev *ovt, struct ovtun_nexthop *nexthop)
{
	lockdep_assert_held(&ovt->lock);
	if (--nexthop->refs)
		return;
	list_del(&nexthop->node);
	ovtun_nexthop_set_members(ovt, nexthop, NULL);
	nexthop_put(nexthop->nh);
	kfree_rcu(nexthop, rcu);
}
