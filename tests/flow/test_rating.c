/* Rating how a dossier was handled. */
#include "tests/flow/bench.h"
#include "tests/unit/cmocka_all.h"

static void start(struct bench *bench)
{
    bench_start(bench);
    bench_reach(bench, FLOW_RATING);
    assert_int_equal(bench->view->screen, FLOW_RATING);
}

static void only_what_was_decided_is_rated(void **state)
{
    (void)state;
    struct bench bench;
    bench_start(&bench);
    bench_reach(&bench, FLOW_STATUS);
    bench_do(&bench, FLOW_INTENT_RATE, 0);
    assert_int_equal(bench.view->screen, FLOW_STATUS);
    bench_stop(&bench);
}

static void six_presses_send_it(void **state)
{
    (void)state;
    static const int points[RATING_SHORT_COUNT] = {2, 1, 0, 2, 2, 1};
    struct bench bench;
    start(&bench);
    for (int i = 0; i < RATING_SHORT_COUNT; i++) {
        assert_int_equal(bench.view->rating.step, FLOW_RATING_ASKS);
        assert_int_equal(bench.view->rating.question, i);
        assert_int_equal(bench.seen[FLOW_FX_RATE], 0);
        bench_do(&bench, FLOW_INTENT_POINTS, points[i]);
    }
    assert_int_equal(bench.view->rating.step, FLOW_RATING_SENDS);
    const struct flow_effect *effect = bench_effect(&bench, FLOW_FX_RATE);
    assert_non_null(effect);
    assert_string_equal(effect->query->code, SAMPLE_OFFICIAL);
    assert_true(mc_token_valid(effect->query->token));
    assert_true(rating_complete(effect->rating));
    for (int i = 0; i < RATING_SHORT_COUNT; i++) {
        assert_int_equal(effect->rating->points[rating_short_form[i]], points[i]);
    }
    /* pressed once too often */
    bench_do(&bench, FLOW_INTENT_POINTS, 0);
    assert_int_equal(bench.seen[FLOW_FX_RATE], 1);
    bench_rated(&bench, FLOW_RATE_TAKEN);
    assert_int_equal(bench.view->rating.step, FLOW_RATING_TAKEN);
    bench_do(&bench, FLOW_INTENT_FINISH, 0);
    assert_int_equal(bench.view->screen, FLOW_HOME);
    bench_stop(&bench);
}

/* Looks the dossier up by code and number. */
static void follow_by_hand(struct bench *bench)
{
    bench_reach(bench, FLOW_BY_HAND);
    bench_type(bench, SAMPLE_OFFICIAL);
    bench_do(bench, FLOW_INTENT_NEXT, 0);
    bench_type(bench, SAMPLE_ID);
    bench_do(bench, FLOW_INTENT_NEXT, 0);
    bench_looked_up(bench, FLOW_LOOKUP_FOUND);
    assert_int_equal(bench->view->screen, FLOW_STATUS);
}

static void without_the_receipt_only_with_a_permit(void **state)
{
    (void)state;
    static const char *const none[] = {NULL, ""};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        struct bench bench;
        bench_start(&bench);
        bench.decided = true;
        bench.permit = none[i];
        follow_by_hand(&bench);
        assert_false(bench.view->status.rating_open);
        bench_do(&bench, FLOW_INTENT_RATE, 0);
        assert_int_equal(bench.view->screen, FLOW_STATUS);
        bench_stop(&bench);
    }
}

/* What the service has told last, and nothing of it stays for the next citizen. */
static void the_permit_goes_with_the_rating(void **state)
{
    (void)state;
    struct bench bench;
    bench_start(&bench);
    bench.decided = true;
    bench.permit = "1.first";
    follow_by_hand(&bench);
    assert_true(bench.view->status.rating_open);
    bench_do(&bench, FLOW_INTENT_RATE, 0);
    bench_do(&bench, FLOW_INTENT_BACK, 0);
    bench.permit = "2.second";
    bench_looked_up(&bench, FLOW_LOOKUP_FOUND);
    bench_do(&bench, FLOW_INTENT_RATE, 0);
    for (int i = 0; i < RATING_SHORT_COUNT; i++) {
        bench_do(&bench, FLOW_INTENT_POINTS, 2);
    }
    const struct flow_effect *effect = bench_effect(&bench, FLOW_FX_RATE);
    assert_non_null(effect);
    const struct flow_query *query = effect->query;
    assert_string_equal(query->code, SAMPLE_OFFICIAL);
    assert_string_equal(query->token, "");
    assert_string_equal(query->rating_permit, "2.second");
    bench_rated(&bench, FLOW_RATE_TAKEN);
    assert_int_equal(bench.view->rating.step, FLOW_RATING_TAKEN);
    bench_do(&bench, FLOW_INTENT_FINISH, 0);
    assert_string_equal(query->rating_permit, "");
    bench_stop(&bench);
}

/* Found in this kiosk's own record, or an old answer: there is nobody to rate it with. */
static void only_what_the_service_has_just_told_is_rated(void **state)
{
    (void)state;
    static const enum flow_lookup_outcome outcomes[] = {FLOW_LOOKUP_KNOWN, FLOW_LOOKUP_QUEUED};
    for (size_t i = 0; i < sizeof outcomes / sizeof outcomes[0]; i++) {
        struct bench bench;
        bench_start(&bench);
        bench.decided = true;
        bench.permit = "1.first";
        follow_by_hand(&bench);
        bench_do(&bench, FLOW_INTENT_RATE, 0);
        bench_do(&bench, FLOW_INTENT_BACK, 0);
        bench_looked_up(&bench, outcomes[i]);
        bench_do(&bench, FLOW_INTENT_RATE, 0);
        assert_int_equal(bench.view->screen, FLOW_STATUS);
        bench_stop(&bench);
    }
}

static void answers_can_be_changed_on_the_way(void **state)
{
    (void)state;
    struct bench bench;
    start(&bench);
    bench_do(&bench, FLOW_INTENT_POINTS, 2);
    bench_do(&bench, FLOW_INTENT_POINTS, 2);
    bench_do(&bench, FLOW_INTENT_BACK, 0);
    assert_int_equal(bench.view->rating.question, 1);
    bench_do(&bench, FLOW_INTENT_POINTS, 0);
    assert_int_equal(bench.view->rating.answers.points[rating_short_form[1]], 0);
    bench_do(&bench, FLOW_INTENT_BACK, 0);
    bench_do(&bench, FLOW_INTENT_BACK, 0);
    assert_int_equal(bench.view->rating.question, 0);
    bench_do(&bench, FLOW_INTENT_BACK, 0);
    assert_int_equal(bench.view->screen, FLOW_STATUS);
    /* nothing of it is kept */
    assert_int_equal(bench.view->rating.question, 0);
    bench_stop(&bench);
}

static void nonsense_is_no_answer(void **state)
{
    (void)state;
    static const int wrong[] = {-1, 3, 1000};
    struct bench bench;
    start(&bench);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        bench_do(&bench, FLOW_INTENT_POINTS, wrong[i]);
        assert_int_equal(bench.view->rating.question, 0);
    }
    bench_do(&bench, FLOW_INTENT_RETRY, 0);
    assert_int_equal(bench.seen[FLOW_FX_RATE], 0);
    bench_stop(&bench);
}

static void every_outcome_has_its_end(void **state)
{
    (void)state;
    struct bench bench;
    start(&bench);
    for (int i = 0; i < RATING_SHORT_COUNT; i++) {
        bench_do(&bench, FLOW_INTENT_POINTS, 1);
    }
    bench_rated(&bench, FLOW_RATE_UNREACHABLE);
    assert_int_equal(bench.view->rating.step, FLOW_RATING_FAILED);
    bench_do(&bench, FLOW_INTENT_RETRY, 0);
    assert_int_equal(bench.seen[FLOW_FX_RATE], 2);
    bench_rated(&bench, FLOW_RATE_TAKEN_BEFORE);
    assert_int_equal(bench.view->rating.step, FLOW_RATING_BEFORE);
    bench_do(&bench, FLOW_INTENT_RETRY, 0);
    assert_int_equal(bench.seen[FLOW_FX_RATE], 2);
    bench_do(&bench, FLOW_INTENT_HOME, 0);
    assert_int_equal(bench.view->screen, FLOW_HOME);
    /* too late to matter */
    bench_rated(&bench, FLOW_RATE_TAKEN);
    assert_int_equal(bench.view->screen, FLOW_HOME);
    bench_stop(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_what_was_decided_is_rated),
        cmocka_unit_test(six_presses_send_it),
        cmocka_unit_test(without_the_receipt_only_with_a_permit),
        cmocka_unit_test(the_permit_goes_with_the_rating),
        cmocka_unit_test(only_what_the_service_has_just_told_is_rated),
        cmocka_unit_test(answers_can_be_changed_on_the_way),
        cmocka_unit_test(nonsense_is_no_answer),
        cmocka_unit_test(every_outcome_has_its_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
