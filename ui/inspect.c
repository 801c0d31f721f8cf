/* The tree as the robot, the tests and speech see it. */
#include <string.h>

#include "ui/input.h"
#include "ui/widget.h"

const char *ui_screen_name(const struct ui *ui)
{
    return ui->screen;
}

/* Boxes that only arrange, gaps, rules and decoration say nothing. */
static bool tells(const struct ui_node *node)
{
    switch (node->kind) {
    case NODE_BOX: return node->id[0] != '\0' || node->action.code != 0 || node->name[0] != '\0';
    case NODE_SCROLL_UP:
    case NODE_SCROLL_DOWN: return !ui_rect_empty(node->rect);
    case NODE_ICON:
    case NODE_SPACE:
    case NODE_LINE: return false;
    case NODE_LABEL:
    case NODE_BUTTON:
    case NODE_FIELD:
    case NODE_CHECK:
    case NODE_PROGRESS:
    case NODE_PICTURE: break;
    }
    return true;
}

static const char *role_of(const struct ui_node *node)
{
    switch (node->kind) {
    case NODE_BOX: return node->action.code != 0 ? "button" : "group";
    case NODE_LABEL: return "text";
    case NODE_FIELD: return "field";
    case NODE_CHECK: return node->radio ? "radio" : "checkbox";
    case NODE_PROGRESS: return "progress";
    case NODE_PICTURE:
    case NODE_ICON: return "image";
    case NODE_BUTTON:
    case NODE_SCROLL_UP:
    case NODE_SCROLL_DOWN: return "button";
    case NODE_SPACE:
    case NODE_LINE: break;
    }
    return "group";
}

void ui_list_told(struct ui *ui)
{
    ui->told_count = 0;
    for (int i = 0; i < ui->tree.count; i++) {
        if (tells(&ui->tree.nodes[i])) {
            ui->told[ui->told_count++] = i;
        }
    }
}

size_t ui_node_count(const struct ui *ui)
{
    return (size_t)ui->told_count;
}

static const char *name_of(const struct ui_node *node)
{
    bool has_value = node->kind == NODE_FIELD || node->kind == NODE_PROGRESS;
    return node->name[0] != '\0' || has_value ? node->name : node->text;
}

static const char *value_of(const struct ui_node *node)
{
    return node->kind == NODE_FIELD || node->kind == NODE_PROGRESS ? node->text : "";
}

static int heading_of(const struct ui_node *node)
{
    if (node->kind != NODE_LABEL) {
        return 0;
    }
    return node->style == UI_TEXT_TITLE ? 1 : node->style == UI_TEXT_HEADING ? 2 : 0;
}

bool ui_node_at(const struct ui *ui, size_t index, struct ui_node_info *out)
{
    if (index >= (size_t)ui->told_count) {
        return false;
    }
    int i = ui->told[index];
    const struct ui_node *node = &ui->tree.nodes[i];
    struct ui_rect seen = node_visible(node);
    struct widget_state state;
    input_state_of(ui, i, &state);
    bool empty = ui_rect_empty(seen);
    bool reachable = node_is_inside(&ui->tree, i, node_modal(&ui->tree));
    *out = (struct ui_node_info){
        .id = node->id,
        .role = role_of(node),
        .text = node->kind == NODE_FIELD ? node->text : name_of(node),
        .name = name_of(node),
        .value = value_of(node),
        .hint = node->hint,
        .x = seen.x,
        .y = seen.y,
        .w = empty ? 0 : seen.w,
        .h = empty ? 0 : seen.h,
        .enabled = !node->disabled && reachable,
        .focused = state.focused || (node->kind == NODE_FIELD && node->active && reachable),
        .checked = node->checked || node->chosen,
        .invalid = node->invalid,
        .secret = node->secret,
        .expanded = node->expanded,
        .heading = heading_of(node),
    };
    return true;
}

bool ui_reveal(struct ui *ui, const char *id)
{
    int index = id != NULL && id[0] != '\0' ? ui_find(ui, id) : NODE_NONE;
    if (index == NODE_NONE) {
        return false;
    }
    (void)ui_scroll_into_view(ui, index);
    return true;
}
