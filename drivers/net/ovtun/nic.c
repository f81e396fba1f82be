// SPDX-License-Identifier: GPL-2.0
/*
 * Telling network cards which UDP ports tunnels are at. A card that knows can
 * verify checksums and find queues by what is inside of the packets.
 *
 * Several sockets may be at a port, for several addresses. A card is told once
 * for each address family, and what the port carries, since it counts how often
 * it is told. GRE in UDP is nothing that cards are told of.
 */

#include <net/sock.h>
#include <net/udp_tunnel.h>

#include "ovtun.h"
#include "sock.h"

/* Is there another socket for the same, in front of @os if that is listed? */
static bool ovtun_nic_told(struct net *net, const struct ovtun_sock *os)
{
	struct ovtun_net *on = ovtun_net(net);
	const struct ovtun_sock *other;

	hlist_for_each_entry(other, ovtun_sock_bucket(on, os->port), node) {
		if (other == os)
			return false;
		if (other->port == os->port && other->family == os->family &&
		    other->ops->nic == os->ops->nic)
			return true;
	}
	return false;
}

/* A socket is open, and will be listed. */
void ovtun_nic_add(struct net *net, const struct ovtun_sock *os)
{
	ASSERT_RTNL();
	if (os->ops->nic && !ovtun_nic_told(net, os))
		udp_tunnel_notify_add_rx_port(os->sock->sk, os->ops->nic);
}

/* A socket is not listed any more, and will be closed. */
void ovtun_nic_del(struct net *net, const struct ovtun_sock *os)
{
	ASSERT_RTNL();
	if (os->ops->nic && !ovtun_nic_told(net, os))
		udp_tunnel_notify_del_rx_port(os->sock->sk, os->ops->nic);
}

/**
 * ovtun_nic_tell - a card wants to know, or does not any more
 * @dev: the card
 * @push: it wants to know all ports of its namespace
 */
void ovtun_nic_tell(struct net_device *dev, bool push)
{
	struct net *net = dev_net(dev);
	struct ovtun_sock *os;
	unsigned int i;

	ASSERT_RTNL();
	for (i = 0; i < OVTUN_SOCK_BUCKETS; i++)
		hlist_for_each_entry(os, &ovtun_net(net)->socks[i], node) {
			if (!os->ops->nic || ovtun_nic_told(net, os))
				continue;
			if (push)
				udp_tunnel_push_rx_port(dev, os->sock->sk,
							os->ops->nic);
			else
				udp_tunnel_drop_rx_port(dev, os->sock->sk,
							os->ops->nic);
		}
}
