/* One fault at a time: the citizen is told, and has a way on. */
#include <string.h>

#include "core/memory.h"
#include "tests/flow/bench.h"
#include "tests/unit/cmocka_all.h"

/* ---- At the card ---- */

struct wrong_code {
    const char *text;
    enum card_qr_verdict verdict;
};

static void a_wrong_code_is_named_and_scanning_goes_on(void **state)
{
    (void)state;
    static const struct wrong_code codes[] = {
        {"DN4797912345678|5472e1baa76e205468e1bb8b|15/01/1990|2|", CARD_QR_HEALTH_INSURANCE},
        {"00020101021138570010A000000727", CARD_QR_PAYMENT},
        {"https://example.com/menu", CARD_QR_WEB_ADDRESS},
        {SAMPLE_RECEIPT_URL, CARD_QR_RECEIPT},
        {"079190001234||" SAMPLE_CITIZEN "|31021990|Nữ|X|10052021", CARD_QR_DAMAGED},
        {"hello", CARD_QR_UNKNOWN},
        {"\xff\xfe", CARD_QR_NOT_TEXT},
    };
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        struct bench bench;
        bench_start(&bench);
        bench_reach(&bench, FLOW_PROCEDURE);
        bench_do(&bench, FLOW_INTENT_HAND_IN, 0);
        bench_code(&bench, codes[i].text);
        assert_int_equal(bench.view->card_verdict, codes[i].verdict);
        assert_int_equal(bench.view->screen, FLOW_IDENTIFY);
        assert_string_equal(bench.view->citizen.id_number, "");
        bench_code(&bench, SAMPLE_CARD);
        assert_int_equal(bench.view->card_verdict, CARD_QR_CITIZEN);
        assert_string_equal(bench.view->citizen.id_number, SAMPLE_ID);
        bench_code(&bench, codes[i].text); /* seen in passing: the card counts */
        assert_int_equal(bench.view->card_verdict, CARD_QR_CITIZEN);
        assert_string_equal(bench.view->citizen.id_number, SAMPLE_ID);
        bench_stop(&bench);
    }
}

static void an_expired_card_is_not_taken(void **state)
{
    (void)state;
    struct bench bench;
    bench_start(&bench);
    bench_reach(&bench, FLOW_IDENTIFY);
    bench_code(&bench, SAMPLE_EXPIRED_CARD);
    assert_true(bench.view->card_expired);
    assert_string_equal(bench.view->citizen.id_number, "");
    bench_do(&bench, FLOW_INTENT_NEXT, 0);
    assert_int_equal(bench.view->screen, FLOW_IDENTIFY);
    bench_code(&bench, SAMPLE_CARD);
    assert_false(bench.view->card_expired);
    bench_do(&bench, FLOW_INTENT_NEXT, 0);
    assert_int_equal(bench.view->screen, FLOW_FORM);
    bench_stop(&bench);
}

static void another_card_replaces_what_the_first_one_gave(void **state)
{
    (void)state;
    struct bench bench;
    bench_start(&bench);
    bench_reach(&bench, FLOW_FORM);
    assert_string_equal(bench.view->values.value[SAMPLE_NAME], SAMPLE_CITIZEN);
    while (bench.view->screen == FLOW_FORM) {
        bench_do(&bench, FLOW_INTENT_BACK, 0);
    }
    bench_code(&bench, SAMPLE_OTHER_CARD);
    bench_do(&bench, FLOW_INTENT_NEXT, 0);
    assert_string_equal(bench.view->values.value[SAMPLE_NAME], "Phạm Văn Khác");
    assert_string_equal(bench.view->values.value[SAMPLE_ADDRESS], "3 Phố Khác, Hà Nội");
    assert_string_equal(bench.view->values.value[SAMPLE_PHONE], SAMPLE_PHONE_NO);
    bench_stop(&bench);
}

static void without_any_reader_staff_are_named_until_one_is_back(void **state)
{
    (void)state;
    struct bench bench;
    bench_start(&bench);
    bench_reach(&bench, FLOW_PROCEDURE);
    bench_devices(&bench, (struct flow_devices){.printer = true});
    bench_do(&bench, FLOW_INTENT_HAND_IN, 0);
    assert_int_equal(bench.view->fault, FLOW_FAULT_NO_READER);
    bench_do(&bench, FLOW_INTENT_RETRY, 0);
    assert_int_equal(bench.view->screen, FLOW_FAULT);
    bench_do(&bench, FLOW_INTENT_BACK, 0);
    assert_int_equal(bench.view->screen, FLOW_PROCEDURE);
    bench_do(&bench, FLOW_INTENT_HAND_IN, 0);
    bench_devices(&bench, (struct flow_devices){.card_reader = true});
    assert_int_equal(bench.view->screen, FLOW_IDENTIFY);
    bench_devices(&bench, (struct flow_devices){.camera = false});
    assert_int_equal(bench.view->fault, FLOW_FAULT_NO_READER);
    bench_do(&bench, FLOW_INTENT_HOME, 0);
    bench_do(&bench, FLOW_INTENT_FOLLOW, 0);
    assert_int_equal(bench.view->fault, FLOW_FAULT_NO_READER);
    bench_devices(&bench, (struct flow_devices){.card_reader = true}); /* reads no receipts */
    assert_int_equal(bench.view->fault, FLOW_FAULT_NO_READER);
    bench_devices(&bench, (struct flow_devices){.scanner = true});
    assert_int_equal(bench.view->screen, FLOW_SCAN);
    bench_stop(&bench);
}

static void a_procedure_that_cannot_be_loaded_can_be_tried_again(void **state)
{
    (void)state;
    struct bench bench;
    bench_start(&bench);
    bench_reach(&bench, FLOW_HOME);
    bench_do(&bench, FLOW_INTENT_POPULAR, 0);
    bench_loaded(&bench, NULL);
    assert_int_equal(bench.view->fault, FLOW_FAULT_CATALOGUE);
    bench_do(&bench, FLOW_INTENT_RETRY, 0);
    assert_int_equal(bench.view->screen, FLOW_PROCEDURE);
    assert_non_null(bench_effect(&bench, FLOW_FX_LOAD_PROCEDURE));
    bench_loaded(&bench, sample_procedure());
    assert_non_null(bench.view->procedure);
    bench_stop(&bench);
}

static void one_of_a_group_that_cannot_be_loaded_leads_back_to_the_group(void **state)
{
    (void)state;
    struct bench bench;
    bench_start(&bench);
    bench_reach(&bench, FLOW_BROWSE);
    size_t entries = bench.view->entry_count;
    assert_true(bench.view->group_open && entries > 1);
    bench_do(&bench, FLOW_INTENT_OPEN_ENTRY, 1);
    bench_loaded(&bench, NULL);
    assert_int_equal(bench.view->fault, FLOW_FAULT_CATALOGUE);
    bench_do(&bench, FLOW_INTENT_BACK, 0);
    assert_int_equal(bench.view->screen, FLOW_BROWSE);
    assert_true(bench.view->group_open);
    assert_int_equal(bench.view->entry_count, entries);
    bench_stop(&bench);
}

/* ---- Handing in ---- */

static void a_failed_commit_hands_in_nothing_and_loses_nothing(void **state)
{
    (void)state;
    struct bench bench;
    bench_start(&bench);
    bench_reach(&bench, FLOW_SENDING);
    bench_commit(&bench, false);
    assert_int_equal(bench.view->fault, FLOW_FAULT_STORAGE);
    assert_false(bench.view->committed);
    assert_int_equal(bench.seen[FLOW_FX_SEND], 0);
    bench_do(&bench, FLOW_INTENT_RETRY, 0);
    assert_int_equal(bench.view->screen, FLOW_REVIEW);
    assert_string_equal(bench.view->values.value[SAMPLE_CHILD_NAME], SAMPLE_CHILD);
    bench_do(&bench, FLOW_INTENT_SUBMIT, 0);
    bench_commit(&bench, true);
    bench_accepted(&bench);
    assert_string_equal(bench.view->receipt.code, SAMPLE_OFFICIAL);
    bench_stop(&bench);
}

static void assert_provisional(struct bench *bench)
{
    struct dossier_ids ids;
    sample_ids(&ids);
    assert_int_equal(bench->view->screen, FLOW_RECEIPT);
    assert_true(bench->view->receipt.provisional);
    assert_string_equal(bench->view->receipt.code, ids.provisional_code);
    assert_int_equal(bench->view->receipt.received.hour, 9);
    assert_int_equal(bench->view->receipt.appointed.date.year, 0);
    assert_non_null(strstr(bench->view->receipt.url, ids.provisional_code));
    assert_non_null(bench_effect(bench, FLOW_FX_PRINT));
}

static void an_unreachable_service_gives_a_provisional_receipt(void **state)
{
    (void)state;
    struct bench bench;
    bench_start(&bench);
    bench_reach(&bench, FLOW_SENDING);
    bench_commit(&bench, true);
    bench_sent(&bench, FLOW_SEND_UNREACHABLE);
    assert_provisional(&bench);
    bench_stop(&bench);
}

static void nonsense_from_the_service_counts_as_unreachable(void **state)
{
    (void)state;
    static const char *const codes[] = {NULL, "", "<html>", "T K01"};
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        struct bench bench;
        bench_start(&bench);
        bench_reach(&bench, FLOW_SENDING);
        bench_commit(&bench, true);
        bench_step(&bench, (struct flow_event){.kind = FLOW_EV_SEND_DONE,
                                               .request = bench.request[FLOW_FX_SEND],
                                               .send = FLOW_SEND_ACCEPTED,
                                               .code = codes[i]});
        assert_provisional(&bench);
        bench_stop(&bench);
    }
}

static void a_slow_service_is_waited_for_so_long_and_no_longer(void **state)
{
    (void)state;
    struct bench bench;
    bench_start(&bench);
    bench_reach(&bench, FLOW_SENDING);
    bench_wait(&bench, 10 * BENCH_IDLE_MS); /* the disk may take its time */
    assert_int_equal(bench.view->screen, FLOW_SENDING);
    assert_int_equal(flow_next_tick_ms(bench.flow), -1);
    bench_commit(&bench, true);
    assert_int_equal(flow_next_tick_ms(bench.flow), bench.now_ms + BENCH_PATIENCE_MS);
    bench_wait(&bench, BENCH_PATIENCE_MS - 1);
    assert_int_equal(bench.view->screen, FLOW_SENDING);
    bench_wait(&bench, 1);
    assert_int_equal(bench.view->screen, FLOW_RECEIPT);
    assert_true(bench.view->receipt.provisional);
    struct receipt before = bench.view->receipt;
    bench_accepted(&bench); /* too late for this paper */
    assert_memory_equal(&before, &bench.view->receipt, sizeof before);
    assert_int_equal(bench.seen[FLOW_FX_PRINT], 1);
    bench_stop(&bench);
}

static void a_refused_dossier_is_kept_and_its_code_can_be_printed(void **state)
{
    (void)state;
    struct bench bench;
    bench_start(&bench);
    bench_reach(&bench, FLOW_FAULT);
    assert_int_equal(bench.view->fault, FLOW_FAULT_REFUSED);
    assert_true(bench.view->committed);
    assert_true(bench.view->receipt.provisional);
    assert_int_equal(bench.seen[FLOW_FX_PRINT], 0);
    bench_do(&bench, FLOW_INTENT_PRINT, 0);
    assert_non_null(bench_effect(&bench, FLOW_FX_PRINT));
    bench_printed(&bench, true);
    assert_int_equal(bench.view->print, FLOW_PRINT_DONE);
    bench_do(&bench, FLOW_INTENT_SHOW_CODE, 0);
    assert_true(bench.view->code_large);
    bench_do(&bench, FLOW_INTENT_FINISH, 0);
    assert_int_equal(bench.view->screen, FLOW_HOME);
    bench_stop(&bench);
}

/* ---- Paper ---- */

static void without_paper_the_code_is_shown_and_printed_once_there_is_some(void **state)
{
    (void)state;
    struct bench bench;
    bench_start(&bench);
    bench_reach(&bench, FLOW_SENDING);
    struct flow_devices devices = bench_all_devices();
    devices.printer = false;
    devices.printer_state = "paper_out";
    bench_devices(&bench, devices);
    bench_commit(&bench, true);
    bench_accepted(&bench);
    assert_int_equal(bench.view->print, FLOW_PRINT_FAILED);
    bench_do(&bench, FLOW_INTENT_PRINT, 0);
    assert_int_equal(bench.seen[FLOW_FX_PRINT], 0);
    bench_do(&bench, FLOW_INTENT_HOME, 0); /* not by mistake */
    assert_true(bench.view->leave_question);
    bench_do(&bench, FLOW_INTENT_STAY, 0);
    bench_devices(&bench, bench_all_devices()); /* refilled: by itself, and no copy */
    assert_int_equal(bench_effect(&bench, FLOW_FX_PRINT)->receipt->copy, 0);
    assert_int_equal(bench.view->print, FLOW_PRINT_RUNNING);
    bench_do(&bench, FLOW_INTENT_PRINT, 0); /* one at a time */
    assert_int_equal(bench.seen[FLOW_FX_PRINT], 1);
    bench_printed(&bench, true);
    assert_int_equal(bench.view->print, FLOW_PRINT_DONE);
    bench_stop(&bench);
}

static void a_print_that_broke_off_is_repeated_as_a_copy(void **state)
{
    (void)state;
    struct bench bench;
    bench_start(&bench);
    bench_reach(&bench, FLOW_RECEIPT);
    uint64_t first = bench.request[FLOW_FX_PRINT];
    bench_printed(&bench, false);
    assert_int_equal(bench.view->print, FLOW_PRINT_FAILED);
    bench_do(&bench, FLOW_INTENT_PRINT, 0);
    assert_int_equal(bench_effect(&bench, FLOW_FX_PRINT)->receipt->copy, 1);
    bench_step(&bench,
               (struct flow_event){.kind = FLOW_EV_PRINT_DONE, .request = first, .ok = true});
    assert_int_equal(bench.view->print, FLOW_PRINT_RUNNING);
    bench_printed(&bench, true);
    assert_int_equal(bench.view->print, FLOW_PRINT_DONE);
    bench_stop(&bench);
}

/* The paper ends in the middle of the receipt. */
static void after_a_refill_it_is_printed_again_from_the_start(void **state)
{
    (void)state;
    for (int may_be_out = 0; may_be_out < 2; may_be_out++) {
        struct bench bench;
        bench_start(&bench);
        bench_reach(&bench, FLOW_RECEIPT);
        struct flow_devices devices = bench_all_devices();
        bench_step(&bench, (struct flow_event){.kind = FLOW_EV_PRINT_DONE,
                                               .request = bench.request[FLOW_FX_PRINT],
                                               .may_be_out = may_be_out != 0});
        devices.printer = false;
        devices.printer_state = "paper_out";
        bench_devices(&bench, devices);
        assert_int_equal(bench.view->print, FLOW_PRINT_FAILED);
        assert_int_equal(bench.seen[FLOW_FX_PRINT], 1);
        bench_devices(&bench, bench_all_devices());
        assert_int_equal(bench.view->print, FLOW_PRINT_RUNNING);
        assert_int_equal(bench_effect(&bench, FLOW_FX_PRINT)->receipt->copy, may_be_out);
        bench_printed(&bench, true);
        bench_devices(&bench, devices); /* what comes later changes nothing */
        bench_devices(&bench, bench_all_devices());
        assert_int_equal(bench.view->print, FLOW_PRINT_DONE);
        assert_int_equal(bench.seen[FLOW_FX_PRINT], 2);
        bench_stop(&bench);
    }
}

static void a_printer_that_never_gets_to_the_end_is_left_alone(void **state)
{
    (void)state;
    struct bench bench;
    bench_start(&bench);
    bench_reach(&bench, FLOW_RECEIPT);
    struct flow_devices out = bench_all_devices();
    out.printer = false;
    out.printer_state = "cutter";
    for (int i = 0; i < 10; i++) {
        bench_printed(&bench, false);
        bench_devices(&bench, out);
        bench_devices(&bench, bench_all_devices());
    }
    assert_int_equal(bench.view->print, FLOW_PRINT_FAILED);
    assert_int_equal(bench.seen[FLOW_FX_PRINT], 4);
    bench_do(&bench, FLOW_INTENT_PRINT, 0); /* by hand it still goes */
    assert_int_equal(bench.view->print, FLOW_PRINT_RUNNING);
    bench_stop(&bench);
}

/* ---- Following ---- */

static void a_code_that_is_no_receipt_is_named(void **state)
{
    (void)state;
    struct bench bench;
    bench_start(&bench);
    bench_reach(&bench, FLOW_SCAN);
    bench_code(&bench, SAMPLE_CARD);
    assert_int_equal(bench.view->scan_verdict, RECEIPT_SCAN_ID_CARD);
    bench_code(&bench, "https://example.com/");
    assert_int_equal(bench.view->scan_verdict, RECEIPT_SCAN_WEB_ADDRESS);
    bench_code(&bench, SAMPLE_OFFICIAL);
    assert_int_equal(bench.view->scan_verdict, RECEIPT_SCAN_CODE_ONLY);
    assert_int_equal(bench.seen[FLOW_FX_LOOKUP], 0);
    assert_int_equal(bench.view->screen, FLOW_SCAN);
    /* It is not to be typed again. */
    bench_do(&bench, FLOW_INTENT_BY_HAND, 0);
    assert_string_equal(bench.view->hand_code, SAMPLE_OFFICIAL);
    bench_do(&bench, FLOW_INTENT_BACK, 0);
    assert_int_equal(bench.view->screen, FLOW_SCAN);
    bench_do(&bench, FLOW_INTENT_BACK, 0);
    assert_int_equal(bench.view->screen, FLOW_HOME);
    bench_stop(&bench);
}

/* Before the citizen begins: nothing is asked that could not be kept. What needs no room goes on.
 */
static void a_full_disk_is_told_before_anything_is_entered(void **state)
{
    (void)state;
    struct bench bench;
    bench_start(&bench);
    struct flow_devices devices = bench_all_devices();
    devices.disk_low = true;
    bench_reach(&bench, FLOW_PROCEDURE);
    bench_devices(&bench, devices);
    bench_do(&bench, FLOW_INTENT_HAND_IN, 0);
    assert_int_equal(bench.view->fault, FLOW_FAULT_DISK_LOW);
    assert_string_equal(bench.view->citizen.id_number, "");
    bench_do(&bench, FLOW_INTENT_RETRY, 0); /* still full */
    assert_int_equal(bench.view->fault, FLOW_FAULT_DISK_LOW);
    bench_do(&bench, FLOW_INTENT_BACK, 0);
    assert_int_equal(bench.view->screen, FLOW_PROCEDURE);
    bench_do(&bench, FLOW_INTENT_HAND_IN, 0);
    bench_devices(&bench, bench_all_devices());
    bench_do(&bench, FLOW_INTENT_RETRY, 0);
    assert_int_equal(bench.view->screen, FLOW_PROCEDURE);
    bench_do(&bench, FLOW_INTENT_HAND_IN, 0);
    assert_int_equal(bench.view->screen, FLOW_IDENTIFY);
    bench_stop(&bench);
    bench_start(&bench);
    bench_devices(&bench, devices);
    bench_do(&bench, FLOW_INTENT_FOLLOW, 0);
    bench_code(&bench, SAMPLE_RECEIPT_URL);
    assert_int_equal(bench.view->screen, FLOW_STATUS);
    bench_stop(&bench);
}

static void try_by_hand(struct bench *bench, enum flow_lookup_outcome outcome)
{
    bench_do(bench, FLOW_INTENT_CLEAR, 0);
    bench_type(bench, SAMPLE_OFFICIAL);
    bench_do(bench, FLOW_INTENT_NEXT, 0);
    assert_int_equal(bench->view->hand_step, FLOW_HAND_NUMBER);
    bench_type(bench, "079090000123");
    bench_do(bench, FLOW_INTENT_NEXT, 0);
    assert_int_equal(bench->view->screen, FLOW_STATUS);
    if (bench->view->looking_up) {
        const struct flow_effect *lookup = bench_effect(bench, FLOW_FX_LOOKUP);
        assert_string_equal(lookup->query->code, SAMPLE_OFFICIAL);
        assert_string_equal(lookup->query->id_number, "079090000123");
        assert_string_equal(lookup->query->token, "");
        bench_looked_up(bench, outcome);
    }
}

/* Five wrong ones, then a minute, then two; a new session changes nothing. */
static void wrong_tries_by_hand_have_to_wait(void **state)
{
    (void)state;
    struct bench bench;
    bench_start(&bench);
    bench_reach(&bench, FLOW_BY_HAND);
    for (int i = 0; i < 5; i++) {
        try_by_hand(&bench, FLOW_LOOKUP_UNKNOWN);
        assert_int_equal(bench.view->lookup, FLOW_LOOKUP_UNKNOWN);
        bench_do(&bench, FLOW_INTENT_RETRY, 0);
        assert_int_equal(bench.view->screen, FLOW_BY_HAND);
        assert_string_equal(bench.view->hand_number, "");
    }
    bench_do(&bench, FLOW_INTENT_HOME, 0);
    bench_do(&bench, FLOW_INTENT_FOLLOW, 0);
    bench_do(&bench, FLOW_INTENT_BY_HAND, 0);
    try_by_hand(&bench, FLOW_LOOKUP_FOUND);
    assert_int_equal(bench.view->lookup, FLOW_LOOKUP_WAIT);
    assert_in_range(bench.view->lookup_wait_s, 1, 60);
    bench_do(&bench, FLOW_INTENT_BACK, 0);
    bench_wait(&bench, 30000);
    bench_wait(&bench, 31000);
    bench_reach(&bench, FLOW_BY_HAND);
    try_by_hand(&bench, FLOW_LOOKUP_UNKNOWN);
    assert_int_equal(bench.view->lookup, FLOW_LOOKUP_UNKNOWN);
    bench_do(&bench, FLOW_INTENT_RETRY, 0);
    try_by_hand(&bench, FLOW_LOOKUP_FOUND);
    assert_int_equal(bench.view->lookup, FLOW_LOOKUP_WAIT);
    assert_in_range(bench.view->lookup_wait_s, 61, 120);
    bench_stop(&bench);
}

static void what_can_be_no_code_is_not_asked_for(void **state)
{
    (void)state;
    struct bench bench;
    bench_start(&bench);
    bench_reach(&bench, FLOW_BY_HAND);
    bench_type(&bench, "h29.12-26");
    assert_string_equal(bench.view->hand_code, "H29.12-26");
    bench_do(&bench, FLOW_INTENT_NEXT, 0);
    assert_true(bench.view->hand_wrong);
    assert_int_equal(bench.view->hand_step, FLOW_HAND_CODE);
    bench_do(&bench, FLOW_INTENT_CLEAR, 0);
    bench_type(&bench, SAMPLE_OFFICIAL);
    bench_do(&bench, FLOW_INTENT_NEXT, 0);
    bench_type(&bench, "0790a");
    assert_string_equal(bench.view->hand_number, "0790");
    bench_do(&bench, FLOW_INTENT_NEXT, 0);
    assert_true(bench.view->hand_wrong);
    assert_int_equal(bench.view->screen, FLOW_BY_HAND);
    bench_stop(&bench);
}

static void every_lookup_outcome_can_be_tried_again(void **state)
{
    (void)state;
    for (int i = FLOW_LOOKUP_FOUND; i <= FLOW_LOOKUP_KNOWN; i++) {
        struct bench bench;
        bench_start(&bench);
        bench_reach(&bench, FLOW_SCAN);
        bench_code(&bench, SAMPLE_RECEIPT_URL);
        uint64_t first = bench.request[FLOW_FX_LOOKUP];
        bench_do(&bench, FLOW_INTENT_RETRY, 0); /* still waiting */
        assert_int_equal(bench.request[FLOW_FX_LOOKUP], first);
        bench_looked_up(&bench, (enum flow_lookup_outcome)i);
        assert_int_equal(bench.view->lookup, i);
        assert_false(bench.view->looking_up);
        bench_do(&bench, FLOW_INTENT_RETRY, 0);
        assert_true(bench.view->looking_up);
        bench_step(&bench, (struct flow_event){.kind = FLOW_EV_LOOKUP_DONE, .request = first});
        assert_true(bench.view->looking_up);
        bench_stop(&bench);
    }
}

/* ---- Late answers ---- */

static void answers_for_a_session_that_ended_change_nothing(void **state)
{
    (void)state;
    struct bench bench;
    bench_start(&bench);
    bench_reach(&bench, FLOW_HOME);
    bench_do(&bench, FLOW_INTENT_POPULAR, 0);
    bench_do(&bench, FLOW_INTENT_BACK, 0);
    bench_loaded(&bench, sample_procedure()); /* freed: the sanitizer tells */
    assert_null(bench.view->procedure);
    assert_int_equal(bench.view->screen, FLOW_HOME);
    bench_do(&bench, FLOW_INTENT_POPULAR, 0);
    bench_step(&bench, (struct flow_event){.kind = FLOW_EV_PROCEDURE_DONE,
                                           .request = bench.request[FLOW_FX_LOAD_PROCEDURE] - 1,
                                           .ok = true,
                                           .procedure = sample_procedure()});
    assert_null(bench.view->procedure);
    bench_commit(&bench, true);
    bench_accepted(&bench);
    bench_printed(&bench, true);
    bench_looked_up(&bench, FLOW_LOOKUP_FOUND);
    assert_int_equal(bench.view->screen, FLOW_PROCEDURE);
    assert_false(bench.view->committed);
    bench_stop(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_wrong_code_is_named_and_scanning_goes_on),
        cmocka_unit_test(an_expired_card_is_not_taken),
        cmocka_unit_test(another_card_replaces_what_the_first_one_gave),
        cmocka_unit_test(without_any_reader_staff_are_named_until_one_is_back),
        cmocka_unit_test(a_procedure_that_cannot_be_loaded_can_be_tried_again),
        cmocka_unit_test(one_of_a_group_that_cannot_be_loaded_leads_back_to_the_group),
        cmocka_unit_test(a_failed_commit_hands_in_nothing_and_loses_nothing),
        cmocka_unit_test(an_unreachable_service_gives_a_provisional_receipt),
        cmocka_unit_test(nonsense_from_the_service_counts_as_unreachable),
        cmocka_unit_test(a_slow_service_is_waited_for_so_long_and_no_longer),
        cmocka_unit_test(a_refused_dossier_is_kept_and_its_code_can_be_printed),
        cmocka_unit_test(without_paper_the_code_is_shown_and_printed_once_there_is_some),
        cmocka_unit_test(a_print_that_broke_off_is_repeated_as_a_copy),
        cmocka_unit_test(after_a_refill_it_is_printed_again_from_the_start),
        cmocka_unit_test(a_printer_that_never_gets_to_the_end_is_left_alone),
        cmocka_unit_test(a_code_that_is_no_receipt_is_named),
        cmocka_unit_test(a_full_disk_is_told_before_anything_is_entered),
        cmocka_unit_test(wrong_tries_by_hand_have_to_wait),
        cmocka_unit_test(what_can_be_no_code_is_not_asked_for),
        cmocka_unit_test(every_lookup_outcome_can_be_tried_again),
        cmocka_unit_test(answers_for_a_session_that_ended_change_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
