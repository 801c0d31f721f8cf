/*
 * What to bring, as it is printed: the papers of one case with boxes to tick, how long and how much
 * it takes, and a QR code that opens the same page on a phone. It tells nothing of a citizen.
 * Texts: assets/i18n/receipt. Any one thread.
 */
#ifndef MOTCUA_KIOSK_PAPER_CHECKLIST_PICTURE_H
#define MOTCUA_KIOSK_PAPER_CHECKLIST_PICTURE_H

#include "core/error.h"
#include "core/messages.h"
#include "core/raster.h"
#include "domain/calendar.h"
#include "domain/procedure.h"

struct checklist {
    const struct procedure *procedure;
    size_t case_index;
    enum mc_language language;
    const char *url;     /* of the procedure's page for phones */
    struct date printed; /* the catalogue changes: the list says how old it is */
};

/* Into a zeroed *out, freed by mc_raster_finish(). MC_ETOOBIG when it gets longer than
 * MC_RASTER_HEIGHT_MAX_PX or the URL too long for the width; MC_EINVAL for a width other than a
 * receipt's; MC_EIO without the font. */
enum mc_err checklist_picture_draw(const struct checklist *list, const struct mc_messages *messages,
                                   int width_dots, struct mc_raster *out,
                                   struct mc_error *err) MC_MUST_CHECK;

#endif
