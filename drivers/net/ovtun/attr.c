// SPDX-License-Identifier: GPL-2.0
/*
 * Parsing link attributes. The checks are here and not in a policy of the
 * core, because a refusal has to name the attribute.
 */

#include "attr.h"
#include "ovtun.h"

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

/* The one of @flag that the attribute asks for. */
static u32 ovtun_attr_bool(const struct ovtun_attr *row,
			   const struct nlattr *attr)
{
	return !!nla_get_u8(attr) != row->invert ? row->flag : 0;
}

/* Is it what the configuration has already? */
static bool ovtun_attr_repeats(const struct ovtun_config *cfg,
			       const struct ovtun_attr *row,
			       const struct nlattr *attr)
{
	if (row->field)
		return !memcmp((void *)cfg + row->field, nla_data(attr),
			       row->len);
	return ovtun_attr_bool(row, attr) == (cfg->flags & row->flag);
}

static int ovtun_attr_apply(struct ovtun_config *cfg,
			    const struct ovtun_attr *row,
			    const struct nlattr *attr, bool change,
			    struct netlink_ext_ack *extack)
{
	if (!row->value_msg)
		return ovtun_attr_refuse(extack, attr, "An attribute of the kind vxlan that ovtun does not support");
	if (row->needs && !(row->needs & cfg->ops->caps))
		return ovtun_attr_refuse(extack, attr, row->needs_msg);
	if (!ovtun_attr_in_range(row, attr))
		return ovtun_attr_refuse(extack, attr, row->value_msg);
	if (row->fixed && change && !ovtun_attr_repeats(cfg, row, attr))
		return ovtun_attr_refuse(extack, attr, row->fixed_msg);
	if (row->set && row->set(cfg, attr))
		return ovtun_attr_refuse(extack, attr, row->value_msg);
	if (row->field)
		memcpy((void *)cfg + row->field, nla_data(attr), row->len);
	if (row->flag)
		cfg->flags = (cfg->flags & ~row->flag) |
			     ovtun_attr_bool(row, attr);
	return 0;
}

/* Which variant of the encapsulation do the flags ask for? */
static u8 ovtun_attr_variant(struct nlattr *data[], struct nlattr *ext[])
{
	const struct nlattr *udp = ext[IFLA_OVTUN_EXT_UDP];

	if (data && data[IFLA_OVTUN_GBP])
		return OVTUN_VARIANT_GBP;
	if (data && data[IFLA_OVTUN_GPE])
		return OVTUN_VARIANT_GPE;
	if (udp && nla_len(udp) == 1 && nla_get_u8(udp))
		return OVTUN_VARIANT_UDP;
	return OVTUN_VARIANT_PLAIN;
}

static int ovtun_attr_keep_encap(const struct ovtun_config *cfg,
				 const struct nlattr *attr, u8 variant,
				 const struct nlattr *udp,
				 struct netlink_ext_ack *extack)
{
	bool is_udp = cfg->ops->variant == OVTUN_VARIANT_UDP;
	bool to_udp = variant == OVTUN_VARIANT_UDP;

	if (attr && (nla_len(attr) != 1 ||
		     nla_get_u8(attr) != cfg->ops->encap))
		return ovtun_attr_refuse(extack, attr, "IFLA_OVTUN_EXT_ENCAP cannot be changed");
	if ((variant && variant != cfg->ops->variant) ||
	    (udp && to_udp != is_udp))
		return ovtun_attr_refuse(extack, attr, "IFLA_OVTUN_GBP, IFLA_OVTUN_GPE and IFLA_OVTUN_EXT_UDP cannot be changed");
	return 0;
}

static int ovtun_attr_set_encap(struct ovtun_config *cfg,
				struct nlattr *data[], struct nlattr *ext[],
				struct netlink_ext_ack *extack)
{
	const struct nlattr *attr = ext[IFLA_OVTUN_EXT_ENCAP];
	u8 variant = ovtun_attr_variant(data, ext);

	if (data && data[IFLA_OVTUN_GBP] && data[IFLA_OVTUN_GPE])
		return ovtun_attr_refuse(extack, data[IFLA_OVTUN_GPE], "IFLA_OVTUN_GBP and IFLA_OVTUN_GPE exclude each other");
	if (cfg->ops)
		return ovtun_attr_keep_encap(cfg, attr, variant,
					     ext[IFLA_OVTUN_EXT_UDP], extack);
	if (!attr)
		return ovtun_attr_refuse(extack, attr, "IFLA_OVTUN_EXT_ENCAP is missing: a device needs an encapsulation");
	if (nla_len(attr) != 1 || !nla_get_u8(attr) ||
	    nla_get_u8(attr) > OVTUN_ENCAP_MAX)
		return ovtun_attr_refuse(extack, attr, "IFLA_OVTUN_EXT_ENCAP must be one byte: 1 vxlan, 2 gretap, 3 gre, 4 nvgre");
	cfg->ops = ovtun_encap_ops(nla_get_u8(attr), variant);
	if (!cfg->ops)
		return ovtun_attr_refuse(extack, attr, "IFLA_OVTUN_EXT_ENCAP has no such variant: IFLA_OVTUN_GBP and IFLA_OVTUN_GPE are for vxlan, IFLA_OVTUN_EXT_UDP for gretap and gre");
	cfg->reserved = cpu_to_be64(~cfg->ops->used);
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
	err = ovtun_attr_set_encap(cfg, data, ext, extack);
	if (err || !data)
		return err;
	err = ovtun_attr_check_pairs(data, extack);
	for (i = 1; !err && i < IFLA_OVTUN_EXT; i++)
		if (data[i])
			err = ovtun_attr_apply(cfg, &ovtun_attrs[i], data[i],
					       change, extack);
	for (i = IFLA_OVTUN_EXT_ENCAP + 1; !err && i <= IFLA_OVTUN_EXT_MAX; i++)
		if (ext[i])
			err = ovtun_attr_apply(cfg, &ovtun_ext_attrs[i],
					       ext[i], change, extack);
	/* Who brings the metadata knows where addresses are. */
	if (!change && cfg->flags & OVTUN_F_EXTERNAL &&
	    !data[IFLA_OVTUN_LEARNING])
		cfg->flags &= ~OVTUN_F_LEARN;
	if (!err && !change && cfg->ops->caps & OVTUN_CAP_VNI &&
	    !ovtun_config_wide(cfg) && !data[IFLA_OVTUN_ID])
		err = ovtun_attr_refuse(extack, NULL, "IFLA_OVTUN_ID is missing: VXLAN needs a VNI, NVGRE a VSID, unless the device is a trunk or external");
	return err;
}
