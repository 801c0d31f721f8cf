/* The files of a card: EF.COM and data groups 1, 2 with its portrait, and 13, by their first byte.
 */
#include <string.h>

#include "core/memory.h"
#include "core/text.h"
#include "drivers/card/emrtd/portrait.h"
#include "tests/fuzz/fuzz.h"

static void try_portrait(const uint8_t *bytes, size_t len)
{
    struct dg2 dg2;
    struct portrait portrait = {0};
    if (dg2_parse(bytes, len, &dg2, NULL) != MC_OK) {
        return;
    }
    MC_CHECK(dg2.image >= bytes && dg2.image + dg2.image_len <= bytes + len);
    if (portrait_decode(&dg2, &portrait, NULL) == MC_OK) {
        MC_CHECK(portrait.width_px > 0 && portrait.width_px <= PORTRAIT_SIDE_LIMIT_PX);
        MC_CHECK(portrait.height_px > 0 && portrait.height_px <= PORTRAIT_SIDE_LIMIT_PX);
        portrait_finish(&portrait);
    }
}

static void try_personal_data(const uint8_t *bytes, size_t len)
{
    struct dg13 *dg13 = mc_secret_alloc(sizeof *dg13);
    if (dg13_parse(bytes, len, dg13, NULL) == MC_OK) {
        MC_CHECK(dg13->text[0][0] == '\0');
        for (int i = 0; i < DG13_FIELDS; i++) {
            size_t n = strnlen(dg13->text[i], DG13_TEXT_BYTES);
            MC_CHECK(n < DG13_TEXT_BYTES && mc_utf8_valid(dg13->text[i], n));
        }
    }
    mc_secret_free(dg13);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    uint32_t groups = 0;
    struct mrz mrz;
    mc_secure_init();
    if (com_parse(bytes, len, &groups, NULL) == MC_OK) {
        MC_CHECK((groups & 1u) == 0 && groups >> (DATA_GROUPS + 1) == 0);
    }
    if (dg1_parse(bytes, len, &mrz, NULL) == MC_OK) {
        MC_CHECK(strlen(mrz.name) <= MRZ_LINE_CHARS);
    }
    try_portrait(bytes, len);
    try_personal_data(bytes, len);
    return 0;
}
