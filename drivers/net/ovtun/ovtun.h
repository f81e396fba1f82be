/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _OVTUN_H
#define _OVTUN_H

#include <linux/etherdevice.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/neighbour.h>

#include "packet.h"
#include "underlay.h"
#include "table.h"

/**
 * DOC: ovtun locking
 *
 * RTNL serializes everything that netlink and the notifiers do: creating,
 * changing and deleting devices and segments, sockets, hooks, group
 * membership.
 *
 * ovtun_dev.lock (BH) serializes writers of a device's forwarding table and of
 * its peers. It nests inside RTNL and inside nothing else.
 *
 * The data path takes no lock. It reads, under RCU, the device's configuration
 * (one immutable object, replaced whole), segments, forwarding entries, lists
 * of remotes (immutable, replaced whole), peers, the path of a peer, and what
 * the IP stack has let pass (both immutable, replaced with xchg()). All of them
 * are freed after a grace period. The counters for drops of a segment or a peer
 * are set once, with cmpxchg(), and go with it.
 *
 * A peer lives as long as somebody refers to it: the configured remote, a
 * forwarding entry, a list of remotes or a neighbour. Its count is under
 * ovtun_dev.lock.
 */

/* netns.c */
extern struct pernet_operations ovtun_net_ops;

/* device.c */
extern struct notifier_block ovtun_notifier;
bool ovtun_dev_is_l3(const struct net_device *dev);
void ovtun_setup(struct net_device *dev);
/* RTNL */
int ovtun_dev_create(struct ovtun_dev *ovt, const struct ovtun_config *cfg,
		     unsigned int mtu);
void ovtun_dev_change(struct ovtun_dev *ovt);

/* features.c: RTNL */
void ovtun_features_setup(struct net_device *dev);
void ovtun_features_limit(struct net_device *dev,
			  const struct net_device *lower);
netdev_features_t ovtun_fix_features(struct net_device *dev,
				     netdev_features_t features);

/* link.c */
extern struct rtnl_link_ops ovtun_link_ops;

/* link_report.c: RTNL or RCU */
size_t ovtun_link_size(const struct net_device *dev);
int ovtun_link_fill(struct sk_buff *skb, const struct net_device *dev);

/* attr.c: RTNL */
int ovtun_attr_parse(struct ovtun_config *cfg, struct nlattr *data[],
		     bool change, struct netlink_ext_ack *extack);

/* config.c: RTNL */
struct ovtun_config *ovtun_config_alloc(void);
struct ovtun_config *ovtun_config_dup(const struct ovtun_config *old);
int ovtun_config_check(struct ovtun_config *cfg, struct net *net,
		       struct netlink_ext_ack *extack);
/* any context */
bool ovtun_config_has(const struct ovtun_config *cfg, sa_family_t family);
u32 ovtun_config_tx_flags(const struct ovtun_config *cfg);
unsigned int ovtun_config_overhead(const struct ovtun_config *cfg);

/* publish.c: RTNL */
int ovtun_config_acquire(struct ovtun_dev *ovt, struct ovtun_config *cfg,
			 struct netlink_ext_ack *extack);
void ovtun_config_follow(struct ovtun_dev *ovt);
int ovtun_config_publish(struct ovtun_dev *ovt, struct ovtun_config *cfg,
			 struct netlink_ext_ack *extack);
void ovtun_config_release(struct ovtun_dev *ovt, struct ovtun_config *cfg);
void ovtun_config_detach(struct ovtun_dev *ovt);
void ovtun_config_retire(struct ovtun_dev *ovt);

/* demux.c: RTNL */
int ovtun_demux_init(struct ovtun_net *on);
void ovtun_demux_uninit(struct ovtun_net *on);
bool ovtun_demux_conflicts(struct ovtun_dev *ovt,
			   const struct ovtun_config *cfg);
int ovtun_demux_add(struct ovtun_net *on, struct ovtun_config *cfg);
void ovtun_demux_del(struct ovtun_net *on, struct ovtun_config *cfg);
/* RCU */
bool ovtun_demux_find(struct ovtun_rx *rx);

/* segment.c: process context */
int ovtun_segment_init(struct ovtun_dev *ovt);
void ovtun_segment_uninit(struct ovtun_dev *ovt);
struct ovtun_segment *ovtun_segment_alloc(u32 id);
void ovtun_segment_free(struct ovtun_segment *seg);
void ovtun_segment_free_rcu(struct ovtun_segment *seg);
/* RCU or RTNL */
struct ovtun_segment *ovtun_segment_find(struct ovtun_dev *ovt, u32 id);
/* RCU, BH */
enum ovtun_drop ovtun_segment_untag(struct sk_buff *skb, struct ovtun_tx *tx);
void ovtun_segment_tag(struct sk_buff *skb, const struct ovtun_segment *seg);
bool ovtun_segment_of(struct ovtun_rx *rx, const struct ovtun_config *cfg);

/* segments.c: RTNL */
int ovtun_segment_add(struct ovtun_dev *ovt,
		      const struct ovtun_segment_change *change,
		      struct netlink_ext_ack *extack);
int ovtun_segment_set(struct ovtun_dev *ovt, struct ovtun_segment *seg,
		      const struct ovtun_segment_change *change,
		      struct netlink_ext_ack *extack);
void ovtun_segment_del(struct ovtun_dev *ovt, struct ovtun_segment *seg);
void ovtun_segment_flush(struct ovtun_dev *ovt);
bool ovtun_segment_has_group(struct ovtun_dev *ovt);
int ovtun_segment_join(struct ovtun_dev *ovt, struct net_device *lower);
void ovtun_segment_leave(struct ovtun_dev *ovt, struct net_device *lower);

/* peer.c: ovtun_dev.lock held */
struct ovtun_peer *ovtun_peer_get(struct ovtun_dev *ovt,
				  const struct in6_addr *addr, __be16 port,
				  u32 ifindex);
struct ovtun_peer *ovtun_peer_find_exact(struct ovtun_dev *ovt,
					 const struct in6_addr *addr,
					 __be16 port, u32 ifindex);
void ovtun_peer_reserve(struct ovtun_dev *ovt);
void ovtun_peer_hold(struct ovtun_dev *ovt, struct ovtun_peer *peer);
void ovtun_peer_put(struct ovtun_dev *ovt, struct ovtun_peer *peer);
struct ovtun_peer *ovtun_peer_find_with(struct ovtun_dev *ovt,
					const struct in6_addr *addr, u8 plen,
					__be16 port, u32 ifindex);
struct ovtun_peer *ovtun_peer_make(struct ovtun_dev *ovt,
				   const struct in6_addr *addr, u8 plen,
				   __be16 port, u32 ifindex);
/* process context */
int ovtun_peer_init(struct ovtun_dev *ovt);
void ovtun_peer_uninit(struct ovtun_dev *ovt);
/* RCU */
struct ovtun_peer *ovtun_peer_find(struct ovtun_dev *ovt,
				   const struct in6_addr *addr);
struct ovtun_peer *ovtun_peer_sender(struct ovtun_dev *ovt,
				     const struct in6_addr *addr);
bool ovtun_peer_is_known(struct ovtun_dev *ovt, const struct in6_addr *addr);

/* neigh.c */
extern struct notifier_block ovtun_neigh_notifier;
extern const unsigned short ovtun_neigh_priv_len;
void ovtun_neigh_destroy(struct net_device *dev, struct neighbour *n);
void ovtun_neigh_uninit(struct ovtun_dev *ovt);
/* RCU, BH */
const struct ovtun_remotes *ovtun_neigh_route(struct sk_buff *skb);

/* flood.c: any context */
struct sk_buff *ovtun_copy(struct sk_buff *skb, const struct net_device *dev);
/* RCU, BH. Consumes @skb. */
void ovtun_replicate(struct sk_buff *skb, struct ovtun_tx *tx,
		     const struct ovtun_remotes *remotes);
/* ovtun_dev.lock held */
int ovtun_flood_add(struct ovtun_dev *ovt, struct ovtun_segment *seg,
		    struct ovtun_peer *peer);
void ovtun_flood_del(struct ovtun_dev *ovt, struct ovtun_segment *seg,
		     struct ovtun_peer *peer);

/* RTNL */
void ovtun_flood_quit(struct ovtun_dev *ovt, struct ovtun_segment *seg,
		      struct ovtun_peer *peer);

/* tx.c: RCU, BH. Consumes @skb. */
netdev_tx_t ovtun_xmit(struct sk_buff *skb, struct net_device *dev);
void ovtun_tx_remote(struct sk_buff *skb, struct ovtun_tx *tx,
		     const struct ovtun_remote *remote);
void ovtun_tx_address(struct sk_buff *skb, struct ovtun_tx *tx,
		      const struct in6_addr *daddr, __be16 port);
void ovtun_tx_find(struct sk_buff *skb, struct ovtun_tx *tx,
		   struct ovtun_path *path);

/* suppress.c: RCU, BH. May consume @skb. */
bool ovtun_suppress(struct sk_buff *skb, const struct ovtun_tx *tx);

/* miss.c: process context */
void ovtun_miss_init(struct ovtun_dev *ovt);
/* RCU, BH */
void ovtun_miss(const struct ovtun_tx *tx, const u8 *mac,
		const struct in6_addr *addr);
void ovtun_miss_mac(const struct ovtun_tx *tx, const u8 *mac);

/* meta.c: RCU, BH */
bool ovtun_meta_present(const struct sk_buff *skb);
enum ovtun_drop ovtun_meta_segment(struct sk_buff *skb, struct ovtun_tx *tx);
bool ovtun_meta_path_kept(const struct ovtun_tx *tx, struct ovtun_path *path);
void ovtun_meta_path_keep(const struct ovtun_tx *tx,
			  const struct ovtun_path *path);
int ovtun_fill_metadata_dst(struct net_device *dev, struct sk_buff *skb);
/* Consumes @skb. */
void ovtun_meta_send(struct sk_buff *skb, struct ovtun_tx *tx);

/* meta_rx.c: RCU, BH */
enum ovtun_drop ovtun_meta_rx(const struct sk_buff *skb, struct ovtun_rx *rx);
void ovtun_meta_answer(struct sk_buff *skb, const struct ovtun_tx *tx);
/* module exit */
void ovtun_meta_exit(void);

/* rx.c: RCU, BH */
/* Consumes @skb. */
void ovtun_rx(struct sk_buff *skb, struct ovtun_rx *rx);

/* encap.c */
const struct ovtun_encap_ops *ovtun_encap_ops(u8 encap, u8 variant);
/* RCU, BH */
bool ovtun_encap_find_udp(struct sk_buff *skb, struct ovtun_rx *rx);

/* stats.c */
extern const struct ethtool_ops ovtun_ethtool_ops;
void ovtun_count(struct ovtun_dev *ovt, enum ovtun_drop drop);
void ovtun_count_net(struct net *net, enum ovtun_drop drop);
const char *ovtun_drop_name(enum ovtun_drop drop);
void ovtun_tx_lost(const struct ovtun_tx *tx, enum ovtun_drop drop);
void ovtun_rx_lost(const struct ovtun_rx *rx, enum ovtun_drop drop);
/* Consumes @skb. */
void ovtun_tx_drop(const struct ovtun_tx *tx, struct sk_buff *skb,
		   enum ovtun_drop drop);
void ovtun_rx_drop(const struct ovtun_rx *rx, struct sk_buff *skb,
		   enum ovtun_drop drop);
void ovtun_drop_net(struct net *net, struct sk_buff *skb, enum ovtun_drop drop);

static inline bool ovtun_addr_is_multicast(const struct in6_addr *addr)
{
	if (ipv6_addr_v4mapped(addr))
		return ipv4_is_multicast(addr->s6_addr32[3]);
	return ipv6_addr_is_multicast(addr);
}

static inline sa_family_t ovtun_addr_family(const struct in6_addr *addr)
{
	if (ipv6_addr_any(addr))
		return AF_UNSPEC;
	return ipv6_addr_v4mapped(addr) ? AF_INET : AF_INET6;
}

/* One peer and no other: GRE with a unicast remote. */
static inline bool ovtun_config_p2p(const struct ovtun_config *cfg)
{
	return cfg->ops->caps & OVTUN_CAP_KEY &&
	       !(cfg->flags & OVTUN_F_EXTERNAL) &&
	       !ipv6_addr_any(&cfg->remote) &&
	       !ovtun_addr_is_multicast(&cfg->remote);
}

/* Nobody can know the members of a group, and whom the metadata may name. */
static inline bool ovtun_config_strict(const struct ovtun_config *cfg)
{
	return cfg->flags & OVTUN_F_STRICT &&
	       !(cfg->flags & OVTUN_F_EXTERNAL) &&
	       !ovtun_addr_is_multicast(&cfg->remote);
}

/* Many segments, and the packet says which. */
static inline bool ovtun_config_wide(const struct ovtun_config *cfg)
{
	return cfg->flags & (OVTUN_F_TRUNK | OVTUN_F_EXTERNAL);
}

/* The addresses of the outer header; the parser adds the rest. */
static inline void ovtun_rx_outer4(struct ovtun_rx *rx, const struct iphdr *iph)
{
	ipv6_addr_set_v4mapped(iph->saddr, &rx->saddr);
	ipv6_addr_set_v4mapped(iph->daddr, &rx->daddr);
}

static inline void ovtun_rx_outer6(struct ovtun_rx *rx,
				   const struct ipv6hdr *ip6h)
{
	rx->saddr = ip6h->saddr;
	rx->daddr = ip6h->daddr;
	rx->key.flags = OVTUN_DEMUX_IPV6;
}

static inline enum ovtun_cast ovtun_cast(const u8 *mac)
{
	if (is_broadcast_ether_addr(mac))
		return OVTUN_BROADCAST;
	return is_multicast_ether_addr(mac) ? OVTUN_MULTICAST : OVTUN_UNICAST;
}

/* Writes only when there is news, to leave the cache line to the readers. */
static inline void ovtun_touch(unsigned long *stamp)
{
	unsigned long now = jiffies;

	if (READ_ONCE(*stamp) != now)
		WRITE_ONCE(*stamp, now);
}

static inline unsigned int ovtun_ip_hlen(sa_family_t family)
{
	return family == AF_INET ? sizeof(struct iphdr) :
				   sizeof(struct ipv6hdr);
}

#endif /* _OVTUN_H */
