#include "ui/damage.h"

#include "ui/input.h"
#include "ui/widget.h"

static long area(struct ui_rect r)
{
    return (long)r.w * r.h;
}

/* Few rectangles: those that touch become one, and beyond the maximum the pair that wastes least.
 */
static int add_rect(struct ui_rect rects[UI_DIRTY_MAX], int count, struct ui_rect rect)
{
    if (ui_rect_empty(rect)) {
        return count;
    }
    int best = -1;
    long waste = 0;
    for (int i = 0; i < count; i++) {
        struct ui_rect both = ui_rect_union(rects[i], rect);
        long more = area(both) - area(rects[i]) - area(rect);
        if (best < 0 || more < waste) {
            best = i;
            waste = more;
        }
    }
    if (best >= 0 && (waste <= 0 || count == UI_DIRTY_MAX)) {
        rects[best] = ui_rect_union(rects[best], rect);
        return count;
    }
    rects[count] = rect;
    return count + 1;
}

static void add(struct damage *damage, struct ui_rect rect)
{
    damage->count = add_rect(damage->rects, damage->count, rect);
}

static bool equal(struct ui_rect a, struct ui_rect b)
{
    return a.x == b.x && a.y == b.y && a.w == b.w && a.h == b.h;
}

static struct ui_rect lower(struct ui_rect r, int by_px)
{
    r.y += by_px;
    return r;
}

/* But for how far a box is scrolled. */
static bool alike(const struct ui_painted *a, const struct ui_painted *b)
{
    return a->look == b->look && equal(a->extent, b->extent) && equal(a->rect, b->rect) &&
           equal(a->clip, b->clip);
}

static bool same(const struct ui_painted *a, const struct ui_painted *b)
{
    return alike(a, b) && a->scroll_px == b->scroll_px;
}

/*
 * What changed between two lists of nodes in painting order. A pixel stays as it is where the same
 * nodes cover it in the same order; so nodes are matched in order, and what has no match is dirty.
 */
static void find_changed(const struct ui *ui, struct damage *out)
{
    int next = 0;
    for (int i = 0; i < ui->shown_count; i++) {
        int match = next;
        while (match < ui->tree.count && !same(&ui->shown[i], &ui->wanted[match])) {
            match++;
        }
        if (match == ui->tree.count) {
            add(out, ui->shown[i].extent);
            continue;
        }
        for (; next < match; next++) {
            add(out, ui->wanted[next].extent);
        }
        next = match + 1;
    }
    for (; next < ui->tree.count; next++) {
        add(out, ui->wanted[next].extent);
    }
}

/* The one box that is scrolled otherwise than it is shown, NODE_NONE if there is none or more. */
static int find_scrolled(const struct ui *ui)
{
    int found = NODE_NONE;
    for (int i = 0; i < ui->tree.count && ui->shown_count == ui->tree.count; i++) {
        if (ui->shown[i].scroll_px != ui->wanted[i].scroll_px) {
            if (found != NODE_NONE || !alike(&ui->shown[i], &ui->wanted[i])) {
                return NODE_NONE;
            }
            found = i;
        }
    }
    return found;
}

struct scrolled {
    const struct ui *ui;
    struct damage *damage;
    int box;
    int end;    /* behind the last node of its content */
    int ground; /* what was painted before this node cannot be seen through it; 0: the window */
    struct ui_rect view;
    int by_px;
};

static bool is_content(const struct scrolled *s, int index)
{
    return index > s->box + 2 && index < s->end; /* its two buttons stay where they are */
}

static bool covers(struct ui_rect outer, struct ui_rect inner)
{
    return equal(ui_rect_intersect(outer, inner), inner);
}

static int ground_of(const struct scrolled *s)
{
    int index = s->box;
    while (index > 0 && !covers(widget_flat(s->ui, index), s->view)) {
        index = s->ui->tree.nodes[index].parent;
    }
    return index > 0 ? index : 0;
}

/* It stands on the screen as it is wanted, when it is moved; or it was not or will not be seen, and
 * then only comes into sight or leaves it. */
static bool moves_along(const struct scrolled *s, int index)
{
    const struct ui_painted *shown = &s->ui->shown[index];
    const struct ui_painted *wanted = &s->ui->wanted[index];
    if (!equal(lower(shown->rect, s->by_px), wanted->rect) || !equal(shown->clip, wanted->clip) ||
        s->ui->tree.nodes[index].surface == UI_BAR) { /* looks otherwise at the window's top */
        return false;
    }
    if (ui_rect_empty(shown->extent) || ui_rect_empty(wanted->extent)) {
        return true;
    }
    return shown->look == wanted->look && equal(wanted->clip, s->view) &&
           covers(s->view, shown->extent) && covers(s->view, wanted->extent);
}

static void add_content(const struct scrolled *s, int index)
{
    if (!moves_along(s, index)) {
        add(s->damage, s->ui->shown[index].extent);
        add(s->damage, ui_rect_intersect(lower(s->ui->shown[index].extent, s->by_px), s->view));
        add(s->damage, s->ui->wanted[index].extent);
    }
}

/* What stays in its place: where it can be seen in the view it must not be moved. */
static void add_other(const struct scrolled *s, int index)
{
    const struct ui_painted *shown = &s->ui->shown[index];
    const struct ui_painted *wanted = &s->ui->wanted[index];
    if (index == s->box) {
        add(s->damage, widget_position_mark(s->ui, index));
    } else if (!same(shown, wanted)) {
        add(s->damage, shown->extent);
        add(s->damage, wanted->extent);
    }
    if (index > s->ground && widget_draws(s->ui, index)) {
        struct ui_rect before = ui_rect_intersect(shown->extent, s->view);
        add(s->damage, ui_rect_intersect(lower(before, s->by_px), s->view));
        add(s->damage, ui_rect_intersect(wanted->extent, s->view));
    }
}

static bool find_moved(const struct ui *ui, struct damage *out)
{
    struct scrolled s = {.ui = ui, .damage = out, .box = find_scrolled(ui)};
    int first = s.box != NODE_NONE ? ui->tree.nodes[s.box].first : NODE_NONE;
    if (first == NODE_NONE) {
        return false;
    }
    s.view = ui->wanted[first].clip;
    s.by_px = ui->shown[s.box].scroll_px - ui->wanted[s.box].scroll_px;
    if (!equal(s.view, ui->shown[first].clip) || ui_rect_empty(s.view) ||
        (s.by_px < 0 ? -s.by_px : s.by_px) >= s.view.h) {
        return false;
    }
    s.ground = ground_of(&s);
    s.end = s.box + 1;
    while (s.end < ui->tree.count && node_is_inside(&ui->tree, s.end, s.box)) {
        s.end++;
    }
    out->moved = s.view;
    out->by_px = s.by_px;
    int strip_y = s.by_px > 0 ? s.view.y : s.view.y + s.view.h + s.by_px;
    int strip_h = s.by_px > 0 ? s.by_px : -s.by_px;
    add(out, (struct ui_rect){s.view.x, strip_y, s.view.w, strip_h});
    for (int i = 0; i < ui->tree.count; i++) {
        if (is_content(&s, i)) {
            add_content(&s, i);
        } else {
            add_other(&s, i);
        }
    }
    return true;
}

void damage_find(const struct ui *ui, struct damage *out)
{
    struct ui_rect window = {0, 0, ui->width_px, ui->height_px};
    *out = (struct damage){.count = 0};
    if (ui->repaint) {
        add(out, window);
    } else if (!find_moved(ui, out)) {
        find_changed(ui, out);
    }
    for (int i = 0; i < out->count; i++) {
        out->rects[i] = ui_rect_intersect(out->rects[i], window);
    }
}

int damage_seen(const struct damage *damage, struct ui_rect out[UI_DIRTY_MAX])
{
    int count = add_rect(out, 0, damage->moved);
    for (int i = 0; i < damage->count; i++) {
        if (!covers(damage->moved, damage->rects[i])) {
            count = add_rect(out, count, damage->rects[i]);
        }
    }
    return count;
}
