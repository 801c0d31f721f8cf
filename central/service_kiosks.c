/* /v1/enrolments and /v1/certificates: a machine becomes a kiosk, and stays one. And whether a
 * request comes from one. */
#include <stdlib.h>
#include <string.h>

#include "central/enrolment_code.h"
#include "central/service_internal.h"
#include "central/storage_kiosks.h"
#include "core/json.h"
#include "core/log.h"
#include "core/memory.h"

#define BODY_MAX_BYTES ((size_t)16 * 1024)

/* The certificate shown, by TLS or by the proxy. */
static enum mc_err identify(const struct service *service, const struct http_request *request,
                            struct authority_identity *out, struct mc_error *err)
{
    if (request->certificate_der != NULL) {
        return authority_check(service->authority, request->certificate_der,
                               request->certificate_len, request->now_s, out, err);
    }
    if (request->certificate_pem != NULL) {
        return authority_check_pem(service->authority, request->certificate_pem, request->now_s,
                                   out, err);
    }
    return mc_fail(err, MC_EDENIED, "no certificate");
}

static bool within_limit(const struct service *service, const struct http_request *request,
                         const char *kiosk, struct http_answer *answer)
{
    int64_t retry_after_s = 0;
    if (service->kiosk_limiter == NULL ||
        limiter_take(service->kiosk_limiter, kiosk, request->now_ms, &retry_after_s)) {
        return true;
    }
    metrics_count(service->metrics, METRICS_LIMITED_KIOSK);
    service_limit(retry_after_s, answer);
    return false;
}

bool service_authorise(const struct service *service, const struct http_request *request,
                       struct authority_identity *out, struct http_answer *answer)
{
    struct mc_error err;
    enum mc_err rc = identify(service, request, out, &err);
    if (rc == MC_OK) {
        rc = storage_certificate_check(service->storage, out->kiosk, out->serial, &err);
    }
    if (rc == MC_EDENIED) {
        mc_log(MC_LOG_WARN, "service", "refused: %s", err.text);
        http_set_problem(answer, &http_unknown_kiosk, NULL, NULL);
    } else if (rc != MC_OK) {
        service_fail(answer, &err);
    }
    return rc == MC_OK && within_limit(service, request, out->kiosk, answer);
}

/* What is asked with: a request for a certificate and, to enrol, kiosk and code. */
struct wish {
    cJSON *json;
    const char *request_pem;
    const char *kiosk; /* NULL in a renewal */
    char code_hash[MC_SHA256_CHARS + 1];
};

static enum mc_err read_wish(const struct http_request *request, bool enrolment, struct wish *out,
                             struct mc_error *err)
{
    static const char *const keys[] = {"request", "kiosk", "code", NULL};
    static const char *const renewal_keys[] = {"request", NULL};
    const char *code = NULL;
    enum mc_err rc =
        mc_json_parse(request->body, request->body_len, BODY_MAX_BYTES, &out->json, err);
    if (rc == MC_OK) {
        rc = mc_json_only_keys(out->json, "body", enrolment ? keys : renewal_keys, err);
    }
    if (rc == MC_OK) {
        rc = mc_json_text(out->json, "body", "request", &out->request_pem, err);
    }
    if (rc != MC_OK || !enrolment) {
        return rc;
    }
    rc = mc_json_text(out->json, "body", "kiosk", &out->kiosk, err);
    if (rc == MC_OK) {
        rc = mc_json_text(out->json, "body", "code", &code, err);
    }
    if (rc == MC_OK && !dossier_kiosk_valid(out->kiosk)) {
        rc = mc_fail(err, MC_EPARSE, "body.kiosk: no kiosk's id");
    }
    if (rc == MC_OK && !enrolment_code_hash(code, out->code_hash)) {
        rc = mc_fail(err, MC_EPARSE, "body.code: 16 letters and digits expected");
    }
    return rc;
}

static void answer_certificate(const char *kiosk, const char *pem, struct http_answer *answer)
{
    cJSON *object = cJSON_CreateObject();
    MC_CHECK(object != NULL);
    (void)cJSON_AddStringToObject(object, "kiosk", kiosk);
    (void)cJSON_AddStringToObject(object, "certificate", pem);
    http_set_json(answer, 201, object);
}

static bool is_json(const struct http_request *request, struct http_answer *answer)
{
    if (service_type_is(request->content_type, HTTP_TYPE_JSON)) {
        return true;
    }
    http_set_problem(answer, &http_media_type, "Expected application/json.", NULL);
    return false;
}

void service_post_enrolment(const struct service *service, const struct http_request *request,
                            const char *code, struct http_answer *answer)
{
    (void)code;
    if (!is_json(request, answer)) {
        return;
    }
    struct wish wish = {0};
    struct authority_certificate certificate = {0};
    struct mc_error err;
    char *pem = NULL;
    enum mc_err rc = read_wish(request, true, &wish, &err);
    if (rc == MC_OK) {
        rc = authority_issue(service->authority, wish.request_pem, wish.kiosk, request->now_s,
                             service->certificate_days, &certificate, &err);
    }
    if (rc != MC_OK) {
        service_refuse_member(answer, &err, "body");
    } else {
        rc = storage_enrolment_use(service->storage, wish.code_hash, &certificate, request->now_s,
                                   &pem, &err);
        if (rc == MC_OK) {
            mc_log(MC_LOG_INFO, "service", "kiosk %s enrolled", certificate.identity.kiosk);
            answer_certificate(certificate.identity.kiosk, pem, answer);
        } else if (rc == MC_EDENIED) {
            mc_log(MC_LOG_WARN, "service", "enrolment refused for kiosk %s", wish.kiosk);
            http_set_problem(answer, &http_enrolment_refused, NULL, NULL);
        } else {
            service_fail(answer, &err);
        }
    }
    free(pem);
    free(certificate.pem);
    cJSON_Delete(wish.json);
}

void service_post_certificate(const struct service *service, const struct http_request *request,
                              const char *code, struct http_answer *answer)
{
    (void)code;
    struct authority_identity identity;
    if (!is_json(request, answer) || !service_authorise(service, request, &identity, answer)) {
        return;
    }
    struct wish wish = {0};
    struct authority_certificate certificate = {0};
    struct mc_error err;
    enum mc_err rc = read_wish(request, false, &wish, &err);
    if (rc == MC_OK) {
        rc = authority_issue(service->authority, wish.request_pem, identity.kiosk, request->now_s,
                             service->certificate_days, &certificate, &err);
    }
    if (rc != MC_OK) {
        service_refuse_member(answer, &err, "body");
    } else {
        rc = storage_certificate_renew(service->storage, identity.serial, &certificate,
                                       request->now_s, &err);
        if (rc == MC_OK) {
            answer_certificate(identity.kiosk, certificate.pem, answer);
        } else if (rc == MC_EDENIED) {
            http_set_problem(answer, &http_unknown_kiosk, NULL, NULL);
        } else {
            service_fail(answer, &err);
        }
    }
    free(certificate.pem);
    cJSON_Delete(wish.json);
}
