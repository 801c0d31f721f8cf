/* Officers, their acts, the audit trail, ratings and figures: the same over every back-end. */
#include <pthread.h>

#include "central/storage_office.h"
#include "core/file.h"
#include "core/memory.h"
#include "tests/unit/central/database.h"

#define WARD     "H29.12"
#define POLICE   "H29.12.1"
#define OTHER    "H29.13"
#define HASH_OF  "0123456789012345678901234567890123456789012345678901234567890123"
#define HASH_BAD "1123456789012345678901234567890123456789012345678901234567890123"
/* Wednesday, 2026-12-02 10:00 +07:00. */
#define WEDNESDAY_S 1796180400
#define HOUR_S      3600
#define DAY_S       (24 * HOUR_S)
/* 17:00 of the Wednesday after. */
#define DUE_S (WEDNESDAY_S + 7 * DAY_S + 7 * HOUR_S)

static struct calendar calendar;

static int load_calendar(void)
{
    char *json = NULL;
    size_t len = 0;
    enum mc_err rc = mc_file_read(MOTCUA_SOURCE_DIR "/assets/calendar/holidays.json", 1 << 18,
                                  &json, &len, NULL);
    rc = rc == MC_OK ? calendar_parse(json, len, &calendar, NULL) : rc;
    free(json);
    return rc == MC_OK ? 0 : -1;
}

static const struct storage_officer an = {
    .id = "an", .name = "An", .role = OFFICER_APPROVER, .agency = POLICE};
static const struct storage_officer binh = {
    .id = "binh", .name = "Bình", .role = OFFICER_CLERK, .agency = WARD};
static const struct storage_officer chi = {
    .id = "chi", .name = "Chi", .role = OFFICER_APPROVER, .agency = OTHER};
static const struct storage_officer dung = {
    .id = "dung", .name = "Dung", .role = OFFICER_AUDITOR, .agency = ""};

/* Received at the ward, decided by its police. */
static void accept_for(struct database *database, const char *key, const char *agency,
                       const char *deciding, bool online, int64_t at_s,
                       char code[DOSSIER_CODE_BYTES])
{
    struct storage_submission submission = {.key = key,
                                            .body_hash = "h",
                                            .media_type = "application/json",
                                            .body = "a\0b",
                                            .body_len = 3,
                                            .agency = agency,
                                            .deciding_agency = deciding,
                                            .online = online,
                                            .kiosk = "K01",
                                            .provisional_code = "",
                                            .procedure_code = "1.004194",
                                            .procedure_name = "Thử",
                                            .initials = "T.",
                                            .token_hash = HASH_OF,
                                            .received_s = at_s,
                                            .appointed_s = DUE_S};
    enum storage_outcome outcome = STORAGE_CONFLICT;
    struct storage_acceptance out;
    assert_int_equal(storage_accept(database->storage, &submission, &outcome, &out, NULL), MC_OK);
    assert_int_equal(outcome, STORAGE_ACCEPTED);
    mc_copy_text(code, DOSSIER_CODE_BYTES, out.code);
}

static void accept(struct database *database, char code[DOSSIER_CODE_BYTES])
{
    accept_for(database, "key", WARD, POLICE, true, WEDNESDAY_S, code);
}

static struct storage_act act_of(const char *code, const struct storage_officer *officer,
                                 enum office_action action, int64_t at_s)
{
    return (struct storage_act){.code = code,
                                .officer = officer,
                                .calendar = &calendar,
                                .action = action,
                                .reason = "Lý do cần biết",
                                .date = {2026, 12, 11},
                                .forward = OTHER,
                                .forward_known = true,
                                .at_s = at_s};
}

static enum office_verdict act(struct database *database, const struct storage_act *act,
                               struct storage_act_result *out)
{
    struct mc_error err = {0};
    if (storage_act(database->storage, act, out, &err) != MC_OK) {
        fail_msg("%s", err.text);
    }
    return out->verdict;
}

static void must(struct database *database, const char *code, const struct storage_officer *officer,
                 enum office_action action, int64_t at_s)
{
    struct storage_act wanted = act_of(code, officer, action, at_s);
    struct storage_act_result result;
    assert_int_equal(act(database, &wanted, &result), OFFICE_FINE);
}

static void test_a_whole_life(void **state)
{
    struct database *database = *state;
    char code[DOSSIER_CODE_BYTES];
    accept(database, code);
    must(database, code, &binh, OFFICE_RECEIVE, WEDNESDAY_S + 60);
    must(database, code, &an, OFFICE_PROCESS, WEDNESDAY_S + 120);
    must(database, code, &an, OFFICE_ASK_PAPERS, WEDNESDAY_S + 180);
    database_reopen(database);
    must(database, code, &binh, OFFICE_TAKE_PAPERS, WEDNESDAY_S + 2 * DAY_S);
    /* Five working days were left: Friday, and five more. */
    int64_t due_s = DUE_S + 2 * DAY_S;
    struct storage_act sorry = act_of(code, &an, OFFICE_APOLOGISE, due_s - DAY_S * 4);
    struct storage_act_result result;
    sorry.date = (struct date){2026, 12, 14};
    assert_int_equal(act(database, &sorry, &result), OFFICE_FINE);
    assert_int_equal(result.appointed_s, due_s + 3 * DAY_S);
    assert_int_equal(result.due_s, due_s);
    must(database, code, &an, OFFICE_DECIDE, due_s + HOUR_S);
    must(database, code, &binh, OFFICE_HAND_OVER, due_s + 2 * HOUR_S);

    static const struct {
        const char *action;
        enum dossier_status status;
    } history[] = {{"", DOSSIER_REGISTERED},
                   {"receive", DOSSIER_RECEIVED},
                   {"process", DOSSIER_PROCESSING},
                   {"ask_papers", DOSSIER_NEEDS_PAPERS},
                   {"take_papers", DOSSIER_PROCESSING},
                   {"apologise", DOSSIER_PROCESSING},
                   {"decide", DOSSIER_DECIDED},
                   {"hand_over", DOSSIER_HANDED_OVER}};
    struct storage_dossier dossier = {0};
    assert_int_equal(storage_find(database->storage, code, HASH_OF, &dossier, NULL), MC_OK);
    assert_int_equal(dossier.history_count, 8);
    for (size_t i = 0; i < 8; i++) {
        assert_string_equal(dossier.history[i].action, history[i].action);
        assert_int_equal(dossier.history[i].status, history[i].status);
    }
    assert_string_equal(dossier.agency, WARD);
    assert_string_equal(dossier.deciding_agency, POLICE);
    assert_true(dossier.online);
    assert_int_equal(dossier.due_s, due_s);
    assert_int_equal(dossier.decided_s, due_s + HOUR_S);
    /* both dates of every move */
    assert_int_equal(dossier.appointment_count, 3);
    assert_string_equal(dossier.appointments[0].cause, "papers");
    assert_int_equal(dossier.appointments[0].previous_s, DUE_S);
    assert_int_equal(dossier.appointments[0].appointed_s, DUE_S + 9 * DAY_S);
    assert_string_equal(dossier.appointments[0].reason, "Lý do cần biết");
    assert_string_equal(dossier.appointments[1].cause, "papers");
    assert_int_equal(dossier.appointments[1].previous_s, DUE_S + 9 * DAY_S);
    assert_int_equal(dossier.appointments[1].appointed_s, due_s);
    assert_string_equal(dossier.appointments[2].cause, "late");
    storage_dossier_finish(&dossier);
    /* one entry for each act */
    struct audit_check check;
    struct storage_audit_known none = {0};
    assert_int_equal(storage_audit_check(database->storage, &none, &check, NULL), MC_OK);
    assert_int_equal(check.count, 7);
}

static void test_what_is_refused_leaves_nothing(void **state)
{
    struct database *database = *state;
    char code[DOSSIER_CODE_BYTES];
    struct storage_act_result result;
    accept(database, code);
    struct storage_act wanted = act_of(code, &an, OFFICE_DECIDE, WEDNESDAY_S);
    assert_int_equal(act(database, &wanted, &result), OFFICE_NOT_NOW);
    assert_int_equal(result.status, DOSSIER_REGISTERED);
    wanted = act_of(code, &binh, OFFICE_APOLOGISE, WEDNESDAY_S);
    assert_int_equal(act(database, &wanted, &result), OFFICE_NOT_THEIRS);
    wanted = act_of(code, &dung, OFFICE_RECEIVE, WEDNESDAY_S);
    assert_int_equal(act(database, &wanted, &result), OFFICE_NOT_THEIRS);
    wanted = act_of(code, &an, OFFICE_REFUSE, WEDNESDAY_S);
    wanted.reason = "";
    assert_int_equal(act(database, &wanted, &result), OFFICE_REASON_MISSING);
    /* another agency's officer is not even told that it is there */
    wanted = act_of(code, &chi, OFFICE_RECEIVE, WEDNESDAY_S);
    assert_int_equal(storage_act(database->storage, &wanted, &result, NULL), MC_ENOTFOUND);
    wanted = act_of("H29.12-261202-0009", &an, OFFICE_RECEIVE, WEDNESDAY_S);
    assert_int_equal(storage_act(database->storage, &wanted, &result, NULL), MC_ENOTFOUND);
    assert_int_equal(database_number(database, "SELECT count(*) FROM audit"), 0);
    assert_int_equal(database_number(database, "SELECT count(*) FROM history"), 1);
    assert_int_equal(database_number(database, "SELECT status FROM dossiers"), 1);
}

static void test_forwarding_moves_it_to_another_agency(void **state)
{
    struct database *database = *state;
    char code[DOSSIER_CODE_BYTES];
    struct storage_dossier dossier = {0};
    accept(database, code);
    must(database, code, &an, OFFICE_FORWARD, WEDNESDAY_S + 60);
    must(database, code, &chi, OFFICE_RECEIVE, WEDNESDAY_S + 120);
    assert_int_equal(storage_find(database->storage, code, NULL, &dossier, NULL), MC_OK);
    assert_string_equal(dossier.agency, WARD);
    assert_string_equal(dossier.deciding_agency, OTHER);
    /* the code stays the one it was received under */
    assert_string_equal(dossier.code, "H29.12-261202-0001");
    storage_dossier_finish(&dossier);
    struct storage_act wanted = act_of(code, &an, OFFICE_PROCESS, WEDNESDAY_S + 180);
    struct storage_act_result result;
    assert_int_equal(storage_act(database->storage, &wanted, &result, NULL), MC_ENOTFOUND);
}

static void test_opening_is_written_down(void **state)
{
    struct database *database = *state;
    char code[DOSSIER_CODE_BYTES];
    char type[STORAGE_MEDIA_TYPE_BYTES];
    char *body = NULL;
    size_t len = 0;
    accept(database, code);
    assert_int_equal(
        storage_open_body(database->storage, &an, code, WEDNESDAY_S, &body, &len, type, NULL),
        MC_OK);
    assert_int_equal(len, 3);
    assert_memory_equal(body, "a\0b", 3);
    assert_string_equal(type, "application/json");
    mc_secret_free(body);
    assert_int_equal(database_number(database, "SELECT count(*) FROM audit WHERE act = 'open' AND "
                                               "officer = 'an' AND subject = "
                                               "'H29.12-261202-0001'"),
                     1);
    body = NULL;
    assert_int_equal(
        storage_open_body(database->storage, &dung, code, WEDNESDAY_S, &body, &len, type, NULL),
        MC_EDENIED);
    assert_int_equal(
        storage_open_body(database->storage, &chi, code, WEDNESDAY_S, &body, &len, type, NULL),
        MC_ENOTFOUND);
    assert_null(body);
    /* what cannot be written down is not opened */
    database_run(database, "ALTER TABLE audit RENAME TO hidden");
    assert_int_not_equal(
        storage_open_body(database->storage, &an, code, WEDNESDAY_S, &body, &len, type, NULL),
        MC_OK);
    assert_null(body);
}

static void count_officer(void *context, const struct storage_officer *officer)
{
    (void)officer;
    (*(int *)context)++;
}

static void test_officers_come_and_go(void **state)
{
    struct database *database = *state;
    struct storage_officer found = {0};
    int count = 0;
    struct storage_officer_visitor visitor = {count_officer, &count};
    assert_int_equal(storage_officer_add(database->storage, &an, HASH_OF, NULL), MC_OK);
    assert_int_equal(storage_officer_add(database->storage, &an, HASH_BAD, NULL), MC_ECONFLICT);
    /* a token is one officer's */
    assert_int_equal(storage_officer_add(database->storage, &binh, HASH_OF, NULL), MC_ECONFLICT);
    assert_int_equal(storage_officer_by_token(database->storage, HASH_OF, &found, NULL), MC_OK);
    assert_string_equal(found.id, "an");
    assert_string_equal(found.agency, POLICE);
    assert_int_equal(found.role, OFFICER_APPROVER);
    assert_int_equal(storage_officer_by_token(database->storage, HASH_BAD, &found, NULL),
                     MC_ENOTFOUND);
    assert_int_equal(storage_officer_find(database->storage, "an", &found, NULL), MC_OK);
    assert_int_equal(storage_officer_revoke(database->storage, "an", WEDNESDAY_S, NULL), MC_OK);
    assert_int_equal(storage_officer_revoke(database->storage, "an", WEDNESDAY_S, NULL),
                     MC_ENOTFOUND);
    assert_int_equal(storage_officer_by_token(database->storage, HASH_OF, &found, NULL),
                     MC_ENOTFOUND);
    assert_int_equal(storage_officer_find(database->storage, "an", &found, NULL), MC_ENOTFOUND);
    /* nobody takes the name of one who left */
    assert_int_equal(storage_officer_add(database->storage, &an, HASH_BAD, NULL), MC_ECONFLICT);
    assert_int_equal(storage_officer_list(database->storage, &visitor, NULL), MC_OK);
    assert_int_equal(count, 1);
    assert_int_equal(database_number(database, "SELECT count(*) FROM audit WHERE officer = "
                                               "'operator' AND act IN ('officer', 'revoke')"),
                     2);
}

/* ---- The trail ---- */

static void drop_guards(struct database *database)
{
    database_run(database, database->kind == DATABASE_SQLITE
                               ? "DROP TRIGGER audit_no_update; DROP TRIGGER audit_no_delete"
                               : "DROP TRIGGER audit_keep ON audit");
}

static enum mc_err check_trail(struct database *database, int64_t known, const char *head)
{
    struct audit_check check;
    struct storage_audit_known wanted = {known, head};
    return storage_audit_check(database->storage, &wanted, &check, NULL);
}

static void test_the_trail_cannot_be_changed_unseen(void **state)
{
    struct database *database = *state;
    char code[DOSSIER_CODE_BYTES];
    struct audit_check check;
    struct storage_audit_known none = {0};
    accept(database, code);
    assert_int_equal(check_trail(database, 0, ""), MC_OK);
    must(database, code, &binh, OFFICE_RECEIVE, WEDNESDAY_S + 60);
    must(database, code, &an, OFFICE_PROCESS, WEDNESDAY_S + 120);
    must(database, code, &an, OFFICE_DECIDE, WEDNESDAY_S + 180);
    assert_int_equal(storage_audit_check(database->storage, &none, &check, NULL), MC_OK);
    assert_int_equal(check.count, 3);
    /* the database itself stands in the way */
    assert_true(database_refuses(database, "UPDATE audit SET officer = 'x' WHERE number = 2"));
    assert_true(database_refuses(database, "DELETE FROM audit WHERE number = 3"));
    /* and where somebody gets round it, it shows */
    drop_guards(database);
    database_run(database, "DELETE FROM audit WHERE number = 3");
    assert_int_equal(check_trail(database, 0, ""), MC_OK);
    assert_int_equal(check_trail(database, 3, check.head), MC_ECORRUPT);
    must(database, code, &binh, OFFICE_HAND_OVER, WEDNESDAY_S + 240);
    assert_int_equal(check_trail(database, 3, check.head), MC_ECORRUPT);
    database_run(database, "UPDATE audit SET officer = 'x' WHERE number = 2");
    assert_int_equal(check_trail(database, 0, ""), MC_ECORRUPT);
}

#define THREADS 4
#define ACTS    8

struct instance {
    struct storage *storage;
    const char *code;
};

static void *open_often(void *context)
{
    struct instance *instance = context;
    for (int i = 0; i < ACTS; i++) {
        char type[STORAGE_MEDIA_TYPE_BYTES];
        char *body = NULL;
        size_t len = 0;
        struct mc_error err = {0};
        if (storage_open_body(instance->storage, &an, instance->code, WEDNESDAY_S, &body, &len,
                              type, &err) != MC_OK) {
            fail_msg("%s", err.text);
        }
        mc_secret_free(body);
    }
    return NULL;
}

static void test_the_trail_is_whole_over_several_instances(void **state)
{
    struct database *database = *state;
    struct sql_settings settings = database_settings(database);
    struct storage *other = NULL;
    struct instance instances[THREADS];
    pthread_t threads[THREADS];
    char code[2][DOSSIER_CODE_BYTES];
    accept_for(database, "key-0", WARD, POLICE, true, WEDNESDAY_S, code[0]);
    accept_for(database, "key-1", WARD, POLICE, true, WEDNESDAY_S, code[1]);
    assert_int_equal(storage_open(&settings, &other, NULL), MC_OK);
    for (int i = 0; i < THREADS; i++) {
        instances[i] = (struct instance){i % 2 == 0 ? database->storage : other, code[i / 2]};
        assert_int_equal(pthread_create(&threads[i], NULL, open_often, &instances[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    }
    storage_close(other);
    assert_int_equal(check_trail(database, 0, ""), MC_OK);
    assert_int_equal(database_number(database, "SELECT count(*) FROM audit"), THREADS * ACTS);
}

/* More than one page of it. */
static void test_a_long_trail(void **state)
{
    struct database *database = *state;
    char code[DOSSIER_CODE_BYTES];
    struct audit_check check;
    struct storage_audit_known none = {0};
    accept(database, code);
    struct instance instance = {database->storage, code};
    for (int i = 0; i < 2 * STORAGE_AUDIT_PAGE_MAX / ACTS; i++) {
        (void)open_often(&instance);
    }
    assert_int_equal(storage_audit_check(database->storage, &none, &check, NULL), MC_OK);
    assert_int_equal(check.count, 2 * STORAGE_AUDIT_PAGE_MAX / ACTS * ACTS);
}

/* ---- Ratings and figures ---- */

static struct rating rating_of(int points)
{
    struct rating rating;
    for (int i = 0; i < RATING_INDICATORS; i++) {
        rating.points[i] = points;
    }
    return rating;
}

static enum storage_rate_outcome rate(struct database *database, const char *code, int points,
                                      int64_t at_s)
{
    struct rating rating = rating_of(points);
    enum storage_rate_outcome outcome = STORAGE_RATED;
    assert_int_equal(storage_rate(database->storage, code, HASH_OF, &rating, at_s, &outcome, NULL),
                     MC_OK);
    return outcome;
}

static void test_a_dossier_is_rated_once(void **state)
{
    struct database *database = *state;
    char code[DOSSIER_CODE_BYTES];
    struct rating rating = rating_of(2);
    enum storage_rate_outcome outcome = STORAGE_RATED;
    struct storage_dossier dossier = {0};
    accept(database, code);
    assert_int_equal(rate(database, code, 2, WEDNESDAY_S), STORAGE_RATE_TOO_EARLY);
    must(database, code, &an, OFFICE_RECEIVE, WEDNESDAY_S + 60);
    must(database, code, &an, OFFICE_DECIDE, WEDNESDAY_S + 120);
    assert_int_equal(
        storage_rate(database->storage, code, HASH_BAD, &rating, WEDNESDAY_S, &outcome, NULL),
        MC_ENOTFOUND);
    assert_int_equal(storage_find(database->storage, code, HASH_OF, &dossier, NULL), MC_OK);
    assert_false(dossier.rated);
    storage_dossier_finish(&dossier);
    assert_int_equal(rate(database, code, 2, WEDNESDAY_S + 180), STORAGE_RATED);
    assert_int_equal(rate(database, code, 0, WEDNESDAY_S + 240), STORAGE_RATED_BEFORE);
    must(database, code, &an, OFFICE_HAND_OVER, WEDNESDAY_S + 300);
    assert_int_equal(rate(database, code, 0, WEDNESDAY_S + 360), STORAGE_RATED_BEFORE);
    assert_int_equal(storage_find(database->storage, code, HASH_OF, &dossier, NULL), MC_OK);
    assert_true(dossier.rated);
    storage_dossier_finish(&dossier);
    assert_int_equal(database_number(database, "SELECT points FROM ratings"), 18);
}

/* Three dossiers of one ward, one of another: decided in time, late after an apology, open. */
static void make_figures(struct database *database)
{
    char code[DOSSIER_CODE_BYTES];
    accept_for(database, "key-1", WARD, POLICE, true, WEDNESDAY_S, code);
    must(database, code, &an, OFFICE_RECEIVE, WEDNESDAY_S + 60);
    must(database, code, &an, OFFICE_DECIDE, DUE_S);
    assert_int_equal(rate(database, code, 2, DUE_S + 60), STORAGE_RATED);
    accept_for(database, "key-2", WARD, POLICE, false, WEDNESDAY_S, code);
    must(database, code, &an, OFFICE_RECEIVE, WEDNESDAY_S + 60);
    must(database, code, &an, OFFICE_APOLOGISE, DUE_S - DAY_S);
    must(database, code, &an, OFFICE_DECIDE, DUE_S + 60);
    assert_int_equal(rate(database, code, 1, DUE_S + 31 * DAY_S), STORAGE_RATED);
    accept_for(database, "key-3", WARD, POLICE, true, WEDNESDAY_S, code);
    accept_for(database, "key-4", OTHER, POLICE, false, WEDNESDAY_S - 31 * DAY_S, code);
}

static void read_figures(struct database *database, bool deciding, const char *agency,
                         const char *from, const char *to, struct statistics *out)
{
    struct storage_statistics wanted = {deciding, agency, from, to, DUE_S + 120};
    struct mc_error err = {0};
    if (storage_statistics(database->storage, &wanted, out, &err) != MC_OK) {
        fail_msg("%s", err.text);
    }
}

static void test_figures_by_ward_and_month(void **state)
{
    struct database *database = *state;
    struct statistics figures = {0};
    make_figures(database);
    read_figures(database, false, "", "2026-11", "2027-01", &figures);
    struct mc_buffer csv;
    mc_buffer_init(&csv, STATISTICS_CSV_MAX_BYTES);
    statistics_csv(&figures, &csv);
    assert_non_null(strstr(mc_buffer_text(&csv),
                           "\r\nH29.12,2026-12,3,2,1,1,2,1,1,18,18,66.7,50.0,100.0\r\n"
                           "H29.12,2027-01,0,0,0,0,0,0,1,9,18,,,50.0\r\n"
                           "H29.13,2026-11,1,0,1,1,0,0,0,0,0,0.0,,\r\n"));
    mc_buffer_finish(&csv);
    statistics_finish(&figures);
    /* by who decides, one agency, one month */
    read_figures(database, true, POLICE, "2026-12", "2026-12", &figures);
    assert_int_equal(figures.count, 1);
    assert_string_equal(figures.rows[0].agency, POLICE);
    assert_int_equal(figures.rows[0].count[STATISTICS_RECEIVED], 3);
    statistics_finish(&figures);
    read_figures(database, true, WARD, "2026-12", "2026-12", &figures);
    assert_int_equal(figures.count, 0);
    statistics_finish(&figures);
}

/* ---- The queue ---- */

struct seen {
    char codes[8][DOSSIER_CODE_BYTES];
    size_t count;
    int64_t last_due_s;
    int64_t last_id;
};

static void see(void *context, int64_t id, const struct storage_dossier *dossier)
{
    struct seen *seen = context;
    assert_true(seen->count < 8);
    mc_copy_text(seen->codes[seen->count++], DOSSIER_CODE_BYTES, dossier->code);
    seen->last_due_s = dossier->due_s;
    seen->last_id = id;
}

static void read_queue(struct database *database, const struct storage_queue *queue,
                       struct seen *out)
{
    *out = (struct seen){0};
    struct storage_queue_visitor visitor = {see, out};
    assert_int_equal(storage_queue(database->storage, queue, &visitor, NULL), MC_OK);
}

static void test_the_queue_has_the_most_urgent_first(void **state)
{
    struct database *database = *state;
    char codes[4][DOSSIER_CODE_BYTES];
    struct seen seen;
    accept_for(database, "key-0", WARD, POLICE, true, WEDNESDAY_S, codes[0]);
    accept_for(database, "key-1", OTHER, WARD, true, WEDNESDAY_S, codes[1]);
    accept_for(database, "key-2", OTHER, OTHER, true, WEDNESDAY_S, codes[2]);
    accept_for(database, "key-3", WARD, WARD, true, WEDNESDAY_S, codes[3]);
    database_run(database, "UPDATE dossiers SET due_s = due_s - 10 WHERE "
                           "code = 'H29.12-261202-0002'");
    struct storage_queue queue = {.agency = WARD, .most = 8};
    read_queue(database, &queue, &seen);
    assert_int_equal(seen.count, 3);
    assert_string_equal(seen.codes[0], codes[3]);
    assert_string_equal(seen.codes[1], codes[0]);
    assert_string_equal(seen.codes[2], codes[1]);
    /* two pages */
    queue.most = 2;
    read_queue(database, &queue, &seen);
    assert_int_equal(seen.count, 2);
    queue.after_due_s = seen.last_due_s;
    queue.after_id = seen.last_id;
    read_queue(database, &queue, &seen);
    assert_int_equal(seen.count, 1);
    assert_string_equal(seen.codes[0], codes[1]);
    /* what has ended is in it no more, but can be asked for */
    must(database, codes[0], &binh, OFFICE_WITHDRAW, WEDNESDAY_S);
    queue = (struct storage_queue){.agency = "", .most = 8};
    read_queue(database, &queue, &seen);
    assert_int_equal(seen.count, 3);
    queue.status = DOSSIER_WITHDRAWN;
    read_queue(database, &queue, &seen);
    assert_int_equal(seen.count, 1);
    assert_string_equal(seen.codes[0], codes[0]);
}

#define CASE(name) cmocka_unit_test(name)

int main(int argc, char **argv)
{
    static const struct CMUnitTest tests[] = {
        CASE(test_a_whole_life),
        CASE(test_what_is_refused_leaves_nothing),
        CASE(test_forwarding_moves_it_to_another_agency),
        CASE(test_opening_is_written_down),
        CASE(test_officers_come_and_go),
        CASE(test_the_trail_cannot_be_changed_unseen),
        CASE(test_the_trail_is_whole_over_several_instances),
        CASE(test_a_long_trail),
        CASE(test_a_dossier_is_rated_once),
        CASE(test_figures_by_ward_and_month),
        CASE(test_the_queue_has_the_most_urgent_first),
    };
    if (load_calendar() != 0) {
        return 1;
    }
    return database_run_tests(tests, sizeof tests / sizeof tests[0], true, argc, argv);
}
