// SPDX-License-Identifier: GPL-2.0
/* Writes pcap files: a header, then each frame with its time and length. */
#include <stdlib.h>

#include "lab.h"

#define CAPTURE_MAGIC 0xa1b2c3d4u
#define CAPTURE_SNAPLEN 65536
#define CAPTURE_ETHERNET 1

struct file_header {
	uint32_t magic;
	uint16_t major, minor;
	uint32_t zone, accuracy, snaplen, linktype;
};

struct frame_header {
	uint32_t seconds, microseconds, kept, length;
};

/**
 * capture_open - begin a file
 * @path: what is there is overwritten
 * Return: the file, or NULL
 */
FILE *capture_open(const char *path)
{
	const struct file_header head = {
		.magic = CAPTURE_MAGIC,
		.major = 2,
		.minor = 4,
		.snaplen = CAPTURE_SNAPLEN,
		.linktype = CAPTURE_ETHERNET,
	};
	FILE *f = fopen(path, "we");

	if (f && fwrite(&head, sizeof(head), 1, f) != 1) {
		fclose(f);
		return NULL;
	}
	return f;
}

/**
 * capture_write - add a frame
 * @f: from capture_open()
 * @data: the frame
 * @len: its length
 */
void capture_write(FILE *f, const uint8_t *data, size_t len)
{
	long now = lab_now_ms();
	const struct frame_header head = {
		.seconds = now / 1000,
		.microseconds = now % 1000 * 1000,
		.kept = len,
		.length = len,
	};

	if (fwrite(&head, sizeof(head), 1, f) != 1 ||
	    fwrite(data, len, 1, f) != 1) {
		perror("# lab: capture");
		exit(2);
	}
}
