// SPDX-License-Identifier: GPL-2.0
/* From a received packet to the configuration that it belongs to. */

#include <net/l3mdev.h>

#include "ovtun.h"

static const struct rhashtable_params ovtun_demux_params = {
	.head_offset		= offsetof(struct ovtun_config, node),
	.key_offset		= offsetof(struct ovtun_config, key),
	.key_len		= sizeof(struct ovtun_demux_key),
	.automatic_shrinking	= true,
};

int ovtun_demux_init(struct ovtun_net *on)
{
	BUILD_BUG_ON(sizeof(struct ovtun_demux_key) != 24);
	return rhltable_init(&on->demux, &ovtun_demux_params);
}

void ovtun_demux_uninit(struct ovtun_net *on)
{
	rhltable_destroy(&on->demux);
}

/* RCU or RTNL */
static struct rhlist_head *ovtun_demux_lookup(struct ovtun_net *on,
					      const struct ovtun_demux_key *key)
{
	return rhltable_lookup(&on->demux, key, ovtun_demux_params);
}

/**
 * ovtun_demux_conflicts - would another device receive the same packets?
 * @ovt: the device
 * @cfg: its configuration to be
 *
 * Return: true when one with an overlapping local address would
 */
bool ovtun_demux_conflicts(struct ovtun_dev *ovt,
			   const struct ovtun_config *cfg)
{
	struct rhlist_head *pos, *head;
	struct ovtun_config *other;
	bool conflict = false;

	ASSERT_RTNL();
	rcu_read_lock();
	head = ovtun_demux_lookup(ovtun_net(ovt->net), &cfg->key);
	rhl_for_each_entry_rcu(other, pos, head, node)
		if (other->ovt != ovt &&
		    (ipv6_addr_any(&other->local) ||
		     ipv6_addr_any(&cfg->local) ||
		     ipv6_addr_equal(&other->local, &cfg->local)))
			conflict = true;
	rcu_read_unlock();
	return conflict;
}

int ovtun_demux_add(struct ovtun_net *on, struct ovtun_config *cfg)
{
	int err;

	ASSERT_RTNL();
	err = rhltable_insert(&on->demux, &cfg->node, ovtun_demux_params);
	if (!err && ovtun_config_p2p(cfg))
		WRITE_ONCE(on->p2p, on->p2p + 1);
	return err;
}

void ovtun_demux_del(struct ovtun_net *on, struct ovtun_config *cfg)
{
	ASSERT_RTNL();
	rhltable_remove(&on->demux, &cfg->node, ovtun_demux_params);
	if (ovtun_config_p2p(cfg))
		WRITE_ONCE(on->p2p, on->p2p - 1);
}

/* Is @daddr one that the device listens to? */
static bool ovtun_demux_local(const struct ovtun_config *cfg,
			      const struct in6_addr *daddr)
{
	return ipv6_addr_any(&cfg->local) ||
	       ipv6_addr_equal(&cfg->local, daddr) ||
	       ipv6_addr_equal(&cfg->remote, daddr);
}

/* A device that is bound to an underlay device receives from its VRF only. */
static bool ovtun_demux_vrf(const struct ovtun_config *cfg,
			    const struct ovtun_rx *rx)
{
	return !cfg->lower ||
	       l3mdev_master_ifindex_rcu(cfg->lower) == rx->l3mdev;
}

static struct ovtun_config *ovtun_demux_match(struct ovtun_net *on,
					      const struct ovtun_rx *rx)
{
	struct rhlist_head *pos, *head;
	struct ovtun_config *cfg;

	head = ovtun_demux_lookup(on, &rx->key);
	rhl_for_each_entry_rcu(cfg, pos, head, node)
		if (ovtun_demux_local(cfg, &rx->daddr) &&
		    ovtun_demux_vrf(cfg, rx))
			return cfg;
	return NULL;
}

/**
 * ovtun_demux_find - whose packet is it?
 * @rx: the packet; @rx->key.remote is set here
 *
 * A point-to-point device with this very remote comes first.
 *
 * Return: the configuration, or NULL when it is nobody's
 */
struct ovtun_config *ovtun_demux_find(struct ovtun_rx *rx)
{
	struct ovtun_net *on = ovtun_net(rx->net);
	struct ovtun_config *cfg;

	if (READ_ONCE(on->p2p)) {
		rx->key.remote = rx->saddr;
		cfg = ovtun_demux_match(on, rx);
		if (cfg)
			return cfg;
	}
	rx->key.remote = in6addr_any;
	return ovtun_demux_match(on, rx);
}
