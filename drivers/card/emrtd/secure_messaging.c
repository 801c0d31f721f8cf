#include "drivers/card/emrtd/secure_messaging.h"

#include <string.h>

#include "core/memory.h"
#include "drivers/card/emrtd/tlv.h"

#define HEADER_BYTES 4
#define STATUS_BYTES 2
/* Header, both data objects and their padding, and the counter before them. */
#define MAC_TEXT_MAX_BYTES (APDU_RESPONSE_MAX_BYTES + 4 * CIPHER_BLOCK_MAX_BYTES)

void sm_start(struct secure_messaging *sm, enum cipher cipher, const uint8_t *encryption_key,
              const uint8_t *mac_key, const uint8_t *counter)
{
    sm_stop(sm);
    sm->cipher = cipher;
    memcpy(sm->encryption_key, encryption_key, cipher_key_bytes(cipher));
    memcpy(sm->mac_key, mac_key, cipher_key_bytes(cipher));
    if (counter != NULL) {
        memcpy(sm->counter, counter, cipher_block_bytes(cipher));
    }
    sm->on = true;
}

void sm_start_from_secret(struct secure_messaging *sm, enum cipher cipher, const void *secret,
                          size_t len)
{
    uint8_t encryption_key[CIPHER_KEY_MAX_BYTES];
    uint8_t mac_key[CIPHER_KEY_MAX_BYTES];
    cipher_derive_key(cipher, secret, len, CIPHER_FOR_ENCRYPTION, encryption_key);
    cipher_derive_key(cipher, secret, len, CIPHER_FOR_MAC, mac_key);
    sm_start(sm, cipher, encryption_key, mac_key, NULL);
    mc_wipe(encryption_key, sizeof encryption_key);
    mc_wipe(mac_key, sizeof mac_key);
}

void sm_stop(struct secure_messaging *sm)
{
    mc_wipe(sm, sizeof *sm);
}

void sm_count(struct secure_messaging *sm)
{
    for (size_t i = cipher_block_bytes(sm->cipher); i > 0; i--) {
        if (++sm->counter[i - 1] != 0) {
            return;
        }
    }
}

void sm_vector(const struct secure_messaging *sm, uint8_t out[CIPHER_BLOCK_MAX_BYTES])
{
    if (sm->cipher == CIPHER_3DES) {
        memset(out, 0, CIPHER_BLOCK_MAX_BYTES);
    } else {
        cipher_encrypt_block(sm->cipher, sm->encryption_key, sm->counter, out);
    }
}

void sm_mac(const struct secure_messaging *sm, const uint8_t *text, size_t len,
            uint8_t out[CIPHER_MAC_BYTES])
{
    size_t block = cipher_block_bytes(sm->cipher);
    MC_CHECK(len <= MAC_TEXT_MAX_BYTES);
    uint8_t *whole = mc_secret_alloc(len + 2 * block);
    memcpy(whole, sm->counter, block);
    memcpy(whole + block, text, len);
    size_t whole_len = block + len;
    /* The code of 3DES pads by itself. */
    if (sm->cipher != CIPHER_3DES) {
        whole_len = cipher_pad(sm->cipher, whole, whole_len);
    }
    cipher_mac(sm->cipher, sm->mac_key, whole, whole_len, out);
    mc_secret_free(whole);
}

/* ---- Commands ---- */

static void put_ciphertext(const struct secure_messaging *sm, const struct apdu_command *command,
                           struct mc_buffer *out)
{
    uint8_t text[SM_DATA_MAX_BYTES + CIPHER_BLOCK_MAX_BYTES];
    uint8_t vector[CIPHER_BLOCK_MAX_BYTES];
    memcpy(text, command->data, command->data_len);
    size_t len = cipher_pad(sm->cipher, text, command->data_len);
    sm_vector(sm, vector);
    cipher_encrypt(sm->cipher, sm->encryption_key, vector, text, len, text);
    bool odd = (command->ins & 1) != 0;
    tlv_put_header(out, odd ? SM_DO_CIPHERTEXT_ODD : SM_DO_CIPHERTEXT, odd ? len : len + 1);
    if (!odd) {
        mc_buffer_put_byte(out, SM_PADDED);
    }
    mc_buffer_put(out, text, len);
    mc_wipe(text, sizeof text);
}

static void put_le(const struct apdu_command *command, bool extended, struct mc_buffer *out)
{
    const uint8_t le[2] = {(uint8_t)(command->le >> 8), (uint8_t)command->le};
    if (extended) {
        tlv_put(out, SM_DO_LE, le, 2);
    } else {
        tlv_put(out, SM_DO_LE, le + 1, 1);
    }
}

/* The code is over the header, padded, and the data objects. */
static void put_mac(const struct secure_messaging *sm, const uint8_t header[HEADER_BYTES],
                    struct mc_buffer *objects)
{
    uint8_t text[APDU_COMMAND_MAX_BYTES + CIPHER_BLOCK_MAX_BYTES];
    uint8_t mac[CIPHER_MAC_BYTES];
    memcpy(text, header, HEADER_BYTES);
    size_t len = cipher_pad(sm->cipher, text, HEADER_BYTES);
    if (objects->len > 0) {
        memcpy(text + len, objects->bytes, objects->len);
        len += objects->len;
    }
    sm_mac(sm, text, len, mac);
    tlv_put(objects, SM_DO_MAC, mac, sizeof mac);
}

enum mc_err sm_protect(struct secure_messaging *sm, const struct apdu_command *command,
                       uint8_t out[APDU_COMMAND_MAX_BYTES], size_t *out_len, struct mc_error *err)
{
    if (command->data_len > SM_DATA_MAX_BYTES) {
        return mc_fail(err, MC_ETOOBIG, "secure messaging: %zu bytes to send", command->data_len);
    }
    sm_count(sm);
    const uint8_t header[HEADER_BYTES] = {command->cla | APDU_CLA_SECURE, command->ins, command->p1,
                                          command->p2};
    bool extended = command->le > APDU_SHORT_LE_MAX || command->data_len > SM_SHORT_READ_BYTES;
    struct mc_buffer objects;
    mc_buffer_init(&objects, APDU_DATA_MAX_BYTES);
    if (command->data_len > 0) {
        put_ciphertext(sm, command, &objects);
    }
    if (command->le > 0) {
        put_le(command, extended, &objects);
    }
    put_mac(sm, header, &objects);
    struct apdu_command secured = {
        .cla = header[0],
        .ins = header[1],
        .p1 = header[2],
        .p2 = header[3],
        .data = objects.bytes,
        .data_len = objects.len,
        .le = extended ? APDU_EXTENDED_LE_MAX : APDU_SHORT_LE_MAX,
    };
    enum mc_err rc = apdu_encode(&secured, out, out_len, err);
    mc_buffer_finish(&objects);
    return rc;
}

/* ---- Answers ---- */

struct answer {
    struct tlv ciphertext; /* whole NULL: none */
    struct tlv status;
    struct tlv mac;
    size_t covered; /* bytes before the code */
};

static bool find_objects(const struct apdu_response *response, struct answer *out)
{
    struct mc_cursor in = mc_cursor_over(response->data, response->len);
    struct tlv object;
    *out = (struct answer){0};
    while (out->mac.whole == NULL && tlv_next(&in, &object)) {
        if (object.tag == SM_DO_CIPHERTEXT || object.tag == SM_DO_CIPHERTEXT_ODD) {
            out->ciphertext = object;
        } else if (object.tag == SM_DO_STATUS) {
            out->status = object;
        } else if (object.tag == SM_DO_MAC) {
            out->mac = object;
            out->covered = (size_t)(object.whole - response->data);
        } else {
            return false;
        }
    }
    return !in.failed && mc_cursor_left(&in) == 0 && out->mac.whole != NULL &&
           out->mac.len == CIPHER_MAC_BYTES && out->status.whole != NULL &&
           out->status.len == STATUS_BYTES;
}

static bool decipher(const struct secure_messaging *sm, const struct tlv *object, uint8_t *room,
                     size_t *out_len)
{
    const uint8_t *text = object->value;
    size_t len = object->len;
    if (object->tag == SM_DO_CIPHERTEXT) {
        if (len < 1 || text[0] != SM_PADDED) {
            return false;
        }
        text++;
        len--;
    }
    if (len == 0 || len % cipher_block_bytes(sm->cipher) != 0) {
        return false;
    }
    uint8_t vector[CIPHER_BLOCK_MAX_BYTES];
    sm_vector(sm, vector);
    cipher_decrypt(sm->cipher, sm->encryption_key, vector, text, len, room);
    return cipher_unpad(room, len, out_len);
}

enum mc_err sm_open(struct secure_messaging *sm, const struct apdu_response *response,
                    uint8_t *room, struct apdu_response *out, struct mc_error *err)
{
    struct answer answer;
    uint8_t mac[CIPHER_MAC_BYTES];
    if (response->len == 0) {
        return mc_fail(err, MC_ECORRUPT, "secure messaging: the chip answers %04X unprotected",
                       (unsigned)response->sw);
    }
    if (!find_objects(response, &answer)) {
        return mc_fail(err, MC_ECORRUPT, "secure messaging: an answer without its code");
    }
    sm_count(sm);
    sm_mac(sm, response->data, answer.covered, mac);
    if (!cipher_equal(mac, answer.mac.value, sizeof mac)) {
        return mc_fail(err, MC_ECORRUPT, "secure messaging: the code of an answer is wrong");
    }
    size_t len = 0;
    if (answer.ciphertext.whole != NULL && !decipher(sm, &answer.ciphertext, room, &len)) {
        return mc_fail(err, MC_ECORRUPT, "secure messaging: an answer that cannot be deciphered");
    }
    *out = (struct apdu_response){
        .data = room,
        .len = len,
        .sw = (uint16_t)(answer.status.value[0] << 8 | answer.status.value[1])};
    return MC_OK;
}
