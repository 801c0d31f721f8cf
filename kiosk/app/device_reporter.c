#include "kiosk/app/device_reporter.h"

#include <string.h>

#include "core/log.h"
#include "core/memory.h"
#include "kiosk/app/device_problem.h"

#define MINUTE_MS 60000
#define SECOND_MS 1000

void device_reporter_init(struct device_reporter *reporter, int64_t every_minutes)
{
    *reporter = (struct device_reporter){.every_ms = every_minutes * MINUTE_MS};
}

struct device_report_line device_reporter_line(const struct device_status *status,
                                               enum printer_state printer_state)
{
    struct device_report_line line = {.state = DEVICE_REPORT_WORKS};
    const char *problem = "";
    if (!status->configured) {
        line.state = DEVICE_REPORT_NONE;
    } else if (!status->open) {
        line.state = DEVICE_REPORT_FAILS;
        problem = device_problem_name(status);
    } else if (printer_state != PRINTER_OK) {
        line.state =
            printer_state_ready(printer_state) ? DEVICE_REPORT_ATTENTION : DEVICE_REPORT_FAILS;
        problem = printer_state_name(printer_state);
    }
    mc_copy_text(line.problem, sizeof line.problem, problem);
    return line;
}

static bool same(const struct device_report_line *a, const struct device_report_line *b)
{
    return a->state == b->state && strcmp(a->problem, b->problem) == 0;
}

/* True: something is not what it was. */
static bool see(struct device_reporter *reporter, const struct device_report *now, int64_t now_ms)
{
    bool changed = false;
    for (int i = 0; i < DEVICE_REPORT_KINDS; i++) {
        if (!reporter->started || !same(&reporter->seen.lines[i], &now->lines[i])) {
            reporter->seen.lines[i] = now->lines[i];
            reporter->since_ms[i] = now_ms;
            changed = true;
        }
    }
    reporter->started = true;
    return changed;
}

static void await_settling(struct device_reporter *reporter, int64_t now_ms)
{
    if (!reporter->unsettled) {
        reporter->unsettled = true;
        reporter->latest_ms = now_ms + DEVICE_REPORTER_SETTLE_MOST_MS;
    }
    int64_t settled_ms = now_ms + DEVICE_REPORTER_SETTLE_MS;
    reporter->due_ms = settled_ms < reporter->latest_ms ? settled_ms : reporter->latest_ms;
}

bool device_reporter_turn(struct device_reporter *reporter, const struct device_report *now,
                          int64_t now_ms, struct device_report *out)
{
    if (reporter->every_ms == 0) {
        return false;
    }
    if (see(reporter, now, now_ms)) {
        await_settling(reporter, now_ms);
    }
    if (reporter->under_way && now_ms >= reporter->lost_ms) {
        device_reporter_answered(reporter, false, now_ms);
    }
    if (reporter->under_way || now_ms < reporter->due_ms) {
        return false;
    }
    *out = reporter->seen;
    for (int i = 0; i < DEVICE_REPORT_KINDS; i++) {
        out->lines[i].for_s = (now_ms - reporter->since_ms[i]) / SECOND_MS;
    }
    reporter->under_way = true;
    reporter->lost_ms = now_ms + DEVICE_REPORTER_LOST_MS;
    reporter->unsettled = false;
    reporter->due_ms = now_ms + reporter->every_ms;
    return true;
}

void device_reporter_answered(struct device_reporter *reporter, bool taken, int64_t now_ms)
{
    reporter->under_way = false;
    if (taken == reporter->failed) {
        mc_log(taken ? MC_LOG_INFO : MC_LOG_WARN, "devices",
               taken ? "the central service knows how the devices are again"
                     : "the central service was not told how the devices are");
    }
    reporter->failed = !taken;
    int64_t again_ms = now_ms + DEVICE_REPORTER_AGAIN_MS;
    if (!taken && again_ms < reporter->due_ms) {
        reporter->due_ms = again_ms;
    }
}

int64_t device_reporter_next_ms(const struct device_reporter *reporter)
{
    if (reporter->every_ms == 0 || !reporter->started) {
        return -1;
    }
    return reporter->under_way ? reporter->lost_ms : reporter->due_ms;
}
