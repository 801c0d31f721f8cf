#include "kiosk/app/service.h"

#include <limits.h>
#include <stdlib.h>
#include <sys/statvfs.h>

#include "core/clock.h"
#include "core/memory.h"
#include "kiosk/app/app_internal.h"
#include "kiosk/app/device_problem.h"
#include "kiosk/paper/receipt_picture.h"
#include "kiosk/store/outbox.h"

#define EVERY_MS 1000
#define MIB      (1024ULL * 1024)

static bool shows(const struct app *app)
{
    const struct flow_view *view = flow_view(app->flow);
    return view->screen == FLOW_SERVICE && view->service_open;
}

static void fill_device(struct device_slot *slot, struct flow_service_device *out)
{
    struct device_status status;
    device_slot_status(slot, &status);
    out->configured = status.configured;
    out->works = status.open;
    mc_copy_text(out->found, sizeof out->found, status.description);
    out->problem = device_problem_name(&status);
    out->rules = device_problem_rules(slot->kind);
}

static void fill(struct app *app, struct flow_service_state *out)
{
    struct device_slot *slots = app->devices.slots;
    *out = (struct flow_service_state){.outbox_waiting = app->sender.depth,
                                       .catalogue_version = catalogue_sync_version(app->catalogue),
                                       .disk_free_mib = -1};
    fill_device(&slots[DEVICE_CAMERA], &out->camera);
    fill_device(&slots[DEVICE_SCANNER], &out->scanner);
    fill_device(&slots[DEVICE_CARD_READER], &out->card_reader);
    fill_device(&slots[DEVICE_PRINTER], &out->printer);
    char last[NAME_MAX + 1];
    out->outbox_damaged = (long)outbox_put_aside(app->options.data_dir, last, sizeof last);
    struct statvfs disk;
    if (statvfs(app->options.data_dir, &disk) == 0) {
        out->disk_free_mib = (int64_t)((unsigned long long)disk.f_bavail * disk.f_frsize / MIB);
    }
}

void service_turn(struct app *app, int64_t now_ms)
{
    if (!shows(app)) {
        app->service_ms = 0;
    } else if (now_ms >= app->service_ms) {
        struct flow_service_state state;
        fill(app, &state);
        app->service_ms = now_ms + EVERY_MS;
        app_step(app, &(struct flow_event){.kind = FLOW_EV_SERVICE, .service = &state});
    }
}

int64_t service_next_ms(const struct app *app)
{
    return shows(app) ? app->service_ms : -1;
}

void service_report_turn(struct app *app, int64_t now_ms)
{
    static const enum device_kind kinds[DEVICE_REPORT_KINDS] = {
        [DEVICE_REPORT_CAMERA] = DEVICE_CAMERA,
        [DEVICE_REPORT_SCANNER] = DEVICE_SCANNER,
        [DEVICE_REPORT_CARD_READER] = DEVICE_CARD_READER,
        [DEVICE_REPORT_PRINTER] = DEVICE_PRINTER,
    };
    struct device_report now = {0};
    struct device_report told;
    for (int i = 0; i < DEVICE_REPORT_KINDS; i++) {
        struct device_status status;
        device_slot_status(&app->devices.slots[kinds[i]], &status);
        now.lines[i] = device_reporter_line(&status, i == DEVICE_REPORT_PRINTER ? app->printer_state
                                                                                : PRINTER_OK);
    }
    if (device_reporter_turn(&app->reporter, &now, now_ms, &told) &&
        !net_worker_report(app->net, &told)) {
        device_reporter_answered(&app->reporter, false, now_ms);
    }
}

enum mc_err service_sample(struct app *app, struct mc_raster *out, struct mc_error *err)
{
    const struct options *options = &app->options;
    struct receipt *sample = MC_NEW(struct receipt);
    sample->provisional = true;
    sample->received = local_time_from_unix(mc_clock_unix_s());
    sample->fee_dong = -1;
    mc_copy_text(sample->agency[0], sizeof sample->agency[0], options->agency_line_1);
    mc_copy_text(sample->agency[1], sizeof sample->agency[1], options->agency_line_2);
    mc_copy_text(sample->code, sizeof sample->code, options->kiosk_id);
    mc_copy_text(sample->url, sizeof sample->url, options->public_base);
    const char *text = mc_message_text(app->receipt_messages, MC_LANGUAGE_VI, "slip.test_print");
    mc_copy_text(sample->applicant, sizeof sample->applicant, text);
    mc_copy_text(sample->procedure_name, sizeof sample->procedure_name, text);
    mc_copy_text(sample->collect_at, sizeof sample->collect_at, options->collect_at);
    mc_copy_text(sample->hotline, sizeof sample->hotline, options->hotline);
    enum mc_err rc =
        receipt_picture_draw(sample, app->receipt_messages, app->printer_width_px, out, err);
    free(sample);
    return rc;
}
