// SPDX-License-Identifier: GPL-2.0
/*
 * Values come from small sets, so that requests meet what earlier ones have
 * made, and sometimes from nowhere.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "message.h"

#define PATIENCE_S 60
#define FAULT_ATTRIBUTES 64

static const uint32_t numbers[] = { 0, 1, 2, 5, 7, 11, 21, 25, 41, 44, 51, 64,
				    100, 4095, 4096, 16777214, 16777215,
				    16777216, 0x7fffffff, 0xffffffff };
static const uint16_t ports[] = { 0, 1, 4754, 4755, 4789, 4790, 5000, 5001,
				  65535 };
static const char * const ip4[] = { "0.0.0.0", "192.0.2.1", "192.0.2.2",
				    "192.0.2.2", "192.0.2.3", "192.0.2.4",
				    "192.0.2.5", "192.0.2.6", "192.0.2.7",
				    "127.0.0.1", "239.1.1.1", "239.1.1.2",
				    "224.0.0.1", "255.255.255.255",
				    "198.51.100.1" };
static const char * const ip6[] = { "::", "2001:db8::1", "2001:db8::2",
				    "2001:db8::2", "2001:db8::3", "::1",
				    "fe80::1", "ff0e::1", "ff02::1",
				    "::ffff:192.0.2.2" };
static const uint8_t last_bytes[] = { 0, 1, 2, 3, 0xff };

void message_begin(struct message *m, int type, int flags, const void *head,
		   size_t len)
{
	memset(m, 0, sizeof(*m));
	m->head.nlmsg_len = NLMSG_LENGTH(len);
	m->head.nlmsg_type = type;
	m->head.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | flags;
	memcpy(NLMSG_DATA(&m->head), head, len);
}

/* Return: the attribute, which may become a nest of those that follow */
struct nlattr *message_add(struct message *m, int number, const void *data,
			   size_t len)
{
	size_t at = NLMSG_ALIGN(m->head.nlmsg_len);
	struct nlattr *a = (void *)(m->bytes + at);

	if (at + NLA_HDRLEN + NLA_ALIGN(len) > MESSAGE_MAX)
		return a;
	a->nla_type = number;
	a->nla_len = NLA_HDRLEN + len;
	if (len)
		memcpy(a + 1, data, len);
	m->head.nlmsg_len = at + NLA_ALIGN(a->nla_len);
	return a;
}

void message_end(struct message *m, struct nlattr *nest)
{
	nest->nla_len = m->bytes + m->head.nlmsg_len - (uint8_t *)nest;
}

static uint32_t number(struct chance *c)
{
	return chance_one_in(c, 16) ? chance_next(c) :
				      numbers[chance_below(c, COUNT(numbers))];
}

static uint16_t port(struct chance *c)
{
	return htons(chance_one_in(c, 16) ? chance_next(c) :
		     ports[chance_below(c, COUNT(ports))]);
}

static void add_address(struct chance *c, struct message *m,
			const struct choice *choice)
{
	enum value v = choice->value;
	bool six = v == VALUE_IP6 || v == VALUE_OWN6 || v == VALUE_PEER6;
	bool own = v == VALUE_OWN4 || v == VALUE_OWN6;
	bool peer = v == VALUE_PEER4 || v == VALUE_PEER6;
	size_t i = chance_below(c, six ? COUNT(ip6) : COUNT(ip4));
	uint8_t addr[16];

	/* The second is that of the device. */
	if (own && !chance_one_in(c, 8))
		i = 1;
	/* What is deleted has to be what was added. */
	if (peer && !chance_one_in(c, 4))
		i = 3 + chance_below(c, 2);
	if (six)
		inet_pton(AF_INET6, ip6[i], addr);
	else
		inet_pton(AF_INET, ip4[i], addr);
	message_add(m, choice->number, addr, six ? 16 : 4);
}

static void add_mac(struct chance *c, struct message *m, int number)
{
	uint8_t mac[6] = { 0, 0, 0, 0, 0,
			   last_bytes[chance_below(c, COUNT(last_bytes))] };

	/* All zero is the list of those who get what has no other entry. */
	if (!chance_one_in(c, 3))
		mac[0] = chance_one_in(c, 4) ? 1 : 2;
	message_add(m, number, mac, sizeof(mac));
}

static void add_name(struct chance *c, struct message *m, int number)
{
	char name[IFNAMSIZ];

	snprintf(name, sizeof(name), "f%zu", chance_below(c, 8));
	message_add(m, number, name, strlen(name) + 1);
}

/**
 * message_value - add an attribute with some value
 * @c: decides
 * @m: the message
 * @choice: which
 */
void message_value(struct chance *c, struct message *m,
		   const struct choice *choice)
{
	uint32_t n = number(c);
	uint16_t p[2] = { port(c), port(c) };
	uint64_t bits = chance_next(c) & chance_next(c);
	uint8_t byte = chance_below(c, chance_one_in(c, 8) ? 256 : 4);

	switch (choice->value) {
	case VALUE_FLAG:
		message_add(m, choice->number, NULL, 0);
		break;
	case VALUE_BOOL:
		byte = chance_one_in(c, 16) ? 2 : byte & 1;
		message_add(m, choice->number, &byte, 1);
		break;
	case VALUE_U8:
		message_add(m, choice->number, &byte, 1);
		break;
	case VALUE_U16:
		p[0] = number(c);
		message_add(m, choice->number, p, 2);
		break;
	case VALUE_PORT:
		message_add(m, choice->number, p, 2);
		break;
	case VALUE_RANGE:
		message_add(m, choice->number, p, 4);
		break;
	case VALUE_U32:
		message_add(m, choice->number, &n, 4);
		break;
	case VALUE_SMALL:
		n = chance_below(c, chance_one_in(c, 8) ? 4 : 2);
		message_add(m, choice->number, &n, 4);
		break;
	case VALUE_MTU:
		n = chance_one_in(c, 4) ? n : 68 + chance_below(c, 9000);
		message_add(m, choice->number, &n, 4);
		break;
	case VALUE_LINK:
		n = chance_one_in(c, 3) ? chance_below(c, 40) :
					  if_nametoindex("u0");
		message_add(m, choice->number, &n, 4);
		break;
	case VALUE_NAME:
		add_name(c, m, choice->number);
		break;
	case VALUE_SEGMENT:
		n = chance_one_in(c, 8) ? n : 1 + chance_below(c, 6);
		message_add(m, choice->number, &n, 4);
		break;
	case VALUE_VSID:
		n = chance_one_in(c, 8) ? n : 4096 + chance_below(c, 4);
		message_add(m, choice->number, &n, 4);
		break;
	case VALUE_OWN4:
	case VALUE_OWN6:
	case VALUE_PEER4:
	case VALUE_PEER6:
	case VALUE_IP4:
	case VALUE_IP6:
		add_address(c, m, choice);
		break;
	case VALUE_MAC:
		add_mac(c, m, choice->number);
		break;
	case VALUE_BITS:
		message_add(m, choice->number, &bits, 8);
		break;
	}
}

/* Add some of the attributes that there are, each once in @one_in times. */
void message_some(struct chance *c, struct message *m,
		  const struct choice *choices, size_t n, size_t one_in)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (chance_one_in(c, one_in))
			message_value(c, m, &choices[i]);
}

/* All attributes, also those in nests, as far as it looks like nests. */
static size_t collect(struct nlattr **found, size_t n, uint8_t *from,
		      uint8_t *end)
{
	while (end - from >= NLA_HDRLEN && n < FAULT_ATTRIBUTES) {
		struct nlattr *a = (void *)from;

		if (a->nla_len < NLA_HDRLEN || a->nla_len > end - from)
			break;
		found[n++] = a;
		n = collect(found, n, from + NLA_HDRLEN, from + a->nla_len);
		from += NLA_ALIGN(a->nla_len);
	}
	return n;
}

/**
 * message_fault - damage a message, in its structure or in a value
 * @c: decides
 * @m: the message
 * @head: length of the header in front of the attributes
 */
void message_fault(struct chance *c, struct message *m, size_t head)
{
	struct nlattr *found[FAULT_ATTRIBUTES], *a;
	uint8_t *from = (uint8_t *)NLMSG_DATA(&m->head) + NLMSG_ALIGN(head);
	uint8_t *end = m->bytes + m->head.nlmsg_len;
	size_t n = from < end ? collect(found, 0, from, end) : 0, len;

	if (!n)
		return;
	a = found[chance_below(c, n)];
	len = NLA_ALIGN(a->nla_len);
	switch (chance_below(c, 8)) {
	case 0:
		a->nla_len = chance_below(c, 2 * len + 8);
		break;
	case 1:
		a->nla_type ^= 1 << chance_below(c, 16);
		break;
	case 2:
		a->nla_type = chance_below(c, 64);
		break;
	case 3:
		if (a->nla_len > NLA_HDRLEN)
			((uint8_t *)(a + 1))[chance_below(c, len - 4)] ^=
				1 << chance_below(c, 8);
		break;
	case 4:
		/* Once more, at the end */
		message_add(m, a->nla_type, a + 1, a->nla_len - NLA_HDRLEN);
		break;
	case 5:
		memset(a + 1, chance_one_in(c, 2) ? 0xff : 0, len - 4);
		break;
	case 6:
		m->head.nlmsg_len -= chance_below(c, end - from);
		break;
	default:
		from[-1 - (int)chance_below(c, NLMSG_ALIGN(head))] ^=
			1 << chance_below(c, 8);
	}
}

/* Return: the first attribute with this number, or NULL */
const struct nlattr *message_find(const void *from, size_t len, int number)
{
	const uint8_t *at = from, *end = at + len;

	while (end - at >= NLA_HDRLEN) {
		const struct nlattr *a = (const void *)at;

		if (a->nla_len < NLA_HDRLEN || a->nla_len > end - at)
			break;
		if ((a->nla_type & NLA_TYPE_MASK) == number)
			return a;
		at += NLA_ALIGN(a->nla_len);
	}
	return NULL;
}

/* Return: a socket in the present namespace */
int message_open(int protocol)
{
	struct timeval patience = { .tv_sec = PATIENCE_S };
	int one = 1, fd;

	fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol);
	setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, &one, sizeof(one));
	setsockopt(fd, SOL_NETLINK, NETLINK_CAP_ACK, &one, sizeof(one));
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	return fd;
}

/**
 * message_send - send a request and read the answer
 * @fd: the socket
 * @m: the request
 * @error: receives 0 or an error number
 * @answer: receives the first message that is no acknowledgment, may be NULL
 * Return: whether there was an answer
 */
bool message_send(int fd, const struct message *m, int *error,
		  struct message *answer)
{
	static uint8_t buffer[1 << 16];
	struct nlmsghdr *head;
	ssize_t left;

	*error = 0;
	if (answer)
		answer->head.nlmsg_len = 0;
	if (send(fd, m, m->head.nlmsg_len, 0) < 0) {
		*error = errno;
		return true;
	}
	for (;;) {
		left = recv(fd, buffer, sizeof(buffer), 0);
		if (left <= 0)
			return false;
		head = (void *)buffer;
		for (; NLMSG_OK(head, left); head = NLMSG_NEXT(head, left)) {
			if (head->nlmsg_type == NLMSG_ERROR ||
			    head->nlmsg_type == NLMSG_DONE) {
				*error = -*(int *)NLMSG_DATA(head);
				return true;
			}
			if (answer && !answer->head.nlmsg_len &&
			    head->nlmsg_len <= MESSAGE_MAX)
				memcpy(answer, head, head->nlmsg_len);
		}
	}
}
