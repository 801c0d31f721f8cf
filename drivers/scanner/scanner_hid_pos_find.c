/* Finding a HID-POS scanner among what is plugged in, and opening it. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libusb.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/memory.h"
#include "drivers/scanner/scanner_hid_pos.h"
#include "drivers/scanner/scanner_hid_pos_internal.h"
#include "drivers/scanner/scanner_known.h"
#include "drivers/usb/usb_place.h"

#define DESCRIPTOR_BYTES 4096 /* HID_MAX_DESCRIPTOR_SIZE of the kernel */
#define CONTROL_MS       500
#define BOOT_SUBCLASS                                                                              \
    1 /* HID 1.11, sections 4.2 and 4.3: a keyboard or a mouse even for a BIOS                     \
       */
#define REPORT_TYPE 0x2200 /* HID 1.11, section 7.1.1 */

/* A HID interface that may be a scanner's. */
struct candidate {
    libusb_device *device;
    struct usb_place place;
    uint8_t product_string;
    uint8_t config;
    uint8_t interface;
    uint8_t endpoint;
    int packet_bytes;
};

/* False: no HID interface, one of a boot keyboard or mouse, or one without reports. */
static bool look_at(const struct libusb_interface_descriptor *setting, struct candidate *out)
{
    if (setting->bInterfaceClass != LIBUSB_CLASS_HID || setting->bAlternateSetting != 0 ||
        setting->bInterfaceSubClass == BOOT_SUBCLASS) {
        return false;
    }
    for (int i = 0; i < setting->bNumEndpoints; i++) {
        const struct libusb_endpoint_descriptor *endpoint = &setting->endpoint[i];
        if ((endpoint->bmAttributes & LIBUSB_TRANSFER_TYPE_MASK) ==
                LIBUSB_TRANSFER_TYPE_INTERRUPT &&
            (endpoint->bEndpointAddress & LIBUSB_ENDPOINT_IN) != 0) {
            out->interface = setting->bInterfaceNumber;
            out->endpoint = endpoint->bEndpointAddress;
            out->packet_bytes = endpoint->wMaxPacketSize & 0x7FF;
            return true;
        }
    }
    return false;
}

/* ---- What it says it is ---- */

static enum mc_err judge(const void *bytes, size_t len, const struct candidate *candidate,
                         struct hid_scanner *out, struct mc_error *err)
{
    struct hid_scanner found;
    enum mc_err rc = hid_descriptor_parse(bytes, len, &found, err);
    if (rc == MC_OK && found.is_scanner && !found.is_desktop) {
        *out = found;
        return MC_OK;
    }
    return mc_fail(err, MC_EUNSUPPORTED, "USB device %04x:%04x at %s is no HID-POS scanner",
                   candidate->place.vendor, candidate->place.product, candidate->place.port);
}

static bool read_file(const char *path, uint8_t out[DESCRIPTOR_BYTES], size_t *out_len)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return false;
    }
    ssize_t len = read(fd, out, DESCRIPTOR_BYTES);
    (void)close(fd);
    *out_len = len > 0 ? (size_t)len : 0;
    return len > 0;
}

/* From the kernel's driver, when it has the interface: without taking it away, and without leave to
 * open the device. */
static bool read_from_kernel(const struct candidate *candidate, uint8_t out[DESCRIPTOR_BYTES],
                             size_t *out_len)
{
    char dir[96];
    (void)snprintf(dir, sizeof dir, "/sys/bus/usb/devices/%s:%d.%d", candidate->place.port,
                   candidate->config, candidate->interface);
    DIR *entries = opendir(dir);
    bool found = false;
    const struct dirent *entry = NULL;
    while (entries != NULL && !found && (entry = readdir(entries)) != NULL) {
        char path[sizeof dir + sizeof entry->d_name + 32];
        (void)snprintf(path, sizeof path, "%s/%s/report_descriptor", dir, entry->d_name);
        found = entry->d_name[0] != '.' && read_file(path, out, out_len);
    }
    if (entries != NULL) {
        (void)closedir(entries);
    }
    return found;
}

static bool read_from_device(libusb_device_handle *handle, const struct candidate *candidate,
                             uint8_t out[DESCRIPTOR_BYTES], size_t *out_len)
{
    int len = libusb_control_transfer(handle, LIBUSB_ENDPOINT_IN | LIBUSB_RECIPIENT_INTERFACE,
                                      LIBUSB_REQUEST_GET_DESCRIPTOR, REPORT_TYPE,
                                      candidate->interface, out, DESCRIPTOR_BYTES, CONTROL_MS);
    *out_len = len > 0 ? (size_t)len : 0;
    return len > 0;
}

/* ---- Opening ---- */

static enum mc_err fail_open(int rc, const struct candidate *candidate, struct mc_error *err)
{
    return usb_place_fail(&candidate->place, "scanner", " (and add its maker there)", rc, err);
}

static void name_it(struct hid_pos_device *device, const struct candidate *candidate)
{
    unsigned char model[64] = "";
    if (candidate->product_string == 0 ||
        libusb_get_string_descriptor_ascii(device->handle, candidate->product_string, model,
                                           sizeof model) <= 0) {
        mc_copy_text((char *)model, sizeof model, "scanner");
    }
    (void)snprintf(device->name, sizeof device->name, "%s (HID-POS, USB %04x:%04x at %s)", model,
                   candidate->place.vendor, candidate->place.product, candidate->place.port);
}

/* Nobody else has the interface: it is claimed to be asked, and left again if it is none. */
static enum mc_err claim_and_ask(const struct candidate *candidate, struct hid_pos_device *device,
                                 struct mc_error *err)
{
    uint8_t bytes[DESCRIPTOR_BYTES];
    size_t len = 0;
    if (libusb_kernel_driver_active(device->handle, candidate->interface) == 1) {
        return mc_fail(err, MC_EUNSUPPORTED,
                       "USB device %04x:%04x at %s: its report descriptor cannot be read",
                       candidate->place.vendor, candidate->place.product, candidate->place.port);
    }
    int claimed = libusb_claim_interface(device->handle, candidate->interface);
    if (claimed != 0) {
        return fail_open(claimed, candidate, err);
    }
    (void)read_from_device(device->handle, candidate, bytes, &len);
    enum mc_err rc = judge(bytes, len, candidate, &device->reports, err);
    if (rc != MC_OK) {
        (void)libusb_release_interface(device->handle, candidate->interface);
    }
    return rc;
}

static enum mc_err claim_known(const struct candidate *candidate, struct hid_pos_device *device,
                               struct mc_error *err)
{
    (void)libusb_set_auto_detach_kernel_driver(device->handle, 1); /* usbhid */
    int rc = libusb_claim_interface(device->handle, candidate->interface);
    return rc == 0 ? MC_OK : fail_open(rc, candidate, err);
}

/* Another program has it, so that it cannot be asked: it may be a scanner if its maker makes them.
 * A kiosk that runs is such a program, for whoever looks beside it. */
static bool may_be_scanner(const struct candidate *candidate, const struct mc_error *why)
{
    return why->sys == EBUSY && scanner_is_makers(candidate->place.vendor);
}

/* *out_is_scanner: also when it could not be opened. */
static enum mc_err open_candidate(const struct candidate *candidate, struct hid_pos_device *device,
                                  bool *out_is_scanner, struct mc_error *err)
{
    uint8_t bytes[DESCRIPTOR_BYTES];
    size_t len = 0;
    *device = (struct hid_pos_device){.interface = candidate->interface,
                                      .endpoint = candidate->endpoint,
                                      .packet_bytes = candidate->packet_bytes};
    *out_is_scanner = false;
    bool known = read_from_kernel(candidate, bytes, &len);
    enum mc_err rc = known ? judge(bytes, len, candidate, &device->reports, err) : MC_OK;
    if (rc != MC_OK) {
        return rc;
    }
    *out_is_scanner = known;
    int opened = libusb_open(candidate->device, &device->handle);
    if (opened != 0) {
        return fail_open(opened, candidate, err);
    }
    rc = known ? claim_known(candidate, device, err) : claim_and_ask(candidate, device, err);
    if (rc == MC_OK) {
        name_it(device, candidate);
    } else {
        *out_is_scanner = known || may_be_scanner(candidate, err);
        libusb_close(device->handle);
    }
    return rc;
}

/* What became of the search so far. */
struct search {
    const char *address;
    struct hid_pos_device *device;
    enum mc_err rc;
    struct mc_error why;
};

/* True when a scanner has been opened. Of the failures only those count that are a scanner's or the
 * named device's: other HID devices are none of our business. */
static bool try_candidate(struct search *search, const struct candidate *candidate)
{
    struct mc_error why = {0};
    bool is_scanner = false;
    if (!usb_place_is(&candidate->place, search->address)) {
        return false;
    }
    enum mc_err rc = open_candidate(candidate, search->device, &is_scanner, &why);
    bool counts = rc == MC_OK || is_scanner || search->address[0] != '\0';
    if (counts && (search->rc == MC_ENOTFOUND || search->rc == MC_EUNSUPPORTED || rc == MC_OK)) {
        search->rc = rc;
        search->why = why;
    }
    return rc == MC_OK;
}

static bool try_device(struct search *search, libusb_device *device)
{
    struct libusb_device_descriptor descriptor;
    struct libusb_config_descriptor *config = NULL;
    struct usb_place place;
    if (!usb_place_of(device, &place) || libusb_get_device_descriptor(device, &descriptor) != 0 ||
        libusb_get_active_config_descriptor(device, &config) != 0) {
        return false;
    }
    bool opened = false;
    for (int i = 0; !opened && i < config->bNumInterfaces; i++) {
        struct candidate candidate = {.device = device,
                                      .place = place,
                                      .product_string = descriptor.iProduct,
                                      .config = config->bConfigurationValue};
        opened = config->interface[i].num_altsetting > 0 &&
                 look_at(&config->interface[i].altsetting[0], &candidate) &&
                 try_candidate(search, &candidate);
    }
    libusb_free_config_descriptor(config);
    return opened;
}

enum mc_err scanner_hid_pos_open(const char *address, struct scanner **out, struct mc_error *err)
{
    libusb_context *context = NULL;
    libusb_device **list = NULL;
    int started = libusb_init(&context);
    if (started != 0) {
        return mc_fail(err, MC_EIO, "USB: %s", libusb_error_name(started));
    }
    ssize_t count = libusb_get_device_list(context, &list);
    struct hid_pos_device device;
    struct search search = {
        .address = address,
        .device = &device,
        .rc = MC_ENOTFOUND,
        .why = {.code = MC_ENOTFOUND, .text = "USB: no HID-POS scanner is plugged in"}};
    for (ssize_t i = 0; i < count && search.rc != MC_OK; i++) {
        (void)try_device(&search, list[i]);
    }
    if (count >= 0) {
        libusb_free_device_list(list, 1);
    }
    if (search.rc != MC_OK) {
        libusb_exit(context);
        if (err != NULL) {
            *err = search.why;
        }
        return search.rc;
    }
    *out = hid_pos_create(context, &device);
    return MC_OK;
}
