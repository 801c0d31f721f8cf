/* What the files of the outbox share. */
#ifndef MOTCUA_KIOSK_STORE_OUTBOX_INTERNAL_H
#define MOTCUA_KIOSK_STORE_OUTBOX_INTERNAL_H

#include <sqlite3.h>

#include "kiosk/store/outbox.h"

#define OUTBOX_APPLICATION_ID "1296255810" /* "MCOB" */

struct outbox {
    sqlite3 *db;
    sqlite3_stmt *insert; /* what every commit runs, prepared once */
    char boot[MC_UUID_CHARS + 1];
    int64_t last_sequence; /* given out, committed or not */
    char numbered[64];     /* kiosk and day that last_number counts */
    int last_number;
};

/* Opens the file, making it or moving a damaged one aside. */
enum mc_err outbox_file_open(const char *path, int64_t now_unix_s, sqlite3 **out,
                             struct outbox_report *report, struct mc_error *err) MC_MUST_CHECK;
/* Runs an UPDATE; MC_ECONFLICT if it changed nothing. */
enum mc_err outbox_change_one(struct outbox *outbox, sqlite3_stmt *update, const char *refusal,
                              struct mc_error *err) MC_MUST_CHECK;
/* One text column of the dossier under the key; MC_ENOTFOUND without one. */
enum mc_err outbox_read_text(sqlite3 *db, const char *query, const char *key, char *out,
                             size_t size, struct mc_error *err) MC_MUST_CHECK;

#endif
