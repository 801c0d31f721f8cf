/* What the files of the PostgreSQL back-end share: a connection, waiting for it with a limit, and
 * statements on it. */
#ifndef MOTCUA_CENTRAL_SQL_POSTGRES_INTERNAL_H
#define MOTCUA_CENTRAL_SQL_POSTGRES_INTERNAL_H

#include <libpq-fe.h>

#include "central/sql_driver.h"

#define POSTGRES_QUEUE_MAX 32 /* messages whose answers have not been waited for */

enum postgres_queued { POSTGRES_PREPARES, POSTGRES_RUNS, POSTGRES_SYNCS };

struct postgres_session {
    struct sql_session base;
    PGconn *connection;
    struct sql_known known;
    enum postgres_queued queued[POSTGRES_QUEUE_MAX];
    size_t queued_count;
    enum sql_mode mode; /* of the transaction under way */
    bool committing;
    bool unsure; /* the server warned during the commit */
};

/* Built-in types (pg_type.dat); they never change. */
enum postgres_type {
    POSTGRES_BOOL = 16,
    POSTGRES_BYTEA = 17,
    POSTGRES_INT8 = 20,
    POSTGRES_INT2 = 21,
    POSTGRES_INT4 = 23,
    POSTGRES_TEXT = 25,
    POSTGRES_VARCHAR = 1043
};

enum mc_err postgres_connect(const char *where, bool create, struct sql_session **out,
                             struct mc_error *err) MC_MUST_CHECK;
void postgres_disconnect(struct sql_session *base);
/* The last result of what was sent, or NULL and *err when the connection was lost meanwhile. The
 * caller looks at its status and clears it. */
PGresult *postgres_await(struct postgres_session *session, struct mc_error *err);
/* For a result that is not what was hoped for (NULL: none came), which it clears: says why, and
 * whether connection and transaction can go on. */
enum mc_err postgres_fail(struct postgres_session *session, PGresult *result, struct mc_error *err);
/* Sends a statement off, or leaves it to be sent; its fault is told by postgres_settle(). */
enum mc_err postgres_queue(struct postgres_session *session, const char *statement,
                           const struct sql_value *values, int count,
                           struct mc_error *err) MC_MUST_CHECK;
/* Waits for everything queued. out[] (NULL before) are the results of the last `wanted` statements,
 * cleared by the caller. When one failed the rest has not been run, there is no result, and the
 * first fault counts. */
enum mc_err postgres_settle(struct postgres_session *session, PGresult **out, size_t wanted,
                            struct mc_error *err);
/* Sends off what is queued, without waiting: a fault in it is told by the next statement. */
enum mc_err postgres_send(struct postgres_session *session, struct mc_error *err) MC_MUST_CHECK;
/* Statements without values and rows, while nothing is queued. */
enum mc_err postgres_run(struct postgres_session *session, const char *statements,
                         struct mc_error *err) MC_MUST_CHECK;

#endif
