/* The folder of whom the kiosk believes: certificates, revocation lists and master lists, good and
 * bad ones. What a virtual country signs is judged by it. */
#include <string.h>

#include "core/clock.h"
#include "core/memory.h"
#include "drivers/card/emrtd/sod.h"
#include "drivers/card/emrtd/tlv.h"
#include "drivers/card/virtual/issuer.h"
#include "tests/unit/cmocka_all.h"
#include "tests/unit/core/asked.h"
#include "tests/unit/core/scratch.h"

#define FILE_BYTES 65536
#define DAY_S      ((int64_t)86400)
#define COUNT(a)   (sizeof(a) / sizeof((a)[0]))

struct fixture {
    struct scratch scratch;
    struct issuer *home;
    struct issuer *abroad;
    struct trust *trust;
    struct mc_buffer file;
    int64_t now_s;
    struct mc_error err;
};

static int set_up(void **state)
{
    struct fixture *f = MC_NEW(struct fixture);
    mc_secure_init();
    scratch_start(&f->scratch);
    f->now_s = mc_clock_unix_s();
    f->home = issuer_create(f->now_s);
    f->abroad = issuer_create(f->now_s);
    f->trust = trust_create();
    mc_buffer_init(&f->file, FILE_BYTES);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    scratch_stop(&f->scratch);
    issuer_destroy(f->home);
    issuer_destroy(f->abroad);
    trust_destroy(f->trust);
    mc_buffer_finish(&f->file);
    free(f);
    return 0;
}

/* What the buffer holds becomes a file of the folder, and is forgotten. */
static void put(struct fixture *f, const char *name)
{
    assert_false(f->file.overflowed);
    assert_int_equal(
        mc_file_write(scratch_path(&f->scratch, name), f->file.bytes, f->file.len, NULL), MC_OK);
    mc_buffer_clear(&f->file);
}

static void read_folder(struct fixture *f)
{
    assert_int_equal(trust_add_folder(f->trust, f->scratch.dir, f->now_s, &f->err), MC_OK);
}

static enum signature_verdict judge_object(struct fixture *f, const struct issuer *by,
                                           enum issuer_signer signer, const uint8_t *object,
                                           size_t len)
{
    struct mc_buffer message;
    struct mc_buffer file;
    struct sod sod;
    enum signature_verdict verdict = SIGNATURE_FORGED;
    mc_buffer_init(&message, FILE_BYTES);
    mc_buffer_init(&file, FILE_BYTES);
    issuer_sign(by, signer, object, len, &message);
    tlv_put(&file, TAG_SOD, message.bytes, message.len);
    assert_int_equal(sod_open(file.bytes, file.len, f->trust, f->now_s, &sod, &verdict, NULL),
                     MC_OK);
    mc_buffer_finish(&message);
    mc_buffer_finish(&file);
    return verdict;
}

static enum signature_verdict judge(struct fixture *f, const struct issuer *by,
                                    enum issuer_signer signer)
{
    /* LDSSecurityObject with SHA-256 and no group at all. */
    static const uint8_t object[] = {0x30, 0x12, 0x02, 0x01, 0x00, 0x30, 0x0B, 0x06, 0x09, 0x60,
                                     0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x30, 0x00};
    return judge_object(f, by, signer, object, sizeof object);
}

static void add_certificate(struct fixture *f, const struct issuer *of)
{
    issuer_certificate(of, &f->file);
    assert_int_equal(trust_add(f->trust, f->file.bytes, f->file.len, NULL), MC_OK);
    mc_buffer_clear(&f->file);
}

static void certificates_of_either_kind(void **state)
{
    struct fixture *f = *state;
    issuer_certificate_pem(f->home, &f->file);
    put(f, "home.pem");
    issuer_certificate(f->abroad, &f->file);
    put(f, "abroad.cer");
    issuer_certificate(f->abroad, &f->file);
    put(f, "the-same-again.der");
    mc_buffer_put(&f->file, "hello", 5);
    put(f, "notes.txt");
    read_folder(f);
    assert_int_equal(trust_count(f->trust), 2);
    assert_int_equal(judge(f, f->home, ISSUER_SIGNER), SIGNATURE_TRUSTED);
    assert_int_equal(judge(f, f->abroad, ISSUER_SIGNER), SIGNATURE_TRUSTED);
    assert_int_equal(judge(f, f->home, ISSUER_SIGNER_EXPIRED), SIGNATURE_EXPIRED);
    /* Nobody said that it was taken back. */
    assert_int_equal(judge(f, f->home, ISSUER_SIGNER_REVOKED), SIGNATURE_TRUSTED);
}

/* What a country gives keys for is not all the same. */
static void who_signs_lists_signs_no_documents(void **state)
{
    struct fixture *f = *state;
    add_certificate(f, f->home);
    assert_int_equal(judge(f, f->home, ISSUER_SIGNER), SIGNATURE_TRUSTED);
    assert_int_equal(judge(f, f->home, ISSUER_SIGNER_OF_LISTS), SIGNATURE_UNKNOWN_SIGNER);
}

/* Certificate, signature or list of hashes: each of them could have been made for two contents. */
static void what_rests_on_sha_1_is_not_believed(void **state)
{
    struct fixture *f = *state;
    static const uint8_t object[] = {0x30, 0x0E, 0x02, 0x01, 0x00, 0x30, 0x07, 0x06,
                                     0x05, 0x2B, 0x0E, 0x03, 0x02, 0x1A, 0x30, 0x00};
    issuer_certificate(f->home, &f->file);
    assert_int_equal(trust_add(f->trust, f->file.bytes, f->file.len, NULL), MC_OK);
    assert_int_equal(judge(f, f->home, ISSUER_SIGNER), SIGNATURE_TRUSTED);
    assert_int_equal(judge(f, f->home, ISSUER_SIGNER_NAMED_WEAKLY), SIGNATURE_WEAK);
    assert_int_equal(judge(f, f->home, ISSUER_SIGNER_SIGNING_WEAKLY), SIGNATURE_WEAK);
    assert_int_equal(judge_object(f, f->home, ISSUER_SIGNER, object, sizeof object),
                     SIGNATURE_WEAK);
    assert_int_equal(judge_object(f, f->abroad, ISSUER_SIGNER, object, sizeof object),
                     SIGNATURE_UNKNOWN_SIGNER);
}

static void what_is_wrong_is_left_out(void **state)
{
    struct fixture *f = *state;
    static const char *const names[] = {"a.pem", "b.crt", "c.crl", "d.ml"};
    for (size_t i = 0; i < COUNT(names); i++) {
        mc_buffer_put(&f->file, "no such thing", 13);
        put(f, names[i]);
    }
    put(f, "empty.pem");
    issuer_certificate(f->home, &f->file);
    put(f, "z.der");
    read_folder(f);
    assert_int_equal(trust_count(f->trust), 1);
    assert_int_equal(judge(f, f->home, ISSUER_SIGNER), SIGNATURE_TRUSTED);
    assert_int_equal(trust_add_folder(f->trust, "/nowhere", f->now_s, &f->err), MC_EIO);
}

/* A kiosk that starts waits for nobody at a terminal. */
static void nobody_is_asked_for_a_password(void **state)
{
    struct fixture *f = *state;
    char pem[512];
    bool stale = false;
    UI_METHOD *method = asked_start();
    asked_pem("CERTIFICATE", pem, sizeof pem);
    assert_int_equal(trust_add(f->trust, pem, strlen(pem), NULL), MC_EPARSE);
    asked_pem("X509 CRL", pem, sizeof pem);
    assert_int_equal(trust_add_revocations(f->trust, pem, strlen(pem), f->now_s, &stale, &f->err),
                     MC_EPARSE);
    assert_int_equal(asked_end(method), 0);
}

/* ---- Revocation lists ---- */

static void a_revoked_signer_is_not_believed(void **state)
{
    struct fixture *f = *state;
    for (int pem = 0; pem < 2; pem++) {
        struct trust *before = f->trust;
        f->trust = trust_create();
        trust_destroy(before);
        issuer_certificate(f->home, &f->file);
        put(f, "z.der"); /* read first, wherever it stands in the folder */
        issuer_revocations(f->home, f->now_s + DAY_S, pem != 0, &f->file);
        put(f, "a.crl");
        read_folder(f);
        assert_int_equal(judge(f, f->home, ISSUER_SIGNER_REVOKED), SIGNATURE_REVOKED);
        assert_int_equal(judge(f, f->home, ISSUER_SIGNER), SIGNATURE_TRUSTED);
    }
}

static void an_old_list_still_counts(void **state)
{
    struct fixture *f = *state;
    bool stale = false;
    issuer_certificate(f->home, &f->file);
    assert_int_equal(trust_add(f->trust, f->file.bytes, f->file.len, NULL), MC_OK);
    mc_buffer_clear(&f->file);
    issuer_revocations(f->home, f->now_s - DAY_S, false, &f->file);
    assert_int_equal(
        trust_add_revocations(f->trust, f->file.bytes, f->file.len, f->now_s, &stale, &f->err),
        MC_OK);
    assert_true(stale);
    assert_int_equal(judge(f, f->home, ISSUER_SIGNER_REVOKED), SIGNATURE_REVOKED);
    assert_int_equal(judge(f, f->home, ISSUER_SIGNER), SIGNATURE_TRUSTED);
}

static void add_revocations(struct fixture *f, const struct issuer *of)
{
    bool stale = true;
    issuer_revocations(of, f->now_s + DAY_S, false, &f->file);
    assert_int_equal(
        trust_add_revocations(f->trust, f->file.bytes, f->file.len, f->now_s, &stale, &f->err),
        MC_OK);
    assert_false(stale);
    mc_buffer_clear(&f->file);
}

/* One name and two keys: a country that has a new one. It says with that what holds for both. */
static void a_list_counts_for_the_keys_before_it(void **state)
{
    struct fixture *f = *state;
    const struct issuer *old = f->home;
    const struct issuer *new = f->abroad;
    add_certificate(f, old);
    add_certificate(f, new);
    add_revocations(f, new);
    assert_int_equal(judge(f, old, ISSUER_SIGNER_REVOKED), SIGNATURE_REVOKED);
    assert_int_equal(judge(f, new, ISSUER_SIGNER_REVOKED), SIGNATURE_REVOKED);
    assert_int_equal(judge(f, old, ISSUER_SIGNER), SIGNATURE_TRUSTED);
    assert_int_equal(judge(f, new, ISSUER_SIGNER), SIGNATURE_TRUSTED);
}

/* Both countries have the same name, so that only the key tells them apart. */
static void a_list_of_somebody_else_says_nothing(void **state)
{
    struct fixture *f = *state;
    bool stale = false;
    issuer_certificate(f->home, &f->file);
    assert_int_equal(trust_add(f->trust, f->file.bytes, f->file.len, NULL), MC_OK);
    mc_buffer_clear(&f->file);
    issuer_revocations(f->abroad, f->now_s + DAY_S, false, &f->file);
    assert_int_equal(
        trust_add_revocations(f->trust, f->file.bytes, f->file.len, f->now_s, &stale, &f->err),
        MC_ENOTFOUND);
    assert_int_equal(judge(f, f->home, ISSUER_SIGNER_REVOKED), SIGNATURE_TRUSTED);
    assert_int_equal(trust_add_revocations(f->trust, "x", 1, f->now_s, &stale, &f->err), MC_EPARSE);
    assert_int_equal(trust_add_revocations(f->trust, "", 0, f->now_s, &stale, &f->err), MC_ETOOBIG);
}

/* ---- Master lists ---- */

static void a_master_list_brings_other_countries(void **state)
{
    struct fixture *f = *state;
    issuer_certificate(f->home, &f->file);
    put(f, "z.pem");
    issuer_master_list(f->home, ISSUER_SIGNER_OF_LISTS, f->abroad, &f->file);
    put(f, "a.ml");
    issuer_revocations(f->abroad, f->now_s + DAY_S, false, &f->file);
    put(f, "abroad.crl");
    read_folder(f);
    assert_int_equal(trust_count(f->trust), 2);
    assert_int_equal(judge(f, f->abroad, ISSUER_SIGNER), SIGNATURE_TRUSTED);
    assert_int_equal(judge(f, f->abroad, ISSUER_SIGNER_REVOKED), SIGNATURE_REVOKED);
}

/* Three countries, one known at first: each is named by a list of the one before. */
static void master_lists_lean_on_each_other_in_any_order(void **state)
{
    struct fixture *f = *state;
    static const char *const names[][2] = {{"a.ml", "b.ml"}, {"b.ml", "a.ml"}};
    struct issuer *third = issuer_create(f->now_s);
    for (size_t i = 0; i < COUNT(names); i++) {
        trust_destroy(f->trust);
        f->trust = trust_create();
        issuer_certificate(f->home, &f->file);
        put(f, "home.pem");
        issuer_master_list(f->home, ISSUER_SIGNER_OF_LISTS, f->abroad, &f->file);
        put(f, names[i][0]);
        issuer_master_list(f->abroad, ISSUER_SIGNER_OF_LISTS, third, &f->file);
        put(f, names[i][1]);
        read_folder(f);
        assert_int_equal(trust_count(f->trust), 3);
        assert_int_equal(judge(f, third, ISSUER_SIGNER), SIGNATURE_TRUSTED);
    }
    issuer_destroy(third);
}

/* What a folder that is too full leaves out may be a revocation list. */
static void of_too_many_files_none_counts(void **state)
{
    struct fixture *f = *state;
    char name[32];
    for (int i = 0; i <= TRUST_FILES_MAX; i++) {
        (void)snprintf(name, sizeof name, "%d.crl", i);
        mc_buffer_put(&f->file, "x", 1);
        put(f, name);
    }
    issuer_certificate(f->home, &f->file);
    put(f, "home.der");
    assert_int_equal(trust_add_folder(f->trust, f->scratch.dir, f->now_s, &f->err), MC_ETOOBIG);
    assert_int_equal(trust_count(f->trust), 0);
}

static enum mc_err add_list(struct fixture *f)
{
    return trust_add_master_list(f->trust, f->file.bytes, f->file.len, f->now_s, &f->err);
}

static void a_master_list_needs_a_signer_who_may(void **state)
{
    struct fixture *f = *state;
    issuer_master_list(f->home, ISSUER_SIGNER_OF_LISTS, f->abroad, &f->file);
    assert_int_equal(add_list(f), MC_ECORRUPT); /* that it names itself is no reason */
    assert_non_null(strstr(f->err.text, "unknown signer"));
    assert_int_equal(trust_count(f->trust), 0);
    mc_buffer_clear(&f->file);
    issuer_certificate(f->home, &f->file);
    assert_int_equal(trust_add(f->trust, f->file.bytes, f->file.len, NULL), MC_OK);
    static const enum issuer_signer others[] = {ISSUER_SIGNER, ISSUER_SIGNER_EXPIRED};
    for (size_t i = 0; i < COUNT(others); i++) {
        mc_buffer_clear(&f->file);
        issuer_master_list(f->home, others[i], f->abroad, &f->file);
        assert_int_equal(add_list(f), MC_ECORRUPT);
    }
    assert_int_equal(trust_count(f->trust), 1);
    assert_int_equal(judge(f, f->abroad, ISSUER_SIGNER), SIGNATURE_UNKNOWN_SIGNER);
}

static void an_altered_master_list_brings_nobody(void **state)
{
    struct fixture *f = *state;
    issuer_certificate(f->home, &f->file);
    assert_int_equal(trust_add(f->trust, f->file.bytes, f->file.len, NULL), MC_OK);
    mc_buffer_clear(&f->file);
    issuer_master_list(f->home, ISSUER_SIGNER_OF_LISTS, f->abroad, &f->file);
    size_t whole = f->file.len;
    struct mc_buffer abroad;
    mc_buffer_init(&abroad, FILE_BYTES);
    issuer_certificate(f->abroad, &abroad);
    uint8_t *inside = memmem(f->file.bytes, whole, abroad.bytes, abroad.len);
    assert_non_null(inside);
    for (size_t at = 0; at < abroad.len; at += 3) {
        inside[at] ^= 4;
        assert_int_not_equal(add_list(f), MC_OK);
        inside[at] ^= 4;
    }
    mc_buffer_finish(&abroad);
    f->file.len = whole / 2;
    assert_int_equal(add_list(f), MC_EPARSE);
    assert_int_equal(trust_count(f->trust), 1);
    f->file.len = whole;
    assert_int_equal(add_list(f), MC_OK);
    assert_int_equal(trust_count(f->trust), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define ROW(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
        ROW(certificates_of_either_kind),
        ROW(what_is_wrong_is_left_out),
        ROW(who_signs_lists_signs_no_documents),
        ROW(what_rests_on_sha_1_is_not_believed),
        ROW(a_revoked_signer_is_not_believed),
        ROW(an_old_list_still_counts),
        ROW(a_list_of_somebody_else_says_nothing),
        ROW(a_master_list_brings_other_countries),
        ROW(a_list_counts_for_the_keys_before_it),
        ROW(master_lists_lean_on_each_other_in_any_order),
        ROW(of_too_many_files_none_counts),
        ROW(nobody_is_asked_for_a_password),
        ROW(a_master_list_needs_a_signer_who_may),
        ROW(an_altered_master_list_brings_nobody),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
