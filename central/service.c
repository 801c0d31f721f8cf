#include "central/service.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "central/service_internal.h"
#include "core/log.h"
#include "core/memory.h"
#include "core/text.h"

const char *service_agency_name(const struct service *service, const char *code,
                                enum mc_language language)
{
    const struct agency *agency =
        service->directory != NULL ? agency_directory_find(service->directory, code) : NULL;
    return agency != NULL ? mc_text_in(&agency->name, language) : code;
}

void service_fail(struct http_answer *answer, const struct mc_error *err)
{
    mc_log_error("service", "storage", err);
    http_set_problem(answer, &http_unavailable, "Try again later with the same idempotency key.",
                     NULL);
    http_set_header(answer, "Retry-After", "5");
}

enum mc_err service_look_up(const struct service *service, const char *code, const char *token,
                            struct storage_dossier *out, struct mc_error *err)
{
    if (token == NULL || !mc_token_valid(token) || dossier_code_kind(code) == DOSSIER_CODE_NONE) {
        return mc_fail(err, MC_ENOTFOUND, "no such dossier");
    }
    char hash[MC_SHA256_CHARS + 1];
    mc_sha256_hex(token, strlen(token), hash);
    return storage_find(service->storage, code, hash, out, err);
}

static void get_health(const struct service *service, const struct http_request *request,
                       const char *code, struct http_answer *answer)
{
    (void)request;
    (void)code;
    struct mc_error err;
    if (storage_check(service->storage, &err) != MC_OK) {
        service_fail(answer, &err);
        return;
    }
    cJSON *object = cJSON_CreateObject();
    MC_CHECK(object != NULL);
    (void)cJSON_AddStringToObject(object, "status", "ok");
    http_set_json(answer, 200, object);
}

/* Only for those who are to read it; to others there is nothing at this address. */
static void get_metrics(const struct service *service, const struct http_request *request,
                        const char *code, struct http_answer *answer)
{
    (void)code;
    if (request->address == NULL || !peer_is_one_of(&service->metrics_readers, request->address)) {
        http_set_problem(answer, &http_not_found, NULL, NULL);
        return;
    }
    service_count_devices(service, request->now_s);
    http_set_body(answer, 200, METRICS_TYPE, metrics_print(service->metrics));
}

static void get_css(const struct service *service, const struct http_request *request,
                    const char *code, struct http_answer *answer)
{
    (void)request;
    (void)code;
    http_set_body(answer, 200, HTTP_TYPE_CSS, mc_strdup(service->page_css));
    http_set_header(answer, "Cache-Control", "public, max-age=3600");
}

struct route {
    const char *path;   /* with a '/' at its end: a code follows */
    const char *suffix; /* behind the code; "" for nothing */
    const char *method;
    const char *allow;
    const char *name; /* in the log */
    void (*handle)(const struct service *service, const struct http_request *request,
                   const char *code, struct http_answer *answer);
};
static const struct route routes[] = {
    {"/v1/dossiers", "", "POST", "POST", "POST /v1/dossiers", service_post_dossier},
    {"/v1/dossiers/", "", "GET", "GET, HEAD", "GET /v1/dossiers/{code}", service_get_dossier},
    {"/v1/dossiers/", "/rating", "POST", "POST", "POST /v1/dossiers/{code}/rating",
     service_post_rating},
    {"/v1/uploads", "", "OPTIONS", "OPTIONS, POST", "OPTIONS /v1/uploads", service_get_uploads},
    {"/v1/uploads", "", "POST", "OPTIONS, POST", "POST /v1/uploads", service_post_upload},
    {"/v1/uploads/", "", "HEAD", "HEAD, PATCH", "HEAD /v1/uploads/{key}", service_head_upload},
    {"/v1/uploads/", "", "PATCH", "HEAD, PATCH", "PATCH /v1/uploads/{key}", service_patch_upload},
    {"/v1/lookups", "", "POST", "POST", "POST /v1/lookups", service_post_lookup},
    {"/v1/enrolments", "", "POST", "POST", "POST /v1/enrolments", service_post_enrolment},
    {"/v1/certificates", "", "POST", "POST", "POST /v1/certificates", service_post_certificate},
    {"/v1/device-reports", "", "POST", "POST", "POST /v1/device-reports",
     service_post_device_report},
    {"/v1/catalogue", "", "GET", "GET, HEAD", "GET /v1/catalogue", service_get_catalogue},
    {"/v1/catalogue/bundle", "", "GET", "GET, HEAD", "GET /v1/catalogue/bundle",
     service_get_bundle},
    {"/v1/office/queue", "", "GET", "GET, HEAD", "GET /v1/office/queue", service_get_queue},
    {"/v1/office/dossiers/", "", "GET", "GET, HEAD", "GET /v1/office/dossiers/{code}",
     service_get_office_dossier},
    {"/v1/office/dossiers/", "/body", "GET", "GET, HEAD", "GET /v1/office/dossiers/{code}/body",
     service_get_body},
    {"/v1/office/dossiers/", "/actions", "POST", "POST", "POST /v1/office/dossiers/{code}/actions",
     service_post_action},
    {"/v1/office/statistics", "", "GET", "GET, HEAD", "GET /v1/office/statistics",
     service_get_statistics},
    {"/v1/office/audit", "", "GET", "GET, HEAD", "GET /v1/office/audit", service_get_audit},
    {"/r/", "", "GET", "GET, HEAD", "GET /r/{code}", service_get_page},
    {"/r/", "/rating", "POST", "POST", "POST /r/{code}/rating", service_post_page_rating},
    {"/p/", "", "GET", "GET, HEAD", "GET /p/{code}", service_get_guide},
    {"/page.css", "", "GET", "GET, HEAD", "GET /page.css", get_css},
    {"/healthz", "", "GET", "GET, HEAD", "GET /healthz", get_health},
    {"/metrics", "", "GET", "GET, HEAD", "GET /metrics", get_metrics},
};

/* Fills in the code when the path is the route's. */
static bool route_matches(const struct route *route, const char *path, char code[HTTP_PATH_MAX])
{
    size_t len = strlen(route->path);
    code[0] = '\0';
    if (route->path[len - 1] != '/') {
        return strcmp(route->path, path) == 0;
    }
    if (strncmp(route->path, path, len) != 0) {
        return false;
    }
    size_t code_len = strcspn(path + len, "/");
    if (code_len == 0 || code_len >= HTTP_PATH_MAX ||
        strcmp(path + len + code_len, route->suffix) != 0) {
        return false;
    }
    memcpy(code, path + len, code_len);
    code[code_len] = '\0';
    return true;
}

/* HEAD is taken wherever GET is. */
static bool route_takes(const struct route *route, const char *method)
{
    return strcmp(route->method, method) == 0 ||
           (strcmp(method, "HEAD") == 0 && strcmp(route->method, "GET") == 0);
}

/* What every answer carries; a handler may say otherwise. The page's style sheet is the only thing
 * a browser may load. */
static void set_common_headers(struct http_answer *answer)
{
    http_set_header(answer, "Cache-Control", "no-store");
    http_set_header(answer, "Referrer-Policy", "no-referrer");
    http_set_header(answer, "X-Content-Type-Options", "nosniff");
    http_set_header(answer, "X-Robots-Tag", "noindex, nofollow");
    http_set_header(answer, "Strict-Transport-Security", "max-age=31536000");
    http_set_header(answer, "Content-Security-Policy",
                    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; "
                    "frame-ancestors 'none'");
}

void service_handle(const struct service *service, const struct http_request *request,
                    struct http_answer *answer)
{
    *answer = (struct http_answer){.route = "unknown"};
    set_common_headers(answer);
    const struct route *other = NULL; /* of this path, for another method */
    for (size_t i = 0; i < sizeof routes / sizeof routes[0]; i++) {
        const struct route *route = &routes[i];
        char code[HTTP_PATH_MAX];
        if (!route_matches(route, request->path, code)) {
            continue;
        }
        if (route_takes(route, request->method)) {
            answer->route = route->name;
            route->handle(service, request, code, answer);
            return;
        }
        other = route;
    }
    if (other == NULL) {
        http_set_problem(answer, &http_not_found, NULL, NULL);
        return;
    }
    answer->route = other->name;
    http_set_problem(answer, &http_method, NULL, NULL);
    http_set_header(answer, "Allow", other->allow);
}

void service_refuse(const struct http_problem *problem, struct http_answer *answer)
{
    *answer = (struct http_answer){.route = "refused"};
    set_common_headers(answer);
    http_set_problem(answer, problem, NULL, NULL);
}

void service_limit(int64_t retry_after_s, struct http_answer *answer)
{
    char seconds[24];
    (void)snprintf(seconds, sizeof seconds, "%" PRId64, retry_after_s);
    http_set_problem(answer, &http_too_many, NULL, NULL);
    http_set_header(answer, "Retry-After", seconds);
}
