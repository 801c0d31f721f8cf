/*
 * Bytes to and from a printer: USB, TCP, serial, or the virtual printer (printer_sim.h). Thin on
 * purpose: what the bytes mean is the codec's business (escpos.h).
 */
#ifndef MOTCUA_DRIVERS_PRINTER_TRANSPORT_H
#define MOTCUA_DRIVERS_PRINTER_TRANSPORT_H

#include <stddef.h>
#include <stdint.h>

#include "core/error.h"

struct transport;

struct transport_ops {
    /* *out_written tells how far it came, also on failure. MC_ETIMEOUT, MC_EGONE, MC_ECANCELLED. */
    enum mc_err (*write)(struct transport *transport, const uint8_t *bytes, size_t len,
                         int timeout_ms, size_t *out_written, struct mc_error *err);
    /* At least one byte, or MC_ETIMEOUT. */
    enum mc_err (*read)(struct transport *transport, uint8_t *bytes, size_t size, int timeout_ms,
                        size_t *out_len, struct mc_error *err);
    void (*cancel)(struct transport *transport);
    const char *(*describe)(const struct transport *transport);
    void (*destroy)(struct transport *transport);
};

struct transport {
    const struct transport_ops *ops;
};

#endif
