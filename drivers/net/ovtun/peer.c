// SPDX-License-Identifier: GPL-2.0
/* Remote tunnel endpoints (VTEPs) of a device. */

#include "ovtun.h"

static const struct rhashtable_params ovtun_peer_params = {
	.head_offset		= offsetof(struct ovtun_peer, node),
	.key_offset		= offsetof(struct ovtun_peer, addr),
	.key_len		= sizeof(struct in6_addr),
	.automatic_shrinking	= true,
};

int ovtun_peer_init(struct ovtun_dev *ovt)
{
	return rhltable_init(&ovt->peers, &ovtun_peer_params);
}

/* Every reference is gone by now, and so is every peer. */
void ovtun_peer_uninit(struct ovtun_dev *ovt)
{
	WARN_ON_ONCE(atomic_read(&ovt->peers.ht.nelems));
	rhltable_destroy(&ovt->peers);
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

/* The peer with this port and device too, or NULL. */
struct ovtun_peer *ovtun_peer_find_exact(struct ovtun_dev *ovt,
					 const struct in6_addr *addr,
					 __be16 port, u32 ifindex)
{
	struct ovtun_peer *peer, *found = NULL;
	struct rhlist_head *head, *pos;

	lockdep_assert_held(&ovt->lock);
	rcu_read_lock();
	head = rhltable_lookup(&ovt->peers, addr, ovtun_peer_params);
	rhl_for_each_entry_rcu(peer, pos, head, node) {
		if (peer->port == port && peer->ifindex == ifindex) {
			found = peer;
			break;
		}
	}
	rcu_read_unlock();
	return found;
}

/**
 * ovtun_peer_get - refer to a peer, which is made when it is new
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
	int err;

	peer = ovtun_peer_find_exact(ovt, addr, port, ifindex);
	if (peer) {
		peer->refs++;
		return peer;
	}
	peer = kzalloc(struct_size(peer, self.remote, 1), GFP_ATOMIC);
	if (!peer)
		return ERR_PTR(-ENOMEM);
	peer->traffic = ovtun_traffic_alloc(GFP_ATOMIC);
	if (!peer->traffic) {
		kfree(peer);
		return ERR_PTR(-ENOMEM);
	}
	peer->addr = *addr;
	peer->port = port;
	peer->ifindex = ifindex;
	peer->refs = 1;
	peer->self.count = 1;
	peer->self.remote[0].peer = peer;
	err = rhltable_insert(&ovt->peers, &peer->node, ovtun_peer_params);
	if (err) {
		free_percpu(peer->traffic);
		kfree(peer);
		return ERR_PTR(err);
	}
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
	free_percpu(peer->traffic);
	kfree(peer);
}

/* The last reference takes the peer out of the table. */
void ovtun_peer_put(struct ovtun_dev *ovt, struct ovtun_peer *peer)
{
	lockdep_assert_held(&ovt->lock);
	if (--peer->refs)
		return;
	rhltable_remove(&ovt->peers, &peer->node, ovtun_peer_params);
	call_rcu(&peer->rcu, ovtun_peer_free);
}
