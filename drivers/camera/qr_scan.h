/*
 * One look at one picture by ZBar: QR in binary mode (its text mode guesses Shift-JIS before UTF-8
 * and corrupts Vietnamese), and the barcodes of receipts only when asked for: every further kind is
 * one more that may be read where there is none. One object a thread.
 */
#ifndef MOTCUA_DRIVERS_CAMERA_QR_SCAN_H
#define MOTCUA_DRIVERS_CAMERA_QR_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/image.h"
#include "core/symbology.h"

#define QR_SCAN_MAX_BYTES 4096

struct qr_code {
    enum mc_symbology symbology;
    size_t len;
    uint8_t bytes[QR_SCAN_MAX_BYTES];
};

struct qr_scan;

struct qr_scan *qr_scan_create(void);
void qr_scan_destroy(struct qr_scan *scan);
/* QR only until this says that Code 39 and Code 128 are expected, too. */
void qr_scan_expect_barcodes(struct qr_scan *scan, bool expected);
/* False: none. With several codes the one that covers the largest area counts. */
bool qr_scan_look(struct qr_scan *scan, const struct mc_grey *picture, struct qr_code *out);

#endif
