/* The service screen: who gets in, who has to wait, and that nothing of a citizen's is kept. */
#include <string.h>

#include "tests/flow/bench.h"
#include "tests/unit/cmocka_all.h"

static void tap_emblem(struct bench *bench, int times)
{
    for (int i = 0; i < times; i++) {
        bench_do(bench, FLOW_INTENT_EMBLEM, 0);
    }
}

/* Wherever in the flow it might stand. */
static bool holds(const struct bench *bench, const char *text)
{
    return memmem(bench->view, sizeof *bench->view, text, strlen(text)) != NULL;
}

static void type_pin(struct bench *bench, const char *pin)
{
    for (; *pin != '\0'; pin++) {
        const char digit[2] = {*pin, '\0'};
        bench_step(bench, (struct flow_event){.kind = FLOW_EV_TEXT, .text = digit});
    }
    bench_do(bench, FLOW_INTENT_NEXT, 0);
}

static void answer(struct bench *bench, bool right)
{
    bench_step(bench, (struct flow_event){.kind = FLOW_EV_PIN_DONE,
                                          .request = bench->request[FLOW_FX_CHECK_PIN],
                                          .ok = right});
}

static void start(struct bench *bench)
{
    bench_start_service(bench);
    bench_devices(bench, bench_all_devices());
}

static void five_quick_taps_ask_for_the_pin(void **state)
{
    (void)state;
    struct bench bench;
    start(&bench);
    tap_emblem(&bench, 4);
    assert_int_equal(bench.view->screen, FLOW_HOME);
    bench_wait(&bench, 10000); /* too slow: begins anew */
    tap_emblem(&bench, 4);
    assert_int_equal(bench.view->screen, FLOW_HOME);
    tap_emblem(&bench, 1);
    assert_int_equal(bench.view->screen, FLOW_SERVICE);
    assert_false(bench.view->service_open);
    bench_do(&bench, FLOW_INTENT_HOME, 0);
    assert_int_equal(bench.view->screen, FLOW_HOME);
    bench_stop(&bench);
}

static void without_a_pin_there_is_no_service_screen(void **state)
{
    (void)state;
    struct bench bench;
    bench_start(&bench);
    tap_emblem(&bench, 20);
    assert_int_equal(bench.view->screen, FLOW_HOME);
    assert_false(bench.view->service_possible);
    bench_stop(&bench);
}

static void a_pin_can_be_typed_anew(void **state)
{
    (void)state;
    struct bench bench;
    start(&bench);
    tap_emblem(&bench, 5);
    bench_type(&bench, "9");
    bench_type(&bench, "9");
    assert_int_equal(bench.view->pin_chars, 2);
    bench_do(&bench, FLOW_INTENT_CLEAR, 0);
    assert_int_equal(bench.view->pin_chars, 0);
    type_pin(&bench, "271828");
    assert_string_equal(bench_effect(&bench, FLOW_FX_CHECK_PIN)->text, "271828");
    bench_stop(&bench);
}

static void the_right_pin_opens_and_things_can_be_tried(void **state)
{
    (void)state;
    struct bench bench;
    start(&bench);
    tap_emblem(&bench, 5);
    type_pin(&bench, "271828");
    assert_string_equal(bench_effect(&bench, FLOW_FX_CHECK_PIN)->text, "271828");
    assert_true(bench.view->pin_checking);
    answer(&bench, true);
    assert_true(bench.view->service_open);
    assert_int_equal(bench.view->pin_chars, 0);
    assert_true(bench.codes_on);
    assert_false(holds(&bench, "271828"));

    assert_true(bench_effect(&bench, FLOW_FX_CODES_ON)->preview);

    bench_do(&bench, FLOW_INTENT_TEST_PRINT, 0);
    bench_do(&bench, FLOW_INTENT_TEST_PRINT, 0);
    assert_int_equal(bench.seen[FLOW_FX_PRINT_TEST], 1);
    bench_step(&bench, (struct flow_event){.kind = FLOW_EV_PRINT_DONE,
                                           .request = bench.request[FLOW_FX_PRINT_TEST],
                                           .ok = true});
    assert_int_equal(bench.view->test_print, FLOW_PRINT_DONE);

    const struct flow_service_state told = {.outbox_waiting = 3};
    bench_step(&bench, (struct flow_event){.kind = FLOW_EV_SERVICE, .service = &told});
    assert_int_equal(bench.view->service.outbox_waiting, 3);
    bench_do(&bench, FLOW_INTENT_FINISH, 0);
    assert_int_equal(bench.view->screen, FLOW_HOME);
    assert_false(bench.codes_on);
    assert_false(bench.view->service_open);
    bench_stop(&bench);
}

static void who_guesses_waits_longer_each_time(void **state)
{
    (void)state;
    struct bench bench;
    start(&bench);
    tap_emblem(&bench, 5);
    int waited_s = 0;
    for (int i = 0; i < 12; i++) {
        int tries = bench.seen[FLOW_FX_CHECK_PIN];
        type_pin(&bench, "000000");
        assert_int_equal(bench.seen[FLOW_FX_CHECK_PIN], tries + 1);
        answer(&bench, false);
        assert_true(bench.view->pin_wrong);
        assert_true(bench.view->pin_wait_s >= waited_s);
        waited_s = bench.view->pin_wait_s;
        /* Too early, and no way around it by leaving. */
        type_pin(&bench, "111111");
        bench_do(&bench, FLOW_INTENT_HOME, 0);
        tap_emblem(&bench, 5);
        type_pin(&bench, "111111");
        assert_int_equal(bench.seen[FLOW_FX_CHECK_PIN], tries + 1);
        assert_int_equal(bench.view->pin_wait_s, waited_s);
        bench_do(&bench, FLOW_INTENT_HOME, 0);
        bench_wait(&bench, (int64_t)waited_s * 1000);
        tap_emblem(&bench, 5);
    }
    assert_int_equal(waited_s, 600);
    type_pin(&bench, "271828");
    answer(&bench, true);
    assert_true(bench.view->service_open);
    bench_stop(&bench);
}

static void leaving_while_it_is_checked_counts_as_a_try(void **state)
{
    (void)state;
    struct bench bench;
    start(&bench);
    tap_emblem(&bench, 5);
    type_pin(&bench, "000000");
    bench_do(&bench, FLOW_INTENT_HOME, 0);
    tap_emblem(&bench, 5);
    assert_true(bench.view->pin_wait_s > 0);
    answer(&bench, true); /* of the session before */
    assert_false(bench.view->service_open);
    bench_stop(&bench);
}

static void nobody_there_closes_it(void **state)
{
    (void)state;
    struct bench bench;
    start(&bench);
    tap_emblem(&bench, 5);
    type_pin(&bench, "271828");
    answer(&bench, true);
    bench_wait(&bench, BENCH_IDLE_MS);
    assert_true(bench.view->idle_warning);
    bench_wait(&bench, BENCH_COUNTDOWN_MS);
    assert_int_equal(bench.view->screen, FLOW_HOME);
    assert_false(bench.view->service_open);
    bench_stop(&bench);
}

static void open_it(struct bench *bench)
{
    start(bench);
    tap_emblem(bench, 5);
    type_pin(bench, "271828");
    answer(bench, true);
    assert_true(bench->view->service_open);
}

static void code(struct bench *bench, const char *text, bool by_scanner)
{
    bench_step(bench, (struct flow_event){.kind = FLOW_EV_CODE,
                                          .bytes = (const uint8_t *)text,
                                          .len = strlen(text),
                                          .by_scanner = by_scanner,
                                          .symbology = "QR"});
}

static void each_reader_tells_what_it_read(void **state)
{
    (void)state;
    struct bench bench;
    open_it(&bench);
    code(&bench, SAMPLE_CARD, false);
    code(&bench, SAMPLE_RECEIPT_URL, true);
    code(&bench, "anything", true);
    assert_int_equal(bench.view->camera_try.read, FLOW_READ_ID_CARD);
    assert_int_equal(bench.view->camera_try.count, 1);
    assert_int_equal(bench.view->scanner_try.read, FLOW_READ_OTHER);
    assert_int_equal(bench.view->scanner_try.count, 2);
    assert_string_equal(bench.view->scanner_try.symbology, "QR");
    /* Of the card nothing can be shown, and with the screen the rest goes, too. */
    assert_false(holds(&bench, SAMPLE_ID));
    assert_false(holds(&bench, SAMPLE_CITIZEN));
    bench_do(&bench, FLOW_INTENT_FINISH, 0);
    assert_false(bench_holds_personal(&bench));
    assert_int_equal(bench.view->camera_try.count, 0);
    bench_stop(&bench);
}

static void show_picture(struct bench *bench, uint8_t grey)
{
    uint8_t pixels[12];
    memset(pixels, grey, sizeof pixels);
    const struct mc_grey picture = {4, 3, pixels};
    bench_step(bench, (struct flow_event){.kind = FLOW_EV_PREVIEW, .picture = &picture});
}

static void what_the_camera_sees_goes_with_the_screen(void **state)
{
    (void)state;
    struct bench bench;
    const struct flow_service_state told = {.outbox_waiting = 1};
    start(&bench);
    show_picture(&bench, 77); /* of a screen that was left already */
    assert_int_equal(bench.view->preview.width_px, 0);
    bench_stop(&bench);
    open_it(&bench);
    show_picture(&bench, 77);
    assert_int_equal(bench.view->preview.width_px, 4);
    assert_int_equal(bench.view->preview.height_px, 3);
    assert_int_equal(bench.view->preview.pixels[11], 77);
    bench_step(&bench, (struct flow_event){.kind = FLOW_EV_SERVICE, .service = &told});
    assert_int_equal(bench.view->preview.width_px, 4);
    /* No picture for a while: the camera sees nothing any more. */
    bench_wait(&bench, 10000);
    bench_step(&bench, (struct flow_event){.kind = FLOW_EV_SERVICE, .service = &told});
    assert_int_equal(bench.view->preview.width_px, 0);
    show_picture(&bench, 78);
    bench_do(&bench, FLOW_INTENT_FINISH, 0);
    assert_int_equal(bench.view->preview.width_px, 0);
    assert_int_equal(bench.view->preview.pixels[0], 0);
    bench_stop(&bench);
}

/* ---- The chip ---- */

static void lay(struct bench *bench, enum flow_chip_card card)
{
    bench_step(bench, (struct flow_event){.kind = FLOW_EV_CHIP_CARD, .chip_card = card});
}

static void chip_answers(struct bench *bench, enum flow_chip_outcome outcome,
                         enum flow_chip_access access, enum citizen_assurance assurance)
{
    struct citizen citizen = {.id_number = SAMPLE_ID, .name = SAMPLE_CITIZEN};
    citizen.assurance = assurance;
    bench_step(bench, (struct flow_event){.kind = FLOW_EV_CHIP_DONE,
                                          .request = bench->request[FLOW_FX_READ_CHIP],
                                          .chip = outcome,
                                          .chip_access = access,
                                          .citizen = &citizen});
}

static void a_chip_is_tried_and_nothing_of_it_kept(void **state)
{
    (void)state;
    struct bench bench;
    open_it(&bench);
    lay(&bench, FLOW_CHIP_CARD_SILENT);
    assert_int_equal(bench.view->chip, FLOW_CHIP_STATE_UNREADABLE);
    assert_false(bench.view->chip_card_lies);
    lay(&bench, FLOW_CHIP_CARD_LIES);
    assert_int_equal(bench.view->chip, FLOW_CHIP_STATE_WAITING);
    code(&bench, SAMPLE_CARD, false);
    assert_int_equal(bench.view->chip, FLOW_CHIP_STATE_READING);
    chip_answers(&bench, FLOW_CHIP_READ, FLOW_CHIP_ACCESS_PACE, CITIZEN_CHIP_VERIFIED);
    assert_int_equal(bench.view->chip, FLOW_CHIP_STATE_DONE);
    assert_int_equal(bench.view->chip_try.access, FLOW_CHIP_ACCESS_PACE);
    assert_true(bench.view->chip_try.verified);
    assert_false(holds(&bench, SAMPLE_ID));
    assert_false(holds(&bench, SAMPLE_CITIZEN));
    assert_false(bench.view->session_open);

    /* Laid down again it is tried again, whatever came before. */
    lay(&bench, FLOW_CHIP_CARD_GONE);
    assert_int_equal(bench.view->chip, FLOW_CHIP_STATE_DONE);
    lay(&bench, FLOW_CHIP_CARD_LIES);
    assert_int_equal(bench.view->chip, FLOW_CHIP_STATE_READING);
    assert_int_equal(bench.view->chip_try.access, FLOW_CHIP_ACCESS_NONE);
    chip_answers(&bench, FLOW_CHIP_READ, FLOW_CHIP_ACCESS_BAC, CITIZEN_CHIP_UNVERIFIED);
    assert_int_equal(bench.view->chip_try.access, FLOW_CHIP_ACCESS_BAC);
    assert_false(bench.view->chip_try.verified);
    lay(&bench, FLOW_CHIP_CARD_GONE);
    lay(&bench, FLOW_CHIP_CARD_LIES);
    chip_answers(&bench, FLOW_CHIP_FORGED, FLOW_CHIP_ACCESS_PACE, CITIZEN_DECLARED);
    assert_int_equal(bench.view->chip, FLOW_CHIP_STATE_DOUBTFUL);
    assert_int_equal(bench.view->chip_try.access, FLOW_CHIP_ACCESS_PACE);
    bench_stop(&bench);
}

static bool is_cancelled(const struct bench *bench, uint64_t request)
{
    bool found = false;
    for (size_t i = 0; i < bench->fx.count; i++) {
        const struct flow_effect *effect = &bench->fx.list[i];
        found = found || (effect->kind == FLOW_FX_CANCEL && effect->request == request);
    }
    return found;
}

static void leaving_calls_the_chip_off(void **state)
{
    (void)state;
    struct bench bench;
    start(&bench);
    lay(&bench, FLOW_CHIP_CARD_LIES); /* it lay there before anybody came */
    tap_emblem(&bench, 5);
    assert_int_equal(bench.view->chip, FLOW_CHIP_STATE_NONE);
    type_pin(&bench, "271828");
    answer(&bench, true);
    assert_int_equal(bench.view->chip, FLOW_CHIP_STATE_WAITING);
    code(&bench, SAMPLE_CARD, true);
    uint64_t request = bench.request[FLOW_FX_READ_CHIP];
    assert_true(request != 0);
    bench_do(&bench, FLOW_INTENT_FINISH, 0);
    assert_true(is_cancelled(&bench, request));
    chip_answers(&bench, FLOW_CHIP_READ, FLOW_CHIP_ACCESS_PACE, CITIZEN_CHIP_VERIFIED);
    assert_int_equal(bench.view->chip, FLOW_CHIP_STATE_NONE);
    assert_false(bench_holds_personal(&bench));
    bench_stop(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_reader_tells_what_it_read),
        cmocka_unit_test(what_the_camera_sees_goes_with_the_screen),
        cmocka_unit_test(a_chip_is_tried_and_nothing_of_it_kept),
        cmocka_unit_test(leaving_calls_the_chip_off),
        cmocka_unit_test(five_quick_taps_ask_for_the_pin),
        cmocka_unit_test(without_a_pin_there_is_no_service_screen),
        cmocka_unit_test(a_pin_can_be_typed_anew),
        cmocka_unit_test(the_right_pin_opens_and_things_can_be_tried),
        cmocka_unit_test(who_guesses_waits_longer_each_time),
        cmocka_unit_test(leaving_while_it_is_checked_counts_as_a_try),
        cmocka_unit_test(nobody_there_closes_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
