// SPDX-License-Identifier: GPL-2.0
/* Tunnel metadata of received packets: where they came from. */

#include <net/dst_metadata.h>
#include <net/ip_tunnels.h>
#include <net/vxlan.h>

#include "ovtun.h"

static void ovtun_meta_set_policy(struct ip_tunnel_info *info, u32 policy)
{
	struct vxlan_metadata *opts = ip_tunnel_info_opts(info);

	info->options_len = sizeof(*opts);
	opts->gbp = policy;
}

/*
 * The metadata of the packet before: mostly nobody has it any more when the
 * next one comes, and then making it is spared.
 */
static DEFINE_PER_CPU(struct metadata_dst *, ovtun_meta_last);

/* Module exit; nobody receives any more. */
void ovtun_meta_exit(void)
{
	struct metadata_dst *meta;
	int cpu;

	for_each_possible_cpu(cpu) {
		meta = per_cpu(ovtun_meta_last, cpu);
		if (meta)
			dst_release(&meta->dst);
	}
}

/*
 * Metadata that nobody else refers to, with room for a group policy, or NULL.
 * The reference is the caller's.
 */
static struct metadata_dst *ovtun_meta_get(void)
{
	struct metadata_dst *meta = __this_cpu_read(ovtun_meta_last);

	if (!meta || rcuref_read(&meta->dst.__rcuref) != 1) {
		if (meta)
			dst_release(&meta->dst);
		meta = tun_rx_dst(sizeof(struct vxlan_metadata));
		__this_cpu_write(ovtun_meta_last, meta);
		if (!meta)
			return NULL;
	}
	memset(&meta->u.tun_info, 0, sizeof(meta->u.tun_info));
	dst_hold(&meta->dst);
	return meta;
}

/* Metadata of a packet that came from @saddr to @daddr, or NULL. */
static struct metadata_dst *ovtun_meta_alloc(u32 id, u16 flags,
					     const struct in6_addr *saddr,
					     const struct in6_addr *daddr)
{
	struct metadata_dst *meta = ovtun_meta_get();
	struct ip_tunnel_key *key;

	if (!meta)
		return NULL;
	key = &meta->u.tun_info.key;
	key->tun_id = key32_to_tunnel_id(htonl(id));
	ip_tunnel_flags_from_be16(key->tun_flags, cpu_to_be16(flags));
	if (ovtun_addr_family(saddr) == AF_INET) {
		key->u.ipv4.src = saddr->s6_addr32[3];
		key->u.ipv4.dst = daddr->s6_addr32[3];
		return meta;
	}
	meta->u.tun_info.mode = IP_TUNNEL_INFO_IPV6;
	key->u.ipv6.src = *saddr;
	key->u.ipv6.dst = *daddr;
	return meta;
}

static u16 ovtun_meta_rx_flags(const struct sk_buff *skb,
			       const struct ovtun_rx *rx)
{
	bool csum = rx->cfg->ops->caps & OVTUN_CAP_UDP ?
		    !!udp_hdr(skb)->check : rx->gre_flags & OVTUN_GRE_F_CSUM;
	u16 flags = 0;

	if (rx->key.flags & OVTUN_DEMUX_KEYED)
		flags |= BIT(IP_TUNNEL_KEY_BIT);
	if (csum)
		flags |= BIT(IP_TUNNEL_CSUM_BIT);
	if (rx->has_policy)
		flags |= BIT(IP_TUNNEL_VXLAN_OPT_BIT);
	if (!(rx->key.flags & OVTUN_DEMUX_IPV6) &&
	    ip_hdr(skb)->frag_off & htons(IP_DF))
		flags |= BIT(IP_TUNNEL_DONT_FRAGMENT_BIT);
	return flags;
}

/**
 * ovtun_meta_rx - note where a packet came from
 * @skb: the packet; network and transport header are the outer ones
 * @rx: the packet; meta is set here, and somebody's to release or to pass on
 *
 * Return: OVTUN_OK or OVTUN_RX_NO_MEM
 */
enum ovtun_drop ovtun_meta_rx(const struct sk_buff *skb, struct ovtun_rx *rx)
{
	struct ip_tunnel_key *key;

	rx->meta = ovtun_meta_alloc(rx->key.id, ovtun_meta_rx_flags(skb, rx),
				    &rx->saddr, &rx->daddr);
	if (!rx->meta)
		return OVTUN_RX_NO_MEM;
	if (rx->has_policy)
		ovtun_meta_set_policy(&rx->meta->u.tun_info, rx->policy);
	key = &rx->meta->u.tun_info.key;
	if (rx->key.flags & OVTUN_DEMUX_IPV6) {
		key->tos = ipv6_get_dsfield(ipv6_hdr(skb));
		key->ttl = ipv6_hdr(skb)->hop_limit;
		key->label = ip6_flowlabel(ipv6_hdr(skb));
	} else {
		key->tos = ip_hdr(skb)->tos;
		key->ttl = ip_hdr(skb)->ttl;
	}
	if (rx->cfg->ops->caps & OVTUN_CAP_UDP) {
		key->tp_src = udp_hdr(skb)->source;
		key->tp_dst = udp_hdr(skb)->dest;
	}
	return OVTUN_OK;
}

/**
 * ovtun_meta_answer - an answer that the device gives itself comes from there
 * @skb: the answer; it loses the metadata of the packet that it replaces
 * @tx: the way of that packet
 */
void ovtun_meta_answer(struct sk_buff *skb, const struct ovtun_tx *tx)
{
	const struct ovtun_path *path = tx->path;
	struct metadata_dst *meta;

	skb_dst_drop(skb);
	if (!(tx->cfg->flags & OVTUN_F_EXTERNAL))
		return;
	meta = ovtun_meta_alloc(tx->id, BIT(IP_TUNNEL_KEY_BIT),
				path ? &path->daddr : &in6addr_any,
				path ? &path->saddr : &in6addr_any);
	if (meta)
		skb_dst_set(skb, &meta->dst);
}
