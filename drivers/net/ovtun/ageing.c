// SPDX-License-Identifier: GPL-2.0
/* Learned addresses that have been silent for too long go. */

#include "ovtun.h"

/* @arg: jiffies; silent since then is too long. */
static bool ovtun_ageing_expired(const struct ovtun_fdb *fdb, const void *arg)
{
	const unsigned long *silent_since = arg;

	return ovtun_fdb_is_learned(fdb) &&
	       time_before_eq(READ_ONCE(fdb->updated), *silent_since);
}

static void ovtun_ageing_expire(struct ovtun_dev *ovt,
				unsigned long silent_since)
{
	ovtun_fdb_destroy_if(ovt, ovtun_ageing_expired, &silent_since);
}

/* Jiffies, 0: never. */
static unsigned long ovtun_ageing_time(struct ovtun_dev *ovt)
{
	const struct ovtun_config *cfg;
	unsigned long age;

	rcu_read_lock();
	cfg = rcu_dereference(ovt->cfg);
	age = cfg->ageing * HZ;
	rcu_read_unlock();
	return age;
}

static void ovtun_ageing_work(struct work_struct *work)
{
	struct ovtun_dev *ovt = container_of(work, struct ovtun_dev,
					     ageing.work);
	unsigned long age = ovtun_ageing_time(ovt);

	if (age)
		ovtun_ageing_expire(ovt, jiffies - age);
	ovtun_ageing_start(ovt);
}

void ovtun_ageing_init(struct ovtun_dev *ovt)
{
	INIT_DELAYED_WORK(&ovt->ageing, ovtun_ageing_work);
}

/* The device is up and has a configuration, or another one than before. */
void ovtun_ageing_start(struct ovtun_dev *ovt)
{
	unsigned long age = ovtun_ageing_time(ovt);

	mod_delayed_work(system_power_efficient_wq, &ovt->ageing,
			 age && age < 60 * HZ ? HZ : 10 * HZ);
}

/* What was learned while the device was up is not true when it is down. */
void ovtun_ageing_flush(struct ovtun_dev *ovt)
{
	ovtun_ageing_expire(ovt, jiffies);
}

void ovtun_ageing_stop(struct ovtun_dev *ovt)
{
	cancel_delayed_work_sync(&ovt->ageing);
}
