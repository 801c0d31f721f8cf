/*
 * The outbox: dossiers that were handed in here, from the moment the citizen reads "received" until
 * the central service has them, and what it answered. A SQLite file (WAL, synchronous=FULL): what a
 * function here has returned MC_OK for survives a power cut. Nothing is dropped: a refused dossier
 * is kept for staff. The body is erased once the service has accepted it; some time later the rest
 * is, too, and only the service's signed receipt stays as the proof.
 *
 * The body is opaque bytes with a media type (domain/sealed_dossier.h: nobody here can read it). Of
 * the receipt's token only the hash is kept, of the ID number only the envelope's slow check value.
 * The time is told by the caller. Nothing is ordered or timed by the wall clock: the order is the
 * sequence's, waits are measured in the monotonic time of one boot, and end with it.
 * Store thread only; blocks.
 */
#ifndef MOTCUA_KIOSK_STORE_OUTBOX_H
#define MOTCUA_KIOSK_STORE_OUTBOX_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"
#include "core/ident.h"
#include "core/signature.h"
#include "core/slow_hash.h"
#include "domain/acceptance.h"
#include "domain/date.h"
#include "domain/dossier.h"
#include "domain/procedure.h"
#include "domain/receipt.h"

#define OUTBOX_FILE               "outbox.db"
#define OUTBOX_BODY_MAX_BYTES     ((size_t)1024 * 1024)
#define OUTBOX_MEDIA_TYPE_BYTES   64
#define OUTBOX_REASON_BYTES       256
#define OUTBOX_BACKOFF_FIRST_S    4    /* the most to wait after the first failed attempt */
#define OUTBOX_BACKOFF_MOST_S     300  /* and after any later one */
#define OUTBOX_RETRY_AFTER_MOST_S 3600 /* that the service can ask for */

struct outbox;

/* Unix seconds may jump; monotonic milliseconds do not, but begin anew with each boot. */
struct outbox_now {
    int64_t unix_s;
    int64_t monotonic_ms;
};

enum outbox_state {
    OUTBOX_SEALED,  /* waits to be sent */
    OUTBOX_SENDING, /* an attempt is being made; sealed again when the file is opened next */
    OUTBOX_ACCEPTED,
    OUTBOX_REFUSED
};
/* "sealed", …: for staff and logs. */
const char *outbox_state_name(enum outbox_state state);

enum outbox_print {
    OUTBOX_NOT_PRINTED,
    OUTBOX_PRINTED,
    OUTBOX_PRINT_UNKNOWN /* sent to the printer, which did not confirm */
};

/* What opening found. */
struct outbox_report {
    bool damaged;            /* the file was moved to moved_to and a new one begun: tell staff */
    char moved_to[PATH_MAX]; /* with its -wal and -shm beside it */
    size_t resumed;          /* attempts that were cut short, now to be made again */
};

/* Makes the file (mode 0600) when missing. boot_id: mc_clock_boot_id(). *report may be NULL. *out
 * closed with outbox_close(). */
enum mc_err outbox_open(const char *path, const char *boot_id, struct outbox_now now,
                        struct outbox **out, struct outbox_report *report,
                        struct mc_error *err) MC_MUST_CHECK;
void outbox_close(struct outbox *outbox);
/* While no attempt is being made: those whose outcome could not be recorded are due again, as after
 * opening. */
enum mc_err outbox_resume(struct outbox *outbox, size_t *out_count,
                          struct mc_error *err) MC_MUST_CHECK;
/* How many damaged files of an OUTBOX_FILE lie in the folder, put aside at some start, and the name
 * of the last of them ("" if none): staff are told until they have taken them away. */
size_t outbox_put_aside(const char *dir, char *last, size_t size);

/* A new key and token, and the next of the kiosk's sequence and of the day's provisional codes.
 * Nothing is written: the numbers are used up when something is committed under them; no number of
 * something committed is ever given again. */
enum mc_err outbox_make_ids(struct outbox *outbox, const char *kiosk, struct date day,
                            struct dossier_ids *out, struct mc_error *err) MC_MUST_CHECK;

/* Everything borrowed for the call. */
struct outbox_entry {
    const struct dossier_ids *ids;
    const char *follows;    /* key of one that has to be accepted first; NULL: none */
    const char *media_type; /* of the body */
    const void *body;
    size_t body_len;
    const char *id_check; /* of the envelope; "": not to be found by hand */
    const char *procedure_code;
    const char *procedure_name; /* Vietnamese; what a look-up of a waiting dossier shows */
    int64_t submitted_unix_s;
};
/* On MC_OK the dossier, what its receipt says and that it is not yet printed are safe on disk, in
 * one transaction, and due at once. The same key with the same body is MC_OK and changes nothing;
 * with another body MC_ECONFLICT. */
enum mc_err outbox_commit(struct outbox *outbox, const struct outbox_entry *entry,
                          struct mc_error *err) MC_MUST_CHECK;

/* One to be sent; finished with outbox_item_finish(). */
struct outbox_item {
    char key[MC_UUID_CHARS + 1];
    char provisional_code[DOSSIER_CODE_BYTES];
    char media_type[OUTBOX_MEDIA_TYPE_BYTES];
    uint8_t *body; /* in secret memory */
    size_t body_len;
    int attempts; /* made so far */
};
/* The first of the sequence among those due; one that follows another is due only when that one has
 * been accepted. One whose body no longer has its hash is marked refused, logged, and passed over.
 */
enum mc_err outbox_next_due(struct outbox *outbox, int64_t now_ms, bool *found,
                            struct outbox_item *out, struct mc_error *err) MC_MUST_CHECK;
/* That one, due or not; MC_ENOTFOUND unless it waits to be sent. */
enum mc_err outbox_load(struct outbox *outbox, const char *key, struct outbox_item *out,
                        struct mc_error *err) MC_MUST_CHECK;
void outbox_item_finish(struct outbox_item *item);
/* When the next one is due, in monotonic ms; -1 when none is waiting. */
enum mc_err outbox_next_time(struct outbox *outbox, int64_t now_ms, int64_t *out_ms,
                             struct mc_error *err) MC_MUST_CHECK;

/* Before each attempt. MC_ECONFLICT unless it waits to be sent. */
enum mc_err outbox_mark_attempt(struct outbox *outbox, const char *key, struct outbox_now now,
                                struct mc_error *err) MC_MUST_CHECK;
/* What the service signed, already verified, and the signature; all borrowed. */
struct outbox_proof {
    const struct acceptance *acceptance;
    const char *statement;
    const char *key_id;
    const char *signature;
};
/* Links the official code, keeps the proof and erases the body. Once more with the same code
 * changes nothing; another code is MC_ECONFLICT, and so is a statement about another key. */
enum mc_err outbox_mark_accepted(struct outbox *outbox, const struct outbox_proof *proof,
                                 struct outbox_now now, struct mc_error *err) MC_MUST_CHECK;
/* For good, with all that follow it; reason is for staff and holds nothing personal. */
enum mc_err outbox_mark_refused(struct outbox *outbox, const char *key, const char *reason,
                                struct mc_error *err) MC_MUST_CHECK;
/* To be sent again, after a wait drawn by `random` (any number) between one second and a bound that
 * doubles with each attempt, on top of what the service asked for (0: nothing). */
enum mc_err outbox_mark_failed(struct outbox *outbox, const char *key, int64_t now_ms,
                               int64_t retry_after_s, uint32_t random,
                               struct mc_error *err) MC_MUST_CHECK;
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
    enum dossier_status status;  /* as the service last told */
    struct local_time updated;   /* since when it has that status */
    struct local_time known;     /* when the service told; year 0: never */
    char token_hash[MC_SHA256_CHARS + 1];
    char id_check[MC_SLOW_HASH_CHARS + 1];
};
/* By provisional or official code. A code that is not here and a token that is not its token both
 * give *found false. */
enum mc_err outbox_find(struct outbox *outbox, const char *code, const char *token, bool *found,
                        struct outbox_record *out, struct mc_error *err) MC_MUST_CHECK;
/* By the code alone: for who then holds the ID number against id_check, and tells nothing before.
 */
enum mc_err outbox_find_code(struct outbox *outbox, const char *code, bool *found,
                             struct outbox_record *out, struct mc_error *err) MC_MUST_CHECK;
/* What the service told of a dossier, if it is one of here; for look-ups without the network. */
enum mc_err outbox_note_status(struct outbox *outbox, const char *code, enum dossier_status status,
                               struct local_time appointed, struct local_time updated,
                               int64_t now_unix_s, struct mc_error *err) MC_MUST_CHECK;

struct outbox_depth {
    size_t waiting; /* sealed and being sent */
    size_t refused;
    size_t accepted;
    int64_t oldest_unix_s; /* submission of the one waiting longest; -1: none */
};
enum mc_err outbox_depth(struct outbox *outbox, struct outbox_depth *out,
                         struct mc_error *err) MC_MUST_CHECK;
/* The same of a file, which is only read, and may be another process's at the time: nothing is
 * resumed, repaired or moved aside. MC_ECORRUPT: it is damaged, or no outbox; MC_EIO: it cannot be
 * read. Any thread. */
enum mc_err outbox_look(const char *path, struct outbox_depth *out,
                        struct mc_error *err) MC_MUST_CHECK;

/* Erases what was accepted more than keep_s seconds ago; the proofs stay. */
enum mc_err outbox_expire(struct outbox *outbox, int64_t now_unix_s, int64_t keep_s,
                          size_t *out_erased, struct mc_error *err) MC_MUST_CHECK;
/* The proof under a provisional or official code; each text is to be freed with free(). */
struct outbox_kept_proof {
    char *statement;
    char *key_id;
    char *signature;
};
/* MC_ENOTFOUND if the service has not accepted it. */
enum mc_err outbox_find_proof(struct outbox *outbox, const char *code,
                              struct outbox_kept_proof *out, struct mc_error *err) MC_MUST_CHECK;
void outbox_kept_proof_finish(struct outbox_kept_proof *proof);

#endif
