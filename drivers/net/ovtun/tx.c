// SPDX-License-Identifier: GPL-2.0
/* From the device into the underlay, top down from ovtun_xmit(). */

#include <linux/icmpv6.h>
#include <net/dst_metadata.h>
#include <net/gso.h>
#include <net/icmp.h>
#include <net/inet_ecn.h>
#include <net/ip.h>
#include <net/ip6_route.h>
#include <net/ip_tunnels.h>

#include "ovtun.h"

static enum ovtun_drop ovtun_tx_prepare(struct sk_buff *skb,
					struct ovtun_tx *tx);
static const struct ovtun_remotes *ovtun_tx_route(struct sk_buff *skb,
						  const struct ovtun_tx *tx);
static void ovtun_tx_inherit(const struct sk_buff *skb, struct ovtun_tx *tx);
static enum ovtun_drop ovtun_tx_find_path(struct ovtun_tx *tx);
static enum ovtun_drop ovtun_tx_check_mtu(const struct sk_buff *skb,
					  struct ovtun_tx *tx);
static bool ovtun_tx_reply_too_big(struct sk_buff *skb,
				   const struct ovtun_tx *tx);
static enum ovtun_drop ovtun_tx_encap(struct sk_buff *skb,
				      const struct ovtun_tx *tx);
static int ovtun_tx_output(struct sk_buff *skb, const struct ovtun_tx *tx);

/* ndo_start_xmit. BH disabled. */
netdev_tx_t ovtun_xmit(struct sk_buff *skb, struct net_device *dev)
{
	struct ovtun_dev *ovt = netdev_priv(dev);
	struct ovtun_tx tx = { .ovt = ovt };
	const struct ovtun_remotes *remotes;
	enum ovtun_drop drop;

	rcu_read_lock();
	tx.cfg = rcu_dereference(ovt->cfg);
	drop = ovtun_tx_prepare(skb, &tx);
	if (drop)
		goto drop;
	remotes = ovtun_tx_route(skb, &tx);
	drop = OVTUN_TX_NO_REMOTE;
	if (!remotes)
		goto drop;
	ovtun_replicate(skb, &tx, remotes);
	rcu_read_unlock();
	return NETDEV_TX_OK;

drop:
	ovtun_drop(ovt, skb, drop);
	rcu_read_unlock();
	return NETDEV_TX_OK;
}

/* May the packet enter the tunnel, and what is it? */
static enum ovtun_drop ovtun_tx_prepare(struct sk_buff *skb,
					struct ovtun_tx *tx)
{
	struct ovtun_dev *ovt = tx->ovt;
	bool l3 = tx->cfg->ops->l3;

	/* AF_XDP does not set it. */
	skb_reset_mac_header(skb);
	if (dev_recursion_level() > OVTUN_RECURSION_LIMIT)
		return OVTUN_TX_LOOP;
	if (l3 && skb->protocol != htons(ETH_P_IP) &&
	    skb->protocol != htons(ETH_P_IPV6))
		return OVTUN_TX_BAD_PROTO;
	if (skb_vlan_inet_prepare(skb, l3))
		return OVTUN_TX_INNER_HEADER;
	tx->proto = l3 ? skb->protocol : htons(ETH_P_TEB);
	/* The mark is the namespace's own business. */
	tx->mark = net_eq(ovt->net, dev_net(ovt->dev)) ? skb->mark : 0;
	if (tx->cfg->ops->sport)
		tx->sport = tx->cfg->ops->sport(skb, tx);
	return OVTUN_OK;
}

/* Where does it go? NULL: nobody knows. */
static const struct ovtun_remotes *ovtun_tx_route(struct sk_buff *skb,
						  const struct ovtun_tx *tx)
{
	const struct ovtun_config *cfg = tx->cfg;

	if (ovtun_config_p2p(cfg) || (cfg->ops->l3 && cfg->peer))
		return &cfg->peer->self;
	if (cfg->ops->l3)
		return ovtun_neigh_route(skb);
	return ovtun_fdb_route(tx->ovt, eth_hdr(skb)->h_dest);
}

/**
 * ovtun_tx_remote - send a packet to one destination
 * @skb: the packet, not encapsulated; consumed
 * @tx: device, configuration, payload protocol; the rest is filled here
 * @remote: where to
 */
void ovtun_tx_remote(struct sk_buff *skb, struct ovtun_tx *tx,
		     const struct ovtun_remote *remote)
{
	unsigned int len = skb->len;
	enum ovtun_drop drop;

	tx->peer = remote->peer;
	tx->id = remote->has_id ? remote->id : tx->cfg->id;
	ovtun_tx_inherit(skb, tx);
	drop = ovtun_tx_find_path(tx);
	if (!drop)
		drop = ovtun_tx_check_mtu(skb, tx);
	if (drop == OVTUN_TX_TOO_BIG && ovtun_tx_reply_too_big(skb, tx))
		return;
	if (!drop)
		drop = ovtun_tx_encap(skb, tx);
	if (drop) {
		ovtun_drop(tx->ovt, skb, drop);
		return;
	}
	if (ovtun_tx_output(skb, tx)) {
		ovtun_count(tx->ovt, OVTUN_TX_OUTPUT);
		DEV_STATS_INC(tx->ovt->dev, tx_errors);
		return;
	}
	dev_sw_netstats_tx_add(tx->ovt->dev, 1, len);
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
	tx->df = cfg->df == OVTUN_DF_SET;
	if (cfg->df == OVTUN_DF_INHERIT)
		tx->df = proto == htons(ETH_P_IPV6) ||
			 (proto == htons(ETH_P_IP) &&
			  iph->frag_off & htons(IP_DF));
}

static enum ovtun_drop ovtun_tx_find_path(struct ovtun_tx *tx)
{
	struct ovtun_path *path = ovtun_path_get(tx);

	if (IS_ERR(path)) {
		switch (PTR_ERR(path)) {
		case -ENOMEM:
			return OVTUN_TX_NO_MEM;
		case -ELOOP:
			return OVTUN_TX_LOOP;
		default:
			return OVTUN_TX_NO_ROUTE;
		}
	}
	tx->path = path;
	/* Somebody insists on this MTU: what is larger has to be fragmented. */
	if (tx->cfg->family == AF_INET && ip_mtu_locked(path->dst))
		tx->df = false;
	if (tx->ttl)
		return OVTUN_OK;
	if (ovtun_addr_is_multicast(&path->daddr))
		tx->ttl = 1;
	else if (tx->cfg->family == AF_INET)
		tx->ttl = ip4_dst_hoplimit(path->dst);
	else
		tx->ttl = ip6_dst_hoplimit(path->dst);
	return OVTUN_OK;
}

/* What an inner packet may have, from its network header on. */
static int ovtun_tx_mtu(const struct sk_buff *skb, const struct ovtun_tx *tx)
{
	return (int)dst_mtu(tx->path->dst) -
	       (int)(ovtun_ip_hlen(tx->cfg->family) +
		     tx->cfg->ops->hlen(tx->cfg) + skb_network_offset(skb));
}

/* IPv6 need not fit into less than 1280 bytes, RFC 2473 section 7.1. */
static enum ovtun_drop ovtun_tx_check_mtu(const struct sk_buff *skb,
					  struct ovtun_tx *tx)
{
	int mtu = ovtun_tx_mtu(skb, tx);

	if (!tx->df)
		return OVTUN_OK;
	if (skb_protocol(skb, true) == htons(ETH_P_IPV6) &&
	    mtu < IPV6_MIN_MTU) {
		mtu = IPV6_MIN_MTU;
		tx->df = false;
	}
	if (mtu <= 0)
		return OVTUN_TX_TOO_BIG;
	if (skb_is_gso(skb) ? skb_gso_validate_network_len(skb, mtu) :
	    skb->len - skb_network_offset(skb) <= mtu)
		return OVTUN_OK;
	return OVTUN_TX_TOO_BIG;
}

static void ovtun_tx_send_too_big(struct sk_buff *skb, int mtu)
{
	skb_dst_update_pmtu_no_confirm(skb, mtu);
	if (skb->protocol == htons(ETH_P_IPV6))
		icmpv6_ndo_send(skb, ICMPV6_PKT_TOOBIG, 0,
				max(mtu, IPV6_MIN_MTU));
	else if (skb->protocol == htons(ETH_P_IP) &&
		 ip_hdr(skb)->frag_off & htons(IP_DF))
		icmp_ndo_send(skb, ICMP_DEST_UNREACH, ICMP_FRAG_NEEDED,
			      htonl(mtu));
}

/*
 * Tell the sender. Bridged, it has no route to learn the MTU from, so the
 * answer is built in the packet's place and sent up; that consumes @skb.
 */
static bool ovtun_tx_reply_too_big(struct sk_buff *skb,
				   const struct ovtun_tx *tx)
{
	struct net_device *dev = tx->ovt->dev;
	int mtu = max(ovtun_tx_mtu(skb, tx), 0);

	if (!netif_is_any_bridge_port(dev)) {
		ovtun_tx_send_too_big(skb, mtu);
		return false;
	}
	if (skb_tunnel_check_pmtu(skb, tx->path->dst,
				  dst_mtu(tx->path->dst) - mtu, true) <= 0)
		return false;
	ovtun_count(tx->ovt, OVTUN_TX_TOO_BIG);
	DEV_STATS_INC(dev, tx_errors);
	skb_dst_drop(skb);
	skb->pkt_type = PACKET_HOST;
	skb->encapsulation = 0;
	__skb_pull(skb, skb_network_offset(skb));
	dev_sw_netstats_rx_add(dev, skb->len);
	netif_rx(skb);
	return true;
}

/* Room, offloads and the encapsulation header. */
static enum ovtun_drop ovtun_tx_encap(struct sk_buff *skb,
				      const struct ovtun_tx *tx)
{
	const struct ovtun_config *cfg = tx->cfg;
	struct dst_entry *dst = tx->path->dst;
	struct ovtun_dev *ovt = tx->ovt;

	skb_scrub_packet(skb, !net_eq(ovt->net, dev_net(ovt->dev)));
	if (skb_cow_head(skb, LL_RESERVED_SPACE(dst_dev(dst)) +
			      dst->header_len + ovtun_ip_hlen(cfg->family) +
			      cfg->ops->hlen(cfg)))
		return OVTUN_TX_NO_MEM;
	if (iptunnel_handle_offloads(skb, cfg->ops->gso_type(cfg)))
		return OVTUN_TX_NO_MEM;
	cfg->ops->push(skb, tx);
	skb_clear_hash_if_not_l4(skb);
	return OVTUN_OK;
}

static int ovtun_tx_output4(struct sk_buff *skb, const struct ovtun_tx *tx)
{
	const struct ovtun_path *path = tx->path;
	struct iphdr *iph;

	memset(IPCB(skb), 0, sizeof(*IPCB(skb)));
	iph = skb_push(skb, sizeof(*iph));
	skb_reset_network_header(skb);
	iph->version = 4;
	iph->ihl = sizeof(*iph) / 4;
	iph->tos = tx->ecn;
	iph->frag_off = tx->df ? htons(IP_DF) : 0;
	iph->ttl = tx->ttl;
	iph->protocol = tx->cfg->ops->ipproto;
	iph->saddr = path->saddr.s6_addr32[3];
	iph->daddr = path->daddr.s6_addr32[3];
	__ip_select_ident(tx->ovt->net, iph, skb_shinfo(skb)->gso_segs ?: 1);
	return ip_local_out(tx->ovt->net, NULL, skb);
}

static int ovtun_tx_output6(struct sk_buff *skb, const struct ovtun_tx *tx)
{
	struct ipv6hdr *ip6h;

	memset(IP6CB(skb), 0, sizeof(*IP6CB(skb)));
	ip6h = skb_push(skb, sizeof(*ip6h));
	skb_reset_network_header(skb);
	ip6_flow_hdr(ip6h, tx->ecn, tx->cfg->label);
	ip6h->nexthdr = tx->cfg->ops->ipproto;
	ip6h->hop_limit = tx->ttl;
	ip6h->saddr = tx->path->saddr;
	ip6h->daddr = tx->path->daddr;
	skb->ignore_df = !tx->df;
	return ip6_local_out(tx->ovt->net, NULL, skb);
}

/*
 * The outer header, and off. The path outlives the packet's stay in this RCU
 * section; whoever queues the packet takes a reference to the route.
 * Return: 0, or an error when the stack has dropped the packet
 */
static int ovtun_tx_output(struct sk_buff *skb, const struct ovtun_tx *tx)
{
	int err;

	skb_dst_set_noref(skb, tx->path->dst);
	skb->ignore_df = 0;
	/* With a queue on the way the core does not count. */
	dev_xmit_recursion_inc();
	if (tx->cfg->family == AF_INET)
		err = ovtun_tx_output4(skb, tx);
	else
		err = ovtun_tx_output6(skb, tx);
	dev_xmit_recursion_dec();
	return net_xmit_eval(err);
}
