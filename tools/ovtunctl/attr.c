// SPDX-License-Identifier: GPL-2.0
/* Attributes. In the kernel's answers one that has not the size that it
 * should have counts as absent; one that is not known is passed over: the
 * kernel may be newer.
 */
#include <arpa/inet.h>
#include <string.h>

#include "ovtunctl.h"

static bool valid(const struct nlattr *attr, uint8_t length)
{
	uint16_t have = mnl_attr_get_payload_len(attr);
	const char *payload = mnl_attr_get_payload(attr);

	if (length == ATTR_STRING)
		return have && !payload[have - 1];
	return length == ATTR_NEST || (length && have == length);
}

static void take(const struct nlattr *attr, const uint8_t *lengths,
		 unsigned int max, const struct nlattr **tb)
{
	uint16_t type = mnl_attr_get_type(attr);

	if (type <= max && valid(attr, lengths[type]))
		tb[type] = attr;
}

/* Sets tb[0] to tb[max]. */
void attr_parse(const struct nlmsghdr *nlh, const uint8_t *lengths,
		unsigned int max, const struct nlattr **tb)
{
	const struct nlattr *attr;

	memset(tb, 0, (max + 1) * sizeof(*tb));
	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr))
		take(attr, lengths, max, tb);
}

void attr_parse_nested(const struct nlattr *nest, const uint8_t *lengths,
		       unsigned int max, const struct nlattr **tb)
{
	const struct nlattr *attr;

	memset(tb, 0, (max + 1) * sizeof(*tb));
	mnl_attr_for_each_nested(attr, nest)
		take(attr, lengths, max, tb);
}

/* Host byte order, of whatever size */
unsigned long long attr_number(const struct nlattr *attr)
{
	switch (mnl_attr_get_payload_len(attr)) {
	case sizeof(uint8_t):
		return mnl_attr_get_u8(attr);
	case sizeof(uint16_t):
		return mnl_attr_get_u16(attr);
	case sizeof(uint32_t):
		return mnl_attr_get_u32(attr);
	default:
		return mnl_attr_get_u64(attr);
	}
}

/* Network byte order */
unsigned int attr_port(const struct nlattr *attr)
{
	return ntohs(mnl_attr_get_u16(attr));
}

const char *attr_string(const struct nlattr *attr)
{
	return attr ? mnl_attr_get_str(attr) : NULL;
}

/* Good until the next call. NULL: neither is there. */
const char *attr_address(const struct nlattr *four, const struct nlattr *six)
{
	static char text[INET6_ADDRSTRLEN];

	if (four)
		return inet_ntop(AF_INET, mnl_attr_get_payload(four), text,
				 sizeof(text));
	if (six)
		return inet_ntop(AF_INET6, mnl_attr_get_payload(six), text,
				 sizeof(text));
	return NULL;
}

void attr_put_address(struct nlmsghdr *nlh, uint16_t type4, uint16_t type6,
		      const struct address *address)
{
	mnl_attr_put(nlh, address->len == 4 ? type4 : type6, address->len,
		     address->bytes);
}
