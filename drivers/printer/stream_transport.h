/*
 * A transport over a file descriptor that can be polled: a TCP connection, a serial line, a
 * /dev/usb/lp* node. Writes and reads without ever blocking past the time-out.
 */
#ifndef MOTCUA_DRIVERS_PRINTER_STREAM_TRANSPORT_H
#define MOTCUA_DRIVERS_PRINTER_STREAM_TRANSPORT_H

#include <stdbool.h>

#include "drivers/printer/transport.h"

/* Takes fd, which is made non-blocking. description: "what where", copied. ends: a read of nothing
 * means that the peer has closed; a device node that reads nothing only has nothing to say. */
struct transport *stream_transport_create(int fd, const char *description, bool ends);

/* The code a failed open() or a failed call on an open device stands for; names the udev rule where
 * permission is missing. */
enum mc_err transport_fail_open(struct mc_error *err, int sys, const char *what);

#endif
