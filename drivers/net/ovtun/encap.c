// SPDX-License-Identifier: GPL-2.0
/* The encapsulations that there are. */

#include "encap.h"
#include "ovtun.h"

static const struct ovtun_encap_ops *const ovtun_encaps[] = {
	&ovtun_vxlan_ops,
	&ovtun_gbp_ops,
	&ovtun_gpe_ops,
	&ovtun_gretap_ops,
	&ovtun_gretap_udp_ops,
	&ovtun_gre_ops,
	&ovtun_gre_udp_ops,
	&ovtun_nvgre_ops,
};

/**
 * ovtun_encap_ops - find an encapsulation
 * @encap: enum ovtun_encap
 * @variant: OVTUN_VARIANT_*
 *
 * Return: it, or NULL when there is none
 */
const struct ovtun_encap_ops *ovtun_encap_ops(u8 encap, u8 variant)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(ovtun_encaps); i++)
		if (ovtun_encaps[i]->encap == encap &&
		    ovtun_encaps[i]->variant == variant)
			return ovtun_encaps[i];
	return NULL;
}
