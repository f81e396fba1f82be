// SPDX-License-Identifier: GPL-2.0
/* The way to a peer: route and source address, found once and kept. */

#include <net/ip6_route.h>
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

static struct dst_entry *ovtun_path_route4(struct net *net,
					   const struct ovtun_tx *tx,
					   struct in6_addr *saddr)
{
	const struct ovtun_config *cfg = tx->cfg;
	const struct ovtun_peer *peer = tx->peer;
	struct rtable *rt;
	struct flowi4 fl4;

	flowi4_init_output(&fl4, peer->ifindex ?: cfg->link, tx->mark, tx->tos,
			   RT_SCOPE_UNIVERSE, cfg->ops->ipproto, 0,
			   peer->addr.s6_addr32[3], cfg->local.s6_addr32[3],
			   peer->port ?: cfg->port, tx->sport,
			   GLOBAL_ROOT_UID);
	if (cfg->flags & OVTUN_F_OKEY)
		fl4.fl4_gre_key = htonl(tx->id);
	rt = ip_route_output_key(net, &fl4);
	if (IS_ERR(rt))
		return ERR_CAST(rt);
	ipv6_addr_set_v4mapped(fl4.saddr, saddr);
	return &rt->dst;
}

static struct dst_entry *ovtun_path_route6(struct net *net,
					   const struct ovtun_tx *tx,
					   struct in6_addr *saddr)
{
	const struct ovtun_config *cfg = tx->cfg;
	const struct ovtun_peer *peer = tx->peer;
	struct flowi6 fl6 = {
		.flowi6_oif = peer->ifindex ?: cfg->link,
		.flowi6_mark = tx->mark,
		.flowi6_proto = cfg->ops->ipproto,
		.flowlabel = ip6_make_flowinfo(tx->tos, cfg->label),
		.daddr = peer->addr,
		.saddr = cfg->local,
		.fl6_dport = peer->port ?: cfg->port,
		.fl6_sport = tx->sport,
	};
	struct dst_entry *dst;

	if (cfg->flags & OVTUN_F_OKEY)
		fl6.fl6_gre_key = htonl(tx->id);
	dst = ip6_dst_lookup_flow(net, NULL, &fl6, NULL);
	if (!IS_ERR(dst))
		*saddr = fl6.saddr;
	return dst;
}

/**
 * ovtun_path_route - look up the route of a packet
 * @net: namespace of the underlay
 * @tx: configuration, peer, TOS, mark, source port and key: all that routing
 *	and IPsec policies may select by
 * @saddr: where the source address goes
 *
 * Return: a referenced dst, or an ERR_PTR()
 */
struct dst_entry *ovtun_path_route(struct net *net, const struct ovtun_tx *tx,
				   struct in6_addr *saddr)
{
	if (tx->cfg->family == AF_INET)
		return ovtun_path_route4(net, tx, saddr);
	return ovtun_path_route6(net, tx, saddr);
}

static struct ovtun_path *ovtun_path_alloc(const struct ovtun_tx *tx)
{
	const struct ovtun_config *cfg = tx->cfg;
	struct ovtun_path *path;
	struct dst_entry *dst;

	path = kmalloc(sizeof(*path), GFP_ATOMIC);
	if (!path)
		return ERR_PTR(-ENOMEM);
	dst = ovtun_path_route(tx->ovt->net, tx, &path->saddr);
	if (IS_ERR(dst)) {
		kfree(path);
		return ERR_CAST(dst);
	}
	path->dst = dst;
	path->cookie = 0;
	if (cfg->family == AF_INET6)
		path->cookie = rt6_get_cookie((struct rt6_info *)dst);
	path->gen = cfg->gen;
	path->daddr = tx->peer->addr;
	return path;
}

/*
 * Policy routing may send a marked or classified packet another way, and an
 * IPsec policy may select by source port or key.
 */
static bool ovtun_path_cacheable(const struct ovtun_tx *tx)
{
	return !tx->mark && (tx->cfg->tos != 1 || !tx->tos) &&
	       !READ_ONCE(tx->ovt->net->xfrm.policy_count[XFRM_POLICY_OUT]);
}

/**
 * ovtun_path_get - the path for a packet to tx->peer
 * @tx: the packet
 *
 * Return: a path that is valid until the end of the RCU section, or an
 * ERR_PTR(): -ENOMEM, -ELOOP when the route leads back into the device, or
 * what the route lookup said
 */
struct ovtun_path *ovtun_path_get(const struct ovtun_tx *tx)
{
	bool cacheable = ovtun_path_cacheable(tx);
	struct ovtun_path *path = NULL;

	if (cacheable)
		path = rcu_dereference(tx->peer->path);
	if (path && path->gen == tx->cfg->gen &&
	    dst_check(path->dst, path->cookie))
		return path;
	path = ovtun_path_alloc(tx);
	if (IS_ERR(path))
		return path;
	if (dst_dev(path->dst) == tx->ovt->dev) {
		ovtun_path_free_rcu(path);
		return ERR_PTR(-ELOOP);
	}
	if (cacheable)
		ovtun_path_free_rcu(unrcu_pointer(xchg(&tx->peer->path,
						       RCU_INITIALIZER(path))));
	else
		ovtun_path_free_rcu(path);
	return path;
}
