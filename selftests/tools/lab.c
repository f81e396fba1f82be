// SPDX-License-Identifier: GPL-2.0
/*
 * lab - sends packets and judges what becomes of them, from one process
 *
 * A process costs a tenth of a second on an emulated CPU, so this one does all
 * that a test needs between configuration steps. It reads commands:
 *
 *   case LABEL...                  begin a case, forget packets and counters
 *   port NAME NS DEV [both]        receive from and send to a device; both:
 *                                  what others send is received, too
 *   stats NAME NS DEV              watch the counters of "ethtool -S"
 *   quiet NS DEV                   no offloads, so that the wire shows it all
 *   sysctl NS PATH VALUE           write to /proc/sys/PATH
 *   mark PORT N                    what is sent from now on has this mark
 *   send PORT [xN] FRAME           send N times, see frame.c and vary.c
 *   cuts PORT FRAME                send with "cut *" at every length
 *   expect PORT COND...            a packet with all conditions comes
 *   count PORT N COND...           as many come, and until then no more
 *   ordered PORT FIELD N COND...   FIELD counts up by one over N packets
 *   distinct PORT FIELD N COND...  FIELD has at least N different values
 *   unique PORT FIELD COND...      FIELD is the same in all of them
 *   differ PORT FIELD COND...      FIELD is another in each, and there are two
 *   drop STATS NAME[+NAME...] N    they rose by N, no other counter did
 *   stat STATS NAME[+NAME...] N    they rose by N
 *   either PORT STATS N COND...    N packets with all conditions come, or
 *                                  counters of drops rise instead
 *   rose STATS NAME N              NAME rose by N or more
 *   grep NS PATH WORD              wait for a line with WORD in a file
 *   nogrep NS PATH WORD            wait until there is none
 *   run COMMAND...                 run a program, which must succeed
 *   shell LINE                     give a line to bash, which must succeed
 *   until LINE                     give it to bash until it succeeds
 *   udp, broadcast, toobig, tcp    see flow.c
 *   link                           see link.c
 *   genl, shake                    see genl.c
 *   repeat                         see repeat.c
 *   stream, endstream              see stream.c
 *   flood, trickle, flows, endflood   see flood.c
 *   ping                           see ping.c
 *   settle                         see settle.c
 *   neigh, churn                   see neigh.c
 *   queue, accept                  see queue.c
 *   bpf                            see bpf.c
 *   upcall, told                   see upcall.c
 *   attach, detach                 see attach.c
 *   snmp, counted                  see snmp.c
 *   segments, raw, rawcount        see datagram.c
 *   request, state, always, sweep, result, pass, faults
 *                                  see fault.c
 *   listen                         see listen.c
 *   tap, inject                    see tap.c
 *   newns, insmod                  see init.c
 *   capture PORT FILE              what comes goes to a pcap file, too
 *
 * A NS of "-" is the namespace that lab was started in. It prints "ok - LABEL"
 * or "not ok - LABEL" a case and exits with 1 if one failed.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/ethtool.h>
#include <linux/if_packet.h>
#include <linux/sockios.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <poll.h>
#include <sched.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "frame.h"
#include "lab.h"

#define PORTS 24
#define STATS 24
#define PACKETS 4096
#define DESCRIPTION 1024
#define WAIT_MS_DEFAULT 20000

struct port {
	char name[16];
	int fd, ifindex;
	bool ethernet;
	FILE *capture;
	int packets;
	char *packet[PACKETS];
};

struct stats {
	char name[16], dev[IFNAMSIZ];
	int fd;
	struct ethtool_gstrings *names;
	struct ethtool_stats *before, *now;
};

static struct port ports[PORTS];
static struct stats stats[STATS];
static char current_label[256];
static bool current_failed;
static int failures, wait_ms = WAIT_MS_DEFAULT, home_ns;
static struct frame frame;

long lab_now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

long lab_deadline(void)
{
	return lab_now_ms() + wait_ms;
}

static void pause_ms(int ms)
{
	poll(NULL, 0, ms);
}

/**
 * lab_fail - the current case fails, and this is why
 */
void lab_fail(const char *fmt, ...)
{
	va_list ap;

	printf("# %s: ", *current_label ? current_label : "setup");
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
	current_failed = true;
}

static void die(const char *what)
{
	printf("# lab: %s: %s\n", what, strerror(errno));
	if (*current_label)
		printf("not ok - %s\n", current_label);
	exit(2);
}

/**
 * lab_enter - go to a network namespace, "-" is where lab started
 * @ns: its name
 */
void lab_enter(const char *ns)
{
	char path[128];
	int fd = home_ns;

	if (strcmp(ns, "-")) {
		snprintf(path, sizeof(path), "/run/netns/%s", ns);
		fd = open(path, O_RDONLY | O_CLOEXEC);
		if (fd < 0)
			die(path);
	}
	if (setns(fd, CLONE_NEWNET))
		die(ns);
	if (fd != home_ns)
		close(fd);
}

/* ---- ports ------------------------------------------------------------- */

static struct port *find_port(const char *name)
{
	int i;

	for (i = 0; i < PORTS; i++)
		if (!strcmp(ports[i].name, name))
			return &ports[i];
	errno = ENOENT;
	die(name);
	return NULL;
}

static int dev_ioctl(int fd, const char *dev, unsigned long request,
		     struct ifreq *ifr)
{
	snprintf(ifr->ifr_name, IFNAMSIZ, "%s", dev);
	return ioctl(fd, request, ifr);
}

/* Opening a name again moves the port, for a device that was made anew. */
static void cmd_port(char **w, int n)
{
	struct sockaddr_ll addr = { .sll_family = AF_PACKET };
	int one = 1, room = 4 << 20;
	struct port *p = NULL;
	struct ifreq ifr;
	int i;

	if (n != 3 && (n != 4 || strcmp(w[3], "both")))
		return lab_fail("port NAME NS DEV [both]");
	for (i = 0; i < PORTS && !p; i++)
		if (!*ports[i].name || !strcmp(ports[i].name, w[0]))
			p = &ports[i];
	if (!p)
		die("too many ports");
	if (*p->name)
		close(p->fd);
	snprintf(p->name, sizeof(p->name), "%s", w[0]);
	lab_enter(w[1]);
	p->fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
	if (p->fd < 0 || dev_ioctl(p->fd, w[2], SIOCGIFHWADDR, &ifr))
		die(w[2]);
	p->ethernet = ifr.ifr_hwaddr.sa_family == ARPHRD_ETHER ||
		      ifr.ifr_hwaddr.sa_family == ARPHRD_LOOPBACK;
	if (!p->ethernet) {
		close(p->fd);
		p->fd = socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	}
	if (dev_ioctl(p->fd, w[2], SIOCGIFINDEX, &ifr))
		die(w[2]);
	p->ifindex = ifr.ifr_ifindex;
	addr.sll_ifindex = p->ifindex;
	addr.sll_protocol = htons(ETH_P_ALL);
	setsockopt(p->fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof(room));
	if (n == 3)
		setsockopt(p->fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &one,
			   sizeof(one));
	setsockopt(p->fd, SOL_PACKET, PACKET_AUXDATA, &one, sizeof(one));
	setsockopt(p->fd, SOL_SOCKET, SO_RCVMARK, &one, sizeof(one));
	if (bind(p->fd, (struct sockaddr *)&addr, sizeof(addr)))
		die(w[2]);
}

static size_t insert_tag(uint8_t *data, size_t len,
			 const struct tpacket_auxdata *aux)
{
	uint16_t tag[2] = { htons(ETH_P_8021Q), htons(aux->tp_vlan_tci) };

	if (aux->tp_status & TP_STATUS_VLAN_TPID_VALID)
		tag[0] = htons(aux->tp_vlan_tpid);
	memmove(data + 12 + sizeof(tag), data + 12, len - 12);
	memcpy(data + 12, tag, sizeof(tag));
	return len + sizeof(tag);
}

/* The kernel hands the outermost VLAN tag over beside the frame. */
static ssize_t receive_frame(struct port *p, uint8_t *data, size_t size,
			     struct sockaddr_ll *from, uint32_t *mark)
{
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(sizeof(struct tpacket_auxdata)) +
			  CMSG_SPACE(sizeof(uint32_t))];
	} control;
	struct iovec iov = { data, size - 4 };
	struct msghdr msg = {
		.msg_name = from,
		.msg_namelen = sizeof(*from),
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof(control),
	};
	ssize_t got = recvmsg(p->fd, &msg, MSG_DONTWAIT);
	struct tpacket_auxdata aux;
	struct cmsghdr *c;

	*mark = 0;
	if (got < 0)
		return got;
	for (c = CMSG_FIRSTHDR(&msg); c; c = CMSG_NXTHDR(&msg, c)) {
		if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SO_MARK)
			memcpy(mark, CMSG_DATA(c), sizeof(*mark));
		if (c->cmsg_level != SOL_PACKET ||
		    c->cmsg_type != PACKET_AUXDATA || got < 12 || !p->ethernet)
			continue;
		memcpy(&aux, CMSG_DATA(c), sizeof(aux));
		if (aux.tp_status & TP_STATUS_VLAN_VALID)
			got = insert_tag(data, got, &aux);
	}
	return got;
}

/* A packet that was described before is kept until the next case. */
static void receive(struct port *p, bool keep)
{
	static uint8_t data[FRAME_MAX];
	struct sockaddr_ll from;
	char text[DESCRIPTION];
	uint32_t mark;
	ssize_t got;
	size_t used;

	for (;;) {
		got = receive_frame(p, data, sizeof(data), &from, &mark);
		if (got < 0 && errno == EAGAIN)
			return;
		if (got >= 0 && p->capture)
			capture_write(p->capture, data, got);
		if (got < 0 || !keep || p->packets == PACKETS)
			continue;
		frame_describe(data, got,
			       p->ethernet ? FRAME_ETHERNET : FRAME_NETWORK,
			       ntohs(from.sll_protocol), text, sizeof(text));
		used = strlen(text);
		snprintf(text + used, sizeof(text) - used, " mark=%#x", mark);
		p->packet[p->packets++] = strdup(text);
	}
}

/* Ended by the end of lab: each packet is written as it is received. */
static void cmd_capture(char **w, int n)
{
	struct port *p = find_port(w[0]);

	if (n != 2)
		return lab_fail("capture PORT FILE");
	p->capture = capture_open(w[1]);
	if (!p->capture)
		die(w[1]);
}

static void cmd_mark(char **w, int n)
{
	struct port *p = find_port(w[0]);
	uint32_t mark;

	if (n != 2)
		return lab_fail("mark PORT N");
	mark = strtoul(w[1], NULL, 0);
	if (setsockopt(p->fd, SOL_SOCKET, SO_MARK, &mark, sizeof(mark)))
		die("SO_MARK");
}

static void forget_packets(struct port *p)
{
	receive(p, false);
	while (p->packets)
		free(p->packet[--p->packets]);
}

static bool all_match(const char *packet, char **cond, int n)
{
	int i;

	for (i = 0; i < n; i++)
		if (!describe_match(packet, cond[i]))
			return false;
	return true;
}

static int count_matching(struct port *p, int from, char **cond, int n)
{
	int i, found = 0;

	for (i = from; i < p->packets; i++)
		found += all_match(p->packet[i], cond, n);
	return found;
}

static void show_packets(struct port *p, char **cond, int n)
{
	int i;

	printf("# conditions:");
	for (i = 0; i < n; i++)
		printf(" %s", cond[i]);
	printf("\n");
	for (i = 0; i < p->packets && i < 8; i++)
		printf("# %s got: %s\n", p->name, p->packet[i]);
	if (p->packets > i)
		printf("# and %d more\n", p->packets - i);
}

static void cmd_expect(char **w, int n)
{
	struct port *p = find_port(w[0]);
	long deadline = lab_deadline();
	struct pollfd pfd = { p->fd, POLLIN, 0 };
	int seen = 0;

	for (;;) {
		receive(p, true);
		if (count_matching(p, seen, w + 1, n - 1))
			return;
		seen = p->packets;
		if (lab_now_ms() >= deadline)
			break;
		poll(&pfd, 1, deadline - lab_now_ms());
	}
	lab_fail("nothing expected came to %s", w[0]);
	show_packets(p, w + 1, n - 1);
}

/*
 * Packets that the kernel has put off, because it has much to do, are waited
 * for. Return: how many there are, @want or more if they come in time.
 */
static int wait_for_matching(struct port *p, int want, char **cond, int n)
{
	struct pollfd pfd = { p->fd, POLLIN, 0 };
	long deadline = lab_deadline();
	int found;

	for (;;) {
		receive(p, true);
		found = count_matching(p, 0, cond, n);
		if (found >= want || lab_now_ms() >= deadline)
			return found;
		poll(&pfd, 1, deadline - lab_now_ms());
	}
}

static void cmd_count(char **w, int n)
{
	struct port *p = find_port(w[0]);
	int want = n > 1 ? atoi(w[1]) : 0;
	int found = wait_for_matching(p, want, w + 2, n - 2);

	if (found == want)
		return;
	lab_fail("%d packets came to %s, not %d", found, w[0], want);
	show_packets(p, w + 2, n - 2);
}

static void cmd_ordered(char **w, int n)
{
	struct port *p = find_port(w[0]);
	char want[64];
	unsigned long next = 0;
	int i, found = 0;

	if (n < 3)
		return lab_fail("ordered PORT FIELD N COND...");
	wait_for_matching(p, atoi(w[2]), w + 3, n - 3);
	for (i = 0; i < p->packets; i++) {
		const char *at;

		if (!all_match(p->packet[i], w + 3, n - 3))
			continue;
		snprintf(want, sizeof(want), " %s=", w[1]);
		at = strstr(p->packet[i], want);
		if (!at)
			continue;
		if (found && strtoul(at + strlen(want), NULL, 0) != next)
			lab_fail("%s is out of order", w[1]);
		next = strtoul(at + strlen(want), NULL, 0) + 1;
		found++;
	}
	if (found != atoi(w[2]))
		lab_fail("%d packets with %s, not %s", found, w[1], w[2]);
	if (current_failed)
		show_packets(p, w + 3, n - 3);
}

static int count_distinct(struct port *p, const char *what, char **cond, int n)
{
	char name[64], value[64];
	int i, j, found = 0;

	snprintf(name, sizeof(name), " %s=", what);
	for (i = 0; i < p->packets; i++) {
		const char *at = strstr(p->packet[i], name);

		if (!at || !all_match(p->packet[i], cond, n))
			continue;
		snprintf(value, sizeof(value), "%.*s",
			 (int)strcspn(at + 1, " "), at + 1);
		for (j = 0; j < i; j++)
			if (all_match(p->packet[j], cond, n) &&
			    describe_match(p->packet[j], value))
				break;
		found += j == i;
	}
	return found;
}

static int wait_for_distinct(struct port *p, const char *what, int want,
			     char **cond, int n)
{
	struct pollfd pfd = { p->fd, POLLIN, 0 };
	long deadline = lab_deadline();
	int found;

	for (;;) {
		receive(p, true);
		found = count_distinct(p, what, cond, n);
		if (found >= want || lab_now_ms() >= deadline)
			return found;
		poll(&pfd, 1, deadline - lab_now_ms());
	}
}

static void cmd_distinct(char **w, int n)
{
	struct port *p = find_port(w[0]);
	int found = wait_for_distinct(p, w[1], atoi(w[2]), w + 3, n - 3);

	if (found >= atoi(w[2]))
		return;
	lab_fail("%s has %d different values, not %s", w[1], found, w[2]);
	show_packets(p, w + 3, n - 3);
}

static void cmd_unique(char **w, int n)
{
	struct port *p = find_port(w[0]);
	int found = wait_for_distinct(p, w[1], 1, w + 2, n - 2);

	if (found == 1)
		return;
	lab_fail("%s has %d different values", w[1], found);
	show_packets(p, w + 2, n - 2);
}

static void cmd_differ(char **w, int n)
{
	struct port *p = find_port(w[0]);
	int found = count_distinct(p, w[1], w + 2, n - 2);
	int all = count_matching(p, 0, w + 2, n - 2);

	if (found == all && all > 1)
		return;
	lab_fail("%s has %d different values in %d packets", w[1], found, all);
	show_packets(p, w + 2, n - 2);
}

static void transmit(struct port *p, int times)
{
	/* The kernel wants room for the longest address, even if unused. */
	union {
		struct sockaddr_ll ll;
		char room[sizeof(struct sockaddr_ll) + 32];
	} to = {
		.ll.sll_family = AF_PACKET,
		.ll.sll_ifindex = p->ifindex,
	};
	long deadline = lab_deadline();

	to.ll.sll_protocol = htons(frame.data[0] >> 4 == 6 ? 0x86dd : 0x0800);
	if (p->ethernet && frame.len >= 14)
		memcpy(&to.ll.sll_protocol, frame.data + 12, 2);
	while (times) {
		if (sendto(p->fd, frame.data, frame.len, 0,
			   (struct sockaddr *)&to, sizeof(to)) >= 0) {
			times--;
			continue;
		}
		if (errno != ENOBUFS || lab_now_ms() > deadline) {
			lab_fail("send to %s: %s", p->name, strerror(errno));
			return;
		}
		pause_ms(1);
	}
}

static void cmd_send(char **w, int n)
{
	struct port *p = find_port(w[0]);
	int times = 1, at = 1, i;
	char **word;

	if (n > 1 && w[1][0] == 'x') {
		times = atoi(w[1] + 1);
		at = 2;
	}
	word = w + at;
	n -= at;
	if (vary_wanted(word, n)) {
		for (i = 0; i < times; i++) {
			if (frame_build(&frame, vary_words(word, n, i), n,
					CUT_NONE, NULL))
				return lab_fail("bad frame");
			transmit(p, 1);
		}
		return;
	}
	if (frame_build(&frame, word, n, CUT_NONE, NULL))
		return lab_fail("bad frame");
	transmit(p, times);
}

static void cmd_cuts(char **w, int n)
{
	struct port *p = find_port(w[0]);
	size_t cut, max = 1;

	for (cut = 0; cut < max; cut++) {
		if (frame_build(&frame, w + 1, n - 1, cut, &max))
			return lab_fail("bad frame");
		transmit(p, 1);
	}
}

/* ---- counters ---------------------------------------------------------- */

static int ethtool(int fd, const char *dev, void *request)
{
	struct ifreq ifr = { .ifr_data = request };

	return dev_ioctl(fd, dev, SIOCETHTOOL, &ifr);
}

static void read_stats(struct stats *s, struct ethtool_stats *to)
{
	to->cmd = ETHTOOL_GSTATS;
	to->n_stats = s->names->len;
	if (ethtool(s->fd, s->dev, to))
		lab_fail("no counters of %s: %s", s->dev, strerror(errno));
}

static void cmd_stats(char **w, int n)
{
	struct {
		struct ethtool_sset_info head;
		uint32_t count;
	} info = { .head = { .cmd = ETHTOOL_GSSET_INFO,
			     .sset_mask = 1ULL << ETH_SS_STATS } };
	struct stats *s = NULL;
	size_t size;
	int i;

	if (n != 3)
		return lab_fail("stats NAME NS DEV");
	for (i = 0; i < STATS && !s; i++)
		if (!*stats[i].name || !strcmp(stats[i].name, w[0]))
			s = &stats[i];
	if (!s)
		die("too many stats");
	snprintf(s->name, sizeof(s->name), "%s", w[0]);
	snprintf(s->dev, sizeof(s->dev), "%s", w[2]);
	lab_enter(w[1]);
	s->fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (ethtool(s->fd, s->dev, &info))
		die("ethtool -S");
	size = sizeof(struct ethtool_gstrings) + info.count * ETH_GSTRING_LEN;
	s->names = calloc(1, size);
	s->names->cmd = ETHTOOL_GSTRINGS;
	s->names->string_set = ETH_SS_STATS;
	s->names->len = info.count;
	if (ethtool(s->fd, s->dev, s->names))
		die("ethtool -S");
	size = sizeof(struct ethtool_stats) + info.count * sizeof(uint64_t);
	s->before = calloc(1, size);
	s->now = calloc(1, size);
	read_stats(s, s->before);
}

static struct stats *find_stats(const char *name)
{
	int i;

	for (i = 0; i < STATS; i++)
		if (!strcmp(stats[i].name, name))
			return &stats[i];
	errno = ENOENT;
	die(name);
	return NULL;
}

static const char *stat_name(struct stats *s, uint32_t i)
{
	return (char *)s->names->data + i * ETH_GSTRING_LEN;
}

/* Return: how much the counter rose in this case, or -1 if there is none. */
static long long rise(struct stats *s, const char *name)
{
	uint32_t i;

	for (i = 0; i < s->names->len; i++)
		if (!strncmp(stat_name(s, i), name, ETH_GSTRING_LEN))
			return s->now->data[i] - s->before->data[i];
	return -1;
}

static long long rise_of_sum(struct stats *s, const char *names)
{
	char copy[256], *at = copy, *name;
	long long sum = 0, one;

	snprintf(copy, sizeof(copy), "%s", names);
	while ((name = strsep(&at, "+"))) {
		one = rise(s, name);
		if (one < 0) {
			lab_fail("%s has no counter %s", s->dev, name);
			return -1;
		}
		sum += one;
	}
	return sum;
}

static bool is_named(const char *names, const char *name)
{
	const char *at = strstr(names, name);
	size_t n = strlen(name);

	return at && (at == names || at[-1] == '+') &&
	       (!at[n] || at[n] == '+');
}

static void show_rises(struct stats *s)
{
	uint32_t i;

	for (i = 0; i < s->names->len; i++) {
		const char *name = stat_name(s, i);

		if (rise(s, name))
			printf("# %s %.32s rose by %lld\n", s->dev, name,
			       rise(s, name));
	}
}

static bool wait_for_rise(char **w, int n, bool or_more)
{
	struct stats *s = find_stats(w[0]);
	long deadline = lab_deadline();
	long long want, got;

	if (n != 3) {
		lab_fail("STATS NAME N");
		return false;
	}
	want = atoll(w[2]);
	for (;;) {
		read_stats(s, s->now);
		got = rise_of_sum(s, w[1]);
		if (got == want || (or_more && got > want))
			return true;
		if (got < 0)
			return false;
		if (got > want || lab_now_ms() > deadline)
			break;
		pause_ms(10);
	}
	lab_fail("%s rose by %lld, not %lld", w[1], got, want);
	show_rises(s);
	return false;
}

static void cmd_stat(char **w, int n)
{
	wait_for_rise(w, n, false);
}

static void cmd_rose(char **w, int n)
{
	wait_for_rise(w, n, true);
}

static void cmd_drop(char **w, int n)
{
	struct stats *s = find_stats(w[0]);
	char name[ETH_GSTRING_LEN + 1];
	uint32_t i;

	if (!wait_for_rise(w, n, false))
		return;
	for (i = 0; i < s->names->len; i++) {
		snprintf(name, sizeof(name), "%s", stat_name(s, i));
		/* What takes the fast path is no drop, and may be one later. */
		if (!is_named(w[1], name) && !strstr(name, "_fast") &&
		    rise(s, name) > 0)
			lab_fail("%s rose too, by %lld", name, rise(s, name));
	}
}

static int all_rises(struct stats *s)
{
	uint32_t i;
	int sum = 0;

	read_stats(s, s->now);
	for (i = 0; i < s->names->len; i++)
		if (!strstr(stat_name(s, i), "_fast"))
			sum += rise(s, stat_name(s, i));
	return sum;
}

static void cmd_either(char **w, int n)
{
	struct port *p = find_port(w[0]);
	struct stats *s = find_stats(w[1]);
	long deadline = lab_deadline();
	int want = atoi(w[2]), got, counted;

	for (;;) {
		receive(p, true);
		got = count_matching(p, 0, w + 3, n - 3);
		counted = all_rises(s);
		if (got + counted >= want)
			return;
		if (lab_now_ms() >= deadline)
			break;
		pause_ms(10);
	}
	lab_fail("%d packets came to %s and %d were counted, not %d", got, w[0],
		 counted, want);
	show_packets(p, w + 3, n - 3);
}

/* ---- the system -------------------------------------------------------- */

static void cmd_quiet(char **w, int n)
{
	static const uint32_t off[] = {
		ETHTOOL_SRXCSUM, ETHTOOL_SGRO, ETHTOOL_STSO, ETHTOOL_SGSO,
		ETHTOOL_STXCSUM,
	};
	size_t i;
	int fd;

	if (n != 2)
		return lab_fail("quiet NS DEV");
	lab_enter(w[0]);
	fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	for (i = 0; i < sizeof(off) / sizeof(off[0]); i++) {
		struct ethtool_value value = { .cmd = off[i] };

		ethtool(fd, w[1], &value);
	}
	close(fd);
}

static void cmd_sysctl(char **w, int n)
{
	char path[256];
	int fd;

	if (n != 3)
		return lab_fail("sysctl NS PATH VALUE");
	snprintf(path, sizeof(path), "/proc/sys/%s", w[1]);
	lab_enter(w[0]);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0 || write(fd, w[2], strlen(w[2])) < 0)
		lab_fail("%s: %s", path, strerror(errno));
	if (fd >= 0)
		close(fd);
}

static bool file_has(const char *path, const char *word)
{
	char line[1024];
	bool found = false;
	FILE *f = fopen(path, "re");

	if (!f) {
		lab_fail("%s: %s", path, strerror(errno));
		return false;
	}
	while (!found && fgets(line, sizeof(line), f))
		found = strcasestr(line, word);
	fclose(f);
	return found;
}

static void wait_for_file(char **w, int n, bool want)
{
	long deadline = lab_deadline();

	if (n != 3)
		return lab_fail("grep NS PATH WORD");
	lab_enter(w[0]);
	while (file_has(w[1], w[2]) != want) {
		if (lab_now_ms() > deadline)
			return lab_fail("%s %s \"%s\"", w[1],
					want ? "lacks" : "has", w[2]);
		pause_ms(20);
	}
}

static void cmd_grep(char **w, int n)
{
	wait_for_file(w, n, true);
}

static void cmd_nogrep(char **w, int n)
{
	wait_for_file(w, n, false);
}

static int spawn(char **w)
{
	int status = -1;
	pid_t pid;

	fflush(stdout);
	lab_enter("-");
	if (posix_spawnp(&pid, w[0], NULL, NULL, w, environ))
		return -1;
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void cmd_run(char **w, int n)
{
	int status = spawn(w);

	(void)n;
	if (status)
		lab_fail("\"%s\" ended with %d", w[0], status);
}

static void join(char *to, size_t size, char **w, int n)
{
	size_t used = 0;
	int i;

	*to = 0;
	for (i = 0; i < n && used < size; i++)
		used += snprintf(to + used, size - used, "%s%s", i ? " " : "",
				 w[i]);
}

static int bash(char **w, int n)
{
	char line[2048];
	char *words[4] = { "bash", "-c", line };

	join(line, sizeof(line), w, n);
	return spawn(words);
}

static void cmd_shell(char **w, int n)
{
	int status = bash(w, n);

	if (status)
		lab_fail("\"%s ...\" ended with %d", w[0], status);
}

static void cmd_until(char **w, int n)
{
	long deadline = lab_deadline();

	while (bash(w, n)) {
		if (lab_now_ms() > deadline)
			return lab_fail("\"%s ...\" never succeeded", w[0]);
		pause_ms(50);
	}
}

/* ---- cases ------------------------------------------------------------- */

static void end_case(void)
{
	if (!*current_label) {
		if (current_failed)
			die("setup");
		return;
	}
	printf("%s - %s\n", current_failed ? "not ok" : "ok", current_label);
	fflush(stdout);
	failures += current_failed;
	current_failed = false;
	*current_label = 0;
}

bool lab_failed(void)
{
	return current_failed;
}

/* What has come and what was counted so far is no matter any more. */
void lab_forget(void)
{
	int i;

	for (i = 0; i < PORTS; i++)
		if (*ports[i].name)
			forget_packets(&ports[i]);
	for (i = 0; i < STATS; i++)
		if (*stats[i].name)
			read_stats(&stats[i], stats[i].before);
}

static void cmd_case(char **w, int n)
{
	end_case();
	join(current_label, sizeof(current_label), w, n);
	lab_forget();
}

static const struct command {
	const char *name;
	void (*run)(char **word, int words);
	int least;	/* words it needs */
	bool judges;	/* tells nothing more once the case has failed */
} commands[] = {
	{ "case", cmd_case, 1, false },
	{ "port", cmd_port, 3, false },
	{ "stats", cmd_stats, 3, false },
	{ "quiet", cmd_quiet, 2, false },
	{ "sysctl", cmd_sysctl, 3, false },
	{ "capture", cmd_capture, 2, false },
	{ "mark", cmd_mark, 2, false },
	{ "send", cmd_send, 2, true },
	{ "cuts", cmd_cuts, 2, true },
	{ "expect", cmd_expect, 2, true },
	{ "count", cmd_count, 2, true },
	{ "ordered", cmd_ordered, 3, true },
	{ "distinct", cmd_distinct, 3, true },
	{ "unique", cmd_unique, 2, true },
	{ "differ", cmd_differ, 2, true },
	{ "drop", cmd_drop, 3, true },
	{ "either", cmd_either, 4, true },
	{ "stat", cmd_stat, 3, true },
	{ "rose", cmd_rose, 3, true },
	{ "grep", cmd_grep, 3, true },
	{ "nogrep", cmd_nogrep, 3, true },
	{ "run", cmd_run, 1, false },
	{ "shell", cmd_shell, 1, false },
	{ "until", cmd_until, 1, true },
	{ "udp", flow_udp, 5, true },
	{ "broadcast", flow_broadcast, 5, true },
	{ "toobig", flow_toobig, 4, true },
	{ "tcp", flow_tcp, 5, true },
	{ "link", link_command, 3, true },
	{ "genl", genl_command, 3, true },
	{ "shake", genl_shake, 3, true },
	{ "repeat", repeat_command, 2, true },
	{ "stream", stream_begin, 5, true },
	{ "endstream", stream_end, 0, false },
	{ "flood", flood_begin, 3, true },
	{ "trickle", flood_trickle, 3, true },
	{ "flows", flood_flows, 3, true },
	{ "endflood", flood_end, 0, false },
	{ "ping", ping_command, 3, true },
	{ "settle", settle_command, 1, true },
	{ "neigh", neigh_command, 4, true },
	{ "churn", neigh_churn, 3, true },
	{ "queue", queue_open, 2, true },
	{ "accept", queue_accept, 2, true },
	{ "bpf", bpf_command, 3, true },
	{ "upcall", upcall_open, 3, true },
	{ "told", upcall_told, 2, true },
	{ "attach", attach_program, 2, true },
	{ "detach", attach_end, 0, false },
	{ "snmp", snmp_remember, 1, true },
	{ "counted", snmp_counted, 3, true },
	{ "segments", datagram_segments, 6, true },
	{ "raw", datagram_raw, 2, true },
	{ "rawcount", datagram_rawcount, 1, true },
	{ "request", fault_request, 3, true },
	{ "state", fault_state, 2, true },
	{ "always", fault_always, 1, true },
	{ "sweep", fault_sweep, 1, true },
	{ "result", fault_result, 1, true },
	{ "refusal", fault_refusal, 1, true },
	{ "pass", fault_pass, 2, true },
	{ "faults", fault_count, 1, true },
	{ "listen", listen_begin, 1, true },
	{ "tap", tap_open, 3, true },
	{ "inject", tap_inject, 2, true },
	{ "newns", init_newns, 0, true },
	{ "insmod", init_insmod, 1, true },
};

void lab_execute(char *line)
{
	static char *word[LAB_WORDS + 1];
	int words = 0;
	size_t i;

	for (line = strtok(line, " \t\n"); line && words < LAB_WORDS;
	     line = strtok(NULL, " \t\n"))
		word[words++] = line;
	word[words] = NULL;
	if (!words || word[0][0] == '#')
		return;
	for (i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		if (strcmp(commands[i].name, word[0]))
			continue;
		if (commands[i].judges && current_failed)
			return;
		if (words - 1 < commands[i].least)
			return lab_fail("%s: too few words", word[0]);
		return commands[i].run(word + 1, words - 1);
	}
	lab_fail("no command \"%s\"", word[0]);
}

int main(void)
{
	const char *wait = getenv("LAB_WAIT_MS");
	cpu_set_t one_cpu;
	char *line = NULL;
	size_t size = 0;

	/* Packets that one CPU sends over veth arrive in their order. */
	CPU_ZERO(&one_cpu);
	CPU_SET(sched_getcpu(), &one_cpu);
	sched_setaffinity(0, sizeof(one_cpu), &one_cpu);
	if (wait)
		wait_ms = atoi(wait);
	home_ns = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	if (home_ns < 0)
		die("/proc/self/ns/net");
	while (getline(&line, &size, stdin) >= 0)
		lab_execute(line);
	end_case();
	return failures ? 1 : 0;
}
