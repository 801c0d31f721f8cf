/* The session: idle time, leaving, wiping, display settings; on every screen. */
#include <string.h>

#include "tests/flow/bench.h"
#include "tests/unit/cmocka_all.h"

static int64_t idle_ms(enum flow_screen screen)
{
    return screen == FLOW_RECEIPT ? BENCH_RECEIPT_MS : BENCH_IDLE_MS;
}

static void assert_clean(const struct bench *bench)
{
    assert_int_equal(bench->view->screen, FLOW_HOME);
    assert_false(bench_holds_personal(bench));
    assert_false(bench->view->session_open);
    assert_int_equal(bench->view->language, MC_LANGUAGE_VI);
    assert_int_equal(bench->view->text_size, 0);
    assert_int_equal(bench->view->theme, FLOW_THEME_LIGHT);
    assert_false(bench->view->low_reach || bench->view->sound || bench->view->still);
    assert_int_equal(bench->view->popular_count, 5);
    assert_true(bench->view->devices.printer);
    assert_int_equal(flow_next_tick_ms(bench->flow), -1);
}

static void an_idle_session_is_warned_and_wiped_on_every_screen(void **state)
{
    (void)state;
    for (int i = FLOW_SEARCH; i < FLOW_END; i++) {
        enum flow_screen screen = (enum flow_screen)i;
        if (screen == FLOW_SENDING) {
            continue;
        }
        struct bench bench;
        bench_start(&bench);
        bench_reach(&bench, screen);
        assert_int_equal(flow_next_tick_ms(bench.flow), bench.now_ms + idle_ms(screen));
        bench_wait(&bench, idle_ms(screen) - 1);
        assert_false(bench.view->idle_warning);
        bench_wait(&bench, 1);
        assert_true(bench.view->idle_warning);
        assert_int_equal(bench.view->idle_left_s, BENCH_COUNTDOWN_MS / 1000);
        for (int left = BENCH_COUNTDOWN_MS / 1000; left > 1; left--) {
            bench_wait(&bench, flow_next_tick_ms(bench.flow) - bench.now_ms);
            assert_int_equal(bench.view->idle_left_s, left - 1);
            assert_int_equal(bench.view->screen, screen);
        }
        bench_wait(&bench, 999);
        assert_int_equal(bench.view->screen, screen);
        bench_wait(&bench, 1);
        assert_non_null(bench_effect(&bench, FLOW_FX_SESSION_ENDED));
        assert_clean(&bench);
        bench_stop(&bench);
    }
}

static void staying_goes_on_as_if_nothing_had_been(void **state)
{
    (void)state;
    struct bench bench;
    bench_start(&bench);
    bench_reach(&bench, FLOW_FORM);
    bench_wait(&bench, BENCH_IDLE_MS);
    bench_wait(&bench, BENCH_COUNTDOWN_MS - 1);
    bench_do(&bench, FLOW_INTENT_STAY, 0);
    assert_false(bench.view->idle_warning);
    assert_int_equal(bench.view->screen, FLOW_FORM);
    assert_int_equal(bench.view->field, SAMPLE_AMOUNT);
    bench_wait(&bench, BENCH_IDLE_MS);
    assert_true(bench.view->idle_warning);
    bench_step(&bench, (struct flow_event){.kind = FLOW_EV_TOUCH});
    assert_false(bench.view->idle_warning);
    bench_wait(&bench, BENCH_IDLE_MS);
    bench_type(&bench, "7"); /* behind the dialog: not into the field */
    assert_string_equal(bench.view->values.value[SAMPLE_AMOUNT], "");
    assert_false(bench.view->idle_warning);
    bench_stop(&bench);
}

static void a_late_tick_takes_no_time_away(void **state)
{
    (void)state;
    struct bench bench;
    bench_start(&bench);
    bench_reach(&bench, FLOW_REVIEW);
    bench_wait(&bench, 10 * BENCH_IDLE_MS);
    assert_int_equal(bench.view->screen, FLOW_REVIEW);
    assert_int_equal(bench.view->idle_left_s, BENCH_COUNTDOWN_MS / 1000);
    bench_stop(&bench);
}

static void a_forgotten_card_keeps_no_session_alive(void **state)
{
    (void)state;
    struct bench bench;
    bench_start(&bench);
    bench_reach(&bench, FLOW_IDENTIFY);
    for (int i = 0; i < 400 && bench.view->screen == FLOW_IDENTIFY; i++) {
        bench_code(&bench, SAMPLE_CARD);
        bench_wait(&bench, 500);
    }
    assert_clean(&bench);
    bench_stop(&bench);
}

static void every_screen_has_a_way_home(void **state)
{
    (void)state;
    for (int i = FLOW_SEARCH; i < FLOW_END; i++) {
        struct bench bench;
        bench_start(&bench);
        bench_reach(&bench, (enum flow_screen)i);
        if (i == FLOW_SENDING) {
            bench_commit(&bench, true);
            bench_wait(&bench, BENCH_PATIENCE_MS);
        }
        bench_do(&bench, FLOW_INTENT_HOME, 0);
        bool asks = i >= FLOW_IDENTIFY && i != FLOW_SCAN && i != FLOW_BY_HAND && i != FLOW_STATUS &&
                    i != FLOW_RATING;
        assert_int_equal(bench.view->leave_question, asks);
        if (asks) {
            bench_do(&bench, FLOW_INTENT_STAY, 0);
            assert_false(bench.view->leave_question);
            assert_int_not_equal(bench.view->screen, FLOW_HOME);
            bench_do(&bench, FLOW_INTENT_HOME, 0);
            bench_do(&bench, FLOW_INTENT_LEAVE, 0);
        }
        assert_clean(&bench);
        bench_stop(&bench);
    }
}

static void display_settings_work_everywhere_and_lose_nothing(void **state)
{
    (void)state;
    for (int i = FLOW_HOME; i < FLOW_END; i++) {
        struct bench bench;
        bench_start(&bench);
        bench_reach(&bench, (enum flow_screen)i);
        static struct flow_view before;
        before = *bench.view;
        bench_do(&bench, FLOW_INTENT_LANGUAGE, 0);
        bench_do(&bench, FLOW_INTENT_TEXT_SIZE, 0);
        bench_do(&bench, FLOW_INTENT_CONTRAST, 0);
        bench_do(&bench, FLOW_INTENT_LOW_REACH, 0);
        bench_do(&bench, FLOW_INTENT_SOUND, 0);
        bench_do(&bench, FLOW_INTENT_VOICE_RATE, 1);
        bench_do(&bench, FLOW_INTENT_STAY, 0);
        bench_do(&bench, FLOW_INTENT_STILL, 0);
        assert_int_equal(bench.fx.count, 0);
        assert_int_equal(bench.view->language, MC_LANGUAGE_EN);
        assert_int_equal(bench.view->text_size, 1);
        assert_int_equal(bench.view->theme, FLOW_THEME_CONTRAST_DARK);
        before.language = MC_LANGUAGE_EN;
        before.text_size = 1;
        before.theme = FLOW_THEME_CONTRAST_DARK;
        before.low_reach = true;
        before.sound = true;
        before.voice.rate = 1;
        before.still = true;
        assert_memory_equal(&before, bench.view, sizeof before);
        bench_stop(&bench);
    }
}

static void a_display_setting_can_be_chosen_or_stepped_through(void **state)
{
    (void)state;
    struct bench bench;
    bench_start(&bench);
    bench_reach(&bench, FLOW_HOME);
    bench_do(&bench, FLOW_INTENT_TEXT_SIZE, 4);
    assert_int_equal(bench.view->text_size, 3);
    bench_do(&bench, FLOW_INTENT_TEXT_SIZE, 0);
    assert_int_equal(bench.view->text_size, 0);
    bench_do(&bench, FLOW_INTENT_TEXT_SIZE, 9);
    assert_int_equal(bench.view->text_size, 1);
    bench_do(&bench, FLOW_INTENT_CONTRAST, FLOW_THEME_DARK + 1);
    assert_int_equal(bench.view->theme, FLOW_THEME_DARK);
    bench_do(&bench, FLOW_INTENT_CONTRAST, 0);
    assert_int_equal(bench.view->theme, FLOW_THEME_LIGHT);
    bench_do(&bench, FLOW_INTENT_LANGUAGE, MC_LANGUAGE_EN + 1);
    bench_do(&bench, FLOW_INTENT_LANGUAGE, MC_LANGUAGE_EN + 1);
    assert_int_equal(bench.view->language, MC_LANGUAGE_EN);
    bench_do(&bench, FLOW_INTENT_LOW_REACH, 0);
    bench_do(&bench, FLOW_INTENT_LOW_REACH, 0);
    assert_false(bench.view->low_reach);
    bench_stop(&bench);
}

static void looking_around_keeps_the_language_and_an_empty_kiosk_does_not(void **state)
{
    (void)state;
    struct bench bench;
    bench_start(&bench);
    bench_reach(&bench, FLOW_HOME);
    bench_do(&bench, FLOW_INTENT_LANGUAGE, 0);
    bench_do(&bench, FLOW_INTENT_FIND, 0);
    bench_do(&bench, FLOW_INTENT_HOME, 0);
    assert_int_equal(bench.view->language, MC_LANGUAGE_EN);
    int64_t due = flow_next_tick_ms(bench.flow);
    assert_int_equal(due, bench.now_ms + BENCH_IDLE_MS + BENCH_COUNTDOWN_MS);
    bench_wait(&bench, due - bench.now_ms);
    assert_clean(&bench);
    bench_stop(&bench);
}

/* The way of typing, and how loud and fast it is read, are the last citizen's too. */
static void how_one_typed_and_listened_is_not_kept_either(void **state)
{
    (void)state;
    static const struct {
        enum flow_intent intent;
        int arg;
    } settings[] = {{FLOW_INTENT_METHOD, 0},
                    {FLOW_INTENT_VOICE_VOLUME, -1},
                    {FLOW_INTENT_VOICE_RATE, 1},
                    {FLOW_INTENT_VOICE_NUMBERS, 0}};
    for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++) {
        struct bench bench;
        bench_start(&bench);
        bench_reach(&bench, FLOW_HOME);
        static struct flow_view before;
        before = *bench.view;
        bench_do(&bench, FLOW_INTENT_FIND, 0);
        bench_do(&bench, settings[i].intent, settings[i].arg);
        bench_do(&bench, FLOW_INTENT_HOME, 0);
        int64_t due = flow_next_tick_ms(bench.flow);
        assert_int_equal(due, bench.now_ms + BENCH_IDLE_MS + BENCH_COUNTDOWN_MS);
        bench_wait(&bench, due - bench.now_ms);
        assert_clean(&bench);
        assert_int_equal(bench.view->method, before.method);
        assert_memory_equal(&bench.view->voice, &before.voice, sizeof before.voice);
        bench_stop(&bench);
    }
}

static void a_new_citizen_finds_nothing_of_the_one_before(void **state)
{
    (void)state;
    struct bench bench;
    bench_start(&bench);
    bench_reach(&bench, FLOW_RECEIPT);
    assert_true(bench_holds_personal(&bench)); /* the search itself finds things */
    bench_printed(&bench, true);
    bench_do(&bench, FLOW_INTENT_FINISH, 0);
    assert_clean(&bench);
    bench_do(&bench, FLOW_INTENT_POPULAR, 0);
    bench_loaded(&bench, sample_procedure());
    bench_do(&bench, FLOW_INTENT_HAND_IN, 0);
    assert_string_equal(bench.view->citizen.id_number, "");
    bench_do(&bench, FLOW_INTENT_NEXT, 0);
    assert_int_equal(bench.view->screen, FLOW_IDENTIFY);
    bench_stop(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_idle_session_is_warned_and_wiped_on_every_screen),
        cmocka_unit_test(staying_goes_on_as_if_nothing_had_been),
        cmocka_unit_test(a_late_tick_takes_no_time_away),
        cmocka_unit_test(a_forgotten_card_keeps_no_session_alive),
        cmocka_unit_test(every_screen_has_a_way_home),
        cmocka_unit_test(display_settings_work_everywhere_and_lose_nothing),
        cmocka_unit_test(a_display_setting_can_be_chosen_or_stepped_through),
        cmocka_unit_test(looking_around_keeps_the_language_and_an_empty_kiosk_does_not),
        cmocka_unit_test(how_one_typed_and_listened_is_not_kept_either),
        cmocka_unit_test(a_new_citizen_finds_nothing_of_the_one_before),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
