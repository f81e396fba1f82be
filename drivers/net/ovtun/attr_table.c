// SPDX-License-Identifier: GPL-2.0
/*
 * Link attributes: one row each with what it is, who may have it, and what is
 * said when it is wrong.
 */

#include <linux/if_link.h>

#include "attr.h"

/*
 * For a new device the family counts although the address may be the
 * unspecified one; a change to that only takes the address away.
 */
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
	if (!cfg->gen || !ipv6_addr_any(&addr))
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

/* 0 is the encapsulation's own, as with vxlan: see ovtun_config_check(). */
static int ovtun_set_port(struct ovtun_config *cfg, const struct nlattr *attr)
{
	cfg->port = nla_get_be16(attr);
	return 0;
}

static int ovtun_set_label(struct ovtun_config *cfg, const struct nlattr *attr)
{
	if (nla_get_be32(attr) & ~IPV6_FLOWLABEL_MASK)
		return -EINVAL;
	cfg->label = nla_get_be32(attr);
	cfg->flags &= ~OVTUN_F_LABEL_INHERIT;
	return 0;
}

/* The label is kept for when inheritance ends. */
static int ovtun_set_label_policy(struct ovtun_config *cfg,
				  const struct nlattr *attr)
{
	cfg->flags &= ~OVTUN_F_LABEL_INHERIT;
	if (nla_get_u32(attr) == OVTUN_LABEL_INHERIT)
		cfg->flags |= OVTUN_F_LABEL_INHERIT;
	return 0;
}

/* The mark belongs to one policy and goes with it. */
static int ovtun_set_mark_policy(struct ovtun_config *cfg,
				 const struct nlattr *attr)
{
	cfg->mark_policy = nla_get_u8(attr);
	if (cfg->mark_policy != OVTUN_MARK_SET)
		cfg->mark = 0;
	return 0;
}

/* Flags have no value. */
static int ovtun_set_variant(struct ovtun_config *cfg,
			     const struct nlattr *attr)
{
	return nla_len(attr) ? -EINVAL : 0;
}

/* Empty: no key. */
static int ovtun_set_key(struct ovtun_config *cfg, const struct nlattr *attr,
			 u32 *key, u32 flag)
{
	*key = 0;
	cfg->flags &= ~flag;
	if (!nla_len(attr))
		return 0;
	if (nla_len(attr) != sizeof(u32))
		return -EINVAL;
	*key = nla_get_u32(attr);
	cfg->flags |= flag;
	return 0;
}

static int ovtun_set_ikey(struct ovtun_config *cfg, const struct nlattr *attr)
{
	return ovtun_set_key(cfg, attr, &cfg->ikey, OVTUN_F_IKEY);
}

static int ovtun_set_okey(struct ovtun_config *cfg, const struct nlattr *attr)
{
	return ovtun_set_key(cfg, attr, &cfg->id, OVTUN_F_OKEY);
}

#define OVTUN_BOOL(_needs, _flag, _invert, _name)			\
	{								\
		.needs = _needs, .len = 1, .max = 1,			\
		.flag = _flag, .invert = _invert,			\
		.needs_msg = _name " does not apply to this encapsulation", \
		.value_msg = _name " must be one byte, 0 or 1",		\
	}

#define OVTUN_FIXED(_needs, _flag, _name)				\
	{								\
		.needs = _needs, .len = 1, .max = 1,			\
		.flag = _flag, .fixed = true,				\
		.needs_msg = _name " does not apply to this encapsulation", \
		.value_msg = _name " must be one byte, 0 or 1",		\
		.fixed_msg = _name " cannot be changed",		\
	}

#define OVTUN_FIXED_BYTES(_needs, _len, _field, _name, _what)		\
	{								\
		.needs = _needs, .len = _len, .fixed = true,		\
		.field = offsetof(struct ovtun_config, _field),		\
		.needs_msg = _name " does not apply to this encapsulation", \
		.value_msg = _name " must be " _what,			\
		.fixed_msg = _name " cannot be changed",		\
	}

/* A flag that has chosen the encapsulation already. */
#define OVTUN_VARIANT(_name)						\
	{								\
		.set = ovtun_set_variant,				\
		.value_msg = _name " must be empty",			\
	}

#define OVTUN_NUMBER(_needs, _len, _max, _field, _name, _what)		\
	{								\
		.needs = _needs, .len = _len, .max = _max,		\
		.field = offsetof(struct ovtun_config, _field),		\
		.needs_msg = _name " does not apply to this encapsulation", \
		.value_msg = _name " must be " _what,			\
	}

#define OVTUN_VALUE(_needs, _len, _max, _set, _name, _what)		\
	{								\
		.needs = _needs, .len = _len, .max = _max, .set = _set,	\
		.needs_msg = _name " does not apply to this encapsulation", \
		.value_msg = _name " must be " _what,			\
	}

const struct ovtun_attr ovtun_attrs[IFLA_OVTUN_EXT] = {
	[IFLA_OVTUN_ID] = OVTUN_NUMBER(OVTUN_CAP_VNI, 4, OVTUN_VXLAN_VNI_MAX,
		id, "IFLA_OVTUN_ID", "4 bytes, at most 16777215"),
	[IFLA_OVTUN_GROUP] = OVTUN_VALUE(0, 4, U32_MAX,
		ovtun_set_remote, "IFLA_OVTUN_GROUP", "an IPv4 address"),
	[IFLA_OVTUN_LINK] = OVTUN_NUMBER(0, 4, S32_MAX,
		link, "IFLA_OVTUN_LINK", "the index of a device"),
	[IFLA_OVTUN_LOCAL] = OVTUN_VALUE(0, 4, U32_MAX,
		ovtun_set_local, "IFLA_OVTUN_LOCAL", "an IPv4 address"),
	[IFLA_OVTUN_TTL] = OVTUN_VALUE(0, 1, U8_MAX,
		ovtun_set_ttl, "IFLA_OVTUN_TTL", "one byte"),
	[IFLA_OVTUN_TOS] = OVTUN_VALUE(0, 1, U8_MAX,
		ovtun_set_tos, "IFLA_OVTUN_TOS", "one byte"),
	[IFLA_OVTUN_LEARNING] = OVTUN_BOOL(OVTUN_CAP_FDB, OVTUN_F_LEARN,
		false, "IFLA_OVTUN_LEARNING"),
	[IFLA_OVTUN_AGEING] = OVTUN_NUMBER(OVTUN_CAP_FDB, 4, 31536000,
		ageing, "IFLA_OVTUN_AGEING",
		"4 bytes, at most 31536000 seconds"),
	[IFLA_OVTUN_LIMIT] = OVTUN_NUMBER(OVTUN_CAP_FDB, 4, S32_MAX,
		limit, "IFLA_OVTUN_LIMIT",
		"4 bytes, at most 2147483647 entries"),
	[IFLA_OVTUN_PORT_RANGE] = OVTUN_VALUE(OVTUN_CAP_UDP, 4, U32_MAX,
		ovtun_set_port_range, "IFLA_OVTUN_PORT_RANGE",
		"two ports, the lower one first, or two zeros"),
	[IFLA_OVTUN_PROXY] = OVTUN_BOOL(OVTUN_CAP_FDB, OVTUN_F_PROXY,
		false, "IFLA_OVTUN_PROXY"),
	[IFLA_OVTUN_L2MISS] = OVTUN_BOOL(OVTUN_CAP_FDB, OVTUN_F_L2MISS,
		false, "IFLA_OVTUN_L2MISS"),
	[IFLA_OVTUN_L3MISS] = OVTUN_BOOL(OVTUN_CAP_FDB, OVTUN_F_L3MISS,
		false, "IFLA_OVTUN_L3MISS"),
	[IFLA_OVTUN_PORT] = OVTUN_VALUE(OVTUN_CAP_UDP, 2, 0,
		ovtun_set_port, "IFLA_OVTUN_PORT", "a port from 0 to 65535"),
	[IFLA_OVTUN_GROUP6] = OVTUN_VALUE(0, 16, 0,
		ovtun_set_remote, "IFLA_OVTUN_GROUP6",
		"an IPv6 address that is not v4mapped"),
	[IFLA_OVTUN_LOCAL6] = OVTUN_VALUE(0, 16, 0,
		ovtun_set_local, "IFLA_OVTUN_LOCAL6",
		"an IPv6 address that is not v4mapped"),
	[IFLA_OVTUN_UDP_CSUM] = OVTUN_BOOL(OVTUN_CAP_UDP, OVTUN_F_UDP_CSUM,
		false, "IFLA_OVTUN_UDP_CSUM"),
	[IFLA_OVTUN_UDP_ZERO_CSUM6_TX] = OVTUN_BOOL(OVTUN_CAP_UDP,
		OVTUN_F_UDP_CSUM6_TX, true, "IFLA_OVTUN_UDP_ZERO_CSUM6_TX"),
	[IFLA_OVTUN_UDP_ZERO_CSUM6_RX] = OVTUN_BOOL(OVTUN_CAP_UDP,
		OVTUN_F_UDP_CSUM6_RX, true, "IFLA_OVTUN_UDP_ZERO_CSUM6_RX"),
	[IFLA_OVTUN_GBP] = OVTUN_VARIANT("IFLA_OVTUN_GBP"),
	[IFLA_OVTUN_COLLECT_METADATA] = OVTUN_FIXED(0, OVTUN_F_EXTERNAL,
		"IFLA_OVTUN_COLLECT_METADATA"),
	[IFLA_OVTUN_LABEL] = OVTUN_VALUE(0, 4, U32_MAX,
		ovtun_set_label, "IFLA_OVTUN_LABEL",
		"4 bytes, at most 1048575 in network byte order"),
	[IFLA_OVTUN_GPE] = OVTUN_VARIANT("IFLA_OVTUN_GPE"),
	[IFLA_OVTUN_TTL_INHERIT] = OVTUN_VALUE(0, 0, 0,
		ovtun_set_ttl_inherit, "IFLA_OVTUN_TTL_INHERIT", "a flag"),
	[IFLA_OVTUN_DF] = OVTUN_NUMBER(0, 1, OVTUN_DF_MAX,
		df, "IFLA_OVTUN_DF",
		"one byte: 0 unset, 1 set, 2 inherit"),
	[IFLA_OVTUN_LOCALBYPASS] = OVTUN_VALUE(0, 1, 0, NULL,
		"IFLA_OVTUN_LOCALBYPASS",
		"one byte, 0: every packet goes through the underlay"),
	[IFLA_OVTUN_RESERVED_BITS] = OVTUN_FIXED_BYTES(OVTUN_CAP_RESERVED, 8,
		reserved, "IFLA_OVTUN_RESERVED_BITS", "8 bytes"),
	[IFLA_OVTUN_LABEL_POLICY] = OVTUN_VALUE(0, 4, OVTUN_LABEL_MAX,
		ovtun_set_label_policy, "IFLA_OVTUN_LABEL_POLICY",
		"4 bytes: 0 fixed, 1 inherit"),
};

const struct ovtun_attr ovtun_ext_attrs[__IFLA_OVTUN_EXT_MAX] = {
	[IFLA_OVTUN_EXT_IKEY] = OVTUN_VALUE(OVTUN_CAP_KEY, 0, 0,
		ovtun_set_ikey, "IFLA_OVTUN_EXT_IKEY", "4 bytes, or empty"),
	[IFLA_OVTUN_EXT_OKEY] = OVTUN_VALUE(OVTUN_CAP_KEY, 0, 0,
		ovtun_set_okey, "IFLA_OVTUN_EXT_OKEY", "4 bytes, or empty"),
	[IFLA_OVTUN_EXT_ICSUM] = OVTUN_BOOL(OVTUN_CAP_KEY, OVTUN_F_ICSUM,
		false, "IFLA_OVTUN_EXT_ICSUM"),
	[IFLA_OVTUN_EXT_OCSUM] = OVTUN_BOOL(OVTUN_CAP_KEY, OVTUN_F_OCSUM,
		false, "IFLA_OVTUN_EXT_OCSUM"),
	[IFLA_OVTUN_EXT_ISEQ] = OVTUN_BOOL(OVTUN_CAP_KEY, OVTUN_F_ISEQ,
		false, "IFLA_OVTUN_EXT_ISEQ"),
	[IFLA_OVTUN_EXT_OSEQ] = OVTUN_BOOL(OVTUN_CAP_KEY, OVTUN_F_OSEQ,
		false, "IFLA_OVTUN_EXT_OSEQ"),
	[IFLA_OVTUN_EXT_STRICT] = OVTUN_BOOL(0, OVTUN_F_STRICT,
		false, "IFLA_OVTUN_EXT_STRICT"),
	[IFLA_OVTUN_EXT_UDP] = OVTUN_VALUE(0, 1, 1, NULL,
		"IFLA_OVTUN_EXT_UDP", "one byte, 0 or 1"),
	[IFLA_OVTUN_EXT_TRUNK] = OVTUN_FIXED(OVTUN_CAP_FDB, OVTUN_F_TRUNK,
		"IFLA_OVTUN_EXT_TRUNK"),
	[IFLA_OVTUN_EXT_MARK_POLICY] = OVTUN_VALUE(0, 1, OVTUN_MARK_MAX,
		ovtun_set_mark_policy, "IFLA_OVTUN_EXT_MARK_POLICY",
		"one byte: 0 keep, 1 clear, 2 set"),
	[IFLA_OVTUN_EXT_MARK] = OVTUN_NUMBER(0, 4, U32_MAX,
		mark, "IFLA_OVTUN_EXT_MARK", "4 bytes"),
	[IFLA_OVTUN_EXT_FWMARK] = OVTUN_NUMBER(0, 4, U32_MAX,
		fwmark, "IFLA_OVTUN_EXT_FWMARK", "4 bytes"),
	[IFLA_OVTUN_EXT_NOTRACK] = OVTUN_BOOL(0, OVTUN_F_NOTRACK,
		false, "IFLA_OVTUN_EXT_NOTRACK"),
	[IFLA_OVTUN_EXT_FASTPATH] = OVTUN_BOOL(0, OVTUN_F_FASTPATH,
		false, "IFLA_OVTUN_EXT_FASTPATH"),
};
