#include <stdlib.h>
#include <string.h>

#include "kiosk/robot/protocol.h"
#include "tests/unit/cmocka_all.h"

static enum mc_err parse(const char *line, struct robot_request *out, struct mc_error *err)
{
    return robot_request_parse(line, strlen(line), out, err);
}

static void every_verb_is_read(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        struct robot_request expected;
    } rows[] = {
        {"{\"do\":\"tree\"}", {.verb = ROBOT_TREE}},
        {"{\"do\":\"tap\",\"target\":\"home.find\"}", {.verb = ROBOT_TAP, .text = "home.find"}},
        {"{\"do\":\"tap\",\"target\":\"key.a\",\"hold_ms\":900}",
         {.verb = ROBOT_TAP, .text = "key.a", .hold_ms = 900}},
        {"{\"do\":\"tap\",\"x\":12,\"y\":34}",
         {.verb = ROBOT_TAP, .at_point = true, .x_px = 12, .y_px = 34}},
        {"{\"do\":\"type\",\"text\":\"đất\"}", {.verb = ROBOT_TYPE, .text = "đất"}},
        {"{\"do\":\"key\",\"name\":\"Tab\"}", {.verb = ROBOT_KEY, .text = "Tab"}},
        {"{\"do\":\"wait\",\"screen\":\"form\",\"timeout_ms\":5}",
         {.verb = ROBOT_WAIT, .text = "form", .timeout_ms = 5}},
        {"{\"do\":\"wait\",\"idle\":true,\"timeout_ms\":7}",
         {.verb = ROBOT_WAIT, .idle = true, .timeout_ms = 7}},
        {"{\"do\":\"screenshot\",\"path\":\"a.png\"}", {.verb = ROBOT_SCREENSHOT, .text = "a.png"}},
        {"{\"do\":\"device\",\"kind\":\"camera\",\"show\":\"c.png\"}",
         {.verb = ROBOT_DEVICE, .act = ROBOT_CAMERA_SHOW, .text = "c.png"}},
        {"{\"do\":\"device\",\"kind\":\"camera\"}", {.verb = ROBOT_DEVICE}},
        {"{\"do\":\"device\",\"kind\":\"scanner\",\"scan\":\"x|y\"}",
         {.verb = ROBOT_DEVICE, .device = ROBOT_SCANNER, .act = ROBOT_SCANNER_SCAN, .text = "x|y"}},
        {"{\"do\":\"device\",\"kind\":\"card\",\"insert\":\"c.json\"}",
         {.verb = ROBOT_DEVICE, .device = ROBOT_CARD, .act = ROBOT_CARD_INSERT, .text = "c.json"}},
        {"{\"do\":\"device\",\"kind\":\"card\",\"remove\":true}",
         {.verb = ROBOT_DEVICE, .device = ROBOT_CARD, .act = ROBOT_CARD_REMOVE}},
        {"{\"do\":\"device\",\"kind\":\"printer\",\"set\":\"paper_out\"}",
         {.verb = ROBOT_DEVICE,
          .device = ROBOT_PRINTER,
          .act = ROBOT_PRINTER_SET,
          .text = "paper_out"}},
        {"{\"do\":\"device\",\"kind\":\"printer\",\"take\":\"p.png\"}",
         {.verb = ROBOT_DEVICE,
          .device = ROBOT_PRINTER,
          .act = ROBOT_PRINTER_TAKE,
          .text = "p.png"}},
        {"{\"do\":\"stats\"}", {.verb = ROBOT_STATS}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct robot_request got = {0};
        struct mc_error err = {0};
        assert_int_equal(parse(rows[i].line, &got, &err), MC_OK);
        assert_int_equal(got.verb, rows[i].expected.verb);
        assert_string_equal(got.text, rows[i].expected.text);
        assert_int_equal(got.at_point, rows[i].expected.at_point);
        assert_int_equal(got.x_px, rows[i].expected.x_px);
        assert_int_equal(got.y_px, rows[i].expected.y_px);
        assert_int_equal(got.hold_ms, rows[i].expected.hold_ms);
        assert_int_equal(got.idle, rows[i].expected.idle);
        assert_int_equal(got.device, rows[i].expected.device);
        assert_int_equal(got.act, rows[i].expected.act);
        assert_int_equal(got.timeout_ms, rows[i].expected.timeout_ms);
    }
}

static void what_makes_no_sense_is_refused(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "",
        "[]",
        "{}",
        "{\"do\":1}",
        "{\"do\":\"dance\"}",
        "{\"do\":\"tree\",\"more\":1}",
        "{\"do\":\"tap\"}",
        "{\"do\":\"tap\",\"x\":1}",
        "{\"do\":\"tap\",\"target\":\"key.a\",\"hold_ms\":-1}",
        "{\"do\":\"tap\",\"target\":\"key.a\",\"hold_ms\":10001}",
        "{\"do\":\"tap\",\"x\":-1,\"y\":2}",
        "{\"do\":\"tap\",\"x\":1.5,\"y\":2}",
        "{\"do\":\"wait\"}",
        "{\"do\":\"wait\",\"idle\":false}",
        "{\"do\":\"wait\",\"idle\":true,\"timeout_ms\":99999999}",
        "{\"do\":\"device\"}",
        "{\"do\":\"device\",\"kind\":\"toaster\"}",
        "{\"do\":\"device\",\"kind\":\"scanner\"}",
        "{\"do\":\"device\",\"kind\":\"card\"}",
        "{\"do\":\"device\",\"kind\":\"card\",\"remove\":false}",
        "{\"do\":\"device\",\"kind\":\"printer\"}",
        "{\"do\":\"tree\"} {\"do\":\"tree\"}",
    };
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        struct robot_request got = {.x_px = 77};
        struct mc_error err = {0};
        assert_int_not_equal(parse(lines[i], &got, &err), MC_OK);
        assert_int_equal(got.x_px, 77);
        assert_true(err.text[0] != '\0');
    }
}

static void answers_are_one_line(void **state)
{
    (void)state;
    char *line = robot_answer_failed("no node \"a\nb\"");
    assert_string_equal(line, "{\"ok\":false,\"error\":\"no node \\\"a\\nb\\\"\"}\n");
    free(line);
    line = robot_answer_ok();
    assert_string_equal(line, "{\"ok\":true}\n");
    free(line);
    struct robot_stats stats = {.startup_ms = 12,
                                .memory_pss_kib = 34,
                                .outbox_depth = 2,
                                .catalogue_version = 7,
                                .catalogue_refused = 1};
    line = robot_answer_stats(&stats);
    assert_non_null(strstr(line, "\"outbox_depth\":2"));
    assert_non_null(strstr(line, "\"catalogue_version\":7"));
    assert_non_null(strstr(line, "\"catalogue_refused\":1"));
    assert_ptr_equal(strchr(line, '\n'), line + strlen(line) - 1);
    free(line);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_verb_is_read),
        cmocka_unit_test(what_makes_no_sense_is_refused),
        cmocka_unit_test(answers_are_one_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
