#include "central/service.h"

#include <stdlib.h>
#include <string.h>

#include "central/service_internal.h"
#include "core/log.h"
#include "core/memory.h"
#include "core/text.h"

const struct service_agency *service_find_agency(const struct service *service, const char *code)
{
    for (size_t i = 0; i < service->agency_count; i++) {
        if (strcmp(service->agencies[i].code, code) == 0) {
            return &service->agencies[i];
        }
    }
    return NULL;
}

static enum mc_err parse_agency(char *entry, struct service_agency *out, struct mc_error *err)
{
    char *name = strchr(entry, '=');
    if (name == NULL) {
        return mc_fail(err, MC_EPARSE, "agencies: expected CODE=name");
    }
    *name++ = '\0';
    mc_text_trim(entry);
    mc_text_trim(name);
    if (!dossier_agency_valid(entry)) {
        return mc_fail(err, MC_EPARSE, "agencies: \"%s\" is no agency code", entry);
    }
    if (name[0] == '\0' || strlen(name) >= sizeof out->name) {
        return mc_fail(err, MC_ETOOBIG, "agencies: %s: name of 1 to %zu bytes expected", entry,
                       sizeof out->name - 1);
    }
    mc_copy_text(out->code, sizeof out->code, entry);
    mc_copy_text(out->name, sizeof out->name, name);
    return MC_OK;
}

enum mc_err service_parse_agencies(const char *text, struct service *service, struct mc_error *err)
{
    char *copy = mc_strdup(text);
    char *rest = copy;
    struct service_agency agencies[SERVICE_AGENCIES_MAX] = {0};
    size_t count = 0;
    enum mc_err rc = MC_OK;
    for (char *entry = strtok_r(copy, ";", &rest); entry != NULL && rc == MC_OK;
         entry = strtok_r(NULL, ";", &rest)) {
        mc_text_trim(entry);
        if (entry[0] == '\0') {
            continue;
        }
        if (count == SERVICE_AGENCIES_MAX) {
            rc = mc_fail(err, MC_ETOOBIG, "agencies: more than %d", SERVICE_AGENCIES_MAX);
        } else {
            rc = parse_agency(entry, &agencies[count++], err);
        }
    }
    free(copy);
    if (rc == MC_OK) {
        memcpy(service->agencies, agencies, sizeof agencies);
        service->agency_count = count;
    }
    return rc;
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

static void get_css(const struct service *service, const struct http_request *request,
                    const char *code, struct http_answer *answer)
{
    (void)request;
    (void)code;
    http_set_body(answer, 200, HTTP_TYPE_CSS, mc_strdup(service->page_css));
    http_set_header(answer, "Cache-Control", "public, max-age=3600");
}

struct route {
    const char *path; /* with a '/' at its end: a code follows */
    const char *method;
    const char *allow;
    const char *name; /* in the log */
    void (*handle)(const struct service *service, const struct http_request *request,
                   const char *code, struct http_answer *answer);
};
static const struct route routes[] = {
    {"/v1/dossiers", "POST", "POST", "POST /v1/dossiers", service_post_dossier},
    {"/v1/dossiers/", "GET", "GET, HEAD", "GET /v1/dossiers/{code}", service_get_dossier},
    {"/v1/catalogue", "GET", "GET, HEAD", "GET /v1/catalogue", service_get_catalogue},
    {"/v1/catalogue/bundle", "GET", "GET, HEAD", "GET /v1/catalogue/bundle", service_get_bundle},
    {"/r/", "GET", "GET, HEAD", "GET /r/{code}", service_get_page},
    {"/p/", "GET", "GET, HEAD", "GET /p/{code}", service_get_guide},
    {"/page.css", "GET", "GET, HEAD", "GET /page.css", get_css},
    {"/healthz", "GET", "GET, HEAD", "GET /healthz", get_health},
};

static bool route_matches(const struct route *route, const char *path)
{
    size_t len = strlen(route->path);
    if (route->path[len - 1] != '/') {
        return strcmp(route->path, path) == 0;
    }
    return strncmp(route->path, path, len) == 0 && path[len] != '\0' &&
           strchr(path + len, '/') == NULL;
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
    bool head = strcmp(request->method, "HEAD") == 0;
    for (size_t i = 0; i < sizeof routes / sizeof routes[0]; i++) {
        const struct route *route = &routes[i];
        if (!route_matches(route, request->path)) {
            continue;
        }
        answer->route = route->name;
        if (strcmp(route->method, head ? "GET" : request->method) == 0) {
            route->handle(service, request, request->path + strlen(route->path), answer);
        } else {
            http_set_problem(answer, &http_method, NULL, NULL);
            http_set_header(answer, "Allow", route->allow);
        }
        return;
    }
    http_set_problem(answer, &http_not_found, NULL, NULL);
}

void service_refuse(const struct http_problem *problem, struct http_answer *answer)
{
    *answer = (struct http_answer){.route = "refused"};
    set_common_headers(answer);
    http_set_problem(answer, problem, NULL, NULL);
}
