/* What the files of the PostgreSQL back-end share: a connection, and waiting for it with a limit.
 */
#ifndef MOTCUA_CENTRAL_SQL_POSTGRES_INTERNAL_H
#define MOTCUA_CENTRAL_SQL_POSTGRES_INTERNAL_H

#include <libpq-fe.h>

#include "central/sql_driver.h"

struct postgres_session {
    struct sql_session base;
    PGconn *connection;
    struct sql_known known;
    bool committing;
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
/* Statements without values and rows. */
enum mc_err postgres_run(struct postgres_session *session, const char *statements,
                         struct mc_error *err) MC_MUST_CHECK;

#endif
