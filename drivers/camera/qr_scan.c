#include "drivers/camera/qr_scan.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <zbar.h>

#include "core/memory.h"

/* A barcode of fewer characters is more likely a row of lines than a receipt's. */
#define BARCODE_LEAST_CHARS 6

struct qr_scan {
    zbar_image_scanner_t *scanner;
};

static void set(struct qr_scan *scan, zbar_symbol_type_t kind, zbar_config_t config, int value)
{
    MC_CHECK(zbar_image_scanner_set_config(scan->scanner, kind, config, value) == 0);
}

struct qr_scan *qr_scan_create(void)
{
    struct qr_scan *scan = MC_NEW(struct qr_scan);
    scan->scanner = zbar_image_scanner_create();
    MC_CHECK(scan->scanner != NULL);
    set(scan, ZBAR_NONE, ZBAR_CFG_ENABLE, 0);
    set(scan, ZBAR_QRCODE, ZBAR_CFG_ENABLE, 1);
    set(scan, ZBAR_QRCODE, ZBAR_CFG_BINARY, 1);
    set(scan, ZBAR_CODE39, ZBAR_CFG_MIN_LEN, BARCODE_LEAST_CHARS);
    set(scan, ZBAR_CODE128, ZBAR_CFG_MIN_LEN, BARCODE_LEAST_CHARS);
    return scan;
}

void qr_scan_destroy(struct qr_scan *scan)
{
    if (scan != NULL) {
        zbar_image_scanner_destroy(scan->scanner);
        free(scan);
    }
}

void qr_scan_expect_barcodes(struct qr_scan *scan, bool expected)
{
    set(scan, ZBAR_CODE39, ZBAR_CFG_ENABLE, expected);
    set(scan, ZBAR_CODE128, ZBAR_CFG_ENABLE, expected);
}

static enum mc_symbology symbology_of(const zbar_symbol_t *symbol)
{
    zbar_symbol_type_t type = zbar_symbol_get_type(symbol);
    if (type == ZBAR_QRCODE) {
        return MC_SYMBOLOGY_QR;
    }
    return type == ZBAR_CODE39    ? MC_SYMBOLOGY_CODE_39
           : type == ZBAR_CODE128 ? MC_SYMBOLOGY_CODE_128
                                  : MC_SYMBOLOGY_UNKNOWN;
}

/* Of the rectangle around the symbol. */
static int64_t area_of(const zbar_symbol_t *symbol)
{
    int left = INT_MAX;
    int top = INT_MAX;
    int right = INT_MIN;
    int bottom = INT_MIN;
    unsigned count = zbar_symbol_get_loc_size(symbol);
    for (unsigned i = 0; i < count; i++) {
        int x = zbar_symbol_get_loc_x(symbol, i);
        int y = zbar_symbol_get_loc_y(symbol, i);
        left = x < left ? x : left;
        right = x > right ? x : right;
        top = y < top ? y : top;
        bottom = y > bottom ? y : bottom;
    }
    return count == 0 ? 0 : (int64_t)(right - left) * (bottom - top);
}

/* The largest; but the barcode beside a QR code on a receipt says less than it, whatever its size.
 */
static bool take_best(const zbar_image_t *image, struct qr_code *out)
{
    int64_t largest = -1;
    bool is_qr = false;
    const zbar_symbol_t *symbol = zbar_image_first_symbol(image);
    for (; symbol != NULL; symbol = zbar_symbol_next(symbol)) {
        enum mc_symbology symbology = symbology_of(symbol);
        unsigned len = zbar_symbol_get_data_length(symbol);
        int64_t area = area_of(symbol);
        bool qr = symbology == MC_SYMBOLOGY_QR;
        bool better = qr == is_qr ? area > largest : qr;
        if (symbology != MC_SYMBOLOGY_UNKNOWN && better && len > 0 && len <= sizeof out->bytes) {
            memcpy(out->bytes, zbar_symbol_get_data(symbol), len);
            out->len = len;
            out->symbology = symbology;
            largest = area;
            is_qr = qr;
        }
    }
    return largest >= 0;
}

bool qr_scan_look(struct qr_scan *scan, const struct mc_grey *picture, struct qr_code *out)
{
    zbar_image_t *image = zbar_image_create();
    MC_CHECK(image != NULL);
    zbar_image_set_format(image, zbar_fourcc('Y', '8', '0', '0'));
    zbar_image_set_size(image, (unsigned)picture->width_px, (unsigned)picture->height_px);
    zbar_image_set_data(image, picture->pixels,
                        (unsigned long)picture->width_px * (unsigned long)picture->height_px, NULL);
    bool found = zbar_scan_image(scan->scanner, image) > 0 && take_best(image, out);
    zbar_image_destroy(image);
    return found;
}
