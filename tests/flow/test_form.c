/* The form: steps, typing, checks, cases. */
#include <stdio.h>
#include <string.h>

#include "kiosk/flow/flow_internal.h"
#include "tests/flow/bench.h"
#include "tests/unit/cmocka_all.h"

static const char *value(const struct bench *bench, size_t field)
{
    return bench->view->values.value[field];
}

static void form_start(struct bench *bench)
{
    bench_start(bench);
    bench_reach(bench, FLOW_IDENTIFY);
    bench_do(bench, FLOW_INTENT_NEXT, 0);
    assert_int_equal(bench->view->screen, FLOW_FORM);
}

static void steps_are_case_card_fields_papers(void **state)
{
    (void)state;
    struct bench bench;
    form_start(&bench);
    assert_int_equal(bench.view->step_kind, FLOW_STEP_CASE);
    assert_int_equal(bench.view->step, 0);
    /* Case, card, ten fields but the card's name and address and the spouse's number, papers. */
    assert_int_equal(bench.view->step_count, 10);
    bench_do(&bench, FLOW_INTENT_NEXT, 0);
    assert_int_equal(bench.view->step_kind, FLOW_STEP_CARD);
    bench_do(&bench, FLOW_INTENT_NEXT, 0);
    assert_int_equal(bench.view->step_kind, FLOW_STEP_FIELD);
    assert_int_equal(bench.view->field, SAMPLE_CHILD_NAME);
    bench_to_field(&bench, SAMPLE_NOTE);
    bench_do(&bench, FLOW_INTENT_NEXT, 0);
    assert_int_equal(bench.view->step_kind, FLOW_STEP_PAPERS);
    assert_int_equal(bench.view->step, bench.view->step_count - 1);
    bench_stop(&bench);
}

static void what_the_card_knows_is_changed_from_the_review(void **state)
{
    (void)state;
    struct bench bench;
    bench_start(&bench);
    bench_reach(&bench, FLOW_REVIEW);
    assert_int_equal(bench.view->values.origin[SAMPLE_ADDRESS], FORM_FROM_CARD);
    bench_do(&bench, FLOW_INTENT_EDIT, SAMPLE_ADDRESS);
    assert_int_equal(bench.view->screen, FLOW_FORM);
    assert_int_equal(bench.view->field, SAMPLE_ADDRESS);
    bench_type(&bench, "x");
    assert_int_equal(bench.view->field, SAMPLE_ADDRESS);
    assert_int_equal(bench.view->values.origin[SAMPLE_ADDRESS], FORM_FROM_CITIZEN);
    bench_do(&bench, FLOW_INTENT_NEXT, 0);
    assert_int_equal(bench.view->screen, FLOW_REVIEW);
    /* The name is the card's for good. */
    bench_do(&bench, FLOW_INTENT_EDIT, SAMPLE_NAME);
    assert_int_equal(bench.view->screen, FLOW_REVIEW);
    bench_stop(&bench);
}

static void an_answer_can_bring_up_another_question(void **state)
{
    (void)state;
    struct bench bench;
    form_start(&bench);
    bench_to_field(&bench, SAMPLE_MARRIED);
    int steps = bench.view->step_count;
    bench_do(&bench, FLOW_INTENT_CHOOSE, 1);
    assert_int_equal(bench.view->step_count, steps + 1);
    bench_do(&bench, FLOW_INTENT_NEXT, 0);
    assert_int_equal(bench.view->field, SAMPLE_SPOUSE_ID);
    bench_type(&bench, "0790x90-00 9999 12345");
    assert_string_equal(value(&bench, SAMPLE_SPOUSE_ID), "079090009999");
    bench_do(&bench, FLOW_INTENT_BACK, 0);
    bench_do(&bench, FLOW_INTENT_CHOOSE, 0);
    assert_int_equal(bench.view->step_count, steps);
    bench_do(&bench, FLOW_INTENT_NEXT, 0);
    assert_int_equal(bench.view->field, SAMPLE_AMOUNT);
    bench_stop(&bench);
}

struct bad_answer {
    size_t field;
    const char *text;
    enum form_problem problem;
    bool at_once; /* told while it is typed */
};

static void a_bad_answer_stays_and_says_why(void **state)
{
    (void)state;
    static const struct bad_answer bad[] = {
        {SAMPLE_CHILD_NAME, "", FORM_MISSING},
        {SAMPLE_BIRTH, "31022024", FORM_NOT_A_DATE, true},
        {SAMPLE_BIRTH, "32", FORM_NOT_A_DATE, true},
        {SAMPLE_BIRTH, "0113", FORM_NOT_A_DATE, true},
        {SAMPLE_BIRTH, "2502", FORM_NOT_A_DATE},
        {SAMPLE_BIRTH, "01012027", FORM_DATE_IN_FUTURE, true},
        {SAMPLE_PHONE, "0123", FORM_NOT_A_PHONE, true},
        {SAMPLE_PHONE, "09123", FORM_NOT_A_PHONE},
        {SAMPLE_MARRIED, "", FORM_MISSING},
        {SAMPLE_SPOUSE_ID, "0790", FORM_NOT_AN_ID},
        {SAMPLE_AMOUNT, "999", FORM_OUT_OF_RANGE},
        {SAMPLE_AMOUNT, "1000000001", FORM_OUT_OF_RANGE, true},
        {SAMPLE_REASON, "", FORM_MISSING},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct bench bench;
        form_start(&bench);
        if (bad[i].field == SAMPLE_SPOUSE_ID) {
            bench_to_field(&bench, SAMPLE_MARRIED);
            bench_do(&bench, FLOW_INTENT_CHOOSE, 1);
            bench_do(&bench, FLOW_INTENT_NEXT, 0);
        } else {
            bench_to_field(&bench, bad[i].field);
        }
        bench_type(&bench, bad[i].text);
        assert_int_equal(bench.view->problem, bad[i].at_once ? bad[i].problem : FORM_FINE);
        bench_do(&bench, FLOW_INTENT_NEXT, 0);
        if (bench.view->problem != bad[i].problem) {
            fail_msg("\"%s\": %s", bad[i].text, form_problem_name(bench.view->problem));
        }
        assert_int_equal(bench.view->field, bad[i].field);
        if (bad[i].text[0] != '\0') {
            bench_do(&bench, FLOW_INTENT_CLEAR, 0);
            assert_int_equal(bench.view->problem, FORM_FINE);
        }
        bench_stop(&bench);
    }
}

static void a_problem_stays_through_display_changes(void **state)
{
    (void)state;
    struct bench bench;
    form_start(&bench);
    bench_to_field(&bench, SAMPLE_CHILD_NAME);
    bench_do(&bench, FLOW_INTENT_NEXT, 0);
    bench_do(&bench, FLOW_INTENT_LANGUAGE, 0);
    assert_int_equal(bench.view->problem, FORM_MISSING);
    bench_stop(&bench);
}

static void dates_get_their_slashes(void **state)
{
    (void)state;
    static const struct {
        const char *typed;
        const char *shown;
    } rows[] = {
        {"1", "1"},
        {"15", "15"},
        {"150", "15/0"},
        {"1508", "15/08"},
        {"15081", "15/08/1"},
        {"15081990", "15/08/1990"},
        {"5/8/1990", "05/08/1990"},
        {"15/08/1990", "15/08/1990"},
        {"150819907", "15/08/1990"},
        {"ab1c", "1"},
        {"//", ""},
    };
    struct bench bench;
    form_start(&bench);
    bench_to_field(&bench, SAMPLE_BIRTH);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        bench_do(&bench, FLOW_INTENT_CLEAR, 0);
        bench_type(&bench, rows[i].typed);
        assert_string_equal(value(&bench, SAMPLE_BIRTH), rows[i].shown);
    }
    bench_do(&bench, FLOW_INTENT_CLEAR, 0);
    bench_type(&bench, "150");
    bench_erase(&bench, 1);
    assert_string_equal(value(&bench, SAMPLE_BIRTH), "15");
    bench_erase(&bench, 3);
    assert_string_equal(value(&bench, SAMPLE_BIRTH), "");
    bench_stop(&bench);
}

static void numbers_take_digits_only(void **state)
{
    (void)state;
    struct bench bench;
    form_start(&bench);
    bench_to_field(&bench, SAMPLE_PHONE);
    bench_type(&bench, "+84 9a1-2+345678");
    assert_string_equal(value(&bench, SAMPLE_PHONE), "+84912345678");
    bench_to_field(&bench, SAMPLE_AMOUNT);
    bench_type(&bench, "00250.000đ");
    assert_string_equal(value(&bench, SAMPLE_AMOUNT), "250000");
    bench_stop(&bench);
}

static void texts_are_bounded_composed_and_clean(void **state)
{
    (void)state;
    struct bench bench;
    form_start(&bench);
    bench_to_field(&bench, SAMPLE_CHILD_NAME);
    bench_type(&bench, "  Le\xcc\x82\t\n\x7f");
    assert_string_equal(value(&bench, SAMPLE_CHILD_NAME), "Lê");
    bench_type(&bench, "\xff");
    assert_string_equal(value(&bench, SAMPLE_CHILD_NAME), "Lê");
    bench_type(&bench, "ộộộộộộộộộộộộộộộộộộộộộộộộộộộộộộộộộộộộộ");
    assert_int_equal(strlen(value(&bench, SAMPLE_CHILD_NAME)), 3 + 28 * 3);
    bench_erase(&bench, 28);
    assert_string_equal(value(&bench, SAMPLE_CHILD_NAME), "Lê");
    bench_to_field(&bench, SAMPLE_NOTE);
    for (int i = 0; i < 600; i++) {
        bench_type(&bench, "ộ");
    }
    assert_int_equal(strlen(value(&bench, SAMPLE_NOTE)), FORM_VALUE_BYTES - 1);
    bench_stop(&bench);
}

static void names_start_with_a_capital(void **state)
{
    (void)state;
    struct bench bench;
    form_start(&bench);
    bench_to_field(&bench, SAMPLE_CHILD_NAME);
    assert_true(bench.view->shift);
    bench_type(&bench, "đ");
    assert_false(bench.view->shift);
    bench_type(&bench, "ỗ ");
    bench_type(&bench, "ơn");
    assert_string_equal(value(&bench, SAMPLE_CHILD_NAME), "Đỗ Ơn");
    bench_do(&bench, FLOW_INTENT_SHIFT, 0);
    bench_type(&bench, "ưx");
    assert_string_equal(value(&bench, SAMPLE_CHILD_NAME), "Đỗ ƠnƯx");
    bench_to_field(&bench, SAMPLE_NOTE);
    assert_false(bench.view->shift);
    bench_stop(&bench);
}

static void names_and_places_can_be_chosen(void **state)
{
    (void)state;
    struct bench bench;
    form_start(&bench);
    bench_to_field(&bench, SAMPLE_CHILD_NAME);
    bench_type(&bench, "N");
    assert_int_equal(bench.view->candidate_count, 0);
    bench_type(&bench, "guy");
    assert_int_equal(bench.view->candidate_count, 1);
    assert_string_equal(bench.view->candidates[0], "Nguyễn");
    bench_do(&bench, FLOW_INTENT_CANDIDATE, 1); /* there is none */
    bench_do(&bench, FLOW_INTENT_CANDIDATE, 0);
    assert_string_equal(value(&bench, SAMPLE_CHILD_NAME), "Nguyễn ");
    assert_int_equal(bench.view->candidate_count, 0);
    bench_type(&bench, "thuy");
    bench_do(&bench, FLOW_INTENT_CANDIDATE, 1);
    assert_string_equal(value(&bench, SAMPLE_CHILD_NAME), "Nguyễn Thúy ");
    bench_type(&bench, "abcdefghijklm nguy");
    bench_do(&bench, FLOW_INTENT_CANDIDATE, 0); /* does not fit */
    assert_string_equal(value(&bench, SAMPLE_CHILD_NAME), "Nguyễn Thúy Abcdefghijklm nguy");
    bench_to_field(&bench, SAMPLE_NOTE);
    bench_type(&bench, "nguy");
    assert_int_equal(bench.view->candidate_count, 0);
    bench_stop(&bench);
}

static void an_address_is_put_together(void **state)
{
    (void)state;
    struct bench bench;
    form_start(&bench);
    bench_to_field(&bench, SAMPLE_NOTE);
    bench_do(&bench, FLOW_INTENT_NEXT, 0);
    bench_do(&bench, FLOW_INTENT_NEXT, 0);
    assert_int_equal(bench.view->screen, FLOW_REVIEW);
    bench_do(&bench, FLOW_INTENT_EDIT, SAMPLE_ADDRESS);
    bench_do(&bench, FLOW_INTENT_CLEAR, 0);
    bench_type(&bench, "12/3 ly tu");
    assert_string_equal(bench.view->candidates[0], "Lý Tự Trọng");
    bench_do(&bench, FLOW_INTENT_CANDIDATE, 0);
    assert_string_equal(value(&bench, SAMPLE_ADDRESS), "12/3 Lý Tự Trọng, ");
    bench_type(&bench, "quan 1");
    assert_string_equal(bench.view->candidates[0], "Phường Sài Gòn");
    bench_do(&bench, FLOW_INTENT_CANDIDATE, 0);
    assert_string_equal(value(&bench, SAMPLE_ADDRESS),
                        "12/3 Lý Tự Trọng, Phường Sài Gòn, Thành phố Hồ Chí Minh");
    assert_int_equal(bench.view->candidate_count, 0);
    bench_do(&bench, FLOW_INTENT_CLEAR, 0);
    bench_type(&bench, "5 phuong 4 quan 3"); /* as it was before July 2025 */
    assert_string_equal(bench.view->candidates[0], "Phường Bàn Cờ");
    assert_string_equal(bench.view->candidates_were[0], "Phường 4, Quận 3");
    bench_do(&bench, FLOW_INTENT_CANDIDATE, 0);
    assert_string_equal(value(&bench, SAMPLE_ADDRESS), "5 Phường Bàn Cờ, Thành phố Hồ Chí Minh");
    bench_stop(&bench);
}

static void a_date_can_be_turned_to(void **state)
{
    (void)state;
    struct bench bench;
    form_start(&bench);
    bench_to_field(&bench, SAMPLE_BIRTH);
    bench_do(&bench, FLOW_INTENT_WHEELS, 0);
    assert_true(bench.view->date_wheels);
    bench_do(&bench, FLOW_INTENT_WHEEL, FLOW_WHEEL_ARG(DATE_DAY, 0)); /* from today */
    assert_string_equal(value(&bench, SAMPLE_BIRTH), "24/11/2026");
    bench_do(&bench, FLOW_INTENT_WHEEL, FLOW_WHEEL_ARG(DATE_YEAR, -10));
    bench_do(&bench, FLOW_INTENT_WHEEL, FLOW_WHEEL_ARG(DATE_MONTH, 1));
    bench_do(&bench, FLOW_INTENT_WHEEL, FLOW_WHEEL_ARG(DATE_DAY, 7));
    assert_string_equal(value(&bench, SAMPLE_BIRTH), "31/12/2016");
    bench_do(&bench, FLOW_INTENT_WHEEL, FLOW_WHEEL_ARG(DATE_MONTH, 2));
    assert_string_equal(value(&bench, SAMPLE_BIRTH), "29/02/2016");
    assert_int_equal(bench.view->problem, FORM_FINE);
    bench_do(&bench, FLOW_INTENT_WHEEL, FLOW_WHEEL_ARG(DATE_YEAR, 11));
    assert_int_equal(bench.view->problem, FORM_DATE_IN_FUTURE);
    bench_do(&bench, FLOW_INTENT_WHEEL, -1);
    bench_do(&bench, FLOW_INTENT_WHEEL, FLOW_WHEEL_ARG(DATE_PARTS, 0));
    assert_string_equal(value(&bench, SAMPLE_BIRTH), "28/02/2027");
    bench_erase(&bench, 8);
    bench_do(&bench, FLOW_INTENT_WHEELS, 0);
    bench_type(&bench, "05091958");
    assert_string_equal(value(&bench, SAMPLE_BIRTH), "05/09/1958");
    bench_to_field(&bench, SAMPLE_PHONE);
    bench_do(&bench, FLOW_INTENT_WHEEL, FLOW_WHEEL_ARG(DATE_DAY, 0)); /* no date here */
    assert_string_equal(value(&bench, SAMPLE_PHONE), "");
    bench_stop(&bench);
}

/* The day that was turned to comes back behind a month, or a year, that is too short for it. */
static void short_months_on_the_way_do_not_change_the_day(void **state)
{
    (void)state;
    struct bench bench;
    form_start(&bench);
    bench_to_field(&bench, SAMPLE_BIRTH);
    bench_type(&bench, "31121987");
    bench_do(&bench, FLOW_INTENT_WHEELS, 0);
    for (int i = 0; i < 2; i++) {
        bench_do(&bench, FLOW_INTENT_WHEEL, FLOW_WHEEL_ARG(DATE_MONTH, 1));
    }
    assert_string_equal(value(&bench, SAMPLE_BIRTH), "28/02/1987");
    bench_do(&bench, FLOW_INTENT_WHEEL, FLOW_WHEEL_ARG(DATE_YEAR, 1));
    assert_string_equal(value(&bench, SAMPLE_BIRTH), "29/02/1988");
    bench_do(&bench, FLOW_INTENT_WHEEL, FLOW_WHEEL_ARG(DATE_MONTH, 1));
    assert_string_equal(value(&bench, SAMPLE_BIRTH), "31/03/1988");
    bench_do(&bench, FLOW_INTENT_WHEEL, FLOW_WHEEL_ARG(DATE_MONTH, 1));
    bench_do(&bench, FLOW_INTENT_WHEEL, FLOW_WHEEL_ARG(DATE_DAY, -1));
    bench_do(&bench, FLOW_INTENT_WHEEL, FLOW_WHEEL_ARG(DATE_MONTH, 1));
    assert_string_equal(value(&bench, SAMPLE_BIRTH), "29/05/1988");
    /* What is typed since counts, and so does another date. */
    bench_do(&bench, FLOW_INTENT_WHEEL, FLOW_WHEEL_ARG(DATE_DAY, 2));
    bench_erase(&bench, 8);
    bench_type(&bench, "15041988");
    bench_do(&bench, FLOW_INTENT_WHEEL, FLOW_WHEEL_ARG(DATE_MONTH, 1));
    assert_string_equal(value(&bench, SAMPLE_BIRTH), "15/05/1988");
    bench_stop(&bench);
}

/* Of a birth long ago: typed, or turned to; and the whole date again. */
static void a_year_can_be_enough(void **state)
{
    (void)state;
    struct bench bench;
    form_start(&bench);
    bench_to_field(&bench, SAMPLE_BIRTH);
    bench_do(&bench, FLOW_INTENT_YEAR_ONLY, 0); /* not where the form wants the day */
    assert_false(bench.view->year_only);
    bench.view->procedure->cases[bench.view->case_index].form.fields[SAMPLE_BIRTH].year_enough =
        true;
    bench_do(&bench, FLOW_INTENT_YEAR_ONLY, 0);
    assert_true(bench.view->year_only);
    bench_type(&bench, "19/5");
    assert_string_equal(value(&bench, SAMPLE_BIRTH), "195");
    bench_do(&bench, FLOW_INTENT_NEXT, 0);
    assert_int_equal(bench.view->problem, FORM_NOT_A_DATE);
    bench_erase(&bench, 1);
    bench_type(&bench, "508");
    assert_string_equal(value(&bench, SAMPLE_BIRTH), "1950");
    assert_int_equal(bench.view->problem, FORM_FINE);
    bench_do(&bench, FLOW_INTENT_WHEEL, FLOW_WHEEL_ARG(DATE_DAY, 1)); /* is not there */
    bench_do(&bench, FLOW_INTENT_WHEEL, FLOW_WHEEL_ARG(DATE_YEAR, -10));
    assert_string_equal(value(&bench, SAMPLE_BIRTH), "1940");
    bench_do(&bench, FLOW_INTENT_NEXT, 0);
    assert_int_equal(bench.view->field, SAMPLE_PHONE);
    assert_false(bench.view->year_only);
    bench_do(&bench, FLOW_INTENT_BACK, 0);
    assert_true(bench.view->year_only);
    assert_string_equal(value(&bench, SAMPLE_BIRTH), "1940");
    bench_do(&bench, FLOW_INTENT_YEAR_ONLY, 0);
    assert_string_equal(value(&bench, SAMPLE_BIRTH), "");
    bench_type(&bench, "05091958");
    bench_do(&bench, FLOW_INTENT_YEAR_ONLY, 0);
    assert_string_equal(value(&bench, SAMPLE_BIRTH), "1958");
    bench_do(&bench, FLOW_INTENT_YEAR_ONLY, 0); /* pressed by mistake */
    assert_string_equal(value(&bench, SAMPLE_BIRTH), "05/09/1958");
    bench_do(&bench, FLOW_INTENT_YEAR_ONLY, 0);
    bench_do(&bench, FLOW_INTENT_WHEEL, FLOW_WHEEL_ARG(DATE_YEAR, 1));
    bench_do(&bench, FLOW_INTENT_YEAR_ONLY, 0); /* that day was of another year */
    assert_string_equal(value(&bench, SAMPLE_BIRTH), "");
    bench_do(&bench, FLOW_INTENT_YEAR_ONLY, 0);
    bench_do(&bench, FLOW_INTENT_WHEEL, FLOW_WHEEL_ARG(DATE_YEAR, 0)); /* from today */
    assert_string_equal(value(&bench, SAMPLE_BIRTH), "2026");
    bench_stop(&bench);
}

static void a_letter_kept_pressed_offers_its_forms_once(void **state)
{
    (void)state;
    struct bench bench;
    form_start(&bench);
    bench_to_field(&bench, SAMPLE_NOTE);
    bench_type(&bench, "h");
    bench_do(&bench, FLOW_INTENT_MARKS, 'o');
    assert_int_equal(bench.view->marks, 'o');
    bench_type(&bench, "ồ");
    assert_int_equal(bench.view->marks, 0);
    assert_string_equal(value(&bench, SAMPLE_NOTE), "hồ");
    bench_do(&bench, FLOW_INTENT_MARKS, 'a');
    bench_do(&bench, FLOW_INTENT_SHIFT, 0);
    assert_int_equal(bench.view->marks, 0);
    bench_stop(&bench);
}

static void going_back_and_forth_loses_nothing(void **state)
{
    (void)state;
    struct bench bench;
    form_start(&bench);
    bench_to_field(&bench, SAMPLE_CHILD_NAME);
    bench_type(&bench, SAMPLE_CHILD);
    bench_to_field(&bench, SAMPLE_BIRTH);
    bench_type(&bench, "0109"); /* half a date */
    while (bench.view->screen == FLOW_FORM) {
        bench_do(&bench, FLOW_INTENT_BACK, 0);
    }
    assert_int_equal(bench.view->screen, FLOW_IDENTIFY);
    bench_do(&bench, FLOW_INTENT_NEXT, 0);
    assert_string_equal(value(&bench, SAMPLE_CHILD_NAME), SAMPLE_CHILD);
    assert_string_equal(value(&bench, SAMPLE_BIRTH), "01/09");
    bench_do(&bench, FLOW_INTENT_LANGUAGE, 0);
    bench_do(&bench, FLOW_INTENT_TEXT_SIZE, 0);
    bench_to_field(&bench, SAMPLE_BIRTH);
    bench_type(&bench, "2020");
    assert_string_equal(value(&bench, SAMPLE_BIRTH), "01/09/2020");
    assert_int_equal(bench.view->problem, FORM_FINE);
    bench_stop(&bench);
}

static void shift_is_for_one_letter_and_caps_lock_for_many(void **state)
{
    (void)state;
    struct bench bench;
    form_start(&bench);
    bench_to_field(&bench, SAMPLE_NOTE);
    bench_do(&bench, FLOW_INTENT_SHIFT, 0);
    bench_type(&bench, "ab");
    bench_do(&bench, FLOW_INTENT_SHIFT, 0);
    bench_do(&bench, FLOW_INTENT_SHIFT, 0);
    assert_true(bench.view->caps_lock);
    bench_type(&bench, " đ");
    bench_type(&bench, "aatj");
    bench_do(&bench, FLOW_INTENT_SHIFT, 0);
    assert_false(bench.view->caps_lock);
    bench_type(&bench, " nhaf");
    assert_string_equal(value(&bench, SAMPLE_NOTE), "Ab ĐẬT nhà");
    bench_stop(&bench);
}

static void the_citizen_chooses_how_to_type(void **state)
{
    (void)state;
    struct bench bench;
    form_start(&bench);
    bench_to_field(&bench, SAMPLE_NOTE);
    assert_int_equal(bench.view->method, IME_TELEX);
    bench_type(&bench, "ddats ");
    bench_do(&bench, FLOW_INTENT_METHOD, 0);
    bench_type(&bench, "d9at1 ");
    bench_do(&bench, FLOW_INTENT_METHOD, 0);
    bench_type(&bench, "ddat9");
    assert_string_equal(value(&bench, SAMPLE_NOTE), "đát đát ddat9");
    bench_tone(&bench, IME_ACUTE);
    assert_string_equal(value(&bench, SAMPLE_NOTE), "đát đát ddat9");
    bench_stop(&bench);
}

static void changing_the_case_keeps_what_both_ask(void **state)
{
    (void)state;
    struct bench bench;
    form_start(&bench);
    bench_to_field(&bench, SAMPLE_MARRIED);
    while (bench.view->step_kind != FLOW_STEP_CASE) {
        bench_do(&bench, FLOW_INTENT_BACK, 0);
    }
    bench_do(&bench, FLOW_INTENT_CHOOSE_CASE, 1);
    assert_int_equal(bench.view->case_index, 1);
    assert_string_equal(value(&bench, 0), SAMPLE_PHONE_NO);
    assert_string_equal(value(&bench, 1), "");
    assert_string_equal(value(&bench, SAMPLE_BIRTH), "");
    assert_int_equal(bench.view->step_count, 3); /* no card's value, no papers */
    bench_do(&bench, FLOW_INTENT_CHOOSE_CASE, 2);
    bench_do(&bench, FLOW_INTENT_CHOOSE_CASE, -1);
    assert_int_equal(bench.view->case_index, 1);
    bench_do(&bench, FLOW_INTENT_CHOOSE_CASE, 0);
    assert_string_equal(value(&bench, SAMPLE_PHONE), SAMPLE_PHONE_NO);
    assert_string_equal(value(&bench, SAMPLE_NAME), SAMPLE_CITIZEN);
    bench_stop(&bench);
}

static void a_correction_returns_to_the_review(void **state)
{
    (void)state;
    struct bench bench;
    bench_start(&bench);
    bench_reach(&bench, FLOW_REVIEW);
    bench_do(&bench, FLOW_INTENT_EDIT, SAMPLE_NAME);      /* the card's */
    bench_do(&bench, FLOW_INTENT_EDIT, SAMPLE_SPOUSE_ID); /* not asked */
    bench_do(&bench, FLOW_INTENT_EDIT, SAMPLE_FIELDS);
    assert_int_equal(bench.view->screen, FLOW_REVIEW);
    bench_do(&bench, FLOW_INTENT_EDIT, SAMPLE_MARRIED);
    bench_do(&bench, FLOW_INTENT_CHOOSE, 1);
    bench_do(&bench, FLOW_INTENT_NEXT, 0); /* which asks for the spouse */
    assert_int_equal(bench.view->screen, FLOW_FORM);
    assert_int_equal(bench.view->field, SAMPLE_SPOUSE_ID);
    bench_do(&bench, FLOW_INTENT_BACK, 0);
    assert_int_equal(bench.view->screen, FLOW_REVIEW);
    bench_do(&bench, FLOW_INTENT_SUBMIT, 0); /* but not past it */
    assert_int_equal(bench.view->screen, FLOW_FORM);
    assert_int_equal(bench.view->field, SAMPLE_SPOUSE_ID);
    assert_int_equal(bench.view->problem, FORM_MISSING);
    assert_int_equal(bench.seen[FLOW_FX_COMMIT], 0);
    bench_type(&bench, "001090004321");
    bench_do(&bench, FLOW_INTENT_NEXT, 0);
    assert_int_equal(bench.view->screen, FLOW_REVIEW);
    bench_do(&bench, FLOW_INTENT_EDIT, -1);
    assert_int_equal(bench.view->step_kind, FLOW_STEP_PAPERS);
    bench_do(&bench, FLOW_INTENT_TOGGLE_PAPER, 1);
    bench_do(&bench, FLOW_INTENT_TOGGLE_PAPER, 2);
    bench_do(&bench, FLOW_INTENT_NEXT, 0);
    assert_true(bench.view->papers[1]);
    assert_false(bench.view->papers[2]);
    bench_do(&bench, FLOW_INTENT_SUBMIT, 0);
    assert_int_equal(bench.view->screen, FLOW_SENDING);
    bench_stop(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(steps_are_case_card_fields_papers),
        cmocka_unit_test(what_the_card_knows_is_changed_from_the_review),
        cmocka_unit_test(an_answer_can_bring_up_another_question),
        cmocka_unit_test(a_bad_answer_stays_and_says_why),
        cmocka_unit_test(a_problem_stays_through_display_changes),
        cmocka_unit_test(dates_get_their_slashes),
        cmocka_unit_test(numbers_take_digits_only),
        cmocka_unit_test(texts_are_bounded_composed_and_clean),
        cmocka_unit_test(names_start_with_a_capital),
        cmocka_unit_test(shift_is_for_one_letter_and_caps_lock_for_many),
        cmocka_unit_test(the_citizen_chooses_how_to_type),
        cmocka_unit_test(names_and_places_can_be_chosen),
        cmocka_unit_test(an_address_is_put_together),
        cmocka_unit_test(a_date_can_be_turned_to),
        cmocka_unit_test(short_months_on_the_way_do_not_change_the_day),
        cmocka_unit_test(a_year_can_be_enough),
        cmocka_unit_test(a_letter_kept_pressed_offers_its_forms_once),
        cmocka_unit_test(going_back_and_forth_loses_nothing),
        cmocka_unit_test(changing_the_case_keeps_what_both_ask),
        cmocka_unit_test(a_correction_returns_to_the_review),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
