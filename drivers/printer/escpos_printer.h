/*
 * A receipt printer that speaks ESC/POS, over any transport. Knows a printed receipt from a lost
 * one: by the job id it asked for, by the ordered answer to GS r 1, else it says "unconfirmed".
 */
#ifndef MOTCUA_DRIVERS_PRINTER_ESCPOS_PRINTER_H
#define MOTCUA_DRIVERS_PRINTER_ESCPOS_PRINTER_H

#include "drivers/printer/escpos.h"
#include "drivers/printer/printer.h"
#include "drivers/printer/transport.h"

/* Takes the transport. The profile is copied. */
struct printer *escpos_printer_create(struct transport *transport,
                                      const struct escpos_profile *profile);
/* Borrowed: what it speaks through. */
struct transport *escpos_printer_transport(struct printer *printer);

#endif
