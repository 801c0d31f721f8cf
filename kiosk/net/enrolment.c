#include "kiosk/net/enrolment.h"

#include <stdlib.h>
#include <string.h>

#include "core/json.h"
#include "core/memory.h"
#include "kiosk/net/client_internal.h"

struct call {
    const char *refused; /* what 403 means here */
    char *certificate;
    enum mc_err rc;
    struct mc_error err;
    bool done;
};

static enum mc_err read_certificate(const struct net_answer *answer, char **out,
                                    struct mc_error *err)
{
    cJSON *object = NULL;
    const char *certificate = NULL;
    enum mc_err rc = mc_json_parse(mc_buffer_text(&answer->body), answer->body.len,
                                   NET_ANSWER_MAX_BYTES, &object, err);
    if (rc == MC_OK) {
        rc = mc_json_text(object, "answer", "certificate", &certificate, err);
    }
    if (rc == MC_OK) {
        *out = mc_strdup(certificate);
    }
    cJSON_Delete(object);
    return rc;
}

static void on_answer(void *context, enum mc_err rc, struct net_answer *answer,
                      const struct mc_error *err)
{
    struct call *call = context;
    call->done = true;
    call->rc = rc;
    if (rc != MC_OK) {
        call->err = *err;
    } else if (answer->status == 201 && answer->json) {
        call->rc = read_certificate(answer, &call->certificate, &call->err);
    } else if (answer->status == 403 && answer->problem) {
        call->rc = mc_fail(&call->err, MC_EDENIED, "%s", call->refused);
    } else if (answer->status == 400 && answer->problem) {
        call->rc =
            mc_fail(&call->err, MC_EINVAL,
                    "the service knows no such code or kiosk.id: check how both are written");
    } else {
        call->rc = mc_fail(&call->err, MC_EIO, "no certificate came: status %ld", answer->status);
    }
}

/* Deletes the body. `refused`: what it means when the service refuses. */
static enum mc_err post(struct net_client *client, const char *path, cJSON *body,
                        const char *refused, int timeout_ms, char **out, struct mc_error *err)
{
    char *text = mc_json_print(body);
    size_t len = strlen(text);
    struct net_transfer *transfer =
        net_transfer_post(client, path, NET_TYPE_JSON, text, len, timeout_ms);
    struct call call = {.refused = refused};
    net_transfer_start(client, transfer, on_answer, &call);
    while (!call.done) {
        net_client_turn(client, timeout_ms);
    }
    /* It holds the code. */
    mc_wipe(text, len);
    free(text);
    cJSON_Delete(body);
    if (call.rc == MC_OK) {
        *out = call.certificate;
    } else if (err != NULL) {
        *err = call.err;
    }
    return call.rc;
}

enum mc_err net_enrol(struct net_client *client, const char *kiosk, const char *code,
                      const char *request_pem, int timeout_ms, char **out_certificate,
                      struct mc_error *err)
{
    cJSON *body = cJSON_CreateObject();
    MC_CHECK(body != NULL);
    (void)cJSON_AddStringToObject(body, "kiosk", kiosk);
    (void)cJSON_AddStringToObject(body, "code", code);
    (void)cJSON_AddStringToObject(body, "request", request_pem);
    return post(client, "/v1/enrolments", body,
                "the code is not good: it was used, is too old, or is another kiosk's", timeout_ms,
                out_certificate, err);
}

enum mc_err net_renew(struct net_client *client, const char *request_pem, int timeout_ms,
                      char **out_certificate, struct mc_error *err)
{
    cJSON *body = cJSON_CreateObject();
    MC_CHECK(body != NULL);
    (void)cJSON_AddStringToObject(body, "request", request_pem);
    return post(client, "/v1/certificates", body,
                "the certificate was revoked or is another kiosk's: enrol anew", timeout_ms,
                out_certificate, err);
}
