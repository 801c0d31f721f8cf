/* Rating without the receipt: the permit that a look-up by ID number gives. */
#include <stdio.h>
#include <string.h>

#include "central/rating_permit.h"
#include "tests/unit/central/fixture.h"

#define OFFICIAL "H29.12-261202-0001"
#define NUMBER   "079090000123"
#define SHORT_FORM                                                                                 \
    "{\"total_time\":2,\"agency_time\":2,\"contacts\":1,\"agencies\":2,\"publicity\":1,"           \
    "\"attitude\":2}"

/* ---- The permit ---- */

static void test_holds_for_its_terms_alone(void **state)
{
    (void)state;
    mc_secure_init();
    struct mc_signing_key *key = mc_signing_key_make();
    struct mc_signing_key *other = mc_signing_key_make();
    const struct rating_permit_terms terms = {"K01", OFFICIAL};
    const struct rating_permit_terms others[] = {
        {"K02", OFFICIAL}, {"K01", "H29.12-261202-0002"}, {"", ""}};
    char permit[RATING_PERMIT_BYTES];
    rating_permit_make(key, &terms, WEDNESDAY_S, permit);
    assert_true(rating_permit_valid(permit));
    assert_true(rating_permit_holds(key, &terms, WEDNESDAY_S, permit));
    assert_true(rating_permit_holds(key, &terms, WEDNESDAY_S + RATING_PERMIT_LIFE_S - 1, permit));
    assert_false(rating_permit_holds(key, &terms, WEDNESDAY_S + RATING_PERMIT_LIFE_S, permit));
    assert_false(rating_permit_holds(other, &terms, WEDNESDAY_S, permit));
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        assert_false(rating_permit_holds(key, &others[i], WEDNESDAY_S, permit));
    }
    mc_signing_key_destroy(key);
    mc_signing_key_destroy(other);
}

static void test_nothing_in_it_can_be_changed(void **state)
{
    (void)state;
    mc_secure_init();
    struct mc_signing_key *key = mc_signing_key_make();
    const struct rating_permit_terms terms = {"K01", OFFICIAL};
    char permit[RATING_PERMIT_BYTES];
    rating_permit_make(key, &terms, WEDNESDAY_S, permit);
    size_t len = strlen(permit);
    for (size_t i = 0; i < len; i++) {
        char changed[RATING_PERMIT_BYTES];
        memcpy(changed, permit, sizeof changed);
        changed[i] = changed[i] == '8' ? '9' : '8';
        assert_false(rating_permit_holds(key, &terms, WEDNESDAY_S, changed));
        memcpy(changed, permit, sizeof changed);
        changed[i] = '\0';
        assert_false(rating_permit_holds(key, &terms, WEDNESDAY_S, changed));
    }
    static const char *const junk[] = {"", ".", "1", "1.", "99999999999999999999.x", "-1.x", "x.1"};
    for (size_t i = 0; i < sizeof junk / sizeof junk[0]; i++) {
        assert_false(rating_permit_holds(key, &terms, 0, junk[i]));
    }
    mc_signing_key_destroy(key);
}

/* ---- At the service ---- */

/* The n-th of the day, whose code is "H29.12-261202-000n". */
static void hand_in(const struct fixture *fixture, int n, bool decided)
{
    char provisional[DOSSIER_CODE_BYTES];
    char code[DOSSIER_CODE_BYTES];
    char key[MC_UUID_CHARS + 1];
    struct http_answer answer;
    mc_uuid_make(key);
    (void)snprintf(code, sizeof code, "H29.12-261202-%04d", n);
    assert_int_equal(
        dossier_code_format_provisional("K01", (struct date){2026, 12, 2}, n, provisional, NULL),
        MC_OK);
    char *body = fixture_body("H29.12", "Đăng ký tạm trú", 3, provisional);
    fixture_post(fixture, key, body, WEDNESDAY_S, &answer);
    assert_int_equal(answer.status, 201);
    http_answer_finish(&answer);
    free(body);
    if (decided) {
        fixture_act(fixture, code, OFFICE_RECEIVE, "", (struct date){0}, WEDNESDAY_S + 60);
        fixture_act(fixture, code, OFFICE_DECIDE, "", (struct date){0}, WEDNESDAY_S + 120);
    }
}

/* "" when none came. */
static void look_up(const struct fixture *fixture, const char *code,
                    char permit[RATING_PERMIT_BYTES])
{
    char body[160];
    (void)snprintf(body, sizeof body, "{\"code\":\"%s\",\"id_number\":\"" NUMBER "\"}", code);
    struct http_request request = {.method = "POST",
                                   .path = "/v1/lookups",
                                   .content_type = "application/json",
                                   .certificate_pem = fixture->kiosk_pem,
                                   .body = body,
                                   .body_len = strlen(body),
                                   .now_s = WEDNESDAY_S};
    struct http_answer answer;
    service_handle(&fixture->service, &request, &answer);
    assert_int_equal(answer.status, 200);
    const char *given = http_header(&answer, "X-Rating-Permit");
    mc_copy_text(permit, RATING_PERMIT_BYTES, given != NULL ? given : "");
    http_answer_finish(&answer);
}

struct attempt {
    const char *code;
    const char *token;
    const char *permit;
    const char *certificate;
    int64_t now_s;
};

/* Empty problem: 201. */
static void rate(const struct fixture *fixture, const struct attempt *attempt, int status,
                 const char *problem)
{
    char path[96];
    char type[80];
    (void)snprintf(path, sizeof path, "/v1/dossiers/%s/rating", attempt->code);
    struct http_request request = {.method = "POST",
                                   .path = path,
                                   .content_type = "application/json",
                                   .receipt_token = attempt->token,
                                   .rating_permit = attempt->permit,
                                   .certificate_pem = attempt->certificate,
                                   .body = SHORT_FORM,
                                   .body_len = strlen(SHORT_FORM),
                                   .now_s = attempt->now_s};
    struct http_answer answer;
    cJSON *json = NULL;
    service_handle(&fixture->service, &request, &answer);
    assert_int_equal(answer.status, status);
    if (problem[0] != '\0') {
        (void)snprintf(type, sizeof type, "urn:motcua:problem:%s", problem);
        assert_string_equal(fixture_member(&answer, "type", &json), type);
    }
    cJSON_Delete(json);
    http_answer_finish(&answer);
}

static void test_a_look_up_by_number_lets_rate_once(void **state)
{
    struct fixture *fixture = *state;
    char permit[RATING_PERMIT_BYTES];
    char again[RATING_PERMIT_BYTES];
    hand_in(fixture, 1, true);
    look_up(fixture, OFFICIAL, permit);
    assert_string_not_equal(permit, "");
    struct attempt by_permit = {.code = OFFICIAL,
                                .permit = permit,
                                .certificate = fixture->kiosk_pem,
                                .now_s = WEDNESDAY_S + 60};
    struct attempt by_token = {.code = OFFICIAL, .token = TOKEN, .now_s = WEDNESDAY_S + 60};
    rate(fixture, &by_permit, 201, "");
    rate(fixture, &by_permit, 409, "rated-before");
    rate(fixture, &by_token, 409, "rated-before");
    look_up(fixture, OFFICIAL, again);
    assert_string_equal(again, "");
}

static void test_what_the_receipt_has_rated_no_permit_rates(void **state)
{
    struct fixture *fixture = *state;
    char permit[RATING_PERMIT_BYTES];
    hand_in(fixture, 1, true);
    look_up(fixture, OFFICIAL, permit);
    struct attempt by_token = {.code = OFFICIAL, .token = TOKEN, .now_s = WEDNESDAY_S};
    struct attempt by_permit = {.code = OFFICIAL,
                                .permit = permit,
                                .certificate = fixture->kiosk_pem,
                                .now_s = WEDNESDAY_S};
    rate(fixture, &by_token, 201, "");
    rate(fixture, &by_permit, 409, "rated-before");
}

static void test_by_the_provisional_code_too(void **state)
{
    struct fixture *fixture = *state;
    char code[DOSSIER_CODE_BYTES];
    char permit[RATING_PERMIT_BYTES];
    assert_int_equal(
        dossier_code_format_provisional("K01", (struct date){2026, 12, 2}, 1, code, NULL), MC_OK);
    hand_in(fixture, 1, true);
    look_up(fixture, code, permit);
    struct attempt attempt = {
        .code = code, .permit = permit, .certificate = fixture->kiosk_pem, .now_s = WEDNESDAY_S};
    rate(fixture, &attempt, 201, "");
    attempt.code = OFFICIAL;
    rate(fixture, &attempt, 409, "rated-before");
}

static void test_no_permit_before_the_decision(void **state)
{
    struct fixture *fixture = *state;
    char permit[RATING_PERMIT_BYTES];
    hand_in(fixture, 1, false);
    look_up(fixture, OFFICIAL, permit);
    assert_string_equal(permit, "");
}

static void test_nobody_else_can_use_it(void **state)
{
    struct fixture *fixture = *state;
    char permit[RATING_PERMIT_BYTES];
    hand_in(fixture, 1, true);
    look_up(fixture, OFFICIAL, permit);
    char *other = fixture_enrol(fixture, "K02", WEDNESDAY_S);
    const struct {
        struct attempt attempt;
        const char *problem;
        int status;
    } rows[] = {
        {{OFFICIAL, NULL, permit, NULL, WEDNESDAY_S}, "unknown-kiosk", 403},
        {{OFFICIAL, NULL, permit, other, WEDNESDAY_S}, "permit-refused", 403},
        {{OFFICIAL, NULL, permit, fixture->kiosk_pem, WEDNESDAY_S + RATING_PERMIT_LIFE_S},
         "permit-refused",
         403},
        {{OFFICIAL, NULL, "1.x", fixture->kiosk_pem, WEDNESDAY_S}, "permit-refused", 403},
        {{OFFICIAL, NULL, "", fixture->kiosk_pem, WEDNESDAY_S}, "permit-refused", 403},
        {{"H29.12-261202-0009", NULL, permit, fixture->kiosk_pem, WEDNESDAY_S},
         "permit-refused",
         403},
        {{"no-code", NULL, permit, fixture->kiosk_pem, WEDNESDAY_S}, "permit-refused", 403},
        /* A token that is shown has to be right, whatever else is. */
        {{OFFICIAL, BAD_TOKEN, permit, fixture->kiosk_pem, WEDNESDAY_S}, "unknown-dossier", 404},
        {{OFFICIAL, NULL, NULL, fixture->kiosk_pem, WEDNESDAY_S}, "unknown-dossier", 404},
        {{OFFICIAL, NULL, permit, fixture->kiosk_pem, WEDNESDAY_S}, "", 201},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        rate(fixture, &rows[i].attempt, rows[i].status, rows[i].problem);
    }
    free(other);
}

/* Though both have the same token. */
static void test_another_dossier_is_not_rated_by_it(void **state)
{
    struct fixture *fixture = *state;
    char permit[RATING_PERMIT_BYTES];
    hand_in(fixture, 1, true);
    hand_in(fixture, 2, true);
    look_up(fixture, OFFICIAL, permit);
    struct attempt attempt = {.code = "H29.12-261202-0002",
                              .permit = permit,
                              .certificate = fixture->kiosk_pem,
                              .now_s = WEDNESDAY_S};
    rate(fixture, &attempt, 403, "permit-refused");
    attempt.code = OFFICIAL;
    rate(fixture, &attempt, 201, "");
}

static void test_another_instance_takes_it(void **state)
{
    struct fixture *fixture = *state;
    char permit[RATING_PERMIT_BYTES];
    hand_in(fixture, 1, true);
    look_up(fixture, OFFICIAL, permit);
    fixture_reopen(fixture);
    struct fixture second = *fixture;
    char file[128];
    (void)snprintf(file, sizeof file, "%s/receipt.key", fixture->scratch.dir);
    assert_int_equal(mc_signing_key_write(fixture->receipt_key, file, NULL), MC_OK);
    assert_int_equal(mc_signing_key_read(file, &second.receipt_key, NULL), MC_OK);
    second.service.receipt_key = second.receipt_key;
    struct attempt attempt = {.code = OFFICIAL,
                              .permit = permit,
                              .certificate = fixture->kiosk_pem,
                              .now_s = WEDNESDAY_S};
    rate(&second, &attempt, 201, "");
    mc_signing_key_destroy(second.receipt_key);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, fixture_start, fixture_stop)

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_holds_for_its_terms_alone),
        cmocka_unit_test(test_nothing_in_it_can_be_changed),
        CASE(test_a_look_up_by_number_lets_rate_once),
        CASE(test_what_the_receipt_has_rated_no_permit_rates),
        CASE(test_by_the_provisional_code_too),
        CASE(test_no_permit_before_the_decision),
        CASE(test_nobody_else_can_use_it),
        CASE(test_another_dossier_is_not_rated_by_it),
        CASE(test_another_instance_takes_it),
    };
    if (argc > 1) {
        cmocka_set_test_filter(argv[1]);
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
