// SPDX-License-Identifier: GPL-2.0
/*
 * The multicast database: source and group to destinations.
 *
 * A destination of (*, G) may list sources that it wants, or does not want.
 * Each of these is an entry (S, G) too, so that the data path finds what to do
 * with a packet by its source and group alone.
 */

#include <linux/in.h>
#include <linux/rtnetlink.h>

#include "ovtun.h"

static const struct rhashtable_params ovtun_mdb_params = {
	.head_offset		= offsetof(struct ovtun_mdb, node),
	.key_offset		= offsetof(struct ovtun_mdb, key),
	.key_len		= sizeof(struct ovtun_mdb_key),
	.min_size		= OVTUN_TABLE_BUCKETS,
	.automatic_shrinking	= true,
};

struct ovtun_mdb *ovtun_mdb_find(struct ovtun_dev *ovt,
				 const struct ovtun_mdb_key *key)
{
	return rhashtable_lookup_fast(&ovt->mdb.entries, key, ovtun_mdb_params);
}

static struct ovtun_mdb_dst *ovtun_mdb_find_dst(const struct ovtun_mdb *mdb,
						const struct in6_addr *addr)
{
	struct ovtun_mdb_dst *dst;

	if (!mdb)
		return NULL;
	list_for_each_entry(dst, &mdb->dsts, node)
		if (ipv6_addr_equal(&dst->remote.peer->addr, addr))
			return dst;
	return NULL;
}

static void ovtun_mdb_dst_free(struct ovtun_dev *ovt, struct ovtun_mdb_dst *dst)
{
	spin_lock_bh(&ovt->lock);
	ovtun_peer_put(ovt, dst->remote.peer);
	spin_unlock_bh(&ovt->lock);
	kfree_rcu(dst, rcu);
}

/* @source: for the entry of a source in the list of @change */
static struct ovtun_mdb_dst *
ovtun_mdb_dst_alloc(struct ovtun_dev *ovt,
		    const struct ovtun_mdb_change *change, bool source)
{
	unsigned int count = source ? 0 : change->source_count;
	struct ovtun_mdb_dst *dst;
	struct ovtun_peer *peer;

	dst = kzalloc(struct_size(dst, sources, count), GFP_KERNEL);
	if (!dst)
		return NULL;
	ovtun_peer_reserve(ovt);
	spin_lock_bh(&ovt->lock);
	peer = ovtun_peer_get(ovt, &change->addr, change->port,
			      change->ifindex);
	spin_unlock_bh(&ovt->lock);
	if (IS_ERR(peer)) {
		kfree(dst);
		return NULL;
	}
	dst->remote.peer = peer;
	dst->remote.id = change->id;
	dst->remote.has_id = change->has_id;
	dst->protocol = change->protocol;
	dst->mode = source ? MCAST_INCLUDE : change->mode;
	dst->blocked = source && change->mode == MCAST_EXCLUDE;
	dst->idle = dst->blocked ||
		    (!source && ipv6_addr_any(&change->key.source) &&
		     change->mode == MCAST_INCLUDE);
	dst->source_count = count;
	memcpy(dst->sources, change->sources, count * sizeof(dst->sources[0]));
	return dst;
}

/* A new entry becomes visible with its first destination. */
static int ovtun_mdb_create(struct ovtun_dev *ovt,
			    const struct ovtun_mdb_key *key,
			    struct ovtun_mdb_dst *dst)
{
	struct ovtun_mdb_table *table = &ovt->mdb;
	struct ovtun_mdb *mdb = kzalloc(sizeof(*mdb), GFP_KERNEL);
	int err;

	if (!mdb)
		return -ENOMEM;
	mdb->key = *key;
	INIT_LIST_HEAD(&mdb->dsts);
	list_add(&dst->node, &mdb->dsts);
	mdb->count = 1;
	mdb->serial = 1;
	err = xa_alloc(&table->slots, &mdb->slot, mdb,
		       XA_LIMIT(0, OVTUN_MDB_MAX - 1), GFP_KERNEL);
	if (err)
		goto err_free;
	err = rhashtable_insert_fast(&table->entries, &mdb->node,
				     ovtun_mdb_params);
	if (err)
		goto err_erase;
	WRITE_ONCE(table->count, table->count + 1);
	ovtun_mdb_notify(ovt, mdb, dst, RTM_NEWMDB);
	return 0;

err_erase:
	xa_erase(&table->slots, mdb->slot);
err_free:
	kfree(mdb);
	return err == -EBUSY ? -ENOSPC : err;
}

/*
 * Add or replace a destination.
 * @old: receives the one that is replaced, for ovtun_mdb_dst_free(), or NULL
 */
static int ovtun_mdb_set(struct ovtun_dev *ovt, const struct ovtun_mdb_key *key,
			 const struct ovtun_mdb_change *change, bool source,
			 struct ovtun_mdb_dst **old)
{
	struct ovtun_mdb *mdb = ovtun_mdb_find(ovt, key);
	struct ovtun_mdb_dst *dst;
	int err = 0;

	*old = ovtun_mdb_find_dst(mdb, &change->addr);
	if (!*old && mdb && mdb->count >= OVTUN_REMOTES_MAX)
		return -E2BIG;
	dst = ovtun_mdb_dst_alloc(ovt, change, source);
	if (!dst)
		return -ENOMEM;
	if (!mdb) {
		err = ovtun_mdb_create(ovt, key, dst);
		if (err)
			ovtun_mdb_dst_free(ovt, dst);
		return err;
	}
	if (*old) {
		dst->serial = (*old)->serial;
		list_replace_rcu(&(*old)->node, &dst->node);
	} else {
		dst->serial = mdb->serial++;
		list_add_tail_rcu(&dst->node, &mdb->dsts);
		mdb->count++;
	}
	ovtun_mdb_notify(ovt, mdb, dst, RTM_NEWMDB);
	return 0;
}

/* Who has found an entry goes on with its last destination. */
static void ovtun_mdb_unlink(struct ovtun_dev *ovt, struct ovtun_mdb *mdb,
			     struct ovtun_mdb_dst *dst)
{
	struct ovtun_mdb_table *table = &ovt->mdb;

	ovtun_mdb_notify(ovt, mdb, dst, RTM_DELMDB);
	if (--mdb->count) {
		list_del_rcu(&dst->node);
		return;
	}
	rhashtable_remove_fast(&table->entries, &mdb->node, ovtun_mdb_params);
	xa_erase(&table->slots, mdb->slot);
	WRITE_ONCE(table->count, table->count - 1);
	kfree_rcu(mdb, rcu);
}

static void ovtun_mdb_unset(struct ovtun_dev *ovt,
			    const struct ovtun_mdb_key *key,
			    const struct in6_addr *addr)
{
	struct ovtun_mdb *mdb = ovtun_mdb_find(ovt, key);
	struct ovtun_mdb_dst *dst = ovtun_mdb_find_dst(mdb, addr);

	if (!dst)
		return;
	ovtun_mdb_unlink(ovt, mdb, dst);
	ovtun_mdb_dst_free(ovt, dst);
}

/* The sources of @dst, but for those that @change keeps, lose their entries. */
static void ovtun_mdb_unset_sources(struct ovtun_dev *ovt,
				    const struct ovtun_mdb_key *key,
				    const struct ovtun_mdb_dst *dst,
				    const struct ovtun_mdb_change *change)
{
	struct ovtun_mdb_key sg;
	unsigned int i;

	for (i = 0; i < dst->source_count; i++) {
		if (ovtun_mdb_change_has(change, &dst->sources[i]))
			continue;
		sg = ovtun_mdb_source_key(key, &dst->sources[i]);
		ovtun_mdb_unset(ovt, &sg, &dst->remote.peer->addr);
	}
}

/* @dst goes, what its sources have, and @mdb if nothing is left. */
void ovtun_mdb_remove(struct ovtun_dev *ovt, struct ovtun_mdb *mdb,
		      struct ovtun_mdb_dst *dst)
{
	struct ovtun_mdb_key key = mdb->key;

	ovtun_mdb_unlink(ovt, mdb, dst);
	ovtun_mdb_unset_sources(ovt, &key, dst, NULL);
	ovtun_mdb_dst_free(ovt, dst);
	ovt->mdb.seq++;
}

/* @room: entries that are still possible; decreases when one is needed */
static int ovtun_mdb_check(struct ovtun_dev *ovt,
			   const struct ovtun_mdb_key *key,
			   const struct ovtun_mdb_change *change, int *room)
{
	struct ovtun_mdb *mdb = ovtun_mdb_find(ovt, key);

	if (!mdb && --*room < 0)
		return -ENOSPC;
	if (ovtun_mdb_find_dst(mdb, &change->addr))
		return change->nlflags & NLM_F_REPLACE ? 0 : -EEXIST;
	return mdb && mdb->count >= OVTUN_REMOTES_MAX ? -E2BIG : 0;
}

static int ovtun_mdb_check_all(struct ovtun_dev *ovt,
			       const struct ovtun_mdb_change *change)
{
	struct ovtun_mdb *mdb = ovtun_mdb_find(ovt, &change->key);
	int room = OVTUN_MDB_MAX - ovt->mdb.count;
	struct ovtun_mdb_key sg;
	unsigned int i;
	int err;

	if (!(change->nlflags & NLM_F_CREATE) &&
	    !ovtun_mdb_find_dst(mdb, &change->addr))
		return -ENOENT;
	err = ovtun_mdb_check(ovt, &change->key, change, &room);
	for (i = 0; !err && i < change->source_count; i++) {
		sg = ovtun_mdb_source_key(&change->key, &change->sources[i]);
		err = ovtun_mdb_check(ovt, &sg, change, &room);
	}
	return err;
}

/* @done: receives how many of the sources have their new destination */
static int ovtun_mdb_set_sources(struct ovtun_dev *ovt,
				 struct ovtun_mdb_change *change,
				 unsigned int *done)
{
	struct ovtun_mdb_key sg;
	int err = 0;

	while (!err && *done < change->source_count) {
		sg = ovtun_mdb_source_key(&change->key,
					  &change->sources[*done]);
		err = ovtun_mdb_set(ovt, &sg, change, true,
				    &change->old[*done]);
		*done += !err;
	}
	return err;
}

static void ovtun_mdb_restore(struct ovtun_dev *ovt,
			      const struct ovtun_mdb_key *key,
			      struct ovtun_mdb_dst *old)
{
	struct ovtun_mdb *mdb = ovtun_mdb_find(ovt, key);
	struct ovtun_mdb_dst *dst;

	dst = ovtun_mdb_find_dst(mdb, &old->remote.peer->addr);
	list_replace_rcu(&dst->node, &old->node);
	ovtun_mdb_notify(ovt, mdb, old, RTM_NEWMDB);
	ovtun_mdb_dst_free(ovt, dst);
}

/* What ovtun_mdb_set_sources() has done with the first @n */
static void ovtun_mdb_restore_sources(struct ovtun_dev *ovt,
				      struct ovtun_mdb_change *change,
				      unsigned int n)
{
	struct ovtun_mdb_key sg;

	while (n--) {
		sg = ovtun_mdb_source_key(&change->key, &change->sources[n]);
		if (change->old[n])
			ovtun_mdb_restore(ovt, &sg, change->old[n]);
		else
			ovtun_mdb_unset(ovt, &sg, &change->addr);
	}
}

/**
 * ovtun_mdb_add - add or replace a destination of an entry
 * @ovt: the device
 * @change: what is wanted
 *
 * Return: 0, -EEXIST without NLM_F_REPLACE, -ENOENT without NLM_F_CREATE,
 * -ENOSPC at OVTUN_MDB_MAX entries, -E2BIG at OVTUN_REMOTES_MAX destinations,
 * -ENOMEM
 */
int ovtun_mdb_add(struct ovtun_dev *ovt, struct ovtun_mdb_change *change)
{
	struct ovtun_mdb_dst *old = NULL;
	unsigned int done = 0;
	int err;

	ASSERT_RTNL();
	err = ovtun_mdb_check_all(ovt, change);
	if (err)
		return err;
	ovt->mdb.seq++;
	err = ovtun_mdb_set_sources(ovt, change, &done);
	if (!err)
		err = ovtun_mdb_set(ovt, &change->key, change, false, &old);
	if (err) {
		ovtun_mdb_restore_sources(ovt, change, done);
		return err;
	}
	while (done--)
		if (change->old[done])
			ovtun_mdb_dst_free(ovt, change->old[done]);
	if (old) {
		ovtun_mdb_unset_sources(ovt, &change->key, old, change);
		ovtun_mdb_dst_free(ovt, old);
	}
	return 0;
}

/* Return: 0, or -ENOENT when there is no such destination */
int ovtun_mdb_del(struct ovtun_dev *ovt, const struct ovtun_mdb_change *change)
{
	struct ovtun_mdb *mdb = ovtun_mdb_find(ovt, &change->key);
	struct ovtun_mdb_dst *dst = ovtun_mdb_find_dst(mdb, &change->addr);

	ASSERT_RTNL();
	if (!dst)
		return -ENOENT;
	ovtun_mdb_remove(ovt, mdb, dst);
	return 0;
}

int ovtun_mdb_init(struct ovtun_dev *ovt)
{
	xa_init_flags(&ovt->mdb.slots, XA_FLAGS_ALLOC);
	return rhashtable_init(&ovt->mdb.entries, &ovtun_mdb_params);
}

/* Nobody sends any more. */
void ovtun_mdb_uninit(struct ovtun_dev *ovt)
{
	rhashtable_destroy(&ovt->mdb.entries);
	xa_destroy(&ovt->mdb.slots);
}
