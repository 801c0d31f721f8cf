#include "domain/procedure.h"
#include "tests/unit/cmocka_all.h"

static void test_accepts(void **state)
{
    (void)state;
    static const char *const codes[] = {"1.001193",     "5.002577",
                                        "6.001430",     "2.000815",
                                        "3.000000",     "1.000656.000.00.00.H56",
                                        "1.000948.H38", "2.000815.000.00.00.H55.02",
                                        "2.000815.01"};
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        assert_true(procedure_code_valid(codes[i]));
    }
}

static void test_refuses(void **state)
{
    (void)state;
    static const char *const codes[] = {"",
                                        "1",
                                        "7.001193",
                                        "0.001193",
                                        "1.00119",
                                        "1.0011934",
                                        "1,001193",
                                        " 1.001193",
                                        "1.001193 ",
                                        "1.00119a",
                                        "1.001193.H3",
                                        "1.001193.H380",
                                        "1.001193.1",
                                        "1.001193.001.00.00.H56",
                                        "1.001193.000.00.00.H56.",
                                        "1.001193\n"};
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        assert_false(procedure_code_valid(codes[i]));
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_accepts),
        cmocka_unit_test(test_refuses),
    };
    if (argc > 1) {
        cmocka_set_test_filter(argv[1]);
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
