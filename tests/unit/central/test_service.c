#include <pthread.h>

#include "tests/unit/central/fixture.h"

static void assert_member(const struct http_answer *answer, const char *key, const char *expected)
{
    cJSON *json = NULL;
    assert_string_equal(fixture_member(answer, key, &json), expected);
    cJSON_Delete(json);
}

static void assert_problem(const struct http_answer *answer, int status, const char *type)
{
    char expected[64];
    (void)snprintf(expected, sizeof expected, "urn:motcua:problem:%s", type);
    assert_int_equal(answer->status, status);
    assert_string_equal(answer->content_type, HTTP_TYPE_PROBLEM);
    assert_member(answer, "type", expected);
}

static void test_accepts(void **state)
{
    const struct fixture *fixture = *state;
    char *body = fixture_plain_body();
    struct http_answer answer;
    fixture_post(fixture, KEY_A, body, WEDNESDAY_S, &answer);
    assert_int_equal(answer.status, 201);
    assert_member(&answer, "code", "H29.12-261202-0001");
    assert_member(&answer, "status", "registered");
    assert_member(&answer, "agency", "H29.12");
    assert_member(&answer, "received_at", "2026-12-02T10:00:00+07:00");
    assert_member(&answer, "appointed_at", "2026-12-07T17:00:00+07:00");
    assert_string_equal(http_header(&answer, "Location"),
                        "https://motcua.example/v1/dossiers/H29.12-261202-0001");
    assert_string_equal(http_header(&answer, "Cache-Control"), "no-store");
    http_answer_finish(&answer);
    free(body);
}

static void test_after_three_counts_from_the_next_day(void **state)
{
    const struct fixture *fixture = *state;
    char *body = fixture_plain_body();
    struct http_answer answer;
    fixture_post(fixture, KEY_A, body, WEDNESDAY_S + 6 * HOUR_S, &answer);
    assert_member(&answer, "appointed_at", "2026-12-08T17:00:00+07:00");
    http_answer_finish(&answer);
    free(body);
}

static void test_replays_and_conflicts(void **state)
{
    struct fixture *fixture = *state;
    char *body = fixture_plain_body();
    struct http_answer first;
    struct http_answer again;
    fixture_post(fixture, KEY_A, body, WEDNESDAY_S, &first);
    fixture_act(fixture, "H29.12-261202-0001", OFFICE_APOLOGISE, "Chậm",
                (struct date){2026, 12, 14}, WEDNESDAY_S + 1);
    fixture_reopen(fixture);
    fixture_post(fixture, KEY_A, body, WEDNESDAY_S + 5 * DAY_S, &again);
    assert_int_equal(again.status, 201);
    assert_string_equal(again.body, first.body);
    http_answer_finish(&again);

    char *changed = mc_strdup(body);
    *strstr(changed, "0900000000") = '1';
    fixture_post(fixture, KEY_A, changed, WEDNESDAY_S, &again);
    assert_problem(&again, 422, "key-reused");
    http_answer_finish(&again);
    free(changed);

    fixture_post(fixture, KEY_B, body, WEDNESDAY_S, &again);
    assert_member(&again, "code", "H29.12-261202-0002");
    http_answer_finish(&again);
    http_answer_finish(&first);
    free(body);
}

static void test_numbers_have_no_gaps(void **state)
{
    const struct fixture *fixture = *state;
    static const struct {
        const char *agency;
        int64_t now_s;
        const char *code;
    } rows[] = {
        {"H29.12", WEDNESDAY_S, "H29.12-261202-0001"},
        {"H29.13", WEDNESDAY_S, "H29.13-261202-0001"},
        {"H29.12", WEDNESDAY_S, "H29.12-261202-0002"},
        /* 16:59:59 UTC is the last second of the day in Vietnam. */
        {"H29.12", WEDNESDAY_S + 14 * HOUR_S - 1, "H29.12-261202-0003"},
        {"H29.12", WEDNESDAY_S + 14 * HOUR_S, "H29.12-261203-0001"},
        {"000.00.06.H56", WEDNESDAY_S + 14 * HOUR_S, "000.00.06.H56-261203-0001"},
        {"H29.12", WEDNESDAY_S, "H29.12-261202-0004"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char key[MC_UUID_CHARS + 1];
        char code[DOSSIER_CODE_BYTES];
        struct http_answer answer;
        mc_uuid_make(key);
        assert_int_equal(dossier_code_format_provisional("K01", (struct date){2026, 12, 2},
                                                         (int)i + 1, code, NULL),
                         MC_OK);
        char *body = fixture_body(rows[i].agency, "X", 3, code);
        fixture_post(fixture, key, body, rows[i].now_s, &answer);
        assert_member(&answer, "code", rows[i].code);
        http_answer_finish(&answer);
        free(body);
    }
}

#define THREADS 4
#define EACH    8

static void *post_many(void *context)
{
    const struct fixture *fixture = context;
    char *body = fixture_plain_body();
    for (int i = 0; i < EACH; i++) {
        char key[MC_UUID_CHARS + 1];
        struct http_answer answer;
        mc_uuid_make(key);
        fixture_post(fixture, key, body, WEDNESDAY_S, &answer);
        http_answer_finish(&answer);
    }
    free(body);
    return NULL;
}

static void count_one(void *context, const struct storage_dossier *dossier)
{
    int *count = context;
    char expected[DOSSIER_CODE_BYTES];
    (*count)++;
    (void)snprintf(expected, sizeof expected, "H29.12-261202-%04d", *count);
    assert_string_equal(dossier->code, expected);
}

static void test_threads_share_one_sequence(void **state)
{
    struct fixture *fixture = *state;
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, post_many, fixture), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    }
    int count = 0;
    struct storage_visitor visitor = {count_one, &count};
    struct storage_filter filter = {.agency = "H29.12"};
    assert_int_equal(storage_list(fixture->storage, &filter, &visitor, NULL), MC_OK);
    assert_int_equal(count, THREADS * EACH);
}

static void test_look_up(void **state)
{
    const struct fixture *fixture = *state;
    char *body = fixture_plain_body();
    struct http_answer answer;
    fixture_post(fixture, KEY_A, body, WEDNESDAY_S, &answer);
    cJSON *json = NULL;
    char by_provisional[80];
    (void)snprintf(by_provisional, sizeof by_provisional, "/v1/dossiers/%s",
                   fixture_member(&answer, "provisional_code", &json));
    http_answer_finish(&answer);
    const char *const paths[] = {"/v1/dossiers/H29.12-261202-0001", by_provisional};
    for (int i = 0; i < 2; i++) {
        fixture_get(fixture, paths[i], TOKEN, &answer);
        assert_int_equal(answer.status, 200);
        assert_string_equal(fixture_member(&answer, "code", &json), "H29.12-261202-0001");
        assert_int_equal(mc_json_find(json, "status_code")->valueint, 1);
        assert_int_equal(cJSON_GetArraySize(mc_json_find(json, "history")), 1);
        assert_null(strstr(answer.body, "Thử"));
        assert_null(strstr(answer.body, "0790"));
        http_answer_finish(&answer);
    }
    struct http_answer wrong;
    struct http_answer unknown;
    fixture_get(fixture, paths[0], BAD_TOKEN, &wrong);
    fixture_get(fixture, "/v1/dossiers/H29.12-261202-0002", TOKEN, &unknown);
    assert_problem(&wrong, 404, "unknown-dossier");
    assert_string_equal(wrong.body, unknown.body);
    http_answer_finish(&wrong);
    http_answer_finish(&unknown);
    const char *const bad_tokens[] = {NULL, "", "short", TOKEN "A", "AAECAwQFBgcICQoLDA0O D"};
    for (size_t i = 0; i < sizeof bad_tokens / sizeof bad_tokens[0]; i++) {
        fixture_get(fixture, paths[0], bad_tokens[i], &answer);
        assert_problem(&answer, 404, "unknown-dossier");
        http_answer_finish(&answer);
    }
    cJSON_Delete(json);
    free(body);
}

static void test_two_dossiers_of_one_provisional_code(void **state)
{
    const struct fixture *fixture = *state;
    char *body = fixture_plain_body();
    char *other = mc_strdup(body);
    struct http_answer answer;
    char other_hash[MC_SHA256_CHARS + 1];
    mc_sha256_hex(BAD_TOKEN, strlen(BAD_TOKEN), other_hash);
    memcpy(strstr(other, "token_hash\":\"") + strlen("token_hash\":\""), other_hash,
           MC_SHA256_CHARS);
    fixture_post(fixture, KEY_A, body, WEDNESDAY_S, &answer);
    http_answer_finish(&answer);
    fixture_post(fixture, KEY_B, other, WEDNESDAY_S, &answer);
    cJSON *json = NULL;
    char path[80];
    (void)snprintf(path, sizeof path, "/v1/dossiers/%s",
                   fixture_member(&answer, "provisional_code", &json));
    http_answer_finish(&answer);
    fixture_get(fixture, path, TOKEN, &answer);
    assert_member(&answer, "code", "H29.12-261202-0001");
    http_answer_finish(&answer);
    fixture_get(fixture, path, BAD_TOKEN, &answer);
    assert_member(&answer, "code", "H29.12-261202-0002");
    http_answer_finish(&answer);
    cJSON_Delete(json);
    free(body);
    free(other);
}

static void test_malformed_bodies(void **state)
{
    const struct fixture *fixture = *state;
    static const struct {
        const char *find;
        const char *replace;
        const char *member;
    } rows[] = {
        {"\"K01\"", "\"\"", "dossier.kiosk"},
        {"H29.12", "X99", "dossier.receiving_agency"},
        {"\"schema\":1", "\"schema\":2", "dossier.schema"},
        {"1990-01-15", "1990-02-30", "dossier.applicant.birth"},
        {"079090000123", "0790900001", "dossier.applicant.id_number"},
        {"\"amount\":3", "\"amount\":-1", "dossier.procedure.duration.amount"},
        {"\"amount\":3", "\"amount\":\"3\"", "dossier.procedure.duration.amount"},
        {"\"language\":\"vi\"", "\"language\":\"fr\"", "dossier.language"},
        {"\"kiosk\":\"K01\",", "", "dossier.kiosk"},
        {"\"originals\":1", "\"originals\":1e9", "dossier.papers[0].originals"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char *body = fixture_plain_body();
        char *at = strstr(body, rows[i].find);
        assert_non_null(at);
        struct mc_buffer changed;
        mc_buffer_init(&changed, HTTP_BODY_MAX_BYTES);
        mc_buffer_put(&changed, body, (size_t)(at - body));
        mc_buffer_put_text(&changed, rows[i].replace);
        mc_buffer_put_text(&changed, at + strlen(rows[i].find));
        struct http_answer answer;
        fixture_post(fixture, KEY_A, mc_buffer_text(&changed), WEDNESDAY_S, &answer);
        assert_problem(&answer, 400, "invalid-body");
        assert_member(&answer, "member", rows[i].member);
        http_answer_finish(&answer);
        mc_buffer_finish(&changed);
        free(body);
    }
    static const char *const junk[] = {"",   "{",    "[]",           "null", "\"text\"",
                                       "{}", "{}{}", "{\"schema\":", "\xFF", "{\"a\":1,\"a\":1}"};
    for (size_t i = 0; i < sizeof junk / sizeof junk[0]; i++) {
        struct http_answer answer;
        fixture_post(fixture, KEY_A, junk[i], WEDNESDAY_S, &answer);
        assert_problem(&answer, 400, "invalid-body");
        http_answer_finish(&answer);
    }
}

static void test_malformed_requests(void **state)
{
    const struct fixture *fixture = *state;
    char *body = fixture_plain_body();
    static const struct {
        const char *method;
        const char *path;
        const char *type;
        const char *key;
        int status;
        const char *problem;
    } rows[] = {
        {"POST", "/v1/dossiers", "application/json", NULL, 400, "invalid-header"},
        {"POST", "/v1/dossiers", "application/json", "not-a-uuid", 400, "invalid-header"},
        {"POST", "/v1/dossiers", NULL, KEY_A, 415, "media-type"},
        {"POST", "/v1/dossiers", "text/plain", KEY_A, 415, "media-type"},
        {"POST", "/v1/dossiers", "application/jsonx", KEY_A, 415, "media-type"},
        {"POST", "/v1/dossiers", "application/json; charset=latin1", KEY_A, 415, "media-type"},
        {"PUT", "/v1/dossiers", "application/json", KEY_A, 405, "method-not-allowed"},
        {"HEAD", "/v1/dossiers", NULL, NULL, 405, "method-not-allowed"},
        {"DELETE", "/r/x", NULL, NULL, 405, "method-not-allowed"},
        {"POST", "/healthz", NULL, NULL, 405, "method-not-allowed"},
        {"GET", "/", NULL, NULL, 404, "not-found"},
        {"GET", "", NULL, NULL, 404, "not-found"},
        {"GET", "/v1/dossiers/", NULL, NULL, 404, "not-found"},
        {"GET", "/v1/dossiers/a/b", NULL, NULL, 404, "not-found"},
        {"GET", "/v1/dossiers/../x", NULL, NULL, 404, "not-found"},
        {"GET", "/v1/dossiers/' OR 1=1 --", NULL, NULL, 404, "unknown-dossier"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct http_request request = {.method = rows[i].method,
                                       .path = rows[i].path,
                                       .content_type = rows[i].type,
                                       .idempotency_key = rows[i].key,
                                       .body = body,
                                       .body_len = strlen(body),
                                       .now_s = WEDNESDAY_S};
        struct http_answer answer;
        service_handle(&fixture->service, &request, &answer);
        assert_problem(&answer, rows[i].status, rows[i].problem);
        assert_true((rows[i].status == 405) == (http_header(&answer, "Allow") != NULL));
        http_answer_finish(&answer);
    }
    free(body);
}

static void test_too_large(void **state)
{
    const struct fixture *fixture = *state;
    char *body = mc_calloc(1, HTTP_BODY_MAX_BYTES + 2);
    memset(body, ' ', HTTP_BODY_MAX_BYTES + 1);
    struct http_answer answer;
    fixture_post(fixture, KEY_A, body, WEDNESDAY_S, &answer);
    assert_problem(&answer, 413, "too-large");
    http_answer_finish(&answer);
    free(body);
}

static void test_agencies(void **state)
{
    struct fixture *fixture = *state;
    fixture_use_agencies(fixture, "{\"schema\":1,\"source\":\"x\",\"city\":[],\"ward_agencies\":[],"
                                  "\"rules\":[],\"agencies\":[{\"code\":\"H29.12\",\"kind\":"
                                  "\"ward\",\"name\":\"Phường Mẫu\"}]}");
    char *good = fixture_plain_body();
    char *foreign = mc_strdup(good);
    char *digits = strstr(foreign, "H29.12") + strlen("H29.");
    digits[0] = '9';
    digits[1] = '9';
    struct http_answer answer;
    fixture_post(fixture, KEY_A, foreign, WEDNESDAY_S, &answer);
    assert_problem(&answer, 400, "invalid-body");
    assert_member(&answer, "member", "dossier.receiving_agency");
    http_answer_finish(&answer);
    fixture_post(fixture, KEY_A, good, WEDNESDAY_S, &answer);
    assert_int_equal(answer.status, 201);
    http_answer_finish(&answer);
    free(good);
    free(foreign);
}

static void test_store_out_of_order(void **state)
{
    struct fixture *fixture = *state;
    fixture_run_sql(fixture, "ALTER TABLE dossiers RENAME TO hidden");
    char *body = fixture_plain_body();
    struct http_answer answer;
    fixture_post(fixture, KEY_A, body, WEDNESDAY_S, &answer);
    assert_problem(&answer, 503, "unavailable");
    assert_non_null(http_header(&answer, "Retry-After"));
    assert_null(strstr(answer.body, "table"));
    http_answer_finish(&answer);
    fixture_get(fixture, "/v1/dossiers/H29.12-261202-0001", TOKEN, &answer);
    assert_problem(&answer, 503, "unavailable");
    http_answer_finish(&answer);
    fixture_get(fixture, "/healthz", NULL, &answer);
    assert_problem(&answer, 503, "unavailable");
    http_answer_finish(&answer);
    fixture_get(fixture, "/r/H29.12-261202-0001", TOKEN, &answer);
    assert_int_equal(answer.status, 503);
    assert_string_equal(answer.content_type, HTTP_TYPE_HTML);
    http_answer_finish(&answer);
    free(body);
}

static void test_health_and_css(void **state)
{
    const struct fixture *fixture = *state;
    struct http_answer answer;
    fixture_get(fixture, "/healthz", NULL, &answer);
    assert_int_equal(answer.status, 200);
    assert_string_equal(answer.body, "{\"status\":\"ok\"}");
    http_answer_finish(&answer);
    fixture_get(fixture, "/page.css", NULL, &answer);
    assert_string_equal(answer.body, "body{}");
    assert_string_equal(answer.content_type, HTTP_TYPE_CSS);
    http_answer_finish(&answer);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, fixture_start, fixture_stop)

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        CASE(test_accepts),
        CASE(test_after_three_counts_from_the_next_day),
        CASE(test_replays_and_conflicts),
        CASE(test_numbers_have_no_gaps),
        CASE(test_threads_share_one_sequence),
        CASE(test_look_up),
        CASE(test_two_dossiers_of_one_provisional_code),
        CASE(test_malformed_bodies),
        CASE(test_malformed_requests),
        CASE(test_too_large),
        CASE(test_agencies),
        CASE(test_store_out_of_order),
        CASE(test_health_and_css),
    };
    if (argc > 1) {
        cmocka_set_test_filter(argv[1]);
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
