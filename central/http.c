#include "central/http.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/error.h"
#include "core/json.h"
#include "core/memory.h"

const struct http_problem http_not_found = {404, "not-found", "There is nothing at this address"};
const struct http_problem http_unknown_dossier = {404, "unknown-dossier",
                                                  "No dossier has this code and token"};
const struct http_problem http_no_catalogue = {404, "no-catalogue",
                                               "No catalogue has been published"};
const struct http_problem http_method = {405, "method-not-allowed",
                                         "The address does not take this method"};
const struct http_problem http_invalid_header = {400, "invalid-header",
                                                 "A header is missing or wrong"};
const struct http_problem http_invalid_query = {400, "invalid-query",
                                                "A part of the query is wrong"};
const struct http_problem http_invalid_body = {400, "invalid-body",
                                               "The body is not what is expected"};
const struct http_problem http_length_required = {411, "length-required",
                                                  "The body's length must be told beforehand"};
const struct http_problem http_too_large = {413, "too-large", "The body is too large"};
const struct http_problem http_media_type = {415, "media-type", "The body's type is not taken"};
const struct http_problem http_key_reused = {422, "key-reused",
                                             "The idempotency key stands for another body"};
const struct http_problem http_key_running = {409, "key-running",
                                              "The same key is being worked on"};
const struct http_problem http_unknown_kiosk = {403, "unknown-kiosk",
                                                "A valid certificate of a kiosk is needed"};
const struct http_problem http_other_kiosk = {403, "other-kiosk",
                                              "The certificate is another kiosk's"};
const struct http_problem http_enrolment_refused = {403, "enrolment-refused",
                                                    "The code is wrong, used or too old"};
const struct http_problem http_too_many = {429, "too-many", "Too many requests"};
const struct http_problem http_unavailable = {503, "unavailable",
                                              "The service cannot answer at the moment"};

const struct http_problem http_unauthorised = {401, "unauthorised", "An officer's token is needed"};
const struct http_problem http_forbidden = {403, "forbidden",
                                            "Not for this officer's role and agency"};
const struct http_problem http_not_now = {409, "not-now", "Not an action of the present status"};
const struct http_problem http_apology_first = {409, "apology-first",
                                                "The dossier is late: an apology comes first"};
const struct http_problem http_apology_spent = {409, "apology-spent",
                                                "The appointed day was put off once already"};
const struct http_problem http_not_decided = {409, "not-decided",
                                              "Only a decided dossier can be rated"};
const struct http_problem http_rated_before = {409, "rated-before",
                                               "The dossier was rated already"};
const struct http_problem http_permit_refused = {
    403, "permit-refused", "The permit is another dossier's or kiosk's, or too old"};

const struct http_problem http_unknown_upload = {404, "unknown-upload",
                                                 "This kiosk has no upload of this name"};
const struct http_problem http_upload_offset = {409, "upload-offset",
                                                "The part does not begin where the upload ends"};
const struct http_problem http_upload_unfinished = {409, "upload-unfinished",
                                                    "The upload has not come whole"};
/* 460 is the checksum extension's own. */
const struct http_problem http_upload_checksum = {460, "upload-checksum",
                                                  "The part is not what its checksum says"};
const struct http_problem http_tus_version = {412, "tus-version", "Uploads speak tus 1.0.0"};

const char *http_query(const struct http_request *request, const char *name)
{
    for (size_t i = 0; i < request->query_count; i++) {
        if (strcmp(request->query[i].name, name) == 0) {
            return request->query[i].value;
        }
    }
    return NULL;
}

static void drop_body(struct http_answer *answer)
{
    if (answer->give_back != NULL) {
        answer->give_back(answer->owner);
    } else {
        free(answer->body);
    }
    answer->body = NULL;
    answer->give_back = NULL;
    answer->owner = NULL;
}

void http_answer_finish(struct http_answer *answer)
{
    if (answer != NULL) {
        drop_body(answer);
        *answer = (struct http_answer){0};
    }
}

void http_set_header(struct http_answer *answer, const char *name, const char *value)
{
    size_t i = 0;
    while (i < answer->header_count && strcmp(answer->headers[i].name, name) != 0) {
        i++;
    }
    MC_CHECK(i < HTTP_HEADERS_MAX && strlen(value) < HTTP_VALUE_BYTES);
    answer->header_count = i == answer->header_count ? i + 1 : answer->header_count;
    answer->headers[i].name = name;
    mc_copy_text(answer->headers[i].value, HTTP_VALUE_BYTES, value);
}

const char *http_header(const struct http_answer *answer, const char *name)
{
    for (size_t i = 0; i < answer->header_count; i++) {
        if (strcmp(answer->headers[i].name, name) == 0) {
            return answer->headers[i].value;
        }
    }
    return NULL;
}

void http_set_bytes(struct http_answer *answer, int status, const char *content_type, char *body,
                    size_t len)
{
    drop_body(answer);
    answer->status = status;
    answer->content_type = content_type;
    answer->body = body;
    answer->body_len = len;
}

void http_set_lent(struct http_answer *answer, int status, const char *content_type,
                   const void *bytes, size_t len, void (*give_back)(void *owner), void *owner)
{
    /* Never written to nor freed: give_back says so. */
    http_set_bytes(answer, status, content_type, (char *)(uintptr_t)bytes, len);
    answer->give_back = give_back;
    answer->owner = owner;
}

void http_set_body(struct http_answer *answer, int status, const char *content_type, char *body)
{
    http_set_bytes(answer, status, content_type, body, strlen(body));
}

void http_set_empty(struct http_answer *answer, int status)
{
    http_set_bytes(answer, status, NULL, NULL, 0);
}

void http_set_json(struct http_answer *answer, int status, cJSON *object)
{
    http_set_body(answer, status, HTTP_TYPE_JSON, mc_json_print(object));
    cJSON_Delete(object);
}

void http_set_problem(struct http_answer *answer, const struct http_problem *problem,
                      const char *detail, const char *member)
{
    char type[80];
    (void)snprintf(type, sizeof type, "urn:motcua:problem:%s", problem->name);
    cJSON *object = cJSON_CreateObject();
    MC_CHECK(object != NULL);
    (void)cJSON_AddStringToObject(object, "type", type);
    (void)cJSON_AddStringToObject(object, "title", problem->title);
    (void)cJSON_AddNumberToObject(object, "status", problem->status);
    if (detail != NULL) {
        (void)cJSON_AddStringToObject(object, "detail", detail);
    }
    if (member != NULL) {
        (void)cJSON_AddStringToObject(object, "member", member);
    }
    http_set_json(answer, problem->status, object);
    answer->content_type = HTTP_TYPE_PROBLEM;
}
