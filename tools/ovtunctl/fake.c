// SPDX-License-Identifier: GPL-2.0
/* Stands in for nl.c and the kernel: ovtunctl-fake is ovtunctl without them.
 *
 * Requests go to standard error: "CMD FLAGS NUMBER=HEX...". Answers are the
 * same each time. Variables of the environment change them:
 *	FAKE_COUNT=N	so many answers rather than one of each sort
 *	FAKE_ERROR=TEXT	the request is refused with this sentence
 *	FAKE_CUT=1	each answer also comes cut off at each length, in memory
 *			of that size (with netlink's padding), for the
 *			sanitizers to watch
 */
#include <arpa/inet.h>
#include <linux/neighbour.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ovtunctl.h"

static char buffer[8192];

struct nlmsghdr *nl_start(uint8_t cmd, uint16_t flags)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buffer);
	struct genlmsghdr *genl;

	nlh->nlmsg_flags = flags;
	genl = mnl_nlmsg_put_extra_header(nlh, sizeof(*genl));
	genl->cmd = cmd;
	return nlh;
}

static void show(const struct nlmsghdr *nlh)
{
	const struct genlmsghdr *genl = mnl_nlmsg_get_payload(nlh);
	const struct nlattr *attr;
	int i;

	fprintf(stderr, "%u %x", genl->cmd, nlh->nlmsg_flags);
	mnl_attr_for_each(attr, nlh, sizeof(*genl)) {
		const uint8_t *p = mnl_attr_get_payload(attr);

		fprintf(stderr, " %u=", mnl_attr_get_type(attr));
		for (i = 0; i < mnl_attr_get_payload_len(attr); i++)
			fprintf(stderr, "%02x", p[i]);
	}
	fputc('\n', stderr);
}

static void put_counters(struct nlmsghdr *nlh, uint16_t type, uint64_t scale)
{
	static const char *const drops[] = { "rx_unknown_peer", "tx_no_route" };
	struct nlattr *nest = mnl_attr_nest_start(nlh, type), *drop;
	uint16_t i;

	for (i = OVTUN_A_COUNTERS_RX_PACKETS; i < OVTUN_A_COUNTERS_DROP; i++)
		mnl_attr_put_u64(nlh, i, i * scale);
	for (i = 0; i < ARRAY_SIZE(drops); i++) {
		drop = mnl_attr_nest_start(nlh, OVTUN_A_COUNTERS_DROP);
		mnl_attr_put_strz(nlh, OVTUN_A_DROP_NAME, drops[i]);
		mnl_attr_put_u64(nlh, OVTUN_A_DROP_COUNT, i * 7);
		mnl_attr_nest_end(nlh, drop);
	}
	mnl_attr_nest_end(nlh, nest);
}

static const uint8_t six[16] = { 0x20, 1, 0xd, 0xb8, [15] = 9 };

static void put_segment(struct nlmsghdr *nlh, unsigned int n)
{
	mnl_attr_put_u32(nlh, OVTUN_A_SEGMENT_IFINDEX, 7);
	mnl_attr_put_strz(nlh, OVTUN_A_SEGMENT_IFNAME,
			  n == 1 ? "q\"\\\033\xff\xc3\xa4" : "ov0");
	if (n != 2)
		mnl_attr_put_u32(nlh, OVTUN_A_SEGMENT_ID, 5000 + n);
	if (n != 1)
		mnl_attr_put_u16(nlh, OVTUN_A_SEGMENT_VLAN, n % 4095);
	if (n == 0)
		mnl_attr_put_u32(nlh, OVTUN_A_SEGMENT_GROUP4,
				 htonl(0xe9010203));
	if (n == 1)
		mnl_attr_put(nlh, OVTUN_A_SEGMENT_GROUP6, 16, six);
	mnl_attr_put_u8(nlh, OVTUN_A_SEGMENT_LEARNING, n % 2);
	mnl_attr_put_u32(nlh, OVTUN_A_SEGMENT_LIMIT, 100);
	mnl_attr_put_u32(nlh, OVTUN_A_SEGMENT_FDB_COUNT, n);
	put_counters(nlh, OVTUN_A_SEGMENT_COUNTERS, n ? 1000000007ULL * n : 0);
}

static void put_peer(struct nlmsghdr *nlh, unsigned int n)
{
	static const uint64_t seen[] = { 1234, 125000, 7260000, 270000000 };

	mnl_attr_put_u32(nlh, OVTUN_A_PEER_IFINDEX, 7);
	mnl_attr_put_strz(nlh, OVTUN_A_PEER_IFNAME, "ov0");
	if (n % 2)
		mnl_attr_put(nlh, OVTUN_A_PEER_ADDRESS6, 16, six);
	else
		mnl_attr_put_u32(nlh, OVTUN_A_PEER_ADDRESS4,
				 htonl(0xc0000200 + n % 256));
	if (n == 0)
		mnl_attr_put_u8(nlh, OVTUN_A_PEER_PREFIXLEN, 24);
	if (n == 1) {
		mnl_attr_put_u16(nlh, OVTUN_A_PEER_PORT, htons(4790));
		mnl_attr_put_u32(nlh, OVTUN_A_PEER_OIF, 3);
	}
	mnl_attr_put_u32(nlh, OVTUN_A_PEER_ORIGIN,
			 n ? OVTUN_PEER_ORIGIN_FDB | OVTUN_PEER_ORIGIN_FLOOD :
			     OVTUN_PEER_ORIGIN_ADMIN | 0x100);
	if (n)
		mnl_attr_put_u64(nlh, OVTUN_A_PEER_LAST_SEEN, seen[n % 4]);
	put_counters(nlh, OVTUN_A_PEER_COUNTERS, n);
}

static void put_dest(struct nlmsghdr *nlh, uint16_t type, unsigned int n)
{
	struct nlattr *nest = mnl_attr_nest_start(nlh, type);

	if (n % 2) {
		mnl_attr_put(nlh, OVTUN_A_FDB_DEST_ADDRESS6, 16, six);
		mnl_attr_put_u16(nlh, OVTUN_A_FDB_DEST_PORT, htons(4790));
		mnl_attr_put_u32(nlh, OVTUN_A_FDB_DEST_ID, 77);
		mnl_attr_put_u32(nlh, OVTUN_A_FDB_DEST_OIF, 3);
	} else {
		mnl_attr_put_u32(nlh, OVTUN_A_FDB_DEST_ADDRESS4,
				 htonl(0xc0000202));
	}
	mnl_attr_nest_end(nlh, nest);
}

static void put_fdb(struct nlmsghdr *nlh, unsigned int n)
{
	static const uint16_t states[] = {
		NUD_REACHABLE, NUD_PERMANENT, NUD_NOARP, NUD_STALE,
	};
	uint8_t mac[6] = { 2, 0, 0, 0, n >> 8, n };
	unsigned int i;

	mnl_attr_put_u32(nlh, OVTUN_A_FDB_IFINDEX, 7);
	mnl_attr_put_strz(nlh, OVTUN_A_FDB_IFNAME, "ov0");
	mnl_attr_put(nlh, OVTUN_A_FDB_LLADDR, sizeof(mac), mac);
	if (n != 2)
		mnl_attr_put_u32(nlh, OVTUN_A_FDB_SEGMENT, 5010);
	for (i = 0; i < n % 3; i++)
		put_dest(nlh, OVTUN_A_FDB_DEST, i);
	if (n == 0)
		mnl_attr_put_u32(nlh, OVTUN_A_FDB_NEXTHOP, 42);
	mnl_attr_put_u16(nlh, OVTUN_A_FDB_STATE, states[n % 4]);
	mnl_attr_put_u8(nlh, OVTUN_A_FDB_FLAGS, NTF_SELF | NTF_STICKY);
	mnl_attr_put_u64(nlh, OVTUN_A_FDB_AGE, 59990);
	mnl_attr_put_u64(nlh, OVTUN_A_FDB_USED, 0);
	mnl_attr_put_u32(nlh, OVTUN_A_FDB_MOVES, n);
}

static void put_stats(struct nlmsghdr *nlh, unsigned int n)
{
	mnl_attr_put_u32(nlh, OVTUN_A_STATS_IFINDEX, 7 + n);
	mnl_attr_put_strz(nlh, OVTUN_A_STATS_IFNAME, n ? "longer-name-ov1" : "ov0");
	mnl_attr_put_u32(nlh, OVTUN_A_STATS_SEGMENT_COUNT, n);
	mnl_attr_put_u32(nlh, OVTUN_A_STATS_PEER_COUNT, 12345);
	mnl_attr_put_u32(nlh, OVTUN_A_STATS_FDB_COUNT, 3);
	put_counters(nlh, OVTUN_A_STATS_COUNTERS, 10 + n);
}

static void deliver(const struct nlmsghdr *nlh, nl_answer_t answer)
{
	uint32_t head = MNL_NLMSG_HDRLEN + sizeof(struct genlmsghdr), len;

	answer(nlh);
	for (len = head; getenv("FAKE_CUT") && len < nlh->nlmsg_len; len++) {
		struct nlmsghdr *cut = calloc(1, MNL_ALIGN(len));

		memcpy(cut, nlh, len);
		cut->nlmsg_len = len;
		answer(cut);
		free(cut);
	}
}

static const struct {
	uint8_t cmd;
	void (*put)(struct nlmsghdr *nlh, unsigned int n);
} gets[] = {
	{ OVTUN_CMD_SEGMENT_GET, put_segment },
	{ OVTUN_CMD_PEER_GET, put_peer },
	{ OVTUN_CMD_FDB_GET, put_fdb },
	{ OVTUN_CMD_STATS_GET, put_stats },
};

int nl_run(struct nlmsghdr *nlh, nl_answer_t answer)
{
	const struct genlmsghdr *genl = mnl_nlmsg_get_payload(nlh);
	const char *count = getenv("FAKE_COUNT");
	unsigned int n, all = nlh->nlmsg_flags & NLM_F_DUMP ? 4 : 1;
	uint8_t cmd = genl->cmd;
	size_t i;

	show(nlh);
	if (count)
		all = strtoul(count, NULL, 0);
	for (i = 0; answer && i < ARRAY_SIZE(gets); i++) {
		if (gets[i].cmd != cmd)
			continue;
		for (n = 0; n < all; n++) {
			nlh = nl_start(cmd, 0);
			gets[i].put(nlh, n);
			deliver(nlh, answer);
		}
	}
	if (!getenv("FAKE_ERROR"))
		return DONE;
	complain("%s", getenv("FAKE_ERROR"));
	return FAILED;
}

int nl_monitor(nl_answer_t answer)
{
	static const struct {
		uint8_t cmd;
		void (*put)(struct nlmsghdr *nlh, unsigned int n);
	} events[] = {
		{ OVTUN_CMD_SEGMENT_NTF, put_segment },
		{ OVTUN_CMD_SEGMENT_DEL_NTF, put_segment },
		{ OVTUN_CMD_PEER_NTF, put_peer },
		{ OVTUN_CMD_PEER_DEL_NTF, put_peer },
		{ OVTUN_CMD_FDB_MOVE_NTF, put_fdb },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(events); i++) {
		struct nlmsghdr *nlh = nl_start(events[i].cmd, 0);

		events[i].put(nlh, i);
		if (events[i].cmd == OVTUN_CMD_FDB_MOVE_NTF)
			put_dest(nlh, OVTUN_A_FDB_FROM, 1);
		deliver(nlh, answer);
	}
	return DONE;
}
