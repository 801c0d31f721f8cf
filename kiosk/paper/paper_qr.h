/* A QR code on a roll of paper, large enough for phones of any age. Any one thread. */
#ifndef MOTCUA_KIOSK_PAPER_PAPER_QR_H
#define MOTCUA_KIOSK_PAPER_PAPER_QR_H

#include "kiosk/paper/paper_roll.h"

/* Centred. MC_ETOOBIG when the text needs more modules than the paper has room for. */
enum mc_err paper_qr_draw(struct paper_roll *roll, const char *text,
                          struct mc_error *err) MC_MUST_CHECK;

#endif
