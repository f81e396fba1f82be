// SPDX-License-Identifier: GPL-2.0
/* The encapsulations that there are. */

#include "ovtun.h"

static const struct ovtun_encap_ops *const ovtun_encaps[] = {
	[OVTUN_ENCAP_VXLAN]	= &ovtun_vxlan_ops,
	[OVTUN_ENCAP_GRETAP]	= &ovtun_gretap_ops,
	[OVTUN_ENCAP_GRE]	= &ovtun_gre_ops,
};

/* @encap: 1 to OVTUN_ENCAP_MAX, which the netlink policy has checked. */
const struct ovtun_encap_ops *ovtun_encap_ops(u8 encap)
{
	return ovtun_encaps[encap];
}
