// SPDX-License-Identifier: GPL-2.0
/* Forwarding entries over generic netlink: what "bridge fdb" does not tell. */

#include <linux/rtnetlink.h>

#include "netlink.h"

/* The number of an entry's segment; false: of all segments, or it has none */
static bool ovtun_nl_fdb_segment(const struct ovtun_config *cfg,
				 const struct ovtun_fdb *fdb, u32 *id)
{
	if (!ovtun_config_wide(cfg))
		return ovtun_nl_own_id(cfg, id);
	*id = fdb->key.id;
	return *id;
}

static int ovtun_nl_fdb_put_dest(struct sk_buff *skb, int type,
				 const struct ovtun_remote *remote)
{
	const struct ovtun_peer *peer = remote->peer;
	struct nlattr *nest = nla_nest_start(skb, type);

	if (!nest)
		return -EMSGSIZE;
	if (ovtun_nl_put_addr(skb, OVTUN_A_FDB_DEST_ADDRESS4,
			      OVTUN_A_FDB_DEST_ADDRESS6, &peer->addr) ||
	    (peer->port &&
	     nla_put_be16(skb, OVTUN_A_FDB_DEST_PORT, peer->port)) ||
	    (remote->has_id &&
	     nla_put_u32(skb, OVTUN_A_FDB_DEST_ID, remote->id)) ||
	    (peer->ifindex &&
	     nla_put_u32(skb, OVTUN_A_FDB_DEST_OIF, peer->ifindex))) {
		nla_nest_cancel(skb, nest);
		return -EMSGSIZE;
	}
	nla_nest_end(skb, nest);
	return 0;
}

static int ovtun_nl_fdb_put_words(struct sk_buff *skb,
				  const struct ovtun_config *cfg,
				  const struct ovtun_fdb *fdb)
{
	unsigned long age = jiffies - READ_ONCE(fdb->updated);
	unsigned long used = jiffies - READ_ONCE(fdb->used);
	u32 id;

	if (nla_put(skb, OVTUN_A_FDB_LLADDR, ETH_ALEN, fdb->key.mac) ||
	    (ovtun_nl_fdb_segment(cfg, fdb, &id) &&
	     nla_put_u32(skb, OVTUN_A_FDB_SEGMENT, id)) ||
	    nla_put_u16(skb, OVTUN_A_FDB_STATE, READ_ONCE(fdb->state)) ||
	    nla_put_u8(skb, OVTUN_A_FDB_FLAGS, READ_ONCE(fdb->flags)) ||
	    nla_put_u64_64bit(skb, OVTUN_A_FDB_AGE, jiffies_to_msecs(age),
			      OVTUN_A_FDB_PAD) ||
	    nla_put_u64_64bit(skb, OVTUN_A_FDB_USED, jiffies_to_msecs(used),
			      OVTUN_A_FDB_PAD))
		return -EMSGSIZE;
	return nla_put_u32(skb, OVTUN_A_FDB_MOVES, READ_ONCE(fdb->moves));
}

/**
 * ovtun_nl_fdb_put - a message about an entry
 * @msg: its head
 * @ovt: the device
 * @cfg: its configuration
 * @fdb: the entry
 * @from: where it was before, or NULL
 * @next: the first destination that is to be put; then the first that was not
 *
 * RCU.
 *
 * Return: 0, or -EMSGSIZE and destinations are left for another message
 */
static int ovtun_nl_fdb_put(const struct ovtun_nl_msg *msg,
			    const struct ovtun_dev *ovt,
			    const struct ovtun_config *cfg,
			    const struct ovtun_fdb *fdb,
			    const struct ovtun_remote *from, unsigned int *next)
{
	const struct ovtun_remotes *remotes = rcu_dereference(fdb->remotes);
	unsigned int first = *next;
	struct sk_buff *skb = msg->skb;
	void *head;

	if (first && first >= remotes->count)
		return 0;
	head = ovtun_nl_begin(msg, ovt);
	if (!head)
		return -EMSGSIZE;
	if (ovtun_nl_fdb_put_words(skb, cfg, fdb) ||
	    (from && ovtun_nl_fdb_put_dest(skb, OVTUN_A_FDB_FROM, from)) ||
	    (remotes->nexthop &&
	     nla_put_u32(skb, OVTUN_A_FDB_NEXTHOP, remotes->remote[0].id)))
		goto cancel;
	while (*next < remotes->count &&
	       !ovtun_nl_fdb_put_dest(skb, OVTUN_A_FDB_DEST,
				      &remotes->remote[*next]))
		(*next)++;
	if (*next == first && !remotes->nexthop)
		goto cancel;
	genlmsg_end(skb, head);
	return *next < remotes->count ? -EMSGSIZE : 0;

cancel:
	genlmsg_cancel(skb, head);
	return -EMSGSIZE;
}

/* Learning has moved @fdb. @from: where it was */
void ovtun_nl_fdb_move(struct ovtun_dev *ovt, const struct ovtun_fdb *fdb,
		       const struct ovtun_remote *from)
{
	const struct ovtun_config *cfg;
	struct ovtun_nl_msg msg;
	unsigned int next = 0;

	lockdep_assert_held(&ovt->lock);
	rcu_read_lock();
	cfg = rcu_dereference(ovt->cfg);
	if (cfg && __ratelimit(&ovt->moves) &&
	    ovtun_nl_new_event(&msg, ovt, OVTUN_CMD_FDB_MOVE_NTF))
		ovtun_nl_send_event(&msg, ovt,
				    ovtun_nl_fdb_put(&msg, ovt, cfg, fdb, from,
						     &next));
	rcu_read_unlock();
}

/* Is there such a segment? A number that an external device does not know may
 * still be in its table.
 */
static int ovtun_nl_fdb_check_segment(struct ovtun_dev *ovt,
				      const struct nlattr *attr,
				      struct netlink_ext_ack *extack)
{
	const struct ovtun_config *cfg = rtnl_dereference(ovt->cfg);
	u32 id = nla_get_u32(attr), own;

	if (cfg->flags & OVTUN_F_EXTERNAL)
		return 0;
	if (ovtun_config_wide(cfg) ? !!ovtun_segment_find(ovt, id) :
	    ovtun_nl_own_id(cfg, &own) && own == id)
		return 0;
	NL_SET_ERR_MSG_ATTR(extack, attr, "OVTUN_A_FDB_SEGMENT is no segment of the device");
	return -ENOENT;
}

static int ovtun_nl_fdb_get(const struct ovtun_nl_msg *msg,
			    struct ovtun_dev *ovt, struct genl_info *info)
{
	const struct ovtun_config *cfg = rtnl_dereference(ovt->cfg);
	const struct nlattr *lladdr = info->attrs[OVTUN_A_FDB_LLADDR];
	const struct nlattr *segment = info->attrs[OVTUN_A_FDB_SEGMENT];
	struct ovtun_fdb_key key = {};
	struct ovtun_fdb *fdb;
	unsigned int next = 0;
	int err;

	if (!lladdr) {
		NL_SET_ERR_MSG(info->extack, "OVTUN_A_FDB_LLADDR is missing");
		NL_SET_ERR_ATTR_MISS(info->extack, NULL, OVTUN_A_FDB_LLADDR);
		return -EINVAL;
	}
	if (segment) {
		err = ovtun_nl_fdb_check_segment(ovt, segment, info->extack);
		if (err)
			return err;
		if (ovtun_config_wide(cfg))
			key.id = nla_get_u32(segment);
	}
	nla_memcpy(key.mac, lladdr, ETH_ALEN);
	rcu_read_lock();
	fdb = ovtun_fdb_find(ovt, &key);
	err = fdb ? ovtun_nl_fdb_put(msg, ovt, cfg, fdb, NULL, &next) : -ENOENT;
	rcu_read_unlock();
	if (!fdb)
		NL_SET_ERR_MSG_ATTR(info->extack, lladdr, "OVTUN_A_FDB_LLADDR is the address of no entry");
	return err;
}

int ovtun_nl_fdb_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	return ovtun_nl_reply(info, ovtun_nl_fdb_get);
}

static int ovtun_nl_fdb_filter(struct ovtun_dev *ovt, struct nlattr **attrs,
			       struct ovtun_nl_dump *dump,
			       struct netlink_ext_ack *extack)
{
	const struct nlattr *segment = attrs[OVTUN_A_FDB_SEGMENT];

	if (attrs[OVTUN_A_FDB_LLADDR]) {
		NL_SET_ERR_MSG_ATTR(extack, attrs[OVTUN_A_FDB_LLADDR], "OVTUN_A_FDB_LLADDR is for one entry, not for a dump");
		return -EINVAL;
	}
	if (!segment)
		return 0;
	dump->any_segment = false;
	dump->segment = nla_get_u32(segment);
	return ovt ? ovtun_nl_fdb_check_segment(ovt, segment, extack) : 0;
}

static int ovtun_nl_fdb_fill_slots(const struct ovtun_nl_msg *msg,
				   struct ovtun_dev *ovt, struct xarray *slots,
				   struct ovtun_nl_dump *dump)
{
	const struct ovtun_config *cfg = rtnl_dereference(ovt->cfg);
	unsigned long first = dump->pos;
	struct ovtun_fdb *fdb;
	int err;
	u32 id;

	xa_for_each_start(slots, dump->pos, fdb, first) {
		if (dump->pos != first)
			dump->sub = 0;
		if (!dump->any_segment &&
		    (!ovtun_nl_fdb_segment(cfg, fdb, &id) ||
		     id != dump->segment))
			continue;
		err = ovtun_nl_fdb_put(msg, ovt, cfg, fdb, NULL, &dump->sub);
		if (err)
			return err;
	}
	dump->pos = 0;
	dump->sub = 0;
	return 0;
}

/* First the lists of destinations, then the entries with one. */
static int ovtun_nl_fdb_fill(const struct ovtun_nl_msg *msg,
			     struct ovtun_dev *ovt, struct ovtun_nl_dump *dump)
{
	struct xarray *slots[] = { &ovt->fdb_lists, &ovt->fdb_slots };
	int err = 0;

	rcu_read_lock();
	while (!err && dump->part < ARRAY_SIZE(slots)) {
		err = ovtun_nl_fdb_fill_slots(msg, ovt, slots[dump->part],
					      dump);
		if (!err)
			dump->part++;
	}
	rcu_read_unlock();
	return err;
}

int ovtun_nl_fdb_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	return ovtun_nl_dump_devs(skb, cb, ovtun_nl_fdb_filter,
				  ovtun_nl_fdb_fill);
}
