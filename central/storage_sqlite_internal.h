/* What the files of the SQLite back-end share: the connection, and small helpers for statements.
 * Values are bound, never written into a statement. */
#ifndef MOTCUA_CENTRAL_STORAGE_SQLITE_INTERNAL_H
#define MOTCUA_CENTRAL_STORAGE_SQLITE_INTERNAL_H

#include <pthread.h>
#include <sqlite3.h>
#include <stdbool.h>

#include "central/storage.h"

struct storage_sqlite {
    struct storage base;
    sqlite3 *db;
    pthread_mutex_t lock; /* over db */
};

/* The columns sqlite_read_dossier() reads, in its order. */
#define SQLITE_DOSSIER_COLUMNS                                                                     \
    "id, code, provisional_code, agency, procedure_code, procedure_name, initials, status, note, " \
    "received_s, appointed_s, updated_s, token_hash"
enum { SQLITE_COLUMN_ID = 0, SQLITE_COLUMN_CODE = 1, SQLITE_COLUMN_TOKEN_HASH = 12 };

/* The connection's last error. */
enum mc_err sqlite_fail(sqlite3 *db, const char *doing, struct mc_error *err);
enum mc_err sqlite_run(sqlite3 *db, const char *statements, struct mc_error *err);
enum mc_err sqlite_get_int(sqlite3 *db, const char *statement, int64_t *out, struct mc_error *err);
enum mc_err sqlite_begin(sqlite3 *db, struct mc_error *err);
/* Commits when rc is MC_OK, rolls back when not; the result of both together. */
enum mc_err sqlite_end(sqlite3 *db, enum mc_err rc, struct mc_error *err);
/* Binds by the letters of `types`: t const char *, i int64_t, b const void * and size_t. *out is to
 * be finalized. */
enum mc_err sqlite_query(sqlite3 *db, const char *statement, sqlite3_stmt **out,
                         struct mc_error *err, const char *types, ...);
/* The same for a statement without rows, run and finalized. */
enum mc_err sqlite_change(sqlite3 *db, const char *statement, struct mc_error *err,
                          const char *types, ...);
enum mc_err sqlite_step(sqlite3_stmt *statement, bool *row, struct mc_error *err);
/* "" for NULL. */
const char *sqlite_text(sqlite3_stmt *statement, int column);

void sqlite_read_dossier(sqlite3_stmt *row, struct storage_dossier *out);

enum mc_err sqlite_accept(struct storage *base, const struct storage_submission *submission,
                          enum storage_outcome *outcome, struct storage_acceptance *out,
                          struct mc_error *err);
enum mc_err sqlite_move(struct storage *base, const struct storage_move *move,
                        struct mc_error *err);
enum mc_err sqlite_find(struct storage *base, const char *code, const char *token_hash,
                        struct storage_dossier *out, struct mc_error *err);
enum mc_err sqlite_body(struct storage *base, const char *code, char **out, size_t *out_len,
                        struct mc_error *err);
enum mc_err sqlite_list(struct storage *base, const struct storage_filter *filter,
                        const struct storage_visitor *visitor, struct mc_error *err);
enum mc_err sqlite_catalogue_state(struct storage *base, struct storage_catalogue *out,
                                   struct mc_error *err);
enum mc_err sqlite_catalogue_bundle(struct storage *base, int64_t version, int64_t from,
                                    struct storage_bundle *out, struct mc_error *err);
enum mc_err sqlite_catalogue_procedure(struct storage *base, const char *code, char **out,
                                       size_t *out_len, struct mc_error *err);
enum mc_err sqlite_catalogue_publish(struct storage *base,
                                     const struct storage_publication *publication,
                                     struct mc_error *err);

#endif
