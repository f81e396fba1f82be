// SPDX-License-Identifier: GPL-2.0
/* What the words of a command said, checked and made a request. */
#include <arpa/inet.h>
#include <endian.h>
#include "link_ovtun.h"

/* What has no attribute of the kind vxlan. */
#define OWN \
	(BIT(OPT_ENCAP) | BIT(OPT_UDP) | BIT(OPT_IKEY) | BIT(OPT_OKEY) | \
	 BIT(OPT_TRUNK) | BIT(OPT_ICSUM) | BIT(OPT_OCSUM) | BIT(OPT_ISEQ) | \
	 BIT(OPT_OSEQ) | BIT(OPT_STRICT) | BIT(OPT_OUTERMARK) | \
	 BIT(OPT_FWMARK) | BIT(OPT_TRACK) | BIT(OPT_FASTPATH))

/* Is every word one that the encapsulation knows? */
static int check_encap(const struct ovtun_args *a)
{
	uint32_t encap = a->value[OPT_ENCAP];
	bool no;

	if (!a->word[OPT_ENCAP])
		return 0;
	for (int i = 0; i < OPT_COUNT; i++)
		if (a->word[i] &&
		    !(ovtun_find_word(a->word[i], &no)->encaps & BIT(encap)))
			return wrong(a->word[i],
				     "is wrong: encap %s does not have it",
				     ovtun_encap_names[encap]);
	return 0;
}

/* Has a new device UDP, if a word is there that needs it? */
static int check_udp(const struct ovtun_args *a)
{
	uint32_t encap = a->value[OPT_ENCAP];
	bool no;

	if (encap == OVTUN_ENCAP_VXLAN || a->value[OPT_UDP])
		return 0;
	for (int i = 0; i < OPT_COUNT; i++)
		if (a->word[i] && ovtun_find_word(a->word[i], &no)->udp)
			return wrong(a->word[i],
				     "is wrong: encap %s has it with \"udp\" only",
				     ovtun_encap_names[encap]);
	return 0;
}

/* Is everything there that a new device cannot do without? */
static int check_new(const struct ovtun_args *a)
{
	uint32_t encap = a->value[OPT_ENCAP];

	if (!a->word[OPT_ENCAP])
		return wrong("encap", "is missing: vxlan, gretap, gre or nvgre");
	if ((encap == OVTUN_ENCAP_VXLAN || encap == OVTUN_ENCAP_NVGRE) &&
	    !a->word[OPT_ID] && !a->value[OPT_TRUNK] && !a->value[OPT_EXTERNAL])
		return wrong("id", "is missing: encap %s needs it without \"trunk\" and \"external\"",
			     ovtun_encap_names[encap]);
	if (a->group && !a->word[OPT_DEV])
		return wrong("dev", "is missing: \"group\" needs the device to join it on");
	return check_udp(a);
}

/* "any" has the family of the other address, or is IPv4. */
static int check_families(struct ovtun_args *a)
{
	struct ovtun_addr *remote = &a->remote, *local = &a->local;

	if (!a->word[OPT_REMOTE] || !a->word[OPT_LOCAL])
		return 0;
	if (remote->family == AF_UNSPEC)
		remote->family = local->family ? local->family : AF_INET;
	if (local->family == AF_UNSPEC)
		local->family = remote->family;
	if (remote->family == local->family)
		return 0;
	return wrong(local->text, "is wrong: \"local\" and \"%s\" %s are not of one IP version",
		     a->word[OPT_REMOTE], remote->text);
}

static void put_u8(struct nlmsghdr *n, int type, const struct ovtun_args *a,
		   enum ovtun_option opt)
{
	if (a->word[opt])
		addattr8(n, IP_REQUEST_MAX, type, a->value[opt]);
}

static void put_u32(struct nlmsghdr *n, int type, const struct ovtun_args *a,
		    enum ovtun_option opt)
{
	if (a->word[opt])
		addattr32(n, IP_REQUEST_MAX, type, a->value[opt]);
}

static void put_addr(struct nlmsghdr *n, int type4, int type6,
		     const struct ovtun_addr *addr)
{
	if (addr->family == AF_INET6)
		addattr_l(n, IP_REQUEST_MAX, type6, &addr->in6,
			  sizeof(addr->in6));
	else
		addattr_l(n, IP_REQUEST_MAX, type4, &addr->in,
			  sizeof(addr->in));
}

static void put_network_order(struct nlmsghdr *n, const struct ovtun_args *a)
{
	struct ifla_vxlan_port_range range = {
		.low = htons(a->port_low),
		.high = htons(a->port_high),
	};
	uint16_t port = htons(a->value[OPT_DSTPORT]);
	uint64_t bits = htobe64(a->reserved_bits);

	if (a->word[OPT_DSTPORT])
		addattr_l(n, IP_REQUEST_MAX, IFLA_OVTUN_PORT, &port,
			  sizeof(port));
	if (a->word[OPT_SRCPORT])
		addattr_l(n, IP_REQUEST_MAX, IFLA_OVTUN_PORT_RANGE, &range,
			  sizeof(range));
	if (a->word[OPT_RESERVED_BITS])
		addattr_l(n, IP_REQUEST_MAX, IFLA_OVTUN_RESERVED_BITS, &bits,
			  sizeof(bits));
	if (a->word[OPT_LABEL] && a->label_inherit)
		addattr32(n, IP_REQUEST_MAX, IFLA_OVTUN_LABEL_POLICY,
			  OVTUN_LABEL_INHERIT);
	else if (a->word[OPT_LABEL])
		addattr32(n, IP_REQUEST_MAX, IFLA_OVTUN_LABEL,
			  htonl(a->value[OPT_LABEL]));
}

/* An attribute that is a flag, so that its opposite cannot be said. */
static void put_flag(struct nlmsghdr *n, int type, bool value)
{
	if (value)
		addattr_l(n, IP_REQUEST_MAX, type, NULL, 0);
}

static void put_shared(struct nlmsghdr *n, const struct ovtun_args *a)
{
	put_flag(n, IFLA_OVTUN_GBP, a->value[OPT_EXTENSION] == EXTENSION_GBP);
	put_flag(n, IFLA_OVTUN_GPE, a->value[OPT_EXTENSION] == EXTENSION_GPE);
	put_u8(n, IFLA_OVTUN_COLLECT_METADATA, a, OPT_EXTERNAL);
	put_u32(n, IFLA_OVTUN_ID, a, OPT_ID);
	if (a->word[OPT_REMOTE])
		put_addr(n, IFLA_OVTUN_GROUP, IFLA_OVTUN_GROUP6, &a->remote);
	if (a->word[OPT_LOCAL])
		put_addr(n, IFLA_OVTUN_LOCAL, IFLA_OVTUN_LOCAL6, &a->local);
	put_u32(n, IFLA_OVTUN_LINK, a, OPT_DEV);
	put_network_order(n, a);
	put_u8(n, IFLA_OVTUN_TTL, a, OPT_TTL);
	put_flag(n, IFLA_OVTUN_TTL_INHERIT, a->ttl_inherit);
	put_u8(n, IFLA_OVTUN_TOS, a, OPT_TOS);
	put_u8(n, IFLA_OVTUN_DF, a, OPT_DF);
	put_u8(n, IFLA_OVTUN_UDP_CSUM, a, OPT_UDP_CSUM);
	put_u8(n, IFLA_OVTUN_UDP_ZERO_CSUM6_TX, a, OPT_ZERO_CSUM6_TX);
	put_u8(n, IFLA_OVTUN_UDP_ZERO_CSUM6_RX, a, OPT_ZERO_CSUM6_RX);
	put_u8(n, IFLA_OVTUN_LEARNING, a, OPT_LEARNING);
	put_u32(n, IFLA_OVTUN_AGEING, a, OPT_AGEING);
	put_u32(n, IFLA_OVTUN_LIMIT, a, OPT_LIMIT);
	put_u8(n, IFLA_OVTUN_PROXY, a, OPT_PROXY);
	put_u8(n, IFLA_OVTUN_L2MISS, a, OPT_L2MISS);
	put_u8(n, IFLA_OVTUN_L3MISS, a, OPT_L3MISS);
	put_u8(n, IFLA_OVTUN_LOCALBYPASS, a, OPT_LOCALBYPASS);
}

/* No key is an attribute without a value. */
static void put_key(struct nlmsghdr *n, int type, const struct ovtun_args *a,
		    enum ovtun_option opt)
{
	if (a->removed & BIT(opt))
		addattr_l(n, IP_REQUEST_MAX, type, NULL, 0);
	else
		put_u32(n, type, a, opt);
}

static void put_marks(struct nlmsghdr *n, const struct ovtun_args *a)
{
	put_u8(n, IFLA_OVTUN_EXT_MARK_POLICY, a, OPT_OUTERMARK);
	if (a->value[OPT_OUTERMARK] == OVTUN_MARK_SET)
		addattr32(n, IP_REQUEST_MAX, IFLA_OVTUN_EXT_MARK, a->mark);
	put_u32(n, IFLA_OVTUN_EXT_FWMARK, a, OPT_FWMARK);
	if (a->word[OPT_TRACK])
		addattr8(n, IP_REQUEST_MAX, IFLA_OVTUN_EXT_NOTRACK,
			 !a->value[OPT_TRACK]);
}

static void put_ext(struct nlmsghdr *n, const struct ovtun_args *a)
{
	struct rtattr *nest;
	int i;

	for (i = 0; i < OPT_COUNT; i++)
		if (a->word[i] && BIT(i) & OWN)
			break;
	if (i == OPT_COUNT)
		return;

	nest = addattr_nest(n, IP_REQUEST_MAX, IFLA_OVTUN_EXT | NLA_F_NESTED);
	put_u8(n, IFLA_OVTUN_EXT_ENCAP, a, OPT_ENCAP);
	put_u8(n, IFLA_OVTUN_EXT_UDP, a, OPT_UDP);
	put_key(n, IFLA_OVTUN_EXT_IKEY, a, OPT_IKEY);
	put_key(n, IFLA_OVTUN_EXT_OKEY, a, OPT_OKEY);
	put_u8(n, IFLA_OVTUN_EXT_TRUNK, a, OPT_TRUNK);
	put_u8(n, IFLA_OVTUN_EXT_ICSUM, a, OPT_ICSUM);
	put_u8(n, IFLA_OVTUN_EXT_OCSUM, a, OPT_OCSUM);
	put_u8(n, IFLA_OVTUN_EXT_ISEQ, a, OPT_ISEQ);
	put_u8(n, IFLA_OVTUN_EXT_OSEQ, a, OPT_OSEQ);
	put_u8(n, IFLA_OVTUN_EXT_STRICT, a, OPT_STRICT);
	put_marks(n, a);
	put_u8(n, IFLA_OVTUN_EXT_FASTPATH, a, OPT_FASTPATH);
	addattr_nest_end(n, nest);
}

/* Returns 0, or -1 and has said what is wrong. */
int ovtun_check_args(struct ovtun_args *a, bool create)
{
	if (check_encap(a))
		return -1;
	/* A change says only what is to be different. */
	if (create && check_new(a))
		return -1;
	return check_families(a);
}

void ovtun_put_args(struct nlmsghdr *n, const struct ovtun_args *a)
{
	put_shared(n, a);
	put_ext(n, a);
}
