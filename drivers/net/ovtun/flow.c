// SPDX-License-Identifier: GPL-2.0
/*
 * A number that differs by inner flow, for the underlay to spread packets by.
 *
 * The core's flow dissector finds it in everything; most packets are TCP or UDP
 * in IP without options, and for those a look into the header does.
 */

#include <linux/hash.h>
#include <linux/jhash.h>
#include <linux/once.h>
#include <net/ip.h>

#include "ovtun.h"

static u64 ovtun_flow_seed __read_mostly;

/*
 * It is to spread packets, and nobody gains by packets of his own that are not
 * spread. So no more than multiplications, whose upper bits depend on all.
 */
static u64 ovtun_flow_mix(u64 hash, u64 word)
{
	hash = (hash ^ word) * GOLDEN_RATIO_64;
	return hash ^ hash >> 32;
}

/* Both ports in one, or 0 where they are not in every packet of the flow. */
static inline u32 ovtun_flow_ports(const struct sk_buff *skb, u8 proto,
				   int off)
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
	u64 hash;

	if (!ip_is_fragment(iph) && iph->ihl == sizeof(*iph) / 4)
		ports = ovtun_flow_ports(skb, iph->protocol, off);
	hash = ovtun_flow_mix(ovtun_flow_seed,
			      get_unaligned((const u64 *)&iph->addrs));
	return ovtun_flow_mix(hash, (u64)ports << 8 | iph->protocol);
}

static u32 ovtun_flow_hash6(const struct sk_buff *skb)
{
	const struct ipv6hdr *ip6h = ipv6_hdr(skb);
	int off = skb_network_offset(skb) + sizeof(*ip6h);
	const u64 *word = (const u64 *)&ip6h->addrs;
	u64 hash = ovtun_flow_seed;
	unsigned int i;
	u32 ports;

	for (i = 0; i < sizeof(ip6h->addrs) / sizeof(*word); i++)
		hash = ovtun_flow_mix(hash, get_unaligned(word + i));
	ports = ovtun_flow_ports(skb, ip6h->nexthdr, off);
	return ovtun_flow_mix(hash, (u64)ports << 8 | ip6h->nexthdr);
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
