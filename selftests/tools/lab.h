/* SPDX-License-Identifier: GPL-2.0 */
#ifndef OVTUN_SELFTEST_LAB_H
#define OVTUN_SELFTEST_LAB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define LAB_WORDS 128

/* lab.c */
void lab_fail(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
long lab_now_ms(void);
long lab_deadline(void);
void lab_enter(const char *ns);
void lab_execute(char *line);
bool lab_failed(void);
void lab_forget(void);

/* flow.c: datagrams and streams through the stacks of two namespaces */
void flow_udp(char **word, int words);
void flow_broadcast(char **word, int words);
void flow_toobig(char **word, int words);
void flow_tcp(char **word, int words);

/* link.c: link messages with attributes that ip would not send */
struct nlmsghdr;
void link_command(char **word, int words);
int link_value(const char *text, uint8_t *out, size_t room);
int link_transact(struct nlmsghdr *request, char *text, size_t room);
bool link_matches(const char *pattern, const char *text);

/* genl.c: messages of the generic netlink family, good and bad */
void genl_command(char **word, int words);
void genl_shake(char **word, int words);
int genl_enter(const char *ns, const char *name, int *family);

/* repeat.c: what the kernel reports of a device, given back to it */
void repeat_command(char **word, int words);

/* vary.c: frames that differ from each other */
bool vary_wanted(char **word, int words);
char **vary_words(char **word, int words, unsigned int number);

/* stream.c: frames while other commands run, and none may be lost */
void stream_begin(char **word, int words);
void stream_end(char **word, int words);
long stream_received(const char *ns, const char *dev);

/* flood.c: frames in bulk while other commands run */
void flood_begin(char **word, int words);
void flood_trickle(char **word, int words);
void flood_flows(char **word, int words);
void flood_end(char **word, int words);

/* ping.c: is somebody there? */
void ping_command(char **word, int words);

/* settle.c: what was sent has arrived */
void settle_command(char **word, int words);

/* neigh.c: messages about forwarding entries that bridge would not send */
void neigh_command(char **word, int words);
void neigh_churn(char **word, int words);

/* capture.c: pcap files, for other people's dissectors */
FILE *capture_open(const char *path);
void capture_write(FILE *f, const uint8_t *data, size_t len);

/* attach.c: BPF programs that say no */
void attach_program(char **word, int words);
void attach_end(char **word, int words);

/* snmp.c: counters of the IP stack */
void snmp_remember(char **word, int words);
void snmp_counted(char **word, int words);

/* datagram.c: segmented datagrams, raw sockets */
void datagram_segments(char **word, int words);
void datagram_raw(char **word, int words);
void datagram_rawcount(char **word, int words);

/* queue.c: a netfilter queue to user space */
void queue_open(char **word, int words);
void queue_accept(char **word, int words);

/* fault.c: allocations that fail */
void fault_request(char **word, int words);
void fault_state(char **word, int words);
void fault_always(char **word, int words);
void fault_refusal(char **word, int words);
void fault_sweep(char **word, int words);
void fault_result(char **word, int words);
void fault_pass(char **word, int words);
void fault_count(char **word, int words);

/* listen.c: announcements */
void listen_begin(char **word, int words);

/* tap.c: devices whose other end is lab */
void tap_open(char **word, int words);
void tap_inject(char **word, int words);

/* init.c: what the module does before there is a device */
void init_newns(char **word, int words);
void init_insmod(char **word, int words);

/* bpf.c: eBPF programs that set and read tunnel metadata */
void bpf_command(char **word, int words);

/* upcall.c: what a datapath of Open vSwitch tells user space */
void upcall_open(char **word, int words);
void upcall_told(char **word, int words);

#endif
