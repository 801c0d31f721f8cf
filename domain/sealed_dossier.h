/*
 * A sealed dossier: how a dossier (domain/dossier.h) travels and is kept from the moment it is
 * handed in. The dossier's JSON is sealed to the central service's public key (core/sealing.h);
 * whoever has only the public key, the kiosk and the service's front, cannot read it. Pure.
 *
 * On the wire (central/openapi.yaml, SealedDossier; application/vnd.motcua.sealed+json) it is one
 * JSON object, every key always there:
 *
 *   {"sealed": 1,
 *    "kiosk": "K01",
 *    "sequence": 17, "boot": "<UUID of the kiosk's start>",
 *    "receiving_agency": "H29.12",
 *    "deciding_agency": "H29.12" | "",
 *    "residence_area": "Phường Thử, Thành phố Hồ Chí Minh",
 *    "procedure": {"code": "1.004194", "name": "…", "case": "default",
 *                  "duration": {"amount": 3, "unit": "working_days" | "days" | "hours"}},
 *    "initials": "N.T.T.",
 *    "assurance": "declared" | "chip_unverified" | "chip_verified",
 *    "id_check": "<64 hex digits>",
 *    "token_hash": "<SHA-256 of the receipt's token, 64 hex digits>",
 *    "provisional_code": "TK01-261124-0001-7Q",
 *    "submitted_at": "2026-11-24T09:30:00+07:00",
 *    "key": "<id of the sealing key, 16 hex digits>",
 *    "box": "<base64>"}
 *
 * What stands outside of the box is what the service needs to take the dossier in, to appoint a day
 * and to answer who shows the receipt: nobody's name, number, birth, street or answers.
 *  - sequence counts what this kiosk hands in, boot changes with each start of its computer: the
 *    order is known even when its clock was wrong.
 *  - residence_area is the ward and province of the residence, by which the deciding agency is
 *    chosen where the kiosk left it empty.
 *  - id_check lets a citizen without the receipt ask by code and ID number: Argon2id
 *    (core/slow_hash.h) of the number, salted with "motcua-id-check-1\n<provisional_code>\n
 *    <token_hash>", so that it is worth nothing for any other dossier.
 *  - box is the sealed box of the dossier's JSON, with spaces behind it up to a multiple of 1024
 *    bytes, so that its length tells little of the answers.
 */
#ifndef MOTCUA_DOMAIN_SEALED_DOSSIER_H
#define MOTCUA_DOMAIN_SEALED_DOSSIER_H

#include "core/sealing.h"
#include "core/slow_hash.h"
#include "domain/dossier.h"

#define SEALED_MEDIA_TYPE     "application/vnd.motcua.sealed+json"
#define SEALED_MAX_BYTES      ((size_t)768 * 1024) /* of the whole */
#define SEALED_INITIALS_BYTES 64
#define SEALED_AREA_BYTES     256

struct sealed_dossier {
    char kiosk[16];
    int64_t sequence; /* 1 and up */
    char boot[MC_UUID_CHARS + 1];
    char receiving_agency[DOSSIER_AGENCY_BYTES];
    char deciding_agency[DOSSIER_AGENCY_BYTES]; /* "": the service chooses */
    char residence_area[SEALED_AREA_BYTES];
    char procedure_code[PROCEDURE_CODE_BYTES];
    char *procedure_name; /* owned */
    char case_id[FORM_ID_BYTES];
    struct duration duration;
    char initials[SEALED_INITIALS_BYTES];
    enum citizen_assurance assurance;
    char id_check[MC_SLOW_HASH_CHARS + 1];
    char token_hash[MC_SHA256_CHARS + 1];
    char provisional_code[DOSSIER_CODE_BYTES];
    struct local_time submitted;
    char key[MC_KEY_ID_CHARS + 1];
    uint8_t *box; /* owned */
    size_t box_len;
};

/* What stands outside, but for id_check, key and box; freed with sealed_dossier_finish(). */
enum mc_err sealed_dossier_describe(const struct dossier_draft *draft,
                                    const struct dossier_ids *ids, struct local_time submitted,
                                    struct sealed_dossier *out, struct mc_error *err) MC_MUST_CHECK;
/* Slow (core/slow_hash.h): the value of id_check. */
void sealed_dossier_id_check(const char *provisional_code, const char *token_hash,
                             const char *id_number, char out[MC_SLOW_HASH_CHARS + 1]);
/* Seals the dossier's JSON (dossier_body()) and writes the whole; `outside` with id_check set. *out
 * is NUL-terminated, ordinary memory, freed with free(). MC_ETOOBIG over SEALED_MAX_BYTES. */
enum mc_err sealed_dossier_write(const struct sealed_dossier *outside, const char *body, size_t len,
                                 const struct mc_sealing_key *key, char **out, size_t *out_len,
                                 struct mc_error *err) MC_MUST_CHECK;

/* Errors begin with the member's path: "dossier.procedure.code: malformed". */
enum mc_err sealed_dossier_parse(const void *bytes, size_t len, struct sealed_dossier *out,
                                 struct mc_error *err) MC_MUST_CHECK;
/* Opens the box. *out is the dossier's JSON for dossier_parse(), NUL-terminated, in secret memory,
 * freed with mc_secret_free(). MC_EDENIED: sealed to another key, or changed. MC_ECORRUPT: what is
 * inside is not what stands outside, or no dossier. */
enum mc_err sealed_dossier_open(const struct sealed_dossier *sealed,
                                const struct mc_opening_key *key, char **out, size_t *out_len,
                                struct mc_error *err) MC_MUST_CHECK;
void sealed_dossier_finish(struct sealed_dossier *sealed);

#endif
