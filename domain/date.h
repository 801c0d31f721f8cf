/*
 * Calendar dates and Vietnam's local time (UTC+7 all year; no daylight saving). Pure.
 */
#ifndef MOTCUA_DOMAIN_DATE_H
#define MOTCUA_DOMAIN_DATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DATE_TEXT_BYTES       11 /* "31/12/2026" and the NUL */
#define LOCAL_TIME_TEXT_BYTES 26

/* Proleptic Gregorian, years 1800 to 2399. year 0: no date. */
struct date {
    int16_t year;
    uint8_t month; /* 1..12 */
    uint8_t day;   /* 1..31 */
};

struct local_time {
    struct date date;
    uint8_t hour;
    uint8_t minute;
    uint8_t second;
};

bool date_valid(struct date date);
bool date_is_set(struct date date);
/* <0, 0, >0; works for dates that are not set, too. The other functions on dates want valid ones.
 * Results before 1800 or after 2399 stop at the first or last day of that range. */
int date_compare(struct date a, struct date b);
struct date date_add_days(struct date date, int days);
int date_days_between(struct date from, struct date to);
/* 0 = Sunday … 6 = Saturday */
int date_weekday(struct date date);
/* The same day `years` later; 29 February becomes 28 February where there is none. */
struct date date_add_years(struct date date, int years);
/* One part turned like a wheel: days within the month, months within the year (then perhaps an
 * earlier day), years as date_add_years() but never beyond the first and the last one. */
enum date_part { DATE_DAY, DATE_MONTH, DATE_YEAR, DATE_PARTS };
struct date date_turn(struct date date, enum date_part part, int by);
/* Full years lived on `on`. */
int date_age_years(struct date birth, struct date on);

/* "DDMMYYYY"; false unless exactly that and a real date. */
bool date_parse_compact(const char *text, struct date *out);
/* "DD/MM/YYYY". */
bool date_parse_display(const char *text, struct date *out);
/* "YYYY-MM-DD", ISO 8601. */
bool date_parse_iso(const char *text, struct date *out);
/* "YYYY", what ISO 8601 leaves of a date of which no more is known. */
bool date_parse_year(const char *text, int *out);
void date_format_display(struct date date, char out[DATE_TEXT_BYTES]);
void date_format_iso(struct date date, char out[DATE_TEXT_BYTES]);

struct local_time local_time_from_unix(int64_t unix_s);
int64_t local_time_to_unix(struct local_time time);
/* "YYYY-MM-DDTHH:MM:SS+07:00", RFC 3339 section 5.6. */
void local_time_format_rfc3339(struct local_time time, char out[LOCAL_TIME_TEXT_BYTES]);
/* Any offset is accepted and turned into Vietnam's time; a fraction of a second is dropped. */
bool local_time_parse_rfc3339(const char *text, struct local_time *out);

#endif
