/*
 * A receipt printer: prints one picture at a time and tells its state. Calls from its worker
 * thread, cancel() from any.
 */
#ifndef MOTCUA_DRIVERS_PRINTER_PRINTER_H
#define MOTCUA_DRIVERS_PRINTER_PRINTER_H

#include <stdbool.h>

#include "core/error.h"
#include "core/raster.h"

enum printer_state {
    PRINTER_OK,
    PRINTER_NEAR_END,
    PRINTER_PAPER_OUT,
    PRINTER_COVER_OPEN,
    PRINTER_CUTTER,
    PRINTER_OFFLINE,
    PRINTER_GONE,
    PRINTER_ERROR
};

enum printer_outcome {
    PRINTER_PRINTED,     /* the printer confirmed it */
    PRINTER_UNCONFIRMED, /* all bytes went out, this model cannot say more */
    PRINTER_NOT_PRINTED, /* nothing came out */
    PRINTER_INTERRUPTED  /* part of it may have come out */
};

struct printer;

struct printer_ops {
    /* Prints and cuts. The outcome is set whether or not an error is returned; *state is the
     * printer's state afterwards. */
    enum mc_err (*print)(struct printer *printer, const struct mc_raster *picture, int timeout_ms,
                         enum printer_outcome *outcome, enum printer_state *state,
                         struct mc_error *err);
    /* Asks the device now; at most timeout_ms. */
    enum printer_state (*state)(struct printer *printer, int timeout_ms);
    /* Waits until the printer says of its own accord that its state is another one (MC_OK), or
     * MC_ETIMEOUT; *state is what is known either way. MC_EGONE, MC_ECANCELLED. */
    enum mc_err (*watch)(struct printer *printer, int timeout_ms, enum printer_state *state,
                         struct mc_error *err);
    void (*cancel)(struct printer *printer);
    const char *(*describe)(const struct printer *printer);
    void (*destroy)(struct printer *printer);
};

struct printer {
    const struct printer_ops *ops;
    int width_px; /* dots in a line */
    bool torn;    /* the last picture, printed through this object or an earlier one, was cut off:
                   * its rest is cleared away before the next; also set by who opens it anew */
    bool pushes;  /* tells changes of its state by itself; one that does not has to be asked */
};

/* "ok", "paper_out", …: for messages (printer.<name>), logs and the robot. */
const char *printer_state_name(enum printer_state state);
/* Can take a receipt now. */
int printer_state_ready(enum printer_state state);

#endif
