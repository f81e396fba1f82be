/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * ovtun: overlay tunnels (VXLAN, GRE) in one link kind.
 *
 * Attributes that exist for the kind "vxlan" have the same number, size and
 * byte order here, so that a program that reads IFLA_VXLAN_* reads ovtun too.
 * Everything that is ovtun's own is nested in IFLA_OVTUN_EXT.
 */
#ifndef _UAPI_LINUX_IF_OVTUN_H
#define _UAPI_LINUX_IF_OVTUN_H

/**
 * enum ovtun_encap - value of IFLA_OVTUN_EXT_ENCAP, fixed for a device's life
 * @OVTUN_ENCAP_UNSPEC: not a valid encapsulation
 * @OVTUN_ENCAP_VXLAN: Ethernet in VXLAN in UDP, RFC 7348; with IFLA_OVTUN_GBP
 *	the group policy extension, with IFLA_OVTUN_GPE the generic protocol
 *	extension, which carries IPv4 and IPv6 packets
 * @OVTUN_ENCAP_GRETAP: Ethernet in GRE, RFC 2784 and 2890, protocol 0x6558;
 *	with IFLA_OVTUN_EXT_UDP in UDP, RFC 8086
 * @OVTUN_ENCAP_GRE: IPv4 and IPv6 in GRE, RFC 2784 and 2890; with
 *	IFLA_OVTUN_EXT_UDP in UDP, RFC 8086
 * @OVTUN_ENCAP_NVGRE: Ethernet in GRE with VSID and FlowID, RFC 7637
 * @__OVTUN_ENCAP_MAX: one above the last
 */
enum ovtun_encap {
	OVTUN_ENCAP_UNSPEC,
	OVTUN_ENCAP_VXLAN,
	OVTUN_ENCAP_GRETAP,
	OVTUN_ENCAP_GRE,
	OVTUN_ENCAP_NVGRE,
	__OVTUN_ENCAP_MAX,
};

#define OVTUN_ENCAP_MAX (__OVTUN_ENCAP_MAX - 1)

/**
 * enum ovtun_df - value of IFLA_OVTUN_DF, as enum ifla_vxlan_df
 * @OVTUN_DF_UNSET: the outer packet may be fragmented, here and on its way
 * @OVTUN_DF_SET: the outer packet is never fragmented (default)
 * @OVTUN_DF_INHERIT: as the inner packet asks; IPv6 counts as set
 * @__OVTUN_DF_MAX: one above the last
 */
enum ovtun_df {
	OVTUN_DF_UNSET,
	OVTUN_DF_SET,
	OVTUN_DF_INHERIT,
	__OVTUN_DF_MAX,
};

#define OVTUN_DF_MAX (__OVTUN_DF_MAX - 1)

/**
 * enum ovtun_label - value of IFLA_OVTUN_LABEL_POLICY
 * @OVTUN_LABEL_FIXED: the flow label is IFLA_OVTUN_LABEL (default)
 * @OVTUN_LABEL_INHERIT: it is that of the inner IPv6 packet, or 0
 * @__OVTUN_LABEL_MAX: one above the last
 */
enum ovtun_label {
	OVTUN_LABEL_FIXED,
	OVTUN_LABEL_INHERIT,
	__OVTUN_LABEL_MAX,
};

#define OVTUN_LABEL_MAX (__OVTUN_LABEL_MAX - 1)

/**
 * enum ovtun_mark - value of IFLA_OVTUN_EXT_MARK_POLICY
 * @OVTUN_MARK_KEEP: the outer packet has the mark of the inner one, unless
 *	the tunnel crosses namespaces (default)
 * @OVTUN_MARK_CLEAR: the outer packet has no mark
 * @OVTUN_MARK_SET: the outer packet has the mark IFLA_OVTUN_EXT_MARK
 * @__OVTUN_MARK_MAX: one above the last
 */
enum ovtun_mark {
	OVTUN_MARK_KEEP,
	OVTUN_MARK_CLEAR,
	OVTUN_MARK_SET,
	__OVTUN_MARK_MAX,
};

#define OVTUN_MARK_MAX (__OVTUN_MARK_MAX - 1)

/**
 * enum - attributes nested in IFLA_INFO_DATA; host byte order unless "be"
 * @IFLA_OVTUN_UNSPEC: none
 * @IFLA_OVTUN_ID: u32, VNI or VSID, 0 to 16777215; VXLAN and NVGRE, required
 *	unless the device is a trunk or external
 * @IFLA_OVTUN_GROUP: be32, IPv4 address of the remote, or multicast group
 * @IFLA_OVTUN_LINK: u32, ifindex of the underlay device, 0: none
 * @IFLA_OVTUN_LOCAL: be32, own outer IPv4 address
 * @IFLA_OVTUN_TTL: u8, outer TTL or hop limit, 0: the route's, 1 to a group
 * @IFLA_OVTUN_TOS: u8, outer DSCP in the upper six bits, 1: inherit
 * @IFLA_OVTUN_LEARNING: u8, bool, learn addresses; not for GRE with IP
 * @IFLA_OVTUN_AGEING: u32, seconds, 0: never, at most 31536000
 * @IFLA_OVTUN_LIMIT: u32, entries of the forwarding table, 0: no limit
 * @IFLA_OVTUN_PORT_RANGE: struct ifla_vxlan_port_range (be16 low, high), UDP
 *	source ports, 0 and 0: the namespace's; with UDP
 * @IFLA_OVTUN_PROXY: u8, bool, answer ARP requests and neighbour
 *	solicitations from the neighbour table, RFC 9161
 * @IFLA_OVTUN_L2MISS: u8, bool, notify of unknown destination addresses whose
 *	frames go nowhere
 * @IFLA_OVTUN_L3MISS: u8, bool, notify of neighbours that IFLA_OVTUN_PROXY
 *	does not know
 * @IFLA_OVTUN_PORT: be16, UDP destination port; with UDP; 0, the default, is
 *	4789 for VXLAN, 4790 for VXLAN-GPE, 4754 for GRE in UDP
 * @IFLA_OVTUN_GROUP6: in6_addr, as IFLA_OVTUN_GROUP; one of the two
 * @IFLA_OVTUN_LOCAL6: in6_addr, as IFLA_OVTUN_LOCAL; one of the two
 * @IFLA_OVTUN_UDP_CSUM: u8, bool, send a checksum over IPv4; with UDP
 * @IFLA_OVTUN_UDP_ZERO_CSUM6_TX: u8, bool, send none over IPv6; with UDP
 * @IFLA_OVTUN_UDP_ZERO_CSUM6_RX: u8, bool, accept none over IPv6; with UDP
 * @IFLA_OVTUN_GBP: flag, group policy extension, OVTUN_ENCAP_VXLAN; fixed
 * @IFLA_OVTUN_COLLECT_METADATA: u8, bool, the device is external: segment and
 *	peer of a packet come from its tunnel metadata; fixed
 * @IFLA_OVTUN_LABEL: be32, IPv6 flow label, 20 bits
 * @IFLA_OVTUN_GPE: flag, generic protocol extension, OVTUN_ENCAP_VXLAN; fixed
 * @IFLA_OVTUN_TTL_INHERIT: flag, outer TTL from the inner packet; u8 in answers
 * @IFLA_OVTUN_DF: u8, enum ovtun_df
 * @IFLA_OVTUN_LOCALBYPASS: u8, only 0: every packet goes through the underlay
 * @IFLA_OVTUN_LABEL_POLICY: u32, enum ovtun_label
 * @IFLA_OVTUN_RESERVED_BITS: 8 bytes, bits of the VXLAN header that must be
 *	zero on receipt, VXLAN; the default is all that have no meaning; fixed
 * @IFLA_OVTUN_EXT: nest of IFLA_OVTUN_EXT_*
 * @__IFLA_OVTUN_MAX: one above the last
 *
 * The numbers, sizes and byte orders are those of IFLA_VXLAN_*. Numbers in
 * between are refused. "Fixed": repeated when a device is changed, it must
 * have the value that it has.
 */
enum {
	IFLA_OVTUN_UNSPEC,
	IFLA_OVTUN_ID = 1,
	IFLA_OVTUN_GROUP = 2,
	IFLA_OVTUN_LINK = 3,
	IFLA_OVTUN_LOCAL = 4,
	IFLA_OVTUN_TTL = 5,
	IFLA_OVTUN_TOS = 6,
	IFLA_OVTUN_LEARNING = 7,
	IFLA_OVTUN_AGEING = 8,
	IFLA_OVTUN_LIMIT = 9,
	IFLA_OVTUN_PORT_RANGE = 10,
	IFLA_OVTUN_PROXY = 11,
	IFLA_OVTUN_L2MISS = 13,
	IFLA_OVTUN_L3MISS = 14,
	IFLA_OVTUN_PORT = 15,
	IFLA_OVTUN_GROUP6 = 16,
	IFLA_OVTUN_LOCAL6 = 17,
	IFLA_OVTUN_UDP_CSUM = 18,
	IFLA_OVTUN_UDP_ZERO_CSUM6_TX = 19,
	IFLA_OVTUN_UDP_ZERO_CSUM6_RX = 20,
	IFLA_OVTUN_GBP = 23,
	IFLA_OVTUN_COLLECT_METADATA = 25,
	IFLA_OVTUN_LABEL = 26,
	IFLA_OVTUN_GPE = 27,
	IFLA_OVTUN_TTL_INHERIT = 28,
	IFLA_OVTUN_DF = 29,
	IFLA_OVTUN_LOCALBYPASS = 31,
	IFLA_OVTUN_LABEL_POLICY = 32,
	IFLA_OVTUN_RESERVED_BITS = 33,
	IFLA_OVTUN_EXT = 50,
	__IFLA_OVTUN_MAX,
};

#define IFLA_OVTUN_MAX (__IFLA_OVTUN_MAX - 1)

/**
 * enum - attributes nested in IFLA_OVTUN_EXT, host byte order
 * @IFLA_OVTUN_EXT_UNSPEC: none
 * @IFLA_OVTUN_EXT_ENCAP: u8, enum ovtun_encap, required, cannot be changed
 * @IFLA_OVTUN_EXT_IKEY: u32, GRE key expected, RFC 2890; empty: no key
 * @IFLA_OVTUN_EXT_OKEY: u32, GRE key sent, RFC 2890; empty: no key
 * @IFLA_OVTUN_EXT_ICSUM: u8, bool, GRE checksum required, RFC 2784
 * @IFLA_OVTUN_EXT_OCSUM: u8, bool, GRE checksum sent, RFC 2784
 * @IFLA_OVTUN_EXT_ISEQ: u8, bool, GRE sequence number required, RFC 2890
 * @IFLA_OVTUN_EXT_OSEQ: u8, bool, GRE sequence number sent, RFC 2890
 * @IFLA_OVTUN_EXT_STRICT: u8, bool, accept known peers only, default true
 * @IFLA_OVTUN_EXT_UDP: u8, bool, GRE in UDP, RFC 8086; OVTUN_ENCAP_GRETAP and
 *	OVTUN_ENCAP_GRE; fixed
 * @IFLA_OVTUN_EXT_TRUNK: u8, bool, the device has many segments, each with its
 *	VLAN; fixed
 * @IFLA_OVTUN_EXT_MARK_POLICY: u8, enum ovtun_mark
 * @IFLA_OVTUN_EXT_MARK: u32, mark of outer packets with OVTUN_MARK_SET
 * @IFLA_OVTUN_EXT_FWMARK: u32, mark that outer packets are routed by, 0: their
 *	own
 * @IFLA_OVTUN_EXT_NOTRACK: u8, bool, connection tracking leaves outer packets
 *	alone
 * @IFLA_OVTUN_EXT_FASTPATH: u8, bool, packets that nobody else wants to see
 *	spare parts of the IP stack
 * @__IFLA_OVTUN_EXT_MAX: one above the last
 */
enum {
	IFLA_OVTUN_EXT_UNSPEC,
	IFLA_OVTUN_EXT_ENCAP,
	IFLA_OVTUN_EXT_IKEY,
	IFLA_OVTUN_EXT_OKEY,
	IFLA_OVTUN_EXT_ICSUM,
	IFLA_OVTUN_EXT_OCSUM,
	IFLA_OVTUN_EXT_ISEQ,
	IFLA_OVTUN_EXT_OSEQ,
	IFLA_OVTUN_EXT_STRICT,
	IFLA_OVTUN_EXT_UDP,
	IFLA_OVTUN_EXT_TRUNK,
	IFLA_OVTUN_EXT_MARK_POLICY,
	IFLA_OVTUN_EXT_MARK,
	IFLA_OVTUN_EXT_FWMARK,
	IFLA_OVTUN_EXT_NOTRACK,
	IFLA_OVTUN_EXT_FASTPATH,
	__IFLA_OVTUN_EXT_MAX,
};

#define IFLA_OVTUN_EXT_MAX (__IFLA_OVTUN_EXT_MAX - 1)

#endif /* _UAPI_LINUX_IF_OVTUN_H */
