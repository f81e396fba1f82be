// SPDX-License-Identifier: GPL-2.0
/* VXLAN in UDP, RFC 7348. */

#include <linux/udp.h>
#include <net/ip6_checksum.h>
#include <net/udp.h>
#include <net/udp_tunnel.h>

#include "ovtun.h"

#define OVTUN_VXLAN_UDP_HLEN	(sizeof(struct udphdr) + OVTUN_VXLAN_HLEN)

static unsigned int ovtun_vxlan_hlen(u32 flags)
{
	return OVTUN_VXLAN_UDP_HLEN;
}

/* Is a UDP checksum to be sent? */
static bool ovtun_vxlan_csum(const struct ovtun_tx *tx)
{
	return tx->flags & (tx->family == AF_INET ? OVTUN_F_UDP_CSUM :
						    OVTUN_F_UDP_CSUM6_TX);
}

static int ovtun_vxlan_gso_type(const struct ovtun_tx *tx)
{
	return ovtun_vxlan_csum(tx) ? SKB_GSO_UDP_TUNNEL_CSUM :
				       SKB_GSO_UDP_TUNNEL;
}

/*
 * A hash of the inner flow. The dissector wants the network header where the
 * EtherType says, in front of a VLAN tag. Both ends of the range may be used.
 */
static __be16 ovtun_vxlan_sport(struct sk_buff *skb, const struct ovtun_tx *tx)
{
	const struct ovtun_config *cfg = tx->cfg;
	int off = skb_network_offset(skb);
	__be16 port;

	skb_set_network_header(skb, ETH_HLEN);
	port = udp_flow_src_port(tx->ovt->net, skb, cfg->port_min,
				 cfg->port_max ? cfg->port_max + 1 : 0, true);
	skb_set_network_header(skb, off);
	return port;
}

static void ovtun_vxlan_push(struct sk_buff *skb, const struct ovtun_tx *tx)
{
	bool nocheck = !ovtun_vxlan_csum(tx);
	struct udphdr *uh;

	skb_set_inner_protocol(skb, htons(ETH_P_TEB));
	ovtun_vxlan_encode(skb_push(skb, OVTUN_VXLAN_HLEN), tx->id, 0);
	uh = skb_push(skb, sizeof(*uh));
	skb_reset_transport_header(skb);
	uh->source = tx->sport;
	uh->dest = tx->dport;
	uh->len = htons(skb->len);
	if (tx->family == AF_INET)
		udp_set_csum(nocheck, skb, tx->saddr.s6_addr32[3],
			     tx->daddr.s6_addr32[3], skb->len);
	else
		udp6_set_csum(nocheck, skb, &tx->saddr, &tx->daddr, skb->len);
}

static enum ovtun_wire ovtun_vxlan_parse(struct sk_buff *skb,
					 struct ovtun_rx *rx)
{
	unsigned int off = skb_transport_offset(skb) + sizeof(struct udphdr);
	struct ovtun_vxlan_header vxlan;
	u8 buf[OVTUN_VXLAN_HLEN];
	enum ovtun_wire err;
	u8 *hdr;

	hdr = skb_header_pointer(skb, off, OVTUN_VXLAN_HLEN, buf);
	if (!hdr)
		return OVTUN_WIRE_TRUNCATED;
	err = ovtun_vxlan_decode(hdr, OVTUN_VXLAN_HLEN, &vxlan);
	if (err)
		return err;
	rx->key.format = OVTUN_FORMAT_VXLAN;
	rx->key.flags |= OVTUN_DEMUX_KEYED;
	rx->proto = htons(ETH_P_TEB);
	rx->hlen = OVTUN_VXLAN_UDP_HLEN;
	rx->key.id = vxlan.vni;
	/* Unlike RFC 7348 section 5, and like the in-tree driver: an extension
	 * that is not configured would change the meaning of the payload.
	 */
	return vxlan.extra ? OVTUN_WIRE_BAD_FLAGS : OVTUN_WIRE_OK;
}

/* The socket lets IPv6 packets without checksum pass for all its devices. */
static enum ovtun_drop ovtun_vxlan_verify(struct sk_buff *skb,
					  const struct ovtun_rx *rx)
{
	if (rx->key.flags & OVTUN_DEMUX_IPV6 &&
	    rx->cfg->flags & OVTUN_F_UDP_CSUM6_RX && !udp_hdr(skb)->check)
		return OVTUN_RX_BAD_CSUM;
	return OVTUN_OK;
}

const struct ovtun_encap_ops ovtun_vxlan_ops = {
	.name		= "vxlan",
	.encap		= OVTUN_ENCAP_VXLAN,
	.caps		= OVTUN_CAP_VNI | OVTUN_CAP_UDP | OVTUN_CAP_FDB,
	.format		= OVTUN_FORMAT_VXLAN,
	.ipproto	= IPPROTO_UDP,
	.port		= 4789,
	.hlen		= ovtun_vxlan_hlen,
	.gso_type	= ovtun_vxlan_gso_type,
	.sport		= ovtun_vxlan_sport,
	.push		= ovtun_vxlan_push,
	.parse		= ovtun_vxlan_parse,
	.verify		= ovtun_vxlan_verify,
};
