/* Taking over published catalogues, and everything that must not come of a bad one. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "core/gzip.h"
#include "core/memory.h"
#include "kiosk/store/catalogue_update_internal.h"
#include "tests/unit/core/scratch.h"

#define FILES_DIR MOTCUA_SOURCE_DIR "/assets/catalogue/"

struct fixture {
    struct scratch scratch;
    struct mc_signing_key *key;
    struct catalogue_updates updates;
};

static int start(void **state)
{
    mc_secure_init();
    struct fixture *fixture = MC_NEW(struct fixture);
    scratch_start(&fixture->scratch);
    fixture->key = mc_signing_key_make();
    fixture->updates = (struct catalogue_updates){
        .dir = fixture->scratch.dir,
        .phrases_dir = MOTCUA_SOURCE_DIR "/assets/search",
        .key = *mc_signing_key_public(fixture->key),
    };
    *state = fixture;
    return 0;
}

static int stop(void **state)
{
    struct fixture *fixture = *state;
    mc_signing_key_destroy(fixture->key);
    scratch_stop(&fixture->scratch);
    free(fixture);
    return 0;
}

static void add(struct catalogue_bundle *bundle, const char *code, const char *keyword)
{
    static const char before[] = "\"chứng sinh\"";
    char path[256];
    (void)snprintf(path, sizeof path, FILES_DIR "%s.json", code);
    char *json = NULL;
    size_t len = 0;
    assert_int_equal(mc_file_read(path, PROCEDURE_JSON_MAX_BYTES, &json, &len, NULL), MC_OK);
    char *at = keyword != NULL ? strstr(json, before) : NULL;
    if (at != NULL) {
        memcpy(at, keyword, sizeof before - 1);
    }
    assert_int_equal(catalogue_bundle_add(bundle, json, len, NULL), MC_OK);
    free(json);
}

/* Version 1 has two procedures; each later one three, and a keyword of its own. */
static void make_version(int64_t version, struct catalogue_bundle *out)
{
    char keyword[32];
    (void)snprintf(keyword, sizeof keyword, "\"chứng si%02d\"", (int)version);
    *out = (struct catalogue_bundle){.version = version, .previous = version - 1};
    out->published = (struct local_time){{2026, 11, 24}, 8, 0, 0};
    add(out, "1.001193", keyword);
    add(out, "2.000815", NULL);
    if (version > 1) {
        add(out, "1.004194", NULL);
    }
    assert_int_equal(catalogue_bundle_complete(out, NULL), MC_OK);
}

struct signed_text {
    char *text;
    size_t len;
    char signature[MC_SIGNATURE_CHARS + 1];
};

static void sign_bundle(const struct fixture *fixture, const struct catalogue_bundle *bundle,
                        struct signed_text *out)
{
    assert_int_equal(catalogue_bundle_print(bundle, &out->text, &out->len, NULL), MC_OK);
    mc_sign(fixture->key, out->text, out->len, out->signature);
}

static void make_full(const struct fixture *fixture, int64_t version, struct signed_text *out)
{
    struct catalogue_bundle bundle;
    make_version(version, &bundle);
    sign_bundle(fixture, &bundle, out);
    catalogue_bundle_finish(&bundle);
}

static void make_delta(const struct fixture *fixture, int64_t from, int64_t to,
                       struct signed_text *out)
{
    struct catalogue_bundle base;
    struct catalogue_bundle full;
    struct catalogue_bundle delta;
    struct signed_text whole;
    make_version(from, &base);
    make_version(to, &full);
    sign_bundle(fixture, &full, &whole);
    catalogue_bundle_diff(&base, &full, &delta);
    mc_sha256_hex(whole.text, whole.len, delta.sha256);
    mc_copy_text(delta.signature, sizeof delta.signature, whole.signature);
    sign_bundle(fixture, &delta, out);
    free(whole.text);
    catalogue_bundle_finish(&delta);
    catalogue_bundle_finish(&full);
    catalogue_bundle_finish(&base);
}

static enum mc_err take(const struct fixture *fixture, int64_t have, const struct signed_text *text,
                        struct mc_error *err)
{
    const struct catalogue_download download = {
        .bytes = text->text, .len = text->len, .signature = text->signature};
    int64_t version = 0;
    return catalogue_update_take(&fixture->updates, have, &download, &version, err);
}

static void take_full(const struct fixture *fixture, int64_t have, int64_t version)
{
    struct signed_text text;
    struct mc_error err = {0};
    make_full(fixture, version, &text);
    if (take(fixture, have, &text, &err) != MC_OK) {
        fail_msg("%s", err.text);
    }
    free(text.text);
}

/* The newest version there is, with as many procedures as it has to have; 0 if there is none. */
static int64_t newest(const struct fixture *fixture)
{
    struct catalogue *catalogue = NULL;
    int64_t version = 0;
    if (catalogue_update_open_newest(&fixture->updates, &catalogue, &version, NULL) != MC_OK) {
        return 0;
    }
    assert_int_equal(catalogue_count(catalogue), version == 1 ? 2 : 3);
    struct procedure *procedure = NULL;
    char keyword[32];
    (void)snprintf(keyword, sizeof keyword, "chứng si%02d", (int)version);
    assert_int_equal(catalogue_procedure(catalogue, "1.001193", &procedure, NULL), MC_OK);
    bool found = false;
    for (size_t i = 0; i < procedure->keyword_count; i++) {
        found = found || strcmp(procedure->keywords[i], keyword) == 0;
    }
    assert_true(found);
    procedure_destroy(procedure);
    catalogue_close(catalogue);
    return version;
}

static void versions_are_taken_whole_and_as_changes(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(newest(fixture), 0);
    take_full(fixture, 0, 1);
    assert_int_equal(newest(fixture), 1);
    struct signed_text delta;
    struct mc_error err = {0};
    make_delta(fixture, 1, 2, &delta);
    if (take(fixture, 1, &delta, &err) != MC_OK) {
        fail_msg("%s", err.text);
    }
    free(delta.text);
    assert_int_equal(newest(fixture), 2);
    /* And a change of what a change has made. */
    make_delta(fixture, 2, 3, &delta);
    assert_int_equal(take(fixture, 2, &delta, &err), MC_OK);
    free(delta.text);
    assert_int_equal(newest(fixture), 3);
}

static void packed_ones_are_unpacked(void **state)
{
    struct fixture *fixture = *state;
    struct signed_text text;
    make_full(fixture, 1, &text);
    uint8_t *packed = NULL;
    size_t len = 0;
    mc_gzip_pack(text.text, text.len, &packed, &len);
    struct catalogue_download download = {
        .bytes = packed, .len = len - 1, .gzip = true, .signature = text.signature};
    int64_t version = 0;
    assert_int_equal(catalogue_update_take(&fixture->updates, 0, &download, &version, NULL),
                     MC_EPARSE);
    download.len = len;
    assert_int_equal(catalogue_update_take(&fixture->updates, 0, &download, &version, NULL), MC_OK);
    assert_int_equal(version, 1);
    free(packed);
    free(text.text);
}

static void what_unpacks_to_too_much_is_refused(void **state)
{
    struct fixture *fixture = *state;
    size_t huge_bytes = CATALOGUE_BUNDLE_MAX_BYTES + 1;
    char *spaces = mc_calloc(1, huge_bytes);
    memset(spaces, ' ', huge_bytes);
    uint8_t *packed = NULL;
    size_t len = 0;
    mc_gzip_pack(spaces, huge_bytes, &packed, &len);
    char signature[MC_SIGNATURE_CHARS + 1];
    mc_sign(fixture->key, spaces, huge_bytes, signature);
    free(spaces);
    struct catalogue_download download = {
        .bytes = packed, .len = len, .gzip = true, .signature = signature};
    int64_t version = 0;
    assert_int_equal(catalogue_update_take(&fixture->updates, 0, &download, &version, NULL),
                     MC_ETOOBIG);
    free(packed);
}

static void a_bad_one_changes_nothing(void **state)
{
    struct fixture *fixture = *state;
    take_full(fixture, 0, 2);
    struct mc_error err;
    struct signed_text text;

    make_full(fixture, 3, &text);
    text.text[text.len / 2] ^= 1; /* tampered with */
    assert_int_equal(take(fixture, 2, &text, &err), MC_EDENIED);
    text.text[text.len / 2] ^= 1;
    text.len -= 1; /* cut */
    assert_int_equal(take(fixture, 2, &text, &err), MC_EDENIED);
    mc_sign(fixture->key, text.text, text.len, text.signature); /* cut before it was signed */
    assert_int_equal(take(fixture, 2, &text, &err), MC_EPARSE);
    free(text.text);

    struct fixture stranger = *fixture;
    stranger.key = mc_signing_key_make();
    make_full(&stranger, 3, &text);
    assert_int_equal(take(fixture, 2, &text, &err), MC_EDENIED);
    free(text.text);
    mc_signing_key_destroy(stranger.key);

    make_full(fixture, 1, &text); /* older */
    assert_int_equal(take(fixture, 2, &text, &err), MC_ECONFLICT);
    free(text.text);
    make_full(fixture, 2, &text); /* the same */
    assert_int_equal(take(fixture, 2, &text, &err), MC_ECONFLICT);
    free(text.text);
    make_delta(fixture, 1, 3, &text); /* on a base that is not ours */
    assert_int_equal(take(fixture, 2, &text, &err), MC_ECONFLICT);
    assert_int_equal(take(fixture, 1, &text, &err), MC_ENOTFOUND);
    free(text.text);
    assert_int_equal(newest(fixture), 2);
}

/* Signed, but a procedure in it is none: the publisher checks, and so does the kiosk. */
static void a_procedure_that_is_none_is_named(void **state)
{
    struct fixture *fixture = *state;
    take_full(fixture, 0, 1);
    static const char head[] = "{\"schema\":1,\"version\":2,\"previous\":1,"
                               "\"published_at\":\"2026-11-24T08:00:00+07:00\",\"popular\":[],"
                               "\"procedures\":[{\"code\":\"1.001193\"}]}";
    struct signed_text text = {.text = mc_strdup(head), .len = sizeof head - 1};
    mc_sign(fixture->key, text.text, text.len, text.signature);
    struct mc_error err;
    assert_int_equal(take(fixture, 1, &text, &err), MC_EPARSE);
    assert_non_null(strstr(err.text, "1.001193"));
    free(text.text);
    assert_int_equal(newest(fixture), 1);
}

static void damaged_files_are_made_anew_or_passed_over(void **state)
{
    struct fixture *fixture = *state;
    take_full(fixture, 0, 1);
    take_full(fixture, 1, 2);
    (void)scratch_write(&fixture->scratch, "published.2.db", "no database");
    assert_int_equal(newest(fixture), 2);
    assert_int_equal(unlink(scratch_path(&fixture->scratch, "published.2.db")), 0);
    assert_int_equal(newest(fixture), 2);
    /* Database and bundle both: the version before. */
    (void)scratch_write(&fixture->scratch, "published.2.db", "no database");
    (void)scratch_write(&fixture->scratch, "published.2.bundle", "no bundle");
    assert_int_equal(newest(fixture), 1);
    (void)scratch_write(&fixture->scratch, "published.1.db", "");
    (void)scratch_write(&fixture->scratch, "published.1.bundle", "");
    assert_int_equal(newest(fixture), 0);
}

static bool exists(struct fixture *fixture, const char *name)
{
    return access(scratch_path(&fixture->scratch, name), F_OK) == 0;
}

static void only_two_versions_are_kept(void **state)
{
    struct fixture *fixture = *state;
    for (int64_t version = 1; version <= 4; version++) {
        take_full(fixture, version - 1, version);
    }
    (void)scratch_write(&fixture->scratch, "published.5.db.new", "half");
    (void)scratch_write(&fixture->scratch, "published.db", "not ours");
    (void)scratch_write(&fixture->scratch, "outbox.db", "not ours");
    catalogue_update_clean(&fixture->updates, 4);
    assert_false(exists(fixture, "published.1.db"));
    assert_false(exists(fixture, "published.2.bundle"));
    assert_true(exists(fixture, "published.3.db"));
    assert_true(exists(fixture, "published.3.bundle"));
    assert_true(exists(fixture, "published.4.db"));
    assert_false(exists(fixture, "published.5.db.new"));
    assert_true(exists(fixture, "published.db"));
    assert_true(exists(fixture, "outbox.db"));
}

/* Runs taking version 2 in a child that may write no file longer than `bytes`: by default the
 * system ends it there, in the midst of its work; with `full`, writing fails as on a full disk. */
static int take_in_child(struct fixture *fixture, const struct signed_text *text, rlim_t bytes,
                         bool full)
{
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct rlimit limit = {.rlim_cur = bytes, .rlim_max = bytes};
        (void)signal(SIGXFSZ, full ? SIG_IGN : SIG_DFL);
        if (setrlimit(RLIMIT_FSIZE, &limit) != 0) {
            _exit(100);
        }
        _exit(take(fixture, 1, text, NULL) == MC_OK ? 0 : 1);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    return status;
}

static void dying_in_the_midst_leaves_the_version_before(void **state)
{
    struct fixture *fixture = *state;
    take_full(fixture, 0, 1);
    struct signed_text text;
    make_full(fixture, 2, &text);
    int died = 0;
    bool done = false;
    for (rlim_t bytes = 0; !done; bytes = bytes == 0 ? 1024 : bytes * 2) {
        assert_true(bytes < CATALOGUE_BUNDLE_MAX_BYTES);
        int status = take_in_child(fixture, &text, bytes, true);
        assert_true(WIFEXITED(status));
        assert_true(WEXITSTATUS(status) <= 1);
        int killed = take_in_child(fixture, &text, bytes, false);
        died += WIFSIGNALED(killed) ? 1 : 0;
        done = WIFEXITED(killed) && WEXITSTATUS(killed) == 0;
        /* Whatever was reached: one of the two, and whole. */
        int64_t there = newest(fixture);
        assert_true(there == 1 || there == 2);
        assert_true(done ? there == 2 : WIFSIGNALED(killed));
        if (!done) {
            (void)unlink(scratch_path(&fixture->scratch, "published.2.db"));
        }
    }
    assert_true(died >= 3);
    free(text.text);
}

static void an_exit_before_the_rename_leaves_the_version_before(void **state)
{
    struct fixture *fixture = *state;
    take_full(fixture, 0, 1);
    struct catalogue_bundle bundle;
    make_version(2, &bundle);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        char path[PATH_MAX];
        (void)snprintf(path, sizeof path, "%s/published.2.db.new", fixture->scratch.dir);
        _exit(catalogue_update_fill(path, NULL, &bundle, NULL) == MC_OK ? 0 : 1);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    assert_true(exists(fixture, "published.2.db.new"));
    assert_int_equal(newest(fixture), 1);
    catalogue_update_clean(&fixture->updates, 1);
    assert_false(exists(fixture, "published.2.db.new"));
    take_full(fixture, 1, 2);
    assert_int_equal(newest(fixture), 2);
    catalogue_bundle_finish(&bundle);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(versions_are_taken_whole_and_as_changes, start, stop),
        cmocka_unit_test_setup_teardown(packed_ones_are_unpacked, start, stop),
        cmocka_unit_test_setup_teardown(what_unpacks_to_too_much_is_refused, start, stop),
        cmocka_unit_test_setup_teardown(a_bad_one_changes_nothing, start, stop),
        cmocka_unit_test_setup_teardown(a_procedure_that_is_none_is_named, start, stop),
        cmocka_unit_test_setup_teardown(damaged_files_are_made_anew_or_passed_over, start, stop),
        cmocka_unit_test_setup_teardown(only_two_versions_are_kept, start, stop),
        cmocka_unit_test_setup_teardown(dying_in_the_midst_leaves_the_version_before, start, stop),
        cmocka_unit_test_setup_teardown(an_exit_before_the_rename_leaves_the_version_before, start,
                                        stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
