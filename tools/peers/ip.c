// SPDX-License-Identifier: GPL-2.0
/*
 * ip, bridge, tc or ss, after the name that it is called by, for a test that
 * somebody else wrote: the program of the iproute2 in $PEERS_IPROUTE2.
 *
 * With PEERS_KIND=ovtun the link kinds vxlan, gre, gretap, ip6gre and ip6gretap
 * in a command of ip are replaced by ovtun's, on the command line and in a
 * batch; "ip tunnel", which knows no plugins, becomes "ip link". A device gets
 * $PEERS_WORDS in addition. "bridge vni add" does nothing. Nothing else is
 * changed but the words below.
 *
 * Each command that fails is noted in $PEERS_LOG, so that two runs of a test
 * can be compared.
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAX_ARGS 256

static const struct kind {
	const char *name;
	const char *encap;
} kinds[] = {
	{ "vxlan", "vxlan" },
	{ "gre", "gre" },
	{ "ip6gre", "gre" },
	{ "gretap", "gretap" },
	{ "ip6gretap", "gretap" },
};

/* Words that set what ovtun always does, with the number of their values. */
static const struct dropped {
	const char *word;
	const char *value;	/* only with this one, or any */
	int values;
} dropped[] = {
	/* No encapsulation limit is ever sent. */
	{ "encaplimit", "none", 1 },
	/* The remote may be an address of this host. */
	{ "allow-localremote", NULL, 0 },
	/* An external device has a segment for each id that it meets. */
	{ "vnifilter", NULL, 0 },
};

struct command {
	char *word[MAX_ARGS + 1];
	int count;
};

static void add(struct command *c, const char *word)
{
	if (c->count == MAX_ARGS)
		errx(255, "more than %d words", MAX_ARGS);
	c->word[c->count++] = (char *)word;
	c->word[c->count] = NULL;
}

static const struct kind *find_kind(const char *name)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (name && !strcmp(name, kinds[i].name))
			return &kinds[i];
	return NULL;
}

static int count_dropped(char **word)
{
	for (size_t i = 0; i < sizeof(dropped) / sizeof(dropped[0]); i++) {
		const struct dropped *d = &dropped[i];

		if (strcmp(word[0], d->word))
			continue;
		if (d->value && (!word[1] || strcmp(word[1], d->value)))
			continue;
		return d->values + 1;
	}
	return 0;
}

/* Abbreviated as ip itself allows it. */
static bool matches(const char *word, const char *full)
{
	return word && *word && !strncmp(word, full, strlen(word));
}

static void add_words(struct command *to)
{
	static char words[256];
	const char *more = getenv("PEERS_WORDS");

	if (!more)
		return;
	snprintf(words, sizeof(words), "%s", more);
	for (char *w = strtok(words, " "); w; w = strtok(NULL, " "))
		add(to, w);
}

/* "local ADDR", which $PEERS_WORDS takes back */
static int count_local(char **word)
{
	const char *more = getenv("PEERS_WORDS");

	return more && strstr(more, "nolocal") && !strcmp(word[0], "local") &&
	       word[1] ? 2 : 0;
}

/* What comes after the kind */
static void add_options(struct command *to, char **from, bool create)
{
	while (*from) {
		int skip = count_dropped(from);

		if (!skip && create)
			skip = count_local(from);
		if (skip)
			from += skip;
		else
			add(to, *from++);
	}
	if (create)
		add_words(to);
}

/* "link add ... type vxlan ...": from points behind "link". */
static void change_link(struct command *to, char **from)
{
	bool create = matches(*from, "add");

	for (; *from; from++) {
		const struct kind *kind = NULL;

		add(to, *from);
		if (!strcmp(*from, "type"))
			kind = find_kind(from[1]);
		if (!kind)
			continue;
		add(to, "ovtun");
		if (create) {
			add(to, "encap");
			add(to, kind->encap);
		}
		add_options(to, from + 2, create);
		return;
	}
}

/* "tunnel add NAME mode gre ..." in any order: from points behind it. */
static bool change_tunnel(struct command *to, char **from)
{
	const char *name = NULL;
	const struct kind *kind = NULL;
	struct command rest = {};
	bool create = matches(*from, "add");

	if (!create && !matches(*from, "change") && !matches(*from, "delete"))
		return false;
	for (char **f = from + 1; *f; f++) {
		if (!strcmp(*f, "mode") && f[1])
			kind = find_kind(*++f);
		else if (!strcmp(*f, "name") && f[1])
			name = *++f;
		else if (!name)
			name = *f;
		else
			add(&rest, *f);
	}
	if (!name || (create && !kind))
		return false;
	add(to, "link");
	if (matches(*from, "delete")) {
		add(to, "del");
		add(to, name);
		return true;
	}
	add(to, create ? "add" : "set");
	add(to, name);
	add(to, "type");
	add(to, "ovtun");
	if (create) {
		add(to, "encap");
		add(to, kind->encap);
	}
	add_options(to, rest.word, create);
	return true;
}

/* The command behind ip's own options */
static void change_command(struct command *to, char **from)
{
	if (matches(*from, "link")) {
		add(to, *from);
		change_link(to, from + 1);
		return;
	}
	if (matches(*from, "tunnel") && from[0][1] == 'u' &&
	    change_tunnel(to, from + 1))
		return;
	while (*from)
		add(to, *from++);
}

/* A batch with the same lines, changed, as a file name for ip */
static const char *change_batch(const char *path)
{
	static const char blank[] = " \t\n";
	static char name[32];
	static FILE *out;	/* open when ip takes over */
	bool file = strcmp(path, "-");
	FILE *in = file ? fopen(path, "r") : stdin;
	char *line = NULL;
	size_t size = 0;

	out = fdopen(memfd_create("batch", 0), "w+");
	if (!in || !out)
		err(255, "%s", path);
	while (getline(&line, &size, in) > 0) {
		struct command from = {}, to = {};

		for (char *w = strtok(line, blank); w; w = strtok(NULL, blank))
			add(&from, w);
		if (from.count)
			change_command(&to, from.word);
		for (int i = 0; i < to.count; i++)
			fprintf(out, "%s ", to.word[i]);
		fputc('\n', out);
	}
	free(line);
	if (file)
		fclose(in);
	fflush(out);
	lseek(fileno(out), 0, SEEK_SET);
	snprintf(name, sizeof(name), "/dev/fd/%d", fileno(out));
	return name;
}

static bool has_value(const char *option)
{
	return matches(option, "netns") || matches(option, "family") ||
	       matches(option, "loops") ||
	       (matches(option, "rcvbuf") && option[1]);
}

static void change(struct command *to, char **from)
{
	while (*from && from[0][0] == '-') {
		const char *option = *from;

		add(to, *from++);
		option += option[1] == '-' ? 2 : 1;
		if (!*from)
			break;
		if (matches(option, "batch"))
			add(to, change_batch(*from++));
		else if (has_value(option))
			add(to, *from++);
	}
	if (*from)
		change_command(to, from);
}

/*
 * "bridge vni add": a filter of ids, which an external device of ovtun does
 * without. A group or remote of an id would be something else.
 */
static bool is_vni_add(char **word)
{
	while (*word && word[0][0] == '-')
		word += has_value(*word + 1) && word[1] ? 2 : 1;
	if (!*word || strcmp(word[0], "vni") || !matches(word[1], "add"))
		return false;
	for (word += 2; *word; word++)
		if (!strcmp(*word, "group") || !strcmp(*word, "remote"))
			return false;
	return true;
}

/* These are ended by signals, or are long: they replace this process. */
static bool lasts(const struct command *c)
{
	for (int i = 0; i < c->count; i++)
		if (!strcmp(c->word[i], "exec") ||
		    matches(c->word[i], "monitor"))
			return true;
	return false;
}

static void note(const char *program, const struct command *c, int first,
		 int status)
{
	const char *path = getenv("PEERS_LOG");
	FILE *log = path ? fopen(path, "a") : NULL;

	if (!log)
		return;
	fprintf(log, "%d %s", status, program);
	for (int i = first; i < c->count; i++)
		fprintf(log, " %s", c->word[i]);
	fputc('\n', log);
	fclose(log);
}

/* The loader and libraries of the other iproute2 come first on the line. */
static int add_program(struct command *c, const char *name)
{
	static char loader[512], libs[512], program[512];
	const char *dir = getenv("PEERS_IPROUTE2");

	if (!dir)
		errx(255, "PEERS_IPROUTE2 is not set");
	snprintf(loader, sizeof(loader), "%s/loader", dir);
	snprintf(libs, sizeof(libs), "%s/lib", dir);
	snprintf(program, sizeof(program), "%s/bin/%s", dir, name);
	add(c, loader);
	add(c, "--library-path");
	add(c, libs);
	add(c, program);
	return c->count;
}

int main(int argc, char **argv)
{
	const char *value = getenv("PEERS_KIND");
	bool ovtun = value && !strcmp(value, "ovtun");
	const char *name = strrchr(argv[0], '/');
	struct command c = {};
	int first, status;
	pid_t pid;

	name = name ? name + 1 : argv[0];
	if (ovtun && !strcmp(name, "bridge") && is_vni_add(argv + 1))
		return 0;
	first = add_program(&c, name);
	if (argc > 1 && ovtun && !strcmp(name, "ip"))
		change(&c, argv + 1);
	else
		for (int i = 1; i < argc; i++)
			add(&c, argv[i]);

	pid = lasts(&c) ? 0 : fork();
	if (pid < 0)
		err(255, "fork");
	if (!pid) {
		execv(c.word[0], c.word);
		err(255, "%s", c.word[0]);
	}
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	status = WIFEXITED(status) ? WEXITSTATUS(status) :
				     128 + WTERMSIG(status);
	if (status)
		note(name, &c, first, status);
	return status;
}
