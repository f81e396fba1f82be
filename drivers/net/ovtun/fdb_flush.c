// SPDX-License-Identifier: GPL-2.0
/* Deleting many forwarding entries at once, also by bridge(8) fdb flush. */

#include <net/netlink.h>

#include "ovtun.h"

/* @fdb was seen under RCU only and may be gone, or confirmed, by now. */
static void ovtun_fdb_destroy_one_if(struct ovtun_dev *ovt,
				     struct ovtun_fdb *fdb,
				     ovtun_fdb_match_t match, const void *arg)
{
	spin_lock_bh(&ovt->lock);
	if (ovtun_fdb_find_locked(ovt, &fdb->key) == fdb && match(fdb, arg))
		ovtun_fdb_destroy(ovt, fdb);
	spin_unlock_bh(&ovt->lock);
}

/* An entry keeps its slot as long as it lives, so none is left out. */
static void ovtun_fdb_destroy_slots_if(struct ovtun_dev *ovt,
				       struct xarray *slots,
				       ovtun_fdb_match_t match, const void *arg)
{
	unsigned int budget = 1024;
	struct ovtun_fdb *fdb;
	unsigned long slot;

	rcu_read_lock();
	xa_for_each(slots, slot, fdb) {
		if (match(fdb, arg))
			ovtun_fdb_destroy_one_if(ovt, fdb, match, arg);
		if (--budget)
			continue;
		rcu_read_unlock();
		cond_resched();
		rcu_read_lock();
		budget = 1024;
	}
	rcu_read_unlock();
}

/**
 * ovtun_fdb_destroy_if - delete the entries that match
 * @ovt: the device
 * @match: under RCU, and once more under ovtun_dev.lock
 * @arg: for @match
 *
 * May sleep: it works in batches, as a table may have a million entries.
 */
void ovtun_fdb_destroy_if(struct ovtun_dev *ovt, ovtun_fdb_match_t match,
			  const void *arg)
{
	ovtun_fdb_destroy_slots_if(ovt, &ovt->fdb_lists, match, arg);
	ovtun_fdb_destroy_slots_if(ovt, &ovt->fdb_slots, match, arg);
}

static void ovtun_fdb_flush_slots(struct ovtun_dev *ovt, struct xarray *slots)
{
	struct ovtun_fdb *fdb;
	unsigned long slot;

	xa_for_each(slots, slot, fdb) {
		spin_lock_bh(&ovt->lock);
		ovtun_fdb_destroy(ovt, fdb);
		spin_unlock_bh(&ovt->lock);
		cond_resched();
	}
}

/* The device is going: nobody else is left to change the table. */
void ovtun_fdb_flush(struct ovtun_dev *ovt)
{
	ovtun_fdb_flush_slots(ovt, &ovt->fdb_slots);
	ovtun_fdb_flush_slots(ovt, &ovt->fdb_lists);
}

/**
 * struct ovtun_fdb_filter - which entries go
 * @state: value of the NUD_* bits in @state_mask
 * @state_mask: bits that count
 * @flags: value of the NTF_* bits in @flags_mask
 * @flags_mask: bits that count
 */
struct ovtun_fdb_filter {
	u16 state;
	u16 state_mask;
	u8 flags;
	u8 flags_mask;
};

static bool ovtun_fdb_filter_match(const struct ovtun_fdb *fdb,
				   const void *arg)
{
	const struct ovtun_fdb_filter *filter = arg;

	return !((READ_ONCE(fdb->state) ^ filter->state) &
		 filter->state_mask) &&
	       !((READ_ONCE(fdb->flags) ^ filter->flags) &
		 filter->flags_mask);
}

static const struct nla_policy ovtun_fdb_flush_policy[NDA_MAX + 1] = {
	[NDA_NDM_STATE_MASK]	= { .type = NLA_U16 },
	[NDA_NDM_FLAGS_MASK]	= { .type = NLA_U8 },
};

/**
 * ovtun_fdb_nl_flush - delete the entries that a message describes
 * @ovt: the device
 * @ndm: values of state and flags
 * @tb: NDA_NDM_STATE_MASK, NDA_NDM_FLAGS_MASK; without them every entry goes
 * @extack: for the sentence
 *
 * Return: 0, or -EOPNOTSUPP for a filter that ovtun does not have
 */
int ovtun_fdb_nl_flush(struct ovtun_dev *ovt, const struct ndmsg *ndm,
		       struct nlattr *tb[], struct netlink_ext_ack *extack)
{
	struct ovtun_fdb_filter filter = {
		.state = ndm->ndm_state,
		.flags = ndm->ndm_flags,
	};

	if (tb[NDA_IFINDEX] || tb[NDA_VLAN]) {
		NL_SET_ERR_MSG(extack, "NDA_IFINDEX and NDA_VLAN do not filter the entries of an ovtun device");
		return -EOPNOTSUPP;
	}
	if (tb[NDA_NDM_STATE_MASK])
		filter.state_mask = nla_get_u16(tb[NDA_NDM_STATE_MASK]);
	if (tb[NDA_NDM_FLAGS_MASK])
		filter.flags_mask = nla_get_u8(tb[NDA_NDM_FLAGS_MASK]);
	ovtun_fdb_destroy_if(ovt, ovtun_fdb_filter_match, &filter);
	return 0;
}

/* The same for a message that the core has not parsed. */
int ovtun_fdb_nl_flush_msg(struct ovtun_dev *ovt, const struct nlmsghdr *nlh,
			   struct netlink_ext_ack *extack)
{
	struct nlattr *tb[NDA_MAX + 1];
	int err;

	err = nlmsg_parse(nlh, sizeof(struct ndmsg), tb, NDA_MAX,
			  ovtun_fdb_flush_policy, extack);
	if (err)
		return err;
	return ovtun_fdb_nl_flush(ovt, nlmsg_data(nlh), tb, extack);
}
