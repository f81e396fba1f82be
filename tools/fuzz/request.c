// SPDX-License-Identifier: GPL-2.0
/*
 * Each request has the structure that it needs to be understood; what is in it
 * mostly fits together, and sometimes does not. The devices are f0 to f7.
 */
#include <linux/genetlink.h>
#include <linux/if_link.h>
#include <linux/if_ovtun.h>
#include <linux/ovtun.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>

#include "request.h"

#define DUMMIES 2

static const char * const kinds[KINDS] = {
	"create", "change", "delete", "set", "underlay", "link-get", "fdb-new",
	"fdb-del", "fdb-get", "neigh", "nexthop", "mdb-new", "mdb-del",
	"mdb-get", "segment-new", "segment-set", "segment-del", "segment-get",
	"peer-new", "peer-del", "peer-get", "fdb-dump", "stats-get",
};

/* For every encapsulation */
static const struct choice common[] = {
	{ IFLA_OVTUN_TTL, VALUE_U8 },
	{ IFLA_OVTUN_TOS, VALUE_U8 },
	{ IFLA_OVTUN_LABEL_POLICY, VALUE_SMALL },
	{ IFLA_OVTUN_TTL_INHERIT, VALUE_FLAG },
	{ IFLA_OVTUN_DF, VALUE_U8 },
	{ IFLA_OVTUN_COLLECT_METADATA, VALUE_BOOL },
};

static const struct choice for_frames[] = {
	{ IFLA_OVTUN_LEARNING, VALUE_BOOL },
	{ IFLA_OVTUN_AGEING, VALUE_U32 },
	{ IFLA_OVTUN_LIMIT, VALUE_U32 },
	{ IFLA_OVTUN_PROXY, VALUE_BOOL },
	{ IFLA_OVTUN_L2MISS, VALUE_BOOL },
	{ IFLA_OVTUN_L3MISS, VALUE_BOOL },
};

static const struct choice for_udp[] = {
	{ IFLA_OVTUN_PORT_RANGE, VALUE_RANGE },
	{ IFLA_OVTUN_PORT, VALUE_PORT },
	{ IFLA_OVTUN_UDP_CSUM, VALUE_BOOL },
	{ IFLA_OVTUN_UDP_ZERO_CSUM6_TX, VALUE_BOOL },
	{ IFLA_OVTUN_UDP_ZERO_CSUM6_RX, VALUE_BOOL },
};

static const struct choice for_vxlan[] = {
	{ IFLA_OVTUN_GBP, VALUE_FLAG },
	{ IFLA_OVTUN_GPE, VALUE_FLAG },
	{ IFLA_OVTUN_RESERVED_BITS, VALUE_BITS },
	{ IFLA_OVTUN_LOCALBYPASS, VALUE_BOOL },
};

static const struct choice ext_common[] = {
	{ IFLA_OVTUN_EXT_STRICT, VALUE_BOOL },
	{ IFLA_OVTUN_EXT_MARK_POLICY, VALUE_U8 },
	{ IFLA_OVTUN_EXT_MARK, VALUE_U32 },
	{ IFLA_OVTUN_EXT_FWMARK, VALUE_U32 },
	{ IFLA_OVTUN_EXT_NOTRACK, VALUE_BOOL },
	{ IFLA_OVTUN_EXT_FASTPATH, VALUE_BOOL },
};

static const struct choice ext_gre[] = {
	{ IFLA_OVTUN_EXT_IKEY, VALUE_U32 },
	{ IFLA_OVTUN_EXT_OKEY, VALUE_U32 },
	{ IFLA_OVTUN_EXT_ICSUM, VALUE_BOOL },
	{ IFLA_OVTUN_EXT_OCSUM, VALUE_BOOL },
	{ IFLA_OVTUN_EXT_ISEQ, VALUE_BOOL },
	{ IFLA_OVTUN_EXT_OSEQ, VALUE_BOOL },
};

static const struct choice segment[] = {
	{ OVTUN_A_SEGMENT_VLAN, VALUE_U16 },
	{ OVTUN_A_SEGMENT_GROUP4, VALUE_IP4 },
	{ OVTUN_A_SEGMENT_GROUP6, VALUE_IP6 },
	{ OVTUN_A_SEGMENT_LEARNING, VALUE_BOOL },
	{ OVTUN_A_SEGMENT_LIMIT, VALUE_U32 },
};

/* Only the operations named take these. */
static const struct choice segment_replace[] = {
	{ OVTUN_A_SEGMENT_REPLACE, VALUE_FLAG },
};

static const struct choice segment_no_vlan[] = {
	{ OVTUN_A_SEGMENT_NO_VLAN, VALUE_FLAG },
};

const char *kind_name(enum kind what)
{
	return kinds[what];
}

bool kind_is_generic(enum kind what)
{
	return what >= KIND_SEGMENT_NEW;
}

/* Return: one of these devices, or sometimes another that has an index */
int request_device(struct chance *c, unsigned int mask)
{
	char name[IFNAMSIZ];
	int i, index = 0;

	if (chance_one_in(c, 32))
		return chance_below(c, 64);
	if (chance_one_in(c, 8))
		mask = REQUEST_ANY;
	for (i = 0; i < 64 && !index; i++) {
		size_t n = chance_below(c, REQUEST_DEVICES);

		if (i == 32)
			mask = REQUEST_ANY;
		snprintf(name, sizeof(name), "f%zu", n);
		if (mask & 1 << n)
			index = if_nametoindex(name);
	}
	return index;
}

/* Is it one of these devices, by its name? */
bool request_is(int ifindex, unsigned int mask)
{
	char name[IFNAMSIZ];

	return if_indextoname(ifindex, name) && *name == 'f' &&
	       mask & 1 << (name[1] - '0');
}

/* Add an attribute with some value of this kind. */
void request_add(struct chance *c, struct message *m, int number,
		 enum value value)
{
	struct choice choice = { number, value };

	message_value(c, m, &choice);
}

/* Add an address of either family. */
void request_peer(struct chance *c, struct message *m, int four_number,
		  int six_number)
{
	if (chance_one_in(c, 3))
		request_add(c, m, six_number, VALUE_PEER6);
	else
		request_add(c, m, four_number, VALUE_PEER4);
}

static void add_ext(struct chance *c, struct message *m, uint8_t encap,
		    bool udp, bool trunk, bool create)
{
	bool gre = encap == OVTUN_ENCAP_GRETAP || encap == OVTUN_ENCAP_GRE;
	struct nlattr *ext = message_add(m, IFLA_OVTUN_EXT | NLA_F_NESTED,
					 NULL, 0);
	uint8_t yes = 1;

	if (create || chance_one_in(c, 8))
		message_add(m, IFLA_OVTUN_EXT_ENCAP, &encap, 1);
	if (create && udp && gre)
		message_add(m, IFLA_OVTUN_EXT_UDP, &yes, 1);
	if (create && trunk)
		message_add(m, IFLA_OVTUN_EXT_TRUNK, &yes, 1);
	message_some(c, m, ext_common, COUNT(ext_common), 16);
	if ((gre && !trunk) || chance_one_in(c, 32))
		message_some(c, m, ext_gre, COUNT(ext_gre), 4);
	message_end(m, ext);
}

static void add_addresses(struct chance *c, struct message *m, bool trunk)
{
	bool ipv6 = chance_one_in(c, 3);

	if (chance_one_in(c, 2))
		request_add(c, m, ipv6 ? IFLA_OVTUN_LOCAL6 : IFLA_OVTUN_LOCAL,
			    ipv6 ? VALUE_OWN6 : VALUE_OWN4);
	if (chance_one_in(c, trunk ? 16 : 4))
		request_add(c, m, ipv6 ? IFLA_OVTUN_GROUP6 : IFLA_OVTUN_GROUP,
			    ipv6 ? VALUE_IP6 : VALUE_IP4);
	/* A group needs a device, others may have one. */
	if (chance_one_in(c, 4))
		request_add(c, m, IFLA_OVTUN_LINK, VALUE_LINK);
}

/*
 * What "ip link ... type ovtun" would say. Mostly the number of a device says
 * which it is: 0 and 4 are vxlan, 1 and 5 gretap, 2 and 6 gre, 3 and 7 nvgre;
 * 4 and 5 are trunks, 5 and 6 in UDP.
 */
static void add_info(struct chance *c, struct message *m, size_t n, bool create)
{
	bool odd = chance_one_in(c, 16), trunk = n == 4 || n == 5;
	uint8_t encap = 1 + (odd ? chance_below(c, 8) : n % 4);
	bool udp = odd ? chance_one_in(c, 2) : n == 5 || n == 6;
	struct nlattr *info, *data;

	info = message_add(m, IFLA_LINKINFO, NULL, 0);
	message_add(m, IFLA_INFO_KIND, "ovtun", 5);
	data = message_add(m, IFLA_INFO_DATA, NULL, 0);
	add_ext(c, m, encap, udp, trunk, create);
	if ((encap == OVTUN_ENCAP_VXLAN || encap == OVTUN_ENCAP_NVGRE) &&
	    (trunk ? chance_one_in(c, 16) : create || chance_one_in(c, 2)))
		request_add(c, m, IFLA_OVTUN_ID, encap == OVTUN_ENCAP_NVGRE ?
						 VALUE_VSID : VALUE_U32);
	if (create || chance_one_in(c, 4))
		add_addresses(c, m, trunk);
	message_some(c, m, common, COUNT(common), 16);
	if (encap != OVTUN_ENCAP_GRE || odd)
		message_some(c, m, for_frames, COUNT(for_frames), 8);
	if (encap == OVTUN_ENCAP_VXLAN || udp || odd)
		message_some(c, m, for_udp, COUNT(for_udp), 10);
	if (encap == OVTUN_ENCAP_VXLAN && create)
		message_some(c, m, for_vxlan, COUNT(for_vxlan), 16);
	message_end(m, data);
	message_end(m, info);
}

static size_t make_create(struct chance *c, const struct scene *s,
			  struct message *m)
{
	size_t n = chance_below(c, REQUEST_DEVICES);
	struct ifinfomsg info = {};
	char name[IFNAMSIZ];

	if (chance_one_in(c, 2))
		info.ifi_flags = IFF_UP;
	info.ifi_change = IFF_UP;
	message_begin(m, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, &info,
		      sizeof(info));
	snprintf(name, sizeof(name), "f%zu", n);
	message_add(m, IFLA_IFNAME, name, strlen(name) + 1);
	/* The underlay stays where the request is made. */
	if (chance_one_in(c, 6))
		message_add(m, IFLA_NET_NS_FD, &s->other, sizeof(s->other));
	if (chance_one_in(c, 8))
		request_add(c, m, IFLA_MTU, VALUE_MTU);
	add_info(c, m, n, true);
	return sizeof(info);
}

static size_t make_change(struct chance *c, struct message *m)
{
	struct ifinfomsg info = { .ifi_index = request_device(c, REQUEST_ANY) };
	char name[IFNAMSIZ] = "f0";

	if_indextoname(info.ifi_index, name);
	message_begin(m, RTM_NEWLINK, 0, &info, sizeof(info));
	add_info(c, m, name[1] - '0', false);
	return sizeof(info);
}

static size_t make_set(struct chance *c, const struct scene *s,
		       struct message *m)
{
	struct ifinfomsg info = { .ifi_index = request_device(c, REQUEST_ANY) };
	int bridge = if_nametoindex("br0");
	size_t what = chance_below(c, 12);

	if (what < 6) {
		info.ifi_flags = what < 4 ? IFF_UP : 0;
		info.ifi_change = IFF_UP;
	}
	message_begin(m, RTM_SETLINK, 0, &info, sizeof(info));
	if (what == 6)
		request_add(c, m, IFLA_MTU, VALUE_MTU);
	if (what == 7)
		request_add(c, m, IFLA_IFNAME, VALUE_NAME);
	if (what == 8)
		request_add(c, m, IFLA_ADDRESS, VALUE_MAC);
	if (what == 9)
		message_add(m, IFLA_NET_NS_FD, &s->other, sizeof(s->other));
	if (what > 9) {
		bridge = chance_one_in(c, 2) ? bridge : 0;
		message_add(m, IFLA_MASTER, &bridge, sizeof(bridge));
	}
	return sizeof(info);
}

static size_t make_underlay(struct chance *c, struct message *m)
{
	struct ifinfomsg info = {};
	char name[IFNAMSIZ];
	struct nlattr *nest;

	snprintf(name, sizeof(name), "d%zu", chance_below(c, DUMMIES));
	info.ifi_index = if_nametoindex(name);
	if (info.ifi_index) {
		message_begin(m, RTM_DELLINK, 0, &info, sizeof(info));
		return sizeof(info);
	}
	info.ifi_flags = IFF_UP;
	info.ifi_change = IFF_UP;
	message_begin(m, RTM_NEWLINK, NLM_F_CREATE, &info, sizeof(info));
	message_add(m, IFLA_IFNAME, name, strlen(name) + 1);
	nest = message_add(m, IFLA_LINKINFO, NULL, 0);
	message_add(m, IFLA_INFO_KIND, "dummy", 5);
	message_end(m, nest);
	return sizeof(info);
}

static size_t make_link(struct chance *c, struct message *m, int type)
{
	struct ifinfomsg info = { .ifi_index = request_device(c, REQUEST_ANY) };
	bool dump = type == RTM_GETLINK && chance_one_in(c, 4);

	message_begin(m, type, dump ? NLM_F_DUMP : 0, &info, sizeof(info));
	return sizeof(info);
}

void request_get_link(struct message *m, int ifindex)
{
	struct ifinfomsg info = { .ifi_index = ifindex };

	message_begin(m, RTM_GETLINK, 0, &info, sizeof(info));
}

static void make_segment(struct chance *c, struct message *m, enum kind what)
{
	request_add(c, m, OVTUN_A_SEGMENT_ID, VALUE_SEGMENT);
	if (what == KIND_SEGMENT_DEL || what == KIND_SEGMENT_GET)
		return;
	message_some(c, m, segment, COUNT(segment), 4);
	if (what == KIND_SEGMENT_NEW)
		message_some(c, m, segment_replace, 1, 4);
	else
		message_some(c, m, segment_no_vlan, 1, 8);
}

static size_t make_generic(struct chance *c, const struct scene *s,
			   enum kind what, struct message *m)
{
	static const uint8_t commands[KINDS] = {
		[KIND_SEGMENT_NEW] = OVTUN_CMD_SEGMENT_NEW,
		[KIND_SEGMENT_SET] = OVTUN_CMD_SEGMENT_SET,
		[KIND_SEGMENT_DEL] = OVTUN_CMD_SEGMENT_DEL,
		[KIND_SEGMENT_GET] = OVTUN_CMD_SEGMENT_GET,
		[KIND_PEER_NEW] = OVTUN_CMD_PEER_NEW,
		[KIND_PEER_DEL] = OVTUN_CMD_PEER_DEL,
		[KIND_PEER_GET] = OVTUN_CMD_PEER_GET,
		[KIND_FDB_DUMP] = OVTUN_CMD_FDB_GET,
		[KIND_STATS_GET] = OVTUN_CMD_STATS_GET,
	};
	struct genlmsghdr genl = { commands[what], OVTUN_FAMILY_VERSION, 0 };
	bool get = what == KIND_SEGMENT_GET || what == KIND_PEER_GET ||
		   what == KIND_FDB_DUMP || what == KIND_STATS_GET;
	bool dump = get && chance_one_in(c, 2);
	bool trunk = what >= KIND_SEGMENT_NEW && what <= KIND_SEGMENT_DEL;
	uint32_t index = request_device(c, trunk ? REQUEST_TRUNKS :
						   REQUEST_ANY);

	message_begin(m, s->family, dump ? NLM_F_DUMP : 0, &genl,
		      sizeof(genl));
	if (!dump || chance_one_in(c, 2))
		message_add(m, OVTUN_A_SEGMENT_IFINDEX, &index, 4);
	if (dump)
		return sizeof(genl);
	if (what >= KIND_SEGMENT_NEW && what <= KIND_SEGMENT_GET)
		make_segment(c, m, what);
	if (what >= KIND_PEER_NEW && what <= KIND_PEER_GET) {
		request_peer(c, m, OVTUN_A_PEER_ADDRESS4,
			     OVTUN_A_PEER_ADDRESS6);
		if (chance_one_in(c, 6))
			request_add(c, m, OVTUN_A_PEER_PREFIXLEN, VALUE_U8);
	}
	if (what == KIND_FDB_DUMP)
		request_add(c, m, OVTUN_A_FDB_LLADDR, VALUE_MAC);
	return sizeof(genl);
}

/**
 * request_make - make a request
 * @c: decides
 * @s: what there is
 * @what: of the request
 * @m: receives it
 * Return: length of the header in front of its attributes
 */
size_t request_make(struct chance *c, const struct scene *s, enum kind what,
		    struct message *m)
{
	switch (what) {
	case KIND_CREATE:
		return make_create(c, s, m);
	case KIND_CHANGE:
		return make_change(c, m);
	case KIND_DELETE:
		return make_link(c, m, RTM_DELLINK);
	case KIND_SET:
		return make_set(c, s, m);
	case KIND_UNDERLAY:
		return make_underlay(c, m);
	case KIND_LINK_GET:
		return make_link(c, m, RTM_GETLINK);
	case KIND_FDB_NEW:
		return entry_fdb(c, m, RTM_NEWNEIGH);
	case KIND_FDB_DEL:
		return entry_fdb(c, m, RTM_DELNEIGH);
	case KIND_FDB_GET:
		return entry_fdb(c, m, RTM_GETNEIGH);
	case KIND_NEIGH:
		return entry_neigh(c, m);
	case KIND_NEXTHOP:
		return entry_nexthop(c, m);
	case KIND_MDB_NEW:
		return entry_mdb(c, m, RTM_NEWMDB);
	case KIND_MDB_DEL:
		return entry_mdb(c, m, RTM_DELMDB);
	case KIND_MDB_GET:
		return entry_mdb(c, m, RTM_GETMDB);
	default:
		return make_generic(c, s, what, m);
	}
}
