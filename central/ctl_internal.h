/* The commands of motcua-ctl on the store, their arguments, and how they show dossiers. */
#ifndef MOTCUA_CENTRAL_CTL_INTERNAL_H
#define MOTCUA_CENTRAL_CTL_INTERNAL_H

#include "central/ctl.h"
#include "central/storage_office.h"
#include "core/json.h"

enum ctl_option {
    CTL_AGENCY,
    CTL_STATUS,
    CTL_DAY,
    CTL_OFFICER,
    CTL_REASON,
    CTL_DATE,
    CTL_TO,
    CTL_KEY,
    CTL_NAME,
    CTL_ROLE,
    CTL_FROM,
    CTL_UNTIL,
    CTL_BY,
    CTL_AFTER,
    CTL_HEAD,
    CTL_COUNT,
    CTL_OPTIONS
};
#define CTL_OPERANDS_MAX 2

struct ctl {
    const struct ctl_setup *setup;
    const char *operands[CTL_OPERANDS_MAX];
    const char *options[CTL_OPTIONS]; /* NULL: not given */
    bool json;
    bool csv;
};

enum ctl_exit ctl_complain(const struct ctl *ctl, enum ctl_exit status, const char *text,
                           const char *what);
/* CTL_FAILED. */
enum ctl_exit ctl_fail(const struct ctl *ctl, const struct mc_error *err);
/* The option's value, "" when it was not given. */
const char *ctl_option(const struct ctl *ctl, enum ctl_option option);
/* Prints and deletes it. */
void ctl_print_json(FILE *out, cJSON *json);

/* The commands; usage faults are theirs. */
enum ctl_exit ctl_list(const struct ctl *ctl);
enum ctl_exit ctl_show(const struct ctl *ctl);
enum ctl_exit ctl_queue(const struct ctl *ctl);
enum ctl_exit ctl_open(const struct ctl *ctl);
enum ctl_exit ctl_act(const struct ctl *ctl);
enum ctl_exit ctl_officer_add(const struct ctl *ctl);
enum ctl_exit ctl_officer_revoke(const struct ctl *ctl);
enum ctl_exit ctl_officer_list(const struct ctl *ctl);
enum ctl_exit ctl_audit_list(const struct ctl *ctl);
enum ctl_exit ctl_audit_verify(const struct ctl *ctl);
enum ctl_exit ctl_statistics(const struct ctl *ctl);

void ctl_print_heading(FILE *out);
void ctl_print_row(FILE *out, const struct storage_dossier *dossier);
void ctl_print_dossier(FILE *out, const struct storage_dossier *dossier);
/* Freed with cJSON_Delete(). */
cJSON *ctl_dossier_json(const struct storage_dossier *dossier);
/* The actions of the status, on one line: "receive, refuse, withdraw". */
void ctl_print_actions(FILE *out, enum dossier_status from);

#endif
