#include <stdlib.h>
#include <string.h>

#include "ui/input.h"

#define FAR_PX 100000L /* further than anything on a screen */

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

int focus_first(const struct ui *ui)
{
    bool arrived = false;
    int box = NODE_NONE;
    for (int i = 0; i < ui->tree.count && !ui->reading; i++) {
        if (!arrived && ui->tree.nodes[i].arrives) {
            arrived = true;
            box = i;
        }
        if (arrived && focus_can(ui, i) && node_is_inside(&ui->tree, i, box)) {
            return i;
        }
    }
    return NODE_NONE;
}

void focus_step(struct ui *ui, int by)
{
    int count = ui->tree.count;
    int at = focus_node(ui);
    ui->focus_shown = true;
    int first = at == NODE_NONE && by > 0 ? focus_first(ui) : NODE_NONE;
    if (first != NODE_NONE) {
        focus_set(ui, first);
        return;
    }
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

/* Between two stretches of a line; 0 if they overlap. */
static long between(int a, int a_len, int b, int b_len)
{
    long before = (long)a - (b + b_len);
    long after = (long)b - (a + a_len);
    return before > 0 ? before : after > 0 ? after : 0;
}

/* How far b lies from a in that direction; -1: not there. Up and down keep to the column and left
 * and right to the row, as long as there is something. */
static long distance(struct ui_rect a, struct ui_rect b, enum input_key direction)
{
    bool vertical = direction == INPUT_KEY_UP || direction == INPUT_KEY_DOWN;
    bool back = direction == INPUT_KEY_UP || direction == INPUT_KEY_LEFT;
    long middle = vertical ? 2L * b.y + b.h - 2L * a.y - a.h : 2L * b.x + b.w - 2L * a.x - a.w;
    if ((back ? -middle : middle) <= 0) {
        return -1;
    }
    long dx = between(a.x, a.w, b.x, b.w);
    long dy = between(a.y, a.h, b.y, b.h);
    long sideways = labs((2L * b.x + b.w) - (2L * a.x + a.w)) / 16;
    if (vertical) {
        return dx == 0 && dy > 0 ? dy + sideways : FAR_PX + dy + 2 * dx;
    }
    return dy == 0 ? dx : FAR_PX + dx + 2 * dy;
}

/* From one node to another; -1: not there. In a list up and down go through the whole list, also
 * through what is scrolled out, before they leave it; of other lists only what is seen counts. */
static long way(const struct ui *ui, int from, int to, enum input_key direction)
{
    const struct ui_node *a = &ui->tree.nodes[from];
    const struct ui_node *b = &ui->tree.nodes[to];
    int list = ui_scroll_around(ui, from);
    if (list != NODE_NONE && list == ui_scroll_around(ui, to)) {
        return distance(a->rect, b->rect, direction);
    }
    if (ui_rect_empty(node_visible(b))) {
        return -1;
    }
    long d = distance(node_visible(a), node_visible(b), direction);
    bool vertical = direction == INPUT_KEY_UP || direction == INPUT_KEY_DOWN;
    return d >= 0 && vertical && list != NODE_NONE ? 2 * FAR_PX + d : d;
}

/* NODE_NONE: nothing lies there. */
static int nearest(const struct ui *ui, int from, enum input_key direction)
{
    int best = NODE_NONE;
    long least = 0;
    for (int i = 0; i < ui->tree.count; i++) {
        long d = i != from && focus_can(ui, i) ? way(ui, from, i, direction) : -1;
        if (d >= 0 && (best == NODE_NONE || d < least)) {
            best = i;
            least = d;
        }
    }
    return best;
}

void focus_move(struct ui *ui, enum input_key direction)
{
    int from = focus_node(ui);
    bool forward = direction == INPUT_KEY_DOWN || direction == INPUT_KEY_RIGHT;
    bool vertical = direction == INPUT_KEY_DOWN || direction == INPUT_KEY_UP;
    /* By ear there is no above and below, only what comes next. */
    bool in_order = from == NODE_NONE || !ui->focus_shown || (ui->reading && vertical);
    int to = in_order ? NODE_NONE : nearest(ui, from, direction);
    if (to != NODE_NONE) {
        focus_set(ui, to);
    } else {
        focus_step(ui, forward ? 1 : -1); /* at the edge: round again */
    }
}
