// SPDX-License-Identifier: GPL-2.0
/* What netlink reports of the configuration of a device. */

#include <linux/if_link.h>
#include <net/netlink.h>

#include "ovtun.h"

/* rtnl_link_ops.get_size */
size_t ovtun_link_size(const struct net_device *dev)
{
	return nla_total_size(sizeof(u32)) +	/* IFLA_OVTUN_ID */
	       nla_total_size(sizeof(struct in6_addr)) + /* _GROUP, _GROUP6 */
	       nla_total_size(sizeof(u32)) +	/* IFLA_OVTUN_LINK */
	       nla_total_size(sizeof(struct in6_addr)) + /* _LOCAL, _LOCAL6 */
	       nla_total_size(sizeof(u8)) +	/* IFLA_OVTUN_TTL */
	       nla_total_size(sizeof(u8)) +	/* IFLA_OVTUN_TOS */
	       nla_total_size(sizeof(u8)) +	/* IFLA_OVTUN_LEARNING */
	       nla_total_size(sizeof(u32)) +	/* IFLA_OVTUN_AGEING */
	       nla_total_size(sizeof(u32)) +	/* IFLA_OVTUN_LIMIT */
	       nla_total_size(sizeof(u8)) +	/* IFLA_OVTUN_PROXY */
	       nla_total_size(sizeof(u8)) +	/* IFLA_OVTUN_L2MISS */
	       nla_total_size(sizeof(u8)) +	/* IFLA_OVTUN_L3MISS */
	       nla_total_size(sizeof(struct ifla_vxlan_port_range)) +
	       nla_total_size(sizeof(__be16)) +	/* IFLA_OVTUN_PORT */
	       nla_total_size(sizeof(u8)) +	/* IFLA_OVTUN_UDP_CSUM */
	       nla_total_size(sizeof(u8)) +	/* _UDP_ZERO_CSUM6_TX */
	       nla_total_size(sizeof(u8)) +	/* _UDP_ZERO_CSUM6_RX */
	       nla_total_size(0) +		/* IFLA_OVTUN_GBP, _GPE */
	       nla_total_size(sizeof(u8)) +	/* _COLLECT_METADATA */
	       nla_total_size(sizeof(__be32)) +	/* IFLA_OVTUN_LABEL */
	       nla_total_size(sizeof(u8)) +	/* IFLA_OVTUN_TTL_INHERIT */
	       nla_total_size(sizeof(u8)) +	/* IFLA_OVTUN_DF */
	       nla_total_size(sizeof(u8)) +	/* IFLA_OVTUN_LOCALBYPASS */
	       nla_total_size(sizeof(__be64)) +	/* IFLA_OVTUN_RESERVED_BITS */
	       nla_total_size(sizeof(u32)) +	/* IFLA_OVTUN_LABEL_POLICY */
	       nla_total_size(0) +		/* IFLA_OVTUN_EXT */
	       nla_total_size(sizeof(u8)) +	/* IFLA_OVTUN_EXT_ENCAP */
	       nla_total_size(sizeof(u32)) +	/* IFLA_OVTUN_EXT_IKEY */
	       nla_total_size(sizeof(u32)) +	/* IFLA_OVTUN_EXT_OKEY */
	       nla_total_size(sizeof(u8)) +	/* IFLA_OVTUN_EXT_ICSUM */
	       nla_total_size(sizeof(u8)) +	/* IFLA_OVTUN_EXT_OCSUM */
	       nla_total_size(sizeof(u8)) +	/* IFLA_OVTUN_EXT_ISEQ */
	       nla_total_size(sizeof(u8)) +	/* IFLA_OVTUN_EXT_OSEQ */
	       nla_total_size(sizeof(u8)) +	/* IFLA_OVTUN_EXT_STRICT */
	       nla_total_size(sizeof(u8)) +	/* IFLA_OVTUN_EXT_UDP */
	       nla_total_size(sizeof(u8)) +	/* IFLA_OVTUN_EXT_MARK_POLICY */
	       nla_total_size(sizeof(u32)) +	/* IFLA_OVTUN_EXT_MARK */
	       nla_total_size(sizeof(u32)) +	/* IFLA_OVTUN_EXT_FWMARK */
	       nla_total_size(sizeof(u8)) +	/* IFLA_OVTUN_EXT_NOTRACK */
	       nla_total_size(sizeof(u8)) +	/* IFLA_OVTUN_EXT_FASTPATH */
	       nla_total_size(sizeof(u8));	/* IFLA_OVTUN_EXT_TRUNK */
}

static bool ovtun_put_bool(struct sk_buff *skb, int type, bool value)
{
	return !nla_put_u8(skb, type, value);
}

static bool ovtun_put_addr(struct sk_buff *skb, int type4, int type6,
			   const struct in6_addr *addr)
{
	if (ipv6_addr_any(addr))
		return true;
	if (ipv6_addr_v4mapped(addr))
		return !nla_put_in_addr(skb, type4, addr->s6_addr32[3]);
	return !nla_put_in6_addr(skb, type6, addr);
}

static bool ovtun_put_variant(struct sk_buff *skb, u8 variant)
{
	switch (variant) {
	case OVTUN_VARIANT_GBP:
		return !nla_put_flag(skb, IFLA_OVTUN_GBP);
	case OVTUN_VARIANT_GPE:
		return !nla_put_flag(skb, IFLA_OVTUN_GPE);
	default:
		return true;
	}
}

static bool ovtun_put_common(struct sk_buff *skb,
			     const struct ovtun_config *cfg)
{
	return ovtun_put_addr(skb, IFLA_OVTUN_GROUP, IFLA_OVTUN_GROUP6,
			      &cfg->remote) &&
	       (!cfg->link || !nla_put_u32(skb, IFLA_OVTUN_LINK, cfg->link)) &&
	       ovtun_put_addr(skb, IFLA_OVTUN_LOCAL, IFLA_OVTUN_LOCAL6,
			      &cfg->local) &&
	       !nla_put_u8(skb, IFLA_OVTUN_TTL, cfg->ttl) &&
	       !nla_put_u8(skb, IFLA_OVTUN_TOS, cfg->tos) &&
	       !nla_put_be32(skb, IFLA_OVTUN_LABEL, cfg->label) &&
	       !nla_put_u32(skb, IFLA_OVTUN_LABEL_POLICY,
			    cfg->flags & OVTUN_F_LABEL_INHERIT ?
			    OVTUN_LABEL_INHERIT : OVTUN_LABEL_FIXED) &&
	       ovtun_put_bool(skb, IFLA_OVTUN_TTL_INHERIT,
			      cfg->flags & OVTUN_F_TTL_INHERIT) &&
	       ovtun_put_bool(skb, IFLA_OVTUN_COLLECT_METADATA,
			      cfg->flags & OVTUN_F_EXTERNAL) &&
	       ovtun_put_bool(skb, IFLA_OVTUN_LOCALBYPASS, false) &&
	       ovtun_put_variant(skb, cfg->ops->variant) &&
	       !nla_put_u8(skb, IFLA_OVTUN_DF, cfg->df);
}

static bool ovtun_put_fdb(struct sk_buff *skb, const struct ovtun_config *cfg)
{
	return ovtun_put_bool(skb, IFLA_OVTUN_LEARNING,
			      cfg->flags & OVTUN_F_LEARN) &&
	       !nla_put_u32(skb, IFLA_OVTUN_AGEING, cfg->ageing) &&
	       !nla_put_u32(skb, IFLA_OVTUN_LIMIT, cfg->limit) &&
	       ovtun_put_bool(skb, IFLA_OVTUN_PROXY,
			      cfg->flags & OVTUN_F_PROXY) &&
	       ovtun_put_bool(skb, IFLA_OVTUN_L2MISS,
			      cfg->flags & OVTUN_F_L2MISS) &&
	       ovtun_put_bool(skb, IFLA_OVTUN_L3MISS,
			      cfg->flags & OVTUN_F_L3MISS);
}

static bool ovtun_put_udp(struct sk_buff *skb, const struct ovtun_config *cfg)
{
	struct ifla_vxlan_port_range range = {
		.low = htons(cfg->port_min),
		.high = htons(cfg->port_max),
	};

	return !nla_put(skb, IFLA_OVTUN_PORT_RANGE, sizeof(range), &range) &&
	       !nla_put_be16(skb, IFLA_OVTUN_PORT, cfg->port) &&
	       ovtun_put_bool(skb, IFLA_OVTUN_UDP_CSUM,
			      cfg->flags & OVTUN_F_UDP_CSUM) &&
	       ovtun_put_bool(skb, IFLA_OVTUN_UDP_ZERO_CSUM6_TX,
			      !(cfg->flags & OVTUN_F_UDP_CSUM6_TX)) &&
	       ovtun_put_bool(skb, IFLA_OVTUN_UDP_ZERO_CSUM6_RX,
			      !(cfg->flags & OVTUN_F_UDP_CSUM6_RX));
}

static bool ovtun_put_gre(struct sk_buff *skb, const struct ovtun_config *cfg)
{
	return (!(cfg->flags & OVTUN_F_IKEY) ||
		!nla_put_u32(skb, IFLA_OVTUN_EXT_IKEY, cfg->ikey)) &&
	       (!(cfg->flags & OVTUN_F_OKEY) ||
		!nla_put_u32(skb, IFLA_OVTUN_EXT_OKEY, cfg->id)) &&
	       ovtun_put_bool(skb, IFLA_OVTUN_EXT_ICSUM,
			      cfg->flags & OVTUN_F_ICSUM) &&
	       ovtun_put_bool(skb, IFLA_OVTUN_EXT_OCSUM,
			      cfg->flags & OVTUN_F_OCSUM) &&
	       ovtun_put_bool(skb, IFLA_OVTUN_EXT_ISEQ,
			      cfg->flags & OVTUN_F_ISEQ) &&
	       ovtun_put_bool(skb, IFLA_OVTUN_EXT_OSEQ,
			      cfg->flags & OVTUN_F_OSEQ);
}

static bool ovtun_put_marks(struct sk_buff *skb, const struct ovtun_config *cfg)
{
	return !nla_put_u8(skb, IFLA_OVTUN_EXT_MARK_POLICY,
			   cfg->mark_policy) &&
	       (cfg->mark_policy != OVTUN_MARK_SET ||
		!nla_put_u32(skb, IFLA_OVTUN_EXT_MARK, cfg->mark)) &&
	       !nla_put_u32(skb, IFLA_OVTUN_EXT_FWMARK, cfg->fwmark);
}

static bool ovtun_put_ext(struct sk_buff *skb, const struct ovtun_config *cfg)
{
	struct nlattr *nest = nla_nest_start(skb, IFLA_OVTUN_EXT);

	if (!nest)
		return false;
	if (nla_put_u8(skb, IFLA_OVTUN_EXT_ENCAP, cfg->ops->encap) ||
	    (cfg->ops->caps & OVTUN_CAP_KEY && !ovtun_put_gre(skb, cfg)) ||
	    !ovtun_put_bool(skb, IFLA_OVTUN_EXT_UDP,
			    cfg->ops->variant == OVTUN_VARIANT_UDP) ||
	    (cfg->ops->caps & OVTUN_CAP_FDB &&
	     !ovtun_put_bool(skb, IFLA_OVTUN_EXT_TRUNK,
			     cfg->flags & OVTUN_F_TRUNK)) ||
	    !ovtun_put_bool(skb, IFLA_OVTUN_EXT_STRICT,
			    ovtun_config_strict(cfg)) ||
	    !ovtun_put_bool(skb, IFLA_OVTUN_EXT_NOTRACK,
			    cfg->flags & OVTUN_F_NOTRACK) ||
	    !ovtun_put_bool(skb, IFLA_OVTUN_EXT_FASTPATH,
			    cfg->flags & OVTUN_F_FASTPATH) ||
	    !ovtun_put_marks(skb, cfg))
		return false;
	nla_nest_end(skb, nest);
	return true;
}

/* rtnl_link_ops.fill_info */
int ovtun_link_fill(struct sk_buff *skb, const struct net_device *dev)
{
	struct ovtun_dev *ovt = netdev_priv(dev);
	const struct ovtun_config *cfg;
	bool fits = true;

	rcu_read_lock();
	cfg = rcu_dereference(ovt->cfg);
	/* None yet in the announcement that register_netdevice() sends. */
	if (cfg)
		fits = ovtun_put_common(skb, cfg) &&
		       (!(cfg->ops->caps & OVTUN_CAP_FDB) ||
			ovtun_put_fdb(skb, cfg)) &&
		       (!(cfg->ops->caps & OVTUN_CAP_VNI) ||
			!nla_put_u32(skb, IFLA_OVTUN_ID, cfg->id)) &&
		       (!(cfg->ops->caps & OVTUN_CAP_RESERVED) ||
			!nla_put(skb, IFLA_OVTUN_RESERVED_BITS,
				 sizeof(cfg->reserved), &cfg->reserved)) &&
		       (!(cfg->ops->caps & OVTUN_CAP_UDP) ||
			ovtun_put_udp(skb, cfg)) &&
		       ovtun_put_ext(skb, cfg);
	rcu_read_unlock();
	return fits ? 0 : -EMSGSIZE;
}
