/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DEMO_CAPTURE_H
#define DEMO_CAPTURE_H

#include <stdbool.h>
#include <stddef.h>

/* Packet socket on @dev in @netns for frames of @protocol (ETH_P_...),
 * whatever their destination address.
 */
int capture_open(const char *netns, const char *dev, int protocol);

/* Write one frame to @file, in the format that tshark and tcpdump read. */
void capture_save(const char *file, const void *frame, size_t len);

#endif
