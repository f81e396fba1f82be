// SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause)
/* Do not edit directly, auto-generated from: */
/*	Documentation/netlink/specs/ovtun.yaml */
/* YNL-GEN kernel source */
/* To regenerate run: tools/net/ynl/ynl-regen.sh */

#include <net/netlink.h>
#include <net/genetlink.h>

#include "netlink_gen.h"

#include <uapi/linux/ovtun.h>
#include <linux/neighbour.h>

/* OVTUN_CMD_SEGMENT_NEW - do */
const struct nla_policy ovtun_segment_new_nl_policy[OVTUN_A_SEGMENT_REPLACE + 1] = {
	[OVTUN_A_SEGMENT_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[OVTUN_A_SEGMENT_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[OVTUN_A_SEGMENT_ID] = { .type = NLA_U32, },
	[OVTUN_A_SEGMENT_VLAN] = NLA_POLICY_MAX(NLA_U16, 4094),
	[OVTUN_A_SEGMENT_GROUP4] = { .type = NLA_BE32, },
	[OVTUN_A_SEGMENT_GROUP6] = NLA_POLICY_EXACT_LEN(16),
	[OVTUN_A_SEGMENT_LEARNING] = NLA_POLICY_MAX(NLA_U8, 1),
	[OVTUN_A_SEGMENT_LIMIT] = { .type = NLA_U32, },
	[OVTUN_A_SEGMENT_REPLACE] = { .type = NLA_FLAG, },
};

/* OVTUN_CMD_SEGMENT_SET - do */
const struct nla_policy ovtun_segment_set_nl_policy[OVTUN_A_SEGMENT_LIMIT + 1] = {
	[OVTUN_A_SEGMENT_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[OVTUN_A_SEGMENT_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[OVTUN_A_SEGMENT_ID] = { .type = NLA_U32, },
	[OVTUN_A_SEGMENT_VLAN] = NLA_POLICY_MAX(NLA_U16, 4094),
	[OVTUN_A_SEGMENT_NO_VLAN] = { .type = NLA_FLAG, },
	[OVTUN_A_SEGMENT_GROUP4] = { .type = NLA_BE32, },
	[OVTUN_A_SEGMENT_GROUP6] = NLA_POLICY_EXACT_LEN(16),
	[OVTUN_A_SEGMENT_LEARNING] = NLA_POLICY_MAX(NLA_U8, 1),
	[OVTUN_A_SEGMENT_LIMIT] = { .type = NLA_U32, },
};

/* OVTUN_CMD_SEGMENT_DEL - do */
const struct nla_policy ovtun_segment_del_nl_policy[OVTUN_A_SEGMENT_ID + 1] = {
	[OVTUN_A_SEGMENT_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[OVTUN_A_SEGMENT_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[OVTUN_A_SEGMENT_ID] = { .type = NLA_U32, },
};

/* OVTUN_CMD_SEGMENT_GET - do */
const struct nla_policy ovtun_segment_get_nl_policy[OVTUN_A_SEGMENT_ID + 1] = {
	[OVTUN_A_SEGMENT_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[OVTUN_A_SEGMENT_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[OVTUN_A_SEGMENT_ID] = { .type = NLA_U32, },
};

/* OVTUN_CMD_PEER_NEW - do */
const struct nla_policy ovtun_peer_new_nl_policy[OVTUN_A_PEER_PREFIXLEN + 1] = {
	[OVTUN_A_PEER_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[OVTUN_A_PEER_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[OVTUN_A_PEER_ADDRESS4] = { .type = NLA_BE32, },
	[OVTUN_A_PEER_ADDRESS6] = NLA_POLICY_EXACT_LEN(16),
	[OVTUN_A_PEER_PREFIXLEN] = NLA_POLICY_MAX(NLA_U8, 128),
};

/* OVTUN_CMD_PEER_DEL - do */
const struct nla_policy ovtun_peer_del_nl_policy[OVTUN_A_PEER_PREFIXLEN + 1] = {
	[OVTUN_A_PEER_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[OVTUN_A_PEER_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[OVTUN_A_PEER_ADDRESS4] = { .type = NLA_BE32, },
	[OVTUN_A_PEER_ADDRESS6] = NLA_POLICY_EXACT_LEN(16),
	[OVTUN_A_PEER_PREFIXLEN] = NLA_POLICY_MAX(NLA_U8, 128),
};

/* OVTUN_CMD_PEER_GET - do */
const struct nla_policy ovtun_peer_get_nl_policy[OVTUN_A_PEER_OIF + 1] = {
	[OVTUN_A_PEER_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[OVTUN_A_PEER_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[OVTUN_A_PEER_ADDRESS4] = { .type = NLA_BE32, },
	[OVTUN_A_PEER_ADDRESS6] = NLA_POLICY_EXACT_LEN(16),
	[OVTUN_A_PEER_PREFIXLEN] = NLA_POLICY_MAX(NLA_U8, 128),
	[OVTUN_A_PEER_PORT] = { .type = NLA_BE16, },
	[OVTUN_A_PEER_OIF] = { .type = NLA_U32, },
};

/* OVTUN_CMD_FDB_GET - do */
const struct nla_policy ovtun_fdb_get_nl_policy[OVTUN_A_FDB_SEGMENT + 1] = {
	[OVTUN_A_FDB_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[OVTUN_A_FDB_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[OVTUN_A_FDB_LLADDR] = NLA_POLICY_EXACT_LEN(6),
	[OVTUN_A_FDB_SEGMENT] = { .type = NLA_U32, },
};

/* OVTUN_CMD_STATS_GET - do */
const struct nla_policy ovtun_stats_get_nl_policy[OVTUN_A_STATS_IFNAME + 1] = {
	[OVTUN_A_STATS_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[OVTUN_A_STATS_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
};

/* Ops table for ovtun */
const struct genl_ops ovtun_nl_ops[9] = {
	{
		.cmd		= OVTUN_CMD_SEGMENT_NEW,
		.doit		= ovtun_nl_segment_new_doit,
		.policy		= ovtun_segment_new_nl_policy,
		.maxattr	= OVTUN_A_SEGMENT_REPLACE,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= OVTUN_CMD_SEGMENT_SET,
		.doit		= ovtun_nl_segment_set_doit,
		.policy		= ovtun_segment_set_nl_policy,
		.maxattr	= OVTUN_A_SEGMENT_LIMIT,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= OVTUN_CMD_SEGMENT_DEL,
		.doit		= ovtun_nl_segment_del_doit,
		.policy		= ovtun_segment_del_nl_policy,
		.maxattr	= OVTUN_A_SEGMENT_ID,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= OVTUN_CMD_SEGMENT_GET,
		.doit		= ovtun_nl_segment_get_doit,
		.dumpit		= ovtun_nl_segment_get_dumpit,
		.policy		= ovtun_segment_get_nl_policy,
		.maxattr	= OVTUN_A_SEGMENT_ID,
	},
	{
		.cmd		= OVTUN_CMD_PEER_NEW,
		.doit		= ovtun_nl_peer_new_doit,
		.policy		= ovtun_peer_new_nl_policy,
		.maxattr	= OVTUN_A_PEER_PREFIXLEN,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= OVTUN_CMD_PEER_DEL,
		.doit		= ovtun_nl_peer_del_doit,
		.policy		= ovtun_peer_del_nl_policy,
		.maxattr	= OVTUN_A_PEER_PREFIXLEN,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= OVTUN_CMD_PEER_GET,
		.doit		= ovtun_nl_peer_get_doit,
		.dumpit		= ovtun_nl_peer_get_dumpit,
		.policy		= ovtun_peer_get_nl_policy,
		.maxattr	= OVTUN_A_PEER_OIF,
	},
	{
		.cmd		= OVTUN_CMD_FDB_GET,
		.doit		= ovtun_nl_fdb_get_doit,
		.dumpit		= ovtun_nl_fdb_get_dumpit,
		.policy		= ovtun_fdb_get_nl_policy,
		.maxattr	= OVTUN_A_FDB_SEGMENT,
	},
	{
		.cmd		= OVTUN_CMD_STATS_GET,
		.doit		= ovtun_nl_stats_get_doit,
		.dumpit		= ovtun_nl_stats_get_dumpit,
		.policy		= ovtun_stats_get_nl_policy,
		.maxattr	= OVTUN_A_STATS_IFNAME,
	},
};

static const struct genl_multicast_group ovtun_nl_mcgrps[] = {
	[OVTUN_NLGRP_MONITOR] = { "monitor", },
};
