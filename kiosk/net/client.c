#include "kiosk/net/client.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "core/memory.h"
#include "kiosk/net/client_internal.h"

#define NET_HEADERS_MAX_BYTES ((size_t)32 * 1024)
#define NET_HEADER_BYTES      192
#define NET_RETRY_AFTER_MAX_S (INT64_C(7) * 86400)

struct net_transfer {
    struct net_transfer *next;
    CURL *easy;
    struct curl_slist *headers;
    struct net_answer answer;
    net_ended *ended;
    void *context;
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

static enum mc_err check_files(const struct net_settings *settings, struct mc_error *err)
{
    if (access(settings->ca_file, R_OK) != 0) {
        return mc_fail(err, MC_ENOTFOUND, "%s: no CA certificate to read", settings->ca_file);
    }
    bool own = settings->certificate_file != NULL && settings->certificate_file[0] != '\0';
    if (own && (settings->key_file == NULL || access(settings->certificate_file, R_OK) != 0 ||
                access(settings->key_file, R_OK) != 0)) {
        return mc_fail(err, MC_ENOTFOUND, "%s: no certificate of the kiosk, or no key, to read",
                       settings->certificate_file);
    }
    return MC_OK;
}

enum mc_err net_client_create(const struct net_settings *settings, struct net_client **out,
                              struct mc_error *err)
{
    enum mc_err rc = check_base_url(settings->base_url, err);
    if (rc == MC_OK) {
        rc = check_files(settings, err);
    }
    if (rc != MC_OK) {
        return rc;
    }
    MC_CHECK(curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK);
    struct net_client *client = MC_NEW(struct net_client);
    mc_copy_text(client->base_url, sizeof client->base_url, settings->base_url);
    size_t len = strlen(client->base_url);
    while (len > 0 && client->base_url[len - 1] == '/') {
        client->base_url[--len] = '\0';
    }
    client->ca_file = mc_strdup(settings->ca_file);
    if (settings->certificate_file != NULL && settings->certificate_file[0] != '\0') {
        client->certificate_file = mc_strdup(settings->certificate_file);
        client->key_file = mc_strdup(settings->key_file);
    }
    MC_CHECK(settings->receipt_key_count <= NET_RECEIPT_KEYS_MAX);
    memcpy(client->receipt_keys, settings->receipt_keys, sizeof client->receipt_keys);
    client->receipt_key_count = settings->receipt_key_count;
    client->upload_above_bytes =
        settings->upload_above_bytes > 0 ? settings->upload_above_bytes : NET_UPLOAD_ABOVE_BYTES;
    MC_CHECK(client->upload_above_bytes <= NET_UPLOAD_ABOVE_BYTES);
    client->multi = curl_multi_init();
    MC_CHECK(client->multi != NULL);
    atomic_init(&client->cancelled, false);
    *out = client;
    return MC_OK;
}

void net_client_destroy(struct net_client *client)
{
    if (client == NULL) {
        return;
    }
    atomic_store(&client->cancelled, true);
    while (client->busy > 0) {
        net_client_turn(client, 0);
    }
    (void)curl_multi_cleanup(client->multi);
    curl_global_cleanup();
    free(client->ca_file);
    free(client->certificate_file);
    free(client->key_file);
    free(client);
}

void net_client_cancel(struct net_client *client)
{
    atomic_store(&client->cancelled, true);
    net_client_wake(client);
}

void net_client_resume(struct net_client *client)
{
    atomic_store(&client->cancelled, false);
}

void net_client_wake(struct net_client *client)
{
    (void)curl_multi_wakeup(client->multi);
}

size_t net_client_busy(const struct net_client *client)
{
    return client->busy;
}

/* ---- One request ---- */

static size_t take_body(char *bytes, size_t size, size_t count, void *context)
{
    struct net_answer *answer = context;
    mc_buffer_put(&answer->body, bytes, size * count);
    return answer->body.overflowed ? 0 : size * count;
}

/* NOLINTNEXTLINE(readability-non-const-parameter): the type is libcurl's */
static size_t take_header(char *bytes, size_t size, size_t count, void *context)
{
    (void)bytes;
    struct net_answer *answer = context;
    answer->header_bytes += size * count;
    return answer->header_bytes > NET_HEADERS_MAX_BYTES ? 0 : size * count;
}

static void set(CURL *easy, CURLoption option, long value)
{
    MC_CHECK(curl_easy_setopt(easy, option, value) == CURLE_OK);
}

static void set_text(CURL *easy, CURLoption option, const char *value)
{
    MC_CHECK(curl_easy_setopt(easy, option, value) == CURLE_OK);
}

static void set_tls(const struct net_client *client, CURL *easy)
{
    set_text(easy, CURLOPT_PROTOCOLS_STR, "https");
    set_text(easy, CURLOPT_PROXY, "");
    set_text(easy, CURLOPT_CAINFO, client->ca_file);
    set_text(easy, CURLOPT_CAPATH, NULL);
    set(easy, CURLOPT_SSL_VERIFYPEER, 1L);
    set(easy, CURLOPT_SSL_VERIFYHOST, 2L);
    set(easy, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2);
    if (client->certificate_file != NULL) {
        set_text(easy, CURLOPT_SSLCERT, client->certificate_file);
        set_text(easy, CURLOPT_SSLKEY, client->key_file);
    }
}

static void set_method(CURL *easy, const struct net_request *request)
{
    if (strcmp(request->method, "HEAD") == 0) {
        set(easy, CURLOPT_NOBODY, 1L);
    } else if (strcmp(request->method, "GET") != 0) {
        set(easy, CURLOPT_POST, 1L);
        set_text(easy, CURLOPT_POSTFIELDS, request->body != NULL ? request->body : "");
        MC_CHECK(curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
                                  (curl_off_t)request->body_len) == CURLE_OK);
        set_text(easy, CURLOPT_CUSTOMREQUEST, request->method);
    }
}

struct net_transfer *net_transfer_make(struct net_client *client, const struct net_request *request)
{
    struct net_transfer *transfer = MC_NEW(struct net_transfer);
    CURL *easy = curl_easy_init();
    MC_CHECK(easy != NULL && request->timeout_ms > 0);
    char url[NET_URL_BYTES + sizeof request->path];
    (void)snprintf(url, sizeof url, "%s%s", client->base_url, request->path);
    transfer->easy = easy;
    mc_buffer_init(&transfer->answer.body, request->answer_max_bytes);
    set_text(easy, CURLOPT_URL, url);
    set_tls(client, easy);
    set_method(easy, request);
    set(easy, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
    set(easy, CURLOPT_FOLLOWLOCATION, 0L);
    set(easy, CURLOPT_NOSIGNAL, 1L);
    set(easy, CURLOPT_TIMEOUT_MS, request->timeout_ms);
    set(easy, CURLOPT_CONNECTTIMEOUT_MS,
        request->timeout_ms < NET_CONNECT_TIMEOUT_MS ? request->timeout_ms
                                                     : NET_CONNECT_TIMEOUT_MS);
    MC_CHECK(curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body) == CURLE_OK);
    MC_CHECK(curl_easy_setopt(easy, CURLOPT_WRITEDATA, &transfer->answer) == CURLE_OK);
    MC_CHECK(curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_header) == CURLE_OK);
    MC_CHECK(curl_easy_setopt(easy, CURLOPT_HEADERDATA, &transfer->answer) == CURLE_OK);
    MC_CHECK(curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, transfer->answer.why) == CURLE_OK);
    MC_CHECK(curl_easy_setopt(easy, CURLOPT_PRIVATE, transfer) == CURLE_OK);
    net_transfer_header(transfer, "Accept", "application/json, application/problem+json");
    /* No "Expect: 100-continue": it would only cost a turn. */
    net_transfer_header(transfer, "Expect", "");
    return transfer;
}

struct net_transfer *net_transfer_post(struct net_client *client, const char *path,
                                       const char *media_type, const void *body, size_t len,
                                       int timeout_ms)
{
    struct net_request request = {.method = "POST",
                                  .body = body,
                                  .body_len = len,
                                  .answer_max_bytes = NET_ANSWER_MAX_BYTES,
                                  .timeout_ms = timeout_ms};
    mc_copy_text(request.path, sizeof request.path, path);
    struct net_transfer *transfer = net_transfer_make(client, &request);
    net_transfer_header(transfer, "Content-Type", media_type);
    return transfer;
}

void net_transfer_header(struct net_transfer *transfer, const char *name, const char *value)
{
    char line[NET_HEADER_BYTES];
    int n = snprintf(line, sizeof line, value[0] != '\0' ? "%s: %s" : "%s:%s", name, value);
    MC_CHECK(n > 0 && (size_t)n < sizeof line);
    struct curl_slist *longer = curl_slist_append(transfer->headers, line);
    MC_CHECK(longer != NULL);
    transfer->headers = longer;
    mc_wipe(line, sizeof line);
}

void net_transfer_start(struct net_client *client, struct net_transfer *transfer, net_ended *ended,
                        void *context)
{
    MC_CHECK(curl_easy_setopt(transfer->easy, CURLOPT_HTTPHEADER, transfer->headers) == CURLE_OK);
    transfer->ended = ended;
    transfer->context = context;
    MC_CHECK(curl_multi_add_handle(client->multi, transfer->easy) == CURLM_OK);
    transfer->next = client->transfers;
    client->transfers = transfer;
    client->busy++;
}

/* ---- The answer ---- */

static bool is_type(const char *content_type, const char *type)
{
    size_t len = strlen(type);
    return content_type != NULL && strncasecmp(content_type, type, len) == 0 &&
           (content_type[len] == '\0' || content_type[len] == ';' || content_type[len] == ' ');
}

/* NULL if there is none of that name. Borrowed until the next one. */
static const char *header_of(CURL *easy, const char *name)
{
    struct curl_header *header = NULL;
    return curl_easy_header(easy, name, 0, CURLH_HEADER, -1, &header) == CURLHE_OK ? header->value
                                                                                   : NULL;
}

/* A whole number without a sign; -1 for anything else. */
static int64_t number_of(const char *text)
{
    size_t digits = text != NULL ? strspn(text, "0123456789") : 0;
    bool plain = digits > 0 && digits <= 18 && text[digits] == '\0';
    return plain ? strtoll(text, NULL, 10) : -1;
}

/* RFC 9110 section 10.2.3: seconds, or a date, which is held against the peer's own clock, since
 * the kiosk's may be wrong. */
static int64_t retry_after_of(CURL *easy)
{
    char text[64];
    const char *header = header_of(easy, "Retry-After");
    if (header == NULL || strlen(header) >= sizeof text) {
        return 0;
    }
    mc_copy_text(text, sizeof text, header);
    int64_t wait_s = number_of(text);
    if (wait_s < 0) {
        time_t then = curl_getdate(text, NULL);
        const char *date = header_of(easy, "Date");
        time_t now = date != NULL ? curl_getdate(date, NULL) : -1;
        wait_s = then >= 0 && now >= 0 && then > now ? then - now : 0;
    }
    return wait_s < NET_RETRY_AFTER_MAX_S ? wait_s : NET_RETRY_AFTER_MAX_S;
}

static void read_answer(CURL *easy, struct net_answer *answer)
{
    const char *type = NULL;
    (void)curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &answer->status);
    (void)curl_easy_getinfo(easy, CURLINFO_CONTENT_TYPE, &type);
    answer->json = is_type(type, "application/json");
    answer->problem = is_type(type, "application/problem+json");
    const char *encoding = header_of(easy, "Content-Encoding");
    answer->gzip = encoding != NULL && strcasecmp(encoding, "gzip") == 0;
    const char *signature = header_of(easy, "X-Catalogue-Signature");
    mc_copy_text(answer->signature, sizeof answer->signature, signature != NULL ? signature : "");
    const char *permit = header_of(easy, "X-Rating-Permit");
    if (permit != NULL && rating_permit_valid(permit)) {
        mc_copy_text(answer->rating_permit, sizeof answer->rating_permit, permit);
    }
    answer->upload_offset = number_of(header_of(easy, "Upload-Offset"));
    answer->upload_length = number_of(header_of(easy, "Upload-Length"));
    answer->retry_after_s = retry_after_of(easy);
}

static enum mc_err fail_curl(const struct net_answer *answer, CURLcode code, struct mc_error *err)
{
    if (answer->body.overflowed || answer->header_bytes > NET_HEADERS_MAX_BYTES) {
        return mc_fail(err, MC_ETOOBIG, "answer over its maximum");
    }
    return mc_fail(err, code == CURLE_OPERATION_TIMEDOUT ? MC_ETIMEOUT : MC_EIO, "%s",
                   answer->why[0] != '\0' ? answer->why : curl_easy_strerror(code));
}

static void free_transfer(struct net_transfer *transfer)
{
    curl_easy_cleanup(transfer->easy);
    for (struct curl_slist *at = transfer->headers; at != NULL; at = at->next) {
        mc_wipe(at->data, strlen(at->data));
    }
    curl_slist_free_all(transfer->headers);
    if (transfer->answer.body.bytes != NULL) {
        mc_wipe(transfer->answer.body.bytes, transfer->answer.body.capacity);
    }
    mc_buffer_finish(&transfer->answer.body);
    free(transfer);
}

/* Takes it out of the list, calls back and frees it. */
static void end_transfer(struct net_client *client, struct net_transfer *transfer, enum mc_err rc,
                         const struct mc_error *err)
{
    struct net_transfer **at = &client->transfers;
    while (*at != transfer) {
        at = &(*at)->next;
    }
    *at = transfer->next;
    client->busy--;
    MC_CHECK(curl_multi_remove_handle(client->multi, transfer->easy) == CURLM_OK);
    transfer->ended(transfer->context, rc, &transfer->answer, err);
    free_transfer(transfer);
}

static void end_all(struct net_client *client, enum mc_err rc, const char *why)
{
    /* A call that ends here may start its next request, which ends here, too. */
    while (client->transfers != NULL) {
        struct mc_error err;
        (void)mc_fail(&err, rc, "%s", why);
        end_transfer(client, client->transfers, rc, &err);
    }
}

static void end_done(struct net_client *client)
{
    int left = 0;
    const CURLMsg *message = NULL;
    while ((message = curl_multi_info_read(client->multi, &left)) != NULL) {
        struct net_transfer *transfer = NULL;
        CURLcode code = message->data.result;
        MC_CHECK(message->msg == CURLMSG_DONE);
        MC_CHECK(curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer) == CURLE_OK);
        struct mc_error err = {0};
        enum mc_err rc = MC_OK;
        if (code == CURLE_OK) {
            read_answer(transfer->easy, &transfer->answer);
        } else {
            rc = fail_curl(&transfer->answer, code, &err);
        }
        end_transfer(client, transfer, rc, &err);
    }
}

void net_client_turn(struct net_client *client, int timeout_ms)
{
    if (atomic_load(&client->cancelled)) {
        end_all(client, MC_ECANCELLED, "call to the service cancelled");
        return;
    }
    int running = 0;
    if (curl_multi_perform(client->multi, &running) != CURLM_OK) {
        end_all(client, MC_EIO, "libcurl cannot go on");
        return;
    }
    size_t before = client->busy;
    end_done(client);
    if (before == client->busy && timeout_ms != 0) {
        mc_wipe_stack();
        (void)curl_multi_poll(client->multi, NULL, 0, timeout_ms, NULL);
    }
}
