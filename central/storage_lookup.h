/*
 * Looking up by code and ID number: the check values of sealed dossiers, and how often somebody has
 * tried. A try is counted before it is looked at, so that many at once are many; counted in the
 * database, so that all instances count together; and counted by dossier, so that its two codes do
 * not give twice as many. Any thread.
 */
#ifndef MOTCUA_CENTRAL_STORAGE_LOOKUP_H
#define MOTCUA_CENTRAL_STORAGE_LOOKUP_H

#include "central/storage.h"
#include "core/slow_hash.h"

#define STORAGE_TRIES_FREE     5    /* wrong ones before anybody has to wait */
#define STORAGE_TRY_WAIT_S     60   /* after the last free one; doubles with each more */
#define STORAGE_TRY_WAIT_MAX_S 3600 /* and no longer than this */
#define STORAGE_TRIES_FORGET_S 86400

/* What the ID number of a dossier is held against (domain/sealed_dossier.h). */
struct storage_check_value {
    char code[DOSSIER_CODE_BYTES]; /* the official one */
    char provisional_code[DOSSIER_CODE_BYTES];
    char token_hash[MC_SHA256_CHARS + 1];
    char id_check[MC_SLOW_HASH_CHARS + 1];
};
/* By official or provisional code, the newest if a kiosk gave one twice. MC_ENOTFOUND. */
enum mc_err storage_check_value(struct storage *storage, const char *code,
                                struct storage_check_value *out,
                                struct mc_error *err) MC_MUST_CHECK;

/* Counts a try at `code`. *wait_s: how long to wait first; it is not counted then. 0: go on. */
enum mc_err storage_try(struct storage *storage, const char *code, int64_t now_s, int64_t *wait_s,
                        struct mc_error *err) MC_MUST_CHECK;
/* It was right: the tries at that dossier are forgotten. */
enum mc_err storage_try_passed(struct storage *storage, const char *code,
                               struct mc_error *err) MC_MUST_CHECK;

#endif
