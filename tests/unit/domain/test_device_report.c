#include "domain/device_report.h"

#include <stdlib.h>
#include <string.h>

#include "core/json.h"
#include "core/memory.h"
#include "tests/unit/cmocka_all.h"

#define REST                                                                                       \
    "{\"kind\":\"scanner\",\"state\":\"none\",\"for_s\":0},"                                       \
    "{\"kind\":\"card_reader\",\"state\":\"works\",\"for_s\":5},"                                  \
    "{\"kind\":\"printer\",\"state\":\"attention\",\"problem\":\"near_end\",\"for_s\":60}"

static enum mc_err parse(const char *json, struct device_report *out, struct mc_error *err)
{
    return device_report_parse(json, strlen(json), out, err);
}

static void there_and_back(void **state)
{
    (void)state;
    struct device_report report = {.lines = {{DEVICE_REPORT_FAILS, "missing", 340},
                                             {DEVICE_REPORT_NONE, "", 0},
                                             {DEVICE_REPORT_WORKS, "", DEVICE_FOR_MOST_S},
                                             {DEVICE_REPORT_ATTENTION, "near_end", 1}}};
    struct device_report back;
    cJSON *json = device_report_json(&report);
    char *text = mc_json_print(json);
    assert_int_equal(parse(text, &back, NULL), MC_OK);
    for (int i = 0; i < DEVICE_REPORT_KINDS; i++) {
        assert_int_equal(back.lines[i].state, report.lines[i].state);
        assert_string_equal(back.lines[i].problem, report.lines[i].problem);
        assert_int_equal(back.lines[i].for_s, report.lines[i].for_s);
    }
    free(text);
    cJSON_Delete(json);
}

static void every_refusal_names_the_member(void **state)
{
    (void)state;
    static const struct {
        const char *json;
        const char *why;
    } bad[] = {
        {"[]", "body"},
        {"{\"devices\":[" REST "]}", "body.devices"},
        {"{\"devices\":[" REST "," REST "]}", "body.devices"},
        {"{\"devices\":[1," REST "]}", "body.devices[0]"},
        {"{\"devices\":[{\"kind\":\"scanner\",\"state\":\"none\",\"for_s\":0}," REST "]}",
         "body.devices[1].kind"},
        {"{\"devices\":[{\"kind\":\"lamp\",\"state\":\"works\",\"for_s\":0}," REST "]}",
         "body.devices[0].kind"},
        {"{\"devices\":[{\"kind\":\"camera\",\"state\":\"sleeps\",\"for_s\":0}," REST "]}",
         "body.devices[0].state"},
        {"{\"devices\":[{\"kind\":\"camera\",\"state\":\"fails\",\"for_s\":0}," REST "]}",
         "body.devices[0].problem"},
        {"{\"devices\":[{\"kind\":\"camera\",\"state\":\"fails\",\"problem\":\"\",\"for_s\":0}"
         "," REST "]}",
         "body.devices[0].problem"},
        {"{\"devices\":[{\"kind\":\"camera\",\"state\":\"fails\",\"problem\":\"Nguyễn "
         "An\",\"for_s\":0}," REST "]}",
         "body.devices[0].problem"},
        {"{\"devices\":[{\"kind\":\"camera\",\"state\":\"works\",\"problem\":\"x\",\"for_s\":0}"
         "," REST "]}",
         "body.devices[0].problem"},
        {"{\"devices\":[{\"kind\":\"camera\",\"state\":\"works\",\"for_s\":-1}," REST "]}",
         "body.devices[0].for_s"},
        {"{\"devices\":[{\"kind\":\"camera\",\"state\":\"works\",\"for_s\":0,\"who\":1}," REST "]}",
         "body.devices[0]"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct device_report report = {.lines = {{.for_s = 77}}};
        struct mc_error err = {.text = ""};
        assert_int_not_equal(parse(bad[i].json, &report, &err), MC_OK);
        if (strncmp(err.text, bad[i].why, strlen(bad[i].why)) != 0) {
            fail_msg("%s: %s", bad[i].json, err.text);
        }
        assert_int_equal(report.lines[0].for_s, 77);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(there_and_back),
        cmocka_unit_test(every_refusal_names_the_member),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
