/*
 * What officers do with a dossier: which action may be done in which status, by whom, what it
 * needs, and where it leads; and how the appointed date moves. Pure: office_step() is told
 * everything and returns what becomes of the dossier.
 *
 * Two dates are kept apart. `appointed` is what the citizen was last told. `due` is what the
 * on-time figures count by: it moves while the dossier waits for the citizen, never by an apology.
 * The time a dossier waits for papers or a payment is the citizen's: the working days that were
 * left when it began to wait are left when it ends. Time that was already overrun is not given
 * back. The agency that is late apologises, with a reason and a new date, before it does anything
 * else, and may do so once (Decree 61/2018 art. 19).
 */
#ifndef MOTCUA_DOMAIN_OFFICE_H
#define MOTCUA_DOMAIN_OFFICE_H

#include <stdbool.h>

#include "domain/calendar.h"
#include "domain/dossier.h"

#define OFFICE_REASON_BYTES   1024
#define OFFICE_DATE_MAX_DAYS  366 /* how far ahead a new date may lie */
#define OFFICE_APOLOGIES_MAX  1
#define OFFICER_ID_BYTES      40
#define OFFICE_REASON_MIN_LEN 3 /* characters */

enum office_action {
    OFFICE_RECEIVE,
    OFFICE_REFUSE,
    OFFICE_PROCESS,      /* work on it has begun */
    OFFICE_ASK_PAPERS,   /* date: until when they are to be brought */
    OFFICE_TAKE_PAPERS,  /* they have come */
    OFFICE_ASK_PAYMENT,  /* date: until when it is to be paid */
    OFFICE_TAKE_PAYMENT, /* it was paid */
    OFFICE_WITHDRAW,     /* the citizen takes it back */
    OFFICE_STOP,
    OFFICE_DECIDE,
    OFFICE_HAND_OVER,
    OFFICE_APOLOGISE, /* date: the new appointed one */
    OFFICE_FORWARD,   /* to another deciding agency: the choice was wrong */
    OFFICE_ACTION_COUNT
};
/* "receive", "ask_papers", …: on the wire, at the command line, in the audit trail. */
const char *office_action_name(enum office_action action);
bool office_action_from_name(const char *name, enum office_action *out);

enum officer_role {
    OFFICER_CLERK,    /* the counter of the one-stop unit */
    OFFICER_APPROVER, /* a clerk who may decide, too */
    OFFICER_AUDITOR,  /* reads figures and the audit trail, touches and opens nothing */
    OFFICER_ROLE_COUNT
};
const char *officer_role_name(enum officer_role role);
bool officer_role_from_name(const char *name, enum officer_role *out);
/* 1 to 39 of a-z, 0-9, '.', '-'; a letter first. */
bool officer_id_valid(const char *id);
/* May see queues and open dossiers. */
bool officer_role_handles(enum officer_role role);

/* False when the action is not one of this status; *to may be the same status. */
bool office_action_leads(enum dossier_status from, enum office_action action,
                         enum dossier_status *to);
bool office_action_needs_reason(enum office_action action);
bool office_action_needs_date(enum office_action action);

/* Why the appointed date moved. */
enum office_cause {
    OFFICE_CAUSE_NONE,
    OFFICE_CAUSE_PAPERS,  /* it waits for papers, or they have come */
    OFFICE_CAUSE_PAYMENT, /* the same with a payment */
    OFFICE_CAUSE_LATE,    /* an apology */
    OFFICE_CAUSE_COUNT
};
const char *office_cause_name(enum office_cause cause);
bool office_cause_from_name(const char *name, enum office_cause *out);

/* How the appointed date last moved, as the citizen is told. */
#define OFFICE_REASON_BYTES 1024
struct office_move {
    enum office_cause cause;    /* NONE: it never did */
    struct local_time previous; /* the date before */
    char reason[OFFICE_REASON_BYTES];
};

/* While it waits for the citizen: since when, and the dates as they were then. since of year 0: it
 * does not wait. */
struct office_wait {
    struct local_time since;
    struct local_time appointed;
    struct local_time due;
};

/* How a dossier stands before an action. */
struct office_state {
    enum dossier_status status;
    const char *receiving_agency;
    const char *deciding_agency;
    struct local_time appointed;
    struct local_time due;
    int apologies;
    struct office_wait wait;
};

struct office_request {
    enum office_action action;
    enum officer_role role;
    const char *agency; /* the officer's; "": the whole city's */
    struct local_time at;
    const char *reason;  /* "" for none; the citizen reads it */
    struct date date;    /* year 0 for none */
    const char *forward; /* OFFICE_FORWARD: the agency; else "" */
    bool forward_known;  /* that agency is in the directory */
};

/* How it stands afterwards. */
struct office_step {
    enum dossier_status to;
    struct local_time appointed;
    struct local_time due;
    enum office_cause cause; /* NONE: the appointed date stays */
    int apologies;
    struct office_wait wait;
};

enum office_verdict {
    OFFICE_FINE,
    OFFICE_NOT_NOW,        /* not an action of this status */
    OFFICE_NOT_THEIRS,     /* not this role's, or another agency's dossier */
    OFFICE_REASON_MISSING, /* or no text a citizen could read */
    OFFICE_DATE_MISSING,
    OFFICE_DATE_WRONG, /* no working day, not after today and the date before, or too far ahead */
    OFFICE_APOLOGY_FIRST,
    OFFICE_APOLOGY_SPENT,
    OFFICE_AGENCY_WRONG, /* no such agency, or it has the dossier already */
    OFFICE_VERDICT_COUNT
};
const char *office_verdict_name(enum office_verdict verdict);

/* *out is filled only when fine. Everything borrowed for the call. */
enum office_verdict office_step(const struct calendar *calendar, const struct office_state *state,
                                const struct office_request *request, struct office_step *out);

/* The time of the agency runs, and has run out. */
bool office_is_late(enum dossier_status status, struct local_time due, struct local_time now);

#endif
