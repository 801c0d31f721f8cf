#include "central/ctl.h"
#include "central/ctl_usage.h"
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
    struct ctl_setup setup = {.storage = fixture->storage,
                              .calendar = &fixture->calendar,
                              .directory = fixture->directory,
                              .now_s = WEDNESDAY_S + 60,
                              .out = out,
                              .complaints = complaints};
    result->status = ctl_run(&setup, argc, argv);
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
    assert_non_null(strstr(result.out, "Actions      receive, refuse, withdraw, apologise"));
    assert_non_null(strstr(result.out, "Decided by   H29.12"));
    assert_null(strstr(result.out, "079090000123"));
    RUN("show", CODE, "--json");
    assert_non_null(strstr(result.out, "\"history\":[{\"status\":\"registered\""));
    assert_non_null(strstr(result.out, "\"deciding_agency\":\"H29.12\""));
    RUN("show", "H29.12-261202-0002");
    assert_int_equal(result.status, CTL_FAILED);
    assert_non_null(strstr(result.complaints, "no such dossier"));
    free(result.out);
    free(result.complaints);
}

static void add_officers(const struct fixture *fixture, struct result *out)
{
    struct result result = *out;
    RUN("officer", "add", "an", "--name", "Nguyễn Thị An", "--role", "approver", "--agency",
        "H29.12");
    assert_int_equal(result.status, CTL_DONE);
    assert_int_equal(strlen(result.out), MC_TOKEN_CHARS + 1);
    RUN("officer", "add", "dung", "--name", "Dung", "--role", "auditor");
    assert_int_equal(result.status, CTL_DONE);
    *out = result;
}

static void test_officers(void **state)
{
    const struct fixture *fixture = *state;
    struct result result = {0};
    add_officers(fixture, &result);
    RUN("officer", "add", "an", "--name", "A", "--role", "clerk");
    assert_int_equal(result.status, CTL_FAILED);
    RUN("officer", "list");
    assert_non_null(strstr(result.out, "approver  H29.12            active   Nguyễn Thị An"));
    RUN("officer", "revoke", "an");
    assert_string_equal(result.out, "an: revoked\n");
    RUN("officer", "revoke", "an");
    assert_int_equal(result.status, CTL_FAILED);
    RUN("officer", "list", "--json");
    assert_non_null(strstr(result.out, "\"revoked_at\":\"2026-12-02T10:01:00+07:00\""));
    assert_null(strstr(result.out, "token"));
    RUN("act", CODE, "receive", "--officer", "an");
    assert_int_equal(result.status, CTL_FAILED);
    free(result.out);
    free(result.complaints);
}

static void test_opens_in_an_officers_name(void **state)
{
    const struct fixture *fixture = *state;
    struct result result = {0};
    hand_in(fixture);
    add_officers(fixture, &result);
    RUN("open", CODE, "--officer", "an");
    assert_int_equal(result.status, CTL_DONE);
    assert_non_null(strstr(result.out, "079090000123"));
    RUN("open", CODE, "--officer", "dung");
    assert_int_equal(result.status, CTL_FAILED);
    assert_string_equal(result.out, "");
    /* a key that cannot be read opens nothing, and nothing is written down */
    RUN("open", CODE, "--officer", "an", "--key", "/nowhere");
    assert_int_equal(result.status, CTL_FAILED);
    RUN("audit", "list", "--after", "4"); /* kiosk and officers were added */
    assert_non_null(strstr(result.out, "an                open          " CODE));
    assert_null(strstr(strchr(result.out, '\n') + 1, "open"));
    free(result.out);
    free(result.complaints);
}

static void test_acts(void **state)
{
    const struct fixture *fixture = *state;
    struct result result = {0};
    hand_in(fixture);
    add_officers(fixture, &result);
    RUN("act", CODE, "decide", "--officer", "an");
    assert_int_equal(result.status, CTL_FAILED);
    assert_non_null(strstr(result.complaints, "it is registered: receive, refuse, withdraw"));
    RUN("act", CODE, "receive", "--officer", "an");
    assert_int_equal(result.status, CTL_DONE);
    assert_string_equal(result.out, CODE ": received, appointed 2026-12-07\n");
    RUN("act", CODE, "ask_papers", "--officer", "an", "--date", "2026-12-04");
    assert_int_equal(result.status, CTL_FAILED);
    assert_non_null(strstr(result.complaints, "--reason"));
    RUN("act", CODE, "ask_papers", "--officer", "an", "--reason", "Thiếu tờ khai", "--date",
        "2026-12-04");
    assert_string_equal(result.out, CODE ": needs_papers, appointed 2026-12-09\n");
    RUN("show", CODE);
    assert_non_null(strstr(result.out, "2026-12-07 17:00 -> 2026-12-09 17:00  papers   Thiếu"));
    RUN("queue", "--agency", "H29.12", "--json");
    assert_non_null(strstr(result.out, "\"status\":\"needs_papers\""));
    RUN("queue", "--agency", "H29.13");
    assert_string_equal(result.out, "no dossiers\n");
    RUN("act", "H29.12-261202-0002", "receive", "--officer", "an");
    assert_int_equal(result.status, CTL_FAILED);
    free(result.out);
    free(result.complaints);
}

static void test_the_trail_is_verified(void **state)
{
    struct fixture *fixture = *state;
    struct result result = {0};
    char head[MC_SHA256_CHARS + 1] = "";
    hand_in(fixture);
    add_officers(fixture, &result);
    RUN("act", CODE, "receive", "--officer", "an");
    RUN("audit", "verify");
    assert_non_null(strstr(result.out, "whole: 5 entries, head "));
    memcpy(head, strstr(result.out, "head ") + 5, MC_SHA256_CHARS);
    RUN("audit", "verify", "--head", head, "--count", "5");
    assert_int_equal(result.status, CTL_DONE);
    RUN("audit", "list", "--json");
    assert_non_null(strstr(result.out, "\"act\":\"kiosk-enrol\""));
    assert_non_null(strstr(result.out, "\"detail\":\"registered -> received\""));
    fixture_run_sql(fixture, "DROP TRIGGER audit_no_delete; DELETE FROM audit WHERE number = 5");
    RUN("audit", "verify");
    assert_int_equal(result.status, CTL_DONE);
    RUN("audit", "verify", "--head", head, "--count", "5");
    assert_int_equal(result.status, CTL_FAILED);
    assert_non_null(strstr(result.complaints, "cut off"));
    free(result.out);
    free(result.complaints);
}

static void test_statistics(void **state)
{
    const struct fixture *fixture = *state;
    struct result result = {0};
    hand_in(fixture);
    RUN("statistics");
    assert_non_null(strstr(result.out, "\r\nH29.12,2026-12,1,0,1,0,0,0,0,0,0,0.0,,\r\n"));
    RUN("statistics", "--from", "2026-01", "--until", "2026-11", "--json", "--by", "deciding");
    assert_non_null(strstr(result.out, "{\"rows\":[]"));
    free(result.out);
    free(result.complaints);
}

static void test_says_what_is_wrong(void **state)
{
    const struct fixture *fixture = *state;
    struct result result = {0};
    static const struct {
        const char *said;
        const char *arguments[ARGS_MAX];
    } wrong[] = {
        {"motcua-ctl: no such command: unheard-of (motcua-ctl --help)\n", {"unheard-of"}},
        {"motcua-ctl: show: too little is given\nusage: motcua-ctl --db FILE show CODE [--json]\n",
         {"show"}},
        {"motcua-ctl: show: no such option: --csv\n", {"show", CODE, "--csv"}},
        {"motcua-ctl: show: too much: x\n", {"show", CODE, "x"}},
        {"motcua-ctl: list: no such option: --reason\n", {"list", "--reason", "x"}},
        {"motcua-ctl: list: nothing follows --agency\n", {"list", "--agency"}},
        {"motcua-ctl: list: given twice: --json\n", {"list", "--json", "--json"}},
        {"motcua-ctl: statistics: either --json or --csv\n", {"statistics", "--json", "--csv"}},
        {"motcua-ctl: officer: unknown: hire\nusage: motcua-ctl --db FILE officer add ID",
         {"officer", "hire"}},
        {"usage: motcua-ctl --db FILE audit list", {"audit"}},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        run(fixture, &result, wrong[i].arguments);
        assert_int_equal(result.status, CTL_USAGE);
        assert_memory_equal(result.complaints, wrong[i].said, strlen(wrong[i].said));
    }
    free(result.out);
    free(result.complaints);
}

static void test_helps_with_one_command(void **state)
{
    (void)state;
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    assert_false(ctl_usage_print_command(out, "unheard-of"));
    assert_true(ctl_usage_print_command(out, "kiosks"));
    (void)fclose(out);
    assert_ptr_equal(strstr(text, "usage: motcua-ctl --db FILE kiosks\n\n"), text);
    assert_non_null(strstr(text, "told of its devices"));
    assert_null(strstr(text, "STATUS is one of"));
    free(text);
}

static void test_refuses_wrong_usage(void **state)
{
    const struct fixture *fixture = *state;
    struct result result = {0};
    static const char *const wrong[][ARGS_MAX] = {
        {"unknown"},
        {"officer"},
        {"list", "x"},
        {"list", "--agency"},
        {"list", "--agency", "X"},
        {"list", "--status", "lost"},
        {"list", "--day", "2026-02-30"},
        {"list", "--reason", "x"},
        {"list", "--day", "2026-12-02", "--day", "2026-12-02"},
        {"list", "--json", "--json"},
        {"queue", "--status", "lost"},
        {"queue", "--day", "2026-12-02"},
        {"show"},
        {"show", CODE, "x"},
        {"open", CODE},
        {"act", CODE},
        {"act", CODE, "lose", "--officer", "an"},
        {"act", CODE, "receive"},
        {"act", CODE, "receive", "--officer", "an", "--json"},
        {"act", CODE, "receive", "--officer", "an", "--date", "2026-12-04"},
        {"act", CODE, "ask_papers", "--officer", "an", "--date", "tomorrow"},
        {"act", CODE, "receive", "--officer", "an", "--to", "H29.13"},
        {"act", CODE, "forward", "--officer", "an"},
        {"officer", "add", "an"},
        {"officer", "add", "An", "--name", "A", "--role", "clerk"},
        {"officer", "add", "operator", "--name", "A", "--role", "clerk"},
        {"officer", "add", "an", "--name", "A\n", "--role", "clerk"},
        {"officer", "add", "an", "--name", "A", "--role", "boss"},
        {"officer", "add", "an", "--name", "A", "--role", "clerk", "--agency", "X"},
        {"audit", "list", "--after", "x"},
        {"audit", "verify", "--head", "x"},
        {"audit", "verify", "--head", "x", "--count", "0"},
        {"statistics", "--from", "2026-13"},
        {"statistics", "--by", "nobody"},
        {"statistics", "--json", "--csv"},
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
        CASE(test_officers),
        CASE(test_opens_in_an_officers_name),
        CASE(test_acts),
        CASE(test_the_trail_is_verified),
        CASE(test_statistics),
        CASE(test_refuses_wrong_usage),
        CASE(test_says_what_is_wrong),
        CASE(test_helps_with_one_command),
    };
    if (argc > 1) {
        cmocka_set_test_filter(argv[1]);
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
