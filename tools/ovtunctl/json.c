// SPDX-License-Identifier: GPL-2.0
/* JSON on standard output, RFC 8259. */
#include <stdio.h>
#include <string.h>

#include "ovtunctl.h"

static bool comma;

/* Bytes of the UTF-8 sequence at a text, 0 if it is none, RFC 3629 */
static unsigned int sequence(const unsigned char *s)
{
	unsigned int len, i;

	if (*s >= 0xc2 && *s <= 0xdf)
		len = 2;
	else if ((*s & 0xf0) == 0xe0)
		len = 3;
	else if (*s >= 0xf0 && *s <= 0xf4)
		len = 4;
	else
		return 0;
	/* Overlong forms, surrogates, and what is above U+10FFFF */
	if ((*s == 0xe0 && s[1] < 0xa0) || (*s == 0xed && s[1] > 0x9f) ||
	    (*s == 0xf0 && s[1] < 0x90) || (*s == 0xf4 && s[1] > 0x8f))
		return 0;
	for (i = 1; i < len; i++)
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	return len;
}

static void quoted(const char *text)
{
	const unsigned char *s = (const unsigned char *)text;
	unsigned int len;

	putchar('"');
	for (; *s; s += len) {
		len = 1;
		if (*s == '"' || *s == '\\') {
			printf("\\%c", *s);
		} else if (*s < 0x20 || *s == 0x7f) {
			printf("\\u%04x", *s);
		} else if (*s < 0x80) {
			putchar(*s);
		} else if (sequence(s)) {
			len = sequence(s);
			fwrite(s, 1, len, stdout);
		} else {
			/* The name of a device may hold any byte. */
			fputs("\\ufffd", stdout);
		}
	}
	putchar('"');
}

static void member(const char *key)
{
	if (comma)
		putchar(',');
	comma = true;
	if (key) {
		quoted(key);
		putchar(':');
	}
}

void json_open(const char *key, char bracket)
{
	member(key);
	putchar(bracket);
	comma = false;
}

void json_close(char bracket)
{
	putchar(bracket);
	comma = true;
}

void json_string(const char *key, const char *value)
{
	member(key);
	quoted(value);
}

void json_number(const char *key, unsigned long long value)
{
	member(key);
	printf("%llu", value);
}

void json_bool(const char *key, bool value)
{
	member(key);
	fputs(value ? "true" : "false", stdout);
}

/* A document is complete: one a line */
void json_end(void)
{
	putchar('\n');
	comma = false;
}
