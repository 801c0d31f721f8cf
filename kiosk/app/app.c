#include "kiosk/app/app.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/clock.h"
#include "core/log.h"
#include "core/memory.h"
#include "core/steps.h"
#include "kiosk/app/app_internal.h"
#include "kiosk/app/pin_worker.h"
#include "kiosk/app/running.h"
#include "kiosk/app/service.h"

#define WINDOWS_LEFT_PX 40 /* of the kiosk's window when the dock stands beside it */
#define WINDOWS_GAP_PX  20

static void wake_ui(void *context)
{
    (void)context;
    ui_wake();
}

/* ---- Stepping and showing ---- */

void app_step(struct app *app, struct flow_event *event)
{
    enum flow_screen before = flow_view(app->flow)->screen;
    event->now_ms = mc_clock_monotonic_ms();
    event->unix_s = mc_clock_unix_s();
    struct flow_effects effects;
    flow_step(app->flow, event, &effects);
    for (size_t i = 0; i < effects.count; i++) {
        app_effect(app, &effects.list[i]);
    }
    /* The clock on the screen is the view's: it must not stand still while nobody is there. */
    app->minute_ms = event->now_ms + (60 - event->unix_s % 60) * 1000;
    if (flow_view(app->flow)->screen != before) {
        (void)store_worker_space(app->store, 0);
        if (app->printer != NULL) {
            printer_worker_look(app->printer);
        }
    }
    app->describe = true;
}

static void show(struct app *app)
{
    if (app->describe) {
        app->describe = false;
        screens_show(app->screens, app->ui, flow_view(app->flow));
    }
    reader_aloud_turn(app->aloud, app->ui, flow_view(app->flow));
    if (ui_paint(app->ui)) {
        if (app->startup_ms == 0) {
            app->startup_ms = (int)(mc_clock_monotonic_ms() - app->started_ms);
        }
        if (flow_view(app->flow)->screen == FLOW_RECEIPT) {
            mc_step("receipt-shown");
        }
    }
    if (app->dock != NULL) {
        dock_turn(app->dock);
    }
}

/* ---- The main loop ---- */

static void sooner(int64_t *next_ms, int64_t candidate_ms)
{
    if (candidate_ms >= 0 && (*next_ms < 0 || candidate_ms < *next_ms)) {
        *next_ms = candidate_ms;
    }
}

static int wait_ms(const struct app *app, int64_t now_ms)
{
    int64_t next_ms = flow_next_tick_ms(app->flow);
    sooner(&next_ms, requests_next_deadline_ms(&app->requests));
    sooner(&next_ms, catalogue_sync_next_ms(app->catalogue));
    sooner(&next_ms, app->minute_ms);
    sooner(&next_ms, service_next_ms(app));
    sooner(&next_ms, device_reporter_next_ms(&app->reporter));
#ifdef MOTCUA_ROBOT
    if (app->robot != NULL) {
        sooner(&next_ms, robot_link_next_ms(app->robot, now_ms));
    }
#endif
    if (app->sender.state == SENDER_RESTING) {
        sooner(&next_ms, app->sender.next_ms);
    }
    if (next_ms < 0) {
        return -1;
    }
    int64_t left_ms = next_ms - now_ms;
    return left_ms < 0 ? 0 : left_ms > INT32_MAX ? INT32_MAX : (int)left_ms;
}

static void handle_event(struct app *app, const struct ui_event *event)
{
    if (event->kind == UI_EVENT_CLOSED) {
        app->stopping = true;
    } else if (app->dock != NULL && event->ui == dock_window(app->dock)) {
        dock_event(app->dock, event);
        if (app->printer != NULL) {
            printer_worker_look(app->printer);
        }
    } else {
        if (event->kind != UI_EVENT_NONE && event->kind != UI_EVENT_WAKE) {
            reader_aloud_hush(app->aloud);
        }
        struct flow_event step = {0};
        char text[8];
        if (screens_event(event, &step, text)) {
            app_step(app, &step);
        }
    }
}

/* Everything the window has, so that what the robot sees next is what its touches led to. */
static void handle_events(struct app *app, int timeout_ms)
{
    struct ui_event event;
    ui_wait(timeout_ms, &event);
    while (event.kind != UI_EVENT_NONE) {
        handle_event(app, &event);
        show(app);
        ui_wait(0, &event);
    }
}

/* Nobody has begun anything, and nothing of a catalogue is on its way. */
static bool is_quiet(const struct app *app)
{
    const struct flow_view *view = flow_view(app->flow);
    return (view->screen == FLOW_HOME || view->screen == FLOW_ATTRACT) && !view->session_open &&
           app->requests.count == 0;
}

static void turn(struct app *app)
{
    handle_events(app, wait_ms(app, mc_clock_monotonic_ms()));
    app_drain_inbox(app);
    int64_t now_ms = mc_clock_monotonic_ms();
    struct request expired;
    while (requests_take_expired(&app->requests, now_ms, &expired)) {
        app_answer_expired(app, &expired);
    }
    int64_t tick_ms = flow_next_tick_ms(app->flow);
    sooner(&tick_ms, app->minute_ms);
    if (tick_ms >= 0 && tick_ms <= now_ms) {
        app_step(app, &(struct flow_event){.kind = FLOW_EV_TICK});
    }
    service_turn(app, now_ms);
    service_report_turn(app, now_ms);
    sender_turn(&app->sender, mc_clock_monotonic_ms());
    catalogue_sync_turn(app->catalogue, app->store, is_quiet(app), mc_clock_monotonic_ms());
    show(app);
#ifdef MOTCUA_ROBOT
    if (app->robot != NULL) {
        robot_link_turn(app->robot, mc_clock_monotonic_ms());
        show(app);
    }
#endif
}

/* SIGTERM and SIGINT arrive on a thread of their own. */
struct stop_signal {
    sigset_t signals;
    atomic_bool arrived;
};

static void *wait_for_signal(void *context)
{
    struct stop_signal *stop = context;
    int which = 0;
    (void)sigwait(&stop->signals, &which);
    atomic_store(&stop->arrived, true);
    ui_wake();
    return NULL;
}

static void run_until_closed(struct app *app, struct stop_signal *stop)
{
    pthread_t waiter;
    MC_CHECK(pthread_create(&waiter, NULL, wait_for_signal, stop) == 0);
    while (!app->stopping && !atomic_load(&stop->arrived)) {
        turn(app);
    }
    /* Blocked everywhere: it only ends the sigwait.
     * NOLINTNEXTLINE(bugprone-bad-signal-to-kill-thread) */
    (void)pthread_kill(waiter, SIGTERM);
    MC_CHECK(pthread_join(waiter, NULL) == 0);
}

/* ---- The robot's view ---- */

#ifdef MOTCUA_ROBOT
static bool is_idle(void *context)
{
    struct app *app = context;
    return !app->describe && app->requests.count == 0 && mc_queue_depth(app->inbox) == 0 &&
           app->sender.state == SENDER_RESTING && app->sender.wanted_request == 0 &&
           store_worker_idle(app->store) && net_worker_idle(app->net) &&
           (app->printer == NULL || printer_worker_idle(app->printer)) &&
           (app->pin == NULL || worker_idle(app->pin));
}

static long own_pss_kib(void)
{
    long kib = -1;
    char line[256];
    FILE *file = fopen("/proc/self/smaps_rollup", "re");
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        if (strncmp(line, "Pss:", 4) == 0) {
            kib = strtol(line + 4, NULL, 10);
            break;
        }
    }
    if (file != NULL) {
        (void)fclose(file);
    }
    return kib;
}

static void fill_stats(void *context, struct robot_stats *out)
{
    const struct app *app = context;
    ui_stats(app->ui, &out->paint);
    out->startup_ms = app->startup_ms;
    out->memory_pss_kib = own_pss_kib();
    out->outbox_depth = app->sender.depth;
    out->catalogue_version = (long)catalogue_sync_version(app->catalogue);
    out->catalogue_refused = catalogue_sync_refused(app->catalogue);
}

static void device_touched(void *context)
{
    struct app *app = context;
    if (app->printer != NULL) {
        printer_worker_look(app->printer);
    }
}

static enum mc_err start_robot(struct app *app, const char *socket_path, struct mc_error *err)
{
    const struct robot_link_host host = {app->ui,    &app->devices,  is_idle,
                                         fill_stats, device_touched, app};
    return socket_path != NULL ? robot_link_start(socket_path, &host, &app->robot, err) : MC_OK;
}
#endif

/* ---- Start and end ---- */

static void fill_settings(struct app *app)
{
    const struct options *options = &app->options;
    app->settings = (struct flow_settings){
        .idle_warning_ms = options->idle_warning_ms,
        .idle_countdown_ms = options->idle_countdown_ms,
        .receipt_idle_ms = options->receipt_idle_ms,
        .send_patience_ms = options->send_patience_ms,
        .end_ms = options->end_ms,
        .attract_ms = options->attract_ms,
        .attract_step_ms = options->attract_step_ms,
        .still = !options->motion,
        .kiosk = options->kiosk_id,
        .receiving_agency = options->agency,
        .agency_lines = {options->agency_line_1, options->agency_line_2},
        .collect_at = options->collect_at,
        .hotline = options->hotline,
        .public_base = options->public_base,
        .method = (enum ime_method)options->keyboard_method,
        .tone_style = (enum ime_style)options->keyboard_tone_style,
        .service = options->service_pin_hash[0] != '\0',
        .suggest = &app->suggest,
    };
}

static enum mc_err load_messages(struct app *app, struct mc_error *err)
{
    char dirs[3][OPTIONS_PATH_BYTES + 32];
    static const char *const names[] = {"common", "kiosk", "receipt"};
    for (size_t i = 0; i < 3; i++) {
        (void)snprintf(dirs[i], sizeof dirs[i], "%s/i18n/%s", app->options.assets_dir, names[i]);
    }
    const char *const screens[] = {dirs[0], dirs[1]};
    const char *const receipt[] = {dirs[0], dirs[2]};
    enum mc_err rc = mc_messages_load(screens, 2, &app->messages, err);
    return rc == MC_OK ? mc_messages_load(receipt, 2, &app->receipt_messages, err) : rc;
}

static enum mc_err open_window(struct app *app, bool beside_dock, struct mc_error *err)
{
    char icons[OPTIONS_PATH_BYTES + 32];
    (void)snprintf(icons, sizeof icons, "%s/icons", app->options.assets_dir);
    const struct ui_options window = {
        .title = "Một Cửa Kiosk",
        .width_px = (int)app->options.panel_width_px,
        .height_px = (int)app->options.panel_height_px,
        .panel_diagonal_tenth_inch = (int)app->options.panel_diagonal_tenth_inch,
        .fullscreen = app->options.fullscreen,
        .repeat_delay_ms = (int)app->options.keyboard_repeat_delay_ms,
        .repeat_ms = (int)app->options.keyboard_repeat_ms,
        .touch_guard_ms = (int)app->options.touch_guard_ms,
        .left_px = beside_dock ? WINDOWS_LEFT_PX : 0,
        .icon_dir = icons,
    };
    return ui_create(&window, &app->ui, err);
}

static void plugged(void *context)
{
    struct app *app = context;
    readers_plugged(app->readers);
    card_watcher_plugged(app->card_watcher);
    if (app->printer != NULL) {
        printer_worker_plugged(app->printer);
    }
}

/* With whatever subset of them there is; what is missing is looked for as long as the kiosk runs.
 */
static void start_devices(struct app *app)
{
    struct device_slot *slots = app->devices.slots;
    devices_init(&app->devices, &app->options);
    struct device_slot *readers[READERS_WATCHED] = {
        [INBOX_READER_CAMERA] = &slots[DEVICE_CAMERA],
        [INBOX_READER_SCANNER] = &slots[DEVICE_SCANNER],
    };
    for (int i = 0; i < READERS_WATCHED; i++) {
        app->reader_works[i] = device_slot_configured(readers[i]);
    }
    app->reader_works[INBOX_READER_CARD] = device_slot_configured(&slots[DEVICE_CARD_READER]);
    app->readers = readers_start(readers, app->inbox);
    app->card_watcher = card_watcher_start(&slots[DEVICE_CARD_READER], app->inbox);
    app->printer_state = PRINTER_GONE;
    if (device_slot_configured(&slots[DEVICE_PRINTER])) {
        app->printer_state = PRINTER_OK; /* until it says otherwise */
        app->printer = printer_worker_start(&slots[DEVICE_PRINTER], app->inbox);
    }
    app->hotplug = hotplug_start(plugged, app);
    if (app->options.service_pin_hash[0] != '\0') {
        app->pin = pin_worker_start(app->options.service_pin_hash, app->inbox);
    }
    app->headphones = headphones_watch_start(app->options.headphones, app->inbox);
}

static enum mc_err start_store(struct app *app, const struct mc_public_key *catalogue_key,
                               int64_t *version, struct mc_error *err)
{
    const struct options *options = &app->options;
    struct mc_sealing_key sealing_key;
    enum mc_err rc = mc_sealing_key_read(options->sealing_key, &sealing_key, err);
    if (rc != MC_OK) {
        return rc;
    }
    const struct store_settings settings = {
        .assets_dir = options->assets_dir,
        .data_dir = options->data_dir,
        .catalogue_key = catalogue_key,
        .sealing_key = &sealing_key,
        .keep_accepted_s = options->keep_accepted_days * 86400,
        .disk_floor_bytes = (uint64_t)options->disk_floor_mib * 1024 * 1024,
    };
    return store_worker_start(&settings, app->inbox, &app->store, version, err);
}

static enum mc_err start_store_and_net(struct app *app, struct mc_error *err)
{
    const struct options *options = &app->options;
    struct net_settings net;
    struct mc_public_key key;
    bool updates = options->catalogue_key[0] != '\0';
    int64_t version = 0;
    enum mc_err rc = updates ? mc_public_key_read(options->catalogue_key, &key, err) : MC_OK;
    if (rc == MC_OK) {
        rc = net_worker_settings(options, &net, err);
    }
    if (rc == MC_OK) {
        rc = start_store(app, updates ? &key : NULL, &version, err);
    }
    if (rc == MC_OK) {
        rc = net_worker_start(&net, app->inbox, &app->net, err);
    }
    if (rc == MC_OK) {
        rc = identity_keeper_start(options, &app->identity, err);
        /* Of a machine that is no kiosk yet nothing is taken. */
        device_reporter_init(&app->reporter, app->identity != NULL ? options->report_minutes : 0);
    }
    if (rc == MC_OK) {
        rc = catalogue_sync_start(options, &net, updates ? &key : NULL, version, app->inbox,
                                  &app->catalogue, err);
    }
    return rc;
}

static enum mc_err start_workers(struct app *app, struct mc_error *err)
{
    const struct options *options = &app->options;
    if (mkdir(options->data_dir, 0700) != 0 && errno != EEXIST) {
        return mc_fail_sys(err, MC_EIO, errno, "%s", options->data_dir);
    }
    enum mc_err rc = running_lock(options->data_dir, &app->lock_fd, err);
    if (rc == MC_OK) {
        rc = start_store_and_net(app, err);
    }
    if (rc != MC_OK) {
        return rc;
    }
    sender_init(&app->sender, app->store, app->net, mc_clock_monotonic_ms());
    (void)store_worker_space(app->store, 0);
    start_devices(app);
    return MC_OK;
}

static enum mc_err start(struct app *app, const struct app_arguments *arguments,
                         struct mc_error *err)
{
    enum mc_err rc = load_messages(app, err);
    if (rc == MC_OK) {
        rc = suggestions_load(app->options.assets_dir, &app->suggest, err);
    }
    if (rc == MC_OK) {
        rc = ui_platform_start(err);
    }
    if (rc == MC_OK) {
        rc = open_window(app, arguments->dock, err);
    }
    if (rc == MC_OK) {
        app->screens = screens_create(app->messages);
        app->aloud = reader_aloud_start(app->messages, app->inbox);
        rc = start_workers(app, err);
    }
    if (rc == MC_OK && arguments->dock) {
        rc = dock_create(app->options.assets_dir, &app->devices,
                         WINDOWS_LEFT_PX + (int)app->options.panel_width_px + WINDOWS_GAP_PX,
                         (int)app->options.panel_height_px, &app->dock, err);
    }
    if (rc != MC_OK) {
        return rc;
    }
    fill_settings(app);
    app->flow = flow_create(&app->settings, mc_clock_monotonic_ms(), mc_clock_unix_s());
    app_tell_devices(app);
    show(app);
#ifdef MOTCUA_ROBOT
    rc = start_robot(app, arguments->robot_socket, err);
#endif
    return rc;
}

static void finish(struct app *app)
{
#ifdef MOTCUA_ROBOT
    robot_link_stop(app->robot);
#endif
    hotplug_stop(app->hotplug);
    reader_aloud_stop(app->aloud);
    headphones_watch_stop(app->headphones);
    readers_stop(app->readers);
    card_watcher_stop(app->card_watcher);
    printer_worker_stop(app->printer);
    worker_stop(app->pin);
    catalogue_sync_stop(app->catalogue);
    identity_keeper_stop(app->identity);
    net_worker_stop(app->net);
    store_worker_stop(app->store);
    dock_destroy(app->dock);
    flow_destroy(app->flow);
    screens_destroy(app->screens);
    ui_destroy(app->ui);
    ui_platform_stop();
    devices_finish(&app->devices);
    mc_queue_destroy(app->inbox);
    mc_messages_destroy(app->messages);
    mc_messages_destroy(app->receipt_messages);
    suggestions_finish(&app->suggest);
    if (app->lock_fd >= 0) {
        (void)close(app->lock_fd);
    }
    mc_secret_free(app);
}

enum mc_err app_run(const struct app_arguments *arguments, struct mc_error *err)
{
    /* Before any thread, so that every thread has them blocked. */
    struct stop_signal stop = {0};
    (void)sigemptyset(&stop.signals);
    (void)sigaddset(&stop.signals, SIGTERM);
    (void)sigaddset(&stop.signals, SIGINT);
    MC_CHECK(pthread_sigmask(SIG_BLOCK, &stop.signals, NULL) == 0);
    /* A peer that hung up (speech service, printer, central) is an error of the write to it. */
    (void)signal(SIGPIPE, SIG_IGN);

    struct app *app = mc_secret_alloc(sizeof *app);
    app->options = arguments->options;
    app->lock_fd = -1;
    app->started_ms = mc_clock_monotonic_ms();
    app->inbox = mc_queue_create(INBOX_CAPACITY, wake_ui, NULL);
    enum mc_err rc = start(app, arguments, err);
    if (rc == MC_OK) {
        mc_log(MC_LOG_INFO, "app", "kiosk %s started in %d ms", app->options.kiosk_id,
               app->startup_ms);
        run_until_closed(app, &stop);
    }
    finish(app);
    return rc;
}
