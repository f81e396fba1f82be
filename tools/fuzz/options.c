// SPDX-License-Identifier: GPL-2.0
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "options.h"

static bool parse(struct options *o, int argc, char **argv)
{
	int i;

	if (argc < 4 || argc % 2)
		return false;
	o->ns = argv[1];
	o->far = argv[2];
	o->corpus = argv[3];
	if (getrandom(&o->seed, sizeof(uint32_t), 0) < 0)
		return false;
	for (i = 4; i < argc; i += 2) {
		unsigned long long n = strtoull(argv[i + 1], NULL, 0);

		if (!strcmp(argv[i], "--seed"))
			o->seed = n;
		else if (!strcmp(argv[i], "--count"))
			o->count = n;
		else if (!strcmp(argv[i], "--seconds"))
			o->seconds = n;
		else if (!strcmp(argv[i], "--first"))
			o->first = n;
		else
			return false;
	}
	return true;
}

/**
 * options_parse - NS FAR CORPUS and options
 * @o: zeroed
 * @argc: as main() got it
 * @argv: as main() got it
 *
 * Return: false after a message
 */
bool options_parse(struct options *o, int argc, char **argv)
{
	if (parse(o, argc, argv))
		return true;
	fprintf(stderr,
		"%s NS FAR CORPUS [--seed N] [--count N] [--seconds N] [--first N]\n",
		argv[0]);
	return false;
}

/* Of a clock that nobody sets. */
long now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

/* The result of a case, for cases_of in selftests/lib.sh. */
void say(const char *label, bool good)
{
	printf("%sok - %s\n", good ? "" : "not ", label);
	fflush(stdout);
}
