// SPDX-License-Identifier: GPL-2.0
/* Where forwarding entries are kept: by address, and in order for dumps. */

#include <linux/jhash.h>

#include "ovtun.h"

/* The key is three words; with this the compiler knows. */
static inline u32 ovtun_fdb_hash(const void *data, u32 len, u32 seed)
{
	const u32 *key = data;

	return jhash_3words(key[0], key[1], key[2], seed);
}

static u32 ovtun_fdb_obj_hash(const void *data, u32 len, u32 seed)
{
	const struct ovtun_fdb *fdb = data;

	return ovtun_fdb_hash(&fdb->key, sizeof(fdb->key), seed);
}

static inline int ovtun_fdb_obj_cmp(struct rhashtable_compare_arg *arg,
				    const void *obj)
{
	const struct ovtun_fdb *fdb = obj;
	const u32 *a = arg->key, *b = (const u32 *)&fdb->key;

	return (a[0] ^ b[0]) | (a[1] ^ b[1]) | (a[2] ^ b[2]);
}

static const struct rhashtable_params ovtun_fdb_params = {
	.head_offset		= offsetof(struct ovtun_fdb, node),
	.key_offset		= offsetof(struct ovtun_fdb, key),
	.key_len		= sizeof(struct ovtun_fdb_key),
	.hashfn			= ovtun_fdb_hash,
	.obj_hashfn		= ovtun_fdb_obj_hash,
	.obj_cmpfn		= ovtun_fdb_obj_cmp,
	.min_size		= OVTUN_TABLE_BUCKETS,
	.automatic_shrinking	= true,
};

struct ovtun_fdb *ovtun_fdb_find(struct ovtun_dev *ovt,
				 const struct ovtun_fdb_key *key)
{
	return rhashtable_lookup(&ovt->fdb, key, ovtun_fdb_params);
}

/* Under the lock nothing is removed, so what is found stays. */
struct ovtun_fdb *ovtun_fdb_find_locked(struct ovtun_dev *ovt,
					const struct ovtun_fdb_key *key)
{
	struct ovtun_fdb *fdb;

	lockdep_assert_held(&ovt->lock);
	rcu_read_lock();
	fdb = ovtun_fdb_find(ovt, key);
	rcu_read_unlock();
	return fdb;
}

/* Entries with a list of destinations are dumped by themselves. */
static struct xarray *ovtun_fdb_slots(struct ovtun_dev *ovt,
				      const struct ovtun_fdb_key *key)
{
	return ovtun_fdb_is_list(key->mac) ? &ovt->fdb_lists : &ovt->fdb_slots;
}

/* Make room for a new entry: memory, a slot, and a place in the table. */
int ovtun_fdb_insert(struct ovtun_dev *ovt, struct ovtun_fdb *fdb)
{
	struct xarray *slots = ovtun_fdb_slots(ovt, &fdb->key);
	u32 max = ovtun_fdb_is_list(fdb->key.mac) ? OVTUN_FDB_LISTS_MAX :
						    OVTUN_FDB_SLOTS_MAX;
	int err;

	err = xa_alloc(slots, &fdb->slot, fdb, XA_LIMIT(0, max), GFP_ATOMIC);
	if (err)
		return err == -EBUSY ? -ENOSPC : err;
	err = rhashtable_insert_fast(&ovt->fdb, &fdb->node, ovtun_fdb_params);
	if (err)
		xa_erase(slots, fdb->slot);
	return err;
}

void ovtun_fdb_remove(struct ovtun_dev *ovt, struct ovtun_fdb *fdb)
{
	rhashtable_remove_fast(&ovt->fdb, &fdb->node, ovtun_fdb_params);
	xa_erase(ovtun_fdb_slots(ovt, &fdb->key), fdb->slot);
}

int ovtun_fdb_init(struct ovtun_dev *ovt)
{
	BUILD_BUG_ON(sizeof(struct ovtun_fdb_key) != 3 * sizeof(u32));
	BUILD_BUG_ON(IS_ENABLED(CONFIG_64BIT) && sizeof(struct ovtun_fdb) > 64);
	INIT_LIST_HEAD(&ovt->nexthops);
	xa_init_flags(&ovt->fdb_slots, XA_FLAGS_ALLOC);
	xa_init_flags(&ovt->fdb_lists, XA_FLAGS_ALLOC);
	ovtun_ageing_init(ovt);
	return rhashtable_init(&ovt->fdb, &ovtun_fdb_params);
}

void ovtun_fdb_uninit(struct ovtun_dev *ovt)
{
	rhashtable_destroy(&ovt->fdb);
	xa_destroy(&ovt->fdb_slots);
	xa_destroy(&ovt->fdb_lists);
}
