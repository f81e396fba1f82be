// SPDX-License-Identifier: GPL-2.0
/* From a received packet to the configuration that it belongs to. */

#include <linux/hash.h>
#include <net/l3mdev.h>

#include "encap.h"
#include "ovtun.h"

/* Keys are what the administrator has configured, so nobody attacks this. */
static inline u32 ovtun_demux_hash(const void *data, u32 len, u32 seed)
{
	const struct ovtun_demux_key *key = data;
	const u64 *remote = (const u64 *)&key->remote;
	u64 a = (u64)key->id << 32 | (__force u32)key->port << 16 |
		key->flags << 8 | key->format;
	u64 b = get_unaligned(remote);
	u64 c = get_unaligned(remote + 1);

	b = (b ^ seed) * GOLDEN_RATIO_64 ^ c;
	return hash_64(b * GOLDEN_RATIO_64 ^ a, 32);
}

static u32 ovtun_demux_obj_hash(const void *data, u32 len, u32 seed)
{
	const struct ovtun_demux_node *node = data;

	return ovtun_demux_hash(&node->key, sizeof(node->key), seed);
}

static inline int ovtun_demux_obj_cmp(struct rhashtable_compare_arg *arg,
				      const void *obj)
{
	const struct ovtun_demux_key *a = arg->key;
	const struct ovtun_demux_node *node = obj;
	const struct ovtun_demux_key *b = &node->key;

	return a->id != b->id || a->format != b->format ||
	       a->flags != b->flags || a->port != b->port ||
	       !ipv6_addr_equal(&a->remote, &b->remote);
}

static const struct rhashtable_params ovtun_demux_params = {
	.head_offset		= offsetof(struct ovtun_demux_node, node),
	.key_offset		= offsetof(struct ovtun_demux_node, key),
	.key_len		= sizeof(struct ovtun_demux_key),
	.hashfn			= ovtun_demux_hash,
	.obj_hashfn		= ovtun_demux_obj_hash,
	.obj_cmpfn		= ovtun_demux_obj_cmp,
	.min_size		= OVTUN_TABLE_BUCKETS,
	.automatic_shrinking	= true,
};

int ovtun_demux_init(struct ovtun_net *on)
{
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

static bool ovtun_demux_key_conflicts(struct ovtun_dev *ovt,
				      const struct ovtun_config *cfg,
				      const struct ovtun_demux_key *key)
{
	struct rhlist_head *pos, *head;
	struct ovtun_demux_node *node;
	bool conflict = false;

	rcu_read_lock();
	head = ovtun_demux_lookup(ovtun_net(ovt->net), key);
	rhl_for_each_entry_rcu(node, pos, head, node)
		if (node->cfg->ovt != ovt &&
		    (ipv6_addr_any(&node->cfg->local) ||
		     ipv6_addr_any(&cfg->local) ||
		     ipv6_addr_equal(&node->cfg->local, &cfg->local)))
			conflict = true;
	rcu_read_unlock();
	return conflict;
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
	ASSERT_RTNL();
	return (ovtun_config_has(cfg, AF_INET) &&
		ovtun_demux_key_conflicts(ovt, cfg, &cfg->demux[0].key)) ||
	       (ovtun_config_has(cfg, AF_INET6) &&
		ovtun_demux_key_conflicts(ovt, cfg, &cfg->demux[1].key));
}

static void ovtun_demux_remove(struct ovtun_net *on, struct ovtun_config *cfg,
			       bool ipv6)
{
	if (ovtun_config_has(cfg, ipv6 ? AF_INET6 : AF_INET))
		rhltable_remove(&on->demux, &cfg->demux[ipv6].node,
				ovtun_demux_params);
}

static int ovtun_demux_insert(struct ovtun_net *on, struct ovtun_config *cfg,
			      bool ipv6)
{
	if (!ovtun_config_has(cfg, ipv6 ? AF_INET6 : AF_INET))
		return 0;
	return rhltable_insert(&on->demux, &cfg->demux[ipv6].node,
			       ovtun_demux_params);
}

/* @n: 1 or -1; tells the data path which lookups to spare. */
static void ovtun_demux_count(struct ovtun_net *on,
			      const struct ovtun_config *cfg, int n)
{
	if (ovtun_config_p2p(cfg))
		WRITE_ONCE(on->p2p, on->p2p + n);
	if (ovtun_config_wide(cfg))
		WRITE_ONCE(on->wide, on->wide + n);
	if (cfg->ops->format == OVTUN_FORMAT_NVGRE)
		WRITE_ONCE(on->nvgre, on->nvgre + n);
}

int ovtun_demux_add(struct ovtun_net *on, struct ovtun_config *cfg)
{
	int err;

	ASSERT_RTNL();
	err = ovtun_demux_insert(on, cfg, false);
	if (err)
		return err;
	err = ovtun_demux_insert(on, cfg, true);
	if (err) {
		ovtun_demux_remove(on, cfg, false);
		return err;
	}
	ovtun_demux_count(on, cfg, 1);
	return 0;
}

void ovtun_demux_del(struct ovtun_net *on, struct ovtun_config *cfg)
{
	ASSERT_RTNL();
	ovtun_demux_remove(on, cfg, false);
	ovtun_demux_remove(on, cfg, true);
	ovtun_demux_count(on, cfg, -1);
}

/* Is it sent to an address, or a group, that the segment listens to? */
static bool ovtun_demux_local(const struct ovtun_config *cfg,
			      const struct ovtun_rx *rx)
{
	return ipv6_addr_any(&cfg->local) ||
	       ipv6_addr_equal(&cfg->local, &rx->daddr) ||
	       ipv6_addr_equal(&cfg->remote, &rx->daddr) ||
	       ipv6_addr_equal(&rx->seg->group, &rx->daddr);
}

/* A device that is bound to an underlay device receives from its VRF only. */
static bool ovtun_demux_vrf(const struct ovtun_config *cfg,
			    const struct ovtun_rx *rx)
{
	return !cfg->lower ||
	       l3mdev_master_ifindex_rcu(cfg->lower) == rx->l3mdev;
}

/* Who has this very key, and the packet's segment? */
static bool ovtun_demux_match(struct ovtun_net *on, struct ovtun_rx *rx,
			      const struct ovtun_demux_key *key)
{
	struct rhlist_head *pos, *head;
	struct ovtun_demux_node *node;

	head = ovtun_demux_lookup(on, key);
	rhl_for_each_entry_rcu(node, pos, head, node) {
		if (!ovtun_segment_of(rx, node->cfg) ||
		    !ovtun_demux_local(node->cfg, rx) ||
		    !ovtun_demux_vrf(node->cfg, rx))
			continue;
		rx->cfg = node->cfg;
		return true;
	}
	return false;
}

/* @key: what the packet may be seen as; @key->remote is set here */
static inline bool ovtun_demux_remotes(struct ovtun_net *on,
				       struct ovtun_rx *rx,
				       struct ovtun_demux_key *key)
{
	if (READ_ONCE(on->p2p)) {
		key->remote = rx->saddr;
		if (ovtun_demux_match(on, rx, key))
			return true;
	}
	key->remote = in6addr_any;
	return ovtun_demux_match(on, rx, key);
}

/* Who has this very id? */
static bool ovtun_demux_exact(struct ovtun_net *on, struct ovtun_rx *rx)
{
	return ovtun_demux_remotes(on, rx, &rx->key);
}

/* Who has many segments, and this one among them? */
static bool ovtun_demux_wide(struct ovtun_net *on, struct ovtun_rx *rx)
{
	struct ovtun_demux_key key = rx->key;

	if (!READ_ONCE(on->wide))
		return false;
	key.flags = (key.flags & OVTUN_DEMUX_IPV6) | OVTUN_DEMUX_WIDE;
	key.id = 0;
	return ovtun_demux_remotes(on, rx, &key);
}

/* See a GRE packet as NVGRE, if there is such a device and it can be. */
static bool ovtun_demux_as_nvgre(struct ovtun_net *on, struct ovtun_rx *rx)
{
	const struct ovtun_gre_header hdr = {
		.flags = rx->gre_flags,
		.proto = ntohs(rx->proto),
		.key = rx->key.id,
	};

	if (!READ_ONCE(on->nvgre) || rx->key.port ||
	    !ovtun_nvgre_decode(&hdr, &rx->key.id))
		return false;
	rx->key.format = OVTUN_FORMAT_NVGRE;
	return true;
}

/**
 * ovtun_demux_find - whose packet is it?
 * @rx: the packet; cfg, seg and fdb_id are set here, and for NVGRE the key
 *
 * A point-to-point device with this very remote comes before others, and a
 * device with this very id before those with many segments. A GRE key that no
 * device has may be a VSID and a FlowID.
 *
 * Return: false when it is nobody's
 */
bool ovtun_demux_find(struct ovtun_rx *rx)
{
	struct ovtun_net *on = rx->on;
	struct ovtun_demux_key gre;

	if (ovtun_demux_exact(on, rx))
		return true;
	gre = rx->key;
	if (!ovtun_demux_as_nvgre(on, rx))
		return ovtun_demux_wide(on, rx);
	if (ovtun_demux_exact(on, rx))
		return true;
	swap(gre, rx->key);
	if (ovtun_demux_wide(on, rx))
		return true;
	swap(gre, rx->key);
	return ovtun_demux_wide(on, rx);
}
