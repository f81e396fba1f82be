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
 * @OVTUN_ENCAP_VXLAN: Ethernet in VXLAN in UDP, RFC 7348
 * @OVTUN_ENCAP_GRETAP: Ethernet in GRE, RFC 2784 and 2890, protocol 0x6558
 * @OVTUN_ENCAP_GRE: IPv4 and IPv6 in GRE, RFC 2784 and 2890
 * @__OVTUN_ENCAP_MAX: one above the last
 */
enum ovtun_encap {
	OVTUN_ENCAP_UNSPEC,
	OVTUN_ENCAP_VXLAN,
	OVTUN_ENCAP_GRETAP,
	OVTUN_ENCAP_GRE,
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

/* Attributes nested in IFLA_INFO_DATA. Host byte order unless "network". */
enum {
	IFLA_OVTUN_UNSPEC,
	IFLA_OVTUN_ID = 1,		/* u32, VNI, 0 to 2^24-1, VXLAN only */
	IFLA_OVTUN_GROUP = 2,		/* in_addr, remote or multicast group */
	IFLA_OVTUN_LINK = 3,		/* u32, ifindex of the underlay device */
	IFLA_OVTUN_LOCAL = 4,		/* in_addr, network */
	IFLA_OVTUN_TTL = 5,		/* u8, 0: the route's own */
	IFLA_OVTUN_TOS = 6,		/* u8, 1: inherit from the inner packet */
	IFLA_OVTUN_LEARNING = 7,	/* u8, bool */
	IFLA_OVTUN_AGEING = 8,		/* u32, seconds, 0: never */
	IFLA_OVTUN_LIMIT = 9,		/* u32, entries, 0: no limit */
	IFLA_OVTUN_PORT_RANGE = 10,	/* struct ifla_vxlan_port_range, network */
	IFLA_OVTUN_PORT = 15,		/* u16, network, UDP destination port */
	IFLA_OVTUN_GROUP6 = 16,		/* in6_addr */
	IFLA_OVTUN_LOCAL6 = 17,		/* in6_addr */
	IFLA_OVTUN_UDP_CSUM = 18,	/* u8, bool, IPv4 */
	IFLA_OVTUN_UDP_ZERO_CSUM6_TX = 19, /* u8, bool */
	IFLA_OVTUN_UDP_ZERO_CSUM6_RX = 20, /* u8, bool */
	IFLA_OVTUN_LABEL = 26,		/* u32, network, IPv6 flow label, 20 bits */
	IFLA_OVTUN_TTL_INHERIT = 28,	/* flag to set, u8 in answers */
	IFLA_OVTUN_DF = 29,		/* u8, enum ovtun_df, IPv4 */
	IFLA_OVTUN_EXT = 50,		/* nest of IFLA_OVTUN_EXT_* */
	__IFLA_OVTUN_MAX,
};

#define IFLA_OVTUN_MAX (__IFLA_OVTUN_MAX - 1)

/* Attributes nested in IFLA_OVTUN_EXT, host byte order. */
enum {
	IFLA_OVTUN_EXT_UNSPEC,
	IFLA_OVTUN_EXT_ENCAP,	/* u8, enum ovtun_encap, required, immutable */
	IFLA_OVTUN_EXT_IKEY,	/* u32, GRE key expected, RFC 2890; absent: none */
	IFLA_OVTUN_EXT_OKEY,	/* u32, GRE key sent; absent: none */
	IFLA_OVTUN_EXT_ICSUM,	/* u8, bool, GRE checksum required */
	IFLA_OVTUN_EXT_OCSUM,	/* u8, bool, GRE checksum sent */
	IFLA_OVTUN_EXT_ISEQ,	/* u8, bool, GRE sequence number required */
	IFLA_OVTUN_EXT_OSEQ,	/* u8, bool, GRE sequence number sent */
	IFLA_OVTUN_EXT_STRICT,	/* u8, bool, accept known peers only */
	__IFLA_OVTUN_EXT_MAX,
};

#define IFLA_OVTUN_EXT_MAX (__IFLA_OVTUN_EXT_MAX - 1)

#endif /* _UAPI_LINUX_IF_OVTUN_H */
