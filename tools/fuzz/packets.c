// SPDX-License-Identifier: GPL-2.0
/*
 * packets - sends bad packets to and through the devices of a namespace
 *
 *   packets NS FAR CORPUS [--seed N] [--count N] [--seconds N] [--first BATCH]
 *
 * NS has the ovtun devices; FAR is at the other end of their underlay. Packets
 * go in batches. After each batch a good packet has to cross each device each
 * way; in some the counters have to tell of each packet. The same seed gives
 * the same packets, and each batch is made without those before it: the log of
 * the kernel has its number.
 *
 * It prints "ok - LABEL" or "not ok - LABEL" and exits with 1 if one failed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "batch.h"
#include "buffers.h"
#include "check.h"
#include "options.h"

#define LEAK_MAX 16	/* buffers that somebody else may have */

/* Whoever reads a report of the kernel finds in front of it what was sent. */
static void log_batch(const struct fuzz *z, unsigned long long batch,
		      enum way how)
{
	FILE *f = fopen("/dev/kmsg", "w");

	if (!f)
		return;
	fprintf(f, "<6>ovtun fuzz: seed %llu batch %llu: %s\n",
		z->options.seed, batch, way_name(how));
	fclose(f);
}

static bool more(const struct fuzz *z, long begin)
{
	if (z->options.count && z->sent >= z->options.count)
		return false;
	return !z->options.seconds ||
	       now_ms() - begin < (long)z->options.seconds * 1000;
}

static bool nothing_leaks(const struct check *k, long before)
{
	long most = before + LEAK_MAX + buffers_kept();
	long now = buffers_back_to(k, most);

	printf("# buffers in use: %ld before, %ld after, at most %ld\n", before,
	       now, most);
	return now <= most;
}

static void report(const struct fuzz *z, long ms)
{
	int i;

	for (i = 0; i < WAYS; i++)
		printf("# %-10s %9llu packets, %llu not taken\n",
		       way_name(i), z->by_way[i], z->refused[i]);
	printf("# %llu packets in %ld s, %ld a second\n", z->sent,
	       ms / 1000, ms ? (long)(z->sent * 1000 / ms) : 0);
}

int main(int argc, char **argv)
{
	static struct fuzz fuzz;
	static struct check check;
	bool crossed, counted = true, kept = true;
	unsigned long long batch;
	long begin, buffers;
	enum way how;

	if (!options_parse(&fuzz.options, argc, argv) ||
	    !check_open(&check, &fuzz.options))
		return 2;
	printf("# seed %llu\n", fuzz.options.seed);
	crossed = check_crossing(&check);
	say("good packets cross each device each way", crossed);
	buffers = buffers_in_use(&check);
	begin = now_ms();
	for (batch = fuzz.options.first;
	     crossed && counted && more(&fuzz, begin); batch++) {
		how = batch_way(&fuzz, batch);
		log_batch(&fuzz, batch, how);
		counted = batch_send(&fuzz, &check, batch, how);
		crossed = check_crossing(&check);
		if (!crossed || !counted)
			printf("# this was batch %llu of seed %llu, %s\n",
			       batch, fuzz.options.seed, way_name(how));
		check_drain(&check);
	}
	report(&fuzz, now_ms() - begin);
	say("they do after each batch of bad ones", crossed);
	say("the counters tell of each packet", counted);
	if (buffers >= 0) {
		kept = nothing_leaks(&check, buffers);
		say("no packet buffer is leaked", kept);
	}
	return !(crossed && counted && kept);
}
