/* A key kept pressed: another meaning, or the same one again and again. */
#include "ui/input.h"

#define HOLD_MS 600 /* longer than any tap, also of a slow hand */

void hold_begin(struct ui *ui, const struct ui_node *node)
{
    ui->press.hold_ms = 0;
    if (node->hold.code != 0) {
        ui->press.hold_ms = HOLD_MS;
    } else if (node->repeats && ui->repeat_ms > 0) {
        ui->press.hold_ms = ui->repeat_delay_ms;
    }
}

int64_t hold_due_ms(struct ui *ui, int64_t now_ms)
{
    if (!ui->touch.active || ui->press.hold_ms == 0) {
        return -1;
    }
    if (ui->press.began_ms == 0) {
        ui->press.began_ms = now_ms;
    }
    return ui->press.began_ms + ui->press.hold_ms;
}

bool hold_fire(struct ui *ui, int index, struct ui_event *out)
{
    struct ui_press *press = &ui->press;
    bool still = index != NODE_NONE && press->inside && !press->dragging;
    const struct ui_node *node = still ? &ui->tree.nodes[index] : NULL;
    if (node == NULL || node->disabled || (node->hold.code == 0 && !node->repeats)) {
        press->hold_ms = 0;
        return false;
    }
    press->held = true;
    press->hold_ms = node->hold.code != 0 ? 0 : press->hold_ms + ui->repeat_ms;
    *out = (struct ui_event){.kind = UI_EVENT_ACTION,
                             .ui = ui,
                             .action = node->hold.code != 0 ? node->hold : node->action};
    return true;
}
