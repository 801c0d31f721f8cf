/* What the files of the store's worker share: the worker, the requests about the outbox, and their
 * handlers (store_outbox.c), which run on the worker's thread. */
#ifndef MOTCUA_KIOSK_APP_STORE_WORKER_INTERNAL_H
#define MOTCUA_KIOSK_APP_STORE_WORKER_INTERNAL_H

#include "kiosk/app/options.h"
#include "kiosk/app/store_worker.h"
#include "kiosk/store/catalogue_update.h"

#define PATH_MAX_BYTES (OPTIONS_PATH_BYTES + 32)

struct store_worker {
    struct worker *worker;
    struct catalogue *catalogue;
    struct outbox *outbox;
    bool unrecorded; /* an attempt's outcome: the dossier is still marked as being sent */
    struct mc_sealing_key sealing_key;
    int64_t keep_accepted_s;
    uint64_t disk_floor_bytes;
    char data_dir[OPTIONS_PATH_BYTES];
    char phrases_dir[PATH_MAX_BYTES];
    struct catalogue_updates updates; /* dirs are the two above */
};

struct ids_request {
    char kiosk[16];
    struct date day;
};

struct commit_request {
    struct dossier_ids ids;
    struct sealed_dossier outside;
    char id_number[CITIZEN_ID_CHARS + 1];
    char *body;
    size_t len;
};

struct due_request {
    char key[MC_UUID_CHARS + 1]; /* "": whichever is due */
};

struct find_request {
    struct flow_query query;
    enum flow_lookup_outcome otherwise;
};

struct printed_request {
    char key[MC_UUID_CHARS + 1];
    enum outbox_print print;
};

/* Before the thread is there. */
enum mc_err store_outbox_open(struct store_worker *store, struct mc_error *err) MC_MUST_CHECK;
void store_outbox_expire(struct store_worker *store);

void store_outbox_make_ids(struct store_worker *store, struct mc_message *request,
                           struct mc_queue *inbox);
void store_outbox_commit(struct store_worker *store, struct mc_message *request,
                         struct mc_queue *inbox);
void store_outbox_take_due(struct store_worker *store, struct mc_message *request,
                           struct mc_queue *inbox);
void store_outbox_mark(struct store_worker *store, struct mc_message *request,
                       struct mc_queue *inbox);
void store_outbox_find(struct store_worker *store, struct mc_message *request,
                       struct mc_queue *inbox);
void store_outbox_note_told(struct store_worker *store, struct mc_message *request);
void store_outbox_measure_space(struct store_worker *store, struct mc_message *request,
                                struct mc_queue *inbox);
void store_outbox_record_print(struct store_worker *store, struct mc_message *request);

#endif
