#include "ui/input.h"

#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "ui/widget.h"

#define FLING_MM_S 60 /* slower than this is putting down, not flinging */
#define TURNS_MAX  99 /* at once */

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

static int wheel_at(const struct ui *ui, int x, int y)
{
    int modal = node_modal(&ui->tree);
    for (int i = ui->tree.count - 1; i >= modal; i--) {
        const struct ui_node *node = &ui->tree.nodes[i];
        if (node->turn.code != 0 && node->turn_px > 0 &&
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

static bool is_key(const struct ui *ui, int index)
{
    return index != NODE_NONE && ui->tree.nodes[index].kind == NODE_BUTTON &&
           ui->tree.nodes[index].button == UI_BUTTON_KEY;
}

static void scroll_page(struct ui *ui, int index, int direction)
{
    const struct ui_node *box = &ui->tree.nodes[index];
    /* Something of the old page stays in sight. */
    int by_px = direction * (box->view_h - box->view_h / 6);
    if (ui->moves) {
        char key[UI_KEY_BYTES];
        ui_key_of(ui, index, key);
        if (strcmp(key, ui->moved) != 0) {
            motion_stop(&ui->motion); /* what another box had still to go is not this one's */
        }
        mc_copy_text(ui->moved, sizeof ui->moved, key);
        motion_page(&ui->motion, by_px);
    } else {
        (void)ui_scroll_by(ui, index, by_px);
    }
}

static bool is_page_button(const struct ui_node *node)
{
    return node->kind == NODE_SCROLL_UP || node->kind == NODE_SCROLL_DOWN;
}

static bool fire(struct ui *ui, int index, struct ui_event *out)
{
    const struct ui_node *node = &ui->tree.nodes[index];
    if (is_page_button(node)) {
        scroll_page(ui, node->parent, node->kind == NODE_SCROLL_UP ? -1 : 1);
        return false;
    }
    out->kind = UI_EVENT_ACTION;
    out->action = node->action;
    return true;
}

/* A second press meant for what is gone: the first one brought something else under the finger. */
static bool same_place(const struct ui *ui)
{
    char key[UI_KEY_BYTES] = "";
    int near = ui->theme.target_px / 2;
    int there = target_at(ui, ui->fired_x, ui->fired_y);
    if (there != NODE_NONE) {
        ui_key_of(ui, there, key);
    }
    return strcmp(ui->fired, key) != 0 && abs(ui->press.start_x - ui->fired_x) < near &&
           abs(ui->press.start_y - ui->fired_y) < near;
}

/* The same thing, or the same place with another thing on it, pressed twice in a blink is one
 * press: panels bounce and hands tremble (EN 301 549 section 5.8). */
static bool bounced(struct ui *ui, int index, const struct input *in)
{
    uint32_t guard = ui->guard_ms;
    bool key = is_key(ui, index);
    if (key && ui->fired_key && guard > UI_DOUBLE_KEY_MS) {
        guard = UI_DOUBLE_KEY_MS;
    }
    bool again = !in->robot && ui->fired[0] != '\0' && in->at_ms - ui->fired_ms < guard &&
                 (strcmp(ui->fired, ui->press.key) == 0 || same_place(ui));
    if (!again) {
        mc_copy_text(ui->fired, sizeof ui->fired, ui->press.key);
        ui->fired_key = key;
        ui->fired_ms = in->at_ms;
        ui->fired_x = ui->press.start_x;
        ui->fired_y = ui->press.start_y;
    }
    return again;
}

/* A finger stops what moves by itself, and on it presses nothing else; its own buttons, by which it
 * moves a page, ask for more. */
static bool is_caught(struct ui *ui, const struct input *in, int target)
{
    int moving = ui->motion.moving ? ui_find(ui, ui->moved) : NODE_NONE;
    if (moving != NODE_NONE && target != NODE_NONE && is_page_button(&ui->tree.nodes[target]) &&
        ui->tree.nodes[target].parent == moving) {
        motion_watch(&ui->motion, in->at_ms, in->y);
        return false;
    }
    bool stopped = motion_touch(&ui->motion, in->at_ms, in->y);
    return stopped && moving != NODE_NONE &&
           ui_rect_contains(node_visible(&ui->tree.nodes[moving]), in->x, in->y);
}

static void begin_press(struct ui *ui, const struct input *in, int target)
{
    int scroll = scroll_at(ui, in->x, in->y);
    ui->press = (struct ui_press){
        .start_x = in->x, .start_y = in->y, .last_y = in->y, .scroll = -1, .inside = true};
    if (scroll != NODE_NONE) {
        char key[UI_KEY_BYTES];
        ui_key_of(ui, scroll, key);
        ui->press.scroll = ui_scroll_slot(ui, key);
    }
    int wheel = wheel_at(ui, in->x, in->y);
    if (wheel != NODE_NONE) {
        ui_key_of(ui, wheel, ui->press.wheel);
        ui->turned_px = 0;
    }
    if (!is_caught(ui, in, target) && target != NODE_NONE) {
        ui_key_of(ui, target, ui->press.key);
        ui->press.action = ui->tree.nodes[target].action;
        hold_begin(ui, &ui->tree.nodes[target]);
    }
    ui->focus_shown = false;
}

static void go_down(struct ui *ui, const struct input *in, struct ui_event *out)
{
    int target = target_at(ui, in->x, in->y);
    int before = ui->touch.active ? pressed_node(ui) : NODE_NONE;
    enum touch_doing doing = TOUCH_PRESSING;
    if (ui->touch.active && ui->press.dragging) {
        doing = TOUCH_MOVING;
    } else if (is_key(ui, before) && is_key(ui, target)) {
        doing = TOUCH_TYPING;
    }
    enum touch_verdict verdict = touch_down(&ui->touch, in->finger, in->at_ms, doing);
    if (verdict == TOUCH_IGNORED) {
        return;
    }
    ui->stale = true;
    bool rolled =
        verdict == TOUCH_BEGINS && doing == TOUCH_TYPING && ui->press.inside && !ui->press.held;
    if (rolled && !bounced(ui, before, in)) {
        (void)fire(ui, before, out); /* the key before is lifted only after this one goes down */
    }
    if (verdict == TOUCH_VOIDS) {
        ui->press = (struct ui_press){.scroll = -1};
    } else {
        begin_press(ui, in, target);
    }
}

static bool moved_far(const struct ui *ui, const struct input *in)
{
    long dx = in->x - ui->press.start_x;
    long dy = in->y - ui->press.start_y;
    return dx * dx + dy * dy > (long)ui->theme.drag_px * ui->theme.drag_px;
}

bool input_turn(struct ui *ui, int index, int by_px, struct ui_event *out)
{
    const struct ui_node *wheel = &ui->tree.nodes[index];
    ui->turned_px += by_px;
    int steps = ui->turned_px / wheel->turn_px;
    ui->turned_px -= steps * wheel->turn_px;
    if (steps == 0) {
        return false;
    }
    steps = steps > TURNS_MAX ? TURNS_MAX : steps < -TURNS_MAX ? -TURNS_MAX : steps;
    *out = (struct ui_event){.kind = UI_EVENT_ACTION, .ui = ui, .action = wheel->turn};
    out->action.arg += steps;
    return true;
}

/* What is dragged follows the finger; true if a wheel turned or a list moved. */
static bool drag(struct ui *ui, const struct input *in, struct ui_event *out)
{
    int by_px = ui->press.last_y - in->y;
    motion_track(&ui->motion, in->at_ms, in->y);
    if (ui->press.wheel[0] != '\0') {
        int wheel = ui_find(ui, ui->press.wheel);
        return wheel != NODE_NONE && input_turn(ui, wheel, by_px, out);
    }
    int list = ui_find(ui, ui->scrolls[ui->press.scroll].key);
    return list != NODE_NONE && ui_scroll_by(ui, list, by_px);
}

static bool move(struct ui *ui, const struct input *in, struct ui_event *out)
{
    struct ui_press *press = &ui->press;
    if (!touch_is_finger(&ui->touch, in->finger)) {
        return false;
    }
    bool was_inside = press->inside;
    int target = pressed_node(ui);
    press->inside = target != NODE_NONE && target_at(ui, in->x, in->y) == target;
    bool drags = press->scroll >= 0 || press->wheel[0] != '\0';
    if (drags && !press->dragging && moved_far(ui, in)) {
        press->dragging = true;
        press->key[0] = '\0';
        motion_stop(&ui->motion);
        ui->stale = true;
    }
    bool moved = press->dragging && drag(ui, in, out);
    press->last_y = in->y;
    ui->stale = ui->stale || was_inside != press->inside;
    return ui->stale || moved;
}

/* A list or wheel let go goes on for a while. */
static void let_go(struct ui *ui, const struct input *in)
{
    if (ui->moves && ui->press.dragging) {
        bool wheel = ui->press.wheel[0] != '\0';
        mc_copy_text(ui->moved, sizeof ui->moved,
                     wheel ? ui->press.wheel : ui->scrolls[ui->press.scroll].key);
        motion_release(&ui->motion, in->at_ms, theme_px(&ui->theme, FLING_MM_S));
    }
}

static void go_up(struct ui *ui, const struct input *in, struct ui_event *out)
{
    if (!touch_up(&ui->touch, in->finger)) {
        return;
    }
    int index = pressed_node(ui);
    bool hit = index != NODE_NONE && target_at(ui, in->x, in->y) == index;
    bool presses = hit && !ui->press.dragging && !ui->press.held && !bounced(ui, index, in);
    let_go(ui, in);
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

/* A key of a keyboard or keypad struck twice in a blink was struck once (EN 301 549 section 5.8).
 * What moves the focus, and what types, may follow as quickly as fingers can. */
static bool struck_again(struct ui *ui, const struct input *in)
{
    bool presses = in->key == INPUT_KEY_RETURN || in->key == INPUT_KEY_SPACE;
    bool writes = in->key == INPUT_KEY_SPACE && ui->typing && field_active(ui);
    uint32_t guard = ui->guard_ms;
    if (presses && is_key(ui, focus_node(ui)) && guard > UI_DOUBLE_KEY_MS) {
        guard = UI_DOUBLE_KEY_MS;
    }
    bool guarded = (presses && !writes) || in->key == INPUT_KEY_ESCAPE;
    bool again =
        !in->robot && guarded && (int)in->key == ui->struck && in->at_ms - ui->struck_ms < guard;
    if (!again) {
        ui->struck = in->key;
        ui->struck_ms = in->at_ms;
    }
    return again;
}

static void press_key(struct ui *ui, enum input_key key, struct ui_event *out)
{
    int index = focus_node(ui);
    if (index == NODE_NONE && key == INPUT_KEY_RETURN && !field_active(ui)) {
        focus_step(ui, 1); /* no key is dead: this one shows where one is */
        return;
    }
    if (index == NODE_NONE || !ui->focus_shown || !focus_can(ui, index) ||
        !node_pressable(&ui->tree.nodes[index])) {
        return;
    }
    /* In a field being written in, a blank is a blank. */
    bool writes = ui->typing || ui->tree.nodes[index].kind == NODE_FIELD;
    if (key == INPUT_KEY_SPACE && writes && field_active(ui)) {
        return;
    }
    ui->swallow_text = key == INPUT_KEY_SPACE;
    (void)fire(ui, index, out);
}

static void handle_key(struct ui *ui, const struct input *in, struct ui_event *out)
{
    ui->swallow_text = false;
    ui->typing = ui->typing && (in->key == INPUT_KEY_OTHER || in->key == INPUT_KEY_SPACE ||
                                in->key == INPUT_KEY_BACKSPACE);
    if (struck_again(ui, in)) {
        ui->swallow_text = in->key == INPUT_KEY_SPACE;
        return;
    }
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
    case INPUT_KEY_SPEAK: out->kind = UI_EVENT_SPEAK; break;
    case INPUT_KEY_OTHER: break;
    }
}

static void handle_text(struct ui *ui, const struct input *in, struct ui_event *out)
{
    if (ui->swallow_text) {
        ui->swallow_text = false;
    } else if (field_active(ui)) {
        out->kind = UI_EVENT_TEXT;
        ui->typing = true;
        mc_copy_text(out->text, sizeof out->text, in->text);
    }
}

bool input_handle(struct ui *ui, const struct input *in, struct ui_event *out)
{
    *out = (struct ui_event){.kind = UI_EVENT_TOUCHED, .ui = ui};
    switch (in->kind) {
    case INPUT_DOWN: go_down(ui, in, out); break;
    case INPUT_MOVE: return move(ui, in, out);
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
    case INPUT_HOLD: return hold_fire(ui, pressed_node(ui), out);
    }
    return true;
}

/* What a dialog took the focus from gets it back. */
static void follow_dialog(struct ui *ui, bool other_screen)
{
    bool dialog = node_modal(&ui->tree) != 0;
    if (other_screen) {
        ui->focus_below[0] = '\0';
    } else if (dialog && !ui->dialog) {
        mc_copy_text(ui->focus_below, sizeof ui->focus_below, ui->focus);
    } else if (!dialog && ui->dialog) {
        int index = ui_find(ui, ui->focus_below);
        if (index != NODE_NONE && focus_can(ui, index)) {
            focus_set(ui, index);
        }
    }
    ui->dialog = dialog;
}

void input_settle(struct ui *ui, bool other_screen)
{
    follow_dialog(ui, other_screen);
    if (other_screen) {
        ui->press.key[0] = '\0'; /* a finger still down presses nothing on the next screen */
        ui->press.scroll = -1;
        ui->press.wheel[0] = '\0';
        ui->press.dragging = false;
        ui->focus_order = 0;
    }
    int index = focus_node(ui);
    bool stays = index != NODE_NONE && focus_can(ui, index);
    if (other_screen && stays) {
        focus_set(ui, index); /* come back to */
    }
    if (stays || !ui->focus_shown) {
        return;
    }
    int first = other_screen ? focus_first(ui) : NODE_NONE;
    if (first != NODE_NONE) {
        focus_set(ui, first);
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
    if (!node_pressable(&ui->tree.nodes[index]) && !ui->reading) {
        return;
    }
    ui_key_of(ui, index, key);
    out->pressed = ui->touch.active && ui->press.inside && strcmp(key, ui->press.key) == 0;
    out->focused = ui->focus_shown && strcmp(key, ui->focus) == 0;
}
