/* SPDX-License-Identifier: GPL-2.0 */
/* Requests to netlink that a program has sent once, and can be sent again. */
#ifndef OVTUN_SELFTEST_REQUEST_H
#define OVTUN_SELFTEST_REQUEST_H

#include <linux/netlink.h>
#include <stdbool.h>
#include <stdint.h>

/* No answer has come, and the socket says so. */
#define ANSWER_LOST (-1)

struct request {
	char name[32];
	char ns[64];
	int protocol;
	struct nlmsghdr *message;
};

/**
 * struct answer - what has become of a request
 * @error: 0, an error number, or ANSWER_LOST
 * @digest: of what has been reported, the same in any order
 * @text: the kernel's sentence
 */
struct answer {
	int error;
	uint64_t digest;
	char text[256];
};

bool request_record(struct request *r, const char *ns, char **command);
int request_open(const struct request *r);
void request_send(const struct request *r, int fd, struct answer *answer);
void request_ask(const struct request *r, struct answer *answer);

#endif
