/* The published catalogue: calls that block. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/memory.h"
#include "kiosk/net/answer.h"
#include "kiosk/net/client_internal.h"

/* What is done with the answer while it is there. */
struct fetch {
    int64_t have;
    int64_t version;
    struct net_bundle bundle;
    enum mc_err rc;
    struct mc_error err;
    bool done;
};

static void finish(struct net_client *client, struct net_transfer *transfer, net_ended *ended,
                   struct fetch *call, int timeout_ms)
{
    net_transfer_start(client, transfer, ended, call);
    while (!call->done) {
        net_client_turn(client, timeout_ms);
    }
}

static enum mc_err give(const struct fetch *call, struct mc_error *err)
{
    if (call->rc != MC_OK && err != NULL) {
        *err = call->err;
    }
    return call->rc;
}

static void on_version(void *context, enum mc_err rc, struct net_answer *answer,
                       const struct mc_error *err)
{
    struct fetch *call = context;
    call->done = true;
    call->rc = rc;
    if (rc != MC_OK) {
        call->err = *err;
    } else if (answer->status == 200 && answer->json) {
        call->rc = answer_parse_version(mc_buffer_text(&answer->body), answer->body.len,
                                        &call->version, &call->err);
    } else if (answer->status == 304 && call->have > 0) {
        call->version = call->have;
    } else if (answer->status == 404 && answer->problem) {
        call->version = 0;
    } else {
        call->rc = mc_fail(&call->err, MC_EIO, "no answer about the catalogue: status %ld",
                           answer->status);
    }
}

enum mc_err net_catalogue_version(struct net_client *client, int64_t have, int timeout_ms,
                                  int64_t *out_version, struct mc_error *err)
{
    const struct net_request request = {.method = "GET",
                                        .path = "/v1/catalogue",
                                        .answer_max_bytes = NET_ANSWER_MAX_BYTES,
                                        .timeout_ms = timeout_ms};
    struct net_transfer *transfer = net_transfer_make(client, &request);
    if (have > 0) {
        char tag[32];
        (void)snprintf(tag, sizeof tag, "\"%" PRId64 "\"", have);
        net_transfer_header(transfer, "If-None-Match", tag);
    }
    struct fetch call = {.have = have};
    finish(client, transfer, on_version, &call, timeout_ms);
    if (call.rc == MC_OK) {
        *out_version = call.version;
    }
    return give(&call, err);
}

static void on_bundle(void *context, enum mc_err rc, struct net_answer *answer,
                      const struct mc_error *err)
{
    struct fetch *call = context;
    call->done = true;
    call->rc = rc;
    if (rc != MC_OK) {
        call->err = *err;
    } else if (answer->status != 200 || !answer->json) {
        call->rc = mc_fail(&call->err, MC_EIO, "no catalogue came: status %ld", answer->status);
    } else {
        call->bundle.len = answer->body.len;
        call->bundle.gzip = answer->gzip;
        mc_copy_text(call->bundle.signature, sizeof call->bundle.signature, answer->signature);
        call->bundle.bytes = (uint8_t *)mc_buffer_take(&answer->body);
    }
}

enum mc_err net_catalogue_fetch(struct net_client *client, int64_t from, int timeout_ms,
                                struct net_bundle *out, struct mc_error *err)
{
    struct net_request request = {.method = "GET",
                                  .path = "/v1/catalogue/bundle",
                                  .answer_max_bytes = CATALOGUE_BUNDLE_GZIP_MAX_BYTES,
                                  .timeout_ms = timeout_ms};
    if (from > 0) {
        (void)snprintf(request.path, sizeof request.path, "/v1/catalogue/bundle?from=%" PRId64,
                       from);
    }
    struct net_transfer *transfer = net_transfer_make(client, &request);
    net_transfer_header(transfer, "Accept-Encoding", "gzip");
    struct fetch call = {0};
    finish(client, transfer, on_bundle, &call, timeout_ms);
    if (call.rc == MC_OK) {
        *out = call.bundle;
    }
    return give(&call, err);
}
