#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "core/text.h"
#include "kiosk/store/catalogue_internal.h"
#include "tests/unit/cmocka_all.h"

static void queries_become_quoted_words(void **state)
{
    (void)state;
    static const struct {
        const char *folded;
        const char *expression;
    } cases[] = {
        {"", ""},
        {"khai sinh", "\"khai\" AND \"sinh\"*"},
        {"khai khai sinh khai", "\"khai\" AND \"sinh\" AND \"khai\"*"},
        {"near or not", "\"near\" AND \"or\" AND \"not\"*"},
        {"a\"b *", "\"a\"\"b\" AND \"*\"*"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct catalogue_words words;
        struct mc_buffer out;
        mc_buffer_init(&out, 4096);
        catalogue_words_split(cases[i].folded, &words);
        catalogue_words_expression(&words, " AND ", &out);
        assert_string_equal(mc_buffer_text(&out), cases[i].expression);
        mc_buffer_finish(&out);
    }
}

static void words_are_bounded(void **state)
{
    (void)state;
    struct catalogue_words words;
    char *many = mc_calloc(1, 4001);
    for (size_t i = 0; i < 4000; i += 4) {
        (void)snprintf(many + i, 5, "%03zu ", i / 4);
    }
    catalogue_words_split(many, &words);
    assert_int_equal(words.count, CATALOGUE_WORDS_MAX);
    memset(many, 'x', 4000);
    catalogue_words_split(many, &words);
    assert_int_equal(words.count, 0);
    free(many);
}

static void slips_are_put_right(void **state)
{
    (void)state;
    static const struct {
        const char *typed;
        const char *meant;
        bool changed;
    } cases[] = {
        {"khai", "khai", false},     {"kha", "kha", false}, /* the beginning of a word */
        {"khia", "khia", false}, /* two changes in a short word: not taken */
        {"khaii", "khai", true},     {"thuongg", "thuong", true},
        {"tthuonh", "thuong", true}, {"xx", "xx", false},
    };
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db,
                                  "CREATE VIRTUAL TABLE search USING fts5(name);"
                                  "CREATE VIRTUAL TABLE word USING fts5vocab(search, row);"
                                  "INSERT INTO search VALUES ('khai sinh thuong tru');",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct catalogue_words words;
        bool changed = !cases[i].changed;
        catalogue_words_split(cases[i].typed, &words);
        assert_int_equal(catalogue_words_correct(db, &words, &changed, NULL), MC_OK);
        assert_string_equal(words.word[0], cases[i].meant);
        assert_int_equal(changed, cases[i].changed);
    }
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(queries_become_quoted_words),
        cmocka_unit_test(words_are_bounded),
        cmocka_unit_test(slips_are_put_right),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
