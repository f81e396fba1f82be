/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _OVTUN_TYPES_H
#define _OVTUN_TYPES_H

#include <linux/if_ether.h>
#include <linux/if_vlan.h>
#include <linux/if_ovtun.h>
#include <linux/in6.h>
#include <linux/netdevice.h>
#include <linux/netfilter.h>
#include <linux/ratelimit.h>
#include <linux/rhashtable.h>
#include <linux/skbuff.h>
#include <linux/workqueue.h>
#include <linux/xarray.h>
#include <net/gro_cells.h>
#include <net/ipv6.h>
#include <net/netns/generic.h>

#include "fdb.h"
#include "mdb.h"
#include "peer.h"
#include "traffic.h"
#include "wire_gre.h"
#include "wire_vxlan.h"

/* Encapsulations above this depth of nested transmission are a loop. */
#define OVTUN_RECURSION_LIMIT	5

#define OVTUN_AGEING_DEFAULT	300	/* seconds */
#define OVTUN_LIMIT_DEFAULT	65536	/* forwarding entries */
#define OVTUN_SEGMENTS_MAX	65536	/* of a device */
#define OVTUN_ALLOWED_MAX	65536	/* peers added to a device */
#define OVTUN_MOVES_MAX	1000	/* told of in a second */
#define OVTUN_SOCK_BUCKETS	16
/* With so many buckets a table begins, and it never gets smaller: shrinking is
 * a work, for which each device that goes would have to wait.
 */
#define OVTUN_TABLE_BUCKETS	64
#define OVTUN_VLAN_NONE		VLAN_N_VID

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
#define OVTUN_F_TRUNK		BIT(12)
#define OVTUN_F_EXTERNAL	BIT(13)
#define OVTUN_F_PROXY		BIT(14)
#define OVTUN_F_L2MISS		BIT(15)
#define OVTUN_F_L3MISS		BIT(16)
#define OVTUN_F_NOTRACK		BIT(17)
#define OVTUN_F_LABEL_INHERIT	BIT(18)
#define OVTUN_F_FASTPATH	BIT(19)

struct ovtun_ingress;

/**
 * struct ovtun_net - what ovtun keeps in a network namespace
 * @net: the namespace
 * @devs: devices whose underlay is this namespace; RTNL
 * @demux: published configurations by what their packets look like
 * @p2p: point-to-point configurations in @demux; RTNL, read by the data path
 * @wide: configurations of many segments in @demux; likewise
 * @nvgre: NVGRE configurations in @demux; likewise
 * @socks: UDP sockets by port; written under RTNL
 * @gre: devices that need the GRE receive hook, [0] IPv4, [1] IPv6; RTNL
 * @early: likewise the hook of the fast path
 * @ingress: what the IP stack has let pass, by a hash, see ingress.c; NULL
 *	until there was a device with the fast path
 * @notrack: likewise the hook that hides packets from connection tracking
 * @mtu_busy: the devices are following a change of MTU; RTNL
 * @nexthop_nb: hears of changed nexthops
 * @nexthop_work: lets go of what has left a group
 * @drops: OVTUN_NET_ counters, from OVTUN_NET_TRUNCATED on
 */
struct ovtun_net {
	struct net *net;
	struct list_head devs;
	struct rhltable demux;
	unsigned int p2p;
	unsigned int wide;
	unsigned int nvgre;
	struct hlist_head socks[OVTUN_SOCK_BUCKETS];
	unsigned int gre[2];
	unsigned int early[2];
	struct ovtun_ingress __rcu **ingress;
	unsigned int notrack[2];
	bool mtu_busy;
	struct notifier_block nexthop_nb;
	struct work_struct nexthop_work;
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
 * @format: enum ovtun_format
 * @flags: OVTUN_DEMUX_*
 * @port: UDP destination port, network byte order; 0 without UDP
 * @id: VNI, VSID or GRE key, host byte order
 * @remote: the one sender of a point-to-point device, else ::
 */
struct ovtun_demux_key {
	u8 format;
	u8 flags;
	__be16 port;
	u32 id;
	struct in6_addr remote;
};

#define OVTUN_DEMUX_IPV6	BIT(0)
#define OVTUN_DEMUX_KEYED	BIT(1)	/* there is an id */
#define OVTUN_DEMUX_WIDE	BIT(2)	/* any id, or none */

/**
 * struct ovtun_demux_node - a configuration receives packets like this
 * @node: in ovtun_net.demux
 * @key: in ovtun_net.demux
 * @cfg: the configuration
 */
struct ovtun_demux_node {
	struct rhlist_head node;
	struct ovtun_demux_key key;
	struct ovtun_config *cfg;
};

/**
 * struct ovtun_config - all that netlink can set; immutable once published
 * @demux: how its packets look, [0] over IPv4, [1] over IPv6
 * @ovt: the device; set before publishing
 * @ops: the encapsulation
 * @family: of the underlay, AF_INET or AF_INET6; AF_UNSPEC for both, with
 *	OVTUN_F_TRUNK or OVTUN_F_EXTERNAL only
 * @local: own outer address, v4mapped for IPv4, :: when any
 * @remote: remote or multicast group, v4mapped for IPv4, :: when none
 * @link: ifindex of the underlay device in ovtun_dev.net, or 0
 * @id: VNI, VSID or GRE output key, host byte order
 * @ikey: GRE input key, host byte order
 * @flags: OVTUN_F_*
 * @gen: number of this configuration; a path made for another one is stale
 * @port: UDP destination port, network byte order
 * @reserved: bits of the VXLAN header that must be zero, network byte order
 * @port_min: lowest UDP source port, host byte order; 0: the namespace's
 * @port_max: highest UDP source port, host byte order
 * @ttl: outer TTL, 0: the route's
 * @tos: outer TOS; 1: inherit
 * @df: enum ovtun_df
 * @label: IPv6 flow label, network byte order
 * @mark_policy: enum ovtun_mark
 * @mark: of outer packets with OVTUN_MARK_SET, else 0
 * @fwmark: that outer packets are routed by, 0: their own
 * @ageing: seconds, 0: never
 * @limit: of forwarding entries, 0: none
 * @peer: the configured remote, referenced; NULL when there is none
 * @sock: referenced, [0] IPv4, [1] IPv6; NULL where there is none; follows
 *	@lower from one VRF to another; RTNL
 * @hooked: the GRE receive hook is referenced, [0] IPv4, [1] IPv6
 * @untracked: the hook that hides packets from connection tracking is
 *	referenced, [0] IPv4, [1] IPv6
 * @early: the hook of the fast path is referenced, [0] IPv4, [1] IPv6
 * @lower: the device of @link, see lower.c; NULL when @link is 0
 * @rcu: frees the configuration
 */
struct ovtun_config {
	struct ovtun_demux_node demux[2];
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
	__be64 reserved;
	__be16 port;
	u16 port_min;
	u16 port_max;
	u8 ttl;
	u8 tos;
	u8 df;
	__be32 label;
	u8 mark_policy;
	u32 mark;
	u32 fwmark;
	u32 ageing;
	u32 limit;
	struct ovtun_peer *peer;
	struct ovtun_sock *sock[2];
	bool hooked[2];
	bool untracked[2];
	bool early[2];
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
 * @lock: serializes writers of @fdb, its slots and @peers
 * @self: the segment of a device that has one; of a trunk or an external
 *	device what belongs to no segment
 * @segments: by id; written under RTNL
 * @vlans: the same segments by VLAN; written under RTNL
 * @segment_count: in @segments; RTNL
 * @mtu_follows: the MTU is what fits into the underlay, and remains so; RTNL
 * @fdb: forwarding table
 * @fdb_slots: unicast entries of @fdb, each in a place of its own, for dumps
 * @fdb_lists: likewise entries with a list of destinations
 * @fdb_count: entries in @fdb
 * @peers: by address; several may share one with other ports
 * @prefixes: by address; several may share one with other lengths
 * @prefix_lens: how many of @prefixes have this length; @lock
 * @peer_slots: @peers and @prefixes, each in a place of its own, for dumps
 * @peer_count: in @peer_slots
 * @allowed: how many of them the administrator has added; written under
 *	@lock
 * @reserve: counters for the next peer, or none; @lock
 * @neighs: neighbours that refer to a peer; @lock
 * @nexthops: nexthop groups that entries refer to; written under @lock by who
 *	has RTNL
 * @spare: room for the next list of remotes, or NULL; @lock
 * @ageing: removes learned entries that have been silent
 * @mdb: multicast database
 * @misses: limits how many a second are told
 * @tx_seq: next GRE sequence number to send to who is no peer
 * @events: drops of the whole device, and what was fast
 * @past: counters of segments that are gone; RTNL
 * @moves: limits what is told of addresses that move
 */
struct ovtun_dev {
	struct net_device *dev;
	struct net *net;
	struct ovtun_config __rcu *cfg;
	struct list_head node;
	struct gro_cells gro_cells;
	spinlock_t lock; /* see above */
	struct ovtun_segment *self;
	struct xarray segments;
	struct xarray vlans;
	unsigned int segment_count;
	bool mtu_follows;
	struct rhashtable fdb;
	struct xarray fdb_slots;
	struct xarray fdb_lists;
	unsigned int fdb_count;
	struct rhltable peers;
	struct rhltable prefixes;
	u32 prefix_lens[OVTUN_PLEN_MAX];
	struct xarray peer_slots;
	unsigned int peer_count;
	unsigned int allowed;
	struct ovtun_counters reserve;
	struct hlist_head neighs;
	struct list_head nexthops;
	struct ovtun_remotes *spare;
	struct delayed_work ageing;
	struct ovtun_mdb_table mdb;
	struct ratelimit_state misses;
	atomic_t tx_seq;
	struct ovtun_events __percpu *events;
	u64 past[__OVTUN_COUNT_MAX];
	struct ratelimit_state moves;
};

/**
 * struct ovtun_segment - one virtual network on a device
 * @id: VNI, VSID or GRE key, host byte order; 0 for ovtun_dev.self
 * @vlan: 802.1Q tag of its frames on a trunk, 0: untagged, OVTUN_VLAN_NONE
 * @learn: learn addresses, if the device does
 * @dead: under ovtun_dev.lock: it is being deleted, nothing may refer to it
 * @limit: of forwarding entries, 0: the device's only
 * @count: forwarding entries; ovtun_dev.lock
 * @group: multicast group that frames are flooded to, or ::; RTNL
 * @counters: of the segment
 * @rcu: frees the segment
 */
struct ovtun_segment {
	u32 id;
	u16 vlan;
	bool learn;
	bool dead;
	u32 limit;
	unsigned int count;
	struct in6_addr group;
	struct ovtun_counters counters;
	struct rcu_head rcu;
};

/**
 * struct ovtun_segment_change - what is to become of a segment
 * @id: of the segment, host byte order
 * @vlan: as in struct ovtun_segment
 * @learn: as in struct ovtun_segment
 * @limit: as in struct ovtun_segment
 * @group: as in struct ovtun_segment
 */
struct ovtun_segment_change {
	u32 id;
	u16 vlan;
	bool learn;
	u32 limit;
	struct in6_addr group;
};

#endif /* _OVTUN_TYPES_H */
