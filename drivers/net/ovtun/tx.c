// SPDX-License-Identifier: GPL-2.0
/* From the device into the underlay, top down from ovtun_xmit(). */

#include <net/inet_ecn.h>
#include <net/ip.h>
#include <net/ip6_route.h>
#include <net/ip_tunnels.h>
#include <net/netfilter/nf_conntrack.h>

#include "ovtun.h"

static enum ovtun_drop ovtun_tx_prepare(struct sk_buff *skb,
					struct ovtun_tx *tx);
static const struct ovtun_remotes *ovtun_tx_route(struct sk_buff *skb,
						  struct ovtun_tx *tx);
static void ovtun_tx_inherit(const struct sk_buff *skb, struct ovtun_tx *tx);
static enum ovtun_drop ovtun_tx_find_path(struct ovtun_tx *tx);
static enum ovtun_drop ovtun_tx_encap(struct sk_buff *skb,
				      const struct ovtun_tx *tx);

/* Some is set later. A memset() of all of it costs as much as a lookup. */
static void ovtun_tx_init(struct ovtun_tx *tx, struct ovtun_dev *ovt)
{
	tx->ovt = ovt;
	tx->cfg = rcu_dereference(ovt->cfg);
	tx->seg = NULL;
	tx->fdb_id = 0;
	tx->info = NULL;
	tx->cache = NULL;
	tx->peer = NULL;
	tx->sport = 0;
	tx->policy = 0;
	tx->cast = OVTUN_UNICAST;
	tx->flowid = 0;
}

/* ndo_start_xmit. BH disabled. */
netdev_tx_t ovtun_xmit(struct sk_buff *skb, struct net_device *dev)
{
	struct ovtun_dev *ovt = netdev_priv(dev);
	const struct ovtun_remotes *remotes;
	enum ovtun_drop drop;
	struct ovtun_tx tx;

	rcu_read_lock();
	ovtun_tx_init(&tx, ovt);
	drop = ovtun_tx_prepare(skb, &tx);
	if (drop)
		goto drop;
	if (tx.info) {
		ovtun_meta_send(skb, &tx);
		goto out;
	}
	if (tx.cfg->flags & OVTUN_F_PROXY && ovtun_suppress(skb, &tx))
		goto out;
	if (READ_ONCE(ovt->mdb.count) && ovtun_mdb_xmit(skb, &tx))
		goto out;
	remotes = ovtun_tx_route(skb, &tx);
	drop = OVTUN_TX_NO_REMOTE;
	if (!remotes)
		goto drop;
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
	const struct ovtun_config *cfg = tx->cfg;
	struct ovtun_peer *peer = remote->peer;
	u32 id = tx->id;

	tx->peer = peer;
	tx->daddr = peer->addr;
	tx->family = ovtun_addr_family(&peer->addr);
	tx->saddr = in6addr_any;
	if (ovtun_addr_family(&cfg->local) == tx->family)
		tx->saddr = cfg->local;
	tx->dport = remote->port ?: peer->port ?: cfg->port;
	tx->oif = peer->ifindex ?: cfg->link;
	tx->flags = ovtun_config_tx_flags(cfg);
	tx->label = cfg->label;
	if (remote->has_id)
		tx->id = remote->id;
	ovtun_tx_inherit(skb, tx);
	ovtun_tx_packet(skb, tx);
	tx->id = id;
}

/**
 * ovtun_tx_packet - send a packet whose way is known
 * @skb: the packet, not encapsulated; consumed
 * @tx: addresses, id and header fields; the rest is filled here
 */
void ovtun_tx_packet(struct sk_buff *skb, struct ovtun_tx *tx)
{
	unsigned int len = skb->len;
	enum ovtun_drop drop;

	drop = ovtun_tx_find_path(tx);
	if (drop)
		goto drop;
	drop = ovtun_pmtu_check(skb, tx);
	if (drop && ovtun_pmtu_reply(skb, tx))
		goto release;
	if (!drop)
		drop = ovtun_tx_encap(skb, tx);
	if (drop)
		goto drop_release;
	if (ovtun_output(skb, tx)) {
		ovtun_tx_lost(tx, OVTUN_TX_OUTPUT);
		return;
	}
	dev_sw_netstats_tx_add(tx->ovt->dev, 1, len);
	ovtun_traffic_tx(tx->seg->traffic, len, tx->cast);
	if (tx->peer)
		ovtun_traffic_tx(tx->peer->traffic, len, tx->cast);
	return;

release:
	skb = NULL;
drop_release:
	if (tx->dst_owned)
		dst_release(tx->dst);
drop:
	if (skb)
		ovtun_tx_drop(tx, skb, drop);
}

/* What the outer header takes from the inner one. */
static void ovtun_tx_inherit(const struct sk_buff *skb, struct ovtun_tx *tx)
{
	const struct ovtun_config *cfg = tx->cfg;
	const struct iphdr *iph = ip_hdr(skb);
	__be16 proto = skb_protocol(skb, true);
	u8 inner = ip_tunnel_get_dsfield(iph, skb);

	tx->tos = cfg->tos == 1 ? inner & ~INET_ECN_MASK : cfg->tos;
	/* Normal mode of RFC 6040 section 4.1: a copy. */
	tx->ecn = tx->tos | (inner & INET_ECN_MASK);
	tx->ttl = cfg->ttl;
	if (cfg->flags & OVTUN_F_TTL_INHERIT)
		tx->ttl = ip_tunnel_get_ttl(iph, skb);
	if (cfg->flags & OVTUN_F_LABEL_INHERIT)
		tx->label = proto == htons(ETH_P_IPV6) ?
			    ip6_flowlabel(ipv6_hdr(skb)) : 0;
	tx->df = cfg->df == OVTUN_DF_SET;
	if (cfg->df == OVTUN_DF_INHERIT)
		tx->df = proto == htons(ETH_P_IPV6) ||
			 (proto == htons(ETH_P_IP) &&
			  iph->frag_off & htons(IP_DF));
}

static enum ovtun_drop ovtun_tx_find_path(struct ovtun_tx *tx)
{
	switch (ovtun_path_get(tx)) {
	case 0:
		break;
	case -ENOMEM:
		return OVTUN_TX_NO_MEM;
	case -ELOOP:
		return OVTUN_TX_LOOP;
	default:
		return OVTUN_TX_NO_ROUTE;
	}
	tx->mtu = dst_mtu(tx->dst);
	/* Somebody insists on this MTU: what is larger has to be fragmented. */
	if (tx->family == AF_INET && ip_mtu_locked(tx->dst))
		tx->df = false;
	if (tx->ttl)
		return OVTUN_OK;
	if (ovtun_addr_is_multicast(&tx->daddr))
		tx->ttl = 1;
	else if (tx->family == AF_INET)
		tx->ttl = ip4_dst_hoplimit(tx->dst);
	else
		tx->ttl = ip6_dst_hoplimit(tx->dst);
	return OVTUN_OK;
}

/* Room, offloads and the encapsulation header. */
static enum ovtun_drop ovtun_tx_encap(struct sk_buff *skb,
				      const struct ovtun_tx *tx)
{
	const struct ovtun_encap_ops *ops = tx->cfg->ops;
	struct ovtun_dev *ovt = tx->ovt;

	skb_scrub_packet(skb, !net_eq(ovt->net, dev_net(ovt->dev)));
	skb->mark = tx->mark;
	if (tx->flags & OVTUN_F_NOTRACK)
		nf_ct_set(skb, NULL, IP_CT_UNTRACKED);
	if (skb_cow_head(skb, LL_RESERVED_SPACE(dst_dev(tx->dst)) +
			      tx->dst->header_len + ovtun_ip_hlen(tx->family) +
			      ops->hlen(tx->flags)))
		return OVTUN_TX_NO_MEM;
	if (iptunnel_handle_offloads(skb, ops->gso_type(tx)))
		return OVTUN_TX_NO_MEM;
	ops->push(skb, tx);
	skb_clear_hash_if_not_l4(skb);
	return OVTUN_OK;
}
