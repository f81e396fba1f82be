// SPDX-License-Identifier: GPL-2.0
/* Peers and prefixes that the administrator lets send, and news of peers. */

#include <linux/rtnetlink.h>

#include "event.h"
#include "ovtun.h"

/* Tell of a peer once; not before the device is one that others know. */
void ovtun_peer_announce(struct ovtun_dev *ovt, struct ovtun_peer *peer)
{
	lockdep_assert_held(&ovt->lock);
	if (!peer->fresh || ovt->dev->reg_state == NETREG_UNINITIALIZED)
		return;
	peer->fresh = false;
	ovtun_nl_peer_notify(ovt, peer, OVTUN_CMD_PEER_NTF);
}

/**
 * ovtun_peer_origin - who refers to a peer?
 * @ovt: the device
 * @peer: the peer
 *
 * Return: enum ovtun_peer_origin, or-ed
 */
u32 ovtun_peer_origin(const struct ovtun_dev *ovt,
		      const struct ovtun_peer *peer)
{
	static const u32 origins[__OVTUN_USE_MAX] = {
		[OVTUN_USE_REMOTE] = OVTUN_PEER_ORIGIN_REMOTE,
		[OVTUN_USE_FLOOD] = OVTUN_PEER_ORIGIN_FLOOD,
		[OVTUN_USE_NEIGH] = OVTUN_PEER_ORIGIN_NEIGHBOUR,
		[OVTUN_USE_ADMIN] = OVTUN_PEER_ORIGIN_ADMIN,
		[OVTUN_USE_LEARNED] = OVTUN_PEER_ORIGIN_LEARNED,
	};
	unsigned int i, others = peer->refs;
	u32 origin = 0;

	lockdep_assert_held(&ovt->lock);
	for (i = 0; i < __OVTUN_USE_MAX; i++) {
		if (peer->uses[i])
			origin |= origins[i];
		others -= peer->uses[i];
	}
	return others ? origin | OVTUN_PEER_ORIGIN_FDB : origin;
}

static int ovtun_peer_allow_locked(struct ovtun_dev *ovt,
				   const struct in6_addr *addr, u8 plen)
{
	struct ovtun_peer *peer;

	peer = ovtun_peer_find_with(ovt, addr, plen, 0, 0);
	if (peer && peer->uses[OVTUN_USE_ADMIN])
		return -EEXIST;
	if (ovt->allowed >= OVTUN_ALLOWED_MAX)
		return -ENOSPC;
	if (peer)
		ovtun_peer_hold(ovt, peer);
	else
		peer = ovtun_peer_make(ovt, addr, plen, 0, 0);
	if (IS_ERR(peer))
		return PTR_ERR(peer);
	WRITE_ONCE(peer->known, true);
	peer->uses[OVTUN_USE_ADMIN]++;
	WRITE_ONCE(ovt->allowed, ovt->allowed + 1);
	peer->fresh = true;
	ovtun_peer_announce(ovt, peer);
	return 0;
}

/**
 * ovtun_peer_allow - let an address or a prefix send to a device
 * @ovt: the device
 * @addr: v4mapped for IPv4; the bits behind @plen are zero
 * @plen: OVTUN_PLEN_MAX for a single address, for IPv4 OVTUN_PLEN_IPV4 more
 *
 * Return: 0, -EEXIST, -ENOSPC or -ENOMEM
 */
int ovtun_peer_allow(struct ovtun_dev *ovt, const struct in6_addr *addr,
		     u8 plen)
{
	int err;

	ovtun_peer_reserve(ovt);
	spin_lock_bh(&ovt->lock);
	err = ovtun_peer_allow_locked(ovt, addr, plen);
	spin_unlock_bh(&ovt->lock);
	return err;
}

static void ovtun_peer_forbid_locked(struct ovtun_dev *ovt,
				     struct ovtun_peer *peer)
{
	peer->uses[OVTUN_USE_ADMIN]--;
	WRITE_ONCE(ovt->allowed, ovt->allowed - 1);
	/* If it stays, its origin has changed. */
	peer->fresh = peer->refs > 1;
	ovtun_peer_put(ovt, peer);
}

/* What ovtun_peer_allow() has done. Return: 0 or -ENOENT */
int ovtun_peer_forbid(struct ovtun_dev *ovt, const struct in6_addr *addr,
		      u8 plen)
{
	struct ovtun_peer *peer;

	spin_lock_bh(&ovt->lock);
	peer = ovtun_peer_find_with(ovt, addr, plen, 0, 0);
	if (peer && !peer->uses[OVTUN_USE_ADMIN])
		peer = NULL;
	if (peer)
		ovtun_peer_forbid_locked(ovt, peer);
	spin_unlock_bh(&ovt->lock);
	return peer ? 0 : -ENOENT;
}

/* The device is going. */
void ovtun_peer_forbid_all(struct ovtun_dev *ovt)
{
	struct ovtun_peer *peer;
	unsigned long slot;

	if (!ovt->allowed)
		return;
	spin_lock_bh(&ovt->lock);
	xa_for_each(&ovt->peer_slots, slot, peer)
		if (peer->uses[OVTUN_USE_ADMIN])
			ovtun_peer_forbid_locked(ovt, peer);
	spin_unlock_bh(&ovt->lock);
}

/* The device is one that others know now. */
void ovtun_peer_announce_all(struct ovtun_dev *ovt)
{
	struct ovtun_peer *peer;
	unsigned long slot;

	spin_lock_bh(&ovt->lock);
	xa_for_each(&ovt->peer_slots, slot, peer)
		ovtun_peer_announce(ovt, peer);
	spin_unlock_bh(&ovt->lock);
}
