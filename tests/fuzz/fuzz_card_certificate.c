/* A CSCA certificate of the folder, DER or PEM, beside one of a country. */
#include "tests/fuzz/country.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct trust *trust = country_trust();
    enum mc_err rc = trust_add(trust, bytes, len, NULL);
    MC_CHECK(rc == MC_OK || rc == MC_EPARSE || rc == MC_ETOOBIG);
    MC_CHECK(rc == MC_OK || trust_count(trust) == 1);
    if (rc == MC_OK) {
        country_check(trust);
    }
    trust_destroy(trust);
    return 0;
}
