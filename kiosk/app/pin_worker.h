/* Checks a PIN against its hash on a thread of its own, since that is slow on purpose. The answer
 * is INBOX_PIN: struct inbox_pin. */
#ifndef MOTCUA_KIOSK_APP_PIN_WORKER_H
#define MOTCUA_KIOSK_APP_PIN_WORKER_H

#include "core/pin.h"
#include "kiosk/app/worker.h"

/* hash borrowed: to outlive the worker. */
struct worker *pin_worker_start(const char *hash, struct mc_queue *inbox);
/* The PIN is copied into secret memory. False when dropped. */
bool pin_worker_check(struct worker *worker, uint64_t id, const char *pin);

#endif
