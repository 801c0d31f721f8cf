/* EF.CardAccess and data groups 14 and 15: offers, keys, and a signature under the latter. */
#include "core/memory.h"
#include "drivers/card/emrtd/chip_proof.h"
#include "drivers/card/emrtd/pace.h"
#include "tests/fuzz/fuzz.h"

static void check(const struct security_infos *infos, const uint8_t *bytes, size_t len)
{
    const struct security_info *offer = pace_choose(infos);
    MC_CHECK(infos->count <= SECURITY_INFO_MAX);
    MC_CHECK(offer == NULL || (offer->kind == SECURITY_INFO_PACE && ecdh_known(offer->parameters)));
    for (size_t i = 0; i < infos->count; i++) {
        const struct security_info *info = &infos->list[i];
        MC_CHECK(info->whole >= bytes && info->whole + info->whole_len <= bytes + len);
        MC_CHECK(security_infos_hold(infos, info));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    static const uint8_t challenge[ACTIVE_CHALLENGE_BYTES] = {0};
    struct security_infos infos = {0};
    mc_secure_init();
    if (security_infos_parse(bytes, len, &infos, NULL) == MC_OK ||
        security_infos_parse_dg14(bytes, len, &infos, NULL) == MC_OK) {
        check(&infos, bytes, len);
    }
    size_t half = len / 2;
    MC_CHECK(active_check(bytes, len, &infos, challenge, bytes + half, len - half) ==
             CHIP_PROOF_FAILED);
    return 0;
}
