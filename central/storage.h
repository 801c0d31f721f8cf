/*
 * Where the central service keeps dossiers: one store, written once in SQL above central/sql.h,
 * which has SQLite or PostgreSQL behind it. Every call is one transaction, durable when it returns
 * MC_OK; several programs may work on one database. Any thread. Times are Unix seconds; the service
 * tells them, the store reads no clock.
 *
 * What is kept besides dossiers and the catalogue stands in files and headers of its own,
 * storage_*.h over storage_internal.h, with its tables in schema.c.
 */
#ifndef MOTCUA_CENTRAL_STORAGE_H
#define MOTCUA_CENTRAL_STORAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "central/sql.h"
#include "core/error.h"
#include "core/ident.h"
#include "core/signature.h"
#include "domain/catalogue_bundle.h"
#include "domain/dossier.h"

#define STORAGE_NOTE_BYTES       1024
#define STORAGE_PROCEDURE_BYTES  1600
#define STORAGE_INITIALS_BYTES   64
#define STORAGE_HISTORY_MAX      256
#define STORAGE_ACTION_BYTES     24
#define STORAGE_MEDIA_TYPE_BYTES 64

/* What the service takes in; everything borrowed. The body is kept as it came, in its media type,
 * so that one the service cannot read itself (sealed) needs nothing new here. */
struct storage_submission {
    const char *key;       /* idempotency key */
    const char *body_hash; /* SHA-256, hex */
    const char *media_type;
    const void *body;
    size_t body_len;
    bool uploaded;               /* it came in parts under this key: they go (storage_uploads.h) */
    const char *agency;          /* that received it: the code is its */
    const char *deciding_agency; /* NULL: the same */
    bool online;                 /* by the procedure's online channel, else by the counter's */
    const char *kiosk;
    int64_t sequence; /* the kiosk's count */
    const char *boot; /* in which it was handed in */
    const char *provisional_code;
    const char *procedure_code;
    const char *procedure_name;
    const char *initials;       /* of the applicant: all that public pages show of a name */
    const char *residence_area; /* ward and province; "" if not known */
    enum citizen_assurance assurance;
    const char *id_check;   /* of the ID number (domain/sealed_dossier.h); NULL: no envelope */
    const char *token_hash; /* SHA-256 of the receipt's token, hex */
    int64_t received_s;
    int64_t appointed_s;
};

enum storage_outcome {
    STORAGE_ACCEPTED, /* new: a code was taken for it */
    STORAGE_REPLAYED, /* the key already stands for this body: the first answer again */
    STORAGE_CONFLICT, /* the key already stands for another body */
    STORAGE_RUNNING   /* the key is being worked on at this moment: ask again */
};
/* What was answered to a key, for good. */
struct storage_acceptance {
    char code[DOSSIER_CODE_BYTES];
    char provisional_code[DOSSIER_CODE_BYTES];
    char agency[DOSSIER_AGENCY_BYTES];
    int64_t received_s;
    int64_t appointed_s;
};

struct storage_event {
    enum dossier_status status;
    int64_t at_s;
    char note[STORAGE_NOTE_BYTES];
    char action[STORAGE_ACTION_BYTES]; /* office_action_name(); "" when it was handed in */
};
/* The appointed date has moved. */
struct storage_appointment {
    int64_t at_s;
    char cause[STORAGE_ACTION_BYTES]; /* office_cause_name() */
    int64_t previous_s;
    int64_t appointed_s;
    char reason[STORAGE_NOTE_BYTES]; /* "" for none */
};
/* What may be told of a dossier without opening its body. */
struct storage_dossier {
    char code[DOSSIER_CODE_BYTES];
    char provisional_code[DOSSIER_CODE_BYTES];
    char agency[DOSSIER_AGENCY_BYTES]; /* that received it */
    char deciding_agency[DOSSIER_AGENCY_BYTES];
    char procedure_code[PROCEDURE_CODE_BYTES];
    char procedure_name[STORAGE_PROCEDURE_BYTES];
    char initials[STORAGE_INITIALS_BYTES];
    enum dossier_status status;
    char note[STORAGE_NOTE_BYTES]; /* of the last move; "" if none */
    int64_t received_s;
    int64_t appointed_s; /* what the citizen was last told */
    int64_t due_s;       /* what on time counts by (domain/office.h) */
    int64_t updated_s;
    int64_t decided_s; /* 0: not yet */
    bool online;
    /* What follows is not there in lists. */
    struct storage_event *history; /* oldest first; owned */
    size_t history_count;
    struct storage_appointment *appointments; /* the same; the moves of the appointed date */
    size_t appointment_count;
    bool rated;
};
/* Frees what it owns, not itself. */
void storage_dossier_finish(struct storage_dossier *dossier);

/* Empty or zero members do not filter. */
struct storage_filter {
    const char *agency; /* received or decided there */
    int status;
    struct date day; /* received on, Vietnam's time */
};
struct storage_visitor {
    void (*visit)(void *context, const struct storage_dossier *dossier);
    void *context;
};

/* ---- The published catalogue (domain/catalogue_bundle.h) ---- */

/* The newest version; bytes are those of its full bundle. */
struct storage_catalogue {
    int64_t version;
    int64_t published_s;
    int64_t bytes;
    int64_t gzip_bytes;
    char sha256[MC_SHA256_CHARS + 1]; /* of the full bundle */
    char key_id[MC_KEY_ID_CHARS + 1]; /* that signed it */
};
/* One bundle as kiosks fetch it; from 0: the full one. */
struct storage_bundle {
    int64_t version;
    int64_t from;
    size_t len; /* unpacked */
    char key_id[MC_KEY_ID_CHARS + 1];
    char signature[MC_SIGNATURE_CHARS + 1]; /* over the unpacked bytes */
    uint8_t *gzip;                          /* owned */
    size_t gzip_len;
};
/* Frees what it owns, not itself. */
void storage_bundle_finish(struct storage_bundle *bundle);
/* A new version; everything borrowed. Full bundles older than keep_from are removed, and so are
 * all deltas that do not lead to this version. */
struct storage_publication {
    int64_t version;
    int64_t published_s;
    int64_t keep_from;
    const char *sha256;
    const struct storage_bundle *bundles;
    size_t bundle_count;
    const struct catalogue_bundle *catalogue; /* its procedures, for the pages */
};

struct storage;

/* Opens a database and brings its tables up to date (central/schema.h says what may be wrong with
 * it). *out closed with storage_close(). */
enum mc_err storage_open(const struct sql_settings *settings, struct storage **out,
                         struct mc_error *err) MC_MUST_CHECK;
/* NULL is fine. */
void storage_close(struct storage *storage);

/* Takes the dossier in under its key. The code is AGENCY-YYMMDD-NNNN of the local day received; its
 * number is the next of that agency and day, without gaps, since it is taken in the same
 * transaction. *out is filled when *outcome is STORAGE_ACCEPTED or STORAGE_REPLAYED. */
enum mc_err storage_accept(struct storage *storage, const struct storage_submission *submission,
                           enum storage_outcome *outcome, struct storage_acceptance *out,
                           struct mc_error *err) MC_MUST_CHECK;

/* By official or provisional code. With a token's hash: only the dossier it belongs to, compared in
 * constant time. Without one (NULL; operators only): MC_ECONFLICT if several carry the provisional
 * code. MC_ENOTFOUND does not tell whether code or token was wrong. */
enum mc_err storage_find(struct storage *storage, const char *code, const char *token_hash,
                         struct storage_dossier *out, struct mc_error *err) MC_MUST_CHECK;

/* The body as it was handed in, by official code; *out NUL-terminated, in secret memory, freed with
 * mc_secret_free(). */
enum mc_err storage_body(struct storage *storage, const char *code, char **out, size_t *out_len,
                         struct mc_error *err) MC_MUST_CHECK;

/* Calls the visitor for each match, by day, agency and number. */
enum mc_err storage_list(struct storage *storage, const struct storage_filter *filter,
                         const struct storage_visitor *visitor, struct mc_error *err) MC_MUST_CHECK;

/* MC_ENOTFOUND while nothing has been published. */
enum mc_err storage_catalogue_state(struct storage *storage, struct storage_catalogue *out,
                                    struct mc_error *err) MC_MUST_CHECK;
/* MC_ENOTFOUND when there is none (any more). *out freed with storage_bundle_finish(). */
enum mc_err storage_catalogue_bundle(struct storage *storage, int64_t version, int64_t from,
                                     struct storage_bundle *out,
                                     struct mc_error *err) MC_MUST_CHECK;
/* A procedure's JSON in the newest version; *out NUL-terminated, freed with free(). */
enum mc_err storage_catalogue_procedure(struct storage *storage, const char *code, char **out,
                                        size_t *out_len, struct mc_error *err) MC_MUST_CHECK;
/* MC_ECONFLICT unless the version is the next one. */
enum mc_err storage_catalogue_publish(struct storage *storage,
                                      const struct storage_publication *publication,
                                      struct mc_error *err) MC_MUST_CHECK;

/* That the store answers. */
enum mc_err storage_check(struct storage *storage, struct mc_error *err) MC_MUST_CHECK;

#endif
