// SPDX-License-Identifier: GPL-2.0
/* Lists of objects: a table for people, or JSON. An event of the monitor is one
 * line of either kind.
 */
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ovtunctl.h"

#define COLUMNS	16
/* So many rows are aligned at a time: the first ones are not to wait for the
 * last ones of a million.
 */
#define ROWS	256

struct cell {
	char *text;
	bool right;
};

struct row {
	struct cell cell[COLUMNS];
	char *notes;
};

static struct row rows[ROWS];
static const char *titles[COLUMNS];
static int widths[COLUMNS];
static unsigned int filled, columns;
static const char *event;	/* not NULL: lines rather than a table */
static bool titled;

static char *copy(const char *text)
{
	char *s = strdup(text), *p;

	if (!s)
		abort();
	/* The name of a device may hold what commands a terminal. */
	for (p = s; *p; p++)
		if (iscntrl((unsigned char)*p))
			*p = '?';
	return s;
}

static void add_cell(const char *title, const char *text, bool right)
{
	struct cell *cell = &rows[filled].cell[columns];

	if (columns == COLUMNS)
		abort();
	titles[columns++] = title;
	cell->text = copy(text ? text : "-");
	cell->right = right;
}

static void lower(const char *text)
{
	for (; *text; text++)
		putchar(tolower((unsigned char)*text));
}

static void put_line(struct row *row)
{
	unsigned int i;

	fputs(event, stdout);
	for (i = 0; i < columns; i++) {
		if (!strcmp(row->cell[i].text, "-"))
			continue;
		putchar(' ');
		lower(titles[i]);
		printf(" %s", row->cell[i].text);
	}
	putchar('\n');
}

static void put_cell(unsigned int i, const char *text, bool right)
{
	/* Nothing follows the last: no blanks either. */
	int width = i + 1 == columns && !right ? 0 : widths[i];

	printf("%s%*s", i ? "  " : "", right ? width : -width, text);
}

static void put_titles(void)
{
	unsigned int i;

	for (i = 0; i < columns; i++)
		put_cell(i, titles[i], rows[0].cell[i].right);
	putchar('\n');
	titled = true;
}

static void widen(int *width, const char *text)
{
	int len = strlen(text);

	if (len > *width)
		*width = len;
}

static void put_table(void)
{
	unsigned int r, i;

	for (i = 0; i < columns; i++) {
		widen(&widths[i], titles[i]);
		for (r = 0; r < filled; r++)
			widen(&widths[i], rows[r].cell[i].text);
	}
	if (!titled)
		put_titles();
	for (r = 0; r < filled; r++) {
		const struct cell *cell = rows[r].cell;

		for (i = 0; i < columns; i++)
			put_cell(i, cell[i].text, cell[i].right);
		putchar('\n');
		if (rows[r].notes)
			fputs(rows[r].notes, stdout);
	}
}

static void clear_rows(void)
{
	unsigned int r, i;

	for (r = 0; r < filled; r++) {
		for (i = 0; i < columns; i++)
			free(rows[r].cell[i].text);
		free(rows[r].notes);
		rows[r].notes = NULL;
	}
	filled = 0;
}

void list_begin(void)
{
	titled = false;
	memset(widths, 0, sizeof(widths));
	if (options.json)
		json_open(NULL, '[');
}

void list_end(void)
{
	if (options.json) {
		json_close(']');
		json_end();
	} else if (filled) {
		put_table();
		clear_rows();
	}
}

/* name: of the event, NULL: it is a row of a list */
void row_begin(const char *name)
{
	event = name;
	columns = 0;
	if (!options.json)
		return;
	json_open(NULL, '{');
	if (event)
		json_string("event", event);
}

void row_end(void)
{
	if (options.json) {
		json_close('}');
		if (event)
			json_end();
		return;
	}
	filled++;
	if (event)
		put_line(&rows[0]);
	else if (filled == ROWS)
		put_table();
	else
		return;
	clear_rows();
}

/* For a person only */
void row_text(const char *title, const char *value, bool right)
{
	if (!options.json)
		add_cell(title, value, right);
}

void row_string(const char *key, const char *title, const char *value)
{
	if (options.json && value)
		json_string(key, value);
	if (title)
		row_text(title, value, false);
}

static void row_value(const char *key, const char *title, bool given,
		      unsigned long long value)
{
	char text[24];

	snprintf(text, sizeof(text), "%llu", value);
	if (options.json && given)
		json_number(key, value);
	if (title)
		row_text(title, given ? text : NULL, true);
}

void row_number(const char *key, const char *title, const struct nlattr *attr)
{
	row_value(key, title, attr, attr ? attr_number(attr) : 0);
}

void row_port(const char *key, const char *title, const struct nlattr *attr)
{
	row_value(key, title, attr, attr ? attr_port(attr) : 0);
}

void row_switch(const char *key, const char *title, const struct nlattr *attr)
{
	bool on = attr && attr_number(attr);

	if (options.json && attr)
		json_bool(key, on);
	row_text(title, attr ? on ? "on" : "off" : NULL, false);
}

/* The attribute is in milliseconds. */
void row_time(const char *key, const char *title, const struct nlattr *attr)
{
	unsigned long long ms = attr ? attr_number(attr) : 0, s = ms / 1000;
	char text[32] = "";

	if (options.json && attr)
		json_number(key, ms);
	if (s < 60)
		snprintf(text, sizeof(text), "%u.%us", (unsigned int)s,
			 (unsigned int)(ms % 1000 / 100));
	else if (s < 3600)
		snprintf(text, sizeof(text), "%um%02us", (unsigned int)s / 60,
			 (unsigned int)s % 60);
	else if (s < 86400)
		snprintf(text, sizeof(text), "%uh%02um", (unsigned int)s / 3600,
			 (unsigned int)s / 60 % 60);
	else
		snprintf(text, sizeof(text), "%llud%02uh", s / 86400,
			 (unsigned int)(s / 3600 % 24));
	row_text(title, attr ? text : NULL, true);
}

/* Bits without a name stay a number. */
void row_flags(const char *key, const char *title, const struct nlattr *attr,
	       const char *const *names, unsigned int count)
{
	unsigned long long value = attr ? attr_number(attr) : 0;
	char text[256] = "", unknown[24];
	unsigned int i;

	if (options.json && attr)
		json_open(key, '[');
	for (i = 0; value && i <= count; i++) {
		const char *name = unknown;

		if (i < count) {
			if (!(value & (1ULL << i)))
				continue;
			name = names[i];
			value &= ~(1ULL << i);
		} else {
			snprintf(unknown, sizeof(unknown), "0x%llx", value);
		}
		if (options.json)
			json_string(NULL, name);
		snprintf(text + strlen(text), sizeof(text) - strlen(text),
			 "%s%s", *text ? "," : "", name);
	}
	if (options.json && attr)
		json_close(']');
	if (title)
		row_text(title, *text ? text : NULL, false);
}

/* A line below the row */
void row_note(const char *fmt, ...)
{
	struct row *row = &rows[filled];
	char *line, *notes;
	va_list ap;
	int len;

	if (options.json || event)
		return;
	va_start(ap, fmt);
	len = vasprintf(&line, fmt, ap);
	va_end(ap);
	if (len < 0)
		abort();
	if (asprintf(&notes, "%s%s\n", row->notes ? row->notes : "", line) < 0)
		abort();
	free(line);
	free(row->notes);
	row->notes = notes;
}
