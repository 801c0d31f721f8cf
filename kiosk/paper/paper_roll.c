#include "kiosk/paper/paper_roll.h"

#include <string.h>

#include "core/memory.h"

/* Higher than any one text: the longest procedure name in the widest letters. */
#define STRIP_PX 4096
/* Darker than this is ink. Above the middle: thermal heads print thin strokes thinner still. */
#define INK_BELOW    168
#define FRAME_PAD_PX 12

static size_t stride(const struct paper_roll *roll)
{
    return (size_t)(roll->width_px + 7) / 8;
}

enum mc_err paper_roll_init(struct paper_roll *roll, int width_px, struct mc_error *err)
{
    MC_CHECK(width_px > 4 * PAPER_ROLL_MARGIN_PX);
    struct canvas *canvas = NULL;
    enum mc_err rc = canvas_create(width_px, STRIP_PX, &canvas, err);
    if (rc != MC_OK) {
        return rc;
    }
    *roll = (struct paper_roll){.canvas = canvas, .width_px = width_px};
    mc_buffer_init(&roll->dots, MC_RASTER_HEIGHT_MAX_PX * stride(roll));
    return MC_OK;
}

void paper_roll_finish(struct paper_roll *roll)
{
    if (roll == NULL) {
        return;
    }
    canvas_destroy(roll->canvas);
    if (roll->dots.bytes != NULL) {
        mc_wipe(roll->dots.bytes, roll->dots.capacity);
    }
    mc_buffer_finish(&roll->dots);
    *roll = (struct paper_roll){0};
}

int paper_roll_inner_px(const struct paper_roll *roll)
{
    return roll->width_px - 2 * PAPER_ROLL_MARGIN_PX;
}

/* The strip's rows become dots, and the strip is white again. */
static void flush(struct paper_roll *roll)
{
    if (roll->y_px == 0) {
        return;
    }
    struct mc_grey strip = {0};
    canvas_take(roll->canvas, roll->y_px, &strip);
    uint8_t row[MC_IMAGE_SIDE_MAX_PX / 8];
    MC_CHECK(stride(roll) <= sizeof row);
    for (int y = 0; y < strip.height_px; y++) {
        const uint8_t *from = strip.pixels + (size_t)y * (size_t)strip.width_px;
        memset(row, 0, stride(roll));
        for (int x = 0; x < strip.width_px; x++) {
            if (from[x] < INK_BELOW) {
                row[x / 8] = (uint8_t)(row[x / 8] | (0x80U >> (x % 8)));
            }
        }
        mc_buffer_put(&roll->dots, row, stride(roll));
    }
    mc_wipe(row, sizeof row);
    mc_wipe(strip.pixels, (size_t)strip.width_px * (size_t)strip.height_px);
    mc_grey_finish(&strip);
    roll->y_px = 0;
}

/* Room on the strip for one thing more. */
static void need(struct paper_roll *roll, int height_px)
{
    if (roll->y_px + height_px > STRIP_PX) {
        flush(roll);
    }
}

static void advance(struct paper_roll *roll, int height_px)
{
    roll->y_px += height_px;
    if (roll->y_px > STRIP_PX) {
        roll->y_px = STRIP_PX;
    }
}

void paper_roll_space(struct paper_roll *roll, int height_px)
{
    need(roll, height_px);
    advance(roll, height_px);
}

static struct canvas_text on_canvas(const struct paper_roll *roll,
                                    const struct paper_roll_text *text)
{
    return (struct canvas_text){
        .text = text->text,
        .size_px = text->size_px,
        .bold = text->bold,
        .align = text->align,
        .x_px = PAPER_ROLL_MARGIN_PX + text->x_px,
        .width_px = text->width_px > 0 ? text->width_px : paper_roll_inner_px(roll) - text->x_px,
    };
}

void paper_roll_row(struct paper_roll *roll, const struct paper_roll_text *texts, size_t count)
{
    int highest = 0;
    for (size_t i = 0; i < count; i++) {
        struct canvas_text text = on_canvas(roll, &texts[i]);
        int height = canvas_text_height(roll->canvas, &text);
        highest = height > highest ? height : highest;
    }
    need(roll, highest);
    for (size_t i = 0; i < count; i++) {
        struct canvas_text text = on_canvas(roll, &texts[i]);
        (void)canvas_text(roll->canvas, &text, roll->y_px);
    }
    advance(roll, highest);
}

void paper_roll_text(struct paper_roll *roll, const struct paper_roll_text *text)
{
    paper_roll_row(roll, text, 1);
}

void paper_roll_boxed(struct paper_roll *roll, const struct paper_roll_text *text, int box_px)
{
    struct canvas_text on = on_canvas(roll, text);
    int height = canvas_text_height(roll->canvas, &on);
    height = height > box_px ? height : box_px;
    need(roll, height);
    int line_px = 3;
    canvas_fill(roll->canvas, PAPER_ROLL_MARGIN_PX, roll->y_px, box_px, box_px, 0);
    canvas_fill(roll->canvas, PAPER_ROLL_MARGIN_PX + line_px, roll->y_px + line_px,
                box_px - 2 * line_px, box_px - 2 * line_px, 255);
    (void)canvas_text(roll->canvas, &on, roll->y_px);
    advance(roll, height);
}

bool paper_roll_fits_beside(struct paper_roll *roll, const struct paper_roll_text *left,
                            const struct paper_roll_text *right)
{
    int left_px = canvas_text_width(roll->canvas, left->text, left->size_px, left->bold);
    int right_px = canvas_text_width(roll->canvas, right->text, right->size_px, right->bold);
    return left_px + right_px + 24 <= paper_roll_inner_px(roll);
}

void paper_roll_framed(struct paper_roll *roll, const struct paper_roll_text *texts, size_t count,
                       int line_px)
{
    int inset = line_px + FRAME_PAD_PX;
    int width = paper_roll_inner_px(roll);
    int height = 2 * inset;
    for (size_t i = 0; i < count; i++) {
        struct canvas_text text = on_canvas(roll, &texts[i]);
        text.x_px += inset;
        text.width_px = width - 2 * inset;
        height += canvas_text_height(roll->canvas, &text);
    }
    need(roll, height);
    int x = PAPER_ROLL_MARGIN_PX;
    int y = roll->y_px;
    canvas_fill(roll->canvas, x, y, width, height, 0);
    canvas_fill(roll->canvas, x + line_px, y + line_px, width - 2 * line_px, height - 2 * line_px,
                255);
    y += inset;
    for (size_t i = 0; i < count; i++) {
        struct canvas_text text = on_canvas(roll, &texts[i]);
        text.x_px += inset;
        text.width_px = width - 2 * inset;
        y += canvas_text(roll->canvas, &text, y);
    }
    advance(roll, height);
}

void paper_roll_rule(struct paper_roll *roll, int width_px, int line_px, int dash_px)
{
    need(roll, line_px);
    int left = (roll->width_px - width_px) / 2;
    int step = dash_px > 0 ? 2 * dash_px : width_px;
    for (int x = 0; x < width_px; x += step) {
        int room = width_px - x;
        int dash = dash_px > 0 && dash_px < room ? dash_px : room;
        canvas_fill(roll->canvas, left + x, roll->y_px, dash, line_px, 0);
    }
    advance(roll, line_px);
}

int paper_roll_fit(struct paper_roll *roll, const char *text, int size_px, int least_px, bool bold,
                   int width_px)
{
    while (size_px > least_px && canvas_text_width(roll->canvas, text, size_px, bold) > width_px) {
        size_px--;
    }
    return size_px;
}

void paper_roll_picture(struct paper_roll *roll, const struct mc_grey *picture, int scale)
{
    need(roll, picture->height_px * scale);
    canvas_picture(roll->canvas, picture, scale, (roll->width_px - picture->width_px * scale) / 2,
                   roll->y_px);
    advance(roll, picture->height_px * scale);
}

enum mc_err paper_roll_take(struct paper_roll *roll, struct mc_raster *out, struct mc_error *err)
{
    flush(roll);
    if (roll->dots.overflowed) {
        return mc_fail(err, MC_ETOOBIG, "receipt: over %d dots long", MC_RASTER_HEIGHT_MAX_PX);
    }
    MC_CHECK(roll->dots.len > 0);
    mc_raster_init(out, roll->width_px, (int)(roll->dots.len / stride(roll)));
    memcpy(out->bits, roll->dots.bytes, roll->dots.len);
    return MC_OK;
}
