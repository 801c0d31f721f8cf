#include "drivers/card/emrtd/access.h"

#include <string.h>

#include "core/memory.h"
#include "drivers/card/emrtd/bac.h"
#include "drivers/card/emrtd/data_group.h"
#include "drivers/card/emrtd/file_reading.h"
#include "drivers/card/emrtd/mrz.h"
#include "drivers/card/emrtd/pace.h"

#define ACCESS_FILE_MAX_BYTES 2048

/* A chip whose EF.CardAccess is missing or makes no sense offers no PACE; it may still be read. */
static enum mc_err read_offers(struct channel *channel, struct access_result *out,
                               struct mc_error *err)
{
    size_t len = 0;
    enum mc_err rc =
        file_read(channel, FILE_ID_ACCESS, ACCESS_FILE_MAX_BYTES, NULL, &out->file, &len, err);
    if (rc == MC_EPARSE || rc == MC_ETOOBIG) {
        return MC_OK;
    }
    if (rc == MC_OK && out->file != NULL &&
        security_infos_parse(out->file, len, &out->offers, NULL) == MC_OK) {
        out->offer = pace_choose(&out->offers);
    }
    return rc;
}

static bool ambiguous(const struct access_result *result)
{
    for (size_t i = 0; i < result->offers.count; i++) {
        const struct security_info *other = &result->offers.list[i];
        if (other->kind == SECURITY_INFO_PACE && other->parameters != result->offer->parameters) {
            return true;
        }
    }
    return false;
}

static enum mc_err try_pace(struct channel *channel, const struct card_access *access,
                            struct access_result *out, struct mc_error *err)
{
    enum pace_outcome outcome = PACE_NOT_WORKING;
    const char *can = access->id_number + strlen(access->id_number) - PACE_CAN_CHARS;
    bool found = false;
    enum mc_err rc = pace_run(channel, out->offer, ambiguous(out), can, NULL, &outcome, err);
    if (rc == MC_OK && outcome == PACE_ACCEPTED) {
        out->by_pace = true;
        rc = file_select_application(channel, &found, err);
        out->outcome = found ? CARD_READ : CARD_FOREIGN;
    } else if (rc == MC_OK) {
        out->outcome = CARD_REFUSED;
    }
    return rc;
}

static enum mc_err try_bac(struct channel *channel, const struct card_access *access,
                           const char *expiry, struct access_result *out, struct mc_error *err)
{
    char text[MRZ_KEY_MAX_CHARS + 1];
    bool found = false;
    bool accepted = false;
    enum mc_err rc = file_select_application(channel, &found, err);
    if (rc == MC_OK && !found) {
        out->outcome = CARD_FOREIGN;
        return MC_OK;
    }
    if (rc == MC_OK) {
        mrz_key_text(access->id_number + CARD_ID_CHARS - MRZ_DOCUMENT_CHARS, access->birth, expiry,
                     text);
        rc = bac_run(channel, text, &accepted, err);
        mc_wipe(text, sizeof text);
    }
    if (rc == MC_OK) {
        out->outcome = accepted ? CARD_READ : CARD_REFUSED;
    }
    return rc;
}

/* After PACE did not let us in. */
static enum mc_err try_expiries(struct channel *channel, const struct card_access *access,
                                int keys_left, struct access_result *out, struct mc_error *err)
{
    enum mc_err rc = MC_OK;
    bool in = false;
    for (size_t i = 0; rc == MC_OK && !in && i < access->expiry_count && keys_left > 0; i++) {
        rc = try_bac(channel, access, access->expiry[i], out, err);
        in = out->outcome != CARD_REFUSED;
        keys_left--;
    }
    return rc;
}

/* Is there an application at all, when no key for it is known? */
static enum mc_err look_for_application(struct channel *channel, struct access_result *out,
                                        struct mc_error *err)
{
    bool found = false;
    enum mc_err rc = file_select_application(channel, &found, err);
    out->outcome = found ? CARD_NEEDS_BIRTH : CARD_FOREIGN;
    return rc;
}

enum mc_err access_gain(struct channel *channel, const struct card_access *access, int keys_max,
                        struct access_result *out, struct mc_error *err)
{
    *out = (struct access_result){.outcome = CARD_REFUSED};
    bool can_bac = access->birth[0] != '\0' && access->expiry_count > 0;
    int keys_left = keys_max;
    MC_CHECK(strlen(access->id_number) == CARD_ID_CHARS);
    enum mc_err rc = read_offers(channel, out, err);
    if (rc == MC_OK && out->offer != NULL) {
        rc = try_pace(channel, access, out, err);
        keys_left--;
    }
    if (rc == MC_OK && out->outcome == CARD_REFUSED) {
        if (can_bac) {
            rc = try_expiries(channel, access, keys_left, out, err);
        } else if (out->offer == NULL) {
            rc = look_for_application(channel, out, err);
        }
    }
    return rc;
}

void access_finish(struct access_result *result)
{
    mc_secret_free(result->file);
    *result = (struct access_result){0};
}
