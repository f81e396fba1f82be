// SPDX-License-Identifier: GPL-2.0
/* What a segment, a peer or a device has received, sent and dropped. */
#include <stdio.h>

#include "ovtunctl.h"

static const uint8_t lengths[OVTUN_A_COUNTERS_MAX + 1] = {
	[OVTUN_A_COUNTERS_RX_PACKETS] = 8,
	[OVTUN_A_COUNTERS_RX_BYTES] = 8,
	[OVTUN_A_COUNTERS_TX_PACKETS] = 8,
	[OVTUN_A_COUNTERS_TX_BYTES] = 8,
	[OVTUN_A_COUNTERS_RX_BROADCAST] = 8,
	[OVTUN_A_COUNTERS_RX_MULTICAST] = 8,
	[OVTUN_A_COUNTERS_TX_BROADCAST] = 8,
	[OVTUN_A_COUNTERS_TX_MULTICAST] = 8,
	[OVTUN_A_COUNTERS_TX_UNKNOWN] = 8,
	[OVTUN_A_COUNTERS_DROP] = ATTR_NEST,
};

static const uint8_t drop_lengths[OVTUN_A_DROP_MAX + 1] = {
	[OVTUN_A_DROP_NAME] = ATTR_STRING,
	[OVTUN_A_DROP_COUNT] = 8,
};

static const struct {
	uint16_t type;
	const char *key;
} members[] = {
	{ OVTUN_A_COUNTERS_RX_PACKETS, "rx_packets" },
	{ OVTUN_A_COUNTERS_RX_BYTES, "rx_bytes" },
	{ OVTUN_A_COUNTERS_RX_BROADCAST, "rx_broadcast" },
	{ OVTUN_A_COUNTERS_RX_MULTICAST, "rx_multicast" },
	{ OVTUN_A_COUNTERS_TX_PACKETS, "tx_packets" },
	{ OVTUN_A_COUNTERS_TX_BYTES, "tx_bytes" },
	{ OVTUN_A_COUNTERS_TX_BROADCAST, "tx_broadcast" },
	{ OVTUN_A_COUNTERS_TX_MULTICAST, "tx_multicast" },
	{ OVTUN_A_COUNTERS_TX_UNKNOWN, "tx_unknown" },
};

typedef void (*drop_t)(const char *name, unsigned long long count);

/* Calls back for each reason that is complete. */
static void each_drop(const struct nlattr *nest, drop_t call)
{
	const struct nlattr *tb[OVTUN_A_DROP_MAX + 1], *attr;

	mnl_attr_for_each_nested(attr, nest) {
		if (mnl_attr_get_type(attr) != OVTUN_A_COUNTERS_DROP)
			continue;
		attr_parse_nested(attr, drop_lengths, OVTUN_A_DROP_MAX, tb);
		if (tb[OVTUN_A_DROP_NAME] && tb[OVTUN_A_DROP_COUNT])
			call(attr_string(tb[OVTUN_A_DROP_NAME]),
			     attr_number(tb[OVTUN_A_DROP_COUNT]));
	}
}

static void json_counters(const struct nlattr *nest, const struct nlattr **tb)
{
	size_t i;

	json_open("counters", '{');
	for (i = 0; i < ARRAY_SIZE(members); i++)
		if (tb[members[i].type])
			json_number(members[i].key,
				    attr_number(tb[members[i].type]));
	json_open("drops", '{');
	each_drop(nest, json_number);
	json_close('}');
	json_close('}');
}

/* Columns of a row and, if asked for, lines below it */
void counters_row(const struct nlattr *nest)
{
	const struct nlattr *tb[OVTUN_A_COUNTERS_MAX + 1] = { NULL };

	if (nest)
		attr_parse_nested(nest, lengths, OVTUN_A_COUNTERS_MAX, tb);
	if (options.json) {
		if (nest)
			json_counters(nest, tb);
		return;
	}
	row_number("", "RX-PACKETS", tb[OVTUN_A_COUNTERS_RX_PACKETS]);
	row_number("", "TX-PACKETS", tb[OVTUN_A_COUNTERS_TX_PACKETS]);
	if (nest && options.stats)
		counters_block(nest, false);
}

static const char *column(const struct nlattr *attr, char text[24])
{
	if (!attr)
		return "-";
	snprintf(text, 24, "%llu", attr_number(attr));
	return text;
}

static void put_line(const char *title, const struct nlattr **tb,
		     const uint16_t *type)
{
	char text[5][24];

	row_note("    %-8s  %12s  %16s  %12s  %12s  %12s", title,
		 column(tb[type[0]], text[0]), column(tb[type[1]], text[1]),
		 column(tb[type[2]], text[2]), column(tb[type[3]], text[3]),
		 column(tb[type[4]], text[4]));
}

static void put_drop(const char *name, unsigned long long count)
{
	row_note("    dropped   %12llu  %s", count, name);
}

static void put_drop_if_any(const char *name, unsigned long long count)
{
	if (count)
		put_drop(name, count);
}

/* Lines below a row. all: also the reasons that have not occurred */
void counters_block(const struct nlattr *nest, bool all)
{
	static const uint16_t received[] = {
		OVTUN_A_COUNTERS_RX_PACKETS, OVTUN_A_COUNTERS_RX_BYTES,
		OVTUN_A_COUNTERS_RX_BROADCAST, OVTUN_A_COUNTERS_RX_MULTICAST, 0,
	};
	static const uint16_t sent[] = {
		OVTUN_A_COUNTERS_TX_PACKETS, OVTUN_A_COUNTERS_TX_BYTES,
		OVTUN_A_COUNTERS_TX_BROADCAST, OVTUN_A_COUNTERS_TX_MULTICAST,
		OVTUN_A_COUNTERS_TX_UNKNOWN,
	};
	const struct nlattr *tb[OVTUN_A_COUNTERS_MAX + 1];

	attr_parse_nested(nest, lengths, OVTUN_A_COUNTERS_MAX, tb);
	row_note("    %-8s  %12s  %16s  %12s  %12s  %12s", "", "PACKETS",
		 "BYTES", "BROADCAST", "MULTICAST", "UNKNOWN");
	put_line("received", tb, received);
	put_line("sent", tb, sent);
	each_drop(nest, all ? put_drop : put_drop_if_any);
}
