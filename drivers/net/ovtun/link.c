// SPDX-License-Identifier: GPL-2.0
/* The link kind "ovtun": create, change, delete, report. */

#include <linux/etherdevice.h>
#include <net/netlink.h>
#include <net/rtnetlink.h>

#include "ovtun.h"

static int ovtun_validate(struct nlattr *tb[], struct nlattr *data[],
			  struct netlink_ext_ack *extack)
{
	if (tb[IFLA_ADDRESS] && nla_len(tb[IFLA_ADDRESS]) == ETH_ALEN &&
	    !is_valid_ether_addr(nla_data(tb[IFLA_ADDRESS]))) {
		NL_SET_ERR_MSG_ATTR(extack, tb[IFLA_ADDRESS], "IFLA_ADDRESS is not a unicast Ethernet address");
		return -EADDRNOTAVAIL;
	}
	return 0;
}

static int ovtun_link_shape(struct ovtun_dev *ovt,
			    const struct ovtun_config *cfg,
			    const struct nlattr *mtu,
			    struct netlink_ext_ack *extack)
{
	int err = ovtun_dev_create(ovt, cfg, mtu ? nla_get_u32(mtu) : 0);

	if (err)
		NL_SET_ERR_MSG_ATTR(extack, mtu, "IFLA_MTU is more than 65535 bytes with the tunnel's headers");
	return err;
}

static int ovtun_newlink(struct net_device *dev,
			 struct rtnl_newlink_params *params,
			 struct netlink_ext_ack *extack)
{
	struct ovtun_dev *ovt = netdev_priv(dev);
	struct ovtun_config *cfg;
	int err;

	ovt->dev = dev;
	ovt->net = rtnl_newlink_link_net(params);
	cfg = ovtun_config_alloc();
	if (!cfg)
		return -ENOMEM;
	err = ovtun_attr_parse(cfg, params->data, false, extack);
	if (!err)
		err = ovtun_config_check(cfg, ovt->net, extack);
	if (!err)
		err = ovtun_link_shape(ovt, cfg, params->tb[IFLA_MTU], extack);
	if (!err)
		err = ovtun_config_acquire(ovt, cfg, extack);
	if (err) {
		kfree(cfg);
		return err;
	}
	err = register_netdevice(dev);
	if (err)
		goto err_release;
	err = ovtun_config_publish(ovt, cfg, extack);
	if (err)
		goto err_unregister;
	list_add(&ovt->node, &ovtun_net(ovt->net)->devs);
	/* Registration asked for them before there was a configuration. */
	netdev_update_features(dev);
	return 0;

err_unregister:
	unregister_netdevice(dev);
err_release:
	ovtun_config_release(ovt, cfg);
	return err;
}

static int ovtun_changelink(struct net_device *dev, struct nlattr *tb[],
			    struct nlattr *data[],
			    struct netlink_ext_ack *extack)
{
	struct ovtun_dev *ovt = netdev_priv(dev);
	struct ovtun_config *old, *cfg;
	int err;

	if (!rtnl_dev_link_net_capable(dev, ovt->net)) {
		NL_SET_ERR_MSG(extack, "Changing the device needs CAP_NET_ADMIN in the namespace of its underlay");
		return -EPERM;
	}
	old = rtnl_dereference(ovt->cfg);
	cfg = ovtun_config_dup(old);
	if (!cfg)
		return -ENOMEM;
	err = ovtun_attr_parse(cfg, data, true, extack);
	if (!err)
		err = ovtun_config_check(cfg, ovt->net, extack);
	if (!err && cfg->ops->l3 && cfg->family != old->family) {
		NL_SET_ERR_MSG(extack, "IFLA_OVTUN_LOCAL, _LOCAL6, _GROUP or _GROUP6 would change the address family of the underlay, which is fixed for a device that carries IP packets");
		err = -EAFNOSUPPORT;
	}
	if (!err)
		err = ovtun_config_acquire(ovt, cfg, extack);
	if (err) {
		kfree(cfg);
		return err;
	}
	err = ovtun_config_publish(ovt, cfg, extack);
	if (err) {
		ovtun_config_release(ovt, cfg);
		return err;
	}
	ovtun_dev_change(ovt);
	return 0;
}

/* The rest goes in ndo_uninit: then nobody sends or receives any more. */
static void ovtun_dellink(struct net_device *dev, struct list_head *head)
{
	struct ovtun_dev *ovt = netdev_priv(dev);

	list_del(&ovt->node);
	ovtun_config_detach(ovt);
	unregister_netdevice_queue(dev, head);
}

static struct net *ovtun_get_link_net(const struct net_device *dev)
{
	struct ovtun_dev *ovt = netdev_priv(dev);

	return READ_ONCE(ovt->net);
}

struct rtnl_link_ops ovtun_link_ops __read_mostly = {
	.kind		= "ovtun",
	.maxtype	= IFLA_OVTUN_MAX,
	.priv_size	= sizeof(struct ovtun_dev),
	.setup		= ovtun_setup,
	.validate	= ovtun_validate,
	.newlink	= ovtun_newlink,
	.changelink	= ovtun_changelink,
	.dellink	= ovtun_dellink,
	.get_size	= ovtun_link_size,
	.fill_info	= ovtun_link_fill,
	.get_link_net	= ovtun_get_link_net,
};
