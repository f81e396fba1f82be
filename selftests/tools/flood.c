// SPDX-License-Identifier: GPL-2.0
/*
 * Frames in bulk while other commands run, whatever becomes of them:
 *
 *   flood NS DEV FRAME       DEV sends as fast as it can
 *   trickle NS DEV FRAME     likewise, with pauses that leave others their time
 *   flows NS DEV N           until DEV has received N packets more
 *   endflood                 all of them stop; each has sent something
 *
 * There may be several at a time. DEV may go and come again under its name.
 * With "#" the frame has 4096 versions, see vary.c. A child each sends, on
 * another processor than lab if there is one.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "frame.h"
#include "lab.h"

#define FLOODS 8
#define VERSIONS 4096
#define BURST 16	/* frames that one system call sends */
#define GENTLE_BURST 4
#define PAUSE_MS 10

static struct flood {
	pid_t child;
	char dev[IFNAMSIZ];
	bool gentle;
	struct shared {
		atomic_long sent;
		atomic_bool stop;
	} *shared;
} floods[FLOODS];
static struct iovec iov[VERSIONS];
static struct mmsghdr msgs[VERSIONS];
static struct sockaddr_ll to;
static struct frame frame;

/* Return: how many frames there are, the same ones again if they do not vary */
static int build(char **w, int n)
{
	bool vary = vary_wanted(w, n);
	int i, count = vary ? VERSIONS : BURST;

	for (i = 0; i < count; i++) {
		if (frame_build(&frame, vary ? vary_words(w, n, i) : w, n,
				CUT_NONE, NULL))
			return 0;
		iov[i].iov_base = malloc(frame.len);
		iov[i].iov_len = frame.len;
		memcpy(iov[i].iov_base, frame.data, frame.len);
		msgs[i].msg_hdr = (struct msghdr) {
			.msg_iov = &iov[i],
			.msg_iovlen = 1,
			.msg_name = &to,
			.msg_namelen = sizeof(to),
		};
	}
	to.sll_family = AF_PACKET;
	to.sll_protocol = htons(frame.data[0] >> 4 == 6 ? 0x86dd : 0x0800);
	if (!strcmp(w[0], "eth"))
		memcpy(&to.sll_protocol, frame.data + 12, 2);
	return count;
}

static void leave_processor(void)
{
	int next = (sched_getcpu() + 1) % sysconf(_SC_NPROCESSORS_ONLN);
	cpu_set_t cpu;

	CPU_ZERO(&cpu);
	CPU_SET(next, &cpu);
	sched_setaffinity(0, sizeof(cpu), &cpu);
}

static void send_all(const struct flood *f, int fd, int count)
{
	int burst = f->gentle ? GENTLE_BURST : BURST;
	int at, got;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	leave_processor();
	for (at = 0; !f->shared->stop; at = (at + burst) % count) {
		to.sll_ifindex = if_nametoindex(f->dev);
		got = to.sll_ifindex ? sendmmsg(fd, msgs + at, burst, 0) : 0;
		if (got > 0)
			f->shared->sent += got;
		if (got <= 0 || f->gentle)
			poll(NULL, 0, PAUSE_MS);
	}
	_exit(0);
}

static void begin(char **w, int n, bool gentle)
{
	struct flood *f = floods;
	int fd, count;

	while (f < floods + FLOODS && f->child)
		f++;
	if (f == floods + FLOODS)
		return lab_fail("too many floods");
	count = build(w + 2, n - 2);
	if (!count)
		return lab_fail("bad frame");
	if (!f->shared)
		f->shared = mmap(NULL, sizeof(*f->shared),
				 PROT_READ | PROT_WRITE,
				 MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	f->shared->sent = 0;
	f->shared->stop = false;
	f->gentle = gentle;
	snprintf(f->dev, sizeof(f->dev), "%s", w[1]);
	lab_enter(w[0]);
	fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return lab_fail("no flood: %s", strerror(errno));
	fflush(stdout);
	f->child = fork();
	if (!f->child)
		send_all(f, fd, count);
	close(fd);
	while (count--)
		free(iov[count].iov_base);
}

void flood_begin(char **w, int n)
{
	begin(w, n, false);
}

void flood_trickle(char **w, int n)
{
	begin(w, n, true);
}

void flood_flows(char **w, int n)
{
	long want = atol(w[2]), deadline = lab_deadline();
	long before = stream_received(w[0], w[1]), got, most = 0;

	(void)n;
	for (;;) {
		got = stream_received(w[0], w[1]) - before;
		if (got >= want)
			return;
		/* As long as they come it is the machine that is slow. */
		if (got > most)
			deadline = lab_deadline();
		most = got > most ? got : most;
		if (lab_now_ms() > deadline)
			break;
		poll(NULL, 0, 1);
	}
	lab_fail("only %ld packets came to %s", got, w[1]);
}

void flood_end(char **w, int n)
{
	struct flood *f;

	for (f = floods; f < floods + FLOODS; f++)
		if (f->child)
			f->shared->stop = true;
	for (f = floods; f < floods + FLOODS; f++) {
		if (!f->child)
			continue;
		waitpid(f->child, NULL, 0);
		f->child = 0;
		printf("# %ld sent by %s\n", f->shared->sent, f->dev);
		if (!f->shared->sent)
			lab_fail("%s has sent nothing", f->dev);
	}
}
