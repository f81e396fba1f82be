// SPDX-License-Identifier: GPL-2.0
/* The forwarding table, with what "bridge fdb" does not tell. */
#include <linux/neighbour.h>
#include <stdio.h>
#include <stdlib.h>

#include "ovtunctl.h"

static const uint8_t dest_lengths[OVTUN_A_FDB_DEST_MAX + 1] = {
	[OVTUN_A_FDB_DEST_ADDRESS4] = 4,
	[OVTUN_A_FDB_DEST_ADDRESS6] = 16,
	[OVTUN_A_FDB_DEST_PORT] = 2,
	[OVTUN_A_FDB_DEST_ID] = 4,
	[OVTUN_A_FDB_DEST_OIF] = 4,
};

static void json_dest(const char *key, const struct nlattr **tb)
{
	const char *address = attr_address(tb[OVTUN_A_FDB_DEST_ADDRESS4],
					   tb[OVTUN_A_FDB_DEST_ADDRESS6]);

	json_open(key, '{');
	if (address)
		json_string("address", address);
	row_port("port", NULL, tb[OVTUN_A_FDB_DEST_PORT]);
	row_number("id", NULL, tb[OVTUN_A_FDB_DEST_ID]);
	row_number("oif", NULL, tb[OVTUN_A_FDB_DEST_OIF]);
	json_close('}');
}

static void text_dest(FILE *f, const struct nlattr **tb)
{
	const char *address = attr_address(tb[OVTUN_A_FDB_DEST_ADDRESS4],
					   tb[OVTUN_A_FDB_DEST_ADDRESS6]);

	fputs(address ? address : "?", f);
	if (tb[OVTUN_A_FDB_DEST_PORT])
		fprintf(f, " port %u", attr_port(tb[OVTUN_A_FDB_DEST_PORT]));
	if (tb[OVTUN_A_FDB_DEST_ID])
		fprintf(f, " id %llu",
			attr_number(tb[OVTUN_A_FDB_DEST_ID]));
	if (tb[OVTUN_A_FDB_DEST_OIF])
		fprintf(f, " oif %llu",
			attr_number(tb[OVTUN_A_FDB_DEST_OIF]));
}

/* All destinations, which are several attributes of the same type */
static void row_dests(const struct nlmsghdr *nlh)
{
	const struct nlattr *tb[OVTUN_A_FDB_DEST_MAX + 1], *attr;
	char *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	if (!f)
		abort();
	if (options.json)
		json_open("destinations", '[');
	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr)) {
		if (mnl_attr_get_type(attr) != OVTUN_A_FDB_DEST)
			continue;
		attr_parse_nested(attr, dest_lengths, OVTUN_A_FDB_DEST_MAX, tb);
		if (options.json) {
			json_dest(NULL, tb);
			continue;
		}
		if (ftell(f))
			fputs(", ", f);
		text_dest(f, tb);
	}
	if (options.json)
		json_close(']');
	fclose(f);
	row_text("DESTINATION", *text ? text : NULL, false);
	free(text);
}

/* Where a moved address was before */
static void row_from(const struct nlattr *nest)
{
	const struct nlattr *tb[OVTUN_A_FDB_DEST_MAX + 1];
	char *text = NULL;
	size_t size;
	FILE *f;

	if (!nest)
		return;
	attr_parse_nested(nest, dest_lengths, OVTUN_A_FDB_DEST_MAX, tb);
	if (options.json) {
		json_dest("from", tb);
		return;
	}
	f = open_memstream(&text, &size);
	if (!f)
		abort();
	text_dest(f, tb);
	fclose(f);
	row_text("FROM", text, false);
	free(text);
}

/* As "bridge fdb" names them */
static const char *state_name(const struct nlattr *attr)
{
	unsigned long long state = attr ? attr_number(attr) : NUD_NONE;
	static char text[24];

	if (!attr)
		return NULL;
	if (state & NUD_PERMANENT)
		return "permanent";
	if (state & NUD_NOARP)
		return "static";
	if (state & NUD_STALE)
		return "stale";
	if (state & NUD_REACHABLE)
		return "reachable";
	snprintf(text, sizeof(text), "0x%llx", state);
	return text;
}

static const char *mac_text(const struct nlattr *attr)
{
	static char text[18];
	const uint8_t *mac;

	if (!attr)
		return NULL;
	mac = mnl_attr_get_payload(attr);
	snprintf(text, sizeof(text), "%02x:%02x:%02x:%02x:%02x:%02x",
		 mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]);
	return text;
}

void fdb_print(const struct nlmsghdr *nlh, const char *event)
{
	static const uint8_t lengths[OVTUN_A_FDB_MAX + 1] = {
		[OVTUN_A_FDB_IFINDEX] = 4,
		[OVTUN_A_FDB_IFNAME] = ATTR_STRING,
		[OVTUN_A_FDB_LLADDR] = 6,
		[OVTUN_A_FDB_SEGMENT] = 4,
		[OVTUN_A_FDB_NEXTHOP] = 4,
		[OVTUN_A_FDB_STATE] = 2,
		[OVTUN_A_FDB_FLAGS] = 1,
		[OVTUN_A_FDB_AGE] = 8,
		[OVTUN_A_FDB_USED] = 8,
		[OVTUN_A_FDB_MOVES] = 4,
		[OVTUN_A_FDB_FROM] = ATTR_NEST,
	};
	static const char *const flags[] = {
		"use", "self", "master", "proxy", "extern_learn", "offload",
		"sticky", "router",
	};
	const struct nlattr *tb[OVTUN_A_FDB_MAX + 1];

	attr_parse(nlh, lengths, OVTUN_A_FDB_MAX, tb);
	row_begin(event);
	row_string("dev", "DEV", attr_string(tb[OVTUN_A_FDB_IFNAME]));
	row_number("ifindex", NULL, tb[OVTUN_A_FDB_IFINDEX]);
	row_string("mac", "MAC", mac_text(tb[OVTUN_A_FDB_LLADDR]));
	row_number("segment", "SEGMENT", tb[OVTUN_A_FDB_SEGMENT]);
	row_string("state", "STATE", state_name(tb[OVTUN_A_FDB_STATE]));
	row_flags("flags", "FLAGS", tb[OVTUN_A_FDB_FLAGS], flags,
		  ARRAY_SIZE(flags));
	row_time("age_ms", "AGE", tb[OVTUN_A_FDB_AGE]);
	row_time("used_ms", "USED", tb[OVTUN_A_FDB_USED]);
	row_number("moves", "MOVES", tb[OVTUN_A_FDB_MOVES]);
	row_number("nhid", "NHID", tb[OVTUN_A_FDB_NEXTHOP]);
	row_from(tb[OVTUN_A_FDB_FROM]);
	row_dests(nlh);
	row_end();
}

static void print(const struct nlmsghdr *nlh)
{
	fdb_print(nlh, NULL);
}

static int show(const struct value *value)
{
	bool one = value[KEY_MAC].given;
	struct nlmsghdr *nlh;

	nlh = nl_start(OVTUN_CMD_FDB_GET, one ? 0 : NLM_F_DUMP);
	if (!nlh)
		return FAILED;
	if (value[KEY_DEV].given)
		mnl_attr_put_strz(nlh, OVTUN_A_FDB_IFNAME,
				  value[KEY_DEV].name);
	if (one)
		mnl_attr_put(nlh, OVTUN_A_FDB_LLADDR,
			     value[KEY_MAC].address.len,
			     value[KEY_MAC].address.bytes);
	if (value[KEY_ID].given)
		mnl_attr_put_u32(nlh, OVTUN_A_FDB_SEGMENT,
				 value[KEY_ID].number);
	return nl_run(nlh, print);
}

int fdb_show(struct args *args)
{
	static const struct keyword words[] = {
		{ "dev", KEY_DEV, ARG_DEV },
		{ "segment", KEY_ID, ARG_ID },
		{ "id", KEY_ID, ARG_ID },
		{ "mac", KEY_MAC, ARG_MAC },
		{ "", KEY_MAC, ARG_MAC },
	};
	struct value value[KEYS];
	int result;

	if (!args_parse(args, words, ARRAY_SIZE(words), value))
		return USAGE;
	if (value[KEY_MAC].given &&
	    !args_need(value, words, ARRAY_SIZE(words), KEY_DEV))
		return USAGE;
	list_begin();
	result = show(value);
	list_end();
	return result;
}
