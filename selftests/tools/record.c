// SPDX-License-Identifier: GPL-2.0
/*
 * For LD_PRELOAD: what a program sends to netlink is appended to the file
 * $LAB_RECORD, each request after its protocol and its length (request.c).
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static int option(int fd, int name)
{
	socklen_t len = sizeof(int);
	int value = -1;

	getsockopt(fd, SOL_SOCKET, name, &value, &len);
	return value;
}

static void record(int fd, const struct iovec *iov, size_t n)
{
	const char *path = getenv("LAB_RECORD");
	uint32_t head[2] = { 0, 0 };
	size_t i;
	int to;

	if (!path || option(fd, SO_DOMAIN) != AF_NETLINK)
		return;
	head[0] = option(fd, SO_PROTOCOL);
	for (i = 0; i < n; i++)
		head[1] += iov[i].iov_len;
	to = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
	if (to < 0 || write(to, head, sizeof(head)) < 0 ||
	    writev(to, iov, n) < 0)
		_exit(125);
	close(to);
}

ssize_t sendmsg(int fd, const struct msghdr *msg, int flags)
{
	record(fd, msg->msg_iov, msg->msg_iovlen);
	return syscall(SYS_sendmsg, fd, msg, flags);
}

ssize_t sendto(int fd, const void *data, size_t len, int flags,
	       const struct sockaddr *to, socklen_t to_len)
{
	struct iovec iov = { (void *)data, len };

	record(fd, &iov, 1);
	return syscall(SYS_sendto, fd, data, len, flags, to, to_len);
}

ssize_t send(int fd, const void *data, size_t len, int flags)
{
	return sendto(fd, data, len, flags, NULL, 0);
}
