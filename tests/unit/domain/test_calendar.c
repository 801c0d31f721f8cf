#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/file.h"
#include "domain/calendar.h"
#include "tests/unit/cmocka_all.h"

#define CALENDAR(years, holidays, worked)                                                          \
    "{\"years\":" years ",\"holidays\":" holidays ",\"worked\":" worked ",\"source\":\"x\"}"

static int load(void **state)
{
    char *json = NULL;
    size_t len = 0;
    struct calendar *calendar = calloc(1, sizeof *calendar);
    struct mc_error err = {0};
    if (mc_file_read(MOTCUA_SOURCE_DIR "/assets/calendar/holidays.json", 65536, &json, &len,
                     &err) != MC_OK ||
        calendar_parse(json, len, calendar, &err) != MC_OK) {
        print_error("%s\n", err.text);
        free(json);
        free(calendar);
        return -1;
    }
    free(json);
    *state = calendar;
    return 0;
}

static int unload(void **state)
{
    free(*state);
    return 0;
}

static struct date day_of(const char *iso)
{
    struct date date = {0};
    assert_true(date_parse_iso(iso, &date));
    return date;
}

static struct local_time time_of(const char *text)
{
    struct local_time time = {0};
    char full[LOCAL_TIME_TEXT_BYTES];
    (void)snprintf(full, sizeof full, "%s:00+07:00", text);
    assert_true(local_time_parse_rfc3339(full, &time));
    return time;
}

static void the_days_off_are_off(void **state)
{
    static const char *const off[] = {
        "2025-01-01",
        "2025-01-28",
        "2025-01-29",
        "2025-04-07",
        "2025-04-30",
        "2025-05-01",
        "2025-05-02",
        "2025-09-01",
        "2025-09-02",
        "2026-01-01",
        "2026-02-16",
        "2026-02-17",
        "2026-02-20",
        "2026-04-26",
        "2026-04-27",
        "2026-04-30",
        "2026-08-31",
        "2026-09-02",
        "2026-11-28",
        "2026-11-29",
        "2027-02-05",
        "2027-02-06",
        "2027-02-11",
        "2027-04-16",
        "2027-05-03",
        "2027-09-02",
        /* beyond the data: weekends and the days every year has */
        "2031-01-01",
        "2031-04-30",
        "2031-05-01",
        "2031-09-02",
        "2031-11-24",
        "2031-01-04",
        "2024-04-30",
        "2024-05-01",
    };
    static const char *const worked[] = {
        "2025-01-24", "2025-02-03", "2025-04-26", "2025-04-08", "2025-09-03", "2025-11-24",
        "2026-01-10", "2026-02-13", "2026-02-23", "2026-04-28", "2026-08-22", "2026-11-23",
        "2027-02-04", "2027-02-12", "2027-04-15", "2031-01-02", "2024-04-29", "2024-11-25",
    };
    for (size_t i = 0; i < sizeof off / sizeof off[0]; i++) {
        assert_false(calendar_is_working_day(*state, day_of(off[i])));
    }
    for (size_t i = 0; i < sizeof worked / sizeof worked[0]; i++) {
        assert_true(calendar_is_working_day(*state, day_of(worked[i])));
    }
}

/* Every year of the data has its lunar new year, and eleven days of the law or more. */
static void the_data_covers_its_years(void **state)
{
    const struct calendar *calendar = *state;
    assert_int_equal(calendar->first_year, 2025);
    assert_true(calendar->last_year >= 2027);
    for (int year = calendar->first_year; year <= calendar->last_year; year++) {
        int days = 0;
        for (size_t i = 0; i < calendar->holiday_count; i++) {
            days += calendar->holidays[i].year == year;
        }
        assert_true(days >= 11);
    }
}

static void working_days_are_counted_over_holidays(void **state)
{
    static const struct {
        const char *from;
        int n;
        const char *to;
    } rows[] = {
        {"2026-11-26", 1, "2026-11-27"}, {"2026-11-27", 1, "2026-11-30"},
        {"2026-11-23", 1, "2026-11-25"}, /* over 24 November */
        {"2026-02-13", 1, "2026-02-23"}, /* over Tết */
        {"2025-04-25", 1, "2025-04-26"}, /* a Saturday worked */
        {"2025-04-25", 4, "2025-05-05"}, {"2025-12-31", 1, "2026-01-05"},
        {"2026-11-28", 1, "2026-11-30"}, {"2027-12-31", 1, "2028-01-03"},
        {"2399-12-31", 5, "2399-12-31"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct date to = calendar_add_working_days(*state, day_of(rows[i].from), rows[i].n);
        assert_int_equal(date_compare(to, day_of(rows[i].to)), 0);
    }
}

static void appointments(void **state)
{
    static const struct {
        const char *received;
        struct duration duration;
        const char *appointed;
    } rows[] = {
        {"2026-11-25T09:30", {3, DURATION_WORKING_DAYS}, "2026-11-30T17:00"},
        {"2026-11-25T15:00", {3, DURATION_WORKING_DAYS}, "2026-11-30T17:00"},
        {"2026-11-25T15:01", {3, DURATION_WORKING_DAYS}, "2026-12-01T17:00"},
        {"2026-11-25T23:59", {0, DURATION_WORKING_DAYS}, "2026-11-26T17:00"},
        {"2026-11-25T08:00", {0, DURATION_WORKING_DAYS}, "2026-11-25T17:00"},
        {"2026-11-28T10:00", {0, DURATION_WORKING_DAYS}, "2026-11-30T17:00"}, /* Saturday */
        {"2026-11-28T16:00", {1, DURATION_WORKING_DAYS}, "2026-12-01T17:00"},
        {"2026-11-27T16:00", {1, DURATION_WORKING_DAYS}, "2026-12-01T17:00"}, /* Friday, late */
        {"2026-02-12T16:00", {1, DURATION_WORKING_DAYS}, "2026-02-23T17:00"}, /* before Tết */
        {"2026-11-25T09:30", {3, DURATION_DAYS}, "2026-11-30T17:00"},         /* a Saturday moves */
        {"2026-11-25T09:30", {2, DURATION_DAYS}, "2026-11-27T17:00"},
        {"2026-11-25T16:00", {2, DURATION_DAYS}, "2026-11-30T17:00"},
        {"2026-01-20T09:00", {28, DURATION_DAYS}, "2026-02-23T17:00"}, /* into Tết */
        {"2026-11-25T09:30", {1, DURATION_HOURS}, "2026-11-25T10:30"},
        {"2026-11-25T16:30", {1, DURATION_HOURS}, "2026-11-26T08:30"},
        {"2026-11-25T16:00", {1, DURATION_HOURS}, "2026-11-25T17:00"},
        {"2026-11-25T17:00", {1, DURATION_HOURS}, "2026-11-26T09:00"},
        {"2026-11-25T06:10", {1, DURATION_HOURS}, "2026-11-25T09:00"},
        {"2026-11-27T16:59", {9, DURATION_HOURS}, "2026-11-30T16:59"}, /* over a weekend */
        {"2026-11-28T10:00", {2, DURATION_HOURS}, "2026-11-30T10:00"},
        {"2026-11-25T08:00", {18, DURATION_HOURS}, "2026-11-26T17:00"},
        {"2026-11-25T10:00", {0, DURATION_HOURS}, "2026-11-25T10:00"},
        {"2026-11-28T10:00", {0, DURATION_HOURS}, "2026-11-30T08:00"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct local_time got =
            calendar_appoint(*state, time_of(rows[i].received), rows[i].duration);
        char text[LOCAL_TIME_TEXT_BYTES];
        local_time_format_rfc3339(got, text);
        text[16] = '\0';
        assert_string_equal(text, rows[i].appointed);
    }
}

static void an_appointment_is_a_working_day_and_never_earlier(void **state)
{
    struct local_time received = time_of("2025-01-01T00:00");
    struct local_time last = received;
    for (int64_t s = local_time_to_unix(received); received.date.year < 2029; s += 7919) {
        received = local_time_from_unix(s);
        struct local_time got =
            calendar_appoint(*state, received, (struct duration){2, DURATION_WORKING_DAYS});
        assert_true(calendar_is_working_day(*state, got.date));
        assert_true(date_compare(got.date, received.date) > 0);
        assert_true(date_compare(got.date, last.date) >= 0);
        last = got;
    }
}

static void bad_data_is_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",
        "[]",
        "{}",
        CALENDAR("[]", "[]", "[]"),
        CALENDAR("[2026,2028]", "[]", "[]"),
        CALENDAR("[2026.5]", "[]", "[]"),
        CALENDAR("[1e300]", "[]", "[]"),
        CALENDAR("[\"2026\"]", "[]", "[]"),
        CALENDAR("[2026]", "[\"2025-01-01\"]", "[]"),
        CALENDAR("[2026]", "[\"2026-02-30\"]", "[]"),
        CALENDAR("[2026]", "[20260101]", "[]"),
        CALENDAR("[2026]", "[\"2026-01-01\",\"2026-01-01\"]", "[]"),
        CALENDAR("[2026]", "[]", "[\"2026-11-25\"]"),
        CALENDAR("[2026]", "[\"2026-11-28\"]", "[\"2026-11-28\"]"),
        "{\"years\":[2026],\"holidays\":[],\"worked\":[]}",
        "{\"years\":[2026],\"holidays\":[],\"worked\":[],\"source\":\"x\",\"more\":1}",
    };
    struct calendar kept = {.first_year = 7};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct mc_error err = {0};
        assert_int_not_equal(calendar_parse(bad[i], strlen(bad[i]), &kept, &err), MC_OK);
        assert_int_equal(kept.first_year, 7);
        assert_true(err.text[0] != '\0');
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_days_off_are_off),
        cmocka_unit_test(the_data_covers_its_years),
        cmocka_unit_test(working_days_are_counted_over_holidays),
        cmocka_unit_test(appointments),
        cmocka_unit_test(an_appointment_is_a_working_day_and_never_earlier),
        cmocka_unit_test(bad_data_is_refused),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
