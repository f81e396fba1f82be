// SPDX-License-Identifier: GPL-2.0
/*
 * How many packet buffers are in use, when nothing is under way any more.
 *
 * What is queued is waited for: fragments that wait for others do so for a
 * second, see packets.sh. What the kernel keeps at hand for the next packet
 * would count as well, some 100 buffers, now more and now fewer. So we take
 * these ourselves while we count, if the kernel gives them to a process.
 */
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "buffers.h"

#define CACHE "skbuff_head_cache"
#define HELD 256	/* more than the kernel keeps for a processor */
#define QUIET_MS 3000
#define LIMIT_MS 60000
#define PAUSE_MS 200

/**
 * buffers_kept - how many may a processor keep that we cannot take?
 * Return: for all processors
 */
long buffers_kept(void)
{
	struct utsname name;

	if (!uname(&name) && atoi(name.release) >= 7)
		return 0;
	return 64 * sysconf(_SC_NPROCESSORS_ONLN);
}

/* Each byte that waits to be read is in a buffer of its own. */
static int hold(int fd[2])
{
	int room = 4 << 20, held = 0;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fd))
		return -1;
	setsockopt(fd[0], SOL_SOCKET, SO_SNDBUFFORCE, &room, sizeof(room));
	while (held < HELD && send(fd[0], "", 1, MSG_DONTWAIT) == 1)
		held++;
	return held;
}

/* Return: -1 if nobody knows */
static long count(const struct check *k)
{
	int fd[2], held;
	long n;

	check_drain(k);
	held = hold(fd);
	if (held < 0)
		return -1;
	n = counts_slab(CACHE);
	close(fd[0]);
	close(fd[1]);
	return n < 0 ? n : n - held;
}

/**
 * buffers_back_to - wait until no more buffers are in use than that
 * @k: the devices
 * @most: so many
 * Return: how many there are; more than @most, when it has become no fewer for
 * a while
 */
long buffers_back_to(const struct check *k, long most)
{
	long begin = now_ms(), since = begin, least = count(k), now;

	while (least > most && now_ms() - since < QUIET_MS &&
	       now_ms() - begin < LIMIT_MS) {
		usleep(PAUSE_MS * 1000);
		now = count(k);
		if (now < least) {
			least = now;
			since = now_ms();
		}
	}
	return least;
}

/**
 * buffers_in_use - wait until there are no fewer for a while
 * @k: the devices
 * Return: how many buffers are in use, -1 if nobody knows
 */
long buffers_in_use(const struct check *k)
{
	return buffers_back_to(k, -1);
}
