#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "core/memory.h"
#include "kiosk/store/outbox.h"
#include "tests/unit/cmocka_all.h"
#include "tests/unit/core/scratch.h"

#define NOON 1795496400 /* 2026-11-24 12:00 +07:00 */

static const struct date today = {2026, 11, 24};
static const char body[] = "{\"applicant\":\"ZZMARKED NGUOI THU\"}";

struct fixture {
    struct scratch scratch;
    struct outbox *outbox;
};

static int start(void **state)
{
    struct fixture *fixture = MC_NEW(struct fixture);
    scratch_start(&fixture->scratch);
    assert_int_equal(outbox_open(scratch_path(&fixture->scratch, "outbox.db"), NOON,
                                 &fixture->outbox, NULL, NULL),
                     MC_OK);
    *state = fixture;
    return 0;
}

static int stop(void **state)
{
    struct fixture *fixture = *state;
    outbox_close(fixture->outbox);
    scratch_stop(&fixture->scratch);
    free(fixture);
    return 0;
}

static void reopen(struct fixture *fixture, struct outbox_report *report)
{
    outbox_close(fixture->outbox);
    fixture->outbox = NULL;
    assert_int_equal(outbox_open(scratch_path(&fixture->scratch, "outbox.db"), NOON,
                                 &fixture->outbox, report, NULL),
                     MC_OK);
}

static enum mc_err commit(struct outbox *outbox, const struct dossier_ids *ids, const char *content)
{
    struct outbox_entry entry = {.ids = ids,
                                 .media_type = "application/json",
                                 .body = content,
                                 .body_len = strlen(content),
                                 .procedure_code = "1.001193",
                                 .procedure_name = "Đăng ký khai sinh",
                                 .submitted_unix_s = NOON};
    return outbox_commit(outbox, &entry, NULL);
}

static struct dossier_ids hand_in(struct outbox *outbox)
{
    struct dossier_ids ids;
    assert_int_equal(outbox_make_ids(outbox, "K01", today, &ids, NULL), MC_OK);
    assert_int_equal(commit(outbox, &ids, body), MC_OK);
    return ids;
}

static struct outbox_record find(struct outbox *outbox, const char *code, const char *token)
{
    struct outbox_record record;
    bool found = false;
    assert_int_equal(outbox_find(outbox, code, token, &found, &record, NULL), MC_OK);
    assert_true(found);
    return record;
}

static bool due(struct outbox *outbox, int64_t now, const char *key)
{
    struct outbox_item item = {0};
    bool found = false;
    assert_int_equal(outbox_next_due(outbox, now, &found, &item, NULL), MC_OK);
    bool same = found && strcmp(item.key, key) == 0;
    outbox_item_finish(&item);
    return same;
}

static void numbers_count_up_each_day(void **state)
{
    struct fixture *fixture = *state;
    struct dossier_ids ids;
    static const struct {
        struct date day;
        const char *kiosk;
        const char *starts;
    } cases[] = {
        {{2026, 11, 24}, "K01", "TK01-261124-0001-"}, {{2026, 11, 24}, "K01", "TK01-261124-0002-"},
        {{2026, 11, 25}, "K01", "TK01-261125-0001-"}, {{2026, 11, 24}, "K02", "TK02-261124-0001-"},
        {{2026, 11, 24}, "K01", "TK01-261124-0003-"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        reopen(fixture, NULL);
        assert_int_equal(outbox_make_ids(fixture->outbox, cases[i].kiosk, cases[i].day, &ids, NULL),
                         MC_OK);
        assert_memory_equal(ids.provisional_code, cases[i].starts, strlen(cases[i].starts));
        assert_int_equal(dossier_code_kind(ids.provisional_code), DOSSIER_CODE_PROVISIONAL);
        assert_true(mc_uuid_valid(ids.key));
        assert_true(mc_token_valid(ids.token));
    }
    assert_int_equal(outbox_make_ids(fixture->outbox, "not a kiosk", today, &ids, NULL), MC_EINVAL);
    assert_int_equal(outbox_make_ids(fixture->outbox, "K01", (struct date){0}, &ids, NULL),
                     MC_EINVAL);
}

static void commit_is_replayed_by_its_key(void **state)
{
    struct fixture *fixture = *state;
    struct dossier_ids ids = hand_in(fixture->outbox);
    assert_int_equal(commit(fixture->outbox, &ids, body), MC_OK);
    assert_int_equal(commit(fixture->outbox, &ids, "{\"other\":1}"), MC_ECONFLICT);
    struct outbox_depth depth;
    assert_int_equal(outbox_depth(fixture->outbox, &depth, NULL), MC_OK);
    assert_int_equal(depth.waiting, 1);
    assert_int_equal(depth.oldest_unix_s, NOON);
}

static void malformed_entries_are_refused(void **state)
{
    struct fixture *fixture = *state;
    struct dossier_ids ids;
    assert_int_equal(outbox_make_ids(fixture->outbox, "K01", today, &ids, NULL), MC_OK);
    assert_int_equal(commit(fixture->outbox, &ids, ""), MC_ETOOBIG);
    char *huge = mc_calloc(1, OUTBOX_BODY_MAX_BYTES + 2);
    memset(huge, 'x', OUTBOX_BODY_MAX_BYTES + 1);
    assert_int_equal(commit(fixture->outbox, &ids, huge), MC_ETOOBIG);
    free(huge);
    struct dossier_ids bad = ids;
    bad.key[3] = '\'';
    assert_int_equal(commit(fixture->outbox, &bad, body), MC_EINVAL);
    bad = ids;
    bad.provisional_code[1] = 'X';
    assert_int_equal(commit(fixture->outbox, &bad, body), MC_EINVAL);
    struct outbox_depth depth;
    assert_int_equal(outbox_depth(fixture->outbox, &depth, NULL), MC_OK);
    assert_int_equal(depth.waiting, 0);
    assert_int_equal(depth.oldest_unix_s, -1);
}

static void attempt_fails_and_waits(void **state)
{
    struct fixture *fixture = *state;
    struct dossier_ids ids = hand_in(fixture->outbox);
    int64_t next = 0;
    assert_true(due(fixture->outbox, NOON, ids.key));
    assert_int_equal(outbox_mark_failed(fixture->outbox, ids.key, NOON, 0, NULL), MC_ECONFLICT);
    int64_t now = NOON;
    for (int i = 0; i < 12; i++) {
        int64_t most = (int64_t)OUTBOX_BACKOFF_FIRST_S << i;
        most = most < OUTBOX_BACKOFF_MOST_S ? most : OUTBOX_BACKOFF_MOST_S;
        assert_int_equal(outbox_mark_attempt(fixture->outbox, ids.key, now, NULL), MC_OK);
        assert_int_equal(outbox_mark_attempt(fixture->outbox, ids.key, now, NULL), MC_ECONFLICT);
        assert_false(due(fixture->outbox, now + 1000, ids.key));
        assert_int_equal(
            outbox_mark_failed(fixture->outbox, ids.key, now, (uint32_t)most - 1, NULL), MC_OK);
        assert_false(due(fixture->outbox, now + most - 1, ids.key));
        assert_true(due(fixture->outbox, now + most, ids.key));
        assert_int_equal(outbox_next_time(fixture->outbox, now, &next, NULL), MC_OK);
        assert_int_equal(next, now + most);
        now += most;
    }
    /* The clock was set back by a year: it must not wait for a year. */
    assert_true(due(fixture->outbox, now - 365 * 86400, ids.key));
}

static void jitter_is_never_zero(void **state)
{
    struct fixture *fixture = *state;
    struct dossier_ids ids = hand_in(fixture->outbox);
    assert_int_equal(outbox_mark_attempt(fixture->outbox, ids.key, NOON, NULL), MC_OK);
    assert_int_equal(
        outbox_mark_failed(fixture->outbox, ids.key, NOON, OUTBOX_BACKOFF_FIRST_S * 7, NULL),
        MC_OK);
    assert_false(due(fixture->outbox, NOON, ids.key));
    assert_true(due(fixture->outbox, NOON + 1, ids.key));
}

static void accepted_keeps_codes_and_erases_body(void **state)
{
    struct fixture *fixture = *state;
    struct dossier_ids ids = hand_in(fixture->outbox);
    struct outbox_item item = {0};
    assert_int_equal(outbox_load(fixture->outbox, ids.key, &item, NULL), MC_OK);
    assert_int_equal(item.body_len, strlen(body));
    assert_memory_equal(item.body, body, strlen(body));
    assert_string_equal(item.media_type, "application/json");
    outbox_item_finish(&item);
    struct local_time received = {{2026, 11, 24}, 12, 0, 5};
    struct local_time appointed = {{2026, 11, 27}, 17, 0, 0};
    assert_int_equal(outbox_mark_attempt(fixture->outbox, ids.key, NOON, NULL), MC_OK);
    assert_int_equal(outbox_mark_accepted(fixture->outbox, ids.key, ids.provisional_code, received,
                                          appointed, NULL),
                     MC_EINVAL);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(outbox_mark_accepted(fixture->outbox, ids.key, "H29.12-261124-0007",
                                              received, appointed, NULL),
                         MC_OK);
    }
    assert_int_equal(outbox_mark_accepted(fixture->outbox, ids.key, "H29.12-261124-0008", received,
                                          appointed, NULL),
                     MC_ECONFLICT);
    assert_int_equal(outbox_mark_refused(fixture->outbox, ids.key, "late", NULL), MC_ECONFLICT);
    assert_int_equal(outbox_load(fixture->outbox, ids.key, &item, NULL), MC_ENOTFOUND);
    assert_int_equal(outbox_mark_printed(fixture->outbox, ids.key, OUTBOX_PRINTED, NULL), MC_OK);

    struct outbox_record record = find(fixture->outbox, "H29.12-261124-0007", ids.token);
    assert_int_equal(record.state, OUTBOX_ACCEPTED);
    assert_int_equal(record.print, OUTBOX_PRINTED);
    assert_string_equal(record.provisional_code, ids.provisional_code);
    assert_memory_equal(&record.received, &received, sizeof received);
    assert_memory_equal(&record.appointed, &appointed, sizeof appointed);

    static const char *const files[] = {"outbox.db", "outbox.db-wal"};
    for (size_t i = 0; i < 2; i++) {
        char *content = NULL;
        size_t len = 0;
        assert_int_equal(
            mc_file_read(scratch_path(&fixture->scratch, files[i]), 1 << 24, &content, &len, NULL),
            MC_OK);
        assert_null(memmem(content, len, "ZZMARKED", 8));
        assert_null(memmem(content, len, ids.token, strlen(ids.token)));
        free(content);
    }
}

static void official_code_belongs_to_one_dossier(void **state)
{
    struct fixture *fixture = *state;
    struct dossier_ids one = hand_in(fixture->outbox);
    struct dossier_ids two = hand_in(fixture->outbox);
    struct local_time received = {{2026, 11, 24}, 12, 0, 5};
    struct local_time none = {0};
    assert_int_equal(
        outbox_mark_accepted(fixture->outbox, one.key, "H29.12-261124-0007", received, none, NULL),
        MC_OK);
    assert_int_equal(
        outbox_mark_accepted(fixture->outbox, two.key, "H29.12-261124-0007", received, none, NULL),
        MC_ECONFLICT);
    assert_true(due(fixture->outbox, NOON, two.key));
    assert_int_equal(find(fixture->outbox, one.provisional_code, one.token).appointed.date.year, 0);
}

static void only_its_token_finds_a_dossier(void **state)
{
    struct fixture *fixture = *state;
    struct dossier_ids one = hand_in(fixture->outbox);
    struct dossier_ids two = hand_in(fixture->outbox);
    assert_int_equal(find(fixture->outbox, one.provisional_code, one.token).state, OUTBOX_PENDING);
    const struct {
        const char *code;
        const char *token;
    } cases[] = {
        {one.provisional_code, two.token},  {one.provisional_code, ""},
        {"TK01-261124-9999-00", one.token}, {"", one.token},
        {"' OR 1=1 --", one.token},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct outbox_record record = {.print = OUTBOX_PRINT_UNKNOWN};
        bool found = true;
        assert_int_equal(
            outbox_find(fixture->outbox, cases[i].code, cases[i].token, &found, &record, NULL),
            MC_OK);
        assert_false(found);
        assert_int_equal(record.print, OUTBOX_PRINT_UNKNOWN);
    }
}

static void refused_is_kept(void **state)
{
    struct fixture *fixture = *state;
    struct dossier_ids ids = hand_in(fixture->outbox);
    assert_int_equal(outbox_mark_attempt(fixture->outbox, ids.key, NOON, NULL), MC_OK);
    assert_int_equal(outbox_mark_refused(fixture->outbox, ids.key, "422 schema", NULL), MC_OK);
    reopen(fixture, NULL);
    assert_false(due(fixture->outbox, NOON + 100000, ids.key));
    assert_int_equal(find(fixture->outbox, ids.provisional_code, ids.token).state, OUTBOX_REFUSED);
    struct outbox_depth depth;
    assert_int_equal(outbox_depth(fixture->outbox, &depth, NULL), MC_OK);
    assert_int_equal(depth.refused, 1);
    assert_int_equal(depth.waiting, 0);
}

static void interrupted_attempt_is_resumed(void **state)
{
    struct fixture *fixture = *state;
    struct dossier_ids ids = hand_in(fixture->outbox);
    assert_int_equal(outbox_mark_attempt(fixture->outbox, ids.key, NOON, NULL), MC_OK);
    struct outbox_report report;
    reopen(fixture, &report);
    assert_int_equal(report.resumed, 1);
    assert_false(report.damaged);
    assert_true(due(fixture->outbox, NOON, ids.key));
}

/* Changes the file behind the outbox's back. */
static void tamper(struct fixture *fixture, const char *statement)
{
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(scratch_path(&fixture->scratch, "outbox.db"), &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, statement, NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void changed_body_is_not_sent(void **state)
{
    struct fixture *fixture = *state;
    struct dossier_ids one = hand_in(fixture->outbox);
    struct dossier_ids two = hand_in(fixture->outbox);
    tamper(fixture, "UPDATE dossier SET body = CAST('{}' AS BLOB) WHERE sequence = 1");
    assert_true(due(fixture->outbox, NOON, two.key));
    assert_int_equal(find(fixture->outbox, one.provisional_code, one.token).state, OUTBOX_REFUSED);
}

static void file_of_another_version_is_left_alone(void **state)
{
    struct fixture *fixture = *state;
    struct dossier_ids ids = hand_in(fixture->outbox);
    tamper(fixture, "PRAGMA user_version = 2");
    outbox_close(fixture->outbox);
    fixture->outbox = NULL;
    struct outbox *outbox = NULL;
    const char *path = scratch_path(&fixture->scratch, "outbox.db");
    assert_int_equal(outbox_open(path, NOON, &outbox, NULL, NULL), MC_EUNSUPPORTED);
    assert_null(outbox);
    tamper(fixture, "PRAGMA user_version = 1");
    reopen(fixture, NULL);
    assert_true(due(fixture->outbox, NOON, ids.key));
}

static void damage(const char *path, off_t at, size_t len)
{
    char junk[4096];
    memset(junk, 0xA5, sizeof junk);
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    assert_true(fd >= 0);
    assert_int_equal(pwrite(fd, junk, len, at), len);
    assert_int_equal(close(fd), 0);
}

static void damaged_file_is_moved_aside(void **state)
{
    struct fixture *fixture = *state;
    static const struct {
        off_t at;
        size_t len;
    } cases[] = {{0, 64}, {4096, 4096}};
    char first[PATH_MAX] = "";
    for (size_t i = 0; i < 2; i++) {
        (void)hand_in(fixture->outbox);
        outbox_close(fixture->outbox);
        fixture->outbox = NULL;
        const char *path = scratch_path(&fixture->scratch, "outbox.db");
        damage(path, cases[i].at, cases[i].len);
        struct outbox_report report;
        assert_int_equal(outbox_open(path, NOON, &fixture->outbox, &report, NULL), MC_OK);
        assert_true(report.damaged);
        assert_string_not_equal(report.moved_to, first);
        struct stat kept;
        assert_int_equal(stat(report.moved_to, &kept), 0);
        assert_true(kept.st_size >= 8192);
        mc_copy_text(first, sizeof first, report.moved_to);
        struct outbox_depth depth;
        assert_int_equal(outbox_depth(fixture->outbox, &depth, NULL), MC_OK);
        assert_int_equal(depth.waiting, 0);
        /* No number of the lost file is given again. */
        struct dossier_ids ids = hand_in(fixture->outbox);
        assert_memory_equal(ids.provisional_code, "TK01-261124-43", 14);
    }
    assert_int_equal(access(first, F_OK), 0);
}

static void file_is_private(void **state)
{
    struct fixture *fixture = *state;
    (void)hand_in(fixture->outbox);
    static const char *const files[] = {"outbox.db", "outbox.db-wal", "outbox.db-shm"};
    for (size_t i = 0; i < 3; i++) {
        struct stat info;
        assert_int_equal(stat(scratch_path(&fixture->scratch, files[i]), &info), 0);
        assert_int_equal(info.st_mode & 0777, 0600);
    }
}

/* The child commits for ever and tells of each one; it is killed in the middle of it. */
_Noreturn static void commit_for_ever(const char *path, int told)
{
    struct outbox *outbox = NULL;
    struct dossier_ids ids;
    if (outbox_open(path, NOON, &outbox, NULL, NULL) != MC_OK) {
        _exit(1);
    }
    for (;;) {
        if (outbox_make_ids(outbox, "K01", today, &ids, NULL) != MC_OK ||
            commit(outbox, &ids, body) != MC_OK ||
            write(told, &ids, sizeof ids) != (ssize_t)sizeof ids) {
            _exit(1);
        }
    }
}

static void killed_process_loses_nothing_it_told(void **state)
{
    struct fixture *fixture = *state;
    outbox_close(fixture->outbox);
    fixture->outbox = NULL;
    const char *path = scratch_path(&fixture->scratch, "outbox.db");
    static struct dossier_ids told[4096]; /* more than the pipe holds, each round */
    size_t count = 0;
    for (int round = 0; round < 5; round++) {
        int ends[2];
        assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            commit_for_ever(path, ends[1]);
        }
        (void)close(ends[1]);
        for (int i = 0; i < 7 + round; i++) {
            assert_int_equal(read(ends[0], &told[count++], sizeof told[0]), sizeof told[0]);
        }
        assert_int_equal(kill(child, SIGKILL), 0);
        int status = 0;
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFSIGNALED(status));
        while (read(ends[0], &told[count], sizeof told[0]) == (ssize_t)sizeof told[0]) {
            count++;
        }
        (void)close(ends[0]);
    }
    struct outbox_report report;
    assert_int_equal(outbox_open(path, NOON, &fixture->outbox, &report, NULL), MC_OK);
    assert_false(report.damaged);
    for (size_t i = 0; i < count; i++) {
        (void)find(fixture->outbox, told[i].provisional_code, told[i].token);
    }
    struct dossier_ids next;
    assert_int_equal(outbox_make_ids(fixture->outbox, "K01", today, &next, NULL), MC_OK);
    assert_true(strcmp(next.provisional_code, told[count - 1].provisional_code) > 0);
}

int main(void)
{
    mc_secure_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(numbers_count_up_each_day, start, stop),
        cmocka_unit_test_setup_teardown(commit_is_replayed_by_its_key, start, stop),
        cmocka_unit_test_setup_teardown(malformed_entries_are_refused, start, stop),
        cmocka_unit_test_setup_teardown(attempt_fails_and_waits, start, stop),
        cmocka_unit_test_setup_teardown(jitter_is_never_zero, start, stop),
        cmocka_unit_test_setup_teardown(accepted_keeps_codes_and_erases_body, start, stop),
        cmocka_unit_test_setup_teardown(official_code_belongs_to_one_dossier, start, stop),
        cmocka_unit_test_setup_teardown(only_its_token_finds_a_dossier, start, stop),
        cmocka_unit_test_setup_teardown(refused_is_kept, start, stop),
        cmocka_unit_test_setup_teardown(interrupted_attempt_is_resumed, start, stop),
        cmocka_unit_test_setup_teardown(changed_body_is_not_sent, start, stop),
        cmocka_unit_test_setup_teardown(file_of_another_version_is_left_alone, start, stop),
        cmocka_unit_test_setup_teardown(damaged_file_is_moved_aside, start, stop),
        cmocka_unit_test_setup_teardown(file_is_private, start, stop),
        cmocka_unit_test_setup_teardown(killed_process_loses_nothing_it_told, start, stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
