// SPDX-License-Identifier: GPL-2.0
/*
 * A frame is written as its layers from the outside in, each with options:
 *
 *   eth s=MAC d=MAC [t=TYPE]
 *   vlan id=N [t=TYPE]
 *   arp [op=N] [hlen=N] [s=MAC] [sip=ADDR] [d=MAC] [dip=ADDR]
 *   ip4 s=ADDR d=ADDR [ttl=N] [tos=N] [df] [mf] [off=BYTES] [proto=N] [len=N]
 *       [route=ADDR]         a loose source route, by this address
 *   ip6 s=ADDR d=ADDR [ttl=N] [tos=N] [label=N] [proto=N] [len=N]
 *   dstopt                    IPv6 destination options, a tunnel limit of 4
 *   nd t=TARGET [type=N] [flags=N] [lla=MAC]    options may follow as hex
 *   udp d=PORT [s=PORT] [csum=none|bad] [len=N]
 *   tcp [s=PORT] [d=PORT] [seq=N]     ACK is set, there are no options
 *   vxlan vni=N [flags=N] [r1=N] [r2=N]
 *   gre [proto=N] [key=N] [seq=N] [csum[=bad]] [or=N]
 *   tag N [BYTES]             a numbered payload with a known pattern
 *   hex BYTES                 a payload as written
 *   frag6 [off=BYTES] [mf] [proto=N]    IPv6 fragment header
 *   cut N|*                   keep the first N bytes of what is inside
 *   part FROM N               keep N bytes of what is inside, for a fragment
 *
 * Lengths, checksums and next protocols are filled in, computed over what is
 * inside after any cut, so that a shortened packet is well formed outside.
 */
#include <arpa/inet.h>
#include <net/ethernet.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bytes.h"
#include "frame.h"

#define TAG_TYPE 0x88b5		/* IEEE 802 local experimental */
#define TAG_MAGIC 0x4f56544eu
#define TAG_MIN 8
#define ICMPV6 58
#define TCP 6
#define ND_SOLICIT 135
#define ND_ADVERT 136
#define VXLAN_GPE_P 0x04	/* the next protocol is valid */

enum csum_mode {
	CSUM_GOOD,
	CSUM_NONE,
	CSUM_BAD,
};

struct build {
	struct frame *f;
	const char *inside;	/* layer that the frame starts with so far */
	enum csum_mode udp_csum;
	int cut;
	size_t cut_max;
};

struct layer_args {
	char **word;
	int words;
};

static const char *option(const struct layer_args *a, const char *name)
{
	size_t n = strlen(name);
	int i;

	for (i = 0; i < a->words; i++) {
		if (strncmp(a->word[i], name, n))
			continue;
		if (a->word[i][n] == '=')
			return a->word[i] + n + 1;
		if (!a->word[i][n])
			return "";
	}
	return NULL;
}

static uint32_t number(const struct layer_args *a, const char *name,
		       uint32_t otherwise)
{
	const char *value = option(a, name);

	return value ? strtoul(value, NULL, 0) : otherwise;
}

static enum csum_mode csum_option(const struct layer_args *a)
{
	const char *value = option(a, "csum");

	if (value && !strcmp(value, "none"))
		return CSUM_NONE;
	if (value && !strcmp(value, "bad"))
		return CSUM_BAD;
	return CSUM_GOOD;
}

static uint8_t *push(struct build *b, size_t len)
{
	struct frame *f = b->f;

	if (f->len + len > FRAME_MAX)
		return NULL;
	memmove(f->data + len, f->data, f->len);
	memset(f->data, 0, len);
	f->len += len;
	return f->data;
}

static bool mac_option(const struct layer_args *a, const char *name,
		       uint8_t *mac)
{
	const char *v = option(a, name);

	return v && sscanf(v, "%hhx:%hhx:%hhx:%hhx:%hhx:%hhx", mac, mac + 1,
			   mac + 2, mac + 3, mac + 4, mac + 5) == 6;
}

static uint16_t ether_type(const char *inside)
{
	if (!strcmp(inside, "ip4"))
		return 0x0800;
	if (!strcmp(inside, "ip6"))
		return 0x86dd;
	if (!strcmp(inside, "arp"))
		return 0x0806;
	if (!strcmp(inside, "vlan"))
		return 0x8100;
	if (!strcmp(inside, "eth"))
		return 0x6558;
	return TAG_TYPE;
}

static uint8_t ip_proto(const char *inside)
{
	if (!strcmp(inside, "udp"))
		return 17;
	if (!strcmp(inside, "tcp"))
		return TCP;
	if (!strcmp(inside, "gre"))
		return 47;
	if (!strcmp(inside, "nd"))
		return ICMPV6;
	if (!strcmp(inside, "dstopt"))
		return 60;
	if (!strcmp(inside, "frag6"))
		return 44;
	return 253;
}

static int build_eth(struct build *b, const struct layer_args *a)
{
	uint16_t type = number(a, "t", ether_type(b->inside));
	uint8_t *h = push(b, 14);

	if (!h || !mac_option(a, "d", h) || !mac_option(a, "s", h + 6))
		return -1;
	put16(h + 12, type);
	return 0;
}

static int build_vlan(struct build *b, const struct layer_args *a)
{
	uint16_t type = number(a, "t", ether_type(b->inside));
	uint8_t *h = push(b, 4);

	if (!h)
		return -1;
	put16(h, number(a, "id", 1));
	put16(h + 2, type);
	return 0;
}

/* The UDP header is first in the frame: complete its checksum. */
static void finish_udp(struct build *b, const uint8_t *addrs, size_t addr_len)
{
	uint8_t *udp = b->f->data;
	uint32_t sum;
	uint16_t csum;

	if (strcmp(b->inside, "udp") || b->udp_csum == CSUM_NONE)
		return;
	sum = csum_add(17 + get16(udp + 4), addrs, addr_len);
	csum = csum_fold(csum_add(sum, udp, b->f->len));
	if (b->udp_csum == CSUM_BAD)
		csum ^= 0x5555;
	put16(udp + 6, csum ? csum : 0xffff);
}

/* Likewise for ICMPv6. */
static void finish_nd(struct build *b, const uint8_t *addrs, size_t addr_len)
{
	uint8_t *nd = b->f->data;
	uint32_t sum;

	if (strcmp(b->inside, "nd") || b->f->len < 4)
		return;
	sum = csum_add(ICMPV6 + b->f->len, addrs, addr_len);
	put16(nd + 2, csum_fold(csum_add(sum, nd, b->f->len)));
}

/* Likewise for TCP. */
static void finish_tcp(struct build *b, const uint8_t *addrs, size_t addr_len)
{
	uint8_t *tcp = b->f->data;
	uint32_t sum;

	if (strcmp(b->inside, "tcp") || b->f->len < 20)
		return;
	sum = csum_add(TCP + b->f->len, addrs, addr_len);
	put16(tcp + 16, csum_fold(csum_add(sum, tcp, b->f->len)));
}

static int build_ip4(struct build *b, const struct layer_args *a)
{
	const char *src = option(a, "s"), *dst = option(a, "d");
	const char *route = option(a, "route");
	uint8_t options[8] = { 0x83, 7, 4 }, addrs[8], proto, *h;
	uint16_t frag = number(a, "off", 0) / 8;
	size_t len = 20 + (route ? sizeof(options) : 0);

	if (!src || inet_pton(AF_INET, src, addrs) != 1 ||
	    !dst || inet_pton(AF_INET, dst, addrs + 4) != 1 ||
	    (route && inet_pton(AF_INET, route, options + 3) != 1))
		return -1;
	finish_udp(b, addrs, sizeof(addrs));
	finish_tcp(b, addrs, sizeof(addrs));
	proto = number(a, "proto", ip_proto(b->inside));
	h = push(b, len);
	if (!h)
		return -1;
	if (option(a, "df"))
		frag |= 0x4000;
	if (option(a, "mf"))
		frag |= 0x2000;
	h[0] = 0x40 | len / 4;
	h[1] = number(a, "tos", 0);
	put16(h + 2, number(a, "len", b->f->len));
	put16(h + 4, number(a, "id", 0));
	put16(h + 6, frag);
	h[8] = number(a, "ttl", 64);
	h[9] = proto;
	memcpy(h + 12, addrs, sizeof(addrs));
	memcpy(h + 20, options, len - 20);
	put16(h + 10, csum_fold(csum_add(0, h, len)));
	return 0;
}

static int build_ip6(struct build *b, const struct layer_args *a)
{
	const char *src = option(a, "s"), *dst = option(a, "d");
	uint8_t addrs[32], proto, *h;
	size_t len;

	if (!src || inet_pton(AF_INET6, src, addrs) != 1 ||
	    !dst || inet_pton(AF_INET6, dst, addrs + 16) != 1)
		return -1;
	finish_udp(b, addrs, sizeof(addrs));
	finish_tcp(b, addrs, sizeof(addrs));
	finish_nd(b, addrs, sizeof(addrs));
	proto = number(a, "proto", ip_proto(b->inside));
	len = b->f->len;
	h = push(b, 40);
	if (!h)
		return -1;
	put32(h, 6u << 28 | number(a, "tos", 0) << 20 | number(a, "label", 0));
	put16(h + 4, number(a, "len", len));
	h[6] = proto;
	h[7] = number(a, "ttl", 64);
	memcpy(h + 8, addrs, sizeof(addrs));
	return 0;
}

static int build_dstopt(struct build *b, const struct layer_args *a)
{
	uint8_t proto = number(a, "proto", ip_proto(b->inside));
	uint8_t *h = push(b, 8);

	if (!h)
		return -1;
	memcpy(h, (uint8_t []){ proto, 0, 4, 1, 4, 1, 0, 0 }, 8);
	return 0;
}

static int build_frag6(struct build *b, const struct layer_args *a)
{
	uint8_t proto = number(a, "proto", ip_proto(b->inside));
	uint8_t *h = push(b, 8);

	if (!h)
		return -1;
	h[0] = proto;
	put16(h + 2, number(a, "off", 0) | !!option(a, "mf"));
	put32(h + 4, number(a, "id", 1));
	return 0;
}

static int build_udp(struct build *b, const struct layer_args *a)
{
	uint8_t *h = push(b, 8);

	if (!h)
		return -1;
	put16(h, number(a, "s", 50000));
	put16(h + 2, number(a, "d", 4789));
	put16(h + 4, number(a, "len", b->f->len));
	b->udp_csum = csum_option(a);
	return 0;
}

static int build_tcp(struct build *b, const struct layer_args *a)
{
	uint8_t *h = push(b, 20);

	if (!h)
		return -1;
	put16(h, number(a, "s", 40000));
	put16(h + 2, number(a, "d", 9));
	put32(h + 4, number(a, "seq", 0));
	put32(h + 8, 1);
	put16(h + 12, 0x5010);
	put16(h + 14, 0xffff);
	return 0;
}

static int build_vxlan(struct build *b, const struct layer_args *a)
{
	uint8_t *h = push(b, 8);

	if (!h)
		return -1;
	put32(h, number(a, "flags", 8) << 24 | number(a, "r1", 0));
	put32(h + 4, number(a, "vni", 0) << 8 | number(a, "r2", 0));
	return 0;
}

static int build_gre(struct build *b, const struct layer_args *a)
{
	uint16_t proto = number(a, "proto", ether_type(b->inside));
	uint8_t head[16] = {}, *h;
	uint16_t flags = number(a, "or", 0);
	size_t len = 4, csum_at = 0;

	if (option(a, "csum")) {
		flags |= 0x8000;
		csum_at = len;
		len += 4;
	}
	if (option(a, "key")) {
		flags |= 0x2000;
		put32(head + len, number(a, "key", 0));
		len += 4;
	}
	if (option(a, "seq")) {
		flags |= 0x1000;
		put32(head + len, number(a, "seq", 0));
		len += 4;
	}
	put16(head, flags);
	put16(head + 2, proto);
	h = push(b, len);
	if (!h)
		return -1;
	memcpy(h, head, len);
	if (csum_at) {
		uint16_t csum = csum_fold(csum_add(0, h, b->f->len));

		put16(h + csum_at,
		      csum_option(a) == CSUM_BAD ? csum ^ 0x5555 : csum);
	}
	return 0;
}

static int build_tag(struct build *b, const struct layer_args *a)
{
	size_t i, len = a->words > 1 ? strtoul(a->word[1], NULL, 0) : 46;
	uint8_t *h;

	if (a->words < 1 || len < TAG_MIN)
		return -1;
	h = push(b, len);
	if (!h)
		return -1;
	put32(h, TAG_MAGIC);
	put32(h + 4, strtoul(a->word[0], NULL, 0));
	for (i = TAG_MIN; i < len; i++)
		h[i] = i * 7;
	return 0;
}

static int build_hex(struct build *b, const struct layer_args *a)
{
	size_t i, len = a->words ? strlen(a->word[0]) / 2 : 0;
	uint8_t *h = push(b, len);

	for (i = 0; h && i < len; i++)
		if (sscanf(a->word[0] + 2 * i, "%2hhx", h + i) != 1)
			return -1;
	return h ? 0 : -1;
}

static int build_arp(struct build *b, const struct layer_args *a)
{
	static const uint8_t head[] = { 0, 1, 8, 0, 6, 4, 0, 1 };
	const char *sip = option(a, "sip"), *dip = option(a, "dip");
	uint8_t *h = push(b, 28);

	if (!h)
		return -1;
	memcpy(h, head, sizeof(head));
	h[4] = number(a, "hlen", 6);
	h[7] = number(a, "op", 1);
	if ((option(a, "s") && !mac_option(a, "s", h + 8)) ||
	    (option(a, "d") && !mac_option(a, "d", h + 18)) ||
	    (sip && inet_pton(AF_INET, sip, h + 14) != 1) ||
	    (dip && inet_pton(AF_INET, dip, h + 24) != 1))
		return -1;
	return 0;
}

/* RFC 4861 section 4.3 and 4.4 */
static int build_nd(struct build *b, const struct layer_args *a)
{
	const char *target = option(a, "t");
	uint8_t type = number(a, "type", ND_SOLICIT);
	size_t len = option(a, "lla") ? 32 : 24;
	uint8_t *h = push(b, len);

	if (!h || !target || inet_pton(AF_INET6, target, h + 8) != 1)
		return -1;
	h[0] = type;
	h[4] = number(a, "flags", 0) << 5;
	if (len == 24)
		return 0;
	h[24] = type == ND_ADVERT ? 2 : 1;
	h[25] = 1;
	return mac_option(a, "lla", h + 26) ? 0 : -1;
}

static int build_cut(struct build *b, const struct layer_args *a)
{
	size_t at = b->cut;

	if (a->words < 1)
		return -1;
	b->cut_max = b->f->len;
	if (strcmp(a->word[0], "*"))
		at = strtoul(a->word[0], NULL, 0);
	else if (b->cut == CUT_NONE)
		return 0;
	if (at < b->f->len)
		b->f->len = at;
	return 0;
}

static int build_part(struct build *b, const struct layer_args *a)
{
	size_t from, len;

	if (a->words < 2)
		return -1;
	from = strtoul(a->word[0], NULL, 0);
	len = strtoul(a->word[1], NULL, 0);
	if (from > b->f->len)
		return -1;
	if (len > b->f->len - from)
		len = b->f->len - from;
	memmove(b->f->data, b->f->data + from, len);
	b->f->len = len;
	return 0;
}

static const struct layer {
	const char *name;
	int (*build)(struct build *b, const struct layer_args *a);
	bool transparent;	/* not a header: the layer inside stays */
} layers[] = {
	{ "eth", build_eth, false },
	{ "vlan", build_vlan, false },
	{ "arp", build_arp, false },
	{ "ip4", build_ip4, false },
	{ "ip6", build_ip6, false },
	{ "dstopt", build_dstopt, false },
	{ "frag6", build_frag6, false },
	{ "nd", build_nd, false },
	{ "udp", build_udp, false },
	{ "tcp", build_tcp, false },
	{ "vxlan", build_vxlan, false },
	{ "gre", build_gre, false },
	{ "tag", build_tag, false },
	{ "hex", build_hex, false },
	{ "cut", build_cut, true },
	{ "part", build_part, true },
};

static const struct layer *find_layer(const char *word)
{
	size_t i;

	for (i = 0; i < sizeof(layers) / sizeof(layers[0]); i++)
		if (!strcmp(layers[i].name, word))
			return &layers[i];
	return NULL;
}

/**
 * frame_build - make the frame that the words describe
 * @f: receives the frame
 * @word: the words
 * @words: how many
 * @cut: value of "cut *", or CUT_NONE
 * @cut_max: receives the length of what stands inside of "cut", may be NULL
 * Return: 0, or -1 after a message when the words make no frame.
 */
int frame_build(struct frame *f, char **word, int words, int cut,
		size_t *cut_max)
{
	struct build b = { .f = f, .inside = "", .cut = cut };
	int end = words, i;

	f->len = 0;
	for (i = words - 1; i >= 0; i--) {
		const struct layer *l = find_layer(word[i]);
		struct layer_args a = { word + i + 1, end - i - 1 };

		if (!l)
			continue;
		if (l->build(&b, &a)) {
			printf("# cannot build layer \"%s\"\n", l->name);
			return -1;
		}
		if (!l->transparent)
			b.inside = l->name;
		end = i;
	}
	if (end) {
		printf("# no layer \"%s\"\n", words ? word[0] : "");
		return -1;
	}
	if (cut_max)
		*cut_max = b.cut_max;
	return 0;
}

/* ------------------------------------------------------------------------ */

struct describe {
	char *out;
	size_t size, used;
	const char *prefix;
};

static void __attribute__((format(printf, 3, 4)))
field(struct describe *d, const char *name, const char *fmt, ...)
{
	size_t room = d->size - d->used;
	va_list ap;
	int n;

	n = snprintf(d->out + d->used, room, "%s%s%s=", d->used ? " " : "",
		     d->prefix, name);
	if (n < 0 || (size_t)n >= room)
		return;
	va_start(ap, fmt);
	room = d->used + n;
	n = vsnprintf(d->out + room, d->size - room, fmt, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= d->size - room)
		d->out[d->used] = 0;
	else
		d->used = room + n;
}

static void mac_field(struct describe *d, const char *name, const uint8_t *m)
{
	field(d, name, "%02x:%02x:%02x:%02x:%02x:%02x", m[0], m[1], m[2], m[3],
	      m[4], m[5]);
}

static void addr_field(struct describe *d, const char *name, int family,
		       const uint8_t *addr)
{
	char text[INET6_ADDRSTRLEN];

	field(d, name, "%s", inet_ntop(family, addr, text, sizeof(text)));
}

static void describe_eth(struct describe *d, const uint8_t *p, size_t len);
static void describe_proto(struct describe *d, uint16_t type, const uint8_t *p,
			   size_t len);

static void describe_payload(struct describe *d, const uint8_t *p, size_t len)
{
	bool good = true;
	size_t i;

	d->prefix = "";
	if (len < TAG_MIN || get32(p) != TAG_MAGIC)
		return;
	for (i = TAG_MIN; i < len; i++)
		good &= p[i] == (uint8_t)(i * 7);
	field(d, "tag", "%u", get32(p + 4));
	field(d, "taglen", "%zu", len);
	field(d, "tagdata", "%s", good ? "good" : "bad");
}

static void describe_vxlan(struct describe *d, const uint8_t *p, size_t len)
{
	if (len < 8)
		return;
	field(d, "vflags", "%#x", p[0]);
	field(d, "vni", "%u", get32(p + 4) >> 8);
	field(d, "vres", "%#x", (get32(p) & 0xffffff) | p[7]);
	d->prefix = "i.";
	if ((p[0] & VXLAN_GPE_P) && p[3] == 1)
		describe_proto(d, 0x0800, p + 8, len - 8);
	else if ((p[0] & VXLAN_GPE_P) && p[3] == 2)
		describe_proto(d, 0x86dd, p + 8, len - 8);
	else
		describe_eth(d, p + 8, len - 8);
}

static void describe_gre(struct describe *d, const uint8_t *p, size_t len)
{
	size_t at = 4;
	uint16_t flags;

	if (len < 4)
		return;
	flags = get16(p);
	field(d, "gflags", "%#x", flags);
	field(d, "gproto", "%#x", get16(p + 2));
	if (flags & 0x8000)
		at += 4;
	if (flags & 0x2000)
		at += 4;
	if (flags & 0x1000)
		at += 4;
	if (len < at)
		return;
	at = 4;
	if (flags & 0x8000) {
		field(d, "gcsum", "%s",
		      csum_fold(csum_add(0, p, len)) ? "bad" : "good");
		at += 4;
	} else {
		field(d, "gcsum", "none");
	}
	if (flags & 0x2000) {
		field(d, "key", "%u", get32(p + at));
		field(d, "vsid", "%u", get32(p + at) >> 8);
		field(d, "flowid", "%u", p[at + 3]);
		at += 4;
	} else {
		field(d, "key", "none");
	}
	if (flags & 0x1000) {
		field(d, "seq", "%u", get32(p + at));
		at += 4;
	} else {
		field(d, "seq", "none");
	}
	d->prefix = "i.";
	if (get16(p + 2) == 0x6558)
		describe_eth(d, p + at, len - at);
	else
		describe_proto(d, get16(p + 2), p + at, len - at);
}

/* What is longer than the field can say, before it is cut, has 0 there. */
static size_t ip_length(uint16_t field, size_t len)
{
	return !field && len > UINT16_MAX ? len : field;
}

static bool is_vxlan_port(uint16_t port)
{
	return (port >= 4760 && port < 4900) || port == 8472;
}

/* RFC 8086 section 7 */
static bool is_gre_port(uint16_t port)
{
	return port >= 4754 && port < 4760;
}

static void describe_udp(struct describe *d, const uint8_t *p, size_t len,
			 const uint8_t *addrs, size_t addr_len)
{
	uint32_t sum;

	if (len < 8)
		return;
	field(d, "sport", "%u", get16(p));
	field(d, "dport", "%u", get16(p + 2));
	field(d, "ulen", "%s", ip_length(get16(p + 4), len) == len ? "good" :
								      "bad");
	sum = csum_add(17 + len, addrs, addr_len);
	if (!get16(p + 6))
		field(d, "ucsum", "none");
	else
		field(d, "ucsum", "%s",
		      csum_fold(csum_add(sum, p, len)) ? "bad" : "good");
	if (!*d->prefix && is_vxlan_port(get16(p + 2)))
		describe_vxlan(d, p + 8, len - 8);
	else if (!*d->prefix && is_gre_port(get16(p + 2)))
		describe_gre(d, p + 8, len - 8);
	else
		describe_payload(d, p + 8, len - 8);
}

static void describe_tcp(struct describe *d, const uint8_t *p, size_t len,
			 const uint8_t *addrs, size_t addr_len)
{
	uint32_t sum = csum_add(TCP + len, addrs, addr_len);
	size_t head;

	if (len < 20)
		return;
	head = (p[12] >> 4) * 4;
	field(d, "tsum", "%s", csum_fold(csum_add(sum, p, len)) ? "bad" :
								  "good");
	field(d, "tseq", "%u", get32(p + 4));
	if (head < 20 || head > len)
		return;
	field(d, "tlen", "%zu", len - head);
	describe_payload(d, p + head, len - head);
}

static void describe_icmp6(struct describe *d, const uint8_t *p, size_t len,
			   const uint8_t *addrs)
{
	uint32_t sum = csum_add(ICMPV6 + len, addrs, 32);

	if (len < 4)
		return;
	field(d, "icmp", "%u", p[0]);
	field(d, "icsum", "%s", csum_fold(csum_add(sum, p, len)) ? "bad" :
								   "good");
	if ((p[0] != ND_SOLICIT && p[0] != ND_ADVERT) || len < 24)
		return;
	field(d, "nflags", "%u", p[4] >> 5);
	addr_field(d, "target", AF_INET6, p + 8);
	if (len >= 32 && p[25] == 1)
		mac_field(d, p[24] == 1 ? "slla" : "tlla", p + 26);
}

static void describe_arp(struct describe *d, const uint8_t *p, size_t len)
{
	if (len < 28 || p[4] != 6 || p[5] != 4)
		return;
	field(d, "op", "%u", get16(p + 6));
	mac_field(d, "sha", p + 8);
	addr_field(d, "spa", AF_INET, p + 14);
	mac_field(d, "tha", p + 18);
	addr_field(d, "tpa", AF_INET, p + 24);
}

static void describe_l4(struct describe *d, uint8_t proto, const uint8_t *p,
			size_t len, const uint8_t *addrs, size_t addr_len)
{
	if (proto == 60 && len >= 8) {
		field(d, "dstopt", "yes");
		proto = p[0];
		p += 8;
		len -= 8;
	}
	field(d, "proto", "%u", proto);
	if (proto == 17)
		describe_udp(d, p, len, addrs, addr_len);
	else if (proto == TCP)
		describe_tcp(d, p, len, addrs, addr_len);
	else if (proto == 47 && !*d->prefix)
		describe_gre(d, p, len);
	else if (proto == ICMPV6 && addr_len == 32)
		describe_icmp6(d, p, len, addrs);
	else
		describe_payload(d, p, len);
}

static void describe_ip4(struct describe *d, const uint8_t *p, size_t len)
{
	size_t head = (p[0] & 15) * 4, total;
	uint16_t frag;

	if (len < 20 || head < 20 || len < head)
		return;
	total = ip_length(get16(p + 2), len);
	if (total < head || total > len)
		return;
	frag = get16(p + 6);
	field(d, "v", "4");
	addr_field(d, "src", AF_INET, p + 12);
	addr_field(d, "dst", AF_INET, p + 16);
	field(d, "ttl", "%u", p[8]);
	field(d, "tos", "%#x", p[1]);
	field(d, "len", "%zu", total);
	field(d, "ipid", "%u", get16(p + 4));
	field(d, "hsum", "%s", csum_fold(csum_add(0, p, head)) ? "bad" :
								 "good");
	field(d, "df", "%u", !!(frag & 0x4000));
	field(d, "frag", "%u", !!(frag & 0x3fff));
	if (frag & 0x3fff)
		return;
	describe_l4(d, p[9], p + head, total - head, p + 12, 8);
}

static void describe_ip6(struct describe *d, const uint8_t *p, size_t len)
{
	size_t total;

	if (len < 40)
		return;
	total = 40 + ip_length(get16(p + 4), len - 40);
	if (total > len)
		return;
	field(d, "v", "6");
	addr_field(d, "src", AF_INET6, p + 8);
	addr_field(d, "dst", AF_INET6, p + 24);
	field(d, "ttl", "%u", p[7]);
	field(d, "tos", "%#x", (get32(p) >> 20) & 0xff);
	field(d, "label", "%#x", get32(p) & 0xfffff);
	field(d, "len", "%zu", total);
	field(d, "frag", "%u", p[6] == 44);
	if (p[6] == 44)
		return;
	describe_l4(d, p[6], p + 40, total - 40, p + 8, 32);
}

static void describe_proto(struct describe *d, uint16_t type, const uint8_t *p,
			   size_t len)
{
	if (type == 0x0800 && len)
		describe_ip4(d, p, len);
	else if (type == 0x86dd)
		describe_ip6(d, p, len);
	else if (type == 0x0806)
		describe_arp(d, p, len);
	else
		describe_payload(d, p, len);
}

static void describe_eth(struct describe *d, const uint8_t *p, size_t len)
{
	uint16_t type;

	if (len < 14)
		return;
	mac_field(d, "dmac", p);
	mac_field(d, "smac", p + 6);
	type = get16(p + 12);
	p += 14;
	len -= 14;
	if (type == 0x88a8 && len >= 4) {
		field(d, "svlan", "%u", get16(p) & 0xfff);
		type = get16(p + 2);
		p += 4;
		len -= 4;
	}
	if (type == 0x8100 && len >= 4) {
		field(d, "vlan", "%u", get16(p) & 0xfff);
		type = get16(p + 2);
		p += 4;
		len -= 4;
	} else {
		field(d, "vlan", "none");
	}
	if (type == 0x8100 && len >= 4) {
		field(d, "vlan2", "%u", get16(p) & 0xfff);
		type = get16(p + 2);
		p += 4;
		len -= 4;
	} else {
		field(d, "vlan2", "none");
	}
	field(d, "type", "%#x", type);
	describe_proto(d, type, p, len);
}

/**
 * frame_describe - turn a received frame into "name=value" words
 * @data: the frame
 * @len: its length
 * @start: whether it starts with an Ethernet header
 * @proto: EtherType of its start when it does not
 * @out: receives the words
 * @size: room at @out
 */
void frame_describe(const uint8_t *data, size_t len, enum frame_start start,
		    uint16_t proto, char *out, size_t size)
{
	struct describe d = { .out = out, .size = size, .prefix = "" };

	out[0] = 0;
	field(&d, "size", "%zu", len);
	if (start == FRAME_ETHERNET)
		describe_eth(&d, data, len);
	else
		describe_proto(&d, proto, data, len);
}

static bool value_match(const char *have, const char *want)
{
	unsigned long long value, from, to;
	char *end;

	if (!strcmp(have, want))
		return true;
	value = strtoull(have, &end, 0);
	if (end == have || *end)
		return false;
	from = strtoull(want, &end, 0);
	if (end == want)
		return false;
	if (!*end)
		return value == from;
	if (*end != '-')
		return false;
	to = strtoull(end + 1, &end, 0);
	return !*end && value >= from && value <= to;
}

/**
 * describe_match - does one condition hold for a described frame?
 * @description: words of frame_describe()
 * @condition: name=value, name!=value, name=from-to, or name!= (has no name)
 * Return: whether it does. A field that is absent equals nothing.
 */
bool describe_match(const char *description, const char *condition)
{
	const char *eq = strchr(condition, '='), *at = description;
	char name[64], have[128];
	size_t n;
	bool not;

	if (!eq || eq == condition)
		return false;
	not = eq[-1] == '!';
	n = eq - condition - not;
	if (n + 2 > sizeof(name))
		return false;
	memcpy(name, condition, n);
	name[n++] = '=';
	name[n] = 0;
	while (at && strncmp(at, name, n)) {
		at = strchr(at, ' ');
		at = at ? at + 1 : NULL;
	}
	if (!at)
		return not;
	at += n;
	n = strcspn(at, " ");
	if (n + 1 > sizeof(have))
		return false;
	memcpy(have, at, n);
	have[n] = 0;
	return value_match(have, eq + 1) != not;
}
