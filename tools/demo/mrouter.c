// SPDX-License-Identifier: GPL-2.0
/* A multicast router for one hop.
 *
 *	mrouter DEV DEV ...
 *
 * Forwards each IPv4 multicast group from any of the interfaces to those of
 * the others on which somebody joined the group by IGMPv3, which is what hosts
 * with this kernel speak.  It returns when it is ready and goes on in the
 * background; start it before the hosts join, because it does not ask them.
 */

#include <arpa/inet.h>
#include <err.h>
#include <linux/igmp.h>
#include <linux/mroute.h>
#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX_FLOWS	64
#define MAX_GROUPS	64
#define IGMP_ROUTERS	"224.0.0.22"

struct group {
	struct in_addr addr;
	uint32_t members;		/* bit per interface */
};

struct flow {
	struct in_addr src, group;
	int vif;			/* where it comes from */
};

static int sock;
static int nr_vifs, nr_groups, nr_flows;
static unsigned int ifindex[MAXVIFS];
static struct group groups[MAX_GROUPS];
static struct flow flows[MAX_FLOWS];

static void vif_add(const char *dev)
{
	struct ip_mreqn join = { 0 };
	struct vifctl vif = {
		.vifc_vifi = nr_vifs,
		.vifc_flags = VIFF_USE_IFINDEX,
		.vifc_threshold = 1,
	};

	if (nr_vifs == MAXVIFS)
		errx(1, "more than %d interfaces", MAXVIFS);
	ifindex[nr_vifs] = if_nametoindex(dev);
	if (!ifindex[nr_vifs])
		err(1, "%s", dev);
	vif.vifc_lcl_ifindex = ifindex[nr_vifs];
	inet_aton(IGMP_ROUTERS, &join.imr_multiaddr);
	join.imr_ifindex = ifindex[nr_vifs];
	if (setsockopt(sock, IPPROTO_IP, MRT_ADD_VIF, &vif, sizeof(vif)) ||
	    setsockopt(sock, IPPROTO_IP, IP_ADD_MEMBERSHIP, &join,
		       sizeof(join)))
		err(1, "%s", dev);
	nr_vifs++;
}

static struct group *group_get(struct in_addr addr)
{
	int i;

	for (i = 0; i < nr_groups; i++)
		if (groups[i].addr.s_addr == addr.s_addr)
			return &groups[i];
	if (nr_groups == MAX_GROUPS)
		errx(1, "more than %d groups", MAX_GROUPS);
	groups[nr_groups].addr = addr;
	return &groups[nr_groups++];
}

static void flow_install(const struct flow *flow)
{
	uint32_t members = group_get(flow->group)->members;
	struct mfcctl mfc = {
		.mfcc_origin = flow->src,
		.mfcc_mcastgrp = flow->group,
		.mfcc_parent = flow->vif,
	};
	int i;

	for (i = 0; i < nr_vifs; i++)
		mfc.mfcc_ttls[i] = i != flow->vif && members & 1U << i;
	if (setsockopt(sock, IPPROTO_IP, MRT_ADD_MFC, &mfc, sizeof(mfc)))
		err(1, "multicast route");
}

/* The kernel has a packet for which it has no route. */
static void upcall(const struct igmpmsg *msg)
{
	struct flow *flow = &flows[nr_flows];

	if (msg->im_msgtype != IGMPMSG_NOCACHE)
		return;
	if (nr_flows == MAX_FLOWS)
		errx(1, "more than %d flows", MAX_FLOWS);
	nr_flows++;
	flow->src = msg->im_src;
	flow->group = msg->im_dst;
	flow->vif = msg->im_vif;
	flow_install(flow);
}

static void member(struct in_addr addr, int vif, bool in)
{
	struct group *group = group_get(addr);
	uint32_t old = group->members;
	int i;

	group->members = in ? old | 1U << vif : old & ~(1U << vif);
	for (i = 0; i < nr_flows && group->members != old; i++)
		if (flows[i].group.s_addr == addr.s_addr)
			flow_install(&flows[i]);
}

/* A host reports what it is a member of.  "Include nothing" means to leave. */
static void report(const uint8_t *data, size_t len, int vif)
{
	const struct igmpv3_report *r = (const void *)data;
	size_t at = sizeof(*r);
	int n;

	if (len < at || r->type != IGMPV3_HOST_MEMBERSHIP_REPORT)
		return;
	for (n = ntohs(r->ngrec); n; n--) {
		const struct igmpv3_grec *g = (const void *)(data + at);
		struct in_addr addr;
		bool leave;

		if (len < at + sizeof(*g))
			return;
		addr.s_addr = g->grec_mca;
		leave = !g->grec_nsrcs &&
			(g->grec_type == IGMPV3_MODE_IS_INCLUDE ||
			 g->grec_type == IGMPV3_CHANGE_TO_INCLUDE);
		member(addr, vif, !leave);
		at += sizeof(*g) + 4 * (ntohs(g->grec_nsrcs) +
					g->grec_auxwords);
	}
}

/* Both kinds begin with an IP header; upcalls have 0 for its protocol. */
static void serve(void)
{
	static uint8_t buf[2048] __attribute__((aligned(4)));
	char control[CMSG_SPACE(sizeof(struct in_pktinfo))];
	struct iovec iov = { .iov_base = buf, .iov_len = sizeof(buf) };
	struct msghdr msg = {
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = control,
		.msg_controllen = sizeof(control),
	};
	const struct in_pktinfo *info;
	const struct cmsghdr *cmsg;
	ssize_t len, head;
	int i;

	len = recvmsg(sock, &msg, 0);
	if (len < (ssize_t)sizeof(struct igmpmsg))
		return;
	if (!((struct igmpmsg *)buf)->im_mbz) {
		upcall((struct igmpmsg *)buf);
		return;
	}
	head = (buf[0] & 0xf) * 4;
	cmsg = CMSG_FIRSTHDR(&msg);
	if (!cmsg || cmsg->cmsg_type != IP_PKTINFO || len < head)
		return;
	info = (const void *)CMSG_DATA(cmsg);
	for (i = 0; i < nr_vifs; i++)
		if (ifindex[i] == (unsigned int)info->ipi_ifindex)
			report(buf + head, len - head, i);
}

int main(int argc, char **argv)
{
	int one = 1;
	int i;

	sock = socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_IGMP);
	if (sock < 0 ||
	    setsockopt(sock, IPPROTO_IP, MRT_INIT, &one, sizeof(one)) ||
	    setsockopt(sock, IPPROTO_IP, IP_PKTINFO, &one, sizeof(one)))
		err(1, "multicast routing");
	for (i = 1; i < argc; i++)
		vif_add(argv[i]);
	if (daemon(0, 0))
		err(1, "daemon");
	for (;;)
		serve();
}
