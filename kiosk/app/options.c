#include "kiosk/app/options.h"

#include <string.h>

#include "domain/dossier.h"

/* Each but "none" and "auto" is a row of device_backends.c. */
static const char *const camera_choices[] = {"none", "simulated", "auto", "v4l2", NULL};
static const char *const scanner_choices[] = {"none",   "simulated", "auto", "hid_pos",
                                              "serial", "wedge",     NULL};
static const char *const card_reader_choices[] = {"none", "simulated", "auto", "pcsc", NULL};
static const char *const printer_choices[] = {"none", "simulated", "auto",   "usb",
                                              "lp",   "tcp",       "serial", NULL};

static const char *const *const device_choices[DEVICE_KINDS] = {
    [DEVICE_CAMERA] = camera_choices,
    [DEVICE_SCANNER] = scanner_choices,
    [DEVICE_CARD_READER] = card_reader_choices,
    [DEVICE_PRINTER] = printer_choices,
};

/* In the order of enum ime_method and enum ime_style. */
static const char *const method_choices[] = {"telex", "vni", "latin", NULL};
static const char *const style_choices[] = {"old", "new", NULL};

#define AT(member) offsetof(struct options, member), sizeof(((struct options *)NULL)->member)
#define TEXT(name, member, initial, least, help)                                                   \
    {                                                                                              \
        name, MC_CONFIG_TEXT, AT(member), initial, least,                                          \
            sizeof(((struct options *)NULL)->member) - 1, NULL, help                               \
    }
#define INTEGER(name, member, initial, least, most, help)                                          \
    {                                                                                              \
        name, MC_CONFIG_INTEGER, AT(member), initial, least, most, NULL, help                      \
    }
#define DEVICE(name, kind, choices, help)                                                          \
    {                                                                                              \
        name, MC_CONFIG_CHOICE, AT(devices[kind].choice), "simulated", 0, 0, choices, help         \
    }

const struct mc_config_option options_table[] = {
    TEXT("kiosk.id", kiosk_id, "Q1K01", 2, "2 to 8 of A-Z, 0-9; part of provisional codes"),
    TEXT("kiosk.agency", agency, "H29.12", 3, "code of the ward that receives dossiers here"),
    TEXT("kiosk.agency_line_1", agency_line_1, "UBND PHƯỜNG MẪU", 0, "first line of the receipt"),
    TEXT("kiosk.agency_line_2", agency_line_2, "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG", 0,
         "second line of the receipt"),
    TEXT("kiosk.collect_at", collect_at, "Quầy trả kết quả, Trung tâm Phục vụ hành chính công", 1,
         "where results are collected, as citizens read it"),
    TEXT("kiosk.hotline", hotline, "1022", 0, "telephone number shown for help"),
    INTEGER("panel.width_px", panel_width_px, "1080", 480, 7680, "width of the picture"),
    INTEGER("panel.height_px", panel_height_px, "1920", 480, 7680, "height of the picture"),
    INTEGER("panel.diagonal_tenth_inch", panel_diagonal_tenth_inch, "215", 70, 1000,
            "diagonal of the panel in tenths of an inch: all sizes follow from it"),
    {"panel.fullscreen", MC_CONFIG_BOOL, AT(fullscreen), "true", 0, 0, NULL,
     "cover the whole screen"},
    {"panel.motion", MC_CONFIG_BOOL, AT(motion), "true", 0, 0, NULL,
     "short movements of the picture, which a citizen can turn off"},
    INTEGER("panel.touch_guard_ms", touch_guard_ms, "250", 0, 500,
            "the same thing pressed again within this time counts once; 500 for trembling hands"),
    {"keyboard.method", MC_CONFIG_CHOICE, AT(keyboard_method), "telex", 0, 0, method_choices,
     "how keys become Vietnamese when a session begins; the citizen can change it"},
    {"keyboard.tone_style", MC_CONFIG_CHOICE, AT(keyboard_tone_style), "old", 0, 0, style_choices,
     "where oa, oe and uy bear the tone: old is hòa, new is hoà"},
    INTEGER("keyboard.repeat_delay_ms", keyboard_repeat_delay_ms, "2000", 500, 10000,
            "how long Backspace is held before it deletes again; 2 s or more for citizens"),
    INTEGER("keyboard.repeat_ms", keyboard_repeat_ms, "500", 0, 10000,
            "and how often from then on; 0: holding it does nothing"),
    TEXT("central.url", central_url, "https://localhost:8443", 8, "address of the central service"),
    TEXT("central.ca_file", central_ca_file, "ca.crt", 1,
         "the one certificate authority the service is trusted by"),
    TEXT("central.identity_file", identity_file, "identity.pem", 1,
         "this kiosk's private key and certificate, made by --enrol and renewed by itself"),
    TEXT("central.sealing_key", sealing_key, "sealing.pub", 1,
         "public key that dossiers are sealed to; nobody but its owner can open them"),
    TEXT("central.receipt_key", receipt_key, "receipt.pub", 1,
         "public key that the service signs its receipts with; nothing else counts as accepted"),
    TEXT("central.receipt_key_next", receipt_key_next, "", 0,
         "the key it will sign with after a change of keys; empty: none"),
    TEXT("central.public_base", public_base, "https://localhost:8443", 8,
         "what the URL in a receipt's QR code begins with"),
    INTEGER("central.upload_above_bytes", upload_above_bytes, "786432", 1024, 786432,
            "larger dossiers go up in parts, which are not sent again after the line broke off; "
            "lower it where it often does"),
    TEXT("central.catalogue_key", catalogue_key, "", 0,
         "public key that published catalogues are signed with; empty: no updates"),
    INTEGER("central.catalogue_poll_s", catalogue_poll_s, "20", 1, 86400,
            "how often to ask for a newer catalogue"),
    INTEGER("central.report_minutes", report_minutes, "15", 0, 1440,
            "how often to tell the service how the devices are, beside when it changes; 0: never"),
    INTEGER("session.idle_warning_ms", idle_warning_ms, "60000", 1000, 3600000,
            "without a touch for so long the citizen is asked"),
    INTEGER("session.idle_countdown_ms", idle_countdown_ms, "20000", 1000, 600000,
            "from the question to the wipe; 20 s or more for citizens"),
    INTEGER("session.receipt_idle_ms", receipt_idle_ms, "30000", 1000, 3600000,
            "how long a finished receipt stays before the question"),
    INTEGER("session.send_patience_ms", send_patience_ms, "12000", 500, 120000,
            "how long to wait for the service before the receipt is provisional"),
    INTEGER("session.end_ms", end_ms, "12000", 0, 600000,
            "how long a finished session says what to take along; 0: not at all"),
    INTEGER("session.attract_ms", attract_ms, "90000", 0, 3600000,
            "without a touch for so long the first page invites the next citizen; 0: never"),
    INTEGER("session.attract_step_ms", attract_step_ms, "15000", 0, 3600000,
            "how often the invitation changes; 0: never"),
    TEXT("speech.headphones", headphones, "/dev/input", 0,
         "input device of the headphone jack, or the folder to look for it in; empty: none"),
    INTEGER("outbox.keep_accepted_days", keep_accepted_days, "90", 1, 3650,
            "how long what was accepted stays to be looked up here; the signed receipts stay"),
    INTEGER("outbox.disk_floor_mib", disk_floor_mib, "256", 0, 1048576,
            "with less room on the disk nothing new is taken in"),
    TEXT("paths.assets_dir", assets_dir, "assets", 1, "texts, icons, catalogue"),
    TEXT("paths.data_dir", data_dir, "data", 1, "catalogue database and outbox"),
    DEVICE("devices.camera", DEVICE_CAMERA, camera_choices, "camera for QR codes"),
    TEXT("devices.camera_address", devices[DEVICE_CAMERA].address, "", 0,
         "which one, if there are several; empty: the first that fits"),
    INTEGER("devices.camera_budget_ms", camera_budget_ms, "150", 10, 2000,
            "how long a frame may be looked at in ever further ways"),
    DEVICE("devices.scanner", DEVICE_SCANNER, scanner_choices,
           "barcode scanner; auto: hid_pos, then serial, then wedge"),
    TEXT("devices.scanner_address", devices[DEVICE_SCANNER].address, "", 0,
         "hid_pos: 0c2e:0b61 or 1-2.3; serial: /dev/ttyACM0; wedge: /dev/input/event5; empty: the "
         "first that fits"),
    DEVICE("devices.card_reader", DEVICE_CARD_READER, card_reader_choices,
           "reader of ID-card chips; pcsc: through pcscd"),
    TEXT("devices.card_reader_address", devices[DEVICE_CARD_READER].address, "", 0,
         "part of its name, if there are several; empty: any of them"),
    DEVICE("devices.printer", DEVICE_PRINTER, printer_choices, "receipt printer"),
    TEXT("devices.printer_address", devices[DEVICE_PRINTER].address, "", 0,
         "usb: 04b8:0e15 or 1-2.3; lp: /dev/usb/lp0; tcp: 192.168.1.50:9100; serial: "
         "/dev/ttyUSB0@38400"),
    TEXT("devices.printer_profile", printer_profile, "", 0,
         "a file of assets/printers, without .json; empty: by the model"),
    TEXT("card.csca_dir", csca_dir, "", 0,
         "folder of country signing certificates (CSCA) that chips are verified with; empty: none"),
    TEXT("service.pin_hash", service_pin_hash, "", 0,
         "of the staff's PIN, as --make-pin prints it; empty: no service screen"),
};
const size_t options_count = sizeof options_table / sizeof options_table[0];

const char *options_backend_name(const struct options *options, enum device_kind kind)
{
    return device_choices[kind][options->devices[kind].choice];
}

static bool is_https(const char *url)
{
    static const char scheme[] = "https://";
    return strncmp(url, scheme, sizeof scheme - 1) == 0 && url[sizeof scheme - 1] != '\0';
}

enum mc_err options_check(const char *path, const struct options *options, struct mc_error *err)
{
    if (!dossier_kiosk_valid(options->kiosk_id)) {
        return mc_fail(err, MC_EINVAL, "%s: kiosk.id: 2 to 8 of A-Z, 0-9", path);
    }
    if (!dossier_agency_valid(options->agency)) {
        return mc_fail(err, MC_EINVAL, "%s: kiosk.agency: not an agency's code, as H29.12", path);
    }
    if (!is_https(options->central_url)) {
        return mc_fail(err, MC_EINVAL, "%s: central.url: must begin with https://", path);
    }
    if (!is_https(options->public_base)) {
        return mc_fail(err, MC_EINVAL, "%s: central.public_base: must begin with https://", path);
    }
    if (options->service_pin_hash[0] != '\0' && !mc_pin_hash_valid(options->service_pin_hash)) {
        return mc_fail(err, MC_EINVAL, "%s: service.pin_hash: not as --make-pin printed it", path);
    }
    return MC_OK;
}

enum mc_err options_parse(const char *path, const void *bytes, size_t len, struct options *out,
                          struct mc_error *err)
{
    struct options options;
    enum mc_err rc = mc_config_parse(path, bytes, len, options_table, options_count, &options, err);
    if (rc == MC_OK) {
        rc = options_check(path, &options, err);
    }
    if (rc == MC_OK) {
        *out = options;
    }
    return rc;
}
