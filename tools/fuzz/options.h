/* SPDX-License-Identifier: GPL-2.0 */
/* What a fuzzer is told on its command line, and how it answers. */
#ifndef OVTUN_FUZZ_OPTIONS_H
#define OVTUN_FUZZ_OPTIONS_H

#include <stdbool.h>

struct options {
	const char *ns, *far, *corpus;
	unsigned long long seed;	/* a random one unless given */
	unsigned long long count, seconds;	/* 0: no limit */
	unsigned long long first;	/* batch or request */
};

bool options_parse(struct options *o, int argc, char **argv);
long now_ms(void);
void say(const char *label, bool good);

#endif
