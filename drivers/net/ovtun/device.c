// SPDX-License-Identifier: GPL-2.0
/* The network device: operations, shape, and what happens below it. */

#include <linux/etherdevice.h>
#include <linux/if_arp.h>
#include <net/ip_tunnels.h>
#include <net/rtnetlink.h>

#include "ovtun.h"

static int ovtun_dev_init(struct net_device *dev)
{
	struct ovtun_dev *ovt = netdev_priv(dev);
	int err;

	spin_lock_init(&ovt->lock);
	ratelimit_state_init(&ovt->moves, HZ, OVTUN_MOVES_MAX);
	ratelimit_set_flags(&ovt->moves, RATELIMIT_MSG_ON_RELEASE);
	ovtun_miss_init(ovt);
	ovt->events = ovtun_events_alloc(GFP_KERNEL);
	if (!ovt->events)
		return -ENOMEM;
	err = ovtun_segment_init(ovt);
	if (err)
		goto err_free_events;
	err = ovtun_peer_init(ovt);
	if (err)
		goto err_uninit_segment;
	err = ovtun_fdb_init(ovt);
	if (err)
		goto err_uninit_peer;
	err = ovtun_mdb_init(ovt);
	if (err)
		goto err_uninit_fdb;
	err = gro_cells_init(&ovt->gro_cells, dev);
	if (err)
		goto err_uninit_mdb;
	return 0;

err_uninit_mdb:
	ovtun_mdb_uninit(ovt);
err_uninit_fdb:
	ovtun_fdb_uninit(ovt);
err_uninit_peer:
	ovtun_peer_uninit(ovt);
err_uninit_segment:
	ovtun_segment_uninit(ovt);
err_free_events:
	free_percpu(ovt->events);
	return err;
}

/* The core has waited for everybody who sends, receives or looks. */
static void ovtun_dev_uninit(struct net_device *dev)
{
	struct ovtun_dev *ovt = netdev_priv(dev);

	ovtun_fdb_flush(ovt);
	ovtun_mdb_flush(ovt, NULL);
	ovtun_segment_flush(ovt);
	ovtun_config_retire(ovt);
	gro_cells_destroy(&ovt->gro_cells);
	ovtun_neigh_uninit(ovt);
	ovtun_peer_forbid_all(ovt);
	ovtun_mdb_uninit(ovt);
	ovtun_fdb_uninit(ovt);
	ovtun_peer_uninit(ovt);
	ovtun_segment_uninit(ovt);
	free_percpu(ovt->events);
}

static int ovtun_dev_open(struct net_device *dev)
{
	struct ovtun_dev *ovt = netdev_priv(dev);
	const struct ovtun_config *cfg = rtnl_dereference(ovt->cfg);
	int err;

	err = ovtun_group_join(cfg->lower, &cfg->remote);
	if (err)
		return err;
	err = ovtun_segment_join(ovt, cfg->lower);
	if (err) {
		ovtun_group_leave(cfg->lower, &cfg->remote);
		return err;
	}
	/* The route may have come since. */
	ovtun_mtu_follow(ovt);
	ovtun_ageing_start(ovt);
	return 0;
}

static int ovtun_dev_stop(struct net_device *dev)
{
	struct ovtun_dev *ovt = netdev_priv(dev);
	const struct ovtun_config *cfg = rtnl_dereference(ovt->cfg);

	ovtun_ageing_stop(ovt);
	ovtun_segment_leave(ovt, cfg->lower);
	ovtun_group_leave(cfg->lower, &cfg->remote);
	ovtun_ageing_flush(ovt);
	return 0;
}

/* A device without IFLA_OVTUN_LINK is bound to none but itself. */
static int ovtun_get_iflink(const struct net_device *dev)
{
	struct ovtun_dev *ovt = netdev_priv(dev);
	const struct ovtun_config *cfg;
	int link = 0;

	rcu_read_lock();
	cfg = rcu_dereference(ovt->cfg);
	if (cfg)
		link = cfg->link;
	rcu_read_unlock();
	return link ?: dev->ifindex;
}

static int ovtun_ndo_fdb_add(struct ndmsg *ndm, struct nlattr *tb[],
			     struct net_device *dev, const unsigned char *addr,
			     u16 vid, u16 flags, bool *notified,
			     struct netlink_ext_ack *extack)
{
	*notified = true;
	return ovtun_fdb_nl_add(netdev_priv(dev), ndm, tb, addr, flags, extack);
}

static int ovtun_ndo_fdb_del(struct ndmsg *ndm, struct nlattr *tb[],
			     struct net_device *dev, const unsigned char *addr,
			     u16 vid, bool *notified,
			     struct netlink_ext_ack *extack)
{
	*notified = true;
	return ovtun_fdb_nl_del(netdev_priv(dev), tb, addr, extack);
}

static int ovtun_ndo_fdb_del_bulk(struct nlmsghdr *nlh, struct net_device *dev,
				  struct netlink_ext_ack *extack)
{
	return ovtun_fdb_nl_flush_msg(netdev_priv(dev), nlh, extack);
}

static const struct net_device_ops ovtun_netdev_ops = {
	.ndo_init		= ovtun_dev_init,
	.ndo_uninit		= ovtun_dev_uninit,
	.ndo_open		= ovtun_dev_open,
	.ndo_stop		= ovtun_dev_stop,
	.ndo_start_xmit		= ovtun_xmit,
	.ndo_get_stats64	= dev_get_tstats64,
	.ndo_validate_addr	= eth_validate_addr,
	.ndo_change_mtu		= ovtun_change_mtu,
	.ndo_set_mac_address	= eth_mac_addr,
	.ndo_fix_features	= ovtun_fix_features,
	.ndo_get_iflink		= ovtun_get_iflink,
	.ndo_fill_metadata_dst	= ovtun_fill_metadata_dst,
	.ndo_fdb_add		= ovtun_ndo_fdb_add,
	.ndo_fdb_del		= ovtun_ndo_fdb_del,
	.ndo_fdb_del_bulk	= ovtun_ndo_fdb_del_bulk,
	.ndo_fdb_dump		= ovtun_fdb_nl_dump,
	.ndo_fdb_get		= ovtun_fdb_nl_get,
	.ndo_mdb_add		= ovtun_mdb_nl_add,
	.ndo_mdb_del		= ovtun_mdb_nl_del,
	.ndo_mdb_del_bulk	= ovtun_mdb_nl_del_bulk,
	.ndo_mdb_dump		= ovtun_mdb_nl_dump,
	.ndo_mdb_get		= ovtun_mdb_nl_get,
};

static const struct net_device_ops ovtun_l3_netdev_ops = {
	.ndo_init		= ovtun_dev_init,
	.ndo_uninit		= ovtun_dev_uninit,
	.ndo_open		= ovtun_dev_open,
	.ndo_stop		= ovtun_dev_stop,
	.ndo_start_xmit		= ovtun_xmit,
	.ndo_get_stats64	= dev_get_tstats64,
	.ndo_change_mtu		= ovtun_change_mtu,
	.ndo_fix_features	= ovtun_fix_features,
	.ndo_get_iflink		= ovtun_get_iflink,
	.ndo_fill_metadata_dst	= ovtun_fill_metadata_dst,
	.ndo_neigh_destroy	= ovtun_neigh_destroy,
};

bool ovtun_dev_is_l3(const struct net_device *dev)
{
	return dev->netdev_ops == &ovtun_l3_netdev_ops;
}

static const struct device_type ovtun_type = {
	.name = "ovtun",
};

/* rtnl_link_ops.setup: the shape of a device that carries frames. */
void ovtun_setup(struct net_device *dev)
{
	ether_setup(dev);
	eth_hw_addr_random(dev);
	dev->netdev_ops = &ovtun_netdev_ops;
	dev->ethtool_ops = &ovtun_ethtool_ops;
	dev->needs_free_netdev = true;
	SET_NETDEV_DEVTYPE(dev, &ovtun_type);
	dev->pcpu_stat_type = NETDEV_PCPU_STAT_TSTATS;
	ovtun_features_setup(dev);
	dev->priv_flags |= IFF_NO_QUEUE | IFF_LIVE_ADDR_CHANGE;
	dev->priv_flags &= ~IFF_TX_SKB_SHARING;
	dev->lltx = true;
	dev->change_proto_down = true;
	netif_keep_dst(dev);
	dev->min_mtu = ETH_MIN_MTU;
	dev->max_mtu = ETH_MAX_MTU;
}

/* A device that carries IP packets; its addresses are those of the tunnel. */
static void ovtun_dev_setup_l3(struct net_device *dev,
			       const struct ovtun_config *cfg)
{
	bool ipv4 = cfg->family == AF_INET;

	dev->netdev_ops = &ovtun_l3_netdev_ops;
	dev->header_ops = &ip_tunnel_header_ops;
	dev->type = ipv4 ? ARPHRD_IPGRE : ARPHRD_IP6GRE;
	dev->hard_header_len = 0;
	dev->addr_len = ipv4 ? sizeof(struct in_addr) : sizeof(struct in6_addr);
	if (cfg->family == AF_UNSPEC) {
		dev->type = ARPHRD_NONE;
		dev->addr_len = 0;
	}
	dev->flags = IFF_NOARP;
	dev->neigh_priv_len = ovtun_neigh_priv_len;
}

/* What the device says of itself follows the configuration. */
static void ovtun_dev_describe(struct net_device *dev,
			       const struct ovtun_config *cfg)
{
	unsigned int off = cfg->family == AF_INET ? 12 : 0;
	struct ovtun_dev *ovt = netdev_priv(dev);
	struct net_device *lower;

	dev->max_mtu = IP_MAX_MTU - ovtun_config_overhead(cfg);
	lower = cfg->link ? __dev_get_by_index(ovt->net, cfg->link) : NULL;
	dev->needed_headroom = ovtun_config_overhead(cfg) +
			       (lower ? LL_RESERVED_SPACE(lower) :
					LL_MAX_HEADER);
	ovtun_features_limit(dev, lower);
	if (!cfg->ops->l3)
		return;
	dev->flags &= ~(IFF_POINTOPOINT | IFF_BROADCAST);
	if (ovtun_addr_is_multicast(&cfg->remote))
		dev->flags |= IFF_BROADCAST;
	else if (!ipv6_addr_any(&cfg->remote))
		dev->flags |= IFF_POINTOPOINT;
	__dev_addr_set(dev, cfg->local.s6_addr + off, dev->addr_len);
	memcpy(dev->broadcast, cfg->remote.s6_addr + off, dev->addr_len);
}

/**
 * ovtun_dev_create - shape a device that is not registered yet
 * @ovt: the device
 * @cfg: checked
 * @mtu: the user's choice, or 0 for what fits into the underlay
 *
 * Return: 0, or -EINVAL when @mtu is too much
 */
int ovtun_dev_create(struct ovtun_dev *ovt, const struct ovtun_config *cfg,
		     unsigned int mtu)
{
	unsigned int fitting = ovtun_mtu_fitting(ovt->net, cfg);

	if (cfg->ops->l3)
		ovtun_dev_setup_l3(ovt->dev, cfg);
	/* The tag says which segment it is, and need not be in the frame. */
	if (cfg->flags & OVTUN_F_TRUNK) {
		ovt->dev->features |= NETIF_F_HW_VLAN_CTAG_TX;
		ovt->dev->hw_features |= NETIF_F_HW_VLAN_CTAG_TX;
	}
	ovtun_dev_describe(ovt->dev, cfg);
	ovt->dev->mtu = mtu ?: fitting;
	ovt->mtu_follows = ovt->dev->mtu == fitting;
	return mtu > ovt->dev->max_mtu ? -EINVAL : 0;
}

/* The configuration has changed. */
void ovtun_dev_change(struct ovtun_dev *ovt)
{
	struct net_device *dev = ovt->dev;

	ASSERT_RTNL();
	ovtun_dev_describe(dev, rtnl_dereference(ovt->cfg));
	ovtun_mtu_follow(ovt);
	if (netif_running(dev))
		ovtun_ageing_start(ovt);
	netdev_update_features(dev);
	netdev_state_change(dev);
}

/* The underlay device is going: so do the devices that were bound to it. */
static void ovtun_lower_unregister(struct net_device *lower)
{
	struct ovtun_net *on = ovtun_net(dev_net(lower));
	struct ovtun_dev *ovt, *next;
	LIST_HEAD(list);

	list_for_each_entry_safe(ovt, next, &on->devs, node)
		if (rtnl_dereference(ovt->cfg)->lower == lower)
			ovtun_link_ops.dellink(ovt->dev, &list);
	unregister_netdevice_many(&list);
}

/* The underlay device has got a master, or lost it. */
static void ovtun_lower_follow(struct net_device *lower, const void *ptr)
{
	const struct netdev_notifier_changeupper_info *info = ptr;
	struct ovtun_dev *ovt;

	if (!netif_is_l3_master(info->upper_dev))
		return;
	list_for_each_entry(ovt, &ovtun_net(dev_net(lower))->devs, node)
		if (rtnl_dereference(ovt->cfg)->lower == lower)
			ovtun_config_follow(ovt);
}

static int ovtun_notify(struct notifier_block *nb, unsigned long event,
			void *ptr)
{
	struct net_device *dev = netdev_notifier_info_to_dev(ptr);

	if (event == NETDEV_UNREGISTER)
		ovtun_lower_unregister(dev);
	else if (event == NETDEV_CHANGEUPPER)
		ovtun_lower_follow(dev, ptr);
	else if (event == NETDEV_CHANGEMTU)
		ovtun_mtu_follow_all(dev_net(dev));
	else if (event == NETDEV_UDP_TUNNEL_PUSH_INFO ||
		 event == NETDEV_UDP_TUNNEL_DROP_INFO)
		ovtun_nic_tell(dev, event == NETDEV_UDP_TUNNEL_PUSH_INFO);
	return NOTIFY_DONE;
}

struct notifier_block ovtun_notifier = {
	.notifier_call = ovtun_notify,
};
