// SPDX-License-Identifier: GPL-2.0
/*
 * Objects that were allocated by the module, or on its behalf, and are in use.
 * A kernel that was booted with slub_debug=U knows of each object who has
 * allocated it.
 */
#include <glob.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lab.h"
#include "listen.h"
#include "slab.h"

#define CACHES "{kmalloc-*,radix_tree_node,skbuff_*,UDP*,*_dst*}"
#define TRACES "/sys/kernel/debug/slab/" CACHES "/alloc_traces"
#define SHRINK "/sys/kernel/slab/" CACHES "/shrink"
#define MARK "[ovtun]"
#define PLACES 1024
#define QUIET_MS 8000

/* Found for a packet, or by somebody else, and kept for the next ones */
static const char * const kept[] = { "ovtun_xmit", "ovtun_path_",
				     "ovtun_ingress_", "_tree_preload" };

static struct place {
	uint64_t key;
	long before, now;
	char where[1024];	/* the trace */
} places[PLACES];

static uint64_t hash(const char *line)
{
	uint64_t sum = 0;

	while (*line)
		sum = sum * 131 + *line++;
	return sum;
}

/*
 * Functions of a module that has gone have no name, and those that only
 * initialize it have none afterwards. There is no other module that goes.
 */
static bool nameless(const char *line)
{
	return !strncmp(line + strspn(line, " \t"), "0x", 2);
}

/* @line: of a stack trace. Return: 1 ours, -1 to be left out, 0 neither */
static int ours(const char *line)
{
	size_t i;

	for (i = 0; i < sizeof(kept) / sizeof(kept[0]); i++)
		if (strstr(line, kept[i]))
			return -1;
	return strstr(line, MARK) || nameless(line);
}

/* What is known of those who were allocated with one stack trace */
static struct place *find_place(uint64_t key, const char *where)
{
	struct place *p = places;

	while (p < places + PLACES - 1 && p->key && p->key != key)
		p++;
	if (!p->key) {
		p->key = key;
		snprintf(p->where, sizeof(p->where), "%s", where);
	}
	return p;
}

/* Return: objects of a cache with the module in their stack trace */
static long count(const char *path)
{
	char line[512], where[1024] = "";
	FILE *f = fopen(path, "re");
	size_t used = 0;
	long sum = 0, n = 0;
	uint64_t key = 1;
	int is = 0, one;

	/* How many, and a trace; an empty line behind it */
	while (f && fgets(line, sizeof(line), f)) {
		if (strspn(line, " ") < 8 && *line != '\n')
			n = atol(line);
		else
			key = key * 31 + hash(line);
		if (used < sizeof(where))
			used += snprintf(where + used, sizeof(where) - used,
					 "# %s", line);
		one = ours(line);
		if (is >= 0 && one)
			is = one;
		if (*line != '\n')
			continue;
		if (is > 0) {
			find_place(key, where)->now += n;
			sum += n;
		}
		is = 0;
		key = 1;
		used = 0;
	}
	if (f)
		fclose(f);
	return sum;
}

static long count_all(void)
{
	glob_t found;
	long sum = 0;
	size_t i;

	for (i = 0; i < PLACES; i++)
		places[i].now = 0;
	if (glob(TRACES, GLOB_BRACE, NULL, &found))
		return -1;
	for (i = 0; i < found.gl_pathc; i++)
		sum += count(found.gl_pathv[i]);
	globfree(&found);
	return sum;
}

/* What was freed may still be in quarantine, or in somebody's cache. */
static void shrink(void)
{
	glob_t found;
	size_t i;
	FILE *f;

	if (glob(SHRINK, GLOB_BRACE, NULL, &found))
		return;
	for (i = 0; i < found.gl_pathc; i++) {
		f = fopen(found.gl_pathv[i], "we");
		if (f) {
			fputs("1", f);
			fclose(f);
		}
	}
	globfree(&found);
}

/* Return: how many there are now, or -1 if the kernel does not know */
long slab_objects(void)
{
	bool lost;
	long sum;
	size_t i;

	listen_read(&lost);
	shrink();
	sum = count_all();
	for (i = 0; i < PLACES; i++)
		places[i].before = places[i].now;
	return sum;
}

/* Return: as slab_objects(), when nothing has been freed for a while */
long slab_rest(void)
{
	long least = slab_objects(), now;
	int quiet = 0;

	/* RCU frees in batches, some seconds later. */
	while (quiet < QUIET_MS) {
		usleep(QUIET_MS * 1000 / 8);
		quiet += QUIET_MS / 8;
		now = slab_objects();
		if (now < least)
			quiet = 0;
		least = now < least ? now : least;
	}
	return least;
}

static void show(void)
{
	size_t i;

	for (i = 0; i < PLACES; i++)
		if (places[i].now > places[i].before)
			printf("# %ld more:\n%s", places[i].now -
			       places[i].before, places[i].where);
}

/* Wait until no more objects are in use than that. */
void slab_back_to(long objects)
{
	long deadline = lab_deadline(), now;
	bool lost;

	for (;;) {
		/* A message that waits to be read is an object, too. */
		listen_read(&lost);
		shrink();
		now = count_all();
		if (now <= objects)
			return;
		if (lab_now_ms() > deadline)
			break;
		usleep(100000);
	}
	lab_fail("%ld objects are left over", now - objects);
	show();
}

/**
 * slab_text - where a function, or all of the module, is
 * @function: its name, or NULL
 * @from: receives the lowest address, as text
 * @to: receives the highest
 * @size: of both
 * Return: whether it is there
 */
bool slab_text(const char *function, char *from, char *to, size_t size)
{
	FILE *f = fopen("/proc/kallsyms", "re");
	unsigned long low = -1UL, high = 0, at;
	char line[512], type, name[256];
	bool mine;

	while (f && fgets(line, sizeof(line), f)) {
		if (sscanf(line, "%lx %c %255s", &at, &type, name) != 3 ||
		    (type | 0x20) != 't')
			continue;
		mine = function ? !strcmp(name, function) :
				  !!strstr(line, MARK);
		if (mine) {
			low = at < low ? at : low;
			high = at > high ? at : high;
		} else if (function && high) {
			/* The kernel's own functions are in order. */
			high = at;
			break;
		}
	}
	if (f)
		fclose(f);
	snprintf(from, size, "%#lx", low);
	snprintf(to, size, "%#lx", function ? high : high + 4096);
	return high;
}
