// SPDX-License-Identifier: GPL-2.0
/*
 * The link kind "ovtun" for ip(8): a shared object that ip(8) opens when it
 * sees the word, see ip-link-ovtun(8).
 */
#include <string.h>
#include "link_ovtun.h"

static int ovtun_parse_opt(struct link_util *lu, int argc, char **argv,
			   struct nlmsghdr *n)
{
	struct ovtun_args args = {};

	while (argc > 0) {
		int used;

		if (!strcmp(*argv, "help")) {
			ovtun_print_help(stderr);
			return -1;
		}
		used = ovtun_parse_word(&args, argc, argv);
		if (used < 0)
			return -1;
		argc -= used;
		argv += used;
	}
	if (ovtun_check_args(&args, n->nlmsg_flags & NLM_F_CREATE))
		return -1;
	ovtun_put_args(n, &args);
	return 0;
}

static void ovtun_print_opt(struct link_util *lu, FILE *fp,
			    struct rtattr *tb[])
{
	if (tb)
		ovtun_print_answer(tb);
}

static void ovtun_help(struct link_util *lu, int argc, char **argv, FILE *fp)
{
	ovtun_print_help(fp);
}

__attribute__((visibility("default")))
struct link_util ovtun_link_util = {
	.id = "ovtun",
	.maxattr = IFLA_OVTUN_MAX,
	.parse_opt = ovtun_parse_opt,
	.print_opt = ovtun_print_opt,
	.print_help = ovtun_help,
};
