// SPDX-License-Identifier: GPL-2.0
/*
 * NVGRE, RFC 7637: frames in GRE whose key is a virtual subnet ID (VSID) and a
 * number that differs by flow (FlowID).
 *
 * On the wire it is GRE with a key; see ovtun_demux_find() for who gets a
 * packet that could be either's.
 */

#include <linux/math.h>

#include "encap.h"
#include "ovtun.h"

#define OVTUN_NVGRE_HLEN	(OVTUN_GRE_HLEN_MIN + 4)

static unsigned int ovtun_nvgre_hlen(u32 flags)
{
	return OVTUN_NVGRE_HLEN;
}

static int ovtun_nvgre_gso_type(const struct ovtun_path *path)
{
	return SKB_GSO_GRE;
}

/* RFC 7637 section 3.2: as much entropy as possible. */
static void ovtun_nvgre_flow(struct sk_buff *skb, struct ovtun_tx *tx)
{
	tx->flowid = reciprocal_scale(ovtun_flow_hash(skb, true), 256);
}

static void ovtun_nvgre_push(struct sk_buff *skb, const struct ovtun_tx *tx)
{
	const struct ovtun_gre_header hdr = {
		.flags = OVTUN_GRE_F_KEY,
		.proto = ETH_P_TEB,
		.key = ovtun_nvgre_key(tx->id, tx->flowid),
	};

	ovtun_gre_encode(__skb_push(skb, OVTUN_NVGRE_HLEN), &hdr);
	skb_reset_transport_header(skb);
}

/* The lookup has seen to it that there is a key and nothing else. */
static enum ovtun_drop ovtun_nvgre_verify(struct sk_buff *skb,
					  struct ovtun_rx *rx)
{
	return OVTUN_OK;
}

const struct ovtun_encap_ops ovtun_nvgre_ops = {
	.name		= "nvgre",
	.encap		= OVTUN_ENCAP_NVGRE,
	.caps		= OVTUN_CAP_VNI | OVTUN_CAP_FDB,
	.format		= OVTUN_FORMAT_NVGRE,
	.ipproto	= IPPROTO_GRE,
	.id_min		= OVTUN_NVGRE_VSID_MIN,
	.id_max		= OVTUN_NVGRE_VSID_MAX,
	.hlen		= ovtun_nvgre_hlen,
	.gso_type	= ovtun_nvgre_gso_type,
	.flow		= ovtun_nvgre_flow,
	.push		= ovtun_nvgre_push,
	.parse		= ovtun_gre_parse,
	.verify		= ovtun_nvgre_verify,
};
