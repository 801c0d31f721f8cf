#include "drivers/camera/qr_reader.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <zbar.h>

#include "core/memory.h"

/* ZBar misses a code whose quiet zone the picture's edge cuts off. */
#define BORDER_PX 24
/* Pictures with a longer side are tried again at half size, all others at double size. */
#define DOUBLE_MOST_PX 1600
/* Frames without a code after which the same text counts as shown anew: half a second. */
#define FORGET_FRAMES 8
/* A receipt on paper may be longer than a photograph. */
#define PICTURE_HEIGHT_MAX_PX (4 * MC_IMAGE_SIDE_MAX_PX)

struct qr_reader {
    zbar_image_scanner_t *scanner;
    uint8_t found[QR_READER_MAX_BYTES];
    size_t found_len;
    /* The last text of live frames. */
    uint8_t seen[QR_READER_MAX_BYTES];
    size_t seen_len;
    bool reported;
    int empty_frames;
};

struct qr_reader *qr_reader_create(void)
{
    struct qr_reader *reader = mc_secret_alloc(sizeof *reader);
    reader->scanner = zbar_image_scanner_create();
    MC_CHECK(reader->scanner != NULL);
    MC_CHECK(zbar_image_scanner_set_config(reader->scanner, ZBAR_NONE, ZBAR_CFG_ENABLE, 0) == 0);
    MC_CHECK(zbar_image_scanner_set_config(reader->scanner, ZBAR_QRCODE, ZBAR_CFG_ENABLE, 1) == 0);
    MC_CHECK(zbar_image_scanner_set_config(reader->scanner, ZBAR_QRCODE, ZBAR_CFG_BINARY, 1) == 0);
    return reader;
}

void qr_reader_destroy(struct qr_reader *reader)
{
    if (reader != NULL) {
        zbar_image_scanner_destroy(reader->scanner);
        mc_secret_free(reader);
    }
}

static uint8_t mean_of_four(const struct mc_grey *picture, int x, int y)
{
    const uint8_t *at = picture->pixels + (size_t)y * (size_t)picture->width_px + (size_t)x;
    const uint8_t *below = at + picture->width_px;
    return (uint8_t)((at[0] + at[1] + below[0] + below[1] + 2) / 4);
}

/* The picture at half or double size within a white border. */
static void resize(const struct mc_grey *picture, bool half, struct mc_grey *out)
{
    int width = half ? picture->width_px / 2 : picture->width_px * 2;
    int height = half ? picture->height_px / 2 : picture->height_px * 2;
    mc_grey_init(out, width + 2 * BORDER_PX, height + 2 * BORDER_PX);
    for (int y = 0; y < height; y++) {
        uint8_t *to = out->pixels + (size_t)(y + BORDER_PX) * (size_t)out->width_px + BORDER_PX;
        for (int x = 0; x < width; x++) {
            to[x] =
                half ? mean_of_four(picture, 2 * x, 2 * y)
                     : picture
                           ->pixels[(size_t)(y / 2) * (size_t)picture->width_px + (size_t)(x / 2)];
        }
    }
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

static bool scan(struct qr_reader *reader, const struct mc_grey *picture)
{
    zbar_image_t *image = zbar_image_create();
    MC_CHECK(image != NULL);
    zbar_image_set_format(image, zbar_fourcc('Y', '8', '0', '0'));
    zbar_image_set_size(image, (unsigned)picture->width_px, (unsigned)picture->height_px);
    zbar_image_set_data(image, picture->pixels,
                        (unsigned long)picture->width_px * (unsigned long)picture->height_px, NULL);
    int64_t largest = -1;
    if (zbar_scan_image(reader->scanner, image) > 0) {
        const zbar_symbol_t *symbol = zbar_image_first_symbol(image);
        for (; symbol != NULL; symbol = zbar_symbol_next(symbol)) {
            unsigned len = zbar_symbol_get_data_length(symbol);
            int64_t area = area_of(symbol);
            if (zbar_symbol_get_type(symbol) == ZBAR_QRCODE && area > largest && len > 0 &&
                len <= sizeof reader->found) {
                memcpy(reader->found, zbar_symbol_get_data(symbol), len);
                reader->found_len = len;
                largest = area;
            }
        }
    }
    zbar_image_destroy(image);
    return largest >= 0;
}

bool qr_reader_read(struct qr_reader *reader, const struct mc_grey *picture, const uint8_t **out,
                    size_t *out_len)
{
    MC_CHECK(picture->width_px <= MC_IMAGE_SIDE_MAX_PX);
    MC_CHECK(picture->height_px <= PICTURE_HEIGHT_MAX_PX);
    bool found = scan(reader, picture);
    if (!found) {
        /* Small codes and those at the edge become readable, and in large pictures close-ups. */
        bool half = picture->width_px > DOUBLE_MOST_PX || picture->height_px > DOUBLE_MOST_PX;
        struct mc_grey resized;
        resize(picture, half, &resized);
        found = scan(reader, &resized);
        mc_wipe(resized.pixels, (size_t)resized.width_px * (size_t)resized.height_px);
        mc_grey_finish(&resized);
    }
    if (found) {
        *out = reader->found;
        *out_len = reader->found_len;
    }
    return found;
}

bool qr_reader_read_steady(struct qr_reader *reader, const struct mc_grey *frame,
                           const uint8_t **out, size_t *out_len)
{
    const uint8_t *text = NULL;
    size_t len = 0;
    if (!qr_reader_read(reader, frame, &text, &len)) {
        reader->empty_frames++;
        if (!reader->reported || reader->empty_frames >= FORGET_FRAMES) {
            qr_reader_reset(reader);
        }
        return false;
    }
    reader->empty_frames = 0;
    if (len != reader->seen_len || memcmp(text, reader->seen, len) != 0) {
        memcpy(reader->seen, text, len);
        reader->seen_len = len;
        reader->reported = false;
        return false;
    }
    if (reader->reported) {
        return false;
    }
    reader->reported = true;
    *out = text;
    *out_len = len;
    return true;
}

void qr_reader_reset(struct qr_reader *reader)
{
    mc_wipe(reader->found, sizeof reader->found);
    mc_wipe(reader->seen, sizeof reader->seen);
    reader->found_len = 0;
    reader->seen_len = 0;
    reader->reported = false;
    reader->empty_frames = 0;
}
