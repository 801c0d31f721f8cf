/* EF.SOD: whatever it holds, without a folder of certificates nobody is trusted. */
#include "core/memory.h"
#include "drivers/card/emrtd/sod.h"
#include "tests/fuzz/fuzz.h"

#define NOW_S 1764000000

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct trust *trust = trust_create();
    struct sod sod;
    enum signature_verdict verdict = SIGNATURE_TRUSTED;
    if (sod_open(bytes, len, trust, NOW_S, &sod, &verdict, NULL) == MC_OK) {
        MC_CHECK(verdict != SIGNATURE_TRUSTED);
        MC_CHECK(sod.hash_len > 0 && sod.hash_len <= SOD_HASH_MAX_BYTES);
        for (int group = 1; group <= DATA_GROUPS; group++) {
            MC_CHECK(!sod_vouches(&sod, group, bytes, len) || sod.listed[group]);
        }
    }
    trust_destroy(trust);
    return 0;
}
