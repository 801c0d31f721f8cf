/* The chip's side of secure messaging. */
#include <string.h>

#include "core/memory.h"
#include "drivers/card/emrtd/tlv.h"
#include "drivers/card/virtual/chip_internal.h"

#define HEADER_BYTES 4

struct objects {
    struct tlv ciphertext; /* whole NULL: none */
    struct tlv le;
    struct tlv mac;
    size_t covered;
};

static bool find_objects(const struct apdu_command *outer, struct objects *out)
{
    struct mc_cursor in = mc_cursor_over(outer->data, outer->data_len);
    struct tlv object;
    *out = (struct objects){0};
    while (tlv_next(&in, &object)) {
        if (object.tag == SM_DO_CIPHERTEXT || object.tag == SM_DO_CIPHERTEXT_ODD) {
            out->ciphertext = object;
        } else if (object.tag == SM_DO_LE) {
            out->le = object;
        } else if (object.tag == SM_DO_MAC) {
            out->mac = object;
            out->covered = (size_t)(object.whole - outer->data);
        }
    }
    return !in.failed && out->mac.whole != NULL && out->mac.len == CIPHER_MAC_BYTES;
}

static bool mac_fits(const struct chip *chip, const struct apdu_command *outer,
                     const struct objects *objects)
{
    uint8_t text[APDU_COMMAND_MAX_BYTES + CIPHER_BLOCK_MAX_BYTES] = {outer->cla, outer->ins,
                                                                     outer->p1, outer->p2};
    uint8_t mac[CIPHER_MAC_BYTES];
    size_t len = cipher_pad(chip->sm.cipher, text, HEADER_BYTES);
    memcpy(text + len, outer->data, objects->covered);
    sm_mac(&chip->sm, text, len + objects->covered, mac);
    return cipher_equal(mac, objects->mac.value, sizeof mac);
}

static bool decipher(const struct chip *chip, const struct tlv *object, uint8_t *room,
                     size_t *out_len)
{
    size_t skip = object->tag == SM_DO_CIPHERTEXT ? 1 : 0;
    uint8_t vector[CIPHER_BLOCK_MAX_BYTES];
    if (object->len <= skip || (object->len - skip) % cipher_block_bytes(chip->sm.cipher) != 0 ||
        object->len - skip > APDU_DATA_MAX_BYTES) {
        return false;
    }
    sm_vector(&chip->sm, vector);
    cipher_decrypt(chip->sm.cipher, chip->sm.encryption_key, vector, object->value + skip,
                   object->len - skip, room);
    return cipher_unpad(room, object->len - skip, out_len);
}

bool chip_unprotect(struct chip *chip, const struct apdu_command *outer, uint8_t *room,
                    struct apdu_command *out)
{
    struct objects objects;
    size_t len = 0;
    sm_count(&chip->sm);
    if (!find_objects(outer, &objects) || !mac_fits(chip, outer, &objects) ||
        (objects.ciphertext.whole != NULL && !decipher(chip, &objects.ciphertext, room, &len))) {
        return false;
    }
    *out = (struct apdu_command){.cla = outer->cla & 0x10u,
                                 .ins = outer->ins,
                                 .p1 = outer->p1,
                                 .p2 = outer->p2,
                                 .data = room,
                                 .data_len = len};
    for (size_t i = 0; objects.le.whole != NULL && i < objects.le.len && i < 2; i++) {
        out->le = out->le << 8 | objects.le.value[i];
    }
    if (objects.le.whole != NULL && out->le == 0) {
        out->le = objects.le.len > 1 ? APDU_EXTENDED_LE_MAX : APDU_SHORT_LE_MAX;
    }
    return true;
}

size_t chip_protect(struct chip *chip, bool odd, uint16_t sw, uint8_t *out)
{
    struct secure_messaging *sm = &chip->sm;
    const uint8_t status[2] = {(uint8_t)(sw >> 8), (uint8_t)sw};
    uint8_t vector[CIPHER_BLOCK_MAX_BYTES];
    uint8_t mac[CIPHER_MAC_BYTES];
    struct mc_buffer answer;
    mc_buffer_init(&answer, CHIP_ANSWER_MAX_BYTES - 2);
    sm_count(sm);
    if (chip->data_len > 0) {
        sm_vector(sm, vector);
        size_t len = cipher_pad(sm->cipher, chip->data, chip->data_len);
        cipher_encrypt(sm->cipher, sm->encryption_key, vector, chip->data, len, chip->data);
        tlv_put_header(&answer, odd ? SM_DO_CIPHERTEXT_ODD : SM_DO_CIPHERTEXT, odd ? len : len + 1);
        if (!odd) {
            mc_buffer_put_byte(&answer, SM_PADDED);
        }
        mc_buffer_put(&answer, chip->data, len);
    }
    tlv_put(&answer, SM_DO_STATUS, status, sizeof status);
    sm_mac(sm, answer.bytes, answer.len, mac);
    if (chip->profile.fault == PROFILE_WRONG_MAC &&
        chip->commands >= (unsigned)chip->profile.fault_at) {
        mac[0] ^= 1;
    }
    tlv_put(&answer, SM_DO_MAC, mac, sizeof mac);
    MC_CHECK(!answer.overflowed);
    memcpy(out, answer.bytes, answer.len);
    size_t len = answer.len;
    mc_buffer_finish(&answer);
    return len;
}
