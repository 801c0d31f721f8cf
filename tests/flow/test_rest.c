/* The end of a finished session, and home when nobody is there. */
#include "tests/flow/bench.h"
#include "tests/unit/cmocka_all.h"

static void finish(struct bench *bench)
{
    bench_start_resting(bench);
    bench_reach(bench, FLOW_RECEIPT);
    bench_printed(bench, true);
    bench_do(bench, FLOW_INTENT_LANGUAGE, MC_LANGUAGE_EN + 1);
    bench_do(bench, FLOW_INTENT_FINISH, 0);
}

static void a_finished_session_says_what_to_take_along(void **state)
{
    (void)state;
    struct bench bench;
    finish(&bench);
    assert_int_equal(bench.view->screen, FLOW_END);
    assert_non_null(bench_effect(&bench, FLOW_FX_SESSION_ENDED));
    assert_false(bench_holds_personal(&bench));
    assert_false(bench.view->session_open);
    assert_true(bench.view->end_paper);
    assert_false(bench.view->end_chip); /* the sample's card was held before the camera */
    assert_int_equal(bench.view->language, MC_LANGUAGE_EN);
    bench_wait(&bench, BENCH_END_MS - 1);
    assert_int_equal(bench.view->screen, FLOW_END);
    bench_wait(&bench, 1);
    assert_int_equal(bench.view->screen, FLOW_HOME);
    assert_int_equal(bench.view->language, MC_LANGUAGE_VI);
    assert_false(bench.view->end_paper);
    bench_stop(&bench);
}

static void chip_card(struct bench *bench, enum flow_chip_card card)
{
    bench_step(bench, (struct flow_event){.kind = FLOW_EV_CHIP_CARD, .chip_card = card});
}

static void a_card_left_in_the_reader_is_told_until_it_is_taken(void **state)
{
    (void)state;
    struct bench bench;
    bench_start_resting(&bench);
    bench_reach(&bench, FLOW_RECEIPT);
    bench_printed(&bench, true);
    chip_card(&bench, FLOW_CHIP_CARD_LIES);
    bench_do(&bench, FLOW_INTENT_FINISH, 0);
    assert_int_equal(bench.view->screen, FLOW_END);
    assert_true(bench.view->end_chip);
    chip_card(&bench, FLOW_CHIP_CARD_GONE);
    assert_int_equal(bench.view->screen, FLOW_END);
    assert_false(bench.view->end_chip);
    chip_card(&bench, FLOW_CHIP_CARD_LIES);
    bench_wait(&bench, BENCH_END_MS);
    assert_int_equal(bench.view->screen, FLOW_HOME);
    assert_false(bench.view->end_chip);
    bench_stop(&bench);
}

static void the_end_can_be_pressed_away_but_not_changed_away(void **state)
{
    (void)state;
    struct bench bench;
    finish(&bench);
    bench_do(&bench, FLOW_INTENT_TEXT_SIZE, 0);
    bench_step(&bench, (struct flow_event){.kind = FLOW_EV_TOUCH});
    bench_code(&bench, SAMPLE_CARD);
    assert_int_equal(bench.view->screen, FLOW_END);
    assert_int_equal(bench.view->text_size, 1);
    bench_do(&bench, FLOW_INTENT_HOME, 0);
    assert_int_equal(bench.view->screen, FLOW_HOME);
    assert_int_equal(bench.view->text_size, 0);
    bench_stop(&bench);
}

static void home_left_alone_invites_the_next_one(void **state)
{
    (void)state;
    struct bench bench;
    bench_start_resting(&bench);
    bench_reach(&bench, FLOW_HOME);
    bench_do(&bench, FLOW_INTENT_TEXT_SIZE, 0);
    assert_int_equal(flow_next_tick_ms(bench.flow), bench.now_ms + BENCH_ATTRACT_MS);
    bench_wait(&bench, BENCH_ATTRACT_MS);
    assert_int_equal(bench.view->screen, FLOW_ATTRACT);
    assert_int_equal(bench.view->text_size, 0);
    assert_int_equal(bench.view->attract_step, 0);
    bench_wait(&bench, BENCH_STEP_MS);
    assert_int_equal(bench.view->attract_step, 1);
    bench_step(&bench, (struct flow_event){.kind = FLOW_EV_TOUCH});
    assert_int_equal(bench.view->screen, FLOW_ATTRACT);
    bench_do(&bench, FLOW_INTENT_NEXT, MC_LANGUAGE_EN + 1);
    assert_int_equal(bench.view->screen, FLOW_HOME);
    assert_int_equal(bench.view->language, MC_LANGUAGE_EN);
    bench_stop(&bench);
}

static void display_settings_on_the_invitation_go_back_by_themselves(void **state)
{
    (void)state;
    struct bench bench;
    bench_start_resting(&bench);
    bench_reach(&bench, FLOW_HOME);
    bench_wait(&bench, BENCH_ATTRACT_MS);
    bench_do(&bench, FLOW_INTENT_STILL, 0);
    assert_int_equal(bench.view->screen, FLOW_ATTRACT);
    assert_int_equal(flow_next_tick_ms(bench.flow),
                     bench.now_ms + BENCH_IDLE_MS + BENCH_COUNTDOWN_MS);
    bench_wait(&bench, BENCH_STEP_MS);
    assert_int_equal(bench.view->attract_step, 0); /* nothing moves for who wants it still */
    bench_wait(&bench, BENCH_IDLE_MS + BENCH_COUNTDOWN_MS - BENCH_STEP_MS);
    assert_int_equal(bench.view->screen, FLOW_ATTRACT);
    assert_false(bench.view->still);
    assert_int_equal(bench.view->attract_step, 1);
    bench_stop(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_finished_session_says_what_to_take_along),
        cmocka_unit_test(a_card_left_in_the_reader_is_told_until_it_is_taken),
        cmocka_unit_test(the_end_can_be_pressed_away_but_not_changed_away),
        cmocka_unit_test(home_left_alone_invites_the_next_one),
        cmocka_unit_test(display_settings_on_the_invitation_go_back_by_themselves),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
