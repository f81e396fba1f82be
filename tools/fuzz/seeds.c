// SPDX-License-Identifier: GPL-2.0
/*
 * A file of seeds has lines of the form
 *
 *   DEVICE FRAME		a frame in the words of selftests/tools/frame.c
 *   = NAME WORD...		from here on NAME stands for these words
 *
 * In a frame "@" is a number that is another in each packet. "seq=?" is one of
 * three sequence numbers, of which every receiver takes at least one for new.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "seeds.h"

#define NAMES_MAX 64

struct name {
	char *name;
	int words;
	char *word[SEED_WORDS];
};

struct reader {
	struct name name[NAMES_MAX];
	int names;
	char *word[SEED_WORDS];		/* of the line */
};

static const struct name *find_name(const struct reader *r, const char *word)
{
	int i;

	for (i = r->names - 1; i >= 0; i--)
		if (!strcmp(r->name[i].name, word))
			return &r->name[i];
	return NULL;
}

/* Return: how many words there are, with names replaced; -1: too many */
static int split(const struct reader *r, char *line, char **word)
{
	char *next = strtok(line, " \t\n");
	int n = 0, i;

	for (; next; next = strtok(NULL, " \t\n")) {
		const struct name *name = find_name(r, next);

		if (n + (name ? name->words : 1) > SEED_WORDS)
			return -1;
		if (!name)
			word[n++] = strdup(next);
		for (i = 0; name && i < name->words; i++)
			word[n++] = strdup(name->word[i]);
	}
	return n;
}

static bool add_name(struct reader *r, char **word, int n)
{
	struct name *name = &r->name[r->names];

	if (n < 2 || r->names == NAMES_MAX)
		return false;
	name->name = word[1];
	name->words = n - 2;
	memcpy(name->word, word + 2, name->words * sizeof(*word));
	r->names++;
	return true;
}

static bool add_seed(struct seeds *seeds, char **word, int n)
{
	static struct frame frame;
	struct seed *seed = &seeds->seed[seeds->count];
	int i;

	if (n < 2 || seeds->count == SEEDS_MAX)
		return false;
	seed->dev = word[0];
	seed->words = n - 1;
	memcpy(seed->word, word + 1, seed->words * sizeof(*word));
	seed->first = true;
	for (i = 0; i < seeds->count; i++)
		seed->first &= strcmp(seeds->seed[i].dev, seed->dev) != 0;
	seed->turns = 1;
	for (i = 0; i < seed->words; i++)
		if (!strcmp(seed->word[i], "seq=?"))
			seed->turns = SEED_TURNS;
	if (!seed_build(seed, 0, 0, &frame))
		return false;
	seed->len = frame.len;
	seed->data = malloc(frame.len);
	if (!seed->data)
		return false;
	memcpy(seed->data, frame.data, frame.len);
	seeds->count++;
	return true;
}

/**
 * seeds_read - read a file of the corpus
 * @seeds: receives what is in it, in addition to what is there
 * @path: of the file
 * Return: false after a message
 */
bool seeds_read(struct seeds *seeds, const char *path)
{
	static struct reader reader;	/* the seeds point to its words */
	char line[4096], **word = reader.word;
	FILE *f = fopen(path, "r");
	int number = 0, n;
	bool good = f;

	reader.names = 0;
	while (good && fgets(line, sizeof(line), f)) {
		number++;
		if (*line == '#')
			continue;
		n = split(&reader, line, word);
		if (!n)
			continue;
		good = n > 0 && (!strcmp(word[0], "=") ?
				 add_name(&reader, word, n) :
				 add_seed(seeds, word, n));
	}
	if (f)
		fclose(f);
	if (!good)
		printf("# %s:%d: cannot be read\n", path, number);
	return good;
}

/**
 * seed_build - make the frame of a seed
 * @seed: the seed
 * @tag: what "@" stands for
 * @turn: below the turns of the seed, for "seq=?"
 * @f: receives the frame
 * Return: false after a message when its words make no frame
 */
bool seed_build(const struct seed *seed, unsigned int tag, unsigned int turn,
		struct frame *f)
{
	char *word[SEED_WORDS], number[16], seq[16];
	int i;

	snprintf(number, sizeof(number), "%u", tag);
	snprintf(seq, sizeof(seq), "seq=%u", turn * (UINT32_MAX / SEED_TURNS));
	for (i = 0; i < seed->words; i++) {
		word[i] = seed->word[i];
		if (!strcmp(word[i], "@"))
			word[i] = number;
		else if (!strcmp(word[i], "seq=?"))
			word[i] = seq;
	}
	return !frame_build(f, word, seed->words, CUT_NONE, NULL);
}

/* The frame as it was built once. */
void seed_frame(const struct seed *seed, struct frame *f)
{
	f->len = seed->len;
	memcpy(f->data, seed->data, seed->len);
}
