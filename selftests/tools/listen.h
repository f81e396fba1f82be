/* SPDX-License-Identifier: GPL-2.0 */
#ifndef OVTUN_SELFTEST_LISTEN_H
#define OVTUN_SELFTEST_LISTEN_H

#include <stdbool.h>

int listen_read(bool *lost);

#endif
