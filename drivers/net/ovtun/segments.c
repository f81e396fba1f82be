// SPDX-License-Identifier: GPL-2.0
/* Adding, changing and deleting segments, and their multicast groups. */

#include <linux/rtnetlink.h>
#include <net/netlink.h>

#include "event.h"
#include "ovtun.h"

static int ovtun_segment_check_id(struct ovtun_dev *ovt,
				  const struct ovtun_config *cfg, u32 id,
				  struct netlink_ext_ack *extack)
{
	if (!ovtun_config_wide(cfg)) {
		NL_SET_ERR_MSG(extack, "OVTUN_A_SEGMENT_ID needs a device that is a trunk or external; this one has one segment");
		return -EOPNOTSUPP;
	}
	if (!id) {
		NL_SET_ERR_MSG(extack, "OVTUN_A_SEGMENT_ID must not be 0, which stands for all segments");
		return -EINVAL;
	}
	if (id < cfg->ops->id_min || id > cfg->ops->id_max) {
		NL_SET_ERR_MSG(extack, "OVTUN_A_SEGMENT_ID must be at most 16777215 with VXLAN, from 4096 to 16777214 with NVGRE");
		return -ERANGE;
	}
	return 0;
}

static int ovtun_segment_check_vlan(struct ovtun_dev *ovt,
				    const struct ovtun_config *cfg,
				    const struct ovtun_segment_change *change,
				    struct netlink_ext_ack *extack)
{
	struct ovtun_segment *other;

	if (change->vlan == OVTUN_VLAN_NONE)
		return 0;
	if (!(cfg->flags & OVTUN_F_TRUNK)) {
		NL_SET_ERR_MSG(extack, "OVTUN_A_SEGMENT_VLAN needs a device that is a trunk");
		return -EINVAL;
	}
	if (change->vlan > VLAN_VID_MASK - 1) {
		NL_SET_ERR_MSG(extack, "OVTUN_A_SEGMENT_VLAN must be from 0, for untagged frames, to 4094");
		return -ERANGE;
	}
	other = xa_load(&ovt->vlans, change->vlan);
	if (other && other->id != change->id) {
		NL_SET_ERR_MSG(extack, "OVTUN_A_SEGMENT_VLAN belongs to another segment of the device");
		return -EEXIST;
	}
	return 0;
}

static int ovtun_segment_check_group(const struct ovtun_config *cfg,
				     const struct in6_addr *group,
				     struct netlink_ext_ack *extack)
{
	sa_family_t family = ipv6_addr_v4mapped(group) ? AF_INET : AF_INET6;

	if (ipv6_addr_any(group))
		return 0;
	if (!ovtun_addr_is_multicast(group)) {
		NL_SET_ERR_MSG(extack, "OVTUN_A_SEGMENT_GROUP4 or _GROUP6 is not a multicast address");
		return -EINVAL;
	}
	if (!ovtun_config_has(cfg, family)) {
		NL_SET_ERR_MSG(extack, "OVTUN_A_SEGMENT_GROUP4 or _GROUP6 is not of the address family of the device's underlay");
		return -EAFNOSUPPORT;
	}
	if (!cfg->lower) {
		NL_SET_ERR_MSG(extack, "OVTUN_A_SEGMENT_GROUP4 or _GROUP6 needs a device with IFLA_OVTUN_LINK");
		return -EINVAL;
	}
	return 0;
}

static int ovtun_segment_check(struct ovtun_dev *ovt,
			       const struct ovtun_segment_change *change,
			       struct netlink_ext_ack *extack)
{
	const struct ovtun_config *cfg = rtnl_dereference(ovt->cfg);
	int err;

	err = ovtun_segment_check_id(ovt, cfg, change->id, extack);
	if (!err)
		err = ovtun_segment_check_vlan(ovt, cfg, change, extack);
	if (!err)
		err = ovtun_segment_check_group(cfg, &change->group, extack);
	return err;
}

/* Frames that no entry takes go to @group too. */
static int ovtun_segment_flood_to(struct ovtun_dev *ovt,
				  struct ovtun_segment *seg,
				  const struct in6_addr *group)
{
	struct ovtun_peer *peer;
	int err;

	ovtun_peer_reserve(ovt);
	spin_lock_bh(&ovt->lock);
	peer = ovtun_peer_get(ovt, group, 0, 0);
	err = PTR_ERR_OR_ZERO(peer);
	if (!err) {
		err = ovtun_flood_add(ovt, seg, peer);
		ovtun_peer_put(ovt, peer);
	}
	spin_unlock_bh(&ovt->lock);
	return min(err, 0);
}

static int ovtun_segment_enter_group(struct ovtun_dev *ovt,
				     struct ovtun_segment *seg,
				     const struct in6_addr *group)
{
	const struct ovtun_config *cfg = rtnl_dereference(ovt->cfg);
	int err = 0;

	if (ipv6_addr_any(group))
		return 0;
	if (netif_running(ovt->dev))
		err = ovtun_group_join(cfg->lower, group);
	if (err)
		return err;
	err = ovtun_segment_flood_to(ovt, seg, group);
	if (err && netif_running(ovt->dev))
		ovtun_group_leave(cfg->lower, group);
	return err;
}

static void ovtun_segment_quit_group(struct ovtun_dev *ovt,
				     struct ovtun_segment *seg)
{
	const struct ovtun_config *cfg = rtnl_dereference(ovt->cfg);
	struct ovtun_peer *peer;

	if (ipv6_addr_any(&seg->group))
		return;
	spin_lock_bh(&ovt->lock);
	peer = ovtun_peer_find_exact(ovt, &seg->group, 0, 0);
	if (peer)
		ovtun_peer_hold(ovt, peer);
	spin_unlock_bh(&ovt->lock);
	if (peer) {
		ovtun_flood_quit(ovt, seg, peer);
		spin_lock_bh(&ovt->lock);
		ovtun_peer_put(ovt, peer);
		spin_unlock_bh(&ovt->lock);
	}
	if (netif_running(ovt->dev))
		ovtun_group_leave(cfg->lower, &seg->group);
}

/* There is room for it in the map. */
static void ovtun_segment_set_vlan(struct ovtun_dev *ovt,
				   struct ovtun_segment *seg, u16 vlan)
{
	u16 old = seg->vlan;

	if (vlan == old)
		return;
	WRITE_ONCE(seg->vlan, vlan);
	if (vlan != OVTUN_VLAN_NONE)
		xa_store(&ovt->vlans, vlan, seg, GFP_KERNEL);
	if (old != OVTUN_VLAN_NONE)
		xa_erase(&ovt->vlans, old);
}

/**
 * ovtun_segment_set - change a segment
 * @ovt: the device
 * @seg: the segment
 * @change: all that it is to be
 * @extack: for the sentence
 *
 * Return: 0, or a negative errno and it is as it was
 */
int ovtun_segment_set(struct ovtun_dev *ovt, struct ovtun_segment *seg,
		      const struct ovtun_segment_change *change,
		      struct netlink_ext_ack *extack)
{
	bool regroup = !ipv6_addr_equal(&seg->group, &change->group);
	bool retag = change->vlan != OVTUN_VLAN_NONE &&
		     change->vlan != seg->vlan;
	int err;

	ASSERT_RTNL();
	err = ovtun_segment_check(ovt, change, extack);
	if (!err && retag)
		err = xa_reserve(&ovt->vlans, change->vlan, GFP_KERNEL);
	if (err)
		return err;
	if (regroup) {
		err = ovtun_segment_enter_group(ovt, seg, &change->group);
		if (err) {
			if (retag)
				xa_release(&ovt->vlans, change->vlan);
			return err;
		}
		ovtun_segment_quit_group(ovt, seg);
		seg->group = change->group;
	}
	ovtun_segment_set_vlan(ovt, seg, change->vlan);
	WRITE_ONCE(seg->learn, change->learn);
	WRITE_ONCE(seg->limit, change->limit);
	return 0;
}

/**
 * ovtun_segment_add - add a segment
 * @ovt: a device that is a trunk or external
 * @change: what it is to be
 * @extack: for the sentence
 *
 * Return: 0, -EEXIST, -ENOSPC at OVTUN_SEGMENTS_MAX, or another negative errno
 */
int ovtun_segment_add(struct ovtun_dev *ovt,
		      const struct ovtun_segment_change *change,
		      struct netlink_ext_ack *extack)
{
	struct ovtun_segment *seg;
	int err;

	ASSERT_RTNL();
	err = ovtun_segment_check(ovt, change, extack);
	if (err)
		return err;
	if (ovtun_segment_find(ovt, change->id)) {
		NL_SET_ERR_MSG(extack, "OVTUN_A_SEGMENT_ID is a segment of the device already");
		return -EEXIST;
	}
	if (ovt->segment_count >= OVTUN_SEGMENTS_MAX) {
		NL_SET_ERR_MSG(extack, "A device has at most 65536 segments");
		return -ENOSPC;
	}
	seg = ovtun_segment_alloc(change->id);
	if (!seg)
		return -ENOMEM;
	err = xa_err(xa_store(&ovt->segments, seg->id, seg, GFP_KERNEL));
	if (err) {
		ovtun_segment_free(seg);
		return err;
	}
	ovt->segment_count++;
	err = ovtun_segment_set(ovt, seg, change, extack);
	if (err)
		ovtun_segment_del(ovt, seg);
	return err;
}

/* Under RCU it is a guess: a deleted entry has no segment any more. */
static bool ovtun_segment_has(const struct ovtun_fdb *fdb, const void *arg)
{
	return READ_ONCE(fdb->seg) == arg;
}

/* @seg and its forwarding entries go. */
void ovtun_segment_del(struct ovtun_dev *ovt, struct ovtun_segment *seg)
{
	ASSERT_RTNL();
	ovtun_segment_quit_group(ovt, seg);
	if (seg->vlan != OVTUN_VLAN_NONE)
		xa_erase(&ovt->vlans, seg->vlan);
	xa_erase(&ovt->segments, seg->id);
	ovt->segment_count--;
	ovtun_counters_count(&seg->counters, ovt->past);
	ovtun_nl_segment_notify(ovt, seg, OVTUN_CMD_SEGMENT_DEL_NTF);
	spin_lock_bh(&ovt->lock);
	seg->dead = true;
	spin_unlock_bh(&ovt->lock);
	ovtun_mdb_flush_segment(ovt, seg->id);
	if (seg->count)
		ovtun_fdb_destroy_if(ovt, ovtun_segment_has, seg);
	ovtun_segment_free_rcu(seg);
}

/* The device is going. */
void ovtun_segment_flush(struct ovtun_dev *ovt)
{
	struct ovtun_segment *seg;
	unsigned long id;

	xa_for_each(&ovt->segments, id, seg)
		ovtun_segment_del(ovt, seg);
}

bool ovtun_segment_has_group(struct ovtun_dev *ovt)
{
	struct ovtun_segment *seg;
	unsigned long id;

	xa_for_each(&ovt->segments, id, seg)
		if (!ipv6_addr_any(&seg->group))
			return true;
	return false;
}

/**
 * ovtun_segment_join - become a member of the groups of all segments
 * @ovt: the device
 * @lower: the underlay device, or NULL
 *
 * Return: 0, or a negative errno and no group is joined
 */
int ovtun_segment_join(struct ovtun_dev *ovt, struct net_device *lower)
{
	struct ovtun_segment *seg, *failed;
	unsigned long id;
	int err;

	xa_for_each(&ovt->segments, id, seg) {
		err = ovtun_group_join(lower, &seg->group);
		if (err)
			goto err_leave;
	}
	return 0;

err_leave:
	failed = seg;
	xa_for_each(&ovt->segments, id, seg) {
		if (seg == failed)
			break;
		ovtun_group_leave(lower, &seg->group);
	}
	return err;
}

void ovtun_segment_leave(struct ovtun_dev *ovt, struct net_device *lower)
{
	struct ovtun_segment *seg;
	unsigned long id;

	xa_for_each(&ovt->segments, id, seg)
		ovtun_group_leave(lower, &seg->group);
}
