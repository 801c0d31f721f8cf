/*
 * A published version of the catalogue, as the central service signs it and a kiosk takes it in.
 * A full bundle holds every procedure, a delta what has changed since another version:
 *
 *   {"schema":1,"version":N,"previous":M,"published_at":"…","popular":["code",…],
 *    "procedures":[{…},…]}
 *   {"schema":1,"version":N,"from":M,"previous":P,"published_at":"…","sha256":"…",
 *    "signature":"…","popular":[…],"changed":[{…},…],"removed":["code",…]}
 *
 * `previous` is null in the first version. Both are printed in one way only: keys in this order,
 * no white space, procedures and removed codes in the order of their codes (by bytes), everything
 * in NFC, so that a full bundle and the same catalogue made from a delta are the same bytes:
 * `sha256` and `signature` in a delta are those of the full bundle. Pure; any thread.
 */
#ifndef MOTCUA_DOMAIN_CATALOGUE_BUNDLE_H
#define MOTCUA_DOMAIN_CATALOGUE_BUNDLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"
#include "core/ident.h"
#include "core/signature.h"
#include "domain/date.h"
#include "domain/procedure.h"

#define CATALOGUE_BUNDLE_SCHEMA         1
#define CATALOGUE_BUNDLE_MAX_BYTES      ((size_t)64 * 1024 * 1024)
#define CATALOGUE_BUNDLE_GZIP_MAX_BYTES ((size_t)16 * 1024 * 1024)
#define CATALOGUE_BUNDLE_PROCEDURES_MAX 20000
#define CATALOGUE_BUNDLE_POPULAR_MAX    32
#define CATALOGUE_BUNDLE_VERSION_MAX    ((int64_t)1000000000)

/* A procedure with its JSON as it stands in the bundle. */
struct catalogue_entry {
    char code[PROCEDURE_CODE_BYTES];
    char *json; /* owned */
    size_t len;
};

struct catalogue_code {
    char text[PROCEDURE_CODE_BYTES];
};

struct catalogue_bundle {
    int64_t version;
    int64_t from;     /* of a delta; 0 in a full bundle */
    int64_t previous; /* 0 in the first version */
    struct local_time published;
    struct catalogue_entry *entries; /* all procedures; in a delta new and changed ones; by code */
    size_t count;
    struct catalogue_code *removed; /* delta only; by code */
    size_t removed_count;
    struct catalogue_code *popular; /* in the order they are shown */
    size_t popular_count;
    char sha256[MC_SHA256_CHARS + 1];       /* delta only: of the full bundle */
    char signature[MC_SIGNATURE_CHARS + 1]; /* delta only: over the full bundle */
};

/* Frees what it owns, not itself; zeroed is fine. */
void catalogue_bundle_finish(struct catalogue_bundle *bundle);

/* ---- Making a version: add every procedure, then complete; starts zeroed ---- */

/* Takes in a procedure's file after checking it; MC_EPARSE says what is wrong with it. */
enum mc_err catalogue_bundle_add(struct catalogue_bundle *bundle, const void *json, size_t len,
                                 struct mc_error *err) MC_MUST_CHECK;
/* {"popular":["1.001193",…]} */
enum mc_err catalogue_bundle_add_popular(struct catalogue_bundle *bundle, const void *json,
                                         size_t len, struct mc_error *err) MC_MUST_CHECK;
/* Sorts. MC_ECONFLICT when a code is there twice, MC_ENOTFOUND when a popular one is not there. */
enum mc_err catalogue_bundle_complete(struct catalogue_bundle *bundle,
                                      struct mc_error *err) MC_MUST_CHECK;

/* ---- Bytes ---- */

/* Either kind, strictly. *out (overwritten) is freed with catalogue_bundle_finish(). */
enum mc_err catalogue_bundle_parse(const void *bytes, size_t len, struct catalogue_bundle *out,
                                   struct mc_error *err) MC_MUST_CHECK;
/* MC_ETOOBIG over CATALOGUE_BUNDLE_MAX_BYTES. *out freed with free(). */
enum mc_err catalogue_bundle_print(const struct catalogue_bundle *bundle, char **out,
                                   size_t *out_len, struct mc_error *err) MC_MUST_CHECK;

/* ---- Deltas ---- */

/* NULL if it is not there. Borrowed. */
const struct catalogue_entry *catalogue_bundle_find(const struct catalogue_bundle *bundle,
                                                    const char *code);
/* Same procedures and same popular list; versions do not count. */
bool catalogue_bundle_same(const struct catalogue_bundle *a, const struct catalogue_bundle *b);
/* What leads from `base` to `full`; sha256 and signature are the caller's to fill in. Copies.
 * *out (overwritten) is freed with catalogue_bundle_finish(). */
void catalogue_bundle_diff(const struct catalogue_bundle *base, const struct catalogue_bundle *full,
                           struct catalogue_bundle *out);
/* *out (overwritten): the full bundle's bytes, freed with free(). MC_ECONFLICT when the delta is
 * not from this base's version or removes what is not there; MC_ECORRUPT when the result is not
 * the bundle the delta tells of. */
enum mc_err catalogue_bundle_apply(const struct catalogue_bundle *base,
                                   const struct catalogue_bundle *delta, char **out,
                                   size_t *out_len, struct mc_error *err) MC_MUST_CHECK;

#endif
