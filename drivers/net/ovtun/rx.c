// SPDX-License-Identifier: GPL-2.0
/* From the underlay into the device, top down from ovtun_rx(). */

#include <linux/etherdevice.h>
#include <net/dst_metadata.h>
#include <net/inet_ecn.h>
#include <net/ip_tunnels.h>

#include "ovtun.h"

static enum ovtun_drop ovtun_rx_accept(struct sk_buff *skb,
				       struct ovtun_rx *rx);
static enum ovtun_drop ovtun_rx_decap(struct sk_buff *skb,
				      const struct ovtun_rx *rx);
static enum ovtun_drop ovtun_rx_frame(struct sk_buff *skb,
				      struct net_device *dev);
static enum ovtun_drop ovtun_rx_learn(const struct sk_buff *skb,
				      const struct ovtun_rx *rx);
static void ovtun_rx_deliver(struct sk_buff *skb, const struct ovtun_rx *rx);

/**
 * ovtun_rx - take a packet that belongs to a device
 * @skb: consumed; data and transport header are at the outer UDP or GRE header
 * @rx: what the encapsulation's parser and ovtun_demux_find() have found
 *
 * RCU, BH disabled.
 */
void ovtun_rx(struct sk_buff *skb, struct ovtun_rx *rx)
{
	enum ovtun_drop drop;

	drop = ovtun_rx_accept(skb, rx);
	if (!drop && !rx->early && rx->cfg->flags & OVTUN_F_FASTPATH)
		ovtun_ingress_note(rx, skb);
	if (!drop && rx->cfg->flags & OVTUN_F_EXTERNAL)
		drop = ovtun_meta_rx(skb, rx);
	if (!drop)
		drop = ovtun_rx_decap(skb, rx);
	if (!drop)
		drop = ovtun_rx_learn(skb, rx);
	if (!drop) {
		ovtun_rx_deliver(skb, rx);
		return;
	}
	if (rx->meta)
		dst_release(&rx->meta->dst);
	ovtun_rx_drop(rx, skb, drop);
}

/* Does the device want it, and from this sender? */
static enum ovtun_drop ovtun_rx_accept(struct sk_buff *skb,
				       struct ovtun_rx *rx)
{
	const struct ovtun_config *cfg = rx->cfg;

	rx->peer = ovtun_peer_sender(cfg->ovt, &rx->saddr);
	if (!netif_running(cfg->ovt->dev))
		return OVTUN_RX_DOWN;
	if (ipv6_addr_equal(&rx->saddr, &rx->daddr) ||
	    ipv6_addr_equal(&rx->saddr, &cfg->local))
		return OVTUN_RX_OWN_ADDRESS;
	if (!(rx->peer && READ_ONCE(rx->peer->known)) &&
	    ovtun_config_strict(cfg) && ipv6_addr_any(&rx->seg->group) &&
	    !ovtun_peer_is_known(cfg->ovt, &rx->saddr))
		return OVTUN_RX_UNKNOWN_PEER;
	if (rx->peer)
		ovtun_touch(&rx->peer->seen);
	return cfg->ops->verify(skb, rx);
}

/* Without ECN outside nothing is to be done, RFC 6040 section 4.2. */
static int ovtun_rx_ecn(struct sk_buff *skb, const struct ovtun_rx *rx,
			const void *outer)
{
	u8 tos = rx->key.flags & OVTUN_DEMUX_IPV6 ? ipv6_get_dsfield(outer) :
		 ((const struct iphdr *)outer)->tos;

	if (INET_ECN_is_not_ect(tos))
		return 0;
	if (rx->key.flags & OVTUN_DEMUX_IPV6)
		return IP6_ECN_decapsulate(outer, skb);
	return IP_ECN_decapsulate(outer, skb);
}

/* Take the outer headers off. skb->head may move. */
static enum ovtun_drop ovtun_rx_decap(struct sk_buff *skb,
				      const struct ovtun_rx *rx)
{
	unsigned int outer = skb_network_header(skb) - skb->head;
	struct ovtun_dev *ovt = rx->cfg->ovt;
	bool l3 = rx->cfg->ops->l3;

	if (!l3 && skb->len < rx->hlen + ETH_HLEN)
		return OVTUN_RX_SHORT_FRAME;
	if (__iptunnel_pull_header(skb, rx->hlen, rx->proto, l3,
				   !net_eq(ovt->net, dev_net(ovt->dev))))
		return OVTUN_RX_NO_MEM;
	/* ECN is in the inner IP header, behind all VLAN tags. */
	skb_reset_mac_header(skb);
	skb->mac_len = l3 ? 0 : ETH_HLEN;
	if (skb_vlan_inet_prepare(skb, l3))
		return OVTUN_RX_INNER_HEADER;
	if (ovtun_rx_ecn(skb, rx, skb->head + outer) > 1)
		return OVTUN_RX_ECN;
	if (!l3)
		return ovtun_rx_frame(skb, ovt->dev);
	skb->dev = ovt->dev;
	skb->pkt_type = PACKET_HOST;
	return OVTUN_OK;
}

static enum ovtun_drop ovtun_rx_frame(struct sk_buff *skb,
				      struct net_device *dev)
{
	skb->protocol = eth_type_trans(skb, dev);
	skb_postpull_rcsum(skb, eth_hdr(skb), ETH_HLEN);
	skb_reset_network_header(skb);
	if (ether_addr_equal(eth_hdr(skb)->h_source, dev->dev_addr))
		return OVTUN_RX_LOOP;
	return OVTUN_OK;
}

static enum ovtun_drop ovtun_rx_learn(const struct sk_buff *skb,
				      const struct ovtun_rx *rx)
{
	const struct ovtun_config *cfg = rx->cfg;
	const u8 *mac;

	if (cfg->ops->l3 || !(cfg->flags & OVTUN_F_LEARN) || rx->nolearn ||
	    !READ_ONCE(rx->seg->learn) || ovtun_config_p2p(cfg))
		return OVTUN_OK;
	mac = eth_hdr(skb)->h_source;
	if (!is_valid_ether_addr(mac))
		return OVTUN_OK;
	return ovtun_fdb_learn(rx, mac);
}

/*
 * How many packets this CPU is handing up at the moment: more than one are
 * tunnels in tunnels, and each costs as much stack as the way up takes.
 */
static DEFINE_PER_CPU(unsigned int, ovtun_rx_depth);

/* Would GRO make fewer packets of such as this one? */
static bool ovtun_rx_aggregates(const struct sk_buff *skb,
				const struct net_device *dev)
{
	if (!(dev->features & NETIF_F_GRO))
		return false;
	if (dev->features & (NETIF_F_GRO_UDP_FWD | NETIF_F_GRO_FRAGLIST))
		return true;
	switch (skb->protocol) {
	case htons(ETH_P_IP):
		return ip_hdr(skb)->protocol != IPPROTO_UDP;
	case htons(ETH_P_IPV6):
		return ipv6_hdr(skb)->nexthdr != IPPROTO_UDP;
	default:
		return true;
	}
}

/* Up the stack, by the device's queue where packets are aggregated. */
static int ovtun_rx_up(struct sk_buff *skb, struct ovtun_dev *ovt)
{
	if (__this_cpu_read(ovtun_rx_depth) ||
	    ovtun_rx_aggregates(skb, ovt->dev))
		return gro_cells_receive(&ovt->gro_cells, skb);
	skb_reset_transport_header(skb);
	__this_cpu_inc(ovtun_rx_depth);
	netif_receive_skb(skb);
	__this_cpu_dec(ovtun_rx_depth);
	return NET_RX_SUCCESS;
}

static void ovtun_rx_deliver(struct sk_buff *skb, const struct ovtun_rx *rx)
{
	struct ovtun_dev *ovt = rx->cfg->ovt;
	enum ovtun_cast cast = OVTUN_UNICAST;
	unsigned int len = skb->len;

	if (!rx->cfg->ops->l3) {
		/* The Ethernet header counts and has been pulled. */
		len += ETH_HLEN;
		cast = ovtun_cast(eth_hdr(skb)->h_dest);
		ovtun_segment_tag(skb, rx->seg);
	}
	/* With metadata the policy is there. */
	if (rx->meta)
		skb_dst_set(skb, &rx->meta->dst);
	else if (rx->has_policy)
		skb->mark = rx->policy;
	if (ovtun_rx_up(skb, ovt) != NET_RX_SUCCESS) {
		ovtun_rx_lost(rx, OVTUN_RX_BACKLOG);
		return;
	}
	dev_sw_netstats_rx_add(ovt->dev, len);
	ovtun_counters_rx(&rx->seg->counters, len, cast);
	if (rx->peer)
		ovtun_counters_rx(&rx->peer->counters, len, cast);
}
