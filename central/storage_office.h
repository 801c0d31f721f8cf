/*
 * What officers do in the store (domain/office.h), and who they are. Each act is one transaction
 * with its entry in the audit trail: nothing is done, and no dossier is opened, without it. Any
 * thread; times are Unix seconds.
 */
#ifndef MOTCUA_CENTRAL_STORAGE_OFFICE_H
#define MOTCUA_CENTRAL_STORAGE_OFFICE_H

#include "central/storage.h"
#include "domain/audit.h"
#include "domain/office.h"
#include "domain/rating.h"
#include "domain/statistics.h"

#define STORAGE_OFFICER_NAME_BYTES 160
#define STORAGE_QUEUE_MAX          200
#define STORAGE_AUDIT_PAGE_MAX     500
#define STORAGE_OPERATOR           "operator" /* who works at the service's own machine */

/* ---- Officers ---- */

struct storage_officer {
    char id[OFFICER_ID_BYTES];
    char name[STORAGE_OFFICER_NAME_BYTES];
    enum officer_role role;
    char agency[DOSSIER_AGENCY_BYTES]; /* "": the whole city */
    int64_t created_s;
    int64_t revoked_s; /* 0: not revoked */
};
struct storage_officer_visitor {
    void (*visit)(void *context, const struct storage_officer *officer);
    void *context;
};

/* token_hash: SHA-256 of the officer's token, hex; the token itself is kept nowhere. MC_ECONFLICT
 * when the id was ever taken. */
enum mc_err storage_officer_add(struct storage *storage, const struct storage_officer *officer,
                                const char *token_hash, struct mc_error *err) MC_MUST_CHECK;
/* Not revoked and of this token; MC_ENOTFOUND otherwise. */
enum mc_err storage_officer_by_token(struct storage *storage, const char *token_hash,
                                     struct storage_officer *out,
                                     struct mc_error *err) MC_MUST_CHECK;
/* The same by id. */
enum mc_err storage_officer_find(struct storage *storage, const char *id,
                                 struct storage_officer *out, struct mc_error *err) MC_MUST_CHECK;
/* At once, and for good. MC_ENOTFOUND when there is none, or not any more. */
enum mc_err storage_officer_revoke(struct storage *storage, const char *id, int64_t at_s,
                                   struct mc_error *err) MC_MUST_CHECK;
enum mc_err storage_officer_list(struct storage *storage,
                                 const struct storage_officer_visitor *visitor,
                                 struct mc_error *err) MC_MUST_CHECK;

/* ---- Their work ---- */

/* An officer sees the dossiers that their agency received or decides. */
bool storage_officer_sees(const struct storage_officer *officer,
                          const struct storage_dossier *dossier);

/* Those that are open, by due date, the most urgent first. `status` 0: any open one. */
struct storage_queue {
    const char *agency; /* received or decided there; "": any */
    int status;
    int64_t after_due_s; /* where the page before ended; both 0: from the start */
    int64_t after_id;
    size_t most; /* up to STORAGE_QUEUE_MAX */
};
struct storage_queue_visitor {
    void (*visit)(void *context, int64_t id, const struct storage_dossier *dossier);
    void *context;
};
enum mc_err storage_queue(struct storage *storage, const struct storage_queue *queue,
                          const struct storage_queue_visitor *visitor,
                          struct mc_error *err) MC_MUST_CHECK;

/* Everything borrowed. */
struct storage_act {
    const char *code; /* official or provisional */
    const struct storage_officer *officer;
    const struct calendar *calendar;
    enum office_action action;
    const char *reason; /* "" for none */
    struct date date;   /* year 0 for none */
    const char *forward;
    bool forward_known;
    int64_t at_s;
};
struct storage_act_result {
    enum office_verdict verdict; /* unless OFFICE_FINE, nothing was done */
    char code[DOSSIER_CODE_BYTES];
    enum dossier_status status; /* as it is now */
    int64_t appointed_s;
    int64_t due_s;
};
/* MC_ENOTFOUND: no such dossier, or none that this officer sees; MC_ECONFLICT: several carry the
 * provisional code. */
enum mc_err storage_act(struct storage *storage, const struct storage_act *act,
                        struct storage_act_result *out, struct mc_error *err) MC_MUST_CHECK;

/* The body as it was handed in, with its access written down. MC_EDENIED: not this role's;
 * MC_ENOTFOUND as above. *out as storage_body()'s. */
enum mc_err storage_open_body(struct storage *storage, const struct storage_officer *officer,
                              const char *code, int64_t at_s, char **out, size_t *out_len,
                              char media_type[STORAGE_MEDIA_TYPE_BYTES],
                              struct mc_error *err) MC_MUST_CHECK;

/* ---- The audit trail ---- */

struct storage_audit_visitor {
    void (*visit)(void *context, const struct audit_entry *entry);
    void *context;
};
/* Up to `most` entries after the one numbered `after`, oldest first. */
enum mc_err storage_audit_list(struct storage *storage, int64_t after, size_t most,
                               const struct storage_audit_visitor *visitor,
                               struct mc_error *err) MC_MUST_CHECK;
/* Goes over the whole trail; *out is its length and head. MC_ECORRUPT where it breaks, or where its
 * entry numbered known->count has not the hash known->head (count 0: nothing is known). */
struct storage_audit_known {
    int64_t count;
    const char *head;
};
enum mc_err storage_audit_check(struct storage *storage, const struct storage_audit_known *known,
                                struct audit_check *out, struct mc_error *err) MC_MUST_CHECK;

/* ---- Ratings and figures ---- */

enum storage_rate_outcome {
    STORAGE_RATED,
    STORAGE_RATED_BEFORE,
    STORAGE_RATE_TOO_EARLY /* it is not decided */
};
/* Once a dossier, with its receipt's token; MC_ENOTFOUND does not tell whether code or token was
 * wrong. */
enum mc_err storage_rate(struct storage *storage, const char *code, const char *token_hash,
                         const struct rating *rating, int64_t at_s,
                         enum storage_rate_outcome *outcome, struct mc_error *err) MC_MUST_CHECK;

/* Months "YYYY-MM", both included. *out freed with statistics_finish(), sorted. */
struct storage_statistics {
    bool by_deciding;   /* by the deciding agency; else by the receiving one */
    const char *agency; /* "": all */
    const char *from;
    const char *to;
    int64_t now_s;
};
enum mc_err storage_statistics(struct storage *storage, const struct storage_statistics *wanted,
                               struct statistics *out, struct mc_error *err) MC_MUST_CHECK;

#endif
