// SPDX-License-Identifier: GPL-2.0
/* VXLAN in UDP, RFC 7348. */

#include <linux/udp.h>
#include <net/udp_tunnel.h>

#include "encap.h"
#include "ovtun.h"

#define OVTUN_VXLAN_UDP_HLEN	(sizeof(struct udphdr) + OVTUN_VXLAN_HLEN)

unsigned int ovtun_vxlan_hlen(u32 flags)
{
	return OVTUN_VXLAN_UDP_HLEN;
}

/* @extra: bits of OVTUN_VXLAN_EXTRA */
void ovtun_vxlan_push_extra(struct sk_buff *skb, const struct ovtun_tx *tx,
			    u64 extra)
{
	ovtun_vxlan_encode(__skb_push(skb, OVTUN_VXLAN_HLEN), tx->id, extra);
	ovtun_udp_push(skb, tx);
}

static void ovtun_vxlan_push(struct sk_buff *skb, const struct ovtun_tx *tx)
{
	ovtun_vxlan_push_extra(skb, tx, 0);
}

enum ovtun_wire ovtun_vxlan_parse(struct sk_buff *skb, struct ovtun_rx *rx)
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
	rx->key.id = vxlan.vni;
	rx->extra = vxlan.extra;
	rx->proto = htons(ETH_P_TEB);
	rx->hlen = OVTUN_VXLAN_UDP_HLEN;
	return OVTUN_WIRE_OK;
}

/* A next protocol means something to devices with GPE only. */
__be16 ovtun_vxlan_gro(const struct sock *sk, const u8 *hdr, unsigned int *hlen)
{
	u64 word = (u64)ovtun_wire_get32(hdr) << 32;

	if (!(word & OVTUN_VXLAN_I) || word & OVTUN_GPE_P)
		return 0;
	*hlen = OVTUN_VXLAN_HLEN;
	return htons(ETH_P_TEB);
}

/*
 * RFC 7348 section 5 has reserved bits ignored on receipt. They are refused by
 * default, as the in-tree driver does: an extension that is not configured
 * would change the meaning of the payload.
 */
enum ovtun_drop ovtun_vxlan_verify(struct sk_buff *skb, struct ovtun_rx *rx)
{
	if (!ovtun_udp_csum_ok(skb, rx))
		return OVTUN_RX_BAD_CSUM;
	if (rx->extra & be64_to_cpu(rx->cfg->reserved))
		return OVTUN_RX_BAD_FLAGS;
	return OVTUN_OK;
}

const struct ovtun_encap_ops ovtun_vxlan_ops = {
	.name		= "vxlan",
	.encap		= OVTUN_ENCAP_VXLAN,
	.caps		= OVTUN_CAP_VNI | OVTUN_CAP_UDP | OVTUN_CAP_FDB |
			  OVTUN_CAP_RESERVED,
	.format		= OVTUN_FORMAT_VXLAN,
	.ipproto	= IPPROTO_UDP,
	.port		= 4789,
	.nic		= UDP_TUNNEL_TYPE_VXLAN,
	.id_max		= OVTUN_VXLAN_VNI_MAX,
	.used		= OVTUN_VXLAN_USED,
	.hlen		= ovtun_vxlan_hlen,
	.gso_type	= ovtun_udp_gso_type,
	.flow		= ovtun_udp_flow,
	.push		= ovtun_vxlan_push,
	.parse		= ovtun_vxlan_parse,
	.gro		= ovtun_vxlan_gro,
	.verify		= ovtun_vxlan_verify,
};
