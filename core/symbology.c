#include "core/symbology.h"

#include "core/error.h"

enum mc_symbology mc_symbology_of_aim(const uint8_t *bytes, size_t len)
{
    if (len < MC_AIM_BYTES || bytes[0] != ']') {
        return MC_SYMBOLOGY_UNKNOWN;
    }
    switch (bytes[1]) {
    case 'Q': return MC_SYMBOLOGY_QR;
    case 'A': return MC_SYMBOLOGY_CODE_39;
    case 'C': return MC_SYMBOLOGY_CODE_128;
    case 'E': return MC_SYMBOLOGY_EAN;
    case 'd': return MC_SYMBOLOGY_DATA_MATRIX;
    case 'L': return MC_SYMBOLOGY_PDF417;
    default: return MC_SYMBOLOGY_UNKNOWN;
    }
}

const char *mc_symbology_name(enum mc_symbology symbology)
{
    static const char *const names[] = {"unknown", "QR",          "Code 39", "Code 128",
                                        "EAN",     "Data Matrix", "PDF417"};
    MC_CHECK((size_t)symbology < sizeof names / sizeof names[0]);
    return names[symbology];
}
