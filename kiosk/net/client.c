#include "kiosk/net/client.h"

#include <curl/curl.h>
#include <inttypes.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "core/buffer.h"
#include "core/memory.h"
#include "kiosk/net/answer.h"

#define NET_HEADERS_MAX_BYTES ((size_t)32 * 1024)
#define NET_HEADER_BYTES      192
#define NET_POLL_MS           1000

struct net_client {
    char base_url[NET_URL_BYTES];
    char *ca_file;
    CURLM *multi; /* keeps connections open from call to call */
    atomic_bool cancelled;
};

struct answer {
    struct mc_buffer body;
    size_t header_bytes;
    long status;
    bool json;    /* application/json */
    bool problem; /* application/problem+json: the service itself says what is wrong */
    bool gzip;    /* Content-Encoding */
    char signature[MC_SIGNATURE_CHARS + 1]; /* X-Catalogue-Signature, "" if there is none */
    char why[CURL_ERROR_SIZE];
};

/* ---- The client ---- */

static bool url_part_empty(CURLU *url, CURLUPart part)
{
    char *text = NULL;
    bool empty = curl_url_get(url, part, &text, 0) != CURLUE_OK;
    curl_free(text);
    return empty;
}

static enum mc_err check_base_url(const char *base_url, struct mc_error *err)
{
    CURLU *url = curl_url();
    MC_CHECK(url != NULL);
    char *scheme = NULL;
    bool fine = strlen(base_url) < NET_URL_BYTES &&
                curl_url_set(url, CURLUPART_URL, base_url, 0) == CURLUE_OK &&
                curl_url_get(url, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK &&
                strcmp(scheme, "https") == 0 && url_part_empty(url, CURLUPART_USER) &&
                url_part_empty(url, CURLUPART_PASSWORD) && url_part_empty(url, CURLUPART_QUERY) &&
                url_part_empty(url, CURLUPART_FRAGMENT);
    curl_free(scheme);
    curl_url_cleanup(url);
    return fine ? MC_OK : mc_fail(err, MC_EINVAL, "\"%.64s\" is no https:// address", base_url);
}

enum mc_err net_client_create(const char *base_url, const char *ca_file, struct net_client **out,
                              struct mc_error *err)
{
    enum mc_err rc = check_base_url(base_url, err);
    if (rc != MC_OK) {
        return rc;
    }
    if (access(ca_file, R_OK) != 0) {
        return mc_fail(err, MC_ENOTFOUND, "%s: no CA certificate to read", ca_file);
    }
    MC_CHECK(curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK);
    struct net_client *client = MC_NEW(struct net_client);
    mc_copy_text(client->base_url, sizeof client->base_url, base_url);
    size_t len = strlen(client->base_url);
    while (len > 0 && client->base_url[len - 1] == '/') {
        client->base_url[--len] = '\0';
    }
    client->ca_file = mc_strdup(ca_file);
    client->multi = curl_multi_init();
    MC_CHECK(client->multi != NULL);
    atomic_init(&client->cancelled, false);
    *out = client;
    return MC_OK;
}

void net_client_destroy(struct net_client *client)
{
    if (client != NULL) {
        (void)curl_multi_cleanup(client->multi);
        curl_global_cleanup();
        free(client->ca_file);
        free(client);
    }
}

void net_client_cancel(struct net_client *client)
{
    atomic_store(&client->cancelled, true);
    (void)curl_multi_wakeup(client->multi);
}

void net_client_resume(struct net_client *client)
{
    atomic_store(&client->cancelled, false);
}

/* ---- One call ---- */

static size_t take_body(char *bytes, size_t size, size_t count, void *context)
{
    struct answer *answer = context;
    mc_buffer_put(&answer->body, bytes, size * count);
    return answer->body.overflowed ? 0 : size * count;
}

/* NOLINTNEXTLINE(readability-non-const-parameter): the type is libcurl's */
static size_t take_header(char *bytes, size_t size, size_t count, void *context)
{
    (void)bytes;
    struct answer *answer = context;
    answer->header_bytes += size * count;
    return answer->header_bytes > NET_HEADERS_MAX_BYTES ? 0 : size * count;
}

static bool is_type(const char *content_type, const char *type)
{
    size_t len = strlen(type);
    return content_type != NULL && strncasecmp(content_type, type, len) == 0 &&
           (content_type[len] == '\0' || content_type[len] == ';' || content_type[len] == ' ');
}

static void set(CURL *easy, CURLoption option, long value)
{
    MC_CHECK(curl_easy_setopt(easy, option, value) == CURLE_OK);
}

static void set_text(CURL *easy, CURLoption option, const char *value)
{
    MC_CHECK(curl_easy_setopt(easy, option, value) == CURLE_OK);
}

static CURL *make_request(const struct net_client *client, const char *url,
                          struct curl_slist *headers, int timeout_ms, struct answer *answer)
{
    CURL *easy = curl_easy_init();
    MC_CHECK(easy != NULL);
    set_text(easy, CURLOPT_URL, url);
    set_text(easy, CURLOPT_PROTOCOLS_STR, "https");
    set_text(easy, CURLOPT_PROXY, "");
    set_text(easy, CURLOPT_CAINFO, client->ca_file);
    set_text(easy, CURLOPT_CAPATH, NULL);
    set(easy, CURLOPT_SSL_VERIFYPEER, 1L);
    set(easy, CURLOPT_SSL_VERIFYHOST, 2L);
    set(easy, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2);
    set(easy, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
    set(easy, CURLOPT_FOLLOWLOCATION, 0L);
    set(easy, CURLOPT_NOSIGNAL, 1L);
    set(easy, CURLOPT_TIMEOUT_MS, timeout_ms);
    set(easy, CURLOPT_CONNECTTIMEOUT_MS,
        timeout_ms < NET_CONNECT_TIMEOUT_MS ? timeout_ms : NET_CONNECT_TIMEOUT_MS);
    MC_CHECK(curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers) == CURLE_OK);
    MC_CHECK(curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body) == CURLE_OK);
    MC_CHECK(curl_easy_setopt(easy, CURLOPT_WRITEDATA, answer) == CURLE_OK);
    MC_CHECK(curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_header) == CURLE_OK);
    MC_CHECK(curl_easy_setopt(easy, CURLOPT_HEADERDATA, answer) == CURLE_OK);
    MC_CHECK(curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, answer->why) == CURLE_OK);
    return easy;
}

static enum mc_err fail_curl(const struct answer *answer, CURLcode code, struct mc_error *err)
{
    if (answer->body.overflowed || answer->header_bytes > NET_HEADERS_MAX_BYTES) {
        return mc_fail(err, MC_ETOOBIG, "answer over its maximum");
    }
    return mc_fail(err, code == CURLE_OPERATION_TIMEDOUT ? MC_ETIMEOUT : MC_EIO, "%s",
                   answer->why[0] != '\0' ? answer->why : curl_easy_strerror(code));
}

/* Drives the transfer to its end, or to net_client_cancel(). */
static enum mc_err transfer(struct net_client *client, const struct answer *answer,
                            struct mc_error *err)
{
    int running = 1;
    while (running > 0) {
        if (atomic_load(&client->cancelled)) {
            return mc_fail(err, MC_ECANCELLED, "call to the service cancelled");
        }
        if (curl_multi_perform(client->multi, &running) != CURLM_OK) {
            return mc_fail(err, MC_EIO, "libcurl cannot go on");
        }
        if (running > 0 && curl_multi_poll(client->multi, NULL, 0, NET_POLL_MS, NULL) != CURLM_OK) {
            return mc_fail(err, MC_EIO, "libcurl cannot wait");
        }
    }
    int left = 0;
    const CURLMsg *message = curl_multi_info_read(client->multi, &left);
    MC_CHECK(message != NULL && message->msg == CURLMSG_DONE);
    return message->data.result == CURLE_OK ? MC_OK : fail_curl(answer, message->data.result, err);
}

static void read_headers(CURL *easy, struct answer *answer)
{
    struct curl_header *header = NULL;
    if (curl_easy_header(easy, "Content-Encoding", 0, CURLH_HEADER, -1, &header) == CURLHE_OK) {
        answer->gzip = strcasecmp(header->value, "gzip") == 0;
    }
    if (curl_easy_header(easy, "X-Catalogue-Signature", 0, CURLH_HEADER, -1, &header) ==
        CURLHE_OK) {
        mc_copy_text(answer->signature, sizeof answer->signature, header->value);
    }
}

static enum mc_err perform(struct net_client *client, CURL *easy, struct answer *answer,
                           struct mc_error *err)
{
    MC_CHECK(curl_multi_add_handle(client->multi, easy) == CURLM_OK);
    enum mc_err rc = transfer(client, answer, err);
    if (rc == MC_OK) {
        const char *type = NULL;
        (void)curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &answer->status);
        (void)curl_easy_getinfo(easy, CURLINFO_CONTENT_TYPE, &type);
        answer->json = is_type(type, "application/json");
        answer->problem = is_type(type, "application/problem+json");
        read_headers(easy, answer);
    }
    MC_CHECK(curl_multi_remove_handle(client->multi, easy) == CURLM_OK);
    return rc;
}

static void answer_init(struct answer *answer, size_t max_bytes)
{
    memset(answer, 0, sizeof *answer);
    mc_buffer_init(&answer->body, max_bytes);
}

static void answer_finish(struct answer *answer)
{
    if (answer->body.bytes != NULL) {
        mc_wipe(answer->body.bytes, answer->body.capacity);
    }
    mc_buffer_finish(&answer->body);
}

static void add_header(struct curl_slist **headers, const char *name, const char *value)
{
    char line[NET_HEADER_BYTES];
    int n = snprintf(line, sizeof line, "%s: %s", name, value);
    MC_CHECK(n > 0 && (size_t)n < sizeof line);
    struct curl_slist *longer = curl_slist_append(*headers, line);
    MC_CHECK(longer != NULL);
    *headers = longer;
    mc_wipe(line, sizeof line);
}

static void free_headers(struct curl_slist *headers)
{
    for (struct curl_slist *at = headers; at != NULL; at = at->next) {
        mc_wipe(at->data, strlen(at->data));
    }
    curl_slist_free_all(headers);
}

/* ---- Handing in ---- */

static enum net_submit_outcome judge_submit(const struct answer *answer,
                                            const struct net_submission *submission,
                                            struct net_acceptance *out, struct mc_error *err)
{
    switch (answer->status) {
    case 201:
        if (!answer->json) {
            break;
        }
        return answer_parse_acceptance(mc_buffer_text(&answer->body), answer->body.len,
                                       submission->provisional_code, out, err) == MC_OK
                   ? NET_ACCEPTED
                   : NET_RETRY;
    case 400:
    case 413:
    case 415:
    case 422:
        /* Only the service's own word is final, not that of something in between. */
        (void)mc_fail(err, MC_EDENIED, "refused by the service with %ld", answer->status);
        return answer->problem ? NET_REFUSED : NET_RETRY;
    default: break;
    }
    (void)mc_fail(err, MC_EIO, "no acceptance: status %ld%s", answer->status,
                  answer->json || answer->problem ? "" : ", not the service's own answer");
    return NET_RETRY;
}

enum net_submit_outcome net_submit(struct net_client *client,
                                   const struct net_submission *submission, int timeout_ms,
                                   struct net_acceptance *out, struct mc_error *err)
{
    MC_CHECK(mc_uuid_valid(submission->key) && timeout_ms > 0);
    char url[NET_URL_BYTES + 32];
    (void)snprintf(url, sizeof url, "%s/v1/dossiers", client->base_url);
    struct curl_slist *headers = NULL;
    add_header(&headers, "Content-Type", submission->media_type);
    add_header(&headers, "Idempotency-Key", submission->key);
    add_header(&headers, "Accept", "application/json, application/problem+json");
    struct answer answer;
    answer_init(&answer, NET_ANSWER_MAX_BYTES);
    CURL *easy = make_request(client, url, headers, timeout_ms, &answer);
    set(easy, CURLOPT_POST, 1L);
    set_text(easy, CURLOPT_POSTFIELDS, submission->body);
    MC_CHECK(curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
                              (curl_off_t)submission->body_len) == CURLE_OK);
    enum mc_err rc = perform(client, easy, &answer, err);
    enum net_submit_outcome outcome =
        rc == MC_OK ? judge_submit(&answer, submission, out, err) : NET_RETRY;
    curl_easy_cleanup(easy);
    free_headers(headers);
    answer_finish(&answer);
    return outcome;
}

/* ---- Looking up ---- */

static enum net_lookup_outcome judge_lookup(const struct answer *answer, const char *code,
                                            struct net_dossier *out, struct mc_error *err)
{
    if (answer->status == 200 && answer->json) {
        return answer_parse_dossier(mc_buffer_text(&answer->body), answer->body.len, code, out,
                                    err) == MC_OK
                   ? NET_FOUND
                   : NET_UNREACHABLE;
    }
    if (answer->status == 404 && answer->problem) {
        return NET_UNKNOWN;
    }
    (void)mc_fail(err, MC_EIO, "no answer to the look-up: status %ld", answer->status);
    return NET_UNREACHABLE;
}

enum net_lookup_outcome net_lookup(struct net_client *client, const char *code, const char *token,
                                   int timeout_ms, struct net_dossier *out, struct mc_error *err)
{
    MC_CHECK(timeout_ms > 0);
    /* Both come from a scanned code, and go into a URL and a header. */
    if (dossier_code_kind(code) == DOSSIER_CODE_NONE || !mc_token_valid(token)) {
        return NET_UNKNOWN;
    }
    char url[NET_URL_BYTES + 32 + DOSSIER_CODE_BYTES];
    (void)snprintf(url, sizeof url, "%s/v1/dossiers/%s", client->base_url, code);
    struct curl_slist *headers = NULL;
    add_header(&headers, "X-Receipt-Token", token);
    add_header(&headers, "Accept", "application/json, application/problem+json");
    struct answer answer;
    answer_init(&answer, NET_ANSWER_MAX_BYTES);
    CURL *easy = make_request(client, url, headers, timeout_ms, &answer);
    enum mc_err rc = perform(client, easy, &answer, err);
    enum net_lookup_outcome outcome =
        rc == MC_OK ? judge_lookup(&answer, code, out, err) : NET_UNREACHABLE;
    curl_easy_cleanup(easy);
    free_headers(headers);
    answer_finish(&answer);
    return outcome;
}

/* ---- The published catalogue ---- */

/* GET of an address behind the base, into an answer that has been set up. */
static enum mc_err get(struct net_client *client, const char *path, struct curl_slist *headers,
                       int timeout_ms, struct answer *answer, struct mc_error *err)
{
    char url[NET_URL_BYTES + 64];
    (void)snprintf(url, sizeof url, "%s%s", client->base_url, path);
    CURL *easy = make_request(client, url, headers, timeout_ms, answer);
    enum mc_err rc = perform(client, easy, answer, err);
    curl_easy_cleanup(easy);
    return rc;
}

enum mc_err net_catalogue_version(struct net_client *client, int64_t have, int timeout_ms,
                                  int64_t *out_version, struct mc_error *err)
{
    MC_CHECK(timeout_ms > 0);
    struct curl_slist *headers = NULL;
    add_header(&headers, "Accept", "application/json, application/problem+json");
    if (have > 0) {
        char tag[32];
        (void)snprintf(tag, sizeof tag, "\"%" PRId64 "\"", have);
        add_header(&headers, "If-None-Match", tag);
    }
    struct answer answer;
    answer_init(&answer, NET_ANSWER_MAX_BYTES);
    enum mc_err rc = get(client, "/v1/catalogue", headers, timeout_ms, &answer, err);
    if (rc == MC_OK && answer.status == 200 && answer.json) {
        rc = answer_parse_version(mc_buffer_text(&answer.body), answer.body.len, out_version, err);
    } else if (rc == MC_OK && answer.status == 304 && have > 0) {
        *out_version = have;
    } else if (rc == MC_OK && answer.status == 404 && answer.problem) {
        *out_version = 0;
    } else if (rc == MC_OK) {
        rc = mc_fail(err, MC_EIO, "no answer about the catalogue: status %ld", answer.status);
    }
    free_headers(headers);
    answer_finish(&answer);
    return rc;
}

enum mc_err net_catalogue_fetch(struct net_client *client, int64_t from, int timeout_ms,
                                struct net_bundle *out, struct mc_error *err)
{
    MC_CHECK(timeout_ms > 0);
    char path[64] = "/v1/catalogue/bundle";
    if (from > 0) {
        (void)snprintf(path, sizeof path, "/v1/catalogue/bundle?from=%" PRId64, from);
    }
    struct curl_slist *headers = NULL;
    add_header(&headers, "Accept", "application/json, application/problem+json");
    add_header(&headers, "Accept-Encoding", "gzip");
    struct answer answer;
    answer_init(&answer, CATALOGUE_BUNDLE_GZIP_MAX_BYTES);
    enum mc_err rc = get(client, path, headers, timeout_ms, &answer, err);
    if (rc == MC_OK && (answer.status != 200 || !answer.json)) {
        rc = mc_fail(err, MC_EIO, "no catalogue came: status %ld", answer.status);
    }
    if (rc == MC_OK) {
        *out = (struct net_bundle){.len = answer.body.len, .gzip = answer.gzip};
        mc_copy_text(out->signature, sizeof out->signature, answer.signature);
        out->bytes = (uint8_t *)mc_buffer_take(&answer.body);
    }
    free_headers(headers);
    answer_finish(&answer);
    return rc;
}
