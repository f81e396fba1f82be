// SPDX-License-Identifier: GPL-2.0
/* The UDP header, for the encapsulations that are in UDP. */

#include <linux/udp.h>
#include <net/ip.h>
#include <net/ip6_checksum.h>
#include <net/udp.h>
#include <net/udp_tunnel.h>

#include "encap.h"
#include "ovtun.h"

/* Is a UDP checksum to be sent? */
static bool ovtun_udp_csum(const struct ovtun_path *path)
{
	return path->flags & (path->family == AF_INET ? OVTUN_F_UDP_CSUM :
							OVTUN_F_UDP_CSUM6_TX);
}

/* ovtun_encap_ops.gso_type: what is between UDP and the payload is copied. */
int ovtun_udp_gso_type(const struct ovtun_path *path)
{
	return ovtun_udp_csum(path) ? SKB_GSO_UDP_TUNNEL_CSUM :
				    SKB_GSO_UDP_TUNNEL;
}

/*
 * ovtun_encap_ops.flow: a hash of the inner flow is the source port, RFC 7348
 * section 5 and RFC 8086 section 3.2.1. Both ends of the range may be used. Not
 * all switches look at the lower bits, so the upper ones go there, too.
 */
void ovtun_udp_flow(struct sk_buff *skb, struct ovtun_tx *tx)
{
	const struct ovtun_config *cfg = tx->cfg;
	u32 hash = ovtun_flow_hash(skb, !cfg->ops->l3);
	int min = cfg->port_min, max = cfg->port_max;

	if (!max)
		inet_get_local_port_range(tx->ovt->net, &min, &max);
	hash ^= hash << 16;
	tx->sport = htons(min + reciprocal_scale(hash, max - min + 1));
}

/* In front of the encapsulation's own header, which is the first in @skb. */
void ovtun_udp_push(struct sk_buff *skb, const struct ovtun_tx *tx)
{
	struct udphdr *uh = __skb_push(skb, sizeof(*uh));
	const struct ovtun_path *path = tx->path;

	skb_reset_transport_header(skb);
	uh->source = tx->sport;
	uh->dest = tx->dport;
	udp_set_len(uh, skb->len);
	if (!ovtun_udp_csum(path))
		uh->check = 0;
	else if (path->family == AF_INET)
		udp_set_csum(false, skb, path->saddr.s6_addr32[3],
			     path->daddr.s6_addr32[3], skb->len);
	else
		udp6_set_csum(false, skb, &path->saddr, &path->daddr, skb->len);
}

/*
 * A wrong checksum does not get here. An absent one does: the socket lets IPv6
 * packets without it pass for all its devices.
 */
bool ovtun_udp_csum_ok(const struct sk_buff *skb, const struct ovtun_rx *rx)
{
	return !(rx->key.flags & OVTUN_DEMUX_IPV6) || udp_hdr(skb)->check ||
	       !(rx->cfg->flags & OVTUN_F_UDP_CSUM6_RX);
}
