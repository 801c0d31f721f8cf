#include "domain/statistics.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"

#define RATE_BYTES 16

static const char *const names[STATISTICS_FIGURES] = {"received", "online",  "open",
                                                      "overdue",  "decided", "on_time",
                                                      "ratings",  "points",  "points_most"};

struct rate {
    const char *name;
    int (*of)(const struct statistics_row *row);
};
static const struct rate rates[] = {{"online_share", statistics_online_share},
                                    {"on_time_rate", statistics_on_time_rate},
                                    {"satisfaction", statistics_satisfaction}};
#define RATES (sizeof rates / sizeof rates[0])

const char *statistics_figure_name(enum statistics_figure figure)
{
    MC_CHECK((unsigned)figure < STATISTICS_FIGURES);
    return names[figure];
}

void statistics_finish(struct statistics *statistics)
{
    if (statistics != NULL) {
        free(statistics->rows);
        *statistics = (struct statistics){0};
    }
}

bool statistics_month_valid(const char *month)
{
    char day[DATE_TEXT_BYTES];
    struct date date = {0};
    if (strnlen(month, STATISTICS_MONTH_BYTES) != STATISTICS_MONTH_BYTES - 1) {
        return false;
    }
    (void)snprintf(day, sizeof day, "%s-01", month);
    return date_parse_iso(day, &date);
}

static struct statistics_row *row_of(struct statistics *statistics, const char *agency,
                                     const char *month)
{
    /* From the end: storage tells them in order, so it mostly is the last one. */
    for (size_t i = statistics->count; i > 0; i--) {
        struct statistics_row *row = &statistics->rows[i - 1];
        if (strcmp(row->month, month) == 0 && strcmp(row->agency, agency) == 0) {
            return row;
        }
    }
    return NULL;
}

enum mc_err statistics_add(struct statistics *statistics, const char *agency, const char *month,
                           enum statistics_figure figure, int64_t count, struct mc_error *err)
{
    struct statistics_row *row = row_of(statistics, agency, month);
    if (row == NULL) {
        if (statistics->count == STATISTICS_ROWS_MAX) {
            return mc_fail(err, MC_ETOOBIG, "statistics: more than %d rows", STATISTICS_ROWS_MAX);
        }
        statistics->rows =
            mc_realloc(statistics->rows, (statistics->count + 1) * sizeof *statistics->rows);
        row = &statistics->rows[statistics->count++];
        *row = (struct statistics_row){0};
        mc_copy_text(row->agency, sizeof row->agency, agency);
        mc_copy_text(row->month, sizeof row->month, month);
    }
    row->count[figure] += count;
    return MC_OK;
}

static int compare_rows(const void *a, const void *b)
{
    const struct statistics_row *left = a;
    const struct statistics_row *right = b;
    int by_agency = strcmp(left->agency, right->agency);
    return by_agency != 0 ? by_agency : strcmp(left->month, right->month);
}

void statistics_sort(struct statistics *statistics)
{
    if (statistics->count > 1) {
        qsort(statistics->rows, statistics->count, sizeof *statistics->rows, compare_rows);
    }
}

void statistics_total(const struct statistics *statistics, struct statistics_row *out)
{
    *out = (struct statistics_row){0};
    for (size_t i = 0; i < statistics->count; i++) {
        for (int figure = 0; figure < STATISTICS_FIGURES; figure++) {
            out->count[figure] += statistics->rows[i].count[figure];
        }
    }
}

static int share(int64_t part, int64_t whole)
{
    return whole <= 0 ? -1 : (int)((part * 2000 + whole) / (2 * whole));
}

int statistics_online_share(const struct statistics_row *row)
{
    return share(row->count[STATISTICS_ONLINE], row->count[STATISTICS_RECEIVED]);
}

int statistics_on_time_rate(const struct statistics_row *row)
{
    return share(row->count[STATISTICS_ON_TIME], row->count[STATISTICS_DECIDED]);
}

int statistics_satisfaction(const struct statistics_row *row)
{
    return share(row->count[STATISTICS_POINTS], row->count[STATISTICS_POINTS_MOST]);
}

/* "" when there is none. */
static void format_rate(int tenths, char out[RATE_BYTES])
{
    out[0] = '\0';
    if (tenths >= 0) {
        (void)snprintf(out, RATE_BYTES, "%d.%d", tenths / 10, tenths % 10);
    }
}

static void add_figures(cJSON *object, const struct statistics_row *row)
{
    for (int figure = 0; figure < STATISTICS_FIGURES; figure++) {
        (void)cJSON_AddNumberToObject(object, names[figure], (double)row->count[figure]);
    }
    for (size_t i = 0; i < RATES; i++) {
        char text[RATE_BYTES];
        format_rate(rates[i].of(row), text);
        /* Raw, so that 97.3 is not written as 97.299999999999997. */
        (void)cJSON_AddRawToObject(object, rates[i].name, text[0] != '\0' ? text : "null");
    }
}

cJSON *statistics_json(const struct statistics *statistics)
{
    cJSON *object = cJSON_CreateObject();
    MC_CHECK(object != NULL);
    cJSON *list = cJSON_AddArrayToObject(object, "rows");
    for (size_t i = 0; i < statistics->count; i++) {
        cJSON *row = cJSON_CreateObject();
        MC_CHECK(row != NULL);
        (void)cJSON_AddStringToObject(row, "agency", statistics->rows[i].agency);
        (void)cJSON_AddStringToObject(row, "month", statistics->rows[i].month);
        add_figures(row, &statistics->rows[i]);
        (void)cJSON_AddItemToArray(list, row);
    }
    struct statistics_row total;
    statistics_total(statistics, &total);
    add_figures(cJSON_AddObjectToObject(object, "total"), &total);
    return object;
}

static void put_csv_row(const struct statistics_row *row, struct mc_buffer *out)
{
    mc_buffer_format(out, "%s,%s", row->agency, row->month);
    for (int figure = 0; figure < STATISTICS_FIGURES; figure++) {
        mc_buffer_format(out, ",%" PRId64, row->count[figure]);
    }
    for (size_t i = 0; i < RATES; i++) {
        char text[RATE_BYTES];
        format_rate(rates[i].of(row), text);
        mc_buffer_format(out, ",%s", text);
    }
    mc_buffer_put_text(out, "\r\n");
}

void statistics_csv(const struct statistics *statistics, struct mc_buffer *out)
{
    mc_buffer_put_text(out, "agency,month");
    for (int figure = 0; figure < STATISTICS_FIGURES; figure++) {
        mc_buffer_format(out, ",%s", names[figure]);
    }
    for (size_t i = 0; i < RATES; i++) {
        mc_buffer_format(out, ",%s", rates[i].name);
    }
    mc_buffer_put_text(out, "\r\n");
    for (size_t i = 0; i < statistics->count; i++) {
        put_csv_row(&statistics->rows[i], out);
    }
}
