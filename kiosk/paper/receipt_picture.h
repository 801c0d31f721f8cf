/*
 * The receipt as it is printed: one picture, Giấy tiếp nhận hồ sơ và hẹn trả kết quả (Circular
 * 01/2018/TT-VPCP, annex, form 01) on a roll of 80 mm. In English the Vietnamese headings stay, as
 * it is a Vietnamese document. Texts: assets/i18n/receipt. Any one thread.
 */
#ifndef MOTCUA_KIOSK_PAPER_RECEIPT_PICTURE_H
#define MOTCUA_KIOSK_PAPER_RECEIPT_PICTURE_H

#include "core/error.h"
#include "core/messages.h"
#include "core/raster.h"
#include "domain/receipt.h"

/* 80 mm paper at 203 dpi has 576 dots; 58 mm paper 384. */
#define RECEIPT_PICTURE_WIDTH_MIN_PX 384
#define RECEIPT_PICTURE_WIDTH_MAX_PX 1024

/* Into a zeroed *out, freed by mc_raster_finish() (it shows personal data: wipe the bits first).
 * MC_ETOOBIG when it gets longer than MC_RASTER_HEIGHT_MAX_PX or the URL too long for the width;
 * MC_EINVAL for another width; MC_EIO without the font. */
enum mc_err receipt_picture_draw(const struct receipt *receipt, const struct mc_messages *messages,
                                 int width_dots, struct mc_raster *out,
                                 struct mc_error *err) MC_MUST_CHECK;

#endif
