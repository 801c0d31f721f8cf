/* POST /v1/lookups: for who has the code but not the receipt. Five tries at a code, then waits that
 * grow; whether code or number is wrong is not told, not even by the time it takes. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "central/rating_permit.h"
#include "central/service_internal.h"
#include "central/storage_lookup.h"
#include "core/json.h"
#include "core/memory.h"
#include "domain/sealed_dossier.h"

#define LOOKUP_BODY_MAX_BYTES ((size_t)1024)

struct question {
    char code[DOSSIER_CODE_BYTES];
    char id_number[CITIZEN_ID_CHARS + 1];
};

static enum mc_err read_question(const struct http_request *request, struct question *out,
                                 struct mc_error *err)
{
    static const char *const keys[] = {"code", "id_number", NULL};
    cJSON *json = NULL;
    enum mc_err rc =
        mc_json_parse(request->body, request->body_len, LOOKUP_BODY_MAX_BYTES, &json, err);
    if (rc == MC_OK) {
        rc = mc_json_only_keys(json, "lookup", keys, err);
    }
    if (rc == MC_OK) {
        rc = mc_json_text_into(json, "lookup", "code", out->code, sizeof out->code, err);
    }
    if (rc == MC_OK && dossier_code_kind(out->code) == DOSSIER_CODE_NONE) {
        rc = mc_fail(err, MC_EPARSE, "lookup.code: malformed");
    }
    if (rc == MC_OK) {
        rc = mc_json_text_into(json, "lookup", "id_number", out->id_number, sizeof out->id_number,
                               err);
    }
    if (rc == MC_OK && !citizen_id_valid(out->id_number)) {
        rc = mc_fail(err, MC_EPARSE, "lookup.id_number: malformed");
    }
    const cJSON *number = json != NULL ? mc_json_find(json, "id_number") : NULL;
    if (number != NULL && cJSON_IsString(number)) {
        mc_wipe(number->valuestring, strlen(number->valuestring));
    }
    cJSON_Delete(json);
    return rc;
}

/* MC_ENOTFOUND also when the number is another. */
static enum mc_err check_number(const struct service *service, const struct question *question,
                                struct storage_check_value *value, struct mc_error *err)
{
    char check[MC_SLOW_HASH_CHARS + 1];
    enum mc_err rc = storage_check_value(service->storage, question->code, value, err);
    if (rc != MC_OK && rc != MC_ENOTFOUND) {
        return rc;
    }
    sealed_dossier_id_check(value->provisional_code, value->token_hash, question->id_number, check);
    bool same = rc == MC_OK && mc_same_secret(check, value->id_check);
    return same ? MC_OK : mc_fail(err, MC_ENOTFOUND, "no such dossier");
}

/* Who has found it without the receipt may rate it here and now. */
static void permit_rating(const struct service *service, const struct http_request *request,
                          const char *kiosk, const char *code, struct http_answer *answer)
{
    const struct rating_permit_terms terms = {kiosk, code};
    char permit[RATING_PERMIT_BYTES];
    rating_permit_make(service->receipt_key, &terms, request->now_s, permit);
    http_set_header(answer, "X-Rating-Permit", permit);
}

static void answer_question(const struct service *service, const struct http_request *request,
                            const char *kiosk, const struct question *question,
                            struct http_answer *answer)
{
    struct storage_check_value value = {0};
    struct storage_dossier dossier = {0};
    struct mc_error err;
    enum mc_err rc = check_number(service, question, &value, &err);
    if (rc == MC_OK) {
        rc = storage_find(service->storage, value.code, value.token_hash, &dossier, &err);
    }
    if (rc == MC_OK) {
        rc = storage_try_passed(service->storage, question->code, &err);
    }
    if (rc == MC_OK) {
        http_set_json(answer, 200, service_status_json(service, &dossier));
        if (service_can_be_rated(&dossier)) {
            permit_rating(service, request, kiosk, value.code, answer);
        }
    } else if (rc == MC_ENOTFOUND) {
        http_set_problem(answer, &http_unknown_dossier, NULL, NULL);
    } else {
        service_fail(answer, &err);
    }
    storage_dossier_finish(&dossier);
}

void service_post_lookup(const struct service *service, const struct http_request *request,
                         const char *code, struct http_answer *answer)
{
    (void)code;
    struct authority_identity identity;
    struct question question = {0};
    int64_t wait_s = 0;
    struct mc_error err;
    if (!service_type_is(request->content_type, HTTP_TYPE_JSON)) {
        http_set_problem(answer, &http_media_type, NULL, NULL);
        return;
    }
    if (!service_authorise(service, request, &identity, answer)) {
        return;
    }
    if (read_question(request, &question, &err) != MC_OK) {
        service_refuse_member(answer, &err, "lookup");
    } else if (storage_try(service->storage, question.code, request->now_s, &wait_s, &err) !=
               MC_OK) {
        service_fail(answer, &err);
    } else if (wait_s > 0) {
        char seconds[24];
        (void)snprintf(seconds, sizeof seconds, "%" PRId64, wait_s);
        http_set_problem(answer, &http_too_many, NULL, NULL);
        http_set_header(answer, "Retry-After", seconds);
    } else {
        answer_question(service, request, identity.kiosk, &question, answer);
    }
    mc_wipe(&question, sizeof question);
}
