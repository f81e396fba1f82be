// SPDX-License-Identifier: GPL-2.0
/* KUnit: the decoders, given what nobody has encoded. */

#include <kunit/test.h>

#include "../wire_gre.h"
#include "../wire_vxlan.h"
#include "wire_test.h"

#define BYTES_MAX	24

/* Most are refused; none may read past its end. */
static void ovtun_wire_test_random(struct kunit *test)
{
	struct ovtun_vxlan_header vxlan;
	struct ovtun_gre_header gre;
	unsigned int i, j, len;
	__u32 state = 2784;
	__u8 *bytes;

	for (len = 0; len <= BYTES_MAX; len++) {
		bytes = ovtun_test_exact(test, len);
		for (i = 0; i < 8000; i++) {
			for (j = 0; j < len; j++)
				bytes[j] = ovtun_test_random(&state) >> 24;
			if (!ovtun_gre_decode(bytes, len, &gre))
				KUNIT_ASSERT_TRUE(test, gre.len <= len);
			if (!ovtun_vxlan_decode(bytes, len, &vxlan))
				KUNIT_ASSERT_TRUE(test, vxlan.vni <=
						  OVTUN_VXLAN_VNI_MAX);
		}
	}
}

static struct kunit_case ovtun_wire_test_cases[] = {
	KUNIT_CASE(ovtun_wire_test_random),
	{}
};

static struct kunit_suite ovtun_wire_suite = {
	.name = "ovtun-wire",
	.test_cases = ovtun_wire_test_cases,
};

kunit_test_suite(ovtun_wire_suite);
