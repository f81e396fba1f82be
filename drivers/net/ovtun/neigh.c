// SPDX-License-Identifier: GPL-2.0
/*
 * Peers of a device that carries IP packets and has no remote: permanent
 * neighbours, whose link-layer address is the outer address of the peer.
 *
 *	ip neigh add 10.0.0.2 lladdr 192.0.2.2 dev ov0 nud permanent
 *
 * A neighbour refers to its peer from when it is set until it is destroyed,
 * which may be after the device has gone: then the device has let go already.
 */

#include <net/dst.h>
#include <net/neighbour.h>
#include <net/netevent.h>

#include "ovtun.h"

/**
 * struct ovtun_neigh - what ovtun keeps in a neighbour
 * @node: in ovtun_dev.neighs when @peer is set; ovtun_dev.lock
 * @peer: referenced, RCU, or NULL
 */
struct ovtun_neigh {
	struct hlist_node node;
	struct ovtun_peer __rcu *peer;
};

/* For net_device.neigh_priv_len: the core allocates and zeroes it. */
const unsigned short ovtun_neigh_priv_len = sizeof(struct ovtun_neigh);

static void ovtun_neigh_clear(struct ovtun_dev *ovt, struct ovtun_neigh *on)
{
	struct ovtun_peer *peer;

	peer = rcu_dereference_protected(on->peer, lockdep_is_held(&ovt->lock));
	if (!peer)
		return;
	RCU_INIT_POINTER(on->peer, NULL);
	hlist_del(&on->node);
	peer->uses[OVTUN_USE_NEIGH]--;
	ovtun_peer_put(ovt, peer);
}

static void ovtun_neigh_set(struct ovtun_dev *ovt, struct ovtun_neigh *on,
			    const struct in6_addr *addr)
{
	struct ovtun_peer *peer = ovtun_peer_get(ovt, addr, 0, 0);

	/* Packets go on meanwhile: who stays is not taken away for a moment. */
	if (!IS_ERR(peer) && peer == rcu_access_pointer(on->peer)) {
		ovtun_peer_put(ovt, peer);
		return;
	}
	ovtun_neigh_clear(ovt, on);
	if (IS_ERR(peer))
		return;
	rcu_assign_pointer(on->peer, peer);
	hlist_add_head(&on->node, &ovt->neighs);
	peer->uses[OVTUN_USE_NEIGH]++;
	ovtun_peer_announce(ovt, peer);
}

/* The peer's address, or false when the neighbour does not name one. */
static bool ovtun_neigh_addr(struct neighbour *n, struct in6_addr *addr)
{
	u8 state = READ_ONCE(n->nud_state);
	char ha[MAX_ADDR_LEN];
	__be32 ip;

	if (!(state & NUD_VALID) || state & NUD_NOARP)
		return false;
	neigh_ha_snapshot(ha, n, n->dev);
	if (n->dev->addr_len == sizeof(*addr)) {
		memcpy(addr, ha, sizeof(*addr));
		return ovtun_addr_family(addr) == AF_INET6;
	}
	/* An external device needs no addresses. */
	if (n->dev->addr_len != sizeof(ip))
		return false;
	memcpy(&ip, ha, sizeof(ip));
	ipv6_addr_set_v4mapped(ip, addr);
	return ip;
}

static void ovtun_neigh_update(struct neighbour *n)
{
	struct ovtun_dev *ovt = netdev_priv(n->dev);
	struct ovtun_neigh *on = neighbour_priv(n);
	struct in6_addr addr;

	/* Events come in any order, and even when the device has gone. */
	spin_lock_bh(&ovt->lock);
	if (rcu_access_pointer(ovt->cfg) && ovtun_neigh_addr(n, &addr))
		ovtun_neigh_set(ovt, on, &addr);
	else
		ovtun_neigh_clear(ovt, on);
	spin_unlock_bh(&ovt->lock);
}

static int ovtun_neigh_event(struct notifier_block *nb, unsigned long event,
			     void *ptr)
{
	struct neighbour *n = ptr;

	if (event == NETEVENT_NEIGH_UPDATE && ovtun_dev_is_l3(n->dev))
		ovtun_neigh_update(n);
	return NOTIFY_DONE;
}

struct notifier_block ovtun_neigh_notifier = {
	.notifier_call = ovtun_neigh_event,
};

/* ndo_neigh_destroy */
void ovtun_neigh_destroy(struct net_device *dev, struct neighbour *n)
{
	struct ovtun_dev *ovt = netdev_priv(dev);

	spin_lock_bh(&ovt->lock);
	ovtun_neigh_clear(ovt, neighbour_priv(n));
	spin_unlock_bh(&ovt->lock);
}

/* The device goes; neighbours that are still in use stay without a peer. */
void ovtun_neigh_uninit(struct ovtun_dev *ovt)
{
	struct ovtun_neigh *on;
	struct hlist_node *next;

	spin_lock_bh(&ovt->lock);
	hlist_for_each_entry_safe(on, next, &ovt->neighs, node)
		ovtun_neigh_clear(ovt, on);
	spin_unlock_bh(&ovt->lock);
}

/*
 * There was no memory for the peer when the neighbour was set, which nobody
 * could be told: each packet tries again.
 */
static struct ovtun_peer *ovtun_neigh_retry(struct neighbour *n)
{
	struct ovtun_neigh *on = neighbour_priv(n);
	struct in6_addr addr;

	if (!ovtun_neigh_addr(n, &addr))
		return NULL;
	ovtun_neigh_update(n);
	return rcu_dereference(on->peer);
}

/**
 * ovtun_neigh_route - where does an IP packet go?
 * @skb: the packet, with its route
 *
 * RCU, BH disabled.
 *
 * Return: the destination, or NULL when its neighbour names none
 */
const struct ovtun_remotes *ovtun_neigh_route(struct sk_buff *skb)
{
	struct dst_entry *dst = skb_dst(skb);
	struct ovtun_peer *peer = NULL;
	struct ovtun_neigh *on;
	struct neighbour *n;

	n = dst ? dst_neigh_lookup_skb(dst, skb) : NULL;
	if (IS_ERR_OR_NULL(n))
		return NULL;
	if (n->dev == skb->dev) {
		on = neighbour_priv(n);
		peer = rcu_dereference(on->peer) ?: ovtun_neigh_retry(n);
	}
	neigh_release(n);
	return peer ? &peer->self : NULL;
}
