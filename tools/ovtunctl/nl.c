// SPDX-License-Identifier: GPL-2.0
/* One generic netlink socket, one request at a time. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "ovtunctl.h"

#define RECEIVE_BUFFER	(4 << 20)	/* of the monitor: bursts are long */

static struct mnl_socket *sock;
static uint16_t family_id;
static uint32_t group_id, sequence;
static char request[4096];
static char answers[1 << 18];

/* Where attributes of a refusal begin: a request that is repeated in it may be
 * cut down to its header.
 */
static size_t refusal_offset(const struct nlmsghdr *nlh)
{
	const struct nlmsgerr *err = mnl_nlmsg_get_payload(nlh);
	size_t offset = sizeof(*err);

	if (!(nlh->nlmsg_flags & NLM_F_CAPPED))
		offset += err->msg.nlmsg_len - sizeof(err->msg);
	return offset;
}

/* The kernel's sentence, from offset on, or what the error number means. It
 * may also have something to say when all went well.
 */
static void say(const struct nlmsghdr *nlh, size_t offset, int error)
{
	const struct nlattr *attr;
	const char *text = NULL;

	if (nlh->nlmsg_flags & NLM_F_ACK_TLVS &&
	    mnl_nlmsg_get_payload_len(nlh) > offset) {
		mnl_attr_for_each(attr, nlh, MNL_ALIGN(offset))
			if (mnl_attr_get_type(attr) == NLMSGERR_ATTR_MSG &&
			    mnl_attr_validate(attr, MNL_TYPE_NUL_STRING) >= 0)
				text = mnl_attr_get_str(attr);
	}
	if (error)
		complain("%s", text ? text : strerror(error));
	else if (text)
		complain("warning: %s", text);
}

/* NLMSG_ERROR and NLMSG_DONE; the error number, 0: it went well */
static int concluded(const struct nlmsghdr *nlh, bool quiet)
{
	const struct nlmsgerr *err = mnl_nlmsg_get_payload(nlh);
	size_t offset = sizeof(int);
	int error = 0;

	/* Both begin with the error number. */
	if (mnl_nlmsg_get_payload_len(nlh) >= sizeof(int))
		error = -err->error;
	if (quiet)
		return error;
	if (nlh->nlmsg_type == NLMSG_ERROR &&
	    mnl_nlmsg_get_payload_len(nlh) >= sizeof(*err))
		offset = refusal_offset(nlh);
	say(nlh, offset, error);
	return error;
}

/* What has come in answers; -1: more has to come; otherwise an error number */
static int take(ssize_t len, uint32_t seq, nl_answer_t answer, bool quiet)
{
	const struct nlmsghdr *nlh = (const void *)answers;
	static bool interrupted;
	int left = len, error;

	for (; mnl_nlmsg_ok(nlh, left); nlh = mnl_nlmsg_next(nlh, &left)) {
		/* What is left of a request that was given up */
		if (seq && nlh->nlmsg_seq != seq)
			continue;
		interrupted |= nlh->nlmsg_flags & NLM_F_DUMP_INTR;
		if (nlh->nlmsg_type == NLMSG_ERROR ||
		    nlh->nlmsg_type == NLMSG_DONE) {
			error = concluded(nlh, quiet);
			if (interrupted)
				complain("something has changed meanwhile: the list may be incomplete");
			interrupted = false;
			return error;
		}
		if (answer && nlh->nlmsg_type >= NLMSG_MIN_TYPE &&
		    mnl_nlmsg_get_payload_len(nlh) >= sizeof(struct genlmsghdr))
			answer(nlh);
	}
	return -1;
}

/* Sends a request and takes its answers; an error number, 0: it went well */
static int exchange(struct nlmsghdr *nlh, nl_answer_t answer, bool quiet)
{
	int result = -1;

	nlh->nlmsg_seq = ++sequence;
	if (mnl_socket_sendto(sock, nlh, nlh->nlmsg_len) < 0)
		result = errno;
	while (result < 0) {
		ssize_t len = mnl_socket_recvfrom(sock, answers,
						  sizeof(answers));

		if (len >= 0)
			result = take(len, sequence, answer, quiet);
		else if (errno != EINTR)
			break;
	}
	if (result < 0) {
		result = errno;
		complain("cannot receive from the kernel: %s", strerror(errno));
	}
	return result;
}

static void *start(uint16_t type, uint8_t cmd, uint8_t version, uint16_t flags)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(request);
	struct genlmsghdr *genl;

	nlh->nlmsg_type = type;
	nlh->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | flags;
	genl = mnl_nlmsg_put_extra_header(nlh, sizeof(*genl));
	genl->cmd = cmd;
	genl->version = version;
	return nlh;
}

static void take_group(const struct nlattr *groups)
{
	const struct nlattr *group, *attr;

	mnl_attr_for_each_nested(group, groups) {
		const char *name = "";
		uint32_t id = 0;

		mnl_attr_for_each_nested(attr, group) {
			if (mnl_attr_get_type(attr) == CTRL_ATTR_MCAST_GRP_NAME)
				name = mnl_attr_get_str(attr);
			if (mnl_attr_get_type(attr) == CTRL_ATTR_MCAST_GRP_ID)
				id = mnl_attr_get_u32(attr);
		}
		if (!strcmp(name, OVTUN_MCGRP_MONITOR))
			group_id = id;
	}
}

static void take_family(const struct nlmsghdr *nlh)
{
	const struct nlattr *attr;

	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr)) {
		if (mnl_attr_get_type(attr) == CTRL_ATTR_FAMILY_ID)
			family_id = mnl_attr_get_u16(attr);
		if (mnl_attr_get_type(attr) == CTRL_ATTR_MCAST_GROUPS)
			take_group(attr);
	}
}

/* The socket and the number of the family, once; false: complained */
static bool ready(void)
{
	struct nlmsghdr *nlh;
	int on = 1, error;

	if (family_id)
		return true;
	if (!sock)
		sock = mnl_socket_open(NETLINK_GENERIC);
	if (!sock || mnl_socket_bind(sock, 0, MNL_SOCKET_AUTOPID)) {
		complain("cannot open a netlink socket: %s", strerror(errno));
		return false;
	}
	/* Without these there are fewer sentences, and no check of filters. */
	mnl_socket_setsockopt(sock, NETLINK_EXT_ACK, &on, sizeof(on));
	mnl_socket_setsockopt(sock, NETLINK_CAP_ACK, &on, sizeof(on));
	mnl_socket_setsockopt(sock, NETLINK_GET_STRICT_CHK, &on, sizeof(on));
	sequence = time(NULL);
	nlh = start(GENL_ID_CTRL, CTRL_CMD_GETFAMILY, 1, 0);
	mnl_attr_put_strz(nlh, CTRL_ATTR_FAMILY_NAME, OVTUN_FAMILY_NAME);
	error = exchange(nlh, take_family, true);
	if (!error && family_id)
		return true;
	if (error && error != ENOENT)
		complain("cannot find the netlink family of ovtun: %s",
			 strerror(error));
	else
		complain("the kernel has no netlink family 'ovtun': the module ovtun is not loaded, or too old for ovtunctl");
	mnl_socket_close(sock);
	sock = NULL;
	return false;
}

/* A request to add attributes to; NULL: complained */
struct nlmsghdr *nl_start(uint8_t cmd, uint16_t flags)
{
	if (!ready())
		return NULL;
	return start(family_id, cmd, OVTUN_FAMILY_VERSION, flags);
}

int nl_run(struct nlmsghdr *nlh, nl_answer_t answer)
{
	return exchange(nlh, answer, false) ? FAILED : DONE;
}

/* Notifications, until something is wrong */
int nl_monitor(nl_answer_t answer)
{
	int size = RECEIVE_BUFFER;

	if (!ready())
		return FAILED;
	/* FORCE needs a privilege; without it the other one is tried. */
	if (setsockopt(mnl_socket_get_fd(sock), SOL_SOCKET, SO_RCVBUFFORCE,
		       &size, sizeof(size)))
		setsockopt(mnl_socket_get_fd(sock), SOL_SOCKET, SO_RCVBUF,
			   &size, sizeof(size));
	if (mnl_socket_setsockopt(sock, NETLINK_ADD_MEMBERSHIP, &group_id,
				  sizeof(group_id))) {
		complain("cannot join the group '%s': %s", OVTUN_MCGRP_MONITOR,
			 strerror(errno));
		return FAILED;
	}
	for (;;) {
		ssize_t len = mnl_socket_recvfrom(sock, answers,
						  sizeof(answers));

		if (len >= 0) {
			take(len, 0, answer, false);
			fflush(stdout);
		} else if (errno == ENOBUFS) {
			complain("messages were lost: they come too fast");
		} else if (errno != EINTR) {
			complain("cannot receive from the kernel: %s",
				 strerror(errno));
			return FAILED;
		}
		if (ferror(stdout))
			return FAILED;
	}
}
