// SPDX-License-Identifier: GPL-2.0
/* From the device into the underlay, top down from ovtun_xmit(). */

#include <net/inet_ecn.h>
#include <net/ip.h>
#include <net/ip6_route.h>
#include <net/ip_tunnels.h>
#include <net/netfilter/nf_conntrack.h>
#include <net/udp_tunnel.h>

#include "ovtun.h"
#include "path.h"

static enum ovtun_drop ovtun_tx_prepare(struct sk_buff *skb,
					struct ovtun_tx *tx);
static const struct ovtun_remotes *ovtun_tx_route(struct sk_buff *skb,
						  struct ovtun_tx *tx);
static void ovtun_tx_path(struct sk_buff *skb, struct ovtun_tx *tx);
static void ovtun_tx_outer(const struct sk_buff *skb, struct ovtun_tx *tx);
static __be32 ovtun_tx_label(const struct sk_buff *skb);
static enum ovtun_drop ovtun_tx_encap(struct sk_buff *skb,
				      const struct ovtun_tx *tx);

/* ndo_start_xmit. BH disabled. */
netdev_tx_t ovtun_xmit(struct sk_buff *skb, struct net_device *dev)
{
	struct ovtun_dev *ovt = netdev_priv(dev);
	const struct ovtun_remotes *remotes;
	struct ovtun_tx tx = { .ovt = ovt };
	enum ovtun_drop drop;

	rcu_read_lock();
	tx.cfg = rcu_dereference(ovt->cfg);
	drop = ovtun_tx_prepare(skb, &tx);
	if (drop)
		goto drop;
	if (tx.info) {
		ovtun_meta_send(skb, &tx);
		goto out;
	}
	if (tx.cfg->flags & OVTUN_F_PROXY && ovtun_suppress(skb, &tx))
		goto out;
	if (tx.cfg->flags & OVTUN_F_EXTERNAL && ovtun_nexthop_backup(skb, &tx))
		goto out;
	if (READ_ONCE(ovt->mdb.count) && ovtun_mdb_xmit(skb, &tx))
		goto out;
	remotes = ovtun_tx_route(skb, &tx);
	drop = OVTUN_TX_NO_REMOTE;
	if (!remotes)
		goto drop;
	if (likely(remotes->count == 1))
		ovtun_tx_remote(skb, &tx, &remotes->remote[0]);
	else
		ovtun_replicate(skb, &tx, remotes);
	goto out;

drop:
	ovtun_tx_drop(&tx, skb, drop);
out:
	rcu_read_unlock();
	return NETDEV_TX_OK;
}

/* Which segment is the packet of? */
static enum ovtun_drop ovtun_tx_segment(struct sk_buff *skb,
					struct ovtun_tx *tx)
{
	u32 flags = tx->cfg->flags;

	tx->seg = tx->ovt->self;
	tx->id = tx->cfg->id;
	if (flags & OVTUN_F_EXTERNAL && ovtun_meta_present(skb))
		return ovtun_meta_segment(skb, tx);
	if (flags & OVTUN_F_TRUNK)
		return ovtun_segment_untag(skb, tx);
	return flags & OVTUN_F_EXTERNAL ? OVTUN_TX_METADATA : OVTUN_OK;
}

/* A mark is the business of the namespace that it was given in. */
static u32 ovtun_tx_mark(const struct sk_buff *skb, const struct ovtun_tx *tx)
{
	const struct ovtun_dev *ovt = tx->ovt;

	if (tx->cfg->mark_policy == OVTUN_MARK_KEEP)
		return net_eq(ovt->net, dev_net(ovt->dev)) ? skb->mark : 0;
	return tx->cfg->mark;
}

/* May the packet enter the tunnel, and what is it? */
static enum ovtun_drop ovtun_tx_prepare(struct sk_buff *skb,
					struct ovtun_tx *tx)
{
	bool l3 = tx->cfg->ops->l3;
	enum ovtun_drop drop;

	/* AF_XDP does not set it. */
	skb_reset_mac_header(skb);
	if (dev_recursion_level() > OVTUN_RECURSION_LIMIT)
		return OVTUN_TX_LOOP;
	if (l3 && skb->protocol != htons(ETH_P_IP) &&
	    skb->protocol != htons(ETH_P_IPV6))
		return OVTUN_TX_BAD_PROTO;
	drop = ovtun_tx_segment(skb, tx);
	if (drop)
		return drop;
	if (skb_vlan_inet_prepare(skb, l3))
		return OVTUN_TX_INNER_HEADER;
	tx->proto = l3 ? skb->protocol : htons(ETH_P_TEB);
	tx->mark = ovtun_tx_mark(skb, tx);
	tx->inner = ip_tunnel_get_dsfield(ip_hdr(skb), skb);
	if (tx->cfg->ops->flow)
		tx->cfg->ops->flow(skb, tx);
	return OVTUN_OK;
}

/* Where does it go? NULL: nobody knows. */
static const struct ovtun_remotes *ovtun_tx_route(struct sk_buff *skb,
						  struct ovtun_tx *tx)
{
	const struct ovtun_config *cfg = tx->cfg;

	if (!cfg->ops->l3)
		tx->cast = ovtun_cast(eth_hdr(skb)->h_dest);
	if (ovtun_config_p2p(cfg) || (cfg->ops->l3 && cfg->peer))
		return &cfg->peer->self;
	if (cfg->ops->l3)
		return ovtun_neigh_route(skb);
	return ovtun_fdb_route(tx, eth_hdr(skb)->h_dest);
}

/* The way to an address, as far as the configuration says it. */
static void ovtun_tx_to(const struct ovtun_tx *tx, struct ovtun_path *path,
			const struct in6_addr *daddr, u32 ifindex)
{
	const struct ovtun_config *cfg = tx->cfg;

	path->daddr = *daddr;
	path->family = ovtun_addr_family(daddr);
	path->saddr = in6addr_any;
	if (ovtun_addr_family(&cfg->local) == path->family)
		path->saddr = cfg->local;
	path->oif = ifindex ?: cfg->link;
	path->flags = ovtun_config_tx_flags(cfg);
	path->label = cfg->label;
	path->tos = cfg->tos == 1 ? tx->inner & ~INET_ECN_MASK : cfg->tos;
	path->ttl = cfg->ttl;
	path->df = cfg->df == OVTUN_DF_SET;
	path->inherit = cfg->df == OVTUN_DF_INHERIT ||
			cfg->flags & (OVTUN_F_TTL_INHERIT |
				      OVTUN_F_LABEL_INHERIT);
}

/* Out of line: the path on the stack costs something. */
static noinline void ovtun_tx_find_to(struct sk_buff *skb, struct ovtun_tx *tx,
				      const struct in6_addr *daddr, u32 ifindex)
{
	struct ovtun_path path;

	ovtun_tx_to(tx, &path, daddr, ifindex);
	if (tx->cfg->flags & OVTUN_F_LABEL_INHERIT)
		path.label = ovtun_tx_label(skb);
	ovtun_tx_find(skb, tx, &path);
}

/**
 * ovtun_tx_remote - send a packet to one destination
 * @skb: the packet, not encapsulated; consumed
 * @tx: device, configuration, segment, payload protocol; the rest is filled
 *	here
 * @remote: where to
 */
void ovtun_tx_remote(struct sk_buff *skb, struct ovtun_tx *tx,
		     const struct ovtun_remote *remote)
{
	struct ovtun_peer *peer = remote->peer;
	u32 id = tx->id;

	tx->peer = peer;
	tx->dport = remote->port ?: peer->port ?: tx->cfg->port;
	if (remote->has_id)
		tx->id = remote->id;
	tx->path = ovtun_path_known(tx);
	if (likely(tx->path))
		ovtun_tx_path(skb, tx);
	else
		ovtun_tx_find_to(skb, tx, &peer->addr, peer->ifindex);
	tx->id = id;
}

/**
 * ovtun_tx_address - send a packet to an address that may be no peer's
 * @skb: the packet, not encapsulated; consumed
 * @tx: as for ovtun_tx_remote()
 * @daddr: of a family that the device has
 * @port: UDP port, or 0 for the device's
 */
void ovtun_tx_address(struct sk_buff *skb, struct ovtun_tx *tx,
		      const struct in6_addr *daddr, __be16 port)
{
	struct ovtun_remote remote = {
		.peer = ovtun_peer_find(tx->ovt, daddr),
		.port = port,
	};

	if (remote.peer) {
		ovtun_tx_remote(skb, tx, &remote);
		return;
	}
	tx->peer = NULL;
	tx->dport = port ?: tx->cfg->port;
	ovtun_tx_find_to(skb, tx, daddr, 0);
}

/**
 * ovtun_tx_find - send a packet whose way is not known yet
 * @skb: the packet, not encapsulated; consumed
 * @tx: id and ports; the rest is filled here
 * @path: addresses and header fields; the rest is filled here
 */
void ovtun_tx_find(struct sk_buff *skb, struct ovtun_tx *tx,
		   struct ovtun_path *path)
{
	int err = ovtun_path_find(tx, skb, path);

	if (err) {
		ovtun_tx_drop(tx, skb, err == -ENOMEM ? OVTUN_TX_NO_MEM :
				       err == -ELOOP ? OVTUN_TX_LOOP :
						       OVTUN_TX_NO_ROUTE);
		return;
	}
	tx->path = path;
	ovtun_tx_path(skb, tx);
	tx->path = NULL;
	dst_release(path->dst);
}

/* Is a packet so short that there is nothing to ask? Most are. */
static bool ovtun_tx_fits(const struct sk_buff *skb, const struct ovtun_tx *tx)
{
	int off = skb_network_offset(skb);
	int mtu = ovtun_path_mtu(tx->path) - tx->path->hlen - off;

	return mtu >= IPV6_MIN_MTU && (int)skb->len - off <= mtu &&
	       !skb_is_gso(skb);
}

/* Send a packet whose way is known. Consumes @skb. */
static void ovtun_tx_path(struct sk_buff *skb, struct ovtun_tx *tx)
{
	unsigned int len = skb->len;
	enum ovtun_drop drop;

	ovtun_tx_outer(skb, tx);
	drop = ovtun_tx_fits(skb, tx) ? OVTUN_OK : ovtun_pmtu_check(skb, tx);
	if (unlikely(drop)) {
		if (ovtun_pmtu_reply(skb, tx))
			return;
	} else {
		drop = ovtun_tx_encap(skb, tx);
	}
	if (unlikely(drop)) {
		ovtun_tx_drop(tx, skb, drop);
		return;
	}
	if (ovtun_output(skb, tx)) {
		ovtun_tx_lost(tx, OVTUN_TX_OUTPUT);
		return;
	}
	dev_sw_netstats_tx_add(tx->ovt->dev, 1, len);
	ovtun_counters_tx(&tx->seg->counters, len, tx->cast);
	if (tx->peer)
		ovtun_counters_tx(&tx->peer->counters, len, tx->cast);
}

static __be32 ovtun_tx_label(const struct sk_buff *skb)
{
	if (skb_protocol(skb, true) != htons(ETH_P_IPV6))
		return 0;
	return ip6_flowlabel(ipv6_hdr(skb));
}

static bool ovtun_tx_df(const struct sk_buff *skb)
{
	switch (skb_protocol(skb, true)) {
	case htons(ETH_P_IPV6):
		return true;
	case htons(ETH_P_IP):
		return ip_hdr(skb)->frag_off & htons(IP_DF);
	default:
		return false;
	}
}

/* What the outer header takes from the inner one. */
static void ovtun_tx_inherit(const struct sk_buff *skb, struct ovtun_tx *tx)
{
	const struct ovtun_config *cfg = tx->cfg;

	if (cfg->flags & OVTUN_F_TTL_INHERIT)
		tx->ttl = ip_tunnel_get_ttl(ip_hdr(skb), skb);
	if (cfg->flags & OVTUN_F_LABEL_INHERIT)
		tx->label = ovtun_tx_label(skb);
	if (cfg->df == OVTUN_DF_INHERIT)
		tx->df = ovtun_tx_df(skb);
}

/* TTL 0 means the route's. */
static u8 ovtun_tx_hoplimit(const struct ovtun_path *path)
{
	if (ovtun_addr_is_multicast(&path->daddr))
		return 1;
	return path->family == AF_INET ? ip4_dst_hoplimit(path->dst) :
					 ip6_dst_hoplimit(path->dst);
}

/* The fields of the outer header that differ by packet. */
static void ovtun_tx_outer(const struct sk_buff *skb, struct ovtun_tx *tx)
{
	const struct ovtun_path *path = tx->path;

	/* Normal mode of RFC 6040 section 4.1: a copy. */
	tx->ecn = path->tos | (tx->inner & INET_ECN_MASK);
	tx->ttl = path->ttl;
	tx->label = path->label;
	tx->df = path->df;
	if (path->inherit)
		ovtun_tx_inherit(skb, tx);
	if (!tx->ttl)
		tx->ttl = ovtun_tx_hoplimit(path);
	/* Somebody insists on this MTU: what is larger has to be fragmented. */
	if (path->family == AF_INET && ip_mtu_locked(path->dst))
		tx->df = false;
}

/* Room, offloads and the encapsulation header. */
static enum ovtun_drop ovtun_tx_encap(struct sk_buff *skb,
				      const struct ovtun_tx *tx)
{
	const struct ovtun_path *path = tx->path;
	struct ovtun_dev *ovt = tx->ovt;

	skb_scrub_packet(skb, !net_eq(ovt->net, dev_net(ovt->dev)));
	skb->mark = tx->mark;
	if (path->flags & OVTUN_F_NOTRACK)
		nf_ct_set(skb, NULL, IP_CT_UNTRACKED);
	if (skb_cow_head(skb, LL_RESERVED_SPACE(dst_dev(path->dst)) +
			      path->dst->header_len + path->hlen))
		return OVTUN_TX_NO_MEM;
	/* Of a tunnel in this one it is what is in that. */
	if (!udp_tunnel_handle_partial(skb))
		skb_set_inner_protocol(skb, tx->proto);
	if (iptunnel_handle_offloads(skb, path->gso_type))
		return OVTUN_TX_NO_MEM;
	tx->cfg->ops->push(skb, tx);
	skb_clear_hash_if_not_l4(skb);
	return OVTUN_OK;
}
