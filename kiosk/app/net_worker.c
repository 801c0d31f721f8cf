#include "kiosk/app/net_worker.h"

#include <stdlib.h>

#include "core/log.h"
#include "core/memory.h"
#include "kiosk/net/client.h"

#define SUBMIT_TIMEOUT_MS 20000
#define LOOKUP_TIMEOUT_MS 10000

struct net_worker {
    struct worker *worker;
    struct net_client *client;
};

enum request_tag { REQUEST_SUBMIT, REQUEST_LOOKUP };

static void submit(struct net_worker *net, struct mc_message *request, struct mc_queue *inbox)
{
    static const enum store_result results[] = {
        [NET_ACCEPTED] = STORE_ACCEPTED, [NET_RETRY] = STORE_FAILED, [NET_REFUSED] = STORE_REFUSED};
    const struct store_due *due = request->payload;
    const struct net_submission submission = {.key = due->key,
                                              .provisional_code = due->provisional_code,
                                              .media_type = due->media_type,
                                              .body = due->body,
                                              .body_len = due->len};
    struct net_acceptance acceptance = {0};
    struct mc_error err;
    enum net_submit_outcome outcome =
        net_submit(net->client, &submission, SUBMIT_TIMEOUT_MS, &acceptance, &err);
    if (outcome != NET_ACCEPTED) {
        mc_log_error("net", "a dossier was not accepted", &err);
    }
    struct store_mark *mark = MC_NEW(struct store_mark);
    mc_copy_text(mark->key, sizeof mark->key, due->key);
    mark->result = results[outcome];
    mc_copy_text(mark->code, sizeof mark->code, acceptance.code);
    mark->received = acceptance.received;
    mark->appointed = acceptance.appointed;
    worker_answer(inbox, INBOX_NET_SUBMITTED, request->id, mark, free);
}

static void fill_status(const struct net_dossier *dossier, struct flow_dossier_status *status)
{
    mc_copy_text(status->code, sizeof status->code, dossier->code);
    mc_copy_text(status->provisional_code, sizeof status->provisional_code,
                 dossier->provisional_code);
    status->status = dossier->status;
    mc_copy_text(status->procedure_name, sizeof status->procedure_name, dossier->procedure_name);
    status->received = dossier->received;
    status->appointed = dossier->appointed;
    status->updated = dossier->updated;
    mc_copy_text(status->note, sizeof status->note, dossier->note);
    mc_copy_text(status->collect_at, sizeof status->collect_at, dossier->collect_at);
}

static void look_up(struct net_worker *net, struct mc_message *request, struct mc_queue *inbox)
{
    static const enum flow_lookup_outcome outcomes[] = {
        [NET_FOUND] = FLOW_LOOKUP_FOUND,
        [NET_UNKNOWN] = FLOW_LOOKUP_UNKNOWN,
        [NET_UNREACHABLE] = FLOW_LOOKUP_UNREACHABLE,
    };
    const struct receipt_scan *scan = request->payload;
    struct net_dossier *dossier = mc_secret_alloc(sizeof *dossier);
    struct net_looked_up *answer = mc_secret_alloc(sizeof *answer);
    struct mc_error err;
    enum net_lookup_outcome outcome =
        net_lookup(net->client, scan->code, scan->token, LOOKUP_TIMEOUT_MS, dossier, &err);
    answer->outcome = outcomes[outcome];
    if (outcome == NET_FOUND) {
        fill_status(dossier, &answer->status);
    } else if (outcome == NET_UNREACHABLE) {
        mc_log_error("net", "a look-up failed", &err);
    }
    mc_secret_free(dossier);
    worker_answer(inbox, INBOX_NET_LOOKED_UP, request->id, answer, mc_secret_free);
}

static void handle(void *context, struct mc_message *request, struct mc_queue *inbox)
{
    struct net_worker *net = context;
    switch ((enum request_tag)request->tag) {
    case REQUEST_SUBMIT: submit(net, request, inbox); return;
    case REQUEST_LOOKUP: look_up(net, request, inbox); return;
    }
}

static void cancel(void *context)
{
    struct net_worker *net = context;
    net_client_cancel(net->client);
}

enum mc_err net_worker_start(const char *base_url, const char *ca_file, struct mc_queue *inbox,
                             struct net_worker **out, struct mc_error *err)
{
    static const struct worker_ops ops = {.name = "net", .handle = handle, .cancel = cancel};
    struct net_client *client = NULL;
    enum mc_err rc = net_client_create(base_url, ca_file, &client, err);
    if (rc != MC_OK) {
        return rc;
    }
    struct net_worker *net = MC_NEW(struct net_worker);
    net->client = client;
    net->worker = worker_start(&ops, net, inbox);
    *out = net;
    return MC_OK;
}

void net_worker_stop(struct net_worker *net)
{
    if (net != NULL) {
        worker_stop(net->worker);
        net_client_destroy(net->client);
        free(net);
    }
}

bool net_worker_idle(struct net_worker *net)
{
    return worker_idle(net->worker);
}

bool net_worker_submit(struct net_worker *net, uint64_t id, struct store_due *due)
{
    struct store_due *payload = MC_NEW(struct store_due);
    *payload = *due;
    due->body = NULL;
    struct mc_message request = {
        .tag = REQUEST_SUBMIT, .id = id, .payload = payload, .destroy = store_due_destroy};
    return worker_send(net->worker, &request);
}

bool net_worker_look_up(struct net_worker *net, uint64_t id, const struct receipt_scan *scan)
{
    struct receipt_scan *payload = mc_secret_alloc(sizeof *payload);
    *payload = *scan;
    struct mc_message request = {
        .tag = REQUEST_LOOKUP, .id = id, .payload = payload, .destroy = mc_secret_free};
    return worker_send(net->worker, &request);
}
