// SPDX-License-Identifier: GPL-2.0
/*
 * Allocations that fail, each in turn:
 *
 *   request NAME NS COMMAND...  run a program, and keep what it asks netlink
 *                               for (request.c)
 *   state NS COMMAND...         what it reports must be as it was
 *   state NS PATH [WORD]        so must the number of lines of a file in /proc
 *   always LINE                 after each fault this command of lab must pass
 *   result LINE                 after each fault of the next of these two this
 *                               command of lab must pass, if all seems well
 *   refusal WORD...             one of the faults of the next of these two must
 *                               be refused with this in the message
 *   sweep DO [UNDO]             make the request DO again and again, while its
 *                               first, second, ... allocation fails, until none
 *                               is left
 *   pass UNDO LINE              likewise, for a command of lab, the allocations
 *                               of the module; "-" is no UNDO
 *   faults N                    that many have been made, at least, and no
 *                               object is left over from all of them
 *
 * A request that fails says that memory or room is missing and leaves the state
 * as it was; one that succeeds in spite of the fault has the result that it has
 * without. UNDO takes that back. What has been reported is complete, and no
 * object of the module may be left over (slab.c). The kernel needs fault
 * injection: Documentation/fault-injection/fault-injection.rst there.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lab.h"
#include "listen.h"
#include "request.h"
#include "slab.h"

#define DEBUGFS "/sys/kernel/debug/"
#define REQUESTS 64
#define STATES 32
#define LINES 32
#define FAULTS_MAX 5000		/* of one request */

struct state {
	struct request request;
	char *path, *word;	/* instead */
};

/**
 * struct sweep - what is done, and what should come of it
 * @op: the request, or NULL
 * @line: else the command of lab
 * @result: what shows that nothing is lost in silence, may be NULL
 * @undo: of @op, may be NULL
 * @before: state without @op
 * @after: and with it
 * @report: what @op reports
 * @told: how many messages listeners get
 * @faults: how many there were
 * @refused: how many of them the request has failed by
 * @named: and how many with the message that is looked for
 */
struct sweep {
	const struct request *op, *undo;
	const char *line, *result;
	uint64_t before, after, report;
	uint64_t start[STATES], end[STATES];	/* the same in detail */
	int told;
	unsigned int faults, refused, named;
};

/*
 * What the cases leave for good: three lists that got shorter are not made
 * anew, and an interface that once had four groups keeps a table for them.
 */
#define KEPT 4

static struct request requests[REQUESTS];
static struct state states[STATES];
static char *lines[LINES], *result, *refusal;
static unsigned long all_faults;
static long first_objects = -1;

static char *join(char **w)
{
	char *line = calloc(1, 4096);

	for (; *w; w++) {
		strcat(line, *w);
		strcat(line, " ");
	}
	return line;
}

static bool put(const char *path, const char *value)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	bool good = fd >= 0 && write(fd, value, strlen(value)) > 0;

	if (fd >= 0)
		close(fd);
	return good;
}

/* ---- setting up ---------------------------------------------------------- */

static struct request *find(const char *name, bool make)
{
	int i;

	for (i = 0; i < REQUESTS; i++)
		if (!strcmp(requests[i].name, name))
			return &requests[i];
	for (i = 0; i < REQUESTS && make; i++)
		if (!*requests[i].name) {
			snprintf(requests[i].name, sizeof(requests[i].name),
				 "%s", name);
			return &requests[i];
		}
	lab_fail("no request %s", name);
	return NULL;
}

void fault_request(char **w, int n)
{
	struct request *r = find(w[0], true);

	(void)n;
	if (r)
		request_record(r, w[1], w + 2);
}

void fault_state(char **w, int n)
{
	struct state *s = states;

	while (s < states + STATES && (s->path || s->request.message))
		s++;
	if (s == states + STATES)
		return lab_fail("too much state");
	if (strncmp(w[1], "/proc/", 6)) {
		snprintf(s->request.name, sizeof(s->request.name), "%s %s",
			 w[1], w[2] ?: "");
		request_record(&s->request, w[0], w + 1);
		return;
	}
	snprintf(s->request.ns, sizeof(s->request.ns), "%s", w[0]);
	s->path = strdup(w[1]);
	s->word = strdup(n > 2 ? w[2] : "");
}

void fault_always(char **w, int n)
{
	int i;

	(void)n;
	for (i = 0; i < LINES; i++)
		if (!lines[i]) {
			lines[i] = join(w);
			return;
		}
	lab_fail("too many lines");
}

void fault_result(char **w, int n)
{
	(void)n;
	free(result);
	result = join(w);
}

void fault_refusal(char **w, int n)
{
	(void)n;
	free(refusal);
	refusal = join(w);
	/* join() leaves a blank behind the last word. */
	refusal[strlen(refusal) - 1] = 0;
}

/* ---- state --------------------------------------------------------------- */

static uint64_t count_lines(const struct state *s)
{
	uint64_t count = 0;
	char line[1024];
	FILE *f;

	lab_enter(s->request.ns);
	f = fopen(s->path, "re");
	if (!f) {
		lab_fail("%s: %s", s->path, strerror(errno));
		return 0;
	}
	while (fgets(line, sizeof(line), f))
		count += !!strstr(line, s->word);
	fclose(f);
	return count;
}

/* A number for all that must be as it was. */
static uint64_t read_state(uint64_t *part)
{
	struct answer answer;
	uint64_t sum = 0;
	int i;

	for (i = 0; i < STATES; i++) {
		const struct state *s = &states[i];

		part[i] = 0;
		if (s->path) {
			part[i] = count_lines(s);
		} else if (s->request.message) {
			request_ask(&s->request, &answer);
			part[i] = answer.digest;
			if (answer.error)
				lab_fail("state %d: %s: %s", i,
					 strerror(answer.error), answer.text);
		}
		sum = (sum ^ part[i]) * 0x9e3779b97f4a7c15ULL;
	}
	return sum;
}

/* What a work has to do may come later. Return: the state, @want if it comes */
static uint64_t wait_for_state(uint64_t want, uint64_t *part)
{
	long deadline = lab_deadline();
	uint64_t now;

	while ((now = read_state(part)) != want && lab_now_ms() < deadline &&
	       !lab_failed())
		usleep(10000);
	return now;
}

/* What is different, for who looks for the reason */
static void explain(const uint64_t *a, const uint64_t *b)
{
	int i;

	for (i = 0; i < STATES; i++)
		if (a[i] != b[i])
			printf("# state %d is different: %s\n", i,
			       states[i].path ?: states[i].request.name);
}

/* ---- faults -------------------------------------------------------------- */

/* The pages of user space are left alone: ignore-gfp-highmem */
static bool prepare(void)
{
	static bool done;

	if (done)
		return true;
	done = put(DEBUGFS "failslab/verbose", "0") &&
	       put(DEBUGFS "failslab/ignore-gfp-wait", "N") &&
	       put(DEBUGFS "failslab/probability", "0") &&
	       put(DEBUGFS "fail_page_alloc/verbose", "0") &&
	       put(DEBUGFS "fail_page_alloc/ignore-gfp-wait", "N") &&
	       put(DEBUGFS "fail_page_alloc/min-order", "0") &&
	       put(DEBUGFS "fail_page_alloc/probability", "0");
	if (!done)
		lab_fail("this kernel does not inject faults");
	return done;
}

static int nth_fd(void)
{
	static int fd = -1;

	if (fd < 0)
		fd = open("/proc/self/fail-nth", O_RDWR | O_CLOEXEC);
	return fd;
}

static void arm(unsigned int nth)
{
	char text[16];
	int len = snprintf(text, sizeof(text), "%u", nth);

	if (pwrite(nth_fd(), text, len, 0) != len)
		lab_fail("/proc/self/fail-nth: %s", strerror(errno));
}

/* Return: whether the fault has been made */
static bool disarm(void)
{
	char text[16] = "1";

	if (pread(nth_fd(), text, sizeof(text) - 1, 0) <= 0)
		lab_fail("/proc/self/fail-nth: %s", strerror(errno));
	arm(0);
	return !atoi(text);
}

static bool run_line(const char *line)
{
	char *copy = strdup(line);

	lab_execute(copy);
	free(copy);
	return !lab_failed();
}

/* @nth: 0 for no fault. Return: whether it has been made */
static bool act(const struct sweep *s, unsigned int nth, struct answer *answer)
{
	bool made;
	int fd;

	memset(answer, 0, sizeof(*answer));
	if (s->line) {
		arm(nth);
		run_line(s->line);
		made = disarm() && nth;
	} else {
		fd = request_open(s->op);
		arm(nth);
		request_send(s->op, fd, answer);
		made = disarm() && nth;
		close(fd);
	}
	if (s->result && !answer->error && !lab_failed())
		run_line(s->result);
	return made;
}

/*
 * The core says of a socket that there are too many files or that the port is
 * in use, and of a device that has got no name that it is invalid.
 */
static bool is_clean(const struct answer *answer)
{
	switch (answer->error) {
	case 0:
	case ANSWER_LOST:
	case ENOMEM:
	case ENOBUFS:
	case ENFILE:
	case EADDRINUSE:
		return true;
	case EINVAL:
		return !*answer->text;
	default:
		return false;
	}
}

static void undo(const struct sweep *s)
{
	struct answer answer;
	bool lost;

	if (!s->undo)
		return;
	request_ask(s->undo, &answer);
	listen_read(&lost);
	if (answer.error)
		lab_fail("cannot be undone: %s: %s", strerror(answer.error),
			 answer.text);
}

/* Does the old state still work? */
static void use(void)
{
	int i;

	for (i = 0; i < LINES && lines[i] && !lab_failed(); i++)
		run_line(lines[i]);
}

/* Return: the state, when nothing changes it any more */
static uint64_t settle(uint64_t *part)
{
	long deadline = lab_deadline();
	uint64_t now, later[STATES];

	for (;;) {
		now = read_state(part);
		usleep(50000);
		if (read_state(later) == now)
			return now;
		if (lab_failed() || lab_now_ms() > deadline)
			break;
	}
	lab_fail("the state goes on changing");
	explain(part, later);
	return now;
}

static void judge(struct sweep *s, unsigned int nth,
		  const struct answer *answer)
{
	uint64_t now, part[STATES];
	bool lost;
	int told;

	if (s->line || answer->error == ANSWER_LOST)
		now = settle(part);
	else
		now = wait_for_state(answer->error ? s->before : s->after,
				     part);
	told = listen_read(&lost);
	if (now != s->before && !lost && told < s->told)
		lab_fail("fault %u: %d of %d messages are missing, and nobody is told",
			 nth, s->told - told, s->told);
	s->refused += answer->error > 0;
	if (answer->error > 0 && refusal && strstr(answer->text, refusal))
		s->named++;
	if (!is_clean(answer))
		lab_fail("fault %u: error %d (%s): %s", nth, answer->error,
			 strerror(answer->error), answer->text);
	if (!s->line && !answer->error && answer->digest != s->report)
		lab_fail("fault %u: the report is not complete", nth);
	if (answer->error > 0 && now != s->before) {
		lab_fail("fault %u: refused (%s), but the state is another",
			 nth, strerror(answer->error));
		explain(s->start, part);
	} else if (!s->line && !answer->error && now != s->after) {
		lab_fail("fault %u: accepted, but the state is not the one without a fault",
			 nth);
		explain(s->end, part);
	} else if (now != s->before && now != s->after) {
		lab_fail("fault %u: the state is neither that before nor that after",
			 nth);
	}
	if (now != s->before)
		undo(s);
	if (wait_for_state(s->before, part) != s->before) {
		lab_fail("fault %u: the old state does not come back", nth);
		explain(s->start, part);
	}
}

/* Once without a fault, to see what should come of it */
static bool rehearse(struct sweep *s)
{
	uint64_t part[STATES];
	struct answer answer;
	bool lost;

	/* To record the requests they have been made, and undone. */
	s->before = settle(s->start);
	listen_read(&lost);
	act(s, 0, &answer);
	if (answer.error)
		lab_fail("fails without a fault: %s: %s",
			 strerror(answer.error), answer.text);
	s->report = answer.digest;
	s->after = settle(s->end);
	s->told = listen_read(&lost);
	if (s->after != s->before)
		undo(s);
	if (wait_for_state(s->before, part) != s->before) {
		lab_fail("the old state does not come back");
		explain(s->start, part);
	}
	lab_forget();
	use();
	return !lab_failed();
}

static void sweep(struct sweep *s)
{
	char *line = result;
	struct answer answer;
	unsigned int nth;
	long objects;
	bool made;

	s->result = line;
	result = NULL;
	if (!prepare() || !rehearse(s))
		goto out;
	if (first_objects < 0)
		first_objects = slab_rest();
	objects = slab_objects();
	for (nth = 1; !lab_failed(); nth++) {
		lab_forget();
		made = act(s, nth, &answer);
		if (!lab_failed())
			judge(s, nth, &answer);
		if (!lab_failed())
			use();
		if (!made && answer.error)
			lab_fail("refused without a fault: %s: %s",
				 strerror(answer.error), answer.text);
		if (!made)
			break;
		s->faults++;
		if (nth == FAULTS_MAX)
			lab_fail("no end of allocations");
	}
	if (!lab_failed() && !s->faults)
		lab_fail("nothing was allocated, so nothing was tested");
	if (!lab_failed() && refusal && !s->named)
		lab_fail("never refused with \"%s\"", refusal);
	if (!lab_failed() && objects >= 0)
		slab_back_to(objects);
	all_faults += s->faults;
	printf("# %u faults, %u refused\n", s->faults, s->refused);
out:
	free(line);
	free(refusal);
	refusal = NULL;
}

void fault_sweep(char **w, int n)
{
	struct sweep s = { .op = find(w[0], false) };

	s.undo = n > 1 ? find(w[1], false) : NULL;
	if (s.op && (s.undo || n < 2))
		sweep(&s);
}

static bool filter(const char *from, const char *to)
{
	return put(DEBUGFS "failslab/require-start", from) &&
	       put(DEBUGFS "failslab/require-end", to) &&
	       put(DEBUGFS "fail_page_alloc/require-start", from) &&
	       put(DEBUGFS "fail_page_alloc/require-end", to);
}

void fault_pass(char **w, int n)
{
	char *line = join(w + 1), from[32], to[32];
	struct sweep s = { .line = line };
	/* Before the module is there, what initializes it stands for it. */
	const char *function = strcmp(w[1], "insmod") ? NULL : "do_init_module";

	(void)n;
	if (strcmp(w[0], "-"))
		s.undo = find(w[0], false);
	if (slab_text(function, from, to, sizeof(from)) && filter(from, to))
		sweep(&s);
	else
		lab_fail("faults cannot be limited to the module");
	filter("0", "0xffffffffffffffff");
	free(line);
}

void fault_count(char **w, int n)
{
	(void)n;
	printf("# faults injected: %lu\n", all_faults);
	if (all_faults < strtoul(w[0], NULL, 0))
		lab_fail("less than %s", w[0]);
	/* When a case begins not all may be free that was before it. */
	if (first_objects >= 0)
		slab_back_to(first_objects + KEPT);
}
