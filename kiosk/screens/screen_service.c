/* For staff: the PIN, then how things are. Plain on purpose. */
#include <stdio.h>
#include <string.h>

#include "kiosk/screens/screens_internal.h"

#define PIN_DOTS_MAX     12
#define PREVIEW_WIDTH_MM 90

void screen_service_head(const struct screens_context *c, struct screens_head *head)
{
    head->icon = "staff";
    head->title = screens_text(c, "service.title");
    head->text = c->view->service_open ? NULL : screens_text(c, "service.enter");
}

/* ---- The PIN ---- */

static void show_pin_state(const struct screens_context *c)
{
    char seconds[16];
    char text[SCREENS_LINE_BYTES];
    if (c->view->pin_wait_s > 0) {
        (void)snprintf(seconds, sizeof seconds, "%d", c->view->pin_wait_s);
        (void)mc_message_format(c->screens->messages, c->view->language, text, sizeof text,
                                "service.wait", "seconds", seconds, NULL);
        screens_notice(c, "service.state", UI_WARNING,
                       c->view->pin_wrong ? screens_text(c, "service.wrong") : NULL, text);
    } else if (c->view->pin_checking) {
        screens_notice(c, "service.state", UI_NOTICE, NULL, screens_text(c, "service.checking"));
    } else if (c->view->pin_wrong) { /* the wait is over before it may have been seen */
        screens_notice(c, "service.state", UI_WARNING, NULL, screens_text(c, "service.wrong"));
    }
}

static void show_pin(const struct screens_context *c)
{
    char dots[PIN_DOTS_MAX * 3 + 1] = "";
    size_t len = 0;
    for (int i = 0; i < c->view->pin_chars && i < PIN_DOTS_MAX; i++) {
        memcpy(dots + len, "•", 3);
        len += 3;
    }
    dots[len] = '\0';
    ui_begin(c->ui, NULL,
             &(struct ui_box){.axis = c->landscape ? UI_ROW : UI_COLUMN,
                              .grow = 1,
                              .pad_x_mm = SCREENS_PAD_MM,
                              .pad_y_mm = SCREENS_TIGHT_MM,
                              .gap_mm = SCREENS_GAP_MM});
    ui_begin(
        c->ui, "service.question",
        &(struct ui_box){.grow = SCREENS_BESIDE_SHARE, .gap_mm = SCREENS_GAP_MM, .scroll = true});
    screens_lead(c);
    show_pin_state(c);
    ui_field(c->ui, "service.pin", dots,
             &(struct ui_field){
                 .label = screens_text(c, "service.pin"), .active = true, .secret = true});
    ui_end(c->ui);
    ui_begin(c->ui, NULL, &(struct ui_box){.grow = screens_keys_share(c), .justify = UI_END});
    keyboard_show_pad(c, KEYBOARD_DIGITS);
    ui_end(c->ui);
    ui_end(c->ui);
    const struct screens_button next = {
        .id = "service.next",
        .text = screens_text(c, "service.next"),
        .intent = FLOW_INTENT_NEXT,
        .disabled = c->view->pin_chars == 0 || c->view->pin_checking || c->view->pin_wait_s > 0};
    screens_actions(c, &next, NULL, NULL);
}

/* ---- How things are ---- */

static void show_remedy(const struct screens_context *c, const struct flow_service_device *device)
{
    char key[64];
    char text[SCREENS_LINE_BYTES];
    (void)snprintf(key, sizeof key, "doctor.remedy.%s", device->problem);
    (void)mc_message_format(c->screens->messages, c->view->language, text, sizeof text, key, "file",
                            device->rules, NULL);
    screens_label(c, text, UI_TEXT_SMALL, UI_TONE_NORMAL);
}

/* What it is and how it is; its trial follows, up to device_end(). */
static void device_begin(const struct screens_context *c, const char *id, const char *icon,
                         const char *label, const struct flow_service_device *device)
{
    bool wrong = device->configured && !device->works;
    const char *state = !device->configured ? screens_text(c, "service.not_configured")
                        : wrong ? screens_text_of(c, "doctor.state", device->problem, "")
                                : screens_text(c, "service.works");
    char text[SCREENS_LINE_BYTES];
    (void)snprintf(text, sizeof text, "%s%s%s", state, device->found[0] != '\0' ? ": " : "",
                   device->found);
    ui_begin(c->ui, id, &(struct ui_box){.gap_mm = SCREENS_TIGHT_MM});
    screens_fact(c, icon, label, text);
    if (wrong) {
        show_remedy(c, device);
    }
}

static void device_end(const struct screens_context *c)
{
    ui_end(c->ui);
}

/* ---- Trying them ---- */

static void show_reads(const struct screens_context *c, const char *id,
                       const struct flow_service_try *tried)
{
    static const char *const reads[] = {[FLOW_READ_NOTHING] = "service.read.nothing",
                                        [FLOW_READ_ID_CARD] = "service.read.id_card",
                                        [FLOW_READ_RECEIPT] = "service.read.receipt",
                                        [FLOW_READ_OTHER] = "service.read.other"};
    char text[SCREENS_LINE_BYTES];
    const char *what = screens_text(c, reads[tried->read]);
    if (tried->count > 0) {
        (void)snprintf(text, sizeof text, "%s (%s, %d)", what, tried->symbology, tried->count);
    } else {
        (void)snprintf(text, sizeof text, "%s", what);
    }
    screens_notice(c, id, tried->count > 0 ? UI_SUCCESS : UI_NOTICE, NULL, text);
}

/* Silent: something lies there, but no chip answers. */
static const char *chip_name(const struct flow_view *view)
{
    if (view->chip == FLOW_CHIP_STATE_DONE) {
        return view->chip_try.verified ? "verified" : "unverified";
    }
    bool silent = view->chip == FLOW_CHIP_STATE_UNREADABLE && !view->chip_card_lies;
    return silent ? "silent" : flow_chip_name(view->chip);
}

static enum ui_surface chip_surface(const struct flow_view *view)
{
    switch (view->chip) {
    case FLOW_CHIP_STATE_NONE:
    case FLOW_CHIP_STATE_WAITING:
    case FLOW_CHIP_STATE_READING: return UI_NOTICE;
    case FLOW_CHIP_STATE_DONE: return UI_SUCCESS;
    case FLOW_CHIP_STATE_UNREADABLE:
    case FLOW_CHIP_STATE_OTHER:
    case FLOW_CHIP_STATE_NEEDS_CODE:
    case FLOW_CHIP_STATE_TORN:
    case FLOW_CHIP_STATE_DOUBTFUL: break;
    }
    return UI_WARNING;
}

static void show_chip(const struct screens_context *c)
{
    static const char *const accesses[] = {[FLOW_CHIP_ACCESS_NONE] = NULL,
                                           [FLOW_CHIP_ACCESS_BAC] = "service.chip.by_bac",
                                           [FLOW_CHIP_ACCESS_PACE] = "service.chip.by_pace"};
    const char *access = accesses[c->view->chip_try.access];
    screens_notice(c, "service.chip", chip_surface(c->view),
                   access != NULL ? screens_text(c, access) : NULL,
                   screens_text_of(c, "service.chip", chip_name(c->view), ""));
}

static void show_print(const struct screens_context *c)
{
    static const char *const prints[] = {[FLOW_PRINT_NONE] = "service.print.none",
                                         [FLOW_PRINT_RUNNING] = "service.print.running",
                                         [FLOW_PRINT_DONE] = "service.print.done",
                                         [FLOW_PRINT_FAILED] = "service.print.failed"};
    static const enum ui_surface surfaces[] = {[FLOW_PRINT_NONE] = UI_NOTICE,
                                               [FLOW_PRINT_RUNNING] = UI_NOTICE,
                                               [FLOW_PRINT_DONE] = UI_SUCCESS,
                                               [FLOW_PRINT_FAILED] = UI_WARNING};
    enum flow_print print = c->view->test_print;
    screens_notice(c, "service.print", surfaces[print], NULL, screens_text(c, prints[print]));
}

static void show_devices(const struct screens_context *c)
{
    const struct flow_service_state *service = &c->view->service;
    ui_begin(c->ui, NULL, &(struct ui_box){.surface = UI_CARD, .pad_mm = 8, .gap_mm = 8});
    device_begin(c, "service.camera", "qr", screens_text(c, "service.device.camera"),
                 &service->camera);
    if (service->camera.works) {
        screens_picture(c, "service.preview", &c->view->preview, PREVIEW_WIDTH_MM,
                        screens_text(c, "service.preview"));
        screens_camera_hint(c, "service.hint");
        show_reads(c, "service.camera_try", &c->view->camera_try);
    }
    device_end(c);
    device_begin(c, "service.scanner", "receipt-scan", screens_text(c, "service.device.scanner"),
                 &service->scanner);
    if (service->scanner.works) {
        show_reads(c, "service.scanner_try", &c->view->scanner_try);
    }
    device_end(c);
    device_begin(c, "service.card_reader", "card", screens_text(c, "service.device.card_reader"),
                 &service->card_reader);
    if (service->card_reader.works) {
        show_chip(c);
    }
    device_end(c);
    device_begin(c, "service.printer", "print", screens_text(c, "service.device.printer"),
                 &service->printer);
    const char *state = c->view->devices.printer_state;
    if (service->printer.works && state != NULL) {
        screens_fact(c, NULL, screens_text(c, "service.paper"),
                     screens_text_of(c, "printer", state, ""));
    }
    if (service->printer.configured) {
        show_print(c);
    }
    device_end(c);
    ui_end(c->ui);
}

/* ---- The rest ---- */

static void show_figures(const struct screens_context *c)
{
    const struct flow_service_state *service = &c->view->service;
    char text[64];
    ui_begin(c->ui, NULL, &(struct ui_box){.surface = UI_CARD, .pad_mm = 8, .gap_mm = 5});
    bool reached = c->view->devices.network;
    screens_fact(c, reached ? "done" : "offline", screens_text(c, "service.network"),
                 screens_text(c, reached ? "service.reached" : "service.not_reached"));
    (void)snprintf(text, sizeof text, "%ld", service->outbox_waiting);
    screens_fact(c, "document", screens_text(c, "service.outbox"), text);
    (void)snprintf(text, sizeof text, "%lld", (long long)service->catalogue_version);
    screens_fact(c, "all", screens_text(c, "service.catalogue"),
                 service->catalogue_version > 0 ? text : screens_text(c, "service.shipped"));
    if (service->disk_free_mib >= 0) {
        (void)snprintf(text, sizeof text, "%lld MiB", (long long)service->disk_free_mib);
        screens_fact(c, "info", screens_text(c, "service.disk"), text);
    }
    ui_end(c->ui);
}

/* As long as such a file lies there: dossiers may be in it that have not been sent. */
static void show_damage(const struct screens_context *c)
{
    char count[24];
    char text[SCREENS_LINE_BYTES];
    if (c->view->service.outbox_damaged == 0) {
        return;
    }
    (void)snprintf(count, sizeof count, "%ld", c->view->service.outbox_damaged);
    (void)mc_message_format(c->screens->messages, c->view->language, text, sizeof text,
                            "service.damaged.text", "count", count, NULL);
    screens_notice(c, "service.damaged", UI_WARNING, screens_text(c, "service.damaged"), text);
}

static void show_open(const struct screens_context *c)
{
    screens_content_begin(c);
    show_damage(c);
    screens_label(c, screens_text(c, "service.try"), UI_TEXT_BODY, UI_TONE_NORMAL);
    show_devices(c);
    show_figures(c);
    screens_content_end(c);
    const struct screens_button finish = {.id = "service.finish",
                                          .text = screens_text(c, "service.finish"),
                                          .intent = FLOW_INTENT_FINISH};
    const struct screens_button print = {.id = "service.test_print",
                                         .text = screens_text(c, "service.test_print"),
                                         .icon = "print",
                                         .intent = FLOW_INTENT_TEST_PRINT,
                                         .disabled = !c->view->devices.printer ||
                                                     c->view->test_print == FLOW_PRINT_RUNNING};
    screens_actions(c, &finish, &print, NULL);
}

void screen_service_show(const struct screens_context *c)
{
    if (c->view->service_open) {
        show_open(c);
    } else {
        show_pin(c);
    }
}
