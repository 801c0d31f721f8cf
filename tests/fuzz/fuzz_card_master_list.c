/* A master list of the folder. As it is nobody known has signed it, and it adds nobody; as the
 * content of one that a country known has signed, it adds what is a certificate. */
#include "tests/fuzz/country.h"
#include "tests/fuzz/fuzz.h"

static void try_as_it_is(const uint8_t *bytes, size_t len)
{
    struct trust *trust = country_trust_kept();
    enum mc_err rc = trust_add_master_list(trust, bytes, len, country_now_s(), NULL);
    MC_CHECK(rc == MC_EPARSE || rc == MC_ECORRUPT || rc == MC_ETOOBIG);
    MC_CHECK(trust_count(trust) == 1);
}

static void try_signed(const uint8_t *content, size_t len)
{
    struct mc_buffer list;
    mc_buffer_init(&list, COUNTRY_MAX_BYTES);
    issuer_sign_master_list(country(), ISSUER_SIGNER_OF_LISTS, content, len, &list);
    if (!list.overflowed) {
        struct trust *trust = country_trust();
        enum mc_err rc = trust_add_master_list(trust, list.bytes, list.len, country_now_s(), NULL);
        MC_CHECK(rc == MC_OK || (rc == MC_EPARSE && trust_count(trust) == 1));
        country_check(trust);
        trust_destroy(trust);
    }
    mc_buffer_finish(&list);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    try_as_it_is(bytes, len);
    try_signed(bytes, len);
    return 0;
}
