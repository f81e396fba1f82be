/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _OVTUN_TRAFFIC_H
#define _OVTUN_TRAFFIC_H

#include <linux/percpu.h>
#include <linux/u64_stats_sync.h>

#include "drop.h"

/**
 * enum ovtun_cast - who a frame is for
 * @OVTUN_UNICAST: one destination, which is known; every IP packet
 * @OVTUN_BROADCAST: all
 * @OVTUN_MULTICAST: a group
 * @OVTUN_UNKNOWN: one destination, but nobody knows where: flooded
 */
enum ovtun_cast {
	OVTUN_UNICAST,
	OVTUN_BROADCAST,
	OVTUN_MULTICAST,
	OVTUN_UNKNOWN,
};

/**
 * enum ovtun_count - what is counted of a segment and of a peer
 * @OVTUN_RX_PACKETS: delivered to the device, all casts
 * @OVTUN_RX_BYTES: of inner frames or packets
 * @OVTUN_RX_BROADCAST: packets among @OVTUN_RX_PACKETS
 * @OVTUN_RX_MULTICAST: packets among @OVTUN_RX_PACKETS
 * @OVTUN_TX_PACKETS: handed to the underlay, one for each copy
 * @OVTUN_TX_BYTES: of inner frames or packets
 * @OVTUN_TX_BROADCAST: packets among @OVTUN_TX_PACKETS
 * @OVTUN_TX_MULTICAST: packets among @OVTUN_TX_PACKETS
 * @OVTUN_TX_UNKNOWN: packets among @OVTUN_TX_PACKETS
 * @__OVTUN_COUNT_MAX: one above the last
 */
enum ovtun_count {
	OVTUN_RX_PACKETS,
	OVTUN_RX_BYTES,
	OVTUN_RX_BROADCAST,
	OVTUN_RX_MULTICAST,
	OVTUN_TX_PACKETS,
	OVTUN_TX_BYTES,
	OVTUN_TX_BROADCAST,
	OVTUN_TX_MULTICAST,
	OVTUN_TX_UNKNOWN,
	__OVTUN_COUNT_MAX,
};

/**
 * enum ovtun_fast - packets of a device that took the fast path
 * @OVTUN_RX_FAST: taken at PRE_ROUTING, see early.c
 * @OVTUN_TX_FAST: handed to the neighbour, see direct.c
 * @__OVTUN_FAST_MAX: one above the last
 */
enum ovtun_fast {
	OVTUN_RX_FAST,
	OVTUN_TX_FAST,
	__OVTUN_FAST_MAX,
};

/* What goes through; one for each CPU */
struct ovtun_traffic {
	u64_stats_t count[__OVTUN_COUNT_MAX];
	struct u64_stats_sync syncp;
};

/* What else happens; one for each CPU. @fast is counted of a device only. */
struct ovtun_events {
	u64_stats_t fast[__OVTUN_FAST_MAX];
	u64_stats_t drops[__OVTUN_DROP_DEV];
	struct u64_stats_sync syncp;
};

/**
 * struct ovtun_counters - of a segment or a peer
 * @traffic: what has gone through
 * @events: what was dropped; NULL until the first time
 */
struct ovtun_counters {
	struct ovtun_traffic __percpu *traffic;
	struct ovtun_events __percpu *events;
};

/* The sum over all CPUs. */
struct ovtun_traffic_sum {
	u64 count[__OVTUN_COUNT_MAX];
	u64 fast[__OVTUN_FAST_MAX];
	u64 drops[__OVTUN_DROP_DEV];
};

/* traffic.c: any context */
struct ovtun_events __percpu *ovtun_events_alloc(gfp_t gfp);
void ovtun_events_drop(struct ovtun_events __percpu *events,
		       enum ovtun_drop drop);
void ovtun_events_read(struct ovtun_events __percpu *events,
		       struct ovtun_traffic_sum *sum);
int ovtun_counters_init(struct ovtun_counters *c, gfp_t gfp);
void ovtun_counters_uninit(struct ovtun_counters *c);
void ovtun_counters_drop(struct ovtun_counters *c, enum ovtun_drop drop);
void ovtun_counters_count(const struct ovtun_counters *c, u64 *count);
void ovtun_counters_read(const struct ovtun_counters *c,
			 struct ovtun_traffic_sum *sum);

/* Those of every packet are here to be inlined. BH disabled. */
static inline void ovtun_counters_rx(const struct ovtun_counters *c,
				     unsigned int len, enum ovtun_cast cast)
{
	struct ovtun_traffic *t = this_cpu_ptr(c->traffic);

	u64_stats_update_begin(&t->syncp);
	u64_stats_inc(&t->count[OVTUN_RX_PACKETS]);
	u64_stats_add(&t->count[OVTUN_RX_BYTES], len);
	if (cast == OVTUN_BROADCAST)
		u64_stats_inc(&t->count[OVTUN_RX_BROADCAST]);
	else if (cast == OVTUN_MULTICAST)
		u64_stats_inc(&t->count[OVTUN_RX_MULTICAST]);
	u64_stats_update_end(&t->syncp);
}

static inline void ovtun_counters_tx(const struct ovtun_counters *c,
				     unsigned int len, enum ovtun_cast cast)
{
	struct ovtun_traffic *t = this_cpu_ptr(c->traffic);

	u64_stats_update_begin(&t->syncp);
	u64_stats_inc(&t->count[OVTUN_TX_PACKETS]);
	u64_stats_add(&t->count[OVTUN_TX_BYTES], len);
	if (cast == OVTUN_BROADCAST)
		u64_stats_inc(&t->count[OVTUN_TX_BROADCAST]);
	else if (cast == OVTUN_MULTICAST)
		u64_stats_inc(&t->count[OVTUN_TX_MULTICAST]);
	else if (cast == OVTUN_UNKNOWN)
		u64_stats_inc(&t->count[OVTUN_TX_UNKNOWN]);
	u64_stats_update_end(&t->syncp);
}

static inline void ovtun_events_fast(struct ovtun_events __percpu *events,
				     enum ovtun_fast fast)
{
	struct ovtun_events *e = this_cpu_ptr(events);

	u64_stats_update_begin(&e->syncp);
	u64_stats_inc(&e->fast[fast]);
	u64_stats_update_end(&e->syncp);
}

#endif /* _OVTUN_TRAFFIC_H */
