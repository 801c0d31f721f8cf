/* Rating how a dossier was handled. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/json.h"
#include "core/memory.h"
#include "kiosk/net/client_internal.h"

/* In secret memory, as all that tells of a dossier. */
struct rate {
    char *body; /* borrowed by the transfer until the end */
    net_rated_fn *done;
    void *context;
    struct net_rate_result result;
};

/* The service says that somebody rated it before. */
static bool is_rated_before(const struct net_answer *answer)
{
    cJSON *problem = NULL;
    const char *type = "";
    bool before = false;
    if (answer->status == 409 && answer->problem &&
        mc_json_parse(answer->body.bytes, answer->body.len, NET_ANSWER_MAX_BYTES, &problem, NULL) ==
            MC_OK) {
        before = mc_json_text(problem, "problem", "type", &type, NULL) == MC_OK &&
                 strcmp(type, "urn:motcua:problem:rated-before") == 0;
    }
    cJSON_Delete(problem);
    return before;
}

static void on_answer(void *context, enum mc_err rc, struct net_answer *answer,
                      const struct mc_error *err)
{
    struct rate *call = context;
    struct net_rate_result *result = &call->result;
    result->outcome = NET_RATE_FAILED;
    if (rc != MC_OK) {
        result->err = *err;
    } else if (answer->status == 201 && answer->json) {
        result->outcome = NET_RATED;
    } else if (is_rated_before(answer)) {
        result->outcome = NET_RATED_BEFORE;
    } else {
        (void)mc_fail(&result->err, MC_EIO, "a rating was not taken: status %ld", answer->status);
    }
    call->done(call->context, result);
    free(call->body);
    mc_secret_free(call);
}

void net_start_rate(struct net_client *client, const struct net_query *query,
                    const struct rating *rating, int timeout_ms, net_rated_fn *done, void *context)
{
    /* They were scanned, typed or told, and go into a URL and a header. */
    bool token = mc_token_valid(query->token);
    if (dossier_code_kind(query->code) == DOSSIER_CODE_NONE ||
        (!token && !rating_permit_valid(query->rating_permit))) {
        struct net_rate_result result = {.outcome = NET_RATE_FAILED};
        (void)mc_fail(&result.err, MC_EINVAL, "a rating without a receipt or a permit");
        done(context, &result);
        return;
    }
    struct rate *call = mc_secret_alloc(sizeof *call);
    cJSON *json = rating_json(rating);
    call->body = mc_json_print(json);
    cJSON_Delete(json);
    call->done = done;
    call->context = context;
    char path[NET_PATH_BYTES];
    (void)snprintf(path, sizeof path, "/v1/dossiers/%s/rating", query->code);
    struct net_transfer *transfer =
        net_transfer_post(client, path, NET_TYPE_JSON, call->body, strlen(call->body), timeout_ms);
    net_transfer_header(transfer, token ? "X-Receipt-Token" : "X-Rating-Permit",
                        token ? query->token : query->rating_permit);
    net_transfer_start(client, transfer, on_answer, call);
}
