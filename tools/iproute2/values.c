// SPDX-License-Identifier: GPL-2.0
/* The values of the words of a command. */
#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "link_ovtun.h"

static bool parse_long_number(const char *text, uint64_t max, uint64_t *value)
{
	unsigned long long number;
	char *end;

	/* strtoull() takes a sign and leading space, no option does. */
	if (*text < '0' || *text > '9')
		return false;
	errno = 0;
	number = strtoull(text, &end, 0);
	if (errno || *end || number > max)
		return false;
	*value = number;
	return true;
}

static bool parse_number(const char *text, uint32_t max, uint32_t *value)
{
	uint64_t number;

	if (!parse_long_number(text, max, &number))
		return false;
	*value = number;
	return true;
}

OVTUN_PARSER(encap)
{
	int encap = ovtun_find_name(ovtun_encap_names,
				    ARRAY_SIZE(ovtun_encap_names), value);

	if (encap < 0)
		return "vxlan, gretap, gre or nvgre";
	ovtun_set_all(a, w, encap);
	return NULL;
}

OVTUN_PARSER(id)
{
	if (!parse_number(value, 0xffffff, &a->value[OPT_ID]))
		return "a number from 0 to 16777215";
	return NULL;
}

OVTUN_PARSER(key)
{
	struct in_addr quad;
	uint32_t key;

	if (inet_pton(AF_INET, value, &quad) == 1)
		key = ntohl(quad.s_addr);
	else if (!parse_number(value, UINT32_MAX, &key))
		return "a number from 0 to 4294967295 or a dotted quad";
	ovtun_set_all(a, w, key);
	return NULL;
}

static bool parse_addr(const char *text, struct ovtun_addr *addr)
{
	addr->text = text;
	if (!strcmp(text, "any"))
		addr->family = AF_UNSPEC;
	else if (inet_pton(AF_INET, text, &addr->in) == 1)
		addr->family = AF_INET;
	else if (inet_pton(AF_INET6, text, &addr->in6) == 1)
		addr->family = AF_INET6;
	else
		return false;
	return true;
}

static bool is_multicast(const struct ovtun_addr *addr)
{
	if (addr->family == AF_INET)
		return IN_MULTICAST(ntohl(addr->in.s_addr));
	return addr->family == AF_INET6 && IN6_IS_ADDR_MULTICAST(&addr->in6);
}

static bool is_broadcast(const struct ovtun_addr *addr)
{
	return addr->family == AF_INET && addr->in.s_addr == INADDR_BROADCAST;
}

OVTUN_PARSER(remote)
{
	if (!parse_addr(value, &a->remote))
		return "an IPv4 or IPv6 address";
	if (is_broadcast(&a->remote))
		return "a unicast address";
	if (is_multicast(&a->remote))
		return "a unicast address; a multicast address is a \"group\"";
	return NULL;
}

OVTUN_PARSER(group)
{
	if (!parse_addr(value, &a->remote))
		return "an IPv4 or IPv6 multicast address";
	if (!is_multicast(&a->remote))
		return "a multicast address; a unicast address is a \"remote\"";
	a->group = true;
	return NULL;
}

OVTUN_PARSER(local)
{
	if (!parse_addr(value, &a->local))
		return "an IPv4 or IPv6 address";
	if (is_multicast(&a->local) || is_broadcast(&a->local))
		return "a unicast address of this host";
	return NULL;
}

OVTUN_PARSER(dev)
{
	a->value[OPT_DEV] = ll_name_to_index(value);
	return a->value[OPT_DEV] ? NULL : "the name of a device that exists";
}

OVTUN_PARSER(dstport)
{
	if (!parse_number(value, UINT16_MAX, &a->value[OPT_DSTPORT]))
		return "a port from 0 to 65535";
	return NULL;
}

OVTUN_PARSER(srcport)
{
	static const char wants[] =
		"two ports from 1 to 65535, the lower one first, or 0 0";
	uint32_t port;

	if (!parse_number(value, UINT16_MAX, &port))
		return wants;
	if (n == 0)
		a->port_low = port;
	else
		a->port_high = port;
	if (n == 1 && (port < a->port_low || !port != !a->port_low))
		return wants;
	return NULL;
}

OVTUN_PARSER(ttl)
{
	a->ttl_inherit = !strcmp(value, "inherit");
	if (a->ttl_inherit || !strcmp(value, "auto"))
		return NULL;
	if (!parse_number(value, UINT8_MAX, &a->value[OPT_TTL]))
		return "a number from 1 to 255, auto or inherit";
	return NULL;
}

OVTUN_PARSER(tos)
{
	if (!strcmp(value, "inherit"))
		a->value[OPT_TOS] = 1;
	else if (rtnl_dsfield_a2n(&a->value[OPT_TOS], value))
		return "a hexadecimal number from 0 to ff, a name or inherit";
	return NULL;
}

OVTUN_PARSER(label)
{
	a->label_inherit = !strcmp(value, "inherit");
	if (!a->label_inherit &&
	    !parse_number(value, 0xfffff, &a->value[OPT_LABEL]))
		return "a number from 0 to 1048575 or inherit";
	return NULL;
}

OVTUN_PARSER(df)
{
	int df = ovtun_find_name(ovtun_df_names, ARRAY_SIZE(ovtun_df_names),
				 value);

	if (df < 0)
		return "set, unset or inherit";
	a->value[OPT_DF] = df;
	return NULL;
}

OVTUN_PARSER(ageing)
{
	if (strcmp(value, "none") &&
	    !parse_number(value, 31536000, &a->value[OPT_AGEING]))
		return "seconds up to 31536000, 0 or none for never";
	return NULL;
}

OVTUN_PARSER(limit)
{
	if (strcmp(value, "unlimited") &&
	    !parse_number(value, INT32_MAX, &a->value[OPT_LIMIT]))
		return "entries up to 2147483647, 0 or unlimited for no limit";
	return NULL;
}

OVTUN_PARSER(outermark)
{
	int policy = ovtun_find_name(ovtun_mark_names,
				     ARRAY_SIZE(ovtun_mark_names), value);

	a->value[OPT_OUTERMARK] = policy < 0 ? OVTUN_MARK_SET : policy;
	if (policy < 0 && !parse_number(value, UINT32_MAX, &a->mark))
		return "keep, clear or a number from 0 to 0xffffffff";
	return NULL;
}

OVTUN_PARSER(fwmark)
{
	if (!parse_number(value, UINT32_MAX, &a->value[OPT_FWMARK]))
		return "a number from 0 to 0xffffffff";
	return NULL;
}

OVTUN_PARSER(reserved_bits)
{
	if (!parse_long_number(value, UINT64_MAX, &a->reserved_bits))
		return "a number from 0 to 0xffffffffffffffff";
	return NULL;
}
