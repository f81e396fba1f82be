// SPDX-License-Identifier: GPL-2.0
/* What ovtun keeps in a network namespace, and the end of a namespace. */

#include <net/net_namespace.h>
#include <net/rtnetlink.h>

#include "ovtun.h"

unsigned int ovtun_net_id __read_mostly;

static int __net_init ovtun_net_init(struct net *net)
{
	struct ovtun_net *on = ovtun_net(net);
	int err;

	on->net = net;
	INIT_LIST_HEAD(&on->devs);
	err = ovtun_demux_init(on);
	if (err)
		return err;
	err = ovtun_nexthop_init(net);
	if (err)
		ovtun_demux_uninit(on);
	return err;
}

/* Devices elsewhere that have their underlay here cannot go on either. */
static void __net_exit ovtun_net_exit_rtnl(struct net *net,
					   struct list_head *dev_to_kill)
{
	struct ovtun_net *on = ovtun_net(net);
	struct ovtun_dev *ovt, *next;

	list_for_each_entry_safe(ovt, next, &on->devs, node)
		ovtun_link_ops.dellink(ovt->dev, dev_to_kill);
}

static void __net_exit ovtun_net_exit(struct net *net)
{
	struct ovtun_net *on = ovtun_net(net);

	ovtun_nexthop_uninit(net);
	WARN_ON_ONCE(!list_empty(&on->devs) || on->gre[0] || on->gre[1] ||
		     on->early[0] || on->early[1] ||
		     on->notrack[0] || on->notrack[1]);
	ovtun_ingress_uninit(on);
	ovtun_demux_uninit(on);
}

struct pernet_operations ovtun_net_ops = {
	.init		= ovtun_net_init,
	.exit_rtnl	= ovtun_net_exit_rtnl,
	.exit		= ovtun_net_exit,
	.id		= &ovtun_net_id,
	.size		= sizeof(struct ovtun_net),
};
