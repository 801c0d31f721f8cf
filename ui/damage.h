/*
 * What of a window has to be painted again: the difference between the nodes shown and those
 * wanted. A list that scrolled is moved as it stands on the screen, and only what came into sight
 * is painted. Private to ui/.
 */
#ifndef MOTCUA_UI_DAMAGE_H
#define MOTCUA_UI_DAMAGE_H

#include "ui/ui_internal.h"

struct damage {
    /* First these pixels go up or down by so much within the rectangle; empty: none do. */
    struct ui_rect moved;
    int by_px;
    /* Then these are painted; they lie in the window. */
    struct ui_rect rects[UI_DIRTY_MAX];
    int count;
};

/* From ui->shown to ui->wanted; everything if ui->repaint is set. */
void damage_find(const struct ui *ui, struct damage *out);
/* All that is to be brought to the screen, at most UI_DIRTY_MAX rectangles; returns how many. */
int damage_seen(const struct damage *damage, struct ui_rect out[UI_DIRTY_MAX]);

#endif
