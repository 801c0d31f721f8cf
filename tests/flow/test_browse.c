/* Looking for a procedure without typing, and taking home what to bring. */
#include <stdio.h>

#include "tests/flow/bench.h"
#include "tests/unit/cmocka_all.h"

static void start(struct bench *bench)
{
    bench_start(bench);
    bench_devices(bench, bench_all_devices());
    bench_groups(bench, 6);
}

static void home_to_event_to_procedure_is_two_touches(void **state)
{
    (void)state;
    struct bench bench;
    start(&bench);
    assert_int_equal(bench.view->group_count, 6);
    bench_do(&bench, FLOW_INTENT_OPEN_GROUP, 2);
    assert_int_equal(bench.view->screen, FLOW_BROWSE);
    assert_true(bench.view->listing);
    assert_ptr_equal(bench_effect(&bench, FLOW_FX_GROUP)->group, &bench.view->groups[2]);
    bench_listed(&bench, true, 3);
    assert_false(bench.view->listing);
    assert_int_equal(bench.view->entry_count, 3);
    bench_do(&bench, FLOW_INTENT_OPEN_ENTRY, 1);
    assert_string_equal(bench_effect(&bench, FLOW_FX_LOAD_PROCEDURE)->text, "1.001193");
    assert_int_equal(bench.view->screen, FLOW_PROCEDURE);
    bench_loaded(&bench, sample_procedure());
    /* Back to the list, as it was, and from there home. */
    bench_do(&bench, FLOW_INTENT_BACK, 0);
    assert_int_equal(bench.view->screen, FLOW_BROWSE);
    assert_int_equal(bench.view->entry_count, 3);
    assert_false(bench.view->listing);
    assert_null(bench.view->procedure);
    bench_do(&bench, FLOW_INTENT_BACK, 0);
    assert_int_equal(bench.view->screen, FLOW_HOME);
    assert_int_equal(bench.view->entry_count, 0);
    assert_false(bench.view->group_open);
    assert_int_equal(bench.view->group_count, 6);
    bench_stop(&bench);
}

static void home_to_all_groups_to_procedure_is_three(void **state)
{
    (void)state;
    struct bench bench;
    start(&bench);
    bench_do(&bench, FLOW_INTENT_BROWSE, 0);
    assert_int_equal(bench.view->screen, FLOW_BROWSE);
    assert_false(bench.view->group_open);
    bench_do(&bench, FLOW_INTENT_OPEN_GROUP, 5);
    bench_listed(&bench, true, FLOW_ENTRIES_MAX + 4);
    assert_int_equal(bench.view->entry_count, FLOW_ENTRIES_MAX);
    bench_do(&bench, FLOW_INTENT_OPEN_ENTRY, FLOW_ENTRIES_MAX - 1);
    assert_int_equal(bench.view->screen, FLOW_PROCEDURE);
    bench_do(&bench, FLOW_INTENT_BACK, 0);
    bench_do(&bench, FLOW_INTENT_BACK, 0);
    assert_int_equal(bench.view->screen, FLOW_BROWSE);
    assert_false(bench.view->group_open);
    bench_do(&bench, FLOW_INTENT_BACK, 0);
    assert_int_equal(bench.view->screen, FLOW_HOME);
    bench_stop(&bench);
}

static void help_stands_over_the_screen_and_goes(void **state)
{
    (void)state;
    struct bench bench;
    start(&bench);
    bench_do(&bench, FLOW_INTENT_FIND, 0);
    bench_type(&bench, "abc");
    bench_do(&bench, FLOW_INTENT_HELP, 0);
    assert_true(bench.view->help);
    assert_non_null(bench.view->hotline);
    bench_type(&bench, "d"); /* goes to the dialog, not into the query */
    bench_do(&bench, FLOW_INTENT_LEAVE, 0);
    assert_true(bench.view->help);
    assert_int_equal(bench.view->screen, FLOW_SEARCH);
    assert_string_equal(bench.view->query, "abc");
    bench_do(&bench, FLOW_INTENT_STAY, 0);
    assert_false(bench.view->help);
    bench_do(&bench, FLOW_INTENT_BROWSE, 0);
    assert_int_equal(bench.view->screen, FLOW_BROWSE);
    bench_stop(&bench);
}

static void what_is_not_there_opens_nothing(void **state)
{
    (void)state;
    static const int args[] = {-1, 6, 1000};
    struct bench bench;
    start(&bench);
    for (size_t i = 0; i < sizeof args / sizeof args[0]; i++) {
        bench_do(&bench, FLOW_INTENT_OPEN_GROUP, args[i]);
        assert_int_equal(bench.view->screen, FLOW_HOME);
    }
    bench_do(&bench, FLOW_INTENT_OPEN_GROUP, 0);
    for (size_t i = 0; i < sizeof args / sizeof args[0]; i++) {
        bench_do(&bench, FLOW_INTENT_OPEN_ENTRY, args[i]);
        assert_int_equal(bench.view->screen, FLOW_BROWSE);
    }
    bench_stop(&bench);
}

static void a_late_list_of_another_group_is_ignored(void **state)
{
    (void)state;
    struct bench bench;
    start(&bench);
    bench_do(&bench, FLOW_INTENT_OPEN_GROUP, 0);
    uint64_t first = bench.request[FLOW_FX_GROUP];
    bench_do(&bench, FLOW_INTENT_BROWSE, 0);
    assert_int_equal(bench_effect(&bench, FLOW_FX_CANCEL)->request, first);
    bench_do(&bench, FLOW_INTENT_OPEN_GROUP, 1);
    uint64_t second = bench.request[FLOW_FX_GROUP];
    bench.request[FLOW_FX_GROUP] = first;
    bench_listed(&bench, true, 9);
    assert_int_equal(bench.view->entry_count, 0);
    bench.request[FLOW_FX_GROUP] = second;
    bench_listed(&bench, true, 2);
    assert_int_equal(bench.view->entry_count, 2);
    bench_stop(&bench);
}

static void a_failed_list_can_be_asked_for_again(void **state)
{
    (void)state;
    struct bench bench;
    start(&bench);
    bench_do(&bench, FLOW_INTENT_OPEN_GROUP, 0);
    bench_listed(&bench, false, 0);
    assert_false(bench.view->listing);
    bench_do(&bench, FLOW_INTENT_RETRY, 0);
    assert_true(bench.view->listing);
    bench_listed(&bench, true, 2);
    assert_int_equal(bench.view->entry_count, 2);
    bench_stop(&bench);
}

/* New groups may come in while somebody reads the list of one: its title must not change. */
static void groups_stay_while_one_is_open(void **state)
{
    (void)state;
    struct bench bench;
    bench_start(&bench);
    bench_devices(&bench, bench_all_devices());
    bench_groups(&bench, FLOW_GROUPS_MAX + 4);
    assert_int_equal(bench.view->group_count, FLOW_GROUPS_MAX);
    bench_do(&bench, FLOW_INTENT_OPEN_GROUP, 63);
    bench_groups(&bench, 1);
    assert_int_equal(bench.view->group_count, FLOW_GROUPS_MAX);
    bench_stop(&bench);
}

/* ---- What to bring, on paper ---- */

static void start_at_procedure(struct bench *bench)
{
    start(bench);
    bench_do(bench, FLOW_INTENT_OPEN_GROUP, 0);
    bench_listed(bench, true, 1);
    bench_do(bench, FLOW_INTENT_OPEN_ENTRY, 0);
    bench_loaded(bench, sample_procedure());
}

static void a_list_is_printed_with_the_address_of_its_page(void **state)
{
    (void)state;
    struct bench bench;
    start_at_procedure(&bench);
    bench_do(&bench, FLOW_INTENT_CHOOSE_CASE, 1);
    bench_do(&bench, FLOW_INTENT_PRINT_LIST, 0);
    const struct flow_effect *print = bench_effect(&bench, FLOW_FX_PRINT_LIST);
    assert_non_null(print);
    assert_ptr_equal(print->procedure, bench.view->procedure);
    assert_int_equal(print->case_index, 1);
    char url[128];
    (void)snprintf(url, sizeof url, "https://mot-cua.example/p/%s", bench.view->procedure->code);
    assert_string_equal(print->text, url);
    assert_int_equal(bench.view->list_print, FLOW_PRINT_RUNNING);
    bench_do(&bench, FLOW_INTENT_PRINT_LIST, 0);
    assert_int_equal(bench.seen[FLOW_FX_PRINT_LIST], 1); /* pressed twice, printed once */
    bench_list_printed(&bench, true);
    assert_int_equal(bench.view->list_print, FLOW_PRINT_DONE);
    assert_int_equal(bench.seen[FLOW_FX_PRINT], 0);
    bench_stop(&bench);
}

static void without_paper_the_list_says_so(void **state)
{
    (void)state;
    struct bench bench;
    start_at_procedure(&bench);
    bench_do(&bench, FLOW_INTENT_PRINT_LIST, 0);
    bench_list_printed(&bench, false);
    assert_int_equal(bench.view->list_print, FLOW_PRINT_FAILED);
    struct flow_devices devices = bench_all_devices();
    devices.printer = false;
    bench_devices(&bench, devices);
    bench_do(&bench, FLOW_INTENT_PRINT_LIST, 0);
    assert_int_equal(bench.seen[FLOW_FX_PRINT_LIST], 1);
    bench_stop(&bench);
}

/* The paper may come out after the next citizen has begun: it is nothing of theirs. */
static void a_list_printed_late_disturbs_nobody(void **state)
{
    (void)state;
    struct bench bench;
    start_at_procedure(&bench);
    bench_do(&bench, FLOW_INTENT_PRINT_LIST, 0);
    bench_do(&bench, FLOW_INTENT_HOME, 0);
    bench_do(&bench, FLOW_INTENT_OPEN_GROUP, 0);
    bench_list_printed(&bench, true);
    assert_int_equal(bench.view->list_print, FLOW_PRINT_NONE);
    assert_int_equal(bench.view->screen, FLOW_BROWSE);
    bench_stop(&bench);
}

static void sections_open_and_close(void **state)
{
    (void)state;
    struct bench bench;
    start_at_procedure(&bench);
    assert_int_equal(bench.view->sections_open, 0);
    bench_do(&bench, FLOW_INTENT_SECTION, FLOW_SECTION_STEPS);
    bench_do(&bench, FLOW_INTENT_SECTION, FLOW_SECTION_LEGAL);
    bench_do(&bench, FLOW_INTENT_SECTION, -1);
    bench_do(&bench, FLOW_INTENT_SECTION, FLOW_SECTION_COUNT);
    assert_int_equal(bench.view->sections_open,
                     1U << FLOW_SECTION_STEPS | 1U << FLOW_SECTION_LEGAL);
    bench_do(&bench, FLOW_INTENT_SECTION, FLOW_SECTION_STEPS);
    assert_int_equal(bench.view->sections_open, 1U << FLOW_SECTION_LEGAL);
    bench_do(&bench, FLOW_INTENT_BACK, 0);
    bench_do(&bench, FLOW_INTENT_OPEN_ENTRY, 0);
    assert_int_equal(bench.view->sections_open, 0);
    bench_stop(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(home_to_event_to_procedure_is_two_touches),
        cmocka_unit_test(home_to_all_groups_to_procedure_is_three),
        cmocka_unit_test(help_stands_over_the_screen_and_goes),
        cmocka_unit_test(what_is_not_there_opens_nothing),
        cmocka_unit_test(a_late_list_of_another_group_is_ignored),
        cmocka_unit_test(a_failed_list_can_be_asked_for_again),
        cmocka_unit_test(groups_stay_while_one_is_open),
        cmocka_unit_test(a_list_is_printed_with_the_address_of_its_page),
        cmocka_unit_test(without_paper_the_list_says_so),
        cmocka_unit_test(a_list_printed_late_disturbs_nobody),
        cmocka_unit_test(sections_open_and_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
