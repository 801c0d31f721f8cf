/*
 * Reads QR codes out of grey pictures: ZBar in binary mode (its text mode guesses Shift-JIS before
 * UTF-8 and corrupts Vietnamese), QR only. One object a thread.
 */
#ifndef MOTCUA_DRIVERS_CAMERA_QR_READER_H
#define MOTCUA_DRIVERS_CAMERA_QR_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/image.h"

#define QR_READER_MAX_BYTES 4096

struct qr_reader;

struct qr_reader *qr_reader_create(void);
void qr_reader_destroy(struct qr_reader *reader);
/* True when a code was read. *out (up to QR_READER_MAX_BYTES) borrowed until the next call; with
 * several codes in the picture the largest one counts. */
bool qr_reader_read(struct qr_reader *reader, const struct mc_grey *picture, const uint8_t **out,
                    size_t *out_len);

/* For live frames: a text counts when two frames running gave the same bytes, and then only once
 * until something else, or nothing for a while, was seen. */
bool qr_reader_read_steady(struct qr_reader *reader, const struct mc_grey *frame,
                           const uint8_t **out, size_t *out_len);
/* Forgets (and wipes) what was seen. */
void qr_reader_reset(struct qr_reader *reader);

#endif
