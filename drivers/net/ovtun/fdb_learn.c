// SPDX-License-Identifier: GPL-2.0
/* Learning where an address is from the frames that it sends. */

#include <linux/etherdevice.h>
#include <linux/neighbour.h>

#include "event.h"
#include "ovtun.h"

/* A learned address is behind another peer now, or is new. */
static enum ovtun_drop ovtun_fdb_learn_locked(const struct ovtun_rx *rx,
					      const struct ovtun_fdb_key *key)
{
	struct ovtun_dev *ovt = rx->cfg->ovt;
	struct ovtun_fdb_change change = {
		.state = NUD_REACHABLE,
		.flags = NTF_SELF,
		.nlflags = NLM_F_CREATE | NLM_F_REPLACE,
		.seg = rx->seg,
		.learned = true,
		.limit = rx->cfg->limit,
	};
	struct ovtun_fdb *fdb = ovtun_fdb_find_locked(ovt, key);
	struct ovtun_remote from;
	struct ovtun_peer *peer;
	int err;

	if (fdb && ovtun_fdb_is_fixed(fdb))
		return OVTUN_RX_STATIC_MOVE;
	peer = ovtun_peer_find(ovt, &rx->saddr);
	if (peer)
		ovtun_peer_hold(ovt, peer);
	else
		peer = ovtun_peer_make(ovt, &rx->saddr, OVTUN_PLEN_MAX, 0, 0);
	if (IS_ERR(peer))
		return OVTUN_OK;
	/* This reference lets nobody send, either. */
	peer->uses[OVTUN_USE_LEARNED]++;
	change.remote.peer = peer;
	/* RCU keeps the old peer until it has been told of. An entry of a
	 * daemon stays one: it does not age.
	 */
	if (fdb) {
		from = rcu_dereference(fdb->remotes)->remote[0];
		change.flags = fdb->flags;
	}
	err = ovtun_fdb_add(ovt, key, &change);
	if (fdb && !err) {
		if (fdb->moves < U16_MAX)
			WRITE_ONCE(fdb->moves, fdb->moves + 1);
		ovtun_nl_fdb_move(ovt, fdb, &from);
	}
	peer->uses[OVTUN_USE_LEARNED]--;
	ovtun_peer_put(ovt, peer);
	if (err == -ENOSPC)
		ovtun_count(ovt, OVTUN_FDB_LIMIT);
	return OVTUN_OK;
}

/* Does the table say that this sender has it? Mostly it has no other. */
static bool ovtun_fdb_is_at(const struct ovtun_fdb *fdb,
			    const struct ovtun_rx *rx)
{
	const struct ovtun_remotes *remotes = rcu_dereference(fdb->remotes);

	return (rx->peer && remotes->remote[0].peer == rx->peer) ||
	       ovtun_remotes_from(remotes, &rx->saddr);
}

/**
 * ovtun_fdb_learn - note where a received frame came from
 * @rx: the packet, with segment and outer source
 * @mac: source address of the frame, valid
 *
 * A frame is delivered although its source cannot be learned; a static entry
 * says that the source is elsewhere, though, and then the frame is forged.
 *
 * Return: OVTUN_OK or OVTUN_RX_STATIC_MOVE
 */
enum ovtun_drop ovtun_fdb_learn(const struct ovtun_rx *rx, const u8 *mac)
{
	struct ovtun_fdb_key key = { .id = rx->fdb_id };
	struct ovtun_dev *ovt = rx->cfg->ovt;
	struct ovtun_fdb *fdb;
	enum ovtun_drop drop;

	ether_addr_copy(key.mac, mac);
	fdb = ovtun_fdb_find(ovt, &key);
	if (fdb) {
		if (ovtun_fdb_is_at(fdb, rx)) {
			ovtun_touch(&fdb->updated);
			return OVTUN_OK;
		}
		if (ovtun_fdb_is_fixed(fdb))
			return OVTUN_RX_STATIC_MOVE;
	}
	spin_lock(&ovt->lock);
	drop = ovtun_fdb_learn_locked(rx, &key);
	spin_unlock(&ovt->lock);
	return drop;
}
