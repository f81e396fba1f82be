// SPDX-License-Identifier: GPL-2.0
/* Remote tunnel endpoints (VTEPs) of a device. */

#include "event.h"
#include "ovtun.h"

/* Of a v4mapped address three words are the same for all. */
static inline u32 ovtun_peer_hash(const void *data, u32 len, u32 seed)
{
	const struct in6_addr *addr = data;

	if (ipv6_addr_v4mapped(addr))
		return jhash_1word((__force u32)addr->s6_addr32[3], seed);
	return __ipv6_addr_jhash(addr, seed);
}

static u32 ovtun_peer_obj_hash(const void *data, u32 len, u32 seed)
{
	const struct ovtun_peer *peer = data;

	return ovtun_peer_hash(&peer->addr, sizeof(peer->addr), seed);
}

static inline int ovtun_peer_obj_cmp(struct rhashtable_compare_arg *arg,
				     const void *obj)
{
	const struct ovtun_peer *peer = obj;

	return !ipv6_addr_equal(arg->key, &peer->addr);
}

static const struct rhashtable_params ovtun_peer_params = {
	.head_offset		= offsetof(struct ovtun_peer, node),
	.key_offset		= offsetof(struct ovtun_peer, addr),
	.key_len		= sizeof(struct in6_addr),
	.hashfn			= ovtun_peer_hash,
	.obj_hashfn		= ovtun_peer_obj_hash,
	.obj_cmpfn		= ovtun_peer_obj_cmp,
	.min_size		= OVTUN_TABLE_BUCKETS,
	.automatic_shrinking	= true,
};

int ovtun_peer_init(struct ovtun_dev *ovt)
{
	int err;

	xa_init_flags(&ovt->peer_slots, XA_FLAGS_ALLOC);
	err = rhltable_init(&ovt->peers, &ovtun_peer_params);
	if (err)
		return err;
	err = rhltable_init(&ovt->prefixes, &ovtun_peer_params);
	if (err)
		rhltable_destroy(&ovt->peers);
	return err;
}

/* Every reference is gone by now, and so is every peer. */
void ovtun_peer_uninit(struct ovtun_dev *ovt)
{
	WARN_ON_ONCE(ovt->peer_count);
	ovtun_counters_uninit(&ovt->reserve);
	rhltable_destroy(&ovt->prefixes);
	rhltable_destroy(&ovt->peers);
	xa_destroy(&ovt->peer_slots);
}

/**
 * ovtun_peer_find - a peer with this address
 * @ovt: the device
 * @addr: outer source of a packet, v4mapped for IPv4
 *
 * Peers that share an address and differ in port or device are one sender.
 *
 * Return: the peer, or NULL when it is unknown
 */
struct ovtun_peer *ovtun_peer_find(struct ovtun_dev *ovt,
				   const struct in6_addr *addr)
{
	struct rhlist_head *head;

	head = rhltable_lookup(&ovt->peers, addr, ovtun_peer_params);
	return head ? container_of(head, struct ovtun_peer, node) : NULL;
}

/* The longest prefix that @addr is in, or NULL. */
static struct ovtun_peer *ovtun_peer_find_prefix(struct ovtun_dev *ovt,
						 const struct in6_addr *addr)
{
	unsigned int least = ipv6_addr_v4mapped(addr) ? OVTUN_PLEN_IPV4 : 0;
	unsigned int plen = OVTUN_PLEN_MAX;
	struct rhlist_head *head, *pos;
	struct in6_addr start;
	struct ovtun_peer *peer;

	/* The administrator adds prefixes, and nobody else. */
	if (!READ_ONCE(ovt->allowed))
		return NULL;
	while (plen-- > least) {
		if (!READ_ONCE(ovt->prefix_lens[plen]))
			continue;
		ipv6_addr_prefix(&start, addr, plen);
		head = rhltable_lookup(&ovt->prefixes, &start,
				       ovtun_peer_params);
		rhl_for_each_entry_rcu(peer, pos, head, node)
			if (peer->plen == plen)
				return peer;
	}
	return NULL;
}

/**
 * ovtun_peer_sender - the peer that a packet is from
 * @ovt: the device
 * @addr: outer source of the packet, v4mapped for IPv4
 *
 * Return: the peer with this address, or else the longest prefix with it, or
 * NULL when it is unknown
 */
struct ovtun_peer *ovtun_peer_sender(struct ovtun_dev *ovt,
				     const struct in6_addr *addr)
{
	return ovtun_peer_find(ovt, addr) ?: ovtun_peer_find_prefix(ovt, addr);
}

/**
 * ovtun_peer_is_known - may this address send to a segment that is strict?
 * @ovt: the device
 * @addr: outer source of a packet, v4mapped for IPv4
 *
 * Return: true when somebody has named it or a prefix that it is in
 */
bool ovtun_peer_is_known(struct ovtun_dev *ovt, const struct in6_addr *addr)
{
	struct rhlist_head *head, *pos;
	struct ovtun_peer *peer;

	head = rhltable_lookup(&ovt->peers, addr, ovtun_peer_params);
	rhl_for_each_entry_rcu(peer, pos, head, node)
		if (READ_ONCE(peer->known))
			return true;
	return ovtun_peer_find_prefix(ovt, addr);
}

static struct rhltable *ovtun_peer_table(struct ovtun_dev *ovt, u8 plen)
{
	return plen < OVTUN_PLEN_MAX ? &ovt->prefixes : &ovt->peers;
}

/* The peer or prefix with exactly this, or NULL. */
struct ovtun_peer *ovtun_peer_find_with(struct ovtun_dev *ovt,
					const struct in6_addr *addr, u8 plen,
					__be16 port, u32 ifindex)
{
	struct ovtun_peer *peer, *found = NULL;
	struct rhlist_head *head, *pos;

	lockdep_assert_held(&ovt->lock);
	rcu_read_lock();
	head = rhltable_lookup(ovtun_peer_table(ovt, plen), addr,
			       ovtun_peer_params);
	rhl_for_each_entry_rcu(peer, pos, head, node) {
		if (peer->plen == plen && peer->port == port &&
		    peer->ifindex == ifindex) {
			found = peer;
			break;
		}
	}
	rcu_read_unlock();
	return found;
}

/* The peer with this port and device too, or NULL. */
struct ovtun_peer *ovtun_peer_find_exact(struct ovtun_dev *ovt,
					 const struct in6_addr *addr,
					 __be16 port, u32 ifindex)
{
	return ovtun_peer_find_with(ovt, addr, OVTUN_PLEN_MAX, port, ifindex);
}

/* Into the tables; a failure leaves no trace. */
static int ovtun_peer_insert(struct ovtun_dev *ovt, struct ovtun_peer *peer)
{
	int err;

	err = xa_alloc(&ovt->peer_slots, &peer->slot, peer, xa_limit_31b,
		       GFP_ATOMIC);
	if (err)
		return err;
	err = rhltable_insert(ovtun_peer_table(ovt, peer->plen), &peer->node,
			      ovtun_peer_params);
	if (err) {
		xa_erase(&ovt->peer_slots, peer->slot);
		return err;
	}
	ovt->peer_count++;
	if (peer->plen < OVTUN_PLEN_MAX)
		WRITE_ONCE(ovt->prefix_lens[peer->plen],
			   ovt->prefix_lens[peer->plen] + 1);
	return 0;
}

static void ovtun_peer_remove(struct ovtun_dev *ovt, struct ovtun_peer *peer)
{
	if (peer->plen < OVTUN_PLEN_MAX)
		WRITE_ONCE(ovt->prefix_lens[peer->plen],
			   ovt->prefix_lens[peer->plen] - 1);
	ovt->peer_count--;
	rhltable_remove(ovtun_peer_table(ovt, peer->plen), &peer->node,
			ovtun_peer_params);
	xa_erase(&ovt->peer_slots, peer->slot);
}

/**
 * ovtun_peer_reserve - have counters ready for a peer that may be made
 * @ovt: the device
 *
 * Peers are made under a lock. What percpu memory there is for those who cannot
 * wait is soon used up when many are made in a row, by requests, which can wait
 * before they take the lock.
 *
 * Context: may sleep
 */
void ovtun_peer_reserve(struct ovtun_dev *ovt)
{
	struct ovtun_counters new;
	bool ready;

	spin_lock_bh(&ovt->lock);
	ready = ovt->reserve.traffic;
	spin_unlock_bh(&ovt->lock);
	if (ready || ovtun_counters_init(&new, GFP_KERNEL))
		return;
	spin_lock_bh(&ovt->lock);
	swap(ovt->reserve, new);
	spin_unlock_bh(&ovt->lock);
	ovtun_counters_uninit(&new);
}

/**
 * ovtun_peer_make - a new peer or prefix
 * @ovt: the device
 * @addr: outer address, v4mapped for IPv4
 * @plen: length of the prefix, or OVTUN_PLEN_MAX
 * @port: UDP port, network byte order; 0: the configured one
 * @ifindex: underlay device; 0: the configured one
 *
 * Return: the peer with one reference, or an ERR_PTR()
 */
struct ovtun_peer *ovtun_peer_make(struct ovtun_dev *ovt,
				   const struct in6_addr *addr, u8 plen,
				   __be16 port, u32 ifindex)
{
	struct ovtun_peer *peer;
	int err = -ENOMEM;

	lockdep_assert_held(&ovt->lock);
	peer = kzalloc(struct_size(peer, self.remote, 1), GFP_ATOMIC);
	if (!peer)
		return ERR_PTR(-ENOMEM);
	if (ovtun_counters_init(&peer->counters, GFP_ATOMIC))
		swap(peer->counters, ovt->reserve);
	if (!peer->counters.traffic)
		goto err_free;
	peer->addr = *addr;
	peer->plen = plen;
	peer->port = port;
	peer->ifindex = ifindex;
	peer->refs = 1;
	peer->fresh = true;
	peer->self.count = 1;
	peer->self.remote[0].peer = peer;
	err = ovtun_peer_insert(ovt, peer);
	if (err)
		goto err_uninit_counters;
	return peer;

err_uninit_counters:
	ovtun_counters_uninit(&peer->counters);
err_free:
	kfree(peer);
	return ERR_PTR(err);
}

/**
 * ovtun_peer_get - name a peer, which is made when it is new
 * @ovt: the device
 * @addr: outer address, v4mapped for IPv4
 * @port: UDP port, network byte order; 0: the configured one
 * @ifindex: underlay device; 0: the configured one
 *
 * Return: the peer with one more reference, or an ERR_PTR()
 */
struct ovtun_peer *ovtun_peer_get(struct ovtun_dev *ovt,
				  const struct in6_addr *addr, __be16 port,
				  u32 ifindex)
{
	struct ovtun_peer *peer;

	peer = ovtun_peer_find_exact(ovt, addr, port, ifindex);
	if (peer)
		peer->refs++;
	else
		peer = ovtun_peer_make(ovt, addr, OVTUN_PLEN_MAX, port,
				       ifindex);
	if (!IS_ERR(peer))
		WRITE_ONCE(peer->known, true);
	return peer;
}

/* One more reference, by somebody who knows of another one. */
void ovtun_peer_hold(struct ovtun_dev *ovt, struct ovtun_peer *peer)
{
	lockdep_assert_held(&ovt->lock);
	peer->refs++;
}

static void ovtun_peer_free(struct rcu_head *rcu)
{
	struct ovtun_peer *peer = container_of(rcu, struct ovtun_peer, rcu);

	/* The grace period is over: no sender can set a path any more. */
	ovtun_path_free(rcu_dereference_raw(peer->path));
	ovtun_counters_uninit(&peer->counters);
	kfree(peer);
}

/*
 * The last reference takes the peer out of the tables. Who has made it drops
 * the first one when others have theirs: then it can be told who they are, and
 * whether it is only learned.
 */
void ovtun_peer_put(struct ovtun_dev *ovt, struct ovtun_peer *peer)
{
	lockdep_assert_held(&ovt->lock);
	if (--peer->refs) {
		WRITE_ONCE(peer->known,
			   peer->refs > peer->uses[OVTUN_USE_LEARNED]);
		ovtun_peer_announce(ovt, peer);
		return;
	}
	if (!peer->fresh)
		ovtun_nl_peer_notify(ovt, peer, OVTUN_CMD_PEER_DEL_NTF);
	ovtun_peer_remove(ovt, peer);
	call_rcu(&peer->rcu, ovtun_peer_free);
}
