// SPDX-License-Identifier: GPL-2.0
/*
 * UDP sockets, shared by the devices of a namespace that use the same port
 * and address.
 *
 * A device with a local address listens on it and on nothing else, unless it
 * needs multicast. Which device a packet belongs to is decided by what is in
 * it, not by the socket, so a narrow and a wide socket on one port serve all
 * devices on that port. They may coexist because of SO_REUSEPORT, which lets
 * in only sockets of the same user.
 */

#include <linux/udp.h>
#include <net/ip.h>
#include <net/l3mdev.h>
#include <net/sock.h>
#include <net/udp.h>
#include <net/udp_tunnel.h>
#include <net/vxlan.h>

#include "ovtun.h"
#include "sock.h"

/* Fills @rx; @skb has its network and transport headers at the outer ones. */
static enum ovtun_wire ovtun_sock_parse(struct sock *sk, struct sk_buff *skb,
					struct ovtun_rx *rx)
{
	const struct ovtun_encap_ops *ops = rcu_dereference_sk_user_data(sk);

	/* The socket is being closed. */
	if (!ops)
		return OVTUN_WIRE_BAD_FLAGS;
	if (ip_hdr(skb)->version == 4)
		ovtun_rx_outer4(rx, ip_hdr(skb));
	else
		ovtun_rx_outer6(rx, ipv6_hdr(skb));
	rx->key.port = inet_sk(sk)->inet_sport;
	rx->l3mdev = l3mdev_master_ifindex_rcu(skb->dev);
	return ops->parse(skb, rx);
}

/* encap_rcv: RCU, BH disabled. Always takes the packet. */
static int ovtun_sock_rcv(struct sock *sk, struct sk_buff *skb)
{
	struct ovtun_rx rx = { .on = ovtun_net(sock_net(sk)) };

	switch (ovtun_sock_parse(sk, skb, &rx)) {
	case OVTUN_WIRE_OK:
		break;
	case OVTUN_WIRE_TRUNCATED:
		ovtun_drop_net(sock_net(sk), skb, OVTUN_NET_TRUNCATED);
		return 0;
	case OVTUN_WIRE_BAD_VERSION:
		ovtun_drop_net(sock_net(sk), skb, OVTUN_NET_BAD_VERSION);
		return 0;
	default:
		ovtun_drop_net(sock_net(sk), skb, OVTUN_NET_BAD_FLAGS);
		return 0;
	}
	if (ovtun_demux_find(&rx))
		ovtun_rx(skb, &rx);
	else
		ovtun_drop_net(sock_net(sk), skb, OVTUN_NET_UNKNOWN_VNI);
	return 0;
}

/* An ICMP error quotes a packet that we sent, so the addresses are swapped. */
static int ovtun_sock_err_lookup(struct sock *sk, struct sk_buff *skb)
{
	struct ovtun_rx rx = { .on = ovtun_net(sock_net(sk)) };

	if (ovtun_sock_parse(sk, skb, &rx))
		return -EINVAL;
	swap(rx.saddr, rx.daddr);
	if (!ovtun_demux_find(&rx) ||
	    !ovtun_peer_find(rx.cfg->ovt, &rx.saddr))
		return -ENOENT;
	return 0;
}

static int ovtun_sock_bind4(struct socket *sock, const struct ovtun_sock *os)
{
	struct sockaddr_in sin = {
		.sin_family = AF_INET,
		.sin_port = os->port,
		.sin_addr.s_addr = os->addr.s6_addr32[3],
	};

	return kernel_bind(sock, (struct sockaddr_unsized *)&sin, sizeof(sin));
}

static int ovtun_sock_bind6(struct socket *sock, const struct ovtun_sock *os)
{
	struct sockaddr_in6 sin6 = {
		.sin6_family = AF_INET6,
		.sin6_port = os->port,
		.sin6_addr = os->addr,
		.sin6_scope_id = os->ifindex,
	};
	int err;

	/* Each device asks for the checksum itself, if it wants one. */
	udp_set_no_check6_rx(sock->sk, true);
	err = ip6_sock_set_v6only(sock->sk);
	if (err)
		return err;
	return kernel_bind(sock, (struct sockaddr_unsized *)&sin6,
			   sizeof(sin6));
}

/* udp_sock_create() binds before SO_REUSEPORT could be set. */
static int ovtun_sock_open(struct net *net, struct ovtun_sock *os)
{
	struct udp_tunnel_sock_cfg tunnel = {
		.sk_user_data = (void *)os->ops,
		.encap_type = 1,
		.encap_rcv = ovtun_sock_rcv,
		.encap_err_lookup = ovtun_sock_err_lookup,
		.gro_receive = ovtun_gro_receive,
		.gro_complete = ovtun_gro_complete,
	};
	int err;

	err = sock_create_kern(net, os->family, SOCK_DGRAM, 0, &os->sock);
	if (err)
		return err;
	sock_set_reuseport(os->sock->sk);
	/* A device may be configured before its address is. */
	ip_sock_set_freebind(os->sock->sk);
	os->sock->sk->sk_bound_dev_if = os->ifindex;
	if (os->family == AF_INET)
		err = ovtun_sock_bind4(os->sock, os);
	else
		err = ovtun_sock_bind6(os->sock, os);
	if (err) {
		sock_release(os->sock);
		return err;
	}
	os->sock->sk->sk_allocation = GFP_ATOMIC;
	setup_udp_tunnel_sock(net, os->sock->sk, &tunnel);
	return 0;
}

/* Is a device of the kind vxlan up on this port? */
static bool ovtun_sock_is_vxlan(struct net *net, __be16 port)
{
	struct net_device *dev;

	for_each_netdev(net, dev) {
		const struct vxlan_dev *vxlan = netdev_priv(dev);

		if (netif_is_vxlan(dev) && netif_running(dev) &&
		    vxlan->cfg.dst_port == port)
			return true;
	}
	return false;
}

static void ovtun_sock_explain(struct net *net, __be16 port, int err,
			       struct netlink_ext_ack *extack)
{
	if (err == -EADDRINUSE && ovtun_sock_is_vxlan(net, port))
		NL_SET_ERR_MSG(extack, "IFLA_OVTUN_PORT is held by a device of the kind vxlan in this namespace");
	else if (err == -EADDRINUSE)
		NL_SET_ERR_MSG(extack, "IFLA_OVTUN_PORT is in use by another socket in this namespace");
	else
		NL_SET_ERR_MSG(extack, "IFLA_OVTUN_PORT cannot be opened");
}

static bool ovtun_sock_equal(const struct ovtun_sock *a,
			     const struct ovtun_sock *b)
{
	return a->ops->parse == b->ops->parse && a->ops->nic == b->ops->nic &&
	       a->family == b->family && a->port == b->port &&
	       a->ifindex == b->ifindex &&
	       ipv6_addr_equal(&a->addr, &b->addr);
}

/* The header says nothing of the encapsulation, so the port has to. */
static bool ovtun_sock_conflicts(const struct ovtun_sock *a,
				 const struct ovtun_sock *b)
{
	return a->ops->parse != b->ops->parse &&
	       a->family == b->family && a->port == b->port;
}

/* A segment may have a multicast group, and then get one at any time. */
static void ovtun_sock_want(struct ovtun_sock *os, struct net *net,
			    const struct ovtun_config *cfg, sa_family_t family)
{
	os->refs = 1;
	os->ops = cfg->ops;
	os->family = family;
	os->port = cfg->port;
	if (!ovtun_addr_is_multicast(&cfg->remote) &&
	    !(ovtun_config_wide(cfg) && cfg->link))
		os->addr = cfg->local;
	if (family == AF_INET6 &&
	    ipv6_addr_type(&os->addr) & IPV6_ADDR_LINKLOCAL)
		os->ifindex = cfg->link;
	else if (cfg->link)
		os->ifindex = l3mdev_master_ifindex_by_index(net, cfg->link);
}

/**
 * ovtun_sock_ops - what comes to a port?
 * @on: namespace of the underlay
 * @port: network byte order
 * @family: AF_INET or AF_INET6
 *
 * RCU.
 *
 * Return: an encapsulation whose packets come to this port, or NULL
 */
const struct ovtun_encap_ops *ovtun_sock_ops(struct ovtun_net *on, __be16 port,
					     sa_family_t family)
{
	const struct ovtun_sock *os;

	hlist_for_each_entry_rcu(os, ovtun_sock_bucket(on, port), node)
		if (os->port == port && os->family == family)
			return os->ops;
	return NULL;
}

/**
 * ovtun_sock_alone - is there one encapsulation at this port?
 * @sk: a socket of the port
 *
 * RCU.
 *
 * Return: true when all sockets of the port are for what @sk is
 */
bool ovtun_sock_alone(const struct sock *sk)
{
	const struct ovtun_encap_ops *ops = rcu_dereference_sk_user_data(sk);
	struct ovtun_net *on = ovtun_net(sock_net(sk));
	__be16 port = inet_sk(sk)->inet_sport;
	const struct ovtun_sock *os;

	hlist_for_each_entry_rcu(os, ovtun_sock_bucket(on, port), node)
		if (os->port == port && os->family == sk->sk_family &&
		    (!ops || os->ops->nic != ops->nic))
			return false;
	return true;
}

/**
 * ovtun_sock_get - refer to the socket that a configuration needs
 * @net: namespace of the underlay
 * @cfg: port, local address, group
 * @family: AF_INET or AF_INET6, which @cfg has
 * @extack: for the sentence
 *
 * Return: the socket, or an ERR_PTR()
 */
struct ovtun_sock *ovtun_sock_get(struct net *net,
				  const struct ovtun_config *cfg,
				  sa_family_t family,
				  struct netlink_ext_ack *extack)
{
	struct ovtun_sock *os, *other;
	struct hlist_head *bucket;
	int err;

	ASSERT_RTNL();
	bucket = ovtun_sock_bucket(ovtun_net(net), cfg->port);
	os = kzalloc(sizeof(*os), GFP_KERNEL);
	if (!os)
		return ERR_PTR(-ENOMEM);
	ovtun_sock_want(os, net, cfg, family);
	hlist_for_each_entry(other, bucket, node) {
		if (ovtun_sock_conflicts(os, other)) {
			NL_SET_ERR_MSG(extack, "IFLA_OVTUN_PORT is in use by an ovtun device with another encapsulation");
			kfree(os);
			return ERR_PTR(-EADDRINUSE);
		}
		if (ovtun_sock_equal(os, other)) {
			other->refs++;
			kfree(os);
			return other;
		}
	}
	err = ovtun_sock_open(net, os);
	if (err) {
		ovtun_sock_explain(net, cfg->port, err, extack);
		kfree(os);
		return ERR_PTR(err);
	}
	ovtun_nic_add(net, os);
	hlist_add_head_rcu(&os->node, bucket);
	return os;
}

/*
 * A packet that finds a socket without receiver is lost, and there may be
 * another socket for it already. So first nobody finds it any more.
 */
static void ovtun_sock_close(struct sock *sk)
{
	lock_sock(sk);
	sk->sk_prot->unhash(sk);
	release_sock(sk);
	synchronize_net();
	udp_tunnel_sock_release(sk);
}

/* The receive function uses the encapsulation and nothing else of @os. */
void ovtun_sock_put(struct ovtun_sock *os)
{
	ASSERT_RTNL();
	if (--os->refs)
		return;
	hlist_del_rcu(&os->node);
	ovtun_nic_del(sock_net(os->sock->sk), os);
	ovtun_sock_close(os->sock->sk);
	kfree_rcu(os, rcu);
}
