#include "tests/unit/card/script.h"

#include <stdlib.h>
#include <string.h>

#include "tests/unit/cmocka_all.h"

static unsigned digit(char c)
{
    return c <= '9' ? (unsigned)(c - '0') : (unsigned)((c | 0x20) - 'a' + 10);
}

size_t hex_bytes(const char *hex, uint8_t *out, size_t size)
{
    size_t len = strlen(hex) / 2;
    assert_true(len <= size && strlen(hex) % 2 == 0);
    for (size_t i = 0; i < len; i++) {
        out[i] = (uint8_t)(digit(hex[2 * i]) << 4 | digit(hex[2 * i + 1]));
    }
    return len;
}

void assert_hex(const void *bytes, size_t len, const char *hex)
{
    uint8_t expected[SCRIPT_BYTES_MAX];
    size_t expected_len = hex_bytes(hex, expected, sizeof expected);
    assert_int_equal(len, expected_len);
    assert_memory_equal(bytes, expected, len);
}

static enum mc_err transmit(struct card_transport *transport, const uint8_t *command, size_t len,
                            uint8_t *out, size_t size, size_t *out_len, struct mc_error *err)
{
    struct script *script = (struct script *)transport;
    (void)err;
    assert_true(script->at < script->count);
    const struct script_line *line = &script->lines[script->at++];
    if (line->command != NULL) {
        assert_hex(command, len, line->command);
    }
    *out_len = hex_bytes(line->answer, out, size);
    return MC_OK;
}

static int cancelled(struct card_transport *transport)
{
    return ((struct script *)transport)->cancelled;
}

void script_init(struct script *script, const struct script_line *lines, size_t count)
{
    static const struct card_transport_ops ops = {.transmit = transmit, .cancelled = cancelled};
    *script = (struct script){.base = {.ops = &ops}, .lines = lines, .count = count};
}

void script_assert_done(const struct script *script)
{
    assert_int_equal(script->at, script->count);
}
