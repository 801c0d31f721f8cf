/*
 * The back-ends of the four kinds of devices: what devices.<kind> in the configuration may name,
 * and how each is opened.
 *
 * To add one: write its open function in device_backends.c, add a row to the table there, and its
 * name to the kind's choices in options.c (a test holds the two together). Nothing else changes:
 * device_slot.h opens, closes and opens again, readers.c and printer_worker.c use what is open.
 *
 * What is asked of a back-end:
 *  - open() returns soon (a second at most), also when nothing is there: MC_ENOTFOUND. Where the
 *    system refuses, MC_EDENIED with an error that names config/60-motcua.rules. It is tried again
 *    with growing waits, and at once when something was plugged in anywhere.
 *  - Every call returns MC_EGONE or MC_EIO when the device has gone or no longer makes sense. Then
 *    the object is destroyed and a new one opened; it need not survive, though it may.
 *  - Objects are opened, used and destroyed on the device's own thread; only cancel() comes from
 *    another one.
 *  - describe() says what it is talking to, for staff: maker, model, where it is plugged in.
 */
#ifndef MOTCUA_KIOSK_APP_DEVICE_BACKENDS_H
#define MOTCUA_KIOSK_APP_DEVICE_BACKENDS_H

#include <stdbool.h>

#include "core/error.h"
#include "drivers/camera/camera.h"
#include "drivers/card/card_reader.h"
#include "drivers/printer/printer.h"
#include "drivers/scanner/scanner.h"
#include "kiosk/app/options.h"

/* One device; the kind says which member. */
union device {
    struct camera *camera;
    struct scanner *scanner;
    struct card_reader *card_reader;
    struct printer *printer;
};

struct device_backend {
    enum device_kind kind;
    const char *name;
    /* Tried by "auto", in the table's order. */
    bool automatic;
    /* Opened once and kept for good: it comes back by itself. The simulated ones, which the robot
     * and the dock hold on to. */
    bool lasting;
    /* options->devices[kind].address says which one; "" is the first that fits. */
    enum mc_err (*open)(const struct options *options, union device *out, struct mc_error *err);
};

/* "camera", "scanner", "card_reader", "printer": as in the configuration. */
const char *device_kind_name(enum device_kind kind);

/* The row of that name; NULL for "none", "auto" and names that are none. */
const struct device_backend *device_backend_find(enum device_kind kind, const char *name);

/* Opens what the configuration names, or by "auto" the first that can be opened. *out_backend tells
 * which it was, or NULL. MC_EUNSUPPORTED for "none". */
enum mc_err device_open(enum device_kind kind, const struct options *options, union device *out,
                        const struct device_backend **out_backend,
                        struct mc_error *err) MC_MUST_CHECK;
void device_destroy(enum device_kind kind, union device device);
/* Any thread, while the device lives. */
void device_cancel(enum device_kind kind, union device device);
const char *device_describe(enum device_kind kind, union device device);

#endif
