// SPDX-License-Identifier: GPL-2.0
/*
 * The destinations of a forwarding entry.
 *
 * A list is never edited. A list of one peer with nothing special is the one
 * that the peer itself contains, so that a learned entry costs no list.
 */

#include "ovtun.h"

/* @arg: another remote. */
bool ovtun_remote_equal(const struct ovtun_remote *a, const void *arg)
{
	const struct ovtun_remote *b = arg;

	return a->peer == b->peer && a->port == b->port &&
	       a->has_id == b->has_id && (!a->has_id || a->id == b->id);
}

/**
 * ovtun_remotes_room - for a list that must be made, whatever memory there is
 * @count: of the list that it is to be a part of
 *
 * Context: may sleep
 *
 * Return: for ovtun_dev.spare, and from there for kvfree(); NULL when no list
 * is needed, because nobody is left
 */
struct ovtun_remotes *ovtun_remotes_room(unsigned int count)
{
	struct ovtun_remotes *remotes;

	if (count < 2)
		return NULL;
	return kvmalloc(struct_size(remotes, remote, count),
			GFP_KERNEL | __GFP_NOFAIL);
}

static struct ovtun_remotes *ovtun_remotes_alloc(struct ovtun_dev *ovt,
						 unsigned int count)
{
	struct ovtun_remotes *remotes = ovt->spare;

	ovt->spare = NULL;
	if (!remotes)
		remotes = kmalloc(struct_size(remotes, remote, count),
				  GFP_ATOMIC);
	if (!remotes)
		return NULL;
	remotes->nexthop = NULL;
	remotes->count = 0;
	return remotes;
}

static void ovtun_remotes_push(struct ovtun_dev *ovt,
			       struct ovtun_remotes *remotes,
			       const struct ovtun_remote *remote)
{
	ovtun_peer_hold(ovt, remote->peer);
	remotes->remote[remotes->count++] = *remote;
}

static bool ovtun_remotes_is_self(const struct ovtun_remotes *remotes)
{
	return remotes == &remotes->remote[0].peer->self;
}

/**
 * ovtun_remotes_one - a list of one destination
 * @ovt: the device
 * @remote: the destination
 *
 * Return: the list, which refers to the peer, or NULL without memory
 */
struct ovtun_remotes *ovtun_remotes_one(struct ovtun_dev *ovt,
					const struct ovtun_remote *remote)
{
	struct ovtun_remotes *remotes;

	if (!remote->has_id) {
		ovtun_peer_hold(ovt, remote->peer);
		return &remote->peer->self;
	}
	remotes = ovtun_remotes_alloc(ovt, 1);
	if (remotes)
		ovtun_remotes_push(ovt, remotes, remote);
	return remotes;
}

/**
 * ovtun_remotes_with - a copy of a list with one destination more
 * @ovt: the device
 * @old: stays as it is
 * @remote: not in @old
 *
 * Return: the new list, or NULL without memory
 */
struct ovtun_remotes *ovtun_remotes_with(struct ovtun_dev *ovt,
					 const struct ovtun_remotes *old,
					 const struct ovtun_remote *remote)
{
	struct ovtun_remotes *remotes;
	unsigned int i;

	remotes = ovtun_remotes_alloc(ovt, old->count + 1);
	if (!remotes)
		return NULL;
	for (i = 0; i < old->count; i++)
		ovtun_remotes_push(ovt, remotes, &old->remote[i]);
	ovtun_remotes_push(ovt, remotes, remote);
	return remotes;
}

/**
 * ovtun_remotes_matching - how many destinations are meant?
 * @remotes: the list
 * @match: is it one of them?
 * @arg: for @match
 *
 * Return: their number
 */
unsigned int ovtun_remotes_matching(const struct ovtun_remotes *remotes,
				    ovtun_remote_match_t match, const void *arg)
{
	unsigned int i, count = 0;

	for (i = 0; i < remotes->count; i++)
		count += match(&remotes->remote[i], arg);
	return count;
}

/**
 * ovtun_remotes_without - a copy of a list that lacks some destinations
 * @ovt: the device
 * @old: stays as it is; not all of it matches
 * @match: is this one to go?
 * @arg: for @match
 *
 * Return: the new list, or NULL without memory
 */
struct ovtun_remotes *ovtun_remotes_without(struct ovtun_dev *ovt,
					    const struct ovtun_remotes *old,
					    ovtun_remote_match_t match,
					    const void *arg)
{
	struct ovtun_remotes *remotes;
	unsigned int i;

	remotes = ovtun_remotes_alloc(ovt, old->count -
				      ovtun_remotes_matching(old, match, arg));
	if (!remotes)
		return NULL;
	for (i = 0; i < old->count; i++)
		if (!match(&old->remote[i], arg))
			ovtun_remotes_push(ovt, remotes, &old->remote[i]);
	return remotes;
}

/* The peers of a list know how often they are used how. */
void ovtun_remotes_count(const struct ovtun_remotes *remotes, u8 use, int n)
{
	unsigned int i;

	if (use < __OVTUN_USE_MAX)
		for (i = 0; i < remotes->count; i++)
			remotes->remote[i].peer->uses[use] += n;
}

/* Readers may go on with @remotes until the end of their RCU section. */
void ovtun_remotes_put(struct ovtun_dev *ovt, struct ovtun_remotes *remotes)
{
	unsigned int i;

	if (remotes->nexthop) {
		ovtun_nexthop_put(ovt, remotes->nexthop);
		return;
	}
	if (ovtun_remotes_is_self(remotes)) {
		ovtun_peer_put(ovt, remotes->remote[0].peer);
		return;
	}
	for (i = 0; i < remotes->count; i++)
		ovtun_peer_put(ovt, remotes->remote[i].peer);
	kfree_rcu(remotes, rcu);
}

bool ovtun_remotes_has(const struct ovtun_remotes *remotes,
		       const struct ovtun_remote *remote)
{
	unsigned int i;

	for (i = 0; i < remotes->count; i++)
		if (ovtun_remote_equal(&remotes->remote[i], remote))
			return true;
	return false;
}

static bool ovtun_remote_from(const struct ovtun_remote *remote,
			      const void *addr)
{
	return ipv6_addr_equal(&remote->peer->addr, addr);
}

/**
 * ovtun_remotes_from - is this the address of a destination?
 * @remotes: the list; of an entry with a nexthop group, its members
 * @addr: outer address, v4mapped for IPv4
 *
 * RCU.
 *
 * Return: true when it is
 */
bool ovtun_remotes_from(const struct ovtun_remotes *remotes,
			const struct in6_addr *addr)
{
	if (remotes->nexthop)
		remotes = rcu_dereference(remotes->nexthop->members);
	return remotes && ovtun_remotes_matching(remotes, ovtun_remote_from,
						 addr);
}
