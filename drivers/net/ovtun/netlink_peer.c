// SPDX-License-Identifier: GPL-2.0
/* Peers over generic netlink. */

#include <linux/rtnetlink.h>

#include "netlink.h"

/* What a request says of a peer */
struct ovtun_nl_peer {
	struct in6_addr addr;
	u8 plen;
};

static int ovtun_nl_peer_put_words(struct sk_buff *skb,
				   const struct ovtun_dev *ovt,
				   const struct ovtun_peer *peer)
{
	bool v4 = ipv6_addr_v4mapped(&peer->addr);
	unsigned long seen = READ_ONCE(peer->seen);

	if (ovtun_nl_put_addr(skb, OVTUN_A_PEER_ADDRESS4,
			      OVTUN_A_PEER_ADDRESS6, &peer->addr) ||
	    (peer->plen < OVTUN_PLEN_MAX &&
	     nla_put_u8(skb, OVTUN_A_PEER_PREFIXLEN,
			peer->plen - (v4 ? OVTUN_PLEN_IPV4 : 0))) ||
	    (peer->port && nla_put_be16(skb, OVTUN_A_PEER_PORT, peer->port)) ||
	    (peer->ifindex &&
	     nla_put_u32(skb, OVTUN_A_PEER_OIF, peer->ifindex)) ||
	    nla_put_u32(skb, OVTUN_A_PEER_ORIGIN,
			ovtun_peer_origin(ovt, peer)))
		return -EMSGSIZE;
	if (!seen)
		return 0;
	return nla_put_u64_64bit(skb, OVTUN_A_PEER_LAST_SEEN,
				 jiffies_to_msecs(jiffies - seen),
				 OVTUN_A_PEER_PAD);
}

/* ovtun_dev.lock held */
static int ovtun_nl_peer_put(const struct ovtun_nl_msg *msg,
			     const struct ovtun_dev *ovt,
			     const struct ovtun_peer *peer)
{
	void *head = ovtun_nl_begin(msg, ovt);

	if (!head)
		return -EMSGSIZE;
	if (ovtun_nl_peer_put_words(msg->skb, ovt, peer) ||
	    (msg->cmd != OVTUN_CMD_PEER_NTF &&
	     ovtun_nl_put_traffic(msg->skb, OVTUN_A_PEER_COUNTERS,
				  &peer->counters))) {
		genlmsg_cancel(msg->skb, head);
		return -EMSGSIZE;
	}
	genlmsg_end(msg->skb, head);
	return 0;
}

/* @cmd: OVTUN_CMD_PEER_NTF or OVTUN_CMD_PEER_DEL_NTF */
void ovtun_nl_peer_notify(const struct ovtun_dev *ovt,
			  const struct ovtun_peer *peer, u8 cmd)
{
	struct ovtun_nl_msg msg;

	if (ovtun_nl_new_event(&msg, ovt, cmd))
		ovtun_nl_send_event(&msg, ovt,
				    ovtun_nl_peer_put(&msg, ovt, peer));
}

static int ovtun_nl_peer_parse_addr(struct genl_info *info,
				    struct in6_addr *addr)
{
	const struct nlattr *four = info->attrs[OVTUN_A_PEER_ADDRESS4];
	const struct nlattr *six = info->attrs[OVTUN_A_PEER_ADDRESS6];

	if (!four && !six) {
		NL_SET_ERR_MSG(info->extack, "OVTUN_A_PEER_ADDRESS4 or _ADDRESS6 is missing");
		NL_SET_ERR_ATTR_MISS(info->extack, NULL, OVTUN_A_PEER_ADDRESS4);
		return -EINVAL;
	}
	if (four && six) {
		NL_SET_ERR_MSG_ATTR(info->extack, six, "OVTUN_A_PEER_ADDRESS4 and _ADDRESS6 exclude each other");
		return -EINVAL;
	}
	if (four) {
		ipv6_addr_set_v4mapped(nla_get_in_addr(four), addr);
		return 0;
	}
	*addr = nla_get_in6_addr(six);
	if (ipv6_addr_v4mapped(addr)) {
		NL_SET_ERR_MSG_ATTR(info->extack, six, "OVTUN_A_PEER_ADDRESS6 is an IPv4 address; use OVTUN_A_PEER_ADDRESS4");
		return -EINVAL;
	}
	return 0;
}

static int ovtun_nl_peer_parse(struct genl_info *info,
			       struct ovtun_nl_peer *peer)
{
	const struct nlattr *plen = info->attrs[OVTUN_A_PEER_PREFIXLEN];
	struct in6_addr start;
	unsigned int least;
	int err;

	err = ovtun_nl_peer_parse_addr(info, &peer->addr);
	if (err)
		return err;
	peer->plen = OVTUN_PLEN_MAX;
	if (!plen)
		return 0;
	least = ipv6_addr_v4mapped(&peer->addr) ? OVTUN_PLEN_IPV4 : 0;
	if (nla_get_u8(plen) > OVTUN_PLEN_MAX - least) {
		NL_SET_ERR_MSG_ATTR(info->extack, plen, "OVTUN_A_PEER_PREFIXLEN is longer than the address");
		return -EINVAL;
	}
	peer->plen = least + nla_get_u8(plen);
	ipv6_addr_prefix(&start, &peer->addr, peer->plen);
	if (!ipv6_addr_equal(&start, &peer->addr)) {
		NL_SET_ERR_MSG_ATTR(info->extack, plen, "OVTUN_A_PEER_PREFIXLEN leaves bits of the address that are not zero");
		return -EINVAL;
	}
	return 0;
}

static bool ovtun_nl_peer_is_unicast(const struct in6_addr *addr)
{
	if (ipv6_addr_v4mapped(addr) &&
	    (!addr->s6_addr32[3] || ipv4_is_lbcast(addr->s6_addr32[3])))
		return false;
	return !ipv6_addr_any(addr) && !ovtun_addr_is_multicast(addr);
}

/* May this be added to the device? */
static int ovtun_nl_peer_check(const struct ovtun_dev *ovt,
			       const struct ovtun_nl_peer *peer,
			       struct netlink_ext_ack *extack)
{
	const struct ovtun_config *cfg = rtnl_dereference(ovt->cfg);
	bool v4 = ipv6_addr_v4mapped(&peer->addr);

	if (ovtun_config_p2p(cfg)) {
		NL_SET_ERR_MSG(extack, "IFINDEX or IFNAME is of a point-to-point device, which has one peer: its remote");
		return -EOPNOTSUPP;
	}
	if (!ovtun_config_has(cfg, v4 ? AF_INET : AF_INET6)) {
		NL_SET_ERR_MSG(extack, "OVTUN_A_PEER_ADDRESS4 or _ADDRESS6 is not of the address family of the device's underlay");
		return -EAFNOSUPPORT;
	}
	if (peer->plen == OVTUN_PLEN_MAX &&
	    !ovtun_nl_peer_is_unicast(&peer->addr)) {
		NL_SET_ERR_MSG(extack, "OVTUN_A_PEER_ADDRESS4 or _ADDRESS6 is not a unicast address");
		return -EINVAL;
	}
	return 0;
}

static int ovtun_nl_peer_new(struct ovtun_dev *ovt, struct genl_info *info)
{
	struct ovtun_nl_peer peer;
	int err;

	err = ovtun_nl_peer_parse(info, &peer);
	if (!err)
		err = ovtun_nl_peer_check(ovt, &peer, info->extack);
	if (err)
		return err;
	err = ovtun_peer_allow(ovt, &peer.addr, peer.plen);
	if (err == -EEXIST)
		NL_SET_ERR_MSG(info->extack, "OVTUN_A_PEER_ADDRESS4 or _ADDRESS6 has been added already");
	if (err == -ENOSPC)
		NL_SET_ERR_MSG(info->extack, "A device has at most 65536 peers and prefixes that were added");
	return err;
}

int ovtun_nl_peer_new_doit(struct sk_buff *skb, struct genl_info *info)
{
	return ovtun_nl_change(skb, info, ovtun_nl_peer_new);
}

static int ovtun_nl_peer_del(struct ovtun_dev *ovt, struct genl_info *info)
{
	struct ovtun_nl_peer peer;
	int err;

	err = ovtun_nl_peer_parse(info, &peer);
	if (err)
		return err;
	err = ovtun_peer_forbid(ovt, &peer.addr, peer.plen);
	if (err)
		NL_SET_ERR_MSG(info->extack, "OVTUN_A_PEER_ADDRESS4 or _ADDRESS6 is no peer that has been added");
	return err;
}

int ovtun_nl_peer_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	return ovtun_nl_change(skb, info, ovtun_nl_peer_del);
}

static int ovtun_nl_peer_get(const struct ovtun_nl_msg *msg,
			     struct ovtun_dev *ovt, struct genl_info *info)
{
	const struct nlattr *port = info->attrs[OVTUN_A_PEER_PORT];
	const struct nlattr *oif = info->attrs[OVTUN_A_PEER_OIF];
	struct ovtun_nl_peer key;
	struct ovtun_peer *peer;
	int err;

	err = ovtun_nl_peer_parse(info, &key);
	if (err)
		return err;
	spin_lock_bh(&ovt->lock);
	peer = ovtun_peer_find_with(ovt, &key.addr, key.plen,
				    port ? nla_get_be16(port) : 0,
				    oif ? nla_get_u32(oif) : 0);
	err = peer ? ovtun_nl_peer_put(msg, ovt, peer) : -ENOENT;
	spin_unlock_bh(&ovt->lock);
	if (!peer)
		NL_SET_ERR_MSG(info->extack, "OVTUN_A_PEER_ADDRESS4 or _ADDRESS6 is no peer of the device");
	return err;
}

int ovtun_nl_peer_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	return ovtun_nl_reply(info, ovtun_nl_peer_get);
}

static int ovtun_nl_peer_fill(const struct ovtun_nl_msg *msg,
			      struct ovtun_dev *ovt,
			      struct ovtun_nl_dump *dump)
{
	struct ovtun_peer *peer;
	int err = 0;

	spin_lock_bh(&ovt->lock);
	xa_for_each_start(&ovt->peer_slots, dump->pos, peer, dump->pos) {
		err = ovtun_nl_peer_put(msg, ovt, peer);
		if (err)
			break;
	}
	spin_unlock_bh(&ovt->lock);
	return err;
}

static int ovtun_nl_peer_filter(struct ovtun_dev *ovt, struct nlattr **attrs,
				struct ovtun_nl_dump *dump,
				struct netlink_ext_ack *extack)
{
	if (!attrs[OVTUN_A_PEER_ADDRESS4] && !attrs[OVTUN_A_PEER_ADDRESS6])
		return 0;
	NL_SET_ERR_MSG(extack, "OVTUN_A_PEER_ADDRESS4 and _ADDRESS6 are for one peer, not for a dump");
	return -EINVAL;
}

int ovtun_nl_peer_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	return ovtun_nl_dump_devs(skb, cb, ovtun_nl_peer_filter,
				  ovtun_nl_peer_fill);
}
