/*
 * The store's worker: catalogue and outbox on a thread of their own. Each call is a request; its
 * answer arrives in the inbox under the same id, with the payload named beside the tag. What holds
 * personal data lives in secret memory on both ways.
 */
#ifndef MOTCUA_KIOSK_APP_STORE_WORKER_H
#define MOTCUA_KIOSK_APP_STORE_WORKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"
#include "core/signature.h"
#include "domain/dossier.h"
#include "domain/procedure.h"
#include "domain/receipt.h"
#include "domain/sealed_dossier.h"
#include "kiosk/app/inbox.h"
#include "kiosk/app/worker.h"
#include "kiosk/flow/flow.h"
#include "kiosk/store/outbox.h"

enum inbox_store_tag {
    INBOX_STORE_HITS = INBOX_STORE_FIRST, /* struct store_hits */
    INBOX_STORE_PROCEDURE,                /* struct procedure, or NULL */
    INBOX_STORE_IDS,                      /* struct dossier_ids, or NULL */
    INBOX_STORE_COMMITTED,                /* struct store_committed */
    INBOX_STORE_DUE,                      /* struct store_due */
    INBOX_STORE_MARKED,                   /* struct store_marked */
    INBOX_STORE_GROUPS,                   /* struct store_groups */
    INBOX_STORE_GROUP,                    /* struct store_hits */
    INBOX_STORE_FOUND,                    /* struct store_found */
    INBOX_STORE_SWAPPED,                  /* struct store_swapped */
    INBOX_STORE_SPACE                     /* struct store_space */
};

struct store_hits {
    bool ok;
    struct flow_hit hits[FLOW_ENTRIES_MAX]; /* texts owned */
    size_t count;
};

struct store_groups {
    bool ok;
    struct flow_group groups[FLOW_GROUPS_MAX]; /* texts owned */
    size_t count;
};

struct store_committed {
    bool ok;
    struct dossier_ids ids;
};

/* The next dossier to be sent, its attempt already marked. */
struct store_due {
    bool found;
    char key[MC_UUID_CHARS + 1];
    char provisional_code[DOSSIER_CODE_BYTES];
    size_t len;
    uint8_t *body; /* secret memory; owned */
    char media_type[OUTBOX_MEDIA_TYPE_BYTES];
    int64_t next_ms; /* monotonic: when to ask again; -1: nothing waits */
    long depth;
};

enum store_result { STORE_ACCEPTED, STORE_FAILED, STORE_REFUSED };
/* How an attempt ended; what the service signed only when accepted. */
struct store_mark {
    char key[MC_UUID_CHARS + 1];
    enum store_result result;
    int64_t retry_after_s; /* that the service asked for; 0: nothing */
    struct acceptance acceptance;
    char statement[ACCEPTANCE_BYTES];
    char key_id[MC_KEY_ID_CHARS + 1];
    char signature[MC_SIGNATURE_CHARS + 1];
};

struct store_marked {
    struct store_mark mark;
    bool recorded; /* false: the store could not write it down */
    int64_t next_ms;
    long depth;
};

/* A look-up the service did not answer with a dossier: queued if it is this kiosk's own and still
 * waits to be sent, known if it was sent and the service cannot be reached; else its outcome
 * stands.
 */
struct store_found {
    enum flow_lookup_outcome outcome;
    struct flow_dossier_status status;
};

/* Whether a published catalogue is in use now. */
struct store_swapped {
    bool ok;
    int64_t version;
};

/* Whether there is room for what a citizen may hand in now. */
struct store_space {
    bool enough;
};

/* Frees a due dossier's body and the payload itself. */
void store_due_destroy(void *due);

struct store_worker;

struct store_settings {
    const char *assets_dir;
    const char *data_dir;
    const struct mc_public_key *catalogue_key; /* NULL: the shipped catalogue only */
    const struct mc_sealing_key *sealing_key;
    int64_t keep_accepted_s;
    uint64_t disk_floor_bytes;
};
/* Opens catalogue and outbox under data_dir; blocks. Settings are borrowed for the call. The
 * catalogue is the newest published one that is whole, *out_version its number; without a key, or
 * without such a one, it is that of assets_dir and *out_version 0. */
enum mc_err store_worker_start(const struct store_settings *settings, struct mc_queue *inbox,
                               struct store_worker **out, int64_t *out_version,
                               struct mc_error *err) MC_MUST_CHECK;
void store_worker_stop(struct store_worker *store);
bool store_worker_idle(struct store_worker *store);

/* Each is false when the worker has too much to do: no answer will come. */
bool store_worker_search(struct store_worker *store, uint64_t id, const char *query);
bool store_worker_groups(struct store_worker *store, uint64_t id);
bool store_worker_group(struct store_worker *store, uint64_t id, const struct flow_group *group);
bool store_worker_load(struct store_worker *store, uint64_t id, const char *code);
bool store_worker_make_ids(struct store_worker *store, uint64_t id, const char *kiosk,
                           struct date day);
/* Seals the body, and commits it with its receipt. Takes the body (secret memory) and what stands
 * outside of the seal, whatever comes of it. */
bool store_worker_commit(struct store_worker *store, uint64_t id, const struct dossier_ids *ids,
                         struct sealed_dossier *outside, const char *id_number, char *body,
                         size_t len);
/* key: that dossier, due or not; NULL: whichever is due. */
bool store_worker_due(struct store_worker *store, uint64_t id, const char *key);
bool store_worker_mark(struct store_worker *store, uint64_t id, const struct store_mark *mark);
bool store_worker_find(struct store_worker *store, uint64_t id, enum flow_lookup_outcome otherwise,
                       const struct flow_query *query);
bool store_worker_space(struct store_worker *store, uint64_t id);
/* What the service told of a dossier, for look-ups without it; no answer. */
void store_worker_told(struct store_worker *store, const struct flow_dossier_status *status);
/* To a published catalogue that has been built. */
bool store_worker_swap(struct store_worker *store, uint64_t id, int64_t version);
/* Recorded; no answer. */
void store_worker_printed(struct store_worker *store, const char *key, enum outbox_print print);

#endif
