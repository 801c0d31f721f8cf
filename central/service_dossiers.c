/* /v1/dossiers: handing in, and the status for a kiosk or another program. */
#include <stdio.h>
#include <string.h>

#include "central/arrival.h"
#include "central/service_internal.h"
#include "core/memory.h"
#include "core/steps.h"
#include "domain/acceptance.h"

static enum mc_err check_arrival(const struct service *service,
                                 const struct sealed_dossier *arrival, struct mc_error *err)
{
    if (service->directory != NULL &&
        agency_directory_find(service->directory, arrival->receiving_agency) == NULL) {
        return mc_fail(err, MC_EINVAL, "dossier.receiving_agency: not served here");
    }
    if (strlen(arrival->procedure_name) >= STORAGE_PROCEDURE_BYTES) {
        return mc_fail(err, MC_ETOOBIG, "dossier.procedure.name: over %d bytes",
                       STORAGE_PROCEDURE_BYTES - 1);
    }
    return MC_OK;
}

/* The kiosk's proof (domain/acceptance.h): the same for each repetition. */
static cJSON *receipt_json(const struct service *service,
                           const struct storage_submission *submission,
                           const struct storage_acceptance *acceptance)
{
    struct acceptance stated = {.received = local_time_from_unix(acceptance->received_s),
                                .appointed = local_time_from_unix(acceptance->appointed_s)};
    char statement[ACCEPTANCE_BYTES];
    char signature[MC_SIGNATURE_CHARS + 1];
    mc_copy_text(stated.key, sizeof stated.key, submission->key);
    mc_copy_text(stated.body_hash, sizeof stated.body_hash, submission->body_hash);
    mc_copy_text(stated.code, sizeof stated.code, acceptance->code);
    mc_copy_text(stated.provisional_code, sizeof stated.provisional_code,
                 acceptance->provisional_code);
    mc_copy_text(stated.agency, sizeof stated.agency, acceptance->agency);
    acceptance_format(&stated, statement);
    mc_sign(service->receipt_key, statement, strlen(statement), signature);
    cJSON *receipt = cJSON_CreateObject();
    MC_CHECK(receipt != NULL);
    (void)cJSON_AddStringToObject(receipt, "statement", statement);
    (void)cJSON_AddStringToObject(receipt, "key", mc_signing_key_public(service->receipt_key)->id);
    (void)cJSON_AddStringToObject(receipt, "signature", signature);
    return receipt;
}

static void answer_accepted(const struct service *service,
                            const struct storage_submission *submission,
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
    (void)cJSON_AddItemToObject(object, "receipt", receipt_json(service, submission, acceptance));
    http_set_json(answer, 201, object);
    char location[HTTP_VALUE_BYTES];
    (void)snprintf(location, sizeof location, "%s/v1/dossiers/%s", service->public_base_url,
                   acceptance->code);
    http_set_header(answer, "Location", location);
}

static void store_dossier(const struct service *service,
                          const struct storage_submission *submission, struct http_answer *answer)
{
    enum storage_outcome outcome = STORAGE_CONFLICT;
    struct storage_acceptance acceptance;
    struct mc_error err;
    mc_step("arrived");
    enum mc_err rc = storage_accept(service->storage, submission, &outcome, &acceptance, &err);
    mc_step("stored");
    if (rc != MC_OK) {
        service_fail(answer, &err);
    } else if (outcome == STORAGE_CONFLICT) {
        http_set_problem(answer, &http_key_reused, "A new dossier needs a new key.",
                         "Idempotency-Key");
    } else if (outcome == STORAGE_RUNNING) {
        http_set_problem(answer, &http_key_running, "Ask again for the answer.", "Idempotency-Key");
        http_set_header(answer, "Retry-After", "1");
    } else {
        answer_accepted(service, submission, &acceptance, answer);
    }
}

void service_take_in(const struct service *service, const struct http_request *request,
                     const struct authority_identity *identity, const char *media_type,
                     const void *body, size_t len, struct http_answer *answer)
{
    struct sealed_dossier arrival = {0};
    struct mc_error err;
    enum mc_err rc = arrival_read(media_type, body, len, &arrival, &err);
    if (rc == MC_OK) {
        rc = check_arrival(service, &arrival, &err);
    }
    if (rc != MC_OK) {
        service_refuse_member(answer, &err, "dossier");
        sealed_dossier_finish(&arrival);
        return;
    }
    if (strcmp(identity->kiosk, arrival.kiosk) != 0) {
        http_set_problem(answer, &http_other_kiosk, NULL, "dossier.kiosk");
        sealed_dossier_finish(&arrival);
        return;
    }
    char body_hash[MC_SHA256_CHARS + 1];
    mc_sha256_hex(body, len, body_hash);
    struct local_time appointed =
        calendar_appoint(service->calendar, local_time_from_unix(request->now_s), arrival.duration);
    const struct service_routing routing = {.procedure_code = arrival.procedure_code,
                                            .receiving_agency = arrival.receiving_agency,
                                            .residence = arrival.residence_area,
                                            .proposed = arrival.deciding_agency};
    char deciding[DOSSIER_AGENCY_BYTES];
    bool online = false;
    service_route(service, &routing, deciding, &online);
    const struct storage_submission submission = {.key = request->idempotency_key,
                                                  .body_hash = body_hash,
                                                  .media_type = media_type,
                                                  .body = body,
                                                  .body_len = len,
                                                  .uploaded = body != request->body,
                                                  .agency = arrival.receiving_agency,
                                                  .deciding_agency = deciding,
                                                  .online = online,
                                                  .kiosk = arrival.kiosk,
                                                  .sequence = arrival.sequence,
                                                  .boot = arrival.boot,
                                                  .provisional_code = arrival.provisional_code,
                                                  .procedure_code = arrival.procedure_code,
                                                  .procedure_name = arrival.procedure_name,
                                                  .initials = arrival.initials,
                                                  .residence_area = arrival.residence_area,
                                                  .assurance = arrival.assurance,
                                                  .id_check = arrival.id_check,
                                                  .token_hash = arrival.token_hash,
                                                  .received_s = request->now_s,
                                                  .appointed_s = local_time_to_unix(appointed)};
    store_dossier(service, &submission, answer);
    sealed_dossier_finish(&arrival);
}

void service_post_dossier(const struct service *service, const struct http_request *request,
                          const char *code, struct http_answer *answer)
{
    (void)code;
    const char *media_type = arrival_media_type(request->content_type, service->accept_unsealed);
    bool uploaded = service_type_is(request->content_type, HTTP_TYPE_REFERENCE);
    if (media_type == NULL && !uploaded) {
        http_set_problem(answer, &http_media_type, "Expected " SEALED_MEDIA_TYPE " in UTF-8.",
                         NULL);
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
    if (uploaded) {
        service_take_upload(service, request, &identity, answer);
    } else {
        service_take_in(service, request, &identity, media_type, request->body, request->body_len,
                        answer);
    }
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
