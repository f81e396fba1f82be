// SPDX-License-Identifier: GPL-2.0
/* What changes, as it changes. */
#include <string.h>

#include "ovtunctl.h"

enum { SEGMENT = 1, PEER = 2, FDB = 4 };

static const struct {
	uint8_t cmd;
	unsigned int object;
	uint16_t ifname;
	const char *event;
	void (*print)(const struct nlmsghdr *nlh, const char *event);
} events[] = {
	{ OVTUN_CMD_SEGMENT_NTF, SEGMENT, OVTUN_A_SEGMENT_IFNAME,
	  "segment", segment_print },
	{ OVTUN_CMD_SEGMENT_DEL_NTF, SEGMENT, OVTUN_A_SEGMENT_IFNAME,
	  "segment-del", segment_print },
	{ OVTUN_CMD_PEER_NTF, PEER, OVTUN_A_PEER_IFNAME,
	  "peer", peer_print },
	{ OVTUN_CMD_PEER_DEL_NTF, PEER, OVTUN_A_PEER_IFNAME,
	  "peer-del", peer_print },
	{ OVTUN_CMD_FDB_MOVE_NTF, FDB, OVTUN_A_FDB_IFNAME,
	  "fdb-move", fdb_print },
};

static unsigned int objects;
static const char *only;

static bool is_of(const struct nlmsghdr *nlh, uint16_t ifname)
{
	const struct nlattr *attr;

	if (!only)
		return true;
	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr))
		if (mnl_attr_get_type(attr) == ifname &&
		    mnl_attr_validate(attr, MNL_TYPE_NUL_STRING) >= 0)
			return !strcmp(mnl_attr_get_str(attr), only);
	return false;
}

static void print(const struct nlmsghdr *nlh)
{
	const struct genlmsghdr *genl = mnl_nlmsg_get_payload(nlh);
	size_t i;

	for (i = 0; i < ARRAY_SIZE(events); i++)
		if (events[i].cmd == genl->cmd && events[i].object & objects &&
		    is_of(nlh, events[i].ifname))
			events[i].print(nlh, events[i].event);
}

int monitor(struct args *args)
{
	static const struct keyword words[] = {
		{ "dev", KEY_DEV, ARG_DEV },
		{ "segment", KEY_SEGMENT, ARG_ON },
		{ "peer", KEY_PEER, ARG_ON },
		{ "fdb", KEY_FDB, ARG_ON },
	};
	struct value value[KEYS];

	if (!args_parse(args, words, ARRAY_SIZE(words), value))
		return USAGE;
	objects = (value[KEY_SEGMENT].given ? SEGMENT : 0) |
		  (value[KEY_PEER].given ? PEER : 0) |
		  (value[KEY_FDB].given ? FDB : 0);
	if (!objects)
		objects = SEGMENT | PEER | FDB;
	only = value[KEY_DEV].given ? value[KEY_DEV].name : NULL;
	return nl_monitor(print);
}
