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

static void print_moves(FILE *out, const struct storage_dossier *dossier)
{
    for (size_t i = 0; i < dossier->appointment_count; i++) {
        const struct storage_appointment *moved = &dossier->appointments[i];
        (void)fprintf(out, "%s", i == 0 ? "Appointed day moved\n" : "");
        print_time(out, "  ", moved->at_s);
        print_time(out, "  ", moved->previous_s);
        print_time(out, " -> ", moved->appointed_s);
        (void)fprintf(out, "  %-7s  %s\n", moved->cause, moved->reason);
    }
}

void ctl_print_dossier(FILE *out, const struct storage_dossier *dossier)
{
    (void)fprintf(out, "Code         %s\n", dossier->code);
    (void)fprintf(out, "Provisional  %s\n", dossier->provisional_code);
    (void)fprintf(out, "Received at  %s\n", dossier->agency);
    (void)fprintf(out, "Decided by   %s\n", dossier->deciding_agency);
    (void)fprintf(out, "Procedure    %s %s\n", dossier->procedure_code, dossier->procedure_name);
    (void)fprintf(out, "Applicant    %s\n", dossier->initials);
    print_time(out, "Received     ", dossier->received_s);
    print_time(out, "\nAppointed    ", dossier->appointed_s);
    print_time(out, "\nDue          ", dossier->due_s);
    (void)fprintf(out, "\nStatus       %s\n", dossier_status_name(dossier->status));
    (void)fputs("Actions      ", out);
    ctl_print_actions(out, dossier->status);
    (void)fprintf(out, "Rated        %s\n", dossier->rated ? "yes" : "no");
    print_moves(out, dossier);
    (void)fputs("History\n", out);
    for (size_t i = 0; i < dossier->history_count; i++) {
        const struct storage_event *event = &dossier->history[i];
        print_time(out, "  ", event->at_s);
        (void)fprintf(out, "  %-13s  %-12s  %s\n", dossier_status_name(event->status),
                      event->action, event->note);
    }
}

void ctl_print_actions(FILE *out, enum dossier_status from)
{
    const char *lead = "";
    enum dossier_status to = from;
    for (int action = 0; action < OFFICE_ACTION_COUNT; action++) {
        if (office_action_leads(from, (enum office_action)action, &to)) {
            (void)fprintf(out, "%s%s", lead, office_action_name((enum office_action)action));
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
        (void)cJSON_AddStringToObject(item, "action", event->action);
        (void)cJSON_AddStringToObject(item, "note", event->note);
        (void)cJSON_AddItemToArray(list, item);
    }
}

static void add_moves(cJSON *object, const struct storage_dossier *dossier)
{
    cJSON *list = cJSON_AddArrayToObject(object, "appointments");
    for (size_t i = 0; i < dossier->appointment_count; i++) {
        const struct storage_appointment *moved = &dossier->appointments[i];
        cJSON *item = cJSON_CreateObject();
        (void)cJSON_AddStringToObject(item, "cause", moved->cause);
        add_time(item, "at", moved->at_s);
        add_time(item, "previous", moved->previous_s);
        add_time(item, "appointed", moved->appointed_s);
        (void)cJSON_AddStringToObject(item, "reason", moved->reason);
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
    (void)cJSON_AddStringToObject(object, "deciding_agency", dossier->deciding_agency);
    (void)cJSON_AddStringToObject(object, "status", dossier_status_name(dossier->status));
    (void)cJSON_AddNumberToObject(object, "status_code", dossier->status);
    (void)cJSON_AddStringToObject(object, "procedure_code", dossier->procedure_code);
    (void)cJSON_AddStringToObject(object, "procedure_name", dossier->procedure_name);
    (void)cJSON_AddStringToObject(object, "applicant", dossier->initials);
    add_time(object, "received_at", dossier->received_s);
    add_time(object, "appointed_at", dossier->appointed_s);
    add_time(object, "due_at", dossier->due_s);
    add_time(object, "updated_at", dossier->updated_s);
    (void)cJSON_AddStringToObject(object, "note", dossier->note);
    if (dossier->history != NULL) {
        add_history(object, dossier);
        add_moves(object, dossier);
    }
    return object;
}
