/*
 * The place of one device in this kiosk: opens it, closes it when it has gone, opens it again when
 * it may be back. A slot never waits itself; its thread waits until device_slot_due_ms() or until
 * something was plugged in (device_slot_hurry()).
 */
#ifndef MOTCUA_KIOSK_APP_DEVICE_SLOT_H
#define MOTCUA_KIOSK_APP_DEVICE_SLOT_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "kiosk/app/device_backends.h"

#define DEVICE_SLOT_TEXT_BYTES MC_ERROR_TEXT_BYTES
/* The waits between two tries: from the first they double up to the most. */
#define DEVICE_SLOT_RETRY_FIRST_MS 1000
#define DEVICE_SLOT_RETRY_MOST_MS  30000

/* For staff. The problem's text is the log's, in English: device_problem.h has what they read. */
struct device_status {
    bool configured; /* not "none" */
    bool open;
    char backend[16];                         /* the open one, else what is configured */
    char description[DEVICE_SLOT_TEXT_BYTES]; /* "" until it was open once */
    enum mc_err problem;                      /* MC_OK while open */
    int problem_sys;                          /* its errno, 0 if none */
    char problem_text[DEVICE_SLOT_TEXT_BYTES];
};

struct device_slot {
    enum device_kind kind;
    const struct options *options;
    const struct device_backend *backend; /* of the open device */
    int64_t due_ms;                       /* when to try next */
    int wait_ms;
    int64_t not_before_ms; /* however much hurry there is: it was open, and has failed just now */
    pthread_mutex_t lock;  /* guards the device's life and the status */
    bool open;
    union device device;
    struct device_status status;
};

/* Options borrowed. A lasting back-end is opened at once. */
void device_slot_init(struct device_slot *slot, enum device_kind kind,
                      const struct options *options);
/* Its thread has ended. */
void device_slot_finish(struct device_slot *slot);

/* ---- The device's thread ---- */

/* True when it is open, or could be opened now; tries only when it is due. */
bool device_slot_open(struct device_slot *slot, int64_t now_ms);
/* It failed: closed unless it is a lasting one, and to be tried again after a while. */
void device_slot_failed(struct device_slot *slot, const struct mc_error *why, int64_t now_ms);
/* It did something: the next failure waits shortly again. */
void device_slot_worked(struct device_slot *slot);
/* Something was plugged in or out: try at once; but a device that is let go is itself such news, as
 * the kernel's driver takes it back, so that one that has failed is given a moment. */
void device_slot_hurry(struct device_slot *slot);
/* Monotonic; INT64_MAX when there is nothing to try ("none"). */
int64_t device_slot_due_ms(const struct device_slot *slot);
/* Closed, to be opened anew at once: something was plugged in or out, and it cannot be asked. */
void device_slot_reopen(struct device_slot *slot);

/* ---- Any thread ---- */

bool device_slot_configured(const struct device_slot *slot);
/* Makes the device's waiting call return. */
void device_slot_cancel(struct device_slot *slot);
void device_slot_status(struct device_slot *slot, struct device_status *out);

#endif
