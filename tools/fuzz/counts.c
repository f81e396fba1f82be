// SPDX-License-Identifier: GPL-2.0
/*
 * A packet that came or went is in the counters of the device, one that was
 * dropped in one of the counters with a name.
 */
#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "counts.h"

#define NAMES_MAX 64

/* Not dropped; the fast path's packets are counted as received and sent. */
static const char * const others[] = { "rx_fast", "tx_fast", "fdb_limit" };

static bool is_other(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (!strcmp(name, others[i]))
			return true;
	return false;
}

static bool request(int fd, const char *dev, void *data)
{
	struct ifreq ifr = { .ifr_data = data };

	snprintf(ifr.ifr_name, sizeof(ifr.ifr_name), "%s", dev);
	return !ioctl(fd, SIOCETHTOOL, &ifr);
}

static bool read_named(int fd, const char *dev, struct counts *counts)
{
	static struct {
		struct ethtool_gstrings head;
		char name[NAMES_MAX][ETH_GSTRING_LEN];
	} names;
	static struct {
		struct ethtool_stats head;
		__u64 value[NAMES_MAX];
	} stats;
	struct ethtool_drvinfo info = { .cmd = ETHTOOL_GDRVINFO };
	unsigned int i;

	if (!request(fd, dev, &info) || info.n_stats > NAMES_MAX)
		return false;
	names.head = (struct ethtool_gstrings){ .cmd = ETHTOOL_GSTRINGS,
		.string_set = ETH_SS_STATS, .len = info.n_stats };
	stats.head = (struct ethtool_stats){ .cmd = ETHTOOL_GSTATS,
		.n_stats = info.n_stats };
	if (!request(fd, dev, &names) || !request(fd, dev, &stats))
		return false;
	for (i = 0; i < info.n_stats; i++) {
		if (is_other(names.name[i]))
			continue;
		if (!strncmp(names.name[i], "net_", 4))
			counts->net += stats.value[i];
		else if (!strncmp(names.name[i], "rx_", 3))
			counts->rx += stats.value[i];
		else
			counts->tx += stats.value[i];
	}
	return true;
}

/**
 * counts_read - read the counters of a device
 * @fd: any socket in its namespace
 * @dev: its name
 * @counts: receives them
 * Return: whether it worked
 */
bool counts_read(int fd, const char *dev, struct counts *counts)
{
	FILE *f = fopen("/proc/thread-self/net/dev", "r");
	unsigned long long rx, tx;
	char line[512], name[64];
	bool found = false;

	memset(counts, 0, sizeof(*counts));
	while (f && fgets(line, sizeof(line), f)) {
		if (sscanf(line,
			   " %63[^:]: %*u %llu %*u %*u %*u %*u %*u %*u %*u %llu",
			   name, &rx, &tx) != 3 || strcmp(name, dev))
			continue;
		counts->rx = rx;
		counts->tx = tx;
		found = true;
	}
	if (f)
		fclose(f);
	return found && read_named(fd, dev, counts);
}

/* KASAN keeps what has been freed, as if it were in use, until this. */
static void forget_freed(const char *name)
{
	char path[128];
	FILE *f;

	snprintf(path, sizeof(path), "/sys/kernel/slab/%s/shrink", name);
	f = fopen(path, "w");
	if (!f)
		return;
	fputs("1", f);
	fclose(f);
}

/* Return: how many objects of a slab are in use, -1 if nobody knows */
long counts_slab(const char *name)
{
	char line[512], slab[64];
	long active, found = -1;
	FILE *f;

	forget_freed(name);
	f = fopen("/proc/slabinfo", "r");
	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "%63s %ld", slab, &active) == 2 &&
		    !strcmp(slab, name))
			found = active;
	if (f)
		fclose(f);
	return found;
}
