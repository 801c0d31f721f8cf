/*
 * A chip that answers anything: the input is cut into answers, each behind a byte that tells its
 * length. A whole reading, a file without protection, an answer
 * under protection, the command parser and the answer to reset get them.
 */
#include <string.h>

#include "core/cursor.h"
#include "core/memory.h"
#include "drivers/card/emrtd/atr.h"
#include "drivers/card/emrtd/file_reading.h"
#include "drivers/card/emrtd/reading.h"
#include "tests/fuzz/fuzz.h"

#define PATIENCE_MS 60000
#define FILE_MAX    4096

struct talker {
    struct card_transport base;
    struct mc_cursor rest;
};

static enum mc_err transmit(struct card_transport *base, const uint8_t *command, size_t len,
                            uint8_t *out, size_t size, size_t *out_len, struct mc_error *err)
{
    struct talker *talker = (struct talker *)base;
    struct apdu_command parsed;
    MC_CHECK(apdu_parse_command(command, len, &parsed, NULL) == MC_OK);
    size_t wanted = mc_cursor_u8(&talker->rest);
    size_t left = mc_cursor_left(&talker->rest);
    size_t n = wanted < left ? wanted : left;
    if (n > size) {
        return mc_fail(err, MC_ETOOBIG, "too long");
    }
    if (n > 0) {
        memcpy(out, mc_cursor_take(&talker->rest, n), n);
    }
    *out_len = n;
    return MC_OK;
}

static int cancelled(struct card_transport *base)
{
    (void)base;
    return 0;
}

static const struct card_transport_ops ops = {.transmit = transmit, .cancelled = cancelled};

static void read_whole_card(const uint8_t *bytes, size_t len, const struct trust *trust)
{
    const struct card_access access = {
        .id_number = "079203012345", .birth = "030815", .expiry = {"280815"}, .expiry_count = 1};
    const struct reading_options options = {.trust = trust, .timeout_ms = PATIENCE_MS};
    struct talker talker = {{.ops = &ops}, mc_cursor_over(bytes, len)};
    struct card_content *content = card_content_create();
    enum card_outcome outcome = CARD_READ;
    MC_CHECK(reading_run(&talker.base, &access, &options, content, &outcome, NULL) == MC_OK);
    MC_CHECK(outcome != CARD_READ); /* nobody guesses a key */
    card_content_destroy(content);
}

static void read_one_file(const uint8_t *bytes, size_t len)
{
    struct talker talker = {{.ops = &ops}, mc_cursor_over(bytes, len)};
    struct channel *channel = channel_create(&talker.base, PATIENCE_MS);
    uint8_t *file = NULL;
    size_t file_len = 0;
    if (file_read(channel, 0x011C, FILE_MAX, NULL, &file, &file_len, NULL) == MC_OK) {
        MC_CHECK(file_len <= FILE_MAX && (file != NULL) == (file_len > 0));
        mc_secret_free(file);
    }
    channel_destroy(channel);
}

static void open_protected(const uint8_t *bytes, size_t len)
{
    static const uint8_t key[CIPHER_KEY_MAX_BYTES] = {1, 2, 3};
    struct apdu_response answer;
    struct secure_messaging sm = {0};
    uint8_t room[APDU_RESPONSE_MAX_BYTES];
    if (apdu_parse_response(bytes, len, &answer, NULL) == MC_OK) {
        sm_start(&sm, len % 2 == 0 ? CIPHER_AES_128 : CIPHER_3DES, key, key, NULL);
        MC_CHECK(sm_open(&sm, &answer, room, &answer, NULL) != MC_OK);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    static struct trust *trust;
    struct apdu_command command;
    if (trust == NULL) {
        mc_secure_init();
        trust = trust_create();
    }
    (void)atr_extended_length(bytes, len);
    if (apdu_parse_command(bytes, len, &command, NULL) == MC_OK) {
        MC_CHECK(command.data_len <= len && command.le <= APDU_EXTENDED_LE_MAX);
    }
    read_whole_card(bytes, len, trust);
    read_one_file(bytes, len);
    open_protected(bytes, len);
    return 0;
}
