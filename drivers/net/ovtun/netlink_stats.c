// SPDX-License-Identifier: GPL-2.0
/* Counters over generic netlink: those of an object, and sums of a device. */

#include <linux/rtnetlink.h>

#include "netlink.h"

static const u8 ovtun_nl_counts[__OVTUN_COUNT_MAX] = {
	[OVTUN_RX_PACKETS] = OVTUN_A_COUNTERS_RX_PACKETS,
	[OVTUN_RX_BYTES] = OVTUN_A_COUNTERS_RX_BYTES,
	[OVTUN_RX_BROADCAST] = OVTUN_A_COUNTERS_RX_BROADCAST,
	[OVTUN_RX_MULTICAST] = OVTUN_A_COUNTERS_RX_MULTICAST,
	[OVTUN_TX_PACKETS] = OVTUN_A_COUNTERS_TX_PACKETS,
	[OVTUN_TX_BYTES] = OVTUN_A_COUNTERS_TX_BYTES,
	[OVTUN_TX_BROADCAST] = OVTUN_A_COUNTERS_TX_BROADCAST,
	[OVTUN_TX_MULTICAST] = OVTUN_A_COUNTERS_TX_MULTICAST,
	[OVTUN_TX_UNKNOWN] = OVTUN_A_COUNTERS_TX_UNKNOWN,
};

static int ovtun_nl_put_drop(struct sk_buff *skb, enum ovtun_drop drop,
			     u64 count)
{
	struct nlattr *nest = nla_nest_start(skb, OVTUN_A_COUNTERS_DROP);

	if (!nest ||
	    nla_put_string(skb, OVTUN_A_DROP_NAME, ovtun_drop_name(drop)) ||
	    nla_put_u64_64bit(skb, OVTUN_A_DROP_COUNT, count, OVTUN_A_DROP_PAD))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

/**
 * ovtun_nl_put_sum - a nest of counters
 * @skb: where to; of no use when there is no room
 * @type: of the nest
 * @sum: the counters
 * @net: OVTUN_NET_* counters, and then the reasons that have not occurred are
 *	put, too; or NULL
 *
 * Return: 0 or -EMSGSIZE
 */
int ovtun_nl_put_sum(struct sk_buff *skb, int type,
		     const struct ovtun_traffic_sum *sum, const atomic64_t *net)
{
	struct nlattr *nest = nla_nest_start(skb, type);
	unsigned int i;
	int err = 0;

	if (!nest)
		return -EMSGSIZE;
	for (i = 0; !err && i < __OVTUN_COUNT_MAX; i++)
		err = nla_put_u64_64bit(skb, ovtun_nl_counts[i], sum->count[i],
					OVTUN_A_COUNTERS_PAD);
	for (i = OVTUN_OK + 1; !err && i < __OVTUN_DROP_DEV; i++)
		if (net || sum->drops[i])
			err = ovtun_nl_put_drop(skb, i, sum->drops[i]);
	for (i = 0; !err && net && i < OVTUN_DROP_NET; i++)
		err = ovtun_nl_put_drop(skb, __OVTUN_DROP_DEV + i,
					atomic64_read(&net[i]));
	if (!err)
		nla_nest_end(skb, nest);
	return err;
}

int ovtun_nl_put_traffic(struct sk_buff *skb, int type,
			 const struct ovtun_counters *counters)
{
	struct ovtun_traffic_sum sum;

	ovtun_counters_read(counters, &sum);
	return ovtun_nl_put_sum(skb, type, &sum, NULL);
}

/* Segments that are gone have left their counters in ovtun_dev.past. */
static void ovtun_nl_stats_read(struct ovtun_dev *ovt,
				struct ovtun_traffic_sum *sum)
{
	struct ovtun_segment *seg;
	unsigned long id;

	memset(sum, 0, sizeof(*sum));
	ovtun_events_read(ovt->events, sum);
	ovtun_counters_count(&ovt->self->counters, sum->count);
	xa_for_each(&ovt->segments, id, seg)
		ovtun_counters_count(&seg->counters, sum->count);
	for (id = 0; id < __OVTUN_COUNT_MAX; id++)
		sum->count[id] += ovt->past[id];
}

static int ovtun_nl_stats_put(const struct ovtun_nl_msg *msg,
			      struct ovtun_dev *ovt)
{
	const struct ovtun_config *cfg = rtnl_dereference(ovt->cfg);
	bool wide = cfg && ovtun_config_wide(cfg);
	void *head = ovtun_nl_begin(msg, ovt);
	struct ovtun_traffic_sum sum;

	if (!head)
		return -EMSGSIZE;
	ovtun_nl_stats_read(ovt, &sum);
	if (nla_put_u32(msg->skb, OVTUN_A_STATS_SEGMENT_COUNT,
			wide ? ovt->segment_count : 1) ||
	    nla_put_u32(msg->skb, OVTUN_A_STATS_PEER_COUNT,
			READ_ONCE(ovt->peer_count)) ||
	    nla_put_u32(msg->skb, OVTUN_A_STATS_FDB_COUNT,
			READ_ONCE(ovt->fdb_count)) ||
	    ovtun_nl_put_sum(msg->skb, OVTUN_A_STATS_COUNTERS, &sum,
			     ovtun_net(ovt->net)->drops)) {
		genlmsg_cancel(msg->skb, head);
		return -EMSGSIZE;
	}
	genlmsg_end(msg->skb, head);
	return 0;
}

static int ovtun_nl_stats_get(const struct ovtun_nl_msg *msg,
			      struct ovtun_dev *ovt, struct genl_info *info)
{
	return ovtun_nl_stats_put(msg, ovt);
}

int ovtun_nl_stats_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	return ovtun_nl_reply(info, ovtun_nl_stats_get);
}

static int ovtun_nl_stats_fill(const struct ovtun_nl_msg *msg,
			       struct ovtun_dev *ovt,
			       struct ovtun_nl_dump *dump)
{
	return ovtun_nl_stats_put(msg, ovt);
}

int ovtun_nl_stats_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	return ovtun_nl_dump_devs(skb, cb, NULL, ovtun_nl_stats_fill);
}
