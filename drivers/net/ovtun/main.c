// SPDX-License-Identifier: GPL-2.0
/* Overlay tunnels: VXLAN and GRE in one link kind. */

#include <linux/module.h>
#include <net/net_namespace.h>
#include <net/netevent.h>
#include <net/rtnetlink.h>

#include "event.h"
#include "ovtun.h"

static int __init ovtun_init(void)
{
	int err;

	err = register_pernet_subsys(&ovtun_net_ops);
	if (err)
		return err;
	err = register_netdevice_notifier(&ovtun_notifier);
	if (err)
		goto err_pernet;
	err = register_netevent_notifier(&ovtun_neigh_notifier);
	if (err)
		goto err_notifier;
	err = genl_register_family(&ovtun_nl_family);
	if (err)
		goto err_neigh;
	err = rtnl_link_register(&ovtun_link_ops);
	if (err)
		goto err_family;
	return 0;

err_family:
	genl_unregister_family(&ovtun_nl_family);
err_neigh:
	unregister_netevent_notifier(&ovtun_neigh_notifier);
err_notifier:
	unregister_netdevice_notifier(&ovtun_notifier);
err_pernet:
	unregister_pernet_subsys(&ovtun_net_ops);
	return err;
}

static void __exit ovtun_exit(void)
{
	rtnl_link_unregister(&ovtun_link_ops);
	genl_unregister_family(&ovtun_nl_family);
	unregister_netevent_notifier(&ovtun_neigh_notifier);
	unregister_netdevice_notifier(&ovtun_notifier);
	unregister_pernet_subsys(&ovtun_net_ops);
	/* Peers and paths free themselves by callbacks in this module. */
	rcu_barrier();
	ovtun_meta_exit();
}

module_init(ovtun_init);
module_exit(ovtun_exit);

MODULE_DESCRIPTION("Overlay tunnels: VXLAN and GRE in one link kind");
MODULE_LICENSE("GPL");
MODULE_ALIAS_RTNL_LINK("ovtun");
MODULE_ALIAS_GENL_FAMILY(OVTUN_FAMILY_NAME);
