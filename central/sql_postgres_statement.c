/* Statements on a connection to PostgreSQL: each is prepared once, and they go out in libpq's
 * pipeline mode, so that only those whose result is waited for cost a round trip. */
#include <stdio.h>

#include "central/sql_postgres_internal.h"

#define NAME_BYTES 16
#define INT8_BYTES 8

/* One statement's parameters as libpq wants them. */
struct parameters {
    Oid types[SQL_PARAMETERS_MAX];
    const char *values[SQL_PARAMETERS_MAX];
    int lengths[SQL_PARAMETERS_MAX];
    int formats[SQL_PARAMETERS_MAX];
    char numbers[SQL_PARAMETERS_MAX][INT8_BYTES];
    int count;
};

static void put_int8(int64_t number, char out[INT8_BYTES])
{
    uint64_t bits = (uint64_t)number;
    for (int i = INT8_BYTES - 1; i >= 0; i--) {
        out[i] = (char)(bits & 0xFF);
        bits >>= 8;
    }
}

static void fill(const struct sql_value *values, int count, struct parameters *out)
{
    out->count = count;
    for (int i = 0; i < count; i++) {
        out->formats[i] = values[i].type != 't';
        out->types[i] = POSTGRES_TEXT;
        if (values[i].type == 'i') {
            put_int8(values[i].number, out->numbers[i]);
            out->types[i] = POSTGRES_INT8;
            out->values[i] = out->numbers[i];
            out->lengths[i] = INT8_BYTES;
        } else {
            out->types[i] = values[i].type == 'b' ? POSTGRES_BYTEA : POSTGRES_TEXT;
            out->values[i] = values[i].bytes;
            out->lengths[i] = (int)values[i].len;
        }
    }
}

/* With its preparation, if it is new. What is sent is copied. */
static bool send_statement(struct postgres_session *session, const char *statement,
                           const struct parameters *parameters)
{
    char name[NAME_BYTES];
    size_t place = sql_known_find(&session->known, statement);
    (void)snprintf(name, sizeof name, "s%zu", place);
    if (place == session->known.count) {
        char text[SQL_TEXT_BYTES];
        sql_spell(&sql_postgres, '$', statement, text, sizeof text);
        if (PQsendPrepare(session->connection, name, text, parameters->count, parameters->types) ==
            0) {
            return false;
        }
        session->queued[session->queued_count++] = POSTGRES_PREPARES;
        session->known.statements[session->known.count++] = statement;
    }
    session->queued[session->queued_count++] = POSTGRES_RUNS;
    return PQsendQueryPrepared(session->connection, name, parameters->count, parameters->values,
                               parameters->lengths, parameters->formats, 1) == 1;
}

enum mc_err postgres_queue(struct postgres_session *session, const char *statement,
                           const struct sql_value *values, int count, struct mc_error *err)
{
    struct parameters parameters;
    if (session->queued_count + 3 > POSTGRES_QUEUE_MAX) {
        enum mc_err rc = postgres_settle(session, NULL, 0, err);
        if (rc != MC_OK) {
            return rc;
        }
    }
    fill(values, count, &parameters);
    if (PQenterPipelineMode(session->connection) == 0 ||
        !send_statement(session, statement, &parameters)) {
        session->base.lost = true;
        return postgres_fail(session, NULL, err);
    }
    return MC_OK;
}

static size_t count_prepared(const struct postgres_session *session)
{
    size_t count = session->known.count;
    for (size_t i = 0; i < session->queued_count; i++) {
        count -= session->queued[i] == POSTGRES_PREPARES ? 1 : 0;
    }
    return count;
}

static bool is_fine(const PGresult *result)
{
    ExecStatusType status = PQresultStatus(result);
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_PIPELINE_SYNC;
}

static size_t count_runs(const struct postgres_session *session)
{
    size_t count = 0;
    for (size_t i = 0; i < session->queued_count; i++) {
        count += session->queued[i] == POSTGRES_RUNS ? 1 : 0;
    }
    return count;
}

/* After the first fault the server skips the rest, up to the next end of a pipeline. */
static enum mc_err take_results(struct postgres_session *session, PGresult **out, size_t wanted,
                                struct mc_error *err)
{
    enum mc_err rc = MC_OK;
    size_t prepared = count_prepared(session);
    size_t runs_left = count_runs(session);
    for (size_t i = 0; i < session->queued_count; i++) {
        bool runs = session->queued[i] == POSTGRES_RUNS;
        bool is_wanted = out != NULL && runs && runs_left <= wanted;
        size_t place = is_wanted ? wanted - runs_left : 0;
        runs_left -= runs ? 1 : 0;
        PGresult *result = postgres_await(session, err);
        if (result == NULL) {
            return session->committing ? MC_EIO : MC_EGONE;
        }
        if (!is_fine(result) && rc == MC_OK) {
            rc = postgres_fail(session, result, err);
            if (session->base.lost) {
                return rc;
            }
            continue;
        }
        prepared += is_fine(result) && session->queued[i] == POSTGRES_PREPARES ? 1 : 0;
        if (is_wanted) {
            out[place] = result;
        } else {
            PQclear(result);
        }
    }
    session->known.count = prepared;
    session->queued_count = 0;
    return rc;
}

static enum mc_err end_pipeline(struct postgres_session *session, struct mc_error *err)
{
    session->queued[session->queued_count++] = POSTGRES_SYNCS;
    if (PQpipelineSync(session->connection) == 0) {
        session->base.lost = true;
        return postgres_fail(session, NULL, err);
    }
    return MC_OK;
}

enum mc_err postgres_settle(struct postgres_session *session, PGresult **out, size_t wanted,
                            struct mc_error *err)
{
    if (session->queued_count == 0) {
        return MC_OK;
    }
    enum mc_err rc = end_pipeline(session, err);
    if (rc == MC_OK) {
        rc = take_results(session, out, wanted, err);
    }
    if (!session->base.lost && PQexitPipelineMode(session->connection) == 0) {
        session->base.lost = true;
        rc = postgres_fail(session, NULL, err);
    }
    for (size_t i = 0; i < wanted && rc != MC_OK; i++) {
        PQclear(out[i]);
        out[i] = NULL;
    }
    return rc;
}

enum mc_err postgres_send(struct postgres_session *session, struct mc_error *err)
{
    enum mc_err rc = end_pipeline(session, err);
    if (rc == MC_OK && PQflush(session->connection) < 0) {
        session->base.lost = true;
        rc = postgres_fail(session, NULL, err);
    }
    return rc;
}
