/*
 * One seam to the database, whichever it is: SQLite (sql_sqlite.c) or PostgreSQL by libpq
 * (sql_postgres.c). What is stored above it (storage_*.c) is written once, in SQL that both take.
 *
 * A transaction is a function, run by sql_read() or sql_write() with a session of its own:
 *
 *     static enum mc_err count(struct sql_session *session, void *context, struct mc_error *err)
 *     {
 *         return sql_get_int(session, "SELECT count(*) FROM dossiers WHERE agency = $1",
 *                            context, err, "t", agency);
 *     }
 *     rc = sql_read(sql, count, &result, err);
 *
 * It is committed when the function returns MC_OK and rolled back otherwise. When the database says
 * that it may be run again (a deadlock, a connection lost before the commit), it is, a few times:
 * the function must reset what it filled, and do nothing that cannot be undone. When the connection
 * is lost during the commit nobody knows the outcome: MC_EIO, and asking again must be harmless
 * (idempotency keys).
 *
 * SQL that both take:
 *   - Parameters are $1, $2 …, of the letters in `types`: t text (const char *, NULL is NULL), i
 *     int64_t, b bytes (const void *, size_t). Values are always bound, never printed into a text.
 *   - A statement is a text that lives as long as the program (a literal): each connection prepares
 *     it once. Words in braces are the back-end's own: {id} a primary key that numbers itself,
 * {int} 64 bits, {text} compared byte by byte, {bytes}, {strict} what follows CREATE TABLE (…), or
 *     {strict_keyed} when it has no {id}, and {for_update}, behind a SELECT, which locks the rows
 * it found until the transaction ends (SQLite has one writer at a time anyway).
 *   - Columns are text, bytes or whole numbers; a sum() or avg() is to be cast: CAST(… AS BIGINT).
 *     length() counts characters of a text and bytes of bytes.
 *   - INSERT … ON CONFLICT (columns) DO …, RETURNING, common table expressions, CASE, coalesce.
 * Not: iif, rowid, boolean columns (use {int}), date functions (store Unix seconds and days as
 * "YYYY-MM-DD"), ILIKE, unqualified ON CONFLICT DO UPDATE columns.
 *   - A result is held in memory whole: bound what may be many by LIMIT, and go on from its last
 * key.
 *
 * New tables: append a step to schema.c, never change one that was released. Any thread.
 *
 * Errors: MC_ECONFLICT a unique value is there already, MC_ETIMEOUT no connection became free or
 * the statement took too long, MC_EGONE the database cannot be reached, MC_EIO the rest.
 */
#ifndef MOTCUA_CENTRAL_SQL_H
#define MOTCUA_CENTRAL_SQL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"

struct sql;         /* a database and its pool of connections */
struct sql_session; /* one connection, lent to one transaction */

/* What a database is opened with; borrowed for the call. */
struct sql_settings {
    const char *where; /* a file of SQLite's, or "postgresql://…" (libpq's URI, several hosts) */
    bool create;       /* SQLite: make the file if it is not there */
    unsigned connections; /* at most at a time; 0: the default */
    unsigned wait_ms;     /* for a free one; 0: the default */
};

/* Is "postgresql://…" or "postgres://…". */
bool sql_is_url(const char *where);
/* MC_ENOTFOUND no such file, MC_EGONE no server. *out closed with sql_close(). */
enum mc_err sql_open(const struct sql_settings *settings, struct sql **out,
                     struct mc_error *err) MC_MUST_CHECK;
/* NULL is fine; no transaction may be under way. */
void sql_close(struct sql *sql);
/* "sqlite" or "postgresql". */
const char *sql_kind(const struct sql *sql);

typedef enum mc_err sql_work(struct sql_session *session, void *context, struct mc_error *err);

/* Only SELECTs; all of them see one moment. */
enum mc_err sql_read(struct sql *sql, sql_work *work, void *context,
                     struct mc_error *err) MC_MUST_CHECK;
/* For work that is one SELECT, which sees one moment anyway: PostgreSQL is asked once, instead of
 * also to begin and to end. */
enum mc_err sql_read_one(struct sql *sql, sql_work *work, void *context,
                         struct mc_error *err) MC_MUST_CHECK;
enum mc_err sql_write(struct sql *sql, sql_work *work, void *context,
                      struct mc_error *err) MC_MUST_CHECK;
/* The same, unless another transaction with this claim is under way in this process or (PostgreSQL)
 * any other: then *busy, MC_OK, and nothing was done. */
enum mc_err sql_write_claimed(struct sql *sql, const char *claim, bool *busy, sql_work *work,
                              void *context, struct mc_error *err) MC_MUST_CHECK;
/* Within a writing transaction: what follows waits until no other one holds the lock of this name;
 * it is held to the transaction's end. Take several in one order everywhere. */
enum mc_err sql_lock(struct sql_session *session, const char *name,
                     struct mc_error *err) MC_MUST_CHECK;

/* A statement's result; zeroed before use. */
struct sql_rows {
    struct sql_session *session;
    void *result; /* the back-end's */
    int row;
};

/* *rows is finished by the caller in any case. */
enum mc_err sql_query(struct sql_session *session, const char *statement, struct sql_rows *rows,
                      struct mc_error *err, const char *types, ...) MC_MUST_CHECK;
#define SQL_TOGETHER_MAX 4
/* Several statements with the same values, at once: PostgreSQL is waited for once. rows[i] is of
 * statements[i]; each is finished by the caller in any case. */
enum mc_err sql_query_together(struct sql_session *session, const char *const *statements,
                               size_t count, struct sql_rows *rows, struct mc_error *err,
                               const char *types, ...) MC_MUST_CHECK;
/* On to the next row, if there is one. Values of a row are borrowed until then. */
enum mc_err sql_next(struct sql_rows *rows, bool *found, struct mc_error *err) MC_MUST_CHECK;
/* Zeroed is fine. */
void sql_finish(struct sql_rows *rows);
/* sql_query() and the first sql_next(). */
enum mc_err sql_first(struct sql_session *session, const char *statement, struct sql_rows *rows,
                      bool *found, struct mc_error *err, const char *types, ...) MC_MUST_CHECK;
/* The first column of the one row; MC_ENOTFOUND if there is none. */
enum mc_err sql_get_int(struct sql_session *session, const char *statement, int64_t *out,
                        struct mc_error *err, const char *types, ...) MC_MUST_CHECK;
/* A statement without rows; *changed (may be NULL): how many it inserted, updated or deleted. */
enum mc_err sql_change(struct sql_session *session, const char *statement, int64_t *changed,
                       struct mc_error *err, const char *types, ...) MC_MUST_CHECK;
/* The same, whose outcome is not waited for: a fault may be told by the next statement, or at the
 * commit. Not for who treats one fault otherwise than another. */
enum mc_err sql_later(struct sql_session *session, const char *statement, struct mc_error *err,
                      const char *types, ...) MC_MUST_CHECK;

bool sql_is_null(const struct sql_rows *rows, int column);
/* 0 for NULL. */
int64_t sql_int(const struct sql_rows *rows, int column);
/* "" for NULL. */
const char *sql_text(const struct sql_rows *rows, int column);
void sql_copy_text(const struct sql_rows *rows, int column, char *out, size_t size);
/* NULL and 0 for NULL, and for none. */
const void *sql_bytes(const struct sql_rows *rows, int column, size_t *len);

#endif
