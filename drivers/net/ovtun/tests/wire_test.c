// SPDX-License-Identifier: GPL-2.0
/*
 * Unit tests of the codecs in user space, KTAP on standard output.
 *
 * To be compiled with -fsanitize=address,undefined: every buffer that a codec
 * sees is an allocation of exactly the bytes it may touch, so that one byte
 * too many is an error and not luck.
 */
#include "wire_test.h"

unsigned int ktap_unmet;

/* Most are refused; none may read past its end, which the sanitizer sees. */
static void test_random_bytes(void)
{
	struct ovtun_vxlan_header vxlan;
	struct ovtun_gre_header gre;
	unsigned int i, j, len;
	enum ovtun_wire result;
	__u8 bytes[24];

	for (i = 0; i < 200000; i++) {
		len = next_random() % (sizeof(bytes) + 1);
		for (j = 0; j < len; j++)
			bytes[j] = next_random() >> 24;
		result = decode_gre(bytes, len, &gre);
		EXPECT(result != OVTUN_WIRE_OK || gre.len <= len);
		result = decode_vxlan(bytes, len, &vxlan);
		EXPECT(result != OVTUN_WIRE_OK ||
		       vxlan.vni <= OVTUN_VXLAN_VNI_MAX);
	}
}

static const struct ktap_test random_tests[] = {
	{ "random bytes", test_random_bytes },
};

int main(void)
{
	ktap_begin(gre_tests_count + vxlan_tests_count +
		   ARRAY_SIZE(random_tests));
	ktap_run(vxlan_tests, vxlan_tests_count);
	ktap_run(gre_tests, gre_tests_count);
	ktap_run(random_tests, ARRAY_SIZE(random_tests));
	return ktap_failed > 0;
}
