/*
 * The receipt printer's thread: opens the printer and opens it again after it has gone, prints
 * (pictures in, INBOX_PRINTED out), and watches its state between two prints (INBOX_PRINTER_STATE
 * on every change). A printer that tells by itself is listened to; another one is asked, more and
 * more seldom while nothing changes.
 */
#ifndef MOTCUA_KIOSK_APP_PRINTER_WORKER_H
#define MOTCUA_KIOSK_APP_PRINTER_WORKER_H

#include <stdbool.h>
#include <stdint.h>

#include "core/queue.h"
#include "core/raster.h"
#include "kiosk/app/device_slot.h"

struct printer_worker;

/* The slot is borrowed: to be finished after printer_worker_stop(). */
struct printer_worker *printer_worker_start(struct device_slot *slot, struct mc_queue *inbox);
/* Calls off what it is at, drops what waits. NULL is fine. */
void printer_worker_stop(struct printer_worker *worker);
/* The receipt of `dossier` (its key), or a list of what to bring (""). Takes the raster's bits,
 * which show a name: they are wiped when printed. False when dropped. */
bool printer_worker_print(struct printer_worker *worker, uint64_t id, const char *dossier,
                          struct mc_raster *picture);
/* Asks the printer now: somebody is about to need it. */
void printer_worker_look(struct printer_worker *worker);
/* Something was plugged in or out. */
void printer_worker_plugged(struct printer_worker *worker);
/* No request waits and none is at work. */
bool printer_worker_idle(struct printer_worker *worker);

#endif
