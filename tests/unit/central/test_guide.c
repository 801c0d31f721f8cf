/* /p/{code}: what a phone is shown of a published procedure. */
#include "central/publisher.h"
#include "tests/unit/central/fixture.h"

#define CODE "1.004194"

static const char head[] =
    "{\"code\":\"" CODE "\",\"name\":\"Tên đầy đủ <b>\","
    "\"plain_name\":{\"vi\":\"Tên thường gọi & ngắn\",\"en\":\"Short name\"},"
    "\"field\":\"Cư trú\",\"audience\":\"Công dân\",\"summary\":\"Tóm tắt\","
    "\"level\":\"ward\",\"online\":\"full\",\"boundary_free\":true,"
    "\"deciding_agency\":\"Công an cấp xã\",\"result\":\"Thông báo\","
    "\"conditions\":\"Có chỗ ở hợp pháp\",";
static const char channels[] =
    "\"channels\":["
    "{\"kind\":\"online\",\"duration\":{\"amount\":3,\"unit\":\"working_days\"},\"fees\":["
    "{\"kind\":\"duty\",\"amount_dong\":7000,\"note\":\"một người\"}]},"
    "{\"kind\":\"counter\",\"duration\":{\"amount\":3,\"unit\":\"working_days\"},\"fees\":[]}],";
static const char tail[] =
    "\"cases\":[{\"id\":\"default\",\"title\":\"Mọi trường hợp\",\"papers\":["
    "{\"name\":\"Giấy tờ \\\"gốc\\\"\",\"originals\":1,\"copies\":2,\"required\":false,"
    "\"note\":\"Xuất trình\"},"
    "{\"name\":\"Hộ khẩu\",\"originals\":1,\"copies\":0,\"required\":true,"
    "\"replaced_by_data\":true}],\"steps\":[\"Bước riêng\"]}],"
    "\"steps\":[\"Bước một\"],\"legal\":[\"Luật Cư trú 68/2020/QH14\"],\"keywords\":[],"
    "\"sources\":[\"Danh mục\"]";

static void publish(struct fixture *fixture, const char *channel_list, const char *more)
{
    struct mc_buffer json;
    mc_buffer_init(&json, PROCEDURE_JSON_MAX_BYTES);
    mc_buffer_format(&json, "%s%s%s%s}", head, channel_list, tail, more);
    struct catalogue_bundle bundle = {0};
    struct mc_signing_key *key = mc_signing_key_make();
    struct publisher_report report;
    struct mc_error err = {0};
    if (catalogue_bundle_add(&bundle, json.bytes, json.len, &err) != MC_OK) {
        fail_msg("%s", err.text);
    }
    assert_int_equal(catalogue_bundle_complete(&bundle, NULL), MC_OK);
    assert_int_equal(publisher_publish(fixture->storage, &bundle, key, WEDNESDAY_S, &report, NULL),
                     MC_OK);
    mc_signing_key_destroy(key);
    catalogue_bundle_finish(&bundle);
    mc_buffer_finish(&json);
}

static void ask(struct fixture *fixture, const char *path, const char *language,
                struct http_answer *answer)
{
    struct http_request request = {
        .method = "GET", .path = path, .query_language = language, .now_s = WEDNESDAY_S};
    service_handle(&fixture->service, &request, answer);
}

static void has(const struct http_answer *answer, const char *text)
{
    if (strstr(answer->body, text) == NULL) {
        fail_msg("no \"%s\" in %s", text, answer->body);
    }
}

static void has_not(const struct http_answer *answer, const char *text)
{
    if (strstr(answer->body, text) != NULL) {
        fail_msg("\"%s\" in %s", text, answer->body);
    }
}

static void it_tells_what_one_has_to_know(void **state)
{
    struct fixture *fixture = *state;
    publish(fixture, channels, "");
    struct http_answer answer;
    ask(fixture, "/p/" CODE, NULL, &answer);
    assert_int_equal(answer.status, 200);
    assert_string_equal(http_header(&answer, "Content-Language"), "vi");
    static const char *const told[] = {
        "<h1 class=\"large\">Tên thường gọi &amp; ngắn</h1>",
        "Tên đầy đủ &lt;b&gt;",
        "Công dân",
        "3 ngày làm việc",
        "Lệ phí 7.000 đ",
        "một người",
        "Không mất phí",
        "Công an cấp xã",
        "Bất kỳ phường, xã nào",
        "Giấy tờ &quot;gốc&quot;",
        "1 bản chính, 2 bản sao",
        "(nếu có)",
        "Xuất trình",
        "không phải mang",
        "Có chỗ ở hợp pháp",
        "Bước một",
        "<h3>Mọi trường hợp</h3>\n<ol>\n<li>Bước riêng</li>",
        "Luật Cư trú 68/2020/QH14",
        /* it has no form */
        "chưa nộp được tại ki-ốt",
    };
    for (size_t i = 0; i < sizeof told / sizeof told[0]; i++) {
        has(&answer, told[i]);
    }
    has_not(&answer, "<b>");
    has_not(&answer, "<script");
    has_not(&answer, "guide."); /* every key has its words */
    http_answer_finish(&answer);
}

static void english_falls_back_to_vietnamese(void **state)
{
    struct fixture *fixture = *state;
    publish(fixture, channels, "");
    struct http_answer answer;
    ask(fixture, "/p/" CODE, "en", &answer);
    assert_string_equal(http_header(&answer, "Content-Language"), "en");
    has(&answer, "Short name");
    has(&answer, "What to bring");
    has(&answer, "Công an cấp xã");
    has(&answer, "1 original, 2 copies");
    has(&answer, "href=\"?lang=vi\"");
    http_answer_finish(&answer);
}

static void gaps_are_told_as_such(void **state)
{
    struct fixture *fixture = *state;
    publish(fixture, "\"channels\":[{\"kind\":\"counter\"}],", ",\"status\":\"suspended\"");
    struct http_answer answer;
    ask(fixture, "/p/" CODE, NULL, &answer);
    assert_int_equal(answer.status, 200);
    has(&answer, "hiện không được giải quyết");
    has(&answer, "<dt>Bao lâu có kết quả</dt><dd>Xin hỏi tại quầy");
    has(&answer, "<dt>Phí, lệ phí khi nộp tại quầy</dt><dd>Xin hỏi tại quầy");
    has_not(&answer, "Không mất phí");
    has_not(&answer, "Ngay trong ngày");
    http_answer_finish(&answer);
}

static void others_are_not_found(void **state)
{
    struct fixture *fixture = *state;
    static const char *const paths[] = {"/p/" CODE, "/p/1.999999", "/p/x", "/p/..", "/p/<script>"};
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        struct http_answer answer;
        ask(fixture, paths[i], NULL, &answer);
        assert_int_equal(answer.status, 404);
        has(&answer, "Không tìm thấy thủ tục");
        has_not(&answer, "<script");
        http_answer_finish(&answer);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(it_tells_what_one_has_to_know, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(english_falls_back_to_vietnamese, fixture_start,
                                        fixture_stop),
        cmocka_unit_test_setup_teardown(gaps_are_told_as_such, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(others_are_not_found, fixture_start, fixture_stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
