// SPDX-License-Identifier: GPL-2.0
/*
 * Requests to netlink, in the words of ip, bridge and ovtunctl: the program
 * runs once, with record.c in front of its libraries, and what it has asked for
 * can be asked again, as often as wanted, at the cost of a system call.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/genetlink.h>
#include <linux/if.h>
#include <linux/neighbour.h>
#include <linux/ovtun.h>
#include <linux/rtnetlink.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lab.h"
#include "request.h"

#define BIT(n) (1ULL << (n))

struct part {
	uint32_t protocol, len;
};

/* What a report has that changes by itself, as bits of attributes */
static const struct {
	int protocol, type;	/* command, of generic netlink */
	uint64_t only, not;
} reports[] = {
	{ NETLINK_ROUTE, RTM_NEWLINK,
	  BIT(IFLA_IFNAME) | BIT(IFLA_MTU) | BIT(IFLA_ADDRESS) |
	  BIT(IFLA_BROADCAST) | BIT(IFLA_LINK) | BIT(IFLA_MASTER) |
	  BIT(IFLA_LINKINFO), 0 },
	{ NETLINK_ROUTE, RTM_NEWNEIGH, 0, BIT(NDA_CACHEINFO) },
	{ NETLINK_GENERIC, OVTUN_CMD_SEGMENT_GET, 0,
	  BIT(OVTUN_A_SEGMENT_COUNTERS) },
	{ NETLINK_GENERIC, OVTUN_CMD_PEER_GET, 0,
	  BIT(OVTUN_A_PEER_LAST_SEEN) | BIT(OVTUN_A_PEER_COUNTERS) },
	{ NETLINK_GENERIC, OVTUN_CMD_FDB_GET, 0,
	  BIT(OVTUN_A_FDB_AGE) | BIT(OVTUN_A_FDB_USED) },
	{ NETLINK_GENERIC, OVTUN_CMD_STATS_GET, 0,
	  BIT(OVTUN_A_STATS_COUNTERS) },
};

static char **environment(const char *record)
{
	static char preload[512], path[512], self[400];
	static char *env[256];
	ssize_t len = readlink("/proc/self/exe", self, sizeof(self) - 1);
	int i;

	self[len < 0 ? 0 : len] = 0;
	*(strrchr(self, '/') ?: self) = 0;
	snprintf(preload, sizeof(preload), "LD_PRELOAD=%s/record.so", self);
	snprintf(path, sizeof(path), "LAB_RECORD=%s", record);
	env[0] = preload;
	env[1] = path;
	for (i = 0; environ[i] && i < 253; i++)
		env[i + 2] = environ[i];
	env[i + 2] = NULL;
	return env;
}

static bool run(const char *ns, char **command, const char *record)
{
	posix_spawn_file_actions_t actions;
	int status = -1;
	pid_t pid;

	fflush(stdout);
	lab_enter(ns);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
	if (!posix_spawnp(&pid, command[0], &actions, NULL, command,
			  environment(record)))
		while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
			;
	posix_spawn_file_actions_destroy(&actions);
	return !status;
}

/* Programs ask for names and numbers before they do what they are to do. */
static int importance(const struct part *part, const struct nlmsghdr *h)
{
	if (part->protocol == NETLINK_GENERIC)
		return h->nlmsg_type == GENL_ID_CTRL ? 0 : 2;
	/* A RTM_NEWLINK without attributes asks if there are such requests. */
	if (h->nlmsg_type == RTM_GETNSID ||
	    (h->nlmsg_type == RTM_NEWLINK &&
	     h->nlmsg_len <= NLMSG_LENGTH(sizeof(struct ifinfomsg))))
		return 0;
	if (h->nlmsg_type == RTM_GETLINK)
		return (h->nlmsg_flags & NLM_F_DUMP) == NLM_F_DUMP;
	return 2;
}

/* The last one of those that matter most */
static void choose(struct request *r, FILE *f)
{
	struct nlmsghdr *h;
	struct part part;
	int best = 0;

	while (fread(&part, sizeof(part), 1, f) == 1) {
		h = calloc(1, part.len);
		if (!h || fread(h, part.len, 1, f) != 1) {
			free(h);
			break;
		}
		if (importance(&part, h) < best) {
			free(h);
			continue;
		}
		best = importance(&part, h);
		free(r->message);
		r->message = h;
		r->protocol = part.protocol;
	}
}

/**
 * request_record - run a program and keep what it asks netlink for
 * @r: receives it
 * @ns: the namespace to run it in
 * @command: the program, which must succeed
 * Return: whether it did
 */
bool request_record(struct request *r, const char *ns, char **command)
{
	char path[] = "/tmp/record-XXXXXX";
	int fd = mkstemp(path);
	FILE *f = fd < 0 ? NULL : fdopen(fd, "r");
	bool good = f && run(ns, command, path);

	if (!good)
		lab_fail("\"%s %s ...\" failed", command[0],
			 command[1] ?: "");
	snprintf(r->ns, sizeof(r->ns), "%s", ns);
	free(r->message);
	r->message = NULL;
	if (good)
		choose(r, f);
	if (good && !r->message)
		lab_fail("\"%s\" has sent no request", command[0]);
	if (r->message && (r->message->nlmsg_flags & NLM_F_DUMP) != NLM_F_DUMP)
		r->message->nlmsg_flags |= NLM_F_ACK;
	if (f)
		fclose(f);
	unlink(path);
	return r->message;
}

/* Return: a socket for the request */
int request_open(const struct request *r)
{
	int one = 1, fd;

	lab_enter(r->ns);
	fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, r->protocol);
	setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, &one, sizeof(one));
	setsockopt(fd, SOL_NETLINK, NETLINK_CAP_ACK, &one, sizeof(one));
	setsockopt(fd, SOL_NETLINK, NETLINK_GET_STRICT_CHK, &one, sizeof(one));
	return fd;
}

static uint64_t digest(uint64_t sum, const void *data, size_t len)
{
	const uint8_t *at = data;

	while (len--)
		sum = (sum ^ *at++) * 0x100000001b3ULL;
	return sum;
}

/* What is in front of the attributes, without what changes by itself */
static size_t digest_head(uint64_t *sum, int protocol,
			  const struct nlmsghdr *h)
{
	const struct ifinfomsg *info = NLMSG_DATA(h);
	unsigned int flags = info->ifi_flags & ~(IFF_RUNNING | IFF_LOWER_UP);

	if (protocol == NETLINK_GENERIC)
		return GENL_HDRLEN;
	if (h->nlmsg_type == RTM_NEWLINK) {
		*sum = digest(*sum, &info->ifi_index, sizeof(int));
		*sum = digest(*sum, &flags, sizeof(flags));
		return NLMSG_ALIGN(sizeof(*info));
	}
	if (h->nlmsg_type != RTM_NEWNEIGH)
		return 0;
	*sum = digest(*sum, info, sizeof(struct ndmsg));
	return NLMSG_ALIGN(sizeof(struct ndmsg));
}

/* @cmd: of a request of generic netlink, whose report it is */
static uint64_t digest_report(int protocol, int cmd, const struct nlmsghdr *h)
{
	uint64_t sum = 0xcbf29ce484222325ULL, only = 0, not = 0;
	int type = protocol == NETLINK_GENERIC ? cmd : h->nlmsg_type, left;
	size_t skip = digest_head(&sum, protocol, h), i;
	const struct rtattr *a = (void *)((char *)NLMSG_DATA(h) + skip);

	if (!skip)
		return digest(sum, NLMSG_DATA(h), NLMSG_PAYLOAD(h, 0));
	for (i = 0; i < sizeof(reports) / sizeof(reports[0]); i++) {
		if (reports[i].protocol != protocol || reports[i].type != type)
			continue;
		only = reports[i].only;
		not = reports[i].not;
	}
	left = NLMSG_PAYLOAD(h, skip);
	for (; RTA_OK(a, left); a = RTA_NEXT(a, left)) {
		uint64_t bit = BIT(a->rta_type & 63);

		if ((!only || only & bit) && !(not & bit))
			sum = digest(sum, a, a->rta_len);
	}
	return sum;
}

static void read_error(const struct nlmsghdr *h, struct answer *answer)
{
	const int *error = NLMSG_DATA(h);
	size_t skip = h->nlmsg_type == NLMSG_ERROR ? sizeof(struct nlmsgerr) :
						    sizeof(int);
	const struct rtattr *a = (void *)((char *)error + skip);
	int left = NLMSG_PAYLOAD(h, skip);

	answer->error = -*error;
	if (!(h->nlmsg_flags & NLM_F_ACK_TLVS))
		return;
	for (; RTA_OK(a, left); a = RTA_NEXT(a, left))
		if ((a->rta_type & NLA_TYPE_MASK) == NLMSGERR_ATTR_MSG)
			snprintf(answer->text, sizeof(answer->text), "%s",
				 (char *)RTA_DATA(a));
}

/**
 * request_send - ask, and read the whole answer
 * @r: the request
 * @fd: from request_open()
 * @answer: receives what has been answered
 *
 * Allocates nothing, as far as it is not the kernel that does. What is asked of
 * netlink is done when send() returns, so nothing is waited for.
 */
void request_send(const struct request *r, int fd, struct answer *answer)
{
	static uint8_t buffer[1 << 16];
	const struct genlmsghdr *genl = NLMSG_DATA(r->message);
	struct nlmsghdr *h;
	ssize_t left;

	memset(answer, 0, sizeof(*answer));
	if (send(fd, r->message, r->message->nlmsg_len, 0) < 0) {
		answer->error = errno;
		return;
	}
	answer->error = ANSWER_LOST;
	for (;;) {
		left = recv(fd, buffer, sizeof(buffer), MSG_DONTWAIT);
		if (left <= 0) {
			if (!left || (errno != ENOBUFS && errno != ENOMEM))
				answer->error = EPROTO;
			return;
		}
		h = (void *)buffer;
		for (; NLMSG_OK(h, left); h = NLMSG_NEXT(h, left)) {
			if (h->nlmsg_type == NLMSG_ERROR ||
			    h->nlmsg_type == NLMSG_DONE) {
				read_error(h, answer);
				return;
			}
			answer->digest += digest_report(r->protocol, genl->cmd,
							h);
		}
	}
}

void request_ask(const struct request *r, struct answer *answer)
{
	int fd = request_open(r);

	request_send(r, fd, answer);
	close(fd);
}
