/* The receipt printer's worker: pictures in, outcomes and states out (INBOX_PRINTED,
 * INBOX_PRINTER_STATE). */
#ifndef MOTCUA_KIOSK_APP_PRINTER_WORKER_H
#define MOTCUA_KIOSK_APP_PRINTER_WORKER_H

#include "core/queue.h"
#include "core/raster.h"
#include "drivers/printer/printer.h"
#include "kiosk/app/worker.h"

/* The printer stays the caller's. */
struct worker *printer_worker_start(struct printer *printer, struct mc_queue *inbox);
/* The receipt of the dossier `key`, or a list of what to bring (""). Takes the raster's bits, which
 * show a name: they are wiped when printed. False when dropped. */
bool printer_worker_print(struct worker *worker, uint64_t id, const char *key,
                          struct mc_raster *picture);
/* Asks for the state; the answer comes only when it is not `known`. */
void printer_worker_check(struct worker *worker, enum printer_state known);

#endif
