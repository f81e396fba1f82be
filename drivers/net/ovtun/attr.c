// SPDX-License-Identifier: GPL-2.0
/*
 * Link attributes: one row each with what it is, who may have it, and what is
 * said when it is wrong. The checks are here and not in a policy of the core,
 * because a refusal has to name the attribute.
 */

#include <linux/if_link.h>
#include <net/netlink.h>

#include "ovtun.h"

#define OVTUN_FOR(x)	BIT(OVTUN_ENCAP_##x)
#define OVTUN_FOR_GRE	(OVTUN_FOR(GRETAP) | OVTUN_FOR(GRE))
#define OVTUN_FOR_FRAME	(OVTUN_FOR(VXLAN) | OVTUN_FOR(GRETAP))
#define OVTUN_FOR_ALL	(OVTUN_FOR_FRAME | OVTUN_FOR(GRE))

/**
 * struct ovtun_attr - how an attribute is checked and applied
 * @encaps: BIT() of every enum ovtun_encap that has it; 0: unknown attribute
 * @len: its length, bytes
 * @max: highest value of an attribute of 1 or 4 bytes, host byte order
 * @flag: OVTUN_F_* that a boolean sets
 * @invert: the boolean clears @flag
 * @field: offset of the field of @len bytes that a plain number goes to
 * @set: applies what is neither; 0 or a negative errno
 * @encaps_msg: said when the encapsulation does not have it
 * @value_msg: said when length or value is wrong
 */
struct ovtun_attr {
	u8 encaps;
	u8 len;
	u32 max;
	u32 flag;
	bool invert;
	u16 field;
	int (*set)(struct ovtun_config *cfg, const struct nlattr *attr);
	const char *encaps_msg;
	const char *value_msg;
};

/* The family counts although the address may be the unspecified one. */
static int ovtun_set_addr(struct ovtun_config *cfg, struct in6_addr *to,
			  const struct nlattr *attr)
{
	bool ipv4 = nla_len(attr) == sizeof(struct in_addr);
	struct in6_addr addr = in6addr_any;

	if (!ipv4)
		addr = nla_get_in6_addr(attr);
	else if (nla_get_in_addr(attr))
		ipv6_addr_set_v4mapped(nla_get_in_addr(attr), &addr);
	if (!ipv4 && ipv6_addr_v4mapped(&addr))
		return -EINVAL;
	*to = addr;
	cfg->family = ipv4 ? AF_INET : AF_INET6;
	return 0;
}

static int ovtun_set_remote(struct ovtun_config *cfg, const struct nlattr *attr)
{
	return ovtun_set_addr(cfg, &cfg->remote, attr);
}

static int ovtun_set_local(struct ovtun_config *cfg, const struct nlattr *attr)
{
	return ovtun_set_addr(cfg, &cfg->local, attr);
}

/* A number ends inheritance, unless IFLA_OVTUN_TTL_INHERIT is given as well. */
static int ovtun_set_ttl(struct ovtun_config *cfg, const struct nlattr *attr)
{
	cfg->ttl = nla_get_u8(attr);
	cfg->flags &= ~OVTUN_F_TTL_INHERIT;
	return 0;
}

/* A flag when it is set, and a byte in what ovtun itself reports. */
static int ovtun_set_ttl_inherit(struct ovtun_config *cfg,
				 const struct nlattr *attr)
{
	if (nla_len(attr) > 1)
		return -EINVAL;
	if (nla_len(attr) && !nla_get_u8(attr))
		cfg->flags &= ~OVTUN_F_TTL_INHERIT;
	else
		cfg->flags |= OVTUN_F_TTL_INHERIT;
	return 0;
}

static int ovtun_set_tos(struct ovtun_config *cfg, const struct nlattr *attr)
{
	u8 tos = nla_get_u8(attr);

	/* The ECN field is not configured, it comes from the packet. */
	cfg->tos = tos == 1 ? 1 : tos & ~0x03;
	return 0;
}

static int ovtun_set_port_range(struct ovtun_config *cfg,
				const struct nlattr *attr)
{
	const struct ifla_vxlan_port_range *range = nla_data(attr);
	u16 low = ntohs(range->low), high = ntohs(range->high);

	if (high < low || (high && !low))
		return -EINVAL;
	cfg->port_min = low;
	cfg->port_max = high;
	return 0;
}

static int ovtun_set_port(struct ovtun_config *cfg, const struct nlattr *attr)
{
	if (!nla_get_be16(attr))
		return -EINVAL;
	cfg->port = nla_get_be16(attr);
	return 0;
}

static int ovtun_set_label(struct ovtun_config *cfg, const struct nlattr *attr)
{
	if (nla_get_be32(attr) & ~IPV6_FLOWLABEL_MASK)
		return -EINVAL;
	cfg->label = nla_get_be32(attr);
	return 0;
}

static int ovtun_set_ikey(struct ovtun_config *cfg, const struct nlattr *attr)
{
	cfg->ikey = nla_get_u32(attr);
	cfg->flags |= OVTUN_F_IKEY;
	return 0;
}

static int ovtun_set_okey(struct ovtun_config *cfg, const struct nlattr *attr)
{
	cfg->id = nla_get_u32(attr);
	cfg->flags |= OVTUN_F_OKEY;
	return 0;
}

#define OVTUN_BOOL(_encaps, _flag, _invert, _name)			\
	{								\
		.encaps = _encaps, .len = 1, .max = 1,			\
		.flag = _flag, .invert = _invert,			\
		.encaps_msg = _name " does not apply to this encapsulation", \
		.value_msg = _name " must be one byte, 0 or 1",		\
	}

#define OVTUN_NUMBER(_encaps, _len, _max, _field, _name, _what)		\
	{								\
		.encaps = _encaps, .len = _len, .max = _max,		\
		.field = offsetof(struct ovtun_config, _field),		\
		.encaps_msg = _name " does not apply to this encapsulation", \
		.value_msg = _name " must be " _what,			\
	}

#define OVTUN_VALUE(_encaps, _len, _max, _set, _name, _what)		\
	{								\
		.encaps = _encaps, .len = _len, .max = _max, .set = _set, \
		.encaps_msg = _name " does not apply to this encapsulation", \
		.value_msg = _name " must be " _what,			\
	}

static const struct ovtun_attr ovtun_attrs[IFLA_OVTUN_EXT] = {
	[IFLA_OVTUN_ID] = OVTUN_NUMBER(OVTUN_FOR(VXLAN), 4, OVTUN_VXLAN_VNI_MAX,
		id, "IFLA_OVTUN_ID", "4 bytes, at most 16777215"),
	[IFLA_OVTUN_GROUP] = OVTUN_VALUE(OVTUN_FOR_ALL, 4, U32_MAX,
		ovtun_set_remote, "IFLA_OVTUN_GROUP", "an IPv4 address"),
	[IFLA_OVTUN_LINK] = OVTUN_NUMBER(OVTUN_FOR_ALL, 4, S32_MAX,
		link, "IFLA_OVTUN_LINK", "the index of a device"),
	[IFLA_OVTUN_LOCAL] = OVTUN_VALUE(OVTUN_FOR_ALL, 4, U32_MAX,
		ovtun_set_local, "IFLA_OVTUN_LOCAL", "an IPv4 address"),
	[IFLA_OVTUN_TTL] = OVTUN_VALUE(OVTUN_FOR_ALL, 1, U8_MAX,
		ovtun_set_ttl, "IFLA_OVTUN_TTL", "one byte"),
	[IFLA_OVTUN_TOS] = OVTUN_VALUE(OVTUN_FOR_ALL, 1, U8_MAX,
		ovtun_set_tos, "IFLA_OVTUN_TOS", "one byte"),
	[IFLA_OVTUN_LEARNING] = OVTUN_BOOL(OVTUN_FOR_FRAME, OVTUN_F_LEARN,
		false, "IFLA_OVTUN_LEARNING"),
	[IFLA_OVTUN_AGEING] = OVTUN_NUMBER(OVTUN_FOR_FRAME, 4, 31536000,
		ageing, "IFLA_OVTUN_AGEING",
		"4 bytes, at most 31536000 seconds"),
	[IFLA_OVTUN_LIMIT] = OVTUN_NUMBER(OVTUN_FOR_FRAME, 4, S32_MAX,
		limit, "IFLA_OVTUN_LIMIT",
		"4 bytes, at most 2147483647 entries"),
	[IFLA_OVTUN_PORT_RANGE] = OVTUN_VALUE(OVTUN_FOR(VXLAN), 4, U32_MAX,
		ovtun_set_port_range, "IFLA_OVTUN_PORT_RANGE",
		"two ports, the lower one first, or two zeros"),
	[IFLA_OVTUN_PORT] = OVTUN_VALUE(OVTUN_FOR(VXLAN), 2, 0,
		ovtun_set_port, "IFLA_OVTUN_PORT", "a port from 1 to 65535"),
	[IFLA_OVTUN_GROUP6] = OVTUN_VALUE(OVTUN_FOR_ALL, 16, 0,
		ovtun_set_remote, "IFLA_OVTUN_GROUP6",
		"an IPv6 address that is not v4mapped"),
	[IFLA_OVTUN_LOCAL6] = OVTUN_VALUE(OVTUN_FOR_ALL, 16, 0,
		ovtun_set_local, "IFLA_OVTUN_LOCAL6",
		"an IPv6 address that is not v4mapped"),
	[IFLA_OVTUN_UDP_CSUM] = OVTUN_BOOL(OVTUN_FOR(VXLAN), OVTUN_F_UDP_CSUM,
		false, "IFLA_OVTUN_UDP_CSUM"),
	[IFLA_OVTUN_UDP_ZERO_CSUM6_TX] = OVTUN_BOOL(OVTUN_FOR(VXLAN),
		OVTUN_F_UDP_CSUM6_TX, true, "IFLA_OVTUN_UDP_ZERO_CSUM6_TX"),
	[IFLA_OVTUN_UDP_ZERO_CSUM6_RX] = OVTUN_BOOL(OVTUN_FOR(VXLAN),
		OVTUN_F_UDP_CSUM6_RX, true, "IFLA_OVTUN_UDP_ZERO_CSUM6_RX"),
	[IFLA_OVTUN_LABEL] = OVTUN_VALUE(OVTUN_FOR_ALL, 4, U32_MAX,
		ovtun_set_label, "IFLA_OVTUN_LABEL",
		"4 bytes, at most 1048575 in network byte order"),
	[IFLA_OVTUN_TTL_INHERIT] = OVTUN_VALUE(OVTUN_FOR_ALL, 0, 0,
		ovtun_set_ttl_inherit, "IFLA_OVTUN_TTL_INHERIT", "a flag"),
	[IFLA_OVTUN_DF] = OVTUN_NUMBER(OVTUN_FOR_ALL, 1, OVTUN_DF_MAX,
		df, "IFLA_OVTUN_DF",
		"one byte: 0 unset, 1 set, 2 inherit"),
};

static const struct ovtun_attr ovtun_ext_attrs[__IFLA_OVTUN_EXT_MAX] = {
	[IFLA_OVTUN_EXT_IKEY] = OVTUN_VALUE(OVTUN_FOR_GRE, 4, U32_MAX,
		ovtun_set_ikey, "IFLA_OVTUN_EXT_IKEY", "4 bytes"),
	[IFLA_OVTUN_EXT_OKEY] = OVTUN_VALUE(OVTUN_FOR_GRE, 4, U32_MAX,
		ovtun_set_okey, "IFLA_OVTUN_EXT_OKEY", "4 bytes"),
	[IFLA_OVTUN_EXT_ICSUM] = OVTUN_BOOL(OVTUN_FOR_GRE, OVTUN_F_ICSUM,
		false, "IFLA_OVTUN_EXT_ICSUM"),
	[IFLA_OVTUN_EXT_OCSUM] = OVTUN_BOOL(OVTUN_FOR_GRE, OVTUN_F_OCSUM,
		false, "IFLA_OVTUN_EXT_OCSUM"),
	[IFLA_OVTUN_EXT_ISEQ] = OVTUN_BOOL(OVTUN_FOR_GRE, OVTUN_F_ISEQ,
		false, "IFLA_OVTUN_EXT_ISEQ"),
	[IFLA_OVTUN_EXT_OSEQ] = OVTUN_BOOL(OVTUN_FOR_GRE, OVTUN_F_OSEQ,
		false, "IFLA_OVTUN_EXT_OSEQ"),
	[IFLA_OVTUN_EXT_STRICT] = OVTUN_BOOL(OVTUN_FOR_ALL, OVTUN_F_STRICT,
		false, "IFLA_OVTUN_EXT_STRICT"),
};

/* @msg is one of the constant sentences above. */
static int ovtun_attr_refuse(struct netlink_ext_ack *extack,
			     const struct nlattr *attr, const char *msg)
{
	NL_SET_BAD_ATTR(extack, attr);
	if (extack)
		extack->_msg = msg;
	return -EINVAL;
}

static bool ovtun_attr_in_range(const struct ovtun_attr *row,
				const struct nlattr *attr)
{
	if (row->len && nla_len(attr) != row->len)
		return false;
	switch (row->len) {
	case 1:
		return nla_get_u8(attr) <= row->max;
	case 4:
		return nla_get_u32(attr) <= row->max;
	default:
		return true;
	}
}

static int ovtun_attr_apply(struct ovtun_config *cfg,
			    const struct ovtun_attr *row,
			    const struct nlattr *attr,
			    struct netlink_ext_ack *extack)
{
	if (!row->encaps)
		return ovtun_attr_refuse(extack, attr, "An attribute of the kind vxlan that ovtun does not support");
	if (!(row->encaps & BIT(cfg->ops->encap)))
		return ovtun_attr_refuse(extack, attr, row->encaps_msg);
	if (!ovtun_attr_in_range(row, attr))
		return ovtun_attr_refuse(extack, attr, row->value_msg);
	if (row->set && row->set(cfg, attr))
		return ovtun_attr_refuse(extack, attr, row->value_msg);
	if (row->field)
		memcpy((void *)cfg + row->field, nla_data(attr), row->len);
	if (!row->flag)
		return 0;
	if (!!nla_get_u8(attr) != row->invert)
		cfg->flags |= row->flag;
	else
		cfg->flags &= ~row->flag;
	return 0;
}

static int ovtun_attr_set_encap(struct ovtun_config *cfg,
				const struct nlattr *attr,
				struct netlink_ext_ack *extack)
{
	if (!attr && cfg->ops)
		return 0;
	if (!attr)
		return ovtun_attr_refuse(extack, attr, "IFLA_OVTUN_EXT_ENCAP is missing: a device needs an encapsulation");
	if (nla_len(attr) != 1 || !nla_get_u8(attr) ||
	    nla_get_u8(attr) > OVTUN_ENCAP_MAX)
		return ovtun_attr_refuse(extack, attr, "IFLA_OVTUN_EXT_ENCAP must be one byte: 1 vxlan, 2 gretap, 3 gre");
	if (cfg->ops && cfg->ops->encap != nla_get_u8(attr))
		return ovtun_attr_refuse(extack, attr, "IFLA_OVTUN_EXT_ENCAP cannot be changed");
	cfg->ops = ovtun_encap_ops(nla_get_u8(attr));
	return 0;
}

/* Two attributes that set the same thing contradict each other. */
static int ovtun_attr_check_pairs(struct nlattr *data[],
				  struct netlink_ext_ack *extack)
{
	if (data[IFLA_OVTUN_GROUP] && data[IFLA_OVTUN_GROUP6])
		return ovtun_attr_refuse(extack, data[IFLA_OVTUN_GROUP6], "IFLA_OVTUN_GROUP and IFLA_OVTUN_GROUP6 exclude each other");
	if (data[IFLA_OVTUN_LOCAL] && data[IFLA_OVTUN_LOCAL6])
		return ovtun_attr_refuse(extack, data[IFLA_OVTUN_LOCAL6], "IFLA_OVTUN_LOCAL and IFLA_OVTUN_LOCAL6 exclude each other");
	return 0;
}

/**
 * ovtun_attr_parse - apply netlink attributes to a configuration
 * @cfg: not published; half changed after an error
 * @data: IFLA_OVTUN_*, or NULL when there are none
 * @change: the device exists, and what is not given stays
 * @extack: for the sentence
 *
 * Return: 0 or a negative errno
 */
int ovtun_attr_parse(struct ovtun_config *cfg, struct nlattr *data[],
		     bool change, struct netlink_ext_ack *extack)
{
	struct nlattr *ext[__IFLA_OVTUN_EXT_MAX] = {};
	unsigned int i;
	int err;

	if (data && data[IFLA_OVTUN_EXT]) {
		err = nla_parse_nested(ext, IFLA_OVTUN_EXT_MAX,
				       data[IFLA_OVTUN_EXT], NULL, extack);
		if (err)
			return err;
	}
	err = ovtun_attr_set_encap(cfg, ext[IFLA_OVTUN_EXT_ENCAP], extack);
	if (err || !data)
		return err;
	err = ovtun_attr_check_pairs(data, extack);
	for (i = 1; !err && i < IFLA_OVTUN_EXT; i++)
		if (data[i])
			err = ovtun_attr_apply(cfg, &ovtun_attrs[i], data[i],
					       extack);
	for (i = IFLA_OVTUN_EXT_ENCAP + 1; !err && i <= IFLA_OVTUN_EXT_MAX; i++)
		if (ext[i])
			err = ovtun_attr_apply(cfg, &ovtun_ext_attrs[i],
					       ext[i], extack);
	if (!err && !change && cfg->ops->encap == OVTUN_ENCAP_VXLAN &&
	    !data[IFLA_OVTUN_ID])
		err = ovtun_attr_refuse(extack, NULL, "IFLA_OVTUN_ID is missing: VXLAN needs a VNI");
	return err;
}
