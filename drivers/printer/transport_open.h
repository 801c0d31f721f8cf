/*
 * The four ways to a real printer. Each returns soon: MC_ENOTFOUND when nothing is there,
 * MC_EDENIED with the udev rule's name when it may not be used, MC_EINVAL for an address that makes
 * no sense, MC_EIO. What is learnt of the printer on the way stands in struct transport_found.
 */
#ifndef MOTCUA_DRIVERS_PRINTER_TRANSPORT_OPEN_H
#define MOTCUA_DRIVERS_PRINTER_TRANSPORT_OPEN_H

#include "drivers/printer/ieee1284.h"
#include "drivers/printer/printer_profile.h"
#include "drivers/printer/transport.h"

struct transport_found {
    struct printer_usb_id usb; /* zeroed: not known */
    struct ieee1284_id id;
};

/* "/dev/usb/lp0", the kernel's usblp; "": the first of lp0 to lp15 that is there and
 * does not say that it speaks another language. */
enum mc_err transport_open_lp(const char *address, struct transport **out,
                              struct transport_found *found, struct mc_error *err) MC_MUST_CHECK;
/* "192.168.1.50" or "192.168.1.50:9100" or "[fd00::5]:9100": numbers only, for asking a name server
 * may take its time. */
enum mc_err transport_open_tcp(const char *address, struct transport **out,
                               struct mc_error *err) MC_MUST_CHECK;
/* "/dev/ttyS0" or "/dev/ttyUSB0@38400"; 9600 by default, 8N1, flow control by XON/XOFF, whose bytes
 * no status answer contains. */
enum mc_err transport_open_serial(const char *address, struct transport **out,
                                  struct mc_error *err) MC_MUST_CHECK;

/* ---- USB, by libusb ---- */

#define TRANSPORT_USB_MAX        8
#define TRANSPORT_USB_PORT_BYTES 32

/* A printer that is plugged in. */
struct transport_usb_device {
    struct printer_usb_id id;
    char port[TRANSPORT_USB_PORT_BYTES]; /* "1-2.3": bus and ports on the way, as the kernel says */
    bool known; /* a profile names its ids; else it is of the printer class */
};
/* Opens nothing. *out_count at most TRANSPORT_USB_MAX. */
enum mc_err transport_usb_list(const struct printer_profiles *profiles,
                               struct transport_usb_device out[TRANSPORT_USB_MAX],
                               size_t *out_count, struct mc_error *err) MC_MUST_CHECK;
/* "": the first printer of the class or of the profiles' ids; "04b8:0e15": the first with these
 * ids; "1-2.3": what is plugged in there; these two of a maker's own class, too. A printer that
 * says it speaks another language is passed over. */
enum mc_err transport_open_usb(const char *address, const struct printer_profiles *profiles,
                               struct transport **out, struct transport_found *found,
                               struct mc_error *err) MC_MUST_CHECK;

#endif
