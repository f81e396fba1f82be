// SPDX-License-Identifier: GPL-2.0
/*
 * Membership of an underlay multicast group (IGMP, MLD).
 *
 * It belongs to the underlay device, not to a socket: GRE has none, and a UDP
 * socket receives for every group that its host has joined. The stack counts
 * members, so that devices may share a group.
 */

#include <linux/igmp.h>
#include <linux/inetdevice.h>
#include <net/addrconf.h>

#include "ovtun.h"

/**
 * ovtun_group_join - join the configured group, if there is one
 * @cfg: the configuration
 *
 * Return: 0, or a negative errno from the IPv6 stack
 */
int ovtun_group_join(const struct ovtun_config *cfg)
{
	struct in_device *in_dev;

	if (!ovtun_addr_is_multicast(&cfg->remote))
		return 0;
	if (cfg->family == AF_INET6)
		return ipv6_dev_mc_inc(cfg->lower, &cfg->remote);
	in_dev = __in_dev_get_rtnl(cfg->lower);
	if (!in_dev)
		return -ENODEV;
	ip_mc_inc_group(in_dev, cfg->remote.s6_addr32[3]);
	return 0;
}

/* The underlay device may be on its way out and have no addresses left. */
void ovtun_group_leave(const struct ovtun_config *cfg)
{
	struct in_device *in_dev;

	if (!ovtun_addr_is_multicast(&cfg->remote))
		return;
	if (cfg->family == AF_INET6) {
		ipv6_dev_mc_dec(cfg->lower, &cfg->remote);
		return;
	}
	in_dev = __in_dev_get_rtnl(cfg->lower);
	if (in_dev)
		ip_mc_dec_group(in_dev, cfg->remote.s6_addr32[3]);
}
