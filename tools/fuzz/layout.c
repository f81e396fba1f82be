// SPDX-License-Identifier: GPL-2.0
/*
 * The outer headers of a packet that may be damaged: they are found as far as
 * they can be, and given lengths and checksums that fit what is there, so that
 * a packet with a fault in one place is not dropped for another.
 */
#include <string.h>

#include "bytes.h"
#include "layout.h"

#define EXTENSIONS_MAX 8

static bool find4(const struct frame *f, struct layout *l)
{
	const uint8_t *h = f->data + l->ip;
	size_t head = (h[0] & 15) * 4;

	if (l->end - l->ip < 20 || head < 20 || l->end - l->ip < head)
		return false;
	l->proto = h[9];
	l->next = l->ip + 9;
	l->l4 = l->ip + head;
	l->fragment = get16(h + 6) & 0x3fff;
	return true;
}

/* Hop-by-hop, routing, fragment, destination options */
static bool is_extension(uint8_t proto)
{
	return proto == 0 || proto == 43 || proto == PROTO_FRAGMENT ||
	       proto == 60;
}

static bool find6(const struct frame *f, struct layout *l)
{
	int i;

	if (l->end - l->ip < 40)
		return false;
	l->next = l->ip + 6;
	l->l4 = l->ip + 40;
	l->fragment = false;
	for (i = 0; i < EXTENSIONS_MAX; i++) {
		const uint8_t *h = f->data + l->l4;

		l->proto = f->data[l->next];
		if (!is_extension(l->proto) || l->end - l->l4 < 8)
			break;
		l->fragment |= l->proto == PROTO_FRAGMENT;
		l->next = l->l4;
		l->l4 += l->proto == PROTO_FRAGMENT ? 8 : 8 + 8 * h[1];
		if (l->l4 > l->end)
			return false;
	}
	return true;
}

/**
 * layout_find - find the headers
 * @f: the packet
 * @ip: where its IP header should be
 * @l: receives where they are
 * Return: whether there is an IP packet
 */
bool layout_find(const struct frame *f, size_t ip, struct layout *l)
{
	memset(l, 0, sizeof(*l));
	l->ip = ip;
	l->end = f->len;
	if (f->len <= ip)
		return false;
	l->version = f->data[ip] >> 4;
	if (l->version == 4)
		return find4(f, l);
	return l->version == 6 && find6(f, l);
}

/* Make the lengths of IP and UDP those of the packet. */
void layout_lengths(struct frame *f, const struct layout *l)
{
	if (l->version == 4)
		put16(f->data + l->ip + 2, l->end - l->ip);
	else
		put16(f->data + l->ip + 4, l->end - l->ip - 40);
	if (l->proto == PROTO_UDP && l->end - l->l4 >= 8)
		put16(f->data + l->l4 + 4, l->end - l->l4);
}

static uint32_t pseudo_sum(const struct frame *f, const struct layout *l)
{
	const uint8_t *h = f->data + l->ip;
	uint32_t sum = l->proto + (l->end - l->l4);

	return l->version == 4 ? csum_add(sum, h + 12, 8) :
				 csum_add(sum, h + 8, 32);
}

static void put_checksum(struct frame *f, const struct layout *l, size_t at,
			 uint32_t sum)
{
	uint8_t *p = f->data + l->l4;
	uint16_t csum;

	put16(p + at, 0);
	csum = csum_fold(csum_add(sum, p, l->end - l->l4));
	put16(p + at, csum ? csum : 0xffff);
}

/* Make the checksums of IP and of what is in it good, where there are any. */
void layout_checksums(struct frame *f, const struct layout *l)
{
	size_t len = l->end - l->l4;
	uint8_t *h = f->data + l->ip;

	if (l->version == 4) {
		put16(h + 10, 0);
		put16(h + 10, csum_fold(csum_add(0, h, l->l4 - l->ip)));
	}
	if (l->fragment)
		return;
	if (l->proto == PROTO_UDP && len >= 8 && get16(f->data + l->l4 + 6))
		put_checksum(f, l, 6, pseudo_sum(f, l));
	else if (l->proto == PROTO_TCP && len >= 20)
		put_checksum(f, l, 16, pseudo_sum(f, l));
	else if (l->proto == PROTO_ICMP && len >= 8)
		put_checksum(f, l, 2, 0);
	else if (l->proto == PROTO_ICMPV6 && len >= 8)
		put_checksum(f, l, 2, pseudo_sum(f, l));
	else if (l->proto == PROTO_GRE && len >= 8 &&
		 f->data[l->l4] & 0x80)
		put_checksum(f, l, 4, 0);
}

/* Return: where the tunnel header begins, or what is like it */
size_t layout_payload(const struct layout *l)
{
	size_t at = l->l4 + (l->proto == PROTO_UDP ? 8 : 0);

	return at < l->end ? at : l->end;
}
