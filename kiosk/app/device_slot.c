#include "kiosk/app/device_slot.h"

#include <string.h>

#include "core/log.h"
#include "core/memory.h"

static void describe(struct device_slot *slot)
{
    mc_copy_text(slot->status.description, sizeof slot->status.description,
                 device_describe(slot->kind, slot->device));
    mc_copy_text(slot->status.backend, sizeof slot->status.backend, slot->backend->name);
}

static void opened(struct device_slot *slot, union device device,
                   const struct device_backend *backend)
{
    (void)pthread_mutex_lock(&slot->lock);
    slot->device = device;
    slot->backend = backend;
    slot->open = true;
    slot->status.open = true;
    slot->status.problem = MC_OK;
    slot->status.problem_text[0] = '\0';
    describe(slot);
    (void)pthread_mutex_unlock(&slot->lock);
    mc_log(MC_LOG_INFO, "devices", "%s: %s (%s)", device_kind_name(slot->kind),
           slot->status.description, backend->name);
}

/* Each problem is logged once, not at every try. */
static void note_problem(struct device_slot *slot, const struct mc_error *why)
{
    (void)pthread_mutex_lock(&slot->lock);
    bool changed = strcmp(slot->status.problem_text, why->text) != 0;
    slot->status.open = false;
    slot->status.problem = why->code;
    slot->status.problem_sys = why->sys;
    mc_copy_text(slot->status.problem_text, sizeof slot->status.problem_text, why->text);
    (void)pthread_mutex_unlock(&slot->lock);
    if (changed) {
        mc_log_error("devices", device_kind_name(slot->kind), why);
    }
}

static void close_device(struct device_slot *slot)
{
    (void)pthread_mutex_lock(&slot->lock);
    bool was_open = slot->open;
    union device device = slot->device;
    slot->open = false;
    slot->status.open = false;
    (void)pthread_mutex_unlock(&slot->lock);
    if (was_open) {
        device_destroy(slot->kind, device);
    }
}

static void wait_longer(struct device_slot *slot, int64_t now_ms)
{
    slot->due_ms = now_ms + slot->wait_ms;
    slot->wait_ms = slot->wait_ms < DEVICE_SLOT_RETRY_MOST_MS / 2 ? slot->wait_ms * 2
                                                                  : DEVICE_SLOT_RETRY_MOST_MS;
}

static bool try_open(struct device_slot *slot, int64_t now_ms)
{
    union device device = {0};
    const struct device_backend *backend = NULL;
    struct mc_error err = {0};
    if (device_open(slot->kind, slot->options, &device, &backend, &err) != MC_OK) {
        note_problem(slot, &err);
        wait_longer(slot, now_ms);
        return false;
    }
    opened(slot, device, backend);
    return true;
}

void device_slot_init(struct device_slot *slot, enum device_kind kind,
                      const struct options *options)
{
    *slot = (struct device_slot){
        .kind = kind, .options = options, .wait_ms = DEVICE_SLOT_RETRY_FIRST_MS};
    MC_CHECK(pthread_mutex_init(&slot->lock, NULL) == 0);
    const char *name = options_backend_name(options, kind);
    slot->status.configured = strcmp(name, "none") != 0;
    mc_copy_text(slot->status.backend, sizeof slot->status.backend, name);
    const struct device_backend *backend = device_backend_find(kind, name);
    if (backend != NULL && backend->lasting) {
        (void)try_open(slot, 0);
    }
}

void device_slot_finish(struct device_slot *slot)
{
    if (slot->options != NULL) {
        close_device(slot);
        (void)pthread_mutex_destroy(&slot->lock);
        slot->options = NULL;
    }
}

bool device_slot_open(struct device_slot *slot, int64_t now_ms)
{
    if (!slot->status.configured || now_ms < slot->due_ms) {
        return false;
    }
    slot->due_ms = 0;
    return slot->open || try_open(slot, now_ms);
}

void device_slot_failed(struct device_slot *slot, const struct mc_error *why, int64_t now_ms)
{
    note_problem(slot, why);
    if (!slot->backend->lasting) {
        close_device(slot);
        slot->not_before_ms = now_ms + DEVICE_SLOT_RETRY_FIRST_MS;
    }
    wait_longer(slot, now_ms);
}

void device_slot_worked(struct device_slot *slot)
{
    slot->wait_ms = DEVICE_SLOT_RETRY_FIRST_MS;
    if (!slot->status.open) {
        (void)pthread_mutex_lock(&slot->lock);
        slot->status.open = true;
        slot->status.problem = MC_OK;
        slot->status.problem_text[0] = '\0';
        (void)pthread_mutex_unlock(&slot->lock);
    }
}

void device_slot_hurry(struct device_slot *slot)
{
    slot->wait_ms = DEVICE_SLOT_RETRY_FIRST_MS;
    slot->due_ms = slot->not_before_ms;
}

int64_t device_slot_due_ms(const struct device_slot *slot)
{
    return slot->status.configured ? slot->due_ms : INT64_MAX;
}

void device_slot_reopen(struct device_slot *slot)
{
    if (!slot->open || !slot->backend->lasting) {
        close_device(slot);
        device_slot_hurry(slot);
    }
}

bool device_slot_configured(const struct device_slot *slot)
{
    return slot->status.configured;
}

void device_slot_cancel(struct device_slot *slot)
{
    (void)pthread_mutex_lock(&slot->lock);
    if (slot->open) {
        device_cancel(slot->kind, slot->device);
    }
    (void)pthread_mutex_unlock(&slot->lock);
}

void device_slot_status(struct device_slot *slot, struct device_status *out)
{
    (void)pthread_mutex_lock(&slot->lock);
    *out = slot->status;
    (void)pthread_mutex_unlock(&slot->lock);
}
