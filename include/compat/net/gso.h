/* SPDX-License-Identifier: GPL-2.0 */
/* Older kernels have in linux/netdevice.h and linux/skbuff.h what is here. */
#ifndef _OVTUN_COMPAT_NET_GSO_H
#define _OVTUN_COMPAT_NET_GSO_H

#ifdef OVTUN_HAVE_GSO_H
#include_next <net/gso.h>
#endif

#endif /* _OVTUN_COMPAT_NET_GSO_H */
