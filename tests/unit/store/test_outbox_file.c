/* What becomes of the outbox's file: cut off, changed, damaged. */
#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "tests/unit/store/outbox_fixture.h"

static void interrupted_attempt_is_resumed(void **state)
{
    struct fixture *fixture = *state;
    struct dossier_ids ids = hand_in(fixture->outbox);
    assert_int_equal(outbox_mark_attempt(fixture->outbox, ids.key, noon, NULL), MC_OK);
    struct outbox_report report;
    reopen(fixture, &report);
    assert_int_equal(report.resumed, 1);
    assert_false(report.damaged);
    assert_true(due(fixture->outbox, UP, ids.key));
}

static void attempt_without_recorded_outcome_is_resumed(void **state)
{
    struct fixture *fixture = *state;
    struct dossier_ids ids = hand_in(fixture->outbox);
    size_t resumed = 9;
    assert_int_equal(outbox_resume(fixture->outbox, &resumed, NULL), MC_OK);
    assert_int_equal(resumed, 0);
    assert_int_equal(outbox_mark_attempt(fixture->outbox, ids.key, noon, NULL), MC_OK);
    assert_false(due(fixture->outbox, UP, ids.key));
    assert_int_equal(outbox_resume(fixture->outbox, &resumed, NULL), MC_OK);
    assert_int_equal(resumed, 1);
    assert_true(due(fixture->outbox, UP, ids.key));
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
    assert_true(due(fixture->outbox, UP, two.key));
    assert_int_equal(find(fixture->outbox, one.provisional_code, one.token).state, OUTBOX_REFUSED);
}

static void file_of_another_version_is_left_alone(void **state)
{
    struct fixture *fixture = *state;
    struct dossier_ids ids = hand_in(fixture->outbox);
    tamper(fixture, "PRAGMA user_version = 1");
    outbox_close(fixture->outbox);
    fixture->outbox = NULL;
    struct outbox *outbox = NULL;
    const char *path = scratch_path(&fixture->scratch, "outbox.db");
    assert_int_equal(outbox_open(path, BOOT, noon, &outbox, NULL, NULL), MC_EUNSUPPORTED);
    assert_null(outbox);
    tamper(fixture, "PRAGMA user_version = 2");
    reopen(fixture, NULL);
    assert_true(due(fixture->outbox, UP, ids.key));
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

/* By another process, while the kiosk has it open, and of a file it left behind. */
static void looking_changes_nothing(void **state)
{
    struct fixture *fixture = *state;
    struct outbox_depth depth = {0};
    const char *path = scratch_path(&fixture->scratch, "outbox.db");
    struct dossier_ids ids = hand_in(fixture->outbox);
    assert_int_equal(outbox_mark_attempt(fixture->outbox, ids.key, noon, NULL), MC_OK);
    assert_int_equal(outbox_look(path, &depth, NULL), MC_OK);
    assert_int_equal(depth.waiting, 1);
    outbox_close(fixture->outbox);
    fixture->outbox = NULL;
    assert_int_equal(outbox_look(path, &depth, NULL), MC_OK);
    assert_int_equal(depth.waiting, 1);
    struct outbox_report report;
    assert_int_equal(outbox_open(path, BOOT, noon, &fixture->outbox, &report, NULL), MC_OK);
    assert_int_equal(report.resumed, 1); /* looking has not done it */

    outbox_close(fixture->outbox);
    fixture->outbox = NULL;
    damage(path, 0, 64);
    assert_int_equal(outbox_look(path, &depth, NULL), MC_ECORRUPT);
    assert_int_equal(access(path, F_OK), 0);
    assert_int_equal(outbox_look("/nowhere/outbox.db", &depth, NULL), MC_EIO);
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
        assert_int_equal(outbox_open(path, BOOT, noon, &fixture->outbox, &report, NULL), MC_OK);
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
    /* Staff are told of both, until they are taken away; what goes with a file is not another. */
    char last[NAME_MAX + 1];
    char beside[PATH_MAX + 8];
    (void)snprintf(beside, sizeof beside, "%s-wal", first);
    int fd = open(beside, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(close(fd), 0);
    const char *dir = fixture->scratch.dir;
    assert_int_equal(outbox_put_aside(dir, last, sizeof last), 2);
    assert_string_equal(last, strrchr(first, '/') + 1);
    assert_int_equal(unlink(first), 0);
    assert_int_equal(outbox_put_aside(dir, last, sizeof last), 1);
    assert_int_equal(outbox_put_aside("no such folder", last, sizeof last), 0);
    assert_string_equal(last, "");
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
    if (outbox_open(path, BOOT, noon, &outbox, NULL, NULL) != MC_OK) {
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
    assert_int_equal(outbox_open(path, BOOT, noon, &fixture->outbox, &report, NULL), MC_OK);
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
        cmocka_unit_test_setup_teardown(interrupted_attempt_is_resumed, start, stop),
        cmocka_unit_test_setup_teardown(attempt_without_recorded_outcome_is_resumed, start, stop),
        cmocka_unit_test_setup_teardown(changed_body_is_not_sent, start, stop),
        cmocka_unit_test_setup_teardown(file_of_another_version_is_left_alone, start, stop),
        cmocka_unit_test_setup_teardown(looking_changes_nothing, start, stop),
        cmocka_unit_test_setup_teardown(damaged_file_is_moved_aside, start, stop),
        cmocka_unit_test_setup_teardown(file_is_private, start, stop),
        cmocka_unit_test_setup_teardown(killed_process_loses_nothing_it_told, start, stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
