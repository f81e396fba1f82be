// SPDX-License-Identifier: GPL-2.0
/*
 * Straight to the neighbour, past the output path of the IP stack.
 *
 * Between ip_local_out() and the neighbour a packet passes netfilter,
 * transformations (IPsec), a tunnel of the route, the VRF and fragmentation.
 * Where none of them is there for this packet, at this moment, only counters
 * are left of that way, and those are kept here. Packet sockets, classifiers
 * and the queueing discipline of the underlay device come after the neighbour.
 *
 * A few hooks are called from here, because they are there without a rule of
 * anybody. With any other one the packet goes the long way.
 */

#include <linux/netfilter.h>
#include <linux/netfilter_ipv4.h>
#include <net/addrconf.h>
#include <net/gso.h>
#include <net/ip.h>
#include <net/ip6_route.h>
#include <net/ndisc.h>
#include <net/route.h>

#include "ovtun.h"
#include "path.h"

/*
 * Those of security modules, which are in every namespace, and reassembly,
 * which ovtun itself asks for.
 */
static bool ovtun_direct_bears(int priority)
{
	return priority == NF_IP_PRI_SELINUX_FIRST ||
	       priority == NF_IP_PRI_SELINUX_LAST ||
	       priority == NF_IP_PRI_CONNTRACK_DEFRAG;
}

static bool ovtun_direct_bears_all(const struct nf_hook_entries *e)
{
	struct nf_hook_ops **ops = nf_hook_entries_get_hook_ops(e);
	unsigned int i;

	for (i = 0; i < e->num_hook_entries; i++)
		if (!ovtun_direct_bears(ops[i]->priority))
			return false;
	return true;
}

static struct nf_hook_entries __rcu *const *
ovtun_direct_hooks(const struct net *net, u8 pf)
{
	return pf == NFPROTO_IPV4 ? net->nf.hooks_ipv4 : net->nf.hooks_ipv6;
}

static bool ovtun_direct_hooked(const struct net *net, u8 pf)
{
	struct nf_hook_entries __rcu *const *hooks;
	const struct nf_hook_entries *out, *post;

	hooks = ovtun_direct_hooks(net, pf);
	out = rcu_dereference(hooks[NF_INET_LOCAL_OUT]);
	post = rcu_dereference(hooks[NF_INET_POST_ROUTING]);
	return (out && !ovtun_direct_bears_all(out)) ||
	       (post && !ovtun_direct_bears_all(post));
}

/* What must not be fragmented has been measured, see pmtu.c. */
static bool ovtun_direct_fits(const struct sk_buff *skb,
			      const struct ovtun_tx *tx)
{
	unsigned int mtu;

	if (tx->df)
		return true;
	mtu = ovtun_path_mtu(tx->path);
	return skb_is_gso(skb) ? skb_gso_validate_network_len(skb, mtu) :
				 skb->len <= mtu;
}

/**
 * ovtun_direct_possible - does a route lead to a neighbour and nowhere else?
 * @path: with its route and flags
 *
 * What is asked here does not change while the route is valid.
 *
 * Return: false when the IP stack has to do something about its packets
 */
bool ovtun_direct_possible(const struct ovtun_path *path)
{
	const struct dst_entry *dst = path->dst;
	const struct net_device *dev = dst_dev(dst);

	if (!(path->flags & OVTUN_F_FASTPATH) || dst_xfrm(dst) ||
	    dst->lwtstate || netif_is_l3_slave(dev) || netif_is_l3_master(dev))
		return false;
	if (path->family == AF_INET)
		return dst->output == ip_output &&
		       dst_rtable(dst)->rt_type == RTN_UNICAST;
	return dst->output == ip6_output &&
	       !ipv6_addr_is_multicast(&path->daddr);
}

/* Does nobody between here and there want to see the packet? */
static __always_inline bool ovtun_direct_allowed(const struct sk_buff *skb,
						 const struct ovtun_tx *tx,
						 u8 pf)
{
	return tx->path->direct && !ovtun_direct_hooked(tx->ovt->net, pf) &&
	       ovtun_direct_fits(skb, tx);
}

static bool ovtun_direct_allowed6(const struct sk_buff *skb,
				  const struct ovtun_tx *tx)
{
	const struct inet6_dev *idev = ip6_dst_idev(tx->path->dst);

	return idev && !READ_ONCE(idev->cnf.disable_ipv6) &&
	       ovtun_direct_allowed(skb, tx, NFPROTO_IPV6);
}

static int ovtun_direct_neigh(struct sk_buff *skb, struct neighbour *neigh,
			      bool skip_cache)
{
	if (IS_ERR(neigh)) {
		kfree_skb_reason(skb, SKB_DROP_REASON_NEIGH_CREATEFAIL);
		return PTR_ERR(neigh);
	}
	return neigh_output(neigh, skb, skip_cache);
}

static int ovtun_direct_finish4(struct net *net, struct sock *sk,
				struct sk_buff *skb)
{
	struct rtable *rt = skb_rtable(skb);
	struct neighbour *neigh;
	bool gw6 = false;

	IP_UPD_PO_STATS(net, IPSTATS_MIB_OUT, skb->len);
	skb->dev = dst_dev(&rt->dst);
	neigh = ip_neigh_for_gw(rt, skb, &gw6);
	return ovtun_direct_neigh(skb, neigh, gw6);
}

static int ovtun_direct_finish6(struct net *net, struct sock *sk,
				struct sk_buff *skb)
{
	struct dst_entry *dst = skb_dst(skb);
	const struct in6_addr *nexthop;
	struct neighbour *neigh;

	IP6_UPD_PO_STATS(net, ip6_dst_idev(dst), IPSTATS_MIB_OUT, skb->len);
	skb->dev = dst_dev(dst);
	nexthop = rt6_nexthop(dst_rt6_info(dst), &ipv6_hdr(skb)->daddr);
	neigh = __ipv6_neigh_lookup_noref(skb->dev, nexthop);
	if (!neigh)
		neigh = __neigh_create(&nd_tbl, nexthop, skb->dev, false);
	return ovtun_direct_neigh(skb, neigh, false);
}

/* Who is there although nobody has asked for it. */
static noinline int ovtun_direct_local_out(struct sk_buff *skb,
					   const struct ovtun_tx *tx, u8 pf)
{
	struct dst_entry *dst = tx->path->dst;
	struct net *net = tx->ovt->net;

	return nf_hook(pf, NF_INET_LOCAL_OUT, net, NULL, skb, NULL,
		       dst_dev(dst), dst_output);
}

static __always_inline int
ovtun_direct_send(struct sk_buff *skb, const struct ovtun_tx *tx, u8 pf,
		  int (*finish)(struct net *, struct sock *, struct sk_buff *))
{
	struct nf_hook_entries __rcu *const *hooks;
	struct dst_entry *dst = tx->path->dst;
	struct net *net = tx->ovt->net;
	int err;

	ovtun_events_fast(tx->ovt->events, OVTUN_TX_FAST);
	hooks = ovtun_direct_hooks(net, pf);
	if (rcu_access_pointer(hooks[NF_INET_LOCAL_OUT])) {
		err = ovtun_direct_local_out(skb, tx, pf);
		if (err != 1)
			return err;
		if (unlikely(skb_dst(skb) != dst))
			return dst_output(net, NULL, skb);
	}
	return NF_HOOK(pf, NF_INET_POST_ROUTING, net, NULL, skb, NULL,
		       dst_dev(dst), finish);
}

/**
 * ovtun_direct_output4 - send an IPv4 packet, straight to the neighbour if it
 *	may go there
 * @skb: the packet with its outer header, without length and checksum; its
 *	route is set. Consumed.
 * @tx: its way
 *
 * RCU, BH disabled.
 *
 * Return: what the device says, or a negative errno
 */
int ovtun_direct_output4(struct sk_buff *skb, const struct ovtun_tx *tx)
{
	struct iphdr *iph = ip_hdr(skb);

	if (!ovtun_direct_allowed(skb, tx, NFPROTO_IPV4))
		return ip_local_out(tx->ovt->net, NULL, skb);
	iph_set_totlen(iph, skb->len);
	ip_send_check(iph);
	skb->protocol = htons(ETH_P_IP);
	IP_INC_STATS(tx->ovt->net, IPSTATS_MIB_OUTREQUESTS);
	return ovtun_direct_send(skb, tx, NFPROTO_IPV4, ovtun_direct_finish4);
}

/* The same for IPv6; the length of a jumbogram is 0. */
int ovtun_direct_output6(struct sk_buff *skb, const struct ovtun_tx *tx)
{
	unsigned int len = skb->len - sizeof(struct ipv6hdr);

	if (!ovtun_direct_allowed6(skb, tx))
		return ip6_local_out(tx->ovt->net, NULL, skb);
	ipv6_hdr(skb)->payload_len = htons(len > IPV6_MAXPLEN ? 0 : len);
	IP6CB(skb)->nhoff = offsetof(struct ipv6hdr, nexthdr);
	skb->protocol = htons(ETH_P_IPV6);
	return ovtun_direct_send(skb, tx, NFPROTO_IPV6, ovtun_direct_finish6);
}
