/* What catalogue.c and outbox.c both need of SQLite: opening, running, binding, errors. Statements
 * never contain a value: values are bound. */
#ifndef MOTCUA_KIOSK_STORE_SQL_H
#define MOTCUA_KIOSK_STORE_SQL_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"

/* The last error of the connection; MC_ECORRUPT when the file is damaged or not a database. */
enum mc_err sql_fail(sqlite3 *db, const char *doing, struct mc_error *err);
bool sql_damaged(int rc);

/* flags as for sqlite3_open_v2. Untrusted schemas are kept from running anything. */
enum mc_err sql_open(const char *path, int flags, sqlite3 **out, struct mc_error *err);
/* Several statements without results. */
enum mc_err sql_run(sqlite3 *db, const char *statements, struct mc_error *err);
enum mc_err sql_begin(sqlite3 *db, struct mc_error *err);
/* Commits when rc is MC_OK, rolls back when not; the result of both together. */
enum mc_err sql_end(sqlite3 *db, enum mc_err rc, struct mc_error *err);

enum mc_err sql_prepare(sqlite3 *db, const char *statement, sqlite3_stmt **out,
                        struct mc_error *err);
/* For one that stays: from its first use on it is *kept, until the caller finalizes it. After each
 * use sql_rest() lets go of its row and of what was bound. */
enum mc_err sql_keep(sqlite3 *db, const char *statement, sqlite3_stmt **kept, struct mc_error *err);
void sql_rest(sqlite3_stmt *statement);

/* NULL binds NULL. The text is borrowed until the statement rests or is finalized. Index from 1. */
void sql_bind_text(sqlite3_stmt *statement, int index, const char *text);
void sql_bind_int(sqlite3_stmt *statement, int index, int64_t value);
void sql_bind_blob(sqlite3_stmt *statement, int index, const void *bytes, size_t len);
/* Steps once: *row says whether a row is there. */
enum mc_err sql_step(sqlite3_stmt *statement, bool *row, struct mc_error *err);
/* Steps a statement without results, and finalizes it. */
enum mc_err sql_finish(sqlite3_stmt *statement, struct mc_error *err);
/* "" for NULL. */
const char *sql_text(sqlite3_stmt *statement, int column);
/* The first column of the first row; MC_ENOTFOUND without a row. */
enum mc_err sql_get_int(sqlite3 *db, const char *statement, int64_t *out, struct mc_error *err);

#endif
