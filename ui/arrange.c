/* Layout of a window, scroll offsets, and finding nodes again by their keys. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "ui/widget.h"

void ui_key_of(const struct ui *ui, int index, char out[UI_KEY_BYTES])
{
    const char *id = ui->tree.nodes[index].id;
    if (id[0] != '\0') {
        mc_copy_text(out, UI_KEY_BYTES, id);
    } else {
        (void)snprintf(out, UI_KEY_BYTES, "#%d", index);
    }
}

int ui_find(const struct ui *ui, const char *key)
{
    if (key[0] == '#') {
        long index = strtol(key + 1, NULL, 10);
        return index > 0 && index < ui->tree.count && ui->tree.nodes[index].id[0] == '\0'
                   ? (int)index
                   : NODE_NONE;
    }
    for (int i = 0; i < ui->tree.count && key[0] != '\0'; i++) {
        if (strcmp(ui->tree.nodes[i].id, key) == 0) {
            return i;
        }
    }
    return NODE_NONE;
}

int ui_scroll_slot(struct ui *ui, const char *key)
{
    for (int i = 0; i < ui->scrolls_count; i++) {
        if (strcmp(ui->scrolls[i].key, key) == 0) {
            return i;
        }
    }
    if (ui->scrolls_count == UI_SCROLLS_MAX) {
        return -1;
    }
    struct ui_scroll *slot = &ui->scrolls[ui->scrolls_count];
    mc_copy_text(slot->key, sizeof slot->key, key);
    slot->px = 0;
    return ui->scrolls_count++;
}

void ui_arrange(struct ui *ui)
{
    struct layout_env env = {.context = ui,
                             .measure = widget_measure,
                             .scroll_button_px = ui->theme.target_px,
                             .scroll_gap_px = theme_px(&ui->theme, 4)};
    for (int i = 0; i < ui->tree.count; i++) {
        if (ui->tree.nodes[i].scroll) {
            char key[UI_KEY_BYTES];
            ui_key_of(ui, i, key);
            int slot = ui_scroll_slot(ui, key);
            ui->tree.nodes[i].scroll_px = slot >= 0 ? ui->scrolls[slot].px : 0;
        }
    }
    layout_run(&ui->tree, &env, ui->width_px, ui->height_px);
    for (int i = 0; i < ui->tree.count; i++) {
        if (ui->tree.nodes[i].scroll) {
            char key[UI_KEY_BYTES];
            ui_key_of(ui, i, key);
            int slot = ui_scroll_slot(ui, key);
            if (slot >= 0) {
                ui->scrolls[slot].px = ui->tree.nodes[i].scroll_px;
            }
        }
    }
    ui_list_told(ui);
    ui->stale = true;
}

bool ui_scroll_by(struct ui *ui, int index, int by_px)
{
    char key[UI_KEY_BYTES];
    ui_key_of(ui, index, key);
    int slot = ui_scroll_slot(ui, key);
    int before = ui->tree.nodes[index].scroll_px;
    if (slot < 0 || by_px == 0) {
        return false;
    }
    ui->scrolls[slot].px = before + by_px;
    ui_arrange(ui);
    return ui->tree.nodes[index].scroll_px != before;
}

int ui_scroll_around(const struct ui *ui, int index)
{
    for (int i = ui->tree.nodes[index].parent; i != NODE_NONE; i = ui->tree.nodes[i].parent) {
        const struct ui_node *node = &ui->tree.nodes[i];
        if (node->scroll && node->content_h > node->view_h) {
            return i;
        }
    }
    return NODE_NONE;
}

bool ui_scroll_into_view(struct ui *ui, int index)
{
    const struct ui_node *node = &ui->tree.nodes[index];
    int scroll = ui_scroll_around(ui, index);
    if (scroll == NODE_NONE || node->kind == NODE_SCROLL_UP || node->kind == NODE_SCROLL_DOWN) {
        return false;
    }
    const struct ui_node *box = &ui->tree.nodes[scroll];
    int top = box->rect.y + box->pad_y_px;
    int bottom = top + box->view_h;
    int margin = 3 * ui->theme.focus_px;
    int by = 0;
    if (node->rect.y < top || node->rect.h > box->view_h) {
        by = node->rect.y - top - margin;
    } else if (node->rect.y + node->rect.h > bottom) {
        by = node->rect.y + node->rect.h - bottom + margin;
    }
    return ui_scroll_by(ui, scroll, by);
}
