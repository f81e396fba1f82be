// SPDX-License-Identifier: GPL-2.0
/* What bridge(8) mdb says: entries, destinations, filters. */

#include <linux/if_bridge.h>
#include <linux/in.h>
#include <linux/rtnetlink.h>
#include <net/netlink.h>

#include "ovtun.h"

/* An address of @family, which is not that of IPv4 in disguise. */
static int ovtun_mdb_nl_addr(struct in6_addr *addr, const struct nlattr *attr,
			     bool ipv4)
{
	__be32 ip;

	if (ipv4) {
		if (nla_len(attr) != sizeof(ip))
			return -EINVAL;
		ip = nla_get_in_addr(attr);
		ipv6_addr_set_v4mapped(ip, addr);
		return 0;
	}
	if (nla_len(attr) != sizeof(*addr))
		return -EINVAL;
	*addr = nla_get_in6_addr(attr);
	return ipv6_addr_v4mapped(addr) ? -EINVAL : 0;
}

static bool ovtun_mdb_addr_any(const struct in6_addr *addr)
{
	return ipv6_addr_any(addr) ||
	       (ipv6_addr_v4mapped(addr) &&
		ipv4_is_zeronet(addr->s6_addr32[3]));
}

static int ovtun_mdb_nl_source(struct in6_addr *source,
			       const struct nlattr *attr,
			       const struct in6_addr *group,
			       struct netlink_ext_ack *extack)
{
	if (ovtun_mdb_nl_addr(source, attr, ipv6_addr_v4mapped(group)) ||
	    ovtun_mdb_addr_any(source) || ovtun_addr_is_multicast(source)) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "MDBE_ATTR_SOURCE and MDBE_SRCATTR_ADDRESS must be unicast addresses of the group's family");
		return -EINVAL;
	}
	return 0;
}

static int ovtun_mdb_nl_group(struct ovtun_mdb_key *key,
			      const struct br_mdb_entry *entry,
			      struct netlink_ext_ack *extack)
{
	if (entry->vid) {
		NL_SET_ERR_MSG(extack, "The entry must not name a VLAN; MDBE_ATTR_SRC_VNI names a segment");
		return -EINVAL;
	}
	if (entry->addr.proto == htons(ETH_P_IP)) {
		ipv6_addr_set_v4mapped(entry->addr.u.ip4, &key->group);
	} else if (entry->addr.proto == htons(ETH_P_IPV6)) {
		key->group = entry->addr.u.ip6;
	} else {
		NL_SET_ERR_MSG(extack, "The group must be an IPv4 or IPv6 address");
		return -EINVAL;
	}
	if (!ovtun_addr_is_multicast(&key->group) &&
	    !ipv6_addr_any(&key->group) &&
	    (entry->addr.proto != htons(ETH_P_IP) || entry->addr.u.ip4)) {
		NL_SET_ERR_MSG(extack, "The group must be a multicast address, or all zeros for groups that have no entry");
		return -EINVAL;
	}
	return 0;
}

static bool ovtun_mdb_nl_id_exceeds(const struct ovtun_config *cfg,
				    const struct nlattr *attr,
				    struct netlink_ext_ack *extack)
{
	if (!attr || !(cfg->ops->caps & OVTUN_CAP_VNI) ||
	    nla_get_u32(attr) <= OVTUN_VXLAN_VNI_MAX)
		return false;
	NL_SET_ERR_MSG_ATTR(extack, attr, "MDBE_ATTR_VNI and MDBE_ATTR_SRC_VNI must be at most 16777215");
	return true;
}

static int ovtun_mdb_nl_segment(u32 *id, struct ovtun_dev *ovt,
				const struct nlattr *attr,
				struct netlink_ext_ack *extack)
{
	const struct ovtun_config *cfg = rtnl_dereference(ovt->cfg);
	u32 vni = attr ? nla_get_u32(attr) : 0;

	*id = 0;
	if (ovtun_mdb_nl_id_exceeds(cfg, attr, extack))
		return -ERANGE;
	if (!attr && cfg->flags & OVTUN_F_TRUNK) {
		NL_SET_ERR_MSG(extack, "MDBE_ATTR_SRC_VNI is missing: the device has many segments");
		return -EINVAL;
	}
	if (!ovtun_config_wide(cfg)) {
		if (!attr || vni == cfg->id)
			return 0;
		NL_SET_ERR_MSG_ATTR(extack, attr, "MDBE_ATTR_SRC_VNI is not the identifier of the device, which has one segment");
		return -EINVAL;
	}
	if (cfg->flags & OVTUN_F_TRUNK && !ovtun_segment_find(ovt, vni)) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "MDBE_ATTR_SRC_VNI is not a segment of the device");
		return -ENOENT;
	}
	*id = vni;
	return 0;
}

/**
 * ovtun_mdb_nl_parse_key - which entry does a message mean?
 * @key: filled here
 * @ovt: the device
 * @entry: of the message
 * @attrs: MDBE_ATTR_*, checked by the policy
 * @extack: for the sentence
 *
 * Return: 0 or a negative errno
 */
int ovtun_mdb_nl_parse_key(struct ovtun_mdb_key *key, struct ovtun_dev *ovt,
			   const struct br_mdb_entry *entry,
			   struct nlattr *attrs[],
			   struct netlink_ext_ack *extack)
{
	int err;

	memset(key, 0, sizeof(*key));
	err = ovtun_mdb_nl_group(key, entry, extack);
	if (!err)
		err = ovtun_mdb_nl_segment(&key->id, ovt,
					   attrs[MDBE_ATTR_SRC_VNI], extack);
	if (err || !attrs[MDBE_ATTR_SOURCE])
		return err;
	if (ovtun_mdb_addr_any(&key->group)) {
		NL_SET_ERR_MSG_ATTR(extack, attrs[MDBE_ATTR_SOURCE], "MDBE_ATTR_SOURCE needs a group, and this entry is for all that have none");
		return -EINVAL;
	}
	return ovtun_mdb_nl_source(&key->source, attrs[MDBE_ATTR_SOURCE],
				   &key->group, extack);
}

#define OVTUN_MDB_ADDR	NLA_POLICY_RANGE(NLA_BINARY, sizeof(struct in_addr), \
					 sizeof(struct in6_addr))

static const struct nla_policy ovtun_mdb_source_policy[] = {
	[MDBE_SRCATTR_ADDRESS] = OVTUN_MDB_ADDR,
};

static int ovtun_mdb_nl_add_source(struct ovtun_mdb_change *change,
				   const struct nlattr *nest,
				   struct netlink_ext_ack *extack)
{
	struct nlattr *tb[MDBE_SRCATTR_MAX + 1];
	struct in6_addr *source;
	unsigned int i;
	int err;

	if (change->source_count == OVTUN_MDB_SOURCES_MAX) {
		NL_SET_ERR_MSG_ATTR(extack, nest, "MDBE_ATTR_SRC_LIST has more than 64 sources");
		return -E2BIG;
	}
	err = nla_parse_nested(tb, MDBE_SRCATTR_MAX, nest,
			       ovtun_mdb_source_policy, extack);
	if (err)
		return err;
	if (nla_type(nest) != MDBE_SRC_LIST_ENTRY ||
	    !tb[MDBE_SRCATTR_ADDRESS]) {
		NL_SET_ERR_MSG_ATTR(extack, nest, "MDBE_ATTR_SRC_LIST must be of MDBE_SRC_LIST_ENTRY with a MDBE_SRCATTR_ADDRESS each");
		return -EINVAL;
	}
	source = &change->sources[change->source_count];
	err = ovtun_mdb_nl_source(source, tb[MDBE_SRCATTR_ADDRESS],
				  &change->key.group, extack);
	if (err)
		return err;
	for (i = 0; i < change->source_count; i++) {
		if (!ipv6_addr_equal(source, &change->sources[i]))
			continue;
		NL_SET_ERR_MSG_ATTR(extack, nest, "MDBE_ATTR_SRC_LIST has a source twice");
		return -EEXIST;
	}
	change->source_count++;
	return 0;
}

static int ovtun_mdb_nl_mode(struct ovtun_mdb_change *change,
			     struct nlattr *attrs[],
			     struct netlink_ext_ack *extack)
{
	const struct nlattr *mode = attrs[MDBE_ATTR_GROUP_MODE];
	const struct nlattr *list = attrs[MDBE_ATTR_SRC_LIST], *nest;
	int rem, err = 0;

	if ((mode || list) && (!ipv6_addr_any(&change->key.source) ||
			       ovtun_mdb_addr_any(&change->key.group))) {
		NL_SET_ERR_MSG(extack, "MDBE_ATTR_GROUP_MODE and MDBE_ATTR_SRC_LIST need an entry with a group and without MDBE_ATTR_SOURCE");
		return -EINVAL;
	}
	if (list && !mode) {
		NL_SET_ERR_MSG_ATTR(extack, list, "MDBE_ATTR_SRC_LIST needs MDBE_ATTR_GROUP_MODE");
		return -EINVAL;
	}
	change->mode = ipv6_addr_any(&change->key.source) ? MCAST_EXCLUDE :
							    MCAST_INCLUDE;
	if (mode)
		change->mode = nla_get_u8(mode);
	if (list)
		nla_for_each_nested(nest, list, rem) {
			err = ovtun_mdb_nl_add_source(change, nest, extack);
			if (err)
				return err;
		}
	if (mode && change->mode == MCAST_INCLUDE && !change->source_count) {
		NL_SET_ERR_MSG_ATTR(extack, mode, "MDBE_ATTR_GROUP_MODE is include, and MDBE_ATTR_SRC_LIST names no source");
		return -EINVAL;
	}
	return 0;
}

/* The outer address in MDBE_ATTR_DST. Return: 0 or -EAFNOSUPPORT */
int ovtun_mdb_nl_parse_dst(struct in6_addr *addr, struct ovtun_dev *ovt,
			   const struct nlattr *attr,
			   struct netlink_ext_ack *extack)
{
	const struct ovtun_config *cfg = rtnl_dereference(ovt->cfg);
	bool ipv4 = nla_len(attr) == sizeof(struct in_addr);

	if (ovtun_mdb_nl_addr(addr, attr, ipv4) || ovtun_mdb_addr_any(addr) ||
	    !ovtun_config_has(cfg, ipv4 ? AF_INET : AF_INET6)) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "MDBE_ATTR_DST must be an address of the device's underlay family, and not the unspecified one");
		return -EAFNOSUPPORT;
	}
	return 0;
}

static int ovtun_mdb_nl_remote(struct ovtun_mdb_change *change,
			       struct ovtun_dev *ovt, struct nlattr *attrs[],
			       struct netlink_ext_ack *extack)
{
	const struct ovtun_config *cfg = rtnl_dereference(ovt->cfg);
	const struct nlattr *port = attrs[MDBE_ATTR_DST_PORT];
	const struct nlattr *vni = attrs[MDBE_ATTR_VNI];
	const struct nlattr *link = attrs[MDBE_ATTR_IFINDEX];
	bool wide = ovtun_config_wide(cfg);

	if (port && !(cfg->ops->caps & OVTUN_CAP_UDP)) {
		NL_SET_ERR_MSG_ATTR(extack, port, "MDBE_ATTR_DST_PORT needs a device that uses UDP");
		return -EINVAL;
	}
	if (port && htons(nla_get_u16(port)) != cfg->port)
		change->port = htons(nla_get_u16(port));
	if (ovtun_mdb_nl_id_exceeds(cfg, vni, extack))
		return -ERANGE;
	if (vni && !wide && !(cfg->ops->caps & OVTUN_CAP_VNI) &&
	    !(cfg->flags & OVTUN_F_OKEY)) {
		NL_SET_ERR_MSG_ATTR(extack, vni, "MDBE_ATTR_VNI needs a device with a GRE key");
		return -EINVAL;
	}
	if (vni) {
		change->id = nla_get_u32(vni);
		change->has_id = change->id !=
				 (wide ? change->key.id : cfg->id);
	}
	if (link && !__dev_get_by_index(ovt->net, nla_get_s32(link))) {
		NL_SET_ERR_MSG_ATTR(extack, link, "MDBE_ATTR_IFINDEX is not a device of the underlay namespace");
		return -EINVAL;
	}
	if (link && nla_get_s32(link) != cfg->link)
		change->ifindex = nla_get_s32(link);
	if (!attrs[MDBE_ATTR_DST]) {
		NL_SET_ERR_MSG(extack, "MDBE_ATTR_DST is missing: an entry needs a destination");
		return -EINVAL;
	}
	return ovtun_mdb_nl_parse_dst(&change->addr, ovt, attrs[MDBE_ATTR_DST],
				      extack);
}

static const struct nla_policy ovtun_mdb_policy[MDBE_ATTR_MAX + 1] = {
	[MDBE_ATTR_SOURCE] = OVTUN_MDB_ADDR,
	[MDBE_ATTR_SRC_LIST] = { .type = NLA_NESTED },
	[MDBE_ATTR_GROUP_MODE] = NLA_POLICY_RANGE(NLA_U8, MCAST_EXCLUDE,
						  MCAST_INCLUDE),
	[MDBE_ATTR_RTPROT] = NLA_POLICY_MIN(NLA_U8, RTPROT_STATIC),
	[MDBE_ATTR_DST] = OVTUN_MDB_ADDR,
	[MDBE_ATTR_DST_PORT] = { .type = NLA_U16 },
	[MDBE_ATTR_VNI] = { .type = NLA_U32 },
	[MDBE_ATTR_IFINDEX] = NLA_POLICY_MIN(NLA_S32, 1),
	[MDBE_ATTR_SRC_VNI] = { .type = NLA_U32 },
};

/**
 * ovtun_mdb_nl_parse - which destination does a message mean?
 * @change: zero but for nlflags; filled here
 * @ovt: the device
 * @tb: MDBA_SET_ENTRY*, MDBA_SET_ENTRY is there
 * @extack: for the sentence
 *
 * Return: 0 or a negative errno
 */
int ovtun_mdb_nl_parse(struct ovtun_mdb_change *change, struct ovtun_dev *ovt,
		       struct nlattr *tb[], struct netlink_ext_ack *extack)
{
	const struct br_mdb_entry *entry = nla_data(tb[MDBA_SET_ENTRY]);
	struct nlattr *attrs[MDBE_ATTR_MAX + 1] = {};
	int err;

	if (entry->ifindex != ovt->dev->ifindex || entry->flags) {
		NL_SET_ERR_MSG(extack, "The entry must name the device itself, and no flags");
		return -EINVAL;
	}
	if (change->nlflags && entry->state != MDB_PERMANENT) {
		NL_SET_ERR_MSG(extack, "The entry must be permanent");
		return -EINVAL;
	}
	if (!tb[MDBA_SET_ENTRY_ATTRS]) {
		NL_SET_ERR_MSG(extack, "MDBA_SET_ENTRY_ATTRS is missing: an entry needs a destination");
		return -EINVAL;
	}
	err = nla_parse_nested(attrs, MDBE_ATTR_MAX, tb[MDBA_SET_ENTRY_ATTRS],
			       ovtun_mdb_policy, extack);
	if (!err)
		err = ovtun_mdb_nl_parse_key(&change->key, ovt, entry, attrs,
					     extack);
	if (!err)
		err = ovtun_mdb_nl_mode(change, attrs, extack);
	if (!err)
		err = ovtun_mdb_nl_remote(change, ovt, attrs, extack);
	change->protocol = attrs[MDBE_ATTR_RTPROT] ?
			   nla_get_u8(attrs[MDBE_ATTR_RTPROT]) : RTPROT_STATIC;
	return err;
}
