#include "kiosk/app/printer_worker.h"

#include <stdlib.h>

#include "core/error.h"
#include "core/log.h"
#include "core/memory.h"
#include "kiosk/app/inbox.h"

#define PRINT_TIMEOUT_MS 20000
#define STATE_TIMEOUT_MS 1000

enum request_tag { REQUEST_PRINT, REQUEST_CHECK };

static void destroy_picture(void *payload)
{
    struct mc_raster *picture = payload;
    mc_wipe(picture->bits, (size_t)picture->stride_bytes * (size_t)picture->height_px);
    mc_raster_finish(picture);
    free(picture);
}

static void tell(struct mc_queue *inbox, enum inbox_tag tag, uint64_t id,
                 enum printer_outcome outcome, enum printer_state state)
{
    struct inbox_printed *printed = MC_NEW(struct inbox_printed);
    *printed = (struct inbox_printed){outcome, state};
    worker_answer(inbox, (int)tag, id, printed, free);
}

static void handle_print(struct printer *printer, struct mc_message *request,
                         struct mc_queue *inbox)
{
    enum printer_outcome outcome = PRINTER_NOT_PRINTED;
    enum printer_state state = PRINTER_ERROR;
    struct mc_error err;
    if (printer->ops->print(printer, request->payload, PRINT_TIMEOUT_MS, &outcome, &state, &err) !=
        MC_OK) {
        mc_log_error("printer", "a receipt was not printed", &err);
    }
    tell(inbox, INBOX_PRINTED, request->id, outcome, state);
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
        tell(inbox, INBOX_PRINTER_STATE, 0, PRINTER_NOT_PRINTED, state);
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

bool printer_worker_print(struct worker *worker, uint64_t id, struct mc_raster *picture)
{
    struct mc_raster *payload = MC_NEW(struct mc_raster);
    *payload = *picture;
    *picture = (struct mc_raster){0};
    struct mc_message request = {
        .tag = REQUEST_PRINT, .id = id, .payload = payload, .destroy = destroy_picture};
    return worker_send(worker, &request);
}

void printer_worker_check(struct worker *worker, enum printer_state known)
{
    enum printer_state *payload = MC_NEW(enum printer_state);
    *payload = known;
    struct mc_message request = {.tag = REQUEST_CHECK, .payload = payload, .destroy = free};
    (void)worker_send(worker, &request);
}
