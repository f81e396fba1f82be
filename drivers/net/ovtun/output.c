// SPDX-License-Identifier: GPL-2.0
/* The outer IP header, and into the underlay. */

#include <net/addrconf.h>
#include <net/ip.h>
#include <net/ip6_route.h>
#include <net/ip_tunnels.h>

#include "ovtun.h"

/* Nobody puts together what is never taken apart, RFC 6864 section 4.1. */
static void ovtun_output_ident(struct sk_buff *skb, const struct ovtun_tx *tx)
{
	if (tx->df)
		ip_hdr(skb)->id = 0;
	else
		__ip_select_ident(tx->ovt->net, ip_hdr(skb),
				  skb_shinfo(skb)->gso_segs ?: 1);
}

static int ovtun_output4(struct sk_buff *skb, const struct ovtun_tx *tx)
{
	const struct ovtun_path *path = tx->path;
	struct iphdr *iph;

	memset(IPCB(skb), 0, sizeof(*IPCB(skb)));
	iph = __skb_push(skb, sizeof(*iph));
	skb_reset_network_header(skb);
	iph->version = 4;
	iph->ihl = sizeof(*iph) / 4;
	iph->tos = tx->ecn;
	iph->frag_off = tx->df ? htons(IP_DF) : 0;
	iph->ttl = tx->ttl;
	iph->protocol = tx->cfg->ops->ipproto;
	iph->saddr = path->saddr.s6_addr32[3];
	iph->daddr = path->daddr.s6_addr32[3];
	ovtun_output_ident(skb, tx);
	return ovtun_direct_output4(skb, tx);
}

static int ovtun_output6(struct sk_buff *skb, const struct ovtun_tx *tx)
{
	const struct ovtun_path *path = tx->path;
	struct ipv6hdr *ip6h;

	memset(IP6CB(skb), 0, sizeof(*IP6CB(skb)));
	ip6h = __skb_push(skb, sizeof(*ip6h));
	skb_reset_network_header(skb);
	ip6_flow_hdr(ip6h, tx->ecn, tx->label);
	ip6h->nexthdr = tx->cfg->ops->ipproto;
	ip6h->hop_limit = tx->ttl;
	ip6h->saddr = path->saddr;
	ip6h->daddr = path->daddr;
	skb->ignore_df = !tx->df;
	/* ip6_local_out() leaves that to its callers. */
	IP6_INC_STATS(tx->ovt->net, ip6_dst_idev(path->dst),
		      IPSTATS_MIB_OUTREQUESTS);
	return ovtun_direct_output6(skb, tx);
}

/**
 * ovtun_output - the outer header, and off
 * @skb: encapsulated; consumed
 * @tx: its way, whose route outlives the packet's stay in this RCU section;
 *	whoever queues the packet takes a reference.
 *
 * Return: 0, or an error when the stack has dropped the packet
 */
int ovtun_output(struct sk_buff *skb, const struct ovtun_tx *tx)
{
	int err;

	skb_dst_set_noref(skb, tx->path->dst);
	skb->ignore_df = 0;
	/* With a queue on the way the core does not count. */
	dev_xmit_recursion_inc();
	if (tx->path->family == AF_INET)
		err = ovtun_output4(skb, tx);
	else
		err = ovtun_output6(skb, tx);
	dev_xmit_recursion_dec();
	return net_xmit_eval(err);
}
