#include "tests/unit/central/fixture.h"

#define PATH "/r/H29.12-261202-0001"

static void get_page(const struct fixture *fixture, const char *token, const char *language,
                     struct http_answer *answer)
{
    struct http_request request = {.method = "GET",
                                   .path = PATH,
                                   .query_token = token,
                                   .query_language = language,
                                   .now_s = WEDNESDAY_S};
    service_handle(&fixture->service, &request, answer);
}

static void hand_in(const struct fixture *fixture, const char *procedure_name)
{
    char code[DOSSIER_CODE_BYTES];
    assert_int_equal(
        dossier_code_format_provisional("K01", (struct date){2026, 12, 2}, 1, code, NULL), MC_OK);
    char *body = fixture_body("H29.12", procedure_name, 3, code);
    struct http_answer answer;
    fixture_post(fixture, KEY_A, body, WEDNESDAY_S, &answer);
    assert_int_equal(answer.status, 201);
    http_answer_finish(&answer);
    free(body);
}

static void test_shows_the_status_and_no_person(void **state)
{
    const struct fixture *fixture = *state;
    hand_in(fixture, "Đăng ký tạm trú");
    struct http_answer answer;
    get_page(fixture, TOKEN, NULL, &answer);
    assert_int_equal(answer.status, 200);
    assert_string_equal(answer.content_type, HTTP_TYPE_HTML);
    static const char *const shown[] = {
        "lang=\"vi\"", "Mới đăng ký", "Đăng ký tạm trú", "H29.12-261202-0001",
        "N.T.T",       "07/12/2026",  "10:00",           "?t=" TOKEN "&amp;lang=en"};
    for (size_t i = 0; i < sizeof shown / sizeof shown[0]; i++) {
        assert_non_null(strstr(answer.body, shown[i]));
    }
    static const char *const hidden[] = {"Nguyễn", "Thử",        "0790",    "0123\"", "1990",
                                         "Đường",  "0900000000", "<script", "style=", "onclick"};
    for (size_t i = 0; i < sizeof hidden / sizeof hidden[0]; i++) {
        assert_null(strstr(answer.body, hidden[i]));
    }
    assert_string_equal(http_header(&answer, "Referrer-Policy"), "no-referrer");
    assert_string_equal(http_header(&answer, "Cache-Control"), "no-store");
    assert_non_null(strstr(http_header(&answer, "Content-Security-Policy"), "default-src 'none'"));
    assert_null(strstr(http_header(&answer, "Content-Security-Policy"), "unsafe"));
    http_answer_finish(&answer);
}

static void test_speaks_english(void **state)
{
    const struct fixture *fixture = *state;
    hand_in(fixture, "Đăng ký tạm trú");
    struct http_answer answer;
    get_page(fixture, TOKEN, "en", &answer);
    assert_non_null(strstr(answer.body, "<html lang=\"en\">"));
    assert_non_null(strstr(answer.body, "Registered"));
    assert_null(strstr(answer.body, "Mới đăng ký"));
    assert_string_equal(http_header(&answer, "Content-Language"), "en");
    http_answer_finish(&answer);
    get_page(fixture, TOKEN, "\"><b>", &answer);
    assert_non_null(strstr(answer.body, "<html lang=\"vi\">"));
    http_answer_finish(&answer);
}

static void test_escapes_everything(void **state)
{
    struct fixture *fixture = *state;
    hand_in(fixture, "<b>&'x'</b><img src=x>");
    static const char code[] = "H29.12-261202-0001";
    fixture_act(fixture, code, OFFICE_RECEIVE, "", (struct date){0}, WEDNESDAY_S);
    fixture_act(fixture, code, OFFICE_ASK_PAPERS, "</p><script>alert(\"1\")</script>&",
                (struct date){2026, 12, 4}, WEDNESDAY_S + 60);
    fixture_use_agencies(fixture, "{\"schema\":1,\"source\":\"x\",\"city\":[],\"ward_agencies\":[],"
                                  "\"rules\":[],\"agencies\":[{\"code\":\"H29.12\",\"kind\":"
                                  "\"ward\",\"name\":\"A <i>B</i>\"}]}");
    struct http_answer answer;
    get_page(fixture, TOKEN, NULL, &answer);
    static const char *const hidden[] = {"<b>", "<script", "<img", "<i>", "<tầng"};
    for (size_t i = 0; i < sizeof hidden / sizeof hidden[0]; i++) {
        assert_null(strstr(answer.body, hidden[i]));
    }
    static const char *const shown[] = {"&lt;b&gt;&amp;&#39;x&#39;&lt;/b&gt;",
                                        "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;",
                                        "A &lt;i&gt;B&lt;/i&gt;",
                                        "&lt;tầng 1&gt;",
                                        "Yêu cầu bổ sung giấy tờ",
                                        "aria-current=\"step\""};
    for (size_t i = 0; i < sizeof shown / sizeof shown[0]; i++) {
        assert_non_null(strstr(answer.body, shown[i]));
    }
    http_answer_finish(&answer);
}

static void test_unknown_is_plain_and_the_same(void **state)
{
    const struct fixture *fixture = *state;
    struct http_answer before;
    get_page(fixture, TOKEN, NULL, &before);
    hand_in(fixture, "Đăng ký tạm trú");
    static const char *const tokens[] = {NULL, "", "<x>", BAD_TOKEN};
    for (size_t i = 0; i < sizeof tokens / sizeof tokens[0]; i++) {
        struct http_answer answer;
        get_page(fixture, tokens[i], NULL, &answer);
        assert_int_equal(answer.status, 404);
        assert_string_equal(answer.body, before.body);
        assert_non_null(strstr(answer.body, "Không tìm thấy hồ sơ"));
        assert_null(strstr(answer.body, "H29.12"));
        http_answer_finish(&answer);
    }
    http_answer_finish(&before);
}

static void test_every_status_has_its_words(void **state)
{
    const struct fixture *fixture = *state;
    for (int status = DOSSIER_REGISTERED; status <= DOSSIER_HANDED_OVER; status++) {
        const char *name = dossier_status_name((enum dossier_status)status);
        char key[64];
        (void)snprintf(key, sizeof key, "page.meaning.%s", name);
        assert_true(mc_message_known(fixture->messages, key));
        (void)snprintf(key, sizeof key, "status.%s", name);
        assert_true(mc_message_known(fixture->messages, key));
    }
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, fixture_start, fixture_stop)

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        CASE(test_shows_the_status_and_no_person),
        CASE(test_speaks_english),
        CASE(test_escapes_everything),
        CASE(test_unknown_is_plain_and_the_same),
        CASE(test_every_status_has_its_words),
    };
    if (argc > 1) {
        cmocka_set_test_filter(argv[1]);
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
