/* What the parts of a reading share: reading.c asks the chip, reading_result.c judges. */
#ifndef MOTCUA_DRIVERS_CARD_EMRTD_READING_INTERNAL_H
#define MOTCUA_DRIVERS_CARD_EMRTD_READING_INTERNAL_H

#include "drivers/card/emrtd/access.h"
#include "drivers/card/emrtd/chip_proof.h"
#include "drivers/card/emrtd/data_group.h"
#include "drivers/card/emrtd/reading.h"
#include "drivers/card/emrtd/sod.h"

struct reading_file {
    uint8_t *bytes; /* NULL: not read; owned, secret memory */
    size_t len;
};

struct reading {
    const struct reading_options *options;
    struct channel *channel;
    struct access_result access;
    int percent;
    uint32_t listed; /* groups of EF.COM, bits 1 to 16 */
    struct reading_file sod_file;
    struct reading_file groups[DATA_GROUPS + 1];
    bool has_sod;
    struct sod sod;
    enum signature_verdict signature;
    bool has_infos;
    struct security_infos infos; /* data group 14's */
    enum chip_proof chip;
    enum chip_proof active;
    struct mrz mrz;
    struct dg13 dg13;
};

/* As soon as the security object is there. */
void reading_judge_signature(struct reading *reading);
/* Once everything is read: texts, then verdict and reason. */
void reading_fill(const struct reading *reading, struct card_content *out);
void reading_judge(const struct reading *reading, struct card_content *out);

#endif
