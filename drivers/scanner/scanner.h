/*
 * A barcode scanner: gives one code at a time, its bytes and which kind of code it was. Calls from
 * its worker thread, cancel() from any.
 */
#ifndef MOTCUA_DRIVERS_SCANNER_SCANNER_H
#define MOTCUA_DRIVERS_SCANNER_SCANNER_H

#include <stddef.h>
#include <stdint.h>

#include "core/error.h"
#include "core/symbology.h"

#define SCANNER_MAX_BYTES 4096

struct scanner;

struct scanner_code {
    enum mc_symbology symbology;
    size_t len;
    uint8_t bytes[SCANNER_MAX_BYTES];
};

struct scanner_ops {
    /* *out borrowed until the next call, which wipes it. Without any time what is there: also a
     * code whose end only a silence is, which is waited for, so that nothing of it is left for the
     * next one to ask. MC_ETIMEOUT, MC_ECANCELLED, MC_EGONE. */
    enum mc_err (*next_code)(struct scanner *scanner, int timeout_ms,
                             const struct scanner_code **out, struct mc_error *err);
    void (*cancel)(struct scanner *scanner);
    const char *(*describe)(const struct scanner *scanner);
    void (*destroy)(struct scanner *scanner);
};

struct scanner {
    const struct scanner_ops *ops;
};

#endif
