// SPDX-License-Identifier: GPL-2.0
/*
 * Outer packets that connection tracking leaves alone.
 *
 * What is sent is marked by the data path. What is received passes connection
 * tracking long before its device sees it, hence a hook of our own right in
 * front of that, behind all rules that may want to say otherwise.
 */

#include <linux/inetdevice.h>
#include <linux/netfilter_ipv4.h>
#include <linux/netfilter_ipv6.h>
#include <linux/udp.h>
#include <net/addrconf.h>
#include <net/l3mdev.h>
#include <net/netfilter/nf_conntrack.h>
#include <net/route.h>

#include "encap.h"
#include "ovtun.h"

/* Whose is the packet? */
static bool ovtun_notrack_find(struct sk_buff *skb, struct ovtun_rx *rx,
			       u8 proto, int thoff)
{
	struct udphdr buf, *uh;
	bool found = false;
	int old;

	if (proto != IPPROTO_UDP && proto != IPPROTO_GRE)
		return false;
	old = skb_transport_offset(skb);
	skb_set_transport_header(skb, thoff);
	if (proto == IPPROTO_GRE) {
		found = !ovtun_gre_ops.parse(skb, rx) && ovtun_demux_find(rx);
	} else {
		uh = skb_header_pointer(skb, thoff, sizeof(buf), &buf);
		if (uh) {
			rx->key.port = uh->dest;
			found = ovtun_encap_find_udp(skb, rx);
		}
	}
	skb_set_transport_header(skb, old);
	return found;
}

/* A device without local address takes what comes to this host, no other. */
static bool ovtun_notrack_is_local(const struct ovtun_rx *rx,
				   const struct net_device *in)
{
	struct net *net = rx->on->net;

	if (!ipv6_addr_any(&rx->cfg->local) ||
	    ovtun_addr_is_multicast(&rx->daddr))
		return true;
	if (rx->key.flags & OVTUN_DEMUX_IPV6)
		return ipv6_chk_addr_and_flags(net, &rx->daddr, in, true, 0,
					       IFA_F_TENTATIVE);
	return inet_addr_type_dev_table(net, in,
					rx->daddr.s6_addr32[3]) == RTN_LOCAL;
}

/* @skb is whole, with @proto at @thoff. */
static void ovtun_notrack_mark(struct sk_buff *skb, struct ovtun_rx *rx,
			       const struct net_device *in, u8 proto, int thoff)
{
	enum ip_conntrack_info info;

	/* A rule has decided already. */
	if (nf_ct_get(skb, &info) || info == IP_CT_UNTRACKED)
		return;
	rx->l3mdev = l3mdev_master_ifindex_rcu(in);
	if (ovtun_notrack_find(skb, rx, proto, thoff) &&
	    rx->cfg->flags & OVTUN_F_NOTRACK && ovtun_notrack_is_local(rx, in))
		nf_ct_set(skb, NULL, IP_CT_UNTRACKED);
}

/* Connection tracking has reassembled; without it, there is nothing to do. */
static unsigned int ovtun_notrack4(void *priv, struct sk_buff *skb,
				   const struct nf_hook_state *state)
{
	const struct iphdr *iph = ip_hdr(skb);
	struct ovtun_rx rx = { .on = ovtun_net(state->net) };

	if (ip_is_fragment(iph))
		return NF_ACCEPT;
	ovtun_rx_outer4(&rx, iph);
	ovtun_notrack_mark(skb, &rx, state->in, iph->protocol, ip_hdrlen(skb));
	return NF_ACCEPT;
}

static unsigned int ovtun_notrack6(void *priv, struct sk_buff *skb,
				   const struct nf_hook_state *state)
{
	u8 proto = ipv6_hdr(skb)->nexthdr;
	struct ovtun_rx rx = { .on = ovtun_net(state->net) };
	__be16 frag_off;
	int thoff;

	thoff = ipv6_skip_exthdr(skb, sizeof(struct ipv6hdr), &proto,
				 &frag_off);
	if (thoff < 0 || frag_off)
		return NF_ACCEPT;
	ovtun_rx_outer6(&rx, ipv6_hdr(skb));
	ovtun_notrack_mark(skb, &rx, state->in, proto, thoff);
	return NF_ACCEPT;
}

static const struct nf_hook_ops ovtun_notrack_ops[] = {
	{
		.hook		= ovtun_notrack4,
		.pf		= NFPROTO_IPV4,
		.hooknum	= NF_INET_PRE_ROUTING,
		.priority	= NF_IP_PRI_CONNTRACK - 1,
	},
	{
		.hook		= ovtun_notrack6,
		.pf		= NFPROTO_IPV6,
		.hooknum	= NF_INET_PRE_ROUTING,
		.priority	= NF_IP6_PRI_CONNTRACK - 1,
	},
};

/**
 * ovtun_notrack_get - one more device of this namespace is not to be tracked
 * @net: namespace of the underlay
 * @family: AF_INET or AF_INET6
 *
 * Return: 0 or a negative errno
 */
int ovtun_notrack_get(struct net *net, sa_family_t family)
{
	struct ovtun_net *on = ovtun_net(net);
	bool ipv6 = family == AF_INET6;
	int err = 0;

	ASSERT_RTNL();
	if (!on->notrack[ipv6])
		err = nf_register_net_hook(net, &ovtun_notrack_ops[ipv6]);
	if (!err)
		on->notrack[ipv6]++;
	return err;
}

void ovtun_notrack_put(struct net *net, sa_family_t family)
{
	struct ovtun_net *on = ovtun_net(net);
	bool ipv6 = family == AF_INET6;

	ASSERT_RTNL();
	if (!--on->notrack[ipv6])
		nf_unregister_net_hook(net, &ovtun_notrack_ops[ipv6]);
}
