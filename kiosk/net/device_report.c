/* Telling the service how the devices are. */
#include <stdlib.h>
#include <string.h>

#include "core/json.h"
#include "core/memory.h"
#include "kiosk/net/client_internal.h"

#define HTTP_NO_CONTENT 204

struct report {
    char *body; /* borrowed by the transfer until the end */
    net_reported_fn *done;
    void *context;
};

static void on_answer(void *context, enum mc_err rc, struct net_answer *answer,
                      const struct mc_error *err)
{
    struct report *call = context;
    struct mc_error inner = {.text = ""};
    if (rc != MC_OK) {
        inner = *err;
    } else if (answer->status != HTTP_NO_CONTENT) {
        rc = mc_fail(&inner, MC_EIO, "a report was not taken: status %ld", answer->status);
    }
    call->done(call->context, rc, &inner);
    free(call->body);
    free(call);
}

void net_start_report(struct net_client *client, const struct device_report *report, int timeout_ms,
                      net_reported_fn *done, void *context)
{
    struct report *call = MC_NEW(struct report);
    cJSON *json = device_report_json(report);
    call->body = mc_json_print(json);
    cJSON_Delete(json);
    call->done = done;
    call->context = context;
    struct net_transfer *transfer = net_transfer_post(client, "/v1/device-reports", NET_TYPE_JSON,
                                                      call->body, strlen(call->body), timeout_ms);
    net_transfer_start(client, transfer, on_answer, call);
}
