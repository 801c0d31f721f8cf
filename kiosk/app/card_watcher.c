#include "kiosk/app/card_watcher.h"

#include <pthread.h>
#include <stdlib.h>

#include "core/clock.h"
#include "core/log.h"
#include "core/memory.h"
#include "core/waiter.h"
#include "kiosk/app/inbox.h"
#include "kiosk/app/worker.h"

struct card_watcher {
    struct device_slot *slot;
    struct mc_queue *inbox;
    pthread_t thread;
    struct mc_waiter waiter; /* guards what follows */
    bool stopping;
    bool plugged;               /* something was, since the slot was tried */
    uint64_t wanted;            /* request to be read; 0: none */
    struct card_access *access; /* secret memory */
    /* The thread's own. */
    bool works; /* what was told last */
    bool card_lies;
    uint64_t reading;
};

static void tell_state(struct card_watcher *watcher, bool works)
{
    if (watcher->works == works) {
        return;
    }
    watcher->works = works;
    mc_log(works ? MC_LOG_INFO : MC_LOG_WARN, "devices", "card reader %s",
           works ? "works" : "does not work");
    struct inbox_reader_state *state = MC_NEW(struct inbox_reader_state);
    *state = (struct inbox_reader_state){INBOX_READER_CARD, works};
    worker_answer(watcher->inbox, INBOX_READER_STATE, 0, state, free);
}

static void tell_event(struct card_watcher *watcher, enum card_event event)
{
    struct inbox_chip *chip = MC_NEW(struct inbox_chip);
    chip->event = event;
    watcher->card_lies = event != CARD_REMOVED;
    worker_answer(watcher->inbox, INBOX_CHIP, 0, chip, free);
}

/* What is told of one card: a laying down, a taking away, 15 steps and a result. A reader gone mad
 * must not take the room that the workers' answers need. */
static bool has_room(const struct card_watcher *watcher)
{
    return mc_queue_depth(watcher->inbox) < INBOX_CAPACITY / 2;
}

static void tell_progress(void *context, int percent)
{
    struct card_watcher *watcher = context;
    if (percent % 5 != 0 || !has_room(watcher)) {
        return;
    }
    struct inbox_chip_progress *progress = MC_NEW(struct inbox_chip_progress);
    progress->percent = percent;
    worker_answer(watcher->inbox, INBOX_CHIP_PROGRESS, watcher->reading, progress, free);
}

/* The request that waits, 0 if none does. */
static uint64_t wanted(struct card_watcher *watcher, struct card_access *out)
{
    mc_waiter_lock(&watcher->waiter);
    uint64_t request = watcher->stopping ? 0 : watcher->wanted;
    if (request != 0 && out != NULL) {
        *out = *watcher->access;
    }
    mc_waiter_unlock(&watcher->waiter);
    return request;
}

/* False: it was called off meanwhile, or another one has taken its place. */
static bool take_request(struct card_watcher *watcher, uint64_t request)
{
    mc_waiter_lock(&watcher->waiter);
    bool mine = watcher->wanted == request && !watcher->stopping;
    if (mine) {
        watcher->wanted = 0;
        mc_wipe(watcher->access, sizeof *watcher->access);
    }
    mc_waiter_unlock(&watcher->waiter);
    return mine;
}

static void destroy_read(void *payload)
{
    struct inbox_chip_read *read = payload;
    card_content_destroy(read->content);
    free(read);
}

static void read_chip(struct card_watcher *watcher, uint64_t request,
                      const struct card_access *access)
{
    const struct card_progress progress = {tell_progress, watcher};
    struct inbox_chip_read *read = MC_NEW(struct inbox_chip_read);
    struct mc_error err = {.text = ""};
    read->content = card_content_create();
    watcher->reading = request;
    struct card_reader *reader = watcher->slot->device.card_reader;
    enum mc_err rc =
        reader->ops->read(reader, access, &progress, read->content, &read->outcome, &err);
    if (rc == MC_ECANCELLED && wanted(watcher, NULL) == request) {
        destroy_read(read); /* it was woken for something else: once more */
        return;
    }
    if (rc != MC_OK) {
        read->outcome = CARD_GARBLED; /* the reader failed, or went */
        mc_copy_text(read->content->reason, sizeof read->content->reason, err.text);
    }
    if (!take_request(watcher, request)) {
        destroy_read(read);
        return;
    }
    mc_log(MC_LOG_INFO, "devices", "card: %s, %s (%s)", card_outcome_name(read->outcome),
           read->outcome == CARD_READ ? card_verdict_name(read->content->verdict) : "nothing told",
           read->content->reason);
    worker_answer(watcher->inbox, INBOX_CHIP_READ, request, read, destroy_read);
}

static bool is_stopping(struct card_watcher *watcher)
{
    mc_waiter_lock(&watcher->waiter);
    bool stopping = watcher->stopping;
    mc_waiter_unlock(&watcher->waiter);
    return stopping;
}

/* One request, if there is one, and one event. */
static void use_reader(struct card_watcher *watcher, struct card_access *access)
{
    struct card_reader *reader = watcher->slot->device.card_reader;
    struct mc_error err = {.text = ""};
    enum card_event event = CARD_REMOVED;
    uint64_t request = wanted(watcher, access);
    if (request != 0) {
        read_chip(watcher, request, access);
        mc_wipe(access, sizeof *access);
        mc_wipe_stack();
    }
    int timeout_ms = wanted(watcher, NULL) != 0 ? 0 : -1;
    enum mc_err rc = reader->ops->next_event(reader, timeout_ms, &event, &err);
    if (rc == MC_OK || rc == MC_ETIMEOUT || rc == MC_ECANCELLED) {
        device_slot_worked(watcher->slot);
        tell_state(watcher, true);
    } else {
        device_slot_failed(watcher->slot, &err, mc_clock_monotonic_ms());
    }
    if (rc == MC_OK) {
        tell_event(watcher, event);
    }
}

/* A card that lay on a reader that has gone is gone with it, and so is who waits for it. */
static void lose_reader(struct card_watcher *watcher, struct card_access *access)
{
    tell_state(watcher, false);
    if (watcher->card_lies) {
        tell_event(watcher, CARD_REMOVED);
    }
    uint64_t request = wanted(watcher, access);
    mc_wipe(access, sizeof *access);
    if (request != 0 && take_request(watcher, request)) {
        struct inbox_chip_read *read = MC_NEW(struct inbox_chip_read);
        read->content = card_content_create();
        read->outcome = CARD_GARBLED;
        worker_answer(watcher->inbox, INBOX_CHIP_READ, request, read, destroy_read);
    }
}

/* Until the slot is due, something was plugged in, or it is time to stop. */
static void await_slot(struct card_watcher *watcher)
{
    int64_t due_ms = device_slot_due_ms(watcher->slot);
    mc_waiter_lock(&watcher->waiter);
    while (!watcher->stopping && !watcher->plugged && watcher->wanted == 0 &&
           mc_waiter_wait(&watcher->waiter, due_ms) == MC_OK) {
    }
    bool plugged = watcher->plugged;
    watcher->plugged = false;
    mc_waiter_unlock(&watcher->waiter);
    if (plugged) {
        device_slot_hurry(watcher->slot);
    }
}

static void *watch(void *context)
{
    struct card_watcher *watcher = context;
    struct card_access *access = mc_secret_alloc(sizeof *access);
    while (!is_stopping(watcher)) {
        if (device_slot_open(watcher->slot, mc_clock_monotonic_ms())) {
            use_reader(watcher, access);
        } else {
            lose_reader(watcher, access);
            await_slot(watcher);
        }
    }
    mc_secret_free(access);
    return NULL;
}

struct card_watcher *card_watcher_start(struct device_slot *slot, struct mc_queue *inbox)
{
    struct card_watcher *watcher = MC_NEW(struct card_watcher);
    watcher->slot = slot;
    watcher->inbox = inbox;
    watcher->works = device_slot_configured(slot);
    watcher->access = mc_secret_alloc(sizeof *watcher->access);
    mc_waiter_init(&watcher->waiter);
    if (watcher->works) {
        MC_CHECK(pthread_create(&watcher->thread, NULL, watch, watcher) == 0);
        (void)pthread_setname_np(watcher->thread, "card reader");
    }
    return watcher;
}

/* Both waits there may be: for the device, and for its being opened. Locked. */
static void wake(struct card_watcher *watcher)
{
    mc_waiter_wake(&watcher->waiter);
    mc_waiter_unlock(&watcher->waiter);
    device_slot_cancel(watcher->slot);
    mc_waiter_lock(&watcher->waiter);
}

void card_watcher_stop(struct card_watcher *watcher)
{
    if (watcher == NULL) {
        return;
    }
    if (device_slot_configured(watcher->slot)) {
        mc_waiter_lock(&watcher->waiter);
        watcher->stopping = true;
        wake(watcher);
        mc_waiter_unlock(&watcher->waiter);
        MC_CHECK(pthread_join(watcher->thread, NULL) == 0);
    }
    mc_waiter_finish(&watcher->waiter);
    mc_secret_free(watcher->access);
    free(watcher);
}

bool card_watcher_read(struct card_watcher *watcher, uint64_t request,
                       const struct card_access *access)
{
    if (!device_slot_configured(watcher->slot)) {
        return false;
    }
    mc_waiter_lock(&watcher->waiter);
    watcher->wanted = request;
    *watcher->access = *access;
    wake(watcher);
    mc_waiter_unlock(&watcher->waiter);
    return true;
}

void card_watcher_cancel(struct card_watcher *watcher, uint64_t request)
{
    mc_waiter_lock(&watcher->waiter);
    if (watcher->wanted == request && request != 0) {
        watcher->wanted = 0;
        mc_wipe(watcher->access, sizeof *watcher->access);
        wake(watcher);
    }
    mc_waiter_unlock(&watcher->waiter);
}

void card_watcher_plugged(struct card_watcher *watcher)
{
    mc_waiter_lock(&watcher->waiter);
    watcher->plugged = true;
    mc_waiter_wake(&watcher->waiter);
    mc_waiter_unlock(&watcher->waiter);
}
