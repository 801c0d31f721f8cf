#include "central/server.h"

#include <gnutls/gnutls.h>
#include <inttypes.h>
#include <microhttpd.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "central/descriptors.h"
#include "central/listener.h"
#include "core/clock.h"
#include "core/log.h"
#include "core/memory.h"
#include "core/steps.h"

/* A body over the limit is still read to its end, and thrown away, up to this size: so that the
 * client gets to read the answer. */
#define DRAIN_MAX_BYTES         ((uint64_t)4 * 1024 * 1024)
#define CONNECTION_MEMORY_BYTES ((size_t)32 * 1024)
#define LENGTH_DIGITS_MAX       18
#define TLS_PRIORITIES          "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:%SERVER_PRECEDENCE"

struct server {
    struct MHD_Daemon *daemon;
    struct listener *listener;
    const struct service *service;
    const struct peer_proxies *proxies;
    struct limiter *address_limiter;
    struct watch *watch;
    uint16_t port;
    int descriptors_end;  /* of connections' sockets */
    pthread_mutex_t lock; /* over the rest */
    pthread_cond_t idle;
    size_t under_way;
    bool stopping;
};

/* One request, from its headers to the end of its answer. */
struct exchange {
    const struct http_problem *refusal; /* decided by the headers */
    uint8_t *body;                      /* secret */
    size_t body_len;
    size_t expected;
    uint64_t drained_bytes; /* thrown away */
    int64_t started_ms;
    struct watch_connection *connection;
    bool proxied;
    int64_t retry_after_s; /* not 0: too many requests */
    char address[PEER_ADDRESS_BYTES];
};

static const char *header(struct MHD_Connection *connection, const char *name)
{
    return MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
}

static const char *argument(struct MHD_Connection *connection, const char *name)
{
    return MHD_lookup_connection_value(connection, MHD_GET_ARGUMENT_KIND, name);
}

static enum MHD_Result add_parameter(void *context, enum MHD_ValueKind kind, const char *name,
                                     const char *value)
{
    (void)kind;
    struct http_request *request = context;
    if (request->query_count == HTTP_QUERY_MAX) {
        return MHD_NO;
    }
    request->query[request->query_count++] =
        (struct http_parameter){name, value != NULL ? value : ""};
    return MHD_YES;
}

/* False if the header is not a plain number. */
static bool parse_length(const char *text, uint64_t *out)
{
    size_t digits = strspn(text, "0123456789");
    if (digits == 0 || digits > LENGTH_DIGITS_MAX || text[digits] != '\0') {
        return false;
    }
    *out = strtoull(text, NULL, 10);
    return true;
}

static bool takes_body(const char *method)
{
    return strcmp(method, "POST") == 0 || strcmp(method, "PUT") == 0 ||
           strcmp(method, "PATCH") == 0;
}

static void begin_body(struct exchange *exchange, struct MHD_Connection *connection,
                       const char *method, bool *answer_now)
{
    const char *length = header(connection, MHD_HTTP_HEADER_CONTENT_LENGTH);
    uint64_t bytes = 0;
    if (header(connection, MHD_HTTP_HEADER_TRANSFER_ENCODING) != NULL ||
        (length == NULL && takes_body(method)) ||
        (length != NULL && !parse_length(length, &bytes))) {
        exchange->refusal = &http_length_required;
    } else if (bytes > HTTP_BODY_MAX_BYTES) {
        exchange->refusal = &http_too_large;
        *answer_now = bytes > DRAIN_MAX_BYTES;
    } else if (bytes > 0 &&
               exchange->refusal == NULL) { /* of who is over a limit nothing is held */
        exchange->expected = (size_t)bytes;
        exchange->body = mc_secret_alloc(exchange->expected);
    }
}

static void count(struct server *server, int change)
{
    (void)pthread_mutex_lock(&server->lock);
    server->under_way += (size_t)change;
    metrics_set(server->service->metrics, METRICS_UNDER_WAY, (int64_t)server->under_way);
    if (server->under_way == 0) {
        (void)pthread_cond_broadcast(&server->idle);
    }
    (void)pthread_mutex_unlock(&server->lock);
}

static void find_peer(const struct server *server, struct exchange *exchange,
                      struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    const union MHD_ConnectionInfo *own =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    exchange->connection = own->socket_context;
    peer_format_address(info->client_addr, exchange->address);
    exchange->proxied =
        peer_is_proxy(server->proxies, exchange->address, header(connection, PEER_HEADER_SECRET));
    const char *told = exchange->proxied ? header(connection, PEER_HEADER_ADDRESS) : NULL;
    if (told != NULL) {
        mc_copy_text(exchange->address, sizeof exchange->address, told);
    }
}

/* Refuses when the client is over its limit. */
static void take_token(struct server *server, struct exchange *exchange)
{
    if (server->address_limiter == NULL ||
        limiter_take(server->address_limiter, exchange->address, exchange->started_ms,
                     &exchange->retry_after_s)) {
        return;
    }
    metrics_count(server->service->metrics, METRICS_LIMITED_ADDRESS);
    exchange->refusal = &http_too_many;
}

static bool is_stopping(struct server *server)
{
    (void)pthread_mutex_lock(&server->lock);
    bool stopping = server->stopping;
    (void)pthread_mutex_unlock(&server->lock);
    return stopping;
}

/* Takes the body, or the loan of it. */
static struct MHD_Response *make_response(struct http_answer *answer)
{
    struct MHD_Response *response =
        answer->give_back != NULL
            ? MHD_create_response_from_buffer_with_free_callback_cls(
                  answer->body_len, answer->body, answer->give_back, answer->owner)
            : MHD_create_response_from_buffer(answer->body_len, answer->body,
                                              MHD_RESPMEM_MUST_FREE);
    MC_CHECK(response != NULL);
    answer->body = NULL;
    answer->give_back = NULL;
    return response;
}

static enum MHD_Result send_answer(struct server *server, struct MHD_Connection *connection,
                                   struct exchange *exchange, struct http_answer *answer)
{
    struct MHD_Response *response = make_response(answer);
    if (answer->content_type != NULL) {
        (void)MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, answer->content_type);
    }
    for (size_t i = 0; i < answer->header_count; i++) {
        (void)MHD_add_response_header(response, answer->headers[i].name, answer->headers[i].value);
    }
    if (is_stopping(server)) {
        (void)MHD_add_response_header(response, MHD_HTTP_HEADER_CONNECTION, "close");
    }
    int64_t took_ms = mc_clock_monotonic_ms() - exchange->started_ms;
    mc_log(MC_LOG_INFO, "server", "%s %d %" PRId64 " ms", answer->route, answer->status, took_ms);
    metrics_request(server->service->metrics, answer->route, answer->status, took_ms);
    watch_enter(server->watch, exchange->connection, WATCH_ANSWER);
    enum MHD_Result result = MHD_queue_response(connection, (unsigned)answer->status, response);
    MHD_destroy_response(response);
    return result;
}

/* The certificate that TLS has seen the key of. Borrowed as long as the connection. */
static void find_certificate(struct MHD_Connection *connection, struct http_request *request)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_GNUTLS_SESSION);
    unsigned count = 0;
    const gnutls_datum_t *certificates =
        info != NULL ? gnutls_certificate_get_peers(info->tls_session, &count) : NULL;
    if (certificates != NULL && count > 0) {
        request->certificate_der = certificates[0].data;
        request->certificate_len = certificates[0].size;
    }
}

static void handle(struct server *server, struct MHD_Connection *connection,
                   struct exchange *exchange, struct http_request *request,
                   struct http_answer *answer)
{
    char *passed_on = NULL;
    if (exchange->proxied) {
        passed_on = peer_decode_certificate(header(connection, PEER_HEADER_IDENTITY));
        request->certificate_pem = passed_on;
    } else {
        find_certificate(connection, request);
    }
    request->address = exchange->address;
    request->now_ms = exchange->started_ms;
    service_handle(server->service, request, answer);
    free(passed_on);
}

static enum MHD_Result answer(struct server *server, struct MHD_Connection *connection,
                              struct exchange *exchange, const char *method, const char *path)
{
    struct http_answer answer = {0};
    if (exchange->refusal != NULL) {
        service_refuse(exchange->refusal, &answer);
        if (exchange->retry_after_s > 0) {
            service_limit(exchange->retry_after_s, &answer);
        }
    } else {
        struct http_request request = {
            .method = method,
            .path = path,
            .content_type = header(connection, MHD_HTTP_HEADER_CONTENT_TYPE),
            .idempotency_key = header(connection, "Idempotency-Key"),
            .upload_length = header(connection, "Upload-Length"),
            .upload_offset = header(connection, "Upload-Offset"),
            .upload_checksum = header(connection, "Upload-Checksum"),
            .tus_resumable = header(connection, "Tus-Resumable"),
            .receipt_token = header(connection, "X-Receipt-Token"),
            .rating_permit = header(connection, "X-Rating-Permit"),
            .query_token = argument(connection, "t"),
            .query_language = argument(connection, "lang"),
            .query_from = argument(connection, "from"),
            .authorization = header(connection, MHD_HTTP_HEADER_AUTHORIZATION),
            .if_none_match = header(connection, "If-None-Match"),
            .accept_encoding = header(connection, "Accept-Encoding"),
            .body = exchange->body,
            .body_len = exchange->body_len,
            .now_s = mc_clock_unix_s()};
        (void)MHD_get_connection_values(connection, MHD_GET_ARGUMENT_KIND, add_parameter, &request);
        handle(server, connection, exchange, &request, &answer);
    }
    enum MHD_Result result = send_answer(server, connection, exchange, &answer);
    http_answer_finish(&answer);
    return result;
}

/* False when the peer sends more than it told, or than is worth reading to say no. */
static bool take_upload(struct exchange *exchange, const char *upload, size_t len)
{
    if (exchange->refusal != NULL) {
        exchange->drained_bytes += len;
        return exchange->drained_bytes <= DRAIN_MAX_BYTES;
    }
    if (len > exchange->expected - exchange->body_len) {
        return false;
    }
    memcpy(exchange->body + exchange->body_len, upload, len);
    exchange->body_len += len;
    return true;
}

static enum MHD_Result on_request(void *context, struct MHD_Connection *connection,
                                  const char *path, const char *method, const char *version,
                                  const char *upload, size_t *upload_len, void **state)
{
    (void)version;
    struct server *server = context;
    struct exchange *exchange = *state;
    if (exchange == NULL) {
        exchange = MC_NEW(struct exchange);
        *state = exchange;
        exchange->started_ms = mc_clock_monotonic_ms();
        count(server, 1);
        find_peer(server, exchange, connection);
        watch_enter(server->watch, exchange->connection, WATCH_BODY);
        bool answer_now = false;
        take_token(server, exchange);
        begin_body(exchange, connection, method, &answer_now);
        return answer_now ? answer(server, connection, exchange, method, path) : MHD_YES;
    }
    if (*upload_len > 0) {
        bool fine = take_upload(exchange, upload, *upload_len);
        *upload_len = 0;
        return fine ? MHD_YES : MHD_NO;
    }
    return answer(server, connection, exchange, method, path);
}

static void on_completed(void *context, struct MHD_Connection *connection, void **state,
                         enum MHD_RequestTerminationCode reason)
{
    (void)connection;
    (void)reason;
    struct server *server = context;
    struct exchange *exchange = *state;
    if (exchange == NULL) {
        return;
    }
    mc_step("completed");
    watch_enter(server->watch, exchange->connection, WATCH_IDLE);
    count(server, -1);
    mc_secret_free(exchange->body);
    free(exchange);
    *state = NULL;
}

static void on_connection(void *context, struct MHD_Connection *connection, void **own,
                          enum MHD_ConnectionNotificationCode code)
{
    struct server *server = context;
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        const union MHD_ConnectionInfo *info =
            MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
        *own = watch_add(server->watch, info->connect_fd);
    } else {
        watch_remove(server->watch, *own);
        *own = NULL;
    }
}

/* Dealt by the socket's number, so that no thread gets much more than its share: a request that
 * waits for the database holds up the others of its thread. Over a limit it is closed, which nobody
 * else would hear of. */
static void take_connection(void *context, int fd, const struct sockaddr *address, socklen_t len)
{
    const struct server *server = context;
    bool taken = false;
    if (fd < server->descriptors_end) {
        taken = MHD_add_connection(server->daemon, fd, address, len) == MHD_YES;
    } else {
        (void)close(fd);
    }
    if (!taken) {
        metrics_count(server->service->metrics, METRICS_REFUSED);
    }
}

static struct MHD_Daemon *start_daemon(const struct server_settings *settings,
                                       struct server *server)
{
    struct MHD_OptionItem authorities[] = {
        {MHD_OPTION_HTTPS_MEM_TRUST, 0, (void *)(uintptr_t)settings->client_authorities_pem},
        {MHD_OPTION_END, 0, NULL}};
    if (settings->client_authorities_pem == NULL) {
        authorities[0].option = MHD_OPTION_END;
    }
    return MHD_start_daemon(
        MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_POLL | MHD_USE_ITC | MHD_USE_TLS |
            MHD_USE_NO_LISTEN_SOCKET,
        0, NULL, NULL, on_request, server, MHD_OPTION_HTTPS_MEM_CERT, settings->certificate_pem,
        MHD_OPTION_HTTPS_MEM_KEY, settings->key_pem, MHD_OPTION_HTTPS_PRIORITIES, TLS_PRIORITIES,
        MHD_OPTION_NOTIFY_COMPLETED, on_completed, server, MHD_OPTION_NOTIFY_CONNECTION,
        on_connection, server, MHD_OPTION_ARRAY, authorities, MHD_OPTION_CONNECTION_LIMIT,
        settings->connections, MHD_OPTION_PER_IP_CONNECTION_LIMIT,
        settings->connections_per_address, MHD_OPTION_CONNECTION_TIMEOUT, settings->timeout_s,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, CONNECTION_MEMORY_BYTES, MHD_OPTION_THREAD_POOL_SIZE,
        settings->threads, MHD_OPTION_END);
}

static void init_lock(struct server *server)
{
    pthread_condattr_t attributes;
    MC_CHECK(pthread_mutex_init(&server->lock, NULL) == 0);
    MC_CHECK(pthread_condattr_init(&attributes) == 0);
    MC_CHECK(pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) == 0);
    MC_CHECK(pthread_cond_init(&server->idle, &attributes) == 0);
    (void)pthread_condattr_destroy(&attributes);
}

static void destroy(struct server *server)
{
    watch_stop(server->watch);
    (void)pthread_cond_destroy(&server->idle);
    (void)pthread_mutex_destroy(&server->lock);
    free(server);
}

enum mc_err server_start(const struct server_settings *settings, struct server **out,
                         struct mc_error *err)
{
    if (MHD_is_feature_supported(MHD_FEATURE_TLS) != MHD_YES) {
        return mc_fail(err, MC_EUNSUPPORTED, "libmicrohttpd was built without TLS");
    }
    struct server *server = MC_NEW(struct server);
    init_lock(server);
    server->service = settings->service;
    server->proxies = settings->proxies;
    server->address_limiter = settings->address_limiter;
    server->descriptors_end = descriptors_for(settings->connections, settings->threads);
    server->watch = watch_start(settings->limits_ms, settings->service->metrics);
    enum mc_err rc = listener_open(settings->address, settings->port, &server->listener, err);
    if (rc == MC_OK) {
        server->daemon = start_daemon(settings, server);
        if (server->daemon == NULL) {
            rc = mc_fail(err, MC_EINVAL,
                         "HTTPS: certificate and key do not work together, or too few descriptors "
                         "for %u threads",
                         settings->threads);
        }
    }
    if (rc != MC_OK) {
        listener_stop(server->listener);
        destroy(server);
        return rc;
    }
    server->port = listener_port(server->listener);
    listener_start(server->listener, take_connection, server);
    *out = server;
    return MC_OK;
}

uint16_t server_port(const struct server *server)
{
    return server->port;
}

static void wait_idle(struct server *server, int timeout_ms)
{
    int64_t deadline_ms = mc_clock_monotonic_ms() + timeout_ms;
    struct timespec deadline = {.tv_sec = (time_t)(deadline_ms / 1000),
                                .tv_nsec = (long)(deadline_ms % 1000) * 1000000};
    (void)pthread_mutex_lock(&server->lock);
    server->stopping = true;
    int rc = 0;
    while (server->under_way > 0 && rc == 0) {
        rc = pthread_cond_timedwait(&server->idle, &server->lock, &deadline);
    }
    size_t left = server->under_way;
    (void)pthread_mutex_unlock(&server->lock);
    if (left > 0) {
        mc_log(MC_LOG_WARN, "server", "stopped with %zu requests unfinished", left);
    }
}

void server_stop(struct server *server, int timeout_ms)
{
    if (server == NULL) {
        return;
    }
    listener_stop(server->listener);
    wait_idle(server, timeout_ms);
    MHD_stop_daemon(server->daemon);
    destroy(server);
}
