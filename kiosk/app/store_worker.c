#include "kiosk/app/store_worker.h"

#include <stdio.h>
#include <stdlib.h>

#include "core/log.h"
#include "core/memory.h"
#include "kiosk/app/options.h"
#include "kiosk/store/catalogue_browse.h"
#include "kiosk/store/catalogue_update.h"

#define PATH_MAX_BYTES     (OPTIONS_PATH_BYTES + 32)
#define UNREADABLE_RETRY_S 60
#define MEDIA_TYPE         "application/json"

struct store_worker {
    struct worker *worker;
    struct catalogue *catalogue;
    struct outbox *outbox;
    char data_dir[OPTIONS_PATH_BYTES];
    char phrases_dir[PATH_MAX_BYTES];
    struct catalogue_updates updates; /* dirs are the two above */
};

enum request_tag {
    REQUEST_SEARCH,
    REQUEST_LOAD,
    REQUEST_GROUPS,
    REQUEST_GROUP,
    REQUEST_IDS,
    REQUEST_COMMIT,
    REQUEST_DUE,
    REQUEST_MARK,
    REQUEST_FIND,
    REQUEST_PRINTED,
    REQUEST_SWAP
};

/* ---- Payloads of requests that are more than a text ---- */

struct group_request {
    enum catalogue_group_kind kind;
    char id[CATALOGUE_GROUP_ID_BYTES];
};

struct ids_request {
    char kiosk[16];
    struct date day;
};

struct commit_request {
    struct dossier_ids ids;
    char procedure_code[PROCEDURE_CODE_BYTES];
    char procedure_name[RECEIPT_NAME_BYTES];
    char *body;
    size_t len;
    int64_t submitted_unix_s;
};

struct due_request {
    char key[MC_UUID_CHARS + 1]; /* "": whichever is due */
    int64_t unix_s;
};

struct mark_request {
    struct store_mark mark;
    int64_t unix_s;
};

struct find_request {
    struct receipt_scan scan;
    enum flow_lookup_outcome otherwise;
};

struct printed_request {
    char key[MC_UUID_CHARS + 1];
    enum outbox_print print;
};

static void destroy_commit(void *payload)
{
    struct commit_request *commit = payload;
    mc_secret_free(commit->body);
    mc_secret_free(commit);
}

static void destroy_hits(void *payload)
{
    struct store_hits *hits = payload;
    for (size_t i = 0; i < hits->count; i++) {
        mc_text_finish(&hits->hits[i].name);
        mc_text_finish(&hits->hits[i].field);
    }
    free(hits);
}

static void destroy_groups(void *payload)
{
    struct store_groups *groups = payload;
    for (size_t i = 0; i < groups->count; i++) {
        mc_text_finish(&groups->groups[i].title);
    }
    free(groups);
}

void store_due_destroy(void *payload)
{
    struct store_due *due = payload;
    mc_secret_free(due->body);
    free(due);
}

static void destroy_procedure(void *payload)
{
    procedure_destroy(payload);
}

/* ---- The worker's side: catalogue ---- */

/* Moves the texts out of `from`; name is the one of its own to be shown. */
static void take_hit(struct flow_hit *hit, struct catalogue_hit *from, struct mc_text *name)
{
    mc_copy_text(hit->code, sizeof hit->code, from->code);
    hit->name = *name;
    hit->field = from->field;
    hit->can_hand_in = from->can_hand_in;
    hit->suggested = from->suggested;
    *name = (struct mc_text){0};
    from->field = (struct mc_text){0};
}

static void search(struct store_worker *store, struct mc_message *request, struct mc_queue *inbox)
{
    struct catalogue_hit found[FLOW_RESULTS_MAX];
    size_t count = 0;
    struct mc_error err;
    struct store_hits *hits = MC_NEW(struct store_hits);
    hits->ok = catalogue_search(store->catalogue, request->payload, FLOW_RESULTS_MAX, found, &count,
                                &err) == MC_OK;
    if (!hits->ok) {
        mc_log_error("store", "a search failed", &err);
    }
    for (size_t i = 0; i < count; i++) {
        take_hit(&hits->hits[i], &found[i], &found[i].name);
    }
    hits->count = count;
    catalogue_hits_finish(found, count);
    worker_answer(inbox, INBOX_STORE_HITS, request->id, hits, destroy_hits);
}

static void list_groups(struct store_worker *store, struct mc_message *request,
                        struct mc_queue *inbox)
{
    struct catalogue_group found[FLOW_GROUPS_MAX];
    struct mc_error err;
    struct store_groups *groups = MC_NEW(struct store_groups);
    groups->ok =
        catalogue_groups(store->catalogue, FLOW_GROUPS_MAX, found, &groups->count, &err) == MC_OK;
    if (!groups->ok) {
        mc_log_error("store", "the groups cannot be listed", &err);
    }
    for (size_t i = 0; i < groups->count; i++) {
        struct flow_group *group = &groups->groups[i];
        group->kind = found[i].kind == CATALOGUE_BY_LIFE_EVENT ? FLOW_BY_LIFE_EVENT : FLOW_BY_FIELD;
        mc_copy_text(group->id, sizeof group->id, found[i].id);
        group->title = found[i].title;
        group->count = found[i].ward_count;
    }
    worker_answer(inbox, INBOX_STORE_GROUPS, request->id, groups, destroy_groups);
}

/* By the names people know, where there are some. */
static void list_group(struct store_worker *store, struct mc_message *request,
                       struct mc_queue *inbox)
{
    const struct group_request *wanted = request->payload;
    struct catalogue_hit found[FLOW_ENTRIES_MAX];
    struct mc_error err;
    struct store_hits *hits = MC_NEW(struct store_hits);
    hits->ok = catalogue_in_group(store->catalogue, wanted->kind, wanted->id, FLOW_ENTRIES_MAX,
                                  found, &hits->count, &err) == MC_OK;
    if (!hits->ok) {
        mc_log_error("store", "a group cannot be listed", &err);
    }
    for (size_t i = 0; i < hits->count; i++) {
        bool plain = mc_text_in(&found[i].plain_name, MC_LANGUAGE_VI)[0] != '\0';
        take_hit(&hits->hits[i], &found[i], plain ? &found[i].plain_name : &found[i].name);
    }
    catalogue_hits_finish(found, hits->count);
    worker_answer(inbox, INBOX_STORE_GROUP, request->id, hits, destroy_hits);
}

static void load(struct store_worker *store, struct mc_message *request, struct mc_queue *inbox)
{
    struct procedure *procedure = NULL;
    struct mc_error err;
    if (catalogue_procedure(store->catalogue, request->payload, &procedure, &err) != MC_OK) {
        mc_log_error("store", "a procedure cannot be shown", &err);
    }
    worker_answer(inbox, INBOX_STORE_PROCEDURE, request->id, procedure, destroy_procedure);
}

/* The old one stays in use when the new one cannot be opened. */
static void swap(struct store_worker *store, struct mc_message *request, struct mc_queue *inbox)
{
    struct store_swapped *swapped = MC_NEW(struct store_swapped);
    swapped->version = *(const int64_t *)request->payload;
    struct catalogue *fresh = NULL;
    struct mc_error err;
    swapped->ok = catalogue_update_open(&store->updates, swapped->version, &fresh, &err) == MC_OK;
    if (swapped->ok) {
        catalogue_close(store->catalogue);
        store->catalogue = fresh;
        catalogue_update_clean(&store->updates, swapped->version);
    } else {
        mc_log_error("store", "a published catalogue cannot be opened", &err);
    }
    worker_answer(inbox, INBOX_STORE_SWAPPED, request->id, swapped, free);
}

/* ---- The worker's side: outbox ---- */

static void make_ids(struct store_worker *store, struct mc_message *request, struct mc_queue *inbox)
{
    const struct ids_request *wanted = request->payload;
    struct dossier_ids *ids = mc_secret_alloc(sizeof *ids);
    struct mc_error err;
    if (outbox_make_ids(store->outbox, wanted->kiosk, wanted->day, ids, &err) != MC_OK) {
        mc_log_error("store", "a dossier cannot be numbered", &err);
        mc_secret_free(ids);
        ids = NULL;
    }
    worker_answer(inbox, INBOX_STORE_IDS, request->id, ids, mc_secret_free);
}

static void commit(struct store_worker *store, struct mc_message *request, struct mc_queue *inbox)
{
    const struct commit_request *wanted = request->payload;
    const struct outbox_entry entry = {
        .ids = &wanted->ids,
        .media_type = MEDIA_TYPE,
        .body = wanted->body,
        .body_len = wanted->len,
        .procedure_code = wanted->procedure_code,
        .procedure_name = wanted->procedure_name,
        .submitted_unix_s = wanted->submitted_unix_s,
    };
    struct store_committed *committed = mc_secret_alloc(sizeof *committed);
    struct mc_error err;
    committed->ok = outbox_commit(store->outbox, &entry, &err) == MC_OK;
    committed->ids = wanted->ids;
    if (!committed->ok) {
        mc_log_error("store", "a dossier cannot be saved", &err);
    }
    worker_answer(inbox, INBOX_STORE_COMMITTED, request->id, committed, mc_secret_free);
}

static void fill_next(struct store_worker *store, int64_t unix_s, int64_t *out_next,
                      long *out_depth)
{
    struct mc_error err;
    struct outbox_depth depth = {0};
    int64_t next = -1;
    if (outbox_next_time(store->outbox, unix_s, &next, &err) != MC_OK ||
        outbox_depth(store->outbox, &depth, &err) != MC_OK) {
        mc_log_error("store", "the outbox cannot be read", &err);
        *out_next = unix_s + UNREADABLE_RETRY_S;
        return;
    }
    *out_next = next < 0 ? 0 : next;
    *out_depth = (long)depth.waiting;
}

/* The item's body moves into due. */
static enum mc_err fetch(struct store_worker *store, const struct due_request *wanted,
                         struct store_due *due, struct mc_error *err)
{
    struct outbox_item item = {0};
    bool found = true;
    enum mc_err rc = wanted->key[0] != '\0'
                         ? outbox_load(store->outbox, wanted->key, &item, err)
                         : outbox_next_due(store->outbox, wanted->unix_s, &found, &item, err);
    if (rc != MC_OK || !found) {
        return rc;
    }
    rc = outbox_mark_attempt(store->outbox, item.key, wanted->unix_s, err);
    if (rc == MC_OK) {
        due->found = true;
        mc_copy_text(due->key, sizeof due->key, item.key);
        mc_copy_text(due->provisional_code, sizeof due->provisional_code, item.provisional_code);
        mc_copy_text(due->media_type, sizeof due->media_type, item.media_type);
        due->body = item.body;
        due->len = item.body_len;
        item.body = NULL;
    }
    outbox_item_finish(&item);
    return rc;
}

static void take_due(struct store_worker *store, struct mc_message *request, struct mc_queue *inbox)
{
    const struct due_request *wanted = request->payload;
    struct store_due *due = MC_NEW(struct store_due);
    struct mc_error err;
    enum mc_err rc = fetch(store, wanted, due, &err);
    if (rc != MC_OK && rc != MC_ENOTFOUND) {
        mc_log_error("store", "a dossier cannot be taken out to be sent", &err);
    }
    fill_next(store, wanted->unix_s, &due->next_unix_s, &due->depth);
    worker_answer(inbox, INBOX_STORE_DUE, request->id, due, store_due_destroy);
}

static void mark(struct store_worker *store, struct mc_message *request, struct mc_queue *inbox)
{
    const struct mark_request *wanted = request->payload;
    const struct store_mark *how = &wanted->mark;
    struct mc_error err;
    enum mc_err rc = MC_OK;
    switch (how->result) {
    case STORE_ACCEPTED:
        rc = outbox_mark_accepted(store->outbox, how->key, how->code, how->received, how->appointed,
                                  &err);
        if (rc == MC_ECONFLICT) {
            /* The service gave a code twice. Asking again shows whether it means it. */
            mc_log_error("store", "an acceptance contradicts an earlier one", &err);
            rc = outbox_mark_failed(store->outbox, how->key, wanted->unix_s, mc_random_u32(), &err);
        }
        break;
    case STORE_FAILED:
        rc = outbox_mark_failed(store->outbox, how->key, wanted->unix_s, mc_random_u32(), &err);
        break;
    case STORE_REFUSED:
        rc = outbox_mark_refused(store->outbox, how->key, "refused by the service", &err);
        break;
    }
    if (rc != MC_OK) {
        mc_log_error("store", "an attempt's outcome cannot be recorded", &err);
    }
    struct store_marked *marked = MC_NEW(struct store_marked);
    marked->mark = *how;
    marked->recorded = rc == MC_OK;
    fill_next(store, wanted->unix_s, &marked->next_unix_s, &marked->depth);
    worker_answer(inbox, INBOX_STORE_MARKED, request->id, marked, free);
}

static void find(struct store_worker *store, struct mc_message *request, struct mc_queue *inbox)
{
    const struct find_request *wanted = request->payload;
    struct store_found *found = MC_NEW(struct store_found);
    found->outcome = wanted->otherwise;
    struct outbox_record *record = MC_NEW(struct outbox_record);
    bool here = false;
    struct mc_error err;
    if (outbox_find(store->outbox, wanted->scan.code, wanted->scan.token, &here, record, &err) !=
        MC_OK) {
        mc_log_error("store", "the outbox cannot be searched", &err);
    }
    if (here && record->state != OUTBOX_ACCEPTED) {
        struct flow_dossier_status *status = &found->status;
        found->outcome = FLOW_LOOKUP_QUEUED;
        mc_copy_text(status->code, sizeof status->code, record->provisional_code);
        mc_copy_text(status->provisional_code, sizeof status->provisional_code,
                     record->provisional_code);
        mc_copy_text(status->procedure_name, sizeof status->procedure_name, record->procedure_name);
        status->status = DOSSIER_REGISTERED;
        status->received = record->submitted;
        status->updated = record->submitted;
    }
    free(record);
    worker_answer(inbox, INBOX_STORE_FOUND, request->id, found, free);
}

static void record_print(struct store_worker *store, struct mc_message *request)
{
    const struct printed_request *wanted = request->payload;
    struct mc_error err;
    if (outbox_mark_printed(store->outbox, wanted->key, wanted->print, &err) != MC_OK) {
        mc_log_error("store", "a print cannot be recorded", &err);
    }
}

static void handle(void *context, struct mc_message *request, struct mc_queue *inbox)
{
    struct store_worker *store = context;
    switch ((enum request_tag)request->tag) {
    case REQUEST_SEARCH: search(store, request, inbox); return;
    case REQUEST_LOAD: load(store, request, inbox); return;
    case REQUEST_GROUPS: list_groups(store, request, inbox); return;
    case REQUEST_GROUP: list_group(store, request, inbox); return;
    case REQUEST_IDS: make_ids(store, request, inbox); return;
    case REQUEST_COMMIT: commit(store, request, inbox); return;
    case REQUEST_DUE: take_due(store, request, inbox); return;
    case REQUEST_MARK: mark(store, request, inbox); return;
    case REQUEST_FIND: find(store, request, inbox); return;
    case REQUEST_PRINTED: record_print(store, request); return;
    case REQUEST_SWAP: swap(store, request, inbox); return;
    }
}

/* ---- The UI thread's side ---- */

static enum mc_err open_shipped(struct store_worker *store, const char *assets_dir,
                                struct mc_error *err)
{
    char path[PATH_MAX_BYTES];
    (void)snprintf(path, sizeof path, "%s/catalogue.db", store->data_dir);
    enum mc_err rc = catalogue_open(path, CATALOGUE_CREATE, &store->catalogue, err);
    if (rc == MC_OK) {
        (void)snprintf(path, sizeof path, "%s/catalogue", assets_dir);
        rc = catalogue_load_dir(store->catalogue, path, err);
    }
    if (rc == MC_OK) {
        rc = catalogue_load_phrases(store->catalogue, store->phrases_dir, err);
    }
    return rc;
}

static enum mc_err open_catalogue(struct store_worker *store, const char *assets_dir,
                                  const struct mc_public_key *key, int64_t *out_version,
                                  struct mc_error *err)
{
    (void)snprintf(store->phrases_dir, sizeof store->phrases_dir, "%s/search", assets_dir);
    store->updates.dir = store->data_dir;
    store->updates.phrases_dir = store->phrases_dir;
    *out_version = 0;
    if (key != NULL) {
        store->updates.key = *key;
        if (catalogue_update_open_newest(&store->updates, &store->catalogue, out_version, NULL) ==
            MC_OK) {
            catalogue_update_clean(&store->updates, *out_version);
            return MC_OK;
        }
    }
    return open_shipped(store, assets_dir, err);
}

static enum mc_err open_outbox(struct store_worker *store, const char *data_dir, int64_t unix_s,
                               struct mc_error *err)
{
    char path[PATH_MAX_BYTES];
    (void)snprintf(path, sizeof path, "%s/outbox.db", data_dir);
    struct outbox_report *report = MC_NEW(struct outbox_report);
    enum mc_err rc = outbox_open(path, unix_s, &store->outbox, report, err);
    if (rc == MC_OK && report->damaged) {
        mc_log(MC_LOG_ERROR, "store", "the outbox was damaged: kept as %s, a new one begun",
               report->moved_to);
    }
    if (rc == MC_OK && report->resumed > 0) {
        mc_log(MC_LOG_INFO, "store", "%zu dossiers were being sent when the kiosk ended",
               report->resumed);
    }
    free(report);
    return rc;
}

enum mc_err store_worker_start(const char *assets_dir, const char *data_dir,
                               const struct mc_public_key *key, int64_t unix_s,
                               struct mc_queue *inbox, struct store_worker **out,
                               int64_t *out_version, struct mc_error *err)
{
    static const struct worker_ops ops = {.name = "store", .handle = handle};
    struct store_worker *store = MC_NEW(struct store_worker);
    mc_copy_text(store->data_dir, sizeof store->data_dir, data_dir);
    int64_t version = 0;
    enum mc_err rc = open_catalogue(store, assets_dir, key, &version, err);
    if (rc == MC_OK) {
        rc = open_outbox(store, data_dir, unix_s, err);
    }
    if (rc != MC_OK) {
        store_worker_stop(store);
        return rc;
    }
    store->worker = worker_start(&ops, store, inbox);
    *out_version = version;
    *out = store;
    return MC_OK;
}

void store_worker_stop(struct store_worker *store)
{
    if (store != NULL) {
        worker_stop(store->worker);
        catalogue_close(store->catalogue);
        outbox_close(store->outbox);
        free(store);
    }
}

bool store_worker_idle(struct store_worker *store)
{
    return worker_idle(store->worker);
}

static bool send(struct store_worker *store, enum request_tag tag, uint64_t id, void *payload,
                 void (*destroy)(void *payload))
{
    struct mc_message request = {.tag = (int)tag, .id = id, .payload = payload, .destroy = destroy};
    return worker_send(store->worker, &request);
}

bool store_worker_search(struct store_worker *store, uint64_t id, const char *query)
{
    return send(store, REQUEST_SEARCH, id, mc_strdup(query), free);
}

bool store_worker_groups(struct store_worker *store, uint64_t id)
{
    return send(store, REQUEST_GROUPS, id, NULL, NULL);
}

bool store_worker_group(struct store_worker *store, uint64_t id, const struct flow_group *group)
{
    struct group_request *wanted = MC_NEW(struct group_request);
    wanted->kind = group->kind == FLOW_BY_LIFE_EVENT ? CATALOGUE_BY_LIFE_EVENT : CATALOGUE_BY_FIELD;
    mc_copy_text(wanted->id, sizeof wanted->id, group->id);
    return send(store, REQUEST_GROUP, id, wanted, free);
}

bool store_worker_load(struct store_worker *store, uint64_t id, const char *code)
{
    return send(store, REQUEST_LOAD, id, mc_strdup(code), free);
}

bool store_worker_make_ids(struct store_worker *store, uint64_t id, const char *kiosk,
                           struct date day)
{
    struct ids_request *wanted = MC_NEW(struct ids_request);
    mc_copy_text(wanted->kiosk, sizeof wanted->kiosk, kiosk);
    wanted->day = day;
    return send(store, REQUEST_IDS, id, wanted, free);
}

bool store_worker_commit(struct store_worker *store, uint64_t id, const struct dossier_ids *ids,
                         const struct procedure *procedure, char *body, size_t len,
                         struct local_time submitted)
{
    struct commit_request *wanted = mc_secret_alloc(sizeof *wanted);
    wanted->ids = *ids;
    mc_copy_text(wanted->procedure_code, sizeof wanted->procedure_code, procedure->code);
    mc_copy_text(wanted->procedure_name, sizeof wanted->procedure_name,
                 mc_text_in(&procedure->name, MC_LANGUAGE_VI));
    wanted->body = body;
    wanted->len = len;
    wanted->submitted_unix_s = local_time_to_unix(submitted);
    return send(store, REQUEST_COMMIT, id, wanted, destroy_commit);
}

bool store_worker_due(struct store_worker *store, uint64_t id, const char *key, int64_t unix_s)
{
    struct due_request *wanted = MC_NEW(struct due_request);
    mc_copy_text(wanted->key, sizeof wanted->key, key != NULL ? key : "");
    wanted->unix_s = unix_s;
    return send(store, REQUEST_DUE, id, wanted, free);
}

bool store_worker_mark(struct store_worker *store, uint64_t id, const struct store_mark *how,
                       int64_t unix_s)
{
    struct mark_request *wanted = MC_NEW(struct mark_request);
    wanted->mark = *how;
    wanted->unix_s = unix_s;
    return send(store, REQUEST_MARK, id, wanted, free);
}

bool store_worker_find(struct store_worker *store, uint64_t id, enum flow_lookup_outcome otherwise,
                       const struct receipt_scan *scan)
{
    struct find_request *wanted = mc_secret_alloc(sizeof *wanted);
    wanted->scan = *scan;
    wanted->otherwise = otherwise;
    return send(store, REQUEST_FIND, id, wanted, mc_secret_free);
}

void store_worker_printed(struct store_worker *store, const char *key, enum outbox_print print)
{
    struct printed_request *wanted = MC_NEW(struct printed_request);
    mc_copy_text(wanted->key, sizeof wanted->key, key);
    wanted->print = print;
    (void)send(store, REQUEST_PRINTED, 0, wanted, free);
}

bool store_worker_swap(struct store_worker *store, uint64_t id, int64_t version)
{
    int64_t *payload = MC_NEW(int64_t);
    *payload = version;
    return send(store, REQUEST_SWAP, id, payload, free);
}
