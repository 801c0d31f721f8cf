/* Codes and certificates of kiosks: the same over every back-end. */
#include "central/storage_kiosks.h"

#include "central/storage_devices.h"
#include "central/storage_office.h"
#include "core/memory.h"
#include "tests/unit/central/database.h"

#define NOW_S  ((int64_t)1796180400)
#define HOUR_S 3600
#define CODE_A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define CODE_B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define CODE_C "cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc"

/* What an authority would issue. */
static struct authority_certificate certificate_of(const char *kiosk, const char *serial,
                                                   const char *key, const char *pem)
{
    struct authority_certificate certificate = {.identity.expires_s = NOW_S + 1000 * HOUR_S};
    mc_copy_text(certificate.identity.kiosk, sizeof certificate.identity.kiosk, kiosk);
    mc_copy_text(certificate.identity.serial, sizeof certificate.identity.serial, serial);
    mc_copy_text(certificate.key_hash, sizeof certificate.key_hash, key);
    certificate.pem = mc_strdup(pem);
    return certificate;
}

static enum mc_err use(struct database *database, const char *code, const char *kiosk,
                       const char *serial, const char *key, int64_t now_s)
{
    struct authority_certificate certificate = certificate_of(kiosk, serial, key, serial);
    char *pem = NULL;
    enum mc_err rc =
        storage_enrolment_use(database->storage, code, &certificate, now_s, &pem, NULL);
    if (rc == MC_OK) {
        assert_non_null(pem);
    } else {
        assert_null(pem);
    }
    free(pem);
    free(certificate.pem);
    return rc;
}

static enum mc_err check(struct database *database, const char *kiosk, const char *serial)
{
    return storage_certificate_check(database->storage, kiosk, serial, NULL);
}

static void add(struct database *database, const char *kiosk, const char *code, int64_t now_s)
{
    assert_int_equal(
        storage_enrolment_add(database->storage, kiosk, code, now_s, now_s + HOUR_S, NULL), MC_OK);
}

static void test_a_code_is_good_once(void **state)
{
    struct database *database = *state;
    add(database, "K01", CODE_A, NOW_S);
    assert_int_equal(use(database, CODE_B, "K01", "S1", "key1", NOW_S), MC_EDENIED);
    assert_int_equal(use(database, CODE_A, "K02", "S1", "key1", NOW_S), MC_EDENIED);
    assert_int_equal(use(database, CODE_A, "K01", "S1", "key1", NOW_S + HOUR_S), MC_EDENIED);
    assert_int_equal(check(database, "K01", "S1"), MC_EDENIED);
    assert_int_equal(use(database, CODE_A, "K01", "S1", "key1", NOW_S), MC_OK);
    assert_int_equal(check(database, "K01", "S1"), MC_OK);
    assert_int_equal(check(database, "K02", "S1"), MC_EDENIED);
    assert_int_equal(use(database, CODE_A, "K01", "S2", "key2", NOW_S), MC_EDENIED);
    assert_int_equal(check(database, "K01", "S2"), MC_EDENIED);
}

struct heard {
    char text[1024];
};

static void hear(void *context, const struct audit_entry *entry)
{
    struct heard *heard = context;
    size_t len = strlen(heard->text);
    (void)snprintf(heard->text + len, sizeof heard->text - len, "%s %s %s %s\n", entry->officer,
                   entry->act, entry->subject, entry->detail);
}

static void test_what_happens_to_a_kiosk_is_in_the_trail(void **state)
{
    struct database *database = *state;
    struct storage *storage = database->storage;
    struct authority_certificate renewed = certificate_of("K01", "S2", "key1", "new");
    struct storage_audit_known known = {.head = ""};
    struct audit_check found;
    struct heard heard = {""};
    int64_t count = 0;
    add(database, "K01", CODE_A, NOW_S);
    assert_int_equal(use(database, CODE_B, "K01", "S1", "key1", NOW_S), MC_EDENIED);
    assert_int_equal(use(database, CODE_A, "K01", "S1", "key1", NOW_S), MC_OK);
    /* An answer given again is nothing new. */
    assert_int_equal(use(database, CODE_A, "K01", "S9", "key1", NOW_S), MC_OK);
    assert_int_equal(storage_certificate_renew(storage, "S1", &renewed, NOW_S, NULL), MC_OK);
    assert_int_equal(storage_kiosk_revoke(storage, "K01", NOW_S, &count, NULL), MC_OK);
    assert_int_equal(storage_certificate_renew(storage, "S1", &renewed, NOW_S, NULL), MC_EDENIED);
    struct storage_audit_visitor visitor = {hear, &heard};
    assert_int_equal(storage_audit_list(storage, 0, 10, &visitor, NULL), MC_OK);
    assert_string_equal(heard.text, "operator kiosk-code K01 \n"
                                    "K01 kiosk-enrol K01 certificate S1\n"
                                    "K01 kiosk-renew K01 certificate S2\n"
                                    "operator kiosk-revoke K01 2 certificates\n");
    assert_int_equal(storage_audit_check(storage, &known, &found, NULL), MC_OK);
    assert_int_equal(found.count, 4);
    free(renewed.pem);
}

static void test_a_lost_answer_is_given_again(void **state)
{
    struct database *database = *state;
    char *pem = NULL;
    add(database, "K01", CODE_A, NOW_S);
    assert_int_equal(use(database, CODE_A, "K01", "S1", "key1", NOW_S), MC_OK);
    struct authority_certificate other = certificate_of("K01", "S2", "key1", "new");
    assert_int_equal(
        storage_enrolment_use(database->storage, CODE_A, &other, NOW_S + 1, &pem, NULL), MC_OK);
    assert_string_equal(pem, "S1");
    assert_int_equal(check(database, "K01", "S2"), MC_EDENIED);
    free(pem);
    free(other.pem);
}

/* What is told again waits for the disk, and the standby, like what is told first. */
static void test_what_is_told_again_is_committed(void **state)
{
    static const char writer[] = "SELECT CAST(CAST(xmin AS TEXT) AS BIGINT) FROM enrolments";
    struct database *database = *state;
    if (database->kind != DATABASE_POSTGRES) {
        return; /* tells nothing that is not on the disk */
    }
    add(database, "K01", CODE_A, NOW_S);
    assert_int_equal(use(database, CODE_A, "K01", "S1", "key1", NOW_S), MC_OK);
    int64_t first = database_number(database, writer);
    assert_int_equal(use(database, CODE_A, "K01", "S2", "key1", NOW_S), MC_OK);
    assert_true(database_number(database, writer) > first);
}

static void test_a_new_machine_takes_the_old_one_s_place(void **state)
{
    struct database *database = *state;
    add(database, "K01", CODE_A, NOW_S);
    assert_int_equal(use(database, CODE_A, "K01", "S1", "key1", NOW_S), MC_OK);
    add(database, "K01", CODE_B, NOW_S + 1);
    assert_int_equal(check(database, "K01", "S1"), MC_OK);
    assert_int_equal(use(database, CODE_B, "K01", "S2", "key2", NOW_S + 2), MC_OK);
    assert_int_equal(check(database, "K01", "S1"), MC_EDENIED);
    assert_int_equal(check(database, "K01", "S2"), MC_OK);
    /* The old one is not told that it is the kiosk, the new one is. */
    assert_int_equal(use(database, CODE_A, "K01", "S3", "key1", NOW_S + 3), MC_EDENIED);
    assert_int_equal(use(database, CODE_B, "K01", "S3", "key2", NOW_S + 3), MC_OK);
}

static void test_a_newer_code_voids_the_older(void **state)
{
    struct database *database = *state;
    add(database, "K01", CODE_A, NOW_S);
    add(database, "K01", CODE_B, NOW_S + 1);
    assert_int_equal(use(database, CODE_A, "K01", "S1", "key1", NOW_S + 2), MC_EDENIED);
    assert_int_equal(use(database, CODE_B, "K01", "S1", "key1", NOW_S + 2), MC_OK);
}

static void test_renewal_and_revocation(void **state)
{
    struct database *database = *state;
    add(database, "K01", CODE_A, NOW_S);
    assert_int_equal(use(database, CODE_A, "K01", "S1", "key1", NOW_S), MC_OK);
    struct authority_certificate next = certificate_of("K01", "S2", "key2", "S2");
    assert_int_equal(storage_certificate_renew(database->storage, "S1", &next, NOW_S + 5, NULL),
                     MC_OK);
    assert_int_equal(check(database, "K01", "S1"), MC_OK);
    assert_int_equal(check(database, "K01", "S2"), MC_OK);
    add(database, "K01", CODE_B, NOW_S + 6);
    int64_t count = 0;
    assert_int_equal(storage_kiosk_revoke(database->storage, "K01", NOW_S + 7, &count, NULL),
                     MC_OK);
    assert_int_equal(count, 2);
    assert_int_equal(check(database, "K01", "S1"), MC_EDENIED);
    assert_int_equal(check(database, "K01", "S2"), MC_EDENIED);
    assert_int_equal(use(database, CODE_B, "K01", "S3", "key3", NOW_S + 8), MC_EDENIED);
    assert_int_equal(use(database, CODE_A, "K01", "S3", "key1", NOW_S + 8), MC_EDENIED);
    struct authority_certificate late = certificate_of("K01", "S4", "key4", "S4");
    assert_int_equal(storage_certificate_renew(database->storage, "S2", &late, NOW_S + 9, NULL),
                     MC_EDENIED);
    assert_int_equal(check(database, "K01", "S4"), MC_EDENIED);
    free(next.pem);
    free(late.pem);
}

/* ---- What they tell of their devices ---- */

/* The certificate's serial is as the kiosk's id. */
static void put_up(struct database *database, const char *kiosk, const char *code)
{
    add(database, kiosk, code, NOW_S);
    assert_int_equal(use(database, code, kiosk, kiosk, "key1", NOW_S), MC_OK);
}

static enum mc_err set(struct database *database, const char *kiosk,
                       const struct device_report *report, int64_t now_s)
{
    struct authority_identity identity = {.kiosk = ""};
    mc_copy_text(identity.kiosk, sizeof identity.kiosk, kiosk);
    mc_copy_text(identity.serial, sizeof identity.serial, kiosk);
    return storage_devices_set(database->storage, &identity, report, now_s, NULL);
}

static void tell(struct database *database, const char *kiosk, enum device_report_state printer,
                 const char *problem, int64_t for_s, int64_t now_s)
{
    struct device_report report = {.lines = {{DEVICE_REPORT_WORKS, "", 100},
                                             {DEVICE_REPORT_NONE, "", 0},
                                             {DEVICE_REPORT_FAILS, "missing", 7}}};
    report.lines[DEVICE_REPORT_PRINTER] =
        (struct device_report_line){.state = printer, .for_s = for_s};
    mc_copy_text(report.lines[DEVICE_REPORT_PRINTER].problem, DEVICE_PROBLEM_CHARS + 1, problem);
    assert_int_equal(set(database, kiosk, &report, now_s), MC_OK);
}

static void test_the_last_report_of_a_kiosk_counts(void **state)
{
    struct database *database = *state;
    struct storage_devices devices;
    const struct device_report_line *lines = devices.report.lines;
    put_up(database, "K01", CODE_A);
    put_up(database, "K02", CODE_B);
    assert_int_equal(storage_devices_get(database->storage, "K01", NOW_S, &devices, NULL), MC_OK);
    assert_int_equal(devices.reported_s, 0);
    tell(database, "K01", DEVICE_REPORT_FAILS, "paper_out", 60, NOW_S);
    tell(database, "K02", DEVICE_REPORT_WORKS, "", 5, NOW_S);
    assert_int_equal(storage_devices_get(database->storage, "K01", NOW_S + 40, &devices, NULL),
                     MC_OK);
    assert_int_equal(devices.reported_s, NOW_S);
    assert_int_equal(lines[DEVICE_REPORT_CAMERA].state, DEVICE_REPORT_WORKS);
    assert_int_equal(lines[DEVICE_REPORT_SCANNER].state, DEVICE_REPORT_NONE);
    assert_string_equal(lines[DEVICE_REPORT_CARD_READER].problem, "missing");
    assert_int_equal(lines[DEVICE_REPORT_PRINTER].state, DEVICE_REPORT_FAILS);
    assert_string_equal(lines[DEVICE_REPORT_PRINTER].problem, "paper_out");
    assert_int_equal(lines[DEVICE_REPORT_PRINTER].for_s, 100);
    assert_int_equal(devices.since_s[DEVICE_REPORT_PRINTER], NOW_S - 60);
    tell(database, "K01", DEVICE_REPORT_ATTENTION, "near_end", 3, NOW_S + 100);
    assert_int_equal(storage_devices_get(database->storage, "K01", NOW_S + 100, &devices, NULL),
                     MC_OK);
    assert_int_equal(lines[DEVICE_REPORT_PRINTER].state, DEVICE_REPORT_ATTENTION);
    assert_string_equal(lines[DEVICE_REPORT_PRINTER].problem, "near_end");
    assert_int_equal(devices.since_s[DEVICE_REPORT_PRINTER], NOW_S + 97);
    assert_int_equal(devices.reported_s, NOW_S + 100);
}

static void count(struct database *database, int64_t now_s, struct storage_device_counts *out)
{
    assert_int_equal(storage_devices_count(database->storage, now_s, out, NULL), MC_OK);
}

static void test_devices_are_counted_and_the_silent_apart(void **state)
{
    struct database *database = *state;
    struct storage_device_counts counts;
    put_up(database, "K01", CODE_A);
    put_up(database, "K02", CODE_B);
    put_up(database, "K03", CODE_C);
    count(database, NOW_S, &counts);
    assert_int_equal(counts.silent_kiosks, 0);
    tell(database, "K01", DEVICE_REPORT_FAILS, "paper_out", 60, NOW_S);
    tell(database, "K02", DEVICE_REPORT_FAILS, "gone", 5, NOW_S);
    tell(database, "K03", DEVICE_REPORT_WORKS, "", 5, NOW_S - STORAGE_SILENT_AFTER_S - 1);
    count(database, NOW_S, &counts);
    assert_int_equal(counts.devices[DEVICE_REPORT_PRINTER][DEVICE_REPORT_FAILS], 2);
    assert_int_equal(counts.devices[DEVICE_REPORT_PRINTER][DEVICE_REPORT_WORKS], 0);
    assert_int_equal(counts.devices[DEVICE_REPORT_SCANNER][DEVICE_REPORT_NONE], 2);
    assert_int_equal(counts.silent_kiosks, 1);
    count(database, NOW_S + STORAGE_SILENT_AFTER_S + 1, &counts);
    assert_int_equal(counts.devices[DEVICE_REPORT_PRINTER][DEVICE_REPORT_FAILS], 0);
    assert_int_equal(counts.silent_kiosks, 3);
    /* One that was put out is no kiosk that could be silent. */
    int64_t revoked = 0;
    assert_int_equal(storage_kiosk_revoke(database->storage, "K03", NOW_S, &revoked, NULL), MC_OK);
    count(database, NOW_S, &counts);
    assert_int_equal(counts.silent_kiosks, 0);
    struct storage_devices devices;
    assert_int_equal(storage_devices_get(database->storage, "K03", NOW_S, &devices, NULL), MC_OK);
    assert_int_equal(devices.reported_s, 0);
}

/* Its report may have been under way when it was put out. */
static void test_nothing_is_kept_of_a_revoked_one(void **state)
{
    struct database *database = *state;
    struct device_report report = {.lines = {{DEVICE_REPORT_WORKS, "", 100}}};
    struct storage_device_counts counts;
    int64_t revoked = 0;
    put_up(database, "K01", CODE_A);
    assert_int_equal(set(database, "K02", &report, NOW_S), MC_EDENIED);
    assert_int_equal(set(database, "K01", &report, NOW_S), MC_OK);
    assert_int_equal(storage_kiosk_revoke(database->storage, "K01", NOW_S, &revoked, NULL), MC_OK);
    assert_int_equal(set(database, "K01", &report, NOW_S), MC_EDENIED);
    count(database, NOW_S + STORAGE_SILENT_AFTER_S + 1, &counts);
    assert_int_equal(counts.silent_kiosks, 0);
}

struct seen {
    struct storage_kiosk kiosks[3];
    size_t count;
};

static void see(void *context, const struct storage_kiosk *kiosk)
{
    struct seen *seen = context;
    assert_true(seen->count < 3);
    seen->kiosks[seen->count++] = *kiosk;
}

static void test_lists_what_is_known(void **state)
{
    struct database *database = *state;
    struct seen seen = {0};
    int64_t count = 0;
    add(database, "K02", CODE_A, NOW_S);
    assert_int_equal(use(database, CODE_A, "K02", "S1", "key1", NOW_S), MC_OK);
    add(database, "K01", CODE_B, NOW_S);
    assert_int_equal(storage_kiosk_revoke(database->storage, "K02", NOW_S + 7, &count, NULL),
                     MC_OK);
    struct storage_kiosk_visitor visitor = {see, &seen};
    assert_int_equal(storage_kiosk_list(database->storage, NOW_S + 8, &visitor, NULL), MC_OK);
    assert_int_equal(seen.count, 2);
    assert_string_equal(seen.kiosks[0].id, "K01");
    assert_true(seen.kiosks[0].enrolled_s == 0);
    assert_true(seen.kiosks[0].code_expires_s == NOW_S + HOUR_S);
    assert_string_equal(seen.kiosks[1].id, "K02");
    assert_true(seen.kiosks[1].enrolled_s == NOW_S);
    assert_true(seen.kiosks[1].revoked_s == NOW_S + 7);
    assert_true(seen.kiosks[1].code_expires_s == 0);
}

#define CASE(name) cmocka_unit_test(name)

int main(int argc, char **argv)
{
    static const struct CMUnitTest tests[] = {
        CASE(test_a_code_is_good_once),
        CASE(test_what_happens_to_a_kiosk_is_in_the_trail),
        CASE(test_a_lost_answer_is_given_again),
        CASE(test_what_is_told_again_is_committed),
        CASE(test_a_new_machine_takes_the_old_one_s_place),
        CASE(test_a_newer_code_voids_the_older),
        CASE(test_renewal_and_revocation),
        CASE(test_lists_what_is_known),
        CASE(test_the_last_report_of_a_kiosk_counts),
        CASE(test_devices_are_counted_and_the_silent_apart),
        CASE(test_nothing_is_kept_of_a_revoked_one),
    };
    return database_run_tests(tests, sizeof tests / sizeof tests[0], true, argc, argv);
}
