// SPDX-License-Identifier: GPL-2.0
/* Telling listeners what a device has looked for and not found. */

#include <linux/neighbour.h>
#include <linux/ratelimit.h>
#include <linux/rtnetlink.h>
#include <net/netlink.h>
#include <net/rtnetlink.h>

#include "ovtun.h"

/* A second; who answers by netlink cannot keep up with packets. */
#define OVTUN_MISS_RATE	100

void ovtun_miss_init(struct ovtun_dev *ovt)
{
	ratelimit_state_init(&ovt->misses, HZ, OVTUN_MISS_RATE);
	/* The kernel log does not need to know. */
	ratelimit_set_flags(&ovt->misses, RATELIMIT_MSG_ON_RELEASE);
}

static int ovtun_miss_put_addr(struct sk_buff *skb, const struct in6_addr *addr)
{
	if (ipv6_addr_v4mapped(addr))
		return nla_put_in_addr(skb, NDA_DST, addr->s6_addr32[3]);
	return nla_put_in6_addr(skb, NDA_DST, addr);
}

/* As of the kind "vxlan": the family is that of the address, or AF_INET. */
static int ovtun_miss_put(struct sk_buff *skb, const struct ovtun_tx *tx,
			  const u8 *mac, const struct in6_addr *addr)
{
	struct nlmsghdr *nlh;
	struct ndmsg *ndm;

	nlh = nlmsg_put(skb, 0, 0, RTM_GETNEIGH, sizeof(*ndm), 0);
	if (!nlh)
		return -EMSGSIZE;
	ndm = nlmsg_data(nlh);
	memset(ndm, 0, sizeof(*ndm));
	ndm->ndm_family = AF_INET;
	if (addr && !ipv6_addr_v4mapped(addr))
		ndm->ndm_family = AF_INET6;
	ndm->ndm_state = NUD_STALE;
	ndm->ndm_ifindex = tx->ovt->dev->ifindex;
	ndm->ndm_type = RTN_UNICAST;
	if ((mac && nla_put(skb, NDA_LLADDR, ETH_ALEN, mac)) ||
	    (addr && ovtun_miss_put_addr(skb, addr)) ||
	    (tx->fdb_id && nla_put_u32(skb, NDA_SRC_VNI, tx->fdb_id)))
		return -EMSGSIZE;
	nlmsg_end(skb, nlh);
	return 0;
}

/**
 * ovtun_miss - tell listeners of a miss, but not too often
 * @tx: device and segment
 * @mac: destination address that the forwarding table does not have, or NULL
 * @addr: address of a neighbour that is not known, v4mapped for IPv4, or NULL
 *
 * RCU, BH disabled.
 */
void ovtun_miss(const struct ovtun_tx *tx, const u8 *mac,
		const struct in6_addr *addr)
{
	struct net *net = dev_net(tx->ovt->dev);
	struct sk_buff *skb;
	int err = -ENOBUFS;

	if (!__ratelimit(&tx->ovt->misses))
		return;
	skb = nlmsg_new(NLMSG_ALIGN(sizeof(struct ndmsg)) +
			nla_total_size(ETH_ALEN) +	/* NDA_LLADDR */
			nla_total_size(sizeof(*addr)) +	/* NDA_DST */
			nla_total_size(sizeof(u32)),	/* NDA_SRC_VNI */
			GFP_ATOMIC);
	if (skb)
		err = ovtun_miss_put(skb, tx, mac, addr);
	if (WARN_ON_ONCE(err == -EMSGSIZE))
		kfree_skb(skb);
	if (err)
		rtnl_set_sk_err(net, RTNLGRP_NEIGH, err);
	else
		rtnl_notify(skb, net, 0, RTNLGRP_NEIGH, NULL, GFP_ATOMIC);
}

/* A frame to @mac goes nowhere. RCU, BH disabled. */
void ovtun_miss_mac(const struct ovtun_tx *tx, const u8 *mac)
{
	if (tx->cfg->flags & OVTUN_F_L2MISS && tx->cast == OVTUN_UNKNOWN)
		ovtun_miss(tx, mac, NULL);
}
