/* SPDX-License-Identifier: GPL-2.0 */
/* Objects that the module has allocated, and where its code is. */
#ifndef OVTUN_SELFTEST_SLAB_H
#define OVTUN_SELFTEST_SLAB_H

#include <stdbool.h>
#include <stddef.h>

long slab_objects(void);
long slab_rest(void);
void slab_back_to(long objects);
bool slab_text(const char *function, char *from, char *to, size_t size);

#endif
