/* The kiosk's configuration: one table, from which come the file's reader, --help and the sample.
 */
#ifndef MOTCUA_KIOSK_APP_OPTIONS_H
#define MOTCUA_KIOSK_APP_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/config.h"
#include "core/pin.h"

#define OPTIONS_PATH_BYTES 1024

#define OPTIONS_ADDRESS_BYTES 256

enum device_kind {
    DEVICE_CAMERA,
    DEVICE_SCANNER,
    DEVICE_CARD_READER,
    DEVICE_PRINTER,
    DEVICE_KINDS
};

struct options_device {
    int choice; /* of the kind's back-ends: options_backend_name() */
    char address[OPTIONS_ADDRESS_BYTES];
};

struct options {
    char kiosk_id[16];
    char agency[24];
    char agency_line_1[160];
    char agency_line_2[160];
    char collect_at[320];
    char hotline[32];

    int64_t panel_width_px;
    int64_t panel_height_px;
    int64_t panel_diagonal_tenth_inch;
    bool fullscreen;
    int64_t touch_guard_ms;

    int keyboard_method;     /* enum ime_method */
    int keyboard_tone_style; /* enum ime_style */
    int64_t keyboard_repeat_delay_ms;
    int64_t keyboard_repeat_ms; /* 0: off */

    char central_url[256];
    char central_ca_file[OPTIONS_PATH_BYTES];
    char identity_file[OPTIONS_PATH_BYTES];
    char sealing_key[OPTIONS_PATH_BYTES];
    char receipt_key[OPTIONS_PATH_BYTES];
    char receipt_key_next[OPTIONS_PATH_BYTES]; /* "": none */
    char public_base[160];
    int64_t upload_above_bytes;
    char catalogue_key[OPTIONS_PATH_BYTES]; /* "": no updates */
    int64_t catalogue_poll_s;
    int64_t report_minutes; /* of the devices; 0: never */

    int64_t idle_warning_ms;
    int64_t idle_countdown_ms;
    int64_t receipt_idle_ms;
    int64_t send_patience_ms;
    int64_t end_ms;
    int64_t attract_ms;
    int64_t attract_step_ms;
    bool motion;

    char headphones[OPTIONS_PATH_BYTES]; /* "": none */
    int64_t keep_accepted_days;
    int64_t disk_floor_mib;

    char assets_dir[OPTIONS_PATH_BYTES];
    char data_dir[OPTIONS_PATH_BYTES];

    struct options_device devices[DEVICE_KINDS];
    int64_t camera_budget_ms;
    char printer_profile[32];
    char csca_dir[OPTIONS_PATH_BYTES];        /* "": none */
    char service_pin_hash[MC_PIN_HASH_BYTES]; /* "": no service screen */
};

/* The table's checks, and those of the domain: what a kiosk's id and an agency's code look like,
 * addresses that are https. `path` names the file in errors. */
enum mc_err options_check(const char *path, const struct options *options,
                          struct mc_error *err) MC_MUST_CHECK;
enum mc_err options_parse(const char *path, const void *bytes, size_t len, struct options *out,
                          struct mc_error *err) MC_MUST_CHECK;

/* What devices.<kind> says: "none", "simulated", "auto", or a row of device_backends.h. */
const char *options_backend_name(const struct options *options, enum device_kind kind);

extern const struct mc_config_option options_table[];
extern const size_t options_count;

#endif
