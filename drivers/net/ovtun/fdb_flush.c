// SPDX-License-Identifier: GPL-2.0
/* Deleting many forwarding entries at once. */

#include "ovtun.h"

/* @fdb was seen under RCU only and may be gone, or confirmed, by now. */
static void ovtun_fdb_apply_one_if(struct ovtun_dev *ovt,
				   struct ovtun_fdb *fdb,
				   ovtun_fdb_match_t match,
				   ovtun_fdb_apply_t apply, const void *arg)
{
	spin_lock_bh(&ovt->lock);
	if (ovtun_fdb_find_locked(ovt, &fdb->key) == fdb && match(fdb, arg))
		apply(ovt, fdb, arg);
	spin_unlock_bh(&ovt->lock);
}

/* An entry keeps its slot as long as it lives, so none is left out. */
static void ovtun_fdb_apply_slots_if(struct ovtun_dev *ovt,
				     struct xarray *slots,
				     ovtun_fdb_match_t match,
				     ovtun_fdb_apply_t apply, const void *arg)
{
	unsigned int budget = 1024;
	struct ovtun_fdb *fdb;
	unsigned long slot;

	rcu_read_lock();
	xa_for_each(slots, slot, fdb) {
		if (match(fdb, arg))
			ovtun_fdb_apply_one_if(ovt, fdb, match, apply, arg);
		if (--budget)
			continue;
		rcu_read_unlock();
		cond_resched();
		rcu_read_lock();
		budget = 1024;
	}
	rcu_read_unlock();
}

/**
 * ovtun_fdb_apply_if - do something to the entries that match
 * @ovt: the device
 * @match: under RCU, and once more under ovtun_dev.lock
 * @apply: under ovtun_dev.lock; may delete the entry
 * @arg: for @match and @apply
 *
 * May sleep: it works in batches, as a table may have a million entries.
 */
void ovtun_fdb_apply_if(struct ovtun_dev *ovt, ovtun_fdb_match_t match,
			ovtun_fdb_apply_t apply, const void *arg)
{
	ovtun_fdb_apply_slots_if(ovt, &ovt->fdb_lists, match, apply, arg);
	ovtun_fdb_apply_slots_if(ovt, &ovt->fdb_slots, match, apply, arg);
}

static void ovtun_fdb_apply_destroy(struct ovtun_dev *ovt,
				    struct ovtun_fdb *fdb, const void *arg)
{
	ovtun_fdb_destroy(ovt, fdb);
}

/**
 * ovtun_fdb_destroy_if - delete the entries that match
 * @ovt: the device
 * @match: under RCU, and once more under ovtun_dev.lock
 * @arg: for @match
 */
void ovtun_fdb_destroy_if(struct ovtun_dev *ovt, ovtun_fdb_match_t match,
			  const void *arg)
{
	ovtun_fdb_apply_if(ovt, match, ovtun_fdb_apply_destroy, arg);
}

static void ovtun_fdb_flush_slots(struct ovtun_dev *ovt, struct xarray *slots)
{
	struct ovtun_fdb *fdb;
	unsigned long slot;

	xa_for_each(slots, slot, fdb) {
		spin_lock_bh(&ovt->lock);
		ovtun_fdb_destroy(ovt, fdb);
		spin_unlock_bh(&ovt->lock);
		cond_resched();
	}
}

/* The device is going: nobody else is left to change the table. */
void ovtun_fdb_flush(struct ovtun_dev *ovt)
{
	ovtun_fdb_flush_slots(ovt, &ovt->fdb_slots);
	ovtun_fdb_flush_slots(ovt, &ovt->fdb_lists);
}
