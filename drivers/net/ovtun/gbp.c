// SPDX-License-Identifier: GPL-2.0
/*
 * VXLAN with group policy, draft-smith-vxlan-group-policy: the mark of a packet
 * crosses the tunnel, as the group that its sender is in.
 */

#include <net/udp_tunnel.h>

#include "encap.h"
#include "ovtun.h"

/* The mark does not survive that the packet is scrubbed for the underlay. */
static void ovtun_gbp_flow(struct sk_buff *skb, struct ovtun_tx *tx)
{
	tx->policy = skb->mark;
	ovtun_udp_flow(skb, tx);
}

static void ovtun_gbp_push(struct sk_buff *skb, const struct ovtun_tx *tx)
{
	ovtun_vxlan_push_extra(skb, tx, ovtun_gbp_encode(tx->policy));
}

static enum ovtun_drop ovtun_gbp_verify(struct sk_buff *skb,
					struct ovtun_rx *rx)
{
	rx->has_policy = ovtun_gbp_decode(rx->extra, &rx->policy);
	rx->nolearn = rx->has_policy && rx->extra & OVTUN_GBP_D;
	return ovtun_vxlan_verify(skb, rx);
}

const struct ovtun_encap_ops ovtun_gbp_ops = {
	.name		= "vxlan",
	.encap		= OVTUN_ENCAP_VXLAN,
	.variant	= OVTUN_VARIANT_GBP,
	.caps		= OVTUN_CAP_VNI | OVTUN_CAP_UDP | OVTUN_CAP_FDB |
			  OVTUN_CAP_RESERVED,
	.format		= OVTUN_FORMAT_VXLAN,
	.ipproto	= IPPROTO_UDP,
	.port		= 4789,
	.nic		= UDP_TUNNEL_TYPE_VXLAN,
	.id_max		= OVTUN_VXLAN_VNI_MAX,
	.used		= OVTUN_VXLAN_USED | OVTUN_GBP_USED,
	.hlen		= ovtun_vxlan_hlen,
	.gso_type	= ovtun_udp_gso_type,
	.flow		= ovtun_gbp_flow,
	.push		= ovtun_gbp_push,
	.parse		= ovtun_vxlan_parse,
	.gro		= ovtun_vxlan_gro,
	.verify		= ovtun_gbp_verify,
};
