/* A service on a throw-away database, the kiosk K01 it knows, and requests to it, without sockets.
 */
#ifndef MOTCUA_TESTS_UNIT_CENTRAL_FIXTURE_H
#define MOTCUA_TESTS_UNIT_CENTRAL_FIXTURE_H

#include <sqlite3.h>

#include "central/service.h"
#include "central/storage.h"
#include "central/storage_kiosks.h"
#include "central/storage_office.h"
#include "core/buffer.h"
#include "core/file.h"
#include "core/json.h"
#include "core/memory.h"
#include "kiosk/net/identity.h"
#include "tests/unit/cmocka_all.h"
#include "tests/unit/core/scratch.h"

#define TOKEN     "AAECAwQFBgcICQoLDA0ODw"
#define BAD_TOKEN "BBECAwQFBgcICQoLDA0ODw"
#define KEY_A     "6f1c2d3e-4a5b-4c6d-8e7f-001122334455"
#define KEY_B     "6f1c2d3e-4a5b-4c6d-8e7f-001122334456"
/* Wednesday, 2026-12-02 10:00 +07:00; no holiday is near. */
#define WEDNESDAY_S 1796180400
#define HOUR_S      3600
#define DAY_S       (24 * HOUR_S)

struct fixture {
    struct scratch scratch;
    struct storage *storage;
    struct calendar calendar;
    struct mc_messages *messages;
    struct agency_directory *directory; /* NULL: any agency is served */
    struct mc_signing_key *receipt_key;
    struct service service;
    struct authority *authority;
    char *kiosk_pem; /* K01's certificate */
};

static inline void fixture_open(struct fixture *fixture)
{
    struct sql_settings database = {.where = scratch_path(&fixture->scratch, "central.db"),
                                    .create = true};
    assert_int_equal(storage_open(&database, &fixture->storage, NULL), MC_OK);
    fixture->service.storage = fixture->storage;
}

static inline void fixture_reopen(struct fixture *fixture)
{
    storage_close(fixture->storage);
    fixture_open(fixture);
}

/* From outside, as a fault would. */
static inline void fixture_run_sql(struct fixture *fixture, const char *sql)
{
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(scratch_path(&fixture->scratch, "central.db"), &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    (void)sqlite3_close(db);
}

/* A certificate for the kiosk, as an enrolment would give it out; freed with free(). */
static inline char *fixture_enrol(struct fixture *fixture, const char *kiosk, int64_t now_s)
{
    static int number;
    char code_hash[MC_SHA256_CHARS + 1];
    struct identity_key key = {0};
    struct authority_certificate certificate = {0};
    char *pem = NULL;
    mc_sha256_hex(&number, sizeof number, code_hash);
    number++;
    assert_int_equal(identity_key_make(kiosk, &key, NULL), MC_OK);
    assert_int_equal(
        authority_issue(fixture->authority, key.request, kiosk, now_s, 365, &certificate, NULL),
        MC_OK);
    assert_int_equal(
        storage_enrolment_add(fixture->storage, kiosk, code_hash, now_s, now_s + HOUR_S, NULL),
        MC_OK);
    assert_int_equal(
        storage_enrolment_use(fixture->storage, code_hash, &certificate, now_s, &pem, NULL), MC_OK);
    free(certificate.pem);
    identity_key_finish(&key);
    return pem;
}

static inline void fixture_start_kiosks(struct fixture *fixture)
{
    char certificate[128];
    char key[128];
    (void)snprintf(certificate, sizeof certificate, "%s/kiosks.crt", fixture->scratch.dir);
    (void)snprintf(key, sizeof key, "%s/kiosks.key", fixture->scratch.dir);
    assert_int_equal(authority_create("test", certificate, key, WEDNESDAY_S, NULL), MC_OK);
    assert_int_equal(authority_read(certificate, key, &fixture->authority, NULL), MC_OK);
    fixture->service.authority = fixture->authority;
    fixture->service.certificate_days = 365;
    fixture->service.bundles = bundle_cache_create();
    fixture->service.metrics = metrics_create();
    fixture->kiosk_pem = fixture_enrol(fixture, "K01", WEDNESDAY_S);
}

static inline int fixture_start(void **state)
{
    mc_secure_init();
    struct fixture *fixture = MC_NEW(struct fixture);
    scratch_start(&fixture->scratch);
    fixture_open(fixture);
    char *json = NULL;
    size_t len = 0;
    assert_int_equal(mc_file_read(MOTCUA_SOURCE_DIR "/assets/calendar/holidays.json", 1 << 18,
                                  &json, &len, NULL),
                     MC_OK);
    assert_int_equal(calendar_parse(json, len, &fixture->calendar, NULL), MC_OK);
    free(json);
    const char *const dirs[] = {MOTCUA_SOURCE_DIR "/assets/i18n/common",
                                MOTCUA_SOURCE_DIR "/assets/i18n/central"};
    assert_int_equal(mc_messages_load(dirs, 2, &fixture->messages, NULL), MC_OK);
    fixture_start_kiosks(fixture);
    fixture->service.calendar = &fixture->calendar;
    fixture->service.messages = fixture->messages;
    fixture->service.page_css = "body{}";
    fixture->receipt_key = mc_signing_key_make();
    fixture->service.receipt_key = fixture->receipt_key;
    fixture->service.accept_unsealed = true;
    mc_copy_text(fixture->service.public_base_url, SERVICE_URL_BYTES, "https://motcua.example");
    mc_copy_text(fixture->service.collect_at, SERVICE_COLLECT_AT_BYTES, "Quầy số 3 <tầng 1>");
    *state = fixture;
    return 0;
}

static inline int fixture_stop(void **state)
{
    struct fixture *fixture = *state;
    storage_close(fixture->storage);
    authority_destroy(fixture->authority);
    bundle_cache_destroy(fixture->service.bundles);
    metrics_destroy(fixture->service.metrics);
    free(fixture->kiosk_pem);
    mc_messages_destroy(fixture->messages);
    agency_directory_destroy(fixture->directory);
    mc_signing_key_destroy(fixture->receipt_key);
    scratch_stop(&fixture->scratch);
    free(fixture);
    return 0;
}

/* The body of a dossier; freed with free(). */
static inline char *fixture_body(const char *agency, const char *procedure_name, int days,
                                 const char *provisional_code)
{
    char hash[MC_SHA256_CHARS + 1];
    mc_sha256_hex(TOKEN, strlen(TOKEN), hash);
    struct mc_buffer body;
    mc_buffer_init(&body, HTTP_BODY_MAX_BYTES);
    mc_buffer_format(
        &body,
        "{\"schema\":1,\"kiosk\":\"K01\",\"receiving_agency\":\"%s\",\"procedure\":{\"code\":"
        "\"1.004194\",\"name\":\"%s\",\"case\":\"default\",\"duration\":{\"amount\":%d,\"unit\":"
        "\"working_days\"}},\"applicant\":{\"id_number\":\"079090000123\",\"old_id_number\":\"\","
        "\"name\":\"Nguyễn Thị Thử\",\"birth\":\"1990-01-15\",\"sex\":\"female\",\"residence\":"
        "\"12 Đường Mẫu, Phường Thử\",\"issued\":\"2021-05-10\",\"assurance\":\"declared\"},"
        "\"answers\":[{\"id\":\"phone\",\"type\":\"phone\",\"value\":\"0900000000\"}],\"papers\":"
        "[{\"name\":\"Tờ khai\",\"originals\":1,\"copies\":0}],\"token_hash\":\"%s\","
        "\"provisional_code\":\"%s\",\"submitted_at\":\"2026-12-02T09:59:00+07:00\","
        "\"language\":\"vi\"}",
        agency, procedure_name, days, hash, provisional_code);
    assert_false(body.overflowed);
    return mc_buffer_take(&body);
}

static inline char *fixture_plain_body(void)
{
    char code[DOSSIER_CODE_BYTES];
    assert_int_equal(
        dossier_code_format_provisional("K01", (struct date){2026, 12, 2}, 1, code, NULL), MC_OK);
    return fixture_body("H29.12", "Đăng ký tạm trú", 3, code);
}

static inline void fixture_post(const struct fixture *fixture, const char *key, const char *body,
                                int64_t now_s, struct http_answer *answer)
{
    struct http_request request = {.method = "POST",
                                   .path = "/v1/dossiers",
                                   .content_type = "application/json",
                                   .idempotency_key = key,
                                   .certificate_pem = fixture->kiosk_pem,
                                   .body = body,
                                   .body_len = strlen(body),
                                   .now_s = now_s};
    service_handle(&fixture->service, &request, answer);
}

static inline void fixture_get(const struct fixture *fixture, const char *path, const char *token,
                               struct http_answer *answer)
{
    struct http_request request = {.method = "GET",
                                   .path = path,
                                   .receipt_token = token,
                                   .query_token = token,
                                   .now_s = WEDNESDAY_S};
    service_handle(&fixture->service, &request, answer);
}

/* What an officer of the whole city does; it must be allowed. */
static inline void fixture_act(const struct fixture *fixture, const char *code,
                               enum office_action action, const char *reason, struct date date,
                               int64_t at_s)
{
    static const struct storage_officer officer = {
        .id = "an", .name = "An", .role = OFFICER_APPROVER, .agency = ""};
    struct storage_act act = {.code = code,
                              .officer = &officer,
                              .calendar = &fixture->calendar,
                              .action = action,
                              .reason = reason,
                              .date = date,
                              .forward = "",
                              .at_s = at_s};
    struct storage_act_result result;
    assert_int_equal(storage_act(fixture->storage, &act, &result, NULL), MC_OK);
    assert_int_equal(result.verdict, OFFICE_FINE);
}

/* The city's agencies as the service is to know them; freed with the fixture. */
static inline void fixture_use_agencies(struct fixture *fixture, const char *json)
{
    struct mc_error err = {0};
    agency_directory_destroy(fixture->directory);
    fixture->directory = NULL;
    if (agency_directory_parse(json, strlen(json), &fixture->directory, &err) != MC_OK) {
        fail_msg("%s", err.text);
    }
    fixture->service.directory = fixture->directory;
}

/* The answer's member as text; borrowed from `out`, which is freed with cJSON_Delete(). */
static inline const char *fixture_member(const struct http_answer *answer, const char *key,
                                         cJSON **out)
{
    cJSON_Delete(*out);
    *out = NULL;
    assert_int_equal(mc_json_parse(answer->body, answer->body_len, 1 << 20, out, NULL), MC_OK);
    const char *text = NULL;
    assert_int_equal(mc_json_text(*out, "answer", key, &text, NULL), MC_OK);
    return text;
}

#endif
