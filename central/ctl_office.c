/* motcua-ctl open, act: what is done in an officer's name. */
#include <string.h>

#include "central/ctl_internal.h"
#include "central/opening.h"
#include "core/memory.h"

/* The officer of --officer, or why not. */
static enum ctl_exit find_officer(const struct ctl *ctl, struct storage_officer *out)
{
    struct mc_error err;
    if (ctl->options[CTL_OFFICER] == NULL) {
        return ctl_complain(ctl, CTL_USAGE, "in whose name? --officer is missing", "");
    }
    if (storage_officer_find(ctl->setup->storage, ctl->options[CTL_OFFICER], out, &err) != MC_OK) {
        return ctl_complain(ctl, CTL_FAILED, ctl->options[CTL_OFFICER], ": no such officer");
    }
    return CTL_DONE;
}

/* ---- Opening ---- */

enum ctl_exit ctl_open(const struct ctl *ctl)
{
    struct storage_officer officer;
    struct opening_keys keys = {0};
    char media_type[STORAGE_MEDIA_TYPE_BYTES];
    char *stored = NULL;
    char *opened = NULL;
    size_t len = 0;
    struct mc_error err;
    enum ctl_exit status = find_officer(ctl, &officer);
    if (status != CTL_DONE) {
        return status;
    }
    const char *key = ctl->options[CTL_KEY];
    /* The key first: nobody is to have opened what they cannot read. */
    enum mc_err rc = key != NULL ? opening_keys_add(&keys, key, &err) : MC_OK;
    if (rc == MC_OK) {
        rc = storage_open_body(ctl->setup->storage, &officer, ctl->operands[0], ctl->setup->now_s,
                               &stored, &len, media_type, &err);
    }
    if (rc == MC_OK && key != NULL) {
        rc = opening_json(&keys, stored, len, &opened, &len, &err);
    }
    if (rc == MC_OK) {
        (void)fwrite(opened != NULL ? opened : stored, 1, len, ctl->setup->out);
        (void)fputc('\n', ctl->setup->out);
    }
    opening_keys_finish(&keys);
    mc_secret_free(opened);
    mc_secret_free(stored);
    return rc == MC_OK ? CTL_DONE : ctl_fail(ctl, &err);
}

/* ---- Acting ---- */

static bool agency_known(const struct ctl *ctl, const char *code)
{
    return ctl->setup->directory != NULL
               ? agency_directory_find(ctl->setup->directory, code) != NULL
               : dossier_agency_valid(code);
}

/* Usage faults; *act is filled otherwise. */
static enum ctl_exit read_act(const struct ctl *ctl, struct storage_act *act)
{
    const char *date = ctl->options[CTL_DATE];
    act->code = ctl->operands[0];
    act->reason = ctl_option(ctl, CTL_REASON);
    act->forward = ctl_option(ctl, CTL_TO);
    act->forward_known = act->forward[0] != '\0' && agency_known(ctl, act->forward);
    act->calendar = ctl->setup->calendar;
    act->at_s = ctl->setup->now_s;
    if (!office_action_from_name(ctl->operands[1], &act->action)) {
        return ctl_complain(ctl, CTL_USAGE, "no such action: ", ctl->operands[1]);
    }
    if (date != NULL && !date_parse_iso(date, &act->date)) {
        return ctl_complain(ctl, CTL_USAGE, "no date: ", date);
    }
    if (date != NULL && !office_action_needs_date(act->action)) {
        return ctl_complain(ctl, CTL_USAGE, "no --date is needed for ", ctl->operands[1]);
    }
    if ((ctl->options[CTL_TO] != NULL) != (act->action == OFFICE_FORWARD)) {
        return ctl_complain(ctl, CTL_USAGE, "--to is for forward, and forward needs it", "");
    }
    return CTL_DONE;
}

/* What the officer is to be told, in the order of enum office_verdict. */
static const char *const verdict_texts[OFFICE_VERDICT_COUNT] = {
    [OFFICE_FINE] = "",
    [OFFICE_NOT_NOW] = "not an action of this status",
    [OFFICE_NOT_THEIRS] = "not for this officer's role and agency",
    [OFFICE_REASON_MISSING] = "a --reason is needed that the citizen can read, under 1024 bytes",
    [OFFICE_DATE_MISSING] = "a --date is needed",
    [OFFICE_DATE_WRONG] = "the --date must be a working day after today (and after the appointed "
                          "one for an apology), within a year",
    [OFFICE_APOLOGY_FIRST] = "the dossier is late: apologise first",
    [OFFICE_APOLOGY_SPENT] = "the appointed day was put off once already",
    [OFFICE_AGENCY_WRONG] = "no such agency, or it decides already",
};

static enum ctl_exit refuse(const struct ctl *ctl, const struct storage_act_result *result)
{
    (void)fprintf(ctl->setup->complaints, "motcua-ctl: %s: %s\n", result->code,
                  verdict_texts[result->verdict]);
    if (result->verdict == OFFICE_NOT_NOW) {
        (void)fprintf(ctl->setup->complaints, "it is %s: ", dossier_status_name(result->status));
        ctl_print_actions(ctl->setup->complaints, result->status);
    }
    return CTL_FAILED;
}

enum ctl_exit ctl_act(const struct ctl *ctl)
{
    struct storage_officer officer;
    struct storage_act act = {.officer = &officer};
    struct storage_act_result result;
    struct mc_error err;
    enum ctl_exit status = read_act(ctl, &act);
    if (status == CTL_DONE && act.calendar == NULL) {
        status = ctl_complain(ctl, CTL_FAILED, "no calendar: tell where by --assets", "");
    }
    if (status == CTL_DONE) {
        status = find_officer(ctl, &officer);
    }
    if (status != CTL_DONE) {
        return status;
    }
    if (storage_act(ctl->setup->storage, &act, &result, &err) != MC_OK) {
        return ctl_fail(ctl, &err);
    }
    if (result.verdict != OFFICE_FINE) {
        return refuse(ctl, &result);
    }
    char day[DATE_TEXT_BYTES];
    date_format_iso(local_time_from_unix(result.appointed_s).date, day);
    (void)fprintf(ctl->setup->out, "%s: %s, appointed %s\n", result.code,
                  dossier_status_name(result.status), day);
    return CTL_DONE;
}
