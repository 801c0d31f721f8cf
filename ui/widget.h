/*
 * Leaves: how large they want to be and how they look. Measuring and painting stand together,
 * because they must agree. Private to ui/.
 */
#ifndef MOTCUA_UI_WIDGET_H
#define MOTCUA_UI_WIDGET_H

#include "ui/ui_internal.h"

/* What a node looks like besides what it was described as. */
struct widget_state {
    bool pressed;
    bool focused;
};

struct text_font widget_font(const struct theme *theme, const struct ui_node *node);
/* The same in a room of that width, where a text that is to stay whole may have to be smaller. */
struct text_font widget_font_within(struct ui *ui, const struct ui_node *node, int width_px);
/* For struct layout_env; context is the struct ui. */
void widget_measure(void *context, const struct ui_node *node, int max_width_px, int *out_w,
                    int *out_h);
int widget_side_pad(const struct theme *theme, const struct ui_node *node);
/* Of the icon in a button or field; 0 if it has none. */
int widget_icon_px(const struct theme *theme, const struct ui_node *node);
/* The side of the box of a check, which grows with the text. */
int widget_check_px(const struct theme *theme);
/* What a node may paint on, clipped. */
struct ui_rect widget_extent(const struct ui *ui, const struct ui_node *node,
                             struct widget_state state);
/* Where a pressed key of one letter shows it again, large, above the finger; empty: it does not. */
struct ui_rect widget_preview(const struct ui *ui, const struct ui_node *node,
                              struct widget_state state);
/* Whether anything of it can be seen: boxes that only arrange draw nothing. */
bool widget_draws(const struct ui *ui, int index);
/* Where a box is nothing but one opaque colour; empty if it is that nowhere. */
struct ui_rect widget_flat(const struct ui *ui, int index);
/* Of a scroll box: between its buttons, how far its content is scrolled; empty: it has none. */
struct ui_rect widget_position_mark(const struct ui *ui, int index);
/* Everything that decides its pixels besides its place, as one number. */
uint64_t widget_look(const struct ui *ui, int index, struct widget_state state);
void widget_paint(struct ui *ui, int index, struct widget_state state,
                  const struct draw_target *target);

#endif
