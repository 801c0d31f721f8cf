#include "domain/calendar.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/json.h"

#define CALENDAR_JSON_MAX_BYTES ((size_t)64 * 1024)
#define CALENDAR_YEARS_MAX      64
#define WORKED_MAX              (sizeof((struct calendar *)0)->worked / sizeof(struct date))
#define CULTURE_DAY_FROM        2026 /* Resolution 80-NQ/TW */
#define DAY_MINUTES             ((CALENDAR_CLOSE_HOUR - CALENDAR_OPEN_HOUR) * 60)

static int compare(const void *a, const void *b)
{
    return date_compare(*(const struct date *)a, *(const struct date *)b);
}

static bool contains(const struct date *dates, size_t count, struct date date)
{
    return bsearch(&date, dates, count, sizeof *dates, compare) != NULL;
}

static bool is_weekend(struct date date)
{
    int weekday = date_weekday(date);
    return weekday == 0 || weekday == 6;
}

/* Days of the solar calendar off by law in every year. */
static bool is_fixed_holiday(struct date date)
{
    static const struct {
        uint8_t month;
        uint8_t day;
        int from;
    } fixed[] = {{1, 1, 0}, {4, 30, 0}, {5, 1, 0}, {9, 2, 0}, {11, 24, CULTURE_DAY_FROM}};
    for (size_t i = 0; i < sizeof fixed / sizeof fixed[0]; i++) {
        if (date.month == fixed[i].month && date.day == fixed[i].day &&
            date.year >= fixed[i].from) {
            return true;
        }
    }
    return false;
}

static enum mc_err read_years(const cJSON *json, struct calendar *out, struct mc_error *err)
{
    const cJSON *years = NULL;
    enum mc_err rc = mc_json_array(json, "calendar", "years", CALENDAR_YEARS_MAX, &years, err);
    if (rc != MC_OK) {
        return rc;
    }
    const cJSON *item = NULL;
    cJSON_ArrayForEach(item, years)
    {
        double year = cJSON_IsNumber(item) ? item->valuedouble : 0;
        bool follows = out->last_year == 0 || year == out->last_year + 1;
        if (year < 1900 || year > 2300 || year != (int)year || !follows) {
            return mc_fail(err, MC_EPARSE, "calendar.years: expected years one after another");
        }
        out->last_year = (int)year;
        out->first_year = out->first_year == 0 ? out->last_year : out->first_year;
    }
    return out->first_year != 0 ? MC_OK : mc_fail(err, MC_EPARSE, "calendar.years: is empty");
}

static enum mc_err read_dates(const cJSON *json, const char *key, const struct calendar *calendar,
                              size_t max, struct date *dates, size_t *out_count,
                              struct mc_error *err)
{
    const cJSON *list = NULL;
    enum mc_err rc = mc_json_array(json, "calendar", key, max, &list, err);
    if (rc != MC_OK) {
        return rc;
    }
    size_t count = 0;
    const cJSON *item = NULL;
    cJSON_ArrayForEach(item, list)
    {
        struct date date = {0};
        if (!cJSON_IsString(item) || !date_parse_iso(item->valuestring, &date) ||
            date.year < calendar->first_year || date.year > calendar->last_year) {
            return mc_fail(err, MC_EPARSE, "calendar.%s[%zu]: expected a day of the years given",
                           key, count);
        }
        dates[count++] = date;
    }
    qsort(dates, count, sizeof *dates, compare);
    for (size_t i = 1; i < count; i++) {
        if (date_compare(dates[i - 1], dates[i]) == 0) {
            char day[DATE_TEXT_BYTES];
            date_format_iso(dates[i], day);
            return mc_fail(err, MC_EPARSE, "calendar.%s: %s stands there twice", key, day);
        }
    }
    *out_count = count;
    return MC_OK;
}

static enum mc_err check_worked(const struct calendar *calendar, struct mc_error *err)
{
    for (size_t i = 0; i < calendar->worked_count; i++) {
        struct date date = calendar->worked[i];
        if (!is_weekend(date) || contains(calendar->holidays, calendar->holiday_count, date)) {
            char day[DATE_TEXT_BYTES];
            date_format_iso(date, day);
            return mc_fail(err, MC_EPARSE, "calendar.worked: %s is no weekend day, or a holiday",
                           day);
        }
    }
    return MC_OK;
}

static enum mc_err read_all(const cJSON *json, struct calendar *out, struct mc_error *err)
{
    static const char *const keys[] = {"years", "holidays", "worked", "source", NULL};
    const char *source = NULL;
    enum mc_err rc = mc_json_only_keys(json, "calendar", keys, err);
    if (rc == MC_OK) {
        rc = mc_json_text(json, "calendar", "source", &source, err);
    }
    if (rc == MC_OK) {
        rc = read_years(json, out, err);
    }
    if (rc == MC_OK) {
        rc = read_dates(json, "holidays", out, CALENDAR_HOLIDAYS_MAX, out->holidays,
                        &out->holiday_count, err);
    }
    if (rc == MC_OK) {
        rc = read_dates(json, "worked", out, WORKED_MAX, out->worked, &out->worked_count, err);
    }
    return rc == MC_OK ? check_worked(out, err) : rc;
}

enum mc_err calendar_parse(const void *json, size_t len, struct calendar *out, struct mc_error *err)
{
    cJSON *document = NULL;
    enum mc_err rc = mc_json_parse(json, len, CALENDAR_JSON_MAX_BYTES, &document, err);
    if (rc != MC_OK) {
        return rc;
    }
    struct calendar calendar = {0};
    rc = read_all(document, &calendar, err);
    cJSON_Delete(document);
    if (rc == MC_OK) {
        *out = calendar;
    }
    return rc;
}

bool calendar_is_working_day(const struct calendar *calendar, struct date date)
{
    if (contains(calendar->worked, calendar->worked_count, date)) {
        return true;
    }
    bool covered = date.year >= calendar->first_year && date.year <= calendar->last_year;
    return !is_weekend(date) &&
           !(covered ? contains(calendar->holidays, calendar->holiday_count, date)
                     : is_fixed_holiday(date));
}

struct date calendar_add_working_days(const struct calendar *calendar, struct date date, int n)
{
    while (n > 0) {
        struct date next = date_add_days(date, 1);
        if (date_compare(next, date) == 0) {
            break; /* the end of time */
        }
        date = next;
        n -= calendar_is_working_day(calendar, date);
    }
    return date;
}

int calendar_working_days_between(const struct calendar *calendar, struct date from, struct date to)
{
    int days = date_days_between(from, to);
    int count = 0;
    for (int i = 1; i <= days; i++) {
        count += calendar_is_working_day(calendar, date_add_days(from, i));
    }
    return count;
}

static struct date working_day_from(const struct calendar *calendar, struct date date)
{
    return calendar_is_working_day(calendar, date) ? date
                                                   : calendar_add_working_days(calendar, date, 1);
}

/* The day a dossier counts as received on. */
static struct date effective_day(const struct calendar *calendar, struct local_time received)
{
    int second = received.hour * 3600 + received.minute * 60 + received.second;
    if (second > CALENDAR_CUTOFF_HOUR * 3600) {
        return calendar_add_working_days(calendar, received.date, 1);
    }
    return working_day_from(calendar, received.date);
}

/* Working hours from `received` on. */
static struct local_time add_hours(const struct calendar *calendar, struct local_time received,
                                   int hours)
{
    MC_CHECK(hours >= 0 && hours <= INT_MAX / 120);
    int minute = (received.hour - CALENDAR_OPEN_HOUR) * 60 + received.minute;
    struct date day = working_day_from(calendar, received.date);
    if (date_compare(day, received.date) != 0 || minute < 0) {
        minute = 0;
    } else if (minute >= DAY_MINUTES) {
        day = calendar_add_working_days(calendar, day, 1);
        minute = 0;
    }
    int end = minute + hours * 60;
    int days = end / DAY_MINUTES;
    int rest = end % DAY_MINUTES;
    if (rest == 0 && days > 0) { /* a day's end, not the next one's beginning */
        days--;
        rest = DAY_MINUTES;
    }
    return (struct local_time){
        .date = calendar_add_working_days(calendar, day, days),
        .hour = (uint8_t)(CALENDAR_OPEN_HOUR + rest / 60),
        .minute = (uint8_t)(rest % 60),
    };
}

struct local_time calendar_appoint(const struct calendar *calendar, struct local_time received,
                                   struct duration duration)
{
    if (duration.unit == DURATION_HOURS) {
        return add_hours(calendar, received, duration.amount);
    }
    struct date day = effective_day(calendar, received);
    if (duration.unit == DURATION_WORKING_DAYS) {
        day = calendar_add_working_days(calendar, day, duration.amount);
    } else {
        day = working_day_from(calendar, date_add_days(day, duration.amount));
    }
    return (struct local_time){.date = day, .hour = CALENDAR_CLOSE_HOUR};
}
