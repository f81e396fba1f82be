// SPDX-License-Identifier: GPL-2.0
/* Why packets were dropped: counters, their names, and the core's reasons. */

#include <linux/ethtool.h>

#include "ovtun.h"

#define OVTUN_REASON(x)	SKB_DROP_REASON_##x

static const struct {
	char name[ETH_GSTRING_LEN];
	enum skb_drop_reason reason;
} ovtun_drop_info[__OVTUN_DROP_MAX] = {
	[OVTUN_RX_BAD_CSUM] = { "rx_bad_csum", OVTUN_REASON(UDP_CSUM) },
	[OVTUN_RX_BAD_FLAGS] = { "rx_bad_flags",
				 OVTUN_REASON(VXLAN_INVALID_HDR) },
	[OVTUN_RX_BAD_PROTO] = { "rx_bad_proto",
				 OVTUN_REASON(UNHANDLED_PROTO) },
	[OVTUN_RX_SEQ] = { "rx_seq", OVTUN_REASON(TCP_OLD_SEQUENCE) },
	[OVTUN_RX_UNKNOWN_PEER] = { "rx_unknown_peer",
				    OVTUN_REASON(IP_INVALID_SOURCE) },
	[OVTUN_RX_OWN_ADDRESS] = { "rx_own_address",
				   OVTUN_REASON(IP_LOCAL_SOURCE) },
	[OVTUN_RX_POLICY] = { "rx_policy", OVTUN_REASON(XFRM_POLICY) },
	[OVTUN_RX_SHORT_FRAME] = { "rx_short_frame",
				   OVTUN_REASON(PKT_TOO_SMALL) },
	[OVTUN_RX_INNER_HEADER] = { "rx_inner_header",
				    OVTUN_REASON(PKT_TOO_SMALL) },
	[OVTUN_RX_LOOP] = { "rx_loop", OVTUN_REASON(LOCAL_MAC) },
	[OVTUN_RX_STATIC_MOVE] = { "rx_static_move",
				   OVTUN_REASON(VXLAN_ENTRY_EXISTS) },
	[OVTUN_RX_ECN] = { "rx_ecn", OVTUN_REASON(IP_TUNNEL_ECN) },
	[OVTUN_RX_DOWN] = { "rx_down", OVTUN_REASON(DEV_READY) },
	[OVTUN_RX_NO_MEM] = { "rx_no_mem", OVTUN_REASON(NOMEM) },
	[OVTUN_RX_BACKLOG] = { "rx_backlog", OVTUN_REASON(CPU_BACKLOG) },
	[OVTUN_TX_INNER_HEADER] = { "tx_inner_header",
				    OVTUN_REASON(PKT_TOO_SMALL) },
	[OVTUN_TX_BAD_PROTO] = { "tx_bad_proto",
				 OVTUN_REASON(UNHANDLED_PROTO) },
	[OVTUN_TX_UNKNOWN_SEGMENT] = { "tx_unknown_segment",
				       OVTUN_REASON(NO_TX_TARGET) },
	[OVTUN_TX_METADATA] = { "tx_metadata", OVTUN_REASON(TUNNEL_TXINFO) },
	[OVTUN_TX_NO_REMOTE] = { "tx_no_remote", OVTUN_REASON(NO_TX_TARGET) },
	[OVTUN_TX_NO_ROUTE] = { "tx_no_route", OVTUN_REASON(NO_TX_TARGET) },
	[OVTUN_TX_LOOP] = { "tx_loop", OVTUN_REASON(RECURSION_LIMIT) },
	[OVTUN_TX_TOO_BIG] = { "tx_too_big", OVTUN_REASON(PKT_TOO_BIG) },
	[OVTUN_TX_NO_MEM] = { "tx_no_mem", OVTUN_REASON(NOMEM) },
	[OVTUN_TX_OUTPUT] = { "tx_output", OVTUN_REASON(NOT_SPECIFIED) },
	[OVTUN_FDB_LIMIT] = { "fdb_limit", OVTUN_REASON(NOT_SPECIFIED) },
	[OVTUN_TX_ANSWERED] = { "tx_answered", OVTUN_REASON(NOT_SPECIFIED) },
	[OVTUN_NET_TRUNCATED] = { "net_rx_truncated",
				  OVTUN_REASON(PKT_TOO_SMALL) },
	[OVTUN_NET_BAD_FLAGS] = { "net_rx_bad_flags",
				  OVTUN_REASON(VXLAN_INVALID_HDR) },
	[OVTUN_NET_BAD_VERSION] = { "net_rx_bad_version",
				    OVTUN_REASON(UNHANDLED_PROTO) },
	[OVTUN_NET_UNKNOWN_VNI] = { "net_rx_unknown_vni",
				    OVTUN_REASON(VXLAN_VNI_NOT_FOUND) },
};

static const char ovtun_fast_names[__OVTUN_FAST_MAX][ETH_GSTRING_LEN] = {
	[OVTUN_RX_FAST] = "rx_fast",
	[OVTUN_TX_FAST] = "tx_fast",
};

const char *ovtun_drop_name(enum ovtun_drop drop)
{
	return ovtun_drop_info[drop].name;
}

/* Any context with BH disabled, and process context. */
void ovtun_count(struct ovtun_dev *ovt, enum ovtun_drop drop)
{
	ovtun_events_drop(ovt->events, drop);
}

void ovtun_count_net(struct net *net, enum ovtun_drop drop)
{
	atomic64_inc(&ovtun_net(net)->drops[drop - __OVTUN_DROP_DEV]);
}

static void ovtun_count_dev(struct net_device *dev, enum ovtun_drop drop)
{
	switch (drop) {
	case OVTUN_TX_NO_ROUTE:
		DEV_STATS_INC(dev, tx_carrier_errors);
		DEV_STATS_INC(dev, tx_errors);
		break;
	case OVTUN_TX_LOOP:
		DEV_STATS_INC(dev, collisions);
		DEV_STATS_INC(dev, tx_errors);
		break;
	case OVTUN_TX_UNKNOWN_SEGMENT:
	case OVTUN_TX_METADATA:
	case OVTUN_TX_NO_REMOTE:
	case OVTUN_TX_NO_MEM:
		DEV_STATS_INC(dev, tx_dropped);
		break;
	case OVTUN_TX_INNER_HEADER:
	case OVTUN_TX_BAD_PROTO:
	case OVTUN_TX_TOO_BIG:
	case OVTUN_TX_OUTPUT:
		DEV_STATS_INC(dev, tx_errors);
		break;
	case OVTUN_RX_DOWN:
	case OVTUN_RX_NO_MEM:
	case OVTUN_RX_UNKNOWN_PEER:
	case OVTUN_RX_STATIC_MOVE:
		DEV_STATS_INC(dev, rx_dropped);
		break;
	case OVTUN_RX_BAD_CSUM:
		DEV_STATS_INC(dev, rx_crc_errors);
		DEV_STATS_INC(dev, rx_errors);
		break;
	case OVTUN_RX_SEQ:
		DEV_STATS_INC(dev, rx_fifo_errors);
		DEV_STATS_INC(dev, rx_errors);
		break;
	case OVTUN_RX_SHORT_FRAME:
	case OVTUN_RX_INNER_HEADER:
		DEV_STATS_INC(dev, rx_length_errors);
		DEV_STATS_INC(dev, rx_errors);
		break;
	default:
		DEV_STATS_INC(dev, rx_frame_errors);
		DEV_STATS_INC(dev, rx_errors);
		break;
	}
}

/**
 * ovtun_tx_lost - count a packet on its way out that somebody has freed
 * @tx: device and segment, and the peer when it is known
 * @drop: below __OVTUN_DROP_DEV
 */
void ovtun_tx_lost(const struct ovtun_tx *tx, enum ovtun_drop drop)
{
	if (tx->seg)
		ovtun_counters_drop(&tx->seg->counters, drop);
	if (tx->peer)
		ovtun_counters_drop(&tx->peer->counters, drop);
	ovtun_count(tx->ovt, drop);
	ovtun_count_dev(tx->ovt->dev, drop);
}

/**
 * ovtun_tx_drop - free a packet on its way out and say why
 * @tx: device and segment, and the peer when it is known
 * @skb: consumed; NULL when there was no memory for it
 * @drop: below __OVTUN_DROP_DEV
 */
void ovtun_tx_drop(const struct ovtun_tx *tx, struct sk_buff *skb,
		   enum ovtun_drop drop)
{
	ovtun_tx_lost(tx, drop);
	kfree_skb_reason(skb, ovtun_drop_info[drop].reason);
}

/**
 * ovtun_rx_lost - count a packet on its way in that the core has freed
 * @rx: device and segment, and the peer when it is known
 * @drop: below __OVTUN_DROP_DEV; the core has counted it, too
 */
void ovtun_rx_lost(const struct ovtun_rx *rx, enum ovtun_drop drop)
{
	ovtun_counters_drop(&rx->seg->counters, drop);
	if (rx->peer)
		ovtun_counters_drop(&rx->peer->counters, drop);
	ovtun_count(rx->cfg->ovt, drop);
}

/**
 * ovtun_rx_drop - free a packet on its way in and say why
 * @rx: device and segment, and the peer when it is known
 * @skb: consumed
 * @drop: below __OVTUN_DROP_DEV
 */
void ovtun_rx_drop(const struct ovtun_rx *rx, struct sk_buff *skb,
		   enum ovtun_drop drop)
{
	ovtun_rx_lost(rx, drop);
	ovtun_count_dev(rx->cfg->ovt->dev, drop);
	kfree_skb_reason(skb, ovtun_drop_info[drop].reason);
}

/**
 * ovtun_drop_net - free a packet that belongs to no device and say why
 * @net: namespace of the underlay
 * @skb: consumed
 * @drop: OVTUN_NET_*
 */
void ovtun_drop_net(struct net *net, struct sk_buff *skb, enum ovtun_drop drop)
{
	ovtun_count_net(net, drop);
	kfree_skb_reason(skb, ovtun_drop_info[drop].reason);
}

static int ovtun_get_sset_count(struct net_device *dev, int sset)
{
	return sset == ETH_SS_STATS ? __OVTUN_DROP_MAX - 1 + __OVTUN_FAST_MAX :
				      -EOPNOTSUPP;
}

static void ovtun_get_strings(struct net_device *dev, u32 sset, u8 *data)
{
	unsigned int i;

	for (i = OVTUN_OK + 1; i < __OVTUN_DROP_MAX; i++)
		ethtool_puts(&data, ovtun_drop_info[i].name);
	for (i = 0; i < __OVTUN_FAST_MAX; i++)
		ethtool_puts(&data, ovtun_fast_names[i]);
}

static void ovtun_get_ethtool_stats(struct net_device *dev,
				    struct ethtool_stats *stats, u64 *data)
{
	struct ovtun_dev *ovt = netdev_priv(dev);
	atomic64_t *net = ovtun_net(ovt->net)->drops;
	struct ovtun_traffic_sum sum = {};
	unsigned int i;

	ovtun_events_read(ovt->events, &sum);
	for (i = OVTUN_OK + 1; i < __OVTUN_DROP_DEV; i++)
		*data++ = sum.drops[i];
	for (; i < __OVTUN_DROP_MAX; i++)
		*data++ = atomic64_read(&net[i - __OVTUN_DROP_DEV]);
	for (i = 0; i < __OVTUN_FAST_MAX; i++)
		*data++ = sum.fast[i];
}

static void ovtun_get_drvinfo(struct net_device *dev,
			      struct ethtool_drvinfo *info)
{
	strscpy(info->driver, KBUILD_MODNAME, sizeof(info->driver));
}

const struct ethtool_ops ovtun_ethtool_ops = {
	.get_drvinfo		= ovtun_get_drvinfo,
	.get_link		= ethtool_op_get_link,
	.get_ts_info		= ethtool_op_get_ts_info,
	.get_sset_count		= ovtun_get_sset_count,
	.get_strings		= ovtun_get_strings,
	.get_ethtool_stats	= ovtun_get_ethtool_stats,
};
