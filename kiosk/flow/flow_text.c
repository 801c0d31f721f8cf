#include <string.h>

#include "core/memory.h"
#include "core/text.h"
#include "kiosk/flow/flow_internal.h"

#define TYPED_MAX_BYTES 1024
#define WORK_BYTES      (FORM_VALUE_BYTES + 8)
#define FIRST_COMBINING 0x300

/* Letters NFC leaves as they are (NFC_Quick_Check, UAX #15): all Vietnamese is typed with them. */
static bool is_composed(uint32_t c)
{
    return c < FIRST_COMBINING || (c >= 0x1EA0 && c <= 0x1EF9);
}

/* Typed by the method, then composed. */
static bool type_one(struct flow *flow, char work[WORK_BYTES], uint32_t c)
{
    struct ime *ime = &flow->session.ime;
    ime->method = flow->view.method;
    ime->style = flow->settings.tone_style;
    return ime_type(ime, work, WORK_BYTES, c) &&
           (is_composed(c) ||
            mc_text_nfc_into(work, WORK_BYTES, work, strlen(work), NULL) == MC_OK);
}

/* One character more; false if it does not fit. */
static bool append_one(struct flow *flow, char *text, size_t size, size_t max_chars, uint32_t c)
{
    char work[WORK_BYTES];
    mc_copy_text(work, sizeof work, text);
    bool ok = type_one(flow, work, c);
    size_t len = strlen(work);
    ok = ok && len < size && mc_utf8_length(work) <= max_chars;
    if (ok) {
        memcpy(text, work, len + 1);
    }
    mc_wipe(work, sizeof work);
    return ok;
}

bool flow_text_append(struct flow *flow, char *text, size_t size, size_t max_chars,
                      const char *typed)
{
    size_t typed_len = strnlen(typed, TYPED_MAX_BYTES);
    if (typed_len == TYPED_MAX_BYTES || !mc_utf8_valid(typed, typed_len)) {
        return false;
    }
    struct flow_view *view = &flow->view;
    bool changed = false;
    uint32_t c = 0;
    for (size_t n = 0; (n = mc_utf8_next(typed, &c)) > 0; typed += n) {
        bool control = c < 0x20 || (c >= 0x7F && c < 0xA0);
        if (control || (c == ' ' && text[0] == '\0')) {
            continue;
        }
        uint32_t typed_as = view->shift || view->caps_lock ? ime_capital(c) : c;
        if (!append_one(flow, text, size, max_chars, typed_as)) {
            break;
        }
        view->shift = view->shift && c == ' ';
        changed = true;
    }
    return changed;
}

bool flow_text_backspace(struct flow *flow, char *text, size_t size)
{
    flow->session.ime.style = flow->settings.tone_style;
    return ime_backspace(&flow->session.ime, text, size);
}

bool flow_text_tone(struct flow *flow, char *text, size_t size, int tone)
{
    flow->session.ime.style = flow->settings.tone_style;
    return tone > IME_LEVEL && tone <= IME_DOT &&
           ime_put_tone(&flow->session.ime, text, size, (enum ime_tone)tone);
}
