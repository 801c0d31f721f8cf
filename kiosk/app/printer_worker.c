#include "kiosk/app/printer_worker.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/clock.h"
#include "core/error.h"
#include "core/file.h"
#include "core/log.h"
#include "core/memory.h"
#include "core/waiter.h"
#include "kiosk/app/inbox.h"
#include "kiosk/app/worker.h"

#define REQUESTS_MAX     16
#define PRINT_TIMEOUT_MS 35000 /* a slow serial line needs half a minute for a long receipt */
#define STATE_TIMEOUT_MS 1000
/* How often it is asked: at first, and at most seldom. One that tells by itself is asked all the
 * same now and then: a message may be lost, and a dead line says nothing. */
#define ASK_FIRST_MS  1000
#define ASK_MOST_MS   30000
#define ASK_PUSHES_MS 60000

/* In the data folder, while a paper is on its way or a part of one may hang in the printer: also a
 * kiosk that was killed meanwhile does not put the next citizen's receipt behind it. */
#define PRINTING_FILE "printing"

enum request_tag { REQUEST_PRINT, REQUEST_LOOK, REQUEST_PLUGGED };

struct printer_worker {
    struct device_slot *slot;
    struct mc_queue *inbox;
    struct mc_queue *requests;
    pthread_t thread;
    atomic_int unhandled;
    pthread_mutex_t lock; /* guards the next three */
    bool watching;        /* the thread waits for the printer to say something */
    bool called_off;      /* ... and was told not to */
    bool stopping;
    /* The thread's own. */
    bool told_any;
    enum printer_state told;
    int ask_ms;
    bool torn; /* the last paper was cut off, perhaps by the printer's going */
};

struct job {
    struct mc_raster picture;
    char key[MC_UUID_CHARS + 1];
};

static void destroy_job(void *payload)
{
    struct job *job = payload;
    mc_wipe(job->picture.bits, (size_t)job->picture.stride_bytes * (size_t)job->picture.height_px);
    mc_raster_finish(&job->picture);
    free(job);
}

static void name_mark(const struct printer_worker *worker, char out[OPTIONS_PATH_BYTES + 16])
{
    (void)snprintf(out, OPTIONS_PATH_BYTES + 16, "%s/" PRINTING_FILE,
                   worker->slot->options->data_dir);
}

static bool is_marked(const struct printer_worker *worker)
{
    char path[OPTIONS_PATH_BYTES + 16];
    name_mark(worker, path);
    return access(path, F_OK) == 0;
}

/* A disk that takes nothing keeps nobody from a receipt. */
static void mark(const struct printer_worker *worker, bool torn)
{
    char path[OPTIONS_PATH_BYTES + 16];
    struct mc_error err;
    name_mark(worker, path);
    if (!torn) {
        (void)unlink(path);
    } else if (mc_file_write(path, "", 0, &err) != MC_OK) {
        mc_log_error("printer", "a print cannot be marked", &err);
    }
}

/* ---- What the UI is told ---- */

static void answer(struct printer_worker *worker, enum inbox_tag tag, uint64_t id,
                   const char *dossier, enum printer_outcome outcome, enum printer_state state)
{
    struct inbox_printed *printed = MC_NEW(struct inbox_printed);
    *printed = (struct inbox_printed){.outcome = outcome, .state = state};
    if (worker->slot->open) {
        printed->width_px = worker->slot->device.printer->width_px;
    }
    mc_copy_text(printed->key, sizeof printed->key, dossier);
    worker_answer(worker->inbox, (int)tag, id, printed, free);
}

static void log_state(enum printer_state state)
{
    mc_log(printer_state_ready(state) && state != PRINTER_NEAR_END ? MC_LOG_INFO : MC_LOG_WARN,
           "printer", "state is %s", printer_state_name(state));
}

static void tell_state(struct printer_worker *worker, enum printer_state state)
{
    if (!worker->told_any || worker->told != state) {
        worker->told_any = true;
        worker->told = state;
        worker->ask_ms = ASK_FIRST_MS;
        log_state(state);
        answer(worker, INBOX_PRINTER_STATE, 0, "", PRINTER_NOT_PRINTED, state);
    }
}

static void fail(struct printer_worker *worker, const struct mc_error *why)
{
    device_slot_failed(worker->slot, why, mc_clock_monotonic_ms());
    tell_state(worker, PRINTER_GONE);
}

/* ---- Looking and watching ---- */

static void look(struct printer_worker *worker)
{
    struct printer *printer = worker->slot->device.printer;
    enum printer_state state = printer->ops->state(printer, STATE_TIMEOUT_MS);
    if (state == PRINTER_GONE) {
        struct mc_error err;
        (void)mc_fail(&err, MC_EGONE, "%s: gone", printer->ops->describe(printer));
        fail(worker, &err);
        return;
    }
    device_slot_worked(worker->slot);
    tell_state(worker, state);
}

static int watch_ms(struct printer_worker *worker)
{
    if (!printer_state_ready(worker->told)) {
        return ASK_FIRST_MS;
    }
    if (worker->slot->device.printer->pushes) {
        return ASK_PUSHES_MS;
    }
    int ms = worker->ask_ms;
    worker->ask_ms = ms < ASK_MOST_MS / 2 ? ms * 2 : ASK_MOST_MS;
    return ms;
}

/* False when there is something else to do. */
static bool begin_watching(struct printer_worker *worker)
{
    (void)pthread_mutex_lock(&worker->lock);
    worker->watching = mc_queue_depth(worker->requests) == 0 && !worker->stopping;
    worker->called_off = false;
    bool watching = worker->watching;
    (void)pthread_mutex_unlock(&worker->lock);
    return watching;
}

/* A cancellation that came too late for the wait is not to hit the next print. */
static void end_watching(struct printer_worker *worker, enum mc_err rc)
{
    (void)pthread_mutex_lock(&worker->lock);
    worker->watching = false;
    bool pending = worker->called_off && rc != MC_ECANCELLED;
    (void)pthread_mutex_unlock(&worker->lock);
    struct printer *printer = worker->slot->device.printer;
    enum mc_err swallowed = MC_OK;
    while (pending && swallowed == MC_OK) {
        enum printer_state state;
        swallowed = printer->ops->watch(printer, 0, &state, NULL);
    }
}

static void watch(struct printer_worker *worker)
{
    if (!begin_watching(worker)) {
        return;
    }
    struct printer *printer = worker->slot->device.printer;
    enum printer_state state = worker->told;
    struct mc_error err = {0};
    enum mc_err rc = printer->ops->watch(printer, watch_ms(worker), &state, &err);
    end_watching(worker, rc);
    if (rc == MC_OK) {
        tell_state(worker, state);
    } else if (rc == MC_ETIMEOUT) {
        look(worker);
    } else if (rc != MC_ECANCELLED) {
        fail(worker, &err);
    }
}

/* ---- Requests ---- */

static bool available(struct printer_worker *worker)
{
    return device_slot_open(worker->slot, mc_clock_monotonic_ms());
}

static void print(struct printer_worker *worker, const struct mc_message *request)
{
    const struct job *job = request->payload;
    enum printer_outcome outcome = PRINTER_NOT_PRINTED;
    enum printer_state state = PRINTER_GONE;
    struct mc_error err = {0};
    enum mc_err rc = MC_OK;
    if (available(worker)) {
        struct printer *printer = worker->slot->device.printer;
        printer->torn = printer->torn || worker->torn;
        mark(worker, true);
        rc = printer->ops->print(printer, &job->picture, PRINT_TIMEOUT_MS, &outcome, &state, &err);
    }
    if (rc != MC_OK) {
        mc_log_error("printer", "a paper was not printed", &err);
    } else if (outcome == PRINTER_INTERRUPTED) {
        mc_log(MC_LOG_WARN, "printer", "a paper was interrupted: %s", printer_state_name(state));
    }
    worker->torn =
        outcome == PRINTER_INTERRUPTED || (worker->torn && outcome == PRINTER_NOT_PRINTED);
    if (!worker->torn) {
        mark(worker, false);
    }
    answer(worker, INBOX_PRINTED, request->id, job->key, outcome, state);
    if (rc == MC_EGONE || rc == MC_EIO) {
        fail(worker, &err);
    } else {
        tell_state(worker, state);
    }
}

static void handle(struct printer_worker *worker, struct mc_message *request)
{
    if (request->tag == REQUEST_PRINT) {
        print(worker, request);
    } else {
        worker->ask_ms = ASK_FIRST_MS;
        device_slot_hurry(worker->slot);
        if (available(worker)) {
            look(worker);
        } else {
            tell_state(worker, PRINTER_GONE);
        }
    }
    mc_message_drop(request);
    (void)atomic_fetch_sub(&worker->unhandled, 1);
}

static bool stopping(struct printer_worker *worker)
{
    (void)pthread_mutex_lock(&worker->lock);
    bool yes = worker->stopping;
    (void)pthread_mutex_unlock(&worker->lock);
    return yes;
}

static void *run(void *context)
{
    struct printer_worker *worker = context;
    struct mc_message request;
    bool known = false; /* the state of the printer that is open now */
    while (!stopping(worker)) {
        bool open = available(worker);
        known = known && open;
        int wait_ms = 0;
        if (!open) {
            tell_state(worker, PRINTER_GONE);
            wait_ms = mc_deadline_left_ms(device_slot_due_ms(worker->slot));
        }
        if (mc_queue_pop(worker->requests, wait_ms, &request)) {
            handle(worker, &request);
        } else if (open && !known) {
            look(worker);
            known = true;
        } else if (open) {
            watch(worker);
        }
    }
    return NULL;
}

/* ---- From the UI thread ---- */

/* After each push, on its thread. */
static void wake(void *context)
{
    struct printer_worker *worker = context;
    (void)pthread_mutex_lock(&worker->lock);
    if (worker->watching && !worker->called_off) {
        worker->called_off = true;
        device_slot_cancel(worker->slot);
    }
    (void)pthread_mutex_unlock(&worker->lock);
}

struct printer_worker *printer_worker_start(struct device_slot *slot, struct mc_queue *inbox)
{
    struct printer_worker *worker = MC_NEW(struct printer_worker);
    worker->slot = slot;
    worker->inbox = inbox;
    worker->ask_ms = ASK_FIRST_MS;
    worker->torn = is_marked(worker);
    MC_CHECK(pthread_mutex_init(&worker->lock, NULL) == 0);
    worker->requests = mc_queue_create(REQUESTS_MAX, wake, worker);
    MC_CHECK(pthread_create(&worker->thread, NULL, run, worker) == 0);
    (void)pthread_setname_np(worker->thread, "printer");
    return worker;
}

void printer_worker_stop(struct printer_worker *worker)
{
    if (worker == NULL) {
        return;
    }
    struct mc_message unwanted;
    while (mc_queue_try_pop(worker->requests, &unwanted)) {
        mc_message_drop(&unwanted);
    }
    (void)pthread_mutex_lock(&worker->lock);
    worker->stopping = true;
    (void)pthread_mutex_unlock(&worker->lock);
    mc_queue_close(worker->requests);
    device_slot_cancel(worker->slot);
    MC_CHECK(pthread_join(worker->thread, NULL) == 0);
    mc_queue_destroy(worker->requests);
    (void)pthread_mutex_destroy(&worker->lock);
    free(worker);
}

static bool send(struct printer_worker *worker, struct mc_message *request)
{
    (void)atomic_fetch_add(&worker->unhandled, 1);
    if (mc_queue_push(worker->requests, request)) {
        return true;
    }
    (void)atomic_fetch_sub(&worker->unhandled, 1);
    mc_log(MC_LOG_WARN, "app", "printer has too much to do: request %d dropped", request->tag);
    mc_message_drop(request);
    return false;
}

bool printer_worker_print(struct printer_worker *worker, uint64_t id, const char *dossier,
                          struct mc_raster *picture)
{
    struct job *payload = MC_NEW(struct job);
    payload->picture = *picture;
    mc_copy_text(payload->key, sizeof payload->key, dossier);
    *picture = (struct mc_raster){0};
    struct mc_message request = {
        .tag = REQUEST_PRINT, .id = id, .payload = payload, .destroy = destroy_job};
    return send(worker, &request);
}

void printer_worker_look(struct printer_worker *worker)
{
    struct mc_message request = {.tag = REQUEST_LOOK};
    (void)send(worker, &request);
}

void printer_worker_plugged(struct printer_worker *worker)
{
    struct mc_message request = {.tag = REQUEST_PLUGGED};
    (void)send(worker, &request);
}

bool printer_worker_idle(struct printer_worker *worker)
{
    return atomic_load(&worker->unhandled) == 0;
}
