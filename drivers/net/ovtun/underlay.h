/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _OVTUN_UNDERLAY_H
#define _OVTUN_UNDERLAY_H

#include "packet.h"

/* mtu.c: RTNL */
unsigned int ovtun_mtu_fitting(struct net *net, const struct ovtun_config *cfg);
int ovtun_change_mtu(struct net_device *dev, int mtu);
void ovtun_mtu_follow(struct ovtun_dev *ovt);
void ovtun_mtu_follow_all(struct net *net);

/* lower.c: RTNL */
int ovtun_lower_prepare(struct ovtun_dev *ovt, struct ovtun_config *cfg,
			const struct ovtun_config *old,
			struct netlink_ext_ack *extack);
void ovtun_lower_commit(struct ovtun_dev *ovt, const struct ovtun_config *cfg,
			const struct ovtun_config *old);
void ovtun_lower_abort(struct ovtun_dev *ovt, const struct ovtun_config *cfg,
		       const struct ovtun_config *old);
void ovtun_lower_unlink(struct ovtun_dev *ovt, const struct ovtun_config *cfg);

/* sock.c: RTNL */
struct ovtun_sock *ovtun_sock_get(struct net *net,
				  const struct ovtun_config *cfg,
				  sa_family_t family,
				  struct netlink_ext_ack *extack);
void ovtun_sock_put(struct ovtun_sock *sock);

/* nic.c: RTNL */
void ovtun_nic_add(struct net *net, const struct ovtun_sock *os);
void ovtun_nic_del(struct net *net, const struct ovtun_sock *os);
void ovtun_nic_tell(struct net_device *dev, bool push);

/* hook.c: RTNL */
int ovtun_hook_get(struct net *net, sa_family_t family);
void ovtun_hook_put(struct net *net, sa_family_t family);

/* sock.c: RCU */
const struct ovtun_encap_ops *ovtun_sock_ops(struct ovtun_net *on, __be16 port,
					     sa_family_t family);

bool ovtun_sock_alone(const struct sock *sk);

/* gro.c: RCU, BH */
struct sk_buff *ovtun_gro_receive(struct sock *sk, struct list_head *head,
				  struct sk_buff *skb);
int ovtun_gro_complete(struct sock *sk, struct sk_buff *skb, int nhoff);

/* early.c: RTNL */
int ovtun_early_get(struct net *net, sa_family_t family);
void ovtun_early_put(struct net *net, sa_family_t family);

/* ingress.c: RTNL */
int ovtun_ingress_init(struct ovtun_net *on);
void ovtun_ingress_flush(struct ovtun_net *on);
/* when nobody reads any more */
void ovtun_ingress_uninit(struct ovtun_net *on);
/* RCU, BH */
bool ovtun_ingress_watched(const struct ovtun_net *on, u8 proto, bool ipv6);
bool ovtun_ingress_known(const struct ovtun_rx *rx, const struct sk_buff *skb);
void ovtun_ingress_note(const struct ovtun_rx *rx, const struct sk_buff *skb);

/* notrack.c: RTNL */
int ovtun_notrack_get(struct net *net, sa_family_t family);
void ovtun_notrack_put(struct net *net, sa_family_t family);

/* icmp.c: RCU, BH. Leaves the skb as it was. */
void ovtun_icmp_error(struct net *net, struct sk_buff *skb, sa_family_t family,
		      unsigned int thoff);

/* path.c: RCU, BH */
int ovtun_path_find(const struct ovtun_tx *tx, struct sk_buff *skb,
		    struct ovtun_path *path);
bool ovtun_path_dissected(struct net *net, struct sk_buff *skb, bool ipv6);
/* any context */
void ovtun_path_free(struct ovtun_path *path);
void ovtun_path_free_rcu(struct ovtun_path *path);
int ovtun_path_route(struct net *net, const struct ovtun_tx *tx,
		     struct ovtun_path *path);

/* group.c: RTNL */
int ovtun_group_join(struct net_device *lower, const struct in6_addr *group);
void ovtun_group_leave(struct net_device *lower, const struct in6_addr *group);

/* pmtu.c: RCU, BH */
enum ovtun_drop ovtun_pmtu_check(const struct sk_buff *skb,
				 struct ovtun_tx *tx);
/* May consume @skb. */
bool ovtun_pmtu_reply(struct sk_buff *skb, const struct ovtun_tx *tx);

/* direct.c: RCU, BH */
bool ovtun_direct_possible(const struct ovtun_path *path);
/* Consume @skb. */
int ovtun_direct_output4(struct sk_buff *skb, const struct ovtun_tx *tx);
int ovtun_direct_output6(struct sk_buff *skb, const struct ovtun_tx *tx);

/* flow.c: RCU, BH */
u32 ovtun_flow_hash(struct sk_buff *skb, bool frame);

/* output.c: RCU, BH. Consumes @skb. */
int ovtun_output(struct sk_buff *skb, const struct ovtun_tx *tx);

#endif /* _OVTUN_UNDERLAY_H */
