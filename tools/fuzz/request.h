/* SPDX-License-Identifier: GPL-2.0 */
/* Requests about ovtun devices and what belongs to them. */
#ifndef OVTUN_FUZZ_REQUEST_H
#define OVTUN_FUZZ_REQUEST_H

#include "message.h"

#define REQUEST_DEVICES 8
/* Bits of those devices, see request.c */
#define REQUEST_ANY 0xff
#define REQUEST_TRUNKS 0x30
#define REQUEST_FRAMES 0x33
#define REQUEST_IP 0x44

enum kind {
	KIND_CREATE,
	KIND_CHANGE,
	KIND_DELETE,
	KIND_SET,	/* up, down, MTU, name, namespace, bridge */
	KIND_UNDERLAY,	/* dummy devices, for "dev" */
	KIND_LINK_GET,
	KIND_FDB_NEW,
	KIND_FDB_DEL,
	KIND_FDB_GET,
	KIND_NEIGH,	/* of the devices that carry IP */
	KIND_NEXTHOP,
	KIND_MDB_NEW,
	KIND_MDB_DEL,
	KIND_MDB_GET,
	KIND_SEGMENT_NEW,
	KIND_SEGMENT_SET,
	KIND_SEGMENT_DEL,
	KIND_SEGMENT_GET,
	KIND_PEER_NEW,
	KIND_PEER_DEL,
	KIND_PEER_GET,
	KIND_FDB_DUMP,
	KIND_STATS_GET,
	KINDS,
};

/* What a request may need to know. */
struct scene {
	int other;	/* descriptor of the other namespace */
	int family;	/* of generic netlink */
};

const char *kind_name(enum kind what);
bool kind_is_generic(enum kind what);
size_t request_make(struct chance *c, const struct scene *s, enum kind what,
		    struct message *m);
void request_get_link(struct message *m, int ifindex);

/* for entry.c, which makes some of them */
int request_device(struct chance *c, unsigned int mask);
bool request_is(int ifindex, unsigned int mask);
void request_add(struct chance *c, struct message *m, int number,
		 enum value value);
void request_peer(struct chance *c, struct message *m, int four_number,
		  int six_number);
size_t entry_fdb(struct chance *c, struct message *m, int type);
size_t entry_neigh(struct chance *c, struct message *m);
size_t entry_nexthop(struct chance *c, struct message *m);
size_t entry_mdb(struct chance *c, struct message *m, int type);
void entry_made(const struct message *m);

#endif
