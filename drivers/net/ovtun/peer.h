/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _OVTUN_PEER_H
#define _OVTUN_PEER_H

#include <linux/in6.h>
#include <linux/rhashtable.h>

#include "traffic.h"

#define OVTUN_REMOTES_MAX	4096	/* of a forwarding entry */

struct ovtun_dev;
struct ovtun_nexthop;
struct ovtun_path;

/**
 * struct ovtun_remote - one destination of a forwarding entry
 * @peer: referenced; NULL in ovtun_nexthop.self only: @id is its number
 * @id: VNI or GRE key to send, host byte order, when @has_id
 * @port: UDP port, network byte order, 0: the peer's
 * @has_id: false: the device's own
 */
struct ovtun_remote {
	struct ovtun_peer *peer;
	u32 id;
	__be16 port;
	bool has_id;
};

typedef bool (*ovtun_remote_match_t)(const struct ovtun_remote *remote,
				     const void *arg);

/**
 * struct ovtun_remotes - the destinations of an entry; immutable, RCU
 * @rcu: frees the list
 * @nexthop: a frame goes to one member of this group, and @count is 0; or NULL
 * @count: of @remote, at least 1
 * @remote: a frame goes to each of them
 */
struct ovtun_remotes {
	struct rcu_head rcu;
	struct ovtun_nexthop *nexthop;
	unsigned int count;
	struct ovtun_remote remote[];
};

/**
 * enum ovtun_use - who refers to a peer, as far as it is told apart
 * @OVTUN_USE_REMOTE: the configuration, as its remote
 * @OVTUN_USE_FLOOD: lists of destinations for what no entry takes
 * @OVTUN_USE_NEIGH: neighbours
 * @OVTUN_USE_ADMIN: the administrator, who lets it send
 * @OVTUN_USE_LEARNED: forwarding entries that packets have made or moved
 * @__OVTUN_USE_MAX: one above the last; others are forwarding entries that
 *	somebody has entered
 */
enum ovtun_use {
	OVTUN_USE_REMOTE,
	OVTUN_USE_FLOOD,
	OVTUN_USE_NEIGH,
	OVTUN_USE_ADMIN,
	OVTUN_USE_LEARNED,
	__OVTUN_USE_MAX,
};

#define OVTUN_PLEN_MAX	128	/* of a single address */
#define OVTUN_PLEN_IPV4	96	/* of the prefix that all IPv4 addresses have */

/**
 * struct ovtun_peer - one remote tunnel endpoint of a device, or a prefix
 * @node: in ovtun_dev.peers or ovtun_dev.prefixes
 * @addr: its outer address, v4mapped for IPv4
 * @plen: of a prefix, which may send and is never sent to; OVTUN_PLEN_MAX
 * @ifindex: underlay device to reach it, 0: the configured one
 * @port: UDP port it listens on, network byte order, 0: the configured one
 * @slot: in ovtun_dev.peer_slots
 * @refs: under ovtun_dev.lock
 * @uses: how many of @refs are of which kind; ovtun_dev.lock
 * @known: it may send to a segment that is strict: somebody has named it, it
 *	is not only learned; written under ovtun_dev.lock
 * @fresh: nobody has been told of it yet; ovtun_dev.lock
 * @path: the way to it, or NULL
 * @seen: jiffies, when a packet from it was last received; 0: never
 * @counters: of the peer
 * @tx_seq: next GRE sequence number to send, RFC 2890
 * @rx_seq: next GRE sequence number expected; 0: none received yet
 * @rcu: frees the peer
 * @self: a list of this peer alone, which thousands of entries may share
 */
struct ovtun_peer {
	struct rhlist_head node;
	struct in6_addr addr;
	u8 plen;
	u32 ifindex;
	__be16 port;
	u32 slot;
	unsigned int refs;
	unsigned int uses[__OVTUN_USE_MAX];
	bool known;
	bool fresh;
	struct ovtun_path __rcu *path;
	unsigned long seen;
	struct ovtun_counters counters;
	atomic_t tx_seq;
	atomic_t rx_seq;
	struct rcu_head rcu;
	struct ovtun_remotes self;
};

/* allow.c: ovtun_dev.lock held */
void ovtun_peer_announce(struct ovtun_dev *ovt, struct ovtun_peer *peer);
u32 ovtun_peer_origin(const struct ovtun_dev *ovt,
		      const struct ovtun_peer *peer);
/* process context */
int ovtun_peer_allow(struct ovtun_dev *ovt, const struct in6_addr *addr,
		     u8 plen);
int ovtun_peer_forbid(struct ovtun_dev *ovt, const struct in6_addr *addr,
		      u8 plen);
void ovtun_peer_forbid_all(struct ovtun_dev *ovt);
void ovtun_peer_announce_all(struct ovtun_dev *ovt);

#endif /* _OVTUN_PEER_H */
