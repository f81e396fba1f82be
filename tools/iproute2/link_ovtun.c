// SPDX-License-Identifier: GPL-2.0
/*
 * The link kind "ovtun" for ip(8): a shared object that ip(8) opens when it
 * sees the word, see ip-link-ovtun(8).
 *
 * The words of a command are one table, ovtun_words. Each word sets one or
 * more options; what the words said is kept in struct ovtun_args until all of
 * them are read, because only then can they be checked against each other.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_link.h>
#include <linux/if_ovtun.h>
#include <stdlib.h>
#include <string.h>
#include "ip_plugin_abi.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define BIT(n) (1U << (n))

/* Say what is wrong with a word of the command; is -1. */
#define wrong(arg, fmt, ...) \
	(fprintf(stderr, "Error: argument \"%s\" " fmt ".\n", \
		 arg, ##__VA_ARGS__), -1)

#define VXLAN	BIT(OVTUN_ENCAP_VXLAN)
#define GRE	(BIT(OVTUN_ENCAP_GRETAP) | BIT(OVTUN_ENCAP_GRE))
#define ETHER	(BIT(OVTUN_ENCAP_VXLAN) | BIT(OVTUN_ENCAP_GRETAP))
#define ALL	(VXLAN | GRE)

enum ovtun_option {
	OPT_ENCAP,
	OPT_ID,
	OPT_IKEY,
	OPT_OKEY,
	OPT_REMOTE,
	OPT_LOCAL,
	OPT_DEV,
	OPT_DSTPORT,
	OPT_SRCPORT,
	OPT_TTL,
	OPT_TOS,
	OPT_LABEL,
	OPT_DF,
	OPT_UDP_CSUM,
	OPT_ZERO_CSUM6_TX,
	OPT_ZERO_CSUM6_RX,
	OPT_ICSUM,
	OPT_OCSUM,
	OPT_ISEQ,
	OPT_OSEQ,
	OPT_LEARNING,
	OPT_AGEING,
	OPT_LIMIT,
	OPT_STRICT,
	OPT_COUNT,
};

struct ovtun_addr {
	const char *text;
	int family;		/* AF_UNSPEC: "any" */
	union {
		struct in_addr in;
		struct in6_addr in6;
	};
};

/* What the words said. */
struct ovtun_args {
	const char *word[OPT_COUNT];	/* the word that set it, or NULL */
	uint32_t value[OPT_COUNT];
	struct ovtun_addr remote, local;
	uint16_t port_low, port_high;
	bool group, ttl_inherit;
};

struct ovtun_word {
	const char *word;
	uint32_t options;	/* which it sets */
	uint32_t encaps;	/* that know it */
	const char *values;	/* their names; none: "no" may precede it */
	/* Returns NULL, or what the n-th value has to be. */
	const char *(*parse)(struct ovtun_args *a,
			     const struct ovtun_word *w,
			     const char *value, int n);
};

static const char * const encap_names[] = {
	[OVTUN_ENCAP_VXLAN] = "vxlan",
	[OVTUN_ENCAP_GRETAP] = "gretap",
	[OVTUN_ENCAP_GRE] = "gre",
};

static const char * const df_names[] = {
	[OVTUN_DF_UNSET] = "unset",
	[OVTUN_DF_SET] = "set",
	[OVTUN_DF_INHERIT] = "inherit",
};

static void print_help(FILE *fp)
{
	fputs("Usage: ... ovtun encap { vxlan | gretap | gre }\n"
	      "		[ id VNI ]\n"
	      "		[ key KEY ] [ ikey KEY ] [ okey KEY ]\n"
	      "		[ remote ADDR | group MCAST_ADDR ]\n"
	      "		[ local ADDR ]\n"
	      "		[ dev PHYS_DEV ]\n"
	      "		[ dstport PORT ] [ srcport MIN MAX ]\n"
	      "		[ ttl TTL ] [ tos TOS ] [ flowlabel LABEL ] [ df DF ]\n"
	      "		[ [no]udpcsum ] [ [no]udp6zerocsumtx ] [ [no]udp6zerocsumrx ]\n"
	      "		[ [no][i|o]csum ] [ [no][i|o]seq ]\n"
	      "		[ [no]learning ] [ ageing SECONDS ] [ maxaddress NUMBER ]\n"
	      "		[ [no]strict ]\n"
	      "\n"
	      "Where:	VNI := 0-16777215 (vxlan)\n"
	      "	KEY := { DOTTED_QUAD | NUMBER } (gretap, gre)\n"
	      "	ADDR := { IP_ADDRESS | any }\n"
	      "	TTL := { 1..255 | auto | inherit }\n"
	      "	TOS := { NUMBER | inherit }\n"
	      "	LABEL := 0-1048575\n"
	      "	DF := { set | unset | inherit }\n"
	      "	dstport, srcport, udp...: vxlan; csum, seq: gretap, gre;\n"
	      "	learning, ageing, maxaddress: vxlan, gretap\n"
	      "\n"
	      "\"ip link set DEV type ovtun ...\" changes all of it but encap.\n"
	      "See ip-link-ovtun(8).\n", fp);
}

/* Returns the place of @word in @names, or -1. The first may have holes. */
static int find_name(const char * const *names, int count, const char *word)
{
	for (int i = 0; i < count; i++)
		if (names[i] && !strcmp(names[i], word))
			return i;
	return -1;
}

static bool parse_number(const char *text, uint32_t max, uint32_t *value)
{
	unsigned long number;
	char *end;

	/* strtoul() takes a sign and leading space, no option does. */
	if (*text < '0' || *text > '9')
		return false;
	errno = 0;
	number = strtoul(text, &end, 0);
	if (errno || *end || number > max)
		return false;
	*value = number;
	return true;
}

static void set_all(struct ovtun_args *a, const struct ovtun_word *w,
		    uint32_t value)
{
	for (int i = 0; i < OPT_COUNT; i++)
		if (w->options & BIT(i))
			a->value[i] = value;
}

static const char *parse_encap(struct ovtun_args *a,
			       const struct ovtun_word *w,
			       const char *value, int n)
{
	int encap = find_name(encap_names, ARRAY_SIZE(encap_names), value);

	if (encap < 0)
		return "vxlan, gretap or gre";
	set_all(a, w, encap);
	return NULL;
}

static const char *parse_id(struct ovtun_args *a, const struct ovtun_word *w,
			    const char *value, int n)
{
	if (!parse_number(value, 0xffffff, &a->value[OPT_ID]))
		return "a number from 0 to 16777215";
	return NULL;
}

static const char *parse_key(struct ovtun_args *a, const struct ovtun_word *w,
			     const char *value, int n)
{
	struct in_addr quad;
	uint32_t key;

	if (inet_pton(AF_INET, value, &quad) == 1)
		key = ntohl(quad.s_addr);
	else if (!parse_number(value, UINT32_MAX, &key))
		return "a number from 0 to 4294967295 or a dotted quad";
	set_all(a, w, key);
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

static const char *parse_remote(struct ovtun_args *a,
				const struct ovtun_word *w,
				const char *value, int n)
{
	if (!parse_addr(value, &a->remote))
		return "an IPv4 or IPv6 address";
	if (is_broadcast(&a->remote))
		return "a unicast address";
	if (is_multicast(&a->remote))
		return "a unicast address; a multicast address is a \"group\"";
	return NULL;
}

static const char *parse_group(struct ovtun_args *a,
			       const struct ovtun_word *w,
			       const char *value, int n)
{
	if (!parse_addr(value, &a->remote))
		return "an IPv4 or IPv6 multicast address";
	if (!is_multicast(&a->remote))
		return "a multicast address; a unicast address is a \"remote\"";
	a->group = true;
	return NULL;
}

static const char *parse_local(struct ovtun_args *a,
			       const struct ovtun_word *w,
			       const char *value, int n)
{
	if (!parse_addr(value, &a->local))
		return "an IPv4 or IPv6 address";
	if (is_multicast(&a->local) || is_broadcast(&a->local))
		return "a unicast address of this host";
	return NULL;
}

static const char *parse_dev(struct ovtun_args *a, const struct ovtun_word *w,
			     const char *value, int n)
{
	a->value[OPT_DEV] = ll_name_to_index(value);
	return a->value[OPT_DEV] ? NULL : "the name of a device that exists";
}

static const char *parse_dstport(struct ovtun_args *a,
				 const struct ovtun_word *w,
				 const char *value, int n)
{
	if (!parse_number(value, UINT16_MAX, &a->value[OPT_DSTPORT]) ||
	    !a->value[OPT_DSTPORT])
		return "a port from 1 to 65535";
	return NULL;
}

static const char *parse_srcport(struct ovtun_args *a,
				 const struct ovtun_word *w,
				 const char *value, int n)
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

static const char *parse_ttl(struct ovtun_args *a, const struct ovtun_word *w,
			     const char *value, int n)
{
	a->ttl_inherit = !strcmp(value, "inherit");
	if (a->ttl_inherit || !strcmp(value, "auto"))
		return NULL;
	if (!parse_number(value, UINT8_MAX, &a->value[OPT_TTL]))
		return "a number from 1 to 255, auto or inherit";
	return NULL;
}

static const char *parse_tos(struct ovtun_args *a, const struct ovtun_word *w,
			     const char *value, int n)
{
	if (!strcmp(value, "inherit"))
		a->value[OPT_TOS] = 1;
	else if (rtnl_dsfield_a2n(&a->value[OPT_TOS], value))
		return "a hexadecimal number from 0 to ff, a name or inherit";
	return NULL;
}

static const char *parse_label(struct ovtun_args *a,
			       const struct ovtun_word *w,
			       const char *value, int n)
{
	if (!parse_number(value, 0xfffff, &a->value[OPT_LABEL]))
		return "a number from 0 to 1048575";
	return NULL;
}

static const char *parse_df(struct ovtun_args *a, const struct ovtun_word *w,
			    const char *value, int n)
{
	int df = find_name(df_names, ARRAY_SIZE(df_names), value);

	if (df < 0)
		return "set, unset or inherit";
	a->value[OPT_DF] = df;
	return NULL;
}

static const char *parse_ageing(struct ovtun_args *a,
				const struct ovtun_word *w,
				const char *value, int n)
{
	if (strcmp(value, "none") &&
	    !parse_number(value, 31536000, &a->value[OPT_AGEING]))
		return "seconds up to 31536000, 0 or none for never";
	return NULL;
}

static const char *parse_limit(struct ovtun_args *a,
			       const struct ovtun_word *w,
			       const char *value, int n)
{
	if (strcmp(value, "unlimited") &&
	    !parse_number(value, INT32_MAX, &a->value[OPT_LIMIT]))
		return "entries up to 2147483647, 0 or unlimited for no limit";
	return NULL;
}

#define CSUM	(BIT(OPT_ICSUM) | BIT(OPT_OCSUM))
#define SEQ	(BIT(OPT_ISEQ) | BIT(OPT_OSEQ))
#define KEY	(BIT(OPT_IKEY) | BIT(OPT_OKEY))
/* What has no attribute of the kind vxlan. */
#define OWN	(BIT(OPT_ENCAP) | KEY | CSUM | SEQ | BIT(OPT_STRICT))

static const struct ovtun_word ovtun_words[] = {
	{ "encap", BIT(OPT_ENCAP), ALL, "ENCAP", parse_encap },
	{ "id", BIT(OPT_ID), VXLAN, "VNI", parse_id },
	{ "vni", BIT(OPT_ID), VXLAN, "VNI", parse_id },
	{ "key", KEY, GRE, "KEY", parse_key },
	{ "ikey", BIT(OPT_IKEY), GRE, "KEY", parse_key },
	{ "okey", BIT(OPT_OKEY), GRE, "KEY", parse_key },
	{ "remote", BIT(OPT_REMOTE), ALL, "ADDR", parse_remote },
	{ "group", BIT(OPT_REMOTE), ALL, "MCAST_ADDR", parse_group },
	{ "local", BIT(OPT_LOCAL), ALL, "ADDR", parse_local },
	{ "dev", BIT(OPT_DEV), ALL, "PHYS_DEV", parse_dev },
	{ "dstport", BIT(OPT_DSTPORT), VXLAN, "PORT", parse_dstport },
	{ "srcport", BIT(OPT_SRCPORT), VXLAN, "MIN MAX", parse_srcport },
	{ "port", BIT(OPT_SRCPORT), VXLAN, "MIN MAX", parse_srcport },
	{ "ttl", BIT(OPT_TTL), ALL, "TTL", parse_ttl },
	{ "hoplimit", BIT(OPT_TTL), ALL, "TTL", parse_ttl },
	{ "hlim", BIT(OPT_TTL), ALL, "TTL", parse_ttl },
	{ "tos", BIT(OPT_TOS), ALL, "TOS", parse_tos },
	{ "dsfield", BIT(OPT_TOS), ALL, "TOS", parse_tos },
	{ "tclass", BIT(OPT_TOS), ALL, "TOS", parse_tos },
	{ "flowlabel", BIT(OPT_LABEL), ALL, "LABEL", parse_label },
	{ "df", BIT(OPT_DF), ALL, "DF", parse_df },
	/* As a flag: 1 is OVTUN_DF_SET, 0 is OVTUN_DF_UNSET. */
	{ "pmtudisc", BIT(OPT_DF), ALL },
	{ "udpcsum", BIT(OPT_UDP_CSUM), VXLAN },
	{ "udp6zerocsumtx", BIT(OPT_ZERO_CSUM6_TX), VXLAN },
	{ "udp6zerocsumrx", BIT(OPT_ZERO_CSUM6_RX), VXLAN },
	{ "csum", CSUM, GRE },
	{ "icsum", BIT(OPT_ICSUM), GRE },
	{ "ocsum", BIT(OPT_OCSUM), GRE },
	{ "seq", SEQ, GRE },
	{ "iseq", BIT(OPT_ISEQ), GRE },
	{ "oseq", BIT(OPT_OSEQ), GRE },
	{ "learning", BIT(OPT_LEARNING), ETHER },
	{ "ageing", BIT(OPT_AGEING), ETHER, "SECONDS", parse_ageing },
	{ "maxaddress", BIT(OPT_LIMIT), ETHER, "NUMBER", parse_limit },
	{ "strict", BIT(OPT_STRICT), ALL },
};

static const struct ovtun_word *find_word(const char *arg, bool *no)
{
	*no = false;
	for (size_t i = 0; i < ARRAY_SIZE(ovtun_words); i++)
		if (!strcmp(arg, ovtun_words[i].word))
			return &ovtun_words[i];

	*no = true;
	if (strncmp(arg, "no", 2))
		return NULL;
	for (size_t i = 0; i < ARRAY_SIZE(ovtun_words); i++)
		if (!ovtun_words[i].values &&
		    !strcmp(arg + 2, ovtun_words[i].word))
			return &ovtun_words[i];
	return NULL;
}

/* Note which word set the options of @w; each may be set once. */
static int claim_options(struct ovtun_args *a, const struct ovtun_word *w,
			 const char *arg)
{
	for (int i = 0; i < OPT_COUNT; i++) {
		if (!(w->options & BIT(i)))
			continue;
		if (a->word[i])
			return wrong(arg, "is wrong: \"%s\" has set it already",
				     a->word[i]);
		a->word[i] = arg;
	}
	return 0;
}

/* Parse one word and its values; returns how many arguments, or -1. */
static int parse_word(struct ovtun_args *a, int argc, char **argv)
{
	const struct ovtun_word *w;
	const char *wants;
	int values;
	bool no;

	w = find_word(argv[0], &no);
	if (!w)
		return wrong(argv[0], "is unknown, see \"ip link help ovtun\"");
	if (claim_options(a, w, argv[0]))
		return -1;
	if (!w->values) {
		set_all(a, w, !no);
		return 1;
	}

	values = strchr(w->values, ' ') ? 2 : 1;
	for (int i = 0; i < values; i++) {
		if (i + 1 >= argc)
			return wrong(argv[0], "needs %s: %s",
				     values > 1 ? "two values" : "a value",
				     w->values);
		wants = w->parse(a, w, argv[i + 1], i);
		if (wants)
			return wrong(argv[i + 1], "is wrong: \"%s\" wants %s",
				     argv[0], wants);
	}
	return 1 + values;
}

/* Is every word one that the encapsulation knows? */
static int check_encap(const struct ovtun_args *a)
{
	uint32_t encap = a->value[OPT_ENCAP];
	bool no;

	if (!a->word[OPT_ENCAP])
		return 0;
	for (int i = 0; i < OPT_COUNT; i++)
		if (a->word[i] &&
		    !(find_word(a->word[i], &no)->encaps & BIT(encap)))
			return wrong(a->word[i],
				     "is wrong: encap %s does not have it",
				     encap_names[encap]);
	return 0;
}

/* Is everything there that a new device cannot do without? */
static int check_new(const struct ovtun_args *a)
{
	if (!a->word[OPT_ENCAP])
		return wrong("encap", "is missing: vxlan, gretap or gre");
	if (a->value[OPT_ENCAP] == OVTUN_ENCAP_VXLAN && !a->word[OPT_ID])
		return wrong("id", "is missing: encap vxlan needs a VNI");
	if (a->group && !a->word[OPT_DEV])
		return wrong("dev", "is missing: \"group\" needs the device to join it on");
	return 0;
}

/* "any" has the family of the other address, or is IPv4. */
static int check_families(struct ovtun_args *a)
{
	struct ovtun_addr *remote = &a->remote, *local = &a->local;

	if (remote->family == AF_UNSPEC)
		remote->family = local->family ? local->family : AF_INET;
	if (local->family == AF_UNSPEC)
		local->family = remote->family;
	if (remote->family == local->family)
		return 0;
	return wrong(local->text, "is wrong: \"local\" and \"%s\" %s are not of one IP version",
		     a->word[OPT_REMOTE], remote->text);
}

static void put_u8(struct nlmsghdr *n, int type, const struct ovtun_args *a,
		   enum ovtun_option opt)
{
	if (a->word[opt])
		addattr8(n, IP_REQUEST_MAX, type, a->value[opt]);
}

static void put_u32(struct nlmsghdr *n, int type, const struct ovtun_args *a,
		    enum ovtun_option opt)
{
	if (a->word[opt])
		addattr32(n, IP_REQUEST_MAX, type, a->value[opt]);
}

static void put_addr(struct nlmsghdr *n, int type4, int type6,
		     const struct ovtun_addr *addr)
{
	if (addr->family == AF_INET6)
		addattr_l(n, IP_REQUEST_MAX, type6, &addr->in6,
			  sizeof(addr->in6));
	else
		addattr_l(n, IP_REQUEST_MAX, type4, &addr->in,
			  sizeof(addr->in));
}

static void put_network_order(struct nlmsghdr *n, const struct ovtun_args *a)
{
	struct ifla_vxlan_port_range range = {
		.low = htons(a->port_low),
		.high = htons(a->port_high),
	};
	uint16_t port = htons(a->value[OPT_DSTPORT]);

	if (a->word[OPT_DSTPORT])
		addattr_l(n, IP_REQUEST_MAX, IFLA_OVTUN_PORT, &port,
			  sizeof(port));
	if (a->word[OPT_SRCPORT])
		addattr_l(n, IP_REQUEST_MAX, IFLA_OVTUN_PORT_RANGE, &range,
			  sizeof(range));
	if (a->word[OPT_LABEL])
		addattr32(n, IP_REQUEST_MAX, IFLA_OVTUN_LABEL,
			  htonl(a->value[OPT_LABEL]));
}

static void put_shared(struct nlmsghdr *n, const struct ovtun_args *a)
{
	put_u32(n, IFLA_OVTUN_ID, a, OPT_ID);
	if (a->word[OPT_REMOTE])
		put_addr(n, IFLA_OVTUN_GROUP, IFLA_OVTUN_GROUP6, &a->remote);
	if (a->word[OPT_LOCAL])
		put_addr(n, IFLA_OVTUN_LOCAL, IFLA_OVTUN_LOCAL6, &a->local);
	put_u32(n, IFLA_OVTUN_LINK, a, OPT_DEV);
	put_network_order(n, a);
	put_u8(n, IFLA_OVTUN_TTL, a, OPT_TTL);
	if (a->ttl_inherit)
		addattr_l(n, IP_REQUEST_MAX, IFLA_OVTUN_TTL_INHERIT, NULL, 0);
	put_u8(n, IFLA_OVTUN_TOS, a, OPT_TOS);
	put_u8(n, IFLA_OVTUN_DF, a, OPT_DF);
	put_u8(n, IFLA_OVTUN_UDP_CSUM, a, OPT_UDP_CSUM);
	put_u8(n, IFLA_OVTUN_UDP_ZERO_CSUM6_TX, a, OPT_ZERO_CSUM6_TX);
	put_u8(n, IFLA_OVTUN_UDP_ZERO_CSUM6_RX, a, OPT_ZERO_CSUM6_RX);
	put_u8(n, IFLA_OVTUN_LEARNING, a, OPT_LEARNING);
	put_u32(n, IFLA_OVTUN_AGEING, a, OPT_AGEING);
	put_u32(n, IFLA_OVTUN_LIMIT, a, OPT_LIMIT);
}

static void put_ext(struct nlmsghdr *n, const struct ovtun_args *a)
{
	struct rtattr *nest;
	int i;

	for (i = 0; i < OPT_COUNT; i++)
		if (a->word[i] && BIT(i) & OWN)
			break;
	if (i == OPT_COUNT)
		return;

	nest = addattr_nest(n, IP_REQUEST_MAX, IFLA_OVTUN_EXT | NLA_F_NESTED);
	put_u8(n, IFLA_OVTUN_EXT_ENCAP, a, OPT_ENCAP);
	put_u32(n, IFLA_OVTUN_EXT_IKEY, a, OPT_IKEY);
	put_u32(n, IFLA_OVTUN_EXT_OKEY, a, OPT_OKEY);
	put_u8(n, IFLA_OVTUN_EXT_ICSUM, a, OPT_ICSUM);
	put_u8(n, IFLA_OVTUN_EXT_OCSUM, a, OPT_OCSUM);
	put_u8(n, IFLA_OVTUN_EXT_ISEQ, a, OPT_ISEQ);
	put_u8(n, IFLA_OVTUN_EXT_OSEQ, a, OPT_OSEQ);
	put_u8(n, IFLA_OVTUN_EXT_STRICT, a, OPT_STRICT);
	addattr_nest_end(n, nest);
}

static int ovtun_parse_opt(struct link_util *lu, int argc, char **argv,
			   struct nlmsghdr *n)
{
	struct ovtun_args args = {};

	while (argc > 0) {
		int used;

		if (!strcmp(*argv, "help")) {
			print_help(stderr);
			return -1;
		}
		used = parse_word(&args, argc, argv);
		if (used < 0)
			return -1;
		argc -= used;
		argv += used;
	}
	if (check_encap(&args))
		return -1;
	/* A change says only what is to be different. */
	if (n->nlmsg_flags & NLM_F_CREATE && check_new(&args))
		return -1;
	if (args.word[OPT_REMOTE] && args.word[OPT_LOCAL] &&
	    check_families(&args))
		return -1;

	put_shared(n, &args);
	put_ext(n, &args);
	return 0;
}

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
		print_color_0xhex(PRINT_ANY, COLOR_NONE, "tos",
				  tos == 1 ? "tos inherit " : "tos %#llx ",
				  tos);
}

static void print_df(struct rtattr *tb[])
{
	uint8_t df;

	if (get_attr(tb, IFLA_OVTUN_DF, &df, sizeof(df)) &&
	    df < ARRAY_SIZE(df_names))
		print_string("df", "df %s ", df_names[df]);
}

static void print_label(struct rtattr *tb[])
{
	uint32_t label;

	if (get_attr(tb, IFLA_OVTUN_LABEL, &label, sizeof(label)) && label)
		print_color_0xhex(PRINT_ANY, COLOR_NONE, "label",
				  "flowlabel %#llx ", ntohl(label));
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

static void print_encap(struct rtattr *ext[])
{
	uint8_t encap;

	if (get_attr(ext, IFLA_OVTUN_EXT_ENCAP, &encap, sizeof(encap)) &&
	    encap < ARRAY_SIZE(encap_names) && encap_names[encap])
		print_string("encap", "encap %s ", encap_names[encap]);
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

static void ovtun_print_opt(struct link_util *lu, FILE *fp,
			    struct rtattr *tb[])
{
	struct rtattr *ext[IFLA_OVTUN_EXT_MAX + 1] = {};

	if (!tb)
		return;
	if (tb[IFLA_OVTUN_EXT])
		parse_rtattr_flags(ext, IFLA_OVTUN_EXT_MAX,
				   RTA_DATA(tb[IFLA_OVTUN_EXT]),
				   RTA_PAYLOAD(tb[IFLA_OVTUN_EXT]),
				   NLA_F_NESTED);

	print_encap(ext);
	print_u32(tb, IFLA_OVTUN_ID, "id", "id %u ");
	print_key(ext, IFLA_OVTUN_EXT_IKEY, "ikey", "ikey %s ");
	print_key(ext, IFLA_OVTUN_EXT_OKEY, "okey", "okey %s ");
	print_remote(tb);
	print_addr(tb, IFLA_OVTUN_LOCAL, AF_INET, "local", "local %s ");
	print_addr(tb, IFLA_OVTUN_LOCAL6, AF_INET6, "local6", "local %s ");
	print_link(tb);
	print_ports(tb);
	print_ttl(tb);
	print_tos(tb);
	print_label(tb);
	print_df(tb);
	print_bool(tb, IFLA_OVTUN_LEARNING, "learning", "learning");
	print_u32_or_word(tb, IFLA_OVTUN_AGEING, "ageing", "ageing %u ",
			  "ageing none ");
	print_u32_or_word(tb, IFLA_OVTUN_LIMIT, "limit", "maxaddress %u ",
			  "maxaddress unlimited ");
	print_bool(tb, IFLA_OVTUN_UDP_CSUM, "udp_csum", "udpcsum");
	print_bool(tb, IFLA_OVTUN_UDP_ZERO_CSUM6_TX, "udp_zero_csum6_tx",
		   "udp6zerocsumtx");
	print_bool(tb, IFLA_OVTUN_UDP_ZERO_CSUM6_RX, "udp_zero_csum6_rx",
		   "udp6zerocsumrx");
	print_flag(ext, IFLA_OVTUN_EXT_ICSUM, "icsum", "icsum ");
	print_flag(ext, IFLA_OVTUN_EXT_OCSUM, "ocsum", "ocsum ");
	print_flag(ext, IFLA_OVTUN_EXT_ISEQ, "iseq", "iseq ");
	print_flag(ext, IFLA_OVTUN_EXT_OSEQ, "oseq", "oseq ");
	print_bool(ext, IFLA_OVTUN_EXT_STRICT, "strict", "strict");
}

static void ovtun_print_help(struct link_util *lu, int argc, char **argv,
			     FILE *fp)
{
	print_help(fp);
}

__attribute__((visibility("default")))
struct link_util ovtun_link_util = {
	.id = "ovtun",
	.maxattr = IFLA_OVTUN_MAX,
	.parse_opt = ovtun_parse_opt,
	.print_opt = ovtun_print_opt,
	.print_help = ovtun_print_help,
};
