/* The way into the chip: PACE with the card access number, else basic access control. */
#ifndef MOTCUA_DRIVERS_CARD_EMRTD_ACCESS_H
#define MOTCUA_DRIVERS_CARD_EMRTD_ACCESS_H

#include "drivers/card/card_content.h"
#include "drivers/card/emrtd/channel.h"
#include "drivers/card/emrtd/security_info.h"

struct access_result {
    enum card_outcome outcome; /* CARD_READ: in, the application is selected */
    bool by_pace;
    /* What EF.CardAccess offered, when by_pace: data group 14 must say the same. */
    struct security_infos offers;
    const struct security_info *offer; /* the one taken, in offers */
    uint8_t *file;                     /* EF.CardAccess, which the offers point into; owned */
};

/* At most keys_max keys are tried. Errors: channel_send()'s. */
enum mc_err access_gain(struct channel *channel, const struct card_access *access, int keys_max,
                        struct access_result *out, struct mc_error *err) MC_MUST_CHECK;
void access_finish(struct access_result *result);

#endif
