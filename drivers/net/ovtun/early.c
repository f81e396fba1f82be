// SPDX-License-Identifier: GPL-2.0
/*
 * Straight from PRE_ROUTING, past the input path of the IP stack.
 *
 * Between PRE_ROUTING and a tunnel a packet passes the route lookup with its
 * source checks, netfilter's LOCAL_IN, the IPsec policy check, and for UDP the
 * search for a socket. What the stack has once said of a sender, it will say
 * again, as long as routes and settings are the same: so a packet is taken here
 * when one between the same addresses by the same device went all the way
 * before and nobody else looks at packets on that way, see ingress.c, and when
 * it is whole and plain. Every other one is left to the stack.
 *
 * The hook comes behind all rules at PRE_ROUTING. Packet sockets, XDP and
 * classifiers come before.
 */

#include <linux/netfilter_bridge.h>
#include <linux/netfilter_ipv4.h>
#include <linux/netfilter_ipv6.h>
#include <linux/udp.h>
#include <net/ip6_checksum.h>
#include <net/ip6_fib.h>
#include <net/ip_fib.h>
#include <net/udp.h>
#include <net/xfrm.h>

#include "encap.h"
#include "ovtun.h"

static const struct nf_hook_ops ovtun_early_ops[2];

/*
 * Several datagrams in one, from a receiver that aggregates or a sender that
 * leaves segmentation to the device: the UDP socket takes them apart.
 */
static bool ovtun_early_many(const struct sk_buff *skb)
{
	return skb_is_gso(skb) && skb_shinfo(skb)->gso_type &
	       (SKB_GSO_UDP_L4 | SKB_GSO_FRAGLIST);
}

/*
 * Is there nothing about it that the stack would have to look at? What comes
 * back from a user-space queue is no hurry, and finds BH enabled.
 */
static bool ovtun_early_plain(const struct sk_buff *skb,
			      const struct net_device *in)
{
	return softirq_count() && skb->pkt_type == PACKET_HOST &&
	       !skb->mark && !skb->sk &&
	       !skb_dst(skb) && !secpath_exists(skb) &&
	       !nf_bridge_in_prerouting(skb) && !ovtun_early_many(skb) &&
	       !netif_is_l3_slave(in) && !netif_is_l3_master(in);
}

/*
 * Is the UDP checksum right? Where it is not, the stack will say so. Data is at
 * the UDP header.
 */
static inline bool ovtun_early_csum_ok(struct sk_buff *skb, bool ipv6)
{
	const struct udphdr *uh = udp_hdr(skb);

	if (udp_get_len(skb, uh, 0) != skb->len)
		return false;
	if (!uh->check)
		return true;
	return ipv6 ? !skb_checksum_validate(skb, IPPROTO_UDP,
					     ip6_compute_pseudo) :
		      !skb_checksum_validate(skb, IPPROTO_UDP,
					     inet_compute_pseudo);
}

/* What the stack would have counted. */
static void ovtun_early_count(const struct sk_buff *skb, struct net *net,
			      bool ipv6, bool udp)
{
	if (ipv6)
		__IP6_INC_STATS(net, __in6_dev_get(skb->dev),
				IPSTATS_MIB_INDELIVERS);
	else
		__IP_INC_STATS(net, IPSTATS_MIB_INDELIVERS);
	if (udp && ipv6)
		__UDP6_INC_STATS(net, UDP_MIB_INDATAGRAMS);
	else if (udp)
		__UDP_INC_STATS(net, UDP_MIB_INDATAGRAMS);
}

/* Whose is it, and has the stack let such a packet pass? */
static inline bool ovtun_early_find(struct sk_buff *skb, struct ovtun_rx *rx,
				    u8 proto)
{
	const struct ovtun_encap_ops *ops = &ovtun_gre_ops;

	if (proto == IPPROTO_UDP) {
		if (!pskb_may_pull(skb, skb_transport_offset(skb) +
					sizeof(struct udphdr)))
			return false;
		rx->key.port = udp_hdr(skb)->dest;
		ops = ovtun_sock_ops(rx->on, rx->key.port,
				     rx->key.flags & OVTUN_DEMUX_IPV6 ?
				     AF_INET6 : AF_INET);
		if (!ops)
			return false;
	}
	return ovtun_ingress_known(rx, skb) && !ops->parse(skb, rx) &&
	       ovtun_demux_find(rx) && rx->cfg->flags & OVTUN_F_FASTPATH;
}

/* Twice in the code, for the packets' sake: each knows its family. */
static __always_inline unsigned int
ovtun_early(struct sk_buff *skb, struct ovtun_net *on, u8 proto, bool ipv6)
{
	struct ovtun_rx rx = { .on = on, .early = true };
	bool udp = proto == IPPROTO_UDP;
	unsigned int thoff;

	if (ipv6)
		ovtun_rx_outer6(&rx, ipv6_hdr(skb));
	else
		ovtun_rx_outer4(&rx, ip_hdr(skb));
	if (!ovtun_early_find(skb, &rx, proto))
		return NF_ACCEPT;
	thoff = skb_transport_offset(skb);
	__skb_pull(skb, thoff);
	if (ipv6)
		skb_postpull_rcsum(skb, skb_network_header(skb), thoff);
	if (udp && !ovtun_early_csum_ok(skb, ipv6)) {
		if (ipv6)
			skb_postpush_rcsum(skb, skb_network_header(skb), thoff);
		__skb_push(skb, thoff);
		return NF_ACCEPT;
	}
	ovtun_early_count(skb, on->net, ipv6, udp);
	ovtun_events_fast(rx.cfg->ovt->events, OVTUN_RX_FAST);
	ovtun_rx(skb, &rx);
	return NF_STOLEN;
}

/* A rule may have the same priority, and then it may come later. */
static bool ovtun_early_last(const struct nf_hook_state *state)
{
	bool ipv6 = state->pf == NFPROTO_IPV6;
	const struct net *net = state->net;
	const struct nf_hook_entries *e;

	if (ipv6)
		e = rcu_dereference(net->nf.hooks_ipv6[NF_INET_PRE_ROUTING]);
	else
		e = rcu_dereference(net->nf.hooks_ipv4[NF_INET_PRE_ROUTING]);
	return e && e->hooks[e->num_hook_entries - 1].hook ==
		    ovtun_early_ops[ipv6].hook;
}

static unsigned int ovtun_early4(void *priv, struct sk_buff *skb,
				 const struct nf_hook_state *state)
{
	const struct iphdr *iph = ip_hdr(skb);
	struct ovtun_net *on;

	if ((iph->protocol != IPPROTO_UDP && iph->protocol != IPPROTO_GRE) ||
	    ip_is_fragment(iph) || iph->ihl != sizeof(*iph) / 4 ||
	    !ovtun_early_plain(skb, state->in) || !ovtun_early_last(state))
		return NF_ACCEPT;
	on = ovtun_net(state->net);
	if (ovtun_ingress_watched(on, iph->protocol, false) ||
	    (fib4_has_custom_rules(state->net) &&
	     ovtun_path_dissected(state->net, skb, false)))
		return NF_ACCEPT;
	return ovtun_early(skb, on, iph->protocol, false);
}

static unsigned int ovtun_early6(void *priv, struct sk_buff *skb,
				 const struct nf_hook_state *state)
{
	const struct ipv6hdr *ip6h = ipv6_hdr(skb);
	struct ovtun_net *on;

	if ((ip6h->nexthdr != IPPROTO_UDP && ip6h->nexthdr != IPPROTO_GRE) ||
	    ip6_flowlabel(ip6h) || !ovtun_early_plain(skb, state->in) ||
	    !ovtun_early_last(state))
		return NF_ACCEPT;
	on = ovtun_net(state->net);
	if (ovtun_ingress_watched(on, ip6h->nexthdr, true) ||
	    (fib6_has_custom_rules(state->net) &&
	     ovtun_path_dissected(state->net, skb, true)))
		return NF_ACCEPT;
	return ovtun_early(skb, on, ip6h->nexthdr, true);
}

static const struct nf_hook_ops ovtun_early_ops[2] = {
	{
		.hook		= ovtun_early4,
		.pf		= NFPROTO_IPV4,
		.hooknum	= NF_INET_PRE_ROUTING,
		.priority	= NF_IP_PRI_LAST,
	},
	{
		.hook		= ovtun_early6,
		.pf		= NFPROTO_IPV6,
		.hooknum	= NF_INET_PRE_ROUTING,
		.priority	= NF_IP6_PRI_LAST,
	},
};

/**
 * ovtun_early_get - one more device of this namespace has the fast path
 * @net: namespace of the underlay
 * @family: AF_INET or AF_INET6
 *
 * Return: 0 or a negative errno
 */
int ovtun_early_get(struct net *net, sa_family_t family)
{
	struct ovtun_net *on = ovtun_net(net);
	bool ipv6 = family == AF_INET6;
	int err = 0;

	ASSERT_RTNL();
	if (!on->early[ipv6])
		err = ovtun_ingress_init(on) ?:
		      nf_register_net_hook(net, &ovtun_early_ops[ipv6]);
	if (!err)
		on->early[ipv6]++;
	return err;
}

void ovtun_early_put(struct net *net, sa_family_t family)
{
	struct ovtun_net *on = ovtun_net(net);
	bool ipv6 = family == AF_INET6;

	ASSERT_RTNL();
	if (--on->early[ipv6])
		return;
	nf_unregister_net_hook(net, &ovtun_early_ops[ipv6]);
	if (!on->early[!ipv6])
		ovtun_ingress_flush(on);
}
