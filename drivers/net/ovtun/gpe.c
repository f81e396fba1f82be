// SPDX-License-Identifier: GPL-2.0
/*
 * VXLAN with the generic protocol extension, draft-ietf-nvo3-vxlan-gpe: IPv4
 * and IPv6 packets without an Ethernet header.
 */

#include <net/udp_tunnel.h>

#include "encap.h"
#include "ovtun.h"

static void ovtun_gpe_push(struct sk_buff *skb, const struct ovtun_tx *tx)
{
	ovtun_vxlan_push_extra(skb, tx, ovtun_gpe_encode(ntohs(tx->proto)));
}

static enum ovtun_drop ovtun_gpe_verify(struct sk_buff *skb,
					struct ovtun_rx *rx)
{
	enum ovtun_drop drop;
	u16 ethertype;

	drop = ovtun_vxlan_verify(skb, rx);
	if (drop)
		return drop;
	switch (ovtun_gpe_decode(rx->extra, &ethertype)) {
	case OVTUN_WIRE_OK:
		rx->proto = htons(ethertype);
		return OVTUN_OK;
	case OVTUN_WIRE_BAD_PROTO:
		return OVTUN_RX_BAD_PROTO;
	default:
		return OVTUN_RX_BAD_FLAGS;
	}
}

/*
 * A device without GPE may be at this port and be told to disregard the next
 * protocol. Without the flag of that it is nothing for a device with GPE.
 */
static __be16 ovtun_gpe_gro(const struct sock *sk, const u8 *hdr,
			    unsigned int *hlen)
{
	u64 word = (u64)ovtun_wire_get32(hdr) << 32;
	u16 ethertype;

	if (!(word & OVTUN_GPE_P))
		return ovtun_vxlan_gro(sk, hdr, hlen);
	if (!(word & OVTUN_VXLAN_I) || ovtun_gpe_decode(word, &ethertype) ||
	    !ovtun_sock_alone(sk))
		return 0;
	*hlen = OVTUN_VXLAN_HLEN;
	return htons(ethertype);
}

const struct ovtun_encap_ops ovtun_gpe_ops = {
	.name		= "vxlan",
	.encap		= OVTUN_ENCAP_VXLAN,
	.variant	= OVTUN_VARIANT_GPE,
	.caps		= OVTUN_CAP_VNI | OVTUN_CAP_UDP | OVTUN_CAP_RESERVED,
	.format		= OVTUN_FORMAT_VXLAN,
	.ipproto	= IPPROTO_UDP,
	.port		= 4790,
	.nic		= UDP_TUNNEL_TYPE_VXLAN_GPE,
	.id_max		= OVTUN_VXLAN_VNI_MAX,
	.used		= OVTUN_VXLAN_USED | OVTUN_GPE_USED,
	.l3		= true,
	.hlen		= ovtun_vxlan_hlen,
	.gso_type	= ovtun_udp_gso_type,
	.flow		= ovtun_udp_flow,
	.push		= ovtun_gpe_push,
	.parse		= ovtun_vxlan_parse,
	.gro		= ovtun_gpe_gro,
	.verify		= ovtun_gpe_verify,
};
