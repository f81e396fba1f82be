/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _OVTUN_SOCK_H
#define _OVTUN_SOCK_H

#include "packet.h"

/**
 * struct ovtun_sock - a shared socket
 * @node: in ovtun_net.socks
 * @sock: the socket
 * @refs: RTNL
 * @ops: an encapsulation whose packets it receives
 * @family: AF_INET or AF_INET6
 * @addr: it is bound to, v4mapped for IPv4, :: when to any
 * @ifindex: it is bound to: the underlay device for a link-local address, the
 *	VRF that the underlay device is in, or 0
 * @port: it is bound to, network byte order
 * @rcu: frees it
 */
struct ovtun_sock {
	struct hlist_node node;
	struct socket *sock;
	unsigned int refs;
	const struct ovtun_encap_ops *ops;
	sa_family_t family;
	struct in6_addr addr;
	int ifindex;
	__be16 port;
	struct rcu_head rcu;
};

/* All sockets of a port are in one place. */
static inline struct hlist_head *ovtun_sock_bucket(struct ovtun_net *on,
						   __be16 port)
{
	return &on->socks[ntohs(port) % OVTUN_SOCK_BUCKETS];
}

#endif /* _OVTUN_SOCK_H */
