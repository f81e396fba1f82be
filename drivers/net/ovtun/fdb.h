/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _OVTUN_FDB_H
#define _OVTUN_FDB_H

#include <linux/if_ether.h>
#include <linux/rhashtable.h>

#include "peer.h"

struct ovtun_dev;
struct ovtun_segment;

/**
 * struct ovtun_fdb_key - what a forwarding entry is found by
 * @id: of the segment, host byte order; 0 on a device that has one segment;
 *	0 on a trunk: for all segments
 * @mac: zero: frames that no other entry takes
 * @pad: zero
 */
struct ovtun_fdb_key {
	u32 id;
	u8 mac[ETH_ALEN] __aligned(4);
	u16 pad;
};

/* What a dump goes on with has to fit into an int, see fdb_dump.c. */
#define OVTUN_FDB_LISTS_MAX	0x3ffff
#define OVTUN_FDB_SLOTS_MAX	0x1fffffff

/**
 * struct ovtun_fdb - where frames to a MAC address go; small, there are many
 * @node: in ovtun_dev.fdb
 * @key: in ovtun_dev.fdb
 * @moves: how often it was learned from another peer than before, at most
 *	65,535
 * @state: NUD_*
 * @flags: NTF_*
 * @remotes: the destinations, referenced
 * @updated: jiffies, when it was created, changed or last confirmed
 * @used: jiffies, when a frame was last sent to it
 * @seg: the segment, or ovtun_dev.self; ovtun_dev.lock
 * @slot: in ovtun_dev.fdb_slots or .fdb_lists; ovtun_dev.lock
 * @use: enum ovtun_use, as which @remotes are counted; __OVTUN_USE_MAX: not;
 *	ovtun_dev.lock
 * @rcu: frees the entry, and is where those are that only who holds the lock
 *	may read
 */
struct ovtun_fdb {
	struct rhash_head node;
	struct ovtun_fdb_key key;
	u16 moves;
	u8 state;
	u8 flags;
	struct ovtun_remotes __rcu *remotes;
	unsigned long updated;
	unsigned long used;
	union {
		struct {
			struct ovtun_segment *seg;
			u32 slot;
			u8 use;
		};
		struct rcu_head rcu;
	};
};

typedef bool (*ovtun_fdb_match_t)(const struct ovtun_fdb *fdb, const void *arg);
typedef void (*ovtun_fdb_apply_t)(struct ovtun_dev *ovt, struct ovtun_fdb *fdb,
				  const void *arg);

/**
 * struct ovtun_nexthop - a group of the kernel's nexthops, used by entries
 * @node: in ovtun_dev.nexthops; ovtun_dev.lock
 * @nh: the kernel's object, referenced
 * @id: its number
 * @refs: entries that refer to it; ovtun_dev.lock
 * @members: the gateways, referenced; NULL when there is none to send to
 * @rcu: frees the object
 * @self: what the entries refer to: no destination, but one remote that says
 *	what netlink has to report
 */
struct ovtun_nexthop {
	struct list_head node;
	struct nexthop *nh;
	u32 id;
	unsigned int refs;
	struct ovtun_remotes __rcu *members;
	struct rcu_head rcu;
	struct ovtun_remotes self;
};

/**
 * struct ovtun_fdb_change - what is to become of a forwarding entry
 * @state: NUD_*
 * @flags: NTF_*
 * @nlflags: NLM_F_CREATE, _EXCL, _REPLACE, _APPEND
 * @seg: the segment
 * @learned: a packet says so, and nobody else
 * @confirm: the entry is in use although nothing has been received
 * @nexthop: destination to set, or NULL
 * @remote: destination to set or to append, without @nexthop
 * @limit: entries that the table may have, 0: no limit
 */
struct ovtun_fdb_change {
	u16 state;
	u8 flags;
	u16 nlflags;
	struct ovtun_segment *seg;
	bool learned;
	bool confirm;
	struct ovtun_nexthop *nexthop;
	struct ovtun_remote remote;
	u32 limit;
};

/**
 * struct ovtun_fdb_dst - segment and destination as a message names them
 * @seg: the segment
 * @key: of the entry
 * @addr: outer address, v4mapped for IPv4; :: when the message has none
 * @port: UDP port, network byte order, 0: the configured one
 * @ifindex: underlay device, 0: the configured one
 * @id: VNI or GRE key, host byte order, when @has_id
 * @has_id: false: the device's own
 * @nh_id: number of a nexthop group; 0 when the message has none
 */
struct ovtun_fdb_dst {
	struct ovtun_segment *seg;
	struct ovtun_fdb_key key;
	struct in6_addr addr;
	__be16 port;
	u32 ifindex;
	u32 id;
	bool has_id;
	u32 nh_id;
};

#endif /* _OVTUN_FDB_H */
