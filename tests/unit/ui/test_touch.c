/* Which contact counts, first alone, then with what it does to buttons; times are told. */
#include "tests/unit/ui/window_fixture.h"
#include "ui/input.h"

/* ---- Contacts alone ---- */

static void one_finger_begins_and_ends(void **state)
{
    (void)state;
    struct touch touch = {0};
    assert_int_equal(touch_down(&touch, 5, 1000, TOUCH_PRESSING), TOUCH_BEGINS);
    assert_true(touch_is_finger(&touch, 5));
    assert_false(touch_is_finger(&touch, 6));
    assert_false(touch_up(&touch, 6));
    assert_true(touch_up(&touch, 5));
    assert_false(touch_is_finger(&touch, 5));
    assert_int_equal(touch.count, 0);
}

static void two_at_once_are_none(void **state)
{
    (void)state;
    struct touch touch = {0};
    (void)touch_down(&touch, 1, 1000, TOUCH_PRESSING);
    assert_int_equal(touch_down(&touch, 2, 1000 + TOUCH_TOGETHER_MS - 1, TOUCH_PRESSING),
                     TOUCH_VOIDS);
    assert_false(touch_up(&touch, 1));
    assert_false(touch_up(&touch, 2));
    assert_int_equal(touch_down(&touch, 1, 3000, TOUCH_PRESSING), TOUCH_BEGINS);
}

static void a_palms_many_contacts_are_none_and_a_later_finger_counts(void **state)
{
    (void)state;
    struct touch touch = {0};
    for (int i = 0; i < 5; i++) {
        (void)touch_down(&touch, i, 1000 + 10 * (uint32_t)i, TOUCH_PRESSING);
    }
    for (int i = 0; i < 5; i++) {
        assert_false(touch_is_finger(&touch, i));
    }
    assert_int_equal(touch_down(&touch, 9, 1040 + TOUCH_TOGETHER_MS, TOUCH_PRESSING), TOUCH_BEGINS);
    assert_true(touch_up(&touch, 9));
}

static void a_second_finger_later_is_ignored(void **state)
{
    (void)state;
    struct touch touch = {0};
    (void)touch_down(&touch, 1, 1000, TOUCH_PRESSING);
    assert_int_equal(touch_down(&touch, 2, 1000 + TOUCH_TOGETHER_MS, TOUCH_PRESSING),
                     TOUCH_IGNORED);
    assert_false(touch_up(&touch, 2));
    assert_true(touch_up(&touch, 1));
}

static void a_hand_that_leans_gives_way_but_a_scrolling_finger_does_not(void **state)
{
    (void)state;
    struct touch touch = {0};
    (void)touch_down(&touch, 1, 1000, TOUCH_PRESSING);
    assert_int_equal(touch_down(&touch, 2, 1000 + TOUCH_RESTING_MS, TOUCH_PRESSING), TOUCH_BEGINS);
    assert_true(touch_is_finger(&touch, 2));
    assert_false(touch_up(&touch, 1));
    assert_int_equal(touch_down(&touch, 3, 9000, TOUCH_MOVING), TOUCH_IGNORED);
    assert_true(touch_up(&touch, 2));
}

/* A panel pulled out with a finger on it never tells that it was lifted. */
static void a_lost_lift_does_not_block_the_panel(void **state)
{
    (void)state;
    struct touch touch = {0};
    (void)touch_down(&touch, 1, 1000, TOUCH_PRESSING);
    assert_int_equal(touch_down(&touch, 1, 1500, TOUCH_PRESSING), TOUCH_BEGINS);
    assert_int_equal(touch.count, 1);
    for (int i = 2; i < 100; i++) {
        (void)touch_down(&touch, i, 10000 + 5000 * (uint32_t)i, TOUCH_PRESSING);
    }
    assert_true(touch.count <= TOUCH_CONTACTS_MAX);
    assert_true(touch_is_finger(&touch, 99));
}

static void typing_thumbs_roll(void **state)
{
    (void)state;
    struct touch touch = {0};
    (void)touch_down(&touch, 1, 1000, TOUCH_PRESSING);
    assert_int_equal(touch_down(&touch, 2, 1000 + TOUCH_ROLLING_MS, TOUCH_TYPING), TOUCH_BEGINS);
    assert_int_equal(touch_down(&touch, 3, 1000 + TOUCH_ROLLING_MS + 5, TOUCH_TYPING), TOUCH_VOIDS);
}

/* ---- On buttons ---- */

static struct ui_event send(struct ui *ui, enum input_kind kind, int finger, const char *id,
                            uint32_t at_ms)
{
    struct ui_node_info node = window_node(ui, id);
    struct input in = {.kind = kind,
                       .at_ms = at_ms,
                       .finger = finger,
                       .x = node.x + node.w / 2,
                       .y = node.y + node.h / 2};
    struct ui_event out = {0};
    (void)input_handle(ui, &in, &out);
    return out;
}

static int tap(struct ui *ui, const char *id, uint32_t at_ms)
{
    (void)send(ui, INPUT_DOWN, 1, id, at_ms);
    struct ui_event out = send(ui, INPUT_UP, 1, id, at_ms + 20);
    return out.kind == UI_EVENT_ACTION ? out.action.code : 0;
}

static void describe(struct ui *ui, const char *screen, enum ui_button_style style)
{
    ui_screen_begin(ui, screen);
    ui_begin(ui, NULL, &(struct ui_box){.axis = UI_ROW, .gap_mm = 3});
    ui_button(ui, "t.a", "a", &(struct ui_button){.style = style, .action = {1, 0}});
    ui_button(ui, "t.b", "b", &(struct ui_button){.style = style, .action = {2, 0}});
    ui_end(ui);
    ui_screen_end(ui);
}

static void the_guard_is_what_was_configured(void **state)
{
    struct ui *ui = *state;
    static const uint32_t guards[] = {0, 100, 500};
    describe(ui, "t", UI_BUTTON_PRIMARY);
    for (size_t i = 0; i < 3; i++) {
        ui->guard_ms = guards[i];
        uint32_t start = 10000 * ((uint32_t)i + 1);
        assert_int_equal(tap(ui, "t.a", start), 1);
        assert_int_equal(tap(ui, "t.a", start + 60), guards[i] > 60 ? 0 : 1);
        assert_int_equal(tap(ui, "t.b", start + 120), 2);
        assert_int_equal(tap(ui, "t.b", start + 120 + guards[i]), 2);
    }
}

static void a_double_tap_does_not_press_what_the_first_one_brought(void **state)
{
    struct ui *ui = *state;
    describe(ui, "t", UI_BUTTON_PRIMARY);
    assert_int_equal(tap(ui, "t.a", 1000), 1);
    ui_screen_begin(ui, "next");
    ui_begin(ui, NULL, &(struct ui_box){.axis = UI_ROW, .gap_mm = 3});
    ui_button(ui, "next.c", "c", &(struct ui_button){.action = {3, 0}});
    ui_button(ui, "next.d", "d", &(struct ui_button){.action = {4, 0}});
    ui_end(ui);
    ui_screen_end(ui);
    assert_int_equal(tap(ui, "next.c", 1100), 0);
    assert_int_equal(tap(ui, "next.c", 1400), 3);
}

/* As a list of groups becomes the list of one; and as a dialog lies over what was pressed. */
static void nor_on_the_same_screen(void **state)
{
    struct ui *ui = *state;
    for (int dialog = 0; dialog < 2; dialog++) {
        uint32_t start = 10000 * (uint32_t)(dialog + 1);
        describe(ui, "t", UI_BUTTON_PRIMARY);
        assert_int_equal(tap(ui, "t.a", start), 1);
        ui_screen_begin(ui, "t");
        ui_begin(ui, NULL, &(struct ui_box){.axis = UI_ROW, .gap_mm = 3, .modal = dialog != 0});
        ui_button(ui, "t.c", "c", &(struct ui_button){.action = {3, 0}});
        ui_button(ui, "t.d", "d", &(struct ui_button){.action = {4, 0}});
        ui_end(ui);
        ui_screen_end(ui);
        assert_int_equal(tap(ui, "t.c", start + 100), 0);
        assert_int_equal(tap(ui, "t.c", start + 400), 3);
    }
}

/* The last press of one session is not the first of the next. */
static void nor_behind_the_end_of_a_session(void **state)
{
    struct ui *ui = *state;
    describe(ui, "receipt", UI_BUTTON_PRIMARY);
    assert_int_equal(tap(ui, "t.a", 1000), 1);
    ui_forget(ui);
    describe(ui, "end", UI_BUTTON_PRIMARY);
    assert_int_equal(tap(ui, "t.a", 1100), 0);
    assert_int_equal(tap(ui, "t.a", 1400), 1);
}

/* Keys may follow each other more quickly than buttons, but not a button. */
static void a_key_that_a_button_brought_is_not_typed(void **state)
{
    struct ui *ui = *state;
    describe(ui, "t", UI_BUTTON_PRIMARY);
    assert_int_equal(tap(ui, "t.a", 1000), 1);
    ui_screen_begin(ui, "typing");
    ui_begin(ui, NULL, &(struct ui_box){.axis = UI_ROW, .gap_mm = 3});
    ui_button(ui, "key.q", "q", &(struct ui_button){.style = UI_BUTTON_KEY, .action = {3, 0}});
    ui_button(ui, "key.w", "w", &(struct ui_button){.style = UI_BUTTON_KEY, .action = {4, 0}});
    ui_end(ui);
    ui_screen_end(ui);
    assert_int_equal(tap(ui, "key.q", 1000 + 2 * UI_DOUBLE_KEY_MS), 0);
    assert_int_equal(tap(ui, "key.q", 1400), 3);
    assert_int_equal(tap(ui, "key.q", 1400 + 2 * UI_DOUBLE_KEY_MS), 3);
    assert_int_equal(tap(ui, "key.w", 1400 + 3 * UI_DOUBLE_KEY_MS), 4);
}

static int strike(struct ui *ui, enum input_key key, uint32_t at_ms)
{
    struct ui_event out = {0};
    struct input in = {.kind = INPUT_KEY, .key = key, .at_ms = at_ms};
    (void)input_handle(ui, &in, &out);
    return out.kind == UI_EVENT_ACTION ? out.action.code : out.kind == UI_EVENT_CANCEL ? -1 : 0;
}

/* EN 301 549 section 5.8 is about keypads. */
static void a_key_struck_twice_is_struck_once(void **state)
{
    struct ui *ui = *state;
    describe(ui, "t", UI_BUTTON_PRIMARY);
    for (uint32_t guard = 100; guard <= 500; guard += 200) {
        uint32_t start = 10000 * guard;
        ui->guard_ms = guard;
        ui->focus[0] = '\0';
        (void)strike(ui, INPUT_KEY_TAB, start);
        assert_int_equal(strike(ui, INPUT_KEY_RETURN, start + 10), 1);
        assert_int_equal(strike(ui, INPUT_KEY_RETURN, start + 10 + guard - 1), 0);
        assert_int_equal(strike(ui, INPUT_KEY_RETURN, start + 10 + guard), 1);
        (void)strike(ui, INPUT_KEY_TAB, start + 20 + guard);
        assert_int_equal(strike(ui, INPUT_KEY_RETURN, start + 30 + guard), 2);
        assert_int_equal(strike(ui, INPUT_KEY_ESCAPE, start + 40 + guard), -1);
        assert_int_equal(strike(ui, INPUT_KEY_ESCAPE, start + 50 + guard), 0);
        assert_int_equal(strike(ui, INPUT_KEY_ESCAPE, start + 40 + 2 * guard), -1);
    }
    /* On a key of the screen: as quickly as it can be touched. */
    describe(ui, "typing", UI_BUTTON_KEY);
    assert_int_equal(strike(ui, INPUT_KEY_RETURN, 2000), 1);
    assert_int_equal(strike(ui, INPUT_KEY_RETURN, 2000 + UI_DOUBLE_KEY_MS - 1), 0);
    assert_int_equal(strike(ui, INPUT_KEY_RETURN, 2000 + UI_DOUBLE_KEY_MS), 1);
}

static void two_fingers_press_nothing(void **state)
{
    struct ui *ui = *state;
    describe(ui, "t", UI_BUTTON_PRIMARY);
    (void)send(ui, INPUT_DOWN, 1, "t.a", 1000);
    (void)send(ui, INPUT_DOWN, 2, "t.b", 1010);
    assert_int_equal(send(ui, INPUT_UP, 1, "t.a", 1200).kind, UI_EVENT_TOUCHED);
    assert_int_equal(send(ui, INPUT_UP, 2, "t.b", 1210).kind, UI_EVENT_TOUCHED);
    assert_int_equal(tap(ui, "t.a", 2000), 1);
}

static void a_leaning_hand_does_not_stop_a_finger(void **state)
{
    struct ui *ui = *state;
    describe(ui, "t", UI_BUTTON_PRIMARY);
    (void)send(ui, INPUT_DOWN, 8, "t.a", 1000);
    assert_int_equal(tap(ui, "t.b", 3000), 2);
    assert_int_equal(send(ui, INPUT_UP, 8, "t.a", 5000).kind, UI_EVENT_TOUCHED);
}

static void the_key_before_is_typed_when_the_next_goes_down(void **state)
{
    struct ui *ui = *state;
    describe(ui, "t", UI_BUTTON_KEY);
    (void)send(ui, INPUT_DOWN, 1, "t.a", 1000);
    struct ui_event out = send(ui, INPUT_DOWN, 2, "t.b", 1060);
    assert_int_equal(out.kind, UI_EVENT_ACTION);
    assert_int_equal(out.action.code, 1);
    assert_int_equal(send(ui, INPUT_UP, 1, "t.a", 1080).kind, UI_EVENT_TOUCHED);
    out = send(ui, INPUT_UP, 2, "t.b", 1100);
    assert_int_equal(out.kind, UI_EVENT_ACTION);
    assert_int_equal(out.action.code, 2);
}

#define WINDOW_TEST(f) cmocka_unit_test_setup_teardown(f, window_create, window_destroy)

int main(void)
{
    mc_secure_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_finger_begins_and_ends),
        cmocka_unit_test(two_at_once_are_none),
        cmocka_unit_test(a_palms_many_contacts_are_none_and_a_later_finger_counts),
        cmocka_unit_test(a_second_finger_later_is_ignored),
        cmocka_unit_test(a_hand_that_leans_gives_way_but_a_scrolling_finger_does_not),
        cmocka_unit_test(a_lost_lift_does_not_block_the_panel),
        cmocka_unit_test(typing_thumbs_roll),
        WINDOW_TEST(the_guard_is_what_was_configured),
        WINDOW_TEST(a_double_tap_does_not_press_what_the_first_one_brought),
        WINDOW_TEST(nor_on_the_same_screen),
        WINDOW_TEST(nor_behind_the_end_of_a_session),
        WINDOW_TEST(a_key_that_a_button_brought_is_not_typed),
        WINDOW_TEST(a_key_struck_twice_is_struck_once),
        WINDOW_TEST(two_fingers_press_nothing),
        WINDOW_TEST(a_leaning_hand_does_not_stop_a_finger),
        WINDOW_TEST(the_key_before_is_typed_when_the_next_goes_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
