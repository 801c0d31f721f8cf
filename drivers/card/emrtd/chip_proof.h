/*
 * Proof that the chip is the one the data were written to, not a copy: chip authentication (ICAO
 * Doc 9303-11 section 6.2, keys in data group 14) and active authentication (section 6.1, key in
 * data group 15; RSA by ISO/IEC 9796-2 scheme 1, or ECDSA). Secure messaging is on already.
 */
#ifndef MOTCUA_DRIVERS_CARD_EMRTD_CHIP_PROOF_H
#define MOTCUA_DRIVERS_CARD_EMRTD_CHIP_PROOF_H

#include "drivers/card/emrtd/channel.h"
#include "drivers/card/emrtd/security_info.h"

#define ACTIVE_CHALLENGE_BYTES 8

enum chip_proof {
    CHIP_PROOF_NONE, /* not offered, or in a way not known here */
    CHIP_PROOF_GIVEN,
    CHIP_PROOF_FAILED /* offered and not given: a copy, or a broken chip */
};

/* infos: data group 14's. On GIVEN secure messaging goes on with the new keys; the next answer that
 * opens is the proof, so `probe` is sent and has to come back protected. Errors: channel_send()'s,
 * but what is broken by the new keys is FAILED. */
enum mc_err chip_authenticate(struct channel *channel, const struct security_infos *infos,
                              const struct apdu_command *probe, enum chip_proof *out,
                              struct mc_error *err) MC_MUST_CHECK;

/* dg15: the file; infos: data group 14's, for the hash of ECDSA, may be empty. */
enum mc_err active_authenticate(struct channel *channel, const uint8_t *dg15, size_t len,
                                const struct security_infos *infos, enum chip_proof *out,
                                struct mc_error *err) MC_MUST_CHECK;
/* The answer's part of it, for a challenge of any kind. */
enum chip_proof active_check(const uint8_t *dg15, size_t len, const struct security_infos *infos,
                             const uint8_t challenge[ACTIVE_CHALLENGE_BYTES],
                             const uint8_t *signature, size_t signature_len);

#endif
