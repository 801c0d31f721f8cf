#include "drivers/card/virtual/profile.h"

#include <stdio.h>
#include <string.h>

#include "core/json.h"
#include "core/memory.h"
#include "drivers/card/emrtd/ecdh.h"

struct word {
    const char *name;
    int value;
};

static const struct word ciphers[] = {{"aes-128", CIPHER_AES_128},
                                      {"aes-192", CIPHER_AES_192},
                                      {"aes-256", CIPHER_AES_256},
                                      {"3des", CIPHER_3DES},
                                      {"none", 0},
                                      {NULL, 0}};
static const struct word curves[] = {{"p-256", ECDH_NIST_P256},
                                     {"brainpool-256", ECDH_BRAINPOOL_P256},
                                     {"brainpool-320", ECDH_BRAINPOOL_P320},
                                     {"p-384", ECDH_NIST_P384},
                                     {"brainpool-384", ECDH_BRAINPOOL_P384},
                                     {"brainpool-512", ECDH_BRAINPOOL_P512},
                                     {"p-521", ECDH_NIST_P521},
                                     {NULL, 0}};
static const struct word proofs[] = {{"none", PROFILE_PROOF_NONE},
                                     {"chip", PROFILE_PROOF_CHIP},
                                     {"chip-3des", PROFILE_PROOF_CHIP_3DES},
                                     {"chip-dh", PROFILE_PROOF_CHIP_DH},
                                     {"chip-dh-3des", PROFILE_PROOF_CHIP_DH_3DES},
                                     {"active-rsa", PROFILE_PROOF_ACTIVE_RSA},
                                     {"active-ecdsa", PROFILE_PROOF_ACTIVE_ECDSA},
                                     {NULL, 0}};
static const struct word faults[] = {{"none", PROFILE_FAULT_NONE},
                                     {"wrong-sod", PROFILE_WRONG_SOD},
                                     {"no-sod", PROFILE_NO_SOD},
                                     {"expired-signer", PROFILE_EXPIRED_SIGNER},
                                     {"revoked-signer", PROFILE_REVOKED_SIGNER},
                                     {"altered", PROFILE_ALTERED},
                                     {"torn", PROFILE_TORN},
                                     {"slow", PROFILE_SLOW},
                                     {"endless", PROFILE_ENDLESS},
                                     {"short", PROFILE_SHORT},
                                     {"wrong-mac", PROFILE_WRONG_MAC},
                                     {"copy", PROFILE_COPY},
                                     {"weaker-offer", PROFILE_WEAKER_OFFER},
                                     {"chained", PROFILE_CHAINED},
                                     {"exact-length", PROFILE_EXACT_LENGTH},
                                     {NULL, 0}};

static const char where[] = "card";

/* Keys that may be left out keep their value; after the first failure the rest does nothing. */
struct reader {
    const cJSON *card;
    enum mc_err rc;
    struct mc_error *err;
};

static bool given(const struct reader *reader, const char *key)
{
    return reader->rc == MC_OK && mc_json_find(reader->card, key) != NULL;
}

static void read_text(struct reader *reader, const char *key, char *out, size_t size)
{
    if (reader->rc == MC_OK) {
        reader->rc = mc_json_text_into(reader->card, where, key, out, size, reader->err);
    }
}

static void read_flag(struct reader *reader, const char *key, bool *out)
{
    if (given(reader, key)) {
        reader->rc = mc_json_bool(reader->card, where, key, out, reader->err);
    }
}

static void read_word(struct reader *reader, const char *key, const struct word *words, int *out)
{
    const char *text = NULL;
    if (!given(reader, key)) {
        return;
    }
    reader->rc = mc_json_text(reader->card, where, key, &text, reader->err);
    for (; reader->rc == MC_OK && words->name != NULL; words++) {
        if (strcmp(words->name, text) == 0) {
            *out = words->value;
            return;
        }
    }
    if (reader->rc == MC_OK) {
        reader->rc = mc_fail(reader->err, MC_EPARSE, "card.%s: none of the known words", key);
    }
}

static void require_date(struct reader *reader, const char *key, const char *date)
{
    char ignored[7];
    if (reader->rc == MC_OK && !profile_short_date(date, ignored)) {
        reader->rc = mc_fail(reader->err, MC_EPARSE, "card.%s: expected DD/MM/YYYY", key);
    }
}

static void read_texts(struct reader *reader, struct profile *out)
{
    read_text(reader, "id_number", out->id_number, sizeof out->id_number);
    if (reader->rc == MC_OK && (strlen(out->id_number) != CARD_ID_CHARS ||
                                strspn(out->id_number, "0123456789") != CARD_ID_CHARS)) {
        reader->rc = mc_fail(reader->err, MC_EPARSE, "card.id_number: expected twelve digits");
    }
    if (given(reader, "old_id_number")) {
        read_text(reader, "old_id_number", out->old_id_number, sizeof out->old_id_number);
    }
    read_text(reader, "name", out->name, sizeof out->name);
    read_text(reader, "birth", out->birth, sizeof out->birth);
    require_date(reader, "birth", out->birth);
    read_text(reader, "sex", out->sex, sizeof out->sex);
    read_text(reader, "residence", out->residence, sizeof out->residence);
    read_text(reader, "issued", out->issued, sizeof out->issued);
    if (given(reader, "expires")) {
        read_text(reader, "expires", out->expires, sizeof out->expires);
        if (out->expires[0] != '\0') {
            require_date(reader, "expires", out->expires);
        }
    }
}

static void read_choices(struct reader *reader, struct profile *out)
{
    int cipher = CIPHER_AES_128;
    int curve = ECDH_NIST_P256;
    int proof = PROFILE_PROOF_NONE;
    int fault = PROFILE_FAULT_NONE;
    int64_t at = 0;
    read_word(reader, "pace", ciphers, &cipher);
    read_word(reader, "curve", curves, &curve);
    read_word(reader, "proof", proofs, &proof);
    read_word(reader, "fault", faults, &fault);
    if (given(reader, "fault_at")) {
        reader->rc = mc_json_integer(reader->card, where, "fault_at", 0, PROFILE_FAULT_AT_MAX, &at,
                                     reader->err);
    }
    out->pace = cipher != 0;
    out->cipher = cipher != 0 ? (enum cipher)cipher : CIPHER_AES_128;
    out->curve = curve;
    out->proof = (enum profile_proof)proof;
    out->fault = (enum profile_fault)fault;
    out->fault_at = (int)at;
    out->bac = true;
    out->personal_data = true;
    out->portrait = true;
    read_flag(reader, "bac", &out->bac);
    read_flag(reader, "personal_data", &out->personal_data);
    read_flag(reader, "portrait", &out->portrait);
    read_flag(reader, "chip_verified", &out->chip_verified);
    read_flag(reader, "extended_length", &out->extended_length);
}

enum mc_err profile_parse(const void *json, size_t len, struct profile *out, struct mc_error *err)
{
    static const char *const keys[] = {
        "id_number", "old_id_number", "name",          "birth",           "sex",   "residence",
        "issued",    "expires",       "pace",          "curve",           "bac",   "proof",
        "portrait",  "personal_data", "chip_verified", "extended_length", "fault", "fault_at",
        NULL};
    cJSON *card = NULL;
    enum mc_err rc = mc_json_parse(json, len, PROFILE_MAX_BYTES, &card, err);
    if (rc != MC_OK) {
        return rc;
    }
    struct profile *profile = mc_secret_alloc(sizeof *profile);
    struct reader reader = {card, mc_json_only_keys(card, where, keys, err), err};
    read_texts(&reader, profile);
    read_choices(&reader, profile);
    if (reader.rc == MC_OK) {
        *out = *profile;
    }
    mc_secret_free(profile);
    cJSON_Delete(card);
    return reader.rc;
}

bool profile_short_date(const char *date, char out[7])
{
    static const char shape[] = "dd/dd/dddd";
    if (strlen(date) != sizeof shape - 1) {
        return false;
    }
    for (size_t i = 0; shape[i] != '\0'; i++) {
        bool digit = date[i] >= '0' && date[i] <= '9';
        if (shape[i] == 'd' ? !digit : date[i] != shape[i]) {
            return false;
        }
    }
    (void)snprintf(out, 7, "%.2s%.2s%.2s", date + 8, date + 3, date);
    return true;
}
