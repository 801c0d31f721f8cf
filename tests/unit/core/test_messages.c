#include "core/messages.h"
#include "tests/unit/core/scratch.h"

static struct mc_messages *load(struct scratch *dirs, size_t count, struct mc_error *err)
{
    const char *paths[2] = {dirs[0].dir, dirs[1].dir};
    struct mc_messages *messages = NULL;
    if (mc_messages_load(paths, count, &messages, err) != MC_OK) {
        assert_null(messages);
    }
    return messages;
}

static void two_folders_become_one_catalogue(void **state)
{
    (void)state;
    struct scratch dirs[2];
    scratch_start(&dirs[0]);
    scratch_start(&dirs[1]);
    scratch_write(&dirs[0], "vi.json", "{\"home.title\":\"Xin chào\",\"b\":\"Hai\"}");
    scratch_write(&dirs[0], "en.json", "{\"b\":\"Two\",\"home.title\":\"Welcome\"}");
    scratch_write(&dirs[1], "vi.json", "{\"a\":\"Một\"}");
    scratch_write(&dirs[1], "en.json", "{\"a\":\"One\"}");
    struct mc_messages *messages = load(dirs, 2, NULL);
    assert_non_null(messages);
    assert_string_equal(mc_message_text(messages, MC_LANGUAGE_VI, "home.title"), "Xin chào");
    assert_string_equal(mc_message_text(messages, MC_LANGUAGE_EN, "a"), "One");
    assert_string_equal(mc_message_text(messages, MC_LANGUAGE_EN, "nowhere"), "nowhere");
    assert_true(mc_message_known(messages, "b"));
    assert_false(mc_message_known(messages, "nowhere"));
    mc_messages_destroy(messages);

    scratch_write(&dirs[1], "vi.json", "{\"a\":\"Một\",\"b\":\"Hai\"}");
    scratch_write(&dirs[1], "en.json", "{\"a\":\"One\",\"b\":\"Two\"}");
    struct mc_error err;
    assert_null(load(dirs, 2, &err));
    assert_non_null(strstr(err.text, "b stands in two folders"));
    scratch_stop(&dirs[0]);
    scratch_stop(&dirs[1]);
}

static void assert_not_loaded(const char *vi, const char *en, const char *told)
{
    struct scratch dirs[2];
    scratch_start(&dirs[0]);
    dirs[1] = dirs[0];
    scratch_write(&dirs[0], "vi.json", vi);
    if (en != NULL) {
        scratch_write(&dirs[0], "en.json", en);
    }
    struct mc_error err = {0};
    assert_null(load(dirs, 1, &err));
    if (strstr(err.text, told) == NULL) {
        fail_msg("\"%s\" does not tell \"%s\"", err.text, told);
    }
    scratch_stop(&dirs[0]);
}

static void languages_that_differ_are_refused(void **state)
{
    (void)state;
    assert_not_loaded("{\"a\":\"x\",\"b\":\"y\"}", "{\"a\":\"x\"}", "en.json: b is missing");
    assert_not_loaded("{\"a\":\"x\"}", "{\"a\":\"x\",\"c\":\"y\"}", "vi.json: c is missing");
    assert_not_loaded("{\"a\":\"{n} ngày\"}", "{\"a\":\"{days} days\"}", "a has other parameters");
    assert_not_loaded("{\"a\":\"ngày\"}", "{\"a\":\"{n} days\"}", "a has other parameters");
    assert_not_loaded("{\"a\":1}", "{\"a\":\"x\"}", "vi.json: expected an object of texts");
    assert_not_loaded("[\"a\"]", "{}", "vi.json: expected an object of texts");
    assert_not_loaded("{\"a\":\"x\",}", "{}", "vi.json: line 1");
    assert_not_loaded("{\"a\":\"x\"}", NULL, "en.json");
}

static void parameters_are_filled_and_cut_between_characters(void **state)
{
    (void)state;
    struct scratch dirs[2];
    scratch_start(&dirs[0]);
    dirs[1] = dirs[0];
    scratch_write(&dirs[0], "vi.json",
                  "{\"a\":\"Còn {n} ngày, {name}, {n}\",\"b\":\"{ {} {X}\",\"c\":\"đất\"}");
    scratch_write(&dirs[0], "en.json", "{\"a\":\"{name}: {n}\",\"b\":\"{\",\"c\":\"land\"}");
    struct mc_messages *messages = load(dirs, 1, NULL);
    char out[64];
    mc_message_format(messages, MC_LANGUAGE_VI, out, sizeof out, "a", "name", "{n}", "n", "3",
                      NULL);
    assert_string_equal(out, "Còn 3 ngày, {n}, 3");
    mc_message_format(messages, MC_LANGUAGE_EN, out, sizeof out, "a", "n", "3", NULL);
    assert_string_equal(out, "{name}: 3");
    mc_message_format(messages, MC_LANGUAGE_VI, out, sizeof out, "b", NULL);
    assert_string_equal(out, "{ {} {X}");
    /* "đ" takes two bytes, "ấ" three: five bytes hold the first and not all of the second. */
    mc_message_format(messages, MC_LANGUAGE_VI, out, 5, "c", NULL);
    assert_string_equal(out, "đ");
    mc_message_format(messages, MC_LANGUAGE_VI, out, 9, "a", "n", "ất", NULL);
    assert_string_equal(out, "Còn ấ");
    mc_message_format(messages, MC_LANGUAGE_VI, out, 1, "c", NULL);
    assert_string_equal(out, "");
    mc_messages_destroy(messages);
    scratch_stop(&dirs[0]);
}

static void one_has_another_word_than_many(void **state)
{
    (void)state;
    static const struct {
        const char *n;
        const char *told;
    } rows[] = {{"1", "1 working day, 1 copy."},
                {"0", "0 working days, 0 copies."},
                {"11", "11 working days, 11 copies."}};
    struct scratch dirs[2];
    scratch_start(&dirs[0]);
    dirs[1] = dirs[0];
    scratch_write(
        &dirs[0], "vi.json",
        "{\"a\":\"{n} ngày làm việc, {m} bản.\",\"b\":\"{n} {x:một} {x:} {x:|} {:a|b}\"}");
    scratch_write(&dirs[0], "en.json",
                  "{\"a\":\"{n} working {n:day|days}, {m} {m:copy|copies}.\","
                  "\"b\":\"{x:|many}{n:one|}{n:a|b|c}\"}");
    struct mc_messages *messages = load(dirs, 1, NULL);
    char out[64];
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mc_message_format(messages, MC_LANGUAGE_EN, out, sizeof out, "a", "n", rows[i].n, "m",
                          rows[i].n, NULL);
        assert_string_equal(out, rows[i].told);
    }
    /* What is not of that form is text. */
    mc_message_format(messages, MC_LANGUAGE_VI, out, sizeof out, "b", "n", "1", "x", "1", NULL);
    assert_string_equal(out, "1 {x:một} {x:}  {:a|b}");
    mc_message_format(messages, MC_LANGUAGE_EN, out, sizeof out, "b", "n", "2", "x", "2", NULL);
    assert_string_equal(out, "many{n:a|b|c}");
    mc_messages_destroy(messages);
    scratch_stop(&dirs[0]);
    assert_not_loaded("{\"a\":\"{n} ngày\"}", "{\"a\":\"{m:day|days}\"}", "a has other parameters");
}

static void tags_and_texts_in_languages(void **state)
{
    (void)state;
    enum mc_language language = MC_LANGUAGE_VI;
    assert_true(mc_language_from_tag("en", &language));
    assert_int_equal(language, MC_LANGUAGE_EN);
    assert_string_equal(mc_language_tag(language), "en");
    assert_false(mc_language_from_tag("fr", &language));
    struct mc_text text = {.in = {strdup("Đất"), NULL}};
    assert_string_equal(mc_text_in(&text, MC_LANGUAGE_EN), "Đất");
    mc_text_finish(&text);
    assert_string_equal(mc_text_in(&text, MC_LANGUAGE_EN), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_folders_become_one_catalogue),
        cmocka_unit_test(languages_that_differ_are_refused),
        cmocka_unit_test(parameters_are_filled_and_cut_between_characters),
        cmocka_unit_test(one_has_another_word_than_many),
        cmocka_unit_test(tags_and_texts_in_languages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
