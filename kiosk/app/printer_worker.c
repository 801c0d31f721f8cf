#include "kiosk/app/printer_worker.h"

#include <stdlib.h>

#include "core/error.h"
#include "core/log.h"
#include "core/memory.h"
#include "kiosk/app/inbox.h"

#define PRINT_TIMEOUT_MS 20000
#define STATE_TIMEOUT_MS 1000

enum request_tag { REQUEST_PRINT, REQUEST_CHECK };

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

static void tell(struct mc_queue *inbox, enum inbox_tag tag, uint64_t id, const char *key,
                 enum printer_outcome outcome, enum printer_state state)
{
    struct inbox_printed *printed = MC_NEW(struct inbox_printed);
    *printed = (struct inbox_printed){.outcome = outcome, .state = state};
    mc_copy_text(printed->key, sizeof printed->key, key);
    worker_answer(inbox, (int)tag, id, printed, free);
}

static void handle_print(struct printer *printer, struct mc_message *request,
                         struct mc_queue *inbox)
{
    const struct job *job = request->payload;
    enum printer_outcome outcome = PRINTER_NOT_PRINTED;
    enum printer_state state = PRINTER_ERROR;
    struct mc_error err;
    if (printer->ops->print(printer, &job->picture, PRINT_TIMEOUT_MS, &outcome, &state, &err) !=
        MC_OK) {
        mc_log_error("printer", "a paper was not printed", &err);
    }
    tell(inbox, INBOX_PRINTED, request->id, job->key, outcome, state);
}

static void handle(void *context, struct mc_message *request, struct mc_queue *inbox)
{
    struct printer *printer = context;
    if (request->tag == REQUEST_PRINT) {
        handle_print(printer, request, inbox);
        return;
    }
    enum printer_state known = *(const enum printer_state *)request->payload;
    enum printer_state state = printer->ops->state(printer, STATE_TIMEOUT_MS);
    if (state != known) {
        mc_log(MC_LOG_INFO, "printer", "state is %s", printer_state_name(state));
        tell(inbox, INBOX_PRINTER_STATE, 0, "", PRINTER_NOT_PRINTED, state);
    }
}

static void cancel(void *context)
{
    struct printer *printer = context;
    printer->ops->cancel(printer);
}

struct worker *printer_worker_start(struct printer *printer, struct mc_queue *inbox)
{
    static const struct worker_ops ops = {.name = "printer", .handle = handle, .cancel = cancel};
    return worker_start(&ops, printer, inbox);
}

bool printer_worker_print(struct worker *worker, uint64_t id, const char *key,
                          struct mc_raster *picture)
{
    struct job *payload = MC_NEW(struct job);
    payload->picture = *picture;
    mc_copy_text(payload->key, sizeof payload->key, key);
    *picture = (struct mc_raster){0};
    struct mc_message request = {
        .tag = REQUEST_PRINT, .id = id, .payload = payload, .destroy = destroy_job};
    return worker_send(worker, &request);
}

void printer_worker_check(struct worker *worker, enum printer_state known)
{
    enum printer_state *payload = MC_NEW(enum printer_state);
    *payload = known;
    struct mc_message request = {.tag = REQUEST_CHECK, .payload = payload, .destroy = free};
    (void)worker_send(worker, &request);
}
