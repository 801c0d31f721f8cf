/* /v1/office: officers' work. Who may do what is domain/office.h's; here are tokens and answers. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "central/service_office_internal.h"
#include "core/json.h"
#include "core/memory.h"

#define ACTION_MAX_BYTES ((size_t)8192)
#define CURSOR_BYTES     48
#define DIGITS_MAX       18

/* ---- Who asks ---- */

/* The token of "Bearer <token>" (RFC 6750 section 2.1); NULL if there is none. */
static const char *bearer(const struct http_request *request)
{
    static const char scheme[] = "Bearer ";
    const char *header = request->authorization;
    if (header == NULL || strncasecmp(header, scheme, sizeof scheme - 1) != 0) {
        return NULL;
    }
    const char *token = header + sizeof scheme - 1;
    return mc_token_valid(token) ? token : NULL;
}

bool service_office_enter(const struct service *service, const struct http_request *request,
                          struct storage_officer *officer, struct http_answer *answer)
{
    const char *token = bearer(request);
    struct mc_error err;
    enum mc_err rc = MC_ENOTFOUND;
    if (token != NULL) {
        char hash[MC_SHA256_CHARS + 1];
        mc_sha256_hex(token, strlen(token), hash);
        rc = storage_officer_by_token(service->storage, hash, officer, &err);
    }
    if (rc == MC_ENOTFOUND) {
        http_set_problem(answer, &http_unauthorised, NULL, NULL);
        http_set_header(answer, "WWW-Authenticate", "Bearer");
    } else if (rc != MC_OK) {
        service_fail(answer, &err);
    }
    return rc == MC_OK;
}

/* The same for those who work on dossiers. */
static bool enter_to_work(const struct service *service, const struct http_request *request,
                          struct storage_officer *officer, struct http_answer *answer)
{
    if (!service_office_enter(service, request, officer, answer)) {
        return false;
    }
    if (!officer_role_handles(officer->role)) {
        http_set_problem(answer, &http_forbidden, NULL, NULL);
        return false;
    }
    return true;
}

bool service_office_number(const char *text, int64_t *out)
{
    size_t len = strlen(text);
    if (len == 0 || len > DIGITS_MAX || strspn(text, "0123456789") != len) {
        return false;
    }
    *out = strtoll(text, NULL, 10);
    return true;
}

/* ---- The queue ---- */

struct queue_answer {
    const struct service *service;
    int64_t now_s;
    cJSON *list;
    int64_t last_due_s;
    int64_t last_id;
    size_t count;
};

static void add_state(cJSON *object, const struct storage_dossier *dossier, int64_t now_s)
{
    struct local_time due = local_time_from_unix(dossier->due_s);
    service_add_time(object, "due_at", dossier->due_s);
    (void)cJSON_AddBoolToObject(object, "late",
                                office_is_late(dossier->status, due, local_time_from_unix(now_s)));
    (void)cJSON_AddStringToObject(object, "channel", dossier->online ? "online" : "counter");
    (void)cJSON_AddStringToObject(object, "applicant", dossier->initials);
}

static void add_queued(void *context, int64_t id, const struct storage_dossier *dossier)
{
    struct queue_answer *queue = context;
    cJSON *item = cJSON_CreateObject();
    MC_CHECK(item != NULL);
    (void)cJSON_AddStringToObject(item, "code", dossier->code);
    (void)cJSON_AddStringToObject(item, "receiving_agency", dossier->agency);
    (void)cJSON_AddStringToObject(item, "deciding_agency", dossier->deciding_agency);
    (void)cJSON_AddStringToObject(item, "status", dossier_status_name(dossier->status));
    (void)cJSON_AddStringToObject(item, "procedure_code", dossier->procedure_code);
    (void)cJSON_AddStringToObject(item, "procedure_name", dossier->procedure_name);
    service_add_time(item, "received_at", dossier->received_s);
    service_add_time(item, "appointed_at", dossier->appointed_s);
    add_state(item, dossier, queue->now_s);
    (void)cJSON_AddItemToArray(queue->list, item);
    queue->last_due_s = dossier->due_s;
    queue->last_id = id;
    queue->count++;
}

/* "<due>-<id>", as the page before told it. */
static bool read_cursor(const char *text, struct storage_queue *out)
{
    char due[CURSOR_BYTES] = "";
    size_t len = strcspn(text, "-");
    if (text[len] != '-' || len >= sizeof due) {
        return false;
    }
    memcpy(due, text, len);
    return service_office_number(due, &out->after_due_s) &&
           service_office_number(text + len + 1, &out->after_id);
}

/* NULL, or the parameter that is wrong. */
static const char *read_queue(const struct http_request *request,
                              const struct storage_officer *officer, struct storage_queue *out)
{
    const char *status = http_query(request, "status");
    const char *limit = http_query(request, "limit");
    const char *after = http_query(request, "after");
    const char *agency = http_query(request, "agency");
    enum dossier_status value = DOSSIER_REGISTERED;
    int64_t most = STORAGE_QUEUE_MAX;
    if (status != NULL && !dossier_status_from_name(status, &value)) {
        return "status";
    }
    if (limit != NULL &&
        (!service_office_number(limit, &most) || most < 1 || most > STORAGE_QUEUE_MAX)) {
        return "limit";
    }
    if (after != NULL && !read_cursor(after, out)) {
        return "after";
    }
    if (agency != NULL && !dossier_agency_valid(agency)) {
        return "agency";
    }
    out->status = status != NULL ? (int)value : 0;
    out->most = (size_t)most;
    /* An officer of one agency sees that one's, whatever is asked for. */
    out->agency = officer->agency[0] != '\0' ? officer->agency : agency != NULL ? agency : "";
    return NULL;
}

void service_get_queue(const struct service *service, const struct http_request *request,
                       const char *code, struct http_answer *answer)
{
    (void)code;
    struct storage_officer officer;
    struct storage_queue queue = {0};
    struct mc_error err;
    if (!enter_to_work(service, request, &officer, answer)) {
        return;
    }
    const char *wrong = read_queue(request, &officer, &queue);
    if (wrong != NULL) {
        http_set_problem(answer, &http_invalid_query, NULL, wrong);
        return;
    }
    cJSON *object = cJSON_CreateObject();
    MC_CHECK(object != NULL);
    struct queue_answer out = {.service = service,
                               .now_s = request->now_s,
                               .list = cJSON_AddArrayToObject(object, "dossiers")};
    struct storage_queue_visitor visitor = {add_queued, &out};
    if (storage_queue(service->storage, &queue, &visitor, &err) != MC_OK) {
        cJSON_Delete(object);
        service_fail(answer, &err);
        return;
    }
    char next[CURSOR_BYTES] = "";
    if (out.count == queue.most) {
        (void)snprintf(next, sizeof next, "%" PRId64 "-%" PRId64, out.last_due_s, out.last_id);
    }
    (void)cJSON_AddStringToObject(object, "next", next);
    http_set_json(answer, 200, object);
}

/* ---- One dossier ---- */

static void add_actions(cJSON *object, enum dossier_status status)
{
    cJSON *list = cJSON_AddArrayToObject(object, "actions");
    enum dossier_status to = status;
    for (int action = 0; action < OFFICE_ACTION_COUNT; action++) {
        if (office_action_leads(status, (enum office_action)action, &to)) {
            (void)cJSON_AddItemToArray(
                list, cJSON_CreateString(office_action_name((enum office_action)action)));
        }
    }
}

static enum mc_err find_seen(const struct service *service, const struct storage_officer *officer,
                             const char *code, struct storage_dossier *out, struct mc_error *err)
{
    if (dossier_code_kind(code) == DOSSIER_CODE_NONE) {
        return mc_fail(err, MC_ENOTFOUND, "no dossier's code");
    }
    enum mc_err rc = storage_find(service->storage, code, NULL, out, err);
    if (rc == MC_OK && !storage_officer_sees(officer, out)) {
        rc = mc_fail(err, MC_ENOTFOUND, "another agency's");
    }
    return rc;
}

/* The answer to what could not be found or done. */
static void answer_fault(struct http_answer *answer, enum mc_err rc, const struct mc_error *err)
{
    if (rc == MC_ENOTFOUND || rc == MC_ECONFLICT) {
        http_set_problem(answer, &http_not_found,
                         rc == MC_ECONFLICT ? "Several dossiers carry this provisional code."
                                            : "No such dossier at this officer's agency.",
                         NULL);
    } else {
        service_fail(answer, err);
    }
}

void service_get_office_dossier(const struct service *service, const struct http_request *request,
                                const char *code, struct http_answer *answer)
{
    struct storage_officer officer;
    struct storage_dossier dossier = {0};
    struct mc_error err;
    if (!enter_to_work(service, request, &officer, answer)) {
        return;
    }
    enum mc_err rc = find_seen(service, &officer, code, &dossier, &err);
    if (rc == MC_OK) {
        cJSON *object = cJSON_CreateObject();
        MC_CHECK(object != NULL);
        (void)cJSON_AddItemToObject(object, "dossier", service_status_json(service, &dossier));
        add_state(object, &dossier, request->now_s);
        add_actions(object, dossier.status);
        http_set_json(answer, 200, object);
    } else {
        answer_fault(answer, rc, &err);
    }
    storage_dossier_finish(&dossier);
}

/* The media types bodies were taken in as; the header's must be a literal. */
static const char *known_type(const char *media_type)
{
    return strcmp(media_type, HTTP_TYPE_JSON) == 0 ? HTTP_TYPE_JSON : SEALED_MEDIA_TYPE;
}

void service_get_body(const struct service *service, const struct http_request *request,
                      const char *code, struct http_answer *answer)
{
    struct storage_officer officer;
    char media_type[STORAGE_MEDIA_TYPE_BYTES];
    char *body = NULL;
    size_t len = 0;
    struct mc_error err;
    if (!enter_to_work(service, request, &officer, answer)) {
        return;
    }
    enum mc_err rc = dossier_code_kind(code) == DOSSIER_CODE_NONE
                         ? mc_fail(&err, MC_ENOTFOUND, "no dossier's code")
                         : storage_open_body(service->storage, &officer, code, request->now_s,
                                             &body, &len, media_type, &err);
    if (rc != MC_OK) {
        answer_fault(answer, rc, &err);
        return;
    }
    char *copy = mc_calloc(len + 1, 1);
    memcpy(copy, body, len);
    mc_secret_free(body);
    http_set_bytes(answer, 200, known_type(media_type), copy, len);
}

/* ---- Acting ---- */

static enum mc_err read_action(const cJSON *json, struct storage_act *out, struct mc_error *err)
{
    static const char *const keys[] = {"action", "reason", "date", "agency", NULL};
    const char *action = NULL;
    const char *date = NULL;
    enum mc_err rc = cJSON_IsObject(json) ? mc_json_only_keys(json, "act", keys, err)
                                          : mc_fail(err, MC_EPARSE, "act: expected an object");
    if (rc == MC_OK) {
        rc = mc_json_text(json, "act", "action", &action, err);
    }
    if (rc == MC_OK && !office_action_from_name(action, &out->action)) {
        rc = mc_fail(err, MC_EPARSE, "act.action: not one of the actions");
    }
    if (rc == MC_OK && mc_json_find(json, "reason") != NULL) {
        rc = mc_json_text(json, "act", "reason", &out->reason, err);
    }
    if (rc == MC_OK && mc_json_find(json, "agency") != NULL) {
        rc = mc_json_text(json, "act", "agency", &out->forward, err);
    }
    if (rc == MC_OK && mc_json_find(json, "date") != NULL) {
        rc = mc_json_text(json, "act", "date", &date, err);
        if (rc == MC_OK && !date_parse_iso(date, &out->date)) {
            rc = mc_fail(err, MC_EPARSE, "act.date: expected YYYY-MM-DD");
        }
    }
    return rc;
}

/* What is said to each verdict, and of which member of the body. */
static const struct {
    const struct http_problem *problem;
    const char *detail;
    const char *member;
} verdict_answers[OFFICE_VERDICT_COUNT] = {
    [OFFICE_NOT_NOW] = {&http_not_now, NULL, "act.action"},
    [OFFICE_NOT_THEIRS] = {&http_forbidden, NULL, "act.action"},
    [OFFICE_REASON_MISSING] = {&http_invalid_body,
                               "A reason is needed that the citizen can read, under 1024 bytes.",
                               "act.reason"},
    [OFFICE_DATE_MISSING] = {&http_invalid_body, "A date is needed.", "act.date"},
    [OFFICE_DATE_WRONG] = {&http_invalid_body,
                           "A working day after today is expected, for an apology after the "
                           "appointed one, too, within a year.",
                           "act.date"},
    [OFFICE_APOLOGY_FIRST] = {&http_apology_first, NULL, "act.action"},
    [OFFICE_APOLOGY_SPENT] = {&http_apology_spent, NULL, "act.action"},
    [OFFICE_AGENCY_WRONG] = {&http_invalid_body, "No such agency, or it decides already.",
                             "act.agency"},
};

static void answer_act(struct http_answer *answer, const struct storage_act_result *result)
{
    if (result->verdict != OFFICE_FINE) {
        http_set_problem(answer, verdict_answers[result->verdict].problem,
                         verdict_answers[result->verdict].detail,
                         verdict_answers[result->verdict].member);
        return;
    }
    cJSON *object = cJSON_CreateObject();
    MC_CHECK(object != NULL);
    (void)cJSON_AddStringToObject(object, "code", result->code);
    (void)cJSON_AddStringToObject(object, "status", dossier_status_name(result->status));
    (void)cJSON_AddNumberToObject(object, "status_code", result->status);
    service_add_time(object, "appointed_at", result->appointed_s);
    service_add_time(object, "due_at", result->due_s);
    add_actions(object, result->status);
    http_set_json(answer, 200, object);
}

static bool agency_known(const struct service *service, const char *code)
{
    return service->directory != NULL ? agency_directory_find(service->directory, code) != NULL
                                      : dossier_agency_valid(code);
}

static void act(const struct service *service, struct storage_act *wanted, const cJSON *json,
                struct http_answer *answer)
{
    struct storage_act_result result;
    struct mc_error err;
    if (read_action(json, wanted, &err) != MC_OK) {
        service_refuse_member(answer, &err, "act");
        return;
    }
    wanted->forward_known = wanted->forward[0] != '\0' && agency_known(service, wanted->forward);
    enum mc_err rc = storage_act(service->storage, wanted, &result, &err);
    if (rc == MC_OK) {
        answer_act(answer, &result);
    } else {
        answer_fault(answer, rc, &err);
    }
}

void service_post_action(const struct service *service, const struct http_request *request,
                         const char *code, struct http_answer *answer)
{
    struct storage_officer officer;
    cJSON *json = NULL;
    struct mc_error err;
    if (!enter_to_work(service, request, &officer, answer)) {
        return;
    }
    if (!service_type_is(request->content_type, HTTP_TYPE_JSON)) {
        http_set_problem(answer, &http_media_type, "Expected application/json.", NULL);
        return;
    }
    if (dossier_code_kind(code) == DOSSIER_CODE_NONE) {
        http_set_problem(answer, &http_not_found, "No dossier's code.", NULL);
        return;
    }
    if (mc_json_parse(request->body, request->body_len, ACTION_MAX_BYTES, &json, &err) != MC_OK) {
        service_refuse_member(answer, &err, "act");
        return;
    }
    struct storage_act wanted = {.code = code,
                                 .officer = &officer,
                                 .calendar = service->calendar,
                                 .reason = "",
                                 .forward = "",
                                 .at_s = request->now_s};
    act(service, &wanted, json, answer);
    cJSON_Delete(json);
}
