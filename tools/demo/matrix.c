// SPDX-License-Identifier: GPL-2.0
/* Who reaches whom.
 *
 *	matrix [-w FILE NETNS DEV TEXT] NAME=ADDRESS ...
 *
 * NAME is a virtual machine's network namespace, HOST-TENANT, and ADDRESS the
 * address of its eth0.  Machines of two tenants may have the same address, so
 * an answer proves nothing about who gave it: each message carries the name of
 * the machine that sent it, and each machine is watched from inside.
 *
 * A pair of one tenant is connected when a unicast message arrived, its answer
 * came back, and a broadcast arrived; messages are repeated until then.  Pairs
 * of two tenants are separate when no frame with the one's name appeared on the
 * other's interface, promiscuous, by the time everybody's last broadcast (the
 * barrier), which took the same way after all the rest, has been received.
 *
 * -w writes the first frame on DEV in NETNS that contains TEXT to FILE.
 *
 * The exit status is 0 if all pairs are as they should be.
 */

#include <arpa/inet.h>
#include <err.h>
#include <linux/if_ether.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "capture.h"
#include "netns.h"

#define MAX_VMS		16
#define PORT		7007
#define REPEAT_MS	250
#define REACH_MS	30000
#define BARRIER_MS	10000
#define FRAME_MAX	65536

#define MAGIC		"ovtun demo: "
#define MESSAGE		MAGIC "%s from %s to %s"

struct vm {
	char *name;
	const char *tenant;
	struct in_addr addr;
};

/* What VM i (first index) sent and VM j (second index) saw. */
struct seen {
	bool probe[MAX_VMS][MAX_VMS];
	bool answer[MAX_VMS][MAX_VMS];
	bool broadcast[MAX_VMS][MAX_VMS];
	bool barrier[MAX_VMS][MAX_VMS];
	bool leak[MAX_VMS][MAX_VMS];
};

static struct vm vms[MAX_VMS];
static int nr_vms;
static struct seen seen;

/* UDP sockets, then interfaces, then the wire; negative entries are ignored. */
static struct pollfd fds[2 * MAX_VMS + 1];
#define UDP(i)		fds[i].fd
#define TAP(i)		fds[MAX_VMS + (i)].fd
#define WIRE		fds[2 * MAX_VMS].fd

static const char *wire_file, *wire_text;

static long now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static bool same_tenant(int i, int j)
{
	return !strcmp(vms[i].tenant, vms[j].tenant);
}

static int vm_find(const char *name)
{
	int i;

	for (i = 0; i < nr_vms; i++)
		if (!strcmp(vms[i].name, name))
			return i;
	return -1;
}

static void vm_add(char *arg)
{
	struct sockaddr_in any = {
		.sin_family = AF_INET,
		.sin_port = htons(PORT),
	};
	struct vm *vm = &vms[nr_vms];
	char *addr = strchr(arg, '=');
	int one = 1;
	int fd;

	if (nr_vms == MAX_VMS)
		errx(2, "more than %d machines", MAX_VMS);
	if (!addr || !inet_aton(addr + 1, &vm->addr))
		errx(2, "%s: not NAME=ADDRESS", arg);
	*addr = '\0';
	vm->name = arg;
	vm->tenant = strrchr(arg, '-');
	if (!vm->tenant)
		errx(2, "%s: not HOST-TENANT", arg);

	TAP(nr_vms) = capture_open(vm->name, "eth0", ETH_P_IP);
	fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0 ||
	    setsockopt(fd, SOL_SOCKET, SO_BROADCAST, &one, sizeof(one)) ||
	    bind(fd, (struct sockaddr *)&any, sizeof(any)))
		err(1, "UDP socket in %s", vm->name);
	UDP(nr_vms) = fd;
	nr_vms++;
}

/* A message that cannot be sent now is repeated like one that got lost. */
static void send_to(int i, const char *kind, const char *to,
		    struct in_addr addr)
{
	struct sockaddr_in dst = {
		.sin_family = AF_INET,
		.sin_port = htons(PORT),
		.sin_addr = addr,
	};
	char text[128];
	int len;

	len = snprintf(text, sizeof(text), MESSAGE, kind, vms[i].name, to);
	sendto(UDP(i), text, len, 0, (struct sockaddr *)&dst, sizeof(dst));
}

static void send_all(int i, const char *kind)
{
	struct in_addr addr = vms[i].addr;

	addr.s_addr |= htonl(0xff);
	send_to(i, kind, "all", addr);
}

/* A message has arrived in the UDP socket of VM @j. */
static void receive(int j, const char *text)
{
	char kind[16], from[16];
	int i;

	if (sscanf(text, MAGIC "%15s from %15s", kind, from) != 2)
		return;
	i = vm_find(from);
	if (i < 0)
		return;

	if (!strcmp(kind, "probe")) {
		seen.probe[i][j] = true;
		send_to(j, "answer", from, vms[i].addr);
	} else if (!strcmp(kind, "answer")) {
		seen.answer[j][i] = true;
	} else if (!strcmp(kind, "broadcast")) {
		seen.broadcast[i][j] = true;
	} else if (!strcmp(kind, "barrier")) {
		seen.barrier[i][j] = true;
	}
}

/* A frame has appeared on the interface of VM @j. */
static void inspect(int j, const char *frame, size_t len)
{
	const char *text = memmem(frame, len, MAGIC, strlen(MAGIC));
	char from[16];
	int i;

	if (!text || sscanf(text, MAGIC "%*s from %15s", from) != 1)
		return;
	i = vm_find(from);
	if (i >= 0 && !same_tenant(i, j))
		seen.leak[i][j] = true;
}

static void tap_wire(const char *frame, size_t len)
{
	if (!memmem(frame, len, wire_text, strlen(wire_text)))
		return;
	capture_save(wire_file, frame, len);
	close(WIRE);
	WIRE = -1;
}

/* Take in what arrives within @timeout milliseconds. */
static void listen_for(int timeout)
{
	static char buf[FRAME_MAX + 1];
	ssize_t len;
	size_t k;

	if (poll(fds, sizeof(fds) / sizeof(fds[0]), timeout) <= 0)
		return;
	for (k = 0; k < sizeof(fds) / sizeof(fds[0]); k++) {
		while (fds[k].fd >= 0) {
			len = recv(fds[k].fd, buf, FRAME_MAX, 0);
			if (len < 0)
				break;
			buf[len] = '\0';
			if (k < MAX_VMS)
				receive(k, buf);
			else if (k < 2 * MAX_VMS)
				inspect(k - MAX_VMS, buf, len);
			else
				tap_wire(buf, len);
		}
	}
}

static bool connected(int i, int j)
{
	return seen.probe[i][j] && seen.answer[i][j] && seen.broadcast[i][j];
}

/* Send what has not arrived yet, and say whether anything had to be sent. */
static bool send_missing(void)
{
	bool missing = WIRE >= 0;
	int i, j;

	for (i = 0; i < nr_vms; i++) {
		bool quiet = false;

		for (j = 0; j < nr_vms; j++) {
			if (i == j || !same_tenant(i, j) || connected(i, j))
				continue;
			send_to(i, "probe", vms[j].name, vms[j].addr);
			quiet |= !seen.broadcast[i][j];
			missing = true;
		}
		if (quiet)
			send_all(i, "broadcast");
	}
	return missing;
}

static bool send_barrier(void)
{
	bool missing = false;
	int i, j;

	for (i = 0; i < nr_vms; i++) {
		bool quiet = false;

		for (j = 0; j < nr_vms; j++)
			quiet |= i != j && same_tenant(i, j) &&
				 !seen.barrier[i][j];
		if (quiet)
			send_all(i, "barrier");
		missing |= quiet;
	}
	return missing;
}

/* Repeat @send until it has nothing more to send.  Returns false if that takes
 * longer than @limit milliseconds.
 */
static bool repeat(bool (*send)(void), long limit)
{
	long end = now_ms() + limit;

	while (send()) {
		long next = now_ms() + REPEAT_MS;
		long now;

		while ((now = now_ms()) < next)
			listen_for(next - now);
		if (now > end)
			return false;
	}
	return true;
}

/* Print the matrix and return whether it is as it should be. */
static bool report(bool barrier)
{
	int reach = 0, same = 0, leaks = 0, other = 0;
	int i, j;

	printf("    %-8s", "from\\to");
	for (j = 0; j < nr_vms; j++)
		printf("%-6s", vms[j].name);
	printf("\n");
	for (i = 0; i < nr_vms; i++) {
		printf("    %-8s", vms[i].name);
		for (j = 0; j < nr_vms; j++) {
			const char *cell;

			if (i == j) {
				cell = "self";
			} else if (same_tenant(i, j)) {
				same++;
				reach += connected(i, j);
				cell = connected(i, j) ? "yes" : "LOST";
			} else {
				other++;
				leaks += seen.leak[i][j];
				cell = seen.leak[i][j] ? "LEAK" :
				       barrier ? "no" : "?";
			}
			printf("%-6s", cell);
		}
		printf("\n");
	}
	printf("    same tenant: %d of %d pairs reach each other; "
	       "other tenant: %d of %d pairs%s\n", reach, same, leaks, other,
	       barrier ? "" : " (not certain: the last broadcast got lost)");
	if (WIRE >= 0)
		printf("    no frame with \"%s\" on the wire\n", wire_text);
	return reach == same && !leaks && barrier && WIRE < 0;
}

int main(int argc, char **argv)
{
	bool barrier;
	size_t k;
	int i = 1;

	for (k = 0; k < sizeof(fds) / sizeof(fds[0]); k++)
		fds[k] = (struct pollfd){ .fd = -1, .events = POLLIN };

	if (argc > 5 && !strcmp(argv[1], "-w")) {
		wire_file = argv[2];
		wire_text = argv[5];
		WIRE = capture_open(argv[3], argv[4], ETH_P_ALL);
		i = 6;
	}
	for (; i < argc; i++)
		vm_add(argv[i]);
	if (!nr_vms)
		errx(2, "usage: matrix [-w FILE NETNS DEV TEXT] NAME=ADDRESS ...");

	repeat(send_missing, REACH_MS);
	barrier = repeat(send_barrier, BARRIER_MS);
	return !report(barrier);
}
