// SPDX-License-Identifier: GPL-2.0
/* What a segment, and what a peer, has sent, received and lost. */

#include "traffic.h"

/**
 * ovtun_events_alloc - counters of what happens to few packets, all zero
 * @gfp: GFP_KERNEL or GFP_ATOMIC
 *
 * Return: the counters, for free_percpu(), or NULL without memory
 */
struct ovtun_events __percpu *ovtun_events_alloc(gfp_t gfp)
{
	struct ovtun_events __percpu *events;
	int cpu;

	events = alloc_percpu_gfp(struct ovtun_events, gfp | __GFP_NOWARN);
	if (!events)
		return NULL;
	for_each_possible_cpu(cpu)
		u64_stats_init(&per_cpu_ptr(events, cpu)->syncp);
	return events;
}

/* any context */
void ovtun_events_drop(struct ovtun_events __percpu *events,
		       enum ovtun_drop drop)
{
	struct ovtun_events *e = get_cpu_ptr(events);
	unsigned long flags;

	flags = u64_stats_update_begin_irqsave(&e->syncp);
	u64_stats_inc(&e->drops[drop]);
	u64_stats_update_end_irqrestore(&e->syncp, flags);
	put_cpu_ptr(events);
}

/* Add to @sum. */
void ovtun_events_read(struct ovtun_events __percpu *events,
		       struct ovtun_traffic_sum *sum)
{
	struct ovtun_traffic_sum before;
	unsigned int start, i;
	int cpu;

	for_each_possible_cpu(cpu) {
		const struct ovtun_events *e = per_cpu_ptr(events, cpu);

		before = *sum;
		do {
			*sum = before;
			start = u64_stats_fetch_begin(&e->syncp);
			for (i = 0; i < __OVTUN_FAST_MAX; i++)
				sum->fast[i] += u64_stats_read(&e->fast[i]);
			for (i = 0; i < __OVTUN_DROP_DEV; i++)
				sum->drops[i] += u64_stats_read(&e->drops[i]);
		} while (u64_stats_fetch_retry(&e->syncp, start));
	}
}

/**
 * ovtun_counters_init - counters of a segment or a peer, all zero
 * @c: where they are
 * @gfp: GFP_KERNEL or GFP_ATOMIC
 *
 * Return: 0 or -ENOMEM
 */
int ovtun_counters_init(struct ovtun_counters *c, gfp_t gfp)
{
	int cpu;

	c->events = NULL;
	c->traffic = alloc_percpu_gfp(struct ovtun_traffic, gfp | __GFP_NOWARN);
	if (!c->traffic)
		return -ENOMEM;
	for_each_possible_cpu(cpu)
		u64_stats_init(&per_cpu_ptr(c->traffic, cpu)->syncp);
	return 0;
}

/* Nobody counts any more. */
void ovtun_counters_uninit(struct ovtun_counters *c)
{
	free_percpu(c->events);
	free_percpu(c->traffic);
}

/*
 * There are many segments and peers, and most lose nothing. Who comes second
 * takes what the first one has allocated.
 */
static struct ovtun_events __percpu *
ovtun_counters_events(struct ovtun_counters *c)
{
	struct ovtun_events __percpu *events = READ_ONCE(c->events);
	struct ovtun_events __percpu *old;

	if (events)
		return events;
	events = ovtun_events_alloc(GFP_ATOMIC);
	if (!events)
		return NULL;
	old = cmpxchg(&c->events, NULL, events);
	if (!old)
		return events;
	free_percpu(events);
	return old;
}

/* any context; without memory for the counters it is not counted */
void ovtun_counters_drop(struct ovtun_counters *c, enum ovtun_drop drop)
{
	struct ovtun_events __percpu *events = ovtun_counters_events(c);

	if (events)
		ovtun_events_drop(events, drop);
}

/* Add to @count, which has __OVTUN_COUNT_MAX members; without the drops. */
void ovtun_counters_count(const struct ovtun_counters *c, u64 *count)
{
	u64 part[__OVTUN_COUNT_MAX];
	unsigned int start, i;
	int cpu;

	for_each_possible_cpu(cpu) {
		const struct ovtun_traffic *t = per_cpu_ptr(c->traffic, cpu);

		do {
			start = u64_stats_fetch_begin(&t->syncp);
			for (i = 0; i < __OVTUN_COUNT_MAX; i++)
				part[i] = u64_stats_read(&t->count[i]);
		} while (u64_stats_fetch_retry(&t->syncp, start));
		for (i = 0; i < __OVTUN_COUNT_MAX; i++)
			count[i] += part[i];
	}
}

void ovtun_counters_read(const struct ovtun_counters *c,
			 struct ovtun_traffic_sum *sum)
{
	struct ovtun_events __percpu *events = READ_ONCE(c->events);

	memset(sum, 0, sizeof(*sum));
	ovtun_counters_count(c, sum->count);
	if (events)
		ovtun_events_read(events, sum);
}
