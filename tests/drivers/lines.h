/* A kind of device's tests, each over every line its devices can hang on. */
#ifndef MOTCUA_TESTS_DRIVERS_LINES_H
#define MOTCUA_TESTS_DRIVERS_LINES_H

#include <stdio.h>

#include "core/error.h"
#include "tests/unit/cmocka_all.h"

#define LINES_MAX      8
#define LINES_TESTS    64
#define LINES_NAME_MAX 96

struct lines {
    const char *kind;
    const char *const *names;
    int count;
    const char *(*missing)(
        int line); /* why this run cannot have it, "" where that says itself; NULL: it can */
    CMFixtureFunction set_up; /* *state is the line's number, an int */
    CMFixtureFunction tear_down;
};

static inline int lines_run(const struct lines *lines, const struct CMUnitTest *tests, size_t count)
{
    static int numbers[LINES_MAX];
    static char names[LINES_TESTS][LINES_NAME_MAX];
    struct CMUnitTest all[LINES_TESTS];
    size_t total = 0;
    MC_CHECK(lines->count <= LINES_MAX);
    for (int line = 0; line < lines->count; line++) {
        const char *missing = lines->missing(line);
        if (missing != NULL) {
            if (missing[0] != '\0') {
                (void)fprintf(stderr, "%s: skipped %s\n", lines->names[line], missing);
            }
            continue;
        }
        numbers[line] = line;
        for (size_t i = 0; i < count; i++, total++) {
            MC_CHECK(total < LINES_TESTS);
            (void)snprintf(names[total], LINES_NAME_MAX, "%s: %s", lines->names[line],
                           tests[i].name);
            all[total] = (struct CMUnitTest){.name = names[total],
                                             .test_func = tests[i].test_func,
                                             .setup_func = lines->set_up,
                                             .teardown_func = lines->tear_down,
                                             .initial_state = &numbers[line]};
        }
    }
    return _cmocka_run_group_tests(lines->kind, all, total, NULL, NULL);
}

#endif
