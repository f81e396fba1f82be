// SPDX-License-Identifier: GPL-2.0
/*
 * Each packet gets none to four faults, of single bits, bytes and words, of
 * its length, and of its structure: headers that are repeated, inserted or of
 * another packet. Lengths and checksums around them are mostly made good.
 */
#include <string.h>

#include "bytes.h"
#include "layout.h"
#include "mutate.h"

#define FAULTS_MAX 4
#define GROWN_MAX 9000	/* what the underlay carries */
#define HEADERS 128	/* bytes in which most headers are */

struct target {
	struct frame *f;
	size_t from;	/* nothing in front of it changes */
	size_t ip;
	const struct seeds *seeds;
};

/* A place, more often among the headers. */
static size_t place(struct chance *c, const struct target *t)
{
	size_t room = t->f->len - t->from;

	if (room > HEADERS && !chance_one_in(c, 8))
		room = HEADERS;
	return t->from + chance_below(c, room);
}

static void flip_bits(struct chance *c, struct target *t)
{
	size_t n = 1 + chance_below(c, 4);

	while (n--)
		t->f->data[place(c, t)] ^= 1 << chance_below(c, 8);
}

static void set_byte(struct chance *c, struct target *t)
{
	static const uint8_t odd[] = { 0, 1, 2, 4, 6, 17, 41, 43, 44, 47, 50,
				       51, 58, 59, 60, 0x0f, 0x40, 0x44, 0x45,
				       0x46, 0x4f, 0x60, 0x7f, 0x80, 0xfe,
				       0xff };
	uint8_t value = odd[chance_below(c, COUNT(odd))];

	if (chance_one_in(c, 4))
		value = chance_next(c);
	t->f->data[place(c, t)] = value;
}

static void set_word(struct chance *c, struct target *t)
{
	static const uint16_t odd[] = { 0, 1, 7, 8, 19, 20, 39, 40, 0x7fff,
					0x8000, 0xfffe, 0xffff, 0x0800, 0x0806,
					0x6558, 0x8100, 0x86dd, 0x88a8, 0x8847,
					0x2000, 0x3000, 0xa000, 0xb000, 4754,
					4789, 4790, 4791 };
	size_t at = place(c, t);

	/* Fields are at even offsets in IP, and so behind Ethernet. */
	at -= at > t->from && at % 2;
	if (at + 2 <= t->f->len)
		put16(t->f->data + at, odd[chance_below(c, COUNT(odd))]);
}

static void cut(struct chance *c, struct target *t)
{
	t->f->len = place(c, t);
}

static void remove_bytes(struct chance *c, struct target *t)
{
	size_t at = place(c, t), n = 1 + chance_below(c, 16);

	if (n >= t->f->len - at)
		return;
	memmove(t->f->data + at, t->f->data + at + n, t->f->len - at - n);
	t->f->len -= n;
}

static void make_room(struct frame *f, size_t at, size_t n)
{
	memmove(f->data + at + n, f->data + at, f->len - at);
	f->len += n;
}

static void repeat_bytes(struct chance *c, struct target *t)
{
	size_t at = place(c, t), n = 1 + chance_below(c, 64);

	if (n > t->f->len - at || t->f->len + n > GROWN_MAX)
		return;
	make_room(t->f, at, n);
	memcpy(t->f->data + at, t->f->data + at + n, n);
}

/* What another packet has behind its Ethernet header goes in somewhere. */
static void graft(struct chance *c, struct target *t)
{
	const struct seeds *s = t->seeds;
	const struct seed *other = &s->seed[chance_below(c, s->count)];
	size_t at = place(c, t), from = chance_below(c, 3) * 14;
	size_t n;

	if (from >= other->len)
		return;
	n = other->len - from;
	if (at + n > GROWN_MAX)
		return;
	memcpy(t->f->data + at, other->data + from, n);
	t->f->len = at + n;
}

static void grow(struct chance *c, struct target *t)
{
	size_t n = chance_below(c, chance_one_in(c, 8) ? 4096 : 64);

	if (t->f->len + n > GROWN_MAX)
		return;
	memset(t->f->data + t->f->len, 0xcc, n);
	t->f->len += n;
}

/* The header length says that there are options. */
static void insert_options4(struct chance *c, struct target *t)
{
	static const uint8_t kinds[] = { 0, 1, 7, 68, 131, 137, 148 };
	uint8_t *h = t->f->data + t->ip;
	size_t n = 4 * (1 + chance_below(c, 10));

	if ((h[0] & 15) != 5)
		return;
	make_room(t->f, t->ip + 20, n);
	memset(h + 20, 1, n);
	h[20] = kinds[chance_below(c, COUNT(kinds))];
	h[21] = chance_one_in(c, 4) ? chance_next(c) : n;
	h[0] += n / 4;
}

static void insert_extension6(struct chance *c, struct target *t)
{
	static const uint8_t kinds[] = { 0, 43, 44, 51, 60, 135, 139 };
	uint8_t kind = kinds[chance_below(c, COUNT(kinds))];
	uint8_t *h = t->f->data + t->ip;
	size_t n = 8 * (1 + chance_below(c, chance_one_in(c, 4) ? 24 : 3));

	make_room(t->f, t->ip + 40, n);
	memset(h + 40, 0, n);
	h[40] = h[6];
	h[41] = kind == 44 ? 0 : n / 8 - 1;
	h[6] = kind;
	if (kind == 44) {
		put16(h + 42, chance_one_in(c, 2) ? 0 : chance_next(c));
		return;
	}
	/* PadN over all of it, or some option */
	h[42] = chance_one_in(c, 2) ? 1 : chance_next(c);
	h[43] = n - 4;
	if (chance_one_in(c, 4))
		h[41] = chance_next(c);
}

static void insert_header(struct chance *c, struct target *t)
{
	if (t->f->len < t->ip + 40 || t->f->len + 192 > GROWN_MAX ||
	    t->from > t->ip)
		return;
	if (t->f->data[t->ip] >> 4 == 4)
		insert_options4(c, t);
	else
		insert_extension6(c, t);
}

static void (*const faults[])(struct chance *c, struct target *t) = {
	flip_bits, flip_bits, set_byte, set_byte, set_word, set_word, cut, cut,
	remove_bytes, repeat_bytes, graft, grow, insert_header, insert_header,
};

/* All is made good, some of it, or nothing. */
static void repair(struct chance *c, struct frame *f, size_t ip, bool all)
{
	struct layout l;

	if (!layout_find(f, ip, &l))
		return;
	if (all || !chance_one_in(c, 5))
		layout_lengths(f, &l);
	if (all || !chance_one_in(c, 5))
		layout_checksums(f, &l);
}

/**
 * mutate - put faults into a packet
 * @c: decides
 * @f: the packet, with an Ethernet header
 * @seeds: others, for parts of them
 * @where: the faults may be
 */
void mutate(struct chance *c, struct frame *f, const struct seeds *seeds,
	    enum mutate_where where)
{
	struct target t = { f, 0, 14, seeds };
	size_t n = chance_below(c, FAULTS_MAX + 1);
	struct layout l;

	/* A fault in the Ethernet header is of interest, but not often. */
	if (!chance_one_in(c, 16))
		t.from = 14;
	if (where == MUTATE_TUNNEL) {
		if (!layout_find(f, t.ip, &l))
			return;
		t.from = layout_payload(&l);
	}
	while (n-- && f->len > t.from) {
		if (where == MUTATE_TUNNEL)
			faults[chance_below(c, 10)](c, &t);
		else
			faults[chance_below(c, COUNT(faults))](c, &t);
	}
	repair(c, f, t.ip, where == MUTATE_TUNNEL);
}
