// SPDX-License-Identifier: GPL-2.0
/*
 * Membership of an underlay multicast group (IGMP, MLD).
 *
 * It belongs to the underlay device, not to a socket: GRE has none, and a UDP
 * socket receives for every group that its host has joined. The stack counts
 * members, so that devices and segments may share a group.
 */

#include <linux/igmp.h>
#include <linux/inetdevice.h>
#include <linux/rtnetlink.h>
#include <net/addrconf.h>

#include "ovtun.h"

/* The IPv4 stack does not say if it had the memory. */
static bool ovtun_group_is_member(struct in_device *in_dev, __be32 group)
{
	struct ip_mc_list *im;

	for (im = rtnl_dereference(in_dev->mc_list); im;
	     im = rtnl_dereference(im->next_rcu))
		if (im->multiaddr == group)
			return true;
	return false;
}

/**
 * ovtun_group_join - become a member of a group
 * @lower: the underlay device; may be NULL when @group is none
 * @group: nothing is done unless it is a multicast address
 *
 * Return: 0, -ENODEV, -ENOMEM, or a negative errno from the IPv6 stack
 */
int ovtun_group_join(struct net_device *lower, const struct in6_addr *group)
{
	struct in_device *in_dev;

	if (!ovtun_addr_is_multicast(group))
		return 0;
	if (!ipv6_addr_v4mapped(group))
		return ipv6_dev_mc_inc(lower, group);
	in_dev = __in_dev_get_rtnl(lower);
	if (!in_dev)
		return -ENODEV;
	ip_mc_inc_group(in_dev, group->s6_addr32[3]);
	return ovtun_group_is_member(in_dev, group->s6_addr32[3]) ? 0 : -ENOMEM;
}

/* The underlay device may be on its way out and have no addresses left. */
void ovtun_group_leave(struct net_device *lower, const struct in6_addr *group)
{
	struct in_device *in_dev;

	if (!ovtun_addr_is_multicast(group))
		return;
	if (!ipv6_addr_v4mapped(group)) {
		ipv6_dev_mc_dec(lower, group);
		return;
	}
	in_dev = __in_dev_get_rtnl(lower);
	if (in_dev)
		ip_mc_dec_group(in_dev, group->s6_addr32[3]);
}
