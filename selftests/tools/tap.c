// SPDX-License-Identifier: GPL-2.0
/*
 * Devices whose other end is lab. What it sends is received in its context, not
 * in that of an interrupt, so that faults can be made there:
 *
 *   tap NAME NS DEV      make a tap device
 *   inject NAME FRAME    a frame comes in by it
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "frame.h"
#include "lab.h"

#define TAPS 4

static struct tap {
	char name[16];
	int fd;
} taps[TAPS];

static struct frame frame;

void tap_open(char **w, int n)
{
	struct ifreq ifr = { .ifr_flags = IFF_TAP | IFF_NO_PI };
	int i;

	(void)n;
	for (i = 0; i < TAPS && *taps[i].name; i++)
		;
	if (i == TAPS)
		return lab_fail("too many taps");
	lab_enter(w[1]);
	snprintf(taps[i].name, sizeof(taps[i].name), "%s", w[0]);
	snprintf(ifr.ifr_name, sizeof(ifr.ifr_name), "%s", w[2]);
	taps[i].fd = open("/dev/net/tun", O_RDWR | O_CLOEXEC | O_NONBLOCK);
	if (taps[i].fd < 0 || ioctl(taps[i].fd, TUNSETIFF, &ifr))
		lab_fail("%s: %s", w[2], strerror(errno));
}

/* The kernel may lack memory for it before it is received. */
void tap_inject(char **w, int n)
{
	int i;

	for (i = 0; i < TAPS && strcmp(taps[i].name, w[0]); i++)
		;
	if (i == TAPS || frame_build(&frame, w + 1, n - 1, CUT_NONE, NULL))
		return lab_fail("bad tap or frame");
	if (write(taps[i].fd, frame.data, frame.len) < 0 &&
	    errno != ENOMEM && errno != ENOBUFS)
		lab_fail("%s: %s", w[0], strerror(errno));
}
