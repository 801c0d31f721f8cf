#include "ui/node.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/log.h"
#include "core/memory.h"

void node_tree_init(struct node_tree *tree)
{
    *tree =
        (struct node_tree){.arena = mc_secret_alloc(NODE_ARENA_BYTES), .scroll_names = {"▲", "▼"}};
    node_tree_reset(tree);
}

static void drop_pictures(struct node_tree *tree)
{
    for (int i = 0; i < tree->pictures_count; i++) {
        struct mc_grey *image = &tree->pictures[i].image;
        mc_wipe(image->pixels, (size_t)image->width_px * (size_t)image->height_px);
        mc_grey_finish(image);
    }
    tree->pictures_count = 0;
}

void node_tree_finish(struct node_tree *tree)
{
    drop_pictures(tree);
    mc_secret_free(tree->arena);
    tree->arena = NULL;
}

static struct ui_node *node_take(struct node_tree *tree, enum node_kind kind)
{
    struct ui_node *node = &tree->nodes[tree->count++];
    *node = (struct ui_node){.kind = kind,
                             .parent = tree->open,
                             .first = NODE_NONE,
                             .last = NODE_NONE,
                             .next = NODE_NONE,
                             .id = "",
                             .text = "",
                             .name = "",
                             .hint = "",
                             .icon = "",
                             .extra = "",
                             .picture = NODE_NONE,
                             .natural_w = NODE_NONE,
                             .measured_w = {NODE_NONE, NODE_NONE}};
    return node;
}

void node_tree_reset(struct node_tree *tree)
{
    drop_pictures(tree);
    mc_wipe(tree->arena, tree->arena_used);
    tree->arena_used = 0;
    tree->count = 0;
    tree->depth = 0;
    tree->dropped = 0;
    tree->told = false;
    tree->open = NODE_NONE;
    struct ui_node *root = node_take(tree, NODE_BOX);
    root->axis = UI_STACK;
    tree->open = 0;
}

void node_tree_remeasure(struct node_tree *tree)
{
    for (int i = 0; i < tree->count; i++) {
        struct ui_node *node = &tree->nodes[i];
        node->natural_w = NODE_NONE;
        for (int k = 0; k < NODE_HEIGHTS; k++) {
            node->measured_w[k] = NODE_NONE;
        }
    }
}

static void tell_dropped(struct node_tree *tree, const char *what)
{
    if (!tree->told) {
        tree->told = true;
        mc_log(MC_LOG_ERROR, "ui", "a screen has too much in it: %s dropped", what);
    }
}

struct ui_node *node_add(struct node_tree *tree, enum node_kind kind, const char *id)
{
    if (tree->dropped > 0 || tree->count >= UI_NODES_MAX) {
        tell_dropped(tree, "nodes");
        return NULL;
    }
    struct ui_node *node = node_take(tree, kind);
    int index = tree->count - 1;
    struct ui_node *parent = &tree->nodes[tree->open];
    if (parent->last == NODE_NONE) {
        parent->first = index;
    } else {
        tree->nodes[parent->last].next = index;
    }
    parent->last = index;
    node->id = node_keep(tree, id);
    return node;
}

const char *node_keep(struct node_tree *tree, const char *text)
{
    static const char ellipsis[] = "\xe2\x80\xa6";
    if (text == NULL || text[0] == '\0') {
        return "";
    }
    size_t len = strnlen(text, UI_TEXT_BYTES);
    bool cut = len == UI_TEXT_BYTES;
    if (cut) {
        len = UI_TEXT_BYTES - sizeof ellipsis;
        while (len > 0 && ((unsigned char)text[len] & 0xc0) == 0x80) {
            len--;
        }
    }
    if (tree->arena_used + len + sizeof ellipsis > NODE_ARENA_BYTES) {
        tell_dropped(tree, "texts");
        return "";
    }
    char *kept = tree->arena + tree->arena_used;
    memcpy(kept, text, len);
    if (cut) {
        memcpy(kept + len, ellipsis, sizeof ellipsis - 1);
        len += sizeof ellipsis - 1;
    }
    kept[len] = '\0';
    tree->arena_used += len + 1;
    return kept;
}

static int to_px(const struct theme *theme, int mm)
{
    return mm > 0 ? theme_px(theme, mm) : 0;
}

static void add_scroll_buttons(struct node_tree *tree, int box, const char *id)
{
    static const char *const suffixes[] = {"up", "down"};
    for (int i = 0; i < 2; i++) {
        struct ui_node *button = node_take(tree, i == 0 ? NODE_SCROLL_UP : NODE_SCROLL_DOWN);
        button->parent = box;
        button->name = tree->scroll_names[i];
        if (id != NULL) {
            char full[UI_ID_BYTES + 8];
            (void)snprintf(full, sizeof full, "%.*s.%s", UI_ID_BYTES, id, suffixes[i]);
            button->id = node_keep(tree, full);
        }
    }
}

void node_begin(struct node_tree *tree, const struct theme *theme, const char *id,
                const struct ui_box *box)
{
    bool fits =
        tree->dropped == 0 && tree->count + 3 <= UI_NODES_MAX && tree->depth < NODE_DEPTH_MAX;
    struct ui_node *node = fits ? node_add(tree, NODE_BOX, id) : NULL;
    if (node == NULL) {
        tell_dropped(tree, "boxes");
        tree->dropped++;
        return;
    }
    int index = tree->count - 1;
    node->name = node_keep(tree, box->name);
    node->hint = node_keep(tree, box->hint);
    node->expanded = box->expanded;
    node->axis = box->axis;
    node->gap_px = to_px(theme, box->gap_mm);
    node->pad_x_px = to_px(theme, box->pad_x_mm > 0 ? box->pad_x_mm : box->pad_mm);
    node->pad_y_px = to_px(theme, box->pad_y_mm > 0 ? box->pad_y_mm : box->pad_mm);
    node->align = box->align;
    node->justify = box->justify;
    node->grow = box->grow > 0 ? box->grow : 0;
    node->width_px = to_px(theme, box->width_mm);
    node->height_px = to_px(theme, box->height_mm);
    node->min_height_px = to_px(theme, box->min_height_mm);
    node->surface = box->surface;
    node->scroll = box->scroll;
    node->wrap = box->wrap;
    node->modal = box->modal;
    node->arrives = box->arrives;
    node->turn = box->turn;
    node->turn_px = to_px(theme, box->turn_mm);
    node->action = box->action;
    node->disabled = box->disabled;
    node->chosen = box->chosen;
    if (box->action.code != 0 && node->min_height_px < theme->target_px) {
        node->min_height_px = theme->target_px;
    }
    tree->open = index;
    tree->depth++;
    if (box->scroll) {
        add_scroll_buttons(tree, index, id);
    }
}

void node_end(struct node_tree *tree)
{
    if (tree->dropped > 0) {
        tree->dropped--;
        return;
    }
    MC_CHECK(tree->depth > 0); /* more ends than begins */
    tree->open = tree->nodes[tree->open].parent;
    tree->depth--;
}

/* Which pixels of another picture lie under one of so many: the mean of them when it shrinks, the
 * nearest otherwise. */
struct under {
    int from;
    int to;
};

static struct under under(int at, int count, int others)
{
    int from = (int)((long)at * others / count);
    int to = (int)((long)(at + 1) * others / count);
    return (struct under){from, to > from ? to : from + 1};
}

static uint8_t mean(const struct mc_grey *picture, struct under column, struct under row)
{
    const uint8_t *pixels = picture->pixels + (size_t)row.from * (size_t)picture->width_px;
    int count = (column.to - column.from) * (row.to - row.from);
    if (count == 1) {
        return pixels[column.from];
    }
    unsigned sum = 0;
    for (int y = row.from; y < row.to; y++, pixels += picture->width_px) {
        for (int x = column.from; x < column.to; x++) {
            sum += pixels[x];
        }
    }
    return (uint8_t)(sum / (unsigned)count);
}

static void scale(const struct mc_grey *picture, struct mc_grey *out)
{
    size_t width = (size_t)out->width_px;
    struct under *columns = mc_calloc(width, sizeof *columns);
    struct under above = {-1, -1};
    for (int x = 0; x < out->width_px; x++) {
        columns[x] = under(x, out->width_px, picture->width_px);
    }
    for (int y = 0; y < out->height_px; y++) {
        uint8_t *pixels = out->pixels + (size_t)y * width;
        struct under row = under(y, out->height_px, picture->height_px);
        if (row.from == above.from && row.to == above.to) {
            memcpy(pixels, pixels - width, width); /* most rows of a code made larger */
            continue;
        }
        for (size_t x = 0; x < width; x++) {
            pixels[x] = mean(picture, columns[x], row);
        }
        above = row;
    }
    free(columns);
}

static uint64_t hash_of(const struct mc_grey *picture)
{
    size_t bytes = (size_t)picture->width_px * (size_t)picture->height_px;
    uint64_t hash = 14695981039346656037u ^ (uint64_t)picture->width_px;
    for (size_t i = 0; i < bytes; i += sizeof hash) {
        uint64_t some = 0;
        memcpy(&some, picture->pixels + i, bytes - i < sizeof some ? bytes - i : sizeof some);
        hash = (hash ^ some) * 1099511628211u;
        hash ^= hash >> 32; /* what differs in the high bytes alone counts, too */
    }
    return hash;
}

int node_keep_picture(struct node_tree *tree, const struct mc_grey *picture, int width_px)
{
    if (tree->pictures_count >= NODE_PICTURES_MAX || picture == NULL || width_px <= 0 ||
        picture->width_px <= 0 || picture->height_px <= 0) {
        return NODE_NONE;
    }
    int width = width_px < MC_IMAGE_SIDE_MAX_PX ? width_px : MC_IMAGE_SIDE_MAX_PX;
    long height = (long)picture->height_px * width / picture->width_px;
    height = height < 1 ? 1 : height;
    height = height > MC_IMAGE_SIDE_MAX_PX ? MC_IMAGE_SIDE_MAX_PX : height;
    struct node_picture *kept = &tree->pictures[tree->pictures_count];
    mc_grey_init(&kept->image, width, (int)height);
    scale(picture, &kept->image);
    kept->hash = hash_of(&kept->image);
    return tree->pictures_count++;
}

static void append(char *out, size_t size, const char *text)
{
    size_t used = strlen(out);
    if (text[0] != '\0' && used + 3 < size) {
        (void)snprintf(out + used, size - used, "%s%s", used > 0 ? ", " : "", text);
    }
}

static bool is_named_by_texts(const struct ui_node *node)
{
    bool notice = node->surface == UI_NOTICE || node->surface == UI_SUCCESS ||
                  node->surface == UI_WARNING || node->surface == UI_DANGER;
    return node->kind == NODE_BOX && node->name[0] == '\0' &&
           (node->action.code != 0 || (notice && node->id[0] != '\0'));
}

void node_name_boxes(struct node_tree *tree)
{
    char *names = mc_secret_alloc(UI_TEXT_BYTES);
    for (int i = 0; i < tree->count; i++) {
        struct ui_node *box = &tree->nodes[i];
        if (!is_named_by_texts(box)) {
            continue;
        }
        names[0] = '\0';
        for (int k = i + 1; k < tree->count && node_is_inside(tree, k, i); k++) {
            append(names, UI_TEXT_BYTES, tree->nodes[k].secret ? "" : tree->nodes[k].text);
        }
        names[UI_TEXT_BYTES - 1] = '\0';
        box->name = node_keep(tree, names);
    }
    mc_secret_free(names);
}

bool node_pressable(const struct ui_node *node)
{
    bool button = node->kind == NODE_SCROLL_UP || node->kind == NODE_SCROLL_DOWN;
    return (button || node->action.code != 0) && !node->disabled;
}

bool node_is_inside(const struct node_tree *tree, int index, int ancestor)
{
    while (index != NODE_NONE) {
        if (index == ancestor) {
            return true;
        }
        index = tree->nodes[index].parent;
    }
    return false;
}

int node_modal(const struct node_tree *tree)
{
    for (int i = tree->count - 1; i > 0; i--) {
        if (tree->nodes[i].modal) {
            return i;
        }
    }
    return 0;
}

int node_index(const struct node_tree *tree, const struct ui_node *node)
{
    return (int)(node - tree->nodes);
}

enum ui_surface node_ground(const struct node_tree *tree, int index)
{
    while (index != NODE_NONE) {
        const struct ui_node *node = &tree->nodes[index];
        if (node->kind == NODE_BOX && node->chosen) {
            return UI_CHOSEN;
        }
        if (node->kind == NODE_BOX && node->surface != UI_PLAIN && node->surface != UI_SCRIM) {
            return node->surface;
        }
        index = node->parent;
    }
    return UI_PLAIN;
}

struct ui_rect node_visible(const struct ui_node *node)
{
    return ui_rect_intersect(node->rect, node->clip);
}
