#include <stdio.h>
#include <string.h>

#include "core/memory.h"
#include "tests/unit/cmocka_all.h"
#include "ui/text.h"

static int create(void **state)
{
    struct text_engine *engine = NULL;
    if (text_engine_create(&engine, NULL) != MC_OK) {
        return -1;
    }
    *state = engine;
    return 0;
}

static int destroy(void **state)
{
    text_engine_destroy(*state);
    return 0;
}

/* Words of letters as narrow as there are, of three bytes each, and of wide ones. */
static void fill(char *text, size_t size, unsigned seed)
{
    static const char *const words[] = {"ịịịịị",  "ỉ", "l", "iiii",   "một",
                                        "NGƯỜNG", "W", "ị", "WMWMWM", "lịlịlịlịlịlịlịlị"};
    size_t len = 0;
    while (len + 64 < size) {
        seed = seed * 1664525u + 1013904223u;
        len += (size_t)snprintf(text + len, size - len, "%s%s", len > 0 ? " " : "",
                                words[(seed >> 16) % (seed % 3 == 0 ? 10 : 4)]);
    }
}

static size_t next_word(const char *text, size_t at)
{
    return at + strcspn(text + at, " ");
}

/* Whatever part of a text was looked at: with its next word no line would have held. */
static void a_line_holds_all_that_fits(void **state)
{
    struct text_engine *engine = *state;
    static char text[3000];
    struct wrap_line lines[WRAP_LINES_MAX];
    for (unsigned seed = 0; seed < 12; seed++) {
        struct text_font font = {20 + 7 * (int)seed % 40, TEXT_REGULAR};
        int width = 300 + 97 * (int)seed;
        fill(text, sizeof text, seed);
        size_t count = text_wrap(engine, font, text, width, 0, lines);
        assert_true(count > 1);
        for (size_t i = 0; i < count; i++) {
            const char *line = text + lines[i].start;
            assert_int_equal(text_width(engine, font, line, lines[i].len), lines[i].width_px);
            assert_true(lines[i].width_px <= width);
            if (i + 1 < count) {
                size_t more = next_word(line, lines[i].len + 1);
                assert_true(text_width(engine, font, line, more) > width);
            }
        }
    }
}

int main(void)
{
    mc_secure_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_line_holds_all_that_fits, create, destroy),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
