// SPDX-License-Identifier: GPL-2.0
/*
 * What must be true at any time: the first packet of each device in the corpus
 * crosses the tunnel.
 *
 * A device whose name begins with m, t or e may have several peers.
 */
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "check.h"
#include "watch.h"

#define PATIENCE 40	/* times WAIT_MS */
#define WAIT_MS 500

/**
 * check_device - find a device by its name
 * @k: all devices
 * @name: that the corpus has
 * Return: NULL when it is no ovtun device
 */
const struct device *check_device(const struct check *k, const char *name)
{
	int i;

	for (i = 0; i < k->devices; i++)
		if (!strcmp(k->device[i].name, name))
			return &k->device[i];
	return NULL;
}

/* A host sends of its own accord where it has an address. */
static bool has_address(const struct check *k, const char *name)
{
	struct ifreq ifr;

	snprintf(ifr.ifr_name, sizeof(ifr.ifr_name), "%s", name);
	return !ioctl(k->sock, SIOCGIFADDR, &ifr);
}

static bool add_devices(struct check *k, const struct seeds *seeds)
{
	struct counts counts;
	struct device *dev;
	int i;

	for (i = 0; i < seeds->count; i++) {
		const char *name = seeds->seed[i].dev;

		if (check_device(k, name) ||
		    !counts_read(k->sock, name, &counts))
			continue;
		if (k->devices == DEVICES_MAX)
			return false;
		dev = &k->device[k->devices++];
		snprintf(dev->name, sizeof(dev->name), "%s", name);
		dev->more = strchr("mte", *name) || has_address(k, name);
		if (!wire_open(&dev->wire, name))
			return false;
	}
	return true;
}

/**
 * check_open - open all ways into the namespaces
 * @k: zeroed
 * @o: where the devices are, and the corpus
 * Return: false after a message
 */
bool check_open(struct check *k, const struct options *o)
{
	char path[256];
	bool good;

	k->options = o;
	good = inject_enter(o->far) &&
	       wire_open(&k->underlay, "u0") && wire_open(&k->gro, "u1") &&
	       inject_enter(o->ns);
	k->sock = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	k->pages = tap_open("tap0", TAP_PAGES);
	k->linear = tap_open("tap1", TAP_LINEAR);
	k->ip = tap_open("tun0", TAP_IP);
	k->bridge = tap_open("tap2", TAP_PAGES);
	snprintf(path, sizeof(path), "%s/receive", o->corpus);
	good = good && k->sock >= 0 && k->pages >= 0 && k->linear >= 0 &&
	       k->ip >= 0 && k->bridge >= 0 && seeds_read(&k->received, path);
	snprintf(path, sizeof(path), "%s/send", o->corpus);
	good = good && seeds_read(&k->sent, path) &&
	       add_devices(k, &k->received) && add_devices(k, &k->sent);
	if (!good)
		printf("# a namespace, a device or the corpus is not there\n");
	printf("# %d devices, %d packets to receive and %d to send in the corpus\n",
	       k->devices, k->received.count, k->sent.count);
	return good;
}

/**
 * check_send - a packet goes into a device, or to one that sends it on
 * @k: the devices
 * @c: decides where pages begin
 * @seed: says to which
 * @f: the packet
 * @h: what is left to the kernel
 * Return: whether the kernel took it
 */
bool check_send(const struct check *k, struct chance *c,
		const struct seed *seed, const struct frame *f,
		const struct virtio_net_hdr *h)
{
	const struct device *dev = check_device(k, seed->dev);

	if (dev)
		return wire_send(&dev->wire, f, h);
	if (!strcmp(seed->dev, "tun0"))
		return tap_send(c, k->ip, TAP_IP, f, h);
	return tap_send(c, k->bridge, TAP_PAGES, f, h);
}

/* Send what has to cross, with numbers from @base on. */
static void send_good(struct check *k, const struct seeds *seeds, int base,
		      struct watch *watch)
{
	struct virtio_net_hdr none;
	struct chance c = { 1 };
	static struct frame f;
	unsigned int turn;
	int i;

	offload_none(&none);
	for (i = 0; i < seeds->count; i++) {
		const struct seed *seed = &seeds->seed[i];
		const struct device *dev = check_device(k, seed->dev);

		if (!seed->first || (!dev && seeds == &k->received))
			continue;
		watch->want[i] = true;
		for (turn = 0; turn < seed->turns; turn++) {
			if (!seed_build(seed, base + i, turn, &f))
				return;
			if (seeds == &k->received) {
				watch->ifindex[i] = dev->wire.ifindex;
				wire_send(&k->underlay, &f, &none);
			} else {
				check_send(k, &c, seed, &f, &none);
			}
		}
	}
}

static bool all_came(const struct check *k, const struct watch *watch,
		     const struct seeds *seeds, bool tell)
{
	bool all = true;
	int i;

	for (i = 0; i < seeds->count; i++) {
		if (!watch->want[i] || watch->found[i])
			continue;
		all = false;
		if (tell)
			printf("# no good packet %s by %s\n",
			       seeds == &k->sent ? "is sent" : "is received",
			       seeds->seed[i].dev);
	}
	return all;
}

/**
 * check_crossing - does a good packet cross each device each way?
 * @k: the devices
 * Return: false after a message
 */
bool check_crossing(struct check *k)
{
	static struct watch in, out;
	bool all = false;
	int i;

	k->tag += 2 * SEEDS_MAX;
	if (inject_enter(k->options->ns) && watch_open(&in, k->tag) &&
	    inject_enter(k->options->far) &&
	    watch_open(&out, k->tag + SEEDS_MAX)) {
		send_good(k, &k->received, k->tag, &in);
		send_good(k, &k->sent, k->tag + SEEDS_MAX, &out);
	}
	for (i = 0; i < PATIENCE && !all; i++) {
		watch_read(&in, i ? WAIT_MS : 0);
		watch_read(&out, 0);
		all = all_came(k, &in, &k->received, i == PATIENCE - 1);
		all &= all_came(k, &out, &k->sent, i == PATIENCE - 1);
	}
	watch_close(&in);
	watch_close(&out);
	return inject_enter(k->options->ns) && all;
}

/**
 * check_counts - read the counters of all devices
 * @k: the devices
 * @counts: receives one for each
 * Return: whether it worked
 */
bool check_counts(const struct check *k, struct counts *counts)
{
	int i;

	for (i = 0; i < k->devices; i++)
		if (!counts_read(k->sock, k->device[i].name, &counts[i])) {
			printf("# no counters of %s\n", k->device[i].name);
			return false;
		}
	return true;
}

/* What was sent to the tun devices is taken from them, and is no leak then. */
void check_drain(const struct check *k)
{
	const int fds[] = { k->pages, k->linear, k->ip, k->bridge };
	static uint8_t data[FRAME_MAX];
	size_t i;

	for (i = 0; i < COUNT(fds); i++)
		while (read(fds[i], data, sizeof(data)) > 0)
			;
}
