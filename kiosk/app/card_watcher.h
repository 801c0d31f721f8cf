/*
 * The chip reader on a thread of its own: tells the inbox when a card is laid down or taken away,
 * also while nobody asked, and reads the chip when the flow wants it. It opens the reader, and
 * opens it again after it has gone. Calls from the UI thread.
 */
#ifndef MOTCUA_KIOSK_APP_CARD_WATCHER_H
#define MOTCUA_KIOSK_APP_CARD_WATCHER_H

#include <stdbool.h>
#include <stdint.h>

#include "core/queue.h"
#include "drivers/card/card_content.h"
#include "kiosk/app/device_slot.h"

struct card_watcher;

/* The slot is borrowed, to be finished after card_watcher_stop(). */
struct card_watcher *card_watcher_start(struct device_slot *slot, struct mc_queue *inbox);
void card_watcher_stop(struct card_watcher *watcher);

/* Something was plugged in or out: a missing reader is looked for at once. */
void card_watcher_plugged(struct card_watcher *watcher);

/* Answered by INBOX_CHIP_PROGRESS and one INBOX_CHIP_READ. One at a time: an earlier request that
 * is still open is called off, and not answered any more. False: no reader. */
bool card_watcher_read(struct card_watcher *watcher, uint64_t request,
                       const struct card_access *access);
/* Nobody waits for it any more. */
void card_watcher_cancel(struct card_watcher *watcher, uint64_t request);

#endif
