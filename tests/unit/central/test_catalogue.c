/* Publishing a catalogue, and what kiosks get of it. */
#include <sqlite3.h>
#include <unistd.h>

#include "central/directory.h"
#include "central/publisher.h"
#include "central/service_internal.h"
#include "core/gzip.h"
#include "tests/unit/central/fixture.h"

#define FILES_DIR MOTCUA_SOURCE_DIR "/assets/catalogue/"

static void add(struct catalogue_bundle *bundle, const char *code, const char *from, const char *to)
{
    char path[256];
    (void)snprintf(path, sizeof path, FILES_DIR "%s.json", code);
    char *json = NULL;
    size_t len = 0;
    assert_int_equal(mc_file_read(path, PROCEDURE_JSON_MAX_BYTES, &json, &len, NULL), MC_OK);
    if (from != NULL) {
        char *at = strstr(json, from);
        assert_non_null(at);
        memcpy(at, to, strlen(from));
    }
    assert_int_equal(catalogue_bundle_add(bundle, json, len, NULL), MC_OK);
    free(json);
}

/* Three shipped procedures; one of them with another keyword in each edition. */
static void publish(struct fixture *fixture, const struct mc_signing_key *key, const char *edition,
                    struct publisher_report *report)
{
    struct catalogue_bundle bundle = {0};
    add(&bundle, "1.001193", "\"chứng sinh\"", edition);
    add(&bundle, "1.004194", NULL, NULL);
    add(&bundle, "2.000815", NULL, NULL);
    assert_int_equal(catalogue_bundle_complete(&bundle, NULL), MC_OK);
    struct mc_error err = {0};
    if (publisher_publish(fixture->storage, &bundle, key, WEDNESDAY_S, report, &err) != MC_OK) {
        fail_msg("%s", err.text);
    }
    catalogue_bundle_finish(&bundle);
}

static void ask(struct fixture *fixture, const struct http_request *wanted,
                struct http_answer *answer)
{
    struct http_request request = *wanted;
    request.method = "GET";
    request.certificate_pem = fixture->kiosk_pem;
    request.now_s = WEDNESDAY_S;
    service_handle(&fixture->service, &request, answer);
}

/* The bundle of an answer, its signature checked. */
static void read_bundle(const struct http_answer *answer, const struct mc_signing_key *key,
                        struct catalogue_bundle *out)
{
    assert_int_equal(answer->status, 200);
    const char *signature = http_header(answer, "X-Catalogue-Signature");
    assert_non_null(signature);
    assert_int_equal(mc_signature_check(mc_signing_key_public(key), answer->body, answer->body_len,
                                        signature, NULL),
                     MC_OK);
    assert_string_equal(http_header(answer, "X-Catalogue-Key"), mc_signing_key_public(key)->id);
    assert_int_equal(catalogue_bundle_parse(answer->body, answer->body_len, out, NULL), MC_OK);
}

static void nothing_is_published_at_first(void **state)
{
    struct fixture *fixture = *state;
    const char *const paths[] = {"/v1/catalogue", "/v1/catalogue/bundle"};
    for (size_t i = 0; i < 2; i++) {
        struct http_answer answer;
        ask(fixture, &(struct http_request){.path = paths[i]}, &answer);
        assert_int_equal(answer.status, 404);
        assert_string_equal(answer.content_type, HTTP_TYPE_PROBLEM);
        http_answer_finish(&answer);
    }
}

static void versions_follow_each_other(void **state)
{
    struct fixture *fixture = *state;
    struct mc_signing_key *key = mc_signing_key_make();
    struct publisher_report report;
    publish(fixture, key, "\"chứng sinh\"", &report);
    assert_false(report.unchanged);
    assert_int_equal(report.version, 1);
    assert_int_equal(report.procedures, 3);
    assert_int_equal(report.deltas, 0);
    publish(fixture, key, "\"chứng sinh\"", &report);
    assert_true(report.unchanged);
    assert_int_equal(report.version, 1);
    publish(fixture, key, "\"chứng sanh\"", &report);
    assert_int_equal(report.version, 2);
    assert_int_equal(report.changed, 1);
    assert_int_equal(report.removed, 0);
    assert_int_equal(report.deltas, 1);
    assert_true(report.delta_gzip_bytes < report.gzip_bytes);
    /* The same content signed by another key is a version of its own. */
    struct mc_signing_key *other = mc_signing_key_make();
    publish(fixture, other, "\"chứng sanh\"", &report);
    assert_false(report.unchanged);
    assert_int_equal(report.version, 3);
    assert_int_equal(report.changed, 0);
    mc_signing_key_destroy(other);
    mc_signing_key_destroy(key);
}

static void kiosks_get_the_whole_or_a_change(void **state)
{
    struct fixture *fixture = *state;
    struct mc_signing_key *key = mc_signing_key_make();
    struct publisher_report report;
    publish(fixture, key, "\"chứng sinh\"", &report);
    struct http_answer first;
    ask(fixture, &(struct http_request){.path = "/v1/catalogue/bundle"}, &first);
    struct catalogue_bundle one;
    read_bundle(&first, key, &one);
    assert_int_equal(one.version, 1);
    http_answer_finish(&first);
    publish(fixture, key, "\"chứng sanh\"", &report);

    struct http_answer whole;
    struct http_answer change;
    ask(fixture, &(struct http_request){.path = "/v1/catalogue/bundle"}, &whole);
    ask(fixture, &(struct http_request){.path = "/v1/catalogue/bundle", .query_from = "1"},
        &change);
    struct catalogue_bundle delta;
    read_bundle(&change, key, &delta);
    assert_int_equal(delta.from, 1);
    assert_int_equal(delta.count, 1);
    assert_string_equal(delta.entries[0].code, "1.001193");
    assert_string_equal(delta.signature, http_header(&whole, "X-Catalogue-Signature"));
    char *made = NULL;
    size_t len = 0;
    assert_int_equal(catalogue_bundle_apply(&one, &delta, &made, &len, NULL), MC_OK);
    assert_int_equal(len, whole.body_len);
    assert_memory_equal(made, whole.body, len);
    free(made);
    catalogue_bundle_finish(&one);
    catalogue_bundle_finish(&delta);
    http_answer_finish(&change);

    /* From a version nobody knows: the whole. */
    ask(fixture, &(struct http_request){.path = "/v1/catalogue/bundle", .query_from = "77"},
        &change);
    assert_int_equal(change.body_len, whole.body_len);
    http_answer_finish(&change);
    http_answer_finish(&whole);
    mc_signing_key_destroy(key);
}

static void the_version_is_the_tag(void **state)
{
    struct fixture *fixture = *state;
    struct mc_signing_key *key = mc_signing_key_make();
    struct publisher_report report;
    publish(fixture, key, "\"chứng sinh\"", &report);
    const char *const paths[] = {"/v1/catalogue", "/v1/catalogue/bundle"};
    static const struct {
        const char *tag;
        int status;
    } cases[] = {{NULL, 200},
                 {"", 200},
                 {"\"1\"", 304},
                 {"W/\"1\"", 304},
                 {"\"11\"", 200},
                 {"1", 200},
                 {"\"0\", W/\"1\"", 304},
                 {"*", 304},
                 {"\"2\"", 200},
                 {",,,", 200},
                 {"\"1", 200}};
    for (size_t p = 0; p < 2; p++) {
        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
            struct http_answer answer;
            ask(fixture, &(struct http_request){.path = paths[p], .if_none_match = cases[i].tag},
                &answer);
            assert_int_equal(answer.status, cases[i].status);
            assert_string_equal(http_header(&answer, "ETag"), "W/\"1\"");
            assert_true(answer.status == 200 || answer.body_len == 0);
            http_answer_finish(&answer);
        }
    }
    struct http_answer answer;
    ask(fixture, &(struct http_request){.path = "/v1/catalogue"}, &answer);
    cJSON *json = NULL;
    assert_int_equal(mc_json_parse(answer.body, answer.body_len, 4096, &json, NULL), MC_OK);
    int64_t version = 0;
    int64_t bytes = 0;
    assert_int_equal(mc_json_integer(json, "", "version", 1, 1, &version, NULL), MC_OK);
    assert_int_equal(mc_json_integer(json, "", "bytes", 1, INT32_MAX, &bytes, NULL), MC_OK);
    assert_int_equal(bytes, report.bytes);
    cJSON_Delete(json);
    http_answer_finish(&answer);
    mc_signing_key_destroy(key);
}

static void it_is_packed_for_those_who_take_it(void **state)
{
    struct fixture *fixture = *state;
    struct mc_signing_key *key = mc_signing_key_make();
    struct publisher_report report;
    publish(fixture, key, "\"chứng sinh\"", &report);
    static const struct {
        const char *accept;
        bool packed;
    } cases[] = {{NULL, false},
                 {"gzip", true},
                 {"deflate, gzip;q=1.0", true},
                 {"gzip;q=0", false},
                 {"gzipped, br", false},
                 {"x-gzip", false},
                 {"", false},
                 {"br;q=1, gzip;q=0.5", true}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct http_answer answer;
        ask(fixture,
            &(struct http_request){.path = "/v1/catalogue/bundle",
                                   .accept_encoding = cases[i].accept},
            &answer);
        assert_int_equal(answer.status, 200);
        assert_int_equal(http_header(&answer, "Content-Encoding") != NULL, cases[i].packed);
        assert_int_equal(answer.body_len, cases[i].packed ? report.gzip_bytes : report.bytes);
        http_answer_finish(&answer);
    }
    const char *const wrong[] = {"", "x", "-1", "01", "0", "1x", "99999999999999999999"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct http_answer answer;
        ask(fixture, &(struct http_request){.path = "/v1/catalogue/bundle", .query_from = wrong[i]},
            &answer);
        assert_int_equal(answer.status, 400);
        http_answer_finish(&answer);
    }
    mc_signing_key_destroy(key);
}

static void only_the_last_versions_are_kept(void **state)
{
    struct fixture *fixture = *state;
    struct mc_signing_key *key = mc_signing_key_make();
    struct publisher_report report;
    for (int i = 0; i < PUBLISHER_DELTAS_MAX + 3; i++) {
        char edition[32];
        (void)snprintf(edition, sizeof edition, "\"chứng si%02d\"", i);
        publish(fixture, key, edition, &report);
        assert_int_equal(report.version, i + 1);
    }
    assert_int_equal(report.deltas, PUBLISHER_DELTAS_MAX);
    struct storage_bundle bundle = {0};
    int64_t newest = report.version;
    for (int64_t version = 1; version <= newest; version++) {
        bool kept = version >= newest - PUBLISHER_DELTAS_MAX;
        assert_int_equal(storage_catalogue_bundle(fixture->storage, version, 0, &bundle, NULL),
                         kept ? MC_OK : MC_ENOTFOUND);
        storage_bundle_finish(&bundle);
        if (version < newest) {
            assert_int_equal(
                storage_catalogue_bundle(fixture->storage, newest, version, &bundle, NULL),
                kept ? MC_OK : MC_ENOTFOUND);
            storage_bundle_finish(&bundle);
        }
    }
    assert_int_equal(
        storage_catalogue_bundle(fixture->storage, newest - 1, newest - 2, &bundle, NULL),
        MC_ENOTFOUND);
    mc_signing_key_destroy(key);
}

/* As the first version made it, with a dossier in it. */
static const char first_version[] =
    "CREATE TABLE sequences (agency TEXT NOT NULL, day TEXT NOT NULL, last INTEGER NOT NULL,"
    "  PRIMARY KEY (agency, day)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE dossiers (id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, provisional_code "
    "  TEXT NOT NULL, agency TEXT NOT NULL, day TEXT NOT NULL, kiosk TEXT NOT NULL, procedure_code "
    "  TEXT NOT NULL, procedure_name TEXT NOT NULL, initials TEXT NOT NULL, token_hash TEXT NOT "
    "  NULL, media_type TEXT NOT NULL, body BLOB NOT NULL, status INTEGER NOT NULL, note TEXT NOT "
    "  NULL, received_s INTEGER NOT NULL, appointed_s INTEGER NOT NULL, updated_s INTEGER NOT NULL"
    ") STRICT;"
    "CREATE TABLE history (id INTEGER PRIMARY KEY, dossier_id INTEGER NOT NULL REFERENCES dossiers "
    "  (id), status INTEGER NOT NULL, at_s INTEGER NOT NULL, note TEXT NOT NULL) STRICT;"
    "CREATE TABLE idempotency (key TEXT NOT NULL PRIMARY KEY, body_hash TEXT NOT NULL, dossier_id "
    "  INTEGER NOT NULL, received_s INTEGER NOT NULL, appointed_s INTEGER NOT NULL) STRICT, "
    "  WITHOUT ROWID;"
    "INSERT INTO dossiers VALUES (1, 'H29.12-261202-0001', '', 'H29.12', '2026-12-02', 'K01', "
    "  '1.004194', 'x', 'A.', '0123456789012345678901234567890123456789012345678901234567890123', "
    "  'application/json', x'7b7d', 4, '', 1796180400, 1796637600, 1796180400);"
    "INSERT INTO history VALUES (1, 1, 1, 1796180400, '');"
    "PRAGMA user_version = 1;";

static void a_store_of_the_first_version_is_brought_up(void **state)
{
    struct fixture *fixture = *state;
    storage_close(fixture->storage);
    fixture->storage = NULL;
    assert_int_equal(unlink(scratch_path(&fixture->scratch, "central.db")), 0);
    fixture_run_sql(fixture, first_version);
    fixture_open(fixture);
    struct mc_signing_key *key = mc_signing_key_make();
    struct publisher_report report;
    publish(fixture, key, "\"chứng sinh\"", &report);
    assert_int_equal(report.version, 1);
    fixture_reopen(fixture);
    publish(fixture, key, "\"chứng sanh\"", &report);
    assert_int_equal(report.version, 2);
    mc_signing_key_destroy(key);
    /* what was received before agencies were told apart is decided where it was received */
    fixture_act(fixture, "H29.12-261202-0001", OFFICE_DECIDE, "", (struct date){0}, WEDNESDAY_S);
    struct storage_dossier dossier = {0};
    assert_int_equal(storage_find(fixture->storage, "H29.12-261202-0001", NULL, &dossier, NULL),
                     MC_OK);
    assert_string_equal(dossier.deciding_agency, "H29.12");
    assert_int_equal(dossier.due_s, 1796637600);
    storage_dossier_finish(&dossier);
}

/* Who decides, and by which channel, follows from the published procedure and the residence. */
static void dossiers_go_to_who_decides(void **state)
{
    struct fixture *fixture = *state;
    static const struct {
        const char *procedure;
        const char *residence;
        const char *proposed;
        const char *before; /* anything is published */
        const char *after;
        bool online;
    } rows[] = {
        {"1.001193", "1 Đường Mẫu, Phường Tân Định, TP. Hồ Chí Minh", "", "H29.9001", "H29.9002",
         true},
        {"1.004194", "Phường Tân Định, TP. Hồ Chí Minh", "H29.9003", "H29.9003", "H29.9002.1",
         true},
        {"2.000815", "Phường Tân Định, TP. Hồ Chí Minh", "H29.77", "H29.9001", "H29.9001", false},
        {"1.999999", "Phường Tân Định, TP. Hồ Chí Minh", "", "H29.9001", "H29.9001", false},
    };
    struct mc_signing_key *key = mc_signing_key_make();
    struct publisher_report report;
    assert_int_equal(directory_load(MOTCUA_SOURCE_DIR "/assets/agencies/hcmc.json",
                                    MOTCUA_SOURCE_DIR "/assets", &fixture->directory, NULL),
                     MC_OK);
    fixture->service.directory = fixture->directory;
    for (int published = 0; published < 2; published++) {
        for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
            struct service_routing routing = {.procedure_code = rows[i].procedure,
                                              .receiving_agency = "H29.9001",
                                              .residence = rows[i].residence,
                                              .proposed = rows[i].proposed};
            char deciding[DOSSIER_AGENCY_BYTES];
            bool online = false;
            service_route(&fixture->service, &routing, deciding, &online);
            assert_string_equal(deciding, published ? rows[i].after : rows[i].before);
            assert_int_equal(online, published && rows[i].online);
        }
        publish(fixture, key, "\"chứng sinh\"", &report);
    }
    mc_signing_key_destroy(key);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(nothing_is_published_at_first, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(dossiers_go_to_who_decides, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(versions_follow_each_other, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(kiosks_get_the_whole_or_a_change, fixture_start,
                                        fixture_stop),
        cmocka_unit_test_setup_teardown(the_version_is_the_tag, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(it_is_packed_for_those_who_take_it, fixture_start,
                                        fixture_stop),
        cmocka_unit_test_setup_teardown(only_the_last_versions_are_kept, fixture_start,
                                        fixture_stop),
        cmocka_unit_test_setup_teardown(a_store_of_the_first_version_is_brought_up, fixture_start,
                                        fixture_stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
