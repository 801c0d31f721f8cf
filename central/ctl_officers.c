/* motcua-ctl officer, audit, statistics. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "central/ctl_internal.h"
#include "core/memory.h"
#include "core/text.h"

/* ---- Officers ---- */

static bool name_fine(const char *name)
{
    size_t len = strlen(name);
    if (len == 0 || len >= STORAGE_OFFICER_NAME_BYTES || !mc_utf8_valid(name, len)) {
        return false;
    }
    for (; *name != '\0'; name++) {
        if ((unsigned char)*name < 0x20 || *name == 0x7F) {
            return false;
        }
    }
    return true;
}

/* Usage faults; *out is filled otherwise. */
static enum ctl_exit read_officer(const struct ctl *ctl, struct storage_officer *out)
{
    const char *agency = ctl_option(ctl, CTL_AGENCY);
    *out = (struct storage_officer){.created_s = ctl->setup->now_s};
    if (!officer_id_valid(ctl->operands[0]) || strcmp(ctl->operands[0], STORAGE_OPERATOR) == 0) {
        return ctl_complain(ctl, CTL_USAGE, "an officer's id is a-z, 0-9, '.' and '-': not ",
                            ctl->operands[0]);
    }
    if (!name_fine(ctl_option(ctl, CTL_NAME))) {
        return ctl_complain(ctl, CTL_USAGE, "--name: one line of UTF-8 text expected", "");
    }
    if (!officer_role_from_name(ctl_option(ctl, CTL_ROLE), &out->role)) {
        return ctl_complain(ctl, CTL_USAGE, "--role: clerk, approver or auditor expected", "");
    }
    if (agency[0] != '\0' && !dossier_agency_valid(agency)) {
        return ctl_complain(ctl, CTL_USAGE, "no agency code: ", agency);
    }
    mc_copy_text(out->id, sizeof out->id, ctl->operands[0]);
    mc_copy_text(out->name, sizeof out->name, ctl_option(ctl, CTL_NAME));
    mc_copy_text(out->agency, sizeof out->agency, agency);
    return CTL_DONE;
}

enum ctl_exit ctl_officer_add(const struct ctl *ctl)
{
    struct storage_officer officer;
    char token[MC_TOKEN_CHARS + 1];
    char hash[MC_SHA256_CHARS + 1];
    struct mc_error err;
    enum ctl_exit status = read_officer(ctl, &officer);
    if (status != CTL_DONE) {
        return status;
    }
    mc_token_make(token);
    mc_sha256_hex(token, strlen(token), hash);
    enum mc_err rc = storage_officer_add(ctl->setup->storage, &officer, hash, &err);
    if (rc == MC_OK) {
        (void)fprintf(ctl->setup->out, "%s\n", token);
    }
    mc_wipe(token, sizeof token);
    return rc == MC_OK ? CTL_DONE : ctl_fail(ctl, &err);
}

enum ctl_exit ctl_officer_revoke(const struct ctl *ctl)
{
    struct mc_error err;
    if (storage_officer_revoke(ctl->setup->storage, ctl->operands[0], ctl->setup->now_s, &err) !=
        MC_OK) {
        return ctl_fail(ctl, &err);
    }
    (void)fprintf(ctl->setup->out, "%s: revoked\n", ctl->operands[0]);
    return CTL_DONE;
}

struct output {
    FILE *out;
    cJSON *json; /* NULL for a table */
};

static void add_time(cJSON *object, const char *name, int64_t unix_s)
{
    char text[LOCAL_TIME_TEXT_BYTES] = "";
    if (unix_s != 0) {
        local_time_format_rfc3339(local_time_from_unix(unix_s), text);
    }
    (void)cJSON_AddStringToObject(object, name, text);
}

static void officer_one(void *context, const struct storage_officer *officer)
{
    struct output *output = context;
    const char *agency = officer->agency[0] != '\0' ? officer->agency : "all";
    if (output->json == NULL) {
        (void)fprintf(output->out, "%-24s  %-8s  %-16s  %-7s  %s\n", officer->id,
                      officer_role_name(officer->role), agency,
                      officer->revoked_s != 0 ? "revoked" : "active", officer->name);
        return;
    }
    cJSON *object = cJSON_CreateObject();
    MC_CHECK(object != NULL);
    (void)cJSON_AddStringToObject(object, "id", officer->id);
    (void)cJSON_AddStringToObject(object, "name", officer->name);
    (void)cJSON_AddStringToObject(object, "role", officer_role_name(officer->role));
    (void)cJSON_AddStringToObject(object, "agency", officer->agency);
    add_time(object, "created_at", officer->created_s);
    add_time(object, "revoked_at", officer->revoked_s);
    (void)cJSON_AddItemToArray(output->json, object);
}

static struct output output_of(const struct ctl *ctl)
{
    return (struct output){.out = ctl->setup->out, .json = ctl->json ? cJSON_CreateArray() : NULL};
}

static enum ctl_exit finish(const struct ctl *ctl, struct output *output, enum mc_err rc,
                            const struct mc_error *err)
{
    if (rc != MC_OK) {
        cJSON_Delete(output->json);
        return ctl_fail(ctl, err);
    }
    if (output->json != NULL) {
        ctl_print_json(output->out, output->json);
    }
    return CTL_DONE;
}

enum ctl_exit ctl_officer_list(const struct ctl *ctl)
{
    struct output output = output_of(ctl);
    struct storage_officer_visitor visitor = {officer_one, &output};
    struct mc_error err;
    return finish(ctl, &output, storage_officer_list(ctl->setup->storage, &visitor, &err), &err);
}

/* ---- The trail ---- */

/* A number of digits alone. */
static bool read_number(const char *text, int64_t *out)
{
    size_t len = strlen(text);
    if (len == 0 || len > 18 || strspn(text, "0123456789") != len) {
        return false;
    }
    *out = strtoll(text, NULL, 10);
    return true;
}

static void audit_one(void *context, const struct audit_entry *entry)
{
    struct output *output = context;
    char time[LOCAL_TIME_TEXT_BYTES];
    local_time_format_rfc3339(local_time_from_unix(entry->at_s), time);
    if (output->json == NULL) {
        (void)fprintf(output->out, "%6" PRId64 "  %s  %-16s  %-12s  %-24s  %s\n", entry->number,
                      time, entry->officer, entry->act, entry->subject, entry->detail);
        return;
    }
    cJSON *object = cJSON_CreateObject();
    MC_CHECK(object != NULL);
    (void)cJSON_AddNumberToObject(object, "number", (double)entry->number);
    (void)cJSON_AddStringToObject(object, "at", time);
    (void)cJSON_AddStringToObject(object, "officer", entry->officer);
    (void)cJSON_AddStringToObject(object, "act", entry->act);
    (void)cJSON_AddStringToObject(object, "subject", entry->subject);
    (void)cJSON_AddStringToObject(object, "detail", entry->detail);
    (void)cJSON_AddStringToObject(object, "previous", entry->previous);
    (void)cJSON_AddStringToObject(object, "hash", entry->hash);
    (void)cJSON_AddItemToArray(output->json, object);
}

enum ctl_exit ctl_audit_list(const struct ctl *ctl)
{
    int64_t after = 0;
    if (ctl->options[CTL_AFTER] != NULL && !read_number(ctl->options[CTL_AFTER], &after)) {
        return ctl_complain(ctl, CTL_USAGE, "no number: ", ctl->options[CTL_AFTER]);
    }
    struct output output = output_of(ctl);
    struct storage_audit_visitor visitor = {audit_one, &output};
    struct mc_error err;
    return finish(
        ctl, &output,
        storage_audit_list(ctl->setup->storage, after, STORAGE_AUDIT_PAGE_MAX, &visitor, &err),
        &err);
}

enum ctl_exit ctl_audit_verify(const struct ctl *ctl)
{
    struct storage_audit_known known = {.head = ctl_option(ctl, CTL_HEAD)};
    struct audit_check check;
    struct mc_error err;
    bool both = (ctl->options[CTL_HEAD] != NULL) == (ctl->options[CTL_COUNT] != NULL);
    if (!both || (ctl->options[CTL_COUNT] != NULL &&
                  (!read_number(ctl->options[CTL_COUNT], &known.count) || known.count == 0))) {
        return ctl_complain(ctl, CTL_USAGE, "--head and --count belong together", "");
    }
    if (storage_audit_check(ctl->setup->storage, &known, &check, &err) != MC_OK) {
        return ctl_fail(ctl, &err);
    }
    (void)fprintf(ctl->setup->out, "whole: %" PRId64 " entries, head %s\n", check.count,
                  check.count > 0 ? check.head : audit_first_previous);
    return CTL_DONE;
}

/* ---- Figures ---- */

/* The present month when none is given. */
static bool read_month(const struct ctl *ctl, enum ctl_option option,
                       char out[STATISTICS_MONTH_BYTES])
{
    char day[DATE_TEXT_BYTES];
    date_format_iso(local_time_from_unix(ctl->setup->now_s).date, day);
    const char *given = ctl->options[option];
    if (given != NULL && !statistics_month_valid(given)) {
        return false;
    }
    mc_copy_text(out, STATISTICS_MONTH_BYTES, given != NULL ? given : day);
    return true;
}

static void print_statistics(const struct ctl *ctl, const struct statistics *statistics)
{
    if (ctl->json) {
        ctl_print_json(ctl->setup->out, statistics_json(statistics));
        return;
    }
    struct mc_buffer csv;
    mc_buffer_init(&csv, STATISTICS_CSV_MAX_BYTES);
    statistics_csv(statistics, &csv);
    MC_CHECK(!csv.overflowed);
    (void)fputs(mc_buffer_text(&csv), ctl->setup->out);
    mc_buffer_finish(&csv);
}

enum ctl_exit ctl_statistics(const struct ctl *ctl)
{
    char from[STATISTICS_MONTH_BYTES];
    char until[STATISTICS_MONTH_BYTES];
    const char *by = ctl->options[CTL_BY] != NULL ? ctl->options[CTL_BY] : "receiving";
    if (!read_month(ctl, CTL_FROM, from) || !read_month(ctl, CTL_UNTIL, until)) {
        return ctl_complain(ctl, CTL_USAGE, "a month is YYYY-MM", "");
    }
    if (strcmp(by, "receiving") != 0 && strcmp(by, "deciding") != 0) {
        return ctl_complain(ctl, CTL_USAGE, "--by: receiving or deciding expected", "");
    }
    struct storage_statistics wanted = {.by_deciding = strcmp(by, "deciding") == 0,
                                        .agency = ctl_option(ctl, CTL_AGENCY),
                                        .from = from,
                                        .to = until,
                                        .now_s = ctl->setup->now_s};
    struct statistics statistics = {0};
    struct mc_error err;
    if (storage_statistics(ctl->setup->storage, &wanted, &statistics, &err) != MC_OK) {
        return ctl_fail(ctl, &err);
    }
    print_statistics(ctl, &statistics);
    statistics_finish(&statistics);
    return CTL_DONE;
}
