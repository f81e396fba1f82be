// SPDX-License-Identifier: GPL-2.0
/*
 * What the IP stack has said of a sender: packets from it, to this address, by
 * this device are for this host and pass the source checks.
 *
 * It holds as long as the route that the stack has found is valid, which
 * changes of routes, rules and addresses end, and as long as the reverse path
 * filter is what it was.
 */

#include <linux/inetdevice.h>
#include <linux/jhash.h>
#include <net/inet_ecn.h>
#include <net/ip6_fib.h>
#include <net/route.h>
#include <net/xfrm.h>

#include "ovtun.h"

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

/* Senders that are no peer share places. */
static struct ovtun_ingress __rcu **ovtun_ingress_slot(const struct ovtun_rx *rx,
						       int ifindex)
{
	u32 hash;

	if (rx->peer && rx->peer->plen == OVTUN_PLEN_MAX)
		return &rx->peer->ingress[ifindex % OVTUN_INGRESS_PEER];
	hash = jhash2(rx->saddr.s6_addr32, 4, ifindex);
	return &rx->cfg->ovt->ingress[hash % OVTUN_INGRESS_DEV];
}

static u8 ovtun_ingress_rp_filter(const struct net_device *dev)
{
	const struct in_device *idev = __in_dev_get_rcu(dev);

	return idev ? IN_DEV_RPFILTER(idev) : 0;
}

/* What a rule may select by, and every packet has its own. */
static void ovtun_ingress_read(struct ovtun_ingress *in,
			       const struct sk_buff *skb,
			       const struct ovtun_rx *rx)
{
	in->ifindex = skb->dev->ifindex;
	in->saddr = rx->saddr;
	in->daddr = rx->daddr;
	if (rx->key.flags & OVTUN_DEMUX_IPV6) {
		in->tos = ipv6_get_dsfield(ipv6_hdr(skb)) & ~INET_ECN_MASK;
		in->rp_filter = 0;
	} else {
		in->tos = ip_hdr(skb)->tos & ~INET_ECN_MASK;
		in->rp_filter = ovtun_ingress_rp_filter(skb->dev);
	}
}

/**
 * ovtun_ingress_known - would the stack let a packet pass?
 * @rx: the packet, with its configuration, and its peer if it has one
 * @skb: network header at the outer one
 *
 * Return: true when one like it has passed and nothing has changed since
 */
bool ovtun_ingress_known(const struct ovtun_rx *rx, const struct sk_buff *skb)
{
	const struct ovtun_ingress *in;
	struct ovtun_ingress now;

	in = rcu_dereference(*ovtun_ingress_slot(rx, skb->dev->ifindex));
	if (!in)
		return false;
	ovtun_ingress_read(&now, skb, rx);
	return in->ifindex == now.ifindex && in->tos == now.tos &&
	       in->rp_filter == now.rp_filter &&
	       ipv6_addr_equal(&in->saddr, &now.saddr) &&
	       ipv6_addr_equal(&in->daddr, &now.daddr) &&
	       dst_check(in->dst, in->cookie);
}

/**
 * ovtun_ingress_note - the stack has let a packet pass
 * @rx: the packet, with its configuration, and its peer if it has one
 * @skb: network header at the outer one, with the route that was found for it
 */
void ovtun_ingress_note(const struct ovtun_rx *rx, const struct sk_buff *skb)
{
	struct ovtun_ingress __rcu **slot;
	struct dst_entry *dst = skb_dst(skb);
	struct ovtun_ingress *in;

	if (!dst || skb->mark || skb->pkt_type != PACKET_HOST ||
	    secpath_exists((struct sk_buff *)skb) ||
	    ovtun_addr_is_multicast(&rx->daddr) ||
	    ovtun_ingress_known(rx, skb) || !dst_hold_safe(dst))
		return;
	in = kmalloc(sizeof(*in), GFP_ATOMIC);
	if (!in) {
		dst_release(dst);
		return;
	}
	ovtun_ingress_read(in, skb, rx);
	in->dst = dst;
	in->cookie = 0;
	if (rx->key.flags & OVTUN_DEMUX_IPV6)
		in->cookie = rt6_get_cookie(dst_rt6_info(dst));
	slot = ovtun_ingress_slot(rx, in->ifindex);
	in = unrcu_pointer(xchg(slot, RCU_INITIALIZER(in)));
	if (in)
		call_rcu(&in->rcu, ovtun_ingress_free_cb);
}

/* A grace period after everybody who notes: @slots go. */
void ovtun_ingress_clear(struct ovtun_ingress __rcu **slots, unsigned int count)
{
	while (count--)
		ovtun_ingress_free(rcu_dereference_raw(slots[count]));
}
