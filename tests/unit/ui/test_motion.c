/* What moves by itself: the arithmetic of it, and a list in a window. */
#include "tests/unit/ui/window_fixture.h"
#include "ui/input.h"
#include "ui/motion.h"

/* Steps until it rests; how far it went. */
static int run(struct motion *motion, int64_t *now_ms)
{
    int gone = 0;
    for (int i = 0; i < 1000 && motion->moving; i++) {
        gone += motion_step(motion, *now_ms);
        *now_ms += MOTION_FRAME_MS;
    }
    assert_false(motion->moving);
    assert_int_equal(motion_due_ms(motion, *now_ms), -1);
    return gone;
}

static void fling(struct motion *motion, int px_per_10ms, uint32_t rest_ms)
{
    (void)motion_touch(motion, 1000, 900);
    for (uint32_t i = 1; i <= 12; i++) {
        motion_track(motion, 1000 + 10 * i, 900 - px_per_10ms * (int)i);
    }
    motion_release(motion, 1120 + rest_ms, 200);
}

static void a_flung_list_goes_on_and_comes_to_rest(void **state)
{
    (void)state;
    struct motion motion = {0};
    int64_t now_ms = 5000;
    fling(&motion, 10, 1); /* 1 px/ms */
    assert_true(motion.moving);
    int gone = run(&motion, &now_ms);
    assert_in_range(gone, MOTION_FLING_MS * 9 / 10, MOTION_FLING_MS * 11 / 10);
    assert_true(now_ms - 5000 < 3000);
    fling(&motion, -10, 1);
    assert_true(run(&motion, &now_ms) < -MOTION_FLING_MS * 9 / 10);
}

static void slow_or_rested_fingers_put_it_down(void **state)
{
    (void)state;
    struct motion motion = {0};
    fling(&motion, 1, 1);
    assert_false(motion.moving);
    fling(&motion, 10, MOTION_TRACKED_MS + 50);
    assert_false(motion.moving);
    (void)motion_touch(&motion, 10, 10);
    motion_release(&motion, 10, 1);
    assert_false(motion.moving);
}

static void a_page_is_moved_to_the_pixel_however_late_the_steps(void **state)
{
    (void)state;
    static const int64_t steps_ms[] = {1, 16, 40, 400};
    for (size_t i = 0; i < sizeof steps_ms / sizeof steps_ms[0]; i++) {
        struct motion motion = {0};
        int gone = 0;
        motion_page(&motion, -777);
        for (int64_t now_ms = 50; motion.moving; now_ms += steps_ms[i]) {
            gone += motion_step(&motion, now_ms);
        }
        assert_int_equal(gone, -777);
    }
    struct motion motion = {0};
    int64_t now_ms = 0;
    motion_page(&motion, 500);
    int gone = motion_step(&motion, now_ms);
    motion_page(&motion, 500);
    assert_in_range(gone + run(&motion, &now_ms), 999, 1001);
}

static void a_touch_stops_it(void **state)
{
    (void)state;
    struct motion motion = {0};
    motion_page(&motion, 500);
    assert_true(motion_touch(&motion, 1, 1));
    assert_false(motion_touch(&motion, 2, 1));
    assert_int_equal(motion_step(&motion, 10), 0);
}

static void a_screen_arrives_once(void **state)
{
    (void)state;
    struct motion motion = {0};
    assert_int_equal(motion_arrival_px(&motion, 7, 100), 0);
    motion_arrive(&motion);
    assert_int_equal(motion_due_ms(&motion, 40), 40);
    assert_int_equal(motion_arrival_px(&motion, 40, 100), 100);
    assert_int_equal(motion_due_ms(&motion, 40), 40 + MOTION_FRAME_MS);
    assert_int_equal(motion_due_ms(&motion, 50), 40 + MOTION_FRAME_MS); /* whoever asks when */
    int half = motion_arrival_px(&motion, 40 + MOTION_ARRIVE_MS / 2, 100);
    assert_in_range(half, 1, 50);
    assert_int_equal(motion_arrival_px(&motion, 40 + MOTION_ARRIVE_MS, 100), 0);
    assert_int_equal(motion_due_ms(&motion, 500), -1);
}

/* Whoever only waits until a step is due, and steps then, sees it come to its place. */
static void waiting_is_enough_to_arrive(void **state)
{
    (void)state;
    struct motion motion = {0};
    int64_t now_ms = 40;
    int px = 100;
    motion_arrive(&motion);
    for (int steps = 0; motion.arriving; steps++) {
        assert_true(steps <= MOTION_ARRIVE_MS / MOTION_FRAME_MS + 2);
        int64_t due_ms = motion_due_ms(&motion, now_ms);
        now_ms = due_ms > now_ms ? due_ms : now_ms;
        assert_true(motion_due_ms(&motion, now_ms) <= now_ms);
        px = motion_arrival_px(&motion, now_ms, 100);
    }
    assert_int_equal(px, 0);
    assert_int_equal(motion_due_ms(&motion, now_ms), -1);
}

/* ---- In a window ---- */

static void describe(struct ui *ui, const char *screen)
{
    ui_screen_begin(ui, screen);
    ui_begin(ui, "list", &(struct ui_box){.grow = 1, .scroll = true, .arrives = true});
    for (int i = 0; i < 60; i++) {
        char id[16];
        (void)snprintf(id, sizeof id, "row.%d", i);
        ui_button(ui, id, id, &(struct ui_button){.action = {1, i}});
    }
    ui_end(ui);
    ui_screen_end(ui);
    (void)ui_paint(ui);
}

static int scrolled(const struct ui *ui)
{
    return ui->tree.nodes[ui_find(ui, "list")].scroll_px;
}

static void finger(struct ui *ui, enum input_kind kind, uint32_t at_ms, int y)
{
    struct ui_event event;
    struct input in = {.kind = kind, .at_ms = at_ms, .finger = 1, .x = 100, .y = y};
    (void)input_handle(ui, &in, &event);
    assert_int_not_equal(event.kind, UI_EVENT_ACTION);
}

static void swipe(struct ui *ui, uint32_t at_ms)
{
    finger(ui, INPUT_DOWN, at_ms, 500);
    for (int i = 1; i <= 8; i++) {
        finger(ui, INPUT_MOVE, at_ms + 10 * (uint32_t)i, 500 - 30 * i);
    }
    finger(ui, INPUT_UP, at_ms + 81, 260);
}

static void a_list_goes_on_until_it_rests_or_is_touched(void **state)
{
    struct ui *ui = *state;
    describe(ui, "one");
    ui_set_motion(ui, true);
    swipe(ui, 1000);
    int let_go = scrolled(ui);
    assert_true(ui_motion_due_ms(ui, 5000) >= 0);
    struct ui_event out;
    assert_false(ui_motion_step(ui, 5000, &out));
    assert_false(ui_motion_step(ui, 5050, &out));
    assert_true(scrolled(ui) > let_go);
    finger(ui, INPUT_DOWN, 6000, 300); /* presses nothing, stops it */
    finger(ui, INPUT_UP, 6050, 300);
    assert_int_equal(ui_motion_due_ms(ui, 6060), -1);
    swipe(ui, 7000);
    for (int64_t now_ms = 8000; ui_motion_due_ms(ui, now_ms) >= 0; now_ms += MOTION_FRAME_MS) {
        assert_false(ui_motion_step(ui, now_ms, &out));
    }
    assert_false(ui_paint(ui));
}

static bool presses(struct ui *ui, const char *id, uint32_t at_ms)
{
    struct ui_event event = {0};
    struct ui_node_info node = window_node(ui, id);
    struct input in = {.kind = INPUT_DOWN,
                       .at_ms = at_ms,
                       .finger = 1,
                       .x = node.x + node.w / 2,
                       .y = node.y + node.h / 2};
    (void)input_handle(ui, &in, &event);
    in.kind = INPUT_UP;
    in.at_ms += 30;
    (void)input_handle(ui, &in, &event);
    return event.kind == UI_EVENT_ACTION;
}

static void describe_with_button(struct ui *ui)
{
    ui_screen_begin(ui, "two");
    ui_begin(ui, NULL, &(struct ui_box){.grow = 1});
    ui_button(ui, "next", "next", &(struct ui_button){.action = {2, 0}});
    ui_begin(ui, "list", &(struct ui_box){.grow = 1, .scroll = true});
    for (int i = 0; i < 60; i++) {
        char id[16];
        (void)snprintf(id, sizeof id, "row.%d", i);
        ui_button(ui, id, id, &(struct ui_button){.action = {1, i}});
    }
    ui_end(ui);
    ui_end(ui);
    ui_screen_end(ui);
    (void)ui_paint(ui);
}

static void a_list_on_its_way_swallows_no_press_beside_it(void **state)
{
    struct ui *ui = *state;
    describe_with_button(ui);
    ui_set_motion(ui, true);
    swipe(ui, 1000);
    assert_true(ui_motion_due_ms(ui, 5000) >= 0);
    assert_true(presses(ui, "next", 5000));
    assert_int_equal(ui_motion_due_ms(ui, 5060), -1);
}

static int rest(struct ui *ui, int64_t now_ms)
{
    struct ui_event out;
    for (; ui_motion_due_ms(ui, now_ms) >= 0; now_ms += MOTION_FRAME_MS) {
        (void)ui_motion_step(ui, now_ms, &out);
    }
    return scrolled(ui);
}

/* A panel that bounces, or a hand that trembles, does not stop the page on its way; a second page
 * asked for comes on top of it. */
static void a_page_on_its_way_is_not_stopped_by_its_button(void **state)
{
    struct ui *ui = *state;
    struct ui_event out;
    describe_with_button(ui);
    ui_set_motion(ui, true);
    (void)presses(ui, "list.down", 1000);
    int page = rest(ui, 1100);
    assert_true(page > 0);
    (void)presses(ui, "list.down", 5000);
    (void)ui_motion_step(ui, 5100, &out);
    (void)presses(ui, "list.down", 5110); /* within the guard */
    assert_int_equal(rest(ui, 5150), 2 * page);
    (void)presses(ui, "list.down", 9000);
    (void)ui_motion_step(ui, 9100, &out);
    (void)presses(ui, "list.down", 9400);
    assert_in_range(rest(ui, 9500), 4 * page - 2, 4 * page + 2);
}

static void without_motion_it_stays_where_it_is_put(void **state)
{
    struct ui *ui = *state;
    describe(ui, "one");
    swipe(ui, 1000);
    assert_int_equal(ui_motion_due_ms(ui, 5000), -1);
    describe(ui, "two");
    assert_int_equal(ui_motion_due_ms(ui, 5000), -1);
    ui_set_motion(ui, true);
    describe(ui, "three");
    assert_true(ui_motion_due_ms(ui, 5000) >= 0);
    ui_set_motion(ui, false);
    assert_int_equal(ui_motion_due_ms(ui, 5000), -1);
    assert_true(ui_paint(ui)); /* what was on its way stands in its place */
}

static void describe_words(struct ui *ui, const char *words)
{
    ui_screen_begin(ui, words);
    ui_begin(ui, NULL, &(struct ui_box){.grow = 1, .arrives = true});
    ui_label(ui, NULL, words, &(struct ui_label){.style = UI_TEXT_TITLE});
    ui_end(ui);
    ui_screen_end(ui);
    (void)ui_paint(ui);
}

/* A copy of what the window shows. */
static uint8_t *take_shown(size_t *len)
{
    const SDL_Surface *shown = SDL_GetWindowSurface(SDL_GetWindowFromID(1));
    assert_non_null(shown);
    *len = (size_t)shown->pitch * (size_t)shown->h;
    uint8_t *copy = mc_calloc(*len, 1);
    memcpy(copy, shown->pixels, *len);
    return copy;
}

static void only_waiting_shows_a_screen_in_its_place(void **state)
{
    struct ui *ui = *state;
    struct ui_event out;
    size_t len = 0;
    ui_set_motion(ui, false);
    describe_words(ui, "two");
    uint8_t *in_place = take_shown(&len);
    describe_words(ui, "one");
    ui_set_motion(ui, true);
    describe_words(ui, "two");
    uint8_t *shown = take_shown(&len);
    assert_memory_not_equal(shown, in_place, len);
    for (int i = 0; i < 100 && ui_motion_due_ms(ui, 0) >= 0; i++) {
        ui_wait(MOTION_ARRIVE_MS, &out);
    }
    free(shown);
    shown = take_shown(&len);
    assert_memory_equal(shown, in_place, len);
    free(shown);
    free(in_place);
}

static void describe_wheel(struct ui *ui)
{
    ui_screen_begin(ui, "wheel");
    ui_begin(ui, "w.box", &(struct ui_box){.grow = 1, .turn = {7, 100}, .turn_mm = 10});
    ui_button(ui, "w.cell", "12", &(struct ui_button){.action = {8, 0}, .height_mm = 60});
    ui_end(ui);
    ui_screen_end(ui);
}

/* A finger that goes from y to y in ten steps; returns by how much the wheel turned. */
static int turned_by(struct ui *ui, uint32_t at_ms, int from, int to)
{
    int turned = 0;
    struct ui_event out;
    for (int i = 0; i <= 11; i++) {
        struct input in = {.kind = i == 0    ? INPUT_DOWN
                                   : i == 11 ? INPUT_UP
                                             : INPUT_MOVE,
                           .finger = 1,
                           .at_ms = at_ms + 8 * (uint32_t)i,
                           .x = WINDOW_W / 2,
                           .y = from + (to - from) * (i > 10 ? 10 : i) / 10};
        if (input_handle(ui, &in, &out) && out.kind == UI_EVENT_ACTION) {
            assert_int_equal(out.action.code, 7);
            turned += out.action.arg - 100;
        }
    }
    return turned;
}

static void a_wheel_turns_with_the_finger_and_goes_on(void **state)
{
    struct ui *ui = *state;
    describe_wheel(ui);
    /* The first bit of a movement only makes it one. */
    int step = theme_px(&ui->theme, 10);
    int begin = ui->theme.drag_px;
    assert_int_equal(turned_by(ui, 1000, 150, 150 - 3 * step - begin), 3);
    assert_int_equal(ui_motion_due_ms(ui, 5000), -1); /* things that move are off */
    assert_int_equal(turned_by(ui, 2000, 50, 50 + 2 * step + begin), -2);
    ui_set_motion(ui, true);
    int turned = turned_by(ui, 3000, 150, 150 - 3 * step - begin);
    assert_int_equal(turned, 3);
    for (int64_t now_ms = 5000; ui_motion_due_ms(ui, now_ms) >= 0; now_ms += MOTION_FRAME_MS) {
        struct ui_event out = {0};
        if (ui_motion_step(ui, now_ms, &out)) {
            assert_int_equal(out.kind, UI_EVENT_ACTION);
            turned += out.action.arg - 100;
        }
    }
    assert_true(turned > 5);
}

static void a_wheel_touched_without_moving_presses_its_cell(void **state)
{
    struct ui *ui = *state;
    struct ui_event out;
    describe_wheel(ui);
    struct input in = {.kind = INPUT_DOWN, .finger = 1, .at_ms = 1000, .x = 100, .y = 50};
    (void)input_handle(ui, &in, &out);
    in.kind = INPUT_UP;
    in.at_ms = 1080;
    assert_true(input_handle(ui, &in, &out));
    assert_int_equal(out.kind, UI_EVENT_ACTION);
    assert_int_equal(out.action.code, 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_flung_list_goes_on_and_comes_to_rest),
        cmocka_unit_test(slow_or_rested_fingers_put_it_down),
        cmocka_unit_test(a_page_is_moved_to_the_pixel_however_late_the_steps),
        cmocka_unit_test(a_touch_stops_it),
        cmocka_unit_test(a_screen_arrives_once),
        cmocka_unit_test(waiting_is_enough_to_arrive),
        cmocka_unit_test_setup_teardown(a_list_goes_on_until_it_rests_or_is_touched, window_create,
                                        window_destroy),
        cmocka_unit_test_setup_teardown(a_list_on_its_way_swallows_no_press_beside_it,
                                        window_create, window_destroy),
        cmocka_unit_test_setup_teardown(a_page_on_its_way_is_not_stopped_by_its_button,
                                        window_create, window_destroy),
        cmocka_unit_test_setup_teardown(a_wheel_turns_with_the_finger_and_goes_on, window_create,
                                        window_destroy),
        cmocka_unit_test_setup_teardown(a_wheel_touched_without_moving_presses_its_cell,
                                        window_create, window_destroy),
        cmocka_unit_test_setup_teardown(without_motion_it_stays_where_it_is_put, window_create,
                                        window_destroy),
        cmocka_unit_test_setup_teardown(only_waiting_shows_a_screen_in_its_place, window_create,
                                        window_destroy),
    };
    mc_secure_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
