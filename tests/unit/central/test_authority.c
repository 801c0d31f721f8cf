#include <openssl/pem.h>
#include <openssl/x509.h>
#include <sys/stat.h>

#include "central/authority.h"
#include "central/authority_internal.h"
#include "central/enrolment_code.h"
#include "core/memory.h"
#include "kiosk/net/certificate.h"
#include "kiosk/net/identity.h"
#include "tests/unit/cmocka_all.h"
#include "tests/unit/core/asked.h"
#include "tests/unit/core/scratch.h"

#define NOW_S ((int64_t)1796180400)
#define DAY_S ((int64_t)24 * 3600)

struct bench {
    struct scratch scratch;
    char certificate[128];
    char key[128];
    struct authority *authority;
    struct identity_key kiosk;
};

static void make_authority(struct bench *bench, const char *name, struct authority **out)
{
    (void)snprintf(bench->certificate, sizeof bench->certificate, "%s/%s.crt", bench->scratch.dir,
                   name);
    (void)snprintf(bench->key, sizeof bench->key, "%s/%s.key", bench->scratch.dir, name);
    assert_int_equal(authority_create(name, bench->certificate, bench->key, NOW_S, NULL), MC_OK);
    assert_int_equal(authority_read(bench->certificate, bench->key, out, NULL), MC_OK);
}

static int start(void **state)
{
    mc_secure_init();
    struct bench *bench = MC_NEW(struct bench);
    scratch_start(&bench->scratch);
    make_authority(bench, "ours", &bench->authority);
    assert_int_equal(identity_key_make("K01", &bench->kiosk, NULL), MC_OK);
    *state = bench;
    return 0;
}

static int stop(void **state)
{
    struct bench *bench = *state;
    authority_destroy(bench->authority);
    identity_key_finish(&bench->kiosk);
    scratch_stop(&bench->scratch);
    free(bench);
    return 0;
}

static char *issue(const struct bench *bench, const struct authority *authority, const char *kiosk,
                   int days)
{
    struct authority_certificate certificate = {0};
    struct mc_error err = {0};
    if (authority_issue(authority, bench->kiosk.request, kiosk, NOW_S, days, &certificate, &err) !=
        MC_OK) {
        fail_msg("%s", err.text);
    }
    assert_string_equal(certificate.identity.kiosk, kiosk);
    assert_int_equal(strlen(certificate.key_hash), MC_SHA256_CHARS);
    return certificate.pem;
}

static void test_files_are_made_once_and_private(void **state)
{
    struct bench *bench = *state;
    struct stat status;
    assert_int_equal(stat(bench->key, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    assert_int_equal(authority_create("x", bench->certificate, bench->key, NOW_S, NULL),
                     MC_ECONFLICT);
    struct authority *other = NULL;
    char ours[128];
    mc_copy_text(ours, sizeof ours, bench->certificate);
    make_authority(bench, "other", &other);
    authority_destroy(other);
    /* One's certificate with the other's key. */
    assert_int_equal(authority_read(ours, bench->key, &other, NULL), MC_EPARSE);
}

static void test_issues_and_knows_its_own(void **state)
{
    struct bench *bench = *state;
    struct authority_identity identity;
    char *pem = issue(bench, bench->authority, "K01", 10);
    assert_int_equal(authority_check_pem(bench->authority, pem, NOW_S, &identity, NULL), MC_OK);
    assert_string_equal(identity.kiosk, "K01");
    assert_int_equal(strlen(identity.serial), AUTHORITY_SERIAL_CHARS);
    assert_true(identity.expires_s == NOW_S + 10 * DAY_S);
    assert_int_equal(
        authority_check_pem(bench->authority, pem, NOW_S + 10 * DAY_S, &identity, NULL),
        MC_EDENIED);
    assert_int_equal(authority_check_pem(bench->authority, pem, NOW_S - DAY_S, &identity, NULL),
                     MC_EDENIED);
    char *again = issue(bench, bench->authority, "K01", 10);
    assert_string_not_equal(pem, again);
    free(again);
    free(pem);
}

/* Each check but the first is answered from memory: it knows one certificate from another, though
 * they have one place, and tells nothing of one it has forgotten. */
static void test_remembers_each_by_all_of_it(void **state)
{
    (void)state;
    struct authority_seen *seen = authority_seen_create();
    struct authority_verified one = {.hash = {7, 7}, .identity = {"K01", "01", NOW_S}};
    struct authority_verified other = {.hash = {7, 7}, .identity = {"K02", "02", NOW_S + 1}};
    struct authority_verified found = {.begins_s = -1};
    other.hash[MC_SHA256_BYTES - 1] = 1;
    assert_false(authority_seen_find(seen, one.hash, &found));
    authority_seen_put(seen, &one);
    assert_false(authority_seen_find(seen, other.hash, &found));
    assert_int_equal(found.begins_s, -1);
    assert_true(authority_seen_find(seen, one.hash, &found));
    assert_memory_equal(&found, &one, sizeof one);
    authority_seen_put(seen, &other);
    assert_false(authority_seen_find(seen, one.hash, &found));
    assert_true(authority_seen_find(seen, other.hash, &found));
    assert_string_equal(found.identity.kiosk, "K02");
    authority_seen_destroy(seen);
    authority_seen_destroy(NULL);
}

static void test_refuses_what_is_not_its_own(void **state)
{
    struct bench *bench = *state;
    struct authority_identity identity;
    struct authority *other = NULL;
    /* Another authority of the same name. */
    struct bench names = {0};
    names.scratch = bench->scratch;
    (void)snprintf(names.certificate, sizeof names.certificate, "%s/2.crt", bench->scratch.dir);
    (void)snprintf(names.key, sizeof names.key, "%s/2.key", bench->scratch.dir);
    assert_int_equal(authority_create("ours", names.certificate, names.key, NOW_S, NULL), MC_OK);
    assert_int_equal(authority_read(names.certificate, names.key, &other, NULL), MC_OK);
    char *pem = issue(bench, other, "K01", 10);
    assert_int_equal(authority_check_pem(bench->authority, pem, NOW_S, &identity, NULL),
                     MC_EDENIED);
    free(pem);
    /* Its own certificate is nobody's. */
    assert_int_equal(authority_check_pem(bench->authority, authority_pem(bench->authority), NOW_S,
                                         &identity, NULL),
                     MC_EDENIED);
    pem = issue(bench, bench->authority, "no kiosk id", 10);
    assert_int_equal(authority_check_pem(bench->authority, pem, NOW_S, &identity, NULL),
                     MC_EDENIED);
    free(pem);
    assert_int_equal(authority_check_pem(bench->authority, "x", NOW_S, &identity, NULL),
                     MC_EDENIED);
    assert_int_equal(authority_check(bench->authority, "\x30\x80", 2, NOW_S, &identity, NULL),
                     MC_EDENIED);
    authority_destroy(other);
}

static void test_older_authorities_are_taken(void **state)
{
    struct bench *bench = *state;
    struct authority_identity identity;
    struct authority *both = NULL;
    struct authority *new_one = NULL;
    char *old_pem = issue(bench, bench->authority, "K01", 10);
    make_authority(bench, "new", &new_one);
    char joined[8192];
    (void)snprintf(joined, sizeof joined, "%s%s", authority_pem(new_one),
                   authority_pem(bench->authority));
    const char *path = scratch_write(&bench->scratch, "both.crt", joined);
    assert_int_equal(authority_read(path, bench->key, &both, NULL), MC_OK);
    char *new_pem = issue(bench, both, "K01", 10);
    assert_int_equal(authority_check_pem(both, old_pem, NOW_S, &identity, NULL), MC_OK);
    assert_int_equal(authority_check_pem(new_one, new_pem, NOW_S, &identity, NULL), MC_OK);
    assert_int_equal(authority_check_pem(new_one, old_pem, NOW_S, &identity, NULL), MC_EDENIED);
    free(old_pem);
    free(new_pem);
    authority_destroy(both);
    authority_destroy(new_one);
}

static char *request_of(EVP_PKEY *key, EVP_PKEY *signer)
{
    X509_REQ *request = X509_REQ_new();
    BIO *bio = BIO_new(BIO_s_mem());
    char *bytes = NULL;
    assert_int_equal(X509_REQ_set_pubkey(request, key), 1);
    assert_true(X509_REQ_sign(request, signer, EVP_sha256()) > 0);
    assert_int_equal(PEM_write_bio_X509_REQ(bio, request), 1);
    long len = BIO_get_mem_data(bio, &bytes);
    char *pem = mc_strndup(bytes, (size_t)len);
    BIO_free(bio);
    X509_REQ_free(request);
    return pem;
}

static void test_refuses_bad_requests(void **state)
{
    struct bench *bench = *state;
    struct authority_certificate certificate = {0};
    EVP_PKEY *good = EVP_EC_gen("P-256");
    EVP_PKEY *other = EVP_EC_gen("P-256");
    EVP_PKEY *small = EVP_RSA_gen(1024);
    char *requests[] = {request_of(good, other), request_of(small, small), mc_strdup("x"),
                        mc_strdup(authority_pem(bench->authority))};
    for (size_t i = 0; i < sizeof requests / sizeof requests[0]; i++) {
        assert_int_equal(
            authority_issue(bench->authority, requests[i], "K01", NOW_S, 10, &certificate, NULL),
            MC_EINVAL);
        assert_null(certificate.pem);
        free(requests[i]);
    }
    EVP_PKEY_free(good);
    EVP_PKEY_free(other);
    EVP_PKEY_free(small);
}

/* Whoever sends a request does not make the service wait at its terminal. */
static void test_asks_nobody_for_a_password(void **state)
{
    struct bench *bench = *state;
    char pem[512];
    struct authority_certificate certificate = {0};
    struct authority_identity identity = {0};
    UI_METHOD *method = asked_start();
    asked_pem("CERTIFICATE REQUEST", pem, sizeof pem);
    assert_int_equal(authority_issue(bench->authority, pem, "K01", NOW_S, 10, &certificate, NULL),
                     MC_EINVAL);
    asked_pem("CERTIFICATE", pem, sizeof pem);
    assert_int_not_equal(authority_check_pem(bench->authority, pem, NOW_S, &identity, NULL), MC_OK);
    assert_int_equal(asked_end(method), 0);
}

static void test_the_kiosk_s_file(void **state)
{
    struct bench *bench = *state;
    char path[128];
    struct stat status;
    struct identity_dates dates;
    (void)snprintf(path, sizeof path, "%s/identity.pem", bench->scratch.dir);
    assert_int_equal(identity_read_dates(path, "K01", &dates, NULL), MC_ENOTFOUND);
    char *pem = issue(bench, bench->authority, "K01", 30);
    struct identity_key other = {0};
    assert_int_equal(identity_key_make("K01", &other, NULL), MC_OK);
    assert_int_equal(identity_write(path, &other, pem, "K01", NULL), MC_EINVAL);
    assert_int_equal(identity_write(path, &bench->kiosk, pem, "K02", NULL), MC_EINVAL);
    assert_int_equal(identity_write(path, &bench->kiosk, "x", "K01", NULL), MC_EINVAL);
    assert_int_not_equal(stat(path, &status), 0);
    assert_int_equal(identity_write(path, &bench->kiosk, pem, "K01", NULL), MC_OK);
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    assert_int_equal(identity_read_dates(path, "K01", &dates, NULL), MC_OK);
    assert_true(dates.to_s == NOW_S + 30 * DAY_S);
    assert_false(identity_is_due(&dates, NOW_S + 19 * DAY_S));
    assert_true(identity_is_due(&dates, NOW_S + 20 * DAY_S));
    assert_int_equal(identity_read_dates(path, "K02", &dates, NULL), MC_EPARSE);
    identity_key_finish(&other);
    free(pem);
}

static void test_a_key_is_kept_until_it_is_used(void **state)
{
    struct bench *bench = *state;
    char path[128];
    struct stat status;
    struct identity_key first = {0};
    struct identity_key again = {0};
    (void)snprintf(path, sizeof path, "%s/waiting.pem", bench->scratch.dir);
    assert_int_equal(identity_key_keep(path, "K01", &first, NULL), MC_OK);
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    assert_int_equal(identity_key_keep(path, "K01", &again, NULL), MC_OK);
    assert_string_equal(first.pem, again.pem);
    struct authority_certificate one = {0};
    struct authority_certificate two = {0};
    assert_int_equal(authority_issue(bench->authority, first.request, "K01", NOW_S, 1, &one, NULL),
                     MC_OK);
    assert_int_equal(authority_issue(bench->authority, again.request, "K01", NOW_S, 1, &two, NULL),
                     MC_OK);
    assert_string_equal(one.key_hash, two.key_hash);
    free(one.pem);
    free(two.pem);
    identity_key_finish(&first);
    identity_key_finish(&again);
    scratch_write(&bench->scratch, "waiting.pem", "x");
    assert_int_equal(identity_key_keep(path, "K01", &again, NULL), MC_EPARSE);
}

/* A file that says it is encrypted is none; nobody sits at the kiosk's terminal, nor at the
 * service's. */
static void test_no_file_asks_for_a_password(void **state)
{
    struct bench *bench = *state;
    struct identity_key key = {0};
    struct identity_dates dates;
    struct authority *authority = NULL;
    char pem[512];
    int64_t end_s = 0;
    UI_METHOD *method = asked_start();
    asked_pem("CERTIFICATE", pem, sizeof pem);
    const char *path = scratch_write(&bench->scratch, "certificate.pem", pem);
    assert_int_equal(identity_write(path, &bench->kiosk, pem, "K01", NULL), MC_EINVAL);
    assert_int_equal(identity_read_dates(path, "K01", &dates, NULL), MC_EPARSE);
    assert_int_equal(certificate_expiry(path, &end_s, NULL), MC_EPARSE);
    asked_pem("PRIVATE KEY", pem, sizeof pem);
    path = scratch_write(&bench->scratch, "key.pem", pem);
    assert_int_equal(identity_key_keep(path, "K01", &key, NULL), MC_EPARSE);
    assert_int_equal(authority_read(bench->certificate, path, &authority, NULL), MC_EPARSE);
    assert_int_equal(asked_end(method), 0);
}

static void test_codes(void **state)
{
    (void)state;
    char code[ENROLMENT_CODE_CHARS + 1];
    char hash[MC_SHA256_CHARS + 1];
    char typed[MC_SHA256_CHARS + 1];
    enrolment_code_make(code);
    assert_int_equal(strlen(code), ENROLMENT_CODE_CHARS);
    assert_true(enrolment_code_hash(code, hash));
    assert_true(enrolment_code_hash("0123-4567-89AB-CDEF", hash));
    assert_true(enrolment_code_hash("o i23 4567 89ab cdef", typed));
    assert_string_equal(hash, typed);
    assert_true(enrolment_code_hash("0l23456789abcdef", typed));
    assert_string_equal(hash, typed);
    static const char *const bad[] = {"", "0123-4567-89AB-CDE", "0123-4567-89AB-CDEFG",
                                      "0123-4567-89AB-CDEU", "0123-4567-89AB-CDE\xC4\x90"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_false(enrolment_code_hash(bad[i], hash));
    }
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, start, stop)

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        CASE(test_files_are_made_once_and_private),
        CASE(test_issues_and_knows_its_own),
        cmocka_unit_test(test_remembers_each_by_all_of_it),
        CASE(test_refuses_what_is_not_its_own),
        CASE(test_older_authorities_are_taken),
        CASE(test_refuses_bad_requests),
        CASE(test_asks_nobody_for_a_password),
        CASE(test_the_kiosk_s_file),
        CASE(test_a_key_is_kept_until_it_is_used),
        CASE(test_no_file_asks_for_a_password),
        cmocka_unit_test(test_codes),
    };
    if (argc > 1) {
        cmocka_set_test_filter(argv[1]);
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
