#include <stdlib.h>
#include <string.h>

#include "ui/input.h"

/* What is no control and is told: somebody who listens goes through it, too. Texts within a
 * pressable box are that box's name already. */
static bool is_to_be_read(const struct ui *ui, int index)
{
    const struct ui_node *node = &ui->tree.nodes[index];
    bool text = node->kind == NODE_LABEL && node->text[0] != '\0';
    bool picture = node->kind == NODE_PICTURE && node->name[0] != '\0';
    bool off = node->disabled && node->action.code != 0;
    if (!text && !picture && !off) {
        return false;
    }
    for (int i = node->parent; i != NODE_NONE; i = ui->tree.nodes[i].parent) {
        if (ui->tree.nodes[i].action.code != 0) {
            return false;
        }
    }
    return true;
}

bool focus_can(const struct ui *ui, int index)
{
    const struct ui_node *node = &ui->tree.nodes[index];
    bool scrolls = node->kind == NODE_SCROLL_UP || node->kind == NODE_SCROLL_DOWN;
    if (scrolls && (ui->reading || ui_rect_empty(node->rect))) {
        return false; /* somebody who listens scrolls by moving on */
    }
    if (!node_pressable(node) && !(ui->reading && is_to_be_read(ui, index))) {
        return false;
    }
    return node_is_inside(&ui->tree, index, node_modal(&ui->tree));
}

int focus_node(const struct ui *ui)
{
    return ui->focus[0] != '\0' ? ui_find(ui, ui->focus) : NODE_NONE;
}

static int order_of(const struct ui *ui, int index)
{
    int order = 0;
    for (int i = 0; i < index; i++) {
        order += focus_can(ui, i);
    }
    return order;
}

void focus_set(struct ui *ui, int index)
{
    ui->stale = true;
    if (index == NODE_NONE) {
        ui->focus[0] = '\0';
        return;
    }
    ui_key_of(ui, index, ui->focus);
    ui->focus_order = order_of(ui, index);
    if (ui->focus_shown) {
        (void)ui_scroll_into_view(ui, index);
    }
}

void focus_step(struct ui *ui, int by)
{
    int count = ui->tree.count;
    int at = focus_node(ui);
    ui->focus_shown = true;
    if (at == NODE_NONE) {
        at = by > 0 ? -1 : count;
    }
    for (int i = 0; i < count; i++) {
        at = (at + by + count) % count;
        if (focus_can(ui, at)) {
            focus_set(ui, at);
            return;
        }
    }
    focus_set(ui, NODE_NONE);
}

/* How far b lies from a in that direction; sideways counts double. INT_MAX-like: not there. */
static long distance(struct ui_rect a, struct ui_rect b, enum input_key direction)
{
    long dx = (2L * b.x + b.w - 2L * a.x - a.w) / 2;
    long dy = (2L * b.y + b.h - 2L * a.y - a.h) / 2;
    bool vertical = direction == INPUT_KEY_UP || direction == INPUT_KEY_DOWN;
    long along = vertical ? dy : dx;
    long aside = labs(vertical ? dx : dy);
    if (direction == INPUT_KEY_UP || direction == INPUT_KEY_LEFT) {
        along = -along;
    }
    /* Next to each other, not above: overlapping sideways is no distance. */
    long room = vertical ? (a.w + b.w) / 2 : (a.h + b.h) / 2;
    aside = aside < room ? aside / 8 : aside * 2;
    return along > 0 ? along + aside : -1;
}

void focus_move(struct ui *ui, enum input_key direction)
{
    int from = focus_node(ui);
    bool forward = direction == INPUT_KEY_DOWN || direction == INPUT_KEY_RIGHT;
    bool vertical = direction == INPUT_KEY_DOWN || direction == INPUT_KEY_UP;
    /* By ear there is no above and below, only what comes next. */
    if (from == NODE_NONE || !ui->focus_shown || (ui->reading && vertical)) {
        focus_step(ui, forward ? 1 : -1);
        return;
    }
    int best = NODE_NONE;
    long nearest = 0;
    for (int i = 0; i < ui->tree.count; i++) {
        if (i == from || !focus_can(ui, i)) {
            continue;
        }
        long d = distance(ui->tree.nodes[from].rect, ui->tree.nodes[i].rect, direction);
        if (d >= 0 && (best == NODE_NONE || d < nearest)) {
            best = i;
            nearest = d;
        }
    }
    if (best != NODE_NONE) {
        focus_set(ui, best);
    }
}
