/*
 * Layout: gives every node of a tree its rectangle. Pure: sizes of leaves come from the caller.
 *
 * Along its axis a box gives each child its natural size, and what is left to those that grow, by
 * their shares. What does not fit is taken from texts in a row (they wrap) and from scroll boxes in
 * a column. Across the axis children fill the box unless it aligns them.
 */
#ifndef MOTCUA_UI_LAYOUT_H
#define MOTCUA_UI_LAYOUT_H

#include "ui/node.h"

struct layout_env {
    void *context;
    /* The size of a leaf that may be max_width_px wide. */
    void (*measure)(void *context, const struct ui_node *node, int max_width_px, int *out_w,
                    int *out_h);
    int scroll_button_px; /* side of the buttons of a scroll box */
    int scroll_gap_px;
};

/* scroll_px of the scroll boxes is taken as wished and bounded by the content. */
void layout_run(struct node_tree *tree, const struct layout_env *env, int width_px, int height_px);

#endif
