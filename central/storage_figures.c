/* Ratings, and the figures the city publishes. */
#include <string.h>

#include "central/storage_office_internal.h"
#include "core/memory.h"

/* ---- Rating ---- */

struct rate {
    const char *code;
    const char *token_hash;
    const struct rating *rating;
    int64_t at_s;
    enum storage_rate_outcome outcome;
};

/* The newest dossier of the code that has the token; *id 0 when there is none. */
static enum mc_err find_rated(struct sql_session *session, const struct rate *rate, int64_t *id,
                              enum dossier_status *status, struct mc_error *err)
{
    struct sql_rows rows = {0};
    bool found = true;
    *id = 0;
    enum mc_err rc = sql_query(session,
                               "SELECT id, status, token_hash FROM dossiers WHERE code = $1 OR "
                               "provisional_code = $1 ORDER BY id",
                               &rows, err, "t", rate->code);
    while (rc == MC_OK && found) {
        rc = sql_next(&rows, &found, err);
        if (rc == MC_OK && found && mc_same_secret(rate->token_hash, sql_text(&rows, 2))) {
            *id = sql_int(&rows, 0);
            *status = (enum dossier_status)sql_int(&rows, 1);
        }
    }
    sql_finish(&rows);
    return rc;
}

static enum mc_err insert_rating(struct sql_session *session, const struct rate *rate, int64_t id,
                                 int64_t *changed, struct mc_error *err)
{
    char answers[RATING_INDICATORS + 1];
    char day[DATE_TEXT_BYTES];
    int points = 0;
    int most = 0;
    rating_pack(rate->rating, answers);
    rating_score(rate->rating, &points, &most);
    date_format_iso(local_time_from_unix(rate->at_s).date, day);
    return sql_change(session,
                      "INSERT INTO ratings (dossier_id, at_s, day, answers, points, most) "
                      "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (dossier_id) DO NOTHING",
                      changed, err, "iittii", id, rate->at_s, day, answers, (int64_t)points,
                      (int64_t)most);
}

static enum mc_err rate(struct sql_session *session, void *context, struct mc_error *err)
{
    struct rate *job = context;
    int64_t id = 0;
    int64_t changed = 0;
    enum dossier_status status = DOSSIER_REGISTERED;
    enum mc_err rc = find_rated(session, job, &id, &status, err);
    if (rc == MC_OK && id == 0) {
        rc = mc_fail(err, MC_ENOTFOUND, "no such dossier");
    }
    if (rc != MC_OK) {
        return rc;
    }
    if (!rating_open(status)) {
        job->outcome = STORAGE_RATE_TOO_EARLY;
        return MC_OK;
    }
    rc = insert_rating(session, job, id, &changed, err);
    job->outcome = changed > 0 ? STORAGE_RATED : STORAGE_RATED_BEFORE;
    return rc;
}

enum mc_err storage_rate(struct storage *storage, const char *code, const char *token_hash,
                         const struct rating *rating, int64_t at_s,
                         enum storage_rate_outcome *outcome, struct mc_error *err)
{
    struct rate job = {code, token_hash, rating, at_s, STORAGE_RATE_TOO_EARLY};
    MC_CHECK(rating_complete(rating));
    enum mc_err rc = sql_write(storage->sql, rate, &job, err);
    if (rc == MC_OK) {
        *outcome = job.outcome;
    }
    return rc;
}

/* ---- Figures ---- */

/* Each query counts a few figures by agency and month. Statements are literals, so those by the
 * receiving agency and those by the deciding one stand beside each other. */
struct count {
    const char *by_receiving;
    const char *by_deciding;
    enum statistics_figure figures[4];
    size_t figure_count;
    bool needs_now;
};
#define SUM_IF(condition) "CAST(sum(CASE WHEN " condition " THEN 1 ELSE 0 END) AS BIGINT)"
#define RECEIVED(side)                                                                             \
    "SELECT " side ", substr(day, 1, 7), count(*), " SUM_IF("channel = 'online'") ", " SUM_IF(     \
        "status IN (1, 2, 4, 5, 6)") ", " SUM_IF("status IN (1, 2, 4) AND due_s < $4") " FROM "    \
                                                                                       "dossiers " \
                                                                                       "WHERE "    \
                                                                                       "day >= "   \
                                                                                       "$1 AND "   \
                                                                                       "day < $2 " \
                                                                                       "AND ($3 "  \
                                                                                       "= '' "     \
                                                                                       "OR " side  \
                                                                                       " = $3) "   \
                                                                                       "GROUP BY " \
                                                                                       "1, 2 "     \
                                                                                       "ORDER BY " \
                                                                                       "1, 2"
#define DECIDED(side)                                                                              \
    "SELECT " side ", substr(decided_day, 1, 7), count(*), " SUM_IF(                               \
        "decided_s <= due_s") " FROM dossiers WHERE decided_day >= $1 AND decided_day < $2 AND "   \
                              "($3 = '' OR " side " = $3) "                                        \
                              "GROUP BY 1, 2 ORDER BY 1, 2"
#define RATED(side)                                                                                \
    "SELECT d." side ", substr(r.day, 1, 7), count(*), CAST(sum(r.points) AS BIGINT), "            \
    "CAST(sum(r.most) AS BIGINT) FROM ratings r JOIN dossiers d ON d.id = r.dossier_id "           \
    "WHERE r.day >= $1 AND r.day < $2 AND ($3 = '' OR d." side " = $3) "                           \
    "GROUP BY 1, 2 ORDER BY 1, 2"

static const struct count counts[] = {
    {RECEIVED("agency"),
     RECEIVED("deciding_agency"),
     {STATISTICS_RECEIVED, STATISTICS_ONLINE, STATISTICS_OPEN, STATISTICS_OVERDUE},
     4,
     true},
    {DECIDED("agency"),
     DECIDED("deciding_agency"),
     {STATISTICS_DECIDED, STATISTICS_ON_TIME},
     2,
     false},
    {RATED("agency"),
     RATED("deciding_agency"),
     {STATISTICS_RATINGS, STATISTICS_POINTS, STATISTICS_POINTS_MOST},
     3,
     false},
};

struct figures {
    const struct storage_statistics *wanted;
    char from[DATE_TEXT_BYTES];
    char until[DATE_TEXT_BYTES]; /* "YYYY-MM~", behind every day of the last month */
    struct statistics statistics;
};

static enum mc_err add_row(const struct sql_rows *row, const struct count *count,
                           struct statistics *out, struct mc_error *err)
{
    enum mc_err rc = MC_OK;
    for (size_t i = 0; i < count->figure_count && rc == MC_OK; i++) {
        rc = statistics_add(out, sql_text(row, 0), sql_text(row, 1), count->figures[i],
                            sql_int(row, (int)i + 2), err);
    }
    return rc;
}

static enum mc_err run_count(struct sql_session *session, const struct count *count,
                             struct figures *figures, struct mc_error *err)
{
    const struct storage_statistics *wanted = figures->wanted;
    const char *statement = wanted->by_deciding ? count->by_deciding : count->by_receiving;
    struct sql_rows rows = {0};
    bool found = true;
    enum mc_err rc = sql_query(session, statement, &rows, err, count->needs_now ? "ttti" : "ttt",
                               figures->from, figures->until, wanted->agency, wanted->now_s);
    while (rc == MC_OK && found) {
        rc = sql_next(&rows, &found, err);
        if (rc == MC_OK && found) {
            rc = add_row(&rows, count, &figures->statistics, err);
        }
    }
    sql_finish(&rows);
    return rc;
}

static enum mc_err count_all(struct sql_session *session, void *context, struct mc_error *err)
{
    struct figures *figures = context;
    enum mc_err rc = MC_OK;
    statistics_finish(&figures->statistics);
    for (size_t i = 0; i < sizeof counts / sizeof counts[0] && rc == MC_OK; i++) {
        rc = run_count(session, &counts[i], figures, err);
    }
    return rc;
}

enum mc_err storage_statistics(struct storage *storage, const struct storage_statistics *wanted,
                               struct statistics *out, struct mc_error *err)
{
    struct figures figures = {.wanted = wanted};
    MC_CHECK(statistics_month_valid(wanted->from) && statistics_month_valid(wanted->to));
    mc_copy_text(figures.from, sizeof figures.from, wanted->from);
    mc_copy_text(figures.until, sizeof figures.until, wanted->to);
    figures.until[STATISTICS_MONTH_BYTES - 1] = '~';
    enum mc_err rc = sql_read(storage->sql, count_all, &figures, err);
    if (rc != MC_OK) {
        statistics_finish(&figures.statistics);
        return rc;
    }
    statistics_sort(&figures.statistics);
    *out = figures.statistics;
    return MC_OK;
}
