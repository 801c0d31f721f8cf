#include "kiosk/app/pin_worker.h"

#include <stdlib.h>
#include <string.h>

#include "core/log.h"
#include "core/memory.h"
#include "kiosk/app/inbox.h"

/* The context of the worker's operations is the hash itself. */
static void handle(void *context, struct mc_message *request, struct mc_queue *inbox)
{
    struct inbox_pin *checked = MC_NEW(struct inbox_pin);
    checked->right = mc_pin_check(request->payload, context);
    mc_log(checked->right ? MC_LOG_INFO : MC_LOG_WARN, "service", "a PIN was %s",
           checked->right ? "right" : "wrong");
    worker_answer(inbox, INBOX_PIN, request->id, checked, free);
}

struct worker *pin_worker_start(const char *hash, struct mc_queue *inbox)
{
    static const struct worker_ops ops = {.name = "pin", .handle = handle};
    /* It only reads it. */
    return worker_start(&ops, (void *)(uintptr_t)hash, inbox);
}

bool pin_worker_check(struct worker *worker, uint64_t id, const char *pin)
{
    char *copy = mc_secret_alloc(strlen(pin) + 1);
    memcpy(copy, pin, strlen(pin) + 1);
    struct mc_message request = {.id = id, .payload = copy, .destroy = mc_secret_free};
    return worker_send(worker, &request);
}
