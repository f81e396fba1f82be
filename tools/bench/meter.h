/* SPDX-License-Identifier: GPL-2.0 */
#ifndef METER_H
#define METER_H

#include <stdint.h>
#include <sys/types.h>

/* Ends the program. */
void fatal(const char *what);

uint64_t now(void);

/* What the processor did not spend in idleness. While it would be idle, a
 * process of the lowest priority runs whose time is known to the nanosecond.
 */
struct busy {
	pid_t idler;
	clockid_t clock;
	uint64_t begin, idle;
};

void busy_begin(struct busy *b);
uint64_t busy_end(struct busy *b);

/* The commands: each returns the exit status, 2 for wrong arguments. */
int send_main(int argc, char **argv);
int fdb_main(int argc, char **argv);
int tcp_main(int argc, char **argv);
int rr_main(int argc, char **argv);

#endif
