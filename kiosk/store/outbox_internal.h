/* What outbox.c and outbox_file.c share. */
#ifndef MOTCUA_KIOSK_STORE_OUTBOX_INTERNAL_H
#define MOTCUA_KIOSK_STORE_OUTBOX_INTERNAL_H

#include <sqlite3.h>

#include "kiosk/store/outbox.h"

struct outbox {
    sqlite3 *db;
};

/* Opens the file, making it or moving a damaged one aside. */
enum mc_err outbox_file_open(const char *path, int64_t now_unix_s, sqlite3 **out,
                             struct outbox_report *report, struct mc_error *err) MC_MUST_CHECK;

#endif
