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
 * ovtun_encap_find_udp - whose UDP packet is it?
 * @skb: with its transport header at the UDP header
 * @rx: addresses and port; what the parser and ovtun_demux_find() find is set
 *	here, and garbage when they find nothing
 *
 * The socket would know the encapsulation; the header alone does not tell.
 *
 * Return: false when it is nobody's
 */
bool ovtun_encap_find_udp(struct sk_buff *skb, struct ovtun_rx *rx)
{
	const struct ovtun_rx start = *rx;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(ovtun_encaps); i++) {
		if (!(ovtun_encaps[i]->caps & OVTUN_CAP_UDP))
			continue;
		*rx = start;
		if (!ovtun_encaps[i]->parse(skb, rx) && ovtun_demux_find(rx))
			return true;
	}
	return false;
}

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
