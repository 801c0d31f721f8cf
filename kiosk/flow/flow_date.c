/* A date being answered: by digits, or by turning its parts; whole, or its year alone. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "core/memory.h"
#include "kiosk/flow/flow_internal.h"

#define DATE_DIGITS 8
#define YEAR_BYTES  5 /* "1958" and the NUL */

/* ---- Digits, with the slashes put between them ---- */

static size_t date_digits(const char *value, char digits[DATE_DIGITS + 1])
{
    size_t count = 0;
    for (; *value != '\0' && count < DATE_DIGITS; value++) {
        if (isdigit((unsigned char)*value)) {
            digits[count++] = *value;
        }
    }
    digits[count] = '\0';
    return count;
}

static void date_write(const char *digits, char *value)
{
    size_t len = 0;
    for (size_t i = 0; digits[i] != '\0'; i++) {
        if (i == 2 || i == 4) {
            value[len++] = '/';
        }
        value[len++] = digits[i];
    }
    value[len] = '\0';
}

bool flow_date_append(char *value, char typed)
{
    char digits[DATE_DIGITS + 1];
    size_t count = date_digits(value, digits);
    bool one_digit_part = count == 1 || count == 3;
    if (isdigit((unsigned char)typed) && count < DATE_DIGITS) {
        digits[count] = typed;
        digits[count + 1] = '\0';
    } else if (strchr("/.- ", typed) != NULL && one_digit_part) {
        digits[count] = digits[count - 1];
        digits[count - 1] = '0';
        digits[count + 1] = '\0';
    } else {
        return false;
    }
    date_write(digits, value);
    return true;
}

bool flow_date_backspace(char *value)
{
    char digits[DATE_DIGITS + 1];
    size_t count = date_digits(value, digits);
    if (count == 0) {
        return false;
    }
    digits[count - 1] = '\0';
    date_write(digits, value);
    return true;
}

/* ---- Wheels ---- */

/* As near to the day wanted as the month lets it be. */
static struct date near_day(struct date date, uint8_t day)
{
    date.day = day;
    while (!date_valid(date)) {
        date.day--;
    }
    return date;
}

bool flow_date_turn(char *value, struct date today, int arg, uint8_t *day)
{
    int part = arg / FLOW_WHEEL_PART;
    int by = arg % FLOW_WHEEL_PART - FLOW_WHEEL_STAY;
    struct date date;
    if (arg < 0 || part >= DATE_PARTS) {
        return false;
    }
    date = date_parse_display(value, &date) ? date : today;
    *day = *day == 0 ? date.day : *day;
    date = date_turn(date, (enum date_part)part, by);
    if (part == DATE_DAY) {
        *day = date.day;
    } else {
        date = near_day(date, *day);
    }
    date_format_display(date, value);
    return true;
}

bool flow_date_turn_year(char *value, struct date today, int arg)
{
    struct date date = today;
    int year = 0;
    if (arg < 0 || arg / FLOW_WHEEL_PART != DATE_YEAR) {
        return false;
    }
    if (date_parse_year(value, &year)) {
        date = (struct date){(int16_t)year, 1, 1};
    }
    date = date_turn(date, DATE_YEAR, arg % FLOW_WHEEL_PART - FLOW_WHEEL_STAY);
    (void)snprintf(value, YEAR_BYTES, "%04u", (unsigned)date.year % 10000U);
    return true;
}

/* ---- The year alone ---- */

void flow_date_year_only(struct flow *flow, char *value)
{
    struct date *whole = &flow->session.whole_date;
    int year = 0;
    flow->view.year_only = !flow->view.year_only;
    if (flow->view.year_only) {
        bool known = date_parse_display(value, whole);
        mc_wipe(value, FORM_VALUE_BYTES);
        if (known) {
            (void)snprintf(value, YEAR_BYTES, "%04u", (unsigned)whole->year % 10000U);
        }
        return;
    }
    bool same = date_parse_year(value, &year) && year == whole->year;
    mc_wipe(value, FORM_VALUE_BYTES);
    if (same) {
        date_format_display(*whole, value);
    }
    mc_wipe(whole, sizeof *whole);
}
