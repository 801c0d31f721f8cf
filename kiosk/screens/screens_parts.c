#include <qrencode.h>
#include <stdio.h>
#include <string.h>

#include "core/memory.h"
#include "core/text.h"
#include "kiosk/screens/screens_internal.h"

#define KEY_BYTES        96
#define NAME_LINES       3
#define WAITING_MM       140
#define HOW_PORTRAIT_MM  130 /* the picture of what to do */
#define HOW_LANDSCAPE_MM 90
#define BESIDE_CHARS     20
#define QR_QUIET         4 /* modules, ISO/IEC 18004 section 6.3.8 */

const char *screens_text(const struct screens_context *c, const char *key)
{
    return mc_message_text(c->screens->messages, c->view->language, key);
}

const char *screens_text_of(const struct screens_context *c, const char *group, const char *name,
                            const char *tail)
{
    char key[KEY_BYTES];
    (void)snprintf(key, sizeof key, "%s.%s%s", group, name, tail);
    /* An unknown key comes back as itself, which would be this function's own array. */
    MC_CHECK(mc_message_known(c->screens->messages, key));
    return screens_text(c, key);
}

const char *screens_assurance(const struct screens_context *c)
{
    static const char *const keys[] = {[CITIZEN_DECLARED] = "assurance.declared",
                                       [CITIZEN_CHIP_UNVERIFIED] = "assurance.chip_unverified",
                                       [CITIZEN_CHIP_VERIFIED] = "assurance.chip_verified"};
    return screens_text(c, keys[c->view->citizen.assurance]);
}

const char *screens_in(const struct screens_context *c, const struct mc_text *text)
{
    return mc_text_in(text, c->view->language);
}

void screens_format_time(const struct screens_context *c, struct local_time time, char *out,
                         size_t size)
{
    char date[DATE_TEXT_BYTES];
    date_format_display(time.date, date);
    char hour[16];
    (void)snprintf(hour, sizeof hour, "%d", time.hour);
    char minute[16];
    (void)snprintf(minute, sizeof minute, "%02d", time.minute);
    (void)mc_message_format(c->screens->messages, c->view->language, out, size, "common.time",
                            "date", date, "hour", hour, "minute", minute, NULL);
}

void screens_answer(const struct screens_context *c, const struct form *form, size_t field,
                    char out[FORM_VALUE_BYTES])
{
    const struct form_values *values = &c->view->values;
    if (form->fields[field].card == FORM_CARD_ID_NUMBER &&
        values->origin[field] == FORM_FROM_CARD) {
        citizen_mask_id(values->value[field], out, FORM_VALUE_BYTES);
        return;
    }
    form_value_display(form, values, field, c->view->language, screens_text(c, "form.yes"),
                       screens_text(c, "form.no"), out, FORM_VALUE_BYTES);
}

bool screens_answer_is_secret(const struct form_field *field)
{
    return field->type == FORM_ID_NUMBER || field->card == FORM_CARD_ID_NUMBER;
}

struct ui_action screens_intent(enum flow_intent intent, int arg)
{
    return (struct ui_action){.code = (int)intent, .arg = arg};
}

void screens_lead(const struct screens_context *c)
{
    if (screens_head_is_short(c)) {
        screens_label(c, c->head->eyebrow, UI_TEXT_SMALL, UI_TONE_MUTED);
        screens_label(c, c->head->text, UI_TEXT_BODY, UI_TONE_NORMAL);
    }
}

void screens_content_begin(const struct screens_context *c)
{
    char id[UI_ID_BYTES];
    (void)snprintf(id, sizeof id, "%s.content", flow_screen_name(c->view->screen));
    ui_begin(c->ui, id,
             &(struct ui_box){.grow = 1,
                              .pad_x_mm = SCREENS_PAD_MM,
                              .pad_y_mm = SCREENS_TIGHT_MM,
                              .gap_mm = SCREENS_GAP_MM,
                              .scroll = true});
    screens_lead(c);
}

void screens_content_end(const struct screens_context *c)
{
    ui_end(c->ui);
}

static void column_begin(const struct screens_context *c)
{
    ui_begin(c->ui, NULL, &(struct ui_box){.grow = c->landscape, .gap_mm = SCREENS_GAP_MM});
}

void screens_columns_begin(const struct screens_context *c)
{
    ui_begin(c->ui, NULL,
             &(struct ui_box){.axis = c->landscape ? UI_ROW : UI_COLUMN,
                              .gap_mm = c->landscape ? SCREENS_PART_MM : SCREENS_GAP_MM});
    column_begin(c);
}

void screens_columns_next(const struct screens_context *c)
{
    ui_end(c->ui);
    column_begin(c);
}

void screens_columns_end(const struct screens_context *c)
{
    ui_end(c->ui);
    ui_end(c->ui);
}

void screens_label(const struct screens_context *c, const char *text, enum ui_text_style style,
                   enum ui_tone tone)
{
    if (text != NULL && text[0] != '\0') {
        ui_label(c->ui, NULL, text, &(struct ui_label){.style = style, .tone = tone});
    }
}

void screens_label_centered(const struct screens_context *c, const char *id, const char *text,
                            enum ui_text_style style, enum ui_tone tone)
{
    if (text != NULL && text[0] != '\0') {
        ui_label(c->ui, id, text,
                 &(struct ui_label){.style = style, .tone = tone, .align = UI_CENTER});
    }
}

void screens_icon(const struct screens_context *c, const char *icon, int size_mm, enum ui_tone tone)
{
    ui_icon(c->ui, icon, size_mm * (4 + c->view->text_size) / 4, tone);
}

void screens_seal(const struct screens_context *c, const char *icon)
{
    int side_mm = 16 * (5 + c->view->text_size) / 5;
    ui_begin(c->ui, NULL,
             &(struct ui_box){.surface = UI_SEAL,
                              .width_mm = side_mm,
                              .height_mm = side_mm,
                              .align = UI_CENTER,
                              .justify = UI_CENTER});
    ui_icon(c->ui, icon, side_mm * 5 / 8, UI_TONE_BRAND);
    ui_end(c->ui);
}

static const char *notice_icon(enum ui_surface surface)
{
    if (surface == UI_SUCCESS) {
        return "done";
    }
    return surface == UI_NOTICE ? "info" : "warning";
}

void screens_notice(const struct screens_context *c, const char *id, enum ui_surface surface,
                    const char *heading, const char *text)
{
    /* In large type it is tall, and its middle may be scrolled out. */
    bool top = c->wide_text && heading != NULL && text != NULL;
    ui_begin(c->ui, id,
             &(struct ui_box){.axis = UI_ROW,
                              .surface = surface,
                              .pad_mm = 6,
                              .gap_mm = 6,
                              .align = top ? UI_START : UI_CENTER});
    ui_begin(c->ui, NULL, &(struct ui_box){.pad_y_mm = top ? 2 : 0});
    screens_icon(c, notice_icon(surface), 12, UI_TONE_NORMAL);
    ui_end(c->ui);
    ui_begin(c->ui, NULL, &(struct ui_box){.grow = 1, .gap_mm = 2});
    screens_label(c, heading, UI_TEXT_HEADING, UI_TONE_NORMAL);
    screens_label(c, text, UI_TEXT_BODY, UI_TONE_NORMAL);
    ui_end(c->ui);
    ui_end(c->ui);
}

static void fact(const struct screens_context *c, const char *icon, const char *label,
                 const char *value, const struct ui_label *look)
{
    if (value == NULL || value[0] == '\0') {
        return;
    }
    ui_begin(c->ui, NULL, &(struct ui_box){.axis = UI_ROW, .gap_mm = SCREENS_GAP_MM});
    if (icon != NULL) {
        screens_seal(c, icon);
    }
    ui_begin(c->ui, NULL, &(struct ui_box){.grow = 1, .justify = UI_CENTER});
    screens_label(c, label, UI_TEXT_SMALL, UI_TONE_MUTED);
    ui_label(c->ui, NULL, value, look);
    ui_end(c->ui);
    ui_end(c->ui);
}

void screens_camera_hint(const struct screens_context *c, const char *id)
{
    static const char *const texts[] = {
        [FLOW_HINT_NONE] = NULL,          [FLOW_HINT_DARK] = "hint.dark",
        [FLOW_HINT_GLARE] = "hint.glare", [FLOW_HINT_FAR] = "hint.far",
        [FLOW_HINT_CLOSE] = "hint.close",
    };
    const char *text = texts[c->view->hint];
    if (text != NULL && c->view->devices.camera) {
        screens_notice(c, id, UI_NOTICE, screens_text(c, "hint.title"), screens_text(c, text));
    }
}

void screens_picture(const struct screens_context *c, const char *id,
                     const struct flow_picture *picture, int width_mm, const char *name)
{
    if (picture->width_px > 0) {
        /* The toolkit copies it and writes nothing. */
        const struct mc_grey grey = {picture->width_px, picture->height_px,
                                     (uint8_t *)(uintptr_t)picture->pixels};
        ui_picture(c->ui, id, &grey, width_mm, name);
    }
}

void screens_fact(const struct screens_context *c, const char *icon, const char *label,
                  const char *value)
{
    fact(c, icon, label, value, &(struct ui_label){.style = UI_TEXT_STRONG});
}

void screens_fact_name(const struct screens_context *c, const char *icon, const char *label,
                       const char *name)
{
    fact(c, icon, label, name,
         &(struct ui_label){.style = UI_TEXT_STRONG, .max_lines = NAME_LINES});
}

void screens_fact_code(const struct screens_context *c, const char *icon, const char *label,
                       const char *code)
{
    fact(c, icon, label, code, &(struct ui_label){.style = UI_TEXT_STRONG, .whole = true});
}

int screens_keys_share(const struct screens_context *c)
{
    int share = c->view->low_reach ? SCREENS_KEYS_LOW : SCREENS_KEYS_SHARE;
    return c->landscape ? share : 0;
}

void screens_waiting(const struct screens_context *c, const char *id, const char *text,
                     const char *more)
{
    int width_mm = ui_width_mm(c->ui) / 2;
    ui_space(c->ui, 10, 1);
    ui_begin(c->ui, NULL, &(struct ui_box){.gap_mm = SCREENS_PART_MM, .align = UI_CENTER});
    ui_begin(c->ui, NULL,
             &(struct ui_box){.width_mm = width_mm > WAITING_MM ? WAITING_MM : width_mm});
    ui_progress(c->ui, id, text, 0, 0);
    ui_end(c->ui);
    screens_label_centered(c, NULL, text, UI_TEXT_TITLE, UI_TONE_BRAND);
    screens_label_centered(c, NULL, more, UI_TEXT_BODY, UI_TONE_NORMAL);
    ui_end(c->ui);
    ui_space(c->ui, 10, 2);
}

void screens_how_begin(const struct screens_context *c, const char *icon)
{
    ui_begin(c->ui, NULL,
             &(struct ui_box){.axis = c->landscape ? UI_ROW : UI_COLUMN,
                              .gap_mm = c->landscape ? 2 * SCREENS_PAD_MM : SCREENS_GAP_MM,
                              .align = UI_CENTER,
                              .grow = 1,
                              .justify = UI_CENTER});
    ui_icon(c->ui, icon, c->landscape ? HOW_LANDSCAPE_MM : HOW_PORTRAIT_MM, UI_TONE_BRAND);
    ui_begin(c->ui, NULL, &(struct ui_box){.gap_mm = SCREENS_GAP_MM});
}

void screens_how_end(const struct screens_context *c)
{
    ui_end(c->ui);
    ui_end(c->ui);
}

static void action_button(const struct screens_context *c, const struct screens_button *button,
                          bool primary, bool fill)
{
    if (button == NULL) {
        return;
    }
    ui_button(c->ui, button->id, button->text,
              &(struct ui_button){.style = primary ? UI_BUTTON_PRIMARY : UI_BUTTON_SECONDARY,
                                  .icon = button->icon,
                                  .action = screens_intent(button->intent, button->arg),
                                  .disabled = button->disabled,
                                  .grow = fill ? 1 : 0,
                                  .height_mm = screens_is_tight(c) ? SCREENS_CRAMPED_MM
                                                                   : SCREENS_PRIMARY_MM});
}

/* So that both have room beside each other in the largest type. */
static bool are_short(const struct screens_button *primary,
                      const struct screens_button *const others[3])
{
    size_t chars = primary != NULL ? mc_utf8_length(primary->text) : 0;
    for (size_t i = 0; i < 3; i++) {
        chars += others[i] != NULL ? mc_utf8_length(others[i]->text) : 0;
    }
    return chars <= BESIDE_CHARS;
}

void screens_actions(const struct screens_context *c, const struct screens_button *primary,
                     const struct screens_button *second, const struct screens_button *third)
{
    const struct screens_button back = {.id = "bar.back",
                                        .text = screens_text(c, "bar.back"),
                                        .icon = "back",
                                        .intent = FLOW_INTENT_BACK};
    const struct screens_button *others[3] = {NULL, third, second};
    if (!c->landscape && screens_leads_back(c)) {
        others[0] = &back;
    }
    int count = (others[0] != NULL) + (second != NULL) + (third != NULL);
    if (count == 0 && primary == NULL) {
        return;
    }
    /* Side by side while they fit, else the others above the primary one, which keeps its place. */
    bool fit = count < 1 ||
               (count == 1 && (!c->wide_text || c->view->low_reach || are_short(primary, others)));
    bool column = !c->landscape && primary != NULL && !fit;
    ui_begin(c->ui, NULL,
             &(struct ui_box){.axis = column ? UI_COLUMN : UI_ROW,
                              .pad_x_mm = SCREENS_PAD_MM,
                              .pad_y_mm = screens_is_tight(c) ? SCREENS_TIGHT_MM : SCREENS_GAP_MM,
                              .gap_mm = SCREENS_GAP_MM});
    if (count > 0) {
        ui_begin(c->ui, NULL, &(struct ui_box){.axis = UI_ROW, .gap_mm = SCREENS_GAP_MM});
        for (size_t i = 0; i < 3; i++) {
            action_button(c, others[i], false, column);
        }
        ui_end(c->ui);
    }
    action_button(c, primary, true, !column);
    ui_end(c->ui);
}

void screens_check(const struct screens_context *c, const char *id, const char *text,
                   const struct ui_check *check)
{
    ui_check(c->ui, id, text, check);
}

void screens_entry(const struct screens_context *c, const char *id, const char *title,
                   const char *small, const char *highlight, struct ui_action action)
{
    ui_begin(c->ui, id,
             &(struct ui_box){.axis = UI_ROW,
                              .surface = UI_CARD,
                              .pad_mm = 6,
                              .gap_mm = SCREENS_GAP_MM,
                              .align = UI_CENTER,
                              .min_height_mm = 22,
                              .action = action});
    ui_begin(c->ui, NULL, &(struct ui_box){.grow = 1, .gap_mm = 2});
    ui_label(c->ui, NULL, title,
             &(struct ui_label){.style = UI_TEXT_STRONG, .max_lines = 3, .highlight = highlight});
    screens_label(c, small, UI_TEXT_SMALL, UI_TONE_MUTED);
    ui_end(c->ui);
    screens_icon(c, "next", 8, UI_TONE_BRAND);
    ui_end(c->ui);
}

static void draw_qr(struct screens *screens, const char *url)
{
    mc_grey_finish(&screens->qr);
    screens->qr_url[0] = '\0';
    QRcode *code = QRcode_encodeString8bit(url, 0, QR_ECLEVEL_M);
    if (code == NULL) {
        return;
    }
    int side = code->width + 2 * QR_QUIET;
    mc_grey_init(&screens->qr, side, side);
    for (int y = 0; y < code->width; y++) {
        for (int x = 0; x < code->width; x++) {
            if ((code->data[y * code->width + x] & 1) != 0) {
                screens->qr.pixels[(y + QR_QUIET) * side + x + QR_QUIET] = 0;
            }
        }
    }
    QRcode_free(code);
    mc_copy_text(screens->qr_url, sizeof screens->qr_url, url);
}

void screens_qr(const struct screens_context *c, const char *id, const char *url, int width_mm)
{
    struct screens *screens = c->screens;
    if (url[0] != '\0' && strcmp(screens->qr_url, url) != 0) {
        draw_qr(screens, url);
    }
    if (screens->qr_url[0] != '\0') {
        ui_picture(c->ui, id, &screens->qr, width_mm, screens_text(c, "receipt.code_name"));
    }
}
