// SPDX-License-Identifier: GPL-2.0
/*
 * Frames that differ from each other. In a word of a frame "#" is the number
 * of the frame, from 0 on, and "#1", "#2", "#3" are its bytes, the lowest
 * first, as addresses want them: hexadecimal in a word with colons, else
 * decimal.
 */
#include <stdio.h>
#include <string.h>

#include "lab.h"

#define WORD_MAX 64

/**
 * vary_wanted - is there anything in a frame that differs?
 * @word: the frame
 * @words: how many
 */
bool vary_wanted(char **word, int words)
{
	int i;

	for (i = 0; i < words; i++)
		if (strchr(word[i], '#'))
			return true;
	return false;
}

static void vary_word(char *out, const char *in, unsigned int number)
{
	const char *format = strchr(in, ':') ? "%02x" : "%u";
	size_t used = 0;

	for (; *in && used < WORD_MAX - 12; in++) {
		if (*in != '#') {
			out[used++] = *in;
		} else if (in[1] >= '1' && in[1] <= '3') {
			in++;
			used += sprintf(out + used, format,
					number >> 8 * (*in - '1') & 0xff);
		} else {
			used += sprintf(out + used, "%u", number);
		}
	}
	out[used] = '\0';
}

/**
 * vary_words - the words of one of the frames
 * @word: with "#"
 * @words: how many
 * @number: of the frame
 *
 * Return: them, until the next call
 */
char **vary_words(char **word, int words, unsigned int number)
{
	static char text[LAB_WORDS][WORD_MAX];
	static char *out[LAB_WORDS];
	int i;

	for (i = 0; i < words; i++) {
		vary_word(text[i], word[i], number);
		out[i] = text[i];
	}
	return out;
}
