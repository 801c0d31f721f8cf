#include "tests/fuzz/country.h"

#include "core/clock.h"
#include "core/memory.h"
#include "drivers/card/emrtd/sod.h"
#include "drivers/card/emrtd/tlv.h"

struct state {
    int64_t made_s;
    struct issuer *home;
    struct issuer *other;
    struct mc_buffer documents[ISSUER_SIGNERS]; /* EF.SOD of the country's signers */
    struct mc_buffer others;
};

/* With SHA-256 and no group at all. */
static void sign_document(const struct issuer *by, enum issuer_signer signer, struct mc_buffer *out)
{
    static const uint8_t object[] = {0x30, 0x12, 0x02, 0x01, 0x00, 0x30, 0x0B, 0x06, 0x09, 0x60,
                                     0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x30, 0x00};
    struct mc_buffer message;
    mc_buffer_init(&message, COUNTRY_MAX_BYTES);
    mc_buffer_init(out, COUNTRY_MAX_BYTES);
    issuer_sign(by, signer, object, sizeof object, &message);
    tlv_put(out, TAG_SOD, message.bytes, message.len);
    mc_buffer_finish(&message);
}

static const struct state *world(void)
{
    static struct state state;
    if (state.home == NULL) {
        mc_secure_init();
        state.made_s = mc_clock_unix_s();
        state.home = issuer_create(state.made_s);
        state.other = issuer_create(state.made_s);
        for (int i = 0; i < ISSUER_SIGNERS; i++) {
            sign_document(state.home, (enum issuer_signer)i, &state.documents[i]);
        }
        sign_document(state.other, ISSUER_SIGNER, &state.others);
    }
    return &state;
}

const struct issuer *country(void)
{
    return world()->home;
}

int64_t country_now_s(void)
{
    return world()->made_s;
}

struct trust *country_trust(void)
{
    struct trust *trust = trust_create();
    struct mc_buffer certificate;
    mc_buffer_init(&certificate, COUNTRY_MAX_BYTES);
    issuer_certificate(country(), &certificate);
    MC_CHECK(trust_add(trust, certificate.bytes, certificate.len, NULL) == MC_OK);
    mc_buffer_finish(&certificate);
    return trust;
}

struct trust *country_trust_kept(void)
{
    static struct trust *kept;
    if (kept == NULL) {
        kept = country_trust();
    }
    return kept;
}

static enum signature_verdict judge(const struct trust *trust, const struct mc_buffer *document)
{
    struct sod sod;
    enum signature_verdict verdict = SIGNATURE_FORGED;
    MC_CHECK(sod_open(document->bytes, document->len, trust, country_now_s(), &sod, &verdict,
                      NULL) == MC_OK);
    return verdict;
}

enum signature_verdict country_judge(const struct trust *trust, enum issuer_signer signer)
{
    return judge(trust, &world()->documents[signer]);
}

void country_check(const struct trust *trust)
{
    MC_CHECK(country_judge(trust, ISSUER_SIGNER_EXPIRED) != SIGNATURE_TRUSTED);
    MC_CHECK(judge(trust, &world()->others) != SIGNATURE_TRUSTED);
    MC_CHECK(trust_count(trust) >= 1 && trust_count(trust) <= TRUST_CERTIFICATES_MAX);
}
