/* When the central service is told how the devices are, and what. */
#include "kiosk/app/device_reporter.h"

#include "core/memory.h"
#include "tests/unit/cmocka_all.h"

#define EVERY_MIN ((int64_t)15)
#define EVERY_MS  (EVERY_MIN * 60000)

static struct device_report with_printer(enum device_report_state state, const char *problem)
{
    struct device_report report = {.lines = {{.state = DEVICE_REPORT_WORKS}}};
    report.lines[DEVICE_REPORT_PRINTER].state = state;
    mc_copy_text(report.lines[DEVICE_REPORT_PRINTER].problem, DEVICE_PROBLEM_CHARS + 1, problem);
    return report;
}

static void what_is_told_of_a_device(void **state)
{
    (void)state;
    struct device_status status = {.configured = false};
    struct device_report_line line = device_reporter_line(&status, PRINTER_OK);
    assert_int_equal(line.state, DEVICE_REPORT_NONE);
    status.configured = true;
    status.problem = MC_EDENIED;
    line = device_reporter_line(&status, PRINTER_OK);
    assert_int_equal(line.state, DEVICE_REPORT_FAILS);
    assert_string_equal(line.problem, "denied");
    status.open = true;
    line = device_reporter_line(&status, PRINTER_OK);
    assert_int_equal(line.state, DEVICE_REPORT_WORKS);
    assert_string_equal(line.problem, "");
    line = device_reporter_line(&status, PRINTER_NEAR_END);
    assert_int_equal(line.state, DEVICE_REPORT_ATTENTION);
    assert_string_equal(line.problem, "near_end");
    line = device_reporter_line(&status, PRINTER_PAPER_OUT);
    assert_int_equal(line.state, DEVICE_REPORT_FAILS);
    assert_string_equal(line.problem, "paper_out");
}

static void it_tells_changes_that_last_and_from_time_to_time(void **state)
{
    (void)state;
    struct device_reporter reporter;
    struct device_report told;
    const struct device_report good = with_printer(DEVICE_REPORT_WORKS, "");
    const struct device_report bad = with_printer(DEVICE_REPORT_FAILS, "paper_out");
    int64_t now_ms = 1000;
    device_reporter_init(&reporter, EVERY_MIN);
    assert_int_equal(device_reporter_next_ms(&reporter), -1);
    assert_false(device_reporter_turn(&reporter, &good, now_ms, &told));
    now_ms = device_reporter_next_ms(&reporter);
    assert_true(device_reporter_turn(&reporter, &good, now_ms, &told));
    assert_int_equal(told.lines[DEVICE_REPORT_CAMERA].for_s, DEVICE_REPORTER_SETTLE_MS / 1000);
    device_reporter_answered(&reporter, true, now_ms);
    assert_int_equal(device_reporter_next_ms(&reporter), now_ms + EVERY_MS);

    /* Gone and back at once: only how it ended is told. */
    now_ms += 10000;
    assert_false(device_reporter_turn(&reporter, &bad, now_ms, &told));
    assert_false(device_reporter_turn(&reporter, &good, now_ms + 1000, &told));
    assert_false(device_reporter_turn(&reporter, &bad, now_ms + 2000, &told));
    assert_int_equal(device_reporter_next_ms(&reporter), now_ms + 2000 + DEVICE_REPORTER_SETTLE_MS);
    now_ms = device_reporter_next_ms(&reporter);
    assert_true(device_reporter_turn(&reporter, &bad, now_ms, &told));
    assert_string_equal(told.lines[DEVICE_REPORT_PRINTER].problem, "paper_out");
    assert_int_equal(told.lines[DEVICE_REPORT_PRINTER].for_s, DEVICE_REPORTER_SETTLE_MS / 1000);
    assert_int_equal(told.lines[DEVICE_REPORT_CAMERA].for_s, 18);

    /* While one is under way the next waits. */
    assert_int_equal(device_reporter_next_ms(&reporter), now_ms + DEVICE_REPORTER_LOST_MS);
    assert_false(device_reporter_turn(&reporter, &good, now_ms + 10, &told));
    assert_false(device_reporter_turn(&reporter, &good, now_ms + 9000, &told));
    device_reporter_answered(&reporter, true, now_ms + 9000);
    assert_true(device_reporter_turn(&reporter, &good, now_ms + 9000, &told));
    device_reporter_answered(&reporter, true, now_ms + 9000);
    now_ms = device_reporter_next_ms(&reporter);
    assert_true(device_reporter_turn(&reporter, &good, now_ms, &told));
    assert_int_equal(told.lines[DEVICE_REPORT_PRINTER].state, DEVICE_REPORT_WORKS);
}

/* A bad cable: it never lasts three seconds. */
static void one_that_comes_and_goes_keeps_nothing_back(void **state)
{
    (void)state;
    struct device_reporter reporter;
    struct device_report told;
    const struct device_report here = with_printer(DEVICE_REPORT_WORKS, "");
    const struct device_report away = with_printer(DEVICE_REPORT_FAILS, "gone");
    device_reporter_init(&reporter, EVERY_MIN);
    int reports = 0;
    for (int64_t now_ms = 0; now_ms <= 2 * DEVICE_REPORTER_SETTLE_MOST_MS; now_ms += 2000) {
        const struct device_report *now = now_ms % 4000 == 0 ? &here : &away;
        if (device_reporter_turn(&reporter, now, now_ms, &told)) {
            device_reporter_answered(&reporter, true, now_ms);
            reports++;
        }
    }
    assert_int_equal(reports, 1); /* the second is due next */
    assert_true(device_reporter_next_ms(&reporter) <= 2 * DEVICE_REPORTER_SETTLE_MOST_MS + 2000);
}

#define TOLD_MS 5000 /* when begin() has told the first time */

/* All of them work, and that is under way. */
static struct device_report begin(struct device_reporter *reporter)
{
    struct device_report told;
    const struct device_report good = with_printer(DEVICE_REPORT_WORKS, "");
    device_reporter_init(reporter, EVERY_MIN);
    assert_false(device_reporter_turn(reporter, &good, 0, &told));
    assert_true(device_reporter_turn(reporter, &good, TOLD_MS, &told));
    return good;
}

static void what_was_not_taken_is_told_again(void **state)
{
    (void)state;
    struct device_reporter reporter;
    struct device_report told;
    const struct device_report good = begin(&reporter);
    device_reporter_answered(&reporter, false, 6000);
    assert_int_equal(device_reporter_next_ms(&reporter), 6000 + DEVICE_REPORTER_AGAIN_MS);
    assert_true(device_reporter_turn(&reporter, &good, 6000 + DEVICE_REPORTER_AGAIN_MS, &told));
    assert_int_equal(told.lines[DEVICE_REPORT_CAMERA].for_s, 66);
}

static void an_answer_that_never_comes_is_not_waited_for_for_ever(void **state)
{
    (void)state;
    struct device_reporter reporter;
    struct device_report told;
    const struct device_report good = begin(&reporter);
    int64_t lost_ms = TOLD_MS + DEVICE_REPORTER_LOST_MS;
    assert_false(device_reporter_turn(&reporter, &good, lost_ms - 1, &told));
    assert_int_equal(device_reporter_next_ms(&reporter), lost_ms);
    assert_false(device_reporter_turn(&reporter, &good, lost_ms, &told));
    int64_t again_ms = lost_ms + DEVICE_REPORTER_AGAIN_MS;
    assert_int_equal(device_reporter_next_ms(&reporter), again_ms);
    assert_true(device_reporter_turn(&reporter, &good, again_ms, &told));
}

static void it_can_be_switched_off(void **state)
{
    (void)state;
    struct device_reporter reporter;
    struct device_report told;
    const struct device_report bad = with_printer(DEVICE_REPORT_FAILS, "gone");
    device_reporter_init(&reporter, 0);
    assert_false(device_reporter_turn(&reporter, &bad, 0, &told));
    assert_false(device_reporter_turn(&reporter, &bad, EVERY_MS, &told));
    assert_int_equal(device_reporter_next_ms(&reporter), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_told_of_a_device),
        cmocka_unit_test(it_tells_changes_that_last_and_from_time_to_time),
        cmocka_unit_test(one_that_comes_and_goes_keeps_nothing_back),
        cmocka_unit_test(what_was_not_taken_is_told_again),
        cmocka_unit_test(an_answer_that_never_comes_is_not_waited_for_for_ever),
        cmocka_unit_test(it_can_be_switched_off),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
