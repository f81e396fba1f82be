// SPDX-License-Identifier: GPL-2.0
/*
 * Head-end replication: one copy of a frame to each destination of a list.
 *
 * Split horizon needs no check: what ovtun receives goes up the stack and
 * never from tunnel to tunnel.
 */

#include "ovtun.h"

/**
 * ovtun_replicate - send a frame to every destination
 * @skb: the frame; consumed
 * @tx: device, configuration, payload protocol
 * @remotes: at least one
 */
void ovtun_replicate(struct sk_buff *skb, struct ovtun_tx *tx,
		     const struct ovtun_remotes *remotes)
{
	unsigned int i, last = remotes->count - 1;
	struct sk_buff *copy;

	for (i = 0; i < last; i++) {
		copy = skb_clone(skb, GFP_ATOMIC);
		if (copy)
			ovtun_tx_remote(copy, tx, &remotes->remote[i]);
		else
			ovtun_drop(tx->ovt, NULL, OVTUN_TX_NO_MEM);
	}
	ovtun_tx_remote(skb, tx, &remotes->remote[last]);
}
