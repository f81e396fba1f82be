// SPDX-License-Identifier: GPL-2.0
/* Peers: who may send to a device, and whom it sends to. */
#include <arpa/inet.h>
#include <stdio.h>

#include "ovtunctl.h"

static const struct keyword words[] = {
	{ "dev", KEY_DEV, ARG_DEV },
	{ "address", KEY_ADDRESS, ARG_PREFIX },
	{ "", KEY_ADDRESS, ARG_PREFIX },
};

static const struct keyword show_words[] = {
	{ "dev", KEY_DEV, ARG_DEV },
	{ "address", KEY_ADDRESS, ARG_PREFIX },
	{ "port", KEY_PORT, ARG_PORT },
	{ "oif", KEY_OIF, ARG_NUMBER },
	{ "", KEY_ADDRESS, ARG_PREFIX },
};

static void put_address(struct nlmsghdr *nlh, const struct address *address)
{
	attr_put_address(nlh, OVTUN_A_PEER_ADDRESS4, OVTUN_A_PEER_ADDRESS6,
			 address);
	if (address->prefixlen >= 0)
		mnl_attr_put_u8(nlh, OVTUN_A_PEER_PREFIXLEN,
				address->prefixlen);
}

static int change(uint8_t cmd, struct args *args)
{
	struct value value[KEYS];
	struct nlmsghdr *nlh;

	if (!args_parse(args, words, ARRAY_SIZE(words), value) ||
	    !args_need(value, words, ARRAY_SIZE(words), KEY_DEV) ||
	    !args_need(value, words, ARRAY_SIZE(words), KEY_ADDRESS))
		return USAGE;
	nlh = nl_start(cmd, 0);
	if (!nlh)
		return FAILED;
	mnl_attr_put_strz(nlh, OVTUN_A_PEER_IFNAME, value[KEY_DEV].name);
	put_address(nlh, &value[KEY_ADDRESS].address);
	return nl_run(nlh, NULL);
}

int peer_add(struct args *args)
{
	return change(OVTUN_CMD_PEER_NEW, args);
}

int peer_del(struct args *args)
{
	return change(OVTUN_CMD_PEER_DEL, args);
}

/* An address, or a prefix in the usual notation */
static void row_address(const struct nlattr **tb)
{
	const struct nlattr *len = tb[OVTUN_A_PEER_PREFIXLEN];
	const char *address = attr_address(tb[OVTUN_A_PEER_ADDRESS4],
					   tb[OVTUN_A_PEER_ADDRESS6]);
	unsigned int all = tb[OVTUN_A_PEER_ADDRESS4] ? 32 : 128;
	char text[INET6_ADDRSTRLEN + 4];

	if (options.json && address)
		json_string("address", address);
	row_number("prefixlen", NULL, len);
	if (address && len && attr_number(len) < all) {
		snprintf(text, sizeof(text), "%s/%u", address,
			 (unsigned int)attr_number(len));
		address = text;
	}
	row_text("ADDRESS", address, false);
}

void peer_print(const struct nlmsghdr *nlh, const char *event)
{
	static const uint8_t lengths[OVTUN_A_PEER_MAX + 1] = {
		[OVTUN_A_PEER_IFINDEX] = 4,
		[OVTUN_A_PEER_IFNAME] = ATTR_STRING,
		[OVTUN_A_PEER_ADDRESS4] = 4,
		[OVTUN_A_PEER_ADDRESS6] = 16,
		[OVTUN_A_PEER_PREFIXLEN] = 1,
		[OVTUN_A_PEER_PORT] = 2,
		[OVTUN_A_PEER_OIF] = 4,
		[OVTUN_A_PEER_ORIGIN] = 4,
		[OVTUN_A_PEER_LAST_SEEN] = 8,
		[OVTUN_A_PEER_COUNTERS] = ATTR_NEST,
	};
	static const char *const origins[] = {
		"remote", "fdb", "flood", "neighbour", "admin", "learned",
	};
	const struct nlattr *tb[OVTUN_A_PEER_MAX + 1];

	attr_parse(nlh, lengths, OVTUN_A_PEER_MAX, tb);
	row_begin(event);
	row_string("dev", "DEV", attr_string(tb[OVTUN_A_PEER_IFNAME]));
	row_number("ifindex", NULL, tb[OVTUN_A_PEER_IFINDEX]);
	row_address(tb);
	row_port("port", "PORT", tb[OVTUN_A_PEER_PORT]);
	row_number("oif", "OIF", tb[OVTUN_A_PEER_OIF]);
	row_flags("origin", "ORIGIN", tb[OVTUN_A_PEER_ORIGIN], origins,
		  ARRAY_SIZE(origins));
	row_time("last_seen_ms", "SEEN", tb[OVTUN_A_PEER_LAST_SEEN]);
	counters_row(tb[OVTUN_A_PEER_COUNTERS]);
	row_end();
}

static void print(const struct nlmsghdr *nlh)
{
	peer_print(nlh, NULL);
}

static bool show_words_fit(const struct value *value)
{
	if (value[KEY_ADDRESS].given)
		return args_need(value, show_words, ARRAY_SIZE(show_words),
				 KEY_DEV);
	if (value[KEY_PORT].given || value[KEY_OIF].given)
		return args_need(value, show_words, ARRAY_SIZE(show_words),
				 KEY_ADDRESS);
	return true;
}

static int show(const struct value *value)
{
	bool one = value[KEY_ADDRESS].given;
	struct nlmsghdr *nlh;

	nlh = nl_start(OVTUN_CMD_PEER_GET, one ? 0 : NLM_F_DUMP);
	if (!nlh)
		return FAILED;
	if (value[KEY_DEV].given)
		mnl_attr_put_strz(nlh, OVTUN_A_PEER_IFNAME,
				  value[KEY_DEV].name);
	if (one)
		put_address(nlh, &value[KEY_ADDRESS].address);
	if (value[KEY_PORT].given)
		mnl_attr_put_u16(nlh, OVTUN_A_PEER_PORT,
				 htons(value[KEY_PORT].number));
	if (value[KEY_OIF].given)
		mnl_attr_put_u32(nlh, OVTUN_A_PEER_OIF, value[KEY_OIF].number);
	return nl_run(nlh, print);
}

int peer_show(struct args *args)
{
	struct value value[KEYS];
	int result;

	if (!args_parse(args, show_words, ARRAY_SIZE(show_words), value) ||
	    !show_words_fit(value))
		return USAGE;
	list_begin();
	result = show(value);
	list_end();
	return result;
}
