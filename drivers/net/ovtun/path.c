// SPDX-License-Identifier: GPL-2.0
/* The way to a peer: route and source address, found once and kept. */

#include <net/addrconf.h>
#include <net/ip6_fib.h>
#include <net/ip6_route.h>
#include <net/ip_fib.h>
#include <net/l3mdev.h>

#include "ovtun.h"
#include "path.h"

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

/*
 * With GRE a device in a VRF stands for that VRF, as it does for the kinds gre
 * and gretap: often it is a dummy that has the local address, and the route to
 * the remote is another device's. IPv6 routing is content with any device.
 * A multicast group has no route, and needs the device itself.
 */
static void ovtun_path_vrf4(struct net *net, const struct ovtun_tx *tx,
			    const struct ovtun_path *path, struct flowi4 *fl4)
{
	if (!path->oif || tx->cfg->ops->ipproto != IPPROTO_GRE ||
	    ovtun_addr_is_multicast(&path->daddr))
		return;
	fl4->flowi4_l3mdev = l3mdev_master_ifindex_by_index(net, path->oif);
	if (fl4->flowi4_l3mdev)
		fl4->flowi4_oif = 0;
}

static int ovtun_path_route4(struct net *net, const struct ovtun_tx *tx,
			     struct ovtun_path *path)
{
	struct rtable *rt;
	struct flowi4 fl4;

	flowi4_init_output(&fl4, path->oif, ovtun_path_mark(tx), path->tos,
			   RT_SCOPE_UNIVERSE, tx->cfg->ops->ipproto, 0,
			   path->daddr.s6_addr32[3], path->saddr.s6_addr32[3],
			   tx->dport, tx->sport, GLOBAL_ROOT_UID);
	if (path->flags & OVTUN_F_OKEY)
		fl4.fl4_gre_key = htonl(tx->id);
	ovtun_path_vrf4(net, tx, path, &fl4);
	rt = ip_route_output_key(net, &fl4);
	if (IS_ERR(rt))
		return PTR_ERR(rt);
	ipv6_addr_set_v4mapped(fl4.saddr, &path->saddr);
	path->dst = &rt->dst;
	return 0;
}

/* IPv4 routing checks the source address itself. */
static bool ovtun_path_source6_ok(struct net *net,
				  const struct ovtun_path *path)
{
	bool ok;

	if (ipv6_addr_any(&path->saddr))
		return true;
	rcu_read_lock();
	ok = ipv6_chk_addr_and_flags(net, &path->saddr,
				     dev_get_by_index_rcu(net, path->oif), true,
				     0, IFA_F_TENTATIVE);
	rcu_read_unlock();
	return ok;
}

static int ovtun_path_route6(struct net *net, const struct ovtun_tx *tx,
			     struct ovtun_path *path)
{
	struct flowi6 fl6 = {
		.flowi6_oif = path->oif,
		.flowi6_mark = ovtun_path_mark(tx),
		.flowi6_proto = tx->cfg->ops->ipproto,
		.flowlabel = ip6_make_flowinfo(path->tos, path->label),
		.daddr = path->daddr,
		.saddr = path->saddr,
		.fl6_dport = tx->dport,
		.fl6_sport = tx->sport,
	};
	struct dst_entry *dst;

	if (!ovtun_path_source6_ok(net, path))
		return -EADDRNOTAVAIL;
	if (path->flags & OVTUN_F_OKEY)
		fl6.fl6_gre_key = htonl(tx->id);
	dst = ip6_dst_lookup_flow(net, NULL, &fl6, NULL);
	if (IS_ERR(dst))
		return PTR_ERR(dst);
	path->saddr = fl6.saddr;
	path->dst = dst;
	return 0;
}

/**
 * ovtun_path_route - look up the route of a packet
 * @net: namespace of the underlay
 * @tx: encapsulation, mark, ports and key, by which rules and IPsec policies
 *	may select
 * @path: family, addresses, device, TOS and flow label. Route and source
 *	address are set here.
 *
 * Return: 0 and path->dst is the caller's to release, or a negative errno
 */
int ovtun_path_route(struct net *net, const struct ovtun_tx *tx,
		     struct ovtun_path *path)
{
	if (path->family == AF_INET)
		return ovtun_path_route4(net, tx, path);
	return ovtun_path_route6(net, tx, path);
}

/**
 * ovtun_path_dissected - does a rule for routing select by what is in a packet?
 * @net: namespace of the underlay
 * @skb: any packet; only the core knows, and looks into it
 * @ipv6: IPv6 routing
 *
 * Such rules, by ports or protocol, are rare.
 *
 * Return: true when packets between the same addresses may go different ways
 */
noinline bool ovtun_path_dissected(struct net *net, struct sk_buff *skb,
				   bool ipv6)
{
	struct flow_keys keys;
	struct flowi4 fl4;
	struct flowi6 fl6;

	return ipv6 ? fib6_rules_early_flow_dissect(net, skb, &fl6, &keys) :
		      fib4_rules_early_flow_dissect(net, skb, &fl4, &keys);
}

/*
 * Leave a copy to the packets that follow. Without memory they look again, as
 * they do when they may have another way: new rules end the routes of before.
 */
static void ovtun_path_keep(const struct ovtun_tx *tx, struct sk_buff *skb,
			    const struct ovtun_path *path)
{
	struct ovtun_path *copy;

	if (ovtun_path_dissected(tx->ovt->net, skb, path->family == AF_INET6))
		return;
	if (tx->info) {
		ovtun_meta_path_keep(tx, path);
		return;
	}
	copy = kmemdup(path, sizeof(*path), GFP_ATOMIC);
	if (!copy)
		return;
	dst_hold(copy->dst);
	ovtun_path_free_rcu(unrcu_pointer(xchg(&tx->peer->path,
					       RCU_INITIALIZER(copy))));
}

/* What does not change as long as the route is valid. */
static void ovtun_path_complete(const struct ovtun_tx *tx,
				struct ovtun_path *path)
{
	const struct ovtun_encap_ops *ops = tx->cfg->ops;
	struct dst_entry *dst = path->dst;

	path->gen = tx->cfg->gen;
	path->cookie = 0;
	path->plain4 = path->family == AF_INET && !dst_xfrm(dst);
	path->mtu = 0;
	if (path->family == AF_INET6)
		path->cookie = rt6_get_cookie(dst_rt6_info(dst));
	else if (!dst_rtable(dst)->rt_pmtu)
		path->mtu = dst_mtu(dst);
	path->hlen = ovtun_ip_hlen(path->family) + ops->hlen(path->flags);
	path->gso_type = ops->gso_type(path);
	path->direct = ovtun_direct_possible(path);
}

/**
 * ovtun_path_find - look for the way of a packet
 * @tx: the packet
 * @skb: the same, not encapsulated
 * @path: where it wants to go; the rest is set here
 *
 * Return: 0 and path->dst is the caller's to release; -ELOOP when the route
 * leads back into the device, or what the route lookup said
 */
int ovtun_path_find(const struct ovtun_tx *tx, struct sk_buff *skb,
		    struct ovtun_path *path)
{
	bool cacheable = (tx->info || tx->peer) && ovtun_path_cacheable(tx);
	bool kept = cacheable && tx->info && ovtun_meta_path_kept(tx, path);
	int err;

	if (!kept) {
		err = ovtun_path_route(tx->ovt->net, tx, path);
		if (err)
			return err;
	}
	if (dst_dev(path->dst) == tx->ovt->dev) {
		dst_release(path->dst);
		return -ELOOP;
	}
	ovtun_path_complete(tx, path);
	if (cacheable && !kept)
		ovtun_path_keep(tx, skb, path);
	return 0;
}
