#include "ui/widget.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"

#define PREVIEW_MM   24
#define UNBOUNDED_PX (INT_MAX / 4)

static int max_int(int a, int b)
{
    return a > b ? a : b;
}

struct text_font widget_font(const struct theme *theme, const struct ui_node *node)
{
    static const enum text_weight weights[THEME_STYLES] = {
        [UI_TEXT_DISPLAY] = TEXT_BOLD,     [UI_TEXT_TITLE] = TEXT_BOLD,
        [UI_TEXT_HEADING] = TEXT_SEMIBOLD, [UI_TEXT_BODY] = TEXT_REGULAR,
        [UI_TEXT_STRONG] = TEXT_SEMIBOLD,  [UI_TEXT_SMALL] = TEXT_REGULAR,
        [UI_TEXT_CODE] = TEXT_SEMIBOLD,    [UI_TEXT_ENTRY] = TEXT_SEMIBOLD,
        [UI_TEXT_LABEL] = TEXT_SEMIBOLD,
    };
    enum ui_text_style style = node->style;
    if (node->kind == NODE_BUTTON) {
        static const enum ui_text_style styles[THEME_BUTTONS] = {
            [UI_BUTTON_PRIMARY] = UI_TEXT_HEADING, [UI_BUTTON_SECONDARY] = UI_TEXT_STRONG,
            [UI_BUTTON_QUIET] = UI_TEXT_STRONG,    [UI_BUTTON_DANGER] = UI_TEXT_STRONG,
            [UI_BUTTON_KEY] = UI_TEXT_CODE,        [UI_BUTTON_BAR] = UI_TEXT_LABEL,
        };
        style = styles[node->button];
    } else if (node->kind == NODE_FIELD) {
        style = node->lines > 1 ? UI_TEXT_STRONG : UI_TEXT_ENTRY;
    } else if (node->kind != NODE_LABEL) {
        style = UI_TEXT_BODY;
    }
    return (struct text_font){theme->font_px[style], weights[style]};
}

static int unbroken_width(struct ui *ui, struct text_font font, const char *text)
{
    struct wrap_line lines[WRAP_LINES_MAX];
    size_t count = text_wrap(ui->text, font, text, UNBOUNDED_PX, 0, lines);
    int width = 0;
    for (size_t i = 0; i < count; i++) {
        width = max_int(width, lines[i].width_px);
    }
    return width;
}

struct text_font widget_font_within(struct ui *ui, const struct ui_node *node, int width_px)
{
    struct text_font font = widget_font(&ui->theme, node);
    int least = ui->theme.font_px[UI_TEXT_BODY];
    int room = max_int(width_px, 1);
    while (node->whole && font.size_px > least) {
        int width = unbroken_width(ui, font, node->text);
        if (width <= room) {
            break;
        }
        int fits = (int)((long)font.size_px * room / width);
        font.size_px = max_int(fits < font.size_px ? fits : font.size_px - 1, least);
    }
    return font;
}

static int icon_px(const struct theme *theme)
{
    return theme->font_px[UI_TEXT_BODY] * 5 / 4;
}

int widget_icon_px(const struct theme *theme, const struct ui_node *node)
{
    if (node->icon[0] == '\0') {
        return 0;
    }
    bool bar = node->kind == NODE_BUTTON && node->button == UI_BUTTON_BAR;
    return bar ? theme_px(theme, 10) : icon_px(theme);
}

int widget_check_px(const struct theme *theme)
{
    int least = theme_px(theme, 9);
    return icon_px(theme) > least ? icon_px(theme) : least;
}

int widget_side_pad(const struct theme *theme, const struct ui_node *node)
{
    bool tight = node->kind == NODE_BUTTON &&
                 (node->button == UI_BUTTON_KEY || node->button == UI_BUTTON_BAR);
    return tight ? theme_px(theme, 1) : theme->pad_px;
}

static int vertical_pad(const struct theme *theme)
{
    return theme_px(theme, 2);
}

/* What stands beside the text: an icon, or the box of a check. */
static int beside_px(const struct theme *theme, const struct ui_node *node)
{
    if (node->kind == NODE_CHECK) {
        return widget_check_px(theme) + theme_px(theme, 4);
    }
    int side = widget_icon_px(theme, node);
    bool gap = side > 0 && node->text[0] != '\0';
    return side + (gap || node->kind == NODE_FIELD ? theme_px(theme, side > 0 ? 2.5 : 0) : 0);
}

static void measure_text(struct ui *ui, const struct ui_node *node, int room, int *out_w,
                         int *out_h)
{
    struct wrap_line lines[WRAP_LINES_MAX];
    struct text_font font = widget_font_within(ui, node, room);
    size_t count = text_wrap(ui->text, font, node->text, room, node->max_lines, lines);
    int width = 0;
    for (size_t i = 0; i < count; i++) {
        width = max_int(width, lines[i].width_px);
    }
    *out_w = width;
    *out_h = (int)count * text_line_height(font);
}

static void measure_pressable(struct ui *ui, const struct ui_node *node, int max_width_px,
                              int *out_w, int *out_h)
{
    const struct theme *theme = &ui->theme;
    bool bar = node->kind == NODE_BUTTON && node->button == UI_BUTTON_BAR;
    int sides = 2 * widget_side_pad(theme, node) + (bar ? 0 : beside_px(theme, node));
    measure_text(ui, node, max_int(max_width_px - sides, 1), out_w, out_h);
    int icon = bar ? widget_icon_px(theme, node) : 0;
    *out_w = max_int(*out_w, icon) + sides;
    bool key = node->kind == NODE_BUTTON && node->button == UI_BUTTON_KEY;
    *out_h += icon + 2 * (bar || key ? theme_px(theme, 0.5) : vertical_pad(theme));
}

void widget_measure(void *context, const struct ui_node *node, int max_width_px, int *out_w,
                    int *out_h)
{
    struct ui *ui = context;
    const struct theme *theme = &ui->theme;
    int w = node->width_px;
    int h = 0;
    switch (node->kind) {
    case NODE_LABEL: measure_text(ui, node, max_width_px, &w, &h); break;
    case NODE_BUTTON:
    case NODE_CHECK: measure_pressable(ui, node, max_width_px, &w, &h); break;
    case NODE_FIELD:
        w = theme_px(theme, 60);
        h = node->lines * text_line_height(widget_font(theme, node)) + 2 * vertical_pad(theme);
        break;
    case NODE_PROGRESS:
        w = theme_px(theme, 60);
        h = theme_px(theme, 4);
        break;
    case NODE_BOX:
    case NODE_ICON:
    case NODE_PICTURE:
    case NODE_SPACE:
    case NODE_LINE:
    case NODE_SCROLL_UP:
    case NODE_SCROLL_DOWN: break;
    }
    *out_w = w;
    *out_h = max_int(h, node->min_height_px);
}

static bool casts_shadow(const struct ui_node *node)
{
    return (node->kind == NODE_BOX || node->kind == NODE_CHECK) && node->action.code != 0;
}

struct ui_rect widget_preview(const struct ui *ui, const struct ui_node *node,
                              struct widget_state state)
{
    bool letter = node->kind == NODE_BUTTON && node->button == UI_BUTTON_KEY &&
                  node->icon[0] == '\0' && mc_utf8_length(node->text) == 1;
    if (!letter || !state.pressed) {
        return (struct ui_rect){0};
    }
    struct ui_rect r = node->rect;
    int width = max_int(r.w, theme_px(&ui->theme, PREVIEW_MM));
    int height = theme_px(&ui->theme, PREVIEW_MM);
    struct ui_rect above = {r.x + (r.w - width) / 2, r.y - height - theme_px(&ui->theme, 1), width,
                            height};
    int right = ui->width_px - above.w;
    above.x = above.x < 0 ? 0 : above.x > right ? right : above.x;
    above.y = max_int(above.y, 0);
    return above;
}

struct ui_rect widget_extent(const struct ui *ui, const struct ui_node *node,
                             struct widget_state state)
{
    int margin = 0;
    if (node_pressable(node) || ui->reading) {
        margin = 2 * ui->theme.focus_px;
    }
    if (casts_shadow(node)) {
        margin = max_int(margin, ui->theme.shadow_px);
    }
    struct ui_rect preview = widget_preview(ui, node, state);
    struct ui_rect shadowed =
        ui_rect_empty(preview) ? preview : ui_rect_inflate(preview, ui->theme.shadow_px);
    return ui_rect_union(ui_rect_intersect(ui_rect_inflate(node->rect, margin), node->clip),
                         shadowed);
}

bool widget_draws(const struct ui *ui, int index)
{
    const struct ui_node *n = &ui->tree.nodes[index];
    if (n->kind == NODE_SPACE) {
        return false;
    }
    bool box = n->kind == NODE_BOX && n->surface == UI_PLAIN && !n->chosen;
    return !box || node_pressable(n) || ui->reading;
}

struct ui_rect widget_flat(const struct ui *ui, int index)
{
    const struct ui_node *n = &ui->tree.nodes[index];
    const struct theme_surface *look = &ui->theme.colours->surfaces[n->surface];
    bool panel = n->surface == UI_CARD || n->surface == UI_SUNKEN || n->surface == UI_BAR;
    if (n->kind != NODE_BOX || !panel || node_pressable(n) || n->chosen || n->disabled ||
        look->accent != 0 || look->fill >> 24 != 255) {
        return (struct ui_rect){0};
    }
    return ui_rect_inflate(n->rect, -ui->theme.radius_px - ui->theme.border_px);
}

struct ui_rect widget_position_mark(const struct ui *ui, int index)
{
    const struct ui_node *up = &ui->tree.nodes[index + 1];
    const struct ui_node *down = &ui->tree.nodes[index + 2];
    int width = theme_px(&ui->theme, 2);
    int gap = theme_px(&ui->theme, 2);
    struct ui_rect track = {up->rect.x + (up->rect.w - width) / 2, up->rect.y + up->rect.h + gap,
                            width, down->rect.y - up->rect.y - up->rect.h - 2 * gap};
    return ui_rect_empty(up->rect) || track.h < 4 * width ? (struct ui_rect){0} : track;
}

/* With the NUL, so that "a", "" and "", "a" differ. */
static uint64_t hash_text(uint64_t hash, const char *text)
{
    do {
        hash = (hash ^ (unsigned char)*text) * 1099511628211u;
    } while (*text++ != '\0');
    return hash;
}

uint64_t widget_look(const struct ui *ui, int index, struct widget_state state)
{
    const struct ui_node *n = &ui->tree.nodes[index];
    const int facts[] = {(int)n->kind,
                         n->disabled,
                         n->chosen,
                         n->checked,
                         n->radio,
                         n->active,
                         n->invalid,
                         n->locked,
                         (int)n->surface,
                         (int)n->style,
                         (int)n->tone,
                         (int)n->align,
                         (int)n->button,
                         n->max_lines,
                         n->whole,
                         n->lines,
                         n->done,
                         n->total,
                         n->content_h,
                         n->view_h,
                         state.pressed,
                         state.focused,
                         n->action.code != 0,
                         (int)node_ground(&ui->tree, n->kind == NODE_BOX ? n->parent : index)};
    uint64_t hash = 14695981039346656037u;
    for (size_t i = 0; i < sizeof facts / sizeof facts[0]; i++) {
        hash = (hash ^ (unsigned)facts[i]) * 1099511628211u;
        hash ^= hash >> 29; /* small numbers would else only stir the high bits */
    }
    hash = hash_text(hash, n->text);
    hash = hash_text(hash, n->icon);
    hash = hash_text(hash, n->extra);
    if (n->picture != NODE_NONE) {
        hash = (hash ^ ui->tree.pictures[n->picture].hash) * 1099511628211u;
    }
    return hash;
}
