/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The newest kernel's interfaces on older kernels. Included in front of every
 * source file; Kbuild.compat finds out what is missing. The driver itself is
 * written for the newest kernel and knows nothing of this file.
 *
 * A function whose signature has changed is adapted where it is defined: the
 * macro of its name fires there, because a parenthesis follows, and not where
 * it is only named in a table.
 */
#ifndef _OVTUN_COMPAT_H
#define _OVTUN_COMPAT_H

#include <linux/if_bridge.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <linux/socket.h>
#include <net/net_namespace.h>
#include <net/rtnetlink.h>
#include <net/udp_tunnel.h>

#ifndef OVTUN_HAVE_NEWLINK_PARAMS
struct rtnl_newlink_params {
	struct net *link_net;
	struct nlattr **tb;
	struct nlattr **data;
};

/* The core has chosen between the link's and the device's namespace. */
static inline struct net *
rtnl_newlink_link_net(struct rtnl_newlink_params *params)
{
	return params->link_net;
}

#define ovtun_newlink(_dev, _params, _extack)				\
__ovtun_newlink(_dev, _params, _extack);				\
static int ovtun_newlink(struct net *link_net, struct net_device *ndev,	\
			 struct nlattr *tb[], struct nlattr *data[],	\
			 struct netlink_ext_ack *ack)			\
{									\
	struct rtnl_newlink_params p = {				\
		.link_net = link_net, .tb = tb, .data = data,		\
	};								\
									\
	return __ovtun_newlink(ndev, &p, ack);				\
}									\
static int __ovtun_newlink(_dev, _params, _extack)
#endif

#ifndef OVTUN_HAVE_FDB_DUMP_CONTEXT
/* The core keeps the index in netlink_callback.args[2]. */
struct ndo_fdb_dump_context {
	unsigned long args[2];
	unsigned long fdb_idx;
};
#endif

#ifndef OVTUN_HAVE_EXIT_RTNL
#define ovtun_net_exit_rtnl(_net, _kill)				\
__ovtun_net_exit_rtnl(_net, _kill);					\
static void __net_exit ovtun_net_exit_rtnl(struct list_head *nets,	\
					   struct list_head *kill_list)	\
{									\
	struct net *n;							\
									\
	list_for_each_entry(n, nets, exit_list)				\
		__ovtun_net_exit_rtnl(n, kill_list);			\
}									\
static void __net_exit __ovtun_net_exit_rtnl(_net, _kill)
#define exit_rtnl exit_batch_rtnl
#endif

#ifndef OVTUN_HAVE_FDB_NOTIFIED
#define ovtun_ndo_fdb_add(_ndm, _tb, _dev, _addr, _vid, _fl, _notif, _ack) \
__ovtun_ndo_fdb_add(_ndm, _tb, _dev, _addr, _vid, _fl, _notif, _ack);	\
static int ovtun_ndo_fdb_add(struct ndmsg *m, struct nlattr *t[],	\
			     struct net_device *d,			\
			     const unsigned char *a, u16 v, u16 f,	\
			     struct netlink_ext_ack *e)			\
{									\
	bool n;								\
									\
	return __ovtun_ndo_fdb_add(m, t, d, a, v, f, &n, e);		\
}									\
static int __ovtun_ndo_fdb_add(_ndm, _tb, _dev, _addr, _vid, _fl, _notif, _ack)

#define ovtun_ndo_fdb_del(_ndm, _tb, _dev, _addr, _vid, _notif, _ack)	\
__ovtun_ndo_fdb_del(_ndm, _tb, _dev, _addr, _vid, _notif, _ack);	\
static int ovtun_ndo_fdb_del(struct ndmsg *m, struct nlattr *t[],	\
			     struct net_device *d,			\
			     const unsigned char *a, u16 v,		\
			     struct netlink_ext_ack *e)			\
{									\
	bool n;								\
									\
	return __ovtun_ndo_fdb_del(m, t, d, a, v, &n, e);		\
}									\
static int __ovtun_ndo_fdb_del(_ndm, _tb, _dev, _addr, _vid, _notif, _ack)
#endif

#ifndef OVTUN_HAVE_FDB_DEL_BULK_MSG
/* The core has parsed the message and hands on what it has found. */
#define ovtun_ndo_fdb_del_bulk(_nlh, _dev, _ack)			\
ovtun_ndo_fdb_del_bulk(struct ndmsg *m, struct nlattr *t[],		\
		       struct net_device *d, u16 v,			\
		       struct netlink_ext_ack *e)			\
{									\
	return ovtun_fdb_nl_flush(netdev_priv(d), m, t, e);		\
}									\
static int __maybe_unused __ovtun_ndo_fdb_del_bulk(_nlh, _dev, _ack)
#endif

#ifndef OVTUN_HAVE_NEXTHOP_DST_PORT
/* A nexthop has no port of its own. vxlan.h uses the function itself. */
#include <net/vxlan.h>
#define nexthop_path_fdb_result(_nh, _hash, _port)			\
	(*(_port) = 0, nexthop_path_fdb_result(_nh, _hash))
#endif

#ifndef OVTUN_HAVE_LLTX
/* "dev->lltx = true": a feature bit here; the rest of the line does no harm,
 * because every device of ovtun has needs_free_netdev set anyway.
 */
#define lltx features |= NETIF_F_LLTX, (dev)->needs_free_netdev
#endif

#ifndef OVTUN_HAVE_PROTO_DOWN
/* "dev->change_proto_down = true": likewise, a private flag. */
#define change_proto_down \
	priv_flags |= IFF_CHANGE_PROTO_DOWN, (dev)->needs_free_netdev
#endif

#ifndef OVTUN_HAVE_MANGLEID_FEATURES
/* The core does not ask whether it may, so there is nothing to tell it. */
#define mangleid_features needs_free_netdev
#endif

#ifndef OVTUN_HAVE_SOCKADDR_UNSIZED
#define sockaddr_unsized sockaddr
#endif

#ifndef OVTUN_HAVE_UDP_TUNNEL_SK
#ifdef OVTUN_HAVE_GRO_OFFSETS
#define ovtun_tunnel_cfg(cfg) (cfg)
#else
/* For aggregated packets the core goes by their inner addresses, and takes them
 * for datagrams of no tunnel when the socket is bound to an address.
 */
#define ovtun_tunnel_cfg(cfg) \
	((cfg)->gro_receive = NULL, (cfg)->gro_complete = NULL, (cfg))
#endif
#define setup_udp_tunnel_sock(net, sk, cfg) \
	setup_udp_tunnel_sock(net, (sk)->sk_socket, ovtun_tunnel_cfg(cfg))
#define udp_tunnel_sock_release(sk) udp_tunnel_sock_release((sk)->sk_socket)
#define udp_tunnel_push_rx_port(dev, sk, type) \
	udp_tunnel_push_rx_port(dev, (sk)->sk_socket, type)
#define udp_tunnel_drop_rx_port(dev, sk, type) \
	udp_tunnel_drop_rx_port(dev, (sk)->sk_socket, type)
#define udp_tunnel_notify_add_rx_port(sk, type) \
	udp_tunnel_notify_add_rx_port((sk)->sk_socket, type)
#define udp_tunnel_notify_del_rx_port(sk, type) \
	udp_tunnel_notify_del_rx_port((sk)->sk_socket, type)
#endif

#ifndef OVTUN_HAVE_UDP_TUNNEL_PARTIAL
#define UDP_TUNNEL_PARTIAL_FEATURES NETIF_F_GSO_ENCAP_ALL

/* Has the core made this of a tunnel's packets? Then that tunnel is no more. */
static inline bool udp_tunnel_handle_partial(struct sk_buff *skb)
{
	const netdev_features_t done = NETIF_F_GSO_ENCAP_ALL |
				       NETIF_F_GSO_PARTIAL;

	if (!(skb_shinfo(skb)->gso_type & SKB_GSO_PARTIAL))
		return false;
	skb_shinfo(skb)->gso_type &= ~(done >> NETIF_F_GSO_SHIFT);
	return true;
}
#endif

#ifndef OVTUN_HAVE_UDP_SET_LEN
/* Packets of more than 64 KiB end at UDP tunnels, whose length they exceed. */
#undef GSO_MAX_SIZE
#define GSO_MAX_SIZE GSO_LEGACY_MAX_SIZE
#define udp_set_len(uh, length) ((uh)->len = htons(length))
#define udp_get_len(skb, uh, off) ((void)(skb), (void)(off), ntohs((uh)->len))
#endif

#ifdef OVTUN_HAVE_UDPLITE
/* UDP-Lite has counters of its own. */
#include <net/udp.h>
#undef __UDP_INC_STATS
#undef __UDP6_INC_STATS
#define __UDP_INC_STATS(net, field) \
	__SNMP_INC_STATS((net)->mib.udp_statistics, field)
#define __UDP6_INC_STATS(net, field) \
	__SNMP_INC_STATS((net)->mib.udp_stats_in6, field)
#endif

#ifndef OVTUN_HAVE_OUTREQUESTS
/* One counter, of what has left; the place for this one is not used. */
#define IPSTATS_MIB_OUTREQUESTS IPSTATS_MIB_NUM

/* With IPv6 it is left to the callers. */
#include <net/addrconf.h>
#include <net/ip6_route.h>
static inline int ovtun_compat_ip6_local_out(struct net *net, struct sock *sk,
					     struct sk_buff *skb)
{
	IP6_UPD_PO_STATS(net, ip6_dst_idev(skb_dst(skb)), IPSTATS_MIB_OUT,
			 skb->len);
	return ip6_local_out(net, sk, skb);
}

#define ip6_local_out ovtun_compat_ip6_local_out
#endif

#ifndef OVTUN_HAVE_GENL_INFO_DUMP
/* Both have the attributes of the request. */
#define genl_info_dump(cb) genl_dumpit_info(cb)
#endif

#ifndef OVTUN_HAVE_ETHTOOL_PUTS
#define ethtool_puts(data, str) ethtool_sprintf(data, "%s", str)
#endif

#ifndef OVTUN_HAVE_TUNNEL_BITMAP
/* The flags of struct ip_tunnel_key are the 16 bits themselves. */
#define IP_TUNNEL_CSUM_BIT		0
#define IP_TUNNEL_KEY_BIT		2
#define IP_TUNNEL_SEQ_BIT		3
#define IP_TUNNEL_DONT_FRAGMENT_BIT	8
#define IP_TUNNEL_VXLAN_OPT_BIT		12
#define IP_TUNNEL_NOCACHE_BIT		13
#define ip_tunnel_flags_to_be16(flags) (flags)
#define ip_tunnel_flags_from_be16(dst, flags) ((dst) = (flags))
#endif

#ifndef OVTUN_HAVE_TUNNEL_NHID
/* "key->nhid": no bridge has a backup_nhid here. */
#define nhid flow_flags & 0
#endif

#ifndef OVTUN_HAVE_MDB
/*
 * The core knows of no multicast database but a bridge's. Operations that the
 * driver does not have stand in for the missing ones, and are null: in the
 * table the names of the functions are constants, and elsewhere they fire.
 */
#define ndo_mdb_add		ndo_set_vf_mac
#define ndo_mdb_del		ndo_set_vf_vlan
#define ndo_mdb_del_bulk	ndo_set_vf_rate
#define ndo_mdb_dump		ndo_set_vf_spoofchk
#define ndo_mdb_get		ndo_set_vf_trust
enum {
	ovtun_mdb_nl_add = 0,
	ovtun_mdb_nl_del = 0,
	ovtun_mdb_nl_del_bulk = 0,
	ovtun_mdb_nl_dump = 0,
	ovtun_mdb_nl_get = 0,
};

#define ovtun_mdb_nl_add(...)		__ovtun_mdb_nl_add(__VA_ARGS__)
#define ovtun_mdb_nl_del(...)		__ovtun_mdb_nl_del(__VA_ARGS__)
#define ovtun_mdb_nl_del_bulk(...)	__ovtun_mdb_nl_del_bulk(__VA_ARGS__)
#define ovtun_mdb_nl_dump(...)		__ovtun_mdb_nl_dump(__VA_ARGS__)
#define ovtun_mdb_nl_get(...)		__ovtun_mdb_nl_get(__VA_ARGS__)

/* What the operations would be told, and would tell. */
enum {
	MDBE_ATTR_SRC_LIST = MDBE_ATTR_SOURCE + 1,
	MDBE_ATTR_GROUP_MODE,
	MDBE_ATTR_RTPROT,
	MDBE_ATTR_DST,
	MDBE_ATTR_DST_PORT,
	MDBE_ATTR_VNI,
	MDBE_ATTR_IFINDEX,
	MDBE_ATTR_SRC_VNI,
	MDBE_ATTR_STATE_MASK,
	MDBE_SRC_LIST_ENTRY = 1,
	MDBE_SRCATTR_ADDRESS = 1,
	MDBA_GET_ENTRY = 1,
	MDBA_GET_ENTRY_ATTRS,
	MDBA_MDB_EATTR_DST = MDBA_MDB_EATTR_RTPROT + 1,
	MDBA_MDB_EATTR_DST_PORT,
	MDBA_MDB_EATTR_VNI,
	MDBA_MDB_EATTR_IFINDEX,
	MDBA_MDB_EATTR_SRC_VNI,
};

#undef MDBE_ATTR_MAX
#define MDBE_ATTR_MAX		MDBE_ATTR_STATE_MASK
#define MDBE_SRCATTR_MAX	MDBE_SRCATTR_ADDRESS
#endif

#ifndef OVTUN_HAVE_DST_RCUREF
#define __rcuref __refcnt
#define rcuref_read(ref) atomic_read(ref)
#endif

#ifndef OVTUN_HAVE_DST_RTABLE
#define dst_rtable(_ptr) container_of_const(_ptr, struct rtable, dst)
#endif

/* The nearest reason that there is. */
#ifndef OVTUN_HAVE_DROP_TUNNEL
#define SKB_DROP_REASON_VXLAN_INVALID_HDR	SKB_DROP_REASON_PKT_TOO_SMALL
#define SKB_DROP_REASON_VXLAN_VNI_NOT_FOUND	SKB_DROP_REASON_UNHANDLED_PROTO
#define SKB_DROP_REASON_VXLAN_ENTRY_EXISTS	SKB_DROP_REASON_IP_RPFILTER
#define SKB_DROP_REASON_LOCAL_MAC		SKB_DROP_REASON_OTHERHOST
#define SKB_DROP_REASON_IP_TUNNEL_ECN		SKB_DROP_REASON_IP_INHDR
#define SKB_DROP_REASON_NO_TX_TARGET		SKB_DROP_REASON_IP_OUTNOROUTES
#define SKB_DROP_REASON_TUNNEL_TXINFO		SKB_DROP_REASON_IP_OUTNOROUTES
#endif

#ifndef OVTUN_HAVE_DROP_RECURSION
#define SKB_DROP_REASON_RECURSION_LIMIT		SKB_DROP_REASON_IP_OUTNOROUTES
#endif

#ifndef OVTUN_HAVE_DROP_SOURCE
#define SKB_DROP_REASON_IP_INVALID_SOURCE	SKB_DROP_REASON_IP_RPFILTER
#define SKB_DROP_REASON_IP_LOCAL_SOURCE		SKB_DROP_REASON_IP_RPFILTER
#endif

#ifndef OVTUN_HAVE_DROP_SEQUENCE
#define SKB_DROP_REASON_TCP_OLD_SEQUENCE \
	SKB_DROP_REASON_TCP_INVALID_SEQUENCE
#endif

#endif /* _OVTUN_COMPAT_H */
