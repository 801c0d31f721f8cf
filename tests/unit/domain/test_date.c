#include <string.h>

#include "domain/date.h"
#include "tests/unit/cmocka_all.h"

static void assert_date(struct date date, int year, int month, int day)
{
    assert_int_equal(date.year, year);
    assert_int_equal(date.month, month);
    assert_int_equal(date.day, day);
}

static struct date on(int year, int month, int day)
{
    return (struct date){(int16_t)year, (uint8_t)month, (uint8_t)day};
}

static void only_real_dates_are_valid(void **state)
{
    (void)state;
    assert_true(date_valid(on(2024, 2, 29)));
    assert_true(date_valid(on(2000, 2, 29)));
    assert_false(date_valid(on(1900, 2, 29)));
    assert_false(date_valid(on(2025, 2, 29)));
    assert_false(date_valid(on(2025, 4, 31)));
    assert_false(date_valid(on(2025, 0, 1)));
    assert_false(date_valid(on(2025, 13, 1)));
    assert_false(date_valid(on(2025, 1, 0)));
    assert_false(date_valid(on(1799, 12, 31)));
    assert_false(date_valid(on(2400, 1, 1)));
    assert_false(date_is_set((struct date){0}));
}

static void every_day_of_the_range_follows_the_one_before(void **state)
{
    (void)state;
    struct date first = on(1800, 1, 1);
    struct date date = first;
    assert_int_equal(date_weekday(first), 3); /* a Wednesday */
    for (int days = 1; date_compare(date, on(2399, 12, 31)) < 0; days++) {
        struct date next = date_add_days(date, 1);
        assert_true(date_valid(next));
        assert_int_equal(date_compare(date, next), -1);
        assert_int_equal(date_days_between(first, next), days);
        assert_int_equal(date_weekday(next), (date_weekday(date) + 1) % 7);
        assert_int_equal(date_compare(date_add_days(first, days), next), 0);
        date = next;
    }
}

static void known_days(void **state)
{
    (void)state;
    assert_int_equal(date_weekday(on(1970, 1, 1)), 4);
    assert_int_equal(date_weekday(on(2026, 11, 24)), 2);
    assert_int_equal(date_weekday(on(2000, 2, 29)), 2);
    assert_date(date_add_days(on(2023, 12, 31), 60), 2024, 2, 29);
    assert_date(date_add_days(on(2024, 3, 1), -1), 2024, 2, 29);
    assert_int_equal(date_days_between(on(2025, 1, 1), on(2026, 1, 1)), 365);
    assert_date(date_add_days(on(2399, 12, 31), 1), 2399, 12, 31);
    assert_date(date_add_days(on(1800, 1, 1), -1), 1800, 1, 1);
    assert_date(date_add_days(on(2000, 1, 1), INT32_MAX), 2399, 12, 31);
}

static void years_and_ages(void **state)
{
    (void)state;
    assert_date(date_add_years(on(2004, 2, 29), 14), 2018, 2, 28);
    assert_date(date_add_years(on(2004, 2, 29), 60), 2064, 2, 29);
    assert_date(date_add_years(on(2390, 5, 5), 60), 2399, 12, 31);
    assert_int_equal(date_age_years(on(1990, 1, 15), on(2026, 1, 14)), 35);
    assert_int_equal(date_age_years(on(1990, 1, 15), on(2026, 1, 15)), 36);
    assert_int_equal(date_age_years(on(2004, 2, 29), on(2026, 2, 28)), 21);
}

static void parsing_takes_exactly_the_form(void **state)
{
    (void)state;
    struct date date = {0};
    assert_true(date_parse_compact("15011990", &date));
    assert_date(date, 1990, 1, 15);
    assert_true(date_parse_display("29/02/2024", &date));
    assert_date(date, 2024, 2, 29);
    assert_true(date_parse_iso("2026-11-24", &date));
    assert_date(date, 2026, 11, 24);
    static const char *const bad[] = {
        "",           "1501199",     "150119900",   "31021990",    "00011990", "15131990",
        "15/01/1990", "1990-1-15",   "2026-11-24 ", "2026/11/24",  "-1-01-01", "1/01/1990 ",
        "15/1/1990",  "15/01/19900", "+5/01/1990",  "１5011990",   "15011a90", "29/02/2025",
        "2026-02-30", "2026-13-01",  "12/31/2026",  "\n5/01/1990", "15011790",
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct date kept = on(2001, 2, 3);
        assert_false(date_parse_compact(bad[i], &kept));
        if (strcmp(bad[i], "15/01/1990") != 0) {
            assert_false(date_parse_display(bad[i], &kept));
        }
        assert_false(date_parse_iso(bad[i], &kept));
        assert_date(kept, 2001, 2, 3);
    }
}

static void a_year_alone_is_four_digits(void **state)
{
    (void)state;
    static const char *const bad[] = {"",     "195",  "19500", "1799", "2400",
                                      "195a", "+950", " 950",  "19/5", "1950-01-01"};
    int year = 0;
    assert_true(date_parse_year("1800", &year));
    assert_int_equal(year, 1800);
    assert_true(date_parse_year("2399", &year));
    assert_int_equal(year, 2399);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_false(date_parse_year(bad[i], &year));
        assert_int_equal(year, 2399);
    }
}

static void formats_round_trip(void **state)
{
    (void)state;
    char text[DATE_TEXT_BYTES];
    struct date back = {0};
    date_format_display(on(2026, 9, 2), text);
    assert_string_equal(text, "02/09/2026");
    assert_true(date_parse_display(text, &back));
    assert_date(back, 2026, 9, 2);
    date_format_iso(on(2026, 9, 2), text);
    assert_string_equal(text, "2026-09-02");
}

static void local_time_is_seven_hours_ahead(void **state)
{
    (void)state;
    struct local_time time = local_time_from_unix(0);
    assert_date(time.date, 1970, 1, 1);
    assert_int_equal(time.hour, 7);
    time = local_time_from_unix(-7 * 3600 - 1);
    assert_date(time.date, 1969, 12, 31);
    assert_int_equal(time.hour, 23);
    assert_int_equal(time.second, 59);
    time = local_time_from_unix(1764003600); /* 2025-11-24T17:00:00Z */
    assert_date(time.date, 2025, 11, 25);
    assert_int_equal(time.hour, 0);
    for (int64_t s = -3000000000; s < 9000000000; s += 2678369) {
        assert_true(local_time_to_unix(local_time_from_unix(s)) == s);
    }
    assert_date(local_time_from_unix(INT64_MAX).date, 2399, 12, 31);
    assert_date(local_time_from_unix(INT64_MIN).date, 1800, 1, 1);
}

static void rfc3339(void **state)
{
    (void)state;
    struct local_time time = {on(2026, 11, 24), 9, 5, 7};
    char text[LOCAL_TIME_TEXT_BYTES];
    local_time_format_rfc3339(time, text);
    assert_string_equal(text, "2026-11-24T09:05:07+07:00");
    static const char *const same[] = {
        "2026-11-24T09:05:07+07:00",      "2026-11-24T02:05:07Z",      "2026-11-24t02:05:07z",
        "2026-11-24T02:05:07.123456789Z", "2026-11-23T21:35:07-04:30",
    };
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
        struct local_time back = {0};
        assert_true(local_time_parse_rfc3339(same[i], &back));
        assert_true(local_time_to_unix(back) == local_time_to_unix(time));
        assert_int_equal(back.hour, 9);
    }
    static const char *const bad[] = {
        "",
        "2026-11-24",
        "2026-11-24 09:05:07+07:00",
        "2026-11-24T09:05:07",
        "2026-11-24T09:05:07+0700",
        "2026-11-24T09:05:07+07:00x",
        "2026-11-24T24:00:00Z",
        "2026-11-24T09:60:00Z",
        "2026-11-24T09:05:60Z",
        "2026-11-24T09:05:07.Z",
        "2026-02-30T09:05:07Z",
        "2026-11-24T09:05:07+24:00",
        "2026-11-24T09:05:07.00000000000000000000000000000000000Z",
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_false(local_time_parse_rfc3339(bad[i], &time));
    }
    assert_int_equal(time.minute, 5);
}

static void parts_turn_like_wheels(void **state)
{
    (void)state;
    static const struct {
        struct date from;
        enum date_part part;
        int by;
        struct date to;
    } rows[] = {
        {{2026, 11, 30}, DATE_DAY, 1, {2026, 11, 1}},
        {{2026, 11, 1}, DATE_DAY, -1, {2026, 11, 30}},
        {{2026, 12, 31}, DATE_MONTH, 1, {2026, 1, 31}},
        {{2026, 1, 31}, DATE_MONTH, 1, {2026, 2, 28}},
        {{2024, 3, 31}, DATE_MONTH, -1, {2024, 2, 29}},
        {{2026, 1, 5}, DATE_MONTH, -1, {2026, 12, 5}},
        {{2024, 2, 29}, DATE_YEAR, 1, {2025, 2, 28}},
        {{2026, 5, 6}, DATE_YEAR, -10, {2016, 5, 6}},
        {{2026, 5, 6}, DATE_DAY, 0, {2026, 5, 6}},
        {{1805, 5, 6}, DATE_YEAR, -10, {1800, 5, 6}},
        {{2395, 5, 6}, DATE_YEAR, 10, {2399, 5, 6}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct date turned = date_turn(rows[i].from, rows[i].part, rows[i].by);
        assert_int_equal(date_compare(turned, rows[i].to), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_real_dates_are_valid),
        cmocka_unit_test(every_day_of_the_range_follows_the_one_before),
        cmocka_unit_test(known_days),
        cmocka_unit_test(years_and_ages),
        cmocka_unit_test(parsing_takes_exactly_the_form),
        cmocka_unit_test(a_year_alone_is_four_digits),
        cmocka_unit_test(formats_round_trip),
        cmocka_unit_test(local_time_is_seven_hours_ahead),
        cmocka_unit_test(rfc3339),
        cmocka_unit_test(parts_turn_like_wheels),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
