// SPDX-License-Identifier: GPL-2.0
/*
 * The counters of the IP stack:
 *
 *   snmp NS                  remember those of a namespace
 *   counted NS NAME+... N    they rose by N since; names as nstat has them
 */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lab.h"

#define COUNTERS 700
#define DELIMITERS " :\n"

static struct counter {
	char name[48];
	long long before, now;
} counters[COUNTERS];

static void note(const char *prefix, const char *name, const char *value,
		 bool before)
{
	char full[sizeof(counters[0].name)];
	struct counter *c;

	snprintf(full, sizeof(full), "%s%s", prefix, name);
	for (c = counters; c < counters + COUNTERS && *c->name; c++)
		if (!strcmp(c->name, full))
			break;
	if (c == counters + COUNTERS)
		return lab_fail("too many counters");
	memcpy(c->name, full, sizeof(full));
	c->now = atoll(value);
	if (before)
		c->before = c->now;
}

/* A line of names and one of values, both beginning with "PREFIX:" */
static void note_lines(char *names, char *values, bool before)
{
	char *prefix, *name, *value, *n, *v;

	prefix = strtok_r(names, DELIMITERS, &n);
	strtok_r(values, DELIMITERS, &v);
	while ((name = strtok_r(NULL, DELIMITERS, &n)) &&
	       (value = strtok_r(NULL, DELIMITERS, &v)))
		note(prefix, name, value, before);
}

static void read_pairs(const char *path, bool before)
{
	static char names[8192], values[8192];
	FILE *f = fopen(path, "re");

	if (!f)
		return lab_fail("no %s", path);
	while (fgets(names, sizeof(names), f) &&
	       fgets(values, sizeof(values), f))
		note_lines(names, values, before);
	fclose(f);
}

static void read_columns(const char *path, bool before)
{
	char name[64], value[64];
	FILE *f = fopen(path, "re");

	if (!f)
		return lab_fail("no %s", path);
	while (fscanf(f, "%63s %63s", name, value) == 2)
		note("", name, value, before);
	fclose(f);
}

static void read_all(const char *ns, bool before)
{
	lab_enter(ns);
	read_pairs("/proc/net/snmp", before);
	read_pairs("/proc/net/netstat", before);
	read_columns("/proc/net/snmp6", before);
}

/* Return: how much it rose, 0 where this kernel does not have it */
static long long rise(const char *name)
{
	struct counter *c;

	for (c = counters; c < counters + COUNTERS && *c->name; c++)
		if (!strcmp(c->name, name))
			return c->now - c->before;
	return 0;
}

/**
 * snmp_remember - words: NS
 */
void snmp_remember(char **word, int words)
{
	(void)words;
	read_all(word[0], true);
}

/* Return: how far the first of them that is not there is from it, or 0 */
static long long missing(const char *names, long long want)
{
	char copy[256], *at = copy, *name;

	snprintf(copy, sizeof(copy), "%s", names);
	while ((name = strsep(&at, "+")))
		if (rise(name) != want)
			return want - rise(name);
	return 0;
}

/**
 * snmp_counted - words: NS NAME+... N
 *
 * The kernel may have put some of the packets off, so it waits.
 */
void snmp_counted(char **word, int words)
{
	long deadline = lab_deadline();
	char *at = word[1], *name;
	long long want;

	if (words != 3)
		return lab_fail("counted NS NAME+... N");
	want = atoll(word[2]);
	for (;;) {
		read_all(word[0], false);
		if (!missing(word[1], want))
			return;
		if (missing(word[1], want) < 0 || lab_now_ms() > deadline)
			break;
		poll(NULL, 0, 10);
	}
	while ((name = strsep(&at, "+")))
		if (rise(name) != want)
			lab_fail("%s rose by %lld, not %lld", name, rise(name),
				 want);
}
