/* SPDX-License-Identifier: GPL-2.0 */
/* Netlink messages: attributes with values of interest, faults, answers. */
#ifndef OVTUN_FUZZ_MESSAGE_H
#define OVTUN_FUZZ_MESSAGE_H

#include <linux/netlink.h>

#include "chance.h"

#define MESSAGE_MAX 8192

enum value {
	VALUE_FLAG,	/* nothing */
	VALUE_BOOL,	/* u8 */
	VALUE_U8,
	VALUE_U16,
	VALUE_PORT,	/* be16 */
	VALUE_RANGE,	/* two of them */
	VALUE_U32,	/* an identifier or a number */
	VALUE_SMALL,	/* u32, 0 or 1 */
	VALUE_MTU,
	VALUE_LINK,	/* u32, the index of a device */
	VALUE_NAME,
	VALUE_SEGMENT,	/* u32, one of few */
	VALUE_VSID,	/* u32, of NVGRE */
	VALUE_OWN4,	/* mostly of u0 */
	VALUE_OWN6,
	VALUE_PEER4,	/* mostly one of few */
	VALUE_PEER6,
	VALUE_IP4,
	VALUE_IP6,
	VALUE_MAC,
	VALUE_BITS,	/* 8 bytes */
};

/* An attribute that a request may have. */
struct choice {
	int number;
	enum value value;
};

struct message {
	union {
		struct nlmsghdr head;
		uint8_t bytes[MESSAGE_MAX];
	};
};

void message_begin(struct message *m, int type, int flags, const void *head,
		   size_t len);
struct nlattr *message_add(struct message *m, int number, const void *data,
			   size_t len);
void message_end(struct message *m, struct nlattr *nest);
void message_value(struct chance *c, struct message *m,
		   const struct choice *choice);
void message_some(struct chance *c, struct message *m,
		  const struct choice *choices, size_t n, size_t one_in);
void message_fault(struct chance *c, struct message *m, size_t head);
const struct nlattr *message_find(const void *from, size_t len, int number);
int message_open(int protocol);
bool message_send(int fd, const struct message *m, int *error,
		  struct message *answer);

#endif
