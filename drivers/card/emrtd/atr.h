/* The answer to reset: what a chip says of itself before the first command (ISO/IEC 7816-3
 * section 8.2, historical bytes 7816-4 section 12.1.1). Pure. */
#ifndef MOTCUA_DRIVERS_CARD_EMRTD_ATR_H
#define MOTCUA_DRIVERS_CARD_EMRTD_ATR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ATR_MAX_BYTES 33

/* Its card capabilities say that commands and answers may have extended lengths. */
bool atr_extended_length(const uint8_t *atr, size_t len);

#endif
