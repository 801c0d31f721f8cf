/* Dossiers that come in parts: the same over every back-end. */
#include "central/storage_uploads.h"

#include <stdio.h>

#include "core/memory.h"
#include "tests/unit/central/database.h"

#define NOW_S  ((int64_t)1796180400)
#define LIFE_S 3600
#define KEY    "6f1c2d3e-4a5b-4c6d-8e7f-001122334455"
#define BODY   "0123456789abcdef"
#define BYTES  ((int64_t)sizeof BODY - 1)

static struct storage_upload_name named(const char *key, const char *kiosk, int64_t now_s)
{
    return (struct storage_upload_name){key, kiosk, now_s};
}

static enum storage_upload_outcome begin(struct database *database, struct storage_upload_name name,
                                         int64_t bytes, struct storage_upload *out)
{
    enum storage_upload_outcome outcome = STORAGE_UPLOAD_RUNNING;
    assert_int_equal(storage_upload_begin(database->storage, &name, bytes, name.now_s + LIFE_S,
                                          &outcome, out, NULL),
                     MC_OK);
    return outcome;
}

static enum storage_upload_outcome append(struct database *database,
                                          struct storage_upload_name name, int64_t offset,
                                          const char *part, struct storage_upload *out)
{
    enum storage_upload_outcome outcome = STORAGE_UPLOAD_RUNNING;
    assert_int_equal(storage_upload_append(database->storage, &name, offset, part, strlen(part),
                                           name.now_s + LIFE_S, &outcome, out, NULL),
                     MC_OK);
    return outcome;
}

static enum storage_upload_outcome find(struct database *database, struct storage_upload_name name,
                                        struct storage_upload *out)
{
    enum storage_upload_outcome outcome = STORAGE_UPLOAD_RUNNING;
    assert_int_equal(storage_upload_find(database->storage, &name, &outcome, out, NULL), MC_OK);
    return outcome;
}

/* Whether all of it is there, and is BODY. */
static bool whole(struct database *database, struct storage_upload_name name)
{
    enum storage_upload_outcome outcome = STORAGE_UPLOAD_RUNNING;
    struct storage_upload upload;
    void *body = NULL;
    assert_int_equal(storage_upload_body(database->storage, &name, &outcome, &upload, &body, NULL),
                     MC_OK);
    if (outcome != STORAGE_UPLOAD_DONE) {
        assert_null(body);
        return false;
    }
    assert_true(upload.bytes == BYTES);
    assert_memory_equal(body, BODY, (size_t)BYTES);
    mc_secret_free(body);
    return true;
}

static void test_part_by_part(void **state)
{
    struct database *database = *state;
    struct storage_upload upload;
    struct storage_upload_name name = named(KEY, "K01", NOW_S);
    assert_int_equal(find(database, name, &upload), STORAGE_UPLOAD_UNKNOWN);
    assert_int_equal(append(database, name, 0, "0123", &upload), STORAGE_UPLOAD_UNKNOWN);
    assert_int_equal(begin(database, name, BYTES, &upload), STORAGE_UPLOAD_DONE);
    assert_true(upload.offset == 0 && upload.bytes == BYTES);
    assert_true(upload.expires_s == NOW_S + LIFE_S);
    assert_int_equal(append(database, name, 0, "0123456", &upload), STORAGE_UPLOAD_DONE);
    assert_true(upload.offset == 7);
    assert_int_equal(append(database, name, 0, "0123456", &upload), STORAGE_UPLOAD_OFFSET);
    assert_int_equal(append(database, name, 8, "8", &upload), STORAGE_UPLOAD_OFFSET);
    assert_int_equal(append(database, name, 7, "789abcdefg", &upload), STORAGE_UPLOAD_OVER);
    assert_false(whole(database, name));
    assert_int_equal(append(database, name, 7, "", &upload), STORAGE_UPLOAD_DONE);
    assert_int_equal(find(database, name, &upload), STORAGE_UPLOAD_DONE);
    assert_true(upload.offset == 7);
    assert_int_equal(append(database, name, 7, "789abcdef", &upload), STORAGE_UPLOAD_DONE);
    assert_true(upload.offset == BYTES);
    assert_true(whole(database, name));
}

static void test_begun_again(void **state)
{
    struct database *database = *state;
    struct storage_upload upload;
    struct storage_upload_name name = named(KEY, "K01", NOW_S);
    assert_int_equal(begin(database, name, BYTES, &upload), STORAGE_UPLOAD_DONE);
    assert_int_equal(append(database, name, 0, "0123", &upload), STORAGE_UPLOAD_DONE);
    assert_int_equal(begin(database, name, BYTES, &upload), STORAGE_UPLOAD_DONE);
    assert_true(upload.offset == 4);
    assert_int_equal(begin(database, name, BYTES + 1, &upload), STORAGE_UPLOAD_OTHER);
    assert_int_equal(storage_upload_drop(database->storage, &name, NULL), MC_OK);
    assert_int_equal(find(database, name, &upload), STORAGE_UPLOAD_UNKNOWN);
    assert_true(database_number(database, "SELECT count(*) FROM upload_parts") == 0);
    assert_int_equal(begin(database, name, BYTES + 1, &upload), STORAGE_UPLOAD_DONE);
    assert_true(upload.offset == 0);
}

static void test_a_kiosk_s_own(void **state)
{
    struct database *database = *state;
    struct storage_upload upload;
    struct storage_upload_name own = named(KEY, "K01", NOW_S);
    struct storage_upload_name other = named(KEY, "K02", NOW_S);
    assert_int_equal(begin(database, own, BYTES, &upload), STORAGE_UPLOAD_DONE);
    assert_int_equal(begin(database, other, BYTES, &upload), STORAGE_UPLOAD_OTHER);
    assert_int_equal(find(database, other, &upload), STORAGE_UPLOAD_UNKNOWN);
    assert_int_equal(append(database, other, 0, "x", &upload), STORAGE_UPLOAD_UNKNOWN);
    assert_int_equal(append(database, own, 0, BODY, &upload), STORAGE_UPLOAD_DONE);
    assert_false(whole(database, other));
    assert_int_equal(storage_upload_drop(database->storage, &other, NULL), MC_OK);
    assert_true(whole(database, own));
}

static void test_expires_from_its_last_part_on(void **state)
{
    struct database *database = *state;
    struct storage_upload upload;
    const char *later = "7f1c2d3e-4a5b-4c6d-8e7f-001122334455";
    assert_int_equal(begin(database, named(KEY, "K01", NOW_S), BYTES, &upload),
                     STORAGE_UPLOAD_DONE);
    assert_int_equal(append(database, named(KEY, "K01", NOW_S + 1000), 0, "0123", &upload),
                     STORAGE_UPLOAD_DONE);
    assert_true(upload.expires_s == NOW_S + 1000 + LIFE_S);
    assert_int_equal(find(database, named(KEY, "K01", NOW_S + LIFE_S), &upload),
                     STORAGE_UPLOAD_DONE);
    struct storage_upload_name late = named(KEY, "K01", NOW_S + 1000 + LIFE_S);
    assert_int_equal(find(database, late, &upload), STORAGE_UPLOAD_UNKNOWN);
    assert_int_equal(append(database, late, 4, "4", &upload), STORAGE_UPLOAD_UNKNOWN);
    /* Whoever begins next sweeps. */
    assert_true(database_number(database, "SELECT count(*) FROM upload_parts") == 1);
    assert_int_equal(begin(database, named(later, "K02", late.now_s), 1, &upload),
                     STORAGE_UPLOAD_DONE);
    assert_true(database_number(database, "SELECT count(*) FROM upload_parts") == 0);
    assert_true(database_number(database, "SELECT count(*) FROM uploads") == 1);
}

static void test_not_too_many(void **state)
{
    struct database *database = *state;
    struct storage_upload upload;
    char key[MC_UUID_CHARS + 1];
    for (int i = 0; i < STORAGE_UPLOADS_MAX; i++) {
        (void)snprintf(key, sizeof key, "6f1c2d3e-4a5b-4c6d-8e7f-%012d", i);
        assert_int_equal(begin(database, named(key, "K01", NOW_S), 1, &upload),
                         STORAGE_UPLOAD_DONE);
    }
    assert_int_equal(begin(database, named(KEY, "K01", NOW_S), 1, &upload),
                     STORAGE_UPLOAD_TOO_MANY);
    assert_int_equal(begin(database, named(KEY, "K02", NOW_S), 1, &upload), STORAGE_UPLOAD_DONE);
    assert_int_equal(begin(database, named(key, "K01", NOW_S), 1, &upload), STORAGE_UPLOAD_DONE);
}

static void test_handed_in(void **state)
{
    struct database *database = *state;
    struct storage_upload upload;
    struct storage_upload_name name = named(KEY, "K01", NOW_S);
    assert_int_equal(begin(database, name, BYTES, &upload), STORAGE_UPLOAD_DONE);
    assert_int_equal(append(database, name, 0, BODY, &upload), STORAGE_UPLOAD_DONE);
    char hash[MC_SHA256_CHARS + 1];
    mc_sha256_hex(BODY, (size_t)BYTES, hash);
    struct storage_submission submission = {.key = KEY,
                                            .body_hash = hash,
                                            .media_type = "application/json",
                                            .body = BODY,
                                            .body_len = (size_t)BYTES,
                                            .uploaded = true,
                                            .agency = "H29.12",
                                            .kiosk = "K01",
                                            .provisional_code = "TK01-261125-0001-1X",
                                            .procedure_code = "1.004194",
                                            .procedure_name = "Đăng ký tạm trú",
                                            .initials = "N.T.T.",
                                            .token_hash = hash,
                                            .received_s = NOW_S,
                                            .appointed_s = NOW_S + LIFE_S};
    enum storage_outcome outcome = STORAGE_CONFLICT;
    struct storage_acceptance acceptance;
    assert_int_equal(storage_accept(database->storage, &submission, &outcome, &acceptance, NULL),
                     MC_OK);
    assert_int_equal(outcome, STORAGE_ACCEPTED);
    assert_true(database_number(database, "SELECT count(*) FROM uploads") == 0);
    assert_true(database_number(database, "SELECT count(*) FROM upload_parts") == 0);
    /* Its kiosk, having lost the answer, finds all of it there, for good. */
    name.now_s = NOW_S + 1000 * LIFE_S;
    assert_int_equal(find(database, name, &upload), STORAGE_UPLOAD_DONE);
    assert_true(upload.offset == BYTES && upload.bytes == BYTES && upload.expires_s == 0);
    assert_true(whole(database, name));
    /* It is not begun anew either. */
    assert_int_equal(begin(database, name, BYTES, &upload), STORAGE_UPLOAD_DONE);
    assert_true(upload.offset == BYTES && upload.bytes == BYTES && upload.expires_s == 0);
    assert_int_equal(begin(database, name, BYTES + 1, &upload), STORAGE_UPLOAD_OTHER);
    assert_true(database_number(database, "SELECT count(*) FROM uploads") == 0);
    struct storage_upload_name other = named(KEY, "K02", NOW_S);
    assert_int_equal(find(database, other, &upload), STORAGE_UPLOAD_UNKNOWN);
    assert_false(whole(database, other));
    assert_int_equal(storage_accept(database->storage, &submission, &outcome, &acceptance, NULL),
                     MC_OK);
    assert_int_equal(outcome, STORAGE_REPLAYED);
}

#define CASE(name) cmocka_unit_test(name)

int main(int argc, char **argv)
{
    static const struct CMUnitTest tests[] = {
        CASE(test_part_by_part),  CASE(test_begun_again),
        CASE(test_a_kiosk_s_own), CASE(test_expires_from_its_last_part_on),
        CASE(test_not_too_many),  CASE(test_handed_in),
    };
    return database_run_tests(tests, sizeof tests / sizeof tests[0], true, argc, argv);
}
