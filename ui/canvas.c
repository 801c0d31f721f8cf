#include "ui/canvas.h"

#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "ui/text.h"

struct canvas {
    struct mc_grey page;
    struct text_engine *engine;
};

enum mc_err canvas_create(int width_px, int height_max_px, struct canvas **out,
                          struct mc_error *err)
{
    if (width_px < 1 || height_max_px < 1) {
        return mc_fail(err, MC_EINVAL, "canvas: %d × %d px", width_px, height_max_px);
    }
    if (width_px > MC_IMAGE_SIDE_MAX_PX || height_max_px > MC_IMAGE_SIDE_MAX_PX) {
        return mc_fail(err, MC_ETOOBIG, "canvas: %d × %d px", width_px, height_max_px);
    }
    struct text_engine *engine = NULL;
    enum mc_err code = text_engine_create(&engine, err);
    if (code != MC_OK) {
        return code;
    }
    struct canvas *canvas = MC_NEW(struct canvas);
    canvas->engine = engine;
    mc_grey_init(&canvas->page, width_px, height_max_px);
    *out = canvas;
    return MC_OK;
}

static size_t page_bytes(const struct canvas *canvas)
{
    return (size_t)canvas->page.width_px * (size_t)canvas->page.height_px;
}

void canvas_destroy(struct canvas *canvas)
{
    if (canvas == NULL) {
        return;
    }
    mc_wipe(canvas->page.pixels, page_bytes(canvas));
    mc_grey_finish(&canvas->page);
    text_engine_destroy(canvas->engine);
    free(canvas);
}

static void ink(struct canvas *canvas, const struct draw_mask *mask, int x, int y)
{
    struct ui_rect page = {0, 0, canvas->page.width_px, canvas->page.height_px};
    struct ui_rect rect = {x, y, mask->width_px, mask->height_px};
    struct ui_rect r = ui_rect_intersect(rect, page);
    for (int py = r.y; py < r.y + r.h; py++) {
        for (int px = r.x; px < r.x + r.w; px++) {
            size_t at = (size_t)py * (size_t)page.w + (size_t)px;
            int cover = mask->coverage[(py - y) * mask->width_px + (px - x)];
            canvas->page.pixels[at] = (uint8_t)(canvas->page.pixels[at] * (255 - cover) / 255);
        }
    }
}

static struct text_font font_of(int size_px, bool bold)
{
    return (struct text_font){size_px, bold ? TEXT_BOLD : TEXT_REGULAR};
}

static int column_width(const struct canvas *canvas, const struct canvas_text *text)
{
    return text->width_px > 0 ? text->width_px : canvas->page.width_px - text->x_px;
}

int canvas_text_height(struct canvas *canvas, const struct canvas_text *text)
{
    struct wrap_line lines[WRAP_LINES_MAX];
    struct text_font font = font_of(text->size_px, text->bold);
    size_t count =
        text_wrap(canvas->engine, font, text->text, column_width(canvas, text), 0, lines);
    return (int)count * (text_line_height(font) + text->line_gap_px);
}

int canvas_text(struct canvas *canvas, const struct canvas_text *text, int y_px)
{
    struct wrap_line lines[WRAP_LINES_MAX];
    struct text_font font = font_of(text->size_px, text->bold);
    int width = column_width(canvas, text);
    size_t count = text_wrap(canvas->engine, font, text->text, width, 0, lines);
    int step = text_line_height(font) + text->line_gap_px;
    for (size_t i = 0; i < count; i++) {
        int left = width - lines[i].width_px;
        int x = text->x_px;
        if (text->align == UI_END) {
            x += left;
        } else if (text->align == UI_CENTER) {
            x += left / 2;
        }
        struct text_rendered line = text_render(canvas->engine, font, text->text + lines[i].start,
                                                lines[i].len, lines[i].ellipsis);
        if (line.mask != NULL) {
            ink(canvas, line.mask, x, y_px + (int)i * step + text_baseline(font) - line.ascent_px);
        }
    }
    return (int)count * step;
}

int canvas_text_width(struct canvas *canvas, const char *text, int size_px, bool bold)
{
    return text_width(canvas->engine, font_of(size_px, bold), text, strlen(text));
}

void canvas_fill(struct canvas *canvas, int x_px, int y_px, int width_px, int height_px,
                 uint8_t grey)
{
    struct ui_rect page = {0, 0, canvas->page.width_px, canvas->page.height_px};
    struct ui_rect r = ui_rect_intersect((struct ui_rect){x_px, y_px, width_px, height_px}, page);
    for (int y = r.y; y < r.y + r.h; y++) {
        memset(canvas->page.pixels + (size_t)y * (size_t)page.w + r.x, grey, (size_t)r.w);
    }
}

int canvas_rule(struct canvas *canvas, int y_px, int thickness_px, int dash_px)
{
    if (dash_px <= 0) {
        canvas_fill(canvas, 0, y_px, canvas->page.width_px, thickness_px, 0);
        return thickness_px;
    }
    for (int x = 0; x < canvas->page.width_px; x += 2 * dash_px) {
        canvas_fill(canvas, x, y_px, dash_px, thickness_px, 0);
    }
    return thickness_px;
}

void canvas_picture(struct canvas *canvas, const struct mc_grey *picture, int scale, int x_px,
                    int y_px)
{
    for (int y = 0; y < picture->height_px; y++) {
        for (int x = 0; x < picture->width_px; x++) {
            uint8_t grey = picture->pixels[(size_t)y * (size_t)picture->width_px + (size_t)x];
            canvas_fill(canvas, x_px + x * scale, y_px + y * scale, scale, scale, grey);
        }
    }
}

void canvas_take(struct canvas *canvas, int height_px, struct mc_grey *out)
{
    int height = height_px < 1 ? 1 : height_px;
    height = height > canvas->page.height_px ? canvas->page.height_px : height;
    mc_grey_init(out, canvas->page.width_px, height);
    memcpy(out->pixels, canvas->page.pixels, (size_t)height * (size_t)canvas->page.width_px);
    memset(canvas->page.pixels, 255, page_bytes(canvas));
    text_engine_forget(canvas->engine);
}
