/* SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause) */
/* Do not edit directly, auto-generated from: */
/*	Documentation/netlink/specs/ovtun.yaml */
/* YNL-GEN kernel header */
/* To regenerate run: tools/net/ynl/ynl-regen.sh */

#ifndef _LINUX_OVTUN_GEN_H
#define _LINUX_OVTUN_GEN_H

#include <net/netlink.h>
#include <net/genetlink.h>

#include <uapi/linux/ovtun.h>
#include <linux/neighbour.h>

extern const struct nla_policy ovtun_segment_new_nl_policy[OVTUN_A_SEGMENT_REPLACE + 1];

extern const struct nla_policy ovtun_segment_set_nl_policy[OVTUN_A_SEGMENT_LIMIT + 1];

extern const struct nla_policy ovtun_segment_del_nl_policy[OVTUN_A_SEGMENT_ID + 1];

extern const struct nla_policy ovtun_segment_get_nl_policy[OVTUN_A_SEGMENT_ID + 1];

extern const struct nla_policy ovtun_peer_new_nl_policy[OVTUN_A_PEER_PREFIXLEN + 1];

extern const struct nla_policy ovtun_peer_del_nl_policy[OVTUN_A_PEER_PREFIXLEN + 1];

extern const struct nla_policy ovtun_peer_get_nl_policy[OVTUN_A_PEER_OIF + 1];

extern const struct nla_policy ovtun_fdb_get_nl_policy[OVTUN_A_FDB_SEGMENT + 1];

extern const struct nla_policy ovtun_stats_get_nl_policy[OVTUN_A_STATS_IFNAME + 1];

/* Ops table for ovtun */
extern const struct genl_ops ovtun_nl_ops[9];

int ovtun_nl_segment_new_doit(struct sk_buff *skb, struct genl_info *info);
int ovtun_nl_segment_set_doit(struct sk_buff *skb, struct genl_info *info);
int ovtun_nl_segment_del_doit(struct sk_buff *skb, struct genl_info *info);
int ovtun_nl_segment_get_doit(struct sk_buff *skb, struct genl_info *info);
int ovtun_nl_segment_get_dumpit(struct sk_buff *skb,
				struct netlink_callback *cb);
int ovtun_nl_peer_new_doit(struct sk_buff *skb, struct genl_info *info);
int ovtun_nl_peer_del_doit(struct sk_buff *skb, struct genl_info *info);
int ovtun_nl_peer_get_doit(struct sk_buff *skb, struct genl_info *info);
int ovtun_nl_peer_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);
int ovtun_nl_fdb_get_doit(struct sk_buff *skb, struct genl_info *info);
int ovtun_nl_fdb_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);
int ovtun_nl_stats_get_doit(struct sk_buff *skb, struct genl_info *info);
int ovtun_nl_stats_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);

enum {
	OVTUN_NLGRP_MONITOR,
};

#endif /* _LINUX_OVTUN_GEN_H */
