/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _OVTUN_DROP_H
#define _OVTUN_DROP_H

#include <linux/types.h>

/**
 * enum ovtun_drop - why a packet was dropped
 * @OVTUN_OK: it was not
 * @OVTUN_RX_BAD_CSUM: GRE or UDP checksum wrong, or missing and required
 * @OVTUN_RX_BAD_FLAGS: VXLAN bits that have no meaning for the device, or a
 *	meaning that it does not have
 * @OVTUN_RX_BAD_PROTO: a payload that the device does not carry
 * @OVTUN_RX_SEQ: GRE sequence number missing, late or repeated
 * @OVTUN_RX_UNKNOWN_PEER: the device knows no such peer and is strict
 * @OVTUN_RX_OWN_ADDRESS: it claims to come from the device's own address
 * @OVTUN_RX_POLICY: IPsec policy or connection tracking refuses it
 * @OVTUN_RX_SHORT_FRAME: inner frame shorter than an Ethernet header
 * @OVTUN_RX_INNER_HEADER: inner IP header truncated
 * @OVTUN_RX_LOOP: inner source address is the device's own
 * @OVTUN_RX_STATIC_MOVE: a static entry has the inner source elsewhere
 * @OVTUN_RX_ECN: congestion marked on a packet that cannot say so, RFC 6040
 * @OVTUN_RX_DOWN: the device is down
 * @OVTUN_RX_NO_MEM: no memory to decapsulate
 * @OVTUN_RX_BACKLOG: the device's receive queue is full
 * @OVTUN_TX_INNER_HEADER: inner IP header truncated
 * @OVTUN_TX_BAD_PROTO: neither IPv4 nor IPv6 on a device for IP packets
 * @OVTUN_TX_UNKNOWN_SEGMENT: no segment of a trunk has its VLAN
 * @OVTUN_TX_METADATA: tunnel metadata is missing, or asks for the impossible
 * @OVTUN_TX_NO_REMOTE: no destination: no entry, no flood list, no neighbour
 * @OVTUN_TX_NO_ROUTE: no route to the peer
 * @OVTUN_TX_LOOP: tunnels nested too deep, or a route into the device itself
 * @OVTUN_TX_TOO_BIG: larger than the path allows, and must not be fragmented
 * @OVTUN_TX_NO_MEM: no memory to encapsulate
 * @OVTUN_TX_OUTPUT: the underlay has dropped it
 * @OVTUN_FDB_LIMIT: an address was not learned, because the table is full
 * @OVTUN_TX_ANSWERED: a question was answered instead of sent
 * @__OVTUN_DROP_DEV: what is counted per device ends here
 * @OVTUN_NET_TRUNCATED: ends before the encapsulation header does
 * @OVTUN_NET_BAD_FLAGS: flags or reserved bits are wrong
 * @OVTUN_NET_BAD_VERSION: GRE version other than 0; without UDP others may
 *	receive it
 * @OVTUN_NET_UNKNOWN_VNI: no device has this VNI, or key of GRE in UDP
 * @__OVTUN_DROP_MAX: one above the last
 *
 * A helper that returns one has not freed the skb; OVTUN_OK means that it went
 * on its way. OVTUN_NET_* count per namespace: no device is known yet. Names
 * and the core's reasons are in stats.c.
 */
enum ovtun_drop {
	OVTUN_OK,
	OVTUN_RX_BAD_CSUM,
	OVTUN_RX_BAD_FLAGS,
	OVTUN_RX_BAD_PROTO,
	OVTUN_RX_SEQ,
	OVTUN_RX_UNKNOWN_PEER,
	OVTUN_RX_OWN_ADDRESS,
	OVTUN_RX_POLICY,
	OVTUN_RX_SHORT_FRAME,
	OVTUN_RX_INNER_HEADER,
	OVTUN_RX_LOOP,
	OVTUN_RX_STATIC_MOVE,
	OVTUN_RX_ECN,
	OVTUN_RX_DOWN,
	OVTUN_RX_NO_MEM,
	OVTUN_RX_BACKLOG,
	OVTUN_TX_INNER_HEADER,
	OVTUN_TX_BAD_PROTO,
	OVTUN_TX_UNKNOWN_SEGMENT,
	OVTUN_TX_METADATA,
	OVTUN_TX_NO_REMOTE,
	OVTUN_TX_NO_ROUTE,
	OVTUN_TX_LOOP,
	OVTUN_TX_TOO_BIG,
	OVTUN_TX_NO_MEM,
	OVTUN_TX_OUTPUT,
	OVTUN_FDB_LIMIT,
	OVTUN_TX_ANSWERED,
	__OVTUN_DROP_DEV,

	OVTUN_NET_TRUNCATED = __OVTUN_DROP_DEV,
	OVTUN_NET_BAD_FLAGS,
	OVTUN_NET_BAD_VERSION,
	OVTUN_NET_UNKNOWN_VNI,
	__OVTUN_DROP_MAX,
};

#define OVTUN_DROP_NET	(__OVTUN_DROP_MAX - __OVTUN_DROP_DEV)

#endif /* _OVTUN_DROP_H */
