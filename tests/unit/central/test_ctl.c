#include "central/ctl.h"
#include "tests/unit/central/fixture.h"

#define CODE     "H29.12-261202-0001"
#define ARGS_MAX 12

struct result {
    enum ctl_exit status;
    char *out;
    char *complaints;
};

static void run(const struct fixture *fixture, struct result *result, const char *const *argv)
{
    size_t out_len = 0;
    size_t complaints_len = 0;
    int argc = 0;
    while (argv[argc] != NULL) {
        argc++;
    }
    free(result->out);
    free(result->complaints);
    FILE *out = open_memstream(&result->out, &out_len);
    FILE *complaints = open_memstream(&result->complaints, &complaints_len);
    result->status = ctl_run(fixture->storage, argc, argv, WEDNESDAY_S + 60, out, complaints);
    (void)fclose(out);
    (void)fclose(complaints);
}
#define RUN(...) run(fixture, &result, (const char *const[]){__VA_ARGS__, NULL})

static void hand_in(const struct fixture *fixture)
{
    char *body = fixture_plain_body();
    struct http_answer answer;
    fixture_post(fixture, KEY_A, body, WEDNESDAY_S, &answer);
    assert_int_equal(answer.status, 201);
    http_answer_finish(&answer);
    free(body);
}

static void test_lists(void **state)
{
    const struct fixture *fixture = *state;
    struct result result = {0};
    RUN("list");
    assert_int_equal(result.status, CTL_DONE);
    assert_string_equal(result.out, "no dossiers\n");
    hand_in(fixture);
    RUN("list");
    assert_non_null(strstr(result.out, "CODE "));
    assert_non_null(strstr(result.out, CODE "        registered     2026-12-02 10:00"));
    assert_null(strstr(result.out, "Nguyễn"));
    RUN("list", "--json", "--agency", "H29.12", "--status", "registered", "--day", "2026-12-02");
    assert_non_null(strstr(result.out, "\"code\":\"" CODE "\""));
    RUN("list", "--json", "--day", "2026-12-03");
    assert_string_equal(result.out, "[]\n");
    RUN("list", "--json", "--status", "decided");
    assert_string_equal(result.out, "[]\n");
    RUN("list", "--json", "--agency", "H29.13");
    assert_string_equal(result.out, "[]\n");
    free(result.out);
    free(result.complaints);
}

static void test_shows(void **state)
{
    const struct fixture *fixture = *state;
    struct result result = {0};
    hand_in(fixture);
    RUN("show", CODE);
    assert_int_equal(result.status, CTL_DONE);
    assert_non_null(strstr(result.out, "May follow   received, refused, withdrawn"));
    assert_null(strstr(result.out, "079090000123"));
    RUN("show", CODE, "--body");
    assert_non_null(strstr(result.out, "079090000123"));
    RUN("show", CODE, "--json");
    assert_non_null(strstr(result.out, "\"history\":[{\"status\":\"registered\""));
    RUN("show", "H29.12-261202-0002");
    assert_int_equal(result.status, CTL_FAILED);
    assert_non_null(strstr(result.complaints, "no such dossier"));
    free(result.out);
    free(result.complaints);
}

static void test_moves(void **state)
{
    const struct fixture *fixture = *state;
    struct result result = {0};
    hand_in(fixture);
    RUN("move", CODE, "decided");
    assert_int_equal(result.status, CTL_FAILED);
    assert_non_null(strstr(result.complaints, "decided may not follow registered"));
    assert_non_null(strstr(result.complaints, "may follow: received, refused, withdrawn"));
    RUN("move", CODE, "received", "--appointed", "2026-12-09");
    assert_int_equal(result.status, CTL_DONE);
    assert_string_equal(result.out, CODE ": received\n");
    RUN("move", CODE, "needs_papers");
    assert_int_equal(result.status, CTL_USAGE);
    RUN("move", CODE, "needs_papers", "--note", " ");
    assert_int_equal(result.status, CTL_USAGE);
    RUN("move", CODE, "needs_papers", "--note", "Thiếu tờ khai");
    assert_int_equal(result.status, CTL_DONE);
    RUN("show", CODE, "--json");
    assert_non_null(strstr(result.out, "\"note\":\"Thiếu tờ khai\""));
    assert_non_null(strstr(result.out, "\"appointed_at\":\"2026-12-09T17:00:00+07:00\""));
    RUN("move", "H29.12-261202-0002", "received");
    assert_int_equal(result.status, CTL_FAILED);
    free(result.out);
    free(result.complaints);
}

static void test_refuses_wrong_usage(void **state)
{
    const struct fixture *fixture = *state;
    struct result result = {0};
    static const char *const wrong[][ARGS_MAX] = {
        {"unknown"},
        {"list", "x"},
        {"list", "--agency"},
        {"list", "--agency", "X"},
        {"list", "--status", "lost"},
        {"list", "--day", "2026-02-30"},
        {"list", "--note", "x"},
        {"list", "--day", "2026-12-02", "--day", "2026-12-02"},
        {"list", "--body"},
        {"show"},
        {"show", CODE, "x"},
        {"show", CODE, "--json", "--body"},
        {"move", CODE},
        {"move", CODE, "lost"},
        {"move", CODE, "received", "--json"},
        {"move", CODE, "received", "--appointed", "tomorrow"},
        {"move", CODE, "received", "--appointed", "2026-12-01"},
        {"move", CODE, "received", "--note", "\xFF"},
        {"move", CODE, "received", "--note", "a\tb"},
        {"move", CODE, "received", "extra"},
    };
    hand_in(fixture);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        run(fixture, &result, wrong[i]);
        assert_int_equal(result.status, CTL_USAGE);
        assert_string_equal(result.out, "");
        assert_string_not_equal(result.complaints, "");
    }
    RUN("show", CODE, "--json");
    assert_non_null(strstr(result.out, "\"status\":\"registered\""));
    free(result.out);
    free(result.complaints);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, fixture_start, fixture_stop)

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        CASE(test_lists),
        CASE(test_shows),
        CASE(test_moves),
        CASE(test_refuses_wrong_usage),
    };
    if (argc > 1) {
        cmocka_set_test_filter(argv[1]);
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
