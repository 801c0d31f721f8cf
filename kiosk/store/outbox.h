/*
 * The outbox: dossiers that were handed in here, from the moment the citizen reads "received" until
 * the central service has them, and what it answered. A SQLite file (WAL, synchronous=FULL): what a
 * function here has returned MC_OK for survives a power cut. Nothing is dropped: a refused dossier
 * is kept for staff. The body is erased once the service has accepted it.
 *
 * The body is opaque bytes with a media type. Of the receipt's token only the hash is kept.
 * Times are Unix seconds, given by the caller. Store thread only; blocks.
 */
#ifndef MOTCUA_KIOSK_STORE_OUTBOX_H
#define MOTCUA_KIOSK_STORE_OUTBOX_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"
#include "core/ident.h"
#include "domain/date.h"
#include "domain/dossier.h"
#include "domain/procedure.h"
#include "domain/receipt.h"

#define OUTBOX_BODY_MAX_BYTES   ((size_t)1024 * 1024)
#define OUTBOX_MEDIA_TYPE_BYTES 64
#define OUTBOX_REASON_BYTES     256
#define OUTBOX_BACKOFF_FIRST_S  4   /* the most to wait after the first failed attempt */
#define OUTBOX_BACKOFF_MOST_S   300 /* and after any later one */

struct outbox;

enum outbox_state {
    OUTBOX_PENDING,
    OUTBOX_SENDING, /* an attempt is being made; pending again when the file is opened next */
    OUTBOX_ACCEPTED,
    OUTBOX_REFUSED
};
/* "pending", …: for staff and logs. */
const char *outbox_state_name(enum outbox_state state);

enum outbox_print {
    OUTBOX_NOT_PRINTED,
    OUTBOX_PRINTED,
    OUTBOX_PRINT_UNKNOWN /* sent to the printer, which did not confirm */
};

/* What opening found. */
struct outbox_report {
    bool damaged;            /* the file was moved to moved_to and a new one begun: tell staff */
    char moved_to[PATH_MAX]; /* with its -wal beside it */
    size_t resumed;          /* attempts that were cut short, now pending again */
};

/* Makes the file (mode 0600) when missing. *report may be NULL. *out closed with outbox_close(). */
enum mc_err outbox_open(const char *path, int64_t now_unix_s, struct outbox **out,
                        struct outbox_report *report, struct mc_error *err) MC_MUST_CHECK;
void outbox_close(struct outbox *outbox);

/* A new key, token and provisional code of the day's next number, which is never given twice. */
enum mc_err outbox_make_ids(struct outbox *outbox, const char *kiosk, struct date day,
                            struct dossier_ids *out, struct mc_error *err) MC_MUST_CHECK;

/* Everything borrowed for the call. */
struct outbox_entry {
    const struct dossier_ids *ids;
    const char *media_type; /* of the body, "application/json" */
    const void *body;
    size_t body_len;
    const char *procedure_code;
    const char *procedure_name; /* Vietnamese; what a look-up of a waiting dossier shows */
    int64_t submitted_unix_s;
};
/* On MC_OK the dossier is safe on disk, pending and due at once. The same key with the same body is
 * MC_OK and changes nothing; with another body MC_ECONFLICT. */
enum mc_err outbox_commit(struct outbox *outbox, const struct outbox_entry *entry,
                          struct mc_error *err) MC_MUST_CHECK;

/* One to be sent; finished with outbox_item_finish(), which wipes. */
struct outbox_item {
    char key[MC_UUID_CHARS + 1];
    char provisional_code[DOSSIER_CODE_BYTES];
    char media_type[OUTBOX_MEDIA_TYPE_BYTES];
    uint8_t *body; /* in secret memory */
    size_t body_len;
    int attempts; /* made so far */
};
/* The one that has waited longest among those due. One whose body no longer has its hash is marked
 * refused, logged, and passed over. */
enum mc_err outbox_next_due(struct outbox *outbox, int64_t now_unix_s, bool *found,
                            struct outbox_item *out, struct mc_error *err) MC_MUST_CHECK;
/* That one, due or not; MC_ENOTFOUND unless it is pending. */
enum mc_err outbox_load(struct outbox *outbox, const char *key, struct outbox_item *out,
                        struct mc_error *err) MC_MUST_CHECK;
void outbox_item_finish(struct outbox_item *item);
/* When the next one is due; -1 when none is waiting. */
enum mc_err outbox_next_time(struct outbox *outbox, int64_t now_unix_s, int64_t *out_unix_s,
                             struct mc_error *err) MC_MUST_CHECK;

/* Before each attempt. MC_ECONFLICT unless it is pending. */
enum mc_err outbox_mark_attempt(struct outbox *outbox, const char *key, int64_t now_unix_s,
                                struct mc_error *err) MC_MUST_CHECK;
/* Links the official code and erases the body. Once more with the same code changes nothing;
 * another code is MC_ECONFLICT. appointed may be unset. */
enum mc_err outbox_mark_accepted(struct outbox *outbox, const char *key, const char *official_code,
                                 struct local_time received, struct local_time appointed,
                                 struct mc_error *err) MC_MUST_CHECK;
/* For good; reason is for staff and holds nothing personal. */
enum mc_err outbox_mark_refused(struct outbox *outbox, const char *key, const char *reason,
                                struct mc_error *err) MC_MUST_CHECK;
/* Pending again, due after a wait drawn by `random` (any number) between one second and a bound
 * that doubles with each attempt. */
enum mc_err outbox_mark_failed(struct outbox *outbox, const char *key, int64_t now_unix_s,
                               uint32_t random, struct mc_error *err) MC_MUST_CHECK;
enum mc_err outbox_mark_printed(struct outbox *outbox, const char *key, enum outbox_print print,
                                struct mc_error *err) MC_MUST_CHECK;

struct outbox_record {
    char key[MC_UUID_CHARS + 1];
    enum outbox_state state;
    enum outbox_print print;
    char provisional_code[DOSSIER_CODE_BYTES];
    char official_code[DOSSIER_CODE_BYTES]; /* "" until accepted */
    char procedure_code[PROCEDURE_CODE_BYTES];
    char procedure_name[RECEIPT_NAME_BYTES];
    struct local_time submitted;
    struct local_time received;  /* year 0 until accepted */
    struct local_time appointed; /* year 0: none yet */
};
/* By provisional or official code. A code that is not here and a token that is not its token both
 * give *found false. */
enum mc_err outbox_find(struct outbox *outbox, const char *code, const char *token, bool *found,
                        struct outbox_record *out, struct mc_error *err) MC_MUST_CHECK;

struct outbox_depth {
    size_t waiting; /* pending and being sent */
    size_t refused;
    size_t accepted;
    int64_t oldest_unix_s; /* submission of the oldest one waiting; -1: none */
};
enum mc_err outbox_depth(struct outbox *outbox, struct outbox_depth *out,
                         struct mc_error *err) MC_MUST_CHECK;

#endif
