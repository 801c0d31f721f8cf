#include "drivers/card/emrtd/apdu.h"

#include <string.h>

#include "core/cursor.h"

#define HEADER_BYTES 4
#define SHORT_MAX    255

enum mc_err apdu_encode(const struct apdu_command *command, uint8_t out[APDU_COMMAND_MAX_BYTES],
                        size_t *out_len, struct mc_error *err)
{
    size_t n = command->data_len;
    if (n > APDU_DATA_MAX_BYTES || command->le > APDU_EXTENDED_LE_MAX) {
        return mc_fail(err, MC_ETOOBIG, "apdu: %zu bytes to send, %zu wanted", n, command->le);
    }
    bool extended = n > SHORT_MAX || command->le > APDU_SHORT_LE_MAX;
    size_t at = 0;
    out[at++] = command->cla;
    out[at++] = command->ins;
    out[at++] = command->p1;
    out[at++] = command->p2;
    if (extended) {
        out[at++] = 0;
    }
    if (n > 0) {
        if (extended) {
            out[at++] = (uint8_t)(n >> 8);
        }
        out[at++] = (uint8_t)n;
        memcpy(out + at, command->data, n);
        at += n;
    }
    if (command->le > 0) {
        if (extended) {
            out[at++] = (uint8_t)(command->le >> 8);
        }
        out[at++] = (uint8_t)command->le;
    }
    *out_len = at;
    return MC_OK;
}

enum mc_err apdu_parse_response(const uint8_t *bytes, size_t len, struct apdu_response *out,
                                struct mc_error *err)
{
    if (len < 2) {
        return mc_fail(err, MC_EGONE, "apdu: no status word: the card was taken away");
    }
    if (len > APDU_RESPONSE_MAX_BYTES) {
        return mc_fail(err, MC_ETOOBIG, "apdu: an answer of %zu bytes", len);
    }
    *out = (struct apdu_response){
        .data = bytes, .len = len - 2, .sw = (uint16_t)(bytes[len - 2] << 8 | bytes[len - 1])};
    return MC_OK;
}

/* What stands behind the header: data and Le, in the short or the extended form. */
static bool parse_body(struct mc_cursor *in, struct apdu_command *out)
{
    size_t left = mc_cursor_left(in);
    if (left == 0) {
        return true;
    }
    bool extended = left >= 3 && in->bytes[in->at] == 0;
    if (extended) {
        (void)mc_cursor_u8(in);
        left--;
    }
    size_t width = extended ? 2 : 1;
    size_t all = extended ? APDU_EXTENDED_LE_MAX : APDU_SHORT_LE_MAX;
    size_t first = extended ? mc_cursor_u16_be(in) : mc_cursor_u8(in);
    if (left == width) {
        out->le = first == 0 ? all : first;
        return !in->failed;
    }
    out->data_len = first;
    out->data = mc_cursor_take(in, first);
    if (mc_cursor_left(in) > 0) {
        size_t le = extended ? mc_cursor_u16_be(in) : mc_cursor_u8(in);
        out->le = le == 0 ? all : le;
    }
    return !in->failed && first > 0 && mc_cursor_left(in) == 0;
}

enum mc_err apdu_parse_command(const uint8_t *bytes, size_t len, struct apdu_command *out,
                               struct mc_error *err)
{
    struct mc_cursor in = mc_cursor_over(bytes, len);
    const uint8_t *header = mc_cursor_take(&in, HEADER_BYTES);
    if (header == NULL) {
        return mc_fail(err, MC_EPARSE, "apdu: a command of %zu bytes", len);
    }
    struct apdu_command command = {
        .cla = header[0], .ins = header[1], .p1 = header[2], .p2 = header[3]};
    if (!parse_body(&in, &command)) {
        return mc_fail(err, MC_EPARSE, "apdu: the lengths of a command do not fit");
    }
    *out = command;
    return MC_OK;
}
