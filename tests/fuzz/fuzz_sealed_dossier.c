/* A sealed dossier from the network: refused with a text, or whole; and a box that was not sealed
 * to this key stays shut. */
#include <string.h>

#include "core/memory.h"
#include "domain/sealed_dossier.h"
#include "tests/fuzz/fuzz.h"

static const struct mc_opening_key *our_key(void)
{
    static struct mc_opening_key *key;
    if (key == NULL) {
        mc_secure_init();
        key = mc_opening_key_make();
    }
    return key;
}

static void check_outside(const struct sealed_dossier *sealed)
{
    MC_CHECK(sealed->sequence >= 1 && sealed->box_len > MC_SEAL_BYTES);
    MC_CHECK(dossier_agency_valid(sealed->receiving_agency));
    MC_CHECK(sealed->deciding_agency[0] == '\0' || dossier_agency_valid(sealed->deciding_agency));
    MC_CHECK(dossier_code_kind(sealed->provisional_code) == DOSSIER_CODE_PROVISIONAL);
    MC_CHECK(date_valid(sealed->submitted.date) && sealed->procedure_name[0] != '\0');
    MC_CHECK(strlen(sealed->id_check) == MC_SLOW_HASH_CHARS);
    MC_CHECK(strlen(sealed->token_hash) == MC_SHA256_CHARS);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct mc_error err = {0};
    struct sealed_dossier sealed = {0};
    if (sealed_dossier_parse(bytes, len, &sealed, &err) == MC_OK) {
        char *body = NULL;
        size_t body_len = 0;
        check_outside(&sealed);
        MC_CHECK(sealed_dossier_open(&sealed, our_key(), &body, &body_len, &err) == MC_EDENIED);
        MC_CHECK(body == NULL);
    } else {
        MC_CHECK(err.text[0] != '\0');
    }
    sealed_dossier_finish(&sealed);
    return 0;
}
