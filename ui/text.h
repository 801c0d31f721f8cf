/*
 * Text by SDL_ttf in Inter: measuring, wrapping, and rendered lines as coverage masks. Rendered
 * lines are cached, bounded, without the text itself, and wiped when they are dropped. One thread.
 */
#ifndef MOTCUA_UI_TEXT_H
#define MOTCUA_UI_TEXT_H

#include "core/error.h"
#include "ui/draw.h"
#include "ui/wrap.h"

enum text_weight { TEXT_REGULAR, TEXT_SEMIBOLD, TEXT_BOLD, TEXT_WEIGHTS };

#define TEXT_SIZE_MAX_PX 400

struct text_font {
    int size_px; /* em; bounded by TEXT_SIZE_MAX_PX */
    enum text_weight weight;
};

struct text_engine;

/* MC_EIO, naming the package, if the font files are not there. */
enum mc_err text_engine_create(struct text_engine **out, struct mc_error *err) MC_MUST_CHECK;
void text_engine_destroy(struct text_engine *engine);
/* Wipes every rendered line and what was measured last. */
void text_engine_forget(struct text_engine *engine);

/* From one baseline to the next: room for stacked Vietnamese marks, over 1.35 em. */
int text_line_height(struct text_font font);
/* From the top of a line to its baseline. */
int text_baseline(struct text_font font);
int text_width(struct text_engine *engine, struct text_font font, const char *text, size_t len);
size_t text_wrap(struct text_engine *engine, struct text_font font, const char *text, int width_px,
                 int max_lines, struct wrap_line lines[WRAP_LINES_MAX]);

struct text_rendered {
    const struct draw_mask *mask; /* borrowed until the next call; NULL: nothing to draw */
    int ascent_px;                /* rows of the mask above the baseline */
};
struct text_rendered text_render(struct text_engine *engine, struct text_font font,
                                 const char *text, size_t len, bool ellipsis);
/* One line at x, its top (not its baseline) at y. */
void text_draw(struct text_engine *engine, const struct draw_target *target, struct text_font font,
               const char *text, size_t len, bool ellipsis, int x, int y, uint32_t colour);

#endif
