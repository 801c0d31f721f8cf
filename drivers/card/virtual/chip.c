#include "drivers/card/virtual/chip_internal.h"

#include <string.h>

#include "core/memory.h"
#include "drivers/card/emrtd/file_reading.h"
#include "drivers/card/emrtd/tlv.h"

#define INS_GET_CHALLENGE         0x84
#define INS_EXTERNAL_AUTHENTICATE 0x82
#define INS_INTERNAL_AUTHENTICATE 0x88
#define INS_GET_RESPONSE          0xC0
#define P1_MUTUAL                 0xC1
#define SW_NO_FILE                0x6986
#define SW_WRONG_DATA             0x6A80
#define SW_NOT_NOW                0x6985
#define CHAIN_PART_BYTES          64

void chip_put(struct chip *chip, const void *bytes, size_t len)
{
    MC_CHECK(chip->data_len + len <= sizeof chip->data);
    memcpy(chip->data + chip->data_len, bytes, len);
    chip->data_len += len;
}

/* ---- Files ---- */

/* The master file is not to be selected, as on Vietnamese cards. */
static uint16_t select_file(struct chip *chip, const struct apdu_command *command)
{
    if (command->p1 == FILE_P1_BY_NAME) {
        chip->application = command->data_len == sizeof file_application &&
                            memcmp(command->data, file_application, sizeof file_application) == 0;
        chip->file = NULL;
        return chip->application ? APDU_SW_OK : APDU_SW_NOT_FOUND;
    }
    if (command->p1 != FILE_P1_BY_ID || command->data_len != 2) {
        return APDU_SW_WRONG_INS;
    }
    uint16_t id = (uint16_t)(command->data[0] << 8 | command->data[1]);
    const struct mc_buffer *file = document_file(chip->document, id);
    if (file == NULL || (id != FILE_ID_ACCESS && !chip->application)) {
        return APDU_SW_NOT_FOUND;
    }
    if (id != FILE_ID_ACCESS && !chip->sm.on) {
        return APDU_SW_SECURITY;
    }
    chip->file = file;
    return APDU_SW_OK;
}

static bool far_offset(const struct apdu_command *command, size_t *out)
{
    struct tlv offset;
    if (!tlv_first(command->data, command->data_len, FILE_DO_OFFSET, &offset) || offset.len > 3) {
        return false;
    }
    *out = 0;
    for (size_t i = 0; i < offset.len; i++) {
        *out = *out << 8 | offset.value[i];
    }
    return true;
}

static uint16_t read_file(struct chip *chip, const struct apdu_command *command)
{
    bool odd = command->ins == FILE_INS_READ_ODD;
    size_t at = (size_t)command->p1 << 8 | command->p2;
    if (chip->file == NULL) {
        return SW_NO_FILE;
    }
    if (odd && !far_offset(command, &at)) {
        return SW_WRONG_DATA;
    }
    size_t wanted = odd && command->le > TLV_HEADER_MAX_BYTES ? command->le - TLV_HEADER_MAX_BYTES
                                                              : command->le;
    if (at >= chip->file->len) {
        return APDU_SW_WRONG_OFFSET;
    }
    size_t left = chip->file->len - at;
    if (wanted > left && left < APDU_SHORT_LE_MAX && chip->profile.fault == PROFILE_EXACT_LENGTH) {
        return (uint16_t)(APDU_SW_EXACT_LE | left);
    }
    size_t n = wanted < left ? wanted : left;
    if (odd) {
        struct mc_buffer head;
        mc_buffer_init(&head, TLV_HEADER_MAX_BYTES);
        tlv_put_header(&head, FILE_DO_DATA, n);
        chip_put(chip, head.bytes, head.len);
        mc_buffer_finish(&head);
    }
    chip_put(chip, chip->file->bytes + at, n);
    return wanted > left ? APDU_SW_END_OF_FILE : APDU_SW_OK;
}

/* ---- Commands ---- */

static uint16_t set_security(struct chip *chip, const struct apdu_command *command)
{
    return command->p1 == P1_MUTUAL ? chip_set_pace(chip, command)
                                    : chip_set_agreement(chip, command);
}

static uint16_t execute(struct chip *chip, const struct apdu_command *command)
{
    chip->data_len = 0;
    switch (command->ins) {
    case FILE_INS_SELECT: return select_file(chip, command);
    case FILE_INS_READ:
    case FILE_INS_READ_ODD: return read_file(chip, command);
    case INS_GET_CHALLENGE: return chip_get_challenge(chip);
    case INS_EXTERNAL_AUTHENTICATE: return chip_external_authenticate(chip, command);
    case INS_INTERNAL_AUTHENTICATE: return chip_internal_authenticate(chip, command);
    case PACE_INS_SET: return set_security(chip, command);
    case PACE_INS_GENERAL_AUTHENTICATE:
        return chip->sm.on ? chip_agree(chip, command) : chip_general_authenticate(chip, command);
    default: return APDU_SW_WRONG_INS;
    }
}

static size_t put_status(uint8_t *out, size_t len, uint16_t sw)
{
    out[len] = (uint8_t)(sw >> 8);
    out[len + 1] = (uint8_t)sw;
    return len + 2;
}

static size_t answer_protected(struct chip *chip, const struct apdu_command *outer, uint8_t *out)
{
    uint8_t room[APDU_DATA_MAX_BYTES];
    struct apdu_command command;
    if (!chip->sm.on || !chip_unprotect(chip, outer, room, &command)) {
        sm_stop(&chip->sm);
        return put_status(out, 0, APDU_SW_WRONG_SM);
    }
    uint16_t sw = execute(chip, &command);
    size_t len = chip_protect(chip, (command.ins & 1) != 0, sw, out);
    if (chip->next.on) {
        chip->sm = chip->next;
        sm_stop(&chip->next);
    }
    return put_status(out, len, sw);
}

static size_t answer_plain(struct chip *chip, const struct apdu_command *command, uint8_t *out)
{
    /* A command without protection ends the session (Doc 9303-11 section 9.8.1). */
    sm_stop(&chip->sm);
    uint16_t sw = execute(chip, command);
    memcpy(out, chip->data, chip->data_len);
    size_t len = put_status(out, chip->data_len, sw);
    if (chip->next.on) {
        chip->sm = chip->next;
        sm_stop(&chip->next);
    }
    return len;
}

/* The next part of an answer that waits. */
static size_t answer_rest(struct chip *chip, const struct apdu_command *command, uint8_t *out)
{
    size_t left = chip->waiting_len - chip->waiting_at;
    if (left <= 2) {
        return put_status(out, 0, SW_NOT_NOW);
    }
    size_t most = chip->profile.fault == PROFILE_CHAINED ? CHAIN_PART_BYTES : APDU_SHORT_LE_MAX;
    size_t wanted = command->le < most ? command->le : most;
    size_t n = wanted < left - 2 ? wanted : left - 2;
    memcpy(out, chip->waiting + chip->waiting_at, n);
    chip->waiting_at += n;
    left -= n;
    if (left == 2) {
        memcpy(out + n, chip->waiting + chip->waiting_at, 2);
        chip->waiting_at += 2;
        return n + 2;
    }
    size_t more = left - 2 < APDU_SHORT_LE_MAX ? left - 2 : 0;
    return put_status(out, n, (uint16_t)(APDU_SW_MORE | more));
}

/* An answer longer than the command allows for waits to be fetched. */
static size_t hold_back(struct chip *chip, const struct apdu_command *command, uint8_t *out,
                        size_t len)
{
    size_t most = chip->profile.fault == PROFILE_CHAINED ? CHAIN_PART_BYTES
                  : command->le > APDU_SHORT_LE_MAX      ? command->le
                                                         : APDU_SHORT_LE_MAX;
    if (len - 2 <= most) {
        return len;
    }
    memcpy(chip->waiting, out, len);
    chip->waiting_len = len;
    chip->waiting_at = 0;
    size_t more = len - 2 < APDU_SHORT_LE_MAX ? len - 2 : 0;
    return put_status(out, 0, (uint16_t)(APDU_SW_MORE | more));
}

size_t chip_answer(struct chip *chip, const uint8_t *command, size_t len,
                   uint8_t out[CHIP_ANSWER_MAX_BYTES])
{
    struct apdu_command parsed;
    chip->commands++;
    if (chip->profile.fault == PROFILE_TORN && chip->commands > (unsigned)chip->profile.fault_at) {
        return 0;
    }
    if (apdu_parse_command(command, len, &parsed, NULL) != MC_OK) {
        return put_status(out, 0, APDU_SW_WRONG_LENGTH);
    }
    if (parsed.ins == INS_GET_RESPONSE) {
        return answer_rest(chip, &parsed, out);
    }
    bool secured = (parsed.cla & APDU_CLA_SECURE) == APDU_CLA_SECURE;
    size_t made = secured ? answer_protected(chip, &parsed, out) : answer_plain(chip, &parsed, out);
    return hold_back(chip, &parsed, out, made);
}

/* ---- The chip ---- */

struct chip *chip_create(const struct profile *profile, const struct issuer *issuer)
{
    struct chip *chip = mc_secret_alloc(sizeof *chip);
    chip->profile = *profile;
    chip->document = document_create(profile, issuer);
    return chip;
}

void chip_destroy(struct chip *chip)
{
    if (chip != NULL) {
        chip_pace_reset(chip);
        document_destroy(chip->document);
        mc_secret_free(chip);
    }
}

void chip_reset(struct chip *chip)
{
    sm_stop(&chip->sm);
    sm_stop(&chip->next);
    chip_pace_reset(chip);
    chip->has_challenge = false;
    chip->application = false;
    chip->chip_protocol_set = false;
    chip->file = NULL;
    chip->waiting_len = 0;
    chip->waiting_at = 0;
}

int chip_delay_ms(const struct chip *chip)
{
    return chip->profile.fault == PROFILE_SLOW ? chip->profile.fault_at : 0;
}

unsigned chip_commands(const struct chip *chip)
{
    return chip->commands;
}

const uint8_t *chip_atr(const struct chip *chip, size_t *out_len)
{
    /* TS, T0 with the number of historical bytes, TD1, TD2 (T=1), historical bytes, check byte. The
     * third byte of the card capabilities (tag 73) tells of extended lengths. */
    static const uint8_t simple[] = {0x3B, 0x88, 0x80, 0x01, 0x00, 0x73, 0xC8,
                                     0x40, 0x00, 0x00, 0x90, 0x00, 0x62};
    static const uint8_t extended[] = {0x3B, 0x85, 0x80, 0x01, 0x80, 0x73, 0xC0, 0x01, 0x40, 0x76};
    *out_len = chip->profile.extended_length ? sizeof extended : sizeof simple;
    return chip->profile.extended_length ? extended : simple;
}
