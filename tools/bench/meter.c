// SPDX-License-Identifier: GPL-2.0
/*
 * What the benchmark cannot do with ip, tc and pktgen. See README. All but the
 * first print nanoseconds.
 *
 *   meter clock                    what the clock counts: instructions, where
 *                                  the processor is emulated so, or time
 *   meter busy COMMAND...          that the command keeps the processor busy
 *   meter send ...                 packets: send.c
 *   meter fdb ...                  forwarding entries: fdb.c
 *   meter tcp | rr ...             connections: tcp.c
 */
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "meter.h"

static const struct command {
	const char *name;
	int (*run)(int argc, char **argv);
} commands[];

void fatal(const char *what)
{
	fprintf(stderr, "meter: %s: %s\n", what, strerror(errno));
	exit(1);
}

static uint64_t read_clock(clockid_t clock)
{
	struct timespec t;

	if (clock_gettime(clock, &t))
		fatal("clock_gettime");
	return t.tv_sec * 1000000000ULL + t.tv_nsec;
}

uint64_t now(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

void busy_begin(struct busy *b)
{
	const struct sched_param none = {};

	b->idler = fork();
	if (b->idler < 0)
		fatal("fork");
	if (!b->idler) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (sched_setscheduler(0, SCHED_IDLE, &none))
			fatal("sched_setscheduler");
		for (;;)
			asm volatile("");
	}
	if (clock_getcpuclockid(b->idler, &b->clock))
		fatal("clock_getcpuclockid");
	/* It has started, and is asleep no more. */
	usleep(20000);
	b->idle = read_clock(b->clock);
	b->begin = now();
}

uint64_t busy_end(struct busy *b)
{
	uint64_t all = now() - b->begin;
	uint64_t idle = read_clock(b->clock) - b->idle;

	kill(b->idler, SIGKILL);
	waitpid(b->idler, NULL, 0);
	return all - idle;
}

/* Two instructions a turn, so if nanoseconds are instructions, two of them. */
static int clock_main(int argc, char **argv)
{
	const char *unit = "time";
#ifdef __x86_64__
	const uint64_t turns = 20000000;
	uint64_t left = turns, begin, spent;

	begin = now();
	asm volatile("1: dec %0\n\tjnz 1b" : "+r" (left) : : "cc");
	spent = now() - begin;
	if (spent > turns * 2 * 99 / 100 && spent < turns * 2 * 102 / 100)
		unit = "instructions";
#endif
	if (argc)
		return 2;
	puts(unit);
	return 0;
}

static int busy_main(int argc, char **argv)
{
	struct busy b;
	int status;
	pid_t pid;

	if (!argc)
		return 2;
	busy_begin(&b);
	pid = fork();
	if (pid < 0)
		fatal("fork");
	if (!pid) {
		/* Standard output is for the figure. */
		dup2(STDERR_FILENO, STDOUT_FILENO);
		execvp(argv[0], argv);
		fatal(argv[0]);
	}
	if (waitpid(pid, &status, 0) != pid || status) {
		fprintf(stderr, "meter: %s failed\n", argv[0]);
		return 1;
	}
	printf("%llu\n", (unsigned long long)busy_end(&b));
	return 0;
}

static const struct command commands[] = {
	{ "clock", clock_main },
	{ "busy", busy_main },
	{ "send", send_main },
	{ "fdb", fdb_main },
	{ "tcp", tcp_main },
	{ "rr", rr_main },
	{}
};

int main(int argc, char **argv)
{
	const struct command *c;
	int status = 2;

	for (c = commands; c->name; c++)
		if (argc > 1 && !strcmp(argv[1], c->name))
			status = c->run(argc - 2, argv + 2);
	if (status == 2)
		fprintf(stderr, "meter: wrong arguments\n");
	return status;
}
