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
	cfg->port = htons(OVTUN_PORT_DEFAULT);
	cfg->ageing = OVTUN_AGEING_DEFAULT;
	cfg->limit = OVTUN_LIMIT_DEFAULT;
	cfg->df = OVTUN_DF_SET;
	cfg->flags = OVTUN_F_LEARN | OVTUN_F_STRICT | OVTUN_F_UDP_CSUM |
		     OVTUN_F_UDP_CSUM6_TX | OVTUN_F_UDP_CSUM6_RX;
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
	cfg->sock = NULL;
	cfg->hooked = false;
	cfg->lower = NULL;
	return cfg;
}

/* One peer and no other: GRE with a unicast remote. */
bool ovtun_config_p2p(const struct ovtun_config *cfg)
{
	return cfg->ops->ipproto == IPPROTO_GRE &&
	       !ipv6_addr_any(&cfg->remote) &&
	       !ovtun_addr_is_multicast(&cfg->remote);
}

/* Nobody can know the members of a multicast group. */
bool ovtun_config_strict(const struct ovtun_config *cfg)
{
	return cfg->flags & OVTUN_F_STRICT &&
	       !ovtun_addr_is_multicast(&cfg->remote);
}

/* What the tunnel adds to a packet in front of its network header, bytes. */
unsigned int ovtun_config_overhead(const struct ovtun_config *cfg)
{
	return ovtun_ip_hlen(cfg->family) + cfg->ops->hlen(cfg) +
	       (cfg->ops->l3 ? 0 : ETH_HLEN);
}

static sa_family_t ovtun_config_addr_family(const struct in6_addr *addr)
{
	if (ipv6_addr_any(addr))
		return AF_UNSPEC;
	return ipv6_addr_v4mapped(addr) ? AF_INET : AF_INET6;
}

static bool ovtun_addr_is_linklocal(const struct in6_addr *addr)
{
	return !ipv6_addr_v4mapped(addr) &&
	       __ipv6_addr_needs_scope_id(__ipv6_addr_type(addr));
}

static int ovtun_config_check_addrs(struct ovtun_config *cfg,
				    struct netlink_ext_ack *extack)
{
	sa_family_t remote = ovtun_config_addr_family(&cfg->remote);
	sa_family_t local = ovtun_config_addr_family(&cfg->local);

	if (local && remote && local != remote) {
		NL_SET_ERR_MSG(extack, "IFLA_OVTUN_LOCAL or _LOCAL6 and IFLA_OVTUN_GROUP or _GROUP6 are of different address families");
		return -EINVAL;
	}
	cfg->family = local ?: remote ?: cfg->family;
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
	if (cfg->label && cfg->family == AF_INET) {
		NL_SET_ERR_MSG(extack, "IFLA_OVTUN_LABEL needs an IPv6 underlay");
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

static void ovtun_config_set_key(struct ovtun_config *cfg)
{
	struct ovtun_demux_key *key = &cfg->key;

	memset(key, 0, sizeof(*key));
	key->encap = cfg->ops->encap;
	if (cfg->family == AF_INET6)
		key->flags |= OVTUN_DEMUX_IPV6;
	if (cfg->ops->ipproto == IPPROTO_UDP) {
		key->port = cfg->port;
		key->id = cfg->id;
	} else if (cfg->flags & OVTUN_F_IKEY) {
		key->flags |= OVTUN_DEMUX_KEYED;
		key->id = cfg->ikey;
	}
	if (ovtun_config_p2p(cfg))
		key->remote = cfg->remote;
}

/**
 * ovtun_config_check - do the settings make sense together?
 * @cfg: as parsed; family and key are set here
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
	if (cfg->ops->ipproto != IPPROTO_UDP)
		cfg->port = 0;
	ovtun_config_set_key(cfg);
	return 0;
}
