/*
 * Working days in Vietnam and the appointed dates counted in them. Weekends are not worked; public
 * holidays (Labour Code 45/2019/QH14 art. 112: days by law, lunar ones and days off in lieu by each
 * year's decision) come as data. Pure once loaded.
 */
#ifndef MOTCUA_DOMAIN_CALENDAR_H
#define MOTCUA_DOMAIN_CALENDAR_H

#include <stdbool.h>
#include <stddef.h>

#include "core/error.h"
#include "domain/date.h"

#define CALENDAR_HOLIDAYS_MAX 512

struct calendar {
    struct date holidays[CALENDAR_HOLIDAYS_MAX]; /* sorted */
    size_t holiday_count;
    struct date worked[64]; /* weekend days worked in lieu, sorted */
    size_t worked_count;
    int first_year; /* the years the data covers */
    int last_year;
};

/* Reads the JSON of assets/calendar/holidays.json:
 * {"years": [2026, …], "holidays": ["2026-01-01", …], "worked": […], "source": "…"}. */
enum mc_err calendar_parse(const void *json, size_t len, struct calendar *out,
                           struct mc_error *err) MC_MUST_CHECK;
bool calendar_is_working_day(const struct calendar *calendar, struct date date);
/* The n-th working day after `date` (n ≥ 1). */
struct date calendar_add_working_days(const struct calendar *calendar, struct date date, int n);
/* How many working days lie after `from`, up to and with `to`; 0 when `to` is not later. */
int calendar_working_days_between(const struct calendar *calendar, struct date from,
                                  struct date to);

enum duration_unit { DURATION_WORKING_DAYS, DURATION_DAYS, DURATION_HOURS };
struct duration {
    int amount; /* 0: the same day */
    enum duration_unit unit;
};

#define CALENDAR_CUTOFF_HOUR 15 /* received later counts from the next working day */
#define CALENDAR_OPEN_HOUR   8
#define CALENDAR_CLOSE_HOUR  17

/* When the result is to be had for a dossier received at `received`. Working days count from the
 * next working day; a dossier received after 15:00, or on a day off, counts as received on the next
 * working day. Calendar days that end on a day off move to the next working day. Hours are working
 * hours (8:00–17:00 of working days). Days end at 17:00. */
struct local_time calendar_appoint(const struct calendar *calendar, struct local_time received,
                                   struct duration duration);

#endif
