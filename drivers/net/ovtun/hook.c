// SPDX-License-Identifier: GPL-2.0
/*
 * Receiving GRE without taking anybody's place.
 *
 * The one receiver that IPv4 and IPv6 have for GRE is ip_gre's and ip6_gre's.
 * So this is a netfilter hook at LOCAL_IN behind all rules: it takes packets
 * that belong to an ovtun device and leaves every other one as it was. Standing
 * before the protocol handlers, it does for its packets what they would have
 * done: policy check, connection tracking, and for IPv6 the walk over extension
 * headers; reassembly is asked of nf_defrag_ipv6.
 */

#include <linux/netfilter_ipv4.h>
#include <linux/netfilter_ipv6.h>
#include <net/addrconf.h>
#include <net/ip.h>
#include <net/ip6_fib.h>
#include <net/l3mdev.h>
#include <net/netfilter/ipv6/nf_defrag_ipv6.h>
#include <net/netfilter/nf_conntrack.h>
#include <net/xfrm.h>

#include "encap.h"
#include "ovtun.h"

#define OVTUN_HOOK_OPTIONS_MAX	64	/* ip6_gre sends 8 */

static void ovtun_hook_count(struct net *net, enum ovtun_wire err)
{
	switch (err) {
	case OVTUN_WIRE_TRUNCATED:
		ovtun_count_net(net, OVTUN_NET_TRUNCATED);
		break;
	case OVTUN_WIRE_BAD_VERSION:
		ovtun_count_net(net, OVTUN_NET_BAD_VERSION);
		break;
	default:
		ovtun_count_net(net, OVTUN_NET_BAD_FLAGS);
		break;
	}
}

/* Whose is the GRE packet whose header is at @thoff? */
static bool ovtun_hook_find(struct sk_buff *skb, struct ovtun_rx *rx, int thoff)
{
	int old = skb_transport_offset(skb);
	enum ovtun_wire err;

	skb_set_transport_header(skb, thoff);
	err = ovtun_gre_parse(skb, rx);
	skb_set_transport_header(skb, old);
	if (err) {
		ovtun_hook_count(rx->on->net, err);
		return false;
	}
	return ovtun_demux_find(rx);
}

/*
 * Connection tracking enters a new connection into its table behind the last
 * hook, which a packet that is taken here does not pass.
 */
static bool ovtun_hook_confirm(struct sk_buff *skb)
{
	const struct nf_ct_hook *hook;
	enum ip_conntrack_info info;
	const struct nf_conn *ct;

	ct = nf_ct_get(skb, &info);
	if (!ct || nf_ct_is_confirmed(ct))
		return true;
	hook = rcu_dereference(nf_ct_hook);
	return !hook || hook->confirm(skb) == NF_ACCEPT;
}

/* The packet is ours: data goes to the GRE header. BH disabled. */
static void ovtun_hook_take_bh(struct sk_buff *skb, struct ovtun_rx *rx,
			       int thoff)
{
	bool ipv6 = rx->key.flags & OVTUN_DEMUX_IPV6;
	bool policy_ok;

	if (ipv6)
		policy_ok = xfrm6_policy_check(NULL, XFRM_POLICY_IN, skb);
	else
		policy_ok = xfrm4_policy_check(NULL, XFRM_POLICY_IN, skb);
	if (!policy_ok || !ovtun_hook_confirm(skb)) {
		ovtun_rx_drop(rx, skb, OVTUN_RX_POLICY);
		return;
	}
	if (!pskb_may_pull(skb, thoff)) {
		ovtun_rx_drop(rx, skb, OVTUN_RX_NO_MEM);
		return;
	}
	__skb_pull(skb, thoff);
	skb_reset_transport_header(skb);
	if (ipv6)
		__IP6_INC_STATS(rx->on->net, ip6_dst_idev(skb_dst(skb)),
				IPSTATS_MIB_INDELIVERS);
	else
		__IP_INC_STATS(rx->on->net, IPSTATS_MIB_INDELIVERS);
	if (ipv6)
		skb_postpull_rcsum(skb, skb_network_header(skb), thoff);
	ovtun_rx(skb, rx);
}

/* A packet that comes back from a user-space queue finds BH enabled. */
static unsigned int ovtun_hook_take(struct sk_buff *skb, struct ovtun_rx *rx,
				    int thoff)
{
	local_bh_disable();
	ovtun_hook_take_bh(skb, rx, thoff);
	local_bh_enable();
	return NF_STOLEN;
}

static unsigned int ovtun_hook4(void *priv, struct sk_buff *skb,
				const struct nf_hook_state *state)
{
	const struct iphdr *iph = ip_hdr(skb);
	int thoff = ip_hdrlen(skb);
	struct ovtun_rx rx = {};

	if (iph->protocol == IPPROTO_ICMP) {
		ovtun_icmp_error(state->net, skb, AF_INET, thoff);
		return NF_ACCEPT;
	}
	if (iph->protocol != IPPROTO_GRE || ip_is_fragment(iph))
		return NF_ACCEPT;
	rx.on = ovtun_net(state->net);
	ovtun_rx_outer4(&rx, iph);
	rx.l3mdev = l3mdev_master_ifindex_rcu(state->in);
	if (!ovtun_hook_find(skb, &rx, thoff))
		return NF_ACCEPT;
	return ovtun_hook_take(skb, &rx, thoff);
}

/*
 * Are these destination options harmless to skip, RFC 8200 section 4.2? The
 * tunnel encapsulation limit of RFC 2473, which ip6_gre sends, is. An option
 * that asks for more than skipping is left to the stack.
 */
static bool ovtun_hook_skip_options(const u8 *opt, int len)
{
	int off = sizeof(struct ipv6_opt_hdr);

	while (off < len) {
		if (opt[off] & 0xc0)
			return false;
		if (opt[off] == IPV6_TLV_PAD1)
			off++;
		else if (off + 1 < len)
			off += 2 + opt[off + 1];
		else
			return false;
	}
	return off == len;
}

/*
 * Find the upper-layer header. Hop-by-hop options and fragments are done with
 * at LOCAL_IN; the stack has noted where it will go on. One short header of
 * destination options may be in between; anybody can send more.
 * Return: its protocol, or -1 when something else is in the way
 */
static int ovtun_hook_upper6(const struct sk_buff *skb, int *thoff)
{
	int proto = skb_network_header(skb)[IP6CB(skb)->nhoff];
	u8 buf[OVTUN_HOOK_OPTIONS_MAX], *opt;
	int len;

	*thoff = skb_transport_offset(skb);
	if (proto != IPPROTO_DSTOPTS)
		return proto;
	opt = skb_header_pointer(skb, *thoff, sizeof(struct ipv6_opt_hdr), buf);
	if (!opt)
		return -1;
	len = ipv6_optlen((struct ipv6_opt_hdr *)opt);
	if (len > OVTUN_HOOK_OPTIONS_MAX)
		return -1;
	opt = skb_header_pointer(skb, *thoff, len, buf);
	if (!opt || !ovtun_hook_skip_options(opt, len))
		return -1;
	*thoff += len;
	return opt[0];
}

static unsigned int ovtun_hook6(void *priv, struct sk_buff *skb,
				const struct nf_hook_state *state)
{
	struct ovtun_rx rx = {};
	int proto, thoff;

	proto = ovtun_hook_upper6(skb, &thoff);
	if (proto == IPPROTO_ICMPV6)
		ovtun_icmp_error(state->net, skb, AF_INET6, thoff);
	if (proto != IPPROTO_GRE)
		return NF_ACCEPT;
	rx.on = ovtun_net(state->net);
	ovtun_rx_outer6(&rx, ipv6_hdr(skb));
	rx.l3mdev = l3mdev_master_ifindex_rcu(state->in);
	if (!ovtun_hook_find(skb, &rx, thoff))
		return NF_ACCEPT;
	return ovtun_hook_take(skb, &rx, thoff);
}

static const struct nf_hook_ops ovtun_hook_ops[] = {
	{
		.hook		= ovtun_hook4,
		.pf		= NFPROTO_IPV4,
		.hooknum	= NF_INET_LOCAL_IN,
		.priority	= NF_IP_PRI_LAST,
	},
	{
		.hook		= ovtun_hook6,
		.pf		= NFPROTO_IPV6,
		.hooknum	= NF_INET_LOCAL_IN,
		.priority	= NF_IP6_PRI_LAST,
	},
};

static int ovtun_hook_register(struct net *net, bool ipv6)
{
	int err;

	if (!ipv6)
		return nf_register_net_hook(net, &ovtun_hook_ops[0]);
	err = nf_defrag_ipv6_enable(net);
	if (err)
		return err;
	err = nf_register_net_hook(net, &ovtun_hook_ops[1]);
	if (err)
		nf_defrag_ipv6_disable(net);
	return err;
}

static void ovtun_hook_unregister(struct net *net, bool ipv6)
{
	nf_unregister_net_hook(net, &ovtun_hook_ops[ipv6]);
	if (ipv6)
		nf_defrag_ipv6_disable(net);
}

/**
 * ovtun_hook_get - one more device of this namespace receives GRE
 * @net: namespace of the underlay
 * @family: AF_INET or AF_INET6
 *
 * Return: 0 or a negative errno
 */
int ovtun_hook_get(struct net *net, sa_family_t family)
{
	struct ovtun_net *on = ovtun_net(net);
	bool ipv6 = family == AF_INET6;
	int err = 0;

	ASSERT_RTNL();
	if (!on->gre[ipv6])
		err = ovtun_hook_register(net, ipv6);
	if (!err)
		on->gre[ipv6]++;
	return err;
}

void ovtun_hook_put(struct net *net, sa_family_t family)
{
	struct ovtun_net *on = ovtun_net(net);
	bool ipv6 = family == AF_INET6;

	ASSERT_RTNL();
	if (!--on->gre[ipv6])
		ovtun_hook_unregister(net, ipv6);
}
