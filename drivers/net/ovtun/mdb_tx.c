// SPDX-License-Identifier: GPL-2.0
/* Where multicast packets go by the multicast database. */

#include <linux/igmp.h>
#include <linux/in.h>
#include <net/ipv6.h>

#include "ovtun.h"

/* Queries and reports are for all, whoever wants the group. */
static bool ovtun_mdb_key4(const struct sk_buff *skb, struct ovtun_mdb_key *key)
{
	const struct iphdr *iph = ip_hdr(skb);

	if (iph->protocol == IPPROTO_IGMP || !ipv4_is_multicast(iph->daddr))
		return false;
	ipv6_addr_set_v4mapped(iph->saddr, &key->source);
	ipv6_addr_set_v4mapped(iph->daddr, &key->group);
	return true;
}

/* Likewise. Multicast Listener Discovery has a router alert, RFC 3810 5. */
static bool ovtun_mdb_key6(struct sk_buff *skb, struct ovtun_mdb_key *key)
{
	const struct ipv6hdr *ip6h = ipv6_hdr(skb);
	const u8 *next;
	u8 buf;

	if (!ipv6_addr_is_multicast(&ip6h->daddr))
		return false;
	if (ip6h->nexthdr == NEXTHDR_HOP) {
		next = skb_header_pointer(skb, skb_network_offset(skb) +
					  sizeof(*ip6h), sizeof(buf), &buf);
		if (!next || *next == NEXTHDR_ICMP)
			return false;
	}
	key->source = ip6h->saddr;
	key->group = ip6h->daddr;
	return true;
}

/* All others: but who shares a link must not miss what is for its link. */
static bool ovtun_mdb_key_rest(struct ovtun_mdb_key *key)
{
	if (ipv6_addr_v4mapped(&key->group)) {
		if (ipv4_is_local_multicast(key->group.s6_addr32[3]))
			return false;
		key->group.s6_addr32[3] = 0;
		return true;
	}
	if (ipv6_addr_type(&key->group) & IPV6_ADDR_LINKLOCAL)
		return false;
	key->group = in6addr_any;
	return true;
}

/* By source and group, by the group, or with all that have no entry. */
static struct ovtun_mdb *ovtun_mdb_route(struct sk_buff *skb,
					 const struct ovtun_tx *tx)
{
	struct ovtun_mdb_key key = { .id = tx->fdb_id };
	const struct ethhdr *eth = eth_hdr(skb);
	struct ovtun_mdb *mdb;

	if (ovtun_cast(eth->h_dest) != OVTUN_MULTICAST)
		return NULL;
	if (eth->h_proto == htons(ETH_P_IP)) {
		if (!ovtun_mdb_key4(skb, &key))
			return NULL;
	} else if (eth->h_proto != htons(ETH_P_IPV6) ||
		   !ovtun_mdb_key6(skb, &key)) {
		return NULL;
	}
	mdb = ovtun_mdb_find(tx->ovt, &key);
	if (mdb)
		return mdb;
	key.source = in6addr_any;
	mdb = ovtun_mdb_find(tx->ovt, &key);
	if (mdb || !ovtun_mdb_key_rest(&key))
		return mdb;
	return ovtun_mdb_find(tx->ovt, &key);
}

/**
 * ovtun_mdb_xmit - send a frame by the multicast database
 * @skb: the frame; data is at its Ethernet header, the network header is set
 * @tx: device, configuration, segment, payload protocol
 *
 * Return: true when there is an entry, and @skb is consumed
 */
bool ovtun_mdb_xmit(struct sk_buff *skb, struct ovtun_tx *tx)
{
	const struct ovtun_mdb_dst *dst, *first = NULL;
	const struct ovtun_mdb *mdb;
	struct sk_buff *copy;

	mdb = ovtun_config_p2p(tx->cfg) ? NULL : ovtun_mdb_route(skb, tx);
	if (!mdb)
		return false;
	tx->cast = OVTUN_MULTICAST;
	list_for_each_entry_rcu(dst, &mdb->dsts, node) {
		if (dst->idle)
			continue;
		if (!first) {
			first = dst;
			continue;
		}
		copy = ovtun_copy(skb, tx->ovt->dev);
		tx->peer = dst->remote.peer;
		if (copy)
			ovtun_tx_remote(copy, tx, &dst->remote);
		else
			ovtun_tx_drop(tx, NULL, OVTUN_TX_NO_MEM);
	}
	if (first)
		ovtun_tx_remote(skb, tx, &first->remote);
	else
		ovtun_tx_drop(tx, skb, OVTUN_TX_NO_REMOTE);
	return true;
}
