/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _OVTUN_MDB_H
#define _OVTUN_MDB_H

#include <linux/in6.h>
#include <linux/rhashtable.h>
#include <linux/xarray.h>

#include "peer.h"

/*
 * All that is said of one destination has to fit into a message of a dump,
 * and the set of those that are new into 64 bits.
 */
#define OVTUN_MDB_SOURCES_MAX	64	/* of a destination */
#define OVTUN_MDB_MAX		65536	/* entries of a device */

struct br_mdb_entry;
struct net_device;
struct netlink_callback;
struct netlink_ext_ack;
struct nlattr;
struct ovtun_dev;
struct ovtun_tx;
struct sk_buff;

/**
 * struct ovtun_mdb_key - what an entry is found by
 * @source: of the packets, v4mapped for IPv4; :: for (*, G)
 * @group: destination of the packets, v4mapped for IPv4; all zeros behind the
 *	v4mapped prefix, or ::, for groups that have no entry
 * @id: ovtun_fdb_key.id of the segment
 */
struct ovtun_mdb_key {
	struct in6_addr source;
	struct in6_addr group;
	u32 id;
};

/**
 * struct ovtun_mdb_dst - one destination of an entry; immutable but for @node
 * @node: in ovtun_mdb.dsts; RCU
 * @remote: where to, referenced
 * @serial: increases along the list
 * @mode: MCAST_INCLUDE or MCAST_EXCLUDE
 * @protocol: RTPROT_*, who added it
 * @blocked: made for an excluded source: what this entry takes is not sent
 * @idle: nothing is sent here; what is included has entries of its own
 * @source_count: of @sources
 * @rcu: frees the destination
 * @sources: included or excluded; of (*, G) only
 */
struct ovtun_mdb_dst {
	struct list_head node;
	struct ovtun_remote remote;
	u32 serial;
	u8 mode;
	u8 protocol;
	bool blocked;
	bool idle;
	unsigned int source_count;
	struct rcu_head rcu;
	struct in6_addr sources[];
};

/**
 * struct ovtun_mdb - where packets to a group go
 * @node: in ovtun_mdb_table.entries
 * @key: in ovtun_mdb_table.entries
 * @slot: in ovtun_mdb_table.slots
 * @dsts: the destinations, at least one; RCU, written under RTNL
 * @count: of @dsts; RTNL
 * @serial: of the next destination; RTNL
 * @rcu: frees the entry
 */
struct ovtun_mdb {
	struct rhash_head node;
	struct ovtun_mdb_key key;
	u32 slot;
	struct list_head dsts;
	unsigned int count;
	u32 serial;
	struct rcu_head rcu;
};

/**
 * struct ovtun_mdb_table - the multicast database of a device
 * @entries: by key; RCU, written under RTNL
 * @slots: entries, each in a place of its own, for dumps; RTNL
 * @count: of entries; RTNL, read by the data path
 * @seq: counts changes, for dumps; RTNL
 */
struct ovtun_mdb_table {
	struct rhashtable entries;
	struct xarray slots;
	unsigned int count;
	unsigned int seq;
};

/**
 * struct ovtun_mdb_change - a destination to add or to delete
 * @key: of the entry
 * @addr: outer address, v4mapped for IPv4
 * @ifindex: underlay device, 0: the configured one
 * @id: VNI or GRE key to send, host byte order, when @has_id
 * @has_id: false: the segment's own
 * @port: UDP port, network byte order, 0: the configured one
 * @nlflags: NLM_F_CREATE, _REPLACE
 * @mode: as in struct ovtun_mdb_dst
 * @protocol: as in struct ovtun_mdb_dst
 * @source_count: of @sources
 * @sources: as in struct ovtun_mdb_dst, each once
 * @old: what is replaced for each of @sources, while it may have to come back
 */
struct ovtun_mdb_change {
	struct ovtun_mdb_key key;
	struct in6_addr addr;
	u32 ifindex;
	u32 id;
	bool has_id;
	__be16 port;
	u16 nlflags;
	u8 mode;
	u8 protocol;
	unsigned int source_count;
	struct in6_addr sources[OVTUN_MDB_SOURCES_MAX];
	struct ovtun_mdb_dst *old[OVTUN_MDB_SOURCES_MAX];
};

/* @change: may be NULL */
static inline bool
ovtun_mdb_change_has(const struct ovtun_mdb_change *change,
		     const struct in6_addr *source)
{
	unsigned int i;

	for (i = 0; change && i < change->source_count; i++)
		if (ipv6_addr_equal(&change->sources[i], source))
			return true;
	return false;
}

/* The entry of a source in a list; the rest is that of (*, G). */
static inline struct ovtun_mdb_key
ovtun_mdb_source_key(const struct ovtun_mdb_key *key,
		     const struct in6_addr *source)
{
	struct ovtun_mdb_key sg = *key;

	sg.source = *source;
	return sg;
}

/**
 * struct ovtun_mdb_filter - which destinations to delete; zero: any
 * @addr: outer address
 * @port: UDP port, network byte order
 * @id: VNI or GRE key that is sent, host byte order, when @has_id
 * @has_id: @id counts
 * @segment: ovtun_fdb_key.id, when @has_segment
 * @has_segment: @segment counts
 * @protocol: RTPROT_*
 */
struct ovtun_mdb_filter {
	struct in6_addr addr;
	__be16 port;
	u32 id;
	bool has_id;
	u32 segment;
	bool has_segment;
	u8 protocol;
};

/* mdb.c: RCU or RTNL */
struct ovtun_mdb *ovtun_mdb_find(struct ovtun_dev *ovt,
				 const struct ovtun_mdb_key *key);
/* RTNL */
int ovtun_mdb_init(struct ovtun_dev *ovt);
void ovtun_mdb_uninit(struct ovtun_dev *ovt);
void ovtun_mdb_remove(struct ovtun_dev *ovt, struct ovtun_mdb *mdb,
		      struct ovtun_mdb_dst *dst);
int ovtun_mdb_add(struct ovtun_dev *ovt, struct ovtun_mdb_change *change);
int ovtun_mdb_del(struct ovtun_dev *ovt, const struct ovtun_mdb_change *change);

/* mdb_flush.c: RTNL */
void ovtun_mdb_flush(struct ovtun_dev *ovt,
		     const struct ovtun_mdb_filter *filter);
void ovtun_mdb_flush_segment(struct ovtun_dev *ovt, u32 id);

/* mdb_tx.c: RCU, BH. May consume @skb. */
bool ovtun_mdb_xmit(struct sk_buff *skb, struct ovtun_tx *tx);

/* mdb_parse.c: RTNL */
int ovtun_mdb_nl_parse_key(struct ovtun_mdb_key *key, struct ovtun_dev *ovt,
			   const struct br_mdb_entry *entry,
			   struct nlattr *attrs[],
			   struct netlink_ext_ack *extack);
int ovtun_mdb_nl_parse_dst(struct in6_addr *addr, struct ovtun_dev *ovt,
			   const struct nlattr *attr,
			   struct netlink_ext_ack *extack);
int ovtun_mdb_nl_parse(struct ovtun_mdb_change *change, struct ovtun_dev *ovt,
		       struct nlattr *tb[], struct netlink_ext_ack *extack);

/* mdb_request.c: RTNL */
int ovtun_mdb_nl_add(struct net_device *dev, struct nlattr *tb[], u16 nlflags,
		     struct netlink_ext_ack *extack);
int ovtun_mdb_nl_del(struct net_device *dev, struct nlattr *tb[],
		     struct netlink_ext_ack *extack);
int ovtun_mdb_nl_del_bulk(struct net_device *dev, struct nlattr *tb[],
			  struct netlink_ext_ack *extack);
int ovtun_mdb_nl_get(struct net_device *dev, struct nlattr *tb[], u32 portid,
		     u32 seq, struct netlink_ext_ack *extack);

/* mdb_report.c: RTNL */
int ovtun_mdb_nl_dump(struct net_device *dev, struct sk_buff *skb,
		      struct netlink_callback *cb);
int ovtun_mdb_nl_reply(struct ovtun_dev *ovt, const struct ovtun_mdb *mdb,
		       u32 portid, u32 seq, struct netlink_ext_ack *extack);
void ovtun_mdb_notify(struct ovtun_dev *ovt, const struct ovtun_mdb *mdb,
		      const struct ovtun_mdb_dst *dst, int type);

#endif /* _OVTUN_MDB_H */
