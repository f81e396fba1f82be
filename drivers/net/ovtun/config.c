// SPDX-License-Identifier: GPL-2.0
/* The configuration of a device: made, copied, and checked as a whole. */

#include <net/addrconf.h>

#include "ovtun.h"

struct ovtun_config *ovtun_config_alloc(void)
{
	struct ovtun_config *cfg = kzalloc(sizeof(*cfg), GFP_KERNEL);

	if (!cfg)
		return NULL;
	cfg->family = AF_INET;
	cfg->ageing = OVTUN_AGEING_DEFAULT;
	cfg->limit = OVTUN_LIMIT_DEFAULT;
	cfg->df = OVTUN_DF_SET;
	cfg->flags = OVTUN_F_LEARN | OVTUN_F_STRICT | OVTUN_F_UDP_CSUM |
		     OVTUN_F_UDP_CSUM6_TX | OVTUN_F_UDP_CSUM6_RX |
		     OVTUN_F_FASTPATH;
	return cfg;
}

/* A copy to change. It has none of the resources of @old. */
struct ovtun_config *ovtun_config_dup(const struct ovtun_config *old)
{
	struct ovtun_config *cfg = kmemdup(old, sizeof(*old), GFP_KERNEL);

	if (!cfg)
		return NULL;
	cfg->gen++;
	cfg->peer = NULL;
	memset(cfg->sock, 0, sizeof(cfg->sock));
	memset(cfg->hooked, 0, sizeof(cfg->hooked));
	memset(cfg->untracked, 0, sizeof(cfg->untracked));
	memset(cfg->early, 0, sizeof(cfg->early));
	cfg->lower = NULL;
	return cfg;
}

/* Is the underlay, or one of the two, of this address family? */
bool ovtun_config_has(const struct ovtun_config *cfg, sa_family_t family)
{
	if (cfg->family == AF_UNSPEC)
		return family == AF_INET || ipv6_mod_enabled();
	return cfg->family == family;
}

/* OVTUN_F_* of a packet: one that says its segment by a GRE key has a key. */
u32 ovtun_config_tx_flags(const struct ovtun_config *cfg)
{
	if (ovtun_config_wide(cfg) && cfg->ops->caps & OVTUN_CAP_KEY)
		return cfg->flags | OVTUN_F_OKEY;
	return cfg->flags;
}

/* What the tunnel adds to a packet in front of its network header, bytes. */
unsigned int ovtun_config_overhead(const struct ovtun_config *cfg)
{
	return ovtun_ip_hlen(cfg->family) +
	       cfg->ops->hlen(ovtun_config_tx_flags(cfg)) +
	       (cfg->ops->l3 ? 0 : ETH_HLEN);
}

static bool ovtun_addr_is_linklocal(const struct in6_addr *addr)
{
	return !ipv6_addr_v4mapped(addr) &&
	       __ipv6_addr_needs_scope_id(__ipv6_addr_type(addr));
}

static int ovtun_config_check_addrs(struct ovtun_config *cfg,
				    struct netlink_ext_ack *extack)
{
	sa_family_t remote = ovtun_addr_family(&cfg->remote);
	sa_family_t local = ovtun_addr_family(&cfg->local);

	if (local && remote && local != remote) {
		NL_SET_ERR_MSG(extack, "IFLA_OVTUN_LOCAL or _LOCAL6 and IFLA_OVTUN_GROUP or _GROUP6 are of different address families");
		return -EINVAL;
	}
	cfg->family = local ?: remote ?: cfg->family;
	if (!local && !remote && ovtun_config_wide(cfg))
		cfg->family = AF_UNSPEC;
	if (cfg->family == AF_INET6 && !ipv6_mod_enabled()) {
		NL_SET_ERR_MSG(extack, "IFLA_OVTUN_LOCAL6 or IFLA_OVTUN_GROUP6 needs IPv6, which is disabled on this host");
		return -EAFNOSUPPORT;
	}
	if (ovtun_addr_is_multicast(&cfg->local)) {
		NL_SET_ERR_MSG(extack, "IFLA_OVTUN_LOCAL or IFLA_OVTUN_LOCAL6 must not be a multicast address");
		return -EINVAL;
	}
	if (local && ipv6_addr_equal(&cfg->local, &cfg->remote)) {
		NL_SET_ERR_MSG(extack, "IFLA_OVTUN_LOCAL or _LOCAL6 and IFLA_OVTUN_GROUP or _GROUP6 are the same address");
		return -EINVAL;
	}
	if (cfg->family == AF_INET &&
	    (ipv4_is_lbcast(cfg->remote.s6_addr32[3]) ||
	     ipv4_is_lbcast(cfg->local.s6_addr32[3]))) {
		NL_SET_ERR_MSG(extack, "IFLA_OVTUN_LOCAL and IFLA_OVTUN_GROUP must not be the broadcast address");
		return -EINVAL;
	}
	if (cfg->family == AF_INET &&
	    (cfg->label || cfg->flags & OVTUN_F_LABEL_INHERIT)) {
		NL_SET_ERR_MSG(extack, "IFLA_OVTUN_LABEL and IFLA_OVTUN_LABEL_POLICY need an IPv6 underlay");
		return -EINVAL;
	}
	return 0;
}

static int ovtun_config_check_link(struct ovtun_config *cfg, struct net *net,
				   struct netlink_ext_ack *extack)
{
	if (cfg->link && !__dev_get_by_index(net, cfg->link)) {
		NL_SET_ERR_MSG(extack, "IFLA_OVTUN_LINK is not a device of the underlay namespace");
		return -ENODEV;
	}
	if (cfg->link)
		return 0;
	if (ovtun_addr_is_multicast(&cfg->remote)) {
		NL_SET_ERR_MSG(extack, "IFLA_OVTUN_GROUP or IFLA_OVTUN_GROUP6 is a multicast group and needs IFLA_OVTUN_LINK");
		return -EINVAL;
	}
	if (ovtun_addr_is_linklocal(&cfg->remote) ||
	    ovtun_addr_is_linklocal(&cfg->local)) {
		NL_SET_ERR_MSG(extack, "IFLA_OVTUN_LOCAL6 or IFLA_OVTUN_GROUP6 is link-local and needs IFLA_OVTUN_LINK");
		return -EINVAL;
	}
	return 0;
}

static void ovtun_config_set_key(struct ovtun_config *cfg,
				 struct ovtun_demux_node *node, bool ipv6)
{
	struct ovtun_demux_key *key = &node->key;

	memset(key, 0, sizeof(*key));
	node->cfg = cfg;
	key->format = cfg->ops->format;
	if (ipv6)
		key->flags |= OVTUN_DEMUX_IPV6;
	if (cfg->ops->caps & OVTUN_CAP_UDP)
		key->port = cfg->port;
	if (ovtun_config_wide(cfg)) {
		key->flags |= OVTUN_DEMUX_WIDE;
	} else if (cfg->ops->caps & OVTUN_CAP_VNI) {
		key->flags |= OVTUN_DEMUX_KEYED;
		key->id = cfg->id;
	} else if (cfg->flags & OVTUN_F_IKEY) {
		key->flags |= OVTUN_DEMUX_KEYED;
		key->id = cfg->ikey;
	}
	if (ovtun_config_p2p(cfg))
		key->remote = cfg->remote;
}

static int ovtun_config_check_header(const struct ovtun_config *cfg,
				     struct netlink_ext_ack *extack)
{
	const struct ovtun_encap_ops *ops = cfg->ops;

	if (ops->caps & OVTUN_CAP_VNI && !ovtun_config_wide(cfg) &&
	    (cfg->id < ops->id_min || cfg->id > ops->id_max)) {
		NL_SET_ERR_MSG(extack, "IFLA_OVTUN_ID must be from 4096 to 16777214 with NVGRE; RFC 7637 reserves the others");
		return -ERANGE;
	}
	if (be64_to_cpu(cfg->reserved) & ops->used) {
		NL_SET_ERR_MSG(extack, "IFLA_OVTUN_RESERVED_BITS names bits that have a meaning: the I flag, the VNI, or what IFLA_OVTUN_GBP or IFLA_OVTUN_GPE uses");
		return -EINVAL;
	}
	return 0;
}

/* Who has many segments has no id of its own. */
static int ovtun_config_check_segments(const struct ovtun_config *cfg,
				       struct netlink_ext_ack *extack)
{
	if (!ovtun_config_wide(cfg))
		return 0;
	if (cfg->flags & OVTUN_F_TRUNK && cfg->ops->l3) {
		NL_SET_ERR_MSG(extack, "IFLA_OVTUN_EXT_TRUNK needs an encapsulation that carries frames");
		return -EINVAL;
	}
	if (cfg->id || cfg->flags & (OVTUN_F_IKEY | OVTUN_F_OKEY)) {
		NL_SET_ERR_MSG(extack, "IFLA_OVTUN_ID, _EXT_IKEY and _EXT_OKEY exclude IFLA_OVTUN_EXT_TRUNK and IFLA_OVTUN_COLLECT_METADATA");
		return -EINVAL;
	}
	return 0;
}

/**
 * ovtun_config_check - do the settings make sense together?
 * @cfg: as parsed; family, port and keys are set here
 * @net: namespace of the underlay
 * @extack: for the sentence
 *
 * Return: 0 or a negative errno
 */
int ovtun_config_check(struct ovtun_config *cfg, struct net *net,
		       struct netlink_ext_ack *extack)
{
	int err;

	err = ovtun_config_check_addrs(cfg, extack);
	if (err)
		return err;
	err = ovtun_config_check_link(cfg, net, extack);
	if (err)
		return err;
	err = ovtun_config_check_segments(cfg, extack);
	if (err)
		return err;
	err = ovtun_config_check_header(cfg, extack);
	if (err)
		return err;
	if (cfg->mark && cfg->mark_policy != OVTUN_MARK_SET) {
		NL_SET_ERR_MSG(extack, "IFLA_OVTUN_EXT_MARK needs IFLA_OVTUN_EXT_MARK_POLICY to be 2, set");
		return -EINVAL;
	}
	if (!(cfg->ops->caps & OVTUN_CAP_UDP))
		cfg->port = 0;
	else if (!cfg->port)
		cfg->port = htons(cfg->ops->port);
	ovtun_config_set_key(cfg, &cfg->demux[0], false);
	ovtun_config_set_key(cfg, &cfg->demux[1], true);
	return 0;
}
