// SPDX-License-Identifier: GPL-2.0
/*
 * What the IP stack has said of a sender: packets from it, to this address, by
 * this device are for this host and pass the source checks.
 *
 * It holds as long as the route that the stack has found is valid, which
 * changes of routes, rules and addresses end, and as long as the reverse path
 * filter is what it was. It is of use as long as nobody else looks at packets
 * on their way through the stack.
 */

#include <linux/hash.h>
#include <linux/inetdevice.h>
#include <net/inet_ecn.h>
#include <net/ip6_fib.h>
#include <net/ipv6.h>
#include <net/raw.h>
#include <net/rawv6.h>
#include <net/route.h>
#include <net/xfrm.h>

#include "ovtun.h"
#include "path.h"

#define OVTUN_INGRESS_BITS	12	/* 4,096 slots: 32 KiB a namespace */

/**
 * struct ovtun_ingress - what the IP stack has let pass; immutable, RCU
 * @dst: the route of the packet, referenced
 * @cookie: for dst_check()
 * @gen: of IPv6 routing
 * @ifindex: the device it came by
 * @saddr: outer source, v4mapped for IPv4
 * @daddr: outer destination
 * @port: UDP destination port, network byte order; 0: GRE
 * @tos: outer TOS without ECN
 * @rp_filter: of the device
 * @noted: jiffies
 * @rcu: frees it
 */
struct ovtun_ingress {
	struct dst_entry *dst;
	u32 cookie;
	int gen;
	int ifindex;
	struct in6_addr saddr;
	struct in6_addr daddr;
	__be16 port;
	u8 tos;
	u8 rp_filter;
	unsigned long noted;
	struct rcu_head rcu;
};

/* @in may be NULL. */
static void ovtun_ingress_free(struct ovtun_ingress *in)
{
	if (!in)
		return;
	dst_release(in->dst);
	kfree(in);
}

static void ovtun_ingress_free_cb(struct rcu_head *rcu)
{
	ovtun_ingress_free(container_of(rcu, struct ovtun_ingress, rcu));
}

/* @in may be NULL. */
static void ovtun_ingress_free_rcu(struct ovtun_ingress *in)
{
	if (in)
		call_rcu(&in->rcu, ovtun_ingress_free_cb);
}

/**
 * ovtun_ingress_init - from now on it may be noted what the stack lets pass
 * @on: of the underlay
 *
 * Return: 0 or -ENOMEM
 */
int ovtun_ingress_init(struct ovtun_net *on)
{
	if (!on->ingress)
		on->ingress = kvcalloc(1 << OVTUN_INGRESS_BITS,
				       sizeof(*on->ingress), GFP_KERNEL);
	return on->ingress ? 0 : -ENOMEM;
}

/* Nobody asks any more: let go of the routes. */
void ovtun_ingress_flush(struct ovtun_net *on)
{
	struct ovtun_ingress *in;
	unsigned int i;

	for (i = 0; i < 1 << OVTUN_INGRESS_BITS; i++) {
		in = unrcu_pointer(xchg(&on->ingress[i], NULL));
		ovtun_ingress_free_rcu(in);
	}
}

void ovtun_ingress_uninit(struct ovtun_net *on)
{
	unsigned int i;

	if (!on->ingress)
		return;
	for (i = 0; i < 1 << OVTUN_INGRESS_BITS; i++)
		ovtun_ingress_free(rcu_dereference_raw(on->ingress[i]));
	kvfree(on->ingress);
}

static u64 ovtun_ingress_fold(const struct in6_addr *addr)
{
	return get_unaligned((const u64 *)addr) * GOLDEN_RATIO_64 ^
	       get_unaligned((const u64 *)addr + 1);
}

/* Whoever shares a slot has the fast path by turns, and nothing worse. */
static inline struct ovtun_ingress __rcu **
ovtun_ingress_slot(const struct ovtun_rx *rx, int ifindex, u8 tos)
{
	u64 hash = ovtun_ingress_fold(&rx->saddr) * GOLDEN_RATIO_64 ^
		   ovtun_ingress_fold(&rx->daddr);

	hash ^= (u64)ifindex << 32 | (__force u32)rx->key.port << 8 | tos;
	return &rx->on->ingress[hash_64(hash, OVTUN_INGRESS_BITS)];
}

static bool ovtun_ingress_same(const struct ovtun_ingress *in,
			       const struct ovtun_rx *rx, int ifindex, u8 tos)
{
	return in->ifindex == ifindex && in->port == rx->key.port &&
	       in->tos == tos && ipv6_addr_equal(&in->saddr, &rx->saddr) &&
	       ipv6_addr_equal(&in->daddr, &rx->daddr);
}

static u8 ovtun_ingress_rp_filter(const struct net_device *dev)
{
	struct in_device *idev = __in_dev_get_rcu(dev);

	return idev ? IN_DEV_RPFILTER(idev) : 0;
}

/* A rule may select by it. */
static u8 ovtun_ingress_tos(const struct sk_buff *skb,
			    const struct ovtun_rx *rx)
{
	u8 tos = rx->key.flags & OVTUN_DEMUX_IPV6 ?
		 ipv6_get_dsfield(ipv6_hdr(skb)) : ip_hdr(skb)->tos;

	return tos & ~INET_ECN_MASK;
}

/* Changes of IPv6 routing; for IPv4 the route knows. */
static int ovtun_ingress_gen(const struct ovtun_rx *rx)
{
	if (!(rx->key.flags & OVTUN_DEMUX_IPV6))
		return 0;
	return atomic_read(&rx->on->net->ipv6.fib6_sernum);
}

/* Does somebody but ovtun_hook4() and ovtun_hook6() wait at LOCAL_IN? */
static bool ovtun_ingress_hooked(const struct ovtun_net *on, bool ipv6)
{
	unsigned int own = !!READ_ONCE(on->gre[ipv6]);
	const struct net *net = on->net;
	const struct nf_hook_entries *e;

	if (ipv6)
		e = rcu_dereference(net->nf.hooks_ipv6[NF_INET_LOCAL_IN]);
	else
		e = rcu_dereference(net->nf.hooks_ipv4[NF_INET_LOCAL_IN]);
	return e && e->num_hook_entries > own;
}

/*
 * Is there a raw socket for UDP? Others' in the same place count, too. GRE does
 * not come so far: it is taken at LOCAL_IN.
 */
static bool ovtun_ingress_raw(const struct net *net, bool ipv6)
{
	const struct raw_hashinfo *info = ipv6 ? &raw_v6_hashinfo :
						 &raw_v4_hashinfo;

	return !hlist_empty(&info->ht[raw_hashfunc(net, IPPROTO_UDP)]);
}

/**
 * ovtun_ingress_watched - is somebody between PRE_ROUTING and a tunnel?
 * @on: namespace of the underlay
 * @proto: IPPROTO_UDP or IPPROTO_GRE
 * @ipv6: over IPv6
 *
 * Return: true when a rule, an IPsec policy, a program that selects sockets or
 * a raw socket could want to see the next packet
 */
bool ovtun_ingress_watched(const struct ovtun_net *on, u8 proto, bool ipv6)
{
	const struct net *net = on->net;

	return ovtun_ingress_hooked(on, ipv6) ||
	       READ_ONCE(net->xfrm.policy_count[XFRM_POLICY_IN]) ||
	       net->xfrm.policy_default[XFRM_POLICY_IN] !=
	       XFRM_USERPOLICY_ACCEPT ||
	       rcu_access_pointer(net->bpf.run_array[NETNS_BPF_SK_LOOKUP]) ||
	       (proto == IPPROTO_UDP && ovtun_ingress_raw(net, ipv6));
}

/**
 * ovtun_ingress_known - would the stack let a packet pass?
 * @rx: the packet, with addresses and port
 * @skb: network header at the outer one
 *
 * Return: true when one like it has passed and nothing has changed since
 */
bool ovtun_ingress_known(const struct ovtun_rx *rx, const struct sk_buff *skb)
{
	const struct net_device *dev = skb->dev;
	u8 tos = ovtun_ingress_tos(skb, rx);
	const struct ovtun_ingress *in;

	in = rcu_dereference(*ovtun_ingress_slot(rx, dev->ifindex, tos));
	return in && ovtun_ingress_same(in, rx, dev->ifindex, tos) &&
	       in->rp_filter == ovtun_ingress_rp_filter(dev) &&
	       in->gen == ovtun_ingress_gen(rx) &&
	       ovtun_dst_valid(rx->on->net, in->dst, in->cookie,
			       !(rx->key.flags & OVTUN_DEMUX_IPV6));
}

/* A slot for which several senders compete is not to change all the time. */
static bool ovtun_ingress_taken(const struct ovtun_ingress *in,
				const struct ovtun_rx *rx, int ifindex, u8 tos)
{
	return in && time_is_after_jiffies(in->noted + 1) &&
	       !ovtun_ingress_same(in, rx, ifindex, tos);
}

/**
 * ovtun_ingress_note - the stack has let a packet pass
 * @rx: the packet, with its configuration
 * @skb: network header at the outer one, with the route that was found for it
 *
 * Who is on the way may have changed the packet since it was judged, so nothing
 * is noted then.
 */
void ovtun_ingress_note(const struct ovtun_rx *rx, const struct sk_buff *skb)
{
	bool ipv6 = rx->key.flags & OVTUN_DEMUX_IPV6;
	u8 tos = ovtun_ingress_tos(skb, rx);
	struct dst_entry *dst = skb_dst(skb);
	int ifindex = skb->dev->ifindex;
	struct ovtun_ingress __rcu **slot;
	struct ovtun_ingress *in;

	if (!dst || dst->lwtstate || skb->mark ||
	    skb->pkt_type != PACKET_HOST ||
	    ovtun_addr_is_multicast(&rx->daddr) ||
	    ovtun_ingress_watched(rx->on, rx->cfg->ops->ipproto, ipv6) ||
	    ovtun_ingress_known(rx, skb))
		return;
	slot = ovtun_ingress_slot(rx, ifindex, tos);
	if (ovtun_ingress_taken(rcu_dereference(*slot), rx, ifindex, tos) ||
	    !dst_hold_safe(dst))
		return;
	in = kmalloc(sizeof(*in), GFP_ATOMIC);
	if (!in) {
		dst_release(dst);
		return;
	}
	in->ifindex = ifindex;
	in->saddr = rx->saddr;
	in->daddr = rx->daddr;
	in->port = rx->key.port;
	in->tos = tos;
	in->rp_filter = ovtun_ingress_rp_filter(skb->dev);
	in->dst = dst;
	in->gen = ovtun_ingress_gen(rx);
	in->cookie = 0;
	if (ipv6)
		in->cookie = rt6_get_cookie(dst_rt6_info(dst));
	in->noted = jiffies;
	in = unrcu_pointer(xchg(slot, RCU_INITIALIZER(in)));
	ovtun_ingress_free_rcu(in);
}
