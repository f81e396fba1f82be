// SPDX-License-Identifier: GPL-2.0
/*
 * Offloads: what may be left to the underlay device. Segmentation and checksums
 * of what is in the tunnel are asked of it as of any other device, so all of
 * that is on here, whatever it can do itself.
 */

#include <linux/netdevice.h>
#include <net/udp_tunnel.h>

#include "ovtun.h"

#define OVTUN_FEATURES	(NETIF_F_SG | NETIF_F_HW_CSUM | NETIF_F_FRAGLIST | \
			 NETIF_F_RXCSUM | NETIF_F_GSO_SOFTWARE)

/*
 * A packet of another tunnel has encapsulation already, of which a device can
 * be told one only. With NETIF_F_GSO_PARTIAL the core prepares the headers of
 * the inner tunnel so that they are right for each segment, and they become
 * part of what is copied. For that the IPv4 headers of the inner tunnel get the
 * same identification, which is why it is not on by itself.
 */
#define OVTUN_FEATURES_PARTIAL	(UDP_TUNNEL_PARTIAL_FEATURES | \
				 NETIF_F_GSO_PARTIAL)

/* Part of rtnl_link_ops.setup. */
void ovtun_features_setup(struct net_device *dev)
{
	dev->features |= OVTUN_FEATURES;
	dev->hw_features |= OVTUN_FEATURES | OVTUN_FEATURES_PARTIAL;
	dev->vlan_features |= OVTUN_FEATURES;
	dev->hw_enc_features |= OVTUN_FEATURES | OVTUN_FEATURES_PARTIAL;
	dev->gso_partial_features = UDP_TUNNEL_PARTIAL_FEATURES;
	dev->mangleid_features = NETIF_F_GSO_PARTIAL;
	netif_set_tso_max_size(dev, GSO_MAX_SIZE);
}

/**
 * ovtun_features_limit - how large packets may be before segmentation
 * @dev: the device
 * @lower: the underlay device, or NULL when any may be
 *
 * RTNL. What the underlay device does not take would be segmented in software.
 */
void ovtun_features_limit(struct net_device *dev,
			  const struct net_device *lower)
{
	if (!lower)
		return;
	netif_set_tso_max_size(dev, min_t(unsigned int, lower->tso_max_size,
					  GSO_MAX_SIZE));
	netif_set_tso_max_segs(dev, lower->tso_max_segs);
}

/*
 * ndo_fix_features. Numbered packets cannot be made by segmenting a numbered
 * one. Nor are GRE checksums in UDP, where segmentation copies the GRE header
 * as it is.
 */
netdev_features_t ovtun_fix_features(struct net_device *dev,
				     netdev_features_t features)
{
	struct ovtun_dev *ovt = netdev_priv(dev);
	const struct ovtun_config *cfg = rtnl_dereference(ovt->cfg);

	if (cfg && (cfg->flags & OVTUN_F_OSEQ ||
		    (cfg->flags & OVTUN_F_OCSUM &&
		     cfg->ops->caps & OVTUN_CAP_UDP)))
		features &= ~NETIF_F_GSO_SOFTWARE;
	return features;
}
