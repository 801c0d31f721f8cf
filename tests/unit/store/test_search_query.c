/* From what was typed to what was meant: words, phrases, and what is left out. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "core/text.h"
#include "kiosk/store/search_query.h"
#include "tests/unit/cmocka_all.h"

static const char phrases_json[] =
    "{\"groups\": ["
    " {\"say\": [\"ks\"], \"means\": [\"khai sinh\"]},"
    " {\"say\": [\"tt\"], \"means\": [\"thường trú\", \"tạm trú\"]},"
    " {\"say\": [\"nhập hộ khẩu\"], \"means\": [\"đăng ký thường trú\"]}],"
    " \"drop\": [\"cần giấy tờ gì\", \"bao lâu\"], \"weak\": [\"cho\", \"con\"],"
    " \"frequent\": [\"1.001193\"]}";

struct fixture {
    struct search_vocabulary vocabulary;
    struct search_phrases phrases;
    struct search_query query;
};

static void add_name(struct search_vocabulary *vocabulary, const char *name)
{
    char before[SEARCH_WORD_BYTES] = "";
    while (*name != '\0') {
        char word[SEARCH_WORD_BYTES] = "";
        size_t len = strcspn(name, " ");
        memcpy(word, name, len);
        search_vocabulary_add(vocabulary, word, 1);
        if (before[0] != '\0') {
            search_vocabulary_add_pair(vocabulary, search_pair_hash(before, word, false));
        }
        mc_copy_text(before, sizeof before, word);
        name += len + (name[len] == ' ' ? 1 : 0);
    }
}

static int start(void **state)
{
    struct fixture *fixture = MC_NEW(struct fixture);
    add_name(&fixture->vocabulary, "dang ky khai sinh");
    add_name(&fixture->vocabulary, "dang ky khai tu");
    add_name(&fixture->vocabulary, "dang ky thuong tru");
    add_name(&fixture->vocabulary, "gia han tam tru");
    add_name(&fixture->vocabulary, "chung thuc ban sao");
    struct mc_error err = {0};
    if (search_phrases_add(&fixture->phrases, phrases_json, strlen(phrases_json), &err) != MC_OK) {
        fail_msg("%s", err.text);
    }
    search_phrases_sort(&fixture->phrases, &fixture->vocabulary);
    search_vocabulary_sort(&fixture->vocabulary);
    *state = fixture;
    return 0;
}

static int stop(void **state)
{
    struct fixture *fixture = *state;
    search_phrases_finish(&fixture->phrases);
    search_vocabulary_finish(&fixture->vocabulary);
    free(fixture);
    return 0;
}

/* The words put right, joined by spaces. */
static const char *read_query(struct fixture *fixture, const char *typed, bool unfinished)
{
    static char text[4096];
    char *folded = mc_text_fold(typed);
    search_query_read(&fixture->vocabulary, &fixture->phrases, folded, unfinished, &fixture->query);
    free(folded);
    text[0] = '\0';
    for (size_t i = 0; i < fixture->query.token_count; i++) {
        size_t len = strlen(text);
        (void)snprintf(text + len, sizeof text - len, "%s%s", i > 0 ? " " : "",
                       fixture->query.tokens[i]);
    }
    return text;
}

static void slips_and_runs_are_put_right(void **state)
{
    static const struct {
        const char *typed;
        const char *meant;
    } cases[] = {
        {"khai sinh", "khai sinh"},
        {"kai sinh", "khai sinh"}, /* a letter left out */
        {"dang ki khaii sinh", "dang ky khai sinh"},
        {"khia sinh", "khai sinh"}, /* swapped */
        {"kgai sinh", "khai sinh"}, /* the key beside */
        {"dangkykhaisinh", "dang ky khai sinh"},
        {"dangky thuongtru", "dang ky thuong tru"},
        {"dangkykaisinh", "dang ky khai sinh"}, /* run together, with a slip */
        {"khai tu", "khai tu"},
        {"12 34", "12 34"}, /* numbers are what they are */
        {"qqqqqqqq", "qqqqqqqq"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *meant = read_query(*state, cases[i].typed, false);
        if (strcmp(meant, cases[i].meant) != 0) {
            fail_msg("%s: expected %s, read %s", cases[i].typed, cases[i].meant, meant);
        }
    }
}

/* The word of the slot's alternatives that goes by this text. */
static bool means(struct fixture *fixture, size_t slot, const char *text)
{
    for (size_t i = 0; i < fixture->query.slots[slot].alternative_count; i++) {
        const struct search_alternative *one = &fixture->query.slots[slot].alternatives[i];
        char words[512] = "";
        for (size_t j = 0; j < one->word_count; j++) {
            size_t len = strlen(words);
            (void)snprintf(words + len, sizeof words - len, "%s%s", j > 0 ? " " : "",
                           search_vocabulary_text(&fixture->vocabulary, one->words[j]));
        }
        if (strcmp(words, text) == 0) {
            return true;
        }
    }
    return false;
}

static void phrases_mean_others(void **state)
{
    struct fixture *fixture = *state;
    (void)read_query(fixture, "KS", false);
    assert_int_equal(fixture->query.slot_count, 1);
    assert_true(means(fixture, 0, "khai sinh"));
    (void)read_query(fixture, "tt", false);
    assert_true(means(fixture, 0, "thuong tru"));
    assert_true(means(fixture, 0, "tam tru"));
    /* In another order, and with words between that say little. */
    (void)read_query(fixture, "hộ khẩu cho con nhập", false);
    assert_int_equal(fixture->query.slot_count, 1);
    assert_true(means(fixture, 0, "dang ky thuong tru"));
}

static void empty_words_are_dropped_but_never_all(void **state)
{
    struct fixture *fixture = *state;
    (void)read_query(fixture, "gia hạn cần giấy tờ gì", false);
    assert_int_equal(fixture->query.slot_count, 2);
    assert_true(means(fixture, 0, "gia") && means(fixture, 1, "han"));
    (void)read_query(fixture, "bao lâu", false);
    assert_int_equal(fixture->query.token_count, 2);
    (void)read_query(fixture, "", false);
    assert_int_equal(fixture->query.slot_count, 0);
    (void)read_query(fixture, "qqqqqqqq", false);
    assert_int_equal(fixture->query.slot_count, 0);
}

static void an_unfinished_word_is_completed(void **state)
{
    struct fixture *fixture = *state;
    (void)read_query(fixture, "dang ky thuo", true);
    size_t last = fixture->query.slot_count - 1;
    assert_true(means(fixture, last, "thuong"));
    (void)read_query(fixture, "khai s", true);
    assert_true(means(fixture, fixture->query.slot_count - 1, "khai sinh"));
    (void)read_query(fixture, "gia h", true);
    assert_true(means(fixture, 1, "han"));
}

static void long_queries_are_bounded(void **state)
{
    struct fixture *fixture = *state;
    char *many = mc_calloc(1, 40001);
    for (size_t i = 0; i < 40000; i++) {
        many[i] = "khai sinh "[i % 10];
    }
    (void)read_query(fixture, many, true);
    assert_int_equal(fixture->query.token_count, SEARCH_TOKENS_MAX);
    memset(many, 'x', 40000);
    (void)read_query(fixture, many, true);
    assert_int_equal(fixture->query.token_count, 0);
    free(many);
}

static void bad_phrase_files_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *json;
        const char *why;
    } cases[] = {
        {"[]", ""},
        {"{\"group\": []}", "group"},
        {"{\"groups\": [{\"say\": [\"a\"]}]}", "means"},
        {"{\"groups\": [{\"say\": [1], \"means\": [\"b\"]}]}", "say"},
        {"{\"drop\": [\"\"]}", "drop"},
        {"{\"frequent\": [\"abc\"]}", "abc"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct search_phrases *phrases = MC_NEW(struct search_phrases);
        struct mc_error err = {0};
        assert_int_not_equal(
            search_phrases_add(phrases, cases[i].json, strlen(cases[i].json), &err), MC_OK);
        if (strstr(err.text, cases[i].why) == NULL) {
            fail_msg("%s: %s", cases[i].json, err.text);
        }
        search_phrases_finish(phrases);
        free(phrases);
    }
}

int main(void)
{
    mc_secure_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(slips_and_runs_are_put_right, start, stop),
        cmocka_unit_test_setup_teardown(phrases_mean_others, start, stop),
        cmocka_unit_test_setup_teardown(empty_words_are_dropped_but_never_all, start, stop),
        cmocka_unit_test_setup_teardown(an_unfinished_word_is_completed, start, stop),
        cmocka_unit_test_setup_teardown(long_queries_are_bounded, start, stop),
        cmocka_unit_test(bad_phrase_files_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
