/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a unit test in user space needs: expectations, buffers that end where
 * their allocation ends, and KTAP on standard output.
 */
#ifndef _OVTUN_UNIT_H
#define _OVTUN_UNIT_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

/* Does not end the test: it says so, and the test has failed. */
#define EXPECT(condition) \
	ktap_expect(condition, __FILE__, __LINE__, #condition)

/* A loop that goes wrong need not say so a million times. */
#define KTAP_LINES_MAX	10

struct ktap_test {
	const char *name;
	void (*run)(void);
};

/* Unmet expectations of the test that runs. The file with main() has it. */
extern unsigned int ktap_unmet;

static inline void ktap_expect(bool met, const char *file, int line,
			       const char *condition)
{
	if (met)
		return;
	if (ktap_unmet++ < KTAP_LINES_MAX)
		printf("# %s:%d: %s\n", file, line, condition);
}

/*
 * Bytes that end where their allocation ends, at an odd address, which is
 * what a header in a packet may have.
 */
struct exact {
	unsigned char *base;
	unsigned char *bytes;
};

/* @bytes may be NULL: then they are dirt. */
static inline struct exact exact_new(const void *bytes, unsigned int len)
{
	struct exact e = { .base = malloc(1 + len) };

	if (!e.base)
		abort();
	e.bytes = e.base + 1;
	if (bytes)
		memcpy(e.bytes, bytes, len);
	else
		memset(e.bytes, 0xa5, len);
	return e;
}

/* Test cases that have run, and that have failed. */
static unsigned int ktap_cases, ktap_failed;

/* @n: test cases that ktap_run() will be given */
static inline void ktap_begin(unsigned int n)
{
	/* What was said stays said if a sanitizer ends the program. */
	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("KTAP version 1\n1..%u\n", n);
}

static inline void ktap_run(const struct ktap_test *tests, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i++) {
		ktap_unmet = 0;
		tests[i].run();
		ktap_failed += ktap_unmet > 0;
		printf("%s %u %s\n", ktap_unmet ? "not ok" : "ok",
		       ++ktap_cases, tests[i].name);
	}
}

#endif /* _OVTUN_UNIT_H */
