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
    /* The port's own status byte (USB printer class 1.1, section 4.2.2): it works without ESC/POS.
     * NULL where there is none. */
    enum mc_err (*port_status)(struct transport *transport, uint8_t *out, struct mc_error *err);
    /* Asks the port to forget what it holds (section 4.2.3). NULL where there is none. */
    enum mc_err (*reset)(struct transport *transport, struct mc_error *err);
    /* Any thread; a waiting call returns MC_ECANCELLED, or else the next one that would wait. */
    void (*cancel)(struct transport *transport);
    const char *(*describe)(const struct transport *transport);
    void (*destroy)(struct transport *transport);
};

enum {
    TRANSPORT_PORT_PAPER_EMPTY = 0x20,
    TRANSPORT_PORT_SELECTED = 0x10,
    TRANSPORT_PORT_NO_ERROR = 0x08
};

struct transport {
    const struct transport_ops *ops;
};

#endif
