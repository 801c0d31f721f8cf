/* /v1/catalogue: what kiosks ask for the published catalogue. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "central/bundle_cache.h"
#include "central/service_internal.h"
#include "core/gzip.h"
#include "core/json.h"
#include "core/memory.h"

#define VERSION_DIGITS_MAX 10
#define ETAG_BYTES         32
#define PLAIN_MAX_BYTES    ((size_t)4 * 1024 * 1024) /* what is larger goes out packed, to anyone */
#define CACHE_CONTROL      "no-cache" /* to be asked for again each time, with If-None-Match */

/* An item of a list of words between commas, with parameters or without: "gzip;q=1.0". */
static bool next_item(const char **at, const char **item, size_t *len)
{
    *at += strspn(*at, ", \t");
    *item = *at;
    *len = strcspn(*at, ",");
    *at += *len;
    return *len > 0;
}

/* RFC 9110 section 12.5.3; weights other than none at all do not matter here. */
static bool accepts_gzip(const char *accept_encoding)
{
    static const char gzip[] = "gzip";
    const char *at = accept_encoding != NULL ? accept_encoding : "";
    const char *item = NULL;
    size_t len = 0;
    while (next_item(&at, &item, &len)) {
        size_t name = strcspn(item, ",; \t");
        if (name == sizeof gzip - 1 && strncmp(item, gzip, name) == 0) {
            const char *weight = memchr(item, '=', len);
            return weight == NULL || strtod(weight + 1, NULL) > 0;
        }
    }
    return false;
}

/* The tag is the version's number, weak since packed and plain answers carry the same one. */
static void set_version(struct http_answer *answer, const struct storage_catalogue *state)
{
    char etag[ETAG_BYTES];
    (void)snprintf(etag, sizeof etag, "W/\"%" PRId64 "\"", state->version);
    http_set_header(answer, "ETag", etag);
    http_set_header(answer, "Cache-Control", CACHE_CONTROL);
    http_set_header(answer, "Vary", "Accept-Encoding");
}

/* RFC 9110 section 13.1.2: weak comparison. */
static bool is_known(const struct http_request *request, const struct storage_catalogue *state)
{
    char tag[ETAG_BYTES];
    (void)snprintf(tag, sizeof tag, "\"%" PRId64 "\"", state->version);
    const char *at = request->if_none_match != NULL ? request->if_none_match : "";
    const char *item = NULL;
    size_t len = 0;
    while (next_item(&at, &item, &len)) {
        size_t skip = strncmp(item, "W/", 2) == 0 ? 2 : 0;
        size_t rest = strcspn(item + skip, ", \t");
        if ((rest == strlen(tag) && strncmp(item + skip, tag, rest) == 0) ||
            (rest == 1 && item[skip] == '*')) {
            return true;
        }
    }
    return false;
}

/* False when the answer is made already: no kiosk asks, no catalogue, no store, or it is the one
 * the asker has. */
static bool begin(const struct service *service, const struct http_request *request,
                  struct storage_catalogue *state, struct http_answer *answer)
{
    struct mc_error err;
    struct authority_identity identity;
    if (!service_authorise(service, request, &identity, answer)) {
        return false;
    }
    enum mc_err rc = storage_catalogue_state(service->storage, state, &err);
    if (rc == MC_ENOTFOUND) {
        http_set_problem(answer, &http_no_catalogue, NULL, NULL);
        return false;
    }
    if (rc != MC_OK) {
        service_fail(answer, &err);
        return false;
    }
    set_version(answer, state);
    if (is_known(request, state)) {
        http_set_body(answer, 304, HTTP_TYPE_JSON, mc_strdup(""));
        return false;
    }
    return true;
}

void service_get_catalogue(const struct service *service, const struct http_request *request,
                           const char *code, struct http_answer *answer)
{
    (void)code;
    struct storage_catalogue state;
    if (!begin(service, request, &state, answer)) {
        return;
    }
    char published[LOCAL_TIME_TEXT_BYTES];
    local_time_format_rfc3339(local_time_from_unix(state.published_s), published);
    cJSON *object = cJSON_CreateObject();
    MC_CHECK(object != NULL);
    (void)cJSON_AddNumberToObject(object, "version", (double)state.version);
    (void)cJSON_AddStringToObject(object, "published_at", published);
    (void)cJSON_AddStringToObject(object, "sha256", state.sha256);
    (void)cJSON_AddStringToObject(object, "key", state.key_id);
    (void)cJSON_AddNumberToObject(object, "bytes", (double)state.bytes);
    (void)cJSON_AddNumberToObject(object, "gzip_bytes", (double)state.gzip_bytes);
    http_set_json(answer, 200, object);
}

/* Nothing is 0: the full bundle. */
static bool parse_from(const char *text, int64_t *out)
{
    size_t digits = text != NULL ? strspn(text, "0123456789") : 0;
    if (text != NULL &&
        (digits == 0 || digits > VERSION_DIGITS_MAX || text[digits] != '\0' || text[0] == '0')) {
        return false;
    }
    *out = text != NULL ? strtoll(text, NULL, 10) : 0;
    return true;
}

/* Takes the hold of the bundle. */
static enum mc_err set_bundle(struct http_answer *answer, const struct http_request *request,
                              struct cached_bundle *cached, struct mc_error *err)
{
    const struct storage_bundle *bundle = cached_bundle_data(cached);
    http_set_header(answer, "X-Catalogue-Signature", bundle->signature);
    http_set_header(answer, "X-Catalogue-Key", bundle->key_id);
    if (accepts_gzip(request->accept_encoding) || bundle->len > PLAIN_MAX_BYTES) {
        http_set_header(answer, "Content-Encoding", "gzip");
        http_set_lent(answer, 200, HTTP_TYPE_JSON, bundle->gzip, bundle->gzip_len,
                      cached_bundle_give_back, cached);
    } else {
        char *body = NULL;
        size_t len = 0;
        enum mc_err rc = mc_gzip_unpack(bundle->gzip, bundle->gzip_len, CATALOGUE_BUNDLE_MAX_BYTES,
                                        &body, &len, err);
        if (rc != MC_OK) {
            cached_bundle_give_back(cached);
            return rc;
        }
        http_set_bytes(answer, 200, HTTP_TYPE_JSON, body, len);
        cached_bundle_give_back(cached);
    }
    return MC_OK;
}

void service_get_bundle(const struct service *service, const struct http_request *request,
                        const char *code, struct http_answer *answer)
{
    (void)code;
    int64_t from = 0;
    if (!parse_from(request->query_from, &from)) {
        http_set_problem(answer, &http_invalid_query, "A version's number is expected.", "from");
        return;
    }
    struct storage_catalogue state;
    if (!begin(service, request, &state, answer)) {
        return;
    }
    struct cached_bundle *bundle = NULL;
    struct mc_error err;
    enum mc_err rc =
        bundle_cache_get(service->bundles, service->storage, state.version, from, &bundle, &err);
    if (rc == MC_ENOTFOUND && from != 0) {
        rc = bundle_cache_get(service->bundles, service->storage, state.version, 0, &bundle, &err);
    }
    if (rc == MC_OK) {
        rc = set_bundle(answer, request, bundle, &err);
    }
    if (rc != MC_OK) {
        service_fail(answer, &err);
    }
}
