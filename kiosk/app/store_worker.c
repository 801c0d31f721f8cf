#include "kiosk/app/store_worker.h"

#include <stdio.h>
#include <stdlib.h>

#include "core/log.h"
#include "core/memory.h"
#include "kiosk/app/store_worker_internal.h"
#include "kiosk/store/catalogue_browse.h"

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
    REQUEST_SWAP,
    REQUEST_SPACE,
    REQUEST_TOLD
};

/* ---- Payloads of requests that are more than a text ---- */

struct group_request {
    enum catalogue_group_kind kind;
    char id[CATALOGUE_GROUP_ID_BYTES];
};

static void destroy_commit(void *payload)
{
    struct commit_request *commit = payload;
    mc_secret_free(commit->body);
    sealed_dossier_finish(&commit->outside);
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

/* Moves the texts out of `from`. by_plain_name: it is shown by the name people know, if there is
 * one; what was typed is looked for in the official name. */
static void take_hit(struct flow_hit *hit, struct catalogue_hit *from, bool by_plain_name)
{
    bool plain = by_plain_name && mc_text_in(&from->plain_name, MC_LANGUAGE_VI)[0] != '\0';
    struct mc_text *name = plain ? &from->plain_name : &from->name;
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
    bool nothing_typed = ((const char *)request->payload)[0] == '\0';
    for (size_t i = 0; i < count; i++) {
        take_hit(&hits->hits[i], &found[i], nothing_typed || found[i].suggested);
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
        take_hit(&hits->hits[i], &found[i], true);
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

static void handle(void *context, struct mc_message *request, struct mc_queue *inbox)
{
    struct store_worker *store = context;
    switch ((enum request_tag)request->tag) {
    case REQUEST_SEARCH: search(store, request, inbox); return;
    case REQUEST_LOAD: load(store, request, inbox); return;
    case REQUEST_GROUPS: list_groups(store, request, inbox); return;
    case REQUEST_GROUP: list_group(store, request, inbox); return;
    case REQUEST_IDS: store_outbox_make_ids(store, request, inbox); return;
    case REQUEST_COMMIT: store_outbox_commit(store, request, inbox); return;
    case REQUEST_DUE: store_outbox_take_due(store, request, inbox); return;
    case REQUEST_MARK: store_outbox_mark(store, request, inbox); return;
    case REQUEST_FIND: store_outbox_find(store, request, inbox); return;
    case REQUEST_PRINTED: store_outbox_record_print(store, request); return;
    case REQUEST_SWAP: swap(store, request, inbox); return;
    case REQUEST_SPACE: store_outbox_measure_space(store, request, inbox); return;
    case REQUEST_TOLD: store_outbox_note_told(store, request); return;
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

enum mc_err store_worker_start(const struct store_settings *settings, struct mc_queue *inbox,
                               struct store_worker **out, int64_t *out_version,
                               struct mc_error *err)
{
    static const struct worker_ops ops = {.name = "store", .handle = handle};
    struct store_worker *store = MC_NEW(struct store_worker);
    mc_copy_text(store->data_dir, sizeof store->data_dir, settings->data_dir);
    store->sealing_key = *settings->sealing_key;
    store->keep_accepted_s = settings->keep_accepted_s;
    store->disk_floor_bytes = settings->disk_floor_bytes;
    int64_t version = 0;
    enum mc_err rc =
        open_catalogue(store, settings->assets_dir, settings->catalogue_key, &version, err);
    if (rc == MC_OK) {
        rc = store_outbox_open(store, err);
    }
    if (rc != MC_OK) {
        store_worker_stop(store);
        return rc;
    }
    store_outbox_expire(store);
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
                         struct sealed_dossier *outside, const char *id_number, char *body,
                         size_t len)
{
    struct commit_request *wanted = mc_secret_alloc(sizeof *wanted);
    wanted->ids = *ids;
    wanted->outside = *outside;
    *outside = (struct sealed_dossier){0};
    mc_copy_text(wanted->id_number, sizeof wanted->id_number, id_number);
    wanted->body = body;
    wanted->len = len;
    return send(store, REQUEST_COMMIT, id, wanted, destroy_commit);
}

bool store_worker_due(struct store_worker *store, uint64_t id, const char *key)
{
    struct due_request *wanted = MC_NEW(struct due_request);
    mc_copy_text(wanted->key, sizeof wanted->key, key != NULL ? key : "");
    return send(store, REQUEST_DUE, id, wanted, free);
}

bool store_worker_mark(struct store_worker *store, uint64_t id, const struct store_mark *how)
{
    struct store_mark *wanted = MC_NEW(struct store_mark);
    *wanted = *how;
    return send(store, REQUEST_MARK, id, wanted, free);
}

bool store_worker_find(struct store_worker *store, uint64_t id, enum flow_lookup_outcome otherwise,
                       const struct flow_query *query)
{
    struct find_request *wanted = mc_secret_alloc(sizeof *wanted);
    wanted->query = *query;
    wanted->otherwise = otherwise;
    return send(store, REQUEST_FIND, id, wanted, mc_secret_free);
}

bool store_worker_space(struct store_worker *store, uint64_t id)
{
    return send(store, REQUEST_SPACE, id, NULL, NULL);
}

void store_worker_told(struct store_worker *store, const struct flow_dossier_status *status)
{
    struct flow_dossier_status *told = mc_secret_alloc(sizeof *told);
    *told = *status;
    (void)send(store, REQUEST_TOLD, 0, told, mc_secret_free);
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
