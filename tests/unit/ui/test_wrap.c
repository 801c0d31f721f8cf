#include <string.h>

#include "tests/unit/cmocka_all.h"
#include "ui/wrap.h"

/* Ten pixels a byte: what fits can be counted by hand. */
static size_t fit(void *context, const char *text, size_t len, int width_px, int *out_width_px)
{
    (void)context;
    size_t n = (size_t)width_px / 10 < len ? (size_t)width_px / 10 : len;
    while (n > 0 && n < len && ((unsigned char)text[n] & 0xc0) == 0x80) {
        n--;
    }
    *out_width_px = (int)n * 10;
    return n;
}

static const struct wrap_metrics metrics = {.fit = fit, .ellipsis_px = 10};

static size_t wrap(const char *text, int width_px, int max_lines, struct wrap_line *lines)
{
    size_t count = wrap_text(&metrics, text, width_px, max_lines, lines);
    for (size_t i = 0; i < count; i++) {
        assert_true(lines[i].width_px <= width_px);
    }
    return count;
}

static void assert_line(const char *text, struct wrap_line line, const char *want)
{
    assert_int_equal(line.len, strlen(want));
    assert_memory_equal(text + line.start, want, line.len);
}

static void it_breaks_between_words(void **state)
{
    (void)state;
    struct wrap_line lines[WRAP_LINES_MAX];
    const char *text = "aaa bbb  ccc-ddd";
    assert_int_equal(wrap(text, 80, 0, lines), 2);
    assert_line(text, lines[0], "aaa bbb");
    assert_line(text, lines[1], "ccc-ddd");
    assert_int_equal(wrap(text, 40, 0, lines), 4);
    assert_line(text, lines[2], "ccc-");
    assert_line(text, lines[3], "ddd");
}

static void dates_and_codes_stay_whole(void **state)
{
    (void)state;
    struct wrap_line lines[WRAP_LINES_MAX];
    const char *text = "ngay 24/11/2026 hoac/va";
    assert_int_equal(wrap(text, 130, 0, lines), 3);
    assert_line(text, lines[0], "ngay");
    assert_line(text, lines[1], "24/11/2026");
    assert_line(text, lines[2], "hoac/va");
    text = "H29-261124-0042"; /* no line holds it */
    assert_int_equal(wrap(text, 120, 0, lines), 2);
    assert_line(text, lines[0], "H29-261124-");
}

static void it_breaks_a_word_no_line_holds_and_never_a_character(void **state)
{
    (void)state;
    struct wrap_line lines[WRAP_LINES_MAX];
    assert_int_equal(wrap("abcdefgh", 30, 0, lines), 3);
    const char *text = "\xe1\xba\xbf\xe1\xba\xbf"; /* two characters of three bytes */
    assert_int_equal(wrap(text, 40, 0, lines), 2);
    assert_int_equal(lines[0].len, 3);
    assert_int_equal(lines[1].start, 3);
}

static void a_character_wider_than_the_line_still_gets_on(void **state)
{
    (void)state;
    struct wrap_line lines[WRAP_LINES_MAX];
    assert_int_equal(wrap_text(&metrics, "abc", 5, 0, lines), 3);
}

static void newlines_and_the_empty_text(void **state)
{
    (void)state;
    struct wrap_line lines[WRAP_LINES_MAX];
    assert_int_equal(wrap("", 50, 0, lines), 1);
    assert_int_equal(wrap("a\n\nb", 50, 0, lines), 3);
    assert_int_equal(lines[1].len, 0);
    assert_int_equal(wrap("\n", 50, 0, lines), 1);
}

static void the_last_line_ends_with_an_ellipsis_that_fits(void **state)
{
    (void)state;
    struct wrap_line lines[WRAP_LINES_MAX];
    const char *text = "aaa bbb ccc ddd";
    assert_int_equal(wrap(text, 70, 2, lines), 2);
    assert_false(lines[1].ellipsis);
    assert_int_equal(wrap(text, 70, 1, lines), 1);
    assert_true(lines[0].ellipsis);
    assert_line(text, lines[0], "aaa bb");
}

static void a_text_without_end_stops_at_the_maximum(void **state)
{
    (void)state;
    struct wrap_line lines[WRAP_LINES_MAX];
    static char text[4000];
    memset(text, 'x', sizeof text - 1);
    assert_int_equal(wrap(text, 20, 0, lines), WRAP_LINES_MAX);
    assert_true(lines[WRAP_LINES_MAX - 1].ellipsis);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_breaks_between_words),
        cmocka_unit_test(dates_and_codes_stay_whole),
        cmocka_unit_test(it_breaks_a_word_no_line_holds_and_never_a_character),
        cmocka_unit_test(a_character_wider_than_the_line_still_gets_on),
        cmocka_unit_test(newlines_and_the_empty_text),
        cmocka_unit_test(the_last_line_ends_with_an_ellipsis_that_fits),
        cmocka_unit_test(a_text_without_end_stops_at_the_maximum),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
