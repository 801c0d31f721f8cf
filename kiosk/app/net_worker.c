#include "kiosk/app/net_worker.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/log.h"
#include "core/memory.h"
#include "core/steps.h"

#define SUBMIT_TIMEOUT_MS 20000
#define LOOKUP_TIMEOUT_MS 10000
#define RATE_TIMEOUT_MS   10000
#define REPORT_TIMEOUT_MS 10000
#define REQUESTS_MAX      32

struct net_worker {
    struct net_client *client;
    struct mc_queue *requests;
    struct mc_queue *inbox;
    pthread_t thread;
    atomic_int open; /* requests sent and not yet answered */
};

enum request_tag { REQUEST_SUBMIT, REQUEST_LOOKUP, REQUEST_RATE, REQUEST_REPORT };

/* In secret memory. */
struct rate_request {
    struct flow_query query;
    struct rating rating;
};

/* A call under way, with what it borrows from. */
struct call {
    struct net_worker *net;
    struct mc_message request;
};

static struct call *begin(struct net_worker *net, struct mc_message *request)
{
    struct call *call = MC_NEW(struct call);
    call->net = net;
    call->request = *request;
    *request = (struct mc_message){0};
    return call;
}

static void end(struct call *call, int tag, void *payload, void (*destroy)(void *payload))
{
    worker_answer(call->net->inbox, tag, call->request.id, payload, destroy);
    (void)atomic_fetch_sub(&call->net->open, 1);
    mc_message_drop(&call->request);
    free(call);
}

/* ---- Submissions ---- */

static void on_submitted(void *context, const struct net_submit_result *result)
{
    static const enum store_result results[] = {
        [NET_ACCEPTED] = STORE_ACCEPTED, [NET_RETRY] = STORE_FAILED, [NET_REFUSED] = STORE_REFUSED};
    struct call *call = context;
    const struct store_due *due = call->request.payload;
    mc_step("answered");
    if (result->outcome != NET_ACCEPTED) {
        mc_log_error("net", "a dossier was not accepted", &result->err);
    }
    struct store_mark *mark = MC_NEW(struct store_mark);
    mc_copy_text(mark->key, sizeof mark->key, due->key);
    mark->result = results[result->outcome];
    mark->acceptance = result->acceptance;
    mark->retry_after_s = result->retry_after_s;
    mc_copy_text(mark->statement, sizeof mark->statement, result->statement);
    mc_copy_text(mark->key_id, sizeof mark->key_id, result->key_id);
    mc_copy_text(mark->signature, sizeof mark->signature, result->signature);
    end(call, INBOX_NET_SUBMITTED, mark, free);
}

static void submit(struct net_worker *net, struct mc_message *request)
{
    struct call *call = begin(net, request);
    const struct store_due *due = call->request.payload;
    const struct net_submission submission = {.key = due->key,
                                              .provisional_code = due->provisional_code,
                                              .media_type = due->media_type,
                                              .body = due->body,
                                              .body_len = due->len};
    mc_step("send");
    net_start_submit(net->client, &submission, SUBMIT_TIMEOUT_MS, on_submitted, call);
}

/* ---- Look-ups ---- */

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
    mc_copy_text(status->receiving_agency, sizeof status->receiving_agency,
                 dossier->receiving_agency);
    mc_copy_text(status->deciding_agency, sizeof status->deciding_agency, dossier->deciding_agency);
    status->moved = dossier->moved;
    status->rating_open = dossier->rating_open;
}

static void on_looked_up(void *context, const struct net_lookup_result *result)
{
    static const enum flow_lookup_outcome outcomes[] = {
        [NET_FOUND] = FLOW_LOOKUP_FOUND,
        [NET_UNKNOWN] = FLOW_LOOKUP_UNKNOWN,
        [NET_WAIT] = FLOW_LOOKUP_WAIT,
        [NET_UNREACHABLE] = FLOW_LOOKUP_UNREACHABLE,
    };
    struct net_looked_up *answer = mc_secret_alloc(sizeof *answer);
    answer->outcome = outcomes[result->outcome];
    answer->wait_s = result->retry_after_s;
    if (result->outcome == NET_FOUND) {
        fill_status(&result->dossier, &answer->status);
        mc_copy_text(answer->rating_permit, sizeof answer->rating_permit, result->rating_permit);
    } else if (result->outcome == NET_UNREACHABLE) {
        mc_log_error("net", "a look-up failed", &result->err);
    }
    end(context, INBOX_NET_LOOKED_UP, answer, mc_secret_free);
}

static void fill_query(const struct flow_query *wanted, struct net_query *out)
{
    mc_copy_text(out->code, sizeof out->code, wanted->code);
    mc_copy_text(out->token, sizeof out->token, wanted->token);
    mc_copy_text(out->id_number, sizeof out->id_number, wanted->id_number);
    mc_copy_text(out->rating_permit, sizeof out->rating_permit, wanted->rating_permit);
}

static void look_up(struct net_worker *net, struct mc_message *request)
{
    struct call *call = begin(net, request);
    struct net_query query;
    fill_query(call->request.payload, &query);
    net_start_lookup(net->client, &query, LOOKUP_TIMEOUT_MS, on_looked_up, call);
    mc_wipe(&query, sizeof query);
}

/* ---- Ratings ---- */

static void on_rated(void *context, const struct net_rate_result *result)
{
    static const enum flow_rate_outcome outcomes[] = {[NET_RATED] = FLOW_RATE_TAKEN,
                                                      [NET_RATED_BEFORE] = FLOW_RATE_TAKEN_BEFORE,
                                                      [NET_RATE_FAILED] = FLOW_RATE_UNREACHABLE};
    enum flow_rate_outcome *answer = MC_NEW(enum flow_rate_outcome);
    *answer = outcomes[result->outcome];
    if (result->outcome == NET_RATE_FAILED) {
        mc_log_error("net", "a rating was not sent", &result->err);
    }
    end(context, INBOX_NET_RATED, answer, free);
}

static void rate(struct net_worker *net, struct mc_message *request)
{
    struct call *call = begin(net, request);
    const struct rate_request *wanted = call->request.payload;
    struct net_query query;
    fill_query(&wanted->query, &query);
    net_start_rate(net->client, &query, &wanted->rating, RATE_TIMEOUT_MS, on_rated, call);
    mc_wipe(&query, sizeof query);
}

/* ---- Devices ---- */

static void on_reported(void *context, enum mc_err rc, const struct mc_error *err)
{
    struct inbox_switch *taken = MC_NEW(struct inbox_switch);
    taken->on = rc == MC_OK;
    if (rc != MC_OK && rc != MC_ECANCELLED) {
        mc_log_error("net", "how the devices are", err);
    }
    end(context, INBOX_NET_REPORTED, taken, free);
}

static void report(struct net_worker *net, struct mc_message *request)
{
    struct call *call = begin(net, request);
    net_start_report(net->client, call->request.payload, REPORT_TIMEOUT_MS, on_reported, call);
}

/* ---- The thread ---- */

static void wake(void *context)
{
    struct net_worker *net = context;
    net_client_wake(net->client);
}

static void *run(void *context)
{
    struct net_worker *net = context;
    while (!mc_queue_closed(net->requests)) {
        struct mc_message request;
        while (mc_queue_try_pop(net->requests, &request)) {
            switch ((enum request_tag)request.tag) {
            case REQUEST_SUBMIT: submit(net, &request); break;
            case REQUEST_LOOKUP: look_up(net, &request); break;
            case REQUEST_RATE: rate(net, &request); break;
            case REQUEST_REPORT: report(net, &request); break;
            }
        }
        net_client_turn(net->client, SUBMIT_TIMEOUT_MS);
    }
    return NULL;
}

enum mc_err net_worker_settings(const struct options *options, struct net_settings *out,
                                struct mc_error *err)
{
    struct net_settings settings = {.base_url = options->central_url,
                                    .ca_file = options->central_ca_file,
                                    .upload_above_bytes = (size_t)options->upload_above_bytes};
    if (access(options->identity_file, R_OK) == 0) {
        settings.certificate_file = options->identity_file;
        settings.key_file = options->identity_file;
    } else {
        mc_log(MC_LOG_WARN, "identity", "not enrolled: the service will take nothing");
    }
    const char *const files[] = {options->receipt_key, options->receipt_key_next};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        if (files[i][0] == '\0') {
            continue;
        }
        enum mc_err rc =
            mc_public_key_read(files[i], &settings.receipt_keys[settings.receipt_key_count++], err);
        if (rc != MC_OK) {
            return rc;
        }
    }
    *out = settings;
    return MC_OK;
}

enum mc_err net_worker_start(const struct net_settings *settings, struct mc_queue *inbox,
                             struct net_worker **out, struct mc_error *err)
{
    struct net_client *client = NULL;
    enum mc_err rc = net_client_create(settings, &client, err);
    if (rc != MC_OK) {
        return rc;
    }
    struct net_worker *net = MC_NEW(struct net_worker);
    net->client = client;
    net->inbox = inbox;
    net->requests = mc_queue_create(REQUESTS_MAX, wake, net);
    MC_CHECK(pthread_create(&net->thread, NULL, run, net) == 0);
    (void)pthread_setname_np(net->thread, "net");
    *out = net;
    return MC_OK;
}

void net_worker_stop(struct net_worker *net)
{
    if (net != NULL) {
        mc_queue_close(net->requests);
        net_client_cancel(net->client);
        MC_CHECK(pthread_join(net->thread, NULL) == 0);
        net_client_destroy(net->client);
        mc_queue_destroy(net->requests);
        free(net);
    }
}

bool net_worker_idle(struct net_worker *net)
{
    return atomic_load(&net->open) == 0;
}

static bool send(struct net_worker *net, enum request_tag tag, uint64_t id, void *payload,
                 void (*destroy)(void *payload))
{
    struct mc_message request = {.tag = (int)tag, .id = id, .payload = payload, .destroy = destroy};
    (void)atomic_fetch_add(&net->open, 1);
    if (mc_queue_push(net->requests, &request)) {
        return true;
    }
    (void)atomic_fetch_sub(&net->open, 1);
    mc_log(MC_LOG_WARN, "app", "net has too much to do: request %d dropped", (int)tag);
    mc_message_drop(&request);
    return false;
}

bool net_worker_submit(struct net_worker *net, uint64_t id, struct store_due *due)
{
    struct store_due *payload = MC_NEW(struct store_due);
    *payload = *due;
    due->body = NULL;
    return send(net, REQUEST_SUBMIT, id, payload, store_due_destroy);
}

bool net_worker_look_up(struct net_worker *net, uint64_t id, const struct flow_query *query)
{
    struct flow_query *payload = mc_secret_alloc(sizeof *payload);
    *payload = *query;
    return send(net, REQUEST_LOOKUP, id, payload, mc_secret_free);
}

bool net_worker_rate(struct net_worker *net, uint64_t id, const struct flow_query *query,
                     const struct rating *rating)
{
    struct rate_request *payload = mc_secret_alloc(sizeof *payload);
    *payload = (struct rate_request){*query, *rating};
    return send(net, REQUEST_RATE, id, payload, mc_secret_free);
}

bool net_worker_report(struct net_worker *net, const struct device_report *report)
{
    struct device_report *payload = MC_NEW(struct device_report);
    *payload = *report;
    return send(net, REQUEST_REPORT, 0, payload, free);
}
