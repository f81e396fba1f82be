// SPDX-License-Identifier: GPL-2.0
/* Sums of devices. */
#include "ovtunctl.h"

static void print(const struct nlmsghdr *nlh)
{
	static const uint8_t lengths[OVTUN_A_STATS_MAX + 1] = {
		[OVTUN_A_STATS_IFINDEX] = 4,
		[OVTUN_A_STATS_IFNAME] = ATTR_STRING,
		[OVTUN_A_STATS_SEGMENT_COUNT] = 4,
		[OVTUN_A_STATS_PEER_COUNT] = 4,
		[OVTUN_A_STATS_FDB_COUNT] = 4,
		[OVTUN_A_STATS_COUNTERS] = ATTR_NEST,
	};
	const struct nlattr *tb[OVTUN_A_STATS_MAX + 1];
	const struct nlattr *counters;

	attr_parse(nlh, lengths, OVTUN_A_STATS_MAX, tb);
	counters = tb[OVTUN_A_STATS_COUNTERS];
	row_begin(NULL);
	row_string("dev", "DEV", attr_string(tb[OVTUN_A_STATS_IFNAME]));
	row_number("ifindex", NULL, tb[OVTUN_A_STATS_IFINDEX]);
	row_number("segments", "SEGMENTS", tb[OVTUN_A_STATS_SEGMENT_COUNT]);
	row_number("peers", "PEERS", tb[OVTUN_A_STATS_PEER_COUNT]);
	row_number("entries", "ENTRIES", tb[OVTUN_A_STATS_FDB_COUNT]);
	if (options.json)
		counters_row(counters);
	else if (counters)
		counters_block(counters, options.stats);
	row_end();
}

int stats_show(struct args *args)
{
	static const struct keyword words[] = {
		{ "dev", KEY_DEV, ARG_DEV },
	};
	struct value value[KEYS];
	struct nlmsghdr *nlh;
	int result = FAILED;

	if (!args_parse(args, words, ARRAY_SIZE(words), value))
		return USAGE;
	list_begin();
	nlh = nl_start(OVTUN_CMD_STATS_GET,
		       value[KEY_DEV].given ? 0 : NLM_F_DUMP);
	if (nlh) {
		if (value[KEY_DEV].given)
			mnl_attr_put_strz(nlh, OVTUN_A_STATS_IFNAME,
					  value[KEY_DEV].name);
		result = nl_run(nlh, print);
	}
	list_end();
	return result;
}
