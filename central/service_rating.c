/* POST /v1/dossiers/{code}/rating: by who has the receipt, or at a kiosk that has just found the
 * dossier by its ID number and was given a permit for it. */
#include <string.h>

#include "central/rating_permit.h"
#include "central/service_office_internal.h"
#include "central/storage_lookup.h"
#include "domain/rating.h"

bool service_can_be_rated(const struct storage_dossier *dossier)
{
    return !dossier->rated && rating_open(dossier->status);
}

enum mc_err service_rate(const struct service *service, const char *code, const char *token,
                         const struct rating *rating, int64_t now_s,
                         enum storage_rate_outcome *outcome, struct mc_error *err)
{
    if (token == NULL || !mc_token_valid(token) || dossier_code_kind(code) == DOSSIER_CODE_NONE) {
        return mc_fail(err, MC_ENOTFOUND, "no such dossier");
    }
    char hash[MC_SHA256_CHARS + 1];
    mc_sha256_hex(token, strlen(token), hash);
    return storage_rate(service->storage, code, hash, rating, now_s, outcome, err);
}

/* The dossier's own hash stands in for the one of a token. MC_EDENIED: the permit is not for this
 * dossier, this kiosk or this time, or there is no such dossier, which is not told apart. */
static enum mc_err rate_permitted(const struct service *service, const struct http_request *request,
                                  const char *code, const char *kiosk, const struct rating *rating,
                                  enum storage_rate_outcome *outcome, struct mc_error *err)
{
    struct storage_check_value value = {0};
    enum mc_err rc = dossier_code_kind(code) == DOSSIER_CODE_NONE
                         ? mc_fail(err, MC_ENOTFOUND, "no dossier's code")
                         : storage_check_value(service->storage, code, &value, err);
    if (rc != MC_OK && rc != MC_ENOTFOUND) {
        return rc;
    }
    const struct rating_permit_terms terms = {kiosk, value.code};
    if (rc == MC_ENOTFOUND || !rating_permit_holds(service->receipt_key, &terms, request->now_s,
                                                   request->rating_permit)) {
        return mc_fail(err, MC_EDENIED, "no such permit");
    }
    return storage_rate(service->storage, value.code, value.token_hash, rating, request->now_s,
                        outcome, err);
}

static void answer_rated(enum mc_err rc, const struct mc_error *err,
                         enum storage_rate_outcome outcome, const struct rating *rating,
                         struct http_answer *answer)
{
    if (rc == MC_ENOTFOUND) {
        http_set_problem(answer, &http_unknown_dossier, NULL, NULL);
    } else if (rc == MC_EDENIED) {
        http_set_problem(answer, &http_permit_refused, "Look the dossier up again.",
                         "X-Rating-Permit");
    } else if (rc != MC_OK) {
        service_fail(answer, err);
    } else if (outcome == STORAGE_RATED) {
        http_set_json(answer, 201, rating_json(rating));
    } else {
        http_set_problem(answer,
                         outcome == STORAGE_RATED_BEFORE ? &http_rated_before : &http_not_decided,
                         NULL, NULL);
    }
}

void service_post_rating(const struct service *service, const struct http_request *request,
                         const char *code, struct http_answer *answer)
{
    struct authority_identity identity;
    struct rating rating;
    struct mc_error err;
    enum mc_err rc = MC_OK;
    enum storage_rate_outcome outcome = STORAGE_RATED;
    if (!service_type_is(request->content_type, HTTP_TYPE_JSON)) {
        http_set_problem(answer, &http_media_type, "Expected application/json.", NULL);
        return;
    }
    if (rating_parse(request->body, request->body_len, &rating, &err) != MC_OK) {
        service_refuse_member(answer, &err, "rating");
        return;
    }
    if (request->receipt_token != NULL || request->rating_permit == NULL) {
        rc = service_rate(service, code, request->receipt_token, &rating, request->now_s, &outcome,
                          &err);
    } else if (service_authorise(service, request, &identity, answer)) {
        rc = rate_permitted(service, request, code, identity.kiosk, &rating, &outcome, &err);
    } else {
        return;
    }
    answer_rated(rc, &err, outcome, &rating, answer);
}
