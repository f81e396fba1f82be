// SPDX-License-Identifier: GPL-2.0
/* Requests about entries: forwarding, neighbours, nexthops, multicast. */
#include <arpa/inet.h>
#include <linux/if_bridge.h>
#include <linux/neighbour.h>
#include <linux/nexthop.h>
#include <linux/rtnetlink.h>

#include "request.h"

#define NEXTHOPS 6

/* Which the headers of Linux 6.1 lack */
enum {
	BULK = 0x200,		/* NLM_F_BULK */
	ENTRY_ATTRS = 2,	/* MDBA_SET_ENTRY_ATTRS, _GET_ and _DEL_ */
	ENTRY_SOURCE = 1,	/* MDBE_ATTR_* */
	ENTRY_SRC_LIST,
	ENTRY_GROUP_MODE,
	ENTRY_RTPROT,
	ENTRY_DST,
	ENTRY_DST_PORT,
	ENTRY_VNI,
	ENTRY_IFINDEX,
	ENTRY_SRC_VNI,
	SRC_LIST_ENTRY = 1,	/* MDBE_SRC_LIST_ENTRY */
	SRCATTR_ADDRESS = 1,	/* MDBE_SRCATTR_ADDRESS */
};

static const struct choice fdb[] = {
	{ NDA_PORT, VALUE_PORT },
	{ NDA_VNI, VALUE_U32 },
	{ NDA_SRC_VNI, VALUE_SEGMENT },
	{ NDA_IFINDEX, VALUE_LINK },
	{ NDA_VLAN, VALUE_U16 },
};

static const struct choice mdb[] = {
	{ ENTRY_RTPROT, VALUE_U8 },
	{ ENTRY_GROUP_MODE, VALUE_BOOL },
	{ ENTRY_DST_PORT, VALUE_U16 },
	{ ENTRY_VNI, VALUE_U32 },
	{ ENTRY_IFINDEX, VALUE_LINK },
};

size_t entry_fdb(struct chance *c, struct message *m, int type)
{
	static const int new_flags[] = { NLM_F_CREATE | NLM_F_EXCL,
					 NLM_F_CREATE | NLM_F_APPEND,
					 NLM_F_CREATE | NLM_F_APPEND,
					 NLM_F_CREATE | NLM_F_REPLACE, 0 };
	static const int states[] = { NUD_PERMANENT, NUD_PERMANENT, NUD_NOARP,
				      NUD_REACHABLE, NUD_STALE };
	static const int bits[] = { 0, 0, 0, 0, 0, 0, NTF_EXT_LEARNED,
				    NTF_STICKY, NTF_USE, NTF_ROUTER, 0xff };
	struct ndmsg nd = { .ndm_family = AF_BRIDGE };
	uint32_t id = 1 + chance_below(c, NEXTHOPS);
	int flags = 0;

	nd.ndm_ifindex = request_device(c, REQUEST_FRAMES);
	nd.ndm_flags = NTF_SELF;
	if (type == RTM_NEWNEIGH) {
		nd.ndm_flags |= bits[chance_below(c, COUNT(bits))];
		flags = new_flags[chance_below(c, COUNT(new_flags))];
		nd.ndm_state = states[chance_below(c, COUNT(states))];
	} else if (type == RTM_DELNEIGH && chance_one_in(c, 8)) {
		flags = BULK;
	} else if (type == RTM_GETNEIGH && chance_one_in(c, 2)) {
		flags = NLM_F_DUMP;
		nd.ndm_flags = 0;
	}
	message_begin(m, type, flags, &nd, sizeof(nd));
	if (flags == NLM_F_DUMP || flags == BULK)
		return sizeof(nd);
	request_add(c, m, NDA_LLADDR, VALUE_MAC);
	if (type == RTM_GETNEIGH)
		return sizeof(nd);
	if (chance_one_in(c, 6))
		message_add(m, NDA_NH_ID, &id, sizeof(id));
	else
		request_peer(c, m, NDA_DST, NDA_DST);
	message_some(c, m, fdb, COUNT(fdb), 8);
	return sizeof(nd);
}

size_t entry_neigh(struct chance *c, struct message *m)
{
	struct ndmsg nd = {
		.ndm_family = chance_one_in(c, 3) ? AF_INET6 : AF_INET,
		.ndm_state = NUD_PERMANENT,
	};
	bool del = chance_one_in(c, 3);

	nd.ndm_ifindex = request_device(c, REQUEST_IP);
	message_begin(m, del ? RTM_DELNEIGH : RTM_NEWNEIGH,
		      del ? 0 : NLM_F_CREATE | NLM_F_REPLACE, &nd, sizeof(nd));
	request_add(c, m, NDA_DST,
		    nd.ndm_family == AF_INET ? VALUE_IP4 : VALUE_IP6);
	request_peer(c, m, NDA_LLADDR, NDA_LLADDR);
	return sizeof(nd);
}

/* The first three are nexthops, the others groups of them. */
size_t entry_nexthop(struct chance *c, struct message *m)
{
	struct nhmsg nh = { .nh_family = AF_INET };
	uint32_t id = 1 + chance_below(c, NEXTHOPS);
	struct nexthop_grp group[2] = { { .id = 1 }, { .id = 2 } };
	size_t n = 1 + chance_below(c, 2);

	if (chance_one_in(c, 4)) {
		nh.nh_family = AF_UNSPEC;
		message_begin(m, RTM_DELNEXTHOP, 0, &nh, sizeof(nh));
		message_add(m, NHA_ID, &id, sizeof(id));
		return sizeof(nh);
	}
	if (id > 3)
		nh.nh_family = AF_UNSPEC;
	message_begin(m, RTM_NEWNEXTHOP, NLM_F_CREATE | NLM_F_REPLACE, &nh,
		      sizeof(nh));
	message_add(m, NHA_ID, &id, sizeof(id));
	group[0].id += chance_below(c, 3);
	if (id > 3)
		message_add(m, NHA_GROUP, group, n * sizeof(*group));
	else
		request_add(c, m, NHA_GATEWAY, VALUE_IP4);
	message_add(m, NHA_FDB, NULL, 0);
	return sizeof(nh);
}

static void add_sources(struct chance *c, struct message *m, enum value value)
{
	struct nlattr *list = message_add(m, ENTRY_SRC_LIST | NLA_F_NESTED,
					  NULL, 0);
	size_t n = 1 + chance_below(c, 4);
	struct nlattr *entry;

	while (n--) {
		entry = message_add(m, SRC_LIST_ENTRY | NLA_F_NESTED,
				    NULL, 0);
		request_add(c, m, SRCATTR_ADDRESS, value);
		message_end(m, entry);
	}
	message_end(m, list);
}

/* What was added last to the multicast database, until it is deleted */
static struct message added;

/* A request without faults was accepted. */
void entry_made(const struct message *m)
{
	if (m->head.nlmsg_type == RTM_NEWMDB)
		added = *m;
}

/* Too much has to be the same for it to be met by chance. */
static bool delete_added(struct chance *c, struct message *m)
{
	if (!added.head.nlmsg_len || chance_one_in(c, 2))
		return false;
	*m = added;
	m->head.nlmsg_type = RTM_DELMDB;
	m->head.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
	added.head.nlmsg_len = 0;
	return true;
}

/* Who has many segments has to be told which; others have one. */
static void add_segment(struct chance *c, struct message *m, int ifindex)
{
	bool trunk = request_is(ifindex, REQUEST_TRUNKS);

	if (trunk ? !chance_one_in(c, 8) : chance_one_in(c, 16))
		request_add(c, m, ENTRY_SRC_VNI, VALUE_SEGMENT);
}

static void add_group(struct chance *c, struct br_mdb_entry *entry, bool ipv6)
{
	entry->addr.proto = htons(ipv6 ? 0x86dd : 0x0800);
	if (ipv6)
		inet_pton(AF_INET6, "ff0e::1", &entry->addr.u.ip6);
	else if (!chance_one_in(c, 8))
		entry->addr.u.ip4 = htonl(0xef010100 + chance_below(c, 4));
}

size_t entry_mdb(struct chance *c, struct message *m, int type)
{
	struct br_port_msg port = { .family = AF_BRIDGE };
	struct br_mdb_entry entry = { .state = MDB_PERMANENT };
	bool ipv6 = chance_one_in(c, 3);
	enum value address = ipv6 ? VALUE_PEER6 : VALUE_PEER4;
	struct nlattr *nest;
	int flags = 0;

	if (type == RTM_DELMDB && delete_added(c, m))
		return sizeof(port);
	port.ifindex = request_device(c, REQUEST_FRAMES);
	if (type == RTM_GETMDB && chance_one_in(c, 2))
		flags = NLM_F_DUMP;
	else if (type == RTM_DELMDB && chance_one_in(c, 8))
		flags = BULK;
	else if (type == RTM_NEWMDB)
		flags = chance_one_in(c, 3) ? NLM_F_CREATE | NLM_F_REPLACE :
					      NLM_F_CREATE;
	if (type == RTM_GETMDB || flags == BULK)
		entry.state = 0;
	else
		entry.ifindex = port.ifindex;
	/* Who deletes many of them names no group. */
	if (flags != BULK || chance_one_in(c, 8))
		add_group(c, &entry, ipv6);
	message_begin(m, type, flags, &port, sizeof(port));
	if (flags == NLM_F_DUMP)
		return sizeof(port);
	message_add(m, MDBA_SET_ENTRY, &entry, sizeof(entry));
	nest = message_add(m, ENTRY_ATTRS | NLA_F_NESTED, NULL, 0);
	if (flags != BULK || chance_one_in(c, 4))
		add_segment(c, m, port.ifindex);
	if (type != RTM_GETMDB)
		request_peer(c, m, ENTRY_DST, ENTRY_DST);
	if (flags != BULK && chance_one_in(c, 4))
		request_add(c, m, ENTRY_SOURCE, address);
	else if (type == RTM_NEWMDB && chance_one_in(c, 3))
		add_sources(c, m, address);
	message_some(c, m, mdb, COUNT(mdb), 16);
	message_end(m, nest);
	return sizeof(port);
}

