#include "tests/drivers/usb/usb_model.h"

#include <errno.h>
#include <string.h>

#include "core/error.h"

/* USB 2.0, section 9.3, and the classes' own. */
enum {
    GET_DESCRIPTOR = 6,
    OF_DEVICE = 1,
    OF_CONFIG = 2,
    OF_STRING = 3,
    OF_REPORT = 0x22,
    CLEAR_FEATURE = 1
};

#define SERIAL_NEWS 3 /* the endpoint a serial line would tell of its handshake on */

void usb_model_plug(struct usb_model *model, const struct usb_device *device)
{
    model->device = *device;
    model->gone = false;
    model->halted = false;
    model->report_count = 0;
    model->frame_at = 0;
}

void usb_model_queue_report(struct usb_model *model, int status, const void *bytes, size_t len)
{
    MC_CHECK(model->report_count < USB_REPORTS_QUEUED && len <= USB_REPORT_MAX);
    struct usb_report *report = &model->reports[model->report_count++];
    *report = (struct usb_report){.status = status, .len = len};
    memcpy(report->bytes, bytes, len);
}

/* ---- Descriptors ---- */

void usb_model_device_descriptor(const struct usb_device *device, uint8_t out[USB_DEVICE_BYTES])
{
    /* USB 2.0; a camera's interfaces belong together by associations. */
    (void)usb_model_hex(device->camera   ? "12010002EF02014000000000000101020301"
                        : device->serial ? "120100020200004000000000000101020301"
                                         : "120100020000004000000000000101020301",
                        out);
    out[8] = (uint8_t)device->vendor;
    out[9] = (uint8_t)(device->vendor >> 8);
    out[10] = (uint8_t)device->product;
    out[11] = (uint8_t)(device->product >> 8);
}

static uint8_t digit(char c)
{
    return (uint8_t)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
}

size_t usb_model_hex(const char *hex, uint8_t *out)
{
    size_t len = 0;
    for (; hex[0] != '\0' && hex[1] != '\0'; hex += 2) {
        MC_CHECK(len < USB_REPLY_MAX);
        out[len++] = (uint8_t)(digit(hex[0]) << 4 | digit(hex[1]));
    }
    return len;
}

static size_t hid_config(const struct usb_device *device, uint8_t out[USB_REPLY_MAX])
{
    size_t report_len = strlen(device->hid) / 2;
    size_t len =
        usb_model_hex("0902220001010080320904000001030000000921110100012200000705810340000A", out);
    out[15] = device->hid_boot ? 1 : 0;
    out[16] = out[15];
    out[25] = (uint8_t)report_len;
    out[26] = (uint8_t)(report_len >> 8);
    return len;
}

/* A printer's two bulk endpoints. */
static size_t printer_config(const struct usb_device *device, uint8_t out[USB_REPLY_MAX])
{
    size_t len =
        usb_model_hex("0902200001010080320904000002070102000705010240000007058202400000", out);
    out[14] = device->interface_class != 0 ? device->interface_class : out[14];
    return len;
}

/* CDC 1.2 and its PSTN subclass: an interface for requests, with news that never come, and one for
 * data. */
static size_t serial_config(uint8_t out[USB_REPLY_MAX])
{
    return usb_model_hex(
        "0902430002010080320904000001020201000524001001052401000104240202052406000107"
        "0583030800FF09040100020A0000000705010240000007058202400000",
        out);
}

size_t usb_model_config_descriptor(const struct usb_device *device, uint8_t out[USB_REPLY_MAX])
{
    return device->camera        ? usb_model_camera_config(device, out)
           : device->serial      ? serial_config(out)
           : device->hid != NULL ? hid_config(device, out)
                                 : printer_config(device, out);
}

/* String descriptor 0 names the languages; all others are one text. */
static size_t put_string(const struct usb_device *device, uint8_t index,
                         uint8_t reply[USB_REPLY_MAX])
{
    static const uint8_t languages[] = {4, OF_STRING, 9, 4};
    const char *text = device->name != NULL ? device->name : "0001";
    size_t len = 2 + 2 * strlen(text);
    MC_CHECK(len <= UINT8_MAX);
    if (index == 0) {
        memcpy(reply, languages, sizeof languages);
        return sizeof languages;
    }
    reply[0] = (uint8_t)len;
    reply[1] = OF_STRING;
    for (size_t i = 2; i < len; i += 2) {
        reply[i] = (uint8_t)text[i / 2 - 1];
        reply[i + 1] = 0;
    }
    return len;
}

/* ---- Requests ---- */

static int get_descriptor(const struct usb_model *model, const uint8_t *setup,
                          uint8_t reply[USB_REPLY_MAX], size_t *len)
{
    switch (setup[3]) {
    case OF_DEVICE:
        usb_model_device_descriptor(&model->device, reply);
        *len = USB_DEVICE_BYTES;
        return 0;
    case OF_CONFIG: *len = usb_model_config_descriptor(&model->device, reply); return 0;
    case OF_STRING: *len = put_string(&model->device, setup[2], reply); return 0;
    case OF_REPORT:
        if (model->device.hid != NULL) {
            *len = usb_model_hex(model->device.hid, reply);
            return 0;
        }
        return -EPIPE;
    default: return -EPIPE;
    }
}

static size_t put_printer_id(const char *id, uint8_t reply[USB_REPLY_MAX])
{
    size_t len = strlen(id) + 2;
    reply[0] = (uint8_t)(len >> 8);
    reply[1] = (uint8_t)len;
    memcpy(reply + 2, id, len - 2);
    return len;
}

/* USB printer class 1.1, section 4.2. */
static int printer_request(struct usb_model *model, const uint8_t *setup,
                           uint8_t reply[USB_REPLY_MAX], size_t *len)
{
    switch (setup[1]) {
    case 0: *len = put_printer_id(model->device.id, reply); return 0;
    case 1:
        reply[0] = TRANSPORT_PORT_SELECTED | TRANSPORT_PORT_NO_ERROR;
        *len = 1;
        return 0;
    case 2: model->soft_resets++; return 0;
    default: return -EPIPE;
    }
}

int usb_model_control(struct usb_model *model, const uint8_t setup[USB_SETUP_BYTES],
                      uint8_t reply[USB_REPLY_MAX], size_t *out_len)
{
    size_t len = 0;
    int status = 0;
    bool of_class = (setup[0] & 0x60) == 0x20;
    bool printer = model->device.hid == NULL && !model->device.serial;
    if (of_class && model->device.camera) {
        status = usb_model_camera_request(model, setup, reply, &len);
    } else if (of_class && printer) {
        status = printer_request(model, setup, reply, &len);
    } else if ((setup[0] & 0x80) != 0 && setup[1] == GET_DESCRIPTOR) {
        status = get_descriptor(model, setup, reply, &len);
    } else if (setup[0] == 2 && setup[1] == CLEAR_FEATURE) {
        usb_model_clear_halt(model);
    } else if ((setup[0] & 0x80) != 0) {
        status = -EPIPE;
    } /* all else is set without a word */
    size_t wanted = setup[6] + 256U * setup[7];
    *out_len = len < wanted ? len : wanted;
    return status;
}

void usb_model_clear_halt(struct usb_model *model)
{
    model->halted = false;
    model->halts_cleared++;
}

/* ---- Endpoints ---- */

bool usb_model_out(struct usb_model *model, const uint8_t *bytes, size_t len, size_t *done,
                   int *status)
{
    *status = 0;
    if (model->halted || model->stalls > 0) {
        model->stalls -= model->halted ? 0 : 1;
        model->halted = true;
        *status = -EPIPE;
        return true;
    }
    struct transport *printer = model->device.printer;
    size_t written = len - *done;
    enum mc_err rc = MC_OK;
    if (printer != NULL) {
        rc = printer->ops->write(printer, bytes + *done, len - *done, 0, &written, NULL);
    }
    *done += written;
    model->gone = model->gone || rc == MC_EGONE;
    return *done == len;
}

/* Also what a serial line has to say. */
static bool in_report(struct usb_model *model, uint8_t *bytes, size_t room, size_t *len,
                      int *status)
{
    if (model->halted) {
        *status = -EPIPE;
        return true;
    }
    if (model->report_count == 0) {
        return false;
    }
    const struct usb_report *report = &model->reports[0];
    *len = report->len < room ? report->len : room;
    *status = report->status;
    memcpy(bytes, report->bytes, *len);
    model->halted = report->status == -EPIPE;
    model->report_count--;
    memmove(model->reports, model->reports + 1, model->report_count * sizeof *report);
    return true;
}

bool usb_model_in(struct usb_model *model, unsigned endpoint, uint8_t *bytes, size_t room,
                  size_t *len, int *status)
{
    *status = 0;
    *len = 0;
    if (model->device.camera) {
        return usb_model_camera_in(model, bytes, room, len);
    }
    if (model->device.serial && endpoint == SERIAL_NEWS) {
        return false;
    }
    if (model->device.hid != NULL || model->device.serial) {
        return in_report(model, bytes, room, len, status);
    }
    struct transport *printer = model->device.printer;
    enum mc_err rc =
        printer == NULL ? MC_ETIMEOUT : printer->ops->read(printer, bytes, room, 0, len, NULL);
    model->gone = model->gone || rc == MC_EGONE;
    return rc == MC_OK;
}
