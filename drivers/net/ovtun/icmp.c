// SPDX-License-Identifier: GPL-2.0
/*
 * ICMP errors about GRE packets that we have sent.
 *
 * UDP has its sockets for it. For GRE the stack would ask ip_gre. What comes
 * from the wire is believed only when it quotes a packet from a device of ours
 * to one of its peers, and then only to lower the path MTU.
 */

#include <linux/icmp.h>
#include <linux/icmpv6.h>
#include <linux/netfilter_ipv4.h>
#include <linux/netfilter_ipv6.h>
#include <net/ip6_route.h>
#include <net/l3mdev.h>
#include <net/route.h>

#include "encap.h"
#include "ovtun.h"

/* The quoted packet, from its IP header on. */
struct ovtun_quote {
	struct ovtun_rx rx;
	unsigned int ip;	/* offset of its IP header */
	unsigned int gre;	/* offset of its GRE header */
};

/* The device whose packet to one of its peers it is, or NULL. */
static const struct ovtun_config *ovtun_icmp_sender(struct sk_buff *skb,
						    struct ovtun_quote *quote)
{
	int old = skb_transport_offset(skb);
	bool found = false;

	/* Few routers quote more than 8 bytes: flags and a key, RFC 792. */
	skb_set_transport_header(skb, quote->gre);
	if (!ovtun_gre_parse(skb, &quote->rx)) {
		swap(quote->rx.saddr, quote->rx.daddr);
		quote->rx.l3mdev = l3mdev_master_ifindex_rcu(skb->dev);
		found = ovtun_demux_find(&quote->rx);
	}
	skb_set_transport_header(skb, old);
	if (!found || !ovtun_peer_find(quote->rx.cfg->ovt, &quote->rx.saddr))
		return NULL;
	return quote->rx.cfg;
}

static bool ovtun_icmp_quote4(const struct sk_buff *skb,
			      struct ovtun_quote *quote)
{
	struct iphdr buf, *iph;

	iph = skb_header_pointer(skb, quote->ip, sizeof(buf), &buf);
	if (!iph || iph->version != 4 || iph->ihl < 5 ||
	    iph->protocol != IPPROTO_GRE || iph->frag_off & htons(IP_OFFSET))
		return false;
	quote->gre = quote->ip + iph->ihl * 4;
	ovtun_rx_outer4(&quote->rx, iph);
	return true;
}

static bool ovtun_icmp_quote6(const struct sk_buff *skb,
			      struct ovtun_quote *quote)
{
	struct ipv6hdr buf, *ip6h;

	ip6h = skb_header_pointer(skb, quote->ip, sizeof(buf), &buf);
	if (!ip6h || ip6h->version != 6 || ip6h->nexthdr != IPPROTO_GRE)
		return false;
	quote->gre = quote->ip + sizeof(*ip6h);
	ovtun_rx_outer6(&quote->rx, ip6h);
	return true;
}

/* net.ipv4.ip_no_pmtu_disc: 3 asks for errors to be checked, as they are. */
static bool ovtun_icmp_believes(const struct net *net)
{
	int disc = READ_ONCE(net->ipv4.sysctl_ip_no_pmtu_disc);

	return disc == 0 || disc == 3;
}

static void ovtun_icmp_error4(struct net *net, struct sk_buff *skb,
			      unsigned int thoff)
{
	struct ovtun_quote quote = {
		.rx.on = ovtun_net(net),
		.ip = thoff + sizeof(struct icmphdr),
	};
	const struct ovtun_config *cfg;
	struct icmphdr buf, *icmph;

	if (!ovtun_icmp_believes(net))
		return;
	icmph = skb_header_pointer(skb, thoff, sizeof(buf), &buf);
	if (!icmph || icmph->type != ICMP_DEST_UNREACH ||
	    icmph->code != ICMP_FRAG_NEEDED)
		return;
	buf = *icmph;
	if (nf_ip_checksum(skb, NF_INET_LOCAL_IN, thoff, IPPROTO_ICMP) ||
	    !ovtun_icmp_quote4(skb, &quote))
		return;
	cfg = ovtun_icmp_sender(skb, &quote);
	if (!cfg ||
	    !pskb_may_pull(skb, quote.ip + sizeof(struct iphdr)))
		return;
	__skb_pull(skb, quote.ip);
	ipv4_update_pmtu(skb, net, ntohs(buf.un.frag.mtu), cfg->link,
			 IPPROTO_GRE);
	__skb_push(skb, quote.ip);
}

static void ovtun_icmp_error6(struct net *net, struct sk_buff *skb,
			      unsigned int thoff)
{
	struct ovtun_quote quote = {
		.rx.on = ovtun_net(net),
		.ip = thoff + sizeof(struct icmp6hdr),
	};
	const struct ovtun_config *cfg;
	struct icmp6hdr buf, *icmph;

	icmph = skb_header_pointer(skb, thoff, sizeof(buf), &buf);
	if (!icmph || icmph->icmp6_type != ICMPV6_PKT_TOOBIG)
		return;
	buf = *icmph;
	if (nf_ip6_checksum(skb, NF_INET_LOCAL_IN, thoff, IPPROTO_ICMPV6) ||
	    !ovtun_icmp_quote6(skb, &quote))
		return;
	cfg = ovtun_icmp_sender(skb, &quote);
	if (!cfg ||
	    !pskb_may_pull(skb, quote.ip + sizeof(struct ipv6hdr)))
		return;
	__skb_pull(skb, quote.ip);
	ip6_update_pmtu(skb, net, buf.icmp6_mtu, cfg->link, 0,
			sock_net_uid(net, NULL));
	__skb_push(skb, quote.ip);
}

/**
 * ovtun_icmp_error - learn the path MTU from an ICMP or ICMPv6 message
 * @net: namespace of the underlay
 * @skb: data is at the network header; left as it was for the stack
 * @family: AF_INET or AF_INET6
 * @thoff: offset of the ICMP header
 */
void ovtun_icmp_error(struct net *net, struct sk_buff *skb, sa_family_t family,
		      unsigned int thoff)
{
	if (family == AF_INET)
		ovtun_icmp_error4(net, skb, thoff);
	else
		ovtun_icmp_error6(net, skb, thoff);
}
