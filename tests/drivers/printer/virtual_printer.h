/*
 * The virtual printer (drivers/printer/printer_sim.h) at the other end of every kind of line a real
 * one can hang on: itself, TCP on the loopback interface, a pseudo terminal as serial line and as
 * printer node, and USB by umockdev.
 */
#ifndef MOTCUA_TESTS_DRIVERS_PRINTER_VIRTUAL_PRINTER_H
#define MOTCUA_TESTS_DRIVERS_PRINTER_VIRTUAL_PRINTER_H

#include "drivers/printer/printer_sim.h"
#include "drivers/printer/transport_open.h"
#include "tests/drivers/usb/usb_bus.h"

enum line { LINE_NONE, LINE_TCP, LINE_SERIAL, LINE_LP, LINE_USB, LINE_COUNT };
const char *line_name(enum line line);
/* False where this run cannot have it (USB without umockdev-wrapper). */
bool line_possible(enum line line);

struct virtual_printer;

/* Plugged in and ready. lacks may be NULL. */
struct virtual_printer *virtual_printer_create(enum line line,
                                               const struct printer_sim_lacks *lacks);
void virtual_printer_destroy(struct virtual_printer *printer);
/* For printer_sim_…(); borrowed. */
struct transport *virtual_printer_sim(struct virtual_printer *printer);
struct usb_bus *virtual_printer_bus(struct virtual_printer *printer);
/* As the kiosk's configuration has it; "" for a line without one. Borrowed. */
const char *virtual_printer_address(const struct virtual_printer *printer);
/* What the kiosk speaks through; the caller's. */
enum mc_err virtual_printer_open(struct virtual_printer *printer, struct transport **out,
                                 struct mc_error *err) MC_MUST_CHECK;
/* Pulls the cable, wherever the job stands; a printer that went away by itself
 * (printer_sim_fail_after() with PRINTER_GONE) is plugged in again the same way. */
void virtual_printer_unplug(struct virtual_printer *printer);
void virtual_printer_plug(struct virtual_printer *printer);

#endif
