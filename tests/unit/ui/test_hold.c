/* Keys kept pressed: another meaning, or again and again; told by INPUT_HOLD, not by a clock. */
#include "tests/unit/ui/window_fixture.h"
#include "ui/input.h"

enum { LETTER = 1, FORMS, ERASE };

static void describe(struct ui *ui)
{
    ui_screen_begin(ui, "keys");
    ui_begin(ui, NULL, &(struct ui_box){.pad_mm = 40, .gap_mm = 5});
    ui_button(
        ui, "key.a", "a",
        &(struct ui_button){.style = UI_BUTTON_KEY, .action = {LETTER, 0}, .hold = {FORMS, 0}});
    ui_button(ui, "key.backspace", "back",
              &(struct ui_button){.style = UI_BUTTON_KEY, .action = {ERASE, 0}, .repeats = true});
    ui_end(ui);
    ui_screen_end(ui);
}

static struct ui_event tell(struct ui *ui, enum input_kind kind, const char *id, uint32_t at_ms)
{
    struct ui_node_info node = window_node(ui, id);
    struct ui_event event = {0};
    (void)input_handle(ui,
                       &(struct input){.kind = kind,
                                       .at_ms = at_ms,
                                       .finger = 1,
                                       .x = node.x + node.w / 2,
                                       .y = node.y + node.h / 2},
                       &event);
    return event;
}

static void a_tap_means_the_letter(void **state)
{
    struct ui *ui = *state;
    describe(ui);
    (void)tell(ui, INPUT_DOWN, "key.a", 1000);
    assert_int_equal(hold_due_ms(ui, 50000), 50600);
    assert_int_equal(hold_due_ms(ui, 50100), 50600);
    assert_int_equal(tell(ui, INPUT_UP, "key.a", 1100).action.code, LETTER);
    assert_int_equal(hold_due_ms(ui, 50200), -1);
}

static void kept_pressed_it_means_its_forms_and_then_nothing(void **state)
{
    struct ui *ui = *state;
    describe(ui);
    (void)tell(ui, INPUT_DOWN, "key.a", 2000);
    assert_int_equal(tell(ui, INPUT_HOLD, "key.a", 0).action.code, FORMS);
    assert_int_equal(hold_due_ms(ui, 60000), -1);
    describe(ui);
    assert_int_not_equal(tell(ui, INPUT_UP, "key.a", 2900).kind, UI_EVENT_ACTION);
    (void)tell(ui, INPUT_DOWN, "key.a", 4000);
    assert_int_equal(tell(ui, INPUT_UP, "key.a", 4100).action.code, LETTER);
}

static void a_finger_that_left_the_key_holds_nothing(void **state)
{
    struct ui *ui = *state;
    describe(ui);
    (void)tell(ui, INPUT_DOWN, "key.a", 6000);
    (void)tell(ui, INPUT_MOVE, "key.backspace", 6100);
    struct ui_event event = {0};
    assert_false(input_handle(ui, &(struct input){.kind = INPUT_HOLD}, &event));
    assert_int_equal(hold_due_ms(ui, 70000), -1);
    assert_int_not_equal(tell(ui, INPUT_UP, "key.backspace", 6900).kind, UI_EVENT_ACTION);
}

static void backspace_repeats_after_two_seconds_and_stops_when_lifted(void **state)
{
    struct ui *ui = *state;
    describe(ui);
    (void)tell(ui, INPUT_DOWN, "key.backspace", 8000);
    assert_int_equal(hold_due_ms(ui, 80000), 82000);
    assert_int_equal(tell(ui, INPUT_HOLD, "key.backspace", 0).action.code, ERASE);
    assert_int_equal(hold_due_ms(ui, 82000), 82500);
    describe(ui);
    assert_int_equal(tell(ui, INPUT_HOLD, "key.backspace", 0).action.code, ERASE);
    assert_int_equal(hold_due_ms(ui, 82500), 83000);
    assert_int_not_equal(tell(ui, INPUT_UP, "key.backspace", 10700).kind, UI_EVENT_ACTION);
    assert_int_equal(hold_due_ms(ui, 83000), -1);
}

static void without_a_rate_nothing_repeats(void **state)
{
    struct ui *ui = *state;
    int rate = ui->repeat_ms;
    ui->repeat_ms = 0;
    describe(ui);
    (void)tell(ui, INPUT_DOWN, "key.backspace", 12000);
    assert_int_equal(hold_due_ms(ui, 90000), -1);
    assert_int_equal(tell(ui, INPUT_UP, "key.backspace", 15000).action.code, ERASE);
    ui->repeat_ms = rate;
}

/* The whole way: the finger goes down, and only waiting follows. */
static void waiting_brings_what_holding_means(void **state)
{
    struct ui *ui = *state;
    describe(ui);
    struct ui_node_info node = window_node(ui, "key.a");
    window_finger(ui, SDL_FINGERDOWN, 3, node.x + node.w / 2, node.y + node.h / 2);
    struct ui_event event = {0};
    while (event.kind != UI_EVENT_ACTION) {
        ui_wait(-1, &event);
    }
    assert_int_equal(event.action.code, FORMS);
    window_finger(ui, SDL_FINGERUP, 3, node.x + node.w / 2, node.y + node.h / 2);
    ui_wait(-1, &event);
    assert_int_equal(event.kind, UI_EVENT_TOUCHED);
}

static void a_pressed_letter_is_shown_above_the_finger(void **state)
{
    struct ui *ui = *state;
    describe(ui);
    int key = ui_find(ui, "key.a");
    const struct ui_node *node = &ui->tree.nodes[key];
    struct widget_state up = {0};
    struct widget_state down = {.pressed = true};
    assert_true(ui_rect_empty(widget_preview(ui, node, up)));
    struct ui_rect preview = widget_preview(ui, node, down);
    assert_false(ui_rect_empty(preview));
    assert_true(preview.y + preview.h <= node->rect.y);
    struct ui_rect all = {0, 0, WINDOW_W, WINDOW_H};
    struct ui_rect seen = ui_rect_intersect(preview, all);
    assert_int_equal(seen.w * seen.h, preview.w * preview.h);
    const struct ui_node *back = &ui->tree.nodes[ui_find(ui, "key.backspace")];
    assert_true(ui_rect_empty(widget_preview(ui, back, down)));
}

int main(void)
{
    mc_secure_init();
    /* The first one, since the others tell times of their own. */
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(waiting_brings_what_holding_means),
        cmocka_unit_test(a_tap_means_the_letter),
        cmocka_unit_test(kept_pressed_it_means_its_forms_and_then_nothing),
        cmocka_unit_test(a_finger_that_left_the_key_holds_nothing),
        cmocka_unit_test(backspace_repeats_after_two_seconds_and_stops_when_lifted),
        cmocka_unit_test(without_a_rate_nothing_repeats),
        cmocka_unit_test(a_pressed_letter_is_shown_above_the_finger),
    };
    return cmocka_run_group_tests(tests, window_create, window_destroy);
}
