// SPDX-License-Identifier: GPL-2.0
/*
 * A stream of frames that nothing may interrupt:
 *
 *   stream NS DEV NS2 DEV2 FRAME   the frame is sent by DEV again and again
 *   endstream [PERCENT]            until here; DEV2 has received all of them,
 *                                  or so many
 *
 * A child sends while the commands in between run.
 */
#include <errno.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "frame.h"
#include "lab.h"

#define PACE_MS 1
#define LEAST 50	/* fewer say nothing */

static struct frame frame;
static struct shared {
	atomic_long sent, failed;
	atomic_bool stop;
} *shared;
static char to_ns[128], to_dev[IFNAMSIZ];
static long before;
static pid_t child;

/**
 * stream_received - how many packets a device has received
 * @ns: its namespace
 * @dev: its name
 * Return: as many, or -1 if it is not there
 */
long stream_received(const char *ns, const char *dev)
{
	char line[512], name[IFNAMSIZ + 1];
	long packets, got = -1;
	FILE *f;

	lab_enter(ns);
	f = fopen("/proc/thread-self/net/dev", "r");
	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, " %15[^:]: %*s %ld", name, &packets) == 2 &&
		    !strcmp(name, dev))
			got = packets;
	if (f)
		fclose(f);
	return got;
}

static void send_all(int fd)
{
	while (!shared->stop) {
		if (send(fd, frame.data, frame.len, 0) == (ssize_t)frame.len)
			shared->sent++;
		else
			shared->failed++;
		poll(NULL, 0, PACE_MS);
	}
	_exit(0);
}

void stream_begin(char **w, int n)
{
	struct sockaddr_ll sll = { .sll_family = AF_PACKET };
	int fd;

	if (!shared)
		shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
			      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (frame_build(&frame, w + 4, n - 4, CUT_NONE, NULL))
		return lab_fail("bad frame");
	snprintf(to_ns, sizeof(to_ns), "%s", w[2]);
	snprintf(to_dev, sizeof(to_dev), "%s", w[3]);
	before = stream_received(to_ns, to_dev);
	lab_enter(w[0]);
	sll.sll_ifindex = if_nametoindex(w[1]);
	fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
	if (before < 0 || fd < 0 ||
	    bind(fd, (struct sockaddr *)&sll, sizeof(sll)))
		return lab_fail("no stream: %s", strerror(errno));
	shared->sent = 0;
	shared->failed = 0;
	shared->stop = false;
	fflush(stdout);
	child = fork();
	if (!child)
		send_all(fd);
	close(fd);
}

void stream_end(char **w, int n)
{
	long deadline = lab_deadline(), got, want;
	int percent = n ? atoi(w[0]) : 100;

	if (!child)
		return lab_fail("no stream");
	while (shared->sent < LEAST && lab_now_ms() < deadline)
		poll(NULL, 0, PACE_MS);
	shared->stop = true;
	waitpid(child, NULL, 0);
	child = 0;
	want = shared->sent * percent / 100;
	do {
		got = stream_received(to_ns, to_dev) - before;
		if (got >= want)
			break;
		poll(NULL, 0, 10);
	} while (lab_now_ms() < deadline);
	printf("# %ld sent, %ld received\n", shared->sent, got);
	if (shared->sent < LEAST)
		lab_fail("only %ld sent", shared->sent);
	if (shared->failed)
		lab_fail("%ld could not be sent", shared->failed);
	if (got < want)
		lab_fail("%ld sent, %ld received", shared->sent, got);
}
