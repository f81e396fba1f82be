// SPDX-License-Identifier: GPL-2.0
/* The words of a command line become values. */
#include <arpa/inet.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ovtunctl.h"

#define VLAN_MAX	4094

char where[64] = "ovtunctl";

void complain(const char *fmt, ...)
{
	va_list ap;

	/* Otherwise it may come before what was printed earlier. */
	fflush(stdout);
	fprintf(stderr, "%s: ", where);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
}

const char *args_next(struct args *args)
{
	if (!args->left)
		return NULL;
	args->left--;
	return *args->word++;
}

/* The row of a table, each of which begins with a name, that a word stands
 * for: the name itself or a beginning that only one has. -1: none; -2: several,
 * and said so.
 */
int match(const char *word, const void *table, size_t size, size_t count)
{
	const char *name, *first = NULL;
	int found = -1;
	size_t i;

	for (i = 0; i < count; i++) {
		name = *(const char *const *)((const char *)table + i * size);
		if (*name && !strcmp(word, name))
			return i;
	}
	for (i = 0; i < count; i++) {
		name = *(const char *const *)((const char *)table + i * size);
		if (!*word || strncmp(word, name, strlen(word)))
			continue;
		if (first) {
			complain("'%s' may be '%s' or '%s'", word, first, name);
			return -2;
		}
		first = name;
		found = i;
	}
	return found;
}

static bool to_number(const char *text, uint32_t max, uint32_t *number)
{
	unsigned long long value;
	char *end;

	/* strtoull() would take a sign and leading blanks. */
	if (*text < '0' || *text > '9')
		return false;
	value = strtoull(text, &end, 0);
	if (*end || value > max)
		return false;
	*number = value;
	return true;
}

static bool to_id(const char *text, uint32_t *number)
{
	struct in_addr quad;

	if (to_number(text, UINT32_MAX, number))
		return true;
	if (inet_pton(AF_INET, text, &quad) != 1)
		return false;
	*number = ntohl(quad.s_addr);
	return true;
}

static bool to_range(const char *text, enum arg_type type, struct value *value)
{
	char first[32];
	const char *dash = strchr(text, '-');
	const char *last = dash ? dash + 1 : text;
	int len = dash ? dash - text : (int)strlen(text);

	if (len >= (int)sizeof(first))
		return false;
	snprintf(first, sizeof(first), "%.*s", len, text);
	if (type == ARG_VLANS) {
		if (!to_number(first, VLAN_MAX, &value->number) ||
		    !to_number(last, VLAN_MAX, &value->last))
			return false;
	} else if (!to_id(first, &value->number) ||
		   !to_id(last, &value->last)) {
		return false;
	}
	return value->number <= value->last;
}

static bool to_address(const char *text, bool prefix, struct address *address)
{
	const char *slash = prefix ? strchr(text, '/') : NULL;
	char copy[INET6_ADDRSTRLEN];
	uint32_t bits;

	address->prefixlen = -1;
	if (slash) {
		if (slash - text >= (int)sizeof(copy) ||
		    !to_number(slash + 1, 128, &bits))
			return false;
		snprintf(copy, sizeof(copy), "%.*s", (int)(slash - text), text);
		address->prefixlen = bits;
		text = copy;
	}
	address->family = strchr(text, ':') ? AF_INET6 : AF_INET;
	address->len = address->family == AF_INET ? 4 : 16;
	return inet_pton(address->family, text, address->bytes) == 1 &&
	       address->prefixlen <= (int)address->len * 8;
}

static bool to_mac(const char *text, struct address *address)
{
	int i;

	address->len = 6;
	for (i = 0; i < 6; i++) {
		unsigned long byte;
		char *end;

		/* No sign, no blank, no "0x": strtoul() takes them. */
		if (!strchr("0123456789abcdefABCDEF", *text) || !*text)
			return false;
		byte = strtoul(text, &end, 16);
		if (end - text > 2 || byte > 0xff ||
		    *end != (i < 5 ? ':' : '\0'))
			return false;
		address->bytes[i] = byte;
		text = end + 1;
	}
	return true;
}

static bool to_dev(const char *text, char name[IFNAMSIZ])
{
	if (!*text || strlen(text) >= IFNAMSIZ || strpbrk(text, "/: \t\n") ||
	    !strcmp(text, ".") || !strcmp(text, ".."))
		return false;
	snprintf(name, IFNAMSIZ, "%s", text);
	return true;
}

static bool to_switch(const char *text, uint32_t *number)
{
	*number = !strcmp(text, "on");
	return *number || !strcmp(text, "off");
}

static const char *const wanted[] = {
	[ARG_DEV] = "the name of a device",
	[ARG_ID] = "a number from 0 to 4294967295",
	[ARG_IDS] = "a number from 0 to 4294967295, or FIRST-LAST",
	[ARG_VLANS] = "a number from 0 to 4094, or FIRST-LAST",
	[ARG_NUMBER] = "a number from 0 to 4294967295",
	[ARG_PORT] = "a number from 1 to 65535",
	[ARG_SWITCH] = "'on' or 'off'",
	[ARG_ADDRESS] = "an IPv4 or IPv6 address",
	[ARG_PREFIX] = "an IPv4 or IPv6 address, or ADDRESS/LENGTH",
	[ARG_MAC] = "a MAC address",
};

static bool to_value(const char *text, enum arg_type type, struct value *value)
{
	switch (type) {
	case ARG_DEV:
		return to_dev(text, value->name);
	case ARG_ID:
		return to_id(text, &value->number);
	case ARG_IDS:
	case ARG_VLANS:
		return to_range(text, type, value);
	case ARG_NUMBER:
		return to_number(text, UINT32_MAX, &value->number);
	case ARG_PORT:
		return to_number(text, UINT16_MAX, &value->number) &&
		       value->number;
	case ARG_SWITCH:
		return to_switch(text, &value->number);
	case ARG_ADDRESS:
	case ARG_PREFIX:
		return to_address(text, type == ARG_PREFIX, &value->address);
	case ARG_MAC:
		return to_mac(text, &value->address);
	case ARG_OFF:
	case ARG_ON:
		value->number = type == ARG_ON;
		return true;
	}
	return false;
}

/* One keyword and its value; false: complained */
static bool parse_word(struct args *args, const struct keyword *keywords,
		       size_t count, struct value value[KEYS])
{
	const char *word = args_next(args), *text = word;
	int i = match(word, keywords, sizeof(*keywords), count);
	const struct keyword *k;

	if (i == -2)
		return false;
	if (i == -1) {
		/* The one that needs no word is the last, if there is any. */
		k = &keywords[count - 1];
		if (*k->word || value[k->key].given) {
			complain("'%s' has no meaning here", word);
			return false;
		}
		if (!to_value(word, k->type, &value[k->key])) {
			complain("'%s' is neither a word known here nor %s",
				 word, wanted[k->type]);
			return false;
		}
		value[k->key].given = true;
		return true;
	}
	k = &keywords[i];
	if (value[k->key].given) {
		complain("'%s' is given twice, or contradicts another word",
			 k->word);
		return false;
	}
	if (k->type < ARG_OFF) {
		text = args_next(args);
		if (!text) {
			complain("'%s' wants %s", k->word, wanted[k->type]);
			return false;
		}
	}
	if (!to_value(text, k->type, &value[k->key])) {
		complain("'%s' wants %s, not '%s'", k->word, wanted[k->type],
			 text);
		return false;
	}
	value[k->key].given = true;
	return true;
}

/* All words that are left; false: complained */
bool args_parse(struct args *args, const struct keyword *keywords,
		size_t count, struct value value[KEYS])
{
	memset(value, 0, KEYS * sizeof(*value));
	while (args->left)
		if (!parse_word(args, keywords, count, value))
			return false;
	return true;
}

/* A word that must be there; false: complained */
bool args_need(const struct value value[KEYS], const struct keyword *keywords,
	       size_t count, enum key key)
{
	size_t i;

	if (value[key].given)
		return true;
	for (i = 0; i < count; i++) {
		if (keywords[i].key != key)
			continue;
		complain("'%s' is missing: %s", keywords[i].word,
			 wanted[keywords[i].type]);
		break;
	}
	return false;
}
