/* How nodes look. */
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "ui/widget.h"

#define ORNAMENT_MM 64 /* on a bar */

struct painter {
    struct ui *ui;
    const struct theme *theme;
    const struct theme_colours *colours;
    const struct draw_target *target;
    const struct ui_node *node;
    int index;
    struct widget_state state;
};

static uint32_t tone_of(const struct painter *p, enum ui_tone tone)
{
    bool brand = theme_is_brand(node_ground(&p->ui->tree, p->index));
    return brand ? p->colours->banner_tones[tone] : p->colours->tones[tone];
}

static void paint_focus(const struct painter *p)
{
    if (!p->state.focused) {
        return;
    }
    bool brand = theme_is_brand(node_ground(&p->ui->tree, p->node->parent));
    int out = 2 * p->theme->focus_px - p->theme->focus_px / 2;
    draw_ring(p->target, ui_rect_inflate(p->node->rect, out), p->theme->radius_px + out,
              p->theme->focus_px, brand ? p->colours->focus_banner : p->colours->focus);
}

/* A bronze drum's face: cut off at the right of what is wide, whole in the middle of what is not.
 */
static void paint_ornament(const struct painter *p, struct ui_rect r, int size)
{
    const struct draw_mask *mask =
        p->colours->ornament != 0 ? icon_get_scaled(p->ui->icons, "drum", size) : NULL;
    if (mask != NULL) {
        int x = r.w > r.h && size > r.h ? r.x + r.w - size * 3 / 5 : r.x + (r.w - size) / 2;
        struct draw_target part = *p->target;
        part.clip = ui_rect_intersect(part.clip, r);
        draw_mask(&part, mask, x, r.y + (r.h - size) / 2, p->colours->ornament);
    }
}

/* A bar touches the window's edges; its rule is towards the middle of the window. */
static void paint_bars(const struct painter *p, const struct theme_surface *s)
{
    struct ui_rect r = p->node->rect;
    int line = p->theme->border_px;
    draw_fill(p->target, r, s->fill);
    if (p->node->surface == UI_BANNER) {
        line = theme_px(p->theme, 1.2);
        int size = theme_px(p->theme, ORNAMENT_MM);
        paint_ornament(p, r, size > 2 * r.h ? size : 2 * r.h);
        draw_fill(p->target, (struct ui_rect){r.x, r.y + r.h - line, r.w, line}, s->accent);
    } else if (r.h > r.w) {
        draw_fill(p->target, (struct ui_rect){r.x + r.w - line, r.y, line, r.h}, s->border);
    } else {
        int y = r.y <= 0 ? r.y + r.h - line : r.y;
        draw_fill(p->target, (struct ui_rect){r.x, y, r.w, line}, s->border);
    }
}

static int least(struct ui_rect r)
{
    return r.w < r.h ? r.w : r.h;
}

/* Like a lacquered board: a thin line of gold runs inside its edge. */
static void paint_hero(const struct painter *p, const struct theme_surface *s)
{
    struct ui_rect r = p->node->rect;
    struct ui_rect inner = ui_rect_inflate(r, -theme_px(p->theme, 1.6));
    int radius = p->theme->radius_px;
    int line = theme_px(p->theme, 0.5) < 1 ? 1 : theme_px(p->theme, 0.5);
    draw_shadow(p->target, r, radius, p->theme->shadow_px, p->colours->shadow);
    draw_framed(p->target, r, radius, s->border, ui_rect_inflate(r, -p->theme->border_px),
                radius - p->theme->border_px,
                p->state.pressed ? p->colours->hero_pressed : s->fill);
    if (!p->state.pressed) {
        paint_ornament(p, inner, inner.w > 2 * inner.h ? 2 * inner.h : least(inner));
    }
    draw_ring(p->target, inner, radius * 3 / 4, line, s->accent);
}

static void paint_panel(const struct painter *p, const struct theme_surface *s, bool raised)
{
    struct ui_rect r = p->node->rect;
    int radius = p->theme->radius_px;
    int line = p->theme->border_px;
    bool chosen = s == &p->colours->surfaces[UI_CHOSEN];
    uint32_t border = raised && !chosen ? p->colours->edge : s->border;
    if (raised) {
        draw_shadow(p->target, r, radius, p->theme->shadow_px, p->colours->shadow);
    }
    if (border != 0) {
        line = chosen ? 2 * line : line;
        struct ui_rect inner = ui_rect_inflate(r, -line);
        inner.h -= raised ? p->theme->lip_px : 0;
        draw_framed(p->target, r, radius, border, inner, radius - line, s->fill);
    } else {
        draw_round(p->target, r, radius, s->fill);
    }
    if (s->accent != 0) {
        int bar = theme_px(p->theme, 2);
        struct draw_target part = *p->target;
        part.clip = ui_rect_intersect(part.clip, (struct ui_rect){r.x, r.y, bar, r.h});
        draw_round(&part, r, radius, s->accent);
    }
}

static void paint_position_mark(const struct painter *p)
{
    const struct ui_node *n = p->node;
    struct ui_rect track = n->scroll ? widget_position_mark(p->ui, p->index) : (struct ui_rect){0};
    if (ui_rect_empty(track)) {
        return;
    }
    int width = track.w;
    int thumb = (int)((long)track.h * n->view_h / n->content_h);
    thumb = thumb < 2 * width ? 2 * width : thumb;
    int range = n->content_h - n->view_h;
    int at = (int)((long)(track.h - thumb) * n->scroll_px / (range > 0 ? range : 1));
    draw_round(p->target, track, width / 2, p->colours->mark_track);
    draw_round(p->target, (struct ui_rect){track.x, track.y + at, width, thumb}, width / 2,
               p->colours->mark);
}

static void paint_seal(const struct painter *p, const struct theme_surface *s)
{
    struct ui_rect r = p->node->rect;
    draw_round(p->target, r, r.h / 2, s->border);
    draw_round(p->target, ui_rect_inflate(r, -p->theme->border_px), r.h / 2, s->fill);
}

static void paint_box_ground(const struct painter *p, const struct theme_surface *s)
{
    const struct ui_node *n = p->node;
    bool press = p->state.pressed;
    struct theme_surface look = *s;
    if (press) {
        look.fill = p->colours->chosen.pressed;
    } else if (n->disabled) {
        look.fill = p->colours->disabled.fill;
    }
    bool raised = n->action.code != 0 && !n->disabled && !press;
    paint_panel(p, press || n->disabled ? &look : s, raised);
}

static void paint_box(const struct painter *p)
{
    const struct ui_node *n = p->node;
    const struct theme_surface *s = &p->colours->surfaces[n->chosen ? UI_CHOSEN : n->surface];
    if (n->surface == UI_SCRIM) {
        draw_fill(p->target, n->rect, s->fill);
    } else if (n->surface == UI_HERO) {
        paint_hero(p, s);
    } else if (n->surface == UI_SEAL) {
        paint_seal(p, s);
    } else if (!n->chosen && (n->surface == UI_BANNER || n->surface == UI_BAR)) {
        paint_bars(p, s);
    } else if (n->surface != UI_PLAIN || n->chosen || p->state.pressed) {
        paint_box_ground(p, s);
    }
    paint_position_mark(p);
    paint_focus(p);
}

/* Whether a word of the text begins with one of the folded words asked for. */
static bool is_marked(const char *word, size_t len, const char *wanted)
{
    char copy[64];
    if (len == 0 || len >= sizeof copy) {
        return false;
    }
    memcpy(copy, word, len);
    copy[len] = '\0';
    char *folded = mc_text_fold(copy);
    bool marked = false;
    const char *at = wanted;
    while (*at != '\0' && !marked) {
        size_t n = strcspn(at, " ");
        marked = n > 0 && strncmp(folded, at, n) == 0;
        at += n + strspn(at + n, " ");
    }
    free(folded);
    return marked;
}

static void paint_highlights(const struct painter *p, struct text_font font, const char *line,
                             size_t len, int x, int y)
{
    int em = font.size_px;
    size_t at = 0;
    while (at < len) {
        size_t n = 0;
        while (at + n < len && line[at + n] != ' ') {
            n++;
        }
        if (is_marked(line + at, n, p->node->extra)) {
            int left = text_width(p->ui->text, font, line, at);
            int right = text_width(p->ui->text, font, line, at + n);
            struct ui_rect mark = {x + left - em / 12, y + em / 6, right - left + em / 6,
                                   em * 7 / 6};
            draw_round(p->target, mark, em / 8, p->colours->highlight);
        }
        at += n + 1;
    }
}

struct block {
    struct ui_rect room;
    enum ui_align align;
    bool middle; /* in the middle of the room's height; else at its top */
    uint32_t ink;
};

static void paint_text(const struct painter *p, const struct block *b)
{
    struct wrap_line lines[WRAP_LINES_MAX];
    const struct ui_node *n = p->node;
    struct text_font font = widget_font_within(p->ui, n, b->room.w);
    size_t count = text_wrap(p->ui->text, font, n->text, b->room.w, n->max_lines, lines);
    int step = text_line_height(font);
    int y = b->room.y;
    if (b->middle) {
        y += (b->room.h - (int)count * step) / 2;
    }
    for (size_t i = 0; i < count; i++, y += step) {
        struct ui_rect row = {b->room.x, y, b->room.w, step};
        if (ui_rect_empty(ui_rect_intersect(row, p->target->clip))) {
            continue;
        }
        int left = b->room.w - lines[i].width_px;
        int x = b->room.x + (b->align == UI_CENTER ? left / 2 : b->align == UI_END ? left : 0);
        const char *line = n->text + lines[i].start;
        if (n->kind == NODE_LABEL && n->extra[0] != '\0') {
            paint_highlights(p, font, line, lines[i].len, x, y);
        }
        text_draw(p->ui->text, p->target, font, line, lines[i].len, lines[i].ellipsis, x, y,
                  b->ink);
    }
}

static void paint_icon(const struct painter *p, int x, int y, int size, uint32_t ink)
{
    const struct draw_mask *mask = icon_get(p->ui->icons, p->node->icon, size);
    if (mask != NULL) {
        draw_mask(p->target, mask, x + (size - mask->width_px) / 2,
                  y + (size - mask->height_px) / 2, ink);
    }
}

static const struct theme_button *button_colours(const struct painter *p)
{
    if (p->node->disabled) {
        return &p->colours->disabled;
    }
    return p->node->chosen ? &p->colours->chosen : &p->colours->buttons[p->node->button];
}

static void paint_button_ground(const struct painter *p, const struct theme_button *c)
{
    struct ui_rect r = p->node->rect;
    uint32_t fill = p->state.pressed ? c->pressed : c->fill;
    int radius = p->theme->radius_px;
    int line = p->theme->border_px * (p->node->chosen ? 2 : 1);
    int lip = c->lip != 0 && !p->state.pressed ? p->theme->lip_px : 0;
    if (fill != 0 && c->border != 0) {
        struct ui_rect upper = {r.x, r.y, r.w, r.h - lip};
        if (lip > 0) {
            draw_round(p->target, r, radius, c->lip);
        }
        draw_framed(p->target, upper, radius, c->border, ui_rect_inflate(upper, -line),
                    radius - line, fill);
    } else if (fill != 0) {
        draw_round(p->target, r, radius, fill);
    } else if (c->border != 0) {
        draw_ring(p->target, r, radius, line, c->border);
    }
}

static uint32_t button_ink(const struct painter *p, const struct theme_button *c)
{
    const struct ui_node *n = p->node;
    bool clear = c->fill == 0 && !n->disabled && !n->chosen && !p->state.pressed;
    return clear && theme_is_brand(node_ground(&p->ui->tree, n->parent))
               ? p->colours->banner_tones[UI_TONE_NORMAL]
               : c->ink;
}

/* Icon and word below each other, together in the middle. */
static void paint_bar_button(const struct painter *p, uint32_t ink)
{
    struct wrap_line lines[WRAP_LINES_MAX];
    const struct ui_node *n = p->node;
    struct text_font font = widget_font(p->theme, n);
    int pad = widget_side_pad(p->theme, n);
    int icon = widget_icon_px(p->theme, n);
    struct ui_rect room = {n->rect.x + pad, n->rect.y, n->rect.w - 2 * pad, n->rect.h};
    room.w = room.w < 1 ? 1 : room.w;
    size_t count = text_wrap(p->ui->text, font, n->text, room.w, 0, lines);
    int height = icon + (int)count * text_line_height(font);
    room.y += (room.h - height) / 2;
    paint_icon(p, room.x + (room.w - icon) / 2, room.y, icon, ink);
    room.y += icon;
    paint_text(p, &(struct block){room, UI_CENTER, false, ink});
}

/* Icon and text beside each other, together in the middle. */
static void paint_row_button(const struct painter *p, uint32_t ink)
{
    const struct ui_node *n = p->node;
    int pad = widget_side_pad(p->theme, n);
    struct ui_rect room = {n->rect.x + pad, n->rect.y, n->rect.w - 2 * pad, n->rect.h};
    int icon = widget_icon_px(p->theme, n);
    int gap = icon > 0 && n->text[0] != '\0' ? theme_px(p->theme, 2.5) : 0;
    room.w -= icon + gap;
    room.w = room.w < 1 ? 1 : room.w;
    if (icon > 0) {
        struct wrap_line lines[WRAP_LINES_MAX];
        size_t count = text_wrap(p->ui->text, widget_font(p->theme, n), n->text, room.w, 0, lines);
        int width = 0;
        for (size_t i = 0; i < count; i++) {
            width = lines[i].width_px > width ? lines[i].width_px : width;
        }
        int x = room.x + (room.w - width) / 2;
        paint_icon(p, x, n->rect.y + (n->rect.h - icon) / 2, icon, ink);
        room.x += icon + gap;
    }
    paint_text(p, &(struct block){room, UI_CENTER, true, ink});
}

/* What the finger hides. */
static void paint_preview(const struct painter *p, const struct theme_button *c)
{
    struct ui_rect r = widget_preview(p->ui, p->node, p->state);
    if (ui_rect_empty(r)) {
        return;
    }
    struct draw_target whole = *p->target;
    int line = p->theme->border_px * 2;
    struct text_font font = {p->theme->font_px[UI_TEXT_DISPLAY], TEXT_BOLD};
    const char *text = p->node->text;
    int width = text_width(p->ui->text, font, text, strlen(text));
    draw_shadow(&whole, r, p->theme->radius_px, p->theme->shadow_px, p->colours->shadow);
    draw_round(&whole, r, p->theme->radius_px, p->colours->focus);
    draw_round(&whole, ui_rect_inflate(r, -line), p->theme->radius_px - line, c->fill);
    text_draw(p->ui->text, &whole, font, text, strlen(text), false, r.x + (r.w - width) / 2,
              r.y + (r.h - text_line_height(font)) / 2, c->ink);
}

static void paint_button(const struct painter *p)
{
    const struct theme_button *c = button_colours(p);
    uint32_t ink = button_ink(p, c);
    paint_button_ground(p, c);
    if (p->node->button == UI_BUTTON_BAR) {
        paint_bar_button(p, ink);
    } else {
        paint_row_button(p, ink);
    }
    paint_focus(p);
    paint_preview(p, c);
}

static void paint_caret(const struct painter *p, int x, int y, int line_height)
{
    int width = theme_px(p->theme, 0.8);
    if (p->node->active) {
        draw_fill(p->target,
                  (struct ui_rect){x + width / 2, y + line_height / 8, width < 2 ? 2 : width,
                                   line_height * 3 / 4},
                  p->colours->field_active);
    }
}

/* The end of a text is what its writer looks at: one line is moved left, of several the last are
 * shown. */
static void paint_field_text(const struct painter *p, struct ui_rect room)
{
    struct wrap_line lines[WRAP_LINES_MAX];
    const struct ui_node *n = p->node;
    struct text_font font = widget_font(p->theme, n);
    struct painter inside = *p;
    struct draw_target target = *p->target;
    int step = text_line_height(font);
    int caret = 2 * theme_px(p->theme, 0.8) + 2;
    bool empty = n->text[0] == '\0';
    const char *text = empty ? n->extra : n->text;
    target.clip = ui_rect_intersect(target.clip, room);
    inside.target = &target;
    int wide = n->lines > 1 || empty ? room.w - caret : 1 << 24;
    size_t count = text_wrap(p->ui->text, font, text, wide, empty ? n->lines : 0, lines);
    size_t shown = count < (size_t)n->lines ? count : (size_t)n->lines;
    int y = room.y + (n->lines > 1 ? 0 : (room.h - step) / 2);
    uint32_t ink = p->colours->tones[empty ? UI_TONE_MUTED : UI_TONE_NORMAL];
    for (size_t i = count - shown; i < count; i++, y += step) {
        int over = lines[i].width_px + caret - room.w;
        int x = room.x - (over > 0 && !empty ? over : 0);
        text_draw(p->ui->text, &target, font, text + lines[i].start, lines[i].len,
                  lines[i].ellipsis, x, y, ink);
        if (i + 1 == count) {
            paint_caret(&inside, empty ? room.x - theme_px(p->theme, 2) : x + lines[i].width_px, y,
                        step);
        }
    }
}

static void paint_field(const struct painter *p)
{
    const struct ui_node *n = p->node;
    const struct theme_colours *c = p->colours;
    int line = p->theme->border_px * (n->active || n->invalid ? 2 : 1);
    uint32_t border = c->field.border;
    if (n->invalid) {
        border = c->field_invalid;
    } else if (n->active) {
        border = c->field_active;
    }
    draw_framed(p->target, n->rect, p->theme->radius_px, border, ui_rect_inflate(n->rect, -line),
                p->theme->radius_px - line, n->locked ? c->disabled.fill : c->field.fill);
    int pad = p->theme->pad_px;
    int upper = theme_px(p->theme, 2);
    struct ui_rect room = {n->rect.x + pad, n->rect.y + upper, n->rect.w - 2 * pad,
                           n->rect.h - 2 * upper};
    if (n->icon[0] != '\0') {
        int icon = widget_icon_px(p->theme, n);
        int gap = theme_px(p->theme, 2.5);
        paint_icon(p, room.x, n->rect.y + (n->rect.h - icon) / 2, icon, c->tones[UI_TONE_MUTED]);
        room.x += icon + gap;
        room.w -= icon + gap;
    }
    paint_field_text(p, room);
    paint_focus(p);
}

static void paint_tick(const struct painter *p, struct ui_rect box, uint32_t ink)
{
    int unit = box.w * 16 / 20;
    int x = box.x * 16;
    int y = box.y * 16;
    int thick = box.w * 16 / 7;
    draw_stroke(p->target, x + unit * 5, y + unit * 10, x + unit * 9, y + unit * 14, thick, ink);
    draw_stroke(p->target, x + unit * 9, y + unit * 14, x + unit * 15, y + unit * 6, thick, ink);
}

static void paint_check_card(const struct painter *p)
{
    const struct ui_node *n = p->node;
    const struct theme_colours *c = p->colours;
    struct theme_surface look = c->surfaces[n->checked ? UI_CHOSEN : UI_CARD];
    if (n->disabled) {
        look.fill = c->disabled.fill;
        paint_panel(p, &look, false);
    } else if (p->state.pressed) {
        look.fill = c->chosen.pressed;
        paint_panel(p, &look, false);
    } else {
        paint_panel(p, &c->surfaces[n->checked ? UI_CHOSEN : UI_CARD], true);
    }
}

static void paint_check_box(const struct painter *p, struct ui_rect box)
{
    const struct ui_node *n = p->node;
    const struct theme_colours *c = p->colours;
    int radius = n->radio ? box.w / 2 : box.w / 6;
    int line = theme_px(p->theme, 0.7) < 2 ? 2 : theme_px(p->theme, 0.7);
    uint32_t border = n->disabled ? c->disabled.ink : c->field.border;
    uint32_t mark = n->disabled ? c->disabled.ink : c->mark;
    draw_round(p->target, box, radius, n->checked ? mark : border);
    if (!n->checked || n->radio) {
        draw_round(p->target, ui_rect_inflate(box, -line), radius - line, c->field.fill);
    }
    if (n->checked && n->radio) {
        struct ui_rect dot = ui_rect_inflate(box, -box.w / 4);
        draw_round(p->target, dot, dot.w / 2, mark);
    } else if (n->checked) {
        paint_tick(p, box, c->mark_ink);
    }
}

static void paint_check(const struct painter *p)
{
    const struct ui_node *n = p->node;
    const struct theme_colours *c = p->colours;
    int side = widget_check_px(p->theme);
    int gap = theme_px(p->theme, 4);
    int pad = p->theme->pad_px;
    struct ui_rect box = {n->rect.x + pad, n->rect.y + (n->rect.h - side) / 2, side, side};
    struct ui_rect room = {box.x + side + gap, n->rect.y, n->rect.w - 2 * pad - side - gap,
                           n->rect.h};
    uint32_t ink = n->disabled ? c->disabled.ink : c->tones[UI_TONE_NORMAL];
    paint_check_card(p);
    paint_check_box(p, box);
    paint_text(p, &(struct block){room, UI_START, true, ink});
    paint_focus(p);
}

static void paint_progress(const struct painter *p)
{
    const struct ui_node *n = p->node;
    struct ui_rect r = n->rect;
    int gap = theme_px(p->theme, 1);
    bool brand = theme_is_brand(node_ground(&p->ui->tree, p->index));
    uint32_t mark = brand ? p->colours->surfaces[UI_BANNER].accent : p->colours->mark;
    uint32_t track = brand ? p->colours->hero_pressed : p->colours->mark_track;
    if (n->total > 0 && n->total <= 12) {
        for (int i = 0; i < n->total; i++) {
            int x0 = (r.w + gap) * i / n->total;
            int x1 = (r.w + gap) * (i + 1) / n->total - gap;
            draw_round(p->target, (struct ui_rect){r.x + x0, r.y, x1 - x0, r.h}, r.h / 2,
                       i < n->done ? mark : track);
        }
        return;
    }
    draw_round(p->target, r, r.h / 2, track);
    if (n->total > 0) {
        r.w = (int)((long)r.w * n->done / n->total);
    } else {
        /* Nobody knows how long: a resting mark in the middle, not something that runs. */
        r.x += r.w / 3;
        r.w -= 2 * (r.w / 3);
    }
    draw_round(p->target, r, r.h / 2, mark);
}

static void paint_picture(const struct painter *p)
{
    if (p->node->picture != NODE_NONE) {
        const struct mc_grey *image = &p->ui->tree.pictures[p->node->picture].image;
        struct ui_rect r = {p->node->rect.x, p->node->rect.y, image->width_px, image->height_px};
        draw_grey(p->target, image->pixels, r);
    }
}

static void paint_scroll_button(const struct painter *p)
{
    const struct ui_node *n = p->node;
    const struct theme_button *c =
        n->disabled ? &p->colours->disabled : &p->colours->buttons[UI_BUTTON_SECONDARY];
    if (ui_rect_empty(n->rect)) {
        return;
    }
    paint_button_ground(p, c);
    int cx = (2 * n->rect.x + n->rect.w) * 8;
    int cy = (2 * n->rect.y + n->rect.h) * 8;
    int arm = (n->rect.w < n->rect.h ? n->rect.w : n->rect.h) * 3;
    int tip = n->kind == NODE_SCROLL_UP ? -arm / 2 : arm / 2;
    int thick = theme_px(p->theme, 1.2) * 16;
    draw_stroke(p->target, cx - arm, cy - tip, cx, cy + tip, thick, c->ink);
    draw_stroke(p->target, cx, cy + tip, cx + arm, cy - tip, thick, c->ink);
    paint_focus(p);
}

void widget_paint(struct ui *ui, int index, struct widget_state state,
                  const struct draw_target *target)
{
    const struct ui_node *n = &ui->tree.nodes[index];
    struct painter p = {ui, &ui->theme, ui->theme.colours, target, n, index, state};
    switch (n->kind) {
    case NODE_BOX: paint_box(&p); break;
    case NODE_LABEL:
        paint_text(&p, &(struct block){n->rect, n->align, false, tone_of(&p, n->tone)});
        paint_focus(&p);
        break;
    case NODE_BUTTON: paint_button(&p); break;
    case NODE_ICON: paint_icon(&p, n->rect.x, n->rect.y, n->rect.w, tone_of(&p, n->tone)); break;
    case NODE_FIELD: paint_field(&p); break;
    case NODE_CHECK: paint_check(&p); break;
    case NODE_PROGRESS: paint_progress(&p); break;
    case NODE_PICTURE:
        paint_picture(&p);
        paint_focus(&p);
        break;
    case NODE_LINE: draw_fill(target, n->rect, ui->theme.colours->rule); break;
    case NODE_SCROLL_UP:
    case NODE_SCROLL_DOWN: paint_scroll_button(&p); break;
    case NODE_SPACE: break;
    }
}
