// SPDX-License-Identifier: GPL-2.0
/*
 * The underlay device that a device is bound to. It is linked as the lower
 * device, so that the core finds loops.
 *
 * A VRF is not: it stands for a routing table, and a tunnel that is routed by
 * that table may be in the VRF itself, as the kinds gre and ip6gre allow.
 */

#include <linux/netdevice.h>
#include <linux/rtnetlink.h>

#include "ovtun.h"

/* What the core is told of; NULL: nothing. */
static struct net_device *ovtun_lower_linked(const struct ovtun_config *cfg)
{
	if (!cfg || !cfg->lower || netif_is_l3_master(cfg->lower))
		return NULL;
	return cfg->lower;
}

/**
 * ovtun_lower_prepare - put a device on top of its underlay device
 * @ovt: the registered device
 * @cfg: its configuration to be; lower is set here
 * @old: the configuration in force, or NULL
 * @extack: for the sentence
 *
 * Return: 0, and ovtun_lower_commit() or ovtun_lower_abort() has to follow, or
 * a negative errno
 */
int ovtun_lower_prepare(struct ovtun_dev *ovt, struct ovtun_config *cfg,
			const struct ovtun_config *old,
			struct netlink_ext_ack *extack)
{
	struct net_device *from = ovtun_lower_linked(old), *to;
	int err;

	ASSERT_RTNL();
	if (!cfg->link)
		return 0;
	cfg->lower = __dev_get_by_index(ovt->net, cfg->link);
	if (!cfg->lower)
		return -ENODEV;
	to = ovtun_lower_linked(cfg);
	if (cfg->lower == ovt->dev) {
		NL_SET_ERR_MSG(extack, "IFLA_OVTUN_LINK is the device itself");
		return -EBUSY;
	}
	if (to == from)
		return 0;
	err = netdev_adjacent_change_prepare(from, to, ovt->dev, NULL);
	if (err == -EMLINK)
		NL_SET_ERR_MSG(extack, "IFLA_OVTUN_LINK has too many devices below it");
	else if (err == -EBUSY)
		NL_SET_ERR_MSG(extack, "IFLA_OVTUN_LINK is a device on top of this one");
	return err;
}

/* @cfg is in force, @old is not any more; it may be NULL. */
void ovtun_lower_commit(struct ovtun_dev *ovt, const struct ovtun_config *cfg,
			const struct ovtun_config *old)
{
	struct net_device *from = ovtun_lower_linked(old);
	struct net_device *to = ovtun_lower_linked(cfg);

	if (!from || from == to)
		return;
	if (to)
		netdev_adjacent_change_commit(from, to, ovt->dev);
	else
		netdev_upper_dev_unlink(from, ovt->dev);
}

/* @cfg does not come into force, @old stays; it may be NULL. */
void ovtun_lower_abort(struct ovtun_dev *ovt, const struct ovtun_config *cfg,
		       const struct ovtun_config *old)
{
	struct net_device *from = ovtun_lower_linked(old);
	struct net_device *to = ovtun_lower_linked(cfg);

	if (to && to != from)
		netdev_adjacent_change_abort(from, to, ovt->dev);
}

/* The device is going. */
void ovtun_lower_unlink(struct ovtun_dev *ovt, const struct ovtun_config *cfg)
{
	ovtun_lower_commit(ovt, NULL, cfg);
}
