/*
 * The figures a city publishes of its wards, by agency and month: how many dossiers came in and by
 * which channel, how many were decided in time, how satisfied the citizens are. Storage counts;
 * this adds up, makes the rates, and writes JSON and CSV. Pure.
 *
 * A dossier counts in the month it was received in, its decision in the month of the decision, its
 * rating in the month it was given. In time is what was decided by its due date, which an apology
 * does not move (domain/office.h).
 */
#ifndef MOTCUA_DOMAIN_STATISTICS_H
#define MOTCUA_DOMAIN_STATISTICS_H

#include <stddef.h>
#include <stdint.h>

#include "core/buffer.h"
#include "core/json.h"
#include "domain/dossier.h"

#define STATISTICS_MONTH_BYTES   8 /* "2026-11" */
#define STATISTICS_CSV_MAX_BYTES ((size_t)4 * 1024 * 1024)
#define STATISTICS_ROWS_MAX      5000 /* 168 wards over two years, and the departments */

enum statistics_figure {
    STATISTICS_RECEIVED,
    STATISTICS_ONLINE,  /* of those received: by the procedure's online channel */
    STATISTICS_OPEN,    /* of those received: neither decided nor ended */
    STATISTICS_OVERDUE, /* of those open: their due date has passed, and the agency has them */
    STATISTICS_DECIDED,
    STATISTICS_ON_TIME, /* of those decided */
    STATISTICS_RATINGS,
    STATISTICS_POINTS,      /* given in them */
    STATISTICS_POINTS_MOST, /* the most that could be given */
    STATISTICS_FIGURES
};
const char *statistics_figure_name(enum statistics_figure figure);

struct statistics_row {
    char agency[DOSSIER_AGENCY_BYTES];
    char month[STATISTICS_MONTH_BYTES];
    int64_t count[STATISTICS_FIGURES];
};

/* Zeroed at the start; freed with statistics_finish(). */
struct statistics {
    struct statistics_row *rows;
    size_t count;
};
void statistics_finish(struct statistics *statistics);

/* "YYYY-MM" of a real month. */
bool statistics_month_valid(const char *month);

/* Adds to a figure. MC_ETOOBIG past STATISTICS_ROWS_MAX rows. */
enum mc_err statistics_add(struct statistics *statistics, const char *agency, const char *month,
                           enum statistics_figure figure, int64_t count,
                           struct mc_error *err) MC_MUST_CHECK;
/* By agency, then month. */
void statistics_sort(struct statistics *statistics);
/* All rows in one; agency and month are "". */
void statistics_total(const struct statistics *statistics, struct statistics_row *out);

/* Tenths of a percent, rounded to the nearest; -1 when there is nothing to take a share of. */
int statistics_online_share(const struct statistics_row *row);
int statistics_on_time_rate(const struct statistics_row *row);
int statistics_satisfaction(const struct statistics_row *row);

/* {"rows": [{"agency", "month", the figures, "online_share": 97.5 or null, …}], "total": {…}}.
 * Freed with cJSON_Delete(). */
cJSON *statistics_json(const struct statistics *statistics);
/* RFC 4180 with a heading line; rates as "97.5", empty where there is none. */
void statistics_csv(const struct statistics *statistics, struct mc_buffer *out);

#endif
