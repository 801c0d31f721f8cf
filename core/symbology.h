/*
 * Which kind of code a text was read from, and the names the devices have for it: AIM symbology
 * identifiers (ISO/IEC 15424): "]", a letter for the kind, a digit for its options. Any thread.
 */
#ifndef MOTCUA_CORE_SYMBOLOGY_H
#define MOTCUA_CORE_SYMBOLOGY_H

#include <stddef.h>
#include <stdint.h>

enum mc_symbology {
    MC_SYMBOLOGY_UNKNOWN, /* the device does not say, or it is another one */
    MC_SYMBOLOGY_QR,
    MC_SYMBOLOGY_CODE_39,
    MC_SYMBOLOGY_CODE_128,
    MC_SYMBOLOGY_EAN,
    MC_SYMBOLOGY_DATA_MATRIX,
    MC_SYMBOLOGY_PDF417
};

#define MC_AIM_BYTES 3

/* Of the three bytes "]Q1"; MC_SYMBOLOGY_UNKNOWN if they are none or another kind's. */
enum mc_symbology mc_symbology_of_aim(const uint8_t *bytes, size_t len);
/* "QR", "Code 128", …; "unknown". Static. */
const char *mc_symbology_name(enum mc_symbology symbology);

#endif
