// SPDX-License-Identifier: GPL-2.0
/* Makes the packets of a batch, sends them, and looks at the counters. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "batch.h"
#include "fragment.h"
#include "layout.h"
#include "mutate.h"
#include "watch.h"

#define BATCH 500
#define RUN_MAX 8	/* packets of one seed, one after another */
#define TRAIN_MAX 8	/* datagrams */
#define TRAIN_BYTES 8000
#define NESTED_MAX 5	/* packets of a batch that may count twice */

static const char * const names[WAYS] = {
	[WAY_WIRE] = "wire",
	[WAY_OFFLOAD] = "offload",
	[WAY_GRO] = "gro",
	[WAY_TRAIN] = "train",
	[WAY_PAGES] = "pages",
	[WAY_LINEAR] = "linear",
	[WAY_IP] = "ip",
	[WAY_SEND] = "send",
	[WAY_SEND_OFFLOAD] = "send-gso",
	[WAY_SEND_PAGES] = "send-pages",
	[WAY_COUNT_RECEIVED] = "count-rx",
	[WAY_COUNT_SENT] = "count-tx",
};

const char *way_name(enum way how)
{
	return names[how];
}

/* The first batches go every way once, in a run of any length. */
enum way batch_way(const struct fuzz *z, unsigned long long batch)
{
	struct chance c = chance_of(z->options.seed, ~batch);

	return batch < WAYS ? batch : chance_below(&c, WAYS);
}

static bool is_sent(enum way how)
{
	return how == WAY_SEND || how == WAY_SEND_OFFLOAD ||
	       how == WAY_SEND_PAGES || how == WAY_COUNT_SENT;
}

/* Is it one for this way? */
static bool fits(const struct check *k, const struct seed *seed, enum way how)
{
	const struct device *dev = check_device(k, seed->dev);
	struct layout l;
	struct frame f;

	switch (how) {
	case WAY_SEND_PAGES:
		return !dev;
	case WAY_SEND:
	case WAY_SEND_OFFLOAD:
	case WAY_COUNT_SENT:
		return dev;
	case WAY_TRAIN:
	case WAY_COUNT_RECEIVED:
		/* GRE for nobody is not counted; UDP always is. */
		seed_frame(seed, &f);
		return dev && layout_find(&f, 14, &l) &&
		       l.proto == PROTO_UDP && !l.fragment;
	default:
		return true;
	}
}

static const struct seed *choose(struct chance *c, const struct check *k,
				 enum way how)
{
	const struct seeds *s = is_sent(how) ? &k->sent : &k->received;
	const struct seed *seed;

	do {
		seed = &s->seed[chance_below(c, s->count)];
	} while (!fits(k, seed, how));
	return seed;
}

/* The same datagram several times, for the kernel to take apart. */
static void make_train(struct frame *f, struct virtio_net_hdr *h)
{
	struct layout l;
	size_t from, len, n;

	if (!layout_find(f, 14, &l) || l.proto != PROTO_UDP)
		return;
	from = layout_payload(&l);
	len = f->len - from;
	if (!len)
		return;
	for (n = 1; n < TRAIN_MAX && f->len + len <= TRAIN_BYTES; n++) {
		memcpy(f->data + f->len, f->data + from, len);
		f->len += len;
	}
	l.end = f->len;
	layout_lengths(f, &l);
	layout_checksums(f, &l);
	h->flags = VIRTIO_NET_HDR_F_NEEDS_CSUM;
	h->gso_type = GSO_UDP_L4;
	h->gso_size = len;
	h->hdr_len = from;
	h->csum_start = l.l4;
	h->csum_offset = 6;
}

static bool put(struct chance *c, const struct check *k, enum way how,
		const struct seed *seed, const struct frame *f,
		const struct virtio_net_hdr *h)
{
	switch (how) {
	case WAY_GRO:
	case WAY_TRAIN:
		return wire_send(&k->gro, f, h);
	case WAY_PAGES:
		return tap_send(c, k->pages, TAP_PAGES, f, h);
	case WAY_LINEAR:
		return tap_send(c, k->linear, TAP_LINEAR, f, h);
	case WAY_IP:
		return tap_send(c, k->ip, TAP_IP, f, h);
	case WAY_SEND:
	case WAY_SEND_OFFLOAD:
	case WAY_SEND_PAGES:
	case WAY_COUNT_SENT:
		return check_send(k, c, seed, f, h);
	default:
		return wire_send(&k->underlay, f, h);
	}
}

/* One packet, or its fragments. Return: how many were sent */
static unsigned int send_one(struct fuzz *z, struct chance *c,
			     const struct check *k, enum way how,
			     const struct seed *seed, bool faults)
{
	static struct fragments parts;
	static struct frame f;
	struct virtio_net_hdr h;
	unsigned int taken = 0;
	int i;

	seed_frame(seed, &f);
	offload_none(&h);
	/* What must be counted has good outer headers, which mutate() makes. */
	if (faults || how == WAY_COUNT_RECEIVED)
		mutate(c, &f, is_sent(how) ? &k->sent : &k->received,
		       how == WAY_COUNT_RECEIVED ? MUTATE_TUNNEL :
						   MUTATE_ANYWHERE);
	if (how == WAY_OFFLOAD || how == WAY_SEND_OFFLOAD ||
	    (how != WAY_WIRE && how < WAY_COUNT_RECEIVED &&
	     chance_one_in(c, 4)))
		offload_any(c, &f, &h);
	if (how == WAY_TRAIN)
		make_train(&f, &h);
	parts.count = 0;
	if (how <= WAY_IP && !h.flags && chance_one_in(c, 8))
		fragment_cut(c, &f, &parts);
	if (!parts.count)
		taken += put(c, k, how, seed, &f, &h);
	for (i = 0; i < parts.count; i++)
		taken += put(c, k, how, seed, &parts.part[i], &h);
	z->by_way[how] += taken;
	z->refused[how] += (parts.count ? parts.count : 1) - taken;
	z->sent += taken;
	return taken;
}

/* Return: how many must have been counted, for each device on sending */
static unsigned int send_all(struct fuzz *z, struct chance *c,
			     const struct check *k, enum way how,
			     unsigned int *to)
{
	const struct seed *seed = NULL;
	unsigned int n, all = 0, run = 0, taken;
	bool faults = true;

	for (n = 0; n < BATCH; n++) {
		if (!run) {
			seed = choose(c, k, how);
			run = 1 + chance_below(c, RUN_MAX);
			faults = !chance_one_in(c, 4);
		}
		run--;
		taken = send_one(z, c, k, how, seed, faults);
		all += taken;
		if (how == WAY_COUNT_SENT)
			to[check_device(k, seed->dev) - k->device] += taken;
	}
	return all;
}

static bool compare(const struct check *k, enum way how, unsigned int all,
		    const unsigned int *to, const struct counts *before)
{
	static struct counts now[DEVICES_MAX];
	unsigned long long received;
	bool good = true;
	int i;

	if (!check_counts(k, now))
		return false;
	received = now[0].net - before[0].net;
	for (i = 0; i < k->devices; i++) {
		const struct device *dev = &k->device[i];
		unsigned long long sent = now[i].tx - before[i].tx;

		received += now[i].rx - before[i].rx;
		if (how != WAY_COUNT_SENT ||
		    (dev->more ? sent >= to[i] : sent == to[i]))
			continue;
		printf("# %s was given %u packets and tells of %llu\n",
		       dev->name, to[i], sent);
		good = false;
	}
	/* A fault makes another tunnel's packet of what is inside, rarely. */
	if (how != WAY_COUNT_RECEIVED ||
	    (received >= all && received <= all + NESTED_MAX))
		return good;
	printf("# %u packets came, the counters tell of %llu\n", all,
	       received);
	return false;
}

/**
 * batch_send - make and send a batch
 * @z: seed, and what has been sent
 * @k: the devices
 * @batch: its number
 * @way: the way it goes
 * Return: false after a message when the counters do not tell of it
 */
bool batch_send(struct fuzz *z, const struct check *k, unsigned long long batch,
		enum way how)
{
	static struct counts before[DEVICES_MAX];
	unsigned int all, to[DEVICES_MAX] = {};
	struct chance c = chance_of(z->options.seed, batch);
	bool cloned = chance_one_in(&c, 3);
	bool counted = how == WAY_COUNT_RECEIVED || how == WAY_COUNT_SENT;
	struct watch watch;

	if (counted && !check_counts(k, before))
		return false;
	if (cloned)
		watch_open(&watch, 0);
	all = send_all(z, &c, k, how, to);
	if (cloned)
		watch_close(&watch);
	return !counted || compare(k, how, all, to, before);
}
