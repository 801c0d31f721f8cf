#include <stdio.h>
#include <string.h>

#include "core/memory.h"
#include "domain/acceptance.h"
#include "tests/unit/cmocka_all.h"

static const char whole[] =
    "motcua-acceptance-1\n"
    "key 6f1c2d3e-4a5b-4c6d-8e7f-001122334455\n"
    "body 7d5c1fbb86b3e8ae6a1a1a9e0cba0c2d4f5b6a7988c7d6e5f4a3b2c1d0e9f8a7\n"
    "code H29.12-261125-0001\n"
    "provisional TK01-261125-0001-1X\n"
    "agency H29.12\n"
    "received 2026-11-25T09:30:02+07:00\n"
    "appointed 2026-11-30T17:00:00+07:00\n"
    "end\n";

static void a_statement_is_read_and_written_alike(void **state)
{
    (void)state;
    struct acceptance acceptance;
    char text[ACCEPTANCE_BYTES];
    assert_int_equal(acceptance_parse(whole, &acceptance, NULL), MC_OK);
    assert_string_equal(acceptance.code, "H29.12-261125-0001");
    assert_int_equal(acceptance.appointed.date.day, 30);
    acceptance_format(&acceptance, text);
    assert_string_equal(text, whole);
    acceptance.appointed = (struct local_time){0};
    acceptance_format(&acceptance, text);
    assert_non_null(strstr(text, "\nappointed \nend\n"));
    assert_int_equal(acceptance_parse(text, &acceptance, NULL), MC_OK);
    assert_int_equal(acceptance.appointed.date.year, 0);
}

static void anything_else_is_refused(void **state)
{
    (void)state;
    struct acceptance acceptance;
    char text[sizeof whole];
    for (size_t i = 0; i < sizeof whole - 1; i++) {
        mc_copy_text(text, i + 1, whole); /* cut */
        assert_int_equal(acceptance_parse(text, &acceptance, NULL), MC_EPARSE);
    }
    static const char *const broken[][2] = {
        {"acceptance-1", "acceptance-2"},
        {"key 6f1c", "key 6F1C"},
        {"body 7d", "body 7D"},
        {"code H29", "code X29"},
        {"TK01", "TK02"},
        {"agency H", "agency h"},
        {"received 2026", "received 26"},
        {"end\n", "end \n"},
        {"code ", "Code "},
        {"17:00:00+07:00", "19:00:00+09:00"},
    };
    for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++) {
        const char *at = strstr(whole, broken[i][0]);
        char changed[sizeof whole + 8];
        assert_non_null(at);
        (void)snprintf(changed, sizeof changed, "%.*s%s%s", (int)(at - whole), whole, broken[i][1],
                       at + strlen(broken[i][0]));
        assert_int_equal(acceptance_parse(changed, &acceptance, NULL), MC_EPARSE);
    }
    char longer[sizeof whole + 1];
    (void)snprintf(longer, sizeof longer, "%s ", whole);
    assert_int_equal(acceptance_parse(longer, &acceptance, NULL), MC_EPARSE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_statement_is_read_and_written_alike),
        cmocka_unit_test(anything_else_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
