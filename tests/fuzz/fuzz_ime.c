/* Any keys in any order: the first byte chooses method and style, '<' is Backspace, bytes from 0x80
 * on are Vietnamese letters and tone keys. What must hold is checked after each key. */
#include <string.h>

#include "core/error.h"
#include "core/text.h"
#include "tests/fuzz/fuzz.h"
#include "ui/ime/ime.h"

#define FIELD_BYTES 96

static uint32_t key_of(uint8_t byte)
{
    static const uint32_t letters[] = {0x103,  0xE2, 0x111, 0xEA,   0xF4,   0x1A1, 0x1B0,  0x110,
                                       0x1EA5, 0xE1, 0xC0,  0x1EE3, 0x1EDA, 0xFC,  0x4E00, 0x1F600};
    return byte < 0x80 ? byte : letters[byte % (sizeof letters / sizeof letters[0])];
}

static void check(const char *text)
{
    MC_CHECK(strlen(text) < FIELD_BYTES && mc_utf8_valid(text, strlen(text)));
    char composed[FIELD_BYTES];
    MC_CHECK(mc_text_nfc_into(composed, sizeof composed, text, strlen(text), NULL) == MC_OK);
    MC_CHECK(strcmp(text, composed) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    if (len == 0) {
        return 0;
    }
    struct ime ime = {.method = (enum ime_method)(bytes[0] % 3),
                      .style = (enum ime_style)(bytes[0] / 3 % 2)};
    char text[FIELD_BYTES] = "";
    for (size_t i = 1; i < len; i++) {
        uint32_t key = key_of(bytes[i]);
        size_t before = mc_utf8_length(text);
        if (key == '<') {
            MC_CHECK(ime_backspace(&ime, text, sizeof text) == (before > 0));
            MC_CHECK(mc_utf8_length(text) == (before > 0 ? before - 1 : 0));
        } else if (bytes[i] >= 0xF0) {
            (void)ime_put_tone(&ime, text, sizeof text, (enum ime_tone)(bytes[i] % 6));
            MC_CHECK(mc_utf8_length(text) == before);
        } else if (key >= 0x20 && key != 0x7F) {
            (void)ime_type(&ime, text, sizeof text, key);
            size_t after = mc_utf8_length(text);
            MC_CHECK(after == before || after == before + 1);
        }
        check(text);
    }
    return 0;
}
