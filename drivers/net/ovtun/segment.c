// SPDX-License-Identifier: GPL-2.0
/*
 * Segments: the virtual networks of a device.
 *
 * A device that is configured with an id has one, ovtun_dev.self. A trunk has
 * as many as were added to it, and frames are told apart by their 802.1Q tag
 * on this side and by the id on the other. An external device may have some
 * too, to limit and to count them.
 */

#include <linux/if_vlan.h>

#include "ovtun.h"

void ovtun_segment_free(struct ovtun_segment *seg)
{
	ovtun_counters_uninit(&seg->counters);
	kfree(seg);
}

static void ovtun_segment_free_cb(struct rcu_head *rcu)
{
	ovtun_segment_free(container_of(rcu, struct ovtun_segment, rcu));
}

/* Readers may go on with @seg until the end of their RCU section. */
void ovtun_segment_free_rcu(struct ovtun_segment *seg)
{
	call_rcu(&seg->rcu, ovtun_segment_free_cb);
}

struct ovtun_segment *ovtun_segment_alloc(u32 id)
{
	struct ovtun_segment *seg = kzalloc(sizeof(*seg), GFP_KERNEL);

	if (!seg)
		return NULL;
	seg->id = id;
	seg->vlan = OVTUN_VLAN_NONE;
	seg->learn = true;
	if (ovtun_counters_init(&seg->counters, GFP_KERNEL)) {
		kfree(seg);
		return NULL;
	}
	return seg;
}

int ovtun_segment_init(struct ovtun_dev *ovt)
{
	xa_init(&ovt->segments);
	xa_init(&ovt->vlans);
	ovt->self = ovtun_segment_alloc(0);
	return ovt->self ? 0 : -ENOMEM;
}

/* Every other segment has gone with ovtun_segment_flush(). */
void ovtun_segment_uninit(struct ovtun_dev *ovt)
{
	xa_destroy(&ovt->vlans);
	xa_destroy(&ovt->segments);
	ovtun_segment_free(ovt->self);
}

/* The declared segment with this id, or NULL. */
struct ovtun_segment *ovtun_segment_find(struct ovtun_dev *ovt, u32 id)
{
	return xa_load(&ovt->segments, id);
}

/* Inserted in front of the payload; the core leaves others in the skb. */
static int ovtun_segment_pop(struct sk_buff *skb, u16 *vlan)
{
	u16 tci;
	int err;

	if (!pskb_may_pull(skb, VLAN_ETH_HLEN))
		return -ENOMEM;
	err = __skb_vlan_pop(skb, &tci);
	*vlan = tci & VLAN_VID_MASK;
	return err;
}

/**
 * ovtun_segment_untag - to which segment of a trunk does a frame belong?
 * @skb: the frame; data and MAC header are at its Ethernet header
 * @tx: the device; segment and id are set here
 *
 * The tag has done its work then and is not sent, RFC 7348 section 6.1. A
 * frame with a service tag, 802.1ad, counts as untagged.
 *
 * Return: OVTUN_OK, or why it cannot be sent
 */
enum ovtun_drop ovtun_segment_untag(struct sk_buff *skb, struct ovtun_tx *tx)
{
	u16 vlan = 0;

	if (skb_vlan_tag_present(skb) &&
	    skb->vlan_proto == htons(ETH_P_8021Q)) {
		vlan = skb_vlan_tag_get_id(skb);
		__vlan_hwaccel_clear_tag(skb);
	} else if (eth_hdr(skb)->h_proto == htons(ETH_P_8021Q) &&
		   ovtun_segment_pop(skb, &vlan)) {
		return OVTUN_TX_NO_MEM;
	}
	tx->seg = xa_load(&tx->ovt->vlans, vlan);
	if (!tx->seg)
		return OVTUN_TX_UNKNOWN_SEGMENT;
	tx->fdb_id = tx->seg->id;
	tx->id = tx->seg->id;
	return OVTUN_OK;
}

/* A received frame gets the tag of its segment. */
void ovtun_segment_tag(struct sk_buff *skb, const struct ovtun_segment *seg)
{
	u16 vlan = READ_ONCE(seg->vlan);

	if (vlan && vlan != OVTUN_VLAN_NONE)
		__vlan_hwaccel_put_tag(skb, htons(ETH_P_8021Q), vlan);
}

/**
 * ovtun_segment_of - to which segment does a received packet belong?
 * @rx: the packet; segment and fdb_id are set here
 * @cfg: the configuration that would receive it
 *
 * Return: false when @cfg is a trunk's and has no such segment
 */
bool ovtun_segment_of(struct ovtun_rx *rx, const struct ovtun_config *cfg)
{
	struct ovtun_dev *ovt = cfg->ovt;

	rx->seg = ovt->self;
	rx->fdb_id = 0;
	if (!ovtun_config_wide(cfg))
		return true;
	if (rx->key.flags & OVTUN_DEMUX_KEYED) {
		rx->fdb_id = rx->key.id;
		rx->seg = ovtun_segment_find(ovt, rx->key.id) ?: ovt->self;
	}
	return rx->seg != ovt->self || cfg->flags & OVTUN_F_EXTERNAL;
}
