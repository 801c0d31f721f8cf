#include "central/server.h"

#include <errno.h>
#include <inttypes.h>
#include <microhttpd.h>
#include <netdb.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "core/clock.h"
#include "core/log.h"
#include "core/memory.h"

/* A body over the limit is still read to its end, and thrown away, up to this size: so that the
 * client gets to read the answer. */
#define DRAIN_MAX_BYTES         ((uint64_t)4 * 1024 * 1024)
#define CONNECTION_MEMORY_BYTES ((size_t)32 * 1024)
#define BACKLOG                 128
#define LENGTH_DIGITS_MAX       18
#define TLS_PRIORITIES          "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:%SERVER_PRECEDENCE"

struct server {
    struct MHD_Daemon *daemon;
    const struct service *service;
    uint16_t port;
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
    bool counted;
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
    } else if (bytes > 0) {
        exchange->expected = (size_t)bytes;
        exchange->body = mc_secret_alloc(exchange->expected);
    }
}

static void count(struct server *server, struct exchange *exchange)
{
    exchange->counted = true;
    (void)pthread_mutex_lock(&server->lock);
    server->under_way++;
    (void)pthread_mutex_unlock(&server->lock);
}

static bool is_stopping(struct server *server)
{
    (void)pthread_mutex_lock(&server->lock);
    bool stopping = server->stopping;
    (void)pthread_mutex_unlock(&server->lock);
    return stopping;
}

static enum MHD_Result send_answer(struct server *server, struct MHD_Connection *connection,
                                   struct exchange *exchange, struct http_answer *answer)
{
    struct MHD_Response *response =
        MHD_create_response_from_buffer(answer->body_len, answer->body, MHD_RESPMEM_MUST_COPY);
    MC_CHECK(response != NULL);
    (void)MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, answer->content_type);
    for (size_t i = 0; i < answer->header_count; i++) {
        (void)MHD_add_response_header(response, answer->headers[i].name, answer->headers[i].value);
    }
    if (is_stopping(server)) {
        (void)MHD_add_response_header(response, MHD_HTTP_HEADER_CONNECTION, "close");
    }
    mc_log(MC_LOG_INFO, "server", "%s %d %" PRId64 " ms", answer->route, answer->status,
           mc_clock_monotonic_ms() - exchange->started_ms);
    enum MHD_Result result = MHD_queue_response(connection, (unsigned)answer->status, response);
    MHD_destroy_response(response);
    return result;
}

static enum MHD_Result answer(struct server *server, struct MHD_Connection *connection,
                              struct exchange *exchange, const char *method, const char *path)
{
    struct http_answer answer = {0};
    if (exchange->refusal != NULL) {
        service_refuse(exchange->refusal, &answer);
    } else {
        struct http_request request = {
            .method = method,
            .path = path,
            .content_type = header(connection, MHD_HTTP_HEADER_CONTENT_TYPE),
            .idempotency_key = header(connection, "Idempotency-Key"),
            .receipt_token = header(connection, "X-Receipt-Token"),
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
        service_handle(server->service, &request, &answer);
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
        count(server, exchange);
        bool answer_now = false;
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
    if (exchange->counted) {
        (void)pthread_mutex_lock(&server->lock);
        server->under_way--;
        (void)pthread_cond_broadcast(&server->idle);
        (void)pthread_mutex_unlock(&server->lock);
    }
    mc_secret_free(exchange->body);
    free(exchange);
    *state = NULL;
}

static int bind_socket(const struct addrinfo *info, uint16_t *port, struct mc_error *err)
{
    int fd = socket(info->ai_family, info->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) {
        (void)mc_fail_sys(err, MC_EIO, errno, "socket");
        return -1;
    }
    int on = 1;
    struct sockaddr_storage bound = {0};
    socklen_t len = sizeof bound;
    if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
        bind(fd, info->ai_addr, info->ai_addrlen) != 0 || listen(fd, BACKLOG) != 0 ||
        getsockname(fd, (struct sockaddr *)&bound, &len) != 0) {
        (void)mc_fail_sys(err, MC_EIO, errno, "listen");
        (void)close(fd);
        return -1;
    }
    char service[NI_MAXSERV] = "";
    (void)getnameinfo((struct sockaddr *)&bound, len, NULL, 0, service, sizeof service,
                      NI_NUMERICSERV);
    *port = (uint16_t)strtoul(service, NULL, 10);
    return fd;
}

static enum mc_err listen_on(const char *address, uint16_t wanted, int *fd, uint16_t *port,
                             struct mc_error *err)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM,
                             .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE};
    struct addrinfo *info = NULL;
    char service[8];
    (void)snprintf(service, sizeof service, "%u", (unsigned)wanted);
    if (getaddrinfo(address, service, &hints, &info) != 0) {
        return mc_fail(err, MC_EINVAL, "listen.address: \"%s\" is no IP address", address);
    }
    int bound = bind_socket(info, port, err);
    freeaddrinfo(info);
    if (bound < 0) {
        return MC_EIO;
    }
    *fd = bound;
    return MC_OK;
}

static struct MHD_Daemon *start_daemon(const struct server_settings *settings, int fd,
                                       struct server *server)
{
    return MHD_start_daemon(
        MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_POLL | MHD_USE_TLS, 0, NULL, NULL, on_request,
        server, MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_HTTPS_MEM_CERT, settings->certificate_pem,
        MHD_OPTION_HTTPS_MEM_KEY, settings->key_pem, MHD_OPTION_HTTPS_PRIORITIES, TLS_PRIORITIES,
        MHD_OPTION_NOTIFY_COMPLETED, on_completed, server, MHD_OPTION_CONNECTION_LIMIT,
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
    int fd = -1;
    enum mc_err rc = listen_on(settings->address, settings->port, &fd, &server->port, err);
    if (rc == MC_OK) {
        server->daemon = start_daemon(settings, fd, server);
        if (server->daemon == NULL) {
            (void)close(fd);
            rc = mc_fail(err, MC_EINVAL, "TLS: certificate and key do not work together");
        }
    }
    if (rc != MC_OK) {
        destroy(server);
        return rc;
    }
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
    int fd = MHD_quiesce_daemon(server->daemon);
    wait_idle(server, timeout_ms);
    MHD_stop_daemon(server->daemon);
    if (fd != MHD_INVALID_SOCKET) {
        (void)close(fd);
    }
    destroy(server);
}
