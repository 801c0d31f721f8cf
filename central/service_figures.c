/* /v1/office/statistics and audit. */
#include <stdio.h>
#include <string.h>

#include "central/service_office_internal.h"
#include "core/memory.h"

/* ---- Statistics ---- */

/* The query's month, else the present one; false if it is none. */
static bool read_month(const struct http_request *request, const char *name,
                       char out[STATISTICS_MONTH_BYTES])
{
    char day[DATE_TEXT_BYTES];
    const char *given = http_query(request, name);
    date_format_iso(local_time_from_unix(request->now_s).date, day);
    mc_copy_text(out, STATISTICS_MONTH_BYTES, given != NULL ? given : day);
    return given == NULL || statistics_month_valid(given);
}

struct wanted {
    char from[STATISTICS_MONTH_BYTES];
    char until[STATISTICS_MONTH_BYTES];
    bool csv;
    struct storage_statistics query;
};

/* NULL, or the parameter that is wrong. */
static const char *read_wanted(const struct http_request *request,
                               const struct storage_officer *officer, struct wanted *out)
{
    const char *by = http_query(request, "by");
    const char *format = http_query(request, "format");
    const char *agency = http_query(request, "agency");
    by = by != NULL ? by : "receiving";
    format = format != NULL ? format : "json";
    if (!read_month(request, "from", out->from)) {
        return "from";
    }
    if (!read_month(request, "until", out->until)) {
        return "until";
    }
    if (strcmp(by, "receiving") != 0 && strcmp(by, "deciding") != 0) {
        return "by";
    }
    if (strcmp(format, "json") != 0 && strcmp(format, "csv") != 0) {
        return "format";
    }
    if (agency != NULL && !dossier_agency_valid(agency)) {
        return "agency";
    }
    out->csv = strcmp(format, "csv") == 0;
    out->query = (struct storage_statistics){.by_deciding = strcmp(by, "deciding") == 0,
                                             .agency = officer->agency[0] != '\0' ? officer->agency
                                                       : agency != NULL           ? agency
                                                                                  : "",
                                             .from = out->from,
                                             .to = out->until,
                                             .now_s = request->now_s};
    return NULL;
}

void service_get_statistics(const struct service *service, const struct http_request *request,
                            const char *code, struct http_answer *answer)
{
    (void)code;
    struct storage_officer officer;
    struct wanted wanted;
    struct statistics statistics = {0};
    struct mc_error err;
    if (!service_office_enter(service, request, &officer, answer)) {
        return;
    }
    const char *wrong = read_wanted(request, &officer, &wanted);
    if (wrong != NULL) {
        http_set_problem(answer, &http_invalid_query, NULL, wrong);
        return;
    }
    if (storage_statistics(service->storage, &wanted.query, &statistics, &err) != MC_OK) {
        service_fail(answer, &err);
        return;
    }
    if (wanted.csv) {
        struct mc_buffer csv;
        mc_buffer_init(&csv, STATISTICS_CSV_MAX_BYTES);
        statistics_csv(&statistics, &csv);
        MC_CHECK(!csv.overflowed);
        http_set_body(answer, 200, HTTP_TYPE_CSV, mc_buffer_take(&csv));
    } else {
        http_set_json(answer, 200, statistics_json(&statistics));
    }
    statistics_finish(&statistics);
}

/* ---- The audit trail ---- */

static void add_entry(void *context, const struct audit_entry *entry)
{
    cJSON *item = cJSON_CreateObject();
    MC_CHECK(item != NULL);
    (void)cJSON_AddNumberToObject(item, "number", (double)entry->number);
    service_add_time(item, "at", entry->at_s);
    (void)cJSON_AddNumberToObject(item, "at_s", (double)entry->at_s);
    (void)cJSON_AddStringToObject(item, "officer", entry->officer);
    (void)cJSON_AddStringToObject(item, "act", entry->act);
    (void)cJSON_AddStringToObject(item, "subject", entry->subject);
    (void)cJSON_AddStringToObject(item, "detail", entry->detail);
    (void)cJSON_AddStringToObject(item, "previous", entry->previous);
    (void)cJSON_AddStringToObject(item, "hash", entry->hash);
    (void)cJSON_AddItemToArray(context, item);
}

void service_get_audit(const struct service *service, const struct http_request *request,
                       const char *code, struct http_answer *answer)
{
    (void)code;
    struct storage_officer officer;
    struct mc_error err;
    int64_t after = 0;
    if (!service_office_enter(service, request, &officer, answer)) {
        return;
    }
    if (officer.role != OFFICER_AUDITOR || officer.agency[0] != '\0') {
        http_set_problem(answer, &http_forbidden, "For auditors of the whole city.", NULL);
        return;
    }
    const char *from = http_query(request, "after");
    if (from != NULL && !service_office_number(from, &after)) {
        http_set_problem(answer, &http_invalid_query, NULL, "after");
        return;
    }
    cJSON *object = cJSON_CreateObject();
    MC_CHECK(object != NULL);
    struct storage_audit_visitor visitor = {add_entry, cJSON_AddArrayToObject(object, "entries")};
    if (storage_audit_list(service->storage, after, STORAGE_AUDIT_PAGE_MAX, &visitor, &err) !=
        MC_OK) {
        cJSON_Delete(object);
        service_fail(answer, &err);
        return;
    }
    http_set_json(answer, 200, object);
}
