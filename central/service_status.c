/* What is told of a dossier without opening it; and who decides it. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "central/service_internal.h"
#include "core/log.h"
#include "core/memory.h"

#define MEMBER_BYTES 128

void service_add_time(cJSON *object, const char *name, int64_t unix_s)
{
    char text[LOCAL_TIME_TEXT_BYTES];
    local_time_format_rfc3339(local_time_from_unix(unix_s), text);
    (void)cJSON_AddStringToObject(object, name, text);
}

bool service_type_is(const char *content_type, const char *type)
{
    size_t len = strlen(type);
    return content_type != NULL && strcspn(content_type, "; \t") == len &&
           strncasecmp(content_type, type, len) == 0;
}

void service_refuse_member(struct http_answer *answer, const struct mc_error *err, const char *root)
{
    if (err->code == MC_ETOOBIG && strchr(err->text, '.') == NULL) {
        http_set_problem(answer, &http_too_large, err->text, NULL);
        return;
    }
    char member[MEMBER_BYTES] = "";
    size_t len = strcspn(err->text, ": ");
    if (strncmp(err->text, root, strlen(root)) == 0 && err->text[len] == ':' &&
        len < sizeof member) {
        memcpy(member, err->text, len);
    }
    http_set_problem(answer, &http_invalid_body, err->text, member[0] != '\0' ? member : NULL);
}

/* ---- The status ---- */

static cJSON *add_item(cJSON *list)
{
    cJSON *item = cJSON_CreateObject();
    MC_CHECK(item != NULL);
    (void)cJSON_AddItemToArray(list, item);
    return item;
}

static void add_history(cJSON *object, const struct storage_dossier *dossier)
{
    cJSON *list = cJSON_AddArrayToObject(object, "history");
    for (size_t i = 0; i < dossier->history_count; i++) {
        const struct storage_event *event = &dossier->history[i];
        cJSON *item = add_item(list);
        (void)cJSON_AddStringToObject(item, "status", dossier_status_name(event->status));
        (void)cJSON_AddStringToObject(item, "action", event->action);
        service_add_time(item, "at", event->at_s);
        (void)cJSON_AddStringToObject(item, "note", event->note);
    }
}

static void add_appointments(cJSON *object, const struct storage_dossier *dossier)
{
    cJSON *list = cJSON_AddArrayToObject(object, "appointments");
    for (size_t i = 0; i < dossier->appointment_count; i++) {
        const struct storage_appointment *moved = &dossier->appointments[i];
        cJSON *item = add_item(list);
        (void)cJSON_AddStringToObject(item, "cause", moved->cause);
        service_add_time(item, "at", moved->at_s);
        service_add_time(item, "previous", moved->previous_s);
        service_add_time(item, "appointed", moved->appointed_s);
        (void)cJSON_AddStringToObject(item, "reason", moved->reason);
    }
}

static void add_agency(cJSON *object, const struct service *service, const char *key,
                       const char *code)
{
    cJSON *agency = cJSON_AddObjectToObject(object, key);
    (void)cJSON_AddStringToObject(agency, "code", code);
    (void)cJSON_AddStringToObject(agency, "name",
                                  service_agency_name(service, code, MC_LANGUAGE_VI));
}

static const char *rating_state(const struct storage_dossier *dossier)
{
    if (dossier->rated) {
        return "given";
    }
    return service_can_be_rated(dossier) ? "open" : "not_yet";
}

cJSON *service_status_json(const struct service *service, const struct storage_dossier *dossier)
{
    cJSON *object = cJSON_CreateObject();
    MC_CHECK(object != NULL);
    (void)cJSON_AddStringToObject(object, "code", dossier->code);
    (void)cJSON_AddStringToObject(object, "provisional_code", dossier->provisional_code);
    add_agency(object, service, "receiving_agency", dossier->agency);
    add_agency(object, service, "deciding_agency", dossier->deciding_agency);
    (void)cJSON_AddStringToObject(object, "status", dossier_status_name(dossier->status));
    (void)cJSON_AddNumberToObject(object, "status_code", dossier->status);
    cJSON *procedure = cJSON_AddObjectToObject(object, "procedure");
    (void)cJSON_AddStringToObject(procedure, "code", dossier->procedure_code);
    (void)cJSON_AddStringToObject(procedure, "name", dossier->procedure_name);
    service_add_time(object, "received_at", dossier->received_s);
    service_add_time(object, "appointed_at", dossier->appointed_s);
    service_add_time(object, "updated_at", dossier->updated_s);
    (void)cJSON_AddStringToObject(object, "note", dossier->note);
    (void)cJSON_AddStringToObject(object, "collect_at", service->collect_at);
    (void)cJSON_AddStringToObject(object, "rating", rating_state(dossier));
    add_history(object, dossier);
    add_appointments(object, dossier);
    return object;
}

/* ---- The deciding agency ---- */

static struct procedure *find_procedure(const struct service *service, const char *code)
{
    struct procedure *procedure = NULL;
    char *json = NULL;
    size_t len = 0;
    struct mc_error err;
    enum mc_err rc = storage_catalogue_procedure(service->storage, code, &json, &len, &err);
    if (rc == MC_OK) {
        rc = procedure_parse(json, len, &procedure, &err);
    }
    /* A dossier is not turned away for it: an officer can forward it. */
    if (rc != MC_OK && rc != MC_ENOTFOUND) {
        mc_log_error("service", "procedure of a dossier", &err);
    }
    free(json);
    return procedure;
}

void service_route(const struct service *service, const struct service_routing *routing,
                   char deciding[DOSSIER_AGENCY_BYTES], bool *online)
{
    static const char *const levels[] = {"ministry", "province", "ward"};
    struct procedure *procedure = find_procedure(service, routing->procedure_code);
    const struct procedure_channel *channel =
        procedure != NULL ? procedure_kiosk_channel(procedure) : NULL;
    const char *chosen = routing->receiving_agency;
    *online = channel != NULL && channel->kind == CHANNEL_ONLINE;
    if (service->directory != NULL) {
        struct agency_question question = {
            .procedure_code = routing->procedure_code,
            .field_code =
                procedure != NULL && procedure->field_code != NULL ? procedure->field_code : "",
            .level = procedure != NULL ? levels[procedure->level] : "",
            .receiving_agency = routing->receiving_agency,
            .residence_ward = agency_directory_ward_of(service->directory, routing->residence)};
        enum agency_basis basis = AGENCY_NO_RULE;
        chosen = agency_choose(service->directory, &question, &basis);
        if (basis == AGENCY_NO_RULE &&
            agency_directory_find(service->directory, routing->proposed) != NULL) {
            chosen = routing->proposed;
        }
    }
    mc_copy_text(deciding, DOSSIER_AGENCY_BYTES, chosen);
    procedure_destroy(procedure);
}
