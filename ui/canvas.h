/*
 * An offscreen grey page, for what the receipt printer prints: text in Inter, rules, filled
 * rectangles, pictures. White at first; black ink, anti-aliased. Any one thread at a time; needs
 * no window and no ui_platform_start(). mc_secure_init() must have run.
 */
#ifndef MOTCUA_UI_CANVAS_H
#define MOTCUA_UI_CANVAS_H

#include "core/error.h"
#include "core/image.h"
#include "ui/ui.h"

struct canvas;

/* Both sides at most MC_IMAGE_SIDE_MAX_PX (MC_ETOOBIG); MC_EIO without the font. */
enum mc_err canvas_create(int width_px, int height_max_px, struct canvas **out,
                          struct mc_error *err) MC_MUST_CHECK;
/* Wipes. */
void canvas_destroy(struct canvas *canvas);

struct canvas_text {
    const char *text; /* UTF-8; "\n" breaks a line */
    int size_px;      /* em; capitals are 0.73 of it */
    bool bold;
    enum ui_align align; /* UI_START, UI_CENTER or UI_END within x … x + width */
    int x_px;
    int width_px; /* 0: to the right edge */
    int line_gap_px;
};
/* Draws wrapped text with its top at y_px and returns how high it is. Below the page: cut off. */
int canvas_text(struct canvas *canvas, const struct canvas_text *text, int y_px);
/* How high canvas_text() would be, without drawing. */
int canvas_text_height(struct canvas *canvas, const struct canvas_text *text);
/* Width of one line, unwrapped. */
int canvas_text_width(struct canvas *canvas, const char *text, int size_px, bool bold);
/* A horizontal black rule from edge to edge; dash_px 0: solid. Returns its thickness. */
int canvas_rule(struct canvas *canvas, int y_px, int thickness_px, int dash_px);
/* A rectangle of one grey: 0 black, 255 white. Clipped to the page. */
void canvas_fill(struct canvas *canvas, int x_px, int y_px, int width_px, int height_px,
                 uint8_t grey);
/* A picture, each of its pixels as scale × scale. Clipped. */
void canvas_picture(struct canvas *canvas, const struct mc_grey *picture, int scale, int x_px,
                    int y_px);
/* The first height_px rows into a zeroed *out, freed by mc_grey_finish(). The page is white
 * again. */
void canvas_take(struct canvas *canvas, int height_px, struct mc_grey *out);

#endif
