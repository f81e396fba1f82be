// SPDX-License-Identifier: GPL-2.0
/*
 * Head-end replication: one copy of a frame to each destination of a list.
 *
 * Split horizon needs no check: what ovtun receives goes up the stack and
 * never from tunnel to tunnel.
 */

#include "ovtun.h"

/**
 * ovtun_copy - a frame to be sent to one of several destinations
 * @skb: the frame, not encapsulated
 * @dev: the device
 *
 * The outer headers go in front of a frame, so a clone would have to get a head
 * of its own in a second step. There is never less room than @skb has: offsets
 * of headers in front of the data would become negative.
 *
 * Return: the copy, which shares what is in pages, or NULL
 */
struct sk_buff *ovtun_copy(struct sk_buff *skb, const struct net_device *dev)
{
	unsigned int room = skb_headroom(skb);
	unsigned int more = 0;
	struct sk_buff *copy;

	if (room < LL_RESERVED_SPACE(dev))
		more = LL_RESERVED_SPACE(dev) - room;
	copy = __pskb_copy(skb, room + more, GFP_ATOMIC);
	if (copy)
		skb_headers_offset_update(copy, more);
	return copy;
}

/**
 * ovtun_replicate - send a frame to every destination
 * @skb: the frame; consumed
 * @tx: device, configuration, segment, payload protocol
 * @remotes: at least one, or a nexthop group, of which one is chosen
 */
void ovtun_replicate(struct sk_buff *skb, struct ovtun_tx *tx,
		     const struct ovtun_remotes *remotes)
{
	unsigned int i, last = remotes->count - 1;
	struct sk_buff *copy;

	if (remotes->nexthop) {
		ovtun_nexthop_xmit(skb, tx, remotes->nexthop);
		return;
	}
	for (i = 0; i < last; i++) {
		copy = ovtun_copy(skb, tx->ovt->dev);
		tx->peer = remotes->remote[i].peer;
		if (copy)
			ovtun_tx_remote(copy, tx, &remotes->remote[i]);
		else
			ovtun_tx_drop(tx, NULL, OVTUN_TX_NO_MEM);
	}
	ovtun_tx_remote(skb, tx, &remotes->remote[last]);
}

/**
 * ovtun_flood_add - let frames that no entry takes go to a peer, too
 * @ovt: the device, locked
 * @seg: the segment
 * @peer: the peer; the list gets a reference of its own
 *
 * Return: 1, 0 when it is so already, or a negative errno
 */
int ovtun_flood_add(struct ovtun_dev *ovt, struct ovtun_segment *seg,
		    struct ovtun_peer *peer)
{
	struct ovtun_fdb_key key = { .id = seg->id };
	struct ovtun_fdb_change change = {
		.state = NUD_PERMANENT,
		.flags = NTF_SELF,
		.nlflags = NLM_F_CREATE | NLM_F_APPEND,
		.seg = seg,
		.remote.peer = peer,
	};
	int err = ovtun_fdb_add(ovt, &key, &change);

	if (err == -EEXIST)
		return 0;
	return err ?: 1;
}

void ovtun_flood_del(struct ovtun_dev *ovt, struct ovtun_segment *seg,
		     struct ovtun_peer *peer)
{
	struct ovtun_remote remote = { .peer = peer };
	struct ovtun_fdb_key key = { .id = seg->id };

	ovtun_fdb_del(ovt, &key, &remote);
}

static unsigned int ovtun_flood_count(struct ovtun_dev *ovt,
				      const struct ovtun_segment *seg)
{
	struct ovtun_fdb_key key = { .id = seg->id };
	const struct ovtun_fdb *fdb;
	unsigned int count = 0;

	spin_lock_bh(&ovt->lock);
	fdb = ovtun_fdb_find_locked(ovt, &key);
	if (fdb)
		count = ovtun_fdb_remotes(ovt, fdb)->count;
	spin_unlock_bh(&ovt->lock);
	return count;
}

/**
 * ovtun_flood_quit - a configuration that goes takes a peer off the list
 * @ovt: the device
 * @seg: the segment
 * @peer: the peer
 *
 * Nobody could be told that there is no memory for a list without it, so it is
 * waited for. Nobody makes the list longer meanwhile: RTNL.
 */
void ovtun_flood_quit(struct ovtun_dev *ovt, struct ovtun_segment *seg,
		      struct ovtun_peer *peer)
{
	unsigned int count = ovtun_flood_count(ovt, seg);
	struct ovtun_remotes *room = ovtun_remotes_room(count);

	ASSERT_RTNL();
	spin_lock_bh(&ovt->lock);
	swap(ovt->spare, room);
	ovtun_flood_del(ovt, seg, peer);
	swap(ovt->spare, room);
	spin_unlock_bh(&ovt->lock);
	kvfree(room);
}
