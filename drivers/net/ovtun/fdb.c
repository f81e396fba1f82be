// SPDX-License-Identifier: GPL-2.0
/* The forwarding table: MAC address to destinations, learned and static. */

#include <linux/etherdevice.h>
#include <linux/neighbour.h>

#include "ovtun.h"

/* The entry for frames that no other entry takes, or NULL. */
static struct ovtun_fdb *ovtun_fdb_find_flood(const struct ovtun_tx *tx)
{
	struct ovtun_fdb_key key = { .id = tx->fdb_id };
	struct ovtun_fdb *fdb = ovtun_fdb_find(tx->ovt, &key);

	if (fdb || !(tx->cfg->flags & OVTUN_F_TRUNK))
		return fdb;
	key.id = 0;
	return ovtun_fdb_find(tx->ovt, &key);
}

/**
 * ovtun_fdb_route - where does a frame to this address go?
 * @tx: device and segment; cast is set here
 * @mac: destination address
 *
 * Return: the destinations, or NULL when there are none
 */
const struct ovtun_remotes *ovtun_fdb_route(struct ovtun_tx *tx, const u8 *mac)
{
	struct ovtun_fdb_key key = { .id = tx->fdb_id };
	struct ovtun_fdb *fdb;

	ether_addr_copy(key.mac, mac);
	fdb = ovtun_fdb_find(tx->ovt, &key);
	if (!fdb && tx->cast == OVTUN_UNICAST)
		tx->cast = OVTUN_UNKNOWN;
	if (!fdb)
		fdb = ovtun_fdb_find_flood(tx);
	if (!fdb) {
		ovtun_miss_mac(tx, mac);
		return NULL;
	}
	ovtun_touch(&fdb->used);
	return rcu_dereference(fdb->remotes);
}

struct ovtun_remotes *ovtun_fdb_remotes(struct ovtun_dev *ovt,
					const struct ovtun_fdb *fdb)
{
	return rcu_dereference_protected(fdb->remotes,
					 lockdep_is_held(&ovt->lock));
}

/* The list that a change asks for, with a reference; NULL without memory. */
static struct ovtun_remotes *
ovtun_fdb_new_remotes(struct ovtun_dev *ovt,
		      const struct ovtun_fdb_change *change)
{
	if (change->nexthop)
		return ovtun_nexthop_hold(ovt, change->nexthop);
	return ovtun_remotes_one(ovt, &change->remote);
}

static bool ovtun_fdb_goes_to(const struct ovtun_remotes *remotes,
			      const struct ovtun_fdb_change *change)
{
	if (change->nexthop || remotes->nexthop)
		return change->nexthop == remotes->nexthop;
	return remotes->count == 1 &&
	       ovtun_remotes_has(remotes, &change->remote);
}

static u8 ovtun_fdb_use(const struct ovtun_fdb_key *key,
			const struct ovtun_fdb_change *change)
{
	if (change->learned)
		return OVTUN_USE_LEARNED;
	return is_zero_ether_addr(key->mac) ? OVTUN_USE_FLOOD : __OVTUN_USE_MAX;
}

static bool ovtun_fdb_is_full(const struct ovtun_dev *ovt,
			      const struct ovtun_fdb_change *change)
{
	return (change->limit && ovt->fdb_count >= change->limit) ||
	       (change->seg->limit && change->seg->count >= change->seg->limit);
}

static int ovtun_fdb_create(struct ovtun_dev *ovt,
			    const struct ovtun_fdb_key *key,
			    const struct ovtun_fdb_change *change)
{
	struct ovtun_remotes *remotes;
	struct ovtun_fdb *fdb;
	int err;

	if (change->seg->dead)
		return -ENOENT;
	if (ovtun_fdb_is_full(ovt, change))
		return -ENOSPC;
	fdb = kzalloc(sizeof(*fdb), GFP_ATOMIC);
	remotes = ovtun_fdb_new_remotes(ovt, change);
	err = -ENOMEM;
	if (!fdb || !remotes)
		goto err_free;
	fdb->key = *key;
	fdb->state = change->state;
	fdb->flags = change->flags;
	fdb->use = ovtun_fdb_use(key, change);
	fdb->seg = change->seg;
	fdb->updated = jiffies;
	fdb->used = jiffies;
	RCU_INIT_POINTER(fdb->remotes, remotes);
	err = ovtun_fdb_insert(ovt, fdb);
	if (err)
		goto err_free;
	ovtun_remotes_count(remotes, fdb->use, 1);
	ovt->fdb_count++;
	fdb->seg->count++;
	ovtun_fdb_notify_all(ovt, fdb, RTM_NEWNEIGH);
	return 0;

err_free:
	if (remotes)
		ovtun_remotes_put(ovt, remotes);
	kfree(fdb);
	return err;
}

void ovtun_fdb_destroy(struct ovtun_dev *ovt, struct ovtun_fdb *fdb)
{
	ovtun_fdb_notify_all(ovt, fdb, RTM_DELNEIGH);
	ovtun_fdb_remove(ovt, fdb);
	ovt->fdb_count--;
	fdb->seg->count--;
	ovtun_remotes_count(ovtun_fdb_remotes(ovt, fdb), fdb->use, -1);
	ovtun_remotes_put(ovt, ovtun_fdb_remotes(ovt, fdb));
	kfree_rcu(fdb, rcu);
}

static void ovtun_fdb_set_remotes(struct ovtun_dev *ovt, struct ovtun_fdb *fdb,
				  struct ovtun_remotes *remotes, u8 use)
{
	struct ovtun_remotes *old = ovtun_fdb_remotes(ovt, fdb);

	ovtun_remotes_count(remotes, use, 1);
	ovtun_remotes_count(old, fdb->use, -1);
	fdb->use = use;
	rcu_assign_pointer(fdb->remotes, remotes);
	ovtun_remotes_put(ovt, old);
}

static int ovtun_fdb_append(struct ovtun_dev *ovt, struct ovtun_fdb *fdb,
			    const struct ovtun_fdb_change *change)
{
	struct ovtun_remotes *remotes = ovtun_fdb_remotes(ovt, fdb);
	const struct ovtun_remote *remote = &change->remote;

	if (change->nexthop || remotes->nexthop)
		return -EINVAL;
	if (ovtun_remotes_has(remotes, remote))
		return -EEXIST;
	if (remotes->count >= OVTUN_REMOTES_MAX)
		return -E2BIG;
	remotes = ovtun_remotes_with(ovt, remotes, remote);
	if (!remotes)
		return -ENOMEM;
	ovtun_fdb_set_remotes(ovt, fdb, remotes, fdb->use);
	fdb->updated = jiffies;
	ovtun_fdb_notify(ovt, fdb, remote, RTM_NEWNEIGH);
	return 0;
}

static int ovtun_fdb_replace(struct ovtun_dev *ovt, struct ovtun_fdb *fdb,
			     const struct ovtun_fdb_change *change)
{
	struct ovtun_remotes *remotes = ovtun_fdb_remotes(ovt, fdb);
	bool same = ovtun_fdb_goes_to(remotes, change);
	u8 use = ovtun_fdb_use(&fdb->key, change), flags = change->flags;
	u16 state = change->state;

	/* What the administrator has made a daemon may only send elsewhere. */
	if (flags & NTF_EXT_LEARNED && ovtun_fdb_is_static(fdb) &&
	    !(fdb->flags & NTF_EXT_LEARNED)) {
		state = fdb->state;
		flags = fdb->flags;
	}
	if (change->confirm)
		WRITE_ONCE(fdb->updated, jiffies);
	if (!same || fdb->use != use) {
		remotes = ovtun_fdb_new_remotes(ovt, change);
		if (!remotes)
			return -ENOMEM;
		ovtun_fdb_set_remotes(ovt, fdb, remotes, use);
	}
	if (same && fdb->state == state && fdb->flags == flags)
		return 0;
	WRITE_ONCE(fdb->state, state);
	WRITE_ONCE(fdb->flags, flags);
	WRITE_ONCE(fdb->updated, jiffies);
	ovtun_fdb_notify_all(ovt, fdb, RTM_NEWNEIGH);
	return 0;
}

/**
 * ovtun_fdb_add - create or change an entry
 * @ovt: the device
 * @key: segment and address; zero: frames that no other entry takes
 * @change: what is wanted; the entry gets references of its own
 *
 * Without NLM_F_EXCL, _REPLACE and _APPEND, state and flags of an entry with
 * that destination change.
 *
 * Return: 0, -EEXIST, -ENOENT without NLM_F_CREATE, -ENOSPC at the limit of
 * entries, -E2BIG at OVTUN_REMOTES_MAX destinations, -EOPNOTSUPP for replacing
 * a list of destinations, -EINVAL for appending with nexthops, -ENOMEM
 */
int ovtun_fdb_add(struct ovtun_dev *ovt, const struct ovtun_fdb_key *key,
		  const struct ovtun_fdb_change *change)
{
	struct ovtun_fdb *fdb = ovtun_fdb_find_locked(ovt, key);
	bool list = ovtun_fdb_is_list(key->mac);

	if (list && change->nlflags & NLM_F_REPLACE)
		return -EOPNOTSUPP;
	if (!fdb)
		return change->nlflags & NLM_F_CREATE ?
		       ovtun_fdb_create(ovt, key, change) : -ENOENT;
	if (change->nlflags & NLM_F_EXCL)
		return -EEXIST;
	if (list && change->nlflags & NLM_F_APPEND)
		return ovtun_fdb_append(ovt, fdb, change);
	if (change->nlflags & NLM_F_REPLACE ||
	    ovtun_fdb_goes_to(ovtun_fdb_remotes(ovt, fdb), change))
		return ovtun_fdb_replace(ovt, fdb, change);
	return -EEXIST;
}

/**
 * ovtun_fdb_del_remotes - delete destinations, and the entry with the last one
 * @ovt: the device
 * @fdb: the entry
 * @match: is this one to go?
 * @arg: for @match
 *
 * Return: 0, -ENOENT when none matches, -ENOMEM and nothing has changed
 */
int ovtun_fdb_del_remotes(struct ovtun_dev *ovt, struct ovtun_fdb *fdb,
			  ovtun_remote_match_t match, const void *arg)
{
	struct ovtun_remotes *remotes, *old = ovtun_fdb_remotes(ovt, fdb);
	unsigned int i, count = ovtun_remotes_matching(old, match, arg);

	if (!count)
		return -ENOENT;
	if (count == old->count) {
		ovtun_fdb_destroy(ovt, fdb);
		return 0;
	}
	remotes = ovtun_remotes_without(ovt, old, match, arg);
	if (!remotes)
		return -ENOMEM;
	for (i = 0; i < old->count; i++)
		if (match(&old->remote[i], arg))
			ovtun_fdb_notify(ovt, fdb, &old->remote[i],
					 RTM_DELNEIGH);
	ovtun_fdb_set_remotes(ovt, fdb, remotes, fdb->use);
	return 0;
}

/**
 * ovtun_fdb_del - delete an entry, or one of its destinations
 * @ovt: the device
 * @key: of the entry
 * @remote: the destination; NULL: all of them
 *
 * Return: 0, -ENOENT, -ENOMEM and nothing has changed
 */
int ovtun_fdb_del(struct ovtun_dev *ovt, const struct ovtun_fdb_key *key,
		  const struct ovtun_remote *remote)
{
	struct ovtun_fdb *fdb = ovtun_fdb_find_locked(ovt, key);

	if (!fdb)
		return -ENOENT;
	if (remote)
		return ovtun_fdb_del_remotes(ovt, fdb, ovtun_remote_equal,
					     remote);
	ovtun_fdb_destroy(ovt, fdb);
	return 0;
}
