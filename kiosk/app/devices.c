#include "kiosk/app/devices.h"

#include <qrencode.h>
#include <stdlib.h>
#include <string.h>

#include "core/file.h"
#include "core/memory.h"
#include "drivers/camera/camera_sim.h"
#include "drivers/card/card_sim.h"
#include "drivers/printer/escpos_printer.h"
#include "drivers/printer/printer_sim.h"
#include "drivers/scanner/scanner_sim.h"

#define CARD_FILE_MAX_BYTES 65536
#define QR_MODULE_PX        8
#define QR_QUIET_MODULES    4

/* The device of the slot when it is the simulated one. */
static const union device *simulated(struct devices *devices, enum device_kind kind)
{
    const struct device_slot *slot = &devices->slots[kind];
    return slot->open && slot->backend->lasting ? &slot->device : NULL;
}

void devices_init(struct devices *devices, const struct options *options)
{
    *devices = (struct devices){0};
    for (int i = 0; i < DEVICE_KINDS; i++) {
        device_slot_init(&devices->slots[i], (enum device_kind)i, options);
    }
    const union device *device = simulated(devices, DEVICE_CAMERA);
    devices->camera = device != NULL ? device->camera : NULL;
    device = simulated(devices, DEVICE_SCANNER);
    devices->scanner = device != NULL ? device->scanner : NULL;
    device = simulated(devices, DEVICE_CARD_READER);
    devices->card_reader = device != NULL ? device->card_reader : NULL;
    device = simulated(devices, DEVICE_PRINTER);
    devices->virtual_paper = device != NULL ? escpos_printer_transport(device->printer) : NULL;
}

void devices_finish(struct devices *devices)
{
    for (int i = 0; i < DEVICE_KINDS; i++) {
        device_slot_finish(&devices->slots[i]);
    }
    mc_grey_finish(&devices->last_print);
    *devices = (struct devices){0};
}

static enum mc_err not_simulated(const void *device, const char *name, struct mc_error *err)
{
    return device != NULL ? MC_OK : mc_fail(err, MC_EUNSUPPORTED, "there is no simulated %s", name);
}

enum mc_err devices_show_picture(struct devices *devices, const struct mc_grey *picture,
                                 struct mc_error *err)
{
    enum mc_err rc = not_simulated(devices->camera, "camera", err);
    if (rc == MC_OK) {
        camera_sim_show(devices->camera, picture);
    }
    return rc;
}

enum mc_err devices_show_png(struct devices *devices, const char *path, struct mc_error *err)
{
    if (path[0] == '\0') {
        return devices_show_picture(devices, NULL, err);
    }
    struct mc_grey picture = {0};
    enum mc_err rc = mc_png_read_grey(path, &picture, err);
    if (rc == MC_OK) {
        rc = devices_show_picture(devices, &picture, err);
    }
    mc_grey_finish(&picture);
    return rc;
}

static void draw_code(const QRcode *code, struct mc_grey *out)
{
    int side_px = (code->width + 2 * QR_QUIET_MODULES) * QR_MODULE_PX;
    mc_grey_init(out, side_px, side_px);
    for (int y = 0; y < code->width * QR_MODULE_PX; y++) {
        for (int x = 0; x < code->width * QR_MODULE_PX; x++) {
            int module = y / QR_MODULE_PX * code->width + x / QR_MODULE_PX;
            int at = (y + QR_QUIET_MODULES * QR_MODULE_PX) * side_px + x +
                     QR_QUIET_MODULES * QR_MODULE_PX;
            out->pixels[at] = (code->data[module] & 1) != 0 ? 0 : 255;
        }
    }
}

enum mc_err devices_show_code(struct devices *devices, const char *text, struct mc_error *err)
{
    QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
    if (code == NULL) {
        return mc_fail(err, MC_ETOOBIG, "the text does not fit a QR code");
    }
    struct mc_grey picture = {0};
    draw_code(code, &picture);
    QRcode_free(code);
    enum mc_err rc = devices_show_picture(devices, &picture, err);
    mc_grey_finish(&picture);
    return rc;
}

enum mc_err devices_scan(struct devices *devices, const char *text, struct mc_error *err)
{
    enum mc_err rc = not_simulated(devices->scanner, "scanner", err);
    if (rc == MC_OK) {
        if (!scanner_sim_scan(devices->scanner, text, strlen(text))) {
            rc = mc_fail(err, MC_ETOOBIG, "the scanner takes no more codes");
        }
    }
    return rc;
}

enum mc_err devices_insert_card(struct devices *devices, const char *json, size_t len,
                                struct mc_error *err)
{
    enum mc_err rc = not_simulated(devices->card_reader, "card reader", err);
    return rc == MC_OK ? card_sim_insert_json(devices->card_reader, json, len, err) : rc;
}

enum mc_err devices_insert_card_file(struct devices *devices, const char *path,
                                     struct mc_error *err)
{
    char *json = NULL;
    size_t len = 0;
    enum mc_err rc = mc_file_read(path, CARD_FILE_MAX_BYTES, &json, &len, err);
    if (rc == MC_OK) {
        rc = devices_insert_card(devices, json, len, err);
        mc_wipe(json, len);
    }
    free(json);
    return rc;
}

enum mc_err devices_remove_card(struct devices *devices, struct mc_error *err)
{
    enum mc_err rc = not_simulated(devices->card_reader, "card reader", err);
    if (rc == MC_OK) {
        card_sim_remove(devices->card_reader);
    }
    return rc;
}

enum mc_err devices_set_printer(struct devices *devices, const char *state, struct mc_error *err)
{
    static const enum printer_state states[] = {PRINTER_OK, PRINTER_PAPER_OUT, PRINTER_COVER_OPEN,
                                                PRINTER_OFFLINE};
    enum mc_err rc = not_simulated(devices->virtual_paper, "printer", err);
    if (rc != MC_OK) {
        return rc;
    }
    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++) {
        if (strcmp(state, printer_state_name(states[i])) == 0) {
            printer_sim_set(devices->virtual_paper, states[i]);
            return MC_OK;
        }
    }
    return mc_fail(err, MC_EINVAL, "the simulated printer has no state \"%s\"", state);
}

unsigned devices_print_count(struct devices *devices)
{
    struct mc_grey print = {0};
    while (devices->virtual_paper != NULL && printer_sim_take(devices->virtual_paper, &print)) {
        mc_grey_finish(&devices->last_print);
        devices->last_print = print;
        devices->prints++;
    }
    return devices->prints;
}

const struct mc_grey *devices_last_print(const struct devices *devices)
{
    return &devices->last_print;
}

enum mc_err devices_take_print(struct devices *devices, const struct mc_grey **out,
                               struct mc_error *err)
{
    if (devices_print_count(devices) == devices->prints_taken) {
        return mc_fail(err, MC_ENOTFOUND, "nothing came out of the printer");
    }
    devices->prints_taken = devices->prints;
    *out = &devices->last_print;
    return MC_OK;
}
