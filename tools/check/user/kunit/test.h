/* SPDX-License-Identifier: GPL-2.0 */
/*
 * As much of the kernel's <kunit/test.h> as the tests of the codecs use, for
 * user space: there the sanitizers see more, and nothing has to be booted.
 */
#ifndef _OVTUN_USER_KUNIT_TEST_H
#define _OVTUN_USER_KUNIT_TEST_H

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define ARRAY_SIZE(a)		(sizeof(a) / sizeof((a)[0]))
#define GFP_KERNEL		0
#define KUNIT_PARAM_DESC_SIZE	256

struct kunit {
	const void *param_value;
};

struct kunit_case {
	void (*run_case)(struct kunit *test);
	const char *name;
	const void *(*generate_params)(struct kunit *test, const void *prev,
				       char *desc);
};

struct kunit_suite {
	const char *name;
	struct kunit_case *test_cases;
};

/* Until the end of the case. */
void *kunit_kmalloc(struct kunit *test, size_t size, int gfp);

/* kunit.c: for the macros below */
void kunit_user_add(struct kunit_suite *suite);
void kunit_user_unmet(const char *file, int line, const char *what);
void kunit_user_abort(void);

#define kunit_test_suite(suite) \
	__attribute__((constructor)) static void kunit_add_ ## suite(void) \
	{ \
		kunit_user_add(&(suite)); \
	}

#define KUNIT_CASE(function) \
	{ .run_case = (function), .name = #function }
#define KUNIT_CASE_PARAM(function, generate) \
	{ .run_case = (function), .name = #function, \
	  .generate_params = (generate) }

#define KUNIT_ARRAY_PARAM_DESC(prefix, array, member) \
	static const void *prefix ## _gen_params(struct kunit *test, \
						 const void *prev, char *desc) \
	{ \
		typeof(&(array)[0]) next = prev; \
		\
		(void)test; \
		next = next ? next + 1 : (array); \
		if (next == (array) + ARRAY_SIZE(array)) \
			return NULL; \
		snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%s", next->member); \
		return next; \
	}

#define KUNIT_EXPECT_TRUE(test, condition) \
	do { \
		(void)(test); \
		if (!(condition)) \
			kunit_user_unmet(__FILE__, __LINE__, #condition); \
	} while (0)
#define KUNIT_EXPECT_FALSE(test, condition) \
	KUNIT_EXPECT_TRUE(test, !(condition))
#define KUNIT_EXPECT_EQ(test, left, right) \
	KUNIT_EXPECT_TRUE(test, (left) == (right))
#define KUNIT_EXPECT_MEMEQ(test, left, right, size) \
	KUNIT_EXPECT_TRUE(test, !memcmp(left, right, size))

#define KUNIT_ASSERT_TRUE(test, condition) \
	do { \
		(void)(test); \
		if (!(condition)) { \
			kunit_user_unmet(__FILE__, __LINE__, #condition); \
			kunit_user_abort(); \
		} \
	} while (0)
#define KUNIT_ASSERT_EQ(test, left, right) \
	KUNIT_ASSERT_TRUE(test, (left) == (right))
#define KUNIT_ASSERT_NOT_NULL(test, pointer) \
	KUNIT_ASSERT_TRUE(test, (pointer) != NULL)

#endif /* _OVTUN_USER_KUNIT_TEST_H */
