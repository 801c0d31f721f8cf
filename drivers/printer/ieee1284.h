/*
 * The device id of IEEE 1284-2000, section 7.6, as printers give it over USB (GET_DEVICE_ID) and
 * /dev/usb/lp*: two bytes of length, then KEY:VALUE pairs ended by semicolons. Pure; any bytes.
 */
#ifndef MOTCUA_DRIVERS_PRINTER_IEEE1284_H
#define MOTCUA_DRIVERS_PRINTER_IEEE1284_H

#include <stddef.h>
#include <stdint.h>

#define IEEE1284_MAX_BYTES  1024
#define IEEE1284_TEXT_BYTES 64

/* "" where it says nothing; printable ASCII, cut where it is longer. */
struct ieee1284_id {
    char manufacturer[IEEE1284_TEXT_BYTES]; /* MFG, MANUFACTURER */
    char model[IEEE1284_TEXT_BYTES];        /* MDL, MODEL */
    char commands[IEEE1284_TEXT_BYTES];     /* CMD, COMMAND SET */
    char serial[IEEE1284_TEXT_BYTES];       /* SN, SERN, SERIALNUMBER */
};

/* With or without the two bytes of length, which many printers get wrong: only the end of the bytes
 * counts. */
void ieee1284_parse(const uint8_t *bytes, size_t len, struct ieee1284_id *out);

enum ieee1284_language { IEEE1284_UNKNOWN, IEEE1284_ESCPOS, IEEE1284_OTHER };
/* What it is made for: an office printer that says PCL would print ESC/POS as a heap of letters. */
enum ieee1284_language ieee1284_language(const struct ieee1284_id *id);

#endif
