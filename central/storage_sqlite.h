/*
 * The store of central/storage.h in one SQLite file: WAL, synchronous=FULL, foreign keys, schema
 * version in user_version. One connection a process behind a lock; other processes (motcua-ctl) may
 * have the same file open.
 */
#ifndef MOTCUA_CENTRAL_STORAGE_SQLITE_H
#define MOTCUA_CENTRAL_STORAGE_SQLITE_H

#include <stdbool.h>

#include "central/storage.h"

/* Creates the file and its tables if `create`; MC_ENOTFOUND if it is not there otherwise,
 * MC_ECORRUPT if it is not this program's database, MC_EUNSUPPORTED if it is of a newer version.
 * *out closed with storage_close(). */
enum mc_err storage_sqlite_open(const char *path, bool create, struct storage **out,
                                struct mc_error *err) MC_MUST_CHECK;

#endif
