#include <stdio.h>
#include <string.h>

#include "core/text.h"
#include "kiosk/screens/screens_internal.h"

#define KEY_MM     17
#define PAD_KEY_MM 20
#define KEY_GAP_MM 3

#define CANDIDATES_BESIDE      3
#define CANDIDATES_BESIDE_WIDE 2
#define CANDIDATES_TIGHT       1 /* large type in the lower part of the screen */

#define SIGNS_BESIDE       6
#define SIGNS_BESIDE_TIGHT 10

#define KEYS_PAD_MM       3
#define KEYS_PAD_TIGHT_MM 1

struct key {
    uint32_t code;
    const char *id;
};

static const struct key letters[] = {
    {0x103, "key.aw"}, {0xE2, "key.aa"},  {0x111, "key.dd"}, {0xEA, "key.ee"},
    {0xF4, "key.oo"},  {0x1A1, "key.ow"}, {0x1B0, "key.uw"},
};

static const struct key signs[] = {
    {'.', "key.period"},     {',', "key.comma"},    {'-', "key.hyphen"},
    {'/', "key.slash"},      {':', "key.colon"},    {'(', "key.open"},
    {')', "key.close"},      {'&', "key.and"},      {'+', "key.plus"},
    {'@', "key.at"},         {'"', "key.quote"},    {'\'', "key.apostrophe"},
    {';', "key.semicolon"},  {'?', "key.question"}, {'!', "key.exclamation"},
    {'_', "key.underscore"}, {'%', "key.percent"},  {'#', "key.number"},
};

static const struct {
    enum ime_tone tone;
    const char *id;
    const char *sign;
} tones[] = {
    {IME_ACUTE, "key.acute", "á"}, {IME_GRAVE, "key.grave", "à"}, {IME_HOOK, "key.hook", "ả"},
    {IME_TILDE, "key.tilde", "ã"}, {IME_DOT, "key.dot", "ạ"},
};

static void row_begin(const struct screens_context *c)
{
    ui_begin(c->ui, NULL,
             &(struct ui_box){.axis = UI_ROW, .gap_mm = KEY_GAP_MM, .justify = UI_CENTER});
}

static void put_key(const struct screens_context *c, const char *id, const char *text,
                    const char *icon, struct ui_action action, int grow)
{
    ui_button(c->ui, id, text,
              &(struct ui_button){.style = UI_BUTTON_KEY,
                                  .icon = icon,
                                  .action = action,
                                  .grow = grow,
                                  .height_mm = KEY_MM,
                                  .name = icon != NULL ? screens_text(c, id) : NULL});
}

/* The marked forms of each letter that has any. */
static const struct {
    char letter;
    const char *forms;
} marked[] = {
    {'a', "áàảãạăâ"}, {'e', "éèẻẽẹê"}, {'i', "íìỉĩị"}, {'o', "óòỏõọôơ"},
    {'u', "úùủũụư"},  {'y', "ýỳỷỹỵ"},  {'d', "đ"},
};

static const char *forms_of(uint32_t letter)
{
    for (size_t i = 0; i < sizeof marked / sizeof marked[0]; i++) {
        if ((unsigned char)marked[i].letter == (letter | 0x20)) {
            return marked[i].forms;
        }
    }
    return NULL;
}

/* A letter kept pressed offers its marked forms. */
static void put_character(const struct screens_context *c, const char *id, uint32_t codepoint)
{
    char text[SCREENS_TEXT_BYTES] = "";
    text[mc_utf8_encode(codepoint, text)] = '\0';
    struct ui_action hold = {0};
    if (codepoint < 0x80 && forms_of(codepoint) != NULL) {
        hold = screens_intent(FLOW_INTENT_MARKS, (int)(codepoint | 0x20));
    }
    ui_button(c->ui, id, text,
              &(struct ui_button){.style = UI_BUTTON_KEY,
                                  .action = {SCREENS_ACTION_TEXT, (int)codepoint},
                                  .hold = hold,
                                  .grow = 1,
                                  .height_mm = KEY_MM,
                                  .hint = hold.code != 0 ? screens_text(c, "key.marks") : NULL});
}

static uint32_t in_case(const struct screens_context *c, uint32_t small)
{
    return c->view->shift || c->view->caps_lock ? ime_capital(small) : small;
}

static void put_letters(const struct screens_context *c, const char *row)
{
    for (; *row != '\0'; row++) {
        char id[16];
        (void)snprintf(id, sizeof id, "key.%c", *row);
        put_character(c, id, in_case(c, (unsigned char)*row));
    }
}

static void put_backspace(const struct screens_context *c)
{
    ui_button(c->ui, "key.backspace", "",
              &(struct ui_button){.style = UI_BUTTON_KEY,
                                  .icon = "backspace",
                                  .action = {.code = SCREENS_ACTION_BACKSPACE},
                                  .repeats = true,
                                  .grow = 2,
                                  .height_mm = KEY_MM,
                                  .name = screens_text(c, "key.backspace")});
}

/* Where there is no room for them, marks are typed, or come up when a letter is kept pressed. */
static bool has_marks(const struct screens_context *c)
{
    const struct flow_view *view = c->view;
    bool low = c->landscape && view->text_size > 0;
    return !screens_is_tight(c) && !(view->low_reach && (low || view->candidate_count > 0));
}

/* Large keys on a low screen, or little room below what can be chosen: one row less. */
static bool marks_in_one_row(const struct screens_context *c)
{
    bool little_room = c->wide_text || c->view->low_reach;
    return little_room && (c->landscape || c->view->candidate_count > 0);
}

static void show_tones(const struct screens_context *c)
{
    bool one_row = marks_in_one_row(c);
    row_begin(c);
    for (int i = 0; i < 5; i++) {
        /* Where the words do not fit, a letter that bears the tone says the same. */
        bool sign = c->wide_text || one_row;
        ui_button(c->ui, tones[i].id, sign ? tones[i].sign : screens_text(c, tones[i].id),
                  &(struct ui_button){.style = UI_BUTTON_KEY,
                                      .action = {SCREENS_ACTION_TONE, (int)tones[i].tone},
                                      .grow = 1,
                                      .height_mm = KEY_MM,
                                      .name = screens_text(c, tones[i].id)});
    }
    if (!one_row) {
        ui_end(c->ui);
        row_begin(c);
    }
    for (size_t i = 0; i < sizeof letters / sizeof letters[0]; i++) {
        put_character(c, letters[i].id, in_case(c, letters[i].code));
    }
    ui_end(c->ui);
}

static void show_forms(const struct screens_context *c, const char *forms)
{
    row_begin(c);
    uint32_t form = 0;
    for (int i = 0; *forms != '\0'; i++) {
        char id[UI_ID_BYTES];
        (void)snprintf(id, sizeof id, "key.mark.%d", i);
        forms += mc_utf8_next(forms, &form);
        put_character(c, id, in_case(c, form));
    }
    ui_end(c->ui);
}

/* Of the letter kept pressed; NULL: none is. */
static const char *forms_asked(const struct screens_context *c)
{
    return c->view->marks != 0 ? forms_of((uint32_t)c->view->marks) : NULL;
}

/* Above the letters: the forms of the one kept pressed, else marks for those who look for them, or
 * the digits VNI types them with. */
static void show_marks(const struct screens_context *c)
{
    const char *forms = forms_asked(c);
    if (forms != NULL) {
        show_forms(c, forms);
    } else if (c->view->method == IME_TELEX) {
        show_tones(c);
    } else if (c->view->method == IME_VNI) {
        row_begin(c);
        put_letters(c, "1234567890");
        ui_end(c->ui);
    }
}

static void show_letters(const struct screens_context *c)
{
    if (has_marks(c)) {
        show_marks(c);
    }
    row_begin(c);
    put_letters(c, "qwertyuiop");
    ui_end(c->ui);
    row_begin(c);
    put_letters(c, "asdfghjkl");
    ui_end(c->ui);
    row_begin(c);
    ui_button(c->ui, "key.shift", "",
              &(struct ui_button){
                  .style = UI_BUTTON_KEY,
                  .icon = c->view->caps_lock ? "caps-lock" : "shift",
                  .action = screens_intent(FLOW_INTENT_SHIFT, 0),
                  .chosen = c->view->shift || c->view->caps_lock,
                  .grow = 2,
                  .height_mm = KEY_MM,
                  .name = screens_text(c, c->view->caps_lock ? "key.caps_lock" : "key.shift")});
    put_letters(c, "zxcvbnm");
    put_backspace(c);
    ui_end(c->ui);
}

static void show_signs(const struct screens_context *c)
{
    row_begin(c);
    put_letters(c, "1234567890");
    ui_end(c->ui);
    size_t count = sizeof signs / sizeof signs[0];
    size_t beside = screens_is_tight(c) ? SIGNS_BESIDE_TIGHT : SIGNS_BESIDE;
    for (size_t i = 0; i < count; i += beside) {
        row_begin(c);
        for (size_t k = i; k < i + beside && k < count; k++) {
            put_character(c, signs[k].id, signs[k].code);
        }
        if (i + beside >= count) {
            put_backspace(c);
        }
        ui_end(c->ui);
    }
}

bool keyboard_types_place(const struct screens_context *c)
{
    if (c->view->screen != FLOW_FORM || c->view->step_kind != FLOW_STEP_FIELD) {
        return false;
    }
    const struct form *form = &c->view->procedure->cases[c->view->case_index].form;
    enum form_field_type type = form->fields[c->view->field].type;
    return type == FORM_PLACE || type == FORM_ADDRESS;
}

/* Places stand in a list below the field; so does a name on a low screen, where large type leaves
 * no room above the keys. */
bool keyboard_candidates_apart(const struct screens_context *c)
{
    return keyboard_types_place(c) || (screens_is_tight(c) && c->landscape);
}

static void list_candidates(const struct screens_context *c)
{
    for (size_t i = 0; i < c->view->candidate_count; i++) {
        char id[UI_ID_BYTES];
        char before[SCREENS_LINE_BYTES] = "";
        (void)snprintf(id, sizeof id, "key.candidate.%zu", i);
        if (c->view->candidates_were[i] != NULL) {
            (void)mc_message_format(c->screens->messages, c->view->language, before, sizeof before,
                                    "form.place_before", "name", c->view->candidates_were[i], NULL);
        }
        screens_entry(c, id, c->view->candidates[i], before, NULL,
                      screens_intent(FLOW_INTENT_CANDIDATE, (int)i));
    }
}

void keyboard_candidates_show(const struct screens_context *c)
{
    if (keyboard_types_place(c)) {
        list_candidates(c);
        return;
    }
    size_t beside = screens_is_tight(c) ? CANDIDATES_TIGHT
                    : c->wide_text      ? CANDIDATES_BESIDE_WIDE
                                        : CANDIDATES_BESIDE;
    size_t count = c->view->candidate_count < beside ? c->view->candidate_count : beside;
    if (count == 0 || c->view->screen != FLOW_FORM) {
        return;
    }
    row_begin(c);
    for (size_t i = 0; i < count; i++) {
        char id[UI_ID_BYTES];
        (void)snprintf(id, sizeof id, "key.candidate.%zu", i);
        ui_button(c->ui, id, c->view->candidates[i],
                  &(struct ui_button){.style = UI_BUTTON_SECONDARY,
                                      .action = screens_intent(FLOW_INTENT_CANDIDATE, (int)i),
                                      .grow = 1,
                                      .height_mm = KEY_MM});
    }
    ui_end(c->ui);
}

static void keys_begin(const struct screens_context *c)
{
    ui_begin(c->ui, NULL,
             &(struct ui_box){.surface = UI_SUNKEN,
                              .pad_mm = screens_is_tight(c) ? KEYS_PAD_TIGHT_MM : KEYS_PAD_MM,
                              .gap_mm = KEY_GAP_MM,
                              .name = screens_text(c, "key.keyboard")});
}

static void put_method(const struct screens_context *c)
{
    static const char *const methods[] = {
        [IME_TELEX] = "Telex", [IME_VNI] = "VNI", [IME_LATIN] = "Latin"};
    const char *method = methods[c->view->method];
    char name[SCREENS_LINE_BYTES];
    (void)mc_message_format(c->screens->messages, c->view->language, name, sizeof name,
                            "key.method", "method", method, NULL);
    ui_button(c->ui, "key.method", method,
              &(struct ui_button){.style = UI_BUTTON_KEY,
                                  .action = screens_intent(FLOW_INTENT_METHOD, 0),
                                  .grow = c->wide_text ? 3 : 2,
                                  .height_mm = KEY_MM,
                                  .name = name});
}

static void show_last_row(const struct screens_context *c)
{
    row_begin(c);
    put_key(c, "key.page", c->view->keys_page ? "abc" : "123", NULL,
            screens_intent(FLOW_INTENT_KEYS_PAGE, 0), 2);
    put_method(c);
    /* In large type the word does not fit. */
    put_key(c, "key.space", c->wide_text ? "" : screens_text(c, "key.space"),
            c->wide_text ? "space" : NULL,
            (struct ui_action){.code = SCREENS_ACTION_TEXT, .arg = ' '}, 4);
    put_key(c, "key.clear", c->wide_text ? "" : screens_text(c, "key.clear"),
            c->wide_text ? "clear" : NULL, screens_intent(FLOW_INTENT_CLEAR, 0), 2);
    ui_end(c->ui);
}

void keyboard_show(const struct screens_context *c)
{
    keys_begin(c);
    if (!keyboard_candidates_apart(c)) {
        keyboard_candidates_show(c);
    }
    if (c->view->keys_page) {
        show_signs(c);
    } else {
        show_letters(c);
    }
    if (!has_marks(c) && !c->view->keys_page && forms_asked(c) != NULL) {
        show_forms(c, forms_asked(c));
    } else {
        show_last_row(c);
    }
    ui_end(c->ui);
}

static void put_pad_key(const struct screens_context *c, const char *id, const char *text,
                        const char *icon, struct ui_action action)
{
    ui_button(c->ui, id, text,
              &(struct ui_button){.style = UI_BUTTON_KEY,
                                  .icon = icon,
                                  .action = action,
                                  .grow = 1,
                                  .height_mm = PAD_KEY_MM,
                                  .name = icon != NULL ? screens_text(c, id) : NULL});
}

static void put_digit(const struct screens_context *c, char digit)
{
    char id[] = "key.0";
    char text[] = "0";
    id[4] = digit;
    text[0] = digit;
    put_pad_key(c, id, text, NULL, (struct ui_action){.code = SCREENS_ACTION_TEXT, .arg = digit});
}

static void put_pad_corner(const struct screens_context *c, enum keyboard_pad pad)
{
    if (pad == KEYBOARD_DATE && !c->view->year_only) {
        put_pad_key(c, "key.slash", "/", NULL,
                    (struct ui_action){.code = SCREENS_ACTION_TEXT, .arg = '/'});
    } else {
        put_pad_key(c, "key.clear", c->wide_text ? "" : screens_text(c, "key.clear"),
                    c->wide_text ? "clear" : NULL, screens_intent(FLOW_INTENT_CLEAR, 0));
    }
}

void keyboard_show_pad(const struct screens_context *c, enum keyboard_pad pad)
{
    static const char rows[3][4] = {"123", "456", "789"};
    keys_begin(c);
    if (pad == KEYBOARD_DATE && c->view->date_wheels) {
        date_wheels_show(c);
        ui_end(c->ui);
        return;
    }
    for (int i = 0; i < 3; i++) {
        row_begin(c);
        for (const char *digit = rows[i]; *digit != '\0'; digit++) {
            put_digit(c, *digit);
        }
        ui_end(c->ui);
    }
    row_begin(c);
    put_pad_corner(c, pad);
    put_digit(c, '0');
    ui_button(c->ui, "key.backspace", "",
              &(struct ui_button){.style = UI_BUTTON_KEY,
                                  .icon = "backspace",
                                  .action = {.code = SCREENS_ACTION_BACKSPACE},
                                  .repeats = true,
                                  .grow = 1,
                                  .height_mm = PAD_KEY_MM,
                                  .name = screens_text(c, "key.backspace")});
    if (pad == KEYBOARD_DATE) {
        date_wheels_switch(c);
    }
    ui_end(c->ui);
    ui_end(c->ui);
}
