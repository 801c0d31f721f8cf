/* Describing a screen: from the calls of a screen to nodes. */
#include <stdio.h>
#include <string.h>

#include "ui/ui_internal.h"

void ui_begin(struct ui *ui, const char *id, const struct ui_box *box)
{
    node_begin(&ui->tree, &ui->theme, id, box);
}

void ui_end(struct ui *ui)
{
    node_end(&ui->tree);
}

void ui_label(struct ui *ui, const char *id, const char *text, const struct ui_label *label)
{
    struct ui_node *node = node_add(&ui->tree, NODE_LABEL, id);
    if (node == NULL) {
        return;
    }
    node->text = node_keep(&ui->tree, text);
    node->style = label->style;
    node->whole = label->whole;
    node->tone = label->tone;
    node->align = label->align;
    node->max_lines = label->max_lines;
    node->grow = label->grow > 0 ? label->grow : 0;
    node->extra = node_keep(&ui->tree, label->highlight);
    node->secret = label->secret;
}

void ui_button(struct ui *ui, const char *id, const char *text, const struct ui_button *button)
{
    struct ui_node *node = node_add(&ui->tree, NODE_BUTTON, id);
    if (node == NULL) {
        return;
    }
    node->text = node_keep(&ui->tree, text);
    node->name = node_keep(&ui->tree, button->name);
    node->icon = node_keep(&ui->tree, button->icon);
    node->button = button->style;
    node->action = button->action;
    node->hold = button->hold;
    node->repeats = button->repeats;
    node->disabled = button->disabled;
    node->chosen = button->chosen;
    node->hint = node_keep(&ui->tree, button->hint);
    node->expanded = button->expanded;
    node->grow = button->grow > 0 ? button->grow : 0;
    node->width_px = button->width_mm > 0 ? theme_px(&ui->theme, button->width_mm) : 0;
    int height =
        button->height_mm > 0 ? theme_px(&ui->theme, button->height_mm) : ui->theme.target_px;
    node->min_height_px = height > ui->theme.target_min_px ? height : ui->theme.target_min_px;
}

void ui_icon(struct ui *ui, const char *icon, int size_mm, enum ui_tone tone)
{
    struct ui_node *node = node_add(&ui->tree, NODE_ICON, NULL);
    if (node != NULL) {
        node->icon = node_keep(&ui->tree, icon);
        node->tone = tone;
        node->width_px = theme_px(&ui->theme, size_mm > 0 ? size_mm : 8);
        node->min_height_px = node->width_px;
    }
}

void ui_field(struct ui *ui, const char *id, const char *text, const struct ui_field *field)
{
    struct ui_node *node = node_add(&ui->tree, NODE_FIELD, id);
    if (node == NULL) {
        return;
    }
    node->text = node_keep(&ui->tree, text);
    node->name = node_keep(&ui->tree, field->label);
    node->extra = node_keep(&ui->tree, field->placeholder);
    node->icon = node_keep(&ui->tree, field->icon);
    node->active = field->active;
    node->invalid = field->invalid;
    node->locked = field->locked;
    node->lines = field->lines > 0 ? field->lines : 1;
    node->action = field->action;
    node->hint = node_keep(&ui->tree, field->hint);
    node->secret = field->secret;
    node->min_height_px = ui->theme.target_px;
}

void ui_check(struct ui *ui, const char *id, const char *text, const struct ui_check *check)
{
    struct ui_node *node = node_add(&ui->tree, NODE_CHECK, id);
    if (node == NULL) {
        return;
    }
    node->text = node_keep(&ui->tree, text);
    node->radio = check->radio;
    node->checked = check->checked;
    node->disabled = check->disabled;
    node->action = check->action;
    node->hint = node_keep(&ui->tree, check->hint);
    node->min_height_px = ui->theme.target_px;
}

void ui_progress(struct ui *ui, const char *id, const char *name, int done, int total)
{
    struct ui_node *node = node_add(&ui->tree, NODE_PROGRESS, id);
    if (node != NULL) {
        node->name = node_keep(&ui->tree, name);
        node->total = total > 0 ? total : 0;
        node->done = done < 0 ? 0 : done > node->total ? node->total : done;
        if (node->total > 0) {
            char value[32];
            (void)snprintf(value, sizeof value, "%d/%d", node->done, node->total);
            node->text = node_keep(&ui->tree, value);
        }
    }
}

void ui_picture(struct ui *ui, const char *id, const struct mc_grey *picture, int width_mm,
                const char *name)
{
    struct ui_node *node = node_add(&ui->tree, NODE_PICTURE, id);
    if (node == NULL) {
        return;
    }
    node->name = node_keep(&ui->tree, name);
    node->width_px = theme_px(&ui->theme, width_mm);
    node->picture = node_keep_picture(&ui->tree, picture, node->width_px);
    if (node->picture != NODE_NONE) {
        node->min_height_px = ui->tree.pictures[node->picture].image.height_px;
    }
}

void ui_space(struct ui *ui, int size_mm, int grow)
{
    struct ui_node *node = node_add(&ui->tree, NODE_SPACE, NULL);
    if (node == NULL) {
        return;
    }
    int size = size_mm > 0 ? theme_px(&ui->theme, size_mm) : 0;
    node->grow = grow > 0 ? grow : 0;
    if (ui->tree.nodes[node->parent].axis == UI_ROW) {
        node->width_px = grow > 0 ? 0 : size;
    } else {
        node->min_height_px = size;
    }
}

void ui_line(struct ui *ui)
{
    struct ui_node *node = node_add(&ui->tree, NODE_LINE, NULL);
    if (node != NULL) {
        node->min_height_px = ui->theme.border_px;
    }
}
