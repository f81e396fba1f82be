/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _OVTUN_PACKET_H
#define _OVTUN_PACKET_H

#include "types.h"

/**
 * struct ovtun_tx - one packet on its way out; on the stack
 * @ovt: the device
 * @cfg: its configuration, read once
 * @peer: where it goes
 * @path: the way there
 * @id: VNI or GRE key, host byte order
 * @proto: EtherType of the payload for GRE, network byte order
 * @mark: of the packet, for the route
 * @sport: UDP source port, network byte order
 * @tos: outer TOS before ECN
 * @ecn: outer TOS with ECN, RFC 6040 section 4.1
 * @ttl: outer TTL
 * @df: the outer packet must not be fragmented
 */
struct ovtun_tx {
	struct ovtun_dev *ovt;
	const struct ovtun_config *cfg;
	struct ovtun_peer *peer;
	const struct ovtun_path *path;
	u32 id;
	__be16 proto;
	__be16 sport;
	u32 mark;
	u8 tos;
	u8 ecn;
	u8 ttl;
	bool df;
};

/**
 * struct ovtun_rx - one packet on its way in; on the stack
 * @net: namespace of the underlay
 * @key: what it looks like; @key.remote is filled by the lookup
 * @saddr: outer source, v4mapped for IPv4
 * @daddr: outer destination
 * @l3mdev: ifindex of the VRF it came in by, or 0
 * @hlen: encapsulation header with UDP, bytes from the transport header
 * @proto: EtherType of the payload, network byte order
 * @gre_flags: OVTUN_GRE_F_*
 * @seq: GRE sequence number, host byte order
 */
struct ovtun_rx {
	struct net *net;
	struct ovtun_demux_key key;
	struct in6_addr saddr;
	struct in6_addr daddr;
	int l3mdev;
	unsigned int hlen;
	__be16 proto;
	u16 gre_flags;
	u32 seq;
};

/**
 * struct ovtun_encap_ops - an encapsulation
 * @name: as the user spells it
 * @encap: enum ovtun_encap
 * @ipproto: outer protocol, IPPROTO_UDP or IPPROTO_GRE
 * @l3: the payload is an IP packet, not a frame
 * @hlen: length of the header with UDP, bytes
 * @gso_type: SKB_GSO_* of the tunnel
 * @sport: UDP source port of a packet that is not encapsulated yet, or NULL
 * @push: put the header in front of @skb, which has room and is not shared
 * @parse: read the header at the transport header into @rx, change nothing
 * @verify: is this packet of @peer, which may be NULL, acceptable to @cfg?
 */
struct ovtun_encap_ops {
	const char *name;
	u8 encap;
	u8 ipproto;
	bool l3;
	unsigned int (*hlen)(const struct ovtun_config *cfg);
	int (*gso_type)(const struct ovtun_config *cfg);
	__be16 (*sport)(struct sk_buff *skb, const struct ovtun_tx *tx);
	void (*push)(struct sk_buff *skb, const struct ovtun_tx *tx);
	enum ovtun_wire (*parse)(struct sk_buff *skb, struct ovtun_rx *rx);
	enum ovtun_drop (*verify)(struct sk_buff *skb,
				  const struct ovtun_config *cfg,
				  const struct ovtun_rx *rx,
				  struct ovtun_peer *peer);
};

#endif /* _OVTUN_PACKET_H */
