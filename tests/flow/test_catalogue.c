/* The main journey for every case of the catalogue that can be handed in here. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "tests/flow/bench.h"
#include "tests/unit/cmocka_all.h"

#define CATALOGUE_DIR MOTCUA_SOURCE_DIR "/assets/catalogue"

static struct procedure *load(const char *name)
{
    char path[512];
    (void)snprintf(path, sizeof path, CATALOGUE_DIR "/%s", name);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    char *json = mc_calloc(1, PROCEDURE_JSON_MAX_BYTES);
    size_t len = fread(json, 1, PROCEDURE_JSON_MAX_BYTES, file);
    (void)fclose(file);
    struct procedure *procedure = NULL;
    struct mc_error err;
    if (procedure_parse(json, len, &procedure, &err) != MC_OK) {
        fail_msg("%s: %s", name, err.text);
    }
    free(json);
    return procedure;
}

static void type_words(struct bench *bench, const struct form_field *field)
{
    if (field->digits) {
        for (int i = 0; i < field->min_length || i == 0; i++) {
            bench_type(bench, "1");
        }
        return;
    }
    bench_type(bench, field->max_length > 0 && field->max_length < 12 ? "Mẫu" : "Nguyễn Mẫu");
    const char *value = bench->view->values.value[bench->view->field];
    for (int i = 0; i < field->min_length && *value != '\0'; i++) {
        bench_type(bench, "a");
    }
}

static void answer(struct bench *bench, const struct form_field *field)
{
    char money[24];
    int64_t dong = field->min_dong > 1000 ? field->min_dong : 1000;
    if (field->max_dong > 0 && dong > field->max_dong) {
        dong = field->max_dong;
    }
    (void)snprintf(money, sizeof money, "%lld", (long long)dong);
    bench_do(bench, FLOW_INTENT_CLEAR, 0);
    switch (field->type) {
    case FORM_TEXT:
    case FORM_LONG_TEXT:
    case FORM_ADDRESS:
    case FORM_PLACE: type_words(bench, field); break;
    case FORM_DATE:
        bench_type(bench, field->date_bound == FORM_FUTURE_DATE ? "01012030" : "01012000");
        break;
    case FORM_CHOICE: bench_do(bench, FLOW_INTENT_CHOOSE, 0); break;
    case FORM_YES_NO: bench_do(bench, FLOW_INTENT_CHOOSE, 1); break;
    case FORM_PHONE: bench_type(bench, SAMPLE_PHONE_NO); break;
    case FORM_ID_NUMBER: bench_type(bench, "079090009999"); break;
    case FORM_MONEY: bench_type(bench, money); break;
    }
}

static void fill(struct bench *bench, size_t case_index)
{
    const struct flow_view *view = bench->view;
    const struct form *form = &view->procedure->cases[case_index].form;
    for (int i = 0; i < FORM_FIELDS_MAX + 3 && view->screen == FLOW_FORM; i++) {
        size_t field = view->field;
        bool is_field = view->step_kind == FLOW_STEP_FIELD;
        if (view->step_kind == FLOW_STEP_CASE) {
            bench_do(bench, FLOW_INTENT_CHOOSE_CASE, (int)case_index);
        } else if (is_field) {
            answer(bench, &form->fields[field]);
        } else if (view->step_kind == FLOW_STEP_PAPERS) {
            bench_do(bench, FLOW_INTENT_TOGGLE_PAPER, 0);
        }
        bench_do(bench, FLOW_INTENT_NEXT, 0);
        if (view->problem != FORM_FINE) {
            fail_msg("%s: %s: %s", view->procedure->code, form->fields[field].id,
                     form_problem_name(view->problem));
        }
    }
    assert_int_equal(view->screen, FLOW_REVIEW);
}

static void hand_in(const char *name, size_t case_index)
{
    struct bench bench;
    bench_start(&bench);
    bench_reach(&bench, FLOW_HOME);
    bench_do(&bench, FLOW_INTENT_POPULAR, 0);
    bench_loaded(&bench, load(name));
    bench_do(&bench, FLOW_INTENT_HAND_IN, 0);
    bench_code(&bench, SAMPLE_CARD);
    bench_do(&bench, FLOW_INTENT_NEXT, 0);
    fill(&bench, case_index);
    assert_int_equal(bench.view->case_index, case_index);
    bench_do(&bench, FLOW_INTENT_SUBMIT, 0);
    assert_int_equal(bench.view->screen, FLOW_SENDING);
    bench_commit(&bench, true);
    bench_accepted(&bench);
    assert_int_equal(bench.view->screen, FLOW_RECEIPT);
    assert_string_equal(bench.view->receipt.procedure_name,
                        bench.view->procedure->name.in[MC_LANGUAGE_VI]);
    bench_printed(&bench, true);
    bench_do(&bench, FLOW_INTENT_FINISH, 0);
    assert_int_equal(bench.view->screen, FLOW_HOME);
    bench_stop(&bench);
}

static int hand_in_all_cases(const char *name)
{
    struct procedure *procedure = load(name);
    int count = 0;
    for (size_t i = 0; procedure_can_hand_in(procedure) && i < procedure->case_count; i++) {
        if (procedure->cases[i].form.field_count > 0) {
            hand_in(name, i);
            count = 1;
        }
    }
    procedure_destroy(procedure);
    return count;
}

static bool is_procedure(const char *name)
{
    size_t len = strlen(name);
    return len > 5 && strcmp(name + len - 5, ".json") == 0 && strcmp(name, "popular.json") != 0;
}

static void every_form_of_the_catalogue_can_be_handed_in(void **state)
{
    (void)state;
    DIR *dir = opendir(CATALOGUE_DIR);
    assert_non_null(dir);
    int count = 0;
    for (const struct dirent *entry = readdir(dir); entry != NULL; entry = readdir(dir)) {
        if (is_procedure(entry->d_name)) {
            count += hand_in_all_cases(entry->d_name);
        }
    }
    (void)closedir(dir);
    assert_true(count > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_form_of_the_catalogue_can_be_handed_in)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
