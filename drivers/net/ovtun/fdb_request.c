// SPDX-License-Identifier: GPL-2.0
/* What netlink asks of the forwarding table: bridge(8) fdb add and del. */

#include <linux/etherdevice.h>
#include <net/netlink.h>

#include "ovtun.h"

/**
 * struct ovtun_fdb_dst - segment and destination as a message names them
 * @seg: the segment
 * @key: of the entry
 * @addr: outer address, v4mapped for IPv4; :: when the message has none
 * @port: UDP port, network byte order, 0: the configured one
 * @ifindex: underlay device, 0: the configured one
 * @id: VNI or GRE key, host byte order, when @has_id
 * @has_id: false: the device's own
 */
struct ovtun_fdb_dst {
	struct ovtun_segment *seg;
	struct ovtun_fdb_key key;
	struct in6_addr addr;
	__be16 port;
	u32 ifindex;
	u32 id;
	bool has_id;
};

static int ovtun_fdb_nl_parse_addr(struct ovtun_fdb_dst *dst,
				   const struct ovtun_config *cfg,
				   const struct nlattr *attr,
				   struct netlink_ext_ack *extack)
{
	if (nla_len(attr) == sizeof(struct in_addr) &&
	    ovtun_config_has(cfg, AF_INET)) {
		ipv6_addr_set_v4mapped(nla_get_in_addr(attr), &dst->addr);
	} else if (nla_len(attr) == sizeof(struct in6_addr) &&
		   ovtun_config_has(cfg, AF_INET6) &&
		   !ipv6_addr_v4mapped(nla_data(attr))) {
		dst->addr = nla_get_in6_addr(attr);
	} else {
		NL_SET_ERR_MSG_ATTR(extack, attr, "NDA_DST is not an address of the device's underlay family, or it is v4mapped");
		return -EAFNOSUPPORT;
	}
	if (ipv6_addr_any(&dst->addr) ||
	    (ipv6_addr_v4mapped(&dst->addr) && !dst->addr.s6_addr32[3])) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "NDA_DST must not be the unspecified address");
		return -EINVAL;
	}
	return 0;
}

static int ovtun_fdb_nl_parse_id(struct ovtun_fdb_dst *dst,
				 const struct ovtun_config *cfg,
				 const struct nlattr *attr,
				 struct netlink_ext_ack *extack)
{
	bool vni = cfg->ops->caps & OVTUN_CAP_VNI;

	if (nla_len(attr) != sizeof(u32) ||
	    nla_get_u32(attr) < cfg->ops->id_min ||
	    nla_get_u32(attr) > cfg->ops->id_max) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "NDA_VNI must be 4 bytes, and at most 16777215 for a VNI, from 4096 to 16777214 for a VSID");
		return -EINVAL;
	}
	if (!vni && !(cfg->flags & OVTUN_F_OKEY) && !ovtun_config_wide(cfg)) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "NDA_VNI needs a device with a GRE key");
		return -EINVAL;
	}
	dst->id = nla_get_u32(attr);
	dst->has_id = dst->id !=
		      (ovtun_config_wide(cfg) ? dst->key.id : cfg->id);
	return 0;
}

static int ovtun_fdb_nl_parse_segment(struct ovtun_fdb_dst *dst,
				      struct ovtun_dev *ovt,
				      const struct ovtun_config *cfg,
				      const struct nlattr *attr,
				      struct netlink_ext_ack *extack)
{
	if (nla_len(attr) != sizeof(u32) || !ovtun_config_wide(cfg)) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "NDA_SRC_VNI must be 4 bytes, and the device must be a trunk or external");
		return -EINVAL;
	}
	dst->key.id = nla_get_u32(attr);
	if (!dst->key.id)
		return 0;
	dst->seg = ovtun_segment_find(ovt, dst->key.id);
	if (dst->seg)
		return 0;
	if (!(cfg->flags & OVTUN_F_EXTERNAL) ||
	    (cfg->ops->caps & OVTUN_CAP_VNI &&
	     dst->key.id > OVTUN_VXLAN_VNI_MAX)) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "NDA_SRC_VNI is not a segment of the device");
		return -ENOENT;
	}
	dst->seg = ovt->self;
	return 0;
}

static int ovtun_fdb_nl_parse(struct ovtun_fdb_dst *dst,
			      struct ovtun_dev *ovt,
			      const struct ovtun_config *cfg,
			      struct nlattr *tb[], const u8 *mac,
			      struct netlink_ext_ack *extack)
{
	int err;

	memset(dst, 0, sizeof(*dst));
	dst->seg = ovt->self;
	ether_addr_copy(dst->key.mac, mac);
	if (tb[NDA_SRC_VNI]) {
		err = ovtun_fdb_nl_parse_segment(dst, ovt, cfg,
						 tb[NDA_SRC_VNI], extack);
		if (err)
			return err;
	}
	if (tb[NDA_NH_ID]) {
		NL_SET_ERR_MSG_ATTR(extack, tb[NDA_NH_ID], "NDA_NH_ID is not supported");
		return -EOPNOTSUPP;
	}
	if (tb[NDA_DST]) {
		err = ovtun_fdb_nl_parse_addr(dst, cfg, tb[NDA_DST], extack);
		if (err)
			return err;
	}
	if (tb[NDA_VNI]) {
		err = ovtun_fdb_nl_parse_id(dst, cfg, tb[NDA_VNI], extack);
		if (err)
			return err;
	}
	if (tb[NDA_PORT]) {
		if (nla_len(tb[NDA_PORT]) != sizeof(__be16) ||
		    !(cfg->ops->caps & OVTUN_CAP_UDP)) {
			NL_SET_ERR_MSG_ATTR(extack, tb[NDA_PORT], "NDA_PORT must be 2 bytes, and the device must use UDP");
			return -EINVAL;
		}
		dst->port = nla_get_be16(tb[NDA_PORT]);
		if (dst->port == cfg->port)
			dst->port = 0;
	}
	if (tb[NDA_IFINDEX]) {
		if (nla_len(tb[NDA_IFINDEX]) != sizeof(u32) ||
		    !__dev_get_by_index(ovt->net,
					nla_get_u32(tb[NDA_IFINDEX]))) {
			NL_SET_ERR_MSG_ATTR(extack, tb[NDA_IFINDEX], "NDA_IFINDEX is not a device of the underlay namespace");
			return -ENODEV;
		}
		dst->ifindex = nla_get_u32(tb[NDA_IFINDEX]);
		if (dst->ifindex == cfg->link)
			dst->ifindex = 0;
	}
	return 0;
}

static int ovtun_fdb_nl_add_locked(struct ovtun_dev *ovt,
				   const struct ovtun_fdb_dst *dst,
				   struct ovtun_fdb_change *change)
{
	struct ovtun_peer *peer;
	int err;

	peer = ovtun_peer_get(ovt, &dst->addr, dst->port, dst->ifindex);
	if (IS_ERR(peer))
		return PTR_ERR(peer);
	change->seg = dst->seg;
	change->remote.peer = peer;
	change->remote.id = dst->id;
	change->remote.has_id = dst->has_id;
	err = ovtun_fdb_add(ovt, &dst->key, change);
	ovtun_peer_put(ovt, peer);
	return err;
}

static void ovtun_fdb_nl_explain(int err, struct netlink_ext_ack *extack)
{
	switch (err) {
	case -EEXIST:
		NL_SET_ERR_MSG(extack, "NDA_LLADDR has an entry already; replace it, or append to a multicast or the zero address");
		break;
	case -ENOENT:
		NL_SET_ERR_MSG(extack, "NDA_LLADDR and NDA_DST match no entry");
		break;
	case -ENOSPC:
		NL_SET_ERR_MSG(extack, "The forwarding table is full; its size is IFLA_OVTUN_LIMIT, and OVTUN_A_SEGMENT_LIMIT for a segment");
		break;
	case -E2BIG:
		NL_SET_ERR_MSG(extack, "NDA_LLADDR has 4096 destinations already, which is the most");
		break;
	case -EOPNOTSUPP:
		NL_SET_ERR_MSG(extack, "NDA_LLADDR is a multicast or the zero address: append or delete its destinations one by one");
		break;
	}
}

/* @ndm, @tb, @nlflags: the RTM_NEWNEIGH message. Return: 0 or an errno */
int ovtun_fdb_nl_add(struct ovtun_dev *ovt, const struct ndmsg *ndm,
		     struct nlattr *tb[], const u8 *mac, u16 nlflags,
		     struct netlink_ext_ack *extack)
{
	const struct ovtun_config *cfg = rtnl_dereference(ovt->cfg);
	struct ovtun_fdb_change change = {
		.state = ndm->ndm_state,
		.flags = ndm->ndm_flags,
		.nlflags = nlflags,
		.limit = cfg->limit,
	};
	struct ovtun_fdb_dst dst;
	int err;

	if (!(ndm->ndm_state & (NUD_PERMANENT | NUD_REACHABLE | NUD_NOARP))) {
		NL_SET_ERR_MSG(extack, "ndm_state must be NUD_PERMANENT, NUD_NOARP or NUD_REACHABLE");
		return -EINVAL;
	}
	if (ovtun_config_p2p(cfg)) {
		NL_SET_ERR_MSG(extack, "NDA_DST needs a multipoint device, and this one has IFLA_OVTUN_GROUP as its only peer");
		return -EOPNOTSUPP;
	}
	if (!tb[NDA_DST] && !tb[NDA_NH_ID]) {
		NL_SET_ERR_MSG(extack, "NDA_DST is missing: an entry needs a destination");
		return -EINVAL;
	}
	err = ovtun_fdb_nl_parse(&dst, ovt, cfg, tb, mac, extack);
	if (err)
		return err;
	spin_lock_bh(&ovt->lock);
	err = ovtun_fdb_nl_add_locked(ovt, &dst, &change);
	spin_unlock_bh(&ovt->lock);
	/* To append what is there already is not an error. */
	if (err == -EEXIST && nlflags & NLM_F_APPEND &&
	    !is_valid_ether_addr(mac))
		return 0;
	ovtun_fdb_nl_explain(err, extack);
	return err;
}

static int ovtun_fdb_nl_del_locked(struct ovtun_dev *ovt,
				   const struct ovtun_fdb_dst *dst)
{
	struct ovtun_remote remote = {
		.id = dst->id,
		.has_id = dst->has_id,
	};

	if (ipv6_addr_any(&dst->addr))
		return ovtun_fdb_del(ovt, &dst->key, NULL);
	remote.peer = ovtun_peer_find_exact(ovt, &dst->addr, dst->port,
					    dst->ifindex);
	return remote.peer ? ovtun_fdb_del(ovt, &dst->key, &remote) : -ENOENT;
}

/* @tb: the RTM_DELNEIGH message; without NDA_DST all destinations go. */
int ovtun_fdb_nl_del(struct ovtun_dev *ovt, struct nlattr *tb[], const u8 *mac,
		     struct netlink_ext_ack *extack)
{
	const struct ovtun_config *cfg = rtnl_dereference(ovt->cfg);
	struct ovtun_fdb_dst dst;
	int err;

	err = ovtun_fdb_nl_parse(&dst, ovt, cfg, tb, mac, extack);
	if (err)
		return err;
	spin_lock_bh(&ovt->lock);
	err = ovtun_fdb_nl_del_locked(ovt, &dst);
	spin_unlock_bh(&ovt->lock);
	ovtun_fdb_nl_explain(err, extack);
	return err;
}
