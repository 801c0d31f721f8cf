#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/file.h"
#include "core/memory.h"
#include "domain/procedure.h"
#include "tests/unit/cmocka_all.h"

#define CATALOGUE MOTCUA_SOURCE_DIR "/assets/catalogue"

static struct procedure *load(const char *name)
{
    char path[512];
    char *json = NULL;
    size_t len = 0;
    struct procedure *procedure = NULL;
    struct mc_error err = {0};
    (void)snprintf(path, sizeof path, CATALOGUE "/%s", name);
    assert_int_equal(mc_file_read(path, PROCEDURE_JSON_MAX_BYTES, &json, &len, &err), MC_OK);
    if (procedure_parse(json, len, &procedure, &err) != MC_OK) {
        fail_msg("%s: %s", name, err.text);
    }
    free(json);
    return procedure;
}

static void both_languages(const char *name, const struct mc_text *text)
{
    if (text->in[MC_LANGUAGE_VI] == NULL || text->in[MC_LANGUAGE_EN] == NULL) {
        fail_msg("%s: a text lacks a language: %s", name,
                 text->in[MC_LANGUAGE_VI] != NULL ? text->in[MC_LANGUAGE_VI] : "(missing)");
    }
}

static void check_form(const char *name, const struct form *form)
{
    bool knows_id = false;
    bool asks_phone = false;
    for (size_t i = 0; i < form->field_count; i++) {
        const struct form_field *field = &form->fields[i];
        both_languages(name, &field->label);
        if (field->hint.in[MC_LANGUAGE_VI] != NULL) {
            both_languages(name, &field->hint);
        }
        both_languages(name, &field->section);
        for (size_t k = 0; k < field->choice_count; k++) {
            both_languages(name, &field->choices[k].label);
        }
        assert_true(field->shown_if_field < (int)i);
        assert_true(field->type != FORM_CHOICE || field->choice_count > 0);
        knows_id = knows_id || field->card == FORM_CARD_ID_NUMBER;
        asks_phone = asks_phone || field->type == FORM_PHONE;
    }
    if (form->field_count > 0) {
        assert_true(knows_id);
        assert_true(asks_phone);
    }
}

static void check_procedure(const char *file, const struct procedure *procedure)
{
    assert_int_equal(strncmp(file, procedure->code, strlen(procedure->code)), 0);
    const struct mc_text *const texts[] = {
        &procedure->name,    &procedure->plain_name,      &procedure->field, &procedure->audience,
        &procedure->summary, &procedure->deciding_agency, &procedure->result};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        both_languages(file, texts[i]);
    }
    for (size_t i = 0; i < procedure->step_count; i++) {
        both_languages(file, &procedure->steps[i]);
    }
    for (size_t i = 0; i < procedure->case_count; i++) {
        const struct procedure_case *one = &procedure->cases[i];
        both_languages(file, &one->title);
        assert_true(one->paper_count > 0);
        for (size_t k = 0; k < one->paper_count; k++) {
            both_languages(file, &one->papers[k].name);
            assert_true(one->papers[k].originals + one->papers[k].copies > 0);
        }
        check_form(file, &one->form);
    }
    for (size_t i = 0; i < procedure->channel_count; i++) {
        if (procedure->channels[i].note.in[MC_LANGUAGE_VI] != NULL) {
            both_languages(file, &procedure->channels[i].note);
        }
        assert_false(procedure->channels[i].duration_unknown);
        assert_false(procedure->channels[i].fees_unknown);
    }
    assert_true(procedure->keyword_count > 0);
    assert_true(procedure->legal_count > 0);
}

static void test_every_file_is_complete(void **state)
{
    (void)state;
    int count = 0;
    DIR *dir = opendir(CATALOGUE);
    assert_non_null(dir);
    for (struct dirent *entry = readdir(dir); entry != NULL; entry = readdir(dir)) {
        const char *dot = strrchr(entry->d_name, '.');
        if (dot == NULL || strcmp(dot, ".json") != 0 || entry->d_name[0] < '0' ||
            entry->d_name[0] > '9') {
            continue;
        }
        struct procedure *procedure = load(entry->d_name);
        check_procedure(entry->d_name, procedure);
        procedure_destroy(procedure);
        count++;
    }
    closedir(dir);
    assert_true(count >= 60);
}

static void test_the_most_needed_can_be_handed_in(void **state)
{
    (void)state;
    static const char *const FILES[] = {
        "1.001193.json", "1.004222.json", "1.004194.json", "2.000815.json", "1.001612.json",
        "1.000656.json", "1.000894.json", "1.004884.json", "1.004772.json", "1.004746.json",
        "1.005461.json", "1.004873.json", "1.004837.json", "1.004845.json", "1.001022.json",
        "1.004859.json", "1.000689.json", "2.001263.json", "2.002516.json", "1.002755.json",
        "1.003197.json", "1.010028.json", "1.010038.json", "1.010041.json", "1.010039.json",
        "2.000720.json", "1.001570.json", "1.001266.json", "2.000575.json", "2.000884.json",
        "2.000908.json", "1.001699.json", "1.001776.json", "1.001731.json", "1.011606.json",
        "1.011607.json", "1.011608.json", "1.014027.json", "1.010803.json", "1.012783.json",
        "1.012784.json", "1.012786.json", "1.012812.json", "1.013225.json"};
    for (size_t i = 0; i < sizeof FILES / sizeof FILES[0]; i++) {
        struct procedure *procedure = load(FILES[i]);
        assert_true(procedure_can_hand_in(procedure));
        for (size_t k = 0; k < procedure->case_count; k++) {
            assert_true(procedure->cases[k].form.field_count > 0);
        }
        procedure_destroy(procedure);
    }
}

static void test_fees_are_the_law_s(void **state)
{
    (void)state;
    static const struct {
        const char *file;
        enum procedure_channel_kind kind;
        int64_t dong;
        int days;
    } FACTS[] = {
        {"1.004222.json", CHANNEL_COUNTER, 20000, 7}, {"1.004222.json", CHANNEL_ONLINE, 10000, 7},
        {"1.004194.json", CHANNEL_COUNTER, 15000, 3}, {"1.004194.json", CHANNEL_ONLINE, 7000, 3},
        {"2.000815.json", CHANNEL_COUNTER, 2000, 0},  {"1.002755.json", CHANNEL_COUNTER, 15000, 3},
        {"1.002755.json", CHANNEL_ONLINE, 7000, 3},   {"1.010038.json", CHANNEL_COUNTER, 10000, 5},
        {"1.010038.json", CHANNEL_ONLINE, 5000, 5},   {"2.000884.json", CHANNEL_COUNTER, 10000, 0},
        {"2.001035.json", CHANNEL_COUNTER, 50000, 2}};
    for (size_t i = 0; i < sizeof FACTS / sizeof FACTS[0]; i++) {
        struct procedure *procedure = load(FACTS[i].file);
        const struct procedure_channel *channel = procedure_channel_of(procedure, FACTS[i].kind);
        assert_non_null(channel);
        assert_true(channel->fee_count > 0);
        assert_int_equal(channel->fees[0].amount_dong, FACTS[i].dong);
        assert_int_equal(channel->duration.amount, FACTS[i].days);
        procedure_destroy(procedure);
    }
}

static void test_codes(void **state)
{
    (void)state;
    static const char *const GOOD[] = {"1.001193", "2.000815.000.00.00.H55",
                                       "2.000815.000.00.00.H55.02", "1.000948.H38", "2.000815.01"};
    static const char *const BAD[] = {"",          "7.001193",      "1.00119",
                                      "1.0011934", "1.001193.",     "1.001193.000.00.00.H5",
                                      "1.001193 ", "1.001193.H3.1", "1.001193.000.00.00.H55.2"};
    for (size_t i = 0; i < sizeof GOOD / sizeof GOOD[0]; i++) {
        assert_true(procedure_code_valid(GOOD[i]));
    }
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
        assert_false(procedure_code_valid(BAD[i]));
    }
}

static void test_fee_format(void **state)
{
    (void)state;
    static const struct {
        int64_t dong;
        const char *text;
    } CASES[] = {{0, "0 đ"},
                 {500, "500 đ"},
                 {2000, "2.000 đ"},
                 {150000, "150.000 đ"},
                 {1000000, "1.000.000 đ"},
                 {-1500, "-1.500 đ"}};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        char text[48];
        fee_format(CASES[i].dong, text, sizeof text);
        assert_string_equal(text, CASES[i].text);
    }
}

static void refused(const char *json, const char *named)
{
    struct mc_error err = {0};
    struct procedure *procedure = NULL;
    assert_int_not_equal(procedure_parse(json, strlen(json), &procedure, &err), MC_OK);
    assert_null(procedure);
    if (strstr(err.text, named) == NULL) {
        fail_msg("\"%s\" does not name %s", err.text, named);
    }
}

#define HEAD                                                                                       \
    "{\"code\":\"1.001193\",\"name\":\"A\",\"plain_name\":\"A\",\"field\":\"A\",\"audience\":"     \
    "\"A\",\"summary\":\"A\",\"level\":\"ward\",\"online\":\"full\",\"boundary_free\":true,"       \
    "\"deciding_agency\":\"A\",\"result\":\"A\","
#define TAIL "\"steps\":[],\"legal\":[],\"keywords\":[],\"sources\":[\"S\"]}"
#define CHANNEL                                                                                    \
    "\"channels\":[{\"kind\":\"online\",\"duration\":{\"amount\":1,\"unit\":\"days\"},\"fees\":"   \
    "[]}],"
#define CASE "\"cases\":[{\"id\":\"default\",\"title\":\"T\",\"papers\":[]}],"

static void test_mistakes_name_their_place(void **state)
{
    (void)state;
    refused("[]", "procedure: expected an object");
    refused("{\"surprise\":1}", "surprise");
    refused("{\"code\":\"9\"}", "procedure.code");
    refused(HEAD CHANNEL "\"cases\":[]," TAIL, "needs a channel and a case");
    refused(HEAD "\"channels\":[[1]]," CASE TAIL, "procedure.channels[0]");
    refused(HEAD "\"channels\":[{\"kind\":\"fax\"}]," CASE TAIL, "procedure.channels[0].kind");
    refused(HEAD CHANNEL "\"cases\":[{\"id\":\"a\",\"title\":{\"en\":\"T\"},\"papers\":[]}]," TAIL,
            "procedure.cases[0].title.vi");
    refused(HEAD CHANNEL "\"cases\":[{\"id\":\"a\",\"title\":\"T\",\"papers\":[],\"form\":"
                         "[{\"id\":\"x\",\"type\":\"colour\"}]}]," TAIL,
            "procedure.cases[0].form[0].type");
}

static void test_without_a_form_nothing_is_handed_in(void **state)
{
    (void)state;
    struct procedure *procedure = NULL;
    const char *json = HEAD CHANNEL CASE TAIL;
    assert_int_equal(procedure_parse(json, strlen(json), &procedure, NULL), MC_OK);
    assert_false(procedure_can_hand_in(procedure));
    assert_non_null(procedure_kiosk_channel(procedure));
    assert_string_equal(mc_text_in(&procedure->name, MC_LANGUAGE_EN), "A");
    procedure_destroy(procedure);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_file_is_complete),
        cmocka_unit_test(test_the_most_needed_can_be_handed_in),
        cmocka_unit_test(test_fees_are_the_law_s),
        cmocka_unit_test(test_codes),
        cmocka_unit_test(test_fee_format),
        cmocka_unit_test(test_mistakes_name_their_place),
        cmocka_unit_test(test_without_a_form_nothing_is_handed_in),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
