// SPDX-License-Identifier: GPL-2.0
/*
 * netlink - makes, changes and deletes devices and what belongs to them, by
 * requests that mostly make sense, while packets arrive and leave
 *
 *   netlink NS FAR CORPUS [--seed N] [--count N] [--seconds N] [--first N]
 *
 * NS has the underlay device u0 and a bridge br0; FAR is at the other end of
 * u0. There is another namespace that comes and goes. Each request must be
 * answered, and a change that is refused must not have changed the device (one
 * with faults may: the core goes on to other attributes after the device's).
 *
 * It prints "ok - LABEL" or "not ok - LABEL" and exits with 1 if one failed.
 */
#include <fcntl.h>
#include <linux/genetlink.h>
#include <linux/if_link.h>
#include <linux/ovtun.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "inject.h"
#include "mutate.h"
#include "options.h"
#include "request.h"

#define PACKETS_EVERY 16	/* requests */
#define PACKETS 8
#define NAMESPACE_EVERY 300
#define LOG_EVERY 100

/* A namespace that requests are made in. */
struct place {
	int ns, route, generic, listen;
};

struct fuzz {
	struct options options;
	unsigned long long sent, packets, faults;
	unsigned long long asked[KINDS], made[KINDS], namespaces;
	struct place home, other;
	struct scene scene;
	struct wire far_wire;
	struct seeds received, to_send;
	int fixed[3];	/* devices that have to stay */
};

static void open_place(struct place *p)
{
	struct sockaddr_nl all = {
		.nl_family = AF_NETLINK,
		.nl_groups = RTMGRP_LINK | RTMGRP_NEIGH,
	};

	p->ns = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
	p->route = message_open(NETLINK_ROUTE);
	p->generic = message_open(NETLINK_GENERIC);
	/* Somebody listens, and does not read. */
	p->listen = message_open(NETLINK_ROUTE);
	bind(p->listen, (struct sockaddr *)&all, sizeof(all));
}

/* With the last descriptor the namespace goes, and all devices in it. */
static void renew_other(struct fuzz *z)
{
	if (z->namespaces++) {
		close(z->other.ns);
		close(z->other.route);
		close(z->other.generic);
		close(z->other.listen);
	}
	if (unshare(CLONE_NEWNET))
		exit(2);
	open_place(&z->other);
	z->scene.other = z->other.ns;
	setns(z->home.ns, CLONE_NEWNET);
}

static int find_family(int fd)
{
	struct genlmsghdr genl = { CTRL_CMD_GETFAMILY, 1, 0 };
	static struct message m, answer;
	const struct nlattr *a;
	uint16_t family = 0;
	int error;

	message_begin(&m, GENL_ID_CTRL, 0, &genl, sizeof(genl));
	message_add(&m, CTRL_ATTR_FAMILY_NAME, OVTUN_FAMILY_NAME,
		    sizeof(OVTUN_FAMILY_NAME));
	if (!message_send(fd, &m, &error, &answer) || error)
		return 0;
	a = message_find((char *)NLMSG_DATA(&answer.head) + sizeof(genl),
			 answer.head.nlmsg_len - NLMSG_LENGTH(sizeof(genl)),
			 CTRL_ATTR_FAMILY_ID);
	if (a)
		memcpy(&family, a + 1, sizeof(family));
	return family;
}

static bool open_all(struct fuzz *z)
{
	char path[256];
	bool good;

	snprintf(path, sizeof(path), "%s/receive", z->options.corpus);
	good = seeds_read(&z->received, path);
	snprintf(path, sizeof(path), "%s/send", z->options.corpus);
	good = good && seeds_read(&z->to_send, path) &&
	       inject_enter(z->options.far) && wire_open(&z->far_wire, "u0") &&
	       inject_enter(z->options.ns);
	open_place(&z->home);
	renew_other(z);
	z->scene.family = find_family(z->home.generic);
	z->fixed[0] = if_nametoindex("lo");
	z->fixed[1] = if_nametoindex("u0");
	z->fixed[2] = if_nametoindex("br0");
	return good && z->scene.family;
}

static enum kind choose(struct chance *c)
{
	static const enum kind often[] = {
		KIND_CREATE, KIND_CREATE, KIND_CREATE, KIND_CHANGE,
		KIND_CHANGE, KIND_SEGMENT_NEW, KIND_FDB_NEW, KIND_FDB_NEW,
		KIND_SEGMENT_NEW, KIND_PEER_NEW, KIND_MDB_NEW,
	};

	if (chance_one_in(c, 2))
		return often[chance_below(c, COUNT(often))];
	return chance_below(c, KINDS);
}

/* Would it take the underlay away from all that follow? */
static bool harmful(const struct fuzz *z, const struct message *m)
{
	const struct ifinfomsg *info = NLMSG_DATA(&m->head);
	size_t i;

	if (m->head.nlmsg_type != RTM_NEWLINK &&
	    m->head.nlmsg_type != RTM_DELLINK &&
	    m->head.nlmsg_type != RTM_SETLINK)
		return false;
	for (i = 0; i < COUNT(z->fixed); i++)
		if (info->ifi_index == z->fixed[i])
			return true;
	return false;
}

/* Return: what the kernel says of a device's options, NULL if nothing */
static const struct nlattr *options(int fd, int ifindex,
				    struct message *answer)
{
	static struct message m;
	const struct nlattr *info;
	int error;

	request_get_link(&m, ifindex);
	if (!message_send(fd, &m, &error, answer) || error ||
	    !answer->head.nlmsg_len)
		return NULL;
	info = message_find((char *)NLMSG_DATA(&answer->head) +
			    sizeof(struct ifinfomsg),
			    answer->head.nlmsg_len -
			    NLMSG_LENGTH(sizeof(struct ifinfomsg)),
			    IFLA_LINKINFO);
	return info ? message_find(info + 1, info->nla_len - NLA_HDRLEN,
				   IFLA_INFO_DATA) : NULL;
}

/* A change that is refused leaves the options as they were. */
static bool change(const struct place *p, const struct message *m, int *error)
{
	const struct ifinfomsg *info = NLMSG_DATA(&m->head);
	static struct message before, after;
	const struct nlattr *had, *has;

	had = options(p->route, info->ifi_index, &before);
	if (!message_send(p->route, m, error, NULL))
		return false;
	if (!*error || !had)
		return true;
	has = options(p->route, info->ifi_index, &after);
	if (has && has->nla_len == had->nla_len &&
	    !memcmp(has, had, had->nla_len))
		return true;
	printf("# a refused request has changed device %d (%s)\n",
	       info->ifi_index, strerror(*error));
	return false;
}

/* Return: false after a message when something is wrong with the answer */
static bool request(struct fuzz *z, struct chance *c)
{
	const struct place *p = chance_one_in(c, 6) ? &z->other : &z->home;
	enum kind kind = choose(c);
	static struct message m;
	bool good = true, faults;
	size_t head;
	int error;

	if (p == &z->other)
		setns(p->ns, CLONE_NEWNET);
	/* Without a device there is nothing to ask about. */
	if (kind != KIND_UNDERLAY && kind != KIND_NEXTHOP &&
	    !request_device(c, REQUEST_ANY))
		kind = KIND_CREATE;
	head = request_make(c, &z->scene, kind, &m);
	faults = chance_one_in(c, 4);
	if (faults)
		message_fault(c, &m, head);
	z->faults += faults;
	if (p == &z->other)
		setns(z->home.ns, CLONE_NEWNET);
	if (harmful(z, &m))
		return true;
	z->asked[kind]++;
	z->sent++;
	if (kind == KIND_CHANGE && !faults)
		good = change(p, &m, &error);
	else
		good = message_send(kind_is_generic(kind) ? p->generic :
							    p->route,
				    &m, &error, NULL);
	z->made[kind] += good && !error;
	if (good && !error && !faults)
		entry_made(&m);
	return good;
}

static void packets(struct fuzz *z, struct chance *c)
{
	struct virtio_net_hdr none;
	static struct frame f;
	struct wire wire;
	char name[16];
	int i;

	offload_none(&none);
	for (i = 0; i < PACKETS; i++) {
		const struct seeds *s = i % 2 ? &z->received : &z->to_send;

		seed_frame(&s->seed[chance_below(c, s->count)], &f);
		if (chance_one_in(c, 2))
			mutate(c, &f, s, MUTATE_ANYWHERE);
		z->packets++;
		if (i % 2) {
			wire_send(&z->far_wire, &f, &none);
			continue;
		}
		snprintf(name, sizeof(name), "f%zu",
			 chance_below(c, REQUEST_DEVICES));
		if (wire_open(&wire, name))
			wire_send(&wire, &f, &none);
		close(wire.fd);
	}
}

static void log_request(const struct fuzz *z, unsigned long long n)
{
	FILE *f = fopen("/dev/kmsg", "w");

	if (!f)
		return;
	fprintf(f, "<6>ovtun fuzz: seed %llu request %llu\n",
		z->options.seed, n);
	fclose(f);
}

static bool run(struct fuzz *z)
{
	const struct options *o = &z->options;
	unsigned long long n, end = o->count ? o->first + o->count : -1ULL;
	long begin = now_ms();
	bool good = true;

	for (n = o->first; good && n < end; n++) {
		struct chance c = chance_of(o->seed, n);

		if (o->seconds && now_ms() - begin > (long)o->seconds * 1000)
			break;
		if (n % LOG_EVERY == 0)
			log_request(z, n);
		if (chance_one_in(&c, NAMESPACE_EVERY))
			renew_other(z);
		if (chance_one_in(&c, PACKETS_EVERY))
			packets(z, &c);
		good = request(z, &c);
		if (!good)
			printf("# this was request %llu of seed %llu\n", n,
			       o->seed);
	}
	return good;
}

static void report(const struct fuzz *z, long ms)
{
	unsigned long long made = 0;
	int i;

	for (i = 0; i < KINDS; i++) {
		made += z->made[i];
		printf("# %-12s %6llu of %6llu accepted\n", kind_name(i),
		       z->made[i], z->asked[i]);
	}
	printf("# %llu of %llu requests accepted (%llu %%), %llu had faults\n",
	       made, z->sent, z->sent ? made * 100 / z->sent : 0, z->faults);
	printf("# %llu packets, %llu namespaces, %ld s, %ld requests a second\n",
	       z->packets, z->namespaces, ms / 1000,
	       ms ? (long)(z->sent * 1000 / ms) : 0);
}

/* Nothing holds a device that is to go. */
static bool delete_all(struct fuzz *z)
{
	char name[16];
	int i, error;
	bool good = true;

	renew_other(z);
	for (i = 0; i < REQUEST_DEVICES; i++) {
		struct ifinfomsg info = {};
		static struct message m;

		snprintf(name, sizeof(name), "f%d", i);
		info.ifi_index = if_nametoindex(name);
		if (!info.ifi_index)
			continue;
		message_begin(&m, RTM_DELLINK, 0, &info, sizeof(info));
		good &= message_send(z->home.route, &m, &error, NULL) &&
			!error && !if_nametoindex(name);
	}
	return good;
}

int main(int argc, char **argv)
{
	static struct fuzz fuzz;
	bool answered, deleted;
	long begin;

	if (!options_parse(&fuzz.options, argc, argv) || !open_all(&fuzz))
		return 2;
	printf("# seed %llu\n", fuzz.options.seed);
	fflush(stdout);
	begin = now_ms();
	answered = run(&fuzz);
	report(&fuzz, now_ms() - begin);
	say("requests are answered; refused ones change nothing", answered);
	deleted = delete_all(&fuzz);
	say("all devices can be deleted", deleted);
	return !(answered && deleted);
}
