// SPDX-License-Identifier: GPL-2.0
/*
 * Dumping the forwarding table.
 *
 * The core remembers one int between the parts of a dump. It has to say where
 * to go on while entries come and go, so it is made of the place that an entry
 * keeps as long as it lives: first come the lists of destinations, each with
 * room for OVTUN_REMOTES_MAX of them, then the entries with one. A list grows
 * at its end and closes ranks when it shrinks; read backwards, what stays in it
 * is never passed over.
 */

#include <linux/etherdevice.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <net/netlink.h>
#include <net/rtnetlink.h>

#include "ovtun.h"

#define OVTUN_FDB_DUMP_SINGLES	((OVTUN_FDB_LISTS_MAX + 1) * OVTUN_REMOTES_MAX)

/* One part of a dump. */
struct ovtun_fdb_dump {
	struct sk_buff *skb;
	struct netlink_callback *cb;
	struct ovtun_dev *ovt;
	const struct ovtun_config *cfg;
	unsigned int pos;	/* the next message */
};

static int ovtun_fdb_dump_put(struct ovtun_fdb_dump *dump,
			      const struct ovtun_fdb *fdb,
			      const struct ovtun_remote *remote)
{
	return ovtun_fdb_nl_put(dump->skb, dump->ovt, dump->cfg, fdb, remote,
				NETLINK_CB(dump->cb->skb).portid,
				dump->cb->nlh->nlmsg_seq, RTM_NEWNEIGH,
				NLM_F_MULTI);
}

static int ovtun_fdb_dump_list(struct ovtun_fdb_dump *dump,
			       const struct ovtun_fdb *fdb, unsigned long slot)
{
	const struct ovtun_remotes *remotes = rcu_dereference(fdb->remotes);
	unsigned int end = (slot + 1) * OVTUN_REMOTES_MAX;
	unsigned int left = max(remotes->count, 1U);
	int err;

	if (dump->pos + OVTUN_REMOTES_MAX > end)
		left = min(left, end - dump->pos);
	for (; left; left--) {
		dump->pos = end - left;
		err = ovtun_fdb_dump_put(dump, fdb, &remotes->remote[left - 1]);
		if (err)
			return err;
	}
	return 0;
}

static int ovtun_fdb_dump_lists(struct ovtun_fdb_dump *dump)
{
	unsigned long slot;
	struct ovtun_fdb *fdb;
	int err;

	xa_for_each_start(&dump->ovt->fdb_lists, slot, fdb,
			  dump->pos / OVTUN_REMOTES_MAX) {
		err = ovtun_fdb_dump_list(dump, fdb, slot);
		if (err)
			return err;
	}
	dump->pos = OVTUN_FDB_DUMP_SINGLES;
	return 0;
}

static int ovtun_fdb_dump_singles(struct ovtun_fdb_dump *dump)
{
	const struct ovtun_remotes *remotes;
	unsigned long slot;
	struct ovtun_fdb *fdb;
	int err;

	xa_for_each_start(&dump->ovt->fdb_slots, slot, fdb,
			  dump->pos - OVTUN_FDB_DUMP_SINGLES) {
		dump->pos = OVTUN_FDB_DUMP_SINGLES + slot;
		remotes = rcu_dereference(fdb->remotes);
		err = ovtun_fdb_dump_put(dump, fdb, &remotes->remote[0]);
		if (err)
			return err;
	}
	dump->pos++;
	return 0;
}

/**
 * ovtun_fdb_nl_dump - ndo_fdb_dump
 * @skb: where to
 * @cb: the dump
 * @dev: the device
 * @filter_dev: not used
 * @idx: where this device's messages begin; where to go on is added
 *
 * Return: 0 or -EMSGSIZE
 */
int ovtun_fdb_nl_dump(struct sk_buff *skb, struct netlink_callback *cb,
		      struct net_device *dev, struct net_device *filter_dev,
		      int *idx)
{
	struct ndo_fdb_dump_context *ctx = (void *)cb->ctx;
	struct ovtun_dev *ovt = netdev_priv(dev);
	struct ovtun_fdb_dump dump = {
		.skb = skb,
		.cb = cb,
		.ovt = ovt,
		.pos = max_t(long, (long)ctx->fdb_idx - *idx, 0),
	};
	int err = 0;

	rcu_read_lock();
	dump.cfg = rcu_dereference(ovt->cfg);
	if (dump.pos < OVTUN_FDB_DUMP_SINGLES)
		err = ovtun_fdb_dump_lists(&dump);
	if (!err)
		err = ovtun_fdb_dump_singles(&dump);
	rcu_read_unlock();
	*idx += dump.pos;
	return err;
}

static u32 ovtun_fdb_nl_get_id(const struct ovtun_config *cfg,
			       struct nlattr *tb[])
{
	const struct nlattr *id = tb[NDA_SRC_VNI] ?: tb[NDA_VNI];

	return id && ovtun_config_wide(cfg) ? nla_get_u32(id) : 0;
}

/* ndo_fdb_get: the first destination, which is the only one for unicast. */
int ovtun_fdb_nl_get(struct sk_buff *skb, struct nlattr *tb[],
		     struct net_device *dev, const unsigned char *mac, u16 vid,
		     u32 portid, u32 seq, struct netlink_ext_ack *extack)
{
	struct ovtun_dev *ovt = netdev_priv(dev);
	struct ovtun_fdb_key key = {};
	const struct ovtun_remotes *remotes;
	const struct ovtun_config *cfg;
	struct ovtun_fdb *fdb;
	int err = -ENOENT;

	rcu_read_lock();
	cfg = rcu_dereference(ovt->cfg);
	key.id = ovtun_fdb_nl_get_id(cfg, tb);
	ether_addr_copy(key.mac, mac);
	fdb = ovtun_fdb_find(ovt, &key);
	if (fdb) {
		remotes = rcu_dereference(fdb->remotes);
		err = ovtun_fdb_nl_put(skb, ovt, cfg, fdb, &remotes->remote[0],
				       portid, seq, RTM_NEWNEIGH, 0);
	} else {
		NL_SET_ERR_MSG(extack, "NDA_LLADDR matches no entry");
	}
	rcu_read_unlock();
	return err;
}
