/* Looking up: by the receipt's code and token, or by code and ID number. */
#include <stdio.h>
#include <string.h>

#include "core/memory.h"
#include "domain/wire_writer.h"
#include "kiosk/net/answer.h"
#include "kiosk/net/client_internal.h"

#define QUERY_BODY_BYTES 160

/* In secret memory. */
struct lookup {
    struct net_query query;
    char body[QUERY_BODY_BYTES];
    net_looked_up_fn *done;
    void *context;
    struct net_lookup_result result;
};

static void judge(struct lookup *call, const struct net_answer *answer)
{
    struct net_lookup_result *result = &call->result;
    result->outcome = NET_UNREACHABLE;
    if (answer->status == 200 && answer->json) {
        if (answer_parse_dossier(mc_buffer_text(&answer->body), answer->body.len, call->query.code,
                                 &result->dossier, &result->err) == MC_OK) {
            result->outcome = NET_FOUND;
            mc_copy_text(result->rating_permit, sizeof result->rating_permit,
                         answer->rating_permit);
        }
    } else if (answer->status == 404 && answer->problem) {
        result->outcome = NET_UNKNOWN;
    } else if (answer->status == 429 && answer->problem && answer->retry_after_s > 0) {
        result->outcome = NET_WAIT;
        result->retry_after_s = answer->retry_after_s;
    } else {
        (void)mc_fail(&result->err, MC_EIO, "no answer to the look-up: status %ld", answer->status);
    }
}

static void on_answer(void *context, enum mc_err rc, struct net_answer *answer,
                      const struct mc_error *err)
{
    struct lookup *call = context;
    if (rc == MC_OK) {
        judge(call, answer);
    } else {
        call->result.outcome = NET_UNREACHABLE;
        call->result.err = *err;
    }
    call->done(call->context, &call->result);
    mc_secret_free(call);
}

static struct net_transfer *by_token(struct net_client *client, const struct lookup *call,
                                     int timeout_ms)
{
    struct net_request request = {
        .method = "GET", .answer_max_bytes = NET_ANSWER_MAX_BYTES, .timeout_ms = timeout_ms};
    (void)snprintf(request.path, sizeof request.path, "/v1/dossiers/%s", call->query.code);
    struct net_transfer *transfer = net_transfer_make(client, &request);
    net_transfer_header(transfer, "X-Receipt-Token", call->query.token);
    return transfer;
}

static struct net_transfer *by_number(struct net_client *client, struct lookup *call,
                                      int timeout_ms)
{
    struct wire_writer writer = {.out = call->body, .size = sizeof call->body};
    wire_put_member(&writer, "{\"code\":", call->query.code);
    wire_put_member(&writer, ",\"id_number\":", call->query.id_number);
    wire_put(&writer, '}');
    MC_CHECK(writer.len <= writer.size);
    return net_transfer_post(client, "/v1/lookups", NET_TYPE_JSON, call->body, writer.len,
                             timeout_ms);
}

void net_start_lookup(struct net_client *client, const struct net_query *query, int timeout_ms,
                      net_looked_up_fn *done, void *context)
{
    struct lookup *call = mc_secret_alloc(sizeof *call);
    call->query = *query;
    call->done = done;
    call->context = context;
    /* They were scanned or typed, and go into a URL, a header, a body. */
    bool token = mc_token_valid(query->token);
    if (dossier_code_kind(query->code) == DOSSIER_CODE_NONE ||
        (!token && !citizen_id_valid(query->id_number))) {
        call->result.outcome = NET_UNKNOWN;
        done(context, &call->result);
        mc_secret_free(call);
        return;
    }
    struct net_transfer *transfer =
        token ? by_token(client, call, timeout_ms) : by_number(client, call, timeout_ms);
    net_transfer_start(client, transfer, on_answer, call);
}

struct waiting {
    struct net_lookup_result *result;
    bool done;
};

static void take_result(void *context, const struct net_lookup_result *result)
{
    struct waiting *waiting = context;
    *waiting->result = *result;
    waiting->done = true;
}

void net_lookup(struct net_client *client, const struct net_query *query, int timeout_ms,
                struct net_lookup_result *out)
{
    struct waiting waiting = {.result = out};
    net_start_lookup(client, query, timeout_ms, take_result, &waiting);
    while (!waiting.done) {
        net_client_turn(client, timeout_ms);
    }
}
