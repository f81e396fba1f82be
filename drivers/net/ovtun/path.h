/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _OVTUN_PATH_H
#define _OVTUN_PATH_H

/* What every packet asks of a path, to be inlined. RCU. The rest: path.c */

#include <net/inet_ecn.h>
#include <net/route.h>
#include <net/xfrm.h>

#include "packet.h"

/**
 * ovtun_dst_valid - may a route be used that was found before?
 * @net: its namespace
 * @dst: the route
 * @cookie: for dst_check()
 * @plain4: it is an IPv4 route without a transformation. Only its generation
 *	has to be asked for then, which is what dst_check() does after a search
 *	for the namespace.
 *
 * Return: false when it has to be looked up again
 */
static inline bool ovtun_dst_valid(const struct net *net, struct dst_entry *dst,
				   u32 cookie, bool plain4)
{
	if (!plain4)
		return dst_check(dst, cookie);
	return READ_ONCE(dst->obsolete) == DST_OBSOLETE_FORCE_CHK &&
	       dst_rtable(dst)->rt_genid == rt_genid_ipv4(net);
}

/* What the packet is routed by. */
static inline u32 ovtun_path_mark(const struct ovtun_tx *tx)
{
	return tx->cfg->fwmark ?: tx->mark;
}

/* Are all packets routed by the same mark, unless they have one themselves? */
static inline bool ovtun_path_mark_is_fixed(const struct ovtun_tx *tx)
{
	return !tx->mark || tx->cfg->fwmark ||
	       tx->cfg->mark_policy != OVTUN_MARK_KEEP;
}

/*
 * Policy routing may send a marked or classified packet another way, and an
 * IPsec policy may select by source port or key.
 */
static inline bool ovtun_path_cacheable(const struct ovtun_tx *tx)
{
	if (READ_ONCE(tx->ovt->net->xfrm.policy_count[XFRM_POLICY_OUT]))
		return false;
	/* What belongs to the metadata outlives a configuration. */
	if (tx->info)
		return tx->cache && !ovtun_path_mark(tx);
	return ovtun_path_mark_is_fixed(tx) &&
	       (tx->cfg->tos != 1 || !(tx->inner & ~INET_ECN_MASK));
}

/**
 * ovtun_path_known - the way to a peer that a packet has found before
 * @tx: the packet, with its peer
 *
 * Return: the way, valid until the end of the RCU section, or NULL
 */
static inline const struct ovtun_path *
ovtun_path_known(const struct ovtun_tx *tx)
{
	const struct ovtun_path *path = rcu_dereference(tx->peer->path);

	if (!path || path->gen != tx->cfg->gen || !ovtun_path_cacheable(tx) ||
	    !ovtun_dst_valid(tx->ovt->net, path->dst, path->cookie,
			     path->plain4))
		return NULL;
	return path;
}

/**
 * ovtun_path_mtu - how long may outer packets be?
 * @path: complete
 *
 * What a route has learned from ICMP it forgets after a while.
 *
 * Return: the MTU of the route, bytes
 */
static inline unsigned int ovtun_path_mtu(const struct ovtun_path *path)
{
	if (path->mtu && !dst_rtable(path->dst)->rt_pmtu)
		return path->mtu;
	return dst_mtu(path->dst);
}

#endif /* _OVTUN_PATH_H */
