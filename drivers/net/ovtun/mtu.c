// SPDX-License-Identifier: GPL-2.0
/* How long packets may be: what the underlay takes, less the headers. */

#include <linux/inetdevice.h>
#include <net/addrconf.h>
#include <net/dst.h>

#include "ovtun.h"

static unsigned int ovtun_route_mtu(struct net *net,
				    const struct ovtun_config *cfg)
{
	struct ovtun_path path = {
		.family = ovtun_addr_family(&cfg->remote),
		.saddr = cfg->local,
		.daddr = cfg->remote,
		.oif = cfg->link,
		.flags = cfg->flags,
		.label = cfg->label,
		.tos = cfg->tos == 1 ? 0 : cfg->tos,
	};
	const struct ovtun_tx tx = {
		.cfg = cfg,
		.id = cfg->id,
		.dport = cfg->port,
		.mark = cfg->mark,
	};
	unsigned int mtu;

	if (ovtun_path_route(net, &tx, &path))
		return 0;
	mtu = dst_mtu(path.dst);
	dst_release(path.dst);
	return mtu;
}

static unsigned int ovtun_local_mtu(struct net *net,
				    const struct ovtun_config *cfg)
{
	struct net_device *dev;
	unsigned int mtu = 0;

	rcu_read_lock();
	if (ipv6_addr_v4mapped(&cfg->local))
		dev = __ip_dev_find(net, cfg->local.s6_addr32[3], false);
	else
		dev = ipv6_dev_find(net, &cfg->local, NULL);
	if (dev)
		mtu = dev->mtu;
	rcu_read_unlock();
	return mtu;
}

/**
 * ovtun_underlay_mtu - how long may outer packets be?
 * @net: namespace of the underlay
 * @cfg: checked
 *
 * Return: the MTU of the route to the remote; else of the underlay device;
 * else of the device that has the local address; else 1500
 */
static unsigned int ovtun_underlay_mtu(struct net *net,
				       const struct ovtun_config *cfg)
{
	struct net_device *lower = NULL;
	unsigned int mtu = 0;

	ASSERT_RTNL();
	if (!ipv6_addr_any(&cfg->remote))
		mtu = ovtun_route_mtu(net, cfg);
	if (cfg->link)
		lower = __dev_get_by_index(net, cfg->link);
	if (!mtu && lower)
		mtu = lower->mtu;
	if (!mtu && !ipv6_addr_any(&cfg->local))
		mtu = ovtun_local_mtu(net, cfg);
	return mtu ?: ETH_DATA_LEN;
}

/**
 * ovtun_mtu_fitting - the MTU of a device that fills the underlay's packets
 * @net: namespace of the underlay
 * @cfg: checked
 *
 * Return: bytes, at least ETH_MIN_MTU
 */
unsigned int ovtun_mtu_fitting(struct net *net, const struct ovtun_config *cfg)
{
	unsigned int overhead = ovtun_config_overhead(cfg);
	unsigned int mtu = ovtun_underlay_mtu(net, cfg);

	return clamp_t(unsigned int, mtu - min(mtu, overhead), ETH_MIN_MTU,
		       IP_MAX_MTU - overhead);
}

/*
 * ndo_change_mtu. Whoever sets an MTU that does not fit exactly wants it to
 * stay, whatever becomes of the underlay.
 */
int ovtun_change_mtu(struct net_device *dev, int mtu)
{
	struct ovtun_dev *ovt = netdev_priv(dev);
	const struct ovtun_config *cfg = rtnl_dereference(ovt->cfg);

	ovt->mtu_follows = cfg && mtu == ovtun_mtu_fitting(ovt->net, cfg);
	WRITE_ONCE(dev->mtu, mtu);
	return 0;
}

/* Set the MTU that fits, unless somebody has set another. */
void ovtun_mtu_follow(struct ovtun_dev *ovt)
{
	const struct ovtun_config *cfg = rtnl_dereference(ovt->cfg);

	if (ovt->mtu_follows)
		dev_set_mtu(ovt->dev, ovtun_mtu_fitting(ovt->net, cfg));
}

/* Return: true when the MTU of a device has changed */
static bool ovtun_mtu_follow_once(struct ovtun_net *on)
{
	struct ovtun_dev *ovt;
	bool changed = false;
	unsigned int old;

	list_for_each_entry(ovt, &on->devs, node) {
		old = ovt->dev->mtu;
		ovtun_mtu_follow(ovt);
		changed |= ovt->dev->mtu != old;
	}
	return changed;
}

/**
 * ovtun_mtu_follow_all - the MTU of a device of a namespace has changed
 * @net: namespace of the underlay
 *
 * The device may be an ovtun device that was made to follow, and carry others.
 * Tunnels over each other would go on until nothing fits into them.
 */
void ovtun_mtu_follow_all(struct net *net)
{
	struct ovtun_net *on = ovtun_net(net);
	unsigned int n = 0;

	ASSERT_RTNL();
	if (on->mtu_busy)
		return;
	on->mtu_busy = true;
	while (n++ <= OVTUN_RECURSION_LIMIT && ovtun_mtu_follow_once(on))
		;
	on->mtu_busy = false;
}
