// SPDX-License-Identifier: GPL-2.0
/*
 * A number that differs by inner flow, for the underlay to spread packets by.
 *
 * The core's flow dissector finds it in everything; most packets are TCP or UDP
 * in IP without options, and for those a look into the header does.
 */

#include <linux/jhash.h>
#include <linux/once.h>
#include <net/ip.h>

#include "ovtun.h"

static u32 ovtun_flow_seed __read_mostly;

/* Both ports in one, or 0 where they are not in every packet of the flow. */
static u32 ovtun_flow_ports(const struct sk_buff *skb, u8 proto, int off)
{
	const u32 *ports;
	u32 buf;

	if (proto != IPPROTO_TCP && proto != IPPROTO_UDP)
		return 0;
	ports = skb_header_pointer(skb, off, sizeof(buf), &buf);
	return ports ? *ports : 0;
}

static u32 ovtun_flow_hash4(const struct sk_buff *skb)
{
	const struct iphdr *iph = ip_hdr(skb);
	int off = skb_network_offset(skb) + sizeof(*iph);
	u32 ports = 0;

	if (!ip_is_fragment(iph) && iph->ihl == sizeof(*iph) / 4)
		ports = ovtun_flow_ports(skb, iph->protocol, off);
	return jhash_3words((__force u32)iph->saddr, (__force u32)iph->daddr,
			    ports ^ iph->protocol, ovtun_flow_seed);
}

static u32 ovtun_flow_hash6(const struct sk_buff *skb)
{
	const struct ipv6hdr *ip6h = ipv6_hdr(skb);
	int off = skb_network_offset(skb) + sizeof(*ip6h);
	u32 ports, hash;

	ports = ovtun_flow_ports(skb, ip6h->nexthdr, off);
	hash = jhash2((const u32 *)&ip6h->saddr, 2 * sizeof(ip6h->saddr) / 4,
		      ovtun_flow_seed);
	return jhash_2words(hash, ports ^ ip6h->nexthdr, ovtun_flow_seed);
}

/* The dissector wants the network header in front of a VLAN tag. */
static u32 ovtun_flow_dissect(struct sk_buff *skb, bool frame)
{
	int off = skb_network_offset(skb);
	u32 hash;

	if (frame)
		skb_set_network_header(skb, ETH_HLEN);
	hash = skb_get_hash(skb);
	skb_set_network_header(skb, off);
	if (!hash && frame)
		hash = jhash(skb->data, 2 * ETH_ALEN,
			     (__force u32)skb->protocol);
	return hash;
}

/**
 * ovtun_flow_hash - a hash of the inner flow
 * @skb: the packet, not encapsulated; its IP header is linear. The hash is
 *	noted in it, for queueing by flow.
 * @frame: it begins with an Ethernet header
 *
 * All fragments of a packet have the same.
 *
 * Return: the hash
 */
u32 ovtun_flow_hash(struct sk_buff *skb, bool frame)
{
	u32 hash;

	if (skb->l4_hash || skb->sw_hash)
		return skb->hash;
	net_get_random_once(&ovtun_flow_seed, sizeof(ovtun_flow_seed));
	switch (skb->protocol) {
	case htons(ETH_P_IP):
		hash = ovtun_flow_hash4(skb);
		break;
	case htons(ETH_P_IPV6):
		hash = ovtun_flow_hash6(skb);
		break;
	default:
		return ovtun_flow_dissect(skb, frame);
	}
	__skb_set_sw_hash(skb, hash, true);
	return hash;
}
