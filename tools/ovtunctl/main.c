// SPDX-License-Identifier: GPL-2.0
/* ovtunctl: segments, peers and counters of ovtun devices. */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ovtunctl.h"

struct options options;

struct verb {
	const char *name;
	int (*run)(struct args *args);
};

struct noun {
	const char *name;
	const struct verb *verbs;	/* without any the first is meant */
	size_t count;
	const char *usage;
};

static const struct verb segment_verbs[] = {
	{ "show", segment_show },
	{ "list", segment_show },
	{ "add", segment_add },
	{ "replace", segment_replace },
	{ "set", segment_set },
	{ "change", segment_set },
	{ "delete", segment_del },
};

static const struct verb peer_verbs[] = {
	{ "show", peer_show },
	{ "list", peer_show },
	{ "add", peer_add },
	{ "delete", peer_del },
};

static const struct verb fdb_verbs[] = {
	{ "show", fdb_show },
	{ "list", fdb_show },
};

static const struct verb stats_verbs[] = {
	{ "show", stats_show },
	{ "list", stats_show },
};

static const struct noun nouns[] = {
	{ "segment", segment_verbs, ARRAY_SIZE(segment_verbs),
	  "       ovtunctl segment { add | replace | set } dev DEV id N[-N]\n"
	  "                [ vlan V[-V] | novlan ] [ group ADDRESS | nogroup ]\n"
	  "                [ learning { on | off } ] [ maxaddress N ]\n"
	  "       ovtunctl segment delete dev DEV id N[-N]\n"
	  "       ovtunctl segment [ show ] [ dev DEV [ id N ] ]\n" },
	{ "peer", peer_verbs, ARRAY_SIZE(peer_verbs),
	  "       ovtunctl peer { add | delete } dev DEV ADDRESS[/LENGTH]\n"
	  "       ovtunctl peer [ show ] [ dev DEV [ ADDRESS[/LENGTH]\n"
	  "                [ port PORT ] [ oif INDEX ] ] ]\n" },
	{ "fdb", fdb_verbs, ARRAY_SIZE(fdb_verbs),
	  "       ovtunctl fdb [ show ] [ dev DEV [ segment N ] [ MAC ] ]\n" },
	{ "stats", stats_verbs, ARRAY_SIZE(stats_verbs),
	  "       ovtunctl stats [ show ] [ dev DEV ]\n" },
	{ "monitor", NULL, 0,
	  "       ovtunctl monitor [ dev DEV ] [ segment | peer | fdb ]...\n" },
};

static void explain(const struct noun *noun)
{
	size_t i;

	puts("Usage: ovtunctl [ OPTIONS ] OBJECT COMMAND");
	if (noun) {
		fputs(noun->usage, stdout);
		return;
	}
	puts("       ovtunctl [ OPTIONS ] --batch FILE");
	for (i = 0; i < ARRAY_SIZE(nouns); i++)
		fputs(nouns[i].usage, stdout);
	puts("OPTIONS: --json | --statistics | --netns NAME | --force | --version | --help");
}

/* One command, without options */
static int run(struct args *args)
{
	const char *word = args_next(args);
	const struct noun *noun;
	const struct verb *verb;
	int i;

	if (!word) {
		complain("an object is missing; see 'ovtunctl --help'");
		return USAGE;
	}
	if (!strcmp(word, "help")) {
		explain(NULL);
		return DONE;
	}
	i = match(word, nouns, sizeof(*nouns), ARRAY_SIZE(nouns));
	if (i < 0) {
		if (i == -1)
			complain("'%s' is not an object: segment, peer, fdb, stats or monitor",
				 word);
		return USAGE;
	}
	noun = &nouns[i];
	if (args->left && !strcmp(*args->word, "help")) {
		explain(noun);
		return DONE;
	}
	if (!noun->verbs)
		return monitor(args);
	verb = noun->verbs;
	if (args->left) {
		word = args_next(args);
		i = match(word, noun->verbs, sizeof(*verb), noun->count);
		if (i < 0) {
			if (i == -1)
				complain("'%s' is not a command for '%s'; see 'ovtunctl %s help'",
					 word, noun->name, noun->name);
			return USAGE;
		}
		verb = &noun->verbs[i];
	}
	return verb->run(args);
}

#define BATCH_WORDS	64

/* One line of a batch; a word that begins with # starts a comment. */
static int run_line(char *line)
{
	char *word[BATCH_WORDS], *state;
	struct args args = { .word = word };
	char *next = strtok_r(line, " \t\r\n", &state);

	for (; next && *next != '#'; next = strtok_r(NULL, " \t\r\n", &state)) {
		if (args.left == BATCH_WORDS) {
			complain("a line has at most %d words", BATCH_WORDS);
			return USAGE;
		}
		word[args.left++] = next;
	}
	return args.left ? run(&args) : DONE;
}

static int run_batch(const char *name)
{
	bool file = strcmp(name, "-");
	FILE *f = file ? fopen(name, "re") : stdin;
	unsigned int number = 0;
	char *line = NULL;
	int result = DONE, status;
	size_t size = 0;

	if (!f) {
		complain("cannot open '%s': %s", name, strerror(errno));
		return FAILED;
	}
	while (getline(&line, &size, f) >= 0) {
		number++;
		snprintf(where, sizeof(where), "%.40s:%u", name, number);
		status = run_line(line);
		if (status)
			result = status;
		if (status && !options.force)
			break;
	}
	free(line);
	if (file)
		fclose(f);
	return result;
}

static bool enter_netns(const char *name)
{
	char path[256];
	int fd;

	snprintf(path, sizeof(path), "%s%s",
		 strchr(name, '/') ? "" : "/run/netns/", name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || setns(fd, CLONE_NEWNET)) {
		complain("cannot enter the network namespace '%s': %s", name,
			 strerror(errno));
		return false;
	}
	close(fd);
	return true;
}

enum { JSON, STATS, FORCE, NETNS, BATCH, VERSION, HELP };

static const struct {
	const char *name;
	char letter;
	int option;
} names[] = {
	{ "json", 'j', JSON },
	{ "statistics", 's', STATS },
	{ "stats", 's', STATS },
	{ "force", 'f', FORCE },
	{ "netns", 'n', NETNS },
	{ "batch", 'b', BATCH },
	{ "version", 'V', VERSION },
	{ "Version", 'V', VERSION },
	{ "help", 'h', HELP },
};

/* With one dash or two, by its letter or its name; -1: complained */
static int find_option(const char *word)
{
	const char *name = word + strspn(word, "-");
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++)
		if (!strcmp(name, names[i].name) ||
		    (*name == names[i].letter && !name[1]))
			return names[i].option;
	complain("'%s' is not an option; see 'ovtunctl --help'", word);
	return -1;
}

/* Options that stand before the command. NULL: go on; otherwise the status */
static const int *take_options(struct args *args, const char **batch)
{
	static const int status[] = { DONE, FAILED, USAGE };
	const char *value = NULL;
	int which;

	while (args->left && **args->word == '-') {
		which = find_option(args_next(args));
		if (which == NETNS || which == BATCH) {
			value = args_next(args);
			if (!value) {
				complain("'%s' wants %s", args->word[-1],
					 which == NETNS ? "a namespace" : "a file");
				return &status[USAGE];
			}
		}
		if (which == JSON) {
			options.json = true;
		} else if (which == STATS) {
			options.stats = true;
		} else if (which == FORCE) {
			options.force = true;
		} else if (which == BATCH) {
			*batch = value;
		} else if (which == NETNS) {
			if (!enter_netns(value))
				return &status[FAILED];
		} else if (which == VERSION) {
			puts("ovtunctl " OVTUNCTL_VERSION);
			return &status[DONE];
		} else if (which == HELP) {
			explain(NULL);
			return &status[DONE];
		} else {
			return &status[USAGE];
		}
	}
	return NULL;
}

int main(int argc, char **argv)
{
	struct args args = { .word = argv + 1, .left = argc ? argc - 1 : 0 };
	const char *batch = NULL;
	const int *ended = take_options(&args, &batch);
	int result;

	if (ended) {
		result = *ended;
	} else if (batch && args.left) {
		complain("'%s' and a batch exclude each other", *args.word);
		result = USAGE;
	} else {
		result = batch ? run_batch(batch) : run(&args);
	}
	if (fflush(stdout) || ferror(stdout)) {
		complain("cannot write: %s", strerror(errno));
		return FAILED;
	}
	return result;
}
