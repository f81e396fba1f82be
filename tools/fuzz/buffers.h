/* SPDX-License-Identifier: GPL-2.0 */
/* How many packet buffers are in use. */
#ifndef OVTUN_FUZZ_BUFFERS_H
#define OVTUN_FUZZ_BUFFERS_H

#include "check.h"

long buffers_kept(void);
long buffers_in_use(const struct check *k);
long buffers_back_to(const struct check *k, long most);

#endif
