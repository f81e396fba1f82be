// SPDX-License-Identifier: GPL-2.0
/* Packets that are too big for the path, and telling their senders. */

#include <linux/icmpv6.h>
#include <net/gso.h>
#include <net/icmp.h>
#include <net/ip.h>
#include <net/ip_tunnels.h>

#include "ovtun.h"
#include "path.h"

#define OVTUN_PMTU_TAGS_MAX	(4 * VLAN_HLEN)

/* What an inner packet may have, from its network header on. */
static int ovtun_pmtu(const struct sk_buff *skb, const struct ovtun_tx *tx)
{
	return (int)ovtun_path_mtu(tx->path) - (int)tx->path->hlen -
	       skb_network_offset(skb);
}

/**
 * ovtun_pmtu_check - does a packet fit into the path?
 * @skb: the packet, not encapsulated
 * @tx: its way; df is cleared for IPv6 that need not fit into less than 1280
 *	bytes, RFC 2473 section 7.1
 *
 * Return: OVTUN_OK or OVTUN_TX_TOO_BIG
 */
enum ovtun_drop ovtun_pmtu_check(const struct sk_buff *skb,
				 struct ovtun_tx *tx)
{
	int mtu;

	if (!tx->df)
		return OVTUN_OK;
	mtu = ovtun_pmtu(skb, tx);
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

static void ovtun_pmtu_send(struct sk_buff *skb, int mtu)
{
	__be16 proto = skb_protocol(skb, true);

	skb_dst_update_pmtu_no_confirm(skb, mtu);
	if (proto == htons(ETH_P_IPV6))
		icmpv6_ndo_send(skb, ICMPV6_PKT_TOOBIG, 0,
				max(mtu, IPV6_MIN_MTU));
	else if (proto == htons(ETH_P_IP) &&
		 ip_hdr(skb)->frag_off & htons(IP_DF))
		icmp_ndo_send(skb, ICMP_DEST_UNREACH, ICMP_FRAG_NEEDED,
			      htonl(mtu));
}

/*
 * Take the VLAN tags out of a frame, which the core would not see through.
 * Return: their length in bytes, or a negative errno
 */
static int ovtun_pmtu_pop_tags(struct sk_buff *skb, u8 *tags)
{
	int len = skb_network_offset(skb) - ETH_HLEN;
	int err;

	if (len <= 0)
		return 0;
	if (len > OVTUN_PMTU_TAGS_MAX)
		return -EINVAL;
	err = skb_cow_head(skb, 0);
	if (err)
		return err;
	memcpy(tags, skb->data + 2 * ETH_ALEN, len);
	memmove(skb->data + len, skb->data, 2 * ETH_ALEN);
	__skb_pull(skb, len);
	skb_reset_mac_header(skb);
	skb->protocol = eth_hdr(skb)->h_proto;
	return len;
}

/* And back into the answer. */
static int ovtun_pmtu_push_tags(struct sk_buff *skb, const u8 *tags, int len)
{
	int err;

	if (!len)
		return 0;
	err = skb_cow_head(skb, len);
	if (err)
		return err;
	__skb_push(skb, len);
	memmove(skb->data, skb->data + len, 2 * ETH_ALEN);
	memcpy(skb->data + 2 * ETH_ALEN, tags, len);
	skb_reset_mac_header(skb);
	skb->protocol = eth_hdr(skb)->h_proto;
	return 0;
}

/**
 * ovtun_pmtu_reply - tell the sender that a packet is too big
 * @skb: the packet, not encapsulated
 * @tx: its way
 *
 * Bridged, the sender has no route to learn the MTU from, so the answer is
 * built in the packet's place and sent up, with the VLAN tags of the
 * packet.
 *
 * Return: true when that has consumed @skb
 */
bool ovtun_pmtu_reply(struct sk_buff *skb, const struct ovtun_tx *tx)
{
	struct net_device *dev = tx->ovt->dev;
	int mtu = max(ovtun_pmtu(skb, tx), 0);
	u8 tags[OVTUN_PMTU_TAGS_MAX];
	int len;

	if (!netif_is_any_bridge_port(dev)) {
		ovtun_pmtu_send(skb, mtu);
		return false;
	}
	len = ovtun_pmtu_pop_tags(skb, tags);
	if (len < 0 ||
	    skb_tunnel_check_pmtu(skb, tx->path->dst,
				  ovtun_path_mtu(tx->path) - mtu, true) <= 0 ||
	    ovtun_pmtu_push_tags(skb, tags, len))
		return false;
	ovtun_segment_tag(skb, tx->seg);
	ovtun_count(tx->ovt, OVTUN_TX_TOO_BIG);
	DEV_STATS_INC(dev, tx_errors);
	ovtun_meta_answer(skb, tx);
	skb->pkt_type = PACKET_HOST;
	skb->encapsulation = 0;
	__skb_pull(skb, ETH_HLEN);
	skb_reset_network_header(skb);
	dev_sw_netstats_rx_add(dev, skb->len);
	netif_rx(skb);
	return true;
}
