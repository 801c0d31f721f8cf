/* The chip of the citizen's card beside the journey: when it is read, and what comes of it. */
#include <string.h>

#include "core/memory.h"
#include "tests/flow/bench.h"
#include "tests/flow/sample.h"
#include "tests/unit/cmocka_all.h"

static struct bench bench;

static int start(void **state)
{
    (void)state;
    bench_start(&bench);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    bench_stop(&bench);
    return 0;
}

static void lay(enum flow_chip_card card)
{
    bench_step(&bench, (struct flow_event){.kind = FLOW_EV_CHIP_CARD, .chip_card = card});
}

/* What the chip of SAMPLE_CARD says. */
static struct citizen sample_chip(enum citizen_assurance assurance)
{
    struct citizen chip = {0};
    assert_int_equal(card_qr_parse((const uint8_t *)SAMPLE_CARD, strlen(SAMPLE_CARD), &chip, NULL),
                     CARD_QR_CITIZEN);
    chip.assurance = assurance;
    return chip;
}

static void answer(enum flow_chip_outcome outcome, const struct citizen *citizen)
{
    bench_step(&bench, (struct flow_event){.kind = FLOW_EV_CHIP_DONE,
                                           .request = bench.request[FLOW_FX_READ_CHIP],
                                           .chip = outcome,
                                           .citizen = citizen});
}

static const struct flow_effect *effect(enum flow_effect_kind kind)
{
    for (size_t i = 0; i < bench.fx.count; i++) {
        if (bench.fx.list[i].kind == kind) {
            return &bench.fx.list[i];
        }
    }
    return NULL;
}

static bool cancelled(uint64_t request)
{
    bool found = false;
    for (size_t i = 0; i < bench.fx.count; i++) {
        const struct flow_effect *one = &bench.fx.list[i];
        found = found || (one->kind == FLOW_FX_CANCEL && one->request == request);
    }
    return found;
}

static void reach_identify(void)
{
    bench_reach(&bench, FLOW_PROCEDURE);
    bench_do(&bench, FLOW_INTENT_HAND_IN, 0);
    assert_int_equal(bench.view->screen, FLOW_IDENTIFY);
}

static void the_card_waits_for_its_number(void **state)
{
    (void)state;
    reach_identify();
    assert_int_equal(bench.view->chip, FLOW_CHIP_STATE_NONE);
    lay(FLOW_CHIP_CARD_LIES);
    assert_int_equal(bench.view->chip, FLOW_CHIP_STATE_WAITING);
    assert_null(effect(FLOW_FX_READ_CHIP));
    bench_code(&bench, SAMPLE_CARD);
    assert_int_equal(bench.view->chip, FLOW_CHIP_STATE_READING);
    const struct flow_effect *read = effect(FLOW_FX_READ_CHIP);
    assert_non_null(read);
    assert_string_equal(read->citizen->id_number, SAMPLE_ID);
    assert_true(date_is_set(read->citizen->birth) && date_is_set(read->citizen->issued));
    bench_step(&bench, (struct flow_event){
                           .kind = FLOW_EV_CHIP_PROGRESS, .request = read->request, .arg = 55});
    assert_int_equal(bench.view->chip_percent, 55);
    struct citizen chip = sample_chip(CITIZEN_CHIP_VERIFIED);
    answer(FLOW_CHIP_READ, &chip);
    assert_int_equal(bench.view->chip, FLOW_CHIP_STATE_DONE);
    assert_int_equal(bench.view->citizen.assurance, CITIZEN_CHIP_VERIFIED);
    /* The code says less surely what the chip has said already. */
    bench_code(&bench, SAMPLE_CARD);
    assert_int_equal(bench.view->citizen.assurance, CITIZEN_CHIP_VERIFIED);
    assert_null(effect(FLOW_FX_READ_CHIP));
    lay(FLOW_CHIP_CARD_GONE);
    assert_int_equal(bench.view->chip, FLOW_CHIP_STATE_DONE);
}

static void the_number_may_come_first(void **state)
{
    (void)state;
    bench_reach(&bench, FLOW_IDENTIFY);
    bench_code(&bench, SAMPLE_CARD);
    assert_null(effect(FLOW_FX_READ_CHIP));
    lay(FLOW_CHIP_CARD_LIES);
    assert_non_null(effect(FLOW_FX_READ_CHIP));
}

static void a_card_forgotten_by_the_last_citizen(void **state)
{
    (void)state;
    lay(FLOW_CHIP_CARD_LIES);
    assert_int_equal(bench.view->screen, FLOW_HOME);
    assert_int_equal(bench.view->chip, FLOW_CHIP_STATE_NONE);
    reach_identify();
    assert_int_equal(bench.view->chip, FLOW_CHIP_STATE_WAITING);
    bench_code(&bench, SAMPLE_CARD);
    answer(FLOW_CHIP_REFUSED, NULL);
    assert_int_equal(bench.view->chip, FLOW_CHIP_STATE_OTHER);
    assert_string_equal(bench.view->citizen.id_number, SAMPLE_ID);
    assert_int_equal(bench.view->citizen.assurance, CITIZEN_DECLARED);
    /* Its keys are not tried over and over. */
    bench_code(&bench, SAMPLE_CARD);
    assert_null(effect(FLOW_FX_READ_CHIP));
    bench_code(&bench, SAMPLE_OTHER_CARD);
    assert_non_null(effect(FLOW_FX_READ_CHIP));
    answer(FLOW_CHIP_REFUSED, NULL);
    lay(FLOW_CHIP_CARD_GONE);
    lay(FLOW_CHIP_CARD_LIES);
    assert_non_null(effect(FLOW_FX_READ_CHIP));
}

static void what_fails_leaves_the_code(void **state)
{
    (void)state;
    static const struct {
        enum flow_chip_outcome outcome;
        enum flow_chip shown;
    } ends[] = {
        {FLOW_CHIP_UNREADABLE, FLOW_CHIP_STATE_UNREADABLE},
        {FLOW_CHIP_REFUSED, FLOW_CHIP_STATE_OTHER},
        {FLOW_CHIP_NEEDS_CODE, FLOW_CHIP_STATE_NEEDS_CODE},
        {FLOW_CHIP_TORN, FLOW_CHIP_STATE_TORN},
        {FLOW_CHIP_FORGED, FLOW_CHIP_STATE_DOUBTFUL},
    };
    bench_reach(&bench, FLOW_IDENTIFY);
    bench_code(&bench, SAMPLE_CARD);
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        lay(FLOW_CHIP_CARD_GONE);
        lay(FLOW_CHIP_CARD_LIES);
        assert_int_equal(bench.view->chip, FLOW_CHIP_STATE_READING);
        answer(ends[i].outcome, NULL);
        assert_int_equal(bench.view->chip, ends[i].shown);
        assert_string_equal(bench.view->citizen.id_number, SAMPLE_ID);
        assert_int_equal(bench.view->citizen.assurance, CITIZEN_DECLARED);
    }
    lay(FLOW_CHIP_CARD_SILENT);
    assert_int_equal(bench.view->chip, FLOW_CHIP_STATE_UNREADABLE);
    bench_do(&bench, FLOW_INTENT_NEXT, 0);
    assert_int_equal(bench.view->screen, FLOW_FORM);
}

static void taken_away_while_it_is_read(void **state)
{
    (void)state;
    bench_reach(&bench, FLOW_IDENTIFY);
    bench_code(&bench, SAMPLE_CARD);
    lay(FLOW_CHIP_CARD_LIES);
    uint64_t request = bench.request[FLOW_FX_READ_CHIP];
    lay(FLOW_CHIP_CARD_GONE);
    assert_int_equal(bench.view->chip, FLOW_CHIP_STATE_TORN);
    assert_true(cancelled(request));
    struct citizen chip = sample_chip(CITIZEN_CHIP_VERIFIED);
    answer(FLOW_CHIP_READ, &chip); /* too late */
    assert_int_equal(bench.view->citizen.assurance, CITIZEN_DECLARED);
    lay(FLOW_CHIP_CARD_LIES);
    assert_int_equal(bench.view->chip, FLOW_CHIP_STATE_READING);
}

static void another_number_than_the_codes_is_refused(void **state)
{
    (void)state;
    bench_reach(&bench, FLOW_IDENTIFY);
    bench_code(&bench, SAMPLE_CARD);
    lay(FLOW_CHIP_CARD_LIES);
    struct citizen chip = sample_chip(CITIZEN_CHIP_VERIFIED);
    chip.id_number[11] = chip.id_number[11] == '0' ? '1' : '0';
    answer(FLOW_CHIP_READ, &chip);
    assert_int_equal(bench.view->chip, FLOW_CHIP_STATE_OTHER);
    assert_string_equal(bench.view->citizen.id_number, SAMPLE_ID);
    lay(FLOW_CHIP_CARD_GONE);
    lay(FLOW_CHIP_CARD_LIES);
    mc_copy_text(chip.id_number, sizeof chip.id_number, "12345");
    answer(FLOW_CHIP_READ, &chip);
    assert_int_equal(bench.view->chip, FLOW_CHIP_STATE_UNREADABLE);
}

static void the_chip_goes_on_beside_the_form_and_wins(void **state)
{
    (void)state;
    bench_reach(&bench, FLOW_IDENTIFY);
    bench_code(&bench, SAMPLE_CARD);
    lay(FLOW_CHIP_CARD_LIES);
    bench_do(&bench, FLOW_INTENT_NEXT, 0);
    assert_int_equal(bench.view->screen, FLOW_FORM);
    assert_int_equal(bench.view->chip, FLOW_CHIP_STATE_READING);
    struct citizen chip = sample_chip(CITIZEN_CHIP_VERIFIED);
    mc_copy_text(chip.name, sizeof chip.name, "Nguyễn Thị Theo Chip");
    answer(FLOW_CHIP_READ, &chip);
    assert_string_equal(bench.view->citizen.name, "Nguyễn Thị Theo Chip");
    assert_string_equal(bench.view->values.value[SAMPLE_NAME], "Nguyễn Thị Theo Chip");
}

static void an_unverified_chip_that_differs_changes_nothing(void **state)
{
    (void)state;
    bench_reach(&bench, FLOW_IDENTIFY);
    bench_code(&bench, SAMPLE_CARD);
    lay(FLOW_CHIP_CARD_LIES);
    struct citizen chip = sample_chip(CITIZEN_CHIP_UNVERIFIED);
    mc_copy_text(chip.name, sizeof chip.name, "Người Khác");
    answer(FLOW_CHIP_READ, &chip);
    assert_int_equal(bench.view->chip, FLOW_CHIP_STATE_DOUBTFUL);
    assert_string_equal(bench.view->citizen.name, SAMPLE_CITIZEN);
    assert_int_equal(bench.view->citizen.assurance, CITIZEN_DECLARED);
}

static void handing_in_does_not_wait_for_the_chip(void **state)
{
    (void)state;
    bench_reach(&bench, FLOW_REVIEW);
    lay(FLOW_CHIP_CARD_LIES);
    assert_int_equal(bench.view->chip, FLOW_CHIP_STATE_READING);
    uint64_t request = bench.request[FLOW_FX_READ_CHIP];
    bench_do(&bench, FLOW_INTENT_SUBMIT, 0);
    assert_true(cancelled(request));
    struct citizen chip = sample_chip(CITIZEN_CHIP_VERIFIED);
    answer(FLOW_CHIP_READ, &chip);
    assert_int_equal(bench.view->citizen.assurance, CITIZEN_DECLARED);
}

static void an_expired_chip_leads_back(void **state)
{
    (void)state;
    bench_reach(&bench, FLOW_REVIEW);
    lay(FLOW_CHIP_CARD_LIES);
    struct citizen chip = sample_chip(CITIZEN_CHIP_VERIFIED);
    chip.expires = (struct date){2020, 1, 1};
    answer(FLOW_CHIP_READ, &chip);
    assert_int_equal(bench.view->screen, FLOW_IDENTIFY);
    assert_true(bench.view->card_expired);
    assert_string_equal(bench.view->citizen.id_number, "");
}

static void the_number_by_hand(void **state)
{
    (void)state;
    reach_identify();
    bench_do(&bench, FLOW_INTENT_TYPE_NUMBER, 0);
    assert_true(bench.view->typing_number);
    bench_type(&bench, "12a");
    assert_string_equal(bench.view->typed_number, "");
    bench_type(&bench, "123");
    bench_erase(&bench, 1);
    assert_string_equal(bench.view->typed_number, "12");
    bench_do(&bench, FLOW_INTENT_NEXT, 0); /* not enough yet */
    assert_true(bench.view->typing_number);
    bench_do(&bench, FLOW_INTENT_CLEAR, 0);
    for (const char *digit = SAMPLE_ID; *digit != '\0'; digit++) {
        bench_type(&bench, (const char[]){*digit, '\0'});
    }
    bench_type(&bench, "9"); /* one too many */
    assert_string_equal(bench.view->typed_number, SAMPLE_ID);
    bench_do(&bench, FLOW_INTENT_NEXT, 0);
    assert_false(bench.view->typing_number);
    assert_true(bench.view->number_taken);
    assert_string_equal(bench.view->typed_number, "");
    assert_null(effect(FLOW_FX_READ_CHIP));
    /* Typed anew: nothing is taken meanwhile. */
    bench_do(&bench, FLOW_INTENT_TYPE_NUMBER, 0);
    assert_false(bench.view->number_taken);
    bench_type(&bench, SAMPLE_ID);
    bench_do(&bench, FLOW_INTENT_NEXT, 0);
    lay(FLOW_CHIP_CARD_LIES);
    const struct flow_effect *read = effect(FLOW_FX_READ_CHIP);
    assert_string_equal(read->citizen->id_number, SAMPLE_ID);
    assert_false(date_is_set(read->citizen->birth));
    /* A card that needs more: the code's dates. */
    answer(FLOW_CHIP_NEEDS_CODE, NULL);
    assert_int_equal(bench.view->chip, FLOW_CHIP_STATE_NEEDS_CODE);
    bench_code(&bench, SAMPLE_CARD);
    assert_false(bench.view->number_taken);
    assert_true(date_is_set(effect(FLOW_FX_READ_CHIP)->citizen->birth));
    struct citizen chip = sample_chip(CITIZEN_CHIP_UNVERIFIED);
    answer(FLOW_CHIP_READ, &chip);
    assert_int_equal(bench.view->citizen.assurance, CITIZEN_CHIP_UNVERIFIED);
}

static void the_chip_alone_identifies(void **state)
{
    (void)state;
    reach_identify();
    bench_do(&bench, FLOW_INTENT_TYPE_NUMBER, 0);
    bench_type(&bench, SAMPLE_ID);
    bench_do(&bench, FLOW_INTENT_NEXT, 0);
    lay(FLOW_CHIP_CARD_LIES);
    bench_do(&bench, FLOW_INTENT_NEXT, 0); /* nobody is known yet */
    assert_int_equal(bench.view->screen, FLOW_IDENTIFY);
    struct citizen chip = sample_chip(CITIZEN_CHIP_VERIFIED);
    answer(FLOW_CHIP_READ, &chip);
    assert_string_equal(bench.view->citizen.name, SAMPLE_CITIZEN);
    bench_do(&bench, FLOW_INTENT_NEXT, 0);
    assert_int_equal(bench.view->screen, FLOW_FORM);
}

static void nothing_stays_for_the_next_citizen(void **state)
{
    (void)state;
    bench_reach(&bench, FLOW_IDENTIFY);
    bench_code(&bench, SAMPLE_CARD);
    lay(FLOW_CHIP_CARD_LIES);
    uint64_t request = bench.request[FLOW_FX_READ_CHIP];
    bench_do(&bench, FLOW_INTENT_HOME, 0);
    bench_do(&bench, FLOW_INTENT_LEAVE, 0);
    assert_true(cancelled(request));
    assert_int_equal(bench.view->screen, FLOW_HOME);
    assert_int_equal(bench.view->chip, FLOW_CHIP_STATE_NONE);
    assert_true(bench.view->chip_card_lies);
    struct citizen chip = sample_chip(CITIZEN_CHIP_VERIFIED);
    answer(FLOW_CHIP_READ, &chip);
    assert_string_equal(bench.view->citizen.id_number, "");
    assert_false(bench_holds_personal(&bench));
}

static void see(enum flow_chip_outcome outcome, const struct citizen *citizen, uint8_t grey)
{
    uint8_t pixels[6];
    memset(pixels, grey, sizeof pixels);
    const struct mc_grey portrait = {2, 3, pixels};
    bench_step(&bench, (struct flow_event){.kind = FLOW_EV_CHIP_DONE,
                                           .request = bench.request[FLOW_FX_READ_CHIP],
                                           .chip = outcome,
                                           .citizen = citizen,
                                           .picture = &portrait});
}

static void the_portrait_goes_with_its_citizen(void **state)
{
    (void)state;
    struct citizen chip = sample_chip(CITIZEN_CHIP_UNVERIFIED);
    reach_identify();
    bench_code(&bench, SAMPLE_CARD);
    lay(FLOW_CHIP_CARD_LIES);
    see(FLOW_CHIP_READ, &chip, 70);
    assert_int_equal(bench.view->portrait.width_px, 2);
    assert_int_equal(bench.view->portrait.height_px, 3);
    assert_int_equal(bench.view->portrait.pixels[5], 70);
    bench_code(&bench, SAMPLE_CARD);
    assert_int_equal(bench.view->portrait.width_px, 2);
    bench_code(&bench, SAMPLE_OTHER_CARD);
    assert_string_not_equal(bench.view->citizen.id_number, SAMPLE_ID);
    assert_int_equal(bench.view->portrait.width_px, 0);
    assert_int_equal(bench.view->portrait.pixels[5], 0);
}

static void a_portrait_that_is_not_believed_is_not_shown(void **state)
{
    (void)state;
    struct citizen chip = sample_chip(CITIZEN_CHIP_UNVERIFIED);
    mc_copy_text(chip.name, sizeof chip.name, "Trần Thị Khác");
    reach_identify();
    bench_code(&bench, SAMPLE_CARD);
    lay(FLOW_CHIP_CARD_LIES);
    see(FLOW_CHIP_READ, &chip, 70);
    assert_int_equal(bench.view->chip, FLOW_CHIP_STATE_DOUBTFUL);
    assert_int_equal(bench.view->portrait.width_px, 0);
    lay(FLOW_CHIP_CARD_GONE);
    lay(FLOW_CHIP_CARD_LIES);
    see(FLOW_CHIP_FORGED, &chip, 70);
    assert_int_equal(bench.view->portrait.width_px, 0);
    /* And one that is goes with the session. */
    chip = sample_chip(CITIZEN_CHIP_VERIFIED);
    lay(FLOW_CHIP_CARD_GONE);
    lay(FLOW_CHIP_CARD_LIES);
    see(FLOW_CHIP_READ, &chip, 71);
    assert_int_equal(bench.view->portrait.pixels[0], 71);
    bench_wait(&bench, BENCH_IDLE_MS);
    bench_wait(&bench, BENCH_COUNTDOWN_MS);
    assert_int_equal(bench.view->screen, FLOW_HOME);
    assert_int_equal(bench.view->portrait.width_px, 0);
    assert_int_equal(bench.view->portrait.pixels[0], 0);
}

/* ---- Why the camera reads nothing ---- */

static void hint(enum flow_hint hint)
{
    bench_step(&bench, (struct flow_event){.kind = FLOW_EV_HINT, .arg = (int)hint});
}

static void a_hint_is_shown_where_codes_are_read_and_is_nobodys_presence(void **state)
{
    (void)state;
    bench_reach(&bench, FLOW_PROCEDURE);
    hint(FLOW_HINT_FAR); /* late, of a screen that was left */
    bench_do(&bench, FLOW_INTENT_HAND_IN, 0);
    assert_int_equal(bench.view->hint, FLOW_HINT_NONE);
    static const enum flow_hint hints[] = {FLOW_HINT_DARK, FLOW_HINT_GLARE, FLOW_HINT_FAR,
                                           FLOW_HINT_CLOSE, FLOW_HINT_NONE};
    for (size_t i = 0; i < sizeof hints / sizeof hints[0]; i++) {
        hint(hints[i]);
        assert_int_equal(bench.view->hint, hints[i]);
        assert_int_equal(bench.fx.count, 0);
    }
    /* Something lies before the camera, which nobody need have put there. */
    bench_wait(&bench, BENCH_IDLE_MS - 1);
    hint(FLOW_HINT_GLARE);
    bench_wait(&bench, 1);
    assert_true(bench.view->idle_warning);
    bench_do(&bench, FLOW_INTENT_STAY, 0);
    assert_int_equal(bench.view->hint, FLOW_HINT_GLARE);
    bench_do(&bench, FLOW_INTENT_BACK, 0);
    bench_do(&bench, FLOW_INTENT_HAND_IN, 0);
    assert_int_equal(bench.view->hint, FLOW_HINT_NONE);
}

static void a_hint_does_not_outlive_the_receipts_screen(void **state)
{
    (void)state;
    bench_reach(&bench, FLOW_SCAN);
    hint(FLOW_HINT_CLOSE);
    assert_int_equal(bench.view->hint, FLOW_HINT_CLOSE);
    bench_do(&bench, FLOW_INTENT_BACK, 0);
    assert_int_equal(bench.view->screen, FLOW_HOME);
    bench_do(&bench, FLOW_INTENT_FOLLOW, 0);
    assert_int_equal(bench.view->hint, FLOW_HINT_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define ROW(test) cmocka_unit_test_setup_teardown(test, start, stop)
        ROW(the_card_waits_for_its_number),
        ROW(the_number_may_come_first),
        ROW(a_card_forgotten_by_the_last_citizen),
        ROW(what_fails_leaves_the_code),
        ROW(taken_away_while_it_is_read),
        ROW(another_number_than_the_codes_is_refused),
        ROW(the_chip_goes_on_beside_the_form_and_wins),
        ROW(an_unverified_chip_that_differs_changes_nothing),
        ROW(handing_in_does_not_wait_for_the_chip),
        ROW(an_expired_chip_leads_back),
        ROW(the_number_by_hand),
        ROW(the_chip_alone_identifies),
        ROW(nothing_stays_for_the_next_citizen),
        ROW(the_portrait_goes_with_its_citizen),
        ROW(a_portrait_that_is_not_believed_is_not_shown),
        ROW(a_hint_is_shown_where_codes_are_read_and_is_nobodys_presence),
        ROW(a_hint_does_not_outlive_the_receipts_screen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
