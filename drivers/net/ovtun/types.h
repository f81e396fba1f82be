/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _OVTUN_TYPES_H
#define _OVTUN_TYPES_H

#include <linux/if_ether.h>
#include <linux/if_ovtun.h>
#include <linux/in6.h>
#include <linux/netdevice.h>
#include <linux/netfilter.h>
#include <linux/rhashtable.h>
#include <linux/skbuff.h>
#include <linux/workqueue.h>
#include <net/gro_cells.h>
#include <net/ipv6.h>
#include <net/netns/generic.h>

#include "drop.h"
#include "wire_gre.h"
#include "wire_vxlan.h"

/* Encapsulations above this depth of nested transmission are a loop. */
#define OVTUN_RECURSION_LIMIT	5

#define OVTUN_AGEING_DEFAULT	300	/* seconds */
#define OVTUN_LIMIT_DEFAULT	65536	/* forwarding entries */
#define OVTUN_PORT_DEFAULT	4789	/* RFC 7348 section 5 */

/* struct ovtun_config.flags */
#define OVTUN_F_LEARN		BIT(0)
#define OVTUN_F_STRICT		BIT(1)	/* as asked; see ovtun_config_strict */
#define OVTUN_F_TTL_INHERIT	BIT(2)
#define OVTUN_F_UDP_CSUM	BIT(3)
#define OVTUN_F_UDP_CSUM6_TX	BIT(4)
#define OVTUN_F_UDP_CSUM6_RX	BIT(5)
#define OVTUN_F_IKEY		BIT(6)
#define OVTUN_F_OKEY		BIT(7)
#define OVTUN_F_ICSUM		BIT(8)
#define OVTUN_F_OCSUM		BIT(9)
#define OVTUN_F_ISEQ		BIT(10)
#define OVTUN_F_OSEQ		BIT(11)

/**
 * struct ovtun_net - what ovtun keeps in a network namespace
 * @devs: devices whose underlay is this namespace; RTNL
 * @demux: published configurations by what their packets look like
 * @p2p: point-to-point configurations in @demux; RTNL, read by the data path
 * @socks: UDP sockets; RTNL
 * @gre: devices that need the GRE receive hook, [0] IPv4, [1] IPv6; RTNL
 * @drops: OVTUN_NET_ counters, from OVTUN_NET_TRUNCATED on
 */
struct ovtun_net {
	struct list_head devs;
	struct rhltable demux;
	unsigned int p2p;
	struct hlist_head socks;
	unsigned int gre[2];
	atomic64_t drops[OVTUN_DROP_NET];
};

/* netns.c */
extern unsigned int ovtun_net_id;

static inline struct ovtun_net *ovtun_net(const struct net *net)
{
	return net_generic(net, ovtun_net_id);
}

/**
 * struct ovtun_demux_key - what a received packet is matched by
 * @encap: enum ovtun_encap
 * @flags: OVTUN_DEMUX_IPV6, OVTUN_DEMUX_KEYED
 * @port: UDP destination port, network byte order; 0 for GRE
 * @id: VNI or GRE key, host byte order
 * @remote: the one sender of a point-to-point device, else ::
 */
struct ovtun_demux_key {
	u8 encap;
	u8 flags;
	__be16 port;
	u32 id;
	struct in6_addr remote;
};

#define OVTUN_DEMUX_IPV6	BIT(0)
#define OVTUN_DEMUX_KEYED	BIT(1)

/**
 * struct ovtun_config - all that netlink can set; immutable once published
 * @node: in ovtun_net.demux
 * @key: in ovtun_net.demux
 * @ovt: the device; set before publishing
 * @ops: the encapsulation
 * @family: of the underlay, AF_INET or AF_INET6
 * @local: own outer address, v4mapped for IPv4, :: when any
 * @remote: remote or multicast group, v4mapped for IPv4, :: when none
 * @link: ifindex of the underlay device in ovtun_dev.net, or 0
 * @id: VNI or GRE output key, host byte order
 * @ikey: GRE input key, host byte order
 * @flags: OVTUN_F_*
 * @gen: number of this configuration; a path made for another one is stale
 * @port: UDP destination port, network byte order
 * @port_min: lowest UDP source port, host byte order; 0: the namespace's
 * @port_max: highest UDP source port, host byte order
 * @ttl: outer TTL, 0: the route's
 * @tos: outer TOS; 1: inherit
 * @df: enum ovtun_df
 * @label: IPv6 flow label, network byte order
 * @ageing: seconds, 0: never
 * @limit: of forwarding entries, 0: none
 * @peer: the configured remote, referenced; NULL when there is none
 * @sock: referenced; NULL for GRE
 * @hooked: the GRE receive hook is referenced
 * @lower: the device of @link, linked as lower device; NULL when @link is 0
 * @rcu: frees the configuration
 */
struct ovtun_config {
	struct rhlist_head node;
	struct ovtun_demux_key key;
	struct ovtun_dev *ovt;
	const struct ovtun_encap_ops *ops;
	sa_family_t family;
	struct in6_addr local;
	struct in6_addr remote;
	u32 link;
	u32 id;
	u32 ikey;
	u32 flags;
	u32 gen;
	__be16 port;
	u16 port_min;
	u16 port_max;
	u8 ttl;
	u8 tos;
	u8 df;
	__be32 label;
	u32 ageing;
	u32 limit;
	struct ovtun_peer *peer;
	struct ovtun_sock *sock;
	bool hooked;
	struct net_device *lower;
	struct rcu_head rcu;
};

/**
 * struct ovtun_dev - private part of the netdevice
 * @dev: the netdevice
 * @net: namespace of the underlay, which @dev may have left
 * @cfg: RCU, written under RTNL
 * @node: in ovtun_net.devs
 * @gro_cells: inner GRO
 * @lock: serializes writers of @fdb, @fdb_list and @peers
 * @fdb: forwarding table
 * @fdb_list: the same entries in order of creation, for dumps
 * @fdb_count: entries in @fdb
 * @peers: by address; several may share one with other ports
 * @neighs: neighbours that refer to a peer; @lock
 * @ageing: removes learned entries that have been silent
 * @drops: per CPU
 */
struct ovtun_dev {
	struct net_device *dev;
	struct net *net;
	struct ovtun_config __rcu *cfg;
	struct list_head node;
	struct gro_cells gro_cells;
	spinlock_t lock; /* see above */
	struct rhashtable fdb;
	struct list_head fdb_list;
	unsigned int fdb_count;
	struct rhltable peers;
	struct hlist_head neighs;
	struct delayed_work ageing;
	struct ovtun_drops __percpu *drops;
};

/**
 * struct ovtun_path - the way to a peer; immutable, RCU
 * @dst: route, referenced
 * @cookie: for dst_check()
 * @gen: ovtun_config.gen it was made for
 * @saddr: outer source
 * @daddr: outer destination
 * @rcu: frees the path
 */
struct ovtun_path {
	struct dst_entry *dst;
	u32 cookie;
	u32 gen;
	struct in6_addr saddr;
	struct in6_addr daddr;
	struct rcu_head rcu;
};

/**
 * struct ovtun_remote - one destination of a forwarding entry
 * @peer: referenced
 * @id: VNI or GRE key to send, host byte order, when @has_id
 * @has_id: false: the device's own
 */
struct ovtun_remote {
	struct ovtun_peer *peer;
	u32 id;
	bool has_id;
};

/**
 * struct ovtun_remotes - the destinations of an entry; immutable, RCU
 * @rcu: frees the list
 * @count: of @remote, at least 1
 * @remote: a frame goes to each of them
 */
struct ovtun_remotes {
	struct rcu_head rcu;
	unsigned int count;
	struct ovtun_remote remote[];
};

/**
 * struct ovtun_peer - one remote tunnel endpoint of a device
 * @node: in ovtun_dev.peers
 * @addr: its outer address, v4mapped for IPv4
 * @ifindex: underlay device to reach it, 0: the configured one
 * @port: UDP port it listens on, network byte order, 0: the configured one
 * @refs: under ovtun_dev.lock
 * @path: the way to it, or NULL
 * @tx_seq: next GRE sequence number to send, RFC 2890
 * @rx_seq: next GRE sequence number expected; 0: none received yet
 * @rcu: frees the peer
 * @self: a list of this peer alone, which thousands of entries may share
 */
struct ovtun_peer {
	struct rhlist_head node;
	struct in6_addr addr;
	u32 ifindex;
	__be16 port;
	unsigned int refs;
	struct ovtun_path __rcu *path;
	atomic_t tx_seq;
	atomic_t rx_seq;
	struct rcu_head rcu;
	struct ovtun_remotes self;
};

/**
 * struct ovtun_fdb - where frames to a MAC address go; small, there are many
 * @node: in ovtun_dev.fdb
 * @mac: the key; zero: frames that no other entry takes
 * @state: NUD_*
 * @flags: NTF_*
 * @remotes: the destinations, referenced
 * @updated: jiffies, when it was created, changed or last confirmed
 * @used: jiffies, when a frame was last sent to it
 * @list: in ovtun_dev.fdb_list
 * @rcu: frees the entry
 */
struct ovtun_fdb {
	struct rhash_head node;
	u8 mac[ETH_ALEN] __aligned(2);
	u16 state;
	u8 flags;
	struct ovtun_remotes __rcu *remotes;
	unsigned long updated;
	unsigned long used;
	struct list_head list;
	struct rcu_head rcu;
};

typedef bool (*ovtun_fdb_match_t)(const struct ovtun_fdb *fdb, const void *arg);

/**
 * struct ovtun_fdb_change - what is to become of a forwarding entry
 * @state: NUD_*
 * @flags: NTF_*
 * @nlflags: NLM_F_CREATE, _EXCL, _REPLACE, _APPEND
 * @remote: destination to set or to append
 * @limit: entries that the table may have, 0: no limit
 */
struct ovtun_fdb_change {
	u16 state;
	u8 flags;
	u16 nlflags;
	struct ovtun_remote remote;
	u32 limit;
};

#endif /* _OVTUN_TYPES_H */
