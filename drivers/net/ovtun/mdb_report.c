// SPDX-License-Identifier: GPL-2.0
/*
 * What netlink reports of the multicast database. The messages are those of
 * the kind "vxlan".
 */

#include <linux/if_bridge.h>
#include <linux/rtnetlink.h>
#include <net/netlink.h>
#include <net/rtnetlink.h>

#include "ovtun.h"

/* Where a dump goes on; the first word is the core's. */
struct ovtun_mdb_dump {
	long reserved;
	unsigned long slot;
	unsigned long serial;
};

static int ovtun_mdb_put_addr(struct sk_buff *skb, int type,
			      const struct in6_addr *addr)
{
	if (ipv6_addr_v4mapped(addr))
		return nla_put_in_addr(skb, type, addr->s6_addr32[3]);
	return nla_put_in6_addr(skb, type, addr);
}

static int ovtun_mdb_put_sources(struct sk_buff *skb,
				 const struct ovtun_mdb_dst *dst)
{
	struct nlattr *list, *nest;
	unsigned int i;

	if (!dst->source_count)
		return 0;
	list = nla_nest_start(skb, MDBA_MDB_EATTR_SRC_LIST);
	if (!list)
		return -EMSGSIZE;
	for (i = 0; i < dst->source_count; i++) {
		nest = nla_nest_start(skb, MDBA_MDB_SRCLIST_ENTRY);
		if (!nest ||
		    ovtun_mdb_put_addr(skb, MDBA_MDB_SRCATTR_ADDRESS,
				       &dst->sources[i]) ||
		    nla_put_u32(skb, MDBA_MDB_SRCATTR_TIMER, 0))
			return -EMSGSIZE;
		nla_nest_end(skb, nest);
	}
	nla_nest_end(skb, list);
	return 0;
}

static int ovtun_mdb_put_entry(struct sk_buff *skb, const struct ovtun_dev *ovt,
			       const struct ovtun_mdb *mdb,
			       const struct ovtun_mdb_dst *dst)
{
	struct br_mdb_entry entry = {
		.ifindex = ovt->dev->ifindex,
		.state = MDB_PERMANENT,
		.flags = dst->blocked ? MDB_FLAGS_BLOCKED : 0,
	};

	if (ipv6_addr_v4mapped(&mdb->key.group)) {
		entry.addr.u.ip4 = mdb->key.group.s6_addr32[3];
		entry.addr.proto = htons(ETH_P_IP);
	} else {
		entry.addr.u.ip6 = mdb->key.group;
		entry.addr.proto = htons(ETH_P_IPV6);
	}
	return nla_put_nohdr(skb, sizeof(entry), &entry);
}

static int ovtun_mdb_put_remote(struct sk_buff *skb,
				const struct ovtun_mdb *mdb,
				const struct ovtun_mdb_dst *dst)
{
	const struct ovtun_peer *peer = dst->remote.peer;

	if (ovtun_mdb_put_addr(skb, MDBA_MDB_EATTR_DST, &peer->addr) ||
	    (peer->port && nla_put_u16(skb, MDBA_MDB_EATTR_DST_PORT,
				       ntohs(peer->port))) ||
	    (dst->remote.has_id &&
	     nla_put_u32(skb, MDBA_MDB_EATTR_VNI, dst->remote.id)) ||
	    (peer->ifindex &&
	     nla_put_u32(skb, MDBA_MDB_EATTR_IFINDEX, peer->ifindex)) ||
	    (mdb->key.id &&
	     nla_put_u32(skb, MDBA_MDB_EATTR_SRC_VNI, mdb->key.id)))
		return -EMSGSIZE;
	return 0;
}

/* One destination. Return: 0, or -EMSGSIZE and @skb is as it was */
static int ovtun_mdb_put_dst(struct sk_buff *skb, const struct ovtun_dev *ovt,
			     const struct ovtun_mdb *mdb,
			     const struct ovtun_mdb_dst *dst)
{
	struct nlattr *nest;

	nest = nla_nest_start_noflag(skb, MDBA_MDB_ENTRY_INFO);
	if (!nest)
		return -EMSGSIZE;
	if (ovtun_mdb_put_entry(skb, ovt, mdb, dst) ||
	    nla_put_u32(skb, MDBA_MDB_EATTR_TIMER, 0) ||
	    (!ipv6_addr_any(&mdb->key.source) &&
	     ovtun_mdb_put_addr(skb, MDBA_MDB_EATTR_SOURCE,
				&mdb->key.source)) ||
	    nla_put_u8(skb, MDBA_MDB_EATTR_RTPROT, dst->protocol) ||
	    nla_put_u8(skb, MDBA_MDB_EATTR_GROUP_MODE, dst->mode) ||
	    ovtun_mdb_put_sources(skb, dst) ||
	    ovtun_mdb_put_remote(skb, mdb, dst)) {
		nla_nest_cancel(skb, nest);
		return -EMSGSIZE;
	}
	nla_nest_end(skb, nest);
	return 0;
}

static size_t ovtun_mdb_dst_size(const struct ovtun_mdb_dst *dst)
{
	const size_t addr = nla_total_size(sizeof(struct in6_addr));
	const size_t number = nla_total_size(sizeof(u32));

	return nla_total_size(sizeof(struct br_mdb_entry)) +
	       number +				/* MDBA_MDB_EATTR_TIMER */
	       addr +				/* MDBA_MDB_EATTR_SOURCE */
	       nla_total_size(sizeof(u8)) +	/* MDBA_MDB_EATTR_RTPROT */
	       nla_total_size(sizeof(u8)) +	/* _GROUP_MODE */
	       nla_total_size(0) +		/* MDBA_MDB_EATTR_SRC_LIST */
	       dst->source_count * (nla_total_size(0) + addr + number) +
	       addr +				/* MDBA_MDB_EATTR_DST */
	       nla_total_size(sizeof(u16)) +	/* MDBA_MDB_EATTR_DST_PORT */
	       number +				/* MDBA_MDB_EATTR_VNI */
	       number +				/* MDBA_MDB_EATTR_IFINDEX */
	       number;				/* MDBA_MDB_EATTR_SRC_VNI */
}

/* A message with @size bytes of destinations. */
static size_t ovtun_mdb_msg_size(size_t size)
{
	return NLMSG_ALIGN(sizeof(struct br_port_msg)) +
	       nla_total_size(0) +		/* MDBA_MDB */
	       nla_total_size(size);		/* MDBA_MDB_ENTRY */
}

static struct nlmsghdr *ovtun_mdb_put_header(struct sk_buff *skb,
					     const struct ovtun_dev *ovt,
					     u32 portid, u32 seq, int type,
					     int flags)
{
	struct br_port_msg *bpm;
	struct nlmsghdr *nlh;

	nlh = nlmsg_put(skb, portid, seq, type, sizeof(*bpm), flags);
	if (!nlh)
		return NULL;
	bpm = nlmsg_data(nlh);
	memset(bpm, 0, sizeof(*bpm));
	bpm->family = AF_BRIDGE;
	bpm->ifindex = ovt->dev->ifindex;
	return nlh;
}

/* @only: one destination; NULL: all. @skb is to be freed after an error. */
static int ovtun_mdb_put_msg(struct sk_buff *skb, const struct ovtun_dev *ovt,
			     const struct ovtun_mdb *mdb,
			     const struct ovtun_mdb_dst *only, u32 portid,
			     u32 seq, int type)
{
	const struct ovtun_mdb_dst *dst;
	struct nlattr *table, *entry;
	struct nlmsghdr *nlh;
	int err = 0;

	nlh = ovtun_mdb_put_header(skb, ovt, portid, seq, type, 0);
	if (!nlh)
		return -EMSGSIZE;
	table = nla_nest_start_noflag(skb, MDBA_MDB);
	entry = table ? nla_nest_start_noflag(skb, MDBA_MDB_ENTRY) : NULL;
	if (!entry)
		return -EMSGSIZE;
	if (only)
		err = ovtun_mdb_put_dst(skb, ovt, mdb, only);
	else
		list_for_each_entry(dst, &mdb->dsts, node)
			err = err ?: ovtun_mdb_put_dst(skb, ovt, mdb, dst);
	nla_nest_end(skb, entry);
	nla_nest_end(skb, table);
	nlmsg_end(skb, nlh);
	return err;
}

/* @type: RTM_NEWMDB or RTM_DELMDB. Listeners learn of a lost message. */
void ovtun_mdb_notify(struct ovtun_dev *ovt, const struct ovtun_mdb *mdb,
		      const struct ovtun_mdb_dst *dst, int type)
{
	struct net *net = dev_net(ovt->dev);
	struct sk_buff *skb;
	int err;

	skb = nlmsg_new(ovtun_mdb_msg_size(ovtun_mdb_dst_size(dst)),
			GFP_KERNEL);
	if (!skb) {
		rtnl_set_sk_err(net, RTNLGRP_MDB, -ENOBUFS);
		return;
	}
	err = ovtun_mdb_put_msg(skb, ovt, mdb, dst, 0, 0, type);
	if (WARN_ON_ONCE(err)) {
		kfree_skb(skb);
		rtnl_set_sk_err(net, RTNLGRP_MDB, err);
		return;
	}
	rtnl_notify(skb, net, 0, RTNLGRP_MDB, NULL, GFP_KERNEL);
}

/**
 * ovtun_mdb_nl_reply - answer RTM_GETMDB for one entry
 * @ovt: the device
 * @mdb: the entry
 * @portid: of who asks
 * @seq: of the request
 * @extack: for the sentence
 *
 * Return: 0, or -EMSGSIZE when it has more destinations than attributes can
 * hold, or another negative errno
 */
int ovtun_mdb_nl_reply(struct ovtun_dev *ovt, const struct ovtun_mdb *mdb,
		       u32 portid, u32 seq, struct netlink_ext_ack *extack)
{
	const struct ovtun_mdb_dst *dst;
	struct sk_buff *skb;
	size_t size = 0;
	int err;

	list_for_each_entry(dst, &mdb->dsts, node)
		size += ovtun_mdb_dst_size(dst);
	size = ovtun_mdb_msg_size(size);
	if (size > U16_MAX) {
		NL_SET_ERR_MSG(extack, "MDBA_GET_ENTRY has too many destinations for one message; a dump has them all");
		return -EMSGSIZE;
	}
	skb = nlmsg_new(size, GFP_KERNEL);
	if (!skb)
		return -ENOMEM;
	err = ovtun_mdb_put_msg(skb, ovt, mdb, NULL, portid, seq, RTM_NEWMDB);
	if (err) {
		kfree_skb(skb);
		return err;
	}
	return rtnl_unicast(skb, dev_net(ovt->dev), portid);
}

static int ovtun_mdb_dump_entry(struct sk_buff *skb,
				const struct ovtun_dev *ovt,
				const struct ovtun_mdb *mdb,
				struct ovtun_mdb_dump *dump)
{
	const struct ovtun_mdb_dst *dst;
	struct nlattr *nest;
	int err = 0;

	nest = nla_nest_start_noflag(skb, MDBA_MDB_ENTRY);
	if (!nest)
		return -EMSGSIZE;
	list_for_each_entry(dst, &mdb->dsts, node) {
		if (dst->serial < dump->serial)
			continue;
		dump->serial = dst->serial;
		err = ovtun_mdb_put_dst(skb, ovt, mdb, dst);
		if (err)
			break;
	}
	nla_nest_end(skb, nest);
	return err;
}

/* ndo_mdb_dump: goes on by places that entries and destinations keep. */
int ovtun_mdb_nl_dump(struct net_device *dev, struct sk_buff *skb,
		      struct netlink_callback *cb)
{
	struct ovtun_mdb_dump *dump = (void *)cb->ctx;
	struct ovtun_dev *ovt = netdev_priv(dev);
	unsigned long slot;
	struct nlmsghdr *nlh;
	struct ovtun_mdb *mdb;
	struct nlattr *nest;
	int err = 0;

	nlh = ovtun_mdb_put_header(skb, ovt, NETLINK_CB(cb->skb).portid,
				   cb->nlh->nlmsg_seq, RTM_NEWMDB, NLM_F_MULTI);
	if (!nlh)
		return -EMSGSIZE;
	nest = nla_nest_start_noflag(skb, MDBA_MDB);
	if (!nest) {
		nlmsg_cancel(skb, nlh);
		return -EMSGSIZE;
	}
	xa_for_each_start(&ovt->mdb.slots, slot, mdb, dump->slot) {
		if (slot != dump->slot)
			dump->serial = 0;
		dump->slot = slot;
		err = ovtun_mdb_dump_entry(skb, ovt, mdb, dump);
		if (err)
			break;
		dump->slot = slot + 1;
		dump->serial = 0;
	}
	nla_nest_end(skb, nest);
	nlmsg_end(skb, nlh);
	cb->seq = ovt->mdb.seq;
	nl_dump_check_consistent(cb, nlh);
	return err;
}
