/*
 * The window itself. The one place that knows SDL's windows and events; private to ui/.
 */
#ifndef MOTCUA_UI_SDL_PLATFORM_H
#define MOTCUA_UI_SDL_PLATFORM_H

#include "ui/geometry.h"
#include "ui/ui.h"

struct platform_window;

enum mc_err platform_window_create(const struct ui_options *options, struct ui *ui,
                                   struct platform_window **out,
                                   struct mc_error *err) MC_MUST_CHECK;
void platform_window_destroy(struct platform_window *window);
void platform_window_size(const struct platform_window *window, int *out_width_px,
                          int *out_height_px);
/* A part that is shown beside its place, by so much to the right. */
struct platform_shift {
    struct ui_rect rect; /* empty: none */
    int by_px;           /* 0: in its place again */
    uint32_t below;      /* the colour where it is not */
};

/* Brings these parts of a picture as large as the window to the screen, and the shifted one. */
void platform_window_show(struct platform_window *window, uint32_t *pixels, int width_px,
                          int height_px, const struct ui_rect *rects, int count,
                          const struct platform_shift *shift);

/* Overwrites what SDL keeps of events that were handled: text that was typed is among them. */
void platform_forget_events(void);

#endif
