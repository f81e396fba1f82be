// SPDX-License-Identifier: GPL-2.0
/* The way to a peer: route and source address, found once and kept. */

#include <net/addrconf.h>
#include <net/ip6_route.h>
#include <net/l3mdev.h>
#include <net/route.h>
#include <net/xfrm.h>

#include "ovtun.h"

/* Nobody uses @path any more; it may be NULL. */
void ovtun_path_free(struct ovtun_path *path)
{
	if (!path)
		return;
	dst_release(path->dst);
	kfree(path);
}

static void ovtun_path_free_cb(struct rcu_head *rcu)
{
	ovtun_path_free(container_of(rcu, struct ovtun_path, rcu));
}

/* @path may be NULL. */
void ovtun_path_free_rcu(struct ovtun_path *path)
{
	if (path)
		call_rcu(&path->rcu, ovtun_path_free_cb);
}

/* What the packet is routed by. */
static u32 ovtun_path_mark(const struct ovtun_tx *tx)
{
	return tx->cfg->fwmark ?: tx->mark;
}

/*
 * With GRE a device in a VRF stands for that VRF, as it does for the kinds gre
 * and gretap: often it is a dummy that has the local address, and the route to
 * the remote is another device's. IPv6 routing is content with any device.
 * A multicast group has no route, and needs the device itself.
 */
static void ovtun_path_vrf4(struct net *net, const struct ovtun_tx *tx,
			    struct flowi4 *fl4)
{
	if (!tx->oif || tx->cfg->ops->ipproto != IPPROTO_GRE ||
	    ovtun_addr_is_multicast(&tx->daddr))
		return;
	fl4->flowi4_l3mdev = l3mdev_master_ifindex_by_index(net, tx->oif);
	if (fl4->flowi4_l3mdev)
		fl4->flowi4_oif = 0;
}

static int ovtun_path_route4(struct net *net, struct ovtun_tx *tx)
{
	struct rtable *rt;
	struct flowi4 fl4;

	flowi4_init_output(&fl4, tx->oif, ovtun_path_mark(tx), tx->tos,
			   RT_SCOPE_UNIVERSE, tx->cfg->ops->ipproto, 0,
			   tx->daddr.s6_addr32[3], tx->saddr.s6_addr32[3],
			   tx->dport, tx->sport, GLOBAL_ROOT_UID);
	if (tx->flags & OVTUN_F_OKEY)
		fl4.fl4_gre_key = htonl(tx->id);
	ovtun_path_vrf4(net, tx, &fl4);
	rt = ip_route_output_key(net, &fl4);
	if (IS_ERR(rt))
		return PTR_ERR(rt);
	ipv6_addr_set_v4mapped(fl4.saddr, &tx->saddr);
	tx->dst = &rt->dst;
	return 0;
}

/* IPv4 routing checks the source address itself. */
static bool ovtun_path_source6_ok(struct net *net, const struct ovtun_tx *tx)
{
	bool ok;

	if (ipv6_addr_any(&tx->saddr))
		return true;
	rcu_read_lock();
	ok = ipv6_chk_addr_and_flags(net, &tx->saddr,
				     dev_get_by_index_rcu(net, tx->oif), true,
				     0, IFA_F_TENTATIVE);
	rcu_read_unlock();
	return ok;
}

static int ovtun_path_route6(struct net *net, struct ovtun_tx *tx)
{
	struct flowi6 fl6 = {
		.flowi6_oif = tx->oif,
		.flowi6_mark = ovtun_path_mark(tx),
		.flowi6_proto = tx->cfg->ops->ipproto,
		.flowlabel = ip6_make_flowinfo(tx->tos, tx->label),
		.daddr = tx->daddr,
		.saddr = tx->saddr,
		.fl6_dport = tx->dport,
		.fl6_sport = tx->sport,
	};
	struct dst_entry *dst;

	if (!ovtun_path_source6_ok(net, tx))
		return -EADDRNOTAVAIL;
	if (tx->flags & OVTUN_F_OKEY)
		fl6.fl6_gre_key = htonl(tx->id);
	dst = ip6_dst_lookup_flow(net, NULL, &fl6, NULL);
	if (IS_ERR(dst))
		return PTR_ERR(dst);
	tx->saddr = fl6.saddr;
	tx->dst = dst;
	return 0;
}

/**
 * ovtun_path_route - look up the route of a packet
 * @net: namespace of the underlay
 * @tx: all that routing and IPsec policies may select by: family, addresses,
 *	device, TOS, mark, ports and key. Route and source address are set here.
 *
 * Return: 0 and tx->dst is the caller's to release, or a negative errno
 */
int ovtun_path_route(struct net *net, struct ovtun_tx *tx)
{
	if (tx->family == AF_INET)
		return ovtun_path_route4(net, tx);
	return ovtun_path_route6(net, tx);
}

/* Are all packets routed by the same mark, unless they have one themselves? */
static bool ovtun_path_mark_is_fixed(const struct ovtun_tx *tx)
{
	return tx->cfg->fwmark || tx->cfg->mark_policy != OVTUN_MARK_KEEP ||
	       !tx->mark;
}

/*
 * Policy routing may send a marked or classified packet another way, and an
 * IPsec policy may select by source port or key.
 */
static bool ovtun_path_cacheable(const struct ovtun_tx *tx)
{
	if (READ_ONCE(tx->ovt->net->xfrm.policy_count[XFRM_POLICY_OUT]))
		return false;
	/* What belongs to the metadata outlives a configuration. */
	if (tx->info)
		return tx->cache && !ovtun_path_mark(tx);
	return tx->peer && ovtun_path_mark_is_fixed(tx) &&
	       (tx->cfg->tos != 1 || !tx->tos);
}

/* Is there a valid way from before? */
static bool ovtun_path_cached(struct ovtun_tx *tx)
{
	struct ovtun_path *path;

	if (tx->info)
		return ovtun_meta_path_cached(tx);
	path = rcu_dereference(tx->peer->path);
	if (!path || path->gen != tx->cfg->gen ||
	    !dst_check(path->dst, path->cookie))
		return false;
	tx->dst = path->dst;
	tx->saddr = path->saddr;
	return true;
}

/* The reference to the route goes from the packet to the peer's new path. */
static void ovtun_path_keep(struct ovtun_tx *tx)
{
	struct ovtun_path *path;

	if (tx->info) {
		ovtun_meta_path_keep(tx);
		return;
	}
	path = kmalloc(sizeof(*path), GFP_ATOMIC);
	if (!path)
		return;
	path->dst = tx->dst;
	path->cookie = 0;
	if (tx->family == AF_INET6)
		path->cookie = rt6_get_cookie((struct rt6_info *)tx->dst);
	path->gen = tx->cfg->gen;
	path->saddr = tx->saddr;
	tx->dst_owned = false;
	ovtun_path_free_rcu(unrcu_pointer(xchg(&tx->peer->path,
					       RCU_INITIALIZER(path))));
}

/**
 * ovtun_path_get - the way of a packet
 * @tx: the packet with all that ovtun_path_route() wants; route and source
 *	address are set here
 *
 * Return: 0 and tx->dst is valid until the end of the RCU section, or the
 * caller's to release when tx->dst_owned; -ELOOP when the route leads back
 * into the device, or what the route lookup said
 */
int ovtun_path_get(struct ovtun_tx *tx)
{
	bool cacheable = ovtun_path_cacheable(tx);
	int err;

	tx->dst_owned = false;
	if (cacheable && ovtun_path_cached(tx))
		return 0;
	err = ovtun_path_route(tx->ovt->net, tx);
	if (err)
		return err;
	if (dst_dev(tx->dst) == tx->ovt->dev) {
		dst_release(tx->dst);
		return -ELOOP;
	}
	tx->dst_owned = true;
	if (cacheable)
		ovtun_path_keep(tx);
	return 0;
}
