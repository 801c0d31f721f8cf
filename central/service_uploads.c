/*
 * /v1/uploads: a dossier that is too large for one request, or whose line keeps breaking off, comes
 * in parts by the protocol of tus 1.0 (https://tus.io/protocols/resumable-upload) with its
 * extensions creation, checksum and expiration. What differs: an upload's name is the dossier's
 * idempotency key, so that a kiosk that lost every answer still finds it. When it is whole it is
 * handed in by POST /v1/dossiers, which names it.
 */
#include <inttypes.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "central/arrival.h"
#include "central/service_internal.h"
#include "central/storage_uploads.h"
#include "core/base64.h"
#include "core/json.h"
#include "core/memory.h"

#define TUS_VERSION           "1.0.0"
#define UPLOAD_LIFE_S         (INT64_C(7) * 86400) /* since its last part */
#define NUMBER_DIGITS_MAX     15
#define REFERENCE_MAX_BYTES   ((size_t)1024)
#define TOO_MANY_RETRY_S      60
#define CHECKSUM_ALGORITHMS   "sha256,sha1"
#define DIGEST_BYTES_MAX      ((size_t)EVP_MAX_MD_SIZE)
#define MALFORMED_NUMBER_TEXT "Expected a whole number."

static void set_number(struct http_answer *answer, const char *name, int64_t value)
{
    char text[24];
    (void)snprintf(text, sizeof text, "%" PRId64, value);
    http_set_header(answer, name, text);
}

static bool read_number(const char *text, int64_t *out)
{
    size_t digits = text != NULL ? strspn(text, "0123456789") : 0;
    if (digits == 0 || digits > NUMBER_DIGITS_MAX || text[digits] != '\0') {
        return false;
    }
    *out = strtoll(text, NULL, 10);
    return true;
}

/* IMF-fixdate, RFC 9110 section 5.6.7; the program's locale is C. */
static void set_expiry(struct http_answer *answer, int64_t expires_s)
{
    char text[40];
    time_t at = (time_t)expires_s;
    struct tm utc;
    if (expires_s > 0 && gmtime_r(&at, &utc) != NULL &&
        strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &utc) > 0) {
        http_set_header(answer, "Upload-Expires", text);
    }
}

/* ---- What is asked ---- */

static bool speaks_tus(const struct http_request *request, struct http_answer *answer)
{
    http_set_header(answer, "Tus-Resumable", TUS_VERSION);
    if (request->tus_resumable != NULL && strcmp(request->tus_resumable, TUS_VERSION) == 0) {
        return true;
    }
    http_set_problem(answer, &http_tus_version, NULL, "Tus-Resumable");
    http_set_header(answer, "Tus-Version", TUS_VERSION);
    return false;
}

static void refuse_header(struct http_answer *answer, const char *name, const char *detail)
{
    http_set_problem(answer, &http_invalid_header, detail, name);
}

/* "sha256 <base64>" over the part; not sent is fine. */
static bool checksum_fits(const struct http_request *request, struct http_answer *answer)
{
    const char *header = request->upload_checksum;
    const EVP_MD *kind = NULL;
    uint8_t told[DIGEST_BYTES_MAX];
    uint8_t digest[DIGEST_BYTES_MAX];
    unsigned digest_len = 0;
    size_t len = 0;
    if (header == NULL) {
        return true;
    }
    size_t name = strcspn(header, " ");
    if (name == strlen("sha256") && strncmp(header, "sha256", name) == 0) {
        kind = EVP_sha256();
    } else if (name == strlen("sha1") && strncmp(header, "sha1", name) == 0) {
        kind = EVP_sha1();
    }
    const char *text = header + name + (header[name] == ' ' ? 1 : 0);
    if (kind == NULL || !mc_base64_read(text, strlen(text), told, sizeof told, &len) ||
        len != (size_t)EVP_MD_get_size(kind)) {
        refuse_header(answer, "Upload-Checksum", "Expected one of " CHECKSUM_ALGORITHMS ".");
        return false;
    }
    MC_CHECK(EVP_Digest(request->body, request->body_len, digest, &digest_len, kind, NULL) == 1);
    if (memcmp(digest, told, len) != 0) {
        http_set_problem(answer, &http_upload_checksum, NULL, "Upload-Checksum");
        return false;
    }
    return true;
}

/* ---- What is answered ---- */

static void answer_outcome(enum storage_upload_outcome outcome, struct http_answer *answer)
{
    switch (outcome) {
    case STORAGE_UPLOAD_DONE: break;
    case STORAGE_UPLOAD_UNKNOWN: http_set_problem(answer, &http_unknown_upload, NULL, NULL); break;
    case STORAGE_UPLOAD_OTHER:
        http_set_problem(answer, &http_key_reused, "A new dossier needs a new key.",
                         "Idempotency-Key");
        break;
    case STORAGE_UPLOAD_TOO_MANY: service_limit(TOO_MANY_RETRY_S, answer); break;
    case STORAGE_UPLOAD_OFFSET:
        http_set_problem(answer, &http_upload_offset, NULL, "Upload-Offset");
        break;
    case STORAGE_UPLOAD_OVER: http_set_problem(answer, &http_too_large, NULL, NULL); break;
    case STORAGE_UPLOAD_RUNNING:
        http_set_problem(answer, &http_key_running, "Ask for the offset.", NULL);
        http_set_header(answer, "Retry-After", "1");
        break;
    }
}

/* What the store said. */
struct told {
    enum mc_err rc;
    struct mc_error err;
    enum storage_upload_outcome outcome;
    struct storage_upload upload;
};

/* Where the upload stands; false when the answer is that it was not done. */
static bool answer_told(const struct told *told, int status, struct http_answer *answer)
{
    if (told->rc != MC_OK) {
        service_fail(answer, &told->err);
        return false;
    }
    if (told->outcome != STORAGE_UPLOAD_DONE) {
        answer_outcome(told->outcome, answer);
        return false;
    }
    http_set_empty(answer, status);
    set_number(answer, "Upload-Offset", told->upload.offset);
    set_expiry(answer, told->upload.expires_s);
    return true;
}

void service_get_uploads(const struct service *service, const struct http_request *request,
                         const char *code, struct http_answer *answer)
{
    (void)service;
    (void)request;
    (void)code;
    http_set_empty(answer, 204);
    http_set_header(answer, "Tus-Resumable", TUS_VERSION);
    http_set_header(answer, "Tus-Version", TUS_VERSION);
    http_set_header(answer, "Tus-Extension", "creation,checksum,expiration");
    http_set_header(answer, "Tus-Checksum-Algorithm", CHECKSUM_ALGORITHMS);
    set_number(answer, "Tus-Max-Size", (int64_t)STORAGE_UPLOAD_MAX_BYTES);
}

void service_post_upload(const struct service *service, const struct http_request *request,
                         const char *code, struct http_answer *answer)
{
    (void)code;
    int64_t bytes = 0;
    if (!speaks_tus(request, answer)) {
        return;
    }
    if (request->idempotency_key == NULL || !mc_uuid_valid(request->idempotency_key)) {
        refuse_header(answer, "Idempotency-Key", "Expected a UUID.");
        return;
    }
    if (!read_number(request->upload_length, &bytes) || bytes == 0) {
        refuse_header(answer, "Upload-Length", MALFORMED_NUMBER_TEXT);
        return;
    }
    if (bytes > (int64_t)STORAGE_UPLOAD_MAX_BYTES || request->body_len > 0) {
        http_set_problem(answer, &http_too_large, NULL, NULL);
        return;
    }
    struct authority_identity identity;
    if (!service_authorise(service, request, &identity, answer)) {
        return;
    }
    const struct storage_upload_name name = {request->idempotency_key, identity.kiosk,
                                             request->now_s};
    struct told told = {.outcome = STORAGE_UPLOAD_UNKNOWN};
    told.rc = storage_upload_begin(service->storage, &name, bytes, request->now_s + UPLOAD_LIFE_S,
                                   &told.outcome, &told.upload, &told.err);
    if (answer_told(&told, 201, answer)) {
        char location[HTTP_VALUE_BYTES];
        (void)snprintf(location, sizeof location, "%s/v1/uploads/%s", service->public_base_url,
                       name.key);
        http_set_header(answer, "Location", location);
    }
}

void service_head_upload(const struct service *service, const struct http_request *request,
                         const char *code, struct http_answer *answer)
{
    struct authority_identity identity;
    if (!speaks_tus(request, answer) || !service_authorise(service, request, &identity, answer)) {
        return;
    }
    const struct storage_upload_name name = {code, identity.kiosk, request->now_s};
    struct told told = {.outcome = STORAGE_UPLOAD_UNKNOWN};
    if (mc_uuid_valid(code)) {
        told.rc =
            storage_upload_find(service->storage, &name, &told.outcome, &told.upload, &told.err);
    }
    if (answer_told(&told, 200, answer)) {
        set_number(answer, "Upload-Length", told.upload.bytes);
    }
}

void service_patch_upload(const struct service *service, const struct http_request *request,
                          const char *code, struct http_answer *answer)
{
    int64_t offset = 0;
    struct authority_identity identity;
    if (!speaks_tus(request, answer)) {
        return;
    }
    if (!service_type_is(request->content_type, HTTP_TYPE_PART)) {
        http_set_problem(answer, &http_media_type, "Expected " HTTP_TYPE_PART ".", NULL);
        return;
    }
    if (!read_number(request->upload_offset, &offset)) {
        refuse_header(answer, "Upload-Offset", MALFORMED_NUMBER_TEXT);
        return;
    }
    if (!checksum_fits(request, answer) ||
        !service_authorise(service, request, &identity, answer)) {
        return;
    }
    const struct storage_upload_name name = {code, identity.kiosk, request->now_s};
    struct told told = {.outcome = STORAGE_UPLOAD_UNKNOWN};
    if (mc_uuid_valid(code)) {
        told.rc = storage_upload_append(service->storage, &name, offset, request->body,
                                        request->body_len, request->now_s + UPLOAD_LIFE_S,
                                        &told.outcome, &told.upload, &told.err);
    }
    (void)answer_told(&told, 204, answer);
}

/* ---- Handing in what was uploaded ---- */

struct reference {
    cJSON *json; /* owns what the others borrow */
    const char *sha256;
    const char *media_type;
};

static enum mc_err read_reference(const struct http_request *request, struct reference *out,
                                  struct mc_error *err)
{
    static const char *const keys[] = {"upload", "sha256", "media_type", NULL};
    const char *upload = NULL;
    enum mc_err rc =
        mc_json_parse(request->body, request->body_len, REFERENCE_MAX_BYTES, &out->json, err);
    if (rc == MC_OK) {
        rc = mc_json_only_keys(out->json, "reference", keys, err);
    }
    if (rc == MC_OK) {
        rc = mc_json_text(out->json, "reference", "upload", &upload, err);
    }
    if (rc == MC_OK && strcmp(upload, request->idempotency_key) != 0) {
        rc = mc_fail(err, MC_EPARSE, "reference.upload: not this dossier's key");
    }
    if (rc == MC_OK) {
        rc = mc_json_text(out->json, "reference", "sha256", &out->sha256, err);
    }
    if (rc == MC_OK) {
        rc = mc_json_text(out->json, "reference", "media_type", &out->media_type, err);
    }
    return rc;
}

/* What came is not what was meant. Nothing is wrong with the dossier: the upload begins anew, but
 * for one that was handed in under this key, which is another one's then. */
static void start_over(const struct service *service, const struct storage_upload_name *name,
                       const struct storage_upload *upload, struct http_answer *answer)
{
    struct mc_error err;
    if (upload->expires_s == 0) {
        answer_outcome(STORAGE_UPLOAD_OTHER, answer);
    } else if (storage_upload_drop(service->storage, name, &err) != MC_OK) {
        service_fail(answer, &err);
    } else {
        http_set_problem(answer, &http_upload_unfinished, "Begin it anew.", "reference.sha256");
    }
}

static void take_whole(const struct service *service, const struct http_request *request,
                       const struct authority_identity *identity, const char *media_type,
                       const char *sha256, struct http_answer *answer)
{
    const struct storage_upload_name name = {request->idempotency_key, identity->kiosk,
                                             request->now_s};
    enum storage_upload_outcome outcome = STORAGE_UPLOAD_UNKNOWN;
    struct storage_upload upload = {0};
    void *body = NULL;
    struct mc_error err;
    if (storage_upload_body(service->storage, &name, &outcome, &upload, &body, &err) != MC_OK) {
        service_fail(answer, &err);
        return;
    }
    if (outcome != STORAGE_UPLOAD_DONE) {
        http_set_problem(answer, &http_upload_unfinished, NULL, "reference.upload");
        return;
    }
    char hash[MC_SHA256_CHARS + 1];
    mc_sha256_hex(body, (size_t)upload.bytes, hash);
    if (strcmp(hash, sha256) == 0) {
        service_take_in(service, request, identity, media_type, body, (size_t)upload.bytes, answer);
    } else {
        start_over(service, &name, &upload, answer);
    }
    mc_secret_free(body);
}

void service_take_upload(const struct service *service, const struct http_request *request,
                         const struct authority_identity *identity, struct http_answer *answer)
{
    struct reference reference = {0};
    struct mc_error err;
    if (read_reference(request, &reference, &err) != MC_OK) {
        service_refuse_member(answer, &err, "reference");
    } else {
        const char *media_type = arrival_media_type(reference.media_type, service->accept_unsealed);
        if (media_type == NULL) {
            http_set_problem(answer, &http_media_type, NULL, "reference.media_type");
        } else {
            take_whole(service, request, identity, media_type, reference.sha256, answer);
        }
    }
    cJSON_Delete(reference.json);
}
