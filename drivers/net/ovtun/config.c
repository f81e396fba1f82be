// SPDX-License-Identifier: GPL-2.0
/*
 * The configuration of a device: checked, provided with all that it needs,
 * published whole, and retired. What fails on the way leaves the old one.
 */

#include <net/addrconf.h>
#include <net/rtnetlink.h>

#include "ovtun.h"

struct ovtun_config *ovtun_config_alloc(void)
{
	struct ovtun_config *cfg = kzalloc(sizeof(*cfg), GFP_KERNEL);

	if (!cfg)
		return NULL;
	cfg->family = AF_UNSPEC;
	cfg->port = htons(OVTUN_PORT_DEFAULT);
	cfg->ageing = OVTUN_AGEING_DEFAULT;
	cfg->limit = OVTUN_LIMIT_DEFAULT;
	cfg->df = OVTUN_DF_SET;
	cfg->flags = OVTUN_F_LEARN | OVTUN_F_STRICT | OVTUN_F_UDP_CSUM |
		     OVTUN_F_UDP_CSUM6_TX | OVTUN_F_UDP_CSUM6_RX;
	return cfg;
}

/* A copy to change. It has none of the resources of @old. */
struct ovtun_config *ovtun_config_dup(const struct ovtun_config *old)
{
	struct ovtun_config *cfg = kmemdup(old, sizeof(*old), GFP_KERNEL);

	if (!cfg)
		return NULL;
	cfg->gen++;
	cfg->family = AF_UNSPEC;
	cfg->peer = NULL;
	cfg->sock = NULL;
	cfg->hooked = false;
	cfg->lower = NULL;
	return cfg;
}

/* One peer and no other: GRE with a unicast remote. */
bool ovtun_config_p2p(const struct ovtun_config *cfg)
{
	return cfg->ops->ipproto == IPPROTO_GRE &&
	       !ipv6_addr_any(&cfg->remote) &&
	       !ovtun_addr_is_multicast(&cfg->remote);
}

/* Nobody can know the members of a multicast group. */
bool ovtun_config_strict(const struct ovtun_config *cfg)
{
	return cfg->flags & OVTUN_F_STRICT &&
	       !ovtun_addr_is_multicast(&cfg->remote);
}

/* What the tunnel adds to a packet in front of its network header, bytes. */
unsigned int ovtun_config_overhead(const struct ovtun_config *cfg)
{
	return ovtun_ip_hlen(cfg->family) + cfg->ops->hlen(cfg) +
	       (cfg->ops->l3 ? 0 : ETH_HLEN);
}

static sa_family_t ovtun_config_addr_family(const struct in6_addr *addr)
{
	if (ipv6_addr_any(addr))
		return AF_UNSPEC;
	return ipv6_addr_v4mapped(addr) ? AF_INET : AF_INET6;
}

static bool ovtun_addr_is_linklocal(const struct in6_addr *addr)
{
	return !ipv6_addr_v4mapped(addr) &&
	       __ipv6_addr_needs_scope_id(__ipv6_addr_type(addr));
}

static int ovtun_config_check_addrs(struct ovtun_config *cfg,
				    struct netlink_ext_ack *extack)
{
	sa_family_t remote = ovtun_config_addr_family(&cfg->remote);
	sa_family_t local = ovtun_config_addr_family(&cfg->local);

	if (local && remote && local != remote) {
		NL_SET_ERR_MSG(extack, "IFLA_OVTUN_LOCAL and IFLA_OVTUN_GROUP are of different address families");
		return -EINVAL;
	}
	cfg->family = local ?: remote ?: AF_INET;
	if (cfg->family == AF_INET6 && !ipv6_mod_enabled()) {
		NL_SET_ERR_MSG(extack, "IFLA_OVTUN_LOCAL6 or IFLA_OVTUN_GROUP6 needs IPv6, which is disabled on this host");
		return -EAFNOSUPPORT;
	}
	if (ovtun_addr_is_multicast(&cfg->local)) {
		NL_SET_ERR_MSG(extack, "IFLA_OVTUN_LOCAL must not be a multicast address");
		return -EINVAL;
	}
	if (local && ipv6_addr_equal(&cfg->local, &cfg->remote)) {
		NL_SET_ERR_MSG(extack, "IFLA_OVTUN_LOCAL and IFLA_OVTUN_GROUP are the same address");
		return -EINVAL;
	}
	if (cfg->family == AF_INET &&
	    (ipv4_is_lbcast(cfg->remote.s6_addr32[3]) ||
	     ipv4_is_lbcast(cfg->local.s6_addr32[3]))) {
		NL_SET_ERR_MSG(extack, "IFLA_OVTUN_LOCAL and IFLA_OVTUN_GROUP must not be the broadcast address");
		return -EINVAL;
	}
	if (cfg->label && cfg->family == AF_INET) {
		NL_SET_ERR_MSG(extack, "IFLA_OVTUN_LABEL needs an IPv6 underlay");
		return -EINVAL;
	}
	return 0;
}

static int ovtun_config_check_link(struct ovtun_config *cfg, struct net *net,
				   struct netlink_ext_ack *extack)
{
	if (cfg->link && !__dev_get_by_index(net, cfg->link)) {
		NL_SET_ERR_MSG(extack, "IFLA_OVTUN_LINK is not a device of the underlay namespace");
		return -ENODEV;
	}
	if (cfg->link)
		return 0;
	if (ovtun_addr_is_multicast(&cfg->remote)) {
		NL_SET_ERR_MSG(extack, "IFLA_OVTUN_GROUP is a multicast group and needs IFLA_OVTUN_LINK");
		return -EINVAL;
	}
	if (ovtun_addr_is_linklocal(&cfg->remote) ||
	    ovtun_addr_is_linklocal(&cfg->local)) {
		NL_SET_ERR_MSG(extack, "IFLA_OVTUN_LOCAL6 or IFLA_OVTUN_GROUP6 is link-local and needs IFLA_OVTUN_LINK");
		return -EINVAL;
	}
	return 0;
}

static void ovtun_config_set_key(struct ovtun_config *cfg)
{
	struct ovtun_demux_key *key = &cfg->key;

	memset(key, 0, sizeof(*key));
	key->encap = cfg->ops->encap;
	if (cfg->family == AF_INET6)
		key->flags |= OVTUN_DEMUX_IPV6;
	if (cfg->ops->ipproto == IPPROTO_UDP) {
		key->port = cfg->port;
		key->id = cfg->id;
	} else if (cfg->flags & OVTUN_F_IKEY) {
		key->flags |= OVTUN_DEMUX_KEYED;
		key->id = cfg->ikey;
	}
	if (ovtun_config_p2p(cfg))
		key->remote = cfg->remote;
}

/**
 * ovtun_config_check - do the settings make sense together?
 * @cfg: as parsed; family and key are set here
 * @net: namespace of the underlay
 * @extack: for the sentence
 *
 * Return: 0 or a negative errno
 */
int ovtun_config_check(struct ovtun_config *cfg, struct net *net,
		       struct netlink_ext_ack *extack)
{
	int err;

	err = ovtun_config_check_addrs(cfg, extack);
	if (err)
		return err;
	err = ovtun_config_check_link(cfg, net, extack);
	if (err)
		return err;
	if (cfg->ops->ipproto != IPPROTO_UDP)
		cfg->port = 0;
	ovtun_config_set_key(cfg);
	return 0;
}

/**
 * ovtun_config_acquire - get what a configuration needs of its namespace
 * @ovt: the device, which may not be registered yet
 * @cfg: checked
 * @extack: for the sentence
 *
 * Return: 0, or a negative errno and nothing is held
 */
int ovtun_config_acquire(struct ovtun_dev *ovt, struct ovtun_config *cfg,
			 struct netlink_ext_ack *extack)
{
	int err;

	ASSERT_RTNL();
	cfg->ovt = ovt;
	if (ovtun_demux_conflicts(ovt, cfg)) {
		NL_SET_ERR_MSG(extack, "Another ovtun device receives the same packets; give this one another IFLA_OVTUN_ID or key, IFLA_OVTUN_PORT or IFLA_OVTUN_LOCAL");
		return -EEXIST;
	}
	if (cfg->ops->ipproto == IPPROTO_UDP) {
		cfg->sock = ovtun_sock_get(ovt->net, cfg, extack);
		if (!IS_ERR(cfg->sock))
			return 0;
		err = PTR_ERR(cfg->sock);
		cfg->sock = NULL;
		return err;
	}
	err = ovtun_hook_get(ovt->net, cfg->family);
	if (err) {
		NL_SET_ERR_MSG(extack, "The GRE receive hook cannot be registered in this namespace");
		return err;
	}
	cfg->hooked = true;
	return 0;
}

static void ovtun_config_put_peer(struct ovtun_dev *ovt,
				  const struct ovtun_config *cfg)
{
	if (!cfg->peer)
		return;
	spin_lock_bh(&ovt->lock);
	ovtun_peer_put(ovt, cfg->peer);
	spin_unlock_bh(&ovt->lock);
}

static int ovtun_config_get_peer(struct ovtun_dev *ovt,
				 struct ovtun_config *cfg)
{
	struct ovtun_peer *peer;

	if (ipv6_addr_any(&cfg->remote))
		return 0;
	spin_lock_bh(&ovt->lock);
	peer = ovtun_peer_get(ovt, &cfg->remote, 0, 0);
	spin_unlock_bh(&ovt->lock);
	if (IS_ERR(peer))
		return PTR_ERR(peer);
	cfg->peer = peer;
	return 0;
}

/* The device goes on top of its underlay device, which finds loops. */
static int ovtun_config_link_lower(struct ovtun_dev *ovt,
				   struct ovtun_config *cfg,
				   const struct ovtun_config *old,
				   struct netlink_ext_ack *extack)
{
	struct net_device *lower;
	int err = 0;

	if (!cfg->link)
		return 0;
	lower = __dev_get_by_index(ovt->net, cfg->link);
	if (!lower)
		return -ENODEV;
	if (!old || old->lower != lower)
		err = netdev_upper_dev_link(lower, ovt->dev, NULL);
	if (err) {
		NL_SET_ERR_MSG(extack, "IFLA_OVTUN_LINK is the device itself, or a device on top of it");
		return err;
	}
	cfg->lower = lower;
	return 0;
}

static void ovtun_config_unlink_lower(struct ovtun_dev *ovt,
				      const struct ovtun_config *cfg,
				      const struct ovtun_config *other)
{
	if (cfg->lower && (!other || other->lower != cfg->lower))
		netdev_upper_dev_unlink(cfg->lower, ovt->dev);
}

/* A multipoint device floods to its remote or group. */
static bool ovtun_config_floods(const struct ovtun_config *cfg)
{
	return cfg->peer && !cfg->ops->l3 && !ovtun_config_p2p(cfg);
}

static int ovtun_config_add_flood(struct ovtun_dev *ovt,
				  const struct ovtun_config *cfg,
				  const struct ovtun_config *old)
{
	static const u8 zero[ETH_ALEN];
	struct ovtun_fdb_change change = {
		.state = NUD_PERMANENT,
		.flags = NTF_SELF,
		.nlflags = NLM_F_CREATE | NLM_F_APPEND,
		.remote.peer = cfg->peer,
	};
	int err;

	if (!ovtun_config_floods(cfg) || (old && old->peer == cfg->peer))
		return 0;
	spin_lock_bh(&ovt->lock);
	err = ovtun_fdb_add(ovt, zero, &change);
	spin_unlock_bh(&ovt->lock);
	return err == -EEXIST ? 0 : err;
}

static void ovtun_config_del_flood(struct ovtun_dev *ovt,
				   const struct ovtun_config *cfg,
				   const struct ovtun_config *other)
{
	struct ovtun_remote remote = { .peer = cfg->peer };
	static const u8 zero[ETH_ALEN];

	if (!ovtun_config_floods(cfg) || (other && other->peer == cfg->peer))
		return;
	spin_lock_bh(&ovt->lock);
	ovtun_fdb_del(ovt, zero, &remote);
	spin_unlock_bh(&ovt->lock);
}

/* Gives back what ovtun_config_acquire() got; frees @cfg after readers. */
void ovtun_config_release(struct ovtun_dev *ovt, struct ovtun_config *cfg)
{
	ASSERT_RTNL();
	if (cfg->sock)
		ovtun_sock_put(cfg->sock);
	if (cfg->hooked)
		ovtun_hook_put(ovt->net, cfg->family);
	kfree_rcu(cfg, rcu);
}

/* @other: the configuration that stays, or NULL */
static void ovtun_config_withdraw(struct ovtun_dev *ovt,
				  const struct ovtun_config *cfg,
				  const struct ovtun_config *other)
{
	ovtun_config_del_flood(ovt, cfg, other);
	ovtun_config_unlink_lower(ovt, cfg, other);
	ovtun_config_put_peer(ovt, cfg);
}

/**
 * ovtun_config_publish - make a configuration the one that is in force
 * @ovt: the registered device
 * @cfg: acquired
 * @extack: for the sentence
 *
 * The new one is complete before the data path sees it, and the old one goes
 * after that, so a change under traffic loses no packet.
 *
 * Return: 0 and the old configuration is gone, or a negative errno and it is
 * still in force; @cfg is then the caller's to release
 */
int ovtun_config_publish(struct ovtun_dev *ovt, struct ovtun_config *cfg,
			 struct netlink_ext_ack *extack)
{
	struct ovtun_config *old = rtnl_dereference(ovt->cfg);
	int err;

	ASSERT_RTNL();
	err = ovtun_config_get_peer(ovt, cfg);
	if (err)
		return err;
	err = ovtun_config_link_lower(ovt, cfg, old, extack);
	if (err)
		goto err_put_peer;
	err = ovtun_config_add_flood(ovt, cfg, old);
	if (err)
		goto err_unlink_lower;
	if (netif_running(ovt->dev)) {
		err = ovtun_group_join(cfg);
		if (err)
			goto err_del_flood;
	}
	err = ovtun_demux_add(ovtun_net(ovt->net), cfg);
	if (err)
		goto err_leave_group;
	rcu_assign_pointer(ovt->cfg, cfg);
	if (!old)
		return 0;
	ovtun_demux_del(ovtun_net(ovt->net), old);
	if (netif_running(ovt->dev))
		ovtun_group_leave(old);
	ovtun_config_withdraw(ovt, old, cfg);
	ovtun_config_release(ovt, old);
	return 0;

err_leave_group:
	if (netif_running(ovt->dev))
		ovtun_group_leave(cfg);
err_del_flood:
	ovtun_config_del_flood(ovt, cfg, old);
err_unlink_lower:
	ovtun_config_unlink_lower(ovt, cfg, old);
err_put_peer:
	ovtun_config_put_peer(ovt, cfg);
	return err;
}

/* The device is gone: nobody sends, nobody receives. */
void ovtun_config_retire(struct ovtun_dev *ovt)
{
	struct ovtun_config *cfg = rtnl_dereference(ovt->cfg);

	if (!cfg)
		return;
	RCU_INIT_POINTER(ovt->cfg, NULL);
	ovtun_config_withdraw(ovt, cfg, NULL);
	ovtun_config_release(ovt, cfg);
}
