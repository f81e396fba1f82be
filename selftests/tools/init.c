// SPDX-License-Identifier: GPL-2.0
/*
 * What the module does before there is a device:
 *
 *   newns          make a network namespace, which goes at once
 *   insmod FILE    load the module, and remove it
 *
 * There may be no memory for either.
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lab.h"

void init_newns(char **w, int n)
{
	int err = unshare(CLONE_NEWNET) ? errno : 0;

	(void)w;
	(void)n;
	if (err && err != ENOMEM)
		lab_fail("no namespace: %s", strerror(err));
	lab_enter("-");
}

void init_insmod(char **w, int n)
{
	int fd = open(w[0], O_RDONLY | O_CLOEXEC);
	int err = syscall(SYS_finit_module, fd, "", 0) ? errno : 0;

	(void)n;
	if (err && err != ENOMEM)
		lab_fail("%s: %s", w[0], strerror(err));
	if (!err && syscall(SYS_delete_module, "ovtun", 0))
		lab_fail("the module cannot be removed: %s", strerror(errno));
	close(fd);
}
