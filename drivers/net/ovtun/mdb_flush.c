// SPDX-License-Identifier: GPL-2.0
/* Deleting many destinations of multicast packets at once. */

#include "ovtun.h"

static bool ovtun_mdb_match(const struct ovtun_config *cfg,
			    const struct ovtun_mdb *mdb,
			    const struct ovtun_mdb_dst *dst,
			    const struct ovtun_mdb_filter *filter)
{
	const struct ovtun_remote *remote = &dst->remote;
	u32 id = ovtun_config_wide(cfg) ? mdb->key.id : cfg->id;

	if (remote->has_id)
		id = remote->id;
	return (ipv6_addr_any(&filter->addr) ||
		ipv6_addr_equal(&filter->addr, &remote->peer->addr)) &&
	       (!filter->port ||
		filter->port == (remote->peer->port ?: cfg->port)) &&
	       (!filter->has_id || filter->id == id) &&
	       (!filter->protocol || filter->protocol == dst->protocol);
}

static struct ovtun_mdb_dst *
ovtun_mdb_first(const struct ovtun_config *cfg, const struct ovtun_mdb *mdb,
		const struct ovtun_mdb_filter *filter)
{
	struct ovtun_mdb_dst *dst;

	list_for_each_entry(dst, &mdb->dsts, node)
		if (!filter || ovtun_mdb_match(cfg, mdb, dst, filter))
			return dst;
	return NULL;
}

static void ovtun_mdb_flush_entry(struct ovtun_dev *ovt, struct ovtun_mdb *mdb,
				  const struct ovtun_mdb_filter *filter)
{
	const struct ovtun_config *cfg = rtnl_dereference(ovt->cfg);
	struct ovtun_mdb_dst *dst;
	bool last = false;

	/* The last destination takes the entry along. */
	while (!last && (dst = ovtun_mdb_first(cfg, mdb, filter))) {
		last = mdb->count == 1;
		ovtun_mdb_remove(ovt, mdb, dst);
	}
}

/**
 * ovtun_mdb_flush - delete the destinations that match
 * @ovt: the device
 * @filter: which; NULL: all, and the device may have no configuration
 */
void ovtun_mdb_flush(struct ovtun_dev *ovt,
		     const struct ovtun_mdb_filter *filter)
{
	struct ovtun_mdb *mdb;
	unsigned long slot;

	ASSERT_RTNL();
	xa_for_each(&ovt->mdb.slots, slot, mdb) {
		if (filter && filter->has_segment &&
		    filter->segment != mdb->key.id)
			continue;
		ovtun_mdb_flush_entry(ovt, mdb, filter);
		cond_resched();
	}
}

/* The segment is going. */
void ovtun_mdb_flush_segment(struct ovtun_dev *ovt, u32 id)
{
	const struct ovtun_mdb_filter filter = {
		.segment = id,
		.has_segment = true,
	};

	ovtun_mdb_flush(ovt, &filter);
}
