// SPDX-License-Identifier: GPL-2.0
/*
 * Fragments of IPv4 and IPv6, mostly in an order and of a kind that can be put
 * together; some are lost, come twice or overlap.
 */
#include <string.h>

#include "bytes.h"
#include "fragment.h"
#include "layout.h"

static void make(struct frame *part, const struct frame *f,
		 const struct layout *l, size_t from, size_t len, uint16_t id)
{
	size_t base = l->version == 4 ? l->l4 : l->ip + 40;
	bool more = base + from + len < f->len;
	uint8_t *h = part->data + l->ip;

	memcpy(part->data, f->data, base);
	part->len = base;
	if (l->version == 4) {
		put16(h + 4, id);
		put16(h + 6, from / 8 | (more ? 0x2000 : 0));
	} else {
		uint8_t *frag = part->data + base;

		memset(frag, 0, 8);
		frag[0] = h[6];
		h[6] = PROTO_FRAGMENT;
		put16(frag + 2, from | more);
		put32(frag + 4, id);
		part->len += 8;
	}
	memcpy(part->data + part->len, f->data + base + from, len);
	part->len += len;
	if (l->version == 4) {
		put16(h + 2, part->len - l->ip);
		put16(h + 10, 0);
		put16(h + 10, csum_fold(csum_add(0, h, l->l4 - l->ip)));
	} else {
		put16(h + 4, part->len - l->ip - 40);
	}
}

static void swap(struct fragments *parts, int i, int j)
{
	static struct frame other;

	other.len = parts->part[i].len;
	memcpy(other.data, parts->part[i].data, other.len);
	parts->part[i].len = parts->part[j].len;
	memcpy(parts->part[i].data, parts->part[j].data, parts->part[j].len);
	parts->part[j].len = other.len;
	memcpy(parts->part[j].data, other.data, other.len);
}

/**
 * fragment_cut - cut a packet into fragments
 * @c: decides where
 * @f: the packet, with an Ethernet header
 * @parts: receives them
 * Return: whether there are any
 */
bool fragment_cut(struct chance *c, const struct frame *f,
		  struct fragments *parts)
{
	size_t base, total, at = 0, len;
	uint16_t id = chance_next(c);
	struct layout l;

	parts->count = 0;
	if (!layout_find(f, 14, &l) || l.fragment || f->len > 8000)
		return false;
	base = l.version == 4 ? l.l4 : l.ip + 40;
	total = f->len - base;
	while (at < total && parts->count < FRAGMENTS_MAX) {
		len = 8 * (1 + chance_below(c, 1 + total / 16));
		if (len > total - at || parts->count == FRAGMENTS_MAX - 1)
			len = total - at;
		make(&parts->part[parts->count++], f, &l, at, len, id);
		at += len;
		if (chance_one_in(c, 32) && at >= 8)
			at -= 8;
	}
	if (parts->count > 1 && chance_one_in(c, 3))
		swap(parts, 0, chance_below(c, parts->count));
	if (parts->count && chance_one_in(c, 16))
		parts->count--;
	return parts->count > 0;
}
