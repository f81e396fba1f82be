/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _OVTUN_ATTR_H
#define _OVTUN_ATTR_H

#include <linux/if_ovtun.h>
#include <net/netlink.h>

#include "packet.h"

/**
 * struct ovtun_attr - how a link attribute is checked and applied
 * @needs: OVTUN_CAP_* that an encapsulation must have for it; 0: none
 * @len: its length, bytes; 0: @set checks it
 * @max: highest value of an attribute of 1 or 4 bytes, host byte order
 * @flag: OVTUN_F_* that a boolean sets
 * @invert: the boolean clears @flag
 * @fixed: cannot be changed
 * @field: offset in the configuration of the field that a plain number goes to
 * @set: applies what is neither; 0 or a negative errno
 * @needs_msg: said when the encapsulation does not have it
 * @value_msg: said when length or value is wrong; NULL: unknown attribute
 * @fixed_msg: said when it would change and cannot
 */
struct ovtun_attr {
	u8 needs;
	u8 len;
	u32 max;
	u32 flag;
	bool invert;
	bool fixed;
	u16 field;
	int (*set)(struct ovtun_config *cfg, const struct nlattr *attr);
	const char *needs_msg;
	const char *value_msg;
	const char *fixed_msg;
};

/* attr_table.c */
extern const struct ovtun_attr ovtun_attrs[IFLA_OVTUN_EXT];
extern const struct ovtun_attr ovtun_ext_attrs[__IFLA_OVTUN_EXT_MAX];

#endif /* _OVTUN_ATTR_H */
