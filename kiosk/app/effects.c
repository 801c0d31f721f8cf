/* What the flow wants done, handed to whoever does it. Nothing here steps the flow: an effect that
 * cannot be carried out is a request whose deadline has come. */
#include "core/clock.h"
#include "core/log.h"
#include "core/memory.h"
#include "kiosk/app/app_internal.h"
#include "kiosk/app/card_identity.h"
#include "kiosk/app/pin_worker.h"
#include "kiosk/app/service.h"
#include "kiosk/paper/checklist_picture.h"
#include "kiosk/paper/receipt_picture.h"

#define SEARCH_DEADLINE_MS 5000
#define LOAD_DEADLINE_MS   5000
/* Saving is not given up while the store may still be at it: the citizen must not be told
 * "not handed in" about a dossier that is then sent. */
#define COMMIT_DEADLINE_MS 120000
#define SEND_SLACK_MS      5000
#define PRINT_DEADLINE_MS  45000
#define PIN_DEADLINE_MS    20000
#define LOOKUP_DEADLINE_MS 20000
#define CHIP_DEADLINE_MS   60000 /* the reader has its own, shorter one */
#define RATE_DEADLINE_MS   20000

static void expect(struct app *app, const struct flow_effect *effect, enum flow_event_kind answer,
                   int64_t deadline_ms, bool sent)
{
    requests_add(&app->requests, effect->request, answer,
                 mc_clock_monotonic_ms() + (sent ? deadline_ms : 0));
}

static bool print(struct app *app, const struct flow_effect *effect)
{
    if (app->printer_width_px == 0) {
        return false;
    }
    struct mc_raster picture = {0};
    struct mc_error err;
    if (receipt_picture_draw(effect->receipt, app->receipt_messages, app->printer_width_px,
                             &picture, &err) != MC_OK) {
        mc_log_error("app", "a receipt cannot be drawn", &err);
        return false;
    }
    return printer_worker_print(app->printer, effect->request, app->committed_key, &picture);
}

static bool print_test(struct app *app, const struct flow_effect *effect)
{
    if (app->printer_width_px == 0) {
        return false;
    }
    struct mc_raster picture = {0};
    struct mc_error err;
    if (service_sample(app, &picture, &err) != MC_OK) {
        mc_log_error("app", "a test print cannot be drawn", &err);
        return false;
    }
    return printer_worker_print(app->printer, effect->request, "", &picture);
}

static bool print_list(struct app *app, const struct flow_effect *effect)
{
    if (app->printer_width_px == 0) {
        return false;
    }
    const struct flow_view *view = flow_view(app->flow);
    const struct checklist list = {.procedure = effect->procedure,
                                   .case_index = effect->case_index,
                                   .language = view->language,
                                   .url = effect->text,
                                   .printed = view->now.date};
    struct mc_raster picture = {0};
    struct mc_error err;
    if (checklist_picture_draw(&list, app->receipt_messages, app->printer_width_px, &picture,
                               &err) != MC_OK) {
        mc_log_error("app", "a list of what to bring cannot be drawn", &err);
        return false;
    }
    return printer_worker_print(app->printer, effect->request, "", &picture);
}

static void commit(struct app *app, const struct flow_effect *effect)
{
    struct local_time now = local_time_from_unix(mc_clock_unix_s());
    app->draft = effect->draft;
    bool sent = store_worker_make_ids(app->store, effect->request, app->options.kiosk_id, now.date);
    expect(app, effect, FLOW_EV_COMMIT_DONE, COMMIT_DEADLINE_MS, sent);
}

static void look_up(struct app *app, const struct flow_effect *effect)
{
    app->lookup = *effect->query;
    bool sent = net_worker_look_up(app->net, effect->request, effect->query);
    expect(app, effect, FLOW_EV_LOOKUP_DONE, LOOKUP_DEADLINE_MS, sent);
}

static void read_chip(struct app *app, const struct flow_effect *effect)
{
    struct card_access *access = mc_secret_alloc(sizeof *access);
    card_access_of(effect->citizen, access);
    bool sent = card_watcher_read(app->card_watcher, effect->request, access);
    mc_secret_free(access);
    expect(app, effect, FLOW_EV_CHIP_DONE, CHIP_DEADLINE_MS, sent);
}

static void cancel(struct app *app, uint64_t request)
{
    (void)requests_take(&app->requests, request);
    card_watcher_cancel(app->card_watcher, request);
}

static void end_session(struct app *app)
{
    app->draft = NULL;
    mc_wipe(&app->lookup, sizeof app->lookup);
    mc_wipe(app->committed_key, sizeof app->committed_key);
    screens_forget(app->screens);
    ui_forget(app->ui);
    mc_wipe_stack();
}

void app_effect(struct app *app, const struct flow_effect *effect)
{
    switch (effect->kind) {
    case FLOW_FX_SEARCH:
        expect(app, effect, FLOW_EV_SEARCH_DONE, SEARCH_DEADLINE_MS,
               store_worker_search(app->store, effect->request, effect->text));
        return;
    case FLOW_FX_GROUPS:
        expect(app, effect, FLOW_EV_GROUPS_DONE, LOAD_DEADLINE_MS,
               store_worker_groups(app->store, effect->request));
        return;
    case FLOW_FX_GROUP:
        expect(app, effect, FLOW_EV_GROUP_DONE, LOAD_DEADLINE_MS,
               store_worker_group(app->store, effect->request, effect->group));
        return;
    case FLOW_FX_PRINT_LIST:
        expect(app, effect, FLOW_EV_PRINT_DONE, PRINT_DEADLINE_MS, print_list(app, effect));
        return;
    case FLOW_FX_LOAD_PROCEDURE:
        expect(app, effect, FLOW_EV_PROCEDURE_DONE, LOAD_DEADLINE_MS,
               store_worker_load(app->store, effect->request, effect->text));
        return;
    case FLOW_FX_CODES_ON:
        readers_switch(app->readers, effect->preview    ? READERS_TRIAL
                                     : effect->barcodes ? READERS_RECEIPTS
                                                        : READERS_CODES);
        return;
    case FLOW_FX_CODES_OFF: readers_switch(app->readers, READERS_OFF); return;
    case FLOW_FX_READ_CHIP: read_chip(app, effect); return;
    case FLOW_FX_COMMIT: commit(app, effect); return;
    case FLOW_FX_SEND:
        sender_want(&app->sender, effect->request, effect->ids->key);
        expect(app, effect, FLOW_EV_SEND_DONE, app->options.send_patience_ms + SEND_SLACK_MS, true);
        return;
    case FLOW_FX_PRINT:
        expect(app, effect, FLOW_EV_PRINT_DONE, PRINT_DEADLINE_MS, print(app, effect));
        return;
    case FLOW_FX_LOOKUP: look_up(app, effect); return;
    case FLOW_FX_CHECK_PIN:
        expect(app, effect, FLOW_EV_PIN_DONE, PIN_DEADLINE_MS,
               app->pin != NULL && pin_worker_check(app->pin, effect->request, effect->text));
        return;
    case FLOW_FX_PRINT_TEST:
        expect(app, effect, FLOW_EV_PRINT_DONE, PRINT_DEADLINE_MS, print_test(app, effect));
        return;
    case FLOW_FX_RATE:
        expect(app, effect, FLOW_EV_RATE_DONE, RATE_DEADLINE_MS,
               net_worker_rate(app->net, effect->request, effect->query, effect->rating));
        return;
    case FLOW_FX_CANCEL: cancel(app, effect->request); return;
    case FLOW_FX_SESSION_ENDED: end_session(app); return;
    }
}
