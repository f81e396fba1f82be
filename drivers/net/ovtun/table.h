/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _OVTUN_TABLE_H
#define _OVTUN_TABLE_H

/* The forwarding table, see ovtun.h for the locking. */

#include <linux/neighbour.h>

#include "packet.h"

/* fdb_table.c: process context */
int ovtun_fdb_init(struct ovtun_dev *ovt);
void ovtun_fdb_uninit(struct ovtun_dev *ovt);
/* ovtun_dev.lock held */
struct ovtun_fdb *ovtun_fdb_find_locked(struct ovtun_dev *ovt,
					const struct ovtun_fdb_key *key);
int ovtun_fdb_insert(struct ovtun_dev *ovt, struct ovtun_fdb *fdb);
void ovtun_fdb_remove(struct ovtun_dev *ovt, struct ovtun_fdb *fdb);
/* RCU */
struct ovtun_fdb *ovtun_fdb_find(struct ovtun_dev *ovt,
				 const struct ovtun_fdb_key *key);

/* fdb.c: ovtun_dev.lock held */
struct ovtun_remotes *ovtun_fdb_remotes(struct ovtun_dev *ovt,
					const struct ovtun_fdb *fdb);
void ovtun_fdb_destroy(struct ovtun_dev *ovt, struct ovtun_fdb *fdb);
int ovtun_fdb_add(struct ovtun_dev *ovt, const struct ovtun_fdb_key *key,
		  const struct ovtun_fdb_change *change);
int ovtun_fdb_del(struct ovtun_dev *ovt, const struct ovtun_fdb_key *key,
		  const struct ovtun_remote *remote);
int ovtun_fdb_del_remotes(struct ovtun_dev *ovt, struct ovtun_fdb *fdb,
			  ovtun_remote_match_t match, const void *arg);
/* RCU, BH */
const struct ovtun_remotes *ovtun_fdb_route(struct ovtun_tx *tx, const u8 *mac);

/* fdb_learn.c: RCU, BH */
enum ovtun_drop ovtun_fdb_learn(const struct ovtun_rx *rx, const u8 *mac);

/* ageing.c: process context */
void ovtun_ageing_init(struct ovtun_dev *ovt);
void ovtun_ageing_start(struct ovtun_dev *ovt);
void ovtun_ageing_stop(struct ovtun_dev *ovt);
void ovtun_ageing_flush(struct ovtun_dev *ovt);

/* remotes.c: may sleep */
struct ovtun_remotes *ovtun_remotes_room(unsigned int count);
/* ovtun_dev.lock held */
struct ovtun_remotes *ovtun_remotes_one(struct ovtun_dev *ovt,
					const struct ovtun_remote *remote);
struct ovtun_remotes *ovtun_remotes_with(struct ovtun_dev *ovt,
					 const struct ovtun_remotes *old,
					 const struct ovtun_remote *remote);
struct ovtun_remotes *ovtun_remotes_without(struct ovtun_dev *ovt,
					    const struct ovtun_remotes *old,
					    ovtun_remote_match_t match,
					    const void *arg);
void ovtun_remotes_count(const struct ovtun_remotes *remotes, u8 use, int n);
void ovtun_remotes_put(struct ovtun_dev *ovt, struct ovtun_remotes *remotes);
/* any context */
bool ovtun_remote_equal(const struct ovtun_remote *a, const void *arg);
bool ovtun_remotes_has(const struct ovtun_remotes *remotes,
		       const struct ovtun_remote *remote);
unsigned int ovtun_remotes_matching(const struct ovtun_remotes *remotes,
				    ovtun_remote_match_t match,
				    const void *arg);
/* RCU */
bool ovtun_remotes_from(const struct ovtun_remotes *remotes,
			const struct in6_addr *addr);

/* nexthop_event.c: process context */
int ovtun_nexthop_init(struct net *net);
void ovtun_nexthop_uninit(struct net *net);
/* RTNL */
struct nexthop *ovtun_nexthop_lookup(struct ovtun_dev *ovt, u32 id,
				     struct netlink_ext_ack *extack);

/* nexthop.c: any context */
bool ovtun_nexthop_gateway(struct in6_addr *addr, u8 family, __be32 ipv4,
			   const struct in6_addr *ipv6);
/* RTNL, may sleep */
struct ovtun_nexthop *ovtun_nexthop_get(struct ovtun_dev *ovt,
					struct nexthop *nh);
int ovtun_nexthop_admit(struct ovtun_dev *ovt, struct ovtun_nexthop *nexthop,
			const struct in6_addr *addr);
void ovtun_nexthop_sync(struct ovtun_dev *ovt, struct ovtun_nexthop *nexthop);
/* ovtun_dev.lock held */
struct ovtun_nexthop *ovtun_nexthop_find(struct ovtun_dev *ovt, u32 id);
struct ovtun_remotes *ovtun_nexthop_hold(struct ovtun_dev *ovt,
					 struct ovtun_nexthop *nexthop);
void ovtun_nexthop_put(struct ovtun_dev *ovt, struct ovtun_nexthop *nexthop);
/* RCU, BH. Consumes @skb. */
void ovtun_nexthop_xmit(struct sk_buff *skb, struct ovtun_tx *tx,
			const struct ovtun_nexthop *nexthop);
bool ovtun_nexthop_backup(struct sk_buff *skb, struct ovtun_tx *tx);

/* fdb_parse.c: RTNL */
int ovtun_fdb_nl_permit(struct ovtun_dev *ovt, struct netlink_ext_ack *extack);
int ovtun_fdb_nl_parse(struct ovtun_fdb_dst *dst, struct ovtun_dev *ovt,
		       const struct ovtun_config *cfg, struct nlattr *tb[],
		       const u8 *mac, struct netlink_ext_ack *extack);

/* fdb_request.c: RTNL */
int ovtun_fdb_nl_add(struct ovtun_dev *ovt, const struct ndmsg *ndm,
		     struct nlattr *tb[], const u8 *mac, u16 nlflags,
		     struct netlink_ext_ack *extack);
int ovtun_fdb_nl_del(struct ovtun_dev *ovt, struct nlattr *tb[], const u8 *mac,
		     struct netlink_ext_ack *extack);

/* fdb_flush.c: process context */
void ovtun_fdb_flush(struct ovtun_dev *ovt);
void ovtun_fdb_apply_if(struct ovtun_dev *ovt, ovtun_fdb_match_t match,
			ovtun_fdb_apply_t apply, const void *arg);
void ovtun_fdb_destroy_if(struct ovtun_dev *ovt, ovtun_fdb_match_t match,
			  const void *arg);

/* fdb_filter.c: RTNL */
int ovtun_fdb_nl_flush(struct ovtun_dev *ovt, const struct ndmsg *ndm,
		       struct nlattr *tb[], struct netlink_ext_ack *extack);
int ovtun_fdb_nl_flush_msg(struct ovtun_dev *ovt, const struct nlmsghdr *nlh,
			   struct netlink_ext_ack *extack);

/* fdb_dump.c: RCU or RTNL */
int ovtun_fdb_nl_dump(struct sk_buff *skb, struct netlink_callback *cb,
		      struct net_device *dev, struct net_device *filter_dev,
		      int *idx);
int ovtun_fdb_nl_get(struct sk_buff *skb, struct nlattr *tb[],
		     struct net_device *dev, const unsigned char *mac, u16 vid,
		     u32 portid, u32 seq, struct netlink_ext_ack *extack);

/* fdb_report.c: RCU */
int ovtun_fdb_nl_put(struct sk_buff *skb, const struct ovtun_dev *ovt,
		     const struct ovtun_config *cfg,
		     const struct ovtun_fdb *fdb,
		     const struct ovtun_remote *remote, u32 portid, u32 seq,
		     int type, unsigned int flags);
/* ovtun_dev.lock held */
void ovtun_fdb_notify(struct ovtun_dev *ovt, const struct ovtun_fdb *fdb,
		      const struct ovtun_remote *remote, int type);
void ovtun_fdb_notify_all(struct ovtun_dev *ovt, const struct ovtun_fdb *fdb,
			  int type);
/* process context */
void ovtun_fdb_announce(struct ovtun_dev *ovt);

/* Frames to these addresses may have many destinations. */
static inline bool ovtun_fdb_is_list(const u8 *mac)
{
	return is_multicast_ether_addr(mac) || is_zero_ether_addr(mac);
}

/* Entries that nobody but the administrator or a daemon moves. */
static inline bool ovtun_fdb_is_static(const struct ovtun_fdb *fdb)
{
	return READ_ONCE(fdb->state) & (NUD_PERMANENT | NUD_NOARP);
}

/* Entries that stay where they are whatever is received. */
static inline bool ovtun_fdb_is_fixed(const struct ovtun_fdb *fdb)
{
	return ovtun_fdb_is_static(fdb) ||
	       READ_ONCE(fdb->flags) & NTF_STICKY;
}

/* Entries that the device has learned itself. */
static inline bool ovtun_fdb_is_learned(const struct ovtun_fdb *fdb)
{
	return !ovtun_fdb_is_static(fdb) &&
	       !(READ_ONCE(fdb->flags) & NTF_EXT_LEARNED);
}

#endif /* _OVTUN_TABLE_H */
