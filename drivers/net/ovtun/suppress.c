// SPDX-License-Identifier: GPL-2.0
/*
 * Answers to ARP requests and neighbour solicitations in the place of a peer,
 * RFC 9161.
 *
 * Only a question to all, or to a group, whose answer the neighbour table is
 * sure of, is answered, and goes no further. Everything else is sent on like
 * any other frame: who probes an address before it takes it, or announces one,
 * has to be heard by whoever has it already, and the probe of a neighbour that
 * is known is for that neighbour.
 */

#include <linux/icmpv6.h>
#include <linux/if_arp.h>
#include <net/arp.h>
#include <net/ip6_checksum.h>
#include <net/ndisc.h>

#include "ovtun.h"

/* RFC 826, for Ethernet and IPv4 */
struct ovtun_arp {
	struct arphdr head;
	u8 sender_mac[ETH_ALEN];
	__be32 sender;
	u8 target_mac[ETH_ALEN];
	__be32 target;
} __packed;

/**
 * struct ovtun_question - who has this address?
 * @target: the address, v4mapped for IPv4
 * @asker: link-layer address of who asks
 * @answer: link-layer address of @target
 * @router: @target is a router
 */
struct ovtun_question {
	struct in6_addr target;
	u8 asker[ETH_ALEN];
	u8 answer[ETH_ALEN];
	bool router;
};

/*
 * Whose neighbours are those of the segment? The addresses of two VLANs may be
 * the same, so it is the VLAN device above a trunk, if there is one. One that
 * is above a bridge knows neighbours that are not behind this device.
 */
static struct net_device *ovtun_suppress_dev(const struct ovtun_tx *tx)
{
	struct net_device *dev = tx->ovt->dev, *vlan;
	u16 vid = READ_ONCE(tx->seg->vlan);

	if (!vid || vid == OVTUN_VLAN_NONE)
		return dev;
	vlan = __vlan_find_dev_deep_rcu(dev, htons(ETH_P_8021Q), vid);
	return vlan && vlan_dev_real_dev(vlan) == dev ? vlan : dev;
}

static bool ovtun_suppress_known(struct ovtun_question *q, struct neighbour *n)
{
	bool known = READ_ONCE(n->nud_state) & NUD_CONNECTED;

	neigh_ha_snapshot(q->answer, n, n->dev);
	q->router = READ_ONCE(n->flags) & NTF_ROUTER;
	neigh_release(n);
	return known && is_valid_ether_addr(q->answer);
}

static bool ovtun_suppress_find(const struct ovtun_tx *tx,
				struct ovtun_question *q)
{
	struct net_device *dev = ovtun_suppress_dev(tx);
	struct neighbour *n;

	if (ipv6_addr_v4mapped(&q->target))
		n = neigh_lookup(&arp_tbl, &q->target.s6_addr32[3], dev);
	else
		n = neigh_lookup(&nd_tbl, &q->target, dev);
	if (n && ovtun_suppress_known(q, n))
		/* Who has moved to this side asks about its own address. */
		return !ether_addr_equal(q->answer, q->asker);
	if (tx->cfg->flags & OVTUN_F_L3MISS)
		ovtun_miss(tx, NULL, &q->target);
	return false;
}

static bool ovtun_arp_is_question(const struct ovtun_arp *arp)
{
	const struct arphdr *head = &arp->head;

	return head->ar_hrd == htons(ARPHRD_ETHER) &&
	       head->ar_pro == htons(ETH_P_IP) &&
	       head->ar_hln == ETH_ALEN && head->ar_pln == sizeof(__be32) &&
	       head->ar_op == htons(ARPOP_REQUEST) &&
	       is_valid_ether_addr(arp->sender_mac) &&
	       !ipv4_is_zeronet(arp->sender) && arp->sender != arp->target &&
	       !ipv4_is_zeronet(arp->target) &&
	       !ipv4_is_loopback(arp->target) &&
	       !ipv4_is_multicast(arp->target);
}

/* The answer to an ARP request, from its Ethernet header on, or NULL. */
static struct sk_buff *ovtun_suppress_arp(struct sk_buff *skb,
					  const struct ovtun_tx *tx)
{
	struct ovtun_question q;
	const struct ovtun_arp *arp;

	if (!pskb_network_may_pull(skb, sizeof(*arp)))
		return NULL;
	arp = (const struct ovtun_arp *)skb_network_header(skb);
	if (!ovtun_arp_is_question(arp))
		return NULL;
	ipv6_addr_set_v4mapped(arp->target, &q.target);
	memcpy(q.asker, arp->sender_mac, ETH_ALEN);
	if (!ovtun_suppress_find(tx, &q))
		return NULL;
	return arp_create(ARPOP_REPLY, ETH_P_ARP, arp->sender, tx->ovt->dev,
			  arp->target, q.asker, q.answer, q.asker);
}

/* A solicitation with @len bytes of ICMPv6, pulled, or NULL; RFC 4861 7.1.1 */
static const struct nd_msg *ovtun_nd_question(struct sk_buff *skb,
					      unsigned int *len)
{
	const struct ipv6hdr *ip6h = ipv6_hdr(skb);
	const struct nd_msg *ns;

	*len = ntohs(ip6h->payload_len);
	if (ip6h->version != 6 || ip6h->nexthdr != IPPROTO_ICMPV6 ||
	    ip6h->hop_limit != 255 || *len < sizeof(*ns) ||
	    !pskb_network_may_pull(skb, sizeof(*ip6h) + *len))
		return NULL;
	ip6h = ipv6_hdr(skb);
	ns = (const struct nd_msg *)(ip6h + 1);
	if (ns->icmph.icmp6_type != NDISC_NEIGHBOUR_SOLICITATION ||
	    ns->icmph.icmp6_code || ipv6_addr_any(&ip6h->saddr) ||
	    ipv6_addr_is_multicast(&ip6h->saddr) ||
	    ipv6_addr_equal(&ip6h->saddr, &ns->target) ||
	    ipv6_addr_any(&ns->target) || ipv6_addr_loopback(&ns->target) ||
	    ipv6_addr_is_multicast(&ns->target) ||
	    ipv6_addr_v4mapped(&ns->target))
		return NULL;
	return ns;
}

/*
 * Who asks, by its source link-layer address option, if it has one.
 * Return: false when the options, @len bytes, are malformed
 */
static bool ovtun_nd_asker(const u8 *opt, unsigned int len, u8 *mac)
{
	unsigned int size;

	for (; len; opt += size, len -= size) {
		if (len < sizeof(struct nd_opt_hdr))
			return false;
		size = opt[1] * 8;
		if (!size || size > len)
			return false;
		if (opt[0] == ND_OPT_SOURCE_LL_ADDR && size == 8)
			memcpy(mac, opt + sizeof(struct nd_opt_hdr), ETH_ALEN);
	}
	return is_valid_ether_addr(mac);
}

/* A solicited neighbour advertisement, from its Ethernet header on, or NULL. */
static struct sk_buff *ovtun_nd_answer(struct net_device *dev,
				       const struct ovtun_question *q,
				       const struct in6_addr *to)
{
	const unsigned int len = sizeof(struct nd_msg) + 8;
	struct ipv6hdr *ip6h;
	struct sk_buff *skb;
	struct ethhdr *eth;
	struct nd_msg *na;

	skb = netdev_alloc_skb_ip_align(dev, ETH_HLEN + sizeof(*ip6h) + len);
	if (!skb)
		return NULL;
	eth = skb_put(skb, sizeof(*eth));
	ether_addr_copy(eth->h_dest, q->asker);
	ether_addr_copy(eth->h_source, q->answer);
	eth->h_proto = htons(ETH_P_IPV6);
	ip6h = skb_put_zero(skb, sizeof(*ip6h));
	ip6h->version = 6;
	ip6h->payload_len = htons(len);
	ip6h->nexthdr = IPPROTO_ICMPV6;
	ip6h->hop_limit = 255;
	ip6h->saddr = q->target;
	ip6h->daddr = *to;
	na = skb_put_zero(skb, len);
	na->icmph.icmp6_type = NDISC_NEIGHBOUR_ADVERTISEMENT;
	na->icmph.icmp6_router = q->router;
	na->icmph.icmp6_solicited = 1;
	na->icmph.icmp6_override = 1;
	na->target = q->target;
	na->opt[0] = ND_OPT_TARGET_LL_ADDR;
	na->opt[1] = 1;
	memcpy(na->opt + sizeof(struct nd_opt_hdr), q->answer, ETH_ALEN);
	na->icmph.icmp6_cksum = csum_ipv6_magic(&ip6h->saddr, &ip6h->daddr,
						len, IPPROTO_ICMPV6,
						csum_partial(na, len, 0));
	return skb;
}

/* The answer to a neighbour solicitation, or NULL. */
static struct sk_buff *ovtun_suppress_nd(struct sk_buff *skb,
					 const struct ovtun_tx *tx)
{
	struct ovtun_question q;
	const struct nd_msg *ns;
	unsigned int len;

	ns = ovtun_nd_question(skb, &len);
	if (!ns)
		return NULL;
	q.target = ns->target;
	ether_addr_copy(q.asker, eth_hdr(skb)->h_source);
	if (!ovtun_nd_asker(ns->opt, len - sizeof(*ns), q.asker) ||
	    !ovtun_suppress_find(tx, &q))
		return NULL;
	return ovtun_nd_answer(tx->ovt->dev, &q, &ipv6_hdr(skb)->saddr);
}

/* @skb comes up as if the peer had sent it. Consumes @skb. */
static void ovtun_suppress_deliver(struct sk_buff *skb,
				   const struct ovtun_tx *tx)
{
	struct net_device *dev = tx->ovt->dev;
	unsigned int len = skb->len;

	skb->ip_summed = CHECKSUM_UNNECESSARY;
	skb->protocol = eth_type_trans(skb, dev);
	ovtun_segment_tag(skb, tx->seg);
	ovtun_meta_answer(skb, tx);
	ovtun_count(tx->ovt, OVTUN_TX_ANSWERED);
	if (netif_rx(skb) == NET_RX_SUCCESS)
		dev_sw_netstats_rx_add(dev, len);
}

/**
 * ovtun_suppress - answer a frame instead of sending it, if that is possible
 * @skb: the frame; data is at its Ethernet header, the network header is set
 * @tx: device, configuration with OVTUN_F_PROXY, segment
 *
 * Return: true when @skb has been answered and consumed; its head may have
 * moved otherwise
 */
bool ovtun_suppress(struct sk_buff *skb, const struct ovtun_tx *tx)
{
	const struct ethhdr *eth = eth_hdr(skb);
	struct sk_buff *answer = NULL;

	if (tx->ovt->dev->flags & IFF_NOARP || skb_vlan_tag_present(skb) ||
	    !is_multicast_ether_addr(eth->h_dest))
		return false;
	if (eth->h_proto == htons(ETH_P_ARP))
		answer = ovtun_suppress_arp(skb, tx);
	else if (eth->h_proto == htons(ETH_P_IPV6) && ipv6_mod_enabled())
		answer = ovtun_suppress_nd(skb, tx);
	if (!answer)
		return false;
	ovtun_suppress_deliver(answer, tx);
	consume_skb(skb);
	return true;
}
