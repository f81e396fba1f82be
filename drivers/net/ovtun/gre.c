// SPDX-License-Identifier: GPL-2.0
/* GRE with frames or IP packets, RFC 2784 and 2890. */

#include <net/gre.h>

#include "encap.h"
#include "ovtun.h"

/* The bits in the header for OVTUN_F_*. */
static u16 ovtun_gre_oflags(u32 flags)
{
	return (flags & OVTUN_F_OCSUM ? OVTUN_GRE_F_CSUM : 0) |
	       (flags & OVTUN_F_OKEY ? OVTUN_GRE_F_KEY : 0) |
	       (flags & OVTUN_F_OSEQ ? OVTUN_GRE_F_SEQ : 0);
}

unsigned int ovtun_gre_flags_hlen(u32 flags)
{
	return ovtun_gre_hlen(ovtun_gre_oflags(flags));
}

static int ovtun_gre_gso_type(const struct ovtun_path *path)
{
	return path->flags & OVTUN_F_OCSUM ? SKB_GSO_GRE_CSUM : SKB_GSO_GRE;
}

/*
 * The checksum covers the GRE header and the payload, RFC 2784 section 2.5.
 * With segmentation ahead it is computed for each segment then.
 */
static void ovtun_gre_set_csum(struct sk_buff *skb)
{
	__sum16 *csum = (__sum16 *)(skb->data + OVTUN_GRE_HLEN_MIN);

	if (skb_is_gso(skb))
		return;
	if (skb->ip_summed == CHECKSUM_PARTIAL) {
		*csum = csum_fold(lco_csum(skb));
		return;
	}
	skb->ip_summed = CHECKSUM_PARTIAL;
	skb->csum_start = skb_transport_header(skb) - skb->head;
	skb->csum_offset = OVTUN_GRE_HLEN_MIN;
}

void ovtun_gre_push(struct sk_buff *skb, const struct ovtun_tx *tx)
{
	struct ovtun_gre_header hdr = {
		.flags = ovtun_gre_oflags(tx->path->flags),
		.proto = ntohs(tx->proto),
		.key = tx->id,
	};

	if (hdr.flags & OVTUN_GRE_F_SEQ)
		hdr.seq = atomic_fetch_inc(tx->peer ? &tx->peer->tx_seq :
						      &tx->ovt->tx_seq);
	ovtun_gre_encode(__skb_push(skb, ovtun_gre_hlen(hdr.flags)), &hdr);
	skb_reset_transport_header(skb);
	if (hdr.flags & OVTUN_GRE_F_CSUM)
		ovtun_gre_set_csum(skb);
}

/* Other payloads are other people's: NHRP, ERSPAN, MPLS. */
static u8 ovtun_gre_format(u16 proto)
{
	switch (proto) {
	case ETH_P_TEB:
		return OVTUN_FORMAT_GRETAP;
	case ETH_P_IP:
	case ETH_P_IPV6:
		return OVTUN_FORMAT_GRE;
	default:
		return 0;
	}
}

/* @off: of the GRE header from skb->data */
enum ovtun_wire ovtun_gre_read(struct sk_buff *skb, unsigned int off,
			       struct ovtun_rx *rx)
{
	struct ovtun_gre_header gre;
	u8 buf[OVTUN_GRE_HLEN_MAX];
	enum ovtun_wire err;
	unsigned int len;
	u8 *hdr;

	len = min_t(unsigned int, OVTUN_GRE_HLEN_MAX, skb->len - off);
	hdr = skb_header_pointer(skb, off, len, buf);
	if (!hdr)
		return OVTUN_WIRE_TRUNCATED;
	err = ovtun_gre_decode(hdr, len, &gre);
	if (err)
		return err;
	rx->proto = htons(gre.proto);
	rx->key.format = ovtun_gre_format(gre.proto);
	rx->key.id = gre.key;
	if (gre.flags & OVTUN_GRE_F_KEY)
		rx->key.flags |= OVTUN_DEMUX_KEYED;
	rx->gre_flags = gre.flags;
	rx->seq = gre.seq;
	rx->hlen = gre.len;
	return OVTUN_WIRE_OK;
}

enum ovtun_wire ovtun_gre_parse(struct sk_buff *skb, struct ovtun_rx *rx)
{
	return ovtun_gre_read(skb, skb_transport_offset(skb), rx);
}

/*
 * RFC 2890 section 2.2: a number below the expected one is late or repeated.
 * 0: nothing was received yet, and the sender may have started long ago.
 */
static bool ovtun_gre_seq_in_order(struct ovtun_peer *peer, u32 seq)
{
	int next = atomic_read(&peer->rx_seq);

	do {
		if (next && (s32)(seq - (u32)next) < 0)
			return false;
	} while (!atomic_try_cmpxchg(&peer->rx_seq, &next, seq + 1));
	return true;
}

static bool ovtun_gre_csum_ok(struct sk_buff *skb)
{
	if (skb_checksum_simple_validate(skb))
		return false;
	skb_checksum_try_convert(skb, IPPROTO_GRE, null_compute_pseudo);
	return true;
}

/* @skb->data is at the GRE header. */
enum ovtun_drop ovtun_gre_verify(struct sk_buff *skb, struct ovtun_rx *rx)
{
	const struct ovtun_config *cfg = rx->cfg;

	if (rx->gre_flags & OVTUN_GRE_F_CSUM ? !ovtun_gre_csum_ok(skb) :
	    cfg->flags & OVTUN_F_ICSUM)
		return OVTUN_RX_BAD_CSUM;
	if (cfg->flags & OVTUN_F_ISEQ &&
	    (!(rx->gre_flags & OVTUN_GRE_F_SEQ) ||
	     (rx->peer && rx->peer->plen == OVTUN_PLEN_MAX &&
	      !ovtun_gre_seq_in_order(rx->peer, rx->seq))))
		return OVTUN_RX_SEQ;
	return OVTUN_OK;
}

const struct ovtun_encap_ops ovtun_gretap_ops = {
	.name		= "gretap",
	.encap		= OVTUN_ENCAP_GRETAP,
	.caps		= OVTUN_CAP_KEY | OVTUN_CAP_FDB,
	.format		= OVTUN_FORMAT_GRETAP,
	.ipproto	= IPPROTO_GRE,
	.id_max		= U32_MAX,
	.hlen		= ovtun_gre_flags_hlen,
	.gso_type	= ovtun_gre_gso_type,
	.push		= ovtun_gre_push,
	.parse		= ovtun_gre_parse,
	.verify		= ovtun_gre_verify,
};

const struct ovtun_encap_ops ovtun_gre_ops = {
	.name		= "gre",
	.encap		= OVTUN_ENCAP_GRE,
	.caps		= OVTUN_CAP_KEY,
	.format		= OVTUN_FORMAT_GRE,
	.ipproto	= IPPROTO_GRE,
	.id_max		= U32_MAX,
	.l3		= true,
	.hlen		= ovtun_gre_flags_hlen,
	.gso_type	= ovtun_gre_gso_type,
	.push		= ovtun_gre_push,
	.parse		= ovtun_gre_parse,
	.verify		= ovtun_gre_verify,
};
