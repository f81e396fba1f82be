// SPDX-License-Identifier: GPL-2.0
/* What "ip -d link show" prints of an answer of the kernel. */
#include <arpa/inet.h>
#include <endian.h>
#include <string.h>
#include "link_ovtun.h"

/* Copy an attribute's value if it is there and has the right size. */
static bool get_attr(struct rtattr *tb[], int type, void *value, size_t size)
{
	if (!tb[type] || RTA_PAYLOAD(tb[type]) != size)
		return false;
	memcpy(value, RTA_DATA(tb[type]), size);
	return true;
}

static void print_string(const char *key, const char *fmt, const char *value)
{
	print_color_string(PRINT_ANY, COLOR_NONE, key, fmt, value);
}

static void print_uint(const char *key, const char *fmt, unsigned int value)
{
	print_color_uint(PRINT_ANY, COLOR_NONE, key, fmt, value);
}

static void print_hex(const char *key, const char *fmt,
		      unsigned long long value)
{
	print_color_0xhex(PRINT_ANY, COLOR_NONE, key, fmt, value);
}

static void print_u32(struct rtattr *tb[], int type, const char *key,
		      const char *fmt)
{
	uint32_t value;

	if (get_attr(tb, type, &value, sizeof(value)))
		print_uint(key, fmt, value);
}

/* A number of which 0 is a word in text and 0 in JSON. */
static void print_u32_or_word(struct rtattr *tb[], int type, const char *key,
			      const char *fmt, const char *zero)
{
	uint32_t value;

	if (get_attr(tb, type, &value, sizeof(value)))
		print_uint(key, value ? fmt : zero, value);
}

static void print_addr(struct rtattr *tb[], int type, int family,
		       const char *key, const char *fmt)
{
	size_t size = family == AF_INET ? sizeof(struct in_addr) :
					  sizeof(struct in6_addr);
	static const struct in6_addr any;
	char text[INET6_ADDRSTRLEN];
	struct in6_addr addr;

	if (get_attr(tb, type, &addr, size) && memcmp(&addr, &any, size))
		print_string(key, fmt,
			     inet_ntop(family, &addr, text, sizeof(text)));
}

static void print_remote(struct rtattr *tb[])
{
	struct in6_addr in6;
	struct in_addr in;
	bool group = false;

	if (get_attr(tb, IFLA_OVTUN_GROUP, &in, sizeof(in)))
		group = IN_MULTICAST(ntohl(in.s_addr));
	else if (get_attr(tb, IFLA_OVTUN_GROUP6, &in6, sizeof(in6)))
		group = IN6_IS_ADDR_MULTICAST(&in6);

	print_addr(tb, IFLA_OVTUN_GROUP, AF_INET,
		   group ? "group" : "remote",
		   group ? "group %s " : "remote %s ");
	print_addr(tb, IFLA_OVTUN_GROUP6, AF_INET6,
		   group ? "group6" : "remote6",
		   group ? "group %s " : "remote %s ");
}

static void print_link(struct rtattr *tb[])
{
	uint32_t link;

	if (get_attr(tb, IFLA_OVTUN_LINK, &link, sizeof(link)) && link)
		print_string("link", "dev %s ", ll_index_to_name(link));
}

static void print_ports(struct rtattr *tb[])
{
	struct ifla_vxlan_port_range range;
	uint16_t port;

	if (get_attr(tb, IFLA_OVTUN_PORT_RANGE, &range, sizeof(range))) {
		open_json_object("port_range");
		print_uint("low", "srcport %u ", ntohs(range.low));
		print_uint("high", "%u ", ntohs(range.high));
		close_json_object();
	}
	if (get_attr(tb, IFLA_OVTUN_PORT, &port, sizeof(port)))
		print_uint("port", "dstport %u ", ntohs(port));
}

static void print_ttl(struct rtattr *tb[])
{
	uint8_t ttl, inherit = 0;

	get_attr(tb, IFLA_OVTUN_TTL_INHERIT, &inherit, sizeof(inherit));
	if (inherit)
		print_color_bool(PRINT_ANY, COLOR_NONE, "ttl_inherit",
				 "ttl inherit ", true);
	else if (get_attr(tb, IFLA_OVTUN_TTL, &ttl, sizeof(ttl)))
		print_uint("ttl", ttl ? "ttl %u " : "ttl auto ", ttl);
}

static void print_tos(struct rtattr *tb[])
{
	uint8_t tos;

	/* "tos inherit" is "0x1" in JSON, as with the kind vxlan. */
	if (get_attr(tb, IFLA_OVTUN_TOS, &tos, sizeof(tos)) && tos)
		print_hex("tos", tos == 1 ? "tos inherit " : "tos %#llx ",
			  tos);
}

static void print_df(struct rtattr *tb[])
{
	uint8_t df;

	if (get_attr(tb, IFLA_OVTUN_DF, &df, sizeof(df)) &&
	    df < ARRAY_SIZE(ovtun_df_names))
		print_string("df", "df %s ", ovtun_df_names[df]);
}

static void print_label(struct rtattr *tb[])
{
	uint32_t label, policy = OVTUN_LABEL_FIXED;

	get_attr(tb, IFLA_OVTUN_LABEL_POLICY, &policy, sizeof(policy));
	if (policy == OVTUN_LABEL_INHERIT)
		print_string("label", "flowlabel %s ", "inherit");
	else if (get_attr(tb, IFLA_OVTUN_LABEL, &label, sizeof(label)) && label)
		print_hex("label", "flowlabel %#llx ", ntohl(label));
}

static void print_bool(struct rtattr *tb[], int type, const char *key,
		       const char *word)
{
	uint8_t value;

	if (!get_attr(tb, type, &value, sizeof(value)))
		return;
	print_color_bool(PRINT_JSON, COLOR_NONE, key, NULL, value);
	print_color_string(PRINT_FP, COLOR_NONE, NULL,
			   value ? "%s " : "no%s ", word);
}

/* Off is the default, and not worth a word of text. */
static void print_flag(struct rtattr *tb[], int type, const char *key,
		       const char *fmt)
{
	uint8_t value;

	if (!get_attr(tb, type, &value, sizeof(value)))
		return;
	print_color_bool(value ? PRINT_ANY : PRINT_JSON, COLOR_NONE, key, fmt,
			 value);
}

/* On is the default, and not worth a word of text. */
static void print_unless(struct rtattr *tb[], int type, const char *key,
			 const char *fmt)
{
	uint8_t value;

	if (!get_attr(tb, type, &value, sizeof(value)))
		return;
	print_color_bool(value ? PRINT_JSON : PRINT_ANY, COLOR_NONE, key, fmt,
			 value);
}

static void print_encap(struct rtattr *ext[])
{
	uint8_t encap;

	if (get_attr(ext, IFLA_OVTUN_EXT_ENCAP, &encap, sizeof(encap)) &&
	    encap < ARRAY_SIZE(ovtun_encap_names) &&
	    ovtun_encap_names[encap])
		print_string("encap", "encap %s ", ovtun_encap_names[encap]);
}

/* A dotted quad, as with the kind gre. */
static void print_key(struct rtattr *ext[], int type, const char *key,
		      const char *fmt)
{
	char text[INET_ADDRSTRLEN];
	uint32_t value;

	if (!get_attr(ext, type, &value, sizeof(value)))
		return;
	value = htonl(value);
	print_string(key, fmt, inet_ntop(AF_INET, &value, text, sizeof(text)));
}

/* The attribute is there or not, and has no value. */
static void print_present(struct rtattr *tb[], int type, const char *key,
			  const char *fmt)
{
	if (tb[type])
		print_color_bool(PRINT_ANY, COLOR_NONE, key, fmt, true);
}

static void print_identity(struct rtattr *tb[], struct rtattr *ext[])
{
	print_encap(ext);
	print_present(tb, IFLA_OVTUN_GBP, "gbp", "gbp ");
	print_present(tb, IFLA_OVTUN_GPE, "gpe", "gpe ");
	print_flag(ext, IFLA_OVTUN_EXT_UDP, "udp", "udp ");
	print_u32(tb, IFLA_OVTUN_ID, "id", "id %u ");
	print_key(ext, IFLA_OVTUN_EXT_IKEY, "ikey", "ikey %s ");
	print_key(ext, IFLA_OVTUN_EXT_OKEY, "okey", "okey %s ");
	print_flag(ext, IFLA_OVTUN_EXT_TRUNK, "trunk", "trunk ");
	print_flag(tb, IFLA_OVTUN_COLLECT_METADATA, "external", "external ");
}

static void print_underlay(struct rtattr *tb[])
{
	print_remote(tb);
	print_addr(tb, IFLA_OVTUN_LOCAL, AF_INET, "local", "local %s ");
	print_addr(tb, IFLA_OVTUN_LOCAL6, AF_INET6, "local6", "local %s ");
	print_link(tb);
	print_ports(tb);
	print_ttl(tb);
	print_tos(tb);
	print_label(tb);
	print_df(tb);
}

static void print_table(struct rtattr *tb[])
{
	print_bool(tb, IFLA_OVTUN_LEARNING, "learning", "learning");
	print_u32_or_word(tb, IFLA_OVTUN_AGEING, "ageing", "ageing %u ",
			  "ageing none ");
	print_u32_or_word(tb, IFLA_OVTUN_LIMIT, "limit", "maxaddress %u ",
			  "maxaddress unlimited ");
	print_flag(tb, IFLA_OVTUN_PROXY, "proxy", "proxy ");
	print_flag(tb, IFLA_OVTUN_L2MISS, "l2miss", "l2miss ");
	print_flag(tb, IFLA_OVTUN_L3MISS, "l3miss", "l3miss ");
}

static void print_checksums(struct rtattr *tb[], struct rtattr *ext[])
{
	print_bool(tb, IFLA_OVTUN_UDP_CSUM, "udp_csum", "udpcsum");
	print_bool(tb, IFLA_OVTUN_UDP_ZERO_CSUM6_TX, "udp_zero_csum6_tx",
		   "udp6zerocsumtx");
	print_bool(tb, IFLA_OVTUN_UDP_ZERO_CSUM6_RX, "udp_zero_csum6_rx",
		   "udp6zerocsumrx");
	print_flag(ext, IFLA_OVTUN_EXT_ICSUM, "icsum", "icsum ");
	print_flag(ext, IFLA_OVTUN_EXT_OCSUM, "ocsum", "ocsum ");
	print_flag(ext, IFLA_OVTUN_EXT_ISEQ, "iseq", "iseq ");
	print_flag(ext, IFLA_OVTUN_EXT_OSEQ, "oseq", "oseq ");
}

static void print_marks(struct rtattr *ext[])
{
	uint32_t mark;
	uint8_t policy;

	if (get_attr(ext, IFLA_OVTUN_EXT_MARK_POLICY, &policy,
		     sizeof(policy))) {
		if (policy < ARRAY_SIZE(ovtun_mark_names) &&
		    ovtun_mark_names[policy])
			print_string("outermark", "outermark %s ",
				     ovtun_mark_names[policy]);
		else if (policy == OVTUN_MARK_SET &&
			 get_attr(ext, IFLA_OVTUN_EXT_MARK, &mark,
				  sizeof(mark)))
			print_hex("outermark", "outermark %#llx ", mark);
	}
	if (get_attr(ext, IFLA_OVTUN_EXT_FWMARK, &mark, sizeof(mark)) && mark)
		print_hex("fwmark", "fwmark %#llx ", mark);
	print_flag(ext, IFLA_OVTUN_EXT_NOTRACK, "notrack", "notrack ");
	print_unless(ext, IFLA_OVTUN_EXT_FASTPATH, "fastpath", "nofastpath ");
}

static void print_vxlan(struct rtattr *tb[])
{
	uint64_t bits;

	if (get_attr(tb, IFLA_OVTUN_RESERVED_BITS, &bits, sizeof(bits)))
		print_hex("reserved_bits", "reserved_bits %#llx ",
			  be64toh(bits));
	print_unless(tb, IFLA_OVTUN_LOCALBYPASS, "localbypass",
		     "nolocalbypass ");
}

void ovtun_print_answer(struct rtattr *tb[])
{
	struct rtattr *ext[IFLA_OVTUN_EXT_MAX + 1] = {};

	if (tb[IFLA_OVTUN_EXT])
		parse_rtattr_flags(ext, IFLA_OVTUN_EXT_MAX,
				   RTA_DATA(tb[IFLA_OVTUN_EXT]),
				   RTA_PAYLOAD(tb[IFLA_OVTUN_EXT]),
				   NLA_F_NESTED);

	print_identity(tb, ext);
	print_underlay(tb);
	print_table(tb);
	print_checksums(tb, ext);
	print_bool(ext, IFLA_OVTUN_EXT_STRICT, "strict", "strict");
	print_marks(ext);
	print_vxlan(tb);
}
