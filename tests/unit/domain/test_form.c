#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "domain/form.h"
#include "tests/unit/cmocka_all.h"

static const char FORM[] =
    "[{\"id\":\"full_name\",\"type\":\"text\",\"label\":\"L\",\"required\":true,\"card\":\"name\","
    "\"min_length\":2,\"max_length\":8},"
    "{\"id\":\"born\",\"type\":\"date\",\"label\":\"L\",\"required\":true,\"date_bound\":\"past\"},"
    "{\"id\":\"phone\",\"type\":\"phone\",\"label\":\"L\",\"required\":true},"
    "{\"id\":\"sum\",\"type\":\"money\",\"label\":\"L\",\"required\":true,\"min_dong\":10,"
    "\"max_dong\":50000},"
    "{\"id\":\"alone\",\"type\":\"yes_no\",\"label\":\"L\",\"required\":true},"
    "{\"id\":\"head\",\"type\":\"id_number\",\"label\":\"L\",\"required\":true,\"shown_if\":"
    "{\"field\":\"alone\",\"value\":\"no\"}},"
    "{\"id\":\"pages\",\"type\":\"text\",\"label\":\"L\",\"required\":true,\"digits\":true,"
    "\"max_length\":3}]";

enum { NAME, BORN, PHONE, SUM, ALONE, HEAD, PAGES };

struct fixture {
    struct form form;
    struct form_values values;
};

static enum mc_err parse(const char *json, struct form *out, struct mc_error *err)
{
    cJSON *array = NULL;
    assert_int_equal(mc_json_parse(json, strlen(json), 65536, &array, NULL), MC_OK);
    enum mc_err code = form_parse(array, "form", out, err);
    cJSON_Delete(array);
    return code;
}

static int set_up(void **state)
{
    struct fixture *fixture = MC_NEW(struct fixture);
    assert_int_equal(parse(FORM, &fixture->form, NULL), MC_OK);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    form_finish(&fixture->form);
    free(fixture);
    return 0;
}

static void test_checks(void **state)
{
    struct fixture *fixture = *state;
    static const struct {
        size_t field;
        const char *value;
        enum form_problem problem;
    } CASES[] = {
        {NAME, "", FORM_MISSING},
        {NAME, " \t", FORM_MISSING},
        {NAME, "Ý Lan", FORM_FINE},
        {NAME, "Ý", FORM_TOO_SHORT},
        {NAME, "ỆỆỆỆỆỆỆỆ", FORM_FINE},
        {NAME, "ỆỆỆỆỆỆỆỆỆ", FORM_TOO_LONG},
        {NAME, "123", FORM_NOT_TEXT},
        {NAME,
         "A\x01"
         "B",
         FORM_NOT_TEXT},
        {NAME, "A\nB", FORM_NOT_TEXT},
        {NAME, "A\xFF", FORM_NOT_TEXT},
        {BORN, "29/02/2024", FORM_FINE},
        {BORN, "29/02/2023", FORM_NOT_A_DATE},
        {BORN, "01/06/2026", FORM_FINE},
        {BORN, "02/06/2026", FORM_DATE_IN_FUTURE},
        {PHONE, "0903123456", FORM_FINE},
        {PHONE, "+84 903.123.456", FORM_FINE},
        {PHONE, "02838123456", FORM_FINE},
        {PHONE, "0103123456", FORM_NOT_A_PHONE},
        {PHONE, "09031234567", FORM_NOT_A_PHONE},
        {PHONE, "090312345", FORM_NOT_A_PHONE},
        {PHONE, "0903123x56", FORM_NOT_A_PHONE},
        {PHONE, "090312345678901234567890", FORM_NOT_A_PHONE},
        {SUM, "10", FORM_FINE},
        {SUM, "9", FORM_OUT_OF_RANGE},
        {SUM, "50001", FORM_OUT_OF_RANGE},
        {SUM, "99999999999999999999999", FORM_OUT_OF_RANGE},
        {SUM, "-20", FORM_NOT_MONEY},
        {SUM, "20 đ", FORM_NOT_MONEY},
        {ALONE, "maybe", FORM_NOT_A_CHOICE},
        {PAGES, "12", FORM_FINE},
        {PAGES, "abc", FORM_NOT_DIGITS},
        {PAGES, "-1", FORM_NOT_DIGITS},
        {PAGES, "1234", FORM_TOO_LONG},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        (void)snprintf(fixture->values.value[CASES[i].field], FORM_VALUE_BYTES, "%s",
                       CASES[i].value);
        enum form_problem problem = form_check_field(&fixture->form, &fixture->values,
                                                     CASES[i].field, (struct date){2026, 6, 1});
        if (problem != CASES[i].problem) {
            fail_msg("\"%s\": %s", CASES[i].value, form_problem_name(problem));
        }
    }
}

static void test_the_year_may_be_enough(void **state)
{
    struct fixture *fixture = *state;
    static const struct {
        const char *value;
        enum form_date_bound bound;
        enum form_problem whole;  /* asked for the whole date */
        enum form_problem year;   /* the year is enough */
        enum form_problem typing; /* the same while it is being typed */
    } CASES[] = {
        {"1950", FORM_PAST_DATE, FORM_NOT_A_DATE, FORM_FINE, FORM_FINE},
        {"2026", FORM_PAST_DATE, FORM_NOT_A_DATE, FORM_FINE, FORM_FINE},
        {"2027", FORM_PAST_DATE, FORM_NOT_A_DATE, FORM_DATE_IN_FUTURE, FORM_DATE_IN_FUTURE},
        {"2026", FORM_FUTURE_DATE, FORM_NOT_A_DATE, FORM_FINE, FORM_FINE},
        {"2025", FORM_FUTURE_DATE, FORM_NOT_A_DATE, FORM_DATE_IN_PAST, FORM_DATE_IN_PAST},
        {"195", FORM_PAST_DATE, FORM_NOT_A_DATE, FORM_NOT_A_DATE, FORM_FINE},
        {"0950", FORM_PAST_DATE, FORM_NOT_A_DATE, FORM_NOT_A_DATE, FORM_FINE},
        {"05/09/1958", FORM_PAST_DATE, FORM_FINE, FORM_FINE, FORM_FINE},
        {"09/1958", FORM_PAST_DATE, FORM_NOT_A_DATE, FORM_NOT_A_DATE, FORM_NOT_A_DATE},
    };
    struct date today = {2026, 6, 1};
    struct form_field *born = &fixture->form.fields[BORN];
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        (void)snprintf(fixture->values.value[BORN], FORM_VALUE_BYTES, "%s", CASES[i].value);
        born->date_bound = CASES[i].bound;
        born->year_enough = false;
        assert_int_equal(form_check_field(&fixture->form, &fixture->values, BORN, today),
                         CASES[i].whole);
        born->year_enough = true;
        assert_int_equal(form_check_field(&fixture->form, &fixture->values, BORN, today),
                         CASES[i].year);
        assert_int_equal(form_check_typing(&fixture->form, &fixture->values, BORN, today),
                         CASES[i].typing);
    }
}

static void test_hidden_fields_are_not_asked(void **state)
{
    struct fixture *fixture = *state;
    struct date today = {2026, 6, 1};
    (void)snprintf(fixture->values.value[ALONE], FORM_VALUE_BYTES, "yes");
    assert_false(form_field_shown(&fixture->form, &fixture->values, HEAD));
    assert_int_equal(form_check_field(&fixture->form, &fixture->values, HEAD, today), FORM_FINE);
    (void)snprintf(fixture->values.value[ALONE], FORM_VALUE_BYTES, "no");
    assert_int_equal(form_check_field(&fixture->form, &fixture->values, HEAD, today), FORM_MISSING);
    (void)snprintf(fixture->values.value[HEAD], FORM_VALUE_BYTES, "07909000012");
    assert_int_equal(form_check_field(&fixture->form, &fixture->values, HEAD, today),
                     FORM_NOT_AN_ID);
}

static void test_prefill_keeps_the_citizen_s_own(void **state)
{
    struct fixture *fixture = *state;
    const struct citizen citizen = {.name = "Trần Thị Mẫu"};
    form_prefill(&fixture->form, &citizen, &fixture->values);
    assert_string_equal(fixture->values.value[NAME], "Trần Thị Mẫu");
    assert_int_equal(fixture->values.origin[NAME], FORM_FROM_CARD);
    fixture->values.origin[NAME] = FORM_FROM_CITIZEN;
    (void)snprintf(fixture->values.value[NAME], FORM_VALUE_BYTES, "Khác");
    form_prefill(&fixture->form, &citizen, &fixture->values);
    assert_string_equal(fixture->values.value[NAME], "Khác");
}

static void test_display(void **state)
{
    struct fixture *fixture = *state;
    char out[64];
    (void)snprintf(fixture->values.value[SUM], FORM_VALUE_BYTES, "20000");
    (void)snprintf(fixture->values.value[ALONE], FORM_VALUE_BYTES, "no");
    form_value_display(&fixture->form, &fixture->values, SUM, MC_LANGUAGE_VI, "Có", "Không", out,
                       sizeof out);
    assert_string_equal(out, "20.000 đ");
    form_value_display(&fixture->form, &fixture->values, ALONE, MC_LANGUAGE_VI, "Có", "Không", out,
                       sizeof out);
    assert_string_equal(out, "Không");
}

#define FIELD "{\"id\":\"a\",\"type\":\"text\",\"label\":\"L\",\"required\":true"

static void test_mistakes_name_their_place(void **state)
{
    (void)state;
    static const struct {
        const char *json;
        const char *named;
    } CASES[] = {
        {"[1]", "form[0]"},
        {"[" FIELD ",\"odd\":1}]", "form[0].odd"},
        {"[" FIELD "}," FIELD "}]", "form[1].id"},
        {"[" FIELD ",\"choices\":[]}]", "form[0].choices"},
        {"[" FIELD ",\"min_dong\":1}]", "form[0].min_dong"},
        {"[{\"id\":\"a\",\"type\":\"date\",\"label\":\"L\",\"required\":true,\"digits\":true}]",
         "form[0].digits"},
        {"[" FIELD ",\"year_enough\":true}]", "form[0].year_enough"},
        {"[" FIELD ",\"card\":\"birth\"}]", "form[0].card"},
        {"[" FIELD ",\"card_locked\":true}]", "form[0].card"},
        {"[" FIELD ",\"min_length\":9,\"max_length\":3}]", "form[0].min_length"},
        {"[" FIELD ",\"shown_if\":{\"field\":\"a\",\"value\":\"x\"}}]", "form[0].shown_if.field"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct form form = {0};
        struct mc_error err = {0};
        assert_int_not_equal(parse(CASES[i].json, &form, &err), MC_OK);
        assert_null(form.fields);
        if (strstr(err.text, CASES[i].named) == NULL) {
            fail_msg("\"%s\" does not name %s", err.text, CASES[i].named);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_checks, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_the_year_may_be_enough, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_hidden_fields_are_not_asked, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_prefill_keeps_the_citizen_s_own, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_display, set_up, tear_down),
        cmocka_unit_test(test_mistakes_name_their_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
