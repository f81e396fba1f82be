// SPDX-License-Identifier: GPL-2.0
/* The link kind "ovtun": create, change, delete, report. */

#include <linux/etherdevice.h>
#include <linux/if_link.h>
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
	unsigned int fitting;
	int err;

	if (!rtnl_dev_link_net_capable(dev, ovt->net)) {
		NL_SET_ERR_MSG(extack, "Changing the device needs CAP_NET_ADMIN in the namespace of its underlay");
		return -EPERM;
	}
	old = rtnl_dereference(ovt->cfg);
	fitting = ovtun_mtu_fitting(ovt->net, old);
	cfg = ovtun_config_dup(old);
	if (!cfg)
		return -ENOMEM;
	err = ovtun_attr_parse(cfg, data, true, extack);
	if (!err)
		err = ovtun_config_check(cfg, ovt->net, extack);
	if (!err && cfg->family != old->family) {
		NL_SET_ERR_MSG(extack, "IFLA_OVTUN_LOCAL, _LOCAL6, _GROUP or _GROUP6 would change the address family of the underlay, which is fixed");
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
	ovtun_dev_change(ovt, fitting);
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

static size_t ovtun_get_size(const struct net_device *dev)
{
	return nla_total_size(sizeof(u32)) +	/* IFLA_OVTUN_ID */
	       nla_total_size(sizeof(struct in6_addr)) + /* _GROUP, _GROUP6 */
	       nla_total_size(sizeof(u32)) +	/* IFLA_OVTUN_LINK */
	       nla_total_size(sizeof(struct in6_addr)) + /* _LOCAL, _LOCAL6 */
	       nla_total_size(sizeof(u8)) +	/* IFLA_OVTUN_TTL */
	       nla_total_size(sizeof(u8)) +	/* IFLA_OVTUN_TOS */
	       nla_total_size(sizeof(u8)) +	/* IFLA_OVTUN_LEARNING */
	       nla_total_size(sizeof(u32)) +	/* IFLA_OVTUN_AGEING */
	       nla_total_size(sizeof(u32)) +	/* IFLA_OVTUN_LIMIT */
	       nla_total_size(sizeof(struct ifla_vxlan_port_range)) +
	       nla_total_size(sizeof(__be16)) +	/* IFLA_OVTUN_PORT */
	       nla_total_size(sizeof(u8)) +	/* IFLA_OVTUN_UDP_CSUM */
	       nla_total_size(sizeof(u8)) +	/* _UDP_ZERO_CSUM6_TX */
	       nla_total_size(sizeof(u8)) +	/* _UDP_ZERO_CSUM6_RX */
	       nla_total_size(sizeof(__be32)) +	/* IFLA_OVTUN_LABEL */
	       nla_total_size(sizeof(u8)) +	/* IFLA_OVTUN_TTL_INHERIT */
	       nla_total_size(sizeof(u8)) +	/* IFLA_OVTUN_DF */
	       nla_total_size(0) +		/* IFLA_OVTUN_EXT */
	       nla_total_size(sizeof(u8)) +	/* IFLA_OVTUN_EXT_ENCAP */
	       nla_total_size(sizeof(u32)) +	/* IFLA_OVTUN_EXT_IKEY */
	       nla_total_size(sizeof(u32)) +	/* IFLA_OVTUN_EXT_OKEY */
	       nla_total_size(sizeof(u8)) +	/* IFLA_OVTUN_EXT_ICSUM */
	       nla_total_size(sizeof(u8)) +	/* IFLA_OVTUN_EXT_OCSUM */
	       nla_total_size(sizeof(u8)) +	/* IFLA_OVTUN_EXT_ISEQ */
	       nla_total_size(sizeof(u8)) +	/* IFLA_OVTUN_EXT_OSEQ */
	       nla_total_size(sizeof(u8));	/* IFLA_OVTUN_EXT_STRICT */
}

static bool ovtun_put_bool(struct sk_buff *skb, int type, bool value)
{
	return !nla_put_u8(skb, type, value);
}

static bool ovtun_put_addr(struct sk_buff *skb, int type4, int type6,
			   const struct in6_addr *addr)
{
	if (ipv6_addr_any(addr))
		return true;
	if (ipv6_addr_v4mapped(addr))
		return !nla_put_in_addr(skb, type4, addr->s6_addr32[3]);
	return !nla_put_in6_addr(skb, type6, addr);
}

static bool ovtun_put_common(struct sk_buff *skb,
			     const struct ovtun_config *cfg)
{
	return ovtun_put_addr(skb, IFLA_OVTUN_GROUP, IFLA_OVTUN_GROUP6,
			      &cfg->remote) &&
	       (!cfg->link || !nla_put_u32(skb, IFLA_OVTUN_LINK, cfg->link)) &&
	       ovtun_put_addr(skb, IFLA_OVTUN_LOCAL, IFLA_OVTUN_LOCAL6,
			      &cfg->local) &&
	       !nla_put_u8(skb, IFLA_OVTUN_TTL, cfg->ttl) &&
	       !nla_put_u8(skb, IFLA_OVTUN_TOS, cfg->tos) &&
	       !nla_put_be32(skb, IFLA_OVTUN_LABEL, cfg->label) &&
	       ovtun_put_bool(skb, IFLA_OVTUN_TTL_INHERIT,
			      cfg->flags & OVTUN_F_TTL_INHERIT) &&
	       !nla_put_u8(skb, IFLA_OVTUN_DF, cfg->df);
}

static bool ovtun_put_fdb(struct sk_buff *skb, const struct ovtun_config *cfg)
{
	return ovtun_put_bool(skb, IFLA_OVTUN_LEARNING,
			      cfg->flags & OVTUN_F_LEARN) &&
	       !nla_put_u32(skb, IFLA_OVTUN_AGEING, cfg->ageing) &&
	       !nla_put_u32(skb, IFLA_OVTUN_LIMIT, cfg->limit);
}

static bool ovtun_put_udp(struct sk_buff *skb, const struct ovtun_config *cfg)
{
	struct ifla_vxlan_port_range range = {
		.low = htons(cfg->port_min),
		.high = htons(cfg->port_max),
	};

	return !nla_put_u32(skb, IFLA_OVTUN_ID, cfg->id) &&
	       !nla_put(skb, IFLA_OVTUN_PORT_RANGE, sizeof(range), &range) &&
	       !nla_put_be16(skb, IFLA_OVTUN_PORT, cfg->port) &&
	       ovtun_put_bool(skb, IFLA_OVTUN_UDP_CSUM,
			      cfg->flags & OVTUN_F_UDP_CSUM) &&
	       ovtun_put_bool(skb, IFLA_OVTUN_UDP_ZERO_CSUM6_TX,
			      !(cfg->flags & OVTUN_F_UDP_CSUM6_TX)) &&
	       ovtun_put_bool(skb, IFLA_OVTUN_UDP_ZERO_CSUM6_RX,
			      !(cfg->flags & OVTUN_F_UDP_CSUM6_RX));
}

static bool ovtun_put_gre(struct sk_buff *skb, const struct ovtun_config *cfg)
{
	return (!(cfg->flags & OVTUN_F_IKEY) ||
		!nla_put_u32(skb, IFLA_OVTUN_EXT_IKEY, cfg->ikey)) &&
	       (!(cfg->flags & OVTUN_F_OKEY) ||
		!nla_put_u32(skb, IFLA_OVTUN_EXT_OKEY, cfg->id)) &&
	       ovtun_put_bool(skb, IFLA_OVTUN_EXT_ICSUM,
			      cfg->flags & OVTUN_F_ICSUM) &&
	       ovtun_put_bool(skb, IFLA_OVTUN_EXT_OCSUM,
			      cfg->flags & OVTUN_F_OCSUM) &&
	       ovtun_put_bool(skb, IFLA_OVTUN_EXT_ISEQ,
			      cfg->flags & OVTUN_F_ISEQ) &&
	       ovtun_put_bool(skb, IFLA_OVTUN_EXT_OSEQ,
			      cfg->flags & OVTUN_F_OSEQ);
}

static bool ovtun_put_ext(struct sk_buff *skb, const struct ovtun_config *cfg)
{
	struct nlattr *nest = nla_nest_start(skb, IFLA_OVTUN_EXT);

	if (!nest)
		return false;
	if (nla_put_u8(skb, IFLA_OVTUN_EXT_ENCAP, cfg->ops->encap) ||
	    (cfg->ops->ipproto == IPPROTO_GRE && !ovtun_put_gre(skb, cfg)) ||
	    !ovtun_put_bool(skb, IFLA_OVTUN_EXT_STRICT,
			    ovtun_config_strict(cfg)))
		return false;
	nla_nest_end(skb, nest);
	return true;
}

static int ovtun_fill_info(struct sk_buff *skb, const struct net_device *dev)
{
	struct ovtun_dev *ovt = netdev_priv(dev);
	const struct ovtun_config *cfg;
	bool fits = true;

	rcu_read_lock();
	cfg = rcu_dereference(ovt->cfg);
	/* None yet in the announcement that register_netdevice() sends. */
	if (cfg)
		fits = ovtun_put_common(skb, cfg) &&
		       (cfg->ops->l3 || ovtun_put_fdb(skb, cfg)) &&
		       (cfg->ops->ipproto != IPPROTO_UDP ||
			ovtun_put_udp(skb, cfg)) &&
		       ovtun_put_ext(skb, cfg);
	rcu_read_unlock();
	return fits ? 0 : -EMSGSIZE;
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
	.get_size	= ovtun_get_size,
	.fill_info	= ovtun_fill_info,
	.get_link_net	= ovtun_get_link_net,
};
