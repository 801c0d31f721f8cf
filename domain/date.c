#include "domain/date.h"

#include <stdio.h>
#include <string.h>

#include "core/error.h"

#define FIRST_YEAR         1800
#define LAST_YEAR          2399
#define DAY_SECONDS        86400
#define OFFSET_S           INT64_C(25200) /* UTC+7 */
#define RFC3339_BYTES_MAX  40
#define DAYS_FROM_0_TO_UTC 719468 /* 0000-03-01 to 1970-01-01 */

static int days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[month - 1];
}

bool date_valid(struct date date)
{
    return date.year >= FIRST_YEAR && date.year <= LAST_YEAR && date.month >= 1 &&
           date.month <= 12 && date.day >= 1 && date.day <= days_in_month(date.year, date.month);
}

bool date_is_set(struct date date)
{
    return date.year != 0;
}

int date_compare(struct date a, struct date b)
{
    int left = a.year * 512 + a.month * 32 + a.day;
    int right = b.year * 512 + b.month * 32 + b.day;
    return (left > right) - (left < right);
}

/* Days since 1970-01-01. Years begin in March here, so that the leap day is a year's last. */
static int to_days(struct date date)
{
    int year = date.month <= 2 ? date.year - 1 : date.year;
    int month = (date.month + 9) % 12;
    int century = year / 100;
    return year * 365 + year / 4 - century + century / 4 + (153 * month + 2) / 5 + date.day - 1 -
           DAYS_FROM_0_TO_UTC;
}

static struct date from_days(int64_t days)
{
    static const struct date first = {FIRST_YEAR, 1, 1};
    static const struct date last = {LAST_YEAR, 12, 31};
    if (days <= to_days(first)) {
        return first;
    }
    if (days >= to_days(last)) {
        return last;
    }
    days += DAYS_FROM_0_TO_UTC;
    int era = (int)(days / 146097);
    int in_era = (int)(days % 146097);
    int year = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
    int in_year = in_era - (365 * year + year / 4 - year / 100);
    int month = (5 * in_year + 2) / 153;
    struct date date = {
        .day = (uint8_t)(in_year - (153 * month + 2) / 5 + 1),
        .month = (uint8_t)(month < 10 ? month + 3 : month - 9),
    };
    date.year = (int16_t)(year + era * 400 + (date.month <= 2));
    return date;
}

struct date date_add_days(struct date date, int days)
{
    MC_CHECK(date_valid(date));
    return from_days((int64_t)to_days(date) + days);
}

int date_days_between(struct date from, struct date to)
{
    MC_CHECK(date_valid(from) && date_valid(to));
    return to_days(to) - to_days(from);
}

int date_weekday(struct date date)
{
    MC_CHECK(date_valid(date));
    int days = to_days(date) + 4; /* 1970-01-01 was a Thursday */
    return (days % 7 + 7) % 7;
}

struct date date_add_years(struct date date, int years)
{
    MC_CHECK(date_valid(date));
    int year = date.year + years;
    if (year < FIRST_YEAR) {
        return (struct date){FIRST_YEAR, 1, 1};
    }
    if (year > LAST_YEAR) {
        return (struct date){LAST_YEAR, 12, 31};
    }
    date.year = (int16_t)year;
    int last = days_in_month(year, date.month);
    if (date.day > last) {
        date.day = (uint8_t)last;
    }
    return date;
}

static int last_day(struct date date)
{
    date.day = 31;
    while (!date_valid(date)) {
        date.day--;
    }
    return date.day;
}

/* In 1..most. */
static int wrap(int value, int most)
{
    return ((value - 1) % most + most) % most + 1;
}

struct date date_turn(struct date date, enum date_part part, int by)
{
    if (part == DATE_YEAR) {
        int year = date.year + by;
        year = year < FIRST_YEAR ? FIRST_YEAR : year > LAST_YEAR ? LAST_YEAR : year;
        return date_add_years(date, year - date.year);
    }
    if (part == DATE_DAY) {
        date.day = (uint8_t)wrap(date.day + by, last_day(date));
        return date;
    }
    date.month = (uint8_t)wrap(date.month + by, 12);
    int last = last_day((struct date){date.year, date.month, 1});
    date.day = date.day > last ? (uint8_t)last : date.day;
    return date;
}

int date_age_years(struct date birth, struct date on)
{
    int years = on.year - birth.year;
    bool before_birthday =
        on.month < birth.month || (on.month == birth.month && on.day < birth.day);
    return before_birthday ? years - 1 : years;
}

/* Exactly `count` digits at text; false (and no read past a NUL) otherwise. */
static bool digits(const char *text, int count, int *out)
{
    int value = 0;
    for (int i = 0; i < count; i++) {
        if (text[i] < '0' || text[i] > '9') {
            return false;
        }
        value = value * 10 + (text[i] - '0');
    }
    *out = value;
    return true;
}

static bool make(int year, int month, int day, struct date *out)
{
    struct date date = {(int16_t)year, (uint8_t)month, (uint8_t)day};
    if (!date_valid(date)) {
        return false;
    }
    *out = date;
    return true;
}

bool date_parse_compact(const char *text, struct date *out)
{
    int year = 0;
    int month = 0;
    int day = 0;
    return strnlen(text, 9) == 8 && digits(text, 2, &day) && digits(text + 2, 2, &month) &&
           digits(text + 4, 4, &year) && make(year, month, day, out);
}

bool date_parse_display(const char *text, struct date *out)
{
    int year = 0;
    int month = 0;
    int day = 0;
    return strnlen(text, DATE_TEXT_BYTES) == 10 && text[2] == '/' && text[5] == '/' &&
           digits(text, 2, &day) && digits(text + 3, 2, &month) && digits(text + 6, 4, &year) &&
           make(year, month, day, out);
}

bool date_parse_iso(const char *text, struct date *out)
{
    int year = 0;
    int month = 0;
    int day = 0;
    return strnlen(text, DATE_TEXT_BYTES) == 10 && text[4] == '-' && text[7] == '-' &&
           digits(text, 4, &year) && digits(text + 5, 2, &month) && digits(text + 8, 2, &day) &&
           make(year, month, day, out);
}

bool date_parse_year(const char *text, int *out)
{
    int year = 0;
    bool valid = strnlen(text, DATE_TEXT_BYTES) == 4 && digits(text, 4, &year) &&
                 year >= FIRST_YEAR && year <= LAST_YEAR;
    *out = valid ? year : *out;
    return valid;
}

void date_format_display(struct date date, char out[DATE_TEXT_BYTES])
{
    MC_CHECK(date_valid(date));
    (void)snprintf(out, DATE_TEXT_BYTES, "%02u/%02u/%04u", date.day % 100U, date.month % 100U,
                   (unsigned)date.year % 10000U);
}

void date_format_iso(struct date date, char out[DATE_TEXT_BYTES])
{
    MC_CHECK(date_valid(date));
    (void)snprintf(out, DATE_TEXT_BYTES, "%04u-%02u-%02u", (unsigned)date.year % 10000U,
                   date.month % 100U, date.day % 100U);
}

struct local_time local_time_from_unix(int64_t unix_s)
{
    int64_t day = unix_s / DAY_SECONDS;
    int64_t second = unix_s % DAY_SECONDS + OFFSET_S;
    if (second < 0) {
        second += DAY_SECONDS;
        day--;
    } else if (second >= DAY_SECONDS) {
        second -= DAY_SECONDS;
        day++;
    }
    return (struct local_time){
        .date = from_days(day),
        .hour = (uint8_t)(second / 3600),
        .minute = (uint8_t)(second / 60 % 60),
        .second = (uint8_t)(second % 60),
    };
}

int64_t local_time_to_unix(struct local_time time)
{
    MC_CHECK(date_valid(time.date));
    int second = time.hour * 3600 + time.minute * 60 + time.second;
    return (int64_t)to_days(time.date) * DAY_SECONDS + second - OFFSET_S;
}

void local_time_format_rfc3339(struct local_time time, char out[LOCAL_TIME_TEXT_BYTES])
{
    char day[DATE_TEXT_BYTES];
    date_format_iso(time.date, day);
    (void)snprintf(out, LOCAL_TIME_TEXT_BYTES, "%sT%02u:%02u:%02u+07:00", day, time.hour % 100U,
                   time.minute % 100U, time.second % 100U);
}

/* "HH:MM" and "HH:MM:SS" share this. */
static bool clock_pair(const char *text, int last_hour, int *out_hour, int *out_minute)
{
    return digits(text, 2, out_hour) && text[2] == ':' && digits(text + 3, 2, out_minute) &&
           *out_hour <= last_hour && *out_minute <= 59;
}

/* "Z", "+07:00", "-00:30" up to the end of the text. */
static bool offset(const char *text, int *out_s)
{
    if ((text[0] == 'Z' || text[0] == 'z') && text[1] == '\0') {
        *out_s = 0;
        return true;
    }
    int hour = 0;
    int minute = 0;
    if ((text[0] != '+' && text[0] != '-') || !clock_pair(text + 1, 23, &hour, &minute) ||
        text[6] != '\0') {
        return false;
    }
    *out_s = (text[0] == '-' ? -1 : 1) * (hour * 3600 + minute * 60);
    return true;
}

bool local_time_parse_rfc3339(const char *text, struct local_time *out)
{
    size_t len = strnlen(text, RFC3339_BYTES_MAX);
    if (len < 20 || len == RFC3339_BYTES_MAX || (text[10] != 'T' && text[10] != 't')) {
        return false;
    }
    char day[DATE_TEXT_BYTES] = {0};
    memcpy(day, text, DATE_TEXT_BYTES - 1);
    struct local_time utc = {0};
    int hour = 0;
    int minute = 0;
    int second = 0;
    int offset_s = 0;
    if (!date_parse_iso(day, &utc.date) || !clock_pair(text + 11, 23, &hour, &minute) ||
        text[16] != ':' || !digits(text + 17, 2, &second) || second > 59) {
        return false;
    }
    const char *rest = text + 19;
    if (*rest == '.') {
        size_t fraction = strspn(rest + 1, "0123456789");
        if (fraction == 0) {
            return false;
        }
        rest += 1 + fraction;
    }
    if (!offset(rest, &offset_s)) {
        return false;
    }
    utc.hour = (uint8_t)hour;
    utc.minute = (uint8_t)minute;
    utc.second = (uint8_t)second;
    *out = local_time_from_unix(local_time_to_unix(utc) + OFFSET_S - offset_s);
    return true;
}
