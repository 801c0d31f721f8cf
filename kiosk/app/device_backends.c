#include "kiosk/app/device_backends.h"

#include <stdio.h>
#include <string.h>

#include "core/clock.h"
#include "core/log.h"
#include "drivers/camera/camera_sim.h"
#include "drivers/camera/camera_v4l2.h"
#include "drivers/card/card_pcsc.h"
#include "drivers/card/card_sim.h"
#include "drivers/printer/escpos_printer.h"
#include "drivers/printer/printer_sim.h"
#include "drivers/printer/transport_open.h"
#include "drivers/scanner/scanner_hid_pos.h"
#include "drivers/scanner/scanner_sim.h"
#include "drivers/scanner/scanner_stream.h"

/* Where a printer hangs. */
enum line { LINE_USB, LINE_LP, LINE_TCP, LINE_SERIAL };

#define SIM_FEED_LINES 4 /* of text, from the head to the knife */

/* ---- Opening, one function a back-end ---- */

static enum mc_err open_simulated_camera(const struct options *options, union device *out,
                                         struct mc_error *err)
{
    (void)options;
    (void)err;
    out->camera = camera_sim_create();
    return MC_OK;
}

static enum mc_err open_v4l2_camera(const struct options *options, union device *out,
                                    struct mc_error *err)
{
    struct camera *camera = camera_v4l2_create(options->devices[DEVICE_CAMERA].address, NULL);
    enum mc_err rc = camera_v4l2_probe(camera, err);
    if (rc == MC_OK) {
        out->camera = camera;
    } else {
        camera->ops->destroy(camera);
    }
    return rc;
}

static enum mc_err open_simulated_scanner(const struct options *options, union device *out,
                                          struct mc_error *err)
{
    (void)options;
    (void)err;
    out->scanner = scanner_sim_create();
    return MC_OK;
}

static enum mc_err open_hid_pos_scanner(const struct options *options, union device *out,
                                        struct mc_error *err)
{
    return scanner_hid_pos_open(options->devices[DEVICE_SCANNER].address, &out->scanner, err);
}

static enum mc_err open_serial_scanner(const struct options *options, union device *out,
                                       struct mc_error *err)
{
    return scanner_serial_open(options->devices[DEVICE_SCANNER].address, &out->scanner, err);
}

static enum mc_err open_wedge_scanner(const struct options *options, union device *out,
                                      struct mc_error *err)
{
    return scanner_wedge_open(options->devices[DEVICE_SCANNER].address, &out->scanner, err);
}

/* A folder that cannot be read makes no kiosk stand still: chips are read, but not verified. */
static void fill_trust(const struct options *options, struct trust *trust)
{
    struct mc_error err;
    if (options->csca_dir[0] != '\0') {
        if (trust_add_folder(trust, options->csca_dir, mc_clock_unix_s(), &err) != MC_OK) {
            mc_log_error("devices", "card.csca_dir", &err);
        }
        mc_log(MC_LOG_INFO, "devices", "%zu country signing certificates", trust_count(trust));
    }
}

static enum mc_err open_simulated_card_reader(const struct options *options, union device *out,
                                              struct mc_error *err)
{
    (void)err;
    struct trust *trust = trust_create();
    fill_trust(options, trust);
    out->card_reader = card_sim_create(trust);
    return MC_OK;
}

static enum mc_err open_pcsc(const struct options *options, union device *out, struct mc_error *err)
{
    struct trust *trust = trust_create();
    enum mc_err rc =
        card_pcsc_open(options->devices[DEVICE_CARD_READER].address, trust, &out->card_reader, err);
    /* Not at every try for a reader that is missing: it takes a while, and says what is wrong. */
    if (rc == MC_OK) {
        fill_trust(options, trust);
    }
    return rc;
}

static enum mc_err open_simulated_printer(const struct options *options, union device *out,
                                          struct mc_error *err)
{
    static const struct escpos_profile profile = {.width_dots = PRINTER_SIM_WIDTH_DOTS,
                                                  .cutter = true,
                                                  .dle_eot = true,
                                                  .asb = true,
                                                  .feed_lines = SIM_FEED_LINES,
                                                  .confirmation = ESCPOS_CONFIRM_JOB_ID};
    (void)options;
    (void)err;
    out->printer = escpos_printer_create(printer_sim_create(NULL), &profile);
    return MC_OK;
}

/* Before anything is opened: a printer that is let go again is news of udev's, which brings on the
 * next try at once. *out NULL: none is wanted. */
static enum mc_err find_wanted(const struct options *options,
                               const struct printer_profiles *profiles,
                               const struct printer_profile **out, struct mc_error *err)
{
    const char *wanted = options->printer_profile;
    *out = wanted[0] != '\0' ? printer_profiles_find(profiles, wanted) : NULL;
    return wanted[0] == '\0' || *out != NULL
               ? MC_OK
               : mc_fail(err, MC_EINVAL, "devices.printer_profile: there is no %s.json", wanted);
}

/* The printer at the other end of the transport, which becomes its. */
static struct printer *make_printer(const struct printer_profile *wanted,
                                    const struct printer_profiles *profiles,
                                    const struct transport_found *found,
                                    struct transport *transport)
{
    bool has_usb = found->usb.vendor != 0;
    const struct printer_profile *profile =
        wanted != NULL ? wanted
                       : printer_profiles_match(profiles, has_usb ? &found->usb : NULL, &found->id);
    return escpos_printer_create(transport, &profile->escpos);
}

static enum mc_err open_line(enum line line, const struct options *options,
                             const struct printer_profiles *profiles, struct transport **out,
                             struct transport_found *found, struct mc_error *err)
{
    const char *address = options->devices[DEVICE_PRINTER].address;
    switch (line) {
    case LINE_USB: return transport_open_usb(address, profiles, out, found, err);
    case LINE_LP: return transport_open_lp(address, out, found, err);
    case LINE_TCP: return transport_open_tcp(address, out, err);
    case LINE_SERIAL: break;
    }
    return transport_open_serial(address, out, err);
}

static enum mc_err open_printer(enum line line, const struct options *options, union device *out,
                                struct mc_error *err)
{
    char dir[OPTIONS_PATH_BYTES + 16];
    (void)snprintf(dir, sizeof dir, "%s/printers", options->assets_dir);
    struct printer_profiles profiles = {0};
    enum mc_err rc = printer_profiles_load(dir, &profiles, err);
    struct transport *transport = NULL;
    struct transport_found found = {0};
    const struct printer_profile *wanted = NULL;
    if (rc == MC_OK) {
        rc = find_wanted(options, &profiles, &wanted, err);
    }
    if (rc == MC_OK) {
        rc = open_line(line, options, &profiles, &transport, &found, err);
    }
    if (rc == MC_OK) {
        out->printer = make_printer(wanted, &profiles, &found, transport);
    }
    printer_profiles_finish(&profiles);
    return rc;
}

static enum mc_err open_usb_printer(const struct options *options, union device *out,
                                    struct mc_error *err)
{
    return open_printer(LINE_USB, options, out, err);
}

static enum mc_err open_lp_printer(const struct options *options, union device *out,
                                   struct mc_error *err)
{
    return open_printer(LINE_LP, options, out, err);
}

static enum mc_err open_tcp_printer(const struct options *options, union device *out,
                                    struct mc_error *err)
{
    return open_printer(LINE_TCP, options, out, err);
}

static enum mc_err open_serial_printer(const struct options *options, union device *out,
                                       struct mc_error *err)
{
    return open_printer(LINE_SERIAL, options, out, err);
}

/* ---- The table ---- */

static const struct device_backend backends[] = {
    {DEVICE_CAMERA, "simulated", false, true, open_simulated_camera},
    {DEVICE_CAMERA, "v4l2", true, false, open_v4l2_camera},
    {DEVICE_SCANNER, "simulated", false, true, open_simulated_scanner},
    {DEVICE_SCANNER, "hid_pos", true, false, open_hid_pos_scanner},
    {DEVICE_SCANNER, "serial", true, false, open_serial_scanner},
    {DEVICE_SCANNER, "wedge", true, false, open_wedge_scanner},
    {DEVICE_CARD_READER, "simulated", false, true, open_simulated_card_reader},
    {DEVICE_CARD_READER, "pcsc", true, false, open_pcsc},
    {DEVICE_PRINTER, "simulated", false, true, open_simulated_printer},
    {DEVICE_PRINTER, "usb", true, false, open_usb_printer},
    {DEVICE_PRINTER, "lp", true, false, open_lp_printer},
    {DEVICE_PRINTER, "tcp", false, false, open_tcp_printer},
    {DEVICE_PRINTER, "serial", false, false, open_serial_printer},
};

static const size_t backend_count = sizeof backends / sizeof backends[0];

const char *device_kind_name(enum device_kind kind)
{
    switch (kind) {
    case DEVICE_CAMERA: return "camera";
    case DEVICE_SCANNER: return "scanner";
    case DEVICE_CARD_READER: return "card_reader";
    case DEVICE_PRINTER: return "printer";
    case DEVICE_KINDS: break;
    }
    return "device";
}

const struct device_backend *device_backend_find(enum device_kind kind, const char *name)
{
    for (size_t i = 0; i < backend_count; i++) {
        if (backends[i].kind == kind && strcmp(backends[i].name, name) == 0) {
            return &backends[i];
        }
    }
    return NULL;
}

/* Of several failures the one that staff can do something about: something is there and refuses. */
static enum mc_err worse(enum mc_err before, enum mc_err now)
{
    return before == MC_OK || before == MC_ENOTFOUND ? now : before;
}

static enum mc_err open_first(enum device_kind kind, const struct options *options,
                              union device *out, const struct device_backend **out_backend,
                              struct mc_error *err)
{
    enum mc_err rc = MC_OK;
    struct mc_error told = {0};
    for (size_t i = 0; i < backend_count; i++) {
        if (backends[i].kind != kind || !backends[i].automatic) {
            continue;
        }
        struct mc_error failed = {0};
        enum mc_err this_rc = backends[i].open(options, out, &failed);
        if (this_rc == MC_OK) {
            *out_backend = &backends[i];
            return MC_OK;
        }
        if (worse(rc, this_rc) != rc) {
            rc = this_rc;
            told = failed;
        }
    }
    if (rc == MC_OK || rc == MC_ENOTFOUND) {
        return mc_fail(err, MC_ENOTFOUND, "no %s is plugged in", device_kind_name(kind));
    }
    *err = told;
    return rc;
}

enum mc_err device_open(enum device_kind kind, const struct options *options, union device *out,
                        const struct device_backend **out_backend, struct mc_error *err)
{
    const char *name = options_backend_name(options, kind);
    *out_backend = NULL;
    if (strcmp(name, "auto") == 0) {
        return open_first(kind, options, out, out_backend, err);
    }
    const struct device_backend *backend = device_backend_find(kind, name);
    if (backend == NULL) {
        return mc_fail(err, MC_EUNSUPPORTED, "devices.%s is %s", device_kind_name(kind), name);
    }
    enum mc_err rc = backend->open(options, out, err);
    if (rc == MC_OK) {
        *out_backend = backend;
    }
    return rc;
}

void device_destroy(enum device_kind kind, union device device)
{
    switch (kind) {
    case DEVICE_CAMERA: device.camera->ops->destroy(device.camera); return;
    case DEVICE_SCANNER: device.scanner->ops->destroy(device.scanner); return;
    case DEVICE_CARD_READER: device.card_reader->ops->destroy(device.card_reader); return;
    case DEVICE_PRINTER: device.printer->ops->destroy(device.printer); return;
    case DEVICE_KINDS: return;
    }
}

void device_cancel(enum device_kind kind, union device device)
{
    switch (kind) {
    case DEVICE_CAMERA: device.camera->ops->cancel(device.camera); return;
    case DEVICE_SCANNER: device.scanner->ops->cancel(device.scanner); return;
    case DEVICE_CARD_READER: device.card_reader->ops->cancel(device.card_reader); return;
    case DEVICE_PRINTER: device.printer->ops->cancel(device.printer); return;
    case DEVICE_KINDS: return;
    }
}

const char *device_describe(enum device_kind kind, union device device)
{
    switch (kind) {
    case DEVICE_CAMERA: return device.camera->ops->describe(device.camera);
    case DEVICE_SCANNER: return device.scanner->ops->describe(device.scanner);
    case DEVICE_CARD_READER: return device.card_reader->ops->describe(device.card_reader);
    case DEVICE_PRINTER: return device.printer->ops->describe(device.printer);
    case DEVICE_KINDS: break;
    }
    return "";
}
