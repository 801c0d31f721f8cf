/*
 * The virtual printer: a transport that takes ESC/POS bytes as a real printer does, with a buffer
 * that fills up, real-time answers, and every fault at a wish. What it prints is a picture.
 * printer_sim_…() from any thread; the transport's own calls as in transport.h.
 */
#ifndef MOTCUA_DRIVERS_PRINTER_PRINTER_SIM_H
#define MOTCUA_DRIVERS_PRINTER_PRINTER_SIM_H

#include <stdbool.h>
#include <stddef.h>

#include "core/image.h"
#include "drivers/printer/printer.h"
#include "drivers/printer/transport.h"

#define PRINTER_SIM_WIDTH_DOTS   576
#define PRINTER_SIM_BUFFER_BYTES 4096

/* What the model cannot do. */
struct printer_sim_lacks {
    bool job_id; /* GS ( H */
    bool gs_r;
    bool asb;
    bool dle_eot;
};

/* lacks may be NULL: a model that can do everything. */
struct transport *printer_sim_create(const struct printer_sim_lacks *lacks);

/* At any time. PRINTER_OK goes on with what is in the buffer, like closing the cover does. */
void printer_sim_set(struct transport *transport, enum printer_state state);
enum printer_state printer_sim_state(struct transport *transport);
/* Into that state once so many more bytes were printed. */
void printer_sim_fail_after(struct transport *transport, size_t bytes, enum printer_state state);
/* Neither takes nor answers anything. */
void printer_sim_stall(struct transport *transport, bool stalled);
/* Says these bytes, asked or not: stale answers, several kinds mixed, nonsense. */
void printer_sim_say(struct transport *transport, const void *bytes, size_t len);
/* The bytes it has taken in since it was made. */
size_t printer_sim_taken_bytes(struct transport *transport);
/* The buffer and a half-sent command are lost, as when it loses its power. */
void printer_sim_power_cycle(struct transport *transport);

/* The receipt that was cut off last, into a zeroed *out (freed by mc_grey_finish()); false if none
 * was since the last take. */
bool printer_sim_take(struct transport *transport, struct mc_grey *out);
/* Lines that hang out of the printer, not cut off. */
int printer_sim_uncut_lines(struct transport *transport);
/* Bytes that made no sense: a real printer puts them out as stray letters. */
size_t printer_sim_garbage_bytes(struct transport *transport);

#endif
