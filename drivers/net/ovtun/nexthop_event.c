// SPDX-License-Identifier: GPL-2.0
/*
 * What becomes of the kernel's nexthops that forwarding entries refer to.
 *
 * nexthop.fdb_list belongs to vxlan.ko and is left alone. Entries of a group
 * that is deleted are searched for, which is rare.
 */

#include <linux/rtnetlink.h>
#include <net/nexthop.h>

#include "ovtun.h"

/**
 * ovtun_nexthop_lookup - the group that a request names
 * @ovt: the device
 * @id: of the group, in the namespace of the underlay
 * @extack: for the sentence
 *
 * Return: the kernel's object, which lives as long as RTNL is held, or an
 * ERR_PTR()
 */
struct nexthop *ovtun_nexthop_lookup(struct ovtun_dev *ovt, u32 id,
				     struct netlink_ext_ack *extack)
{
	const struct ovtun_config *cfg = rtnl_dereference(ovt->cfg);
	struct nexthop *nh = nexthop_find_by_id(ovt->net, id);

	if (!nh) {
		NL_SET_ERR_MSG(extack, "NDA_NH_ID is not a nexthop of the underlay namespace");
		return ERR_PTR(-EINVAL);
	}
	if (!nexthop_is_fdb(nh) || !nexthop_is_multipath(nh)) {
		NL_SET_ERR_MSG(extack, "NDA_NH_ID must be a group of nexthops that was made with the keyword fdb");
		return ERR_PTR(-EINVAL);
	}
	if (!ovtun_config_has(cfg, nexthop_has_v4(nh) ? AF_INET : AF_INET6)) {
		NL_SET_ERR_MSG(extack, "NDA_NH_ID is not of the address family of the device's underlay");
		return ERR_PTR(-EAFNOSUPPORT);
	}
	return nh;
}

/* Somebody who may be a member in a moment. */
static int ovtun_nexthop_expect(struct ovtun_dev *ovt,
				struct ovtun_nexthop *nexthop,
				const struct nh_notifier_single_info *info)
{
	struct in6_addr addr;

	if (!ovtun_nexthop_gateway(&addr, info->gw_family, info->ipv4,
				   &info->ipv6))
		return 0;
	return ovtun_nexthop_admit(ovt, nexthop, &addr);
}

static bool ovtun_nexthop_contains(const struct nexthop *nh, u32 id)
{
	const struct nh_group *group = rtnl_dereference(nh->nh_grp);
	unsigned int i;

	for (i = 0; i < group->num_nh; i++)
		if (group->nh_entries[i].nh->id == id)
			return true;
	return false;
}

/* A nexthop gets another gateway, and so do the groups it is in. */
static int ovtun_nexthop_expect_single(struct ovtun_dev *ovt,
				       const struct nh_notifier_info *info)
{
	struct ovtun_nexthop *nexthop;
	int err = 0;

	list_for_each_entry(nexthop, &ovt->nexthops, node)
		if (!err && ovtun_nexthop_contains(nexthop->nh, info->id))
			err = ovtun_nexthop_expect(ovt, nexthop, info->nh);
	return err;
}

static int ovtun_nexthop_expect_group(struct ovtun_dev *ovt,
				      const struct nh_notifier_info *info)
{
	const struct nh_notifier_grp_info *grp = info->nh_grp;
	const struct nh_notifier_res_table_info *table = info->nh_res_table;
	struct ovtun_nexthop *nexthop;
	bool plain = info->type == NH_NOTIFIER_INFO_TYPE_GRP;
	unsigned int i, count;
	int err = 0;

	spin_lock_bh(&ovt->lock);
	nexthop = ovtun_nexthop_find(ovt, info->id);
	spin_unlock_bh(&ovt->lock);
	if (!nexthop)
		return 0;
	count = plain ? grp->num_nh : table->num_nh_buckets;
	for (i = 0; i < count && !err; i++)
		err = ovtun_nexthop_expect(ovt, nexthop,
					   plain ? &grp->nh_entries[i].nh :
						   &table->nhs[i]);
	return err;
}

/* RTNL. Return: 0, or -ENOMEM and the change must not happen */
static int ovtun_nexthop_change(struct ovtun_net *on,
				const struct nh_notifier_info *info)
{
	struct ovtun_dev *ovt;
	int err = 0;

	list_for_each_entry(ovt, &on->devs, node) {
		if (info->type == NH_NOTIFIER_INFO_TYPE_SINGLE)
			err = ovtun_nexthop_expect_single(ovt, info);
		else
			err = ovtun_nexthop_expect_group(ovt, info);
		if (err) {
			NL_SET_ERR_MSG(info->extack,
				       "No memory for a gateway that an ovtun device is to send to");
			break;
		}
	}
	return err;
}

/* @arg: the number of the group. */
static bool ovtun_nexthop_is_used_by(const struct ovtun_fdb *fdb,
				     const void *arg)
{
	const struct ovtun_remotes *remotes;
	const u32 *id = arg;
	bool used;

	rcu_read_lock();
	remotes = rcu_dereference(fdb->remotes);
	used = remotes->nexthop && remotes->nexthop->id == *id;
	rcu_read_unlock();
	return used;
}

/* RTNL */
static void ovtun_nexthop_delete(struct ovtun_net *on, u32 id)
{
	struct ovtun_dev *ovt;
	bool used;

	list_for_each_entry(ovt, &on->devs, node) {
		spin_lock_bh(&ovt->lock);
		used = ovtun_nexthop_find(ovt, id);
		spin_unlock_bh(&ovt->lock);
		if (used)
			ovtun_fdb_destroy_if(ovt, ovtun_nexthop_is_used_by,
					     &id);
	}
}

/*
 * Buckets of a resilient group move without RTNL, but to a gateway that has
 * been announced before.
 */
static int ovtun_nexthop_event(struct notifier_block *nb, unsigned long event,
			       void *ptr)
{
	struct ovtun_net *on = container_of(nb, struct ovtun_net, nexthop_nb);
	const struct nh_notifier_info *info = ptr;
	int err = 0;

	switch (event) {
	case NEXTHOP_EVENT_DEL:
		ovtun_nexthop_delete(on, info->id);
		break;
	case NEXTHOP_EVENT_REPLACE:
	case NEXTHOP_EVENT_RES_TABLE_PRE_REPLACE:
		err = ovtun_nexthop_change(on, info);
		fallthrough;
	case NEXTHOP_EVENT_BUCKET_REPLACE:
		schedule_work(&on->nexthop_work);
		break;
	}
	return notifier_from_errno(err);
}

static void ovtun_nexthop_work(struct work_struct *work)
{
	struct ovtun_net *on = container_of(work, struct ovtun_net,
					    nexthop_work);
	struct ovtun_nexthop *nexthop;
	struct ovtun_dev *ovt;

	rtnl_lock();
	list_for_each_entry(ovt, &on->devs, node)
		list_for_each_entry(nexthop, &ovt->nexthops, node)
			ovtun_nexthop_sync(ovt, nexthop);
	rtnl_unlock();
}

int ovtun_nexthop_init(struct net *net)
{
	struct ovtun_net *on = ovtun_net(net);

	INIT_WORK(&on->nexthop_work, ovtun_nexthop_work);
	on->nexthop_nb.notifier_call = ovtun_nexthop_event;
	return register_nexthop_notifier(net, &on->nexthop_nb, NULL);
}

/* No device is left in @net. */
void ovtun_nexthop_uninit(struct net *net)
{
	struct ovtun_net *on = ovtun_net(net);

	unregister_nexthop_notifier(net, &on->nexthop_nb);
	cancel_work_sync(&on->nexthop_work);
}
