/* /v1/dossiers: handing in, and the status for a kiosk or another program. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "central/service_internal.h"
#include "core/memory.h"

/* How a body of a media type is read. A sealed one gets its entry here. */
struct body_kind {
    const char *media_type;
    enum mc_err (*read)(const void *body, size_t len, struct dossier *out, struct mc_error *err);
};
static const struct body_kind body_kinds[] = {{HTTP_TYPE_JSON, dossier_parse}};

/* Type and subtype without regard to case, and no charset but UTF-8 (RFC 9110 section 8.3). */
static const struct body_kind *find_body_kind(const char *content_type)
{
    size_t len = content_type != NULL ? strcspn(content_type, "; \t") : 0;
    for (size_t i = 0; len > 0 && i < sizeof body_kinds / sizeof body_kinds[0]; i++) {
        const char *type = body_kinds[i].media_type;
        if (strlen(type) != len || strncasecmp(content_type, type, len) != 0) {
            continue;
        }
        const char *parameter = content_type + len + strspn(content_type + len, "; \t");
        bool fine = *parameter == '\0' || strcasecmp(parameter, "charset=utf-8") == 0 ||
                    strcasecmp(parameter, "charset=\"utf-8\"") == 0;
        return fine ? &body_kinds[i] : NULL;
    }
    return NULL;
}

static enum mc_err check_dossier(const struct service *service, const struct dossier *dossier,
                                 struct mc_error *err)
{
    if (service->directory != NULL &&
        agency_directory_find(service->directory, dossier->receiving_agency) == NULL) {
        return mc_fail(err, MC_EINVAL, "dossier.receiving_agency: not served here");
    }
    if (strlen(dossier->procedure_name) >= STORAGE_PROCEDURE_BYTES) {
        return mc_fail(err, MC_ETOOBIG, "dossier.procedure.name: over %d bytes",
                       STORAGE_PROCEDURE_BYTES - 1);
    }
    return MC_OK;
}

static void answer_accepted(const struct service *service,
                            const struct storage_acceptance *acceptance, struct http_answer *answer)
{
    cJSON *object = cJSON_CreateObject();
    MC_CHECK(object != NULL);
    (void)cJSON_AddStringToObject(object, "code", acceptance->code);
    (void)cJSON_AddStringToObject(object, "provisional_code", acceptance->provisional_code);
    (void)cJSON_AddStringToObject(object, "status", dossier_status_name(DOSSIER_REGISTERED));
    service_add_time(object, "received_at", acceptance->received_s);
    service_add_time(object, "appointed_at", acceptance->appointed_s);
    (void)cJSON_AddStringToObject(object, "agency", acceptance->agency);
    http_set_json(answer, 201, object);
    char location[HTTP_VALUE_BYTES];
    (void)snprintf(location, sizeof location, "%s/v1/dossiers/%s", service->public_base_url,
                   acceptance->code);
    http_set_header(answer, "Location", location);
}

static void accept_dossier(const struct service *service, const struct http_request *request,
                           const char *media_type, const struct dossier *dossier,
                           struct http_answer *answer)
{
    char initials[STORAGE_INITIALS_BYTES];
    char body_hash[MC_SHA256_CHARS + 1];
    citizen_initials(dossier->applicant.name, initials, sizeof initials);
    mc_sha256_hex(request->body, request->body_len, body_hash);
    struct local_time appointed = calendar_appoint(
        service->calendar, local_time_from_unix(request->now_s), dossier->duration);
    struct service_routing routing = {.procedure_code = dossier->procedure_code,
                                      .receiving_agency = dossier->receiving_agency,
                                      .residence = dossier->applicant.residence,
                                      .proposed = ""};
    char deciding[DOSSIER_AGENCY_BYTES];
    bool online = false;
    service_route(service, &routing, deciding, &online);
    struct storage_submission submission = {.key = request->idempotency_key,
                                            .body_hash = body_hash,
                                            .media_type = media_type,
                                            .body = request->body,
                                            .body_len = request->body_len,
                                            .agency = dossier->receiving_agency,
                                            .deciding_agency = deciding,
                                            .online = online,
                                            .kiosk = dossier->kiosk,
                                            .provisional_code = dossier->provisional_code,
                                            .procedure_code = dossier->procedure_code,
                                            .procedure_name = dossier->procedure_name,
                                            .initials = initials,
                                            .token_hash = dossier->token_hash,
                                            .received_s = request->now_s,
                                            .appointed_s = local_time_to_unix(appointed)};
    enum storage_outcome outcome = STORAGE_CONFLICT;
    struct storage_acceptance acceptance;
    struct mc_error err;
    if (storage_accept(service->storage, &submission, &outcome, &acceptance, &err) != MC_OK) {
        service_fail(answer, &err);
    } else if (outcome == STORAGE_CONFLICT) {
        http_set_problem(answer, &http_key_reused, "A new dossier needs a new key.",
                         "Idempotency-Key");
    } else if (outcome == STORAGE_RUNNING) {
        http_set_problem(answer, &http_key_running, "Ask again for the answer.", "Idempotency-Key");
        http_set_header(answer, "Retry-After", "1");
    } else {
        answer_accepted(service, &acceptance, answer);
    }
}

void service_post_dossier(const struct service *service, const struct http_request *request,
                          const char *code, struct http_answer *answer)
{
    (void)code;
    const struct body_kind *kind = find_body_kind(request->content_type);
    if (kind == NULL) {
        http_set_problem(answer, &http_media_type, "Expected application/json in UTF-8.", NULL);
        return;
    }
    if (request->idempotency_key == NULL || !mc_uuid_valid(request->idempotency_key)) {
        http_set_problem(answer, &http_invalid_header, "Expected a UUID.", "Idempotency-Key");
        return;
    }
    if (request->body_len > HTTP_BODY_MAX_BYTES) {
        http_set_problem(answer, &http_too_large, NULL, NULL);
        return;
    }
    struct authority_identity identity;
    if (!service_authorise(service, request, &identity, answer)) {
        return;
    }
    struct dossier dossier = {0};
    struct mc_error err;
    enum mc_err rc = kind->read(request->body, request->body_len, &dossier, &err);
    if (rc == MC_OK) {
        rc = check_dossier(service, &dossier, &err);
    }
    if (rc == MC_OK && service->authority != NULL && strcmp(identity.kiosk, dossier.kiosk) != 0) {
        http_set_problem(answer, &http_other_kiosk, NULL, "dossier.kiosk");
    } else if (rc == MC_OK) {
        accept_dossier(service, request, kind->media_type, &dossier, answer);
    } else {
        service_refuse_member(answer, &err, "dossier");
    }
    dossier_finish(&dossier);
}

void service_get_dossier(const struct service *service, const struct http_request *request,
                         const char *code, struct http_answer *answer)
{
    struct storage_dossier dossier = {0};
    struct mc_error err;
    enum mc_err rc = service_look_up(service, code, request->receipt_token, &dossier, &err);
    if (rc == MC_OK) {
        http_set_json(answer, 200, service_status_json(service, &dossier));
    } else if (rc == MC_ENOTFOUND) {
        http_set_problem(answer, &http_unknown_dossier, NULL, NULL);
    } else {
        service_fail(answer, &err);
    }
    storage_dossier_finish(&dossier);
}
