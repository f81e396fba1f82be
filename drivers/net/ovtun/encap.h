/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _OVTUN_ENCAP_H
#define _OVTUN_ENCAP_H

#include "packet.h"

/*
 * The encapsulations, and what they have of each other. Each has a file and a
 * row in encap.c.
 */

/* gbp.c */
extern const struct ovtun_encap_ops ovtun_gbp_ops;

/* gpe.c */
extern const struct ovtun_encap_ops ovtun_gpe_ops;

/* gre.c */
extern const struct ovtun_encap_ops ovtun_gre_ops;
extern const struct ovtun_encap_ops ovtun_gretap_ops;
unsigned int ovtun_gre_flags_hlen(u32 flags);
void ovtun_gre_push(struct sk_buff *skb, const struct ovtun_tx *tx);
enum ovtun_wire ovtun_gre_read(struct sk_buff *skb, unsigned int off,
			       struct ovtun_rx *rx);
enum ovtun_wire ovtun_gre_parse(struct sk_buff *skb, struct ovtun_rx *rx);
enum ovtun_drop ovtun_gre_verify(struct sk_buff *skb, struct ovtun_rx *rx);

/* gre_udp.c */
extern const struct ovtun_encap_ops ovtun_gre_udp_ops;
extern const struct ovtun_encap_ops ovtun_gretap_udp_ops;

/* nvgre.c */
extern const struct ovtun_encap_ops ovtun_nvgre_ops;

/* udp.c */
int ovtun_udp_gso_type(const struct ovtun_path *path);
void ovtun_udp_flow(struct sk_buff *skb, struct ovtun_tx *tx);
void ovtun_udp_push(struct sk_buff *skb, const struct ovtun_tx *tx);
bool ovtun_udp_csum_ok(const struct sk_buff *skb, const struct ovtun_rx *rx);

/* vxlan.c */
extern const struct ovtun_encap_ops ovtun_vxlan_ops;
unsigned int ovtun_vxlan_hlen(u32 flags);
void ovtun_vxlan_push_extra(struct sk_buff *skb, const struct ovtun_tx *tx,
			    u64 extra);
enum ovtun_wire ovtun_vxlan_parse(struct sk_buff *skb, struct ovtun_rx *rx);
__be16 ovtun_vxlan_gro(const struct sock *sk, const u8 *hdr,
		       unsigned int *hlen);
enum ovtun_drop ovtun_vxlan_verify(struct sk_buff *skb, struct ovtun_rx *rx);

#endif /* _OVTUN_ENCAP_H */
