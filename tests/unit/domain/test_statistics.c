#include <stdlib.h>
#include <string.h>

#include "domain/statistics.h"
#include "tests/unit/cmocka_all.h"

static void rates_are_rounded_and_may_be_missing(void **state)
{
    (void)state;
    static const struct {
        int64_t part;
        int64_t whole;
        int tenths;
    } rows[] = {{0, 0, -1},   {0, 5, 0},    {5, 5, 1000},       {1, 3, 333},     {2, 3, 667},
                {1, 2000, 1}, {1, 2001, 0}, {1999, 2000, 1000}, {123, 456, 270}, {999, 1000, 999}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct statistics_row row = {.count = {[STATISTICS_ONLINE] = rows[i].part,
                                               [STATISTICS_RECEIVED] = rows[i].whole,
                                               [STATISTICS_ON_TIME] = rows[i].part,
                                               [STATISTICS_DECIDED] = rows[i].whole,
                                               [STATISTICS_POINTS] = rows[i].part,
                                               [STATISTICS_POINTS_MOST] = rows[i].whole}};
        assert_int_equal(statistics_online_share(&row), rows[i].tenths);
        assert_int_equal(statistics_on_time_rate(&row), rows[i].tenths);
        assert_int_equal(statistics_satisfaction(&row), rows[i].tenths);
    }
}

static void fill(struct statistics *statistics)
{
    static const struct {
        const char *agency;
        const char *month;
        enum statistics_figure figure;
        int64_t count;
    } rows[] = {
        {"H29.13", "2026-11", STATISTICS_RECEIVED, 4}, {"H29.12", "2026-12", STATISTICS_DECIDED, 3},
        {"H29.12", "2026-11", STATISTICS_RECEIVED, 7}, {"H29.13", "2026-11", STATISTICS_ONLINE, 1},
        {"H29.12", "2026-12", STATISTICS_ON_TIME, 2},  {"H29.12", "2026-11", STATISTICS_ONLINE, 5},
        {"H29.12", "2026-11", STATISTICS_RECEIVED, 1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(statistics_add(statistics, rows[i].agency, rows[i].month, rows[i].figure,
                                        rows[i].count, NULL),
                         MC_OK);
    }
    statistics_sort(statistics);
}

static void writes_what_was_counted(void **state)
{
    (void)state;
    struct statistics statistics = {0};
    fill(&statistics);
    assert_int_equal(statistics.count, 3);
    struct mc_buffer csv;
    mc_buffer_init(&csv, 4096);
    statistics_csv(&statistics, &csv);
    assert_string_equal(
        mc_buffer_text(&csv),
        "agency,month,received,online,open,overdue,decided,on_time,ratings,points,points_most,"
        "online_share,on_time_rate,satisfaction\r\n"
        "H29.12,2026-11,8,5,0,0,0,0,0,0,0,62.5,,\r\n"
        "H29.12,2026-12,0,0,0,0,3,2,0,0,0,,66.7,\r\n"
        "H29.13,2026-11,4,1,0,0,0,0,0,0,0,25.0,,\r\n");
    mc_buffer_finish(&csv);
    cJSON *json = statistics_json(&statistics);
    char *text = mc_json_print(json);
    assert_non_null(strstr(text, "{\"agency\":\"H29.12\",\"month\":\"2026-11\",\"received\":8,"));
    assert_non_null(strstr(text, "\"total\":{\"received\":12,\"online\":6,"));
    assert_non_null(strstr(text, "\"online_share\":50.0,\"on_time_rate\":66.7,"
                                 "\"satisfaction\":null}}"));
    free(text);
    cJSON_Delete(json);
    statistics_finish(&statistics);
}

static void nothing_is_nothing(void **state)
{
    (void)state;
    struct statistics statistics = {0};
    statistics_sort(&statistics);
    cJSON *json = statistics_json(&statistics);
    char *text = mc_json_print(json);
    assert_non_null(strstr(text, "{\"rows\":[],\"total\":{\"received\":0"));
    free(text);
    cJSON_Delete(json);
    statistics_finish(&statistics);
}

static void rows_are_bounded(void **state)
{
    (void)state;
    struct statistics statistics = {0};
    char month[STATISTICS_MONTH_BYTES] = "2026-01";
    enum mc_err rc = MC_OK;
    size_t i = 0;
    for (; rc == MC_OK && i <= STATISTICS_ROWS_MAX; i++) {
        month[5] = (char)(' ' + i % 95);
        month[6] = (char)(' ' + i / 95);
        rc = statistics_add(&statistics, "H29.12", month, STATISTICS_OPEN, 1, NULL);
    }
    assert_int_equal(rc, MC_ETOOBIG);
    assert_int_equal(statistics.count, STATISTICS_ROWS_MAX);
    statistics_finish(&statistics);
}

static void months_are_real(void **state)
{
    (void)state;
    assert_true(statistics_month_valid("2026-11"));
    static const char *const wrong[] = {"",         "2026-13", "2026-00", "2026-1",
                                        "2026-011", "26-11",   "2026/11"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_false(statistics_month_valid(wrong[i]));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rates_are_rounded_and_may_be_missing),
        cmocka_unit_test(writes_what_was_counted),
        cmocka_unit_test(nothing_is_nothing),
        cmocka_unit_test(rows_are_bounded),
        cmocka_unit_test(months_are_real),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
