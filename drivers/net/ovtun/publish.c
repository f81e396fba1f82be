// SPDX-License-Identifier: GPL-2.0
/*
 * A configuration comes into force: it gets all that it needs, is published
 * whole, and its predecessor goes. What fails on the way leaves the old one.
 */

#include <linux/rtnetlink.h>

#include "ovtun.h"

/* Receive over IPv4 or over IPv6, if the configuration asks for it. */
static int ovtun_config_listen(struct ovtun_dev *ovt, struct ovtun_config *cfg,
			       bool ipv6, struct netlink_ext_ack *extack)
{
	sa_family_t family = ipv6 ? AF_INET6 : AF_INET;
	struct ovtun_sock *os;
	int err;

	if (!ovtun_config_has(cfg, family))
		return 0;
	if (cfg->flags & OVTUN_F_NOTRACK) {
		err = ovtun_notrack_get(ovt->net, family);
		if (err) {
			NL_SET_ERR_MSG(extack, "IFLA_OVTUN_EXT_NOTRACK: the hook cannot be registered in this namespace");
			return err;
		}
		cfg->untracked[ipv6] = true;
	}
	if (cfg->flags & OVTUN_F_FASTPATH) {
		err = ovtun_early_get(ovt->net, family);
		if (err) {
			NL_SET_ERR_MSG(extack, "IFLA_OVTUN_EXT_FASTPATH: the hook cannot be registered in this namespace");
			return err;
		}
		cfg->early[ipv6] = true;
	}
	if (cfg->ops->caps & OVTUN_CAP_UDP) {
		os = ovtun_sock_get(ovt->net, cfg, family, extack);
		if (IS_ERR(os))
			return PTR_ERR(os);
		cfg->sock[ipv6] = os;
		return 0;
	}
	err = ovtun_hook_get(ovt->net, family);
	if (err) {
		NL_SET_ERR_MSG(extack, "The GRE receive hook cannot be registered in this namespace");
		return err;
	}
	cfg->hooked[ipv6] = true;
	return 0;
}

static void ovtun_config_deafen(struct ovtun_dev *ovt, struct ovtun_config *cfg)
{
	int i;

	for (i = 0; i < 2; i++) {
		if (cfg->early[i])
			ovtun_early_put(ovt->net, i ? AF_INET6 : AF_INET);
		if (cfg->untracked[i])
			ovtun_notrack_put(ovt->net, i ? AF_INET6 : AF_INET);
		if (cfg->sock[i])
			ovtun_sock_put(cfg->sock[i]);
		if (cfg->hooked[i])
			ovtun_hook_put(ovt->net, i ? AF_INET6 : AF_INET);
	}
}

/**
 * ovtun_config_follow - listen where the underlay device is now
 * @ovt: a device whose underlay device has got into another VRF, or out of one
 *
 * A socket is bound to the VRF, and receives nothing from another one.
 */
void ovtun_config_follow(struct ovtun_dev *ovt)
{
	struct ovtun_config *cfg = rtnl_dereference(ovt->cfg);
	struct ovtun_sock *os;
	int i;

	ASSERT_RTNL();
	for (i = 0; i < 2; i++) {
		if (!cfg->sock[i])
			continue;
		os = ovtun_sock_get(ovt->net, cfg, i ? AF_INET6 : AF_INET,
				    NULL);
		if (IS_ERR(os)) {
			netdev_warn(ovt->dev, "cannot listen in the VRF of the underlay device: %pe\n",
				    os);
			continue;
		}
		ovtun_sock_put(cfg->sock[i]);
		cfg->sock[i] = os;
	}
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
	err = ovtun_config_listen(ovt, cfg, false, extack);
	if (!err)
		err = ovtun_config_listen(ovt, cfg, true, extack);
	if (err)
		ovtun_config_deafen(ovt, cfg);
	return err;
}

static void ovtun_config_put_peer(struct ovtun_dev *ovt,
				  const struct ovtun_config *cfg)
{
	if (!cfg->peer)
		return;
	spin_lock_bh(&ovt->lock);
	cfg->peer->uses[OVTUN_USE_REMOTE]--;
	ovtun_peer_put(ovt, cfg->peer);
	spin_unlock_bh(&ovt->lock);
}

static int ovtun_config_get_peer(struct ovtun_dev *ovt,
				 struct ovtun_config *cfg)
{
	struct ovtun_peer *peer;

	if (ipv6_addr_any(&cfg->remote))
		return 0;
	ovtun_peer_reserve(ovt);
	spin_lock_bh(&ovt->lock);
	peer = ovtun_peer_get(ovt, &cfg->remote, 0, 0);
	if (!IS_ERR(peer)) {
		peer->uses[OVTUN_USE_REMOTE]++;
		ovtun_peer_announce(ovt, peer);
		cfg->peer = peer;
	}
	spin_unlock_bh(&ovt->lock);
	return PTR_ERR_OR_ZERO(peer);
}

/* A multipoint device floods to its remote or group. */
static bool ovtun_config_floods(const struct ovtun_config *cfg)
{
	return cfg->peer && !cfg->ops->l3 && !ovtun_config_p2p(cfg);
}

/* Return: 1, 0 when there is nothing to add, or a negative errno */
static int ovtun_config_add_flood(struct ovtun_dev *ovt,
				  const struct ovtun_config *cfg,
				  const struct ovtun_config *old)
{
	int err;

	if (!ovtun_config_floods(cfg) || (old && old->peer == cfg->peer))
		return 0;
	spin_lock_bh(&ovt->lock);
	err = ovtun_flood_add(ovt, ovt->self, cfg->peer);
	spin_unlock_bh(&ovt->lock);
	return err;
}

static void ovtun_config_del_flood(struct ovtun_dev *ovt,
				   const struct ovtun_config *cfg,
				   const struct ovtun_config *other)
{
	if (!ovtun_config_floods(cfg) || (other && other->peer == cfg->peer))
		return;
	ovtun_flood_quit(ovt, ovt->self, cfg->peer);
}

/* The groups of the device and of its segments, while it is up. */
static int ovtun_config_join(struct ovtun_dev *ovt,
			     const struct ovtun_config *cfg,
			     struct netlink_ext_ack *extack)
{
	int err;

	if (!cfg->lower && ovtun_segment_has_group(ovt)) {
		NL_SET_ERR_MSG(extack, "IFLA_OVTUN_LINK is needed by the multicast group of a segment");
		return -EINVAL;
	}
	if (!netif_running(ovt->dev))
		return 0;
	err = ovtun_group_join(cfg->lower, &cfg->remote);
	if (err)
		return err;
	err = ovtun_segment_join(ovt, cfg->lower);
	if (err)
		ovtun_group_leave(cfg->lower, &cfg->remote);
	return err;
}

static void ovtun_config_leave(struct ovtun_dev *ovt,
			       const struct ovtun_config *cfg)
{
	if (!netif_running(ovt->dev))
		return;
	ovtun_segment_leave(ovt, cfg->lower);
	ovtun_group_leave(cfg->lower, &cfg->remote);
}

/* Gives back what ovtun_config_acquire() got; frees @cfg after readers. */
void ovtun_config_release(struct ovtun_dev *ovt, struct ovtun_config *cfg)
{
	ASSERT_RTNL();
	ovtun_config_deafen(ovt, cfg);
	kfree_rcu(cfg, rcu);
}

/* @other: the configuration that stays, or NULL */
static void ovtun_config_withdraw(struct ovtun_dev *ovt,
				  const struct ovtun_config *cfg,
				  const struct ovtun_config *other)
{
	ovtun_config_del_flood(ovt, cfg, other);
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
	int err, added;

	ASSERT_RTNL();
	err = ovtun_config_get_peer(ovt, cfg);
	if (err)
		return err;
	err = ovtun_lower_prepare(ovt, cfg, old, extack);
	if (err)
		goto err_put_peer;
	added = ovtun_config_add_flood(ovt, cfg, old);
	err = added;
	if (err < 0)
		goto err_abort_lower;
	err = ovtun_config_join(ovt, cfg, extack);
	if (err)
		goto err_del_flood;
	err = ovtun_demux_add(ovtun_net(ovt->net), cfg);
	if (err)
		goto err_leave_group;
	rcu_assign_pointer(ovt->cfg, cfg);
	ovtun_lower_commit(ovt, cfg, old);
	if (!old) {
		ovtun_peer_announce_all(ovt);
		ovtun_fdb_announce(ovt);
		return 0;
	}
	ovtun_demux_del(ovtun_net(ovt->net), old);
	ovtun_config_leave(ovt, old);
	ovtun_config_withdraw(ovt, old, cfg);
	ovtun_config_release(ovt, old);
	return 0;

err_leave_group:
	ovtun_config_leave(ovt, cfg);
err_del_flood:
	if (added)
		ovtun_config_del_flood(ovt, cfg, old);
err_abort_lower:
	ovtun_lower_abort(ovt, cfg, old);
err_put_peer:
	ovtun_config_put_peer(ovt, cfg);
	return err;
}

/*
 * The device is going. It receives nothing from here on, and it leaves its
 * underlay device, which may be going too and come first.
 */
void ovtun_config_detach(struct ovtun_dev *ovt)
{
	struct ovtun_config *cfg = rtnl_dereference(ovt->cfg);

	ovtun_demux_del(ovtun_net(ovt->net), cfg);
	ovtun_lower_unlink(ovt, cfg);
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
