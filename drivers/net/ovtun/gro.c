// SPDX-License-Identifier: GPL-2.0
/*
 * Packets in UDP that the underlay device has received, made into fewer before
 * they go up the IP stack (generic receive offload).
 *
 * The core compares the outer IP and UDP headers and, behind the header of the
 * encapsulation, those of the payload. Here the header between them is
 * compared: packets become one when not a single bit of it differs, so whatever
 * it says to the device that will get the packet, it says of all of them. GRE
 * without UDP is the core's own business.
 */

#include <net/gro.h>
#include <net/udp.h>

#include "ovtun.h"

#define OVTUN_GRO_LOOK	8	/* less than any header with a payload */

/* A packet of @head whose header differs goes another way. */
static void ovtun_gro_compare(struct list_head *head, const u8 *hdr,
			      unsigned int off, unsigned int hlen)
{
	struct sk_buff *p;

	list_for_each_entry(p, head, list)
		if (NAPI_GRO_CB(p)->same_flow &&
		    (skb_headlen(p) < off + hlen ||
		     memcmp(p->data + off, hdr, hlen)))
			NAPI_GRO_CB(p)->same_flow = 0;
}

/* Who aggregates the payload? NULL: nobody, and nothing is pulled. */
static const struct packet_offload *
ovtun_gro_header(const struct sock *sk, struct list_head *head,
		 struct sk_buff *skb)
{
	const struct ovtun_encap_ops *ops = rcu_dereference_sk_user_data(sk);
	unsigned int off = skb_gro_offset(skb), hlen;
	const struct packet_offload *ptype = NULL;
	const u8 *hdr;
	__be16 proto;

	hdr = skb_gro_header(skb, off + OVTUN_GRO_LOOK, off);
	/* Without encapsulation the socket is being closed. */
	if (!ops || !hdr)
		return NULL;
	proto = ops->gro(sk, hdr, &hlen);
	if (proto)
		ptype = gro_find_receive_by_type(proto);
	if (!ptype)
		return NULL;
	hdr = skb_gro_header(skb, off + hlen, off);
	if (!hdr)
		return NULL;
	ovtun_gro_compare(head, hdr, off, hlen);
	skb_gro_pull(skb, hlen);
	skb_gro_postpull_rcsum(skb, hdr, hlen);
	return ptype;
}

/* udp_tunnel_sock_cfg.gro_receive: RCU, BH disabled */
struct sk_buff *ovtun_gro_receive(struct sock *sk, struct list_head *head,
				  struct sk_buff *skb)
{
	const struct packet_offload *ptype;
	struct sk_buff *pp = NULL;

	ptype = ovtun_gro_header(sk, head, skb);
	if (ptype)
		pp = call_gro_receive(ptype->callbacks.gro_receive, head, skb);
	skb_gro_flush_final(skb, pp, !ptype);
	return pp;
}

/*
 * udp_tunnel_sock_cfg.gro_complete: RCU, BH disabled. The header is linear,
 * since it has been compared. The inner headers are noted for who wants the
 * packets as they came, because they are to be sent on.
 */
int ovtun_gro_complete(struct sock *sk, struct sk_buff *skb, int nhoff)
{
	const struct ovtun_encap_ops *ops = rcu_dereference_sk_user_data(sk);
	const struct packet_offload *ptype = NULL;
	unsigned int hlen;
	__be16 proto;
	int err;

	/* The socket has been opened for something else, or closed. */
	if (!ops)
		return -ENOENT;
	proto = ops->gro(sk, skb->data + nhoff, &hlen);
	if (proto)
		ptype = gro_find_complete_by_type(proto);
	if (!ptype)
		return -ENOENT;
	err = ptype->callbacks.gro_complete(skb, nhoff + hlen);
	skb_set_inner_mac_header(skb, nhoff + hlen);
	return err;
}
