#include <string.h>

#include "central/ctl_internal.h"

static void print_time(FILE *out, const char *label, int64_t unix_s)
{
    struct local_time time = local_time_from_unix(unix_s);
    char day[DATE_TEXT_BYTES];
    date_format_iso(time.date, day);
    (void)fprintf(out, "%s%s %02u:%02u", label, day, (unsigned)time.hour, (unsigned)time.minute);
}

void ctl_print_heading(FILE *out)
{
    (void)fprintf(out, "%-24s  %-13s  %-16s  %-16s  %-10s  %s\n", "CODE", "STATUS", "RECEIVED",
                  "APPOINTED", "APPLICANT", "PROCEDURE");
}

void ctl_print_row(FILE *out, const struct storage_dossier *dossier)
{
    (void)fprintf(out, "%-24s  %-13s", dossier->code, dossier_status_name(dossier->status));
    print_time(out, "  ", dossier->received_s);
    print_time(out, "  ", dossier->appointed_s);
    /* Padded by characters, not by bytes. */
    int width = 10;
    (void)fputs("  ", out);
    for (const char *c = dossier->initials; *c != '\0'; c++) {
        (void)fputc(*c, out);
        width -= ((unsigned char)*c & 0xC0) != 0x80 ? 1 : 0;
    }
    (void)fprintf(out, "%*s  %s\n", width > 0 ? width : 0, "", dossier->procedure_code);
}

void ctl_print_dossier(FILE *out, const struct storage_dossier *dossier)
{
    (void)fprintf(out, "Code         %s\n", dossier->code);
    (void)fprintf(out, "Provisional  %s\n", dossier->provisional_code);
    (void)fprintf(out, "Agency       %s\n", dossier->agency);
    (void)fprintf(out, "Procedure    %s %s\n", dossier->procedure_code, dossier->procedure_name);
    (void)fprintf(out, "Applicant    %s\n", dossier->initials);
    print_time(out, "Received     ", dossier->received_s);
    print_time(out, "\nAppointed    ", dossier->appointed_s);
    (void)fprintf(out, "\nStatus       %s\n", dossier_status_name(dossier->status));
    (void)fputs("May follow   ", out);
    ctl_print_next(out, dossier->status);
    (void)fputs("History\n", out);
    for (size_t i = 0; i < dossier->history_count; i++) {
        const struct storage_event *event = &dossier->history[i];
        print_time(out, "  ", event->at_s);
        (void)fprintf(out, "  %-13s  %s\n", dossier_status_name(event->status), event->note);
    }
}

void ctl_print_next(FILE *out, enum dossier_status from)
{
    const char *lead = "";
    for (int to = DOSSIER_REGISTERED; to <= DOSSIER_HANDED_OVER; to++) {
        if (dossier_transition_allowed(from, (enum dossier_status)to)) {
            (void)fprintf(out, "%s%s", lead, dossier_status_name((enum dossier_status)to));
            lead = ", ";
        }
    }
    (void)fprintf(out, "%s\n", lead[0] == '\0' ? "nothing: the status is final" : "");
}

static void add_time(cJSON *object, const char *name, int64_t unix_s)
{
    char text[LOCAL_TIME_TEXT_BYTES];
    local_time_format_rfc3339(local_time_from_unix(unix_s), text);
    (void)cJSON_AddStringToObject(object, name, text);
}

static void add_history(cJSON *object, const struct storage_dossier *dossier)
{
    cJSON *list = cJSON_AddArrayToObject(object, "history");
    for (size_t i = 0; i < dossier->history_count; i++) {
        const struct storage_event *event = &dossier->history[i];
        cJSON *item = cJSON_CreateObject();
        (void)cJSON_AddStringToObject(item, "status", dossier_status_name(event->status));
        add_time(item, "at", event->at_s);
        (void)cJSON_AddStringToObject(item, "note", event->note);
        (void)cJSON_AddItemToArray(list, item);
    }
}

cJSON *ctl_dossier_json(const struct storage_dossier *dossier)
{
    cJSON *object = cJSON_CreateObject();
    MC_CHECK(object != NULL);
    (void)cJSON_AddStringToObject(object, "code", dossier->code);
    (void)cJSON_AddStringToObject(object, "provisional_code", dossier->provisional_code);
    (void)cJSON_AddStringToObject(object, "agency", dossier->agency);
    (void)cJSON_AddStringToObject(object, "status", dossier_status_name(dossier->status));
    (void)cJSON_AddNumberToObject(object, "status_code", dossier->status);
    (void)cJSON_AddStringToObject(object, "procedure_code", dossier->procedure_code);
    (void)cJSON_AddStringToObject(object, "procedure_name", dossier->procedure_name);
    (void)cJSON_AddStringToObject(object, "applicant", dossier->initials);
    add_time(object, "received_at", dossier->received_s);
    add_time(object, "appointed_at", dossier->appointed_s);
    add_time(object, "updated_at", dossier->updated_s);
    (void)cJSON_AddStringToObject(object, "note", dossier->note);
    if (dossier->history != NULL) {
        add_history(object, dossier);
    }
    return object;
}
