#include "domain/office.h"

#include <string.h>

#include "core/text.h"

#define BIT(n)       (1U << (n))
#define STAYS        ((enum dossier_status)0)
#define NEEDS_REASON 1U
#define NEEDS_DATE   2U
#define BY_CLERK     BIT(OFFICER_CLERK)
#define BY_APPROVER  BIT(OFFICER_APPROVER)
#define BY_BOTH      (BY_CLERK | BY_APPROVER)
#define AT_RECEIVING 1U
#define AT_DECIDING  2U
#define AT_BOTH      (AT_RECEIVING | AT_DECIDING)
#define WORKING      (BIT(DOSSIER_RECEIVED) | BIT(DOSSIER_PROCESSING))
#define RUNNING      (BIT(DOSSIER_REGISTERED) | WORKING)
#define WAITING      (BIT(DOSSIER_NEEDS_PAPERS) | BIT(DOSSIER_NEEDS_PAYMENT))

struct action_row {
    const char *name;
    unsigned from; /* bits of statuses */
    enum dossier_status to;
    unsigned needs;
    unsigned roles;
    unsigned agencies;
    bool after_apology; /* not before the apology that is owed */
};

static const struct action_row rows[OFFICE_ACTION_COUNT] = {
    [OFFICE_RECEIVE] = {"receive", BIT(DOSSIER_REGISTERED), DOSSIER_RECEIVED, 0, BY_BOTH, AT_BOTH,
                        false},
    [OFFICE_REFUSE] = {"refuse", BIT(DOSSIER_REGISTERED), DOSSIER_REFUSED, NEEDS_REASON, BY_BOTH,
                       AT_BOTH, false},
    [OFFICE_PROCESS] = {"process", BIT(DOSSIER_RECEIVED), DOSSIER_PROCESSING, 0, BY_BOTH,
                        AT_DECIDING, true},
    [OFFICE_ASK_PAPERS] = {"ask_papers", WORKING, DOSSIER_NEEDS_PAPERS, NEEDS_REASON | NEEDS_DATE,
                           BY_BOTH, AT_DECIDING, true},
    [OFFICE_TAKE_PAPERS] = {"take_papers", BIT(DOSSIER_NEEDS_PAPERS), DOSSIER_PROCESSING, 0,
                            BY_BOTH, AT_BOTH, false},
    [OFFICE_ASK_PAYMENT] = {"ask_payment", WORKING, DOSSIER_NEEDS_PAYMENT,
                            NEEDS_REASON | NEEDS_DATE, BY_BOTH, AT_DECIDING, true},
    [OFFICE_TAKE_PAYMENT] = {"take_payment", BIT(DOSSIER_NEEDS_PAYMENT), DOSSIER_PROCESSING, 0,
                             BY_BOTH, AT_BOTH, false},
    [OFFICE_WITHDRAW] = {"withdraw", RUNNING | WAITING, DOSSIER_WITHDRAWN, 0, BY_BOTH, AT_BOTH,
                         false},
    [OFFICE_STOP] = {"stop", WORKING | WAITING, DOSSIER_STOPPED, NEEDS_REASON, BY_APPROVER,
                     AT_DECIDING, false},
    [OFFICE_DECIDE] = {"decide", WORKING | BIT(DOSSIER_NEEDS_PAYMENT), DOSSIER_DECIDED, 0,
                       BY_APPROVER, AT_DECIDING, true},
    [OFFICE_HAND_OVER] = {"hand_over", BIT(DOSSIER_DECIDED), DOSSIER_HANDED_OVER, 0, BY_BOTH,
                          AT_BOTH, false},
    [OFFICE_APOLOGISE] = {"apologise", RUNNING, STAYS, NEEDS_REASON | NEEDS_DATE, BY_APPROVER,
                          AT_DECIDING, false},
    [OFFICE_FORWARD] = {"forward", RUNNING, STAYS, NEEDS_REASON, BY_BOTH, AT_BOTH, false},
};

static const char *const roles[OFFICER_ROLE_COUNT] = {"clerk", "approver", "auditor"};
static const char *const causes[OFFICE_CAUSE_COUNT] = {"none", "papers", "payment", "late"};
static const char *const verdicts[OFFICE_VERDICT_COUNT] = {
    "fine",       "not_now",       "not_theirs",    "reason_missing", "date_missing",
    "date_wrong", "apology_first", "apology_spent", "agency_wrong"};

const char *office_action_name(enum office_action action)
{
    MC_CHECK((unsigned)action < OFFICE_ACTION_COUNT);
    return rows[action].name;
}

bool office_action_from_name(const char *name, enum office_action *out)
{
    for (int i = 0; i < OFFICE_ACTION_COUNT; i++) {
        if (strcmp(rows[i].name, name) == 0) {
            *out = (enum office_action)i;
            return true;
        }
    }
    return false;
}

const char *officer_role_name(enum officer_role role)
{
    MC_CHECK((unsigned)role < OFFICER_ROLE_COUNT);
    return roles[role];
}

bool officer_role_from_name(const char *name, enum officer_role *out)
{
    for (int i = 0; i < OFFICER_ROLE_COUNT; i++) {
        if (strcmp(roles[i], name) == 0) {
            *out = (enum officer_role)i;
            return true;
        }
    }
    return false;
}

bool officer_id_valid(const char *id)
{
    size_t len = strnlen(id, OFFICER_ID_BYTES);
    return len > 0 && len < OFFICER_ID_BYTES && id[0] >= 'a' && id[0] <= 'z' &&
           strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789.-") == len;
}

bool officer_role_handles(enum officer_role role)
{
    return role == OFFICER_CLERK || role == OFFICER_APPROVER;
}

const char *office_cause_name(enum office_cause cause)
{
    MC_CHECK((unsigned)cause < OFFICE_CAUSE_COUNT);
    return causes[cause];
}

bool office_cause_from_name(const char *name, enum office_cause *out)
{
    for (int i = 0; i < OFFICE_CAUSE_COUNT; i++) {
        if (strcmp(name, causes[i]) == 0) {
            *out = (enum office_cause)i;
            return true;
        }
    }
    return false;
}

const char *office_verdict_name(enum office_verdict verdict)
{
    MC_CHECK((unsigned)verdict < OFFICE_VERDICT_COUNT);
    return verdicts[verdict];
}

bool office_action_leads(enum dossier_status from, enum office_action action,
                         enum dossier_status *to)
{
    MC_CHECK(dossier_status_valid((int)from));
    MC_CHECK((unsigned)action < OFFICE_ACTION_COUNT);
    if ((rows[action].from & BIT(from)) == 0) {
        return false;
    }
    *to = rows[action].to == STAYS ? from : rows[action].to;
    return true;
}

bool office_action_needs_reason(enum office_action action)
{
    return (rows[action].needs & NEEDS_REASON) != 0;
}

bool office_action_needs_date(enum office_action action)
{
    return (rows[action].needs & NEEDS_DATE) != 0;
}

static int compare_times(struct local_time a, struct local_time b)
{
    int days = date_compare(a.date, b.date);
    if (days != 0) {
        return days;
    }
    return (a.hour * 3600 + a.minute * 60 + a.second) - (b.hour * 3600 + b.minute * 60 + b.second);
}

bool office_is_late(enum dossier_status status, struct local_time due, struct local_time now)
{
    return (BIT(status) & RUNNING) != 0 && compare_times(now, due) > 0;
}

/* ---- Who ---- */

static bool is_theirs(const struct office_state *state, const struct office_request *request)
{
    const struct action_row *row = &rows[request->action];
    if ((row->roles & BIT(request->role)) == 0) {
        return false;
    }
    if (request->agency[0] == '\0') {
        return true;
    }
    bool receiving = strcmp(request->agency, state->receiving_agency) == 0;
    bool deciding = strcmp(request->agency, state->deciding_agency) == 0;
    return (receiving && (row->agencies & AT_RECEIVING) != 0) ||
           (deciding && (row->agencies & AT_DECIDING) != 0);
}

/* ---- What it needs ---- */

/* Lines of UTF-8 without control characters, with something in them. */
static bool reason_readable(const char *reason, bool needed)
{
    size_t len = strnlen(reason, OFFICE_REASON_BYTES);
    if (len == OFFICE_REASON_BYTES || !mc_utf8_valid(reason, len)) {
        return false;
    }
    size_t printed = 0;
    for (const char *c = reason; *c != '\0'; c++) {
        unsigned char byte = (unsigned char)*c;
        if ((byte < 0x20 && byte != '\n') || byte == 0x7F) {
            return false;
        }
        printed += byte > 0x20 && (byte & 0xC0) != 0x80;
    }
    return needed ? printed >= OFFICE_REASON_MIN_LEN : true;
}

static bool date_fits(const struct calendar *calendar, const struct office_state *state,
                      const struct office_request *request)
{
    struct date date = request->date;
    if (!date_valid(date) || !calendar_is_working_day(calendar, date) ||
        date_compare(date, request->at.date) <= 0 ||
        date_days_between(request->at.date, date) > OFFICE_DATE_MAX_DAYS) {
        return false;
    }
    return request->action != OFFICE_APOLOGISE || date_compare(date, state->appointed.date) > 0;
}

static enum office_verdict check_needs(const struct calendar *calendar,
                                       const struct office_state *state,
                                       const struct office_request *request)
{
    const struct action_row *row = &rows[request->action];
    if (!reason_readable(request->reason, (row->needs & NEEDS_REASON) != 0)) {
        return OFFICE_REASON_MISSING;
    }
    if ((row->needs & NEEDS_DATE) != 0) {
        if (!date_is_set(request->date)) {
            return OFFICE_DATE_MISSING;
        }
        if (!date_fits(calendar, state, request)) {
            return OFFICE_DATE_WRONG;
        }
    }
    if (request->action == OFFICE_APOLOGISE && state->apologies >= OFFICE_APOLOGIES_MAX) {
        return OFFICE_APOLOGY_SPENT;
    }
    if (request->action == OFFICE_FORWARD &&
        (!request->forward_known || strcmp(request->forward, state->deciding_agency) == 0)) {
        return OFFICE_AGENCY_WRONG;
    }
    bool owed = state->apologies < OFFICE_APOLOGIES_MAX &&
                office_is_late(state->status, state->due, request->at);
    return row->after_apology && owed ? OFFICE_APOLOGY_FIRST : OFFICE_FINE;
}

/* ---- Dates ---- */

static enum office_cause cause_of(enum office_action action)
{
    if (action == OFFICE_ASK_PAPERS || action == OFFICE_TAKE_PAPERS) {
        return OFFICE_CAUSE_PAPERS;
    }
    if (action == OFFICE_ASK_PAYMENT || action == OFFICE_TAKE_PAYMENT) {
        return OFFICE_CAUSE_PAYMENT;
    }
    return action == OFFICE_APOLOGISE ? OFFICE_CAUSE_LATE : OFFICE_CAUSE_NONE;
}

/* `date` as it was when a wait began, for a wait that ends on `until`: what was left then is left
 * afterwards. What was overrun stays as it is. */
static struct local_time moved(const struct calendar *calendar, struct local_time since,
                               struct local_time date, struct date until)
{
    if (compare_times(since, date) > 0) {
        return date;
    }
    int left = calendar_working_days_between(calendar, since.date, date.date);
    struct date from = calendar_is_working_day(calendar, until)
                           ? until
                           : calendar_add_working_days(calendar, until, 1);
    if (left == 0) {
        return (struct local_time){.date = from, .hour = CALENDAR_CLOSE_HOUR};
    }
    date.date = calendar_add_working_days(calendar, from, left);
    return date;
}

static void apply(const struct calendar *calendar, const struct office_state *state,
                  const struct office_request *request, struct office_step *out)
{
    enum office_action action = request->action;
    struct office_wait wait = state->wait;
    bool asks = action == OFFICE_ASK_PAPERS || action == OFFICE_ASK_PAYMENT;
    bool takes = action == OFFICE_TAKE_PAPERS || action == OFFICE_TAKE_PAYMENT;
    if (asks) {
        wait = (struct office_wait){request->at, state->appointed, state->due};
        out->wait = wait;
    }
    if ((asks || takes) && date_is_set(wait.since.date)) {
        struct date until = asks ? request->date : request->at.date;
        out->appointed = moved(calendar, wait.since, wait.appointed, until);
        out->due = moved(calendar, wait.since, wait.due, until);
    }
    if (action == OFFICE_APOLOGISE) {
        out->appointed = (struct local_time){.date = request->date, .hour = CALENDAR_CLOSE_HOUR};
        out->apologies++;
    }
    if (compare_times(out->appointed, state->appointed) != 0) {
        out->cause = cause_of(action);
    }
}

enum office_verdict office_step(const struct calendar *calendar, const struct office_state *state,
                                const struct office_request *request, struct office_step *out)
{
    enum dossier_status to = state->status;
    if (!office_action_leads(state->status, request->action, &to)) {
        return OFFICE_NOT_NOW;
    }
    if (!is_theirs(state, request)) {
        return OFFICE_NOT_THEIRS;
    }
    enum office_verdict verdict = check_needs(calendar, state, request);
    if (verdict != OFFICE_FINE) {
        return verdict;
    }
    struct office_step step = {.to = to,
                               .appointed = state->appointed,
                               .due = state->due,
                               .cause = OFFICE_CAUSE_NONE,
                               .apologies = state->apologies};
    apply(calendar, state, request, &step);
    *out = step;
    return OFFICE_FINE;
}
