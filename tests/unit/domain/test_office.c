#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/file.h"
#include "domain/office.h"
#include "tests/unit/cmocka_all.h"

#define WARD   "H29.12"
#define POLICE "H29.12.1"
#define OTHER  "H29.13"
#define REASON "Thiếu tờ khai"

static int load(void **state)
{
    char *json = NULL;
    size_t len = 0;
    struct calendar *calendar = calloc(1, sizeof *calendar);
    if (mc_file_read(MOTCUA_SOURCE_DIR "/assets/calendar/holidays.json", 65536, &json, &len,
                     NULL) != MC_OK ||
        calendar_parse(json, len, calendar, NULL) != MC_OK) {
        free(json);
        free(calendar);
        return -1;
    }
    free(json);
    *state = calendar;
    return 0;
}

static int unload(void **state)
{
    free(*state);
    return 0;
}

static struct local_time time_of(const char *text)
{
    struct local_time time = {0};
    char full[LOCAL_TIME_TEXT_BYTES];
    (void)snprintf(full, sizeof full, "%s:00+07:00", text);
    assert_true(local_time_parse_rfc3339(full, &time));
    return time;
}

static struct date day_of(const char *iso)
{
    struct date date = {0};
    assert_true(date_parse_iso(iso, &date));
    return date;
}

static void assert_time(struct local_time time, const char *expected)
{
    char text[LOCAL_TIME_TEXT_BYTES];
    local_time_format_rfc3339(time, text);
    text[strlen("YYYY-MM-DDTHH:MM")] = '\0';
    assert_string_equal(text, expected);
}

/* In a status, received and decided by one ward, in good time: Wednesday 2 December 2026. */
static struct office_state state_in(int status)
{
    struct office_state state = {.status = (enum dossier_status)status,
                                 .receiving_agency = WARD,
                                 .deciding_agency = WARD,
                                 .appointed = time_of("2026-12-09T17:00"),
                                 .due = time_of("2026-12-09T17:00")};
    return state;
}

/* Everything any action may want. */
static struct office_request request_of(enum office_action action)
{
    struct office_request request = {.action = action,
                                     .role = OFFICER_APPROVER,
                                     .agency = WARD,
                                     .at = time_of("2026-12-02T10:00"),
                                     .reason = REASON,
                                     .date = day_of("2026-12-11"),
                                     .forward = OTHER,
                                     .forward_known = true};
    return request;
}

/* Column: the status before, 1 to 10. '.': not allowed; otherwise the status after, 'A' for 10. */
static const char *const table[OFFICE_ACTION_COUNT] = {
    [OFFICE_RECEIVE] = "2.........",      [OFFICE_REFUSE] = "3.........",
    [OFFICE_PROCESS] = ".4........",      [OFFICE_ASK_PAPERS] = ".5.5......",
    [OFFICE_TAKE_PAPERS] = "....4.....",  [OFFICE_ASK_PAYMENT] = ".6.6......",
    [OFFICE_TAKE_PAYMENT] = ".....4....", [OFFICE_WITHDRAW] = "77.777....",
    [OFFICE_STOP] = ".8.888....",         [OFFICE_DECIDE] = ".9.9.9....",
    [OFFICE_HAND_OVER] = "........A.",    [OFFICE_APOLOGISE] = "12.4......",
    [OFFICE_FORWARD] = "12.4......",
};

static void every_status_and_every_action(void **state)
{
    for (int action = 0; action < OFFICE_ACTION_COUNT; action++) {
        assert_int_equal(strlen(table[action]), 10);
        for (int from = 1; from <= 10; from++) {
            char cell = table[action][from - 1];
            int expected = cell == 'A' ? 10 : cell - '0';
            struct office_state before = state_in(from);
            struct office_request request = request_of((enum office_action)action);
            struct office_step step = {.to = DOSSIER_STOPPED, .apologies = 77};
            enum dossier_status to = DOSSIER_REGISTERED;
            enum office_verdict verdict = office_step(*state, &before, &request, &step);
            assert_int_equal(
                office_action_leads((enum dossier_status)from, (enum office_action)action, &to),
                cell != '.');
            if (cell == '.') {
                assert_int_equal(verdict, OFFICE_NOT_NOW);
                assert_int_equal(step.apologies, 77);
            } else {
                assert_int_equal(verdict, OFFICE_FINE);
                assert_int_equal(step.to, expected);
                assert_int_equal(to, expected);
            }
        }
    }
}

/* What the actions can do together is what the statuses allow, no more and no less. */
static void the_actions_are_the_transitions(void **state)
{
    (void)state;
    for (int from = 1; from <= 10; from++) {
        bool reached[11] = {false};
        for (int action = 0; action < OFFICE_ACTION_COUNT; action++) {
            enum dossier_status to = DOSSIER_REGISTERED;
            if (office_action_leads((enum dossier_status)from, (enum office_action)action, &to)) {
                reached[to] = true;
            }
        }
        for (int to = 1; to <= 10; to++) {
            bool allowed =
                dossier_transition_allowed((enum dossier_status)from, (enum dossier_status)to);
            assert_true(allowed == reached[to] || from == to);
        }
    }
}

/* A status in which the action can be done. */
static int status_for(int action)
{
    return (int)strcspn(table[action], "123456789A") + 1;
}

/* c: clerk, a: approver; small: own receiving agency, capital: own deciding agency. */
static void every_role_and_every_agency(void **state)
{
    static const struct {
        enum officer_role role;
        const char *agency;
        const char *may; /* one mark an action, in their order */
    } rows[] = {
        /*                              RfPaTpYwSdHAF */
        {OFFICER_CLERK, WARD, /* */ "xx..x.xx..x.x"},
        {OFFICER_CLERK, POLICE, /* */ "xxxxxxxx..x.x"},
        {OFFICER_CLERK, OTHER, /* */ "............."},
        {OFFICER_CLERK, "", /* */ "xxxxxxxx..x.x"},
        {OFFICER_APPROVER, WARD, /* */ "xx..x.xx..x.x"},
        {OFFICER_APPROVER, POLICE, /**/ "xxxxxxxxxxxxx"},
        {OFFICER_APPROVER, OTHER, /* */ "............."},
        {OFFICER_APPROVER, "", /* */ "xxxxxxxxxxxxx"},
        {OFFICER_AUDITOR, WARD, /* */ "............."},
        {OFFICER_AUDITOR, POLICE, /* */ "............."},
        {OFFICER_AUDITOR, "", /* */ "............."},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (int action = 0; action < OFFICE_ACTION_COUNT; action++) {
            struct office_state before = state_in(status_for(action));
            struct office_request request = request_of((enum office_action)action);
            struct office_step step;
            before.deciding_agency = POLICE;
            request.role = rows[i].role;
            request.agency = rows[i].agency;
            assert_int_equal(office_step(*state, &before, &request, &step),
                             rows[i].may[action] == 'x' ? OFFICE_FINE : OFFICE_NOT_THEIRS);
        }
    }
}

static void reasons_and_dates_are_asked_for(void **state)
{
    static const char long_reason[OFFICE_REASON_BYTES + 1] = {[0 ... OFFICE_REASON_BYTES - 1] =
                                                                  'x'};
    static const char *const none[] = {"",
                                       " \n ",
                                       "ab",
                                       "a\tbc",
                                       "a\x7f"
                                       "bc",
                                       "abc\xff"};
    for (int action = 0; action < OFFICE_ACTION_COUNT; action++) {
        struct office_state before = state_in(status_for(action));
        struct office_request request = request_of((enum office_action)action);
        struct office_step step;
        bool reason = office_action_needs_reason((enum office_action)action);
        bool date = office_action_needs_date((enum office_action)action);
        for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
            bool broken = i >= 3;
            request.reason = none[i];
            assert_int_equal(office_step(*state, &before, &request, &step),
                             reason || broken ? OFFICE_REASON_MISSING : OFFICE_FINE);
        }
        request.reason = long_reason;
        assert_int_equal(office_step(*state, &before, &request, &step), OFFICE_REASON_MISSING);
        request.reason = "Cần\nthêm giấy";
        request.date = (struct date){0};
        assert_int_equal(office_step(*state, &before, &request, &step),
                         date ? OFFICE_DATE_MISSING : OFFICE_FINE);
        /* today, yesterday, a Saturday, a year and two days ahead, no day at all */
        static const struct date wrong[] = {
            {2026, 12, 2}, {2026, 12, 1}, {2026, 12, 12}, {2027, 12, 6}, {2026, 13, 1}};
        for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
            request.date = wrong[i];
            assert_int_equal(office_step(*state, &before, &request, &step),
                             date ? OFFICE_DATE_WRONG : OFFICE_FINE);
        }
    }
}

static void waiting_for_the_citizen_moves_the_date(void **state)
{
    static const struct {
        const char *due;
        const char *asked;
        const char *until;
        const char *appointed; /* while it waits */
        const char *came;
        const char *then;
    } rows[] = {
        /* five working days left, brought as agreed, earlier, later, on a Sunday */
        {"2026-12-09T17:00", "2026-12-02T10:00", "2026-12-11", "2026-12-18T17:00",
         "2026-12-11T09:00", "2026-12-18T17:00"},
        {"2026-12-09T17:00", "2026-12-02T10:00", "2026-12-11", "2026-12-18T17:00",
         "2026-12-03T09:00", "2026-12-10T17:00"},
        {"2026-12-09T17:00", "2026-12-02T10:00", "2026-12-11", "2026-12-18T17:00",
         "2026-12-15T09:00", "2026-12-22T17:00"},
        {"2026-12-09T17:00", "2026-12-02T10:00", "2026-12-11", "2026-12-18T17:00",
         "2026-12-13T09:00", "2026-12-21T17:00"},
        /* the same day: nothing has moved */
        {"2026-12-09T17:00", "2026-12-02T10:00", "2026-12-11", "2026-12-18T17:00",
         "2026-12-02T15:00", "2026-12-09T17:00"},
        /* over New Year's Day */
        {"2026-12-09T17:00", "2026-12-08T10:00", "2026-12-31", "2027-01-04T17:00",
         "2026-12-31T10:00", "2027-01-04T17:00"},
        /* asked on the last day, due at 11:30: the day it comes */
        {"2026-12-02T11:30", "2026-12-02T10:00", "2026-12-04", "2026-12-04T17:00",
         "2026-12-04T16:00", "2026-12-04T17:00"},
    };
    for (size_t i = 0; i < 2 * sizeof rows / sizeof rows[0]; i++) {
        bool pays = i % 2 == 1;
        struct office_state before = state_in(DOSSIER_PROCESSING);
        struct office_request request = request_of(pays ? OFFICE_ASK_PAYMENT : OFFICE_ASK_PAPERS);
        struct office_step step;
        before.due = before.appointed = time_of(rows[i / 2].due);
        request.at = time_of(rows[i / 2].asked);
        request.date = day_of(rows[i / 2].until);
        assert_int_equal(office_step(*state, &before, &request, &step), OFFICE_FINE);
        assert_time(step.appointed, rows[i / 2].appointed);
        assert_time(step.due, rows[i / 2].appointed);
        assert_int_equal(step.cause, pays ? OFFICE_CAUSE_PAYMENT : OFFICE_CAUSE_PAPERS);
        assert_time(step.wait.since, rows[i / 2].asked);
        assert_time(step.wait.due, rows[i / 2].due);

        before.status = step.to;
        before.appointed = step.appointed;
        before.due = step.due;
        before.wait = step.wait;
        request = request_of(pays ? OFFICE_TAKE_PAYMENT : OFFICE_TAKE_PAPERS);
        request.at = time_of(rows[i / 2].came);
        assert_int_equal(office_step(*state, &before, &request, &step), OFFICE_FINE);
        assert_time(step.appointed, rows[i / 2].then);
        assert_time(step.due, rows[i / 2].then);
        assert_false(date_is_set(step.wait.since.date));
        bool same = strcmp(rows[i / 2].appointed, rows[i / 2].then) == 0;
        assert_int_equal(step.cause == OFFICE_CAUSE_NONE, same);
    }
}

static void a_late_dossier_needs_an_apology(void **state)
{
    /* actions an agency that is late may not do before it has apologised */
    static const char blocked[] = "..xx.x...x...";
    for (int action = 0; action < OFFICE_ACTION_COUNT; action++) {
        int from = action == OFFICE_DECIDE ? DOSSIER_PROCESSING : status_for(action);
        struct office_state before = state_in(from);
        struct office_request request = request_of((enum office_action)action);
        struct office_step step;
        request.at = time_of("2026-12-09T17:01");
        assert_int_equal(office_step(*state, &before, &request, &step),
                         blocked[action] == 'x' ? OFFICE_APOLOGY_FIRST : OFFICE_FINE);
        before.apologies = 1;
        assert_int_equal(office_step(*state, &before, &request, &step),
                         action == OFFICE_APOLOGISE ? OFFICE_APOLOGY_SPENT : OFFICE_FINE);
        before.apologies = 0;
        request.at = time_of("2026-12-09T17:00");
        assert_int_equal(office_step(*state, &before, &request, &step), OFFICE_FINE);
    }
}

static void an_apology_moves_the_date_but_not_the_due_one(void **state)
{
    struct office_state before = state_in(DOSSIER_PROCESSING);
    struct office_request request = request_of(OFFICE_APOLOGISE);
    struct office_step step;
    request.at = time_of("2026-12-10T09:00");
    assert_int_equal(office_step(*state, &before, &request, &step), OFFICE_FINE);
    assert_int_equal(step.to, DOSSIER_PROCESSING);
    assert_int_equal(step.cause, OFFICE_CAUSE_LATE);
    assert_int_equal(step.apologies, 1);
    assert_time(step.appointed, "2026-12-11T17:00");
    assert_time(step.due, "2026-12-09T17:00");

    /* Papers asked for afterwards move what was promised; what was overrun stays overrun. */
    before.appointed = step.appointed;
    before.apologies = 1;
    request = request_of(OFFICE_ASK_PAPERS);
    request.at = time_of("2026-12-10T10:00");
    request.date = day_of("2026-12-14");
    assert_int_equal(office_step(*state, &before, &request, &step), OFFICE_FINE);
    assert_time(step.appointed, "2026-12-15T17:00");
    assert_time(step.due, "2026-12-09T17:00");

    /* In advance, but never to an earlier date. */
    before = state_in(DOSSIER_RECEIVED);
    request = request_of(OFFICE_APOLOGISE);
    request.date = day_of("2026-12-09");
    assert_int_equal(office_step(*state, &before, &request, &step), OFFICE_DATE_WRONG);
    request.date = day_of("2026-12-10");
    assert_int_equal(office_step(*state, &before, &request, &step), OFFICE_FINE);
}

static void time_that_is_the_citizens_is_not_late(void **state)
{
    (void)state;
    struct local_time due = time_of("2026-12-09T17:00");
    static const char running[] = "xx.x......";
    for (int status = 1; status <= 10; status++) {
        assert_int_equal(
            office_is_late((enum dossier_status)status, due, time_of("2026-12-09T17:01")),
            running[status - 1] == 'x');
        assert_false(office_is_late((enum dossier_status)status, due, time_of("2026-12-09T17:00")));
    }
}

static void forwarding_wants_another_agency(void **state)
{
    struct office_state before = state_in(DOSSIER_REGISTERED);
    struct office_request request = request_of(OFFICE_FORWARD);
    struct office_step step;
    request.forward_known = false;
    assert_int_equal(office_step(*state, &before, &request, &step), OFFICE_AGENCY_WRONG);
    request.forward_known = true;
    request.forward = WARD;
    assert_int_equal(office_step(*state, &before, &request, &step), OFFICE_AGENCY_WRONG);
}

static void names_round_trip(void **state)
{
    (void)state;
    enum office_action action = OFFICE_STOP;
    enum officer_role role = OFFICER_AUDITOR;
    for (int i = 0; i < OFFICE_ACTION_COUNT; i++) {
        assert_true(office_action_from_name(office_action_name((enum office_action)i), &action));
        assert_int_equal(action, i);
    }
    for (int i = 0; i < OFFICER_ROLE_COUNT; i++) {
        assert_true(officer_role_from_name(officer_role_name((enum officer_role)i), &role));
        assert_int_equal(role, i);
        assert_int_equal(officer_role_handles(role), i != OFFICER_AUDITOR);
    }
    assert_false(office_action_from_name("Receive", &action));
    assert_false(officer_role_from_name("", &role));
    for (int i = 0; i < OFFICE_VERDICT_COUNT; i++) {
        assert_true(strlen(office_verdict_name((enum office_verdict)i)) > 0);
    }
    for (int i = 0; i < OFFICE_CAUSE_COUNT; i++) {
        assert_true(strlen(office_cause_name((enum office_cause)i)) > 0);
    }
    assert_true(officer_id_valid("an.nguyen-2"));
    static const char *const wrong[] = {
        "", "2a", ".a", "An", "a b", "a/b", "a234567890123456789012345678901234567890"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_false(officer_id_valid(wrong[i]));
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_status_and_every_action),
        cmocka_unit_test(the_actions_are_the_transitions),
        cmocka_unit_test(every_role_and_every_agency),
        cmocka_unit_test(reasons_and_dates_are_asked_for),
        cmocka_unit_test(waiting_for_the_citizen_moves_the_date),
        cmocka_unit_test(a_late_dossier_needs_an_apology),
        cmocka_unit_test(an_apology_moves_the_date_but_not_the_due_one),
        cmocka_unit_test(time_that_is_the_citizens_is_not_late),
        cmocka_unit_test(forwarding_wants_another_agency),
        cmocka_unit_test(names_round_trip),
    };
    if (argc > 1) {
        cmocka_set_test_filter(argv[1]);
    }
    return cmocka_run_group_tests(tests, load, unload);
}
