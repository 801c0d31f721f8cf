/*
 * Card readers through pcscd (pcsc-lite, PC/SC part 5): any of them, several at once, plugged in
 * and out, shared with other programs; pcscd itself may stop and come back. Calls as in
 * card_reader.h.
 */
#ifndef MOTCUA_DRIVERS_CARD_CARD_PCSC_H
#define MOTCUA_DRIVERS_CARD_CARD_PCSC_H

#include "drivers/card/card_reader.h"
#include "drivers/card/emrtd/trust.h"

#define CARD_PCSC_FILTER_BYTES 128

/*
 * filter: part of the names of the readers to watch, "" for all; copied. trust becomes the
 * reader's, also on failure; whoever opened it may still fill it before the first read.
 * MC_ENOTFOUND: no such reader, or no pcscd; MC_EDENIED: polkit refuses.
 */
enum mc_err card_pcsc_open(const char *filter, struct trust *trust, struct card_reader **out,
                           struct mc_error *err) MC_MUST_CHECK;

#endif
