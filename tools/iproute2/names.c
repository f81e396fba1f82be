// SPDX-License-Identifier: GPL-2.0
/* Words for values, and the help. */
#include <string.h>
#include "link_ovtun.h"

const char * const ovtun_encap_names[OVTUN_ENCAP_MAX + 1] = {
	[OVTUN_ENCAP_VXLAN] = "vxlan",
	[OVTUN_ENCAP_GRETAP] = "gretap",
	[OVTUN_ENCAP_GRE] = "gre",
	[OVTUN_ENCAP_NVGRE] = "nvgre",
};

const char * const ovtun_df_names[OVTUN_DF_MAX + 1] = {
	[OVTUN_DF_UNSET] = "unset",
	[OVTUN_DF_SET] = "set",
	[OVTUN_DF_INHERIT] = "inherit",
};

/* OVTUN_MARK_SET is said by the mark. */
const char * const ovtun_mark_names[OVTUN_MARK_MAX + 1] = {
	[OVTUN_MARK_KEEP] = "keep",
	[OVTUN_MARK_CLEAR] = "clear",
};

/* Returns the place of @word in @names, which may have holes, or -1. */
int ovtun_find_name(const char * const *names, int count, const char *word)
{
	for (int i = 0; i < count; i++)
		if (names[i] && !strcmp(names[i], word))
			return i;
	return -1;
}

void ovtun_print_help(FILE *fp)
{
	fputs("Usage: ... ovtun encap { vxlan [ gbp | gpe ] | gretap [ udp ] | gre [ udp ] |\n"
	      "			  nvgre }\n"
	      "		[ id { VNI | VSID } ]\n"
	      "		[ key KEY | nokey ] [ ikey KEY | noikey ] [ okey KEY | nookey ]\n"
	      "		[ trunk ] [ external ]\n"
	      "		[ remote ADDR | group MCAST_ADDR | noremote ]\n"
	      "		[ local ADDR | nolocal ]\n"
	      "		[ dev PHYS_DEV | nodev ]\n"
	      "		[ dstport PORT ] [ srcport MIN MAX ]\n"
	      "		[ ttl TTL ] [ tos TOS ] [ flowlabel LABEL ] [ df DF ]\n"
	      "		[ [no]udpcsum ] [ [no]udp6zerocsumtx ] [ [no]udp6zerocsumrx ]\n"
	      "		[ [no][i|o]csum ] [ [no][i|o]seq ]\n"
	      "		[ [no]learning ] [ ageing SECONDS ] [ maxaddress NUMBER ]\n"
	      "		[ [no]strict ]\n"
	      "		[ [no]proxy ] [ [no]l2miss ] [ [no]l3miss ]\n"
	      "		[ outermark { keep | clear | MARK } ] [ fwmark MARK ]\n"
	      "		[ notrack | track ] [ [no]fastpath ]\n"
	      "		[ reserved_bits BITS ] [ nolocalbypass ]\n"
	      "\n"
	      "Where:	VNI := 0-16777215 (vxlan)\n"
	      "	VSID := 4096-16777214 (nvgre)\n"
	      "	KEY := { DOTTED_QUAD | NUMBER } (gretap, gre)\n"
	      "	ADDR := { IP_ADDRESS | any }\n"
	      "	TTL := { 1..255 | auto | inherit }\n"
	      "	TOS := { NUMBER | inherit }\n"
	      "	LABEL := { 0-1048575 | inherit }\n"
	      "	DF := { set | unset | inherit }\n"
	      "	MARK := 0x0..0xffffffff\n"
	      "	BITS := 64 bits of the VXLAN header, as 0xf7ffffff000000ff\n"
	      "	dstport, srcport, udp...: vxlan, gretap udp, gre udp;\n"
	      "	csum, seq: gretap, gre; reserved_bits: vxlan;\n"
	      "	trunk, learning, ageing, maxaddress, proxy, l2miss, l3miss: not gre, gpe\n"
	      "\n"
	      "\"ip link set DEV type ovtun ...\" changes all of it but encap, gbp, gpe, udp,\n"
	      "trunk, external and reserved_bits. See ip-link-ovtun(8).\n", fp);
}
