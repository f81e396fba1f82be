// SPDX-License-Identifier: GPL-2.0
/*
 * The words of a command are one table. Each sets one or more options; what
 * they said is kept in struct ovtun_args until all of them are read, because
 * only then can they be checked against each other.
 */
#include <string.h>
#include "link_ovtun.h"

#define VXLAN	BIT(OVTUN_ENCAP_VXLAN)
#define NVGRE	BIT(OVTUN_ENCAP_NVGRE)
#define GRE	(BIT(OVTUN_ENCAP_GRETAP) | BIT(OVTUN_ENCAP_GRE))
#define ETHER	(VXLAN | NVGRE | BIT(OVTUN_ENCAP_GRETAP))
#define ALL	(VXLAN | NVGRE | GRE)

#define KEY	(BIT(OPT_IKEY) | BIT(OPT_OKEY))
#define CSUM	(BIT(OPT_ICSUM) | BIT(OPT_OCSUM))
#define SEQ	(BIT(OPT_ISEQ) | BIT(OPT_OSEQ))

#define VALUE(_word, _options, _encaps, _values, _parse) \
	{ .word = _word, .options = _options, .encaps = _encaps, \
	  .values = _values, .parse = ovtun_parse_##_parse }
/* As VALUE; "no" before it and no value take away what is there. */
#define REMOVABLE(_word, _options, _encaps, _values, _parse) \
	{ .word = _word, .options = _options, .encaps = _encaps, .no = true, \
	  .values = _values, .parse = ovtun_parse_##_parse }
/* As VALUE, of UDP. */
#define PORT(_word, _options, _values, _parse) \
	{ .word = _word, .options = _options, .encaps = VXLAN | GRE, \
	  .udp = true, .values = _values, .parse = ovtun_parse_##_parse }
#define FLAG(_word, _options, _encaps) \
	{ .word = _word, .options = _options, .encaps = _encaps, .no = true, \
	  .value = 1 }
#define UDP_FLAG(_word, _options) \
	{ .word = _word, .options = _options, .encaps = VXLAN | GRE, \
	  .no = true, .udp = true, .value = 1 }
#define EXTENSION(_word, _value) \
	{ .word = _word, .options = BIT(OPT_EXTENSION), .encaps = VXLAN, \
	  .value = _value }

static const struct ovtun_word ovtun_words[] = {
	VALUE("encap", BIT(OPT_ENCAP), ALL, "ENCAP", encap),
	EXTENSION("gbp", EXTENSION_GBP),
	EXTENSION("gpe", EXTENSION_GPE),
	FLAG("udp", BIT(OPT_UDP), GRE),
	VALUE("id", BIT(OPT_ID), VXLAN | NVGRE, "VNI", id),
	VALUE("vni", BIT(OPT_ID), VXLAN | NVGRE, "VNI", id),
	REMOVABLE("key", KEY, GRE, "KEY", key),
	REMOVABLE("ikey", BIT(OPT_IKEY), GRE, "KEY", key),
	REMOVABLE("okey", BIT(OPT_OKEY), GRE, "KEY", key),
	FLAG("trunk", BIT(OPT_TRUNK), ETHER),
	FLAG("external", BIT(OPT_EXTERNAL), ALL),
	REMOVABLE("remote", BIT(OPT_REMOTE), ALL, "ADDR", remote),
	VALUE("group", BIT(OPT_REMOTE), ALL, "MCAST_ADDR", group),
	REMOVABLE("local", BIT(OPT_LOCAL), ALL, "ADDR", local),
	REMOVABLE("dev", BIT(OPT_DEV), ALL, "PHYS_DEV", dev),
	PORT("dstport", BIT(OPT_DSTPORT), "PORT", dstport),
	PORT("srcport", BIT(OPT_SRCPORT), "MIN MAX", srcport),
	PORT("port", BIT(OPT_SRCPORT), "MIN MAX", srcport),
	VALUE("ttl", BIT(OPT_TTL), ALL, "TTL", ttl),
	VALUE("hoplimit", BIT(OPT_TTL), ALL, "TTL", ttl),
	VALUE("hlim", BIT(OPT_TTL), ALL, "TTL", ttl),
	VALUE("tos", BIT(OPT_TOS), ALL, "TOS", tos),
	VALUE("dsfield", BIT(OPT_TOS), ALL, "TOS", tos),
	VALUE("tclass", BIT(OPT_TOS), ALL, "TOS", tos),
	VALUE("flowlabel", BIT(OPT_LABEL), ALL, "LABEL", label),
	VALUE("df", BIT(OPT_DF), ALL, "DF", df),
	/* 1 is OVTUN_DF_SET, 0 is OVTUN_DF_UNSET. */
	FLAG("pmtudisc", BIT(OPT_DF), ALL),
	UDP_FLAG("udpcsum", BIT(OPT_UDP_CSUM)),
	UDP_FLAG("udp6zerocsumtx", BIT(OPT_ZERO_CSUM6_TX)),
	UDP_FLAG("udp6zerocsumrx", BIT(OPT_ZERO_CSUM6_RX)),
	FLAG("csum", CSUM, GRE),
	FLAG("icsum", BIT(OPT_ICSUM), GRE),
	FLAG("ocsum", BIT(OPT_OCSUM), GRE),
	FLAG("seq", SEQ, GRE),
	FLAG("iseq", BIT(OPT_ISEQ), GRE),
	FLAG("oseq", BIT(OPT_OSEQ), GRE),
	FLAG("learning", BIT(OPT_LEARNING), ETHER),
	VALUE("ageing", BIT(OPT_AGEING), ETHER, "SECONDS", ageing),
	VALUE("maxaddress", BIT(OPT_LIMIT), ETHER, "NUMBER", limit),
	FLAG("strict", BIT(OPT_STRICT), ALL),
	FLAG("proxy", BIT(OPT_PROXY), ETHER),
	FLAG("l2miss", BIT(OPT_L2MISS), ETHER),
	FLAG("l3miss", BIT(OPT_L3MISS), ETHER),
	VALUE("outermark", BIT(OPT_OUTERMARK), ALL, "MARK", outermark),
	VALUE("fwmark", BIT(OPT_FWMARK), ALL, "MARK", fwmark),
	FLAG("track", BIT(OPT_TRACK), ALL),
	FLAG("fastpath", BIT(OPT_FASTPATH), ALL),
	VALUE("reserved_bits", BIT(OPT_RESERVED_BITS), VXLAN, "BITS",
	      reserved_bits),
	FLAG("localbypass", BIT(OPT_LOCALBYPASS), ALL),
};

const struct ovtun_word *ovtun_find_word(const char *arg, bool *no)
{
	*no = false;
	for (size_t i = 0; i < ARRAY_SIZE(ovtun_words); i++)
		if (!strcmp(arg, ovtun_words[i].word))
			return &ovtun_words[i];

	*no = true;
	if (strncmp(arg, "no", 2))
		return NULL;
	for (size_t i = 0; i < ARRAY_SIZE(ovtun_words); i++)
		if (ovtun_words[i].no && !strcmp(arg + 2, ovtun_words[i].word))
			return &ovtun_words[i];
	return NULL;
}

void ovtun_set_all(struct ovtun_args *a, const struct ovtun_word *w,
		   uint32_t value)
{
	for (int i = 0; i < OPT_COUNT; i++)
		if (w->options & BIT(i))
			a->value[i] = value;
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
int ovtun_parse_word(struct ovtun_args *a, int argc, char **argv)
{
	const struct ovtun_word *w;
	const char *wants;
	int values;
	bool no;

	w = ovtun_find_word(argv[0], &no);
	if (!w)
		return wrong(argv[0], "is unknown, see \"ip link help ovtun\"");
	if (claim_options(a, w, argv[0]))
		return -1;
	if (no)
		a->removed |= w->options;
	if (no || !w->values) {
		ovtun_set_all(a, w, no ? 0 : w->value);
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
