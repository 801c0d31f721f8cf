#include "kiosk/app/catalogue_sync.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/ident.h"
#include "core/log.h"
#include "core/memory.h"
#include "kiosk/app/worker.h"
#include "kiosk/net/client.h"
#include "kiosk/store/catalogue_update.h"

#define VERSION_TIMEOUT_MS 10000
#define FETCH_TIMEOUT_MS   120000
/* A refused version is not fetched again before this, unless a newer one is published. */
#define REFUSED_AGAIN_MS 600000
#define SWAP_AGAIN_MS    5000
#define SWAP_ID          (UINT64_MAX - 4)

enum sync_state { SYNC_RESTING, SYNC_CHECKING, SYNC_READY, SYNC_SWAPPING };

struct catalogue_sync {
    /* the worker's; read-only for the UI thread */
    struct worker *worker;
    struct net_client *client;
    struct catalogue_updates updates; /* dirs are the next two */
    char data_dir[OPTIONS_PATH_BYTES];
    char phrases_dir[OPTIONS_PATH_BYTES + 8];
    /* the UI thread's */
    enum sync_state state;
    int64_t version;
    int64_t ready_version;
    int64_t refused_version;
    int64_t refused_until_ms;
    long refused;
    bool reached; /* the last check got an answer: only a change is logged */
    int64_t next_ms;
    int64_t poll_ms;
};

/* ---- The worker's side ---- */

struct check_request {
    int64_t have;
    int64_t skip; /* a version refused a short while ago; 0: none */
};

static enum mc_err take(struct catalogue_sync *sync, int64_t have, int64_t from,
                        int64_t *out_version, bool *reached, struct mc_error *err)
{
    struct net_bundle bundle = {0};
    enum mc_err rc = net_catalogue_fetch(sync->client, from, FETCH_TIMEOUT_MS, &bundle, err);
    *reached = rc == MC_OK || rc == MC_ETOOBIG;
    if (rc == MC_OK) {
        const struct catalogue_download download = {.bytes = bundle.bytes,
                                                    .len = bundle.len,
                                                    .gzip = bundle.gzip,
                                                    .signature = bundle.signature};
        rc = catalogue_update_take(&sync->updates, have, &download, out_version, err);
    }
    free(bundle.bytes);
    return rc;
}

/* Fetches what leads from `have` to the newest, or the whole where that will not do. */
static enum catalogue_check_result update(struct catalogue_sync *sync, int64_t have,
                                          int64_t *out_version)
{
    struct mc_error err;
    bool reached = false;
    enum mc_err rc = take(sync, have, have, out_version, &reached, &err);
    if (rc != MC_OK && reached && have != 0) {
        mc_log_error("catalogue", "a change does not fit, the whole is fetched", &err);
        rc = take(sync, have, 0, out_version, &reached, &err);
    }
    if (rc != MC_OK) {
        mc_log_error("catalogue", reached ? "a published version is refused" : "not fetched", &err);
        return reached ? CATALOGUE_REFUSED : CATALOGUE_UNREACHABLE;
    }
    return CATALOGUE_READY;
}

static void check(void *context, struct mc_message *request, struct mc_queue *inbox)
{
    struct catalogue_sync *sync = context;
    const struct check_request *wanted = request->payload;
    struct catalogue_checked *checked = MC_NEW(struct catalogue_checked);
    int64_t newest = 0;
    struct mc_error err;
    if (net_catalogue_version(sync->client, wanted->have, VERSION_TIMEOUT_MS, &newest, &err) !=
        MC_OK) {
        checked->result = CATALOGUE_UNREACHABLE;
    } else if (newest > wanted->have && newest != wanted->skip) {
        checked->version = newest;
        checked->result = update(sync, wanted->have, &checked->version);
    } else if (newest != 0 && newest < wanted->have && newest != wanted->skip) {
        mc_log(MC_LOG_ERROR, "catalogue",
               "the service has version %" PRId64 ", older than %" PRId64 " here: kept", newest,
               wanted->have);
        checked->version = newest;
        checked->result = CATALOGUE_REFUSED;
    }
    worker_answer(inbox, INBOX_CATALOGUE_CHECKED, request->id, checked, free);
}

static void cancel(void *context)
{
    struct catalogue_sync *sync = context;
    net_client_cancel(sync->client);
}

/* ---- The UI thread's side ---- */

enum mc_err catalogue_sync_start(const struct options *options, const struct net_settings *net,
                                 const struct mc_public_key *key, int64_t version,
                                 struct mc_queue *inbox, struct catalogue_sync **out,
                                 struct mc_error *err)
{
    static const struct worker_ops ops = {.name = "catalogue", .handle = check, .cancel = cancel};
    *out = NULL;
    if (key == NULL) {
        return MC_OK;
    }
    struct net_client *client = NULL;
    enum mc_err rc = net_client_create(net, &client, err);
    if (rc != MC_OK) {
        return rc;
    }
    struct catalogue_sync *sync = MC_NEW(struct catalogue_sync);
    sync->client = client;
    mc_copy_text(sync->data_dir, sizeof sync->data_dir, options->data_dir);
    (void)snprintf(sync->phrases_dir, sizeof sync->phrases_dir, "%s/search", options->assets_dir);
    sync->updates = (struct catalogue_updates){
        .dir = sync->data_dir, .phrases_dir = sync->phrases_dir, .key = *key};
    sync->version = version;
    sync->reached = true;
    sync->poll_ms = options->catalogue_poll_s * 1000;
    sync->worker = worker_start(&ops, sync, inbox);
    *out = sync;
    return MC_OK;
}

void catalogue_sync_stop(struct catalogue_sync *sync)
{
    if (sync != NULL) {
        worker_stop(sync->worker);
        net_client_destroy(sync->client);
        free(sync);
    }
}

/* Three quarters to five quarters of the interval, so that a city's kiosks do not ask at once. */
static void rest(struct catalogue_sync *sync, int64_t now_ms)
{
    int64_t jitter_ms = (int64_t)(mc_random_u32() % (uint64_t)(sync->poll_ms / 2 + 1));
    sync->state = SYNC_RESTING;
    sync->next_ms = now_ms + sync->poll_ms * 3 / 4 + jitter_ms;
}

static void start_check(struct catalogue_sync *sync, int64_t now_ms)
{
    struct check_request *wanted = MC_NEW(struct check_request);
    wanted->have = sync->version;
    wanted->skip = now_ms < sync->refused_until_ms ? sync->refused_version : 0;
    struct mc_message request = {.payload = wanted, .destroy = free};
    if (worker_send(sync->worker, &request)) {
        sync->state = SYNC_CHECKING;
    } else {
        rest(sync, now_ms);
    }
}

void catalogue_sync_turn(struct catalogue_sync *sync, struct store_worker *store, bool quiet,
                         int64_t now_ms)
{
    if (sync == NULL) {
        return;
    }
    if (sync->state == SYNC_RESTING && now_ms >= sync->next_ms) {
        start_check(sync, now_ms);
    } else if (sync->state == SYNC_READY && quiet && now_ms >= sync->next_ms) {
        if (store_worker_swap(store, SWAP_ID, sync->ready_version)) {
            sync->state = SYNC_SWAPPING;
        } else {
            sync->next_ms = now_ms + SWAP_AGAIN_MS;
        }
    }
}

/* A version that is ready waits for the end of a session, which is a turn of its own. */
int64_t catalogue_sync_next_ms(const struct catalogue_sync *sync)
{
    return sync != NULL && sync->state == SYNC_RESTING ? sync->next_ms : -1;
}

void catalogue_sync_on_checked(struct catalogue_sync *sync, const struct catalogue_checked *checked,
                               int64_t now_ms)
{
    bool reached = checked->result != CATALOGUE_UNREACHABLE;
    if (reached != sync->reached) {
        mc_log(MC_LOG_INFO, "catalogue",
               reached ? "the service answers again" : "the service cannot be asked for updates");
        sync->reached = reached;
    }
    rest(sync, now_ms);
    if (checked->result == CATALOGUE_READY) {
        sync->state = SYNC_READY;
        sync->ready_version = checked->version;
        sync->next_ms = now_ms;
    } else if (checked->result == CATALOGUE_REFUSED) {
        sync->refused++;
        sync->refused_version = checked->version;
        sync->refused_until_ms = now_ms + REFUSED_AGAIN_MS;
    }
}

bool catalogue_sync_on_swapped(struct catalogue_sync *sync, const struct store_swapped *swapped,
                               int64_t now_ms)
{
    rest(sync, now_ms);
    if (!swapped->ok) {
        sync->refused++;
        return false;
    }
    sync->version = swapped->version;
    mc_log(MC_LOG_INFO, "catalogue", "version %" PRId64 " is in use", sync->version);
    return true;
}

int64_t catalogue_sync_version(const struct catalogue_sync *sync)
{
    return sync != NULL ? sync->version : 0;
}

long catalogue_sync_refused(const struct catalogue_sync *sync)
{
    return sync != NULL ? sync->refused : 0;
}
