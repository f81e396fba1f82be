// SPDX-License-Identifier: GPL-2.0
/*
 * Tunnel metadata of sent packets. An external device is told with each packet
 * to which segment and peer it goes. See meta_rx.c for the way back.
 */

#include <net/dst_cache.h>
#include <net/dst_metadata.h>
#include <net/inet_ecn.h>
#include <net/ip_tunnels.h>
#include <net/vxlan.h>

#include "ovtun.h"

/* ip_tunnel_key.tun_flags, as a number with the bits IP_TUNNEL_*_BIT */
static u16 ovtun_meta_flags(const struct ip_tunnel_key *key)
{
	return be16_to_cpu(ip_tunnel_flags_to_be16(key->tun_flags));
}

/* The OVTUN_F_* that they ask for. UDP and GRE checksum are not both needed. */
static u32 ovtun_meta_options(const struct ovtun_encap_ops *ops, u16 flags)
{
	u32 options = 0;

	if (flags & BIT(IP_TUNNEL_CSUM_BIT))
		options |= ops->caps & OVTUN_CAP_UDP ?
			   OVTUN_F_UDP_CSUM | OVTUN_F_UDP_CSUM6_TX :
			   OVTUN_F_OCSUM;
	if (!(ops->caps & OVTUN_CAP_KEY))
		return options;
	if (flags & BIT(IP_TUNNEL_KEY_BIT))
		options |= OVTUN_F_OKEY;
	if (flags & BIT(IP_TUNNEL_SEQ_BIT))
		options |= OVTUN_F_OSEQ;
	return options;
}

/* On a trunk the tag may be beside the frame; now it is a part of it. */
static int ovtun_meta_keep_tag(struct sk_buff *skb)
{
	__be16 proto = skb->vlan_proto;
	int err;

	if (!skb_vlan_tag_present(skb))
		return 0;
	err = __vlan_insert_tag(skb, proto, skb_vlan_tag_get(skb));
	if (err)
		return err;
	skb->protocol = proto;
	__vlan_hwaccel_clear_tag(skb);
	return 0;
}

/* Does somebody say where the packet goes? */
bool ovtun_meta_present(const struct sk_buff *skb)
{
	const struct ip_tunnel_info *info = skb_tunnel_info(skb);

	return info && info->mode & IP_TUNNEL_INFO_TX;
}

/**
 * ovtun_meta_segment - to which segment does a packet with metadata belong?
 * @skb: the packet; data and MAC header are at its start
 * @tx: the device; segment and id are set here, and info unless the peer is
 *	for the forwarding table to say
 *
 * Return: OVTUN_OK, or why it cannot be sent
 */
enum ovtun_drop ovtun_meta_segment(struct sk_buff *skb, struct ovtun_tx *tx)
{
	const struct ovtun_encap_ops *ops = tx->cfg->ops;
	struct ip_tunnel_info *info = skb_tunnel_info(skb);
	u32 id = ntohl(tunnel_id_to_key32(info->key.tun_id));

	if (id < ops->id_min || id > ops->id_max)
		return OVTUN_TX_METADATA;
	if (ovtun_meta_keep_tag(skb))
		return OVTUN_TX_NO_MEM;
	tx->id = id;
	tx->fdb_id = id;
	tx->seg = ovtun_segment_find(tx->ovt, id) ?: tx->ovt->self;
	if (ops->l3 || !(info->mode & IP_TUNNEL_INFO_BRIDGE))
		tx->info = info;
	return OVTUN_OK;
}

static void ovtun_meta_addrs(const struct ip_tunnel_info *info,
			     struct ovtun_path *path)
{
	const struct ip_tunnel_key *key = &info->key;

	if (ip_tunnel_info_af(info) == AF_INET6) {
		path->saddr = key->u.ipv6.src;
		path->daddr = key->u.ipv6.dst;
		return;
	}
	path->saddr = in6addr_any;
	if (key->u.ipv4.src)
		ipv6_addr_set_v4mapped(key->u.ipv4.src, &path->saddr);
	path->daddr = in6addr_any;
	if (key->u.ipv4.dst)
		ipv6_addr_set_v4mapped(key->u.ipv4.dst, &path->daddr);
}

/* A v4mapped address where an IPv6 address belongs is refused, too. */
static bool ovtun_meta_addrs_ok(const struct ovtun_tx *tx,
				struct ovtun_path *path)
{
	const struct ovtun_config *cfg = tx->cfg;

	ovtun_meta_addrs(tx->info, path);
	path->family = ovtun_addr_family(&path->daddr);
	if (path->family != ip_tunnel_info_af(tx->info) ||
	    !ovtun_config_has(cfg, path->family))
		return false;
	if (ipv6_addr_any(&path->saddr) &&
	    ovtun_addr_family(&cfg->local) == path->family)
		path->saddr = cfg->local;
	return ipv6_addr_any(&path->saddr) ||
	       ovtun_addr_family(&path->saddr) == path->family;
}

/* The group policy that comes with the metadata, as a mark; 0: none */
static u32 ovtun_meta_policy(struct ip_tunnel_info *info, u16 flags)
{
	const struct vxlan_metadata *opts = ip_tunnel_info_opts(info);

	if (!(flags & BIT(IP_TUNNEL_VXLAN_OPT_BIT)) ||
	    info->options_len < sizeof(*opts))
		return 0;
	return opts->gbp;
}

/* What the metadata says of the outer headers. */
static enum ovtun_drop ovtun_meta_read(struct ovtun_tx *tx,
				       struct ovtun_path *path)
{
	const struct ip_tunnel_key *key = &tx->info->key;
	u16 flags = ovtun_meta_flags(key);

	if (!ovtun_meta_addrs_ok(tx, path))
		return OVTUN_TX_METADATA;
	tx->peer = ovtun_peer_find(tx->ovt, &path->daddr);
	tx->dport = key->tp_dst ?: tx->cfg->port;
	tx->policy = ovtun_meta_policy(tx->info, flags);
	path->flags = tx->cfg->flags | ovtun_meta_options(tx->cfg->ops, flags);
	path->oif = tx->cfg->link;
	path->label = key->label;
	path->tos = (key->tos == 1 ? tx->inner : key->tos) & ~INET_ECN_MASK;
	path->ttl = key->ttl;
	path->df = flags & BIT(IP_TUNNEL_DONT_FRAGMENT_BIT);
	path->inherit = false;
	/* A route that was kept there knows nothing of a change since then. */
	if (key->tos != 1 && !tx->cfg->gen &&
	    !(flags & BIT(IP_TUNNEL_NOCACHE_BIT)))
		tx->cache = &tx->info->dst_cache;
	return OVTUN_OK;
}

/**
 * ovtun_meta_send - send a packet where its metadata says
 * @skb: the packet, not encapsulated; consumed
 * @tx: prepared, with metadata
 */
void ovtun_meta_send(struct sk_buff *skb, struct ovtun_tx *tx)
{
	struct ovtun_path path;
	enum ovtun_drop drop;

	drop = ovtun_meta_read(tx, &path);
	if (drop)
		ovtun_tx_drop(tx, skb, drop);
	else
		ovtun_tx_find(skb, tx, &path);
}

/* Is there a route from the last packet with this metadata? */
bool ovtun_meta_path_kept(const struct ovtun_tx *tx, struct ovtun_path *path)
{
	struct rtable *rt;
	__be32 saddr4;

	if (path->family == AF_INET6) {
		path->dst = dst_cache_get_ip6(tx->cache, &path->saddr);
		return path->dst;
	}
	rt = dst_cache_get_ip4(tx->cache, &saddr4);
	if (!rt)
		return false;
	path->dst = &rt->dst;
	ipv6_addr_set_v4mapped(saddr4, &path->saddr);
	return true;
}

void ovtun_meta_path_keep(const struct ovtun_tx *tx,
			  const struct ovtun_path *path)
{
	if (path->family == AF_INET6)
		dst_cache_set_ip6(tx->cache, path->dst, &path->saddr);
	else
		dst_cache_set_ip4(tx->cache, path->dst,
				  path->saddr.s6_addr32[3]);
}

/*
 * ndo_fill_metadata_dst: which source and ports will the packet have? RCU, BH.
 * The metadata is nobody else's.
 */
int ovtun_fill_metadata_dst(struct net_device *dev, struct sk_buff *skb)
{
	struct ip_tunnel_info *info = skb_tunnel_info(skb);
	struct ovtun_dev *ovt = netdev_priv(dev);
	struct ovtun_tx tx = {
		.ovt = ovt,
		.cfg = rcu_dereference(ovt->cfg),
		.info = info,
		.id = ntohl(tunnel_id_to_key32(info->key.tun_id)),
		.inner = ip_tunnel_get_dsfield(ip_hdr(skb), skb),
	};
	struct ovtun_path path;
	int err;

	if (!(tx.cfg->flags & OVTUN_F_EXTERNAL) || ovtun_meta_read(&tx, &path))
		return -EINVAL;
	if (tx.cfg->ops->flow)
		tx.cfg->ops->flow(skb, &tx);
	err = ovtun_path_find(&tx, skb, &path);
	if (err)
		return err;
	dst_release(path.dst);
	if (path.family == AF_INET)
		info->key.u.ipv4.src = path.saddr.s6_addr32[3];
	else
		info->key.u.ipv6.src = path.saddr;
	info->key.tp_src = tx.sport;
	info->key.tp_dst = tx.dport;
	return 0;
}
