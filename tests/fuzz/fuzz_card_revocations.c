/* A revocation list of the folder, DER or PEM. As it is nobody known has signed it, and it changes
 * nothing; signed by a country that is known, it may take back and gives nothing. */
#include "tests/fuzz/country.h"
#include "tests/fuzz/fuzz.h"

static void try_as_it_is(const uint8_t *bytes, size_t len)
{
    struct trust *trust = country_trust_kept();
    bool stale = false;
    enum mc_err rc = trust_add_revocations(trust, bytes, len, country_now_s(), &stale, NULL);
    MC_CHECK(rc == MC_EPARSE || rc == MC_ENOTFOUND || rc == MC_ETOOBIG);
    MC_CHECK(!stale && trust_count(trust) == 1);
    MC_CHECK(country_judge(trust, ISSUER_SIGNER_REVOKED) == SIGNATURE_TRUSTED);
}

static void try_signed(const uint8_t *bytes, size_t len)
{
    struct mc_buffer list;
    mc_buffer_init(&list, COUNTRY_MAX_BYTES);
    if (issuer_sign_revocations(country(), bytes, len, &list) && !list.overflowed) {
        struct trust *trust = country_trust();
        bool stale = false;
        enum mc_err rc =
            trust_add_revocations(trust, list.bytes, list.len, country_now_s(), &stale, NULL);
        MC_CHECK(rc == MC_OK || (!stale && rc == MC_EPARSE));
        MC_CHECK(trust_count(trust) == 1);
        MC_CHECK(country_judge(trust, ISSUER_SIGNER_REVOKED) != SIGNATURE_FORGED);
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
