// SPDX-License-Identifier: GPL-2.0
/* Segments: the virtual networks of a device. */
#include <stdio.h>
#include <string.h>

#include "ovtunctl.h"

static const struct keyword change_words[] = {
	{ "dev", KEY_DEV, ARG_DEV },
	{ "id", KEY_ID, ARG_IDS },
	{ "vlan", KEY_VLAN, ARG_VLANS },
	{ "novlan", KEY_NO_VLAN, ARG_ON },
	{ "group", KEY_GROUP, ARG_ADDRESS },
	{ "nogroup", KEY_GROUP, ARG_OFF },
	{ "learning", KEY_LEARNING, ARG_SWITCH },
	{ "nolearning", KEY_LEARNING, ARG_OFF },
	{ "maxaddress", KEY_LIMIT, ARG_NUMBER },
};

/* Those that name a segment */
#define NAME_WORDS	2

static void put_changes(struct nlmsghdr *nlh, const struct value *value)
{
	/* None: the address 0.0.0.0 */
	static const struct address none = { .len = 4 };

	if (value[KEY_NO_VLAN].given)
		mnl_attr_put(nlh, OVTUN_A_SEGMENT_NO_VLAN, 0, NULL);
	if (value[KEY_GROUP].given)
		attr_put_address(nlh, OVTUN_A_SEGMENT_GROUP4,
				 OVTUN_A_SEGMENT_GROUP6,
				 value[KEY_GROUP].address.len ?
				 &value[KEY_GROUP].address : &none);
	if (value[KEY_LEARNING].given)
		mnl_attr_put_u8(nlh, OVTUN_A_SEGMENT_LEARNING,
				value[KEY_LEARNING].number);
	if (value[KEY_LIMIT].given)
		mnl_attr_put_u32(nlh, OVTUN_A_SEGMENT_LIMIT,
				 value[KEY_LIMIT].number);
}

/* The n-th segment of those that the words name */
static int request(uint8_t cmd, bool replace, const struct value *value,
		   uint32_t n)
{
	struct nlmsghdr *nlh = nl_start(cmd, 0);

	if (!nlh)
		return FAILED;
	mnl_attr_put_strz(nlh, OVTUN_A_SEGMENT_IFNAME, value[KEY_DEV].name);
	mnl_attr_put_u32(nlh, OVTUN_A_SEGMENT_ID, value[KEY_ID].number + n);
	if (value[KEY_VLAN].given)
		mnl_attr_put_u16(nlh, OVTUN_A_SEGMENT_VLAN,
				 value[KEY_VLAN].number + n);
	put_changes(nlh, value);
	if (replace)
		mnl_attr_put(nlh, OVTUN_A_SEGMENT_REPLACE, 0, NULL);
	return nl_run(nlh, NULL);
}

static int change(uint8_t cmd, bool replace, struct args *args, size_t words)
{
	struct value value[KEYS];
	uint32_t n, last;

	if (!args_parse(args, change_words, words, value) ||
	    !args_need(value, change_words, words, KEY_DEV) ||
	    !args_need(value, change_words, words, KEY_ID))
		return USAGE;
	if (value[KEY_VLAN].given && value[KEY_NO_VLAN].given) {
		complain("'vlan' and 'novlan' exclude each other");
		return USAGE;
	}
	last = value[KEY_ID].last - value[KEY_ID].number;
	if (value[KEY_VLAN].given &&
	    value[KEY_VLAN].last - value[KEY_VLAN].number != last) {
		complain("'id' and 'vlan' must be ranges of the same length");
		return USAGE;
	}
	/* Not "n <= last": last may be the greatest number there is. */
	for (n = 0; ; n++) {
		if (request(cmd, replace, value, n)) {
			if (last)
				complain("stopped at id %u",
					 value[KEY_ID].number + n);
			return FAILED;
		}
		if (n == last)
			return DONE;
	}
}

int segment_add(struct args *args)
{
	return change(OVTUN_CMD_SEGMENT_NEW, false, args,
		      ARRAY_SIZE(change_words));
}

int segment_replace(struct args *args)
{
	return change(OVTUN_CMD_SEGMENT_NEW, true, args,
		      ARRAY_SIZE(change_words));
}

int segment_set(struct args *args)
{
	return change(OVTUN_CMD_SEGMENT_SET, false, args,
		      ARRAY_SIZE(change_words));
}

int segment_del(struct args *args)
{
	return change(OVTUN_CMD_SEGMENT_DEL, false, args, NAME_WORDS);
}

void segment_print(const struct nlmsghdr *nlh, const char *event)
{
	static const uint8_t lengths[OVTUN_A_SEGMENT_MAX + 1] = {
		[OVTUN_A_SEGMENT_IFINDEX] = 4,
		[OVTUN_A_SEGMENT_IFNAME] = ATTR_STRING,
		[OVTUN_A_SEGMENT_ID] = 4,
		[OVTUN_A_SEGMENT_VLAN] = 2,
		[OVTUN_A_SEGMENT_GROUP4] = 4,
		[OVTUN_A_SEGMENT_GROUP6] = 16,
		[OVTUN_A_SEGMENT_LEARNING] = 1,
		[OVTUN_A_SEGMENT_LIMIT] = 4,
		[OVTUN_A_SEGMENT_FDB_COUNT] = 4,
		[OVTUN_A_SEGMENT_COUNTERS] = ATTR_NEST,
	};
	const struct nlattr *tb[OVTUN_A_SEGMENT_MAX + 1];

	attr_parse(nlh, lengths, OVTUN_A_SEGMENT_MAX, tb);
	row_begin(event);
	row_string("dev", "DEV", attr_string(tb[OVTUN_A_SEGMENT_IFNAME]));
	row_number("ifindex", NULL, tb[OVTUN_A_SEGMENT_IFINDEX]);
	row_number("id", "ID", tb[OVTUN_A_SEGMENT_ID]);
	row_number("vlan", "VLAN", tb[OVTUN_A_SEGMENT_VLAN]);
	row_string("group", "GROUP", attr_address(tb[OVTUN_A_SEGMENT_GROUP4],
						  tb[OVTUN_A_SEGMENT_GROUP6]));
	row_switch("learning", "LEARNING", tb[OVTUN_A_SEGMENT_LEARNING]);
	row_number("maxaddress", "MAXADDRESS", tb[OVTUN_A_SEGMENT_LIMIT]);
	row_number("entries", "ENTRIES", tb[OVTUN_A_SEGMENT_FDB_COUNT]);
	counters_row(tb[OVTUN_A_SEGMENT_COUNTERS]);
	row_end();
}

static void print(const struct nlmsghdr *nlh)
{
	segment_print(nlh, NULL);
}

int segment_show(struct args *args)
{
	static const struct keyword words[] = {
		{ "dev", KEY_DEV, ARG_DEV },
		{ "id", KEY_ID, ARG_ID },
	};
	struct value value[KEYS];
	struct nlmsghdr *nlh;
	int result = FAILED;

	if (!args_parse(args, words, ARRAY_SIZE(words), value))
		return USAGE;
	if (value[KEY_ID].given &&
	    !args_need(value, words, ARRAY_SIZE(words), KEY_DEV))
		return USAGE;
	list_begin();
	nlh = nl_start(OVTUN_CMD_SEGMENT_GET,
		       value[KEY_ID].given ? 0 : NLM_F_DUMP);
	if (nlh) {
		if (value[KEY_DEV].given)
			mnl_attr_put_strz(nlh, OVTUN_A_SEGMENT_IFNAME,
					  value[KEY_DEV].name);
		if (value[KEY_ID].given)
			mnl_attr_put_u32(nlh, OVTUN_A_SEGMENT_ID,
					 value[KEY_ID].number);
		result = nl_run(nlh, print);
	}
	list_end();
	return result;
}
