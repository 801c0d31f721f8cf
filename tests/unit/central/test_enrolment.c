/* How a machine becomes a kiosk, and what only a kiosk may ask. */
#include "central/ctl_kiosks.h"
#include "central/enrolment_code.h"
#include "tests/unit/central/fixture.h"

static void post(const struct fixture *fixture, const char *path, const char *certificate,
                 const cJSON *value, int64_t now_s, struct http_answer *answer)
{
    char *body = mc_json_print(value);
    struct http_request request = {.method = "POST",
                                   .path = path,
                                   .content_type = "application/json",
                                   .certificate_pem = certificate,
                                   .body = body,
                                   .body_len = strlen(body),
                                   .now_s = now_s};
    service_handle(&fixture->service, &request, answer);
    free(body);
}

static void assert_status(struct http_answer *answer, int status, const char *problem)
{
    assert_int_equal(answer->status, status);
    if (problem != NULL) {
        assert_non_null(strstr(answer->body, problem));
    }
    http_answer_finish(answer);
}

/* What "motcua-ctl enrol" prints. */
static void get_code(struct fixture *fixture, const char *kiosk, char out[32])
{
    const char *const argv[] = {"enrol", kiosk};
    char text[256] = "";
    char said[256] = "";
    FILE *printed = fmemopen(text, sizeof text, "w");
    FILE *complaints = fmemopen(said, sizeof said, "w");
    assert_int_equal(ctl_kiosk_run(fixture->storage, 2, argv, WEDNESDAY_S, printed, complaints),
                     CTL_DONE);
    (void)fclose(printed);
    (void)fclose(complaints);
    assert_non_null(strstr(said, "2026-12-03T10:00:00+07:00"));
    text[strcspn(text, "\n")] = '\0';
    mc_copy_text(out, 32, text);
}

static cJSON *wish(const char *kiosk, const char *code, const char *request)
{
    cJSON *object = cJSON_CreateObject();
    (void)cJSON_AddStringToObject(object, "request", request);
    if (kiosk != NULL) {
        (void)cJSON_AddStringToObject(object, "kiosk", kiosk);
        (void)cJSON_AddStringToObject(object, "code", code);
    }
    return object;
}

/* The certificate of a 201; freed with free(). */
static char *take_certificate(struct http_answer *answer, const char *kiosk)
{
    cJSON *object = NULL;
    assert_int_equal(answer->status, 201);
    assert_string_equal(fixture_member(answer, "kiosk", &object), kiosk);
    char *pem = mc_strdup(fixture_member(answer, "certificate", &object));
    cJSON_Delete(object);
    http_answer_finish(answer);
    return pem;
}

static int hand_in_as(const struct fixture *fixture, const char *certificate, const char *key,
                      int64_t now_s)
{
    char *body = fixture_plain_body();
    struct http_request request = {.method = "POST",
                                   .path = "/v1/dossiers",
                                   .content_type = "application/json",
                                   .idempotency_key = key,
                                   .certificate_pem = certificate,
                                   .body = body,
                                   .body_len = strlen(body),
                                   .now_s = now_s};
    struct http_answer answer;
    service_handle(&fixture->service, &request, &answer);
    int status = answer.status;
    http_answer_finish(&answer);
    free(body);
    return status;
}

static void test_enrols_renews_and_is_put_out(void **state)
{
    struct fixture *fixture = *state;
    struct http_answer answer;
    struct identity_key key = {0};
    char code[32];
    get_code(fixture, "K01", code);
    assert_int_equal(identity_key_make("K01", &key, NULL), MC_OK);
    cJSON *body = wish("K01", code, key.request);
    post(fixture, "/v1/enrolments", NULL, body, WEDNESDAY_S, &answer);
    char *first = take_certificate(&answer, "K01");
    /* Lost on its way: the same again, and not for another machine's key. */
    post(fixture, "/v1/enrolments", NULL, body, WEDNESDAY_S + 60, &answer);
    char *again = take_certificate(&answer, "K01");
    assert_string_equal(first, again);
    cJSON_Delete(body);
    struct identity_key other = {0};
    assert_int_equal(identity_key_make("K01", &other, NULL), MC_OK);
    body = wish("K01", code, other.request);
    post(fixture, "/v1/enrolments", NULL, body, WEDNESDAY_S, &answer);
    assert_status(&answer, 403, "enrolment-refused");
    cJSON_Delete(body);
    /* The machine that was K01 before is no more. */
    assert_int_equal(hand_in_as(fixture, fixture->kiosk_pem, KEY_A, WEDNESDAY_S), 403);
    assert_int_equal(hand_in_as(fixture, first, KEY_A, WEDNESDAY_S), 201);

    body = wish(NULL, NULL, other.request);
    post(fixture, "/v1/certificates", first, body, WEDNESDAY_S + 300 * (int64_t)DAY_S, &answer);
    char *renewed = take_certificate(&answer, "K01");
    post(fixture, "/v1/certificates", NULL, body, WEDNESDAY_S, &answer);
    assert_status(&answer, 403, "unknown-kiosk");
    int64_t later_s = WEDNESDAY_S + 400 * (int64_t)DAY_S;
    assert_int_equal(hand_in_as(fixture, first, KEY_B, later_s), 403);
    assert_int_equal(hand_in_as(fixture, renewed, KEY_B, later_s), 201);

    int64_t count = 0;
    assert_int_equal(storage_kiosk_revoke(fixture->storage, "K01", later_s, &count, NULL), MC_OK);
    assert_int_equal(hand_in_as(fixture, renewed, KEY_B, later_s), 403);
    post(fixture, "/v1/certificates", renewed, body, later_s, &answer);
    assert_status(&answer, 403, "unknown-kiosk");
    cJSON_Delete(body);
    identity_key_finish(&key);
    identity_key_finish(&other);
    free(first);
    free(again);
    free(renewed);
}

static void test_refuses_other_enrolments(void **state)
{
    struct fixture *fixture = *state;
    struct http_answer answer;
    struct identity_key key = {0};
    char code[32];
    get_code(fixture, "K09", code);
    assert_int_equal(identity_key_make("K09", &key, NULL), MC_OK);
    struct {
        const char *kiosk;
        const char *code;
        const char *request;
        int64_t now_s;
        int status;
    } rows[] = {
        {"K08", code, key.request, WEDNESDAY_S, 403},
        {"K09", "0000-0000-0000-0000", key.request, WEDNESDAY_S, 403},
        {"K09", code, key.request, WEDNESDAY_S + DAY_S, 403},
        {"K09", "0000", key.request, WEDNESDAY_S, 400},
        {"k09", code, key.request, WEDNESDAY_S, 400},
        {"K09", code, "x", WEDNESDAY_S, 400},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        cJSON *body = wish(rows[i].kiosk, rows[i].code, rows[i].request);
        post(fixture, "/v1/enrolments", NULL, body, rows[i].now_s, &answer);
        assert_status(&answer, rows[i].status, "urn:motcua:problem:");
        cJSON_Delete(body);
    }
    cJSON *body = wish("K09", code, key.request);
    post(fixture, "/v1/enrolments", NULL, body, WEDNESDAY_S, &answer);
    free(take_certificate(&answer, "K09"));
    cJSON_Delete(body);
    identity_key_finish(&key);
}

static void test_a_kiosk_speaks_for_itself_only(void **state)
{
    struct fixture *fixture = *state;
    char *other = fixture_enrol(fixture, "K02", WEDNESDAY_S);
    assert_int_equal(hand_in_as(fixture, NULL, KEY_A, WEDNESDAY_S), 403);
    assert_int_equal(hand_in_as(fixture, "x", KEY_A, WEDNESDAY_S), 403);
    assert_int_equal(hand_in_as(fixture, other, KEY_A, WEDNESDAY_S), 403);
    assert_int_equal(hand_in_as(fixture, fixture->kiosk_pem, KEY_A, WEDNESDAY_S), 201);
    free(other);
}

static void test_the_catalogue_is_for_kiosks(void **state)
{
    struct fixture *fixture = *state;
    struct http_answer answer;
    static const char *const paths[] = {"/v1/catalogue", "/v1/catalogue/bundle"};
    for (size_t i = 0; i < 2; i++) {
        fixture_get(fixture, paths[i], NULL, &answer);
        assert_status(&answer, 403, "unknown-kiosk");
    }
}

static void test_a_kiosk_s_requests_are_limited(void **state)
{
    struct fixture *fixture = *state;
    struct limiter *limiter = limiter_create(60, 2);
    fixture->service.kiosk_limiter = limiter;
    char *other = fixture_enrol(fixture, "K02", WEDNESDAY_S);
    assert_int_equal(hand_in_as(fixture, fixture->kiosk_pem, KEY_A, WEDNESDAY_S), 201);
    assert_int_equal(hand_in_as(fixture, fixture->kiosk_pem, KEY_A, WEDNESDAY_S), 201);
    assert_int_equal(hand_in_as(fixture, fixture->kiosk_pem, KEY_A, WEDNESDAY_S), 429);
    /* Another's are not. */
    assert_int_equal(hand_in_as(fixture, other, KEY_A, WEDNESDAY_S), 403);
    char *printed = metrics_print(fixture->service.metrics);
    assert_non_null(strstr(printed, "motcua_limited_total{by=\"kiosk\"} 1\n"));
    free(printed);
    free(other);
    limiter_destroy(limiter);
}

static void test_metrics_are_for_their_readers(void **state)
{
    struct fixture *fixture = *state;
    struct http_request request = {.method = "GET", .path = "/metrics", .address = "10.0.0.1"};
    struct http_answer answer;
    assert_int_equal(peer_parse_addresses("127.0.0.1", &fixture->service.metrics_readers, NULL),
                     MC_OK);
    metrics_request(fixture->service.metrics, "GET /x", 200, 30);
    service_handle(&fixture->service, &request, &answer);
    assert_status(&answer, 404, "not-found");
    request.address = NULL;
    service_handle(&fixture->service, &request, &answer);
    assert_status(&answer, 404, "not-found");
    request.address = "127.0.0.1";
    service_handle(&fixture->service, &request, &answer);
    assert_string_equal(answer.content_type, METRICS_TYPE);
    assert_non_null(
        strstr(answer.body, "\nmotcua_requests_total{route=\"GET /x\",status=\"200\"} 1\n"));
    assert_non_null(
        strstr(answer.body,
               "\nmotcua_request_duration_seconds_bucket{route=\"GET /x\",le=\"0.025\"} 0\n"));
    assert_non_null(strstr(
        answer.body, "\nmotcua_request_duration_seconds_bucket{route=\"GET /x\",le=\"0.1\"} 1\n"));
    assert_status(&answer, 200, "# TYPE motcua_connections gauge");
}

static bool metrics_tell_of_devices(struct fixture *fixture)
{
    struct http_request request = {.method = "GET", .path = "/metrics", .address = "127.0.0.1"};
    struct http_answer answer;
    service_handle(&fixture->service, &request, &answer);
    bool told = strstr(answer.body, "motcua_kiosk") != NULL;
    assert_status(&answer, 200, "# TYPE motcua_connections gauge");
    return told;
}

/* What is not known now is not told as if it were. */
static void test_metrics_without_a_database(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(peer_parse_addresses("127.0.0.1", &fixture->service.metrics_readers, NULL),
                     MC_OK);
    assert_true(metrics_tell_of_devices(fixture));
    fixture_run_sql(fixture, "ALTER TABLE kiosk_devices RENAME TO elsewhere");
    assert_false(metrics_tell_of_devices(fixture));
    fixture_run_sql(fixture, "ALTER TABLE elsewhere RENAME TO kiosk_devices");
    assert_true(metrics_tell_of_devices(fixture));
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, fixture_start, fixture_stop)

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        CASE(test_enrols_renews_and_is_put_out),   CASE(test_refuses_other_enrolments),
        CASE(test_a_kiosk_speaks_for_itself_only), CASE(test_the_catalogue_is_for_kiosks),
        CASE(test_a_kiosk_s_requests_are_limited), CASE(test_metrics_are_for_their_readers),
        CASE(test_metrics_without_a_database),
    };
    if (argc > 1) {
        cmocka_set_test_filter(argv[1]);
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
