/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _OVTUN_EVENT_H
#define _OVTUN_EVENT_H

#include <linux/ovtun.h>
#include <net/genetlink.h>

#include "types.h"

/* netlink.c */
extern struct genl_family ovtun_nl_family;

/* netlink_segment.c: RTNL */
void ovtun_nl_segment_notify(const struct ovtun_dev *ovt,
			     const struct ovtun_segment *seg, u8 cmd);

/* netlink_peer.c: ovtun_dev.lock held */
void ovtun_nl_peer_notify(const struct ovtun_dev *ovt,
			  const struct ovtun_peer *peer, u8 cmd);

/* netlink_fdb.c: ovtun_dev.lock held */
void ovtun_nl_fdb_move(struct ovtun_dev *ovt, const struct ovtun_fdb *fdb,
		       const struct ovtun_remote *from);

#endif /* _OVTUN_EVENT_H */
