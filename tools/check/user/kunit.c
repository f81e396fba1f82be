// SPDX-License-Identifier: GPL-2.0
/* Runs suites of KUnit in user space: KTAP on standard output. */

#include <setjmp.h>
#include <stdlib.h>

#include <kunit/test.h>

#define SUITES_MAX	16
#define ALLOCATIONS_MAX	256	/* of a case */
#define UNMET_MAX	10	/* said of a case: a loop need not say more */

static struct kunit_suite *suites[SUITES_MAX];
static unsigned int suites_count;

static void *allocations[ALLOCATIONS_MAX];
static unsigned int allocations_count;

static unsigned int unmet;
static jmp_buf end_of_case;

void kunit_user_add(struct kunit_suite *suite)
{
	if (suites_count == SUITES_MAX)
		abort();
	suites[suites_count++] = suite;
}

void kunit_user_unmet(const char *file, int line, const char *what)
{
	if (unmet++ < UNMET_MAX)
		printf("    # %s:%d: %s\n", file, line, what);
}

void kunit_user_abort(void)
{
	longjmp(end_of_case, 1);
}

void *kunit_kmalloc(struct kunit *test, size_t size, int gfp)
{
	void *p = malloc(size);

	(void)test;
	(void)gfp;
	if (!p || allocations_count == ALLOCATIONS_MAX)
		abort();
	allocations[allocations_count++] = p;
	return p;
}

/* Return: were all expectations met? */
static bool run_once(const struct kunit_case *c, struct kunit *test)
{
	unmet = 0;
	if (!setjmp(end_of_case))
		c->run_case(test);
	while (allocations_count)
		free(allocations[--allocations_count]);
	return !unmet;
}

static bool run_params(const struct kunit_case *c)
{
	char desc[KUNIT_PARAM_DESC_SIZE] = "";
	struct kunit test = { NULL };
	unsigned int number = 0;
	bool good = true, ok;

	printf("        KTAP version 1\n        # Subtest: %s\n", c->name);
	while ((test.param_value = c->generate_params(&test, test.param_value,
						      desc))) {
		ok = run_once(c, &test);
		good &= ok;
		printf("        %s %u %s\n", ok ? "ok" : "not ok", ++number,
		       desc);
	}
	return good && number;
}

static bool run_suite(const struct kunit_suite *suite)
{
	struct kunit test = { NULL };
	const struct kunit_case *c;
	unsigned int number = 0;
	bool good = true, ok;

	for (c = suite->test_cases; c->run_case; c++)
		number++;
	printf("    KTAP version 1\n    # Subtest: %s\n    1..%u\n",
	       suite->name, number);
	number = 0;
	for (c = suite->test_cases; c->run_case; c++) {
		ok = c->generate_params ? run_params(c) : run_once(c, &test);
		good &= ok;
		printf("    %s %u %s\n", ok ? "ok" : "not ok", ++number,
		       c->name);
	}
	return good;
}

int main(void)
{
	bool good = true, ok;
	unsigned int i;

	/* What was said stays said if a sanitizer ends the program. */
	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("KTAP version 1\n1..%u\n", suites_count);
	for (i = 0; i < suites_count; i++) {
		ok = run_suite(suites[i]);
		good &= ok;
		printf("%s %u %s\n", ok ? "ok" : "not ok", i + 1,
		       suites[i]->name);
	}
	return !good;
}
