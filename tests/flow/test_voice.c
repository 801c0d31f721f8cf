/* Reading aloud: who turns it on, what changes it, and that the next citizen starts anew. */
#include "tests/flow/bench.h"
#include "tests/unit/cmocka_all.h"

static void headphones(struct bench *bench, bool plugged)
{
    bench_step(bench, (struct flow_event){.kind = FLOW_EV_HEADPHONES, .ok = plugged});
}

static void asked_for_it_opens_how_it_may_be_changed(void **state)
{
    (void)state;
    struct bench bench;
    bench_start(&bench);
    bench_reach(&bench, FLOW_SEARCH);
    int usual = bench.view->voice.volume;
    bench_do(&bench, FLOW_INTENT_SOUND, 0);
    assert_true(bench.view->sound && bench.view->sound_panel);
    bench_do(&bench, FLOW_INTENT_VOICE_VOLUME, 1);
    assert_int_equal(bench.view->voice.volume, usual + 1);
    for (int i = 0; i < 20; i++) {
        bench_do(&bench, FLOW_INTENT_VOICE_VOLUME, 1);
        bench_do(&bench, FLOW_INTENT_VOICE_RATE, -1);
    }
    assert_int_equal(bench.view->voice.volume, FLOW_VOLUME_MAX);
    assert_int_equal(bench.view->voice.rate, -FLOW_RATE_MAX);
    bench_do(&bench, FLOW_INTENT_VOICE_VOLUME, -100);
    assert_int_equal(bench.view->voice.volume, FLOW_VOLUME_MAX - 1);
    bench_do(&bench, FLOW_INTENT_VOICE_NUMBERS, 0);
    assert_true(bench.view->voice.numbers);
    bench_do(&bench, FLOW_INTENT_NEXT, 0); /* goes to the dialog, which does not know it */
    assert_true(bench.view->sound_panel);
    bench_do(&bench, FLOW_INTENT_STAY, 0);
    assert_false(bench.view->sound_panel);
    assert_true(bench.view->sound);
    bench_do(&bench, FLOW_INTENT_SOUND, 0);
    bench_do(&bench, FLOW_INTENT_SOUND_OFF, 0);
    assert_false(bench.view->sound || bench.view->sound_panel || bench.view->voice.numbers);
    assert_int_equal(bench.view->screen, FLOW_SEARCH);
    bench_stop(&bench);
}

static void headphones_turn_it_on_and_pulling_them_turns_it_off(void **state)
{
    (void)state;
    struct bench bench;
    bench_start(&bench);
    bench_reach(&bench, FLOW_FORM);
    headphones(&bench, true);
    assert_true(bench.view->sound);
    assert_false(bench.view->sound_panel);
    bench_do(&bench, FLOW_INTENT_VOICE_NUMBERS, 0);
    headphones(&bench, false);
    assert_false(bench.view->sound || bench.view->voice.numbers);
    assert_int_equal(bench.view->screen, FLOW_FORM);
    bench_stop(&bench);
}

static void the_next_citizen_hears_the_usual_voice(void **state)
{
    (void)state;
    for (int plugged = 0; plugged < 2; plugged++) {
        struct bench bench;
        bench_start(&bench);
        bench_reach(&bench, FLOW_IDENTIFY);
        int usual = bench.view->voice.volume;
        headphones(&bench, plugged != 0);
        bench_do(&bench, FLOW_INTENT_SOUND, 0);
        bench_do(&bench, FLOW_INTENT_VOICE_VOLUME, 1);
        bench_do(&bench, FLOW_INTENT_VOICE_RATE, 1);
        bench_do(&bench, FLOW_INTENT_VOICE_NUMBERS, 0);
        bench_wait(&bench, BENCH_IDLE_MS);
        bench_wait(&bench, BENCH_COUNTDOWN_MS);
        assert_int_equal(bench.view->screen, FLOW_HOME);
        assert_int_equal(bench.view->voice.volume, usual);
        assert_int_equal(bench.view->voice.rate, 0);
        assert_false(bench.view->voice.numbers || bench.view->sound_panel);
        assert_int_equal(bench.view->sound, plugged != 0);
        assert_int_equal(flow_next_tick_ms(bench.flow), -1); /* an idle kiosk has nothing to do */
        bench_stop(&bench);
    }
}

static void where_nothing_speaks_it_is_said(void **state)
{
    (void)state;
    struct bench bench;
    bench_start(&bench);
    bench_step(&bench, (struct flow_event){.kind = FLOW_EV_VOICE, .ok = false});
    assert_true(bench.view->voice.missing);
    bench_step(&bench, (struct flow_event){.kind = FLOW_EV_VOICE, .ok = true});
    assert_false(bench.view->voice.missing);
    bench_stop(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(asked_for_it_opens_how_it_may_be_changed),
        cmocka_unit_test(headphones_turn_it_on_and_pulling_them_turns_it_off),
        cmocka_unit_test(the_next_citizen_hears_the_usual_voice),
        cmocka_unit_test(where_nothing_speaks_it_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
