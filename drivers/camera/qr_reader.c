#include "drivers/camera/qr_reader.h"

#include <string.h>

#include "core/memory.h"
#include "drivers/camera/qr_ladder.h"
#include "drivers/camera/qr_text.h"

/* Frames without a code after which the same text counts as shown anew: half a second. */
#define FORGET_FRAMES 8

struct qr_reader {
    struct qr_scan *scan;
    struct qr_ladder *ladder;
    struct qr_text *text;
    struct qr_code found;
    /* The last code of live frames. */
    struct qr_code seen;
    bool reported;
    int empty_frames;
};

struct qr_reader *qr_reader_create(void)
{
    struct qr_reader *reader = mc_secret_alloc(sizeof *reader);
    reader->scan = qr_scan_create();
    reader->ladder = qr_ladder_create(reader->scan);
    reader->text = qr_text_create();
    return reader;
}

void qr_reader_destroy(struct qr_reader *reader)
{
    if (reader != NULL) {
        qr_ladder_destroy(reader->ladder);
        qr_scan_destroy(reader->scan);
        qr_text_destroy(reader->text);
        mc_secret_free(reader);
    }
}

void qr_reader_expect_barcodes(struct qr_reader *reader, bool expected)
{
    qr_scan_expect_barcodes(reader->scan, expected);
}

static void check_size(const struct mc_grey *picture)
{
    MC_CHECK((int64_t)picture->width_px * picture->height_px <= QR_READER_MAX_PIXELS);
}

bool qr_reader_read(struct qr_reader *reader, const struct mc_grey *picture, int budget_ms,
                    const struct qr_code **out)
{
    check_size(picture);
    bool found = qr_ladder_climb(reader->ladder, picture, budget_ms, &reader->found);
    if (found) {
        struct qr_code *code = &reader->found;
        code->len = qr_text_settle(reader->text, code->bytes, code->len, sizeof code->bytes);
        *out = code;
    }
    return found;
}

static bool same(const struct qr_code *one, const struct qr_code *other)
{
    return one->symbology == other->symbology && one->len == other->len &&
           memcmp(one->bytes, other->bytes, one->len) == 0;
}

bool qr_reader_read_steady(struct qr_reader *reader, const struct mc_grey *frame, int budget_ms,
                           const struct qr_code **out)
{
    check_size(frame);
    if (!qr_ladder_go_on(reader->ladder, frame, budget_ms, &reader->found)) {
        reader->empty_frames++;
        /* A frame with nothing between two equal readings is the ladder's doing as often as the
         * citizen's; only a while of nothing ends what was seen. */
        if (reader->empty_frames >= FORGET_FRAMES) {
            qr_reader_reset(reader);
        }
        return false;
    }
    reader->empty_frames = 0;
    if (!same(&reader->found, &reader->seen)) {
        reader->seen = reader->found;
        reader->reported = false;
        return false;
    }
    if (reader->reported) {
        return false;
    }
    reader->reported = true;
    *out = &reader->found;
    return true;
}

bool qr_reader_sees(const struct qr_reader *reader)
{
    return reader->seen.len > 0 && reader->empty_frames == 0;
}

void qr_reader_reset(struct qr_reader *reader)
{
    qr_ladder_restart(reader->ladder);
    mc_wipe(&reader->found, sizeof reader->found);
    mc_wipe(&reader->seen, sizeof reader->seen);
    reader->reported = false;
    reader->empty_frames = 0;
}
