/* Whole journeys as tables: what is done, and the screen it must lead to. */
#include <string.h>

#include "tests/flow/bench.h"
#include "tests/unit/cmocka_all.h"

enum act_kind {
    ACT_DO,
    ACT_TYPE,
    ACT_CODE,
    ACT_FOUND,
    ACT_LOADED,
    ACT_FILL,
    ACT_COMMIT,
    ACT_ACCEPTED,
    ACT_SENT,
    ACT_PRINTED,
    ACT_LOOKED_UP
};

struct act {
    enum act_kind kind;
    int what; /* intent, outcome, ok, count */
    int arg;
    enum flow_screen screen; /* afterwards */
    const char *text;
};

static void play_one(struct bench *bench, const struct act *act)
{
    switch (act->kind) {
    case ACT_DO: bench_do(bench, (enum flow_intent)act->what, act->arg); break;
    case ACT_TYPE: bench_type(bench, act->text); break;
    case ACT_CODE: bench_code(bench, act->text); break;
    case ACT_FOUND: bench_found(bench, (size_t)act->what); break;
    case ACT_LOADED: bench_loaded(bench, sample_procedure()); break;
    case ACT_FILL: bench_fill(bench); break;
    case ACT_COMMIT: bench_commit(bench, act->what != 0); break;
    case ACT_ACCEPTED: bench_accepted(bench); break;
    case ACT_SENT: bench_sent(bench, (enum flow_send_outcome)act->what); break;
    case ACT_PRINTED: bench_printed(bench, act->what != 0); break;
    case ACT_LOOKED_UP: bench_looked_up(bench, (enum flow_lookup_outcome)act->what); break;
    }
}

static void play(struct bench *bench, const struct act *acts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        play_one(bench, &acts[i]);
        if (bench->view->screen != acts[i].screen) {
            fail_msg("act %zu: %s, not %s", i, flow_screen_name(bench->view->screen),
                     flow_screen_name(acts[i].screen));
        }
    }
}
#define PLAY(bench, acts) play(bench, acts, sizeof(acts) / sizeof((acts)[0]))

static const struct act hand_in[] = {
    {ACT_FOUND, 5, 0, FLOW_HOME, NULL},
    {ACT_DO, FLOW_INTENT_FIND, 0, FLOW_SEARCH, NULL},
    {ACT_TYPE, 0, 0, FLOW_SEARCH, "khai sinh"},
    {ACT_FOUND, 3, 0, FLOW_SEARCH, NULL},
    {ACT_DO, FLOW_INTENT_OPEN_RESULT, 2, FLOW_PROCEDURE, NULL},
    {ACT_LOADED, 0, 0, FLOW_PROCEDURE, NULL},
    {ACT_DO, FLOW_INTENT_HAND_IN, 0, FLOW_IDENTIFY, NULL},
    {ACT_DO, FLOW_INTENT_NEXT, 0, FLOW_IDENTIFY, NULL}, /* nobody known yet */
    {ACT_CODE, 0, 0, FLOW_IDENTIFY, SAMPLE_CARD},
    {ACT_DO, FLOW_INTENT_NEXT, 0, FLOW_FORM, NULL},
    {ACT_FILL, 0, 0, FLOW_REVIEW, NULL},
    {ACT_DO, FLOW_INTENT_SUBMIT, 0, FLOW_SENDING, NULL},
    {ACT_DO, FLOW_INTENT_BACK, 0, FLOW_SENDING, NULL},
    {ACT_DO, FLOW_INTENT_HOME, 0, FLOW_SENDING, NULL},
    {ACT_COMMIT, 1, 0, FLOW_SENDING, NULL},
};

static void the_main_journey_ends_with_an_official_receipt(void **state)
{
    (void)state;
    struct bench bench;
    bench_start(&bench);
    bench_devices(&bench, bench_all_devices());
    PLAY(&bench, hand_in);
    assert_true(bench.view->committed);
    assert_string_equal(bench.view->citizen.id_number, "");
    assert_int_equal(bench.seen[FLOW_FX_PRINT], 0);
    bench_accepted(&bench);
    assert_int_equal(bench.view->screen, FLOW_RECEIPT);
    const struct flow_effect *print = bench_effect(&bench, FLOW_FX_PRINT);
    assert_non_null(print);
    const struct receipt *receipt = print->receipt;
    assert_string_equal(receipt->code, SAMPLE_OFFICIAL);
    assert_false(receipt->provisional);
    assert_string_equal(receipt->applicant, SAMPLE_CITIZEN);
    assert_string_equal(receipt->masked_id, "********1234");
    assert_string_equal(receipt->procedure_code, "1.001193");
    assert_string_equal(receipt->agency[0], "UBND PHƯỜNG MẪU");
    assert_string_equal(receipt->url, SAMPLE_RECEIPT_URL);
    assert_int_equal(receipt->paper_count, 1);
    assert_string_equal(receipt->papers[0].name, "Giấy chứng sinh");
    assert_int_equal(receipt->papers[0].originals, 1);
    assert_int_equal(receipt->fee_dong, 25000);
    assert_int_equal(receipt->appointed.date.day, 27);
    assert_int_equal(receipt->received.minute, 31);
    assert_int_equal(receipt->copy, 0);
    bench_printed(&bench, true);
    assert_int_equal(bench.view->print, FLOW_PRINT_DONE);
    bench_do(&bench, FLOW_INTENT_FINISH, 0);
    assert_non_null(bench_effect(&bench, FLOW_FX_SESSION_ENDED));
    bench_stop(&bench);
}

static void the_draft_holds_what_was_entered(void **state)
{
    (void)state;
    struct bench bench;
    bench_start(&bench);
    bench_reach(&bench, FLOW_REVIEW);
    bench_do(&bench, FLOW_INTENT_LANGUAGE, 0);
    bench_do(&bench, FLOW_INTENT_SUBMIT, 0);
    const struct flow_effect *commit = bench_effect(&bench, FLOW_FX_COMMIT);
    assert_non_null(commit);
    const struct dossier_draft *draft = commit->draft;
    assert_string_equal(draft->kiosk, "K01");
    assert_string_equal(draft->receiving_agency, "H29.12");
    assert_string_equal(draft->applicant->name, SAMPLE_CITIZEN);
    assert_int_equal(draft->applicant->assurance, CITIZEN_DECLARED);
    assert_string_equal(draft->values->value[SAMPLE_CHILD_NAME], SAMPLE_CHILD);
    assert_string_equal(draft->values->value[SAMPLE_BIRTH], "01/02/2024");
    assert_string_equal(draft->values->value[SAMPLE_MARRIED], "no");
    assert_string_equal(draft->values->value[SAMPLE_REASON], "work");
    assert_string_equal(draft->values->value[SAMPLE_ADDRESS], SAMPLE_RESIDENCE);
    assert_true(draft->papers[0]);
    assert_false(draft->papers[1]);
    assert_int_equal(draft->language, MC_LANGUAGE_EN);
    assert_int_equal(draft->case_index, 0);
    bench_stop(&bench);
}

static const struct act follow[] = {
    {ACT_DO, FLOW_INTENT_FOLLOW, 0, FLOW_SCAN, NULL},
    {ACT_CODE, 0, 0, FLOW_SCAN, SAMPLE_OFFICIAL}, /* a code without its token */
    {ACT_CODE, 0, 0, FLOW_STATUS, SAMPLE_RECEIPT_URL},
    {ACT_LOOKED_UP, FLOW_LOOKUP_UNREACHABLE, 0, FLOW_STATUS, NULL},
    {ACT_DO, FLOW_INTENT_RETRY, 0, FLOW_STATUS, NULL},
    {ACT_LOOKED_UP, FLOW_LOOKUP_FOUND, 0, FLOW_STATUS, NULL},
};

static void a_receipt_shows_where_the_dossier_stands(void **state)
{
    (void)state;
    struct bench bench;
    bench_start(&bench);
    bench_devices(&bench, bench_all_devices());
    PLAY(&bench, follow);
    assert_int_equal(bench.view->lookup, FLOW_LOOKUP_FOUND);
    assert_int_equal(bench.view->status.status, DOSSIER_PROCESSING);
    assert_string_equal(bench.view->status.code, SAMPLE_OFFICIAL);
    bench_do(&bench, FLOW_INTENT_FINISH, 0);
    assert_int_equal(bench.view->screen, FLOW_HOME);
    bench_stop(&bench);
}

static void the_lookup_carries_code_and_token(void **state)
{
    (void)state;
    struct bench bench;
    bench_start(&bench);
    bench_devices(&bench, bench_all_devices());
    bench_do(&bench, FLOW_INTENT_FOLLOW, 0);
    bench_code(&bench, SAMPLE_RECEIPT_URL);
    const struct flow_effect *lookup = bench_effect(&bench, FLOW_FX_LOOKUP);
    assert_non_null(lookup);
    assert_string_equal(lookup->query->code, SAMPLE_OFFICIAL);
    assert_string_equal(lookup->query->token, SAMPLE_TOKEN);
    assert_true(bench.view->looking_up);
    bench_do(&bench, FLOW_INTENT_BACK, 0);
    assert_non_null(bench_effect(&bench, FLOW_FX_CANCEL));
    assert_int_equal(bench.view->screen, FLOW_SCAN);
    bench_stop(&bench);
}

static void the_popular_list_is_asked_for_once_and_opens_procedures(void **state)
{
    (void)state;
    struct bench bench;
    bench_start(&bench);
    bench_tick(&bench);
    assert_int_equal(bench.seen[FLOW_FX_SEARCH], 1);
    assert_string_equal(bench.query, "");
    bench_tick(&bench);
    assert_int_equal(bench.seen[FLOW_FX_SEARCH], 1);
    bench_found(&bench, FLOW_RESULTS_MAX + 4);
    assert_int_equal(bench.view->popular_count, FLOW_RESULTS_MAX);
    bench_do(&bench, FLOW_INTENT_POPULAR, FLOW_RESULTS_MAX);
    bench_do(&bench, FLOW_INTENT_POPULAR, -1);
    assert_int_equal(bench.view->screen, FLOW_HOME);
    bench_do(&bench, FLOW_INTENT_POPULAR, 3);
    assert_int_equal(bench.view->screen, FLOW_PROCEDURE);
    assert_string_equal(bench_effect(&bench, FLOW_FX_LOAD_PROCEDURE)->text, "1.001193");
    bench_do(&bench, FLOW_INTENT_BACK, 0);
    assert_int_equal(bench.view->screen, FLOW_HOME);
    bench_stop(&bench);
}

static void another_catalogue_brings_its_own_popular_list(void **state)
{
    (void)state;
    struct bench bench;
    bench_start(&bench);
    bench_tick(&bench);
    bench_found(&bench, 5);
    assert_int_equal(bench.seen[FLOW_FX_SEARCH], 1);
    bench_step(&bench, (struct flow_event){.kind = FLOW_EV_CATALOGUE});
    assert_int_equal(bench.seen[FLOW_FX_SEARCH], 2);
    assert_string_equal(bench.query, "");
    assert_int_equal(bench.view->popular_count, 5); /* until the new one is there */
    bench_found(&bench, 3);
    assert_int_equal(bench.view->popular_count, 3);
    assert_int_equal(bench.view->screen, FLOW_HOME);
    bench_stop(&bench);
}

static void every_edit_of_the_query_searches_anew(void **state)
{
    (void)state;
    struct bench bench;
    bench_start(&bench);
    bench_reach(&bench, FLOW_SEARCH);
    bench_type(&bench, "ket ho");
    uint64_t first = bench.request[FLOW_FX_SEARCH];
    bench_type(&bench, "n");
    assert_string_equal(bench.query, "ket hon");
    assert_true(bench.request[FLOW_FX_SEARCH] > first);
    bench_step(&bench,
               (struct flow_event){.kind = FLOW_EV_SEARCH_DONE, .request = first, .ok = true});
    assert_true(bench.view->searching); /* the stale answer is nobody's */
    bench_tone(&bench, IME_ACUTE);
    assert_string_equal(bench.query, "ket hón");
    bench_erase(&bench, 1);
    assert_string_equal(bench.query, "ket hó");
    bench_found(&bench, 2);
    assert_int_equal(bench.view->result_count, 2);
    assert_false(bench.view->searching);
    bench_do(&bench, FLOW_INTENT_CLEAR, 0);
    assert_string_equal(bench.query, "");
    assert_int_equal(bench.view->result_count, 0);
    bench_found(&bench, 4);
    assert_int_equal(bench.view->popular_count, 4);
    bench_stop(&bench);
}

static void a_procedure_without_a_form_is_only_read(void **state)
{
    (void)state;
    struct bench bench;
    bench_start(&bench);
    bench_reach(&bench, FLOW_SEARCH);
    bench_do(&bench, FLOW_INTENT_POPULAR, 0);
    bench_loaded(&bench, sample_procedure_to_read());
    bench_do(&bench, FLOW_INTENT_HAND_IN, 0);
    assert_int_equal(bench.view->screen, FLOW_PROCEDURE);
    bench_do(&bench, FLOW_INTENT_BACK, 0);
    assert_int_equal(bench.view->screen, FLOW_SEARCH);
    assert_null(bench.view->procedure);
    bench_stop(&bench);
}

static void going_back_and_forth_keeps_every_answer(void **state)
{
    (void)state;
    struct bench bench;
    bench_start(&bench);
    bench_reach(&bench, FLOW_REVIEW);
    static struct form_values before;
    before = bench.view->values;
    for (int i = 0; i < FORM_FIELDS_MAX && bench.view->screen != FLOW_IDENTIFY; i++) {
        bench_do(&bench, FLOW_INTENT_BACK, 0);
    }
    assert_int_equal(bench.view->screen, FLOW_IDENTIFY);
    bench_do(&bench, FLOW_INTENT_BACK, 0);
    assert_int_equal(bench.view->screen, FLOW_PROCEDURE);
    bench_do(&bench, FLOW_INTENT_HAND_IN, 0);
    for (int i = 0; i < FORM_FIELDS_MAX && bench.view->screen != FLOW_REVIEW; i++) {
        bench_do(&bench, FLOW_INTENT_NEXT, 0);
    }
    assert_int_equal(bench.view->screen, FLOW_REVIEW);
    for (size_t i = 0; i < SAMPLE_FIELDS; i++) {
        assert_string_equal(bench.view->values.value[i], before.value[i]);
        assert_int_equal(bench.view->values.origin[i], before.origin[i]);
    }
    assert_true(bench.view->papers[0]);
    assert_string_equal(bench.view->citizen.name, SAMPLE_CITIZEN);
    bench_stop(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_main_journey_ends_with_an_official_receipt),
        cmocka_unit_test(the_draft_holds_what_was_entered),
        cmocka_unit_test(a_receipt_shows_where_the_dossier_stands),
        cmocka_unit_test(the_lookup_carries_code_and_token),
        cmocka_unit_test(the_popular_list_is_asked_for_once_and_opens_procedures),
        cmocka_unit_test(another_catalogue_brings_its_own_popular_list),
        cmocka_unit_test(every_edit_of_the_query_searches_anew),
        cmocka_unit_test(a_procedure_without_a_form_is_only_read),
        cmocka_unit_test(going_back_and_forth_keeps_every_answer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
