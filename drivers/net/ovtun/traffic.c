// SPDX-License-Identifier: GPL-2.0
/* What a segment, and what a peer, has sent, received and lost. */

#include "traffic.h"

/**
 * ovtun_traffic_alloc - counters, all zero
 * @gfp: GFP_KERNEL or GFP_ATOMIC
 *
 * Return: the counters, for free_percpu(), or NULL without memory
 */
struct ovtun_traffic __percpu *ovtun_traffic_alloc(gfp_t gfp)
{
	struct ovtun_traffic __percpu *traffic;
	int cpu;

	traffic = alloc_percpu_gfp(struct ovtun_traffic, gfp | __GFP_NOWARN);
	if (!traffic)
		return NULL;
	for_each_possible_cpu(cpu)
		u64_stats_init(&per_cpu_ptr(traffic, cpu)->syncp);
	return traffic;
}

/* any context */
void ovtun_traffic_drop(struct ovtun_traffic __percpu *traffic,
			enum ovtun_drop drop)
{
	struct ovtun_traffic *t = get_cpu_ptr(traffic);
	unsigned long flags;

	flags = u64_stats_update_begin_irqsave(&t->syncp);
	u64_stats_inc(&t->drops[drop]);
	u64_stats_update_end_irqrestore(&t->syncp, flags);
	put_cpu_ptr(traffic);
}

static void ovtun_traffic_add(const struct ovtun_traffic *t,
			      struct ovtun_traffic_sum *sum)
{
	unsigned int i;

	for (i = 0; i < __OVTUN_COUNT_MAX; i++)
		sum->count[i] += u64_stats_read(&t->count[i]);
	for (i = 0; i < __OVTUN_FAST_MAX; i++)
		sum->fast[i] += u64_stats_read(&t->fast[i]);
	for (i = 0; i < __OVTUN_DROP_DEV; i++)
		sum->drops[i] += u64_stats_read(&t->drops[i]);
}

/* Add to @count, which has __OVTUN_COUNT_MAX members; without the drops. */
void ovtun_traffic_count(struct ovtun_traffic __percpu *traffic, u64 *count)
{
	u64 part[__OVTUN_COUNT_MAX];
	unsigned int start, i;
	int cpu;

	for_each_possible_cpu(cpu) {
		const struct ovtun_traffic *t = per_cpu_ptr(traffic, cpu);

		do {
			start = u64_stats_fetch_begin(&t->syncp);
			for (i = 0; i < __OVTUN_COUNT_MAX; i++)
				part[i] = u64_stats_read(&t->count[i]);
		} while (u64_stats_fetch_retry(&t->syncp, start));
		for (i = 0; i < __OVTUN_COUNT_MAX; i++)
			count[i] += part[i];
	}
}

void ovtun_traffic_read(struct ovtun_traffic __percpu *traffic,
			struct ovtun_traffic_sum *sum)
{
	struct ovtun_traffic_sum before;
	unsigned int start;
	int cpu;

	memset(sum, 0, sizeof(*sum));
	for_each_possible_cpu(cpu) {
		const struct ovtun_traffic *t = per_cpu_ptr(traffic, cpu);

		before = *sum;
		do {
			*sum = before;
			start = u64_stats_fetch_begin(&t->syncp);
			ovtun_traffic_add(t, sum);
		} while (u64_stats_fetch_retry(&t->syncp, start));
	}
}
