#include "ui/input.h"

#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "ui/widget.h"

static int target_at(const struct ui *ui, int x, int y)
{
    int modal = node_modal(&ui->tree);
    for (int i = ui->tree.count - 1; i >= modal; i--) {
        const struct ui_node *node = &ui->tree.nodes[i];
        if (node_pressable(node) && ui_rect_contains(node_visible(node), x, y) &&
            node_is_inside(&ui->tree, i, modal)) {
            return i;
        }
    }
    return NODE_NONE;
}

static int scroll_at(const struct ui *ui, int x, int y)
{
    int modal = node_modal(&ui->tree);
    for (int i = ui->tree.count - 1; i >= modal; i--) {
        const struct ui_node *node = &ui->tree.nodes[i];
        if (node->scroll && node->content_h > node->view_h &&
            ui_rect_contains(node_visible(node), x, y) && node_is_inside(&ui->tree, i, modal)) {
            return i;
        }
    }
    return NODE_NONE;
}

static bool same_action(struct ui_action a, struct ui_action b)
{
    return a.code == b.code && a.arg == b.arg;
}

/* Whether the thing the finger went down on is still there, and still means the same. */
static int pressed_node(const struct ui *ui)
{
    int index = ui->press.key[0] != '\0' ? ui_find(ui, ui->press.key) : NODE_NONE;
    if (index == NODE_NONE || !same_action(ui->tree.nodes[index].action, ui->press.action)) {
        return NODE_NONE;
    }
    return index;
}

static void go_down(struct ui *ui, const struct input *in)
{
    if (ui->press.down) {
        return; /* a second finger */
    }
    int target = target_at(ui, in->x, in->y);
    int scroll = scroll_at(ui, in->x, in->y);
    ui->press = (struct ui_press){.down = true,
                                  .finger = in->finger,
                                  .start_x = in->x,
                                  .start_y = in->y,
                                  .last_y = in->y,
                                  .scroll = -1,
                                  .inside = true};
    if (scroll != NODE_NONE) {
        char key[UI_KEY_BYTES];
        ui_key_of(ui, scroll, key);
        ui->press.scroll = ui_scroll_slot(ui, key);
    }
    if (target != NODE_NONE) {
        ui_key_of(ui, target, ui->press.key);
        ui->press.action = ui->tree.nodes[target].action;
    }
    ui->focus_shown = false;
    ui->stale = true;
}

static bool moved_far(const struct ui *ui, const struct input *in)
{
    long dx = in->x - ui->press.start_x;
    long dy = in->y - ui->press.start_y;
    return dx * dx + dy * dy > (long)ui->theme.drag_px * ui->theme.drag_px;
}

static bool move(struct ui *ui, const struct input *in)
{
    struct ui_press *press = &ui->press;
    if (!press->down || in->finger != press->finger) {
        return false;
    }
    bool was_inside = press->inside;
    int target = pressed_node(ui);
    press->inside = target != NODE_NONE && target_at(ui, in->x, in->y) == target;
    if (press->scroll >= 0 && !press->dragging && moved_far(ui, in)) {
        press->dragging = true;
        press->key[0] = '\0';
        ui->stale = true;
    }
    bool scrolled = false;
    if (press->dragging) {
        int index = ui_find(ui, ui->scrolls[press->scroll].key);
        if (index != NODE_NONE) {
            scrolled = ui_scroll_by(ui, index, press->last_y - in->y);
        }
    }
    press->last_y = in->y;
    ui->stale = ui->stale || was_inside != press->inside;
    return ui->stale || scrolled;
}

static void scroll_page(struct ui *ui, int index, int direction)
{
    const struct ui_node *box = &ui->tree.nodes[index];
    /* Something of the old page stays in sight. */
    (void)ui_scroll_by(ui, index, direction * (box->view_h - box->view_h / 6));
}

static bool fire(struct ui *ui, int index, struct ui_event *out)
{
    const struct ui_node *node = &ui->tree.nodes[index];
    if (node->kind == NODE_SCROLL_UP || node->kind == NODE_SCROLL_DOWN) {
        scroll_page(ui, node->parent, node->kind == NODE_SCROLL_UP ? -1 : 1);
        return false;
    }
    out->kind = UI_EVENT_ACTION;
    out->action = node->action;
    return true;
}

/* The same thing pressed twice in a blink is one press: panels bounce and hands tremble. */
static bool bounced(struct ui *ui, int index, const struct input *in)
{
    const struct ui_node *node = &ui->tree.nodes[index];
    bool key = node->kind == NODE_BUTTON && node->button == UI_BUTTON_KEY;
    uint32_t guard = key ? UI_DOUBLE_KEY_MS : UI_DOUBLE_MS;
    bool again =
        !in->robot && strcmp(ui->fired, ui->press.key) == 0 && in->at_ms - ui->fired_ms < guard;
    if (!again) {
        mc_copy_text(ui->fired, sizeof ui->fired, ui->press.key);
        ui->fired_ms = in->at_ms;
    }
    return again;
}

static void go_up(struct ui *ui, const struct input *in, struct ui_event *out)
{
    if (!ui->press.down || in->finger != ui->press.finger) {
        return;
    }
    int index = pressed_node(ui);
    bool hit = index != NODE_NONE && target_at(ui, in->x, in->y) == index;
    bool presses = hit && !ui->press.dragging && !bounced(ui, index, in);
    ui->press = (struct ui_press){.scroll = -1};
    ui->stale = true;
    if (presses) {
        focus_set(ui, index);
        (void)fire(ui, index, out);
    }
}

static bool field_active(const struct ui *ui)
{
    int modal = node_modal(&ui->tree);
    for (int i = modal; i < ui->tree.count; i++) {
        if (ui->tree.nodes[i].kind == NODE_FIELD && ui->tree.nodes[i].active &&
            node_is_inside(&ui->tree, i, modal)) {
            return true;
        }
    }
    return false;
}

static void page_key(struct ui *ui, int direction)
{
    int index = focus_node(ui);
    index = index != NODE_NONE ? ui_scroll_around(ui, index) : NODE_NONE;
    for (int i = node_modal(&ui->tree); i < ui->tree.count && index == NODE_NONE; i++) {
        if (ui->tree.nodes[i].scroll && ui->tree.nodes[i].content_h > ui->tree.nodes[i].view_h) {
            index = i;
        }
    }
    if (index != NODE_NONE) {
        scroll_page(ui, index, direction);
    }
}

static void press_key(struct ui *ui, enum input_key key, struct ui_event *out)
{
    int index = focus_node(ui);
    if (index == NODE_NONE || !ui->focus_shown || !focus_can(ui, index)) {
        return;
    }
    /* In a field being written in, a blank is a blank. */
    if (key == INPUT_KEY_SPACE && ui->tree.nodes[index].kind == NODE_FIELD && field_active(ui)) {
        return;
    }
    ui->swallow_text = key == INPUT_KEY_SPACE;
    (void)fire(ui, index, out);
}

static void handle_key(struct ui *ui, const struct input *in, struct ui_event *out)
{
    ui->swallow_text = false;
    switch (in->key) {
    case INPUT_KEY_TAB: focus_step(ui, 1); break;
    case INPUT_KEY_BACKTAB: focus_step(ui, -1); break;
    case INPUT_KEY_UP:
    case INPUT_KEY_DOWN:
    case INPUT_KEY_LEFT:
    case INPUT_KEY_RIGHT: focus_move(ui, in->key); break;
    case INPUT_KEY_RETURN:
    case INPUT_KEY_SPACE: press_key(ui, in->key, out); break;
    case INPUT_KEY_ESCAPE: out->kind = UI_EVENT_CANCEL; break;
    case INPUT_KEY_BACKSPACE:
        out->kind = field_active(ui) ? UI_EVENT_BACKSPACE : UI_EVENT_TOUCHED;
        break;
    case INPUT_KEY_PAGE_UP: page_key(ui, -1); break;
    case INPUT_KEY_PAGE_DOWN: page_key(ui, 1); break;
    case INPUT_KEY_OTHER: break;
    }
}

static void handle_text(struct ui *ui, const struct input *in, struct ui_event *out)
{
    if (ui->swallow_text) {
        ui->swallow_text = false;
    } else if (field_active(ui)) {
        out->kind = UI_EVENT_TEXT;
        mc_copy_text(out->text, sizeof out->text, in->text);
    }
}

bool input_handle(struct ui *ui, const struct input *in, struct ui_event *out)
{
    *out = (struct ui_event){.kind = UI_EVENT_TOUCHED, .ui = ui};
    switch (in->kind) {
    case INPUT_DOWN: go_down(ui, in); break;
    case INPUT_MOVE: return move(ui, in);
    case INPUT_UP: go_up(ui, in, out); break;
    case INPUT_WHEEL: {
        int index = scroll_at(ui, in->x, in->y);
        if (index != NODE_NONE) {
            (void)ui_scroll_by(ui, index, -in->wheel * ui->theme.target_px);
        }
        break;
    }
    case INPUT_KEY: handle_key(ui, in, out); break;
    case INPUT_TEXT: handle_text(ui, in, out); break;
    }
    return true;
}

void input_settle(struct ui *ui, bool other_screen)
{
    if (other_screen) {
        ui->press.key[0] = '\0'; /* a finger still down presses nothing on the next screen */
        ui->press.scroll = -1;
        ui->press.dragging = false;
        ui->focus[0] = '\0';
        ui->focus_order = 0;
    }
    int index = focus_node(ui);
    if ((index != NODE_NONE && focus_can(ui, index)) || !ui->focus_shown) {
        return;
    }
    /* The focus goes to what stands where its node was. */
    int last = NODE_NONE;
    int order = 0;
    for (int i = 0; i < ui->tree.count; i++) {
        if (focus_can(ui, i)) {
            last = i;
            if (order++ >= ui->focus_order) {
                break;
            }
        }
    }
    focus_set(ui, last);
}

void input_state_of(const struct ui *ui, int index, struct widget_state *out)
{
    char key[UI_KEY_BYTES];
    *out = (struct widget_state){0};
    if (!node_pressable(&ui->tree.nodes[index])) {
        return;
    }
    ui_key_of(ui, index, key);
    out->pressed = ui->press.down && ui->press.inside && strcmp(key, ui->press.key) == 0;
    out->focused = ui->focus_shown && strcmp(key, ui->focus) == 0;
}
