#include "kiosk/app/card_identity.h"

#include <string.h>

#include "core/memory.h"
#include "core/text.h"

static enum mc_err read_fields(const struct card_fields *fields, struct citizen *out,
                               struct mc_error *err)
{
    if (!citizen_id_valid(fields->id_number)) {
        return mc_fail(err, MC_EPARSE, "chip: the number is not twelve digits");
    }
    mc_copy_text(out->id_number, sizeof out->id_number, fields->id_number);
    mc_copy_text(out->old_id_number, sizeof out->old_id_number, fields->old_id_number);
    if (!date_parse_display(fields->birth, &out->birth)) {
        return mc_fail(err, MC_EPARSE, "chip: the birth date is not a date");
    }
    if (!date_parse_display(fields->issued, &out->issued)) {
        return mc_fail(err, MC_EPARSE, "chip: the issue date is not a date");
    }
    out->sex = strcmp(fields->sex, "Nam") == 0  ? CITIZEN_MALE
               : strcmp(fields->sex, "Nữ") == 0 ? CITIZEN_FEMALE
                                                : CITIZEN_SEX_UNKNOWN;
    out->assurance = fields->chip_verified ? CITIZEN_CHIP_VERIFIED : CITIZEN_CHIP_UNVERIFIED;
    enum mc_err rc =
        mc_text_nfc_into(out->name, sizeof out->name, fields->name, strlen(fields->name), err);
    if (rc == MC_OK) {
        rc = mc_text_nfc_into(out->residence, sizeof out->residence, fields->residence,
                              strlen(fields->residence), err);
    }
    return rc;
}

enum mc_err card_identity(const struct card_fields *fields, struct citizen *out,
                          struct mc_error *err)
{
    struct citizen read = {0};
    enum mc_err rc = read_fields(fields, &read, err);
    if (rc == MC_OK) {
        *out = read;
    }
    mc_wipe(&read, sizeof read);
    return rc;
}
