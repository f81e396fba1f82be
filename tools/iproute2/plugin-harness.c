// SPDX-License-Identifier: GPL-2.0
/*
 * Runs the plugin without ip(8) and without a kernel:
 *
 *	plugin-harness [-c] [-r] [-w FILE] WORD...
 *
 * parses the words as "ip link add" does, or with -c as "ip link set" does;
 * lists the attributes that come out as "NUMBER=HEX", in the order of the
 * message, the nested ones as "50.NUMBER=HEX"; then gives them to the printer
 * as a kernel would, and shows its text and its JSON.
 * With -r, each attribute is also given to the printer cut short by each
 * possible length, in memory of exactly its size, for the sanitizers to watch.
 * With -w, writes the message to FILE, for "ip monitor file FILE" to print.
 *
 * The functions of ip(8) are stood in for by the simplest that do the same.
 */
#include <linux/if_link.h>
#include <linux/if_ovtun.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "ip_plugin_abi.h"

static bool json_output, json_comma;

static void *tail(struct nlmsghdr *n)
{
	return (char *)n + NLMSG_ALIGN(n->nlmsg_len);
}

int addattr_l(struct nlmsghdr *n, int maxlen, int type, const void *data,
	      int alen)
{
	struct rtattr *rta = tail(n);
	int len = RTA_LENGTH(alen);

	if (NLMSG_ALIGN(n->nlmsg_len) + RTA_ALIGN(len) > (unsigned int)maxlen)
		abort();
	memset(rta, 0, RTA_ALIGN(len));
	rta->rta_type = type;
	rta->rta_len = len;
	if (alen)
		memcpy(RTA_DATA(rta), data, alen);
	n->nlmsg_len = NLMSG_ALIGN(n->nlmsg_len) + RTA_ALIGN(len);
	return 0;
}

int addattr8(struct nlmsghdr *n, int maxlen, int type, uint8_t data)
{
	return addattr_l(n, maxlen, type, &data, sizeof(data));
}

int addattr32(struct nlmsghdr *n, int maxlen, int type, uint32_t data)
{
	return addattr_l(n, maxlen, type, &data, sizeof(data));
}

struct rtattr *addattr_nest(struct nlmsghdr *n, int maxlen, int type)
{
	struct rtattr *nest = tail(n);

	addattr_l(n, maxlen, type, NULL, 0);
	return nest;
}

int addattr_nest_end(struct nlmsghdr *n, struct rtattr *nest)
{
	nest->rta_len = (char *)tail(n) - (char *)nest;
	return n->nlmsg_len;
}

int parse_rtattr_flags(struct rtattr *tb[], int max, struct rtattr *rta,
		       int len, unsigned short flags)
{
	memset(tb, 0, sizeof(*tb) * (max + 1));
	for (; RTA_OK(rta, len); rta = RTA_NEXT(rta, len))
		if ((rta->rta_type & ~flags) <= max)
			tb[rta->rta_type & ~flags] = rta;
	return 0;
}

unsigned int ll_name_to_index(const char *name)
{
	return if_nametoindex(name);
}

const char *ll_index_to_name(unsigned int idx)
{
	static char name[IF_NAMESIZE];

	return if_indextoname(idx, name) ?: "?";
}

int rtnl_dsfield_a2n(uint32_t *id, const char *arg)
{
	char *end;

	*id = strtoul(arg, &end, 16);
	return *end || *id > 255 ? -1 : 0;
}

static void json_key(const char *key)
{
	printf("%s\"%s\":", json_comma ? "," : "", key);
	json_comma = true;
}

/* Is the call for the output at hand? For JSON, write the key. */
static bool wanted(enum output_type t, const char *key)
{
	if (t == (json_output ? PRINT_FP : PRINT_JSON))
		return false;
	if (json_output)
		json_key(key);
	return true;
}

void open_json_object(const char *key)
{
	if (!json_output)
		return;
	json_key(key);
	putchar('{');
	json_comma = false;
}

void close_json_object(void)
{
	if (!json_output)
		return;
	putchar('}');
	json_comma = true;
}

#pragma GCC diagnostic ignored "-Wformat-nonliteral"
int print_color_string(enum output_type t, enum color_attr color,
		       const char *key, const char *fmt, const char *value)
{
	return wanted(t, key) ? printf(json_output ? "\"%s\"" : fmt, value) : 0;
}

int print_color_uint(enum output_type t, enum color_attr color,
		     const char *key, const char *fmt, unsigned int value)
{
	return wanted(t, key) ? printf(json_output ? "%u" : fmt, value) : 0;
}

int print_color_bool(enum output_type t, enum color_attr color,
		     const char *key, const char *fmt, bool value)
{
	return wanted(t, key) ? printf(json_output ? "%s" : fmt,
				       value ? "true" : "false") : 0;
}

int print_color_0xhex(enum output_type t, enum color_attr color,
		      const char *key, const char *fmt,
		      unsigned long long value)
{
	return wanted(t, key) ? printf(json_output ? "\"%#llx\"" : fmt,
				       value) : 0;
}

static void list_attrs(const char *prefix, struct rtattr *rta, int len)
{
	for (; RTA_OK(rta, len); rta = RTA_NEXT(rta, len)) {
		const unsigned char *data = RTA_DATA(rta);
		int type = rta->rta_type & ~NLA_F_NESTED;

		if (rta->rta_type & NLA_F_NESTED) {
			char nested[16];

			snprintf(nested, sizeof(nested), "%d.", type);
			list_attrs(nested, RTA_DATA(rta), RTA_PAYLOAD(rta));
			continue;
		}
		printf("%s%d=", prefix, type);
		for (size_t i = 0; i < RTA_PAYLOAD(rta); i++)
			printf("%02x", data[i]);
		putchar(' ');
	}
}

static void print_both(struct rtattr *tb[])
{
	json_output = false;
	ovtun_link_util.print_opt(&ovtun_link_util, stdout, tb);
	putchar('\n');
	json_output = true;
	json_comma = false;
	putchar('{');
	ovtun_link_util.print_opt(&ovtun_link_util, stdout, tb);
	puts("}");
}

/* A kernel answers with a u8 where the request has a flag. */
static void answer(struct nlmsghdr *n, struct rtattr *rta, int len)
{
	for (; RTA_OK(rta, len); rta = RTA_NEXT(rta, len))
		if (rta->rta_type == IFLA_OVTUN_TTL_INHERIT)
			addattr8(n, IP_REQUEST_MAX, rta->rta_type, 1);
		else
			addattr_l(n, IP_REQUEST_MAX, rta->rta_type,
				  RTA_DATA(rta), RTA_PAYLOAD(rta));
}

static void print_cut_short(struct rtattr *tb[])
{
	for (int i = 0; i <= ovtun_link_util.maxattr; i++) {
		struct rtattr *whole = tb[i];

		for (size_t len = 0; whole && len < RTA_PAYLOAD(whole); len++) {
			tb[i] = malloc(RTA_LENGTH(len));
			memcpy(tb[i], whole, RTA_LENGTH(len));
			tb[i]->rta_len = RTA_LENGTH(len);
			print_both(tb);
			free(tb[i]);
		}
		tb[i] = whole;
	}
	ovtun_link_util.print_opt(&ovtun_link_util, stdout, NULL);
}

struct message {
	struct nlmsghdr n;
	char room[IP_REQUEST_MAX];
	struct rtattr *linkinfo, *data;
};

static void start_message(struct message *m, int flags)
{
	struct ifinfomsg ifi = { .ifi_index = 7, .ifi_type = 1 };

	m->n.nlmsg_type = RTM_NEWLINK;
	m->n.nlmsg_flags = flags;
	m->n.nlmsg_len = NLMSG_LENGTH(sizeof(ifi));
	memcpy(NLMSG_DATA(&m->n), &ifi, sizeof(ifi));
	addattr_l(&m->n, IP_REQUEST_MAX, IFLA_IFNAME, "ov0", 4);
	addattr32(&m->n, IP_REQUEST_MAX, IFLA_MTU, 1450);
	m->linkinfo = addattr_nest(&m->n, IP_REQUEST_MAX, IFLA_LINKINFO);
	addattr_l(&m->n, IP_REQUEST_MAX, IFLA_INFO_KIND, "ovtun", 6);
	m->data = addattr_nest(&m->n, IP_REQUEST_MAX, IFLA_INFO_DATA);
}

static void end_message(struct message *m)
{
	addattr_nest_end(&m->n, m->data);
	addattr_nest_end(&m->n, m->linkinfo);
}

static void write_message(const char *path, const struct nlmsghdr *n)
{
	FILE *file = fopen(path, "w");

	if (!file || fwrite(n, n->nlmsg_len, 1, file) != 1 || fclose(file)) {
		perror(path);
		exit(2);
	}
}

int main(int argc, char **argv)
{
	int opt, flags = NLM_F_CREATE | NLM_F_EXCL;
	struct rtattr *tb[IFLA_OVTUN_MAX + 1];
	struct message to = {}, from = {};
	const char *path = NULL;
	bool cut = false;

	while ((opt = getopt(argc, argv, "+crw:")) != -1) {
		if (opt == 'c')
			flags = 0;
		else if (opt == 'r')
			cut = true;
		else if (opt == 'w')
			path = optarg;
		else
			return 2;
	}

	start_message(&to, flags);
	if (ovtun_link_util.parse_opt(&ovtun_link_util, argc - optind,
				      argv + optind, &to.n))
		return 255;
	end_message(&to);
	list_attrs("", RTA_DATA(to.data), RTA_PAYLOAD(to.data));
	putchar('\n');

	start_message(&from, 0);
	answer(&from.n, RTA_DATA(to.data), RTA_PAYLOAD(to.data));
	end_message(&from);
	parse_rtattr_flags(tb, ovtun_link_util.maxattr, RTA_DATA(from.data),
			   RTA_PAYLOAD(from.data), NLA_F_NESTED);
	print_both(tb);
	if (cut)
		print_cut_short(tb);
	if (path)
		write_message(path, &from.n);
	return 0;
}
