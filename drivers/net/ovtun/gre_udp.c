// SPDX-License-Identifier: GPL-2.0
/*
 * GRE in UDP, RFC 8086: gre.c with a UDP header in front.
 *
 * Segmentation copies what is between the UDP header and the payload into each
 * segment. A GRE checksum or sequence number is not to be copied, so devices
 * with one get no packets to segment (ovtun_fix_features).
 */

#include <linux/udp.h>

#include "encap.h"
#include "ovtun.h"

static unsigned int ovtun_gre_udp_hlen(u32 flags)
{
	return sizeof(struct udphdr) + ovtun_gre_flags_hlen(flags);
}

static void ovtun_gre_udp_push(struct sk_buff *skb, const struct ovtun_tx *tx)
{
	ovtun_gre_push(skb, tx);
	ovtun_udp_push(skb, tx);
}

static enum ovtun_wire ovtun_gre_udp_parse(struct sk_buff *skb,
					   struct ovtun_rx *rx)
{
	enum ovtun_wire err;

	err = ovtun_gre_read(skb, skb_transport_offset(skb) +
				  sizeof(struct udphdr), rx);
	rx->hlen += sizeof(struct udphdr);
	return err;
}

/* A checksum or a sequence number is each packet's own. */
static __be16 ovtun_gre_udp_gro(const struct sock *sk, const u8 *hdr,
				unsigned int *hlen)
{
	struct ovtun_gre_header gre;

	if (ovtun_gre_decode(hdr, OVTUN_GRE_HLEN_MIN + 4, &gre) ||
	    gre.flags & ~OVTUN_GRE_F_KEY)
		return 0;
	*hlen = gre.len;
	return htons(gre.proto);
}

/* The GRE checksum does not cover the UDP header, RFC 8086 section 3. */
static enum ovtun_drop ovtun_gre_udp_verify(struct sk_buff *skb,
					    struct ovtun_rx *rx)
{
	enum ovtun_drop drop;

	if (!ovtun_udp_csum_ok(skb, rx))
		return OVTUN_RX_BAD_CSUM;
	skb_pull_rcsum(skb, sizeof(struct udphdr));
	drop = ovtun_gre_verify(skb, rx);
	skb_push_rcsum(skb, sizeof(struct udphdr));
	return drop;
}

const struct ovtun_encap_ops ovtun_gretap_udp_ops = {
	.name		= "gretap",
	.encap		= OVTUN_ENCAP_GRETAP,
	.variant	= OVTUN_VARIANT_UDP,
	.caps		= OVTUN_CAP_KEY | OVTUN_CAP_UDP | OVTUN_CAP_FDB,
	.format		= OVTUN_FORMAT_GRETAP,
	.ipproto	= IPPROTO_UDP,
	.port		= 4754,
	.id_max		= U32_MAX,
	.hlen		= ovtun_gre_udp_hlen,
	.gso_type	= ovtun_udp_gso_type,
	.flow		= ovtun_udp_flow,
	.push		= ovtun_gre_udp_push,
	.parse		= ovtun_gre_udp_parse,
	.gro		= ovtun_gre_udp_gro,
	.verify		= ovtun_gre_udp_verify,
};

const struct ovtun_encap_ops ovtun_gre_udp_ops = {
	.name		= "gre",
	.encap		= OVTUN_ENCAP_GRE,
	.variant	= OVTUN_VARIANT_UDP,
	.caps		= OVTUN_CAP_KEY | OVTUN_CAP_UDP,
	.format		= OVTUN_FORMAT_GRE,
	.ipproto	= IPPROTO_UDP,
	.port		= 4754,
	.id_max		= U32_MAX,
	.l3		= true,
	.hlen		= ovtun_gre_udp_hlen,
	.gso_type	= ovtun_udp_gso_type,
	.flow		= ovtun_udp_flow,
	.push		= ovtun_gre_udp_push,
	.parse		= ovtun_gre_udp_parse,
	.gro		= ovtun_gre_udp_gro,
	.verify		= ovtun_gre_udp_verify,
};
