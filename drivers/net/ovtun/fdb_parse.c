// SPDX-License-Identifier: GPL-2.0
/* What the attributes of a message about a forwarding entry say. */

#include <linux/etherdevice.h>
#include <net/netlink.h>
#include <net/rtnetlink.h>

#include "ovtun.h"

/* May the caller say who sends to whom in the underlay? */
int ovtun_fdb_nl_permit(struct ovtun_dev *ovt, struct netlink_ext_ack *extack)
{
	if (rtnl_dev_link_net_capable(ovt->dev, ovt->net))
		return 0;
	NL_SET_ERR_MSG(extack, "Changing the forwarding table needs CAP_NET_ADMIN in the namespace of the device's underlay");
	return -EPERM;
}

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

static int ovtun_fdb_nl_parse_port(struct ovtun_fdb_dst *dst,
				   const struct ovtun_config *cfg,
				   const struct nlattr *attr,
				   struct netlink_ext_ack *extack)
{
	if (nla_len(attr) != sizeof(__be16) ||
	    !(cfg->ops->caps & OVTUN_CAP_UDP)) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "NDA_PORT must be 2 bytes, and the device must use UDP");
		return -EINVAL;
	}
	dst->port = nla_get_be16(attr);
	if (dst->port == cfg->port)
		dst->port = 0;
	return 0;
}

static int ovtun_fdb_nl_parse_ifindex(struct ovtun_fdb_dst *dst,
				      struct ovtun_dev *ovt,
				      const struct ovtun_config *cfg,
				      const struct nlattr *attr,
				      struct netlink_ext_ack *extack)
{
	if (nla_len(attr) != sizeof(u32) ||
	    !__dev_get_by_index(ovt->net, nla_get_u32(attr))) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "NDA_IFINDEX is not a device of the underlay namespace");
		return -ENODEV;
	}
	dst->ifindex = nla_get_u32(attr);
	if (dst->ifindex == cfg->link)
		dst->ifindex = 0;
	return 0;
}

static int ovtun_fdb_nl_parse_nexthop(struct ovtun_fdb_dst *dst,
				      struct nlattr *tb[],
				      struct netlink_ext_ack *extack)
{
	const struct nlattr *attr = tb[NDA_NH_ID];

	if (nla_len(attr) != sizeof(u32) || !nla_get_u32(attr)) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "NDA_NH_ID must be 4 bytes, and not 0");
		return -EINVAL;
	}
	if (tb[NDA_DST] || tb[NDA_VNI] || tb[NDA_PORT] || tb[NDA_IFINDEX]) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "NDA_NH_ID excludes NDA_DST, NDA_VNI, NDA_PORT and NDA_IFINDEX");
		return -EINVAL;
	}
	dst->nh_id = nla_get_u32(attr);
	return 0;
}

/**
 * ovtun_fdb_nl_parse - segment, address and destination of a message
 * @dst: where to
 * @ovt: the device
 * @cfg: its configuration
 * @tb: the attributes, not checked by anybody
 * @mac: NDA_LLADDR
 * @extack: for the sentence
 *
 * RTNL.
 *
 * Return: 0 or an errno
 */
int ovtun_fdb_nl_parse(struct ovtun_fdb_dst *dst, struct ovtun_dev *ovt,
		       const struct ovtun_config *cfg, struct nlattr *tb[],
		       const u8 *mac, struct netlink_ext_ack *extack)
{
	int err = 0;

	memset(dst, 0, sizeof(*dst));
	dst->seg = ovt->self;
	ether_addr_copy(dst->key.mac, mac);
	if (tb[NDA_SRC_VNI])
		err = ovtun_fdb_nl_parse_segment(dst, ovt, cfg,
						 tb[NDA_SRC_VNI], extack);
	if (!err && tb[NDA_NH_ID])
		err = ovtun_fdb_nl_parse_nexthop(dst, tb, extack);
	if (!err && tb[NDA_DST])
		err = ovtun_fdb_nl_parse_addr(dst, cfg, tb[NDA_DST], extack);
	if (!err && tb[NDA_VNI])
		err = ovtun_fdb_nl_parse_id(dst, cfg, tb[NDA_VNI], extack);
	if (!err && tb[NDA_PORT])
		err = ovtun_fdb_nl_parse_port(dst, cfg, tb[NDA_PORT], extack);
	if (!err && tb[NDA_IFINDEX])
		err = ovtun_fdb_nl_parse_ifindex(dst, ovt, cfg,
						 tb[NDA_IFINDEX], extack);
	return err;
}
