/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _OVTUN_NETLINK_H
#define _OVTUN_NETLINK_H

#include <net/genetlink.h>

#include "event.h"
#include "netlink_gen.h"
#include "ovtun.h"

/**
 * struct ovtun_nl_dump - where a dump goes on; in netlink_callback.ctx
 * @begun: the request has been read
 * @only: of one device
 * @done: nothing is left
 * @any_segment: of all segments
 * @ifindex: device to go on with, or the one after it
 * @segment: number of the segment
 * @part: of the device's objects, 0 at first
 * @sub: of the object at @pos
 * @pos: place of the next object
 *
 * Objects keep their place as long as they live, so that one that stays while
 * others come and go is in a dump exactly once.
 */
struct ovtun_nl_dump {
	bool begun;
	bool only;
	bool done;
	bool any_segment;
	int ifindex;
	u32 segment;
	unsigned int part;
	unsigned int sub;
	unsigned long pos;
};

static inline struct ovtun_nl_dump *ovtun_nl_dump(struct netlink_callback *cb)
{
	return (struct ovtun_nl_dump *)cb->ctx;
}

/**
 * struct ovtun_nl_msg - the head of a message
 * @skb: where to
 * @portid: of the receiver, 0: everybody
 * @seq: of the request, or 0
 * @flags: NLM_F_*
 * @cmd: OVTUN_CMD_*
 */
struct ovtun_nl_msg {
	struct sk_buff *skb;
	u32 portid;
	u32 seq;
	u16 flags;
	u8 cmd;
};

typedef int (*ovtun_nl_fill_t)(const struct ovtun_nl_msg *msg,
			       struct ovtun_dev *ovt,
			       struct ovtun_nl_dump *dump);
typedef int (*ovtun_nl_filter_t)(struct ovtun_dev *ovt, struct nlattr **attrs,
				 struct ovtun_nl_dump *dump,
				 struct netlink_ext_ack *extack);

typedef int (*ovtun_nl_change_t)(struct ovtun_dev *ovt, struct genl_info *info);
typedef int (*ovtun_nl_get_t)(const struct ovtun_nl_msg *msg,
			      struct ovtun_dev *ovt, struct genl_info *info);

/* netlink.c: process context, takes RTNL for what it calls back */
int ovtun_nl_change(struct sk_buff *skb, struct genl_info *info,
		    ovtun_nl_change_t change);
int ovtun_nl_reply(struct genl_info *info, ovtun_nl_get_t get);
int ovtun_nl_dump_devs(struct sk_buff *skb, struct netlink_callback *cb,
		       ovtun_nl_filter_t filter, ovtun_nl_fill_t fill);
/* any context */
void *ovtun_nl_begin(const struct ovtun_nl_msg *msg,
		     const struct ovtun_dev *ovt);
int ovtun_nl_put_addr(struct sk_buff *skb, int type4, int type6,
		      const struct in6_addr *addr);
int ovtun_nl_put_traffic(struct sk_buff *skb, int type,
			 const struct ovtun_counters *counters);
int ovtun_nl_put_sum(struct sk_buff *skb, int type,
		     const struct ovtun_traffic_sum *sum,
		     const atomic64_t *net);
bool ovtun_nl_new_event(struct ovtun_nl_msg *msg, const struct ovtun_dev *ovt,
			u8 cmd);
void ovtun_nl_send_event(const struct ovtun_nl_msg *msg,
			 const struct ovtun_dev *ovt, int err);

/* Of a device with one segment, the number that it sends; false: none */
static inline bool ovtun_nl_own_id(const struct ovtun_config *cfg, u32 *id)
{
	*id = cfg->id;
	return cfg->ops->caps & OVTUN_CAP_VNI || cfg->flags & OVTUN_F_OKEY;
}

#endif /* _OVTUN_NETLINK_H */
