/* Everyday questions find what they ask for among the first three hits: the goal is a test. */
#include "core/memory.h"
#include "tests/bench/questions.h"
#include "tests/search/national_list.h"

#define LOOKED_AT     3
#define GOAL_PERCENT  95
#define QUESTIONS_MIN 300

static bool is_answered(struct catalogue *catalogue, const struct question *question)
{
    struct catalogue_hit hits[LOOKED_AT];
    size_t count = 0;
    bool answered = false;
    assert_int_equal(catalogue_search(catalogue, question->text, LOOKED_AT, hits, &count, NULL),
                     MC_OK);
    for (size_t i = 0; i < count; i++) {
        answered = answered || question_is_answered_by(question, hits[i].code);
    }
    catalogue_hits_finish(hits, count);
    return answered;
}

static void everyday_questions_are_answered(void **state)
{
    (void)state;
    struct questions questions;
    assert_true(questions_read(MOTCUA_SOURCE_DIR "/tests/search/questions.tsv", &questions));
    assert_true(questions.count >= QUESTIONS_MIN);
    if (!national_list_is_there()) {
        questions_finish(&questions);
        print_message("skipped: the national list is not there\n");
        skip();
    }
    struct scratch scratch;
    scratch_start(&scratch);
    struct catalogue *catalogue = national_list_load(&scratch);
    size_t asked[2] = {0};
    size_t answered[2] = {0};
    for (size_t i = 0; i < questions.count; i++) {
        asked[questions.list[i].report]++;
        answered[questions.list[i].report] += is_answered(catalogue, &questions.list[i]);
    }
    catalogue_close(catalogue);
    scratch_stop(&scratch);
    questions_finish(&questions);
    for (size_t i = 0; i < 2; i++) {
        print_message("%s: %zu of %zu\n", i == 0 ? "tune" : "report", answered[i], asked[i]);
        assert_true(answered[i] * 100 >= asked[i] * GOAL_PERCENT);
    }
}

int main(void)
{
    mc_secure_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everyday_questions_are_answered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
