/* Connections to PostgreSQL: made with the settings the service needs, waited for with a limit, and
 * judged when something went wrong. */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "central/sql_postgres_internal.h"
#include "core/clock.h"
#include "core/memory.h"

/* A statement is ended by the server first; the client gives up on a server that does not answer
 * at all. */
#define SERVER_LIMITS                                                                              \
    "SET statement_timeout = '10s';"                                                               \
    "SET lock_timeout = '8s';"                                                                     \
    "SET idle_in_transaction_session_timeout = '30s';"                                             \
    "SET client_min_messages = 'warning';"
#define ANSWER_LIMIT_MS 15000
#define STATE_CHARS     5

/* The reasons to give up on a connection (PostgreSQL's appendix A): classes, or whole codes. 25006
 * is a server that has become a standby; 26000 and 0A000 are prepared statements that were taken
 * away, or that a newer version's change to the tables has made useless. */
static const char *const lost_states[] = {"08", "57P", "25006", "26000", "0A000"};
/* Serialization failure, deadlock. A lock or statement that took too long is none of these. */
static const char *const again_states[] = {"40001", "40P01"};

static bool is_one_of(const char *state, const char *const *states, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strncmp(state, states[i], strlen(states[i])) == 0) {
            return true;
        }
    }
    return false;
}

static enum mc_err code_of(const char *state)
{
    static const struct {
        const char *state;
        enum mc_err code;
    } codes[] = {{"23505", MC_ECONFLICT}, {"57014", MC_ETIMEOUT}, {"55P03", MC_ETIMEOUT},
                 {"40", MC_ETIMEOUT},     {"XX", MC_ECORRUPT},    {"42501", MC_EDENIED},
                 {"28", MC_EDENIED}};
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        if (strncmp(state, codes[i].state, strlen(codes[i].state)) == 0) {
            return codes[i].code;
        }
    }
    return MC_EIO;
}

/* libpq's messages are of several lines and may quote values; what goes into a log may not. The
 * primary message quotes none of those that are bound. */
static void first_line(const char *text, char *out, size_t size)
{
    mc_copy_text(out, size, text != NULL ? text : "");
    out[strcspn(out, "\n")] = '\0';
}

enum mc_err postgres_fail(struct postgres_session *session, PGresult *result, struct mc_error *err)
{
    char text[MC_ERROR_TEXT_BYTES];
    const char *field = result != NULL ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
    char state[STATE_CHARS + 1];
    mc_copy_text(state, sizeof state, field != NULL ? field : "");
    first_line(result != NULL ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : NULL, text,
               sizeof text);
    if (state[0] == '\0') {
        first_line(PQerrorMessage(session->connection), text, sizeof text);
    }
    PQclear(result);
    bool lost = state[0] == '\0' || PQstatus(session->connection) != CONNECTION_OK ||
                is_one_of(state, lost_states, sizeof lost_states / sizeof lost_states[0]);
    session->base.lost = session->base.lost || lost;
    if (session->base.lost) {
        /* What was lost on the way to the commit did not happen; in the commit, nobody knows. */
        session->base.again = !session->committing;
        return mc_fail(err, session->committing ? MC_EIO : MC_EGONE,
                       "database: connection lost%s: %s", session->committing ? " in a commit" : "",
                       text);
    }
    session->base.again =
        is_one_of(state, again_states, sizeof again_states / sizeof again_states[0]);
    return mc_fail(err, code_of(state), "database: %s (%s)", text, state);
}

/* False when the connection is lost or the time is over. */
static bool wait_for(struct postgres_session *session, bool writing, int64_t deadline_ms)
{
    int64_t left_ms = deadline_ms - mc_clock_monotonic_ms();
    struct pollfd fd = {.fd = PQsocket(session->connection),
                        .events = (short)(POLLIN | (writing ? POLLOUT : 0))};
    if (fd.fd < 0 || left_ms <= 0) {
        return false;
    }
    int ready = poll(&fd, 1, (int)left_ms);
    if (ready < 0) {
        return errno == EINTR;
    }
    bool input = (fd.revents & (POLLIN | POLLHUP | POLLERR)) != 0;
    return ready > 0 && (!input || PQconsumeInput(session->connection) == 1);
}

static bool flush(struct postgres_session *session, int64_t deadline_ms)
{
    int unsent = PQflush(session->connection);
    while (unsent == 1 && wait_for(session, true, deadline_ms)) {
        unsent = PQflush(session->connection);
    }
    return unsent == 0;
}

PGresult *postgres_await(struct postgres_session *session, struct mc_error *err)
{
    int64_t deadline_ms = mc_clock_monotonic_ms() + ANSWER_LIMIT_MS;
    PGresult *last = NULL;
    bool fine = flush(session, deadline_ms);
    while (fine) {
        while (fine && PQisBusy(session->connection)) {
            fine = wait_for(session, false, deadline_ms);
        }
        PGresult *result = fine ? PQgetResult(session->connection) : NULL;
        if (result == NULL) {
            break;
        }
        /* The first fault is the one that counts. */
        if (last == NULL || PQresultStatus(last) != PGRES_FATAL_ERROR) {
            PQclear(last);
            last = result;
        } else {
            PQclear(result);
        }
        /* The end of a pipeline stands alone, and what follows is the next one's. */
        if (PQresultStatus(last) == PGRES_PIPELINE_SYNC) {
            break;
        }
    }
    if (!fine || last == NULL) {
        session->base.lost = true;
        (void)postgres_fail(session, last, err);
        return NULL;
    }
    return last;
}

enum mc_err postgres_run(struct postgres_session *session, const char *statements,
                         struct mc_error *err)
{
    if (PQsendQuery(session->connection, statements) == 0) {
        session->base.lost = true;
        return postgres_fail(session, NULL, err);
    }
    PGresult *result = postgres_await(session, err);
    if (result == NULL) {
        return session->committing ? MC_EIO : MC_EGONE;
    }
    if (PQresultStatus(result) != PGRES_COMMAND_OK && PQresultStatus(result) != PGRES_TUPLES_OK) {
        return postgres_fail(session, result, err);
    }
    PQclear(result);
    return MC_OK;
}

/* What the program relies on, and an administrator may have set otherwise. */
static enum mc_err set_up(struct postgres_session *session, struct mc_error *err)
{
    if (PQsetnonblocking(session->connection, 1) != 0) {
        return mc_fail(err, MC_EIO, "database: cannot be asked without blocking");
    }
    const char *encoding = PQparameterStatus(session->connection, "server_encoding");
    if (encoding == NULL || strcmp(encoding, "UTF8") != 0) {
        return mc_fail(err, MC_EUNSUPPORTED, "database: encoding UTF8 expected");
    }
    enum mc_err rc = postgres_run(session, SERVER_LIMITS, err);
    if (rc == MC_OK) {
        /* What is answered "received" has reached the disk, and the standby's if there is one that
         * commits wait for, whatever the server's configuration says later on. */
        rc = postgres_run(session,
                          "SELECT set_config('synchronous_commit', CASE"
                          " current_setting('synchronous_commit') WHEN 'remote_apply'"
                          " THEN 'remote_apply' ELSE 'on' END, false)",
                          err);
    }
    return rc;
}

/* A commit that no longer waits for the standby, because somebody ended its wait, succeeds with a
 * warning: the only sign that it is on one machine alone. */
static void take_notice(void *context, const PGresult *result)
{
    struct postgres_session *session = context;
    (void)result;
    session->unsure = session->unsure || session->committing;
}

enum mc_err postgres_connect(const char *where, bool create, struct sql_session **out,
                             struct mc_error *err)
{
    (void)create;
    /* Before the URL, so that what it says counts. */
    static const char *const names[] = {"connect_timeout",  "target_session_attrs",
                                        "application_name", "keepalives_idle",
                                        "tcp_user_timeout", "dbname",
                                        "client_encoding",  NULL};
    const char *const values[] = {"3", "read-write", "motcua", "30", "15000", where, "UTF8", NULL};
    struct postgres_session *session = MC_NEW(struct postgres_session);
    session->connection = PQconnectdbParams(names, values, 1);
    MC_CHECK(session->connection != NULL);
    enum mc_err rc = MC_OK;
    if (PQstatus(session->connection) != CONNECTION_OK) {
        char text[MC_ERROR_TEXT_BYTES];
        first_line(PQerrorMessage(session->connection), text, sizeof text);
        rc = mc_fail(err, MC_EGONE, "database: %s", text);
    } else {
        (void)PQsetNoticeReceiver(session->connection, take_notice, session);
        rc = set_up(session, err);
    }
    if (rc != MC_OK) {
        postgres_disconnect(&session->base);
        return rc;
    }
    *out = &session->base;
    return MC_OK;
}

void postgres_disconnect(struct sql_session *base)
{
    struct postgres_session *session = (struct postgres_session *)base;
    PQfinish(session->connection);
    free(session);
}
