/*
 * HID-POS scanners (HID Point of Sale Usage Tables 1.02) by libusb: codes come as data with their
 * kind, no byte of them through a keyboard. An interface is taken from the kernel's driver only
 * when its own report descriptor says that it is a bar code scanner and nothing one types with:
 * keyboards stay with the system whatever maker they are of.
 */
#ifndef MOTCUA_DRIVERS_SCANNER_SCANNER_HID_POS_H
#define MOTCUA_DRIVERS_SCANNER_SCANNER_HID_POS_H

#include "drivers/scanner/scanner.h"

/* address: "0c2e:0b61" or a port ("1-2.3"); "" takes the first there is. MC_ENOTFOUND, MC_EDENIED
 * (naming the udev rule), MC_EIO (busy); MC_EUNSUPPORTED when what is named is no such scanner. */
enum mc_err scanner_hid_pos_open(const char *address, struct scanner **out,
                                 struct mc_error *err) MC_MUST_CHECK;

#endif
