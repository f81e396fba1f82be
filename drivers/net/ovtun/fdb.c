// SPDX-License-Identifier: GPL-2.0
/* The forwarding table: MAC address to destinations, learned and static. */

#include <linux/etherdevice.h>
#include <linux/neighbour.h>

#include "ovtun.h"

static const struct rhashtable_params ovtun_fdb_params = {
	.head_offset		= offsetof(struct ovtun_fdb, node),
	.key_offset		= offsetof(struct ovtun_fdb, mac),
	.key_len		= ETH_ALEN,
	.automatic_shrinking	= true,
};

static const u8 ovtun_fdb_zero[ETH_ALEN] __aligned(2);

struct ovtun_fdb *ovtun_fdb_find(struct ovtun_dev *ovt, const u8 *mac)
{
	return rhashtable_lookup(&ovt->fdb, mac, ovtun_fdb_params);
}

/* Writes only when there is news, to leave the cache line to the readers. */
static void ovtun_fdb_touch(unsigned long *stamp)
{
	unsigned long now = jiffies;

	if (READ_ONCE(*stamp) != now)
		WRITE_ONCE(*stamp, now);
}

/**
 * ovtun_fdb_route - where does a frame to this address go?
 * @ovt: the device
 * @mac: destination address
 *
 * Return: the destinations, or NULL when there are none
 */
const struct ovtun_remotes *ovtun_fdb_route(struct ovtun_dev *ovt,
					    const u8 *mac)
{
	struct ovtun_fdb *fdb = ovtun_fdb_find(ovt, mac);

	if (!fdb)
		fdb = ovtun_fdb_find(ovt, ovtun_fdb_zero);
	if (!fdb)
		return NULL;
	ovtun_fdb_touch(&fdb->used);
	return rcu_dereference(fdb->remotes);
}

static struct ovtun_remotes *ovtun_fdb_remotes(struct ovtun_dev *ovt,
					       const struct ovtun_fdb *fdb)
{
	return rcu_dereference_protected(fdb->remotes,
					 lockdep_is_held(&ovt->lock));
}

/* Under the lock nothing is removed, so what is found stays. */
struct ovtun_fdb *ovtun_fdb_find_locked(struct ovtun_dev *ovt, const u8 *mac)
{
	struct ovtun_fdb *fdb;

	lockdep_assert_held(&ovt->lock);
	rcu_read_lock();
	fdb = ovtun_fdb_find(ovt, mac);
	rcu_read_unlock();
	return fdb;
}

static void ovtun_fdb_notify_all(struct ovtun_dev *ovt,
				 const struct ovtun_fdb *fdb, int type)
{
	const struct ovtun_remotes *remotes = ovtun_fdb_remotes(ovt, fdb);
	unsigned int i;

	for (i = 0; i < remotes->count; i++)
		ovtun_fdb_notify(ovt, fdb, &remotes->remote[i], type);
}

static int ovtun_fdb_create(struct ovtun_dev *ovt, const u8 *mac,
			    const struct ovtun_fdb_change *change)
{
	struct ovtun_remotes *remotes;
	struct ovtun_fdb *fdb;
	int err;

	if (change->limit && ovt->fdb_count >= change->limit)
		return -ENOSPC;
	fdb = kzalloc(sizeof(*fdb), GFP_ATOMIC);
	remotes = ovtun_remotes_one(ovt, &change->remote);
	err = -ENOMEM;
	if (!fdb || !remotes)
		goto err_free;
	ether_addr_copy(fdb->mac, mac);
	fdb->state = change->state;
	fdb->flags = change->flags;
	fdb->updated = jiffies;
	fdb->used = jiffies;
	RCU_INIT_POINTER(fdb->remotes, remotes);
	err = rhashtable_insert_fast(&ovt->fdb, &fdb->node, ovtun_fdb_params);
	if (err)
		goto err_free;
	list_add_tail_rcu(&fdb->list, &ovt->fdb_list);
	ovt->fdb_count++;
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
	rhashtable_remove_fast(&ovt->fdb, &fdb->node, ovtun_fdb_params);
	list_del_rcu(&fdb->list);
	ovt->fdb_count--;
	ovtun_remotes_put(ovt, ovtun_fdb_remotes(ovt, fdb));
	kfree_rcu(fdb, rcu);
}

static void ovtun_fdb_set_remotes(struct ovtun_dev *ovt, struct ovtun_fdb *fdb,
				  struct ovtun_remotes *remotes)
{
	struct ovtun_remotes *old = ovtun_fdb_remotes(ovt, fdb);

	rcu_assign_pointer(fdb->remotes, remotes);
	ovtun_remotes_put(ovt, old);
}

static int ovtun_fdb_append(struct ovtun_dev *ovt, struct ovtun_fdb *fdb,
			    const struct ovtun_remote *remote)
{
	struct ovtun_remotes *remotes = ovtun_fdb_remotes(ovt, fdb);

	if (ovtun_remotes_has(remotes, remote))
		return -EEXIST;
	remotes = ovtun_remotes_with(ovt, remotes, remote);
	if (!remotes)
		return -ENOMEM;
	ovtun_fdb_set_remotes(ovt, fdb, remotes);
	fdb->updated = jiffies;
	ovtun_fdb_notify(ovt, fdb, remote, RTM_NEWNEIGH);
	return 0;
}

static int ovtun_fdb_replace(struct ovtun_dev *ovt, struct ovtun_fdb *fdb,
			     const struct ovtun_fdb_change *change)
{
	struct ovtun_remotes *remotes = ovtun_fdb_remotes(ovt, fdb);
	bool same = remotes->count == 1 &&
		    ovtun_remotes_has(remotes, &change->remote);

	if (same && fdb->state == change->state && fdb->flags == change->flags)
		return 0;
	if (!same) {
		remotes = ovtun_remotes_one(ovt, &change->remote);
		if (!remotes)
			return -ENOMEM;
		ovtun_fdb_set_remotes(ovt, fdb, remotes);
	}
	WRITE_ONCE(fdb->state, change->state);
	fdb->flags = change->flags;
	fdb->updated = jiffies;
	ovtun_fdb_notify(ovt, fdb, &change->remote, RTM_NEWNEIGH);
	return 0;
}

/**
 * ovtun_fdb_add - create or change an entry
 * @ovt: the device
 * @mac: zero: frames that no other entry takes
 * @change: what is wanted; the entry gets references of its own
 *
 * Return: 0, -EEXIST, -ENOENT without NLM_F_CREATE, -ENOSPC at the limit,
 * -EOPNOTSUPP for replacing the destinations of a group, -ENOMEM
 */
int ovtun_fdb_add(struct ovtun_dev *ovt, const u8 *mac,
		  const struct ovtun_fdb_change *change)
{
	bool group = is_multicast_ether_addr(mac) || is_zero_ether_addr(mac);
	struct ovtun_fdb *fdb = ovtun_fdb_find_locked(ovt, mac);

	if (group && change->nlflags & NLM_F_REPLACE)
		return -EOPNOTSUPP;
	if (!fdb)
		return change->nlflags & NLM_F_CREATE ?
		       ovtun_fdb_create(ovt, mac, change) : -ENOENT;
	if (group && change->nlflags & NLM_F_APPEND)
		return ovtun_fdb_append(ovt, fdb, &change->remote);
	if (change->nlflags & NLM_F_REPLACE)
		return ovtun_fdb_replace(ovt, fdb, change);
	return -EEXIST;
}

/**
 * ovtun_fdb_del - delete an entry, or one of its destinations
 * @ovt: the device
 * @mac: of the entry
 * @remote: the destination; NULL: all of them
 *
 * Return: 0, -ENOENT, -ENOMEM and nothing has changed
 */
int ovtun_fdb_del(struct ovtun_dev *ovt, const u8 *mac,
		  const struct ovtun_remote *remote)
{
	struct ovtun_fdb *fdb = ovtun_fdb_find_locked(ovt, mac);
	struct ovtun_remotes *remotes;

	if (!fdb)
		return -ENOENT;
	remotes = ovtun_fdb_remotes(ovt, fdb);
	if (remote && !ovtun_remotes_has(remotes, remote))
		return -ENOENT;
	if (!remote || remotes->count == 1) {
		ovtun_fdb_destroy(ovt, fdb);
		return 0;
	}
	remotes = ovtun_remotes_without(ovt, remotes, remote);
	if (!remotes)
		return -ENOMEM;
	ovtun_fdb_notify(ovt, fdb, remote, RTM_DELNEIGH);
	ovtun_fdb_set_remotes(ovt, fdb, remotes);
	return 0;
}

/* A learned address is behind another peer now, or is new. */
static enum ovtun_drop ovtun_fdb_learn_locked(struct ovtun_dev *ovt,
					      const struct ovtun_config *cfg,
					      const u8 *mac,
					      const struct in6_addr *addr)
{
	struct ovtun_fdb_change change = {
		.state = NUD_REACHABLE,
		.flags = NTF_SELF,
		.nlflags = NLM_F_CREATE | NLM_F_REPLACE,
		.limit = cfg->limit,
	};
	struct ovtun_fdb *fdb = ovtun_fdb_find_locked(ovt, mac);
	struct ovtun_peer *peer;
	int err;

	if (fdb && ovtun_fdb_is_static(fdb))
		return OVTUN_RX_STATIC_MOVE;
	peer = ovtun_peer_find(ovt, addr);
	if (peer)
		ovtun_peer_hold(ovt, peer);
	else
		peer = ovtun_peer_get(ovt, addr, 0, 0);
	if (IS_ERR(peer))
		return OVTUN_OK;
	change.remote.peer = peer;
	err = ovtun_fdb_add(ovt, mac, &change);
	ovtun_peer_put(ovt, peer);
	if (err == -ENOSPC)
		ovtun_count(ovt, OVTUN_FDB_LIMIT);
	return OVTUN_OK;
}

/**
 * ovtun_fdb_learn - note where a received frame came from
 * @ovt: the device
 * @cfg: its configuration
 * @mac: source address of the frame, valid
 * @addr: outer source
 *
 * A frame is delivered although its source cannot be learned; a static entry
 * says that the source is elsewhere, though, and then the frame is forged.
 *
 * Return: OVTUN_OK or OVTUN_RX_STATIC_MOVE
 */
enum ovtun_drop ovtun_fdb_learn(struct ovtun_dev *ovt,
				const struct ovtun_config *cfg, const u8 *mac,
				const struct in6_addr *addr)
{
	struct ovtun_fdb *fdb = ovtun_fdb_find(ovt, mac);
	const struct ovtun_remotes *remotes;
	enum ovtun_drop drop;

	if (fdb) {
		remotes = rcu_dereference(fdb->remotes);
		if (ipv6_addr_equal(&remotes->remote[0].peer->addr, addr)) {
			ovtun_fdb_touch(&fdb->updated);
			return OVTUN_OK;
		}
		if (ovtun_fdb_is_static(fdb))
			return OVTUN_RX_STATIC_MOVE;
	}
	spin_lock(&ovt->lock);
	drop = ovtun_fdb_learn_locked(ovt, cfg, mac, addr);
	spin_unlock(&ovt->lock);
	return drop;
}

/* The first entries, which were made before anything could be said of them. */
void ovtun_fdb_announce(struct ovtun_dev *ovt)
{
	struct ovtun_fdb *fdb;

	spin_lock_bh(&ovt->lock);
	list_for_each_entry(fdb, &ovt->fdb_list, list)
		ovtun_fdb_notify_all(ovt, fdb, RTM_NEWNEIGH);
	spin_unlock_bh(&ovt->lock);
}

int ovtun_fdb_init(struct ovtun_dev *ovt)
{
	INIT_LIST_HEAD(&ovt->fdb_list);
	ovtun_ageing_init(ovt);
	return rhashtable_init(&ovt->fdb, &ovtun_fdb_params);
}

void ovtun_fdb_uninit(struct ovtun_dev *ovt)
{
	rhashtable_destroy(&ovt->fdb);
}
