#include "ui/layout.h"

#include <limits.h>

struct layout {
    struct node_tree *tree;
    const struct layout_env *env;
};

static int height_for(struct layout *l, int index, int width);
static void place(struct layout *l, int index, struct ui_rect rect, struct ui_rect clip);

static int max_int(int a, int b)
{
    return a > b ? a : b;
}

static int min_int(int a, int b)
{
    return a < b ? a : b;
}

static struct ui_node *node_at(struct layout *l, int index)
{
    return &l->tree->nodes[index];
}

static int natural_width(struct layout *l, int index)
{
    struct ui_node *node = node_at(l, index);
    if (node->natural_w != NODE_NONE) {
        return node->natural_w;
    }
    int width = 0;
    if (node->width_px > 0) {
        width = node->width_px;
    } else if (node->kind != NODE_BOX) {
        int height = 0;
        l->env->measure(l->env->context, node, INT_MAX / 4, &width, &height);
    } else {
        for (int c = node->first; c != NODE_NONE; c = node_at(l, c)->next) {
            int w = natural_width(l, c);
            if (node->axis == UI_ROW) {
                width += w + (c != node->first ? node->gap_px : 0);
            } else {
                width = max_int(width, w);
            }
        }
        width += 2 * node->pad_x_px;
    }
    node->natural_w = width;
    return width;
}

static int child_count(struct layout *l, const struct ui_node *box)
{
    int count = 0;
    for (int c = box->first; c != NODE_NONE; c = node_at(l, c)->next) {
        count++;
    }
    return count;
}

/* Texts wrap and boxes hold texts; symbols, pictures and spaces keep their width. */
static bool can_shrink(const struct ui_node *node)
{
    return node->width_px == 0 && node->kind != NODE_ICON && node->kind != NODE_PICTURE &&
           node->kind != NODE_SPACE;
}

/* Takes `lack` from the children that can shrink, by their widths. */
static void shrink_row(struct layout *l, const struct ui_node *box, int lack)
{
    int total = 0;
    for (int c = box->first; c != NODE_NONE; c = node_at(l, c)->next) {
        total += can_shrink(node_at(l, c)) ? node_at(l, c)->given_px : 0;
    }
    for (int c = box->first; c != NODE_NONE && total > 0 && lack > 0; c = node_at(l, c)->next) {
        struct ui_node *child = node_at(l, c);
        if (can_shrink(child)) {
            int cut = min_int((int)((long)lack * child->given_px / total), child->given_px);
            total -= child->given_px;
            child->given_px -= cut;
            lack -= cut;
        }
    }
}

/* given_px of each child of a row. */
static void share_row(struct layout *l, const struct ui_node *box, int inner_w)
{
    int count = child_count(l, box);
    int left = inner_w - box->gap_px * max_int(count - 1, 0);
    int shares = 0;
    int wished = 0; /* by those that grow, so that the others leave them something */
    int used = 0;
    for (int c = box->first; c != NODE_NONE; c = node_at(l, c)->next) {
        struct ui_node *child = node_at(l, c);
        child->given_px = child->grow > 0 ? 0 : natural_width(l, c);
        used += child->given_px;
        shares += child->grow;
        if (child->grow > 0) {
            wished += min_int(natural_width(l, c), left / max_int(count, 1));
        }
    }
    if (used + wished > left) {
        shrink_row(l, box, used + wished - left);
        used = 0;
        for (int c = box->first; c != NODE_NONE; c = node_at(l, c)->next) {
            used += node_at(l, c)->given_px;
        }
    }
    int rest = max_int(left - used, 0);
    for (int c = box->first; c != NODE_NONE; c = node_at(l, c)->next) {
        struct ui_node *child = node_at(l, c);
        if (child->grow > 0) {
            child->given_px = (int)((long)rest * child->grow / shares);
            rest -= child->given_px;
            shares -= child->grow;
        }
    }
}

/* Symbols and pictures are never stretched. */
static bool fixed_shape(const struct ui_node *node)
{
    return node->kind == NODE_ICON || node->kind == NODE_PICTURE;
}

static bool has_height(const struct ui_node *node)
{
    return node->kind == NODE_BOX && node->height_px > 0;
}

static int width_across(struct layout *l, const struct ui_node *box, int child, int inner_w)
{
    const struct ui_node *node = node_at(l, child);
    bool stretch = box->align == UI_START || box->align == UI_STRETCH;
    if (node->width_px > 0 || fixed_shape(node) || !stretch) {
        return min_int(natural_width(l, child), inner_w);
    }
    return inner_w;
}

/* One line of a row that wraps: children first … up to (not with) *out_end. */
static int wrap_line_of(struct layout *l, const struct ui_node *box, int first, int inner_w,
                        int *out_end, int *out_height)
{
    int used = 0;
    int shares = 0;
    int c = first;
    for (; c != NODE_NONE; c = node_at(l, c)->next) {
        int w = min_int(natural_width(l, c), inner_w);
        if (c != first && used + box->gap_px + w > inner_w) {
            break;
        }
        used += w + (c != first ? box->gap_px : 0);
        shares += node_at(l, c)->grow;
    }
    *out_end = c;
    int rest = inner_w - used;
    *out_height = 0;
    for (c = first; c != *out_end; c = node_at(l, c)->next) {
        struct ui_node *child = node_at(l, c);
        child->given_px = min_int(natural_width(l, c), inner_w);
        if (child->grow > 0) {
            int more = (int)((long)rest * child->grow / shares);
            child->given_px += more;
            rest -= more;
            shares -= child->grow;
        }
        *out_height = max_int(*out_height, height_for(l, c, child->given_px));
    }
    return rest;
}

static int wrapped_height(struct layout *l, const struct ui_node *box, int inner_w)
{
    int total = 0;
    int c = box->first;
    while (c != NODE_NONE) {
        int height = 0;
        int from = c;
        (void)wrap_line_of(l, box, from, inner_w, &c, &height);
        total += height + (from != box->first ? box->gap_px : 0);
    }
    return total;
}

static int content_height(struct layout *l, const struct ui_node *box, int inner_w)
{
    int total = 0;
    if (box->axis == UI_ROW && box->wrap) {
        return wrapped_height(l, box, inner_w);
    }
    if (box->axis == UI_ROW) {
        share_row(l, box, inner_w);
    }
    for (int c = box->first; c != NODE_NONE; c = node_at(l, c)->next) {
        if (box->axis == UI_ROW) {
            total = max_int(total, height_for(l, c, node_at(l, c)->given_px));
        } else {
            int h = height_for(l, c, width_across(l, box, c, inner_w));
            if (box->axis == UI_COLUMN) {
                total += h + (c != box->first ? box->gap_px : 0);
            } else {
                total = max_int(total, h);
            }
        }
    }
    return total;
}

static int height_for(struct layout *l, int index, int width)
{
    struct ui_node *node = node_at(l, index);
    if (has_height(node)) {
        return node->height_px;
    }
    for (int k = 0; k < NODE_HEIGHTS; k++) {
        if (node->measured_w[k] == width) {
            node->measured_last = k;
            return node->measured_h[k];
        }
    }
    int height = 0;
    if (node->kind == NODE_BOX) {
        int inner = max_int(width - 2 * node->pad_x_px, 0);
        height = content_height(l, node, inner) + 2 * node->pad_y_px;
    } else {
        int ignored = 0;
        l->env->measure(l->env->context, node, width, &ignored, &height);
    }
    height = max_int(height, node->min_height_px);
    node->measured_last = (node->measured_last + 1) % NODE_HEIGHTS;
    node->measured_w[node->measured_last] = width;
    node->measured_h[node->measured_last] = height;
    return height;
}

/* Can give up height without losing anything: it scrolls, or something inside it does. */
static bool can_squeeze(struct layout *l, int index)
{
    const struct ui_node *node = node_at(l, index);
    if (node->kind != NODE_BOX || node->height_px > 0) {
        return false;
    }
    bool squeezes = node->scroll;
    for (int c = node->first; c != NODE_NONE && !squeezes; c = node_at(l, c)->next) {
        squeezes = can_squeeze(l, c);
    }
    return squeezes;
}

/* A growing child whose content is higher than its share keeps its height; then the shares of the
 * others are smaller. Returns true when there was such a child. */
static bool settle_one(struct layout *l, const struct ui_node *box, int *pool, int *shares)
{
    for (int c = box->first; c != NODE_NONE && *shares > 0; c = node_at(l, c)->next) {
        struct ui_node *child = node_at(l, c);
        if (child->grow > 0 && !child->settled &&
            child->given_px > (long)*pool * child->grow / *shares) {
            child->settled = true;
            *pool -= child->given_px;
            *shares -= child->grow;
            return true;
        }
    }
    return false;
}

/* given_px of a column's children in a box of inner_h. Returns what is left, or lacks. */
static int share_column(struct layout *l, const struct ui_node *box, int inner_w, int inner_h)
{
    int left = inner_h - box->gap_px * max_int(child_count(l, box) - 1, 0);
    int shares = 0;
    int pool = 0; /* for those that grow, with what their contents take */
    for (int c = box->first; c != NODE_NONE; c = node_at(l, c)->next) {
        struct ui_node *child = node_at(l, c);
        bool elastic = child->grow > 0 && can_squeeze(l, c);
        child->given_px = elastic ? 0 : height_for(l, c, width_across(l, box, c, inner_w));
        child->settled = false;
        left -= child->given_px;
        shares += child->grow;
        pool += child->grow > 0 ? child->given_px : 0;
    }
    pool += left;
    while (pool > 0 && settle_one(l, box, &pool, &shares)) {
    }
    for (int c = box->first; c != NODE_NONE && pool > 0 && shares > 0; c = node_at(l, c)->next) {
        struct ui_node *child = node_at(l, c);
        if (child->grow > 0 && !child->settled) {
            int height = (int)((long)pool * child->grow / shares);
            left -= height - child->given_px;
            pool -= height;
            shares -= child->grow;
            child->given_px = height;
        }
    }
    return left;
}

static void squeeze_column(struct layout *l, const struct ui_node *box, int lack)
{
    for (int c = box->last; lack > 0 && c != NODE_NONE;) {
        struct ui_node *child = node_at(l, c);
        if (can_squeeze(l, c)) {
            int cut = min_int(lack, child->given_px);
            child->given_px -= cut;
            lack -= cut;
        }
        int before = NODE_NONE;
        for (int k = box->first; k != c; k = node_at(l, k)->next) {
            before = k;
        }
        c = before;
    }
}

static int offset_of(enum ui_align align, int left)
{
    if (left <= 0) {
        return 0;
    }
    return align == UI_CENTER ? left / 2 : align == UI_END ? left : 0;
}

static int spread_of(const struct ui_node *box, int left, int count)
{
    return box->justify == UI_STRETCH && left > 0 && count > 1 ? left / (count - 1) : 0;
}

static void place_column(struct layout *l, const struct ui_node *box, struct ui_rect inner,
                         struct ui_rect clip)
{
    int left = share_column(l, box, inner.w, inner.h);
    if (left < 0) {
        squeeze_column(l, box, -left);
        left = 0;
    }
    int y = inner.y + offset_of(box->justify, left);
    int spread = spread_of(box, left, child_count(l, box));
    for (int c = box->first; c != NODE_NONE; c = node_at(l, c)->next) {
        int w = width_across(l, box, c, inner.w);
        int h = node_at(l, c)->given_px;
        int x = inner.x + offset_of(box->align, inner.w - w);
        place(l, c, (struct ui_rect){x, y, w, h}, clip);
        y += h + box->gap_px + spread;
    }
}

static void place_across(struct layout *l, const struct ui_node *box, int c, struct ui_rect slot,
                         struct ui_rect clip)
{
    bool stretch = box->align == UI_START || box->align == UI_STRETCH;
    int h = height_for(l, c, slot.w);
    int y = slot.y;
    if (!stretch) {
        h = min_int(h, slot.h);
        y += offset_of(box->align, slot.h - h);
    } else if (!fixed_shape(node_at(l, c)) && !has_height(node_at(l, c))) {
        h = slot.h;
    }
    place(l, c, (struct ui_rect){slot.x, y, slot.w, h}, clip);
}

static void place_row(struct layout *l, const struct ui_node *box, struct ui_rect inner,
                      struct ui_rect clip)
{
    share_row(l, box, inner.w);
    int left = inner.w;
    for (int c = box->first; c != NODE_NONE; c = node_at(l, c)->next) {
        left -= node_at(l, c)->given_px + (c != box->first ? box->gap_px : 0);
    }
    int x = inner.x + offset_of(box->justify, left);
    int spread = spread_of(box, left, child_count(l, box));
    for (int c = box->first; c != NODE_NONE; c = node_at(l, c)->next) {
        int w = node_at(l, c)->given_px;
        place_across(l, box, c, (struct ui_rect){x, inner.y, w, inner.h}, clip);
        x += w + box->gap_px + spread;
    }
}

static void place_wrapped(struct layout *l, const struct ui_node *box, struct ui_rect inner,
                          struct ui_rect clip)
{
    int y = inner.y;
    int c = box->first;
    while (c != NODE_NONE) {
        int end = NODE_NONE;
        int height = 0;
        int left = wrap_line_of(l, box, c, inner.w, &end, &height);
        int x = inner.x + offset_of(box->justify, left);
        for (; c != end; c = node_at(l, c)->next) {
            int w = node_at(l, c)->given_px;
            place_across(l, box, c, (struct ui_rect){x, y, w, height}, clip);
            x += w + box->gap_px;
        }
        y += height + box->gap_px;
    }
}

static void place_stack(struct layout *l, const struct ui_node *box, struct ui_rect inner,
                        struct ui_rect clip)
{
    for (int c = box->first; c != NODE_NONE; c = node_at(l, c)->next) {
        int w = width_across(l, box, c, inner.w);
        int h = inner.h;
        if (box->justify == UI_CENTER || box->justify == UI_END || fixed_shape(node_at(l, c))) {
            h = min_int(height_for(l, c, w), inner.h);
        }
        struct ui_rect rect = {inner.x + offset_of(box->align, inner.w - w),
                               inner.y + offset_of(box->justify, inner.h - h), w, h};
        place(l, c, rect, clip);
    }
}

static void place_scroll_buttons(struct layout *l, int index, struct ui_rect strip,
                                 struct ui_rect clip)
{
    const struct ui_node *box = node_at(l, index);
    struct ui_node *up = node_at(l, index + 1);
    struct ui_node *down = node_at(l, index + 2);
    int side = min_int(strip.w, strip.h / 2);
    up->rect = (struct ui_rect){strip.x, strip.y, strip.w, side};
    down->rect = (struct ui_rect){strip.x, strip.y + strip.h - side, strip.w, side};
    up->clip = clip;
    down->clip = clip;
    up->disabled = box->scroll_px <= 0;
    down->disabled = box->scroll_px >= box->content_h - box->view_h;
}

/* Finds out whether the content is higher than the box, leaves room for the buttons if so, and
 * moves the content by the offset. */
static struct ui_rect scrolled(struct layout *l, int index, struct ui_rect inner,
                               struct ui_rect *clip)
{
    struct ui_node *box = node_at(l, index);
    box->view_h = inner.h;
    box->content_h = content_height(l, box, inner.w);
    if (box->content_h > inner.h) {
        int side = l->env->scroll_button_px;
        struct ui_rect strip = {inner.x + inner.w - side, inner.y, side, inner.h};
        inner.w = max_int(inner.w - side - l->env->scroll_gap_px, 0);
        box->content_h = max_int(content_height(l, box, inner.w), inner.h + 1);
        box->scroll_px = min_int(max_int(box->scroll_px, 0), box->content_h - inner.h);
        place_scroll_buttons(l, index, strip, *clip);
    } else {
        box->scroll_px = 0;
    }
    /* Shadows and focus rings at the sides may be seen; above and below is scrolled away. */
    struct ui_rect view = {box->rect.x, inner.y,
                           inner.x + inner.w + l->env->scroll_gap_px / 2 - box->rect.x, inner.h};
    if (box->content_h <= inner.h) {
        view.w = box->rect.w;
    }
    int room = min_int(l->env->scroll_gap_px / 2, box->pad_y_px);
    view.y -= room;
    view.h += 2 * room;
    *clip = ui_rect_intersect(*clip, view);
    inner.y -= box->scroll_px;
    inner.h = max_int(inner.h, box->content_h);
    return inner;
}

static void place(struct layout *l, int index, struct ui_rect rect, struct ui_rect clip)
{
    struct ui_node *node = node_at(l, index);
    node->rect = rect;
    node->clip = clip;
    if (node->kind != NODE_BOX) {
        return;
    }
    int pad_x = node->pad_x_px;
    int pad_y = node->pad_y_px;
    struct ui_rect inner = {rect.x + pad_x, rect.y + pad_y, max_int(rect.w - 2 * pad_x, 0),
                            max_int(rect.h - 2 * pad_y, 0)};
    if (node->scroll) {
        inner = scrolled(l, index, inner, &clip);
    }
    if (node->axis == UI_COLUMN) {
        place_column(l, node, inner, clip);
    } else if (node->axis == UI_STACK) {
        place_stack(l, node, inner, clip);
    } else if (node->wrap) {
        place_wrapped(l, node, inner, clip);
    } else {
        place_row(l, node, inner, clip);
    }
}

void layout_run(struct node_tree *tree, const struct layout_env *env, int width_px, int height_px)
{
    struct layout l = {tree, env};
    for (int i = 0; i < tree->count; i++) {
        struct ui_node *node = &tree->nodes[i];
        node->rect = (struct ui_rect){0};
        node->clip = (struct ui_rect){0};
    }
    struct ui_rect window = {0, 0, width_px, height_px};
    place(&l, 0, window, window);
}
