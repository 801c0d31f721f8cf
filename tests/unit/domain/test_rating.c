#include <stdlib.h>
#include <string.h>

#include "domain/rating.h"
#include "tests/unit/cmocka_all.h"

#define SHORT                                                                                      \
    "{\"total_time\":2,\"agency_time\":1,\"contacts\":0,\"agencies\":2,\"publicity\":2,"           \
    "\"attitude\":2}"
#define FULL                                                                                       \
    "{\"total_time\":2,\"agency_time\":1,\"contacts\":0,\"agencies\":2,\"organisation\":1,"        \
    "\"publicity\":2,\"attitude\":2,\"ease\":0,\"overall\":1}"

static void takes_the_short_and_the_full_form(void **state)
{
    (void)state;
    static const struct {
        const char *json;
        const char *form;
        const char *packed;
        int points;
        int most;
    } rows[] = {
        {SHORT, "total_time=2&agency_time=1&contacts=0&agencies=2&publicity=2&attitude=2",
         "2102-22--", 9, 12},
        {FULL,
         "t=AAEC&total_time=2&agency_time=1&contacts=0&agencies=2&organisation=1&publicity=2&"
         "attitude=2&ease=0&overall=1&lang=en",
         "210212201", 11, 18},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rating rating;
        struct rating of_form;
        struct rating unpacked;
        char packed[RATING_INDICATORS + 1];
        int points = 0;
        int most = 0;
        assert_int_equal(rating_parse(rows[i].json, strlen(rows[i].json), &rating, NULL), MC_OK);
        assert_int_equal(rating_parse_form(rows[i].form, &of_form, NULL), MC_OK);
        assert_memory_equal(&rating, &of_form, sizeof rating);
        rating_pack(&rating, packed);
        assert_string_equal(packed, rows[i].packed);
        assert_true(rating_unpack(packed, &unpacked));
        assert_memory_equal(&rating, &unpacked, sizeof rating);
        rating_score(&rating, &points, &most);
        assert_int_equal(points, rows[i].points);
        assert_int_equal(most, rows[i].most);
        cJSON *json = rating_json(&rating);
        char *text = mc_json_print(json);
        assert_string_equal(text, rows[i].json);
        free(text);
        cJSON_Delete(json);
    }
}

static void refuses_everything_else(void **state)
{
    (void)state;
    static const char *const wrong_json[] = {
        "",
        "[]",
        "{}",
        "{\"total_time\":2}",
        "{\"total_time\":3,\"agency_time\":1,\"contacts\":0,\"agencies\":2,\"publicity\":2,"
        "\"attitude\":2}",
        "{\"total_time\":-1,\"agency_time\":1,\"contacts\":0,\"agencies\":2,\"publicity\":2,"
        "\"attitude\":2}",
        "{\"total_time\":1.5,\"agency_time\":1,\"contacts\":0,\"agencies\":2,\"publicity\":2,"
        "\"attitude\":2}",
        "{\"total_time\":null,\"agency_time\":1,\"contacts\":0,\"agencies\":2,\"publicity\":2,"
        "\"attitude\":2}",
        /* the short form and one more; six, but not the short form's */
        "{\"total_time\":2,\"agency_time\":1,\"contacts\":0,\"agencies\":2,\"publicity\":2,"
        "\"attitude\":2,\"ease\":1}",
        "{\"total_time\":2,\"agency_time\":1,\"contacts\":0,\"agencies\":2,\"publicity\":2,"
        "\"ease\":2}",
        "{\"total_time\":2,\"agency_time\":1,\"contacts\":0,\"agencies\":2,\"publicity\":2,"
        "\"attitude\":2,\"comment\":\"x\"}",
    };
    static const char *const wrong_forms[] = {
        "",
        "total_time=2",
        "total_time=3&agency_time=1&contacts=0&agencies=2&publicity=2&attitude=2",
        "total_time=&agency_time=1&contacts=0&agencies=2&publicity=2&attitude=2",
        "total_time=22&agency_time=1&contacts=0&agencies=2&publicity=2&attitude=2",
        "total_time=2&total_time=2&agency_time=1&contacts=0&agencies=2&publicity=2&attitude=2",
        "&&&=&==&total_time",
    };
    static const char *const wrong_packed[] = {"",           "21",        "2102-22-x", "3102-22--",
                                               "2102-22---", "---------", "2102-2---"};
    struct rating rating = {.points = {7}};
    for (size_t i = 0; i < sizeof wrong_json / sizeof wrong_json[0]; i++) {
        assert_int_not_equal(rating_parse(wrong_json[i], strlen(wrong_json[i]), &rating, NULL),
                             MC_OK);
    }
    for (size_t i = 0; i < sizeof wrong_forms / sizeof wrong_forms[0]; i++) {
        assert_int_not_equal(rating_parse_form(wrong_forms[i], &rating, NULL), MC_OK);
    }
    assert_int_equal(rating.points[0], 7);
    for (size_t i = 0; i < sizeof wrong_packed / sizeof wrong_packed[0]; i++) {
        assert_false(rating_unpack(wrong_packed[i], &rating));
    }
    struct mc_error err;
    assert_int_equal(rating_parse("{\"ease\":9}", 10, &rating, &err), MC_EPARSE);
    assert_non_null(strstr(err.text, "rating.ease"));
}

static void only_what_was_decided_can_be_rated(void **state)
{
    (void)state;
    for (int status = 1; status <= 10; status++) {
        assert_int_equal(rating_open((enum dossier_status)status), status >= 9);
    }
}

static void a_permit_fits_into_a_header(void **state)
{
    (void)state;
    char longest[RATING_PERMIT_BYTES + 1];
    memset(longest, 'A', sizeof longest);
    longest[RATING_PERMIT_BYTES] = '\0';
    assert_false(rating_permit_valid(longest));
    longest[RATING_PERMIT_BYTES - 1] = '\0';
    assert_true(rating_permit_valid(longest));
    assert_true(rating_permit_valid("1796182200.aZ0+/=_-"));
    static const char *const wrong[] = {"", " ", "a b", "a\r\nHost: y", "a\t", "é", "a;b", "a\"b"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_false(rating_permit_valid(wrong[i]));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_the_short_and_the_full_form),
        cmocka_unit_test(refuses_everything_else),
        cmocka_unit_test(only_what_was_decided_can_be_rated),
        cmocka_unit_test(a_permit_fits_into_a_header),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
