/*
 * Reads QR codes out of grey pictures: ZBar (qr_scan.h) on a ladder of second tries (qr_ladder.h).
 * One object a thread.
 */
#ifndef MOTCUA_DRIVERS_CAMERA_QR_READER_H
#define MOTCUA_DRIVERS_CAMERA_QR_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/image.h"
#include "drivers/camera/qr_scan.h"

#define QR_READER_MAX_BYTES QR_SCAN_MAX_BYTES
/* The most pixels a picture may have: a receipt on paper is longer than a photograph. */
#define QR_READER_MAX_PIXELS (MC_IMAGE_SIDE_MAX_PX * MC_IMAGE_SIDE_MAX_PX)

struct qr_reader;

struct qr_reader *qr_reader_create(void);
void qr_reader_destroy(struct qr_reader *reader);
/* Receipts' barcodes count, too, from now on, or no longer. */
void qr_reader_expect_barcodes(struct qr_reader *reader, bool expected);
/* True when a code was read; budget_ms bounds the second tries. *out borrowed until the next call;
 * with several codes in the picture the largest one counts. For pictures of any origin: old
 * character sets become UTF-8 (qr_text.h). */
bool qr_reader_read(struct qr_reader *reader, const struct mc_grey *picture, int budget_ms,
                    const struct qr_code **out);

/* For live frames: the bytes as they are, since whoever shows an ID card or a receipt shows UTF-8
 * and a guess would only turn a damaged name into another name; and a code counts when two readings
 * running gave the same bytes, and then only once until something else, or nothing for a while, was
 * seen. */
bool qr_reader_read_steady(struct qr_reader *reader, const struct mc_grey *frame, int budget_ms,
                           const struct qr_code **out);
/* Did the last live frame show a code, whether it counted or not? */
bool qr_reader_sees(const struct qr_reader *reader);
/* Forgets (and wipes) what was seen. */
void qr_reader_reset(struct qr_reader *reader);

#endif
