/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _OVTUN_PACKET_H
#define _OVTUN_PACKET_H

#include "types.h"

struct ip_tunnel_info;
struct dst_cache;
struct metadata_dst;

/**
 * struct ovtun_path - the way to a peer; immutable once a peer has it, RCU
 * @dst: route, referenced
 * @cookie: for dst_check()
 * @plain4: @dst is of IPv4 and has no transformation
 * @gen: ovtun_config.gen it was made for
 * @mtu: of @dst, bytes; 0: it may change, ask @dst
 * @hlen: outer headers, bytes
 * @gso_type: SKB_GSO_* of the tunnel
 * @flags: OVTUN_F_* of its packets
 * @oif: underlay device, 0: any
 * @family: of the underlay
 * @saddr: outer source, :: until the route is known
 * @daddr: outer destination
 * @label: IPv6 flow label, network byte order
 * @tos: outer TOS without ECN
 * @ttl: outer TTL, 0: the route's
 * @df: the outer packet must not be fragmented
 * @inherit: TTL, DF or flow label are the inner packet's
 * @direct: @dst leads to a neighbour and nowhere else, see direct.c
 * @rcu: frees the path
 */
struct ovtun_path {
	struct dst_entry *dst;
	u32 cookie;
	bool plain4;
	u32 gen;
	unsigned int mtu;
	unsigned int hlen;
	int gso_type;
	u32 flags;
	u32 oif;
	sa_family_t family;
	struct in6_addr saddr;
	struct in6_addr daddr;
	__be32 label;
	u8 tos;
	u8 ttl;
	bool df;
	bool inherit;
	bool direct;
	struct rcu_head rcu;
};

/**
 * struct ovtun_tx - one packet on its way out; on the stack
 * @ovt: the device
 * @cfg: its configuration, read once
 * @seg: the segment, or ovtun_dev.self
 * @fdb_id: ovtun_fdb_key.id of the segment
 * @info: metadata that says where it goes, until the packet is scrubbed; NULL
 *	when the forwarding table does
 * @cache: of routes, in @info; NULL when it must not be used
 * @peer: where it goes, or NULL when that is in the metadata only
 * @path: the way there; NULL until it is known
 * @id: VNI, VSID or GRE key to send, host byte order
 * @proto: EtherType of the payload, network byte order
 * @sport: UDP source port, network byte order
 * @dport: UDP destination port, network byte order
 * @mark: of the outer packet
 * @label: IPv6 flow label, network byte order
 * @policy: group policy, as a mark; VXLAN with group policy
 * @cast: for the counters
 * @flowid: a hash of the flow; NVGRE
 * @inner: TOS of the inner packet, 0 without IP
 * @ecn: outer TOS with ECN, RFC 6040 section 4.1
 * @ttl: outer TTL
 * @df: the outer packet must not be fragmented
 */
struct ovtun_tx {
	struct ovtun_dev *ovt;
	const struct ovtun_config *cfg;
	struct ovtun_segment *seg;
	u32 fdb_id;
	u32 id;
	struct ip_tunnel_info *info;
	struct dst_cache *cache;
	struct ovtun_peer *peer;
	const struct ovtun_path *path;
	__be16 proto;
	__be16 sport;
	__be16 dport;
	u32 mark;
	__be32 label;
	u32 policy;
	enum ovtun_cast cast;
	u8 flowid;
	u8 inner;
	u8 ecn;
	u8 ttl;
	bool df;
};

/**
 * struct ovtun_rx - one packet on its way in; on the stack
 * @on: namespace of the underlay
 * @key: what it looks like; the remote is for ovtun_demux_find() to use
 * @cfg: whose it is, from ovtun_demux_find()
 * @seg: its segment, or ovtun_dev.self
 * @fdb_id: ovtun_fdb_key.id of the segment
 * @peer: who sent it, or NULL when unknown
 * @saddr: outer source, v4mapped for IPv4
 * @daddr: outer destination
 * @l3mdev: ifindex of the VRF it came in by, or 0
 * @hlen: encapsulation header with UDP, bytes from the transport header
 * @proto: EtherType of the payload, network byte order
 * @gre_flags: OVTUN_GRE_F_*
 * @seq: GRE sequence number, host byte order
 * @extra: bits of the VXLAN header, of OVTUN_VXLAN_EXTRA
 * @policy: group policy, as a mark, when @has_policy
 * @has_policy: the mark of the inner packet is @policy
 * @nolearn: the sender wants its address not to be learned
 * @early: it comes from PRE_ROUTING
 * @meta: metadata for who receives the packet, or NULL
 */
struct ovtun_rx {
	struct ovtun_net *on;
	struct ovtun_demux_key key;
	struct ovtun_config *cfg;
	struct ovtun_segment *seg;
	u32 fdb_id;
	struct ovtun_peer *peer;
	struct in6_addr saddr;
	struct in6_addr daddr;
	int l3mdev;
	unsigned int hlen;
	__be16 proto;
	u16 gre_flags;
	u32 seq;
	u64 extra;
	u32 policy;
	bool has_policy;
	bool nolearn;
	bool early;
	struct metadata_dst *meta;
};

/**
 * enum ovtun_format - packets that only their id tells apart
 * @OVTUN_FORMAT_VXLAN: UDP, VXLAN
 * @OVTUN_FORMAT_GRETAP: GRE with frames
 * @OVTUN_FORMAT_GRE: GRE with IP packets
 * @OVTUN_FORMAT_NVGRE: GRE with frames and a key, for which no device has the
 *	very key
 */
enum ovtun_format {
	OVTUN_FORMAT_VXLAN = 1,
	OVTUN_FORMAT_GRETAP,
	OVTUN_FORMAT_GRE,
	OVTUN_FORMAT_NVGRE,
};

/* struct ovtun_encap_ops.caps: what an encapsulation has to be configured */
#define OVTUN_CAP_VNI		BIT(0)	/* an id of 24 bits */
#define OVTUN_CAP_KEY		BIT(1)	/* GRE key, checksum, sequence number */
#define OVTUN_CAP_UDP		BIT(2)	/* ports, checksum */
#define OVTUN_CAP_FDB		BIT(3)	/* it carries frames */
#define OVTUN_CAP_RESERVED	BIT(4)	/* reserved bits of VXLAN */

/**
 * struct ovtun_encap_ops - an encapsulation
 * @name: as the user spells it
 * @encap: enum ovtun_encap
 * @variant: OVTUN_VARIANT_*
 * @caps: OVTUN_CAP_*
 * @format: enum ovtun_format
 * @ipproto: outer protocol, IPPROTO_UDP or IPPROTO_GRE
 * @port: default UDP destination port, host byte order
 * @nic: UDP_TUNNEL_TYPE_*, as which network cards know it, or 0
 * @l3: the payload is an IP packet, not a frame
 * @id_min: lowest id of a segment
 * @id_max: highest id of a segment
 * @used: bits of the VXLAN header that have a meaning
 * @hlen: length of the header with UDP for OVTUN_F_*, bytes
 * @gso_type: SKB_GSO_* of the tunnel; family and flags of the path are set
 * @flow: find out of a packet that is not encapsulated yet, into @tx, what
 *	differs by flow: the UDP source port, the FlowID; or NULL
 * @push: put the header in front of @skb, which has room and is not shared
 * @parse: read the header at the transport header into @rx, change nothing
 * @gro: of a header in UDP, of which there are 8 bytes: the EtherType of the
 *	payload, network byte order, and the length of the header; 0 when
 *	packets with such a header must not become one. RCU.
 * @verify: is this packet acceptable to @rx->cfg? @rx->peer may be NULL; what
 *	a header means to this device only is read here
 */
struct ovtun_encap_ops {
	const char *name;
	u8 encap;
	u8 variant;
	u8 caps;
	u8 format;
	u8 ipproto;
	u16 port;
	u16 nic;
	bool l3;
	u32 id_min;
	u32 id_max;
	u64 used;
	unsigned int (*hlen)(u32 flags);
	int (*gso_type)(const struct ovtun_path *path);
	void (*flow)(struct sk_buff *skb, struct ovtun_tx *tx);
	void (*push)(struct sk_buff *skb, const struct ovtun_tx *tx);
	enum ovtun_wire (*parse)(struct sk_buff *skb, struct ovtun_rx *rx);
	__be16 (*gro)(const struct sock *sk, const u8 *hdr, unsigned int *hlen);
	enum ovtun_drop (*verify)(struct sk_buff *skb, struct ovtun_rx *rx);
};

/* struct ovtun_encap_ops.variant: which flag attribute selects it */
#define OVTUN_VARIANT_PLAIN	0
#define OVTUN_VARIANT_GBP	1	/* IFLA_OVTUN_GBP */
#define OVTUN_VARIANT_GPE	2	/* IFLA_OVTUN_GPE */
#define OVTUN_VARIANT_UDP	3	/* IFLA_OVTUN_EXT_UDP */

#endif /* _OVTUN_PACKET_H */
